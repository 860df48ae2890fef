//! The command `echo-strip`; see [`cli`] for what it prints and returns.
#![forbid(unsafe_code)]

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    // A panic is a fault of ours, and has an exit code of its own.
    std::panic::catch_unwind(cli::run).unwrap_or(ExitCode::from(cli::OUR_FAULT))
}
