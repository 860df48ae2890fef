//! Engines in step: whatever a contract does, wherever its gas ends, and wherever somebody stops it, all engines leave
//! the same machine at every exit. Host calls are served in between, so that runs go on.
//!
//! An input is gas, a call line, and a contract file:
//! `{ u8 scale; u24 gas; u8 length; bytes of the line; bytes of the file }`.

use super::{Reach, Target};
use crate::corpus::Corpus;
use crate::model::Model;
use crate::mutate::offset;
use crate::{code, file};
use echo_abi::call_line::CallLine;
use echo_abi::id::{AccountId, ContractId};
use echo_abi::{Image, Limits, Policy, layout};
use echo_chain::{ChainFile, LocalChain};
use echo_conformance::random::Rng;
use echo_vm::call::{CallRequest, view};
use echo_vm::engine::{Exit, Until};
use echo_vm::machine::Machine;
use echo_vm::{Engine, Pool, Program};
use std::sync::Arc;

/// This target.
pub const TARGET: Target = Target {
    name: "engines",
    promise: "all engines leave the same machine at every exit, wherever the gas ends and wherever a run is stopped",
    run,
    generate,
    seconds: 20,
    memory: 256 << 20,
    memory_per_byte: 1024,
};

/// Bits of gas that a run has at most: the stepper does so much in a hundredth of a second.
const GAS_BITS: u32 = 17;

/// Runs a contract on all engines.
pub fn run(input: &[u8]) -> Reach {
    let Some((head, rest)) = input.split_first_chunk::<5>() else { return Reach::Refused };
    let [scale, a, b, c, len] = *head;
    let gas = u64::from(u32::from_le_bytes([a, b, c, 0]) >> (24 - u32::from(scale) % (GAS_BITS + 1)));
    let Some((line, file)) = rest.split_at_checked(usize::from(len)) else { return Reach::Refused };
    let line =
        std::str::from_utf8(line).ok().and_then(|line| line.parse::<CallLine>().ok()).unwrap_or_default();
    // Engines run on their own only while the gas pays for all of the stack: so little gas does not pay for much.
    let stack = layout::STACK_STEP << (b % 4);
    let limits = Limits { memory_pages: 2048, contract_size: 1 << 20, stack, ..Limits::default() };
    let policy = Policy { limits, ..Policy::default() };
    let Ok(image) = Image::load(file, &policy.limits) else { return Reach::Refused };
    let Ok(contract) = echo_validate::validate(image, &policy) else { return Reach::Refused };
    let chain = LocalChain::new(ChainFile::default());
    let request = CallRequest::new(line, ContractId(7), AccountId(5), gas);
    let program = Engine::Crosscheck.prepare(&Arc::new(contract)).expect("it runs everywhere");
    let result = view(&program, &request, &policy.limits, &Pool::new(0), &chain, &mut |_| {});
    let (outcome, _) = result.expect("the host gives memory and the chain answers");
    assert!(outcome.gas_used() <= gas, "{} gas used of {gas}", outcome.gas_used());
    stop_often(&program, &policy.limits, gas, 1 + u64::from(a) * u64::from(scale));
    Reach::Through
}

/// Runs up to the first exit, in one go and stopped from outside again and again: nothing may be lost by it.
fn stop_often(program: &Arc<Program>, limits: &Limits, gas: u64, budget: u64) {
    let machine = || Machine::new(program.contract().image(), limits, gas);
    let Ok(mut whole) = machine() else { return };
    let mut parts = machine().expect("the host gave as much before");
    let mut run = program.start();
    let exit = run.resume(&mut whole, Until::END);
    let mut until = Until::spent(budget);
    loop {
        let before = parts.gas;
        let stop = run.resume(&mut parts, until);
        if stop != Exit::Stopped {
            assert_eq!(exit, stop, "stopped each {budget} gas, the run ends otherwise");
            break;
        }
        // What it was stopped before may cost more than the budget.
        until = Until::spent(if parts.gas == before { Until::LEAST } else { budget });
    }
    if let Some(difference) = parts.difference(&whole) {
        panic!("stopped each {budget} gas, the run leaves something else: {difference}");
    }
}

/// A seed, or code made at random, with any gas; a contract file changed as one with as much as it may have.
fn generate(corpus: &Corpus, rng: &mut Rng) -> Vec<u8> {
    let (line, file) = match rng.below(10) {
        0..=5 => {
            let mut model = code::contract(rng);
            if rng.chance(30) {
                file::change(&mut model, rng);
            }
            (String::new(), model.esc(&[]))
        }
        6 | 7 if !corpus.calls.is_empty() => {
            let (file, line) = &corpus.calls[offset(corpus.calls.len(), rng)];
            let mut file = file.clone();
            if let Some(mut model) = Model::of(&file, &Limits::default()).filter(|_| rng.chance(80)) {
                for _ in 0..=rng.below(3) {
                    file::change(&mut model, rng);
                }
                file = model.esc(&[]);
            }
            (line.clone(), file)
        }
        _ => (String::new(), file::generate(corpus, rng)),
    };
    let mut input = rng.bits().to_le_bytes()[..4].to_vec();
    let line = line.as_bytes().get(..line.len().min(255)).unwrap_or_default();
    input.push(line.len() as u8);
    input.extend(line);
    input.extend(file);
    input
}
