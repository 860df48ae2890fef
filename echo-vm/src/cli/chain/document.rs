//! A chain as a document, and back; and what two chains differ in.

use super::super::report::readable;
use super::super::{NoOutcome, state_problem};
use super::{Site, Told, open};
use clap::Args;
use echo_abi::edge::{self, Status};
use echo_abi::{ErrorName, PrintablePath};
use echo_chain::entry::{AssetRecord, BlockRecord, Key};
use echo_chain::{Block, ContractRecord, Difference, Dump, DumpError, ResultRecord, World};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct DumpArgs {
    /// Where to; `-`, the default, is standard output
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
pub struct LoadArgs {
    /// What `dump` wrote; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Replace the chain that the file has
    #[arg(long)]
    replace: bool,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo-vm diff --state mine.state theirs.state

Of an entry that both chains have, what differs is shown: first what --state has, then what OTHER has.

Exit codes: 0 they are equal, 1 they differ, 2 a file that cannot be used")]
pub struct DiffArgs {
    /// The chain to compare with, a state file
    #[arg(value_name = "OTHER")]
    other: PathBuf,

    #[command(flatten)]
    pub site: Site,
}

/// Most bytes of a dump.
const MAX_LEN: u64 = 1 << 30;

impl DumpArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let world = open(&self.site.state)?;
        let digest = world.digest().map_err(|error| state_problem(&error))?.to_string();
        let dump = world.dump().map_err(|error| state_problem(&error))?;
        let mut text = serde_json::to_string_pretty(&dump).map_err(NoOutcome::misuse)?;
        text.push('\n');
        if edge::is_stream(&self.file) {
            // The document is an object already.
            let object = serde_json::to_value(&dump).map_err(NoOutcome::misuse)?;
            return Ok(Told { status: Status::Good, object, text });
        }
        std::fs::write(&self.file, text).map_err(|error| NoOutcome::input(&self.file, &error))?;
        let told = format!("wrote     {}\nstate     {digest}\n", PrintablePath(&self.file));
        Ok(Told::new(json!({"state": digest}), told))
    }
}

impl LoadArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let bytes = edge::read(&self.file, MAX_LEN).map_err(|error| NoOutcome::input(&self.file, &error))?;
        let dump: Dump =
            serde_json::from_slice(&bytes).map_err(|error| NoOutcome::input(&self.file, &error))?;
        let state = &self.site.state;
        let mut world = World::open(state).map_err(|error| state_problem(&error))?;
        if world.has_begun().map_err(|error| state_problem(&error))? && !self.replace {
            let message = format!("there is a chain in {}", PrintablePath(state));
            let problem = NoOutcome::new(Status::Unusable, ErrorName::IncorrectParameters, message);
            return Err(problem.with_help("`--replace` replaces it; `--state FILE` names another file"));
        }
        world.load(&dump).map_err(|error| match error {
            DumpError::State(error) => state_problem(&error),
            error => NoOutcome::input(&self.file, &error),
        })?;
        world.save().map_err(|error| state_problem(&error))?;
        let digest = world.digest().map_err(|error| state_problem(&error))?.to_string();
        Ok(Told::new(json!({"state": digest}), format!("state     {digest}\n")))
    }
}

impl DiffArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let (own, other) = (open(&self.site.state)?, open(&self.other)?);
        let differences = own.differences(&other).map_err(|error| state_problem(&error))?;
        let (mut objects, mut text) = (Vec::new(), String::new());
        for Difference { key, first, second } in &differences {
            let object =
                |world, value: &Option<Vec<u8>>| value.as_ref().map(|value| object(world, key, value));
            let (first, second) = (object(&own, first), object(&other, second));
            let _ = match (&first, &second) {
                (Some(Value::Object(first)), Some(Value::Object(second))) => {
                    let differs = |name: &&String| first.get(*name) != second.get(*name);
                    let one = |name: &String| {
                        format!("{name} {} / {}", short(first.get(name)), short(second.get(name)))
                    };
                    let fields: Vec<String> = first.keys().filter(differs).map(one).collect();
                    writeln!(text, "{key}: {}", fields.join(", "))
                }
                _ => writeln!(text, "{key}: {} / {}", short(first.as_ref()), short(second.as_ref())),
            };
            objects.push(json!({"entry": key.to_string(), "first": first, "second": second}));
        }
        let mut told = Told::new(json!({"differences": objects}), text);
        if !differences.is_empty() {
            told.status = Status::Bad;
            told.object["error"] = json!(ErrorName::Unknown);
            told.object["message"] = json!(format!("{} entries differ", differences.len()));
        }
        Ok(told)
    }
}

/// What an entry says; its bytes, where they are none of its kind.
fn object(world: &World, key: &Key, value: &[u8]) -> Value {
    fn record<T: DeserializeOwned + Serialize>(world: &World, value: &[u8]) -> Option<Value> {
        serde_json::to_value(world.read_record::<T>(value).ok()?).ok()
    }
    let number = || value.try_into().ok().map(u64::from_le_bytes);
    let object = match key {
        Key::Current => record::<Block>(world, value),
        Key::Asset(_) => record::<AssetRecord>(world, value),
        Key::Contract(_) => record::<ContractRecord>(world, value),
        Key::Result(_) => record::<ResultRecord>(world, value),
        Key::Block(_) => record::<BlockRecord>(world, value),
        Key::Next(_) | Key::AccountNamed(_) | Key::AssetCalled(_) => number().map(Value::from),
        Key::Balance(..) => number().map(|balance| Value::from(balance.cast_signed())),
        Key::Account(_) | Key::Property(..) => std::str::from_utf8(value).ok().map(Value::from),
        Key::Code(_) => Some(json!(format!("{} bytes", value.len()))),
        Key::Stored(..) => None,
    };
    object.unwrap_or_else(|| json!(readable(value)))
}

/// A value for people, or the beginning of a long one.
fn short(value: Option<&Value>) -> String {
    const MOST: usize = 100;
    let text = match value {
        None | Some(Value::Null) => return "nothing".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    };
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
