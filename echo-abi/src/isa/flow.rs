//! Where execution goes.

use crate::GuestAddr;

/// Where execution goes after an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flow {
    /// To the next instruction.
    Next,
    /// To one address.
    Jump(GuestAddr),
    /// To one address or the next instruction.
    Branch(GuestAddr),
    /// To one address, and later to the next instruction.
    Call(GuestAddr),
    /// To an address in a register or in memory.
    JumpIndirect,
    /// To an address in a register or in memory, and later to the next instruction.
    CallIndirect,
    /// To the address on the stack.
    Return,
    /// To the SCPI function of this number, then to the next instruction.
    HostCall(u8),
    /// Nowhere.
    Trap,
}

impl Flow {
    /// The address that the instruction itself names as one to go on at.
    #[inline]
    #[must_use]
    pub const fn target(self) -> Option<GuestAddr> {
        match self {
            Flow::Jump(target) | Flow::Branch(target) | Flow::Call(target) => Some(target),
            Flow::Next
            | Flow::JumpIndirect
            | Flow::CallIndirect
            | Flow::Return
            | Flow::HostCall(_)
            | Flow::Trap => None,
        }
    }

    /// Whether execution may go on, at once or later, behind the instruction.
    #[inline]
    #[must_use]
    pub const fn falls_through(self) -> bool {
        match self {
            Flow::Next | Flow::Branch(_) | Flow::Call(_) | Flow::CallIndirect | Flow::HostCall(_) => true,
            Flow::Jump(_) | Flow::JumpIndirect | Flow::Return | Flow::Trap => false,
        }
    }

    /// Whether it leaves for a function that comes back.
    #[inline]
    #[must_use]
    pub const fn is_call(self) -> bool {
        matches!(self, Flow::Call(_) | Flow::CallIndirect)
    }

    /// Whether a register or memory says where it goes, and the stack does not.
    #[inline]
    #[must_use]
    pub const fn is_indirect(self) -> bool {
        matches!(self, Flow::JumpIndirect | Flow::CallIndirect)
    }

    /// Whether the status flags are over behind it: no compiler passes them across calls, returns and host calls, and a trap ends
    /// all. Across the jump of a `switch` they do pass them: gcc compares before it what all cases compare first.
    #[inline]
    #[must_use]
    pub const fn ends_flags(self) -> bool {
        match self {
            Flow::Call(_) | Flow::CallIndirect | Flow::Return | Flow::HostCall(_) | Flow::Trap => true,
            Flow::Next | Flow::Jump(_) | Flow::Branch(_) | Flow::JumpIndirect => false,
        }
    }
}
