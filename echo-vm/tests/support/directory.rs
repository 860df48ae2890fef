//! A directory in which the program runs, for the tests of the command line.

use super::CodeWriter;
use crate::testing::{self, Data};
use assert_cmd::Command;
use assert_fs::TempDir;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// A directory with contracts, in which the program runs.
pub struct ContractDirectory(pub TempDir);

impl ContractDirectory {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), bytes).unwrap();
        self
    }

    /// Writes a contract of this code and data.
    pub fn contract(&self, name: &str, code: &CodeWriter, data: &Data) -> &Self {
        self.write(name, testing::esc(&code.bytes, b"", &data.bytes))
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, b"")
    }

    pub fn run_with(&self, arguments: &[&str], stdin: &[u8]) -> Ran {
        let mut command = Command::cargo_bin("echo-vm").unwrap();
        let output = command.current_dir(self.0.path()).args(arguments).write_stdin(stdin).output().unwrap();
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs with `--json`: the exit code, and the one object on standard output.
    pub fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let ran = self.run(&[arguments, &["--json"]].concat());
        (ran.code.unwrap(), ran.object())
    }
}

#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The object that is all of standard output, on one line.
    pub fn object(&self) -> Value {
        let lines: Vec<_> = self.stdout.lines().collect();
        let [line] = lines[..] else { panic!("one line is expected: {self:?}") };
        let object: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        // A call has a result object, whole.
        let keys = if object.get("gas_used").is_some() { 5 } else { 2 };
        for key in &["error", "message", "gas_used", "output", "logs"][..keys] {
            assert!(object.get(key).is_some(), "{key} is missing: {object}");
        }
        assert_eq!(object["error"] == "none", self.code == Some(0), "{self:?}");
        assert_eq!(object["error"] == "none", object["message"].is_null(), "{self:?}");
        object
    }
}
