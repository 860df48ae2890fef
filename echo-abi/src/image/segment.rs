//! What an [`Image`](super::Image) consists of: segments, symbols.

use crate::{GuestAddr, layout};
use std::ops::Range;

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

    /// The addresses of the segment.
    #[must_use]
    pub fn range(&self) -> Range<u32> {
        self.addr.0..self.end().0
    }

    /// The bytes that the file gives for `range`; shorter than it, or empty, where the rest is zero.
    pub(super) fn given(&self, range: &Range<u32>) -> &[u8] {
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
    /// The symbol's value.
    pub addr: GuestAddr,
    /// The symbol's extent in bytes, 0 where the file does not say.
    pub size: u32,
    /// The symbol's name; ESC keeps none.
    pub name: Option<String>,
    /// Whether the file says that it is a function.
    pub is_function: bool,
}

/// The pages a segment touches, as numbers: address over page size.
pub(super) fn page_numbers(segment: &Segment) -> Range<u32> {
    segment.addr.0 / layout::PAGE_SIZE..(segment.end().0 - 1) / layout::PAGE_SIZE + 1
}
