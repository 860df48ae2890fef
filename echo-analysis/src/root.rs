//! How code is reached that no branch leads to directly: by an address that something contains.
//!
//! Called by [`crate::walk`], [`crate::indirect`] and [`crate::guess`].

use crate::arrival::Entrance;
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
