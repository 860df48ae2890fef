//! Whatever the verifier admits is run: drafts are changed at random, most are refused, and those that are not must
//! leave everything alone that is not theirs, come to an end, and do the same wherever they lie and whatever is left below
//! their stack.
//!
//! What is looked at lies all around the guest's memory and the area: pages mapped beside the reservation, the context,
//! the links, the stack of code, the table of targets, the code, and what Rust relies on.

use super::{CodeArea, Draft, GUARD, Left, PublishError, STACK};
use crate::context::{CodeContext, Slot};
use crate::guest::{GuestSpace, page};
use crate::registers::Registers;
use crate::space::PAGE;
use crate::stubs::{self, Dispatch, Stub, Switch};
use crate::trampoline;
use draft::{Made, Rng};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

#[path = "../../tests/draft/mod.rs"]
mod draft;

/// What nobody writes.
const CANARY: u8 = 0xa5;
/// Gas of a run.
const GAS: u64 = 5000;
/// Bytes of a mapping beside the guest's memory.
const BESIDE: usize = 16 * PAGE;
/// A page that can only be read.
const READ_ONLY: u32 = 0x2_0000;

/// Memory with canaries around it.
struct Ground {
    memory: GuestSpace,
    /// Mappings right before and behind the reservation, and where code that forgets gs would find the guest's data,
    /// as far as nobody has the addresses.
    beside: Vec<*mut u8>,
    /// There is one at a time: some of the addresses are the same for all.
    _turn: MutexGuard<'static, ()>,
}

static TURN: Mutex<()> = Mutex::new(());

impl Ground {
    fn new() -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut memory = GuestSpace::reserve().expect("address space");
        for start in [draft::DATA >> 12, READ_ONLY >> 12, (draft::STACK >> 12) - 1] {
            memory.set_pages(start..start + 1, page::READ | page::WRITE);
        }
        memory.bytes_mut(READ_ONLY as usize..READ_ONLY as usize + PAGE).expect("writable").fill(CANARY);
        memory.set_pages(READ_ONLY >> 12..(READ_ONLY >> 12) + 1, page::READ);
        assert!(memory.arm());
        let base = memory.context().addr() + size_of::<CodeContext>();
        let beside = [base - 2 * PAGE - BESIDE, base + (1 << 32) + 16 * PAGE, draft::DATA as usize, READ_ONLY as usize];
        let beside = beside.into_iter().filter_map(|address| {
            let wanted = std::ptr::without_provenance_mut(address);
            let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED_NOREPLACE;
            let access = libc::PROT_READ | libc::PROT_WRITE;
            // SAFETY: it maps only where nothing is mapped.
            let got = unsafe { libc::mmap(wanted, BESIDE, access, flags, -1, 0) };
            (got == wanted).then(|| {
                // SAFETY: the pages have just been mapped, for this value alone.
                unsafe { got.cast::<u8>().write_bytes(CANARY, BESIDE) };
                got.cast::<u8>()
            })
        });
        let beside = beside.collect();
        Self { memory, beside, _turn: turn }
    }

    /// What has changed that must not.
    fn check(&self, area: &CodeArea, before: &Before) {
        for canary in &self.beside {
            // SAFETY: the pages belong to this value, and whoever else writes them is what this looks for.
            let bytes = unsafe { std::slice::from_raw_parts(canary.cast_const(), BESIDE) };
            assert!(bytes.iter().all(|byte| *byte == CANARY), "memory beside the guest's has changed");
        }
        let read_only = self.memory.bytes(READ_ONLY as usize..READ_ONLY as usize + PAGE).expect("readable");
        assert!(read_only.iter().all(|byte| *byte == CANARY), "a page that can only be read has changed");
        let context = self.memory.context();
        let below = PAGE - size_of::<CodeContext>();
        // SAFETY: the context lies at the end of a page that is always accessible, and no code runs.
        let (below, context) = unsafe {
            (std::slice::from_raw_parts(context.cast::<u8>().sub(below), below), &*context)
        };
        assert!(below.iter().all(|byte| *byte == 0), "memory below the context has changed");
        assert_eq!(context.slots[Slot::One as usize], 1);
        let table = area.table.as_ptr().addr() as u64;
        assert_eq!([context.table, context.stack_top], [table, area.stack_top()]);
        assert_eq!(before, &Before::of(area), "links, targets or code have changed");
        let stack = area.space.bytes(GUARD..GUARD + STACK).expect("readable");
        let words = stack.chunks_exact(8).map(|word| u64::from_le_bytes(*word.first_chunk().expect("eight bytes")));
        let code = area.address(0)..area.address(area.end());
        let rsp = (area.rsp as usize).wrapping_sub(area.space.start() + GUARD);
        assert!(rsp.is_multiple_of(8) && rsp <= STACK - 16, "rsp is {rsp:#x} bytes above the bottom");
        // What is below rsp is the code's; from there on lies what its calls have pushed.
        for word in words.clone().take(STACK / 8 - 2).skip(rsp / 8) {
            assert!(code.contains(&word), "something else on the stack of code: {word:#x}");
            let called = &before.code[..(word - code.start) as usize];
            let is_call = |len, opcode: &[u8]| called.len().checked_sub(len).is_some_and(|at| called[at..].starts_with(opcode));
            let dispatch = called.len().checked_sub(Dispatch::LEN).and_then(|at| area.dispatch.find(&called[at..]));
            let is_dispatch = dispatch.is_some_and(|(is_call, _)| is_call);
            assert!(is_dispatch || is_call(5, &[0xe8]) || is_call(6, &[0xff, 0x15]), "there is no call before {word:#x}");
        }
        assert_eq!(words.clone().nth(STACK / 8 - 2), Some(area.address(Stub::Underflow.offset())));
        assert_eq!(words.clone().nth(STACK / 8 - 1), Some(0));
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        for canary in self.beside.drain(..) {
            // SAFETY: this value mapped them, and nothing refers to them any more.
            unsafe { libc::munmap(canary.cast(), BESIDE) };
        }
    }
}

/// Of an area, what running code must not change.
#[derive(Debug, PartialEq, Eq)]
struct Before {
    links: Vec<u8>,
    table: Vec<u64>,
    code: Vec<u8>,
}

impl Before {
    fn of(area: &CodeArea) -> Self {
        let bytes = |range| area.space.bytes(range).expect("readable").to_vec();
        Self {
            links: bytes(area.links.start..area.links.start + 256),
            table: area.table.clone(),
            code: bytes(area.code.start..area.code.start + area.end),
        }
    }
}

/// A base of gs as a process that uses gs itself might have set it.
const GS: u64 = 0x1234_5000;

/// What Rust relies on: MXCSR but for the flags that floats raise, DF; and the base of gs, where it is somebody's.
fn rusts_own() -> (u32, u64, u64) {
    let mut mxcsr = 0_u32;
    let flags: u64;
    // SAFETY: the first instruction writes four bytes to `mxcsr`, the others push and pop eight bytes.
    unsafe {
        std::arch::asm!("stmxcsr [{}]", in(reg) &raw mut mxcsr, options(nostack, preserves_flags));
        std::arch::asm!("pushfq", "pop {}", out(reg) flags, options(preserves_flags));
    }
    (mxcsr & !0x3f, flags & 0x400, trampoline::gs_base().expect("the system tells"))
}

/// What a guest sees of a run, but for its registers.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    gas: u64,
    left: Left,
    data: Vec<u8>,
    stack: Vec<u8>,
}

/// The pages that a guest can write.
const PAGES: [usize; 2] = [draft::DATA as usize, draft::STACK as usize - PAGE];

/// Runs code where something is below its stack, and gives what its guest sees.
fn see(ground: &mut Ground, area: &mut CodeArea, registers: &mut Registers, entry: u32, below: u8) -> Seen {
    let rsp = (area.rsp as usize).wrapping_sub(area.space.start());
    area.space.bytes_mut(GUARD..rsp).expect("writable").fill(below);
    let mut gas = GAS;
    let mut left = area.run(&mut ground.memory, registers, &mut gas, entry).expect("it is an entry");
    if let Left::Exit { below, .. } | Left::Fault { below, .. } = &mut left {
        // What lies there is for who runs code.
        *below = [0; 8];
    }
    let [data, stack] = PAGES.map(|page| ground.memory.bytes(page..page + PAGE).expect("readable").to_vec());
    Seen { gas, left, data, stack }
}

/// Publishes a draft in two areas of its own, and runs it in both if it is admitted, from each entry. Whether it was.
fn try_it(ground: &mut Ground, areas: &mut [CodeArea; 2], made: &Made, rng: &mut Rng) -> bool {
    let Made { code, entries, targets, links, .. } = made;
    let draft = Draft { code, entries, targets, links };
    match areas.each_mut().map(|area| area.publish(&draft)) {
        [Ok(()), Ok(())] => {}
        [Err(PublishError::Refused(one)), Err(PublishError::Refused(other))] if one == other => return false,
        results => panic!("{results:?}"),
    }
    let before = areas.each_ref().map(Before::of);
    trampoline::set_gs_base(GS).expect("the system sets it");
    let own = rusts_own();
    let rust = std::hint::black_box([CANARY; 512]);
    for entry in entries.iter().take(3) {
        let mut registers = Registers::default();
        for register in &mut registers.general {
            let address = rng.pick(&[draft::DATA, READ_ONLY, draft::STACK - 64, 0, 0x7fff_fff8, 0xffff_fff0]);
            *register = u64::from(address) | (rng.bits() << 32) & [0, u64::MAX][rng.below(2)];
        }
        registers.general[4] = u64::from(draft::STACK) - 64;
        registers.flags = rng.bits();
        let mut other = registers.clone();
        let pages = PAGES.map(|page| ground.memory.bytes(page..page + PAGE).expect("readable").to_vec());
        let [first, second] = areas;
        let seen = see(ground, first, &mut registers, *entry, 0x5a);
        // Nobody has more than he came with. A charge that fails is done, and has at most 31 bits.
        assert!(seen.gas <= GAS || seen.gas > u64::MAX - i32::MAX as u64, "the gas has grown to {:#x}", seen.gas);
        assert!(rust == [CANARY; 512], "Rust's stack has changed");
        assert_eq!(rusts_own(), own);
        ground.check(first, &before[0]);
        // At other addresses, with something else below the stack, it does the same.
        for (page, bytes) in PAGES.into_iter().zip(pages) {
            ground.memory.bytes_mut(page..page + PAGE).expect("writable").copy_from_slice(&bytes);
        }
        let again = see(ground, second, &mut other, *entry, 0xa7);
        assert!(seen == again, "the guest sees {:?}, and {:?}", seen.left, again.left);
        assert_eq!(registers, other, "the guest sees something of its host");
        ground.check(second, &before[1]);
    }
    true
}

/// The mutant under way; a run that does not end is told by a thread of its own.
static MUTANT: AtomicU64 = AtomicU64::new(0);

fn watch() {
    std::thread::spawn(|| {
        let mut last = (0, Instant::now());
        loop {
            std::thread::sleep(Duration::from_millis(200));
            let now = MUTANT.load(Ordering::Relaxed);
            if now != last.0 {
                last = (now, Instant::now());
            } else if now != 0 && last.1.elapsed() > Duration::from_secs(20) {
                eprintln!("mutant {now} does not end");
                std::process::abort();
            }
        }
    });
}

/// How many drafts were admitted, and how many had something.
#[derive(Debug, Default)]
struct Admitted {
    all: u64,
    dispatches: u64,
    switches: u64,
    refunds: u64,
}

impl Admitted {
    fn add(&mut self, area: &CodeArea, code: &[u8]) {
        let has = |is: &dyn Fn(&[u8]) -> bool| u64::from((0..code.len()).any(|at| is(&code[at..])));
        self.all += 1;
        self.dispatches += has(&|code| area.dispatch.find(code).is_some());
        self.switches += has(&|code| Switch::find(code).is_some());
        self.refunds += has(&|code| code.starts_with(&[0x4d, 0x8d, 0x7f]) || code.starts_with(&[0x4d, 0x8d, 0xbf]));
    }
}

/// Two areas for the same code, whose addresses differ.
fn areas(size: usize, text: &Range<u32>) -> [CodeArea; 2] {
    let areas = [(); 2].map(|()| CodeArea::reserve(size, text.clone()).expect("address space"));
    assert_ne!(areas[0].address(0), areas[1].address(0));
    areas
}

/// Runs `count` mutants from a seed.
fn run(seed: u64, count: u64) -> Admitted {
    watch();
    let mut ground = Ground::new();
    let mut admitted = Admitted::default();
    for mutant in 1..=count {
        MUTANT.store(mutant, Ordering::Relaxed);
        let rng = &mut Rng(seed ^ mutant << 20);
        let (mut areas, mut made) = if rng.below(4) == 0 {
            let (room, text, made) = draft::emitted(rng.pick(&draft::EMITTED));
            (areas(room - stubs::SIZE, &text), made)
        } else {
            let areas = areas(1 << 12, &draft::TEXT);
            let area = &areas[0];
            let mut program = match rng.below(8) {
                0 => draft::sample(),
                1 => draft::crossroads(),
                _ => draft::random(rng),
            };
            if rng.below(2) == 0 {
                draft::mutate_lines(&mut program, rng);
            }
            let made = program.assemble(area.end(), |link| area.link_position(link));
            (areas, made)
        };
        if rng.below(2) == 0 {
            draft::mutate_bytes(&mut made, rng);
        }
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            try_it(&mut ground, &mut areas, &made, rng)
        }));
        match result {
            Ok(true) => admitted.add(&areas[0], &made.code),
            Ok(false) => {}
            Err(_) => panic!("mutant {mutant} of seed {seed}: {:02x?}, {made:?}", made.code),
        }
    }
    MUTANT.store(0, Ordering::Relaxed);
    admitted
}

/// Behind the table of targets lies what looks like one more: neither the stub nor a dispatch takes it.
#[test]
fn the_table_of_targets_ends() {
    let mut ground = Ground::new();
    for is_target in [true, false] {
        let end = draft::GUEST_TAIL + u32::from(is_target);
        for mut program in [draft::sample(), draft::crossroads()] {
            let mut area = CodeArea::reserve(1 << 12, draft::TEXT.start..end).expect("address space");
            for line in &mut program.lines {
                if let draft::Line::Holes(bytes, _) = line
                    && bytes.len() == Dispatch::LEN
                {
                    *bytes = area.dispatch.bytes(*bytes == draft::DISPATCH.bytes(true)).to_vec();
                }
            }
            let made = program.assemble(area.end(), |link| area.link_position(link));
            let Made { code, entries, targets, links, .. } = &made;
            area.publish(&Draft { code, entries, targets, links }).expect("it is admitted");
            let tail = targets.iter().find(|target| target.0 == draft::GUEST_TAIL).map(|target| area.address(target.1));
            if is_target {
                assert_eq!(area.table.last().copied(), tail);
            } else {
                area.table.extend(tail);
            }
            // Of the crossroads: which way to take.
            for way in [1, 2] {
                let mut registers = Registers::default();
                registers.general[4] = u64::from(draft::STACK);
                registers.general[1] = way;
                registers.general[3] = u64::from(draft::GUEST_TAIL);
                let left = area.run(&mut ground.memory, &mut registers, &mut 1000, entries[0]).expect("an entry");
                match left {
                    Left::Exit { number: draft::DONE | draft::TAILED, .. } => assert!(is_target),
                    Left::Exit { number: draft::MISSED, .. } | Left::Indirect { target: draft::GUEST_TAIL } => {
                        assert!(!is_target);
                    }
                    left => panic!("{left:?}"),
                }
            }
        }
    }
}

/// What a translator made is admitted as it is.
#[test]
fn what_was_emitted_is_admitted() {
    let mut ground = Ground::new();
    for text in draft::EMITTED {
        let (room, text, made) = draft::emitted(text);
        let mut areas = areas(room - stubs::SIZE, &text);
        assert!(try_it(&mut ground, &mut areas, &made, &mut Rng(1)));
    }
}

#[test]
fn what_is_admitted_stays_inside_and_ends() {
    const COUNT: u64 = 20_000;
    let admitted = run(1, COUNT);
    println!("{COUNT} mutants, of which are admitted {admitted:?}");
    let Admitted { all, dispatches, switches, refunds } = admitted;
    assert!(all > COUNT / 5 && all < COUNT * 4 / 5, "{all} of {COUNT} are admitted");
    assert!([dispatches, switches, refunds].iter().all(|some| *some > COUNT / 20), "{admitted:?}");
}
