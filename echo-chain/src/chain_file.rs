//! The chain file: facts about a standalone chain, in TOML, for `echo-vm run --chain FILE.toml`.
//!
//! Every key is optional and unknown ones are refused; ids, amounts and hashes are checked when the file is read, so
//! that a [`ChainFile`] is always meaningful.
//!
//! ```toml
//! closed = false              # true: only the parties and assets named here exist
//!
//! [block]
//! number = 100
//! time = 1577836800           # seconds since 1970
//! author = "1.2.1"
//!
//! [block.hashes]              # of earlier blocks; one that is not here has a made-up hash
//! 99 = "00ff…"                # 64 hexadecimal digits
//!
//! [balances."1.2.5"]          # before the first call; what --state holds comes before it
//! "1.3.0" = 1000
//!
//! [objects."1.2.5"]           # properties; nested tables are reached as `options.votes`
//! name = "alice"
//! ```

use crate::Block;
use echo_abi::document::{self, DocumentError};
use echo_abi::id::{AccountId, AssetId, ObjectId, Party};
use echo_abi::printable::{self, Printable};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Most bytes of a key that an error repeats.
const MOST_OF_KEY: usize = 100;

/// Facts about a standalone chain.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainFile {
    /// Whether only what is named exists; else every well-formed id does, with balance 0.
    pub closed: bool,
    /// The current block.
    pub block: Block,
    /// Hashes of earlier blocks.
    pub hashes: BTreeMap<u32, [u8; 32]>,
    /// Balances before the first call, never negative.
    pub balances: BTreeMap<(Party, AssetId), i64>,
    /// Properties of objects.
    pub objects: BTreeMap<ObjectId, toml::Table>,
}

impl Default for ChainFile {
    /// An open chain at block 1 of 2020-01-01 00:00 UTC, made by `1.2.1`: fixed, so that runs can be repeated.
    fn default() -> Self {
        Self {
            closed: false,
            block: Block { number: 1, time: 1_577_836_800, author: AccountId(1) },
            hashes: BTreeMap::new(),
            balances: BTreeMap::new(),
            objects: BTreeMap::new(),
        }
    }
}

/// A chain file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ChainFileError {
    /// Too long, not TOML, keys that do not exist, or values that are not what they should be; the message names line
    /// and column.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A key of `block.hashes` that is no number of a block.
    #[error("block.hashes: \"{}\" is no block number from 1 to {}", Printable(key), u32::MAX)]
    BlockNumber {
        /// The key, or the beginning of a long one.
        key: String,
    },
    /// A hash that is not 64 hexadecimal digits.
    #[error("block.hashes.{number}: a hash is 64 hexadecimal digits")]
    Hash {
        /// The block.
        number: u32,
    },
    /// A block before the first.
    #[error("block.number is 0; the first block is 1")]
    BlockZero,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Document {
    closed: bool,
    block: BlockTable,
    balances: BTreeMap<Party, BTreeMap<AssetId, u64>>,
    objects: BTreeMap<ObjectId, toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct BlockTable {
    number: u32,
    time: u32,
    author: AccountId,
    hashes: BTreeMap<String, String>,
}

impl Default for BlockTable {
    fn default() -> Self {
        let Block { number, time, author } = ChainFile::default().block;
        Self { number, time, author, hashes: BTreeMap::new() }
    }
}

impl ChainFile {
    /// Most bytes of a chain file: room for a hundred thousand balances.
    pub const MAX_LEN: usize = 16 << 20;

    /// Reads a chain file; what it leaves out keeps its default.
    ///
    /// # Errors
    /// [`ChainFileError`] says what is wrong, and where.
    pub fn from_toml(text: &str) -> Result<Self, ChainFileError> {
        let Document { closed, block, balances, objects } = document::read(text, Self::MAX_LEN)?;
        if block.number == 0 {
            return Err(ChainFileError::BlockZero);
        }
        let mut hashes = BTreeMap::new();
        for (key, hash) in block.hashes {
            let number = key.parse().ok().filter(|number| *number > 0);
            let number = number.ok_or_else(|| {
                let key = printable::cut(&key, MOST_OF_KEY).0.to_owned();
                ChainFileError::BlockNumber { key }
            })?;
            hashes.insert(number, hash_from_hex(&hash).ok_or(ChainFileError::Hash { number })?);
        }
        let balances = balances
            .into_iter()
            .flat_map(|(holder, assets)| assets.into_iter().map(move |(asset, n)| ((holder, asset), n)))
            .map(|(key, amount)| (key, i64::try_from(amount).unwrap_or(i64::MAX)))
            .collect();
        let block = Block { number: block.number, time: block.time, author: block.author };
        Ok(Self { closed, block, hashes, balances, objects })
    }
}

fn hash_from_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file() {
        let file = ChainFile::from_toml(&format!(
            "closed = true\n[block]\nnumber = 100\ntime = 7\nauthor = \"1.2.9\"\n[block.hashes]\n99 = \"{}\"\n\
             [balances.\"1.2.5\"]\n\"1.3.0\" = 1000\n[objects.\"1.2.5\"]\nname = \"alice\"\n",
            "aB".repeat(32)
        ))
        .unwrap();
        assert!(file.closed);
        assert_eq!(file.block, Block { number: 100, time: 7, author: AccountId(9) });
        assert_eq!(file.hashes, [(99, [0xab; 32])].into());
        assert_eq!(file.balances, [((Party::Account(AccountId(5)), AssetId::ECHO), 1000)].into());
        assert_eq!(file.objects[&"1.2.5".parse().unwrap()]["name"].as_str(), Some("alice"));
        assert_eq!(ChainFile::from_toml("").unwrap(), ChainFile::default());
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, message) in [
            ("open = true", "unknown field `open`"),
            ("[block]\nnumber = -1", "invalid value"),
            ("[block]\nnumber = 0", "the first block is 1"),
            ("[block]\nauthor = \"1.3.1\"", "an account is expected"),
            ("[block.hashes]\nx = \"\"", "\"x\" is no block number"),
            ("[block.hashes]\n0 = \"\"", "\"0\" is no block number"),
            ("[block.hashes]\n9 = \"abc\"", "block.hashes.9: a hash is 64 hexadecimal digits"),
            ("[balances.\"1.3.5\"]", "an account or a contract is expected"),
            ("[balances.\"1.2.5\"]\n\"1.2.0\" = 5", "an asset is expected"),
            ("[balances.\"1.2.5\"]\n\"1.3.0\" = -5", "invalid value"),
            ("[objects.x]", "three numbers"),
        ] {
            let error = ChainFile::from_toml(text).unwrap_err().to_string();
            assert!(error.contains(message), "{text:?}: {error}");
        }
        let unicode = "é".repeat(32);
        assert!(ChainFile::from_toml(&format!("[block.hashes]\n9 = \"{unicode}\"")).is_err());
    }
}
