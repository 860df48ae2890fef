//! Text that a file, a contract or a chain gives, as a person may be shown it.
//!
//! Called wherever the tools print names, messages, paths or debug output that they did not write themselves. A
//! terminal obeys control characters, and some of Unicode hides, or reorders what stands around it: such characters
//! are spelt out (`\n`, `\u{202e}`), so that what is seen is what is there. Backslashes stay as they are: what is
//! shown is for people, and is not read back. [`json`] does the same for JSON, where nothing is lost by it.

use std::fmt::{self, Write};
use std::path::Path;

/// Text on one line: whatever would leave the line, steer the terminal or not be seen is spelt out.
///
/// ```
/// use echo_abi::Printable;
///
/// assert_eq!(Printable("é\u{1b}[31m\n\u{202e}").to_string(), r"é\u{1b}[31m\n\u{202e}");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Printable<'a>(pub &'a str);

/// Text on several lines: as [`Printable`], but ends of lines (`\n`) stay. For messages that are made of lines and
/// quote others.
#[derive(Clone, Copy, Debug)]
pub struct PrintableLines<'a>(pub &'a str);

/// Bytes that are mostly text, on one line: as [`Printable`], with `\xNN` for each byte that is not UTF-8.
#[derive(Clone, Copy, Debug)]
pub struct PrintableBytes<'a>(pub &'a [u8]);

/// A file's path, on one line, as [`PrintableBytes`].
#[derive(Clone, Copy, Debug)]
pub struct PrintablePath<'a>(pub &'a Path);

/// Most marks on one letter. Scripts and transliterations need up to three; more of them draw over other lines.
const MOST_MARKS: usize = 4;

/// Whether a character is seen, and leaves its neighbours where they are: a letter, mark, number, punctuation,
/// symbol, or the blank.
#[must_use]
pub(crate) fn is_printable(c: char) -> bool {
    match c {
        ' '..='~' => true,
        c if c.is_ascii() => false,
        // Unicode says of these that they may be ignored, or that they are blank, and calls them letters, marks or
        // symbols all the same: the grapheme joiner, fillers, variation selectors, the empty Braille pattern.
        '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' => false,
        '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}' => false,
        c => is_shown_within_text(c),
    }
}

/// What the standard library prints as it is in `{:?}` of a text: no control or format character, no blank but the
/// ASCII one, no private or unassigned code point.
fn is_shown_within_text(c: char) -> bool {
    let mut text = [b'x'; 5];
    let len = c.encode_utf8(&mut text[1..]).len();
    std::str::from_utf8(&text[..=len]).is_ok_and(|text| text.escape_debug().count() == 2)
}

/// Whether a printable character is drawn onto the one before it.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && c.escape_debug().len() > 1
}

/// Writes `text`, with the characters spelt out that are not printable and not `kept`.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str, kept: Option<char>) -> fmt::Result {
    // A mark at the start, or behind what is spelt out, has no letter of its own to be drawn onto.
    let mut marks = MOST_MARKS;
    let mut written = 0;
    for (at, c) in text.char_indices() {
        if Some(c) == kept {
            marks = MOST_MARKS;
        } else if is_printable(c) && !is_mark(c) {
            marks = 0;
        } else if is_printable(c) && marks < MOST_MARKS {
            marks += 1;
        } else {
            marks = MOST_MARKS;
            f.write_str(&text[written..at])?;
            written = at + c.len_utf8();
            match c {
                '\0' | '\t' | '\r' | '\n' => write!(f, "{}", c.escape_debug())?,
                c => write!(f, "{}", c.escape_unicode())?,
            }
        }
    }
    f.write_str(&text[written..])
}

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_text(f, self.0, None)
    }
}

impl fmt::Display for PrintableLines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_text(f, self.0, Some('\n'))
    }
}

impl fmt::Display for PrintableBytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            write_text(f, chunk.valid(), None)?;
            chunk.invalid().iter().try_for_each(|byte| write!(f, "\\x{byte:02x}"))?;
        }
        Ok(())
    }
}

impl fmt::Display for PrintablePath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        PrintableBytes(self.0.as_os_str().as_encoded_bytes()).fmt(f)
    }
}

/// JSON text with every character as `\uNNNN` that is not printable. It means the same: outside of
/// strings JSON has none, and inside of them it may be written so. Ends of lines stay.
#[must_use]
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || is_printable(c) {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").unwrap_or_else(|_| unreachable!("a string takes all"));
            }
        }
    }
    out
}

/// The beginning of `text`, at most `most` bytes of it and whole characters, and how many bytes are left out.
#[must_use]
pub fn cut(text: &str, most: usize) -> (&str, usize) {
    let end = text.floor_char_boundary(most);
    (&text[..end], text.len() - end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_seen_is_spelt_out() {
        for (text, shown) in [
            ("", ""),
            ("plain text, \"quoted\", it's C:\\x", "plain text, \"quoted\", it's C:\\x"),
            ("é ä 漢字 שלום 🦀 €", "é ä 漢字 שלום 🦀 €"),
            ("e\u{301} क्षि ทำ", "e\u{301} क्षि ทำ"),
            ("\u{1b}[31mred\u{1b}[0m\u{7}", r"\u{1b}[31mred\u{1b}[0m\u{7}"),
            ("\u{9b}31m\u{7f}\u{0}", r"\u{9b}31m\u{7f}\0"),
            ("a\r\n\tb\u{b}\u{c}\u{8}", r"a\r\n\tb\u{b}\u{c}\u{8}"),
            ("\u{85}\u{2028}\u{2029}", r"\u{85}\u{2028}\u{2029}"),
            // Bidirectional controls.
            (
                "\u{202e}cba\u{202c}\u{2066}\u{2069}\u{200f}\u{61c}",
                r"\u{202e}cba\u{202c}\u{2066}\u{2069}\u{200f}\u{61c}",
            ),
            // Zero width, blanks that are not the blank, fillers, variation selectors, tags.
            ("a\u{200b}b\u{200d}c\u{feff}\u{2060}\u{ad}", r"a\u{200b}b\u{200d}c\u{feff}\u{2060}\u{ad}"),
            ("\u{a0}\u{3000}\u{2003}", r"\u{a0}\u{3000}\u{2003}"),
            ("\u{3164}\u{115f}\u{2800}\u{34f}", r"\u{3164}\u{115f}\u{2800}\u{34f}"),
            ("x\u{fe0f}\u{e0101}\u{e0041}", r"x\u{fe0f}\u{e0101}\u{e0041}"),
            // Private and unassigned.
            ("\u{e000}\u{378}\u{10ffff}", r"\u{e000}\u{378}\u{10ffff}"),
            // A mark is not drawn onto what comes before the text, nor five of them onto one letter.
            ("\u{301}a", r"\u{301}a"),
            ("\n\u{301}", r"\n\u{301}"),
            ("a\u{301}\u{301}\u{301}\u{301}\u{301}b\u{301}", "a\u{301}\u{301}\u{301}\u{301}\\u{301}b\u{301}"),
        ] {
            assert_eq!(Printable(text).to_string(), shown);
        }
        assert_eq!(PrintableLines("a\n\tb\r\n\u{301}c").to_string(), "a\n\\tb\\r\n\\u{301}c");
        assert_eq!(PrintableBytes(b"a\xff\xc3\xa9\x1b\xe2\x80").to_string(), r"a\xffé\u{1b}\xe2\x80");
    }

    #[test]
    fn json_keeps_its_meaning() {
        let value = "\u{1b}\u{7f}\u{9b}\u{202e}\u{e0041}\"\\\n é🦀\u{301}";
        let text = json(&serde_json::to_string(value).unwrap());
        assert_eq!(text, "\"\\u001b\\u007f\\u009b\\u202e\\udb40\\udc41\\\"\\\\\\n é🦀\u{301}\"");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
    }

    #[test]
    fn cutting_keeps_characters_whole() {
        assert_eq!(cut("aé", 9), ("aé", 0));
        assert_eq!(cut("aé", 2), ("a", 2));
        assert_eq!(cut("aé", 0), ("", 3));
    }

    proptest! {
        /// `char::is_control` is what a terminal obeys, by a definition that is not ours.
        #[test]
        fn nothing_is_left_to_obey(bytes in any::<Vec<u8>>(), text in any::<String>()) {
            prop_assert!(!PrintableBytes(&bytes).to_string().contains(char::is_control));
            prop_assert!(!Printable(&text).to_string().contains(char::is_control));
            prop_assert!(!PrintableLines(&text).to_string().contains(|c: char| c.is_control() && c != '\n'));
            let text = serde_json::to_string(&text).unwrap();
            prop_assert!(!json(&text).contains(char::is_control));
            prop_assert_eq!(serde_json::from_str::<String>(&json(&text)).unwrap(), serde_json::from_str::<String>(&text).unwrap());
        }
    }
}
