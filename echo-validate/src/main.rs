//! The command line of echo-validate: `main` runs [`cli`] and turns what happened into the exit code.
//!
//! 0 all contracts accepted, 1 one rejected, 2 misuse or a file that is no contract, 3 our own failure; with
//! several files, the highest.
#![forbid(unsafe_code)]

mod cli;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match std::panic::catch_unwind(|| cli::run(&arguments)) {
        Ok(Ok(exit)) => ExitCode::from(exit as u8),
        // Whoever reads our output has enough of it.
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            eprintln!("echo-validate: cannot write the result: {error}");
            ExitCode::from(cli::Exit::OwnFailure as u8)
        }
        // The panic has told what and where.
        Err(_) => ExitCode::from(cli::Exit::OwnFailure as u8),
    }
}
