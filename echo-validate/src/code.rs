//! Which bytes of the text are code, as far as that is certain, and which of its instructions break a rule.
//!
//! Called by [`crate::report`], once for each image. *Certain* is what the machine reaches from the entry
//! when it follows direct branches, calls and fall-through, and indirect ones where the code before them says
//! what they read ([`crate::indirect`]); only there a breach rejects. [`crate::guess`] adds what addresses in
//! instructions and data may lead to, [`crate::sweep`] looks at the rest. Two things make the certain part
//! precise:
//!
//! - **A call may not return.** Compilers put nothing behind a call to a function that never does (`echo_fail`, an endless loop): the next bytes
//!   are padding, another function, data, or the end of the segment. First every call is taken to return, which is quick and
//!   nearly always harmless. Only when that finds fault with something is it worked out which callees can return at all (least fixed
//!   point: some path from them reaches a `ret` or an indirect jump), and the walk repeated with calls that return. A callee that is
//!   not known is taken to return.
//! - **Order does not matter.** The certain part is a closure: a branch into the middle of an instruction is followed like any other, as
//!   the processor would, and found out afterwards, so that the verdict does not depend on which of the two was seen first.
//!
//! Invariant: every address is decoded at most once per walk and memory is a small multiple of the text,
//! whatever the contract says.

use crate::bitmap::{self, Bits, Marks};
use crate::flags::{Flags, Undefined, seen_by};
use crate::indirect::Dispatches;
use echo_abi::Inst;
use echo_abi::decode::{Buffer, Decoder, Refused};
use echo_abi::disasm;
use echo_abi::isa::Flow;
use echo_abi::scpi::Function;
use echo_abi::{Features, GuestAddr, Image, Rule};
use std::collections::BTreeMap;

/// One executable segment.
struct Text<'a> {
    start: u32,
    end: u32,
    bytes: &'a [u8],
    /// Position of its first byte among the bytes of all text.
    base: usize,
    decoder: Decoder<'a>,
}

/// An address in text that an instruction contains.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference {
    /// The address.
    pub to: u32,
    /// The instruction.
    pub by: u32,
}

/// Addresses that instructions contain, in text of which nothing was known when they were seen: each once,
/// with the first instruction that was seen to contain it.
pub(crate) struct References {
    pub code: Vec<Reference>,
    seen: Bits,
}

/// What led to code that nothing branches to directly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Via {
    /// An instruction that contains the address.
    Inst(u32),
    /// An 8-byte word.
    Word(u32),
    /// An entry of a table, and its number.
    Entry(u32, u32),
}

impl std::fmt::Display for Via {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Inst(at) => write!(f, "the instruction at {at:#x} contains"),
            Self::Word(at) => write!(f, "the word at {at:#x} contains"),
            Self::Entry(at, number) => write!(f, "entry {number} of a jump table, at {at:#x}, gives"),
        }
    }
}

/// Where code begins that nothing branches to directly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Root {
    /// Its address.
    pub addr: u32,
    /// What led there.
    pub via: Via,
    /// The jump that goes there, or [`FUNCTION`].
    pub from: u32,
}

/// In place of the address of a jump: a call leads there, or nothing that is known.
pub(crate) const FUNCTION: u32 = u32::MAX;

/// An instruction that breaks a rule in code that nothing branches to directly.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Breach {
    /// Its address.
    pub addr: u32,
    /// Where the code begins.
    pub root: Root,
}

/// What a walk brings besides marks.
pub(crate) struct Walk {
    /// Addresses that instructions contain.
    pub references: References,
    /// Indirect jumps and calls, and the tables they read.
    pub dispatches: Dispatches,
    /// What breaks a rule behind an indirect jump or call.
    pub breaches: Vec<Breach>,
}

/// All text of an image, and what is known about each of its bytes.
pub(crate) struct Code<'a> {
    image: &'a Image,
    texts: Vec<Text<'a>>,
    /// By position: what is known about each byte.
    pub marks: Marks,
    /// Status flags that nothing defined.
    pub flags: Flags,
    /// By position: the branch by which a walk first came there, [`FUNCTION`] for a call; 0 where it came from
    /// the instruction before.
    entered: Vec<u32>,
    /// The target of each indirect jump or call that has only one, as far as is known.
    only_target: BTreeMap<u32, u32>,
    features: Features,
    /// All text lies in `lowest..highest`.
    lowest: u32,
    highest: u32,
}

/// How an instruction hands on control: where to, if anywhere, besides the next one.
pub(crate) struct Step {
    /// What the decoder says.
    pub flow: Flow,
    /// Target of a direct branch or call.
    pub target: Option<u32>,
    /// Address of the next instruction, if it may be reached from here.
    pub next: Option<u32>,
    /// Whether `next` is reached by a return.
    pub call: bool,
}

impl<'a> Code<'a> {
    pub(crate) fn new(image: &'a Image, features: Features) -> Self {
        let mut base = 0;
        let texts: Vec<Text<'_>> = image
            .text()
            .map(|s| {
                let text = Text {
                    start: s.addr.0,
                    end: s.end().0,
                    bytes: &s.bytes,
                    base,
                    decoder: Decoder::new(&s.bytes, s.addr),
                };
                base += s.bytes.len();
                text
            })
            .collect();
        let (lowest, highest) = (texts.first().map_or(0, |t| t.start), texts.last().map_or(0, |t| t.end));
        Self {
            image,
            marks: Marks::new(base),
            flags: Flags::new(base),
            entered: vec![0; base],
            only_target: BTreeMap::new(),
            texts,
            features,
            lowest,
            highest,
        }
    }

    /// The image it is the code of.
    pub(crate) fn image(&self) -> &'a Image {
        self.image
    }

    /// Whether something is mapped at `addr`.
    pub(crate) fn is_mapped(&self, addr: u32) -> bool {
        self.image.segment_at(GuestAddr(addr)).is_some()
    }

    /// The text that `addr` lies in.
    #[inline]
    fn text_of(&self, addr: u32) -> Option<usize> {
        if addr.wrapping_sub(self.lowest) >= self.highest - self.lowest {
            return None;
        }
        let t = if self.texts.len() == 1 { 0 } else { self.texts.partition_point(|t| t.end <= addr) };
        (self.texts[t].start <= addr).then_some(t)
    }

    /// The position of the byte at `addr`.
    #[inline]
    pub(crate) fn position(&self, addr: u32) -> Option<usize> {
        self.text_of(addr).map(|t| self.texts[t].base + (addr - self.texts[t].start) as usize)
    }

    /// The position of the byte at `addr`, which lies in text.
    #[inline]
    fn known_position(&self, addr: u32) -> usize {
        self.position(addr).unwrap_or_else(|| unreachable!("{addr:#x} was found in text"))
    }

    /// Whether the byte at `addr`, which lies in text, has one of the marks `wanted`.
    #[inline(always)]
    pub(crate) fn has(&self, addr: u32, wanted: u8) -> bool {
        self.marks.has(self.known_position(addr), wanted)
    }

    /// Marks the byte at `addr`, which lies in text.
    #[inline(always)]
    pub(crate) fn set(&mut self, addr: u32, mark: u8) {
        self.marks.set(self.known_position(addr), mark);
    }

    /// Whether what follows the first of `len` bytes at `addr` has one of the marks `wanted`.
    #[inline(always)]
    pub(crate) fn body_has(&self, addr: u32, len: u8, wanted: u8) -> bool {
        self.marks.any(self.known_position(addr) + 1, len.saturating_sub(1), wanted)
    }

    /// Marks what follows the first of `len` bytes at `addr`.
    #[inline(always)]
    pub(crate) fn set_body(&mut self, addr: u32, len: u8, mark: u8) {
        self.marks.set_range(self.known_position(addr) + 1, len.saturating_sub(1), mark);
    }

    /// How many bytes from `addr` on, in its text, belong to instructions that something leads to.
    pub(crate) fn covered(&self, addr: u32) -> u32 {
        let Some(text) = self.text_of(addr).map(|t| &self.texts[t]) else { return 0 };
        let covered = self.marks.run(text.base + (addr - text.start) as usize, bitmap::COVERED);
        u32::try_from(covered).map_or(text.end - addr, |n| n.min(text.end - addr))
    }

    /// Address ranges of the executable segments.
    pub(crate) fn ranges(&self) -> Vec<std::ops::Range<u32>> {
        self.texts.iter().map(|t| t.start..t.end).collect()
    }

    /// The bytes from `addr` to the end of its text; none where there is no text.
    pub(crate) fn bytes(&self, addr: u32) -> &'a [u8] {
        self.text_of(addr).map_or(&[], |t| &self.texts[t].bytes[(addr - self.texts[t].start) as usize..])
    }

    /// Decodes the instruction at `addr` into `buffer`.
    pub(crate) fn decode<'s>(&mut self, addr: u32, buffer: &'s mut Buffer) -> Result<&'s Inst, Refused> {
        match self.text_of(addr) {
            Some(t) => self.texts[t].decoder.read(GuestAddr(addr), buffer),
            None => Err(Refused { addr: GuestAddr(addr), rule: Rule::RunsOff, len: 0 }),
        }
    }

    /// Where execution goes after `inst`.
    #[inline]
    pub(crate) fn step(inst: &Inst) -> Step {
        let flow = inst.flow();
        // `fail` ends the run, and compilers know it.
        let falls = flow.falls_through() && flow != Flow::HostCall(Function::Fail as u8);
        let target = flow.target().map(|target| target.0);
        Step { flow, target, next: falls.then_some(inst.next().0), call: flow.is_call() }
    }

    /// Where decoding goes on behind refused bytes, so that one report has all there is to find.
    pub(crate) fn behind(&self, refused: &Refused) -> Option<u32> {
        let shape = disasm::shape(self.bytes(refused.addr.0))?;
        (refused.len > 0 && !shape.ends_flow && refused.rule != Rule::FarTransfer)
            .then(|| refused.addr.0.wrapping_add(u32::from(refused.len)))
    }

    /// Whether an accepted instruction breaks a rule by itself; [`Self::breaches`] says which.
    #[inline]
    fn is_bad(&self, inst: &Inst, step: &Step) -> bool {
        !inst.is_accepted_by(self.features)
            || step.target.is_some_and(|t| self.position(t).is_none())
            || (step.next.is_some_and(|n| self.position(n).is_none()) && !step.call)
            || matches!(step.flow, Flow::HostCall(n) if Function::from_number(n).is_none())
    }

    /// The rules that an accepted instruction breaks.
    pub(crate) fn breaches(&self, inst: &Inst) -> impl Iterator<Item = Rule> {
        let step = Self::step(inst);
        let target = step.target.map(|t| self.position(t).map(|p| self.marks.has(p, bitmap::BODY)));
        [
            (!inst.is_accepted_by(self.features)).then_some(Rule::OutsideProfile),
            matches!(step.flow, Flow::HostCall(n) if Function::from_number(n).is_none())
                .then_some(Rule::UnknownScpi),
            match target {
                Some(None) => Some(Rule::LeavesCode),
                Some(Some(true)) => Some(Rule::InsideInstruction),
                _ => None,
            },
            (!step.call && step.next.is_some_and(|n| self.position(n).is_none())).then_some(Rule::RunsOff),
            self.flags.read_at(inst.addr().0).map(|_| Rule::UndefinedFlag),
        ]
        .into_iter()
        .flatten()
    }

    /// Whether the contract is rejected because of the refused instruction at `addr`, which is certain code.
    /// The call of a weak function that nobody defines is behind a question whether there is one.
    pub(crate) fn rejects(&mut self, addr: u32) -> bool {
        match self.decode(addr, &mut Buffer::new()) {
            Ok(inst) => {
                let is_null = Self::step(inst).target == Some(0);
                self.breaches(inst).any(|rule| !(is_null && rule == Rule::LeavesCode))
            }
            Err(_) => true,
        }
    }

    /// What the policy grants.
    pub(crate) fn features(&self) -> Features {
        self.features
    }

    /// Notes that the indirect jump or call at `jump` goes to `target` and nowhere else.
    pub(crate) fn goes_only(&mut self, jump: u32, target: u32) {
        self.only_target.insert(jump, target);
    }

    /// Notes how a walk came to `position`, if it was not by the instruction before.
    #[inline]
    pub(crate) fn enter(&mut self, position: usize, from: u32) {
        self.entered[position] = from;
    }

    /// The instruction that the walk executed before the one at `addr`; `None` at the start of a function.
    pub(crate) fn before(&mut self, addr: u32) -> Option<Inst> {
        let mut buffer = Buffer::new();
        match self.entered[self.position(addr)?] {
            FUNCTION => None,
            0 => (addr.saturating_sub(15)..addr).rev().find_map(|before| {
                let starts =
                    self.position(before).is_some_and(|p| self.marks.has(p, bitmap::START | bitmap::FOUND));
                let inst = if starts { self.decode(before, &mut buffer).ok()? } else { return None };
                (Self::step(inst).next == Some(addr)).then_some(*inst)
            }),
            from => self.decode(from, &mut buffer).ok().copied(),
        }
    }

    /// Marks all certain code, and what in it breaks a rule.
    pub(crate) fn walk(&mut self) -> Walk {
        let mut walk = self.walk_certain(None);
        if self.mark_overlaps() | (self.marks.count(bitmap::BAD) != 0) {
            let returning = self.returning();
            self.marks = Marks::new(self.marks.len());
            self.flags = Flags::new(self.marks.len());
            self.entered.fill(0);
            walk = self.walk_certain(Some(&returning));
            self.mark_overlaps();
        }
        walk
    }

    /// Follows certain code from the entry. With `returning`, the positions of functions that return, only
    /// behind calls of these.
    fn walk_certain(&mut self, returning: Option<&Bits>) -> Walk {
        let mut walk = Walk {
            references: References::new(self.marks.len()),
            dispatches: Dispatches::new(self.marks.len()),
            breaches: Vec::new(),
        };
        self.follow(self.image.entry().0, None, returning, &mut walk);
        loop {
            let roots = walk.dispatches.roots(self);
            if roots.is_empty() {
                break;
            }
            for root in roots {
                self.follow(root.addr, Some(root), returning, &mut walk);
            }
        }
        self.follow_flags();
        walk
    }

    /// Follows certain code from `start`, where an indirect branch comes by way of `root`.
    fn follow(&mut self, start: u32, root: Option<Root>, returning: Option<&Bits>, walk: &mut Walk) {
        let mut open = vec![(start, root.map_or(FUNCTION, |root| root.from), Undefined::NONE)];
        let mut buffer = Buffer::new();
        while let Some((mut addr, from, mut undefined)) = open.pop() {
            let Some(mut t) = self.text_of(addr) else { continue };
            let position = self.texts[t].base + (addr - self.texts[t].start) as usize;
            if !self.marks.has(position, bitmap::START) {
                self.enter(position, from);
            }
            loop {
                let text = &mut self.texts[t];
                let position = text.base + (addr - text.start) as usize;
                if self.marks.has(position, bitmap::START) {
                    self.flags.come_again(addr, position, &undefined);
                    break;
                }
                self.marks.set(position, bitmap::START);
                let inst = match text.decoder.read(GuestAddr(addr), &mut buffer) {
                    Ok(inst) => inst,
                    Err(refused) => {
                        undefined = Undefined::NONE;
                        self.marks.set(position, bitmap::BAD);
                        walk.breaches.extend(root.map(|root| Breach { addr, root }));
                        self.set_body(addr, refused.len, bitmap::BODY);
                        match self.behind(&refused).and_then(|next| self.text_of(next).map(|t| (next, t))) {
                            Some(next) => (addr, t) = next,
                            None => break,
                        }
                        continue;
                    }
                };
                // Only an instruction of at least 5 bytes has an immediate or displacement of 32 bits.
                if inst.len() >= 5 {
                    walk.references.add(self, inst);
                }
                self.marks.set_range(position + 1, inst.len() - 1, bitmap::BODY);
                let step = Self::step(inst);
                if self.flags.visit(addr, position, seen_by(inst), &undefined) | self.is_bad(inst, &step) {
                    self.marks.set(position, bitmap::BAD);
                    walk.breaches.extend(root.map(|root| Breach { addr, root }));
                }
                match step.flow {
                    Flow::Call(_) | Flow::HostCall(_) => undefined = Undefined::all_by(addr),
                    Flow::CallIndirect => {
                        undefined = Undefined::all_by(addr);
                        walk.dispatches.add(addr);
                        if let (Some(returning), Some(callee)) = (returning, self.only_target.get(&addr))
                            && self.position(*callee).is_some_and(|p| !returning.has(p))
                        {
                            break;
                        }
                    }
                    Flow::JumpIndirect => walk.dispatches.add(addr),
                    _ => undefined.pass(addr, &inst.flag_effect()),
                }
                if let Some(target) =
                    step.target.and_then(|target| self.position(target).map(|p| (target, p)))
                {
                    if self.marks.has(target.1, bitmap::START) {
                        self.flags.come_again(target.0, target.1, &undefined);
                    } else {
                        open.push((target.0, if step.call { FUNCTION } else { addr }, undefined));
                    }
                    self.marks.set(target.1, bitmap::TARGET);
                    if step.call && returning.is_some_and(|r| !r.has(target.1)) {
                        break;
                    }
                }
                let Some(next) = step.next else { break };
                addr = next;
                if addr == self.texts[t].end {
                    match self.text_of(addr) {
                        Some(next) => t = next,
                        None => break,
                    }
                }
            }
        }
    }

    /// Follows undefined flags through code that was seen before they came there. Returns the addresses of
    /// what reads them, marked as bad.
    pub(crate) fn follow_flags(&mut self) -> Vec<u32> {
        let mut readers = Vec::new();
        if self.flags.is_settled() {
            return readers;
        }
        let mut buffer = Buffer::new();
        while let Some((addr, undefined)) = self.flags.next_again() {
            let Some(position) = self.position(addr) else { continue };
            if !self.marks.has(position, bitmap::START | bitmap::FOUND) {
                continue;
            }
            let Ok(inst) = self.decode(addr, &mut buffer) else { continue };
            let passing = self.flags.passing(position, inst, undefined);
            if self.flags.visit(addr, position, seen_by(inst), &undefined) {
                self.marks.set(position, bitmap::BAD);
                readers.push(addr);
            }
            let step = Self::step(inst);
            for way in [step.target, step.next].into_iter().flatten() {
                if let Some(position) = self.position(way) {
                    self.flags.come_again(way, position, &passing);
                }
            }
        }
        readers
    }

    /// Marks branches that land inside a certain instruction. Whether there are any.
    fn mark_overlaps(&mut self) -> bool {
        if !self.marks.meet(bitmap::TARGET, bitmap::BODY) {
            return false;
        }
        let mut buffer = Buffer::new();
        for addr in self.starts(bitmap::START) {
            let Ok(inst) = self.decode(addr, &mut buffer) else { continue };
            let target = Self::step(inst).target.and_then(|t| self.position(t));
            if target.is_some_and(|p| self.marks.has(p, bitmap::BODY)) {
                self.set(addr, bitmap::BAD);
            }
        }
        true
    }

    /// Addresses with one of the marks `wanted`, in order.
    pub(crate) fn starts(&self, wanted: u8) -> Vec<u32> {
        let mut texts = self.texts.iter().peekable();
        let addr = |position: usize| {
            while texts.next_if(|t| t.base + t.bytes.len() <= position).is_some() {}
            texts.peek().map(|t| t.start + (position - t.base) as u32)
        };
        self.marks.positions(wanted).filter_map(addr).collect()
    }

    /// Positions from which a `ret`, an indirect jump, or something of which nothing is known can be reached,
    /// by way of calls that return. Needs a walk that took all calls to return: it saw all there is.
    fn returning(&mut self) -> Bits {
        let mut returning = Bits::new(self.marks.len());
        let mut open: Vec<u32> = Vec::new();
        // (successor, instruction): once the successor returns, the instruction may.
        let mut edges: Vec<(u32, u32)> = Vec::new();
        let mut buffer = Buffer::new();
        for addr in self.starts(bitmap::START) {
            let Ok(inst) = self.decode(addr, &mut buffer) else {
                open.push(addr);
                continue;
            };
            let step = Self::step(inst);
            let only_target = self.only_target.get(&addr).copied();
            let ways = [step.target.or(only_target), step.next];
            let leaves = ways.into_iter().flatten().any(|way| self.position(way).is_none());
            let is_open = match step.flow {
                Flow::Return => true,
                Flow::JumpIndirect => only_target.is_none(),
                _ => false,
            };
            if (leaves && !step.call) || is_open {
                open.push(addr);
            }
            edges.extend(ways.into_iter().flatten().map(|way| (way, addr)));
        }
        edges.sort_unstable();
        for addr in &open {
            self.position(*addr).map(|p| returning.add(p));
        }
        while let Some(addr) = open.pop() {
            let first = edges.partition_point(|(to, _)| *to < addr);
            for &(_, from) in edges[first..].iter().take_while(|(to, _)| *to == addr) {
                let Some(position) = self.position(from) else { continue };
                if returning.has(position) {
                    continue;
                }
                let Ok(inst) = self.decode(from, &mut buffer) else { continue };
                let step = Self::step(inst);
                let returns =
                    |way: Option<u32>| way.is_none_or(|a| self.position(a).is_none_or(|p| returning.has(p)));
                let target = step.target.or(self.only_target.get(&from).copied());
                if !step.call || (returns(target) && returns(step.next)) {
                    returning.add(position);
                    open.push(from);
                }
            }
        }
        returning
    }
}

impl References {
    /// For `len` bytes of text.
    fn new(len: usize) -> Self {
        Self { code: Vec::new(), seen: Bits::new(len) }
    }

    /// Adds the addresses in `inst`: immediates, and operands of `lea` without registers. (Memory that an
    /// instruction *accesses* at a fixed address is data; its words are looked at as such.)
    pub(crate) fn add(&mut self, code: &Code<'_>, inst: &Inst) {
        let fixed = inst.fixed_addr().filter(|_| !inst.accesses_memory());
        for to in inst.immediates().chain(fixed).filter_map(|value| u32::try_from(value).ok()) {
            if let Some(position) = code.position(to)
                && !code.marks.has(position, bitmap::KNOWN)
                && self.seen.add(position)
            {
                self.code.push(Reference { to, by: inst.addr().0 });
            }
        }
    }
}

/// Whether bytes that are refused under this rule are more likely data: no compiler emits such instructions,
/// while text and numbers often decode to them (the letters `l` to `o` are port I/O).
pub(crate) fn is_data_like(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::InvalidEncoding
            | Rule::RunsOff
            | Rule::PortIo
            | Rule::Privileged
            | Rule::FarTransfer
            | Rule::AmbiguousPrefix
    )
}

/// Whether `bytes` start with a zero-terminated text of at least 4 letters, or a long one.
pub(crate) fn is_string(bytes: &[u8]) -> bool {
    let letters =
        bytes.iter().take(16).take_while(|b| matches!(b, b'\t' | b'\n' | b'\r' | 0x20..=0x7e)).count();
    letters == 16 || (letters >= 4 && bytes.get(letters) == Some(&0))
}

/// Whether the instruction is `add [rax], al`, encoded as two zero bytes: zeroes, not code.
pub(crate) fn is_zeroes(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0, 0])
}
