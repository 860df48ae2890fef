//! A machine that runs loops of machine code, as often as asked, and says what they took in time and gas.
//!
//! Loops count r14 down and end with `ud2`; any other end says that the loop is no good. State and data are set
//! anew for each sample, outside of the time. Used by `form`, `pattern` and, for its machine, by `host`.

use crate::clock;
use crate::echo::{GAS, judged};
use anyhow::Result;
use echo_abi::isa::{FlagSet, Reg};
use echo_abi::{GuestAddr, Image, Limits, Policy, Trap};
use echo_vm::engine::{Exit, Until};
use echo_vm::machine::{Machine, Packed};
use echo_vm::program::{Engine, Run};
use std::sync::Arc;
use std::time::Duration;

/// Where code lies; the first instruction is a `ret`.
pub const TEXT: u32 = 0x10_0000;
/// Where loops lie.
pub const CODE: u32 = TEXT + 16;
/// Where data lies.
pub const DATA: u32 = 0x2000_0000;
/// Bytes of data that are set anew for each sample.
pub const DATA_SIZE: u32 = 0x8000;
/// Bytes of memory behind the data, for patterns over all of it.
pub const FIELD_SIZE: u32 = 56 << 20;
/// Where they are.
pub const FIELD: u32 = DATA + DATA_SIZE;

/// A sample takes about this long.
const SAMPLE: Duration = Duration::from_micros(60);
/// The state in which a loop starts.
#[derive(Clone, Debug)]
pub struct LoopStart {
    /// General registers; r14 is the number of rounds.
    pub regs: [u64; 16],
    /// Vector registers.
    pub vectors: [[u8; 32]; 16],
    /// Flags.
    pub flags: FlagSet,
    /// The first [`DATA_SIZE`] bytes of data.
    pub data: Vec<u8>,
    /// Where the loop is.
    pub rip: u32,
}

impl LoopStart {
    /// All zeroes, at an address.
    pub fn new(rip: u32) -> Self {
        Self {
            regs: [0; 16],
            vectors: [[0; 32]; 16],
            flags: FlagSet::NONE,
            data: vec![0; DATA_SIZE as usize],
            rip,
        }
    }

    /// Whether two loops start alike, but for where.
    pub fn same(&self, other: &Self) -> bool {
        self.regs == other.regs && self.vectors == other.vectors && self.data == other.data
    }
}

/// What rounds of a loop took.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Time.
    pub time: Duration,
    /// Gas.
    pub gas: u64,
}

impl Sample {
    /// Nanoseconds for each gas.
    pub fn rate(self) -> f64 {
        self.time.as_secs_f64() * 1e9 / self.gas as f64
    }
}

/// A machine with loops in it.
pub struct Harness {
    engine: Run,
    machine: Machine,
    rsp: u64,
}

/// SplitMix64: the same numbers in each run.
pub fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The contract that has `code` at [`CODE`], and the policy under which it is one.
pub fn contract(code: &[u8]) -> Result<(Arc<echo_validate::Contract>, Policy)> {
    let limits = Limits { contract_size: 1 << 24, ..Limits::default() };
    let policy = Policy { limits, ..Policy::default() };
    Ok((Arc::new(judged(Image::load(&contract_file(code), &policy.limits)?, &policy)?), policy))
}

/// The file of that contract.
pub fn contract_file(code: &[u8]) -> Vec<u8> {
    let mut text = vec![0xcc; (CODE - TEXT) as usize];
    text[0] = 0xc3;
    text.extend(code);
    let sections = [(1_u8, TEXT, &text[..], text.len() as u32), (4, DATA, &[], DATA_SIZE + FIELD_SIZE)];
    let mut file = b"ECHO".to_vec();
    file.extend(1_u32.to_le_bytes());
    file.extend(u64::from(TEXT).to_le_bytes());
    file.extend((sections.len() as u32).to_le_bytes());
    for (kind, addr, bytes, size) in sections {
        file.extend([kind, 0]);
        file.extend(u64::from(addr).to_le_bytes());
        file.extend(size.to_le_bytes());
        file.extend((bytes.len() as u32).to_le_bytes());
        file.extend(bytes);
    }
    file.extend(0_u32.to_le_bytes());
    file
}

impl Harness {
    /// A machine with `code` at [`CODE`].
    pub fn new(engine: Engine, code: &[u8]) -> Result<Self> {
        let (contract, policy) = contract(code)?;
        let machine = Machine::new(contract.image(), &policy.limits, 0)?;
        let rsp = machine.regs[Reg::Rsp as usize];
        Ok(Self { engine: engine.prepare(&contract)?.start(), machine, rsp })
    }

    /// The machine, for what a loop needs beyond its start.
    pub fn machine(&mut self) -> &mut Machine {
        &mut self.machine
    }

    /// Runs a loop; `None` if it does not end as loops do.
    pub fn run(&mut self, start: &LoopStart, rounds: u64) -> Option<Sample> {
        let machine = &mut self.machine;
        *machine.regs.registers_mut() = start.regs;
        machine.regs[Reg::R14 as usize] = rounds;
        if start.regs[Reg::Rsp as usize] == 0 || start.regs[Reg::Rsp as usize] > u64::from(u32::MAX) {
            machine.regs[Reg::Rsp as usize] = self.rsp;
        }
        for (vector, bytes) in machine.vectors.registers_mut().iter_mut().zip(&start.vectors) {
            let (low, high) = bytes.split_at(16);
            *vector = [low, high].map(|half| Packed::from_bytes(half.try_into().expect("16 bytes")));
        }
        machine.flags = start.flags;
        machine.rip = GuestAddr(start.rip);
        machine.gas = GAS;
        machine.memory.slice_mut(GuestAddr(DATA), DATA_SIZE).ok()?.copy_from_slice(&start.data);
        let (exit, time) = clock::time(|| self.engine.resume(&mut self.machine, Until::END));
        (exit == Exit::Trap(Trap::Unexpected)).then(|| Sample { time, gas: GAS - self.machine.gas })
    }

    /// How many rounds take about a sample's time; `None` for a loop that does not end.
    pub fn rounds(&mut self, start: &LoopStart) -> Option<u64> {
        self.run(start, 1)?;
        let few = self.run(start, 4)?.time.as_nanos().max(1) / 4;
        Some((SAMPLE.as_nanos() / few.max(1)).clamp(2, 1 << 16) as u64)
    }

    /// The least that any of `samples` took.
    pub fn least(&mut self, start: &LoopStart, rounds: u64, samples: usize) -> Option<Sample> {
        let mut least: Option<Sample> = None;
        for _ in 0..samples {
            let sample = self.run(start, rounds)?;
            if least.is_none_or(|least| sample.time < least.time) {
                least = Some(sample);
            }
        }
        least
    }
}
