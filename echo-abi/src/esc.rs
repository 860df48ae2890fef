//! ESC version 1, the original container (echo-v1.md 1) → [`Image`], and back.

use crate::image::{FormatError, Image};
use crate::policy::Limits;

/// First bytes of an ESC file.
pub const MAGIC: [u8; 4] = *b"ECHO";

/// Reads an ESC contract.
///
/// # Errors
/// A [`FormatError`] with the file offset and the field.
pub fn load(_file: &[u8], _limits: &Limits) -> Result<Image, FormatError> {
    unreachable!("not written yet")
}
