//! [`Described`]: what a contract says of itself, where it does, and what that is good for: wrong calls are told before they
//! run, results and events are decoded.

use echo_abi::call_line::CallLine;
use echo_abi::interface::{ArgumentError, Event, Interface, NoFunction, Type, decode_event};
use echo_abi::{Log, Printable};
use echo_vm::{Message, Mode};
use serde_json::{Value, json};

/// A contract's description.
pub struct Described(Option<Interface>);

/// A call that the contract says is wrong.
#[derive(Debug, thiserror::Error)]
pub enum WrongCall {
    /// There is no such function.
    #[error(transparent)]
    Function(#[from] NoFunction),
    /// The arguments are not what it takes.
    #[error(transparent)]
    Arguments(#[from] ArgumentError),
}

impl Described {
    /// What a contract file says. What cannot be read says nothing: nobody has to believe it.
    pub fn of(file: &[u8]) -> Self {
        Self(Interface::of_file(file).ok().flatten())
    }

    /// What it says, where it says anything.
    pub fn interface(&self) -> Option<&Interface> {
        self.0.as_ref()
    }

    /// Checks a call; where nothing is known, all are right.
    pub fn check(&self, message: &Message) -> Result<(), WrongCall> {
        let Some(interface) = &self.0 else { return Ok(()) };
        let CallLine { name, args } = &message.line;
        match message.mode {
            Mode::Constructor => {
                if let Some(constructor) = &interface.constructor {
                    constructor.check(args)?;
                }
            }
            // A contract may do something without being asked for a function.
            Mode::Call if name.is_empty() => {}
            Mode::Call => interface.function(name)?.check(args)?,
        }
        Ok(())
    }

    /// The types of what a function returns, where they are known.
    pub fn results(&self, line: &CallLine) -> Option<&[Type]> {
        let function = self.0.as_ref()?.function(&line.name).ok()?;
        function.signature.as_ref().map(|signature| signature.results.as_slice())
    }
}

/// An event in words: `transfer("1.2.5", 25)`; `None` where its signature does not say how to read it.
pub fn event_text(log: &Log) -> Option<String> {
    let (name, values) = decoded(log)?;
    let values: Vec<String> = values
        .iter()
        .map(|value| match value {
            Value::String(text) => format!("\"{}\"", Printable(text)),
            other => other.to_string(),
        })
        .collect();
    Some(format!("{}({})", Printable(&name), values.join(", ")))
}

/// An event as an object: contract, name, values; null where its signature does not say how to read it.
pub fn event_object(log: &Log) -> Value {
    decoded(log).map_or(
        Value::Null,
        |(name, values)| json!({"contract": log.contract, "name": name, "values": values}),
    )
}

fn decoded(log: &Log) -> Option<(String, Vec<Value>)> {
    let event = Event::from_signature(&log.signature)?;
    let (values, mismatch) = decode_event(event.args.as_deref()?, &log.data);
    mismatch.is_none().then(|| (event.name, values.iter().map(|value| json!(value)).collect()))
}
