//! Whoever embeds the libraries gets no command line with them.

use std::process::Command;

/// The crates that a library pulls in, without its command line.
fn pulled_in(library: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--no-default-features",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "-p",
        ])
        .arg(library)
        .current_dir(xtask::echo_abi())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect()
}

#[test]
fn a_library_pulls_in_no_command_line() {
    for library in
        ["echo-abi", "echo-analysis", "echo-chain", "echo-native", "echo-strip", "echo-validate", "echo-vm"]
    {
        let crates = pulled_in(library);
        assert!(crates.iter().any(|name| name == library), "{library}: {crates:?}");
        for name in ["addr2line", "clap", "miette", "proptest", "serde_json"] {
            assert!(!crates.iter().any(|other| other == name), "{library} pulls in {name}");
        }
    }
    // What is looked for is found where it is.
    let all = Command::new(env!("CARGO"))
        .args(["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}", "-p", "echo-vm"])
        .current_dir(xtask::echo_abi())
        .output()
        .expect("cargo runs");
    assert!(String::from_utf8_lossy(&all.stdout).lines().any(|line| line.starts_with("clap ")));
}
