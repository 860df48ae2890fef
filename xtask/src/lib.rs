//! What the repository does with its own tables: [`render`] makes documents and the generated block of `echo.h` from
//! them, which `main` writes and `tests/drift.rs` compares with those checked in.

pub mod render;

use std::path::{Path, PathBuf};

/// The crate whose files are generated.
#[must_use]
pub fn echo_abi() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../echo-abi")
}
