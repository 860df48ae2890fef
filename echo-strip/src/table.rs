//! Tables of an ELF file that a contract has no use for, where they are all that lies in their memory, and the padding
//! between them. Pure; whether the contract reads them all the same, `reference` finds out for `plan`.

use echo_abi::image::elf::{Elf, NOTE_SECTION, Section};
use echo_abi::{GuestAddr, Image, Segment};
use object::elf::{SHF_EXECINSTR, SHT_NOTE};
use std::ops::Range;

/// What nobody reads in a contract, beside sections of type `SHT_NOTE` and the interface note, of whatever type. Each leads to those after it.
pub const UNWIND_TABLES: &[&str] = &[".eh_frame_hdr", ".eh_frame", ".gcc_except_table"];

/// What only a dynamic loader reads, which a contract does not have: they come with a static PIE, and are done with when it has its address.
const LOADER_TABLES: &[&str] = &[
    ".interp",
    ".hash",
    ".gnu.hash",
    ".dynsym",
    ".dynstr",
    ".gnu.version",
    ".gnu.version_d",
    ".gnu.version_r",
    ".rela.dyn",
    ".rela.plt",
    ".relr.dyn",
    ".dynamic",
];

/// More unread tables than this are not looked for; linkers make about fifteen.
const MOST_TABLES: usize = 64;

/// A range that is no longer mapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The name of a section or of a function, or what else it is.
    pub what: String,
    /// Its addresses.
    pub range: Range<u32>,
    /// Whether it is a function, with the padding behind it.
    pub is_function: bool,
    /// The function that does the same, and is called instead.
    pub instead: Option<String>,
}

impl Dropped {
    /// What is no function.
    pub(crate) fn table(what: String, range: Range<u32>) -> Self {
        Self { what, range, is_function: false, instead: None }
    }
}

/// What bytes are called that no section names.
pub const PADDING: &str = "padding";

/// The tables, and the padding that touches them, by address.
pub fn tables(elf: &Elf<'_>, image: &Image) -> Vec<Dropped> {
    let mut tables = unread(elf, image);
    tables.extend(padding(image, elf.sections(), &tables));
    tables.sort_by_key(|table| table.range.start);
    tables
}

/// The tables that sections name, and the mapped headers of the file, where the memory they occupy is theirs alone.
fn unread(elf: &Elf<'_>, image: &Image) -> Vec<Dropped> {
    let sections = elf.sections();
    let unread = sections.iter().filter(|s| is_unread(s)).take(MOST_TABLES);
    let of_sections = unread
        .filter(|s| is_as_loaded(s, image))
        .filter_map(|s| Some(Dropped::table(s.name.to_text(), addresses(s.addr, s.size)?)));
    let of_file = elf.mapped_headers().into_iter().filter_map(|range| {
        let range = addresses(range.start, range.end - range.start)?;
        Some(Dropped::table("mapped file headers".to_owned(), range))
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
        && (section.kind == SHT_NOTE.0
            || section.name == *NOTE_SECTION
            || UNWIND_TABLES.iter().chain(LOADER_TABLES).any(|name| section.name == **name))
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
    gaps.into_iter().map(|(_, range)| Dropped::table(PADDING.to_owned(), range)).collect()
}
