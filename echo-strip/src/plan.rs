//! What stays mapped and what goes, and why. Pure: it looks at the file and its image and returns address ranges.
//!
//! Called by [`crate::strip`]. Two kinds of bytes go. *Unread tables* are no longer mapped: unwind tables and notes that section
//! headers name, what only a dynamic loader reads, and the ELF file's own headers, which linkers map in front of the first segment; with them the zero padding
//! between them. *Zeroes* at the end of data, and long runs inside it, stay mapped, but the file need not give them.
//!
//! Nothing goes that the contract could read. A table is kept when a symbol points into it (but for the interface note, which has
//! symbols where an SDK writes it as a constant), or when an instruction or data in what is
//! kept do (`reference` says how they are found). The `frame_dummy` of crtbegin.o loads `__EH_FRAME_BEGIN__`, a C library
//! takes `__ehdr_start`: both are seen.

use crate::function::{self, Collected, Functions};
use crate::reference::{self, Search};
use crate::table::{self, Dropped, PADDING};
use echo_abi::image::ContractFile;
use echo_abi::image::elf::{Elf, NOTE_SECTION, RawSymbol};
use echo_abi::{GuestAddr, Image, Perm, Policy};
use echo_analysis::Analysis;
use object::elf::{SHT_SYMTAB, STT_FILE, STT_SECTION};
use std::collections::BTreeSet;
use std::ops::Range;

/// The symbols of `.eh_frame_hdr` and `.dynamic` that linkers define by themselves: they do not say that anybody uses them. Instructions
/// that do are seen.
const OF_THE_LINKER: &[&str] = &["__GNU_EH_FRAME_HDR", "_DYNAMIC"];

/// What becomes of a contract's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The segments of the stripped contract, sorted, each of one permission.
    pub keep: Vec<Range<u32>>,
    /// What is no longer mapped, sorted.
    pub dropped: Vec<Dropped>,
    /// What became of the functions, if they may go.
    pub collected: Option<Collected>,
}

/// What segments cost, and how many there may be.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Bytes that a segment takes beside its content.
    pub header_size: u32,
    /// Most segments.
    pub most: usize,
}

/// Plans for `image`, loaded from `file`. Without `functions` all of them stay.
#[must_use]
pub fn plan(file: &ContractFile<'_>, image: &Image, segments: Room, functions: Functions) -> Plan {
    let mut named = (0, 0);
    let mut unread = Vec::new();
    // Only an ELF file says what its bytes are for.
    if let Some(elf) = file.elf() {
        unread = unread_tables(elf, image);
        if functions == Functions::Reached {
            let functions = function::functions(elf, image);
            named = (functions.len(), function::bytes(&functions));
            let unreached = unreached(elf, image, &unread, functions);
            unread.extend(unreached);
            unread.sort_by_key(|part| part.range.start);
        }
    }
    let runs = runs(image);
    let in_run =
        |run: &Range<u32>| holes(unread.iter().filter(|part| run.contains(&part.range.start)).cloned());
    let holes: Vec<Hole> = runs.iter().flat_map(in_run).collect();
    // At the edge of a run a hole is free, inside it costs another header, for which zeroes can be left out as well.
    let run_of = |hole: &Hole| runs.iter().find(|run| run.contains(&hole.range.start));
    let is_inside = |hole: &Hole| {
        run_of(hole).is_some_and(|run| hole.range.start > run.start && hole.range.end < run.end)
    };
    let mut inside: Vec<&Hole> = holes.iter().filter(|hole| is_inside(hole)).collect();
    inside.retain(|hole| length(&hole.range) > segments.header_size && !is_zero(image, &hole.range));
    inside.sort_by_key(|hole| (u32::MAX - length(&hole.range), hole.range.start));
    inside.truncate(segments.most.saturating_sub(runs.len()));
    let worth: BTreeSet<u32> = inside.iter().map(|hole| hole.range.start).collect();
    let mut pieces = Vec::new();
    let mut dropped = Vec::new();
    for run in &runs {
        let mut start = run.start;
        for hole in holes.iter().filter(|hole| run.contains(&hole.range.start)) {
            if is_inside(hole) && !worth.contains(&hole.range.start) {
                continue;
            }
            pieces.extend(Some(start..hole.range.start).filter(|r| !r.is_empty()));
            start = hole.range.end;
            dropped.extend(hole.parts.iter().cloned());
        }
        pieces.extend(Some(start..run.end).filter(|r| !r.is_empty()));
    }
    let collected = (functions == Functions::Reached).then(|| Collected::of(named, &unread, &dropped));
    Plan { keep: split_at_zeroes(image, pieces, segments), dropped, collected }
}

impl Plan {
    /// The plan that keeps every address mapped.
    #[must_use]
    pub fn dropping_nothing(image: &Image, segments: Room) -> Self {
        Self { keep: split_at_zeroes(image, runs(image), segments), dropped: Vec::new(), collected: None }
    }
}

/// How many addresses a range has.
fn length(range: &Range<u32>) -> u32 {
    range.end - range.start
}

/// Whether all bytes of a range are zeroes.
fn is_zero(image: &Image, range: &Range<u32>) -> bool {
    range.clone().step_by(8).all(|addr| {
        let word = image.read::<8>(GuestAddr(addr));
        word.iter().take((range.end - addr) as usize).all(|byte| *byte == 0)
    })
}

/// Segments that touch and allow the same are one run, however the file cuts them.
pub fn runs(image: &Image) -> Vec<Range<u32>> {
    let runs = image.segments().chunk_by(|a, b| a.perm == b.perm && a.end() == b.addr);
    runs.map(|run| run[0].addr.0..run[run.len() - 1].end().0).collect()
}

/// Cuts each piece of data after every run of zeroes that is longer than another header, the longest first when there
/// are more than a file may have segments. What a cut leaves at the end of a segment costs nothing.
fn split_at_zeroes(image: &Image, pieces: Vec<Range<u32>>, segments: Room) -> Vec<Range<u32>> {
    let mut zeroes: Vec<Range<u32>> = pieces.iter().flat_map(|piece| inner_zeroes(image, piece)).collect();
    zeroes.retain(|run| length(run) > segments.header_size);
    zeroes.sort_by_key(|run| (u32::MAX - length(run), run.start));
    zeroes.truncate(segments.most.saturating_sub(pieces.len()));
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

/// The tables that nothing leads into, with the padding around them; sorted, without overlaps.
fn unread_tables(elf: &Elf<'_>, image: &Image) -> Vec<Dropped> {
    let sections = elf.sections();
    let tables = table::tables(elf, image);
    if tables.is_empty() {
        return tables;
    }
    let mut search = Search::new(image, sections, tables);
    search.points_to(image.entry());
    for table in sections.iter().filter(|s| s.kind == SHT_SYMTAB.0).take(1) {
        let of_note = |symbol: &RawSymbol<'_>| {
            sections.get(usize::from(symbol.section)).is_some_and(|section| section.name == *NOTE_SECTION)
        };
        for symbol in elf.symbols(table).filter(RawSymbol::is_defined).filter(|symbol| !of_note(symbol)) {
            if ![STT_SECTION.0, STT_FILE.0].contains(&symbol.kind)
                && !OF_THE_LINKER.iter().any(|name| symbol.name == **name)
            {
                search.points_to(GuestAddr::wrap(symbol.value));
            }
        }
    }
    search.unread(image, None)
}

/// Those of `functions` that nothing reaches, in the image without `tables`, which mention functions and are gone.
fn unreached(elf: &Elf<'_>, image: &Image, tables: &[Dropped], functions: Vec<Dropped>) -> Vec<Dropped> {
    let Some(image) = image.cut(&reference::everything_else(image, tables)).filter(|_| !functions.is_empty())
    else {
        return Vec::new();
    };
    let mut analysis = Analysis::of(&image, Policy::default().features());
    analysis.find();
    let mut search = Search::new(&image, elf.sections(), functions);
    search.points_to(image.entry());
    search.unread(&image, Some(&analysis))
}
