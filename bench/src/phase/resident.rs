//! Resident memory: what a node has in memory for each program that it keeps, and for each machine that runs.
//!
//! So many of them are made at once, and the process looked at before and after: `/proc/self/statm` counts all that is resident;
//! what lies in mappings of a GiB and more is the guests' pages, for nothing else is as large (`/proc/self/smaps`). Page tables,
//! and what the kernel keeps of mappings, are in neither.
//!
//! Each figure comes from a process of its own ([`probe`], which `main` calls): what others have left free in a heap is resident
//! already, and would be filled before anything new is. Called by `phase`.

use super::PhaseResult;
use crate::echo::{GAS, validated};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use echo_abi::Policy;
use echo_abi::scpi::Function;
use echo_validate::Contract;
use echo_vm::engine::{Exit, Until};
use echo_vm::machine::Machine;
use echo_vm::program::Run;
use echo_vm::{Engine, Program};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// How many there are at once.
const COUNT: u32 = 200;
/// How many are made before the first look, to use up what lies free in the heap.
const FIRST: u32 = 50;
/// Bytes of a mapping that holds a guest's memory, at least: 2 GiB of address space are reserved for it.
const GUEST_MAPPING: u64 = 1 << 30;

/// What there is one more of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Thing {
    /// A program that waits for its next call.
    Program,
    /// A machine within a run, and the run.
    Machine,
}

/// Has another process of this program measure what one more `thing` takes, for the contract in a file.
pub fn measure(thing: Thing, engine: Engine, file: &Path) -> Result<PhaseResult> {
    if let Err(error) = Resident::now() {
        return Ok(PhaseResult::Skipped { skipped: error.to_string() });
    }
    let thing = thing.to_possible_value().expect("none is hidden");
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--resident", thing.get_name(), "--engine", engine.name(), "--file"]).arg(file);
    let output = command.output()?;
    if !output.status.success() {
        bail!("the measuring process: {}", String::from_utf8_lossy(&output.stderr).trim_end());
    }
    let answer = String::from_utf8(output.stdout)?;
    let (bytes, guest_bytes) = answer.trim_end().split_once(' ').context("not two numbers")?;
    Ok(PhaseResult::Resident { bytes: bytes.parse()?, guest_bytes: guest_bytes.parse()? })
}

/// What that process prints: bytes of one more thing, and of its guest's pages.
pub fn probe(thing: Thing, engine: Engine, file: &Path) -> Result<String> {
    let policy = Policy::default();
    let contract = Arc::new(validated(&std::fs::read(file)?, &policy)?);
    let (bytes, guest_bytes) = match thing {
        Thing::Program => each(|| Ok(ended(engine, &contract, &policy)?.0))?,
        Thing::Machine => {
            // One program for all: what they have for themselves counts, translations included.
            let program = engine.prepare(&contract)?;
            each(|| begun(&program, &policy))?
        }
    };
    Ok(format!("{bytes} {guest_bytes}"))
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

/// Bytes that each of [`COUNT`] things takes that exist at once, and bytes of its guest's pages.
fn each<T>(mut make: impl FnMut() -> Result<T>) -> Result<(f64, f64)> {
    let mut made = (0..FIRST).map(|_| make()).collect::<Result<Vec<T>>>()?;
    made.reserve_exact(COUNT as usize);
    let before = Resident::now()?;
    for _ in 0..COUNT {
        made.push(make()?);
    }
    let after = Resident::now()?;
    let share = |before: u64, after: u64| after.saturating_sub(before) as f64 / f64::from(COUNT);
    Ok((share(before.own(), after.own()), share(before.guest, after.guest)))
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
        let (bytes, guest_bytes) = each(|| Ok(vec![1_u8; BYTES])).unwrap();
        assert!((bytes / BYTES as f64 - 1.0).abs() < 0.2, "{bytes}");
        assert!(guest_bytes < 1.0, "{guest_bytes}");
    }
}
