//! Decoding of hostile code: texts that make an engine decode as much as they can, each run by an engine that has
//! seen nothing of it.
//!
//! The bound is one on work and memory, by the size of the text; that gas pays for it is what the load gas is for. So
//! each text is run with more and more gas, and the worst ratio of time to gas, the load's included, is reported. Called
//! by `phase`.

use crate::clock;
use crate::fit;
use anyhow::{Result, bail};
use echo_abi::{GuestAddr, gas};
use echo_vm::Engine;
use echo_vm::engine::{Exit, Until};
use echo_vm::machine::Machine;
use std::time::Duration;

#[path = "../../echo-vm/src/greedy.rs"]
mod greedy;

/// Bytes of text, close to what the default limit of 1 MiB lets in.
const TEXT: u32 = 1_040_000;
/// Gas of the runs, beyond the load gas.
const GAS: [u64; 8] = [50_000, 200_000, 500_000, 1_000_000, 2_000_000, 4_000_000, 8_000_000, 16_000_000];
/// Runs of each, the median of which counts.
const RUNS: usize = 3;

/// What one text did.
pub struct Decoding {
    /// Which text.
    pub name: &'static str,
    /// How much longer the first run takes than the second one, with all the gas.
    pub time: Duration,
    /// Bytes that the decoded code takes afterwards.
    pub bytes: usize,
    /// Nanoseconds for each gas of the first run, that of the load included; the worst of all runs.
    pub rate: f64,
}

/// Runs each text.
pub fn measure(engine: Engine) -> Result<Vec<Decoding>> {
    greedy::texts(fit::CODE, TEXT).into_iter().map(|(name, text)| one(engine, name, &text)).collect()
}

fn one(engine: Engine, name: &'static str, text: &[u8]) -> Result<Decoding> {
    let (contract, policy) = fit::contract(text)?;
    let load = gas::load(contract.image(), &policy.limits);
    let mut decoding = Decoding { name, time: Duration::ZERO, bytes: 0, rate: 0.0 };
    for gas in GAS {
        let (mut cold, mut warm) = (Vec::new(), Vec::new());
        let mut used = 0;
        for _ in 0..RUNS {
            let program = engine.prepare(&contract)?;
            for times in [&mut cold, &mut warm] {
                let mut machine = Machine::new(contract.image(), &policy.limits, gas)?;
                machine.rip = GuestAddr(fit::CODE);
                let (exit, time) = clock::time(|| program.start().resume(&mut machine, Until::END));
                if !matches!(exit, Exit::OutOfGas { .. } | Exit::Return) {
                    bail!("{name} ends with {exit:?} at {}", machine.rip);
                }
                times.push(time);
                used = gas - machine.gas;
            }
            decoding.bytes = program.bytes();
        }
        let (cold, warm) = (clock::median(&cold), clock::median(&warm));
        decoding.time = cold.saturating_sub(warm);
        decoding.rate = decoding.rate.max(cold.as_secs_f64() * 1e9 / (load + used) as f64);
    }
    Ok(decoding)
}
