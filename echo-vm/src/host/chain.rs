//! Host functions that ask about the chain and the call, and the one that moves assets.

use super::guest::{Guest, GuestSlice};
use super::{Halt, Host};
use crate::message::Mode;
use echo_abi::Hex;
use echo_abi::id::{self, IdError, Party};
use echo_abi::{Denied, StateDenied, Trap};
use echo_chain::Block;
use std::fmt::Display;
use std::str::FromStr;

/// Length of the longest name of a property, in bytes.
const PROPERTY_NAME: u32 = 256;

/// Reads text of at most `limit` bytes; `None` where it is longer or not UTF-8.
fn text<'m>(guest: &'m mut Guest<'_>, slice: GuestSlice, limit: usize) -> Result<Option<&'m str>, Trap> {
    if slice.len > limit as u64 {
        return Ok(None);
    }
    Ok(std::str::from_utf8(guest.read(slice)?).ok())
}

/// Reads the id in argument `i`.
pub(super) fn id<T: FromStr<Err = IdError>>(guest: &mut Guest<'_>, i: usize) -> Result<T, Halt> {
    let slice = guest.string(i)?;
    let text = text(guest, slice, id::MAX_LEN)?.ok_or(Denied::Id(IdError::NotTriplet))?;
    Ok(text.parse().map_err(Denied::Id)?)
}

impl Host<'_, '_> {
    pub(super) fn block(&self) -> Block {
        self.transaction.journal.state().block()
    }

    pub(super) fn balance(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let holder = id(guest, 0)?;
        let asset = id(guest, 1)?;
        let balance = self.transaction.journal.balance(holder, asset)?;
        let balance = balance.ok_or(StateDenied::Unknown { holder, asset })?;
        Ok(balance.cast_unsigned())
    }

    pub(super) fn transfer(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let to = id(guest, 0)?;
        let asset = id(guest, 1)?;
        let from = Party::Contract(self.message.contract);
        self.transaction.journal.transfer(from, to, asset, guest.arg(2))?;
        Ok(0)
    }

    pub(super) fn object_property(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let object = id(guest, 1)?;
        let name = guest.string(2)?;
        let name = text(guest, name, PROPERTY_NAME as usize)?
            .ok_or(Denied::PropertyName { limit: PROPERTY_NAME })?;
        let value =
            self.transaction.journal.state().property(object, name)?.ok_or(Denied::Property { object })?;
        guest.pay_bytes(value.len() as u64)?;
        guest.give(0, value.as_bytes(), self.heap)?;
        Ok(0)
    }

    pub(super) fn block_hash(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let (number, current) = (guest.arg_u32(1), self.block().number);
        let past = (1..current).contains(&number);
        let hash = if past { self.transaction.journal.state().block_hash(number)? } else { None };
        let hash = hash.ok_or(Denied::BlockHash { number, current })?;
        guest.give(0, Hex(&hash).to_string().as_bytes(), self.heap)?;
        Ok(0)
    }

    /// Gives an id as text where argument 0 points.
    pub(super) fn give_id(&mut self, guest: &mut Guest<'_>, id: impl Display) -> Result<u64, Halt> {
        guest.give(0, id.to_string().as_bytes(), self.heap)?;
        Ok(0)
    }

    pub(super) fn contract_number(&self) -> Result<u64, Halt> {
        let contract = self.message.contract;
        let number = u32::try_from(contract.0).map_err(|_| Denied::ContractNumber { contract })?;
        Ok(u64::from(number))
    }

    pub(super) fn is_constructor(&self) -> u64 {
        u64::from(self.message.mode == Mode::Constructor)
    }
}
