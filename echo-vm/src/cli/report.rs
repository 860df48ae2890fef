//! An outcome, printed: for people, or as one JSON object.

use super::backtrace::Backtrace;
use super::described::{self, Described};
use super::returns::{self, Mismatch, Type};
use echo_abi::call_line::CallLine;
use echo_abi::outcome::ResultObject;
use echo_abi::printable::{self, Printable, PrintableBytes};
use echo_abi::{Hex, Outcome};
use echo_chain::Changes;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::{self, Write};

/// What there is to tell about a call.
pub struct CallReport<'a> {
    /// How it ended.
    pub outcome: &'a Outcome,
    /// What was called.
    pub line: &'a CallLine,
    /// The gas it was given.
    pub gas: u64,
    /// What was asked to be decoded.
    pub returns: &'a [Type],
    /// What the contract says of itself.
    pub described: &'a Described,
    /// Whether a function was named.
    pub called: bool,
    /// What would change, where it was to be shown.
    pub changes: Option<&'a Changes>,
    /// Where it failed, where that was to be shown.
    pub backtrace: Option<&'a Backtrace>,
}

/// What contracts say of a function that they do not have, those of the first chain and those of echo.h.
const MISSING: &str = "The called function is missing.";

#[derive(Serialize)]
pub struct Object<'a> {
    #[serde(flatten)]
    result: ResultObject<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backtrace: Option<Value>,
}

/// One object on one line of standard output.
pub fn json(object: &impl Serialize) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{}", printable::json(&serde_json::to_string(object)?))
}

/// A warning on standard error.
pub fn warn(message: &str) {
    let _ = writeln!(io::stderr(), "warning: {message}");
}

impl CallReport<'_> {
    /// The original's result object, and what is known beyond it.
    pub fn object(&self) -> Object<'_> {
        let (returned, mismatch) = self.decode();
        self.warn(mismatch);
        let events = match self.outcome {
            Outcome::Returned { logs, .. } if !logs.is_empty() => {
                Some(logs.iter().map(described::event_object).collect())
            }
            _ => None,
        };
        Object {
            result: self.outcome.into(),
            returned,
            events,
            changes: self.changes.map(changes_object),
            backtrace: self.backtrace.map(Backtrace::json),
        }
    }

    /// The result on standard output; an error on standard error.
    pub fn human(&self) -> io::Result<()> {
        self.write(&mut io::stdout().lock())
    }

    /// The result; an error on standard error.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut events = &[][..];
        if let Outcome::Returned { output, logs, .. } = self.outcome {
            events = logs;
            writeln!(out, "output    {}", Hex(output))?;
            let (values, mismatch) = self.decode();
            for (value, kind) in values.iter().flatten().zip(self.types()) {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                writeln!(out, "{:9} {}", returns::name(*kind), Printable(&text))?;
            }
            self.warn(mismatch);
        }
        if let Some(message) = self.outcome.message() {
            let _ = writeln!(io::stderr(), "error: {}: {}", self.outcome.error(), Printable(&message));
            if !self.called && message == MISSING {
                let _ = writeln!(io::stderr(), "  help: no function was named; `--call 'name(…)'` names one");
            }
        }
        for line in self.backtrace.iter().flat_map(|backtrace| backtrace.lines()) {
            let _ = writeln!(io::stderr(), "{line}");
        }
        writeln!(out, "gas used  {} of {}", self.outcome.gas_used(), self.gas)?;
        for (id, log) in events.iter().enumerate() {
            match described::event_text(log) {
                Some(text) => writeln!(out, "log {id:<5} {} {text}", log.contract)?,
                None => writeln!(out, "log {id:<5} {} {}", Hex(&log.hash), Hex(&log.data))?,
            }
        }
        for line in self.changes.iter().flat_map(|changes| changes_text(changes)) {
            writeln!(out, "would be  {line}")?;
        }
        Ok(())
    }

    /// The types of the returned values: as asked for, or as the contract says.
    fn types(&self) -> &[Type] {
        if self.returns.is_empty() {
            self.described.results(self.line).unwrap_or_default()
        } else {
            self.returns
        }
    }

    /// The decoded values, where their types are known, and what is wrong with the rest.
    fn decode(&self) -> (Option<Vec<Value>>, Option<Mismatch>) {
        let Outcome::Returned { output, .. } = self.outcome else { return (None, None) };
        let types = self.types();
        if types.is_empty() {
            return (None, None);
        }
        let (values, mismatch) = returns::decode(output, types);
        (Some(values), mismatch)
    }

    /// Says what is odd about a call that went well.
    fn warn(&self, mismatch: Option<Mismatch>) {
        if let Some(mismatch) = mismatch {
            let asked = if self.returns.is_empty() { "the returned bytes" } else { "--returns" };
            warn(&format!("{asked}: {mismatch}"));
        }
        if let Outcome::Returned { arguments_left: left @ 1.., .. } = self.outcome {
            let given = self.line.args.len();
            warn(&format!("the contract did not take {left} of {given} arguments"));
        }
    }
}

/// Bytes as text where they are text, else as hexadecimal digits.
pub fn readable(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.is_empty() && !text.chars().any(char::is_control) => {
            format!("\"{}\"", Printable(text))
        }
        _ => format!("0x{}", Hex(bytes)),
    }
}

/// What would change, a line each.
fn changes_text(changes: &Changes) -> Vec<String> {
    let Changes { balances, storage, contracts, code: _ } = changes;
    let balances = balances
        .iter()
        .map(|((holder, asset), balance)| format!("balance of {holder} in {asset} = {balance}"));
    let stored = storage.iter().flat_map(|(contract, values)| {
        values.iter().map(move |(key, value)| {
            let value = value.as_deref().map_or_else(|| "removed".to_owned(), readable);
            format!("{contract} {} = {value}", PrintableBytes(key))
        })
    });
    let contracts = contracts.iter().map(|(id, contract)| match contract {
        Some(contract) => format!("{id} has the code {}", contract.code),
        None => format!("{id} is gone"),
    });
    balances.chain(stored).chain(contracts).collect()
}

/// What would change, as an object. Keys and values are hexadecimal digits; null is gone.
fn changes_object(changes: &Changes) -> Value {
    let Changes { balances, storage, contracts, code: _ } = changes;
    let balances = balances
        .iter()
        .map(|((holder, asset), balance)| json!({"holder": holder, "asset": asset, "balance": balance}));
    let stored = storage.iter().flat_map(|(contract, values)| {
        values.iter().map(move |(key, value)| {
            let value = value.as_ref().map(|value| Hex(value).to_string());
            json!({"contract": contract, "key": Hex(key), "value": value})
        })
    });
    let contracts = contracts
        .iter()
        .map(|(id, contract)| json!({"id": id, "code": contract.map(|contract| contract.code)}));
    json!({
        "balances": balances.collect::<Value>(),
        "storage": stored.collect::<Value>(),
        "contracts": contracts.collect::<Value>(),
    })
}
