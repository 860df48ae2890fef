//! Address space: a reservation of this process's addresses, of which pages are made accessible.
//!
//! Positions are offsets from the start of the space, in bytes. What is accessible is known here as well as
//! to the system, so that reading and writing from Rust is checked and never faults.

use crate::host_code::HostCode;
use crate::permission::{Granted, Permission, Permissions};
use crate::space_error::{SpaceError, system};
use std::ffi::{c_int, c_void};
use std::io;
use std::ops::Range;
use std::ptr::{self, NonNull};

/// Bytes in a page of x86-64.
pub const PAGE: usize = 4096;

/// What stands where a page of code has no code: `int3`.
const FILL: u8 = 0xcc;

/// A reservation of addresses that belongs to its owner alone. Dropping it unmaps it.
pub struct Space {
    start: NonNull<u8>,
    len: usize,
    permissions: Permissions,
}

// SAFETY: the pages belong to the space, and so to whoever has it; no thread is special to them.
unsafe impl Send for Space {}
// SAFETY: through a shared reference the pages are only read: everything that writes them, changes what they
// are, or runs code on them takes the space mutably.
unsafe impl Sync for Space {}

impl Space {
    /// Reserves `len` bytes, a multiple of [`PAGE`], wherever there is room. Nothing is accessible yet, and
    /// nothing costs memory before it is written.
    ///
    /// # Errors
    /// [`SpaceError::NotPages`], [`SpaceError::System`].
    pub fn reserve(len: usize) -> Result<Self, SpaceError> {
        Self::map(ptr::null_mut(), len)
    }

    /// Reserves `len` bytes from the address `start` on, both multiples of [`PAGE`], if nothing of this
    /// process is there.
    ///
    /// # Errors
    /// [`SpaceError::NotPages`] (the address 0, too), [`SpaceError::Taken`], [`SpaceError::System`].
    pub fn reserve_at(start: usize, len: usize) -> Result<Self, SpaceError> {
        if start == 0 || !start.is_multiple_of(PAGE) {
            return Err(SpaceError::NotPages { start, end: start.saturating_add(len) });
        }
        Self::map(ptr::without_provenance_mut(start), len)
    }

    /// Reserves at `wanted`, or anywhere if that is null.
    fn map(wanted: *mut c_void, len: usize) -> Result<Self, SpaceError> {
        let first = wanted.addr();
        if len == 0 || !len.is_multiple_of(PAGE) || isize::try_from(len).is_err() {
            return Err(SpaceError::NotPages { start: first, end: first.saturating_add(len) });
        }
        let place = if wanted.is_null() { 0 } else { libc::MAP_FIXED_NOREPLACE };
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | place;
        // SAFETY: without MAP_FIXED the system maps only where nothing is mapped, so that no memory that
        // anyone knows of changes.
        let got = unsafe { libc::mmap(wanted, len, libc::PROT_NONE, flags, -1, 0) };
        if got == libc::MAP_FAILED {
            let source = io::Error::last_os_error();
            return Err(match source.raw_os_error() {
                Some(libc::EEXIST) => SpaceError::Taken { start: first },
                _ => SpaceError::System { what: "reserve address space", source },
            });
        }
        let start = NonNull::new(got.cast()).expect("the system maps nothing at 0 unless asked to");
        let space = Self { start, len, permissions: Permissions::none() };
        if !wanted.is_null() && got != wanted {
            // A system that does not know MAP_FIXED_NOREPLACE (before 4.17) takes the address for a wish.
            return Err(SpaceError::Taken { start: first });
        }
        Ok(space)
    }

    /// The address of the first byte.
    #[must_use]
    pub fn start(&self) -> usize {
        self.start.as_ptr().expose_provenance()
    }

    /// Bytes in the space.
    #[expect(clippy::len_without_is_empty, reason = "a space is never empty")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the address of a byte lies in the space.
    #[must_use]
    pub fn contains(&self, address: u64) -> bool {
        (self.start() as u64..self.start() as u64 + self.len as u64).contains(&address)
    }

    /// Gives pages a permission, in place of what they had. What they hold stays.
    ///
    /// # Errors
    /// [`SpaceError::Outside`], [`SpaceError::NotPages`]; [`SpaceError::System`]: then nothing of the range
    /// can be read or written from here any more, until it is given a permission anew.
    pub fn protect(&mut self, range: Range<usize>, permission: Permission) -> Result<(), SpaceError> {
        self.pages(&range)?;
        self.grant(range, Granted::Data(permission))
    }

    /// Makes pages executable, with `code` at their beginning and `int3` behind it. They can be read, too.
    ///
    /// # Errors
    /// As [`Space::protect`], and [`SpaceError::TooLong`].
    pub fn publish(&mut self, range: Range<usize>, code: HostCode<'_>) -> Result<(), SpaceError> {
        self.pages(&range)?;
        let bytes = code.bytes();
        if bytes.len() > range.len() {
            return Err(SpaceError::TooLong { len: bytes.len(), room: range.len() });
        }
        self.grant(range.clone(), Granted::Data(Permission::ReadWrite))?;
        let (head, rest) = self.bytes_mut(range.clone())?.split_at_mut(bytes.len());
        head.copy_from_slice(bytes);
        rest.fill(FILL);
        self.grant(range, Granted::Code)
    }

    /// Writes code, at an offset behind which no page has any code yet, and makes its pages executable. What lies before it
    /// in its first page stays, if that can be read.
    pub(crate) fn append_code(&mut self, start: usize, code: &[u8]) -> Result<(), SpaceError> {
        let pages = start / PAGE * PAGE..(start + code.len()).next_multiple_of(PAGE);
        self.pages(&pages)?;
        let had = self.permissions.refused(&(start..start + 1), Granted::reads).is_none();
        if self.permissions.refused(&pages, Granted::writes).is_some() {
            self.grant(pages.clone(), Granted::Data(Permission::ReadWrite))?;
        }
        let first = if had { start } else { pages.start };
        let bytes = self.bytes_mut(first..pages.end)?;
        bytes.fill(FILL);
        bytes[start - first..][..code.len()].copy_from_slice(code);
        self.grant(pages, Granted::Code)
    }

    /// Makes the space what it was when it was reserved: nothing is accessible, and what is made accessible
    /// again is zero. The memory behind it goes back to the system.
    ///
    /// # Errors
    /// [`SpaceError::System`].
    pub fn reset(&mut self) -> Result<(), SpaceError> {
        self.grant(0..self.len, Granted::Data(Permission::None))?;
        // SAFETY: the pages are the space's own and private, and nothing refers to them, for `self` is
        // borrowed mutably; without them, a later access finds zeroes.
        if unsafe { libc::madvise(self.start.as_ptr().cast(), self.len, libc::MADV_DONTNEED) } != 0 {
            return Err(system("give memory back"));
        }
        Ok(())
    }

    /// Bytes that can be read.
    ///
    /// # Errors
    /// [`SpaceError::Outside`], [`SpaceError::Denied`].
    pub fn bytes(&self, range: Range<usize>) -> Result<&[u8], SpaceError> {
        let start = self.accessible(&range, Granted::reads)?;
        // SAFETY: `accessible` says that the bytes lie in the space and can be read. Everything that changes
        // bytes or permissions takes the space mutably, and so not while this borrow lives. A fresh page is
        // zero, so that every byte has a value.
        Ok(unsafe { std::slice::from_raw_parts(start, range.len()) })
    }

    /// Bytes that can be written.
    ///
    /// # Errors
    /// [`SpaceError::Outside`], [`SpaceError::Denied`].
    pub fn bytes_mut(&mut self, range: Range<usize>) -> Result<&mut [u8], SpaceError> {
        let start = self.accessible(&range, Granted::writes)?;
        // SAFETY: as in `bytes`; the borrow of the space is exclusive, so this is the only reference to them.
        Ok(unsafe { std::slice::from_raw_parts_mut(start, range.len()) })
    }

    /// Where a range begins in this process, if it is one of the space and `allows` all of it.
    fn accessible(&self, range: &Range<usize>, allows: fn(Granted) -> bool) -> Result<*mut u8, SpaceError> {
        self.within(range)?;
        if let Some(at) = self.permissions.refused(range, allows) {
            return Err(SpaceError::Denied { at });
        }
        // SAFETY: `within` says that `range.start` is at most `len`, the size of the reservation.
        Ok(unsafe { self.start.as_ptr().add(range.start) })
    }

    fn within(&self, range: &Range<usize>) -> Result<(), SpaceError> {
        if range.start > range.end || range.end > self.len {
            return Err(SpaceError::Outside { start: range.start, end: range.end, len: self.len });
        }
        Ok(())
    }

    /// Checks that a range is one page or more of the space.
    fn pages(&self, range: &Range<usize>) -> Result<(), SpaceError> {
        self.within(range)?;
        if range.is_empty() || !range.start.is_multiple_of(PAGE) || !range.end.is_multiple_of(PAGE) {
            return Err(SpaceError::NotPages { start: range.start, end: range.end });
        }
        Ok(())
    }

    /// Grants, to the system and here. `range` is pages of the space.
    fn grant(&mut self, range: Range<usize>, granted: Granted) -> Result<(), SpaceError> {
        // The system may stop half-way: until it is done, the range counts as not accessible.
        self.permissions.set(range.clone(), Granted::Data(Permission::None));
        let protection: c_int = match granted {
            Granted::Data(Permission::None) => libc::PROT_NONE,
            Granted::Data(Permission::Read) => libc::PROT_READ,
            Granted::Data(Permission::ReadWrite) => libc::PROT_READ | libc::PROT_WRITE,
            Granted::Code => libc::PROT_READ | libc::PROT_EXEC,
        };
        debug_assert!(self.pages(&range).is_ok());
        // SAFETY: the range lies in the space (the callers have checked it), and nothing refers to its bytes,
        // for `self` is borrowed mutably.
        let done = unsafe {
            let first = self.start.as_ptr().add(range.start);
            libc::mprotect(first.cast(), range.len(), protection)
        };
        if done != 0 {
            return Err(system("change what pages allow"));
        }
        self.permissions.set(range, granted);
        Ok(())
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        // SAFETY: the reservation is the space's own, and whatever borrowed from it has ended. Should the system
        // refuse, the addresses stay reserved, for nobody.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.len) };
    }
}
