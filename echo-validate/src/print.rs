//! How a [`Report`] is told: to people, with the disassembly around each finding, and as JSON.
//!
//! Called by the command line and by whoever embeds the library.

use crate::judge::AROUND;
use crate::report::{Finding, Report, Severity, SymbolOffset};
use echo_abi::{GuestAddr, Rule};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;
use std::io::IsTerminal;

/// A finding, in a file: what miette shows.
#[derive(Debug)]
struct Told<'a> {
    finding: &'a Finding,
    message: String,
    source: NamedSource<String>,
    labels: Vec<LabeledSpan>,
    help: String,
}

impl<'a> Told<'a> {
    /// What concerns the file as a whole is told in one piece: all `findings` have the rule of the first.
    fn new(file: &str, finding: &'a Finding, findings: &[Finding]) -> Self {
        let message = match finding.addr {
            Some(_) => finding.to_string(),
            None => {
                let details: Vec<&str> = findings.iter().filter_map(|f| f.detail.as_deref()).collect();
                format!("{file}: {}: {}", finding.rule.title(), details.join(", "))
            }
        };
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(" ");
        let width = finding.context.iter().map(|l| l.bytes.len() * 3).max().unwrap_or(0);
        let mut text = String::new();
        let mut labels = Vec::new();
        for line in &finding.context {
            text.push_str(&format!("{:>8x}  {:width$} ", line.addr.0, hex(&line.bytes)));
            if Some(line.addr) == finding.addr {
                let what = finding.detail.clone().unwrap_or_else(|| "here".to_owned());
                labels.push(LabeledSpan::new_primary_with_span(Some(what), (text.len(), line.text.len())));
            } else if Some(line.addr) == finding.cause {
                labels.push(LabeledSpan::new(Some("this".to_owned()), text.len(), line.text.len()));
            }
            text.push_str(&line.text);
            text.push('\n');
        }
        let mut name = file.to_owned();
        if let Some(addr) = finding.addr {
            name.push_str(&format!(", {addr}"));
        }
        if let Some(place) = &finding.function {
            name.push_str(&format!(" in {place}"));
        }
        let mut help = finding.help.clone().into_owned();
        if let Some(note) = &finding.note {
            help.push_str(&format!("\nnote: {note}"));
        }
        Self { finding, message, source: NamedSource::new(name, text), labels, help }
    }
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Told<'_> {}

impl Diagnostic for Told<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.finding.rule))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.labels.is_empty()).then_some(&self.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// Whether people see colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// A terminal shows it.
    Yes,
    /// A file or a pipe takes it.
    No,
}

impl Colour {
    /// What standard error shows: colours on a terminal, unless `NO_COLOR` says otherwise.
    #[must_use]
    pub fn of_stderr() -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if std::io::stderr().is_terminal() && !unwanted { Self::Yes } else { Self::No }
    }
}

impl Report {
    /// The findings for people: each with code, disassembly around it, and what to do; `file` names the
    /// contract. Those about its links are one piece for each rule. Empty without findings.
    #[must_use]
    pub fn human(&self, file: &str, colour: Colour) -> String {
        let theme = match colour {
            Colour::Yes => GraphicalTheme::unicode(),
            Colour::No => GraphicalTheme::unicode_nocolor(),
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(100)
            // A line that is looked for or copied must not be broken; terminals break lines themselves.
            .with_wrap_lines(false)
            .with_context_lines(AROUND)
            .with_links(false)
            .without_primary_span_start();
        let mut text = String::new();
        let as_one = |a: &Finding, b: &Finding| a.addr.is_none() && b.addr.is_none() && a.rule == b.rule;
        for findings in self.findings.chunk_by(as_one) {
            if handler.render_report(&mut text, &Told::new(file, &findings[0], findings)).is_err() {
                unreachable!("writing to a string does not fail");
            }
            text.push('\n');
        }
        if self.more > 0 {
            text.push_str(&format!("{file}: {} more findings are not shown\n", self.more));
        }
        text
    }

    /// The report as one JSON object; `file` names the contract.
    #[must_use]
    pub fn json(&self, file: &str) -> String {
        let findings = self.findings.iter().map(|f| JsonFinding {
            rule: f.rule,
            severity: f.severity,
            title: f.rule.title(),
            address: f.addr,
            bytes: f.addr.map(|_| f.bytes.iter().map(|b| format!("{b:02x}")).collect()),
            instruction: f.addr.map(|_| f.instruction.as_str()),
            function: f.function.as_ref(),
            cause: f.cause,
            note: match (&f.detail, &f.note) {
                (Some(detail), Some(note)) => Some(format!("{detail}; {note}").into()),
                (detail, note) => detail.as_deref().or(note.as_deref()).map(Cow::Borrowed),
            },
            help: &f.help,
        });
        let report = JsonReport {
            file,
            verdict: if self.is_rejected() { "rejected" } else { "accepted" },
            entry: self.entry,
            text_bytes: self.text_bytes,
            instructions: self.instructions,
            findings: findings.collect(),
            more: self.more,
        };
        serde_json::to_string(&report)
            .unwrap_or_else(|e| unreachable!("texts and numbers have a JSON form: {e}"))
    }
}

#[derive(Serialize)]
struct JsonReport<'a> {
    file: &'a str,
    verdict: &'static str,
    entry: Option<GuestAddr>,
    text_bytes: u64,
    instructions: u64,
    findings: Vec<JsonFinding<'a>>,
    more: u64,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    rule: Rule,
    severity: Severity,
    title: &'static str,
    address: Option<GuestAddr>,
    bytes: Option<String>,
    instruction: Option<&'a str>,
    function: Option<&'a SymbolOffset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<GuestAddr>,
    note: Option<Cow<'a, str>>,
    help: &'a str,
}
