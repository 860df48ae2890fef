//! ESC version 1, the original container (echo-v1.md 1), parsed; and [`write()`], its inverse, for echo-strip.
//!
//! Made by [`ContractFile::parse`](super::ContractFile::parse) for files that start with `MAGIC`. The kind of a section decides what it may do; the flags beside it are what the original repackager copied from
//! the ELF file (section flags, or segment flags in its older version), and nothing depends on them. Kind 4
//! is ours: the original had no writable data.

use super::MAX_SEGMENTS;
use super::claim::{Claim, Claims, Field, Read, bytes_at};
use super::error::{FieldProblem, FormatError};
use super::segment::{Perm, Segment, Symbol};
use crate::GuestAddr;

/// First bytes of an ESC file.
pub(super) const MAGIC: [u8; 4] = *b"ECHO";

/// The only version.
pub const VERSION: u32 = 1;

/// Bytes before the first section: magic, version, entry, section count.
pub const HEADER_SIZE: u64 = 20;

/// Bytes of a section before its content: kind, flags, address, memory size, file size.
pub const SECTION_HEADER_SIZE: u64 = 18;

/// Executable, read-only: `.text`.
const TEXT: u8 = 1;
/// Read-only data, as the older repackager wrote it.
const READ_ONLY_OLD: u8 = 2;
/// `.data.rel.ro` and `.got`: data that a loader would have relocated. Writable, as it is in the ELF file.
const RELOCATED: u8 = 3;
/// Writable data, `.data` and `.bss`.
const DATA: u8 = 4;
/// Read-only data.
const READ_ONLY: u8 = 6;

/// `SHF_WRITE`, `SHF_ALLOC`, `SHF_EXECINSTR` of ELF, which the flags of a section repeat.
const WRITE: u8 = 1;
const ALLOC: u8 = 2;
const EXECUTE: u8 = 4;

/// An ESC file. Memory beyond a section's file size is zero.
#[derive(Debug)]
pub struct Esc<'a> {
    size: u64,
    entry: Read<u64>,
    segments: Vec<Claim<'a>>,
    /// Values of 8 bytes.
    symbols: &'a [u8],
}

impl<'a> Esc<'a> {
    /// Reads all of a file.
    pub(super) fn parse(file: &'a [u8]) -> Result<Self, FormatError> {
        let mut cursor = FileReader { file, offset: 0 };
        let magic = cursor.u32("magic")?;
        expect(magic, u32::from_le_bytes(MAGIC), "ECHO")?;
        let version = cursor.u32("version")?;
        expect(version, VERSION, "ESC version 1")?;
        let entry = cursor.u64("entry")?;
        let count = cursor.u32("section count")?;
        if count.value > MAX_SEGMENTS {
            return Err(
                count.error(FieldProblem::TooMany { count: u64::from(count.value), limit: MAX_SEGMENTS })
            );
        }
        let segments = (0..count.value).map(|_| section(&mut cursor)).collect::<Result<_, _>>()?;
        let count = cursor.u32("symbol count")?;
        let symbols = cursor.take(u64::from(count.value) * 8, count.field)?;
        let end = Field { offset: cursor.offset, name: "end of file" };
        match file.len() as u64 - cursor.offset {
            0 => Ok(Self { size: file.len() as u64, entry, segments, symbols }),
            count => Err(end.error(FieldProblem::TrailingBytes { count })),
        }
    }

    /// How many bytes of the file are symbol values.
    #[must_use]
    pub fn symbols_size(&self) -> u64 {
        self.symbols.len() as u64
    }

    /// What it says of the contract. `contract_size` bounds the whole file.
    pub(super) fn claims(&self, contract_size: u64) -> Result<Claims<'a>, FormatError> {
        if self.size > contract_size {
            let problem = FieldProblem::FileTooLarge { size: self.size, limit: contract_size };
            return Err(Field::FILE.error(problem));
        }
        let symbols = self.symbols.as_chunks().0.iter().filter_map(|&value| {
            let addr = GuestAddr(u32::try_from(u64::from_le_bytes(value)).ok()?);
            Some(Symbol { addr, size: 0, name: None, is_function: false })
        });
        Ok(Claims { entry: self.entry, segments: self.segments.clone(), symbols: symbols.collect() })
    }
}

/// Reads one section.
fn section<'a>(cursor: &mut FileReader<'a>) -> Result<Claim<'a>, FormatError> {
    let kind = cursor.u8("section kind")?;
    let perm = match kind.value {
        TEXT => Perm::ReadExecute,
        READ_ONLY_OLD | READ_ONLY => Perm::Read,
        RELOCATED | DATA => Perm::ReadWrite,
        kind_value => return Err(kind.error(FieldProblem::UnknownKind { kind: kind_value })),
    };
    cursor.u8("section flags")?;
    let addr = cursor.u64("section address")?;
    let mem_size = cursor.u32("section memory size")?;
    let file_size = cursor.u32("section file size")?;
    let bytes = cursor.take(u64::from(file_size.value), file_size.field)?;
    Ok(Claim {
        addr,
        mem_size: Read { value: u64::from(mem_size.value), field: mem_size.field },
        bytes,
        file_size: file_size.field,
        perm: Read { value: perm, field: kind.field },
    })
}

/// Refuses a number that is not the only one there is.
fn expect(read: Read<u32>, expected: u32, meaning: &'static str) -> Result<(), FormatError> {
    if read.value == expected {
        return Ok(());
    }
    Err(read.error(FieldProblem::Unsupported {
        found: u64::from(read.value),
        expected: u64::from(expected),
        meaning,
    }))
}

/// Reads the file from front to back.
struct FileReader<'a> {
    file: &'a [u8],
    offset: u64,
}

impl<'a> FileReader<'a> {
    /// The next `len` bytes, which `field` asks for.
    fn take(&mut self, len: u64, field: Field) -> Result<&'a [u8], FormatError> {
        let bytes = bytes_at(self.file, self.offset, len, field)?;
        self.offset += len;
        Ok(bytes)
    }

    /// The next `N` bytes, which are the field `name`.
    fn array<const N: usize>(&mut self, name: &'static str) -> Result<Read<[u8; N]>, FormatError> {
        let field = Field { offset: self.offset, name };
        let mut value = [0; N];
        value.copy_from_slice(self.take(N as u64, field)?);
        Ok(Read { value, field })
    }

    fn u8(&mut self, name: &'static str) -> Result<Read<u8>, FormatError> {
        self.array(name).map(|Read { value: [value], field }| Read { value, field })
    }

    fn u32(&mut self, name: &'static str) -> Result<Read<u32>, FormatError> {
        self.array(name).map(|r| Read { value: u32::from_le_bytes(r.value), field: r.field })
    }

    fn u64(&mut self, name: &'static str) -> Result<Read<u64>, FormatError> {
        self.array(name).map(|r| Read { value: u64::from_le_bytes(r.value), field: r.field })
    }
}

/// An ESC file without symbols: where a call starts, and one section for each segment, of which there are at most
/// [`MAX_SEGMENTS`].
#[must_use]
pub fn write(entry: GuestAddr, segments: &[Segment]) -> Vec<u8> {
    let count = u32::try_from(segments.len()).unwrap_or_else(|_| unreachable!("at most MAX_SEGMENTS"));
    let mut file = Vec::new();
    file.extend(MAGIC);
    file.extend(VERSION.to_le_bytes());
    file.extend(u64::from(entry.0).to_le_bytes());
    file.extend(count.to_le_bytes());
    for segment in segments {
        write_section(&mut file, segment);
    }
    file.extend(0_u32.to_le_bytes());
    file
}

/// Writes one section.
fn write_section(file: &mut Vec<u8>, segment: &Segment) {
    let (kind, flags) = match segment.perm {
        Perm::ReadExecute => (TEXT, ALLOC | EXECUTE),
        Perm::Read => (READ_ONLY, ALLOC),
        Perm::ReadWrite => (DATA, ALLOC | WRITE),
    };
    let file_size = u32::try_from(segment.bytes.len()).unwrap_or_else(|_| unreachable!("at most mem_size"));
    file.extend([kind, flags]);
    file.extend(u64::from(segment.addr.0).to_le_bytes());
    file.extend(segment.mem_size.to_le_bytes());
    file.extend(file_size.to_le_bytes());
    file.extend(&segment.bytes);
}
