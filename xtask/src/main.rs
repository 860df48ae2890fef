//! `cargo run -p xtask -- generate`, as `make generate` calls it, and `portable`, as `make portable` does.

use clap::Parser;
use std::error::Error;
use std::process::ExitCode;
use xtask::portable::Portable;

/// Work on the repository itself.
#[derive(Debug, Parser)]
#[command(name = "xtask")]
enum Task {
    /// Write what is derived from the tables of echo-abi: `docs/*.md`, `bindings/*` and the generated block of `include/echo.h`
    Generate,
    /// Build the tools for s390x and aarch64, and compare what they do there, in emulation, with what they do here: exit code 0 the
    /// same, 1 not, 2 something is missing or cannot be built
    Portable(Portable),
}

fn main() -> ExitCode {
    let done: Result<bool, Box<dyn Error>> = match Task::parse() {
        Task::Generate => generate().map(|()| true).map_err(Into::into),
        Task::Portable(portable) => portable.run().map_err(Into::into),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn generate() -> std::io::Result<()> {
    let root = xtask::echo_abi();
    for directory in ["docs", "bindings"] {
        std::fs::create_dir_all(root.join(directory))?;
    }
    for (name, text) in xtask::generated()? {
        let path = root.join(&name);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        std::fs::write(&path, text)?;
        println!("wrote {name}");
    }
    Ok(())
}
