//! What the repository does with its own tables: [`render`] makes documents and the generated block of `echo.h` from
//! them, [`bindings`] the host functions for other languages, [`languages`] the document about these, which `main` writes and
//! `tests/drift.rs` compares with those checked in. [`portable`] tries the tools on other hosts.

pub mod bindings;
mod declaration;
pub mod languages;
pub mod portable;
pub mod render;

use std::io;
use std::path::{Path, PathBuf};

/// The crate whose files are generated.
#[must_use]
pub fn echo_abi() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../echo-abi")
}

/// Every generated file: its path relative to that of [`fn@echo_abi`], and its text, of the tables and of what is written by hand around it.
///
/// # Errors
/// Where a file that has a generated block cannot be read, or lacks the block.
pub fn generated() -> io::Result<Vec<(String, String)>> {
    let read = |name: &str| std::fs::read_to_string(echo_abi().join(name));
    let mut files = bindings::files();
    let document = languages::document(&read(languages::DOCUMENT)?, &read(languages::LANGUAGES)?);
    files.push((languages::DOCUMENT.to_owned(), document.map_err(io::Error::other)?));
    let tables = render::files(&read(render::HEADER)?).map_err(io::Error::other)?;
    files.extend(tables.into_iter().map(|(name, text)| (name.to_owned(), text)));
    Ok(files)
}
