//! How code is reached that no branch leads to directly: by an address that something contains.
//!
//! Called by [`crate::walk`], [`crate::indirect`] and [`crate::guess`].

use echo_abi::GuestAddr;

/// What contains the address of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// The instruction at this address.
    Inst(GuestAddr),
    /// The 8-byte word at this address.
    Word(GuestAddr),
    /// The entry of a jump table: its address, and its number.
    Entry(GuestAddr, u32),
}

impl std::fmt::Display for Via {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Inst(at) => write!(f, "the instruction at {at} contains"),
            Self::Word(at) => write!(f, "the word at {at} contains"),
            Self::Entry(at, number) => write!(f, "entry {number} of a jump table, at {at}, gives"),
        }
    }
}

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

/// Where code begins that no branch leads to directly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Root {
    /// The address of its first instruction.
    pub addr: GuestAddr,
    /// What contains that address.
    pub via: Via,
    /// The jump that goes there, if one does.
    pub(crate) entrance: Entrance,
}
