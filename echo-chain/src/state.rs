//! What an embedding node implements: [`State`] reads its chain, [`Commit`] writes it.

use crate::{Changes, CodeHash, ContractRecord};
use echo_abi::id::{AccountId, AssetId, ContractId, ObjectId, Party};
use std::sync::Arc;

/// Facts about the block that a transaction is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Block {
    /// Its number, from 1.
    pub number: u32,
    /// When it was made, in seconds since 1970.
    pub time: u32,
    /// Who makes it.
    pub author: AccountId,
}

/// The chain, to be read. Words and slices of the chain; nothing of a machine.
///
/// Between two commits, everything it says stays the same: a call that is repeated must see what it saw.
pub trait State {
    /// The current block.
    fn block(&self) -> Block;

    /// Hash of an earlier block; asked only for numbers from 1 to below the current one. `None` where the
    /// chain does not know it (any more).
    ///
    /// # Errors
    /// [`ChainError::Read`] where the chain cannot say.
    fn block_hash(&self, number: u32) -> Result<Option<[u8; 32]>, ChainError>;

    /// Balance in the asset's smallest unit, never negative; `None` where one of the two does not exist.
    ///
    /// # Errors
    /// [`ChainError::Read`] where the chain cannot say.
    fn balance(&self, holder: Party, asset: AssetId) -> Result<Option<i64>, ChainError>;

    /// A property of an object, as text; `None` where there is no such object or property.
    ///
    /// # Errors
    /// [`ChainError::Read`] where the chain cannot say.
    fn property(&self, object: ObjectId, name: &str) -> Result<Option<String>, ChainError>;

    /// What a contract stored under a key.
    ///
    /// # Errors
    /// [`ChainError::Read`] where the chain cannot say.
    fn stored(&self, contract: ContractId, key: &[u8]) -> Result<Option<Vec<u8>>, ChainError>;

    /// Whether a contract stored anything under a key. Contracts pay little for the question, so a chain
    /// should answer it without copying the value.
    ///
    /// # Errors
    /// [`ChainError::Read`] where the chain cannot say.
    fn is_stored(&self, contract: ContractId, key: &[u8]) -> Result<bool, ChainError> {
        Ok(self.stored(contract, key)?.is_some())
    }

    /// In which assets a party has, or had, a balance: all with one that is not 0 at least. A contract that ends itself
    /// leaves them to its heir.
    ///
    /// # Errors
    /// [`ChainError::Read`] where the chain cannot say.
    fn assets_of(&self, holder: Party) -> Result<Vec<AssetId>, ChainError>;

    /// A contract; `None` where there is none, or none any more.
    ///
    /// # Errors
    /// [`ChainError::Read`] where the chain cannot say.
    fn contract(&self, contract: ContractId) -> Result<Option<ContractRecord>, ChainError>;

    /// The contract file of that hash: of each contract's at least.
    ///
    /// # Errors
    /// [`ChainError::Read`] where the chain cannot say.
    fn code(&self, hash: CodeHash) -> Result<Option<Arc<[u8]>>, ChainError>;

    /// The id that the next contract gets; those behind it are free, too.
    ///
    /// # Errors
    /// [`ChainError::Read`] where the chain cannot say.
    fn next_contract(&self) -> Result<ContractId, ChainError>;
}

/// The chain, to be written.
pub trait Commit {
    /// Makes changes permanent: all of them or, where it fails, none.
    ///
    /// # Errors
    /// [`ChainError::Commit`] where nothing was changed.
    fn commit(&mut self, changes: &Changes) -> Result<(), ChainError>;
}

/// The chain failed; the contract is not to blame.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// A question was not answered.
    #[error("the chain could not be read")]
    Read(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Changes were not committed.
    #[error("the changes could not be committed, and nothing was changed")]
    Commit(#[source] Box<dyn std::error::Error + Send + Sync>),
}
