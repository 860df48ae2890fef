//! The processor is the oracle for vector instructions: every accepted form runs natively, in a scratch page,
//! and on the machine, from the same random and edge-case states, and registers, flags and memory must come
//! out equal.
//!
//! Forms, operands and encodings are enumerated from the instruction table, so that a new row is tested
//! without a word here. Forms of features this processor lacks are skipped with a word. Traps are not tried
//! natively; what must hold of them stands at the end.
#![cfg(target_arch = "x86_64")]
#![expect(unsafe_code, reason = "executes the instructions under test on this processor")]

use echo_abi::decode::decode;
use echo_abi::isa::{Class, FlagSet, Form, Op, Reg};
use echo_abi::{GuestAddr, Image, Inst, Limits, Trap};
use echo_vm::alu::packed::Packed;
use echo_vm::interp::resolved::Resolved;
use echo_vm::interp::vector;
use echo_vm::machine::{Machine, Vector};
use iced_x86::{
    CpuidFeature, Encoder, EncodingKind, Instruction, OpCodeOperandKind as Kind, OpKind, Register,
};
use memmap2::{Mmap, MmapMut};
use std::arch::asm;
use std::fmt::Write as _;
use std::sync::Arc;

/// States tried of each form, unless `ECHO_STATES` gives another number; the conformance run asks for many
/// more.
const STATES: usize = 768;

/// States tried of each encoding (registers, memory or not, immediate) of a form.
const STATES_PER_ENCODING: usize = 8;

fn states() -> usize {
    std::env::var("ECHO_STATES").map_or(STATES, |text| text.parse().expect("ECHO_STATES is a number"))
}

/// What an instruction can see and change. The layout is known to [`run_native`].
#[derive(Clone, PartialEq, Eq)]
#[repr(C, align(64))]
struct State {
    vectors: [Vector; 16],
    regs: [u64; 16],
    flags: u64,
    memory: Scratch,
}

#[derive(Clone, PartialEq, Eq)]
#[repr(C, align(64))]
struct Scratch([u8; SCRATCH]);

const SCRATCH: usize = 192;

/// General registers that instructions under test may use as operands; rsi and rdi point to memory, which
/// lies elsewhere in the guest.
const GENERAL: [Reg; 6] = [Reg::Rax, Reg::Rcx, Reg::Rdx, Reg::R8, Reg::R9, Reg::R10];

/// Executes the code, an instruction and `ret`, on this processor.
fn run_native(code: &Mmap, state: &mut State) {
    let memory = state.memory.0.as_mut_ptr();
    // SAFETY: `code` is executable and holds one instruction that falls through to `ret`. It was made from
    // the table of user-mode instructions with registers out of GENERAL and all vector registers, which are
    // clobbered here, and memory operands in `state.memory`, to which rsi and rdi point. The loads and stores
    // here are at the offsets of `State`, checked below.
    unsafe {
        asm!(
            "vmovdqu ymm0, [r12]", "vmovdqu ymm1, [r12 + 32]", "vmovdqu ymm2, [r12 + 64]", "vmovdqu ymm3, [r12 + 96]",
            "vmovdqu ymm4, [r12 + 128]", "vmovdqu ymm5, [r12 + 160]", "vmovdqu ymm6, [r12 + 192]", "vmovdqu ymm7, [r12 + 224]",
            "vmovdqu ymm8, [r12 + 256]", "vmovdqu ymm9, [r12 + 288]", "vmovdqu ymm10, [r12 + 320]", "vmovdqu ymm11, [r12 + 352]",
            "vmovdqu ymm12, [r12 + 384]", "vmovdqu ymm13, [r12 + 416]", "vmovdqu ymm14, [r12 + 448]", "vmovdqu ymm15, [r12 + 480]",
            "push qword ptr [r12 + 640]",
            "popfq",
            "mov rax, [r12 + 512]", "mov rcx, [r12 + 520]", "mov rdx, [r12 + 528]",
            "mov r8, [r12 + 576]", "mov r9, [r12 + 584]", "mov r10, [r12 + 592]",
            "call r13",
            "mov [r12 + 512], rax", "mov [r12 + 520], rcx", "mov [r12 + 528], rdx",
            "mov [r12 + 576], r8", "mov [r12 + 584], r9", "mov [r12 + 592], r10",
            "pushfq",
            "pop qword ptr [r12 + 640]",
            "vmovdqu [r12], ymm0", "vmovdqu [r12 + 32], ymm1", "vmovdqu [r12 + 64], ymm2", "vmovdqu [r12 + 96], ymm3",
            "vmovdqu [r12 + 128], ymm4", "vmovdqu [r12 + 160], ymm5", "vmovdqu [r12 + 192], ymm6", "vmovdqu [r12 + 224], ymm7",
            "vmovdqu [r12 + 256], ymm8", "vmovdqu [r12 + 288], ymm9", "vmovdqu [r12 + 320], ymm10", "vmovdqu [r12 + 352], ymm11",
            "vmovdqu [r12 + 384], ymm12", "vmovdqu [r12 + 416], ymm13", "vmovdqu [r12 + 448], ymm14", "vmovdqu [r12 + 480], ymm15",
            "vzeroupper",
            in("r12") std::ptr::from_mut(state),
            in("r13") code.as_ptr(),
            inout("rsi") memory => _,
            inout("rdi") memory => _,
            clobber_abi("C"),
        );
    }
}

const _: () = assert!(
    std::mem::offset_of!(State, regs) == 512
        && std::mem::offset_of!(State, flags) == 640
        && std::mem::offset_of!(State, vectors) == 0
);

/// The machine, and where in it the scratch memory lies.
struct Guest {
    machine: Machine,
    scratch: GuestAddr,
}

impl Guest {
    fn new() -> Self {
        let mut file = b"ECHO".to_vec();
        let text = [0xc3_u8];
        file.extend(1_u32.to_le_bytes());
        file.extend(0x40_1000_u64.to_le_bytes());
        file.extend(1_u32.to_le_bytes());
        file.extend([1, 6]);
        file.extend(0x40_1000_u64.to_le_bytes());
        file.extend(1_u32.to_le_bytes());
        file.extend(1_u32.to_le_bytes());
        file.extend(text);
        file.extend(0_u32.to_le_bytes());
        let limits = Limits::default();
        let image = Arc::new(Image::load(&file, &limits).expect("the file is a contract"));
        let machine = Machine::new(&image, &limits, 0).expect("the host has memory");
        let scratch = GuestAddr((machine.regs[Reg::Rsp as usize] as u32 - 0x1000) & !63);
        Self { machine, scratch }
    }

    fn run(&mut self, inst: &Inst, state: &mut State, execute: Execute) -> Result<(), Trap> {
        let machine = &mut self.machine;
        *machine.vectors = state.vectors;
        *machine.regs = state.regs;
        machine.regs[Reg::Rsi as usize] = u64::from(self.scratch.0);
        machine.regs[Reg::Rdi as usize] = u64::from(self.scratch.0);
        machine.flags = FlagSet(state.flags as u16).intersection(FlagSet::STATUS);
        machine.memory.slice_mut(self.scratch, SCRATCH as u32)?.copy_from_slice(&state.memory.0);
        execute(&Resolved::new(inst), machine)?;
        state.vectors = *machine.vectors;
        for reg in GENERAL {
            state.regs[reg as usize] = machine.regs[reg as usize];
        }
        state.flags = u64::from(machine.flags.0);
        state.memory.0.copy_from_slice(machine.memory.slice(self.scratch, SCRATCH as u32)?);
        Ok(())
    }
}

type Execute = fn(&Resolved, &mut Machine) -> Result<(), Trap>;

/// Splitmix64: the same states on every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn wide(&mut self) -> u128 {
        u128::from(self.next()) << 64 | u128::from(self.next())
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// Floats where something happens, as bits.
const SINGLES: [u32; 44] = [
    0x0000_0000,
    0x8000_0000,
    0x3f80_0000,
    0xbf80_0000, // 0, 1
    0x7f80_0000,
    0xff80_0000,
    0x7fc0_0000,
    0xffc0_0000, // infinities, quiet NaNs
    0x7fc1_2345,
    0xffd4_3210,
    0x7fff_ffff,
    0xffff_ffff, // payloads
    0x7f80_0001,
    0xff80_0001,
    0x7fa0_0000,
    0xffbf_ffff,
    0x7f81_2345, // signalling NaNs
    0x0000_0001,
    0x8000_0001,
    0x007f_ffff,
    0x807f_ffff, // denormals
    0x0080_0000,
    0x8080_0000,
    0x7f7f_ffff,
    0xff7f_ffff, // least and greatest normal
    0x3f00_0000,
    0xbf00_0000,
    0x3fc0_0000,
    0xbfc0_0000,
    0x4020_0000,
    0xc020_0000, // ties
    0x4f00_0000,
    0xcf00_0000,
    0x4eff_ffff,
    0xcf00_0001, // 2^31
    0x5f00_0000,
    0xdf00_0000,
    0x5eff_ffff,
    0xdf00_0001, // 2^63
    0x4b00_0001,
    0xcb7f_ffff,
    0x3f7f_ffff,
    0x3f80_0001,
    0x4049_0fdb,
];

const DOUBLES: [u64; 54] = [
    0x0000_0000_0000_0000,
    0x8000_0000_0000_0000,
    0x3ff0_0000_0000_0000,
    0xbff0_0000_0000_0000,
    0x7ff0_0000_0000_0000,
    0xfff0_0000_0000_0000,
    0x7ff8_0000_0000_0000,
    0xfff8_0000_0000_0000,
    0x7ff8_1234_5678_9abc,
    0xfffa_bcde_f012_3456,
    0x7fff_ffff_ffff_ffff,
    0xffff_ffff_ffff_ffff,
    0x7ff0_0000_0000_0001,
    0xfff0_0000_0000_0001,
    0x7ff4_0000_0000_0000,
    0xfff7_ffff_ffff_ffff,
    0x7ff0_0000_2000_0000,
    0x0000_0000_0000_0001,
    0x8000_0000_0000_0001,
    0x000f_ffff_ffff_ffff,
    0x800f_ffff_ffff_ffff,
    0x0010_0000_0000_0000,
    0x8010_0000_0000_0000,
    0x7fef_ffff_ffff_ffff,
    0xffef_ffff_ffff_ffff,
    0x3fe0_0000_0000_0000,
    0xbfe0_0000_0000_0000,
    0x3ff8_0000_0000_0000,
    0xbff8_0000_0000_0000,
    0x4004_0000_0000_0000,
    0xc004_0000_0000_0000,
    0x41e0_0000_0000_0000,
    0xc1e0_0000_0000_0000,
    0x41df_ffff_ffc0_0000,
    0xc1e0_0000_0020_0000, // 2^31
    0x41df_ffff_ffe0_0000,
    0xc1e0_0000_0010_0000,
    0xc1e0_0000_001f_ffff,
    0x41df_ffff_ffdf_ffff, // 2^31 with halves
    0x43e0_0000_0000_0000,
    0xc3e0_0000_0000_0000,
    0x43df_ffff_ffff_ffff,
    0xc3e0_0000_0000_0001, // 2^63
    0x4330_0000_0000_0001,
    0x432f_ffff_ffff_ffff,
    0x3fef_ffff_ffff_ffff,
    0x3ff0_0000_0000_0001,
    0x47ef_ffff_f000_0000,
    0x47ef_ffff_efff_ffff,
    0x36a0_0000_0000_0000,
    0x3690_0000_0000_0000, // the ends of single precision
    0x380f_ffff_e000_0000,
    0x3ff0_0000_1000_0000,
    0x3ff0_0000_3000_0000, // denormal and tie when narrowed
];

const BYTES: [u8; 12] = [0, 1, 2, 0x7e, 0x7f, 0x80, 0x81, 0xfe, 0xff, 15, 16, 17];
const WORDS: [u16; 16] = [
    0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7ffe, 0x7fff, 0x8000, 0x8001, 0xff7f, 0xff80, 0xfffe, 0xffff, 0x5555,
];
const HALVES: [u16; 16] = [
    0, 0x8000, 0x3c00, 0x7c00, 0xfc00, 0x7e00, 0xfe01, 0x7c01, 0xfdff, 1, 0x83ff, 0x0400, 0x7bff, 0xfbff,
    0x3555, 0x03ff,
];
const DOUBLEWORDS: [u32; 12] =
    [0, 1, 2, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_8000, u32::MAX];
const QUADWORDS: [u64; 12] = [
    0,
    1,
    2,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x1_0000_0000,
    i64::MAX as u64,
    1 << 63,
    (1 << 63) + 1,
    u64::MAX - 1,
    u64::MAX,
];

/// A vector of one kind of edges, or of random bits. Shift counts, which are small numbers, are a kind of
/// their own.
fn edges(random: &mut Random, kind: usize) -> u128 {
    match kind % 12 {
        0 => (0..4).fold(0, |v, _| v << 32 | u128::from(random.pick(&SINGLES))),
        1 => (0..2).fold(0, |v, _| v << 64 | u128::from(random.pick(&DOUBLES))),
        2 => (0..16).fold(0, |v, _| v << 8 | u128::from(random.pick(&BYTES))),
        3 => (0..8).fold(0, |v, _| v << 16 | u128::from(random.pick(&WORDS))),
        4 => (0..4).fold(0, |v, _| v << 32 | u128::from(random.pick(&DOUBLEWORDS))),
        5 => (0..2).fold(0, |v, _| v << 64 | u128::from(random.pick(&QUADWORDS))),
        6 => {
            let small = random.below(72) as u128;
            small | random.pick(&[0, 0, 1 << 32, 1 << 63, 1 << 64, u128::MAX << 64])
        }
        7 => {
            // Numbers of like magnitude, whose sums cancel and whose quotients are round.
            let single = |random: &mut Random| ((random.below(64) as f32 - 32.0) / 4.0).to_bits();
            (0..4).fold(0, |v, _| v << 32 | u128::from(single(random)))
        }
        8 => (0..8).fold(0, |v, _| v << 16 | u128::from(random.pick(&HALVES))),
        // Strings that have something in common.
        10 => (0..16).fold(0, |v, _| v << 8 | u128::from(random.pick(&[0_u8, 1, 2, 2, 3, 3, 0x80, 0xff]))),
        11 => (0..8).fold(0, |v, _| v << 16 | u128::from(random.pick(&[0_u16, 1, 1, 2, 0x8000, 0xffff]))),
        _ => random.wide(),
    }
}

/// The state number `n`: the kinds of edges in turn; every eighth puts the next pair of floats, every other
/// eighth the next pair of doubles, in the low lanes of the operands `a` and `b` (both registers; a memory
/// operand is in place of `b`).
fn state(random: &mut Random, n: usize, a: usize, b: usize, offset: usize) -> State {
    let mut state = State {
        vectors: std::array::from_fn(|_| packed([random.wide(), random.wide()])),
        regs: std::array::from_fn(
            |_| if random.below(2) == 0 { random.next() } else { random.pick(&QUADWORDS) },
        ),
        flags: (random.next() & u64::from(FlagSet::STATUS.0)) | 2,
        memory: Scratch(std::array::from_fn(|_| random.next() as u8)),
    };
    let kind = n / 2;
    let mixed = random.below(12);
    for register in [a, b] {
        state.vectors[register] = packed([edges(random, kind), edges(random, kind)]);
    }
    // A third operand, the implied xmm0 among them, is any other register.
    for register in 0..16 {
        if register != a && register != b && !n.is_multiple_of(3) {
            state.vectors[register] = packed([edges(random, kind), edges(random, mixed)]);
        }
    }
    if n % 4 == 3 {
        state.vectors[b] = packed([edges(random, mixed), edges(random, mixed)]);
    }
    if n.is_multiple_of(8) {
        let pair = n / 8;
        let (x, y) = (SINGLES[pair % SINGLES.len()], SINGLES[pair / SINGLES.len() % SINGLES.len()]);
        for (register, low) in [(a, x), (b, y)] {
            let value = &mut state.vectors[register][0];
            *value = value.with_low32(low);
        }
    } else if n % 8 == 4 {
        let pair = n / 8;
        let (x, y) = (DOUBLES[pair % DOUBLES.len()], DOUBLES[pair / DOUBLES.len() % DOUBLES.len()]);
        for (register, low) in [(a, x), (b, y)] {
            let value = &mut state.vectors[register][0];
            *value = value.with_low64(low);
        }
    }
    let operand = state.vectors[b];
    state.memory.0[offset..][..16].copy_from_slice(&operand[0].to_bytes());
    state.memory.0[offset + 16..][..16].copy_from_slice(&operand[1].to_bytes());
    state
}

/// An encoding of a form, with random registers, and memory in place of a register if that is possible and
/// wanted.
struct Encoding {
    inst: Inst,
    bytes: Vec<u8>,
    /// First and second operand's registers, for the states.
    a: usize,
    b: usize,
    /// Of the memory operand in the scratch memory.
    offset: usize,
    /// The vector register that indexes memory, and the width of its lanes in bytes.
    index: Option<(usize, usize)>,
}

fn encode(form: Form, random: &mut Random, memory: bool, imm: u8) -> Encoding {
    let info = form.op_code();
    let mut iced = Instruction::default();
    iced.set_code(form);
    let mut registers = [random.below(16), random.below(16), random.below(16), random.below(16)];
    let mut index = None;
    let legacy = form.encoding() != EncodingKind::VEX;
    let mut vector_registers = Vec::new();
    let mut offset = 0;
    for i in 0..info.op_count() {
        let xmm = |n: usize| Register::XMM0 + n as u32;
        let ymm = |n: usize| Register::YMM0 + n as u32;
        let general = |random: &mut Random, base: Register| base + random.pick(&GENERAL) as u32;
        let number = registers[i as usize];
        let kind = info.op_kind(i);
        let register = match kind {
            Kind::xmm_or_mem | Kind::ymm_or_mem | Kind::r32_or_mem | Kind::r64_or_mem if memory => None,
            Kind::xmm_reg | Kind::xmm_rm | Kind::xmm_vvvv | Kind::xmm_is4 | Kind::xmm_or_mem => {
                Some(xmm(number))
            }
            Kind::ymm_reg | Kind::ymm_rm | Kind::ymm_vvvv | Kind::ymm_is4 | Kind::ymm_or_mem => {
                Some(ymm(number))
            }
            Kind::r32_reg | Kind::r32_rm | Kind::r32_or_mem => Some(general(random, Register::EAX)),
            Kind::r64_reg | Kind::r64_rm | Kind::r64_or_mem => Some(general(random, Register::RAX)),
            Kind::mem => None,
            Kind::imm8 => {
                iced.set_op_kind(i, OpKind::Immediate8);
                iced.set_immediate8(imm);
                continue;
            }
            Kind::seg_rDI => {
                iced.set_op_kind(i, OpKind::MemorySegRDI);
                continue;
            }
            Kind::mem_vsib32x | Kind::mem_vsib32y | Kind::mem_vsib64x | Kind::mem_vsib64y => {
                // Destination, index and mask must differ.
                registers[1] = (registers[0] + 1 + random.below(7)) % 16;
                registers[2] = (registers[0] + 8 + random.below(7)) % 16;
                let number = registers[1];
                let wide = matches!(kind, Kind::mem_vsib32y | Kind::mem_vsib64y);
                let lane = if matches!(kind, Kind::mem_vsib32x | Kind::mem_vsib32y) { 4 } else { 8 };
                index = Some((number, lane));
                iced.set_op_kind(i, OpKind::Memory);
                iced.set_memory_base(Register::RSI);
                iced.set_memory_index(if wide { ymm(number) } else { xmm(number) });
                iced.set_memory_index_scale(1 << random.below(4));
                // In the middle: indices are signed.
                iced.set_memory_displacement64(SCRATCH as u64 / 2);
                iced.set_memory_displ_size(1);
                continue;
            }
            kind => panic!("{form:?}: operands of kind {kind:?} are not known here"),
        };
        match register {
            Some(register) => {
                if register.is_vector_register() {
                    vector_registers.push(number);
                }
                iced.set_op_kind(i, OpKind::Register);
                iced.set_op_register(i, register);
            }
            None => {
                let size = iced.memory_size().size();
                offset = if size == 16 && legacy || echo_abi::isa::op(form) == Some(Op::MovAligned) {
                    32 * random.below(4)
                } else {
                    random.below(SCRATCH - 64 + 1)
                };
                iced.set_op_kind(i, OpKind::Memory);
                iced.set_memory_base(Register::RSI);
                iced.set_memory_displacement64(offset as u64);
                iced.set_memory_displ_size(u32::from(offset != 0));
            }
        }
    }
    let a = vector_registers.first().copied().unwrap_or(0);
    let b = if memory { (a + 1) % 16 } else { vector_registers.last().copied().unwrap_or(0) };
    let mut encoder = Encoder::new(64);
    encoder.encode(&iced, 0x40_1000).unwrap_or_else(|error| panic!("{form:?}: {error}"));
    let bytes = encoder.take_buffer();
    let inst = decode(&bytes, GuestAddr(0x40_1000)).unwrap_or_else(|refused| panic!("{form:?}: {refused:?}"));
    assert_eq!((inst.form(), usize::from(inst.len())), (form, bytes.len()), "encoded and decoded");
    Encoding { inst, bytes, a, b, offset, index }
}

/// A register of its halves' bits.
fn packed(halves: [u128; 2]) -> Vector {
    halves.map(Packed::from_bits)
}

/// Indices that, times 8, stay within the scratch memory around its middle.
fn small_indices(random: &mut Random, lane: usize) -> Vector {
    let half = |random: &mut Random| {
        (0..16 / lane).fold(0_u128, |half, _| {
            let index = random.below(17) as i128 - 8;
            let bits = 8 * lane as u32;
            half.checked_shl(bits).unwrap_or(0) | index.cast_unsigned() & (u128::MAX >> (128 - bits))
        })
    };
    packed([half(random), half(random)])
}

fn executable(bytes: &[u8]) -> Mmap {
    let mut page = MmapMut::map_anon(4096).expect("the host has memory");
    page[..bytes.len()].copy_from_slice(bytes);
    page[bytes.len()] = 0xc3;
    page.make_exec().expect("the host allows executable memory")
}

/// Whether this processor has all features of a form.
fn supported(form: Form) -> bool {
    form.cpuid_features().iter().all(|feature| match feature {
        CpuidFeature::SSE3 => is_x86_feature_detected!("sse3"),
        CpuidFeature::SSSE3 => is_x86_feature_detected!("ssse3"),
        CpuidFeature::SSE4_1 => is_x86_feature_detected!("sse4.1"),
        CpuidFeature::SSE4_2 => is_x86_feature_detected!("sse4.2"),
        CpuidFeature::AVX => is_x86_feature_detected!("avx"),
        CpuidFeature::AVX2 => is_x86_feature_detected!("avx2"),
        CpuidFeature::FMA => is_x86_feature_detected!("fma"),
        CpuidFeature::F16C => is_x86_feature_detected!("f16c"),
        CpuidFeature::AES => is_x86_feature_detected!("aes"),
        CpuidFeature::PCLMULQDQ => is_x86_feature_detected!("pclmulqdq"),
        CpuidFeature::SHA => is_x86_feature_detected!("sha"),
        _ => true,
    })
}

/// Runs a form natively and through `execute`: in how many states, or the first difference, as text.
fn compare(guest: &mut Guest, form: Form, execute: Execute) -> Result<usize, String> {
    let mut random = Random(form as u64);
    let kinds: Vec<Kind> = (0..form.op_code().op_count()).map(|i| form.op_code().op_kind(i)).collect();
    let memory_possible = kinds
        .iter()
        .any(|k| matches!(k, Kind::xmm_or_mem | Kind::ymm_or_mem | Kind::r32_or_mem | Kind::r64_or_mem));
    // All immediates, with a register and with memory.
    let least = if kinds.contains(&Kind::imm8) { 512 } else { 0 };
    let encodings = (states() / STATES_PER_ENCODING).max(least);
    let states_per_encoding = (states() / encodings).clamp(2, STATES_PER_ENCODING);
    let mut n = 0;
    for encoding in 0..encodings {
        let memory = memory_possible && (encoding + encoding / 256) % 2 == 1;
        let imm = (encoding % 256) as u8;
        let Encoding { inst, bytes, a, b, offset, index } = encode(form, &mut random, memory, imm);
        let code = executable(&bytes);
        for _ in 0..states_per_encoding {
            let mut start = state(&mut random, n, a, b, offset);
            if let Some((register, lane)) = index {
                start.vectors[register] = small_indices(&mut random, lane);
            }
            n += 1;
            let (mut native, mut ours) = (start.clone(), start.clone());
            run_native(&code, &mut native);
            native.flags &= u64::from(FlagSet::STATUS.0);
            let outcome = guest.run(&inst, &mut ours, execute);
            if outcome.is_err() || native != ours {
                return Err(difference(&inst, &start, &native, &ours, outcome));
            }
        }
    }
    Ok(n)
}

fn difference(inst: &Inst, start: &State, native: &State, ours: &State, outcome: Result<(), Trap>) -> String {
    let mut text = format!("{inst} ({:?}): {outcome:?}\n", inst.form());
    for i in 0..16 {
        for half in [1, 0] {
            let of = |state: &State| state.vectors[i][half];
            let mark = if of(native) == of(ours) { ' ' } else { '!' };
            let (from, cpu, vm) = (of(start), of(native), of(ours));
            writeln!(text, "{mark} v{i}[{half}] {from:032x} cpu {cpu:032x} vm {vm:032x}")
                .expect("strings take all");
        }
    }
    for reg in GENERAL {
        let of = |state: &State| state.regs[reg as usize];
        let mark = if of(native) == of(ours) { ' ' } else { '!' };
        let (from, cpu, vm) = (of(start), of(native), of(ours));
        writeln!(text, "{mark} {} {from:016x} cpu {cpu:016x} vm {vm:016x}", reg.name())
            .expect("strings take all");
    }
    writeln!(text, "flags cpu {:03x} vm {:03x}", native.flags, ours.flags).expect("strings take all");
    if native.memory != ours.memory {
        let at = (0..SCRATCH).find(|i| native.memory.0[*i] != ours.memory.0[*i]);
        writeln!(text, "! memory differs at {at:?}").expect("strings take all");
    }
    text
}

/// The forms of the vector unit.
fn forms() -> impl Iterator<Item = Form> {
    Op::ALL.iter().filter(|op| is_vector(**op)).flat_map(|op| op.forms().iter().copied())
}

fn is_vector(op: Op) -> bool {
    op == Op::Maskmovdqu
        || matches!(
            op.class(),
            Class::VectorMove
                | Class::VectorInt
                | Class::VectorMultiply
                | Class::VectorFloat
                | Class::VectorProduct
                | Class::VectorSlow
                | Class::VectorConvert
        )
}

/// All forms of an encoding against the processor.
fn conformance(encoding: EncodingKind) {
    if !is_x86_feature_detected!("avx") {
        println!("skipped: the harness saves registers with AVX, which this processor lacks");
        return;
    }
    let mut guest = Guest::new();
    let mut failures = Vec::new();
    let mut tested = 0;
    for form in forms().filter(|form| form.encoding() == encoding) {
        if !supported(form) {
            println!("skipped, not on this processor: {form:?}");
            continue;
        }
        tested += 1;
        match compare(&mut guest, form, vector::execute) {
            Ok(count) => println!("{form:?}: {count} states, no mismatch"),
            Err(difference) => {
                println!("{form:?}: differs");
                failures.push(difference);
            }
        }
    }
    println!("{tested} forms");
    assert!(tested > 0, "the table has no form of this encoding");
    assert!(
        failures.is_empty(),
        "{} forms differ from the processor:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn legacy_forms_do_what_the_processor_does() {
    conformance(EncodingKind::Legacy);
}

#[test]
fn vex_forms_do_what_the_processor_does() {
    conformance(EncodingKind::VEX);
}

/// A harness that finds nothing wrong with these would find nothing at all.
#[test]
fn seeded_faults_are_found() {
    if !is_x86_feature_detected!("avx") {
        println!("skipped: the harness saves registers with AVX, which this processor lacks");
        return;
    }
    let mut guest = Guest::new();
    let faults: [(Form, Execute); 5] = [
        // A wrong lane.
        (Form::Paddw_xmm_xmmm128, |inst, machine| {
            vector::execute(inst, machine)?;
            machine.vectors.iter_mut().for_each(|v| v[0] = v[0] ^ Packed::from_bits(1 << 112));
            Ok(())
        }),
        // A legacy form that clears what is above 128 bits.
        (Form::Addps_xmm_xmmm128, |inst, machine| {
            vector::execute(inst, machine)?;
            machine.vectors.iter_mut().for_each(|v| v[1] = Packed::ZERO);
            Ok(())
        }),
        // A wrong flag.
        (Form::Comisd_xmm_xmmm64, |inst, machine| {
            vector::execute(inst, machine)?;
            machine.flags = machine.flags.difference(FlagSet::PF);
            Ok(())
        }),
        // The positive default NaN, as on other architectures.
        (Form::Subsd_xmm_xmmm64, |inst, machine| {
            vector::execute(inst, machine)?;
            for v in machine.vectors.iter_mut() {
                if v[0].low64() == 0xfff8_0000_0000_0000 {
                    v[0] = v[0].with_low64(0x7ff8_0000_0000_0000);
                }
            }
            Ok(())
        }),
        // A store of one byte too many.
        (Form::Movq_xmmm64_xmm, |inst, machine| {
            vector::execute(inst, machine)?;
            if let Some(mem) = inst.mem() {
                let addr = machine.address(&mem).offset(8);
                machine.memory.write(addr, [0])?;
            }
            Ok(())
        }),
    ];
    for (form, execute) in faults {
        assert!(compare(&mut guest, form, execute).is_err(), "a fault seeded in {form:?} was not found");
    }
}

/// Executes code that must trap, and makes sure that it changed nothing.
fn trap(guest: &mut Guest, code: &[u8]) -> Option<Trap> {
    let inst = decode(code, GuestAddr(0x40_1000)).expect("the code is accepted");
    let machine = &mut guest.machine;
    let before = (machine.regs.clone(), machine.vectors.clone(), machine.flags);
    let outcome = vector::execute(&Resolved::new(&inst), machine).err();
    if outcome.is_some() {
        assert!(
            before == (machine.regs.clone(), machine.vectors.clone(), machine.flags),
            "{inst} trapped and changed registers"
        );
    }
    outcome
}

/// `rsi` for the next instruction.
fn point_at(guest: &mut Guest, addr: u64) {
    guest.machine.regs[Reg::Rsi as usize] = addr;
}

#[test]
fn sixteen_bytes_must_be_aligned_where_the_manual_says_so() {
    let mut guest = Guest::new();
    let addr = guest.scratch.0 + 8;
    point_at(&mut guest, u64::from(addr));
    let misaligned = Some(Trap::Misaligned { addr: GuestAddr(addr) });
    for (code, expected) in [
        (&[0x0f, 0x28, 0x06][..], misaligned),      // movaps xmm0, [rsi]
        (&[0x0f, 0x29, 0x06], misaligned),          // movaps [rsi], xmm0
        (&[0x66, 0x0f, 0xe7, 0x06], misaligned),    // movntdq [rsi], xmm0
        (&[0x0f, 0x58, 0x06], misaligned),          // addps xmm0, [rsi]
        (&[0x66, 0x0f, 0x70, 0x06, 0], misaligned), // pshufd xmm0, [rsi], 0
        (&[0x0f, 0x10, 0x06], None),                // movups xmm0, [rsi]
        (&[0xf3, 0x0f, 0x7f, 0x06], None),          // movdqu [rsi], xmm0
        (&[0xf3, 0x0f, 0x58, 0x06], None),          // addss xmm0, [rsi]
        (&[0x0f, 0x5a, 0x06], None),                // cvtps2pd xmm0, [rsi]
    ] {
        assert_eq!(trap(&mut guest, code), expected, "{code:02x?}");
    }
    // Misalignment is reported first, whether the address is mapped or not.
    point_at(&mut guest, 8);
    assert_eq!(trap(&mut guest, &[0x0f, 0x28, 0x06]), Some(Trap::Misaligned { addr: GuestAddr(8) }));
}

#[test]
fn unmapped_and_read_only_memory_traps() {
    use echo_abi::outcome::Access;
    let mut guest = Guest::new();
    let trap_at = |addr, access| Some(Trap::Memory { addr: GuestAddr(addr), access });
    point_at(&mut guest, 0);
    assert_eq!(trap(&mut guest, &[0x0f, 0x28, 0x06]), trap_at(0, Access::Read));
    assert_eq!(trap(&mut guest, &[0xf3, 0x0f, 0x11, 0x06]), trap_at(0, Access::Write));
    // Text may be read, not written.
    point_at(&mut guest, 0x40_1000);
    assert_eq!(trap(&mut guest, &[0x0f, 0x28, 0x06]), None);
    assert_eq!(trap(&mut guest, &[0x0f, 0x29, 0x06]), trap_at(0x40_1000, Access::Write));
    // The effective address is taken modulo 2^32.
    point_at(&mut guest, 0x5_0040_1000);
    assert_eq!(trap(&mut guest, &[0x0f, 0x28, 0x06]), None);
}

#[test]
fn an_access_that_runs_off_the_stack_stores_nothing() {
    let mut guest = Guest::new();
    let top = echo_abi::layout::STACK_TOP;
    guest.machine.vectors[0] = packed([u128::MAX; 2]);
    point_at(&mut guest, u64::from(top - 8));
    assert!(
        matches!(trap(&mut guest, &[0x0f, 0x11, 0x06]), Some(Trap::Memory { addr, .. }) if addr.0 == top)
    );
    assert_eq!(guest.machine.memory.read::<8>(GuestAddr(top - 8)), Ok([0; 8]));
}

#[test]
fn maskmovdqu_accesses_only_what_it_stores() {
    let mut guest = Guest::new();
    let top = echo_abi::layout::STACK_TOP;
    let maskmovdqu = [0x66, 0x0f, 0xf7, 0xc1]; // xmm0 by the mask in xmm1
    guest.machine.regs[Reg::Rdi as usize] = u64::from(top - 8);
    guest.machine.vectors[0] = [Packed::from_bytes(*b"0123456789abcdef"), Packed::ZERO];
    guest.machine.vectors[1] = packed([0x8000_0080_0000_0000, 0]);
    assert_eq!(trap(&mut guest, &maskmovdqu), None);
    assert_eq!(guest.machine.memory.read::<8>(GuestAddr(top - 8)), Ok(*b"\0\0\0\x004\0\x007"));
    guest.machine.vectors[1] = packed([0x80 << 120 | 0x80, 0]);
    assert!(matches!(trap(&mut guest, &maskmovdqu), Some(Trap::Memory { addr, .. }) if addr.0 == top));
    assert_eq!(guest.machine.memory.read::<1>(GuestAddr(top - 8)), Ok([0]), "a partial store");
    guest.machine.vectors[1] = packed([0, 0]);
    guest.machine.regs[Reg::Rdi as usize] = 0;
    assert_eq!(trap(&mut guest, &maskmovdqu), None, "nothing to store, nothing to trap");
}
