//! The tables of `echo-abi/docs/cpp.md`: what works is compiled, validated and run; what does not, does not get as far as that.

use echo_abi::call_line::CallLine;
use echo_abi::id::{AccountId, ContractId};
use echo_abi::{Outcome, Policy};
use echo_chain::{ChainFile, LocalChain};
use echo_validate::validate_file;
use echo_vm::{CallRequest, Engine, Pool, call};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

#[path = "support/sdk.rs"]
mod sdk;

/// A row: what it is about, its headers (or why it does not work), and the body of a function that returns true.
struct Row<'a> {
    what: &'a str,
    second: &'a str,
    body: &'a str,
}

/// The rows of the table under a heading.
fn rows<'a>(document: &'a str, heading: &str) -> Vec<Row<'a>> {
    let (_, section) = document.split_once(&format!("\n## {heading}\n")).expect("the heading is there");
    let section = section.split("\n## ").next().unwrap_or_default();
    let lines = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    let row = |line: &'a str| {
        let (what, rest) = line.trim_start_matches("| ").split_once(" | ")?;
        let (second, body) = rest.split_once(" | `")?;
        Some(Row { what, second, body: body.strip_suffix("` |")? })
    };
    lines.map(|line| row(line).unwrap_or_else(|| panic!("three columns: {line}"))).collect()
}

/// The source file of this name.
fn source(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cpp");
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    let source = folder.join(format!("{name}.cpp"));
    std::fs::write(&source, text).expect("the temporary folder can be written");
    source
}

/// Compiles and links; what the compiler says where it refuses, and `None` where it is not installed.
fn compile(compiler: &str, level: &str, source: &Path) -> Option<Result<Vec<u8>, String>> {
    let output = source.with_extension("elf");
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("../echo-abi/include");
    let run = Command::new(compiler)
        .args([level, "-w", "-I"])
        .arg(include)
        .args(echo_abi::sdk::CXX_FLAGS)
        .arg("-o")
        .args([&output, source])
        .args(sdk::cflags(&["--ld"]))
        .output();
    match run {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        run => {
            let run = run.expect("the compiler runs");
            let file = || std::fs::read(&output).expect("the compiler wrote it");
            let told = String::from_utf8_lossy(&run.stderr);
            Some(if run.status.success() { Ok(file()) } else { Err(told.into_owned()) })
        }
    }
}

/// How a call of the function ends; the validator's word where it is no contract.
fn run(file: &[u8], function: &str) -> Result<Outcome, String> {
    let policy = Policy::default();
    let contract = validate_file(file, &policy).map_err(|error| error.to_string())?;
    let program = Engine::Interpreter.prepare(&Arc::new(contract)).expect("it runs everywhere");
    let line: CallLine = format!("{function}()").parse().expect("a call line");
    let request = CallRequest::new(line, ContractId(0), AccountId(5), 100_000_000);
    let chain = &mut LocalChain::new(ChainFile::default());
    Ok(call(&program, &request, &policy.limits, &Pool::default(), chain, &mut |_| {})
        .expect("the host serves"))
}

fn is_true(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Returned { output, .. } if output == &[1])
}

/// The lines that include headers.
fn included<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: BTreeSet<&str> = names.collect();
    names.iter().map(|name| format!("#include <{name}>\n")).collect()
}

fn document() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../echo-abi/docs/cpp.md");
    std::fs::read_to_string(path).expect("the document is there")
}

#[test]
fn what_works_works() {
    let document = document();
    let rows = rows(&document, "Works");
    assert!(rows.len() >= 25, "{} rows", rows.len());
    let headers =
        included(rows.iter().flat_map(|row| row.second.split(", ")).map(|name| name.trim_matches('`')));
    let functions: String =
        rows.iter().enumerate().map(|(i, row)| format!("bool f{i}() {{ {} }}\n", row.body)).collect();
    let names: Vec<String> = (0..rows.len()).map(|i| format!("f{i}")).collect();
    let text = format!(
        "{headers}#include \"echo_std.hpp\"\nstruct Rows : echo::contract {{\n{functions}}};\nECHO_METHODS(Rows, {})\n",
        names.join(", ")
    );
    for (compiler, level) in [("g++", "-O0"), ("g++", "-O2"), ("clang++-19", "-O0"), ("clang++-19", "-O2")] {
        let Some(built) = compile(compiler, level, &source(&format!("works{level}"), &text)) else {
            continue;
        };
        let file = built.unwrap_or_else(|told| panic!("{compiler} {level}: {told}"));
        for (row, name) in rows.iter().zip(&names) {
            let outcome = run(&file, name);
            let is_true = outcome.as_ref().is_ok_and(is_true);
            assert!(is_true, "{}, by {compiler} {level}: {outcome:?}", row.what);
        }
    }
}

#[test]
fn what_does_not_work_is_refused() {
    let all = ["charconv", "chrono", "cmath", "filesystem", "random", "regex", "sstream", "thread"];
    let headers = included(all.into_iter());
    let document = document();
    let rows = rows(&document, "Does not work");
    assert!(rows.len() >= 10, "{} rows", rows.len());
    for (i, row) in rows.iter().enumerate() {
        // It is C++ that makes sense.
        let native = format!("{headers}bool run() {{ {} }}\n", row.body);
        let check = Command::new("g++")
            .args(["-std=c++17", "-fsyntax-only", "-w"])
            .arg(source("native", &native))
            .output()
            .expect("g++ runs");
        assert!(check.status.success(), "{}: {}", row.what, String::from_utf8_lossy(&check.stderr));
        let text = format!(
            "{headers}#include \"echo_std.hpp\"\nstruct Row : echo::contract {{ bool run() {{ {} }} }};\nECHO_METHODS(Row, run)\n",
            row.body
        );
        let (compiler, level) = if i % 2 == 0 { ("g++", "-O0") } else { ("clang++-19", "-O1") };
        let Some(built) = compile(compiler, level, &source("not", &text)) else { continue };
        match built.and_then(|file| run(&file, "run")) {
            Ok(outcome) => assert!(!is_true(&outcome), "{} works", row.what),
            Err(told) => {
                let first = told.lines().find(|line| line.contains("error") || line.contains("undefined"));
                println!("{} ({}): {}", row.what, row.second, first.unwrap_or(&told));
            }
        }
    }
}
