//! [`Journal`]: what one transaction changes of a chain, with a way back to any point that was marked.
//!
//! A place is a balance, or a key of a contract. An open checkpoint keeps, of every place that was written since, the
//! change that was there when it was taken, if any. For example, a key that the transaction had set to 1 before the
//! checkpoint, and sets to 2 and to 3 after it, is kept once, as 1; one that it had not set is kept as not set.
//!
//! To revert is to put those back: it costs what it takes back, however much else has changed. To commit is to hand
//! them to the checkpoint around; what that keeps of a place is older, and stays. The fewer of the two go to the more,
//! so that a change is not handed on once for each level of a deep nest.
//!
//! The limit bounds the memory of a transaction. Changes count, and so do those that checkpoints keep; a place that is
//! kept as not set counts nothing, for it is there once for each change at most. So in a single checkpoint, as without
//! any, what counts is the changes alone.

use crate::{ChainError, Changes, CodeHash, ContractRecord, State};
use echo_abi::id::{AssetId, ContractId, Party};
use echo_abi::{Log, StateDenied};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// What a change counts beyond its key and value, in bytes: about what the trees that hold it take.
const CHANGE_OVERHEAD: u64 = 64;

/// What a change of a contract counts, in bytes.
const CONTRACT_SIZE: u64 = CHANGE_OVERHEAD + size_of::<ContractRecord>() as u64;

/// Whose balance, in what.
type Account = (Party, AssetId);
/// Whose key, and which.
type Key = (ContractId, Vec<u8>);
/// What is stored under a key; `None` where it was removed.
type StoredValue = Option<Vec<u8>>;
/// A contract; `None` where it ended itself.
type Contract = Option<ContractRecord>;

/// A denial, or what kept the chain from an answer.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A rule or the limit denies it.
    #[error(transparent)]
    Denied(#[from] StateDenied),
    /// The chain failed.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

/// Contracts that are remembered.
const KNOWN: usize = 64;

/// A chain, and what one transaction changes of it.
pub struct Journal<'a> {
    state: &'a dyn State,
    /// What the chain said of contracts, which it goes on saying: contracts that call each other ask again with each call.
    known: RefCell<BTreeMap<ContractId, Contract>>,
    changes: Changes,
    logs: Vec<Log>,
    /// Bytes that count, at most `limit`.
    size: u64,
    limit: u32,
    /// The open checkpoints, the innermost last.
    open: Vec<OpenCheckpoint>,
    /// How many checkpoints were ever taken.
    taken: u64,
    /// How many contracts were created.
    created: u64,
}

/// A point that a journal can go back to, until it is committed or reverted. To forget one leaves it open: it ends
/// with the one around it, or with the journal.
#[must_use]
#[derive(Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// How many were open around it.
    depth: usize,
    /// How many were taken before it.
    number: u64,
}

/// An open checkpoint: what the journal was when it was taken.
struct OpenCheckpoint {
    /// How many checkpoints were taken before it.
    number: u64,
    /// Bytes that counted.
    size: u64,
    /// How many events there were.
    logs: usize,
    /// How many contracts were created.
    created: u64,
    /// The changes of places that were written since; `None` where there was none.
    balances: BTreeMap<Account, Option<i64>>,
    storage: BTreeMap<Key, Option<StoredValue>>,
    contracts: BTreeMap<ContractId, Option<Contract>>,
    /// Code that came since.
    code: Vec<CodeHash>,
}

/// Bytes that a kept change of a balance counts.
fn balance_size(_: &Account, balance: &Option<i64>) -> u64 {
    if balance.is_some() { CHANGE_OVERHEAD } else { 0 }
}

/// Bytes that a kept change of a contract counts.
fn contract_size(_: &ContractId, contract: &Option<Contract>) -> u64 {
    if contract.is_some() { CONTRACT_SIZE } else { 0 }
}

/// Bytes that a kept change of a key counts.
fn stored_size((_, key): &Key, change: &Option<StoredValue>) -> u64 {
    change.as_ref().map_or(0, |value| change_size(key, value))
}

/// Bytes that a change of a key counts.
fn change_size(key: &[u8], value: &StoredValue) -> u64 {
    (key.len() + value.as_ref().map_or(0, Vec::len)) as u64 + CHANGE_OVERHEAD
}

impl<'a> Journal<'a> {
    /// No changes yet, and at most `limit` bytes of them later ([`echo_abi::Limits::changes`]).
    #[must_use]
    pub fn new(state: &'a dyn State, limit: u32) -> Self {
        Self {
            state,
            known: RefCell::default(),
            changes: Changes::default(),
            logs: Vec::new(),
            size: 0,
            limit,
            open: Vec::new(),
            taken: 0,
            created: 0,
        }
    }

    /// The chain below.
    #[must_use]
    pub fn state(&self) -> &'a dyn State {
        self.state
    }

    /// Marks this point. An open checkpoint takes about a hundred bytes, beside what counts: whoever nests them
    /// limits their depth.
    pub fn checkpoint(&mut self) -> Checkpoint {
        let checkpoint = Checkpoint { depth: self.open.len(), number: self.taken };
        self.open.push(OpenCheckpoint {
            number: self.taken,
            size: self.size,
            logs: self.logs.len(),
            created: self.created,
            balances: BTreeMap::new(),
            storage: BTreeMap::new(),
            contracts: BTreeMap::new(),
            code: Vec::new(),
        });
        self.taken += 1;
        checkpoint
    }

    /// Leaves a checkpoint behind, and those taken since: what was done stays done, as far as the checkpoint around
    /// stays.
    ///
    /// # Panics
    /// Where the checkpoint has ended with one around it.
    pub fn commit(&mut self, checkpoint: Checkpoint) {
        let depth = self.depth(checkpoint);
        while self.open.len() > depth {
            self.commit_innermost();
        }
    }

    /// Goes back to a checkpoint: balances, storage, logs and what counts are as they were when it was taken.
    ///
    /// # Panics
    /// Where the checkpoint has ended with one around it.
    pub fn revert(&mut self, checkpoint: Checkpoint) {
        let depth = self.depth(checkpoint);
        while self.open.len() > depth {
            self.revert_innermost();
        }
    }

    /// How many checkpoints are open around one that is itself open.
    fn depth(&self, Checkpoint { depth, number }: Checkpoint) -> usize {
        let open = self.open.get(depth).map(|past| past.number);
        assert_eq!(open, Some(number), "the checkpoint has ended with the one around it");
        depth
    }

    fn commit_innermost(&mut self) {
        let Some(inner) = self.open.pop() else { return };
        self.size -= match self.open.last_mut() {
            Some(outer) => {
                let (mut fewer, mut more) = (inner.code, std::mem::take(&mut outer.code));
                if fewer.len() > more.len() {
                    std::mem::swap(&mut fewer, &mut more);
                }
                more.append(&mut fewer);
                outer.code = more;
                hand_over(inner.balances, &mut outer.balances, balance_size)
                    + hand_over(inner.storage, &mut outer.storage, stored_size)
                    + hand_over(inner.contracts, &mut outer.contracts, contract_size)
            }
            None => {
                let balances = inner.balances.iter().map(|(account, change)| balance_size(account, change));
                let storage = inner.storage.iter().map(|(key, change)| stored_size(key, change));
                let contracts = inner.contracts.iter().map(|(id, change)| contract_size(id, change));
                balances.chain(storage).chain(contracts).sum()
            }
        };
    }

    fn revert_innermost(&mut self) {
        let Some(past) = self.open.pop() else { return };
        for (account, change) in past.balances {
            match change {
                Some(balance) => self.changes.balances.insert(account, balance),
                None => self.changes.balances.remove(&account),
            };
        }
        for ((contract, key), change) in past.storage {
            let Entry::Occupied(mut values) = self.changes.storage.entry(contract) else { continue };
            match change {
                Some(value) => values.get_mut().insert(key, value),
                None => values.get_mut().remove(&key),
            };
            if values.get().is_empty() {
                values.remove();
            }
        }
        for (contract, change) in past.contracts {
            match change {
                Some(change) => self.changes.contracts.insert(contract, change),
                None => self.changes.contracts.remove(&contract),
            };
        }
        for hash in past.code {
            self.changes.code.remove(&hash);
        }
        self.logs.truncate(past.logs);
        self.created = past.created;
        self.size = past.size;
    }

    /// Balance, as [`State::balance`].
    ///
    /// # Errors
    /// [`ChainError`] where the chain cannot say.
    pub fn balance(&self, holder: Party, asset: AssetId) -> Result<Option<i64>, ChainError> {
        if self.has_ended(holder) {
            return Ok(None);
        }
        if let Some(balance) = self.changes.balances.get(&(holder, asset)) {
            return Ok(Some(*balance));
        }
        let known = self.state.balance(holder, asset)?;
        if known.is_some() {
            return Ok(known);
        }
        // A contract that the chain does not know yet can have what whoever created it can have.
        let mut creator = self.creator(holder)?;
        while let Some(owner) = creator {
            creator = self.creator(owner)?;
            if creator.is_none() {
                return Ok(self.state.balance(owner, asset)?.map(|_| 0));
            }
        }
        Ok(None)
    }

    /// Who created a contract in this transaction.
    fn creator(&self, holder: Party) -> Result<Option<Party>, ChainError> {
        let Party::Contract(contract) = holder else { return Ok(None) };
        let Some(Some(record)) = self.changes.contracts.get(&contract) else { return Ok(None) };
        Ok(if contract >= self.state.next_contract()? { Some(record.owner) } else { None })
    }

    /// Moves `amount` from one party to another. To oneself, it changes nothing but must be there.
    ///
    /// # Errors
    /// [`JournalError`], and nothing has changed.
    pub fn transfer(
        &mut self,
        from: Party,
        to: Party,
        asset: AssetId,
        amount: u64,
    ) -> Result<(), JournalError> {
        let known = |holder, balance: Option<i64>| balance.ok_or(StateDenied::Unknown { holder, asset });
        let sender = known(from, self.balance(from, asset)?)?;
        let receiver = known(to, self.balance(to, asset)?)?;
        let amount_i64 = i64::try_from(amount).ok().filter(|amount| *amount <= sender);
        let Some(amount_i64) = amount_i64 else {
            return Err(StateDenied::Insufficient { holder: from, asset, balance: sender, amount }.into());
        };
        if from == to || amount_i64 == 0 {
            return Ok(());
        }
        let Some(received) = receiver.checked_add(amount_i64) else {
            return Err(StateDenied::Overflow { holder: to, asset }.into());
        };
        let new = [((from, asset), sender - amount_i64), ((to, asset), received)];
        self.count(0, new.iter().map(|(account, _)| self.balance_growth(account)).sum())?;
        for (account, balance) in new {
            let change = self.changes.balances.insert(account, balance);
            if let Some(past) = self.open.last_mut() {
                past.balances.entry(account).or_insert(change);
            }
        }
        Ok(())
    }

    /// Whether a party is a contract that ended itself in this transaction.
    fn has_ended(&self, party: Party) -> bool {
        matches!(party, Party::Contract(contract) if self.changes.contracts.get(&contract) == Some(&None))
    }

    /// How many more bytes count once a balance was changed.
    fn balance_growth(&self, account: &Account) -> u64 {
        let is_kept = self.open.last().is_none_or(|past| past.balances.contains_key(account));
        if is_kept && self.changes.balances.contains_key(account) { 0 } else { CHANGE_OVERHEAD }
    }

    /// What the contract stored under `key`.
    ///
    /// # Errors
    /// [`ChainError`] where the chain cannot say.
    pub fn stored(&self, contract: ContractId, key: &[u8]) -> Result<Option<Vec<u8>>, ChainError> {
        if self.has_ended(Party::Contract(contract)) {
            return Ok(None);
        }
        match self.changes.stored(contract, key) {
            Some(value) => Ok(value.map(<[u8]>::to_vec)),
            None => self.state.stored(contract, key),
        }
    }

    /// Whether the contract stored anything under `key`.
    ///
    /// # Errors
    /// [`ChainError`] where the chain cannot say.
    pub fn is_stored(&self, contract: ContractId, key: &[u8]) -> Result<bool, ChainError> {
        if self.has_ended(Party::Contract(contract)) {
            return Ok(false);
        }
        match self.changes.stored(contract, key) {
            Some(value) => Ok(value.is_some()),
            None => self.state.is_stored(contract, key),
        }
    }

    /// Stores a value, or removes it.
    ///
    /// # Errors
    /// [`StateDenied::Full`], or [`StateDenied::NoContract`] for one that has ended itself, and nothing has changed.
    pub fn store(
        &mut self,
        contract: ContractId,
        key: Vec<u8>,
        value: Option<Vec<u8>>,
    ) -> Result<(), StateDenied> {
        if self.has_ended(Party::Contract(contract)) {
            return Err(StateDenied::NoContract { contract });
        }
        let place = (contract, key);
        let is_kept = self.open.last().is_none_or(|past| past.storage.contains_key(&place));
        let (_, key) = &place;
        let change = self.changes.storage.get(&contract).and_then(|values| values.get(key));
        // A change that the checkpoint is yet to keep goes on counting.
        let replaced = change.filter(|_| is_kept).map_or(0, |value| change_size(key, value));
        self.count(replaced, change_size(key, &value))?;
        let change = self.changes.storage.entry(contract).or_default().insert(key.clone(), value);
        if let Some(past) = self.open.last_mut()
            && !is_kept
        {
            past.storage.insert(place, change);
        }
        Ok(())
    }

    /// A contract, as [`State::contract`].
    ///
    /// # Errors
    /// [`ChainError`] where the chain cannot say.
    pub fn contract(&self, contract: ContractId) -> Result<Option<ContractRecord>, ChainError> {
        if let Some(change) = self.changes.contracts.get(&contract) {
            return Ok(*change);
        }
        if let Some(known) = self.known.borrow().get(&contract) {
            return Ok(*known);
        }
        let record = self.state.contract(contract)?;
        let mut known = self.known.borrow_mut();
        if known.len() == KNOWN {
            known.clear();
        }
        known.insert(contract, record);
        Ok(record)
    }

    /// The contract file of that hash.
    ///
    /// # Errors
    /// [`ChainError`] where the chain cannot say.
    pub fn code(&self, hash: CodeHash) -> Result<Option<Arc<[u8]>>, ChainError> {
        match self.changes.code.get(&hash) {
            Some(file) => Ok(Some(Arc::clone(file))),
            None => self.state.code(hash),
        }
    }

    /// The id that the next contract gets.
    ///
    /// # Errors
    /// [`ChainError`] where the chain cannot say.
    pub fn next_contract(&self) -> Result<ContractId, ChainError> {
        let ContractId(first) = self.state.next_contract()?;
        Ok(ContractId(first + self.created))
    }

    /// Replaces the code of a contract, for its owner.
    ///
    /// # Errors
    /// [`JournalError`] where there is none, `who` is not the owner, it is not upgradeable, or too much changed; nothing
    /// has changed then.
    pub fn replace_code(
        &mut self,
        contract: ContractId,
        who: Party,
        hash: CodeHash,
        file: &Arc<[u8]>,
    ) -> Result<(), JournalError> {
        let Some(record) = self.contract(contract)? else {
            return Err(StateDenied::NoContract { contract }.into());
        };
        if record.owner != who {
            return Err(StateDenied::NotOwner { contract, owner: record.owner, who }.into());
        }
        if !record.upgradeable {
            return Err(StateDenied::NotUpgradeable { contract }.into());
        }
        let checkpoint = self.checkpoint();
        let replaced = self
            .add_code(hash, file)
            .and_then(|()| Ok(self.set_contract(contract, Some(ContractRecord { code: hash, ..record }))?));
        match replaced {
            Ok(()) => self.commit(checkpoint),
            Err(_) => self.revert(checkpoint),
        }
        replaced
    }

    /// Creates a contract, whose number is the next. Its code is what [`Journal::add_code`] added, or the chain has.
    ///
    /// # Errors
    /// [`JournalError`], and nothing has changed.
    pub fn create(&mut self, contract: ContractRecord) -> Result<ContractId, JournalError> {
        let id = self.next_contract()?;
        self.set_contract(id, Some(contract))?;
        self.created += 1;
        Ok(id)
    }

    /// Adds a contract file, if the chain does not have it.
    ///
    /// # Errors
    /// [`JournalError`], and nothing has changed.
    pub fn add_code(&mut self, hash: CodeHash, file: &Arc<[u8]>) -> Result<(), JournalError> {
        if self.code(hash)?.is_some() {
            return Ok(());
        }
        self.count(0, CHANGE_OVERHEAD + file.len() as u64)?;
        self.changes.code.insert(hash, Arc::clone(file));
        if let Some(past) = self.open.last_mut() {
            past.code.push(hash);
        }
        Ok(())
    }

    /// Says what a contract is from now on; `None`: it has ended itself.
    ///
    /// # Errors
    /// [`StateDenied::Full`], and nothing has changed.
    pub fn set_contract(
        &mut self,
        id: ContractId,
        contract: Option<ContractRecord>,
    ) -> Result<(), StateDenied> {
        let is_kept = self.open.last().is_none_or(|past| past.contracts.contains_key(&id));
        let replaces = is_kept && self.changes.contracts.contains_key(&id);
        self.count(0, if replaces { 0 } else { CONTRACT_SIZE })?;
        let change = self.changes.contracts.insert(id, contract);
        if let Some(past) = self.open.last_mut()
            && !is_kept
        {
            past.contracts.insert(id, change);
        }
        Ok(())
    }

    /// In which assets a party may have a balance, as [`State::assets_of`].
    ///
    /// # Errors
    /// [`ChainError`] where the chain cannot say.
    pub fn assets_of(&self, holder: Party) -> Result<Vec<AssetId>, ChainError> {
        let changed = self.changes.balances.range((holder, AssetId(0))..=(holder, AssetId(u64::MAX)));
        let mut assets = self.state.assets_of(holder)?;
        assets.extend(changed.map(|((_, asset), _)| *asset));
        assets.sort_unstable();
        assets.dedup();
        Ok(assets)
    }

    /// Counts `old` bytes no longer, and `new` ones.
    fn count(&mut self, old: u64, new: u64) -> Result<(), StateDenied> {
        let size = self.size - old + new;
        if size > u64::from(self.limit) {
            return Err(StateDenied::Full { limit: self.limit });
        }
        self.size = size;
        Ok(())
    }

    /// Appends an event; whoever logs limits their number and size.
    pub fn log(&mut self, log: Log) {
        self.logs.push(log);
    }

    /// The events, in order.
    #[must_use]
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// What is to be committed, and the events; what open checkpoints could bring back is forgotten.
    #[must_use]
    pub fn finish(self) -> (Changes, Vec<Log>) {
        (self.changes, self.logs)
    }
}

/// Adds the places that an inner checkpoint kept to those that the one around it keeps, whose changes win. Returns how
/// many bytes no longer count. It takes as many steps as the smaller of the two has places.
fn hand_over<K: Ord, V>(
    mut inner: BTreeMap<K, V>,
    outer: &mut BTreeMap<K, V>,
    size: fn(&K, &V) -> u64,
) -> u64 {
    let mut dropped = 0;
    if inner.len() <= outer.len() {
        for (place, change) in inner {
            match outer.entry(place) {
                Entry::Occupied(kept) => dropped += size(kept.key(), &change),
                Entry::Vacant(place) => drop(place.insert(change)),
            }
        }
    } else {
        for (place, change) in std::mem::take(outer) {
            match inner.entry(place) {
                Entry::Occupied(mut later) => {
                    dropped += size(later.key(), later.get());
                    later.insert(change);
                }
                Entry::Vacant(place) => drop(place.insert(change)),
            }
        }
        *outer = inner;
    }
    dropped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ChainFile, LocalChain};
    use echo_abi::id::AccountId;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    const ALICE: Party = Party::Account(AccountId(5));
    const CONTRACT: Party = Party::Contract(ContractId(0));
    const ECHO: AssetId = AssetId::ECHO;

    #[test]
    fn transfers_move_and_refuse() {
        let mut chain = LocalChain::new(ChainFile::default());
        chain.set_balance(ALICE, ECHO, 100);
        chain.set_balance(CONTRACT, ECHO, i64::MAX - 50);
        let mut journal = Journal::new(&chain, 1000);
        journal.transfer(ALICE, CONTRACT, ECHO, 40).unwrap();
        assert_eq!(journal.balance(ALICE, ECHO).unwrap(), Some(60));
        assert_eq!(journal.balance(CONTRACT, ECHO).unwrap(), Some(i64::MAX - 10));
        assert_eq!(chain.balance(ALICE, ECHO).unwrap(), Some(100), "the chain is as it was");
        let denied = |result| match result {
            Err(JournalError::Denied(denied)) => denied,
            other => panic!("{other:?}"),
        };
        let insufficient =
            |amount| StateDenied::Insufficient { holder: ALICE, asset: ECHO, balance: 60, amount };
        assert_eq!(denied(journal.transfer(ALICE, CONTRACT, ECHO, 61)), insufficient(61));
        assert_eq!(denied(journal.transfer(ALICE, CONTRACT, ECHO, u64::MAX)), insufficient(u64::MAX));
        assert_eq!(denied(journal.transfer(ALICE, ALICE, ECHO, 61)), insufficient(61));
        journal.transfer(ALICE, ALICE, ECHO, 60).unwrap();
        assert_eq!(journal.balance(ALICE, ECHO).unwrap(), Some(60));
        assert_eq!(
            denied(journal.transfer(ALICE, CONTRACT, ECHO, 11)),
            StateDenied::Overflow { holder: CONTRACT, asset: ECHO }
        );
        assert_eq!(
            journal.finish().0.balances,
            [((ALICE, ECHO), 60), ((CONTRACT, ECHO), i64::MAX - 10)].into()
        );
    }

    #[test]
    fn changes_are_limited_in_size() {
        let chain = LocalChain::new(ChainFile::default());
        let id = ContractId(0);
        let limit = 2 * 64 + 20;
        let full = Err(StateDenied::Full { limit });
        // In a checkpoint as without one.
        for checkpoint in [false, true] {
            let mut journal = Journal::new(&chain, limit);
            let checkpoint = checkpoint.then(|| journal.checkpoint());
            journal.store(id, b"key".to_vec(), Some(vec![1; 10])).unwrap();
            assert_eq!(journal.store(id, b"k2".to_vec(), Some(vec![1; 10])), full);
            assert_eq!(journal.stored(id, b"k2").unwrap(), None);
            // A value that is replaced counts no longer.
            journal.store(id, b"key".to_vec(), Some(vec![2; 5])).unwrap();
            journal.store(id, b"k2".to_vec(), Some(vec![1; 10])).unwrap();
            assert_eq!(journal.stored(id, b"key").unwrap(), Some(vec![2; 5]));
            // Removing counts too: the removal is remembered.
            journal.store(id, b"key".to_vec(), None).unwrap();
            assert_eq!(journal.stored(id, b"key").unwrap(), None);
            assert_eq!(journal.store(id, b"another".to_vec(), None), full);
            // What is gone back on counts no longer.
            if let Some(checkpoint) = checkpoint {
                journal.revert(checkpoint);
                journal.store(id, b"another".to_vec(), Some(vec![1; 77])).unwrap();
            }
        }
        // A transfer changes two balances.
        let mut chain = LocalChain::new(ChainFile::default());
        chain.set_balance(ALICE, ECHO, 1);
        for (limit, fits) in [(127, false), (128, true)] {
            let mut journal = Journal::new(&chain, limit);
            let result = journal.transfer(ALICE, CONTRACT, ECHO, 1);
            assert_eq!(result.is_ok(), fits);
            assert_eq!(journal.finish().0.is_empty(), !fits);
        }
    }

    #[test]
    fn what_a_checkpoint_keeps_of_a_change_counts() {
        let chain = LocalChain::new(ChainFile::default());
        let (id, limit) = (ContractId(0), 3 * 65 + 20);
        let mut journal = Journal::new(&chain, limit);
        let store = |journal: &mut Journal<'_>, len| journal.store(id, vec![7], Some(vec![1; len]));
        store(&mut journal, 10).unwrap();
        let outer = journal.checkpoint();
        store(&mut journal, 5).unwrap();
        store(&mut journal, 4).unwrap();
        let inner = journal.checkpoint();
        assert_eq!(store(&mut journal, 7), Err(StateDenied::Full { limit }), "10, 4 and 7 are kept");
        store(&mut journal, 6).unwrap();
        // The 4 can no longer be gone back to.
        journal.commit(inner);
        store(&mut journal, 75).unwrap();
        assert_eq!(store(&mut journal, 76), Err(StateDenied::Full { limit }));
        journal.commit(outer);
        store(&mut journal, 150).unwrap();
    }

    #[test]
    #[should_panic(expected = "the checkpoint has ended with the one around it")]
    fn a_checkpoint_ends_with_the_one_around_it() {
        let chain = LocalChain::new(ChainFile::default());
        let mut journal = Journal::new(&chain, 1000);
        let outer = journal.checkpoint();
        let inner = journal.checkpoint();
        journal.commit(outer);
        let _other = (journal.checkpoint(), journal.checkpoint());
        journal.commit(inner);
    }

    /// A deep nest around many changes, committed from within: the changes move once, not once for each level.
    #[test]
    fn a_deep_nest_is_cheap() {
        let chain = LocalChain::new(ChainFile::default());
        let mut journal = Journal::new(&chain, u32::MAX);
        let around: Vec<_> = (0..100_000).map(|_| journal.checkpoint()).collect();
        for key in 0..50_000_u32 {
            journal.store(ContractId(0), key.to_le_bytes().to_vec(), None).unwrap();
        }
        for checkpoint in around.into_iter().rev() {
            journal.commit(checkpoint);
            let small = journal.checkpoint();
            journal.store(ContractId(0), vec![1], None).unwrap();
            journal.revert(small);
        }
        assert_eq!(journal.size, 50_000 * 68);
        assert_eq!(journal.finish().0.storage[&ContractId(0)].len(), 50_000);
    }

    #[derive(Clone, Debug)]
    enum JournalStep {
        Checkpoint,
        /// Ends one of the open checkpoints: by its number, modulo how many there are, from within.
        Commit(usize),
        Revert(usize),
        Transfer(usize, usize, u64),
        Store(u64, u8, Option<usize>),
        /// Adds code of that length.
        AddCode(u8),
        /// Creates a contract of that code.
        Create(u8),
        /// Changes what a contract is, or ends it.
        SetContract(u64, Option<u8>),
        Log(u8),
    }

    fn code(len: u8) -> Arc<[u8]> {
        vec![7; usize::from(len)].into()
    }

    fn record(len: u8) -> ContractRecord {
        let code = CodeHash::of(&code(len));
        ContractRecord { owner: ALICE, code, upgradeable: false, constructed: true }
    }

    fn step() -> impl Strategy<Value = JournalStep> {
        let inner = || prop_oneof![4 => Just(0_usize), 1 => 0_usize..5];
        prop_oneof![
            3 => Just(JournalStep::Checkpoint),
            2 => inner().prop_map(JournalStep::Commit),
            2 => inner().prop_map(JournalStep::Revert),
            4 => (0_usize..4, 0_usize..4, 0_u64..60).prop_map(|(from, to, amount)| JournalStep::Transfer(from, to, amount)),
            6 => (0_u64..2, 0_u8..5, prop::option::of(0_usize..40)).prop_map(|(id, key, len)| JournalStep::Store(id, key, len)),
            2 => (0_u8..4).prop_map(JournalStep::AddCode),
            2 => (0_u8..4).prop_map(JournalStep::Create),
            2 => (0_u64..10, prop_oneof![Just(None), (0_u8..4).prop_map(Some)])
                .prop_map(|(id, code)| JournalStep::SetContract(id, code)),
            2 => any::<u8>().prop_map(JournalStep::Log),
        ]
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Content {
        balances: BTreeMap<usize, i64>,
        storage: BTreeMap<(u64, u8), Option<usize>>,
        contracts: BTreeMap<u64, Option<ContractRecord>>,
        code: BTreeSet<u8>,
        created: u64,
        logs: Vec<u8>,
    }

    impl Content {
        fn size_of(&self, place: WrittenPlace) -> Option<u64> {
            match place {
                WrittenPlace::Balance(holder) => self.balances.get(&holder).map(|_| 64),
                WrittenPlace::Slot(slot) => {
                    self.storage.get(&slot).map(|len| 64 + 1 + len.unwrap_or(0) as u64)
                }
                WrittenPlace::Contract(id) => self.contracts.get(&id).map(|_| CONTRACT_SIZE),
            }
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    enum WrittenPlace {
        Balance(usize),
        Slot((u64, u8)),
        Contract(u64),
    }

    /// The journal, said naively: everything is copied at a checkpoint. Beside each copy, which places were written to
    /// since.
    #[derive(Clone, Default)]
    struct NaiveJournal {
        now: Content,
        open: Vec<(Content, BTreeSet<WrittenPlace>)>,
    }

    impl NaiveJournal {
        fn size(&self) -> u64 {
            let all = (0..4).map(WrittenPlace::Balance);
            let all = all.chain((0..2).flat_map(|id| (0..5).map(move |key| WrittenPlace::Slot((id, key)))));
            let all = all.chain(self.now.contracts.keys().map(|id| WrittenPlace::Contract(*id)));
            let code: u64 = self.now.code.iter().map(|len| 64 + u64::from(*len)).sum();
            let now: u64 = all.filter_map(|place| self.now.size_of(place)).sum::<u64>() + code;
            let kept = self
                .open
                .iter()
                .flat_map(|(content, written)| written.iter().filter_map(|place| content.size_of(*place)));
            now + kept.sum::<u64>()
        }

        fn write(&mut self, place: WrittenPlace) {
            if let Some((_, written)) = self.open.last_mut() {
                written.insert(place);
            }
        }

        fn has_ended(&self, party: Party) -> bool {
            matches!(party, Party::Contract(id) if self.now.contracts.get(&id.0) == Some(&None))
        }

        fn commit(&mut self) {
            let (_, written) = self.open.pop().unwrap();
            if let Some((_, outer)) = self.open.last_mut() {
                outer.extend(written);
            }
        }

        /// Does it if what counts then is at most `limit`.
        fn within(&mut self, limit: u64, change: impl FnOnce(&mut Self)) -> bool {
            let mut next = self.clone();
            change(&mut next);
            let fits = next.size() <= limit;
            if fits {
                *self = next;
            }
            fits
        }
    }

    fn holder(i: usize) -> Party {
        [ALICE, CONTRACT, Party::Account(AccountId(9)), Party::Contract(ContractId(9))][i]
    }

    /// What the changes and logs of a journal are in the model's words.
    fn content(journal: &Journal<'_>) -> Content {
        let Changes { balances, storage, contracts, code } = &journal.changes;
        assert!(storage.values().all(|values| !values.is_empty()), "no contract without a change");
        Content {
            balances: balances
                .iter()
                .map(|((party, _), n)| ((0..4).find(|i| holder(*i) == *party).unwrap(), *n))
                .collect(),
            storage: storage
                .iter()
                .flat_map(|(id, values)| {
                    values.iter().map(|(key, value)| ((id.0, key[0]), value.as_ref().map(Vec::len)))
                })
                .collect(),
            contracts: contracts.iter().map(|(id, contract)| (id.0, *contract)).collect(),
            code: code.values().map(|file| u8::try_from(file.len()).unwrap()).collect(),
            created: journal.created,
            logs: journal.logs().iter().map(|log| log.hash[0]).collect(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn it_is_a_stack_of_copies(steps in prop::collection::vec(step(), 1..150), limit in 100_u32..1500) {
            let mut chain = LocalChain::new(ChainFile::default());
            let given = |i: usize| 50 * i as i64;
            (0..4).for_each(|i| chain.set_balance(holder(i), ECHO, given(i)));
            let mut journal = Journal::new(&chain, limit);
            let mut model = NaiveJournal::default();
            let mut open = Vec::new();
            for step in steps {
                match step {
                    JournalStep::Checkpoint => {
                        open.push(journal.checkpoint());
                        model.open.push((model.now.clone(), BTreeSet::new()));
                    }
                    JournalStep::Commit(i) | JournalStep::Revert(i) if !open.is_empty() => {
                        let depth = open.len() - 1 - i % open.len();
                        let checkpoint = open.drain(depth..).next().unwrap();
                        if matches!(step, JournalStep::Commit(_)) {
                            journal.commit(checkpoint);
                            (depth..model.open.len()).for_each(|_| model.commit());
                        } else {
                            journal.revert(checkpoint);
                            model.now = model.open.drain(depth..).next().unwrap().0;
                        }
                    }
                    JournalStep::Commit(_) | JournalStep::Revert(_) => {}
                    JournalStep::Transfer(from, to, amount) => {
                        let balance = |i| model.now.balances.get(&i).copied().unwrap_or(given(i));
                        let (sender, receiver) = (balance(from), balance(to));
                        let result = journal.transfer(holder(from), holder(to), ECHO, amount);
                        let amount = amount as i64;
                        if let Some(ended) = [from, to].into_iter().find(|i| model.has_ended(holder(*i))) {
                            let unknown = StateDenied::Unknown { holder: holder(ended), asset: ECHO };
                            prop_assert!(matches!(result, Err(JournalError::Denied(found)) if found == unknown));
                        } else if amount > sender {
                            let denied = StateDenied::Insufficient {
                                holder: holder(from),
                                asset: ECHO,
                                balance: sender,
                                amount: amount as u64,
                            };
                            let found = match result {
                                Err(JournalError::Denied(denied)) => Some(denied),
                                Err(JournalError::Chain(_)) | Ok(()) => None,
                            };
                            prop_assert_eq!(found, Some(denied));
                        } else {
                            let done = from == to || amount == 0 || model.within(u64::from(limit), |model| {
                                model.now.balances.extend([(from, sender - amount), (to, receiver + amount)]);
                                model.write(WrittenPlace::Balance(from));
                                model.write(WrittenPlace::Balance(to));
                            });
                            prop_assert_eq!(result.is_ok(), done, "{:?}", result);
                        }
                    }
                    JournalStep::Store(id, key, len) => {
                        let result = journal.store(ContractId(id), vec![key], len.map(|len| vec![3; len]));
                        let contract = ContractId(id);
                        if model.has_ended(Party::Contract(contract)) {
                            prop_assert_eq!(result, Err(StateDenied::NoContract { contract }));
                            prop_assert!(!journal.is_stored(contract, &[key]).unwrap());
                            continue;
                        }
                        let done = model.within(u64::from(limit), |model| {
                            model.now.storage.insert((id, key), len);
                            model.write(WrittenPlace::Slot((id, key)));
                        });
                        prop_assert_eq!(result, if done { Ok(()) } else { Err(StateDenied::Full { limit }) });
                    }
                    JournalStep::AddCode(len) => {
                        let hash = CodeHash::of(&code(len));
                        let result = journal.add_code(hash, &code(len));
                        let done = model.within(u64::from(limit), |model| {
                            model.now.code.insert(len);
                        });
                        prop_assert_eq!(result.is_ok(), done);
                        prop_assert_eq!(journal.code(hash).unwrap().is_some(), model.now.code.contains(&len));
                    }
                    JournalStep::Create(len) => {
                        let result = journal.create(record(len));
                        let id = model.now.created;
                        let done = model.within(u64::from(limit), |model| {
                            model.now.contracts.insert(id, Some(record(len)));
                            model.now.created += 1;
                            model.write(WrittenPlace::Contract(id));
                        });
                        prop_assert_eq!(result.ok(), done.then_some(ContractId(id)));
                    }
                    JournalStep::SetContract(id, contract) => {
                        let contract = contract.map(record);
                        let result = journal.set_contract(ContractId(id), contract);
                        let done = model.within(u64::from(limit), |model| {
                            model.now.contracts.insert(id, contract);
                            model.write(WrittenPlace::Contract(id));
                        });
                        prop_assert_eq!(result.is_ok(), done);
                        let known = model.now.contracts.get(&id).copied().flatten();
                        prop_assert_eq!(journal.contract(ContractId(id)).unwrap(), known);
                    }
                    JournalStep::Log(n) => {
                        journal.log(Log {
                            contract: ContractId(0),
                            signature: String::new(),
                            hash: [n; 32],
                            data: Vec::new(),
                        });
                        model.now.logs.push(n);
                    }
                }
                prop_assert_eq!(content(&journal), model.now.clone());
                prop_assert_eq!(journal.size, model.size());
            }
            let (changes, logs) = journal.finish();
            prop_assert_eq!(logs.len(), model.now.logs.len());
            let balance = |i| changes.balances.get(&(holder(i), ECHO)).copied().unwrap_or(given(i));
            prop_assert_eq!((0..4).map(balance).sum::<i64>(), 300);
        }
    }
}
