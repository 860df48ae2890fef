//! Code that nothing branches to directly: functions whose address is taken, vtables, jump tables, computed
//! `goto`.
//!
//! Called by [`crate::report`] after [`Code::walk`]. A number that happens to be an address in the text may
//! be code or data, a constant or chance, and nothing in a file says which. A wrong guess costs in one
//! direction only: code taken for data is caught by the engine when it runs (and [`crate::gap`] warns of it),
//! data taken for code rejects a contract that does no wrong. So a number is a *candidate*, and becomes code
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
//! the gaps of the text, the word that an indirect jump or call reads, and jump tables of 32-bit numbers
//! relative to their own address (`lea table; movsxd; add; jmp`): from an address in an instruction, numbers
//! are read as long as table + number lies in text, up to the next address that an instruction contains.
//!
//! Symbols are no candidates: they can be stripped, and stripping must not change a verdict.
//!
//! Rounds: what a round accepts contains addresses, which are the next round's candidates. Every address is
//! tried in one round only, and whether it is data is settled in that round, so the work is linear (but for a
//! sort) however long the chain.

use crate::code::{Code, References, is_data_like, is_string, is_zeroes, place};
use crate::flags::{Undefined, seen_by};
use crate::mark;
use echo_abi::decode::{Flow, Slot};
use std::fmt;

/// How many tables one word may be an entry of. A table that is referred to from code found late has by then
/// been read as the rest of the table before it; without a bound, overlapping tables would be quadratic work.
const MOST_READS: u8 = 8;

/// What led to code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Via {
    /// An instruction that contains the address.
    Inst(u32),
    /// An 8-byte word.
    Word(u32),
    /// A number of a jump table, and the table's address.
    Entry(u32, u32),
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inst(at) => write!(f, "the instruction at {at:#x} contains"),
            Self::Word(at) => write!(f, "the word at {at:#x} contains"),
            Self::Entry(at, table) => {
                write!(f, "entry {} of the jump table at {table:#x} gives", (at - table) / 4)
            }
        }
    }
}

/// An instruction that breaks a rule in code that was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FoundBreach {
    /// Its address.
    pub addr: u32,
    /// Where the code was found to begin.
    pub root: u32,
    /// What led to `root`.
    pub via: Via,
}

/// A number that may be the address of code.
type Candidate = (u32, Via);

/// Marks all code that is found, and what in it breaks a rule. Returns the latter, by address.
pub(crate) fn find(code: &mut Code<'_>, references: References) -> Vec<FoundBreach> {
    let read = code.image().segments().iter().map(|s| vec![0; s.bytes.len() / 4 + 1]).collect();
    let mut search = Search {
        code,
        references,
        read,
        breaches: Vec::new(),
        trail: Vec::new(),
        edges: Vec::new(),
        to_try: Vec::new(),
        to_accept: Vec::new(),
        slot: Slot::new(),
    };
    let mut candidates = search.words();
    loop {
        search.referenced(&mut candidates);
        if candidates.is_empty() {
            break;
        }
        search.round(&mut candidates);
        candidates.clear();
    }
    search.breaches.sort_unstable_by_key(|b| b.addr);
    search.breaches
}

struct Search<'s, 'a> {
    code: &'s mut Code<'a>,
    references: References,
    /// By segment, for each 4-byte word: how many jump tables it was read as an entry of.
    read: Vec<Vec<u8>>,
    breaches: Vec<FoundBreach>,
    /// Addresses that turned out to be data in this round.
    trail: Vec<u32>,
    /// (successor, instruction), both of this round.
    edges: Vec<(u32, u32)>,
    /// Where [`Self::attempt`] has yet to go; kept, as there are many candidates and little behind most.
    to_try: Vec<u32>,
    /// Where [`Self::accept`] has yet to go, and the flags that are undefined there.
    to_accept: Vec<(u32, Undefined)>,
    slot: Slot,
}

impl Search<'_, '_> {
    /// Words in data, and in those parts of the text that are not certain code.
    fn words(&self) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for segment in self.code.image().segments() {
            let skip = segment.addr.0.wrapping_neg() % 8;
            let (words, _) = segment.bytes.get(skip as usize..).unwrap_or(&[]).as_chunks();
            for (addr, word) in (segment.addr.0 + skip..).step_by(8).zip(words) {
                let Some(target) = self.open(u64::from_le_bytes(*word)) else { continue };
                let in_code =
                    self.code.position(addr).is_some_and(|p| self.code.marks.any(p, 8, mark::COVERED));
                if !in_code {
                    candidates.push((target, Via::Word(addr)));
                }
            }
        }
        candidates
    }

    /// `value` as an address in text that may yet turn out to be code.
    fn open(&self, value: u64) -> Option<u32> {
        let addr = u32::try_from(value).ok()?;
        (!self.code.marks.has(self.code.position(addr)?, mark::KNOWN | mark::DATA)).then_some(addr)
    }

    /// Turns the addresses that instructions contain into candidates.
    fn referenced(&mut self, candidates: &mut Vec<Candidate>) {
        for reference in std::mem::take(&mut self.references.code) {
            candidates.extend(self.open(u64::from(reference.to)).map(|to| (to, Via::Inst(reference.by))));
        }
        let segments = self.code.image().segments();
        for slot in std::mem::take(&mut self.references.slots) {
            let Some((segment, offset)) = place(self.code.image(), slot.to) else { continue };
            let Some(word) = segments[segment].bytes[offset..].first_chunk() else { continue };
            candidates.extend(self.open(u64::from_le_bytes(*word)).map(|to| (to, Via::Word(slot.to))));
        }
        let mut tables = std::mem::take(&mut self.references.tables);
        tables.sort_unstable_by_key(|t| t.to);
        for table in tables {
            let Some((segment, mut offset)) = place(self.code.image(), table.to) else { continue };
            let start = segments[segment].addr.0;
            let mut first = true;
            while let Some(entry) = segments[segment].bytes.get(offset..).and_then(<[u8]>::first_chunk) {
                let at = start + offset as u32;
                let to = table.to.wrapping_add_signed(i32::from_le_bytes(*entry));
                let ends = (!first && self.references.is_table(segment, offset))
                    || self.code.position(at).is_some_and(|p| self.code.marks.has(p, mark::COVERED))
                    || self.code.position(to).is_none();
                let reads = &mut self.read[segment][offset / 4];
                if ends || *reads == MOST_READS {
                    break;
                }
                *reads += 1;
                candidates.extend(self.open(u64::from(to)).map(|to| (to, Via::Entry(at, table.to))));
                first = false;
                offset += 4;
            }
        }
    }

    /// Tries all candidates, settles which are data, and accepts what the others reach.
    fn round(&mut self, candidates: &mut Vec<Candidate>) {
        candidates.sort_unstable();
        candidates.dedup_by_key(|c| c.0);
        candidates.retain(|c| !is_string(self.code.bytes(c.0)));
        for (root, _) in candidates.iter() {
            self.attempt(*root);
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
                if !self.code.has(from, mark::DATA) {
                    self.code.set(from, mark::DATA);
                    self.trail.push(from);
                }
            }
        }
        self.edges.clear();
        for (root, via) in candidates.iter() {
            self.accept(*root, *via);
        }
    }

    /// Decodes everything that `root` reaches and that was not tried before; notes what speaks against each
    /// instruction by itself, and on which others it depends.
    fn attempt(&mut self, root: u32) {
        self.to_try.push(root);
        while let Some(addr) = self.to_try.pop() {
            if self.code.has(addr, mark::START | mark::TRIED) {
                continue;
            }
            self.code.set(addr, mark::TRIED);
            let inside = self.code.has(addr, mark::BODY);
            let ways = if inside { None } else { self.ways(addr) };
            match ways {
                None => {
                    self.code.set(addr, mark::DATA);
                    self.trail.push(addr);
                }
                Some(ways) => {
                    for way in ways.into_iter().flatten() {
                        if self.code.has(way, mark::DATA) {
                            self.code.set(addr, mark::DATA);
                            self.trail.push(addr);
                            break;
                        }
                        if !self.code.has(way, mark::START) {
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
        let (len, ways) = match self.code.decode(addr, &mut self.slot) {
            Err(refused) if is_data_like(refused.rule) => return None,
            Err(refused) => (refused.len, [self.code.behind(&refused), None]),
            Ok(inst) => {
                let step = Code::step(inst);
                let next = step.next.filter(|n| !step.call || self.code.position(*n).is_some());
                (inst.len(), [next, step.target])
            }
        };
        let leaves = ways.iter().flatten().any(|way| self.code.position(*way).is_none());
        let overlaps = self.code.body_has(addr, len, mark::START);
        (!leaves && !overlaps).then_some(ways)
    }

    /// Marks what `root` reaches as code, if it is.
    fn accept(&mut self, root: u32, via: Via) {
        // What an indirect jump leaves of the flags is nobody's business: a function that is found may be
        // called, or be none.
        self.to_accept.push((root, Undefined::NONE));
        while let Some((mut addr, mut undefined)) = self.to_accept.pop() {
            while let Some(position) = self.code.position(addr) {
                if self.code.marks.has(position, mark::START | mark::FOUND | mark::DATA) {
                    self.code.flags.come_again(addr, position, &undefined);
                    break;
                }
                self.code.marks.set(position, mark::FOUND);
                let (len, bad, next, target) = self.accept_one(addr, position, &mut undefined);
                self.code.set_body(addr, len, mark::FOUND_BODY);
                if bad {
                    self.code.marks.set(position, mark::BAD);
                    self.breaches.push(FoundBreach { addr, root, via });
                }
                // The target comes first; what follows waits, if there is both.
                let Some((target, at_target)) = target.filter(|(to, _)| self.code.position(*to).is_some())
                else {
                    match next {
                        Some(next) => addr = next,
                        None => break,
                    }
                    continue;
                };
                self.to_accept.extend(next.map(|next| (next, undefined)));
                (addr, undefined) = (target, at_target);
            }
        }
        for addr in self.code.follow_flags() {
            self.breaches.push(FoundBreach { addr, root, via });
        }
    }

    /// Looks at the instruction at `addr`, where some flags are `undefined`, and makes of them those that are
    /// behind it. Its length, whether it breaks a rule, where execution goes on behind it, and the target of
    /// a branch with the flags undefined there.
    fn accept_one(
        &mut self,
        addr: u32,
        position: usize,
        undefined: &mut Undefined,
    ) -> (u8, bool, Option<u32>, Option<(u32, Undefined)>) {
        let inst = match self.code.decode(addr, &mut self.slot) {
            Ok(inst) => inst,
            Err(refused) => {
                *undefined = Undefined::NONE;
                return (refused.len, true, self.code.behind(&refused), None);
            }
        };
        if inst.len() >= 5 {
            self.references.add(self.code, inst);
        }
        let step = Code::step(inst);
        self.code.flags.visit(addr, position, seen_by(inst), undefined);
        let at_target = match step.flow {
            // Here it is not worked out whether a callee returns. If it does not, what follows is reached
            // from elsewhere.
            Flow::Call(_) | Flow::CallIndirect => {
                *undefined = Undefined::NONE;
                Undefined::all_by(addr)
            }
            Flow::HostCall(_) => {
                *undefined = Undefined::all_by(addr);
                *undefined
            }
            _ => {
                undefined.pass(addr, &inst.flag_effect());
                *undefined
            }
        };
        let bad = self.code.breaches(inst).next().is_some();
        (inst.len(), bad, step.next, step.target.map(|to| (to, at_target)))
    }
}
