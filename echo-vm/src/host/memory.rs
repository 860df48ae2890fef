//! Host functions on memory: the contract heap, and what a C library would do with bytes.

use super::guest::{Guest, GuestSlice};
use super::{Halt, Host};
use echo_abi::GuestAddr;
use echo_abi::layout::PAGE_SIZE;

impl Host<'_, '_> {
    pub(super) fn allocate(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let size = guest.arg(0);
        let addr = self.heap.allocate(&mut guest.machine.memory, size)?;
        Ok(u64::from(addr.0))
    }

    /// The bytes that move are the smaller of the two sizes, and are paid for even where nothing has to move:
    /// whether it has to is none of the contract's business.
    pub(super) fn reallocate(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let (pointer, size) = (guest.addr(0), guest.arg(1));
        let memory = &mut guest.machine.memory;
        let moved = if pointer == GuestAddr::NULL {
            self.heap.allocate(memory, size)
        } else {
            let old = self.heap.size(pointer)?;
            guest.pay_bytes(size.min(u64::from(old)))?;
            self.heap.reallocate(&mut guest.machine.memory, pointer, size)
        };
        Ok(u64::from(moved?.0))
    }

    pub(super) fn free(&mut self, guest: &mut Guest<'_>) -> Result<u64, Halt> {
        let pointer = guest.addr(0);
        if pointer != GuestAddr::NULL {
            self.heap.free(pointer)?;
        }
        Ok(0)
    }
}

/// A slice of `count` bytes, paid for.
fn counted(guest: &mut Guest<'_>, count: u64) -> Result<[GuestSlice; 2], Halt> {
    guest.pay_bytes(count)?;
    Ok([guest.addr(0), guest.addr(1)].map(|addr| GuestSlice { addr, len: count }))
}

pub(super) fn copy(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    let count = guest.arg(2);
    let [destination, source] = counted(guest, count)?;
    destination.copy_from(source, &mut guest.machine.memory)?;
    Ok(guest.arg(0))
}

pub(super) fn compare(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    let count = guest.arg(2);
    let [left, right] = counted(guest, count)?;
    // A page of one side at a time, for both cannot be borrowed; a difference ends it, but what is behind
    // must be readable all the same.
    left.read(&mut guest.machine.memory)?;
    right.read(&mut guest.machine.memory)?;
    let mut chunk = [0; PAGE_SIZE as usize];
    let mut done = 0;
    while done < count {
        let len = (count - done).min(chunk.len() as u64);
        let part =
            |slice: GuestSlice| GuestSlice { addr: GuestAddr::wrap(u64::from(slice.addr.0) + done), len };
        let chunk = &mut chunk[..usize::try_from(len).unwrap_or_else(|_| unreachable!("at most a page"))];
        chunk.copy_from_slice(part(left).read(&mut guest.machine.memory)?);
        let order = (*chunk).cmp(part(right).read(&mut guest.machine.memory)?);
        if order.is_ne() {
            return Ok((order as i64).cast_unsigned());
        }
        done += len;
    }
    Ok(0)
}

pub(super) fn set(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    let ([byte, ..], count) = (guest.arg(1).to_le_bytes(), guest.arg(2));
    let [destination, _] = counted(guest, count)?;
    destination.write(&mut guest.machine.memory)?.fill(byte);
    Ok(guest.arg(0))
}

/// The text is searched a page at a time, and no further than the gas pays for; each page is paid for when
/// the zero was not in it.
pub(super) fn string_length(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    let mut addr = guest.addr(0);
    let mut length = 0;
    loop {
        let rest = PAGE_SIZE - addr.0 % PAGE_SIZE;
        let bytes = guest.read(GuestSlice { addr, len: u64::from(rest) })?;
        let zero = bytes.iter().position(|byte| *byte == 0);
        let count = zero.map_or(u64::from(rest), |zero| zero as u64);
        guest.pay_bytes(count)?;
        length += count;
        if zero.is_some() {
            return Ok(length);
        }
        addr = addr.offset(rest);
    }
}
