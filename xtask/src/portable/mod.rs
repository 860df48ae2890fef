//! `cargo run -p xtask -- portable`, as `make portable` calls it: whether the tools give the same on every host.
//!
//! They are built for hosts of either byte order (`host`), and run there in emulation what they run here (`script`). All
//! that they print and write must be what the tools give on the machine at hand, where contracts run on the reference engine
//! (`transcript`); and the reference engine must do on each host what processors did (`echo-recorded`).

mod host;
mod inputs;
mod script;
mod transcript;

use clap::Args;
use host::{FOREIGN, Host, NATIVE};
use inputs::Inputs;
use script::{LAST, Script, Step, expanded};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use transcript::{Record, Transcript, compare};

/// What is compared.
#[derive(Debug, Args)]
pub struct Portable {
    /// Only this host beside the machine at hand, s390x or aarch64; may be repeated
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,

    /// Only scripts with this text in their name
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,

    /// Build and run there
    #[arg(long, value_name = "DIR", default_value = "target/portable")]
    target: PathBuf,
}

/// Why nothing was compared.
#[derive(Debug, thiserror::Error)]
pub enum PortableError {
    /// The machine at hand is another one.
    #[error("other hosts are compared with x86-64 Linux, which this machine is not")]
    Elsewhere,
    /// No such host.
    #[error("there is no host \"{0}\", but s390x and aarch64")]
    Host(String),
    /// Programs or files are not there.
    #[error(
        "this machine lacks\n  {}\nDebian's packages have it; as root:\n  apt-get install {}",
        lines.join("\n  "),
        packages.join(" ")
    )]
    Missing {
        /// What is missing.
        lines: Vec<String>,
        /// Packages of Debian that have it.
        packages: Vec<&'static str>,
    },
    /// A program that makes something cannot be run, or failed and has said why.
    #[error("this failed: {0}")]
    Build(String),
    /// No script has the text in its name.
    #[error("there is no script with \"{0}\" in its name")]
    Only(String),
    /// A file cannot be read or written, or a sample is no script.
    #[error(transparent)]
    File(#[from] io::Error),
}

/// Runs what makes something; what it prints is seen.
fn built(command: &mut Command) -> Result<(), PortableError> {
    let done = command.status().is_ok_and(|status| status.success());
    if done { Ok(()) } else { Err(PortableError::Build(format!("{command:?}"))) }
}

/// Command lines that are shown of a group, of those that differ; the rest is counted.
const SHOWN: usize = 3;

/// Scripts that run together on a host.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// Without an engine.
    Tools,
    /// The reference engine, and what processors did.
    Recorded,
    /// On this engine.
    Engine(&'static str),
}

impl Group {
    fn name(self) -> &'static str {
        match self {
            Group::Tools => "tools",
            Group::Recorded => "recorded",
            Group::Engine(engine) => engine,
        }
    }

    /// Of those whose results must be equal, the one that comes first.
    fn model(self) -> Self {
        match self {
            Group::Engine(_) => Group::Engine(host::REFERENCE),
            group => group,
        }
    }
}

/// What a group of scripts came to on a host.
struct Row {
    host: &'static str,
    group: Group,
    comparisons: u64,
    differences: usize,
    time: Duration,
}

impl Portable {
    /// Builds, runs and compares; whether everything is the same.
    ///
    /// # Errors
    /// [`PortableError`] where nothing can be compared.
    pub fn run(&self) -> Result<bool, PortableError> {
        if cfg!(not(all(target_arch = "x86_64", target_os = "linux"))) {
            return Err(PortableError::Elsewhere);
        }
        if let Some(name) = self.host.iter().find(|name| FOREIGN.iter().all(|host| host.name != **name)) {
            return Err(PortableError::Host(name.clone()));
        }
        let is_chosen = |host: &&Host| self.host.is_empty() || self.host.iter().any(|name| name == host.name);
        let hosts: Vec<&Host> = [&NATIVE].into_iter().chain(FOREIGN.iter().filter(is_chosen)).collect();
        let host::Missing { lines, packages } = host::missing(&hosts);
        let rustc = host::rustc().filter(|_| lines.is_empty());
        let rustc = rustc.ok_or(PortableError::Missing { lines, packages })?;

        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
        let target = root.join(&self.target);
        for host in &hosts {
            println!("{}: building", host.name);
            let begun = Instant::now();
            built(&mut host.build(&root, &target, &rustc))?;
            println!("{}: built in {} s", host.name, begun.elapsed().as_secs());
        }
        println!("samples, and files that are wrong");
        let inputs = Inputs(target.join("inputs"));
        inputs.make(&root, &NATIVE.file(&target, "echo-strip"))?;

        let mut models = BTreeMap::new();
        let mut rows = Vec::new();
        for host in hosts {
            let engines = host.engines.iter().map(|engine| Group::Engine(engine));
            for group in [Group::Tools, Group::Recorded].into_iter().chain(engines) {
                let mut scripts = match group {
                    Group::Tools => script::tools(&inputs.0)?,
                    Group::Recorded => script::recorded(),
                    Group::Engine(_) => script::engines(&root.join("samples"), &inputs.0)?,
                };
                scripts.retain(|script| self.only.as_ref().is_none_or(|only| script.name.contains(only)));
                if scripts.is_empty() {
                    continue;
                }
                println!("{}, {}: {} scripts", host.name, group.name(), scripts.len());
                let run = Run { host, group, target: &target };
                let begun = Instant::now();
                let got = run.all(&scripts)?;
                let time = begun.elapsed();
                let model = models.entry(group.model()).or_insert_with(|| got.clone());
                let differences = run.tell(&scripts, model, &got);
                let comparisons = got.iter().flatten().map(Record::comparisons).sum();
                rows.push(Row { host: host.name, group, comparisons, differences, time });
            }
        }
        match &self.only {
            Some(only) if rows.is_empty() => Err(PortableError::Only(only.clone())),
            _ => Ok(summed_up(&rows)),
        }
    }
}

/// Prints a line for each group; whether there is no difference.
fn summed_up(rows: &[Row]) -> bool {
    println!("\n{:<8} {:<12} {:>12} {:>12} {:>8}", "host", "what", "comparisons", "differences", "seconds");
    for Row { host, group, comparisons, differences, time } in rows {
        println!(
            "{host:<8} {:<12} {comparisons:>12} {differences:>12} {:>8.1}",
            group.name(),
            time.as_secs_f64()
        );
    }
    let comparisons: u64 = rows.iter().map(|row| row.comparisons).sum();
    let differences: usize = rows.iter().map(|row| row.differences).sum();
    let verdict = if differences == 0 { "the same on every host" } else { "NOT the same on every host" };
    println!("{verdict}: {comparisons} comparisons, {differences} differences");
    differences == 0 && comparisons > 0
}

/// A group of scripts, run on a host.
struct Run<'a> {
    host: &'a Host,
    group: Group,
    target: &'a Path,
}

impl Run<'_> {
    /// Where a script runs: the same from each to its inputs, so that paths in messages are the same.
    fn directory(&self, script: &Script) -> PathBuf {
        let group = format!("{}-{}", self.host.name, self.group.name());
        self.target.join("run").join(group).join(script.name.replace([' ', '/'], "-"))
    }

    /// Runs all scripts, as many at a time as there are processors.
    fn all(&self, scripts: &[Script]) -> io::Result<Vec<Transcript>> {
        let next = AtomicUsize::new(0);
        let transcripts: Mutex<BTreeMap<usize, io::Result<Transcript>>> = Mutex::default();
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(scripts.len());
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let number = next.fetch_add(1, Ordering::Relaxed)
                        && let Some(script) = scripts.get(number)
                    {
                        let transcript = self.script(script);
                        transcripts.lock().unwrap_or_else(PoisonError::into_inner).insert(number, transcript);
                    }
                });
            }
        });
        transcripts.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    }

    fn script(&self, script: &Script) -> io::Result<Transcript> {
        let directory = self.directory(script);
        if directory.exists() {
            fs::remove_dir_all(&directory)?;
        }
        fs::create_dir_all(&directory)?;
        // Ids of accounts and contracts.
        let mut names = BTreeMap::new();
        script.steps.iter().map(|step| self.step(step, &directory, &mut names)).collect()
    }

    fn step(
        &self,
        step: &Step,
        directory: &Path,
        names: &mut BTreeMap<String, String>,
    ) -> io::Result<Record> {
        let arguments: Vec<_> = step.arguments.iter().map(|argument| expanded(argument, names)).collect();
        let mut command = self.host.command(self.target, step.program);
        command.args(&arguments).current_dir(directory).stdin(Stdio::null()).env_remove("ECHO_STATE");
        let words = words(step.program, &arguments);
        let mut typed = format!("cd {}; {}{words}", directory.display(), self.host.prefix(self.target));
        if let (Group::Engine(engine), true) = (self.group, step.executes) {
            command.args(["--engine", engine]);
            typed.push_str(&format!(" --engine {engine}"));
        }
        let output = command.output()?;
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let told: Value = serde_json::from_str(&stdout).unwrap_or_default();
        if step.arguments[..].first().is_some_and(|word| word == "init") {
            for account in told.get("accounts").and_then(Value::as_array).into_iter().flatten() {
                let text = |key: &str| account.get(key).and_then(Value::as_str).map(str::to_owned);
                names.extend(text("name").zip(text("id")));
            }
        }
        if let (Some(name), Some(id)) = (&step.names, told.get("contract").and_then(Value::as_str)) {
            names.extend([name.as_str(), LAST].map(|name| (name.to_owned(), id.to_owned())));
        }
        let files = step.writes.iter().map(|name| (name.clone(), fs::read(directory.join(name)).ok()));
        Ok(Record {
            command: words,
            typed,
            gives: step.gives.clone(),
            exit: output.status.code(),
            files: files.collect(),
            stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Prints in what transcripts differ from the model's; how many command lines do.
    fn tell(&self, scripts: &[Script], model: &[Transcript], got: &[Transcript]) -> usize {
        let mut wrong = BTreeSet::new();
        for ((script, model), got) in scripts.iter().zip(model).zip(got) {
            for difference in compare(model, got) {
                wrong.insert((&script.name, difference.line));
                if wrong.len() <= SHOWN {
                    let (host, group, name) = (self.host.name, self.group.name(), &script.name);
                    print!("\n{host}, {group}: {name}\n{difference}");
                    let host = if self.host.name == NATIVE.name { FOREIGN[0].name } else { host };
                    println!("  again    cargo run -p xtask -- portable --host {host} --only '{name}'\n");
                }
            }
        }
        if wrong.len() > SHOWN {
            let (host, group, count) = (self.host.name, self.group.name(), wrong.len());
            println!("{host}, {group}: {count} command lines differ, of which {SHOWN} are shown\n");
        }
        wrong.len()
    }
}

/// A command line as it can be typed.
fn words(program: &str, arguments: &[String]) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:".contains(c);
    let quoted = |word: &String| match word.chars().all(is_plain) && !word.is_empty() {
        true => word.clone(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    };
    [program.to_owned()].into_iter().chain(arguments.iter().map(quoted)).collect::<Vec<_>>().join(" ")
}
