//! Pointers to every edge, through every kind of access and every way to address.

use super::group::{BEHIND, DATA, Group, HEAP, READ_ONLY, RUNS_OFF, TEXT};
use super::{Bench, FLAGS, Lot, Start};
use crate::engine::{Exit, Until};
use crate::program::Engine;
use echo_abi::isa::Reg;
use echo_abi::{Trap, layout};
use std::fmt::Write;

/// Instructions; `M` is the operand in memory, without its size where the instruction tells it.
const ACCESSES: &[&str] = &[
    "mov al, M",
    "mov dx, M",
    "mov r8d, M",
    "mov r9, M",
    "mov r15, M",
    "mov M, dl",
    "mov M, ax",
    "mov M, r10d",
    "mov M, r11",
    "mov M, r14",
    "mov byte ptr M, 0x81",
    "mov qword ptr M, -5",
    "movzx eax, byte ptr M",
    "movsx rdx, word ptr M",
    "movsxd rax, dword ptr M",
    "movbe eax, M",
    "movbe M, rdx",
    "movnti M, rax",
    "add M, rax",
    "add rdx, M",
    "adc dword ptr M, 5",
    "sbb M, r15b",
    "and word ptr M, 0x7f7f",
    "or qword ptr M, 1",
    "xor r14, M",
    "cmp M, edx",
    "test byte ptr M, 0x80",
    "inc dword ptr M",
    "dec qword ptr M",
    "not word ptr M",
    "neg byte ptr M",
    "xchg M, rax",
    "xchg M, r14d",
    "lock xadd M, rdx",
    "lock cmpxchg M, rdx",
    "cmpxchg M, r15w",
    "lock cmpxchg8b M",
    "lock cmpxchg16b M",
    "lock add qword ptr M, 7",
    "lock not dword ptr M",
    "bt dword ptr M, 3",
    "bts qword ptr M, 63",
    "lock btc word ptr M, 9",
    "bt M, edx",
    "btr M, rax",
    "shl byte ptr M, 3",
    "sar qword ptr M, cl",
    "rcl dword ptr M, 1",
    "rorx rax, M, 7",
    "shlx rax, M, rdx",
    "shld M, rdx, 5",
    "shrd M, eax, cl",
    "mul qword ptr M",
    "imul edx, M, 77",
    "imul rdx, M",
    "mulx rdx, rax, M",
    "adcx rax, M",
    "div dword ptr M",
    "idiv qword ptr M",
    "div byte ptr M",
    "popcnt rax, M",
    "lzcnt edx, M",
    "tzcnt rdx, M",
    "bsf rax, M",
    "andn rax, rdx, M",
    "bextr rax, M, rdx",
    "blsr eax, M",
    "pdep rax, rdx, M",
    "crc32 eax, byte ptr M",
    "cmovc rax, M",
    "cmovns r15, M",
    "sets byte ptr M",
    "push qword ptr M",
    "pop qword ptr M",
    "push word ptr M",
    "pop word ptr M",
    "call qword ptr M",
    "jmp qword ptr M",
    "movups xmm1, M",
    "movups M, xmm1",
    "movaps xmm2, M",
    "movaps M, xmm2",
    "movdqa xmm3, M",
    "movdqu M, xmm3",
    "movntdq M, xmm4",
    "movntps M, xmm4",
    "movntdqa xmm5, M",
    "lddqu xmm5, M",
    "movss xmm1, M",
    "movsd M, xmm1",
    "movlps xmm1, M",
    "movhpd M, xmm2",
    "movd xmm6, dword ptr M",
    "movq M, xmm6",
    "movddup xmm1, M",
    "addps xmm1, M",
    "paddd xmm1, M",
    "addsd xmm1, M",
    "pshufb xmm1, M",
    "aesenc xmm1, M",
    "pclmulqdq xmm1, M, 1",
    "sha256msg1 xmm1, M",
    "cvtsi2sd xmm1, qword ptr M",
    "cvttss2si r14, dword ptr M",
    "ucomisd xmm1, M",
    "ptest xmm1, M",
    "pinsrw xmm1, word ptr M, 3",
    "pinsrq xmm1, qword ptr M, 1",
    "pextrb byte ptr M, xmm1, 2",
    "pextrd dword ptr M, xmm1, 2",
    "extractps dword ptr M, xmm1, 1",
    "pcmpistri xmm1, M, 8",
    "mpsadbw xmm1, M, 1",
    "vmovups ymm1, M",
    "vmovups M, ymm1",
    "vmovaps ymm2, M",
    "vmovdqa M, ymm2",
    "vmovntdq M, ymm2",
    "vmovdqa xmm2, M",
    "vaddpd ymm1, ymm2, M",
    "vaddps xmm1, xmm2, M",
    "vpermilps ymm1, ymm2, M",
    "vblendvps ymm1, ymm2, M, ymm3",
    "vbroadcastsd ymm1, qword ptr M",
    "vbroadcasti128 ymm1, M",
    "vinsertf128 ymm1, ymm2, M, 1",
    "vextracti128 M, ymm1, 1",
    "vmaskmovps ymm1, ymm2, M",
    "vmaskmovps M, ymm2, ymm1",
    "vmaskmovpd xmm1, xmm2, M",
    "vpmaskmovd M, xmm2, xmm1",
    "vpmaskmovq ymm1, ymm2, M",
    "vcvtps2ph M, ymm1, 0",
    "vcvtph2ps ymm1, M",
    "vfmadd213ps ymm1, ymm2, M",
    "vfmadd231sd xmm1, xmm2, M",
    "vpmovzxbd ymm1, M",
    "vptest ymm1, M",
    "vzeroupper; vmovd r14d, xmm1; vmovq M, xmm1",
];

/// A way to address: what stands before the instruction, its operand, what stands behind it, and what registers make the
/// operand's address `at`; the number varies what has no part in it.
struct Mode {
    before: &'static str,
    operand: &'static str,
    behind: &'static str,
    set: fn(&mut [u64; 16], u32, u64),
}

const R: fn(Reg) -> usize = |reg| reg as usize;

/// Ways to address.
const MODES: &[Mode] = &[
    Mode {
        before: "",
        operand: "[rbx]",
        behind: "",
        set: |regs, at, n| regs[R(Reg::Rbx)] = n << 32 | u64::from(at),
    },
    Mode {
        before: "",
        operand: "[r14]",
        behind: "",
        set: |regs, at, n| regs[R(Reg::R14)] = n << 32 | u64::from(at),
    },
    Mode {
        before: "",
        operand: "[ebx + 0x7fffffff]",
        behind: "",
        set: |regs, at, n| regs[R(Reg::Rbx)] = n << 32 | u64::from(at.wrapping_sub(0x7fff_ffff)),
    },
    Mode {
        before: "",
        operand: "[r12 + rsi*8 + 0x12345678]",
        behind: "",
        set: |regs, at, n| {
            regs[R(Reg::Rsi)] = n.wrapping_mul(0x1_0000_0001_0001);
            let rest = regs[R(Reg::Rsi)].wrapping_mul(8).wrapping_add(0x1234_5678);
            regs[R(Reg::R12)] = (n << 32 | u64::from(at)).wrapping_sub(rest);
        },
    },
    Mode {
        before: "",
        operand: "[r14 + r15*4 - 0x70000000]",
        behind: "",
        set: |regs, at, n| {
            regs[R(Reg::R15)] = n.wrapping_mul(0x8000_0000_0000_0101);
            let rest = regs[R(Reg::R15)].wrapping_mul(4).wrapping_sub(0x7000_0000);
            regs[R(Reg::R14)] = u64::from(at).wrapping_sub(rest);
        },
    },
    Mode {
        before: "",
        operand: "[r13d + r15d*2 - 1]",
        behind: "",
        set: |regs, at, n| {
            regs[R(Reg::R15)] = n;
            regs[R(Reg::R13)] = u64::from(at).wrapping_sub(n.wrapping_mul(2)).wrapping_add(1);
        },
    },
    Mode {
        before: "",
        operand: "[rsp]",
        behind: "",
        set: |regs, at, _| regs[R(Reg::Rsp)] = u64::from(at.max(1)),
    },
    Mode {
        before: "sub rsp, 0x158; ",
        operand: "[rsp + r15*8 + 0x58]",
        behind: "add rsp, 0x158; ",
        set: |regs, at, n| {
            regs[R(Reg::R15)] = n;
            regs[R(Reg::Rsp)] =
                (u64::from(at).wrapping_add(0x100).wrapping_sub(n.wrapping_mul(8)) & 0xffff_ffff).max(1);
        },
    },
    Mode {
        before: "push r15; ",
        operand: "[rbp - 0x40000000]",
        behind: "pop r14; ",
        set: |regs, at, n| regs[R(Reg::Rbp)] = (n << 32 | u64::from(at)).wrapping_add(0x4000_0000),
    },
];

/// Where pages of one kind end, and those of another begin.
const EDGES: &[u32] = &[
    0,
    layout::IMAGE_START,
    TEXT,
    TEXT + 0x1000,
    RUNS_OFF,
    DATA,
    DATA + 0x1000,
    READ_ONLY,
    BEHIND,
    BEHIND + 0x1000,
    layout::HEAP_START,
    layout::HEAP_START + HEAP,
    layout::HEAP_END,
    layout::STACK_LIMIT,
    layout::STACK_TOP - (8 << 20),
    layout::STACK_TOP - layout::STACK_STEP,
    layout::STACK_TOP - 2 * layout::STACK_STEP,
    layout::STACK_TOP - 0x1000,
    layout::STACK_TOP,
    layout::SPACE_END,
    0x8000_1000,
    0xffff_f000,
];

/// How far from an edge an access begins.
const DISTANCES: &[i32] =
    &[-64, -32, -31, -24, -17, -16, -15, -12, -9, -8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 4, 8, 16, 32];

/// Behind an instruction: an end, or what asks for the flags first.
const TAILS: [&str; 2] = ["ret", "setc r8b; seto r9b; sets r10b; setz r11b; setp dil; ret"];

/// Pointers that each instruction is tried with, in each way: by the engine that compares with itself, it is a matter of
/// the ends alone, and all engines in step take long.
fn pointers(engine: Engine, way: usize) -> usize {
    match engine {
        Engine::Jit => 4,
        Engine::Interpreter => 3,
        Engine::Stepper => 1,
        // Of others that are tried themselves.
        Engine::Tiered => usize::from(way.is_multiple_of(2)),
        Engine::Crosscheck => usize::from(way.is_multiple_of(4)),
    }
}

pub fn wild_pointers(engine: Engine) {
    let mut source = String::new();
    let mut ways = Vec::new();
    for (i, access) in ACCESSES.iter().enumerate() {
        for (m, mode) in MODES.iter().enumerate() {
            for (t, tail) in TAILS.iter().enumerate() {
                let Mode { before, operand, behind, .. } = mode;
                let inst = access.replace('M', operand);
                writeln!(source, "case_{i}_{m}_{t}: {before}{inst}; {behind}{tail}")
                    .expect("a string takes all");
                ways.push((format!("{before}{inst}; {behind}{tail}"), mode));
            }
        }
    }
    let group = Group::assemble("access", &source);
    assert_eq!(group.cases.len(), ways.len());
    let mut bench = Bench::new(&group, engine);
    let mut lot = Lot(1);
    let mut ends = [0; 4];
    for (way, ((_, at), (what, mode))) in group.cases.iter().zip(&ways).enumerate() {
        for _ in 0..pointers(engine, way) {
            let pointer = lot.pick(EDGES).wrapping_add_signed(lot.pick(DISTANCES));
            let mut start = Start { flags: lot.pick(&FLAGS), ..Start::new() };
            start.regs[Reg::Rcx as usize] = lot.draw() % 70;
            (mode.set)(&mut start.regs, pointer, lot.draw());
            let end = bench.compare(&|| format!("{what} at {pointer:#x}"), *at, &start, Until::END);
            ends[match end {
                Exit::Return => 0,
                Exit::Trap(Trap::Memory { .. } | Trap::StackOverflow { .. }) => 1,
                Exit::Trap(Trap::Misaligned { .. }) => 2,
                _ => 3,
            }] += 1;
        }
    }
    let cases = bench.finish();
    assert!(ends[..3].iter().all(|count| *count > cases / 40), "some ends are rare: {ends:?}");
}
