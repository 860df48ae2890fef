//! The dispatcher: one function that serves every SCPI function between two `resume`s of an engine.
//!
//! [`Host`] is what a run has beside its machine: the call, the chain and the changes to it, the heap, what
//! is returned and logged. [`Host::serve`] charges, does what the function says, and sets rax; all other
//! registers are as they were.
//!
//! Gas: the function's base is charged first, then its bytes as soon as their number is known, and nothing is
//! done that is not paid for. What cannot be paid ends the run with `out_of_gas`; what was paid until then
//! stays paid, the part that was not affordable is not charged.

mod chain;
mod guest;
mod hash;
mod memory;
mod output;
mod param;
mod storage;
#[cfg(test)]
mod tests;

pub use guest::{GuestSlice, GuestString};
pub use output::MESSAGE_LIMIT;

use crate::call::CallRequest;
use crate::heap::Heap;
use crate::machine::Machine;
use echo_abi::id::{ContractId, IdError, ObjectId};
use echo_abi::isa::{Reg, Width};
use echo_abi::scpi::{Function, Kind};
use echo_abi::{ErrorName, GuestAddr, Limits, Log, StateDenied, Trap};
use echo_chain::{ChainError, Changes, Journal, JournalError, State};
use guest::Guest;

/// What a run has beside its machine.
pub struct Host<'a> {
    request: &'a CallRequest,
    limits: &'a Limits,
    journal: Journal<'a>,
    heap: Heap,
    /// Index of the next argument.
    next_param: usize,
    output: Vec<u8>,
    /// Where debug output goes, a text a call.
    debug: &'a mut dyn FnMut(&str),
    /// Bytes of debug output so far.
    debug_len: u64,
}

/// What a run that ended well leaves.
#[derive(Debug, Default)]
pub struct Left {
    /// The returned bytes.
    pub output: Vec<u8>,
    /// Events.
    pub logs: Vec<Log>,
    /// Changes to the chain.
    pub changes: Changes,
}

/// Why a run cannot go on after a host function.
#[derive(Debug)]
pub enum Stop {
    /// The function's price cannot be paid.
    OutOfGas {
        /// What was to be paid: for the call, or for the bytes it is about.
        price: u64,
    },
    /// The function trapped.
    Trap {
        /// How.
        trap: Trap,
        /// More about it, where the trap itself does not say all.
        why: Option<Refused>,
    },
    /// The contract ended the run with a message.
    Fail(String),
    /// The chain failed.
    Chain(ChainError),
}

impl From<Trap> for Stop {
    fn from(trap: Trap) -> Self {
        Stop::Trap { trap, why: None }
    }
}

impl From<Refused> for Stop {
    fn from(why: Refused) -> Self {
        Stop::Trap { trap: Trap::Host(why.name()), why: Some(why) }
    }
}

impl From<ChainError> for Stop {
    fn from(error: ChainError) -> Self {
        Stop::Chain(error)
    }
}

impl From<JournalError> for Stop {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Denied(denied) => Refused::State(denied).into(),
            JournalError::Chain(error) => Stop::Chain(error),
        }
    }
}

/// What a host function refuses, and why. [`Refused::name`] is the error the run ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum Refused {
    /// An allocation of nothing.
    #[error("zero bytes cannot be allocated")]
    ZeroSize,
    /// A pointer that is no allocation.
    #[error("{addr} is not allocated on the heap")]
    NotHeap { addr: GuestAddr },
    /// A key beyond the limit.
    #[error("a key of {len} bytes; at most {limit} are allowed")]
    KeyLength { len: u64, limit: u32 },
    /// A value beyond the limit.
    #[error("a value of {len} bytes; at most {limit} are allowed")]
    ValueLength { len: u64, limit: u32 },
    /// Text that is not the id it should be.
    #[error(transparent)]
    Id(IdError),
    /// A property's name that is not UTF-8, or too long.
    #[error("a property's name is UTF-8 text of at most {limit} bytes")]
    PropertyName { limit: u32 },
    /// What concerns accounts and storage.
    #[error(transparent)]
    State(StateDenied),
    /// An object or property that does not exist.
    #[error("there is no object {object}, or it has no such property")]
    Property { object: ObjectId },
    /// A block that is not there.
    #[error("there is no hash of block {number}; the current block is {current}")]
    BlockHash { number: u32, current: u32 },
    /// A contract whose number has more than 32 bits.
    #[error("the number of contract {contract} does not fit in 32 bits")]
    ContractNumber { contract: ContractId },
    /// Too many returned bytes.
    #[error("more than {limit} bytes returned")]
    Output { limit: u32 },
    /// Too much debug output.
    #[error("more than {limit} bytes of debug output")]
    Debug { limit: u32 },
    /// Too many events.
    #[error("more than {limit} events")]
    Logs { limit: u32 },
    /// An event that is too large.
    #[error("an event with {len} bytes of data or signature; at most {limit} are allowed")]
    LogLength { len: u64, limit: u32 },
}

impl Refused {
    /// The error under its original name.
    #[must_use]
    pub const fn name(self) -> ErrorName {
        match self {
            Refused::ZeroSize => ErrorName::ZeroSizeAllocation,
            Refused::NotHeap { .. } => ErrorName::NotHeapMemory,
            Refused::State(StateDenied::Full { .. }) => ErrorName::NoAvailableMemory,
            Refused::KeyLength { .. }
            | Refused::ValueLength { .. }
            | Refused::Id(_)
            | Refused::PropertyName { .. } => ErrorName::IncorrectParameters,
            Refused::State(_)
            | Refused::Property { .. }
            | Refused::BlockHash { .. }
            | Refused::ContractNumber { .. } => ErrorName::InvalidChainCall,
            Refused::Output { .. } | Refused::Debug { .. } => ErrorName::OutputLimitExceeded,
            Refused::Logs { .. } | Refused::LogLength { .. } => ErrorName::LogLimitExceeded,
        }
    }
}

impl<'a> Host<'a> {
    /// The host of a call that is about to start.
    pub fn new(
        request: &'a CallRequest,
        limits: &'a Limits,
        chain: &'a dyn State,
        debug: &'a mut dyn FnMut(&str),
    ) -> Self {
        Self {
            request,
            limits,
            journal: Journal::new(chain, limits.changes),
            heap: Heap::new(limits.allocations),
            next_param: 0,
            output: Vec::new(),
            debug,
            debug_len: 0,
        }
    }

    /// The chain with this run's changes.
    pub fn journal(&mut self) -> &mut Journal<'a> {
        &mut self.journal
    }

    /// Ends the run well.
    #[must_use]
    pub fn finish(self) -> Left {
        let (changes, logs) = self.journal.finish();
        Left { output: self.output, logs, changes }
    }

    /// Serves a function that the contract called: charges for it, does it, and puts its result into rax.
    ///
    /// # Errors
    /// [`Stop`] where the run ends with it; rax is as it was, but memory may have been written.
    pub fn serve(&mut self, function: Function, machine: &mut Machine) -> Result<(), Stop> {
        machine.lend();
        let mut guest = Guest { machine: &mut *machine, function };
        let result = guest.pay().and_then(|()| self.dispatch(&mut guest));
        machine.settle();
        let result = result.map_err(|stop| match (stop, machine.memory.unpaid()) {
            (Stop::Trap { .. }, Some(price)) => Stop::OutOfGas { price },
            (stop, _) => stop,
        })?;
        // Narrow results are zero-extended, an i32 from its 32 bits, as instructions that write eax do.
        // Without a result rax is preserved.
        let width = match function.result() {
            None => return Ok(()),
            Some(Kind::Bool | Kind::U32 | Kind::I32) => Width::B4,
            Some(_) => Width::B8,
        };
        machine.set_reg(Reg::Rax, width, result);
        Ok(())
    }

    /// Does what the function says; the number is ignored where it has no result.
    fn dispatch(&mut self, guest: &mut Guest<'_>) -> Result<u64, Stop> {
        match guest.function {
            Function::Allocate => self.allocate(guest),
            Function::Reallocate => self.reallocate(guest),
            Function::Free => self.free(guest),
            Function::CopyMemory | Function::MoveMemory => memory::copy(guest),
            Function::CompareMemory => memory::compare(guest),
            Function::SetMemory => memory::set(guest),
            Function::StringLength => memory::string_length(guest),

            Function::Balance => self.balance(guest),
            Function::Transfer => self.transfer(guest),
            Function::ObjectProperty => self.object_property(guest),
            Function::CallAsset => Ok(self.request.asset.0),
            Function::BlockHash => self.block_hash(guest),
            Function::BlockAuthor => self.give_id(guest, self.block().author),
            Function::GasLimit => Ok(self.request.gas),
            Function::BlockNumber => Ok(u64::from(self.block().number)),
            Function::BlockTime => Ok(u64::from(self.block().time)),
            Function::CallValue => Ok(self.request.value),
            Function::Sender => self.give_id(guest, self.request.sender),
            Function::OriginSender => self.give_id(guest, self.request.origin),
            Function::ContractNumber => self.contract_number(),
            Function::ContractId => self.give_id(guest, self.request.contract),
            Function::IsConstructor => Ok(self.is_constructor()),

            Function::StorageGet => self.storage_get(guest),
            Function::StorageSet => self.storage_set(guest),
            Function::StorageRemove => self.storage_remove(guest),
            Function::StorageExists => self.storage_exists(guest),

            Function::ParamString => self.param_string(guest),
            Function::ParamBool => self.param(guest, |value| Some([u8::from(value.to_bool()?)])),
            Function::ParamI8 => self.param(guest, |value| value.to().map(i8::to_le_bytes)),
            Function::ParamI16 => self.param(guest, |value| value.to().map(i16::to_le_bytes)),
            Function::ParamI32 => self.param(guest, |value| value.to().map(i32::to_le_bytes)),
            Function::ParamI64 => self.param(guest, |value| value.to().map(i64::to_le_bytes)),
            Function::ParamU8 => self.param(guest, |value| value.to().map(u8::to_le_bytes)),
            Function::ParamU16 => self.param(guest, |value| value.to().map(u16::to_le_bytes)),
            Function::ParamU32 => self.param(guest, |value| value.to().map(u32::to_le_bytes)),
            Function::ParamU64 => self.param(guest, |value| value.to().map(u64::to_le_bytes)),

            Function::ReturnString => self.return_string(guest),
            Function::ReturnBool => self.return_bool(guest),
            Function::ReturnI8 | Function::ReturnU8 => self.return_number(guest, Width::B1),
            Function::ReturnI16 | Function::ReturnU16 => self.return_number(guest, Width::B2),
            Function::ReturnI32 | Function::ReturnU32 => self.return_number(guest, Width::B4),
            Function::ReturnI64 | Function::ReturnU64 => self.return_number(guest, Width::B8),

            Function::Fail => output::fail(guest),
            Function::FunctionName => self.function_name(guest),
            Function::Emit => self.emit(guest),
            Function::DebugText => self.debug_text(guest),
            Function::DebugU64 => self.debug_number(&guest.arg(0)),
            Function::DebugI64 => self.debug_number(&guest.arg(0).cast_signed()),
            Function::DebugF64 => self.debug_f64(guest),
            Function::DebugBytes => self.debug_bytes(guest),

            Function::Sha256 => hash::sha256(guest),
            Function::Keccak256 => hash::keccak256(guest),
            Function::Ripemd160 => hash::ripemd160(guest),
        }
    }
}
