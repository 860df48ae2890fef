//! [`Observer`]: whoever watches a transaction, as tracers, profilers and debuggers do.
//!
//! Only the reference engine has observers ([`CallStack::observe`](crate::call_stack::CallStack::observe)), so that they
//! cost the others nothing. What they see is what every engine does: outcome, gas and state are the same.

use crate::frame::{Ended, Frame};
use crate::machine::Machine;
use echo_abi::Inst;
use echo_abi::scpi::Function;

/// Watches a transaction. Every method does nothing unless it is implemented.
pub trait Observer {
    /// The instruction at rip is about to be executed. It may turn out that the gas does not pay for it, or that it
    /// traps.
    fn step(&mut self, machine: &Machine, inst: &Inst) {
        let _ = (machine, inst);
    }

    /// A frame has called a host function, which is about to be served: its arguments are in the registers, rip is
    /// behind the `int`.
    fn host_call(&mut self, frame: &Frame, function: Function) {
        let _ = (frame, function);
    }

    /// What is seen from here on is about this frame, the `depth`th, counted from 1: the transaction goes on with it,
    /// or comes back to it.
    fn frame(&mut self, frame: &Frame, depth: usize) {
        let _ = (frame, depth);
    }

    /// The frame seen last has ended, and came to this.
    fn ended(&mut self, ended: &Ended) {
        let _ = ended;
    }
}
