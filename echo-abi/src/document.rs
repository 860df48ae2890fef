//! TOML documents that people write: the policy, and the chain file of echo-vm.
//!
//! Called by [`Policy::from_toml`](crate::Policy::from_toml) and by whoever reads other documents of this kind. What
//! is wrong with one is told by line and column, with the line beside it while that is short.

use crate::printable::{self, PrintableLines};
use serde::de::DeserializeOwned;
use std::fmt;

/// Longest error with the line it is about, in bytes as they are shown; of a longer one only the message is told, and
/// of that so much.
const MOST_TOLD: usize = 1000;
/// Bytes that a byte of text takes at most where it is shown.
const MOST_ESCAPED: usize = 8;

/// A document that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The document is too long to be one.
    #[error("it has more than {limit} bytes")]
    TooLong {
        /// Most bytes.
        limit: usize,
    },
    /// The document is not TOML, has keys that do not exist, or values that are not what they should be.
    #[error("{0}")]
    Wrong(Wrong),
}

/// What is wrong with a document, in lines, the last of them without its end. It quotes the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong(String);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        PrintableLines(&self.0).fmt(f)
    }
}

/// Reads a document of at most `limit` bytes.
///
/// # Errors
/// [`DocumentError`] for one that is longer, or wrong.
pub fn read<T: DeserializeOwned>(text: &str, limit: usize) -> Result<T, DocumentError> {
    if text.len() > limit {
        return Err(DocumentError::TooLong { limit });
    }
    toml::from_str(text).map_err(|error| DocumentError::Wrong(Wrong(tell(text, &error))))
}

/// What the parser says, or what matters of it.
fn tell(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line_length = text[line_start..].find('\n').unwrap_or(text.len() - line_start);
    let fits = |text: &str| PrintableLines(text).to_string().len() <= MOST_TOLD;
    if error.message().len() + 2 * line_length <= MOST_TOLD {
        let text = error.to_string();
        if fits(&text) {
            return text.trim_end().to_owned();
        }
    }
    let line = before.matches('\n').count() + 1;
    let column = before[line_start..].chars().count() + 1;
    let mut short = printable::cut(error.message(), MOST_TOLD);
    if !fits(short.0) {
        short = printable::cut(error.message(), MOST_TOLD / MOST_ESCAPED);
    }
    let (message, left_out) = short;
    let more = if left_out == 0 { String::new() } else { format!("… and {left_out} more bytes") };
    format!("TOML parse error at line {line}, column {column}\n{message}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct OneNumber {
        a: u8,
    }

    fn wrong(text: &str) -> String {
        read::<OneNumber>(text, 1 << 24).unwrap_err().to_string()
    }

    #[test]
    fn a_short_line_stands_beside_what_is_wrong() {
        assert_eq!(read("a = 5", 5), Ok(OneNumber { a: 5 }));
        assert_eq!(read::<OneNumber>("a = 5 ", 5), Err(DocumentError::TooLong { limit: 5 }));
        assert_eq!(
            wrong("a = 1\nb\u{1b}é = 2"),
            "TOML parse error at line 2, column 2\n  |\n2 | b\\u{1b}é = 2\n  |  ^^^\ninvalid unquoted key, expected letters, numbers, `-`, `_`"
        );
        assert!(wrong("").ends_with("missing field `a`"), "{}", wrong(""));
    }

    #[test]
    fn a_long_line_is_not_repeated() {
        let long = "x".repeat(1 << 20);
        for (text, place, message) in [
            (format!("\n  b = \"{long}\""), "line 2, column 3", "unknown field `b`"),
            (format!("\"{long}\" = 1"), "line 1, column 1", "unknown field `xxx"),
            (format!("a = \"{long}\""), "line 1, column 5", "invalid type: string \"xxx"),
            (format!("é = {long}"), "line 1, column 1", "invalid unquoted key"),
            (long.clone(), "line 1, column 1048577", "key with no value"),
        ] {
            let told = wrong(&text);
            let (first, rest) = told.split_once('\n').unwrap();
            assert_eq!(first, format!("TOML parse error at {place}"));
            assert!(rest.starts_with(message) && told.len() < 1200, "{told}");
        }
        assert!(wrong(&format!("\"{long}\" = 1")).ends_with(" more bytes"));
        // Nor is a short one that is long where it is shown.
        for escaped in ["\u{1}", "\u{202e}", "\u{7f}"] {
            let told = wrong(&format!("\"{}\" = 1", escaped.repeat(490 / escaped.len())));
            assert!(told.len() < 1200, "{} bytes", told.len());
        }
    }
}
