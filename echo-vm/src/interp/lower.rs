//! `Inst` → [`Uop`]s: which instruction takes which shape. What has no shape of its own becomes
//! [`Uop::General`], so that leaving something out costs time, never meaning.
//!
//! Rules that keep this short: a memory operand of an instruction without a shape `M` is loaded into scratch first; operands
//! of 8 and 16 bits are extended for comparisons; rsp, 32 bits wide by definition, is written by the 32-bit
//! shapes.

use super::block::Origin;
use super::liveness::{Consume, FlagPlan, Produce};
use super::operand::{Ea, Near, Slot};
use super::peephole;
use super::position::{BlockPos, InstIndex};
use super::resolved::Resolved;
use super::uop::Uop;
use echo_abi::isa::{Cond, Flow, Mem, Operand, Reg, Rep, Width};
use echo_abi::scpi::Function;
use echo_abi::{Form, Inst, Op, ops_of};

/// One of two operations with the same operands: the first if a condition holds, else the second. For example
/// `by_width!(is64, Add64RR Add32RR { dst, a, b })`.
macro_rules! by_width {
    ($wide:expr, $first:ident $second:ident { $($operands:tt)* }) => {
        if $wide { Uop::$first { $($operands)* } } else { Uop::$second { $($operands)* } }
    };
}

mod arithmetic;
mod bits;
mod vector;

/// Lowers the instructions of one block.
pub struct Lowering<'a> {
    pub uops: &'a mut Vec<(Uop, Origin)>,
    pub insts: &'a mut Vec<Resolved>,
    pub plan: &'a FlagPlan,
    /// Index of the instruction in the block, and so in the plan.
    pub i: usize,
    pub origin: Origin,
    /// Whether the truth value now is the opposite of the answer that the plan asks for: `a <= b` is asked as
    /// `b < a`.
    pub flipped: &'a mut bool,
}

/// A source of an integer operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IntSource {
    Slot(Slot),
    Imm(i32),
}

fn wide(width: Width) -> bool {
    width >= Width::B4
}

/// Whether an instruction writes rsp, which keeps 32 bits of the result, while the flags are of all 64.
fn writes_rsp(inst: &Inst) -> bool {
    matches!(inst.operands().next(), Some(Operand::Reg(Reg::Rsp, _)))
}

/// Whether a reader of flags has a shape that reads the truth value.
pub fn can_use_truth(inst: &Inst) -> bool {
    let operand = |i| inst.operand(i);
    match inst.op() {
        Op::Jcc => true,
        Op::Setcc => !matches!(operand(0), Operand::HighByte(_)),
        Op::Cmovcc => !matches!(operand(0), Operand::Reg(Reg::Rsp, _) | Operand::Reg(_, Width::B2)),
        Op::Adc | Op::Sbb => operand(0).width().is_some_and(wide) && !writes_rsp(inst),
        _ => false,
    }
}

/// Whether a comparison can answer `cond` about the flags of `inst`. Of a condition and its opposite, such as E
/// and NE, `cond` is the one with the even number in the manual: E.
pub fn can_produce_truth(inst: &Inst, cond: Cond) -> bool {
    let count = inst.operand_count();
    let width = if count > 0 { inst.operand(0).width() } else { None };
    let is_wide = width.is_some_and(wide);
    match inst.op() {
        Op::Cmp => match cond {
            Cond::E | Cond::B | Cond::Be | Cond::L | Cond::Le => true,
            Cond::S => is_wide,
            _ => false,
        },
        Op::Test => matches!(cond, Cond::E | Cond::S | Cond::L | Cond::Le),
        Op::And | Op::Or | Op::Xor => {
            is_wide && !writes_rsp(inst) && matches!(cond, Cond::E | Cond::S | Cond::L | Cond::Le)
        }
        Op::Sub => is_wide && !writes_rsp(inst) && !matches!(cond, Cond::O | Cond::P),
        Op::Add => is_wide && !writes_rsp(inst) && matches!(cond, Cond::E | Cond::S | Cond::B),
        Op::Inc | Op::Dec | Op::Neg => is_wide && !writes_rsp(inst) && matches!(cond, Cond::E | Cond::S),
        Op::Adc | Op::Sbb => is_wide && !writes_rsp(inst) && cond == Cond::B,
        Op::Shl | Op::Shr | Op::Sar => {
            let counted = matches!(inst.operand(1), Operand::Imm(count) if count & width.map_or(0, |w| u64::from(w.bits()) - 1) != 0);
            is_wide && !writes_rsp(inst) && counted && matches!(cond, Cond::E | Cond::S)
        }
        Op::Bt => is_wide && matches!(inst.operand(0), Operand::Reg(..)) && cond == Cond::B,
        Op::Comiss | Op::Comisd => matches!(cond, Cond::B | Cond::Be | Cond::E | Cond::P),
        Op::Ptest => matches!(cond, Cond::B | Cond::E),
        op if bits::flags_of_result(op) => is_wide && !writes_rsp(inst) && matches!(cond, Cond::E | Cond::S),
        _ => false,
    }
}

impl Lowering<'_> {
    fn push(&mut self, uop: Uop) {
        let uop = match peephole::propagate_copy(self.uops, uop) {
            Some((copy, propagated)) => {
                self.uops.remove(copy);
                propagated
            }
            None => uop,
        };
        self.uops.push((uop, self.origin));
    }

    fn general(&mut self, inst: &Inst) {
        let index = self.keep(inst);
        self.push(Uop::General { inst: index });
    }

    fn keep(&mut self, inst: &Inst) -> InstIndex {
        self.insts.push(Resolved::new(inst));
        InstIndex(u32::try_from(self.insts.len() - 1).expect("the arena is bounded by the text"))
    }

    fn ea(mem: &Mem) -> Ea {
        Ea {
            disp: mem.disp as u32 as i32,
            base: mem.base.map_or(Slot::Zero, Slot::from),
            index: mem.index.map_or(Slot::Zero, Slot::from),
            shift: mem.scale.trailing_zeros() as u8,
        }
    }

    fn near(ea: Ea) -> Option<Near> {
        (ea.index == Slot::Zero).then_some(Near { disp: ea.disp, base: ea.base })
    }

    /// Loads `width` of memory, zero-extended.
    fn load(&mut self, width: Width, dst: Slot, mem: &Mem) {
        let ea = Self::ea(mem);
        self.push(match (width, Self::near(ea)) {
            (Width::B4, Some(Near { disp, base: Slot::Rsp })) => Uop::LoadStack32 { dst, disp },
            (Width::B8, Some(Near { disp, base: Slot::Rsp })) => Uop::LoadStack64 { dst, disp },
            (Width::B1, Some(near)) => Uop::LoadNear8 { dst, near },
            (Width::B4, Some(near)) => Uop::LoadNear32 { dst, near },
            (Width::B8, Some(near)) => Uop::LoadNear64 { dst, near },
            (Width::B1, None) => Uop::Load8 { dst, ea },
            (Width::B2, _) => Uop::Load16 { dst, ea },
            (Width::B4, None) => Uop::Load32 { dst, ea },
            (Width::B8, None) => Uop::Load64 { dst, ea },
        });
    }

    fn store(&mut self, width: Width, src: Slot, mem: &Mem) {
        let ea = Self::ea(mem);
        self.push(match (width, Self::near(ea)) {
            (Width::B4, Some(Near { disp, base: Slot::Rsp })) => Uop::StoreStack32 { src, disp },
            (Width::B8, Some(Near { disp, base: Slot::Rsp })) => Uop::StoreStack64 { src, disp },
            (Width::B1, Some(near)) => Uop::StoreNear8 { src, near },
            (Width::B4, Some(near)) => Uop::StoreNear32 { src, near },
            (Width::B8, Some(near)) => Uop::StoreNear64 { src, near },
            (Width::B1, None) => Uop::Store8 { src, ea },
            (Width::B2, _) => Uop::Store16 { src, ea },
            (Width::B4, None) => Uop::Store32 { src, ea },
            (Width::B8, None) => Uop::Store64 { src, ea },
        });
    }

    /// The operand as a value whose low `width` counts; memory and high bytes come into `scratch`.
    fn value(&mut self, operand: Operand, width: Width, scratch: Slot) -> IntSource {
        match operand {
            Operand::Reg(reg, _) => IntSource::Slot(reg.into()),
            Operand::HighByte(reg) => {
                self.push(Uop::Mov64 { dst: scratch, src: reg.into() });
                self.push(Uop::Shr64RI { dst: scratch, a: scratch, count: 8 });
                self.push(Uop::Zx8 { dst: scratch, src: scratch });
                IntSource::Slot(scratch)
            }
            Operand::Mem(mem) => {
                self.load(width, scratch, &mem);
                IntSource::Slot(scratch)
            }
            Operand::Imm(imm) => match i32::try_from(imm as i64) {
                Ok(imm) => IntSource::Imm(imm),
                Err(_) => IntSource::Slot(self.constant(imm, scratch)),
            },
            Operand::Xmm(_) | Operand::Ymm(_) | Operand::Target(_) => unreachable!("not an integer operand"),
        }
    }

    fn constant(&mut self, imm: u64, scratch: Slot) -> Slot {
        self.push(Uop::MovI { dst: scratch, imm });
        scratch
    }

    /// The value in a slot, immediates through `scratch`.
    fn in_slot(&mut self, value: IntSource, scratch: Slot) -> Slot {
        match value {
            IntSource::Slot(slot) => slot,
            IntSource::Imm(imm) => self.constant(i64::from(imm) as u64, scratch),
        }
    }

    /// The operand extended to at least 32 bits, for comparisons.
    fn extended(&mut self, operand: Operand, width: Width, signed: bool, scratch: Slot) -> IntSource {
        if wide(width) {
            return self.value(operand, width, scratch);
        }
        match (operand, width) {
            (Operand::Imm(imm), Width::B1) => {
                IntSource::Imm(if signed { i32::from(imm as i8) } else { i32::from(imm as u8) })
            }
            (Operand::Imm(imm), _) => {
                IntSource::Imm(if signed { i32::from(imm as i16) } else { i32::from(imm as u16) })
            }
            (Operand::Mem(mem), _) if signed => {
                let ea = Self::ea(&mem);
                self.push(if width == Width::B1 {
                    Uop::LoadSx8To32 { dst: scratch, ea }
                } else {
                    Uop::LoadSx16To32 { dst: scratch, ea }
                });
                IntSource::Slot(scratch)
            }
            (Operand::Mem(_), _) => self.value(operand, width, scratch),
            _ => {
                let value = self.value(operand, width, scratch);
                let src = self.in_slot(value, scratch);
                self.push(match (width, signed) {
                    (Width::B1, true) => Uop::Sx8To32 { dst: scratch, src },
                    (Width::B1, false) => Uop::Zx8 { dst: scratch, src },
                    (_, true) => Uop::Sx16To32 { dst: scratch, src },
                    (_, false) => Uop::Zx16 { dst: scratch, src },
                });
                IntSource::Slot(scratch)
            }
        }
    }

    /// Writes a register as the processor does.
    fn set(&mut self, reg: Reg, width: Width, src: Slot) {
        let dst = reg.into();
        self.push(match width {
            Width::B1 => Uop::Insert8 { dst, src },
            Width::B2 => Uop::Insert16 { dst, src },
            Width::B8 if reg != Reg::Rsp => Uop::Mov64 { dst, src },
            Width::B4 | Width::B8 => Uop::Mov32 { dst, src },
        });
    }

    /// Compares two values of at least 32 bits. Which of them are equal, below, less comes into the truth
    /// value; or the opposite: then the truth value is flipped.
    fn compare(&mut self, cond: Cond, width: Width, a: IntSource, b: IntSource) {
        *self.flipped = false;
        let is64 = width == Width::B8;
        let a = self.in_slot(a, Slot::T0);
        match (cond, b) {
            (Cond::E, IntSource::Slot(b)) => self.push(by_width!(is64, Equal64RR Equal32RR { a, b })),
            (Cond::B, IntSource::Slot(b)) => self.push(by_width!(is64, Below64RR Below32RR { a, b })),
            (Cond::L, IntSource::Slot(b)) => self.push(by_width!(is64, Less64RR Less32RR { a, b })),
            (Cond::E, IntSource::Imm(imm)) => self.push(by_width!(is64, Equal64RI Equal32RI { a, imm })),
            (Cond::B, IntSource::Imm(imm)) => self.push(by_width!(is64, Below64RI Below32RI { a, imm })),
            (Cond::L, IntSource::Imm(imm)) => self.push(by_width!(is64, Less64RI Less32RI { a, imm })),
            // a <= b is a < b + 1 where b + 1 exists, else the opposite of b < a.
            (Cond::Le, IntSource::Imm(imm)) if imm != i32::MAX => {
                self.compare(Cond::L, width, IntSource::Slot(a), IntSource::Imm(imm + 1));
            }
            (Cond::Be, IntSource::Imm(imm)) if imm != i32::MAX && imm != -1 => {
                self.compare(Cond::B, width, IntSource::Slot(a), IntSource::Imm(imm + 1));
            }
            (Cond::Le | Cond::Be, b) => {
                let b = self.in_slot(b, Slot::T1);
                let strict = if cond == Cond::Le { Cond::L } else { Cond::B };
                self.compare(strict, width, IntSource::Slot(b), IntSource::Slot(a));
                *self.flipped = true;
            }
            (Cond::S, b) => {
                // SF of `cmp` is the sign of the difference.
                let b = self.in_slot(b, Slot::T1);
                self.push(Uop::Mov64 { dst: Slot::T2, src: a });
                self.push(by_width!(is64, Sub64RR Sub32RR { dst: Slot::T2, a: Slot::T2, b }));
                self.compare(Cond::L, width, IntSource::Slot(Slot::T2), IntSource::Imm(0));
            }
            _ => unreachable!("no plan asks a comparison for {cond:?}"),
        }
    }

    /// Compares a result with zero, for flags of which CF and OF are 0 or not asked for.
    fn compare_result(&mut self, cond: Cond, width: Width, result: Slot) {
        match cond {
            Cond::S => self.compare(Cond::L, width, IntSource::Slot(result), IntSource::Imm(0)),
            _ => self.compare(cond, width, IntSource::Slot(result), IntSource::Imm(0)),
        }
    }

    /// Lowers the instruction.
    pub fn lower(&mut self, inst: &Inst) {
        let produce = self.plan.produce[self.i];
        let consume = self.plan.consume[self.i];
        let operand = |i| inst.operand(i);
        match inst.op() {
            Op::Mov => self.mov(inst),
            Op::Movnti => match (operand(0), operand(1)) {
                (Operand::Mem(mem), Operand::Reg(reg, width)) => self.store(width, reg.into(), &mem),
                _ => self.general(inst),
            },
            Op::Movzx | Op::Movsx => self.extend(inst),
            Op::Lea => self.lea(inst),
            Op::Cdqe => self.push(Uop::Sx32To64 { dst: Slot::Rax, src: Slot::Rax }),
            Op::Cwde => self.push(Uop::Sx16To32 { dst: Slot::Rax, src: Slot::Rax }),
            Op::Cdq => self.push(Uop::Cdq {}),
            Op::Cqo => self.push(Uop::Cqo {}),
            Op::Bswap => match operand(0) {
                Operand::Reg(reg, Width::B4) if reg != Reg::Rsp => {
                    self.push(Uop::Bswap32 { dst: reg.into() });
                }
                Operand::Reg(reg, Width::B8) if reg != Reg::Rsp => {
                    self.push(Uop::Bswap64 { dst: reg.into() });
                }
                _ => self.general(inst),
            },
            Op::Xchg => match (operand(0), operand(1)) {
                (Operand::Reg(a, width @ (Width::B4 | Width::B8)), Operand::Reg(b, _))
                    if a != Reg::Rsp && b != Reg::Rsp =>
                {
                    self.push(Uop::Mov64 { dst: Slot::T0, src: a.into() });
                    self.set(a, width, b.into());
                    self.set(b, width, Slot::T0);
                }
                _ => self.general(inst),
            },
            Op::Setcc => self.setcc(inst, consume),
            Op::Cmovcc => self.cmovcc(inst, consume),
            Op::Push => match operand(0) {
                Operand::Reg(reg, Width::B8) => self.push(Uop::Push { src: reg.into() }),
                Operand::Imm(imm) if !matches!(inst.form(), Form::Push_imm16 | Form::Pushw_imm8) => {
                    match i32::try_from(imm as i64) {
                        Ok(imm) => self.push(Uop::PushI { imm }),
                        Err(_) => self.general(inst),
                    }
                }
                Operand::Mem(mem) if mem.size == 8 => {
                    self.load(Width::B8, Slot::T0, &mem);
                    self.push(Uop::Push { src: Slot::T0 });
                }
                _ => self.general(inst),
            },
            Op::Pop => match operand(0) {
                Operand::Reg(reg, Width::B8) if reg != Reg::Rsp => self.push(Uop::Pop { dst: reg.into() }),
                _ => self.general(inst),
            },
            Op::Leave => self.push(Uop::Leave {}),
            Op::Add | Op::Adc | Op::Sub | Op::Sbb | Op::Cmp | Op::And | Op::Or | Op::Xor | Op::Test => {
                self.arithmetic(inst, produce, consume);
            }
            Op::Inc | Op::Dec | Op::Neg | Op::Not => self.unary(inst, produce),
            Op::Shl | Op::Shr | Op::Sar | Op::Rol | Op::Ror => self.shift(inst, produce),
            Op::Bt => self.bit_test(inst, produce),
            Op::Imul if inst.operand_count() > 1 => self.multiply(inst, produce),
            Op::Mul if produce == Produce::Nothing => match operand(0) {
                Operand::Reg(reg, Width::B8) => self.push(Uop::Mul64 { src: reg.into() }),
                Operand::Mem(mem) if mem.size == 8 => {
                    self.load(Width::B8, Slot::T0, &mem);
                    self.push(Uop::Mul64 { src: Slot::T0 });
                }
                _ => self.general(inst),
            },
            Op::Div | Op::Idiv => match operand(0).width() {
                Some(width) if wide(width) => {
                    let value = self.value(operand(0), width, Slot::T0);
                    let src = self.in_slot(value, Slot::T0);
                    self.push(if inst.op() == Op::Div {
                        Uop::Div { width, src }
                    } else {
                        Uop::Idiv { width, src }
                    });
                }
                _ => self.general(inst),
            },
            Op::Jmp => match operand(0) {
                Operand::Target(_) => self.push(Uop::Jump { target: BlockPos::UNLINKED }),
                place => {
                    let value = self.value(place, Width::B8, Slot::T0);
                    let src = self.in_slot(value, Slot::T0);
                    self.push(Uop::JumpR { src });
                }
            },
            Op::Call => match operand(0) {
                Operand::Target(_) => self.push(Uop::Call { back: inst.next(), target: BlockPos::UNLINKED }),
                place => {
                    let value = self.value(place, Width::B8, Slot::T0);
                    let src = self.in_slot(value, Slot::T0);
                    self.push(Uop::CallR { src, back: inst.next() });
                }
            },
            Op::Ret => {
                let release = match inst.operands().next() {
                    Some(Operand::Imm(bytes)) => bytes as u16,
                    _ => 0,
                };
                self.push(Uop::Ret { release: u32::from(release) });
            }
            Op::Jcc => self.jump(inst, consume),
            Op::Jrcxz => {
                let width = if inst.form() == Form::Jecxz_rel8_64 { Width::B4 } else { Width::B8 };
                self.push(Uop::JumpZeroCount { width, taken: BlockPos::UNLINKED });
            }
            Op::Int => match inst.flow() {
                Flow::HostCall(number) => {
                    let function = Function::from_number(number).expect("the code knows only such numbers");
                    self.push(Uop::HostCall { function: function as u8, next: inst.next() });
                }
                _ => unreachable!("int is a host call"),
            },
            ops_of!(Hint) => {}
            ops_of!(String) if inst.rep() != Rep::None => {
                let index = self.keep(inst);
                self.push(Uop::Repeat { inst: index });
            }
            Op::Loop | Op::Loope | Op::Loopne => {
                let index = self.keep(inst);
                self.push(Uop::Loop { inst: index, taken: BlockPos::UNLINKED });
            }
            Op::Andn
            | Op::Bextr
            | Op::Blsi
            | Op::Blsmsk
            | Op::Blsr
            | Op::Bzhi
            | Op::Lzcnt
            | Op::Movbe
            | Op::Mulx
            | Op::Pdep
            | Op::Pext
            | Op::Popcnt
            | Op::Rorx
            | Op::Sarx
            | Op::Shlx
            | Op::Shrx
            | Op::Tzcnt => {
                if !self.bits(inst, produce) {
                    self.general(inst);
                }
            }
            ops_of!(Vector) | ops_of!(Lanes) | ops_of!(Fused) => {
                if !self.vector(inst, produce) {
                    self.general(inst);
                }
            }
            ops_of!(Integer) | ops_of!(Shift) | ops_of!(String) | Op::Trap => self.general(inst),
        }
    }

    fn mov(&mut self, inst: &Inst) {
        match (inst.operand(0), inst.operand(1)) {
            (Operand::Reg(reg, width), Operand::Imm(imm)) => match width {
                Width::B8 if reg != Reg::Rsp => self.push(Uop::MovI { dst: reg.into(), imm }),
                Width::B4 | Width::B8 => self.push(Uop::MovI { dst: reg.into(), imm: imm & 0xffff_ffff }),
                Width::B1 | Width::B2 => {
                    let src = self.constant(imm, Slot::T0);
                    self.set(reg, width, src);
                }
            },
            (Operand::Reg(dst, width), Operand::Reg(src, _)) => self.set(dst, width, src.into()),
            // 8 bytes are read, whatever rsp keeps of them.
            (Operand::Reg(Reg::Rsp, Width::B8), Operand::Mem(mem)) => {
                self.load(Width::B8, Slot::T0, &mem);
                self.set(Reg::Rsp, Width::B8, Slot::T0);
            }
            (Operand::Reg(dst, width), Operand::Mem(mem)) if wide(width) => {
                self.load(width, dst.into(), &mem);
            }
            (Operand::Reg(dst, width), place) => {
                let value = self.value(place, width, Slot::T0);
                let src = self.in_slot(value, Slot::T0);
                self.set(dst, width, src);
            }
            (Operand::Mem(mem), Operand::Reg(src, width)) => self.store(width, src.into(), &mem),
            (Operand::Mem(mem), Operand::Imm(imm)) => {
                let (ea, imm) = (Self::ea(&mem), imm as u32 as i32);
                match mem.size {
                    1 => self.push(Uop::StoreI8 { imm, ea }),
                    2 => self.push(Uop::StoreI16 { imm, ea }),
                    4 => self.push(Uop::StoreI32 { imm, ea }),
                    _ => self.push(Uop::StoreI64 { imm, ea }),
                }
            }
            _ => self.general(inst),
        }
    }

    fn extend(&mut self, inst: &Inst) {
        let signed = inst.op() == Op::Movsx;
        let (Operand::Reg(reg, to), Some(from)) = (inst.operand(0), inst.operand(1).width()) else {
            return self.general(inst);
        };
        if reg == Reg::Rsp || !wide(to) || from == to {
            return self.general(inst);
        }
        let dst = reg.into();
        match inst.operand(1) {
            Operand::Reg(src, _) => {
                let src = src.into();
                self.push(match (from, signed, to) {
                    (Width::B1, false, _) => Uop::Zx8 { dst, src },
                    (Width::B2, false, _) => Uop::Zx16 { dst, src },
                    (Width::B1, true, Width::B4) => Uop::Sx8To32 { dst, src },
                    (Width::B1, true, _) => Uop::Sx8To64 { dst, src },
                    (Width::B2, true, Width::B4) => Uop::Sx16To32 { dst, src },
                    (Width::B2, true, _) => Uop::Sx16To64 { dst, src },
                    _ => Uop::Sx32To64 { dst, src },
                });
            }
            Operand::Mem(mem) if signed => {
                let ea = Self::ea(&mem);
                self.push(match (from, to) {
                    (Width::B1, Width::B4) => Uop::LoadSx8To32 { dst, ea },
                    (Width::B1, _) => Uop::LoadSx8To64 { dst, ea },
                    (Width::B2, Width::B4) => Uop::LoadSx16To32 { dst, ea },
                    (Width::B2, _) => Uop::LoadSx16To64 { dst, ea },
                    _ => Uop::LoadSx32To64 { dst, ea },
                });
            }
            Operand::Mem(mem) => self.load(from, dst, &mem),
            _ => self.general(inst),
        }
    }

    fn lea(&mut self, inst: &Inst) {
        let (Operand::Reg(reg, width), Operand::Mem(mem)) = (inst.operand(0), inst.operand(1)) else {
            return self.general(inst);
        };
        let dst: Slot = reg.into();
        let narrow = width == Width::B4 || mem.address_width == Width::B4 || reg == Reg::Rsp;
        if width == Width::B2 {
            return self.general(inst);
        }
        if mem.base.is_none() && mem.index.is_none() {
            return self.push(Uop::MovI { dst, imm: if narrow { mem.disp & 0xffff_ffff } else { mem.disp } });
        }
        let ea = Self::ea(&mem);
        self.push(match (narrow, Self::near(ea)) {
            (true, Some(near)) => Uop::LeaNear32 { dst, near },
            (true, None) => Uop::Lea32 { dst, ea },
            (false, Some(near)) => Uop::LeaNear64 { dst, near },
            (false, None) => Uop::Lea64 { dst, ea },
        });
    }

    fn setcc(&mut self, inst: &Inst, consume: Consume) {
        let cond = inst.cond().expect("setcc has a condition");
        let place = inst.operand(0);
        let dst = match place {
            Operand::Reg(reg, _) => reg.into(),
            Operand::Mem(_) => Slot::T0,
            _ => return self.general(inst),
        };
        self.push(match consume {
            Consume::Truth { negated } => Uop::SetIf { dst, want: negated == *self.flipped },
            Consume::Flags => Uop::SetFlag { cond, dst },
        });
        if let Operand::Mem(mem) = place {
            self.store(Width::B1, Slot::T0, &mem);
        }
    }

    fn cmovcc(&mut self, inst: &Inst, consume: Consume) {
        let cond = inst.cond().expect("cmovcc has a condition");
        let Operand::Reg(reg, width) = inst.operand(0) else { return self.general(inst) };
        if reg == Reg::Rsp || width == Width::B2 {
            return self.general(inst);
        }
        let value = self.value(inst.operand(1), width, Slot::T0);
        let src = self.in_slot(value, Slot::T0);
        let dst = reg.into();
        self.push(match consume {
            Consume::Truth { negated } => {
                let want = negated == *self.flipped;
                if width == Width::B4 {
                    Uop::MovIf32 { dst, src, want }
                } else {
                    Uop::MovIf64 { dst, src, want }
                }
            }
            Consume::Flags => Uop::MovFlag { cond, width, dst, src },
        });
    }

    fn jump(&mut self, inst: &Inst, consume: Consume) {
        let Consume::Truth { negated } = consume else {
            let cond = inst.cond().expect("jcc has a condition");
            return self.push(Uop::JumpFlag { cond, taken: BlockPos::UNLINKED });
        };
        let want = negated == *self.flipped;
        if let Some(fused) = self.uops.last().and_then(|(uop, _)| uop.with_jump(want, BlockPos::UNLINKED)) {
            self.uops.pop();
            return self.push(fused);
        }
        self.push(Uop::JumpIf { want, taken: BlockPos::UNLINKED });
    }
}
