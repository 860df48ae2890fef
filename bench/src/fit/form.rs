//! Every form of the instruction table as loops to be timed: operands by role, so that nothing traps and no copy
//! undoes what the next is about, in all shapes that may cost differently.
//!
//! Generated from the table and from what iced says about operands: a form that enters the table is measured from
//! then on. A shape that a form does not have, or that traps, is dropped; a form without any left is reported.

use super::harness::{self, DATA, LoopStart};
use anyhow::{Result, anyhow};
use echo_abi::isa::{self, FlagSet, Reg, Rep};
use echo_abi::{Class, Form, GuestAddr, Inst, Op, decode};
use iced_x86::OpCodeOperandKind as Kind;
use iced_x86::{Encoder, Instruction, OpKind, Register};

/// Copies of the instruction in a loop.
pub const COPIES: usize = 40;
/// Offset in the data of what memory operands name.
const HERE: u32 = 0x2000;
/// Offset of the page border that crossing operands lie on.
const BORDER: u32 = 0x3000;
/// Offset of the stack of forms that use it, which grows down, and of the addresses that `ret` takes from it.
const STACK: u32 = 0x6000;

/// A loop, and the state in which it starts.
pub struct Loop {
    /// What is particular about it.
    pub name: String,
    /// Its code; it ends with `ud2`.
    pub code: Vec<u8>,
    /// Where it starts.
    pub start: LoopStart,
    /// Numbers of 8 bytes in the data, by offset.
    pub memory: Vec<(u32, u64)>,
}

/// Where an operand is that may be memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OperandHome {
    Register,
    Aligned,
    Crossing,
}

/// Which registers operands are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RegisterChoice {
    /// Each operand its own, results in several by turns.
    Apart,
    /// All the same.
    Same,
    /// Bits 8 to 15 of some.
    High,
    /// The destination is rsp.
    Stack,
}

/// What vectors and memory hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lanes {
    Noise,
    Ones,
    /// Small integers of 64 bits.
    Small,
    /// Floats near 1, of 32 or 64 bits.
    Normal(u32),
    /// Subnormal floats.
    Subnormal(u32),
    /// Floats that no half can hold but as a subnormal one.
    Tiny,
    Nan(u32),
}

/// What the first, second, third operand hold; memory is the last.
type Values = [Lanes; 3];

struct Shape {
    form: Form,
    op: Op,
    place: OperandHome,
    registers: RegisterChoice,
    values: Values,
    /// Whether the flags are asked for behind each copy.
    flags: bool,
    rep: Rep,
    /// Iterations of a repeated string instruction, and whether it goes backwards or onto its own source.
    count: u32,
    awkward: bool,
    imm: u8,
}

impl Lanes {
    fn fill(self, bytes: &mut [u8], seed: u64) {
        let mut state = seed;
        for lane in bytes.chunks_mut(8) {
            let mut next = || harness::random(&mut state);
            let single = |bits: u64, base: u64, mask: u64| base | bits & mask;
            let bits = next();
            let value = match self {
                Lanes::Noise => bits,
                Lanes::Ones => u64::MAX,
                Lanes::Small => bits & 31,
                Lanes::Normal(32) => {
                    single(bits, 0x3f80_0000, 0xffff) | single(bits >> 32, 0x3f80_0000, 0xffff) << 32
                }
                Lanes::Normal(_) => single(bits, 0x3ff0 << 48, 0xffff_ffff),
                Lanes::Subnormal(32) => single(bits, 1, 0xffff) | single(bits >> 32, 1, 0xffff) << 32,
                Lanes::Subnormal(_) => single(bits, 1, 0xffff_ffff_ffff),
                Lanes::Tiny => {
                    single(bits, 0x3500_0000, 0xff_ffff) | single(bits >> 32, 0x3500_0000, 0xff_ffff) << 32
                }
                Lanes::Nan(32) => 0x7fc0_0001_7f80_0001 ^ (bits & 0xff),
                Lanes::Nan(_) => (0x7ff0 << 48) + 1 + (bits & 0xff),
            };
            lane.copy_from_slice(&value.to_le_bytes()[..lane.len()]);
        }
    }
}

/// The loops of a form, as they stand at `addr`, one behind the other. `None`: it ends a run, so that no loop
/// can be made of it.
pub fn loops(form: Form, op: Op, addr: u32) -> Result<Option<Vec<Loop>>> {
    let code = form.op_code();
    if matches!(op, Op::Int | Op::Trap) {
        return Ok(None);
    }
    let kinds = code.op_kinds();
    let has = |wanted: &[Kind]| kinds.iter().any(|kind| wanted.contains(kind));
    let may_be_memory = has(&[
        Kind::r8_or_mem,
        Kind::r16_or_mem,
        Kind::r32_or_mem,
        Kind::r64_or_mem,
        Kind::xmm_or_mem,
        Kind::ymm_or_mem,
    ]);
    let places: &[OperandHome] = match may_be_memory {
        true => &[OperandHome::Register, OperandHome::Aligned, OperandHome::Crossing],
        false if has(&[Kind::mem, Kind::mem_offs]) || is_gather(kinds) => {
            &[OperandHome::Aligned, OperandHome::Crossing]
        }
        false => &[OperandHome::Register],
    };
    let general = kinds.iter().any(|kind| register(*kind).is_some_and(Register::is_gpr));
    let mut registers = vec![RegisterChoice::Apart];
    if kinds.iter().filter(|kind| register(**kind).is_some()).count() > 1 {
        registers.push(RegisterChoice::Same);
    }
    if has(&[Kind::r8_or_mem, Kind::r8_reg, Kind::r8_opcode]) {
        registers.push(RegisterChoice::High);
    }
    if general && !uses_stack(op) {
        registers.push(RegisterChoice::Stack);
    }
    let all = |lanes: Lanes| [lanes; 3];
    let mut values = vec![all(Lanes::Noise), all(Lanes::Small)];
    if kinds.iter().any(|kind| register(*kind).is_some_and(Register::is_vector_register)) {
        values.push(all(Lanes::Ones));
    }
    if matches!(
        op.class(),
        Class::VectorFloat | Class::VectorProduct | Class::VectorSlow | Class::VectorConvert
    ) {
        values.push(all(Lanes::Tiny));
        for bits in [32, 64] {
            let (one, sub) = (Lanes::Normal(bits), Lanes::Subnormal(bits));
            values.extend([
                all(one),
                all(sub),
                [sub, one, sub],
                [sub, sub, one],
                [one, sub, sub],
                all(Lanes::Nan(bits)),
            ]);
        }
    }
    let touches = decode_any(form, op, addr).is_some_and(|inst| !inst.flags_touched().is_empty());
    let string = op.is_string();
    let mut shapes = Vec::new();
    for &place in places {
        for &registers in &registers {
            for &values in &values {
                for flags in [false, true] {
                    if flags && (!touches || uses_stack(op) || string) {
                        continue;
                    }
                    let imm = [0x01, 0x5a, 0x13, 0xff][shapes.len() % 4];
                    let plain = Shape {
                        form,
                        op,
                        place,
                        registers,
                        values,
                        flags,
                        rep: Rep::None,
                        count: 1,
                        awkward: false,
                        imm,
                    };
                    if string {
                        for (rep, count, awkward) in [
                            (Rep::Repe, 1, false),
                            (Rep::Repe, 200, false),
                            (Rep::Repe, 200, true),
                            (Rep::Repne, 200, false),
                            (Rep::Repne, 200, true),
                        ] {
                            shapes.push(Shape { rep, count, awkward, ..plain });
                        }
                    }
                    shapes.push(plain);
                }
            }
        }
    }
    let mut made: Vec<Loop> = Vec::new();
    let mut at = addr;
    for shape in shapes {
        if let Some(made_loop) = shape.make(at) {
            let known = |other: &Loop| {
                other.start.same(&made_loop.start)
                    && other.memory == made_loop.memory
                    && other.code == made_loop.code
            };
            if !made.iter().any(known) {
                at += made_loop.code.len() as u32;
                made.push(made_loop);
            }
        }
    }
    if made.is_empty() { Err(anyhow!("{form:?}: no loop can be made of it")) } else { Ok(Some(made)) }
}

fn uses_stack(op: Op) -> bool {
    op.forms().iter().any(|form| isa::implicit(*form).is_some_and(|i| i.regs_written.contains(Reg::Rsp)))
}

fn is_gather(kinds: &[Kind]) -> bool {
    kinds.iter().any(|kind| {
        matches!(kind, Kind::mem_vsib32x | Kind::mem_vsib32y | Kind::mem_vsib64x | Kind::mem_vsib64y)
    })
}

/// The first register of the kind, if it is one that may be chosen.
fn register(kind: Kind) -> Option<Register> {
    Some(match kind {
        Kind::r8_or_mem | Kind::r8_reg | Kind::r8_opcode => Register::AL,
        Kind::r16_or_mem | Kind::r16_reg | Kind::r16_rm | Kind::r16_opcode => Register::AX,
        Kind::r32_or_mem | Kind::r32_reg | Kind::r32_rm | Kind::r32_opcode | Kind::r32_vvvv => Register::EAX,
        Kind::r64_or_mem | Kind::r64_reg | Kind::r64_rm | Kind::r64_opcode | Kind::r64_vvvv => Register::RAX,
        Kind::xmm_or_mem | Kind::xmm_reg | Kind::xmm_rm | Kind::xmm_vvvv | Kind::xmm_is4 => Register::XMM0,
        Kind::ymm_or_mem | Kind::ymm_reg | Kind::ymm_rm | Kind::ymm_vvvv | Kind::ymm_is4 => Register::YMM0,
        _ => return None,
    })
}

fn decode_any(form: Form, op: Op, addr: u32) -> Option<Inst> {
    let shape = Shape {
        form,
        op,
        place: OperandHome::Aligned,
        registers: RegisterChoice::Apart,
        values: [Lanes::Noise; 3],
        flags: false,
        rep: Rep::None,
        count: 1,
        awkward: false,
        imm: 1,
    };
    let bytes = shape.encode(0, addr)?;
    decode(&bytes, GuestAddr(addr)).ok()
}

impl Shape {
    fn name(&self) -> String {
        let mut parts = Vec::new();
        match self.place {
            OperandHome::Register => {}
            OperandHome::Aligned => parts.push("memory".to_owned()),
            OperandHome::Crossing => parts.push("memory across pages".to_owned()),
        }
        match self.registers {
            RegisterChoice::Apart => {}
            RegisterChoice::Same => parts.push("one register".to_owned()),
            RegisterChoice::High => parts.push("ah bh ch dh".to_owned()),
            RegisterChoice::Stack => parts.push("rsp".to_owned()),
        }
        if self.values != [Lanes::Noise; 3] {
            let lane = |lanes: Lanes| match lanes {
                Lanes::Noise => "noise".to_owned(),
                Lanes::Ones => "ones".to_owned(),
                Lanes::Small => "small".to_owned(),
                Lanes::Normal(bits) => format!("normal{bits}"),
                Lanes::Subnormal(bits) => format!("subnormal{bits}"),
                Lanes::Tiny => "tiny".to_owned(),
                Lanes::Nan(bits) => format!("nan{bits}"),
            };
            let [a, b, c] = self.values.map(lane);
            parts.push(if a == b && b == c { a } else { format!("{a} {b} {c}") });
        }
        if self.flags {
            parts.push("flags asked for".to_owned());
        }
        if self.rep != Rep::None {
            parts.push(format!(
                "{:?} {}{}",
                self.rep,
                self.count,
                if self.awkward { " backwards" } else { "" }
            ));
        }
        parts.join(", ")
    }

    /// The register of operand `i` in copy `k`.
    fn register(&self, kind: Kind, i: u32, k: usize) -> Option<Register> {
        let first = register(kind)?;
        // rax, rcx, rdx are implicit operands, r12 to r15 the loop's own.
        let general: [&[usize]; 4] = [&[3, 6, 7], &[8, 9], &[10, 11], &[9]];
        let vectors: [&[usize]; 4] = [&[1, 2, 3, 4], &[5, 6, 7], &[8, 9, 10], &[11]];
        if first.is_vector_register() {
            let set = vectors[i as usize];
            let n = if self.registers == RegisterChoice::Same { 1 } else { set[k % set.len()] };
            return Some(first + n as u32);
        }
        let set = general[i as usize];
        let n = match self.registers {
            RegisterChoice::Same => 3,
            RegisterChoice::Stack if i == 0 && first != Register::AL => 4,
            _ => set[k % set.len()],
        };
        if first == Register::AL {
            if self.registers == RegisterChoice::High {
                return Some(Register::AH + ((k as u32 + i) & 3));
            }
            // Behind the four with high bytes, iced numbers `spl` to `r15l`.
            return Some(if n < 4 { Register::AL + n as u32 } else { Register::SPL + (n as u32 - 4) });
        }
        Some(first + n as u32)
    }

    /// The bytes of copy `k` at `addr`.
    fn encode(&self, k: usize, addr: u32) -> Option<Vec<u8>> {
        let op_code = self.form.op_code();
        let mut instruction = Instruction::default();
        instruction.set_code(self.form);
        for i in 0..op_code.op_count() {
            let kind = op_code.op_kind(i);
            let or_memory = matches!(
                kind,
                Kind::r8_or_mem
                    | Kind::r16_or_mem
                    | Kind::r32_or_mem
                    | Kind::r64_or_mem
                    | Kind::xmm_or_mem
                    | Kind::ymm_or_mem
            );
            if or_memory && self.place != OperandHome::Register {
                self.memory(&mut instruction, i, k);
                continue;
            }
            let fixed = match kind {
                Kind::al => Some(Register::AL),
                Kind::cl => Some(Register::CL),
                Kind::ax => Some(Register::AX),
                Kind::dx => Some(Register::DX),
                Kind::eax => Some(Register::EAX),
                Kind::rax => Some(Register::RAX),
                _ => self.register(kind, i, k),
            };
            if let Some(register) = fixed {
                instruction.set_op_kind(i, OpKind::Register);
                instruction.set_op_register(i, register);
            } else {
                self.other(&mut instruction, i, kind, k, addr)?;
            }
        }
        match self.rep {
            Rep::None => {}
            Rep::Repe => instruction.set_has_rep_prefix(true),
            Rep::Repne => instruction.set_has_repne_prefix(true),
        }
        let encode = |instruction: &Instruction| {
            let mut encoder = Encoder::new(64);
            encoder.encode(instruction, u64::from(addr)).ok()?;
            Some(encoder.take_buffer())
        };
        let mut bytes = encode(&instruction)?;
        if (0..instruction.op_count()).any(|i| instruction.op_kind(i) == OpKind::NearBranch64) {
            // To what follows.
            instruction.set_near_branch64(u64::from(addr) + bytes.len() as u64);
            bytes = encode(&instruction)?;
        }
        let inst = decode(&bytes, GuestAddr(addr)).ok()?;
        (inst.form() == self.form && usize::from(inst.len()) == bytes.len()).then_some(bytes)
    }

    fn memory(&self, instruction: &mut Instruction, i: u32, k: usize) {
        instruction.set_op_kind(i, OpKind::Memory);
        // High bytes cannot be named beside registers above rdi.
        let high = self.registers == RegisterChoice::High;
        instruction.set_memory_base(if high { Register::RSI } else { Register::R15 });
        if !high {
            instruction.set_memory_index(Register::R13);
            instruction.set_memory_index_scale(2);
        }
        let size = instruction.memory_size().size().max(2) as i64;
        let displacement = match self.place {
            OperandHome::Crossing => {
                let index = if high { 0 } else { 2 * INDEX };
                i64::from(BORDER - HERE - index) - size / 2
            }
            _ => 64 * (k % 8) as i64,
        };
        // For a target, the address of what follows this copy.
        let displacement = if self.is_jump() { 8 * k as i64 + 0x800 } else { displacement };
        instruction.set_memory_displ_size(8);
        instruction.set_memory_displacement64(displacement as u64);
    }

    fn is_jump(&self) -> bool {
        matches!(self.op, Op::Jmp | Op::Call)
    }

    fn other(&self, instruction: &mut Instruction, i: u32, kind: Kind, k: usize, addr: u32) -> Option<()> {
        let byte = self.imm;
        let extended = i64::from(byte as i8);
        match kind {
            Kind::mem => self.memory(instruction, i, k),
            Kind::mem_offs => {
                instruction.set_op_kind(i, OpKind::Memory);
                instruction.set_memory_displ_size(8);
                let offset = if self.place == OperandHome::Crossing { BORDER - 1 } else { HERE };
                instruction.set_memory_displacement64(u64::from(DATA + offset));
            }
            Kind::mem_vsib32x | Kind::mem_vsib64x | Kind::mem_vsib32y | Kind::mem_vsib64y => {
                self.memory(instruction, i, k);
                let wide = matches!(kind, Kind::mem_vsib32y | Kind::mem_vsib64y);
                instruction.set_memory_index(if wide { Register::YMM12 } else { Register::XMM12 });
            }
            Kind::br64_1 | Kind::br64_4 => {
                instruction.set_op_kind(i, OpKind::NearBranch64);
                instruction.set_near_branch64(u64::from(addr));
            }
            Kind::imm8 => {
                instruction.set_op_kind(i, OpKind::Immediate8);
                instruction.set_immediate8(byte);
            }
            Kind::imm8_const_1 => {
                instruction.set_op_kind(i, OpKind::Immediate8);
                instruction.set_immediate8(1);
            }
            Kind::imm8sex16 => {
                instruction.set_op_kind(i, OpKind::Immediate8to16);
                instruction.set_immediate8to16(extended as i16);
            }
            Kind::imm8sex32 => {
                instruction.set_op_kind(i, OpKind::Immediate8to32);
                instruction.set_immediate8to32(extended as i32);
            }
            Kind::imm8sex64 => {
                instruction.set_op_kind(i, OpKind::Immediate8to64);
                instruction.set_immediate8to64(extended);
            }
            Kind::imm16 => {
                instruction.set_op_kind(i, OpKind::Immediate16);
                instruction.set_immediate16(if self.op == Op::Ret { 8 } else { 0x1234 });
            }
            Kind::imm32 => {
                instruction.set_op_kind(i, OpKind::Immediate32);
                instruction.set_immediate32(0x1234_5678);
            }
            Kind::imm32sex64 => {
                instruction.set_op_kind(i, OpKind::Immediate32to64);
                instruction.set_immediate32to64(-0x1234_5678);
            }
            Kind::imm64 => {
                instruction.set_op_kind(i, OpKind::Immediate64);
                instruction.set_immediate64(0x1234_5678_9abc_def0);
            }
            Kind::seg_rSI => instruction.set_op_kind(i, OpKind::MemorySegRSI),
            Kind::es_rDI => instruction.set_op_kind(i, OpKind::MemoryESRDI),
            Kind::seg_rDI => instruction.set_op_kind(i, OpKind::MemorySegRDI),
            Kind::seg_rBX_al => {
                instruction.set_op_kind(i, OpKind::Memory);
                instruction.set_memory_base(Register::RBX);
                instruction.set_memory_index(Register::AL);
            }
            _ => return None,
        }
        Some(())
    }

    /// What stands before each copy.
    fn before(&self, code: &mut Vec<u8>, next: u32) {
        let kinds = self.form.op_code().op_kinds();
        if self.op.class() == Class::Divide {
            code.extend([0x4c, 0x89, 0xda]); // mov rdx, r11
            code.extend([0x4c, 0x89, 0xe0]); // mov rax, r12
        }
        if is_gather(kinds) {
            code.extend([0xc4, 0x41, 0x3d, 0x76, 0xc0]); // vpcmpeqd ymm8, ymm8, ymm8
            code.extend([0xc4, 0x41, 0x35, 0x76, 0xc9]); // vpcmpeqd ymm9, ymm9, ymm9
            code.extend([0xc4, 0x41, 0x2d, 0x76, 0xd2]); // vpcmpeqd ymm10, ymm10, ymm10
        }
        if self.rep != Rep::None {
            code.push(0xb9); // mov ecx, count
            code.extend(self.count.to_le_bytes());
            self.string_addresses(code);
        }
        if self.is_jump() && self.place == OperandHome::Register && kinds.contains(&Kind::r64_or_mem) {
            code.push(0xbb); // mov ebx, next
            code.extend(next.to_le_bytes());
            code.push(0xbe); // mov esi, next
            code.extend(next.to_le_bytes());
            code.push(0xbf); // mov edi, next
            code.extend(next.to_le_bytes());
        }
    }

    fn string_addresses(&self, code: &mut Vec<u8>) {
        code.extend([0x4c, 0x89, 0xd6]); // mov rsi, r10
        code.extend([0x4c, 0x89, 0xdf]); // mov rdi, r11
    }

    fn make(&self, addr: u32) -> Option<Loop> {
        let mut code = Vec::new();
        let mut memory = Vec::new();
        if uses_stack(self.op) {
            code.extend([0x4c, 0x89, 0xe4]); // mov rsp, r12
        }
        if self.op.is_string() {
            code.push(if self.awkward { 0xfd } else { 0xfc }); // std, cld
            self.string_addresses(&mut code);
        }
        for k in 0..COPIES {
            let at = addr + code.len() as u32;
            let mut before = Vec::new();
            self.before(&mut before, 0);
            let bytes = self.encode(k, at + before.len() as u32)?;
            let next = at + (before.len() + bytes.len()) as u32;
            self.before(&mut code, next);
            code.extend(&bytes);
            if self.is_jump() {
                memory.push((HERE + 2 * INDEX + 0x800 + 8 * k as u32, u64::from(next)));
            }
            if self.op == Op::Ret {
                let apart = if self.form.op_code().op_count() == 0 { 8 } else { 16 };
                memory.push((STACK + apart * k as u32, u64::from(next)));
            }
            if self.flags {
                code.extend([0x41, 0x0f, 0x9a, 0xc3]); // setp r11b
            }
        }
        code.extend([0x49, 0xff, 0xce]); // dec r14
        code.extend([0x0f, 0x85]); // jnz to the start
        code.extend((-(code.len() as i32 + 4)).to_le_bytes());
        code.extend([0x0f, 0x0b]); // ud2
        if self.op == Op::Leave {
            memory.push((STACK, u64::from(DATA + STACK)));
        }
        Some(Loop { name: self.name(), code, start: self.start(addr), memory })
    }

    fn start(&self, addr: u32) -> LoopStart {
        let mut start = LoopStart::new(addr);
        let mut seed = 0x1234_5678;
        let small = self.values[0] == Lanes::Small;
        for reg in &mut start.regs {
            let bits = harness::random(&mut seed);
            *reg = if small { 1 } else { bits };
        }
        // Named by no operand.
        let here = u64::from(DATA + HERE);
        start.regs[15] = here;
        start.regs[13] = u64::from(INDEX);
        start.regs[1] = if small { 1 } else { 0x1234_560b };
        if self.registers == RegisterChoice::High {
            start.regs[6] = here;
        }
        match self.op {
            _ if self.op.class() == Class::Divide => {
                // Quotients as long as they can be.
                start.regs[11] = 0x0123_0123_0123_0123;
                start.regs[12] = 0x7777_7777_7777_1122;
                for reg in [3, 6, 7, 8, 9, 10] {
                    start.regs[reg] = DIVISOR;
                }
            }
            Op::Xlatb => start.regs[3] = here,
            Op::Maskmovdqu => start.regs[7] = here,
            Op::Leave => start.regs[5] = u64::from(DATA + STACK),
            op if op.is_string() => {
                let middle = if self.awkward { 0x1000 } else { 0 };
                start.regs[10] = here + middle;
                start.regs[11] = here + middle + if self.awkward { 0 } else { 0x4000 };
                start.regs[0] = if small { 0 } else { 1 };
            }
            _ => {}
        }
        if uses_stack(self.op) {
            start.regs[12] = u64::from(DATA + STACK);
            start.regs[4] = u64::from(DATA + STACK);
        }
        for (n, vector) in start.vectors.iter_mut().enumerate() {
            let role = match n {
                0..=4 => 0,
                5..=7 => 1,
                _ => 2,
            };
            let lanes = if n == 12 { Lanes::Small } else { self.values[role] };
            lanes.fill(vector, 77 + n as u64);
        }
        // Operands without a role of their own: a mask.
        if self.form.op_code().op_count() > 3 {
            Lanes::Noise.fill(&mut start.vectors[11], 99);
        }
        let vex = self.form.op_code().op_count() > 2;
        let lanes = if self.op.is_string() { Lanes::Small } else { self.values[if vex { 2 } else { 1 }] };
        lanes.fill(&mut start.data, 4242);
        if self.op.is_string() {
            start.data.fill(0);
        }
        if self.op.class() == Class::Divide {
            for lane in start.data.chunks_mut(8) {
                lane.copy_from_slice(&DIVISOR.to_le_bytes());
            }
            for at in (BORDER as usize - 8)..(BORDER as usize + 8) {
                start.data[at] = 0x7f;
            }
        }
        if self.op == Op::Popf {
            start.data.fill(0);
        }
        start.flags = FlagSet::NONE;
        start
    }
}

/// The index register's value.
const INDEX: u32 = 32;
const DIVISOR: u64 = 0x7fff_7fff_7fff_7f7f;
