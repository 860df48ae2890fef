//! [`Changes`]: what a transaction leaves to be committed.

use echo_abi::id::{AssetId, ContractId, Party};
use std::collections::BTreeMap;

/// What a transaction changed.
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
