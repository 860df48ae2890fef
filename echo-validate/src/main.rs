//! The command line of echo-validate: `main` runs [`cli`] and turns what happened into the exit code.
//!
//! 0 all contracts accepted, 1 one rejected, 2 misuse or a file that is no contract, 3 our own failure; with
//! several files, the highest.

mod cli;

use clap::Parser;
use echo_abi::edge::Status;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let arguments = match cli::Arguments::try_parse_from(&words) {
        Ok(arguments) => arguments,
        Err(error) => return cli::misuse(&words, &error).into(),
    };
    match std::panic::catch_unwind(|| cli::run(&arguments)) {
        Ok(Ok(status)) => status.into(),
        Ok(Err(error)) => {
            // It may be standard error that takes nothing: then the exit code has to say it.
            let _ = writeln!(io::stderr(), "error: the result cannot be written: {error}");
            Status::OwnFailure.into()
        }
        // The panic has told what and where.
        Err(_) => Status::OwnFailure.into(),
    }
}
