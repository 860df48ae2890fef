//! The interpreter's own operations: what an instruction becomes when its block is predecoded.
//!
//! A [`Uop`] is 16 bytes (asserted), so four share a cache line. The frequent shapes of the frequent instructions have a variant each,
//! named operation, width, shape: `R` register, `I` immediate, `M` memory. Anything else is [`Uop::General`], which executes the decoded
//! instruction. Operands are resolved: a register is an index into the machine's bank, an immediate is extended.

use crate::alu::lanes::Lanes;
use crate::alu::int::Shift;
use echo_abi::decode::{Cond, Reg, Width};
use echo_abi::scpi::Function;

/// An index into the bank of general registers: the sixteen, and the interpreter's own behind them.
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
}

impl From<Reg> for Slot {
    fn from(reg: Reg) -> Self {
        use Slot::*;
        [Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15][reg as usize]
    }
}

/// An index into the bank of vector registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[rustfmt::skip]
pub enum VSlot {
    X0, X1, X2, X3, X4, X5, X6, X7, X8, X9, X10, X11, X12, X13, X14, X15,
    /// Scratch within one instruction.
    T,
}

impl VSlot {
    /// The slot of a register.
    pub fn of(index: usize) -> Self {
        use VSlot::*;
        [X0, X1, X2, X3, X4, X5, X6, X7, X8, X9, X10, X11, X12, X13, X14, X15][index]
    }
}

/// An effective address: `base + (index << shift) + disp`, modulo 2^32.
#[derive(Clone, Copy, Debug)]
pub struct Ea {
    pub disp: i32,
    pub base: Slot,
    pub index: Slot,
    pub shift: u8,
}

/// An address without an index.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    pub disp: i32,
    pub base: Slot,
}

/// Where a conditional jump leads, and what the blocks there cost.
#[derive(Clone, Copy, Debug)]
pub struct Exits {
    /// Position of the block (or of a [`Uop::Stub`]) for the taken branch; the other follows the jump.
    pub taken: u32,
    /// Gas of the block there.
    pub taken_cost: u16,
    /// Gas of the block that follows.
    pub fall_cost: u16,
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

/// An operation of the interpreter.
#[derive(Clone, Copy)]
#[rustfmt::skip]
pub enum Uop {
    // Copies and extensions
    Mov32 { dst: Slot, src: Slot },
    Mov64 { dst: Slot, src: Slot },
    MovI { dst: Slot, imm: u64 },
    Zx8 { dst: Slot, src: Slot },
    Zx16 { dst: Slot, src: Slot },
    Sx8To32 { dst: Slot, src: Slot },
    Sx8To64 { dst: Slot, src: Slot },
    Sx16To32 { dst: Slot, src: Slot },
    Sx16To64 { dst: Slot, src: Slot },
    Sx32To64 { dst: Slot, src: Slot },
    /// Replaces the low 8 bits.
    Insert8 { dst: Slot, src: Slot },
    /// Replaces the low 16 bits.
    Insert16 { dst: Slot, src: Slot },

    // Addresses
    Lea32 { dst: Slot, ea: Ea },
    Lea64 { dst: Slot, ea: Ea },
    LeaNear32 { dst: Slot, near: Near },
    LeaNear64 { dst: Slot, near: Near },

    // Memory
    Load8 { dst: Slot, ea: Ea },
    Load16 { dst: Slot, ea: Ea },
    Load32 { dst: Slot, ea: Ea },
    Load64 { dst: Slot, ea: Ea },
    LoadNear8 { dst: Slot, near: Near },
    LoadNear32 { dst: Slot, near: Near },
    LoadNear64 { dst: Slot, near: Near },
    LoadSx8To32 { dst: Slot, ea: Ea },
    LoadSx8To64 { dst: Slot, ea: Ea },
    LoadSx16To32 { dst: Slot, ea: Ea },
    LoadSx16To64 { dst: Slot, ea: Ea },
    LoadSx32To64 { dst: Slot, ea: Ea },
    Store8 { src: Slot, ea: Ea },
    Store16 { src: Slot, ea: Ea },
    Store32 { src: Slot, ea: Ea },
    Store64 { src: Slot, ea: Ea },
    StoreNear8 { src: Slot, near: Near },
    StoreNear32 { src: Slot, near: Near },
    StoreNear64 { src: Slot, near: Near },
    StoreI8 { imm: i32, ea: Ea },
    StoreI16 { imm: i32, ea: Ea },
    StoreI32 { imm: i32, ea: Ea },
    StoreI64 { imm: i32, ea: Ea },

    // Arithmetic whose flags nobody reads
    Add32RR { dst: Slot, src: Slot }, Add64RR { dst: Slot, src: Slot },
    Sub32RR { dst: Slot, src: Slot }, Sub64RR { dst: Slot, src: Slot },
    And32RR { dst: Slot, src: Slot }, And64RR { dst: Slot, src: Slot },
    Or32RR { dst: Slot, src: Slot }, Or64RR { dst: Slot, src: Slot },
    Xor32RR { dst: Slot, src: Slot }, Xor64RR { dst: Slot, src: Slot },
    Add32RI { dst: Slot, imm: i32 }, Add64RI { dst: Slot, imm: i32 },
    And32RI { dst: Slot, imm: i32 }, And64RI { dst: Slot, imm: i32 },
    Or32RI { dst: Slot, imm: i32 }, Or64RI { dst: Slot, imm: i32 },
    Xor32RI { dst: Slot, imm: i32 }, Xor64RI { dst: Slot, imm: i32 },
    Add32RM { dst: Slot, ea: Ea }, Add64RM { dst: Slot, ea: Ea },
    Sub32RM { dst: Slot, ea: Ea }, Sub64RM { dst: Slot, ea: Ea },
    And32RM { dst: Slot, ea: Ea }, And64RM { dst: Slot, ea: Ea },
    Or32RM { dst: Slot, ea: Ea }, Or64RM { dst: Slot, ea: Ea },
    Xor32RM { dst: Slot, ea: Ea }, Xor64RM { dst: Slot, ea: Ea },
    Add32MR { src: Slot, ea: Ea }, Add64MR { src: Slot, ea: Ea },
    Sub32MR { src: Slot, ea: Ea }, Sub64MR { src: Slot, ea: Ea },
    Add32MI { imm: i32, ea: Ea }, Add64MI { imm: i32, ea: Ea },
    Not32 { dst: Slot }, Not64 { dst: Slot },
    Neg32 { dst: Slot }, Neg64 { dst: Slot },
    Shl32RI { dst: Slot, count: u8 }, Shl64RI { dst: Slot, count: u8 },
    Shr32RI { dst: Slot, count: u8 }, Shr64RI { dst: Slot, count: u8 },
    Sar32RI { dst: Slot, count: u8 }, Sar64RI { dst: Slot, count: u8 },
    Rol32RI { dst: Slot, count: u8 }, Rol64RI { dst: Slot, count: u8 },
    Shl32RR { dst: Slot, count: Slot }, Shl64RR { dst: Slot, count: Slot },
    Shr32RR { dst: Slot, count: Slot }, Shr64RR { dst: Slot, count: Slot },
    Sar32RR { dst: Slot, count: Slot }, Sar64RR { dst: Slot, count: Slot },
    Imul32RR { dst: Slot, src: Slot }, Imul64RR { dst: Slot, src: Slot },
    Imul32RRI { dst: Slot, src: Slot, imm: i32 }, Imul64RRI { dst: Slot, src: Slot, imm: i32 },
    /// `rdx:rax = rax * src`, unsigned, 64 bits.
    Mul64 { src: Slot },
    Div { width: Width, src: Slot },
    Idiv { width: Width, src: Slot },
    Cdq, Cqo,
    Bswap32 { dst: Slot }, Bswap64 { dst: Slot },

    // A comparison, kept in the interpreter's one truth value
    Equal32RR { a: Slot, b: Slot }, Equal64RR { a: Slot, b: Slot },
    Below32RR { a: Slot, b: Slot }, Below64RR { a: Slot, b: Slot },
    Less32RR { a: Slot, b: Slot }, Less64RR { a: Slot, b: Slot },
    Equal32RI { a: Slot, imm: i32 }, Equal64RI { a: Slot, imm: i32 },
    Below32RI { a: Slot, imm: i32 }, Below64RI { a: Slot, imm: i32 },
    Less32RI { a: Slot, imm: i32 }, Less64RI { a: Slot, imm: i32 },
    /// `a & b == 0`
    Disjoint32RR { a: Slot, b: Slot }, Disjoint64RR { a: Slot, b: Slot },
    Disjoint32RI { a: Slot, imm: i32 }, Disjoint64RI { a: Slot, imm: i32 },
    /// Bit `index` (modulo the width) of `a`.
    Bit32RR { a: Slot, index: Slot }, Bit64RR { a: Slot, index: Slot },
    FloatTest64 { test: FloatTest, a: VSlot, b: VSlot }, FloatTest32 { test: FloatTest, a: VSlot, b: VSlot },
    /// Adds; the carry is the truth value.
    AddCarry32RR { dst: Slot, src: Slot }, AddCarry64RR { dst: Slot, src: Slot },
    /// Adds the truth value too; the carry is the truth value.
    Adc32RR { dst: Slot, src: Slot }, Adc64RR { dst: Slot, src: Slot },
    /// Subtracts the truth value too; the borrow is the truth value.
    Sbb32RR { dst: Slot, src: Slot }, Sbb64RR { dst: Slot, src: Slot },

    /// Takes the truth value from the machine's flags.
    Ask { cond: Cond },

    // Uses of the truth value; `want` is what it must be
    SetIf { dst: Slot, want: bool },
    MovIf32 { dst: Slot, src: Slot, want: bool },
    MovIf64 { dst: Slot, src: Slot, want: bool },
    JumpIf { want: bool, exits: Exits },
    /// The opposite of the truth value.
    Flip,

    // Comparison and jump in one
    JumpEqual32RR { a: Slot, b: Slot, exits: Exits }, JumpEqual64RR { a: Slot, b: Slot, exits: Exits },
    JumpNotEqual32RR { a: Slot, b: Slot, exits: Exits }, JumpNotEqual64RR { a: Slot, b: Slot, exits: Exits },
    JumpBelow32RR { a: Slot, b: Slot, exits: Exits }, JumpBelow64RR { a: Slot, b: Slot, exits: Exits },
    JumpNotBelow32RR { a: Slot, b: Slot, exits: Exits }, JumpNotBelow64RR { a: Slot, b: Slot, exits: Exits },
    JumpLess32RR { a: Slot, b: Slot, exits: Exits }, JumpLess64RR { a: Slot, b: Slot, exits: Exits },
    JumpNotLess32RR { a: Slot, b: Slot, exits: Exits }, JumpNotLess64RR { a: Slot, b: Slot, exits: Exits },
    JumpEqual32RI { a: Slot, imm: i32, exits: Exits }, JumpEqual64RI { a: Slot, imm: i32, exits: Exits },
    JumpNotEqual32RI { a: Slot, imm: i32, exits: Exits }, JumpNotEqual64RI { a: Slot, imm: i32, exits: Exits },
    JumpBelow32RI { a: Slot, imm: i32, exits: Exits }, JumpBelow64RI { a: Slot, imm: i32, exits: Exits },
    JumpNotBelow32RI { a: Slot, imm: i32, exits: Exits }, JumpNotBelow64RI { a: Slot, imm: i32, exits: Exits },
    JumpLess32RI { a: Slot, imm: i32, exits: Exits }, JumpLess64RI { a: Slot, imm: i32, exits: Exits },
    JumpNotLess32RI { a: Slot, imm: i32, exits: Exits }, JumpNotLess64RI { a: Slot, imm: i32, exits: Exits },
    JumpDisjoint32RI { a: Slot, imm: i32, exits: Exits }, JumpMeet32RI { a: Slot, imm: i32, exits: Exits },

    // Arithmetic with flags, at any width
    AluFlags { alu: Alu, width: Width, dst: Slot, src: Slot },
    ShiftFlags { shift: Shift, width: Width, dst: Slot, count: Slot },
    ImulFlags { width: Width, dst: Slot, src: Slot },
    SetFlag { cond: Cond, dst: Slot },
    MovFlag { cond: Cond, width: Width, dst: Slot, src: Slot },
    JumpFlag { cond: Cond, exits: Exits },

    // Stack and control
    Push { src: Slot },
    PushI { imm: i32 },
    Pop { dst: Slot },
    Leave,
    /// Nothing.
    Nop,
    /// `jrcxz`, `jecxz`
    JumpZeroCount { width: Width, exits: Exits },
    Jump { target: u32, cost: u16 },
    Call { back: u32, target: u32, cost: u16 },
    JumpR { src: Slot },
    CallR { src: Slot, back: u32 },
    Ret { release: u16 },
    HostCall { function: Function, next: u32 },
    /// `loop`, `loope`, `loopne`, by its index.
    Loop { inst: u32, exits: Exits },
    /// Ends a block whose gas must be settled before its last instruction: a repeated string instruction, by its index.
    Repeat { inst: u32, fall_cost: u16 },
    /// A jump of `site` to a block that may not have been decoded: finds it and mends the jump.
    Stub { addr: u32, site: u32 },
    /// An address without an accepted instruction: traps, by the index of the trap.
    Fault { trap: u32 },
    /// Any other instruction, by its index.
    General { inst: u32 },

    // Vectors
    MovX { dst: VSlot, src: VSlot },
    /// Low 64 bits to low 64 bits, the rest zero.
    MovXLow { dst: VSlot, src: VSlot },
    LoadX { dst: VSlot, ea: Ea },
    /// As `LoadX`; traps unless the address is a multiple of 16.
    LoadXAligned { dst: VSlot, ea: Ea },
    /// 8 bytes; the rest is zero.
    LoadX64 { dst: VSlot, ea: Ea },
    /// 4 bytes; the rest is zero.
    LoadX32 { dst: VSlot, ea: Ea },
    StoreX { src: VSlot, ea: Ea },
    StoreXAligned { src: VSlot, ea: Ea },
    StoreX64 { src: VSlot, ea: Ea },
    StoreX32 { src: VSlot, ea: Ea },
    /// General register to vector, the rest zero.
    XFrom32 { dst: VSlot, src: Slot },
    XFrom64 { dst: VSlot, src: Slot },
    XTo32 { dst: Slot, src: VSlot },
    XTo64 { dst: Slot, src: VSlot },
    AddSd { dst: VSlot, src: VSlot },
    SubSd { dst: VSlot, src: VSlot },
    MulSd { dst: VSlot, src: VSlot },
    DivSd { dst: VSlot, src: VSlot },
    XorX { dst: VSlot, src: VSlot },
    /// Any function of two vectors and a byte.
    Lanes { lanes: Lanes, dst: VSlot, src: VSlot, imm: u8 },
}

const _: () = assert!(size_of::<Uop>() == 16, "the hot type grew");
