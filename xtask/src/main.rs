//! `cargo run -p xtask -- generate`, as `make generate` calls it.

use clap::Parser;
use std::process::ExitCode;
use xtask::render;

/// Work on the repository itself.
#[derive(Debug, Parser)]
#[command(name = "xtask")]
enum Task {
    /// Write what is derived from the tables of echo-abi: `docs/*.md` and the generated block of `include/echo.h`
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
    let header = std::fs::read_to_string(root.join(render::HEADER))?;
    std::fs::create_dir_all(root.join("docs"))?;
    for (name, text) in render::files(&header).map_err(std::io::Error::other)? {
        let path = root.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        std::fs::write(&path, text)?;
        println!("wrote {name}");
    }
    Ok(())
}
