//! [`LocalChain`]: a world of one file and no ceremony, for authors, tests and the command line.
//!
//! It is a [`World`] and facts about it, which are not part of its state. Balances come from four places, the first that
//! knows wins: what was set for this chain ([`LocalChain::set_balance`]), the world, the chain file, and on an open chain
//! 0. What was set is committed with the next changes. It makes no blocks: the chain file says which one it is.

use crate::{
    Block, ChainError, ChainFile, Changes, CodeHash, Commit, ContractRecord, State, StateError, World,
};
use echo_abi::id::{AssetId, ContractId, ObjectId, Party};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A standalone chain.
#[derive(Debug)]
pub struct LocalChain {
    facts: ChainFile,
    set: BTreeMap<(Party, AssetId), i64>,
    world: World,
}

impl LocalChain {
    /// A chain that forgets everything when it is dropped.
    ///
    /// # Panics
    /// Where there is no memory for it.
    #[must_use]
    pub fn new(facts: ChainFile) -> Self {
        Self::with_world(facts, World::in_memory().expect("there is memory for an empty world"))
    }

    /// A chain whose contracts, storage and balances are those of a world.
    #[must_use]
    pub fn with_world(facts: ChainFile, world: World) -> Self {
        Self { facts, set: BTreeMap::new(), world }
    }

    /// What is kept of it.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What is kept of it, to be changed; it is saved with the next changes.
    pub fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// Says what a balance is from now on.
    pub fn set_balance(&mut self, holder: Party, asset: AssetId, amount: i64) {
        self.set.insert((holder, asset), amount);
    }

    /// Whether only what is named exists.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.facts.closed
    }

    /// Whether a closed chain has such a party: one with a balance or properties, or the one that makes
    /// blocks.
    fn knows_party(&self, party: Party) -> bool {
        Party::Account(self.facts.block.author) == party
            || self.facts.objects.contains_key(&party.into())
            || self.balances().any(|(holder, _)| holder == party)
    }

    fn knows_asset(&self, asset: AssetId) -> bool {
        asset == AssetId::ECHO
            || self.facts.objects.contains_key(&asset.into())
            || self.balances().any(|(_, known)| known == asset)
    }

    fn balances(&self) -> impl Iterator<Item = (Party, AssetId)> {
        self.facts.balances.keys().chain(self.set.keys()).copied()
    }
}

impl State for LocalChain {
    fn block(&self) -> Block {
        self.facts.block
    }

    fn block_hash(&self, number: u32) -> Result<Option<[u8; 32]>, ChainError> {
        let made_up =
            || Sha256::new().chain_update("echo local block ").chain_update(number.to_string()).finalize();
        Ok(Some(self.facts.hashes.get(&number).copied().unwrap_or_else(|| made_up().into())))
    }

    fn balance(&self, holder: Party, asset: AssetId) -> Result<Option<i64>, ChainError> {
        let key = (holder, asset);
        if let Some(balance) = self.set.get(&key) {
            return Ok(Some(*balance));
        }
        let past = self.world.balance_entry(holder, asset)?;
        let exists = || !self.facts.closed || self.knows_party(holder) && self.knows_asset(asset);
        Ok(past.or_else(|| self.facts.balances.get(&key).copied()).or_else(|| exists().then_some(0)))
    }

    fn property(&self, object: ObjectId, name: &str) -> Result<Option<String>, ChainError> {
        let mut names = name.split('.');
        let first = names.next().and_then(|name| self.facts.objects.get(&object)?.get(name));
        let value = names.try_fold(first, |value, name| Some(value?.as_table()?.get(name))).flatten();
        Ok(value.map(|value| match value {
            toml::Value::String(text) => text.clone(),
            value => value.to_string(),
        }))
    }

    fn stored(&self, contract: ContractId, key: &[u8]) -> Result<Option<Vec<u8>>, ChainError> {
        self.world.stored(contract, key)
    }

    fn is_stored(&self, contract: ContractId, key: &[u8]) -> Result<bool, ChainError> {
        self.world.is_stored(contract, key)
    }

    fn assets_of(&self, holder: Party) -> Result<Vec<AssetId>, ChainError> {
        let mut assets = self.world.assets_of(holder)?;
        assets.extend(self.balances().filter(|(party, _)| *party == holder).map(|(_, asset)| asset));
        assets.sort_unstable();
        assets.dedup();
        Ok(assets)
    }

    fn contract(&self, contract: ContractId) -> Result<Option<ContractRecord>, ChainError> {
        self.world.contract(contract)
    }

    fn code(&self, hash: CodeHash) -> Result<Option<Arc<[u8]>>, ChainError> {
        self.world.code(hash)
    }

    fn next_contract(&self) -> Result<ContractId, ChainError> {
        self.world.next_contract()
    }
}

impl Commit for LocalChain {
    fn commit(&mut self, changes: &Changes) -> Result<(), ChainError> {
        let failed = |error: StateError| ChainError::Commit(error.into());
        let set = Changes { balances: self.set.clone(), ..Changes::default() };
        let applied = self.world.apply(&set).and_then(|()| self.world.apply(changes));
        if let Err(error) = applied {
            self.world.forget()?;
            return Err(failed(error));
        }
        self.world.save().map_err(failed)?;
        self.set.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(text: &str) -> Party {
        text.parse().unwrap()
    }

    #[test]
    fn an_open_chain_knows_everybody() {
        let chain = LocalChain::new(ChainFile::default());
        assert_eq!(chain.balance(party("1.2.77"), AssetId(9)).unwrap(), Some(0));
        assert_eq!(chain.property("1.2.77".parse().unwrap(), "name").unwrap(), None);
        assert_eq!(chain.stored(ContractId(0), b"").unwrap(), None);
        assert_ne!(chain.block_hash(1).unwrap(), chain.block_hash(2).unwrap());
    }

    #[test]
    fn a_closed_chain_knows_what_is_named() {
        let text =
            "closed = true\n[balances.\"1.2.5\"]\n\"1.3.1\" = 7\n[objects.\"1.2.6\"]\na.b = \"c\"\nn = 3\n";
        let mut chain = LocalChain::new(ChainFile::from_toml(text).unwrap());
        let balance =
            |chain: &LocalChain, holder, asset| chain.balance(party(holder), AssetId(asset)).unwrap();
        assert_eq!(balance(&chain, "1.2.5", 1), Some(7));
        assert_eq!(balance(&chain, "1.2.6", 1), Some(0));
        assert_eq!(balance(&chain, "1.2.5", 0), Some(0));
        assert_eq!(balance(&chain, "1.2.5", 2), None);
        assert_eq!(balance(&chain, "1.2.7", 1), None);
        assert_eq!(balance(&chain, "1.11.5", 1), None);
        chain.set_balance(party("1.11.5"), AssetId(1), 3);
        assert_eq!(balance(&chain, "1.11.5", 1), Some(3));
        let property = |name| chain.property("1.2.6".parse().unwrap(), name).unwrap();
        assert_eq!(property("a.b").as_deref(), Some("c"));
        assert_eq!(property("n").as_deref(), Some("3"));
        for name in ["", "b", "a.c", "a.b.c", "n.x", "."] {
            assert_eq!(property(name), None, "{name:?}");
        }
    }

    #[test]
    fn commits_are_remembered_and_what_is_set_comes_first() {
        let mut chain = LocalChain::new(ChainFile::default());
        let (alice, echo, contract) = (party("1.2.5"), AssetId::ECHO, ContractId(3));
        chain.set_balance(alice, echo, 10);
        let stored = |value: Option<&[u8]>| Changes {
            storage: [(contract, [(b"k".to_vec(), value.map(<[u8]>::to_vec))].into())].into(),
            ..Changes::default()
        };
        chain.commit(&stored(Some(b"v"))).unwrap();
        assert_eq!(chain.stored(contract, b"k").unwrap().as_deref(), Some(&b"v"[..]));
        assert_eq!(chain.stored(ContractId(4), b"k").unwrap(), None);
        assert!(chain.is_stored(contract, b"k").unwrap() && !chain.is_stored(ContractId(4), b"k").unwrap());
        assert_eq!(chain.balance(alice, echo).unwrap(), Some(10));
        chain.set_balance(alice, echo, 20);
        assert_eq!(chain.balance(alice, echo).unwrap(), Some(20));
        chain.commit(&Changes { balances: [((alice, echo), 5)].into(), ..stored(None) }).unwrap();
        assert_eq!(chain.balance(alice, echo).unwrap(), Some(5));
        assert_eq!(chain.stored(contract, b"k").unwrap(), None);
        assert!(!chain.is_stored(contract, b"k").unwrap());
    }
}
