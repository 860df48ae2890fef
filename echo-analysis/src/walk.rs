//! Which bytes of the text are code for certain, and which of its instructions have a flaw.
//!
//! Called by [`crate::Analysis`], once for each image. *Certain* is what the machine reaches from the entry
//! when it follows direct branches, calls and fall-through, and indirect ones where the code before them says
//! what they read ([`crate::indirect`]). [`crate::guess`] adds what addresses in instructions and data may lead to, [`crate::sweep`] looks at
//! the rest. Two things make the certain part precise:
//!
//! - **A call may not return.** Compilers put nothing behind a call to a function that never does (`echo_fail`, an endless loop): the next bytes
//!   are padding, another function, data, or the end of the segment. First every call is taken to return, which is quick and
//!   nearly always harmless. Only when that finds something flawed is it worked out which callees can return at all (least fixed
//!   point: some path from them reaches a `ret` or an indirect jump), and the walk repeated with calls that return. A callee that is
//!   not known is taken to return.
//! - **Order does not matter.** The certain part is a closure: a branch into the middle of an instruction is followed like any other, as
//!   the processor would, and found out afterwards, so that what is certain does not depend on which of the two was seen first.
//!
//! Invariant: every address is decoded at most once per walk and memory is a small multiple of the text,
//! whatever the contract says.

use crate::arrival::{Arrival, Entrance};
use crate::bitmap::{Mark, PositionSet};
use crate::code_map::CodeMap;
use crate::flags::StatusEffect;
use crate::flags::definedness::UndefinedFlags;
use crate::flaw::FlawedInst;
use crate::indirect::IndirectBranches;
use crate::mention::Mentions;
use crate::root::Root;
use crate::successors::Successors;
use crate::text::{Position, SegmentNumber, Text};
use echo_abi::decode::{Buffer, RefusedBytes};
use echo_abi::isa::Flow;
use echo_abi::{GuestAddr, Inst};

/// What a walk brings besides marks.
pub(crate) struct Walked {
    /// Addresses that instructions contain.
    pub mentions: Mentions,
    /// Indirect jumps and calls, and the tables they read.
    pub indirect: IndirectBranches,
    /// Flawed instructions behind an indirect jump or call, by address.
    pub flawed: Vec<FlawedInst>,
}

impl Walked {
    /// Nothing yet, for `len` bytes of text.
    fn new(len: usize) -> Self {
        Self { mentions: Mentions::new(len), indirect: IndirectBranches::new(len), flawed: Vec::new() }
    }
}

/// Marks all certain code, and what in it is flawed.
pub(crate) fn walk(map: &mut CodeMap<'_>) -> Walked {
    let mut walked = Walk::all(map, None);
    if mark_overlaps(map) | (map.marks.count(Mark::FLAWED) != 0) {
        let returning = returning(map);
        map.forget_walk();
        walked = Walk::all(map, Some(&returning));
        mark_overlaps(map);
    }
    walked.flawed.sort_by_key(|flawed| flawed.addr);
    walked
}

/// A point of a way: an instruction yet to be looked at.
#[derive(Clone, Copy)]
struct Point {
    addr: GuestAddr,
    part: SegmentNumber,
    /// The position of `addr`, and one past the last address of `part`.
    position: Position,
    end: GuestAddr,
    /// The flags that are undefined there.
    undefined: UndefinedFlags,
}

impl Point {
    /// The point at `addr`, if that is text.
    #[inline]
    fn at(text: &Text<'_>, addr: GuestAddr, undefined: UndefinedFlags) -> Option<Self> {
        let part = text.part(addr)?;
        Some(Self { addr, part, position: text.position_in(part, addr), end: text.end(part), undefined })
    }

    /// Goes on at `next`, `len` bytes further on; `false` where that is no text.
    #[inline(always)]
    fn advance(&mut self, text: &Text<'_>, next: GuestAddr, len: u8) -> bool {
        if next != self.end {
            (self.addr, self.position) = (next, self.position.offset(len.into()));
            return true;
        }
        match Self::at(text, next, self.undefined) {
            Some(point) => {
                *self = point;
                true
            }
            None => false,
        }
    }
}

struct Walk<'w, 'a> {
    map: &'w mut CodeMap<'a>,
    /// The positions of functions that return, and of everything else from which the end of a function can be reached. Without it, every
    /// call returns.
    returning: Option<&'w PositionSet>,
    walked: Walked,
    /// Branches that were seen and have yet to be followed.
    open: Vec<Arrival>,
    buffer: Buffer,
}

impl<'w, 'a> Walk<'w, 'a> {
    /// Follows certain code from the entry.
    fn all(map: &'w mut CodeMap<'a>, returning: Option<&'w PositionSet>) -> Walked {
        let (entry, walked) = (map.image.entry(), Walked::new(map.text.len()));
        let mut walk = Self { map, returning, walked, open: Vec::new(), buffer: Buffer::new() };
        walk.follow(entry, None);
        loop {
            let roots = walk.walked.indirect.roots(walk.map);
            if roots.is_empty() {
                break;
            }
            for root in roots {
                walk.follow(root.addr, Some(root));
            }
        }
        walk.map.follow_undefined_flags();
        walk.walked
    }

    /// Follows certain code from `start`, where an indirect branch comes by way of `root`.
    fn follow(&mut self, start: GuestAddr, root: Option<Root>) {
        let entrance = root.map_or(Entrance::FUNCTION, |root| root.entrance);
        self.open.push(Arrival { addr: start, entrance, undefined: UndefinedFlags::NONE });
        while let Some(Arrival { addr, entrance, undefined }) = self.open.pop() {
            let Some(mut here) = Point::at(&self.map.text, addr, undefined) else { continue };
            if !self.map.marks.has(here.position, Mark::START) {
                self.map.enter(here.position, entrance);
            }
            while self.step(&mut here, root) {}
        }
    }

    /// Looks at one instruction, and goes on to the one that execution falls through to; `false` where it does not.
    #[inline(always)]
    fn step(&mut self, here: &mut Point, root: Option<Root>) -> bool {
        let Self { map, walked, buffer, .. } = self;
        let Point { addr, part, position, .. } = *here;
        if map.marks.has(position, Mark::START) {
            map.flags.come_again(addr, position, &here.undefined);
            return false;
        }
        map.marks.set(position, Mark::START);
        let inst = match map.text.read_in(part, addr, buffer) {
            Ok(inst) => inst,
            Err(refused) => return self.step_over(&refused, here, root),
        };
        // Only an instruction of at least 5 bytes has an immediate or displacement of 32 bits.
        if inst.len() >= 5 {
            walked.mentions.add(map, inst);
        }
        let len = inst.len();
        map.set_body(position, len, Mark::BODY);
        let successors = Successors::of(inst);
        let effect = StatusEffect::of(inst);
        // Most are of this kind: what is behind them is all that they lead to, and cannot be outside but at the end.
        let goes_on = successors.flow == Flow::Next && addr.0 + u32::from(len) < here.end.0;
        let is_flawed = if goes_on { !map.accepts(inst) } else { map.is_flawed(inst, &successors) };
        if map.flags.visit(addr, position, effect.reads, &here.undefined) | is_flawed {
            map.marks.set(position, Mark::FLAWED);
            walked.flawed.extend(root.map(|_| FlawedInst { addr, root }));
        }
        if goes_on {
            here.undefined.pass(addr, &effect);
            return here.advance(&map.text, addr.offset(len.into()), len);
        }
        match successors.flow {
            Flow::Call(_) | Flow::HostCall(_) | Flow::CallIndirect => {
                here.undefined = UndefinedFlags::all_by(addr);
            }
            _ => here.undefined.pass(addr, &effect),
        }
        if successors.flow.is_indirect() {
            walked.indirect.add(addr);
        }
        let returns = self.branch(addr, &successors, &here.undefined);
        let next = successors.next.filter(|_| returns);
        next.is_some_and(|next| here.advance(&self.map.text, next, len))
    }

    /// Goes on behind refused bytes, which are flawed.
    #[cold]
    fn step_over(&mut self, refused: &RefusedBytes, here: &mut Point, root: Option<Root>) -> bool {
        self.map.marks.set(here.position, Mark::FLAWED);
        self.walked.flawed.extend(root.map(|_| FlawedInst { addr: refused.addr, root }));
        self.map.set_body(here.position, refused.len, Mark::BODY);
        here.undefined = UndefinedFlags::NONE;
        self.map.behind(refused).is_some_and(|next| here.advance(&self.map.text, next, refused.len))
    }

    /// Notes where the instruction at `addr` branches to, if it does. Whether it comes back from there, where it is a call.
    #[inline(always)]
    fn branch(&mut self, addr: GuestAddr, successors: &Successors, undefined: &UndefinedFlags) -> bool {
        let map = &mut *self.map;
        let is_call = successors.flow.is_call();
        let returns = |position| self.returning.is_none_or(|returning| returning.has(position));
        if successors.flow == Flow::CallIndirect {
            let callee = self.returning.and_then(|_| map.only_target(addr));
            return callee.and_then(|callee| map.position(callee)).is_none_or(returns);
        }
        let Some((target, position)) =
            successors.target.and_then(|target| map.position(target).map(|position| (target, position)))
        else {
            return true;
        };
        if map.marks.has(position, Mark::START) {
            map.flags.come_again(target, position, undefined);
        } else {
            let entrance = if is_call { Entrance::FUNCTION } else { Entrance::by(addr) };
            self.open.push(Arrival { addr: target, entrance, undefined: *undefined });
        }
        map.marks.set(position, Mark::TARGET);
        !is_call || returns(position)
    }
}

/// Marks as flawed the branches that land inside of a certain instruction. Whether there may be any.
fn mark_overlaps(map: &mut CodeMap<'_>) -> bool {
    if !map.marks.meet(Mark::TARGET, Mark::BODY) {
        return false;
    }
    let mut buffer = Buffer::new();
    for addr in map.starts(Mark::START) {
        let Ok(inst) = map.text.read(addr, &mut buffer) else { continue };
        if Successors::of(inst).target.is_some_and(|target| map.has(target, Mark::BODY)) {
            map.set(addr, Mark::FLAWED);
        }
    }
    true
}

/// The successors of a certain instruction, where an indirect branch that has only one target is as good as a direct one.
fn certain_successors(map: &CodeMap<'_>, inst: &Inst) -> Successors {
    let successors = Successors::of(inst);
    let target = successors.target.or_else(|| map.only_target(inst.addr()));
    Successors { target, ..successors }
}

/// Positions from which a `ret`, an indirect jump, or something of which nothing is known can be reached,
/// by way of calls that return. Needs a walk that took all calls to return: it saw all there is.
fn returning(map: &mut CodeMap<'_>) -> PositionSet {
    let mut returning = PositionSet::new(map.text.len());
    let mut open: Vec<GuestAddr> = Vec::new();
    // (successor, instruction): once the successor returns, the instruction may.
    let mut edges: Vec<(GuestAddr, GuestAddr)> = Vec::new();
    let mut buffer = Buffer::new();
    for addr in map.starts(Mark::START) {
        let Ok(inst) = map.text.read(addr, &mut buffer).copied() else {
            open.push(addr);
            continue;
        };
        let successors = certain_successors(map, &inst);
        let leaves = successors.addresses().any(|to| map.position(to).is_none());
        let ends = match successors.flow {
            Flow::Return => true,
            Flow::JumpIndirect => successors.target.is_none(),
            _ => false,
        };
        if (leaves && !successors.flow.is_call()) || ends {
            open.push(addr);
        }
        edges.extend(successors.addresses().map(|to| (to, addr)));
    }
    edges.sort_unstable();
    for addr in &open {
        map.position(*addr).map(|position| returning.add(position));
    }
    while let Some(addr) = open.pop() {
        let first = edges.partition_point(|(to, _)| *to < addr);
        for &(_, from) in edges[first..].iter().take_while(|(to, _)| *to == addr) {
            let Some(position) = map.position(from) else { continue };
            if returning.has(position) {
                continue;
            }
            let Ok(inst) = map.text.read(from, &mut buffer).copied() else { continue };
            let successors = certain_successors(map, &inst);
            let returns = |to: GuestAddr| map.position(to).is_none_or(|position| returning.has(position));
            if !successors.flow.is_call() || successors.addresses().all(returns) {
                returning.add(position);
                open.push(from);
            }
        }
    }
    returning
}
