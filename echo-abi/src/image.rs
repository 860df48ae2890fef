//! The loaded contract: bytes in a file become an [`Image`], whatever the container was.
//!
//! [`Image::load`] tells ELF and ESC apart by their magic and ends every hostile file in a [`FormatError`].
//! An `Image` upholds: segments are sorted, do not overlap, lie in
//! [`layout::IMAGE_START`]`..`[`layout::IMAGE_END`]; no page is both writable and executable; executable
//! segments are wholly in the file, and touching ones are one segment; the entry lies in one of them. Both
//! parsers hand what they read to `assemble`, which alone can make an `Image` out of a file.
//!
//! [`Limits::contract_size`] is held against what is loaded, not against what lies around it: for ESC that is
//! the whole file; for ELF the file header, the program headers and the file bytes of every `PT_LOAD`.
//! Symbols and debug information do not count, so that an unstripped build is judged like the contract it
//! becomes. A file over [`MAX_FILE_SIZE`] is not read at all.

use crate::policy::Limits;
use crate::{GuestAddr, elf, esc};
use std::ops::Range;

/// Largest file that is looked at, in bytes: generous for debug information, small for a host.
pub const MAX_FILE_SIZE: u64 = 64 << 20;

/// Most program headers of an ELF file, and most sections of an ESC file: linkers make about ten.
pub const MAX_SEGMENTS: u32 = 128;

/// Where things lie in the guest's address space. Fixed: the same for every contract, host and run.
pub mod layout {
    /// Bytes in a page, the granularity of permissions and of the memory limit.
    pub const PAGE_SIZE: u32 = 4096;
    /// Lowest address of a segment: page 0 is never mapped, so that null pointers trap.
    pub const IMAGE_START: u32 = 0x1000;
    /// All segments end at or below this address.
    pub const IMAGE_END: u32 = HEAP_START;
    /// Where the contract heap starts; it grows upwards.
    pub const HEAP_START: u32 = 0x4000_0000;
    /// The heap never passes this address, whatever the policy says.
    pub const HEAP_END: u32 = 0x6000_0000;
    /// The stack starts here and grows down; nothing is mapped above.
    pub const STACK_TOP: u32 = 0x7000_0000;
    /// The stack never reaches below this address, whatever the policy says.
    pub const STACK_LIMIT: u32 = HEAP_END + 0x10_0000;
    /// One past the last byte that can ever be mapped.
    pub const SPACE_END: u32 = 0x8000_0000;
}

/// What a contract may do with the bytes of a segment. Writable and executable at once has no name here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Perm {
    /// Read-only data.
    Read,
    /// Data.
    ReadWrite,
    /// Text.
    ReadExecute,
}

impl Perm {
    /// What a page allows that two segments share; `None` if it would be writable and executable.
    #[must_use]
    pub const fn union(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Read, p) | (p, Self::Read) => Some(p),
            (Self::ReadWrite, Self::ReadWrite) => Some(Self::ReadWrite),
            (Self::ReadExecute, Self::ReadExecute) => Some(Self::ReadExecute),
            (Self::ReadWrite, Self::ReadExecute) | (Self::ReadExecute, Self::ReadWrite) => None,
        }
    }
}

/// A run of guest memory with one permission, initialised from the file and then with zeroes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it is mapped; need not be page-aligned.
    pub addr: GuestAddr,
    /// The bytes the file gives, at most `mem_size`; for [`Perm::ReadExecute`] exactly `mem_size`.
    pub bytes: Vec<u8>,
    /// Length in memory, in bytes, never 0; what the file does not give is zero.
    pub mem_size: u32,
    /// What the contract may do with it.
    pub perm: Perm,
}

impl Segment {
    /// One past the last address.
    #[must_use]
    pub fn end(&self) -> GuestAddr {
        self.addr.offset(self.mem_size)
    }

    /// Whether `addr` lies in the segment.
    #[must_use]
    pub fn contains(&self, addr: GuestAddr) -> bool {
        addr >= self.addr && addr < self.end()
    }

    /// Its addresses.
    #[must_use]
    pub fn range(&self) -> Range<u32> {
        self.addr.0..self.end().0
    }

    /// The bytes that the file gives for `range`; shorter than it, or empty, where the rest is zero.
    fn given(&self, range: &Range<u32>) -> &[u8] {
        let at = |addr: u32| (addr.saturating_sub(self.addr.0) as usize).min(self.bytes.len());
        &self.bytes[at(range.start)..at(range.end)]
    }
}

/// Which container a contract came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Container {
    /// ELF64 for x86-64, with or without section headers.
    Elf,
    /// The original container of 2019, version 1 (echo-v1.md 1).
    Esc,
}

/// A named or nameless address in a contract file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its value.
    pub addr: GuestAddr,
    /// Its extent in bytes, 0 where the file does not say.
    pub size: u32,
    /// Its name; ESC keeps none.
    pub name: Option<String>,
    /// Whether the file says that it is a function.
    pub is_function: bool,
}

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
        let size = file.len() as u64;
        if size > MAX_FILE_SIZE {
            return Err(Field::FILE.error(Problem::FileTooLarge { size, limit: MAX_FILE_SIZE }));
        }
        if file.starts_with(&esc::MAGIC) {
            esc::load(file, limits)
        } else if file.starts_with(&elf::MAGIC) {
            elf::load(file, limits)
        } else {
            Err(Field { offset: 0, name: "magic" }.error(Problem::NotAContract))
        }
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

    /// The same contract with nothing mapped but `ranges`, one segment for each, zeroes at the end of data
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
            let given = segment.given(&(at..end));
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
        if perm != Perm::ReadExecute {
            bytes.truncate(bytes.iter().rposition(|&b| b != 0).map_or(0, |i| i + 1));
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
    /// They start at different addresses.
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
    /// Its permission.
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

/// The pages a segment touches, as numbers: address over page size.
fn page_numbers(segment: &Segment) -> Range<u32> {
    segment.addr.0 / layout::PAGE_SIZE..(segment.end().0 - 1) / layout::PAGE_SIZE + 1
}

/// Where in the file something stands, and what the format calls it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    /// Offset in the file.
    pub offset: u64,
    /// The format's own word.
    pub name: &'static str,
}

impl Field {
    /// The file as a whole.
    pub const FILE: Self = Self { offset: 0, name: "file" };

    /// An error at this field.
    pub fn error(self, problem: Problem) -> FormatError {
        FormatError { offset: self.offset, field: self.name, problem }
    }
}

/// A number and where it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Read<T> {
    /// The number.
    pub value: T,
    /// Where it was read.
    pub field: Field,
}

impl<T> Read<T> {
    /// An error at the number's place.
    pub fn error(&self, problem: Problem) -> FormatError {
        self.field.error(problem)
    }
}

/// Bytes of the file from `offset` on, as many as `field` says, or the error that names it.
pub(crate) fn bytes_at(file: &[u8], offset: u64, len: u64, field: Field) -> Result<&[u8], FormatError> {
    let rest = usize::try_from(offset).ok().and_then(|o| file.get(o..)).unwrap_or(&[]);
    let bytes = usize::try_from(len).ok().and_then(|n| rest.get(..n));
    bytes.ok_or_else(|| field.error(Problem::Truncated { needed: len, available: rest.len() as u64 }))
}

/// A segment as a file describes it, not yet believed.
#[derive(Debug)]
pub(crate) struct Claim<'a> {
    /// Address.
    pub addr: Read<u64>,
    /// Length in memory.
    pub mem_size: Read<u64>,
    /// What the file gives.
    pub bytes: &'a [u8],
    /// Where the length of `bytes` was read.
    pub file_size: Field,
    /// Permission.
    pub perm: Read<Perm>,
}

/// Makes an image of what a parser read; every invariant of [`Image`] is established here.
pub(crate) fn assemble(
    container: Container,
    entry: Read<u64>,
    mut claims: Vec<Claim<'_>>,
    mut symbols: Vec<Symbol>,
    limits: &Limits,
) -> Result<Image, FormatError> {
    claims.retain(|c| c.mem_size.value != 0 || !c.bytes.is_empty());
    claims.sort_by_key(|c| c.addr.value);
    let mut segments: Vec<Segment> = Vec::with_capacity(claims.len());
    let mut pages = 0_u32;
    // The last page so far and what it allows.
    let mut last_page: Option<(u32, Perm)> = None;
    for claim in &claims {
        let segment = believe(claim)?;
        if let Some(before) = segments.last().filter(|before| before.end() > segment.addr) {
            return Err(claim.addr.error(Problem::Overlap { addr: segment.addr, other: before.addr }));
        }
        let numbers = page_numbers(&segment);
        let shared = last_page.filter(|&(page, _)| page == numbers.start);
        let Some(first_perm) = shared.map_or(Some(segment.perm), |(_, perm)| perm.union(segment.perm)) else {
            let page = GuestAddr(numbers.start * layout::PAGE_SIZE);
            return Err(claim.perm.error(Problem::WritableExecutablePage { page }));
        };
        last_page = Some((numbers.end - 1, if numbers.len() == 1 { first_perm } else { segment.perm }));
        pages += numbers.end - numbers.start - u32::from(shared.is_some());
        if pages > limits.memory_pages {
            return Err(claim.mem_size.error(Problem::TooMuchMemory { pages, limit: limits.memory_pages }));
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
        return Err(entry.error(Problem::EntryOutsideCode { entry: entry.value }));
    };
    symbols.retain(|y| lies_in(y.addr).is_some());
    symbols.sort_by(|a, b| a.addr.cmp(&b.addr).then_with(|| a.name.cmp(&b.name)));
    Ok(Image { entry: start, segments, symbols, container })
}

/// Whether `next` can be appended to `before`: it touches it, allows the same, and leaves no zeroes to be
/// written out.
fn continues(before: &Segment, next: &Segment) -> bool {
    before.perm == next.perm && before.end() == next.addr && before.bytes.len() == before.mem_size as usize
}

/// Checks a segment by itself.
fn believe(claim: &Claim<'_>) -> Result<Segment, FormatError> {
    let (addr, memory, file) = (claim.addr.value, claim.mem_size.value, claim.bytes.len() as u64);
    if file > memory {
        return Err(claim.file_size.error(Problem::FileLargerThanMemory { file, memory }));
    }
    if claim.perm.value == Perm::ReadExecute && file != memory {
        return Err(claim.mem_size.error(Problem::TextNotInFile { file, memory }));
    }
    let (first, end) = (u64::from(layout::IMAGE_START), u64::from(layout::IMAGE_END));
    if addr < first || addr >= end {
        return Err(claim.addr.error(Problem::OutsideImage { addr }));
    }
    match (u32::try_from(addr), u32::try_from(memory)) {
        (Ok(addr), Ok(mem_size)) if memory <= end - u64::from(addr) => Ok(Segment {
            addr: GuestAddr(addr),
            bytes: claim.bytes.to_vec(),
            mem_size,
            perm: claim.perm.value,
        }),
        _ => Err(claim.mem_size.error(Problem::TooLong { addr, size: memory })),
    }
}

/// A malformed, unsupported or oversized contract file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at file offset {offset:#x}, {field}: {problem}")]
pub struct FormatError {
    /// Where in the file the field stands.
    pub offset: u64,
    /// The field, in the format's own words.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It starts neither like ELF nor like ESC.
    #[error("neither an ELF file nor an ESC file")]
    NotAContract,
    /// The file is not even looked at, or what it loads is more than the limit.
    #[error("{size} bytes, and the limit is {limit}")]
    FileTooLarge {
        /// Bytes that count; see the module.
        size: u64,
        /// The limit.
        limit: u64,
    },
    /// The file ends too early.
    #[error("the file ends after {available} of {needed} bytes")]
    Truncated {
        /// Length of what the field is, or describes.
        needed: u64,
        /// Bytes that are there.
        available: u64,
    },
    /// Only one value is supported.
    #[error("is {found:#x}, and only {expected:#x} ({meaning}) is supported")]
    Unsupported {
        /// What the file says.
        found: u64,
        /// What it would have to say.
        expected: u64,
        /// What that means.
        meaning: &'static str,
    },
    /// More headers than anyone needs.
    #[error("is {count}, and at most {limit} are read")]
    TooMany {
        /// What the file says.
        count: u64,
        /// The limit.
        limit: u32,
    },
    /// A section of a kind that means nothing.
    #[error("{kind} is not a kind of section")]
    UnknownKind {
        /// What the file says.
        kind: u8,
    },
    /// Memory with no permission at all.
    #[error("gives no permission at all")]
    NoPermission,
    /// Memory that is writable and executable.
    #[error("gives permission to write and to execute")]
    WritableExecutable,
    /// Two segments give one page both permissions.
    #[error("the page at {page} would be writable and executable; permissions are per page")]
    WritableExecutablePage {
        /// The page's address.
        page: GuestAddr,
    },
    /// More bytes than there is room for.
    #[error("{file} bytes in the file for {memory} bytes of memory")]
    FileLargerThanMemory {
        /// Bytes in the file.
        file: u64,
        /// Bytes in memory.
        memory: u64,
    },
    /// Text that the file does not give wholly.
    #[error("{memory} bytes of text, of which the file gives {file}; text is never filled up with zeroes")]
    TextNotInFile {
        /// Bytes in the file.
        file: u64,
        /// Bytes in memory.
        memory: u64,
    },
    /// An address where no contract can lie.
    #[error("{addr:#x} is outside {:#x}..{:#x}, where contracts lie", layout::IMAGE_START, layout::IMAGE_END)]
    OutsideImage {
        /// The address.
        addr: u64,
    },
    /// A segment that ends where no contract can lie.
    #[error("{size:#x} bytes from {addr:#x} on end above {:#x}", layout::IMAGE_END)]
    TooLong {
        /// Where it starts.
        addr: u64,
        /// Its length.
        size: u64,
    },
    /// Two segments claim one address.
    #[error("the segment at {addr} overlaps the one at {other}")]
    Overlap {
        /// Address of the segment.
        addr: GuestAddr,
        /// Address of the one before it.
        other: GuestAddr,
    },
    /// More memory than a run may touch.
    #[error("brings the contract to {pages} pages of memory, and the limit is {limit}")]
    TooMuchMemory {
        /// Pages up to and including this segment.
        pages: u32,
        /// The limit.
        limit: u32,
    },
    /// A start that is not text.
    #[error("{entry:#x} does not lie in an executable segment")]
    EntryOutsideCode {
        /// What the file says.
        entry: u64,
    },
    /// Bytes after the end.
    #[error("{count} bytes follow the end of the contract")]
    TrailingBytes {
        /// How many.
        count: u64,
    },
}

impl Problem {
    /// What the author can do about it, where that can be said.
    #[must_use]
    pub const fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotAContract => "give the executable that the linker wrote, or a contract file",
            Self::EntryOutsideCode { .. } => "define `void __apply(void)` and link with `-Wl,-e,__apply`",
            Self::Truncated { .. } => "the file is damaged or not wholly written",
            Self::FileTooLarge { .. } => {
                "compile with `-Os` and `-Wl,--gc-sections`, or give the chain's own limits with `--policy`"
            }
            Self::TooMuchMemory { .. } => {
                "use smaller arrays, or give the chain's own limits with `--policy`"
            }
            Self::WritableExecutablePage { .. } => {
                "link without `-N`/`-n` and `-z noseparate-code`, so that code and data lie on pages of their own"
            }
            _ => return None,
        })
    }
}
