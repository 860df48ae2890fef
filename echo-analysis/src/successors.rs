//! [`Successors`]: where execution goes after an instruction, as far as the instruction itself says. The edges of the control-flow graph; what an
//! indirect branch adds to them, [`crate::indirect`] says.

use echo_abi::isa::Flow;
use echo_abi::scpi::Function;
use echo_abi::{GuestAddr, Inst};

/// Where an instruction hands on control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Successors {
    /// The address of the next instruction, if it may be reached from here. Of a call: where the callee returns to, if it does.
    pub next: Option<GuestAddr>,
    /// The target of a direct branch or call.
    pub target: Option<GuestAddr>,
    /// How it gets there.
    pub flow: Flow,
}

impl Successors {
    /// Those of `inst`.
    #[inline]
    #[must_use]
    pub fn of(inst: &Inst) -> Self {
        let flow = inst.flow();
        // What ends the call, compilers know.
        let ends = matches!(flow, Flow::HostCall(number) if Function::from_number(number).is_some_and(Function::ends_call));
        let falls_through = flow.falls_through() && !ends;
        Self { next: falls_through.then(|| inst.next()), target: flow.target(), flow }
    }

    /// Both addresses, where there are two.
    #[inline]
    pub fn addresses(&self) -> impl Iterator<Item = GuestAddr> {
        [self.target, self.next].into_iter().flatten()
    }
}
