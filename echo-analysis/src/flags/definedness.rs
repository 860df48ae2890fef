//! Status flags that are read although nothing defined them: the rule that what is undefined is never
//! observable, as far as it can be seen.
//!
//! Called by `walk` and `guess`, which carry [`UndefinedFlags`] along each way they follow:
//! the flags that some instruction on the way left undefined, and that none after it has written. Left
//! undefined are those that the manual says so of (`mul`: SF, ZF, PF; `shl` by 2: OF), and all of them after
//! a call, a return or a host call, where the machine's are 0 and a processor's are anything. AF is not
//! looked at: the machine has none.
//!
//! A compiler never reads such a flag, so a reader of one is hand-written code. Where it is not certain, the
//! author is believed: an instruction that may leave the flags alone (a shift by `cl`, a repeated compare)
//! neither defines nor undefines them, and ends the search.
//!
//! Invariant: at each address only flags that were not seen there before are followed further, so the work is
//! linear.

use super::{STATUS, StatusEffect};
use crate::text::Position;
use echo_abi::GuestAddr;
use echo_abi::isa::FlagSet;
use std::collections::BTreeMap;

/// The flags of [`STATUS`], by name.
const FLAGS: [(FlagSet, &str); 5] =
    [(FlagSet::CF, "CF"), (FlagSet::PF, "PF"), (FlagSet::ZF, "ZF"), (FlagSet::SF, "SF"), (FlagSet::OF, "OF")];

/// Flags that are undefined at some point of a way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct UndefinedFlags {
    flags: FlagSet,
    /// The instruction that left each flag so, in the order of [`FLAGS`].
    by: [GuestAddr; FLAGS.len()],
}

impl UndefinedFlags {
    pub(crate) const NONE: Self = Self { flags: FlagSet::NONE, by: [GuestAddr::NULL; FLAGS.len()] };

    /// All flags, by a call or a host call at `addr`.
    pub(crate) const fn all_by(addr: GuestAddr) -> Self {
        Self { flags: STATUS, by: [addr; FLAGS.len()] }
    }

    #[inline(always)]
    fn is_empty(&self) -> bool {
        self.flags.is_empty()
    }

    /// Becomes what is undefined after the instruction at `addr`, which is no call.
    #[inline]
    pub(crate) fn pass(&mut self, addr: GuestAddr, effect: &StatusEffect) {
        self.flags = self.flags.difference(effect.touches);
        let undefined = effect.makes_undefined();
        if !undefined.is_empty() {
            self.add(undefined, addr);
        }
    }

    /// Adds `flags`, by the instruction at `addr`.
    fn add(&mut self, flags: FlagSet, addr: GuestAddr) {
        self.flags = self.flags.union(flags);
        for ((flag, _), by) in FLAGS.iter().zip(&mut self.by) {
            if !flags.intersection(*flag).is_empty() {
                *by = addr;
            }
        }
    }

    /// What left the first of `flags` undefined, which are some of these.
    fn by(&self, flags: FlagSet) -> GuestAddr {
        let first = FLAGS.iter().position(|(flag, _)| !flags.intersection(*flag).is_empty());
        self.by[first.unwrap_or_else(|| unreachable!("asked for a flag that is undefined"))]
    }
}

/// A read of flags that are undefined. Its text is their names: "CF and ZF".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndefinedRead {
    flags: FlagSet,
    /// The instruction that left them so; where there are several, one of these.
    pub by: GuestAddr,
}

impl std::fmt::Display for UndefinedRead {
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

/// What is known about undefined flags in all code.
pub(crate) struct Definedness {
    /// By position: the flags that were found to be undefined there.
    undefined: Vec<FlagSet>,
    /// By address of the reader.
    reads: BTreeMap<GuestAddr, UndefinedRead>,
    /// Addresses of code that was seen before some flags came there undefined, which is news to it.
    open: Vec<(GuestAddr, UndefinedFlags)>,
}

impl Definedness {
    /// For `len` bytes of text.
    pub(crate) fn new(len: usize) -> Self {
        Self { undefined: vec![FlagSet::NONE; len], reads: BTreeMap::new(), open: Vec::new() }
    }

    /// Comes to the instruction at `addr` and `position`, which reads the flags `reads`, with some undefined
    /// there. Whether it reads one that was not known to be.
    #[inline(always)]
    pub(crate) fn visit(
        &mut self,
        addr: GuestAddr,
        position: Position,
        reads: FlagSet,
        undefined: &UndefinedFlags,
    ) -> bool {
        !undefined.is_empty() && self.visit_with(addr, position, reads, undefined)
    }

    /// [`Self::visit`] where some are.
    fn visit_with(
        &mut self,
        addr: GuestAddr,
        position: Position,
        reads: FlagSet,
        undefined: &UndefinedFlags,
    ) -> bool {
        let known = &mut self.undefined[position.0];
        let new = undefined.flags.difference(*known);
        *known = known.union(undefined.flags);
        let flags = new.intersection(reads);
        if flags.is_empty() {
            return false;
        }
        self.reads.entry(addr).or_insert_with(|| UndefinedRead { flags, by: undefined.by(flags) });
        true
    }

    /// Comes to `addr` at `position`, which was seen before, with some flags undefined: something to follow
    /// if that is news.
    #[inline]
    pub(crate) fn come_again(&mut self, addr: GuestAddr, position: Position, undefined: &UndefinedFlags) {
        if !undefined.is_empty() && !undefined.flags.difference(self.undefined[position.0]).is_empty() {
            self.open.push((addr, *undefined));
        }
    }

    /// The next address that is to be followed from, and the flags that are undefined there.
    pub(crate) fn next_open(&mut self) -> Option<(GuestAddr, UndefinedFlags)> {
        self.open.pop()
    }

    /// What of `undefined` was not known at `position`, and is still undefined behind the instruction there: to follow further.
    pub(crate) fn news_behind(
        &self,
        position: Position,
        effect: &StatusEffect,
        undefined: UndefinedFlags,
    ) -> UndefinedFlags {
        let new = undefined.flags.difference(self.undefined[position.0]);
        UndefinedFlags { flags: new.difference(effect.touches), ..undefined }
    }

    /// The undefined flags that the instruction at `addr` reads.
    pub(crate) fn read_at(&self, addr: GuestAddr) -> Option<UndefinedRead> {
        self.reads.get(&addr).copied()
    }
}
