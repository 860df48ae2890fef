//! Encodings of a form: any registers, any addressing mode, edges among the immediates, prefixes that mean
//! something and prefixes that do not.
//!
//! Generic: operands follow from the kinds that iced's tables give for the form, so a form that enters the
//! instruction table is generated for from then on. What comes out has been decoded again by
//! [`echo_abi::decode()`] as the same form; that is also where a wrong idea of ours about prefixes ends.

use crate::random::Rng;
use crate::slot::TextSlot;
use crate::window;
use echo_abi::isa::{Operand, Reg};
use echo_abi::{Form, GuestAddr, Inst, Op, decode};
use iced_x86::OpCodeOperandKind as Kind;
use iced_x86::{Encoder, Instruction, InstructionInfoFactory, OpAccess, OpKind, Register};

/// An instruction at its place.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// The bytes of the instruction.
    pub bytes: Vec<u8>,
    /// As the machine decodes it.
    pub inst: Inst,
    /// The memory it accesses, explicitly or not.
    pub accesses: Vec<MemoryAccess>,
}

/// An access to memory at `base + index * scale + disp`.
#[derive(Clone, Copy, Debug)]
pub struct MemoryAccess {
    /// Base register.
    pub base: Option<Reg>,
    /// Index register and the bits of it that count.
    pub index: Option<(Reg, u64)>,
    /// Factor of the index.
    pub scale: u64,
    /// Displacement, or the whole address.
    pub disp: u64,
    /// Bytes.
    pub size: u32,
    /// Whether the address is cut to 32 bits (prefix 67).
    pub narrow: bool,
    /// For a gather, the lanes that stand in place of the index.
    pub lanes: Option<GatherIndex>,
}

/// The index register of a gather.
#[derive(Clone, Copy, Debug)]
pub struct GatherIndex {
    /// Number of the vector register.
    pub register: usize,
    /// Bytes of an index, 4 or 8.
    pub size: usize,
    /// How many there may be.
    pub count: usize,
}

/// No encoding of a form could be made: the generator does not know an operand kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{form:?}: no encoding can be generated")]
pub struct NoEncoding {
    /// The form.
    pub form: Form,
}

/// Which memory operands to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryShape {
    /// Any: the state is made to fit.
    Any,
    /// Addresses that [`crate::program`] keeps in bounds: about r15, indexed by r13, at a fixed address, or where
    /// it says.
    Bounded(Wish),
}

/// What an instruction of a program should be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Numbers of registers to name, general and vector ones alike, where one has its turn.
    pub registers: [u8; 3],
    /// In how many of 100 cases that is.
    pub favour: u32,
    /// In how many of 100 cases an operand that can be memory is.
    pub memory: u32,
    /// Where memory operands mostly lie.
    pub place: Option<KnownAddress>,
}

/// An address in registers that a program has made sure of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownAddress {
    /// The address's base.
    pub base: Reg,
    /// The address's index, to be taken times any scale.
    pub index: Option<Reg>,
    /// Whether base and index are multiples of 16.
    pub aligned: bool,
}

impl Default for Wish {
    fn default() -> Self {
        Self { registers: [0; 3], favour: 0, memory: 60, place: None }
    }
}

/// A random encoding of `form` at `addr` for a program, where the first attempts give one; no branches.
#[must_use]
pub fn encode_bounded(form: Form, addr: u32, wish: &Wish, rng: &mut Rng) -> Option<Encoding> {
    (0..8).find_map(|_| attempt(form, addr, None, MemoryShape::Bounded(*wish), rng))
}

/// A random encoding of `form` for `slot`.
///
/// # Errors
/// [`NoEncoding`] for operand kinds the generator does not know.
pub fn encode(form: Form, slot: TextSlot, rng: &mut Rng) -> Result<Encoding, NoEncoding> {
    (0..200)
        .find_map(|_| attempt(form, slot.inst(), Some(slot), MemoryShape::Any, rng))
        .ok_or(NoEncoding { form })
}

/// Branches need a slot, whose pads are their targets.
fn attempt(
    form: Form,
    addr: u32,
    slot: Option<TextSlot>,
    shape: MemoryShape,
    rng: &mut Rng,
) -> Option<Encoding> {
    let mut prefixes = Vec::new();
    if rng.chance(12) {
        for _ in 0..=rng.below(2) {
            prefixes.push(rng.pick(&[0x26, 0x2e, 0x36, 0x3e, 0x66, 0xf2, 0xf3]));
        }
    }
    let instruction = build(form, slot, shape, rng)?;
    let ip = u64::from(addr);
    let mut encoder = Encoder::new(64);
    encoder.encode(&instruction, ip + prefixes.len() as u64).ok()?;
    let mut bytes = prefixes;
    bytes.extend(encoder.take_buffer());
    let inst = decode(&bytes, GuestAddr(addr)).ok()?;
    if inst.form() != form || usize::from(inst.len()) != bytes.len() {
        return None;
    }
    let accesses = accesses(&bytes, ip)?;
    // A bit index that is an address too would reach far away.
    let far_bit = matches!(inst.op(), Op::Bt | Op::Bts | Op::Btr | Op::Btc)
        && inst.operands().last().is_some_and(|operand| match operand {
            Operand::Reg(reg, _) => {
                accesses.iter().any(|a| a.base == Some(reg) || a.index.is_some_and(|i| i.0 == reg))
            }
            _ => false,
        });
    (!far_bit).then_some(Encoding { bytes, inst, accesses })
}

/// What the bytes access, by iced's account: it lists implicit operands too, which [`Inst`] does not.
fn accesses(bytes: &[u8], ip: u64) -> Option<Vec<MemoryAccess>> {
    let instruction = iced_x86::Decoder::with_ip(64, bytes, ip, 0).decode();
    let mut factory = InstructionInfoFactory::new();
    let mut all = Vec::new();
    for memory in factory.info(&instruction).used_memory() {
        if matches!(memory.access(), OpAccess::None | OpAccess::NoMemAccess) {
            continue;
        }
        let general =
            |register: Register| register.is_gpr().then(|| Reg::ALL[register.full_register().number()]);
        let base = memory.base();
        let lanes = memory.index().is_vector_register().then(|| {
            let (register, size) = (memory.index(), memory.vsib_size() as usize);
            GatherIndex { register: register.number(), size, count: register.size() / size }
        });
        let index_mask = u64::MAX >> (64 - 8 * memory.index().size().clamp(1, 8));
        all.push(MemoryAccess {
            base: general(base),
            index: general(memory.index()).map(|reg| (reg, index_mask)),
            scale: u64::from(memory.scale().max(1)),
            disp: memory.displacement(),
            // Of a repeated string instruction the size is unknown to iced: one element counts.
            size: memory.memory_size().size().max(instruction.memory_size().size()) as u32,
            narrow: memory.address_size() == iced_x86::CodeSize::Code32,
            lanes,
        });
    }
    Some(all)
}

const R8: [Register; 20] = [
    Register::AL,
    Register::CL,
    Register::DL,
    Register::BL,
    Register::SPL,
    Register::BPL,
    Register::SIL,
    Register::DIL,
    Register::R8L,
    Register::R9L,
    Register::R10L,
    Register::R11L,
    Register::R12L,
    Register::R13L,
    Register::R14L,
    Register::R15L,
    Register::AH,
    Register::CH,
    Register::DH,
    Register::BH,
];

/// A register of the run of sixteen that starts at `first`; low numbers more often, so that operands
/// coincide.
fn one_of(first: Register, rng: &mut Rng) -> Register {
    let n = if rng.chance(40) { rng.below(8) } else { rng.below(16) };
    first + n
}

/// The number of a register that is wished for, if one has its turn.
fn wished(shape: MemoryShape, rng: &mut Rng) -> Option<u8> {
    match shape {
        MemoryShape::Bounded(wish) if rng.chance(wish.favour) => Some(rng.pick(&wish.registers)),
        _ => None,
    }
}

/// A register of the run that starts at `first`.
fn register_of(first: Register, shape: MemoryShape, rng: &mut Rng) -> Register {
    match wished(shape, rng) {
        Some(n) => first + u32::from(n),
        None => one_of(first, rng),
    }
}

fn byte_register(shape: MemoryShape, rng: &mut Rng) -> Register {
    match wished(shape, rng) {
        // `ah` and its like stand behind the sixteen.
        Some(n) if n < 4 && rng.chance(30) => R8[usize::from(16 + n)],
        Some(n) => R8[usize::from(n)],
        None => rng.pick(&R8),
    }
}

fn build(form: Form, slot: Option<TextSlot>, shape: MemoryShape, rng: &mut Rng) -> Option<Instruction> {
    let op_code = form.op_code();
    let mut instruction = Instruction::default();
    instruction.set_code(form);
    for i in 0..op_code.op_count() {
        let kind = op_code.op_kind(i);
        if matches!(kind, Kind::br64_1 | Kind::br64_4) {
            let slot = slot?;
            let from = if kind == Kind::br64_1 || rng.chance(50) { slot } else { TextSlot::random(rng) };
            instruction.set_op_kind(i, OpKind::NearBranch64);
            instruction.set_near_branch64(u64::from(from.pad(rng)));
        } else {
            operand(&mut instruction, i, kind, shape, rng)?;
        }
    }
    let memory_first = op_code.op_count() > 0 && instruction.op_kind(0) == OpKind::Memory;
    if op_code.can_use_lock_prefix() && memory_first && rng.chance(30) {
        instruction.set_has_lock_prefix(true);
    }
    if op_code.can_use_rep_prefix() && rng.chance(35) {
        instruction.set_has_rep_prefix(true);
    } else if op_code.can_use_repne_prefix() && rng.chance(50) {
        instruction.set_has_repne_prefix(true);
    }
    Some(instruction)
}

fn operand(
    instruction: &mut Instruction,
    i: u32,
    kind: Kind,
    shape: MemoryShape,
    rng: &mut Rng,
) -> Option<()> {
    let or_memory = matches!(
        kind,
        Kind::r8_or_mem
            | Kind::r16_or_mem
            | Kind::r32_or_mem
            | Kind::r64_or_mem
            | Kind::xmm_or_mem
            | Kind::ymm_or_mem
    );
    let memory = if let MemoryShape::Bounded(wish) = shape { wish.memory } else { 60 };
    if or_memory && rng.chance(memory) {
        return memory_of(instruction, i, shape, rng);
    }
    let register = match kind {
        Kind::r8_or_mem | Kind::r8_reg | Kind::r8_opcode => byte_register(shape, rng),
        Kind::r16_or_mem | Kind::r16_reg | Kind::r16_rm | Kind::r16_opcode => {
            register_of(Register::AX, shape, rng)
        }
        Kind::r32_or_mem | Kind::r32_reg | Kind::r32_rm | Kind::r32_opcode | Kind::r32_vvvv => {
            register_of(Register::EAX, shape, rng)
        }
        Kind::r64_or_mem | Kind::r64_reg | Kind::r64_rm | Kind::r64_opcode | Kind::r64_vvvv => {
            register_of(Register::RAX, shape, rng)
        }
        Kind::xmm_or_mem | Kind::xmm_reg | Kind::xmm_rm | Kind::xmm_vvvv | Kind::xmm_is4 => {
            register_of(Register::XMM0, shape, rng)
        }
        Kind::ymm_or_mem | Kind::ymm_reg | Kind::ymm_rm | Kind::ymm_vvvv | Kind::ymm_is4 => {
            register_of(Register::YMM0, shape, rng)
        }
        Kind::al => Register::AL,
        Kind::cl => Register::CL,
        Kind::ax => Register::AX,
        Kind::dx => Register::DX,
        Kind::eax => Register::EAX,
        Kind::rax => Register::RAX,
        _ => return other(instruction, i, kind, shape, rng),
    };
    instruction.set_op_kind(i, OpKind::Register);
    instruction.set_op_register(i, register);
    Some(())
}

/// Operands that are no registers.
fn other(instruction: &mut Instruction, i: u32, kind: Kind, shape: MemoryShape, rng: &mut Rng) -> Option<()> {
    let edge = shape != MemoryShape::Any && rng.chance(55);
    let byte = match rng.chance(50) {
        _ if edge => rng.pick(&[0, 1, 0xff, 0xff, 0x7f, 0x80]),
        true => rng.below(70) as u8,
        false => rng.int() as u8,
    };
    let word = if edge {
        rng.pick(&[0, 1, u32::MAX, u32::MAX, 0x7fff_ffff, 0x7fff_ffff, 0x8000_0000])
    } else {
        rng.int() as u32
    };
    let sign_extended = i64::from(byte as i8);
    let mut immediate = |kind| instruction.set_op_kind(i, kind);
    match kind {
        Kind::mem => return memory_of(instruction, i, shape, rng),
        Kind::mem_offs | Kind::mem_vsib32x | Kind::mem_vsib32y | Kind::mem_vsib64x | Kind::mem_vsib64y
            if shape != MemoryShape::Any =>
        {
            return None;
        }
        Kind::mem_vsib32x | Kind::mem_vsib64x => return memory(instruction, i, Some(Register::XMM0), rng),
        Kind::mem_vsib32y | Kind::mem_vsib64y => return memory(instruction, i, Some(Register::YMM0), rng),
        Kind::mem_offs => {
            instruction.set_op_kind(i, OpKind::Memory);
            instruction.set_memory_displ_size(if rng.chance(10) { 4 } else { 8 });
            instruction.set_memory_displacement64(u64::from(place(rng, 8)));
        }
        Kind::imm8 => {
            immediate(OpKind::Immediate8);
            instruction.set_immediate8(byte);
        }
        Kind::imm8_const_1 => {
            immediate(OpKind::Immediate8);
            instruction.set_immediate8(1);
        }
        Kind::imm8sex16 => {
            immediate(OpKind::Immediate8to16);
            instruction.set_immediate8to16(sign_extended as i16);
        }
        Kind::imm8sex32 => {
            immediate(OpKind::Immediate8to32);
            instruction.set_immediate8to32(sign_extended as i32);
        }
        Kind::imm8sex64 => {
            immediate(OpKind::Immediate8to64);
            instruction.set_immediate8to64(sign_extended);
        }
        Kind::imm16 => {
            immediate(OpKind::Immediate16);
            instruction.set_immediate16(rng.int() as u16);
        }
        Kind::imm32 => {
            immediate(OpKind::Immediate32);
            instruction.set_immediate32(word);
        }
        Kind::imm32sex64 => {
            immediate(OpKind::Immediate32to64);
            instruction.set_immediate32to64(i64::from(word as i32));
        }
        Kind::imm64 => {
            immediate(OpKind::Immediate64);
            instruction.set_immediate64(rng.int());
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

/// An address for an operand that names one itself.
fn place(rng: &mut Rng, size: u32) -> u32 {
    if rng.chance(60) {
        window::DATA + 32 * rng.below(window::DATA_SIZE / 32 - 2)
    } else if rng.chance(20) {
        window::DATA + window::PAGE * (1 + rng.below(2)) - 1 - rng.below(size.max(2) - 1)
    } else {
        window::DATA + rng.below(window::DATA_SIZE + window::CONST_SIZE - 64)
    }
}

fn memory_of(instruction: &mut Instruction, i: u32, shape: MemoryShape, rng: &mut Rng) -> Option<()> {
    match shape {
        MemoryShape::Any => memory(instruction, i, None, rng),
        MemoryShape::Bounded(wish) => {
            bounded(instruction, i, wish.place, rng);
            Some(())
        }
    }
}

/// A memory operand within [`crate::program`]'s bounds, mostly aligned.
fn bounded(instruction: &mut Instruction, i: u32, place: Option<KnownAddress>, rng: &mut Rng) {
    instruction.set_op_kind(i, OpKind::Memory);
    if let Some(place) = place.filter(|_| rng.chance(80)) {
        instruction.set_memory_base(Register::RAX + place.base as u32);
        if let Some(index) = place.index {
            instruction.set_memory_index(Register::RAX + index as u32);
            instruction.set_memory_index_scale(1 << rng.below(4));
        }
        let displacement = 16 * (i64::from(rng.below(64)) - 32);
        let size = if displacement == 0 { 0 } else { 8 };
        instruction.set_memory_displ_size(size);
        instruction.set_memory_displacement64(displacement as u64);
        return;
    }
    let fixed = rng.below(8);
    if fixed < 2 {
        if fixed == 0 {
            instruction.set_memory_base(Register::RIP);
        }
        instruction.set_memory_displ_size(8);
        instruction.set_memory_displacement64(u64::from(
            window::DATA + 2048 + 32 * rng.below((window::DATA_SIZE - 2048) / 32),
        ));
        return;
    }
    instruction.set_memory_base(Register::R15);
    if rng.chance(40) {
        instruction.set_memory_index(Register::R13);
        instruction.set_memory_index_scale(1 << rng.below(4));
    }
    let displacement = match rng.below(4) {
        0 => i64::from(rng.below(128)) - 64,
        _ => 32 * (i64::from(rng.below(64)) - 32),
    };
    instruction.set_memory_displ_size(8);
    instruction.set_memory_displacement64(displacement as u64);
}

/// A memory operand of any shape; for a gather, `lanes` is the first of the registers that may be its index.
fn memory(instruction: &mut Instruction, i: u32, lanes: Option<Register>, rng: &mut Rng) -> Option<()> {
    instruction.set_op_kind(i, OpKind::Memory);
    let narrow = rng.chance(10);
    let (first, full) = if narrow { (Register::EAX, 4) } else { (Register::RAX, 8) };
    let shape = if lanes.is_some() { 10 + rng.below(10) } else { rng.below(20) };
    if shape < 2 {
        instruction.set_memory_displ_size(full);
        instruction.set_memory_displacement64(u64::from(place(rng, 16)));
        return Some(());
    }
    if shape < 5 {
        instruction.set_memory_base(if narrow { Register::EIP } else { Register::RIP });
        instruction.set_memory_displ_size(full);
        instruction.set_memory_displacement64(u64::from(place(rng, 16)));
        return Some(());
    }
    let has_base = shape < 18;
    let has_index = shape >= 10;
    let base = one_of(first, rng);
    let on_stack = has_base && base.full_register() == Register::RSP;
    if has_base {
        instruction.set_memory_base(base);
    }
    if has_index {
        let index = one_of(lanes.unwrap_or(first), rng);
        if index.full_register() == Register::RSP {
            return None;
        }
        instruction.set_memory_index(index);
        instruction.set_memory_index_scale(1 << rng.below(4));
    }
    let (size, displacement) = match rng.below(3) {
        _ if !has_base && lanes.is_some() => {
            (full, i64::from(window::DATA + 2048 + rng.below(window::DATA_SIZE - 4096)))
        }
        _ if !has_base => (full, i64::from(rng.int() as i32 >> 2)),
        0 => (0, 0),
        1 => (1, i64::from(rng.int() as i8)),
        _ if on_stack => (full, i64::from(rng.below(512)) - 256),
        _ => (full, i64::from(rng.int() as i32)),
    };
    instruction.set_memory_displ_size(size);
    let bits = if narrow { u64::from(displacement as u32) } else { displacement as u64 };
    instruction.set_memory_displacement64(bits);
    Some(())
}
