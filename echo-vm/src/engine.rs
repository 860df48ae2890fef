//! What every engine is: something that executes the code of one contract on a [`Machine`] until something happens
//! that is not an instruction's business, and says what.
//!
//! Engines implement [`Translation`]. Which there are, and how a run is started, stands in [`crate::program`].

use crate::machine::Machine;
use echo_abi::{Trap, scpi::Function};
use std::sync::atomic::{AtomicBool, Ordering};

/// Why an engine handed control back. An engine never calls the host itself, so that no frame of ours lies
/// under guest code when a host function fails, and engines can be tested with no host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// `int n`: the caller serves the function and resumes. The instruction is paid for and done: rip is
    /// behind it.
    HostCall(Function),
    /// The contract returned to null.
    Return,
    /// The gas does not pay for the next instruction or iteration: rip is at it, nothing of it is done.
    OutOfGas {
        /// Gas that is charged for the instruction at rip all the same: a repeated one, of which iterations may be
        /// done. 0 for any other.
        begun: u64,
    },
    /// An instruction trapped: it is charged, rip is at it, and nothing of it is done.
    Trap(Trap),
    /// The run was stopped from outside ([`Until`]), before the instruction at rip or between two of its iterations.
    /// It can be resumed, as if nothing had happened.
    Stopped,
}

/// What stops a run from outside: a budget, a stop flag, either, or neither.
///
/// A budget stops every engine before the same instruction; a stop flag does at some block's start, soon. A stop is the
/// host's own affair: no outcome of a contract may depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Until<'a> {
    /// Gas that may be spent.
    budget: u64,
    flag: Option<&'a AtomicBool>,
}

impl<'a> Until<'a> {
    /// Only what the contract does ends the run.
    pub const END: Until<'static> = Until { budget: u64::MAX, flag: None };

    /// Gas that pays for any one instruction or iteration, pages of the stack included: sixteen steps of the stack are
    /// the most that one can reach (a gather of eight elements, each across a boundary).
    pub const LEAST: u64 = 1 << 14;

    /// Until the next instruction would make it more than `gas` that was spent since the run was resumed. With less
    /// than [`Until::LEAST`], the budget may not pay for the first instruction; the run then stays where it is.
    #[must_use]
    pub fn spent(gas: u64) -> Self {
        Self { budget: gas, flag: None }
    }

    /// Until somebody raises the stop flag, from any thread.
    #[must_use]
    pub fn raised(flag: &'a AtomicBool) -> Self {
        Self { flag: Some(flag), ..Until::END }
    }

    /// The same budget, and a stop flag beside it.
    #[must_use]
    pub fn or_raised(self, flag: &'a AtomicBool) -> Self {
        Self { flag: Some(flag), ..self }
    }

    /// Gas that may be spent.
    pub(crate) fn budget(self) -> u64 {
        self.budget
    }

    /// What remains of it once so much more gas was spent.
    pub(crate) fn after(self, gas: u64) -> Self {
        Self { budget: self.budget.saturating_sub(gas), ..self }
    }

    /// The stop flag, for an engine to look at.
    pub(crate) fn flag(self) -> Flag<'a> {
        Flag(self.flag)
    }
}

/// A stop flag: it stops a run once it is raised; none never does.
#[derive(Clone, Copy, Debug)]
pub struct Flag<'a>(Option<&'a AtomicBool>);

impl Flag<'_> {
    /// Nobody stops the run.
    pub const NONE: Flag<'static> = Flag(None);

    /// Whether there is a stop flag at all.
    #[must_use]
    pub fn exists(self) -> bool {
        self.0.is_some()
    }

    /// Whether the run is to stop.
    #[inline]
    #[must_use]
    pub fn is_raised(self) -> bool {
        self.0.is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}

/// What an engine has made of a contract's code so far: decoded instructions, linked blocks, machine code. It grows
/// as code is reached, belongs to one run at a time, and outlives the run.
///
/// Everything that executing does shows in the [`Machine`], which is exact at every [`Exit`]: registers, flags, rip,
/// gas and memory.
///
/// Calls, returns, indirect jumps, host calls and traps end the life of the status flags: after them they are
/// 0, while DF stays. (No compiler passes flags across them, and an engine need not compute what nobody can
/// see.) At `OutOfGas` and `Stopped`, the flags that code from rip on may read are right, the others are anything:
/// [`Run::resume`](crate::program::Run::resume), which is how everybody calls this, makes them 0.
pub trait Translation: Send {
    /// Executes from rip on until an [`Exit`]; soon after the flag is raised, with [`Exit::Stopped`].
    fn resume(&mut self, machine: &mut Machine, stop: Flag<'_>) -> Exit;

    /// Bytes of the host's memory that it takes.
    fn bytes(&self) -> usize;
}
