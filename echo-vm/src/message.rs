//! [`Message`]: what a contract is called with.

use echo_abi::call_line::CallLine;
use echo_abi::id::{AssetId, ContractId, Party};
use echo_chain::ContractRecord;
use std::sync::Arc;

/// What kind of call it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mode {
    /// An ordinary call.
    #[default]
    Call,
    /// The call that creates the contract.
    Constructor,
}

/// A contract to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creation {
    /// What it is.
    pub record: ContractRecord,
    /// Its code, where the chain may not have that.
    pub file: Option<Arc<[u8]>>,
}

/// Who calls what, with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The function and its arguments.
    pub line: CallLine,
    /// Whether the call creates the contract.
    pub mode: Mode,
    /// The contract that is called: whose storage it is, and who holds what is sent.
    pub contract: ContractId,
    /// That it is to be created first, under the next number: its id has to be that.
    pub creates: Option<Creation>,
    /// Who calls.
    pub sender: Party,
    /// Amount sent with the call, in the asset's smallest unit. It moves from sender to contract before the
    /// contract runs.
    pub value: u64,
    /// In which asset.
    pub asset: AssetId,
    /// Whether nothing may be changed, by the contract and whom it calls.
    pub is_view: bool,
    /// Gas for the call: for loading the contract ([`echo_abi::gas::load`]), then for the run.
    pub gas: u64,
}

impl Message {
    /// A call that sends nothing.
    #[must_use]
    pub fn new(line: CallLine, contract: ContractId, sender: Party, gas: u64) -> Self {
        Self {
            line,
            mode: Mode::Call,
            contract,
            creates: None,
            sender,
            value: 0,
            asset: AssetId::ECHO,
            is_view: false,
            gas,
        }
    }
}
