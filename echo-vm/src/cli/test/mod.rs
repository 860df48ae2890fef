//! `echo-vm test`: scenario files, run.
//!
//! Each scenario has a chain of its own, so that they run at the same time and in any order; what is printed is in the order
//! of the files, whatever was ready first.

mod gas;
mod junit;
mod property;
mod scenario;
mod site;

use super::backtrace::Backtrace;
use super::{ExecutionArgs, NoOutcome, report, tell, written};
use clap::Args;
use echo_abi::Policy;
use echo_abi::edge::{self, Status};
use echo_abi::{ErrorName, PrintableLines, PrintablePath};
use echo_chain::Genesis;
use scenario::{Property, Scenario};
use serde_json::{Value, json};
use site::{Failure, GasUsed, Ground, Site};
use std::fs;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo-vm test
  echo-vm test tests/token.scenario.toml --filter transfer
  echo-vm test --junit report.xml --gas-report gas.json
  echo-vm test --gas-diff gas.json --gas-threshold 2

A scenario file, scenario.toml or NAME.scenario.toml:
  [[scenario]]
  name = \"a transfer moves tokens\"
  [[scenario.step]]
  deploy = \"token.echo\"
  call = \"constructor(1000)\"
  [[scenario.step]]
  call = 'transfer(\"$bob\", 25)'
  returns = [true]
  logs = ['transfer(\"$alice\", \"$bob\", 25)']

Exit codes: 0 all is as expected, 1 something is not, 2 misuse or a file that cannot be used, 3 echo-vm itself failed")]
pub struct TestArgs {
    /// Scenario files, and directories that are searched for them
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,

    /// Run only those whose name, or file, has this text in it
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,

    /// Look for contract files here, before beside the scenario file; may be repeated
    #[arg(long, value_name = "DIR")]
    build: Vec<PathBuf>,

    /// Run again whenever a file changes, until stopped
    #[arg(long, conflicts_with = "json")]
    watch: bool,

    /// Write a report as JUnit does, which CI systems read
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,

    /// Print what each function used, and write it as JSON where a file is named
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    gas_report: Option<PathBuf>,

    /// Compare with a gas report of before: a function that uses more fails
    #[arg(long, value_name = "FILE")]
    gas_diff: Option<PathBuf>,

    /// How much more the median may be, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 0.0, requires = "gas_diff")]
    gas_threshold: f64,

    /// Where the random calls of properties begin
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Try so many sequences of random calls, whatever a property says
    #[arg(long, value_name = "N")]
    cases: Option<u32>,

    #[command(flatten)]
    execution: ExecutionArgs,

    /// Print one JSON object: error, message, passed, failed, scenarios, gas
    #[arg(long)]
    json: bool,
}

/// A file, when it was changed last, and its length; none where there is no such file.
type FileStamp = (PathBuf, Option<SystemTime>, Option<u64>);

/// How long it takes until files are looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(150);
/// How often files that change are looked at until they are taken as they are.
const MAX_LOOKS: u32 = 10;

/// What is tried.
enum Case {
    Scenario(Scenario),
    Property(Property),
}

impl Case {
    fn name(&self) -> &str {
        match self {
            Case::Scenario(scenario) => &scenario.name,
            Case::Property(property) => &property.name,
        }
    }
}

/// A case of a file.
struct Test {
    file: PathBuf,
    ground: Ground,
    case: Case,
}

/// What became of a case.
pub struct Verdict {
    file: PathBuf,
    name: String,
    time: Duration,
    failure: Option<Failure>,
    gas: GasUsed,
}

impl TestArgs {
    /// Runs, and tells.
    pub fn run(&self) -> Status {
        if !self.watch {
            return self.once().unwrap_or_else(|problem| tell(self.json, &problem));
        }
        loop {
            let contracts = self.contracts();
            let before = self.stamp(&contracts);
            if let Err(problem) = self.once() {
                tell(false, &problem);
            }
            if writeln!(io::stdout(), "waiting for a change").is_err() {
                // Nobody reads any more.
                return Status::Good;
            }
            self.wait(&contracts, &before);
        }
    }

    /// Waits until files are other ones than before, and have stayed so for a while: who writes one may not be done.
    fn wait(&self, contracts: &[PathBuf], before: &[FileStamp]) {
        let mut last = before.to_vec();
        let mut looks = 0;
        loop {
            std::thread::sleep(LOOK_AGAIN);
            let now = self.stamp(contracts);
            if now != before {
                looks += 1;
                // What never comes to rest is not waited for.
                if now == last || looks == MAX_LOOKS {
                    return;
                }
            }
            last = now;
        }
    }

    /// Where the contract files of all scenarios may be, whether there is one or not.
    fn contracts(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for Test { ground, case, .. } in self.tests().unwrap_or_default() {
            let steps = match &case {
                Case::Scenario(scenario) => &scenario.steps,
                Case::Property(property) => &property.steps,
            };
            for name in steps.iter().flat_map(|step| [&step.deploy, &step.upgrade]).flatten() {
                files.extend(ground.directories.iter().map(|directory| directory.join(name)));
            }
        }
        files
    }

    /// What each file that matters is like: those beside scenarios, and of directories, but for those written here.
    fn stamp(&self, contracts: &[PathBuf]) -> Vec<FileStamp> {
        let mut files = contracts.to_vec();
        for path in self.paths.iter().chain(&self.build) {
            let directory = if path.is_dir() { path.clone() } else { parent(path) };
            let _ = walk(&directory, &mut |path| files.push(path.to_owned()));
        }
        files.sort();
        files.dedup();
        let canonical = |path: &PathBuf| fs::canonicalize(path).ok();
        let written: Vec<_> =
            [&self.junit, &self.gas_report].into_iter().flatten().filter_map(canonical).collect();
        files.retain(|path| canonical(path).is_none_or(|path| !written.contains(&path)));
        let stamp = |path: PathBuf| {
            let metadata = fs::metadata(&path).ok();
            let changed = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
            (path, changed, metadata.map(|metadata| metadata.len()))
        };
        files.into_iter().map(stamp).collect()
    }

    fn once(&self) -> Result<Status, NoOutcome> {
        let tests = self.tests()?;
        let begun = Instant::now();
        let verdicts = self.all(&tests);
        let gas = gas::Report::of(verdicts.iter().map(|verdict| &verdict.gas));
        let worse = match &self.gas_diff {
            Some(path) => gas.worse_than(&gas::Report::read(path)?, self.gas_threshold),
            None => Vec::new(),
        };
        if let Some(path) = self.gas_report.as_ref().filter(|path| !edge::is_stream(path)) {
            let text = serde_json::to_string_pretty(&gas.json()).map_err(NoOutcome::misuse)?;
            fs::write(path, text + "\n").map_err(|error| NoOutcome::input(path, &error))?;
        }
        if let Some(path) = &self.junit {
            fs::write(path, junit::report(&verdicts)).map_err(|error| NoOutcome::input(path, &error))?;
        }
        let failed = verdicts.iter().filter(|verdict| verdict.failure.is_some()).count();
        let status = if failed == 0 && worse.is_empty() { Status::Good } else { Status::Bad };
        if self.json {
            let object = json!({
                "error": if status == Status::Good { ErrorName::None } else { ErrorName::ContractError },
                "message": (status != Status::Good).then(|| format!("{failed} of {} failed", verdicts.len())),
                "passed": verdicts.len() - failed,
                "failed": failed,
                "scenarios": verdicts.iter().map(Verdict::json).collect::<Value>(),
                "gas": gas.json(),
                "gas_worse": worse,
            });
            return Ok(written(report::json(&object), status));
        }
        let mut out = io::stdout().lock();
        let told = self.tell(&mut out, &verdicts, &gas, &worse, begun.elapsed());
        Ok(written(told, status))
    }

    fn tell(
        &self,
        out: &mut impl Write,
        verdicts: &[Verdict],
        gas: &gas::Report,
        worse: &[String],
        time: Duration,
    ) -> io::Result<()> {
        let mut file = None;
        for verdict in verdicts {
            if file != Some(&verdict.file) {
                writeln!(out, "{}", PrintablePath(&verdict.file))?;
                file = Some(&verdict.file);
            }
            verdict.tell(out)?;
        }
        if self.gas_report.is_some() {
            gas.tell(out)?;
        }
        for line in worse {
            writeln!(out, "more gas: {line}")?;
        }
        let failed = verdicts.iter().filter(|verdict| verdict.failure.is_some()).count();
        let passed = verdicts.len() - failed;
        writeln!(out, "{passed} passed, {failed} failed, in {:.2} s", time.as_secs_f64())
    }

    /// Runs all of them, as many at a time as there are processors.
    fn all(&self, tests: &[Test]) -> Vec<Verdict> {
        let next = AtomicUsize::new(0);
        let verdicts: Mutex<Vec<Option<Verdict>>> = Mutex::new(tests.iter().map(|_| None).collect());
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(tests.len());
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    loop {
                        let i = next.fetch_add(1, Ordering::Relaxed);
                        let Some(test) = tests.get(i) else { return };
                        let verdict = test.run(self.seed);
                        verdicts.lock().unwrap_or_else(PoisonError::into_inner)[i] = Some(verdict);
                    }
                });
            }
        });
        verdicts.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect()
    }

    /// What there is to run.
    fn tests(&self) -> Result<Vec<Test>, NoOutcome> {
        let mut files = Vec::new();
        for path in &self.paths {
            if path.is_dir() {
                let found = walk(path, &mut |path| {
                    if is_scenario_file(path) {
                        files.push(path.to_owned());
                    }
                });
                found.map_err(|error| NoOutcome::input(path, &error))?;
            } else {
                files.push(path.clone());
            }
        }
        files.sort();
        files.dedup();
        let engine = self.execution.engine();
        let mut tests = Vec::new();
        for file in files {
            let unusable =
                |problem: String| NoOutcome::misuse(format!("{}: {problem}", PrintablePath(&file)));
            let mut document = scenario::read(&file).map_err(unusable)?;
            let beside = parent(&file);
            let genesis = match document.genesis.take() {
                Some(path) => super::read_toml(&beside.join(path), Genesis::MAX_LEN, Genesis::from_toml)?,
                None => Genesis::default(),
            };
            let policy = match document.policy.take() {
                Some(name) if name.to_str().and_then(Policy::named).is_some() => super::policy(&name)?,
                Some(path) => super::policy(&beside.join(path))?,
                None => self.execution.policy()?,
            };
            let mut directories = self.build.clone();
            directories.push(beside);
            let texts = std::mem::take(&mut document.texts);
            let ground = Ground { genesis, policy, engine, directories, texts };
            let (scenarios, properties) = document.cases();
            let scenarios = scenarios.into_iter().map(Case::Scenario);
            let properties = properties.into_iter().map(|property| {
                Case::Property(Property { cases: self.cases.unwrap_or(property.cases), ..property })
            });
            for case in scenarios.chain(properties) {
                let name = format!("{} {}", file.display(), case.name());
                if self.filter.as_ref().is_none_or(|text| name.contains(text)) {
                    tests.push(Test { file: file.clone(), ground: ground.clone(), case });
                }
            }
        }
        if tests.is_empty() {
            let problem = NoOutcome::misuse("there is nothing to test");
            return Err(problem.with_help(
                "scenario files are called scenario.toml or NAME.scenario.toml; `echo-vm test --help` shows one",
            ));
        }
        Ok(tests)
    }
}

impl Test {
    fn run(&self, seed: u64) -> Verdict {
        let begun = Instant::now();
        let mut gas = GasUsed::new();
        // An engine that differs from another panics: that is one scenario's failure.
        let result = catch_unwind(AssertUnwindSafe(|| match &self.case {
            Case::Scenario(scenario) => steps(scenario, &self.ground, &mut gas),
            Case::Property(property) => property::check(property, &self.ground, seed).map(drop),
        }));
        let failure = match result {
            Ok(result) => result.err(),
            Err(_) => Some("echo-vm itself failed: please report it".to_owned().into()),
        };
        let name = self.case.name().to_owned();
        Verdict { file: self.file.clone(), name, time: begun.elapsed(), failure, gas }
    }
}

fn steps(scenario: &Scenario, ground: &Ground, gas: &mut GasUsed) -> Result<(), Failure> {
    let mut site = Site::new(ground)?;
    let result = scenario.steps.iter().enumerate().try_for_each(|(i, step)| {
        site.step(step).map_err(|failure| {
            let what = [&step.deploy, &step.upgrade, &step.transfer, &step.call];
            let what = what.into_iter().flatten().next().map_or("its chain", String::as_str);
            Failure { reason: format!("step {}, {what}: {}", i + 1, failure.reason), ..failure }
        })
    });
    *gas = site.gas;
    result
}

impl Verdict {
    fn json(&self) -> Value {
        let failure = self.failure.as_ref();
        json!({
            "file": self.file.display().to_string(),
            "name": self.name,
            "passed": failure.is_none(),
            "reason": failure.map(|failure| &failure.reason),
            "expected": failure.and_then(|failure| failure.expected.as_ref()),
            "found": failure.and_then(|failure| failure.found.as_ref()),
            "backtrace": failure.and_then(|failure| failure.backtrace.as_deref()).map(Backtrace::json),
            "milliseconds": self.time.as_secs_f64() * 1000.0,
        })
    }

    fn tell(&self, out: &mut impl Write) -> io::Result<()> {
        let time = self.time.as_secs_f64() * 1000.0;
        let name = PrintableLines(&self.name);
        let Some(failure) = &self.failure else { return writeln!(out, "  ok    {name} ({time:.0} ms)") };
        writeln!(out, "  FAIL  {name} ({time:.0} ms)")?;
        for line in PrintableLines(&failure.reason).to_string().lines() {
            writeln!(out, "        {line}")?;
        }
        for (mark, text) in [("-", &failure.expected), ("+", &failure.found)] {
            let text = text.as_deref().map(|text| PrintableLines(text).to_string());
            for line in text.iter().flat_map(|text| text.split('\n')) {
                writeln!(out, "        {mark} {line}")?;
            }
        }
        for line in failure.backtrace.as_deref().map(Backtrace::lines).into_iter().flatten() {
            writeln!(out, "        {line}")?;
        }
        Ok(())
    }
}

fn is_scenario_file(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name == "scenario.toml" || name.ends_with(".scenario.toml")
}

/// The directory that a file is in.
fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Shows all files below a directory, but for those that tools make for themselves.
fn walk(directory: &Path, each: &mut dyn FnMut(&Path)) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(directory)?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type()?);
        let name = entry.file_name();
        if kind.is_dir() {
            if !name.to_string_lossy().starts_with('.') && name != "target" && name != "node_modules" {
                walk(&path, each)?;
            }
        } else {
            each(&path);
        }
    }
    Ok(())
}
