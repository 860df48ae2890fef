//! The table of targets.

pub mod call_line;
pub mod chain;
pub mod engines;
pub mod formats;
pub mod host;
pub mod policy;
pub mod state;
pub mod strip;
pub mod validate;
pub mod verdict;
pub mod verifier;

use crate::corpus::Corpus;
use echo_conformance::random::Rng;

/// How far an input came: a driver whose inputs are all refused at the door tests little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Refused before it met what the target is about.
    Refused,
    /// It met it.
    Through,
}

impl Reach {
    /// Whether `through`.
    #[must_use]
    pub fn of(through: bool) -> Self {
        if through { Self::Through } else { Self::Refused }
    }
}

/// Something that takes hostile input.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it promises, in a line.
    pub promise: &'static str,
    /// Gives it an input; panics where the promise is broken.
    pub run: fn(&[u8]) -> Reach,
    /// Makes an input; the same corpus and the same numbers give the same one.
    pub generate: fn(&Corpus, &mut Rng) -> Vec<u8>,
    /// Seconds of processor time that an input may take.
    pub seconds: u32,
    /// Bytes that may be allocated at the same time for an input, beyond [`Target::memory_per_byte`].
    pub memory: usize,
    /// Bytes that may be allocated for each byte of it.
    pub memory_per_byte: usize,
}

impl Target {
    /// Bytes that may be allocated for an input of that length.
    #[must_use]
    pub fn memory_for(&self, len: usize) -> usize {
        self.memory.saturating_add(self.memory_per_byte.saturating_mul(len))
    }
}

/// Every target, in the order in which they run.
pub const TARGETS: &[Target] = &[
    formats::TARGET,
    strip::TARGET,
    verdict::TARGET,
    validate::TARGET,
    engines::TARGET,
    verifier::TARGET,
    host::TARGET,
    call_line::TARGET,
    policy::TARGET,
    chain::TARGET,
    state::TARGET,
];
