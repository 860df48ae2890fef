//! The processor is the oracle: any accepted form, in any state, runs natively and in the machine, and
//! everything it leaves is compared.
//!
//! ```text
//!             ┌─ native ──────── oracle ─┐
//! form ─ encode ─ state                  ├─ report
//!             └─ echo-vm (subject) ──────┘
//! ```
//! `make conformance` runs [`harness`] over the whole instruction table at length, the tests do so briefly.
//! [`program`] does the same with whole programs. What the processor did is kept as digests ([`results`]), by
//! which processors are compared. That runs on x86-64 Linux alone; on every other host the reference engine is compared
//! with what processors did ([`recorded`]).

/// Declares what is there where the processor can be asked.
macro_rules! native {
    ($($item:item)+) => {
        $(#[cfg(all(target_arch = "x86_64", target_os = "linux"))] $item)+
    };
}

native! {
    pub mod effect;
    pub mod harness;
    pub mod native;
    pub mod oracle;
    pub mod program;
}

pub mod cases;
pub mod cpu;
pub mod digest;
pub mod encode;
pub mod outcome;
pub mod random;
pub mod recorded;
pub mod report;
pub mod results;
pub mod slot;
pub mod state;
pub mod subject;
pub mod text;
pub mod window;
