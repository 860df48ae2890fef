//! `cargo run -p xtask -- generate`, as `make generate` calls it.

use clap::Parser;
use std::process::ExitCode;

/// Work on the repository itself.
#[derive(Debug, Parser)]
#[command(name = "xtask")]
enum Task {
    /// Write what is derived from the tables of echo-abi: `docs/*.md`, `bindings/*` and the generated block of `include/echo.h`
    Generate,
}

fn main() -> ExitCode {
    let Task::Generate = Task::parse();
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
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
