//! Contracts for tests whose runs are scripts: an engine that can do whatever a hostile contract could.

use crate::engine::{Exit, Flag, Translation};
use crate::machine::Machine;
use crate::program::Program;
use crate::testing::{self, DATA, TEXT};
use echo_abi::isa::Reg;
use echo_abi::scpi::Function;
use echo_abi::{Policy, gas};
use echo_validate::Contract;
use std::sync::Arc;

/// What a scripted run does next. A step of a script has two bytes of text: where the run is, rip says alone.
#[derive(Clone, Copy, Debug)]
pub enum ScriptStep {
    /// Calls a function with these arguments; `int` costs [`INT`].
    Call(Function, [u64; 4]),
    /// Is stopped from outside, once.
    Stop,
    /// Ends.
    End(Exit),
}

/// Gas of a step that calls.
pub const INT: u64 = 20;

struct Scripted(Vec<ScriptStep>);

impl Translation for Scripted {
    fn resume(&mut self, machine: &mut Machine, _: Flag<'_>) -> Exit {
        let step = self.0.get((machine.rip.0 - TEXT) as usize / 2).copied();
        if let Some(ScriptStep::Call(..)) = step
            && !machine.charge(INT)
        {
            return OUT_OF_GAS;
        }
        if let Some(ScriptStep::Call(..) | ScriptStep::Stop) = step {
            machine.rip = machine.rip.offset(2);
        }
        match step {
            Some(ScriptStep::Call(function, args)) => {
                for (reg, arg) in [Reg::Rdi, Reg::Rsi, Reg::Rdx, Reg::Rcx].into_iter().zip(args) {
                    machine.regs[reg as usize] = arg;
                }
                Exit::HostCall(function)
            }
            Some(ScriptStep::Stop) => Exit::Stopped,
            Some(ScriptStep::End(exit)) => exit,
            None => Exit::Return,
        }
    }

    fn bytes(&self) -> usize {
        size_of_val(&self.0[..])
    }
}

/// The gas ended before the next step.
pub const OUT_OF_GAS: Exit = Exit::OutOfGas { begun: 0 };

/// A program that runs a script.
pub fn program(contract: &Arc<Contract>, script: &[ScriptStep]) -> Arc<Program> {
    let script = script.to_vec();
    Program::new(contract, move |_| Box::new(Scripted(script.clone())))
}

/// A contract whose data are strings: `key`, `1.2.6`, `1.3.0`.
pub fn contract() -> Arc<Contract> {
    let mut data = testing::Data::default();
    let strings = [b"key", &b"1.2.6"[..], b"1.3.0"].map(|text| data.string(text));
    assert_eq!(strings, [KEY, BOB, ASSET].map(|addr| addr as u32));
    let file = testing::esc(&testing::RET, &[], &data.bytes);
    Arc::new(echo_validate::validate_file(&file, &Policy::default()).unwrap())
}

/// Load gas of [`contract`]: of its text, its data, the first step of the stack and the first page of the heap.
pub const LOAD: u64 = gas::TEXT_BYTE as u64 + (1 + DATA_PAGES + 16 + 1) * gas::PAGE as u64;
const DATA_PAGES: u64 = (testing::DATA_SIZE / 4096) as u64;

/// The string `key`.
pub const KEY: u64 = DATA as u64 + 16;
/// The string `1.2.6`, an account.
pub const BOB: u64 = DATA as u64 + 48;
/// The string `1.3.0`, an asset.
pub const ASSET: u64 = DATA as u64 + 80;

/// Gas of a step that calls a function about so many bytes.
pub fn price(function: Function, bytes: u64) -> u64 {
    INT + function.gas().base + function.gas().per_byte * bytes
}
