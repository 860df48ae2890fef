//! Arithmetic, logic, shifts, bit tests and multiplication of integers → [`Uop`]s, called by [`Lowering::lower`]. What is asked
//! of the flags decides: nobody reads them, one question about the result does, or they are computed.

use super::{IntSource, Lowering, wide, writes_rsp};
use crate::alu::int::Shift;
use crate::interp::liveness::{Consume, Produce};
use crate::interp::operand::{Alu, Ea, Slot};
use crate::interp::uop::Uop;
use echo_abi::isa::{Cond, Operand, Reg, Width};
use echo_abi::{Inst, Op};

impl Lowering<'_> {
    pub(super) fn arithmetic(&mut self, inst: &Inst, produce: Produce, consume: Consume) {
        let (place, source) = (inst.operand(0), inst.operand(1));
        let Some(width) = place.width() else { return self.general(inst) };
        let op = inst.op();
        match produce {
            Produce::Truth(cond) if op == Op::Cmp && width == Width::B1 => {
                if let (Operand::Reg(a, _), Operand::Imm(imm)) = (place, source)
                    && let Some(uop) = compare_bytes(cond, a.into(), imm as u8)
                {
                    *self.flipped = false;
                    return self.push(uop);
                }
                let signed = matches!(cond, Cond::L | Cond::Le);
                let a = self.extended(place, width, signed, Slot::T0);
                let b = self.extended(source, width, signed, Slot::T1);
                return self.compare(cond, Width::B4, a, b);
            }
            Produce::Truth(cond) if op == Op::Cmp => {
                let signed = matches!(cond, Cond::L | Cond::Le);
                let a = self.extended(place, width, signed, Slot::T0);
                let b = self.extended(source, width, signed, Slot::T1);
                return self.compare(cond, width.max(Width::B4), a, b);
            }
            Produce::Truth(cond) if op == Op::Test => return self.test(cond, width, place, source),
            _ => {}
        }
        if produce == Produce::Flags || matches!(place, Operand::HighByte(_)) {
            return self.arithmetic_with_flags(inst, width);
        }
        if matches!(op, Op::Cmp | Op::Test) {
            // Nobody reads the flags; only the memory access remains.
            for operand in [place, source] {
                if matches!(operand, Operand::Mem(_)) {
                    self.value(operand, width, Slot::T0);
                }
            }
            return;
        }
        if !wide(width) || matches!(op, Op::Adc | Op::Sbb) && writes_rsp(inst) {
            return self.arithmetic_with_flags(inst, width);
        }
        let mut consume = consume;
        if matches!(op, Op::Adc | Op::Sbb) && consume == Consume::Flags {
            self.push(Uop::Ask { cond: Cond::B });
            *self.flipped = false;
            consume = Consume::Truth { negated: false };
        }
        // From here on: 32 or 64 bits, flags dead or one question.
        let is64 = width == Width::B8 && !matches!(place, Operand::Reg(Reg::Rsp, _));
        let truth = match produce {
            Produce::Truth(cond) => Some(cond),
            _ => None,
        };
        match (place, source) {
            // The zeroing idiom.
            (Operand::Reg(a, _), Operand::Reg(b, _))
                if a == b && matches!(op, Op::Xor | Op::Sub) && truth.is_none() =>
            {
                self.push(Uop::MovI { dst: a.into(), imm: 0 });
            }
            (Operand::Reg(dst, _), Operand::Mem(mem))
                if truth.is_none() && !matches!(op, Op::Adc | Op::Sbb) =>
            {
                let (dst, ea) = (dst.into(), Self::ea(&mem));
                if is64 == (width == Width::B8) {
                    self.push(arithmetic_rm(op, is64, dst, ea));
                } else {
                    // 8 bytes are read, whatever rsp keeps of them.
                    self.load(Width::B8, Slot::T0, &mem);
                    self.arithmetic_in_slot(op, is64, dst, IntSource::Slot(Slot::T0), None, consume);
                }
            }
            (Operand::Reg(dst, _), _) => {
                let b = self.value(source, width, Slot::T1);
                self.arithmetic_in_slot(op, is64, dst.into(), b, truth, consume);
            }
            (Operand::Mem(mem), source) => {
                let ea = Self::ea(&mem);
                let b = self.value(source, width, Slot::T1);
                if truth.is_none() {
                    match (op, b) {
                        (Op::Add, IntSource::Slot(src)) => {
                            return self.push(by_width!(is64, Add64MR Add32MR { src, ea }));
                        }
                        (Op::Sub, IntSource::Slot(src)) => {
                            return self.push(by_width!(is64, Sub64MR Sub32MR { src, ea }));
                        }
                        (Op::Add, IntSource::Imm(imm)) => {
                            return self.push(by_width!(is64, Add64MI Add32MI { imm, ea }));
                        }
                        (Op::Sub, IntSource::Imm(imm)) if imm != i32::MIN => {
                            let imm = -imm;
                            return self.push(by_width!(is64, Add64MI Add32MI { imm, ea }));
                        }
                        _ => {}
                    }
                }
                self.load(width, Slot::T0, &mem);
                self.arithmetic_in_slot(op, is64, Slot::T0, b, truth, consume);
                self.store(width, Slot::T0, &mem);
            }
            _ => self.general(inst),
        }
    }

    /// `dst op= b`, and the answer to one question about the flags.
    fn arithmetic_in_slot(
        &mut self,
        op: Op,
        is64: bool,
        dst: Slot,
        b: IntSource,
        truth: Option<Cond>,
        consume: Consume,
    ) {
        let width = if is64 { Width::B8 } else { Width::B4 };
        if matches!(op, Op::Adc | Op::Sbb) {
            let src = self.in_slot(b, Slot::T1);
            // `adc` and `sbb` ask for B, which no comparison answers with the opposite.
            debug_assert!(consume == Consume::Truth { negated: false } && !*self.flipped);
            self.push(match (op, is64) {
                (Op::Adc, true) => Uop::Adc64RR { dst, src },
                (Op::Adc, false) => Uop::Adc32RR { dst, src },
                (_, true) => Uop::Sbb64RR { dst, src },
                (_, false) => Uop::Sbb32RR { dst, src },
            });
            *self.flipped = false;
            return;
        }
        match (op, truth) {
            (Op::Sub, Some(cond @ (Cond::B | Cond::Be | Cond::L | Cond::Le))) => {
                // The operands are compared before the subtraction replaces one of them.
                let kept = self.in_slot(b, Slot::T1);
                self.compare(cond, width, IntSource::Slot(dst), IntSource::Slot(kept));
                return self.plain(op, is64, dst, b);
            }
            (Op::Add, Some(Cond::B)) => {
                let src = self.in_slot(b, Slot::T1);
                self.push(by_width!(is64, AddCarry64RR AddCarry32RR { dst, src }));
                *self.flipped = false;
                return;
            }
            _ => {}
        }
        self.plain(op, is64, dst, b);
        if let Some(cond) = truth {
            self.compare_result(cond, width, dst);
        }
    }

    /// `dst op= b`, no flags.
    fn plain(&mut self, op: Op, is64: bool, dst: Slot, b: IntSource) {
        let b = match b {
            IntSource::Imm(imm) if op == Op::Sub && imm != i32::MIN => {
                return self.plain(Op::Add, is64, dst, IntSource::Imm(-imm));
            }
            IntSource::Imm(_) if op == Op::Sub => IntSource::Slot(self.in_slot(b, Slot::T1)),
            b => b,
        };
        self.push(match (op, is64, b) {
            (Op::Add, false, IntSource::Slot(src)) => Uop::Add32RR { dst, a: dst, b: src },
            (Op::Add, true, IntSource::Slot(src)) => Uop::Add64RR { dst, a: dst, b: src },
            (Op::Sub, false, IntSource::Slot(src)) => Uop::Sub32RR { dst, a: dst, b: src },
            (Op::Sub, true, IntSource::Slot(src)) => Uop::Sub64RR { dst, a: dst, b: src },
            (Op::And, false, IntSource::Slot(src)) => Uop::And32RR { dst, a: dst, b: src },
            (Op::And, true, IntSource::Slot(src)) => Uop::And64RR { dst, a: dst, b: src },
            (Op::Or, false, IntSource::Slot(src)) => Uop::Or32RR { dst, a: dst, b: src },
            (Op::Or, true, IntSource::Slot(src)) => Uop::Or64RR { dst, a: dst, b: src },
            (Op::Xor, false, IntSource::Slot(src)) => Uop::Xor32RR { dst, a: dst, b: src },
            (Op::Xor, true, IntSource::Slot(src)) => Uop::Xor64RR { dst, a: dst, b: src },
            (Op::Add, false, IntSource::Imm(imm)) => Uop::Add32RI { dst, a: dst, imm },
            (Op::Add, true, IntSource::Imm(imm)) => Uop::Add64RI { dst, a: dst, imm },
            (Op::And, false, IntSource::Imm(imm)) => Uop::And32RI { dst, a: dst, imm },
            (Op::And, true, IntSource::Imm(imm)) => Uop::And64RI { dst, a: dst, imm },
            (Op::Or, false, IntSource::Imm(imm)) => Uop::Or32RI { dst, a: dst, imm },
            (Op::Or, true, IntSource::Imm(imm)) => Uop::Or64RI { dst, a: dst, imm },
            (Op::Xor, false, IntSource::Imm(imm)) => Uop::Xor32RI { dst, a: dst, imm },
            (Op::Xor, true, IntSource::Imm(imm)) => Uop::Xor64RI { dst, a: dst, imm },
            _ => unreachable!("not a plain operation: {op:?}"),
        });
    }

    fn arithmetic_with_flags(&mut self, inst: &Inst, width: Width) {
        let alu = match inst.op() {
            Op::Add => Alu::Add,
            Op::Adc => Alu::Adc,
            Op::Sub => Alu::Sub,
            Op::Sbb => Alu::Sbb,
            Op::Cmp => Alu::Cmp,
            Op::And => Alu::And,
            Op::Or => Alu::Or,
            Op::Xor => Alu::Xor,
            Op::Test => Alu::Test,
            Op::Inc => Alu::Inc,
            Op::Dec => Alu::Dec,
            Op::Neg => Alu::Neg,
            _ => return self.general(inst),
        };
        let writes = !matches!(alu, Alu::Cmp | Alu::Test);
        let place = inst.operand(0);
        if writes && matches!(place, Operand::HighByte(_) | Operand::Reg(Reg::Rsp, _)) {
            return self.general(inst);
        }
        let value = self.value(place, width, Slot::T0);
        let dst = self.in_slot(value, Slot::T0);
        let src = match inst.operand_count() {
            1 => Slot::Zero,
            _ => {
                let value = self.value(inst.operand(1), width, Slot::T1);
                self.in_slot(value, Slot::T1)
            }
        };
        self.push(Uop::AluFlags { alu, width, dst, src });
        if writes && let Operand::Mem(mem) = place {
            self.store(width, Slot::T0, &mem);
        }
    }

    fn test(&mut self, cond: Cond, width: Width, a: Operand, b: Operand) {
        let is64 = width == Width::B8;
        let unit = if is64 { Width::B8 } else { Width::B4 };
        if cond == Cond::E && a != b {
            *self.flipped = false;
            if let Operand::Imm(imm) = b {
                // Bits above the width are not in the mask, so the operand need not be extended.
                let masked = if wide(width) { imm as u32 as i32 } else { (imm & width.mask()) as i32 };
                let value = self.value(a, width, Slot::T0);
                let a = self.in_slot(value, Slot::T0);
                return self.push(by_width!(is64, Disjoint64RI Disjoint32RI { a, imm: masked }));
            }
            let a = self.extended(a, width, false, Slot::T0);
            let b = self.extended(b, width, false, Slot::T1);
            let (a, b) = (self.in_slot(a, Slot::T0), self.in_slot(b, Slot::T1));
            return self.push(by_width!(is64, Disjoint64RR Disjoint32RR { a, b }));
        }
        if let (Width::B1, Operand::Reg(a, _), true) = (width, a, a == b) {
            // CF and OF are 0, so that the sign alone says what is less.
            let cond = if cond == Cond::S { Cond::L } else { cond };
            if let Some(uop) = compare_bytes(cond, a.into(), 0) {
                *self.flipped = false;
                return self.push(uop);
            }
        }
        let signed = cond != Cond::E;
        let value = self.extended(a, width, signed, Slot::T0);
        if a == b {
            let value = self.in_slot(value, Slot::T0);
            return self.compare_result(cond, unit, value);
        }
        let b = self.extended(b, width, signed, Slot::T1);
        let value = self.in_slot(value, Slot::T0);
        self.push(Uop::Mov64 { dst: Slot::T2, src: value });
        self.plain(Op::And, is64, Slot::T2, b);
        self.compare_result(cond, unit, Slot::T2);
    }

    pub(super) fn unary(&mut self, inst: &Inst, produce: Produce) {
        let place = inst.operand(0);
        let Some(width) = place.width() else { return self.general(inst) };
        let op = inst.op();
        if op == Op::Not {
            if !wide(width) || writes_rsp(inst) {
                return self.general(inst);
            }
        } else if produce == Produce::Flags || !wide(width) {
            return self.arithmetic_with_flags(inst, width);
        }
        if writes_rsp(inst) && op == Op::Neg {
            return self.general(inst);
        }
        let is64 = width == Width::B8 && !writes_rsp(inst);
        let value = self.value(place, width, Slot::T0);
        let dst = self.in_slot(value, Slot::T0);
        match op {
            Op::Inc => self.plain(Op::Add, is64, dst, IntSource::Imm(1)),
            Op::Dec => self.plain(Op::Add, is64, dst, IntSource::Imm(-1)),
            Op::Not => self.push(by_width!(is64, Not64 Not32 { dst })),
            _ => self.push(by_width!(is64, Neg64 Neg32 { dst })),
        }
        if let Produce::Truth(cond) = produce {
            self.compare_result(cond, width, dst);
        }
        if let Operand::Mem(mem) = place {
            self.store(width, dst, &mem);
        }
    }

    pub(super) fn shift(&mut self, inst: &Inst, produce: Produce) {
        let (place, count) = (inst.operand(0), inst.operand(1));
        let Some(width) = place.width() else { return self.general(inst) };
        if writes_rsp(inst) || matches!(place, Operand::HighByte(_)) {
            return self.general(inst);
        }
        let shift = match inst.op() {
            Op::Shl => Shift::Shl,
            Op::Shr => Shift::Shr,
            Op::Sar => Shift::Sar,
            Op::Rol => Shift::Rol,
            _ => Shift::Ror,
        };
        let is64 = width == Width::B8;
        let value = self.value(place, width, Slot::T0);
        let dst = self.in_slot(value, Slot::T0);
        let plain = produce != Produce::Flags && wide(width);
        let count_imm = match count {
            Operand::Imm(imm) => Some(imm as u8 & (width.bits().max(32) - 1) as u8),
            _ => None,
        };
        match (shift, count_imm) {
            (Shift::Shl, Some(count)) if plain => {
                self.push(by_width!(is64, Shl64RI Shl32RI { dst, a: dst, count }));
            }
            (Shift::Shr, Some(count)) if plain => {
                self.push(by_width!(is64, Shr64RI Shr32RI { dst, a: dst, count }));
            }
            (Shift::Sar, Some(count)) if plain => {
                self.push(by_width!(is64, Sar64RI Sar32RI { dst, a: dst, count }));
            }
            (Shift::Rol, Some(count)) if plain => {
                self.push(by_width!(is64, Rol64RI Rol32RI { dst, a: dst, count }));
            }
            (Shift::Ror, Some(count)) if plain => {
                let count = (width.bits() as u8 - count) & (width.bits() as u8 - 1);
                self.push(by_width!(is64, Rol64RI Rol32RI { dst, a: dst, count }));
            }
            (Shift::Shl, None) if plain => {
                self.push(by_width!(is64, Shl64RR Shl32RR { dst, a: dst, count: Slot::Rcx }));
            }
            (Shift::Shr, None) if plain => {
                self.push(by_width!(is64, Shr64RR Shr32RR { dst, a: dst, count: Slot::Rcx }));
            }
            (Shift::Sar, None) if plain => {
                self.push(by_width!(is64, Sar64RR Sar32RR { dst, a: dst, count: Slot::Rcx }));
            }
            (Shift::Rol, None) if plain => {
                self.push(by_width!(is64, Rol64RR Rol32RR { dst, a: dst, count: Slot::Rcx }));
            }
            (Shift::Ror, None) if plain => {
                self.push(by_width!(is64, Ror64RR Ror32RR { dst, a: dst, count: Slot::Rcx }));
            }
            _ => {
                let count = match count_imm {
                    Some(count) => self.constant(u64::from(count), Slot::T1),
                    None => Slot::Rcx,
                };
                self.push(Uop::ShiftFlags { shift, width, dst, count });
            }
        }
        if let Produce::Truth(cond) = produce {
            self.compare_result(cond, width, dst);
        }
        if let Operand::Mem(mem) = place {
            self.store(width, dst, &mem);
        }
    }

    pub(super) fn bit_test(&mut self, inst: &Inst, produce: Produce) {
        let Operand::Reg(a, width) = inst.operand(0) else { return self.general(inst) };
        match produce {
            Produce::Truth(_) => {}
            // Nobody reads the flags, and `bt` has no other result.
            Produce::Nothing => return,
            Produce::Flags => return self.general(inst),
        }
        let value = self.value(inst.operand(1), width, Slot::T1);
        let index = self.in_slot(value, Slot::T1);
        *self.flipped = false;
        let a = a.into();
        self.push(if width == Width::B8 { Uop::Bit64RR { a, index } } else { Uop::Bit32RR { a, index } });
    }

    pub(super) fn multiply(&mut self, inst: &Inst, produce: Produce) {
        let Operand::Reg(reg, width) = inst.operand(0) else { return self.general(inst) };
        if reg == Reg::Rsp || !wide(width) {
            return self.general(inst);
        }
        let (dst, is64) = (reg.into(), width == Width::B8);
        let source = inst.operand(1);
        if inst.operand_count() == 3 {
            let (Operand::Imm(imm), Produce::Nothing) = (inst.operand(2), produce) else {
                return self.general(inst);
            };
            let imm = imm as u32 as i32;
            let value = self.value(source, width, Slot::T0);
            let src = self.in_slot(value, Slot::T0);
            return self.push(by_width!(is64, Imul64RRI Imul32RRI { dst, a: src, imm }));
        }
        let value = self.value(source, width, Slot::T0);
        let src = self.in_slot(value, Slot::T0);
        self.push(match (produce, is64) {
            (Produce::Nothing, true) => Uop::Imul64RR { dst, a: dst, b: src },
            (Produce::Nothing, false) => Uop::Imul32RR { dst, a: dst, b: src },
            _ => Uop::ImulFlags { width, dst, src },
        });
    }
}

/// The comparison of a byte with a constant, if there is one whose answer is `cond`.
fn compare_bytes(cond: Cond, a: Slot, imm: u8) -> Option<Uop> {
    // a <= b is a < b + 1, where b + 1 exists.
    let next = i32::from(imm.wrapping_add(1));
    let imm = i32::from(imm);
    Some(match cond {
        Cond::E => Uop::Equal8RI { a, imm },
        Cond::B => Uop::Below8RI { a, imm },
        Cond::Be if imm != 0xff => Uop::Below8RI { a, imm: next },
        Cond::L => Uop::Less8RI { a, imm },
        Cond::Le if imm != 0x7f => Uop::Less8RI { a, imm: next },
        _ => return None,
    })
}

fn arithmetic_rm(op: Op, is64: bool, dst: Slot, ea: Ea) -> Uop {
    match (op, is64) {
        (Op::Add, false) => Uop::Add32RM { dst, a: dst, ea },
        (Op::Add, true) => Uop::Add64RM { dst, a: dst, ea },
        (Op::Sub, false) => Uop::Sub32RM { dst, a: dst, ea },
        (Op::Sub, true) => Uop::Sub64RM { dst, a: dst, ea },
        (Op::And, false) => Uop::And32RM { dst, a: dst, ea },
        (Op::And, true) => Uop::And64RM { dst, a: dst, ea },
        (Op::Or, false) => Uop::Or32RM { dst, a: dst, ea },
        (Op::Or, true) => Uop::Or64RM { dst, a: dst, ea },
        (Op::Xor, false) => Uop::Xor32RM { dst, a: dst, ea },
        (Op::Xor, true) => Uop::Xor64RM { dst, a: dst, ea },
        _ => unreachable!("no such shape: {op:?}"),
    }
}
