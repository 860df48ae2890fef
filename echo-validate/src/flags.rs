//! Status flags that are read although nothing defined them: the rule that what is undefined is never
//! observable, as far as it can be seen.
//!
//! Called by [`crate::code`] and [`crate::guess`], which carry an [`Undefined`] along each way they follow:
//! the flags that some instruction on the way left undefined, and that none after it has written. Left
//! undefined are those that the manual says so of (`mul`: SF, ZF, PF; `shl` by 2: OF), and all of them after
//! a call, a return or a host call, where the machine's are 0 and a processor's are anything. AF is not
//! looked at: the machine has none.
//!
//! A compiler never reads such a flag, so a finding means hand-written code. Where it is not certain, the
//! author is believed: an instruction that may leave the flags alone (a shift by `cl`, a repeated compare)
//! neither defines nor undefines them, and ends the search.
//!
//! Invariant: at each address only flags that were not seen there before are followed further, so the work is
//! linear.

use echo_abi::Inst;
use echo_abi::isa::{FlagEffect, FlagSet, Flow};
use std::collections::BTreeMap;

/// The flags of the rule, by name.
const FLAGS: [(FlagSet, &str); 5] =
    [(FlagSet::CF, "CF"), (FlagSet::PF, "PF"), (FlagSet::ZF, "ZF"), (FlagSet::SF, "SF"), (FlagSet::OF, "OF")];

const ALL: FlagSet = FlagSet::STATUS.difference(FlagSet::AF);

/// Flags that are undefined at some point of a way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Undefined {
    flags: FlagSet,
    /// Address of the instruction that left each flag so, in the order of [`FLAGS`].
    by: [u32; FLAGS.len()],
}

impl Undefined {
    pub(crate) const NONE: Self = Self { flags: FlagSet::NONE, by: [0; FLAGS.len()] };

    /// All flags, by a call, a return or a host call at `addr`.
    pub(crate) const fn all_by(addr: u32) -> Self {
        Self { flags: ALL, by: [addr; FLAGS.len()] }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.flags.is_empty()
    }

    /// Becomes what is undefined after the instruction at `addr`, which is no call.
    #[inline]
    pub(crate) fn pass(&mut self, addr: u32, effect: &FlagEffect) {
        self.flags = self.flags.difference(effect.touches);
        let undefined = effect.undefines.intersection(ALL);
        if !undefined.is_empty() && effect.writes == effect.touches {
            self.add(undefined, addr);
        }
    }

    /// Adds `flags`, by the instruction at `addr`.
    fn add(&mut self, flags: FlagSet, addr: u32) {
        self.flags = self.flags.union(flags);
        for ((flag, _), by) in FLAGS.iter().zip(&mut self.by) {
            if !flags.intersection(*flag).is_empty() {
                *by = addr;
            }
        }
    }

    fn by(&self, flags: FlagSet) -> u32 {
        let first = FLAGS.iter().position(|(flag, _)| !flags.intersection(*flag).is_empty());
        self.by[first.unwrap_or_else(|| unreachable!("asked for a flag that is undefined"))]
    }
}

/// The flags whose value `inst` lets be seen. A call or a return reads none.
#[inline]
pub(crate) fn seen_by(inst: &Inst) -> FlagSet {
    match inst.flow() {
        Flow::Next | Flow::Branch(_) => inst.flags_read(),
        _ => FlagSet::NONE,
    }
}

/// A read of flags that are undefined.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Read {
    flags: FlagSet,
    /// Address of the instruction that left them so; where there are several, of one.
    pub by: u32,
}

impl std::fmt::Display for Read {
    /// The names of the flags.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = FLAGS
            .iter()
            .filter(|(flag, _)| !self.flags.intersection(*flag).is_empty())
            .map(|(_, name)| *name)
            .collect();
        match names.split_last() {
            Some((last, [])) => f.write_str(last),
            Some((last, others)) => write!(f, "{} and {last}", others.join(", ")),
            None => Ok(()),
        }
    }
}

/// What is known about the flags in all code.
pub(crate) struct Flags {
    /// By position: the flags that were found to be undefined there.
    known: Vec<FlagSet>,
    /// By address of the reader.
    reads: BTreeMap<u32, Read>,
    /// Ways that came to code already seen, and what is undefined there.
    again: Vec<(u32, Undefined)>,
}

impl Flags {
    /// For `len` bytes of code.
    pub(crate) fn new(len: usize) -> Self {
        Self { known: vec![FlagSet::NONE; len], reads: BTreeMap::new(), again: Vec::new() }
    }

    /// Comes to the instruction at `addr` and `position`, which reads the flags `reads`, with some undefined
    /// there. Whether it reads one that was not known to be.
    #[inline]
    pub(crate) fn visit(
        &mut self,
        addr: u32,
        position: usize,
        reads: FlagSet,
        undefined: &Undefined,
    ) -> bool {
        if undefined.is_empty() {
            return false;
        }
        let known = &mut self.known[position];
        let new = undefined.flags.difference(*known);
        *known = known.union(undefined.flags);
        let flags = new.intersection(reads);
        if flags.is_empty() {
            return false;
        }
        self.reads.entry(addr).or_insert_with(|| Read { flags, by: undefined.by(flags) });
        true
    }

    /// Comes to `addr` at `position`, which was seen before, with some flags undefined: something to follow
    /// if that is news.
    #[inline]
    pub(crate) fn come_again(&mut self, addr: u32, position: usize, undefined: &Undefined) {
        if !undefined.is_empty() && !undefined.flags.difference(self.known[position]).is_empty() {
            self.again.push((addr, *undefined));
        }
    }

    /// Whether there is nothing to follow.
    pub(crate) fn is_settled(&self) -> bool {
        self.again.is_empty()
    }

    /// The next of those.
    pub(crate) fn next_again(&mut self) -> Option<(u32, Undefined)> {
        self.again.pop()
    }

    /// What of `undefined` was not known at `position`, and passes `inst` there: to follow further.
    pub(crate) fn passing(&self, position: usize, inst: &Inst, undefined: Undefined) -> Undefined {
        let mut new = Undefined { flags: undefined.flags.difference(self.known[position]), ..undefined };
        if inst.flow().ends_flags() {
            return Undefined::NONE;
        }
        new.flags = new.flags.difference(inst.flags_touched());
        new
    }

    /// The undefined flags that the instruction at `addr` reads.
    pub(crate) fn read_at(&self, addr: u32) -> Option<&Read> {
        self.reads.get(&addr)
    }
}
