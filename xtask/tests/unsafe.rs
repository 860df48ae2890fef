//! `unsafe` stays in echo-native and, for the contract's side, in a few files of echo-sdk; and only verified code runs in what is distributed.

use std::path::PathBuf;
use std::process::Command;
use toml::{Table, Value};

fn root() -> PathBuf {
    xtask::echo_abi().parent().expect("echo-abi lies in the repository").to_path_buf()
}

fn manifest(folder: &str) -> Table {
    let path = root().join(folder).join("Cargo.toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The folders of the workspace's crates.
fn members() -> Vec<String> {
    let workspace = manifest("");
    let members = workspace["workspace"]["members"].as_array().expect("a list").clone();
    members.into_iter().map(|member| member.as_str().expect("a folder").to_owned()).collect()
}

#[test]
fn every_crate_but_two_forbids_unsafe() {
    let workspace = manifest("");
    let mut lints = workspace["workspace"]["lints"].as_table().expect("a table").clone();
    let excepted = ["echo-native", "echo-sdk"];
    let others: Vec<_> =
        members().into_iter().filter(|member| !excepted.contains(&member.as_str())).collect();
    assert_eq!(others.len() + excepted.len(), members().len(), "both are members");
    assert_eq!(lints["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for member in others {
        let inherited = manifest(&member)["lints"].get("workspace").and_then(Value::as_bool);
        assert_eq!(inherited, Some(true), "{member}/Cargo.toml: `[lints] workspace = true`");
    }
    assert_eq!(manifest("bench")["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"), "bench");
    // They have the same lints but for this: a lint added there belongs here.
    for member in excepted {
        let mut own = manifest(member)["lints"].as_table().expect("a table").clone();
        for lints in [&mut lints, &mut own] {
            let rust = lints["rust"].as_table_mut().expect("a table");
            rust.remove("unsafe_code");
            rust.remove("unsafe_op_in_unsafe_fn");
        }
        assert_eq!(own, lints, "{member}/Cargo.toml and the workspace's");
    }
    assert_eq!(
        manifest("echo-sdk")["lints"]["rust"]["unsafe_code"].as_str(),
        Some("deny"),
        "but for some files"
    );
}

/// Files of echo-sdk that lift the ban, each with `expect(unsafe_code)` at its head.
#[test]
fn unsafe_in_the_sdk_is_where_the_machine_is() {
    let folder = root().join("echo-sdk/src");
    let mut found = Vec::new();
    for (name, path) in ["", "host"].iter().flat_map(|inner| {
        let entries = std::fs::read_dir(folder.join(inner)).expect("it can be listed");
        entries.map(move |entry| {
            let path = entry.expect("it can be listed").path();
            let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
            (if inner.is_empty() { name } else { format!("{inner}/{name}") }, path)
        })
    }) {
        if path.is_file()
            && std::fs::read_to_string(&path).expect("it is text").contains("expect(unsafe_code")
        {
            found.push(name);
        }
    }
    found.sort();
    assert_eq!(found, ["buffer.rs", "entry.rs", "host/machine.rs"], "ARCHITECTURE.md lists them");
}

/// Whether building a crate alone, as its users do, lets echo-native run code that nobody has verified. Building the
/// whole workspace unites the features of all crates, for conformance needs this one; but what is distributed could not
/// name anything of it, for then it would not build alone.
fn runs_unverified_code(package: &str) -> bool {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--locked", "--prefix", "none", "--edges", "normal,build,features"])
        .args(["--all-features", "--package", package])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && tree.contains(package), "{}", String::from_utf8_lossy(&output.stderr));
    tree.contains(r#"echo-native feature "unverified-code""#)
}

#[test]
fn what_is_distributed_runs_no_unverified_code() {
    let mut distributed = 0;
    for member in members() {
        let manifest = manifest(&member);
        let package = &manifest["package"];
        let private = package.get("publish").and_then(Value::as_bool) == Some(false);
        // echo-native offers the feature; whether it is enabled is for those who use it to say.
        if private || member == "echo-native" {
            continue;
        }
        distributed += 1;
        let name = package["name"].as_str().expect("a name");
        assert!(!runs_unverified_code(name), "{name} enables `unverified-code` of echo-native");
    }
    assert!(distributed >= 4, "echo-abi, echo-strip, echo-validate, echo-vm");
    assert!(runs_unverified_code("echo-conformance"), "the question finds it where it is");
}
