//! The interpreter's own operations: what an instruction becomes when its block is predecoded.
//!
//! The frequent shapes of the frequent instructions have a variant each, named operation, width, shape: `R`
//! register, `I` immediate, `M` memory. Anything else is `Uop::General`, which executes the decoded
//! instruction. Operands are resolved: a register is an index into the machine's bank, an immediate is
//! extended. A [`Uop`](super::handler::Uop) is what lowering speaks; [`super::handler`] has the form that is
//! executed.

use echo_abi::isa::Reg;

/// An index into a bank of registers, general or vector: the sixteen, and the interpreter's own behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[rustfmt::skip]
pub enum Slot {
    Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15,
    /// Always 0: the absent base or index of an address.
    Zero,
    /// Scratch within one instruction.
    T0,
    /// Scratch within one instruction.
    T1,
    /// Scratch within one instruction.
    T2,
    /// The truth value: 0 or 1, the answer of the last comparison.
    Truth,
}

impl Slot {
    /// The slot of register `index` of a bank.
    pub fn of(index: usize) -> Self {
        use Slot::*;
        [Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15][index]
    }
}

impl From<Reg> for Slot {
    fn from(reg: Reg) -> Self {
        Self::of(reg as usize)
    }
}

/// An effective address: `base + (index << shift) + disp`, modulo 2^32.
#[derive(Clone, Copy, Debug)]
pub struct Ea<Base = Slot, Index = Slot> {
    pub disp: i32,
    pub base: Base,
    pub index: Index,
    pub shift: u8,
}

/// An address without an index.
#[derive(Clone, Copy, Debug)]
pub struct Near<Base = Slot> {
    pub disp: i32,
    pub base: Base,
}

/// An arithmetic operation of the general shape, at any width, with flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alu {
    Add,
    Adc,
    Sub,
    Sbb,
    Cmp,
    And,
    Or,
    Xor,
    Test,
    Inc,
    Dec,
    Neg,
}

/// A comparison of two doubles or floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatTest {
    /// CF: less or unordered.
    Below,
    /// CF or ZF: less, equal or unordered.
    BelowEqual,
    /// ZF: equal or unordered.
    Equal,
    /// PF: unordered.
    Unordered,
}

/// What a vector operation does with the upper half of its destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upper {
    /// Leaves it alone: legacy SSE.
    Kept,
    /// Zeroes it: VEX with 128 bits.
    Zeroed,
    /// Computes it: VEX with 256 bits.
    Computed,
}
