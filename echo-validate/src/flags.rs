//! Status flags that are read although nothing defined them: the rule that what is undefined is never
//! observable, as far as it can be seen.
//!
//! Called by [`crate::code`] and [`crate::found`], which carry an [`Undefined`] along each way they follow:
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

use echo_abi::decode::{FlagSet, Flow, Inst};
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

    /// What of it `inst` reads.
    fn read_by(&self, inst: &Inst) -> FlagSet {
        if self.is_empty() || !matches!(inst.flow(), Flow::Next | Flow::Branch(_)) {
            return FlagSet::NONE;
        }
        self.flags.intersection(inst.flags_read())
    }

    /// What of it is left after `inst`.
    fn past(self, inst: &Inst) -> Self {
        if self.is_empty() {
            self
        } else {
            Self { flags: self.flags.difference(inst.flags_touched()), ..self }
        }
    }

    /// What is undefined after `inst`, which is no call.
    pub(crate) fn after(self, inst: &Inst) -> Self {
        let mut after = self.past(inst);
        let undefined = inst.flags_undefined().intersection(ALL);
        if !undefined.is_empty() && inst.flags_written() == inst.flags_touched() {
            after.flags = after.flags.union(undefined);
            for ((flag, _), by) in FLAGS.iter().zip(&mut after.by) {
                if !undefined.intersection(*flag).is_empty() {
                    *by = inst.addr().0;
                }
            }
        }
        after
    }

    fn by(&self, flags: FlagSet) -> u32 {
        let first = FLAGS.iter().position(|(flag, _)| !flags.intersection(*flag).is_empty());
        self.by[first.unwrap_or_else(|| unreachable!("asked for a flag that is undefined"))]
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

    /// Comes to `inst` at `position` with some flags undefined there. Whether it reads one that was not known
    /// to be.
    pub(crate) fn visit(&mut self, position: usize, inst: &Inst, undefined: &Undefined) -> bool {
        let known = &mut self.known[position];
        let new = Undefined { flags: undefined.flags.difference(*known), ..*undefined };
        *known = known.union(undefined.flags);
        let flags = new.read_by(inst);
        if flags.is_empty() {
            return false;
        }
        self.reads.entry(inst.addr().0).or_insert(Read { flags, by: new.by(flags) });
        true
    }

    /// Comes to `addr` at `position`, which was seen before, with some flags undefined: something to follow
    /// if that is news.
    pub(crate) fn come_again(&mut self, addr: u32, position: usize, undefined: Undefined) {
        if !undefined.flags.difference(self.known[position]).is_empty() {
            self.again.push((addr, undefined));
        }
    }

    /// The next of those.
    pub(crate) fn next_again(&mut self) -> Option<(u32, Undefined)> {
        self.again.pop()
    }

    /// What of `undefined` was not known at `position`, and passes `inst` there: to follow further.
    pub(crate) fn passing(&self, position: usize, inst: &Inst, undefined: Undefined) -> Undefined {
        let new = Undefined { flags: undefined.flags.difference(self.known[position]), ..undefined };
        match inst.flow() {
            Flow::Next | Flow::Branch(_) | Flow::Jump(_) => new.past(inst),
            _ => Undefined::NONE,
        }
    }

    /// The undefined flags that the instruction at `addr` reads.
    pub(crate) fn read_at(&self, addr: u32) -> Option<&Read> {
        self.reads.get(&addr)
    }
}
