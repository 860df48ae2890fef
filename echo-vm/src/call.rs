//! [`call`]: from a contract and a request to an outcome. The loop that lets an engine run and serves what it asks for.
//!
//! Called by the command line and by nodes. A run changes nothing but its own overlay: what it changed reaches the chain in one commit, after
//! it ended with `none`, or never. Nothing that a contract does is an `Err`: that is for hosts and chains that fail.

use crate::chain::{Chain, Changes, Denied, HostError};
use crate::engine::{Engine, Exit};
use crate::host::{Host, Left, Refused, Stop};
use crate::machine::Machine;
use crate::memory::MemoryError;
use echo_abi::call_line::CallLine;
use echo_abi::id::{AccountId, AssetId, ContractId, Party};
use echo_abi::{ErrorName, GuestAddr, Limits, Outcome};
use echo_validate::Contract;
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

/// Who calls what, with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRequest {
    /// The function and its arguments.
    pub line: CallLine,
    /// Whether the call creates the contract.
    pub mode: Mode,
    /// The contract that is called: whose storage it is, and who holds what is sent.
    pub contract: ContractId,
    /// Who calls.
    pub sender: Party,
    /// The account that signed the transaction.
    pub origin: AccountId,
    /// Amount sent with the call, in the asset's smallest unit. It moves from sender to contract before the contract runs.
    pub value: u64,
    /// In which asset.
    pub asset: AssetId,
    /// Gas for the run.
    pub gas: u64,
}

impl CallRequest {
    /// A call by `origin` itself that sends nothing.
    #[must_use]
    pub fn new(line: CallLine, contract: ContractId, origin: AccountId, gas: u64) -> Self {
        let (sender, asset) = (Party::Account(origin), AssetId::ECHO);
        Self { line, mode: Mode::Call, contract, sender, origin, value: 0, asset, gas }
    }
}

/// The host or the chain failed; the contract is not to blame, and nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No memory for the machine.
    #[error("the machine could not be made")]
    Memory(#[from] MemoryError),
    /// The chain did not answer, or did not take the changes.
    #[error(transparent)]
    Host(#[from] HostError),
}

/// Calls a contract and commits what it changed, if it ended with `none`. Debug output goes to `debug` as it comes, a text a time.
///
/// # Errors
/// [`CallError`] where host or chain failed; the chain is then as it was.
pub fn call<E: Engine>(
    contract: &Arc<Contract>,
    request: &CallRequest,
    limits: &Limits,
    chain: &mut dyn Chain,
    debug: &mut dyn FnMut(&str),
) -> Result<Outcome, CallError> {
    let (outcome, changes) = view::<E>(contract, request, limits, chain, debug)?;
    if outcome.error == ErrorName::None {
        chain.commit(&changes)?;
    }
    Ok(outcome)
}

/// Calls a contract without changing the chain, and says what would change: nothing, unless the outcome is `none`.
///
/// # Errors
/// [`CallError`] where host or chain failed.
pub fn view<E: Engine>(
    contract: &Arc<Contract>,
    request: &CallRequest,
    limits: &Limits,
    chain: &dyn Chain,
    debug: &mut dyn FnMut(&str),
) -> Result<(Outcome, Changes), CallError> {
    let mut host = Host::new(request, limits, chain, debug);
    if let Err(denied) = send_value(&mut host, request) {
        let refused = match denied {
            Denied::Refused(refused) => Refused::Transfer(refused),
            Denied::Full(_) => Refused::Changes { limit: limits.changes },
            Denied::Host(error) => return Err(error.into()),
        };
        let message = format!("the value of the call: {refused}");
        return Ok((Outcome::not_run(refused.name(), message), Changes::default()));
    }
    let mut machine = Machine::new(contract.image(), limits, request.gas)?;
    let ended = run(&mut E::new(Arc::clone(contract)), &mut machine, &mut host)?;
    let left = if ended.error == ErrorName::None { host.finish() } else { Left::default() };
    let outcome = Outcome {
        error: ended.error,
        message: ended.message,
        gas_used: request.gas - machine.gas,
        output: left.output,
        logs: left.logs,
        stopped_at: ended.at,
    };
    Ok((outcome, left.changes))
}

fn send_value(
    host: &mut Host<'_>,
    request: &CallRequest,
) -> Result<(), Denied<crate::chain::TransferRefused>> {
    if request.value == 0 {
        return Ok(());
    }
    let to = Party::Contract(request.contract);
    host.overlay().transfer(request.sender, to, request.asset, request.value)
}

/// How a run ended.
struct Ended {
    error: ErrorName,
    message: Option<String>,
    at: Option<GuestAddr>,
}

impl Ended {
    fn at(error: ErrorName, at: GuestAddr, what: &dyn std::fmt::Display) -> Self {
        Self { error, message: Some(format!("{what}, at {at}")), at: Some(at) }
    }
}

/// Lets the engine run, and serves its host calls, until the run ends.
fn run<E: Engine>(engine: &mut E, machine: &mut Machine, host: &mut Host<'_>) -> Result<Ended, HostError> {
    loop {
        let function = match engine.resume(machine) {
            Exit::HostCall(function) => function,
            Exit::Return => return Ok(Ended { error: ErrorName::None, message: None, at: None }),
            Exit::OutOfGas => return Ok(Ended::at(ErrorName::OutOfGas, machine.rip, &"the gas is used up")),
            Exit::Trap(trap) => return Ok(Ended::at(trap.name(), machine.rip, &trap)),
        };
        let Err(stop) = host.serve(function, machine) else { continue };
        // rip is behind the `int n`, whose opcode and number are its last two bytes.
        let at = machine.rip.offset(2_u32.wrapping_neg());
        let name = function.name();
        return Ok(match stop {
            Stop::OutOfGas => {
                Ended::at(ErrorName::OutOfGas, at, &format_args!("the gas left does not pay for {name}"))
            }
            Stop::Trap { why: Some(why), .. } => Ended::at(why.name(), at, &format_args!("{name}: {why}")),
            Stop::Trap { trap, why: None } => Ended::at(trap.name(), at, &format_args!("{name}: {trap}")),
            Stop::Fail(message) => {
                Ended { error: ErrorName::ContractError, message: Some(message), at: Some(at) }
            }
            Stop::Host(error) => return Err(error),
        });
    }
}
