//! [`ContractFile`]: a contract file whose tables are parsed once, for the loader and for everybody who asks about what
//! the loader leaves out.

use super::claim::{Claims, Field};
use super::elf::{self, Elf};
use super::error::{FieldProblem, FormatError};
use super::esc::{self, Esc};
use super::segment::Container;

/// Largest file that is looked at, in bytes: generous for debug information, small for a host.
pub const MAX_FILE_SIZE: u64 = 64 << 20;

/// A contract file, taken apart and not yet believed.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one of them at a time, and it is not moved about")]
pub enum ContractFile<'a> {
    /// ELF64, of whatever type and for whatever machine.
    Elf(Elf<'a>),
    /// ESC.
    Esc(Esc<'a>),
}

impl<'a> ContractFile<'a> {
    /// Takes a file apart, which its magic tells to be ELF or ESC. Over [`MAX_FILE_SIZE`] it is not read at all.
    ///
    /// # Errors
    /// A [`FormatError`] with the file offset and the field where it is neither, or not to be read as such.
    pub fn parse(file: &'a [u8]) -> Result<Self, FormatError> {
        let size = file.len() as u64;
        if size > MAX_FILE_SIZE {
            return Err(Field::FILE.error(FieldProblem::FileTooLarge { size, limit: MAX_FILE_SIZE }));
        }
        if file.starts_with(&esc::MAGIC) {
            Esc::parse(file).map(Self::Esc)
        } else if file.starts_with(&elf::MAGIC) {
            Elf::parse(file).map(Self::Elf)
        } else {
            Err(Field { offset: 0, name: "magic" }.error(FieldProblem::NotAContract))
        }
    }

    /// The ELF file, if it is one.
    #[must_use]
    pub fn elf(&self) -> Option<&Elf<'a>> {
        match self {
            Self::Elf(elf) => Some(elf),
            Self::Esc(_) => None,
        }
    }

    /// Which container it is.
    #[must_use]
    pub fn container(&self) -> Container {
        match self {
            Self::Elf(_) => Container::Elf,
            Self::Esc(_) => Container::Esc,
        }
    }

    /// What it says of the contract.
    pub(super) fn claims(&self, contract_size: u64) -> Result<Claims<'a>, FormatError> {
        match self {
            Self::Elf(elf) => elf.claims(contract_size),
            Self::Esc(esc) => esc.claims(contract_size),
        }
    }
}
