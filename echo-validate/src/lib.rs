//! Turns an [`echo_abi::Image`] into a [`Contract`], or into a [`Report`] saying why not.
//!
//! The validator is an admission check and a linter; the engine is the wall (ARCHITECTURE.md). [`Contract`] has private fields and one
//! constructor, so code that was not validated cannot reach an engine.
#![forbid(unsafe_code)]

mod contract;
mod report;

pub use contract::{Contract, validate};
pub use report::Report;
