//! What a contract claims, and how a claim becomes a fact. Used by every host function; the only code of the
//! host that reads registers.
//!
//! A register that should be a pointer is just a number: it becomes a [`GuestSlice`] or a [`GuestString`],
//! and only `read` or `write`, which ask the memory, turn that into bytes. Pointers are taken modulo 2^32 as
//! every effective address is. Nothing is read before it is paid for, and an empty slice reads nothing,
//! wherever it points.

use super::Halt;
use crate::heap::Heap;
use crate::machine::Machine;
use crate::memory::Memory;
use echo_abi::isa::Reg;
use echo_abi::outcome::Access;
use echo_abi::scpi::Function;
use echo_abi::{Denied, GuestAddr, HeapFull, Trap};

/// Bytes that are claimed to be somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuestSlice {
    /// Where.
    pub addr: GuestAddr,
    /// How many; a slice of 4 GiB or more exists nowhere, and is refused when it is read.
    pub len: u64,
}

impl GuestSlice {
    /// The length, if the machine has that much memory at all.
    fn len(self, access: Access) -> Result<u32, Trap> {
        u32::try_from(self.len).map_err(|_| Trap::Memory { addr: self.addr, access })
    }

    /// The bytes.
    ///
    /// # Errors
    /// The memory's trap where they cannot all be read.
    pub fn read(self, memory: &mut Memory) -> Result<&[u8], Trap> {
        match self.len(Access::Read)? {
            0 => Ok(&[]),
            len => memory.slice(self.addr, len),
        }
    }

    /// The bytes, to be overwritten.
    ///
    /// # Errors
    /// The memory's trap where they cannot all be written.
    pub fn write(self, memory: &mut Memory) -> Result<&mut [u8], Trap> {
        match self.len(Access::Write)? {
            0 => Ok(&mut []),
            len => memory.slice_mut(self.addr, len),
        }
    }

    /// Copies the bytes of `source`, which has the same length and may overlap.
    ///
    /// # Errors
    /// The memory's trap where they cannot all be read, or written; then none is.
    pub fn copy_from(self, source: GuestSlice, memory: &mut Memory) -> Result<(), Trap> {
        match source.len(Access::Read)? {
            0 => Ok(()),
            len => memory.copy(self.addr, source.addr, len),
        }
    }
}

/// A string `{ u64 pointer; u32 length }` that is claimed to be at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuestString(pub GuestAddr);

impl GuestString {
    /// Offset of the length.
    const LENGTH: u32 = 8;

    /// Where the string's bytes are claimed to be.
    ///
    /// # Errors
    /// The memory's trap where pointer and length cannot be read.
    pub fn read(self, memory: &mut Memory) -> Result<GuestSlice, Trap> {
        let pointer = u64::from_le_bytes(memory.read(self.0)?);
        let len = u32::from_le_bytes(memory.read(self.0.offset(Self::LENGTH))?);
        Ok(GuestSlice { addr: GuestAddr::wrap(pointer), len: u64::from(len) })
    }

    /// Makes it a copy of `bytes` on the contract heap. An empty string has a null pointer and no allocation:
    /// original contracts give back every pointer that is not null.
    ///
    /// # Errors
    /// [`Denied`] where the heap is full, or the string cannot be written.
    pub fn fill(self, bytes: &[u8], memory: &mut Memory, heap: &mut Heap) -> Result<(), Denied> {
        let len = u32::try_from(bytes.len()).map_err(|_| HeapFull::Bytes)?;
        let addr = match bytes.len() {
            0 => GuestAddr::NULL,
            len => heap.allocate(memory, len as u64)?,
        };
        GuestSlice { addr, len: u64::from(len) }.write(memory)?.copy_from_slice(bytes);
        memory.write(self.0, u64::from(addr.0).to_le_bytes())?;
        Ok(memory.write(self.0.offset(Self::LENGTH), len.to_le_bytes())?)
    }
}

/// The caller of a host function: its arguments, its gas, its memory.
pub struct Guest<'m> {
    /// The machine, its rip behind the `int`.
    pub machine: &'m mut Machine,
    /// The function it called.
    pub function: Function,
}

impl Guest<'_> {
    /// Argument `i`, all 64 bits; a function takes the low ones its argument's kind has.
    pub fn arg(&self, i: usize) -> u64 {
        self.machine.regs[[Reg::Rdi, Reg::Rsi, Reg::Rdx, Reg::Rcx][i] as usize]
    }

    /// The low 32 bits of argument `i`.
    pub fn arg_u32(&self, i: usize) -> u32 {
        (self.arg(i) & 0xffff_ffff) as u32
    }

    /// Argument `i` as an address.
    pub fn addr(&self, i: usize) -> GuestAddr {
        GuestAddr::wrap(self.arg(i))
    }

    /// Charges for the call itself.
    ///
    /// # Errors
    /// [`Halt::Unpaid`], and nothing is charged.
    pub fn pay(&mut self) -> Result<(), Halt> {
        self.charge(self.function.gas().base)
    }

    /// Charges for `count` bytes, as soon as their number is known.
    ///
    /// # Errors
    /// [`Halt::Unpaid`], and nothing is charged.
    pub fn pay_bytes(&mut self, count: u64) -> Result<(), Halt> {
        self.charge(self.function.gas().per_byte.saturating_mul(count))
    }

    /// The gas that is left.
    pub fn gas_left(&mut self) -> u64 {
        self.machine.settle();
        let left = self.machine.gas;
        self.machine.lend();
        left
    }

    fn charge(&mut self, gas: u64) -> Result<(), Halt> {
        // The gas is lent to the memory while a function is served.
        self.machine.settle();
        let paid = self.machine.charge(gas);
        self.machine.lend();
        if paid { Ok(()) } else { Err(Halt::Unpaid { price: gas }) }
    }

    /// Where the bytes of the string in argument `i` are claimed to be.
    ///
    /// # Errors
    /// The memory's trap where argument `i` points to no string.
    pub fn string(&mut self, i: usize) -> Result<GuestSlice, Trap> {
        GuestString(self.addr(i)).read(&mut self.machine.memory)
    }

    /// The bytes of a claimed slice.
    ///
    /// # Errors
    /// The memory's trap.
    pub fn read(&mut self, slice: GuestSlice) -> Result<&[u8], Trap> {
        slice.read(&mut self.machine.memory)
    }

    /// The `N` bytes where argument `i` points.
    ///
    /// # Errors
    /// The memory's trap.
    pub fn read_array<const N: usize>(&mut self, i: usize) -> Result<[u8; N], Trap> {
        self.machine.memory.read(self.addr(i))
    }

    /// Writes `N` bytes where argument `i` points.
    ///
    /// # Errors
    /// The memory's trap.
    pub fn write<const N: usize>(&mut self, i: usize, bytes: [u8; N]) -> Result<(), Trap> {
        self.machine.memory.write(self.addr(i), bytes)
    }

    /// Gives a string where argument `i` points.
    ///
    /// # Errors
    /// As for [`GuestString::fill`].
    pub fn give(&mut self, i: usize, bytes: &[u8], heap: &mut Heap) -> Result<(), Denied> {
        GuestString(self.addr(i)).fill(bytes, &mut self.machine.memory, heap)
    }
}
