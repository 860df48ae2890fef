//! [`Transaction`]: what all frames of a transaction share.

use crate::memory::MemoryError;
use echo_abi::Limits;
use echo_abi::id::AccountId;
use echo_chain::{ChainError, Journal, State};

/// What all frames of a transaction share: who signed it, what it changed and logged so far, and what limits it.
pub struct Transaction<'a> {
    pub(crate) origin: AccountId,
    pub(crate) limits: &'a Limits,
    pub(crate) journal: Journal<'a>,
    /// Where debug output goes, a text a call.
    pub(crate) debug: &'a mut dyn FnMut(&str),
    /// Bytes of debug output so far.
    pub(crate) debug_len: u64,
}

impl<'a> Transaction<'a> {
    /// A transaction that `origin` signed, before anything has happened. Debug output goes to `debug` as it comes, a
    /// text a time.
    #[must_use]
    pub fn new(
        origin: AccountId,
        limits: &'a Limits,
        state: &'a dyn State,
        debug: &'a mut dyn FnMut(&str),
    ) -> Self {
        let journal = Journal::new(state, limits.changes);
        Self { origin, limits, journal, debug, debug_len: 0 }
    }

    /// What it changed so far, to be looked at.
    #[must_use]
    pub fn journal(&self) -> &Journal<'a> {
        &self.journal
    }
}

/// The host or the chain failed; no contract is to blame, and nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TransactionError {
    /// No memory for a machine.
    #[error("the machine could not be made")]
    Memory(#[from] MemoryError),
    /// The chain did not answer, or did not take the changes.
    #[error(transparent)]
    Chain(#[from] ChainError),
}
