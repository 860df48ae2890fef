//! The chain as a contract sees it: blocks, balances, objects, storage. [`State`] and [`Commit`] are what an
//! embedding node implements; [`LocalChain`] stands alone.
//!
//! A transaction never writes to a chain: it reads through a [`Journal`], which keeps what changes, goes back to any
//! [`Checkpoint`] on the way, and gives the [`Changes`] that are committed at the end, all at once or never. So a
//! transaction that fails leaves no trace on any chain, and a view is a call without commit.
//!
//! Nothing of a machine is known here (`tests/nothing_of_a_machine.rs` holds it to that), so that a journal serves
//! contracts of every kind.

mod chain_file;
mod changes;
mod dump;
pub mod entry;
pub mod genesis;
mod journal;
mod local_chain;
mod state;
mod state_hash;
mod store;
mod trial;
mod world;

pub use chain_file::{ChainFile, ChainFileError};
pub use changes::Changes;
pub use dump::{Difference, Dump, DumpError};
pub use entry::{CodeHash, ContractRecord, ResultRecord};
pub use genesis::{Genesis, GenesisError};
pub use journal::{Checkpoint, Journal, JournalError};
pub use local_chain::LocalChain;
pub use state::{Block, ChainError, Commit, State};
pub use state_hash::{StateDigest, StateHash};
pub use store::{Batch, StateError, Store, Unusable};
pub use world::{World, WorldError};

/// The README's example is run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
