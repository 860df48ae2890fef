//! ELF64 executables for x86-64 → [`Image`]. Program headers are the truth: section headers may be missing.

use crate::image::{FormatError, Image};
use crate::policy::Limits;

/// Reads an ELF contract.
///
/// # Errors
/// A [`FormatError`] with the file offset and the field.
pub fn load(_file: &[u8], _limits: &Limits) -> Result<Image, FormatError> {
    unreachable!("not written yet")
}
