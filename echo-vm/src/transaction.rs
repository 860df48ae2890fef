//! [`Transaction`]: what all frames of a transaction share.

use crate::memory::MemoryError;
use crate::not_entered::NotEntered;
use crate::program::{EngineError, Program};
use crate::programs::{CodeError, Programs};
use echo_abi::Limits;
use echo_abi::id::AccountId;
use echo_chain::{ChainError, CodeHash, Journal, State};
use std::sync::Arc;

/// What all frames of a transaction share: who signed it, what it changed and logged so far, and what limits it.
pub struct Transaction<'a> {
    pub(crate) origin: AccountId,
    pub(crate) limits: &'a Limits,
    pub(crate) journal: Journal<'a>,
    /// Where debug output goes, a text a call.
    pub(crate) debug: &'a mut dyn FnMut(&str),
    /// Bytes of debug output so far.
    pub(crate) debug_len: u64,
    programs: Option<&'a Programs>,
    /// Those that were called last, at most [`RECENT`], the last at the end: to find one here takes no lock.
    recent: Vec<(CodeHash, Arc<Program>)>,
}

/// Programs that a transaction has at hand.
const RECENT: usize = 8;

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
        Self { origin, limits, journal, debug, debug_len: 0, programs: None, recent: Vec::new() }
    }

    /// Lets its contracts call and create others, whose programs are made here. Without this none can: there are only those
    /// that whoever runs the transaction enters.
    #[must_use]
    pub fn with_programs(self, programs: &'a Programs) -> Self {
        Self { programs: Some(programs), ..self }
    }

    /// The program of code that the chain has. Inside, why there is none.
    pub(crate) fn program_at(
        &mut self,
        hash: CodeHash,
    ) -> Result<Result<Arc<Program>, NotEntered>, TransactionError> {
        self.find(hash, |journal| {
            let file = journal.code(hash).map_err(|error| NoProgram::Failed(error.into()))?;
            file.ok_or_else(|| NoProgram::Refused(NotEntered::Code(format!("there is no code {hash}"))))
        })
    }

    /// The program of a contract file, whose hash that is. Inside, why there is none.
    pub(crate) fn program_of(
        &mut self,
        hash: CodeHash,
        file: &Arc<[u8]>,
    ) -> Result<Result<Arc<Program>, NotEntered>, TransactionError> {
        self.find(hash, |_| Ok(Arc::clone(file)))
    }

    fn find(
        &mut self,
        hash: CodeHash,
        file: impl FnOnce(&Journal<'_>) -> Result<Arc<[u8]>, NoProgram>,
    ) -> Result<Result<Arc<Program>, NotEntered>, TransactionError> {
        if let Some((_, program)) = self.recent.iter().rfind(|(known, _)| *known == hash) {
            return Ok(Ok(Arc::clone(program)));
        }
        let Some(programs) = self.programs else { return Ok(Err(NotEntered::NoPrograms)) };
        match programs.find(hash, || file(&self.journal)) {
            Ok(program) => {
                if self.recent.len() == RECENT {
                    self.recent.remove(0);
                }
                self.recent.push((hash, Arc::clone(&program)));
                Ok(Ok(program))
            }
            Err(NoProgram::Refused(why)) => Ok(Err(why)),
            Err(NoProgram::Failed(error)) => Err(error),
        }
    }

    /// What it changed so far, to be looked at.
    #[must_use]
    pub fn journal(&self) -> &Journal<'a> {
        &self.journal
    }
}

/// Why there is no program.
enum NoProgram {
    Refused(NotEntered),
    Failed(TransactionError),
}

impl From<CodeError> for NoProgram {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Refused(why) => NoProgram::Refused(NotEntered::Code(why.to_string())),
            CodeError::Engine(error) => NoProgram::Failed(error.into()),
        }
    }
}

/// The host or the chain failed; no contract is to blame, and nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TransactionError {
    /// No memory for a machine.
    #[error("the machine could not be made")]
    Memory(#[from] MemoryError),
    /// The engine does not run here.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The chain did not answer, or did not take the changes.
    #[error(transparent)]
    Chain(#[from] ChainError),
}
