//! Gas schedule version 1: what each instruction costs. Host functions carry their prices in [`crate::scpi`].
//!
//! A class has a small whole number, an access to memory adds one (two where the operand is read and
//! written). Numbers stay within a factor of 2 to 3 of measured time; `make bench` prints the fit.

use crate::decode::{Inst, Operand};
use crate::isa::{Class, Op};

/// Version of the schedule.
pub const VERSION: u32 = 1;

/// Added for a memory operand.
pub const MEMORY: u32 = 1;

/// Gas of a class.
#[must_use]
pub const fn class(class: Class) -> u32 {
    match class {
        Class::Nop | Class::Simple | Class::VectorMove | Class::VectorInt => 1,
        Class::Load
        | Class::Stack
        | Class::Branch
        | Class::VectorFloat
        | Class::VectorMultiply
        | Class::String => 2,
        Class::Call | Class::Multiply | Class::VectorConvert => 3,
        Class::Slow => 10,
        Class::VectorDivide => 10,
        Class::Divide => 25,
        Class::HostCall => 20,
    }
}

/// Gas of an instruction. For a repeated string instruction this is charged once, and
/// [`class`]`(Class::String)` for each iteration.
#[must_use]
pub fn inst(inst: &Inst) -> u32 {
    let memory = match inst.op() {
        Op::Lea | Op::Nop | Op::Prefetch => 0,
        _ => inst.operands().filter(|operand| matches!(operand, Operand::Mem(_))).count() as u32,
    };
    class(inst.op().class()) + memory * MEMORY
}
