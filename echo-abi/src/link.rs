//! Links a contract must not have: whatever would need a loader, a library or a second thread before the
//! first instruction.
//!
//! Called by echo-strip before it packs and by echo-validate before it decodes; rules E0101 to E0110. It
//! reads what [`Image::load`](crate::Image::load) does not look at (`PT_INTERP`, `PT_DYNAMIC`, `PT_TLS`,
//! `PT_GNU_STACK`, symbols, relocations) and must see it before, for the loader's own refusal of a
//! position-independent file would hide why it is one. Hostile files end early, without findings that are not
//! there: what is malformed is the loader's to say. The work is bounded by the size of the file.
//!
//! Not found fault with: relocations that nobody applies (`ld --emit-relocs` leaves them beside the code,
//! applied already), and weak undefined symbols, which the linker of a static executable has made null, as
//! the language promises to code that asks `if (function)`. What GNU ld was told to leave undefined it also
//! forgets to mention; such a call leads to address 0, which the validator sees (E0301).

use crate::image::ContractFile;
use crate::image::elf::{Elf, Name, ProgramHeader, RawSymbol, Section, le_u64};
use crate::rule::Rule;
use crate::{GuestAddr, Printable};
use goblin::elf::{dynamic, header, program_header, reloc, section_header, sym};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Most findings under one rule; one more counts the others.
const MOST_FINDINGS: u64 = 100;

/// The function that a call of a contract starts with (echo-v1.md 1).
const ENTRY: &str = "__apply";

/// The name at which linkers let a program start that is not told otherwise.
const DEFAULT_ENTRY: &str = "_start";

/// Bytes of an entry of the dynamic section.
const DYNAMIC_SIZE: usize = 16;

/// A link that a contract must not have.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LinkFinding {
    /// Which rule it breaks.
    pub rule: Rule,
    /// What breaks it.
    pub detail: LinkDetail,
}

impl fmt::Display for LinkFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule.title(), self.detail)
    }
}

/// What exactly a [`LinkFinding`] is about.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkDetail {
    /// The dynamic loader that the file asks for.
    Interpreter {
        /// The loader's path.
        path: String,
    },
    /// A shared library.
    Library {
        /// The library's name.
        name: String,
    },
    /// A symbol.
    Symbol {
        /// The symbol's name.
        name: String,
    },
    /// Findings beyond those that are told.
    More {
        /// How many.
        count: u64,
    },
    /// A table of relocations.
    Relocations {
        /// The section, or the entry of the dynamic section, that gives the table.
        table: String,
        /// How many there are; 0 where the file does not say.
        count: u64,
    },
    /// A segment.
    Segment {
        /// The segment's type, in ELF's words.
        kind: &'static str,
        /// The segment's address.
        addr: u64,
        /// The segment's length in memory, in bytes.
        size: u64,
    },
    /// The type of the file.
    FileType {
        /// What it is.
        kind: &'static str,
    },
    /// The entry.
    Entry {
        /// Where a call starts.
        addr: GuestAddr,
        /// The function there; empty where no symbol names one.
        name: String,
        /// Where `__apply` is; `None` where the file does not define it.
        apply: Option<u64>,
    },
}

impl fmt::Display for LinkDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interpreter { path: name } | Self::Library { name } | Self::Symbol { name } => {
                Printable(name).fmt(f)
            }
            Self::More { count } => write!(f, "and {count} more"),
            Self::Relocations { table, count: 0 } => Printable(table).fmt(f),
            Self::Relocations { table, count: 1 } => write!(f, "1 relocation in {}", Printable(table)),
            Self::Relocations { table, count } => write!(f, "{count} relocations in {}", Printable(table)),
            Self::Segment { kind, addr, size } => write!(f, "{kind}, {size} bytes at {addr:#x}"),
            Self::FileType { kind } => f.write_str(kind),
            Self::Entry { addr, name, apply } => {
                write!(f, "a call starts at {addr}")?;
                if !name.is_empty() {
                    write!(f, ", which is `{}`", Printable(name))?;
                }
                match apply {
                    Some(apply) => write!(f, "; `{ENTRY}` is at {apply:#x}"),
                    None => write!(f, "; `{ENTRY}` is not defined"),
                }
            }
        }
    }
}

/// Every link in `file` that a contract must not have, by rule. A file that is not ELF64 for x86-64 has none.
#[must_use]
pub fn check(file: &ContractFile<'_>) -> Vec<LinkFinding> {
    let ContractFile::Elf(elf) = file else { return Vec::new() };
    let is_static_pie = is_static_pie(file);
    let mut links = Links { elf, is_static_pie, findings: Vec::new(), count: BTreeMap::new() };
    if elf.header().machine.value == header::EM_X86_64 {
        links.all();
    }
    let Links { mut findings, count, .. } = links;
    for (rule, count) in count.into_iter().filter(|&(_, count)| count > MOST_FINDINGS) {
        findings.push(LinkFinding { rule, detail: LinkDetail::More { count: count - MOST_FINDINGS } });
    }
    findings.sort_by_key(|finding| finding.rule);
    findings
}

/// Whether `file` is a static PIE for x86-64: position independent, without a loader or a library to ask for. It has but relocations that
/// nobody applies; echo-strip does, once and for all.
#[must_use]
pub fn is_static_pie(file: &ContractFile<'_>) -> bool {
    let ContractFile::Elf(elf) = file else { return false };
    let (header, segments) = (elf.header(), elf.program_headers());
    let dynamic = segments.iter().find(|s| s.kind == program_header::PT_DYNAMIC);
    (header.kind.value, header.machine.value) == (header::ET_DYN, header::EM_X86_64)
        && segments.iter().any(ProgramHeader::loads)
        && segments.iter().all(|s| s.kind != program_header::PT_INTERP)
        && dynamic.is_none_or(|d| dynamic_entries(elf, d).all(|(tag, _)| tag != dynamic::DT_NEEDED))
}

/// What the dynamic section says, up to its end: tags and values.
fn dynamic_entries<'a>(elf: &Elf<'a>, segment: &ProgramHeader) -> impl Iterator<Item = (u64, u64)> + use<'a> {
    let entries = segment.content(elf.file()).unwrap_or(&[]).as_chunks::<DYNAMIC_SIZE>().0;
    entries
        .iter()
        .map(|entry| (le_u64(entry, 0), le_u64(entry, 8)))
        .take_while(|&(tag, _)| tag != dynamic::DT_NULL)
}

/// The search under way.
struct Links<'a> {
    elf: &'a Elf<'a>,
    /// See [`is_static_pie`].
    is_static_pie: bool,
    findings: Vec<LinkFinding>,
    /// How many findings each rule has, told or not.
    count: BTreeMap<Rule, u64>,
}

impl<'a> Links<'a> {
    /// Adds a finding, or counts it where the rule has enough of them.
    fn found(&mut self, rule: Rule, detail: impl FnOnce() -> LinkDetail) {
        let count = self.count.entry(rule).or_default();
        *count += 1;
        if *count <= MOST_FINDINGS {
            self.findings.push(LinkFinding { rule, detail: detail() });
        }
    }

    /// Every rule.
    fn all(&mut self) {
        match self.elf.header().kind.value {
            header::ET_EXEC => {}
            // Undefined symbols and relocations are what an object file is made of: the one thing to say is
            // "link it".
            header::ET_REL => return self.file_type("an object file that is not linked yet (ET_REL)"),
            header::ET_DYN if self.is_static_pie => {
                self.file_type("position independent (ET_DYN); `echo-strip` makes a contract of it");
            }
            header::ET_DYN => {
                self.file_type("a position-independent executable or a shared library (ET_DYN)");
            }
            header::ET_CORE => return self.file_type("a core dump (ET_CORE)"),
            _ => return self.file_type("of an unknown type"),
        }
        let (segments, sections) = (self.elf.program_headers(), self.elf.sections());
        for segment in segments {
            self.segment(segment);
        }
        if let Some(dynamic) = segments.iter().find(|s| s.kind == program_header::PT_DYNAMIC) {
            self.dynamic(dynamic, segments);
        }
        self.relocation_sections(sections);
        self.entry(segments, sections);
        self.symbols(sections);
        if segments.iter().any(|s| s.kind == program_header::PT_TLS) && !self.has(Rule::ThreadLocal) {
            for tls in segments.iter().filter(|s| s.kind == program_header::PT_TLS) {
                self.found(Rule::ThreadLocal, || describe("PT_TLS", tls));
            }
        }
    }

    fn file_type(&mut self, kind: &'static str) {
        self.found(Rule::NotStatic, || LinkDetail::FileType { kind });
    }

    fn has(&self, rule: Rule) -> bool {
        self.count.contains_key(&rule)
    }

    /// What a program header alone tells.
    fn segment(&mut self, segment: &ProgramHeader) {
        let writable_code = segment.allows(program_header::PF_W | program_header::PF_X);
        match segment.kind {
            program_header::PT_INTERP => {
                let path = Name::at(segment.content(self.elf.file()).unwrap_or(&[]), 0);
                self.found(Rule::Interpreter, || LinkDetail::Interpreter { path: path.to_text() });
            }
            program_header::PT_LOAD if segment.loads() && writable_code => {
                self.found(Rule::WritableCode, || describe("PT_LOAD", segment));
            }
            program_header::PT_GNU_STACK if segment.allows(program_header::PF_X) => {
                self.found(Rule::ExecutableStack, || describe("PT_GNU_STACK", segment));
            }
            _ => {}
        }
    }

    /// What the dynamic section asks of a loader: libraries and relocations.
    fn dynamic(&mut self, segment: &ProgramHeader, segments: &[ProgramHeader]) {
        let entries: Vec<(u64, u64)> = dynamic_entries(self.elf, segment).collect();
        let value = |wanted: u64| entries.iter().find(|&&(tag, _)| tag == wanted).map(|&(_, value)| value);
        let names = value(dynamic::DT_STRTAB).and_then(|addr| {
            mapped(self.elf.file(), segments, addr, value(dynamic::DT_STRSZ).unwrap_or(u64::MAX))
        });
        for &(_, offset) in entries.iter().filter(|&&(tag, _)| tag == dynamic::DT_NEEDED) {
            let name = || Name::at(names.unwrap_or(&[]), offset).to_text();
            self.found(Rule::NeededLibrary, || LinkDetail::Library { name: name() });
        }

        let jump_size = value(dynamic::DT_PLTRELSZ);
        for (tag, size, table, entry_size) in [
            (dynamic::DT_RELA, value(dynamic::DT_RELASZ), "DT_RELA", RELA_SIZE),
            (dynamic::DT_REL, value(dynamic::DT_RELSZ), "DT_REL", REL_SIZE),
            (dynamic::DT_JMPREL, jump_size, "DT_JMPREL", RELA_SIZE),
            (DT_RELR, value(DT_RELRSZ), "DT_RELR", RELR_SIZE),
        ] {
            let Some(addr) = value(tag) else { continue };
            let content = mapped(self.elf.file(), segments, addr, size.unwrap_or(0));
            self.relocations(|| table.to_owned(), content, entry_size, size.unwrap_or(0));
        }
    }

    /// Tables of relocations that sections name and the dynamic section may not: those of IFUNCs in static
    /// executables.
    fn relocation_sections(&mut self, sections: &[Section<'a>]) {
        if self.has(Rule::DynamicRelocation) || self.has(Rule::IndirectFunction) {
            return;
        }
        // Sections of one file do not overlap; more of them than fit in it are hostile.
        let mut room = self.elf.file().len();
        for section in sections.iter().filter(|s| s.is_loaded()) {
            let entry_size = match section.kind {
                section_header::SHT_RELA => RELA_SIZE,
                section_header::SHT_REL => REL_SIZE,
                SHT_RELR => RELR_SIZE,
                _ => continue,
            };
            let Some(rest) = room.checked_sub(section.bytes.len()) else { return };
            room = rest;
            self.relocations(|| section.name.to_text(), Some(section.bytes), entry_size, section.size);
        }
    }

    /// One table of relocations: those that ask for a resolver are a matter of their own.
    fn relocations(
        &mut self,
        table: impl Fn() -> String,
        content: Option<&[u8]>,
        entry_size: usize,
        size: u64,
    ) {
        if size == 0 {
            return;
        }
        let content = content.unwrap_or(&[]);
        let entries = content.chunks_exact(entry_size);
        let irelative = |entry: &&[u8]| {
            entry_size != RELR_SIZE && le_u64(entry, 8) & 0xffff_ffff == u64::from(reloc::R_X86_64_IRELATIVE)
        };
        let count = entries.len() as u64;
        let resolved = entries.filter(irelative).count() as u64;
        let relocations = |count| LinkDetail::Relocations { table: table(), count };
        if resolved != 0 {
            self.found(Rule::IndirectFunction, || relocations(resolved));
        }
        // In a static PIE they are what echo-strip takes away.
        if (count != resolved || count == 0) && !self.is_static_pie {
            self.found(Rule::DynamicRelocation, || relocations(count - resolved));
        }
    }

    /// What the symbol tables tell: `.symtab`, and `.dynsym` for what it adds.
    fn symbols(&mut self, sections: &[Section<'a>]) {
        let mut undefined = BTreeSet::new();
        let mut indirect = BTreeSet::new();
        let mut thread_local = BTreeSet::new();
        for kind in [section_header::SHT_SYMTAB, section_header::SHT_DYNSYM] {
            let Some(table) = sections.iter().find(|s| s.kind == kind) else { continue };
            for symbol in self.elf.symbols(table) {
                match symbol.kind {
                    sym::STT_GNU_IFUNC => indirect.insert(symbol.name),
                    sym::STT_TLS => thread_local.insert(symbol.name),
                    // `.symtab` says `puts@GLIBC_2.2.5` of what `.dynsym` calls `puts`: one symbol is told of once.
                    _ if is_missing(&symbol) => undefined.insert(symbol.name.before(b'@')),
                    _ => false,
                };
            }
        }
        if self.has(Rule::OtherEntry) {
            // The linker looked for it where no entry was named: nothing else need want it.
            undefined.retain(|name| *name != *DEFAULT_ENTRY);
        }
        for (rule, names) in [
            (Rule::UndefinedSymbol, undefined),
            (Rule::IndirectFunction, indirect),
            (Rule::ThreadLocal, thread_local),
        ] {
            for name in names {
                self.found(rule, || LinkDetail::Symbol { name: name.to_text() });
            }
        }
    }

    /// Whether a call starts with the function that is meant to be called. A linker that does not find the entry
    /// it was told, or was told none, takes the start of the code, and warns. Only symbols can tell: a file
    /// without any is believed, and so is one that has no `__apply` and starts elsewhere, for somebody chose that.
    fn entry(&mut self, segments: &[ProgramHeader], sections: &[Section<'a>]) {
        let entry = self.elf.header().entry.value;
        let is_code = |s: &&ProgramHeader| s.loads() && s.allows(program_header::PF_X) && s.contains(entry);
        // That an entry is no code at all is the loader's to say.
        let Some(addr) = segments.iter().find(is_code).and_then(|_| u32::try_from(entry).ok()) else {
            return;
        };
        let Some(table) = sections.iter().find(|s| s.kind == section_header::SHT_SYMTAB) else { return };
        let (mut apply, mut here) = (None, None);
        for symbol in self.elf.symbols(table) {
            if !symbol.is_defined() || !matches!(symbol.kind, sym::STT_NOTYPE | sym::STT_FUNC) {
                continue;
            }
            if symbol.name == *ENTRY {
                apply = Some(symbol.value);
            }
            if symbol.value == entry && !symbol.name.is_empty() {
                if symbol.name == *ENTRY || symbol.name == *DEFAULT_ENTRY {
                    return;
                }
                // A function is what the author calls it; a label without a type may be the assembler's.
                if here.is_none() || symbol.kind == sym::STT_FUNC {
                    here = Some(symbol.name);
                }
            }
        }
        let is_first = sections
            .iter()
            .any(|s| s.flags & u64::from(section_header::SHF_EXECINSTR) != 0 && s.addr == entry);
        if apply.is_some() || (here.is_some() && is_first) {
            let name = here.map(Name::to_text).unwrap_or_default();
            self.found(Rule::OtherEntry, || LinkDetail::Entry { addr: GuestAddr(addr), name, apply });
        }
    }
}

/// Bytes of a relocation with addend, without, and of a packed relative one.
const RELA_SIZE: usize = 24;
const REL_SIZE: usize = 16;
const RELR_SIZE: usize = 8;

/// Packed relative relocations, of the generic ABI since 2022; goblin does not name them.
const DT_RELRSZ: u64 = 35;
const DT_RELR: u64 = 36;
const SHT_RELR: u32 = 19;

/// Whether somebody else would have to define `symbol` before the contract could run.
fn is_missing(symbol: &RawSymbol<'_>) -> bool {
    !symbol.is_defined()
        && symbol.bind == sym::STB_GLOBAL
        && !symbol.name.is_empty()
        && !matches!(symbol.kind, sym::STT_FILE | sym::STT_SECTION)
}

fn describe(kind: &'static str, segment: &ProgramHeader) -> LinkDetail {
    LinkDetail::Segment { kind, addr: segment.addr.value, size: segment.mem_size.value }
}

/// The bytes in the file that are mapped at `addr`, as many as are there up to `len`.
fn mapped<'a>(file: &'a [u8], segments: &[ProgramHeader], addr: u64, len: u64) -> Option<&'a [u8]> {
    segments.iter().filter(|s| s.loads()).find_map(|segment| {
        let content = segment.content(file)?;
        let rest = content.get(usize::try_from(addr.checked_sub(segment.addr.value)?).ok()?..)?;
        Some(&rest[..rest.len().min(usize::try_from(len).unwrap_or(usize::MAX))])
    })
}
