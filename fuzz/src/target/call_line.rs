//! Call lines: parsing and printing are inverse to each other, an error is short and names a column of the line, and a
//! long line takes no longer than its length.

use super::{Reach, Target};
use crate::corpus::Corpus;
use crate::mutate;
use echo_abi::call_line::{CallLine, MAX_LEN};
use echo_conformance::random::Rng;

/// This target.
pub const TARGET: Target = Target {
    name: "call_line",
    promise: "a line is read in linear time, and printed as it is read; an error names a column of it",
    run,
    generate,
    seconds: 2,
    memory: 4 << 20,
    memory_per_byte: 100,
};

/// Parses a line, and what it prints.
pub fn run(input: &[u8]) -> Reach {
    let text = String::from_utf8_lossy(input);
    match text.parse::<CallLine>() {
        Ok(line) => {
            let printed = line.to_string();
            let control = printed.chars().find(|c| c.is_control());
            assert_eq!(control, None, "a control character is printed");
            // Escapes are longer than what they stand for.
            if printed.len() <= MAX_LEN {
                assert_eq!(printed.parse::<CallLine>().as_ref(), Ok(&line), "printed as {printed}");
            }
            Reach::Through
        }
        Err(error) => {
            let columns = text.chars().count() + 1;
            assert!((1..=columns).contains(&error.column), "column {} of {columns}", error.column);
            let message = error.to_string();
            assert!(
                message.len() <= 200 && !message.contains(char::is_control),
                "a bad message: {message:?}"
            );
            Reach::Refused
        }
    }
}

const WORDS: &[&str] = &[
    "(",
    ")",
    ",",
    "\"",
    "\\",
    "-",
    "0x",
    "true",
    "false",
    "f",
    "_",
    " ",
    "\\x",
    "\\n",
    "\\\"",
    "0",
    "00",
    "1",
    "\"1.2.3\"",
    "\u{7f}",
    "\0",
    "é",
    "\u{202e}",
    "\n",
    "\t",
];

fn generate(corpus: &Corpus, rng: &mut Rng) -> Vec<u8> {
    mutate::text(&corpus.lines, WORDS, MAX_LEN, rng)
}
