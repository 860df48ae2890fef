//! The command line of echo-strip: reads the file, strips it, writes the result, says what went.
//!
//! Called by `main`. Standard output carries the summary, or one JSON object, or with `-o -` the contract file and
//! nothing else; refusals go to standard error. The output appears whole or not at all, and is never the input.

use clap::Parser;
use echo_abi::edge::{self, Status, UnusablePolicy, is_stream};
use echo_abi::image::MAX_FILE_SIZE;
use echo_abi::printable::{self, Printable, PrintablePath};
use echo_abi::{FormatError, GuestAddr, Limits, Perm, Rule, policy};
use echo_strip::{
    Collected, Dropped, Format, Functions, InterfaceFate, Kind, Options, Relocation, Removed, Row,
    StripError, Stripped, report, strip_with, treemap,
};
use miette::Diagnostic;
use serde_json::json;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Packs an ELF executable into the smallest Echo contract file.
///
/// Drops symbols, debug information, notes, comments, unwind tables and section headers, packs the segments without
/// padding, and checks that the result is the same contract. A static PIE is given an address first. Links that a contract must not
/// have are refused.
#[derive(Parser, Debug)]
#[command(
    version,
    after_help = "\
Example:
  gcc -O2 -nostdlib -static -no-pie -fno-pie -ffreestanding -fno-stack-protector \\
      -Wl,-e,__apply fib.c -o fib.elf
  echo-strip fib.elf -o fib.echo --gc --report-svg fib.svg

Exit codes: 0 written, 1 refused, 2 misuse or unreadable input, 3 our own failure"
)]
struct Args {
    /// The executable, or a contract file to repack; `-` for standard input.
    file: PathBuf,
    /// Where to write; `-` for standard output [default: FILE with the extension .echo or .esc; `-` for `-`].
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// The container to write.
    #[arg(short, long, value_enum, default_value = "elf")]
    format: FormatArg,
    /// The chain's limits: `echo-2019`, or a TOML file; without it those of the default policy.
    #[arg(long, value_name = "NAME|FILE.toml")]
    policy: Option<PathBuf>,
    /// Leave out the interface note, in which the contract says what can be called.
    #[arg(long)]
    no_interface: bool,
    /// Leave out functions that nothing reaches: no branch, no address in an instruction or in data. What cannot be told stays. It takes the
    /// file's symbols to know functions, so give the file as the linker wrote it.
    #[arg(long)]
    gc: bool,
    /// Of functions that do the same, instruction by instruction, leave out all but one, which is called instead. It is an option of its own because
    /// branches change: the contract file's code is no longer that of the linker's file, from which backtraces have their names.
    #[arg(long, requires = "gc")]
    merge: bool,
    /// Say what the bytes of the contract file are for, by symbol.
    #[arg(long)]
    report: bool,
    /// Draw what the bytes of the contract file are for, by symbol: a treemap, as an SVG file that browsers show.
    #[arg(long, value_name = "FILE.svg")]
    report_svg: Option<PathBuf>,
    /// Print one JSON object instead of text.
    #[arg(long)]
    json: bool,
}

/// Most bytes of a symbol's name in a line of the report.
const MOST_OF_NAME: usize = 120;

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum FormatArg {
    /// Packed ELF.
    Elf,
    /// The container of the first Echo chain.
    Esc,
}

impl From<FormatArg> for Format {
    fn from(arg: FormatArg) -> Self {
        match arg {
            FormatArg::Elf => Self::Elf,
            FormatArg::Esc => Self::Esc,
        }
    }
}

/// Why the command ends without a contract file.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", PrintablePath(.path))]
    Read { path: PathBuf, source: io::Error },
    /// The policy makes no sense.
    #[error("{}: {source}", PrintablePath(.path))]
    Policy { path: PathBuf, source: policy::PolicyError },
    /// Writing would destroy the input.
    #[error("{} is the input; name another output with {option}", PrintablePath(.path))]
    OverInput { path: PathBuf, option: &'static str },
    /// Two things cannot both go to standard output.
    #[error("only one of the contract file, the JSON object and the picture can go to standard output")]
    OneOutput,
    /// Two things cannot both be one file.
    #[error("{} would be both the contract file and the picture; name another file with --report-svg", PrintablePath(.path))]
    OnePath { path: PathBuf },
    /// The library refuses.
    #[error("{}: {source}", PrintablePath(.path))]
    Strip { path: PathBuf, source: StripError },
    /// The result cannot be written.
    #[error("cannot write {}: {source}", PrintablePath(.path))]
    Write { path: PathBuf, source: io::Error },
}

impl CommandError {
    fn status(&self) -> Status {
        match self {
            Self::Read { .. }
            | Self::Policy { .. }
            | Self::OverInput { .. }
            | Self::OneOutput
            | Self::OnePath { .. }
            | Self::Write { .. } => Status::Unusable,
            Self::Strip { source, .. } => match source {
                StripError::Links(_) | StripError::TooLarge { .. } => Status::Bad,
                StripError::Relocate(error) if error.is_refusal() => Status::Bad,
                StripError::Relocate(_) | StripError::Format(_) | StripError::Interface(_) => {
                    Status::Unusable
                }
                StripError::Unverified(_) => Status::OwnFailure,
            },
        }
    }

    /// One word for `--json`.
    fn name(&self) -> &'static str {
        match self.status() {
            Status::Good => unreachable!("a failure"),
            Status::Bad => "rejected",
            Status::Unusable => "unusable",
            Status::OwnFailure => "internal",
        }
    }
}

/// Runs the command, the first of whose arguments is the program's name.
pub fn run(arguments: &[OsString]) -> Status {
    // A line that is looked for or copied must not be broken; terminals break lines themselves. It fails only
    // where a hook is set already.
    let _ =
        miette::set_hook(Box::new(|_| Box::new(miette::MietteHandlerOpts::new().wrap_lines(false).build())));
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => return misuse(arguments, &error),
    };
    let result = execute(&args);
    let printed = match &result {
        Ok(done) if args.json => print_json(&success_json(&args, done)),
        Ok(done) if done.to_stdout => eprint(&summary(&args, done)),
        Ok(done) => print(&summary(&args, done)),
        Err(failure) if args.json => print_json(&failure_json(failure)),
        Err(failure) => eprint(&refusal(failure)),
    };
    // Where nobody reads us any more, the contract file is there all the same.
    match (result, edge::printed(printed)) {
        (Err(failure), _) => failure.status(),
        (Ok(_), Err(error)) => {
            let _ = eprint(&format!("error: the result cannot be written: {error}\n"));
            Status::OwnFailure
        }
        (Ok(_), Ok(())) => Status::Good,
    }
}

/// Arguments that clap refuses, or answers itself. An object is expected of us even where they make no sense.
fn misuse(arguments: &[OsString], error: &clap::Error) -> Status {
    let text = error.render().to_string();
    if error.use_stderr() && edge::wants_json(arguments) {
        let message = edge::misuse_in_a_line(&text);
        let object = json!({"error": "unusable", "message": message, "place": null, "findings": []});
        let _ = print_json(&object);
        return Status::Unusable;
    }
    let _ = match edge::defused(arguments, &text) {
        None => error.print(),
        Some(line) => eprint(&format!("{line}\n")),
    };
    if error.use_stderr() { Status::Unusable } else { Status::Good }
}

fn print(text: &str) -> io::Result<()> {
    io::stdout().lock().write_all(text.as_bytes())
}

fn print_json(object: &serde_json::Value) -> io::Result<()> {
    print(&format!("{}\n", printable::json(&object.to_string())))
}

fn eprint(text: &str) -> io::Result<()> {
    io::stderr().lock().write_all(text.as_bytes())
}

/// A contract file that was written.
struct Done {
    /// Where; `-` for standard output.
    output: PathBuf,
    /// Bytes of the input.
    before: usize,
    stripped: Stripped,
    /// What its bytes are for, if that was asked for.
    report: Option<Vec<Row>>,
    /// Whether the contract file or the picture went to standard output.
    to_stdout: bool,
}

/// Everything but the printing.
fn execute(args: &Args) -> Result<Done, CommandError> {
    let format = Format::from(args.format);
    let output = args.output.clone().unwrap_or_else(|| match args.file.as_path() {
        file if is_stream(file) => file.to_owned(),
        file => file.with_extension(format.extension()),
    });
    if is_stream(&output) && args.json {
        return Err(CommandError::OneOutput);
    }
    let limits = limits(args.policy.as_deref())?;
    let file = edge::read(&args.file, MAX_FILE_SIZE).map_err(|source| unreadable(&args.file, source))?;
    if !is_stream(&output) && !is_stream(&args.file) && same_file(&args.file, &output) {
        return Err(CommandError::OverInput { path: output, option: "-o" });
    }
    if let Some(path) = &args.report_svg {
        if is_stream(path) && (is_stream(&output) || args.json) {
            return Err(CommandError::OneOutput);
        }
        if !is_stream(path) && !is_stream(&args.file) && same_file(&args.file, path) {
            return Err(CommandError::OverInput { path: path.clone(), option: "--report-svg" });
        }
        if !is_stream(path) && (*path == output || same_file(path, &output)) {
            return Err(CommandError::OnePath { path: path.clone() });
        }
    }
    let functions = match (args.gc, args.merge) {
        (_, true) => Functions::Distinct,
        (true, false) => Functions::Reached,
        (false, false) => Functions::All,
    };
    let options = Options { format, functions, without_interface: args.no_interface };
    let stripped = strip_with(&file, options, &limits)
        .map_err(|source| CommandError::Strip { path: args.file.clone(), source })?;
    let failed = |source: FormatError| CommandError::Strip { path: args.file.clone(), source: source.into() };
    let wanted = args.report || args.report_svg.is_some();
    let rows = wanted.then(|| report(&file, &stripped).map_err(failed)).transpose()?;
    write(&output, &stripped.bytes).map_err(|source| CommandError::Write { path: output.clone(), source })?;
    if let (Some(path), Some(rows)) = (&args.report_svg, &rows) {
        let title = output.file_name().unwrap_or(output.as_os_str()).to_string_lossy();
        let picture = treemap::svg(rows, &title, name);
        write(path, picture.as_bytes())
            .map_err(|source| CommandError::Write { path: path.clone(), source })?;
    }
    let report = rows.filter(|_| args.report);
    let to_stdout =
        [Some(&output), args.report_svg.as_ref()].into_iter().flatten().any(|path| is_stream(path));
    Ok(Done { output, before: file.len(), stripped, report, to_stdout })
}

fn limits(policy: Option<&Path>) -> Result<Limits, CommandError> {
    let Some(path) = policy else { return Ok(Limits::default()) };
    edge::policy(path).map(|policy| policy.limits).map_err(|error| match error {
        UnusablePolicy::Read(source) => unreadable(path, source),
        UnusablePolicy::Content(source) => CommandError::Policy { path: path.to_owned(), source },
    })
}

fn unreadable(path: &Path, source: io::Error) -> CommandError {
    CommandError::Read { path: path.to_owned(), source }
}

/// Whether two paths lead to one file, by whatever links.
fn same_file(a: &Path, b: &Path) -> bool {
    let (Ok(a), Ok(b)) = (fs::canonicalize(a), fs::canonicalize(b)) else { return false };
    a == b || same_inode(&a, &b)
}

#[cfg(unix)]
fn same_inode(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |path| fs::metadata(path).map(|m| (m.dev(), m.ino())).ok();
    id(a).is_some() && id(a) == id(b)
}

#[cfg(not(unix))]
fn same_inode(_: &Path, _: &Path) -> bool {
    false
}

/// Writes the output: beside it first, then in one step over it. What is no ordinary file (`/dev/null`, a pipe) is written to.
fn write(output: &Path, bytes: &[u8]) -> io::Result<()> {
    if is_stream(output) {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes)?;
        return stdout.flush();
    }
    // Through a symbolic link, not over it.
    let target = fs::canonicalize(output).unwrap_or_else(|_| output.to_owned());
    if fs::metadata(&target).is_ok_and(|m| !m.is_file() && !m.is_dir()) {
        return OpenOptions::new().write(true).open(&target)?.write_all(bytes);
    }
    let name = target.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::IsADirectory))?;
    let mut beside = OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = target.with_file_name(beside);
    let written = OpenOptions::new().write(true).create_new(true).open(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, &target)
    });
    written.inspect_err(|error| {
        if error.kind() != io::ErrorKind::AlreadyExists {
            // The first error is the one to report.
            let _ = fs::remove_file(&beside);
        }
    })
}

/// What a person reads after a success.
fn summary(args: &Args, done: &Done) -> String {
    let Done { output, before, stripped, report, .. } = done;
    let after = stripped.bytes.len();
    let (from, to) = (PrintablePath(&args.file), PrintablePath(output));
    let mut text = format!("{from} → {to}: {before} → {after} bytes\n");
    if let Some(Relocation { base, count }) = stripped.relocation {
        let _ = writeln!(text, "  applied {count:>9}  relocations, for {base}");
    }
    for Removed { what, bytes } in &stripped.removed {
        let _ = writeln!(text, "  removed {bytes:>9}  {}", Printable(what));
    }
    for segment in stripped.image.segments() {
        let kind = match segment.perm {
            Perm::Read => "read-only data",
            Perm::ReadWrite => "data",
            Perm::ReadExecute => "text",
        };
        let _ = write!(text, "  kept    {:>9}  {kind} at {}", segment.bytes.len(), segment.addr);
        let zeroes = segment.mem_size as usize - segment.bytes.len();
        if zeroes != 0 {
            let _ = write!(text, ", and {zeroes} zeroes");
        }
        text.push('\n');
    }
    match &stripped.interface {
        InterfaceFate::Kept(interface) => {
            let size = interface.to_note().len();
            let _ = writeln!(text, "  kept    {size:>9}  interface, which is not loaded");
        }
        InterfaceFate::Dropped if !args.no_interface && Format::from(args.format) == Format::Esc => {
            text.push_str("  note: the interface is left out, for which an ESC file has no place\n");
        }
        InterfaceFate::Dropped if !args.no_interface => {
            text.push_str(
                "  note: the interface is left out, for there are as many segments as there may be\n",
            );
        }
        InterfaceFate::Dropped | InterfaceFate::None => {}
    }
    if let Some(collected) = &stripped.collected {
        text.push_str(&told(collected));
    }
    for row in report.iter().flatten() {
        let share = row.bytes as f64 * 100.0 / after as f64;
        let line = format!("  {:>9}  {share:>5.1} %  {:<14}  {}", row.bytes, row.kind.label(), name(row));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// What became of the functions.
fn told(collected: &Collected) -> String {
    let Collected { named, small, small_bytes, unnamed_bytes, data_bytes, is_undone, .. } = *collected;
    if named == 0 {
        return "  note: no function can go, for the file has no symbols that name any; give it as the linker wrote it\n".to_owned();
    }
    if is_undone {
        return "  note: all functions stay, for the validator would say something else of what is left\n"
            .to_owned();
    }
    let mut text = String::new();
    if small != 0 {
        let functions = if small == 1 { "function" } else { "functions" };
        let _ = writeln!(
            text,
            "  kept    {small_bytes:>9}  {small} {functions} that nothing reaches, shorter than the header that a cut takes"
        );
    }
    if unnamed_bytes != 0 {
        let _ = writeln!(text, "  kept    {unnamed_bytes:>9}  text that no symbol names as a function's");
    }
    let _ = writeln!(text, "  note: {data_bytes} bytes of data stay, whatever reaches them");
    text
}

/// A row's name as C++ or Rust has it, on one line.
fn name(row: &Row) -> String {
    match (&row.name, row.kind) {
        (Some(name), _) => {
            let name = addr2line::demangle_auto(name.into(), None);
            Printable(printable::cut(&name, MOST_OF_NAME).0).to_string()
        }
        (None, Kind::Headers | Kind::Interface) => String::new(),
        (None, _) => "(no symbol)".to_owned(),
    }
}

/// The object of `--json` after a success. Addresses are text, `"0x401000"`.
fn success_json(args: &Args, done: &Done) -> serde_json::Value {
    let Done { output, before, stripped, report, .. } = done;
    let segments: Vec<_> = stripped
        .image
        .segments()
        .iter()
        .map(|s| json!({"addr": s.addr, "mem_size": s.mem_size, "file_size": s.bytes.len(), "perm": s.perm}))
        .collect();
    let unmapped = |Dropped { what, range, is_function, instead }: &Dropped| {
        let (start, end) = (GuestAddr(range.start), GuestAddr(range.end));
        json!({"what": what, "start": start, "end": end, "function": is_function, "instead": instead})
    };
    json!({
        "error": "none",
        "message": null,
        "input": args.file.display().to_string(),
        "output": output.display().to_string(),
        "format": Format::from(args.format),
        "entry": stripped.image.entry(),
        "size_before": before,
        "size_after": stripped.bytes.len(),
        "segments": segments,
        "removed": stripped.removed,
        "interface": match &stripped.interface {
            InterfaceFate::Kept(_) => json!("kept"),
            InterfaceFate::Dropped => json!("dropped"),
            InterfaceFate::None => json!(null),
        },
        "relocation": stripped.relocation,
        "gc": stripped.collected,
        "report": report,
        "unmapped": stripped.dropped.iter().map(unmapped).collect::<Vec<_>>(),
        "findings": [],
    })
}

/// The object of `--json` after a failure.
fn failure_json(failure: &CommandError) -> serde_json::Value {
    let mut findings = Vec::new();
    let mut place = json!(null);
    match failure {
        CommandError::Strip { source: StripError::Links(links), .. } => {
            findings.extend(links.iter().map(|finding| {
                json!({
                    "rule": finding.rule,
                    "title": finding.rule.title(),
                    "detail": finding.detail.to_string(),
                    "help": finding.rule.help(),
                })
            }));
        }
        CommandError::Strip { source: StripError::Format(FormatError { offset, field, .. }), .. } => {
            place = json!({"offset": offset, "field": field});
        }
        _ => {}
    }
    json!({
        "error": failure.name(),
        "message": failure.to_string(),
        "place": place,
        "findings": findings,
    })
}

/// A refusal as miette prints it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Refusal {
    message: String,
    code: Option<&'static str>,
    help: Option<String>,
}

impl Diagnostic for Refusal {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.code.map(|code| Box::new(code) as Box<dyn std::fmt::Display>)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn std::fmt::Display + 'a>)
    }
}

/// What a person reads after a failure: one diagnostic for each rule that is broken, or one for the failure.
fn refusal(failure: &CommandError) -> String {
    let mut refusals = Vec::new();
    if let CommandError::Strip { path, source: StripError::Links(findings) } = failure {
        for same_rule in findings.chunk_by(|a, b| a.rule == b.rule) {
            let rule: Rule = same_rule[0].rule;
            let details: Vec<String> = same_rule.iter().map(|f| f.detail.to_string()).collect();
            let message = format!("{}: {}: {}", PrintablePath(path), rule.title(), details.join(", "));
            refusals.push(Refusal { message, code: Some(rule.code()), help: Some(rule.help().to_owned()) });
        }
    } else {
        refusals.push(Refusal { message: failure.to_string(), code: None, help: help(failure) });
    }
    let mut text = String::new();
    for refusal in refusals {
        let _ = writeln!(text, "{:?}", miette::Report::new(refusal));
    }
    text
}

/// What to do about a failure that no rule explains.
fn help(failure: &CommandError) -> Option<String> {
    let CommandError::Strip { source, .. } = failure else { return None };
    let help = match source {
        StripError::TooLarge { .. } => "compile with `-Os`, or give the chain's own limits with `--policy`",
        StripError::Unverified(_) => "this is a bug in echo-strip; please report it with the file",
        StripError::Interface(_) => {
            "this is a mistake of what wrote the note; `--no-interface` leaves it out"
        }
        StripError::Format(error) => error.problem.help()?,
        StripError::Relocate(error) => error.help()?,
        StripError::Links(_) => return None,
    };
    Some(help.to_owned())
}
