//! Scenario files: what is done to a chain, and what is to come of it, in TOML. docs/scenarios.md explains them.

use echo_abi::document;
use echo_abi::interface::Type;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Most bytes of a scenario file.
pub const MAX_LEN: usize = 4 << 20;

/// A scenario file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What the chain of each scenario begins with; without it, ten accounts.
    pub genesis: Option<PathBuf>,
    /// What contracts are judged by.
    pub policy: Option<PathBuf>,
    /// Contract files that all scenarios and properties are tried with, one after the other: `@each` in `deploy` is one.
    #[serde(default)]
    pub each: Vec<String>,
    /// What `$name` stands for, beside accounts and contracts.
    #[serde(default)]
    pub texts: BTreeMap<String, String>,
    #[serde(default, rename = "scenario")]
    pub scenarios: Vec<Scenario>,
    #[serde(default, rename = "property")]
    pub properties: Vec<Property>,
}

/// Steps, one after the other, on a chain of their own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub name: String,
    #[serde(default, rename = "step")]
    pub steps: Vec<Step>,
}

/// Random calls, and what holds whatever they are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    pub name: String,
    /// What is done before.
    #[serde(default, rename = "step")]
    pub steps: Vec<Step>,
    /// The calls to choose from.
    #[serde(rename = "call")]
    pub calls: Vec<RandomCall>,
    /// What holds after each of them.
    #[serde(rename = "invariant")]
    pub invariants: Vec<Invariant>,
    /// How many sequences are tried.
    #[serde(default = "cases")]
    pub cases: u32,
    /// How many calls a sequence has at most.
    #[serde(default = "length")]
    pub length: usize,
}

fn cases() -> u32 {
    64
}

fn length() -> usize {
    20
}

/// A call with arguments that are `any` of a type.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RandomCall {
    pub call: String,
    pub contract: Option<String>,
    /// Who calls; without it, any account.
    pub sender: Option<String>,
    #[serde(default)]
    pub value: u64,
    /// The errors that it may end with.
    #[serde(default = "contract_error")]
    pub may_fail: Vec<String>,
}

fn contract_error() -> Vec<String> {
    vec!["contract_error".to_owned()]
}

/// A question whose answer stays the same, or is that of another one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invariant {
    /// A view; with `$each` in it, it is asked for each account, and the answers are added up.
    pub call: String,
    pub contract: Option<String>,
    /// What it returns.
    pub returns: Option<Vec<toml::Value>>,
    /// A view that returns the same.
    pub equals: Option<String>,
}

/// Something that is done, and what is expected of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// A contract file to be deployed; `call` is what its constructor is called with.
    pub deploy: Option<String>,
    /// What the deployed contract is called from now on.
    #[serde(rename = "as")]
    pub name: Option<String>,
    /// Whether its owner may replace its code.
    #[serde(default)]
    pub upgradeable: bool,
    /// A contract file that becomes the code of `contract`.
    pub upgrade: Option<String>,
    /// A call line.
    pub call: Option<String>,
    /// Who is called; without it, what was deployed last.
    pub contract: Option<String>,
    /// Whether the call changes nothing.
    #[serde(default)]
    pub view: bool,
    /// Who gets an asset.
    pub transfer: Option<String>,
    /// How many blocks are made, and when.
    pub mine: Option<u32>,
    pub time: Option<u32>,
    /// Who signs; without it, the first account.
    pub sender: Option<String>,
    #[serde(default)]
    pub value: u64,
    pub asset: Option<String>,
    pub gas: Option<u64>,

    /// The error; without it, none.
    pub error: Option<String>,
    pub message: Option<String>,
    /// The returned values, by the contract's interface or `types`.
    pub returns: Option<Vec<toml::Value>>,
    pub types: Option<Vec<String>>,
    /// The returned bytes.
    pub output: Option<String>,
    /// The events, as `name(value, …)`.
    pub logs: Option<Vec<String>>,
    /// The signatures of all events, as `name(type,…)`.
    pub events: Option<Vec<String>>,
    /// What is stored under keys afterwards; false for nothing.
    pub storage: Option<BTreeMap<String, toml::Value>>,
    /// Who has how much of what afterwards.
    pub balances: Option<BTreeMap<String, BTreeMap<String, i64>>>,
    pub debug: Option<Vec<String>>,
    pub gas_at_most: Option<u64>,
}

impl Step {
    /// The types of the returned values, where the file says them.
    ///
    /// # Errors
    /// A word that is no type.
    pub fn types(&self) -> Result<Option<Vec<Type>>, String> {
        let Some(names) = &self.types else { return Ok(None) };
        let types = names.iter().map(|name| name.parse().map_err(|error| format!("types: {name}: {error}")));
        types.collect::<Result<_, _>>().map(Some)
    }
}

/// Puts a contract file in the place of `@each`.
fn put(steps: &mut [Step], file: &str) {
    for deploy in steps.iter_mut().filter_map(|step| step.deploy.as_mut()) {
        if deploy == "@each" {
            file.clone_into(deploy);
        }
    }
}

impl Document {
    /// The scenarios and properties: once, or once with each contract file.
    pub fn cases(self) -> (Vec<Scenario>, Vec<Property>) {
        let Self { each, scenarios, properties, .. } = self;
        if each.is_empty() {
            return (scenarios, properties);
        }
        let (mut all_scenarios, mut all_properties) = (Vec::new(), Vec::new());
        for file in &each {
            all_scenarios.extend(scenarios.iter().cloned().map(|mut scenario| {
                put(&mut scenario.steps, file);
                Scenario { name: format!("{} ({file})", scenario.name), ..scenario }
            }));
            all_properties.extend(properties.iter().cloned().map(|mut property| {
                put(&mut property.steps, file);
                Property { name: format!("{} ({file})", property.name), ..property }
            }));
        }
        (all_scenarios, all_properties)
    }
}

/// Reads a scenario file.
///
/// # Errors
/// What is wrong with it, in words.
pub fn read(path: &Path) -> Result<Document, String> {
    let text = echo_abi::edge::read_text(path, MAX_LEN).map_err(|error| error.to_string())?;
    document::read(&text, MAX_LEN).map_err(|error| error.to_string())
}
