//! What a contract is denied: requests that break a rule of the chain or a limit of its policy. [`Denied`] is for all
//! host functions, [`StateDenied`] for what concerns accounts and storage alone, whoever asks.

use crate::id::{AssetId, Party};

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
    /// Too much changed in one transaction.
    #[error("the changes of this run exceed the limit of {limit} bytes")]
    Full {
        /// Bytes that changes may count, [`crate::Limits::changes`].
        limit: u32,
    },
}
