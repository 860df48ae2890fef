//! [`World`]: a chain by itself, whole: accounts, assets, contracts with their code and storage, results, blocks.
//!
//! All of it is entries of one map ([`Key`]), so that reading, hashing, dumping and comparing are written once. What was
//! changed and is not yet saved lies above the [`Store`]; [`World::save`] writes it in one commit, and [`World::seal`]
//! ends the block before that. Two worlds to which the same was done have the same [`World::digest`].

use crate::entry::{self, AssetRecord, BlockRecord, CodeHash, ContractRecord, Counted, Key, ResultRecord};
use crate::genesis::{self, Genesis};
use crate::store::{Batch, StateError, Store, Unusable};
use crate::{Block, ChainError, Changes, Commit, State, StateDigest};
use echo_abi::id::{AccountId, AssetId, ContractId, ContractResultId, ObjectId, Party};
use echo_abi::printable::{self, Printable};
use redb::StorageBackend;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// A chain by itself.
#[derive(Debug)]
pub struct World {
    store: Store,
    /// What is not saved yet.
    unsaved: Batch,
    /// The block that is being made.
    block: Block,
}

/// Why a world does not do, or say, what is asked for.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// The state could not be read or written.
    #[error(transparent)]
    State(#[from] StateError),
    /// An account's name that cannot be one.
    #[error(
        "\"{}\" is no name of an account: 1 to {} of a-z, 0-9, - and ., a letter first",
        Printable(name),
        genesis::MAX_NAME
    )]
    Name {
        /// The name, or the beginning of a long one.
        name: String,
    },
    /// An asset's symbol that cannot be one.
    #[error(
        "\"{}\" is no symbol of an asset: 1 to {} of A-Z, 0-9 and ., a letter first",
        Printable(symbol),
        genesis::MAX_SYMBOL
    )]
    Symbol {
        /// The symbol, or the beginning of a long one.
        symbol: String,
    },
    /// More digits than an amount has.
    #[error(
        "a precision of {precision}: at most {} digits behind the point are possible",
        genesis::MAX_PRECISION
    )]
    Precision {
        /// Which.
        precision: u8,
    },
    /// A name or symbol that another has.
    #[error("{} is taken by {by}", Printable(name))]
    Taken {
        /// The name or symbol.
        name: String,
        /// Who has it.
        by: ObjectId,
    },
    /// A balance below 0.
    #[error("a balance of {balance}: none is below 0")]
    Negative {
        /// Which.
        balance: i64,
    },
    /// There is no such thing.
    #[error("there is no {what} \"{}\" on this chain", Printable(name))]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// By what name or id.
        name: String,
    },
    /// A chain that is not empty was to begin.
    #[error("the chain has begun already: it is at block {block}")]
    Begun {
        /// The block that is being made.
        block: u32,
    },
    /// A time before that of the last block.
    #[error("the time {time} is before that of the last block, {last}")]
    Time {
        /// The time.
        time: u32,
        /// That of the last block.
        last: u32,
    },
}

/// Longest beginning of a name that an error repeats, in bytes.
const MOST_OF_NAME: usize = 100;

/// The beginning of a name, for an error.
fn told(name: &str) -> String {
    printable::cut(name, MOST_OF_NAME).0.to_owned()
}

impl World {
    /// The world in a file, or a new one where there is none. The file is read wholly.
    ///
    /// # Errors
    /// [`StateError`] where it cannot be opened, is in use, or is no state file; it is as it was.
    pub fn open(path: &Path) -> Result<Self, StateError> {
        Self::of(Store::open(path)?)
    }

    /// A new world that is gone with the process.
    ///
    /// # Errors
    /// [`StateError`] where there is no memory for it.
    pub fn in_memory() -> Result<Self, StateError> {
        Self::of(Store::in_memory()?)
    }

    /// The world on storage of any kind, which has to be in order.
    ///
    /// # Errors
    /// As for [`Store::on`].
    pub fn on(storage: impl StorageBackend) -> Result<Self, StateError> {
        Self::of(Store::on(storage)?)
    }

    fn of(mut store: Store) -> Result<Self, StateError> {
        let unsaved = store.take_older().unwrap_or_default();
        let mut world = Self { store, unsaved, block: Genesis::default().block };
        world.read_block()?;
        Ok(world)
    }

    fn read_block(&mut self) -> Result<(), StateError> {
        self.block = self.record(&Key::Current)?.unwrap_or(Genesis::default().block);
        Ok(())
    }

    /// Whether it has begun: whether anything was done to it.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn has_begun(&self) -> Result<bool, StateError> {
        self.contains(&Key::Current)
    }

    /// Begins it. Nothing is saved yet.
    ///
    /// # Errors
    /// [`WorldError`] where it has begun, or what is to be in it cannot be.
    pub fn begin(&mut self, genesis: &Genesis) -> Result<(), WorldError> {
        if self.has_begun()? {
            return Err(WorldError::Begun { block: self.block.number });
        }
        self.set_block(genesis.block);
        for asset in &genesis.assets {
            self.create_asset(asset)?;
        }
        self.put(&Key::Next(Counted::Accounts), genesis.first_account.to_le_bytes().to_vec());
        for account in &genesis.accounts {
            let id = self.create_account(&account.name)?;
            for (symbol, amount) in &account.balances {
                let asset = self.asset_called(symbol)?;
                self.set_balance(Party::Account(id), asset, *amount)?;
            }
            for (name, value) in &account.properties {
                self.set_property(id.into(), name, value);
            }
        }
        Ok(())
    }

    // ---- entries ----

    /// The value of an entry, as bytes.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StateError> {
        let key = key.to_bytes();
        match self.unsaved.get(&key) {
            Some(value) => Ok(value.clone()),
            None => self.store.get(&key),
        }
    }

    fn contains(&self, key: &Key) -> Result<bool, StateError> {
        let key = key.to_bytes();
        match self.unsaved.get(&key) {
            Some(value) => Ok(value.is_some()),
            None => self.store.contains(&key),
        }
    }

    /// Says what an entry is from now on.
    pub(crate) fn put(&mut self, key: &Key, value: Vec<u8>) {
        self.unsaved.insert(key.to_bytes(), Some(value));
    }

    pub(crate) fn put_record(&mut self, key: &Key, record: &impl Serialize) {
        self.put(
            key,
            postcard::to_allocvec(record).unwrap_or_else(|_| unreachable!("records can be written")),
        );
    }

    /// An entry's record.
    fn record<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, StateError> {
        self.get(key)?.map(|bytes| self.read_record(&bytes)).transpose()
    }

    /// The record that these bytes are.
    ///
    /// # Errors
    /// [`StateError::Unusable`] where they are none.
    pub fn read_record<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, StateError> {
        match postcard::take_from_bytes(bytes) {
            Ok((record, [])) => Ok(record),
            Ok(_) | Err(_) => Err(self.damaged()),
        }
    }

    /// A number of 8 bytes.
    fn number(&self, key: &Key) -> Result<Option<u64>, StateError> {
        let Some(bytes) = self.get(key)? else { return Ok(None) };
        bytes.try_into().map(|bytes| Some(u64::from_le_bytes(bytes))).map_err(|_| self.damaged())
    }

    /// A text.
    fn text(&self, key: &Key) -> Result<Option<String>, StateError> {
        self.get(key)?.map(|bytes| String::from_utf8(bytes).map_err(|_| self.damaged())).transpose()
    }

    pub(crate) fn damaged(&self) -> StateError {
        self.store.unusable(Unusable::NotDatabase)
    }

    /// Shows all entries whose keys begin with `prefix`, in their order, until `each` has seen enough.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn visit(
        &self,
        prefix: &[u8],
        mut each: impl FnMut(Key, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), StateError> {
        let mut above = self.unsaved.range(prefix.to_vec()..).peekable();
        let mut damaged = false;
        let mut done = false;
        let mut show = |key: &[u8], value: &[u8]| match Key::from_bytes(key) {
            _ if !key.starts_with(prefix) => ControlFlow::Break(()),
            Some(key) => each(key, value),
            None => {
                damaged = true;
                ControlFlow::Break(())
            }
        };
        self.store.visit(prefix, |key, value| {
            while let Some((changed, new)) = above.next_if(|(changed, _)| changed.as_slice() <= key) {
                let is_shown = new.as_ref().map_or(ControlFlow::Continue(()), |new| show(changed, new));
                done |= is_shown.is_break();
                if is_shown.is_break() || changed == key {
                    return is_shown;
                }
            }
            let shown = show(key, value);
            done |= shown.is_break() && key.starts_with(prefix);
            shown
        })?;
        while !done && let Some((key, new)) = above.next() {
            done = new.as_ref().is_some_and(|new| show(key, new).is_break());
        }
        if damaged { Err(self.damaged()) } else { Ok(()) }
    }

    /// The keys that begin with `prefix`, in their order.
    fn keys(&self, prefix: &[u8]) -> Result<Vec<Key>, StateError> {
        let mut keys = Vec::new();
        self.visit(prefix, |key, _| {
            keys.push(key);
            ControlFlow::Continue(())
        })?;
        Ok(keys)
    }

    /// Removes all entries.
    pub(crate) fn remove_all(&mut self) -> Result<(), StateError> {
        for key in self.keys(&[])? {
            self.unsaved.insert(key.to_bytes(), None);
        }
        self.read_block()
    }

    /// The digest of all that it consists of, saved or not.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn digest(&self) -> Result<StateDigest, StateError> {
        if self.unsaved.is_empty() {
            return Ok(self.store.hash().digest());
        }
        let mut hash = self.store.hash().clone();
        for (key, value) in &self.unsaved {
            if let Some(before) = self.store.get(key)? {
                hash.remove(key, &before);
            }
            if let Some(value) = value {
                hash.add(key, value);
            }
        }
        Ok(hash.digest())
    }

    /// Makes permanent what was changed, all or none; where it fails, none of it has happened.
    ///
    /// # Errors
    /// [`StateError`], and the world is what it was when it was last saved.
    pub fn save(&mut self) -> Result<(), StateError> {
        let result = self.store.commit(&std::mem::take(&mut self.unsaved));
        if result.is_err() {
            self.read_block()?;
        }
        result
    }

    /// Forgets what was changed since it was last saved.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn forget(&mut self) -> Result<(), StateError> {
        self.unsaved.clear();
        self.read_block()
    }

    /// Whether all of it is saved.
    #[must_use]
    pub fn is_saved(&self) -> bool {
        self.unsaved.is_empty()
    }

    // ---- blocks ----

    /// Says when the block that is being made is made: not before the last one.
    ///
    /// # Errors
    /// [`WorldError`] where the time is before that of the last block.
    pub fn set_time(&mut self, time: u32) -> Result<(), WorldError> {
        let last = self.block_record(self.block.number - 1)?.map_or(0, |last| last.time);
        if time < last {
            return Err(WorldError::Time { time, last });
        }
        self.set_block(Block { time, ..self.block });
        Ok(())
    }

    /// Says who makes the block that is being made.
    pub fn set_author(&mut self, author: AccountId) {
        self.set_block(Block { author, ..self.block });
    }

    pub(crate) fn set_block(&mut self, block: Block) {
        self.block = block;
        self.put_record(&Key::Current, &block);
    }

    /// Ends the block, and saves everything. The next one has the next number, is a second later, and has the same
    /// author.
    ///
    /// # Errors
    /// [`StateError`], and the world is what it was when it was last saved.
    pub fn seal(&mut self) -> Result<BlockRecord, StateError> {
        let Block { number, time, author } = self.block;
        let parent = self.block_record(number - 1)?;
        let state = self.digest()?;
        let hash = Sha256::new()
            .chain_update(b"echo block")
            .chain_update(number.to_le_bytes())
            .chain_update(time.to_le_bytes())
            .chain_update(author.0.to_le_bytes())
            .chain_update(parent.as_ref().map_or([0; 32], |parent| parent.hash))
            .chain_update(state.0)
            .finalize()
            .into();
        let first_result = parent.map_or(0, |parent| parent.first_result + parent.results);
        let results = self.next(Counted::Results)? - first_result;
        let record = BlockRecord { time, author, hash, state: state.0, first_result, results };
        self.put_record(&Key::Block(number), &record);
        self.set_block(Block { number: number.saturating_add(1), time: time.saturating_add(1), author });
        self.save()?;
        Ok(record)
    }

    /// A block that was made.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn block_record(&self, number: u32) -> Result<Option<BlockRecord>, StateError> {
        self.record(&Key::Block(number))
    }

    // ---- what has numbers ----

    /// The number that the next one gets: how many there were, where they begin with 0.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn next(&self, counted: Counted) -> Result<u64, StateError> {
        Ok(self.number(&Key::Next(counted))?.unwrap_or(0))
    }

    fn take_next(&mut self, counted: Counted) -> Result<u64, StateError> {
        let next = self.next(counted)?;
        self.put(&Key::Next(counted), (next + 1).to_le_bytes().to_vec());
        Ok(next)
    }

    /// Creates an account.
    ///
    /// # Errors
    /// [`WorldError`] where the name is none, or taken.
    pub fn create_account(&mut self, name: &str) -> Result<AccountId, WorldError> {
        if !genesis::is_name(name) {
            return Err(WorldError::Name { name: told(name) });
        }
        let named = Key::AccountNamed(name.to_owned());
        if let Some(by) = self.number(&named)? {
            return Err(WorldError::Taken { name: name.to_owned(), by: AccountId(by).into() });
        }
        let id = AccountId(self.take_next(Counted::Accounts)?);
        self.put(&Key::Account(id), name.as_bytes().to_vec());
        self.put(&named, id.0.to_le_bytes().to_vec());
        Ok(id)
    }

    /// Creates an asset.
    ///
    /// # Errors
    /// [`WorldError`] where the symbol is none, or taken, or the precision too high.
    pub fn create_asset(&mut self, asset: &AssetRecord) -> Result<AssetId, WorldError> {
        let AssetRecord { symbol, precision } = asset;
        if !genesis::is_symbol(symbol) {
            return Err(WorldError::Symbol { symbol: told(symbol) });
        }
        if *precision > genesis::MAX_PRECISION {
            return Err(WorldError::Precision { precision: *precision });
        }
        let called = Key::AssetCalled(symbol.clone());
        if let Some(by) = self.number(&called)? {
            return Err(WorldError::Taken { name: symbol.clone(), by: AssetId(by).into() });
        }
        let id = AssetId(self.take_next(Counted::Assets)?);
        self.put_record(&Key::Asset(id), asset);
        self.put(&called, id.0.to_le_bytes().to_vec());
        Ok(id)
    }

    /// The name of an account.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn account(&self, id: AccountId) -> Result<Option<String>, StateError> {
        self.text(&Key::Account(id))
    }

    /// All accounts.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn accounts(&self) -> Result<Vec<AccountId>, StateError> {
        let id = |key| if let Key::Account(id) = key { Some(id) } else { None };
        Ok(self.keys(&entry::all_of(Counted::Accounts))?.into_iter().filter_map(id).collect())
    }

    /// An asset.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn asset(&self, id: AssetId) -> Result<Option<AssetRecord>, StateError> {
        self.record(&Key::Asset(id))
    }

    /// All assets.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn assets(&self) -> Result<Vec<AssetId>, StateError> {
        let id = |key| if let Key::Asset(id) = key { Some(id) } else { None };
        Ok(self.keys(&entry::all_of(Counted::Assets))?.into_iter().filter_map(id).collect())
    }

    /// All contracts.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn contracts(&self) -> Result<Vec<ContractId>, StateError> {
        let id = |key| if let Key::Contract(id) = key { Some(id) } else { None };
        Ok(self.keys(&entry::all_of(Counted::Contracts))?.into_iter().filter_map(id).collect())
    }

    /// The account of that name.
    ///
    /// # Errors
    /// [`WorldError`] where there is none.
    pub fn account_named(&self, name: &str) -> Result<AccountId, WorldError> {
        let id = self.number(&Key::AccountNamed(name.to_owned()))?.map(AccountId);
        id.ok_or_else(|| WorldError::Unknown { what: "account", name: told(name) })
    }

    /// The asset of that symbol.
    ///
    /// # Errors
    /// [`WorldError`] where there is none.
    pub fn asset_called(&self, symbol: &str) -> Result<AssetId, WorldError> {
        let id = self.number(&Key::AssetCalled(symbol.to_owned()))?.map(AssetId);
        id.ok_or_else(|| WorldError::Unknown { what: "asset", name: told(symbol) })
    }

    /// Says what a balance is from now on.
    ///
    /// # Errors
    /// [`WorldError`] where it is below 0.
    pub fn set_balance(&mut self, holder: Party, asset: AssetId, balance: i64) -> Result<(), WorldError> {
        if balance < 0 {
            return Err(WorldError::Negative { balance });
        }
        self.put(&Key::Balance(holder, asset), balance.to_le_bytes().to_vec());
        Ok(())
    }

    /// A balance, where one was ever set.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn balance_entry(&self, holder: Party, asset: AssetId) -> Result<Option<i64>, StateError> {
        Ok(self.number(&Key::Balance(holder, asset))?.map(u64::cast_signed))
    }

    /// Says what a property is from now on.
    pub fn set_property(&mut self, object: ObjectId, name: &str, value: &str) {
        self.put(&Key::Property(object, name.to_owned()), value.as_bytes().to_vec());
    }

    /// All properties of an object, by name.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn properties(&self, object: ObjectId) -> Result<Vec<(String, String)>, StateError> {
        let mut found = Vec::new();
        let mut damaged = false;
        self.visit(&entry::properties_of(object), |key, value| {
            match (key, std::str::from_utf8(value)) {
                (Key::Property(_, name), Ok(value)) => found.push((name, value.to_owned())),
                _ => damaged = true,
            }
            ControlFlow::Continue(())
        })?;
        if damaged { Err(self.damaged()) } else { Ok(found) }
    }

    /// Keeps the result of a transaction that is part of the block that is being made.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn add_result(&mut self, result: &ResultRecord) -> Result<ContractResultId, StateError> {
        let id = ContractResultId(self.take_next(Counted::Results)?);
        self.put_record(&Key::Result(id), result);
        Ok(id)
    }

    /// A result.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn result(&self, id: ContractResultId) -> Result<Option<ResultRecord>, StateError> {
        self.record(&Key::Result(id))
    }

    /// The contract file of a contract; `None` where there is no such contract.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn contract_file(&self, contract: ContractId) -> Result<Option<Vec<u8>>, StateError> {
        match self.record::<ContractRecord>(&Key::Contract(contract))? {
            Some(record) => self.get(&Key::Code(record.code)),
            None => Ok(None),
        }
    }

    // ---- changes ----

    /// Does what a transaction changed. Nothing is saved yet.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn apply(&mut self, changes: &Changes) -> Result<(), StateError> {
        let Changes { balances, storage, contracts, code } = changes;
        for (&(holder, asset), balance) in balances {
            self.put(&Key::Balance(holder, asset), balance.to_le_bytes().to_vec());
        }
        for (hash, file) in code {
            self.put(&Key::Code(*hash), file.to_vec());
        }
        for (id, contract) in contracts {
            if self.next(Counted::Contracts)? <= id.0 {
                self.put(&Key::Next(Counted::Contracts), (id.0 + 1).to_le_bytes().to_vec());
            }
            match contract {
                Some(contract) => self.put_record(&Key::Contract(*id), contract),
                None => {
                    // With its balances, which are 0, it would still be somebody who can be paid.
                    let mut keys = self.keys(&entry::storage_of(*id))?;
                    keys.extend(self.keys(&entry::balances_of(Party::Contract(*id)))?);
                    for key in keys {
                        self.unsaved.insert(key.to_bytes(), None);
                    }
                    self.unsaved.insert(Key::Contract(*id).to_bytes(), None);
                }
            }
        }
        for (contract, values) in storage {
            if contracts.get(contract) == Some(&None) {
                continue;
            }
            for (key, value) in values {
                self.unsaved.insert(Key::Stored(*contract, key.clone()).to_bytes(), value.clone());
            }
        }
        Ok(())
    }

    // ---- marks ----

    /// Saves it, and marks it as it is: [`Store::mark`].
    ///
    /// # Errors
    /// [`StateError`], and no mark was made.
    pub fn mark(&mut self) -> Result<u64, StateError> {
        self.save()?;
        self.store.mark()
    }

    /// Goes back to a mark; what was not saved is forgotten. Returns whether there is such a mark.
    ///
    /// # Errors
    /// [`StateError`], and nothing has changed.
    pub fn go_back(&mut self, mark: u64) -> Result<bool, StateError> {
        let went = self.store.go_back(mark)?;
        if went {
            self.forget()?;
        }
        Ok(went)
    }

    /// The marks there are.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn marks(&self) -> Result<Vec<u64>, StateError> {
        self.store.marks()
    }

    /// Forgets a mark. Returns whether there was one.
    ///
    /// # Errors
    /// [`StateError`], and nothing has changed.
    pub fn unmark(&mut self, mark: u64) -> Result<bool, StateError> {
        self.store.unmark(mark)
    }
}

impl From<StateError> for ChainError {
    /// For questions; what fails while it is written is [`ChainError::Commit`].
    fn from(error: StateError) -> Self {
        ChainError::Read(error.into())
    }
}

impl State for World {
    fn block(&self) -> Block {
        self.block
    }

    fn block_hash(&self, number: u32) -> Result<Option<[u8; 32]>, ChainError> {
        Ok(self.block_record(number)?.map(|block| block.hash))
    }

    /// Whoever has an account or is a contract has 0 of each asset at least; nobody else has any.
    fn balance(&self, holder: Party, asset: AssetId) -> Result<Option<i64>, ChainError> {
        if let Some(balance) = self.balance_entry(holder, asset)? {
            return Ok(Some(balance));
        }
        let exists = match holder {
            Party::Account(id) => self.contains(&Key::Account(id))?,
            Party::Contract(id) => self.contains(&Key::Contract(id))?,
        };
        Ok((exists && self.contains(&Key::Asset(asset))?).then_some(0))
    }

    fn property(&self, object: ObjectId, name: &str) -> Result<Option<String>, ChainError> {
        Ok(self.text(&Key::Property(object, name.to_owned()))?)
    }

    fn stored(&self, contract: ContractId, key: &[u8]) -> Result<Option<Vec<u8>>, ChainError> {
        Ok(self.get(&Key::Stored(contract, key.to_vec()))?)
    }

    fn is_stored(&self, contract: ContractId, key: &[u8]) -> Result<bool, ChainError> {
        Ok(self.contains(&Key::Stored(contract, key.to_vec()))?)
    }

    fn assets_of(&self, holder: Party) -> Result<Vec<AssetId>, ChainError> {
        let asset = |key| if let Key::Balance(_, asset) = key { Some(asset) } else { None };
        Ok(self.keys(&entry::balances_of(holder))?.into_iter().filter_map(asset).collect())
    }

    fn contract(&self, contract: ContractId) -> Result<Option<ContractRecord>, ChainError> {
        Ok(self.record(&Key::Contract(contract))?)
    }

    fn code(&self, hash: CodeHash) -> Result<Option<Arc<[u8]>>, ChainError> {
        Ok(self.get(&Key::Code(hash))?.map(Into::into))
    }

    fn next_contract(&self) -> Result<ContractId, ChainError> {
        Ok(ContractId(self.next(Counted::Contracts)?))
    }
}

impl Commit for World {
    /// A block of its own.
    fn commit(&mut self, changes: &Changes) -> Result<(), ChainError> {
        let failed = |error: StateError| ChainError::Commit(error.into());
        if let Err(error) = self.apply(changes) {
            self.forget()?;
            return Err(failed(error));
        }
        self.seal().map(drop).map_err(failed)
    }
}
