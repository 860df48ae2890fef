//! `echo-vm run`: one contract, from a file, on a chain without ceremony.

use super::backtrace::BacktraceArgs;
use super::described::Described;
use super::report::{CallReport, warn};
use super::returns;
use super::{
    ExecutionArgs, NoOutcome, failure, print_debug, read_toml, report, state_problem, tell, written,
};
use clap::Args;
use echo_abi::call_line::CallLine;
use echo_abi::edge::{self, Status};
use echo_abi::id::{AccountId, AssetId, ContractId, Party};
use echo_abi::image::MAX_FILE_SIZE;
use echo_abi::{ErrorName, Printable, PrintablePath};
use echo_chain::{ChainFile, Changes, CodeHash, Commit, ContractRecord, LocalChain, State, World};
use echo_vm::call::{execute, observe};
use echo_vm::programs::CodeError;
use echo_vm::{CallRequest, Message, Mode, Pool, Programs, Transaction};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

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
pub struct RunArgs {
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

    /// Call a constructor again, or put this code on what another has stored
    #[arg(long)]
    force: bool,

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

    #[command(flatten)]
    execution: ExecutionArgs,

    #[command(flatten)]
    backtrace: BacktraceArgs,

    /// Decode the returned bytes: one type for each value, of u8 to u256, i8 to i256, f64, bool, bytes32, and last string or
    /// hex
    #[arg(long, value_name = "TYPE", value_delimiter = ',')]
    returns: Vec<returns::Type>,

    /// Print one JSON object: error, message, gas_used, output, logs, stopped_at; returned and events where their
    /// types are known; changes with --view, backtrace with --backtrace
    #[arg(long)]
    json: bool,
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

impl RunArgs {
    /// Calls, and tells what came of it.
    pub fn run(&self) -> Status {
        match self.call() {
            Ok(status) => status,
            Err(problem) => tell(self.json, &problem),
        }
    }

    /// Reads what is to be read, calls, and reports.
    fn call(&self) -> Result<Status, NoOutcome> {
        returns::check(&self.returns).map_err(NoOutcome::misuse)?;
        let policy = self.execution.policy()?;
        let mut facts = match &self.chain {
            Some(path) => read_toml(path, ChainFile::MAX_LEN, ChainFile::from_toml)?,
            None => ChainFile::default(),
        };
        facts.block.number = self.block_number.unwrap_or(facts.block.number);
        facts.block.time = self.block_time.unwrap_or(facts.block.time);
        let file = edge::read(&self.file, MAX_FILE_SIZE);
        let file: Arc<[u8]> = file.map_err(|error| NoOutcome::contract(&self.file, &error))?.into();
        let code = CodeHash::of(&file);
        let programs = Programs::new(self.execution.engine(), policy);
        let program = programs.program(code, &file).map_err(|error| match error {
            CodeError::Refused(error) => NoOutcome::refused(&self.file, error),
            CodeError::Engine(error) => NoOutcome::misuse(error),
        })?;
        let described = Described::of(&file);
        let request = self.request();
        described.check(&request.message).map_err(NoOutcome::misuse)?;
        let mut chain = self.chain(facts)?;
        self.register(&mut chain, code, &file)?;
        for balance in &self.balance {
            chain.set_balance(balance.holder, balance.asset, balance.amount);
        }
        self.give_value(&mut chain)?;
        let (machines, mut debug) = (Pool::default(), print_debug);
        let limits = &programs.policy().limits;
        let transaction =
            Transaction::new(request.origin, limits, &chain, &mut debug).with_programs(&programs);
        let (outcome, changes) = execute(transaction, &machines, &program, request.message.clone())
            .map_err(|error| failure(&error))?;
        let world = chain.world();
        let backtrace = self.backtrace.of(&outcome, Some(&self.file), world, limits, |after, observer| {
            let mut debug = |_: &str| ();
            let again = Transaction::new(request.origin, limits, &chain, &mut debug).with_programs(&programs);
            observe(again, &machines, &program, request.message.clone(), after, observer).ok()
        });
        if outcome.is_returned() && !self.view {
            chain.commit(&changes).map_err(|error| failure(&error))?;
        }
        let report = CallReport {
            outcome: &outcome,
            line: &request.message.line,
            gas: self.gas,
            returns: &self.returns,
            described: &described,
            called: self.call.is_some(),
            changes: self.view.then_some(&changes),
            backtrace: backtrace.as_ref(),
        };
        let status = if outcome.is_returned() { Status::Good } else { Status::Bad };
        Ok(written(if self.json { report::json(&report.object()) } else { report.human() }, status))
    }

    fn chain(&self, facts: ChainFile) -> Result<LocalChain, NoOutcome> {
        let Some(path) = &self.state else { return Ok(LocalChain::new(facts)) };
        if self.view && !path.exists() {
            warn(&format!("there is no state file {} yet: the view is of an empty one", PrintablePath(path)));
        }
        Ok(LocalChain::with_world(facts, World::open(path).map_err(|error| state_problem(&error))?))
    }

    /// Says which contract it is that has this code. Where the chain knows another, it is refused.
    fn register(&self, chain: &mut LocalChain, code: CodeHash, file: &Arc<[u8]>) -> Result<(), NoOutcome> {
        let known = chain.contract(self.contract).map_err(|error| failure(&error))?;
        let refuse = |what: String, help| {
            Err(NoOutcome::new(Status::Unusable, ErrorName::InvalidChainCall, what).with_help(help))
        };
        match known {
            Some(record) if record.code != code && !self.force => {
                return refuse(
                    format!(
                        "{} has other code in this state: its hash is {}, that of {} is {code}",
                        self.contract,
                        record.code,
                        PrintablePath(&self.file)
                    ),
                    "`--contract 1.11.n` names another contract, `--force` puts this code on what the other has stored",
                );
            }
            Some(record) if record.constructed && self.constructor && !self.force => {
                return refuse(
                    format!("the constructor of {} has run: it does so once", self.contract),
                    "`--contract 1.11.n` names another contract, `--force` runs it again",
                );
            }
            _ => {}
        }
        let record = ContractRecord {
            owner: known.map_or(self.sender, |record| record.owner),
            code,
            upgradeable: known.is_some_and(|record| record.upgradeable),
            constructed: self.constructor || known.is_some_and(|record| record.constructed),
        };
        if known == Some(record) {
            return Ok(());
        }
        let changes = Changes {
            contracts: [(self.contract, Some(record))].into(),
            code: [(code, Arc::clone(file))].into(),
            ..Changes::default()
        };
        chain.world_mut().apply(&changes).map_err(|error| state_problem(&error))
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
            mode: if self.constructor { Mode::Constructor } else { Mode::Call },
            value: self.value,
            asset: self.asset,
            ..Message::new(self.call.clone().unwrap_or_default(), self.contract, self.sender, self.gas)
        };
        CallRequest { origin: self.origin.unwrap_or(signer), message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
