//! Loops that provoke the host: memory that is in no cache, borders of pages, jumps that cannot be predicted.
//!
//! Each is a few instructions, over and over, with addresses from a linear congruential generator in rax.

use super::harness::{CODE, DATA, DATA_SIZE, FIELD, FIELD_SIZE, Harness, LoopStart, Sample, random};
use anyhow::{Context, Result};
use echo_abi::layout::PAGE_SIZE;
use echo_abi::{GuestAddr, gas};
use echo_vm::Engine;
use echo_vm::machine::Machine;
use iced_x86::code_asm::*;

/// Copies in a loop.
const COPIES: i32 = 32;
/// Bytes of the field that masks reach: a power of 2.
const REACH: u32 = 32 << 20;
/// Bytes in a line of the host's caches.
const LINE: u32 = 64;
/// Places to jump to.
const PLACES: usize = 64;

/// A pattern: its name, whether each sample needs memory that nothing has touched (and what that cost for each copy
/// before the run), and its loop.
struct Pattern {
    name: &'static str,
    fresh: Option<u32>,
    write: fn(&mut CodeAssembler) -> Result<(), IcedError>,
    prepare: fn(&mut Machine, &mut LoopStart),
}

/// rcx is a random offset into the field, a multiple of 8.
fn offset(a: &mut CodeAssembler) -> Result<(), IcedError> {
    a.imul_2(rax, r8)?;
    a.add(rax, r9)?;
    a.mov(rcx, rax)?;
    a.shr(rcx, 24)?;
    a.and(ecx, (REACH - 1) as i32 & !7)
}

/// The end of a loop that starts at the first instruction.
fn again(a: &mut CodeAssembler, start: CodeLabel) -> Result<(), IcedError> {
    a.dec(r14)?;
    a.jnz(start)?;
    a.ud2()
}

fn times(
    a: &mut CodeAssembler,
    body: impl Fn(&mut CodeAssembler, i32) -> Result<(), IcedError>,
) -> Result<(), IcedError> {
    let mut start = a.create_label();
    a.set_label(&mut start)?;
    for k in 0..COPIES {
        body(a, k)?;
    }
    again(a, start)
}

/// A cycle through all of memory, one pointer in each `apart` bytes, `at` bytes into them, in random order.
fn cycle(machine: &mut Machine, start: &mut LoopStart, apart: u32, at: u32) {
    let mut order: Vec<u32> = (0..FIELD_SIZE / apart - 1).collect();
    let mut state = 1;
    for i in (1..order.len()).rev() {
        order.swap(i, (random(&mut state) % (i as u64 + 1)) as usize);
    }
    let addr = |n: u32| FIELD + n * apart + at;
    for (from, to) in order.iter().zip(order.iter().cycle().skip(1)) {
        machine.memory.write(GuestAddr(addr(*from)), u64::from(addr(*to)).to_le_bytes()).expect("mapped");
    }
    start.regs[0] = u64::from(addr(order[0]));
}

/// Memory that is touched, and not all alike.
fn fill(machine: &mut Machine, _: &mut LoopStart) {
    let mut state = 2;
    let field = machine.memory.slice_mut(GuestAddr(FIELD), FIELD_SIZE).expect("mapped");
    for chunk in field.chunks_exact_mut(8) {
        chunk.copy_from_slice(&random(&mut state).to_le_bytes());
    }
}

fn zero(machine: &mut Machine, _: &mut LoopStart) {
    machine.memory.slice_mut(GuestAddr(FIELD), FIELD_SIZE).expect("mapped").fill(0);
}

fn nothing(_: &mut Machine, _: &mut LoopStart) {}

/// From any of some places to any other, as the table of them at the start of the data says; r14 counts jumps.
fn jumping(
    a: &mut CodeAssembler,
    body: impl Fn(&mut CodeAssembler) -> Result<(), IcedError>,
) -> Result<(), IcedError> {
    let mut done = a.create_label();
    for _ in 0..PLACES {
        a.dec(r14)?;
        a.jz(done)?;
        a.imul_2(rax, r8)?;
        a.add(rax, r9)?;
        a.mov(rcx, rax)?;
        a.shr(rcx, 40)?;
        a.and(ecx, PLACES as i32 - 1)?;
        body(a)?;
    }
    a.set_label(&mut done)?;
    a.ud2()
}

const PATTERNS: &[Pattern] = &[
    Pattern {
        name: "chase through memory, across pages",
        fresh: None,
        write: |a| times(a, |a, _| a.mov(rax, qword_ptr(rax))),
        prepare: |m, s| cycle(m, s, PAGE_SIZE, PAGE_SIZE - 4),
    },
    Pattern {
        name: "random loads",
        fresh: None,
        write: |a| {
            times(a, |a, _| {
                offset(a)?;
                a.mov(rdx, qword_ptr(r15 + rcx))
            })
        },
        prepare: fill,
    },
    Pattern {
        name: "chase through memory, by 32 bytes across pages",
        fresh: None,
        write: |a| {
            times(a, |a, _| {
                a.vmovdqu(ymm0, ymmword_ptr(rax))?;
                a.vmovq(rax, xmm0)
            })
        },
        prepare: |m, s| cycle(m, s, PAGE_SIZE, PAGE_SIZE - 16),
    },
    Pattern {
        name: "random stores",
        fresh: None,
        write: |a| {
            times(a, |a, _| {
                offset(a)?;
                a.mov(qword_ptr(r15 + rcx), rdx)
            })
        },
        prepare: fill,
    },
    Pattern {
        name: "random additions to memory",
        fresh: None,
        write: |a| {
            times(a, |a, _| {
                offset(a)?;
                a.add(qword_ptr(r15 + rcx), rdx)
            })
        },
        prepare: fill,
    },
    Pattern {
        name: "stores 4096 bytes apart",
        fresh: None,
        write: |a| {
            times(a, |a, _| {
                a.mov(qword_ptr(r15 + rcx), rdx)?;
                a.add(rcx, PAGE_SIZE as i32)?;
                a.and(ecx, REACH as i32 - 1)
            })
        },
        prepare: fill,
    },
    Pattern {
        name: "stores 4160 bytes apart",
        fresh: None,
        write: |a| {
            times(a, |a, _| {
                a.mov(qword_ptr(r15 + rcx), rdx)?;
                a.add(rcx, (PAGE_SIZE + LINE) as i32)?;
                a.and(ecx, REACH as i32 - 1)
            })
        },
        prepare: fill,
    },
    Pattern {
        name: "stores across pages",
        fresh: None,
        write: |a| {
            times(a, |a, _| {
                a.mov(qword_ptr(r15 + rcx + (PAGE_SIZE - 4 - DATA_SIZE % PAGE_SIZE)), rdx)?;
                a.add(rcx, PAGE_SIZE as i32)?;
                a.and(ecx, REACH as i32 - 1)
            })
        },
        prepare: fill,
    },
    Pattern {
        name: "loads across pages",
        fresh: None,
        write: |a| {
            times(a, |a, _| {
                a.mov(rdx, qword_ptr(r15 + rcx + (PAGE_SIZE - 4)))?;
                a.add(rcx, PAGE_SIZE as i32)?;
                a.and(ecx, REACH as i32 - 1)
            })
        },
        prepare: fill,
    },
    Pattern {
        name: "pages touched for the first time",
        fresh: Some(gas::PAGE),
        write: |a| {
            times(a, |a, _| {
                a.mov(qword_ptr(r15 + rcx), rdx)?;
                a.add(rcx, PAGE_SIZE as i32)
            })
        },
        prepare: nothing,
    },
    Pattern {
        name: "the stack growing by pages",
        fresh: Some(0),
        write: |a| {
            times(a, |a, _| {
                a.push(rax)?;
                a.sub(rsp, PAGE_SIZE as i32 - 8)
            })
        },
        prepare: nothing,
    },
    Pattern {
        name: "random gathers of 8 lanes",
        fresh: None,
        write: |a| {
            times(a, |a, _| {
                a.vpmulld(ymm1, ymm1, ymm2)?;
                a.vpsrld(ymm3, ymm1, 9)?;
                a.vpcmpeqd(ymm4, ymm4, ymm4)?;
                a.vpgatherdd_3(ymm5, dword_ptr(r15 + ymm3 * 4), ymm4)
            })
        },
        prepare: |m, s| {
            fill(m, s);
            let mut state = 3;
            for lane in s.vectors[1].chunks_mut(4) {
                lane.copy_from_slice(&(random(&mut state) as u32 | 1).to_le_bytes());
            }
            for lane in s.vectors[2].chunks_mut(4) {
                lane.copy_from_slice(&747_796_405_u32.to_le_bytes());
            }
        },
    },
    Pattern {
        name: "movsq from and to random places",
        fresh: None,
        write: |a| {
            times(a, |a, _| {
                offset(a)?;
                a.lea(rsi, qword_ptr(r15 + rcx))?;
                a.ror(rcx, 7)?;
                a.and(ecx, (REACH - 1) as i32 & !7)?;
                a.lea(rdi, qword_ptr(r15 + rcx))?;
                a.movsq()
            })
        },
        prepare: fill,
    },
    Pattern {
        name: "rep movsb of a megabyte",
        fresh: None,
        write: |a| rep(a, |a| a.rep().movsb(), 1 << 20, 16 << 20, false),
        prepare: fill,
    },
    Pattern {
        name: "rep movsb of a megabyte onto itself",
        fresh: None,
        write: |a| rep(a, |a| a.rep().movsb(), 1 << 20, 1, false),
        prepare: fill,
    },
    Pattern {
        name: "rep movsq of a megabyte backwards",
        fresh: None,
        write: |a| rep(a, |a| a.rep().movsq(), 1 << 17, 16 << 20, true),
        prepare: fill,
    },
    Pattern {
        name: "rep movsq across pages, two at a time",
        fresh: None,
        write: |a| rep(a, |a| a.rep().movsq(), 2, 16 << 20, false),
        prepare: fill,
    },
    Pattern {
        name: "rep stosq of a megabyte",
        fresh: None,
        write: |a| rep(a, |a| a.rep().stosq(), 1 << 17, 0, false),
        prepare: fill,
    },
    Pattern {
        name: "rep lodsb of a megabyte",
        fresh: None,
        write: |a| rep(a, |a| a.rep().lodsb(), 1 << 20, 0, false),
        prepare: fill,
    },
    Pattern {
        name: "repe cmpsb of a megabyte",
        fresh: None,
        write: |a| rep(a, |a| a.repe().cmpsb(), 1 << 20, 16 << 20, false),
        prepare: zero,
    },
    Pattern {
        name: "repe scasb of a megabyte",
        fresh: None,
        write: |a| rep(a, |a| a.repe().scasb(), 1 << 20, 0, false),
        prepare: |m, s| {
            zero(m, s);
            s.regs[0] = 0;
        },
    },
    Pattern {
        name: "jumps that depend on random numbers",
        fresh: None,
        write: |a| {
            times(a, |a, k| {
                let mut over = a.create_label();
                a.imul_2(rax, r8)?;
                a.add(rax, r9)?;
                a.bt(rax, 40_u32)?;
                a.jc(over)?;
                if k % 2 == 0 {
                    a.inc(rbx)?;
                } else {
                    a.bswap(rbx)?;
                }
                a.set_label(&mut over)?;
                if k % 3 == 0 {
                    a.not(rdx)?;
                } else {
                    a.lea(rdx, qword_ptr(rbx + rdx * 4))?;
                }
                Ok(())
            })
        },
        prepare: nothing,
    },
    Pattern {
        name: "jumps that depend on random memory",
        fresh: None,
        write: |a| {
            times(a, |a, k| {
                let mut over = a.create_label();
                a.cmp(byte_ptr(r15 + rcx + k), 0x40)?;
                a.jg(over)?;
                if k % 2 == 0 {
                    a.inc(rbx)?;
                } else {
                    a.bswap(rbx)?;
                }
                a.set_label(&mut over)?;
                if k == COPIES - 1 {
                    a.add(rcx, COPIES)?;
                    a.and(ecx, 0xf_ffff)?;
                }
                Ok(())
            })
        },
        prepare: fill,
    },
    Pattern {
        name: "random jumps through a table",
        fresh: None,
        write: |a| jumping(a, |a| a.jmp(qword_ptr(r15 + rcx * 8))),
        prepare: nothing,
    },
    Pattern {
        name: "random returns",
        fresh: None,
        write: |a| {
            jumping(a, |a| {
                a.mov(rdx, qword_ptr(r15 + rcx * 8))?;
                a.push(rdx)?;
                a.ret()
            })
        },
        prepare: nothing,
    },
];

/// `body` with new addresses and a count each time.
fn rep(
    a: &mut CodeAssembler,
    body: impl Fn(&mut CodeAssembler) -> Result<(), IcedError>,
    count: i32,
    apart: i32,
    backwards: bool,
) -> Result<(), IcedError> {
    let mut start = a.create_label();
    a.set_label(&mut start)?;
    if backwards {
        a.std()?;
    } else {
        a.cld()?;
    }
    // Places within a page differ, and some lie at its end.
    a.mov(ecx, count)?;
    a.add(rbx, 4072)?;
    a.and(ebx, 0xf_ffff)?;
    a.lea(rsi, qword_ptr(r15 + rbx + 0x20_0000))?;
    a.lea(rdi, qword_ptr(rsi + apart))?;
    body(a)?;
    again(a, start)
}

/// What a pattern took.
pub struct MeasuredPattern {
    /// Its name.
    pub name: &'static str,
    /// Its least sample, and how many copies of its body that ran.
    pub sample: Sample,
    /// How often its body was executed.
    pub copies: u64,
}

/// Measures the unit: a load whose address is what the load before it loaded, in memory that no cache holds.
pub fn chase(engine: Engine) -> Result<MeasuredPattern> {
    let unit = Pattern {
        name: "chase through memory",
        fresh: None,
        write: |a| times(a, |a, _| a.mov(rax, qword_ptr(rax))),
        prepare: |m, s| cycle(m, s, LINE, 0),
    };
    measure(&unit, engine)
}

/// Measures every pattern.
pub fn measure_all(engine: Engine) -> Result<Vec<MeasuredPattern>> {
    PATTERNS.iter().map(|pattern| measure(pattern, engine)).collect()
}

fn measure(pattern: &Pattern, engine: Engine) -> Result<MeasuredPattern> {
    let failed = || format!("pattern {:?}", pattern.name);
    let mut a = CodeAssembler::new(64)?;
    (pattern.write)(&mut a).with_context(failed)?;
    let code = a.assemble(u64::from(CODE)).with_context(failed)?;
    let mut start = LoopStart::new(CODE);
    start.regs[8] = 6_364_136_223_846_793_005;
    start.regs[9] = 1_442_695_040_888_963_407;
    start.regs[15] = u64::from(FIELD);
    let jumps = pattern.name.starts_with("random jumps") || pattern.name.starts_with("random returns");
    if jumps {
        start.regs[15] = u64::from(DATA);
        let places = places(&code);
        for (n, addr) in places.iter().enumerate() {
            start.data[8 * n..8 * n + 8].copy_from_slice(&u64::from(*addr).to_le_bytes());
        }
    }
    let copies = if jumps { 1 } else { u64::try_from(COPIES)? };
    if let Some(prepaid) = pattern.fresh {
        let rounds = 48;
        let mut least: Option<Sample> = None;
        for _ in 0..3 {
            let mut harness = Harness::new(engine, &code)?;
            let sample = harness.run(&start, rounds).with_context(failed)?;
            if least.is_none_or(|least| sample.time < least.time) {
                least = Some(sample);
            }
        }
        let mut sample = least.with_context(failed)?;
        sample.gas += rounds * copies * u64::from(prepaid);
        return Ok(MeasuredPattern { name: pattern.name, sample, copies: rounds * copies });
    }
    let mut harness = Harness::new(engine, &code)?;
    (pattern.prepare)(harness.machine(), &mut start);
    let rounds = harness.rounds(&start).with_context(failed)?.max(4) * 16;
    let mut least: Option<Sample> = None;
    for _ in 0..5 {
        let sample = harness.run(&start, rounds).with_context(failed)?;
        if least.is_none_or(|least| sample.rate() < least.rate()) {
            least = Some(sample);
        }
        // On from there, or the host's caches would hold all that is read.
        start.regs = *harness.machine().regs.registers();
    }
    let sample = least.with_context(failed)?;
    Ok(MeasuredPattern { name: pattern.name, sample, copies: rounds * copies })
}

/// Addresses of the instructions `dec r14`, with which each place begins.
fn places(code: &[u8]) -> Vec<u32> {
    (0..code.len() as u32)
        .filter(|at| code[*at as usize..].starts_with(&[0x49, 0xff, 0xce]))
        .map(|at| CODE + at)
        .collect()
}
