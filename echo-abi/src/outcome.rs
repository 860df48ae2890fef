//! How a run ended: errors under their original names (echo-v1.md 3), traps, logs, and the [`Outcome`] that holds them all.

use crate::scpi::Function;
use crate::{Denied, GuestAddr, StateDenied};

macro_rules! errors {
    ($($(#[doc = $doc:literal])+ $number:literal $variant:ident $name:literal;)+) => {
        /// What a run ended with. Names are the original chain's; numbers are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum ErrorName { $($(#[doc = $doc])+ $variant = $number),+ }

        impl ErrorName {
            /// Every name, by number.
            pub const ALL: &'static [ErrorName] = &[$(ErrorName::$variant),+];

            /// The original name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(ErrorName::$variant => $name),+ }
            }

            /// When it occurs.
            #[must_use]
            pub const fn doc(self) -> &'static str {
                match self { $(ErrorName::$variant => concat!($($doc),+)),+ }
            }
        }
    };
}

errors! {
    /// The contract returned.
    0 None "none";
    /// The chain or the host failed, not the contract: the same call can go well later.
    1 Unknown "unknown";
    /// The contract itself reported an error and ended the run.
    2 ContractError "contract_error";
    /// The gas did not pay for the next instruction, iteration or host function.
    3 OutOfGas "out_of_gas";
    /// More logs, or more bytes in them, than the policy allows.
    4 LogLimitExceeded "log_limit_exceeded";
    /// More bytes returned or printed than the policy allows.
    5 OutputLimitExceeded "output_limit_exceeded";
    /// The memory limit of the policy is reached, by the heap, the stack, or all pages that are accessible.
    6 NoAvailableMemory "no_available_memory";
    /// The original's name for an instruction with a register it did not know; this machine never reports it.
    7 InvalidRegister "invalid_register";
    /// The bytes at the address are no accepted instruction, or are not code.
    8 UnsupportedInstruction "unsupported_instruction";
    /// The original's name for an operand encoding it did not know; this machine never reports it.
    9 UnsupportedModrmSib "unsupported_modrm_sib";
    /// The contract ran into `ud2` or `int3`, where a compiler put what must not be reached.
    10 UnexpectedOperation "unexpected_operation";
    /// Division by zero, or a quotient that does not fit.
    11 DivisionByZero "division_by_zero";
    /// Memory that is not mapped, not writable, or misaligned where alignment is required.
    12 MemoryInvalidAccess "memory_invalid_access";
    /// An allocation of zero bytes.
    13 ZeroSizeAllocation "zero_size_allocation";
    /// The original's name for an operand it could not reach; this machine never reports it.
    14 OperandInvalidAccess "operand_invalid_access";
    /// `free` or `realloc` of a pointer that `allocate` did not give, or gave and took back.
    15 NotHeapMemory "not_heap_memory";
    /// Arguments of a host function that make no sense: a key or value too long, a malformed id.
    16 IncorrectParameters "incorrect_parameters";
    /// The chain refused: an unknown account, asset or block, or not enough balance.
    17 InvalidChainCall "invalid_chain_call";
    /// The file is no contract, or one that the validator rejects: nothing ran.
    18 IncorrectEmulatorLoad "incorrect_emulator_load";
}

impl std::fmt::Display for ErrorName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl serde::Serialize for ErrorName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

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

/// An event the contract emitted (echo-v1.md 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// keccak256 of the event's signature, `transfer(string,string,uint64)`.
    pub hash: [u8; 32],
    /// The packed values.
    pub data: Vec<u8>,
}

/// What a call came to: all that it leaves to its caller. Text for people, and the original's result object, are made
/// of it where they are shown ([`ResultObject`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The contract returned.
    Returned {
        /// Gas for loading and for what ran, at most the gas given.
        gas_used: u64,
        /// The returned bytes.
        output: Vec<u8>,
        /// Events, in order.
        logs: Vec<Log>,
    },
    /// The contract ran, and was stopped: nothing it did remains.
    Failed {
        /// Gas for loading and for what ran, instruction by instruction; at most the gas given.
        gas_used: u64,
        /// What stopped it.
        cause: Cause,
        /// The instruction at which it stopped.
        at: GuestAddr,
    },
    /// The contract did not run, and no gas was used.
    NotStarted(NotStarted),
}

/// What stopped a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// An instruction trapped.
    Trap(Trap),
    /// The gas does not pay for the next instruction, or for the next iteration of a repeated one.
    OutOfGas,
    /// The gas does not pay for a host function.
    Unpaid {
        /// The function.
        function: Function,
        /// Gas that is left.
        left: u64,
        /// What was to be paid next: for the call, for the bytes it is about, or for memory that it needs. A price
        /// beyond all reason is the length of a string that is none.
        price: u64,
    },
    /// A host function denied what it was called for.
    Denied {
        /// The function.
        function: Function,
        /// Why.
        denied: Denied,
    },
    /// The contract ended itself, by the host function `fail`.
    Contract {
        /// The contract's words.
        message: String,
    },
}

/// Why a contract was not started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotStarted {
    /// The value of the call could not be moved.
    Value(StateDenied),
    /// The gas does not pay for loading the contract.
    Load {
        /// The gas given.
        gas: u64,
        /// What loading costs.
        price: u64,
    },
}

impl Outcome {
    /// Its error under the original name.
    #[must_use]
    pub const fn error(&self) -> ErrorName {
        match self {
            Outcome::Returned { .. } => ErrorName::None,
            Outcome::Failed { cause, .. } => cause.name(),
            Outcome::NotStarted(why) => why.name(),
        }
    }

    /// Whether the contract returned, so that what it did remains.
    #[must_use]
    pub const fn is_returned(&self) -> bool {
        matches!(self, Outcome::Returned { .. })
    }

    /// Gas for loading and for what ran, at most the gas given.
    #[must_use]
    pub const fn gas_used(&self) -> u64 {
        match self {
            Outcome::Returned { gas_used, .. } | Outcome::Failed { gas_used, .. } => *gas_used,
            Outcome::NotStarted(_) => 0,
        }
    }

    /// What is to be said of a failure: the contract's own message, or what stopped it and where.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        match self {
            Outcome::Returned { .. } => None,
            Outcome::Failed { cause: Cause::Contract { message }, .. } => Some(message.clone()),
            Outcome::Failed { cause, at, .. } => Some(format!("{cause}, at {at}")),
            Outcome::NotStarted(why) => Some(why.to_string()),
        }
    }
}

impl Cause {
    /// The error the original chain would report.
    #[must_use]
    pub const fn name(&self) -> ErrorName {
        match self {
            Cause::Trap(trap) => trap.name(),
            Cause::OutOfGas | Cause::Unpaid { .. } => ErrorName::OutOfGas,
            Cause::Denied { denied, .. } => denied.name(),
            Cause::Contract { .. } => ErrorName::ContractError,
        }
    }
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Cause::Trap(trap) => trap.fmt(f),
            Cause::OutOfGas => f.write_str("the gas is used up"),
            Cause::Unpaid { function, left, price } => {
                write!(f, "the gas left, {left}, does not pay for {}, {price}", function.name())
            }
            Cause::Denied { function, denied } => write!(f, "{}: {denied}", function.name()),
            Cause::Contract { message } => f.write_str(message),
        }
    }
}

impl NotStarted {
    /// The error the original chain would report.
    #[must_use]
    pub const fn name(self) -> ErrorName {
        match self {
            NotStarted::Value(denied) => denied.name(),
            NotStarted::Load { .. } => ErrorName::OutOfGas,
        }
    }
}

impl std::fmt::Display for NotStarted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotStarted::Value(denied) => write!(f, "the value of the call: {denied}"),
            NotStarted::Load { gas, price } => {
                write!(f, "the gas, {gas}, does not pay for loading the contract, {price}")
            }
        }
    }
}

/// Bytes as lower-case hexadecimal digits, two a byte.
#[derive(Clone, Copy, Debug)]
pub struct Hex<'a>(pub &'a [u8]);

impl std::fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl serde::Serialize for Hex<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The original's result object (echo-v1.md 3), to be serialized: bytes in lower-case hex, and `message` and
/// `stopped_at` besides. It has all fields, whatever happened.
#[derive(Debug, serde::Serialize)]
pub struct ResultObject<'a> {
    error: ErrorName,
    message: Option<String>,
    gas_used: u64,
    output: Hex<'a>,
    logs: Vec<LogObject<'a>>,
    stopped_at: Option<GuestAddr>,
}

/// A log in the original's result object; `id` is its index.
#[derive(Debug, serde::Serialize)]
struct LogObject<'a> {
    hash: Hex<'a>,
    log: Hex<'a>,
    id: usize,
}

impl ResultObject<'_> {
    /// For a call that never came to an outcome.
    #[must_use]
    pub fn of_error(error: ErrorName, message: String) -> Self {
        Self {
            error,
            message: Some(message),
            gas_used: 0,
            output: Hex(&[]),
            logs: Vec::new(),
            stopped_at: None,
        }
    }
}

impl<'a> From<&'a Outcome> for ResultObject<'a> {
    fn from(outcome: &'a Outcome) -> Self {
        let (output, logs, stopped_at) = match outcome {
            Outcome::Returned { output, logs, .. } => (&output[..], &logs[..], None),
            Outcome::Failed { at, .. } => (&[][..], &[][..], Some(*at)),
            Outcome::NotStarted(_) => (&[][..], &[][..], None),
        };
        let logs = logs.iter().enumerate();
        Self {
            error: outcome.error(),
            message: outcome.message(),
            gas_used: outcome.gas_used(),
            output: Hex(output),
            logs: logs.map(|(id, log)| LogObject { hash: Hex(&log.hash), log: Hex(&log.data), id }).collect(),
            stopped_at,
        }
    }
}
