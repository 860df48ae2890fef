//! Hostile input for everything that reads what others wrote: files, machine code, host calls, texts, state files.
//!
//! A [`Target`] is a plain function of bytes that panics where a promise is broken, and a generator of such bytes.
//! `make fuzz` runs all of them through the [`driver`], which needs nothing but stable Rust. What they promise stands at
//! the head of each module of [`target`].
//!
//! ```text
//! seeds ─ corpus ─┐
//! seed ── Rng ────┴─ generate ─ run, in a child process ─ driver: panic, time, memory, crash ─ minimise ─ file
//! ```
//! Runs on x86-64 Linux alone, as echo-conformance does, whose encoder it takes; elsewhere the crate is empty.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

pub mod code;
pub mod corpus;
pub mod driver;
pub mod file;
pub mod flow;
pub mod minimise;
pub mod model;
pub mod mutate;
pub mod target;
pub mod worker;

pub use target::{Reach, TARGETS, Target};
