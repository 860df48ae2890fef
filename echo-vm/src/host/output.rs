//! Host functions by which a contract speaks: return values, events, debug output, and failure.

use super::guest::Guest;
use super::{Halt, Host, hash};
use crate::frame::MESSAGE_LIMIT;
use echo_abi::Denied;
use echo_abi::Hex;
use echo_abi::Log;
use echo_abi::isa::Width;
use std::fmt::Display;

/// What a number counts as debug output, in bytes: its width, whatever its digits.
const NUMBER: u64 = 8;

pub(super) fn fail(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    let slice = guest.string(0)?;
    guest.pay_bytes(slice.len)?;
    let bytes = guest.read(slice)?;
    let kept = &bytes[..bytes.len().min(MESSAGE_LIMIT)];
    Err(Halt::Fail { message: String::from_utf8_lossy(kept).into_owned() })
}

impl Host<'_, '_> {
    /// Appends to the returned bytes.
    fn put(&mut self, bytes: &[u8]) -> Result<u64, Halt> {
        let limit = self.transaction.limits.output;
        let len = u64::from(self.around.output) + self.output.len() as u64 + bytes.len() as u64;
        if len > u64::from(limit) {
            return Err(Denied::Output { limit }.into());
        }
        self.output.extend_from_slice(bytes);
        Ok(0)
    }

    pub(super) fn return_string(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let slice = guest.string(0)?;
        guest.pay_bytes(slice.len)?;
        self.put(guest.read(slice)?)
    }

    pub(super) fn return_bool(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        self.put(&[u8::from(guest.arg(0) & 0xff != 0)])
    }

    pub(super) fn return_number(&mut self, guest: &mut Guest<'_>, width: Width) -> Result<u64, Halt> {
        self.put(&guest.arg(0).to_le_bytes()[..width.bytes() as usize])
    }

    pub(super) fn emit(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let signature = guest.string(0)?;
        guest.pay_bytes(signature.len)?;
        let data = guest.string(1)?;
        guest.pay_bytes(data.len)?;
        let (limit, most) = (self.transaction.limits.logs, self.transaction.limits.log_data);
        if self.transaction.journal.logs().len() as u64 >= u64::from(limit) {
            return Err(Denied::Logs { limit }.into());
        }
        let len = signature.len.max(data.len);
        if len > u64::from(most) {
            return Err(Denied::LogLength { len, limit: most }.into());
        }
        let bytes = guest.read(signature)?;
        let (hash, signature) = (hash::keccak256_of(bytes), String::from_utf8_lossy(bytes).into_owned());
        let data = guest.read(data)?.to_vec();
        self.transaction.journal.log(Log { contract: self.message.contract, signature, hash, data });
        Ok(0)
    }

    /// Counts `len` bytes of debug output, and one for the end of the line; then prints.
    fn print(&mut self, len: u64, text: &str) -> Result<u64, Halt> {
        let limit = self.transaction.limits.debug;
        let total = self.transaction.debug_len + len + 1;
        if total > u64::from(limit) {
            return Err(Denied::Debug { limit }.into());
        }
        self.transaction.debug_len = total;
        (self.transaction.debug)(text);
        Ok(0)
    }

    /// The limit before the text: what is too long is not even turned into text.
    fn debug_slice(&mut self, guest: &mut Guest<'_>, text: impl Fn(&[u8]) -> String) -> Result<u64, Halt> {
        let slice = guest.string(0)?;
        guest.pay_bytes(slice.len)?;
        let limit = self.transaction.limits.debug;
        if slice.len > u64::from(limit) {
            return Err(Denied::Debug { limit }.into());
        }
        let text = text(guest.read(slice)?);
        self.print(slice.len, &text)
    }

    pub(super) fn debug_text(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        self.debug_slice(guest, |bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    pub(super) fn debug_bytes(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        self.debug_slice(guest, |bytes| Hex(bytes).to_string())
    }

    pub(super) fn debug_number(&mut self, number: &dyn Display) -> Result<u64, Halt> {
        self.print(NUMBER, &number.to_string())
    }

    pub(super) fn debug_f64(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        self.print(NUMBER, &format!("{:?}", f64::from_bits(guest.arg(0))))
    }
}
