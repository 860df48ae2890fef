//! BMI, BMI2, popcnt, lzcnt, movbe → [`Uop`]s, called by [`Lowering::lower`]. Only 32 and 64 bits have
//! shapes, and only where nobody reads the flags, or one question about the result: the rest is executed as
//! decoded.

use super::{Lowering, writes_rsp};
use crate::interp::liveness::Produce;
use crate::interp::operand::Slot;
use crate::interp::uop::Uop;
use echo_abi::isa::{Operand, Reg, Width};
use echo_abi::{Inst, Op};

impl Lowering<'_> {
    /// Lowers an instruction of BMI or its kin if it has a shape; `false`, and nothing done, if not.
    pub(super) fn bits(&mut self, inst: &Inst, produce: Produce) -> bool {
        if produce == Produce::Flags || writes_rsp(inst) {
            return false;
        }
        let Some(width @ (Width::B4 | Width::B8)) = inst.operand(0).width() else { return false };
        let is64 = width == Width::B8;
        let Operand::Reg(reg, _) = inst.operand(0) else {
            let (Operand::Mem(mem), Operand::Reg(src, _)) = (inst.operand(0), inst.operand(1)) else {
                return false;
            };
            // movbe
            let (dst, src) = (Slot::T0, src.into());
            self.push(Uop::Mov64 { dst, src });
            self.push(by_width!(is64, Bswap64 Bswap32 { dst }));
            self.store(width, dst, &mem);
            return true;
        };
        let dst = Slot::from(reg);
        match inst.op() {
            Op::Movbe => {
                let Operand::Mem(mem) = inst.operand(1) else { return false };
                self.load(width, dst, &mem);
                self.push(by_width!(is64, Bswap64 Bswap32 { dst }));
            }
            Op::Mulx => {
                let Operand::Reg(low, _) = inst.operand(1) else { return false };
                if low == Reg::Rsp {
                    return false;
                }
                let (high, low, src) = (dst, low.into(), self.slot(inst.operand(2), width, Slot::T0));
                self.push(by_width!(is64, Mulx64 Mulx32 { high, low, src }));
            }
            Op::Popcnt | Op::Lzcnt | Op::Tzcnt | Op::Blsr | Op::Blsi | Op::Blsmsk => {
                let src = self.slot(inst.operand(1), width, Slot::T0);
                self.push(match inst.op() {
                    Op::Popcnt => by_width!(is64, Popcnt64 Popcnt32 { dst, src }),
                    Op::Lzcnt => by_width!(is64, Lzcnt64 Lzcnt32 { dst, src }),
                    Op::Tzcnt => by_width!(is64, Tzcnt64 Tzcnt32 { dst, src }),
                    Op::Blsr => by_width!(is64, Blsr64 Blsr32 { dst, src }),
                    Op::Blsi => by_width!(is64, Blsi64 Blsi32 { dst, src }),
                    _ => by_width!(is64, Blsmsk64 Blsmsk32 { dst, src }),
                });
            }
            Op::Rorx => {
                let Operand::Imm(count) = inst.operand(2) else { return false };
                let a = self.slot(inst.operand(1), width, Slot::T0);
                let mask = width.bits() as u8 - 1;
                let count = (count as u8).wrapping_neg() & mask;
                self.push(by_width!(is64, Rol64RI Rol32RI { dst, a, count }));
            }
            op => {
                let a = self.slot(inst.operand(1), width, Slot::T0);
                let b = self.slot(inst.operand(2), width, Slot::T1);
                self.push(match op {
                    Op::Andn => by_width!(is64, Andn64 Andn32 { dst, a, b }),
                    Op::Shlx => by_width!(is64, Shl64RR Shl32RR { dst, a, count: b }),
                    Op::Shrx => by_width!(is64, Shr64RR Shr32RR { dst, a, count: b }),
                    Op::Sarx => by_width!(is64, Sar64RR Sar32RR { dst, a, count: b }),
                    Op::Bzhi => Uop::Bzhi { width, dst, a, index: b },
                    Op::Bextr => Uop::Bextr { width, dst, a, control: b },
                    Op::Pdep => Uop::Pdep { width, dst, a, mask: b },
                    _ => Uop::Pext { width, dst, a, mask: b },
                });
            }
        }
        if let Produce::Truth(cond) = produce {
            self.compare_result(cond, width, dst);
        }
        true
    }

    /// The operand in a slot, memory through `scratch`.
    fn slot(&mut self, operand: Operand, width: Width, scratch: Slot) -> Slot {
        let value = self.value(operand, width, scratch);
        self.in_slot(value, scratch)
    }
}

/// Whether `op` is of BMI and sets ZF and SF as its result has them, and the other flags regardless of what
/// they were (even those that the manual leaves undefined).
pub fn flags_of_result(op: Op) -> bool {
    matches!(op, Op::Andn | Op::Blsr | Op::Blsi)
}
