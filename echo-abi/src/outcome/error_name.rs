//! The original chain's names for what a call ends with (echo-v1.md 3).

macro_rules! errors {
    ($($(#[doc = $doc:literal])+ $number:literal $variant:ident $name:literal;)+) => {
        /// What a call ended with. Names are the original chain's; numbers are stable.
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
    /// The contract itself reported an error and ended the call.
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
