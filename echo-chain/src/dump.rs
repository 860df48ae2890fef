//! [`Dump`]: all of a [`World`] as a document, in JSON or any other form that serde knows, and back; and what two worlds
//! differ in.

use crate::entry::{AssetRecord, BlockRecord, CodeHash, ContractRecord, Counted, Key, ResultRecord};
use crate::store::StateError;
use crate::{Block, StateDigest, World};
use echo_abi::hex::as_hex;
use echo_abi::id::{AccountId, AssetId, ContractId, ContractResultId, ObjectId, Party};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// The version of the document.
const VERSION: u32 = 1;

/// A world as a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dump {
    version: u32,
    /// The digest. Left out, the document is loaded whatever it says.
    #[serde(default)]
    state: Option<DumpedDigest>,
    /// The block that is being made.
    block: Option<Block>,
    #[serde(default)]
    next: Next,
    #[serde(default)]
    accounts: Vec<Account>,
    #[serde(default)]
    assets: Vec<Asset>,
    #[serde(default)]
    balances: Vec<Balance>,
    #[serde(default)]
    properties: Vec<Property>,
    #[serde(default)]
    contracts: Vec<Contract>,
    #[serde(default)]
    code: Vec<Code>,
    #[serde(default)]
    storage: Vec<Stored>,
    #[serde(default)]
    results: Vec<Kept>,
    #[serde(default)]
    blocks: Vec<Made>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct DumpedDigest(#[serde(with = "as_hex")] [u8; 32]);

/// The numbers that the next ones get; `None` where none was given yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Next {
    account: Option<u64>,
    asset: Option<u64>,
    contract: Option<u64>,
    result: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Account {
    id: AccountId,
    name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Asset {
    id: AssetId,
    #[serde(flatten)]
    record: AssetRecord,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Balance {
    holder: Party,
    asset: AssetId,
    balance: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Property {
    object: ObjectId,
    name: String,
    value: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Contract {
    id: ContractId,
    #[serde(flatten)]
    record: ContractRecord,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Code {
    #[serde(with = "as_hex")]
    file: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Stored {
    contract: ContractId,
    #[serde(with = "as_hex")]
    key: Vec<u8>,
    #[serde(with = "as_hex")]
    value: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    id: ContractResultId,
    #[serde(flatten)]
    record: ResultRecord,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Made {
    number: u32,
    #[serde(flatten)]
    record: BlockRecord,
}

/// A document that is no world.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// The state could not be read.
    #[error(transparent)]
    State(#[from] StateError),
    /// A document of a later release.
    #[error("the dump's version is {0}, and this program knows version {VERSION}")]
    Version(u32),
    /// A block before the first.
    #[error("block.number is 0; the first block is 1")]
    BlockZero,
    /// It is not what was dumped.
    #[error(
        "the dump says that its state is {said}, but what it holds comes to {found}; without `state` it is loaded as it is"
    )]
    Digest {
        /// What it says.
        said: StateDigest,
        /// What it is.
        found: StateDigest,
    },
}

/// An entry that two worlds do not both have, or not with the same value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is about.
    pub key: Key,
    /// Its value in the first world.
    pub first: Option<Vec<u8>>,
    /// Its value in the second.
    pub second: Option<Vec<u8>>,
}

impl World {
    /// All of it as a document.
    ///
    /// # Errors
    /// [`StateError`] where the state cannot be read.
    pub fn dump(&self) -> Result<Dump, StateError> {
        let mut dump = Dump {
            version: VERSION,
            state: Some(DumpedDigest(self.digest()?.0)),
            block: None,
            next: Next::default(),
            accounts: Vec::new(),
            assets: Vec::new(),
            balances: Vec::new(),
            properties: Vec::new(),
            contracts: Vec::new(),
            code: Vec::new(),
            storage: Vec::new(),
            results: Vec::new(),
            blocks: Vec::new(),
        };
        let mut failed = None;
        self.visit(&[], |key, value| match self.add(&mut dump, key, value) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        })?;
        failed.map_or(Ok(dump), Err)
    }

    /// Adds an entry to a document.
    fn add(&self, dump: &mut Dump, key: Key, value: &[u8]) -> Result<(), StateError> {
        let text = || String::from_utf8(value.to_vec()).map_err(|_| self.damaged());
        let number = || value.try_into().map(u64::from_le_bytes).map_err(|_| self.damaged());
        match key {
            Key::Current => dump.block = Some(self.read_record(value)?),
            Key::Next(Counted::Accounts) => dump.next.account = Some(number()?),
            Key::Next(Counted::Assets) => dump.next.asset = Some(number()?),
            Key::Next(Counted::Contracts) => dump.next.contract = Some(number()?),
            Key::Next(Counted::Results) => dump.next.result = Some(number()?),
            Key::Account(id) => dump.accounts.push(Account { id, name: text()? }),
            Key::Asset(id) => dump.assets.push(Asset { id, record: self.read_record(value)? }),
            // They say again what accounts and assets say.
            Key::AccountNamed(_) | Key::AssetCalled(_) => {}
            Key::Balance(holder, asset) => {
                dump.balances.push(Balance { holder, asset, balance: number()?.cast_signed() });
            }
            Key::Property(object, name) => dump.properties.push(Property { object, name, value: text()? }),
            Key::Contract(id) => dump.contracts.push(Contract { id, record: self.read_record(value)? }),
            Key::Code(_) => dump.code.push(Code { file: value.to_vec() }),
            Key::Stored(contract, key) => {
                dump.storage.push(Stored { contract, key, value: value.to_vec() });
            }
            Key::Result(id) => dump.results.push(Kept { id, record: self.read_record(value)? }),
            Key::Block(number) => dump.blocks.push(Made { number, record: self.read_record(value)? }),
        }
        Ok(())
    }

    /// Becomes what a document says; what it was is gone. Nothing is saved yet.
    ///
    /// # Errors
    /// [`DumpError`], and it is what it was when it was last saved.
    pub fn load(&mut self, dump: &Dump) -> Result<(), DumpError> {
        let loaded = self.load_all(dump);
        if loaded.is_err() {
            self.forget()?;
        }
        loaded
    }

    fn load_all(&mut self, dump: &Dump) -> Result<(), DumpError> {
        if dump.version != VERSION {
            return Err(DumpError::Version(dump.version));
        }
        self.remove_all()?;
        if let Some(block) = dump.block {
            if block.number == 0 {
                return Err(DumpError::BlockZero);
            }
            self.set_block(block);
        }
        let Next { account, asset, contract, result } = dump.next;
        for (counted, next) in [
            (Counted::Accounts, account),
            (Counted::Assets, asset),
            (Counted::Contracts, contract),
            (Counted::Results, result),
        ] {
            if let Some(next) = next {
                self.put(&Key::Next(counted), next.to_le_bytes().to_vec());
            }
        }
        for Account { id, name } in &dump.accounts {
            self.put(&Key::Account(*id), name.as_bytes().to_vec());
            self.put(&Key::AccountNamed(name.clone()), id.0.to_le_bytes().to_vec());
        }
        for Asset { id, record } in &dump.assets {
            self.put_record(&Key::Asset(*id), record);
            self.put(&Key::AssetCalled(record.symbol.clone()), id.0.to_le_bytes().to_vec());
        }
        for Balance { holder, asset, balance } in &dump.balances {
            self.put(&Key::Balance(*holder, *asset), balance.to_le_bytes().to_vec());
        }
        for Property { object, name, value } in &dump.properties {
            self.set_property(*object, name, value);
        }
        for Contract { id, record } in &dump.contracts {
            self.put_record(&Key::Contract(*id), record);
        }
        for Code { file } in &dump.code {
            self.put(&Key::Code(CodeHash::of(file)), file.clone());
        }
        for Stored { contract, key, value } in &dump.storage {
            self.put(&Key::Stored(*contract, key.clone()), value.clone());
        }
        for Kept { id, record } in &dump.results {
            self.put_record(&Key::Result(*id), record);
        }
        for Made { number, record } in &dump.blocks {
            self.put_record(&Key::Block(*number), record);
        }
        let found = self.digest()?;
        match dump.state {
            Some(DumpedDigest(said)) if said != found.0 => {
                Err(DumpError::Digest { said: StateDigest(said), found })
            }
            _ => Ok(()),
        }
    }

    /// What this world and another differ in, in the order of the keys.
    ///
    /// # Errors
    /// [`StateError`] where a state cannot be read.
    pub fn differences(&self, other: &World) -> Result<Vec<Difference>, StateError> {
        let mut rest = BTreeMap::new();
        other.visit(&[], |key, value| {
            rest.insert(key.to_bytes(), (key, value.to_vec()));
            ControlFlow::Continue(())
        })?;
        let mut found = BTreeMap::new();
        self.visit(&[], |key, value| {
            let bytes = key.to_bytes();
            let second = rest.remove(&bytes).map(|(_, value)| value);
            if second.as_deref() != Some(value) {
                found.insert(bytes, Difference { key, first: Some(value.to_vec()), second });
            }
            ControlFlow::Continue(())
        })?;
        found.extend(
            rest.into_iter()
                .map(|(bytes, (key, value))| (bytes, Difference { key, first: None, second: Some(value) })),
        );
        Ok(found.into_values().collect())
    }
}
