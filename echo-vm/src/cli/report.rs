//! An outcome, printed: for people, or as one JSON object.

use super::returns::{self, Mismatch, Type};
use echo_abi::Hex;
use echo_abi::Outcome;
use echo_abi::outcome::ResultObject;
use echo_abi::printable::{self, Printable};
use serde::Serialize;
use std::io::{self, Write};

/// What there is to tell about a call.
pub struct CallReport<'a> {
    /// How it ended.
    pub outcome: &'a Outcome,
    /// The gas it was given.
    pub gas: u64,
    /// What was asked to be decoded.
    pub returns: &'a [Type],
    /// Whether a function was named.
    pub called: bool,
}

/// What contracts say of a function that they do not have, those of the first chain and those of echo.h.
const MISSING: &str = "The called function is missing.";

#[derive(Serialize)]
struct Object<'a> {
    #[serde(flatten)]
    result: ResultObject<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<Vec<serde_json::Value>>,
}

/// One object on one line of standard output.
pub fn json(object: &impl Serialize) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{}", printable::json(&serde_json::to_string(object)?))
}

impl CallReport<'_> {
    /// The original's result object, and the decoded values.
    pub fn json(&self) -> io::Result<()> {
        let (returned, mismatch) = match self.outcome {
            Outcome::Returned { output, .. } => self.decode(output),
            Outcome::Failed { .. } | Outcome::NotStarted(_) => (None, None),
        };
        warn(mismatch);
        json(&Object { result: self.outcome.into(), returned })
    }

    /// The result on standard output; an error on standard error.
    pub fn human(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        let mut events = &[][..];
        if let Outcome::Returned { output, logs, .. } = self.outcome {
            events = logs;
            writeln!(out, "output    {}", Hex(output))?;
            let (values, mismatch) = self.decode(output);
            for (value, kind) in values.iter().flatten().zip(self.returns) {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                writeln!(out, "{:9} {}", returns::name(*kind), Printable(&text))?;
            }
            warn(mismatch);
        }
        if let Some(message) = self.outcome.message() {
            let _ = writeln!(io::stderr(), "error: {}: {}", self.outcome.error(), Printable(&message));
            if !self.called && message == MISSING {
                let _ = writeln!(io::stderr(), "  help: no function was named; `--call 'name(…)'` names one");
            }
        }
        writeln!(out, "gas used  {} of {}", self.outcome.gas_used(), self.gas)?;
        for (id, log) in events.iter().enumerate() {
            writeln!(out, "log {id:<5} {} {}", Hex(&log.hash), Hex(&log.data))?;
        }
        Ok(())
    }

    /// The decoded values, where they are asked for, and what is wrong with the rest.
    fn decode(&self, output: &[u8]) -> (Option<Vec<serde_json::Value>>, Option<Mismatch>) {
        if self.returns.is_empty() {
            return (None, None);
        }
        let (values, mismatch) = returns::decode(output, self.returns);
        (Some(values), mismatch)
    }
}

fn warn(mismatch: Option<Mismatch>) {
    if let Some(mismatch) = mismatch {
        let _ = writeln!(io::stderr(), "warning: --returns: {mismatch}");
    }
}
