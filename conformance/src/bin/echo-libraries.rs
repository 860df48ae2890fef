//! `echo-libraries`: libraries that were written for something else, natively and in contracts. Fetches each by version and hash,
//! builds the program that uses it both ways (`libraries/libraries.toml`), and compares what they say; writes the table of
//! `docs/libraries.md`. Needs the three tools beside it, gcc, g++, curl and tar. Exit code 1 where one differs or cannot be built.

use clap::Parser;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};
use std::sync::Mutex;

#[derive(Parser)]
#[command(about = "Builds libraries natively and into contracts, and compares what they say")]
struct Arguments {
    /// Only these
    #[arg(value_name = "NAME")]
    only: Vec<String>,

    /// Where archives, sources and programs are kept
    #[arg(long, value_name = "DIR", default_value = "target/libraries")]
    work: PathBuf,

    /// Write the table here, when all of them were run and none failed
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Libraries {
    library: Vec<Library>,
    rust: Vec<Crate>,
}

/// A library in Rust: a function and a contract of `libraries/rust`, whose lock file has version and hash.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Crate {
    name: String,
    /// How it is told not to ask the processor, if it would.
    #[serde(default)]
    switches: String,
    about: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Library {
    name: String,
    version: String,
    url: String,
    /// Of the archive, in hexadecimal digits.
    sha256: String,
    #[serde(default)]
    language: Language,
    /// A shell's commands, in the library's directory, after it was unpacked.
    prepare: Option<String>,
    /// Patterns of source files; what begins with `!` is taken out of what the others have.
    #[serde(default)]
    sources: Vec<String>,
    /// Directories of headers.
    include: Vec<String>,
    /// What the compiler is given, natively and for the contract.
    #[serde(default)]
    switches: Vec<String>,
    /// Why.
    needs: Option<String>,
    /// Whether the contract brings what the library asks of a system (`quiet.c`).
    #[serde(default)]
    quiet: bool,
    /// What the program does.
    about: String,
}

#[derive(Clone, Copy, Default, Deserialize)]
enum Language {
    #[default]
    C,
    #[serde(rename = "C++")]
    Cpp,
}

impl Language {
    fn compiler(self) -> &'static str {
        match self {
            Self::C => "gcc",
            Self::Cpp => "g++",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::C => "c",
            Self::Cpp => "cpp",
        }
    }

    fn standard(self) -> Vec<String> {
        match self {
            Self::C => Vec::new(),
            Self::Cpp => vec!["-std=c++17".to_owned()],
        }
    }

    /// For `echo-vm cflags`: for the compiler, for the linker.
    fn options(self) -> [&'static [&'static str]; 2] {
        match self {
            Self::C => [&[], &["--ld"]],
            Self::Cpp => [&["--cxx"], &["--cxx", "--ld"]],
        }
    }
}

/// What is said of a library whose contract agrees.
struct Figures {
    /// Of the contract file.
    packed: u64,
    /// Text and data, as the linker placed them.
    linked: u64,
    gas: u64,
}

/// Where things are.
struct Places {
    /// `conformance/libraries`.
    programs: PathBuf,
    /// The tools.
    tools: PathBuf,
    work: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("libraries");
    let text = fs::read_to_string(programs.join("libraries.toml")).expect("libraries.toml is there");
    let Libraries { mut library, mut rust } =
        toml::from_str(&text).unwrap_or_else(|error| panic!("libraries.toml: {error}"));
    if !arguments.only.is_empty() {
        let names = library.iter().map(|library| &library.name).chain(rust.iter().map(|krate| &krate.name));
        let names: Vec<&String> = names.collect();
        if let Some(name) = arguments.only.iter().find(|name| !names.contains(name)) {
            eprintln!("there is no {name} in libraries.toml");
            return ExitCode::from(2);
        }
        library.retain(|library| arguments.only.contains(&library.name));
        rust.retain(|krate| arguments.only.contains(&krate.name));
    }
    let tools = std::env::current_exe().expect("it has a path");
    let tools = tools.parent().expect("a program is in a directory").to_owned();
    fs::create_dir_all(&arguments.work).expect("the directory for work can be made");
    let work = arguments.work.canonicalize().expect("it is there");
    let places = Places { programs, tools, work };

    // Two at a time, or as many as there are processors; told in the order of the list.
    let queue: Mutex<VecDeque<(usize, &Library)>> = Mutex::new(library.iter().enumerate().collect());
    let results: Mutex<Vec<Option<Result<Figures, String>>>> =
        Mutex::new(library.iter().map(|_| None).collect());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().expect("nobody panicked").pop_front();
                    let Some((i, library)) = next else { break };
                    let result = compare(library, &places);
                    tell(&library.name, &result);
                    results.lock().expect("nobody panicked")[i] = Some(result);
                }
            });
        }
    });
    let results: Option<Vec<_>> = results.into_inner().expect("nobody panicked").into_iter().collect();
    let mut results = results.expect("each was tried");
    for (krate, result) in rust.iter().zip(crates(&rust, &places)) {
        tell(&krate.name, &result);
        results.push(result);
    }
    let results: Result<Vec<Figures>, String> = results.into_iter().collect();
    let Ok(figures) = results else { return ExitCode::from(1) };
    println!("{} libraries say the same in a contract as natively", figures.len());
    if let (Some(path), true) = (&arguments.table, arguments.only.is_empty()) {
        let text = table(&library, &rust, &figures, &places);
        fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    ExitCode::SUCCESS
}

fn tell(name: &str, result: &Result<Figures, String>) {
    match result {
        Ok(figures) => println!("ok      {name:20} {:>8} bytes", figures.packed),
        Err(why) => println!("FAILED  {name:20} {why}"),
    }
}

/// Builds all of `libraries/rust`, and runs these.
fn crates(crates: &[Crate], places: &Places) -> Vec<Result<Figures, String>> {
    if crates.is_empty() {
        return Vec::new();
    }
    let target = places.work.join("rust");
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new("cargo");
        command.current_dir(places.programs.join("rust")).args(arguments);
        good(command.args(["--release", "--locked", "--quiet", "--target-dir"]).arg(&target))
    };
    let native = cargo(&["build", "--bins"]).and_then(|_| cargo(&["run", "--example", "native"]));
    let native = native.map(|output| text(&output));
    let run = |krate: &Crate| {
        let native = native.as_ref().map_err(String::clone)?;
        let numbers = native.lines().filter_map(|line| line.split_once(' '));
        let number =
            numbers.filter(|(name, _)| *name == krate.name).find_map(|(_, number)| number.parse().ok());
        let expected = number.ok_or("lib.rs does not name it")?;
        let contract_file = places.work.join(format!("{}.echo", krate.name));
        contract(&target.join("release").join(&krate.name), &contract_file, expected, places)
    };
    crates.iter().map(run).collect()
}

/// Fetches, builds and runs.
fn compare(library: &Library, places: &Places) -> Result<Figures, String> {
    let source = fetched(library, places)?;
    let files = sources(library, &source)?;
    let stem = library.name.replace(' ', "_");
    let program = places.programs.join(format!("{stem}.{}", library.language.extension()));
    let build = |out: &Path, before: &[String], after: &[String]| {
        let mut command = Command::new(library.language.compiler());
        command.args(["-O2", "-w"]).args(before).args(&library.switches).current_dir(&source);
        command.args(library.include.iter().map(|directory| format!("-I{directory}")));
        command
            .arg("-I")
            .arg(places.programs.join("../../samples/compilers"))
            .arg("-I")
            .arg(&places.programs);
        command.arg("-o").arg(out).arg(&program).args(&files).args(after);
        good(&mut command).map(drop)
    };
    let native = places.work.join(format!("{stem}.native"));
    build(&native, &library.language.standard(), &["-lm".to_owned()])
        .map_err(|error| format!("natively: {error}"))?;
    let expected = text(&good(&mut Command::new(&native))?);
    let expected: u64 = expected.trim().parse().map_err(|_| format!("{expected:?} is no number"))?;

    let [compile, link] = library.language.options();
    let elf = places.work.join(format!("{stem}.elf"));
    let mut before =
        vec!["-DECHO".to_owned(), "-ffunction-sections".to_owned(), "-fdata-sections".to_owned()];
    before.extend(cflags(compile, places)?);
    if library.quiet {
        before.push(places.programs.join("quiet.c").display().to_string());
    }
    build(&elf, &before, &cflags(link, places)?)?;
    contract(&elf, &places.work.join(format!("{stem}.echo")), expected, places)
}

/// Packs a linked file as `contract`, and runs that: it must return what is expected.
fn contract(elf: &Path, contract: &Path, expected: u64, places: &Places) -> Result<Figures, String> {
    let linked = linked_size(elf)?;
    good(Command::new(places.tools.join("echo-strip")).arg(elf).arg("-o").arg(contract))?;
    let mut gas = None;
    for engine in ["jit", "interpreter"] {
        let output = good(Command::new(places.tools.join("echo-vm")).arg("run").arg(contract).args([
            "--call",
            "run()",
            "--returns",
            "u64",
            "--json",
            "--engine",
            engine,
        ]))?;
        let outcome: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
        if outcome["returned"][0].as_u64() != Some(expected) {
            return Err(format!("{expected} natively; by {engine}: {outcome}"));
        }
        let used = outcome["gas_used"].as_u64().ok_or("no gas is told")?;
        if gas.is_some_and(|before| before != used) {
            return Err(format!("gas differs: {gas:?}, and {used} by {engine}"));
        }
        gas = Some(used);
    }
    let packed = fs::metadata(contract).map_err(|error| error.to_string())?.len();
    Ok(Figures { packed, linked, gas: gas.expect("there are two engines") })
}

/// The directory of its sources, unpacked once.
fn fetched(library: &Library, places: &Places) -> Result<PathBuf, String> {
    let key = &library.sha256[..16];
    let source = places.work.join(format!("{}-{key}", library.name.replace(' ', "_")));
    if source.is_dir() {
        return Ok(source);
    }
    let archive = places.work.join(format!("{key}.archive"));
    if !archive.is_file() {
        let part = archive.with_extension("part");
        let fetch = ["--fail", "--silent", "--show-error", "--location", "--retry", "3", "--output"];
        good(Command::new("curl").args(fetch).arg(&part).arg(&library.url))?;
        fs::rename(&part, &archive).map_err(|error| error.to_string())?;
    }
    let bytes = fs::read(&archive).map_err(|error| error.to_string())?;
    let found = echo_abi::Hex(&Sha256::digest(&bytes)).to_string();
    if found != library.sha256 {
        return Err(format!("{} has the hash {found}, not that of the list", library.url));
    }
    let new = source.with_extension("new");
    let _ = fs::remove_dir_all(&new);
    fs::create_dir_all(&new).map_err(|error| error.to_string())?;
    good(Command::new("tar").arg("-xf").arg(&archive).arg("-C").arg(&new).arg("--strip-components=1"))?;
    if let Some(prepare) = &library.prepare {
        good(Command::new("sh").args(["-ec", prepare]).current_dir(&new))?;
    }
    fs::rename(&new, &source).map_err(|error| error.to_string())?;
    Ok(source)
}

/// The files that its patterns name, as the shell finds them.
fn sources(library: &Library, directory: &Path) -> Result<Vec<String>, String> {
    let find = |pattern: &str| -> Result<Vec<String>, String> {
        let list =
            good(Command::new("sh").args(["-ec", &format!("ls -d {pattern}")]).current_dir(directory))?;
        Ok(text(&list).lines().map(str::to_owned).collect())
    };
    let mut files = Vec::new();
    for pattern in &library.sources {
        match pattern.strip_prefix('!') {
            None => files.extend(find(pattern)?),
            Some(pattern) => {
                let out = find(pattern)?;
                files.retain(|file| !out.contains(file));
            }
        }
    }
    Ok(files)
}

/// What the compiler of a contract is given.
fn cflags(options: &[&str], places: &Places) -> Result<Vec<String>, String> {
    let output = good(Command::new(places.tools.join("echo-vm")).arg("cflags").args(options))?;
    if !output.stderr.is_empty() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(text(&output).split_whitespace().map(str::to_owned).collect())
}

/// Text and initialized data of a linked file, by GNU size.
fn linked_size(elf: &Path) -> Result<u64, String> {
    let told = text(&good(Command::new("size").arg(elf))?);
    let numbers: Vec<u64> = told
        .lines()
        .nth(1)
        .unwrap_or_default()
        .split_whitespace()
        .map_while(|word| word.parse().ok())
        .collect();
    match numbers[..] {
        [code, data, ..] => Ok(code + data),
        _ => Err(format!("size says {told}")),
    }
}

/// Runs a command; the first lines of what it says where it fails.
fn good(command: &mut Command) -> Result<Output, String> {
    let output =
        command.output().map_err(|error| format!("{}: {error}", command.get_program().to_string_lossy()))?;
    if output.status.success() {
        return Ok(output);
    }
    let told = String::from_utf8_lossy(&output.stderr);
    let told: Vec<&str> = told.lines().filter(|line| !line.contains(": in function `")).take(12).collect();
    let program = command.get_program().to_string_lossy().into_owned();
    Err(format!("{program}, {}: {} {}", output.status, told.join("\n    "), text(&output)))
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn table(libraries: &[Library], rust: &[Crate], figures: &[Figures], places: &Places) -> String {
    let version = |program: &str| {
        let told = good(Command::new(program).arg("-dumpfullversion"));
        told.map_or_else(|error| error, |output| text(&output).trim().to_owned())
    };
    let mut out = format!(
        "# Libraries in contracts\n\nWritten by `make conformance` (`conformance/libraries/`), with gcc {} and libecho.a of this version. Each was fetched by version and hash, \
         compiled as its authors have\nit but for these switches, and used by a small program, natively and in a contract: both say the same, the contract on the JIT and on the \
         interpreter, with equal gas.\n\n| library | version | what it does here | switches | bytes | of text and data | gas |\n|---|---|---|---|---:|---:|---:|\n",
        version("gcc")
    );
    let lock = fs::read_to_string(places.programs.join("rust/Cargo.lock")).expect("the lock file is there");
    let lock: toml::Table = lock.parse().expect("cargo wrote it");
    let version_of = |name: &str| {
        let packages = lock["package"].as_array().expect("it lists packages");
        let found = packages.iter().find(|package| package["name"].as_str() == Some(name));
        found.and_then(|package| package["version"].as_str()).unwrap_or("?").to_owned()
    };
    let c = libraries.iter().map(|library| {
        let switches = match &library.needs {
            Some(why) => format!("`{}`: {why}", library.switches.join(" ")),
            None if library.switches.is_empty() => "none".to_owned(),
            None => format!("`{}`", library.switches.join(" ")),
        };
        [library.name.clone(), library.version.clone(), library.about.clone(), switches]
    });
    let rust = rust.iter().map(|krate| {
        let switches = if krate.switches.is_empty() { "none".to_owned() } else { krate.switches.clone() };
        [format!("{} (Rust)", krate.name), version_of(&krate.name), krate.about.clone(), switches]
    });
    for (words, figures) in c.chain(rust).zip(figures) {
        // Both are below 2^53.
        let ratio = figures.packed as f64 / figures.linked as f64;
        let _ =
            writeln!(out, "| {} | {} | {ratio:.2} | {} |", words.join(" | "), figures.packed, figures.gas);
    }
    out
}
