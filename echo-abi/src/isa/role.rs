//! What an instruction reads and writes: the [`Role`] of each operand, and what is [`Implicit`]. Asked through
//! [`Inst`](crate::Inst).
//!
//! Derived, once, from what iced says of an instruction of each form that is made up for the question: its operands
//! are registers apart from each other and from all that instructions use unasked, so that what is used besides is
//! implicit, and no idiom (`xor eax, eax` reads nothing) is taken for the form. A form has up to two variants: an
//! operand that may be either is a register or memory; a string instruction is repeated or not.
//! [`Inst`](crate::Inst) knows which it is, and answers for itself.

use super::op::{FORM_LIMIT, Op};
use super::register_set::{RegSet, VRegSet};
use super::{Form, Reg, VReg};
use iced_x86::OpCodeOperandKind as Kind;
use iced_x86::{CodeSize, Instruction, InstructionInfoFactory, OpAccess, OpKind, Register};
use std::sync::LazyLock;

/// What becomes of a place: of an operand, or of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Access {
    /// Nothing: what `nop` names.
    #[default]
    None,
    /// Its address is computed, the memory there not accessed: what `lea` and prefetches name.
    Address,
    /// It is read.
    Read,
    /// It is read, or not: that is known only when it runs, as by a mask or a count of repetitions.
    MayRead,
    /// It is given a new value. A register may keep a part: what is above 8 and 16 bits, and above 128 without VEX.
    Write,
    /// It is given a new value or left alone: that is known only when it runs, as by a condition.
    MayWrite,
    /// It is read, and given a new value.
    ReadWrite,
    /// It is read, and given a new value or left alone.
    ReadMayWrite,
}

impl Access {
    /// Whether it may be read.
    #[inline]
    #[must_use]
    pub const fn reads(self) -> bool {
        matches!(self, Access::Read | Access::MayRead | Access::ReadWrite | Access::ReadMayWrite)
    }

    /// Whether it may be written.
    #[inline]
    #[must_use]
    pub const fn writes(self) -> bool {
        self.always_writes() || matches!(self, Access::MayWrite | Access::ReadMayWrite)
    }

    /// Whether it is written by every instruction that does not trap.
    #[inline]
    #[must_use]
    pub const fn always_writes(self) -> bool {
        matches!(self, Access::Write | Access::ReadWrite)
    }

    fn of_iced(access: OpAccess) -> Self {
        match access {
            OpAccess::None => Access::None,
            OpAccess::NoMemAccess => Access::Address,
            OpAccess::Read => Access::Read,
            OpAccess::CondRead => Access::MayRead,
            OpAccess::Write => Access::Write,
            OpAccess::CondWrite => Access::MayWrite,
            OpAccess::ReadWrite => Access::ReadWrite,
            OpAccess::ReadCondWrite => Access::ReadMayWrite,
        }
    }

    /// The access, if it is made at all.
    fn perhaps(self) -> Self {
        match self {
            Access::Read => Access::MayRead,
            Access::Write => Access::MayWrite,
            Access::ReadWrite => Access::ReadMayWrite,
            access => access,
        }
    }

    /// Both of two accesses to one place.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Access::None | Access::Address, access) | (access, Access::None | Access::Address) => access,
            (a, b) if a == b => a,
            (a, b) => match (a.reads() || b.reads(), a.writes() || b.writes()) {
                (true, false) => Access::Read,
                (false, _) => Access::Write,
                (true, true) if a.always_writes() || b.always_writes() => Access::ReadWrite,
                (true, true) => Access::ReadMayWrite,
            },
        }
    }
}

/// What an instruction does with one of its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Role {
    /// What becomes of it.
    pub access: Access,
    /// Its width in bytes: of the register, or of what is accessed in memory; of a gather, of one element. 0: an
    /// immediate or a target, which is no place; memory that is not accessed. `bt` and its like by a register access
    /// as many bytes, but as far from the operand's address as the register says.
    pub bytes: u8,
    /// Bytes of an element, for a vector that is or could be memory. 0: an operand of another kind; the encoding does
    /// not tell its elements.
    pub element: u8,
}

/// What an instruction reads and writes beside its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Implicit {
    /// General registers that it may read.
    pub regs_read: RegSet,
    /// General registers that it may write.
    pub regs_written: RegSet,
    /// Those of them that it always writes.
    pub regs_always_written: RegSet,
    /// Vector registers that it may read.
    pub vectors_read: VRegSet,
    /// Vector registers that it may write.
    pub vectors_written: VRegSet,
    /// Those of them that it always writes.
    pub vectors_always_written: VRegSet,
    /// What becomes of memory that no ModRM byte and no offset names: of the stack; of what `rsi`, `rdi` and `rbx`
    /// point to for strings, `maskmovdqu` and `xlatb`, which are operands besides.
    pub memory: Access,
}

/// As many operands as an accepted form has at most.
pub(crate) const OPERANDS: usize = 4;

/// What instructions of a form do, of one variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Roles {
    pub operands: [Role; OPERANDS],
    pub implicit: Implicit,
}

/// Which of the instructions of a form; see above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// An operand of either kind is a register; no repetition.
    Plain,
    /// An operand of either kind is memory; or a string instruction is repeated.
    Other,
}

/// By form, in the order of [`Variant`]. It is asked by those who analyse and compile, not for every instruction
/// decoded, so it lies apart from `facts`.
static ROLES: LazyLock<Vec<Option<Box<[Roles; 2]>>>> = LazyLock::new(|| {
    let mut table = vec![None; FORM_LIMIT];
    let mut factory = InstructionInfoFactory::new();
    for form in Op::ALL.iter().flat_map(|op| op.forms()) {
        let of = |variant| MadeUp::new(*form, variant).roles(&mut factory);
        table[*form as usize] = Some(Box::new([Variant::Plain, Variant::Other].map(of)));
    }
    table
});

/// What instructions of an accepted form do.
///
/// # Panics
/// Where the table refuses the form.
pub(crate) fn roles(form: Form, variant: Variant) -> &'static Roles {
    let variants = ROLES[form as usize].as_ref().expect("the table accepts the form");
    &variants[variant as usize]
}

/// What an instruction of this form reads and writes beside its operands, unless it is repeated. `None`: the form is
/// refused.
#[must_use]
pub fn implicit(form: Form) -> Option<&'static Implicit> {
    super::op(form).map(|_| &roles(form, Variant::Plain).implicit)
}

/// The base of all memory operands that are made up, by which they are known.
const BASE: Register = Register::R14;

/// An instruction of a form, all of whose registers are different, and numbered 8 and above where the form leaves a
/// choice: an instruction with operands uses none of these unasked.
struct MadeUp {
    iced: Instruction,
    /// Registers that it names.
    regs: RegSet,
    vectors: VRegSet,
}

impl MadeUp {
    fn new(form: Form, variant: Variant) -> Self {
        let op_code = form.op_code();
        let mut iced = Instruction::default();
        iced.set_code(form);
        iced.set_code_size(CodeSize::Code64);
        let mut made = Self { iced, regs: RegSet::NONE, vectors: VRegSet::NONE };
        for i in 0..op_code.op_count() {
            made.operand(i, op_code.op_kind(i), variant);
        }
        if variant == Variant::Other && super::op(form).is_some_and(Op::is_string) {
            made.iced.set_has_rep_prefix(true);
        }
        made
    }

    fn operand(&mut self, i: u32, kind: Kind, variant: Variant) {
        match kind {
            Kind::r8_or_mem
            | Kind::r16_or_mem
            | Kind::r32_or_mem
            | Kind::r64_or_mem
            | Kind::xmm_or_mem
            | Kind::ymm_or_mem
                if variant == Variant::Other =>
            {
                self.memory(i, Register::R15);
            }
            Kind::mem => self.memory(i, Register::R15),
            Kind::mem_vsib32x | Kind::mem_vsib64x => self.memory(i, Register::XMM15),
            Kind::mem_vsib32y | Kind::mem_vsib64y => self.memory(i, Register::YMM15),
            Kind::mem_offs => {
                self.iced.set_op_kind(i, OpKind::Memory);
                self.iced.set_memory_displ_size(8);
            }
            Kind::r8_or_mem | Kind::r8_reg | Kind::r8_opcode => {
                self.register(i, Register::R8L + i);
            }
            Kind::r16_or_mem | Kind::r16_reg | Kind::r16_rm | Kind::r16_opcode => {
                self.register(i, Register::R8W + i);
            }
            Kind::r32_or_mem | Kind::r32_reg | Kind::r32_rm | Kind::r32_opcode | Kind::r32_vvvv => {
                self.register(i, Register::R8D + i);
            }
            Kind::r64_or_mem | Kind::r64_reg | Kind::r64_rm | Kind::r64_opcode | Kind::r64_vvvv => {
                self.register(i, Register::R8 + i);
            }
            Kind::xmm_or_mem | Kind::xmm_reg | Kind::xmm_rm | Kind::xmm_vvvv | Kind::xmm_is4 => {
                self.register(i, Register::XMM8 + i);
            }
            Kind::ymm_or_mem | Kind::ymm_reg | Kind::ymm_rm | Kind::ymm_vvvv | Kind::ymm_is4 => {
                self.register(i, Register::YMM8 + i);
            }
            Kind::al => self.register(i, Register::AL),
            Kind::cl => self.register(i, Register::CL),
            Kind::ax => self.register(i, Register::AX),
            Kind::eax => self.register(i, Register::EAX),
            Kind::rax => self.register(i, Register::RAX),
            Kind::seg_rSI => self.iced.set_op_kind(i, OpKind::MemorySegRSI),
            Kind::es_rDI => self.iced.set_op_kind(i, OpKind::MemoryESRDI),
            Kind::seg_rDI => self.iced.set_op_kind(i, OpKind::MemorySegRDI),
            Kind::seg_rBX_al => {
                self.iced.set_op_kind(i, OpKind::Memory);
                self.iced.set_memory_base(Register::RBX);
                self.iced.set_memory_index(Register::AL);
            }
            Kind::br64_1 | Kind::br64_4 => self.iced.set_op_kind(i, OpKind::NearBranch64),
            Kind::imm8
            | Kind::imm8_const_1
            | Kind::imm8sex16
            | Kind::imm8sex32
            | Kind::imm8sex64
            | Kind::imm16
            | Kind::imm32
            | Kind::imm32sex64
            | Kind::imm64 => {
                self.iced.set_op_kind(i, OpKind::Immediate8);
                self.iced.set_immediate8(1);
            }
            kind => unreachable!("no accepted form has an operand of the kind {kind:?}"),
        }
    }

    fn memory(&mut self, i: u32, index: Register) {
        self.iced.set_op_kind(i, OpKind::Memory);
        self.iced.set_memory_base(BASE);
        self.name(BASE);
        self.iced.set_memory_index(index);
        self.name(index);
    }

    fn register(&mut self, i: u32, register: Register) {
        self.iced.set_op_kind(i, OpKind::Register);
        self.iced.set_op_register(i, register);
        self.name(register);
    }

    fn name(&mut self, register: Register) {
        match general(register) {
            Some(reg) => self.regs = self.regs.with(reg),
            None => self.vectors = self.vectors.with(vector(register)),
        }
    }

    fn roles(&self, factory: &mut InstructionInfoFactory) -> Roles {
        let info = factory.info(&self.iced);
        let mut roles = Roles::default();
        for i in 0..self.iced.op_count() {
            roles.operands[i as usize] = self.role(i, info.op_access(i));
        }
        let implicit = &mut roles.implicit;
        for used in info.used_registers() {
            let (access, register) = (Access::of_iced(used.access()), used.register());
            if let Some(reg) = general(register) {
                let set = RegSet::of(&[reg]).difference(self.regs);
                let only = |wanted: bool| if wanted { set } else { RegSet::NONE };
                implicit.regs_read = implicit.regs_read.union(only(access.reads()));
                implicit.regs_written = implicit.regs_written.union(only(access.writes()));
                implicit.regs_always_written =
                    implicit.regs_always_written.union(only(access.always_writes()));
            } else if register.is_vector_register() {
                let set = VRegSet::of(&[vector(register)]).difference(self.vectors);
                let only = |wanted: bool| if wanted { set } else { VRegSet::NONE };
                implicit.vectors_read = implicit.vectors_read.union(only(access.reads()));
                implicit.vectors_written = implicit.vectors_written.union(only(access.writes()));
                implicit.vectors_always_written =
                    implicit.vectors_always_written.union(only(access.always_writes()));
            }
        }
        for memory in info.used_memory() {
            if !matches!(memory.base(), BASE | Register::None) {
                implicit.memory = implicit.memory.and(self.of_memory(memory.access()));
            }
        }
        roles
    }

    /// An access to memory. Where a mask chooses what is accessed, it may choose nothing; iced takes it for certain.
    fn of_memory(&self, access: OpAccess) -> Access {
        let access = Access::of_iced(access);
        match super::op(self.iced.code()) {
            Some(Op::Maskmovdqu | Op::Vpmaskmovd | Op::Vpmaskmovq) => access.perhaps(),
            Some(Op::Vgatherdd | Op::Vgatherdq | Op::Vgatherqd | Op::Vgatherqq) => access.perhaps(),
            _ => access,
        }
    }

    fn role(&self, i: u32, access: OpAccess) -> Role {
        let (iced, memory) = (&self.iced, self.iced.memory_size());
        let vector_or_memory =
            matches!(iced.code().op_code().op_kind(i), Kind::xmm_or_mem | Kind::ymm_or_mem);
        let is_vector = vector_or_memory || memory.is_packed() || iced.memory_index().is_vector_register();
        let (access, bytes, has_elements) = match iced.op_kind(i) {
            OpKind::Register => (Access::of_iced(access), iced.op_register(i).size(), vector_or_memory),
            OpKind::Memory | OpKind::MemorySegRSI | OpKind::MemorySegRDI | OpKind::MemoryESRDI => {
                let access = self.of_memory(access);
                (access, if access.reads() || access.writes() { memory.size() } else { 0 }, is_vector)
            }
            _ => (Access::of_iced(access), 0, false),
        };
        let element = if bytes != 0 && has_elements { memory.element_size() } else { 0 };
        Role { access, bytes: bytes as u8, element: element as u8 }
    }
}

/// The general register of which `register` is a part, if it is one.
fn general(register: Register) -> Option<Reg> {
    register.is_gpr().then(|| Reg::ALL[register.full_register().number()])
}

fn vector(register: Register) -> VReg {
    VReg(register.number() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::isa::Mode;
    use crate::{GuestAddr, Inst, decode};

    fn inst(bytes: &[u8]) -> Inst {
        decode(bytes, GuestAddr(0x1000)).expect("accepted")
    }

    fn accesses(bytes: &[u8]) -> Vec<Access> {
        inst(bytes).roles().map(|role| role.access).collect()
    }

    #[test]
    fn operands_have_roles() {
        use Access::{Address, MayRead, MayWrite, None, Read, ReadWrite, Write};
        for (bytes, expected) in [
            (&[0x01, 0xd8][..], &[ReadWrite, Read][..]),     // add eax, ebx
            (&[0x31, 0xc0], &[ReadWrite, Read]),             // xor eax, eax
            (&[0x39, 0x03], &[Read, Read]),                  // cmp [rbx], eax
            (&[0x48, 0x8d, 0x03], &[Write, Address]),        // lea rax, [rbx]
            (&[0x0f, 0x1f, 0x03], &[None]),                  // nop [rbx]
            (&[0x48, 0x0f, 0x44, 0xc3], &[MayWrite, Read]),  // cmove rax, rbx
            (&[0xf3, 0x0f, 0x10, 0xc1], &[ReadWrite, Read]), // movss xmm0, xmm1
            (&[0xf3, 0x0f, 0x10, 0x03], &[Write, Read]),     // movss xmm0, [rbx]
            (&[0xc4, 0xe2, 0x71, 0x2e, 0x03], &[MayWrite, Read, Read]), // vmaskmovps [rbx], xmm1, xmm0
            (&[0xa4], &[Write, Read]),                       // movsb
            (&[0xf3, 0xa4], &[MayWrite, MayRead]),           // rep movsb
        ] {
            assert_eq!(accesses(bytes), expected, "{}", inst(bytes));
        }
        let widths = |bytes| inst(bytes).roles().map(|role| (role.bytes, role.element)).collect::<Vec<_>>();
        assert_eq!(widths(&[0x0f, 0xb7, 0x03]), [(4, 0), (2, 0)]); // movzx eax, word ptr [rbx]
        assert_eq!(widths(&[0x66, 0x0f, 0xfc, 0xc1]), [(16, 0), (16, 1)]); // paddb xmm0, xmm1
        assert_eq!(widths(&[0xf3, 0x0f, 0x58, 0x03]), [(16, 0), (4, 4)]); // addss xmm0, [rbx]
        assert_eq!(widths(&[0xb0, 5]), [(1, 0), (0, 0)]); // mov al, 5
    }

    #[test]
    fn registers_and_memory_are_those_of_operands_and_others() {
        use Reg::{R9, Rax, Rbp, Rbx, Rcx, Rdi, Rdx, Rsi, Rsp};
        for (bytes, read, written, memory) in [
            (&[0x01, 0xd8][..], &[Rax, Rbx][..], &[Rax][..], (false, false)), // add eax, ebx
            (&[0x48, 0xf7, 0x23], &[Rax, Rbx], &[Rax, Rdx], (true, false)),   // mul qword ptr [rbx]
            (&[0x57], &[Rdi, Rsp], &[Rsp], (false, true)),                    // push rdi
            (&[0xc9], &[Rbp], &[Rsp, Rbp], (true, false)),                    // leave
            (&[0x88, 0x24, 0x8b], &[Rax, Rbx, Rcx], &[], (false, true)),      // mov [rbx+rcx*4], ah
            (&[0xf3, 0xab], &[Rax, Rcx, Rdi], &[Rcx, Rdi], (false, true)),    // rep stosd
            (&[0xa7], &[Rsi, Rdi], &[Rsi, Rdi], (true, false)),               // cmpsd
            (&[0xd7], &[Rax, Rbx], &[Rax], (true, false)),                    // xlatb
            (&[0x49, 0x8d, 0x01], &[R9], &[Rax], (false, false)),             // lea rax, [r9]
            (&[0x0f, 0xc7, 0x0f], &[Rax, Rbx, Rcx, Rdx, Rdi], &[Rax, Rdx], (true, true)), // cmpxchg8b
        ] {
            let inst = inst(bytes);
            assert_eq!(inst.regs_read(), RegSet::of(read), "{inst}");
            assert_eq!(inst.regs_written(), RegSet::of(written), "{inst}");
            assert_eq!((inst.reads_memory(), inst.writes_memory()), memory, "{inst}");
        }
        let vzeroall = inst(&[0xc5, 0xfc, 0x77]);
        assert_eq!(vzeroall.vectors_always_written(), VRegSet::ALL);
        let blendvps = inst(&[0x66, 0x0f, 0x38, 0x14, 0xd1]); // xmm2, xmm1, by xmm0
        assert_eq!(blendvps.vectors_read(), VRegSet::of(&[VReg(0), VReg(1), VReg(2)]));
        assert_eq!(blendvps.vectors_written(), VRegSet::of(&[VReg(2)]));
        let gather = inst(&[0xc4, 0xe2, 0x69, 0x92, 0x04, 0x1b]); // vgatherdps xmm0, [rbx+xmm3], xmm2
        assert_eq!(gather.vectors_read(), VRegSet::of(&[VReg(0), VReg(2), VReg(3)]));
        assert_eq!(gather.vectors_written(), VRegSet::of(&[VReg(0), VReg(2)]));
        assert_eq!(gather.regs_read(), RegSet::of(&[Rbx]));
    }

    #[test]
    fn other_facts_of_a_form() {
        for (bytes, may_trap, alignment) in [
            (&[0x01, 0x03][..], false, 1),         // add [rbx], eax
            (&[0xf7, 0xf3], true, 1),              // div ebx
            (&[0x0f, 0x0b], true, 1),              // ud2
            (&[0xcd, 0x10], true, 1),              // int 0x10
            (&[0x0f, 0x58, 0x03], true, 16),       // addps xmm0, [rbx]
            (&[0x0f, 0x58, 0xc1], false, 16),      // addps xmm0, xmm1
            (&[0x0f, 0x10, 0x03], false, 1),       // movups xmm0, [rbx]
            (&[0xc5, 0xf8, 0x58, 0x03], false, 1), // vaddps xmm0, xmm0, [rbx]
            (&[0xc5, 0xfc, 0x28, 0x03], true, 32), // vmovaps ymm0, [rbx]
        ] {
            let inst = inst(bytes);
            assert_eq!((inst.may_trap(), inst.alignment()), (may_trap, alignment), "{inst}");
        }
        assert!(inst(&[0x01, 0xd8]).modes().contains(Mode::Bits32));
        assert!(!inst(&[0x48, 0x01, 0xd8]).modes().contains(Mode::Bits32));
        let uses_stack = |form| implicit(form).is_some_and(|i| i.regs_written.contains(Reg::Rsp));
        assert!(uses_stack(Form::Push_r64) && !uses_stack(Form::Mov_rm64_r64) && !uses_stack(Form::Sysenter));
    }

    #[test]
    fn no_form_has_more_operands_than_there_are_roles() {
        let counts = Op::ALL.iter().flat_map(|op| op.forms()).map(|form| form.op_code().op_count());
        assert_eq!(counts.max(), Some(OPERANDS as u32));
        assert!(size_of::<Roles>() <= 32, "{}", size_of::<Roles>());
    }
}
