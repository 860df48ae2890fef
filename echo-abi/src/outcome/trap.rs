//! [`Trap`]: what an instruction, or an access to memory, can end a run with.

use super::ErrorName;
use crate::GuestAddr;

/// Why the machine stopped a contract: data, small and comparable. [`Trap::name`] gives the original error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trap {
    /// Memory at `addr` cannot be accessed that way.
    Memory {
        /// First byte of the access.
        addr: GuestAddr,
        /// How it was accessed.
        access: Access,
    },
    /// The stack went below its limit, to `addr`.
    StackOverflow {
        /// The byte that was to be written or read.
        addr: GuestAddr,
    },
    /// The policy's limit of accessible pages was reached by the stack, at `addr`.
    NoMemory {
        /// The address whose page could not be had.
        addr: GuestAddr,
    },
    /// A 16-byte access that must be aligned was not.
    Misaligned {
        /// First byte of the access.
        addr: GuestAddr,
    },
    /// Division by zero or quotient overflow.
    Divide,
    /// `ud2` or `int3`.
    Unexpected,
    /// No accepted instruction at this address.
    Instruction {
        /// Where the engine could not decode.
        addr: GuestAddr,
    },
}

/// How memory was accessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// A read of data.
    Read,
    /// A write.
    Write,
    /// A fetch of code.
    Execute,
}

impl Trap {
    /// The error the original chain would report.
    #[must_use]
    pub const fn name(self) -> ErrorName {
        match self {
            Trap::Memory { .. } | Trap::StackOverflow { .. } | Trap::Misaligned { .. } => {
                ErrorName::MemoryInvalidAccess
            }
            Trap::NoMemory { .. } => ErrorName::NoAvailableMemory,
            Trap::Divide => ErrorName::DivisionByZero,
            Trap::Unexpected => ErrorName::UnexpectedOperation,
            Trap::Instruction { .. } => ErrorName::UnsupportedInstruction,
        }
    }
}

impl std::fmt::Display for Trap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Trap::Memory { addr, access: Access::Read } => write!(f, "read of unmapped memory at {addr}"),
            Trap::Memory { addr, access: Access::Write } => {
                write!(f, "write to unmapped or read-only memory at {addr}")
            }
            Trap::Memory { addr, access: Access::Execute } => write!(f, "jump to {addr}, which is not code"),
            Trap::StackOverflow { addr } => write!(f, "stack overflow at {addr}"),
            Trap::NoMemory { addr } => write!(f, "the limit of memory pages was reached at {addr}"),
            Trap::Misaligned { addr } => write!(f, "misaligned 16-byte access at {addr}"),
            Trap::Divide => f.write_str("division by zero, or the quotient does not fit"),
            Trap::Unexpected => f.write_str(
                "the contract ran into ud2 or int3: __builtin_trap, or code the compiler held unreachable",
            ),
            Trap::Instruction { addr } => write!(f, "no accepted instruction at {addr}"),
        }
    }
}
