//! What there is on a chain: accounts, assets, contracts, storage, results, events. Accounts and assets can be created.

use super::super::described::{Described, event_object, event_text};
use super::super::report::readable;
use super::super::{NoOutcome, failure, interface, returns, state_problem};
use super::{Site, Told, Which, Who, amount, description_of, named, open, refused};
use clap::Args;
use echo_abi::edge::Status;
use echo_abi::id::{ContractId, ContractResultId, Party};
use echo_abi::{ErrorName, Hex, Log, Printable};
use echo_chain::entry::{self, AssetRecord, Counted, Key};
use echo_chain::{ResultRecord, State, World};
use serde_json::{Value, json};
use std::fmt::Write;
use std::ops::ControlFlow;
use std::str::FromStr;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo-vm account
  echo-vm account alice --json
  echo-vm account --create mallory")]
pub struct AccountArgs {
    /// The account or contract, by name or id; without it, all accounts
    #[arg(value_name = "WHO", value_parser = Who::from_str)]
    who: Option<Who>,

    /// Create an account of that name
    #[arg(long, value_name = "NAME", conflicts_with = "who")]
    create: Option<String>,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo-vm asset
  echo-vm asset --create GOLD --precision 2 --supply 100000 --to alice")]
pub struct AssetArgs {
    /// The asset, by symbol or id; without it, all
    #[arg(value_name = "ASSET", value_parser = Which::from_str)]
    asset: Option<Which>,

    /// Create an asset of that symbol
    #[arg(long, value_name = "SYMBOL", conflicts_with = "asset")]
    create: Option<String>,

    /// Digits behind the point
    #[arg(long, value_name = "N", default_value_t = 0, requires = "create")]
    precision: u8,

    /// How much of it there is, in its smallest unit
    #[arg(long, value_name = "N", requires_all = ["create", "to"])]
    supply: Option<u64>,

    /// Who gets that
    #[arg(long, value_name = "WHO", value_parser = Who::from_str, requires = "supply")]
    to: Option<Who>,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
pub struct ContractArgs {
    /// The contract; without it, all
    #[arg(value_name = "CONTRACT")]
    contract: Option<ContractId>,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
pub struct StorageArgs {
    /// The contract
    #[arg(value_name = "CONTRACT")]
    contract: ContractId,

    /// Only keys that begin with this text, or with these bytes where it is `0x…`
    #[arg(long, value_name = "PREFIX", value_parser = prefix)]
    prefix: Option<Prefix>,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
pub struct ResultArgs {
    /// The result
    #[arg(value_name = "RESULT")]
    result: ContractResultId,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo-vm logs --contract 1.11.0 --event transfer
  echo-vm logs --from 3 --to 7 --json")]
pub struct LogsArgs {
    /// Only those of this contract
    #[arg(long, value_name = "CONTRACT")]
    contract: Option<ContractId>,

    /// Only those of this name or signature
    #[arg(long, value_name = "EVENT")]
    event: Option<String>,

    /// Only from this block on
    #[arg(long, value_name = "BLOCK", default_value_t = 1)]
    from: u32,

    /// Only to this block
    #[arg(long, value_name = "BLOCK", default_value_t = u32::MAX)]
    to: u32,

    #[command(flatten)]
    pub site: Site,
}

/// The first bytes of a key.
#[derive(Clone, Debug)]
pub struct Prefix(Vec<u8>);

fn prefix(text: &str) -> Result<Prefix, String> {
    match text.strip_prefix("0x") {
        Some(digits) => {
            let bytes = echo_abi::hex::read(digits);
            bytes.map(Prefix).ok_or_else(|| "0x is followed by pairs of hexadecimal digits".to_owned())
        }
        None => Ok(Prefix(text.as_bytes().to_vec())),
    }
}

/// An event for people; its hash and data where its signature does not say how to read it.
fn shown(log: &Log) -> String {
    event_text(log).unwrap_or_else(|| format!("{} {}", Hex(&log.hash), Hex(&log.data)))
}

/// What is not there.
fn no(what: &str) -> NoOutcome {
    NoOutcome::new(Status::Unusable, ErrorName::InvalidChainCall, format!("there is no {what}"))
}

/// A party and all that it has.
fn holding(world: &World, party: Party) -> Result<(Value, String), NoOutcome> {
    let assets = world.assets_of(party).map_err(|error| failure(&error))?;
    let mut text = format!("{}\n", named(world, party)?);
    let mut balances = Vec::new();
    for asset in assets {
        let balance = world.balance(party, asset).map_err(|error| failure(&error))?.unwrap_or(0);
        let _ = writeln!(text, "  {}", amount(world, asset, balance.into())?);
        balances.push(json!({"asset": asset, "balance": balance}));
    }
    let name = match party {
        Party::Account(id) => world.account(id).map_err(|error| state_problem(&error))?,
        Party::Contract(_) => None,
    };
    let properties = world.properties(party.into()).map_err(|error| state_problem(&error))?;
    for (name, value) in &properties {
        let _ = writeln!(text, "  {} = {}", Printable(name), Printable(value));
    }
    let properties: serde_json::Map<_, _> =
        properties.into_iter().map(|(name, value)| (name, Value::String(value))).collect();
    Ok((json!({"id": party, "name": name, "balances": balances, "properties": properties}), text))
}

impl AccountArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let mut world = open(&self.site.state)?;
        if let Some(name) = &self.create {
            let id = world.create_account(name).map_err(|error| refused(&error))?;
            world.save().map_err(|error| state_problem(&error))?;
            return Ok(Told::new(json!({"account": id, "name": name}), format!("{id} ({name})\n")));
        }
        if let Some(who) = &self.who {
            let party = who.party(&world)?;
            let exists = match party {
                Party::Account(id) => world.account(id).map_err(|error| state_problem(&error))?.is_some(),
                Party::Contract(id) => world.contract(id).map_err(|error| failure(&error))?.is_some(),
            };
            let (object, text) = holding(&world, party)?;
            if !exists && object["balances"] == json!([]) {
                return Err(no(&format!("{party} on this chain")));
            }
            return Ok(Told::new(json!({"account": object}), text));
        }
        let (mut objects, mut all) = (Vec::new(), String::new());
        for id in world.accounts().map_err(|error| state_problem(&error))? {
            let (object, text) = holding(&world, Party::Account(id))?;
            objects.push(object);
            all.push_str(&text);
        }
        Ok(Told::new(json!({"accounts": objects}), all))
    }
}

impl AssetArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let mut world = open(&self.site.state)?;
        if let Some(symbol) = &self.create {
            let record = AssetRecord { symbol: symbol.clone(), precision: self.precision };
            let id = world.create_asset(&record).map_err(|error| refused(&error))?;
            if let (Some(to), Some(supply)) = (&self.to, self.supply) {
                let to = to.party(&world)?;
                let supply = i64::try_from(supply).map_err(|_| {
                    NoOutcome::misuse(format!("a supply of at most {} is possible", i64::MAX))
                })?;
                world.set_balance(to, id, supply).map_err(|error| refused(&error))?;
            }
            world.save().map_err(|error| state_problem(&error))?;
            return Ok(Told::new(json!({"asset": id, "symbol": symbol}), format!("{id} ({symbol})\n")));
        }
        let ids = match &self.asset {
            Some(asset) => vec![asset.asset(&world)?],
            None => world.assets().map_err(|error| state_problem(&error))?,
        };
        let (mut objects, mut text) = (Vec::new(), String::new());
        for id in ids {
            let record = world.asset(id).map_err(|error| state_problem(&error))?;
            let AssetRecord { symbol, precision } = record.ok_or_else(|| no(&format!("asset {id}")))?;
            let _ = writeln!(text, "{id} {} with {precision} digits behind the point", Printable(&symbol));
            objects.push(json!({"id": id, "symbol": symbol, "precision": precision}));
        }
        Ok(Told::new(json!({"assets": objects}), text))
    }
}

impl ContractArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let world = open(&self.site.state)?;
        let ids = match self.contract {
            Some(id) => vec![id],
            None => world.contracts().map_err(|error| state_problem(&error))?,
        };
        let (mut objects, mut text) = (Vec::new(), String::new());
        for id in ids {
            let record = world.contract(id).map_err(|error| failure(&error))?;
            let record = record.ok_or_else(|| no(&format!("contract {id}")))?;
            let file = world.contract_file(id).map_err(|error| state_problem(&error))?.unwrap_or_default();
            let owner = named(&world, record.owner)?;
            let upgradeable = if record.upgradeable { ", upgradeable" } else { "" };
            let _ =
                writeln!(text, "{id} of {owner}{upgradeable}\n  code {} ({} bytes)", record.code, file.len());
            let mut object = json!({
                "id": id, "owner": record.owner, "code_hash": record.code, "size": file.len(),
                "upgradeable": record.upgradeable, "constructed": record.constructed,
            });
            if self.contract.is_some() {
                let (holding, lines) = holding(&world, Party::Contract(id))?;
                object["balances"] = holding["balances"].clone();
                for line in lines.lines().skip(1) {
                    let _ = writeln!(text, "{line}");
                }
                if let Some(described) = Described::of(&file).interface() {
                    object["interface"] = interface::object(described);
                    for line in interface::lines(described) {
                        let _ = writeln!(text, "  {line}");
                    }
                }
            }
            objects.push(object);
        }
        Ok(Told::new(json!({"contracts": objects}), text))
    }
}

impl StorageArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let world = open(&self.site.state)?;
        if world.contract(self.contract).map_err(|error| failure(&error))?.is_none() {
            return Err(no(&format!("contract {}", self.contract)));
        }
        let mut prefix = entry::storage_of(self.contract);
        prefix.extend(self.prefix.iter().flat_map(|prefix| &prefix.0));
        let (mut objects, mut text) = (Vec::new(), String::new());
        world
            .visit(&prefix, |key, value| {
                if let Key::Stored(_, key) = key {
                    let _ = writeln!(text, "{} = {}", readable(&key), value_text(value));
                    objects.push(json!({
                        "key": Hex(&key), "key_text": text_of(&key),
                        "value": Hex(value), "value_text": text_of(value),
                    }));
                }
                ControlFlow::Continue(())
            })
            .map_err(|error| state_problem(&error))?;
        Ok(Told::new(json!({"contract": self.contract, "storage": objects}), text))
    }
}

/// Bytes as text, where they are.
fn text_of(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| !text.chars().any(char::is_control))
}

/// A stored value; of 8 bytes and fewer, as a number, too.
fn value_text(value: &[u8]) -> String {
    let text = readable(value);
    if text.starts_with('"') || value.is_empty() || value.len() > 8 {
        return text;
    }
    let mut bytes = [0; 8];
    bytes[..value.len()].copy_from_slice(value);
    format!("{text} ({})", u64::from_le_bytes(bytes))
}

impl ResultArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let world = open(&self.site.state)?;
        let id = self.result;
        let record = world.result(id).map_err(|error| state_problem(&error))?;
        let record = record.ok_or_else(|| no(&format!("result {id}")))?;
        let mut text = String::new();
        let ResultRecord {
            block,
            action,
            sender,
            origin,
            to,
            call,
            value,
            asset,
            gas,
            gas_used,
            error,
            message,
            output,
            logs,
        } = &record;
        let what = serde_json::to_value(action).map_err(NoOutcome::misuse)?;
        let _ = writeln!(text, "{:9} {}", what.as_str().unwrap_or_default(), Printable(call));
        let _ = writeln!(text, "block     {block}");
        let _ = writeln!(text, "sender    {}", named(&world, *sender)?);
        if *sender != Party::Account(*origin) {
            let _ = writeln!(text, "origin    {}", named(&world, Party::Account(*origin))?);
        }
        if let Some(to) = to {
            let _ = writeln!(text, "to        {}", named(&world, *to)?);
        }
        if *value > 0 {
            let _ = writeln!(text, "value     {}", amount(&world, *asset, (*value).into())?);
        }
        let _ = match message {
            Some(message) => writeln!(text, "error     {error}: {}", Printable(message)),
            None => writeln!(text, "output    {}", Hex(output)),
        };
        let mut object = serde_json::to_value(&record).map_err(NoOutcome::misuse)?;
        if let Some(values) = results(&world, &record)? {
            for value in &values {
                let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let _ = writeln!(text, "returned  {}", Printable(&shown));
            }
            object["returned"] = Value::Array(values);
        }
        let _ = writeln!(text, "gas used  {gas_used} of {gas}");
        for log in logs {
            let _ = writeln!(text, "log       {} {}", log.contract, shown(log));
        }
        object["events"] = logs.iter().map(event_object).collect();
        object["id"] = json!(id);
        // What the transaction came to is not what became of this question.
        Ok(Told::new(json!({"result": object}), text))
    }
}

/// The returned values, where the contract says what they are.
fn results(world: &World, record: &ResultRecord) -> Result<Option<Vec<Value>>, NoOutcome> {
    let Some(Party::Contract(contract)) = record.to else { return Ok(None) };
    let Ok(line) = record.call.parse() else { return Ok(None) };
    let described = description_of(world, contract)?;
    let types = described.results(&line).filter(|types| !types.is_empty() && record.message.is_none());
    Ok(types.map(|types| returns::decode(&record.output, types).0))
}

impl LogsArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let world = open(&self.site.state)?;
        let (mut objects, mut text) = (Vec::new(), String::new());
        let mut damaged = None;
        world
            .visit(&entry::all_of(Counted::Results), |key, value| {
                let Key::Result(id) = key else { return ControlFlow::Continue(()) };
                let record: ResultRecord = match world.read_record(value) {
                    Ok(record) => record,
                    Err(error) => {
                        damaged = Some(error);
                        return ControlFlow::Break(());
                    }
                };
                if record.block > self.to {
                    return ControlFlow::Break(());
                }
                if record.block < self.from {
                    return ControlFlow::Continue(());
                }
                for log in record.logs.iter().filter(|log| self.is_wanted(log)) {
                    let _ =
                        writeln!(text, "block {:<5} {id} {} {}", record.block, log.contract, shown(log));
                    objects.push(json!({
                        "block": record.block, "result": id, "contract": log.contract, "signature": log.signature,
                        "hash": Hex(&log.hash), "log": Hex(&log.data), "event": event_object(log),
                    }));
                }
                ControlFlow::Continue(())
            })
            .map_err(|error| state_problem(&error))?;
        match damaged {
            Some(error) => Err(state_problem(&error)),
            None => Ok(Told::new(json!({"logs": objects}), text)),
        }
    }

    fn is_wanted(&self, log: &Log) -> bool {
        let name = log.signature.split('(').next().unwrap_or_default();
        self.contract.is_none_or(|contract| log.contract == contract)
            && self.event.as_ref().is_none_or(|event| *event == log.signature || event == name)
    }
}
