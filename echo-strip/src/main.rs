//! The command `echo-strip`; see [`cli`] for what it prints and returns.

mod cli;

use echo_abi::edge::Status;
use std::process::ExitCode;

fn main() -> ExitCode {
    // A panic is a fault of ours, and has an exit code of its own.
    let arguments: Vec<_> = std::env::args_os().collect();
    std::panic::catch_unwind(|| cli::run(&arguments)).unwrap_or(Status::OwnFailure).into()
}
