//! Runs fib in Solana's virtual machine: machine code by its JIT, instructions metered.
//!
//! The program is written by hand in the machine's assembly, and is what a compiler would make of `kernels/fib.c`: `call`
//! preserves r6 to r9, so that nothing lies on the stack. It is compiled before the first call; a call is timed alone.

use crate::clock;
use crate::runner::{Runner, TimedCall};
use anyhow::{Result, anyhow};
use solana_sbpf::assembler;
use solana_sbpf::elf::Executable;
use solana_sbpf::error::{EbpfError, ProgramResult};
use solana_sbpf::memory_region::MemoryMapping;
use solana_sbpf::program::BuiltinProgram;
use solana_sbpf::verifier::RequisiteVerifier;
use solana_sbpf::vm::{Config, ContextObject, EbpfVm, ExecutionMode};
use std::ptr::NonNull;
use std::sync::Arc;

/// More than fib burns.
const INSTRUCTIONS: u64 = 1 << 50;

/// r1 has n; r0 has the result.
const FIB: &str = "
entrypoint:
    call function_fib
    exit
function_fib:
    jlt r1, 2, base
    mov64 r6, r1
    add64 r1, -1
    call function_fib
    mov64 r7, r0
    mov64 r1, r6
    add64 r1, -2
    call function_fib
    add64 r0, r7
    exit
base:
    mov64 r0, r1
    exit
";

/// What pays for a run.
struct Meter {
    left: u64,
}

impl ContextObject for Meter {
    fn consume(&mut self, amount: u64) {
        self.left = self.left.saturating_sub(amount);
    }

    fn get_remaining(&self) -> u64 {
        self.left
    }

    /// There is none: only loads and stores look at it, and [`FIB`] has neither.
    fn active_mapping_ptr(&mut self) -> NonNull<MemoryMapping> {
        NonNull::dangling()
    }
}

/// fib, compiled.
pub struct Program {
    executable: Executable<Meter>,
}

impl Program {
    /// Assembles, verifies and compiles it.
    pub fn compile() -> Result<Self> {
        let loader = Arc::new(BuiltinProgram::new_loader(Config::default()));
        let executable = assembler::assemble::<Meter>(FIB, loader).map_err(|error| anyhow!(error))?;
        executable.verify::<RequisiteVerifier>().map_err(failed)?;
        executable.jit_compile().map_err(failed)?;
        Ok(Self { executable })
    }
}

impl Runner for Program {
    fn call(&mut self, n: u64) -> Result<TimedCall> {
        let mut meter = Meter { left: INSTRUCTIONS };
        let loader = Arc::clone(self.executable.get_loader());
        let stack = self.executable.get_config().stack_size();
        let mut vm = EbpfVm::new(loader, self.executable.get_sbpf_version(), &mut meter, stack);
        vm.registers[1] = n;
        let ((instructions, result), time) =
            clock::time(|| vm.execute_program(&self.executable, &mut ExecutionMode::Jit, &mut []));
        match result {
            ProgramResult::Ok(checksum) => Ok(TimedCall { checksum, time, gas: Some(instructions) }),
            ProgramResult::Err(error) => Err(failed(error)),
        }
    }
}

/// Its errors hold others that may not leave the thread.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn failed(error: EbpfError) -> anyhow::Error {
    anyhow!("solana-sbpf: {error}")
}
