//! Guest memory: reserved address space, of which the host pays only for pages a run touches.
//!
//! **What is accessible is paid for**, by the page ([`gas::PAGE`]), and counts against the limit of pages: the image,
//! the first step of the stack and the first page of the heap from the start, more of the heap as allocations extend it,
//! each further step of the stack with the first access to it. Memory has no gas of its own: whoever runs a contract lends it some
//! (`Memory::lend`), and takes back what is left ([`Memory::settle`]). Where the loan does not pay for what an
//! access needs, the access fails and `Memory::unpaid` says so: the gas is used up, the contract has done nothing
//! wrong.
//!
//! One byte of state a page answers every question an access asks: accessible? writable? touched? Which pages were
//! touched is the host's business alone: until then a page has no access bit set, so that the first access to it goes
//! the slow way, where the image's bytes are copied in. What is not accessible traps; no access reaches beyond the
//! reservation, for no page there ever is.
//!
//! When a run is over, its memory can be made what it was at the start (`Memory::restart`): pages that were accessible then
//! stay touched, and those of them that can be written get the bytes of a first touch.
//!
//! The bytes are a [`GuestSpace`]'s: flat, so that a load is one check and one host load whose address does not depend
//! on the check's. Before code runs on it natively it is armed (`Memory::arm`); then the processor asks the same
//! question at each access, and what it refuses comes here all the same.

use echo_abi::layout::{self, PAGE_SIZE};
use echo_abi::outcome::Access;
use echo_abi::{GuestAddr, HeapFull, Image, Limits, Perm, Trap, gas};
use echo_native::guest::page;
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
use echo_native::{CodeArea, EnterError, Left, RegisterFile};
use echo_native::{GuestSpace, SpaceError};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Bits of a page's state.
mod state {
    use super::page;

    /// Touched, and readable. Everything mapped is readable.
    pub(crate) const READ: u8 = page::READ;
    /// Touched, and writable.
    pub(crate) const WRITE: u8 = page::WRITE;
    /// Accessible, to be read.
    pub(crate) const MAPPED: u8 = 4;
    /// Accessible, to be written.
    pub(crate) const MAPPED_WRITABLE: u8 = 8;

    /// What is observable of a state.
    pub(crate) const fn mapped(state: u8) -> u8 {
        state & (MAPPED | MAPPED_WRITABLE)
    }

    /// The state, once the page is touched.
    pub(crate) const fn touched(state: u8) -> u8 {
        let access = if state & MAPPED_WRITABLE != 0 { READ | WRITE } else { READ };
        mapped(state) | access
    }
}

/// Pages of the image up to which all of it is copied in when the memory is armed. Of a larger one, constants and text
/// wait for the first access, which takes [`AROUND`] pages along.
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
const SMALL_IMAGE: u32 = 16;
/// Pages of another image that are written over at most; where there are more, the host gets them back.
const FEW: usize = 64;
/// Pages of the stack that are touched when the memory is armed: each that is touched is written over when the run is over,
/// and most runs need few. The others wait for the first access.
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
const STACK_PAGES: u32 = 1;
/// Pages, and the multiple they begin at.
const AROUND: u32 = 16;
/// As [`AROUND`], for pages of the stack.
const STACK_AROUND: u32 = 4;

/// Address space in which nothing is mapped and every byte is 0: what a [`Memory`] is made of.
pub(crate) struct Blank {
    space: GuestSpace,
}

/// The guest's memory.
pub struct Memory {
    /// The bytes, and a [`state`] for each page.
    space: GuestSpace,
    image: Arc<Image>,
    /// How many pages are accessible, were at the start, and may be.
    accessible: u32,
    first_accessible: u32,
    page_limit: u32,
    /// How many are touched.
    touched: usize,
    /// Where the stack ends if all of it is accessible.
    stack_end: u32,
    /// Gas for all steps of the stack that are not accessible yet, and were not at the start.
    reserve: u64,
    first_reserve: u64,
    /// Gas that new pages may cost, and what they cost since it was lent.
    lent: u64,
    owed: u64,
    /// See `Memory::unpaid`.
    unpaid: Option<u64>,
    heap_end: u32,
    heap_limit: u32,
}

/// The host cannot give the memory a run needs.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// The address space could not be reserved.
    #[error("cannot reserve 4 GiB of address space for the contract")]
    Reserve(#[from] SpaceError),
    /// The policy's limit leaves no page for the stack.
    #[error("the limit of {pages} memory pages leaves none for the stack")]
    LimitTooSmall {
        /// The limit.
        pages: u32,
    },
}

impl Blank {
    /// Asks the host for address space.
    ///
    /// # Errors
    /// [`MemoryError::Reserve`] if the host does not give it.
    pub fn reserve() -> Result<Self, MemoryError> {
        Ok(Self { space: GuestSpace::reserve()? })
    }
}

/// Gas of so many pages.
fn price(pages: u32) -> u64 {
    gas::pages(pages.into())
}

/// The bytes of pages.
fn bytes_of(pages: &Range<u32>) -> Range<usize> {
    (pages.start * PAGE_SIZE) as usize..(pages.end * PAGE_SIZE) as usize
}

impl Memory {
    /// The memory at the start of a run: the image, the first step of the stack and the first page of the heap are
    /// accessible, nothing is touched.
    ///
    /// # Errors
    /// [`MemoryError`] if the limit of pages does not suffice.
    pub(crate) fn new(blank: Blank, image: &Arc<Image>, limits: &Limits) -> Result<Self, MemoryError> {
        let mut memory = Self {
            space: blank.space,
            image: Arc::clone(image),
            accessible: 0,
            first_accessible: 0,
            page_limit: limits.memory_pages,
            touched: 0,
            stack_end: layout::STACK_TOP - limits.stack_size(),
            reserve: 0,
            first_reserve: 0,
            lent: 0,
            owed: 0,
            unpaid: None,
            heap_end: layout::HEAP_START + limits.first_heap_pages() * PAGE_SIZE,
            heap_limit: layout::HEAP_START + limits.heap_size(),
        };
        for segment in image.segments() {
            let state = match segment.perm {
                Perm::Read | Perm::ReadExecute => state::MAPPED,
                Perm::ReadWrite => state::MAPPED | state::MAPPED_WRITABLE,
            };
            memory.map(segment.addr.0, segment.end().0, state);
        }
        let start = memory.first_stack().start * PAGE_SIZE;
        memory.map(start, layout::STACK_TOP, state::MAPPED | state::MAPPED_WRITABLE);
        memory.map(layout::HEAP_START, memory.heap_end, state::MAPPED | state::MAPPED_WRITABLE);
        memory.first_accessible = memory.accessible;
        memory.first_reserve = price((start - memory.stack_end) / PAGE_SIZE);
        memory.reserve = memory.first_reserve;
        memory.limit_pages(limits)?;
        Ok(memory)
    }

    /// Whether the limit of pages suffices for what is accessible at the start of a run.
    ///
    /// # Errors
    /// [`MemoryError::LimitTooSmall`].
    pub(crate) fn suffices(image: &Image, limits: &Limits) -> Result<(), MemoryError> {
        let beside = limits.first_stack_pages() + limits.first_heap_pages();
        let first = image.pages().count() + beside as usize;
        let pages = limits.memory_pages;
        if first > pages as usize { Err(MemoryError::LimitTooSmall { pages }) } else { Ok(()) }
    }

    /// Sets the limit of pages at the start of a run.
    ///
    /// # Errors
    /// [`MemoryError::LimitTooSmall`]; the memory is as it was.
    pub(crate) fn limit_pages(&mut self, limits: &Limits) -> Result<(), MemoryError> {
        if self.accessible > limits.memory_pages {
            return Err(MemoryError::LimitTooSmall { pages: limits.memory_pages });
        }
        self.page_limit = limits.memory_pages;
        Ok(())
    }

    /// Whether it is that of a run of this image within these limits, but for the limit of pages.
    pub(crate) fn is_for(&self, image: &Arc<Image>, limits: &Limits) -> bool {
        Arc::ptr_eq(&self.image, image)
            && self.stack_end == layout::STACK_TOP - limits.stack_size()
            && self.heap_limit == layout::HEAP_START + limits.heap_size()
    }

    /// Its image.
    pub(crate) fn image(&self) -> &Arc<Image> {
        &self.image
    }

    /// Makes the memory what it was at the start of its run, but that pages are still touched which were accessible then:
    /// their bytes are what a first touch would find. `false`, and nothing is done, where more than `most` pages were
    /// touched: to give them back to the host is cheaper than to write over them.
    #[must_use]
    pub(crate) fn restart(&mut self, most: usize) -> bool {
        if self.touched > most {
            return false;
        }
        let first_stack = self.first_stack();
        let first_heap = self.first_heap();
        if first_heap.end * PAGE_SIZE < self.heap_end {
            self.forget(first_heap.end..self.heap_end / PAGE_SIZE);
            self.heap_end = first_heap.end * PAGE_SIZE;
        }
        self.restore(first_heap);
        if self.reserve != self.first_reserve {
            self.forget(self.stack_end / PAGE_SIZE..first_stack.start);
            self.reserve = self.first_reserve;
            self.widen_window(&(first_stack.end..first_stack.end));
        }
        self.restore(first_stack);
        for i in 0..self.image.segments().len() {
            let segment = &self.image.segments()[i];
            if segment.perm == Perm::ReadWrite {
                self.restore(segment.addr.0 / PAGE_SIZE..segment.end().0.div_ceil(PAGE_SIZE));
            }
        }
        self.accessible = self.first_accessible;
        (self.lent, self.owed, self.unpaid) = (0, 0, None);
        true
    }

    /// Makes pages inaccessible that were not accessible at the start.
    fn forget(&mut self, pages: Range<u32>) {
        let states = &self.space.pages()[pages.start as usize..pages.end as usize];
        self.touched -= states.iter().filter(|state| **state & state::READ != 0).count();
        self.space.clear_pages(pages);
    }

    /// Gives those of these pages that can be written, and are touched, the bytes of their first touch.
    fn restore(&mut self, pages: Range<u32>) {
        let mut at = pages.start;
        while at < pages.end {
            let rest = &self.space.pages()[at as usize..pages.end as usize];
            let run =
                |is: bool| rest.iter().take_while(|state| (**state & state::WRITE != 0) == is).count() as u32;
            let written = at..at + run(true);
            at = written.end + if written.is_empty() { run(false) } else { 0 };
            if !written.is_empty() {
                let bytes = self.space.bytes_mut(bytes_of(&written)).expect("they can be written");
                restore_image(&self.image, written.start * PAGE_SIZE, bytes);
            }
        }
    }

    /// The address space, blank again, for another image. Of more than [`FEW`] pages, none is written over: the host gets
    /// them back.
    #[must_use]
    pub(crate) fn into_blank(self) -> Blank {
        let mut space = self.space;
        space.clear(FEW);
        Blank { space }
    }

    /// The pages of the stack that are accessible from the start.
    fn first_stack(&self) -> Range<u32> {
        let size = (layout::STACK_TOP - self.stack_end).min(layout::STACK_STEP);
        (layout::STACK_TOP - size) / PAGE_SIZE..layout::STACK_TOP / PAGE_SIZE
    }

    /// The pages of the heap that are accessible from the start.
    fn first_heap(&self) -> Range<u32> {
        let start = layout::HEAP_START;
        start / PAGE_SIZE..self.heap_limit.min(start + PAGE_SIZE) / PAGE_SIZE
    }

    /// Runs of pages that were touched.
    fn touched(&self) -> impl Iterator<Item = Range<u32>> + '_ {
        self.space.runs().into_iter().filter(|(_, state)| state & state::READ != 0).map(|(run, _)| run)
    }

    /// Adds `state` to the pages from `start` to `end`, exclusive; segments that share a page share its
    /// permissions.
    fn map(&mut self, start: u32, end: u32, state: u8) {
        let pages = start / PAGE_SIZE..end.div_ceil(PAGE_SIZE);
        let mut at = pages.start;
        while at < pages.end {
            let old = self.space.pages()[at as usize];
            let rest = &self.space.pages()[at as usize..pages.end as usize];
            let run = at..at + rest.iter().take_while(|page| **page == old).count() as u32;
            at = run.end;
            if state::mapped(old) == 0 {
                self.accessible += run.len() as u32;
            }
            if old | state != old {
                self.space.set_pages(run.clone(), old | state);
            }
            if self.space.is_armed() {
                self.touch_run(run);
            }
        }
    }

    /// Lets the processor itself check accesses, as far as the host can: `false` where it cannot.
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    pub(crate) fn arm(&mut self) -> bool {
        if self.space.is_armed() {
            return true;
        }
        let image: u32 =
            self.image.segments().iter().map(|segment| segment.mem_size.div_ceil(PAGE_SIZE)).sum();
        for (run, state) in self.space.runs() {
            if state & state::READ != 0 {
                continue;
            }
            let first = if self.is_stack(run.start) {
                (layout::STACK_TOP / PAGE_SIZE - STACK_PAGES).clamp(run.start, run.end)
            } else if image <= SMALL_IMAGE || state & state::MAPPED_WRITABLE != 0 {
                run.start
            } else {
                run.end
            };
            if first < run.end {
                self.touch_run(first..run.end);
            }
        }
        self.space.arm()
    }

    /// Runs native code on this memory, which is armed. Gives how it left.
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    pub(crate) fn run(
        &mut self,
        area: &mut CodeArea,
        registers: &mut impl RegisterFile,
        gas: &mut u64,
        entry: u32,
    ) -> Result<Left, EnterError> {
        area.run(&mut self.space, registers, gas, entry)
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
        let is_new = |range: &Range<u32>| self.space.pages()[(range.start / PAGE_SIZE) as usize] == 0;
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
        let mut space = GuestSpace::reserve()?;
        for (run, state) in self.space.runs() {
            if let Some(bytes) = self.space.bytes(bytes_of(&run)) {
                space.set_pages(run.clone(), state::READ | state::WRITE);
                space.bytes_mut(bytes_of(&run)).expect("just made writable").copy_from_slice(bytes);
            }
            space.set_pages(run, state);
        }
        let window = self.space.window();
        space.set_window(window);
        Ok(Self { space, image: Arc::clone(&self.image), ..*self })
    }

    /// The first difference in what is accessible, or in the bytes, in words. Which pages were touched is no difference.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<String> {
        let (ours, theirs) = (self.space.pages(), other.space.pages());
        // A million pages are compared at once, for they are equal as a rule.
        if ours != theirs {
            let differ = |(a, b): (&u8, &u8)| state::mapped(*a) != state::mapped(*b);
            if let Some(page) = ours.iter().zip(theirs).position(differ) {
                return Some(format!("page {page:#x}000 is not accessible in both memories, or not so"));
            }
        }
        let mut pages: Vec<u32> = self.touched().chain(other.touched()).flatten().collect();
        pages.sort_unstable();
        pages.dedup();
        pages.into_iter().find_map(|page| {
            let (a, b) = (self.page(page), other.page(page));
            let at = a.iter().zip(b.iter()).position(|(a, b)| a != b)?;
            let addr = GuestAddr(page * PAGE_SIZE + at as u32);
            Some(format!("the byte at {addr} is {:#x} and {:#x}", a[at], b[at]))
        })
    }

    /// What a page holds, or will when it is touched.
    fn page(&self, page: u32) -> Cow<'_, [u8]> {
        let run = page..page + 1;
        match self.space.bytes(bytes_of(&run)) {
            Some(bytes) => Cow::Borrowed(bytes),
            None => {
                let mut bytes = vec![0; PAGE_SIZE as usize];
                copy_image(&self.image, page * PAGE_SIZE, &mut bytes);
                Cow::Owned(bytes)
            }
        }
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

    /// Reads `N` bytes, at most a page, if they lie in one page that is touched already. `None` says nothing
    /// about whether [`Memory::read`] can.
    #[inline(always)]
    #[must_use]
    pub(crate) fn read_fast<const N: usize>(&self, addr: GuestAddr) -> Option<[u8; N]> {
        self.space.load(addr.0)
    }

    /// Writes `N` bytes, at most a page, if they lie in one page that is touched already; else does nothing
    /// and says `false`.
    #[inline(always)]
    #[must_use]
    pub(crate) fn write_fast<const N: usize>(&mut self, addr: GuestAddr, value: [u8; N]) -> bool {
        self.space.store(addr.0, value)
    }

    /// As `Memory::read_fast`, for eight bytes at most that are likely on the stack: no page is looked up where all
    /// above are touched.
    #[inline(always)]
    #[must_use]
    pub fn read_stack<const N: usize>(&self, addr: GuestAddr) -> Option<[u8; N]> {
        self.space.load_window(addr.0)
    }

    /// As [`Memory::write_fast`], for eight bytes at most that are likely on the stack: no page is looked up where all
    /// above are touched.
    #[inline(always)]
    #[must_use]
    pub(crate) fn write_stack<const N: usize>(&mut self, addr: GuestAddr, value: [u8; N]) -> bool {
        self.space.store_window(addr.0, value)
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
        Ok(self.touched_bytes(range).try_into().expect("the range has N bytes"))
    }

    #[cold]
    #[inline(never)]
    fn write_slow<const N: usize>(&mut self, addr: GuestAddr, value: [u8; N]) -> Result<(), Trap> {
        let range = self.touch(addr, N as u32, Access::Write)?;
        self.touched_bytes_mut(range).copy_from_slice(&value);
        Ok(())
    }

    /// Bytes that `touch` made sure of, for reading.
    fn touched_bytes(&self, range: Range<usize>) -> &[u8] {
        self.space.bytes(range).expect("the pages were touched")
    }

    /// Bytes that `touch` made sure of, for writing.
    fn touched_bytes_mut(&mut self, range: Range<usize>) -> &mut [u8] {
        self.space.bytes_mut(range).expect("the pages were touched")
    }

    /// The bytes at `addr`, for a host function to read.
    ///
    /// # Errors
    /// As for [`Memory::read`].
    pub fn slice(&mut self, addr: GuestAddr, len: u32) -> Result<&[u8], Trap> {
        let range = self.touch(addr, len, Access::Read)?;
        Ok(self.touched_bytes(range))
    }

    /// The bytes at `addr`, for a host function to write.
    ///
    /// # Errors
    /// As for [`Memory::write`].
    pub fn slice_mut(&mut self, addr: GuestAddr, len: u32) -> Result<&mut [u8], Trap> {
        let range = self.touch(addr, len, Access::Write)?;
        Ok(self.touched_bytes_mut(range))
    }

    /// Copies `len` bytes that may overlap.
    ///
    /// # Errors
    /// As for [`Memory::read`] and [`Memory::write`]; nothing is copied.
    pub fn copy(&mut self, destination: GuestAddr, source: GuestAddr, len: u32) -> Result<(), Trap> {
        let source = self.touch(source, len, Access::Read)?;
        let destination = self.touch(destination, len, Access::Write)?;
        let copied = self.space.copy_within(source, destination.start);
        assert!(copied, "the pages were touched");
        Ok(())
    }

    /// Makes sure that `len` bytes at `addr` may be accessed, and returns where they are in the reservation.
    /// An access that wraps around the end of the address space is refused like any other to unmapped memory.
    fn touch(&mut self, addr: GuestAddr, len: u32, access: Access) -> Result<Range<usize>, Trap> {
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
                if self.space.pages()[page] & mapped == 0 {
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
                if self.space.pages()[page] & wanted == 0 {
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
        if !self.space.is_armed() {
            return self.touch_run(page..page + 1);
        }
        let is_alike = |other: &u32| self.space.pages()[*other as usize] == self.space.pages()[page as usize];
        let around = if self.is_stack(page) { STACK_AROUND } else { AROUND };
        let first = page / around * around;
        let start = (first..page).rev().take_while(is_alike).last().unwrap_or(page);
        let end = (page..first + around).take_while(is_alike).last().map_or(page + 1, |last| last + 1);
        self.touch_run(start..end);
    }

    /// Touches pages that are accessible, all in the same way.
    fn touch_run(&mut self, run: Range<u32>) {
        let states = &self.space.pages()[run.start as usize..run.end as usize];
        self.touched += states.iter().filter(|state| **state & state::READ == 0).count();
        let state = state::touched(states[0]);
        let has_bytes = self.image.segments().iter().any(|segment| {
            segment.addr.0 < run.end * PAGE_SIZE
                && segment.addr.0 + segment.bytes.len() as u32 > run.start * PAGE_SIZE
        });
        if has_bytes {
            self.space.set_pages(run.clone(), state | state::READ | state::WRITE);
            let bytes = self.space.bytes_mut(bytes_of(&run)).expect("just made writable");
            copy_image(&self.image, run.start * PAGE_SIZE, bytes);
        }
        self.space.set_pages(run.clone(), state);
        self.widen_window(&run);
    }

    /// Extends the window of the stack by touched pages, if they are its next.
    fn widen_window(&mut self, run: &Range<u32>) {
        let top = layout::STACK_TOP / PAGE_SIZE;
        let window = self.space.window();
        let mut low = if window.is_empty() { top } else { window.start };
        if run.end != low {
            return;
        }
        while low > self.stack_end / PAGE_SIZE && self.space.pages()[low as usize - 1] & state::WRITE != 0 {
            low -= 1;
        }
        self.space.set_window(low..top);
    }
}

/// Copies what an image has for the bytes from `start` on.
fn copy_image(image: &Image, start: u32, bytes: &mut [u8]) {
    let end = start + bytes.len() as u32;
    for segment in image.segments() {
        let from = segment.addr.0.max(start);
        let to = (segment.addr.0 + segment.bytes.len() as u32).min(end);
        if from < to {
            let source = (from - segment.addr.0) as usize..(to - segment.addr.0) as usize;
            bytes[(from - start) as usize..(to - start) as usize].copy_from_slice(&segment.bytes[source]);
        }
    }
}

/// Makes bytes from `start` on what an image has for them: its own, and zeroes.
fn restore_image(image: &Image, start: u32, bytes: &mut [u8]) {
    let end = start + bytes.len() as u32;
    let mut at = 0;
    for segment in image.segments() {
        let from = segment.addr.0.max(start);
        let to = (segment.addr.0 + segment.bytes.len() as u32).min(end);
        if from < to {
            bytes[at..(from - start) as usize].fill(0);
            at = (to - start) as usize;
        }
    }
    bytes[at..].fill(0);
    copy_image(image, start, bytes);
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memory")
            .field("touched", &self.touched().map(|run| GuestAddr(run.start * PAGE_SIZE)).collect::<Vec<_>>())
            .field("heap_end", &self.heap_end())
            .finish_non_exhaustive()
    }
}
