//! [`Genesis`]: what a [`World`](crate::World) begins with, from TOML or by default.
//!
//! ```toml
//! first_account = 1           # the number of the first account below
//!
//! [block]
//! number = 1
//! time = 1577836800           # seconds since 1970
//! author = "1.2.1"
//!
//! [[assets]]                  # 1.3.0, 1.3.1, …
//! symbol = "ECHO"
//! precision = 8
//!
//! [[accounts]]
//! name = "alice"
//! balances = { ECHO = 1000000 }         # in the smallest unit
//! properties = { "options.votes" = "7" }
//! ```

use crate::Block;
use crate::entry::AssetRecord;
use echo_abi::document::{self, DocumentError};
use echo_abi::id::AccountId;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Length of the longest name of an account, in bytes.
pub const MAX_NAME: usize = 63;
/// Length of the longest symbol of an asset, in bytes.
pub const MAX_SYMBOL: usize = 16;
/// Most digits behind the point: 10^18 still fits in a balance.
pub const MAX_PRECISION: u8 = 18;

/// What a chain begins with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Genesis {
    /// The first block.
    pub block: Block,
    /// The number of the first account.
    pub first_account: u64,
    /// Assets, from `1.3.0` on.
    pub assets: Vec<AssetRecord>,
    /// Accounts, in order.
    pub accounts: Vec<GenesisAccount>,
}

/// An account that is there from the beginning.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GenesisAccount {
    /// Its name.
    pub name: String,
    /// What it has, by the assets' symbols, in their smallest unit.
    #[serde(default)]
    pub balances: BTreeMap<String, i64>,
    /// Its properties.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
}

/// The accounts of the default.
const NAMES: [&str; 10] =
    ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy"];

/// What each of them has: ten thousand ECHO.
const FUNDS: i64 = 1_000_000_000_000;

impl Default for Genesis {
    /// Ten accounts from `1.2.1` on, with ten thousand ECHO each, at block 1 of 2020-01-01 00:00 UTC: fixed, so that
    /// what is done can be repeated.
    fn default() -> Self {
        let account = |name: &&str| GenesisAccount {
            name: (*name).to_owned(),
            balances: [("ECHO".to_owned(), FUNDS)].into(),
            properties: BTreeMap::new(),
        };
        Self {
            block: Block { number: 1, time: 1_577_836_800, author: AccountId(1) },
            first_account: 1,
            assets: vec![AssetRecord { symbol: "ECHO".to_owned(), precision: 8 }],
            accounts: NAMES.iter().map(account).collect(),
        }
    }
}

/// A genesis file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GenesisError {
    /// Too long, not TOML, keys that do not exist, or values that are not what they should be; the message names line
    /// and column.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A block before the first.
    #[error("block.number is 0; the first block is 1")]
    BlockZero,
    /// No asset in which anything could be paid.
    #[error("there is no asset; the first is 1.3.0, in which calls are paid unless they say otherwise")]
    NoAsset,
}

impl Genesis {
    /// Most bytes of a genesis file: room for a hundred thousand accounts.
    pub const MAX_LEN: usize = 16 << 20;

    /// Reads a genesis file; what it leaves out keeps its default.
    ///
    /// # Errors
    /// [`GenesisError`] says what is wrong, and where.
    pub fn from_toml(text: &str) -> Result<Self, GenesisError> {
        let genesis: Self = document::read(text, Self::MAX_LEN)?;
        if genesis.block.number == 0 {
            return Err(GenesisError::BlockZero);
        }
        if genesis.assets.is_empty() {
            return Err(GenesisError::NoAsset);
        }
        Ok(genesis)
    }
}

/// Whether an account can be called so.
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.len() <= MAX_NAME
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'))
}

/// Whether an asset can be called so.
#[must_use]
pub fn is_symbol(text: &str) -> bool {
    text.len() <= MAX_SYMBOL
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_is_there() {
        let genesis = Genesis::from_toml(
            "first_account = 100\n[block]\nnumber = 5\ntime = 7\nauthor = \"1.2.100\"\n[[assets]]\nsymbol = \"ECHO\"\n\
             precision = 8\n[[assets]]\nsymbol = \"GOLD\"\nprecision = 0\n[[accounts]]\nname = \"zoe\"\n\
             balances = { GOLD = 3 }\nproperties = { \"options.votes\" = \"7\" }\n",
        )
        .unwrap();
        assert_eq!((genesis.first_account, genesis.block.number), (100, 5));
        assert_eq!(genesis.assets[1], AssetRecord { symbol: "GOLD".into(), precision: 0 });
        assert_eq!(genesis.accounts[0].balances, [("GOLD".to_owned(), 3)].into());
        assert_eq!(Genesis::from_toml("").unwrap(), Genesis::default());
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, message) in [
            ("account = 1", "unknown field `account`"),
            ("[block]\nnumber = 0\ntime = 1\nauthor = \"1.2.1\"", "the first block is 1"),
            ("[block]\nauthor = \"1.3.1\"", "an account is expected"),
            ("assets = []", "there is no asset"),
            ("[[accounts]]\nbalances = {}", "missing field `name`"),
        ] {
            let error = Genesis::from_toml(text).unwrap_err().to_string();
            assert!(error.contains(message), "{text:?}: {error}");
        }
    }

    #[test]
    fn names_and_symbols() {
        assert!(NAMES.iter().all(|name| is_name(name)));
        for name in ["", "Alice", "1.2.5", "a b", "é", "-a", &"a".repeat(64)] {
            assert!(!is_name(name), "{name}");
        }
        assert!(is_symbol("ECHO") && is_symbol("A.B2"));
        for symbol in ["", "echo", "1.3.0", "E-X", &"A".repeat(17)] {
            assert!(!is_symbol(symbol), "{symbol}");
        }
    }
}
