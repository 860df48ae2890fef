//! [`Pool`]: machines that outlive runs. Asking the host for 4 GiB of addresses, and giving them back, takes longer than a
//! short call.
//!
//! Used by whoever calls contracts more than once. What a run left is gone when its machine is given back: a machine from a
//! pool is like a new one in everything but the time it takes. It then stands at the start of another run of the same image:
//! which pages were touched, and what the system allows of them, stays. For another image only its address space is used.

use crate::machine::Machine;
use crate::memory::{Blank, Memory, MemoryError};
use echo_abi::{Image, Limits};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Machines for one run after the other, from any thread.
pub struct Pool {
    /// Each at the start of a run.
    #[expect(clippy::vec_box, reason = "they are handed out in their boxes")]
    idle: Mutex<Vec<Box<Machine>>>,
    most: usize,
}

impl Pool {
    /// Pages up to which the touched ones of a machine are cleared and kept; of those that touched more, nothing is.
    /// A kept machine has so many of the host's pages at most, and what answers for the state of all of them.
    pub const KEPT_PAGES: usize = 256;

    /// Keeps `most` machines at most between runs: 2 MiB each of the host's memory, 4 GiB of addresses, and the image that
    /// it ran.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { idle: Mutex::default(), most }
    }

    /// The machine at the start of a call: see `Machine::in_blank`.
    ///
    /// # Errors
    /// [`MemoryError`] if the host does not give the address space, or the limits do not suffice for the image.
    pub fn machine(
        &self,
        image: &Arc<Image>,
        limits: &Limits,
        gas: u64,
    ) -> Result<Box<Machine>, MemoryError> {
        let blank = {
            let mut idle = self.idle();
            if let Some(index) = idle.iter().rposition(|machine| machine.memory.is_for(image, limits)) {
                idle[index].memory.limit_pages(limits)?;
                let mut machine = idle.remove(index);
                machine.gas = gas;
                return Ok(machine);
            }
            Memory::suffices(image, limits)?;
            // While there is room for one more, each image gets its own; then the one that waits longest is another's.
            (idle.len() >= self.most && !idle.is_empty()).then(|| idle.remove(0))
        };
        let blank = match blank {
            Some(machine) => machine.memory.into_blank(),
            None => Blank::reserve()?,
        };
        Ok(Box::new(Machine::in_blank(blank, image, limits, gas)?))
    }

    /// Takes back a machine whose run is over.
    pub fn give_back(&self, mut machine: Box<Machine>) {
        if !machine.restart(Self::KEPT_PAGES) {
            return;
        }
        let mut idle = self.idle();
        if idle.len() < self.most {
            idle.push(machine);
        }
    }

    #[expect(clippy::vec_box, reason = "they are handed out in their boxes")]
    fn idle(&self) -> MutexGuard<'_, Vec<Box<Machine>>> {
        // Machines are pushed and popped whole, whatever panics.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Pool {
    /// For a node with a few threads.
    fn default() -> Self {
        Self::new(16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, DATA, DATA_SIZE};
    use echo_abi::isa::{FlagSet, Reg};
    use echo_abi::{GuestAddr, layout};

    const GAS: u64 = 1_000_000;

    fn image(read_only: &[u8]) -> Arc<Image> {
        let file = testing::esc(&testing::RET, read_only, b"data");
        Arc::new(Image::load(&file, &Limits::default()).expect("the file is well-formed"))
    }

    /// Leaves something everywhere: registers, data, heap, and a deep stack.
    fn use_up(machine: &mut Machine, depth: u32) {
        machine.regs[Reg::Rbx as usize] = 7;
        machine.flags = FlagSet::STATUS;
        machine.lend();
        let memory = &mut machine.memory;
        memory.grow_heap(GuestAddr(layout::HEAP_START + 20_000)).expect("a heap");
        for addr in [DATA + 1, DATA + DATA_SIZE - 1, layout::HEAP_START + 19_999] {
            memory.write(GuestAddr(addr), [0xa5]).expect("it is writable");
        }
        for page in 0..depth {
            memory
                .write(GuestAddr(layout::STACK_TOP - 8 - page * layout::PAGE_SIZE), [0xa5; 8])
                .expect("stack");
        }
        machine.settle();
    }

    #[test]
    fn a_used_machine_is_as_a_new_one() {
        let pool = Pool::new(2);
        let limits = Limits::default();
        let images = [image(b"one"), image(&[7; 9000])];
        for (first, second, depth) in [(0, 0, 1), (0, 1, 100), (1, 0, 100), (1, 1, 2000)] {
            let mut machine = pool.machine(&images[first], &limits, GAS).expect("memory");
            use_up(&mut machine, depth);
            pool.give_back(machine);
            assert_eq!(
                pool.idle().len(),
                usize::from(depth < 2000),
                "a machine that touched much is not kept"
            );
            let mut again = pool.machine(&images[second], &limits, GAS).expect("memory");
            let mut new = Machine::new(&images[second], &limits, GAS).expect("memory");
            assert_eq!(again.difference(&new), None);
            assert_eq!(again.memory.reserve(), new.memory.reserve());
            // What is there shows when it is touched.
            for machine in [&mut again, &mut new] {
                machine.lend();
                let memory = &mut machine.memory;
                memory.grow_heap(GuestAddr(layout::HEAP_START + 20_000)).expect("a heap");
                memory.slice(GuestAddr(DATA), DATA_SIZE).expect("data");
                memory.slice(GuestAddr(testing::READ_ONLY), 3).expect("constants");
                memory.slice(GuestAddr(layout::HEAP_START), 20_000).expect("a heap");
                memory.slice(GuestAddr(layout::STACK_TOP - 0x10_0000), 0x10_0000).expect("stack");
                machine.settle();
            }
            assert_eq!(again.difference(&new), None);
            pool.give_back(again);
            pool.idle().clear();
        }
    }

    #[test]
    fn no_more_is_kept_than_was_said() {
        let pool = Pool::new(1);
        let image = image(b"");
        let machines: Vec<Box<Machine>> =
            (0..3).map(|_| pool.machine(&image, &Limits::default(), GAS).expect("memory")).collect();
        for machine in machines {
            pool.give_back(machine);
        }
        assert_eq!(pool.idle().len(), 1);
    }

    /// The machine of the last run of an image is that of the next, and shows nothing of it.
    #[test]
    fn a_machine_for_the_same_image_starts_anew() {
        let pool = Pool::new(2);
        let (image, limits) = (image(b"one"), Limits::default());
        let mut machine = pool.machine(&image, &limits, GAS).expect("memory");
        let first: *const Machine = &raw const *machine;
        for round in 0..3 {
            for depth in [1, 4, 40] {
                use_up(&mut machine, depth);
                machine.vectors.registers_mut()[15] = [crate::machine::Packed::from_bits(9); 2];
                machine.regs[Reg::Rsp as usize] = 1;
                machine.flags = FlagSet::DF;
                machine.rip = GuestAddr(77);
                machine.memory.lend(5);
                pool.give_back(machine);
                assert_eq!(pool.idle()[0].gas, 0, "gas is not left over");
                // Too few pages, or another stack: it is not for them, and stays.
                let few = Limits { memory_pages: 18, ..limits.clone() };
                assert!(matches!(
                    pool.machine(&image, &few, GAS),
                    Err(MemoryError::LimitTooSmall { pages: 18 })
                ));
                assert_eq!(pool.idle().len(), 1);
                let other = Limits { stack: 4096, heap: 4096, ..limits.clone() };
                let small = pool.machine(&image, &other, GAS).expect("memory");
                let new = Machine::new(&image, &other, GAS).expect("memory");
                assert_eq!((small.difference(&new), small.memory.reserve()), (None, new.memory.reserve()));
                // With another limit of pages, it is.
                let pages = Limits { memory_pages: 100 + round, ..limits.clone() };
                machine = pool.machine(&image, &pages, GAS).expect("memory");
                assert!(std::ptr::eq(first, &raw const *machine));
                let mut new = Machine::new(&image, &pages, GAS).expect("memory");
                assert_eq!(machine.difference(&new), None, "{round} {depth}");
                assert_eq!(machine.memory.accessible(), new.memory.accessible());
                assert_eq!(machine.memory.heap_end(), new.memory.heap_end());
                assert_eq!(machine.memory.reserve(), new.memory.reserve());
                for machine in [&mut *machine, &mut new] {
                    machine.lend();
                    let memory = &mut machine.memory;
                    let all = memory.slice(GuestAddr(layout::STACK_TOP - 50 * 4096), 50 * 4096);
                    assert!(all.expect("stack").iter().all(|byte| *byte == 0), "{round} {depth}");
                    assert_eq!(&memory.slice(GuestAddr(DATA), 6).expect("data"), b"data\0\0");
                    assert_eq!(memory.read(GuestAddr(DATA + DATA_SIZE - 1)), Ok([0]));
                    assert_eq!(memory.read(GuestAddr(layout::HEAP_START + 4095)), Ok([0]));
                    assert!(memory.read::<1>(GuestAddr(layout::HEAP_START + 4096)).is_err());
                    memory.grow_heap(GuestAddr(layout::HEAP_START + 8192)).expect("a heap");
                    let heap = memory.slice(GuestAddr(layout::HEAP_START), 8192).expect("a heap");
                    assert!(heap.iter().all(|byte| *byte == 0));
                    machine.settle();
                }
                assert_eq!(machine.difference(&new), None, "{round} {depth}");
            }
        }
    }
}
