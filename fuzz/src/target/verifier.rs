//! The verifier of machine code: what it admits runs, stays inside of the guest's memory, pays for what it does, and
//! comes to an end.
//!
//! An input is a draft, with positions from its first byte on:
//! `{ u8 entries; u8 targets; u8 links; entries × u16; targets × { u16 guest; u16 }; links × { u8 link; u16 }; code }`.

use super::{Reach, Target};
use crate::corpus::Corpus;
use crate::{code, mutate};
use draft::{DATA, Line, STACK};
use echo_conformance::random::Rng;
use echo_native::guest::page;
use echo_native::{CodeArea, Draft, GuestSpace, PublishError, Registers};

#[path = "../../../echo-native/tests/draft/mod.rs"]
mod draft;

/// This target.
pub const TARGET: Target = Target {
    name: "verifier",
    promise: "machine code that is admitted stays inside of the guest's memory, and ends when its gas does",
    run,
    generate,
    seconds: 5,
    memory: 32 << 20,
    memory_per_byte: 200,
};

/// Bytes of code that an area has room for.
const ROOM: usize = 1 << 14;
/// A page that can only be read, and what it holds.
const READ_ONLY: u32 = 0x2_0000;
const CANARY: u8 = 0xa5;
const PAGE: u32 = 0x1000;

fn area() -> CodeArea {
    CodeArea::reserve(ROOM, draft::TEXT).expect("the host has addresses")
}

/// Bytes of an input, from its start.
struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from(u16::from_le_bytes([self.byte()?, self.byte()?])))
    }
}

/// Memory as [`draft::sample`] wants it, a page that can only be read beside it.
fn memory() -> GuestSpace {
    let mut memory = GuestSpace::reserve().expect("the host has addresses");
    for start in [DATA / PAGE, READ_ONLY / PAGE, STACK / PAGE - 1] {
        memory.set_pages(start..start + 1, page::READ | page::WRITE);
    }
    let bytes = READ_ONLY as usize..(READ_ONLY + PAGE) as usize;
    memory.bytes_mut(bytes).expect("they are writable").fill(CANARY);
    memory.set_pages(READ_ONLY / PAGE..READ_ONLY / PAGE + 1, page::READ);
    assert!(memory.arm(), "the host protects pages");
    memory
}

/// Publishes a draft behind the sample, and runs it from its entries.
pub fn run(input: &[u8]) -> Reach {
    let mut area = area();
    let sample = draft::sample().assemble(area.end(), |link| area.link_position(link + 64));
    let links: Vec<_> = sample.links.iter().map(|(link, at)| (link + 64, *at)).collect();
    let first =
        Draft { code: &sample.code, entries: &sample.entries, targets: &sample.targets, links: &links };
    area.publish(&first).expect("the sample is admitted");
    let Some(made) = read(input, area.end()) else { return Reach::Refused };
    let draft =
        Draft { code: &made.code, entries: &made.entries, targets: &made.targets, links: &made.links };
    match area.publish(&draft) {
        Ok(()) => {}
        Err(PublishError::Refused(_) | PublishError::Full) => return Reach::Refused,
        Err(error) => panic!("{error}"),
    }
    let mut memory = memory();
    let mut other = self::memory();
    let mut rng = Rng::new(input.len() as u64);
    for entry in made.entries.iter().take(4) {
        const GAS: u64 = 20_000;
        let mut registers = Registers::default();
        for register in &mut registers.general {
            let address = rng.pick(&[DATA, READ_ONLY, STACK - 64, 0, 0x7fff_fff8, 0xffff_fff0]);
            *register = u64::from(address) | rng.int() << 32;
        }
        registers.general[4] = u64::from(STACK) - 64;
        registers.flags = rng.bits();
        let mut gas = GAS;
        area.run(&mut memory, &mut registers, &mut gas, *entry).expect("it is an entry");
        // A charge that fails is done, and has at most 31 bits.
        assert!(gas <= GAS || gas > u64::MAX - u64::from(u32::MAX >> 1), "the gas has grown to {gas:#x}");
        let page = memory.bytes(READ_ONLY as usize..(READ_ONLY + PAGE) as usize).expect("it is readable");
        assert!(page.iter().all(|byte| *byte == CANARY), "a page that can only be read has changed");
    }
    // The code before it, whose targets may be others now, and other memory are as they were.
    let mut registers = Registers::default();
    registers.general[4] = u64::from(STACK);
    let mut gas = 5 + 3 * u64::from(draft::COUNT) - 1;
    area.run(&mut other, &mut registers, &mut gas, sample.entries[0]).expect("it is an entry");
    assert_eq!(gas, u64::MAX, "the last charge of the loop fails by one");
    Reach::Through
}

/// The draft of an input, to lie at `start`.
fn read(input: &[u8], start: u32) -> Option<draft::Made> {
    let mut input = Input(input);
    let [entries, targets, links] = [input.byte()?, input.byte()?, input.byte()?];
    let mut made = draft::Made::default();
    for _ in 0..entries {
        made.entries.push(start + input.number()?);
    }
    for _ in 0..targets {
        made.targets.push((input.number()?, start + input.number()?));
    }
    for _ in 0..links {
        made.links.push((u32::from(input.byte()?), start + input.number()?));
    }
    made.code = input.0.to_vec();
    Some(made)
}

/// A draft with changes, of its lines, of its bytes, or of all of the input.
fn generate(_: &Corpus, rng: &mut Rng) -> Vec<u8> {
    let area = area();
    // Behind the sample, as `run` has it.
    let start = area.end() + draft::sample().assemble(area.end(), |_| 0).code.len() as u32;
    let own = &mut draft::Rng(rng.bits());
    let mut program = if rng.chance(25) { draft::sample() } else { draft::random(own) };
    for _ in 0..rng.below(4) {
        // Any form of the table, as a translator would write it or not.
        let mut bytes = if rng.chance(70) { vec![0x65, 0x67] } else { Vec::new() };
        bytes.extend(code::piece(DATA, rng));
        let at = mutate::offset(program.lines.len() + 1, rng);
        program.lines.insert(at, Line::Bytes(bytes));
    }
    if rng.chance(40) {
        draft::mutate_lines(&mut program, own);
    }
    let mut made = program.assemble(start, |link| area.link_position(link));
    if rng.chance(40) {
        draft::mutate_bytes(&mut made, own);
    }
    let mut input = vec![made.entries.len() as u8, made.targets.len() as u8, made.links.len() as u8];
    let offset = |at: u32| (at.wrapping_sub(start) as u16).to_le_bytes();
    input.extend(made.entries.iter().flat_map(|at| offset(*at)));
    for (guest, at) in &made.targets {
        input.extend((*guest as u16).to_le_bytes());
        input.extend(offset(*at));
    }
    for (link, at) in &made.links {
        input.push(*link as u8);
        input.extend(offset(*at));
    }
    input.extend(&made.code);
    if rng.chance(10) {
        mutate::bytes(&mut input, rng);
    }
    input
}
