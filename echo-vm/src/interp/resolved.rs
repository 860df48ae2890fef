//! An instruction as it is executed: everything that its meaning asks for, looked up once.
//!
//! An [`Inst`] is what the decoder left, and each question about an operand interprets its encoding anew. A
//! [`Resolved`] has the answers, in the words of [`Inst`]: made when a block is predecoded, or when the stepper
//! first comes to an instruction.

use echo_abi::isa::{Cond, Mem, Operand, Rep, Width};
use echo_abi::{Form, GuestAddr, Inst, Op, gas};

/// As many operands as an instruction has at most.
const OPERANDS: usize = 4;

/// An instruction with its operands.
#[derive(Clone, Copy, Debug)]
pub struct Resolved {
    op: Op,
    form: Form,
    cond: Option<Cond>,
    rep: Rep,
    width: Option<Width>,
    count: u8,
    len: u8,
    is_vex: bool,
    is_wide_string_compare: bool,
    /// The index of a gather is the last operand.
    has_vector_index: bool,
    gas: u8,
    alignment: u8,
    addr: GuestAddr,
    operands: [Operand; OPERANDS],
}

/// Blocks keep one for each instruction without a shape of its own, and the stepper one for each it meets.
const _: () = assert!(size_of::<Resolved>() <= 88 && size_of::<Operand>() == 16);

impl Resolved {
    /// Looks everything up.
    ///
    /// # Panics
    /// If an instruction of the table had more than four operands, or cost more than 255 gas.
    #[must_use]
    pub fn new(inst: &Inst) -> Self {
        let mut operands = [Operand::Imm(0); OPERANDS];
        let mut count = 0;
        for operand in inst.operands() {
            operands[count] = operand;
            count += 1;
        }
        let vector_index = inst.vector_index();
        if let Some(index) = vector_index {
            assert!(count < OPERANDS, "{inst} has no room for its index");
            operands[OPERANDS - 1] = index;
        }
        Self {
            op: inst.op(),
            form: inst.form(),
            cond: inst.cond(),
            rep: inst.rep(),
            width: inst.width(),
            count: count as u8,
            len: inst.len(),
            is_vex: inst.is_vex(),
            is_wide_string_compare: inst.is_wide_string_compare(),
            has_vector_index: vector_index.is_some(),
            gas: u8::try_from(gas::inst(inst)).expect("prices are small"),
            alignment: inst.alignment(),
            addr: inst.addr(),
            operands,
        }
    }

    /// [`Inst::op`].
    #[inline(always)]
    #[must_use]
    pub fn op(&self) -> Op {
        self.op
    }

    /// [`Inst::form`].
    #[inline(always)]
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// [`gas::inst`].
    #[inline(always)]
    #[must_use]
    pub fn gas(&self) -> u64 {
        u64::from(self.gas)
    }

    /// [`Inst::cond`].
    #[inline(always)]
    #[must_use]
    pub fn cond(&self) -> Option<Cond> {
        self.cond
    }

    /// [`Inst::rep`].
    #[inline(always)]
    #[must_use]
    pub fn rep(&self) -> Rep {
        self.rep
    }

    /// [`Inst::width`].
    #[inline(always)]
    #[must_use]
    pub fn width(&self) -> Option<Width> {
        self.width
    }

    /// [`Inst::is_vex`].
    #[inline(always)]
    #[must_use]
    pub fn is_vex(&self) -> bool {
        self.is_vex
    }

    /// [`Inst::alignment`].
    #[inline(always)]
    #[must_use]
    pub fn alignment(&self) -> u8 {
        self.alignment
    }

    /// Whether the instruction cannot access memory at `addr`, for it is no multiple of [`Self::alignment`].
    #[inline(always)]
    #[must_use]
    pub fn is_misaligned(&self, addr: GuestAddr) -> bool {
        addr.0 & (u32::from(self.alignment) - 1) != 0
    }

    /// [`Inst::is_wide_string_compare`].
    #[inline(always)]
    #[must_use]
    pub fn is_wide_string_compare(&self) -> bool {
        self.is_wide_string_compare
    }

    /// [`Inst::addr`].
    #[inline(always)]
    #[must_use]
    pub fn addr(&self) -> GuestAddr {
        self.addr
    }

    /// [`Inst::next`].
    #[inline(always)]
    #[must_use]
    pub fn next(&self) -> GuestAddr {
        self.addr.offset(u32::from(self.len))
    }

    /// [`Inst::operand_count`].
    #[inline(always)]
    #[must_use]
    pub fn operand_count(&self) -> u32 {
        u32::from(self.count)
    }

    /// [`Inst::operand`].
    ///
    /// # Panics
    /// Where the instruction has no such operand: the table and the semantics disagree.
    #[inline(always)]
    #[must_use]
    pub fn operand(&self, i: u32) -> Operand {
        debug_assert!(i < self.operand_count(), "{:?} has no operand {i}", self.form);
        self.operands[i as usize]
    }

    /// [`Inst::mem`].
    #[inline(always)]
    #[must_use]
    pub fn mem(&self) -> Option<Mem> {
        let operands = &self.operands[..usize::from(self.count)];
        operands.iter().find_map(|operand| if let Operand::Mem(mem) = operand { Some(*mem) } else { None })
    }

    /// [`Inst::vector_index`].
    #[inline(always)]
    #[must_use]
    pub fn vector_index(&self) -> Option<Operand> {
        self.has_vector_index.then_some(self.operands[OPERANDS - 1])
    }
}

impl std::fmt::Display for Resolved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {}", self.form, self.addr)
    }
}
