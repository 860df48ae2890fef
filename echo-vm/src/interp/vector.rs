//! Vector instructions.

use crate::machine::Machine;
use echo_abi::{Inst, Trap};

/// Executes a vector instruction.
///
/// # Errors
/// The trap, with nothing changed.
pub fn execute(inst: &Inst, _machine: &mut Machine) -> Result<(), Trap> {
    unreachable!("{inst}")
}
