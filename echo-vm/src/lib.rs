//! Runs contracts: metered, deterministic, with storage, accounts and events.
//!
//! A [`Contract`](echo_validate::Contract) goes in, an [`Outcome`](echo_abi::Outcome) comes out.
//! [`engine::Engine`]s execute; [`machine::Machine`] is all they may observe; host functions are served
//! between two `resume`s by one dispatcher.

mod alu;
pub mod call;
pub mod engine;
#[cfg(test)]
mod greedy;
mod heap;
pub mod host;
pub mod interp;
pub mod machine;
pub mod memory;
#[cfg(test)]
mod testing;

pub use call::{CallError, CallRequest, Mode, call, view};
pub use engine::Engine;
pub use interp::Interpreter;

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExample;
