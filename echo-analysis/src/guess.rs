//! Code that nothing certain leads to, as far as addresses in instructions and data tell: functions whose
//! address is taken, vtables, computed `goto`, jump tables of unknown length.
//!
//! Called by [`crate::Analysis`] after [`crate::walk`]. A number that happens to be an address in the text may
//! be code or data, a constant or chance, and nothing in a file says which. So all that is found here is a
//! guess, and a flaw in it worth a warning at most: if it is reached after all, the engine stops the run. To warn of
//! numbers that mean nothing would drown the other warnings, so a number is a *candidate*, and becomes code
//! when nothing reachable from it by direct flow speaks against it. Against it speak:
//!
//! - bytes that are no instruction, two zero bytes (`add [rax], al`), or run past the end of the text;
//! - port I/O, privileged instructions, far transfers, `66` before branches: no compiler emits them, but data is full of them;
//! - a direct branch out of the text; an instruction that overlaps a certain one, on either side;
//! - letters and a zero where the candidate points to: a text that the linker put beside the code (`-z noseparate-code`).
//!
//! What remains (x87, `fs:`, AVX, `syscall`, unknown `int`, …) is judged as code, and the finding says what
//! led there. Two found pieces may overlap each other: at most one is code, and the validator cannot know
//! which, so that alone is no finding.
//!
//! Candidates: addresses in instructions (immediates, `lea`), 8-byte words at multiples of 8 in data and in
//! the gaps of the text, what indirect jumps in found code read, and the entries of tables whose index nothing
//! bounds. Of the latter each round takes one entry of each table, up to the first that is no candidate or
//! belongs to another table: what the entries before it lead to, may read that one.
//!
//! Symbols are no candidates: they can be stripped, and stripping must not change what is told. For the same
//! reason data is read by [`echo_abi::Image::read`], whatever segments it lies in.
//!
//! Rounds: what a round accepts contains addresses, which are the next round's candidates. Every address is
//! tried in one round only, and whether it is data is settled in that round, so the work is linear (but for a
//! sort) however long the chain.

use crate::arrival::{Arrival, Entrance};
use crate::bitmap::Mark;
use crate::code_map::CodeMap;
use crate::data::{is_refused_like_data, is_string, is_zeroes};
use crate::flags::StatusEffect;
use crate::flags::definedness::UndefinedFlags;
use crate::flaw::FlawedInst;
use crate::indirect::may_start;
use crate::indirect::table::JumpTable;
use crate::root::{Root, Via};
use crate::successors::Successors;
use crate::text::Position;
use crate::walk::Walked;
use echo_abi::GuestAddr;
use echo_abi::decode::Slot;
use echo_abi::isa::Flow;

/// A table whose length nothing states, of which each round reads an entry.
struct EndlessTable {
    table: JumpTable,
    /// The branch that reads it.
    branch: GuestAddr,
    /// The number of the entry to read next.
    next: u32,
}

/// Marks all code that is found, and what in it is flawed. Returns the latter, by address.
pub(crate) fn find(map: &mut CodeMap<'_>, walked: &mut Walked) -> Vec<FlawedInst> {
    let budget = map.text.len();
    let mut guesswork = Guesswork {
        map,
        walked,
        flawed: Vec::new(),
        tables: Vec::new(),
        budget,
        trail: Vec::new(),
        edges: Vec::new(),
        to_try: Vec::new(),
        to_accept: Vec::new(),
        slot: Slot::new(),
    };
    let mut candidates = guesswork.words();
    loop {
        guesswork.mentioned(&mut candidates);
        if candidates.is_empty() && guesswork.tables.is_empty() {
            break;
        }
        guesswork.round(&mut candidates);
        candidates.clear();
    }
    let mut flawed = guesswork.flawed;
    flawed.sort_by_key(|flawed| flawed.addr);
    flawed
}

struct Guesswork<'g, 'a> {
    map: &'g mut CodeMap<'a>,
    walked: &'g mut Walked,
    flawed: Vec<FlawedInst>,
    /// Tables whose length nothing states, and that have not ended yet.
    tables: Vec<EndlessTable>,
    /// How many entries of such tables may still be read: at first as many as there are bytes of text, for
    /// overlapping tables would be quadratic work.
    budget: usize,
    /// Addresses that turned out to be data in this round.
    trail: Vec<GuestAddr>,
    /// (successor, instruction), both of this round.
    edges: Vec<(GuestAddr, GuestAddr)>,
    /// Where [`Self::attempt`] has yet to go; kept, as there are many candidates and little behind most.
    to_try: Vec<GuestAddr>,
    /// Where [`Self::accept`] has yet to go.
    to_accept: Vec<Arrival>,
    slot: Slot,
}

impl Guesswork<'_, '_> {
    /// Words at multiples of 8, in data and in those parts of the text that are not certain code.
    fn words(&self) -> Vec<Root> {
        let mut candidates = Vec::new();
        let mut next = 0;
        for segment in self.map.image.segments() {
            let start = (segment.addr.0 & !7).max(next);
            let end = segment.addr.0 + segment.bytes.len() as u32;
            for addr in (start..end).step_by(8) {
                let inside = addr.checked_sub(segment.addr.0).and_then(|i| segment.bytes.get(i as usize..));
                let word = inside.and_then(<[u8]>::first_chunk).copied();
                let word = word.unwrap_or_else(|| self.map.image.read(GuestAddr(addr)));
                let Some(target) = self.open(u64::from_le_bytes(word)) else { continue };
                if !self.is_covered(GuestAddr(addr), 8) {
                    let via = Via::Word(GuestAddr(addr));
                    candidates.push(Root { addr: target, via, entrance: Entrance::FUNCTION });
                }
            }
            next = end.next_multiple_of(8);
        }
        candidates
    }

    /// Whether one of `len` bytes from `addr` on belongs to an instruction that something leads to.
    fn is_covered(&self, addr: GuestAddr, len: u32) -> bool {
        (0..len).any(|i| self.map.has(addr.offset(i), Mark::COVERED))
    }

    /// `value` as an address in text that may yet turn out to be code.
    fn open(&self, value: u64) -> Option<GuestAddr> {
        let addr = GuestAddr(u32::try_from(value).ok()?);
        (!self.map.marks.has(self.map.position(addr)?, Mark::KNOWN.or(Mark::DATA))).then_some(addr)
    }

    /// Adds the addresses that instructions contain, and those that tables contain.
    fn mentioned(&mut self, candidates: &mut Vec<Root>) {
        for mention in self.walked.mentions.take() {
            if let Some(addr) = self.open(mention.to.0.into()) {
                candidates.push(Root { addr, via: Via::Inst(mention.by), entrance: Entrance::FUNCTION });
            }
        }
        candidates.extend(self.walked.indirect.roots(self.map));
        let endless = self.walked.indirect.take_endless().into_iter();
        self.tables.extend(endless.map(|(branch, table)| EndlessTable { table, branch, next: 0 }));
        for mut endless in std::mem::take(&mut self.tables) {
            let Some(at) = endless.table.entry(endless.next) else { continue };
            let ends = (endless.next > 0 && self.walked.indirect.is_start(at))
                || !self.map.is_mapped(at)
                || self.is_covered(at, 4)
                || self.budget == 0;
            let target = endless.table.target(self.map.image, at);
            let Some(target) = target.filter(|to| !ends && may_start(self.map, *to)) else { continue };
            if self.map.has(target, Mark::DATA) {
                continue;
            }
            if let Some(addr) = self.open(target.0.into()) {
                let via = Via::Entry(at, endless.next);
                candidates.push(Root { addr, via, entrance: Entrance::by(endless.branch) });
            }
            self.budget -= 1;
            endless.next += 1;
            self.tables.push(endless);
        }
    }

    /// Tries all candidates, settles which are data, and accepts what the others reach.
    fn round(&mut self, candidates: &mut Vec<Root>) {
        candidates.sort_unstable();
        candidates.dedup_by_key(|candidate| candidate.addr);
        candidates.retain(|candidate| !is_string(self.map.text.bytes(candidate.addr)));
        for root in candidates.iter() {
            self.attempt(root.addr);
        }
        if !self.trail.is_empty() {
            self.edges.sort_unstable();
        }
        while let Some(addr) = self.trail.pop() {
            let first = self.edges.partition_point(|(to, _)| *to < addr);
            for i in first..self.edges.len() {
                let (to, from) = self.edges[i];
                if to != addr {
                    break;
                }
                if !self.map.has(from, Mark::DATA) {
                    self.map.set(from, Mark::DATA);
                    self.trail.push(from);
                }
            }
        }
        self.edges.clear();
        for root in candidates.iter() {
            self.accept(*root);
        }
    }

    /// Decodes everything that `root` reaches and that was not tried before; notes what speaks against each
    /// instruction by itself, and on which others it depends.
    fn attempt(&mut self, root: GuestAddr) {
        self.to_try.push(root);
        while let Some(addr) = self.to_try.pop() {
            if self.map.has(addr, Mark::START.or(Mark::TRIED)) {
                continue;
            }
            self.map.set(addr, Mark::TRIED);
            let inside = self.map.has(addr, Mark::BODY);
            let ways = if inside { None } else { self.ways(addr) };
            match ways {
                None => {
                    self.map.set(addr, Mark::DATA);
                    self.trail.push(addr);
                }
                Some(ways) => {
                    for way in ways.into_iter().flatten() {
                        if self.map.has(way, Mark::DATA) {
                            self.map.set(addr, Mark::DATA);
                            self.trail.push(addr);
                            break;
                        }
                        if !self.map.has(way, Mark::START) {
                            self.edges.push((way, addr));
                            self.to_try.push(way);
                        }
                    }
                }
            }
        }
    }

    /// Where the instruction at `addr` may lead; `None` if it speaks against being one.
    fn ways(&mut self, addr: GuestAddr) -> Option<[Option<GuestAddr>; 2]> {
        if is_zeroes(self.map.text.bytes(addr)) {
            return None;
        }
        let (len, ways) = match self.map.text.read(addr, &mut self.slot) {
            Err(refused) if is_refused_like_data(refused.rule) => return None,
            Err(refused) => (refused.len, [self.map.behind(&refused), None]),
            Ok(inst) => {
                let Successors { next, target, flow } = Successors::of(inst);
                let next = next.filter(|next| !flow.is_call() || self.map.position(*next).is_some());
                (inst.len(), [next, target])
            }
        };
        // A weak function that nobody defines has the address 0, and calls of it are never reached.
        let is_null = |way: &GuestAddr| *way == GuestAddr::NULL;
        let leaves = ways.iter().flatten().any(|way| !is_null(way) && self.map.position(*way).is_none());
        let overlaps = self.map.body_has(addr, len, Mark::START);
        (!leaves && !overlaps).then(|| ways.map(|way| way.filter(|way| !is_null(way))))
    }

    /// Marks what `root` reaches as code, if it is.
    fn accept(&mut self, root: Root) {
        // What an indirect jump leaves of the flags is nobody's business: a function that is found may be
        // called, or be none.
        let undefined = UndefinedFlags::NONE;
        self.to_accept.push(Arrival { addr: root.addr, entrance: root.entrance, undefined });
        while let Some(arrival) = self.to_accept.pop() {
            let mut next = Some(arrival);
            while let Some(here) = next {
                let Some(position) = self.map.position(here.addr) else { break };
                if self.map.marks.has(position, Mark::CODE.or(Mark::DATA)) {
                    self.map.flags.come_again(here.addr, position, &here.undefined);
                    break;
                }
                next = self.accept_one(here, position, root);
            }
        }
        for addr in self.map.follow_undefined_flags() {
            self.flawed.push(FlawedInst { addr, root: Some(root) });
        }
    }

    /// Accepts the instruction that execution comes to, at `position`. Returns where to go on.
    fn accept_one(&mut self, here: Arrival, position: Position, root: Root) -> Option<Arrival> {
        let map = &mut *self.map;
        let Arrival { addr, entrance, mut undefined } = here;
        map.marks.set(position, Mark::FOUND);
        map.enter(position, entrance);
        let inst = match map.text.read(addr, &mut self.slot) {
            Ok(inst) => inst,
            Err(refused) => {
                map.set_body(position, refused.len, Mark::FOUND_BODY);
                map.marks.set(position, Mark::FLAWED);
                self.flawed.push(FlawedInst { addr, root: Some(root) });
                return map.behind(&refused).map(|addr| Arrival {
                    addr,
                    entrance: Entrance::FROM_BEFORE,
                    undefined: UndefinedFlags::NONE,
                });
            }
        };
        if inst.len() >= 5 {
            self.walked.mentions.add(map, inst);
        }
        let Successors { next, target, flow } = Successors::of(inst);
        let effect = StatusEffect::of(inst);
        map.flags.visit(addr, position, effect.reads, &undefined);
        if map.flaws(inst).next().is_some() {
            map.marks.set(position, Mark::FLAWED);
            self.flawed.push(FlawedInst { addr, root: Some(root) });
        }
        if flow.is_indirect() {
            self.walked.indirect.add(addr);
        }
        map.set_body(position, inst.len(), Mark::FOUND_BODY);
        undefined.pass(addr, &effect);
        let (behind, at_target) = match flow {
            // Here it is not worked out whether a callee returns. If it does not, what follows is reached
            // from elsewhere.
            Flow::Call(_) | Flow::CallIndirect => (UndefinedFlags::NONE, UndefinedFlags::all_by(addr)),
            Flow::HostCall(_) => (UndefinedFlags::all_by(addr), UndefinedFlags::NONE),
            _ => (undefined, undefined),
        };
        let next = next.map(|addr| Arrival { addr, entrance: Entrance::FROM_BEFORE, undefined: behind });
        // The target comes first; what follows waits, if there is both.
        match target.filter(|to| map.position(*to).is_some()) {
            None => next,
            Some(addr) => {
                self.to_accept.extend(next);
                let entrance = if flow.is_call() { Entrance::FUNCTION } else { Entrance::by(here.addr) };
                Some(Arrival { addr, entrance, undefined: at_target })
            }
        }
    }
}
