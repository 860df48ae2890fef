//! The command line of echo-validate: `main` runs [`cli`] and turns what happened into the exit code.
//!
//! 0 all contracts accepted, 1 one rejected, 2 misuse or a file that is no contract, 3 our own failure; with
//! several files, the highest.
#![forbid(unsafe_code)]

mod cli;

use clap::Parser;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match cli::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return ExitCode::from(cli::misuse(&error)),
    };
    match std::panic::catch_unwind(|| cli::run(&arguments)) {
        Ok(Ok(exit)) => ExitCode::from(exit as u8),
        Ok(Err(error)) => {
            // It may be standard error that takes nothing: then the exit code has to say it.
            let _ = writeln!(io::stderr(), "error: the result cannot be written: {error}");
            ExitCode::from(cli::Exit::OwnFailure as u8)
        }
        // The panic has told what and where.
        Err(_) => ExitCode::from(cli::Exit::OwnFailure as u8),
    }
}
