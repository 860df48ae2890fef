//! [`Inst`]: an accepted instruction at its address, and every question about it.

use crate::GuestAddr;
use crate::disasm;
use crate::isa::facts::Facts;
use crate::isa::role::{Roles, Variant, roles};
use crate::isa::{
    Access, Class, Cond, Features, FlagEffect, FlagSet, Flow, Form, Implicit, Mem, Modes, Op, Operand, Reg,
    RegSet, Rep, Role, VReg, VRegSet, Width, modes,
};
use iced_x86::{Code, ConditionCode, FlowControl, Instruction, OpKind, Register};

/// An accepted instruction at its address.
#[derive(Clone, Copy, Debug)]
pub struct Inst {
    pub(crate) facts: &'static Facts,
    pub(crate) iced: Instruction,
}

impl Inst {
    /// What it does.
    #[inline]
    #[must_use]
    pub fn op(&self) -> Op {
        self.facts.op
    }

    /// The encoding of the instruction.
    #[inline]
    #[must_use]
    pub fn form(&self) -> Form {
        self.iced.code()
    }

    /// Whether it is among what is granted.
    #[inline]
    #[must_use]
    pub fn is_accepted_by(&self, granted: Features) -> bool {
        granted.contain(self.facts.needs)
    }

    /// Whether it has a VEX prefix: then it writes whole vector registers (zeroes above its operands) and may
    /// name one operand more.
    #[inline]
    #[must_use]
    pub fn is_vex(&self) -> bool {
        self.iced.code().encoding() == iced_x86::EncodingKind::VEX
    }

    /// Whether it is a string compare whose lengths are all 64 bits of `rax` and `rdx` (`pcmpestri` and
    /// `pcmpestrm` with REX.W).
    #[must_use]
    pub fn is_wide_string_compare(&self) -> bool {
        matches!(
            self.iced.code(),
            Code::Pcmpestri64_xmm_xmmm128_imm8
                | Code::Pcmpestrm64_xmm_xmmm128_imm8
                | Code::VEX_Vpcmpestri64_xmm_xmmm128_imm8
                | Code::VEX_Vpcmpestrm64_xmm_xmmm128_imm8
        )
    }

    /// The vector register whose lanes are the indices of the memory operand: only gathers have one, in place
    /// of [`Mem::index`].
    #[must_use]
    pub fn vector_index(&self) -> Option<Operand> {
        let index = self.iced.memory_index();
        index.is_vector_register().then(|| register(index))
    }

    /// Where it lies.
    #[inline]
    #[must_use]
    pub fn addr(&self) -> GuestAddr {
        GuestAddr::wrap(self.iced.ip())
    }

    /// Length in bytes, 1 to 15.
    #[inline]
    #[must_use]
    pub fn len(&self) -> u8 {
        self.iced.len() as u8
    }

    /// Never: an instruction has at least one byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The address after it.
    #[inline]
    #[must_use]
    pub fn next(&self) -> GuestAddr {
        GuestAddr::wrap(self.iced.next_ip())
    }

    /// The explicit operands (for string instructions, the implicit ones that iced lists), destination first.
    pub fn operands(&self) -> impl Iterator<Item = Operand> {
        (0..self.iced.op_count()).map(|i| self.operand_at(i))
    }

    /// How many operands it has.
    #[must_use]
    pub fn operand_count(&self) -> u32 {
        self.iced.op_count()
    }

    /// How many of its operands are memory.
    #[inline]
    #[must_use]
    pub(crate) fn memory_operand_count(&self) -> u32 {
        let is_memory = |i: &u32| {
            matches!(
                self.iced.op_kind(*i),
                OpKind::Memory | OpKind::MemorySegRSI | OpKind::MemorySegRDI | OpKind::MemoryESRDI
            )
        };
        (0..self.iced.op_count()).filter(is_memory).count() as u32
    }

    /// Operand `i`.
    ///
    /// # Panics
    /// Where the instruction has no such operand: the table and the semantics disagree.
    #[must_use]
    pub fn operand(&self, i: u32) -> Operand {
        assert!(i < self.iced.op_count(), "{:?} has no operand {i}", self.iced.code());
        self.operand_at(i)
    }

    fn operand_at(&self, i: u32) -> Operand {
        match self.iced.op_kind(i) {
            OpKind::Register => register(self.iced.op_register(i)),
            OpKind::NearBranch16 | OpKind::NearBranch32 | OpKind::NearBranch64 => {
                Operand::Target(GuestAddr::wrap(self.iced.near_branch_target()))
            }
            OpKind::Memory => Operand::Mem(self.memory()),
            OpKind::MemorySegRSI => Operand::Mem(self.string_memory(Reg::Rsi)),
            OpKind::MemorySegRDI | OpKind::MemoryESRDI => Operand::Mem(self.string_memory(Reg::Rdi)),
            _ => Operand::Imm(self.iced.immediate(i)),
        }
    }

    fn string_memory(&self, base: Reg) -> Mem {
        Mem {
            base: Some(base),
            index: None,
            scale: 1,
            disp: 0,
            size: self.iced.memory_size().size() as u8,
            address_width: Width::B8,
            rip_relative: false,
        }
    }

    fn memory(&self) -> Mem {
        let (base, index) = (self.iced.memory_base(), self.iced.memory_index());
        let size = if self.op() == Op::Lea { 0 } else { self.iced.memory_size().size() as u8 };
        let narrow = base.size() == 4
            || index.size() == 4
            || (base == Register::None && index == Register::None && self.iced.memory_displ_size() == 4);
        let rip_relative = matches!(base, Register::RIP | Register::EIP);
        Mem {
            base: if rip_relative { None } else { general(base) },
            index: general(index),
            scale: if index == Register::None { 1 } else { self.iced.memory_index_scale() as u8 },
            disp: self.iced.memory_displacement64(),
            size,
            address_width: if narrow { Width::B4 } else { Width::B8 },
            rip_relative,
        }
    }

    /// The memory operand, where there is one.
    #[must_use]
    pub fn mem(&self) -> Option<Mem> {
        self.operands().find_map(|operand| if let Operand::Mem(mem) = operand { Some(mem) } else { None })
    }

    /// The address of a memory operand that no register has a part in; see [`Mem::disp`].
    #[inline]
    #[must_use]
    pub fn fixed_addr(&self) -> Option<u64> {
        let base = self.iced.memory_base();
        (matches!(base, Register::None | Register::RIP | Register::EIP)
            && !self.iced.memory_index().is_gpr()
            && (0..self.iced.op_count()).any(|i| self.iced.op_kind(i) == OpKind::Memory))
        .then(|| self.iced.memory_displacement64())
    }

    /// Whether it reads or writes its memory operand, if it has one: `lea` and hints do not.
    #[must_use]
    pub fn accesses_memory(&self) -> bool {
        self.op() != Op::Lea && self.iced.memory_size().size() != 0
    }

    /// The instruction's immediates, sign-extended to 64 bits as the instruction says.
    #[inline]
    pub fn immediates(&self) -> impl Iterator<Item = u64> {
        (0..self.iced.op_count())
            .filter(|i| is_immediate(self.iced.op_kind(*i)))
            .map(|i| self.iced.immediate(i))
    }

    /// The width of the element for string instructions, else of the first general register, immediate-free.
    #[must_use]
    pub fn width(&self) -> Option<Width> {
        Width::of_bytes(self.iced.memory_size().size()).or_else(|| {
            self.operands().find_map(|operand| match operand {
                Operand::Reg(_, width) => Some(width),
                Operand::HighByte(_) => Some(Width::B1),
                _ => None,
            })
        })
    }

    /// The condition of `jcc`, `setcc`, `cmovcc`.
    #[must_use]
    pub fn cond(&self) -> Option<Cond> {
        Some(match self.iced.condition_code() {
            _ if !self.op().has_condition() => return None,
            ConditionCode::o => Cond::O,
            ConditionCode::no => Cond::No,
            ConditionCode::b => Cond::B,
            ConditionCode::ae => Cond::Ae,
            ConditionCode::e => Cond::E,
            ConditionCode::ne => Cond::Ne,
            ConditionCode::be => Cond::Be,
            ConditionCode::a => Cond::A,
            ConditionCode::s => Cond::S,
            ConditionCode::ns => Cond::Ns,
            ConditionCode::p => Cond::P,
            ConditionCode::np => Cond::Np,
            ConditionCode::l => Cond::L,
            ConditionCode::ge => Cond::Ge,
            ConditionCode::le => Cond::Le,
            ConditionCode::g => Cond::G,
            ConditionCode::None => return None,
        })
    }

    /// The `rep` prefix, [`Rep::None`] where it means nothing.
    #[must_use]
    pub fn rep(&self) -> Rep {
        if !self.op().is_string() {
            Rep::None
        } else if self.iced.has_repne_prefix() {
            // On movs, stos and lods, F2 repeats just as F3 does.
            Rep::Repne
        } else if self.iced.has_rep_prefix() {
            Rep::Repe
        } else {
            Rep::None
        }
    }

    /// Where execution goes next.
    #[inline]
    #[must_use]
    pub fn flow(&self) -> Flow {
        // Most are of this kind, and a jump table would not know.
        if self.facts.flow == FlowControl::Next {
            return Flow::Next;
        }
        let target = || GuestAddr::wrap(self.iced.near_branch_target());
        match self.facts.flow {
            FlowControl::UnconditionalBranch => Flow::Jump(target()),
            FlowControl::ConditionalBranch => Flow::Branch(target()),
            FlowControl::Call => Flow::Call(target()),
            FlowControl::IndirectBranch => Flow::JumpIndirect,
            FlowControl::IndirectCall => Flow::CallIndirect,
            FlowControl::Return => Flow::Return,
            _ => match self.op() {
                Op::Int => Flow::HostCall(self.iced.immediate8()),
                Op::Trap => Flow::Trap,
                _ => Flow::Next,
            },
        }
    }

    /// What it does with the flags.
    #[inline]
    #[must_use]
    pub fn flag_effect(&self) -> FlagEffect {
        if self.facts.flags_vary || matches!(self.op(), Op::Scas | Op::Cmps) {
            return self.varying_flag_effect();
        }
        self.facts.flag_effect()
    }

    /// [`Self::flag_effect`] of forms that do not say all of it.
    #[inline(never)]
    fn varying_flag_effect(&self) -> FlagEffect {
        let mut effect = self.facts.flag_effect();
        if self.facts.flags_vary {
            let iced = &self.iced;
            if matches!(self.op(), Op::Rcl | Op::Rcr) && iced.immediate8() & 31 > 1 {
                // iced takes the count modulo the bits that are rotated; but CF is written, and OF undefined,
                // by the count as it is masked (Intel SDM volume 2, RCL). The table says so.
                return effect;
            }
            effect.reads = FlagSet::of_iced(iced.rflags_read());
            effect.touches = FlagSet::of_iced(iced.rflags_modified());
            effect.writes = effect.touches;
            effect.undefines = FlagSet::of_iced(iced.rflags_undefined());
        } else if self.rep() != Rep::None {
            effect.writes = FlagSet::NONE;
        }
        effect
    }

    /// [`FlagEffect::reads`].
    #[must_use]
    pub fn flags_read(&self) -> FlagSet {
        self.flag_effect().reads
    }

    /// [`FlagEffect::writes`].
    #[must_use]
    pub fn flags_written(&self) -> FlagSet {
        self.flag_effect().writes
    }

    /// [`FlagEffect::touches`].
    #[must_use]
    pub fn flags_touched(&self) -> FlagSet {
        self.flag_effect().touches
    }

    /// [`FlagEffect::undefines`].
    #[must_use]
    pub fn flags_undefined(&self) -> FlagSet {
        self.flag_effect().undefines
    }

    fn form_roles(&self) -> &'static Roles {
        let iced = &self.iced;
        let other =
            (0..iced.op_count()).any(|i| iced.op_kind(i) == OpKind::Memory) || self.rep() != Rep::None;
        roles(self.form(), if other { Variant::Other } else { Variant::Plain })
    }

    /// What it does with each of its [`operands`](Self::operands), as far as the form tells: whether they are one
    /// register, or an immediate is 0, changes nothing.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        self.form_roles().operands.into_iter().take(self.operand_count() as usize)
    }

    /// What it reads and writes beside its operands.
    #[must_use]
    pub fn implicit(&self) -> &'static Implicit {
        &self.form_roles().implicit
    }

    /// All general registers that it may read: in operands, in addresses, unasked.
    #[must_use]
    pub fn regs_read(&self) -> RegSet {
        let in_address = self.accessed(|access| access != Access::None).filter_map(|operand| match operand {
            Operand::Mem(mem) => Some([mem.base, mem.index]),
            _ => None,
        });
        let in_address = in_address.flatten().flatten().collect();
        self.regs_of(Access::reads).union(in_address).union(self.implicit().regs_read)
    }

    /// All general registers that it may write. Of a register that is not among them, each bit is what it was.
    #[must_use]
    pub fn regs_written(&self) -> RegSet {
        self.regs_of(Access::writes).union(self.implicit().regs_written)
    }

    /// The general registers, of those written, that it writes unless it traps. A part of them may stay; see
    /// [`Access::Write`].
    #[must_use]
    pub fn regs_always_written(&self) -> RegSet {
        self.regs_of(Access::always_writes).union(self.implicit().regs_always_written)
    }

    /// All vector registers that it may read: in operands, as the index of a gather, unasked.
    #[must_use]
    pub fn vectors_read(&self) -> VRegSet {
        let index = self.vector_index().and_then(vector).into_iter().collect();
        self.vectors_of(Access::reads).union(index).union(self.implicit().vectors_read)
    }

    /// All vector registers that it may write. Of a register that is not among them, each bit is what it was.
    #[must_use]
    pub fn vectors_written(&self) -> VRegSet {
        self.vectors_of(Access::writes).union(self.implicit().vectors_written)
    }

    /// The vector registers, of those written, that it writes unless it traps.
    #[must_use]
    pub fn vectors_always_written(&self) -> VRegSet {
        self.vectors_of(Access::always_writes).union(self.implicit().vectors_always_written)
    }

    /// Whether it may read memory, by an operand or unasked.
    #[must_use]
    pub fn reads_memory(&self) -> bool {
        self.implicit().memory.reads() || self.has_memory_that(Access::reads)
    }

    /// Whether it may write memory, by an operand or unasked.
    #[must_use]
    pub fn writes_memory(&self) -> bool {
        self.implicit().memory.writes() || self.has_memory_that(Access::writes)
    }

    /// The operands that are accessed so.
    fn accessed(&self, so: impl Fn(Access) -> bool) -> impl Iterator<Item = Operand> {
        self.operands().zip(self.roles()).filter(move |(_, role)| so(role.access)).map(|(operand, _)| operand)
    }

    fn regs_of(&self, so: impl Fn(Access) -> bool) -> RegSet {
        self.accessed(so)
            .filter_map(|operand| match operand {
                Operand::Reg(reg, _) | Operand::HighByte(reg) => Some(reg),
                _ => None,
            })
            .collect()
    }

    fn vectors_of(&self, so: impl Fn(Access) -> bool) -> VRegSet {
        self.accessed(so).filter_map(vector).collect()
    }

    fn has_memory_that(&self, so: impl Fn(Access) -> bool) -> bool {
        self.accessed(so).any(|operand| matches!(operand, Operand::Mem(_)))
    }

    /// What the address of its memory operand, if it has one, must be a multiple of, in bytes: else it traps with
    /// [`Trap::Misaligned`](crate::Trap::Misaligned). 1: any will do.
    #[inline]
    #[must_use]
    pub fn alignment(&self) -> u8 {
        self.facts.alignment
    }

    /// Whether it may trap although all the memory is there that it accesses: it divides, its operand must be aligned,
    /// it is a trap or a host call.
    #[must_use]
    pub fn may_trap(&self) -> bool {
        self.op().class() == Class::Divide
            || matches!(self.flow(), Flow::Trap | Flow::HostCall(_))
            || self.alignment() > 1 && self.accesses_memory() && self.mem().is_some()
    }

    /// The modes that have its encoding.
    #[must_use]
    pub fn modes(&self) -> Modes {
        modes(self.form())
    }

    /// The instruction in Intel syntax.
    #[must_use]
    pub fn text(&self) -> String {
        disasm::format(&self.iced)
    }
}

impl std::fmt::Display for Inst {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

fn is_immediate(kind: OpKind) -> bool {
    matches!(
        kind,
        OpKind::Immediate8
            | OpKind::Immediate8_2nd
            | OpKind::Immediate16
            | OpKind::Immediate32
            | OpKind::Immediate64
            | OpKind::Immediate8to16
            | OpKind::Immediate8to32
            | OpKind::Immediate8to64
            | OpKind::Immediate32to64
    )
}

/// The general register of which `register` is a part, if it is one.
fn general(register: Register) -> Option<Reg> {
    register.is_gpr().then(|| Reg::ALL[register.full_register().number()])
}

/// The vector register that an operand is, if it is one.
fn vector(operand: Operand) -> Option<VReg> {
    match operand {
        Operand::Xmm(register) | Operand::Ymm(register) => Some(register),
        _ => None,
    }
}

fn register(register: Register) -> Operand {
    if register.is_xmm() {
        return Operand::Xmm(VReg(register.number() as u8));
    }
    if register.is_ymm() {
        return Operand::Ymm(VReg(register.number() as u8));
    }
    let reg = general(register).expect("accepted forms name general and vector registers only");
    match register {
        Register::AH | Register::CH | Register::DH | Register::BH => Operand::HighByte(reg),
        _ => {
            Operand::Reg(reg, Width::of_bytes(register.size()).expect("a general register has 1 to 8 bytes"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    /// Bytes that no pattern favours, but for their beginning, in which every prefix and opcode comes up.
    fn each(mut work: impl FnMut(&[u8])) {
        let prefixes: [&[u8]; 8] =
            [&[], &[0x48], &[0x66], &[0xf2], &[0xf3], &[0x66, 0x41], &[0xc5], &[0xc4, 0xe2]];
        let mut random = 1_u64;
        for prefix in prefixes {
            for escape in [&[][..], &[0x0f], &[0x0f, 0x38]] {
                for opcode in 0..=255 {
                    for _ in 0..64 {
                        let mut bytes = [prefix, escape, &[opcode]].concat();
                        random =
                            random.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
                        bytes.extend((random >> 16).to_le_bytes());
                        bytes.extend(random.to_le_bytes());
                        work(&bytes);
                    }
                }
            }
        }
    }

    #[test]
    fn what_the_table_says_of_flags_is_what_iced_says_of_the_instruction() {
        let (mut accepted, mut by_cl) = (0, 0);
        each(|bytes| {
            let Ok(inst) = decode(bytes, GuestAddr(0x1000)) else { return };
            accepted += 1;
            let iced = &inst.iced;
            let FlagEffect { reads, touches, writes, undefines } = inst.flag_effect();
            if matches!(inst.op(), Op::Rcl | Op::Rcr) {
                // A form of another test.
                return;
            }
            assert_eq!(reads, FlagSet::of_iced(iced.rflags_read()), "{inst}");
            assert_eq!(touches, FlagSet::of_iced(iced.rflags_modified()), "{inst}");
            assert_eq!(undefines, FlagSet::of_iced(iced.rflags_undefined()), "{inst}");
            let may_be_0 = (1..iced.op_count()).any(|i| iced.op_register(i) == Register::CL)
                && !touches.is_empty()
                && inst.op().is_shift()
                || inst.rep() != Rep::None;
            by_cl += usize::from(may_be_0);
            assert_eq!(writes, if may_be_0 { FlagSet::NONE } else { touches }, "{inst}");
        });
        assert!(accepted > 50_000 && by_cl > 500, "{accepted}, {by_cl}");
    }

    #[test]
    fn a_rotation_through_carry_leaves_what_its_masked_count_says() {
        let carry_and_overflow = FlagSet::CF.union(FlagSet::OF);
        // rcl al, imm8; rcr ax, imm8; rcl eax, imm8; rcr rax, imm8
        let forms: [(&[u8], u8); 4] =
            [(&[0xc0, 0xd0], 31), (&[0x66, 0xc1, 0xd8], 31), (&[0xc1, 0xd0], 31), (&[0x48, 0xc1, 0xd8], 63)];
        for (opcode, mask) in forms {
            for count in 0..=u8::MAX {
                let inst = decode(&[opcode, &[count]].concat(), GuestAddr(0x1000)).expect("accepted");
                let effect = inst.flag_effect();
                let (touches, undefines) = match count & mask {
                    0 => (FlagSet::NONE, FlagSet::NONE),
                    1 => (carry_and_overflow, FlagSet::NONE),
                    _ => (carry_and_overflow, FlagSet::OF),
                };
                assert_eq!((effect.touches, effect.undefines), (touches, undefines), "{inst}");
                assert_eq!(
                    effect.reads,
                    if count & mask == 0 { FlagSet::NONE } else { FlagSet::CF },
                    "{inst}"
                );
            }
        }
    }

    #[test]
    fn numbers_of_an_instruction_are_those_of_its_operands() {
        each(|bytes| {
            let Ok(inst) = decode(bytes, GuestAddr(0x1000)) else { return };
            let immediates: Vec<u64> = inst
                .operands()
                .filter_map(|o| if let Operand::Imm(value) = o { Some(value) } else { None })
                .collect();
            assert_eq!(inst.immediates().collect::<Vec<_>>(), immediates, "{inst}");
            let fixed = inst.mem().filter(|m| m.base.is_none() && m.index.is_none());
            assert_eq!(inst.fixed_addr(), fixed.map(|m| m.disp), "{inst}");
            assert!(fixed.is_none_or(|m| (m.size != 0) == inst.accesses_memory()), "{inst}");
            let memory = inst.operands().filter(|o| matches!(o, Operand::Mem(_))).count();
            assert_eq!(inst.memory_operand_count() as usize, memory, "{inst}");
        });
    }
}
