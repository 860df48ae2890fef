//! Contracts in assembly that the validator must accept or reject, and what exactly it says about each.
//!
//! `cases/{accept,reject}/*.s` are assembled and linked with the system's gcc. A line that ends in `# E0204`
//! must be rejected under that rule, one in `# warning E0204` be warned of; nothing else may be found. `#
//! policy:` at the start gives keys of the policy. The same must hold without section headers and symbols.
//! What people read about a case stands beside it in a `.txt`; `SNAPSHOTS=overwrite`
//! writes it anew. `reject/*.c` are about links: the first lines give gcc's arguments and the rules.

use echo_abi::{Policy, Profile, Rule};
use echo_validate::{Colour, Report, Severity, ValidateError, validate_file};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One finding, as a case expects it.
type ExpectedFinding = (u32, String, Severity);

const LINK: &[&str] =
    &["-static", "-nostdlib", "-no-pie", "-Wl,-e,__apply", "-Wl,--build-id=none", "-Wl,-z,noexecstack"];

fn cases(kind: &str, extension: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(kind);
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&directory)
        .unwrap_or_else(|e| panic!("{}: {e}", directory.display()))
        .map(|entry| entry.expect("a directory entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "no cases in {}", directory.display());
    cases
}

fn gcc(source: &Path, arguments: &[&str], out: &Path) -> Vec<u8> {
    compile("gcc", source, arguments, out)
}

fn compile(compiler: &str, source: &Path, arguments: &[&str], out: &Path) -> Vec<u8> {
    let result = Command::new(compiler)
        .args(arguments)
        .arg("-o")
        .arg(out)
        .arg(source)
        .output()
        .unwrap_or_else(|e| panic!("{compiler} is needed for these tests: {e}"));
    assert!(result.status.success(), "{}: {}", source.display(), String::from_utf8_lossy(&result.stderr));
    std::fs::read(out).expect("gcc has written it")
}

/// Whether a compiler can be run.
fn is_there(compiler: &&str) -> bool {
    let there = Command::new(compiler).arg("--version").output().is_ok();
    if !there {
        println!("skipped: {compiler} is not there");
    }
    there
}

/// The rest of the line that starts with `key`.
fn directive<'a>(source: &'a str, key: &str) -> Option<Vec<&'a str>> {
    source.lines().find_map(|line| line.strip_prefix(key)).map(|rest| rest.split_whitespace().collect())
}

/// Assembles a case with a symbol at each marked line. Returns the file and what is expected of it.
fn assemble(case: &Path, directory: &Path) -> (Vec<u8>, BTreeSet<ExpectedFinding>) {
    let source = std::fs::read_to_string(case).expect("a case is text");
    let mut marked = String::new();
    let mut marks = Vec::new();
    for (number, line) in source.lines().enumerate() {
        let comment = line
            .rsplit_once("# ")
            .map_or("", |(code, comment)| if code.trim().is_empty() { "" } else { comment });
        let (rule, severity) = match comment.strip_prefix("warning ") {
            Some(rule) => (rule, Severity::Warning),
            None => (comment, Severity::Error),
        };
        if rule.starts_with('E') {
            // The mark goes behind a label that starts the line, before the instruction.
            let (label, rest) = match line.split_once(':') {
                Some((label, rest)) if label.chars().all(|c| c.is_alphanumeric() || c == '_') => {
                    (format!("{label}:"), rest)
                }
                _ => (String::new(), line),
            };
            writeln!(marked, "{label} mark_{number}: {rest}").expect("a string takes all");
            marks.push((format!("mark_{number}"), rule.to_owned(), severity));
        } else {
            writeln!(marked, "{line}").expect("a string takes all");
        }
    }
    let name = case.file_stem().expect("a case has a name").to_string_lossy().into_owned();
    let path = directory.join(format!("{name}.s"));
    std::fs::write(&path, marked).expect("the directory is ours");
    let arguments = [LINK, &directive(&source, "# gcc:").unwrap_or_default()].concat();
    let file = gcc(&path, &arguments, &directory.join(&name));
    let image =
        echo_abi::Image::load(&file, &Policy::default().limits).unwrap_or_else(|e| panic!("{name}: {e}"));
    let address = |mark: &str| {
        let symbol = image.symbols().iter().find(|y| y.name.as_deref() == Some(mark));
        symbol.unwrap_or_else(|| panic!("{name}: {mark} is gone")).addr.0
    };
    let expected =
        marks.iter().map(|(mark, rule, severity)| (address(mark), rule.clone(), *severity)).collect();
    (file, expected)
}

fn report(file: &[u8]) -> Report {
    report_under(file, &Policy::default())
}

fn report_under(file: &[u8], policy: &Policy) -> Report {
    match validate_file(file, policy) {
        Ok(contract) => contract.report().clone(),
        Err(ValidateError::Rejected(report)) => *report,
        Err(ValidateError::Format(error)) => panic!("the file must load: {error}"),
    }
}

fn found(report: &Report) -> BTreeSet<ExpectedFinding> {
    let findings = report.findings().iter();
    findings.filter_map(|f| Some((f.addr?.0, f.rule.code().to_owned(), f.severity))).collect()
}

/// The file without section headers and what only they lead to: symbols.
fn without_sections(file: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    file[40..48].fill(0);
    file[58..64].fill(0);
    file
}

/// Checks one case; returns the rules that reject in it.
fn check(case: &Path, rejected: bool, directory: &Path) -> BTreeSet<String> {
    let name = case.file_name().expect("a case has a name").to_string_lossy().into_owned();
    let (file, expected) = assemble(case, directory);
    let source = std::fs::read_to_string(case).expect("a case is text");
    let policy = directive(&source, "# policy:").map_or_else(Policy::default, |keys| {
        Policy::from_toml(&keys.join("\n")).unwrap_or_else(|e| panic!("{name}: {e}"))
    });
    let report = |file: &[u8]| report_under(file, &policy);
    let told = report(&file);
    assert_eq!(told.is_rejected(), rejected, "{name}\n{}", told.human(&name, Colour::No));
    assert_eq!(found(&told), expected, "{name}\n{}", told.human(&name, Colour::No));
    assert_eq!(report(&file), told, "{name}: a second run says something else");

    let stripped = report(&without_sections(&file));
    assert_eq!(found(&stripped), expected, "{name} without section headers");

    let snapshot = case.with_extension("txt");
    let text = told.human(&name, Colour::No);
    if !text.is_empty() {
        let expected = snapbox::Data::read_from(&snapshot, None);
        snapbox::Assert::new().action_env("SNAPSHOTS").eq(text, expected.raw());
    }
    expected.into_iter().filter(|f| f.2 == Severity::Error).map(|f| f.1).collect()
}

#[test]
fn what_must_be_accepted_is() {
    let directory = assert_fs::TempDir::new().expect("a temporary directory");
    for case in cases("accept", "s") {
        check(&case, false, directory.path());
    }
}

#[test]
fn what_must_be_rejected_is_and_no_rule_goes_without_a_case() {
    let directory = assert_fs::TempDir::new().expect("a temporary directory");
    let mut seen = BTreeSet::new();
    for case in cases("reject", "s") {
        seen.extend(check(&case, true, directory.path()));
    }
    for case in cases("reject", "c") {
        let source = std::fs::read_to_string(&case).expect("a case is text");
        let name = case.file_name().expect("a case has a name").to_string_lossy().into_owned();
        let arguments = directive(&source, "// gcc:").unwrap_or_else(|| panic!("{name} says nothing of gcc"));
        let file = gcc(
            &case,
            &[&["-O1", "-Wl,--build-id=none"], &arguments[..]].concat(),
            &directory.path().join("linked"),
        );
        let told = report(&file);
        let rules: BTreeSet<&str> = told.findings().iter().map(|f| f.rule.code()).collect();
        let expected: BTreeSet<&str> = directive(&source, "// expect:").expect("rules").into_iter().collect();
        assert_eq!(rules, expected, "{name}\n{}", told.human(&name, Colour::No));
        assert!(told.is_rejected());
        seen.extend(rules.into_iter().map(str::to_owned));
    }
    let missing: Vec<&str> =
        Rule::ALL.iter().map(|r| r.code()).filter(|code| !seen.contains(*code)).collect();
    assert_eq!(missing, [""; 0], "rules without a reject case");
}

#[test]
fn original_contracts_are_accepted() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/contracts");
    for name in ["fib.esc", "hello.esc"] {
        let path = directory.join(name);
        let Ok(file) = std::fs::read(&path) else {
            println!("skipped: {} is not there", path.display());
            continue;
        };
        let told = report(&file);
        assert!(!told.is_rejected(), "{}", told.human(name, Colour::No));
        assert!(told.findings().is_empty(), "{}", told.human(name, Colour::No));
    }
}

/// Compilers' output, at every level of optimisation, with and without section headers: nothing to find in
/// it.
#[test]
fn what_gcc_compiles_is_accepted() {
    let directory = assert_fs::TempDir::new().expect("a temporary directory");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compiled.c");
    for level in ["-O0", "-O1", "-O2", "-O3", "-Os"] {
        for more in
            [&["-fno-pie"][..], &["-fpie"], &["-fno-pie", "-Wl,-z,noseparate-code"], &["-fcf-protection"]]
        {
            let arguments = [LINK, &["-fno-stack-protector", level], more].concat();
            let file = gcc(&source, &arguments, &directory.path().join("compiled"));
            for file in [&file, &without_sections(&file)] {
                let told = report(file);
                assert!(
                    told.findings().is_empty(),
                    "{level} {more:?}\n{}",
                    told.human("compiled", Colour::No)
                );
                assert!(told.instructions() > 150, "{level} {more:?}: {} instructions", told.instructions());
            }
        }
    }
}

/// What a compiler makes for a processor generation needs no more than the profile of that name, and reads no
/// flag that nothing defined.
#[test]
fn what_is_compiled_for_a_profile_is_accepted_under_it() {
    let directory = assert_fs::TempDir::new().expect("a temporary directory");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compiled.c");
    for compiler in ["gcc", "clang-19"].into_iter().filter(is_there) {
        for profile in Profile::ALL {
            let march = match profile {
                Profile::V1 => "-march=x86-64".to_owned(),
                _ => format!("-march={}", profile.name()),
            };
            let policy = Policy { profile: *profile, crypto: false, ..Policy::default() };
            for level in ["-O0", "-O1", "-O2", "-O3", "-Os"] {
                let arguments = [LINK, &["-fno-stack-protector", "-w", level, &march]].concat();
                let file = compile(compiler, &source, &arguments, &directory.path().join("compiled"));
                let told = report_under(&file, &policy);
                let text = told.human("compiled", Colour::No);
                assert!(told.findings().is_empty(), "{compiler} {level} {march}\n{text}");
            }
        }
    }
}

/// A table's length is known wherever code states it: by a comparison, a mask or a shift, at every level of
/// optimisation. What the last entry leads to rejects the contract, and nothing is read beyond it.
#[test]
fn tables_are_followed_to_their_end_and_no_further() {
    const SHAPES: u32 = 12;
    let directory = assert_fs::TempDir::new().expect("a temporary directory");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dispatch.c");
    for compiler in ["gcc", "clang-19"].into_iter().filter(is_there) {
        for (level, pie) in [
            ("-O0", "-fno-pie"),
            ("-O1", "-fno-pie"),
            ("-O2", "-fno-pie"),
            ("-O3", "-fno-pie"),
            ("-Os", "-fno-pie"),
            ("-O0", "-fpie"),
            ("-O2", "-fpie"),
        ] {
            for shape in 0..SHAPES {
                let shape = format!("-DSHAPE={shape}");
                let flags = ["-fno-stack-protector", "-w", level, pie, &shape, "-DCLOCK"];
                let told = |more: usize| {
                    let arguments = [LINK, &flags[..more]].concat();
                    report(&compile(compiler, &source, &arguments, &directory.path().join("dispatch")))
                };
                let text = |told: &Report| told.human(&format!("{compiler} {flags:?}"), Colour::No);
                let good = told(flags.len() - 1);
                assert!(good.findings().is_empty(), "{}", text(&good));
                let bad = told(flags.len());
                // The function that reads the clock stands in every shape, and is a warning where it is not used.
                assert!(bad.is_rejected(), "{compiler} {flags:?}\n{}", text(&bad));
                assert!(bad.findings().iter().all(|f| f.rule == Rule::Clock), "{}", text(&bad));
            }
        }
    }
}

/// The same sources with the distribution's own flags: gcc protects the stack there, and the report says how
/// not to.
#[test]
fn the_stack_protector_is_told_by_name() {
    let directory = assert_fs::TempDir::new().expect("a temporary directory");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compiled.c");
    let arguments = [LINK, &["-fstack-protector-all", "-Wl,--defsym=__stack_chk_fail=__apply"]].concat();
    let told = report(&gcc(&source, &arguments, &directory.path().join("protected")));
    let protected = |f: &&echo_validate::Finding| {
        f.rule == Rule::SegmentRegister && f.help.contains("-fno-stack-protector")
    };
    assert!(told.findings().iter().filter(protected).count() > 10);
    assert!(told.findings().iter().any(|f| f.function.as_ref().is_some_and(|p| p.name == "dispatch")));
}
