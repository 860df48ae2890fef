//! An outcome, printed: for people, or as one JSON object.

use super::returns::{self, Mismatch, Type};
use echo_abi::outcome::Hex;
use echo_abi::printable::{self, Printable};
use echo_abi::{ErrorName, Outcome};
use serde::Serialize;
use std::io::{self, Write};

/// What there is to tell about a call.
pub struct Report<'a> {
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
    outcome: &'a Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<Vec<serde_json::Value>>,
}

impl Report<'_> {
    /// One object on one line of standard output.
    pub fn json(&self) -> io::Result<()> {
        let (values, mismatch) = self.decode();
        Self::warn(mismatch);
        let object = Object { outcome: self.outcome, returned: values };
        writeln!(io::stdout().lock(), "{}", printable::json(&serde_json::to_string(&object)?))
    }

    /// The result on standard output; an error on standard error.
    pub fn human(&self) -> io::Result<()> {
        let outcome = self.outcome;
        let mut out = io::stdout().lock();
        if outcome.error == ErrorName::None {
            writeln!(out, "output    {}", Hex(&outcome.output))?;
            let (values, mismatch) = self.decode();
            for (value, kind) in values.iter().flatten().zip(self.returns) {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                writeln!(out, "{:9} {}", returns::name(*kind), Printable(&text))?;
            }
            Self::warn(mismatch);
        } else {
            let message = outcome.message.as_deref().unwrap_or_default();
            let _ = writeln!(io::stderr(), "error: {}: {}", outcome.error, Printable(message));
            if !self.called && message == MISSING {
                let _ = writeln!(io::stderr(), "  help: no function was named; `--call 'name(…)'` names one");
            }
        }
        writeln!(out, "gas used  {} of {}", outcome.gas_used, self.gas)?;
        for (id, log) in outcome.logs.iter().enumerate() {
            writeln!(out, "log {id:<5} {} {}", Hex(&log.hash), Hex(&log.data))?;
        }
        Ok(())
    }

    /// The decoded values, where they are asked for and there are any.
    fn decode(&self) -> (Option<Vec<serde_json::Value>>, Option<Mismatch>) {
        if self.returns.is_empty() || self.outcome.error != ErrorName::None {
            return (None, None);
        }
        let (values, mismatch) = returns::decode(&self.outcome.output, self.returns);
        (Some(values), mismatch)
    }

    fn warn(mismatch: Option<Mismatch>) {
        if let Some(mismatch) = mismatch {
            let _ = writeln!(io::stderr(), "warning: --returns: {mismatch}");
        }
    }
}
