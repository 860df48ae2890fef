//! The contract heap: which of its bytes are allocated. Called by the host functions that allocate, free or
//! give strings.
//!
//! All of it is host-side: nothing that a contract writes can confuse it, and a contract that reads its heap
//! sees only what it wrote. Addresses follow from the sequence of calls alone (best fit, the lowest address
//! among equals), so they are the same on every host. Each call is O(log n).
//!
//! Invariant: live and free blocks are multiples of [`ALIGN`], do not overlap, and together cover exactly
//! `HEAP_START..top`; no two free blocks touch, and none touches `top`.
//!
//! What the host keeps is bounded by `limits.allocations`: a live block is an entry of 8 bytes in a tree
//! whose nodes are at least 5/11 full, about 20 bytes; free blocks are at most one more than live ones and
//! stand in two trees, 40 bytes. The default of 2^20 allocations takes at most about 64 MiB, what pages take
//! by default.

use crate::memory::Memory;
use echo_abi::layout;
use echo_abi::{Denied, GuestAddr, HeapFull};
use std::collections::{BTreeMap, BTreeSet};

/// Alignment of every allocation, and the unit of sizes, in bytes: what `malloc` promises on x86-64.
pub const ALIGN: u32 = 16;

/// The allocator of one run.
#[derive(Debug)]
pub struct Heap {
    /// Address → size of what is allocated.
    live: BTreeMap<u32, u32>,
    /// Address → size of the gaps between.
    free: BTreeMap<u32, u32>,
    /// The gaps as (size, address).
    free_by_size: BTreeSet<(u32, u32)>,
    /// One past the last live block.
    top: u32,
    limit: usize,
}

impl Heap {
    /// An empty heap on which at most `limit` allocations live at a time.
    #[must_use]
    pub fn new(limit: u32) -> Self {
        Self {
            live: BTreeMap::new(),
            free: BTreeMap::new(),
            free_by_size: BTreeSet::new(),
            top: layout::HEAP_START,
            limit: limit as usize,
        }
    }

    /// How many allocations live.
    #[must_use]
    pub fn live(&self) -> usize {
        self.live.len()
    }

    /// Allocates `size` bytes. Their contents are whatever the heap held there: zero where it was never used.
    ///
    /// # Errors
    /// [`Denied::ZeroSize`] for size 0, [`Denied::Heap`] where the heap or the number of allocations is at its limit.
    pub fn allocate(&mut self, memory: &mut Memory, size: u64) -> Result<GuestAddr, Denied> {
        let size = block_size(size)?;
        if self.live.len() >= self.limit {
            return Err(HeapFull::Allocations.into());
        }
        let addr = match self.free_by_size.range((size, 0)..).next() {
            Some(&(gap, addr)) => {
                self.take(addr, gap, size);
                addr
            }
            None => {
                let addr = self.top;
                self.raise(memory, addr, size)?;
                addr
            }
        };
        self.live.insert(addr, size);
        Ok(GuestAddr(addr))
    }

    /// Size of the allocation at `addr`, rounded up as it was.
    ///
    /// # Errors
    /// [`Denied::NotHeap`] where no allocation starts.
    pub fn size(&self, addr: GuestAddr) -> Result<u32, Denied> {
        self.live.get(&addr.0).copied().ok_or(Denied::NotHeap { addr })
    }

    /// Gives an allocation back.
    ///
    /// # Errors
    /// [`Denied::NotHeap`] where no allocation starts.
    pub fn free(&mut self, addr: GuestAddr) -> Result<(), Denied> {
        let size = self.live.remove(&addr.0).ok_or(Denied::NotHeap { addr })?;
        self.release(addr.0, size);
        Ok(())
    }

    /// Changes the size of an allocation, where it is if there is room behind it, else elsewhere: then the
    /// bytes move along.
    ///
    /// # Errors
    /// As for [`Heap::allocate`] and [`Heap::free`], and as for [`Memory::copy`]; the allocation is as it
    /// was.
    pub fn reallocate(
        &mut self,
        memory: &mut Memory,
        addr: GuestAddr,
        size: u64,
    ) -> Result<GuestAddr, Denied> {
        let old = self.size(addr)?;
        let new = block_size(size)?;
        let end = addr.0 + old;
        if new <= old {
            if new < old {
                self.live.insert(addr.0, new);
                self.release(addr.0 + new, old - new);
            }
            return Ok(addr);
        }
        if end == self.top && self.raise(memory, addr.0, new).is_ok() {
            // It is still the last block.
        } else if let Some(gap) = self.free.get(&end).copied().filter(|gap| *gap >= new - old) {
            self.take(end, gap, new - old);
        } else {
            // The old block lives until its bytes are copied, and is then gone: the number of allocations
            // does not change.
            self.limit += 1;
            let moved = self.allocate(memory, u64::from(new));
            self.limit -= 1;
            let moved = moved?;
            let copied = memory.copy(moved, addr, old);
            self.free(if copied.is_ok() { addr } else { moved })?;
            copied?;
            return Ok(moved);
        }
        self.live.insert(addr.0, new);
        Ok(addr)
    }

    /// Makes a block that starts at `addr` and ends above `top` the last one.
    fn raise(&mut self, memory: &mut Memory, addr: u32, size: u32) -> Result<(), Denied> {
        let end = addr.checked_add(size).ok_or(HeapFull::Bytes)?;
        memory.grow_heap(GuestAddr(end))?;
        self.top = end;
        Ok(())
    }

    /// Uses the first `size` bytes of a gap.
    fn take(&mut self, addr: u32, gap: u32, size: u32) {
        self.free.remove(&addr);
        self.free_by_size.remove(&(gap, addr));
        if size < gap {
            self.add_gap(addr + size, gap - size);
        }
    }

    /// Makes bytes a gap, joined with those at either side; at the top, the heap ends before them.
    fn release(&mut self, mut addr: u32, mut size: u32) {
        if let Some(next) = self.free.remove(&(addr + size)) {
            self.free_by_size.remove(&(next, addr + size));
            size += next;
        }
        if let Some((&previous, &gap)) = self.free.range(..addr).next_back()
            && previous + gap == addr
        {
            self.free.remove(&previous);
            self.free_by_size.remove(&(gap, previous));
            addr = previous;
            size += gap;
        }
        if addr + size == self.top {
            self.top = addr;
        } else {
            self.add_gap(addr, size);
        }
    }

    fn add_gap(&mut self, addr: u32, size: u32) {
        self.free.insert(addr, size);
        self.free_by_size.insert((size, addr));
    }
}

fn block_size(size: u64) -> Result<u32, Denied> {
    if size == 0 {
        return Err(Denied::ZeroSize);
    }
    let size = u32::try_from(size).ok().and_then(|size| size.checked_next_multiple_of(ALIGN));
    Ok(size.ok_or(HeapFull::Bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Blank;
    use crate::testing;
    use echo_abi::Limits;
    use proptest::prelude::*;

    const START: u32 = layout::HEAP_START;

    fn memory(heap: u32) -> Memory {
        let mut memory =
            Memory::new(Blank::reserve().unwrap(), &testing::image(), &Limits { heap, ..Limits::default() })
                .unwrap();
        memory.lend(u64::MAX);
        memory
    }

    #[test]
    fn sizes_that_cannot_be() {
        let (mut memory, mut heap) = (memory(1 << 20), Heap::new(10));
        assert_eq!(heap.allocate(&mut memory, 0), Err(Denied::ZeroSize));
        for size in [(1 << 20) + 1, u64::from(u32::MAX) - 15, u64::from(u32::MAX), 1 << 32, u64::MAX] {
            assert_eq!(heap.allocate(&mut memory, size), Err(Denied::Heap(HeapFull::Bytes)), "{size:#x}");
        }
        assert_eq!(heap.allocate(&mut memory, 1 << 20), Ok(GuestAddr(START)));
        assert_eq!(heap.allocate(&mut memory, 1), Err(Denied::Heap(HeapFull::Bytes)));
    }

    #[test]
    fn only_the_start_of_a_live_block_is_heap_memory() {
        let (mut memory, mut heap) = (memory(1 << 20), Heap::new(10));
        let a = heap.allocate(&mut memory, 40).unwrap();
        let not_heap = |addr| Err(Denied::NotHeap { addr });
        for addr in [GuestAddr::NULL, a.offset(16), a.offset(1), GuestAddr(START - 16), GuestAddr(u32::MAX)] {
            assert_eq!(heap.free(addr), not_heap(addr));
            assert_eq!(heap.reallocate(&mut memory, addr, 10), Err(Denied::NotHeap { addr }));
        }
        assert_eq!(heap.reallocate(&mut memory, a, 0), Err(Denied::ZeroSize));
        assert_eq!(heap.free(a), Ok(()));
        assert_eq!(heap.free(a), not_heap(a));
    }

    #[test]
    fn live_allocations_are_limited() {
        let (mut memory, mut heap) = (memory(1 << 20), Heap::new(2));
        let a = heap.allocate(&mut memory, 1).unwrap();
        let b = heap.allocate(&mut memory, 1).unwrap();
        assert_eq!(heap.allocate(&mut memory, 1), Err(Denied::Heap(HeapFull::Allocations)));
        // Moving one is not one more.
        assert_eq!(heap.reallocate(&mut memory, a, 100), Ok(b.offset(16)));
        assert_eq!(heap.live(), 2);
        heap.free(b).unwrap();
        assert_eq!(heap.allocate(&mut memory, 1), Ok(a));
    }

    #[derive(Clone, Debug)]
    enum HeapCall {
        Allocate(u64),
        Free(usize),
        Reallocate(usize, u64),
    }

    fn call() -> impl Strategy<Value = HeapCall> {
        let size = || prop_oneof![1_u64..100, 1_u64..3000];
        prop_oneof![
            3 => size().prop_map(HeapCall::Allocate),
            2 => any::<usize>().prop_map(HeapCall::Free),
            2 => (any::<usize>(), size()).prop_map(|(i, size)| HeapCall::Reallocate(i, size)),
        ]
    }

    /// The same allocator, said naively: blocks in a list, gaps found by looking.
    #[derive(Default)]
    struct NaiveHeap {
        /// (address, rounded size, what every byte of it holds), by address.
        blocks: Vec<(u32, u32, u8)>,
    }

    impl NaiveHeap {
        /// (size, address) of the gaps, and the end of the last block.
        fn gaps(&self) -> (Vec<(u32, u32)>, u32) {
            let mut gaps = Vec::new();
            let mut end = START;
            for &(addr, size, _) in &self.blocks {
                if addr > end {
                    gaps.push((addr - end, end));
                }
                end = addr + size;
            }
            (gaps, end)
        }

        fn allocate(&mut self, size: u32, fill: u8) -> u32 {
            let (gaps, end) = self.gaps();
            let addr = gaps.iter().filter(|(gap, _)| *gap >= size).min().map_or(end, |(_, addr)| *addr);
            self.blocks.push((addr, size, fill));
            self.blocks.sort_unstable();
            addr
        }

        fn reallocate(&mut self, i: usize, size: u32) -> u32 {
            let (addr, _, fill) = self.blocks[i];
            let room = self.blocks.get(i + 1).map_or(u32::MAX, |next| next.0 - addr);
            if size <= room {
                self.blocks[i].1 = size;
                return addr;
            }
            let moved = self.allocate(size, fill);
            self.blocks.retain(|block| block.0 != addr);
            moved
        }
    }

    proptest! {
        #[test]
        fn addresses_and_contents_are_the_naive_models(calls in prop::collection::vec(call(), 1..120)) {
            let (mut memory, mut heap) = (memory(1 << 20), Heap::new(1000));
            let mut model = NaiveHeap::default();
            for (step, call) in calls.into_iter().enumerate() {
                let fill = step as u8;
                match call {
                    HeapCall::Allocate(size) => {
                        let addr = heap.allocate(&mut memory, size).unwrap();
                        let rounded = size.next_multiple_of(16) as u32;
                        prop_assert_eq!(addr.0, model.allocate(rounded, fill));
                        memory.slice_mut(addr, rounded).unwrap().fill(fill);
                    }
                    HeapCall::Free(i) if !model.blocks.is_empty() => {
                        let (addr, ..) = model.blocks.remove(i % model.blocks.len());
                        prop_assert_eq!(heap.free(GuestAddr(addr)), Ok(()));
                    }
                    HeapCall::Reallocate(i, size) if !model.blocks.is_empty() => {
                        let i = i % model.blocks.len();
                        let (old, old_size, fill) = model.blocks[i];
                        let rounded = size.next_multiple_of(16) as u32;
                        let addr = heap.reallocate(&mut memory, GuestAddr(old), size).unwrap();
                        prop_assert_eq!(addr.0, model.reallocate(i, rounded));
                        let kept = memory.slice(addr, old_size.min(rounded)).unwrap();
                        prop_assert!(kept.iter().all(|b| *b == fill));
                        memory.slice_mut(addr, rounded).unwrap().fill(fill);
                    }
                    HeapCall::Free(_) | HeapCall::Reallocate(..) => {}
                }
                for &(addr, size, fill) in &model.blocks {
                    prop_assert_eq!(addr % ALIGN, 0);
                    prop_assert_eq!(heap.size(GuestAddr(addr)), Ok(size));
                    prop_assert!(memory.slice(GuestAddr(addr), size).unwrap().iter().all(|b| *b == fill));
                }
                let (mut gaps, end) = model.gaps();
                gaps.sort_unstable();
                prop_assert_eq!(heap.free_by_size.iter().copied().collect::<Vec<_>>(), gaps);
                prop_assert_eq!(heap.free.len(), heap.free_by_size.len());
                prop_assert_eq!((heap.live(), heap.top), (model.blocks.len(), end));
            }
        }
    }
}
