//! [`Report`]: all findings about a contract, by address.
//!
//! Made by [`mod@crate::judge`]; told by [`crate::print`]. A report owns all it says, disassembly included, and is the same for the same image and
//! policy, always.

use echo_abi::link::LinkFinding;
use echo_abi::{GuestAddr, Printable, Rule};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The contract is rejected.
    Error,
    /// It is in code that nothing certain leads to, or that is there never to be reached. If it is, the engine
    /// stops the run there.
    Warning,
}

/// Where an address lies, in the author's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SymbolOffset {
    /// The nearest symbol at or before it, a function if there is one.
    pub name: String,
    /// Distance from it, in bytes.
    pub offset: u32,
}

impl fmt::Display for SymbolOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Printable(&self.name);
        if self.offset == 0 { write!(f, "{name}") } else { write!(f, "{name}+{:#x}", self.offset) }
    }
}

/// A line of disassembly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Address of the instruction.
    pub addr: GuestAddr,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The instruction, Intel syntax; `(bad)` where there is none.
    pub text: String,
}

/// One thing that is wrong with a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule it breaks.
    pub rule: Rule,
    /// What follows from it.
    pub severity: Severity,
    /// Where; `None` for what concerns the file as a whole (its links).
    pub addr: Option<GuestAddr>,
    /// The instruction's bytes: as many as are there, where they are no instruction.
    pub bytes: Vec<u8>,
    /// The instruction in Intel syntax; `(bad)` where there is none, empty without an address.
    pub instruction: String,
    /// The enclosing function, where the file has symbols.
    pub function: Option<SymbolOffset>,
    /// What exactly is wrong, where the rule's title does not say it.
    pub detail: Option<String>,
    /// Address of the instruction that is the other half of what is wrong: for a flag that is read, what left
    /// it undefined.
    pub cause: Option<GuestAddr>,
    /// How the validator came to look at these bytes as code, where nothing branches to them.
    pub note: Option<String>,
    /// What to do about it.
    pub help: Cow<'static, str>,
    /// Disassembly around the address, the instruction included.
    pub context: Vec<Line>,
}

/// All that was found in a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub(crate) entry: Option<GuestAddr>,
    pub(crate) text_bytes: u64,
    pub(crate) instructions: u64,
    pub(crate) findings: Vec<Finding>,
    pub(crate) more: u64,
}

impl Report {
    /// Where a call starts; `None` where the file could not be loaded.
    #[must_use]
    pub fn entry(&self) -> Option<GuestAddr> {
        self.entry
    }

    /// Bytes in executable segments.
    #[must_use]
    pub fn text_bytes(&self) -> u64 {
        self.text_bytes
    }

    /// Instructions that something leads to.
    #[must_use]
    pub fn instructions(&self) -> u64 {
        self.instructions
    }

    /// The findings, those about the file first, then by address. At most 100 of each severity about code.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Findings that are not listed.
    #[must_use]
    pub fn more(&self) -> u64 {
        self.more
    }

    /// Whether a finding rejects the contract.
    #[must_use]
    pub fn is_rejected(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }

    /// Whether `other` finds the same: the same rules broken at the same addresses, with the same weight. What
    /// symbols tell besides (names of functions) may differ.
    ///
    /// # Errors
    /// The lowest address of which one says something else, where there is one.
    pub fn same_findings(&self, other: &Self) -> Result<(), Option<GuestAddr>> {
        self.same_findings_but(other, |_| false)
    }

    /// As [`Self::same_findings`], where what is found at addresses that are `gone` from `other` does not count, unless it rejects the contract.
    /// A report that does not list all it found is the same only as one that leaves as many out.
    ///
    /// # Errors
    /// As for [`Self::same_findings`].
    pub fn same_findings_but(
        &self,
        other: &Self,
        gone: impl Fn(GuestAddr) -> bool,
    ) -> Result<(), Option<GuestAddr>> {
        let counts = |f: &&Finding| f.severity == Severity::Error || !f.addr.is_some_and(&gone);
        let (mut ours, mut theirs) = (self.findings.iter().filter(counts), other.findings.iter());
        let key = |f: &Finding| (f.addr, f.rule, f.severity);
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) if self.more == other.more => return Ok(()),
                (Some(a), Some(b)) if key(a) == key(b) => {}
                (Some(a), Some(b)) => return Err(a.addr.min(b.addr)),
                (a, b) => return Err(a.or(b).and_then(|f| f.addr)),
            }
        }
    }

    /// The report of a file that could not be loaded.
    pub(crate) fn empty() -> Self {
        Self { entry: None, text_bytes: 0, instructions: 0, findings: Vec::new(), more: 0 }
    }

    /// This report, with what is wrong with the file's links in front.
    pub(crate) fn with_links(mut self, links: &[LinkFinding]) -> Self {
        let links = links.iter().map(|link| Finding {
            rule: link.rule,
            severity: Severity::Error,
            addr: None,
            bytes: Vec::new(),
            instruction: String::new(),
            function: None,
            detail: Some(link.detail.to_string()),
            cause: None,
            note: None,
            help: Cow::Borrowed(link.rule.help()),
            context: Vec::new(),
        });
        self.findings = links.chain(self.findings).collect();
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rule.title())?;
        match &self.detail {
            Some(detail) if self.addr.is_none() => write!(f, ": {detail}"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Report {
    /// One line: how many findings there are, and the first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.findings.iter().filter(|f| f.severity == Severity::Error);
        let Some(first) = errors.clone().next() else { return f.write_str("accepted") };
        write!(f, "rejected: {first} ({}", first.rule)?;
        if let Some(addr) = first.addr {
            write!(f, " at {addr}")?;
        }
        if let Some(place) = &first.function {
            write!(f, " in {place}")?;
        }
        match errors.count() as u64 - 1 + self.more {
            0 => f.write_str(")"),
            1 => f.write_str("), and 1 more finding"),
            n => write!(f, "), and {n} more findings"),
        }
    }
}

impl std::error::Error for Report {}
