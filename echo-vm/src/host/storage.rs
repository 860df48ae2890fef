//! Host functions on storage: byte strings by byte strings, each contract for itself. Others may read it.

use super::chain::id;
use super::guest::Guest;
use super::{Halt, Host};
use echo_abi::id::ContractId;
use echo_abi::{Denied, StateDenied};

impl Host<'_, '_> {
    /// Reads the key in argument `i`, paid for.
    fn key(&self, guest: &mut Guest<'_>, i: usize) -> Result<Vec<u8>, Halt> {
        let slice = guest.string(i)?;
        guest.pay_bytes(slice.len)?;
        let limit = self.transaction.limits.storage_key;
        if slice.len > u64::from(limit) {
            return Err(Denied::KeyLength { len: slice.len, limit }.into());
        }
        Ok(guest.read(slice)?.to_vec())
    }

    /// Gives what a contract stored under a key where argument `i` points, if it stored anything.
    fn give_stored(
        &mut self,
        guest: &mut Guest<'_>,
        contract: ContractId,
        key: &[u8],
        i: usize,
    ) -> Result<u64, Halt> {
        let Some(value) = self.transaction.journal.stored(contract, key)? else { return Ok(0) };
        guest.pay_bytes(value.len() as u64)?;
        guest.give(i, &value, self.heap)?;
        Ok(1)
    }

    pub(super) fn storage_get(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let key = self.key(guest, 0)?;
        self.give_stored(guest, self.message.contract, &key, 1)
    }

    pub(super) fn storage_get_of(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let contract = id(guest, 0)?;
        let key = self.key(guest, 1)?;
        if self.transaction.journal.contract(contract)?.is_none() {
            return Err(StateDenied::NoContract { contract }.into());
        }
        self.give_stored(guest, contract, &key, 2)
    }

    pub(super) fn storage_set(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let key = self.key(guest, 0)?;
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
        let key = self.key(guest, 0)?;
        if !self.transaction.journal.is_stored(self.message.contract, &key)? {
            return Ok(0);
        }
        self.store(key, None)?;
        Ok(1)
    }

    pub(super) fn storage_exists(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let key = self.key(guest, 0)?;
        Ok(u64::from(self.transaction.journal.is_stored(self.message.contract, &key)?))
    }

    fn store(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) -> Result<(), Halt> {
        Ok(self.transaction.journal.store(self.message.contract, key, value)?)
    }
}
