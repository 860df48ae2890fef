//! [`Programs`]: from the code that a chain holds to programs, for contracts that are called by others.

use crate::cache::ProgramCache;
use crate::program::{Engine, EngineError, Program};
use echo_abi::Policy;
use echo_chain::CodeHash;
use echo_validate::{ValidateError, validate_file};
use std::sync::Arc;

/// The programs of one engine and one policy. Threads share it.
pub struct Programs {
    policy: Policy,
    cache: ProgramCache,
}

/// Why code is no program.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// The policy does not accept it, or it is no contract file.
    #[error(transparent)]
    Refused(#[from] ValidateError),
    /// The engine does not run here.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Bytes that images and translations may take.
const ROOM: usize = 256 << 20;

impl Programs {
    /// None yet.
    #[must_use]
    pub fn new(engine: Engine, policy: Policy) -> Self {
        Self { policy, cache: ProgramCache::new(engine, ROOM) }
    }

    /// What contracts are judged by, and limited to.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The program of a contract file, whose hash that is.
    ///
    /// # Errors
    /// [`CodeError`] where it is none.
    pub fn program(&self, hash: CodeHash, file: &[u8]) -> Result<Arc<Program>, CodeError> {
        self.find(hash, || Ok::<_, CodeError>(file.into()))
    }

    /// The program of that code. Where it is not at hand, `file` says what the code is.
    ///
    /// # Errors
    /// What `file` says, and [`CodeError`] where it is none.
    pub fn find<E: From<CodeError>>(
        &self,
        hash: CodeHash,
        file: impl FnOnce() -> Result<Arc<[u8]>, E>,
    ) -> Result<Arc<Program>, E> {
        /// What keeps a program from being made.
        struct Why<E>(E);
        impl<E: From<CodeError>> From<EngineError> for Why<E> {
            fn from(error: EngineError) -> Self {
                Why(CodeError::from(error).into())
            }
        }
        let made = self.cache.program(&hash.0, || {
            let contract = validate_file(&file().map_err(Why)?, &self.policy);
            contract.map(Arc::new).map_err(|error| Why(CodeError::from(error).into()))
        });
        made.map_err(|Why(error)| error)
    }
}
