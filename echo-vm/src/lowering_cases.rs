//! Cases of lowering: assembly in `tests/lower`, and beneath it what each engine makes of the code.
//!
//! A case begins with a comment that says what it shows. It is assembled and linked with the system's gcc, and validated.
//! Then execution comes, as far as an engine that decodes when it must can tell, to the entry, and to each label that
//! starts with `then_`, by their addresses: so a case shows what is made later, or what the validator must not see.
//! Beneath the source, a line `## name` begins the listing of each engine of [`LISTINGS`]; `SNAPSHOTS=overwrite` writes
//! them anew.

use crate::engine::Until;
use crate::interp::listing;
use crate::machine::Machine;
use crate::program::Engine;
use echo_abi::{GuestAddr, Image, Policy};
use echo_validate::{Contract, validate};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// What an engine makes of a contract after execution has come to these addresses.
type Listing = fn(&Arc<Contract>, &[GuestAddr]) -> String;

/// The engines that lower code.
const LISTINGS: &[(&str, Listing)] = &[
    ("interpreter", listing::listing),
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    ("jit", crate::jit::listing::listing),
];

const LINK: &[&str] =
    &["-static", "-nostdlib", "-no-pie", "-Wl,-e,__apply", "-Wl,--build-id=none", "-Wl,-z,noexecstack"];

/// Operations of the interpreter that no case shows, and why.
const WAIVED: &[(&str, &str)] = &[("Head", "the first line of a block stands for it")];

fn cases() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lower");
    let entries = std::fs::read_dir(&directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("a directory entry").path()).collect();
    cases.sort();
    cases
}

/// The source of a case, without the listings beneath it.
fn source(case: &Path) -> String {
    let text = std::fs::read_to_string(case).unwrap_or_else(|e| panic!("{}: {e}", case.display()));
    let lines = text.lines().take_while(|line| !line.starts_with("## "));
    lines.fold(String::new(), |source, line| source + line + "\n").trim_end().to_owned()
}

/// The contract of a case, and where execution comes.
fn contract(case: &Path, source: &str, directory: &Path) -> (Arc<Contract>, Vec<GuestAddr>) {
    let name = case.file_stem().expect("a case has a name").to_string_lossy().into_owned();
    let (assembly, linked) = (directory.join(format!("{name}.s")), directory.join(&name));
    std::fs::write(&assembly, source).expect("the directory is ours");
    let output = Command::new("gcc")
        .args(LINK)
        .arg("-o")
        .args([&linked, &assembly])
        .output()
        .unwrap_or_else(|e| panic!("gcc is needed for these tests: {e}"));
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let policy = Policy::default();
    let file = std::fs::read(linked).expect("gcc has written it");
    let image = Image::load(&file, &policy.limits).unwrap_or_else(|e| panic!("{name}: {e}"));
    let entry = image.entry();
    let is_later = |label: &str| label.starts_with("then_");
    let labels = image.symbols().iter().filter(|symbol| symbol.name.as_deref().is_some_and(is_later));
    let mut later: Vec<GuestAddr> = labels.map(|symbol| symbol.addr).collect();
    later.sort_unstable();
    let contract = validate(image, &policy).unwrap_or_else(|report| panic!("{name} is rejected: {report}"));
    (Arc::new(contract), [vec![entry], later].concat())
}

/// The case as it should be: its source, and the listings beneath it.
fn listed(case: &Path, directory: &Path) -> String {
    let source = source(case);
    let name = case.display();
    let sentence = source.lines().take_while(|line| line.starts_with("# ")).collect::<String>();
    assert!(sentence.contains('.'), "{name} begins with a sentence that says what it shows");
    let (contract, entered) = contract(case, &source, directory);
    let mut text = source;
    for (engine, listing) in LISTINGS {
        write!(text, "\n\n## {engine}\n").expect("a string takes all");
        let lines = listing(&contract, &entered);
        let lines = lines.lines().map(|line| format!("# {line}").trim_end().to_owned());
        text.push_str(&lines.collect::<Vec<_>>().join("\n"));
    }
    text.push('\n');
    text
}

#[test]
fn code_is_lowered_as_the_cases_say() {
    let directory = assert_fs::TempDir::new().expect("a temporary directory");
    let cases = cases();
    assert!(cases.len() >= 25, "the tricks of lowering have a case each");
    for case in cases {
        let expected = snapbox::Data::read_from(&case, None);
        let listed = listed(&case, directory.path());
        snapbox::Assert::new().action_env("SNAPSHOTS").eq(listed, expected.raw());
    }
}

/// What is made of a case does what the reference does: the whole machine is the same at the first exit.
#[test]
fn cases_do_the_same_on_every_engine() {
    let directory = assert_fs::TempDir::new().expect("a temporary directory");
    for case in cases() {
        let (contract, _) = contract(&case, &source(&case), directory.path());
        let end = |engine: Engine| {
            let limits = Policy::default().limits;
            let mut machine =
                Machine::new(contract.image(), &limits, 1_000_000).expect("memory for a machine");
            let program = engine.prepare(&contract).expect("it is available");
            let exit = program.start().resume(&mut machine, Until::END);
            (exit, machine.gas, machine.rip, machine.flags, *machine.regs.registers())
        };
        let expected = end(Engine::REFERENCE);
        for engine in Engine::alone() {
            assert_eq!(end(engine), expected, "{}, by {engine:?}", case.display());
        }
    }
}

#[test]
fn every_operation_stands_in_a_case() {
    let listing = |case: &PathBuf| {
        let text = std::fs::read_to_string(case).expect("a case is text");
        let behind = text.split_once("\n## interpreter\n").map_or("", |(_, listing)| listing);
        behind
            .lines()
            .take_while(|line| !line.starts_with("## "))
            .fold(String::new(), |text, line| text + line + "\n")
    };
    let listings: String = cases().iter().map(listing).collect();
    let seen = |name: &str| {
        listings.lines().any(|line| {
            let line = line.trim_start_matches('#').trim_start_matches([' ', '+']);
            line.split_whitespace().next() == Some(name)
        })
    };
    let missing: Vec<_> = listing::NAMES
        .iter()
        .filter(|name| !seen(name) && !WAIVED.iter().any(|(waived, _)| waived == *name))
        .collect();
    assert!(missing.is_empty(), "operations that no case shows: {missing:?}");
    for (name, _) in WAIVED {
        assert!(listing::NAMES.contains(name) && !seen(name), "{name} need not be waived");
    }
}

/// What a page of docs/ shows of a case is what the case says.
#[test]
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn jit_md_shows_what_is_made_of_its_loop() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read =
        |path: &str| std::fs::read_to_string(root.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    let case = read("tests/lower/hash.s");
    let (_, listing) = case.split_once("\n## jit\n").expect("the case has a listing");
    let listing: String =
        listing.lines().map(|line| format!("{}\n", line.trim_start_matches("# "))).collect();
    let page = read("../docs/jit.md");
    for part in listing.lines() {
        assert!(page.contains(part.trim()), "docs/jit.md has not: {part}");
    }
}
