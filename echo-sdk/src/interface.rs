//! What a contract says of itself: the note that tools read to call it by name.
//!
//! Put together at compile time by [`main!`](crate::main). An ELF note with the name `Echo` and type 1, whose text has a line for the
//! format and the SDK, and one for each constructor, function, view and event: `ftransfer(sQ)?`.

use crate::wire::Kind;

/// A line of the interface.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// `c`onstructor, `f`unction, `v`iew or `e`vent.
    pub what: u8,
    /// The name; a constructor has none.
    pub name: &'static str,
    /// The types of arguments or fields.
    pub takes: &'static [Kind],
    /// The types of results.
    pub gives: &'static [Kind],
}

/// The note, as it lies in the contract.
#[repr(C, align(4))]
pub struct Note<const N: usize>(pub [u8; N]);

/// The first line: the format's version, and what made the contract.
const FIRST: &str = concat!("1 rust/", env!("CARGO_PKG_VERSION"), "\n");

/// Sizes of name and description, and the type.
const HEADER: usize = 12;
const NAME: [u8; 8] = *b"Echo\0\0\0\0";
const NAME_SIZE: u32 = 5;
const TYPE: u32 = 1;

/// Writes at compile time. Without room, `bytes` is as long as what is written, or nothing, to learn how long.
pub(crate) struct Text<const N: usize> {
    pub(crate) bytes: [u8; N],
    pub(crate) length: usize,
}

impl<const N: usize> Text<N> {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; N], length: 0 }
    }

    const fn byte(&mut self, byte: u8) {
        if N != 0 {
            self.bytes[self.length] = byte;
        }
        self.length += 1;
    }

    const fn bytes(&mut self, bytes: &[u8]) {
        let mut i = 0;
        while i < bytes.len() {
            self.byte(bytes[i]);
            i += 1;
        }
    }

    pub(crate) const fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(crate) const fn number(&mut self, number: usize) {
        if number >= 10 {
            self.number(number / 10);
        }
        self.byte(b'0' + (number % 10) as u8);
    }

    const fn word(&mut self, word: u32) {
        self.bytes(&word.to_le_bytes());
    }

    const fn letters(&mut self, kinds: &[Kind]) {
        let mut i = 0;
        while i < kinds.len() {
            self.text(kinds[i].letter);
            if let Some(size) = kinds[i].size {
                self.byte(b'[');
                self.number(size);
                self.byte(b']');
            }
            i += 1;
        }
    }

    const fn lines(&mut self, entries: &[Entry]) {
        self.text(FIRST);
        let mut i = 0;
        while i < entries.len() {
            let entry = &entries[i];
            self.byte(entry.what);
            self.text(entry.name);
            self.byte(b'(');
            self.letters(entry.takes);
            self.byte(b')');
            self.letters(entry.gives);
            self.byte(b'\n');
            i += 1;
        }
    }

    /// The signature of an event: its name, and the names of its fields' types.
    pub(crate) const fn signature(&mut self, name: &str, fields: &[Kind]) {
        self.text(name);
        self.byte(b'(');
        let mut i = 0;
        while i < fields.len() {
            if i != 0 {
                self.byte(b',');
            }
            self.text(fields[i].name);
            if let Some(size) = fields[i].size {
                self.number(size);
            }
            i += 1;
        }
        self.byte(b')');
    }
}

/// Bytes of the note's description.
const fn described(entries: &[Entry]) -> usize {
    let mut text = Text::<0>::new();
    text.lines(entries);
    text.length
}

/// Bytes of the note.
#[must_use]
pub const fn note_size(entries: &[Entry]) -> usize {
    HEADER + NAME.len() + described(entries).next_multiple_of(4)
}

/// The note; `N` is its [`note_size`].
#[must_use]
pub const fn note<const N: usize>(entries: &[Entry]) -> Note<N> {
    let mut text = Text::<N>::new();
    text.word(NAME_SIZE);
    text.word(described(entries) as u32);
    text.word(TYPE);
    text.bytes(&NAME);
    text.lines(entries);
    Note(text.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Pack;

    const ENTRIES: &[Entry] = &[
        Entry { what: b'c', name: "", takes: &[u64::KIND], gives: &[] },
        Entry { what: b'f', name: "transfer", takes: &[str::KIND, u64::KIND], gives: &[bool::KIND] },
        Entry { what: b'v', name: "digest", takes: &[<[u8]>::KIND], gives: &[<[u8; 32]>::KIND] },
        Entry { what: b'e', name: "sent", takes: &[str::KIND, u128::KIND], gives: &[] },
    ];

    #[test]
    fn a_note_has_a_header_a_name_and_lines() {
        const NOTE: Note<{ note_size(ENTRIES) }> = note(ENTRIES);
        let lines = concat!(
            "1 rust/",
            env!("CARGO_PKG_VERSION"),
            "\nc(Q)\nftransfer(sQ)?\nvdigest(y)[32]\nesent(sO)\n"
        );
        let mut expected = [5, lines.len() as u32, 1].map(u32::to_le_bytes).concat();
        expected.extend(b"Echo\0\0\0\0");
        expected.extend(lines.bytes());
        expected.resize(expected.len().next_multiple_of(4), 0);
        assert_eq!(NOTE.0.as_slice(), expected);
        assert_eq!(align_of_val(&NOTE), 4);
    }

    #[test]
    fn a_signature_has_names_of_types_and_no_spaces() {
        let mut text = Text::<64>::new();
        text.signature("sent", &[str::KIND, <[u8; 32]>::KIND, bool::KIND]);
        assert_eq!(&text.bytes[..text.length], b"sent(string,bytes32,bool)");
    }
}
