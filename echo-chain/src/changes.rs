//! [`Changes`]: what a transaction leaves to be committed.

use crate::{CodeHash, ContractRecord};
use echo_abi::id::{AssetId, ContractId, Party};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a transaction changed.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Changes {
    /// New balances.
    pub balances: BTreeMap<(Party, AssetId), i64>,
    /// New values by contract and key; `None` where the value was removed.
    pub storage: BTreeMap<ContractId, BTreeMap<Vec<u8>, Option<Vec<u8>>>>,
    /// Contracts that were created, or are not what they were; `None` for those that ended themselves: all that they
    /// stored goes with them, whatever `storage` says.
    pub contracts: BTreeMap<ContractId, Option<ContractRecord>>,
    /// Contract files that the chain did not have before, by their hash.
    pub code: BTreeMap<CodeHash, Arc<[u8]>>,
}

impl Changes {
    /// Whether nothing was changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.balances.is_empty()
            && self.storage.values().all(BTreeMap::is_empty)
            && self.contracts.is_empty()
            && self.code.is_empty()
    }

    /// What was stored under a key; `None` where these changes do not say.
    #[must_use]
    pub fn stored(&self, contract: ContractId, key: &[u8]) -> Option<Option<&[u8]>> {
        Some(self.storage.get(&contract)?.get(key)?.as_deref())
    }
}
