//! What an author has: headers and libecho.a, for tests that compile contracts.

use std::process::Command;

/// Where `echo-vm cflags` puts headers, bindings and library.
pub const DATA: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/data");

/// What `echo-vm cflags` prints with these options.
pub fn cflags(options: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_echo-vm"))
        .arg("cflags")
        .args(options)
        .env("XDG_DATA_HOME", DATA)
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "make library, then the tests");
    String::from_utf8(output.stdout).expect("text").split_whitespace().map(str::to_owned).collect()
}
