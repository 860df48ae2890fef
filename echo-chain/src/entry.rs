//! [`Key`] and the records: what a [`World`](crate::World) consists of, as entries of one ordered map.
//!
//! A key is a byte that says its kind, then its fields, numbers big-endian, so that the order of the bytes is that of
//! kinds and numbers, and all that belongs to one thing stands together. A value is the bytes that a contract stored, a
//! text, a number of 8 bytes, or a record in postcard's format (version 1 of its specification). Everything that a world
//! knows is such an entry, and counts in its state hash.

use echo_abi::hex::as_hex;
use echo_abi::id::{AccountId, AssetId, ContractId, ContractResultId, ObjectId, Party};
use echo_abi::{Hex, Log, Printable, PrintableBytes};
use serde::{Deserialize, Serialize};
use std::fmt;

/// SHA-256 of a contract file: what a chain knows code by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeHash(pub [u8; 32]);

impl CodeHash {
    /// That of a contract file.
    #[must_use]
    pub fn of(file: &[u8]) -> Self {
        use sha2::Digest;
        Self(sha2::Sha256::digest(file).into())
    }
}

impl fmt::Display for CodeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hex(&self.0).fmt(f)
    }
}

impl Serialize for CodeHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        as_hex::serialize(self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for CodeHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        as_hex::deserialize(deserializer).map(Self)
    }
}

/// What numbers are given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// Accounts.
    Accounts,
    /// Assets.
    Assets,
    /// Contracts.
    Contracts,
    /// Results.
    Results,
}

impl Counted {
    const ALL: [Counted; 4] = [Counted::Accounts, Counted::Assets, Counted::Contracts, Counted::Results];
}

/// What an entry is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The block that is being made: a [`Block`](crate::Block).
    Current,
    /// The number that the next of these gets.
    Next(Counted),
    /// An account: its name.
    Account(AccountId),
    /// A name: the number of its account.
    AccountNamed(String),
    /// An [`AssetRecord`].
    Asset(AssetId),
    /// A symbol: the number of its asset.
    AssetCalled(String),
    /// A balance, in the asset's smallest unit: a number.
    Balance(Party, AssetId),
    /// A property of an object: a text.
    Property(ObjectId, String),
    /// A [`ContractRecord`].
    Contract(ContractId),
    /// The contract file of that hash.
    Code(CodeHash),
    /// What a contract stored under a key.
    Stored(ContractId, Vec<u8>),
    /// A [`ResultRecord`].
    Result(ContractResultId),
    /// A [`BlockRecord`], by number.
    Block(u32),
}

/// The byte of each kind.
mod kind {
    pub const CURRENT: u8 = 1;
    pub const NEXT: u8 = 2;
    pub const ACCOUNT: u8 = 3;
    pub const ACCOUNT_NAMED: u8 = 4;
    pub const ASSET: u8 = 5;
    pub const ASSET_CALLED: u8 = 6;
    pub const BALANCE: u8 = 7;
    pub const PROPERTY: u8 = 8;
    pub const CONTRACT: u8 = 9;
    pub const CODE: u8 = 10;
    pub const STORED: u8 = 11;
    pub const RESULT: u8 = 12;
    pub const BLOCK: u8 = 13;
}

/// An asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetRecord {
    /// `ECHO`.
    pub symbol: String,
    /// Decimal digits behind the point where people write amounts: the smallest unit is 10 to the power of minus this.
    pub precision: u8,
}

/// A contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractRecord {
    /// Who created it.
    pub owner: Party,
    /// Its code.
    pub code: CodeHash,
    /// Whether the owner may replace the code.
    pub upgradeable: bool,
    /// Whether its constructor ran: it does so once.
    pub constructed: bool,
}

/// What a transaction was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A contract was created.
    Deploy,
    /// A contract was called.
    Call,
    /// Assets were sent.
    Transfer,
    /// A contract's code was replaced.
    Upgrade,
}

/// What the chain keeps of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultRecord {
    /// The block that it is part of.
    pub block: u32,
    /// What it was.
    pub action: Action,
    /// Who called, or sent.
    pub sender: Party,
    /// The account that signed.
    pub origin: AccountId,
    /// Who was called, created, or sent to; none where nothing was created.
    pub to: Option<Party>,
    /// The call line; empty where there was none.
    pub call: String,
    /// Amount sent.
    pub value: u64,
    /// In which asset.
    pub asset: AssetId,
    /// Gas given.
    pub gas: u64,
    /// Gas used.
    pub gas_used: u64,
    /// The error by its original name; `none` where it went well.
    pub error: String,
    /// What is to be said of an error.
    pub message: Option<String>,
    /// The returned bytes.
    #[serde(with = "as_hex")]
    pub output: Vec<u8>,
    /// Events, in order.
    pub logs: Vec<Log>,
}

/// A block that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockRecord {
    /// When it was made, in seconds since 1970.
    pub time: u32,
    /// Who made it.
    pub author: AccountId,
    /// SHA-256 of number, time, author, the hash of the block before, and the state's digest.
    #[serde(with = "as_hex")]
    pub hash: [u8; 32],
    /// The state's digest when it was made, before this entry.
    #[serde(with = "as_hex")]
    pub state: [u8; 32],
    /// Number of its first result.
    pub first_result: u64,
    /// How many results it has.
    pub results: u64,
}

impl Key {
    /// The bytes under which the entry is kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let number = |kind: u8, number: u64| [&[kind][..], &number.to_be_bytes()].concat();
        match self {
            Key::Current => vec![kind::CURRENT],
            Key::Next(counted) => vec![kind::NEXT, *counted as u8],
            Key::Account(id) => number(kind::ACCOUNT, id.0),
            Key::AccountNamed(name) => [&[kind::ACCOUNT_NAMED], name.as_bytes()].concat(),
            Key::Asset(id) => number(kind::ASSET, id.0),
            Key::AssetCalled(symbol) => [&[kind::ASSET_CALLED], symbol.as_bytes()].concat(),
            Key::Balance(holder, asset) => [&balances_of(*holder)[..], &asset.0.to_be_bytes()].concat(),
            Key::Property(object, name) => [&properties_of(*object)[..], name.as_bytes()].concat(),
            Key::Contract(id) => number(kind::CONTRACT, id.0),
            Key::Code(hash) => [&[kind::CODE][..], &hash.0].concat(),
            Key::Stored(contract, key) => [&storage_of(*contract)[..], key].concat(),
            Key::Result(id) => number(kind::RESULT, id.0),
            Key::Block(number) => [&[kind::BLOCK][..], &number.to_be_bytes()].concat(),
        }
    }

    /// The key that these bytes are.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (kind, rest) = bytes.split_first()?;
        let number = || rest.try_into().ok().map(u64::from_be_bytes);
        let text = || String::from_utf8(rest.to_vec()).ok();
        let first_number = |rest: &[u8]| {
            let (number, rest) = rest.split_first_chunk::<8>()?;
            Some((u64::from_be_bytes(*number), rest.to_vec()))
        };
        Some(match *kind {
            kind::CURRENT => rest.is_empty().then_some(Key::Current)?,
            kind::NEXT => {
                let [counted] = *rest else { return None };
                Key::Next(Counted::ALL.into_iter().find(|known| *known as u8 == counted)?)
            }
            kind::ACCOUNT => Key::Account(AccountId(number()?)),
            kind::ACCOUNT_NAMED => Key::AccountNamed(text()?),
            kind::ASSET => Key::Asset(AssetId(number()?)),
            kind::ASSET_CALLED => Key::AssetCalled(text()?),
            kind::BALANCE => {
                let (kind, rest) = rest.split_first()?;
                let (instance, asset) = first_number(rest)?;
                let holder = match kind {
                    0 => Party::Account(AccountId(instance)),
                    1 => Party::Contract(ContractId(instance)),
                    _ => return None,
                };
                Key::Balance(holder, AssetId(u64::from_be_bytes(asset.try_into().ok()?)))
            }
            kind::PROPERTY => {
                let ([space, kind], rest) = rest.split_first_chunk::<2>()?;
                let (instance, name) = first_number(rest)?;
                let object = ObjectId { space: *space, kind: *kind, instance };
                Key::Property(object, String::from_utf8(name).ok()?)
            }
            kind::CONTRACT => Key::Contract(ContractId(number()?)),
            kind::CODE => Key::Code(CodeHash(rest.try_into().ok()?)),
            kind::STORED => {
                let (contract, key) = first_number(rest)?;
                Key::Stored(ContractId(contract), key)
            }
            kind::RESULT => Key::Result(ContractResultId(number()?)),
            kind::BLOCK => Key::Block(u32::from_be_bytes(rest.try_into().ok()?)),
            _ => return None,
        })
    }
}

/// What the keys of all balances of a party begin with.
#[must_use]
pub fn balances_of(holder: Party) -> Vec<u8> {
    let (kind, instance) = match holder {
        Party::Account(AccountId(instance)) => (0, instance),
        Party::Contract(ContractId(instance)) => (1, instance),
    };
    [&[kind::BALANCE, kind][..], &instance.to_be_bytes()].concat()
}

/// What the keys of all properties of an object begin with.
#[must_use]
pub fn properties_of(object: ObjectId) -> Vec<u8> {
    [&[kind::PROPERTY, object.space, object.kind][..], &object.instance.to_be_bytes()].concat()
}

/// What the keys of all that a contract stored begin with.
#[must_use]
pub fn storage_of(contract: ContractId) -> Vec<u8> {
    [&[kind::STORED][..], &contract.0.to_be_bytes()].concat()
}

/// What the keys of all accounts begin with; of all assets, contracts, results.
#[must_use]
pub fn all_of(counted: Counted) -> Vec<u8> {
    vec![match counted {
        Counted::Accounts => kind::ACCOUNT,
        Counted::Assets => kind::ASSET,
        Counted::Contracts => kind::CONTRACT,
        Counted::Results => kind::RESULT,
    }]
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Current => f.write_str("the block being made"),
            Key::Next(Counted::Accounts) => f.write_str("the next account"),
            Key::Next(Counted::Assets) => f.write_str("the next asset"),
            Key::Next(Counted::Contracts) => f.write_str("the next contract"),
            Key::Next(Counted::Results) => f.write_str("the next result"),
            Key::Account(id) => write!(f, "account {id}"),
            Key::AccountNamed(name) => write!(f, "the account named {}", Printable(name)),
            Key::Asset(id) => write!(f, "asset {id}"),
            Key::AssetCalled(symbol) => write!(f, "the asset {}", Printable(symbol)),
            Key::Balance(holder, asset) => write!(f, "balance of {holder} in {asset}"),
            Key::Property(object, name) => write!(f, "property {} of {object}", Printable(name)),
            Key::Contract(id) => write!(f, "contract {id}"),
            Key::Code(hash) => write!(f, "code {hash}"),
            Key::Stored(contract, key) => write!(f, "{} of {contract}", PrintableBytes(key)),
            Key::Result(id) => write!(f, "result {id}"),
            Key::Block(number) => write!(f, "block {number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> impl Strategy<Value = Key> {
        let party = || {
            prop_oneof![
                any::<u64>().prop_map(|n| Party::Account(AccountId(n))),
                any::<u64>().prop_map(|n| Party::Contract(ContractId(n))),
            ]
        };
        prop_oneof![
            Just(Key::Current),
            (0_usize..4).prop_map(|i| Key::Next(Counted::ALL[i])),
            any::<u64>().prop_map(|n| Key::Account(AccountId(n))),
            any::<String>().prop_map(Key::AccountNamed),
            any::<u64>().prop_map(|n| Key::Asset(AssetId(n))),
            any::<String>().prop_map(Key::AssetCalled),
            (party(), any::<u64>()).prop_map(|(holder, asset)| Key::Balance(holder, AssetId(asset))),
            (any::<(u8, u8, u64)>(), any::<String>()).prop_map(|((space, kind, instance), name)| {
                Key::Property(ObjectId { space, kind, instance }, name)
            }),
            any::<u64>().prop_map(|n| Key::Contract(ContractId(n))),
            any::<[u8; 32]>().prop_map(|hash| Key::Code(CodeHash(hash))),
            any::<(u64, Vec<u8>)>().prop_map(|(contract, key)| Key::Stored(ContractId(contract), key)),
            any::<u64>().prop_map(|n| Key::Result(ContractResultId(n))),
            any::<u32>().prop_map(Key::Block),
        ]
    }

    proptest! {
        #[test]
        fn a_key_is_its_bytes(key in key()) {
            prop_assert_eq!(Key::from_bytes(&key.to_bytes()), Some(key));
        }

        #[test]
        fn no_two_keys_have_the_same_bytes(bytes in prop::collection::vec(0_u8..14, 0..40)) {
            if let Some(key) = Key::from_bytes(&bytes) {
                prop_assert_eq!(key.to_bytes(), bytes);
            }
        }

        #[test]
        fn what_belongs_together_stands_together(numbers in any::<(u64, u64)>(), key in any::<Vec<u8>>()) {
            let (one, other) = (ContractId(numbers.0), ContractId(numbers.1));
            let stored = Key::Stored(one, key).to_bytes();
            prop_assert!(stored.starts_with(&storage_of(one)));
            prop_assert_eq!(stored.starts_with(&storage_of(other)), one == other);
        }
    }
}
