//! Runs a kernel in Echo: the contract file itself, loaded, validated, and executed by an engine.
//!
//! The program lives on between calls, so its decoded blocks do; every call gets a fresh machine, as on a chain, whose creation is not timed: the
//! `resume`s are, first touches of pages included. The two host calls are served here, with no chain behind them.

use crate::clock;
use crate::runner::{Runner, TimedCall};
use anyhow::{Context, Result, bail};
use echo_abi::isa::{Reg, Width};
use echo_abi::scpi::Function;
use echo_abi::{GuestAddr, Image, Policy};
use echo_vm::engine::{Exit, Until};
use echo_vm::machine::Machine;
use echo_vm::program::{Engine, Run};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// More than any kernel burns, and far from any overflow.
pub const GAS: u64 = 1 << 62;

/// A validated contract in an engine.
pub struct PreparedContract {
    contract: Arc<echo_validate::Contract>,
    policy: Policy,
    run: Run,
}

impl PreparedContract {
    /// Loads and validates the contract in `file`.
    pub fn load(file: &Path, engine: Engine) -> Result<Self> {
        let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let policy = Policy::default();
        let contract = Arc::new(validated(&bytes, &policy)?);
        let run = engine.prepare(&contract)?.start();
        Ok(Self { contract, policy, run })
    }
}

impl Runner for PreparedContract {
    fn call(&mut self, n: u64) -> Result<TimedCall> {
        let mut machine = Machine::new(self.contract.image(), &self.policy.limits, GAS)?;
        let mut time = Duration::ZERO;
        let mut checksum = None;
        loop {
            let (exit, resumed) = clock::time(|| self.run.resume(&mut machine, Until::END));
            time += resumed;
            match exit {
                Exit::HostCall(Function::ParamU64) => {
                    // Addresses are taken modulo 2^32.
                    let pointer = GuestAddr(u32::try_from(machine.reg(Reg::Rdi, Width::B4))?);
                    machine
                        .memory
                        .write(pointer, n.to_le_bytes())
                        .map_err(|trap| anyhow::anyhow!("{trap:?}"))?;
                    machine.set_reg(Reg::Rax, Width::B8, 1);
                }
                Exit::HostCall(Function::ReturnU64) => checksum = Some(machine.reg(Reg::Rdi, Width::B8)),
                Exit::Return => break,
                other => bail!("the kernel ended with {other:?} at {:#x}", machine.rip.0),
            }
        }
        let checksum = checksum.context("the kernel returned nothing")?;
        Ok(TimedCall { checksum, time, gas: Some(GAS - machine.gas) })
    }
}

/// Why this host cannot have an engine, if it cannot.
pub fn missing(engine: Engine) -> Option<anyhow::Error> {
    let error = anyhow::Error::from(engine.availability().err()?);
    Some(error.context(format!("{engine} does not run here")))
}

/// The contract in a file's bytes.
pub fn validated(bytes: &[u8], policy: &Policy) -> Result<echo_validate::Contract> {
    judged(Image::load(bytes, &policy.limits)?, policy)
}

/// The contract an image is, if it is one.
pub fn judged(image: Image, policy: &Policy) -> Result<echo_validate::Contract> {
    echo_validate::validate(image, policy).map_err(|report| anyhow::anyhow!("rejected: {report:?}"))
}
