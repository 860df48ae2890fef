//! [`ResultObject`]: an outcome as the original chain's result object, to be serialized.

use super::{ErrorName, Outcome};
use crate::id::ContractId;
use crate::{GuestAddr, Hex};

/// The original's result object (echo-v1.md 3), to be serialized: bytes in lower-case hex, and `message` and
/// `stopped_at` besides. It has all fields, whatever happened.
#[derive(Debug, serde::Serialize)]
pub struct ResultObject<'a> {
    error: ErrorName,
    message: Option<String>,
    gas_used: u64,
    output: Hex<'a>,
    logs: Vec<LogObject<'a>>,
    stopped_at: Option<GuestAddr>,
}

/// A log in the original's result object; `id` is its index. `contract` and `signature` are ours.
#[derive(Debug, serde::Serialize)]
struct LogObject<'a> {
    hash: Hex<'a>,
    log: Hex<'a>,
    id: usize,
    contract: ContractId,
    signature: &'a str,
}

impl ResultObject<'_> {
    /// For a call that never came to an outcome.
    #[must_use]
    pub fn of_error(error: ErrorName, message: String) -> Self {
        Self {
            error,
            message: Some(message),
            gas_used: 0,
            output: Hex(&[]),
            logs: Vec::new(),
            stopped_at: None,
        }
    }
}

impl<'a> From<&'a Outcome> for ResultObject<'a> {
    fn from(outcome: &'a Outcome) -> Self {
        let (output, logs, stopped_at) = match outcome {
            Outcome::Returned { output, logs, .. } => (&output[..], &logs[..], None),
            Outcome::Failed { at, .. } => (&[][..], &[][..], Some(*at)),
            Outcome::NotStarted(_) => (&[][..], &[][..], None),
        };
        let logs = logs.iter().enumerate();
        Self {
            error: outcome.error(),
            message: outcome.message(),
            gas_used: outcome.gas_used(),
            output: Hex(output),
            logs: logs
                .map(|(id, log)| LogObject {
                    hash: Hex(&log.hash),
                    log: Hex(&log.data),
                    id,
                    contract: log.contract,
                    signature: &log.signature,
                })
                .collect(),
            stopped_at,
        }
    }
}
