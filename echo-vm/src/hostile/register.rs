//! r14, r15 and rsp, which the host has other uses for, beside every register that an instruction takes unasked.

use super::group::Group;
use super::{Bench, FLAGS, Lot, Start};
use crate::engine::Until;
use crate::program::Engine;
use echo_abi::isa::Reg;
use std::fmt::Write;

/// Instructions on two registers: `A` and `B`, with their number of bytes.
const INSTS: &[&str] = &[
    "mov A8, B8",
    "mov A4, B4",
    "mov A2, B2",
    "mov A1, B1",
    "mov A8, 0x1234567812345678",
    "mov A4, -5",
    "mov A1, 0x77",
    "movzx A4, B1",
    "movsx A8, B2",
    "movsxd A8, B4",
    "add A8, B8",
    "adc A4, B4",
    "sub A2, B2",
    "sbb A1, B1",
    "and A8, 0x7fffff81",
    "or A4, B4",
    "xor A8, B8",
    "cmp A8, B8",
    "cmp A1, 0x80",
    "test A4, B4",
    "inc A8",
    "dec A2",
    "neg A4",
    "not A1",
    "xchg A8, B8",
    "xchg A4, B4",
    "xchg A1, B1",
    "xadd A8, B8",
    "xadd A1, B1",
    "cmpxchg A8, B8",
    "cmpxchg A2, B2",
    "bswap A8",
    "bswap A4",
    "lea A8, [B8 + 0x10]",
    "lea A4, [B8 + rcx*2 - 1]",
    "lea A2, [A4 + 3]",
    "shl A8, cl",
    "sar A4, cl",
    "rol A2, 5",
    "rcr A1, cl",
    "ror A8, 1",
    "shld A8, B8, 13",
    "shrd A4, B4, cl",
    "mul A8",
    "mul B1",
    "imul A4",
    "imul A8, B8",
    "imul A4, B4, -3",
    "mulx A8, B8, rax",
    "mulx eax, A4, B4",
    "div A8",
    "idiv B4",
    "div A1",
    "bt A8, B8",
    "bts A4, B4",
    "btc A8, 63",
    "bsf A8, B8",
    "bsr A4, B4",
    "popcnt A8, B8",
    "lzcnt A4, B4",
    "tzcnt A8, B8",
    "andn A8, B8, rdx",
    "bextr A4, B4, ecx",
    "bzhi A8, rax, B8",
    "pdep A8, B8, rdx",
    "pext A4, edx, B4",
    "shlx A8, B8, rcx",
    "sarx A4, edx, B4",
    "rorx A8, B8, 31",
    "blsr A8, B8",
    "adcx A8, B8",
    "adox A4, B4",
    "crc32 A4, B1",
    "crc32 A8, B8",
    "cmovb A8, B8",
    "cmovg A4, B4",
    "setp A1",
    "push A8; pop B8",
    "push A8; push B8; pop A8; pop B8",
    "movq xmm1, A8; movq B8, xmm1",
    "movd A4, xmm2",
    "pinsrq xmm3, B8, 1; pextrq A8, xmm3, 1",
    "pextrb A4, xmm4, 7",
    "pmovmskb A4, xmm5",
    "cvtsi2sd xmm6, A8",
    "cvttsd2si B8, xmm6",
    "vpinsrd xmm7, xmm7, A4, 2",
    "vmovmskpd B4, ymm5",
    "cmp rax, A8; jle 9f; mov B8, A8; 9:",
    "lea rcx, [rip + 9f]; mov A8, rcx; jmp A8; nop; 9:",
    "mov r10, rsp; movq rsp, xmm15; lea rcx, [rip + 9f]; mov A8, rcx; push A8; ret; 9:",
];

/// Registers for `A` and `B`.
const PAIRS: &[(Reg, Reg)] = &[
    (Reg::R14, Reg::R14),
    (Reg::R14, Reg::R15),
    (Reg::R15, Reg::R14),
    (Reg::R14, Reg::Rax),
    (Reg::Rax, Reg::R15),
    (Reg::Rcx, Reg::R14),
    (Reg::R15, Reg::Rcx),
    (Reg::Rdx, Reg::R15),
    (Reg::R14, Reg::Rbp),
    (Reg::R8, Reg::R15),
    (Reg::Rsp, Reg::R14),
    (Reg::R15, Reg::Rsp),
    (Reg::Rsp, Reg::Rsp),
    (Reg::Rsp, Reg::Rax),
    (Reg::Rdx, Reg::Rsp),
    (Reg::Rsi, Reg::Rdi),
];

/// The name of a register, by its bytes.
fn name(reg: Reg, bytes: u32) -> String {
    let full = reg.name();
    let numbered = reg as usize >= 8;
    match (bytes, numbered) {
        (4, true) => format!("{full}d"),
        (2, true) => format!("{full}w"),
        (1, true) => format!("{full}b"),
        (4, false) => format!("e{}", &full[1..]),
        (2, false) => full[1..].to_owned(),
        (1, false) if matches!(reg, Reg::Rsp | Reg::Rbp | Reg::Rsi | Reg::Rdi) => format!("{}l", &full[1..]),
        (1, false) => format!("{}l", &full[1..2]),
        _ => full.to_owned(),
    }
}

/// Each instruction on each pair, with flags read behind it or not.
pub fn borrowed(engine: Engine) {
    let mut source = String::new();
    let mut what = Vec::new();
    for (i, inst) in INSTS.iter().enumerate() {
        for (p, (a, b)) in PAIRS.iter().enumerate() {
            let mut inst = (*inst).to_owned();
            for bytes in [1, 2, 4, 8] {
                inst = inst.replace(&format!("A{bytes}"), &name(*a, bytes));
                inst = inst.replace(&format!("B{bytes}"), &name(*b, bytes));
            }
            for (f, flags) in ["", "seto r8b; setc r9b; setz r11b; sets r12b; setp dil; "].iter().enumerate()
            {
                writeln!(
                    source,
                    "case_{i}_{p}_{f}: movq xmm15, rsp; {inst}; {flags}mov r13, rsp; movq rsp, xmm15; ret"
                )
                .expect("a string takes all");
                what.push(format!("{inst}; {flags}"));
            }
        }
    }
    let group = Group::assemble("borrowed registers", &source);
    assert_eq!(group.cases.len(), what.len());
    let mut bench = Bench::new(&group, engine);
    let mut lot = Lot(3);
    for (i, ((_, at), what)) in group.cases.iter().zip(&what).enumerate() {
        let times = match engine {
            Engine::Jit => 3,
            Engine::Interpreter | Engine::Stepper | Engine::Tiered => 1,
            Engine::Crosscheck => usize::from(i % 5 == 0),
        };
        for _ in 0..times {
            let mut start = Start { flags: lot.pick(&FLAGS), ..Start::new() };
            for reg in Reg::ALL.iter().filter(|reg| **reg != Reg::Rsp) {
                let wide = lot.draw() << 20 ^ lot.draw();
                start.regs[*reg as usize] =
                    lot.pick(&[0, 1, 5, 0x80, u64::MAX, 1 << 63, 1 << 31, wide, wide, wide]);
            }
            bench.compare(&|| format!("{what} from {:x?}", start.regs), *at, &start, Until::END);
        }
    }
    bench.finish();
}
