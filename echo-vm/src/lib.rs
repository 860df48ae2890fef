//! Runs contracts: metered, deterministic, with storage, accounts and events.
//!
//! A [`Contract`](echo_validate::Contract) goes in, an [`Outcome`](echo_abi::Outcome) comes out.
//! A [`Program`] is the contract made ready for an [`Engine`]; [`machine::Machine`] is all that engines may observe; host
//! functions are served between two `resume`s by one dispatcher.

mod alu;
pub mod cache;
pub mod call;
pub mod engine;
#[cfg(test)]
mod greedy;
mod heap;
pub mod host;
pub mod interp;
pub mod machine;
pub mod memory;
pub mod pool;
pub mod program;
#[cfg(test)]
mod testing;

pub use call::{CallError, CallRequest, Mode, call, view};
pub use pool::Pool;
pub use program::{Engine, Program};

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExample;
