//! Arguments, reading of files, and printing: everything of the command line but the exit.
//!
//! For people, findings go to standard error and one line per file to standard output; for machines, one JSON
//! object per file and line goes to standard output, and nothing else does. Every file is judged even when
//! nobody reads on: the verdict is in the exit code, too.

use clap::{Parser, ValueEnum};
use echo_abi::edge::{self, Status, UnusablePolicy};
use echo_abi::image::MAX_FILE_SIZE;
use echo_abi::printable::{self, PrintablePath};
use echo_abi::{FormatError, Policy, Rule};
use echo_validate::{Colour, Report, Severity, ValidateError, validate_file};
use serde::Serialize;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Says what an Echo chain would refuse in a contract, where, and what to do about it.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  echo-validate token.echo
  echo-validate --json build/*.echo | jq -r 'select(.verdict != \"accepted\").file'
  echo-validate --explain E0206

Exit codes:
  0  every file is accepted (there may be warnings)
  1  a file is rejected
  2  misuse, or a file that cannot be read or is no contract
  3  echo-validate itself failed
With several files, the highest."
)]
pub struct Arguments {
    /// Contracts, ELF or ESC, stripped or not; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present = "explain")]
    files: Vec<PathBuf>,

    /// How to tell what was found
    #[arg(long, value_enum, default_value_t = OutputFormat::Human)]
    format: OutputFormat,

    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// The chain's policy (profile and limits): `echo-2019`, or a TOML file; without it, the default policy
    #[arg(long, value_name = "NAME|FILE.toml")]
    policy: Option<PathBuf>,

    /// Explain a rule, such as E0204, and exit
    #[arg(long, value_name = "RULE", conflicts_with_all = ["files", "policy"], value_parser = rule)]
    explain: Option<Rule>,
}

/// How to tell what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// For people: findings with disassembly on standard error, a line per file on standard output
    Human,
    /// For machines: one JSON object per file, one per line, on standard output
    Json,
}

/// A file that could not be judged.
#[derive(Debug, thiserror::Error)]
enum Unjudged {
    #[error("cannot read it: {0}")]
    Io(#[from] io::Error),
    #[error("not a contract: {0}")]
    Format(#[from] FormatError),
    #[error("the policy: {0}")]
    Policy(String),
}

impl Unjudged {
    /// What the author can do about it.
    fn help(&self) -> Option<&'static str> {
        match self {
            Unjudged::Format(error) => error.problem.help(),
            Unjudged::Io(_) | Unjudged::Policy(_) => None,
        }
    }
}

/// A stream whose reader may leave: what is left to say is dropped, and the files are judged all the same.
struct Patient<W>(W);

impl<W: Write> Write for Patient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        edge::printed(self.0.write_all(bytes)).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        edge::printed(self.0.flush())
    }
}

/// Arguments that clap refuses, or answers itself. Returns the exit code.
pub fn misuse(arguments: &[OsString], error: &clap::Error) -> Status {
    let _ = match edge::defused(arguments, &error.render().to_string()) {
        None => error.print(),
        Some(line) => writeln!(io::stderr(), "{line}"),
    };
    if error.use_stderr() { Status::Unusable } else { Status::Good }
}

/// What `--format json` says about it.
#[derive(Serialize)]
struct JsonUnjudged<'a> {
    file: &'a str,
    error: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

fn rule(code: &str) -> Result<Rule, String> {
    let rule = Rule::ALL.iter().copied().find(|r| r.code().eq_ignore_ascii_case(code));
    rule.ok_or_else(|| {
        format!("the rules are {}", Rule::ALL.iter().map(|r| r.code()).collect::<Vec<_>>().join(", "))
    })
}

/// Does what the arguments say.
///
/// # Errors
/// When the result cannot be written.
pub fn run(arguments: &Arguments) -> io::Result<Status> {
    let (mut out, mut err) = (Patient(io::stdout().lock()), Patient(io::stderr()));
    if let Some(rule) = arguments.explain {
        let end = if rule.help().ends_with('?') { "" } else { "." };
        let (title, doc, help) = (rule.title(), rule.doc().trim(), rule.help());
        writeln!(out, "{rule}: {title}\n\n{doc}\n\nWhat to do: {help}{end}")?;
        return Ok(Status::Good);
    }
    let format = if arguments.json { OutputFormat::Json } else { arguments.format };
    let policy = match arguments.policy.as_deref().map(read_policy) {
        None => Policy::default(),
        Some(Ok(policy)) => policy,
        Some(Err(problem)) if format == OutputFormat::Human => {
            writeln!(err, "error: {problem}")?;
            return Ok(Status::Unusable);
        }
        Some(Err(problem)) => {
            let problem = Unjudged::Policy(problem);
            for path in &arguments.files {
                unjudged_json(&mut out, &path.to_string_lossy(), &problem)?;
            }
            return Ok(Status::Unusable);
        }
    };
    let mut worst = Status::Good;
    for path in &arguments.files {
        let shown = PrintablePath(path);
        let name = path.to_string_lossy();
        let judged = judge(path, &policy);
        worst = worst.max(match &judged {
            Ok(report) if report.is_rejected() => Status::Bad,
            Ok(_) => Status::Good,
            Err(_) => Status::Unusable,
        });
        match (format, judged) {
            (OutputFormat::Human, Ok(report)) => {
                err.write_all(report.human(&shown.to_string(), Colour::of_stderr()).as_bytes())?;
                writeln!(out, "{shown}: {}", verdict(&report))?;
            }
            (OutputFormat::Human, Err(unjudged)) => {
                writeln!(err, "error: {shown}: {unjudged}")?;
                if let Some(help) = unjudged.help() {
                    writeln!(err, "  help: {help}")?;
                }
                writeln!(out, "{shown}: not judged")?;
            }
            (OutputFormat::Json, Ok(report)) => writeln!(out, "{}", printable::json(&report.json(&name)))?,
            (OutputFormat::Json, Err(unjudged)) => unjudged_json(&mut out, &name, &unjudged)?,
        }
    }
    out.flush()?;
    Ok(worst)
}

/// The object about a file that could not be judged.
fn unjudged_json(out: &mut impl Write, file: &str, unjudged: &Unjudged) -> io::Result<()> {
    let format = if let Unjudged::Format(error) = unjudged { Some(error) } else { None };
    let object = JsonUnjudged {
        file,
        error: unjudged.to_string(),
        offset: format.map(|e| e.offset),
        field: format.map(|e| e.field),
        help: unjudged.help(),
    };
    writeln!(out, "{}", printable::json(&serde_json::to_string(&object)?))
}

/// The verdict in a line.
fn verdict(report: &Report) -> String {
    let count = |severity| report.findings().iter().filter(|f| f.severity == severity).count() as u64;
    let plural = |n: u64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut told = Vec::new();
    if errors > 0 {
        told.push(plural(errors, "error"));
    }
    if warnings > 0 {
        told.push(plural(warnings, "warning"));
    }
    if report.more() > 0 {
        told.push(format!("{} more", report.more()));
    }
    if report.is_rejected() {
        return format!("rejected, {}", told.join(", "));
    }
    let instructions = plural(report.instructions(), "instruction");
    told.insert(0, format!("{instructions} in {} of code", plural(report.text_bytes(), "byte")));
    format!("accepted, {}", told.join(", "))
}

/// Reads and judges one file.
fn judge(path: &Path, policy: &Policy) -> Result<Report, Unjudged> {
    match validate_file(&edge::read(path, MAX_FILE_SIZE)?, policy) {
        Ok(contract) => Ok(contract.report().clone()),
        Err(ValidateError::Rejected(report)) => Ok(*report),
        Err(ValidateError::Format(error)) => Err(error.into()),
    }
}

/// Reads a policy; the error says which file and why.
fn read_policy(path: &Path) -> Result<Policy, String> {
    let shown = PrintablePath(path);
    edge::policy(path).map_err(|error| match error {
        UnusablePolicy::Read(error) => format!("{shown}: cannot read it: {error}"),
        UnusablePolicy::Content(error) => format!("{shown}: {error}"),
    })
}
