//! What a contract is denied: requests that break a rule of the chain or a limit of its policy. [`Denied`] is for all
//! host functions, [`StateDenied`] for what concerns accounts and storage alone, whoever asks.

use super::{ErrorName, Trap};
use crate::GuestAddr;
use crate::id::{AssetId, ContractId, IdError, ObjectId, Party};

/// What a host function denies, and why. [`Denied::name`] is the error the call ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum Denied {
    /// Memory that is not there, or not to be accessed that way.
    #[error("{0}")]
    Memory(Trap),
    /// An allocation of nothing.
    #[error("zero bytes cannot be allocated")]
    ZeroSize,
    /// An allocation for which there is no room.
    #[error(transparent)]
    Heap(HeapFull),
    /// A pointer that is no allocation.
    #[error("{addr} is not allocated on the heap")]
    NotHeap { addr: GuestAddr },
    /// A key beyond the limit.
    #[error("a key of {len} bytes; at most {limit} are allowed")]
    KeyLength { len: u64, limit: u32 },
    /// A value beyond the limit.
    #[error("a value of {len} bytes; at most {limit} are allowed")]
    ValueLength { len: u64, limit: u32 },
    /// Text that is not the id it should be.
    #[error(transparent)]
    Id(IdError),
    /// A property's name that is not UTF-8, or too long.
    #[error("a property's name is UTF-8 text of at most {limit} bytes")]
    PropertyName { limit: u32 },
    /// What concerns accounts and storage.
    #[error(transparent)]
    State(StateDenied),
    /// An object or property that does not exist.
    #[error("there is no object {object}, or it has no such property")]
    Property { object: ObjectId },
    /// A change by a contract that was called to look.
    #[error("the call is a view, and changes nothing")]
    View,
    /// A size of a number that none has.
    #[error("a number of {size} bytes; it has 1 to 32")]
    NumberSize { size: u64 },
    /// A block that is not there.
    #[error("there is no hash of block {number}; the current block is {current}")]
    BlockHash { number: u32, current: u32 },
    /// A contract whose number has more than 32 bits.
    #[error("the number of contract {contract} does not fit in 32 bits")]
    ContractNumber { contract: ContractId },
    /// Too many returned bytes.
    #[error("more than {limit} bytes returned")]
    Output { limit: u32 },
    /// Too much debug output.
    #[error("more than {limit} bytes of debug output")]
    Debug { limit: u32 },
    /// Too many events.
    #[error("more than {limit} events")]
    Logs { limit: u32 },
    /// An event that is too large.
    #[error("an event with {len} bytes of data or signature; at most {limit} are allowed")]
    LogLength { len: u64, limit: u32 },
}

/// Which limit the heap has reached. The message is one for all: a contract can do nothing but use less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the contract heap is full")]
pub enum HeapFull {
    /// Its bytes, [`crate::Limits::heap`].
    Bytes,
    /// How many allocations live, [`crate::Limits::allocations`].
    Allocations,
    /// All pages that are accessible, [`crate::Limits::memory_pages`].
    Pages,
}

impl Denied {
    /// The error under its original name.
    #[must_use]
    pub const fn name(self) -> ErrorName {
        match self {
            Denied::Memory(trap) => trap.name(),
            Denied::ZeroSize => ErrorName::ZeroSizeAllocation,
            Denied::Heap(_) => ErrorName::NoAvailableMemory,
            Denied::NotHeap { .. } => ErrorName::NotHeapMemory,
            Denied::KeyLength { .. }
            | Denied::ValueLength { .. }
            | Denied::Id(_)
            | Denied::NumberSize { .. }
            | Denied::PropertyName { .. } => ErrorName::IncorrectParameters,
            Denied::State(denied) => denied.name(),
            Denied::View
            | Denied::Property { .. }
            | Denied::BlockHash { .. }
            | Denied::ContractNumber { .. } => ErrorName::InvalidChainCall,
            Denied::Output { .. } | Denied::Debug { .. } => ErrorName::OutputLimitExceeded,
            Denied::Logs { .. } | Denied::LogLength { .. } => ErrorName::LogLimitExceeded,
        }
    }
}

impl From<Trap> for Denied {
    fn from(trap: Trap) -> Self {
        Denied::Memory(trap)
    }
}

impl From<StateDenied> for Denied {
    fn from(denied: StateDenied) -> Self {
        Denied::State(denied)
    }
}

impl From<HeapFull> for Denied {
    fn from(full: HeapFull) -> Self {
        Denied::Heap(full)
    }
}

/// Why the state of the chain is not changed, or not told, as asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateDenied {
    /// There is no such party, or no such asset.
    #[error("there is no {holder}, or no asset {asset}")]
    Unknown {
        /// Who was named.
        holder: Party,
        /// In what asset.
        asset: AssetId,
    },
    /// The sender has less.
    #[error("{holder} has {balance} of {asset}, less than {amount}")]
    Insufficient {
        /// The sender.
        holder: Party,
        /// The asset.
        asset: AssetId,
        /// What the sender has.
        balance: i64,
        /// What was to be sent.
        amount: u64,
    },
    /// The receiver would have more than 2^63-1.
    #[error("the balance of {holder} in {asset} would exceed 9223372036854775807")]
    Overflow {
        /// The receiver.
        holder: Party,
        /// The asset.
        asset: AssetId,
    },
    /// There is no such contract, or none any more.
    #[error("there is no contract {contract}")]
    NoContract {
        /// Which.
        contract: ContractId,
    },
    /// Only the owner may do it.
    #[error("{contract} belongs to {owner}, not to {who}")]
    NotOwner {
        /// The contract.
        contract: ContractId,
        /// Whose it is.
        owner: Party,
        /// Who tried.
        who: Party,
    },
    /// The contract's code stays what it is.
    #[error("{contract} was not created as one whose code can be replaced")]
    NotUpgradeable {
        /// The contract.
        contract: ContractId,
    },
    /// Too much changed in one transaction.
    #[error("the changes of this run exceed the limit of {limit} bytes")]
    Full {
        /// Bytes that changes may count, [`crate::Limits::changes`].
        limit: u32,
    },
}

impl StateDenied {
    /// The error under its original name.
    #[must_use]
    pub const fn name(self) -> ErrorName {
        match self {
            StateDenied::Full { .. } => ErrorName::NoAvailableMemory,
            StateDenied::Unknown { .. }
            | StateDenied::Insufficient { .. }
            | StateDenied::Overflow { .. }
            | StateDenied::NoContract { .. }
            | StateDenied::NotOwner { .. }
            | StateDenied::NotUpgradeable { .. } => ErrorName::InvalidChainCall,
        }
    }
}
