//! Ids of chain objects: triplets such as `1.2.16` (echo-v1.md 3).

use std::{fmt, str::FromStr};

/// What kind of thing an id names; the first two numbers of the triplet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `1.2.n`
    Account,
    /// `1.3.n`; `1.3.0` is ECHO.
    Asset,
    /// `1.11.n`
    Contract,
    /// `1.12.n`
    ContractResult,
}
