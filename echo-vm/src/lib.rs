//! Runs contracts: metered, deterministic, with storage, accounts and events.
//!
//! A [`Contract`](echo_validate::Contract) goes in, an [`Outcome`](echo_abi::Outcome) comes out.
//! A [`Program`] is the contract made ready for an [`Engine`]; [`machine::Machine`] is all that engines may observe; host
//! functions are served between two `resume`s by one dispatcher, for the [`Frame`] that called them.

mod alu;
pub mod cache;
pub mod call;
pub mod call_stack;
pub mod engine;
pub mod frame;
#[cfg(test)]
mod greedy;
mod heap;
pub mod host;
#[cfg(all(test, target_arch = "x86_64", target_os = "linux"))]
mod hostile;
pub mod interp;
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod jit;
#[cfg(test)]
mod lowering_cases;
pub mod machine;
pub mod memory;
pub mod message;
pub mod node;
pub mod not_entered;
pub mod observer;
pub mod pool;
pub mod program;
pub mod programs;
#[cfg(test)]
mod scripted;
#[cfg(test)]
mod testing;
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod tiered;
pub mod transaction;

pub use call::{CallRequest, call, view};
pub use call_stack::{CallStack, Progress};
pub use frame::Frame;
pub use message::{Message, Mode};
pub use node::{Deployment, Node, NodeError, Receipt};
pub use observer::Observer;
pub use pool::Pool;
pub use program::{Engine, EngineChoice, Program};
pub use programs::Programs;
pub use transaction::{Transaction, TransactionError};

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExample;
