//! The command line of echo-vm: `main` calls [`cli`] and turns what happened into the exit code.
//!
//! 0 the contract returned, 1 it failed or was rejected, 2 misuse or input that cannot be used, 3 our own
//! failure. A panic is the last of these, and is told like any other failure: with `--json` as an object.

mod cli;

use std::io::Write;
use std::panic;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// What the last panic said. The library catches those of a damaged state file: only one that reaches `main`
/// is told.
static PANIC: Mutex<String> = Mutex::new(String::new());

fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| {
        *PANIC.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string().replace('\n', " ");
    }));
    let arguments: Vec<_> = std::env::args_os().collect();
    let status = panic::catch_unwind(|| cli::run(&arguments)).unwrap_or_else(|_| {
        let what = PANIC.lock().unwrap_or_else(PoisonError::into_inner);
        cli::report_panic(&arguments, &what)
    });
    // What cannot be flushed was not wanted any more, or was reported when it was written.
    let _ = std::io::stdout().flush();
    status.into()
}
