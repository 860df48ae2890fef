//! The words for what instructions work on: registers, widths, memory operands, conditions, prefixes.

use crate::GuestAddr;

/// A general register; the discriminant is the manual's number.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Reg {
    Rax,
    Rcx,
    Rdx,
    Rbx,
    Rsp,
    Rbp,
    Rsi,
    Rdi,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
}

impl Reg {
    /// All sixteen, by number.
    pub const ALL: [Reg; 16] = {
        use Reg::*;
        [Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15]
    };

    /// The name of its 64-bit form.
    #[must_use]
    pub const fn name(self) -> &'static str {
        [
            "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
            "r14", "r15",
        ][self as usize]
    }
}

/// A vector register by number, 0 to 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VReg(pub(crate) u8);

impl VReg {
    /// The register's number, below 16.
    #[inline(always)]
    #[must_use]
    pub const fn index(self) -> usize {
        (self.0 & 15) as usize
    }
}

/// Width of an integer operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Width {
    /// 8 bits.
    B1,
    /// 16 bits.
    B2,
    /// 32 bits.
    B4,
    /// 64 bits.
    B8,
}

impl Width {
    /// In bytes.
    #[inline(always)]
    #[must_use]
    pub const fn bytes(self) -> u32 {
        1 << self as u32
    }

    /// In bits.
    #[inline(always)]
    #[must_use]
    pub const fn bits(self) -> u32 {
        8 << self as u32
    }

    /// The bits of a value of this width.
    #[inline(always)]
    #[must_use]
    pub const fn mask(self) -> u64 {
        u64::MAX >> (64 - self.bits())
    }

    /// The width of so many bytes, if there is one.
    #[inline]
    #[must_use]
    pub(crate) const fn of_bytes(bytes: usize) -> Option<Self> {
        match bytes {
            1 => Some(Width::B1),
            2 => Some(Width::B2),
            4 => Some(Width::B4),
            8 => Some(Width::B8),
            _ => None,
        }
    }
}

/// A memory operand: `base + index * scale + disp`, modulo 2^32 when accessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mem {
    /// Base register.
    pub base: Option<Reg>,
    /// Index register.
    pub index: Option<Reg>,
    /// 1, 2, 4 or 8; 1 without an index.
    pub scale: u8,
    /// Displacement, sign-extended; for rip-relative operands the absolute address.
    pub disp: u64,
    /// Bytes accessed; 0 for `lea` and hints.
    pub size: u8,
    /// Width of the address: only `lea` can tell [`Width::B4`] (prefix 67) from [`Width::B8`].
    pub address_width: Width,
    /// Whether the operand was written relative to rip: then `disp` is an address in the image.
    pub rip_relative: bool,
}

/// An operand, in the manual's (Intel) order: destination first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// The low bytes of a general register.
    Reg(Reg, Width),
    /// Bits 8 to 15 of rax, rcx, rdx or rbx: `ah`, `ch`, `dh`, `bh`.
    HighByte(Reg),
    /// The low 128 bits of a vector register.
    Xmm(VReg),
    /// All 256 bits of a vector register.
    Ymm(VReg),
    /// Memory.
    Mem(Mem),
    /// An immediate, sign-extended to 64 bits as the instruction says.
    Imm(u64),
    /// The target of a direct branch.
    Target(GuestAddr),
}

impl Operand {
    /// The width of an integer operand: of a general register or of what is accessed in memory. `None` for what is
    /// none, and for memory of another size.
    #[inline]
    #[must_use]
    pub const fn width(self) -> Option<Width> {
        match self {
            Operand::Reg(_, width) => Some(width),
            Operand::HighByte(_) => Some(Width::B1),
            Operand::Mem(mem) => Width::of_bytes(mem.size as usize),
            Operand::Xmm(_) | Operand::Ymm(_) | Operand::Imm(_) | Operand::Target(_) => None,
        }
    }
}

/// A condition of `jcc`, `setcc`, `cmovcc`; the discriminant is the manual's `tttn` field.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Cond {
    O,
    No,
    B,
    Ae,
    E,
    Ne,
    Be,
    A,
    S,
    Ns,
    P,
    Np,
    L,
    Ge,
    Le,
    G,
}

/// `rep` prefixes, where they mean something: on string instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rep {
    /// No prefix: one iteration.
    None,
    /// `rep` or `repe`.
    Repe,
    /// `repne`.
    Repne,
}
