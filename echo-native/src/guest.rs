//! [`GuestSpace`]: the 4 GiB that guest addresses name, with a byte of state for each page.
//!
//! A space is **open** at first: all that can ever be accessible is mapped, and only the state of pages, which Rust
//! looks up at each access, says what is. Code that runs natively is not so polite, so that a space is **armed**
//! before code enters it: from then on the system allows of each page just what its state says, and every change of a
//! state is told to the system. Nothing else differs between the two.
//!
//! A space that is cleared for its next owner **rests**: what the system allowed it goes on allowing, for the next states
//! are mostly the last ones, and telling the system takes longer than all else. Pages that could only be read rest writable
//! where they are written over: their next bytes are written, too. Arming takes back what no state asked for.
//!
//! Before byte 0 lies the context of code, and around all of it are addresses that nobody has: guest code names
//! bytes by 32 bits from gs:0, so that it reaches 4 GiB and the longest operand, and neither the context nor anything
//! else of this process.
//!
//! On hosts for which there is no native code, a space is plain memory and cannot be armed.

use crate::space_error::SpaceError;
use std::ops::Range;

#[cfg(test)]
mod tests;

/// Pages of the guest's 4 GiB.
pub const PAGES: usize = 1 << 20;
/// Pages that can ever be accessible: the lower half.
pub const OPEN_PAGES: usize = PAGES / 2;

const SHIFT: u32 = 12;
const PAGE: usize = 1 << SHIFT;
/// Bytes that can ever be accessible.
const OPEN_BYTES: usize = OPEN_PAGES << SHIFT;
/// Bytes that an access through the window has at most.
const WINDOWED: u32 = 8;
/// Pages for which there is a bit in [`GuestSpace::used`].
const GROUP: usize = 64;

/// The state of pages: two bits that this crate acts upon, and six for whoever owns the space.
pub mod page {
    /// The page's bytes can be read.
    pub const READ: u8 = 1;
    /// The page's bytes can be read and written. A page that has this has [`READ`].
    pub const WRITE: u8 = 2;
}

/// 4 GiB of guest addresses. See the module.
pub struct GuestSpace {
    memory: memory::Memory,
    /// The state of each page. Of pages from [`OPEN_PAGES`] on it has neither READ nor WRITE.
    pages: Box<[u8; PAGES]>,
    /// For each group of pages whether any may have a state but 0, and for each 64 groups whether one of them is marked.
    used: Box<[u64; PAGES / GROUP / 64]>,
    marked: [u64; PAGES / GROUP / 64 / 64],
    /// The first byte of a run of pages that all have READ and WRITE, and at how many bytes from there on an access of
    /// [`WINDOWED`] bytes may start; see [`GuestSpace::set_window`].
    window: (u32, u32),
    /// Whether changes are told to the system.
    told: bool,
    /// Pages without READ of which the system allows something, and what: as READ and WRITE. None of them twice; none in a
    /// space whose changes are not told.
    resting: Vec<(Range<u32>, u8)>,
}

/// The numbers of the bits that are set, in order.
fn ones(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(word, bits)| {
        let mut left = *bits;
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros() as usize;
            (left != 0).then(|| {
                left &= left - 1;
                64 * word + bit
            })
        })
    })
}

/// READ and WRITE.
const ACCESS: u8 = page::READ | page::WRITE;

impl GuestSpace {
    /// Reserves a space of which no page has any state, and every byte is 0.
    ///
    /// # Errors
    /// [`SpaceError::System`].
    pub fn reserve() -> Result<Self, SpaceError> {
        let pages = vec![0; PAGES].into_boxed_slice().try_into().expect("the slice has so many elements");
        let used = Box::new([0; PAGES / GROUP / 64]);
        let memory = memory::Memory::reserve()?;
        let marked = [0; PAGES / GROUP / 64 / 64];
        Ok(Self { memory, pages, used, marked, window: (0, 0), told: false, resting: Vec::new() })
    }

    /// The state of every page, by number.
    #[inline(always)]
    #[must_use]
    pub fn pages(&self) -> &[u8; PAGES] {
        &self.pages
    }

    /// Gives all pages of a range a state, in place of what they had. What they hold stays.
    ///
    /// # Panics
    /// Where [`page::WRITE`] comes without [`page::READ`], and where either is given to pages that can never be
    /// accessible.
    pub fn set_pages(&mut self, range: Range<u32>, state: u8) {
        assert!(state & ACCESS != page::WRITE, "what can be written can be read");
        let (start, end) = (range.start as usize, range.end as usize);
        assert!(
            end <= if state & ACCESS == 0 { PAGES } else { OPEN_PAGES },
            "page {end:#x} is never accessible"
        );
        if start >= end {
            return;
        }
        let window = self.window();
        if state & ACCESS != ACCESS && range.start < window.end && range.end > window.start {
            self.window = (0, 0);
        }
        let pages = &mut self.pages[start..end];
        let changes = self.told && pages.iter().any(|old| (old ^ state) & ACCESS != 0);
        // Less first, more last: what Rust may access, the system allows at any time.
        if changes {
            pages.iter_mut().for_each(|old| *old &= !ACCESS);
            if self.wake(&range) != Some(state & ACCESS) && !self.memory.allow(start..end, state & ACCESS) {
                self.open();
            }
        }
        self.pages[start..end].fill(state);
        for group in start / GROUP..=(end - 1) / GROUP {
            self.used[group / 64] |= 1 << (group % 64);
            self.marked[group / 64 / 64] |= 1 << (group / 64 % 64);
        }
    }

    /// Takes pages out of those that rest. What the system allows of each of them, where they all rest alike.
    fn wake(&mut self, range: &Range<u32>) -> Option<u8> {
        let mut allowed = None;
        for i in (0..self.resting.len()).rev() {
            let (run, access) = self.resting[i].clone();
            if run.start >= range.end || run.end <= range.start {
                continue;
            }
            if run.start <= range.start && range.end <= run.end {
                allowed = Some(access);
            }
            self.resting.swap_remove(i);
            let rest = [run.start..range.start, range.end..run.end];
            self.resting.extend(rest.into_iter().filter(|rest| !rest.is_empty()).map(|rest| (rest, access)));
        }
        allowed
    }

    /// Names a run of pages that [`GuestSpace::load_window`] and [`GuestSpace::store_window`] reach without asking for
    /// states. It is given up when one of its pages loses READ or WRITE.
    ///
    /// # Panics
    /// If one of them has not READ and WRITE.
    pub fn set_window(&mut self, range: Range<u32>) {
        let pages = &self.pages[range.start as usize..range.end as usize];
        assert!(pages.iter().all(|state| state & ACCESS == ACCESS), "a page of the window is not accessible");
        let bytes = (range.end.max(range.start) - range.start) << SHIFT;
        self.window = (range.start << SHIFT, bytes.saturating_sub(WINDOWED - 1));
    }

    /// The pages of the window, by number.
    #[must_use]
    pub fn window(&self) -> Range<u32> {
        let (start, starts) = self.window;
        start >> SHIFT..(start + starts + WINDOWED - 1) >> SHIFT
    }

    /// The runs of pages that have a state but 0, by number, as (pages, state).
    #[must_use]
    pub fn runs(&self) -> Vec<(Range<u32>, u8)> {
        const AT_ONCE: usize = 8;
        let mut runs: Vec<(Range<u32>, u8)> = Vec::new();
        let groups =
            ones(&self.marked).flat_map(|word| ones(&self.used[word..=word]).map(move |at| 64 * word + at));
        for first in groups.map(|group| group * GROUP) {
            let states = self.pages[first..first + GROUP].chunks_exact(AT_ONCE);
            for (at, states) in (first as u32..).step_by(AT_ONCE).zip(states) {
                if states == [0; AT_ONCE] {
                    continue;
                }
                if let Some((run, _)) =
                    runs.last_mut().filter(|(run, last)| run.end == at && states == [*last; AT_ONCE])
                {
                    run.end += AT_ONCE as u32;
                    continue;
                }
                for (page, state) in (at..).zip(states).filter(|(_, state)| **state != 0) {
                    match runs.last_mut() {
                        Some((run, last)) if run.end == page && last == state => run.end += 1,
                        _ => runs.push((page..page + 1, *state)),
                    }
                }
            }
        }
        runs
    }

    /// Reads `N` bytes, at most a page, of one page that has READ.
    #[inline(always)]
    #[must_use]
    pub fn load<const N: usize>(&self, at: u32) -> Option<[u8; N]> {
        self.in_page::<N>(at, page::READ).then(|| self.memory.load(at as usize))
    }

    /// Writes `N` bytes, at most a page, of one page that has WRITE; or does nothing and says `false`.
    #[inline(always)]
    #[must_use]
    pub fn store<const N: usize>(&mut self, at: u32, value: [u8; N]) -> bool {
        let can = self.in_page::<N>(at, page::WRITE);
        if can {
            self.memory.store(at as usize, value);
        }
        can
    }

    /// Whether `N` bytes lie in the window.
    #[inline(always)]
    fn in_window<const N: usize>(&self, at: u32) -> bool {
        const { assert!(N <= WINDOWED as usize) };
        at.wrapping_sub(self.window.0) < self.window.1
    }

    /// As [`GuestSpace::load`], for eight bytes at most that are likely in the window.
    #[inline(always)]
    #[must_use]
    pub fn load_window<const N: usize>(&self, at: u32) -> Option<[u8; N]> {
        if self.in_window::<N>(at) { Some(self.memory.load(at as usize)) } else { self.load(at) }
    }

    /// As [`GuestSpace::store`], for eight bytes at most that are likely in the window.
    #[inline(always)]
    #[must_use]
    pub fn store_window<const N: usize>(&mut self, at: u32, value: [u8; N]) -> bool {
        if self.in_window::<N>(at) {
            self.memory.store(at as usize, value);
            return true;
        }
        self.store(at, value)
    }

    #[inline(always)]
    fn in_page<const N: usize>(&self, at: u32, wanted: u8) -> bool {
        const { assert!(N <= PAGE) };
        let at = at as usize;
        self.pages[at >> SHIFT] & wanted != 0 && at & (PAGE - 1) <= PAGE - N
    }

    /// Whether all pages of a range of bytes have a bit of their state set.
    fn allows(&self, range: &Range<usize>, wanted: u8) -> bool {
        if range.start >= range.end {
            return range.start == range.end && range.end <= OPEN_BYTES;
        }
        range.end <= OPEN_BYTES
            && self.pages[range.start >> SHIFT..=(range.end - 1) >> SHIFT]
                .iter()
                .all(|state| state & wanted != 0)
    }

    /// The bytes of a range, if all its pages have READ.
    #[must_use]
    pub fn bytes(&self, range: Range<usize>) -> Option<&[u8]> {
        self.allows(&range, page::READ).then(|| self.memory.slice(range))
    }

    /// The bytes of a range, if all its pages have WRITE.
    #[must_use]
    pub fn bytes_mut(&mut self, range: Range<usize>) -> Option<&mut [u8]> {
        if self.allows(&range, page::WRITE) { Some(self.memory.slice_mut(range)) } else { None }
    }

    /// Copies bytes that may overlap, if the pages of the source have READ and those of the destination have WRITE; or
    /// does nothing and says `false`.
    #[must_use]
    pub fn copy_within(&mut self, source: Range<usize>, destination: usize) -> bool {
        let len = source.len();
        let Some(end) = destination.checked_add(len) else { return false };
        if !self.allows(&source, page::READ) || !self.allows(&(destination..end), page::WRITE) {
            return false;
        }
        self.memory.copy(source, destination);
        true
    }

    /// Makes the space what it was when it was reserved, but that the system is told nothing: no page has a state, and what
    /// had READ is 0 (what had not was never written). Up to `most` pages are written over; where there are more, they
    /// go back to the system.
    pub fn clear(&mut self, most: usize) {
        let runs = self.runs();
        let count: usize = runs.iter().map(|(run, _)| run.len()).sum();
        ones(&std::mem::take(&mut self.marked)).for_each(|word| self.used[word] = 0);
        self.window = (0, 0);
        self.forget(runs, count <= most);
    }

    /// As [`GuestSpace::clear`], for the pages of a range alone, all of which are written over. The window is given up if
    /// it has one of them.
    pub fn clear_pages(&mut self, range: Range<u32>) {
        let window = self.window();
        if range.start < window.end && range.end > window.start {
            self.window = (0, 0);
        }
        let within =
            |(run, state): (Range<u32>, u8)| (run.start.max(range.start)..run.end.min(range.end), state);
        let runs = self.runs().into_iter().map(within).filter(|(run, _)| !run.is_empty()).collect();
        self.forget(runs, true);
    }

    /// Clears pages, by writing over them or by giving them back.
    fn forget(&mut self, runs: Vec<(Range<u32>, u8)>, write: bool) {
        for (run, state) in runs {
            let bytes = (run.start as usize) << SHIFT..(run.end as usize) << SHIFT;
            let mut access = state & ACCESS;
            if access == page::READ && write {
                // Giving them back, making them writable when they are filled again, and having the system zero them takes
                // longer.
                self.set_pages(run.clone(), ACCESS);
                access = ACCESS;
            }
            if access & page::WRITE != 0 && write {
                self.memory.slice_mut(bytes).fill(0);
            } else if access != 0 {
                self.memory.discard(bytes);
            }
            self.pages[run.start as usize..run.end as usize].fill(0);
            if self.told && access != 0 {
                let before =
                    self.resting.last_mut().filter(|(last, rests)| last.end == run.start && *rests == access);
                match before {
                    Some((last, _)) => last.end = run.end,
                    None => self.resting.push((run, access)),
                }
            }
        }
    }

    /// Whether the system allows of each page just what its state says.
    #[must_use]
    pub fn is_armed(&self) -> bool {
        self.told && self.resting.is_empty()
    }

    /// Arms the space. `false` where the host cannot: the space is open then, as before.
    pub fn arm(&mut self) -> bool {
        if self.told {
            while let Some((run, _)) = self.resting.pop() {
                if !self.memory.allow(run.start as usize..run.end as usize, 0) {
                    self.open();
                }
            }
            return self.told;
        }
        let mut runs = self.runs().into_iter().filter(|(_, state)| state & page::READ != 0);
        self.told = self.memory.allow(0..OPEN_PAGES, 0)
            && runs
                .all(|(run, state)| self.memory.allow(run.start as usize..run.end as usize, state & ACCESS));
        if !self.told {
            self.open();
        }
        self.told
    }

    /// Opens the space again: what the system cannot do page by page, it does for all of them at once.
    fn open(&mut self) {
        self.told = false;
        self.resting.clear();
        let open = self.memory.allow(0..OPEN_PAGES, page::READ | page::WRITE);
        assert!(open, "the system takes back memory that it gave");
    }

    /// Where the context of code that runs on this space lies.
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    pub(crate) fn context(&self) -> *mut crate::context::CodeContext {
        self.memory.context()
    }
}

impl std::fmt::Debug for GuestSpace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GuestSpace").field("armed", &self.is_armed()).finish_non_exhaustive()
    }
}

/// The pages themselves: mapped by the system, page by page if need be.
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod memory {
    use super::{OPEN_BYTES, PAGE, SHIFT, page};
    use crate::context::CodeContext;
    use crate::space_error::{SpaceError, system};
    use std::ops::Range;
    use std::ptr::{self, NonNull};

    /// What lies before byte 0: a page that nobody has, and the context's.
    const BEFORE: usize = 2 * PAGE;
    /// What lies behind the 4 GiB: an operand that begins with the last byte ends there.
    const BEHIND: usize = 16 * PAGE;
    const SIZE: usize = BEFORE + (1 << 32) + BEHIND;

    /// A reservation around [`OPEN_BYTES`] bytes that are the owner's.
    pub(super) struct Memory {
        /// Byte 0.
        base: NonNull<u8>,
    }

    // SAFETY: the reservation belongs to its owner alone, and no thread is special to it.
    unsafe impl Send for Memory {}
    // SAFETY: through a shared reference it is only read.
    unsafe impl Sync for Memory {}

    impl Memory {
        pub(super) fn reserve() -> Result<Self, SpaceError> {
            let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
            // SAFETY: without an address the system maps only where nothing is mapped.
            let start = unsafe { libc::mmap(ptr::null_mut(), SIZE, libc::PROT_NONE, flags, -1, 0) };
            if start == libc::MAP_FAILED {
                return Err(system("reserve address space"));
            }
            // SAFETY: `BEFORE` is less than `SIZE`.
            let base = unsafe { start.cast::<u8>().add(BEFORE) };
            let memory =
                Self { base: NonNull::new(base).expect("an address behind a mapping's start is not 0") };
            // SAFETY: the page before byte 0 and the bytes from there on lie in the reservation, which nobody else has.
            let done = unsafe {
                let protection = libc::PROT_READ | libc::PROT_WRITE;
                let start = base.sub(PAGE).cast();
                // A huge page costs 2 MiB of zeroing at the first touch; where the advice fails, runs are merely slower.
                libc::madvise(start, PAGE + OPEN_BYTES, libc::MADV_NOHUGEPAGE);
                libc::mprotect(start, PAGE + OPEN_BYTES, protection)
            };
            if done == 0 { Ok(memory) } else { Err(system("make guest memory accessible")) }
        }

        /// Tells the system what pages allow. `false` if it refuses; they may allow less than they did then.
        pub(super) fn allow(&mut self, pages: Range<usize>, access: u8) -> bool {
            debug_assert!(pages.end << SHIFT <= OPEN_BYTES || access == 0);
            let pages = pages.start.min(OPEN_BYTES >> SHIFT)..pages.end.min(OPEN_BYTES >> SHIFT);
            let protection = match access {
                0 => libc::PROT_NONE,
                page::READ => libc::PROT_READ,
                _ => libc::PROT_READ | libc::PROT_WRITE,
            };
            // SAFETY: the pages lie in the reservation, and no reference to their bytes exists: `self` is borrowed
            // mutably. What Rust may access from now on, the owner of the states says after this call.
            unsafe {
                let start = self.base.as_ptr().add(pages.start << SHIFT);
                libc::mprotect(start.cast(), pages.len() << SHIFT, protection) == 0
            }
        }

        /// Gives the memory behind bytes back to the system: whole pages, which are 0 when they are accessed again.
        pub(super) fn discard(&mut self, bytes: Range<usize>) {
            // SAFETY: the bytes lie in the reservation, and no reference to them exists. They are private and anonymous,
            // so that a later access finds zeroes.
            let done = unsafe {
                let start = self.base.as_ptr().add(bytes.start);
                libc::madvise(start.cast(), bytes.len(), libc::MADV_DONTNEED)
            };
            assert!(done == 0, "the system takes back what it lent");
        }

        pub(super) fn context(&self) -> *mut CodeContext {
            // SAFETY: a context is less than the page before byte 0.
            unsafe { self.base.as_ptr().cast::<CodeContext>().sub(1) }
        }

        // The functions below are called for bytes whose pages have READ, or WRITE, by the table of `GuestSpace`: then
        // they lie below `OPEN_BYTES`, and the system allows it.

        #[inline(always)]
        pub(super) fn load<const N: usize>(&self, at: usize) -> [u8; N] {
            debug_assert!(at + N <= OPEN_BYTES);
            // SAFETY: see above; an array of bytes has no alignment and no invalid values.
            unsafe { self.base.as_ptr().add(at).cast::<[u8; N]>().read() }
        }

        #[inline(always)]
        pub(super) fn store<const N: usize>(&mut self, at: usize, value: [u8; N]) {
            debug_assert!(at + N <= OPEN_BYTES);
            // SAFETY: see above.
            unsafe { self.base.as_ptr().add(at).cast::<[u8; N]>().write(value) }
        }

        pub(super) fn slice(&self, range: Range<usize>) -> &[u8] {
            debug_assert!(range.end <= OPEN_BYTES);
            // SAFETY: see above. What changes bytes or pages takes `self` mutably.
            unsafe { std::slice::from_raw_parts(self.base.as_ptr().add(range.start), range.len()) }
        }

        pub(super) fn slice_mut(&mut self, range: Range<usize>) -> &mut [u8] {
            debug_assert!(range.end <= OPEN_BYTES);
            // SAFETY: see above; the borrow is exclusive.
            unsafe { std::slice::from_raw_parts_mut(self.base.as_ptr().add(range.start), range.len()) }
        }

        pub(super) fn copy(&mut self, source: Range<usize>, destination: usize) {
            debug_assert!(source.end.max(destination + source.len()) <= OPEN_BYTES);
            // SAFETY: see above, for both ranges; `copy` lets them overlap.
            unsafe {
                let base = self.base.as_ptr();
                ptr::copy(base.add(source.start), base.add(destination), source.len());
            }
        }
    }

    impl Drop for Memory {
        fn drop(&mut self) {
            // SAFETY: the reservation is this value's own, and whatever borrowed from it has ended.
            unsafe { libc::munmap(self.base.as_ptr().sub(BEFORE).cast(), SIZE) };
        }
    }
}

/// The pages themselves, where no native code runs: memory that the system gives when it is touched.
#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
mod memory {
    use super::OPEN_BYTES;
    use crate::space_error::SpaceError;
    use memmap2::{MmapMut, MmapOptions};
    use std::ops::Range;

    pub(super) struct Memory {
        bytes: MmapMut,
    }

    impl Memory {
        pub(super) fn reserve() -> Result<Self, SpaceError> {
            let bytes = MmapOptions::new().len(OPEN_BYTES).no_reserve_swap().map_anon();
            Ok(Self {
                bytes: bytes
                    .map_err(|source| SpaceError::System { what: "reserve address space", source })?,
            })
        }

        /// Only what is open already can be had here.
        pub(super) fn allow(&mut self, _pages: Range<usize>, access: u8) -> bool {
            access == super::page::READ | super::page::WRITE
        }

        pub(super) fn discard(&mut self, bytes: Range<usize>) {
            self.bytes[bytes].fill(0);
        }

        #[inline(always)]
        pub(super) fn load<const N: usize>(&self, at: usize) -> [u8; N] {
            *self.bytes[at..].first_chunk().expect("the states of pages say that the bytes are there")
        }

        #[inline(always)]
        pub(super) fn store<const N: usize>(&mut self, at: usize, value: [u8; N]) {
            self.bytes[at..at + N].copy_from_slice(&value);
        }

        pub(super) fn slice(&self, range: Range<usize>) -> &[u8] {
            &self.bytes[range]
        }

        pub(super) fn slice_mut(&mut self, range: Range<usize>) -> &mut [u8] {
            &mut self.bytes[range]
        }

        pub(super) fn copy(&mut self, source: Range<usize>, destination: usize) {
            self.bytes.copy_within(source, destination);
        }
    }
}
