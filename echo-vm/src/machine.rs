//! The guest machine's state: registers, flags, rip, gas, memory. All that an engine may read or write, and
//! all that is observable.

pub use crate::alu::packed::Packed;
use crate::memory::{Blank, Memory, MemoryError};
use echo_abi::isa::{FlagSet, Mem, Reg, Width};
use echo_abi::layout;
use echo_abi::{GuestAddr, Image, Limits};
use std::sync::Arc;

/// A vector register: bits 0 to 127, and 128 to 255.
pub type Vector = [Packed; 2];

/// How many slots of scratch lie behind the registers of a [`Bank`].
pub(crate) const SCRATCH: usize = 5;

/// rsp at the start of a call: of a null return address.
const RSP: u32 = layout::STACK_TOP - 24;

/// Sixteen registers, which are the architecture's, and behind them a few slots, which are the engine's
/// that runs the machine: it may leave anything there, and nobody else reads it. Registers and slots are one
/// array, so that an engine reaches each of them by one index; indexing, comparing and printing a bank is about
/// the registers alone.
#[derive(Clone)]
pub struct Bank<T> {
    slots: [T; 16 + SCRATCH],
}

impl<T: Copy + Default> Bank<T> {
    fn zeroed() -> Self {
        Self { slots: [T::default(); 16 + SCRATCH] }
    }
}

impl<T> Bank<T> {
    /// The registers, by the manual's number.
    #[inline(always)]
    #[must_use]
    pub fn registers(&self) -> &[T; 16] {
        self.slots.first_chunk().expect("a bank has sixteen registers")
    }

    /// The registers, by the manual's number.
    #[inline(always)]
    #[must_use]
    pub fn registers_mut(&mut self) -> &mut [T; 16] {
        self.slots.first_chunk_mut().expect("a bank has sixteen registers")
    }

    /// The registers, and the engine's scratch behind them.
    #[inline(always)]
    pub(crate) fn slots(&self) -> &[T; 16 + SCRATCH] {
        &self.slots
    }

    /// The registers, and the engine's scratch behind them.
    #[inline(always)]
    pub(crate) fn slots_mut(&mut self) -> &mut [T; 16 + SCRATCH] {
        &mut self.slots
    }
}

impl<T> std::ops::Index<usize> for Bank<T> {
    type Output = T;

    /// A register.
    #[inline(always)]
    fn index(&self, register: usize) -> &T {
        &self.registers()[register]
    }
}

impl<T> std::ops::IndexMut<usize> for Bank<T> {
    /// A register.
    #[inline(always)]
    fn index_mut(&mut self, register: usize) -> &mut T {
        &mut self.registers_mut()[register]
    }
}

impl<T: PartialEq> PartialEq for Bank<T> {
    fn eq(&self, other: &Self) -> bool {
        self.registers() == other.registers()
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Bank<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.registers().fmt(f)
    }
}

/// The state of a run.
#[derive(Debug)]
// The order is the one below: how fast the interpreter is depends on where the registers lie, so no other
// field may move them.
#[repr(C)]
pub struct Machine {
    /// General registers, by the manual's number. rsp is architecturally 32 bits wide: every write
    /// zero-extends it from 32 bits.
    pub regs: Bank<u64>,
    /// Vector registers.
    pub vectors: Bank<Vector>,
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
    /// A machine of its own for one run; [`Pool::machine`](crate::pool::Pool::machine) has cheaper ones for many.
    ///
    /// # Errors
    /// [`MemoryError`] if the host does not give the address space, or the limits do not suffice for the
    /// image.
    pub fn new(image: &Arc<Image>, limits: &Limits, gas: u64) -> Result<Self, MemoryError> {
        Self::in_blank(Blank::reserve()?, image, limits, gas)
    }

    /// The machine at the start of a call: zeroed registers, rip at the entry, and on a 16-byte aligned stack
    /// the null return address.
    ///
    /// # Errors
    /// [`MemoryError`] if the limits do not suffice for the image.
    pub(crate) fn in_blank(
        blank: Blank,
        image: &Arc<Image>,
        limits: &Limits,
        gas: u64,
    ) -> Result<Self, MemoryError> {
        let mut memory = Memory::new(blank, image, limits)?;
        memory.write(GuestAddr(RSP), [0; 8]).expect("the first step of the stack is accessible");
        let mut regs = Bank::zeroed();
        regs[Reg::Rsp as usize] = u64::from(RSP);
        Ok(Self { regs, vectors: Bank::zeroed(), flags: FlagSet::NONE, rip: image.entry(), gas, memory })
    }

    /// Makes the machine what it was at the start of its run, for another one of the same image; see [`Memory::restart`].
    #[must_use]
    pub(crate) fn restart(&mut self, most: usize) -> bool {
        if !self.memory.restart(most) {
            return false;
        }
        self.regs.slots = [0; 16 + SCRATCH];
        self.regs[Reg::Rsp as usize] = u64::from(RSP);
        self.vectors.slots.fill(Vector::default());
        self.flags = FlagSet::NONE;
        self.rip = self.memory.image().entry();
        self.gas = 0;
        true
    }

    /// The low `width` of a register, zero-extended.
    #[inline(always)]
    #[must_use]
    pub fn reg(&self, reg: Reg, width: Width) -> u64 {
        self.regs[reg as usize] & width.mask()
    }

    /// Writes a register as the processor does: 64 and 32 bits replace all of it, 16 and 8 only their part.
    /// rsp keeps its 32 bits.
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

    /// Calls, returns, indirect jumps, host calls and traps end the life of the status flags: they are 0
    /// afterwards. DF stays.
    #[inline(always)]
    pub(crate) fn end_flags(&mut self) {
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

    /// Lends all gas to the memory, for pages that become accessible until [`Machine::settle`].
    #[inline(always)]
    pub(crate) fn lend(&mut self) {
        self.memory.lend(self.gas);
    }

    /// Charges for the pages that became accessible since the gas was lent.
    #[inline(always)]
    pub fn settle(&mut self) {
        self.gas -= self.memory.settle();
    }

    /// A copy of the machine with a memory of its own, for tests and debuggers.
    ///
    /// # Errors
    /// [`MemoryError`] if the host does not give the address space.
    pub fn snapshot(&self) -> Result<Self, MemoryError> {
        let Self { regs, vectors, flags, rip, gas, memory } = self;
        Ok(Self {
            regs: regs.clone(),
            vectors: vectors.clone(),
            flags: *flags,
            rip: *rip,
            gas: *gas,
            memory: memory.snapshot()?,
        })
    }

    /// The first observable difference from another machine, in words: `None` if they are equal.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<String> {
        for reg in Reg::ALL {
            let (a, b) = (self.regs[reg as usize], other.regs[reg as usize]);
            if a != b {
                return Some(format!("{} is {a:#x} and {b:#x}", reg.name()));
            }
        }
        for (i, (a, b)) in self.vectors.registers().iter().zip(other.vectors.registers()).enumerate() {
            if a != b {
                return Some(format!("ymm{i} is {a:#x?} and {b:#x?}"));
            }
        }
        if (self.flags, self.rip, self.gas) != (other.flags, other.rip, other.gas) {
            return Some(format!(
                "flags, rip, gas are {:?}, {}, {} and {:?}, {}, {}",
                self.flags, self.rip, self.gas, other.flags, other.rip, other.gas
            ));
        }
        self.memory.difference(&other.memory)
    }
}
