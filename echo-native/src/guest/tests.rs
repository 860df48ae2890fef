//! [`GuestSpace`] against a model: an array of states, and what each page holds.

use super::{GuestSpace, OPEN_PAGES, PAGE, PAGES, page};
use std::collections::BTreeMap;
use std::ops::Range;

const READ: u8 = page::READ;
const WRITE: u8 = page::WRITE;
/// A bit of the owner's.
const OWN: u8 = 0x40;

/// The pages that the sequences are about: the first ones, a border between groups, and the last that can be accessible,
/// with some that cannot.
const CLUSTERS: [Range<u32>; 3] = [0..12, 4090..4102, OPEN_PAGES as u32 - 6..OPEN_PAGES as u32 + 6];

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    /// One page or more of a cluster.
    fn pages(&mut self) -> Range<u32> {
        let cluster = &CLUSTERS[self.below(3)];
        let start = self.below(12) as u32;
        let end = start + 1 + self.below((12 - start as usize).min(5)) as u32;
        cluster.start + start..cluster.start + end
    }

    /// An address in a cluster, more often than not close to the end of a page.
    fn address(&mut self) -> u32 {
        let page = self.pages().start as usize * PAGE;
        (page
            + match self.below(3) {
                0 => self.below(PAGE),
                1 => self.below(8),
                _ => PAGE - 1 - self.below(40),
            }) as u32
    }
}

/// What a space must be.
#[derive(Default)]
struct Model {
    states: BTreeMap<u32, u8>,
    bytes: BTreeMap<usize, u8>,
    window: Range<u32>,
}

impl Model {
    fn state(&self, page: usize) -> u8 {
        self.states.get(&(page as u32)).copied().unwrap_or(0)
    }

    fn allows(&self, range: &Range<usize>, wanted: u8) -> bool {
        (range.start / PAGE..range.end.div_ceil(PAGE)).all(|page| self.state(page) & wanted != 0)
    }

    fn in_page(range: &Range<usize>) -> bool {
        range.start / PAGE == (range.end - 1) / PAGE
    }

    fn load(&self, range: Range<usize>) -> Vec<u8> {
        range.map(|at| self.bytes.get(&at).copied().unwrap_or(0)).collect()
    }

    fn store(&mut self, start: usize, bytes: &[u8]) {
        self.bytes.extend((start..).zip(bytes.iter().copied()));
    }
}

/// Loads and stores `N` bytes, which lie in a page or not.
fn access<const N: usize>(space: &mut GuestSpace, model: &mut Model, at: u32, fill: u8) {
    let range = at as usize..at as usize + N;
    let expected = (Model::in_page(&range) && model.allows(&range, READ)).then(|| model.load(range.clone()));
    assert_eq!(space.load::<N>(at).map(Vec::from), expected, "{N} bytes at {at:#x}");
    let can = Model::in_page(&range) && model.allows(&range, WRITE);
    assert_eq!(space.store(at, [fill; N]), can, "{N} bytes at {at:#x}");
    if can {
        model.store(range.start, &[fill; N]);
    }
}

/// The same through the window: across its pages, too.
fn access_window<const N: usize>(space: &mut GuestSpace, model: &mut Model, at: u32, fill: u8) {
    let range = at as usize..at as usize + N;
    let window = model.window.start as usize * PAGE..model.window.end as usize * PAGE;
    let inside = window.start <= range.start && range.end <= window.end;
    let expected =
        (inside || Model::in_page(&range) && model.allows(&range, READ)).then(|| model.load(range.clone()));
    assert_eq!(space.load_window::<N>(at).map(Vec::from), expected, "{N} bytes at {at:#x}, {window:x?}");
    let can = inside || Model::in_page(&range) && model.allows(&range, WRITE);
    assert_eq!(space.store_window(at, [fill; N]), can, "{N} bytes at {at:#x}, {window:x?}");
    if can {
        model.store(range.start, &[fill; N]);
    }
}

/// A step of a sequence.
fn step(space: &mut GuestSpace, model: &mut Model, random: &mut Random) {
    let fill = random.below(256) as u8;
    match random.below(14) {
        0..=3 => {
            let pages = random.pages();
            let mut state =
                [0, READ, READ | WRITE, READ | WRITE][random.below(4)] | [0, OWN][random.below(2)];
            if pages.end > OPEN_PAGES as u32 {
                state &= OWN;
            }
            space.set_pages(pages.clone(), state);
            for page in pages {
                model.states.insert(page, state);
                if state & WRITE == 0 && model.window.contains(&page) {
                    model.window = 0..0;
                }
            }
        }
        4 => access::<1>(space, model, random.address(), fill),
        5 => access::<8>(space, model, random.address(), fill),
        6 => access::<32>(space, model, random.address(), fill),
        7 => access_window::<1>(space, model, random.address(), fill),
        8 => access_window::<4>(space, model, random.address(), fill),
        9 => access_window::<8>(space, model, random.address(), fill),
        10 => {
            let pages = random.pages();
            if model.allows(&(pages.start as usize * PAGE..pages.end as usize * PAGE), WRITE) {
                space.set_window(pages.clone());
                model.window = pages;
            }
        }
        11 => {
            let start = random.address() as usize;
            let range = start..start + random.below(2 * PAGE);
            let readable = (range.end <= OPEN_PAGES * PAGE && model.allows(&range, READ))
                .then(|| model.load(range.clone()));
            // An empty range asks for nothing.
            if !range.is_empty() {
                assert_eq!(space.bytes(range.clone()).map(<[u8]>::to_vec), readable, "{range:x?}");
                let writable = readable.is_some() && model.allows(&range, WRITE);
                let bytes = space.bytes_mut(range.clone());
                assert_eq!(bytes.is_some(), writable, "{range:x?}");
                if let Some(bytes) = bytes {
                    bytes.fill(fill);
                    model.store(range.start, &vec![fill; range.len()]);
                }
            }
        }
        12 => {
            let (source, destination) = (random.address() as usize, random.address() as usize);
            let source = source..source + 1 + random.below(PAGE);
            let target = destination..destination + source.len();
            let can = target.end.max(source.end) <= OPEN_PAGES * PAGE
                && model.allows(&source, READ)
                && model.allows(&target, WRITE);
            assert_eq!(space.copy_within(source.clone(), destination), can, "{source:x?} {destination:#x}");
            if can {
                let bytes = model.load(source);
                model.store(destination, &bytes);
            }
        }
        _ if random.below(8) == 0 => {
            // What has no READ keeps what it holds: whoever owns the space takes READ from nothing that was written.
            let all = random.below(2) == 0;
            let pages = if all { 0..PAGES as u32 } else { random.pages() };
            let states = &model.states;
            let state = |at: usize| states.get(&((at / PAGE) as u32)).copied().unwrap_or(0);
            let stays = |at: usize| !pages.contains(&((at / PAGE) as u32)) || state(at) & READ == 0;
            model.bytes.retain(|at, _| stays(*at));
            model.states.retain(|page, _| !pages.contains(page));
            if model.window.start < pages.end && model.window.end > pages.start {
                model.window = 0..0;
            }
            if all {
                space.clear([0, 3, 1000][random.below(3)]);
                assert_eq!(space.runs().len(), 0);
            } else {
                space.clear_pages(pages);
            }
        }
        _ => {}
    }
}

/// All that can be asked of a space.
fn compare(space: &GuestSpace, model: &Model) {
    let states = model.states.iter().filter(|(_, state)| **state != 0).map(|(page, state)| (*page, *state));
    let found = space.runs().into_iter().flat_map(|(run, state)| run.map(move |page| (page, state)));
    assert!(states.eq(found), "the runs of pages are what the model says");
    for cluster in CLUSTERS {
        assert!(cluster.clone().all(|page| space.pages()[page as usize] == model.state(page as usize)));
    }
    let window = space.window();
    assert!(
        window == model.window || window.is_empty() && model.window.is_empty(),
        "{window:?}, {:?}",
        model.window
    );
}

#[test]
fn a_space_that_is_open_is_what_the_model_says() {
    let mut random = Random(1);
    let mut space = GuestSpace::reserve().expect("address space");
    let mut model = Model::default();
    for _ in 0..20_000 {
        step(&mut space, &mut model, &mut random);
        compare(&space, &model);
    }
    assert!(!space.is_armed());
}

#[test]
fn hostile_ranges_are_refused() {
    let mut space = GuestSpace::reserve().expect("address space");
    let end = OPEN_PAGES * PAGE;
    space.set_pages(0..OPEN_PAGES as u32, READ | WRITE);
    #[expect(clippy::reversed_empty_ranges, reason = "that is what is hostile")]
    for range in [0..end + 1, end..end + 1, 8..7, usize::MAX - 1..usize::MAX, end + 1..end + 1, usize::MAX..0]
    {
        assert!(space.bytes(range.clone()).is_none(), "{range:x?}");
        assert!(space.bytes_mut(range.clone()).is_none(), "{range:x?}");
        assert!(!space.copy_within(range.clone(), 0), "{range:x?}");
    }
    assert!(!space.copy_within(0..2, end - 1) && !space.copy_within(0..2, usize::MAX));
    assert_eq!(space.bytes(0..end).map(<[u8]>::len), Some(end));
    assert_eq!(space.bytes(end..end), Some(&[][..]));
    assert_eq!((space.load::<8>(u32::MAX), space.load::<1>(end as u32)), (None, None));
    for (pages, state) in
        [(0..1, WRITE), (OPEN_PAGES as u32..OPEN_PAGES as u32 + 1, READ), (0..PAGES as u32 + 1, OWN)]
    {
        let refused =
            std::panic::catch_unwind(|| GuestSpace::reserve().expect("it is there").set_pages(pages, state));
        assert!(refused.is_err());
    }
    let refused = std::panic::catch_unwind(|| GuestSpace::reserve().expect("it is there").set_window(0..1));
    assert!(refused.is_err());
}

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod armed {
    use super::*;
    use crate::{CodeArea, Draft, EnterError, Fault, Gate, Left, PageAccess, Registers, Slot};

    /// What a load and a store by code come to: each at an address in rbx.
    struct Probe {
        area: CodeArea,
        entries: [u32; 2],
    }

    impl Probe {
        fn new() -> Self {
            let mut area = CodeArea::reserve(PAGE, 0..0).expect("address space");
            // mov al, gs:[ebx]; mov gs:[ebx], al
            let entries = [0x8a, 0x88].map(|opcode| {
                let mut exit = vec![0x65, 0xc7, 0x04, 0x25];
                exit.extend(Slot::ExitNumber.displacement().to_le_bytes());
                exit.extend([0; 4]);
                exit.extend(Gate::EXIT);
                // sub r15, 1; jb over the access
                let mut code = vec![0x49, 0x83, 0xef, 1, 0x72, 4, 0x65, 0x67, opcode, 0x03];
                code.extend(exit);
                let entry = area.end();
                let draft = Draft { code: &code, entries: &[entry], ..Draft::default() };
                area.publish(&draft).expect("it is admitted");
                entry
            });
            Self { area, entries }
        }

        /// Whether code can read, or write, the byte at an address.
        fn can(&mut self, space: &mut GuestSpace, at: u32, access: PageAccess) -> bool {
            let mut registers = Registers::default();
            registers.general[3] = u64::from(at);
            let entry = self.entries[usize::from(access == PageAccess::Write)];
            if access == PageAccess::Write {
                registers.general[0] = space.load::<1>(at).map_or(0, |[byte]| byte).into();
            }
            match self.area.run(space, &mut registers, &mut 1, entry).expect("an entry") {
                Left::Exit { .. } => true,
                Left::Fault { fault: Fault::Page { access: found, .. }, .. } if found == access => false,
                left => panic!("{left:?}"),
            }
        }
    }

    #[test]
    fn a_space_that_is_armed_is_what_the_model_says() {
        let mut random = Random(2);
        let mut space = GuestSpace::reserve().expect("address space");
        let mut model = Model::default();
        let mut probe = Probe::new();
        for round in 0..20_000 {
            step(&mut space, &mut model, &mut random);
            compare(&space, &model);
            assert!(round >= 100 || !space.is_armed());
            // Meanwhile pages may rest that are given a state again.
            if round >= 100 && random.below(4) == 0 {
                assert!(space.arm() && space.is_armed());
                let at = random.address();
                let state = model.state(at as usize / PAGE);
                let can =
                    [PageAccess::Read, PageAccess::Write].map(|access| probe.can(&mut space, at, access));
                assert_eq!(can, [state & READ != 0, state & WRITE != 0], "the system, at {at:#x}");
            }
        }
        assert!(space.arm());
        // All that was never mentioned, and cannot be accessible, is not.
        for at in [0x1234_5678, 0x7000_0000, 0x8000_0000, 0xffff_ffff] {
            assert!(!probe.can(&mut space, at, PageAccess::Read));
        }
    }

    /// As many runs of pages as the system has mappings for, and more: it then refuses, and the space is open.
    #[test]
    fn where_the_system_refuses_a_space_is_open_again() {
        const ALONE: &str = "ECHO_NATIVE_MANY_MAPPINGS";
        let name = "guest::tests::armed::where_the_system_refuses_a_space_is_open_again";
        if std::env::var(ALONE).is_err() {
            // Other tests need mappings, too.
            let me = std::env::current_exe().expect("this program");
            let output = std::process::Command::new(me)
                .args(["--exact", name])
                .env(ALONE, "")
                .output()
                .expect("it runs");
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() && said.contains("1 passed"), "{said}");
            return;
        }
        let most = std::fs::read_to_string("/proc/sys/vm/max_map_count").expect("Linux tells");
        let most: u32 = most.trim().parse().expect("a number");
        if most as usize > OPEN_PAGES / 2 {
            return; // It never refuses.
        }
        let mut space = GuestSpace::reserve().expect("address space");
        assert!(space.arm());
        assert!(!space.store(0, [1]));
        space.set_pages(0..1, READ | WRITE);
        assert!(space.store(0, [1]));
        let mut page = 2;
        while space.is_armed() {
            space.set_pages(page..page + 1, READ | WRITE);
            page += 2;
            assert!(page < most + 10, "the system refuses nothing");
        }
        assert!(page > most / 2, "{page}");
        // States are what they were given, and Rust may do what they say.
        for (at, can) in [(0, true), (1, false), (page - 2, true), (page - 4, true), (page, false)] {
            assert_eq!(space.store(at * PAGE as u32, [7]), can, "{at}");
        }
        assert_eq!(space.runs().len() as u32, page / 2);
        assert!(!space.arm(), "there are as many runs as before");
        assert!(space.store(2 * PAGE as u32, [8]));
        space.clear(16);
        assert!(space.arm(), "there are none");
        space.set_pages(7..8, READ | WRITE);
        space.clear(16);
        let enter = |space: &mut GuestSpace| {
            let mut probe = Probe::new();
            probe.area.run(space, &mut Registers::default(), &mut 1, probe.entries[0]).map(drop)
        };
        assert!(!space.is_armed(), "the system allows a page that has no state");
        assert!(matches!(enter(&mut space), Err(EnterError::NotArmed)));
        assert!(space.arm());
        assert!(enter(&mut space).is_ok());
        space.set_pages(0..1, READ);
        assert_eq!(space.load(0), Some([0]));
        assert!(!Probe::new().can(&mut space, 0, PageAccess::Write));
    }
}
