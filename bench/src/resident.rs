//! Resident memory: what a node has in memory for each program that it keeps, and for each machine that runs.
//!
//! So many of them are made at once, and the process looked at before and after: `/proc/self/statm` counts all that is resident;
//! what lies in mappings of a GiB and more is the guests' pages, for nothing else is as large (`/proc/self/smaps`). Page tables,
//! and what the kernel keeps of mappings, are in neither. Called by `main`, before anything else fills the process' heap.

use crate::echo::{GAS, validated};
use crate::generated;
use crate::phase::{LARGE, Phase, PhaseResult, SMALL, skipped, stripped};
use crate::toolchain::Toolchain;
use anyhow::{Context, Result, bail};
use echo_abi::Policy;
use echo_abi::scpi::Function;
use echo_validate::Contract;
use echo_vm::engine::{Exit, Until};
use echo_vm::machine::Machine;
use echo_vm::program::Run;
use echo_vm::{Engine, Program};
use std::sync::Arc;

/// How many there are at once.
const COUNT: u32 = 200;
/// How many are made before the first look, to use up what lies free in the heap.
const FIRST: u32 = 50;
/// Bytes of a mapping that holds a guest's memory, at least: 2 GiB of address space are reserved for it.
const GUEST_MAPPING: u64 = 1 << 30;

/// Measures programs and machines of two contracts, a small one and a large one, in each engine.
pub fn measure(tools: &Toolchain, engines: &[Engine]) -> Result<Vec<Phase>> {
    if let Err(missing) = tools.gcc.path() {
        return Ok(skipped("resident memory", &missing));
    }
    if let Err(error) = Resident::now() {
        return Ok(skipped("resident memory", &error));
    }
    let policy = Policy::default();
    let mut phases = Vec::new();
    for (name, size) in [("generated-small", SMALL), ("generated-large", LARGE)] {
        let file = stripped(&generated::contract(tools, name, size)?, &policy)?;
        let contract = Arc::new(validated(&file, &policy)?);
        for &engine in engines {
            let mut enter = |what: &str, outcome| {
                let name = format!("resident, {what}, {} bytes", file.len());
                phases.push(Phase { name, engine: Some(engine), outcome });
            };
            enter("idle program", each(|| Ok(ended(engine, &contract, &policy)?.0))?);
            // One program for all: what they have for themselves counts, translations included.
            let program = engine.prepare(&contract)?;
            enter("running machine", each(|| begun(&program, &policy))?);
        }
    }
    Ok(phases)
}

/// A program that has run to its end once, and the machine it did.
fn ended(engine: Engine, contract: &Arc<Contract>, policy: &Policy) -> Result<(Arc<Program>, Machine)> {
    let program = engine.prepare(contract)?;
    let (mut run, mut machine) = begun(&program, policy)?;
    loop {
        match run.resume(&mut machine, Until::END) {
            Exit::HostCall(_) => {}
            Exit::Return => break,
            other => bail!("the contract ended with {other:?}"),
        }
    }
    drop(run);
    Ok((program, machine))
}

/// A run that stands at its first host call, and its machine.
fn begun(program: &Arc<Program>, policy: &Policy) -> Result<(Run, Machine)> {
    let mut machine = Machine::new(program.contract().image(), &policy.limits, GAS)?;
    let mut run = program.start();
    match run.resume(&mut machine, Until::END) {
        Exit::HostCall(Function::ParamU64) => Ok((run, machine)),
        other => bail!("the contract starts with {other:?}"),
    }
}

/// What each of [`COUNT`] things takes that exist at once.
fn each<T>(mut make: impl FnMut() -> Result<T>) -> Result<PhaseResult> {
    let mut made = (0..FIRST).map(|_| make()).collect::<Result<Vec<T>>>()?;
    made.reserve_exact(COUNT as usize);
    let before = Resident::now()?;
    for _ in 0..COUNT {
        made.push(make()?);
    }
    let after = Resident::now()?;
    let share = |before: u64, after: u64| after.saturating_sub(before) as f64 / f64::from(COUNT);
    Ok(PhaseResult::Resident {
        bytes: share(before.own(), after.own()),
        guest_bytes: share(before.guest, after.guest),
    })
}

/// Bytes that are resident.
#[derive(Clone, Copy, Debug)]
struct Resident {
    all: u64,
    /// Of these, in mappings that hold guests' memory.
    guest: u64,
}

impl Resident {
    fn now() -> Result<Self> {
        let statm = std::fs::read_to_string("/proc/self/statm").context("cannot read /proc/self/statm")?;
        let pages = statm.split(' ').nth(1).context("/proc/self/statm has no second number")?;
        let all = pages.parse::<u64>()? * rustix::param::page_size() as u64;
        let smaps = std::fs::read_to_string("/proc/self/smaps").context("cannot read /proc/self/smaps")?;
        let kilobytes = |line: &str, field| {
            let number = line.strip_prefix(field)?.trim().strip_suffix(" kB")?;
            Some(number.parse::<u64>().ok()? * 1024)
        };
        let (mut guest, mut is_guest) = (0, false);
        for line in smaps.lines() {
            if let Some(size) = kilobytes(line, "Size:") {
                is_guest = size >= GUEST_MAPPING;
            } else if let Some(resident) = kilobytes(line, "Rss:").filter(|_| is_guest) {
                guest += resident;
            }
        }
        Ok(Self { all, guest })
    }

    const fn own(self) -> u64 {
        self.all.saturating_sub(self.guest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_touched_is_resident() {
        const BYTES: usize = 64 << 10;
        let PhaseResult::Resident { bytes, guest_bytes } = each(|| Ok(vec![1_u8; BYTES])).unwrap() else {
            panic!("not a size");
        };
        assert!((bytes / BYTES as f64 - 1.0).abs() < 0.2, "{bytes}");
        assert!(guest_bytes < 1.0, "{guest_bytes}");
    }
}
