//! Arguments, and what becomes of them: reading files, one call, its report. `main` turns the [`Status`] into
//! the exit code.
//!
//! For people, the result goes to standard output and what went wrong to standard error. With `--json`
//! exactly one object goes to standard output, whatever happens. Debug output of the contract goes to
//! standard error as it comes.

mod backtrace;
mod chain;
mod described;
mod gas;
mod interface;
mod library;
mod names;
mod project;
mod report;
mod returns;
mod run;
mod test;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use echo_abi::edge::{self, Status, UnusablePolicy};
use echo_abi::image::FormatError;
use echo_abi::outcome::ResultObject;
use echo_abi::printable::{Printable, PrintableLines, PrintablePath};
use echo_abi::{ErrorName, Policy};
use echo_chain::StateError;
use echo_validate::{Colour, ValidateError};
use echo_vm::{Engine, EngineChoice};
use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Runs x86-64 contracts of the Echo blockchain.
#[derive(Debug, Parser)]
#[command(name = "echo-vm", version, max_term_width = 100, propagate_version = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Validate a contract, and call it on a standalone chain
    Run(Box<run::RunArgs>),
    #[command(flatten)]
    Chain(chain::ChainCommand),
    /// Run scenario files: calls, and what is to come of them
    Test(Box<test::TestArgs>),
    /// Make a project: a contract, a Makefile, scenarios, and a file for CI
    New(project::NewArgs),
    /// Print what a compiler of C or C++ needs, and put the headers where it finds them
    Cflags(project::CflagsArgs),
    /// Print what a contract says can be called
    Interface(interface::InterfaceArgs),
    /// Print what instructions and functions of the machine cost
    Gas,
}

/// How contracts are judged and executed.
#[derive(Debug, Args)]
struct ExecutionArgs {
    /// The chain's policy (profile and limits): `echo-2019`, or a TOML file; without it, the default policy
    #[arg(long, value_name = "NAME|FILE.toml")]
    policy: Option<PathBuf>,

    /// How the contract is executed; the result is the same
    #[arg(long, value_name = "NAME", default_value_t, value_parser = engine_parser())]
    engine: EngineChoice,

    /// Say on standard error which engine runs the contract, and why
    #[arg(long)]
    verbose: bool,
}

impl ExecutionArgs {
    fn policy(&self) -> Result<Policy, NoOutcome> {
        match &self.policy {
            Some(path) => policy(path),
            None => Ok(Policy::default()),
        }
    }

    fn engine(&self) -> Engine {
        let chosen = self.engine.resolve();
        if self.verbose {
            let _ = writeln!(io::stderr(), "engine: {chosen}");
        }
        chosen.engine
    }
}

/// Takes the engines by their names, and tells what each is.
fn engine_parser() -> impl TypedValueParser<Value = EngineChoice> {
    let auto = PossibleValue::new(EngineChoice::AUTO).help(EngineChoice::AUTO_DOC);
    let named = Engine::ALL.iter().map(|engine| PossibleValue::new(engine.name()).help(engine.doc()));
    PossibleValuesParser::new([auto].into_iter().chain(named)).try_map(|name| EngineChoice::from_str(&name))
}

/// Why there was no run, or none that can be told.
struct NoOutcome {
    status: Status,
    error: ErrorName,
    message: String,
    /// What people see in place of the message.
    human: Option<String>,
}

impl NoOutcome {
    fn new(status: Status, error: ErrorName, message: String) -> Self {
        Self { status, error, message, human: None }
    }

    /// Input that cannot be used.
    fn input(path: &Path, problem: &dyn Error) -> Self {
        let message = format!("{}: {}", PrintablePath(path), chain_of(problem));
        Self::new(Status::Unusable, ErrorName::IncorrectParameters, message)
    }

    /// No contract.
    fn contract(path: &Path, problem: &dyn Error) -> Self {
        Self { error: ErrorName::IncorrectEmulatorLoad, ..Self::input(path, problem) }
    }

    /// Arguments that make no sense.
    #[expect(clippy::needless_pass_by_value, reason = "errors are mapped by it")]
    fn misuse(message: impl ToString) -> Self {
        Self::new(Status::Unusable, ErrorName::IncorrectParameters, message.to_string())
    }

    /// A file that is no contract, or none that the policy accepts.
    fn refused(path: &Path, error: ValidateError) -> Self {
        match error {
            ValidateError::Format(error) => Self::malformed(path, &error),
            ValidateError::Rejected(report) => Self {
                human: Some(report.human(&PrintablePath(path).to_string(), Colour::of_stderr())),
                status: Status::Bad,
                ..Self::contract(path, &*report)
            },
        }
    }

    fn malformed(path: &Path, error: &FormatError) -> Self {
        let mut problem = Self::contract(path, error);
        if let Some(help) = error.problem.help() {
            let message = PrintableLines(&problem.message).to_string();
            problem.human = Some(format!("error: {message}\n  help: {help}\n"));
        }
        problem
    }

    /// The same, and a word of help for people.
    fn with_help(self, help: &str) -> Self {
        let message = PrintableLines(&self.message).to_string();
        Self { human: Some(format!("error: {message}\n  help: {help}\n")), ..self }
    }
}

/// An error and its sources.
fn chain_of(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}

/// Does what the arguments say, the first of which is the program's name.
pub fn run(arguments: &[OsString]) -> Status {
    match CommandLine::try_parse_from(arguments) {
        Ok(CommandLine { command: Command::Run(run) }) => run.run(),
        Ok(CommandLine { command: Command::Chain(command) }) => command.run(),
        Ok(CommandLine { command: Command::Test(test) }) => test.run(),
        Ok(CommandLine { command: Command::New(new) }) => new.run(),
        Ok(CommandLine { command: Command::Cflags(cflags) }) => cflags.run(),
        Ok(CommandLine { command: Command::Interface(interface) }) => interface.run(),
        Ok(CommandLine { command: Command::Gas }) => {
            written(gas::print(&mut io::stdout().lock()), Status::Good)
        }
        Err(error) => misuse(arguments, &error),
    }
}

/// Debug output of a contract: a name of its own for each line, so that none can be taken for another word of ours.
fn print_debug(text: &str) {
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        let _ = writeln!(io::stderr(), "debug: {}", Printable(line));
    }
}

/// A result that nobody reads is no failure; one that cannot be written is.
fn written(result: io::Result<()>, status: Status) -> Status {
    match edge::printed(result) {
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: the result cannot be written: {error}");
            Status::OwnFailure
        }
        Ok(()) => status,
    }
}

/// Says why there is no result.
fn tell(json: bool, problem: &NoOutcome) -> Status {
    if json {
        let object = ResultObject::of_error(problem.error, problem.message.clone());
        return written(report::json(&object), problem.status);
    }
    let message = match &problem.human {
        Some(human) => human.clone(),
        None => format!("error: {}\n", PrintableLines(&problem.message)),
    };
    let _ = io::stderr().write_all(message.as_bytes());
    problem.status
}

/// Arguments that clap refuses, or answers itself.
fn misuse(arguments: &[OsString], error: &clap::Error) -> Status {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return written(error.print(), Status::Good);
    }
    let text = error.render().to_string();
    if edge::wants_json(arguments) {
        let message = edge::misuse_in_a_line(&text);
        return tell(true, &NoOutcome::new(Status::Unusable, ErrorName::IncorrectParameters, message));
    }
    let _ = match edge::defused(arguments, &text) {
        None => error.print(),
        Some(line) => writeln!(io::stderr(), "{line}"),
    };
    Status::Unusable
}

/// Tells of a panic, which is our own failure.
pub fn report_panic(arguments: &[OsString], what: &str) -> Status {
    let message = format!("internal error, please report it: {what}");
    tell(edge::wants_json(arguments), &NoOutcome::new(Status::OwnFailure, ErrorName::Unknown, message))
}

/// The policy that an argument names.
fn policy(argument: &Path) -> Result<Policy, NoOutcome> {
    edge::policy(argument).map_err(|error| match error {
        UnusablePolicy::Read(error) => NoOutcome::input(argument, &error),
        UnusablePolicy::Content(error) => NoOutcome::input(argument, &error),
    })
}

/// Reads a TOML file of at most `most` bytes.
fn read_toml<T, E: Error>(
    path: &Path,
    most: usize,
    load: impl Fn(&str) -> Result<T, E>,
) -> Result<T, NoOutcome> {
    let text = edge::read_text(path, most).map_err(|error| NoOutcome::input(path, &error))?;
    load(&text).map_err(|error| NoOutcome::input(path, &error))
}

/// The chain or the system failed. Damage of a state file can show as late as here, and is wrong input all the same.
fn failure(error: &(dyn Error + 'static)) -> NoOutcome {
    let mut causes = std::iter::successors(Some(error), |error| (**error).source());
    match causes.find_map(|error| error.downcast_ref::<StateError>()) {
        Some(state) => state_problem(state),
        None => NoOutcome::new(Status::OwnFailure, ErrorName::Unknown, chain_of(error)),
    }
}

/// A state file that is no such is wrong input; one that another process has is input that cannot be used
/// now.
fn state_problem(error: &StateError) -> NoOutcome {
    let (status, name) = match error {
        StateError::Unusable { .. } => (Status::Unusable, ErrorName::IncorrectParameters),
        StateError::Open { .. } | StateError::Locked { .. } => (Status::Unusable, ErrorName::Unknown),
        StateError::Io { .. } => (Status::OwnFailure, ErrorName::Unknown),
    };
    NoOutcome::new(status, name, chain_of(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use echo_chain::{ChainError, World};

    #[test]
    fn the_arguments_are_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_damaged_state_is_wrong_input_whenever_it_is_noticed() {
        let file = assert_fs::NamedTempFile::new("state").unwrap();
        std::fs::write(file.path(), "damaged").unwrap();
        let damaged = World::open(file.path()).unwrap_err();
        let late = failure(&ChainError::Read(Box::new(damaged)));
        assert_eq!((late.status, late.error), (Status::Unusable, ErrorName::IncorrectParameters));
        assert!(late.message.contains("is not a usable state file"), "{}", late.message);
        let source = redb::Error::Io(io::ErrorKind::StorageFull.into());
        let full = ChainError::Commit(Box::new(StateError::Io { path: "state".into(), source }));
        assert_eq!(failure(&full).status, Status::OwnFailure);
        assert_eq!(failure(&ChainError::Read("no chain".into())).status, Status::OwnFailure);
    }
}
