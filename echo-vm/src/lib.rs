//! Runs contracts: metered, deterministic, with storage, accounts and events.
