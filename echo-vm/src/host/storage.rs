//! Host functions on the contract's own storage: byte strings by byte strings, each contract for itself.

use super::guest::Guest;
use super::{Halt, Host};
use echo_abi::Denied;

/// Reads the key in argument 0, paid for.
fn key(host: &Host<'_, '_>, guest: &mut Guest<'_>) -> Result<Vec<u8>, Halt> {
    let slice = guest.string(0)?;
    guest.pay_bytes(slice.len)?;
    let limit = host.transaction.limits.storage_key;
    if slice.len > u64::from(limit) {
        return Err(Denied::KeyLength { len: slice.len, limit }.into());
    }
    Ok(guest.read(slice)?.to_vec())
}

impl Host<'_, '_> {
    pub(super) fn storage_get(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let key = key(self, guest)?;
        let Some(value) = self.transaction.journal.stored(self.message.contract, &key)? else { return Ok(0) };
        guest.pay_bytes(value.len() as u64)?;
        guest.give(1, &value, self.heap)?;
        Ok(1)
    }

    pub(super) fn storage_set(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let key = key(self, guest)?;
        let slice = guest.string(1)?;
        guest.pay_bytes(slice.len)?;
        let limit = self.transaction.limits.storage_value;
        if slice.len > u64::from(limit) {
            return Err(Denied::ValueLength { len: slice.len, limit }.into());
        }
        let value = guest.read(slice)?.to_vec();
        self.store(key, Some(value))?;
        Ok(0)
    }

    pub(super) fn storage_remove(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let key = key(self, guest)?;
        if !self.transaction.journal.is_stored(self.message.contract, &key)? {
            return Ok(0);
        }
        self.store(key, None)?;
        Ok(1)
    }

    pub(super) fn storage_exists(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let key = key(self, guest)?;
        Ok(u64::from(self.transaction.journal.is_stored(self.message.contract, &key)?))
    }

    fn store(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) -> Result<(), Halt> {
        Ok(self.transaction.journal.store(self.message.contract, key, value)?)
    }
}
