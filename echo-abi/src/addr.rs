//! Guest addresses. The guest's address space is 4 GiB: every address is a `u32`, and arithmetic on it wraps.

use std::fmt;

/// An address of the guest machine. Never an address of the host; the two cannot be mixed up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct GuestAddr(pub u32);

impl GuestAddr {
    /// The null address: it is never mapped, and returning to it ends a run (echo-v1.md 2).
    pub const NULL: Self = Self(0);

    /// The address that a 64-bit register names: effective addresses are taken modulo 2^32.
    #[inline(always)]
    #[must_use]
    pub const fn wrap(value: u64) -> Self {
        Self((value & 0xffff_ffff) as u32)
    }

    /// This address plus `offset`, modulo 2^32.
    #[inline(always)]
    #[must_use]
    pub const fn offset(self, offset: u32) -> Self {
        Self(self.0.wrapping_add(offset))
    }
}

impl fmt::Display for GuestAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

impl fmt::Debug for GuestAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for GuestAddr {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
