//! A chain as a document, and back; and what two chains differ in.

use super::super::report::readable;
use super::super::{NoOutcome, state_problem};
use super::{Site, Told, open};
use clap::Args;
use echo_abi::edge::{self, Status};
use echo_abi::{ErrorName, Hex, PrintablePath};
use echo_chain::{Difference, Dump, DumpError, World};
use serde_json::json;
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
#[command(after_help = "Exit codes: 0 they are equal, 1 they differ, 2 a file that cannot be used")]
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
        let (first, second) = (open(&self.site.state)?, open(&self.other)?);
        let differences = first.differences(&second).map_err(|error| state_problem(&error))?;
        let (mut objects, mut text) = (Vec::new(), String::new());
        for Difference { key, first, second } in &differences {
            let shown = |value: &Option<Vec<u8>>| value.as_deref().map_or("nothing".to_owned(), short);
            let _ = writeln!(text, "{key}: {} / {}", shown(first), shown(second));
            let hex = |value: &Option<Vec<u8>>| value.as_ref().map(|value| Hex(value).to_string());
            objects.push(json!({"entry": key.to_string(), "first": hex(first), "second": hex(second)}));
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

/// A value for people, or the beginning of a long one.
fn short(value: &[u8]) -> String {
    const MOST: usize = 40;
    if value.len() <= MOST {
        readable(value)
    } else {
        format!("{}… ({} bytes)", readable(&value[..MOST]), value.len())
    }
}
