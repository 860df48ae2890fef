//! Code behind a gate: registers go in and come out as they are, faults are values, permissions hold against
//! it, and threads do not disturb each other.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_native::{Fault, Gate, GateError, HostCode, PAGE, PageAccess, Permission, Registers, Space, Stop};

const RAX: usize = 0;
const RCX: usize = 1;
const RSP: usize = 4;
const RDI: usize = 7;

const DF: u64 = 0x400;

/// A page of code, that ends with an exit, at 0; a writable one behind it, then a constant one, then one that is not
/// accessible.
fn space(code: &[u8]) -> Space {
    let mut space = Space::reserve(4 * PAGE).expect("address space");
    let code = [code, &Gate::EXIT].concat();
    space.publish(0..PAGE, HostCode::unverified(&code)).expect("published");
    space.protect(PAGE..2 * PAGE, Permission::ReadWrite).expect("protected");
    space.protect(2 * PAGE..3 * PAGE, Permission::Read).expect("protected");
    space
}

fn at(space: &Space, offset: usize) -> u64 {
    (space.start() + offset) as u64
}

/// Registers full of numbers that differ, to start at the beginning of the space.
fn registers(space: &Space, seed: u64) -> Registers {
    let mut random = seed;
    let mut next = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        random ^ random >> 29
    };
    let mut registers = Registers { rip: at(space, 0), flags: next() & 0xcd5, ..Registers::default() };
    registers.general.fill_with(&mut next);
    let len = if std::arch::is_x86_feature_detected!("avx") { 32 } else { 16 };
    for vector in &mut registers.vectors {
        vector[..len].fill_with(|| next() as u8);
    }
    registers
}

#[test]
fn what_code_leaves_alone_comes_back_as_it_went_in() {
    let mut gate = Gate::open().expect("a gate");
    let mut space = space(&[0x90]);
    for seed in 0..1000 {
        let before = registers(&space, seed);
        let mut after = before.clone();
        assert_eq!(gate.enter(&mut space, &mut after), Ok(Stop::Exit));
        assert_eq!(after, before);
    }
}

#[test]
fn what_code_does_comes_back() {
    let mut gate = Gate::open().expect("a gate");
    // lea rax, [rcx + 1]; std; movdqu xmm0, xmm1; mov [rdi], rcx
    let code = [0x48, 0x8d, 0x41, 0x01, 0xfd, 0xf3, 0x0f, 0x6f, 0xc1, 0x48, 0x89, 0x0f];
    let mut space = space(&code);
    let mut expected = registers(&space, 1);
    expected.general[RDI] = at(&space, PAGE + 16);
    let mut after = expected.clone();
    assert_eq!(gate.enter(&mut space, &mut after), Ok(Stop::Exit));
    expected.general[RAX] = expected.general[RCX].wrapping_add(1);
    expected.flags |= DF;
    let lower: [u8; 16] = expected.vectors[1][..16].try_into().expect("16 bytes");
    expected.vectors[0][..16].copy_from_slice(&lower);
    assert_eq!(after, expected);
    let written = space.bytes(PAGE + 16..PAGE + 24).expect("readable");
    assert_eq!(written, expected.general[RCX].to_le_bytes());
}

#[test]
fn an_access_that_is_not_allowed_is_a_fault_with_address_and_kind() {
    const READ: &[u8] = &[0x8a, 0x07]; // mov al, [rdi]
    const WRITE: &[u8] = &[0x88, 0x07]; // mov [rdi], al
    const EXECUTE: &[u8] = &[0xff, 0xe7]; // jmp rdi
    let mut gate = Gate::open().expect("a gate");
    let pages = [("code", 0), ("data", PAGE), ("constants", 2 * PAGE), ("nothing", 3 * PAGE)];
    for (code, access, allowed) in [
        (READ, PageAccess::Read, [true, true, true, false]),
        (WRITE, PageAccess::Write, [false, true, false, false]),
        (EXECUTE, PageAccess::Execute, [true, false, false, false]),
    ] {
        for ((page, offset), allowed) in pages.into_iter().zip(allowed) {
            let mut space = space(code);
            // An exit stands in every page that can hold one: what executes by mistake is seen at once.
            space.bytes_mut(PAGE..PAGE + 8).expect("writable").copy_from_slice(&Gate::EXIT);
            let mut before = Registers { flags: DF | 1, ..registers(&space, 7) };
            let offset = if allowed && access == PageAccess::Execute { code.len() } else { offset };
            before.general[RDI] = at(&space, offset);
            let mut after = before.clone();
            let stop = gate.enter(&mut space, &mut after).expect("it starts in the space");
            if allowed {
                assert_eq!(stop, Stop::Exit, "{access:?} of {page}");
                continue;
            }
            let address = at(&space, offset);
            assert_eq!(stop, Stop::Fault(Fault::Page { address, access }), "{access:?} of {page}");
            if access == PageAccess::Execute {
                before.rip = address;
            }
            assert_eq!(
                after, before,
                "{access:?} of {page}: the state is what it was before the instruction"
            );
        }
    }
}

#[test]
fn every_kind_of_fault_has_its_name() {
    let mut gate = Gate::open().expect("a gate");
    let cases: [(&[u8], Fault); 6] = [
        (&[0x31, 0xc9, 0xf7, 0xf1], Fault::Divide), // xor ecx, ecx; div ecx
        (&[0xcc], Fault::Breakpoint),               // int3
        (&[0x0f, 0x0b], Fault::Undefined),          // ud2
        (&[0xf4], Fault::Protection),               // hlt
        (&[0x8a, 0x04, 0x24], Fault::Other { number: 12 }), // mov al, [rsp], where rsp is not canonical
        (&[0x9c, 0x81, 0x0c, 0x24, 0, 1, 0, 0, 0x9d, 0x90], Fault::Other { number: 1 }), // TF by popf
    ];
    for (code, fault) in cases {
        let mut space = space(code);
        let mut registers = registers(&space, 3);
        let stack = matches!(fault, Fault::Other { number: 1 });
        registers.general[RSP] = if stack { at(&space, PAGE + 64) } else { 1 << 62 };
        assert_eq!(gate.enter(&mut space, &mut registers), Ok(Stop::Fault(fault)), "{code:x?}");
    }
    // And the thread goes on as if nothing had been.
    assert_eq!(
        gate.enter(&mut space(&[]), &mut Registers::default()).expect_err("0 is in no space").address,
        0
    );
}

/// The system saves no more of the vector registers than is not zero.
#[test]
fn vectors_that_code_has_zeroed_are_zero_after_a_fault() {
    if !std::arch::is_x86_feature_detected!("avx") {
        println!("skipped: this processor has no AVX");
        return;
    }
    let mut gate = Gate::open().expect("a gate");
    // vzeroupper; ud2, and vzeroall; ud2
    for (code, kept) in [([0xc5, 0xf8, 0x77, 0x0f, 0x0b], 16), ([0xc5, 0xfc, 0x77, 0x0f, 0x0b], 0)] {
        let mut space = space(&code);
        let before = registers(&space, 13);
        let mut after = before.clone();
        assert_eq!(gate.enter(&mut space, &mut after), Ok(Stop::Fault(Fault::Undefined)));
        for (before, after) in before.vectors.iter().zip(&after.vectors) {
            assert_eq!(after[..kept], before[..kept]);
            assert!(after[kept..].iter().all(|byte| *byte == 0));
        }
    }
}

#[test]
fn code_starts_inside_of_its_space() {
    let mut gate = Gate::open().expect("a gate");
    let mut space = space(&[]);
    let other = Space::reserve(PAGE).expect("address space");
    for address in [0, at(&space, 0) - 1, at(&space, 4 * PAGE), at(&other, 0), 1 << 63, u64::MAX] {
        let before = Registers { rip: address, ..registers(&space, 5) };
        let mut after = before.clone();
        let refused = gate.enter(&mut space, &mut after).expect_err("it starts outside");
        assert_eq!((refused.address, after), (address, before));
    }
    // Inside, it is the processor that says no.
    let mut registers = registers(&space, 5);
    registers.rip = at(&space, PAGE);
    let fault = Fault::Page { address: registers.rip, access: PageAccess::Execute };
    assert_eq!(gate.enter(&mut space, &mut registers), Ok(Stop::Fault(fault)));
}

#[test]
fn rust_gets_its_own_state_back() {
    /// What rounds, and what copies bytes upwards: MXCSR and DF are as Rust expects them.
    fn sane() {
        let third = std::hint::black_box(1.0_f64) / std::hint::black_box(3.0);
        assert_eq!(third.to_bits(), 0x3fd5_5555_5555_5555, "rounded to nearest");
        let mut copy = vec![0_u8; 100_000];
        copy.copy_from_slice(&vec![7_u8; 100_000]);
        assert!(copy.iter().all(|byte| *byte == 7));
    }
    let mut gate = Gate::open().expect("a gate");
    // mov dword [rdi], 0x5f80 (round up); ldmxcsr [rdi]; std, and then an exit or a fault
    let code = [0xc7, 0x07, 0x80, 0x5f, 0, 0, 0x0f, 0xae, 0x17, 0xfd];
    for (end, stop) in [(&[][..], Stop::Exit), (&[0x0f, 0x0b], Stop::Fault(Fault::Undefined))] {
        let mut space = space(&[&code, end].concat());
        let mut registers = registers(&space, 9);
        registers.general[RDI] = at(&space, PAGE);
        assert_eq!(gate.enter(&mut space, &mut registers), Ok(stop));
        assert_ne!(registers.flags & DF, 0, "the code has set it");
        sane();
    }
}

#[test]
fn flags_beyond_those_of_the_arithmetic_do_not_get_in() {
    let mut gate = Gate::open().expect("a gate");
    let mut space = space(&[0x90]);
    let mut registers = registers(&space, 11);
    registers.flags = u64::MAX; // TF among them, that would stop it after one instruction
    assert_eq!(gate.enter(&mut space, &mut registers), Ok(Stop::Exit));
    assert_eq!(registers.flags, 0xcd5);
}

#[test]
fn a_thread_has_one_gate() {
    let gate = Gate::open().expect("a gate");
    assert!(matches!(Gate::open(), Err(GateError::Open)));
    drop(gate);
    drop(Gate::open().expect("the first is closed"));
}

#[test]
fn threads_do_not_disturb_each_other() {
    std::thread::scope(|scope| {
        for thread in 0..8_u64 {
            scope.spawn(move || {
                // mov rcx, 2000; 1: dec rcx; jnz 1b; mov al, [rdi]
                let code = [0x48, 0xc7, 0xc1, 0xd0, 7, 0, 0, 0x48, 0xff, 0xc9, 0x75, 0xfb, 0x8a, 0x07];
                let mut space = space(&code);
                for round in 0..200 {
                    // Opened and closed while others run.
                    let mut gate = Gate::open().expect("a gate");
                    let before = registers(&space, thread << 32 | round);
                    let mut after = before.clone();
                    let address = at(&space, 3 * PAGE) + thread;
                    after.general[RDI] = address;
                    let fault = Fault::Page { address, access: PageAccess::Read };
                    assert_eq!(gate.enter(&mut space, &mut after), Ok(Stop::Fault(fault)));
                    assert_eq!(after.vectors, before.vectors);
                    assert_eq!(after.general[8..], before.general[8..]);
                }
            });
        }
    });
}
