//! How a run ended: errors under their original names (echo-v1.md 3), traps, logs, and the [`Outcome`] that holds them all.

use crate::GuestAddr;

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
    /// `size` bytes at `addr` cannot be accessed that way.
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
    /// The policy's limit of accessible pages was reached at `addr`, or the heap is full (`addr` null).
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
    /// A host function refused; the error's name says why.
    Host(ErrorName),
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
            Trap::Host(name) => name,
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
            Trap::NoMemory { addr: GuestAddr::NULL } => f.write_str("the contract heap is full"),
            Trap::NoMemory { addr } => write!(f, "the limit of memory pages was reached at {addr}"),
            Trap::Misaligned { addr } => write!(f, "misaligned 16-byte access at {addr}"),
            Trap::Divide => f.write_str("division by zero, or the quotient does not fit"),
            Trap::Unexpected => f.write_str(
                "the contract ran into ud2 or int3: __builtin_trap, or code the compiler held unreachable",
            ),
            Trap::Instruction { addr } => write!(f, "no accepted instruction at {addr}"),
            Trap::Host(name) => write!(f, "host function: {name}"),
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

/// All that a run leaves to its caller. Serializes as the original's result object (echo-v1.md 3): bytes in lower-case hex, the index of a log as
/// its `id`, and `message` and `stopped_at` besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub error: ErrorName,
    /// What the contract said (`contract_error`) or what the machine says of a trap.
    pub message: Option<String>,
    /// Gas for what ran, instruction by instruction; at most the gas given.
    pub gas_used: u64,
    /// The returned bytes; empty unless `error` is `none`.
    pub output: Vec<u8>,
    /// Events, in order; empty unless `error` is `none`.
    pub logs: Vec<Log>,
    /// The instruction at which it stopped; `None` where it returned, or never ran.
    pub stopped_at: Option<GuestAddr>,
}

impl Outcome {
    /// The outcome of a call that could not start: no gas, no output.
    #[must_use]
    pub fn not_run(error: ErrorName, message: String) -> Self {
        Self {
            error,
            message: Some(message),
            gas_used: 0,
            output: Vec::new(),
            logs: Vec::new(),
            stopped_at: None,
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

impl serde::Serialize for Outcome {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        #[derive(serde::Serialize)]
        struct LogObject<'a> {
            hash: Hex<'a>,
            log: Hex<'a>,
            id: usize,
        }
        let logs: Vec<_> = self
            .logs
            .iter()
            .enumerate()
            .map(|(id, log)| LogObject { hash: Hex(&log.hash), log: Hex(&log.data), id })
            .collect();
        let mut object = serializer.serialize_struct("Outcome", 6)?;
        object.serialize_field("error", &self.error)?;
        object.serialize_field("message", &self.message)?;
        object.serialize_field("gas_used", &self.gas_used)?;
        object.serialize_field("output", &Hex(&self.output))?;
        object.serialize_field("logs", &logs)?;
        object.serialize_field("stopped_at", &self.stopped_at)?;
        object.end()
    }
}
