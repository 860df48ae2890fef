//! What a call came to: the [`Outcome`], and what it is made of: logs, traps, what a contract is denied, and errors
//! under their original names (echo-v1.md 3).

mod denied;
mod error_name;
mod object;
mod trap;

pub use denied::{Denied, HeapFull, StateDenied};
pub use error_name::ErrorName;
pub use object::ResultObject;
pub use trap::{Access, Trap};

use crate::GuestAddr;
use crate::Hex;
use crate::id::ContractId;
use crate::scpi::Function;

/// An event a contract emitted (echo-v1.md 3).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Log {
    /// The contract.
    pub contract: ContractId,
    /// The event's signature, `transfer(string,string,uint64)`; what is not UTF-8 in it is replaced.
    pub signature: String,
    /// keccak256 of the signature.
    #[serde(with = "crate::hex::as_hex")]
    pub hash: [u8; 32],
    /// The packed values.
    #[serde(with = "crate::hex::as_hex")]
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
        /// Arguments of the call that the contract did not take: mostly a mistake of who called.
        arguments_left: usize,
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
    /// The contract could not be created.
    Create(StateDenied),
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

impl std::fmt::Display for Outcome {
    /// `returned 01 for 19417 gas, with 1 event`, or `contract_error for 6261 gas: token: insufficient balance`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let gas = self.gas_used();
        match self {
            Outcome::Returned { output, logs, .. } => {
                f.write_str("returned ")?;
                if output.is_empty() {
                    f.write_str("nothing")?;
                } else {
                    Hex(output).fmt(f)?;
                }
                write!(f, " for {gas} gas")?;
                match logs.len() {
                    0 => Ok(()),
                    1 => f.write_str(", with 1 event"),
                    count => write!(f, ", with {count} events"),
                }
            }
            Outcome::Failed { .. } | Outcome::NotStarted(_) => {
                write!(f, "{} for {gas} gas: {}", self.error(), self.message().unwrap_or_default())
            }
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
            NotStarted::Value(denied) | NotStarted::Create(denied) => denied.name(),
            NotStarted::Load { .. } => ErrorName::OutOfGas,
        }
    }
}

impl std::fmt::Display for NotStarted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotStarted::Value(denied) => write!(f, "the value of the call: {denied}"),
            NotStarted::Create(denied) => write!(f, "creating the contract: {denied}"),
            NotStarted::Load { gas, price } => {
                write!(f, "the gas, {gas}, does not pay for loading the contract, {price}")
            }
        }
    }
}
