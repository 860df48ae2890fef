//! [`CodeMap`]: all text of an image, and what is known of each of its bytes.
//!
//! Written by [`crate::walk`] and [`crate::guess`], read by everything in this crate and, behind [`crate::Analysis`], by whoever asks. Everything
//! that is kept is an array over positions, or as long as what was found.

use crate::arrival::Entrance;
use crate::bitmap::{Bitmap, Mark};
use crate::flags::StatusEffect;
use crate::flags::definedness::Definedness;
use crate::flaw::Flaw;
use crate::successors::Successors;
use crate::text::{Position, Text};
use echo_abi::decode::{Buffer, RefusedBytes};
use echo_abi::disasm;
use echo_abi::isa::Flow;
use echo_abi::scpi::Function;
use echo_abi::{Features, GuestAddr, Image, Inst, Rule};
use std::collections::BTreeMap;

/// Bytes of the longest instruction.
const LONGEST: u32 = 15;

/// All text of an image, and what is known of each of its bytes.
pub(crate) struct CodeMap<'a> {
    pub image: &'a Image,
    pub text: Text<'a>,
    pub marks: Bitmap,
    pub flags: Definedness,
    /// By position: how a walk first came there.
    entrances: Vec<Entrance>,
    /// The target of each indirect jump or call that has only one, as far as is known.
    only_targets: BTreeMap<GuestAddr, GuestAddr>,
    /// What an instruction may need.
    granted: Features,
}

impl<'a> CodeMap<'a> {
    /// The text of `image`, of which nothing is known. Instructions may need what is `granted`.
    pub fn new(image: &'a Image, granted: Features) -> Self {
        let text = Text::new(image);
        Self {
            image,
            marks: Bitmap::new(text.len()),
            flags: Definedness::new(text.len()),
            entrances: vec![Entrance::FROM_BEFORE; text.len()],
            only_targets: BTreeMap::new(),
            text,
            granted,
        }
    }

    /// Forgets all but the targets of indirect jumps and calls.
    pub fn forget_walk(&mut self) {
        self.marks = Bitmap::new(self.text.len());
        self.flags = Definedness::new(self.text.len());
        self.entrances.fill(Entrance::FROM_BEFORE);
    }

    /// Whether something is mapped at `addr`.
    pub fn is_mapped(&self, addr: GuestAddr) -> bool {
        self.image.segment_at(addr).is_some()
    }

    /// The position of the byte at `addr`; `None` where there is no text.
    #[inline]
    pub fn position(&self, addr: GuestAddr) -> Option<Position> {
        self.text.position(addr)
    }

    /// The position of the byte at `addr`, which lies in text.
    #[inline]
    fn known_position(&self, addr: GuestAddr) -> Position {
        self.position(addr).unwrap_or_else(|| unreachable!("{addr} was found in text"))
    }

    /// Whether the byte at `addr` lies in text and has one of the marks `wanted`.
    #[inline(always)]
    pub fn has(&self, addr: GuestAddr, wanted: Mark) -> bool {
        self.position(addr).is_some_and(|position| self.marks.has(position, wanted))
    }

    /// Marks the byte at `addr`, which lies in text.
    #[inline(always)]
    pub fn set(&mut self, addr: GuestAddr, mark: Mark) {
        self.marks.set(self.known_position(addr), mark);
    }

    /// Whether what follows the first of `len` bytes at `addr`, which lies in text, has one of the marks `wanted`.
    #[inline(always)]
    pub fn body_has(&self, addr: GuestAddr, len: u8, wanted: Mark) -> bool {
        self.marks.any(self.known_position(addr).offset(1), len.saturating_sub(1), wanted)
    }

    /// Marks what follows the first of `len` bytes at `position`.
    #[inline(always)]
    pub fn set_body(&mut self, position: Position, len: u8, mark: Mark) {
        self.marks.set_range(position.offset(1), len.saturating_sub(1), mark);
    }

    /// Addresses with one of the marks `wanted`, in order.
    pub fn starts(&self, wanted: Mark) -> Vec<GuestAddr> {
        self.text.addresses(self.marks.positions(wanted)).collect()
    }

    /// Where decoding goes on behind refused bytes, so that all flaws there are can be found at once.
    pub fn behind(&self, refused: &RefusedBytes) -> Option<GuestAddr> {
        let goes_on = refused.len > 0
            && refused.rule != Rule::FarTransfer
            && disasm::falls_through(self.text.bytes(refused.addr));
        goes_on.then(|| refused.addr.offset(refused.len.into()))
    }

    /// The flaws that an accepted instruction has by itself, whatever else there is. Inlined, so that it costs nothing to name
    /// what only [`Self::is_flawed`] asks for.
    #[inline(always)]
    fn own_flaws(&self, inst: &Inst, successors: &Successors) -> [Option<Flaw>; 4] {
        let Successors { next, target, flow } = *successors;
        let outside = |addr: &GuestAddr| self.position(*addr).is_none();
        [
            (!self.accepts(inst)).then_some(Flaw::NotGranted),
            matches!(flow, Flow::HostCall(n) if Function::from_number(n).is_none())
                .then_some(Flaw::UnknownFunction),
            target.filter(outside).map(|to| match to {
                GuestAddr::NULL => Flaw::LeadsToNull,
                to => Flaw::LeavesText(to),
            }),
            (!flow.is_call() && next.is_some_and(|next| outside(&next))).then_some(Flaw::RunsOff),
        ]
    }

    /// Whether an instruction needs no more than is granted.
    #[inline(always)]
    pub fn accepts(&self, inst: &Inst) -> bool {
        inst.is_accepted_by(self.granted)
    }

    /// Whether an accepted instruction has a flaw by itself, whatever else there is.
    #[inline]
    pub fn is_flawed(&self, inst: &Inst, successors: &Successors) -> bool {
        !matches!(self.own_flaws(inst, successors), [None, None, None, None])
    }

    /// The flaws of an accepted instruction, as far as is known by now.
    pub fn flaws(&self, inst: &Inst) -> impl Iterator<Item = Flaw> + use<> {
        let successors = Successors::of(inst);
        let [not_granted, unknown_function, leaves, runs_off] = self.own_flaws(inst, &successors);
        let entered = successors.target.filter(|to| self.has(*to, Mark::BODY));
        let of_target = leaves.or(entered.map(Flaw::EntersInstruction));
        let undefined = self.flags.read_at(inst.addr()).map(Flaw::ReadsUndefined);
        [not_granted, unknown_function, of_target, runs_off, undefined].into_iter().flatten()
    }

    /// Notes that the indirect jump or call at `branch` goes to `target` and nowhere else.
    pub fn goes_only(&mut self, branch: GuestAddr, target: GuestAddr) {
        self.only_targets.insert(branch, target);
    }

    /// The target of the indirect jump or call at `branch`, if it has only one.
    pub fn only_target(&self, branch: GuestAddr) -> Option<GuestAddr> {
        self.only_targets.get(&branch).copied()
    }

    /// Notes how a walk first came to `position`.
    #[inline]
    pub fn enter(&mut self, position: Position, entrance: Entrance) {
        self.entrances[position.0] = entrance;
    }

    /// The instruction that a walk executed before the one at `addr`; `None` at the start of a function.
    pub fn before(&mut self, addr: GuestAddr) -> Option<Inst> {
        let mut buffer = Buffer::new();
        match self.entrances[self.position(addr)?.0] {
            Entrance::FUNCTION => None,
            Entrance::FROM_BEFORE => (addr.0.saturating_sub(LONGEST)..addr.0).rev().find_map(|before| {
                let before = GuestAddr(before);
                let inst = if self.has(before, Mark::CODE) {
                    self.text.read(before, &mut buffer).ok()?
                } else {
                    return None;
                };
                (Successors::of(inst).next == Some(addr)).then_some(*inst)
            }),
            entrance => self.text.read(entrance.branch()?, &mut buffer).ok().copied(),
        }
    }

    /// The address of the known instruction that ends where the one at `addr` begins, whether or not it leads there; of several, the
    /// shortest.
    pub fn ends_at(&mut self, addr: GuestAddr) -> Option<GuestAddr> {
        let mut buffer = Buffer::new();
        (addr.0.saturating_sub(LONGEST)..addr.0).rev().map(GuestAddr).find(|before| {
            self.has(*before, Mark::CODE)
                && match self.text.read(*before, &mut buffer) {
                    Ok(inst) => inst.next() == addr,
                    Err(refused) => refused.len > 0 && before.0 + u32::from(refused.len) == addr.0,
                }
        })
    }

    /// Follows undefined flags through code that was seen before they came there. Returns the addresses of
    /// what reads them, marked as flawed.
    pub fn follow_undefined_flags(&mut self) -> Vec<GuestAddr> {
        let mut readers = Vec::new();
        let mut buffer = Buffer::new();
        while let Some((addr, undefined)) = self.flags.next_open() {
            let Some(position) = self.position(addr) else { continue };
            if !self.marks.has(position, Mark::CODE) {
                continue;
            }
            let Ok(inst) = self.text.read(addr, &mut buffer) else { continue };
            let effect = StatusEffect::of(inst);
            let behind = self.flags.news_behind(position, &effect, undefined);
            if self.flags.visit(addr, position, effect.reads, &undefined) {
                self.marks.set(position, Mark::FLAWED);
                readers.push(addr);
            }
            if inst.flow().ends_flags() {
                continue;
            }
            for successor in Successors::of(inst).addresses() {
                if let Some(position) = self.position(successor) {
                    self.flags.come_again(successor, position, &behind);
                }
            }
        }
        readers
    }
}
