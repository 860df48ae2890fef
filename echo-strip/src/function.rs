//! The functions of an ELF file that could go: those that symbols name, each with the padding behind it. Pure; called by `plan`, which asks `reference`
//! whether anything leads to them.
//!
//! A symbol table is a claim. It decides what is asked about, never the answer: a function that is longer than its symbol says falls into what is behind
//! it, one that another names differently is one range with it.

use crate::table::{Dropped, addresses};
use echo_abi::decode::Buffer;
use echo_abi::image::elf::{Elf, Section};
use echo_abi::isa::Op;
use echo_abi::{GuestAddr, Image, Perm};
use echo_analysis::Text;
use object::elf::{SHF_EXECINSTR, SHT_SYMTAB, STT_FUNC};
use std::ops::Range;

/// More functions than this are not looked at, so that hostile files take no time; large contracts have some hundreds.
const MOST_FUNCTIONS: usize = 4096;

/// Which functions stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Functions {
    /// All stay.
    #[default]
    All,
    /// Those that something leads to stay.
    Reached,
    /// Those that something leads to stay, and of several that do the same one, if branches are all that leads to the others.
    Distinct,
}

/// What became of the functions, where those that nothing reaches may go.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Collected {
    /// How many functions symbols name; more cannot be told apart.
    pub named: usize,
    /// Bytes of them.
    pub named_bytes: u64,
    /// How many of them went.
    pub dropped: usize,
    /// Bytes of them.
    pub dropped_bytes: u64,
    /// How many of those that went do the same as one that is called instead.
    pub merged: usize,
    /// Bytes of them.
    pub merged_bytes: u64,
    /// How many are reached by nothing and stay, for to cut them out would take another header, which is longer.
    pub small: usize,
    /// Bytes of them.
    pub small_bytes: u64,
    /// Bytes of text that no symbol names as a function's. They stay.
    pub unnamed_bytes: u64,
    /// Bytes of data in the contract. They stay, for no evidence says how far around an address code reads.
    pub data_bytes: u64,
    /// Whether functions stay that could have gone, because the validator would say something else of what is left.
    pub is_undone: bool,
}

impl Collected {
    /// Of functions of this number and these bytes, of what nothing reaches, and of that what goes.
    pub(crate) fn of(named: (usize, u64), unreached: &[Dropped], dropped: &[Dropped]) -> Self {
        let functions = |list: &[Dropped]| (list.iter().filter(|part| part.is_function).count(), bytes(list));
        let merged: Vec<Dropped> = dropped.iter().filter(|part| part.instead.is_some()).cloned().collect();
        let (unreached, dropped, merged) = (functions(unreached), functions(dropped), functions(&merged));
        Self {
            named: named.0,
            named_bytes: named.1,
            dropped: dropped.0,
            dropped_bytes: dropped.1,
            merged: merged.0,
            merged_bytes: merged.1,
            small: unreached.0 - dropped.0,
            small_bytes: unreached.1 - dropped.1,
            ..Self::default()
        }
    }

    /// With what stays beside functions, of what was written.
    pub(crate) fn with_rest_of(self, written: &Image) -> Self {
        let of_perm = |wanted: fn(Perm) -> bool| -> u64 {
            written.segments().iter().filter(|s| wanted(s.perm)).map(|s| s.bytes.len() as u64).sum()
        };
        let text = of_perm(|perm| perm == Perm::ReadExecute);
        Self {
            unnamed_bytes: (text + self.dropped_bytes).saturating_sub(self.named_bytes),
            data_bytes: of_perm(|perm| perm != Perm::ReadExecute),
            ..self
        }
    }

    /// That nothing went, for the validator would say something else.
    pub(crate) fn undone(self) -> Self {
        Self {
            dropped: 0,
            dropped_bytes: 0,
            merged: 0,
            merged_bytes: 0,
            small: 0,
            small_bytes: 0,
            is_undone: true,
            ..self
        }
    }
}

/// Bytes of the functions in a list.
pub fn bytes(list: &[Dropped]) -> u64 {
    list.iter().filter(|part| part.is_function).map(|part| u64::from(part.range.end - part.range.start)).sum()
}

/// The functions that could go, sorted, disjoint.
pub fn functions(elf: &Elf<'_>, image: &Image) -> Vec<Dropped> {
    let sections: Vec<&Section<'_>> = elf.sections().iter().filter(|s| is_code(s)).collect();
    let Some(table) = elf.sections().iter().find(|s| s.kind == SHT_SYMTAB.0) else { return Vec::new() };
    // By address: the section's range, with all of it in one segment.
    let mut code: Vec<Range<u32>> = sections.iter().filter_map(|s| addresses(s.addr, s.size)).collect();
    code.retain(|range| {
        let segment = image.segment_at(GuestAddr(range.start));
        segment.is_some_and(|s| s.perm == Perm::ReadExecute && range.end <= s.end().0)
    });
    code.sort_by_key(|range| (range.start, range.end));
    if code.windows(2).any(|pair| pair[1].start < pair[0].end) {
        return Vec::new();
    }
    let section_of = |range: &Range<u32>| {
        let index = code.partition_point(|section| section.end <= range.start);
        code.get(index).filter(|section| section.start <= range.start && range.end <= section.end)
    };
    let mut functions: Vec<Dropped> = elf
        .symbols(table)
        .filter(|symbol| symbol.is_defined() && symbol.kind == STT_FUNC.0 && !symbol.name.is_empty())
        .filter_map(|symbol| Some((symbol.name, addresses(symbol.value, symbol.size)?)))
        .filter(|(_, range)| section_of(range).is_some())
        .take(MOST_FUNCTIONS)
        .map(|(name, range)| Dropped { what: name.to_text(), range, is_function: true, instead: None })
        .collect();
    functions
        .sort_by(|a, b| (a.range.start, b.range.end, &a.what).cmp(&(b.range.start, a.range.end, &b.what)));
    functions.dedup_by(|later, kept| {
        let overlaps = later.range.start < kept.range.end;
        if overlaps {
            kept.range.end = kept.range.end.max(later.range.end);
        }
        overlaps
    });
    let mut text = Text::new(image);
    for index in 0..functions.len() {
        let end = functions[index].range.end;
        let section_end = section_of(&functions[index].range).map_or(end, |section| section.end);
        let next = functions.get(index + 1).map_or(section_end, |next| next.range.start.min(section_end));
        if is_padding(&mut text, end..next) {
            functions[index].range.end = next;
        }
    }
    functions
}

fn is_code(section: &Section<'_>) -> bool {
    section.is_loaded() && section.flags & SHF_EXECINSTR.0 != 0
}

/// Whether a range is all `nop` and `int3`.
fn is_padding(text: &mut Text<'_>, range: Range<u32>) -> bool {
    let (mut at, mut buffer) = (range.start, Buffer::new());
    while at < range.end {
        match text.read(GuestAddr(at), &mut buffer) {
            Ok(inst) if inst.op() == Op::Nop || inst.len() == 1 && inst.op() == Op::Trap => {
                at += u32::from(inst.len());
            }
            Ok(_) | Err(_) => return false,
        }
    }
    at == range.end
}
