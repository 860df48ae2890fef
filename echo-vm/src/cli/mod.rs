//! Arguments, and what becomes of them: reading files, one call, its report. `main` turns the [`Status`] into
//! the exit code.
//!
//! For people, the result goes to standard output and what went wrong to standard error. With `--json`
//! exactly one object goes to standard output, whatever happens. Debug output of the contract goes to
//! standard error as it comes.

mod gas;
mod interface;
mod report;
mod returns;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use echo_abi::call_line::CallLine;
use echo_abi::edge::{self, Status};
use echo_abi::id::{AccountId, AssetId, ContractId, Party};
use echo_abi::image::MAX_FILE_SIZE;
use echo_abi::outcome::ResultObject;
use echo_abi::printable::{Printable, PrintableLines, PrintablePath};
use echo_abi::{ErrorName, Outcome, Policy, policy};
use echo_chain::{ChainFile, LocalChain, State, StateError, World};
use echo_validate::{Colour, Contract, ValidateError, validate_file};
use echo_vm::{CallRequest, Engine, EngineChoice, Message, Mode, Pool};
use report::CallReport;
use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

/// Runs x86-64 contracts of the Echo blockchain.
#[derive(Debug, Parser)]
#[command(name = "echo-vm", version, max_term_width = 100, propagate_version = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Validate a contract, and call it on a standalone chain
    Run(Box<RunArgs>),
    /// Print what a contract says can be called
    Interface(interface::InterfaceArgs),
    /// Print what instructions and functions of the machine cost
    Gas,
}

#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "\
Examples:
  echo-vm run fib.echo --call 'fib(25)' --returns u64
  echo-vm run token.echo --constructor --state chain.redb --sender 1.2.5
  echo-vm run token.echo --call 'transfer(\"1.2.6\", 25)' --state chain.redb --json | jq .gas_used
  echo-vm run shop.echo --call 'buy(3)' --value 500 --balance 1.2.5=1000

Exit codes:
  0  the contract returned: the error is `none`
  1  the contract failed, or the validator rejected it
  2  misuse, or input that cannot be used (a file, the call, the state, the policy)
  3  echo-vm itself failed"
)]
struct RunArgs {
    /// The contract, ELF or ESC, stripped or not; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What to call: `name(\"text\", 25, -3, 0xff, true)`; without it, a function without a name
    #[arg(long, value_name = "CALL", value_parser = CallLine::from_str)]
    call: Option<CallLine>,

    /// Call as when the contract is created
    #[arg(long)]
    constructor: bool,

    /// Gas for the call
    #[arg(long, value_name = "N", default_value_t = 10_000_000_000)]
    gas: u64,

    /// Keep storage and balances in this file; it is made when it is not there, and changes only when the
    /// call succeeds
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// Show what the call would do, and change nothing
    #[arg(long)]
    view: bool,

    /// Account or contract that calls
    #[arg(long, value_name = "ID", default_value = "1.2.5")]
    sender: Party,

    /// Account that signed the transaction [default: the sender, or 1.2.5 if that is a contract]
    #[arg(long, value_name = "ID")]
    origin: Option<AccountId>,

    /// Id of the contract; each has storage and balances of its own
    #[arg(long, value_name = "ID", default_value = "1.11.0")]
    contract: ContractId,

    /// Amount sent with the call; who has less is given the rest first, unless the chain file is closed
    #[arg(long, value_name = "N", default_value_t = 0)]
    value: u64,

    /// Asset in which it is sent
    #[arg(long, value_name = "ID", default_value = "1.3.0")]
    asset: AssetId,

    /// A balance before the call, `1.2.5=1000` or `1.2.5/1.3.1=1000`; may be repeated
    #[arg(long, value_name = "ID[/ASSET]=N", value_parser = Balance::from_str)]
    balance: Vec<Balance>,

    /// Number of the current block
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    block_number: Option<u32>,

    /// Time of the current block, in seconds since 1970
    #[arg(long, value_name = "N")]
    block_time: Option<u32>,

    /// Facts about the chain: blocks, balances, objects; options above come first
    #[arg(long, value_name = "FILE.toml")]
    chain: Option<PathBuf>,

    /// The chain's policy (profile and limits); without it, the default policy
    #[arg(long, value_name = "FILE.toml")]
    policy: Option<PathBuf>,

    /// How the contract is executed; the result is the same
    #[arg(long, value_name = "NAME", default_value_t, value_parser = engine_parser())]
    engine: EngineChoice,

    /// Say on standard error which engine runs the contract, and why
    #[arg(long)]
    verbose: bool,

    /// Decode the returned bytes: one type for each value, of u8 to u256, i8 to i256, f64, bool, bytes32, and last string or
    /// hex
    #[arg(long, value_name = "TYPE", value_delimiter = ',')]
    returns: Vec<returns::Type>,

    /// Print one JSON object: error, message, gas_used, output, logs, stopped_at, and returned where
    /// --returns is given
    #[arg(long)]
    json: bool,
}

/// Takes the engines by their names, and tells what each is.
fn engine_parser() -> impl TypedValueParser<Value = EngineChoice> {
    let auto = PossibleValue::new(EngineChoice::AUTO).help(EngineChoice::AUTO_DOC);
    let named = Engine::ALL.iter().map(|engine| PossibleValue::new(engine.name()).help(engine.doc()));
    PossibleValuesParser::new([auto].into_iter().chain(named)).try_map(|name| EngineChoice::from_str(&name))
}

/// An argument of `--balance`.
#[derive(Clone, Copy, Debug)]
struct Balance {
    holder: Party,
    asset: AssetId,
    amount: i64,
}

impl FromStr for Balance {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (id, amount) = text.split_once('=').ok_or("expected ID=N or ID/ASSET=N")?;
        let (holder, asset) = id.split_once('/').unwrap_or((id, "1.3.0"));
        let amount: i64 = amount.parse().ok().filter(|n| *n >= 0).ok_or("N is a number from 0 to 2^63-1")?;
        Ok(Self {
            holder: holder.parse().map_err(|e| format!("\"{}\": {e}", Printable(holder)))?,
            asset: asset.parse().map_err(|e| format!("\"{}\": {e}", Printable(asset)))?,
            amount,
        })
    }
}

/// Why there was no run, or none that can be told.
struct NoOutcome {
    status: Status,
    error: ErrorName,
    message: String,
    /// What people see in place of the message.
    human: Option<String>,
}

impl NoOutcome {
    fn new(status: Status, error: ErrorName, message: String) -> Self {
        Self { status, error, message, human: None }
    }

    /// Input that cannot be used.
    fn input(path: &Path, problem: &dyn Error) -> Self {
        let message = format!("{}: {}", PrintablePath(path), chain_of(problem));
        Self::new(Status::Unusable, ErrorName::IncorrectParameters, message)
    }

    /// No contract.
    fn contract(path: &Path, problem: &dyn Error) -> Self {
        Self { error: ErrorName::IncorrectEmulatorLoad, ..Self::input(path, problem) }
    }
}

/// An error and its sources.
fn chain_of(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}

/// Does what the arguments say, the first of which is the program's name.
pub fn run(arguments: &[OsString]) -> Status {
    let run = match CommandLine::try_parse_from(arguments) {
        Ok(CommandLine { command: Command::Run(run) }) => run,
        Ok(CommandLine { command: Command::Interface(args) }) => return args.run(),
        Ok(CommandLine { command: Command::Gas }) => {
            return written(gas::print(&mut io::stdout().lock()), Status::Good);
        }
        Err(error) => return misuse(arguments, &error),
    };
    match run.call() {
        Ok(outcome) => {
            let status = if outcome.is_returned() { Status::Good } else { Status::Bad };
            let report = CallReport {
                outcome: &outcome,
                gas: run.gas,
                returns: &run.returns,
                called: run.call.is_some(),
            };
            let result = if run.json { report.json() } else { report.human() };
            written(result, status)
        }
        Err(problem) => tell(run.json, &problem),
    }
}

/// A result that nobody reads is no failure; one that cannot be written is.
fn written(result: io::Result<()>, status: Status) -> Status {
    match edge::printed(result) {
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: the result cannot be written: {error}");
            Status::OwnFailure
        }
        Ok(()) => status,
    }
}

/// Says why there is no result.
fn tell(json: bool, problem: &NoOutcome) -> Status {
    if json {
        let object = ResultObject::of_error(problem.error, problem.message.clone());
        return written(report::json(&object), problem.status);
    }
    let message = match &problem.human {
        Some(human) => human.clone(),
        None => format!("error: {}\n", PrintableLines(&problem.message)),
    };
    let _ = io::stderr().write_all(message.as_bytes());
    problem.status
}

/// Arguments that clap refuses, or answers itself.
fn misuse(arguments: &[OsString], error: &clap::Error) -> Status {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return written(error.print(), Status::Good);
    }
    let text = error.render().to_string();
    if edge::wants_json(arguments) {
        let message = edge::misuse_in_a_line(&text);
        return tell(true, &NoOutcome::new(Status::Unusable, ErrorName::IncorrectParameters, message));
    }
    let _ = match edge::defused(arguments, &text) {
        None => error.print(),
        Some(line) => writeln!(io::stderr(), "{line}"),
    };
    Status::Unusable
}

/// Tells of a panic, which is our own failure.
pub fn report_panic(arguments: &[OsString], what: &str) -> Status {
    let message = format!("internal error, please report it: {what}");
    tell(edge::wants_json(arguments), &NoOutcome::new(Status::OwnFailure, ErrorName::Unknown, message))
}

/// Reads a TOML file of at most `most` bytes.
fn read_toml<T, E: Error>(
    path: &Path,
    most: usize,
    load: impl Fn(&str) -> Result<T, E>,
) -> Result<T, NoOutcome> {
    let text = edge::read_text(path, most).map_err(|error| NoOutcome::input(path, &error))?;
    load(&text).map_err(|error| NoOutcome::input(path, &error))
}

impl RunArgs {
    /// Reads what is to be read, and calls.
    fn call(&self) -> Result<Outcome, NoOutcome> {
        returns::check(&self.returns).map_err(|error| {
            NoOutcome::new(Status::Unusable, ErrorName::IncorrectParameters, error.to_string())
        })?;
        let policy = match &self.policy {
            Some(path) => read_toml(path, policy::MAX_LEN, Policy::from_toml)?,
            None => Policy::default(),
        };
        let mut facts = match &self.chain {
            Some(path) => read_toml(path, ChainFile::MAX_LEN, ChainFile::from_toml)?,
            None => ChainFile::default(),
        };
        facts.block.number = self.block_number.unwrap_or(facts.block.number);
        facts.block.time = self.block_time.unwrap_or(facts.block.time);
        let contract = Arc::new(self.contract(&policy)?);
        let chosen = self.engine.resolve();
        if self.verbose {
            let _ = writeln!(io::stderr(), "engine: {chosen}");
        }
        let program = chosen.engine.prepare(&contract).map_err(|error| {
            NoOutcome::new(Status::Unusable, ErrorName::IncorrectParameters, error.to_string())
        })?;
        let machines = Pool::default();
        let mut chain = match &self.state {
            Some(path) => LocalChain::with_world(facts, World::open(path).map_err(|e| state_problem(&e))?),
            None => LocalChain::new(facts),
        };
        for balance in &self.balance {
            chain.set_balance(balance.holder, balance.asset, balance.amount);
        }
        self.give_value(&mut chain)?;
        let request = self.request();
        let mut debug = |text: &str| {
            // A name of its own for each line: none can be taken for another word of ours.
            for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
                let _ = writeln!(io::stderr(), "debug: {}", Printable(line));
            }
        };
        let result = if self.view {
            echo_vm::view(&program, &request, &policy.limits, &machines, &chain, &mut debug)
                .map(|(outcome, _)| outcome)
        } else {
            echo_vm::call(&program, &request, &policy.limits, &machines, &mut chain, &mut debug)
        };
        result.map_err(|error| failure(&error))
    }

    fn contract(&self, policy: &Policy) -> Result<Contract, NoOutcome> {
        let file = edge::read(&self.file, MAX_FILE_SIZE);
        let file = file.map_err(|error| NoOutcome::contract(&self.file, &error))?;
        validate_file(&file, policy).map_err(|error| match error {
            ValidateError::Format(error) => {
                let mut problem = NoOutcome::contract(&self.file, &error);
                if let Some(help) = error.problem.help() {
                    let message = PrintableLines(&problem.message).to_string();
                    problem.human = Some(format!("error: {message}\n  help: {help}\n"));
                }
                problem
            }
            ValidateError::Rejected(report) => NoOutcome {
                human: Some(report.human(&PrintablePath(&self.file).to_string(), Colour::of_stderr())),
                status: Status::Bad,
                ..NoOutcome::contract(&self.file, &*report)
            },
        })
    }

    /// On an open chain everybody can send: who has less than the value is given the rest.
    fn give_value(&self, chain: &mut LocalChain) -> Result<(), NoOutcome> {
        let Ok(value) = i64::try_from(self.value) else { return Ok(()) };
        if !chain.is_closed() {
            let balance = chain.balance(self.sender, self.asset).map_err(|error| failure(&error))?;
            if balance.is_some_and(|balance| balance < value) {
                chain.set_balance(self.sender, self.asset, value);
            }
        }
        Ok(())
    }

    fn request(&self) -> CallRequest {
        let signer = match self.sender {
            Party::Account(account) => account,
            Party::Contract(_) => AccountId(5),
        };
        let message = Message {
            line: self.call.clone().unwrap_or_default(),
            mode: if self.constructor { Mode::Constructor } else { Mode::Call },
            contract: self.contract,
            sender: self.sender,
            value: self.value,
            asset: self.asset,
            gas: self.gas,
        };
        CallRequest { origin: self.origin.unwrap_or(signer), message }
    }
}

/// The chain or the system failed. Damage of a state file can show as late as here, and is wrong input all the same.
fn failure(error: &(dyn Error + 'static)) -> NoOutcome {
    let mut causes = std::iter::successors(Some(error), |error| (**error).source());
    match causes.find_map(|error| error.downcast_ref::<StateError>()) {
        Some(state) => state_problem(state),
        None => NoOutcome::new(Status::OwnFailure, ErrorName::Unknown, chain_of(error)),
    }
}

/// A state file that is no such is wrong input; one that another process has is input that cannot be used
/// now.
fn state_problem(error: &StateError) -> NoOutcome {
    let (status, name) = match error {
        StateError::Unusable { .. } => (Status::Unusable, ErrorName::IncorrectParameters),
        StateError::Open { .. } | StateError::Locked { .. } => (Status::Unusable, ErrorName::Unknown),
        StateError::Io { .. } => (Status::OwnFailure, ErrorName::Unknown),
    };
    NoOutcome::new(status, name, chain_of(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use echo_chain::ChainError;

    #[test]
    fn the_arguments_are_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn balances() {
        let balance: Balance = "1.11.7/1.3.1=5".parse().unwrap();
        assert_eq!(
            (balance.holder, balance.asset, balance.amount),
            (Party::Contract(ContractId(7)), AssetId(1), 5)
        );
        assert_eq!("1.2.5=9223372036854775807".parse::<Balance>().unwrap().amount, i64::MAX);
        for text in
            ["", "1.2.5", "1.2.5=", "1.2.5=-1", "1.2.5=9223372036854775808", "1.3.5=1", "1.2.5/1.2.0=1", "=1"]
        {
            assert!(text.parse::<Balance>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_damaged_state_is_wrong_input_whenever_it_is_noticed() {
        let file = assert_fs::NamedTempFile::new("state").unwrap();
        std::fs::write(file.path(), "damaged").unwrap();
        let damaged = World::open(file.path()).unwrap_err();
        let late = failure(&ChainError::Read(Box::new(damaged)));
        assert_eq!((late.status, late.error), (Status::Unusable, ErrorName::IncorrectParameters));
        assert!(late.message.contains("is not a usable state file"), "{}", late.message);
        let source = redb::Error::Io(io::ErrorKind::StorageFull.into());
        let full = ChainError::Commit(Box::new(StateError::Io { path: "state".into(), source }));
        assert_eq!(failure(&full).status, Status::OwnFailure);
        assert_eq!(failure(&ChainError::Read("no chain".into())).status, Status::OwnFailure);
    }
}
