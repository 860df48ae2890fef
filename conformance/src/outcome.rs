//! What an instruction came to, on either side: the state that it left, how it ended, and which of its flags the
//! manual leaves undefined.

use crate::encode::Encoding;
use crate::state::CpuState;
use crate::window::PAGE;
use echo_abi::isa::{FlagSet, Operand, Reg, Width};
use echo_abi::{Op, Trap};

/// How an instruction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Done; rip is where execution goes on.
    Done,
    /// #DE.
    Divide,
    /// #PF at an address.
    Memory {
        /// The first byte that could not be accessed.
        addr: u32,
    },
    /// #GP of an operand that must be aligned.
    Misaligned,
    /// `ud2`, `int3`.
    Unexpected,
    /// What neither side should come to: its number on the processor, or the machine's own words.
    Other(u64),
}

impl Ending {
    /// Whether the machine may end like this where the processor ended like `self`. An operand across two
    /// pages that both fault may name either: the manual does not say which is looked at first.
    #[must_use]
    pub fn allows(self, other: Self) -> bool {
        match (self, other) {
            (Ending::Memory { addr: a }, Ending::Memory { addr: b }) => {
                a == b || a.abs_diff(b) < 32 && (a % PAGE == 0 || b % PAGE == 0)
            }
            _ => self == other,
        }
    }

    /// The machine's trap in these terms.
    #[must_use]
    pub fn of_trap(trap: Trap) -> Self {
        match trap {
            Trap::Divide => Ending::Divide,
            Trap::Memory { addr, .. } | Trap::StackOverflow { addr } => Ending::Memory { addr: addr.0 },
            Trap::Misaligned { .. } => Ending::Misaligned,
            Trap::Unexpected => Ending::Unexpected,
            Trap::NoMemory { .. } => Ending::Other(1000),
            Trap::Instruction { .. } => Ending::Other(1001),
        }
    }
}

/// The state after an instruction, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstOutcome {
    /// Registers, flags, rip.
    pub state: CpuState,
    /// Whether the flags could be seen.
    pub flags_seen: bool,
    /// How it ended.
    pub ending: Ending,
    /// Gas charged for it.
    pub gas: u64,
}

/// The masked count of a shift or rotate.
pub(crate) fn shift_count(encoding: &Encoding, before: &CpuState) -> Option<u32> {
    let inst = &encoding.inst;
    let count = match inst.operand(inst.operand_count().checked_sub(1)?) {
        Operand::Imm(count) => count,
        Operand::Reg(Reg::Rcx, Width::B1) => before.regs[Reg::Rcx as usize],
        _ => return None,
    };
    let wide = match inst.operand(0) {
        Operand::Reg(_, width) => width == Width::B8,
        Operand::Mem(mem) => mem.size == 8,
        _ => false,
    };
    Some((count & if wide { 63 } else { 31 }) as u32)
}

/// Flags whose value the manual leaves undefined after this instruction in this state (Intel SDM volume 2,
/// "Flags Affected"); AF, which nobody can see, is among them always. For shifts this depends on the count,
/// and is finer than what decoding can tell.
#[must_use]
pub fn undefined_flags(encoding: &Encoding, before: &CpuState) -> u16 {
    const CF: u16 = FlagSet::CF.0;
    const OF: u16 = FlagSet::OF.0;
    let inst = &encoding.inst;
    let undefined = match if inst.op().is_shift() { shift_count(encoding, before) } else { None } {
        None => inst.flags_undefined().0,
        Some(0) => 0,
        Some(1) => 0,
        Some(count) => {
            let bits = match inst.operand(0) {
                Operand::Reg(_, width) => width.bits(),
                Operand::Mem(mem) => u32::from(mem.size) * 8,
                _ => 8,
            };
            match inst.op() {
                Op::Shl | Op::Shr if count >= bits => OF | CF,
                Op::Shld | Op::Shrd if count > bits => FlagSet::STATUS.0,
                _ => OF,
            }
        }
    };
    undefined | FlagSet::AF.0
}
