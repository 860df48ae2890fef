//! Guest memory: 2 GiB of reserved address space, of which the host pays only for pages a run touches.
//!
//! **What is accessible is paid for**, by the page ([`gas::PAGE`]), and counts against the limit of pages: the image
//! and the first step of the stack from the start, the heap as allocations extend it, each further step of the stack
//! with the first access to it. Memory has no gas of its own: whoever runs a contract lends it some
//! (`Memory::lend`), and takes back what is left ([`Memory::settle`]). Where the loan does not pay for what an
//! access needs, the access fails and `Memory::unpaid` says so: the gas is used up, the contract has done nothing
//! wrong.
//!
//! One byte of state a page answers every question an access asks: accessible? writable? touched? Which pages were
//! touched is the host's business alone: until then a page has no access bit set, so that the first access to it goes
//! the slow way, where the image's bytes are copied in. What is not accessible traps; no access reaches beyond the
//! reservation, for no page there ever is.
//!
//! The reservation is flat, so that a load is one check and one host load whose address does not depend on
//! the check's.

use echo_abi::layout::{self, PAGE_SIZE};
use echo_abi::outcome::Access;
use echo_abi::{GuestAddr, HeapFull, Image, Limits, Perm, Trap, gas};
use memmap2::{MmapMut, MmapOptions};
use std::sync::Arc;

/// Bits of a page's state.
mod state {
    /// Touched, and readable. Everything mapped is readable.
    pub const READ: u8 = 1;
    /// Touched, and writable.
    pub const WRITE: u8 = 2;
    /// Accessible, to be read.
    pub(crate) const MAPPED: u8 = 4;
    /// Accessible, to be written.
    pub(crate) const MAPPED_WRITABLE: u8 = 8;
}

const PAGE_COUNT: usize = 1 << 20;
const PAGE_MASK: usize = PAGE_SIZE as usize - 1;

/// Address space in which nothing is mapped and every byte is 0: what a [`Memory`] is made of.
pub(crate) struct Blank {
    bytes: MmapMut,
    /// A byte of [`state`] for each page of the 4 GiB.
    pages: Box<[u8; PAGE_COUNT]>,
}

/// The guest's memory.
pub struct Memory {
    bytes: MmapMut,
    /// A byte of [`state`] for each page of the 4 GiB.
    pages: Box<[u8; PAGE_COUNT]>,
    image: Arc<Image>,
    /// Numbers of the pages touched, in order.
    touched: Vec<u32>,
    /// How many pages are accessible, and may be.
    accessible: u32,
    page_limit: u32,
    /// Where the stack ends if all of it is accessible.
    stack_end: u32,
    /// Gas for all steps of the stack that are not accessible yet.
    reserve: u64,
    /// Gas that new pages may cost, and what they cost since it was lent.
    lent: u64,
    owed: u64,
    /// See `Memory::unpaid`.
    unpaid: Option<u64>,
    /// The lowest page of the stack above which all are touched, and in how many bytes from there on an
    /// access of [`Memory::WINDOWED`] bytes may start.
    window: (u32, u32),
    heap_end: u32,
    heap_limit: u32,
}

/// The host cannot give the memory a run needs.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// The address space could not be reserved.
    #[error("cannot reserve 2 GiB of address space for the contract")]
    Reserve(#[source] std::io::Error),
    /// The policy's limit leaves no page for the stack.
    #[error("the limit of {pages} memory pages leaves none for the stack")]
    LimitTooSmall {
        /// The limit.
        pages: u32,
    },
}

fn reserve() -> Result<MmapMut, MemoryError> {
    let bytes = MmapOptions::new()
        .len(layout::SPACE_END as usize)
        .no_reserve_swap()
        .map_anon()
        .map_err(MemoryError::Reserve)?;
    // A huge page costs 2 MiB of zeroing at the first touch; where the advice fails, runs are merely slower.
    #[cfg(target_os = "linux")]
    let _ = bytes.advise(memmap2::Advice::NoHugePage);
    Ok(bytes)
}

impl Blank {
    /// Asks the host for address space.
    ///
    /// # Errors
    /// [`MemoryError::Reserve`] if the host does not give it.
    pub fn reserve() -> Result<Self, MemoryError> {
        let pages =
            vec![0; PAGE_COUNT].into_boxed_slice().try_into().expect("the slice has PAGE_COUNT elements");
        Ok(Self { bytes: reserve()?, pages })
    }
}

/// Gas of so many pages.
fn price(pages: u32) -> u64 {
    gas::pages(pages.into())
}

/// Where a page's bytes are in the reservation.
fn page_range(page: u32) -> std::ops::Range<usize> {
    let start = (page * PAGE_SIZE) as usize;
    start..start + PAGE_SIZE as usize
}

impl Memory {
    /// The memory at the start of a run: the image and the first step of the stack are accessible, the heap is
    /// empty, nothing is touched.
    ///
    /// # Errors
    /// [`MemoryError`] if the limit of pages does not suffice.
    pub(crate) fn new(blank: Blank, image: &Arc<Image>, limits: &Limits) -> Result<Self, MemoryError> {
        let Blank { bytes, pages } = blank;
        let heap = limits.heap.next_multiple_of(PAGE_SIZE).min(layout::HEAP_END - layout::HEAP_START);
        let mut memory = Self {
            bytes,
            pages,
            image: Arc::clone(image),
            touched: Vec::new(),
            accessible: 0,
            page_limit: limits.memory_pages,
            stack_end: layout::STACK_TOP - limits.stack_size(),
            reserve: 0,
            lent: 0,
            owed: 0,
            unpaid: None,
            window: (layout::STACK_TOP, 0),
            heap_end: layout::HEAP_START,
            heap_limit: layout::HEAP_START + heap,
        };
        for segment in image.segments() {
            let state = match segment.perm {
                Perm::Read | Perm::ReadExecute => state::MAPPED,
                Perm::ReadWrite => state::MAPPED | state::MAPPED_WRITABLE,
            };
            memory.map(segment.addr.0, segment.end().0, state);
        }
        let first = limits.first_stack_pages();
        let start = layout::STACK_TOP - first * PAGE_SIZE;
        memory.map(start, layout::STACK_TOP, state::MAPPED | state::MAPPED_WRITABLE);
        memory.reserve = price((start - memory.stack_end) / PAGE_SIZE);
        if memory.accessible > memory.page_limit {
            return Err(MemoryError::LimitTooSmall { pages: limits.memory_pages });
        }
        Ok(memory)
    }

    /// Ends the run: the address space, blank again, for another one. `None` where more than `most` pages were touched:
    /// to give them back to the host is cheaper than to write zeroes over them.
    #[must_use]
    pub(crate) fn into_blank(self, most: usize) -> Option<Blank> {
        if self.touched.len() > most {
            return None;
        }
        let Self { mut bytes, mut pages, image, touched, .. } = self;
        for page in touched {
            bytes[page_range(page)].fill(0);
        }
        let segments = image.segments().iter().map(|segment| (segment.addr.0, segment.end().0));
        let heap = (layout::HEAP_START, self.heap_end);
        let stack = (self.stack_end, layout::STACK_TOP);
        for (start, end) in segments.chain([heap, stack]) {
            pages[(start / PAGE_SIZE) as usize..end.div_ceil(PAGE_SIZE) as usize].fill(0);
        }
        Some(Blank { bytes, pages })
    }

    /// Adds `state` to the pages from `start` to `end`, exclusive; segments that share a page share its
    /// permissions.
    fn map(&mut self, start: u32, end: u32, state: u8) {
        let pages = start / PAGE_SIZE..end.div_ceil(PAGE_SIZE);
        for page in &mut self.pages[pages.start as usize..pages.end as usize] {
            self.accessible += u32::from(*page == 0);
            *page |= state;
        }
    }

    /// Lends gas for pages that become accessible.
    #[inline(always)]
    pub(crate) fn lend(&mut self, gas: u64) {
        self.lent = gas;
    }

    /// Ends the loan: what pages cost since `Memory::lend`.
    #[inline(always)]
    #[must_use]
    pub fn settle(&mut self) -> u64 {
        self.lent = 0;
        std::mem::take(&mut self.owed)
    }

    /// The price of the pages that the last access needed, where it was refused because the loan did not pay for them.
    #[must_use]
    pub(crate) fn unpaid(&self) -> Option<u64> {
        self.unpaid
    }

    /// The most that accesses can cost from now on: the price of all of the stack that is not accessible yet.
    #[inline(always)]
    #[must_use]
    pub fn reserve(&self) -> u64 {
        self.reserve
    }

    /// Pays for pages with what was lent; `None` where the limit of pages, or the loan, does not suffice.
    fn pay(&mut self, pages: u32) -> Option<()> {
        if pages > self.page_limit - self.accessible {
            return None;
        }
        let price = price(pages);
        if price > self.lent {
            self.unpaid = Some(price);
            return None;
        }
        self.lent -= price;
        self.owed += price;
        Some(())
    }

    /// Whether a page is one of the stack's, accessible or not.
    fn is_stack(&self, page: u32) -> bool {
        (self.stack_end..layout::STACK_TOP).contains(&(page * PAGE_SIZE))
    }

    /// Makes the steps of the stack accessible in which these of its pages lie.
    #[cold]
    fn grow_stack(&mut self, pages: std::ops::RangeInclusive<u32>) -> Result<(), Trap> {
        let step = |page: u32| (layout::STACK_TOP - 1 - page * PAGE_SIZE) / layout::STACK_STEP;
        // The lower a page, the higher the number of its step.
        let steps = step(*pages.end())..=step(*pages.start());
        let range = |step: u32| {
            let end = layout::STACK_TOP - step * layout::STACK_STEP;
            (end - layout::STACK_STEP).max(self.stack_end)..end
        };
        let is_new = |range: &std::ops::Range<u32>| self.pages[(range.start / PAGE_SIZE) as usize] == 0;
        let new: Vec<_> = steps.map(range).filter(is_new).collect();
        let count = new.iter().map(|range| range.len() as u32 / PAGE_SIZE).sum();
        self.pay(count).ok_or(Trap::NoMemory { addr: GuestAddr(*pages.start() * PAGE_SIZE) })?;
        self.reserve -= price(count);
        for range in new {
            self.map(range.start, range.end, state::MAPPED | state::MAPPED_WRITABLE);
        }
        Ok(())
    }

    /// A copy, for tests and debuggers.
    ///
    /// # Errors
    /// [`MemoryError::Reserve`] if the host does not give the address space.
    pub fn snapshot(&self) -> Result<Self, MemoryError> {
        let mut bytes = reserve()?;
        for page in self.touched.iter().map(|page| page_range(*page)) {
            bytes[page.clone()].copy_from_slice(&self.bytes[page]);
        }
        Ok(Self {
            bytes,
            pages: self.pages.clone(),
            image: Arc::clone(&self.image),
            touched: self.touched.clone(),
            ..*self
        })
    }

    /// The first difference in what is mapped, touched, or in the bytes, in words.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<String> {
        // A million pages are compared at once, for they are equal as a rule.
        if self.pages != other.pages {
            let page = self.pages.iter().zip(other.pages.iter()).position(|(a, b)| a != b)?;
            return Some(format!("page {page:#x}000 is mapped or touched in one memory only"));
        }
        self.touched.iter().find_map(|page| {
            let range = page_range(*page);
            let at = self.bytes[range.clone()]
                .iter()
                .zip(&other.bytes[range.clone()])
                .position(|(a, b)| a != b)?;
            let at = range.start + at;
            Some(format!("the byte at {at:#x} is {:#x} and {:#x}", self.bytes[at], other.bytes[at]))
        })
    }

    /// How many pages are accessible.
    #[must_use]
    pub fn accessible(&self) -> u32 {
        self.accessible
    }

    /// End of the mapped heap.
    #[must_use]
    pub(crate) fn heap_end(&self) -> GuestAddr {
        GuestAddr(self.heap_end)
    }

    /// Makes the heap accessible up to at least `end`.
    ///
    /// # Errors
    /// [`HeapFull`] beyond the policy's limits, and where the loan does not pay for it (`Memory::unpaid`); nothing
    /// changes then.
    pub(crate) fn grow_heap(&mut self, end: GuestAddr) -> Result<(), HeapFull> {
        self.unpaid = None;
        let end = end.0.checked_next_multiple_of(PAGE_SIZE).filter(|end| *end <= self.heap_limit);
        let end = end.ok_or(HeapFull::Bytes)?;
        if end > self.heap_end {
            self.pay((end - self.heap_end) / PAGE_SIZE).ok_or(HeapFull::Pages)?;
            self.map(self.heap_end, end, state::MAPPED | state::MAPPED_WRITABLE);
            self.heap_end = end;
        }
        Ok(())
    }

    /// Whether `N` bytes, at most a page, lie in one page that has the access bit `wanted`.
    #[inline(always)]
    fn in_page<const N: usize>(&self, addr: GuestAddr, wanted: u8) -> bool {
        let at = addr.0 as usize;
        self.pages[at >> 12] & wanted != 0 && at & PAGE_MASK <= PAGE_SIZE as usize - N
    }

    /// How many bytes [`Memory::read_stack`] and [`Memory::write_stack`] take at most.
    pub(crate) const WINDOWED: u32 = 8;

    /// Whether `N` bytes lie in the part of the stack that is touched throughout.
    #[inline(always)]
    fn in_window<const N: usize>(&self, addr: GuestAddr) -> bool {
        const { assert!(N <= Self::WINDOWED as usize) };
        addr.0.wrapping_sub(self.window.0) < self.window.1
    }

    #[inline(always)]
    fn bytes_at<const N: usize>(&self, addr: GuestAddr) -> Option<[u8; N]> {
        let at = addr.0 as usize;
        Some(self.bytes.get(at..at + N)?.try_into().expect("the slice has N bytes"))
    }

    #[inline(always)]
    fn set_bytes_at<const N: usize>(&mut self, addr: GuestAddr, value: [u8; N]) -> bool {
        let at = addr.0 as usize;
        let Some(bytes) = self.bytes.get_mut(at..at + N) else { return false };
        bytes.copy_from_slice(&value);
        true
    }

    /// Reads `N` bytes, at most a page, if they lie in one page that is touched already. `None` says nothing
    /// about whether [`Memory::read`] can.
    #[inline(always)]
    #[must_use]
    pub(crate) fn read_fast<const N: usize>(&self, addr: GuestAddr) -> Option<[u8; N]> {
        if self.in_page::<N>(addr, state::READ) { self.bytes_at(addr) } else { None }
    }

    /// Writes `N` bytes, at most a page, if they lie in one page that is touched already; else does nothing
    /// and says `false`.
    #[inline(always)]
    #[must_use]
    pub(crate) fn write_fast<const N: usize>(&mut self, addr: GuestAddr, value: [u8; N]) -> bool {
        self.in_page::<N>(addr, state::WRITE) && self.set_bytes_at(addr, value)
    }

    /// As `Memory::read_fast`, for what is likely on the stack: no page is looked up there.
    #[inline(always)]
    #[must_use]
    pub fn read_stack<const N: usize>(&self, addr: GuestAddr) -> Option<[u8; N]> {
        if self.in_window::<N>(addr) { self.bytes_at(addr) } else { self.read_fast(addr) }
    }

    /// As [`Memory::write_fast`], for what is likely on the stack: no page is looked up there.
    #[inline(always)]
    #[must_use]
    pub(crate) fn write_stack<const N: usize>(&mut self, addr: GuestAddr, value: [u8; N]) -> bool {
        if self.in_window::<N>(addr) { self.set_bytes_at(addr, value) } else { self.write_fast(addr, value) }
    }

    /// Reads `N` bytes, at most a page.
    ///
    /// # Errors
    /// [`Trap::Memory`], [`Trap::StackOverflow`] or [`Trap::NoMemory`]; nothing is read.
    #[inline(always)]
    pub fn read<const N: usize>(&mut self, addr: GuestAddr) -> Result<[u8; N], Trap> {
        match self.read_fast(addr) {
            Some(bytes) => Ok(bytes),
            None => self.read_slow(addr),
        }
    }

    /// Writes `N` bytes, at most a page.
    ///
    /// # Errors
    /// [`Trap::Memory`], [`Trap::StackOverflow`] or [`Trap::NoMemory`]; nothing is written.
    #[inline(always)]
    pub fn write<const N: usize>(&mut self, addr: GuestAddr, value: [u8; N]) -> Result<(), Trap> {
        if self.write_fast(addr, value) { Ok(()) } else { self.write_slow(addr, value) }
    }

    #[cold]
    #[inline(never)]
    fn read_slow<const N: usize>(&mut self, addr: GuestAddr) -> Result<[u8; N], Trap> {
        let range = self.touch(addr, N as u32, Access::Read)?;
        Ok(self.bytes[range].try_into().expect("the range has N bytes"))
    }

    #[cold]
    #[inline(never)]
    fn write_slow<const N: usize>(&mut self, addr: GuestAddr, value: [u8; N]) -> Result<(), Trap> {
        let range = self.touch(addr, N as u32, Access::Write)?;
        self.bytes[range].copy_from_slice(&value);
        Ok(())
    }

    /// The bytes at `addr`, for a host function to read.
    ///
    /// # Errors
    /// As for [`Memory::read`].
    pub fn slice(&mut self, addr: GuestAddr, len: u32) -> Result<&[u8], Trap> {
        let range = self.touch(addr, len, Access::Read)?;
        Ok(&self.bytes[range])
    }

    /// The bytes at `addr`, for a host function to write.
    ///
    /// # Errors
    /// As for [`Memory::write`].
    pub fn slice_mut(&mut self, addr: GuestAddr, len: u32) -> Result<&mut [u8], Trap> {
        let range = self.touch(addr, len, Access::Write)?;
        Ok(&mut self.bytes[range])
    }

    /// Copies `len` bytes that may overlap.
    ///
    /// # Errors
    /// As for [`Memory::read`] and [`Memory::write`]; nothing is copied.
    pub fn copy(&mut self, destination: GuestAddr, source: GuestAddr, len: u32) -> Result<(), Trap> {
        let source = self.touch(source, len, Access::Read)?;
        let destination = self.touch(destination, len, Access::Write)?;
        self.bytes.copy_within(source, destination.start);
        Ok(())
    }

    /// Makes sure that `len` bytes at `addr` may be accessed, and returns where they are in the reservation.
    /// An access that wraps around the end of the address space is refused like any other to unmapped memory.
    fn touch(&mut self, addr: GuestAddr, len: u32, access: Access) -> Result<std::ops::Range<usize>, Trap> {
        self.unpaid = None;
        let start = addr.0 as usize;
        let end = start + len as usize;
        if end > layout::SPACE_END as usize {
            return Err(Trap::Memory { addr, access });
        }
        if len > 0 {
            let wanted = if access == Access::Write { state::WRITE } else { state::READ };
            // Permission first, for all of it: an access that traps touches nothing.
            let pages = start >> 12..=(end - 1) >> 12;
            let mut grows = false;
            for page in pages.clone() {
                let mapped = if access == Access::Write { state::MAPPED_WRITABLE } else { state::MAPPED };
                if self.pages[page] & mapped == 0 {
                    if !self.is_stack(page as u32) {
                        return Err(self.unmapped(addr, page as u32, access));
                    }
                    grows = true;
                }
            }
            if grows {
                self.grow_stack(*pages.start() as u32..=*pages.end() as u32)?;
            }
            for page in pages {
                if self.pages[page] & wanted == 0 {
                    self.touch_page(page as u32);
                }
            }
        }
        Ok(start..end)
    }

    fn unmapped(&self, addr: GuestAddr, page: u32, access: Access) -> Trap {
        let fault = GuestAddr(addr.0.max(page * PAGE_SIZE));
        if (layout::HEAP_END..self.stack_end).contains(&fault.0) {
            Trap::StackOverflow { addr: fault }
        } else {
            Trap::Memory { addr: fault, access }
        }
    }

    /// First touch of an accessible page: copies in what the image has for it.
    fn touch_page(&mut self, page: u32) {
        let start = page * PAGE_SIZE;
        self.touched.push(page);
        let state = &mut self.pages[page as usize];
        *state |= state::READ;
        if *state & state::MAPPED_WRITABLE != 0 {
            *state |= state::WRITE;
        }
        while self.window.0 > self.stack_end
            && self.pages[(self.window.0 / PAGE_SIZE) as usize - 1] & state::WRITE != 0
        {
            let low = self.window.0 - PAGE_SIZE;
            self.window = (low, layout::STACK_TOP - low - Self::WINDOWED + 1);
        }
        let end = start + PAGE_SIZE;
        for segment in self.image.segments() {
            let from = segment.addr.0.max(start);
            let to = (segment.addr.0 + segment.bytes.len() as u32).min(end);
            if from < to {
                let source = (from - segment.addr.0) as usize..(to - segment.addr.0) as usize;
                self.bytes[from as usize..to as usize].copy_from_slice(&segment.bytes[source]);
            }
        }
    }
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memory")
            .field("touched", &self.touched.iter().map(|p| GuestAddr(p * PAGE_SIZE)).collect::<Vec<_>>())
            .field("heap_end", &self.heap_end())
            .finish_non_exhaustive()
    }
}
