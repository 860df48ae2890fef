//! Turns an [`echo_abi::Image`] into a [`Contract`], or into a [`Report`] saying why not.
//!
//! The validator is an admission check and a linter; the engine is the wall (ARCHITECTURE.md). [`Contract`]
//! has private fields and is made by [`validate`] alone, so code that was not validated cannot reach an
//! engine. [`validate_file`] starts from the bytes of a file and looks at its links too. The verdict never
//! depends on symbols or section headers: a stripped contract is judged like a fresh one.

mod contract;
mod judge;
#[cfg(feature = "print")]
mod print;
mod report;

pub use contract::{Contract, ValidateError, validate, validate_file};
#[cfg(feature = "print")]
pub use print::Colour;
pub use report::{Finding, Line, Report, Severity, SymbolOffset};
