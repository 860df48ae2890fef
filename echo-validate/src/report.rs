//! [`Report`]: all findings about a contract.

/// Why a contract was rejected.
#[derive(Debug)]
pub struct Report;
