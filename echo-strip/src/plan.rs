//! What stays mapped and what goes, and why. Pure: it looks at the file and its image and returns address ranges.
//!
//! Called by [`crate::strip`]. Two kinds of bytes go. *Unread tables* are no longer mapped: unwind tables and notes that section
//! headers name, and the ELF file's own headers, which linkers map in front of the first segment; with them the zero padding
//! between them. *Zeroes* at the end of data, and long runs inside it, stay mapped, but the file need not give them.
//!
//! Nothing goes that the contract could read. A table is kept when a symbol points into it, or when an instruction or data in what is
//! kept do (`reference` says how they are found). The `frame_dummy` of crtbegin.o loads `__EH_FRAME_BEGIN__`, a C library
//! takes `__ehdr_start`: both are seen.

use crate::reference::Search;
use echo_abi::image::elf::{Elf, RawSymbol, Section};
use echo_abi::image::{ContractFile, MAX_SEGMENTS};
use echo_abi::{GuestAddr, Image, Perm, Segment};
use object::elf::{SHF_EXECINSTR, SHT_NOTE, SHT_SYMTAB, STT_FILE, STT_SECTION};
use std::ops::Range;

/// What nobody reads in a contract, beside sections of type `SHT_NOTE`. Each leads to those after it.
pub const UNWIND_TABLES: &[&str] = &[".eh_frame_hdr", ".eh_frame", ".gcc_except_table"];

/// More unread tables than this are not looked for; linkers make about six.
const MOST_TABLES: usize = 64;

/// The symbol of `.eh_frame_hdr` that linkers define by themselves: it does not say that anybody uses it. Instructions that do are seen.
const OF_THE_LINKER: &str = "__GNU_EH_FRAME_HDR";

/// What becomes of a contract's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The segments of the stripped contract, sorted, each of one permission.
    pub keep: Vec<Range<u32>>,
    /// What is no longer mapped, sorted.
    pub dropped: Vec<Dropped>,
}

/// A range that is no longer mapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The name of a section, or what else it is.
    pub what: String,
    /// Its addresses.
    pub range: Range<u32>,
}

/// Plans for `image`, loaded from `file`, when each segment costs `header_size` bytes beside its content.
#[must_use]
pub fn plan(file: &ContractFile<'_>, image: &Image, header_size: u32) -> Plan {
    let tables = unread_tables(file, image);
    let runs = runs(image);
    let mut room = (MAX_SEGMENTS as usize).saturating_sub(runs.len());
    let mut pieces = Vec::new();
    let mut dropped = Vec::new();
    for run in runs {
        let mut start = run.start;
        let here = tables.iter().filter(|t| run.contains(&t.range.start));
        for hole in holes(here.cloned()) {
            // At the edge of a run it is free, inside it costs another header.
            let inside = hole.range.start > start && hole.range.end < run.end;
            if inside && (room == 0 || length(&hole.range) <= header_size) {
                continue;
            }
            room -= usize::from(inside);
            pieces.extend(Some(start..hole.range.start).filter(|r| !r.is_empty()));
            start = hole.range.end;
            dropped.extend(hole.parts);
        }
        pieces.extend(Some(start..run.end).filter(|r| !r.is_empty()));
    }
    Plan { keep: split_at_zeroes(image, pieces, header_size), dropped }
}

impl Plan {
    /// The plan that keeps every address mapped.
    #[must_use]
    pub fn dropping_nothing(image: &Image, header_size: u32) -> Self {
        Self { keep: split_at_zeroes(image, runs(image), header_size), dropped: Vec::new() }
    }
}

/// How many addresses a range has.
fn length(range: &Range<u32>) -> u32 {
    range.end - range.start
}

/// Segments that touch and allow the same are one run, however the file cuts them.
fn runs(image: &Image) -> Vec<Range<u32>> {
    let runs = image.segments().chunk_by(|a, b| a.perm == b.perm && a.end() == b.addr);
    runs.map(|run| run[0].addr.0..run[run.len() - 1].end().0).collect()
}

/// Cuts each piece of data after every run of zeroes that is longer than another header, the longest first when there
/// are more than a file may have segments. What a cut leaves at the end of a segment costs nothing.
fn split_at_zeroes(image: &Image, pieces: Vec<Range<u32>>, header_size: u32) -> Vec<Range<u32>> {
    let mut zeroes: Vec<Range<u32>> = pieces.iter().flat_map(|piece| inner_zeroes(image, piece)).collect();
    zeroes.retain(|run| length(run) > header_size);
    zeroes.sort_by_key(|run| (u32::MAX - length(run), run.start));
    zeroes.truncate((MAX_SEGMENTS as usize).saturating_sub(pieces.len()));
    zeroes.sort_by_key(|run| run.start);
    let mut cuts = zeroes.iter().map(|run| run.end).peekable();
    let mut keep = Vec::new();
    for mut piece in pieces {
        while let Some(cut) = cuts.next_if(|&cut| cut < piece.end) {
            keep.push(piece.start..cut);
            piece.start = cut;
        }
        keep.push(piece);
    }
    keep
}

/// The runs of zeroes in a piece of data that something follows. Text is given wholly and has none to spare.
fn inner_zeroes(image: &Image, piece: &Range<u32>) -> Vec<Range<u32>> {
    let mut found = Vec::new();
    let mut start = piece.start;
    for segment in image.segments().iter().filter(|s| s.addr.0 < piece.end && piece.start < s.end().0) {
        if segment.perm == Perm::ReadExecute {
            return Vec::new();
        }
        let skip = piece.start.saturating_sub(segment.addr.0);
        for (addr, &byte) in (segment.addr.0..piece.end).zip(&segment.bytes).skip(skip as usize) {
            if byte != 0 {
                found.extend(Some(start..addr).filter(|r| !r.is_empty()));
                start = addr + 1;
            }
        }
    }
    found
}

/// Unread tables that touch each other go together.
struct Hole {
    range: Range<u32>,
    parts: Vec<Dropped>,
}

/// Joins what touches. Padding goes with the tables it touches, never alone.
fn holes(parts: impl Iterator<Item = Dropped>) -> Vec<Hole> {
    let mut holes: Vec<Hole> = Vec::new();
    for part in parts {
        match holes.last_mut().filter(|h| h.range.end == part.range.start) {
            Some(hole) => {
                hole.range.end = part.range.end;
                hole.parts.push(part);
            }
            None => holes.push(Hole { range: part.range.clone(), parts: vec![part] }),
        }
    }
    holes.retain(|hole| hole.parts.iter().any(|part| part.what != PADDING));
    holes
}

/// What bytes are called that no section names.
const PADDING: &str = "padding";

/// The tables that nothing leads into, with the padding around them; sorted, without overlaps.
fn unread_tables(file: &ContractFile<'_>, image: &Image) -> Vec<Dropped> {
    // Only an ELF file says what its bytes are for.
    let Some(elf) = file.elf() else { return Vec::new() };
    let sections = elf.sections();
    let mut tables = tables(elf, image);
    tables.extend(padding(image, sections, &tables));
    tables.sort_by_key(|table| table.range.start);
    if tables.is_empty() {
        return tables;
    }
    let kept = everything_else(image, &tables);
    let mut search = Search::new(image, sections, tables, kept);
    search.points_to(image.entry());
    for table in sections.iter().filter(|s| s.kind == SHT_SYMTAB.0).take(1) {
        for symbol in elf.symbols(table).filter(RawSymbol::is_defined) {
            if ![STT_SECTION.0, STT_FILE.0].contains(&symbol.kind) && symbol.name != *OF_THE_LINKER {
                search.points_to(GuestAddr::wrap(symbol.value));
            }
        }
    }
    search.unread(image)
}

/// The tables that sections name, and the mapped headers of the file, where the memory they occupy is theirs alone.
fn tables(elf: &Elf<'_>, image: &Image) -> Vec<Dropped> {
    let sections = elf.sections();
    let unread = sections.iter().filter(|s| is_unread(s)).take(MOST_TABLES);
    let of_sections = unread
        .filter(|s| is_as_loaded(s, image))
        .filter_map(|s| Some(Dropped { what: s.name.to_text(), range: addresses(s.addr, s.size)? }));
    let of_file = elf.mapped_headers().into_iter().filter_map(|range| {
        let range = addresses(range.start, range.end - range.start)?;
        Some(Dropped { what: "mapped file headers".to_owned(), range })
    });
    let mut tables: Vec<Dropped> = of_sections.chain(of_file.take(MOST_TABLES)).collect();
    let all = tables.clone();
    tables.retain(|table| {
        let overlaps = |range: &Range<u32>| range.start < table.range.end && table.range.start < range.end;
        let inside =
            image.segment_at(GuestAddr(table.range.start)).is_some_and(|s| table.range.end <= s.end().0);
        let section = sections.iter().filter(|s| s.is_loaded()).filter_map(|s| addresses(s.addr, s.size));
        inside
            && section.filter(|r| *r != table.range).all(|r| !overlaps(&r))
            && all.iter().filter(|other| overlaps(&other.range)).count() == 1
    });
    tables
}

/// Whether a contract has no use for the section.
fn is_unread(section: &Section<'_>) -> bool {
    section.is_loaded()
        && section.flags & SHF_EXECINSTR.0 == 0
        && (section.kind == SHT_NOTE.0 || UNWIND_TABLES.iter().any(|name| section.name == **name))
}

/// Whether the section's content is what a segment puts at its address: headers that say otherwise are not to be trusted.
fn is_as_loaded(section: &Section<'_>, image: &Image) -> bool {
    let Some(range) = addresses(section.addr, section.size) else { return false };
    let given = image.segment_at(GuestAddr(range.start)).and_then(|segment| bytes_of(segment, &range));
    given.is_some_and(|given| given == section.bytes)
}

/// The bytes that the file gives for a range of the segment; `None` if it does not give all of them.
fn bytes_of<'a>(segment: &'a Segment, range: &Range<u32>) -> Option<&'a [u8]> {
    let at = |addr: u32| addr.checked_sub(segment.addr.0).map(|at| at as usize);
    segment.bytes.get(at(range.start)?..at(range.end)?)
}

/// A range of guest addresses, if it is one and not empty.
pub fn addresses(start: u64, length: u64) -> Option<Range<u32>> {
    let range = u32::try_from(start).ok()?..u32::try_from(start.checked_add(length)?).ok()?;
    (!range.is_empty()).then_some(range)
}

/// The zeroes between sections that touch a table.
fn padding(image: &Image, sections: &[Section<'_>], tables: &[Dropped]) -> Vec<Dropped> {
    let mut named: Vec<Range<u32>> =
        sections.iter().filter(|s| s.is_loaded()).filter_map(|s| addresses(s.addr, s.size)).collect();
    if named.is_empty() {
        return Vec::new();
    }
    named.extend(tables.iter().map(|table| table.range.clone()));
    named.sort_by_key(|range| range.start);
    let mut gaps = Vec::new();
    for segment in image.segments() {
        let mut start = segment.addr.0;
        for range in named.iter().filter(|r| r.start < segment.end().0 && r.end > segment.addr.0) {
            // Sections may overlap as they like, gaps do not: there are no more of them than sections.
            gaps.extend(Some((segment, start..range.start)).filter(|(_, gap)| !gap.is_empty()));
            start = start.max(range.end);
        }
        gaps.extend(Some((segment, start..segment.end().0)).filter(|(_, gap)| !gap.is_empty()));
    }
    gaps.retain(|(segment, gap)| {
        let touches = |t: &Dropped| t.range.end == gap.start || t.range.start == gap.end;
        tables.iter().any(touches)
            && bytes_of(segment, gap).is_some_and(|bytes| bytes.iter().all(|&b| b == 0))
    });
    gaps.into_iter().map(|(_, range)| Dropped { what: PADDING.to_owned(), range }).collect()
}

/// All mapped memory but the tables.
fn everything_else(image: &Image, tables: &[Dropped]) -> Vec<Range<u32>> {
    let mut others = Vec::new();
    for segment in image.segments() {
        let mut start = segment.addr.0;
        for table in tables.iter().filter(|t| segment.contains(GuestAddr(t.range.start))) {
            others.push(start..table.range.start);
            start = table.range.end;
        }
        others.push(start..segment.end().0);
    }
    others
}
