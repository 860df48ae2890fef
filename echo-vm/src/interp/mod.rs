//! The interpreter, the portable reference: no unsafe code, the same on every host.
//!
//! `step` executes any one instruction, plainly; [`Stepper`] is an engine of nothing else. `Interpreter`
//! predecodes blocks into compact operations and falls back on `step` for what is rare, and for the last
//! instructions before the gas ends.

mod block;
pub(crate) mod code;
mod dispatch;
mod handler;
mod lane;
#[cfg(test)]
pub(crate) mod listing;
mod liveness;
mod lower;
mod operand;
mod peephole;
mod position;
mod resolved;
mod run;
pub(crate) mod step;
mod superinst;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod uop;
mod vector;
mod wide;

pub(crate) use liveness::live_flags;
pub(crate) use run::Interpreter;
pub use step::Stepper;
