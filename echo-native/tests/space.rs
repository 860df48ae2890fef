//! Address space: ranges and permissions hold against whatever is asked of them.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_native::{HostCode, PAGE, Permission, Space, SpaceError};
use std::ops::Range;

fn space(pages: usize) -> Space {
    Space::reserve(pages * PAGE).expect("address space")
}

/// The name of what was refused, or `ok`.
fn answer<T>(result: &Result<T, SpaceError>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(SpaceError::Outside { .. }) => "outside",
        Err(SpaceError::NotPages { .. }) => "not pages",
        Err(SpaceError::Denied { .. }) => "denied",
        Err(SpaceError::TooLong { .. }) => "too long",
        Err(SpaceError::Taken { .. }) => "taken",
        Err(SpaceError::System { .. }) => "system",
    }
}

#[test]
fn pages_are_as_accessible_as_they_were_made() {
    let mut space = space(4);
    assert_eq!(space.len(), 4 * PAGE);
    space.protect(PAGE..2 * PAGE, Permission::ReadWrite).expect("protected");
    space.protect(2 * PAGE..3 * PAGE, Permission::Read).expect("protected");
    // (range, reading it, writing it)
    let cases: [(Range<usize>, &str, &str); 7] = [
        (0..1, "denied", "denied"),
        (PAGE..2 * PAGE, "ok", "ok"),
        (2 * PAGE - 1..2 * PAGE + 1, "ok", "denied"),
        (2 * PAGE..3 * PAGE, "ok", "denied"),
        (2 * PAGE..3 * PAGE + 1, "denied", "denied"),
        (PAGE - 1..PAGE + 1, "denied", "denied"),
        (0..0, "ok", "ok"), // no byte that could be refused
    ];
    for (range, reading, writing) in cases {
        assert_eq!(answer(&space.bytes(range.clone())), reading, "reading {range:x?}");
        assert_eq!(answer(&space.bytes_mut(range.clone())), writing, "writing {range:x?}");
    }
    let Err(SpaceError::Denied { at }) = space.bytes_mut(PAGE + 8..3 * PAGE) else { panic!("not denied") };
    assert_eq!(at, 2 * PAGE, "the first byte that must not be written");
}

#[test]
fn what_pages_hold_outlives_a_change_of_permission_and_not_a_reset() {
    let mut space = space(2);
    space.protect(0..PAGE, Permission::ReadWrite).expect("protected");
    assert_eq!(space.bytes(0..PAGE).expect("readable"), [0; PAGE], "fresh");
    space.bytes_mut(8..11).expect("writable").copy_from_slice(&[1, 2, 3]);
    space.protect(0..PAGE, Permission::None).expect("protected");
    space.protect(0..PAGE, Permission::Read).expect("protected");
    assert_eq!(space.bytes(7..12).expect("readable"), [0, 1, 2, 3, 0]);
    space.reset().expect("reset");
    assert_eq!(answer(&space.bytes(0..1)), "denied", "a reset takes permissions away");
    space.protect(0..PAGE, Permission::Read).expect("protected");
    assert_eq!(space.bytes(7..12).expect("readable"), [0; 5], "a reset makes zeroes");
}

#[test]
fn code_can_be_read_and_is_followed_by_traps() {
    let mut space = space(3);
    space.protect(0..3 * PAGE, Permission::ReadWrite).expect("protected");
    space.bytes_mut(PAGE..2 * PAGE).expect("writable").fill(0x90);
    space.publish(PAGE..2 * PAGE, HostCode::unverified(&[0xc3])).expect("published");
    let text = space.bytes(PAGE..2 * PAGE).expect("readable");
    assert_eq!(text[0], 0xc3);
    assert!(text[1..].iter().all(|byte| *byte == 0xcc), "int3 in place of what was there");
    assert_eq!(answer(&space.bytes_mut(PAGE..PAGE + 1)), "denied");
    assert_eq!(answer(&space.bytes_mut(0..PAGE)), "ok", "the neighbours stay as they are");
    assert_eq!(answer(&space.bytes_mut(2 * PAGE..3 * PAGE)), "ok");
    // As data it is no longer code, and the other way round.
    space.protect(PAGE..2 * PAGE, Permission::ReadWrite).expect("protected");
    assert_eq!(answer(&space.bytes_mut(0..3 * PAGE)), "ok");
    let long = vec![0x90; PAGE + 1];
    assert_eq!(answer(&space.publish(0..PAGE, HostCode::unverified(&long))), "too long");
    assert_eq!(answer(&space.bytes_mut(0..3 * PAGE)), "ok", "what was refused has changed nothing");
    space.publish(0..2 * PAGE, HostCode::unverified(&long)).expect("it fits into two pages");
    assert_eq!(space.bytes(PAGE..PAGE + 2).expect("readable"), [0x90, 0xcc]);
}

#[test]
fn hostile_ranges_are_errors() {
    const MAX: usize = usize::MAX;
    const LAST: usize = MAX - (PAGE - 1); // the last page of all addresses
    let mut space = space(4);
    let len = space.len();
    space.protect(0..len, Permission::ReadWrite).expect("protected");
    // Backwards on purpose: a `Range` can say it, so somebody will.
    let backwards = Range { start: 2 * PAGE, end: PAGE };
    // (range, as bytes, as pages)
    let cases: [(Range<usize>, &str, &str); 10] = [
        (0..len, "ok", "ok"),
        (0..len + 1, "outside", "outside"),
        (0..len + PAGE, "outside", "outside"),
        (len..len, "ok", "not pages"),
        (len + 1..len + 1, "outside", "outside"),
        (backwards, "outside", "outside"),
        (0..MAX, "outside", "outside"),
        (LAST..MAX, "outside", "outside"),
        (1..PAGE, "ok", "not pages"),
        (PAGE..2 * PAGE - 1, "ok", "not pages"),
    ];
    for (range, bytes, pages) in cases {
        assert_eq!(answer(&space.bytes(range.clone())), bytes, "{range:x?}");
        assert_eq!(answer(&space.bytes_mut(range.clone())), bytes, "{range:x?}");
        assert_eq!(answer(&space.protect(range.clone(), Permission::ReadWrite)), pages, "{range:x?}");
        let code = HostCode::unverified(&[]);
        assert_eq!(answer(&space.publish(range.clone(), code)), pages, "{range:x?}");
        // What `publish` may have made code is data again.
        space.protect(0..len, Permission::ReadWrite).expect("protected");
    }
}

#[test]
fn hostile_reservations_are_errors() {
    let max = usize::MAX - (PAGE - 1);
    for len in [0, 1, PAGE - 1, PAGE + 1, usize::MAX, max, isize::MAX as usize + 1] {
        assert_eq!(answer(&Space::reserve(len)), "not pages", "{len:#x}");
    }
    let half = isize::MAX as usize - (PAGE - 1);
    assert_eq!(answer(&Space::reserve(half)), "system", "more than there are addresses");
    for (start, len, expected) in [
        (0, PAGE, "not pages"),
        (0x1234_5001, PAGE, "not pages"),
        (0x1234_5000, PAGE - 1, "not pages"),
        (usize::MAX, PAGE, "not pages"),
        (max, PAGE, "system"),
        (1 << 63, PAGE, "system"),
        (PAGE, half, "system"),
    ] {
        assert_eq!(answer(&Space::reserve_at(start, len)), expected, "{start:#x} {len:#x}");
    }
}

#[test]
fn addresses_belong_to_one_space_until_it_is_dropped() {
    // Where the kernel maps nothing of its own accord: it starts below the stack.
    let start = 0x5_0000_0000;
    let first = Space::reserve_at(start, 4 * PAGE).expect("address space");
    assert_eq!(first.start(), start);
    for (start, len) in [
        (start, 4 * PAGE),            // all of it
        (start + PAGE, PAGE),         // inside
        (start - PAGE, 2 * PAGE),     // over its start
        (start + 3 * PAGE, 2 * PAGE), // over its end
        (start - PAGE, 6 * PAGE),     // around it
    ] {
        assert_eq!(answer(&Space::reserve_at(start, len)), "taken", "{start:#x} {len:#x}");
    }
    assert!(first.contains(start as u64) && first.contains((start + 4 * PAGE - 1) as u64));
    assert!(!first.contains(start as u64 - 1) && !first.contains((start + 4 * PAGE) as u64));
    drop(first);
    let again = Space::reserve_at(start - PAGE, 6 * PAGE).expect("dropping has unmapped it");
    assert_eq!(again.start(), start - PAGE);
}

#[test]
fn a_space_goes_from_thread_to_thread() {
    let mut space = space(1);
    space.protect(0..PAGE, Permission::ReadWrite).expect("protected");
    let space = std::thread::spawn(move || {
        space.bytes_mut(0..4).expect("writable").copy_from_slice(b"echo");
        space
    })
    .join()
    .expect("the thread ends well");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(space.bytes(0..4).expect("readable"), b"echo"));
        }
    });
}
