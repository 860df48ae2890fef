//! Bytes → [`Inst`]: the only place that calls iced's decoder. The validator and every engine decode through
//! here, so they cannot disagree about what an instruction is.

use crate::inst::Inst;
use crate::isa::facts::{self, Facts};
use crate::isa::{self, Op};
use crate::{GuestAddr, Rule};
use iced_x86::{Code, DecoderOptions, FlowControl, Instruction, OpKind, Register};

/// A place to decode into, for loops: an [`Inst`] is long to copy.
#[derive(Clone, Debug)]
pub struct Slot(Inst);

impl Slot {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        let facts = facts::facts(Code::Nopd).expect("the table accepts `nop`");
        Self(Inst { facts, iced: Instruction::default() })
    }
}

impl Default for Slot {
    fn default() -> Self {
        Self::new()
    }
}

/// Bytes that are no accepted instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedBytes {
    /// Where.
    pub addr: GuestAddr,
    /// Why.
    pub rule: Rule,
    /// Length in bytes where the bytes are an instruction at all, else 0.
    pub len: u8,
}

/// Decodes instructions of one run of code. Cheap to move around in it.
pub struct Decoder<'a> {
    iced: iced_x86::Decoder<'a>,
    facts: &'static [Option<Facts>],
    code: &'a [u8],
    start: GuestAddr,
}

/// Decodes the instruction at the start of `code`, which lies at `addr`.
///
/// # Errors
/// [`RefusedBytes`], with the rule and, where there is one, the length of the instruction.
pub fn decode(code: &[u8], addr: GuestAddr) -> Result<Inst, RefusedBytes> {
    Decoder::new(code, addr).at(addr)
}

impl<'a> Decoder<'a> {
    /// A decoder for `code`, which lies at `start`.
    #[must_use]
    pub fn new(code: &'a [u8], start: GuestAddr) -> Self {
        Self {
            iced: iced_x86::Decoder::with_ip(64, code, u64::from(start.0), DecoderOptions::NONE),
            facts: facts::all_facts(),
            code,
            start,
        }
    }

    /// The instruction at `addr`.
    ///
    /// # Errors
    /// [`RefusedBytes`], with the rule and, where there is one, the length of the instruction; outside of the
    /// code, [`Rule::RunsOff`].
    pub fn at(&mut self, addr: GuestAddr) -> Result<Inst, RefusedBytes> {
        let mut slot = Slot::new();
        self.read(addr, &mut slot).copied()
    }

    /// The instruction at `addr`, decoded into `slot`.
    ///
    /// # Errors
    /// Those of [`Self::at`].
    #[inline]
    pub fn read<'s>(&mut self, addr: GuestAddr, slot: &'s mut Slot) -> Result<&'s Inst, RefusedBytes> {
        let position = addr.0.wrapping_sub(self.start.0) as usize;
        if position >= self.code.len() {
            return Err(RefusedBytes { addr, rule: Rule::RunsOff, len: 0 });
        }
        if self.iced.position() != position {
            self.iced.set_position(position).expect("the position lies in the code");
        }
        self.iced.set_ip(u64::from(addr.0));
        let Slot(inst) = slot;
        self.iced.decode_out(&mut inst.iced);
        let Some(facts) = &self.facts[inst.iced.code() as usize] else {
            return Err(self.refusal(addr, &inst.iced));
        };
        inst.facts = facts;
        match self.objection(inst, position) {
            Some(rule) => Err(RefusedBytes { addr, rule, len: inst.len() }),
            None => Ok(inst),
        }
    }

    /// Why `iced`, which was decoded last and whose form stands in no row of the table, is refused.
    #[cold]
    fn refusal(&self, addr: GuestAddr, iced: &Instruction) -> RefusedBytes {
        if !iced.is_invalid() {
            return RefusedBytes { addr, rule: isa::refusal(iced.code()), len: iced.len() as u8 };
        }
        let cut = self.iced.last_error() == iced_x86::DecoderError::NoMoreBytes;
        RefusedBytes { addr, rule: if cut { Rule::RunsOff } else { Rule::InvalidEncoding }, len: 0 }
    }

    /// What speaks against an instruction at `position` although its form is accepted.
    #[inline]
    fn objection(&self, inst: &Inst, position: usize) -> Option<Rule> {
        let Inst { facts: Facts { op, flow, .. }, iced } = inst;
        if iced.has_segment_prefix() && matches!(iced.segment_prefix(), Register::FS | Register::GS) {
            return Some(Rule::SegmentRegister);
        }
        // Before a branch, 66 means one thing to Intel and another to AMD. So do F2 and F3 before `loope` and
        // `loopne`: on AMD they decide which of the two it is.
        let ambiguous = |prefix: u8| match op {
            Op::Loope | Op::Loopne => matches!(prefix, 0x66 | 0xf2 | 0xf3),
            _ => prefix == 0x66,
        };
        if *flow != FlowControl::Next
            && self.code[position..].iter().take_while(|b| is_prefix(**b)).any(|b| ambiguous(*b))
        {
            return Some(Rule::AmbiguousPrefix);
        }
        let narrow =
            |i| matches!(iced.op_kind(i), OpKind::MemorySegESI | OpKind::MemoryESEDI | OpKind::MemorySegEDI);
        ((op.is_string() || *op == Op::Maskmovdqu) && (0..iced.op_count()).any(narrow))
            .then_some(Rule::NotAccepted)
    }
}

/// Legacy and REX prefixes.
fn is_prefix(byte: u8) -> bool {
    matches!(byte, 0x26 | 0x2e | 0x36 | 0x3e | 0x40..=0x4f | 0x64..=0x67 | 0xf0 | 0xf2 | 0xf3)
}
