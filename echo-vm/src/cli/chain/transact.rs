//! Transactions: deploy, call, upgrade, transfer; and the view, which is a call that changes nothing.

use super::super::backtrace::{Backtrace, BacktraceArgs};
use super::super::described::Described;
use super::super::report::CallReport;
use super::super::{ExecutionArgs, NoOutcome, failure, print_debug, returns, state_problem};
use super::{Site, Told, Which, Who, amount, description_of, named, no_transaction, open, signer};
use clap::Args;
use echo_abi::call_line::CallLine;
use echo_abi::edge::{self, Status};
use echo_abi::id::{AssetId, ContractId, Party};
use echo_abi::image::MAX_FILE_SIZE;
use echo_abi::interface::Type;
use echo_abi::{ErrorName, Outcome, Printable};
use echo_chain::{CodeHash, World};
use echo_vm::programs::CodeError;
use echo_vm::{CallRequest, Deployment, Message, Mode, Node, NodeError, Receipt};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

/// Who signs a transaction, what is sent with it, and where it goes.
#[derive(Debug, Args)]
pub struct TransactionArgs {
    /// Account that signs, by name or id [default: the first account]
    #[arg(long, value_name = "WHO", value_parser = Who::from_str)]
    sender: Option<Who>,

    /// Leave the block open: the next transaction is part of it, too
    #[arg(long)]
    same_block: bool,
}

/// What is given to a contract that is called.
#[derive(Debug, Args)]
pub struct PaymentArgs {
    /// Amount sent with the call, in the asset's smallest unit
    #[arg(long, value_name = "N", default_value_t = 0)]
    value: u64,

    /// Asset in which it is sent, by symbol or id
    #[arg(long, value_name = "ASSET", default_value = "1.3.0", value_parser = Which::from_str)]
    asset: Which,

    /// Gas for the call
    #[arg(long, value_name = "N", default_value_t = 10_000_000_000)]
    gas: u64,
}

#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "\
Examples:
  echo-vm deploy token.echo --call 'constructor(1000)'
  echo-vm deploy vault.echo --sender bob --value 500 --upgradeable

Exit codes: 0 deployed, 1 the constructor failed or the validator rejected the contract, 2 misuse or input that
cannot be used, 3 echo-vm itself failed"
)]
pub struct DeployArgs {
    /// The contract, ELF or ESC, stripped or not; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What the constructor is called with: `constructor(1000, \"ECHO\")`; the name does not matter
    #[arg(long, value_name = "CALL", value_parser = CallLine::from_str)]
    call: Option<CallLine>,

    /// Let the owner replace the code later
    #[arg(long)]
    upgradeable: bool,

    #[command(flatten)]
    transaction: TransactionArgs,

    #[command(flatten)]
    payment: PaymentArgs,

    #[command(flatten)]
    execution: ExecutionArgs,

    #[command(flatten)]
    backtrace: BacktraceArgs,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "\
Examples:
  echo-vm call 1.11.0 'transfer(\"1.2.2\", 25)'
  echo-vm view 1.11.0 'balance_of(\"1.2.2\")' --json

Exit codes: 0 the contract returned, 1 it failed, 2 misuse or input that cannot be used, 3 echo-vm itself failed"
)]
pub struct CallArgs {
    /// The contract
    #[arg(value_name = "CONTRACT")]
    contract: ContractId,

    /// What to call: `name(\"text\", 25, -3, 0xff, 1.5, true, hex\"00ff\")`
    #[arg(value_name = "CALL", value_parser = CallLine::from_str)]
    call: CallLine,

    /// Call even what the contract says it does not have
    #[arg(long)]
    no_check: bool,

    /// Decode the returned bytes: one type for each value, of u8 to u256, i8 to i256, bool, f64, bytes1 and up, and
    /// last string or hex; without it, as the contract says
    #[arg(long, value_name = "TYPE", value_delimiter = ',')]
    returns: Vec<Type>,

    #[command(flatten)]
    transaction: TransactionArgs,

    #[command(flatten)]
    payment: PaymentArgs,

    #[command(flatten)]
    execution: ExecutionArgs,

    #[command(flatten)]
    backtrace: BacktraceArgs,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  echo-vm upgrade 1.11.0 token2.echo --sender alice")]
pub struct UpgradeArgs {
    /// The contract
    #[arg(value_name = "CONTRACT")]
    contract: ContractId,

    /// Its new code, ELF or ESC; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    transaction: TransactionArgs,

    #[command(flatten)]
    execution: ExecutionArgs,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo-vm transfer bob 250 --sender alice
  echo-vm transfer 1.11.0 5 --asset GOLD")]
pub struct TransferArgs {
    /// Account or contract that gets it, by name or id
    #[arg(value_name = "TO", value_parser = Who::from_str)]
    to: Who,

    /// How much, in the asset's smallest unit
    #[arg(value_name = "AMOUNT")]
    amount: u64,

    /// The asset, by symbol or id
    #[arg(long, value_name = "ASSET", default_value = "1.3.0", value_parser = Which::from_str)]
    asset: Which,

    #[command(flatten)]
    transaction: TransactionArgs,

    #[command(flatten)]
    pub site: Site,
}

/// Reads a contract file.
fn read(path: &Path) -> Result<Arc<[u8]>, NoOutcome> {
    edge::read(path, MAX_FILE_SIZE).map(Into::into).map_err(|error| NoOutcome::contract(path, &error))
}

/// Why code is not deployed.
fn not_deployed(path: &Path, error: NodeError) -> NoOutcome {
    match error {
        NodeError::Code(CodeError::Refused(error)) => NoOutcome::refused(path, error),
        error => no_transaction(&error),
    }
}

impl TransactionArgs {
    /// Makes the transaction permanent. Says in which block it is, and the state's digest.
    fn finish(&self, node: &mut Node) -> Result<(u32, String), NoOutcome> {
        let block = echo_chain::State::block(node.world()).number;
        let done = if self.same_block { node.save() } else { node.seal().map(drop) };
        done.map_err(|error| state_problem(&error))?;
        let digest = node.world().digest().map_err(|error| state_problem(&error))?;
        Ok((block, digest.to_string()))
    }
}

/// What there is to tell about a call that was made, or viewed.
struct CallTold<'a> {
    outcome: &'a Outcome,
    report: CallReport<'a>,
    /// Lines for people, and fields for programs, before and beside the report.
    lines: Vec<(&'static str, String)>,
    fields: Value,
}

impl CallTold<'_> {
    fn told(self) -> Result<Told, NoOutcome> {
        let CallTold { outcome, report, lines, fields } = self;
        let mut text = String::new();
        for (name, value) in lines {
            let _ = writeln!(text, "{name:9} {value}");
        }
        let mut out = text.into_bytes();
        report.write(&mut out).map_err(NoOutcome::misuse)?;
        let mut object = serde_json::to_value(report.object()).map_err(NoOutcome::misuse)?;
        if let (Value::Object(object), Value::Object(fields)) = (&mut object, fields) {
            object.extend(fields);
        }
        let status = if outcome.is_returned() { Status::Good } else { Status::Bad };
        Ok(Told { status, object, text: String::from_utf8_lossy(&out).into_owned() })
    }
}

impl DeployArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let file = read(&self.file)?;
        let described = Described::of(&file);
        let policy = self.execution.policy()?;
        let world = open(&self.site.state)?;
        let sender = signer(self.transaction.sender.as_ref(), &world)?;
        let asset = self.payment.asset.asset(&world)?;
        let line = self.call.clone().unwrap_or_default();
        let message = Message {
            mode: Mode::Constructor,
            ..Message::new(line.clone(), ContractId(0), Party::Account(sender), self.payment.gas)
        };
        described.check(&message).map_err(NoOutcome::misuse)?;
        let mut node = Node::new(world, self.execution.engine(), policy);
        let deployment = Deployment {
            sender,
            file: Arc::clone(&file),
            line: line.clone(),
            value: self.payment.value,
            asset,
            gas: self.payment.gas,
            upgradeable: self.upgradeable,
        };
        let receipt = node.deploy(&deployment, &mut print_debug);
        let receipt = receipt.map_err(|error| not_deployed(&self.file, error))?;
        let outcome = receipt.outcome.as_ref().unwrap_or_else(|| unreachable!("a contract was called"));
        let (world, limits) = (node.world(), &node.policy().limits);
        let backtrace = self.backtrace.of(outcome, Some(&self.file), world, limits, |after, observer| {
            node.observe_deployment(&deployment, after, observer).ok()
        });
        let (block, digest) = self.transaction.finish(&mut node)?;
        let code = CodeHash::of(&file).to_string();
        let report = CallReport {
            outcome,
            line: &line,
            gas: self.payment.gas,
            returns: &[],
            described: &described,
            called: true,
            changes: None,
            backtrace: backtrace.as_ref(),
        };
        let contract = receipt.record.to;
        let mut lines = Vec::new();
        lines.extend(contract.map(|contract| ("contract", contract.to_string())));
        lines.extend([
            ("code", code.clone()),
            ("result", receipt.id.to_string()),
            ("block", block.to_string()),
            ("state", digest.clone()),
        ]);
        let fields = json!({"contract": contract, "code_hash": code, "result": receipt.id, "block": block, "state": digest});
        CallTold { outcome, report, lines, fields }.told()
    }
}

impl CallArgs {
    /// The node, what the contract says of itself, and the request.
    fn prepare(&self) -> Result<(Node, Described, CallRequest), NoOutcome> {
        returns::check(&self.returns).map_err(NoOutcome::misuse)?;
        let policy = self.execution.policy()?;
        let world = open(&self.site.state)?;
        let origin = signer(self.transaction.sender.as_ref(), &world)?;
        let asset = self.payment.asset.asset(&world)?;
        let described = description_of(&world, self.contract)?;
        let message = Message {
            value: self.payment.value,
            asset,
            ..Message::new(self.call.clone(), self.contract, Party::Account(origin), self.payment.gas)
        };
        if !self.no_check {
            described.check(&message).map_err(|error| {
                NoOutcome::misuse(error).with_help("`echo-vm interface FILE` and `echo-vm contract ID` show what can be called; `--no-check` calls nevertheless")
            })?;
        }
        let node = Node::new(world, self.execution.engine(), policy);
        Ok((node, described, CallRequest { origin, message }))
    }

    fn report<'a>(&'a self, outcome: &'a Outcome, described: &'a Described) -> CallReport<'a> {
        CallReport {
            outcome,
            line: &self.call,
            gas: self.payment.gas,
            returns: &self.returns,
            described,
            called: true,
            changes: None,
            backtrace: None,
        }
    }

    fn backtrace(&self, node: &Node, request: &CallRequest, outcome: &Outcome) -> Option<Backtrace> {
        self.backtrace.of(outcome, None, node.world(), &node.policy().limits, |after, observer| {
            node.observe(request, after, observer).ok()
        })
    }

    pub fn run(&self) -> Result<Told, NoOutcome> {
        let (mut node, described, request) = self.prepare()?;
        let receipt = node.call(&request, &mut print_debug).map_err(|error| no_transaction(&error))?;
        let outcome = receipt.outcome.as_ref().unwrap_or_else(|| unreachable!("a contract was called"));
        let backtrace = self.backtrace(&node, &request, outcome);
        let (block, digest) = self.transaction.finish(&mut node)?;
        let lines = vec![("result", receipt.id.to_string()), ("block", block.to_string())];
        let fields = json!({"result": receipt.id, "block": block, "state": digest});
        let report = CallReport { backtrace: backtrace.as_ref(), ..self.report(outcome, &described) };
        CallTold { outcome, report, lines, fields }.told()
    }

    pub fn view(&self) -> Result<Told, NoOutcome> {
        let (node, described, request) = self.prepare()?;
        let viewed = node.view(&request, &mut print_debug);
        let (outcome, changes) = viewed.map_err(|error| no_transaction(&error))?;
        let backtrace = self.backtrace(&node, &request, &outcome);
        let report = CallReport {
            changes: Some(&changes),
            backtrace: backtrace.as_ref(),
            ..self.report(&outcome, &described)
        };
        CallTold { outcome: &outcome, report, lines: Vec::new(), fields: json!({}) }.told()
    }
}

/// What a transaction without a call came to.
fn plain(receipt: &Receipt, (block, digest): (u32, String), mut lines: Vec<(&'static str, String)>) -> Told {
    let record = &receipt.record;
    let failed = record.error != ErrorName::None.name();
    lines.extend([
        ("result", receipt.id.to_string()),
        ("block", block.to_string()),
        ("state", digest.clone()),
    ]);
    let mut text = String::new();
    if let Some(message) = &record.message {
        let _ = writeln!(text, "error     {}: {}", record.error, Printable(message));
        lines.retain(|(name, _)| ["result", "block", "state"].contains(name));
    }
    for (name, value) in lines {
        let _ = writeln!(text, "{name:9} {value}");
    }
    let object = json!({
        "error": record.error, "message": record.message, "result": receipt.id, "block": block, "state": digest,
    });
    Told { status: if failed { Status::Bad } else { Status::Good }, object, text }
}

impl UpgradeArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let file = read(&self.file)?;
        let policy = self.execution.policy()?;
        let world = open(&self.site.state)?;
        let owner = signer(self.transaction.sender.as_ref(), &world)?;
        let mut node = Node::new(world, self.execution.engine(), policy);
        let receipt = node.upgrade(owner, self.contract, &file);
        let receipt = receipt.map_err(|error| not_deployed(&self.file, error))?;
        let end = self.transaction.finish(&mut node)?;
        let lines = vec![("contract", self.contract.to_string()), ("code", CodeHash::of(&file).to_string())];
        Ok(plain(&receipt, end, lines))
    }
}

impl TransferArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let world = open(&self.site.state)?;
        let from = signer(self.transaction.sender.as_ref(), &world)?;
        let to = self.to.party(&world)?;
        let asset = self.asset.asset(&world)?;
        let mut node = Node::new(world, echo_vm::Engine::default(), echo_abi::Policy::default());
        let receipt = node.transfer(from, to, asset, self.amount).map_err(|error| no_transaction(&error))?;
        let end = self.transaction.finish(&mut node)?;
        let world = node.world();
        let mut lines = vec![("sent", amount(world, asset, self.amount.into())?)];
        for party in [Party::Account(from), to] {
            lines.push(("balance", format!("{} {}", named(world, party)?, balance(world, party, asset)?)));
        }
        Ok(plain(&receipt, end, lines))
    }
}

fn balance(world: &World, party: Party, asset: AssetId) -> Result<String, NoOutcome> {
    let balance = echo_chain::State::balance(world, party, asset).map_err(|error| failure(&error))?;
    amount(world, asset, balance.unwrap_or(0).into())
}
