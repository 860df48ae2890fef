//! The dispatcher: one function, [`serve`], for every SCPI function between two `resume`s of an engine.
//!
//! It charges, does what the function says for the frame that called it, and sets rax; all other registers are as they
//! were.
//!
//! Gas: the function's base is charged first, then its bytes as soon as their number is known, and nothing is
//! done that is not paid for. What cannot be paid ends the frame with `out_of_gas`; what was paid until then
//! stays paid, the part that was not affordable is not charged.

mod call;
mod chain;
mod guest;
mod hash;
mod memory;
mod output;
mod pairing;
mod param;
mod signature;
mod storage;
#[cfg(test)]
mod tests;
mod u256;

use crate::frame::{Ended, Frame, Held};
use crate::heap::Heap;
use crate::message::Message;
use crate::transaction::{Transaction, TransactionError};
use echo_abi::isa::{Reg, Width};
use echo_abi::scpi::{Function, ValueKind};
use echo_abi::{Cause, Denied, StateDenied, Trap};
use echo_chain::{ChainError, JournalError};
use guest::Guest;
use ruint::aliases::U256;

pub use call::Entry;

/// A frame but for its machine, and its transaction, for one host function.
struct Host<'f, 'a> {
    transaction: &'f mut Transaction<'a>,
    message: &'f Message,
    heap: &'f mut Heap,
    next_param: &'f mut usize,
    output: &'f mut Vec<u8>,
    callee: &'f mut Option<Ended>,
    around: Held,
}

/// How a contract goes on after a host function.
pub enum Served {
    /// Behind the call.
    GoesOn,
    /// Behind the call, once another contract, which is entered first, has ended: its number is to be put into rax.
    Enter(Box<Entry>),
    /// It has ended itself, as if it returned.
    Returned,
    /// Not: it is stopped. rax is as it was, but memory may have been written.
    Stopped(Cause),
}

/// Why a contract does not go on at once after a host function.
enum Halt {
    /// What is to be paid next is more than the gas left.
    Unpaid { price: u64 },
    /// The function denies what it was called for.
    Denied(Denied),
    /// The contract ends itself.
    Fail { message: String },
    /// The contract ends itself, and what it did remains.
    Return,
    /// Another one is entered first.
    Enter(Box<Entry>),
    /// The host or the chain failed.
    Failed(TransactionError),
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
        Halt::Failed(error.into())
    }
}

impl From<TransactionError> for Halt {
    fn from(error: TransactionError) -> Self {
        Halt::Failed(error)
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

/// Serves a function that a frame's contract called: charges for it, does it, and puts its result into rax.
///
/// # Errors
/// [`TransactionError`] where host or chain failed.
pub fn serve(
    function: Function,
    transaction: &mut Transaction<'_>,
    frame: &mut Frame,
) -> Result<Served, TransactionError> {
    let Frame { machine, message, heap, next_param, output, callee, around, .. } = frame;
    let mut host = Host { transaction, message, heap, next_param, output, callee, around: *around };
    machine.lend();
    let mut guest = Guest { machine: &mut *machine, function };
    let result = guest.pay().and_then(|()| host.permit(function)).and_then(|()| host.dispatch(&mut guest));
    machine.settle();
    let left = machine.gas;
    let result = match result {
        Ok(result) => result,
        Err(Halt::Failed(error)) => return Err(error),
        Err(Halt::Enter(entry)) => return Ok(Served::Enter(entry)),
        Err(Halt::Return) => return Ok(Served::Returned),
        Err(Halt::Unpaid { price }) => return Ok(Served::Stopped(Cause::Unpaid { function, left, price })),
        Err(Halt::Fail { message }) => return Ok(Served::Stopped(Cause::Contract { message })),
        Err(Halt::Denied(denied)) => {
            return Ok(Served::Stopped(match machine.memory.unpaid() {
                Some(price) => Cause::Unpaid { function, left, price },
                None => Cause::Denied { function, denied },
            }));
        }
    };
    // Narrow results are zero-extended, an i32 from its 32 bits, as instructions that write eax do.
    // Without a result rax is preserved.
    let width = match function.result() {
        None => return Ok(Served::GoesOn),
        Some(ValueKind::Bool | ValueKind::U32 | ValueKind::I32) => Width::B4,
        Some(_) => Width::B8,
    };
    machine.set_reg(Reg::Rax, width, result);
    Ok(Served::GoesOn)
}

impl Host<'_, '_> {
    /// Whether the frame may call the function: one that is to look only changes nothing.
    fn permit(&self, function: Function) -> Result<(), Halt> {
        if self.message.is_view && function.is_change() { Err(Denied::View.into()) } else { Ok(()) }
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
            Function::CallAsset => Ok(self.message.asset.0),
            Function::BlockHash => self.block_hash(guest),
            Function::BlockAuthor => self.give_id(guest, self.block().author),
            Function::GasLimit => Ok(self.message.gas),
            Function::BlockNumber => Ok(u64::from(self.block().number)),
            Function::BlockTime => Ok(u64::from(self.block().time)),
            Function::CallValue => Ok(self.message.value),
            Function::Sender => self.give_id(guest, self.message.sender),
            Function::OriginSender => self.give_id(guest, self.transaction.origin),
            Function::ContractNumber => self.contract_number(),
            Function::ContractId => self.give_id(guest, self.message.contract),
            Function::IsConstructor => Ok(self.is_constructor()),

            Function::StorageGet => self.storage_get(guest),
            Function::StorageSet => self.storage_set(guest),
            Function::StorageRemove => self.storage_remove(guest),
            Function::StorageExists => self.storage_exists(guest),
            Function::StorageGetOf => self.storage_get_of(guest),

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

            Function::ParamInt => self.param_number(guest, true),
            Function::ParamUint => self.param_number(guest, false),
            Function::ParamF64 => self.param(guest, |value| value.to_f64().map(f64::to_le_bytes)),

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

            Function::Call | Function::CallPacked => self.call(guest),
            Function::ReturnData => self.return_data(guest),
            Function::Create | Function::CreateLike => self.create(guest),
            Function::ReplaceCode => self.replace_code(guest),
            Function::SelfDestruct => self.self_destruct(guest),
            Function::GasLeft => Ok(guest.gas_left()),

            Function::Sha256 => hash::sha256(guest),
            Function::Keccak256 => hash::keccak256(guest),
            Function::Ripemd160 => hash::ripemd160(guest),
            Function::Sha512 => hash::sha512(guest),
            Function::Blake2b256 => hash::blake2b_256(guest),
            Function::Blake3 => hash::blake3(guest),
            Function::Ed25519Verify => signature::ed25519_verify(guest),
            Function::Secp256k1Recover => signature::secp256k1_recover(guest),
            Function::Secp256k1Verify => signature::ecdsa_verify(guest, signature::secp256k1),
            Function::Secp256r1Verify => signature::ecdsa_verify(guest, signature::secp256r1),
            Function::Bls12381Pairing => pairing::check(guest, pairing::bls12_381),
            Function::Bn254Pairing => pairing::check(guest, pairing::bn254),

            Function::Add256 => u256::binary(guest, U256::wrapping_add),
            Function::Sub256 => u256::binary(guest, U256::wrapping_sub),
            Function::Mul256 => u256::binary(guest, U256::wrapping_mul),
            Function::Div256 => u256::binary(guest, |a, b| a.checked_div(b).unwrap_or(U256::ZERO)),
            Function::Mod256 => u256::binary(guest, |a, b| a.checked_rem(b).unwrap_or(U256::ZERO)),
            Function::Exp256 => u256::power(guest),
            Function::AddMod256 => u256::modular(guest, U256::add_mod),
            Function::MulMod256 => u256::modular(guest, U256::mul_mod),
        }
    }
}
