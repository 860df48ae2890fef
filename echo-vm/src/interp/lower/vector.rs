//! Vector instructions → [`Uop`]s, called by [`Lowering::lower`] for what is no integer instruction.
//!
//! Legacy encodings leave the upper half of their destination alone, VEX zeroes or computes it. A source in
//! memory is loaded into scratch first, so that a load that traps has changed nothing. What has no shape here
//! is executed as decoded.

use super::Lowering;
use crate::alu::avx;
use crate::interp::lane;
use crate::interp::liveness::Produce;
use crate::interp::operand::{FloatTest, Slot, Upper};
use crate::interp::resolved::Resolved;
use crate::interp::uop::Uop;
use crate::interp::vector::{insertion, is_shift, is_wide, sources};
use echo_abi::isa::{Cond, Operand, Reg, Width};
use echo_abi::{Inst, Op, ops_of};

impl Lowering<'_> {
    /// Lowers a vector instruction if it has a shape; `false`, and nothing done, if not.
    pub(super) fn vector(&mut self, decoded: &Inst, produce: Produce) -> bool {
        let inst = &Resolved::new(decoded);
        match inst.op() {
            Op::MovAligned | Op::MovUnaligned | Op::Movd | Op::Movq => self.vector_move(inst),
            Op::Movss | Op::MovsdVector => self.vector_move(inst) || self.lanewise(inst),
            Op::MovLow | Op::MovHigh => self.half_move(inst),
            Op::Cvtsi2ss | Op::Cvtsi2sd | Op::Cvttss2si | Op::Cvttsd2si => self.vector_and_integer(inst),
            Op::Comiss | Op::Comisd | Op::Ptest | Op::Vtestps | Op::Vtestpd => {
                self.vector_test(inst, produce)
            }
            Op::Pmovmskb
            | Op::Movmskps
            | Op::Movmskpd
            | Op::Pextrb
            | Op::Pextrw
            | Op::Pextrd
            | Op::Pextrq => self.lane_to_integer(inst),
            Op::Vpbroadcastb
            | Op::Vpbroadcastw
            | Op::Vpbroadcastd
            | Op::Vpbroadcastq
            | Op::Vbroadcast128
            | Op::Vinsert128
            | Op::Vextract128
            | Op::Vperm128
            | Op::Vpermq
            | Op::Vpermd
            | Op::Vzeroupper => self.across_halves(inst),
            Op::Blendvps | Op::Blendvpd | Op::Pblendvb => self.blend(inst),
            ops_of!(Lanes) | ops_of!(Fused) => self.lanewise(inst),
            Op::Maskmovdqu
            | Op::Cvtss2si
            | Op::Cvtsd2si
            | Op::Pcmpestri
            | Op::Pcmpestrm
            | Op::Pcmpistri
            | Op::Pcmpistrm
            | Op::Sha256rnds2
            | Op::Vcvtps2ph
            | Op::Vpmaskmovd
            | Op::Vpmaskmovq
            | Op::Vgatherdd
            | Op::Vgatherdq
            | Op::Vgatherqd
            | Op::Vgatherqq
            | Op::Vzeroall => false,
            ops_of!(Integer) | ops_of!(Shift) | ops_of!(Control) | ops_of!(String) | ops_of!(Hint) => {
                unreachable!("{decoded} is no vector instruction")
            }
        }
    }

    /// Copies of whole registers, and of one lane with zeroes above.
    fn vector_move(&mut self, inst: &Resolved) -> bool {
        if inst.operand_count() != 2 {
            return false;
        }
        let (vex, aligned) = (inst.is_vex(), inst.alignment() > 1);
        let uop = match (inst.op(), inst.operand(0), inst.operand(1)) {
            (Op::MovAligned | Op::MovUnaligned, Operand::Xmm(dst), Operand::Xmm(src)) => {
                let (dst, src) = (Slot::of(dst.index()), Slot::of(src.index()));
                by_width!(vex, MovV MovX { dst, src })
            }
            (Op::MovAligned | Op::MovUnaligned, Operand::Ymm(dst), Operand::Ymm(src)) => {
                Uop::MovY { dst: Slot::of(dst.index()), src: Slot::of(src.index()) }
            }
            (Op::MovAligned | Op::MovUnaligned, Operand::Xmm(dst), Operand::Mem(mem)) => {
                let (dst, ea) = (Slot::of(dst.index()), Self::ea(&mem));
                if aligned {
                    by_width!(vex, LoadVAligned LoadXAligned { dst, ea })
                } else {
                    by_width!(vex, LoadV LoadX { dst, ea })
                }
            }
            (Op::MovAligned | Op::MovUnaligned, Operand::Ymm(dst), Operand::Mem(mem)) => {
                let (dst, ea) = (Slot::of(dst.index()), Self::ea(&mem));
                by_width!(aligned, LoadYAligned LoadY { dst, ea })
            }
            (Op::MovAligned | Op::MovUnaligned, Operand::Mem(mem), Operand::Xmm(src)) => {
                let (src, ea) = (Slot::of(src.index()), Self::ea(&mem));
                by_width!(aligned, StoreXAligned StoreX { src, ea })
            }
            (Op::MovAligned | Op::MovUnaligned, Operand::Mem(mem), Operand::Ymm(src)) => {
                let (src, ea) = (Slot::of(src.index()), Self::ea(&mem));
                by_width!(aligned, StoreYAligned StoreY { src, ea })
            }
            (Op::MovsdVector | Op::Movq, Operand::Xmm(dst), Operand::Mem(mem)) => {
                let (dst, ea) = (Slot::of(dst.index()), Self::ea(&mem));
                by_width!(vex, LoadV64 LoadX64 { dst, ea })
            }
            (Op::MovsdVector | Op::Movq, Operand::Mem(mem), Operand::Xmm(src)) => {
                Uop::StoreX64 { src: Slot::of(src.index()), ea: Self::ea(&mem) }
            }
            (Op::Movss | Op::Movd, Operand::Xmm(dst), Operand::Mem(mem)) => {
                let (dst, ea) = (Slot::of(dst.index()), Self::ea(&mem));
                by_width!(vex, LoadV32 LoadX32 { dst, ea })
            }
            (Op::Movss | Op::Movd, Operand::Mem(mem), Operand::Xmm(src)) => {
                Uop::StoreX32 { src: Slot::of(src.index()), ea: Self::ea(&mem) }
            }
            (Op::Movq, Operand::Xmm(dst), Operand::Xmm(src)) => {
                Uop::MovXLow { dst: Slot::of(dst.index()), src: Slot::of(src.index()) }
            }
            (Op::Movq, Operand::Xmm(dst), Operand::Reg(src, _)) => {
                Uop::XFrom64 { dst: Slot::of(dst.index()), src: src.into() }
            }
            (Op::Movd, Operand::Xmm(dst), Operand::Reg(src, _)) => {
                Uop::XFrom32 { dst: Slot::of(dst.index()), src: src.into() }
            }
            (Op::Movq, Operand::Reg(Reg::Rsp, _), Operand::Xmm(src)) => {
                Uop::XTo32 { dst: Slot::Rsp, src: Slot::of(src.index()) }
            }
            (Op::Movq, Operand::Reg(dst, _), Operand::Xmm(src)) => {
                Uop::XTo64 { dst: dst.into(), src: Slot::of(src.index()) }
            }
            (Op::Movd, Operand::Reg(dst, _), Operand::Xmm(src)) => {
                Uop::XTo32 { dst: dst.into(), src: Slot::of(src.index()) }
            }
            _ => return false,
        };
        self.push(uop);
        if let Uop::MovXLow { dst, .. } | Uop::XFrom64 { dst, .. } | Uop::XFrom32 { dst, .. } = uop {
            self.upper(inst, dst);
        }
        true
    }

    /// 64 bits between memory and one half of 128.
    fn half_move(&mut self, inst: &Resolved) -> bool {
        let low = match inst.op() {
            Op::MovLow => true,
            Op::MovHigh => false,
            _ => return false,
        };
        match (inst.operand(0), inst.operand(1)) {
            (Operand::Mem(mem), Operand::Xmm(src)) => {
                let (src, ea) = (Slot::of(src.index()), Self::ea(&mem));
                self.push(by_width!(low, StoreX64 StoreXHigh { src, ea }));
                true
            }
            (Operand::Xmm(dst), Operand::Mem(mem)) if !inst.is_vex() => {
                let (dst, ea) = (Slot::of(dst.index()), Self::ea(&mem));
                self.push(by_width!(low, LoadXLow LoadXHigh { dst, a: dst, ea }));
                true
            }
            (Operand::Xmm(dst), Operand::Xmm(a)) if inst.is_vex() && inst.operand_count() == 3 => {
                let Operand::Mem(mem) = inst.operand(2) else { return false };
                let op = if low { Op::MovsdVector } else { Op::Movlhps };
                let Some(run) = lane::lane(op, false, 0, Upper::Zeroed) else { return false };
                self.push(Uop::LoadX64 { dst: Slot::T0, ea: Self::ea(&mem) });
                let (dst, a) = (Slot::of(dst.index()), Slot::of(a.index()));
                self.push(Uop::Lane { run, dst, a, b: Slot::T0, imm: 0 });
                true
            }
            _ => false,
        }
    }

    /// Conversions between floats and integers in general registers.
    fn vector_and_integer(&mut self, inst: &Resolved) -> bool {
        match inst.op() {
            Op::Cvtsi2sd | Op::Cvtsi2ss => {
                let last = inst.operand_count() - 1;
                let (Operand::Xmm(dst), Operand::Xmm(a)) = (inst.operand(0), inst.operand(last - 1)) else {
                    return false;
                };
                let source = inst.operand(last);
                let Some(width) = source.width() else { return false };
                let value = self.value(source, width, Slot::T0);
                let (dst, a) = (Slot::of(dst.index()), Slot::of(a.index()));
                let src = self.in_slot(value, Slot::T0);
                self.push(match (inst.op(), width) {
                    (Op::Cvtsi2sd, Width::B4) => Uop::DoubleFrom32 { dst, a, src },
                    (Op::Cvtsi2sd, _) => Uop::DoubleFrom64 { dst, a, src },
                    (_, Width::B4) => Uop::SingleFrom32 { dst, a, src },
                    _ => Uop::SingleFrom64 { dst, a, src },
                });
                self.upper(inst, dst);
                true
            }
            Op::Cvttsd2si | Op::Cvttss2si => {
                let Operand::Reg(reg, width) = inst.operand(0) else { return false };
                if reg == Reg::Rsp {
                    return false;
                }
                let Some(src) = self.vector_slot(inst, 1) else { return false };
                let dst = reg.into();
                self.push(match (inst.op() == Op::Cvttsd2si, width) {
                    (true, Width::B8) => Uop::TruncateDouble64 { dst, src },
                    (true, _) => Uop::TruncateDouble32 { dst, src },
                    (false, Width::B8) => Uop::TruncateSingle64 { dst, src },
                    (false, _) => Uop::TruncateSingle32 { dst, src },
                });
                true
            }
            _ => false,
        }
    }

    /// Comparisons that set flags, where one question is asked of them.
    fn vector_test(&mut self, inst: &Resolved, produce: Produce) -> bool {
        if produce == Produce::Nothing
            && matches!(inst.op(), Op::Comiss | Op::Comisd | Op::Ptest | Op::Vtestps | Op::Vtestpd)
        {
            // Nobody reads the flags; only the memory access remains.
            return self.vector_slot(inst, 1).is_some();
        }
        let (Op::Comiss | Op::Comisd | Op::Ptest, Produce::Truth(cond)) = (inst.op(), produce) else {
            return false;
        };
        let (Some(a), Some(b)) = (self.vector_slot(inst, 0), self.vector_slot(inst, 1)) else { return false };
        *self.flipped = false;
        if inst.op() == Op::Ptest {
            let wide = is_wide(inst, 0);
            self.push(by_width!(cond == Cond::E, DisjointX CoversX { wide, a, b }));
            return true;
        }
        let test = match cond {
            Cond::B => FloatTest::Below,
            Cond::Be => FloatTest::BelowEqual,
            Cond::E => FloatTest::Equal,
            _ => FloatTest::Unordered,
        };
        self.push(by_width!(inst.op() == Op::Comisd, FloatTest64 FloatTest32 { test, a, b }));
        true
    }

    /// One lane, or the signs of all, to a general register; one lane to memory.
    fn lane_to_integer(&mut self, inst: &Resolved) -> bool {
        // rsp takes 32 bits of the result.
        let to_rsp = inst.operand_count() > 0 && matches!(inst.operand(0), Operand::Reg(Reg::Rsp, _));
        let slot = |reg: Reg| if to_rsp { Slot::T0 } else { reg.into() };
        let width = match inst.op() {
            Op::Pmovmskb | Op::Movmskps | Op::Movmskpd => {
                let Operand::Reg(reg, _) = inst.operand(0) else { return false };
                let Some(src) = self.vector_slot(inst, 1) else { return false };
                let (wide, dst) = (is_wide(inst, 1), slot(reg));
                self.push(match inst.op() {
                    Op::Pmovmskb => Uop::Signs8 { wide, dst, src },
                    Op::Movmskps => Uop::Signs32 { wide, dst, src },
                    _ => Uop::Signs64 { wide, dst, src },
                });
                if to_rsp {
                    self.set(Reg::Rsp, Width::B4, dst);
                }
                return true;
            }
            Op::Pextrb => Width::B1,
            Op::Pextrw => Width::B2,
            Op::Pextrd => Width::B4,
            Op::Pextrq => Width::B8,
            _ => return false,
        };
        let (Operand::Xmm(src), Operand::Imm(lane)) = (inst.operand(1), inst.operand(2)) else {
            return false;
        };
        let src = Slot::of(src.index());
        let bit = ((lane as u32).wrapping_mul(width.bits()) % 128) as u8;
        match inst.operand(0) {
            Operand::Reg(reg, _) => {
                let dst = slot(reg);
                self.push(Uop::Extract { width, bit, dst, src });
                if to_rsp {
                    self.set(reg, Width::B4, dst);
                }
            }
            Operand::Mem(mem) => {
                self.push(Uop::Extract { width, bit, dst: Slot::T0, src });
                self.store(width, Slot::T0, &mem);
            }
            _ => return false,
        }
        true
    }

    /// Instructions of AVX that move lanes and halves within 256 bits.
    fn across_halves(&mut self, inst: &Resolved) -> bool {
        let op = inst.op();
        if op == Op::Vzeroupper {
            self.push(Uop::ZeroUppers {});
            return true;
        }
        if op == Op::Vextract128 {
            let (Operand::Ymm(src), Operand::Imm(imm)) = (inst.operand(1), inst.operand(2)) else {
                return false;
            };
            let (high, src) = (imm & 1 != 0, Slot::of(src.index()));
            match inst.operand(0) {
                Operand::Xmm(dst) => {
                    self.push(Uop::ExtractHalf { high, dst: Slot::of(dst.index()), src });
                }
                Operand::Mem(mem) => {
                    self.push(Uop::ExtractHalf { high, dst: Slot::T0, src });
                    self.push(Uop::StoreX { src: Slot::T0, ea: Self::ea(&mem) });
                }
                _ => return false,
            }
            return true;
        }
        let spreads = matches!(
            op,
            Op::Vpbroadcastb | Op::Vpbroadcastw | Op::Vpbroadcastd | Op::Vpbroadcastq | Op::Vbroadcast128
        );
        if !spreads && !matches!(op, Op::Vinsert128 | Op::Vperm128 | Op::Vpermq | Op::Vpermd) {
            return false;
        }
        let (Operand::Xmm(reg) | Operand::Ymm(reg)) = inst.operand(0) else { return false };
        let (dst, wide) = (Slot::of(reg.index()), is_wide(inst, 0));
        if spreads || op == Op::Vpermq {
            let Some(src) = self.vector_slot(inst, 1) else { return false };
            self.push(match op {
                Op::Vpbroadcastb => Uop::Broadcast8 { wide, dst, src },
                Op::Vpbroadcastw => Uop::Broadcast16 { wide, dst, src },
                Op::Vpbroadcastd => Uop::Broadcast32 { wide, dst, src },
                Op::Vpbroadcastq => Uop::Broadcast64 { wide, dst, src },
                Op::Vbroadcast128 => Uop::Broadcast128 { dst, src },
                _ => Uop::Permute64 { imm: last_immediate(inst), dst, src },
            });
            return true;
        }
        let (Operand::Ymm(first), Some(b)) = (inst.operand(1), self.vector_slot(inst, 2)) else {
            return false;
        };
        let (a, imm) = (Slot::of(first.index()), last_immediate(inst));
        self.push(match op {
            Op::Vinsert128 => Uop::InsertHalf { high: imm & 1 != 0, dst, a, b },
            Op::Vperm128 => Uop::SelectHalves { imm, dst, a, b },
            _ => Uop::Permute32 { dst, indices: a, src: b },
        });
        true
    }

    /// `blendv*`: without VEX, the mask is `xmm0`, and the upper half stays.
    fn blend(&mut self, inst: &Resolved) -> bool {
        if !inst.is_vex() {
            let Operand::Xmm(reg) = inst.operand(0) else { return false };
            let Some(b) = self.vector_slot(inst, 1) else { return false };
            let (a, dst, mask, wide) = (Slot::of(reg.index()), Slot::T0, Slot::of(0), false);
            self.push(blend_lanes(inst.op(), wide, mask, dst, a, b));
            self.push(Uop::MovX { dst: a, src: dst });
            return true;
        }
        let register = |i| match inst.operand(i) {
            Operand::Xmm(reg) | Operand::Ymm(reg) => Some(Slot::of(reg.index())),
            _ => None,
        };
        let (Some(dst), Some(a), Some(mask)) = (register(0), register(1), register(3)) else { return false };
        let Some(b) = self.vector_slot(inst, 2) else { return false };
        let wide = is_wide(inst, 0);
        self.push(blend_lanes(inst.op(), wide, mask, dst, a, b));
        true
    }

    /// Instructions that are a function of two vectors and an immediate, or of three vectors. (Moves of one
    /// operand are elsewhere; `movss` and `movsd` between registers are lanes too.)
    fn lanewise(&mut self, inst: &Resolved) -> bool {
        let (op, count) = (inst.op(), inst.operand_count());
        if count < 2 {
            return false;
        }
        let (dst, upper) = match (inst.operand(0), inst.is_vex()) {
            (Operand::Xmm(reg), false) => (Slot::of(reg.index()), Upper::Kept),
            (Operand::Xmm(reg), true) => (Slot::of(reg.index()), Upper::Zeroed),
            (Operand::Ymm(reg), true) => (Slot::of(reg.index()), Upper::Computed),
            _ => return false,
        };
        let (first, second) = sources(inst);
        let (Operand::Xmm(first) | Operand::Ymm(first)) = inst.operand(first) else { return false };
        let a = Slot::of(first.index());
        let narrows = upper != Upper::Computed && is_wide(inst, second);
        let (counted, imm) =
            match (inst.operand(second), (second + 1 < count).then(|| inst.operand(second + 1))) {
                _ if narrows => return false,
                // A shift by an immediate has it in place of the source.
                (Operand::Imm(imm), None) if is_shift(op) => (true, imm as u8),
                (Operand::Imm(_), _) => return false,
                (_, Some(Operand::Imm(imm))) => (matches!(op, Op::Vpermilps | Op::Vpermilpd), imm as u8),
                (_, None) => (false, 0),
                _ => return false,
            };
        let imm = if op == Op::Insertps { insertion(imm, inst.mem().is_some()) } else { imm };
        let Some(run) = lane::lane(op, counted, imm, upper) else { return false };
        let b = match inst.operand(second) {
            Operand::Imm(_) => Slot::Zero,
            _ => match self.vector_slot(inst, second) {
                Some(b) => b,
                None => return false,
            },
        };
        self.push(if upper == Upper::Computed || avx::fused(op).is_some() {
            Uop::LaneWhole { run, dst, a, b, imm }
        } else {
            Uop::Lane { run, dst, a, b, imm }
        });
        true
    }

    /// Operand `i` as a vector: memory and general registers come into scratch, where nothing above the
    /// operand's size is to be read. `None`, and nothing done, for an operand of another kind or size.
    fn vector_slot(&mut self, inst: &Resolved, i: u32) -> Option<Slot> {
        let dst = Slot::T0;
        match inst.operand(i) {
            Operand::Xmm(reg) | Operand::Ymm(reg) => return Some(Slot::of(reg.index())),
            Operand::Reg(reg, Width::B4) => self.push(Uop::XFrom32 { dst, src: reg.into() }),
            Operand::Reg(reg, Width::B8) => self.push(Uop::XFrom64 { dst, src: reg.into() }),
            Operand::Mem(mem) => {
                let ea = Self::ea(&mem);
                match mem.size {
                    1 | 2 => {
                        let width = if mem.size == 1 { Width::B1 } else { Width::B2 };
                        self.load(width, Slot::T0, &mem);
                        self.push(Uop::XFrom32 { dst, src: Slot::T0 });
                    }
                    4 => self.push(Uop::LoadX32 { dst, ea }),
                    8 => self.push(Uop::LoadX64 { dst, ea }),
                    16 => self.push(by_width!(inst.alignment() > 1, LoadXAligned LoadX { dst, ea })),
                    32 => self.push(Uop::LoadY { dst, ea }),
                    _ => return None,
                }
            }
            _ => return None,
        }
        Some(dst)
    }

    /// Zeroes the upper half of a destination that a shape without VEX has written, if the instruction is
    /// VEX-encoded.
    fn upper(&mut self, inst: &Resolved, dst: Slot) {
        if inst.is_vex() {
            self.push(Uop::ZeroUpper { dst });
        }
    }
}

/// Lanes of `b` where the mask is negative, else of `a`.
fn blend_lanes(op: Op, wide: bool, mask: Slot, dst: Slot, a: Slot, b: Slot) -> Uop {
    match op {
        Op::Pblendvb => Uop::Blend8 { wide, mask, dst, a, b },
        Op::Blendvps => Uop::Blend32 { wide, mask, dst, a, b },
        _ => Uop::Blend64 { wide, mask, dst, a, b },
    }
}

/// The immediate that is the last operand; 0 without.
fn last_immediate(inst: &Resolved) -> u8 {
    match inst.operand(inst.operand_count() - 1) {
        Operand::Imm(imm) => imm as u8,
        _ => 0,
    }
}
