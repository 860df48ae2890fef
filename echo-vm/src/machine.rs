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

/// Sixteen registers, and room for an engine's own scratch behind them, which nobody else sees: a `Bank`
/// reads, compares and prints as `[T; 16]`.
#[derive(Clone)]
pub struct Bank<T, const ALL: usize> {
    file: [T; ALL],
}

impl<T: Copy + Default, const ALL: usize> Bank<T, ALL> {
    fn zeroed() -> Self {
        Self { file: [T::default(); ALL] }
    }

    /// The registers and the scratch behind them.
    #[inline(always)]
    pub(crate) fn all(&self) -> &[T; ALL] {
        &self.file
    }

    /// The registers and the scratch behind them.
    #[inline(always)]
    pub(crate) fn all_mut(&mut self) -> &mut [T; ALL] {
        &mut self.file
    }
}

impl<T, const ALL: usize> std::ops::Deref for Bank<T, ALL> {
    type Target = [T; 16];

    #[inline(always)]
    fn deref(&self) -> &[T; 16] {
        self.file.first_chunk().expect("a bank has at least sixteen registers")
    }
}

impl<T, const ALL: usize> std::ops::DerefMut for Bank<T, ALL> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T; 16] {
        self.file.first_chunk_mut().expect("a bank has at least sixteen registers")
    }
}

impl<T: PartialEq, const ALL: usize> PartialEq for Bank<T, ALL> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: std::fmt::Debug, const ALL: usize> std::fmt::Debug for Bank<T, ALL> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

/// General registers, and an engine's scratch.
pub type Regs = Bank<u64, 21>;
/// Vector registers, and an engine's scratch.
pub type Vectors = Bank<Vector, 21>;

/// The state of a run.
#[derive(Debug)]
// The order is the one below: how fast the interpreter is depends on where the registers lie, so no other
// field may move them.
#[repr(C)]
pub struct Machine {
    /// General registers, by the manual's number. rsp is architecturally 32 bits wide: every write
    /// zero-extends it from 32 bits.
    pub regs: Regs,
    /// Vector registers.
    pub vectors: Vectors,
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
    pub fn in_blank(
        blank: Blank,
        image: &Arc<Image>,
        limits: &Limits,
        gas: u64,
    ) -> Result<Self, MemoryError> {
        let mut memory = Memory::new(blank, image, limits)?;
        let rsp = layout::STACK_TOP - 24;
        memory.write(GuestAddr(rsp), [0; 8]).expect("the first step of the stack is accessible");
        let mut regs = Regs::zeroed();
        regs[Reg::Rsp as usize] = u64::from(rsp);
        Ok(Self { regs, vectors: Vectors::zeroed(), flags: FlagSet::NONE, rip: image.entry(), gas, memory })
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

    /// Lends all gas to the memory, for pages that become accessible until [`Machine::settle`].
    #[inline(always)]
    pub fn lend(&mut self) {
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
        for (i, (a, b)) in self.vectors.iter().zip(other.vectors.iter()).enumerate() {
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
