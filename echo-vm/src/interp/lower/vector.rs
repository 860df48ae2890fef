//! Vector instructions → [`Uop`]s. Only legacy encodings have shapes of their own: VEX, which zeroes upper
//! halves, is executed as decoded.

use super::{Lowering, operand_width};
use crate::interp::flow::Produce;
use crate::interp::thread::{self, Uop};
use crate::interp::uop::{FloatTest, Slot};
use echo_abi::decode::{Cond, Operand, Reg, Width};
use echo_abi::{Inst, Op};

impl Lowering<'_> {
    /// Lowers what is no integer instruction, and any that has no shape of its own.
    pub(super) fn vector(&mut self, inst: &Inst, produce: Produce) {
        let mut operands = inst.operands();
        let (first, second, third) = (operands.next(), operands.next(), operands.next());
        drop(operands);
        match (inst.op(), first, second) {
            (Op::MovAligned | Op::MovUnaligned, Some(Operand::Xmm(dst)), Some(Operand::Xmm(src)))
                if legacy(inst) =>
            {
                self.push(Uop::MovX { dst: Slot::of(dst.index()), src: Slot::of(src.index()) });
            }
            (Op::MovAligned, Some(Operand::Xmm(dst)), Some(Operand::Mem(mem))) if legacy(inst) => {
                self.push(Uop::LoadXAligned { dst: Slot::of(dst.index()), ea: Self::ea(&mem) });
            }
            (Op::MovUnaligned, Some(Operand::Xmm(dst)), Some(Operand::Mem(mem))) if legacy(inst) => {
                self.push(Uop::LoadX { dst: Slot::of(dst.index()), ea: Self::ea(&mem) });
            }
            (Op::MovAligned, Some(Operand::Mem(mem)), Some(Operand::Xmm(src))) if legacy(inst) => {
                self.push(Uop::StoreXAligned { src: Slot::of(src.index()), ea: Self::ea(&mem) });
            }
            (Op::MovUnaligned, Some(Operand::Mem(mem)), Some(Operand::Xmm(src))) if legacy(inst) => {
                self.push(Uop::StoreX { src: Slot::of(src.index()), ea: Self::ea(&mem) });
            }
            (Op::MovsdVector | Op::Movq, Some(Operand::Xmm(dst)), Some(Operand::Mem(mem)))
                if legacy(inst) =>
            {
                self.push(Uop::LoadX64 { dst: Slot::of(dst.index()), ea: Self::ea(&mem) });
            }
            (Op::MovsdVector | Op::Movq, Some(Operand::Mem(mem)), Some(Operand::Xmm(src))) => {
                self.push(Uop::StoreX64 { src: Slot::of(src.index()), ea: Self::ea(&mem) });
            }
            (Op::Movss | Op::Movd, Some(Operand::Xmm(dst)), Some(Operand::Mem(mem))) if legacy(inst) => {
                self.push(Uop::LoadX32 { dst: Slot::of(dst.index()), ea: Self::ea(&mem) });
            }
            (Op::Movss | Op::Movd, Some(Operand::Mem(mem)), Some(Operand::Xmm(src))) => {
                self.push(Uop::StoreX32 { src: Slot::of(src.index()), ea: Self::ea(&mem) });
            }
            (Op::Movq, Some(Operand::Xmm(dst)), Some(Operand::Xmm(src))) if legacy(inst) => {
                self.push(Uop::MovXLow { dst: Slot::of(dst.index()), src: Slot::of(src.index()) });
            }
            (Op::Movq, Some(Operand::Xmm(dst)), Some(Operand::Reg(src, _))) if legacy(inst) => {
                self.push(Uop::XFrom64 { dst: Slot::of(dst.index()), src: src.into() });
            }
            (Op::Movd, Some(Operand::Xmm(dst)), Some(Operand::Reg(src, _))) if legacy(inst) => {
                self.push(Uop::XFrom32 { dst: Slot::of(dst.index()), src: src.into() });
            }
            (Op::Movq, Some(Operand::Reg(dst, _)), Some(Operand::Xmm(src))) if dst != Reg::Rsp => {
                self.push(Uop::XTo64 { dst: dst.into(), src: Slot::of(src.index()) });
            }
            (Op::Movd, Some(Operand::Reg(dst, _)), Some(Operand::Xmm(src))) => {
                self.push(Uop::XTo32 { dst: dst.into(), src: Slot::of(src.index()) });
            }
            (Op::Comiss | Op::Comisd, Some(Operand::Xmm(a)), Some(b))
                if matches!(produce, Produce::Truth(_)) =>
            {
                let Produce::Truth(cond) = produce else { unreachable!("just matched") };
                let test = match cond {
                    Cond::B => FloatTest::Below,
                    Cond::Be => FloatTest::BelowEqual,
                    Cond::E => FloatTest::Equal,
                    _ => FloatTest::Unordered,
                };
                *self.flipped = false;
                let a = Slot::of(a.index());
                let is64 = inst.op() == Op::Comisd;
                let b = match b {
                    Operand::Xmm(b) => Slot::of(b.index()),
                    Operand::Mem(mem) => {
                        let (dst, ea) = (Slot::T0, Self::ea(&mem));
                        self.push(by_width!(is64, LoadX64 LoadX32 { dst, ea }));
                        dst
                    }
                    _ => unreachable!("comis takes a vector register or memory"),
                };
                self.push(by_width!(is64, FloatTest64 FloatTest32 { test, a, b }));
            }
            (Op::MovLow, Some(Operand::Xmm(dst)), Some(Operand::Mem(mem))) if legacy(inst) => {
                self.push(Uop::LoadXLow { dst: Slot::of(dst.index()), ea: Self::ea(&mem) });
            }
            (Op::MovHigh, Some(Operand::Xmm(dst)), Some(Operand::Mem(mem))) if legacy(inst) => {
                self.push(Uop::LoadXHigh { dst: Slot::of(dst.index()), ea: Self::ea(&mem) });
            }
            (Op::MovLow, Some(Operand::Mem(mem)), Some(Operand::Xmm(src))) => {
                self.push(Uop::StoreX64 { src: Slot::of(src.index()), ea: Self::ea(&mem) });
            }
            (Op::MovHigh, Some(Operand::Mem(mem)), Some(Operand::Xmm(src))) => {
                self.push(Uop::StoreXHigh { src: Slot::of(src.index()), ea: Self::ea(&mem) });
            }
            (Op::Cvtsi2sd | Op::Cvtsi2ss, Some(Operand::Xmm(dst)), Some(source)) if legacy(inst) => {
                let width = operand_width(source).expect("the source is an integer");
                let value = self.value(source, width, Slot::T0);
                let (dst, src) = (Slot::of(dst.index()), self.in_slot(value, Slot::T0));
                self.push(match (inst.op(), width) {
                    (Op::Cvtsi2sd, Width::B4) => Uop::DoubleFrom32 { dst, src },
                    (Op::Cvtsi2sd, _) => Uop::DoubleFrom64 { dst, src },
                    (_, Width::B4) => Uop::SingleFrom32 { dst, src },
                    _ => Uop::SingleFrom64 { dst, src },
                });
            }
            (Op::Cvttsd2si | Op::Cvttss2si, Some(Operand::Reg(reg, width)), Some(source))
                if reg != Reg::Rsp =>
            {
                let is_double = inst.op() == Op::Cvttsd2si;
                let src = match source {
                    Operand::Mem(mem) => {
                        let (dst, ea) = (Slot::T0, Self::ea(&mem));
                        self.push(by_width!(is_double, LoadX64 LoadX32 { dst, ea }));
                        dst
                    }
                    Operand::Xmm(src) => Slot::of(src.index()),
                    _ => return self.general(inst),
                };
                let dst = reg.into();
                self.push(match (is_double, width) {
                    (true, Width::B8) => Uop::TruncateDouble64 { dst, src },
                    (true, _) => Uop::TruncateDouble32 { dst, src },
                    (false, Width::B8) => Uop::TruncateSingle64 { dst, src },
                    (false, _) => Uop::TruncateSingle32 { dst, src },
                });
            }
            // What moves by one operand only is above; movss and movsd between registers are lanes too.
            (op, Some(Operand::Xmm(dst)), Some(source)) if legacy(inst) => {
                // A shift by an immediate has it in place of the source.
                let counted = matches!(source, Operand::Imm(_));
                let Some(run) = thread::lane(op, counted) else { return self.general(inst) };
                let b = match source {
                    Operand::Xmm(src) => Slot::of(src.index()),
                    Operand::Mem(mem) => {
                        let (dst, ea) = (Slot::T0, Self::ea(&mem));
                        self.push(match mem.size {
                            4 => Uop::LoadX32 { dst, ea },
                            8 => Uop::LoadX64 { dst, ea },
                            16 => Uop::LoadXAligned { dst, ea },
                            _ => return self.general(inst),
                        });
                        dst
                    }
                    Operand::Imm(_) => Slot::Zero,
                    _ => return self.general(inst),
                };
                let imm = match (source, third) {
                    (Operand::Imm(imm), _) | (_, Some(Operand::Imm(imm))) => imm as u8,
                    _ => 0,
                };
                let dst = Slot::of(dst.index());
                self.push(Uop::Lane { run, dst, a: dst, b, imm });
            }
            _ => self.general(inst),
        }
    }
}

/// Whether an instruction leaves the upper halves of vector registers alone: it is not VEX-encoded.
fn legacy(inst: &Inst) -> bool {
    !inst.is_vex()
}
