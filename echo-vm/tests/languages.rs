//! Contracts in many languages: what `libecho.a` has, and that the tour of samples/languages, built in an empty directory by the two lines
//! of each language, does what its scenario says. A language whose compiler is not installed is skipped, with a word.
//! `bindings` has a contract that calls every host function.
//!
//! The lines stand in `languages.toml`, from which docs/languages.md is made, too.

#[path = "languages/assembler.rs"]
mod assembler;
#[path = "languages/bindings.rs"]
mod bindings;
#[path = "languages/dialect.rs"]
mod dialect;
#[path = "languages/plan.rs"]
mod plan;
#[path = "support/sdk.rs"]
mod sdk;
#[path = "support/tools.rs"]
mod tools;

use assert_fs::TempDir;
use echo_abi::scpi::Function;
use echo_vm::Engine;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What compilers keep for the next time.
const CACHE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/cache");
const RUST_TARGET: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/tour-rust");

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples")
}

#[test]
fn every_host_function_is_in_the_library_by_its_number() {
    let pkg_config = PathBuf::from(sdk::cflags(&["--pkg-config"]).concat());
    let library = pkg_config.parent().expect("it is in lib").join("libecho.a");
    let output = Command::new("objdump")
        .args(["-d", "-M", "intel", "--no-show-raw-insn"])
        .arg(&library)
        .output()
        .expect("binutils");
    let text = String::from_utf8(output.stdout).expect("text");
    for function in Function::ALL {
        let name = format!("<echo_{}>:", function.name());
        let at = text
            .lines()
            .position(|line| line.ends_with(&name))
            .unwrap_or_else(|| panic!("{name} is missing"));
        let lines = text.lines().skip(at + 1).take_while(|line| !line.is_empty());
        let code: Vec<&str> = lines.filter_map(|line| Some(line.split_once('\t')?.1.trim())).collect();
        let mut expected = vec![format!("int    {:#x}", *function as u8), "ret".to_owned()];
        if *function == Function::DebugF64 {
            expected.insert(0, "movq   rdi,xmm0".to_owned());
        }
        assert_eq!(code, expected, "{name}, and nothing else");
    }
}

/// A row of `languages.toml`.
struct Language {
    name: String,
    directory: String,
    /// Prints a version where the compiler is installed.
    probe: String,
    /// It is installed wherever these tests run.
    must: bool,
    /// The compiler and its version with which the figures were taken.
    tried: String,
    lines: Vec<String>,
    bytes: i64,
    gas: i64,
}

fn languages() -> Vec<Language> {
    let text = fs::read_to_string(samples().join("languages/languages.toml")).expect("it is there");
    let document: toml::Table = text.parse().unwrap_or_else(|error| panic!("languages.toml: {error}"));
    let rows = document["language"].as_array().expect("a list of tables");
    let language = |row: &toml::Value| {
        let text = |key: &str| row[key].as_str().expect("a text").to_owned();
        let number = |key: &str| row[key].as_integer().expect("a number");
        let lines = row["lines"].as_array().expect("a list of lines").iter();
        Language {
            name: text("name"),
            directory: text("directory"),
            probe: text("probe"),
            must: row.get("must").is_some(),
            tried: text("tried"),
            lines: lines.map(|line| line.as_str().expect("a text").to_owned()).collect(),
            bytes: number("bytes"),
            gas: number("gas"),
        }
    };
    rows.iter().map(language).collect()
}

/// A directory in which lines are typed.
struct Shell {
    directory: TempDir,
    path: OsString,
}

impl Shell {
    /// With the sources of a language, and nothing else; `None` where the tools are not built.
    fn with_sources(language: &str) -> Option<Self> {
        let shell = Self::empty()?;
        copy(&samples().join("languages").join(language), shell.directory.path());
        Some(shell)
    }

    /// In a directory with nothing; `None` where the tools are not built.
    fn empty() -> Option<Self> {
        let Some(path) = tools::path_with_tools() else {
            println!(
                "skipped: echo-strip and echo-validate are not built; `cargo test --workspace` builds them"
            );
            return None;
        };
        let directory = TempDir::new().expect("a temporary directory");
        Some(Self { directory, path })
    }

    /// What a line does that is typed there.
    fn output(&self, line: &str) -> Output {
        Command::new("sh")
            .args(["-c", line])
            .current_dir(&self.directory)
            .env("PATH", &self.path)
            .env("XDG_DATA_HOME", sdk::DATA)
            .env("XDG_CACHE_HOME", CACHE)
            .output()
            .expect("there is a shell")
    }

    /// What a line prints, which ends well; else the line, and all that was said.
    fn run(&self, line: &str) -> Result<String, String> {
        let output = self.output(line);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        Err(format!("{line}\n{}{}", text(&output.stdout), text(&output.stderr)))
    }

    /// Judges `tour.echo` by the scenario, on an engine.
    fn judge(&self, engine: Engine) -> Result<String, String> {
        let built = self.directory.path().join("built");
        fs::create_dir_all(&built).expect("a directory can be made");
        // The scenario's name for it; the linker's file is not what goes to a chain.
        fs::copy(self.directory.path().join("tour.echo"), built.join("tour.elf")).expect("it was packed");
        let scenario = samples().join("languages/scenario.toml");
        self.run(&format!("echo-vm test '{}' --build built --engine {engine}", scenario.display()))
    }
}

/// Copies a directory, and what is in it. A package in Rust goes on finding the SDK, and is compiled where the last one was.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("readable") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("named");
        if path.is_dir() {
            if name != "target" {
                fs::create_dir(to.join(name)).expect("a directory can be made");
                copy(&path, &to.join(name));
            }
            continue;
        }
        fs::copy(&path, to.join(name)).expect("a file can be copied");
        if name == "Cargo.toml" {
            let root = samples().canonicalize().expect("it is there").join("..");
            let text = fs::read_to_string(&path).expect("text");
            let text = text.replace("\"../../../", &format!("\"{}/", root.display()));
            fs::write(to.join(name), text).expect("a file can be written");
            fs::create_dir_all(RUST_TARGET).expect("a directory can be made");
            std::os::unix::fs::symlink(RUST_TARGET, to.join("target")).expect("a link can be made");
        }
    }
}

/// Builds a language as a user does, and judges what was built: its size in bytes, and the gas of `fib(20)`.
fn build_and_judge(shell: &Shell, language: &Language) -> Result<(u64, u64), String> {
    assert_eq!(language.lines.len(), 2, "{}: what a user types", language.name);
    for line in &language.lines {
        shell.run(line)?;
    }
    shell.run("echo-validate tour.echo")?;
    for engine in [Engine::Interpreter, Engine::Jit] {
        match engine.availability() {
            Ok(()) => drop(shell.judge(engine)?),
            Err(error) => println!("skipped {engine}: {error}"),
        }
    }
    let bytes = fs::metadata(shell.directory.path().join("tour.echo")).expect("it is there").len();
    let result = shell.run("echo-vm run tour.echo --call 'fib(20)' --json")?;
    let result: serde_json::Value = serde_json::from_str(&result).expect("JSON");
    Ok((bytes, result["gas_used"].as_u64().expect("a number")))
}

#[test]
fn every_language_gives_the_same_contract() {
    let mut wrong = Vec::new();
    let mut built = 0;
    for language in languages() {
        let Some(shell) = Shell::with_sources(&language.directory) else { return };
        let probed = shell.output(&language.probe).stdout;
        let version = String::from_utf8_lossy(&probed).lines().next().unwrap_or_default().to_owned();
        if version.is_empty() {
            assert!(!language.must, "{}: nothing is printed by {}", language.name, language.probe);
            println!("skipped {}: {} is not installed", language.name, language.tried);
            continue;
        }
        let (bytes, gas) = match build_and_judge(&shell, &language) {
            Ok(figures) => figures,
            Err(error) => {
                wrong.push(format!("{} ({version}): {error}", language.name));
                continue;
            }
        };
        let figures = format!("{}: bytes = {bytes}, gas = {gas} ({version})", language.name);
        println!("{figures}");
        built += 1;
        let tried = language.tried.rsplit(' ').next().expect("a version");
        let is_about =
            |said: i64, is: u64| u64::try_from(said).is_ok_and(|said| said.abs_diff(is) <= is / 10);
        if version.contains(tried) && !(is_about(language.bytes, bytes) && is_about(language.gas, gas)) {
            wrong.push(format!("languages.toml says otherwise: {figures}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(built >= 4, "only {built}");
}

/// The scenario is what judges: each of these changes one thing that it asks for.
#[test]
fn a_fault_is_seen() {
    for (right, faulty, scenario) in [
        ("noted(uint64)", "rated(uint64)", "an event with a number"),
        ("fibonacci(n - 2)", "fibonacci(n - 2) + 1", "Fibonacci numbers, by recursion"),
        ("sorted[at - 1] > number", "sorted[at - 1] < number", "five numbers, sorted"),
        ("echo_return_text(\"!\")", "echo_return_text(\"?\")", "a text in and a text out"),
        ("echo_load_u64(ECHO_STRING(\"number\"))", "7", "what is stored lasts"),
    ] {
        let Some(shell) = Shell::with_sources("c") else { return };
        let source = shell.directory.path().join("tour.c");
        let text = fs::read_to_string(&source).expect("text");
        assert!(text.contains(right), "{right}");
        fs::write(&source, text.replace(right, faulty)).expect("a file can be written");
        for line in &languages()[0].lines {
            shell.run(line).expect("it is built");
        }
        let said = shell.judge(Engine::Interpreter).expect_err(faulty);
        assert!(said.contains(&format!("FAIL  {scenario}")), "{faulty}: {said}");
        assert!(said.contains("4 passed, 1 failed"), "{faulty}: {said}");
    }
}
