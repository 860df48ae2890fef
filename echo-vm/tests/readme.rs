//! The console blocks of the top level's README, run: every `$ command` gives what stands below it. And the ways to
//! write a contract, of samples/README.md in C and of echo-sdk/README.md in Rust: source and commands are there.
//!
//! They run in one directory, in order, with the README's own C sources; `...` stands for any number of
//! lines. What the system's compiler decides is not compared: sizes, addresses, gas, hashes of builds, and
//! the disassembly in frames. Needs gcc, and the binaries of echo-strip and echo-validate, which `cargo test
//! --workspace` builds.

#[path = "support/tools.rs"]
mod tools;

use std::path::{Path, PathBuf};
use std::process::Command;
use tools::path_with_tools;

/// A command, and what it must print.
struct CommandStep {
    command: String,
    expected: Vec<String>,
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The fenced blocks of a kind.
fn blocks<'a>(text: &'a str, kind: &str) -> Vec<Vec<&'a str>> {
    let fence = format!("```{kind}");
    let mut lines = text.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        if line == fence {
            found.push(lines.by_ref().take_while(|line| *line != "```").collect());
        } else if line.starts_with("```") {
            lines.by_ref().find(|line| *line == "```");
        }
    }
    found
}

fn steps(text: &str) -> Vec<CommandStep> {
    let mut steps: Vec<CommandStep> = Vec::new();
    for line in blocks(text, "console").into_iter().flatten() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => {
                steps.push(CommandStep { command: command.to_owned(), expected: Vec::new() });
            }
            (None, Some(step)) => step.expected.push(line.to_owned()),
            (None, None) => panic!("output without a command: {line}"),
        }
    }
    steps
}

/// The lines with what depends on the compiler masked or left out, and without blank ones.
fn essence(lines: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
    lines
        .into_iter()
        .map(|line| line.as_ref().trim_end().to_owned())
        .filter(|line| !line.is_empty() && !line.contains(['│', '╭', '╰', '·']))
        .map(|line| {
            let decided = ["→", "gas used", "gas_used", "instructions in", ", at 0x"]
                .iter()
                .any(|what| line.contains(what));
            if decided { mask(&line) } else { line }
        })
        .collect()
}

/// The line with each run of digits as `#`; digits within a word, as in a hash, stay.
fn mask(line: &str) -> String {
    line.split_inclusive([' ', ',', ':'])
        .map(|word| {
            let number = word.trim_end_matches([' ', ',', ':']);
            let is_number = !number.is_empty()
                && match number.strip_prefix("0x") {
                    Some(digits) => digits.chars().all(|c| c.is_ascii_hexdigit()),
                    None => number.chars().all(|c| c.is_ascii_digit()),
                };
            if is_number { word.replace(number, "#") } else { word.to_owned() }
        })
        .collect()
}

/// Whether `actual` is `expected`, whose `...` stands for any lines.
fn matches(expected: &[String], actual: &[String]) -> bool {
    match expected.split_first() {
        None => actual.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=actual.len()).any(|skipped| matches(rest, &actual[skipped..]))
        }
        Some((first, rest)) => actual.first() == Some(first) && matches(rest, &actual[1..]),
    }
}

#[cfg(unix)]
#[test]
fn commands_give_what_the_readme_says() {
    let Ok(readme) = std::fs::read_to_string(repository().join("README.md")) else {
        println!("skipped: this is not the repository");
        return;
    };
    let Some(path) = path_with_tools() else {
        println!("skipped: echo-strip and echo-validate are not built; `cargo test --workspace` builds them");
        return;
    };
    let root = assert_fs::TempDir::new().expect("a temporary directory");
    let directory = root.path().join("echo");
    std::fs::create_dir(&directory).expect("made");
    for name in ["echo-abi", "samples"] {
        let original = std::fs::canonicalize(repository().join(name)).expect("part of the repository");
        std::os::unix::fs::symlink(original, directory.join(name)).expect("linked");
    }
    let shared = std::fs::canonicalize(repository().join("../shared/contracts")).ok();
    if let Some(shared) = &shared {
        std::fs::create_dir(root.path().join("shared")).expect("made");
        std::os::unix::fs::symlink(shared, root.path().join("shared/contracts")).expect("linked");
    }
    for source in blocks(&readme, "c") {
        let (_, rest) = source[0].split_once("/* ").expect("a source starts with its name");
        let (name, _) = rest.split_once(':').expect("a source starts with its name");
        std::fs::write(directory.join(name), source.join("\n")).expect("written");
    }

    let steps = steps(&readme);
    assert!(steps.len() >= 10, "only {} commands", steps.len());
    for CommandStep { command, expected } in &steps {
        if command.contains("../shared") && shared.is_none() {
            println!("skipped, for ../shared/contracts is not there: {command}");
            continue;
        }
        let output = Command::new("sh")
            .args(["-c", command])
            .current_dir(&directory)
            .env("PATH", &path)
            .output()
            .expect("there is a shell");
        let told =
            [output.stderr, output.stdout].map(|bytes| String::from_utf8(bytes).expect("text")).concat();
        let (expected, actual) = (essence(expected), essence(told.lines()));
        assert!(
            matches(&expected, &actual),
            "{command}\nexpected {expected:#?}\nactual {actual:#?}\nwhole:\n{told}"
        );
    }
}

#[test]
fn the_samples_readme_tells_how_to_write_a_contract() {
    let Ok(readme) = std::fs::read_to_string(repository().join("samples/README.md")) else {
        println!("skipped: this is not the repository");
        return;
    };
    let Some(path) = path_with_tools() else {
        println!("skipped: echo-strip and echo-validate are not built; `cargo test --workspace` builds them");
        return;
    };
    let directory = assert_fs::TempDir::new().expect("a temporary directory");
    let abi = std::fs::canonicalize(repository().join("echo-abi")).expect("part of the repository");
    std::os::unix::fs::symlink(abi, directory.path().join("echo-abi")).expect("linked");
    let source = blocks(&readme, "c").swap_remove(0).join("\n");
    std::fs::write(directory.path().join("add.c"), source).expect("written");
    let commands = blocks(&readme, "sh");
    assert_eq!(commands.len(), 1, "one way for C");
    let told = shell(&commands[0], directory.path(), &path);
    assert!(told.contains("\nu64       42\n"), "{told}");
}

/// Runs commands, which all must go well, and gives what they print.
fn shell(commands: &[&str], directory: &Path, path: &std::ffi::OsStr) -> String {
    let output = Command::new("sh")
        .args(["-ec", &commands.join("\n")])
        .current_dir(directory)
        .env("PATH", path)
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .expect("there is a shell");
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    assert!(output.status.success(), "{out}{err}");
    out
}

/// echo-sdk/README.md goes from `cargo new` to a contract that runs.
#[cfg(unix)]
#[test]
fn the_rust_page_makes_a_contract() {
    let Ok(readme) = std::fs::read_to_string(repository().join("echo-sdk/README.md")) else {
        println!("skipped: this is not the repository");
        return;
    };
    let Some(path) = path_with_tools() else {
        println!("skipped: echo-strip and echo-validate are not built; `cargo test --workspace` builds them");
        return;
    };
    let root = assert_fs::TempDir::new().expect("a temporary directory");
    let original = std::fs::canonicalize(repository()).expect("it is there");
    std::os::unix::fs::symlink(original, root.path().join("echo")).expect("linked");
    let commands = blocks(&readme, "sh");
    assert_eq!(commands.len(), 2, "making the project, and building it");
    shell(&commands[0], root.path(), &path);
    let project = root.path().join("counter");
    std::fs::write(project.join("Cargo.toml"), blocks(&readme, "toml").swap_remove(0).join("\n"))
        .expect("written");
    let sources = blocks(&readme, "rust");
    assert_eq!(sources.len(), 3);
    for source in sources {
        let name = source[0].strip_prefix("// ").expect("a source starts with its name");
        std::fs::write(project.join(name), source.join("\n") + "\n").expect("written");
    }
    // The versions that the samples are locked to: nothing newer needs to be fetched.
    let lock =
        std::fs::read_to_string(repository().join("samples/token_rust/Cargo.lock")).expect("it is there");
    std::fs::write(project.join("Cargo.lock"), lock.replace("\"token_rust\"", "\"counter\""))
        .expect("written");
    let told = shell(&commands[1], &project, &path);
    for line in
        ["test result: ok. 1 passed", "function    add(uint64) -> uint64", "output    2a00000000000000"]
    {
        assert!(told.contains(line), "{line}:\n{told}");
    }
}

#[test]
fn what_differs_is_noticed() {
    let lines = |text: &str| essence(text.lines());
    let told = "a → b: 13480 → 1463 bytes\n  removed 36\n\nu64       75025\ngas used  12 of 100\n";
    let same = "a → b: 1 → 2 bytes\n...\nu64       75025\ngas used  99 of 100\n";
    assert!(matches(&lines(same), &lines(told)));
    for other in [
        same.replace("75025", "75026"),
        same.replace("b: ", "c: "),
        same.replace("...\n", ""),
        same.replace("gas used", "gas"),
        format!("{same}more"),
    ] {
        assert!(!matches(&lines(&other), &lines(told)), "{other}");
    }
}
