//! [`Flaw`]: what keeps an instruction from running as it stands. A fact, no verdict: whether a contract is refused because of it,
//! echo-validate says.

use crate::flags::definedness::UndefinedRead;
use crate::root::Root;
use echo_abi::{GuestAddr, Rule};

/// What keeps an instruction from running as it stands, or from running alike on every processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The bytes are no accepted instruction: why, says the decoder.
    Refused(Rule),
    /// It needs more than the policy grants.
    NotGranted,
    /// It calls a host function that does not exist.
    UnknownFunction,
    /// It branches to null, as calls of a weak function do that nobody defines.
    LeadsToNull,
    /// It branches to an address where no text is.
    LeavesText(GuestAddr),
    /// It branches to this address, inside of another instruction.
    EntersInstruction(GuestAddr),
    /// Execution goes on behind it, where no text is.
    RunsOff,
    /// It reads flags that nothing defined.
    ReadsUndefined(UndefinedRead),
}

/// An instruction that has a flaw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlawedInst {
    /// Its address.
    pub addr: GuestAddr,
    /// Where the code begins that it belongs to, if no branch leads there directly.
    pub root: Option<Root>,
}
