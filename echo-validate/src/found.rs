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

use crate::code::{Code, References, is_data_like, is_string, is_zeroes, mark, place};
use crate::flags::Undefined;
use echo_abi::decode::Flow;
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
    let mut search =
        Search { code, references, read, breaches: Vec::new(), trail: Vec::new(), edges: Vec::new() };
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
}

impl Search<'_, '_> {
    /// Words in data, and in those parts of the text that are not certain code.
    fn words(&self) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for segment in self.code.image().segments() {
            let skip = (segment.addr.0.wrapping_neg() % 8) as usize;
            let words = segment.bytes.get(skip..).unwrap_or(&[]).chunks_exact(8);
            for (addr, word) in (segment.addr.0 + segment.addr.0.wrapping_neg() % 8..).step_by(8).zip(words) {
                let value = word.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte));
                let Some(target) = self.open(value) else { continue };
                let in_code = self
                    .code
                    .position(addr)
                    .is_some_and(|p| self.code.marks[p..p + 8].iter().any(|m| m & mark::COVERED != 0));
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
        let marks = self.code.marks[self.code.position(addr)?];
        (marks & (mark::KNOWN | mark::DATA) == 0).then_some(addr)
    }

    /// Turns the addresses that instructions contain into candidates.
    fn referenced(&mut self, candidates: &mut Vec<Candidate>) {
        for reference in std::mem::take(&mut self.references.code) {
            candidates.extend(self.open(u64::from(reference.to)).map(|to| (to, Via::Inst(reference.by))));
        }
        let segments = self.code.image().segments();
        for slot in std::mem::take(&mut self.references.slots) {
            let Some((segment, offset)) = place(self.code.image(), slot.to) else { continue };
            let Some(word) = segments[segment].bytes.get(offset..offset + 8) else { continue };
            let value = word.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte));
            candidates.extend(self.open(value).map(|to| (to, Via::Word(slot.to))));
        }
        let mut tables = std::mem::take(&mut self.references.tables);
        tables.sort_unstable_by_key(|t| t.to);
        for table in tables {
            let Some((segment, mut offset)) = place(self.code.image(), table.to) else { continue };
            let start = segments[segment].addr.0;
            let mut first = true;
            while let Some(Ok(entry)) =
                segments[segment].bytes.get(offset..offset + 4).map(<[u8; 4]>::try_from)
            {
                let at = start + offset as u32;
                let to = table.to.wrapping_add_signed(i32::from_le_bytes(entry));
                let ends = (!first && self.references.is_table(segment, offset))
                    || self.code.position(at).is_some_and(|p| self.code.marks[p] & mark::COVERED != 0)
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
        self.edges.sort_unstable();
        while let Some(addr) = self.trail.pop() {
            let first = self.edges.partition_point(|(to, _)| *to < addr);
            for i in first..self.edges.len() {
                let (to, from) = self.edges[i];
                if to != addr {
                    break;
                }
                let marks = self.code.mark(from);
                if *marks & mark::DATA == 0 {
                    *marks |= mark::DATA;
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
        let mut open = vec![root];
        while let Some(addr) = open.pop() {
            let marks = self.code.mark(addr);
            if *marks & (mark::START | mark::TRIED) != 0 {
                continue;
            }
            *marks |= mark::TRIED;
            let inside = *marks & mark::BODY != 0;
            let ways = if inside { None } else { self.ways(addr) };
            match ways {
                None => {
                    *self.code.mark(addr) |= mark::DATA;
                    self.trail.push(addr);
                }
                Some(ways) => {
                    for way in ways.into_iter().flatten() {
                        let marks = *self.code.mark(way);
                        if marks & mark::DATA != 0 {
                            *self.code.mark(addr) |= mark::DATA;
                            self.trail.push(addr);
                            break;
                        }
                        if marks & mark::START == 0 {
                            self.edges.push((way, addr));
                            open.push(way);
                        }
                    }
                }
            }
        }
    }

    /// Where the instruction at `addr` may lead; `None` if it speaks against being one.
    fn ways(&mut self, addr: u32) -> Option<[Option<u32>; 2]> {
        let (len, ways) = match self.code.decode(addr) {
            Err(refused) if is_data_like(refused.rule) => return None,
            Err(refused) => (refused.len, [self.code.behind(&refused), None]),
            Ok(inst) if is_zeroes(inst.form(), self.code.bytes(addr)) => return None,
            Ok(inst) => {
                let step = Code::step(&inst);
                let next = step.next.filter(|n| !step.call || self.code.position(*n).is_some());
                (inst.len(), [next, step.target])
            }
        };
        let leaves = ways.iter().flatten().any(|way| self.code.position(*way).is_none());
        let overlaps = self.code.body(addr, len).iter().any(|m| m & mark::START != 0);
        (!leaves && !overlaps).then_some(ways)
    }

    /// Marks what `root` reaches as code, if it is.
    fn accept(&mut self, root: u32, via: Via) {
        // What an indirect jump leaves of the flags is nobody's business: a function that is found may be
        // called, or be none.
        let mut open = vec![(root, Undefined::NONE)];
        while let Some((addr, undefined)) = open.pop() {
            let marks = self.code.mark(addr);
            if *marks & (mark::START | mark::FOUND | mark::DATA) != 0 {
                if let Some(position) = self.code.position(addr) {
                    self.code.flags.come_again(addr, position, undefined);
                }
                continue;
            }
            *marks |= mark::FOUND;
            let nothing = (None, Undefined::NONE);
            let (len, ways, bad) = match self.code.decode(addr) {
                Err(refused) => (refused.len, [(self.code.behind(&refused), Undefined::NONE), nothing], true),
                Ok(inst) => {
                    if inst.len() >= 5 {
                        self.references.add(self.code, &inst);
                    }
                    let step = Code::step(&inst);
                    if let Some(position) = self.code.position(addr) {
                        self.code.flags.visit(position, &inst, &undefined);
                    }
                    let after = undefined.after(&inst);
                    let ways = match inst.flow() {
                        // Here it is not worked out whether a callee returns. If it does not, what follows is
                        // reached from elsewhere.
                        Flow::Call(_) | Flow::CallIndirect => {
                            [(step.next, Undefined::NONE), (step.target, Undefined::all_by(addr))]
                        }
                        Flow::HostCall(_) => [(step.next, Undefined::all_by(addr)), nothing],
                        _ => [(step.next, after), (step.target, after)],
                    };
                    (inst.len(), ways, self.code.breaches(&inst).next().is_some())
                }
            };
            self.code.body(addr, len).iter_mut().for_each(|m| *m |= mark::FOUND_BODY);
            if bad {
                *self.code.mark(addr) |= mark::BAD;
                self.breaches.push(FoundBreach { addr, root, via });
            }
            for (way, undefined) in ways {
                open.extend(way.filter(|way| self.code.position(*way).is_some()).map(|way| (way, undefined)));
            }
        }
        for addr in self.code.follow_flags() {
            self.breaches.push(FoundBreach { addr, root, via });
        }
    }
}
