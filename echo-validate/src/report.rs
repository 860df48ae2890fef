//! [`Report`]: all findings about a contract, by address, and the forms they are told in.
//!
//! Made by [`crate::validate`]; told by the command line and by whoever embeds the library. A report owns all
//! it says, disassembly included, and is the same for the same image and policy, always.

use crate::code::{Breach, Code};
use crate::{bitmap, guess, sweep};
use echo_abi::decode::Buffer;
use echo_abi::disasm;
use echo_abi::isa;
use echo_abi::link::LinkFinding;
use echo_abi::{Features, GuestAddr, Image, Policy, Printable, Profile, Rule};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;
use std::io::IsTerminal;

/// Most findings of each severity that a report lists; the others it counts.
const MOST: usize = 100;

/// Instructions shown before and after the one a finding is about.
const AROUND: usize = 2;

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
pub struct Place {
    /// The nearest symbol at or before it, a function if there is one.
    pub name: String,
    /// Distance from it, in bytes.
    pub offset: u32,
}

impl fmt::Display for Place {
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
    pub function: Option<Place>,
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
    entry: Option<GuestAddr>,
    text_bytes: u64,
    instructions: u64,
    findings: Vec<Finding>,
    more: u64,
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
        let (mut ours, mut theirs) = (self.findings.iter(), other.findings.iter());
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

    /// Of a file that could not be loaded.
    pub(crate) fn empty() -> Self {
        Self { entry: None, text_bytes: 0, instructions: 0, findings: Vec::new(), more: 0 }
    }

    /// Judges the code of an image. [`crate::validate`] makes a contract of what is not rejected; this is for
    /// whoever only wants to know.
    #[must_use]
    pub fn of(image: &Image, policy: &Policy) -> Self {
        let mut code = Code::new(image, policy.features());
        let mut walk = code.walk();
        let mut certain = std::mem::take(&mut walk.breaches);
        certain.sort_by_key(|b| b.addr);
        let (refused, mut doubtful): (Vec<u32>, Vec<u32>) =
            code.starts(bitmap::BAD).into_iter().partition(|addr| code.rejects(*addr));
        let found = guess::find(&mut code, walk);
        doubtful.extend(found.iter().map(|b| b.addr).filter(|addr| refused.binary_search(addr).is_err()));
        let instructions = code.marks.count(bitmap::START | bitmap::FOUND);
        let (unreached, unlisted) = sweep::sweep(&mut code, MOST);
        doubtful.extend(unreached);
        doubtful.sort_unstable();
        doubtful.dedup();
        let over = |addresses: &[u32]| addresses.len().saturating_sub(MOST) as u64;
        let mut report = Self {
            entry: Some(image.entry()),
            text_bytes: code.marks.len() as u64,
            instructions,
            findings: Vec::new(),
            more: unlisted + over(&refused) + over(&doubtful),
        };
        let way_to = |breaches: &[Breach], addr: u32| {
            let first = breaches.partition_point(|b| b.addr < addr);
            breaches.get(first).filter(|b| b.addr == addr).copied()
        };
        for addr in refused.into_iter().take(MOST) {
            report.add(&mut code, addr, Severity::Error, way_to(&certain, addr));
        }
        for addr in doubtful.into_iter().take(MOST) {
            report.add(&mut code, addr, Severity::Warning, way_to(&found, addr));
        }
        report.findings.sort_by_key(|f| f.addr);
        report
    }

    /// The same, with what is wrong with the file's links in front.
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

    /// Adds a finding for each rule that the instruction at `addr` breaks.
    fn add(&mut self, code: &mut Code<'_>, addr: u32, severity: Severity, found: Option<Breach>) {
        let mut buffer = Buffer::new();
        let (rules, inst) = match code.decode(addr, &mut buffer) {
            Ok(inst) => (code.breaches(inst).collect::<Vec<_>>(), Some(inst)),
            Err(refused) => (vec![refused.rule], None),
        };
        let (instruction, len) = disasm::disassemble(code.bytes(addr), GuestAddr(addr));
        let len = match rules.first() {
            // There is no instruction to give the length of: show what a decoder would have looked at.
            Some(Rule::RunsOff | Rule::InvalidEncoding) if inst.is_none() => 8,
            _ => usize::from(len),
        };
        let target = inst.and_then(|inst| Code::step(inst).target);
        for rule in rules {
            let detail = match (rule, target) {
                (Rule::LeavesCode, Some(0)) => {
                    Some("leads to address 0, as calls of a weak function do that nobody defines".to_owned())
                }
                (Rule::LeavesCode, Some(to)) => Some(format!("leads to {to:#x}, where no code is")),
                (Rule::InsideInstruction, Some(to)) => Some(inside(code, to)),
                (Rule::OutsideProfile, _) => inst.map(|inst| {
                    format!("needs {}, and the policy grants {}", isa::features(inst.form()), code.features())
                }),
                (Rule::UndefinedFlag, _) => code.flags.read_at(addr).copied().map(|read| {
                    let (text, _) = disasm::disassemble(code.bytes(read.by), GuestAddr(read.by));
                    format!("reads {read}, which `{text}` at {:#x} leaves undefined", read.by)
                }),
                (Rule::RunsOff, _) if inst.is_none() => {
                    Some("the code ends inside the instruction".to_owned())
                }
                (Rule::RunsOff, _) => Some("the code ends after it".to_owned()),
                _ => None,
            };
            let stops = if inst.is_some() && rule == Rule::LeavesCode {
                "memory_invalid_access"
            } else {
                "unsupported_instruction"
            };
            let is_certain = code.has(addr, bitmap::START);
            let note = match (severity, found) {
                (Severity::Error, Some(b)) => {
                    Some(format!("reached because {} {:#x}", b.root.via, b.root.addr))
                }
                (Severity::Error, None) => None,
                (Severity::Warning, Some(b)) => Some(format!(
                    "a guess: {} {:#x}, from where it would be reached; if it is, the run ends with `{stops}`",
                    b.root.via, b.root.addr
                )),
                (Severity::Warning, None) if is_certain => {
                    Some(format!("if it is executed, the run ends with `{stops}`"))
                }
                (Severity::Warning, None) => Some(format!(
                    "nothing leads here that the validator can see; if a computed jump does, the run ends with \
                     `{stops}`"
                )),
            };
            let cause = code
                .flags
                .read_at(addr)
                .filter(|_| rule == Rule::UndefinedFlag)
                .map(|read| GuestAddr(read.by));
            self.findings.push(Finding {
                rule,
                severity,
                addr: Some(GuestAddr(addr)),
                bytes: code.bytes(addr).iter().take(len).copied().collect(),
                instruction: instruction.clone(),
                function: enclosing(code, addr),
                detail,
                cause,
                note,
                help: help(rule, &instruction, target, code.features()),
                context: context(code, addr, cause),
            });
        }
    }
}

/// What `to`, which lies inside an instruction, is inside of.
fn inside(code: &mut Code<'_>, to: u32) -> String {
    for addr in (to.saturating_sub(14)..to).rev() {
        let starts = code.position(addr).is_some_and(|p| code.marks.has(p, bitmap::START));
        let (text, len) = disasm::disassemble(code.bytes(addr), GuestAddr(addr));
        if starts && addr + u32::from(len) > to {
            return format!("leads to {to:#x}, inside `{text}` at {addr:#x}");
        }
    }
    format!("leads to {to:#x}, inside another instruction")
}

/// What to do about a breach: the rule's help, or better advice where the instruction tells more.
fn help(rule: Rule, instruction: &str, target: Option<u32>, granted: Features) -> Cow<'static, str> {
    match rule {
        Rule::SegmentRegister if instruction.contains("fs:[0x28]") => {
            "compile with `-fno-stack-protector`: the stack protector keeps its canary in fs:0x28".into()
        }
        Rule::SegmentRegister if instruction.contains("fs:") => {
            "compile without thread-local storage: remove `thread_local`, `_Thread_local` and `__thread`"
                .into()
        }
        Rule::OutsideProfile => {
            let march = match granted.profile {
                Profile::V1 => "x86-64",
                profile => profile.name(),
            };
            let crypto = if granted.crypto { "" } else { ", without `-maes`, `-mpclmul` and `-msha`" };
            format!("compile with `-march={march}`{crypto}").into()
        }
        Rule::UnknownScpi if instruction == "int 0x80" => {
            "`int 0x80` calls Linux, and there is no kernel: call the machine through `echo.h`".into()
        }
        Rule::UnknownScpi if instruction == "int 0x3" => "to end the run, use `__builtin_trap()`".into(),
        Rule::LeavesCode if target == Some(0) => {
            "define the function: a weak one that nobody defines has address 0".into()
        }
        _ => rule.help().into(),
    }
}

/// The nearest symbol at or before `addr` in its text: the function around it, or one of unknown extent; else
/// any other.
fn enclosing(code: &Code<'_>, addr: u32) -> Option<Place> {
    let text = code.ranges().into_iter().find(|r| r.contains(&addr))?;
    let symbols = code.image().symbols();
    let before = &symbols[..symbols.partition_point(|y| y.addr.0 <= addr)];
    let near = || before.iter().rev().take_while(|y| y.addr.0 >= text.start).filter(|y| y.name.is_some());
    let covers = |y: &&echo_abi::image::Symbol| y.size == 0 || addr - y.addr.0 < y.size;
    let symbol = near().filter(|y| y.is_function).find(covers).or_else(|| near().find(covers))?;
    Some(Place { name: symbol.name.clone()?, offset: addr - symbol.addr.0 })
}

/// Disassembly around `addr`, with the line at `cause` in front where it is not near.
fn context(code: &mut Code<'_>, addr: u32, cause: Option<GuestAddr>) -> Vec<Line> {
    let mut starts = vec![addr];
    while starts.len() <= AROUND {
        let first = starts[0];
        let Some(before) = (first.saturating_sub(15)..first).rev().find(|&a| leads_to(code, a, first)) else {
            break;
        };
        starts.insert(0, before);
    }
    let mut lines: Vec<Line> = starts.into_iter().map(|addr| line(code, addr)).collect();
    for _ in 0..AROUND {
        let Some(last) = lines.last() else { break };
        let next = last.addr.0 + u32::try_from(last.bytes.len()).unwrap_or(1);
        if code.bytes(next).is_empty() || last.text == "(bad)" {
            break;
        }
        lines.push(line(code, next));
    }
    if let Some(cause) = cause.filter(|cause| lines.iter().all(|line| line.addr != *cause)) {
        lines.insert(0, line(code, cause.0));
    }
    lines
}

/// Whether a known instruction lies at `addr` and ends at `next`.
fn leads_to(code: &mut Code<'_>, addr: u32, next: u32) -> bool {
    code.position(addr).is_some_and(|p| code.marks.has(p, bitmap::START | bitmap::FOUND))
        && match code.decode(addr, &mut Buffer::new()) {
            Ok(inst) => inst.next().0 == next,
            Err(refused) => refused.len > 0 && addr + u32::from(refused.len) == next,
        }
}

fn line(code: &Code<'_>, addr: u32) -> Line {
    let bytes = code.bytes(addr);
    let (text, len) = disasm::disassemble(bytes, GuestAddr(addr));
    let len = usize::from(len).min(bytes.len());
    Line { addr: GuestAddr(addr), bytes: bytes[..len].to_vec(), text }
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
    function: Option<&'a Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<GuestAddr>,
    note: Option<Cow<'a, str>>,
    help: &'a str,
}
