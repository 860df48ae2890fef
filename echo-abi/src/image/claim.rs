//! What a file says, and where in the file it says so: nothing here is believed yet.

use super::error::{FieldProblem, FormatError};
use super::segment::{Perm, Segment, Symbol};
use crate::{GuestAddr, layout};

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
    pub fn error(self, problem: FieldProblem) -> FormatError {
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
    pub fn error(&self, problem: FieldProblem) -> FormatError {
        self.field.error(problem)
    }
}

/// Bytes of the file from `offset` on, as many as `field` says, or the error that names it.
pub(crate) fn bytes_at(file: &[u8], offset: u64, len: u64, field: Field) -> Result<&[u8], FormatError> {
    let rest = usize::try_from(offset).ok().and_then(|o| file.get(o..)).unwrap_or(&[]);
    let bytes = usize::try_from(len).ok().and_then(|n| rest.get(..n));
    bytes.ok_or_else(|| field.error(FieldProblem::Truncated { needed: len, available: rest.len() as u64 }))
}

/// A segment as a file describes it, not yet believed.
#[derive(Clone, Copy, Debug)]
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

/// All that a parser read of a contract.
#[derive(Debug)]
pub(crate) struct Claims<'a> {
    /// Where a call starts.
    pub entry: Read<u64>,
    /// Segments, in the file's order.
    pub segments: Vec<Claim<'a>>,
    /// Symbols.
    pub symbols: Vec<Symbol>,
}

/// Checks a segment by itself.
pub(super) fn believe(claim: &Claim<'_>) -> Result<Segment, FormatError> {
    let (addr, memory, file) = (claim.addr.value, claim.mem_size.value, claim.bytes.len() as u64);
    if file > memory {
        return Err(claim.file_size.error(FieldProblem::FileLargerThanMemory { file, memory }));
    }
    if claim.perm.value == Perm::ReadExecute && file != memory {
        return Err(claim.mem_size.error(FieldProblem::TextNotInFile { file, memory }));
    }
    let (first, end) = (u64::from(layout::IMAGE_START), u64::from(layout::IMAGE_END));
    if addr < first || addr >= end {
        return Err(claim.addr.error(FieldProblem::OutsideImage { addr }));
    }
    match (u32::try_from(addr), u32::try_from(memory)) {
        (Ok(addr), Ok(mem_size)) if memory <= end - u64::from(addr) => Ok(Segment {
            addr: GuestAddr(addr),
            bytes: claim.bytes.to_vec(),
            mem_size,
            perm: claim.perm.value,
        }),
        _ => Err(claim.mem_size.error(FieldProblem::TooLong { addr, size: memory })),
    }
}
