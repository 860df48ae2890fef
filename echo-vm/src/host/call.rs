//! Host functions by which contracts call each other, create each other, and end.
//!
//! No Rust function runs a callee: a call that can be made leaves here as [`Halt::Enter`], and the
//! [`CallStack`](crate::CallStack) enters it. What keeps a callee from being entered is no trap, but a number for the
//! caller, and a message ([`NotEntered`]).

use super::chain::id;
use super::guest::Guest;
use super::{Halt, Host};
use crate::frame::Ended;
use crate::message::{Creation, Message, Mode};
use crate::not_entered::NotEntered;
use crate::program::Program;
use echo_abi::call_line::{CallLine, Double, Number, Value};
use echo_abi::id::{AssetId, ContractId, Party};
use echo_abi::scpi::{self, Function};
use echo_abi::{StateDenied, Trap};
use echo_chain::{CodeHash, ContractRecord, JournalError};
use std::str::FromStr;
use std::sync::Arc;

/// What each asset of a contract that ends counts, in bytes of the function's price.
const ASSET: u64 = 100;

/// A contract to be entered.
pub struct Entry {
    /// Its code.
    pub program: Arc<Program>,
    /// What it is called with.
    pub message: Message,
}

/// What the options of a call say, and by default.
#[derive(Clone, Copy, Default)]
struct CallOptions {
    value: u64,
    asset: u64,
    /// 0: all that is left.
    gas: u64,
    flags: u64,
}

impl CallOptions {
    /// Reads those in argument `i`.
    fn read(guest: &mut Guest<'_>, i: usize) -> Result<Self, Trap> {
        if guest.addr(i) == echo_abi::GuestAddr::NULL {
            return Ok(Self::default());
        }
        let bytes: [u8; scpi::CALL_OPTIONS_SIZE as usize] = guest.machine.memory.read(guest.addr(i))?;
        let mut words = bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word));
        let mut word = || words.next().unwrap_or_default();
        Ok(Self { value: word(), asset: word(), gas: word(), flags: word() })
    }
}

/// Reads the string in argument `i`, paid for.
fn paid<'m>(guest: &'m mut Guest<'_>, i: usize) -> Result<&'m [u8], Halt> {
    let slice = guest.string(i)?;
    guest.pay_bytes(slice.len)?;
    Ok(guest.read(slice)?)
}

/// Reads the call line in argument `i`.
fn line(guest: &mut Guest<'_>, i: usize) -> Result<Result<CallLine, NotEntered>, Halt> {
    let text = paid(guest, i)?;
    let line = std::str::from_utf8(text).ok().map(CallLine::from_str);
    Ok(match line {
        Some(Ok(line)) => Ok(line),
        Some(Err(error)) => Err(NotEntered::Line(error.to_string())),
        None => Err(NotEntered::Line("it is not UTF-8".to_owned())),
    })
}

impl Host<'_, '_> {
    /// Remembers why nothing was entered, and gives its number.
    fn refuse(&mut self, why: NotEntered) -> u64 {
        let number = why.name() as u64;
        *self.callee = Some(Ended::NotEntered(why));
        number
    }

    /// Leaves to have a contract entered, if it can be.
    fn enter(&mut self, entry: Result<Entry, NotEntered>) -> Result<u64, Halt> {
        match entry {
            Ok(entry) => Err(Halt::Enter(Box::new(entry))),
            Err(why) => Ok(self.refuse(why)),
        }
    }

    pub(super) fn call(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let contract = id(guest, 0)?;
        let line = if guest.function == Function::Call {
            line(guest, 1)?
        } else {
            unpack(paid(guest, 1)?).ok_or(NotEntered::Packed)
        };
        let options = CallOptions::read(guest, 2)?;
        let entry = match line {
            Ok(line) => self.callee(guest, contract, line, options)?,
            Err(why) => Err(why),
        };
        self.enter(entry)
    }

    /// What it takes to call a contract.
    fn callee(
        &mut self,
        guest: &mut Guest<'_>,
        contract: ContractId,
        line: CallLine,
        options: CallOptions,
    ) -> Result<Result<Entry, NotEntered>, Halt> {
        let Some(record) = self.transaction.journal.contract(contract)? else {
            return Ok(Err(NotEntered::State(StateDenied::NoContract { contract })));
        };
        let program = match self.transaction.program_at(record.code)? {
            Ok(program) => program,
            Err(why) => return Ok(Err(why)),
        };
        Ok(self.message(guest, contract, line, options).map(|message| Entry { program, message }))
    }

    fn message(
        &self,
        guest: &mut Guest<'_>,
        contract: ContractId,
        line: CallLine,
        options: CallOptions,
    ) -> Result<Message, NotEntered> {
        let is_view = self.message.is_view || options.flags & scpi::CALL_VIEW != 0;
        if is_view && options.value > 0 {
            return Err(NotEntered::ViewWithValue);
        }
        let left = guest.gas_left();
        Ok(Message {
            line,
            mode: Mode::Call,
            contract,
            creates: None,
            sender: Party::Contract(self.message.contract),
            value: options.value,
            asset: AssetId(options.asset),
            gas: if options.gas == 0 { left } else { options.gas },
            is_view,
        })
    }

    pub(super) fn create(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let code = if guest.function == Function::Create {
            let file: Arc<[u8]> = paid(guest, 0)?.into();
            let hash = CodeHash::of(&file);
            match self.transaction.program_of(hash, &file)? {
                Ok(program) => Ok((hash, Some(file), program)),
                Err(why) => Err(why),
            }
        } else {
            let like = id(guest, 0)?;
            match self.transaction.journal.contract(like)? {
                Some(record) => {
                    self.transaction.program_at(record.code)?.map(|program| (record.code, None, program))
                }
                None => Err(NotEntered::State(StateDenied::NoContract { contract: like })),
            }
        };
        let line = line(guest, 1)?;
        let options = CallOptions::read(guest, 2)?;
        // Where it is written, must be there before anything is done; what it becomes, is known by then.
        let contract = self.transaction.journal.next_contract()?;
        guest.give(3, contract.to_string().as_bytes(), self.heap)?;
        let entry = match (code, line) {
            (Ok((code, file, program)), Ok(line)) => {
                let creates = Creation {
                    record: ContractRecord {
                        owner: Party::Contract(self.message.contract),
                        code,
                        upgradeable: options.flags & scpi::CREATE_UPGRADEABLE != 0,
                        constructed: true,
                    },
                    file,
                };
                self.message(guest, contract, line, options).map(|message| Entry {
                    program,
                    message: Message { mode: Mode::Constructor, creates: Some(creates), ..message },
                })
            }
            (Err(why), _) | (_, Err(why)) => Err(why),
        };
        self.enter(entry)
    }

    /// The output or the message of what was last called; empty where nothing was.
    pub(super) fn return_data(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let data = self.callee.as_ref().map(Ended::data).unwrap_or_default();
        guest.pay_bytes(data.len() as u64)?;
        guest.give(0, &data, self.heap)?;
        Ok(0)
    }

    pub(super) fn replace_code(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let contract = id(guest, 0)?;
        let file: Arc<[u8]> = paid(guest, 1)?.into();
        let hash = CodeHash::of(&file);
        if let Err(why) = self.transaction.program_of(hash, &file)? {
            return Ok(self.refuse(why));
        }
        let who = Party::Contract(self.message.contract);
        match self.transaction.journal.replace_code(contract, who, hash, &file) {
            Ok(()) => Ok(0),
            Err(JournalError::Denied(denied)) => Ok(self.refuse(NotEntered::State(denied))),
            Err(JournalError::Chain(error)) => Err(error.into()),
        }
    }

    pub(super) fn self_destruct(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let heir = id(guest, 0)?;
        let contract = self.message.contract;
        let this = Party::Contract(contract);
        let journal = &mut self.transaction.journal;
        if journal.contract(contract)?.is_none() || heir == this {
            return Err(StateDenied::NoContract { contract }.into());
        }
        let assets = journal.assets_of(this)?;
        guest.pay_bytes(ASSET * assets.len() as u64)?;
        for asset in assets {
            let balance = journal.balance(this, asset)?.unwrap_or(0);
            journal.transfer(this, heir, asset, balance.cast_unsigned())?;
        }
        journal.set_contract(contract, None)?;
        Err(Halt::Return)
    }
}

/// The call that packed arguments are; `None` where they are none.
fn unpack(mut packed: &[u8]) -> Option<CallLine> {
    let rest = &mut packed;
    let name = String::from_utf8(take_string(rest)?.to_vec()).ok()?;
    let mut args = Vec::new();
    while let Some((tag, after)) = rest.split_first() {
        *rest = after;
        args.push(take_value(Function::from_number(*tag)?, rest)?);
    }
    let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    (is_name && name.len() <= echo_abi::call_line::MAX_NAME && args.len() <= echo_abi::call_line::MAX_ARGS)
        .then_some(CallLine { name, args })
}

/// Takes the value that a function would take.
fn take_value(function: Function, rest: &mut &[u8]) -> Option<Value> {
    let mut number = |size: usize, signed| {
        let bytes = rest.split_off(..size)?;
        Some(Value::Number(Number::from_le_bytes(bytes, signed)))
    };
    match function {
        Function::ParamString => take_string(rest).map(|bytes| Value::String(bytes.to_vec())),
        Function::ParamBool => match rest.split_off_first()? {
            0 => Some(Value::Bool(false)),
            1 => Some(Value::Bool(true)),
            _ => None,
        },
        Function::ParamI8 => number(1, true),
        Function::ParamI16 => number(2, true),
        Function::ParamI32 => number(4, true),
        Function::ParamI64 => number(8, true),
        Function::ParamU8 => number(1, false),
        Function::ParamU16 => number(2, false),
        Function::ParamU32 => number(4, false),
        Function::ParamU64 => number(8, false),
        Function::ParamInt | Function::ParamUint => {
            let size = usize::from(*rest.split_off_first()?);
            let bytes = if (1..=32).contains(&size) { rest.split_off(..size)? } else { return None };
            Some(Value::Number(Number::from_le_bytes(bytes, function == Function::ParamInt)))
        }
        Function::ParamF64 => {
            let bytes = rest.split_off(..8)?;
            Double::new(f64::from_le_bytes(bytes.try_into().ok()?)).map(Value::Double)
        }
        _ => None,
    }
}

fn take_string<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = u32::from_le_bytes(rest.split_off(..4)?.try_into().ok()?);
    rest.split_off(..usize::try_from(len).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(parts: &[&[u8]]) -> Option<String> {
        unpack(&parts.concat()).map(|line| line.to_string())
    }

    #[test]
    fn packed_arguments_are_a_call() {
        let f: &[u8] = b"\x01\0\0\0f";
        assert_eq!(packed(&[f]).as_deref(), Some("f()"));
        assert_eq!(
            packed(&[
                f,
                b"\x40\x02\0\0\0hi",
                b"\x41\x01",
                b"\x42\xff",
                b"\x46\xff",
                b"\x49\xff\xff\xff\xff\xff\xff\xff\xff",
                b"\x4a\x03\xfe\xff\xff",
                b"\x4b\x01\xfe",
                b"\x4c\0\0\0\0\0\0\xf8\x3f",
            ])
            .as_deref(),
            Some("f(\"hi\", true, -1, 255, 18446744073709551615, -2, 254, 1.5)")
        );
        let name = |name: &[u8]| [&(name.len() as u32).to_le_bytes()[..], name].concat();
        assert_eq!(packed(&[&name(b"")]).as_deref(), Some("()"), "as a call without a name");
        for bad in [
            &b""[..],
            b"\x02\0\0\0f",
            b"\xff\xff\xff\xfff",
            &name(b"1f"),
            &name(b"f("),
            &name(b"\xff"),
            &[f, b"\x40"].concat(),
            &[f, b"\x40\x03\0\0\0hi"].concat(),
            &[f, b"\x41\x02"].concat(),
            &[f, b"\x41"].concat(),
            &[f, b"\x45\0\0"].concat(),
            &[f, b"\x4a\0"].concat(),
            &[f, b"\x4a\x21", &[0; 33]].concat(),
            &[f, b"\x4c\0\0\0\0\0\0\xf0\x7f"].concat(),
            &[f, b"\x11\0\0\0\0\0\0\0\0"].concat(),
            &[f, b"\0"].concat(),
        ] {
            assert_eq!(unpack(bad), None, "{bad:x?}");
        }
    }
}
