//! Why address space cannot be had, or not be used so.

use std::io;

/// Why a space cannot be had, or not be used so.
#[derive(Debug, thiserror::Error)]
pub enum SpaceError {
    /// A range ends behind the space, or before it starts.
    #[error("{start:#x}..{end:#x} is no range of a space of {len:#x} bytes")]
    Outside {
        /// Offset of the first byte.
        start: usize,
        /// Offset behind the last byte.
        end: usize,
        /// Bytes in the space.
        len: usize,
    },
    /// A range is empty, or does not begin and end where pages do.
    #[error("{start:#x}..{end:#x} is not one page or more")]
    NotPages {
        /// First byte: its offset, of a reservation its address.
        start: usize,
        /// Behind the last byte.
        end: usize,
    },
    /// A byte must not be read, or not be written.
    #[error("the byte at {at:#x} is not accessible so")]
    Denied {
        /// Offset of the first such byte.
        at: usize,
    },
    /// There is more code than room for it.
    #[error("{len:#x} bytes of code do not fit into {room:#x}")]
    TooLong {
        /// Bytes of code.
        len: usize,
        /// Bytes of room.
        room: usize,
    },
    /// Some of the addresses belong to something else in this process.
    #[error("the addresses from {start:#x} on are taken")]
    Taken {
        /// The first address that was asked for.
        start: usize,
    },
    /// The system refuses.
    #[error("cannot {what}")]
    System {
        /// What was attempted.
        what: &'static str,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
}

/// What the system has just said, about what was attempted.
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
pub(crate) fn system(what: &'static str) -> SpaceError {
    SpaceError::System { what, source: io::Error::last_os_error() }
}
