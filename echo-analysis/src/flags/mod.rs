//! Status flags along the ways of execution: forwards, which of them nothing has defined (`definedness`); backwards, which of them
//! somebody may still read ([`liveness`]). Both directions take what an instruction does from [`StatusEffect`].

pub(crate) mod definedness;
pub mod liveness;

pub use definedness::UndefinedRead;
use echo_abi::Inst;
use echo_abi::isa::FlagSet;

/// The status flags that the machine has: AF is never set and never read.
pub const STATUS: FlagSet = FlagSet::STATUS.difference(FlagSet::AF);

/// What an instruction does with the flags of [`STATUS`], and with no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusEffect {
    /// They decide what it does or what it writes.
    pub reads: FlagSet,
    /// It may give them a new value.
    pub touches: FlagSet,
    /// It gives them a new value, whatever its operands. (A shift by `cl` has none: by 0, it leaves the flags alone.)
    pub writes: FlagSet,
    /// The manual leaves their value undefined after it.
    pub undefines: FlagSet,
}

impl StatusEffect {
    /// What `inst` does.
    #[inline]
    #[must_use]
    pub fn of(inst: &Inst) -> Self {
        let effect = inst.flag_effect();
        Self {
            reads: effect.reads.intersection(STATUS),
            touches: effect.touches.intersection(STATUS),
            writes: effect.writes.intersection(STATUS),
            undefines: effect.undefines.intersection(STATUS),
        }
    }

    /// Flags of which nothing is left behind it. What the manual leaves undefined is not among them: of the machine's instructions, some
    /// leave such flags as they were, so that whoever set them must have done so (`bsf` of 0).
    #[inline]
    #[must_use]
    pub const fn ends(&self) -> FlagSet {
        self.writes.difference(self.undefines)
    }

    /// Liveness, one instruction backwards: of which flags somebody may read the value that they have before it, where `live` are those
    /// that somebody may read behind it. `cmp` before `jb`: behind the `cmp` CF is live, before it none is.
    #[inline]
    #[must_use]
    pub const fn live_before(&self, live: FlagSet) -> FlagSet {
        live.difference(self.ends()).union(self.reads)
    }

    /// Definedness, one instruction forwards: which flags it leaves undefined that nobody has to ask for before. None where it may leave
    /// them alone instead: then the author is believed. `mul` leaves SF, ZF and PF so, a shift by `cl` none.
    #[inline]
    #[must_use]
    pub(crate) fn makes_undefined(&self) -> FlagSet {
        if self.writes == self.touches { self.undefines } else { FlagSet::NONE }
    }
}
