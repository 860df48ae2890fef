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
use echo_abi::isa::{Reg, Width};
use echo_abi::scpi::{Function, Kind};
use echo_abi::{Cause, Denied, Limits, Log, StateDenied, Trap};
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

/// Why a contract does not go on after a host function.
enum Halt {
    /// What is to be paid next is more than the gas left.
    Unpaid { price: u64 },
    /// The function denies what it was called for.
    Denied(Denied),
    /// The contract ends itself.
    Fail { message: String },
    /// The chain failed.
    Chain(ChainError),
}

impl From<Denied> for Halt {
    fn from(denied: Denied) -> Self {
        Halt::Denied(denied)
    }
}

impl From<StateDenied> for Halt {
    fn from(denied: StateDenied) -> Self {
        Halt::Denied(denied.into())
    }
}

impl From<Trap> for Halt {
    fn from(trap: Trap) -> Self {
        Halt::Denied(trap.into())
    }
}

impl From<ChainError> for Halt {
    fn from(error: ChainError) -> Self {
        Halt::Chain(error)
    }
}

impl From<JournalError> for Halt {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Denied(denied) => denied.into(),
            JournalError::Chain(error) => error.into(),
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

    /// Serves a function that the contract called: charges for it, does it, and puts its result into rax. Inside, what
    /// stops the contract instead: rax is then as it was, but memory may have been written.
    ///
    /// # Errors
    /// [`ChainError`] where the chain failed.
    pub fn serve(
        &mut self,
        function: Function,
        machine: &mut Machine,
    ) -> Result<Result<(), Cause>, ChainError> {
        machine.lend();
        let mut guest = Guest { machine: &mut *machine, function };
        let result = guest.pay().and_then(|()| self.dispatch(&mut guest));
        machine.settle();
        let left = machine.gas;
        let result = match result {
            Ok(result) => result,
            Err(Halt::Chain(error)) => return Err(error),
            Err(Halt::Unpaid { price }) => return Ok(Err(Cause::Unpaid { function, left, price })),
            Err(Halt::Fail { message }) => return Ok(Err(Cause::Contract { message })),
            Err(Halt::Denied(denied)) => {
                return Ok(Err(match machine.memory.unpaid() {
                    Some(price) => Cause::Unpaid { function, left, price },
                    None => Cause::Denied { function, denied },
                }));
            }
        };
        // Narrow results are zero-extended, an i32 from its 32 bits, as instructions that write eax do.
        // Without a result rax is preserved.
        let width = match function.result() {
            None => return Ok(Ok(())),
            Some(Kind::Bool | Kind::U32 | Kind::I32) => Width::B4,
            Some(_) => Width::B8,
        };
        machine.set_reg(Reg::Rax, width, result);
        Ok(Ok(()))
    }

    /// Does what the function says; the number is ignored where it has no result.
    fn dispatch(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
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
