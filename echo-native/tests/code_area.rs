//! Verified code that runs: faults, calls, links, threads, signals, processes.
//!
//! What changes handlers or forks has a process of its own: this program, told by [`ALONE`] which test it is.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

mod draft;

use draft::{GUEST_TAIL, Line, Program, Way, bytes, call, charge, exit, jump, mov, ret};
use draft::{cross as x, label as l};
use echo_native::guest::page;
use echo_native::{
    CodeArea, Draft, EnterError, Fault, Gate, GuestSpace, HostCode, Left, PAGE, PageAccess, PublishError,
    Registers, Space, SpaceError, Stop, Stub, Switch,
};
use std::ffi::{c_int, c_void};
use std::mem::MaybeUninit;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, ptr, thread};

/// Where a test of its own process begins.
const ALONE: &str = "ECHO_NATIVE_ALONE";

/// Whether this is the process of the test with that name; if not, that process has run, and ended well.
fn is_alone(name: &str) -> bool {
    if env::var(ALONE).as_deref() == Ok(name) {
        return true;
    }
    let me = env::current_exe().expect("this program");
    let output = Command::new(me).args(["--exact", name]).env(ALONE, name).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let ran = output.status.success() && said.contains("1 passed");
    assert!(ran, "{}: {said}{}", output.status, String::from_utf8_lossy(&output.stderr));
    false
}

/// An area with a program in it, and the positions of its entries.
fn area(program: &Program) -> (CodeArea, Vec<u32>) {
    let mut area = CodeArea::reserve(1 << 14, draft::TEXT).expect("address space");
    let entries = publish(&mut area, program);
    (area, entries)
}

fn publish(area: &mut CodeArea, program: &Program) -> Vec<u32> {
    let made = program.assemble(area.end(), |link| area.link_position(link));
    let draft =
        Draft { code: &made.code, entries: &made.entries, targets: &made.targets, links: &made.links };
    area.publish(&draft).unwrap_or_else(|error| panic!("{error}: {program:?}"));
    made.entries
}

/// Memory with data, and `pages` pages of stack; armed.
fn memory(pages: u32) -> GuestSpace {
    let mut space = GuestSpace::reserve().expect("address space");
    let (data, stack) = (draft::DATA >> 12, draft::STACK >> 12);
    space.set_pages(data..data + 1, page::READ | page::WRITE);
    space.set_pages(stack - pages..stack, page::READ | page::WRITE);
    assert!(space.arm());
    space
}

/// Registers at the start: rsp at the top of the stack, on which 0 lies.
fn registers() -> Registers {
    let mut registers = Registers::default();
    registers.general[4] = u64::from(draft::STACK) - 8;
    registers
}

const RAX: usize = 0;
const RCX: usize = 1;
const RBX: usize = 3;
const RSP: usize = 4;

/// A program of one entry: a charge of 1, some lines, an exit with 7. Without gas it leaves with 1.
fn simple(lines: impl IntoIterator<Item = Line>) -> Program {
    let mut all = vec![Line::Label(l::ENTRY)];
    all.extend(charge(1, l::NO_GAS));
    all.extend(lines);
    all.extend(exit(draft::DONE));
    all.push(Line::Label(l::NO_GAS));
    all.extend(exit(draft::NO_GAS));
    Program { lines: all, entries: vec![l::ENTRY], ..Program::default() }
}

/// Counts in rax and in memory until the gas is gone.
fn spin() -> Program {
    let mut lines = vec![mov(3, draft::DATA), bytes(&[0x31, 0xc0]), Line::Label(l::LOOP)];
    lines.extend(charge(1, l::NO_GAS));
    lines.extend([
        bytes(&[0x48, 0xff, 0xc0]),                   // inc rax
        bytes(&[0x65, 0x67, 0x48, 0x89, 0x03]),       // mov gs:[ebx], rax
        bytes(&[0x65, 0x67, 0x48, 0x01, 0x43, 0x08]), // add gs:[ebx + 8], rax
        jump(l::LOOP),
    ]);
    simple(lines)
}

/// Where the calls of [`recursion`] return to.
const BACK: u32 = draft::TEXT.start + 0x20;

/// Calls itself rcx times, and counts in rax how often it came back. Each call costs 2.
fn recursion() -> Program {
    let mut lines = vec![Line::Label(l::ENTRY)];
    lines.extend(charge(1, l::NO_GAS));
    lines.extend([
        bytes(&[0x48, 0x85, 0xc9]),
        draft::branch(draft::ZERO, l::LAST),
        bytes(&[0x48, 0xff, 0xc9]),
    ]); // dec rcx
    lines.extend(call(Line::To(vec![0xe8], l::ENTRY), BACK));
    lines.extend([jump(l::RETURN), Line::Label(l::TAIL), draft::load_below(0, 0)]);
    lines.push(Line::Label(l::RETURN));
    lines.extend(charge(1, l::NO_GAS));
    lines.extend([bytes(&[0x48, 0xff, 0xc0]), Line::Label(l::LAST)]);
    lines.extend(ret());
    lines.push(Line::Label(l::NO_GAS));
    lines.extend(exit(draft::NO_GAS));
    let entries = vec![l::ENTRY, l::RETURN];
    Program { lines, entries, targets: vec![(BACK, l::TAIL)], ..Program::default() }
}

/// What [`keeping`] leaves with where a place does not hold what it must.
const LOST: u32 = 66;

/// Calls itself rcx times. Each call writes rcx + k to place k, in an order of its own (`order`), and finds all of that there,
/// wherever it met the bottom of the stack; then calls the next by a dispatch, or by the stub, behind whose return address
/// lies what is rax again.
fn keeping(order: [usize; 8], by_stub: bool) -> Program {
    let guest = draft::GUEST_CALLEE;
    let mut lines = vec![Line::Label(l::CALLEE), draft::take_back(0)];
    lines.extend(charge(1, l::NO_GAS));
    // The caller had it in rdi, too.
    lines.extend([bytes(&[0x48, 0x39, 0xf8]), draft::branch(draft::NOT_ZERO, l::NEXT)]); // cmp rax, rdi
    lines.extend([jump(l::BODY), Line::Label(l::ENTRY)]);
    lines.extend(charge(1, l::NO_GAS));
    lines.push(Line::Label(l::BODY));
    for place in order {
        lines.push(bytes(&[0x48, 0x8d, 0x51, place as u8])); // lea rdx, [rcx + place]
        lines.push(draft::store_below(place, 2));
    }
    for place in 0..8 {
        lines.push(bytes(&[0x48, 0x8d, 0x51, place as u8]));
        lines.push(Line::Bytes(draft::below_bytes(&[0x48, 0x39], 2, place))); // cmp [place], rdx
        lines.push(draft::branch(draft::NOT_ZERO, l::NEXT));
    }
    lines.extend([
        bytes(&[0x48, 0x85, 0xc9]), // test rcx, rcx
        draft::branch(draft::ZERO, l::LAST),
        bytes(&[0x48, 0xff, 0xc9]),              // dec rcx
        bytes(&[0x48, 0x8d, 0xb9, 77, 0, 0, 0]), // lea rdi, [rcx + 77]
        mov(2, guest),
        draft::store_below(draft::TARGET + usize::from(by_stub), 2),
        bytes(&[0x48, 0x89, 0xf8]), // mov rax, rdi
    ]);
    let callee = if by_stub {
        Line::At(vec![0xe8], i64::from(Stub::Indirect.offset()))
    } else {
        lines.extend([draft::store_below(1, 0), mov(0, guest)]);
        draft::dispatch(true, Way::At(0))
    };
    lines.extend(call(callee, BACK));
    lines.extend([jump(l::RETURN), Line::Label(l::TAIL), draft::take_back(0), Line::Label(l::RETURN)]);
    lines.extend(charge(1, l::NO_GAS));
    lines.extend([bytes(&[0x48, 0xff, 0xc3]), Line::Label(l::LAST)]); // inc rbx
    lines.extend(ret());
    lines.push(Line::Label(l::NEXT));
    lines.extend(exit(LOST));
    lines.push(Line::Label(l::NO_GAS));
    lines.extend(exit(draft::NO_GAS));
    let targets = vec![(BACK, l::TAIL), (guest, l::CALLEE)];
    Program { lines, entries: vec![l::ENTRY], targets, ..Program::default() }
}

/// Orders in which the bottom of the stack is met at each of the places.
const ORDERS: [[usize; 8]; 3] =
    [[0, 1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1, 0], [3, 7, 0, 5, 1, 6, 2, 4]];

/// Runs [`keeping`], and checks that nothing was lost.
fn keeps(area: &mut CodeArea, entry: u32, memory: &mut GuestSpace, depth: u64) {
    let mut registers = registers();
    registers.general[RCX] = depth;
    let mut gas = 1 << 40;
    let left = area.run(memory, &mut registers, &mut gas, entry).expect("an entry");
    assert_eq!(left, Left::Return, "{depth}: {registers:?}");
    assert_eq!((registers.general[RBX], (1 << 40) - gas), (depth, 2 * depth + 1));
}

#[test]
fn places_below_the_stack_are_taken_along_when_it_is_emptied() {
    let mut memory = memory(40);
    for (order, by_stub) in ORDERS.into_iter().flat_map(|order| [(order, false), (order, true)]) {
        let (mut area, entries) = area(&keeping(order, by_stub));
        for depth in [0, 1, 2, 8180, 8185, 8186, 8187, 8188, 8189, 8190, 8191, 8192, 8193, 16_380, 20_000] {
            keeps(&mut area, entries[0], &mut memory, depth);
        }
    }
}

/// Code writes to all places around its calls, over the address that a return took off, too; and calls and returns go where they
/// went.
#[test]
fn nothing_below_the_stack_decides_where_code_goes() {
    let fill = |register| (0..8).map(move |place| draft::store_below(place, register));
    let mut lines = Vec::new();
    for round in 0..3 {
        lines.extend(fill([7, 6, 6][round as usize]));
        lines.extend(call(Line::To(vec![0xe8], l::CALLEE), BACK + round));
        lines.extend([jump(30 + round), Line::Label(30 + round)]);
        lines.extend(charge(1, l::NO_GAS));
        lines.extend(fill(6));
    }
    lines.extend(exit(draft::DONE));
    lines.push(Line::Label(l::CALLEE));
    lines.extend(charge(1, l::NO_GAS));
    lines.extend(fill(7));
    lines.extend(ret());
    let (mut area, entries) = area(&simple(lines));
    let mut memory = memory(1);
    let mut registers = registers();
    [registers.general[6], registers.general[7]] = [0x6666, 0x7777];
    let mut gas = 100;
    let left = area.run(&mut memory, &mut registers, &mut gas, entries[0]).expect("an entry");
    assert_eq!(left, Left::Exit { number: draft::DONE, below: [0x6666; 8] });
    assert_eq!(gas, 100 - 1 - 2 * 3);
}

/// Leaving and faulting say what lies below the stack, wherever its end has been met.
#[test]
fn what_lies_below_a_deep_stack_is_told() {
    let mut leaving = recursion();
    let at = leaving.behind(l::LAST);
    for place in (0..8).rev() {
        leaving.lines.insert(at, draft::store_below(place, 2));
        leaving.lines.insert(at, mov(2, 100 + place as u32));
    }
    let at = leaving.behind(l::LAST) + 16;
    let mut faulting = leaving.clone();
    leaving.lines.splice(at..at, exit(draft::DONE));
    faulting.lines.insert(at, bytes(&[0x65, 0x67, 0x8b, 0x04, 0x25, 0, 0, 0, 0])); // mov eax, gs:[0]
    let mut memory = memory(40);
    let expected = std::array::from_fn(|place| 100 + place as u64);
    for program in [leaving, faulting] {
        for depth in 8170..8200 {
            let (mut area, entries) = area(&program);
            let mut registers = registers();
            registers.general[RCX] = depth;
            let left = area.run(&mut memory, &mut registers, &mut (1 << 30), entries[0]).expect("an entry");
            match left {
                Left::Exit { number: draft::DONE, below } => assert_eq!(below, expected, "{depth}"),
                Left::Fault { fault: Fault::Page { access: PageAccess::Read, .. }, below, .. } => {
                    assert_eq!(below, expected, "{depth}");
                }
                left => panic!("{depth}: {left:?}"),
            }
        }
    }
}

/// An indirect jump and an indirect call, from wherever on the stack: the target finds rax in the first place, and takes it back;
/// who leaves because there is no target finds all registers as they were, too.
#[test]
fn indirect_jumps_keep_one_register_below_the_stack() {
    for is_call in [false, true] {
        let mut lines = vec![
            mov(2, GUEST_TAIL),
            draft::store_below(draft::TARGET + usize::from(is_call), 7),
            draft::store_below(draft::PASSED + usize::from(is_call), 1),
            mov(0, 0x1111),
            mov(1, 0x2222),
        ];
        let stub = i64::from(Stub::Indirect.offset());
        lines.push(Line::At(vec![if is_call { 0xe8 } else { 0xe9 }], stub));
        lines.extend([jump(l::NEXT), Line::Label(l::NEXT)]);
        lines.extend(charge(1, l::NO_GAS));
        lines.extend(exit(3));
        lines.extend([Line::Label(l::TAIL), draft::take_back(0)]);
        lines.extend(charge(1, l::NO_GAS));
        let mut program = simple(lines);
        program.targets.push((GUEST_TAIL, l::TAIL));
        let (mut area, entries) = area(&program);
        let mut memory = memory(1);
        for target in [GUEST_TAIL, GUEST_TAIL + 1, 0, u32::MAX] {
            let mut registers = registers();
            // What lies above the low half is nothing to it.
            registers.general[7] = u64::from(target) | 0x1234 << 32;
            registers.general[8] = 0x8888;
            let mut expected = registers.general;
            expected[2] = u64::from(GUEST_TAIL);
            [expected[RAX], expected[RCX]] = [0x1111, 0x2222];
            let left = area.run(&mut memory, &mut registers, &mut 100, entries[0]).expect("an entry");
            if target == GUEST_TAIL {
                assert_eq!(draft::bare(left), draft::exited(draft::DONE));
            } else {
                assert_eq!(left, Left::Indirect { target });
            }
            assert_eq!(registers.general, expected);
        }
    }
}

/// A dispatch that jumps and one that calls, with and without targets: the flags change, and rax where there is no target, to
/// how far behind the text's start the address lies, or to 0; and nothing else. What lies above the low half of rax is nothing
/// to it.
#[test]
fn dispatches_go_to_targets() {
    let mut program = draft::crossroads();
    for label in [x::JUMP, x::CALL] {
        let at = program.behind(label) - 2;
        assert_eq!(program.lines[at], bytes(&[0x89, 0xd8]));
        program.lines[at] = bytes(&[0x48, 0x89, 0xd8]); // mov rax, rbx
    }
    let (mut area, entries) = area(&program);
    let mut memory = memory(1);
    let none =
        [0, 1, GUEST_TAIL - 1, GUEST_TAIL + 1, draft::GUEST_CALLEE + 1, 0x7fff_ffff, 0x8000_0000, u32::MAX];
    let ends = [draft::TEXT.start - 1, draft::TEXT.start, draft::TEXT.end - 1, draft::TEXT.end];
    let cases = [(GUEST_TAIL, draft::TAILED, [9, 10]), (draft::GUEST_CALLEE, draft::RETURNED, [0, 12])]
        .into_iter()
        .chain(none.into_iter().chain(ends).map(|guest| (guest, draft::MISSED, [7, 8])));
    for (guest, number, spent) in cases {
        for (way, spent) in [1, 2].into_iter().zip(spent).filter(|(_, spent)| *spent > 0) {
            for above in [0, 1, 0x8000_0000, 0xffff_ffff_u64] {
                let mut registers = registers();
                registers.general = std::array::from_fn(|i| 0x0101_0101_0101_0101 * i as u64);
                registers.general[RCX] = way;
                registers.general[RBX] = u64::from(guest) | above << 32;
                registers.general[RSP] = u64::from(draft::STACK) - 8;
                let mut expected = registers.general;
                let mut gas = 1000;
                let left = area.run(&mut memory, &mut registers, &mut gas, entries[0]).expect("an entry");
                assert_eq!(draft::bare(left), draft::exited(number), "{guest:#x}, {way}");
                assert_eq!(1000 - gas, spent, "{guest:#x}, {way}");
                if number == draft::MISSED {
                    let beyond = guest.wrapping_sub(draft::TEXT.start);
                    expected[RAX] = if draft::TEXT.contains(&guest) { 0 } else { beyond.into() };
                }
                assert_eq!(registers.general, expected, "{guest:#x}, {way}");
            }
        }
    }
}

/// Targets that are told later, and led elsewhere by a draft behind.
#[test]
fn dispatches_go_to_targets_of_later_drafts() {
    let mut program = draft::crossroads();
    program.targets.clear();
    let (mut area, entries) = area(&program);
    let mut memory = memory(1);
    let mut run = |area: &mut CodeArea| {
        let mut registers = registers();
        [registers.general[RCX], registers.general[RBX]] = [1, u64::from(GUEST_TAIL)];
        let left = area.run(&mut memory, &mut registers, &mut 1000, entries[0]).expect("an entry");
        let Left::Exit { number, .. } = left else { panic!("{left:?}") };
        number
    };
    assert_eq!(run(&mut area), draft::MISSED);
    for number in [98, 99] {
        let mut lines = vec![Line::Label(0), draft::take_back(0)];
        lines.extend(charge(1, 1));
        lines.extend(exit(number));
        lines.push(Line::Label(1));
        lines.extend(exit(1));
        let later = Program { lines, targets: vec![(GUEST_TAIL, 0)], ..Program::default() };
        publish(&mut area, &later);
        assert_eq!(run(&mut area), number);
    }
}

/// Calls itself by a dispatch rcx times, and counts in rbx how often it came back. Each call costs 2.
fn indirect_recursion() -> Program {
    let mut lines = vec![Line::Label(l::CALLEE), draft::take_back(0), Line::Label(l::ENTRY)];
    lines.extend(charge(1, l::NO_GAS));
    lines.extend([
        bytes(&[0x48, 0x85, 0xc9]), // test rcx, rcx
        draft::branch(draft::ZERO, l::LAST),
        bytes(&[0x48, 0xff, 0xc9]), // dec rcx
        draft::store_below(1, 0),
        mov(0, draft::GUEST_CALLEE),
        draft::store_below(draft::TARGET, 0),
    ]);
    lines.extend(call(draft::dispatch(true, Way::At(0)), BACK));
    lines.extend([jump(l::RETURN), Line::Label(l::TAIL), draft::take_back(0), Line::Label(l::RETURN)]);
    lines.extend(charge(1, l::NO_GAS));
    lines.extend([bytes(&[0x48, 0xff, 0xc3]), Line::Label(l::LAST)]); // inc rbx
    lines.extend(ret());
    lines.push(Line::Label(l::NO_GAS));
    lines.extend(exit(draft::NO_GAS));
    let targets = vec![(BACK, l::TAIL), (draft::GUEST_CALLEE, l::CALLEE)];
    Program { lines, entries: vec![l::ENTRY], targets, ..Program::default() }
}

/// Runs [`indirect_recursion`], and checks what it counts.
fn recurses(area: &mut CodeArea, entry: u32, memory: &mut GuestSpace, depth: u64) {
    let mut registers = registers();
    registers.general[RCX] = depth;
    let mut gas = 1 << 40;
    let left = area.run(memory, &mut registers, &mut gas, entry).expect("an entry");
    assert_eq!(left, Left::Return, "{depth}");
    assert_eq!((registers.general[RBX], (1 << 40) - gas), (depth, 2 * depth + 1), "{depth}");
}

#[test]
fn dispatches_that_call_come_back_from_any_depth() {
    let (mut area, entries) = area(&indirect_recursion());
    let mut memory = memory(40);
    for depth in [0, 1, 2, 8180, 8189, 8190, 8191, 8192, 8193, 16_380, 20_000] {
        recurses(&mut area, entries[0], &mut memory, depth);
    }
}

/// Each number of the row, and others, of which all 64 bits count; by each register, with each to change.
#[test]
fn switches_go_by_their_row() {
    const LEN: u32 = 5;
    let mut memory = memory(1);
    for index in (0..15).filter(|index| *index != 4) {
        for scratch in [0, 1, 2, 3, 6, 7].into_iter().filter(|scratch| *scratch != index) {
            let into_index = bytes(&[0x48 | index >> 3, 0x89, 0xc8 | index & 7]); // mov index, rcx
            let switch = draft::switch(Switch { index, scratch, len: LEN }, 3, Way::To(l::NEXT));
            let keep = draft::store_below(0, scratch);
            let mut program = simple([into_index, keep, switch, Line::Label(l::NEXT)]);
            for number in 0..LEN + 6 {
                program.lines.extend([Line::Label(20 + number), draft::take_back(scratch)]);
                program.lines.extend(charge(2, l::NO_GAS));
                program.lines.extend(exit(20 + number));
                if (3..3 + LEN).contains(&number) {
                    program.links.push((number, 20 + number));
                }
            }
            let (mut area, entries) = area(&program);
            let mut run = |area: &mut CodeArea, number: u64| {
                let mut registers = registers();
                registers.general = std::array::from_fn(|i| 0x1111 * i as u64);
                registers.general[RCX] = number;
                let mut expected = registers.general;
                // The guest's register whose value is in the host's.
                let guest = match index {
                    10 | 11 => index + 4,
                    14 => 4,
                    _ => index,
                };
                expected[usize::from(guest)] = number;
                let mut gas = 100;
                let left = area.run(&mut memory, &mut registers, &mut gas, entries[0]).expect("an entry");
                assert_eq!(registers.general, expected, "{index}, {scratch}, {number}");
                let Left::Exit { number, .. } = left else { panic!("{left:?}") };
                (number, 100 - gas)
            };
            for number in 0..LEN {
                assert_eq!(run(&mut area, number.into()), (23 + number, 3), "{index}, {scratch}, {number}");
            }
            let len = u64::from(LEN);
            let above = [1 << 31, 1 << 32, 1 << 61, 1 << 63, u64::MAX << 32]
                .map(|above| [above, above | 1, above + len]);
            for number in
                [len, len + 1, u64::MAX, 0_u64.wrapping_sub(3)].into_iter().chain(above.into_iter().flatten())
            {
                assert_eq!(run(&mut area, number), (draft::DONE, 1), "{index}, {scratch}, {number:#x}");
            }
            area.link(2, entries[0]).expect("an entry");
            for link in 3..3 + LEN {
                assert!(area.link(link, entries[0]).is_err(), "a row stays what it is");
            }
            assert_eq!([0, 1, 2].map(|number| run(&mut area, number).0), [23, 24, 25]);
        }
    }
}

/// Gas that is given back: what is left is exact, and never more than what there was; where there is less than what is charged at
/// the highest, execution leaves there.
#[test]
fn refunds_are_exact() {
    let (mut area, entries) = area(&draft::crossroads());
    let mut memory = memory(1);
    // Which way; what it spends, and at most has spent at once.
    let ways = [
        ([0, 0, 0], draft::JOINED, 7, 11),
        ([0, 1, 0], draft::JOINED, 10, 14),
        ([1, 0, GUEST_TAIL], draft::TAILED, 9, 10),
        ([1, 0, 0], draft::MISSED, 7, 10),
        ([2, 0, draft::GUEST_CALLEE], draft::RETURNED, 12, 12),
        ([2, 0, 0], draft::MISSED, 8, 10),
        ([3, 0, 0], draft::BEYOND, 3, 10),
    ];
    for ([rcx, rsi, rbx], number, spent, most) in ways {
        for before in (0..most + 3).chain([1 << 32, u64::MAX >> 1, u64::MAX]) {
            let mut registers = registers();
            registers.general[RCX] = rcx.into();
            registers.general[RBX] = rbx.into();
            registers.general[6] = rsi.into();
            let mut gas = before;
            let left = area.run(&mut memory, &mut registers, &mut gas, entries[0]).expect("an entry");
            if before >= most {
                assert_eq!(
                    (draft::bare(left), gas),
                    (draft::exited(number), before - spent),
                    "{rcx}, {before}"
                );
            } else {
                assert_eq!(draft::bare(left), draft::exited(draft::NO_GAS), "{rcx}, {before}");
                assert!(gas > u64::MAX - 10, "the charge that fails is done: {gas:#x}");
            }
        }
    }
}

/// A loop that gives back all of what it charges but one each time runs that many times.
#[test]
fn loops_that_give_back_end() {
    let mut lines = vec![bytes(&[0x31, 0xc0]), Line::Label(l::LOOP)];
    lines.extend(charge(1000, l::NO_GAS));
    lines.extend([bytes(&[0x48, 0xff, 0xc0]), draft::refund(600), draft::refund(399), jump(l::LOOP)]); // inc rax
    let (mut area, entries) = area(&simple(lines));
    let mut memory = memory(1);
    let (mut registers, mut gas) = (registers(), 5000);
    let left = area.run(&mut memory, &mut registers, &mut gas, entries[0]).expect("an entry");
    assert_eq!((draft::bare(left), registers.general[RAX]), (draft::exited(draft::NO_GAS), 4000));
    assert_eq!(gas, u64::MAX);
}

#[test]
fn faults_say_where_and_why_and_nothing_is_done() {
    let store: &[u8] = &[0x65, 0x67, 0x48, 0x89, 0x03]; // mov gs:[ebx], rax
    let load: &[u8] = &[0x65, 0x67, 0x48, 0x8b, 0x03];
    let mut memory = memory(1);
    memory.set_pages(0x20..0x21, page::READ);
    let base = memory.bytes(0x2_0000..0x2_0001).expect("readable").as_ptr().addr() as u64 - 0x2_0000;
    let page = |guest: u64, access| Fault::Page { address: base + guest, access };
    let cases: &[(&[u8], u64, Fault)] = &[
        (load, 0, page(0, PageAccess::Read)),
        (store, 0x2_0000, page(0x2_0000, PageAccess::Write)),
        (load, 0x2_0ffc, page(0x2_1000, PageAccess::Read)),
        (load, 0x7fff_ffff, page(0x7fff_ffff, PageAccess::Read)),
        (store, 0xdead_beef_8000_0000, page(0x8000_0000, PageAccess::Write)),
        // The last byte of the 4 GiB; the operand ends behind them.
        (load, 0xffff_ffff, page(0xffff_ffff, PageAccess::Read)),
        (&[0x65, 0x67, 0x0f, 0x28, 0x03], 0x1_0008, Fault::Protection), // movaps xmm0, gs:[ebx]
        (&[0x65, 0x67, 0x48, 0x0f, 0xc7, 0x0b], 0x1_0008, Fault::Protection), // cmpxchg16b gs:[ebx]
        (&[0xf7, 0xf1], 0, Fault::Divide),                              // div ecx
        (&[0x48, 0xf7, 0xf9], 0, Fault::Divide),                        // idiv rcx
    ];
    for (inst, rbx, fault) in cases {
        let before = [mov(5, 5), draft::store_below(1, 5), Line::Label(l::BODY), bytes(inst)];
        let program = simple(before);
        let (mut area, entries) = area(&program);
        // The charge is 13 bytes long, `mov` 5, the store 5.
        let at = entries[0] + 13 + 5 + 5;
        let mut start = registers();
        start.general = std::array::from_fn(|i| 0x1111_1111_1111_1111 * i as u64);
        start.general[RAX] = 0xaaaa;
        start.general[RBX] = *rbx;
        start.general[RCX] = 0;
        start.general[RSP] = 0x1234;
        start.vectors[9] = [9; 32];
        let mut end = start.clone();
        let mut gas = 10;
        let left = area.run(&mut memory, &mut end, &mut gas, entries[0]).expect("an entry");
        let Left::Fault { at: found, fault: why, below } = left else { panic!("{inst:02x?}: {left:?}") };
        assert_eq!((found, why, below[1], gas), (at, *fault, 5, 9), "{inst:02x?}");
        start.general[5] = 5;
        start.flags = end.flags;
        assert_eq!(end, start, "{inst:02x?}");
    }
}

/// Vector registers stay where they are while no code of an area names any; from the first draft that does on, all code of
/// the area has them, until the area is used again.
#[test]
fn vectors_are_the_codes_where_any_names_them() {
    let vectors: [[u8; 32]; 16] = std::array::from_fn(|i| [i as u8 + 1; 32]);
    let mut memory = memory(1);
    let mut run = |area: &mut CodeArea, entry| {
        let mut registers = Registers { vectors, ..registers() };
        let left = area.run(&mut memory, &mut registers, &mut 10, entry).expect("an entry");
        (matches!(left, Left::Fault { fault: Fault::Divide, .. }), registers.vectors)
    };
    let plain = simple([mov(5, 5)]);
    let dividing = simple([bytes(&[0xf7, 0xf1])]); // div ecx
    let adding = simple([bytes(&[0x66, 0x0f, 0xfe, 0xc9])]); // paddd xmm1, xmm1
    let mut added = vectors;
    added[1][..16].fill(4);
    let mut area = CodeArea::reserve(1 << 10, draft::TEXT).expect("address space");
    for _ in 0..2 {
        let (plain, dividing) = (publish(&mut area, &plain)[0], publish(&mut area, &dividing)[0]);
        let before = [run(&mut area, plain), run(&mut area, dividing)];
        let adding = publish(&mut area, &adding)[0];
        assert_eq!(run(&mut area, adding), (false, added));
        let after = [run(&mut area, plain), run(&mut area, dividing)];
        assert_eq!(
            (before, after),
            ([(false, vectors), (true, vectors)], [(false, vectors), (true, vectors)])
        );
        area = area.reuse(1 << 10, draft::TEXT).expect("address space");
    }
}

#[test]
fn calls_come_back_from_any_depth() {
    let program = recursion();
    let (mut area, entries) = area(&program);
    let mut memory = memory(40);
    for depth in [0, 1, 10, 8190, 8191, 8192, 8193, 20_000] {
        let mut registers = registers();
        registers.general[RCX] = depth;
        let mut gas = 1 << 30;
        let left = area.run(&mut memory, &mut registers, &mut gas, entries[0]).expect("an entry");
        assert_eq!(left, Left::Return, "the last return leads to what lay on the stack");
        assert_eq!(
            (registers.general[RAX], registers.general[RSP]),
            (depth, u64::from(draft::STACK)),
            "{depth}"
        );
        assert!(gas < 1 << 30);
    }
}

#[test]
fn calls_come_back_from_a_hundred_thousand() {
    let mut memory = GuestSpace::reserve().expect("address space");
    let stack = 0x7000_0000 >> 12;
    memory.set_pages(stack - 200..stack, page::READ | page::WRITE);
    assert!(memory.arm());
    let (mut area, entries) = area(&recursion());
    let mut registers = registers();
    registers.general[RSP] = 0x7000_0000 - 8;
    registers.general[RCX] = 100_000;
    // It leaves again and again for want of gas, with calls under way.
    let mut runs = 0;
    let mut entry = entries[0];
    let calls = 2 * 100_000_u64 + 1;
    let mut spent = 0;
    loop {
        let mut gas = 7777;
        let left = area.run(&mut memory, &mut registers, &mut gas, entry).expect("an entry");
        runs += 1;
        spent += 7777_u64.wrapping_sub(gas);
        match left {
            Left::Exit { number: draft::NO_GAS, .. } => {
                // The charge that failed is not paid. All others were the calls' first, then the returns'.
                spent -= 1;
                entry = if spent > 100_000 { entries[1] } else { entries[0] };
            }
            left => {
                assert_eq!(left, Left::Return);
                break;
            }
        }
        assert!(runs < 100);
    }
    assert_eq!((registers.general[RAX], spent, runs), (100_000, calls, calls.div_ceil(7777)));
}

/// The sample, and an entry that returns.
fn with_a_return() -> Program {
    let mut program = draft::sample();
    program.lines.push(Line::Label(20));
    program.lines.extend(charge(1, l::NO_GAS));
    program.lines.extend(ret());
    program.entries.push(20);
    program
}

#[test]
fn returns_without_a_call_go_through_the_table() {
    let (mut area, entries) = area(&with_a_return());
    let mut memory = memory(1);
    let return_to = |area: &mut CodeArea, memory: &mut GuestSpace, guest: u32| {
        let mut registers = registers();
        assert!(memory.store(draft::STACK - 8, u64::from(guest).to_le_bytes()));
        let mut gas = 100;
        let left = area.run(memory, &mut registers, &mut gas, entries[1]).expect("an entry");
        assert_eq!(registers.general[RSP], u64::from(draft::STACK));
        (draft::bare(left), gas)
    };
    for _ in 0..20_000 {
        assert_eq!(return_to(&mut area, &mut memory, GUEST_TAIL), (draft::exited(draft::DONE), 97));
    }
    // What is no target: before the table, its last entry, behind it, far away.
    for target in
        [1, draft::TEXT.start - 1, draft::TEXT.start, draft::TEXT.end - 1, draft::TEXT.end, u32::MAX]
    {
        assert_eq!(return_to(&mut area, &mut memory, target), (Left::Indirect { target }, 99), "{target:#x}");
    }
    assert_eq!(return_to(&mut area, &mut memory, 0), (Left::Return, 99));
}

/// What code passes on is there where its dispatch leads; where a return leads that found its way by the table, 0 is there.
#[test]
fn dispatches_pass_on_what_returns_do_not() {
    const RETURNING: u32 = 20;
    let mut program = simple([
        draft::store_below(draft::PASSED, 7),
        draft::store_below(0, 0),
        mov(0, GUEST_TAIL),
        draft::dispatch(false, Way::To(l::NO_GAS)),
    ]);
    program.lines.push(Line::Label(RETURNING));
    program.lines.extend(charge(1, l::NO_GAS));
    program.lines.push(draft::store_below(draft::PASSED, 7));
    program.lines.extend(ret());
    program.lines.extend([Line::Label(l::TAIL), draft::take_back(0), draft::load_below(draft::PASSED, 3)]);
    program.lines.extend(charge(1, l::NO_GAS));
    program.lines.extend(exit(3));
    program.entries.push(RETURNING);
    program.targets.push((GUEST_TAIL, l::TAIL));
    let (mut area, entries) = area(&program);
    let mut memory = memory(1);
    for (entry, passed) in [(0, 0x1234), (1, 0), (0, 0x9abc), (1, 0)] {
        let mut registers = registers();
        registers.general[RBX] = 1;
        registers.general[7] = if passed == 0 { 0xdead } else { passed };
        assert!(memory.store(draft::STACK - 8, u64::from(GUEST_TAIL).to_le_bytes()));
        let left = area.run(&mut memory, &mut registers, &mut 100, entries[entry]).expect("an entry");
        assert_eq!(draft::bare(left), draft::exited(3));
        assert_eq!(registers.general[RBX], passed);
    }
}

/// A function that changes where it returns to.
#[test]
fn returns_to_elsewhere_go_through_the_table() {
    let mut program = draft::sample();
    let at = program.behind(l::CALLEE) + 2;
    program.lines.insert(at, bytes(&[0x65, 0x67, 0x41, 0x89, 0x3e])); // mov gs:[r14d], edi
    let (mut area, entries) = area(&program);
    let mut memory = memory(1);
    let mut run = |target: u32| {
        let mut registers = registers();
        registers.general[7] = u64::from(target);
        let mut gas = 1000;
        let left = area.run(&mut memory, &mut registers, &mut gas, entries[0]).expect("an entry");
        assert_eq!(registers.general[RSP], u64::from(draft::STACK) - 8);
        (draft::bare(left), 1000 - gas)
    };
    assert_eq!(run(draft::GUEST_RETURN), (draft::exited(draft::DONE), draft::GAS));
    assert_eq!(run(GUEST_TAIL), (draft::exited(draft::DONE), draft::GAS - 1));
    assert_eq!(run(0x1234), (Left::Indirect { target: 0x1234 }, draft::GAS - 3));
}

#[test]
fn links_lead_where_they_were_led_last() {
    let mut program = draft::sample();
    program.lines.push(Line::Label(20));
    program.lines.extend(charge(1, l::NO_GAS));
    program.lines.extend(exit(99));
    program.entries.extend([20, l::LAST]);
    let (mut area, entries) = area(&program);
    let mut memory = memory(1);
    let mut run = |area: &mut CodeArea| {
        let left = area.run(&mut memory, &mut registers(), &mut 1000, entries[0]).expect("an entry");
        let Left::Exit { number, .. } = left else { panic!("{left:?}") };
        number
    };
    assert_eq!(run(&mut area), draft::DONE);
    area.link(0, entries[1]).expect("an entry");
    assert_eq!(run(&mut area), 99);
    for (link, entry) in [(0, entries[1] + 1), (0, 0), (0, area.end()), (0, u32::MAX), (u32::MAX, entries[1])]
    {
        assert!(matches!(area.link(link, entry), Err(EnterError::NoEntry { .. })), "{link}, {entry:#x}");
    }
    assert!(area.link(area.link_count() as u32, entries[1]).is_err());
    assert_eq!(run(&mut area), 99);
    area.link(0, entries[2]).expect("an entry");
    assert_eq!(run(&mut area), draft::DONE);
}

#[test]
fn what_cannot_be_entered_is_an_error() {
    let (mut area, entries) = area(&spin());
    let mut memory = memory(1);
    for entry in [0, Stub::Indirect.offset(), entries[0] + 1, entries[0] - 1, area.end(), u32::MAX] {
        let result = area.run(&mut memory, &mut registers(), &mut 9, entry);
        assert!(matches!(result, Err(EnterError::NoEntry { at }) if at == entry), "{entry:#x}: {result:?}");
    }
    let mut open = GuestSpace::reserve().expect("address space");
    let result = area.run(&mut open, &mut registers(), &mut 9, entries[0]);
    assert!(matches!(result, Err(EnterError::NotArmed)), "{result:?}");
}

#[test]
fn room_ends() {
    let mut area = CodeArea::reserve(0, 0..0).expect("address space");
    let room = area.room();
    let mut published = 0;
    let program = spin();
    let error = loop {
        let made = program.assemble(area.end(), |link| area.link_position(link));
        let draft = Draft { code: &made.code, entries: &made.entries, ..Draft::default() };
        match area.publish(&draft) {
            Ok(()) => published += made.code.len(),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, PublishError::Full), "{error:?}");
    assert!(published <= room && room - published == area.room());
    let links = [(area.link_count() as u32, 0)];
    let draft = Draft { code: &[], links: &links, ..Draft::default() };
    assert!(matches!(area.publish(&draft), Err(PublishError::Full)));
    for size in [(1 << 30) + 1, usize::MAX] {
        assert!(matches!(CodeArea::reserve(size, 0..0), Err(SpaceError::TooLong { .. })), "{size:#x}");
    }
}

/// An area of the same pages, or of others where it has too few, in which nothing is left of what was there.
#[test]
fn an_area_that_is_used_again_is_as_a_new_one() {
    let program = with_a_return();
    let (mut area, entries) = area(&program);
    let mut memory = memory(1);
    let (stubs, room) = (CodeArea::reserve(0, 0..0).expect("address space").end(), area.room());
    // More code than a page, so that some is left where the next does not reach.
    while area.end() < 3 * PAGE as u32 {
        publish(&mut area, &program);
    }
    assert!(works(&mut area, entries[0], &mut memory));
    for (size, targets) in [
        (1 << 10, draft::TEXT),
        (1 << 20, draft::TEXT),
        (1, 0..0),
        (1 << 14, draft::TEXT),
        (1 << 14, 0..0x100),
    ] {
        area = area.reuse(size, targets.clone()).expect("address space");
        assert_eq!(area.end(), stubs);
        assert!(area.room() >= size && area.room() < size + 2 * PAGE, "{size:#x}, {room:#x}");
        for entry in &entries {
            let result = area.run(&mut memory, &mut registers(), &mut 9, *entry);
            assert!(matches!(result, Err(EnterError::NoEntry { .. })), "{result:?}");
        }
        // A link leads nowhere before it is published.
        let through = program.assemble(area.end(), |link| area.link_position(link));
        let draft = Draft { code: &through.code, entries: &through.entries, ..Draft::default() };
        assert!(matches!(area.publish(&draft), Err(PublishError::Refused(_) | PublishError::Full)));
        if area.room() < PAGE {
            continue;
        }
        // What was a target is none.
        let mut alone = simple([]);
        alone.lines.push(Line::Label(20));
        alone.lines.extend(charge(1, l::NO_GAS));
        alone.lines.extend(ret());
        alone.entries.push(20);
        let alone = publish(&mut area, &alone);
        let mut registers = registers();
        assert!(memory.store(draft::STACK - 8, u64::from(GUEST_TAIL).to_le_bytes()));
        let left = area.run(&mut memory, &mut registers, &mut 100, alone[1]).expect("an entry");
        assert_eq!(draft::bare(left), Left::Indirect { target: GUEST_TAIL });
        if targets == draft::TEXT {
            let entries = publish(&mut area, &program);
            assert!(works(&mut area, entries[0], &mut memory));
        }
    }
    assert!(matches!(area.reuse(usize::MAX, 0..0), Err(SpaceError::TooLong { .. })));
}

/// Runs the sample, and a fault, and says whether all is as it must be.
fn works(area: &mut CodeArea, entry: u32, memory: &mut GuestSpace) -> bool {
    let mut registers = registers();
    let mut gas = 1000;
    let left = area.run(memory, &mut registers, &mut gas, entry).expect("an entry");
    let done = draft::bare(left) == draft::exited(draft::DONE) && gas == 1000 - draft::GAS;
    registers.general[RSP] = 0x8000_0000;
    let left = area.run(memory, &mut registers, &mut gas, entry).expect("an entry");
    done && matches!(left, Left::Fault { fault: Fault::Page { access: PageAccess::Write, .. }, .. })
}

#[test]
fn threads_do_not_disturb_each_other() {
    thread::scope(|scope| {
        for number in 0..8_u64 {
            scope.spawn(move || {
                let (mut area, entries) = area(&spin());
                let (mut sample, sample_entries) = self::area(&draft::sample());
                let mut memory = memory(1);
                for run in 0..500 {
                    let mut registers = registers();
                    let mut gas = 100 + number + run % 7;
                    let expected = gas - 1;
                    assert!(memory.store(draft::DATA + 8, [0; 8]));
                    let left = area.run(&mut memory, &mut registers, &mut gas, entries[0]).expect("an entry");
                    assert_eq!(draft::bare(left), draft::exited(draft::NO_GAS));
                    assert_eq!((registers.general[RAX], gas), (expected, u64::MAX));
                    let sum = memory.load::<8>(draft::DATA + 8).expect("readable");
                    assert_eq!(u64::from_le_bytes(sum), expected * (expected + 1) / 2);
                    assert!(works(&mut sample, sample_entries[0], &mut memory));
                }
            });
        }
    });
}

/// An area, its memory, and what is under way in them go to another thread.
#[test]
fn areas_and_memory_go_from_thread_to_thread() {
    let (mut area, entries) = area(&draft::sample());
    let (mut memory, entry) = (memory(1), entries[0]);
    for _ in 0..20 {
        (area, memory) = thread::spawn(move || {
            assert!(works(&mut area, entry, &mut memory));
            (area, memory)
        })
        .join()
        .expect("it works there");
    }
}

#[test]
fn a_thousand_spaces_live_in_one_process() {
    let (mut spinning, entries) = area(&spin());
    let (mut sample, sample_entries) = area(&draft::sample());
    let mut spaces: Vec<_> = (0..1000).map(|_| memory(1)).collect();
    for round in 1..3_u64 {
        for (number, memory) in spaces.iter_mut().enumerate() {
            let mut gas = 2 + number as u64;
            spinning.run(memory, &mut registers(), &mut gas, entries[0]).expect("an entry");
            if number % 10 == 0 {
                assert!(works(&mut sample, sample_entries[0], memory));
            }
        }
        for (number, memory) in spaces.iter().enumerate().filter(|(number, _)| number % 10 != 0) {
            let [count, sum] = [0, 8].map(|at| memory.load::<8>(draft::DATA + at).map(u64::from_le_bytes));
            let expected = number as u64 + 1;
            assert_eq!(
                (count, sum),
                (Some(expected), Some(round * expected * (expected + 1) / 2)),
                "{number}"
            );
        }
    }
}

/// Rust between two runs on the same memory, and a gate on the same thread.
#[test]
fn areas_and_a_gate_share_a_thread() {
    let mut space = Space::reserve(PAGE).expect("address space");
    let mut code = vec![0x48, 0xff, 0xc0]; // inc rax
    code.extend(Gate::EXIT);
    space.publish(0..PAGE, HostCode::unverified(&code)).expect("published");
    let mut behind_the_gate = |gate: &mut Gate| {
        let mut registers = Registers { rip: space.start() as u64, ..Registers::default() };
        registers.general[RAX] = 41;
        assert_eq!(gate.enter(&mut space, &mut registers), Ok(Stop::Exit));
        assert_eq!(registers.general[RAX], 42);
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            let (mut first, first_entries) = area(&draft::sample());
            let (mut second, second_entries) = area(&draft::sample());
            let mut memory = memory(1);
            for _ in 0..3 {
                let mut gate = Gate::open().expect("a gate");
                for _ in 0..3 {
                    behind_the_gate(&mut gate);
                    assert!(works(&mut first, first_entries[0], &mut memory));
                    assert!(works(&mut second, second_entries[0], &mut memory));
                    behind_the_gate(&mut gate);
                }
                drop(gate);
                assert!(works(&mut first, first_entries[0], &mut memory));
            }
        });
    });
}

#[test]
fn a_thread_that_blocks_the_signals_of_faults_gets_them() {
    thread::spawn(|| {
        let mut set = MaybeUninit::<libc::sigset_t>::uninit();
        // SAFETY: the calls fill in `set`, and read it.
        unsafe {
            libc::sigfillset(set.as_mut_ptr());
            assert_eq!(libc::pthread_sigmask(libc::SIG_SETMASK, set.as_ptr(), ptr::null_mut()), 0);
        }
        let (mut area, entries) = area(&draft::sample());
        let mut memory = memory(1);
        assert!(works(&mut area, entries[0], &mut memory));
        let (mut divides, entries) = self::area(&simple([bytes(&[0x31, 0xc9]), bytes(&[0xf7, 0xf1])]));
        let left = divides.run(&mut memory, &mut registers(), &mut 9, entries[0]).expect("an entry");
        assert!(matches!(left, Left::Fault { fault: Fault::Divide, .. }), "{left:?}");
    })
    .join()
    .expect("it works");
}

fn install(signal: c_int, handler: usize, flags: c_int) -> usize {
    // SAFETY: all-zero is a valid action, and the handlers of this file have the signatures that the flags of their
    // callers ask for.
    unsafe {
        let mut action: libc::sigaction = MaybeUninit::zeroed().assume_init();
        let mut before: libc::sigaction = MaybeUninit::zeroed().assume_init();
        action.sa_sigaction = handler;
        action.sa_flags = flags;
        assert_eq!(libc::sigaction(signal, &raw const action, &raw mut before), 0);
        before.sa_sigaction
    }
}

/// How often a handler was called.
static CALLS: AtomicUsize = AtomicUsize::new(0);
/// A page that [`repair`] makes readable.
static PAGE_OF_OURS: AtomicUsize = AtomicUsize::new(0);
/// The handler that [`repair`] hands on to; 0: none.
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// What a process does about faults of its own: makes the page accessible. Others it hands on, if it knows to whom.
extern "C" fn repair(signal: c_int, info: *mut libc::siginfo_t, frame: *mut c_void) {
    // SAFETY: the system passes a valid `info`, which for a fault has an address.
    let address = unsafe { (*info).si_addr().addr() };
    let page = PAGE_OF_OURS.load(Ordering::SeqCst);
    if address & !(PAGE - 1) == page {
        CALLS.fetch_add(1, Ordering::SeqCst);
        // SAFETY: the page is the test's.
        unsafe { libc::mprotect(ptr::with_exposed_provenance_mut(page), PAGE, libc::PROT_READ) };
        return;
    }
    let next = NEXT.load(Ordering::SeqCst);
    if next == 0 {
        std::process::abort();
    }
    type Handler = extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void);
    // SAFETY: it is the address of a handler that takes these.
    let next: Handler = unsafe { std::mem::transmute(ptr::with_exposed_provenance::<()>(next)) };
    next(signal, info, frame);
}

/// A page of ours without access.
fn page_of_ours() -> Space {
    let space = Space::reserve(PAGE).expect("address space");
    PAGE_OF_OURS.store(space.start(), Ordering::SeqCst);
    space
}

/// Faults, until [`repair`] repairs it.
fn fault_of_ours() {
    let page = ptr::with_exposed_provenance::<u8>(PAGE_OF_OURS.load(Ordering::SeqCst));
    // SAFETY: the page is the test's; `repair` makes it readable.
    assert_eq!(unsafe { page.read_volatile() }, 0);
}

#[test]
fn a_handler_from_before_gets_its_own_faults() {
    if !is_alone("a_handler_from_before_gets_its_own_faults") {
        return;
    }
    install(libc::SIGSEGV, repair as *const () as usize, libc::SA_SIGINFO);
    let (mut area, entries) = area(&draft::sample());
    let mut memory = memory(1);
    for calls in 1..4 {
        let _page = page_of_ours();
        assert!(works(&mut area, entries[0], &mut memory));
        fault_of_ours();
        assert_eq!(CALLS.load(Ordering::SeqCst), calls);
        assert!(works(&mut area, entries[0], &mut memory));
    }
}

#[test]
fn a_handler_from_after_hands_ours_on() {
    if !is_alone("a_handler_from_after_hands_ours_on") {
        return;
    }
    let (mut area, entries) = area(&draft::sample());
    let mut memory = memory(1);
    assert!(works(&mut area, entries[0], &mut memory));
    let before = install(libc::SIGSEGV, repair as *const () as usize, libc::SA_SIGINFO | libc::SA_ONSTACK);
    NEXT.store(before, Ordering::SeqCst);
    for calls in 1..4 {
        let _page = page_of_ours();
        assert!(works(&mut area, entries[0], &mut memory));
        fault_of_ours();
        assert_eq!(CALLS.load(Ordering::SeqCst), calls);
        assert!(works(&mut area, entries[0], &mut memory));
    }
}

extern "C" fn count(_: c_int) {
    CALLS.fetch_add(1, Ordering::SeqCst);
}

/// A handler that faults itself, and is repaired.
extern "C" fn count_and_fault(_: c_int) {
    CALLS.fetch_add(1, Ordering::SeqCst);
    fault_of_ours();
}

/// A handler that needs much stack.
extern "C" fn count_deep(_: c_int) {
    let deep = std::hint::black_box([1_u8; 20 << 10]);
    CALLS.fetch_add(std::hint::black_box(deep[deep.len() - 1]).into(), Ordering::SeqCst);
}

/// Sends this process an alarm every 50 microseconds.
fn alarm(on: bool) {
    let interval = libc::timeval { tv_sec: 0, tv_usec: if on { 50 } else { 0 } };
    let timer = libc::itimerval { it_interval: interval, it_value: interval };
    // SAFETY: the system reads `timer`, and is not asked for the old one.
    assert_eq!(unsafe { libc::setitimer(libc::ITIMER_REAL, &raw const timer, ptr::null_mut()) }, 0);
}

/// Runs loops and deep calls for a while, and checks what they compute.
fn run_for(time: Duration) {
    let (mut spinning, entries) = area(&spin());
    let (mut calling, call_entries) = area(&recursion());
    let (mut dispatching, dispatch_entries) = area(&indirect_recursion());
    let mut all_keeping = ORDERS.map(|order| area(&keeping(order, order[0] == 0)));
    let mut memory = memory(40);
    let start = Instant::now();
    while start.elapsed() < time {
        const COUNT: u64 = 1_000_000;
        assert!(memory.store(draft::DATA + 8, [0; 8]));
        let mut registers = registers();
        registers.vectors = [[0x77; 32]; 16];
        let mut gas = COUNT + 1;
        let left = spinning.run(&mut memory, &mut registers, &mut gas, entries[0]).expect("an entry");
        assert_eq!((draft::bare(left), gas), (draft::exited(draft::NO_GAS), u64::MAX));
        assert_eq!((registers.general[RAX], registers.vectors), (COUNT, [[0x77; 32]; 16]));
        let sum = memory.load::<8>(draft::DATA + 8).expect("readable");
        assert_eq!(u64::from_le_bytes(sum), COUNT * (COUNT + 1) / 2);
        for depth in [8100, 20_000] {
            let mut registers = self::registers();
            registers.general[RCX] = depth;
            let mut gas = 1 << 40;
            let left = calling.run(&mut memory, &mut registers, &mut gas, call_entries[0]).expect("an entry");
            assert_eq!(left, Left::Return);
            assert_eq!((registers.general[RAX], (1 << 40) - gas), (depth, 2 * depth + 1));
            recurses(&mut dispatching, dispatch_entries[0], &mut memory, depth);
            for (area, entries) in &mut all_keeping {
                keeps(area, entries[0], &mut memory, depth);
            }
        }
    }
}

/// Runs for a while under alarms and signals of another thread. At least some of them arrive.
fn under_signals(handler: usize, flags: c_int) {
    install(libc::SIGALRM, handler, flags);
    install(libc::SIGUSR1, count as *const () as usize, flags | libc::SA_RESTART);
    let calls = CALLS.load(Ordering::SeqCst);
    // SAFETY: it only names this thread.
    let me = unsafe { libc::pthread_self() };
    /// Ends the signals, however the test ends.
    struct End<'a>(&'a AtomicBool);
    impl Drop for End<'_> {
        fn drop(&mut self) {
            alarm(false);
            self.0.store(true, Ordering::SeqCst);
        }
    }
    let ends = AtomicBool::new(false);
    thread::scope(|scope| {
        let _end = End(&ends);
        scope.spawn(|| {
            while !ends.load(Ordering::SeqCst) {
                // SAFETY: the thread waits for this one, so that it is there.
                assert_eq!(unsafe { libc::pthread_kill(me, libc::SIGUSR1) }, 0);
                thread::sleep(Duration::from_micros(20));
            }
        });
        alarm(true);
        run_for(Duration::from_millis(700));
    });
    let calls = CALLS.load(Ordering::SeqCst) - calls;
    assert!(calls > 500, "{calls} signals have arrived");
}

#[test]
fn signals_on_their_own_stack_do_not_disturb() {
    if is_alone("signals_on_their_own_stack_do_not_disturb") {
        under_signals(count as *const () as usize, libc::SA_ONSTACK);
    }
}

#[test]
fn signals_on_the_stack_of_code_do_not_disturb() {
    if is_alone("signals_on_the_stack_of_code_do_not_disturb") {
        under_signals(count as *const () as usize, 0);
    }
}

#[test]
fn signals_that_need_much_of_the_stack_of_code_do_not_disturb() {
    if is_alone("signals_that_need_much_of_the_stack_of_code_do_not_disturb") {
        under_signals(count_deep as *const () as usize, 0);
    }
}

/// A fault of a handler that interrupted code is the handler's.
#[test]
fn a_handler_that_faults_gets_on() {
    if !is_alone("a_handler_that_faults_gets_on") {
        return;
    }
    install(libc::SIGSEGV, repair as *const () as usize, libc::SA_SIGINFO | libc::SA_ONSTACK);
    install(libc::SIGALRM, count_and_fault as *const () as usize, 0);
    let (mut area, entries) = area(&spin());
    let mut memory = memory(1);
    let mut repaired = 0;
    for _ in 0..20 {
        let _page = page_of_ours();
        let calls = CALLS.load(Ordering::SeqCst);
        alarm_once();
        let mut registers = registers();
        let mut gas = 20_000_001;
        let left = area.run(&mut memory, &mut registers, &mut gas, entries[0]).expect("an entry");
        assert_eq!((draft::bare(left), gas), (draft::exited(draft::NO_GAS), u64::MAX));
        assert_eq!(registers.general[RAX], 20_000_000);
        repaired += usize::from(CALLS.load(Ordering::SeqCst) == calls + 2);
    }
    assert!(repaired > 5, "the handler and its fault came {repaired} times while code ran");
}

fn alarm_once() {
    let none = libc::timeval { tv_sec: 0, tv_usec: 0 };
    let timer = libc::itimerval { it_interval: none, it_value: libc::timeval { tv_sec: 0, tv_usec: 3000 } };
    // SAFETY: the system reads `timer`, and is not asked for the old one.
    assert_eq!(unsafe { libc::setitimer(libc::ITIMER_REAL, &raw const timer, ptr::null_mut()) }, 0);
}

#[test]
fn a_fork_has_spaces_of_its_own() {
    if !is_alone("a_fork_has_spaces_of_its_own") {
        return;
    }
    let (mut area, entries) = area(&spin());
    let (mut sample, sample_entries) = self::area(&draft::sample());
    let (mut memory, mut other) = (memory(1), memory(1));
    let mut before = 0;
    let mut run = |count: u64| {
        let mut gas = count + 1;
        area.run(&mut memory, &mut registers(), &mut gas, entries[0]).expect("an entry");
        before += count * (count + 1) / 2;
        let sum = memory.load::<8>(draft::DATA + 8).expect("readable");
        u64::from_le_bytes(sum) == before && works(&mut sample, sample_entries[0], &mut other)
    };
    assert!(run(10));
    // SAFETY: the child runs code, and ends.
    let child = unsafe { libc::fork() };
    assert!(child >= 0);
    let good = (0..100).all(|_| run(if child == 0 { 1000 } else { 20_000 }));
    if child == 0 {
        // SAFETY: it ends the child, without what Rust would do at the end.
        unsafe { libc::_exit(if good { 0 } else { 1 }) };
    }
    assert!(good);
    let mut status = 0;
    // SAFETY: the system writes to `status`.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert_eq!(status, 0);
}
