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
//!
//! Functions that nothing reaches go if that is asked for, and then, of those that do the same (`twin`), all but one to which branches are led.

use crate::function::{self, Collected, Functions};
use crate::reference::{self, Search};
use crate::table::{self, Dropped, PADDING};
use crate::twin::{Instead, Twins};
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

/// How often functions are led elsewhere without those that stay all the same; real files need two. Then none is.
const MOST_TRIES: u32 = 8;

/// Bytes to write at an address.
type Change = (GuestAddr, [u8; 4]);

/// What becomes of a contract's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The segments of the stripped contract, sorted, each of one permission.
    pub keep: Vec<Range<u32>>,
    /// What is no longer mapped, sorted.
    pub dropped: Vec<Dropped>,
    /// Distances in branches that lead elsewhere.
    pub changes: Vec<Change>,
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
    // Only an ELF file says what its bytes are for.
    let elf = file.elf();
    let tables = elf.map_or_else(Vec::new, |elf| unread_tables(elf, image));
    let (Some(elf), true) = (elf, functions != Functions::All) else {
        let (keep, dropped) = cuts(image, &tables, segments);
        let collected = (functions != Functions::All).then(|| Collected::of((0, 0), &tables, &dropped));
        return Plan { keep, dropped, changes: Vec::new(), collected };
    };
    let functions_of_file = function::functions(elf, image);
    let named = (functions_of_file.len(), function::bytes(&functions_of_file));
    let collect = |image: &Image| {
        let mut unread = tables.clone();
        unread.extend(unreached(elf, image, &tables, functions_of_file.clone()));
        unread.sort_by_key(|part| part.range.start);
        let (keep, dropped) = cuts(image, &unread, segments);
        (unread, keep, dropped)
    };
    let apart = collect(image);
    let merged = (functions == Functions::Distinct)
        .then(|| merge(image, &functions_of_file, &apart.0, collect))
        .flatten();
    let (changes, (unread, keep, dropped)) = merged.unwrap_or((Vec::new(), apart));
    Plan { keep, changes, collected: Some(Collected::of(named, &unread, &dropped)), dropped }
}

/// What is unread, what is kept, what goes.
type Cuts = (Vec<Dropped>, Vec<Range<u32>>, Vec<Dropped>);

/// Leads branches to functions that do the same as others to those: each that is called no more is among what goes, or its branches are what they
/// were. `None` where that is none. What is `unread` already needs none of it.
fn merge(
    image: &Image,
    functions: &[Dropped],
    unread: &[Dropped],
    collect: impl Fn(&Image) -> Cuts,
) -> Option<(Vec<Change>, Cuts)> {
    let mut analysis = Analysis::of(image, Policy::default().features());
    analysis.find();
    let mut twins = Twins::of(image, functions, &analysis);
    let is_in = |list: &[Dropped], index: usize| {
        list.binary_search_by_key(&functions[index].range.start, |part| part.range.start).is_ok()
    };
    twins.groups.iter_mut().for_each(|group| group.retain(|index| !is_in(unread, *index)));
    twins.groups.retain(|group| group.len() > 1);
    let first_of_each = |is_kept: &dyn Fn(usize) -> bool| -> Instead {
        let first_of = |group: &Vec<usize>| -> Vec<(usize, usize)> {
            let first = *group.iter().find(|index| is_kept(**index)).unwrap_or(&group[0]);
            let others = group.iter().filter(|index| **index != first && !is_kept(**index));
            others.map(|index| (*index, first)).collect()
        };
        twins.groups.iter().flat_map(first_of).collect()
    };
    let lead = |instead: &Instead| {
        let changes = twins.changes(functions, instead);
        let cuts = collect(&image.with_bytes(&changes)?);
        Some((changes, cuts))
    };
    // Something else may lead to the one that was taken for the first of its group, or to another.
    let tried = first_of_each(&|_| false);
    let (_, (unread, ..)) = if tried.is_empty() { return None } else { lead(&tried)? };
    let mut instead = first_of_each(&|index| tried.contains_key(&index) && !is_in(&unread, index));
    for _ in 0..MOST_TRIES {
        if instead.is_empty() {
            break;
        }
        let (changes, (unread, keep, mut dropped)) = lead(&instead)?;
        let before = instead.len();
        instead.retain(|index, _| is_in(&dropped, *index));
        if instead.len() == before {
            for (index, first) in &instead {
                let at =
                    dropped.binary_search_by_key(&functions[*index].range.start, |part| part.range.start);
                dropped[at.ok()?].instead = Some(functions[*first].what.clone());
            }
            return Some((changes, (unread, keep, dropped)));
        }
    }
    None
}

/// What to keep of an image where `unread`, which is sorted, need not stay, and what goes of it.
fn cuts(image: &Image, unread: &[Dropped], segments: Room) -> (Vec<Range<u32>>, Vec<Dropped>) {
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
    (split_at_zeroes(image, pieces, segments), dropped)
}

impl Plan {
    /// The plan that keeps every address mapped.
    #[must_use]
    pub fn dropping_nothing(image: &Image, segments: Room) -> Self {
        let keep = split_at_zeroes(image, runs(image), segments);
        Self { keep, dropped: Vec::new(), changes: Vec::new(), collected: None }
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
