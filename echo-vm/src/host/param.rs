//! Host functions that give a contract its call: the function's name, and the arguments one by one.
//!
//! An argument that is not of the asked type stays where it is: a contract may try several types.

use super::guest::{Guest, GuestSlice};
use super::{Halt, Host};
use echo_abi::Denied;
use echo_abi::call_line::Value;

/// Bytes of the widest number.
const MOST_OF_NUMBER: u64 = 32;

impl Host<'_, '_> {
    /// Writes the next argument where argument 0 points, if `convert` finds it of the right type.
    pub(super) fn param<const N: usize>(
        &mut self,
        guest: &mut Guest<'_>,
        convert: impl Fn(&Value) -> Option<[u8; N]>,
    ) -> Result<u64, Halt> {
        let Some(bytes) = self.message.line.args.get(*self.next_param).and_then(convert) else {
            return Ok(0);
        };
        guest.write(0, bytes)?;
        *self.next_param += 1;
        Ok(1)
    }

    /// Writes the next argument, if it is a whole number that fits in the `size` of argument 1, signed or not.
    pub(super) fn param_number(&mut self, guest: &mut Guest<'_>, signed: bool) -> Result<u64, Halt> {
        let size = guest.arg(1);
        guest.pay_bytes(size.min(MOST_OF_NUMBER))?;
        if !(1..=MOST_OF_NUMBER).contains(&size) {
            return Err(Denied::NumberSize { size }.into());
        }
        let len = usize::try_from(size).unwrap_or_else(|_| unreachable!("at most 32"));
        let number = self.message.line.args.get(*self.next_param).and_then(Value::to_number);
        let Some(bytes) = number.and_then(|number| number.to_le_bytes(len, signed)) else { return Ok(0) };
        let out = GuestSlice { addr: guest.addr(0), len: size };
        out.write(&mut guest.machine.memory)?.copy_from_slice(&bytes[..len]);
        *self.next_param += 1;
        Ok(1)
    }

    pub(super) fn param_string(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let message = self.message;
        let Some(bytes) = message.line.args.get(*self.next_param).and_then(Value::as_bytes) else {
            return Ok(0);
        };
        guest.pay_bytes(bytes.len() as u64)?;
        guest.give(0, bytes, self.heap)?;
        *self.next_param += 1;
        Ok(1)
    }

    pub(super) fn function_name(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let name = self.message.line.name.as_bytes();
        guest.pay_bytes(name.len() as u64)?;
        guest.give(0, name, self.heap)?;
        Ok(0)
    }
}
