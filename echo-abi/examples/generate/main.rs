//! `cargo run -p echo-abi --example generate`: writes what is derived from the tables into the crate,
//! `docs/*.md` and the generated block of `include/echo.h`. `tests/drift.rs` renders the same files and
//! compares; both use [`render`].

mod render;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("generate: {error}");
            ExitCode::from(2)
        }
    }
}

fn write() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
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
