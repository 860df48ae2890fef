//! What every engine is: it runs a [`Machine`] until something happens that is not an instruction's business,
//! and says what.

use crate::machine::Machine;
use echo_abi::{Trap, scpi::Function};
use echo_validate::Contract;
use std::sync::Arc;

/// Why an engine handed control back. An engine never calls the host itself, so that no frame of ours lies
/// under guest code when a host function fails, and engines can be tested with no host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// `int n`: the caller serves the function and resumes. The instruction is paid for and done: rip is
    /// behind it.
    HostCall(Function),
    /// The contract returned to null.
    Return,
    /// The gas does not pay for the next instruction or iteration: rip is at it, nothing of it is done or
    /// charged.
    OutOfGas,
    /// An instruction trapped: it is charged, rip is at it, and nothing of it is done.
    Trap(Trap),
}

/// Executes machine code. Everything it does shows in the [`Machine`], which is exact at every [`Exit`]:
/// registers, flags, rip, gas and memory.
///
/// Calls, returns, indirect jumps, host calls and traps end the life of the status flags: after them they are
/// 0, while DF stays. (No compiler passes flags across them, and an engine need not compute what nobody can
/// see.) At `OutOfGas` the status flags are what the engine has computed so far: nobody can read them any
/// more.
pub trait Engine: Sized {
    /// Prepares to run a contract. Cheap: code is decoded when it is first reached.
    fn new(contract: Arc<Contract>) -> Self;

    /// Runs until an [`Exit`].
    fn resume(&mut self, machine: &mut Machine) -> Exit;
}

/// Two engines as one: each runs every stretch between two exits on a machine of its own, and whatever
/// differs afterwards is a panic that names it. For tests; the second machine is a copy made at every resume.
pub struct Crosscheck<A, B> {
    first: A,
    second: B,
}

impl<A: Engine, B: Engine> Engine for Crosscheck<A, B> {
    fn new(contract: Arc<Contract>) -> Self {
        Self { first: A::new(Arc::clone(&contract)), second: B::new(contract) }
    }

    fn resume(&mut self, machine: &mut Machine) -> Exit {
        let mut shadow = machine.snapshot().expect("the host gives a test a second address space");
        let exit = self.first.resume(machine);
        let other = self.second.resume(&mut shadow);
        assert_eq!(
            exit, other,
            "the engines stop for different reasons, at {} and {}",
            machine.rip, shadow.rip
        );
        if exit == Exit::OutOfGas {
            // The run is over, and only an engine that computed the flags can show them.
            machine.end_flags();
            shadow.end_flags();
        }
        if let Some(difference) = machine.difference(&shadow) {
            panic!("the engines differ at {exit:?}: {difference}");
        }
        exit
    }
}
