//! The interpreter, the portable reference: no unsafe code, the same on every host.
//!
//! [`step`] executes any one instruction, plainly; [`Stepper`] is an engine of nothing else. [`Interpreter`] predecodes blocks into compact operations and
//! falls back on `step` for what is rare, and for the last instructions before the gas ends.

pub mod code;
pub mod step;
pub mod vector;

pub use step::Stepper;

/// The engine to use.
pub type Interpreter = Stepper;
