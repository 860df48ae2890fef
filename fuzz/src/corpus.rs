//! The seeds: contract files that compilers and people wrote. [`build`] makes them once, from the samples and the
//! validator's cases, where gcc is there; [`Corpus::read`] reads them, in the order of their names, in every process.
//!
//! They are no part of the repository: what a compiler made can be made again.

use crate::model::{self, Model};
use echo_abi::Limits;
use echo_abi::image::MAX_FILE_SIZE;
use echo_strip::Format;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What generators start from.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// Contract files, ELF and ESC.
    pub files: Vec<Vec<u8>>,
    /// The seeds that load, as a model that can be cut anew.
    pub models: Vec<Model>,
    /// The samples, with a call line that each understands, or none.
    pub calls: Vec<(Vec<u8>, String)>,
    /// Call lines of the samples.
    pub lines: Vec<String>,
}

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What [`build`] did, in words for the person who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Built {
    /// The seeds are there.
    Compiled,
    /// gcc is not: files made by hand take their place.
    WithoutCompiler,
}

/// Makes the files of the corpus in `directory`: samples, and the cases of the validator.
///
/// # Errors
/// Where a file cannot be written, or gcc refuses a source of ours.
pub fn build(directory: &Path) -> io::Result<Built> {
    if Command::new("gcc").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        return Ok(Built::WithoutCompiler);
    }
    fs::create_dir_all(directory)?;
    let directory = directory.canonicalize()?;
    let build = format!("BUILD={}", directory.display());
    run(Command::new("make").arg("-s").arg("-C").arg(root().join("samples")).arg(build))?;
    for kind in ["accept", "reject"] {
        for case in sorted(&root().join("echo-validate/tests/cases").join(kind), "s")? {
            let name = case.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let out = directory.join(format!("{kind}_{name}.elf"));
            if is_newer(&out, &case) {
                continue;
            }
            // Some cases say which arguments they need; the first line of that name counts.
            let source = fs::read_to_string(&case)?;
            let more = source.lines().find_map(|line| line.strip_prefix("# gcc:")).unwrap_or_default();
            run(Command::new("gcc")
                .args(["-static", "-nostdlib", "-no-pie", "-Wl,-e,__apply", "-Wl,--build-id=none"])
                .arg("-Wl,-z,noexecstack")
                .args(more.split_whitespace())
                .arg("-o")
                .args([&out, &case]))?;
        }
    }
    Ok(Built::Compiled)
}

fn is_newer(made: &Path, source: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified());
    matches!((time(made), time(source)), (Ok(made), Ok(source)) if made > source)
}

fn run(command: &mut Command) -> io::Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(io::Error::other(format!("{:?} failed: {text}", command.get_program())))
}

/// The files of a directory tree with that extension, by name.
fn sorted(directory: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sorted(&path, extension)?);
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

impl Corpus {
    /// Reads the corpus that [`build`] made in `directory`; what is not there is left out.
    ///
    /// # Errors
    /// Where a file that is there cannot be read.
    pub fn read(directory: &Path) -> io::Result<Self> {
        let mut corpus = Self::by_hand();
        let paths = if directory.is_dir() { sorted(directory, "elf")? } else { Vec::new() };
        for path in paths {
            let file = fs::read(&path)?;
            let sample = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let lines = call_lines(&root().join("samples").join(&sample).join("expect.toml"));
            let is_sample = !path.file_name().is_some_and(|name| {
                let name = name.to_string_lossy();
                name.starts_with("accept_") || name.starts_with("reject_")
            });
            if is_sample {
                let own = lines.first().cloned().unwrap_or_default();
                corpus.calls.push((file.clone(), own));
                corpus.calls.extend(lines.iter().skip(1).map(|line| (file.clone(), line.clone())));
            }
            corpus.lines.extend(lines);
            corpus.add(file);
        }
        Ok(corpus)
    }

    /// What needs no compiler.
    #[must_use]
    pub fn by_hand() -> Self {
        let mut corpus = Self::default();
        for file in model::by_hand() {
            corpus.add(file);
        }
        corpus.lines = ["f(1, \"two\", true)", "get_balance(\"1.2.16\",\"1.3.0\")", "fib(25)", "__apply()"]
            .map(str::to_owned)
            .into();
        corpus
    }

    /// Adds a file, and what stripping makes of it.
    fn add(&mut self, file: Vec<u8>) {
        let limits = Limits { contract_size: MAX_FILE_SIZE, ..Limits::default() };
        for format in [Format::Elf, Format::Esc] {
            if let Ok(stripped) = echo_strip::strip(&file, format, &limits) {
                self.files.push(stripped.bytes);
            }
        }
        self.models.extend(Model::of(&file, &limits));
        self.files.push(file);
    }
}

/// The call lines that a sample's `expect.toml` has; none where there is no such file.
fn call_lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let document: toml::Table = toml::from_str(&text).unwrap_or_default();
    let calls = document.get("call").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    calls.iter().filter_map(|call| Some(call.get("line")?.as_str()?.to_owned())).collect()
}
