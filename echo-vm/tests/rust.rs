//! Contracts in Rust as authors build and test them: the debug profile is a contract, too, and `cargo test` runs on the host.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples").join(name)
}

/// Runs cargo in a sample, as its author does.
fn cargo(sample: &Path, arguments: &[&str]) -> Output {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(arguments)
        .args(["--locked", "--target-dir", concat!(env!("CARGO_TARGET_TMPDIR"), "/rust")])
        .current_dir(sample)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn echo_vm(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_echo-vm"))
        .args(arguments)
        .current_dir(directory)
        .output()
        .expect("it runs")
}

#[test]
fn a_debug_build_does_what_a_release_does_and_says_where_it_panics() {
    let gallery = sample("gallery");
    cargo(&gallery, &["build"]);
    let build = assert_fs::TempDir::new().expect("a temporary directory");
    let elf = build.path().join("gallery.elf");
    std::fs::copy(concat!(env!("CARGO_TARGET_TMPDIR"), "/rust/debug/gallery"), &elf).expect("it is built");
    let tested = echo_vm(&gallery, &["test", "--build", &build.path().display().to_string()]);
    let text = String::from_utf8_lossy(&tested.stdout).into_owned();
    assert!(tested.status.success() && text.contains("4 passed, 0 failed"), "{text}");
    for (line, message) in [
        ("digit(3)", "index out of bounds: the len is 3 but the index is 3"),
        ("unwrapped(false)", "there is one"),
    ] {
        let run = echo_vm(build.path(), &["run", "gallery.elf", "--call", line]);
        let told = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(told.starts_with("error: contract_error: src/lib.rs:") && told.contains(message), "{told}");
    }
}

#[test]
fn tests_of_contracts_run_on_the_host() {
    for (name, count) in [("token_rust", 2), ("gallery", 6)] {
        let output = cargo(&sample(name), &["test", "--lib"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains(&format!("test result: ok. {count} passed")), "{text}");
    }
}
