//! Code that nothing certain leads to, as far as addresses in instructions and data tell: functions whose
//! address is taken, vtables, computed `goto`, jump tables of unknown length.
//!
//! Called by [`crate::report`] after [`Code::walk`]. A number that happens to be an address in the text may
//! be code or data, a constant or chance, and nothing in a file says which. So all that is found here is a
//! guess, and a breach in it a warning: if it is reached after all, the engine stops the run. To warn of
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

use crate::bitmap;
use crate::code::{Breach, Code, FUNCTION, Root, Via, Walk, is_data_like, is_string, is_zeroes};
use crate::flags::{Undefined, seen_by};
use crate::indirect::{Table, may_start};
use echo_abi::GuestAddr;
use echo_abi::decode::Buffer;
use echo_abi::isa::Flow;

/// A table whose length nothing states, of which each round reads an entry.
struct Endless {
    table: Table,
    /// The jump that reads it.
    jump: u32,
    /// The number of the entry to read next.
    next: u32,
}

/// Marks all code that is found, and what in it breaks a rule. Returns the latter, by address.
pub(crate) fn find(code: &mut Code<'_>, walk: Walk) -> Vec<Breach> {
    let budget = code.marks.len();
    let mut search = Search {
        code,
        walk: Walk { breaches: Vec::new(), ..walk },
        tables: Vec::new(),
        budget,
        trail: Vec::new(),
        edges: Vec::new(),
        to_try: Vec::new(),
        to_accept: Vec::new(),
        buffer: Buffer::new(),
    };
    let mut candidates = search.words();
    loop {
        search.referenced(&mut candidates);
        if candidates.is_empty() && search.tables.is_empty() {
            break;
        }
        search.round(&mut candidates);
        candidates.clear();
    }
    let mut breaches = search.walk.breaches;
    breaches.sort_by_key(|b| b.addr);
    breaches
}

struct Search<'s, 'a> {
    code: &'s mut Code<'a>,
    walk: Walk,
    /// Tables whose length nothing states, and that have not ended yet.
    tables: Vec<Endless>,
    /// How many entries of such tables may still be read: at first as many as there are bytes of text, for
    /// overlapping tables would be quadratic work.
    budget: usize,
    /// Addresses that turned out to be data in this round.
    trail: Vec<u32>,
    /// (successor, instruction), both of this round.
    edges: Vec<(u32, u32)>,
    /// Where [`Self::attempt`] has yet to go; kept, as there are many candidates and little behind most.
    to_try: Vec<u32>,
    /// Where [`Self::accept`] has yet to go, from where, and the flags that are undefined there.
    to_accept: Vec<(u32, u32, Undefined)>,
    buffer: Buffer,
}

impl Search<'_, '_> {
    /// Words at multiples of 8, in data and in those parts of the text that are not certain code.
    fn words(&self) -> Vec<Root> {
        let mut candidates = Vec::new();
        let mut next = 0;
        for segment in self.code.image().segments() {
            let start = (segment.addr.0 & !7).max(next);
            let end = segment.addr.0 + segment.bytes.len() as u32;
            for addr in (start..end).step_by(8) {
                let inside = addr.checked_sub(segment.addr.0).and_then(|i| segment.bytes.get(i as usize..));
                let word = inside.and_then(<[u8]>::first_chunk).copied();
                let word = word.unwrap_or_else(|| self.code.image().read(GuestAddr(addr)));
                let Some(target) = self.open(u64::from_le_bytes(word)) else { continue };
                let is_code =
                    |at| self.code.position(at).is_some_and(|p| self.code.marks.has(p, bitmap::COVERED));
                if !(addr..addr + 8).any(is_code) {
                    candidates.push(Root { addr: target, via: Via::Word(addr), from: FUNCTION });
                }
            }
            next = end.next_multiple_of(8);
        }
        candidates
    }

    /// `value` as an address in text that may yet turn out to be code.
    fn open(&self, value: u64) -> Option<u32> {
        let addr = u32::try_from(value).ok()?;
        (!self.code.marks.has(self.code.position(addr)?, bitmap::KNOWN | bitmap::DATA)).then_some(addr)
    }

    /// Adds the addresses that instructions contain, and those that tables contain.
    fn referenced(&mut self, candidates: &mut Vec<Root>) {
        for reference in std::mem::take(&mut self.walk.references.code) {
            if let Some(addr) = self.open(reference.to.into()) {
                candidates.push(Root { addr, via: Via::Inst(reference.by), from: FUNCTION });
            }
        }
        candidates.extend(self.walk.dispatches.roots(self.code));
        let endless = self.walk.dispatches.endless().into_iter();
        self.tables.extend(endless.map(|(jump, table)| Endless { table, jump, next: 0 }));
        for mut endless in std::mem::take(&mut self.tables) {
            let Some(at) = endless.table.entry(endless.next) else { continue };
            let is_code =
                |at| self.code.position(at).is_some_and(|p| self.code.marks.has(p, bitmap::COVERED));
            let ends = (endless.next > 0 && self.walk.dispatches.is_start(at))
                || !self.code.is_mapped(at)
                || (at..at + 4).any(is_code)
                || self.budget == 0;
            let target = endless.table.target(self.code, at).filter(|to| !ends && may_start(self.code, *to));
            let Some(target) = target else { continue };
            if self.code.has(target, bitmap::DATA) {
                continue;
            }
            if let Some(addr) = self.open(target.into()) {
                candidates.push(Root { addr, via: Via::Entry(at, endless.next), from: endless.jump });
            }
            self.budget -= 1;
            endless.next += 1;
            self.tables.push(endless);
        }
    }

    /// Tries all candidates, settles which are data, and accepts what the others reach.
    fn round(&mut self, candidates: &mut Vec<Root>) {
        candidates.sort_unstable();
        candidates.dedup_by_key(|c| c.addr);
        candidates.retain(|c| !is_string(self.code.bytes(c.addr)));
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
                if !self.code.has(from, bitmap::DATA) {
                    self.code.set(from, bitmap::DATA);
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
    fn attempt(&mut self, root: u32) {
        self.to_try.push(root);
        while let Some(addr) = self.to_try.pop() {
            if self.code.has(addr, bitmap::START | bitmap::TRIED) {
                continue;
            }
            self.code.set(addr, bitmap::TRIED);
            let inside = self.code.has(addr, bitmap::BODY);
            let ways = if inside { None } else { self.ways(addr) };
            match ways {
                None => {
                    self.code.set(addr, bitmap::DATA);
                    self.trail.push(addr);
                }
                Some(ways) => {
                    for way in ways.into_iter().flatten() {
                        if self.code.has(way, bitmap::DATA) {
                            self.code.set(addr, bitmap::DATA);
                            self.trail.push(addr);
                            break;
                        }
                        if !self.code.has(way, bitmap::START) {
                            self.edges.push((way, addr));
                            self.to_try.push(way);
                        }
                    }
                }
            }
        }
    }

    /// Where the instruction at `addr` may lead; `None` if it speaks against being one.
    fn ways(&mut self, addr: u32) -> Option<[Option<u32>; 2]> {
        if is_zeroes(self.code.bytes(addr)) {
            return None;
        }
        let (len, ways) = match self.code.decode(addr, &mut self.buffer) {
            Err(refused) if is_data_like(refused.rule) => return None,
            Err(refused) => (refused.len, [self.code.behind(&refused), None]),
            Ok(inst) => {
                let step = Code::step(inst);
                let next = step.next.filter(|n| !step.call || self.code.position(*n).is_some());
                (inst.len(), [next, step.target])
            }
        };
        // A weak function that nobody defines has the address 0, and calls of it are never reached.
        let leaves = ways.iter().flatten().any(|way| *way != 0 && self.code.position(*way).is_none());
        let overlaps = self.code.body_has(addr, len, bitmap::START);
        (!leaves && !overlaps).then(|| ways.map(|way| way.filter(|way| *way != 0)))
    }

    /// Marks what `root` reaches as code, if it is.
    fn accept(&mut self, root: Root) {
        // What an indirect jump leaves of the flags is nobody's business: a function that is found may be
        // called, or be none.
        self.to_accept.push((root.addr, root.from, Undefined::NONE));
        while let Some((mut addr, mut from, mut undefined)) = self.to_accept.pop() {
            while let Some(position) = self.code.position(addr) {
                if self.code.marks.has(position, bitmap::START | bitmap::FOUND | bitmap::DATA) {
                    self.code.flags.come_again(addr, position, &undefined);
                    break;
                }
                self.code.marks.set(position, bitmap::FOUND);
                self.code.enter(position, from);
                let accepted = self.accept_one(addr, position, undefined);
                self.code.set_body(addr, accepted.len, bitmap::FOUND_BODY);
                if accepted.bad {
                    self.code.marks.set(position, bitmap::BAD);
                    self.walk.breaches.push(Breach { addr, root });
                }
                // The target comes first; what follows waits, if there is both.
                let Some(target) = accepted.target.filter(|to| self.code.position(*to).is_some()) else {
                    match accepted.next {
                        Some(next) => (addr, from, undefined) = (next, 0, accepted.behind),
                        None => break,
                    }
                    continue;
                };
                self.to_accept.extend(accepted.next.map(|next| (next, 0, accepted.behind)));
                from = if accepted.calls { FUNCTION } else { addr };
                (addr, undefined) = (target, accepted.at_target);
            }
        }
        for addr in self.code.follow_flags() {
            self.walk.breaches.push(Breach { addr, root });
        }
    }

    /// Looks at the instruction at `addr`, where some flags are `undefined`.
    fn accept_one(&mut self, addr: u32, position: usize, mut undefined: Undefined) -> Accepted {
        let inst = match self.code.decode(addr, &mut self.buffer) {
            Ok(inst) => inst,
            Err(refused) => {
                return Accepted {
                    len: refused.len,
                    bad: true,
                    calls: false,
                    next: self.code.behind(&refused),
                    behind: Undefined::NONE,
                    target: None,
                    at_target: Undefined::NONE,
                };
            }
        };
        if inst.len() >= 5 {
            self.walk.references.add(self.code, inst);
        }
        let step = Code::step(inst);
        self.code.flags.visit(addr, position, seen_by(inst), &undefined);
        let behind = match step.flow {
            // Here it is not worked out whether a callee returns. If it does not, what follows is reached
            // from elsewhere.
            Flow::Call(_) | Flow::CallIndirect => Undefined::NONE,
            Flow::HostCall(_) => Undefined::all_by(addr),
            _ => {
                undefined.pass(addr, &inst.flag_effect());
                undefined
            }
        };
        if step.flow.is_indirect() {
            self.walk.dispatches.add(addr);
        }
        Accepted {
            len: inst.len(),
            bad: self.code.breaches(inst).next().is_some(),
            calls: step.call,
            next: step.next,
            behind,
            target: step.target,
            at_target: if step.call { Undefined::all_by(addr) } else { behind },
        }
    }
}

/// What an instruction of found code is, and where execution goes from it.
struct Accepted {
    /// Its length.
    len: u8,
    /// Whether it breaks a rule.
    bad: bool,
    /// Whether it is a call.
    calls: bool,
    /// Where execution goes on behind it, and the flags that are undefined there.
    next: Option<u32>,
    behind: Undefined,
    /// The target of a branch, and the flags that are undefined there.
    target: Option<u32>,
    at_target: Undefined,
}
