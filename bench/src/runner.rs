//! What runs a kernel for a column of the table: something that prepares it and then runs it, timed, as often as asked.
//!
//! Every runner keeps the same bargain. Preparation (compiling, loading, starting a process) and one call that warms caches,
//! translations and decoded blocks are not timed; after that a call is timed alone, with [`crate::clock`]. Called by `measure`.

use anyhow::Result;
use std::time::Duration;

/// What one call gave.
#[derive(Clone, Copy, Debug)]
pub struct TimedCall {
    /// The kernel's result.
    pub checksum: u64,
    /// How long it took.
    pub time: Duration,
    /// What the machine charged for it, where it charges.
    pub gas: Option<u64>,
}

/// A kernel made ready to be run.
pub trait Runner {
    /// Runs the kernel once.
    fn call(&mut self, n: u64) -> Result<TimedCall>;
}
