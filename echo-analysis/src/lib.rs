//! Where the code of a contract leads: once, for whoever validates, strips, runs or shows it.
//!
//! It runs nothing and judges nothing: it says what is, and echo-validate makes findings of that. The facts, and who has them:
//!
//! | fact | here |
//! |---|---|
//! | all executable bytes by position, and what decodes there | [`Text`] |
//! | where an instruction hands on control | [`Successors`] |
//! | which bytes are code for certain, which by a guess; where branches go; which indirect branches have which targets | [`Analysis`] |
//! | what keeps an instruction from running as it stands | [`Flaw`] |
//! | what an instruction does with the status flags; forwards, which are undefined; backwards, which are live | [`flags`] |
//!
//! [`Analysis`] looks at a whole contract. [`flags::liveness`] asks for one instruction after the other and stops within a bound: an engine pays for
//! the blocks it reaches, and for no more.

mod analysis;
mod arrival;
mod bitmap;
mod code_map;
mod data;
pub mod flags;
mod flaw;
mod guess;
mod indirect;
mod mention;
mod root;
mod successors;
mod sweep;
mod text;
mod walk;

#[cfg(test)]
mod tests;

pub use analysis::Analysis;
pub use bitmap::PositionSet;
pub use flaw::{Flaw, FlawedInst};
pub use indirect::jump_targets;
pub use root::{Root, Via};
pub use successors::Successors;
pub use sweep::Unreached;
pub use text::{Position, Text};

/// The README's example is compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
