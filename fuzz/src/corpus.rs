//! The seeds: contract files that compilers and people wrote. [`build`] makes them once, from the samples and the
//! validator's cases, where gcc is there; [`Corpus::read`] reads them, in the order of their names, in every process.
//!
//! They are no part of the repository: what a compiler made can be made again.

use crate::model::{self, Model};
use echo_abi::Limits;
use echo_abi::image::MAX_FILE_SIZE;
use echo_chain::Genesis;
use echo_strip::Format;
use std::collections::BTreeMap;
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
    for (name, source, more) in STATIC_PIES {
        let source = root().join("samples").join(source);
        let out = directory.join(format!("pie_{name}.elf"));
        if !is_newer(&out, &source) {
            run(Command::new("gcc")
                .args([
                    "-O2",
                    "-nostdlib",
                    "-Wl,-e,__apply",
                    "-fno-stack-protector",
                    "-fno-exceptions",
                    "-fno-rtti",
                ])
                .arg("-I")
                .arg(root().join("echo-abi/include"))
                .args(*more)
                .arg("-o")
                .args([&out, &source]))?;
        }
    }
    Ok(Built::Compiled)
}

/// Samples as static PIE, which echo-strip relocates: by each kind of table, and by symbols.
const STATIC_PIES: &[(&str, &str, &[&str])] = &[
    ("plain", "sort/sort.c", &["-static-pie", "-fPIE"]),
    ("packed", "sort/sort.c", &["-static-pie", "-fPIE", "-Wl,-z,pack-relative-relocs"]),
    ("symbols", "sort/sort.c", &["-shared", "-fPIC", "-Wl,-z,lazy"]),
    ("vtables", "token_cpp/token_cpp.cpp", &["-std=c++17", "-static-pie", "-fPIE"]),
];

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
        let samples = call_lines(&root().join("samples"))?;
        for path in paths {
            let file = fs::read(&path)?;
            let sample = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let lines = samples.get(&sample).cloned().unwrap_or_default();
            let is_sample = !path.file_name().is_some_and(|name| {
                let name = name.to_string_lossy();
                ["accept_", "reject_", "pie_"].iter().any(|kind| name.starts_with(kind))
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

/// The call lines that the scenario files of the samples have, by the name of the contract that is called.
fn call_lines(samples: &Path) -> io::Result<BTreeMap<String, Vec<String>>> {
    let mut lines = BTreeMap::new();
    let mut directories =
        fs::read_dir(samples)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    directories.sort();
    for directory in directories {
        let text = fs::read_to_string(directory.join("scenario.toml")).unwrap_or_default();
        let document: toml::Table = toml::from_str(&text).unwrap_or_default();
        let each = document.get("each").and_then(toml::Value::as_array).cloned().unwrap_or_default();
        let each: Vec<_> = each.iter().filter_map(toml::Value::as_str).collect();
        let names = names(&document);
        for scenario in tables(document.get("scenario")) {
            let steps: Vec<_> = tables(scenario.get("step")).collect();
            for file in if each.is_empty() { &["@each"] } else { &each[..] } {
                add_lines(&steps, file, &names, &mut lines);
            }
        }
    }
    Ok(lines)
}

/// What `$name` stands for: the file's texts, and accounts.
fn names(document: &toml::Table) -> Vec<(String, String)> {
    let texts = document.get("texts").and_then(toml::Value::as_table).into_iter().flatten();
    let texts = texts.filter_map(|(name, text)| Some((format!("${name}"), text.as_str()?.to_owned())));
    let accounts = Genesis::default().accounts.into_iter().zip(1..);
    let accounts = accounts.map(|(account, number)| (format!("${}", account.name), format!("1.2.{number}")));
    let mut names: Vec<_> = texts.chain(accounts).collect();
    // A name that is the beginning of another comes after it.
    names.sort_by(|a, b| b.cmp(a));
    names
}

/// Adds the call lines of a scenario, with this contract file in the place of `@each`.
fn add_lines(
    steps: &[&toml::Table],
    each: &str,
    names: &[(String, String)],
    lines: &mut BTreeMap<String, Vec<String>>,
) {
    // Who is called, by the name it was deployed as; without one, what was deployed last.
    let mut contracts = BTreeMap::new();
    for step in steps {
        let text = |key: &str| step.get(key).and_then(toml::Value::as_str);
        if let Some(file) = text("deploy") {
            let file = if file == "@each" { each } else { file };
            contracts.insert("", file);
            contracts.insert(text("as").unwrap_or_default(), file);
        }
        let file = contracts.get(text("contract").unwrap_or_default());
        let (Some(line), Some(file)) = (text("call"), file) else { continue };
        let of_file = lines.entry(file.trim_end_matches(".elf").to_owned()).or_default();
        let line = names.iter().fold(line.to_owned(), |line, (name, text)| line.replace(name, text));
        // A line with a whole file in it would be longer than what is made of it.
        if !line.contains("hex\"@") && !of_file.contains(&line) {
            of_file.push(line);
        }
    }
}

fn tables(array: Option<&toml::Value>) -> impl Iterator<Item = &toml::Table> {
    array.and_then(toml::Value::as_array).into_iter().flatten().filter_map(toml::Value::as_table)
}
