//! Runs a kernel as a process, directly or under qemu-user, and asks it over a pipe.
//!
//! The process (`support/driver.c`) lives as long as the runner, times each call itself and answers with time and checksum: neither its start nor the
//! pipe is measured. Dropping the runner closes its standard input, at which it ends.

use crate::runner::{Runner, TimedCall};
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// A running driver.
pub struct Process {
    child: Child,
    /// `None` only while the runner is dropped.
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Process {
    /// Starts `program`, under `emulator` if there is one.
    pub fn start(emulator: Option<&Path>, program: &Path) -> Result<Self> {
        let mut command = Command::new(emulator.unwrap_or(program));
        if emulator.is_some() {
            command.arg(program);
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        let to = child.stdin.take();
        let from = BufReader::new(child.stdout.take().expect("standard output is a pipe"));
        Ok(Self { child, to, from })
    }
}

impl Runner for Process {
    fn call(&mut self, n: u64) -> Result<TimedCall> {
        let to = self.to.as_mut().expect("the pipe is open until the runner is dropped");
        writeln!(to, "{n}").and_then(|()| to.flush()).context("the kernel's process does not listen")?;
        let mut line = String::new();
        self.from.read_line(&mut line).context("the kernel's process does not answer")?;
        let Some((nanoseconds, checksum)) = line.trim_end().split_once(' ') else {
            bail!("the kernel's process answered {line:?} and ended with {:?}", self.child.try_wait()?);
        };
        let time = Duration::from_nanos(nanoseconds.parse().context("not a time")?);
        Ok(TimedCall { checksum: checksum.parse().context("not a checksum")?, time, gas: None })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.to = None;
        // Nothing is lost if it cannot be waited for: its answers have been read.
        let _ = self.child.wait();
    }
}
