//! The commands of a chain in a file: `echo-vm init` makes one, the others act on it or look at it.
//!
//! Each command is a type with its arguments; it says what there is to tell as [`Told`], once for people and once as an
//! object, and is one transaction, block or question. Who is told by name or id, and what is paid in by symbol or id, is
//! asked here, once for all of them.

mod block;
mod document;
mod look;
mod transact;

use super::described::Described;
use super::{NoOutcome, chain_of, failure, report, state_problem, tell, written};
use clap::{Args, Subcommand};
use echo_abi::edge::Status;
use echo_abi::id::{AccountId, AssetId, ContractId, Party};
use echo_abi::{ErrorName, Printable, PrintablePath};
use echo_chain::{World, WorldError};
use echo_vm::NodeError;
use serde_json::Value;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Commands on a chain in a file.
#[derive(Debug, Subcommand)]
pub enum ChainCommand {
    /// Make a chain in a file: ten named, funded accounts, or what a genesis file says
    Init(block::InitArgs),
    /// Create a contract on the chain, and run its constructor
    Deploy(Box<transact::DeployArgs>),
    /// Call a contract of the chain
    Call(Box<transact::CallArgs>),
    /// Call a contract of the chain, show what that would do, and change nothing
    View(Box<transact::CallArgs>),
    /// Replace the code of a contract that was deployed as upgradeable
    Upgrade(transact::UpgradeArgs),
    /// Send an asset
    Transfer(transact::TransferArgs),
    /// Show accounts and what they have, or create one
    Account(look::AccountArgs),
    /// Show assets, or create one
    Asset(look::AssetArgs),
    /// Show contracts
    Contract(look::ContractArgs),
    /// Show what a contract has stored
    Storage(look::StorageArgs),
    /// Show what a transaction came to
    Result(look::ResultArgs),
    /// Show events
    Logs(look::LogsArgs),
    /// Show blocks, make some, or say when the next is made and by whom
    Block(block::BlockArgs),
    /// Mark the chain as it is, to be gone back to
    Snapshot(block::SnapshotArgs),
    /// Go back to a snapshot
    Revert(block::RevertArgs),
    /// Write all of a chain as JSON
    Dump(document::DumpArgs),
    /// Make a chain of what `dump` wrote
    Load(document::LoadArgs),
    /// Show what two chains differ in
    Diff(document::DiffArgs),
}

/// Which chain, and how it is told.
#[derive(Debug, Args)]
pub struct Site {
    /// The chain's file
    #[arg(long, value_name = "FILE", env = "ECHO_STATE", default_value = "echo.state")]
    state: PathBuf,

    /// Print one JSON object, with error and message whatever happens
    #[arg(long)]
    json: bool,
}

/// What a command has to tell.
pub struct Told {
    status: Status,
    /// What `--json` prints.
    object: Value,
    /// What people read, on standard output.
    text: String,
}

impl Told {
    /// An object without `error` and `message`, which are added.
    fn new(object: Value, text: String) -> Self {
        let mut all = serde_json::json!({"error": "none", "message": null});
        if let (Value::Object(all), Value::Object(object)) = (&mut all, object) {
            all.extend(object);
        }
        Self { status: Status::Good, object: all, text }
    }
}

impl ChainCommand {
    /// Does it, and tells.
    pub fn run(&self) -> Status {
        let (site, told) = match self {
            ChainCommand::Init(args) => (&args.site, args.run()),
            ChainCommand::Deploy(args) => (&args.site, args.run()),
            ChainCommand::Call(args) => (&args.site, args.run()),
            ChainCommand::View(args) => (&args.site, args.view()),
            ChainCommand::Upgrade(args) => (&args.site, args.run()),
            ChainCommand::Transfer(args) => (&args.site, args.run()),
            ChainCommand::Account(args) => (&args.site, args.run()),
            ChainCommand::Asset(args) => (&args.site, args.run()),
            ChainCommand::Contract(args) => (&args.site, args.run()),
            ChainCommand::Storage(args) => (&args.site, args.run()),
            ChainCommand::Result(args) => (&args.site, args.run()),
            ChainCommand::Logs(args) => (&args.site, args.run()),
            ChainCommand::Block(args) => (&args.site, args.run()),
            ChainCommand::Snapshot(args) => (&args.site, args.run()),
            ChainCommand::Revert(args) => (&args.site, args.run()),
            ChainCommand::Dump(args) => (&args.site, args.run()),
            ChainCommand::Load(args) => (&args.site, args.run()),
            ChainCommand::Diff(args) => (&args.site, args.run()),
        };
        match told {
            Ok(Told { status, object, .. }) if site.json => written(report::json(&object), status),
            Ok(Told { status, text, .. }) => written(io::stdout().lock().write_all(text.as_bytes()), status),
            Err(problem) => tell(site.json, &problem),
        }
    }
}

/// Opens a chain that is there.
fn open(path: &Path) -> Result<World, NoOutcome> {
    if !path.exists() {
        let message = format!("there is no chain in {}", PrintablePath(path));
        let problem = NoOutcome::new(Status::Unusable, ErrorName::IncorrectParameters, message);
        return Err(problem.with_help("`echo-vm init` makes one; `--state FILE` names another file"));
    }
    World::open(path).map_err(|error| state_problem(&error))
}

/// Why a world does not do what was asked for.
fn refused(error: &WorldError) -> NoOutcome {
    match error {
        WorldError::State(error) => state_problem(error),
        error => NoOutcome::misuse(error),
    }
}

/// Why there was no transaction.
fn no_transaction(error: &NodeError) -> NoOutcome {
    let unknown = || NoOutcome::new(Status::Unusable, ErrorName::InvalidChainCall, chain_of(error));
    match error {
        NodeError::Transaction(_) | NodeError::Code(_) => failure(error),
        NodeError::NoContract { .. } => unknown().with_help("`echo-vm contract` shows those that there are"),
        NodeError::NoAccount { .. } => unknown().with_help("`echo-vm account` shows those that there are"),
    }
}

/// Who is meant, by id or by an account's name.
#[derive(Clone, Debug)]
pub enum Who {
    Id(Party),
    Named(String),
}

impl FromStr for Who {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(party) => Ok(Who::Id(party)),
            Err(error) if text.starts_with(|c: char| c.is_ascii_digit()) => Err(format!("{error}")),
            Err(_) => Ok(Who::Named(text.to_owned())),
        }
    }
}

impl Who {
    fn party(&self, world: &World) -> Result<Party, NoOutcome> {
        match self {
            Who::Id(party) => Ok(*party),
            Who::Named(name) => {
                let id = world.account_named(name).map_err(|error| refused(&error))?;
                Ok(Party::Account(id))
            }
        }
    }

    fn account(&self, world: &World) -> Result<AccountId, NoOutcome> {
        match self.party(world)? {
            Party::Account(account) => Ok(account),
            Party::Contract(contract) => {
                Err(NoOutcome::misuse(format!("{contract} is a contract, and an account is expected here")))
            }
        }
    }
}

/// Who signs: whom the argument names, else the first account.
fn signer(who: Option<&Who>, world: &World) -> Result<AccountId, NoOutcome> {
    if let Some(who) = who {
        return who.account(world);
    }
    let accounts = world.accounts().map_err(|error| state_problem(&error))?;
    accounts.first().copied().ok_or_else(|| {
        NoOutcome::misuse("there is no account on this chain")
            .with_help("`echo-vm init` makes some, `echo-vm account --create NAME` one")
    })
}

/// An asset by id or symbol.
#[derive(Clone, Debug)]
pub enum Which {
    Id(AssetId),
    Called(String),
}

impl FromStr for Which {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(id) => Ok(Which::Id(id)),
            Err(error) if text.starts_with(|c: char| c.is_ascii_digit()) => Err(format!("{error}")),
            Err(_) => Ok(Which::Called(text.to_owned())),
        }
    }
}

impl Which {
    fn asset(&self, world: &World) -> Result<AssetId, NoOutcome> {
        match self {
            Which::Id(id) => Ok(*id),
            Which::Called(symbol) => world.asset_called(symbol).map_err(|error| refused(&error)),
        }
    }
}

/// `1.2.1 (alice)`; an id alone where there is no name.
fn named(world: &World, party: Party) -> Result<String, NoOutcome> {
    let name = match party {
        Party::Account(id) => world.account(id).map_err(|error| state_problem(&error))?,
        Party::Contract(_) => None,
    };
    Ok(name.map_or_else(|| party.to_string(), |name| format!("{party} ({})", Printable(&name))))
}

/// An amount in an asset's unit, `12.50 GOLD`; in its smallest unit where the asset is unknown.
fn amount(world: &World, asset: AssetId, units: i128) -> Result<String, NoOutcome> {
    let Some(record) = world.asset(asset).map_err(|error| state_problem(&error))? else {
        return Ok(format!("{units} of {asset}"));
    };
    let precision = usize::from(record.precision);
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = precision + 1);
    let (whole, rest) = digits.split_at(digits.len() - precision);
    let point = if precision == 0 { "" } else { "." };
    Ok(format!("{sign}{whole}{point}{rest} {}", Printable(&record.symbol)))
}

/// What a contract says of itself; nothing where there is no such contract.
fn description_of(world: &World, contract: ContractId) -> Result<Described, NoOutcome> {
    let file = world.contract_file(contract).map_err(|error| state_problem(&error))?;
    Ok(Described::of(&file.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use echo_chain::Genesis;
    use echo_chain::entry::AssetRecord;

    #[test]
    fn amounts_have_a_point_where_the_asset_has_one() {
        let mut world = World::in_memory().unwrap();
        world.begin(&Genesis::default()).unwrap();
        world.create_asset(&AssetRecord { symbol: "ONE".into(), precision: 0 }).unwrap();
        let shown =
            |asset, units| amount(&world, AssetId(asset), units).map_err(|error| error.message).unwrap();
        assert_eq!(shown(0, 1), "0.00000001 ECHO");
        assert_eq!(shown(0, 12_345_678_900), "123.45678900 ECHO");
        assert_eq!(shown(0, -5), "-0.00000005 ECHO");
        assert_eq!(shown(1, 7), "7 ONE");
        assert_eq!(shown(2, 7), "7 of 1.3.2");
    }
}
