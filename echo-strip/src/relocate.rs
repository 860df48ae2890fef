//! Gives a static PIE its address: from a file that may lie anywhere to the executable that a linker makes with `-no-pie`.
//!
//! Called by [`crate::strip`] before it packs; whoever compares its result with what it was given calls [`relocate`], too. A
//! static PIE (`gcc -static-pie -nostdlib`) asks nobody for a library, but leaves it to who loads it to add its address
//! wherever one stands. Chains do not do that; here it is done once and for all, before there is a contract.
//!
//! The first page of the file's memory comes to [`BASE`] (or to the next address that the segments' alignment wants), whatever
//! the file is. Entry, segments, sections and symbols move along; every relocation is applied, in the order in which dynamic loaders do it.
//! What is left says that nothing is left to do: the dynamic section is zeroes, and the tables of relocations are data that nobody
//! reads, which `plan` drops like unwind tables. Code that walks `_DYNAMIC` to relocate itself finds its end at once.
//!
//! Memory that the file wants read-only once it is relocated (`PT_GNU_RELRO`) stays writable, as it does in an executable that is not
//! position-independent: a segment of its own would be 56 bytes.
//!
//! The file is hostile. All is read from it as it was given, and written to a copy; what overlaps is refused, so that no write changes
//! what it is not about. Work and memory are linear in the file.

use echo_abi::image::ContractFile;
use echo_abi::image::elf::{Elf, HEADER_SIZE, PROGRAM_HEADER_SIZE, Section};
use echo_abi::{GuestAddr, Printable, layout, link, printable};
use object::elf::{
    self, Dyn64, DynamicTag, FileHeader64, ProgramHeader64, Rela64, RelocationType, SectionHeader64, Sym64,
};
use object::endian::{LittleEndian, U64};
use object::pod::{Pod, bytes_of, from_bytes};
use std::fmt;
use std::ops::Range;

/// Where the memory of a static PIE begins: where linkers put an executable that is not position-independent.
pub const BASE: u32 = 0x40_0000;

/// Bytes of an address: what each relocation writes, and what an entry of a table of packed ones takes.
const WORD: u64 = 8;

/// Bytes of a relocation with an addend, of an entry of the dynamic section, of a section header, of a symbol.
const RELA_SIZE: u64 = 24;
const DYNAMIC_SIZE: u64 = 16;
const SECTION_HEADER_SIZE: u64 = 64;
const SYMBOL_SIZE: u64 = 24;

/// Tables of relocations that would be left undone: without addends, which x86-64 does not have, and Android's packed ones.
const UNKNOWN_TABLES: &[(DynamicTag, &str)] = &[
    (elf::DT_REL, "DT_REL"),
    (elf::DT_ANDROID_REL, "DT_ANDROID_REL"),
    (elf::DT_ANDROID_RELA, "DT_ANDROID_RELA"),
    (elf::DT_ANDROID_RELR, "DT_ANDROID_RELR"),
];

/// Addresses that a bitmap of packed relocations speaks of: one for each bit but the lowest, which says that it is a bitmap.
const BITMAP: u64 = 63;

/// Most bytes of a symbol's or a section's name that an error gives.
const MOST_OF_NAME: usize = 256;

const LE: LittleEndian = LittleEndian;

/// A static PIE that has its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relocated {
    /// It, as a static executable (`ET_EXEC`).
    pub file: Vec<u8>,
    /// Where its memory begins.
    pub base: GuestAddr,
    /// How many relocations were applied.
    pub count: u64,
}

/// Why a static PIE cannot be given an address. Addresses are those that the file itself and `readelf` give.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelocateError {
    /// The file contradicts itself.
    #[error("{what} {problem}")]
    Malformed {
        /// A table or a segment, in ELF's words.
        what: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// What a relocation changes is not there.
    #[error("the relocation {place} is of memory that the file does not give")]
    Outside {
        /// What it changes.
        place: Place,
    },
    /// A relocation changes code.
    #[error("the relocation {place} changes code")]
    Text {
        /// What it changes.
        place: Place,
    },
    /// A relocation needs code to run (IFUNC).
    #[error(
        "the relocation {place} asks for a function that chooses an address when the file is loaded (R_X86_64_IRELATIVE)"
    )]
    Resolver {
        /// What it changes.
        place: Place,
    },
    /// A relocation that is not applied here.
    #[error("the relocation {place} is of the type {}", Type(*kind))]
    Type {
        /// `ELF64_R_TYPE`.
        kind: u32,
        /// What it changes.
        place: Place,
    },
    /// A relocation needs the address of a symbol that nobody defines.
    #[error("the relocation {place} needs `{}`, which is not defined", Printable(symbol))]
    Undefined {
        /// The symbol's name.
        symbol: String,
        /// What it changes.
        place: Place,
    },
}

impl RelocateError {
    /// Whether the file is what its author linked, and cannot be a contract.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        !matches!(self, Self::Malformed { .. } | Self::Outside { .. })
    }

    /// What the author can do about it, where that can be said.
    #[must_use]
    pub const fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::Malformed { .. } | Self::Outside { .. } => return None,
            Self::Text { .. } => {
                "compile with `-fPIE` what is linked with `-static-pie`, or link with `-static -no-pie`"
            }
            Self::Resolver { .. } => {
                "call the wanted implementation directly; remove `__attribute__((ifunc))`"
            }
            Self::Type { .. } => "link with `-static -no-pie`",
            Self::Undefined { .. } => "define it in the contract, or remove its use",
        })
    }
}

/// Where a relocation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its address, as the file counts.
    pub addr: u64,
    /// The section there, if one is named.
    pub section: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {:#x}", self.addr)?;
        self.section.as_ref().map_or(Ok(()), |name| write!(f, " in {}", Printable(name)))
    }
}

/// A relocation's type as `readelf` calls it, or its number.
struct Type(u32);

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = match RelocationType(self.0) {
            elf::R_X86_64_PC32 => "R_X86_64_PC32",
            elf::R_X86_64_PLT32 => "R_X86_64_PLT32",
            elf::R_X86_64_COPY => "R_X86_64_COPY",
            elf::R_X86_64_32 => "R_X86_64_32",
            elf::R_X86_64_32S => "R_X86_64_32S",
            elf::R_X86_64_DTPMOD64 => "R_X86_64_DTPMOD64",
            elf::R_X86_64_DTPOFF64 => "R_X86_64_DTPOFF64",
            elf::R_X86_64_TPOFF64 => "R_X86_64_TPOFF64",
            elf::R_X86_64_TLSDESC => "R_X86_64_TLSDESC",
            RelocationType(other) => return write!(f, "{other}"),
        };
        write!(f, "{known}, which a contract file has no place for")
    }
}

/// Gives a static PIE its address. `None` for any other file, which needs none or cannot have one: [`link::check`] knows why.
///
/// # Errors
/// [`RelocateError`]: relocations that cannot be applied before the contract runs, or a file that contradicts itself.
pub fn relocate(file: &[u8]) -> Result<Option<Relocated>, RelocateError> {
    let Ok(parsed) = ContractFile::parse(file) else { return Ok(None) };
    match parsed.elf() {
        Some(elf) if link::is_static_pie(&parsed) => Pie::read(file, elf)?.relocate().map(Some),
        _ => Ok(None),
    }
}

const fn malformed(what: &'static str, problem: &'static str) -> RelocateError {
    RelocateError::Malformed { what, problem }
}

/// Offsets of records of one size, from `start` on.
fn offsets(start: u64, size: u64) -> impl Iterator<Item = u64> {
    (0_u64..).map(move |n| start.saturating_add(n.saturating_mul(size)))
}

/// A record of the file; `None` where the file ends before.
fn record<T: Pod>(file: &[u8], offset: u64) -> Option<&T> {
    let rest = file.get(usize::try_from(offset).ok()?..)?;
    from_bytes(rest).ok().map(|(record, _)| record)
}

/// Writes a record over that of the copy.
fn put<T: Pod>(copy: &mut [u8], offset: u64, record: &T) {
    let bytes = bytes_of(record);
    let at = usize::try_from(offset).ok();
    if let Some(to) = at.and_then(|at| copy.get_mut(at..)?.get_mut(..bytes.len())) {
        to.copy_from_slice(bytes);
    }
}

/// A part of the file that starts at `offset`; `None` where it does not end in the numbers there are.
fn range(offset: u64, length: u64) -> Option<Range<u64>> {
    Some(offset..offset.checked_add(length)?)
}

fn overlap(a: &Range<u64>, b: &Range<u64>) -> bool {
    a.start < b.end && b.start < a.end
}

/// A segment that is loaded.
#[derive(Clone, Debug)]
struct Loaded {
    /// Its addresses, as far as the file gives their bytes.
    addrs: Range<u64>,
    /// Where in the file these bytes are.
    bytes: Range<u64>,
    executable: bool,
}

/// The dynamic section.
struct Dynamic {
    /// Where it stands in the file, with its end.
    bytes: Range<u64>,
    entries: Vec<(DynamicTag, u64)>,
}

impl Dynamic {
    fn value(&self, wanted: DynamicTag) -> Option<u64> {
        self.entries.iter().find(|(tag, _)| *tag == wanted).map(|&(_, value)| value)
    }
}

/// A table of relocations.
struct Table<'a> {
    /// The entry of the dynamic section that gives it.
    name: &'static str,
    /// Its addresses.
    addrs: Range<u64>,
    bytes: &'a [u8],
}

/// A static PIE as it was given.
struct Pie<'a> {
    file: &'a [u8],
    elf: &'a Elf<'a>,
    header: FileHeader64<LittleEndian>,
    program_headers: Vec<ProgramHeader64<LittleEndian>>,
    /// By address.
    segments: Vec<Loaded>,
    base: u32,
    /// What is added to an address.
    bias: u64,
}

impl<'a> Pie<'a> {
    /// Reads the tables, and refuses those that overlap.
    fn read(file: &'a [u8], elf: &'a Elf<'a>) -> Result<Self, RelocateError> {
        let header: FileHeader64<LittleEndian> =
            *record(file, 0).ok_or(malformed("the ELF header", "is cut off"))?;
        let first = header.e_phoff.get(LE);
        let count = usize::from(header.e_phnum.get(LE));
        let program_headers: Option<Vec<ProgramHeader64<LittleEndian>>> =
            offsets(first, PROGRAM_HEADER_SIZE).take(count).map(|at| record(file, at).copied()).collect();
        let program_headers = program_headers.ok_or(malformed("the program headers", "are cut off"))?;
        let loads = || program_headers.iter().filter(|p| p.p_type.get(LE) == elf::PT_LOAD);
        // What is not in the file, or not in the numbers there are, is the loader's to refuse.
        let loaded = |p: &ProgramHeader64<LittleEndian>| {
            let size = p.p_filesz.get(LE);
            let bytes = range(p.p_offset.get(LE), size).filter(|bytes| bytes.end <= file.len() as u64)?;
            let executable = p.p_flags.get(LE).contains(elf::PF_X);
            Some(Loaded { addrs: range(p.p_vaddr.get(LE), size)?, bytes, executable })
        };
        let mut segments: Vec<Loaded> = loads().filter_map(loaded).filter(|s| !s.bytes.is_empty()).collect();
        segments.sort_by_key(|segment| segment.bytes.start);
        if segments.windows(2).any(|pair| overlap(&pair[0].bytes, &pair[1].bytes)) {
            return Err(malformed("the loaded segments", "have bytes of the file in common"));
        }
        segments.sort_by_key(|segment| segment.addrs.start);
        let align = loads().map(|p| p.p_align.get(LE)).filter(|align| align.is_power_of_two());
        let align = align.filter(|align| *align <= u64::from(layout::IMAGE_END)).max().unwrap_or(1);
        let align = align.max(u64::from(layout::PAGE_SIZE));
        let base = u64::from(BASE).next_multiple_of(align);
        let lowest = loads().map(|p| p.p_vaddr.get(LE)).min().unwrap_or(0);
        let bias = base.wrapping_sub(lowest & !(align - 1));
        let base = u32::try_from(base).unwrap_or_else(|_| unreachable!("the end of the image is the most"));
        let pie = Self { file, elf, header, program_headers, segments, base, bias };
        for (what, bytes) in [("the section headers", pie.section_headers()), ("the symbols", pie.symbols())]
        {
            if pie.segments.iter().any(|segment| overlap(&segment.bytes, &bytes)) {
                return Err(malformed(what, "are part of a loaded segment"));
            }
        }
        Ok(pie)
    }

    /// Where the section headers stand in the file.
    fn section_headers(&self) -> Range<u64> {
        let start = self.header.e_shoff.get(LE);
        start..start.saturating_add(self.elf.section_headers_size())
    }

    /// Where the symbol table stands in the file, whole symbols of it: the first one, which is what everybody reads.
    fn symbols(&self) -> Range<u64> {
        let table = self.elf.sections().iter().find(|s| s.kind == elf::SHT_SYMTAB.0);
        table.map_or(0..0, |t| t.offset..t.offset.saturating_add(t.bytes.len() as u64))
    }

    /// Whether a part of the file holds what says how to read it.
    fn is_header(&self, bytes: &Range<u64>) -> bool {
        let table = self.header.e_phoff.get(LE);
        let length = PROGRAM_HEADER_SIZE * self.program_headers.len() as u64;
        overlap(bytes, &(0..HEADER_SIZE)) || overlap(bytes, &(table..table.saturating_add(length)))
    }

    /// The segment that gives all bytes of these addresses, and where in the file they are.
    fn locate(&self, addrs: &Range<u64>) -> Option<(&Loaded, Range<u64>)> {
        let index = self.segments.partition_point(|segment| segment.addrs.start <= addrs.start);
        let segment = self.segments.get(index.checked_sub(1)?)?;
        let skip = addrs.start - segment.addrs.start;
        let start = segment.bytes.start + skip;
        (addrs.end <= segment.addrs.end).then(|| (segment, start..start + (addrs.end - addrs.start)))
    }

    /// The bytes at these addresses, if the file gives them.
    fn read_at(&self, addr: u64, length: u64) -> Option<&'a [u8]> {
        let (_, bytes) = self.locate(&range(addr, length)?)?;
        self.file.get(usize::try_from(bytes.start).ok()?..usize::try_from(bytes.end).ok()?)
    }

    fn place(&self, addr: u64) -> Place {
        let has = |s: &&Section<'_>| s.is_loaded() && addr.checked_sub(s.addr).is_some_and(|at| at < s.size);
        let section = self.elf.sections().iter().find(has).filter(|section| !section.name.is_empty());
        let name = section.map(|section| section.name.to_text());
        Place { addr, section: name.map(|name| printable::cut(&name, MOST_OF_NAME).0.to_owned()) }
    }

    /// The dynamic section, if there is one: data of the file, and no other data.
    fn dynamic(&self) -> Result<Option<Dynamic>, RelocateError> {
        let wrong = |problem| malformed("the dynamic section", problem);
        let segment = self.program_headers.iter().find(|p| p.p_type.get(LE) == elf::PT_DYNAMIC);
        let Some(segment) = segment.filter(|segment| segment.p_filesz.get(LE) != 0) else { return Ok(None) };
        let mut entries = Vec::new();
        let mut bytes = segment.p_offset.get(LE)..segment.p_offset.get(LE);
        let most = segment.p_filesz.get(LE) / DYNAMIC_SIZE;
        for at in offsets(bytes.start, DYNAMIC_SIZE).take(usize::try_from(most).unwrap_or(usize::MAX)) {
            let entry: &Dyn64<LittleEndian> = record(self.file, at).ok_or_else(|| wrong("is cut off"))?;
            bytes.end = at.saturating_add(DYNAMIC_SIZE);
            if entry.d_tag.get(LE) == elf::DT_NULL {
                break;
            }
            entries.push((entry.d_tag.get(LE), entry.d_val.get(LE)));
        }
        let addrs = range(segment.p_vaddr.get(LE), bytes.end - bytes.start);
        let located = addrs.and_then(|addrs| self.locate(&addrs));
        let is_data = located.is_some_and(|(segment, there)| !segment.executable && there == bytes);
        if !is_data || self.is_header(&bytes) {
            return Err(wrong("is not data of the file"));
        }
        Ok(Some(Dynamic { bytes, entries }))
    }

    /// A table of relocations of so many bytes each, if there is one that is not empty.
    fn table(
        &self,
        dynamic: &Dynamic,
        name: &'static str,
        (start, size, entry): (DynamicTag, DynamicTag, DynamicTag),
        entry_size: u64,
    ) -> Result<Option<Table<'a>>, RelocateError> {
        let Some(addr) = dynamic.value(start) else { return Ok(None) };
        let size = dynamic.value(size).ok_or(malformed(name, "has no size"))?;
        if size == 0 {
            return Ok(None);
        }
        if dynamic.value(entry).is_some_and(|told| told != entry_size) || !size.is_multiple_of(entry_size) {
            return Err(malformed(name, "has entries of an unknown size"));
        }
        let bytes = self.read_at(addr, size).ok_or(malformed(name, "is not in the file"))?;
        Ok(Some(Table { name, addrs: addr..addr.saturating_add(size), bytes }))
    }

    /// Gives the file its address.
    fn relocate(&self) -> Result<Relocated, RelocateError> {
        let mut work = Work { pie: self, copy: self.file.to_vec(), count: 0 };
        let mut applied = Vec::new();
        if let Some(dynamic) = self.dynamic()? {
            for (tag, name) in UNKNOWN_TABLES {
                if dynamic.value(*tag).is_some() {
                    return Err(malformed(name, "is no table of relocations of x86-64"));
                }
            }
            let packed = (elf::DT_RELR, elf::DT_RELRSZ, elf::DT_RELRENT);
            let plain = (elf::DT_RELA, elf::DT_RELASZ, elf::DT_RELAENT);
            // Their entries are as long as the others', which no entry of the dynamic section says of its own.
            let jumps = (elf::DT_JMPREL, elf::DT_PLTRELSZ, elf::DT_RELAENT);
            if let Some(table) = self.table(&dynamic, "DT_RELR", packed, WORD)? {
                work.packed(&table)?;
                applied.push(table.addrs);
            }
            for (name, tags) in [("DT_RELA", plain), ("DT_JMPREL", jumps)] {
                if let Some(table) = self.table(&dynamic, name, tags, RELA_SIZE)? {
                    work.plain(&table, &dynamic)?;
                    applied.push(table.addrs);
                }
            }
            let (start, end) = (dynamic.bytes.start, dynamic.bytes.end);
            for at in offsets(start, DYNAMIC_SIZE).take_while(|at| *at < end) {
                put(&mut work.copy, at, &[0_u8; 16]);
            }
        }
        let Work { mut copy, count, .. } = work;
        self.move_symbols(&mut copy);
        self.move_sections(&mut copy, &applied);
        self.move_headers(&mut copy);
        Ok(Relocated { file: copy, base: GuestAddr(self.base), count })
    }

    fn moved(&self, addr: &U64<LittleEndian>) -> U64<LittleEndian> {
        U64::new(LE, addr.get(LE).wrapping_add(self.bias))
    }

    /// Moves the symbols of what is loaded.
    fn move_symbols(&self, copy: &mut [u8]) {
        let sections = self.elf.sections();
        let table = self.symbols();
        for at in
            offsets(table.start, SYMBOL_SIZE).take_while(|at| at.saturating_add(SYMBOL_SIZE) <= table.end)
        {
            let Some(symbol) = record::<Sym64<LittleEndian>>(self.file, at) else { return };
            let section = symbol.st_shndx.get(LE);
            let is_loaded = || sections.get(usize::from(section.0)).is_some_and(Section::is_loaded);
            if section != elf::SHN_UNDEF && (section == elf::SHN_XINDEX || is_loaded()) {
                put(copy, at, &Sym64 { st_value: self.moved(&symbol.st_value), ..*symbol });
            }
        }
    }

    /// Moves the sections that are loaded. Tables of relocations that were applied are data like other data now.
    fn move_sections(&self, copy: &mut [u8], applied: &[Range<u64>]) {
        let headers = offsets(self.section_headers().start, SECTION_HEADER_SIZE);
        for (at, section) in headers.zip(self.elf.sections()).filter(|(_, section)| section.is_loaded()) {
            let Some(header) = record::<SectionHeader64<LittleEndian>>(self.file, at) else { return };
            let mut header = *header;
            header.sh_addr = self.moved(&header.sh_addr);
            let is_applied = |table: &Range<u64>| {
                range(section.addr, section.size)
                    .is_some_and(|s| table.start <= s.start && s.end <= table.end)
            };
            let kind = header.sh_type.get(LE);
            if [elf::SHT_RELA, elf::SHT_RELR].contains(&kind) && applied.iter().any(is_applied) {
                header.sh_type.set(LE, elf::SHT_PROGBITS);
            }
            put(copy, at, &header);
        }
    }

    /// Moves the segments and the entry, and says what the file is now.
    fn move_headers(&self, copy: &mut [u8]) {
        for (at, header) in
            offsets(self.header.e_phoff.get(LE), PROGRAM_HEADER_SIZE).zip(&self.program_headers)
        {
            let mut header = *header;
            // What says of the stack that it is not executable has no address.
            if header.p_type.get(LE) != elf::PT_GNU_STACK {
                header.p_vaddr = self.moved(&header.p_vaddr);
                header.p_paddr = self.moved(&header.p_paddr);
            }
            put(copy, at, &header);
        }
        let mut header = self.header;
        header.e_type.set(LE, elf::ET_EXEC);
        header.e_entry = self.moved(&header.e_entry);
        put(copy, 0, &header);
    }
}

/// The relocations under way.
struct Work<'a> {
    pie: &'a Pie<'a>,
    copy: Vec<u8>,
    /// How many were applied.
    count: u64,
}

impl Work<'_> {
    /// Where in the file the address is that a relocation changes.
    fn target(&mut self, addr: u64) -> Result<u64, RelocateError> {
        let place = || self.pie.place(addr);
        let located = range(addr, WORD).and_then(|addrs| self.pie.locate(&addrs));
        let (segment, bytes) = located.ok_or_else(|| RelocateError::Outside { place: place() })?;
        if segment.executable {
            return Err(RelocateError::Text { place: place() });
        }
        if self.pie.is_header(&bytes) {
            return Err(malformed("a relocation", "changes the headers of the file"));
        }
        self.count += 1;
        // Each of them has eight bytes of its own; packed ones could be said again and again for less.
        if self.count > self.pie.file.len() as u64 {
            return Err(malformed("the file", "has more relocations than bytes"));
        }
        Ok(bytes.start)
    }

    /// Applies packed relocations: addresses at which an address stands that is to be moved, and after each of them bitmaps of the
    /// 63 words that follow, as the generic ABI has them.
    fn packed(&mut self, table: &Table<'_>) -> Result<(), RelocateError> {
        let mut next = None;
        for word in table.bytes.as_chunks().0 {
            let word = u64::from_le_bytes(*word);
            if word & 1 == 0 {
                self.add(word)?;
                next = Some(word.wrapping_add(WORD));
                continue;
            }
            let start: u64 = next.ok_or(malformed(table.name, "begins with a bitmap"))?;
            for bit in (0..BITMAP).filter(|bit| word >> (bit + 1) & 1 != 0) {
                self.add(start.wrapping_add(bit * WORD))?;
            }
            next = Some(start.wrapping_add(BITMAP * WORD));
        }
        Ok(())
    }

    /// Moves the address that stands somewhere.
    fn add(&mut self, addr: u64) -> Result<(), RelocateError> {
        let at = self.target(addr)?;
        let there: U64<LittleEndian> = *record(&self.copy, at).unwrap_or(&U64::new(LE, 0));
        let moved = self.pie.moved(&there);
        put(&mut self.copy, at, &moved);
        Ok(())
    }

    /// Applies relocations that say what is to stand where.
    fn plain(&mut self, table: &Table<'_>, dynamic: &Dynamic) -> Result<(), RelocateError> {
        let entries = table.bytes.chunks_exact(size_of::<Rela64<LittleEndian>>());
        for relocation in entries.filter_map(|entry| record::<Rela64<LittleEndian>>(entry, 0)) {
            let addr = relocation.r_offset.get(LE);
            let addend = relocation.r_addend.get(LE).cast_unsigned();
            let symbol = relocation.r_sym(LE, false);
            let kind = relocation.r_type(LE, false);
            let value = match kind {
                elf::R_X86_64_NONE => continue,
                elf::R_X86_64_RELATIVE => addend.wrapping_add(self.pie.bias),
                elf::R_X86_64_64 => self.symbol(symbol, dynamic, addr)?.wrapping_add(addend),
                elf::R_X86_64_GLOB_DAT | elf::R_X86_64_JUMP_SLOT => self.symbol(symbol, dynamic, addr)?,
                elf::R_X86_64_IRELATIVE => {
                    return Err(RelocateError::Resolver { place: self.pie.place(addr) });
                }
                RelocationType(kind) => {
                    return Err(RelocateError::Type { kind, place: self.pie.place(addr) });
                }
            };
            let at = self.target(addr)?;
            put(&mut self.copy, at, &U64::<LittleEndian>::new(LE, value));
        }
        Ok(())
    }

    /// The address of a symbol that the relocation at `addr` needs; 0 where it need not be defined and is not.
    fn symbol(&self, index: u32, dynamic: &Dynamic, addr: u64) -> Result<u64, RelocateError> {
        if index == 0 {
            return Ok(0);
        }
        let at = dynamic.value(elf::DT_SYMTAB).and_then(|t| t.checked_add(u64::from(index) * SYMBOL_SIZE));
        let bytes = at.and_then(|at| self.pie.read_at(at, SYMBOL_SIZE));
        let symbol = bytes.and_then(|bytes| record::<Sym64<LittleEndian>>(bytes, 0));
        let symbol = symbol.ok_or(malformed("a relocation", "needs a symbol that is not in the file"))?;
        let place = || self.pie.place(addr);
        match (symbol.st_shndx.get(LE), symbol.st_type()) {
            (elf::SHN_UNDEF, _) if symbol.st_bind() == elf::STB_WEAK => Ok(0),
            (elf::SHN_UNDEF | elf::SHN_COMMON, _) => {
                let symbol = self.name(symbol, dynamic);
                Err(RelocateError::Undefined { symbol, place: place() })
            }
            (_, elf::STT_GNU_IFUNC) => Err(RelocateError::Resolver { place: place() }),
            (_, elf::STT_TLS) => Err(malformed("a relocation", "needs the address of a thread-local symbol")),
            (elf::SHN_ABS, _) => Ok(symbol.st_value.get(LE)),
            _ => Ok(self.pie.moved(&symbol.st_value).get(LE)),
        }
    }

    fn name(&self, symbol: &Sym64<LittleEndian>, dynamic: &Dynamic) -> String {
        let table = dynamic.value(elf::DT_STRTAB).zip(dynamic.value(elf::DT_STRSZ));
        let table = table.and_then(|(addr, size)| self.pie.read_at(addr, size)).unwrap_or(&[]);
        let name = usize::try_from(symbol.st_name.get(LE)).ok().and_then(|at| table.get(at..)).unwrap_or(&[]);
        let name = &name[..name.len().min(MOST_OF_NAME)];
        let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
        String::from_utf8_lossy(name).into_owned()
    }
}

#[cfg(test)]
mod tests;
