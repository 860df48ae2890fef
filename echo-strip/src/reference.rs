//! Which of the tables and functions that could go does the contract reach? Pure; called by `plan`.
//!
//! *Code*, which executable sections name, is decoded; only operands count: memory operands, immediates, targets of branches.
//! *Data* is searched for addresses of eight bytes at every offset (structures may be packed, and chance seldom puts four zero
//! bytes beside an address: the `double` 3000 with zeroes behind it is one), and of four bytes at offsets divisible by four, where compilers put them; for
//! distances, if the code adds any.
//! *Executable bytes that no section names* may be either, so there every four bytes count that are an address, or
//! a distance where an instruction could have one. So do bytes that do not decode.
//!
//! What is kept is searched in turn. What cannot be told keeps the table: a number that happens to be an address in it counts as one.
//! An address that is computed from another object's is not seen, and is not C either.
//!
//! Where functions may go as well (`--gc`), more counts, for what is missed would be missed by whoever calls it: every four bytes of data, as an address
//! wherever they lie, and, where code jumps or calls by distances, as one from the addresses before them that code holds; whatever [`Analysis`] takes for code,
//! and where that leads; what execution falls into from what is kept; and `f.cold` if `f` is kept. A function is decoded when it is
//! reached, so what only an unreached one mentions is not kept for it.

use crate::table::{Dropped, UNWIND_TABLES, addresses};
use echo_abi::Inst;
use echo_abi::decode::Buffer;
use echo_abi::image::elf::Section;
use echo_abi::isa::{Flow, Op, Operand, Reg, Width};
use echo_abi::{GuestAddr, Image, Perm, Segment};
use echo_analysis::{Analysis, PositionSet, Text};
use object::elf::SHF_EXECINSTR;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// Bytes of an address, or of a distance, in an instruction.
const WORD: u32 = 4;

/// Bytes of the immediate that may follow the distance in an instruction, which counts from the instruction's end.
const IMMEDIATES: [u32; 4] = [0, 1, 2, 4];

/// Length of `mov` with an immediate of eight bytes: prefix, opcode, immediate.
const LENGTH_WITH_QUAD: u8 = 10;

/// A distance that was loaded is added to its table's address within so many instructions; compilers need two.
const REACH: u32 = 16;

/// How many of the addresses before a distance it may be counted from, where functions may go.
const BASES: usize = 16;

/// How often data is searched again because code was found that holds addresses to count from. Real files need three; then all is kept.
const MOST_ROUNDS: u32 = 16;

/// The search for what leads into the tables and functions.
pub struct Search<'a> {
    /// Tables and functions that could go, sorted.
    tables: Vec<Dropped>,
    /// Of each of them: whether something leads into it.
    reached: Vec<bool>,
    /// Whether functions are what could go, and tables that nothing leads into are gone.
    has_functions: bool,
    /// Kept memory that has not been searched.
    to_search: Vec<Range<u32>>,
    text: Text<'a>,
    /// One for each executable segment, by address.
    parts: Vec<SearchedSegment<'a>>,
    /// What executable sections name, sorted, disjoint.
    code: Vec<Range<u32>>,
    /// What other sections name, sorted, disjoint.
    data: Vec<Range<u32>>,
    /// Where an instruction has been decoded.
    decoded: PositionSet,
    /// Addresses that instructions hold: a table of distances starts at one. Sorted when no code waits to be decoded.
    held: Vec<u32>,
    /// Whether code adds distances that it loads to the start of their table.
    counts_from_table: bool,
    /// Whether code adds distances that it loads to the address they lie at.
    counts_from_itself: bool,
    /// Whether code may jump by such distances, which then lead to code.
    jumps_from_table: bool,
    /// Within how many instructions a distance that was extended to 64 bits may be added.
    extended: u32,
    /// Where the global offset table may begin: what the large code model counts from.
    origins: Vec<u32>,
}

/// An executable segment.
struct SearchedSegment<'a> {
    segment: &'a Segment,
    /// Addresses in it where there may be more instructions.
    targets: Vec<GuestAddr>,
}

/// How far to decode.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// To the end of the section, whatever the instructions do.
    Section,
    /// Until execution goes elsewhere.
    Path,
}

/// A distance on its way from a table to an address: `movslq (base, index, 4), value; add base, value`.
#[derive(Clone, Copy)]
struct Loaded {
    base: Reg,
    value: Reg,
    /// Whether the base alone was the distance's own address.
    lies_at_base: bool,
    /// Whether the addition was seen. If a jump to the sum follows, the table is that of a `switch` and leads to code.
    added: bool,
    /// Instructions left.
    reach: u32,
}

impl<'a> Search<'a> {
    /// The search in `image` for what leads into `tables`, which are sorted and disjoint, and all tables or all functions.
    pub fn new(image: &'a Image, sections: &[Section<'_>], tables: Vec<Dropped>) -> Self {
        let has_functions = tables.iter().any(|table| table.is_function);
        let ranges = |executable: bool| -> Vec<Range<u32>> {
            let wanted = |s: &&Section<'_>| (s.flags & SHF_EXECINSTR.0 != 0) == executable;
            let loaded = sections.iter().filter(|s| s.is_loaded()).filter(wanted);
            disjoint(loaded.filter_map(|s| addresses(s.addr, s.size)).collect())
        };
        let text = Text::new(image);
        let parts = text.segments().map(|segment| SearchedSegment { segment, targets: Vec::new() }).collect();
        let origins =
            sections.iter().filter(|s| s.is_loaded() && [".got", ".got.plt"].iter().any(|n| s.name == **n));
        let origins = origins.filter_map(|s| u32::try_from(s.addr).ok()).take(2).collect();
        Self {
            to_search: everything_else(image, &tables),
            reached: vec![false; tables.len()],
            tables,
            has_functions,
            parts,
            code: ranges(true),
            data: ranges(false),
            decoded: PositionSet::new(text.len()),
            text,
            held: Vec::new(),
            counts_from_table: false,
            counts_from_itself: false,
            jumps_from_table: false,
            extended: 0,
            origins,
        }
    }

    /// Keeps what `addr` lies in, if that could go.
    pub fn points_to(&mut self, addr: GuestAddr) {
        let index = self.tables.partition_point(|table| table.range.end <= addr.0);
        if self.tables.get(index).is_some_and(|table| table.range.start <= addr.0) {
            self.reach(index);
        }
    }

    fn reach(&mut self, index: usize) {
        if std::mem::replace(&mut self.reached[index], true) {
            return;
        }
        let Dropped { what, range, .. } = self.tables[index].clone();
        self.to_search.push(range);
        // Unwind tables lead on by distances of many encodings, which are not read here.
        if let Some(rank) = unwind_rank(&what).filter(|_| !self.has_functions) {
            for (table, reached) in self.tables.iter().zip(&mut self.reached) {
                let leads_on = unwind_rank(&table.what).is_some_and(|r| r > rank);
                if leads_on && !std::mem::replace(reached, true) {
                    self.to_search.push(table.range.clone());
                }
            }
        }
    }

    /// Searches all that is kept. What is left is reached by nothing; all of it counts as reached where there would be no end to it.
    pub fn unread(mut self, image: &Image, analysis: Option<&Analysis<'_>>) -> Vec<Dropped> {
        for index in 0..self.parts.len() {
            let whole = self.parts[index].segment.range();
            let kept = disjoint(self.to_search.clone());
            let code = clips(&self.code, &whole);
            let kept: Vec<_> = code.iter().flat_map(|range| clips(&kept, range)).collect();
            for range in kept {
                self.decode(index, range, Extent::Section);
            }
        }
        self.leads_to_inst(image.entry());
        self.follow_targets();
        self.search_kept(image);
        if !self.has_functions {
            return self.left();
        }
        let known = |addr: &u32| analysis.is_none_or(|analysis| analysis.is_known(GuestAddr(*addr)));
        for index in 0..self.parts.len() {
            for addr in self.parts[index].segment.range().filter(known) {
                self.points_to(GuestAddr(addr));
                self.leads_to_inst(GuestAddr(addr));
            }
        }
        self.follow_targets();
        for _ in 0..MOST_ROUNDS {
            let state = |search: &Self| {
                (
                    search.held.len(),
                    search.counts_from_table,
                    search.counts_from_itself,
                    search.jumps_from_table,
                )
            };
            let before = state(&self);
            self.search_kept(image);
            self.keep_cold_parts();
            if self.to_search.is_empty() && state(&self) == before {
                return self.left();
            }
            let left: Vec<Dropped> = self
                .tables
                .iter()
                .zip(&self.reached)
                .filter(|(_, reached)| !**reached)
                .map(|(t, _)| t.clone())
                .collect();
            self.to_search = everything_else(image, &left);
        }
        Vec::new()
    }

    fn left(self) -> Vec<Dropped> {
        self.tables
            .into_iter()
            .zip(self.reached)
            .filter(|(_, reached)| !reached)
            .map(|(table, _)| table)
            .collect()
    }

    fn search_kept(&mut self, image: &Image) {
        while let Some(range) = self.to_search.pop() {
            self.search(image, &range);
            self.follow_targets();
        }
    }

    /// Keeps `f.cold` where `f` is kept: a compiler's table of a `switch` may be all that leads there.
    fn keep_cold_parts(&mut self) {
        let functions = self.tables.iter().zip(&self.reached);
        // What could not go is not in the list, and is kept.
        let unreached: BTreeSet<String> =
            functions.filter(|(_, reached)| !**reached).map(|(table, _)| table.what.clone()).collect();
        for index in 0..self.tables.len() {
            let whole = self.tables[index].what.split_once(".cold").map(|(whole, _)| whole);
            if whole.is_some_and(|whole| !unreached.contains(whole)) {
                self.reach(index);
            }
        }
    }

    /// Decodes where the sweep did not: it may have lost its step in data between functions.
    fn follow_targets(&mut self) {
        for index in 0..self.parts.len() {
            while let Some(target) = self.parts[index].targets.pop() {
                let end = self.parts[index].segment.end();
                self.decode(index, target.0..end.0, Extent::Path);
            }
        }
        self.sort_held();
    }

    /// Sorts what instructions hold, all of which but the end is sorted: this sort takes no time for that.
    fn sort_held(&mut self) {
        self.held.sort();
        self.held.dedup();
    }

    /// Searches the instructions of a range, as far as they have not been seen.
    fn decode(&mut self, index: usize, range: Range<u32>, extent: Extent) {
        let segment = self.parts[index].segment;
        let mut buffer = Buffer::new();
        let mut loaded = None;
        let mut at = range.start;
        // Execution that runs out of a range falls into what is behind it. A path is executed from its start on.
        let mut falls = extent == Extent::Path;
        while at < range.end {
            let Some(position) = self.text.position(GuestAddr(at)) else { break };
            let is_known = self.decoded.has(position);
            if is_known && (extent == Extent::Path || !self.has_functions) {
                break;
            }
            if extent == Extent::Path && self.has_functions {
                self.points_to(GuestAddr(at));
            }
            match self.text.read(GuestAddr(at), &mut buffer) {
                Ok(inst) => {
                    // Nothing falls into padding behind a `ret`; what jumps there is yet to be followed to its end.
                    let is_padding = !falls && inst.op() == Op::Nop;
                    if !is_padding || !self.has_functions {
                        self.decoded.add(position);
                    }
                    if !is_known {
                        self.operands(inst);
                    }
                    self.distances(inst, &mut loaded);
                    if !is_padding {
                        falls = inst.flow().falls_through();
                    }
                    if extent == Extent::Path && !falls {
                        break;
                    }
                    at = at.saturating_add(u32::from(inst.len()));
                }
                Err(refused) => {
                    self.decoded.add(position);
                    let next = at.saturating_add(u32::from(refused.len.max(1)));
                    self.search_anything(segment, at..next);
                    falls = true;
                    at = next;
                }
            }
        }
        if falls && self.has_functions {
            self.points_to(GuestAddr(at));
        }
        self.settle(loaded);
    }

    /// Follows the operands of an instruction.
    fn operands(&mut self, inst: &Inst) {
        for operand in inst.operands() {
            match operand {
                Operand::Mem(mem) => self.holds(mem.disp),
                // Masks and factors are no addresses.
                Operand::Imm(_) if matches!(inst.op(), Op::And | Op::Test | Op::Imul) => {}
                Operand::Imm(value) => {
                    self.holds(value);
                    if inst.len() == LENGTH_WITH_QUAD {
                        for origin in self.origins.clone() {
                            self.holds(value.wrapping_add(u64::from(origin)));
                        }
                    }
                }
                Operand::Target(target) => {
                    self.points_to(target);
                    self.leads_to_inst(target);
                }
                Operand::Reg(..) | Operand::HighByte(_) | Operand::Xmm(_) | Operand::Ymm(_) => {}
            }
        }
    }

    /// Follows a number in an instruction or in eight bytes of data: an address, if 32 bits tell it.
    fn holds(&mut self, value: u64) {
        let Some(addr) = address(value) else { return };
        self.points_to(addr);
        self.leads_to_code(addr);
        self.held.push(addr.0);
    }

    /// Takes `addr` for an instruction's if an executable section has it.
    fn leads_to_code(&mut self, addr: GuestAddr) {
        if contains(&self.code, addr.0) {
            self.leads_to_inst(addr);
        }
    }

    /// Takes `addr` for an instruction's if it lies in an executable segment.
    fn leads_to_inst(&mut self, addr: GuestAddr) {
        if self.text.position(addr).is_some_and(|position| !self.decoded.has(position))
            && let Some(part) = self.parts.iter_mut().find(|part| part.segment.contains(addr))
        {
            part.targets.push(addr);
        }
    }

    /// Looks for code that adds distances from a table to the table's address and does not jump to the sum.
    fn distances(&mut self, inst: &Inst, loaded: &mut Option<Loaded>) {
        let settled = loaded.take_if(|load| {
            load.reach -= 1;
            if !load.added && sums(inst, load.base, load.value) {
                load.added = true;
            } else if !load.added && overwrites(inst, load.base, load.value) {
                load.reach = 0;
            }
            load.reach == 0 || inst.flow() == Flow::JumpIndirect
        });
        if inst.flow() != Flow::JumpIndirect {
            self.settle(settled);
        } else {
            self.jumps_from_table |= settled.is_some_and(|load| load.added);
        }
        // What is not optimised loads four bytes, extends them, and adds them.
        let adds = inst.op() == Op::Add
            && matches!(
                (inst.operand(0), inst.operand(1)),
                (Operand::Reg(_, Width::B8), Operand::Reg(_, Width::B8))
            );
        self.jumps_from_table |= adds && self.extended != 0;
        self.extended = if inst.op() == Op::Cdqe { REACH } else { self.extended.saturating_sub(1) };
        if inst.op() == Op::Movsx
            && let (Operand::Reg(value, Width::B8), Operand::Mem(mem)) = (inst.operand(0), inst.operand(1))
            && u32::from(mem.size) == WORD
            && let Some(base) = mem.base
        {
            let load = Loaded { base, value, lies_at_base: mem.index.is_none(), added: false, reach: REACH };
            let before = loaded.replace(load);
            self.settle(before);
        }
    }

    /// Takes note of a distance that was added, and that no jump followed.
    fn settle(&mut self, loaded: Option<Loaded>) {
        if let Some(load) = loaded.filter(|load| load.added) {
            self.counts_from_table = true;
            self.counts_from_itself |= load.lies_at_base;
        }
    }

    /// Searches a range of one segment.
    fn search(&mut self, image: &Image, range: &Range<u32>) {
        let Some(segment) = image.segment_at(GuestAddr(range.start)) else { return };
        let Some(range) = clip(range, &given(segment)) else { return };
        if segment.perm != Perm::ReadExecute {
            return self.search_data(segment, &range);
        }
        let code = clips(&self.code, &range);
        let data = clips(&self.data, &range);
        let named = disjoint(code.iter().chain(&data).cloned().collect());
        let mut start = range.start;
        for named in named {
            self.search_anything(segment, start..named.start);
            start = named.end;
        }
        self.search_anything(segment, start..range.end);
        for code in code {
            // Constants between functions.
            self.search_quads(segment, &code);
            let part = self.parts.iter().position(|part| part.segment.addr == segment.addr);
            if let Some(index) = part.filter(|_| self.has_functions) {
                self.decode(index, code, Extent::Section);
            }
        }
        self.sort_held();
        for data in data {
            self.search_data(segment, &data);
        }
    }

    /// Follows the numbers of eight bytes at every offset.
    fn search_quads(&mut self, segment: &Segment, range: &Range<u32>) {
        for quad in bytes_to_zeroes(segment, range).windows(8) {
            let quad = u64::from_le_bytes(quad.try_into().expect("windows of eight"));
            if let Some(addr) = address(quad) {
                self.points_to(addr);
                self.leads_to_code(addr);
            }
        }
    }

    /// Follows what may be addresses in data, and distances if the code adds any.
    fn search_data(&mut self, segment: &Segment, range: &Range<u32>) {
        self.search_quads(segment, range);
        let aligned = range.start.next_multiple_of(WORD)..range.end;
        let bytes = bytes_to_zeroes(segment, &aligned);
        let (words, _) = bytes.as_chunks();
        for (addr, word) in (aligned.start..).step_by(WORD as usize).zip(words) {
            let word = u32::from_le_bytes(*word);
            self.points_to(GuestAddr(word));
            if self.counts_from_itself {
                self.points_to(GuestAddr(addr.wrapping_add(word)));
            }
            if !self.counts_from_table && !self.jumps_from_table {
                continue;
            }
            let before = self.held.partition_point(|held| *held <= addr);
            let bases = match (self.counts_from_table, self.has_functions) {
                (true, true) => BASES,
                (true, false) | (false, true) => 1,
                (false, false) => 0,
            };
            for index in (0..before).rev().take(bases) {
                self.points_to(GuestAddr(self.held[index].wrapping_add(word)));
            }
        }
        if self.has_functions {
            for word in bytes_to_zeroes(segment, range).windows(WORD as usize) {
                self.points_to(GuestAddr(u32::from_le_bytes(word.try_into().expect("windows of four"))));
            }
        }
    }

    /// Follows every four bytes that start in `range` as an address, and as a distance where an instruction could have one.
    fn search_anything(&mut self, segment: &Segment, range: Range<u32>) {
        let after = range.end.saturating_add(WORD - 1).min(given(segment).end);
        let bytes = &segment.bytes;
        let first = (range.start - segment.addr.0) as usize;
        let (mut before, mut last) =
            (first.checked_sub(2).map_or(0, |at| bytes[at]), first.checked_sub(1).map_or(0, |at| bytes[at]));
        for (end, word) in (range.start.saturating_add(WORD)..)
            .zip(bytes_of(segment, &(range.start..after)).windows(WORD as usize))
        {
            let [a, b, c, d] = *word else { unreachable!("windows of four") };
            let word = u32::from_le_bytes([a, b, c, d]);
            self.points_to(GuestAddr(word));
            if is_rip_relative(last) {
                for immediate in IMMEDIATES {
                    self.points_to(GuestAddr(end.wrapping_add(immediate).wrapping_add(word)));
                }
            } else if is_branch(before, last) {
                self.points_to(GuestAddr(end.wrapping_add(word)));
            }
            (before, last) = (last, a);
        }
    }
}

/// Where an unwind table stands among those that lead to each other.
fn unwind_rank(name: &str) -> Option<usize> {
    UNWIND_TABLES.iter().position(|table| *table == name)
}

/// The address that a number of 64 bits is, if its upper half says nothing: zero, or the sign of a displacement.
fn address(value: u64) -> Option<GuestAddr> {
    matches!(value >> 32, 0 | 0xffff_ffff).then(|| GuestAddr::wrap(value))
}

/// Whether the instruction adds the registers: `add`, or `lea` of the sum.
fn sums(inst: &Inst, base: Reg, value: Reg) -> bool {
    let pair = |a, b| (a, b) == (base, value) || (a, b) == (value, base);
    match inst.op() {
        Op::Add => {
            matches!((inst.operand(0), inst.operand(1)), (Operand::Reg(a, Width::B8), Operand::Reg(b, Width::B8)) if pair(a, b))
        }
        Op::Lea => inst
            .mem()
            .is_some_and(|mem| mem.scale == 1 && mem.base.zip(mem.index).is_some_and(|(a, b)| pair(a, b))),
        _ => false,
    }
}

/// Whether the instruction gives one of the registers another value, as far as compilers do between a load and its use.
fn overwrites(inst: &Inst, base: Reg, value: Reg) -> bool {
    matches!(inst.op(), Op::Mov | Op::Movsx | Op::Movzx | Op::Lea | Op::Pop)
        && matches!(inst.operand(0), Operand::Reg(to, Width::B4 | Width::B8) if to == base || to == value)
}

/// Whether a ModRM byte says that a distance follows: mod 00, rm 101 (SDM volume 2, table 2-7).
fn is_rip_relative(mod_rm: u8) -> bool {
    mod_rm & 0xc7 == 0x05
}

/// Whether the opcode is one of `call`, `jmp` or `jcc` with a distance of four bytes.
fn is_branch(before: u8, last: u8) -> bool {
    matches!((before, last), (_, 0xe8 | 0xe9) | (0x0f, 0x80..=0x8f))
}

/// The addresses whose bytes the file gives.
fn given(segment: &Segment) -> Range<u32> {
    let length = u32::try_from(segment.bytes.len()).unwrap_or(u32::MAX);
    segment.addr.0..segment.addr.0.saturating_add(length)
}

/// The bytes of a range that the file gives.
fn bytes_of<'a>(segment: &'a Segment, range: &Range<u32>) -> &'a [u8] {
    let at = |addr: u32| addr.saturating_sub(segment.addr.0) as usize;
    segment.bytes.get(at(range.start)..at(range.end)).unwrap_or(&[])
}

/// The bytes of a range that the file gives; where it gives no more, with the zeroes that follow: the last bytes of an address may be some of them.
fn bytes_to_zeroes<'a>(segment: &'a Segment, range: &Range<u32>) -> Cow<'a, [u8]> {
    let bytes = bytes_of(segment, range);
    if bytes.is_empty() || range.end != given(segment).end || range.end == segment.end().0 {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned([bytes, &[0; 7]].concat())
}

/// What two ranges have in common, if anything.
fn clip(range: &Range<u32>, to: &Range<u32>) -> Option<Range<u32>> {
    let common = range.start.max(to.start)..range.end.min(to.end);
    (!common.is_empty()).then_some(common)
}

/// Sorts ranges and joins what overlaps or touches.
fn disjoint(mut ranges: Vec<Range<u32>>) -> Vec<Range<u32>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<u32>> = Vec::new();
    for range in ranges {
        match joined.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range),
        }
    }
    joined
}

/// What the sorted, disjoint ranges have in common with one.
fn clips(ranges: &[Range<u32>], to: &Range<u32>) -> Vec<Range<u32>> {
    let first = ranges.partition_point(|range| range.end <= to.start);
    ranges[first..]
        .iter()
        .take_while(|range| range.start < to.end)
        .filter_map(|range| clip(range, to))
        .collect()
}

/// All mapped memory but `tables`, which are sorted and disjoint.
pub fn everything_else(image: &Image, tables: &[Dropped]) -> Vec<Range<u32>> {
    let mut others = Vec::new();
    for segment in image.segments() {
        let mut start = segment.addr.0;
        let first = tables.partition_point(|table| table.range.end <= start);
        for table in tables[first..].iter().take_while(|table| segment.contains(GuestAddr(table.range.start)))
        {
            others.push(start..table.range.start);
            start = table.range.end;
        }
        others.push(start..segment.end().0);
    }
    others.retain(|range| !range.is_empty());
    others
}

/// Whether one of the sorted, disjoint ranges has the address.
fn contains(ranges: &[Range<u32>], addr: u32) -> bool {
    let index = ranges.partition_point(|range| range.end <= addr);
    ranges.get(index).is_some_and(|range| range.start <= addr)
}
