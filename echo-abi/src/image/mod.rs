//! The loaded contract: bytes in a file become an [`Image`], whatever the container was.
//!
//! [`Image::load`] tells ELF and ESC apart by their magic and ends every hostile file in a [`FormatError`].
//! An `Image` upholds: segments are sorted, do not overlap, lie in
//! [`layout::IMAGE_START`]`..`[`layout::IMAGE_END`]; no page is both writable and executable; executable
//! segments are wholly in the file, and touching ones are one segment; the entry lies in one of them. Both
//! parsers hand what they claim to `Image::of`, which alone can make an `Image` out of a file.
//!
//! [`Limits::contract_size`] is held against what is loaded, not against what lies around it: for ESC that is
//! the whole file; for ELF the file header, the program headers and the file bytes of every `PT_LOAD`.
//! Symbols and debug information do not count, so that an unstripped build is judged like the contract it
//! becomes. A file over [`MAX_FILE_SIZE`] is not read at all.

mod claim;
pub mod elf;
mod error;
pub mod esc;
mod file;
mod segment;

pub use error::{FieldProblem, FormatError};
pub use file::{ContractFile, MAX_FILE_SIZE};
pub use segment::{Container, Perm, Segment, Symbol};

use crate::policy::Limits;
use crate::{GuestAddr, layout};
use claim::{Claims, believe};
use segment::page_numbers;
use std::ops::Range;

/// Most program headers of an ELF file, and most sections of an ESC file: linkers make about ten.
pub const MAX_SEGMENTS: u32 = 128;

/// A contract as it will stand in memory. See the module for what it upholds.
#[derive(Clone, Debug)]
pub struct Image {
    entry: GuestAddr,
    segments: Vec<Segment>,
    symbols: Vec<Symbol>,
    container: Container,
}

impl Image {
    /// Reads a contract file, ELF or ESC, within `limits`.
    ///
    /// # Errors
    /// A [`FormatError`] with the file offset and the field for anything malformed, unsupported or too large.
    pub fn load(file: &[u8], limits: &Limits) -> Result<Self, FormatError> {
        Self::of(&ContractFile::parse(file)?, limits)
    }

    /// Makes an image of a file that is parsed already; every invariant is established here.
    ///
    /// # Errors
    /// As for [`Self::load`].
    pub fn of(file: &ContractFile<'_>, limits: &Limits) -> Result<Self, FormatError> {
        let Claims { entry, segments: mut claims, mut symbols } = file.claims(limits.contract_size)?;
        claims.retain(|c| c.mem_size.value != 0 || !c.bytes.is_empty());
        claims.sort_by_key(|c| c.addr.value);
        let mut segments: Vec<Segment> = Vec::with_capacity(claims.len());
        let mut pages = 0_u32;
        // The last page so far and what it allows.
        let mut last_page: Option<(u32, Perm)> = None;
        for claim in &claims {
            let segment = believe(claim)?;
            if let Some(before) = segments.last().filter(|before| before.end() > segment.addr) {
                return Err(claim
                    .addr
                    .error(FieldProblem::Overlap { addr: segment.addr, other: before.addr }));
            }
            let numbers = page_numbers(&segment);
            let shared = last_page.filter(|&(page, _)| page == numbers.start);
            let Some(first_perm) = shared.map_or(Some(segment.perm), |(_, perm)| perm.union(segment.perm))
            else {
                let page = GuestAddr(numbers.start * layout::PAGE_SIZE);
                return Err(claim.perm.error(FieldProblem::WritableExecutablePage { page }));
            };
            last_page = Some((numbers.end - 1, if numbers.len() == 1 { first_perm } else { segment.perm }));
            pages += numbers.end - numbers.start - u32::from(shared.is_some());
            if pages > limits.memory_pages {
                return Err(claim
                    .mem_size
                    .error(FieldProblem::TooMuchMemory { pages, limit: limits.memory_pages }));
            }
            match segments.last_mut() {
                Some(before) if continues(before, &segment) => {
                    before.bytes.extend_from_slice(&segment.bytes);
                    before.mem_size += segment.mem_size;
                }
                _ => segments.push(segment),
            }
        }
        let lies_in = |addr| find(&segments, addr);
        let start = u32::try_from(entry.value).ok().map(GuestAddr);
        let start = start.filter(|&addr| lies_in(addr).is_some_and(|s| s.perm == Perm::ReadExecute));
        let Some(start) = start else {
            return Err(entry.error(FieldProblem::EntryOutsideCode { entry: entry.value }));
        };
        symbols.retain(|y| lies_in(y.addr).is_some());
        symbols.sort_by(|a, b| a.addr.cmp(&b.addr).then_with(|| a.name.cmp(&b.name)));
        Ok(Image { entry: start, segments, symbols, container: file.container() })
    }

    /// Where a call starts.
    #[must_use]
    pub fn entry(&self) -> GuestAddr {
        self.entry
    }

    /// The segments, by address, without overlaps.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The executable segments.
    pub fn text(&self) -> impl Iterator<Item = &Segment> {
        self.segments.iter().filter(|s| s.perm == Perm::ReadExecute)
    }

    /// Symbols the file still has, by address.
    #[must_use]
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// The container the contract came in.
    #[must_use]
    pub fn container(&self) -> Container {
        self.container
    }

    /// Every mapped page once, by address, with what it allows. A page that read-only data shares with text
    /// or with data allows what its neighbour allows: permissions are per page.
    #[must_use]
    pub fn pages(&self) -> Pages<'_> {
        Pages { segments: &self.segments, next: 0, end: 0, perm: Perm::Read }
    }

    /// This contract with nothing mapped but `ranges`, one segment for each, zeroes at the end of data
    /// not given.
    ///
    /// `None` unless the ranges are sorted, apart from each other (they may touch), not empty, each within
    /// mapped memory of one permission, and one of them executable with the entry in it.
    #[must_use]
    pub fn cut(&self, ranges: &[Range<u32>]) -> Option<Self> {
        let mut segments = Vec::with_capacity(ranges.len());
        let mut last = 0;
        for range in ranges {
            if range.start < last || range.is_empty() {
                return None;
            }
            last = range.end;
            segments.push(self.piece(range)?);
        }
        let entry_kept = find(&segments, self.entry).is_some_and(|s| s.perm == Perm::ReadExecute);
        entry_kept.then(|| {
            let symbols =
                self.symbols.iter().filter(|y| segments.iter().any(|s| s.contains(y.addr))).cloned();
            Self { entry: self.entry, symbols: symbols.collect(), segments, container: self.container }
        })
    }

    /// This contract with other bytes at these addresses; `None` unless the file gives bytes there.
    #[must_use]
    pub fn with_bytes<const N: usize>(&self, changes: &[(GuestAddr, [u8; N])]) -> Option<Self> {
        let mut changed = self.clone();
        for (addr, bytes) in changes {
            let segment = changed.segments.iter_mut().find(|segment| segment.contains(*addr))?;
            let at = (addr.0 - segment.addr.0) as usize;
            segment.bytes.get_mut(at..at + N)?.copy_from_slice(bytes);
        }
        Some(changed)
    }

    /// One segment of [`Self::cut`].
    fn piece(&self, range: &Range<u32>) -> Option<Segment> {
        let first = self.segments.partition_point(|s| s.end().0 <= range.start);
        let perm = self.segments.get(first)?.perm;
        let mut bytes = Vec::new();
        let mut at = range.start;
        for segment in &self.segments[first..] {
            if !segment.contains(GuestAddr(at)) || segment.perm != perm {
                return None;
            }
            let end = segment.end().0.min(range.end);
            let mut given = segment.given(&(at..end));
            if perm != Perm::ReadExecute {
                // Zeroes at the end need not be given; if they were, so would be all zeroes before them.
                given = &given[..given.iter().rposition(|&b| b != 0).map_or(0, |i| i + 1)];
            }
            if !given.is_empty() {
                bytes.resize((at - range.start) as usize, 0);
                bytes.extend_from_slice(given);
            }
            at = end;
            if at == range.end {
                break;
            }
        }
        if at != range.end {
            return None;
        }
        Some(Segment { addr: GuestAddr(range.start), bytes, mem_size: range.end - range.start, perm })
    }

    /// Whether `other` is the same contract to everyone who runs it: entry, and for every address what is
    /// mapped there, with which permission and which byte. How segments are cut, symbols and the container do
    /// not matter.
    ///
    /// # Errors
    /// The first [`Difference`] by address.
    pub fn same_contract(&self, other: &Self) -> Result<(), Difference> {
        self.same_contract_without(other, &[])
    }

    /// [`Self::same_contract`], where `other` may have nothing mapped in the ranges `dropped`.
    ///
    /// # Errors
    /// The first [`Difference`] by address.
    pub fn same_contract_without(&self, other: &Self, dropped: &[Range<u32>]) -> Result<(), Difference> {
        if self.entry != other.entry {
            return Err(Difference::Entry { ours: self.entry, theirs: other.entry });
        }
        // Between two neighbouring edges nothing changes but bytes that both files give.
        let mut edges: Vec<u32> = [&self.segments, &other.segments]
            .into_iter()
            .flatten()
            .flat_map(|s| {
                [s.addr.0, s.addr.0 + u32::try_from(s.bytes.len()).unwrap_or(s.mem_size), s.end().0]
            })
            .chain(dropped.iter().flat_map(|r| [r.start, r.end]))
            .collect();
        edges.sort_unstable();
        edges.dedup();
        for pair in edges.windows(2) {
            let range = pair[0]..pair[1];
            let addr = GuestAddr(range.start);
            match (self.segment_at(addr), other.segment_at(addr)) {
                (None, None) => {}
                (Some(_), None) if dropped.iter().any(|r| r.contains(&addr.0)) => {}
                (a, b) if a.map(|s| s.perm) != b.map(|s| s.perm) => {
                    return Err(Difference::Perm {
                        addr,
                        ours: a.map(|s| s.perm),
                        theirs: b.map(|s| s.perm),
                    });
                }
                (Some(a), Some(b)) => same_bytes(addr, a.given(&range), b.given(&range))?,
                (Some(_), None) | (None, Some(_)) => unreachable!("their permissions differ"),
            }
        }
        Ok(())
    }

    /// The segment that `addr` lies in.
    #[must_use]
    pub fn segment_at(&self, addr: GuestAddr) -> Option<&Segment> {
        find(&self.segments, addr)
    }

    /// The nearest named symbol at or before `addr` in its segment: the function around it, or one of unknown extent;
    /// else any other.
    #[must_use]
    pub fn symbol_around(&self, addr: GuestAddr) -> Option<&Symbol> {
        let segment = self.segment_at(addr)?;
        let before = &self.symbols[..self.symbols.partition_point(|symbol| symbol.addr <= addr)];
        let near = || {
            before
                .iter()
                .rev()
                .take_while(|symbol| symbol.addr >= segment.addr)
                .filter(|symbol| symbol.name.is_some())
        };
        let covers = |symbol: &&Symbol| symbol.size == 0 || addr.0 - symbol.addr.0 < symbol.size;
        near().filter(|symbol| symbol.is_function).find(covers).or_else(|| near().find(covers))
    }

    /// Whether all code of this image is code of `other` too, at the same addresses, and is entered at the same one. So it
    /// is where this was made of that by leaving something out, as echo-strip does.
    #[must_use]
    pub fn is_code_of(&self, other: &Self) -> bool {
        self.entry == other.entry
            && self.text().all(|text| {
                let whole = other.segment_at(text.addr).filter(|whole| whole.perm == text.perm);
                whole.is_some_and(|whole| {
                    text.end() <= whole.end() && whole.given(&text.range()) == &text.bytes[..]
                })
            })
    }

    /// The `N` bytes from `addr` on: those that the file gives, whichever segments they lie in, and zeroes
    /// everywhere else. So what is read does not depend on how memory is cut into segments, nor on whether a
    /// file spells out the zeroes at a segment's end.
    #[must_use]
    pub fn read<const N: usize>(&self, addr: GuestAddr) -> [u8; N] {
        let mut bytes = [0; N];
        let first = self.segments.partition_point(|s| s.end() <= addr);
        let end = u64::from(addr.0) + N as u64;
        for segment in self.segments[first..].iter().take_while(|s| u64::from(s.addr.0) < end) {
            let (to, from) =
                if segment.addr > addr { (segment.addr.0 - addr.0, 0) } else { (0, addr.0 - segment.addr.0) };
            let given = segment.bytes.get(from as usize..).unwrap_or(&[]);
            for (byte, given) in bytes[to as usize..].iter_mut().zip(given) {
                *byte = *given;
            }
        }
        bytes
    }
}

/// The one of `segments`, which are sorted, that `addr` lies in.
fn find(segments: &[Segment], addr: GuestAddr) -> Option<&Segment> {
    let index = segments.partition_point(|s| s.end() <= addr);
    segments.get(index).filter(|s| s.contains(addr))
}

/// Compares two runs of bytes from `addr` on; the shorter one goes on with zeroes.
fn same_bytes(addr: GuestAddr, a: &[u8], b: &[u8]) -> Result<(), Difference> {
    if a == b {
        return Ok(());
    }
    for (addr, i) in (addr.0..).zip(0..a.len().max(b.len())) {
        let (ours, theirs) = (a.get(i).copied().unwrap_or(0), b.get(i).copied().unwrap_or(0));
        if ours != theirs {
            return Err(Difference::Byte { addr: GuestAddr(addr), ours, theirs });
        }
    }
    Ok(())
}

/// Where two images stop being the same contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// The two images start at different addresses.
    #[error("the entry is {ours} in one and {theirs} in the other")]
    Entry {
        /// Entry of the first.
        ours: GuestAddr,
        /// Entry of the second.
        theirs: GuestAddr,
    },
    /// What may be done with an address differs; `None` where nothing is mapped.
    #[error("the permission at {addr} is {ours:?} in one and {theirs:?} in the other")]
    Perm {
        /// First such address.
        addr: GuestAddr,
        /// Permission in the first.
        ours: Option<Perm>,
        /// Permission in the second.
        theirs: Option<Perm>,
    },
    /// A byte differs.
    #[error("the byte at {addr} is {ours:#04x} in one and {theirs:#04x} in the other")]
    Byte {
        /// First such address.
        addr: GuestAddr,
        /// The byte in the first.
        ours: u8,
        /// The byte in the second.
        theirs: u8,
    },
}

/// The pages of an image, by address; see [`Image::pages`].
#[derive(Clone, Debug)]
pub struct Pages<'a> {
    /// Segments that have not been begun.
    segments: &'a [Segment],
    /// The next page, in pages.
    next: u32,
    /// One past the last page of the segment under way, in pages.
    end: u32,
    /// The permission of the segment under way.
    perm: Perm,
}

impl Iterator for Pages<'_> {
    type Item = (GuestAddr, Perm);

    fn next(&mut self) -> Option<Self::Item> {
        let mut perm = (self.next < self.end).then_some(self.perm);
        // A segment whose first page is this one adds to it, even when the segment before it has not ended
        // yet.
        while let Some((segment, rest)) = self.segments.split_first() {
            let pages = page_numbers(segment);
            if let Some(have) = perm {
                if pages.start != self.next {
                    break;
                }
                perm = Some(
                    have.union(segment.perm).unwrap_or_else(|| unreachable!("images have no such page")),
                );
            } else {
                self.next = pages.start;
                perm = Some(segment.perm);
            }
            (self.segments, self.end, self.perm) = (rest, pages.end, segment.perm);
        }
        let page = (GuestAddr(self.next * layout::PAGE_SIZE), perm?);
        self.next += 1;
        Some(page)
    }
}

/// Whether `next` can be appended to `before`: it touches it, allows the same, and leaves no zeroes to be
/// written out.
fn continues(before: &Segment, next: &Segment) -> bool {
    before.perm == next.perm && before.end() == next.addr && before.bytes.len() == before.mem_size as usize
}
