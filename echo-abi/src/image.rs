//! The loaded contract: bytes in a file become an [`Image`], whatever the container was.
//!
//! [`Image::load`] tells ELF and ESC apart by their magic and ends every hostile file in a [`FormatError`]. An `Image`
//! upholds: segments are sorted, do not overlap, lie in [`layout::IMAGE_START`]`..`[`layout::IMAGE_END`]; no page is both writable
//! and executable; executable segments are wholly in the file; the entry lies in one of them.

use crate::{GuestAddr, elf, esc, policy::Limits};

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
        if file.starts_with(&esc::MAGIC) { esc::load(file, limits) } else { elf::load(file, limits) }
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
    /// The file ends inside the field.
    #[error("the file ends after {available} of {needed} bytes")]
    Truncated {
        /// Length of the field.
        needed: u64,
        /// Bytes that are there.
        available: u64,
    },
}
