//! `--returns`: the returned bytes as values.
//!
//! The machine appends the bytes of each returned value and keeps no types, so the caller has to say them. A
//! string has no length of its own: it is what is left, and so can only be last.

use echo_abi::interface::{self, only_last};
use serde_json::{Value, json};

pub use echo_abi::interface::{Mismatch, Type};

/// Types of which one takes all bytes and another is to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--returns: {0}")]
pub struct NotLast(interface::NotLast);

/// Checks that what takes the rest is last.
///
/// # Errors
/// [`NotLast`] names the type that is not.
pub fn check(types: &[Type]) -> Result<(), NotLast> {
    only_last(types).map_err(NotLast)
}

/// The type's name, as it is written on the command line.
pub fn name(kind: Type) -> String {
    kind.short_name()
}

/// The values in `bytes`, as far as they go, and what is wrong with the rest.
pub fn decode(bytes: &[u8], types: &[Type]) -> (Vec<Value>, Option<Mismatch>) {
    let (values, mismatch) = interface::decode(types, bytes);
    (values.iter().map(|value| json!(value)).collect(), mismatch)
}
