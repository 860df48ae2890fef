//! The interface note in a contract file: found, taken apart, put together, and written as the content of a `PT_NOTE` segment.
//!
//! A linker may have several notes side by side, of several source files: the first says which SDK it was, the lines of all count.
//! Where section headers name a section `.note.echo`, it is that; else the notes of the `PT_NOTE` segments.

use super::text::{self, Problem, TextError};
use super::{Interface, MAX_LEN};
use crate::FormatError;
use crate::image::ContractFile;
use crate::image::elf::{Elf, NOTE_SECTION};

/// The name of the note, with the byte 0 that ends it.
const NAME: &[u8; 5] = b"Echo\0";

/// The type of the note.
const KIND: u32 = 1;

/// Bytes before the name: lengths of name and content, type.
const HEADER_SIZE: usize = 12;

/// Notes that are looked at: a compiler makes one for a source file.
const MAX_NOTES: usize = 4096;

/// A file whose interface cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InterfaceError {
    /// It is no contract file.
    #[error(transparent)]
    File(#[from] FormatError),
    /// The note says more, or less, than is there.
    #[error("the interface note at file offset {offset:#x} is cut off")]
    CutOff {
        /// Where the note starts.
        offset: u64,
    },
    /// There are too many notes.
    #[error("there are more than {MAX_NOTES} notes")]
    TooMany,
    /// What it says makes no sense.
    #[error("the interface note, at file offset {offset:#x}, {error}")]
    Text {
        /// Where in the file.
        offset: u64,
        /// Which line, and what is wrong with it.
        error: TextError,
    },
}

impl Interface {
    /// The interface that a contract file tells, where it tells one; an ESC file has no place for it.
    ///
    /// # Errors
    /// [`InterfaceError`] for a file that is none, and for a note that makes no sense.
    pub fn of_file(file: &[u8]) -> Result<Option<Self>, InterfaceError> {
        match ContractFile::parse(file)?.elf() {
            Some(elf) => Self::of_elf(elf),
            None => Ok(None),
        }
    }

    /// The interface that an ELF file tells.
    ///
    /// # Errors
    /// As for [`Self::of_file`].
    pub fn of_elf(elf: &Elf<'_>) -> Result<Option<Self>, InterfaceError> {
        let mut notes = Vec::new();
        for section in elf.sections().iter().filter(|section| section.name == *NOTE_SECTION) {
            collect(section.bytes, section.offset, 4, Strictness::OursAlone, &mut notes)?;
        }
        if notes.is_empty() {
            for (bytes, offset, align) in elf.note_segments() {
                collect(bytes, offset, align, Strictness::Mixed, &mut notes)?;
            }
        }
        let mut whole: Option<Self> = None;
        let mut len = 0;
        for note in notes {
            len += note.text.len();
            let too_long = TextError { offset: 0, line: 1, problem: Problem::TooLong };
            let read = if len > MAX_LEN { Err(too_long) } else { text::read(note.text) };
            let interface = read
                .map_err(|error| InterfaceError::Text { offset: note.offset + error.offset as u64, error })?;
            match &mut whole {
                None => whole = Some(interface),
                Some(whole) => whole.join(interface).map_err(|problem| {
                    let error = TextError { offset: 0, line: 1, problem };
                    InterfaceError::Text { offset: note.offset, error }
                })?,
            }
        }
        Ok(whole)
    }

    /// Takes in what another note says. An event may be told by each source file that emits it.
    fn join(&mut self, other: Self) -> Result<(), Problem> {
        let mut events = other.events;
        events.retain(|event| !self.events.contains(event));
        let twice = self.constructor.is_some() && other.constructor.is_some()
            || other.functions.iter().any(|function| self.function_of(&function.name));
        if twice {
            return Err(Problem::Twice);
        }
        self.constructor = self.constructor.take().or(other.constructor);
        self.functions.extend(other.functions);
        self.events.extend(events);
        let most = super::MAX_ENTRIES;
        let too_many = self.functions.len() > most || self.events.len() > most;
        if too_many { Err(Problem::TooMany) } else { Ok(()) }
    }

    fn function_of(&self, name: &str) -> bool {
        self.functions.iter().any(|function| function.name == name)
    }

    /// The note, as it stands in a file.
    #[must_use]
    pub fn to_note(&self) -> Vec<u8> {
        let text = self.to_string();
        let word = |len: usize| u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes();
        let mut note = Vec::new();
        note.extend(word(NAME.len()));
        note.extend(word(text.len()));
        note.extend(KIND.to_le_bytes());
        note.extend(NAME);
        note.resize(note.len().next_multiple_of(4), 0);
        note.extend(text.as_bytes());
        note.resize(note.len().next_multiple_of(4), 0);
        note
    }
}

/// A note's content.
struct Note<'a> {
    text: &'a [u8],
    /// Where in the file it stands.
    offset: u64,
}

/// Whether notes of others may stand among ours, which need not make sense to us.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strictness {
    OursAlone,
    Mixed,
}

/// The Echo notes among those in `bytes`, which stand at `offset` of the file.
fn collect<'a>(
    bytes: &'a [u8],
    offset: u64,
    align: usize,
    strictness: Strictness,
    notes: &mut Vec<Note<'a>>,
) -> Result<(), InterfaceError> {
    let mut at = 0;
    while at < bytes.len() {
        // Zeroes between notes are what linkers align them by.
        if strictness == Strictness::OursAlone && bytes[at..].iter().all(|&byte| byte == 0) {
            break;
        }
        let cut_off = InterfaceError::CutOff { offset: offset + at as u64 };
        let Some((name, kind, content, end)) = one(bytes, at, align) else {
            let is_ours = strictness == Strictness::OursAlone || is_named(&bytes[at..]);
            return if is_ours { Err(cut_off) } else { Ok(()) };
        };
        if name == NAME && kind == KIND {
            if notes.len() == MAX_NOTES {
                return Err(InterfaceError::TooMany);
            }
            let text = &bytes[content.clone()];
            notes.push(Note { text, offset: offset + content.start as u64 });
        }
        at = end;
    }
    Ok(())
}

/// Whether a note that is cut off bears our name.
fn is_named(note: &[u8]) -> bool {
    note.get(HEADER_SIZE..HEADER_SIZE + NAME.len()) == Some(NAME)
}

/// The note at `at`: its name, type, where its content is, and where the next one starts.
fn one(bytes: &[u8], at: usize, align: usize) -> Option<(&[u8], u32, std::ops::Range<usize>, usize)> {
    let word = |at: usize| -> Option<u32> {
        Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
    };
    let (name_size, size, kind) = (word(at)?, word(at + 4)?, word(at + 8)?);
    let name = at + HEADER_SIZE;
    let name_end = name.checked_add(usize::try_from(name_size).ok()?)?;
    let start = name_end.checked_next_multiple_of(align)?;
    let end = start.checked_add(usize::try_from(size).ok()?)?;
    let (name, _) = (bytes.get(name..name_end)?, bytes.get(start..end)?);
    // The last note need not be padded.
    Some((name, kind, start..end, end.checked_next_multiple_of(align)?.min(bytes.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(name: &[u8], kind: u32, text: &[u8]) -> Vec<u8> {
        let mut note = Vec::new();
        note.extend(u32::try_from(name.len()).unwrap().to_le_bytes());
        note.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
        note.extend(kind.to_le_bytes());
        note.extend(name);
        note.resize(note.len().next_multiple_of(4), 0);
        note.extend(text);
        note.resize(note.len().next_multiple_of(4), 0);
        note
    }

    /// An ELF file of nothing but `PT_NOTE` segments.
    fn file(segments: &[&[u8]]) -> Vec<u8> {
        let mut file = vec![0; 64 + 56 * segments.len()];
        file[..8].copy_from_slice(b"\x7fELF\x02\x01\x01\0");
        file[16] = 2;
        file[18] = 62;
        file[20] = 1;
        file[32] = 64;
        file[52] = 64;
        file[54] = 56;
        file[56] = u8::try_from(segments.len()).unwrap();
        for (i, segment) in segments.iter().enumerate() {
            let (header, offset) = (64 + 56 * i, file.len() as u64);
            file[header] = 4;
            file[header + 8..][..8].copy_from_slice(&offset.to_le_bytes());
            file[header + 32..][..8].copy_from_slice(&(segment.len() as u64).to_le_bytes());
            file[header + 48] = 4;
            file.extend(*segment);
        }
        file
    }

    fn read(segments: &[&[u8]]) -> Result<Option<String>, InterfaceError> {
        Ok(Interface::of_file(&file(segments))?.map(|interface| interface.to_string()))
    }

    const TEXT: &str = "1 c/1\nff()Q\n";

    #[test]
    fn a_note_is_found_among_others() {
        let ours = note(b"Echo\0", 1, TEXT.as_bytes());
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&[&ours]), Ok(Some(TEXT.to_owned())));
        let gnu = note(b"GNU\0", 3, &[9; 20]);
        assert_eq!(read(&[&gnu]), Ok(None));
        assert_eq!(read(&[&[&gnu[..], &ours, &gnu].concat()]), Ok(Some(TEXT.to_owned())));
        assert_eq!(read(&[&gnu, &ours]), Ok(Some(TEXT.to_owned())));
        // Another type, or another name, is another note.
        assert_eq!(read(&[&note(b"Echo\0", 2, TEXT.as_bytes())]), Ok(None));
        assert_eq!(read(&[&note(b"Echo", 1, TEXT.as_bytes())]), Ok(None));
        assert_eq!(Interface::of_file(b"ECHO\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), Ok(None));
        assert!(matches!(Interface::of_file(b"text"), Err(InterfaceError::File(_))));
    }

    #[test]
    fn what_is_written_is_read() {
        let interface: Interface = TEXT.parse().unwrap();
        assert_eq!(interface.to_note(), note(b"Echo\0", 1, TEXT.as_bytes()));
        assert_eq!(read(&[&interface.to_note()]), Ok(Some(TEXT.to_owned())));
    }

    #[test]
    fn several_notes_are_one_interface() {
        let of = |text: &str| note(b"Echo\0", 1, text.as_bytes());
        let (events, more) = (of("1 rust/2\nee(s)\n"), of("1 c/1\nc*\nee(s)\nee()\n"));
        let joined = read(&[&of(TEXT), &events, &more]);
        assert_eq!(joined, Ok(Some("1 c/1\nc*\nff()Q\nee(s)\nee()\n".to_owned())));
        for twice in ["1 c/1\nvf*\n", "1 c/1\nc()\n"] {
            let error = read(&[&of("1 c/1\nc()\nff*\n"), &of(twice)]).unwrap_err();
            assert!(
                matches!(
                    error,
                    InterfaceError::Text { error: TextError { problem: Problem::Twice, .. }, .. }
                ),
                "{error}"
            );
        }
    }

    #[test]
    fn hostile_notes_end_in_errors() {
        let ours = note(b"Echo\0", 1, TEXT.as_bytes());
        let start = 64 + 56;
        // Every length that is there cuts it off, or makes no sense of it.
        for len in 17..ours.len() - 3 {
            let error = read(&[&ours[..len]]).unwrap_err();
            assert_eq!(error, InterfaceError::CutOff { offset: start }, "{len}");
        }
        for len in 0..17 {
            assert_eq!(read(&[&ours[..len]]), Ok(None), "{len}");
        }
        for (at, value) in [(0, u32::MAX), (4, u32::MAX), (4, 0x7fff_fff0)] {
            let mut wrong = ours.clone();
            wrong[at..at + 4].copy_from_slice(&value.to_le_bytes());
            let result = read(&[&wrong]);
            assert_eq!(result, Err(InterfaceError::CutOff { offset: start }), "{at} {value}");
        }
        let error = read(&[&note(b"Echo\0", 1, b"1 c/1\nff()Z\n")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the interface note, at file offset 0x96, line 2: expected a type, a letter of `?bhiqBHIQoOnNdsy` or `[` a size from 1 to 65536 `]`"
        );
        let long = |text: &str, times| note(b"Echo\0", 1, text.repeat(times).as_bytes());
        assert!(read(&[&long("x", MAX_LEN + 1)]).is_err());
        let half = format!("1 c/1\nff({})\n", "[10000]".repeat(200));
        let many: Vec<Vec<u8>> =
            (0..100).map(|i| note(b"Echo\0", 1, half.replace("ff", &format!("ff{i}")).as_bytes())).collect();
        let error = read(&[&many.concat()]).unwrap_err();
        assert!(matches!(
            error,
            InterfaceError::Text { error: TextError { problem: Problem::TooLong, .. }, .. }
        ));
        let events = note(b"Echo\0", 1, b"1 c/1\n").repeat(MAX_NOTES + 1);
        assert_eq!(read(&[&events]), Err(InterfaceError::TooMany));
    }

    #[test]
    fn lengths_and_offsets_of_segments_are_not_believed() {
        let ours = note(b"Echo\0", 1, TEXT.as_bytes());
        for (field, value) in [(8, u64::MAX), (8, 1 << 40), (32, u64::MAX), (32, 1 << 40)] {
            let mut wrong = file(&[&ours]);
            wrong[64 + field..][..8].copy_from_slice(&value.to_le_bytes());
            assert_eq!(Interface::of_file(&wrong), Ok(None), "{field} {value}");
        }
        for align in [0, 1, 3, 5, 255] {
            let mut odd = file(&[&ours]);
            odd[64 + 48] = align;
            assert_eq!(Interface::of_file(&odd).unwrap().unwrap().to_string(), TEXT);
        }
    }
}
