//! What is wrong with a contract file, and where.

use crate::{GuestAddr, layout};

/// A malformed, unsupported or oversized contract file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at file offset {offset:#x}, {field}: {problem}")]
pub struct FormatError {
    /// Where in the file the field stands.
    pub offset: u64,
    /// The field, in the format's own words.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: FieldProblem,
}

/// What can be wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldProblem {
    /// The file starts neither like ELF nor like ESC.
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
        /// The segment's length.
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
    /// More memory than a transaction may have.
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

impl FieldProblem {
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
