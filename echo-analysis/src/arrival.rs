//! [`Arrival`]: execution comes to an instruction, as [`crate::walk`] and [`crate::guess`] follow it.

use crate::flags::definedness::UndefinedFlags;
use echo_abi::GuestAddr;

/// How execution first came to an instruction, as a walk saw it. Four bytes, for there is one for each byte of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entrance(u32);

impl Entrance {
    /// From the instruction before it.
    pub const FROM_BEFORE: Self = Self(0);
    /// As the first of a function: by a call, or by nothing that is known.
    pub const FUNCTION: Self = Self(u32::MAX);

    /// By the branch at `addr`. (No instruction lies at null, nor at the last address.)
    pub const fn by(addr: GuestAddr) -> Self {
        Self(addr.0)
    }

    /// The address of the branch, if it is one.
    pub fn branch(self) -> Option<GuestAddr> {
        (self != Self::FROM_BEFORE && self != Self::FUNCTION).then_some(GuestAddr(self.0))
    }
}

/// Execution comes to an instruction.
#[derive(Clone, Copy)]
pub(crate) struct Arrival {
    /// The address of the instruction.
    pub addr: GuestAddr,
    /// How execution comes there.
    pub entrance: Entrance,
    /// The flags that are undefined there.
    pub undefined: UndefinedFlags,
}
