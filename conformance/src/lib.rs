//! The processor is the oracle: any accepted form, in any state, runs natively and in the machine, and
//! everything it leaves is compared.
//!
//! ```text
//!             ┌─ native ──────── oracle ─┐
//! form ─ encode ─ state                  ├─ report
//!             └─ echo-vm (text) ─────────┘
//! ```
//! `make conformance` runs [`harness`] over the whole instruction table at length, the tests do so briefly.
//! [`program`] does the same with whole programs. What the processor did is kept as digests ([`results`]), by
//! which processors are compared. Runs on x86-64 Linux
//! alone; elsewhere the crate is empty.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

pub mod cpu;
pub mod digest;
pub mod effect;
pub mod encode;
pub mod harness;
pub mod native;
pub mod oracle;
pub mod program;
pub mod random;
pub mod report;
pub mod results;
pub mod slot;
pub mod state;
pub mod text;
pub mod window;
