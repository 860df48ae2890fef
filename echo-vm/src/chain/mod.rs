//! The chain as a contract sees it: blocks, balances, objects, storage. [`Chain`] is what an embedding node
//! implements; [`LocalChain`] stands alone.
//!
//! A run never writes to a chain: it reads through an [`Overlay`], which keeps what the run changes, and only
//! the changes of a call that ended with `none` are ever committed, all at once. So a failed run leaves no
//! trace on any chain, and a view is a call without commit.

mod file;
mod local;
mod store;
mod trial;

pub use file::{ChainFile, ChainFileError};
pub use local::LocalChain;
pub use store::{StateError, StateFile};

use echo_abi::id::{AccountId, AssetId, ContractId, ObjectId, Party};
use std::collections::BTreeMap;

/// Facts about the block that a call is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its number, from 1.
    pub number: u32,
    /// When it was made, in seconds since 1970.
    pub time: u32,
    /// Who makes it.
    pub author: AccountId,
}

/// What contracts run on. Words and slices of the chain; nothing of the machine.
///
/// Between two commits, everything it says stays the same: a call that is repeated must see what it saw.
pub trait Chain {
    /// The current block.
    fn block(&self) -> Block;

    /// Hash of an earlier block; asked only for numbers from 1 to below the current one. `None` where the
    /// chain does not know it (any more).
    ///
    /// # Errors
    /// [`HostError`] where the chain cannot say.
    fn block_hash(&self, number: u32) -> Result<Option<[u8; 32]>, HostError>;

    /// Balance in the asset's smallest unit, never negative; `None` where one of the two does not exist.
    ///
    /// # Errors
    /// [`HostError`] where the chain cannot say.
    fn balance(&self, holder: Party, asset: AssetId) -> Result<Option<i64>, HostError>;

    /// A property of an object, as text; `None` where there is no such object or property.
    ///
    /// # Errors
    /// [`HostError`] where the chain cannot say.
    fn property(&self, object: ObjectId, name: &str) -> Result<Option<String>, HostError>;

    /// What a contract stored under a key.
    ///
    /// # Errors
    /// [`HostError`] where the chain cannot say.
    fn stored(&self, contract: ContractId, key: &[u8]) -> Result<Option<Vec<u8>>, HostError>;

    /// Whether a contract stored anything under a key. Contracts pay little for the question, so a chain
    /// should answer it without copying the value.
    ///
    /// # Errors
    /// [`HostError`] where the chain cannot say.
    fn is_stored(&self, contract: ContractId, key: &[u8]) -> Result<bool, HostError> {
        Ok(self.stored(contract, key)?.is_some())
    }

    /// Makes changes permanent: all of them or, where it fails, none.
    ///
    /// # Errors
    /// [`HostError`] where nothing was changed.
    fn commit(&mut self, changes: &Changes) -> Result<(), HostError>;
}

/// The chain failed; the contract is not to blame.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// A question was not answered.
    #[error("the chain could not be read")]
    Read(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Changes were not committed.
    #[error("the changes could not be committed, and nothing was changed")]
    Commit(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What a run changed.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Changes {
    /// New balances.
    pub balances: BTreeMap<(Party, AssetId), i64>,
    /// New values by contract and key; `None` where the value was removed.
    pub storage: BTreeMap<ContractId, BTreeMap<Vec<u8>, Option<Vec<u8>>>>,
}

impl Changes {
    /// Whether nothing was changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.balances.is_empty() && self.storage.values().all(BTreeMap::is_empty)
    }

    /// What was stored under a key; `None` where these changes do not say.
    #[must_use]
    pub fn stored(&self, contract: ContractId, key: &[u8]) -> Option<Option<&[u8]>> {
        Some(self.storage.get(&contract)?.get(key)?.as_deref())
    }

    /// Adds later changes to these.
    pub fn extend(&mut self, later: &Changes) {
        self.balances.extend(&later.balances);
        for (contract, values) in &later.storage {
            let values = values.iter().map(|(key, value)| (key.clone(), value.clone()));
            self.storage.entry(*contract).or_default().extend(values);
        }
    }
}

/// Why a transfer was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransferRefused {
    /// There is no such party, or no such asset.
    #[error("there is no {holder}, or no asset {asset}")]
    Unknown {
        /// Who was named.
        holder: Party,
        /// In what asset.
        asset: AssetId,
    },
    /// The sender has less.
    #[error("{holder} has {balance} of {asset}, less than {amount}")]
    Insufficient {
        /// The sender.
        holder: Party,
        /// The asset.
        asset: AssetId,
        /// What the sender has.
        balance: i64,
        /// What was to be sent.
        amount: u64,
    },
    /// The receiver would have more than 2^63-1.
    #[error("the balance of {holder} in {asset} would exceed 9223372036854775807")]
    Overflow {
        /// The receiver.
        holder: Party,
        /// The asset.
        asset: AssetId,
    },
}

/// More changes than a run may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangesFull;

/// A refusal, or what kept the chain from an answer.
#[derive(Debug)]
pub enum Denied<R> {
    /// Refused, by the rules.
    Refused(R),
    /// The changes of the run reached their limit.
    Full(ChangesFull),
    /// The chain failed.
    Host(HostError),
}

impl<R> From<HostError> for Denied<R> {
    fn from(error: HostError) -> Self {
        Denied::Host(error)
    }
}

impl<R> From<ChangesFull> for Denied<R> {
    fn from(full: ChangesFull) -> Self {
        Denied::Full(full)
    }
}

/// What a change counts beyond its key and value, in bytes: about what the trees that hold it take.
const CHANGE_OVERHEAD: u64 = 64;

/// A chain and what one run changes of it.
pub struct Overlay<'a> {
    chain: &'a dyn Chain,
    changes: Changes,
    /// Bytes that the changes count, at most `limit`.
    size: u64,
    limit: u64,
}

impl<'a> Overlay<'a> {
    /// No changes yet, and at most `limit` bytes of them later.
    #[must_use]
    pub fn new(chain: &'a dyn Chain, limit: u32) -> Self {
        Self { chain, changes: Changes::default(), size: 0, limit: u64::from(limit) }
    }

    /// The chain below.
    #[must_use]
    pub fn chain(&self) -> &'a dyn Chain {
        self.chain
    }

    /// What was changed.
    #[must_use]
    pub fn into_changes(self) -> Changes {
        self.changes
    }

    /// Balance, as [`Chain::balance`].
    ///
    /// # Errors
    /// [`HostError`] where the chain cannot say.
    pub fn balance(&self, holder: Party, asset: AssetId) -> Result<Option<i64>, HostError> {
        match self.changes.balances.get(&(holder, asset)) {
            Some(balance) => Ok(Some(*balance)),
            None => self.chain.balance(holder, asset),
        }
    }

    /// Moves `amount` from one party to another. To oneself, it changes nothing but must be there.
    ///
    /// # Errors
    /// [`Denied`], and nothing has changed.
    pub fn transfer(
        &mut self,
        from: Party,
        to: Party,
        asset: AssetId,
        amount: u64,
    ) -> Result<(), Denied<TransferRefused>> {
        let known = |holder, balance: Option<i64>| {
            balance.ok_or(Denied::Refused(TransferRefused::Unknown { holder, asset }))
        };
        let sender = known(from, self.balance(from, asset)?)?;
        let receiver = known(to, self.balance(to, asset)?)?;
        let amount_i64 = i64::try_from(amount).ok().filter(|amount| *amount <= sender);
        let Some(amount_i64) = amount_i64 else {
            let refused = TransferRefused::Insufficient { holder: from, asset, balance: sender, amount };
            return Err(Denied::Refused(refused));
        };
        if from == to || amount_i64 == 0 {
            return Ok(());
        }
        let Some(received) = receiver.checked_add(amount_i64) else {
            return Err(Denied::Refused(TransferRefused::Overflow { holder: to, asset }));
        };
        let keys = [(from, asset), (to, asset)];
        let new = keys.iter().filter(|key| !self.changes.balances.contains_key(key)).count() as u64;
        self.grow(0, new * CHANGE_OVERHEAD)?;
        self.changes.balances.insert(keys[0], sender - amount_i64);
        self.changes.balances.insert(keys[1], received);
        Ok(())
    }

    /// What the contract stored under `key`.
    ///
    /// # Errors
    /// [`HostError`] where the chain cannot say.
    pub fn stored(&self, contract: ContractId, key: &[u8]) -> Result<Option<Vec<u8>>, HostError> {
        match self.changes.stored(contract, key) {
            Some(value) => Ok(value.map(<[u8]>::to_vec)),
            None => self.chain.stored(contract, key),
        }
    }

    /// Whether the contract stored anything under `key`.
    ///
    /// # Errors
    /// [`HostError`] where the chain cannot say.
    pub fn is_stored(&self, contract: ContractId, key: &[u8]) -> Result<bool, HostError> {
        match self.changes.stored(contract, key) {
            Some(value) => Ok(value.is_some()),
            None => self.chain.is_stored(contract, key),
        }
    }

    /// Stores a value, or removes it.
    ///
    /// # Errors
    /// [`ChangesFull`], and nothing has changed.
    pub fn store(
        &mut self,
        contract: ContractId,
        key: Vec<u8>,
        value: Option<Vec<u8>>,
    ) -> Result<(), ChangesFull> {
        let len = |value: &Option<Vec<u8>>| value.as_ref().map_or(0, Vec::len) as u64;
        let fixed = key.len() as u64 + CHANGE_OVERHEAD;
        let old = self.changes.storage.get(&contract).and_then(|values| values.get(&key));
        self.grow(old.map_or(0, |old| fixed + len(old)), fixed + len(&value))?;
        self.changes.storage.entry(contract).or_default().insert(key, value);
        Ok(())
    }

    /// Accounts for `old` bytes of changes replaced by `new`.
    fn grow(&mut self, old: u64, new: u64) -> Result<(), ChangesFull> {
        let size = self.size - old + new;
        if size > self.limit {
            return Err(ChangesFull);
        }
        self.size = size;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: Party = Party::Account(AccountId(5));
    const CONTRACT: Party = Party::Contract(ContractId(0));
    const ECHO: AssetId = AssetId::ECHO;

    #[test]
    fn transfers_move_and_refuse() {
        let mut chain = LocalChain::new(ChainFile::default());
        chain.set_balance(ALICE, ECHO, 100);
        chain.set_balance(CONTRACT, ECHO, i64::MAX - 50);
        let mut overlay = Overlay::new(&chain, 1000);
        overlay.transfer(ALICE, CONTRACT, ECHO, 40).unwrap();
        assert_eq!(overlay.balance(ALICE, ECHO).unwrap(), Some(60));
        assert_eq!(overlay.balance(CONTRACT, ECHO).unwrap(), Some(i64::MAX - 10));
        assert_eq!(chain.balance(ALICE, ECHO).unwrap(), Some(100), "the chain is as it was");
        let refused = |result| match result {
            Err(Denied::Refused(refused)) => refused,
            other => panic!("{other:?}"),
        };
        let insufficient =
            |amount| TransferRefused::Insufficient { holder: ALICE, asset: ECHO, balance: 60, amount };
        assert_eq!(refused(overlay.transfer(ALICE, CONTRACT, ECHO, 61)), insufficient(61));
        assert_eq!(refused(overlay.transfer(ALICE, CONTRACT, ECHO, u64::MAX)), insufficient(u64::MAX));
        assert_eq!(refused(overlay.transfer(ALICE, ALICE, ECHO, 61)), insufficient(61));
        overlay.transfer(ALICE, ALICE, ECHO, 60).unwrap();
        assert_eq!(overlay.balance(ALICE, ECHO).unwrap(), Some(60));
        assert_eq!(
            refused(overlay.transfer(ALICE, CONTRACT, ECHO, 11)),
            TransferRefused::Overflow { holder: CONTRACT, asset: ECHO }
        );
        assert_eq!(
            overlay.into_changes().balances,
            [((ALICE, ECHO), 60), ((CONTRACT, ECHO), i64::MAX - 10)].into()
        );
    }

    #[test]
    fn changes_are_limited_in_size() {
        let chain = LocalChain::new(ChainFile::default());
        let id = ContractId(0);
        let mut overlay = Overlay::new(&chain, 2 * 64 + 20);
        overlay.store(id, b"key".to_vec(), Some(vec![1; 10])).unwrap();
        assert_eq!(overlay.store(id, b"k2".to_vec(), Some(vec![1; 10])), Err(ChangesFull));
        assert_eq!(overlay.stored(id, b"k2").unwrap(), None);
        // A value that is replaced counts no longer.
        overlay.store(id, b"key".to_vec(), Some(vec![2; 5])).unwrap();
        overlay.store(id, b"k2".to_vec(), Some(vec![1; 10])).unwrap();
        assert_eq!(overlay.stored(id, b"key").unwrap(), Some(vec![2; 5]));
        // Removing counts too: the removal is remembered.
        overlay.store(id, b"key".to_vec(), None).unwrap();
        assert_eq!(overlay.stored(id, b"key").unwrap(), None);
        assert_eq!(overlay.store(id, b"another".to_vec(), None), Err(ChangesFull));
        // A transfer changes two balances.
        let mut chain = LocalChain::new(ChainFile::default());
        chain.set_balance(ALICE, ECHO, 1);
        for (limit, fits) in [(127, false), (128, true)] {
            let mut overlay = Overlay::new(&chain, limit);
            let result = overlay.transfer(ALICE, CONTRACT, ECHO, 1);
            assert_eq!(result.is_ok(), fits);
            assert_eq!(overlay.into_changes().is_empty(), !fits);
        }
    }
}
