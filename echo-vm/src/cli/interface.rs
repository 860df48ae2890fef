//! `echo-vm interface`: what a contract says can be called.

use super::{NoOutcome, report, tell, written};
use clap::Args;
use echo_abi::edge::{self, Status};
use echo_abi::image::MAX_FILE_SIZE;
use echo_abi::interface::{Effect, Event, Function, Interface, Signature, Type};
use echo_abi::printable::PrintablePath;
use echo_abi::{ErrorName, Hex};
use serde_json::{Value, json};
use sha3::{Digest, Keccak256};
use std::io::{self, Write};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  echo-vm interface token.echo

Exit codes: 0 told, 1 the contract does not say, 2 a file that cannot be used")]
pub struct InterfaceArgs {
    /// The contract, ELF or ESC, stripped or not; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Print one JSON object: error, message, sdk, constructor, functions, events
    #[arg(long)]
    json: bool,
}

impl InterfaceArgs {
    /// Reads the file, and tells.
    pub fn run(&self) -> Status {
        match self.read() {
            Ok(interface) if self.json => written(report::json(&object(&interface)), Status::Good),
            Ok(interface) => written(print(&mut io::stdout().lock(), &interface), Status::Good),
            Err(problem) => tell(self.json, &problem),
        }
    }

    fn read(&self) -> Result<Interface, NoOutcome> {
        let file = edge::read(&self.file, MAX_FILE_SIZE);
        let file = file.map_err(|error| NoOutcome::contract(&self.file, &error))?;
        let interface = Interface::of_file(&file).map_err(|error| NoOutcome::contract(&self.file, &error))?;
        interface.ok_or_else(|| {
            let message = format!(
                "{}: the contract does not say what can be called; echo.h, echo.hpp and the Rust SDK make it, and an ESC file has no place for it",
                PrintablePath(&self.file)
            );
            NoOutcome::new(Status::Bad, ErrorName::IncorrectParameters, message)
        })
    }
}

/// keccak256 of an event's signature: how logs name it.
fn hash(signature: &str) -> String {
    Hex(&Keccak256::digest(signature.as_bytes())).to_string()
}

/// `(string,uint64)`; `(…)` where the types are unknown.
fn listed(types: Option<&[Type]>) -> String {
    let Some(types) = types else { return "(…)".to_owned() };
    let types: Vec<String> = types.iter().map(ToString::to_string).collect();
    format!("({})", types.join(","))
}

fn print(out: &mut impl Write, interface: &Interface) -> io::Result<()> {
    lines(interface).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// A line each. The names are ASCII, for the reader takes no other.
pub fn lines(interface: &Interface) -> Vec<String> {
    let mut lines = vec![format!("sdk         {}", interface.sdk)];
    if let Some(constructor) = &interface.constructor {
        lines.push(format!("constructor {}", listed(constructor.args.as_deref())));
    }
    for function in &interface.functions {
        let kind = if function.effect == Effect::View { "view" } else { "function" };
        let unknown = if function.signature.is_none() { "(…)" } else { "" };
        lines.push(format!("{kind:11} {function}{unknown}"));
    }
    for event in &interface.events {
        match event.signature() {
            Some(signature) => lines.push(format!("event       {signature}  {}", hash(&signature))),
            None => lines.push(format!("event       {}(…)", event.name)),
        }
    }
    lines
}

fn types(types: Option<&[Type]>) -> Value {
    types.map_or(Value::Null, |types| types.iter().map(|kind| json!(kind.to_string())).collect())
}

/// The object of `--json`; types are null where they are unknown.
pub fn object(interface: &Interface) -> Value {
    let function = |Function { name, effect, signature }: &Function| {
        let signature = signature.as_ref();
        let of = |list: fn(&Signature) -> &Vec<Type>| types(signature.map(|s| list(s).as_slice()));
        let (args, results) = (of(|s| &s.args), of(|s| &s.results));
        json!({"name": name, "view": *effect == Effect::View, "arguments": args, "results": results})
    };
    let event = |event: &Event| {
        let signature = event.signature();
        let hash = signature.as_deref().map(hash);
        let args = types(event.args.as_deref());
        json!({"name": event.name, "arguments": args, "signature": signature, "hash": hash})
    };
    json!({
        "error": "none",
        "message": null,
        "sdk": interface.sdk,
        "constructor": interface.constructor.as_ref().map(|c| json!({"arguments": types(c.args.as_deref())})),
        "functions": interface.functions.iter().map(function).collect::<Value>(),
        "events": interface.events.iter().map(event).collect::<Value>(),
    })
}
