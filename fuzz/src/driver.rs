//! The driver: divides its time over the targets, watches over the child processes that do the work, and reports.
//!
//! Called by `main` with [`crate::TARGETS`], and by its test with targets that fail on purpose. What a child runs into
//! is an [`InputFault`]: a panic, more processor time or memory than an input may take, or its death. The input is saved,
//! made smaller, and printed with the command that repeats it.

use crate::corpus::{self, Built, Corpus};
use crate::minimise::minimise;
use crate::target::{Target, state};
use crate::worker::{self, ChildFiles, ChildProgress, Job, PANICKED};
use clap::Parser;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Faults of a target, other than panics elsewhere than before, after which its time is over.
const MOST_FAULTS: usize = 4;
/// Between two looks at a child.
const LOOK: Duration = Duration::from_millis(2);
/// How much longer than its processor time an input may take by the clock: the machine may be busy with others.
const PATIENCE: u32 = 20;

/// Gives hostile input to everything that reads what others wrote.
#[derive(Parser, Debug)]
#[command(version)]
struct Cli {
    /// Only this target; may be given several times.
    #[arg(long)]
    target: Vec<String>,
    /// Seconds for all targets together.
    #[arg(long, env = "FUZZ_SECONDS", default_value_t = 60)]
    seconds: u64,
    /// At most so many inputs for each target.
    #[arg(long)]
    executions: Option<u64>,
    /// Start of the random numbers: the same seed gives the same inputs.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Targets that run at the same time; as many as there are processors.
    #[arg(long)]
    jobs: Option<usize>,
    /// Gives a saved input to the one --target, and says what happens.
    #[arg(long, value_name = "FILE")]
    repeat: Option<PathBuf>,
    /// Writes as many inputs as --executions says into a directory for each target, and gives them to nobody: seeds for
    /// another fuzzer.
    #[arg(long, value_name = "DIR", requires = "executions")]
    export: Option<PathBuf>,
    /// Says which targets there are.
    #[arg(long)]
    list: bool,
    /// Prints the result as JSON.
    #[arg(long)]
    json: bool,
    /// Where seeds and failing inputs are kept.
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/fuzz"))]
    directory: PathBuf,
    /// What a child process does, in its directory.
    #[arg(long, hide = true)]
    child: Option<PathBuf>,
    #[arg(long, hide = true, default_value_t = 0)]
    first: u64,
    #[arg(long, hide = true, default_value_t = 0)]
    milliseconds: u64,
    #[arg(long, hide = true)]
    known: Vec<String>,
}

/// What an input did to a target.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum InputFault {
    /// A broken promise, or an accident.
    Panic {
        /// File, line and column.
        place: String,
        /// What it said.
        message: String,
    },
    /// The input did not come to an end.
    Time {
        /// The limit, in seconds of processor time.
        seconds: u32,
    },
    /// The input took more memory than it may.
    Memory,
    /// The process died.
    Crash {
        /// The signal, or exit code.
        how: String,
    },
}

impl fmt::Display for InputFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panic { place, message } => write!(f, "panic at {place}: {message}"),
            Self::Time { seconds } => write!(f, "more than {seconds} s of processor time"),
            Self::Memory => f.write_str("more memory than the limit"),
            Self::Crash { how } => write!(f, "the process died: {how}"),
        }
    }
}

impl InputFault {
    /// Whether both have the same cause, as far as one can tell.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Panic { place: a, .. }, Self::Panic { place: b, .. }) => a == b,
            _ => self == other,
        }
    }
}

/// A fault with the input that shows it.
#[derive(Clone, Debug, serde::Serialize)]
struct Found {
    /// Number of the input.
    number: u64,
    #[serde(flatten)]
    fault: InputFault,
    /// Bytes of the input, as it was made and as it was saved.
    bytes: [usize; 2],
    /// Where it was saved.
    file: PathBuf,
}

/// What became of a target.
#[derive(Clone, Debug, Default, serde::Serialize)]
struct Result {
    target: &'static str,
    executions: u64,
    /// Executions that came through the door.
    through: u64,
    seconds: f64,
    found: Vec<Found>,
    /// Further inputs that did what was found before.
    again: u64,
}

/// The driver itself cannot work.
#[derive(Debug, thiserror::Error)]
enum DriverError {
    #[error("there is no target {0:?}; --list says which there are")]
    NoTarget(String),
    #[error("--repeat needs one --target")]
    RepeatWhat,
    #[error("cannot read {}", .0.display())]
    Read(PathBuf, #[source] io::Error),
    #[error("the driver's own files")]
    Files(#[from] io::Error),
    #[error("{0} panics where it makes input {1}")]
    Generator(&'static str, u64),
}

/// Runs the command line with these targets: 0 if nothing was found, 1 if something was, 2 for misuse, 3 where the
/// driver failed.
#[must_use]
pub fn main(targets: &'static [Target]) -> ExitCode {
    let cli = Cli::parse();
    match start(&cli, targets) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let mut text = format!("echo-fuzz: {error}");
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                text += &format!(": {cause}");
                source = cause.source();
            }
            eprintln!("{text}");
            let misuse =
                matches!(error, DriverError::NoTarget(_) | DriverError::RepeatWhat | DriverError::Read(..));
            ExitCode::from(if misuse { 2 } else { 3 })
        }
    }
}

fn start(cli: &Cli, all: &'static [Target]) -> std::result::Result<u8, DriverError> {
    if cli.list {
        for target in all {
            println!("{:<10} {}", target.name, target.promise);
        }
        return Ok(0);
    }
    let named = |name: &String| {
        all.iter().find(|target| target.name == name).ok_or_else(|| DriverError::NoTarget(name.clone()))
    };
    let mut targets = cli.target.iter().map(named).collect::<std::result::Result<Vec<_>, _>>()?;
    if let Some(directory) = &cli.child {
        let [target] = targets[..] else { return Err(DriverError::RepeatWhat) };
        return Ok(child(cli, target, &ChildFiles(directory))?);
    }
    if let Some(file) = &cli.repeat {
        let [target] = targets[..] else { return Err(DriverError::RepeatWhat) };
        let input = fs::read(file).map_err(|error| DriverError::Read(file.clone(), error))?;
        return repeat(cli, target, &input);
    }
    if targets.is_empty() {
        targets = all.iter().collect();
    }
    run_all(cli, &targets)
}

/// What a child process does.
fn child(cli: &Cli, target: &Target, files: &ChildFiles<'_>) -> io::Result<u8> {
    let code = if files.input().is_file() {
        worker::once(target, files)?
    } else {
        let job = Job {
            target,
            seed: cli.seed,
            first: cli.first,
            executions: cli.executions.unwrap_or(u64::MAX),
            time: Duration::from_millis(cli.milliseconds),
            known: &cli.known,
        };
        job.run(&Corpus::read(&cli.directory.join("corpus"))?, files)?
    };
    Ok(u8::try_from(code).unwrap_or(u8::MAX))
}

fn run_all(cli: &Cli, targets: &[&'static Target]) -> std::result::Result<u8, DriverError> {
    let corpus_directory = cli.directory.join("corpus");
    if corpus::build(&corpus_directory)? == Built::WithoutCompiler {
        eprintln!("gcc is not there: no seeds from compilers");
    }
    let corpus = Corpus::read(&corpus_directory)?;
    if let Some(directory) = &cli.export {
        return Ok(export(cli, targets, &corpus, directory)?);
    }
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let jobs = cli.jobs.unwrap_or(processors).clamp(1, targets.len());
    let share = jobs as f64 / targets.len() as f64;
    let time = Duration::from_secs(cli.seconds).mul_f64(share);
    eprintln!(
        "seed {}, {} seeds, {jobs} at a time, {:.1} s each",
        cli.seed,
        corpus.files.len(),
        time.as_secs_f64()
    );
    let (next, results) = (Mutex::new(0..targets.len()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let n = next.lock().expect("nobody panics here").next();
                    let Some(n) = n else { return };
                    let result = run_target(cli, targets[n], &corpus, time);
                    if let Ok(result) = &result {
                        eprint!("{}", line(result));
                    }
                    results.lock().expect("nobody panics here").push((n, result));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("nobody panics here");
    results.sort_by_key(|(n, _)| *n);
    let results =
        results.into_iter().map(|(_, result)| result).collect::<std::result::Result<Vec<_>, _>>()?;
    let total: u64 = results.iter().map(|result| result.executions).sum();
    let found: usize = results.iter().map(|result| result.found.len()).sum();
    if cli.json {
        let json = serde_json::json!({ "seed": cli.seed, "executions": total, "targets": results });
        println!("{json:#}");
    } else {
        println!("{total} executions, {found} faults, seed {}", cli.seed);
        for result in &results {
            for found in &result.found {
                println!("\n{}: {}\n{}", result.target, found.fault, command(result.target, &found.file));
            }
        }
    }
    Ok(u8::from(found > 0))
}

fn export(cli: &Cli, targets: &[&'static Target], corpus: &Corpus, directory: &Path) -> io::Result<u8> {
    for target in targets {
        let directory = directory.join(target.name);
        fs::create_dir_all(&directory)?;
        for number in cli.first..cli.first.saturating_add(cli.executions.unwrap_or_default()) {
            fs::write(directory.join(number.to_string()), worker::input(target, corpus, cli.seed, number))?;
        }
    }
    Ok(0)
}

/// The line of the table.
fn line(result: &Result) -> String {
    let Result { target, executions, through, seconds, found, again } = result;
    let speed = *executions as f64 / seconds.max(0.001);
    let percent = 100.0 * *through as f64 / (*executions).max(1) as f64;
    let faults = if found.is_empty() {
        String::new()
    } else {
        format!("  {} faults, {again} times again", found.len())
    };
    format!("{target:<10} {executions:>10} executions {speed:>9.0}/s {percent:>5.1} % come through{faults}\n")
}

/// What repeats a fault.
fn command(target: &str, file: &Path) -> String {
    format!("  cargo run -p echo-fuzz -- --target {target} --repeat {}", file.display())
}

/// A directory of files that come and go; in memory where the system has such a place.
struct ScratchFolder(PathBuf);

impl ScratchFolder {
    fn new(name: &str) -> io::Result<Self> {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let path = parent.join(format!("echo-fuzz-{}-{name}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for ScratchFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// This program as a child of itself.
fn command_of_child(cli: &Cli, target: &Target, files: &ChildFiles<'_>) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("--child").arg(files.0).arg("--target").arg(target.name);
    command.arg("--directory").arg(&cli.directory).arg("--seed").arg(cli.seed.to_string());
    command.env(state::SCRATCH, files.0).stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(File::create(files.stderr())?);
    Ok(command)
}

/// Gives the target inputs until its time is over.
fn run_target(
    cli: &Cli,
    target: &'static Target,
    corpus: &Corpus,
    time: Duration,
) -> std::result::Result<Result, DriverError> {
    let scratch = ScratchFolder::new(target.name)?;
    let files = ChildFiles(&scratch.0);
    let mut result = Result { target: target.name, ..Result::default() };
    let mut known = Vec::new();
    let mut left = time;
    let mut first = cli.first;
    let mut executions = cli.executions;
    while !left.is_zero() && executions != Some(0) && result.found.len() < MOST_FAULTS {
        let _ = fs::remove_file(files.progress());
        let mut command = command_of_child(cli, target, &files)?;
        command.arg("--first").arg(first.to_string()).arg("--milliseconds").arg(left.as_millis().to_string());
        command.args(executions.map(|count| format!("--executions={count}")));
        command.args(known.iter().map(|place| format!("--known={place}")));
        let start = Instant::now();
        let fault = watch(command.spawn()?, target, &files)?;
        let progress = ChildProgress::read(&files.progress());
        left = left.saturating_sub(start.elapsed());
        result.seconds += start.elapsed().as_secs_f64();
        result.executions += progress.executions + u64::from(fault.is_some());
        result.through += progress.through;
        result.again += progress.known;
        let Some(fault) = fault else { break };
        let number = progress.number;
        // A generator that panics did so in the child, too.
        let input = catch_unwind(|| worker::input(target, corpus, cli.seed, number))
            .map_err(|_| DriverError::Generator(target.name, number))?;
        if let InputFault::Panic { place, .. } = &fault {
            known.push(place.clone());
        }
        first = number + 1;
        executions = executions.map(|count| count.saturating_sub(progress.executions + 1));
        if result.found.iter().any(|found| found.fault.is_like(&fault)) {
            result.again += 1;
            continue;
        }
        result.found.push(save(cli, target, number, &input, fault)?);
    }
    Ok(result)
}

/// Saves a failing input, and makes it smaller.
fn save(
    cli: &Cli,
    target: &Target,
    number: u64,
    input: &[u8],
    fault: InputFault,
) -> std::result::Result<Found, DriverError> {
    let directory = cli.directory.join("found");
    fs::create_dir_all(&directory)?;
    let file = directory.canonicalize()?.join(format!("{}-{}-{number}", target.name, cli.seed));
    // Before anything else: what follows may be interrupted.
    fs::write(&file, input)?;
    let mut failed = None;
    let least = minimise(input, |candidate| match check(cli, target, candidate) {
        Ok(other) => other.is_some_and(|other| other.is_like(&fault)),
        Err(error) => {
            failed.get_or_insert(error);
            false
        }
    });
    if let Some(error) = failed {
        return Err(error);
    }
    fs::write(&file, &least)?;
    // The message belongs to the input that is saved.
    let fault = check(cli, target, &least)?.filter(|again| again.is_like(&fault)).unwrap_or(fault);
    Ok(Found { number, fault, bytes: [input.len(), least.len()], file })
}

/// What an input does, in a process of its own.
fn check(cli: &Cli, target: &Target, input: &[u8]) -> std::result::Result<Option<InputFault>, DriverError> {
    let scratch = ScratchFolder::new(&format!("{}-once", target.name))?;
    let files = ChildFiles(&scratch.0);
    fs::write(files.input(), input)?;
    let mut command = command_of_child(cli, target, &files)?;
    Ok(watch(command.env("RUST_BACKTRACE", "0").spawn()?, target, &files)?)
}

/// Gives the target an input, and prints what it printed.
fn repeat(cli: &Cli, target: &Target, input: &[u8]) -> std::result::Result<u8, DriverError> {
    let scratch = ScratchFolder::new(&format!("{}-repeat", target.name))?;
    let files = ChildFiles(&scratch.0);
    fs::write(files.input(), input)?;
    let fault = watch(command_of_child(cli, target, &files)?.spawn()?, target, &files)?;
    io::copy(&mut File::open(files.stderr())?, &mut io::stderr())?;
    match &fault {
        Some(fault) => println!("{}: {fault}", target.name),
        None => println!("{}: {} bytes, and nothing is wrong", target.name, input.len()),
    }
    Ok(u8::from(fault.is_some()))
}

/// Waits for the end of a child; kills one whose input takes too long.
fn watch(mut child: Child, target: &Target, files: &ChildFiles<'_>) -> io::Result<Option<InputFault>> {
    let too_long = InputFault::Time { seconds: target.seconds };
    let limit = Duration::from_secs(u64::from(target.seconds));
    let mut number = None;
    let (mut since, mut used) = (Instant::now(), Duration::ZERO);
    let mut looked = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(fault(status, files));
        }
        if looked.elapsed() > Duration::from_millis(100) {
            looked = Instant::now();
            let now = ChildProgress::read(&files.progress()).number;
            let time = processor_time(child.id());
            if number != Some(now) {
                (number, since, used) = (Some(now), looked, time);
            } else if time.saturating_sub(used) > limit || since.elapsed() > limit * PATIENCE {
                child.kill()?;
                child.wait()?;
                return Ok(Some(too_long));
            }
        }
        std::thread::sleep(LOOK);
    }
}

/// Processor time that a process has used; none where the system does not say.
fn processor_time(process: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The process's name, in parentheses, may hold anything; behind it, user and system time are the 12th and 13th, in
    // hundredths of a second on every Linux.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks: u64 =
        fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(10 * ticks)
}

fn fault(status: ExitStatus, files: &ChildFiles<'_>) -> Option<InputFault> {
    if status.success() {
        return None;
    }
    if status.code() == Some(PANICKED) {
        let text = fs::read_to_string(files.panic()).unwrap_or_default();
        let (place, message) = text.split_once('\n').unwrap_or((&text, ""));
        return Some(InputFault::Panic { place: place.to_owned(), message: message.to_owned() });
    }
    let stderr = fs::read(files.stderr()).unwrap_or_default();
    let stderr = String::from_utf8_lossy(&stderr);
    if stderr.contains("memory allocation of") {
        return Some(InputFault::Memory);
    }
    let how = match status.signal() {
        Some(_) if stderr.contains("has overflowed its stack") => "stack overflow".to_owned(),
        Some(signal) => format!("signal {signal}"),
        None => format!("exit code {:?}", status.code()),
    };
    Some(InputFault::Crash { how })
}
