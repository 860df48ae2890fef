//! The guest machine's state: registers, flags, rip, gas, memory. All that an engine may read or write, and all that is observable.

use crate::memory::{Memory, MemoryError};
use echo_abi::decode::{FlagSet, Mem, Reg, Width};
use echo_abi::image::layout;
use echo_abi::{GuestAddr, Image, Limits};
use std::sync::Arc;

/// A vector register: bits 0 to 127, and 128 to 255.
pub type Vector = [u128; 2];

/// The state of a run.
#[derive(Debug)]
pub struct Machine {
    /// General registers, by the manual's number. rsp is architecturally 32 bits wide: every write zero-extends it from 32 bits.
    pub regs: [u64; 16],
    /// Vector registers.
    pub vectors: [Vector; 16],
    /// Status flags and DF; AF is never set.
    pub flags: FlagSet,
    /// Address of the next instruction.
    pub rip: GuestAddr,
    /// Gas left.
    pub gas: u64,
    /// Memory.
    pub memory: Memory,
}

impl Machine {
    /// The machine at the start of a call: zeroed registers, rip at the entry, and on a 16-byte aligned stack the null return address.
    ///
    /// # Errors
    /// [`MemoryError`] if the host does not give the address space, or the limits do not suffice for the image.
    pub fn new(image: &Arc<Image>, limits: &Limits, gas: u64) -> Result<Self, MemoryError> {
        let mut memory = Memory::new(image, limits)?;
        let rsp = layout::STACK_TOP - 24;
        memory.write(GuestAddr(rsp), [0; 8]).map_err(|_| MemoryError::LimitTooSmall { pages: limits.memory_pages })?;
        let mut regs = [0; 16];
        regs[Reg::Rsp as usize] = u64::from(rsp);
        Ok(Self { regs, vectors: [[0; 2]; 16], flags: FlagSet::NONE, rip: image.entry(), gas, memory })
    }

    /// The low `width` of a register, zero-extended.
    #[inline(always)]
    #[must_use]
    pub fn reg(&self, reg: Reg, width: Width) -> u64 {
        self.regs[reg as usize] & width.mask()
    }

    /// Writes a register as the processor does: 64 and 32 bits replace all of it, 16 and 8 only their part. rsp keeps its 32 bits.
    #[inline(always)]
    pub fn set_reg(&mut self, reg: Reg, width: Width, value: u64) {
        let old = self.regs[reg as usize];
        let new = match width {
            Width::B8 => value,
            Width::B4 => value & 0xffff_ffff,
            Width::B2 | Width::B1 => (old & !width.mask()) | (value & width.mask()),
        };
        self.regs[reg as usize] = if reg == Reg::Rsp { new & 0xffff_ffff } else { new };
    }

    /// `base + index * scale + disp` in 64 bits, as `lea` computes it.
    #[inline(always)]
    #[must_use]
    pub fn linear(&self, mem: &Mem) -> u64 {
        let part = |reg: Option<Reg>| reg.map_or(0, |reg| self.regs[reg as usize]);
        part(mem.base).wrapping_add(part(mem.index).wrapping_mul(u64::from(mem.scale))).wrapping_add(mem.disp)
    }

    /// The effective address of a memory operand: modulo 2^32.
    #[inline(always)]
    #[must_use]
    pub fn address(&self, mem: &Mem) -> GuestAddr {
        GuestAddr::wrap(self.linear(mem))
    }

    /// Calls, returns, indirect jumps, host calls and traps end the life of the status flags: they are 0 afterwards. DF stays.
    #[inline(always)]
    pub fn end_flags(&mut self) {
        self.flags = self.flags.intersection(FlagSet::DF);
    }

    /// Charges gas; `false`, and nothing charged, if there is not enough.
    #[inline]
    pub fn charge(&mut self, gas: u64) -> bool {
        match self.gas.checked_sub(gas) {
            Some(left) => {
                self.gas = left;
                true
            }
            None => false,
        }
    }
}
