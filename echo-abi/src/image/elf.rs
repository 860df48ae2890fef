//! ELF64 executables for x86-64, parsed. Program headers are the truth: section headers may be missing or broken.
//!
//! Made by [`ContractFile::parse`](super::ContractFile::parse) for files that start with `MAGIC`. The loader takes
//! its claims, [`crate::link`] and echo-strip the tables beside them (sections, symbols). Nothing in this file
//! believes a size before the bytes are there, and the work is bounded by the size of the file.

use super::MAX_SEGMENTS;
use super::claim::{Claim, Claims, Field, Read, bytes_at};
use super::error::{FieldProblem, FormatError};
use super::segment::{Perm, Symbol};
use crate::{GuestAddr, PrintableBytes};
use goblin::elf::{header, program_header, section_header, sym};
use std::fmt;
use std::ops::Range;

/// First bytes of an ELF file.
pub(super) const MAGIC: [u8; 4] = *b"\x7fELF";

/// Bytes of the file header.
pub const HEADER_SIZE: u64 = 64;

/// Bytes of a program header.
pub const PROGRAM_HEADER_SIZE: u64 = 56;

/// Bytes of a section header.
const SECTION_HEADER_SIZE: u64 = 64;

/// Bytes of a symbol.
const SYMBOL_SIZE: usize = 24;

/// The section of the interface note ([`crate::interface`]).
pub const NOTE_SECTION: &str = ".note.echo";

/// Bytes of the longest name that is read; longer ones are cut.
const NAME_LENGTH: usize = 1024;

/// Bytes that U+FFFD takes, which stands for a byte that is no UTF-8.
const REPLACEMENT_SIZE: usize = 3;

/// An ELF64 file: its header, and its tables as far as they can be read.
#[derive(Debug)]
pub struct Elf<'a> {
    file: &'a [u8],
    header: Header,
    program_headers: Result<Vec<ProgramHeader>, FormatError>,
    sections: Vec<Section<'a>>,
}

impl<'a> Elf<'a> {
    /// Reads the header, which must be that of a little-endian ELF64 file, and the tables that it names. Type and
    /// machine are left to be judged.
    pub(super) fn parse(file: &'a [u8]) -> Result<Self, FormatError> {
        let header = Header::read(file)?;
        let program_headers = header.program_headers(file);
        let sections = header.sections(file);
        Ok(Self { file, header, program_headers, sections })
    }

    /// The whole file.
    pub(crate) fn file(&self) -> &'a [u8] {
        self.file
    }

    /// The file header.
    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// The program headers; none where they cannot be read.
    pub(crate) fn program_headers(&self) -> &[ProgramHeader] {
        self.program_headers.as_deref().unwrap_or_default()
    }

    /// The section headers; none where the table is missing or broken, for nothing that runs depends on it. There are
    /// at most 65,535, and no name is copied.
    #[must_use]
    pub fn sections(&self) -> &[Section<'a>] {
        &self.sections
    }

    /// How many bytes the section headers take.
    #[must_use]
    pub fn section_headers_size(&self) -> u64 {
        self.sections.len() as u64 * SECTION_HEADER_SIZE
    }

    /// What the symbol table `table`, one of the sections, says, without its first, empty entry.
    pub fn symbols(&self, table: &Section<'a>) -> impl Iterator<Item = RawSymbol<'a>> + use<'a> {
        let names = self.sections.get(table.link as usize).map_or(&[][..], |s| s.bytes);
        let mut names = StringTable { table: names, room: self.file.len() };
        table.bytes.as_chunks::<SYMBOL_SIZE>().0.iter().skip(1).map(move |symbol| RawSymbol {
            name: names.at(le_u32(symbol, 0)),
            kind: symbol[4] & 0xf,
            bind: symbol[4] >> 4,
            section: u16::from_le_bytes([symbol[6], symbol[7]]),
            value: le_u64(symbol, 8),
            size: le_u64(symbol, 16),
        })
    }

    /// The guest addresses at which segments map the file's own headers, if they do: the linker puts them in front of
    /// the first segment unless told otherwise.
    #[must_use]
    pub fn mapped_headers(&self) -> Vec<Range<u64>> {
        let table = self.header.program_offset.value;
        let length = PROGRAM_HEADER_SIZE * self.program_headers().len() as u64;
        let mut mapped = Vec::new();
        for segment in self.program_headers().iter().filter(|p| p.loads()) {
            for (start, length) in [(0, HEADER_SIZE), (table, length)] {
                let skip = start.checked_sub(segment.offset.value);
                if let Some(skip) = skip.filter(|s| s.saturating_add(length) <= segment.file_size.value) {
                    let addr = segment.addr.value.saturating_add(skip);
                    mapped.push(addr..addr.saturating_add(length));
                }
            }
        }
        mapped
    }

    /// The `PT_NOTE` segments whose bytes are there: the bytes, their offset in the file, and the alignment of a note's parts, 4 or 8.
    pub(crate) fn note_segments(&self) -> impl Iterator<Item = (&'a [u8], u64, usize)> {
        let notes = self.program_headers().iter().filter(|p| p.kind == program_header::PT_NOTE);
        notes.filter_map(|p| Some((p.content(self.file)?, p.offset.value, if p.align == 8 { 8 } else { 4 })))
    }

    /// What it says of the contract, where it is a static executable for x86-64. `contract_size` bounds header,
    /// program headers and what they load.
    pub(super) fn claims(&self, contract_size: u64) -> Result<Claims<'a>, FormatError> {
        expect(self.header.kind, header::ET_EXEC, "ET_EXEC, a static executable")?;
        expect(self.header.machine, header::EM_X86_64, "EM_X86_64")?;
        let program_headers = self.program_headers.as_ref().map_err(Clone::clone)?;
        let mut size = HEADER_SIZE + PROGRAM_HEADER_SIZE * program_headers.len() as u64;
        let mut segments = Vec::new();
        for segment in program_headers.iter().filter(|p| p.loads()) {
            let perm = match (segment.allows(program_header::PF_W), segment.allows(program_header::PF_X)) {
                (true, true) => return Err(segment.flags.error(FieldProblem::WritableExecutable)),
                (false, true) => Perm::ReadExecute,
                (true, false) => Perm::ReadWrite,
                (false, false) if segment.allows(program_header::PF_R) => Perm::Read,
                (false, false) => return Err(segment.flags.error(FieldProblem::NoPermission)),
            };
            // The field to blame is the offset when nothing is there, else the length that reaches too far.
            let begins = segment.offset.value <= self.file.len() as u64;
            let field = if begins { segment.file_size.field } else { segment.offset.field };
            let bytes = bytes_at(self.file, segment.offset.value, segment.file_size.value, field)?;
            size += bytes.len() as u64;
            if size > contract_size {
                return Err(segment
                    .file_size
                    .error(FieldProblem::FileTooLarge { size, limit: contract_size }));
            }
            segments.push(Claim {
                addr: segment.addr,
                mem_size: segment.mem_size,
                bytes,
                file_size: segment.file_size.field,
                perm: Read { value: perm, field: segment.flags.field },
            });
        }
        Ok(Claims { entry: self.header.entry, segments, symbols: self.named_symbols() })
    }

    /// The symbols a person would know: defined, named, of functions and data.
    fn named_symbols(&self) -> Vec<Symbol> {
        let Some(table) = self.sections.iter().find(|s| s.kind == section_header::SHT_SYMTAB) else {
            return Vec::new();
        };
        self.symbols(table)
            .filter(|y| y.is_defined() && !y.name.is_empty())
            .filter(|y| matches!(y.kind, sym::STT_NOTYPE | sym::STT_OBJECT | sym::STT_FUNC))
            .filter_map(|y| {
                Some(Symbol {
                    addr: GuestAddr(u32::try_from(y.value).ok()?),
                    size: u32::try_from(y.size).unwrap_or(0),
                    name: Some(y.name.to_text()),
                    is_function: y.kind == sym::STT_FUNC,
                })
            })
            .collect()
    }
}

/// Refuses a number that is not the only one there is.
fn expect<T: Into<u64> + Copy>(read: Read<T>, expected: T, meaning: &'static str) -> Result<(), FormatError> {
    let (found, expected) = (read.value.into(), expected.into());
    if found == expected {
        return Ok(());
    }
    Err(read.error(FieldProblem::Unsupported { found, expected, meaning }))
}

/// What the file header says, of an ELF64 little-endian file.
#[derive(Debug)]
pub(crate) struct Header {
    /// `e_type`.
    pub kind: Read<u16>,
    /// `e_machine`.
    pub machine: Read<u16>,
    /// `e_entry`.
    pub entry: Read<u64>,
    program_offset: Read<u64>,
    program_count: Read<u16>,
    section_offset: u64,
    section_size: u64,
    section_count: u64,
    section_names: usize,
}

impl Header {
    /// Reads the file header; type and machine are left to be judged.
    fn read(file: &[u8]) -> Result<Self, FormatError> {
        let magic = Record { file, offset: 0 }.array::<4>(0, "e_ident[EI_MAG]")?;
        if magic.value != MAGIC {
            return Err(magic.error(FieldProblem::NotAContract));
        }
        bytes_at(file, 0, HEADER_SIZE, Field { offset: 0, name: "ELF header" })?;
        let r = Record { file, offset: 0 };
        expect(r.u8(4, "e_ident[EI_CLASS]")?, header::ELFCLASS64, "64-bit")?;
        expect(r.u8(5, "e_ident[EI_DATA]")?, header::ELFDATA2LSB, "little-endian")?;
        expect(r.u8(6, "e_ident[EI_VERSION]")?, header::EV_CURRENT, "the current version")?;
        let kind = r.u16(16, "e_type")?;
        let machine = r.u16(18, "e_machine")?;
        expect(r.u32(20, "e_version")?, u32::from(header::EV_CURRENT), "the current version")?;
        let entry = r.u64(24, "e_entry")?;
        let program_offset = r.u64(32, "e_phoff")?;
        let section_offset = r.u64(40, "e_shoff")?.value;
        let header_size = r.u16(52, "e_ehsize")?;
        let program_size = r.u16(54, "e_phentsize")?;
        let program_count = r.u16(56, "e_phnum")?;
        let section_size = u64::from(r.u16(58, "e_shentsize")?.value);
        let section_count = u64::from(r.u16(60, "e_shnum")?.value);
        let section_names = usize::from(r.u16(62, "e_shstrndx")?.value);
        let size = Read { value: u64::from(header_size.value), field: header_size.field };
        expect(size, HEADER_SIZE, "the size of an ELF64 header")?;
        let size = Read { value: u64::from(program_size.value), field: program_size.field };
        if program_count.value != 0 {
            expect(size, PROGRAM_HEADER_SIZE, "the size of an ELF64 program header")?;
        }
        Ok(Self {
            kind,
            machine,
            entry,
            program_offset,
            program_count,
            section_offset,
            section_size,
            section_count,
            section_names,
        })
    }

    /// Reads the program headers.
    fn program_headers(&self, file: &[u8]) -> Result<Vec<ProgramHeader>, FormatError> {
        let count = u64::from(self.program_count.value);
        if count > u64::from(MAX_SEGMENTS) {
            return Err(self.program_count.error(FieldProblem::TooMany { count, limit: MAX_SEGMENTS }));
        }
        let table = bytes_at(
            file,
            self.program_offset.value,
            count * PROGRAM_HEADER_SIZE,
            self.program_offset.field,
        )?;
        let offsets = (self.program_offset.value..).step_by(PROGRAM_HEADER_SIZE as usize);
        offsets
            .take(table.len() / PROGRAM_HEADER_SIZE as usize)
            .map(|o| ProgramHeader::read(file, o))
            .collect()
    }

    /// Reads the section headers.
    fn sections<'a>(&self, file: &'a [u8]) -> Vec<Section<'a>> {
        if self.section_offset == 0 || self.section_size != SECTION_HEADER_SIZE {
            return Vec::new();
        }
        let table = slice(file, self.section_offset, self.section_count * SECTION_HEADER_SIZE).unwrap_or(&[]);
        let mut sections: Vec<Section<'_>> =
            table.as_chunks().0.iter().map(|header| Section::read(file, header)).collect();
        let names = sections.get(self.section_names).map_or(&[][..], |s| s.bytes);
        let mut names = StringTable { table: names, room: file.len() };
        for section in &mut sections {
            section.name = names.at(section.name_offset);
        }
        sections
    }
}

/// A program header.
#[derive(Debug)]
pub(crate) struct ProgramHeader {
    /// `p_type`.
    pub kind: u32,
    /// `p_flags`.
    pub flags: Read<u32>,
    /// `p_offset`.
    pub offset: Read<u64>,
    /// `p_vaddr`.
    pub addr: Read<u64>,
    /// `p_filesz`.
    pub file_size: Read<u64>,
    /// `p_memsz`.
    pub mem_size: Read<u64>,
    /// `p_align`.
    align: u64,
}

impl ProgramHeader {
    fn read(file: &[u8], offset: u64) -> Result<Self, FormatError> {
        let r = Record { file, offset };
        Ok(Self {
            kind: r.u32(0, "p_type")?.value,
            flags: r.u32(4, "p_flags")?,
            offset: r.u64(8, "p_offset")?,
            addr: r.u64(16, "p_vaddr")?,
            file_size: r.u64(32, "p_filesz")?,
            mem_size: r.u64(40, "p_memsz")?,
            align: r.u64(48, "p_align")?.value,
        })
    }

    /// Whether it puts anything into memory.
    pub fn loads(&self) -> bool {
        self.kind == program_header::PT_LOAD && (self.mem_size.value != 0 || self.file_size.value != 0)
    }

    /// Whether an address is one of its memory.
    pub fn contains(&self, addr: u64) -> bool {
        addr.checked_sub(self.addr.value).is_some_and(|offset| offset < self.mem_size.value)
    }

    /// Whether `p_flags` has all of `flags`.
    pub fn allows(&self, flags: u32) -> bool {
        self.flags.value & flags == flags
    }

    /// The bytes it describes, if they are all there.
    pub fn content<'a>(&self, file: &'a [u8]) -> Option<&'a [u8]> {
        slice(file, self.offset.value, self.file_size.value)
    }
}

/// A section of an ELF file, as its header tells it. Nothing that runs depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// The section's name; empty when the file does not say.
    pub name: Name<'a>,
    /// `sh_type`.
    pub kind: u32,
    /// `sh_flags`.
    pub flags: u64,
    /// `sh_addr`.
    pub addr: u64,
    /// `sh_size`, in bytes.
    pub size: u64,
    /// `sh_link`.
    pub link: u32,
    /// `sh_offset`, in bytes.
    pub offset: u64,
    /// The section's bytes; empty when it has none in the file, or when the header is wrong about it.
    pub bytes: &'a [u8],
    name_offset: u32,
}

impl<'a> Section<'a> {
    fn read(file: &'a [u8], header: &[u8; SECTION_HEADER_SIZE as usize]) -> Self {
        let (offset, size) = (le_u64(header, 24), le_u64(header, 32));
        let kind = le_u32(header, 4);
        let bytes = if kind == section_header::SHT_NOBITS { None } else { slice(file, offset, size) };
        Self {
            name: Name::default(),
            kind,
            flags: le_u64(header, 8),
            addr: le_u64(header, 16),
            size,
            link: le_u32(header, 40),
            offset,
            bytes: bytes.unwrap_or(&[]),
            name_offset: le_u32(header, 0),
        }
    }

    /// Whether it is part of the memory image.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.flags & u64::from(section_header::SHF_ALLOC) != 0
    }
}

/// A symbol, as a symbol table tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawSymbol<'a> {
    /// The symbol's name; empty when the file does not say.
    pub name: Name<'a>,
    /// `st_value`.
    pub value: u64,
    /// `st_size`, in bytes.
    pub size: u64,
    /// `STT_*`.
    pub kind: u8,
    /// `STB_*`.
    pub bind: u8,
    /// `st_shndx`.
    pub section: u16,
}

impl RawSymbol<'_> {
    /// Whether the file says where it is.
    #[must_use]
    pub fn is_defined(&self) -> bool {
        u32::from(self.section) != section_header::SHN_UNDEF
    }
}

/// The name of a section, symbol or library: bytes of the file, of whatever encoding, at most 1,024 of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Name<'a>(&'a [u8]);

impl<'a> Name<'a> {
    /// The name at `offset` of a string table, up to the byte 0; empty when there is none.
    pub(crate) fn at(table: &'a [u8], offset: u64) -> Self {
        let rest = usize::try_from(offset).ok().and_then(|offset| table.get(offset..)).unwrap_or(&[]);
        let rest = &rest[..rest.len().min(NAME_LENGTH)];
        Self(&rest[..rest.iter().position(|&b| b == 0).unwrap_or(rest.len())])
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// Whether the file does not say a name.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The name as text, with U+FFFD in place of what is not UTF-8. What a person sees is what `Display` writes.
    #[must_use]
    pub fn to_text(self) -> String {
        String::from_utf8_lossy(self.0).into_owned()
    }

    /// The name up to the first `end`, or all of it.
    pub(crate) fn before(self, end: u8) -> Self {
        Self(self.0.split(|&b| b == end).next().unwrap_or_default())
    }

    /// Bytes that [`Self::to_text`] takes at most.
    fn text_size(self) -> usize {
        let unit = if std::str::from_utf8(self.0).is_ok() { 1 } else { REPLACEMENT_SIZE };
        unit * self.0.len()
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        PrintableBytes(self.0).fmt(f)
    }
}

impl PartialEq<str> for Name<'_> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

/// A string table that one table of sections or symbols takes its names from. As texts they take no more room in
/// sum than the file, as real names do: where long names overlap, later ones are empty.
struct StringTable<'a> {
    table: &'a [u8],
    /// Bytes that names may still take.
    room: usize,
}

impl<'a> StringTable<'a> {
    fn at(&mut self, offset: u32) -> Name<'a> {
        if self.room == 0 {
            return Name::default();
        }
        let name = Name::at(self.table, u64::from(offset));
        self.room = self.room.saturating_sub(name.text_size() + 1);
        name
    }
}

/// Part of the file, if it is all there.
pub(crate) fn slice(file: &[u8], offset: u64, len: u64) -> Option<&[u8]> {
    file.get(usize::try_from(offset).ok()?..)?.get(..usize::try_from(len).ok()?)
}

/// The little-endian number at `at`; the record is longer than that.
fn le_u32(record: &[u8], at: usize) -> u32 {
    let mut bytes = [0; 4];
    bytes.copy_from_slice(&record[at..at + 4]);
    u32::from_le_bytes(bytes)
}

/// The little-endian number at `at`; the record is longer than that.
pub(crate) fn le_u64(record: &[u8], at: usize) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&record[at..at + 8]);
    u64::from_le_bytes(bytes)
}

/// A record in the file whose fields are read by their offset in it.
#[derive(Clone, Copy)]
struct Record<'a> {
    file: &'a [u8],
    offset: u64,
}

impl Record<'_> {
    fn array<const N: usize>(self, at: u64, name: &'static str) -> Result<Read<[u8; N]>, FormatError> {
        // A record that starts near the top of the number range cannot be in the file; its offset stays
        // readable.
        let field = Field { offset: self.offset.saturating_add(at), name };
        let mut value = [0; N];
        value.copy_from_slice(bytes_at(self.file, field.offset, N as u64, field)?);
        Ok(Read { value, field })
    }

    fn u8(self, at: u64, name: &'static str) -> Result<Read<u8>, FormatError> {
        self.array(at, name).map(|Read { value: [value], field }| Read { value, field })
    }

    fn u16(self, at: u64, name: &'static str) -> Result<Read<u16>, FormatError> {
        self.array(at, name).map(|r| Read { value: u16::from_le_bytes(r.value), field: r.field })
    }

    fn u32(self, at: u64, name: &'static str) -> Result<Read<u32>, FormatError> {
        self.array(at, name).map(|r| Read { value: u32::from_le_bytes(r.value), field: r.field })
    }

    fn u64(self, at: u64, name: &'static str) -> Result<Read<u64>, FormatError> {
        self.array(at, name).map(|r| Read { value: u64::from_le_bytes(r.value), field: r.field })
    }
}
