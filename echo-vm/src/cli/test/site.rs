//! [`Site`]: the chain of one scenario, and what is done to it.

use super::super::backtrace::{Backtrace, Known};
use super::super::described::{Described, event_text};
use super::super::names::ContractSource;
use super::super::report::readable;
use super::scenario::Step;
use echo_abi::call_line::CallLine;
use echo_abi::edge;
use echo_abi::id::{AccountId, AssetId, ContractId, Party};
use echo_abi::image::MAX_FILE_SIZE;
use echo_abi::interface::{self, Decoded, Type};
use echo_abi::{ErrorName, Hex, Outcome, Policy};
use echo_chain::{Genesis, State, World};
use echo_vm::{CallRequest, Deployment, Engine, Message, Node, NodeError, Observer, Receipt};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Gas of a step that does not say how much.
const GAS: u64 = 10_000_000_000;

/// What a scenario file says for all of its scenarios.
#[derive(Clone)]
pub struct Ground {
    pub genesis: Genesis,
    pub policy: Policy,
    pub engine: Engine,
    /// Where contract files are looked for, the first first.
    pub directories: Vec<PathBuf>,
    /// What `$name` stands for, beside accounts and contracts.
    pub texts: BTreeMap<String, String>,
}

/// Gas of the calls of each function, by the contract's name and the function's.
pub type GasUsed = BTreeMap<(String, String), Vec<u64>>;

/// A chain that a scenario acts on.
pub struct Site {
    ground: Ground,
    node: Node,
    names: BTreeMap<String, ContractId>,
    /// The contracts' files, by name or path, for the gas report.
    labels: BTreeMap<ContractId, String>,
    last: Option<ContractId>,
    /// Contract files that say nothing of themselves, each with one that does in its place.
    described: BTreeMap<Arc<[u8]>, Arc<[u8]>>,
    /// The contract files read so far, for backtraces.
    sources: RefCell<Vec<ContractSource>>,
    /// Whether failures that are not expected get a backtrace.
    traces: bool,
    pub gas: GasUsed,
}

/// Why a step is not what it should be: what is wrong, and where two values differ, those.
#[derive(Debug, Default)]
pub struct Failure {
    pub reason: String,
    pub expected: Option<String>,
    pub found: Option<String>,
    /// Where a contract failed, if that is what is wrong.
    pub backtrace: Option<Box<Backtrace>>,
}

impl From<String> for Failure {
    fn from(reason: String) -> Self {
        Self { reason, ..Self::default() }
    }
}

fn differs(what: &str, expected: &dyn Display, found: &dyn Display) -> Failure {
    Failure {
        reason: format!("{what} is not as expected"),
        expected: Some(expected.to_string()),
        found: Some(found.to_string()),
        backtrace: None,
    }
}

/// What a call came to.
pub struct Came {
    pub outcome: Outcome,
    pub debug: Vec<String>,
    /// Where it failed, if that was not expected.
    pub backtrace: Option<Box<Backtrace>>,
}

impl Site {
    /// The chain as it begins.
    pub fn new(ground: &Ground) -> Result<Self, Failure> {
        let mut world = World::in_memory().map_err(|error| error.to_string())?;
        world.begin(&ground.genesis).map_err(|error| error.to_string())?;
        Ok(Self {
            ground: ground.clone(),
            node: Node::new(world, ground.engine, ground.policy.clone()),
            names: BTreeMap::new(),
            labels: BTreeMap::new(),
            last: None,
            described: BTreeMap::new(),
            sources: RefCell::default(),
            traces: true,
            gas: GasUsed::new(),
        })
    }

    /// A chain whose failures nobody looks at: there may be many, and each backtrace takes another run.
    pub fn without_backtraces(ground: &Ground) -> Result<Self, Failure> {
        Ok(Self { traces: false, ..Self::new(ground)? })
    }

    pub fn world(&self) -> &World {
        self.node.world()
    }

    /// A text with each `$name` replaced by the file's text of that name, or the id of the contract or account; `$$` is `$`.
    pub fn expand(&self, text: &str) -> Result<String, Failure> {
        let mut out = String::new();
        let mut parts = text.split('$');
        out.push_str(parts.next().unwrap_or_default());
        while let Some(part) = parts.next() {
            if part.is_empty()
                && let Some(after) = parts.next()
            {
                out.push('$');
                out.push_str(after);
                continue;
            }
            let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
            let (name, rest) = part.split_at(end.unwrap_or(part.len()));
            match self.ground.texts.get(name) {
                Some(text) => out.push_str(text),
                None => out.push_str(&self.party(name)?.to_string()),
            }
            out.push_str(rest);
        }
        Ok(out)
    }

    /// A contract or account by name or id.
    pub fn party(&self, name: &str) -> Result<Party, Failure> {
        let name = name.strip_prefix('$').unwrap_or(name);
        if let Ok(party) = name.parse() {
            return Ok(party);
        }
        if let Some(contract) = self.names.get(name) {
            return Ok(Party::Contract(*contract));
        }
        match self.world().account_named(name) {
            Ok(account) => Ok(Party::Account(account)),
            Err(error) => Err(format!("{error}, nor is a contract deployed as \"{name}\"").into()),
        }
    }

    pub fn account(&self, name: Option<&str>) -> Result<AccountId, Failure> {
        let Some(name) = name else {
            let accounts = self.world().accounts().map_err(|error| error.to_string())?;
            return accounts.first().copied().ok_or_else(|| "there is no account".to_owned().into());
        };
        match self.party(name)? {
            Party::Account(account) => Ok(account),
            Party::Contract(contract) => Err(format!("{contract} is a contract, and signs nothing").into()),
        }
    }

    pub fn contract(&self, name: Option<&str>) -> Result<ContractId, Failure> {
        let Some(name) = name else {
            return self.last.ok_or_else(|| "no contract is deployed yet".to_owned().into());
        };
        match self.party(name)? {
            Party::Contract(contract) => Ok(contract),
            Party::Account(account) => Err(format!("{account} is an account, and is not called").into()),
        }
    }

    fn asset(&self, name: Option<&str>) -> Result<AssetId, Failure> {
        let Some(name) = name else { return Ok(AssetId::ECHO) };
        match name.parse() {
            Ok(id) => Ok(id),
            Err(_) => Ok(self.world().asset_called(name).map_err(|error| error.to_string())?),
        }
    }

    /// A contract file, from the first directory that has it.
    fn file(&self, name: &str) -> Result<Arc<[u8]>, Failure> {
        let paths = self.ground.directories.iter().map(|directory| directory.join(name));
        for path in paths {
            if path.is_file() {
                let file = edge::read(&path, MAX_FILE_SIZE);
                let directories = self.ground.directories.iter().map(PathBuf::as_path);
                let source = ContractSource::new(&path, Path::new(name), directories);
                let mut sources = self.sources.borrow_mut();
                if !sources.contains(&source) {
                    sources.push(source);
                }
                return Ok(file.map_err(|error| format!("{}: {error}", path.display()))?.into());
            }
        }
        let directories: Vec<String> =
            self.ground.directories.iter().map(|directory| directory.display().to_string()).collect();
        Err(format!("there is no file {name} in {}", directories.join(", ")).into())
    }

    /// A contract file that is to be code. Where it says nothing of itself, as an ESC file, the file of that name in a later
    /// directory may.
    fn code(&mut self, name: &str) -> Result<Arc<[u8]>, Failure> {
        let file = self.file(name)?;
        let says = |file: &[u8]| Described::of(file).interface().is_some();
        if !says(&file) && !self.described.contains_key(&file) {
            let paths = self.ground.directories.iter().map(|directory| directory.join(name));
            let others = paths.filter_map(|path| edge::read(&path, MAX_FILE_SIZE).ok());
            if let Some(other) = others.into_iter().find(|other| says(other)) {
                self.described.insert(Arc::clone(&file), other.into());
            }
        }
        Ok(file)
    }

    /// By which calls a transaction failed, if that is looked at; `observe` executes it again.
    fn backtrace(
        &self,
        outcome: &Outcome,
        observe: impl FnOnce(&Node, u64, &mut dyn Observer) -> Result<Outcome, NodeError>,
    ) -> Option<Box<Backtrace>> {
        if !self.traces {
            return None;
        }
        let known = Known {
            sources: &self.sources.borrow(),
            file: &|contract| self.world().contract_file(contract).ok().flatten(),
            name: &|contract| self.labels.get(&contract).cloned(),
            limits: &self.ground.policy.limits,
            help: "where it lies beside the contract file, or in a `--build` directory, under the same name with .elf",
        };
        Backtrace::of(outcome, &known, |after, observer| observe(&self.node, after, observer).ok())
            .map(Box::new)
    }

    /// Does a step. Inside, what came of the contract that it called, if it called one; `is_expected` says of what it came to
    /// whether it was to be so.
    pub fn act(
        &mut self,
        step: &Step,
        is_expected: &dyn Fn(&Outcome) -> bool,
    ) -> Result<Option<Came>, Failure> {
        if let Some(time) = step.time {
            self.node.world_mut().set_time(time).map_err(|error| error.to_string())?;
        }
        for _ in 0..step.mine.unwrap_or(0) {
            self.node.seal().map_err(|error| error.to_string())?;
        }
        let mut debug = Vec::new();
        let mut print = |text: &str| debug.push(text.to_owned());
        let sender = self.account(step.sender.as_deref())?;
        let asset = self.asset(step.asset.as_deref())?;
        let line = step.call.as_deref().map(|call| self.line(call)).transpose()?;
        let unexpected = |outcome: &Outcome| !outcome.is_returned() && !is_expected(outcome);
        let mut backtrace = None;
        let (outcome, label, function) = if let Some(name) = &step.deploy {
            let deployment = Deployment {
                sender,
                file: self.code(name)?,
                line: line.unwrap_or_default(),
                value: step.value,
                asset,
                gas: step.gas.unwrap_or(GAS),
                upgradeable: step.upgradeable,
            };
            let receipt =
                self.node.deploy(&deployment, &mut print).map_err(|error| format!("{name}: {error}"))?;
            let label = step.name.clone().unwrap_or_else(|| name.clone());
            if let Some(Party::Contract(contract)) = receipt.record.to {
                self.last = Some(contract);
                self.labels.insert(contract, label.clone());
                if let Some(name) = &step.name {
                    self.names.insert(name.clone(), contract);
                }
            }
            if let Some(outcome) = receipt.outcome.as_ref().filter(|outcome| unexpected(outcome)) {
                backtrace = self.backtrace(outcome, |node, after, observer| {
                    node.observe_deployment(&deployment, after, observer)
                });
            }
            (receipt.outcome, label, "constructor".to_owned())
        } else if let Some(name) = &step.upgrade {
            let contract = self.contract(step.contract.as_deref())?;
            let file = self.code(name)?;
            let receipt =
                self.node.upgrade(sender, contract, &file).map_err(|error| format!("{name}: {error}"))?;
            return self.end_without_call(step, &receipt);
        } else if let Some(to) = &step.transfer {
            let to = self.party(to)?;
            let receipt =
                self.node.transfer(sender, to, asset, step.value).map_err(|error| error.to_string())?;
            return self.end_without_call(step, &receipt);
        } else if let Some(line) = line {
            let contract = self.contract(step.contract.as_deref())?;
            let function = line.name.clone();
            let message = Message {
                value: step.value,
                asset,
                ..Message::new(line, contract, Party::Account(sender), step.gas.unwrap_or(GAS))
            };
            let request = CallRequest { origin: sender, message };
            let outcome = if step.view {
                self.node.view(&request, &mut print).map_err(|error| error.to_string())?.0
            } else {
                let receipt = self.node.call(&request, &mut print).map_err(|error| error.to_string())?;
                receipt.outcome.unwrap_or_else(|| unreachable!("a contract was called"))
            };
            if unexpected(&outcome) {
                backtrace =
                    self.backtrace(&outcome, |node, after, observer| node.observe(&request, after, observer));
            }
            let label = self.labels.get(&contract).cloned().unwrap_or_else(|| contract.to_string());
            (Some(outcome), label, function)
        } else {
            return Ok(None);
        };
        if !step.view {
            self.node.seal().map_err(|error| error.to_string())?;
        }
        let outcome = outcome.unwrap_or_else(|| unreachable!("a contract was called"));
        self.gas.entry((label, function)).or_default().push(outcome.gas_used());
        Ok(Some(Came { outcome, debug, backtrace }))
    }

    /// Ends the block of a transaction that called nobody, and compares how it went.
    fn end_without_call(&mut self, step: &Step, receipt: &Receipt) -> Result<Option<Came>, Failure> {
        self.node.seal().map_err(|error| error.to_string())?;
        check_error(step, &receipt.record.error, receipt.record.message.as_deref()).map(|()| None)
    }

    /// The call line that a text is, with its names replaced, and each `hex"@file"` by what the file has.
    pub fn line(&self, text: &str) -> Result<CallLine, Failure> {
        let mut with_files = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("hex\"@") {
            let (name, after) = after.split_once('"').ok_or_else(|| format!("{text}: expected `\"`"))?;
            with_files.push_str(&format!("{before}hex\"{}\"", Hex(&self.file(name)?)));
            rest = after;
        }
        with_files.push_str(rest);
        self.expand(&with_files)?.parse().map_err(|error| Failure::from(format!("{text}: {error}")))
    }

    /// Does a step, and compares what came of it.
    pub fn step(&mut self, step: &Step) -> Result<(), Failure> {
        let check =
            |outcome: &Outcome| check_error(step, outcome.error().name(), outcome.message().as_deref());
        if let Some(mut came) = self.act(step, &|outcome| check(outcome).is_ok())? {
            let backtrace = came.backtrace.take();
            check(&came.outcome).map_err(|failure| Failure { backtrace, ..failure })?;
            self.compare(step, &came)?;
        }
        self.compare_chain(step)
    }

    fn compare(&self, step: &Step, came: &Came) -> Result<(), Failure> {
        let (output, logs) = match &came.outcome {
            Outcome::Returned { output, logs, .. } => (&output[..], &logs[..]),
            Outcome::Failed { .. } | Outcome::NotStarted(_) => (&[][..], &[][..]),
        };
        if let Some(expected) = &step.output
            && *expected != Hex(output).to_string()
        {
            return Err(differs("the output", expected, &Hex(output)));
        }
        if let Some(expected) = &step.returns {
            let types = match step.types()? {
                Some(types) => types,
                None => self.types(step)?,
            };
            let expected = self.values(expected)?;
            let found = decoded(&types, output)?;
            if !same(&expected, &found) {
                return Err(differs("what it returns", &list(&expected), &list(&found)));
            }
        }
        if let Some(expected) = &step.logs {
            let expected = expected.iter().map(|log| self.expand(log)).collect::<Result<Vec<_>, _>>()?;
            let found: Vec<String> = logs
                .iter()
                .map(|log| {
                    event_text(log).unwrap_or_else(|| format!("{} 0x{}", log.signature, Hex(&log.data)))
                })
                .collect();
            if expected != found {
                return Err(differs("the log", &expected.join("\n"), &found.join("\n")));
            }
        }
        if let Some(expected) = &step.events {
            let found: Vec<&str> = logs.iter().map(|log| log.signature.as_str()).collect();
            if *expected != found {
                return Err(differs("the events", &expected.join("\n"), &found.join("\n")));
            }
        }
        if let Some(expected) = &step.debug
            && *expected != came.debug
        {
            return Err(differs("the debug output", &expected.join("\n"), &came.debug.join("\n")));
        }
        match step.gas_at_most {
            Some(most) if came.outcome.gas_used() > most => {
                Err(format!("it used {} gas, and {most} were to be enough", came.outcome.gas_used()).into())
            }
            _ => Ok(()),
        }
    }

    /// The types of what a step returns, by what its contract says.
    fn types(&self, step: &Step) -> Result<Vec<Type>, Failure> {
        let contract = self.contract(step.contract.as_deref())?;
        let line = self.line(step.call.as_deref().unwrap_or_default())?;
        self.results(contract, &line)
    }

    /// The types of what a contract says that it returns.
    fn results(&self, contract: ContractId, line: &CallLine) -> Result<Vec<Type>, Failure> {
        let file = self.world().contract_file(contract).map_err(|error| error.to_string())?;
        let file = file.unwrap_or_default();
        let described = Described::of(self.described.get(&file[..]).map_or(&file, |other| other));
        let types = described.results(line).map(<[Type]>::to_vec);
        types.ok_or_else(|| {
            Failure::from(format!(
                "the contract does not say what {} returns; `types = [\"u64\"]` does",
                line.name
            ))
        })
    }

    /// Expected values, with their names replaced.
    pub fn values(&self, values: &[toml::Value]) -> Result<Vec<Value>, Failure> {
        values
            .iter()
            .map(|value| match value {
                toml::Value::String(text) => Ok(Value::String(self.expand(text)?)),
                toml::Value::Integer(number) => Ok(json!(number)),
                toml::Value::Float(number) => Ok(json!(Decoded::Double(*number))),
                toml::Value::Boolean(value) => Ok(json!(value)),
                other => Err(format!("{other} is no value that a contract returns").into()),
            })
            .collect()
    }

    /// What a view returns.
    pub fn ask(&self, contract: ContractId, line: &CallLine) -> Result<Vec<Value>, Failure> {
        let sender = self.account(None)?;
        let message = Message::new(line.clone(), contract, Party::Account(sender), GAS);
        let request = CallRequest { origin: sender, message };
        let (outcome, _) = self.node.view(&request, &mut |_| ()).map_err(|error| error.to_string())?;
        match &outcome {
            Outcome::Returned { output, .. } => decoded(&self.results(contract, line)?, output),
            failed => {
                let backtrace =
                    self.backtrace(failed, |node, after, observer| node.observe(&request, after, observer));
                let reason = format!("{line} fails: {}", failed.message().unwrap_or_default());
                Err(Failure { backtrace, ..Failure::from(reason) })
            }
        }
    }

    fn compare_chain(&self, step: &Step) -> Result<(), Failure> {
        for (key, expected) in step.storage.iter().flatten() {
            let contract = self.contract(step.contract.as_deref())?;
            let key = self.expand(key)?;
            let bytes = key.strip_prefix("0x").and_then(echo_abi::hex::read);
            let bytes = bytes.unwrap_or_else(|| key.as_bytes().to_vec());
            let stored = self.world().stored(contract, &bytes).map_err(|error| error.to_string())?;
            if !self.is_stored(expected, stored.as_deref())? {
                let found = stored.as_deref().map_or_else(|| "nothing".to_owned(), readable);
                return Err(differs(&format!("what is stored under {key}"), expected, &found));
            }
        }
        for (who, assets) in step.balances.iter().flatten() {
            let party = self.party(who)?;
            for (asset, expected) in assets {
                let id = self.asset(Some(asset))?;
                let found = self.world().balance(party, id).map_err(|error| error.to_string())?;
                if found != Some(*expected) {
                    let found = found.map_or_else(|| "nothing".to_owned(), |found| found.to_string());
                    return Err(differs(&format!("the balance of {who} in {asset}"), expected, &found));
                }
            }
        }
        Ok(())
    }

    /// Whether stored bytes are an expected value: a number in any width, a text, `0x…`, false for nothing.
    fn is_stored(&self, expected: &toml::Value, stored: Option<&[u8]>) -> Result<bool, Failure> {
        Ok(match (expected, stored) {
            (toml::Value::Boolean(false), stored) => stored.is_none() || stored == Some(&[0]),
            (_, None) => false,
            (toml::Value::Boolean(true), Some(stored)) => stored == [1],
            (toml::Value::Integer(number), Some(stored)) => {
                let bytes = number.to_le_bytes();
                let sign = if *number < 0 { 0xff } else { 0 };
                !stored.is_empty()
                    && (0..stored.len().max(8)).all(|i| {
                        stored.get(i).copied().unwrap_or(sign) == bytes.get(i).copied().unwrap_or(sign)
                    })
            }
            (toml::Value::String(text), Some(stored)) => {
                let text = self.expand(text)?;
                match text.strip_prefix("0x").and_then(echo_abi::hex::read) {
                    Some(bytes) => bytes == stored,
                    None => text.as_bytes() == stored,
                }
            }
            (other, _) => return Err(format!("{other} is no value that is stored").into()),
        })
    }
}

/// Values of returned bytes.
fn decoded(types: &[Type], output: &[u8]) -> Result<Vec<Value>, Failure> {
    let (values, mismatch) = interface::decode(types, output);
    match mismatch {
        Some(mismatch) => Err(format!("what it returns is not of its types: {mismatch}").into()),
        None => Ok(values.iter().map(|value: &Decoded| json!(value)).collect()),
    }
}

/// Whether values are those that were expected: a number may be expected as a text, which TOML needs for those above i64's,
/// and a double is compared by its bits, so that -0.0 is not 0.0.
pub fn same(expected: &[Value], found: &[Value]) -> bool {
    expected.len() == found.len()
        && expected.iter().zip(found).all(|(expected, found)| match (expected, found) {
            (Value::String(expected), Value::Number(found)) => *expected == found.to_string(),
            (Value::Number(expected), Value::Number(found)) if found.is_f64() => {
                expected.as_f64().map(f64::to_bits) == found.as_f64().map(f64::to_bits)
            }
            _ => expected == found,
        })
}

fn list(values: &[Value]) -> String {
    Value::Array(values.to_vec()).to_string()
}

/// Compares an error and its message with what a step expects.
fn check_error(step: &Step, error: &str, message: Option<&str>) -> Result<(), Failure> {
    let expected = step.error.as_deref().unwrap_or(ErrorName::None.name());
    let with_message =
        |error: &str, message: Option<&str>| message.map_or(error.to_owned(), |m| format!("{error}: {m}"));
    if expected != error || step.message.as_deref().is_some_and(|expected| Some(expected) != message) {
        let expected = with_message(expected, step.message.as_deref());
        return Err(differs("the error", &expected, &with_message(error, message)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_the_same_or_not() {
        let of = |text: &str| serde_json::from_str::<Vec<Value>>(text).unwrap();
        let double = |value: f64| vec![json!(Decoded::Double(value))];
        for (expected, found) in [
            (of("[1, true, \"x\"]"), of("[1, true, \"x\"]")),
            (of("[\"18446744073709551615\", \"-1\"]"), of("[18446744073709551615, -1]")),
            (of("[4]"), double(4.0)),
            (double(0.1), double(0.1)),
            (double(f64::NAN), double(f64::NAN)),
            (double(f64::NEG_INFINITY), double(f64::NEG_INFINITY)),
        ] {
            assert!(same(&expected, &found), "{expected:?} {found:?}");
        }
        for (expected, found) in [
            (of("[1]"), of("[1, 1]")),
            (of("[1]"), of("[\"1\"]")),
            (of("[\"01\"]"), of("[1]")),
            (of("[1]"), of("[true]")),
            (double(0.0), double(-0.0)),
            (double(0.1), double(0.100_000_000_000_000_02)),
            (double(f64::INFINITY), double(f64::NAN)),
        ] {
            assert!(!same(&expected, &found), "{expected:?} {found:?}");
        }
    }
}
