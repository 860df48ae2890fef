//! The verifier: a draft that it admits, and the smallest changes that make drafts which it must refuse, each for its
//! own reason. What is admitted among random changes is run by `src/mutants.rs`.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

mod draft;

use draft::{
    Line, Made, PASSED, Program, Way, at_rsp, bytes, charge, crossroads, dispatch, exit, jump, jump_link,
    jump_stub, load_below, refund, sample, slot_bytes, store_below, switch, take_back,
};
use draft::{cross as x, label as l};
use echo_native::guest::page;
use echo_native::{
    CodeArea, Dispatch, Draft, EnterError, Gate, GuestSpace, PublishError, Refusal, Registers, Slot, Stub,
    Switch, Why,
};

fn area() -> CodeArea {
    CodeArea::reserve(1 << 16, draft::TEXT).expect("address space")
}

fn publish(area: &mut CodeArea, made: &Made) -> Result<(), PublishError> {
    let Made { code, entries, targets, links, .. } = made;
    area.publish(&Draft { code, entries, targets, links })
}

/// What the verifier says to a program in an area of its own.
fn verdict(program: &Program) -> Result<(), Refusal> {
    let mut area = area();
    let made = program.assemble(area.end(), |link| area.link_position(link));
    match publish(&mut area, &made) {
        Ok(()) => Ok(()),
        Err(PublishError::Refused(refusal)) => Err(refusal),
        Err(error) => panic!("{error}"),
    }
}

/// The memory of the sample, armed.
fn memory() -> GuestSpace {
    let mut space = GuestSpace::reserve().expect("address space");
    for start in [draft::DATA >> 12, (draft::STACK >> 12) - 1] {
        space.set_pages(start..start + 1, page::READ | page::WRITE);
    }
    assert!(space.arm());
    space
}

#[test]
fn the_sample_is_admitted_and_runs() {
    let mut area = area();
    let made = sample().assemble(area.end(), |link| area.link_position(link));
    publish(&mut area, &made).expect("it is admitted");
    let mut memory = memory();
    let mut registers = Registers::default();
    registers.general[4] = u64::from(draft::STACK);
    let mut gas = 1000;
    let left = area.run(&mut memory, &mut registers, &mut gas, made.entries[0]).expect("an entry");
    assert_eq!(draft::bare(left), draft::exited(draft::DONE));
    assert_eq!(gas, 1000 - draft::GAS);
    let sum = u64::from((1..=draft::COUNT).sum::<u32>());
    assert_eq!((registers.general[0], registers.general[4]), (sum, u64::from(draft::STACK)));
    let stored = memory.load::<4>(draft::DATA + 4).expect("the page is accessible");
    assert_eq!(u64::from(u32::from_le_bytes(stored)), sum);
    // Less than it needs: it leaves where it cannot pay.
    for short in 0..draft::GAS {
        let mut gas = short;
        registers.general[4] = u64::from(draft::STACK);
        let left = area.run(&mut memory, &mut registers, &mut gas, made.entries[0]).expect("an entry");
        assert_eq!(draft::bare(left), draft::exited(draft::NO_GAS));
        assert!(gas > u64::MAX - 5, "the charge that fails is done: {gas:#x}");
    }
}

/// What code may contain beside what the sample has.
#[test]
fn more_that_is_admitted() {
    let admitted: &[(&str, &[u8])] = &[
        ("the last byte of the guest's 4 GiB", &[0x65, 0x67, 0x8b, 0x04, 0x25, 0xff, 0xff, 0xff, 0xff]),
        ("moffs of 32 bits", &[0x65, 0x67, 0xa1, 0, 0, 1, 0]),
        ("an index without a base", &[0x65, 0x67, 0x8b, 0x04, 0x8d, 0, 0, 1, 0]),
        ("no base, no index", &[0x65, 0x67, 0x8b, 0x04, 0x25, 0, 0, 1, 0]),
        ("bt by a number", &[0x65, 0x67, 0x0f, 0xba, 0x23, 0xff]),
        ("bt of registers", &[0x48, 0x0f, 0xa3, 0xc8]),
        ("lea of anything but rip", &[0x48, 0x8d, 0x84, 0x8b, 0xff, 0xff, 0xff, 0x7f]),
        ("prefixes in another order", &[0x66, 0x67, 0x65, 0x89, 0x03]),
        ("REX.W beside 66", &[0x66, 0x48, 0x05, 1, 0, 0, 0]),
        ("popcnt", &[0xf3, 0x48, 0x0f, 0xb8, 0xc1]),
        ("cmpxchg16b", &[0x65, 0x67, 0x48, 0x0f, 0xc7, 0x0b]),
        ("a nop", &[0x66, 0x90]),
        ("a nop that names memory without gs", &[0x0f, 0x1f, 0x03]),
        ("a nop that names the top of the stack", &[0x48, 0x0f, 0x1f, 0x04, 0x24]),
        ("a nop that names memory relative to rip", &[0x66, 0x0f, 0x1f, 0x05, 0, 0, 0, 0]),
        ("a nop that names the gas", &[0x49, 0x0f, 0x1f, 0xc7]),
        ("endbr64", &[0xf3, 0x0f, 0x1e, 0xfa]),
        ("prefetch", &[0x65, 0x67, 0x0f, 0x18, 0x0b]),
        ("vzeroall", &[0xc5, 0xfc, 0x77]),
        ("std", &[0xfd]),
        ("sahf", &[0x9e]),
    ];
    let number = |mut bytes: Vec<u8>, number: &[u8]| {
        bytes.extend(number);
        bytes
    };
    let slot = |opcode: &[u8], slot: Slot| slot_bytes(opcode, 0, slot.displacement());
    let first = Slot::R10.displacement().to_le_bytes();
    let more = [
        ("a slot", slot(&[0x48, 0x89], Slot::R10)),
        ("four bytes of a slot", slot(&[0x8b], Slot::R11)),
        ("two bytes of a slot", slot(&[0x66, 0x89], Slot::R10)),
        ("a byte of a slot", slot(&[0x88], Slot::R11)),
        ("an addition to a slot", slot(&[0x48, 0x01], Slot::R11)),
        ("an exchange with a slot", slot(&[0x48, 0x87], Slot::R10)),
        ("a number for a slot", number(slot(&[0x48, 0xc7], Slot::R10), &[1, 2, 3, 4])),
        ("eight bytes of a vector in a slot", slot(&[0x66, 0x0f, 0xd6], Slot::R11)),
        ("a slot by moffs", [&[0x65, 0x48, 0xa3][..], &first, &[0xff; 4]].concat()),
        ("a test of 1", number(slot(&[0xf6], Slot::One), &[1])),
        ("the place next to the stack", at_rsp(&[0x48, 0x89], 0, -8)),
        ("the farthest place", at_rsp(&[0x48, 0x8b], 0, -64)),
        ("a place, told in four bytes", vec![0x48, 0x89, 0x84, 0x24, 0xe8, 0xff, 0xff, 0xff]),
        ("four bytes of a place", at_rsp(&[0x8b], 0, -16)),
        ("a byte of a place, by a register that needs REX", at_rsp(&[0x40, 0x88], 6, -16)),
        ("an addition to a place", at_rsp(&[0x48, 0x01], 0, -24)),
        ("an exchange with a place", at_rsp(&[0x48, 0x87], 0, -32)),
        ("a place compared with a number", number(at_rsp(&[0x48, 0x83], 7, -40), &[5])),
        ("a division by a place", at_rsp(&[0x48, 0xf7], 6, -48)),
        ("eight bytes of a vector in a place", at_rsp(&[0x66, 0x0f, 0xd6], 0, -56)),
        ("a float of a place", at_rsp(&[0xf2, 0x0f, 0x58], 0, -64)),
        ("an eighth register with a place", at_rsp(&[0x4c, 0x89], 5, -8)),
    ];
    let admitted = admitted.iter().map(|(name, bytes)| (*name, bytes.to_vec()));
    for (name, bytes) in admitted.chain(more) {
        let mut program = sample();
        program.insert_bytes(l::BODY, &bytes);
        assert_eq!(verdict(&program), Ok(()), "{name}: {bytes:02x?}");
    }
}

/// Instructions that must be refused, put into the sample's loop.
#[test]
fn instructions_are_refused() {
    use Why::{Invalid, Memory, NotAllowed, Prefix, Register};
    let slot = |opcode: &[u8], register, slot: Slot, off: i32| {
        slot_bytes(opcode, register, slot.displacement() + off)
    };
    let more = |mut bytes: Vec<u8>, more: &[u8]| {
        bytes.extend(more);
        bytes
    };
    // Before gs:0 lies what the stubs and the trampoline have, behind the slots.
    let behind_slots = Slot::One.displacement() + 8;
    let exit_number = |opcode: &[u8], n: &[u8]| more(slot(opcode, 0, Slot::ExitNumber, 0), n);
    let mut classes: Vec<(&str, Why, Vec<u8>)> = vec![
        ("a write to the slot that holds 1", Memory, slot(&[0x48, 0x89], 0, Slot::One, 0)),
        ("a write of a byte to the slot that holds 1", Memory, slot(&[0x88], 0, Slot::One, 0)),
        ("a number for the slot that holds 1", Memory, more(slot(&[0xc7], 0, Slot::One, 0), &[1, 0, 0, 0])),
        ("an addition to the slot that holds 1", Memory, slot(&[0x48, 0x01], 0, Slot::One, 0)),
        ("a read of the slot that holds 1", Memory, slot(&[0x48, 0x8b], 0, Slot::One, 0)),
        ("a read of the slot of exits", Memory, slot(&[0x48, 0x8b], 0, Slot::ExitNumber, 0)),
        ("a write of a register to the slot of exits", Memory, slot(&[0x89], 0, Slot::ExitNumber, 0)),
        ("an exchange with the slot of exits", Memory, slot(&[0x87], 0, Slot::ExitNumber, 0)),
        (
            "a number for the upper half of the slot of exits",
            Memory,
            more(slot(&[0xc7], 0, Slot::ExitNumber, 4), &[0; 4]),
        ),
        ("four bytes in the middle of a slot", Memory, slot(&[0x89], 0, Slot::R10, 4)),
        ("two bytes in the middle of a slot", Memory, slot(&[0x66, 0x89], 0, Slot::R10, 2)),
        ("the last byte of a slot", Memory, slot(&[0x88], 0, Slot::R11, 7)),
        ("a write across two slots", Memory, slot(&[0x48, 0x89], 0, Slot::R10, 4)),
        ("a write across the first slot", Memory, slot(&[0x48, 0x89], 0, Slot::R10, -1)),
        ("the eight bytes before the first slot", Memory, slot(&[0x48, 0x89], 0, Slot::R10, -8)),
        ("a write across the last free slot", Memory, slot(&[0x48, 0x89], 0, Slot::R11, 1)),
        ("a write of sixteen bytes to slots", Memory, slot(&[0x0f, 0x11], 0, Slot::R10, 0)),
        ("a read of sixteen bytes of slots", Memory, slot(&[0x0f, 0x10], 0, Slot::R10, 0)),
        ("an exchange of sixteen bytes of slots", Memory, slot(&[0x48, 0x0f, 0xc7], 1, Slot::R10, 0)),
        ("a push of a slot", NotAllowed, slot(&[0xff], 6, Slot::R10, 0)),
        ("a pop to a slot", NotAllowed, slot(&[0x8f], 0, Slot::R10, 0)),
        ("a jump by a slot", Memory, slot(&[0xff], 4, Slot::R10, 0)),
        ("a call by a slot", Prefix, slot(&[0xff], 2, Slot::R10, 0)),
        ("a bit of a slot by a register", NotAllowed, slot(&[0x48, 0x0f, 0xab], 0, Slot::R10, 0)),
        ("a number of eight bytes for an exit", Memory, exit_number(&[0x48, 0xc7], &[0; 4])),
        ("a number of two bytes for an exit", Memory, exit_number(&[0x66, 0xc7], &[0; 2])),
        ("a test of the slot of exits", Memory, more(slot(&[0xf6], 0, Slot::ExitNumber, 0), &[1])),
        (
            "a test of all of the slot that holds 1",
            Memory,
            more(slot(&[0xf7], 0, Slot::One, 0), &[1, 0, 0, 0]),
        ),
        ("the stubs' table", Memory, slot_bytes(&[0x48, 0x89], 0, behind_slots)),
        ("the stubs' table, read", Memory, slot_bytes(&[0x48, 0x8b], 0, behind_slots)),
        ("the last bytes before gs:0", Memory, slot_bytes(&[0x48, 0x89], 0, -8)),
        ("what lies below the context", Memory, slot_bytes(&[0x48, 0x89], 0, -4096)),
        ("a positive distance of 64 bits", Memory, slot_bytes(&[0x48, 0x89], 0, 0x1_0000)),
        ("a slot without gs", Memory, slot(&[0x48, 0x89], 0, Slot::R10, 0).split_off(1)),
        ("rsp for a slot", Register, slot(&[0x48, 0x89], 4, Slot::R10, 0)),
        ("rsp from a slot", Register, slot(&[0x48, 0x8b], 4, Slot::R10, 0)),
        ("the gas for a slot", Register, slot(&[0x4c, 0x89], 7, Slot::R10, 0)),
        ("the gas from a slot", Register, slot(&[0x4c, 0x8b], 7, Slot::R11, 0)),
        ("the address of a place", Register, at_rsp(&[0x48, 0x8d], 0, -8)),
        ("the top of the stack", Register, at_rsp(&[0x48, 0x89], 0, 0)),
        ("the top of the stack, read", Register, vec![0x48, 0x8b, 0x04, 0x24]),
        ("what lies above the stack's top", Register, at_rsp(&[0x48, 0x89], 0, 8)),
        ("half a place", Register, at_rsp(&[0x89], 0, -4)),
        ("a byte in a place", Register, at_rsp(&[0x88], 0, -9)),
        ("a write across two places", Register, at_rsp(&[0x48, 0x89], 0, -12)),
        ("a write across the top of the stack", Register, at_rsp(&[0x48, 0x89], 0, -1)),
        ("what lies below the last place", Register, at_rsp(&[0x48, 0x89], 0, -72)),
        ("the farthest place but for what it is", Register, at_rsp(&[0x48, 0x8b], 0, -128)),
        ("a place far below", Register, vec![0x48, 0x89, 0x84, 0x24, 0xf8, 0xff, 0xff, 0x7f]),
        ("a place with an index", Register, vec![0x48, 0x89, 0x44, 0x0c, 0xf8]),
        ("a place with an index that is scaled", Register, vec![0x48, 0x89, 0x44, 0xcc, 0xf8]),
        ("rsp and an index of r12", Register, vec![0x4a, 0x89, 0x44, 0x24, 0xf8]),
        ("a place by esp", Register, more(vec![0x67], &at_rsp(&[0x48, 0x89], 0, -8))),
        ("a place behind gs", Register, more(vec![0x65], &at_rsp(&[0x48, 0x89], 0, -8))),
        ("a place behind gs by esp", Register, more(vec![0x65, 0x67], &at_rsp(&[0x48, 0x89], 0, -8))),
        ("a place behind fs", Prefix, more(vec![0x64], &at_rsp(&[0x48, 0x89], 0, -8))),
        ("a place behind ss", Prefix, more(vec![0x36], &at_rsp(&[0x48, 0x89], 0, -8))),
        ("a place with a lock", Prefix, more(vec![0xf0], &at_rsp(&[0x48, 0x01], 0, -8))),
        ("sixteen bytes to places", Register, at_rsp(&[0x0f, 0x11], 0, -16)),
        ("sixteen bytes of places", Register, at_rsp(&[0x0f, 0x10], 0, -64)),
        ("sixteen bytes across the top of the stack", Register, at_rsp(&[0x0f, 0x11], 0, -8)),
        ("thirty-two bytes to places", Register, at_rsp(&[0xc5, 0xfc, 0x11], 0, -32)),
        ("an exchange of sixteen bytes of places", Register, at_rsp(&[0x48, 0x0f, 0xc7], 1, -16)),
        ("a masked store to places", Register, at_rsp(&[0xc4, 0xe2, 0x71, 0x2e], 0, -16)),
        ("a push of a place", NotAllowed, at_rsp(&[0xff], 6, -8)),
        ("a pop to a place", NotAllowed, at_rsp(&[0x8f], 0, -8)),
        ("a jump by a place", Memory, at_rsp(&[0xff], 4, -8)),
        ("a call by a place", Memory, at_rsp(&[0xff], 2, -8)),
        ("a far jump by a place", NotAllowed, at_rsp(&[0xff], 5, -16)),
        ("a bit of a place by a register", NotAllowed, at_rsp(&[0x48, 0x0f, 0xab], 0, -8)),
        ("MXCSR from a place", NotAllowed, at_rsp(&[0x0f, 0xae], 2, -8)),
        ("rsp for a place", Register, at_rsp(&[0x48, 0x89], 4, -8)),
        ("rsp from a place", Register, at_rsp(&[0x48, 0x8b], 4, -8)),
        ("esp from a place", Register, at_rsp(&[0x8b], 4, -8)),
        ("rsp exchanged with a place", Register, at_rsp(&[0x48, 0x87], 4, -8)),
        ("rsp plus a place", Register, at_rsp(&[0x48, 0x03], 4, -8)),
        ("the gas from a place", Register, at_rsp(&[0x4c, 0x8b], 7, -8)),
        ("the gas for a place", Register, at_rsp(&[0x4c, 0x89], 7, -8)),
        ("the gas less a place", Register, at_rsp(&[0x4c, 0x2b], 7, -8)),
        ("r12 with a place's distance", Memory, vec![0x49, 0x89, 0x44, 0x24, 0xf8]),
        ("rbp with a place's distance", Memory, vec![0x48, 0x89, 0x45, 0xf8]),
    ];
    let same: &[(&str, Why, &[u8])] = &[
        ("no instruction", Invalid, &[0x06]),
        ("a prefix too many for 15 bytes", Invalid, &[0x66; 16]),
        ("two instructions' worth of prefixes", Prefix, &[0x66, 0x66, 0x66, 0x66, 0x01, 0xc8]),
        ("syscall", NotAllowed, &[0x0f, 0x05]),
        ("sysenter", NotAllowed, &[0x0f, 0x34]),
        ("int 0x80", NotAllowed, &[0xcd, 0x80]),
        ("int3", NotAllowed, &[0xcc]),
        ("ud2", NotAllowed, &[0x0f, 0x0b]),
        ("hlt", NotAllowed, &[0xf4]),
        ("in", NotAllowed, &[0xec]),
        ("rdtsc", NotAllowed, &[0x0f, 0x31]),
        ("cpuid", NotAllowed, &[0x0f, 0xa2]),
        ("rdrand", NotAllowed, &[0x0f, 0xc7, 0xf0]),
        ("xgetbv", NotAllowed, &[0x0f, 0x01, 0xd0]),
        ("wrpkru", NotAllowed, &[0x0f, 0x01, 0xef]),
        ("wrgsbase", NotAllowed, &[0xf3, 0x48, 0x0f, 0xae, 0xd8]),
        ("rdgsbase", NotAllowed, &[0xf3, 0x48, 0x0f, 0xae, 0xc8]),
        ("wrfsbase", NotAllowed, &[0xf3, 0x48, 0x0f, 0xae, 0xd0]),
        ("swapgs", NotAllowed, &[0x0f, 0x01, 0xf8]),
        ("mov gs, ax", NotAllowed, &[0x8e, 0xe8]),
        ("mov eax, fs", NotAllowed, &[0x8c, 0xe0]),
        ("lgs", NotAllowed, &[0x65, 0x67, 0x0f, 0xb5, 0x03]),
        ("ldmxcsr", NotAllowed, &[0x65, 0x67, 0x0f, 0xae, 0x13]),
        ("stmxcsr", NotAllowed, &[0x65, 0x67, 0x0f, 0xae, 0x1b]),
        ("vldmxcsr", NotAllowed, &[0x65, 0x67, 0xc5, 0xf8, 0xae, 0x13]),
        ("xrstor", NotAllowed, &[0x65, 0x67, 0x0f, 0xae, 0x2b]),
        ("fxrstor", NotAllowed, &[0x65, 0x67, 0x0f, 0xae, 0x0b]),
        ("clflush", NotAllowed, &[0x65, 0x67, 0x0f, 0xae, 0x3b]),
        ("fld1", NotAllowed, &[0xd9, 0xe8]),
        ("emms", NotAllowed, &[0x0f, 0x77]),
        ("an MMX register", NotAllowed, &[0x0f, 0x6f, 0xc1]),
        ("an AVX-512 register", NotAllowed, &[0x62, 0xf1, 0x7c, 0x48, 0x10, 0xc1]),
        ("rcpps", NotAllowed, &[0x0f, 0x53, 0xc1]),
        ("push", NotAllowed, &[0x50]),
        ("push of memory", NotAllowed, &[0x65, 0x67, 0xff, 0x33]),
        ("pop", NotAllowed, &[0x58]),
        ("pop to memory", NotAllowed, &[0x65, 0x67, 0x8f, 0x03]),
        ("pushf", NotAllowed, &[0x9c]),
        ("popf", NotAllowed, &[0x9d]),
        ("leave", NotAllowed, &[0xc9]),
        ("enter", NotAllowed, &[0xc8, 8, 0, 0]),
        ("movsb", NotAllowed, &[0xa4]),
        ("movsb of 32 bits from gs", NotAllowed, &[0x65, 0x67, 0xa4]),
        ("rep stosb", Prefix, &[0xf3, 0xaa]),
        ("stosq", NotAllowed, &[0x48, 0xab]),
        ("lodsb from gs", NotAllowed, &[0x65, 0x67, 0xac]),
        ("xlatb", NotAllowed, &[0x65, 0x67, 0xd7]),
        ("maskmovdqu", NotAllowed, &[0x65, 0x67, 0x66, 0x0f, 0xf7, 0xc1]),
        ("bt of memory by a register", NotAllowed, &[0x65, 0x67, 0x0f, 0xa3, 0x03]),
        ("bts of memory by a register", NotAllowed, &[0x65, 0x67, 0x48, 0x0f, 0xab, 0x03]),
        ("a gather", NotAllowed, &[0x65, 0x67, 0xc4, 0xe2, 0x69, 0x90, 0x04, 0x0b]),
        ("memory without gs", Memory, &[0x67, 0x89, 0x03]),
        ("memory without gs, of 64 bits", Memory, &[0x48, 0x89, 0x03]),
        ("memory of fs", Prefix, &[0x64, 0x67, 0x89, 0x03]),
        ("gs with 64 bits", Memory, &[0x65, 0x89, 0x03]),
        ("gs with an index of 64 bits", Memory, &[0x65, 0x89, 0x04, 0x8d, 0, 0, 0, 0]),
        ("gs with base and index of 64 bits", Memory, &[0x65, 0x89, 0x04, 0x8b]),
        ("moffs of 64 bits", Memory, &[0x65, 0xa2, 0, 0, 0, 0, 1, 0, 0, 0]),
        ("moffs without gs", Memory, &[0x67, 0xa2, 0, 0, 1, 0]),
        ("relative to rip", Register, &[0x89, 0x05, 0, 0, 0, 0]),
        ("relative to rip, behind gs", Register, &[0x65, 0x89, 0x05, 0, 0, 0, 0]),
        ("relative to eip, behind gs", Register, &[0x65, 0x67, 0x89, 0x05, 0, 0, 0, 0]),
        ("an address of the code", Register, &[0x48, 0x8d, 0x05, 0, 0, 0, 0]),
        ("an address of the code, of 32 bits", Register, &[0x67, 0x8d, 0x05, 0, 0, 0, 0]),
        ("prefetch without gs", Memory, &[0x0f, 0x18, 0x0b]),
        ("a vector without gs", Memory, &[0x67, 0x0f, 0x28, 0x03]),
        ("a masked store without gs", Memory, &[0xc4, 0xe2, 0x69, 0x2e, 0x03]),
        ("mov rsp, rax", Register, &[0x48, 0x89, 0xc4]),
        ("mov rax, rsp", Register, &[0x48, 0x89, 0xe0]),
        ("mov spl, al", Register, &[0x40, 0x88, 0xc4]),
        ("mov esp, n", Register, &[0xbc, 0, 0, 0, 0]),
        ("xchg rsp, rax", Register, &[0x48, 0x94]),
        ("add rsp, 8", Register, &[0x48, 0x83, 0xc4, 8]),
        ("lea rsp, [rax]", Register, &[0x48, 0x8d, 0x20]),
        ("lea rax, [rsp]", Register, &[0x48, 0x8d, 0x04, 0x24]),
        ("gs:[esp]", Register, &[0x65, 0x67, 0x89, 0x04, 0x24]),
        ("movq rsp, xmm0", Register, &[0x66, 0x48, 0x0f, 0x7e, 0xc4]),
        ("bswap rsp", Register, &[0x48, 0x0f, 0xcc]),
        ("cmove rsp, rax", Register, &[0x48, 0x0f, 0x44, 0xe0]),
        ("mov r15, rax", Register, &[0x49, 0x89, 0xc7]),
        ("mov r15b, al", Register, &[0x41, 0x88, 0xc7]),
        ("mov rax, r15", Register, &[0x4c, 0x89, 0xf8]),
        ("cmp r15, rax", Register, &[0x49, 0x39, 0xc7]),
        ("add r15, 1", Register, &[0x49, 0x83, 0xc7, 1]),
        ("sub r15, 0", Register, &[0x49, 0x83, 0xef, 0]),
        ("sub r15, -1", Register, &[0x49, 0x83, 0xef, 0xff]),
        ("sub r15, -1 in four bytes", Register, &[0x49, 0x81, 0xef, 0xff, 0xff, 0xff, 0xff]),
        ("sub r15, rax", Register, &[0x49, 0x29, 0xc7]),
        ("sub r15d, 1", Register, &[0x41, 0x83, 0xef, 1]),
        ("sbb r15, 1", Register, &[0x49, 0x83, 0xdf, 1]),
        ("gs:[r15d]", Register, &[0x65, 0x67, 0x41, 0x89, 0x07]),
        ("gs:[ebx + r15d]", Register, &[0x65, 0x67, 0x42, 0x89, 0x04, 0x3b]),
        ("mulx into r15", Register, &[0xc4, 0x62, 0xfb, 0xf6, 0xf8]),
        ("gs before fs", Prefix, &[0x65, 0x64, 0x67, 0x89, 0x03]),
        ("fs before gs", Prefix, &[0x64, 0x65, 0x67, 0x89, 0x03]),
        ("gs before cs", Prefix, &[0x65, 0x2e, 0x67, 0x89, 0x03]),
        ("ss before gs", Prefix, &[0x36, 0x65, 0x67, 0x89, 0x03]),
        ("gs twice", Prefix, &[0x65, 0x65, 0x67, 0x89, 0x03]),
        ("REX before another prefix", Prefix, &[0x65, 0x48, 0x67, 0x89, 0x03]),
        ("REX twice", Prefix, &[0x65, 0x67, 0x48, 0x40, 0x89, 0x03]),
        ("lock", Prefix, &[0xf0, 0x65, 0x67, 0x01, 0x03]),
        ("xacquire", Prefix, &[0xf2, 0x65, 0x67, 0x87, 0x03]),
        ("a repetition that means nothing", Prefix, &[0xf3, 0x01, 0xc8]),
        ("both repetitions", Prefix, &[0xf2, 0xf3, 0x0f, 0x10, 0xc1]),
        ("jmp rax", NotAllowed, &[0xff, 0xe0]),
        ("call rax", NotAllowed, &[0xff, 0xd0]),
        ("jmp gs:[ebx]", Prefix, &[0x65, 0x67, 0xff, 0x23]),
        ("jmp gs:[rbx]", Memory, &[0x65, 0xff, 0x23]),
        ("jmp [rbx]", Memory, &[0xff, 0x23]),
        ("call [rbx]", Memory, &[0xff, 0x13]),
        ("jmp far [rbx]", NotAllowed, &[0xff, 0x2b]),
        ("call far [rbx]", NotAllowed, &[0xff, 0x1b]),
        ("ret 8", NotAllowed, &[0xc2, 8, 0]),
        ("retf", NotAllowed, &[0xcb]),
        ("iretq", Prefix, &[0x48, 0xcf]),
        ("loop", NotAllowed, &[0xe2, 0]),
        ("xbegin", NotAllowed, &[0xc7, 0xf8, 0, 0, 0, 0]),
        ("xend", NotAllowed, &[0x0f, 0x01, 0xd5]),
        ("66 before jmp", Prefix, &[0x66, 0xe9, 0, 0, 0, 0]),
        ("66 before jne", Prefix, &[0x66, 0x0f, 0x85, 0, 0, 0, 0]),
        ("66 before call", Prefix, &[0x66, 0xe8, 0, 0, 0, 0]),
        ("66 before ret", Prefix, &[0x66, 0xc3]),
        ("66 before jrcxz", Prefix, &[0x66, 0xe3, 0]),
        ("66 before a short jmp", Prefix, &[0x66, 0xeb, 0]),
        ("F2 before jmp", Prefix, &[0xf2, 0xe9, 0, 0, 0, 0]),
        ("F3 before ret", Prefix, &[0xf3, 0xc3]),
        ("67 before jmp", Prefix, &[0x67, 0xe9, 0, 0, 0, 0]),
        ("67 before jne", Prefix, &[0x67, 0x0f, 0x85, 0, 0, 0, 0]),
        ("REX before jmp", Prefix, &[0x48, 0xe9, 0, 0, 0, 0]),
        ("a hint before jne", Prefix, &[0x3e, 0x75, 0]),
    ];
    classes.extend(same.iter().map(|(name, why, bytes)| (*name, *why, bytes.to_vec())));
    let mut exit = Gate::EXIT;
    exit[2] = 0x14;
    classes.push(("a call of the exit", Prefix, exit.to_vec()));
    for prefix in [0x66, 0x67, 0x48, 0xf2] {
        let mut exit = vec![prefix];
        exit.extend(Gate::EXIT);
        if prefix == 0x48 {
            exit.swap(0, 1);
        }
        classes.push(("the exit with a prefix", Prefix, exit));
    }
    check(classes.iter().map(|(name, why, bytes)| {
        let mut program = sample();
        // A nop on either side: without the refusal, nothing else would be wrong.
        program.insert_bytes(l::BODY, bytes);
        (*name, *why, program)
    }));
}

/// Compares the verdict on each program with what it must be, and says of all that differ.
fn check<'a>(classes: impl Iterator<Item = (&'a str, Why, Program)>) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (name, why, program) in classes {
        count += 1;
        match verdict(&program) {
            Err(refusal) if refusal.why == why => {}
            Err(refusal) => wrong.push(format!("{name}: {:?}, and not {why:?}", refusal.why)),
            Ok(()) => wrong.push(format!("{name} is ADMITTED")),
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with where code leads, rather than with an instruction.
#[test]
fn drafts_are_refused() {
    use Why::{Invalid, Memory, NotAllowed, Register, RunsOff, Target, Uncharged, Unchecked};
    type Change = fn(&mut Program);
    /// A new function behind all others.
    fn append(program: &mut Program, lines: impl IntoIterator<Item = Line>) {
        program.lines.push(Line::Label(NEW));
        program.lines.extend(lines);
    }
    const NEW: u32 = 50;
    const MIDDLE: u32 = 51;
    const FIRST_LINK: i64 = -0x5000;
    assert_eq!(i64::from(area().link_position(0)), FIRST_LINK);
    fn entry(program: &mut Program, lines: impl IntoIterator<Item = Line>) {
        append(program, lines);
        program.entries.push(NEW);
    }
    fn nops(count: usize) -> Vec<Line> {
        vec![bytes(&[0x90]); count]
    }
    /// Splits `mov ecx, n` of the sample's head, with a label in between.
    fn split(program: &mut Program) {
        let at = program.behind(l::ENTRY) + 2;
        program
            .lines
            .splice(at..=at, [bytes(&[0xb9]), Line::Label(MIDDLE), bytes(&draft::COUNT.to_le_bytes())]);
    }
    let classes: &[(&str, Why, Change)] = &[
        ("no code", RunsOff, |p| *p = Program::default()),
        ("the last instruction is missing", RunsOff, |p| drop(p.lines.pop())),
        ("the last instruction is cut", Invalid, |p| {
            p.lines.pop();
            p.lines.push(bytes(&Gate::EXIT[..5]));
        }),
        ("a call at the end", RunsOff, |p| append(p, [Line::To(vec![0xe8], l::CALLEE)])),
        ("a call through a link at the end", RunsOff, |p| append(p, [Line::Link(vec![0xff, 0x15], 0)])),
        ("a branch at the end", RunsOff, |p| append(p, [draft::branch(draft::ZERO, l::NEXT)])),
        ("a charge at the end", RunsOff, |p| append(p, charge(1, l::NO_GAS))),
        ("half a charge at the end", RunsOff, |p| append(p, charge(1, l::NO_GAS).into_iter().take(1))),
        ("a jump into an instruction", Target, |p| {
            split(p);
            p.insert(l::BODY, [jump(MIDDLE)]);
        }),
        ("a branch into an instruction", Target, |p| {
            split(p);
            p.insert(l::BODY, [draft::branch(draft::ZERO, MIDDLE)]);
        }),
        ("a call into an instruction", Target, |p| {
            split(p);
            p.insert(l::BODY, [Line::To(vec![0xe8], MIDDLE)]);
        }),
        ("a charge's jump into an instruction", Target, |p| {
            split(p);
            p.insert(l::BODY, charge(1, MIDDLE));
        }),
        ("an entry in an instruction", Target, |p| {
            split(p);
            p.entries.push(MIDDLE);
        }),
        ("a target in an instruction", Target, |p| {
            split(p);
            p.targets.push((draft::TEXT.start, MIDDLE));
        }),
        ("a link into an instruction", Target, |p| {
            split(p);
            p.links.push((1, MIDDLE));
        }),
        ("an entry behind the code", Target, |p| {
            p.lines.push(Line::Label(MIDDLE));
            p.entries.push(MIDDLE);
        }),
        ("an entry that is a stub", Target, |p| p.entries.push(u32::MAX)),
        ("a jump behind the code", Target, |p| {
            p.insert(l::BODY, [jump(MIDDLE)]);
            p.lines.push(Line::Label(MIDDLE));
        }),
        ("a jump far behind the code", Target, |p| p.insert(l::BODY, [Line::At(vec![0xe9], 1 << 20)])),
        ("a jump before the area", Target, |p| p.insert(l::BODY, [Line::At(vec![0xe9], -8)])),
        ("a jump into a stub", Target, |p| {
            p.insert(l::BODY, [Line::At(vec![0xe9], i64::from(Stub::Indirect.offset()) + 9)]);
        }),
        ("a jump between stubs", Target, |p| {
            p.insert(l::BODY, [Line::At(vec![0xe9], i64::from(Stub::Indirect.offset()) - 1)]);
        }),
        ("a jump to the bottom of the stack", Target, |p| p.insert(l::BODY, [jump_stub(Stub::Underflow)])),
        ("a branch to the bottom of the stack", Target, |p| {
            p.insert(l::BODY, [Line::At(vec![0x0f, 0x84], i64::from(Stub::Underflow.offset()))]);
        }),
        ("a call of the bottom of the stack", Target, |p| {
            p.insert(l::BODY, [Line::At(vec![0xe8], i64::from(Stub::Underflow.offset()))]);
        }),
        ("a link that nobody led anywhere", Memory, |p| p.insert(l::TAIL, [jump_link(1)])),
        ("half a link", Memory, |p| {
            p.links.push((1, l::LAST));
            p.insert(l::BODY, [Line::At(vec![0xff, 0x25], FIRST_LINK + 4)]);
        }),
        ("a link before the first", Memory, |p| {
            p.insert(l::BODY, [Line::At(vec![0xff, 0x25], FIRST_LINK - 8)]);
        }),
        ("code as a link", Memory, |p| p.insert(l::BODY, [Line::At(vec![0xff, 0x25], 0)])),
        ("a link behind gs", Memory, |p| p.insert(l::BODY, [Line::Link(vec![0x65, 0xff, 0x25], 0)])),
        ("a link that is read", Register, |p| p.insert(l::BODY, [Line::Link(vec![0x48, 0x8b, 0x05], 0)])),
        ("a link that is written", Register, |p| p.insert(l::BODY, [Line::Link(vec![0x48, 0x89, 0x05], 0)])),
        ("a far jump through a link", NotAllowed, |p| p.insert(l::BODY, [Line::Link(vec![0xff, 0x2d], 0)])),
        ("a charge without its jump", Unchecked, |p| {
            let at = p.behind(l::LOOP) + 1;
            p.lines.remove(at);
        }),
        ("a charge, something else, its jump", Unchecked, |p| {
            let at = p.behind(l::LOOP) + 1;
            p.lines.insert(at, bytes(&[0x90]));
        }),
        ("a charge with the opposite jump", Unchecked, |p| {
            let at = p.behind(l::LOOP) + 1;
            p.lines[at] = draft::branch(3, l::NO_GAS);
        }),
        ("a charge with a jump that asks the sign", Unchecked, |p| {
            let at = p.behind(l::LOOP) + 1;
            p.lines[at] = draft::branch(8, l::NO_GAS);
        }),
        ("a charge, and a jump in any case", Unchecked, |p| {
            let at = p.behind(l::LOOP) + 1;
            p.lines[at] = jump(l::NO_GAS);
        }),
        ("two charges and one jump", Unchecked, |p| {
            let at = p.behind(l::LOOP);
            let sub = p.lines[at].clone();
            p.lines.insert(at, sub);
        }),
        ("no gas, and on it goes", Unchecked, |p| {
            let at = p.behind(l::LOOP) + 1;
            p.lines[at] = draft::branch(draft::BELOW, l::BODY);
        }),
        ("no gas, and back to the charge", Unchecked, |p| {
            let at = p.behind(l::LOOP) + 1;
            p.lines[at] = draft::branch(draft::BELOW, l::LOOP);
        }),
        ("no gas, and round and round", Unchecked, |p| {
            append(p, charge(1, MIDDLE));
            let jb = p.lines.len() - 1;
            p.lines.insert(jb, Line::Label(MIDDLE));
            p.lines.extend(exit(9));
        }),
        ("no gas, and from one jump to another", Unchecked, |p| {
            const OTHER: u32 = 52;
            append(p, charge(1, OTHER));
            let jb = p.lines.len() - 1;
            p.lines.insert(jb, Line::Label(MIDDLE));
            p.lines.extend(exit(9));
            p.lines.extend(charge(1, MIDDLE));
            let jb = p.lines.len() - 1;
            p.lines.insert(jb, Line::Label(OTHER));
            p.lines.extend(exit(9));
        }),
        ("no gas, and a jump to an exit", Unchecked, |p| {
            let at = p.behind(l::LOOP) + 1;
            p.lines[at] = draft::branch(draft::BELOW, NEW);
            append(p, [jump(l::NO_GAS)]);
        }),
        ("no gas, and a branch before the exit", Unchecked, |p| {
            let at = p.behind(l::LOOP) + 1;
            p.lines[at] = draft::branch(draft::BELOW, NEW);
            append(p, [draft::branch(draft::ZERO, l::NEXT)]);
            p.lines.extend(exit(9));
        }),
        ("no gas, and an exit far away", Unchecked, |p| {
            let at = p.behind(l::LOOP) + 1;
            p.lines[at] = draft::branch(draft::BELOW, NEW);
            append(p, nops(24));
            p.lines.extend(exit(9));
        }),
        ("no gas, and a stub", Target, |p| {
            let at = p.behind(l::LOOP) + 1;
            p.lines[at] = Line::At(vec![0x0f, 0x82], i64::from(Stub::Miss.offset()));
        }),
        ("a loop without a charge", Uncharged, |p| {
            let at = p.behind(l::LOOP);
            p.lines.drain(at..at + 2);
        }),
        ("a loop that goes round its charge", Uncharged, |p| {
            let at = p.behind(l::BODY) + 4;
            assert_eq!(p.lines[at], draft::branch(draft::NOT_ZERO, l::LOOP));
            p.lines[at] = draft::branch(draft::NOT_ZERO, l::BODY);
        }),
        ("a loop of one jump", Uncharged, |p| append(p, [jump(NEW)])),
        ("a loop of one branch", Uncharged, |p| {
            append(p, [draft::branch(draft::ZERO, NEW)]);
            p.lines.extend(exit(9));
        }),
        ("a loop of two jumps", Uncharged, |p| {
            append(p, [jump(MIDDLE), Line::Label(MIDDLE), jump(NEW)]);
        }),
        ("a loop of jrcxz", Uncharged, |p| {
            append(p, [bytes(&[0xe3, 0xfe])]);
            p.lines.extend(exit(9));
        }),
        ("a charge that is branched around", Uncharged, |p| {
            append(p, [draft::branch(draft::ZERO, MIDDLE)]);
            p.lines.extend(charge(1, l::NO_GAS));
            p.lines.extend([Line::Label(MIDDLE), jump(NEW)]);
        }),
        ("a charge too far away", Uncharged, |p| {
            let at = p.behind(l::LOOP);
            p.lines.splice(at..at, nops(24));
        }),
        ("a called function without a charge", Uncharged, |p| {
            let at = p.behind(l::CALLEE);
            p.lines.drain(at..at + 2);
        }),
        ("a function that calls itself first", Uncharged, |p| {
            append(p, [Line::To(vec![0xe8], NEW)]);
            p.lines.extend(exit(9));
        }),
        ("an entry with a branch before its charge", Uncharged, |p| {
            p.insert(l::ENTRY, [draft::branch(draft::ZERO, l::NEXT)]);
        }),
        ("an entry with a charge too far away", Uncharged, |p| p.insert(l::ENTRY, nops(24))),
        ("a target without a charge", Uncharged, |p| {
            let at = p.behind(l::TAIL) + 1;
            p.lines.drain(at..at + 2);
        }),
        ("a link to where no charge is", Uncharged, |p| {
            let at = p.behind(l::LAST);
            p.lines.splice(at..at + 2, [jump(l::CALL)]);
        }),
        ("an entry that leads to a link", Uncharged, |p| entry(p, [jump_link(0)])),
        ("an entry that leads to an indirect jump", Uncharged, |p| entry(p, [jump_stub(Stub::Indirect)])),
        ("an entry that calls", Uncharged, |p| {
            entry(p, [Line::To(vec![0xe8], l::CALLEE)]);
            p.lines.extend(exit(9));
        }),
        ("an entry that calls a stub", Uncharged, |p| {
            entry(p, [Line::At(vec![0xe8], i64::from(Stub::Indirect.offset()))]);
            p.lines.extend(exit(9));
        }),
        ("an entry that returns", Uncharged, |p| entry(p, [bytes(&[0xc3])])),
        // The stub leads to an entry: to this one, if its address stands on the guest's stack.
        ("an entry that may jump to a stub first", Uncharged, |p| {
            entry(p, [Line::At(vec![0x0f, 0x85], i64::from(Stub::Mismatch.offset()))]);
            p.lines.extend(charge(1, l::NO_GAS));
            p.lines.extend(exit(9));
        }),
        ("a return to where no charge is", Uncharged, |p| {
            let at = p.behind(l::RETURN) + 2;
            assert_eq!(p.lines[at], jump(l::NEXT));
            p.lines[at] = jump_stub(Stub::Indirect);
        }),
        ("a return to a return", Uncharged, |p| {
            let at = p.behind(l::RETURN);
            p.lines.insert(at, bytes(&[0xc3]));
        }),
        ("a return to a call", Uncharged, |p| {
            let at = p.behind(l::RETURN);
            p.lines.insert(at, Line::To(vec![0xe8], l::CALLEE));
        }),
        ("a return to a branch", Uncharged, |p| {
            let at = p.behind(l::RETURN);
            p.lines.insert(at, draft::branch(draft::ZERO, l::NEXT));
        }),
    ];
    check(classes.iter().map(|(name, why, change)| {
        let mut program = sample();
        change(&mut program);
        (*name, *why, program)
    }));
}

/// A change of a program, and why it is refused then; or it is admitted.
type Class = (&'static str, Result<(), Why>, fn(&mut Program));

/// Compares the verdict on each change of the crossroads with what it must be, and says of all that differ.
fn check_crossroads(classes: &[Class]) {
    assert_eq!(verdict(&crossroads()), Ok(()));
    let mut wrong = Vec::new();
    for (name, expected, change) in classes {
        let mut program = crossroads();
        change(&mut program);
        let verdict = verdict(&program).map_err(|refusal| refusal.why);
        if verdict != *expected {
            wrong.push(format!("{name}: {verdict:?}, and not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), classes.len(), wrong.join("\n"));
}

/// A label that the crossroads have not.
const NEW: u32 = 50;
/// Another one.
const OTHER: u32 = 51;

/// Puts lines in the place of the one behind a label.
fn replace(program: &mut Program, label: u32, lines: impl IntoIterator<Item = Line>) {
    let at = program.behind(label);
    program.lines.splice(at..=at, lines);
}

/// Writes to all places.
fn fill() -> impl Iterator<Item = Line> {
    (0..8).map(|place| store_below(place, 0))
}

/// Puts lines behind all others.
fn append(program: &mut Program, lines: impl IntoIterator<Item = Line>) {
    program.lines.push(Line::Label(NEW));
    program.lines.extend(lines);
}

/// The bytes of the line behind a label.
fn bytes_of(program: &mut Program, label: u32) -> &mut Vec<u8> {
    let at = program.behind(label);
    match &mut program.lines[at] {
        Line::Bytes(bytes) | Line::Holes(bytes, _) => bytes,
        line => panic!("{line:?}"),
    }
}

/// The holes of the line behind a label.
fn holes_of(program: &mut Program, label: u32) -> &mut [(usize, Way); 2] {
    let at = program.behind(label);
    match &mut program.lines[at] {
        Line::Holes(_, holes) => holes,
        line => panic!("{line:?}"),
    }
}

/// Gas that is given back where it was not charged, or in other words than `lea r15, [r15 + n]`.
#[test]
fn refunds_are_less_than_what_was_charged() {
    use Why::{Invalid, Prefix, Refund, Register, Uncharged, Unchecked};
    /// An entry at the end: a charge of 5, lines.
    fn begin(program: &mut Program, lines: impl IntoIterator<Item = Line>) {
        append(program, charge(5, x::NO_GAS));
        program.lines.extend(lines);
        program.entries.push(NEW);
    }
    /// The same, and an exit.
    fn entry(program: &mut Program, lines: impl IntoIterator<Item = Line>) {
        begin(program, lines);
        program.lines.extend(exit(9));
    }
    /// An entry that charges eight, and goes on to what something else leads to, where one is charged, and given back.
    fn over(program: &mut Program, n: i32) {
        begin(program, charge(3, x::NO_GAS));
        program.lines.push(Line::Label(OTHER));
        program.lines.extend(charge(1, x::NO_GAS));
        program.lines.push(refund(n));
        program.lines.extend(exit(9));
    }
    /// A loop behind a charge of 10.
    fn looping(program: &mut Program, head: Option<i32>, body: i32) {
        append(program, charge(10, x::NO_GAS));
        program.lines.push(Line::Label(OTHER));
        program.lines.extend(head.map(refund));
        program.lines.extend(charge(2, x::NO_GAS));
        program.lines.extend([refund(body), draft::branch(draft::NOT_ZERO, OTHER)]);
        program.lines.extend(exit(9));
        program.entries.push(NEW);
    }
    /// An entry, five being charged, of which one way charges more and jumps to where the other, which charges more, too,
    /// goes on to.
    fn meet(program: &mut Program, first: u32, second: u32, n: i32) {
        begin(program, [draft::branch(draft::ZERO, OTHER)]);
        program.lines.extend(charge(first, x::NO_GAS));
        program.lines.extend([jump(OTHER + 1), Line::Label(OTHER)]);
        program.lines.extend(charge(second, x::NO_GAS));
        program.lines.extend([Line::Label(OTHER + 1), refund(n)]);
        program.lines.extend(exit(9));
    }
    /// An entry that goes back, five being charged, to a charge of 3.
    fn back(program: &mut Program, way: Line, n: i32) {
        program.lines.push(Line::Label(OTHER));
        program.lines.extend(charge(3, x::NO_GAS));
        program.lines.push(refund(n));
        program.lines.extend(exit(9));
        entry(program, [store_below(0, 0), store_below(PASSED, 0), way]);
    }
    /// What stands in the place of the refund behind the entry's charge of 10.
    fn instead(program: &mut Program, bytes: &[u8]) {
        replace(program, x::BODY, [Line::Bytes(bytes.to_vec())]);
    }
    check_crossroads(&[
        ("nothing", Err(Register), |p| replace(p, x::BODY, [refund(0)])),
        ("less than nothing", Err(Register), |p| replace(p, x::BODY, [refund(-1)])),
        ("less than nothing, of a byte", Err(Register), |p| instead(p, &[0x4d, 0x8d, 0x7f, 0xff])),
        ("nothing, of no byte", Err(Register), |p| instead(p, &[0x4d, 0x8d, 0x3c, 0x27])),
        ("the most that a number can be less than nothing", Err(Register), |p| {
            replace(p, x::BODY, [refund(i32::MIN)]);
        }),
        ("a byte", Ok(()), |p| instead(p, &[0x4d, 0x8d, 0x7f, 4])),
        ("with a SIB byte", Ok(()), |p| instead(p, &[0x4d, 0x8d, 0x7c, 0x27, 4])),
        ("one at least", Ok(()), |p| replace(p, x::BODY, [refund(1)])),
        ("all but what comes behind, and one", Ok(()), |p| replace(p, x::BODY, [refund(6)])),
        // Beyond the row, three more are given back.
        ("all but what comes behind", Err(Refund), |p| replace(p, x::BODY, [refund(7)])),
        ("all", Err(Refund), |p| replace(p, x::BODY, [refund(10)])),
        ("more than all", Err(Refund), |p| replace(p, x::BODY, [refund(11)])),
        ("the most that there is", Err(Refund), |p| replace(p, x::BODY, [refund(i32::MAX)])),
        ("all in two parts", Err(Refund), |p| entry(p, [refund(2), refund(3)])),
        ("all but one in two parts", Ok(()), |p| entry(p, [refund(2), refund(2)])),
        ("all but one of two charges", Ok(()), |p| {
            entry(p, charge(5, x::NO_GAS).into_iter().chain([refund(9)]));
        }),
        ("all of two charges", Err(Refund), |p| {
            entry(p, charge(5, x::NO_GAS).into_iter().chain([refund(10)]));
        }),
        ("all but one of the most that can be charged twice", Ok(()), |p| {
            entry(
                p,
                [charge(i32::MAX as u32, x::NO_GAS), charge(i32::MAX as u32, x::NO_GAS)]
                    .concat()
                    .into_iter()
                    .chain([refund(i32::MAX), refund(i32::MAX), refund(4)]),
            );
        }),
        ("before a charge that would be enough", Err(Refund), |p| {
            entry(p, [refund(5)].into_iter().chain(charge(100, x::NO_GAS)));
        }),
        ("behind one branch around a charge", Err(Refund), |p| replace(p, x::JOIN, [refund(5)])),
        ("behind the other branch, all that both have", Err(Refund), |p| replace(p, x::JOIN, [refund(8)])),
        ("on one of two ways", Ok(()), |p| {
            entry(p, [draft::branch(draft::ZERO, OTHER), refund(4), Line::Label(OTHER)]);
        }),
        ("on one of two ways, and behind both", Err(Refund), |p| {
            entry(p, [draft::branch(draft::ZERO, OTHER), refund(4), Line::Label(OTHER), refund(1)]);
        }),
        ("where a jump and the code before meet, and the jump has less", Err(Refund), |p| {
            meet(p, 1, 20, 6);
        }),
        ("where a jump and the code before meet", Ok(()), |p| {
            meet(p, 20, 1, 5);
        }),
        ("where a jump and the code before meet, and the code before has less", Err(Refund), |p| {
            meet(p, 20, 1, 6);
        }),
        ("behind a branch to a stub", Ok(()), |p| {
            entry(p, [Line::At(vec![0x0f, 0x85], i64::from(Stub::Mismatch.offset())), refund(4)]);
        }),
        ("behind a branch to a stub, all", Err(Refund), |p| {
            entry(p, [Line::At(vec![0x0f, 0x85], i64::from(Stub::Mismatch.offset())), refund(5)]);
        }),
        ("behind a jump, all", Err(Refund), |p| entry(p, [jump(OTHER), Line::Label(OTHER), refund(5)])),
        ("behind a jump", Ok(()), |p| entry(p, [jump(OTHER), Line::Label(OTHER), refund(4)])),
        ("before an entry's charge", Err(Refund), |p| p.insert(x::ENTRY, [refund(1)])),
        ("before a target's charge", Err(Refund), |p| p.insert(x::TAIL, [refund(1)])),
        ("before the charge of what a link leads to", Err(Refund), |p| p.insert(x::ROW[1], [refund(1)])),
        ("what the code before an entry has charged", Err(Refund), |p| {
            over(p, 1);
            p.entries.push(OTHER);
        }),
        ("what the code before a target has charged", Err(Refund), |p| {
            over(p, 1);
            p.targets.push((draft::TEXT.start, OTHER));
        }),
        ("what the code before what a link leads to has charged", Err(Refund), |p| {
            over(p, 1);
            p.links.push((3, OTHER));
        }),
        ("the same where nothing else leads", Ok(()), |p| {
            over(p, 8);
        }),
        ("where an indirect call returns to, before the charge", Err(Refund), |p| {
            p.insert(x::RETURN, [refund(1)]);
        }),
        ("where an indirect call returns to, what was charged before", Err(Refund), |p| {
            let at = p.behind(x::RETURN) + 2;
            p.lines.insert(at, refund(1));
        }),
        ("where a call returns to, before the charge", Err(Refund), |p| {
            entry(p, [Line::To(vec![0xe8], x::CALLEE), refund(1)].into_iter().chain(charge(2, x::NO_GAS)));
        }),
        ("where a call returns to, what was charged before", Err(Refund), |p| {
            let [sub, jb] = charge(2, x::NO_GAS);
            entry(p, [Line::To(vec![0xe8], x::CALLEE), sub, jb, refund(2)]);
        }),
        ("where a call returns to, less than was charged there", Ok(()), |p| {
            let [sub, jb] = charge(2, x::NO_GAS);
            entry(p, [Line::To(vec![0xe8], x::CALLEE), sub, jb, refund(1)]);
        }),
        ("where a call through a link returns to, what was charged before", Err(Refund), |p| {
            let [sub, jb] = charge(2, x::NO_GAS);
            entry(p, [Line::Link(vec![0xff, 0x15], 0), sub, jb, refund(2)]);
        }),
        ("where a call of a stub returns to, what was charged before", Err(Refund), |p| {
            let [sub, jb] = charge(2, x::NO_GAS);
            entry(p, [Line::At(vec![0xe8], i64::from(Stub::Indirect.offset())), sub, jb, refund(2)]);
        }),
        ("in a called function, what the caller has charged", Err(Refund), |p| {
            let at = p.behind(x::CALLEE) + 2;
            p.lines.insert(at, refund(2));
            p.targets.retain(|target| target.1 != x::CALLED);
            entry(p, [Line::To(vec![0xe8], x::CALLEE)].into_iter().chain(charge(1, x::NO_GAS)));
        }),
        // The caller stands before it, and nothing else leads there.
        ("in a function called forwards, what the caller has charged", Err(Refund), |p| {
            let [sub, jb] = charge(2, x::NO_GAS);
            begin(p, [Line::To(vec![0xe8], OTHER), sub, jb, jump(x::ENTRY), Line::Label(OTHER)]);
            p.lines.extend(charge(1, x::NO_GAS));
            p.lines.extend([refund(1), bytes(&[0xc3])]);
        }),
        ("a loop's, all that it charges", Err(Refund), |p| looping(p, None, 2)),
        ("a loop's, less than it charges", Ok(()), |p| looping(p, None, 1)),
        ("at a loop's head, what was charged before", Err(Refund), |p| looping(p, Some(1), 1)),
        ("where a jump goes backwards to, what was charged there", Err(Refund), |p| back(p, jump(OTHER), 3)),
        ("where a jump goes backwards to, less", Ok(()), |p| back(p, jump(OTHER), 2)),
        ("where a branch goes backwards to", Err(Refund), |p| back(p, draft::branch(draft::ZERO, OTHER), 3)),
        ("where a branch goes backwards to, less", Ok(()), |p| back(p, draft::branch(draft::ZERO, OTHER), 2)),
        ("where a dispatch goes backwards to", Err(Refund), |p| back(p, dispatch(false, Way::To(OTHER)), 3)),
        ("where a dispatch goes backwards to, less", Ok(()), |p| back(p, dispatch(false, Way::To(OTHER)), 2)),
        ("where a switch goes backwards to", Err(Refund), |p| {
            back(p, switch(draft::ROW, 0, Way::To(OTHER)), 3);
        }),
        ("where a switch goes backwards to, less", Ok(()), |p| {
            back(p, switch(draft::ROW, 0, Way::To(OTHER)), 2);
        }),
        ("beyond a row, all", Err(Refund), |p| replace(p, x::BEYOND, [refund(6)])),
        ("beyond a row, all but one", Ok(()), |p| replace(p, x::BEYOND, [refund(5)])),
        // The call has charged three, the jump two.
        ("without a target, all", Err(Refund), |p| replace(p, x::MISSED, [refund(2)])),
        ("without a target of a call alone, all", Err(Refund), |p| {
            *holes_of(p, x::JUMP) = Dispatch::HOLES.map(|hole| (hole, Way::At(0)));
            replace(p, x::MISSED, [refund(3)]);
        }),
        ("without a target of a call alone, all but one", Ok(()), |p| {
            *holes_of(p, x::JUMP) = Dispatch::HOLES.map(|hole| (hole, Way::At(0)));
            replace(p, x::MISSED, [refund(2)]);
        }),
        ("where execution leaves for want of gas", Err(Unchecked), |p| p.insert(x::NO_GAS, [refund(1)])),
        ("between a charge and its jump", Err(Unchecked), |p| {
            let at = p.behind(x::ENTRY) + 1;
            p.lines.insert(at, refund(1));
        }),
        ("where nothing leads", Ok(()), |p| {
            append(p, [refund(100)]);
            p.lines.extend(exit(9));
        }),
        // Nothing is given back, but the entry has not paid.
        ("behind an entry that has not paid", Err(Uncharged), |p| {
            p.lines.drain(1..3);
        }),
        ("add r15, n", Err(Register), |p| instead(p, &[0x49, 0x83, 0xc7, 4])),
        ("sub r15, -n", Err(Register), |p| instead(p, &[0x49, 0x83, 0xef, 0xfc])),
        ("inc r15", Err(Register), |p| instead(p, &[0x49, 0xff, 0xc7])),
        ("lea r15, [r14 + n]", Err(Register), |p| instead(p, &[0x4d, 0x8d, 0x7e, 4])),
        ("lea r15, [rdi + n]", Err(Register), |p| instead(p, &[0x4c, 0x8d, 0x7f, 4])),
        ("lea r15, [rsp + n]", Err(Register), |p| instead(p, &[0x4c, 0x8d, 0x7c, 0x24, 4])),
        ("lea r15, [rip + n]", Err(Register), |p| instead(p, &[0x4c, 0x8d, 0x3d, 4, 0, 0, 0])),
        ("lea r15, [n]", Err(Register), |p| instead(p, &[0x4c, 0x8d, 0x3c, 0x25, 4, 0, 0, 0])),
        ("lea r15, [r15 + rax]", Err(Register), |p| instead(p, &[0x4d, 0x8d, 0x3c, 0x07])),
        ("lea r15, [r15 + rax + n]", Err(Register), |p| instead(p, &[0x4d, 0x8d, 0x7c, 0x07, 4])),
        ("lea r15, [r15 + r15 + n]", Err(Register), |p| instead(p, &[0x4f, 0x8d, 0x7c, 0x3f, 4])),
        ("lea r15, [r15 + r12 + n]", Err(Register), |p| instead(p, &[0x4f, 0x8d, 0x7c, 0x27, 4])),
        ("lea r15, [rax + r15 + n]", Err(Register), |p| instead(p, &[0x4e, 0x8d, 0x7c, 0x38, 4])),
        ("lea r15, [r15 * 1 + n]", Err(Register), |p| instead(p, &[0x4e, 0x8d, 0x3c, 0x3d, 4, 0, 0, 0])),
        ("lea r15d, [r15 + n]", Err(Register), |p| instead(p, &[0x45, 0x8d, 0x7f, 4])),
        ("lea r15w, [r15 + n]", Err(Register), |p| instead(p, &[0x66, 0x45, 0x8d, 0x7f, 4])),
        ("lea rdi, [r15 + n]", Err(Register), |p| instead(p, &[0x49, 0x8d, 0x7f, 4])),
        ("lea r14, [r15 + n]", Err(Register), |p| instead(p, &[0x4d, 0x8d, 0x77, 4])),
        ("mov r15, [r15 + n]", Err(Register), |p| instead(p, &[0x4d, 0x8b, 0x7f, 4])),
        ("lea r15, [r15d + n]", Err(Register), |p| instead(p, &[0x67, 0x4d, 0x8d, 0x7f, 4])),
        ("lea r15, gs:[r15d + n]", Err(Register), |p| instead(p, &[0x65, 0x67, 0x4d, 0x8d, 0x7f, 4])),
        ("lea r15, fs:[r15 + n]", Err(Prefix), |p| instead(p, &[0x64, 0x4d, 0x8d, 0x7f, 4])),
        ("lea r15, [r15 + n] behind a repetition", Err(Prefix), |p| instead(p, &[0xf3, 0x4d, 0x8d, 0x7f, 4])),
        ("lea r15, [r15 + n] with a lock", Err(Invalid), |p| instead(p, &[0xf0, 0x4d, 0x8d, 0x7f, 4])),
        // An address is computed without its segment, and of 64 bits with REX.W, whatever stands before.
        ("lea r15, gs:[r15 + n]", Ok(()), |p| instead(p, &[0x65, 0x4d, 0x8d, 0x7f, 4])),
        ("lea r15, [r15 + n] behind 66", Ok(()), |p| instead(p, &[0x66, 0x4d, 0x8d, 0x7f, 4])),
        ("the same with as much as there is", Err(Refund), |p| instead(p, &[0x65, 0x4d, 0x8d, 0x7f, 10])),
    ]);
}

/// Dispatches that are none, or lead elsewhere, or stand where they must not.
#[test]
fn dispatches_are_whole_and_the_areas_own() {
    use Why::{Invalid, Memory, RunsOff, Target, Uncharged, Unchecked};
    /// Puts another area's dispatch in the place of the jump.
    fn another(program: &mut Program, text: std::ops::Range<u32>) {
        let area = CodeArea::reserve(1, text).expect("address space");
        *bytes_of(program, x::JUMP) = area.dispatch().bytes(false).to_vec();
    }
    fn lead(program: &mut Program, label: u32, way: Way) {
        *holes_of(program, label) = Dispatch::HOLES.map(|hole| (hole, way));
    }
    /// Leads it into an instruction.
    fn lead_into(program: &mut Program, label: u32) {
        lead(program, label, Way::To(NEW));
        append(program, []);
        let label = program.lines.pop().expect("it has just been put there");
        program.lines.extend([bytes(&[0xb8]), label, bytes(&[0; 4])]);
        program.lines.extend(exit(9));
    }
    fn entry(program: &mut Program, lines: impl IntoIterator<Item = Line>) {
        append(program, lines);
        program.entries.push(NEW);
    }
    /// The same, behind a charge, with all places written.
    fn paid(program: &mut Program, lines: impl IntoIterator<Item = Line>) {
        entry(program, charge(1, x::NO_GAS).into_iter().chain(fill()).chain(lines));
    }
    /// A prefix before the jump.
    fn behind(program: &mut Program, prefix: u8) {
        bytes_of(program, x::JUMP).insert(0, prefix);
        holes_of(program, x::JUMP).iter_mut().for_each(|(at, _)| *at += 1);
    }
    assert_eq!(Stub::Miss.offset(), 0);
    check_crossroads(&[
        ("for other addresses", Err(Memory), |p| another(p, draft::TEXT.start + 1..draft::TEXT.end + 1)),
        ("for more addresses", Err(Memory), |p| another(p, draft::TEXT.start..draft::TEXT.end + 1)),
        ("for less addresses", Err(Memory), |p| another(p, draft::TEXT.start..draft::TEXT.end - 1)),
        ("for none", Err(Memory), |p| another(p, 0..0)),
        ("for the same addresses, of another area", Ok(()), |p| another(p, draft::TEXT)),
        ("to two places", Err(Memory), |p| holes_of(p, x::JUMP)[0].1 = Way::To(x::NO_GAS)),
        ("to two stubs", Err(Memory), |p| {
            lead(p, x::JUMP, Way::At(0));
            holes_of(p, x::JUMP)[1].1 = Way::At(i64::from(Stub::Indirect.offset()));
        }),
        ("to two places, a call", Err(Memory), |p| holes_of(p, x::CALL)[1].1 = Way::To(x::NO_GAS)),
        ("to a stub that leaves", Ok(()), |p| lead(p, x::JUMP, Way::At(0))),
        ("to a stub that jumps", Ok(()), |p| lead(p, x::JUMP, Way::At(i64::from(Stub::Indirect.offset())))),
        ("to a stub that returns", Ok(()), |p| lead(p, x::CALL, Way::At(i64::from(Stub::Mismatch.offset())))),
        ("to the bottom of the stack", Err(Target), |p| {
            lead(p, x::JUMP, Way::At(i64::from(Stub::Underflow.offset())));
        }),
        ("to the bottom of the stack, a call", Err(Target), |p| {
            lead(p, x::CALL, Way::At(i64::from(Stub::Underflow.offset())));
        }),
        ("into a stub", Err(Target), |p| lead(p, x::JUMP, Way::At(i64::from(Stub::Indirect.offset()) + 9))),
        ("before the area", Err(Target), |p| lead(p, x::JUMP, Way::At(-8))),
        ("behind the code", Err(Target), |p| {
            lead(p, x::JUMP, Way::To(NEW));
            p.lines.push(Line::Label(NEW));
        }),
        ("far behind the code", Err(Target), |p| lead(p, x::JUMP, Way::At(1 << 20))),
        ("into an instruction", Err(Target), |p| lead_into(p, x::JUMP)),
        ("into an instruction, a call", Err(Target), |p| lead_into(p, x::CALL)),
        ("to itself", Err(Uncharged), |p| lead(p, x::JUMP, Way::To(x::JUMP))),
        ("to itself, a call", Err(Uncharged), |p| lead(p, x::CALL, Way::To(x::CALL))),
        ("back to the charge before it", Ok(()), |p| lead(p, x::JUMP, Way::To(x::ROW[1]))),
        ("back to behind the charge before it", Err(Uncharged), |p| {
            lead(p, x::JUMP, Way::To(NEW));
            let at = p.behind(x::JUMP) - 2;
            p.lines.insert(at, Line::Label(NEW));
        }),
        ("back to behind the charge before it, a call", Err(Uncharged), |p| {
            lead(p, x::CALL, Way::To(NEW));
            let at = p.behind(x::CALL) - 2;
            p.lines.insert(at, Line::Label(NEW));
        }),
        ("cut", Err(Memory), |p| {
            bytes_of(p, x::JUMP).pop();
        }),
        ("cut at the end", Err(Memory), |p| {
            append(p, charge(1, x::NO_GAS));
            p.lines.push(dispatch(false, Way::To(x::MISSED)));
            p.entries.push(NEW);
            let Some(Line::Holes(bytes, _)) = p.lines.last_mut() else {
                panic!("it has just been put there")
            };
            bytes.pop();
        }),
        ("the last thing, a jump", Ok(()), |p| paid(p, [dispatch(false, Way::At(0))])),
        ("the last thing, a call", Err(RunsOff), |p| {
            entry(p, charge(1, x::NO_GAS).into_iter().chain([dispatch(true, Way::At(0))]));
        }),
        ("an instruction of a byte behind the last thing", Err(RunsOff), |p| {
            entry(p, charge(1, x::NO_GAS).into_iter().chain([dispatch(false, Way::At(0)), bytes(&[0x90])]));
        }),
        ("no instruction behind the last thing", Err(Invalid), |p| {
            entry(p, charge(1, x::NO_GAS).into_iter().chain([dispatch(false, Way::At(0)), bytes(&[0x06])]));
        }),
        ("an entry's first, a jump", Err(Uncharged), |p| entry(p, [dispatch(false, Way::To(x::ENTRY))])),
        ("an entry's first, a jump to a stub", Err(Uncharged), |p| entry(p, [dispatch(false, Way::At(0))])),
        ("an entry's first, a call", Err(Uncharged), |p| {
            entry(p, [dispatch(true, Way::At(0))].into_iter().chain(charge(1, x::NO_GAS)).chain(exit(9)));
        }),
        ("an entry's first, a jump to a charge", Err(Uncharged), |p| {
            entry(p, [dispatch(false, Way::To(OTHER)), Line::Label(OTHER)]);
            p.lines.extend(charge(1, x::NO_GAS));
            p.lines.extend(exit(9));
        }),
        ("right behind half a charge", Err(Unchecked), |p| {
            let at = p.behind(x::ROW[1]);
            p.lines.drain(at + 2..at + 5);
        }),
        ("right behind half a charge, a call", Err(Unchecked), |p| {
            let at = p.behind(x::ROW[2]);
            p.lines.drain(at + 2..at + 5);
        }),
        ("a call that returns to where no charge is", Err(Uncharged), |p| {
            let at = p.behind(x::RETURN);
            p.lines.splice(at..at + 2, [bytes(&[0xc3])]);
        }),
        ("a call that returns to a call", Err(Uncharged), |p| {
            p.insert(x::RETURN, [Line::To(vec![0xe8], x::CALLEE)]);
        }),
        // Both lead to entries.
        ("a call that returns to an indirect call", Ok(()), |p| {
            p.insert(x::RETURN, fill().chain([dispatch(true, Way::At(0))]));
        }),
        ("a call that returns to a dispatch that may lead back", Err(Uncharged), |p| {
            replace(p, x::RETURN, [dispatch(false, Way::To(x::JUMP))]);
            let at = p.behind(x::RETURN) + 1;
            p.lines.remove(at);
        }),
        ("a call that returns to a dispatch that leads to a charge", Ok(()), |p| {
            replace(p, x::RETURN, [store_below(0, 0), store_below(PASSED, 0), dispatch(false, Way::To(NEW))]);
            let at = p.behind(x::RETURN) + 3;
            p.lines.remove(at);
            append(p, charge(1, x::NO_GAS));
            p.lines.extend(exit(9));
        }),
        ("a call that returns to a dispatch that leads to a return", Err(Uncharged), |p| {
            replace(p, x::RETURN, [dispatch(false, Way::To(NEW))]);
            let at = p.behind(x::RETURN) + 1;
            p.lines.remove(at);
            append(p, [bytes(&[0xc3])]);
        }),
        ("behind gs", Err(Memory), |p| behind(p, 0x65)),
        ("behind REX.W", Err(Memory), |p| behind(p, 0x48)),
        ("without its first instruction", Err(Memory), |p| {
            bytes_of(p, x::JUMP).drain(..5);
            *holes_of(p, x::JUMP) = Dispatch::HOLES.map(|hole| (hole - 5, Way::To(x::MISSED)));
        }),
        ("without its bound", Err(Memory), |p| {
            bytes_of(p, x::JUMP).drain(5..16);
            *holes_of(p, x::JUMP) = [Dispatch::HOLES[1] - 11; 2].map(|hole| (hole, Way::To(x::MISSED)));
        }),
    ]);
}

/// Switches that are none, or go through what are no links, or stand where they must not.
#[test]
fn switches_go_through_links_alone() {
    use Why::{Invalid, Register, RunsOff, Target, Uncharged, Unchecked, Unwritten};
    fn another(program: &mut Program, switch: Switch) {
        *bytes_of(program, x::SWITCH) = switch.bytes().to_vec();
        for label in x::ROW {
            replace(program, label, [take_back(switch.scratch)]);
        }
    }
    fn row(program: &mut Program, way: Way) {
        holes_of(program, x::SWITCH)[1].1 = way;
    }
    fn beyond(program: &mut Program, way: Way) {
        holes_of(program, x::SWITCH)[0].1 = way;
        // What is given back there was charged on this way alone.
        replace(program, x::BEYOND, []);
    }
    fn entry(program: &mut Program, lines: impl IntoIterator<Item = Line>) {
        append(program, lines);
        program.entries.push(NEW);
    }
    const FIRST_LINK: i64 = -0x5000;
    assert_eq!(i64::from(area().link_position(0)), FIRST_LINK);
    const ROW: Switch = draft::ROW;
    check_crossroads(&[
        ("by rsp", Err(Register), |p| another(p, Switch { index: 4, ..ROW })),
        ("by the gas", Err(Register), |p| another(p, Switch { index: 15, ..ROW })),
        ("by r12", Ok(()), |p| another(p, Switch { index: 12, ..ROW })),
        ("by rbp", Ok(()), |p| another(p, Switch { index: 5, ..ROW })),
        ("by r13", Ok(()), |p| another(p, Switch { index: 13, ..ROW })),
        ("by what it changes", Err(Register), |p| another(p, Switch { scratch: 1, ..ROW })),
        ("with rsp to change", Err(Register), |p| another(p, Switch { scratch: 4, ..ROW })),
        // Where others are a base, its number says that there is none, and that four more bytes are the address.
        ("with rbp to change", Err(Register), |p| another(p, Switch { scratch: 5, ..ROW })),
        ("with rax to change", Ok(()), |p| another(p, Switch { scratch: 0, ..ROW })),
        ("with rbx to change", Ok(()), |p| another(p, Switch { scratch: 3, ..ROW })),
        ("with rsi to change", Ok(()), |p| another(p, Switch { scratch: 6, ..ROW })),
        ("with rdi to change", Ok(()), |p| another(p, Switch { scratch: 7, ..ROW })),
        ("of no link", Err(Register), |p| another(p, Switch { len: 0, ..ROW })),
        ("of one link", Ok(()), |p| {
            another(p, Switch { len: 1, ..ROW });
            p.links.truncate(1);
        }),
        // The others are no row's any more, so that nobody has written what they read.
        ("of one link, with others beside it", Err(Unwritten), |p| another(p, Switch { len: 1, ..ROW })),
        ("of less than no link", Err(Register), |p| another(p, Switch { len: u32::MAX, ..ROW })),
        ("of the least number of links", Err(Register), |p| another(p, Switch { len: 1 << 31, ..ROW })),
        ("of the most links", Err(Register), |p| another(p, Switch { len: i32::MAX as u32, ..ROW })),
        ("of a link more than lead somewhere", Err(Register), |p| another(p, Switch { len: 4, ..ROW })),
        ("of a link more, which leads somewhere", Ok(()), |p| {
            another(p, Switch { len: 4, ..ROW });
            p.links.push((3, x::ROW[0]));
        }),
        ("of links of which one leads nowhere", Err(Register), |p| {
            p.links.remove(1);
        }),
        ("from the second link on", Err(Register), |p| row(p, Way::Link(1))),
        ("from the second link on, of less", Ok(()), |p| {
            another(p, Switch { len: 2, ..ROW });
            row(p, Way::Link(1));
            p.links.remove(0);
        }),
        ("from before the first link on", Err(Register), |p| row(p, Way::At(FIRST_LINK - 8))),
        ("from between two links on", Err(Register), |p| row(p, Way::At(FIRST_LINK + 4))),
        ("from between two links on, of less", Err(Register), |p| {
            another(p, Switch { len: 2, ..ROW });
            row(p, Way::At(FIRST_LINK + 1));
        }),
        ("of code", Err(Register), |p| row(p, Way::To(x::ENTRY))),
        ("of stubs", Err(Register), |p| row(p, Way::At(0))),
        ("from the last link on into stubs", Err(Register), |p| {
            let last = area().link_count() as u32 - 1;
            p.links.push((last, x::ROW[0]));
            another(p, Switch { len: 2, ..ROW });
            row(p, Way::Link(last));
        }),
        ("of the last link", Ok(()), |p| {
            let last = area().link_count() as u32 - 1;
            p.links = vec![(last, x::ROW[0])];
            another(p, Switch { len: 1, ..ROW });
            row(p, Way::Link(last));
        }),
        ("beyond, into an instruction", Err(Target), |p| {
            beyond(p, Way::To(NEW));
            append(p, []);
            let label = p.lines.pop().expect("it has just been put there");
            p.lines.extend([bytes(&[0xb8]), label, bytes(&[0; 4])]);
            p.lines.extend(exit(9));
        }),
        ("beyond, to the bottom of the stack", Err(Target), |p| {
            beyond(p, Way::At(i64::from(Stub::Underflow.offset())));
        }),
        ("beyond, to a stub", Ok(()), |p| beyond(p, Way::At(i64::from(Stub::Indirect.offset())))),
        ("beyond, into a stub", Err(Target), |p| beyond(p, Way::At(1))),
        ("beyond, behind the code", Err(Target), |p| {
            beyond(p, Way::To(NEW));
            p.lines.push(Line::Label(NEW));
        }),
        ("beyond, back to behind the charge before it", Err(Uncharged), |p| beyond(p, Way::To(x::SWITCH))),
        ("beyond, back to the charge before it", Ok(()), |p| beyond(p, Way::To(x::ENTRY))),
        ("beyond, to a link", Err(Target), |p| beyond(p, Way::Link(0))),
        ("cut", Err(Register), |p| {
            bytes_of(p, x::SWITCH).pop();
        }),
        ("the last thing", Ok(()), |p| {
            entry(p, charge(1, x::NO_GAS).into_iter().chain(fill()).chain([switch(ROW, 0, Way::At(0))]));
        }),
        ("an instruction of a byte behind the last thing", Err(RunsOff), |p| {
            entry(p, charge(1, x::NO_GAS).into_iter().chain([switch(ROW, 0, Way::At(0)), bytes(&[0x90])]));
        }),
        ("no instruction behind the last thing", Err(Invalid), |p| {
            entry(p, charge(1, x::NO_GAS).into_iter().chain([switch(ROW, 0, Way::At(0)), bytes(&[0x06])]));
        }),
        ("an entry's first", Err(Uncharged), |p| entry(p, [switch(ROW, 0, Way::To(x::ENTRY))])),
        ("an entry's first, beyond to a charge", Err(Uncharged), |p| {
            entry(p, [switch(ROW, 0, Way::To(OTHER)), Line::Label(OTHER)]);
            p.lines.extend(charge(1, x::NO_GAS));
            p.lines.extend(exit(9));
        }),
        ("right behind half a charge", Err(Unchecked), |p| {
            let at = p.behind(x::ENTRY);
            p.lines.drain(at + 1..at + 6);
        }),
        ("where a call returns to, beyond to where no charge is", Err(Uncharged), |p| {
            let at = p.behind(x::RETURN);
            p.lines.splice(at..at + 2, [switch(ROW, 0, Way::To(x::JUMP))]);
        }),
        ("where a call returns to, beyond to a charge", Ok(()), |p| {
            let at = p.behind(x::RETURN);
            p.lines.splice(at..at + 2, [store_below(0, 0), switch(ROW, 0, Way::To(NEW))]);
            append(p, charge(1, x::NO_GAS));
            p.lines.extend(exit(9));
        }),
        ("without its bound", Err(Register), |p| {
            bytes_of(p, x::SWITCH).drain(..13);
            *holes_of(p, x::SWITCH) = [(3, Way::Link(0)); 2];
        }),
    ]);
}

/// Nothing leads into a dispatch or a switch: no jump, call, charge, entry, target, or link, and no hole.
#[test]
fn nothing_leads_into_a_dispatch_or_a_switch() {
    for (label, len) in [(x::JUMP, Dispatch::LEN), (x::CALL, Dispatch::LEN), (x::SWITCH, Switch::LEN)] {
        let made = crossroads().assemble(area().end(), |link| area().link_position(link));
        let start = i64::from(area().end()) + start_of(&crossroads(), &made, label) as i64;
        let ways: [fn(&mut Program, i64); 9] = [
            |p, to| append(p, [Line::At(vec![0xe9], to)]),
            |p, to| append(p, [Line::At(vec![0x0f, 0x84], to), jump(x::ENTRY)]),
            |p, to| append(p, [Line::At(vec![0xe8], to), jump(x::ENTRY)]),
            |p, to| {
                let [sub, _] = charge(1, x::NO_GAS);
                append(p, [sub, Line::At(vec![0x0f, 0x82], to), jump(x::ENTRY)]);
            },
            |p, to| append(p, [dispatch(false, Way::At(to))]),
            |p, to| append(p, [switch(draft::ROW, 0, Way::At(to))]),
            |p, _| p.entries.push(NEW),
            |p, _| p.targets.push((draft::TEXT.start, NEW)),
            |p, _| p.links.push((0, NEW)),
        ];
        for (way, change) in ways.iter().enumerate() {
            for inside in 0..len {
                let mut program = crossroads();
                let to = start + inside as i64;
                change(&mut program, to);
                let mut area = area();
                let mut made = program.assemble(area.end(), |link| area.link_position(link));
                for at in made
                    .entries
                    .iter_mut()
                    .chain(made.targets.iter_mut().chain(&mut made.links).map(|(_, at)| at))
                {
                    // Labels that do not exist.
                    if *at == 1 {
                        *at = to as u32;
                    }
                }
                let why = match publish(&mut area, &made) {
                    Err(PublishError::Refused(refusal)) => Some(refusal.why),
                    result => result.map(|()| None).expect("there is room"),
                };
                // At its first byte, something else may be wrong.
                assert_eq!(why == Some(Why::Target), inside > 0, "{label}, way {way}, {inside}: {why:?}");
            }
        }
    }
}

/// Gives the verdict on the crossroads with each byte of the line behind a label changed to each other value: the byte's
/// offset, and the line's bytes.
fn change_every_byte(label: u32, len: usize, mut check: impl FnMut(usize, &[u8], Result<(), Why>)) {
    let mut area = area();
    let made = crossroads().assemble(area.end(), |link| area.link_position(link));
    let start = start_of(&crossroads(), &made, label);
    for at in 0..len {
        for value in 0..=255 {
            let mut changed = made.clone();
            if std::mem::replace(&mut changed.code[start + at], value) == value {
                continue;
            }
            let verdict = match publish(&mut area, &changed) {
                Err(PublishError::Refused(refusal)) => Err(refusal.why),
                result => result.map(|()| area = self::area()).map_err(|error| panic!("{error}")),
            };
            check(at, &changed.code[start..start + len], verdict);
        }
    }
}

/// Where the line behind a label begins, from the start of the code.
fn start_of(program: &Program, made: &Made, label: u32) -> usize {
    let before = &program.lines[..program.behind(label)];
    made.starts[before.iter().filter(|line| !matches!(line, Line::Label(_))).count()]
}

/// Each byte of a dispatch is what it is. But a call may be a jump; and a jump a call, if its target finds rax.
#[test]
fn a_byte_of_a_dispatch_cannot_be_another() {
    let mut others = 0;
    for label in [x::JUMP, x::CALL] {
        change_every_byte(label, Dispatch::LEN, |at, bytes, verdict| {
            let is_other = at == Dispatch::LEN - 1 && [0xe0, 0xd0].contains(&bytes[at]);
            let is_right = match verdict {
                Ok(()) => is_other && label == x::CALL,
                Err(why) => is_other == (why == Why::Unwritten) && !(is_other && label == x::CALL),
            };
            assert!(is_right, "{label}, {at}: {bytes:02x?}, {verdict:?}");
            others += u32::from(is_other);
        });
    }
    assert_eq!(others, 2);
}

/// Each byte of a switch is what it is, or leads elsewhere for numbers beyond the row, or makes the row shorter: then what
/// the other links lead to reads what nobody has written.
#[test]
fn a_byte_of_a_switch_makes_no_other_switch() {
    let made = crossroads().assemble(area().end(), |link| area().link_position(link));
    let start = start_of(&crossroads(), &made, x::SWITCH);
    let [beyond, row] = Switch::HOLES.map(|hole| hole..hole + 4);
    let shorter = [1, 2].map(|len| Switch { len, ..draft::ROW }.bytes());
    let (mut short, mut elsewhere) = (0, 0);
    change_every_byte(x::SWITCH, Switch::LEN, |at, bytes, verdict| {
        if beyond.contains(&at) {
            let distance = i32::from_le_bytes(bytes[beyond.clone()].try_into().expect("four bytes"));
            let target = (start + beyond.end) as i64 + i64::from(distance);
            let is_start = usize::try_from(target).is_ok_and(|target| made.starts.contains(&target));
            let stubs = [Stub::Miss, Stub::Indirect, Stub::Mismatch].map(|stub| i64::from(stub.offset()));
            assert!(
                verdict.is_err() || is_start || stubs.contains(&(target + i64::from(area().end()))),
                "{at}: {bytes:02x?}"
            );
            elsewhere += u32::from(verdict.is_ok());
            return;
        }
        let mut other = bytes.to_vec();
        [&beyond, &row].into_iter().for_each(|hole| other[hole.clone()].fill(0));
        let is_shorter = !row.contains(&at) && shorter.iter().any(|bytes| other == *bytes);
        assert!(verdict.is_err(), "{at}: {bytes:02x?}");
        assert_eq!(verdict == Err(Why::Unwritten), is_shorter, "{at}: {bytes:02x?}, {verdict:?}");
        short += u32::from(is_shorter);
    });
    println!("{short} shorter rows, {elsewhere} that lead elsewhere");
    assert!(short == 2 && elsewhere > 0);
}

/// A second draft leads to instructions of its own only, and not to those of the first but by links.
#[test]
fn drafts_do_not_jump_into_each_other() {
    let mut area = area();
    let made = sample().assemble(area.end(), |link| area.link_position(link));
    publish(&mut area, &made).expect("it is admitted");
    let second = |line: Line| {
        let mut lines = vec![Line::Label(0)];
        lines.extend(charge(1, 1));
        lines.extend([line, Line::Label(1)]);
        lines.extend(exit(3));
        Program { lines, entries: vec![0], ..Program::default() }
    };
    let first = i64::from(made.entries[0]);
    for (line, expected) in [
        (Line::At(vec![0xe9], first), Some(Why::Target)),
        (Line::At(vec![0xe8], first), Some(Why::Target)),
        (jump_link(1), Some(Why::Memory)),
        (jump_link(0), None),
    ] {
        let made = second(line.clone()).assemble(area.end(), |link| area.link_position(link));
        match (publish(&mut area, &made), expected) {
            (Err(PublishError::Refused(refusal)), Some(why)) => assert_eq!(refusal.why, why, "{line:?}"),
            (Ok(()), None) => {}
            (result, expected) => panic!("{line:?}: {result:?}, and not {expected:?}"),
        }
    }
    // Entries, targets and links of a draft are its own, too.
    let mut foreign = second(jump_link(0)).assemble(area.end(), |link| area.link_position(link));
    foreign.entries.push(made.entries[0]);
    let refused = publish(&mut area, &foreign);
    assert!(matches!(refused, Err(PublishError::Refused(Refusal { why: Why::Target, .. }))), "{refused:?}");
}

/// An entry of the crossroads: a charge, lines, an exit.
fn entry_of(program: &mut Program, lines: impl IntoIterator<Item = Line>) {
    append(program, charge(5, x::NO_GAS));
    program.lines.extend(lines);
    program.lines.extend(exit(9));
    program.entries.push(NEW);
}

/// An instruction of rax and a place.
fn place(opcode: &[u8], place: usize) -> Line {
    Line::Bytes(draft::below_bytes(opcode, 0, place))
}

/// `call label`, and a charge where it returns to.
fn call_and_pay(call: Line) -> Vec<Line> {
    [call].into_iter().chain(charge(1, x::NO_GAS)).collect()
}

fn to_stub(opcode: &[u8], stub: Stub) -> Line {
    Line::At(opcode.to_vec(), i64::from(stub.offset()))
}

const MISS: Way = Way::At(Stub::Miss.offset() as i64);
const INDIRECT: Way = Way::At(Stub::Indirect.offset() as i64);
/// `jmp`, `call`, and `jne`, by a distance.
const JMP: &[u8] = &[0xe9];
const CALL: &[u8] = &[0xe8];
const JNE: &[u8] = &[0x0f, 0x85];

/// What is read from a place was written there since code was entered, called, or returned to, on each way.
#[test]
fn places_are_written_before_they_are_read() {
    const BOTH: u32 = OTHER + 1;
    const U: Result<(), Why> = Err(Why::Unwritten);
    /// Code that reads a place, and two entries that branch there: one that has written it, and one that has or not.
    fn two_branches(program: &mut Program, both: bool, entries: [u32; 2]) {
        append(program, charge(5, x::NO_GAS));
        program.lines.extend([store_below(2, 0), draft::branch(draft::ZERO, OTHER)]);
        program.lines.extend(exit(9));
        program.lines.push(Line::Label(BOTH));
        program.lines.extend(charge(5, x::NO_GAS));
        program.lines.extend(both.then(|| store_below(2, 0)));
        program.lines.push(draft::branch(draft::ZERO, OTHER));
        program.lines.extend(exit(9));
        program.lines.extend([Line::Label(OTHER), load_below(2, 1)]);
        program.lines.extend(exit(9));
        program.entries.extend(entries);
    }
    let classes: &[Class] = &[
        ("the first place at an entry", U, |p| entry_of(p, [load_below(0, 1)])),
        ("the last place at an entry", U, |p| entry_of(p, [load_below(7, 1)])),
        ("a place beside those that are written", U, |p| {
            entry_of(p, fill().filter(|line| *line != store_below(4, 0)).chain([load_below(4, 1)]));
        }),
        ("a place that is written behind", U, |p| entry_of(p, [load_below(2, 1), store_below(2, 1)])),
        ("on the way of a branch", U, |p| {
            entry_of(
                p,
                [draft::branch(draft::ZERO, OTHER), store_below(2, 0), Line::Label(OTHER), load_below(2, 1)],
            );
        }),
        ("on the way past a branch", U, |p| {
            entry_of(
                p,
                [
                    draft::branch(draft::ZERO, OTHER),
                    jump(BOTH),
                    Line::Label(OTHER),
                    store_below(2, 0),
                    Line::Label(BOTH),
                    load_below(2, 1),
                ],
            );
        }),
        ("where the branch leads, written past it", U, |p| {
            entry_of(p, [draft::branch(draft::ZERO, OTHER), store_below(2, 0)]);
            p.lines.extend([Line::Label(OTHER), load_below(2, 1)]);
            p.lines.extend(exit(9));
        }),
        ("in the first round of a loop", U, |p| {
            entry_of(p, [Line::Label(OTHER)]);
            let at = p.lines.len() - 2;
            let [sub, jb] = charge(1, x::NO_GAS);
            let back = draft::branch(draft::NOT_ZERO, OTHER);
            p.lines.splice(at..at, [sub, jb, load_below(2, 1), store_below(2, 0), back]);
        }),
        ("in the second round of a loop, behind a call", U, |p| {
            append(p, charge(5, x::NO_GAS));
            p.lines.extend([store_below(2, 0), Line::Label(OTHER)]);
            p.lines.extend(charge(1, x::NO_GAS));
            p.lines.push(load_below(2, 1));
            p.lines.extend(call_and_pay(Line::To(CALL.to_vec(), x::CALLEE)));
            p.lines.push(jump(OTHER));
            p.entries.push(NEW);
        }),
        ("behind a call", U, |p| {
            let call = call_and_pay(Line::To(CALL.to_vec(), x::CALLEE));
            entry_of(p, fill().chain(call).chain([load_below(2, 1)]));
        }),
        ("behind a call, the address it returned to", U, |p| {
            let call = call_and_pay(Line::To(CALL.to_vec(), x::CALLEE));
            entry_of(p, fill().chain(call).chain([load_below(0, 1)]));
        }),
        ("behind a call through a link", U, |p| {
            p.links.push((3, x::ENTRY));
            let call = call_and_pay(Line::Link(vec![0xff, 0x15], 3));
            entry_of(p, fill().chain(call).chain([load_below(2, 1)]));
        }),
        ("behind a call of a stub", U, |p| {
            let call = call_and_pay(to_stub(CALL, Stub::Indirect));
            entry_of(p, fill().chain(call).chain([load_below(4, 1)]));
        }),
        ("behind a dispatch that calls", U, |p| {
            let at = p.behind(x::RETURN) + 2;
            p.lines.insert(at, load_below(1, 1));
        }),
        ("in a function, what its caller has written", U, |p| {
            let call = call_and_pay(Line::To(CALL.to_vec(), OTHER));
            entry_of(p, fill().chain(call));
            p.lines.push(Line::Label(OTHER));
            p.lines.extend(charge(1, x::NO_GAS));
            p.lines.extend([load_below(1, 1), bytes(&[0xc3])]);
        }),
        ("in a function, the address it returns to", U, |p| {
            let at = p.behind(x::CALLEE) + 2;
            p.lines.insert(at, load_below(1, 1));
        }),
        ("where a link leads", U, |p| {
            p.lines.push(Line::Label(OTHER));
            p.lines.extend(charge(1, x::NO_GAS));
            p.lines.push(load_below(0, 1));
            p.lines.extend(exit(9));
            p.links.push((3, OTHER));
        }),
        ("at a target, the second place", U, |p| {
            let at = p.behind(x::TAIL) + 1;
            p.lines.insert(at, load_below(1, 1));
        }),
        ("at a target, the place of its address", U, |p| {
            let at = p.behind(x::TAIL) + 1;
            p.lines.insert(at, load_below(draft::TARGET, 1));
        }),
        ("where a row leads whose switch leads to a stub beyond it", U, |p| {
            p.links.push((3, OTHER));
            let row = Switch { len: 1, ..draft::ROW };
            entry_of(p, [store_below(0, 2), store_below(draft::TARGET, 0), switch(row, 3, MISS)]);
            p.lines.extend([Line::Label(OTHER), take_back(2)]);
            p.lines.extend(charge(1, x::NO_GAS));
            p.lines.push(load_below(5, 1));
            p.lines.extend(exit(9));
        }),
        ("where two branches lead, the second one's entry the last", U, |p| {
            two_branches(p, false, [BOTH, NEW]);
        }),
        ("where two branches lead, the first one's entry the last", U, |p| {
            two_branches(p, false, [NEW, BOTH]);
        }),
        ("where the gas ends", U, |p| {
            entry_of(p, charge(1, OTHER));
            p.lines.extend([Line::Label(OTHER), load_below(0, 0)]);
            p.lines.extend(exit(9));
        }),
        ("beyond a row", U, |p| p.insert(x::BEYOND, [load_below(1, 1)])),
        ("where a row leads", U, |p| {
            let at = p.behind(x::ROW[2]) + 1;
            p.lines.insert(at, load_below(1, 1));
        }),
        ("without a target, what was written for a call alone", U, |p| {
            p.insert(x::MISSED, [load_below(1, 1)]);
        }),
        ("without a target, for a jump alone", U, |p| {
            *holes_of(p, x::JUMP) = Dispatch::HOLES.map(|hole| (hole, MISS));
            replace(p, x::ROW[2], [take_back(draft::ROW.scratch), load_below(6, 1)]);
        }),
        // A part of a place is what it was before.
        ("four bytes of a place, written", U, |p| entry_of(p, [place(&[0x89], 0)])),
        ("two bytes of a place, written", U, |p| entry_of(p, [place(&[0x66, 0x89], 0)])),
        ("a byte of a place, written", U, |p| entry_of(p, [place(&[0x88], 0)])),
        ("four bytes of a place, written by a number", U, |p| {
            entry_of(p, [Line::Bytes([&draft::below_bytes(&[0xc7], 0, 1)[..], &[1; 4]].concat())]);
        }),
        ("a byte of a place, written by a flag", U, |p| entry_of(p, [place(&[0x0f, 0x94], 0)])),
        ("four bytes of a place, written from a vector", U, |p| entry_of(p, [place(&[0x66, 0x0f, 0x7e], 0)])),
        ("four bytes of a place, written from a float", U, |p| entry_of(p, [place(&[0xf3, 0x0f, 0x11], 0)])),
        ("four bytes of a place, read", U, |p| entry_of(p, [place(&[0x8b], 3)])),
        ("a byte of a place, read", U, |p| entry_of(p, [place(&[0x0f, 0xb6], 3)])),
        ("an addition to a place", U, |p| entry_of(p, [place(&[0x48, 0x01], 3)])),
        ("an addition of a place", U, |p| entry_of(p, [place(&[0x48, 0x03], 3)])),
        ("an exchange with a place", U, |p| entry_of(p, [place(&[0x48, 0x87], 3)])),
        ("a comparison with a place", U, |p| entry_of(p, [place(&[0x48, 0x39], 3)])),
        ("eight bytes of a place for a vector", U, |p| entry_of(p, [place(&[0xf3, 0x0f, 0x7e], 3)])),
        ("a place, if a condition holds", U, |p| entry_of(p, [place(&[0x48, 0x0f, 0x44], 3)])),
        ("a division by a place", U, |p| entry_of(p, [Line::Bytes(draft::below_bytes(&[0x48, 0xf7], 6, 3))])),
        ("a bit of a place", U, |p| {
            entry_of(p, [Line::Bytes([&draft::below_bytes(&[0x48, 0x0f, 0xba], 5, 3)[..], &[1]].concat())]);
        }),
        // Stubs and targets read for them.
        ("a dispatch, no first place", U, |p| {
            entry_of(p, fill().skip(1).chain([dispatch(false, Way::To(x::NO_GAS))]));
        }),
        ("a dispatch, nothing passed on", U, |p| {
            let all = fill().filter(|line| *line != store_below(PASSED, 0));
            entry_of(p, all.chain([dispatch(false, Way::To(x::NO_GAS))]));
        }),
        ("a dispatch that calls, what is passed on as for a jump", U, |p| {
            let all = fill().filter(|line| *line != store_below(PASSED + 1, 0));
            entry_of(p, all.chain(call_and_pay(dispatch(true, Way::To(x::NO_GAS)))));
        }),
        ("a dispatch to a stub that leaves, no address", U, |p| {
            entry_of(p, [store_below(0, 0), store_below(PASSED, 0), dispatch(false, MISS)]);
        }),
        ("a dispatch to a stub that jumps, no address", U, |p| {
            entry_of(p, [store_below(0, 0), store_below(PASSED, 0), dispatch(false, INDIRECT)]);
        }),
        ("a dispatch that calls, no second place", U, |p| {
            let all = fill().filter(|line| *line != store_below(1, 0));
            entry_of(p, all.chain(call_and_pay(dispatch(true, Way::To(x::NO_GAS)))));
        }),
        ("a dispatch that calls to a stub, the address as for a call", U, |p| {
            let all = fill().filter(|line| *line != store_below(draft::TARGET, 0));
            entry_of(p, all.chain(call_and_pay(dispatch(true, MISS))));
        }),
        ("a jump to the stub that leaves, no address", U, |p| {
            let all = fill().filter(|line| *line != store_below(draft::TARGET, 0));
            entry_of(p, all.chain([to_stub(JMP, Stub::Miss)]));
        }),
        ("a jump to the stub that jumps, no address", U, |p| {
            let all = fill().filter(|line| *line != store_below(draft::TARGET, 0));
            entry_of(p, all.chain([to_stub(JMP, Stub::Indirect)]));
        }),
        ("a jump to the stub that jumps, nothing passed on", U, |p| {
            let all = fill().filter(|line| *line != store_below(PASSED, 0));
            entry_of(p, all.chain([to_stub(JMP, Stub::Indirect)]));
        }),
        ("a call of the stub that jumps, what is passed on as for a jump", U, |p| {
            let all = fill().filter(|line| *line != store_below(PASSED + 1, 0));
            entry_of(p, all.chain(call_and_pay(to_stub(CALL, Stub::Indirect))));
        }),
        ("at a target, a place that is not passed on", U, |p| {
            let at = p.behind(x::TAIL) + 1;
            p.lines.insert(at, load_below(PASSED - 1, 1));
        }),
        ("a branch to the stub that leaves, no address", U, |p| entry_of(p, [to_stub(JNE, Stub::Miss)])),
        ("a branch to the stub that jumps, no address", U, |p| entry_of(p, [to_stub(JNE, Stub::Indirect)])),
        ("a call of the stub that leaves, the address as for a jump", U, |p| {
            let all = fill().filter(|line| *line != store_below(draft::TARGET + 1, 0));
            entry_of(p, all.chain(call_and_pay(to_stub(CALL, Stub::Miss))));
        }),
        ("a call of the stub that jumps, the address as for a jump", U, |p| {
            let all = fill().filter(|line| *line != store_below(draft::TARGET + 1, 0));
            entry_of(p, all.chain(call_and_pay(to_stub(CALL, Stub::Indirect))));
        }),
        ("a switch, no first place", U, |p| {
            entry_of(p, fill().skip(1).chain([switch(draft::ROW, 0, Way::To(x::NO_GAS))]));
        }),
        ("a switch, beyond it a stub, no address", U, |p| {
            entry_of(p, [store_below(0, 0), switch(draft::ROW, 0, MISS)]);
        }),
        // What takes a register back is read like anything.
        ("a target that is an entry", U, |p| p.entries.push(x::TAIL)),
        ("a target that a link leads to", U, |p| p.links.push((3, x::TAIL))),
        ("a target that is called", U, |p| {
            entry_of(p, fill().chain(call_and_pay(Line::To(CALL.to_vec(), x::CALLED))));
        }),
        ("a target that is jumped to", U, |p| entry_of(p, fill().skip(1).chain([jump(x::TAIL)]))),
        ("a target that is returned to", U, |p| {
            entry_of(p, [Line::To(CALL.to_vec(), x::CALLEE), Line::Label(OTHER), take_back(0)]);
            p.lines.extend(charge(1, x::NO_GAS));
            p.lines.extend(exit(9));
            p.targets.push((draft::TEXT.start, OTHER));
        }),
        ("what a row leads to, as an entry", U, |p| p.entries.push(x::ROW[0])),
        ("what a row leads to, by another link", U, |p| p.links.push((3, x::ROW[0]))),
        ("what a row leads to, jumped to", U, |p| entry_of(p, fill().skip(1).chain([jump(x::ROW[0])]))),
        // Admitted.
        ("all places, one after the other", Ok(()), |p| {
            entry_of(p, fill().chain((0..8).map(|place| load_below(place, 1))));
        }),
        ("a place behind a number", Ok(()), |p| {
            let mov = Line::Bytes([&draft::below_bytes(&[0x48, 0xc7], 0, 1)[..], &[1; 4]].concat());
            entry_of(p, [mov, load_below(1, 1)]);
        }),
        ("places behind vectors", Ok(()), |p| {
            entry_of(
                p,
                [
                    place(&[0x66, 0x0f, 0xd6], 1),
                    place(&[0x66, 0x48, 0x0f, 0x7e], 2),
                    place(&[0xc5, 0xf9, 0xd6], 3),
                    place(&[0xc4, 0xe1, 0xf9, 0x7e], 4),
                ]
                .into_iter()
                .chain((1..5).map(|place| load_below(place, 1))),
            );
        }),
        ("parts of a place behind all of it", Ok(()), |p| {
            entry_of(p, [store_below(1, 0), place(&[0x88], 1), place(&[0x48, 0x01], 1), load_below(1, 1)]);
        }),
        ("written on both ways", Ok(()), |p| {
            entry_of(
                p,
                [
                    draft::branch(draft::ZERO, OTHER),
                    store_below(2, 0),
                    jump(BOTH),
                    Line::Label(OTHER),
                    store_below(2, 1),
                    Line::Label(BOTH),
                    load_below(2, 1),
                ],
            );
        }),
        ("where two branches lead, written before both", Ok(()), |p| two_branches(p, true, [NEW, BOTH])),
        ("read on the way on which it is written", Ok(()), |p| {
            entry_of(
                p,
                [draft::branch(draft::ZERO, OTHER), store_below(2, 0), load_below(2, 1), Line::Label(OTHER)],
            );
        }),
        ("written before a loop", Ok(()), |p| {
            entry_of(p, [store_below(2, 0), Line::Label(OTHER)]);
            let at = p.lines.len() - 2;
            let [sub, jb] = charge(1, x::NO_GAS);
            p.lines.splice(at..at, [sub, jb, load_below(2, 1), draft::branch(draft::NOT_ZERO, OTHER)]);
        }),
        ("written again behind a call", Ok(()), |p| {
            let call = call_and_pay(Line::To(CALL.to_vec(), x::CALLEE));
            entry_of(p, fill().chain(call).chain([store_below(2, 0), load_below(2, 1)]));
        }),
        ("where the gas ends, of a place that is written", Ok(()), |p| {
            entry_of(p, [store_below(0, 0)].into_iter().chain(charge(1, OTHER)));
            p.lines.extend([Line::Label(OTHER), load_below(0, 0)]);
            p.lines.extend(exit(9));
        }),
        ("behind a branch to a stub", Ok(()), |p| {
            entry_of(p, [store_below(0, 0), to_stub(JNE, Stub::Mismatch), load_below(0, 0)]);
        }),
        ("a dispatch, and its two places alone", Ok(()), |p| {
            entry_of(p, [store_below(0, 0), store_below(PASSED, 0), dispatch(false, Way::To(x::NO_GAS))]);
        }),
        ("a dispatch that calls, and its two places alone", Ok(()), |p| {
            let all = [store_below(1, 0), store_below(PASSED + 1, 0)];
            entry_of(p, all.into_iter().chain(call_and_pay(dispatch(true, Way::To(x::NO_GAS)))));
        }),
        ("at a target, what was passed on", Ok(()), |p| {
            let at = p.behind(x::TAIL) + 1;
            p.lines.insert(at, load_below(PASSED, 1));
        }),
        ("a jump to a stub, and the address alone", Ok(()), |p| {
            entry_of(p, [store_below(draft::TARGET, 0), to_stub(JMP, Stub::Miss)]);
        }),
        ("a call of a stub, and the address alone", Ok(()), |p| {
            entry_of(
                p,
                [store_below(draft::TARGET + 1, 0)]
                    .into_iter()
                    .chain(call_and_pay(to_stub(CALL, Stub::Miss))),
            );
        }),
        ("the stub that returns, and nothing", Ok(()), |p| {
            entry_of(
                p,
                call_and_pay(to_stub(CALL, Stub::Mismatch)).into_iter().chain([to_stub(JMP, Stub::Mismatch)]),
            );
        }),
        ("where a row leads, what was written before the switch", Ok(()), |p| {
            p.insert(x::BODY, [store_below(6, 1)]);
            for label in x::ROW {
                replace(p, label, [take_back(draft::ROW.scratch), load_below(6, 1)]);
            }
            p.insert(x::BEYOND, [load_below(6, 1)]);
        }),
        ("without a target, what was written before", Ok(()), |p| {
            p.insert(x::MISSED, [load_below(draft::TARGET, 1), load_below(0, 1)]);
        }),
        ("a target that is jumped to with the first place written", Ok(()), |p| {
            entry_of(p, [store_below(0, 3), jump(x::TAIL)]);
        }),
        ("a write at an entry that nothing reads", Ok(()), |p| entry_of(p, fill())),
        ("a prefetch of what is written", Ok(()), |p| {
            entry_of(p, [store_below(2, 0), Line::Bytes(draft::below_bytes(&[0x0f, 0x18], 1, 2))]);
        }),
        ("a nop that names what nobody wrote", Ok(()), |p| {
            entry_of(p, [Line::Bytes(draft::below_bytes(&[0x0f, 0x1f], 0, 2))]);
        }),
        ("where nothing leads", Ok(()), |p| {
            append(p, [load_below(2, 1)]);
            p.lines.extend(exit(9));
        }),
    ];
    check_crossroads(classes);
}

/// Code leaves with a number of its own.
#[test]
fn exits_have_numbers() {
    const N: Result<(), Why> = Err(Why::Number);
    /// An entry: a charge, lines.
    fn entry(program: &mut Program, lines: impl IntoIterator<Item = Line>) {
        append(program, charge(5, x::NO_GAS));
        program.lines.extend(lines);
        program.entries.push(NEW);
    }
    fn number(number: u32) -> Line {
        exit(number)[0].clone()
    }
    fn leave() -> Line {
        exit(0)[1].clone()
    }
    check_crossroads(&[
        ("none", N, |p| entry(p, [leave()])),
        ("none where a branch leads", N, |p| {
            entry(p, [draft::branch(draft::ZERO, OTHER), number(3), Line::Label(OTHER), leave()]);
        }),
        ("none where the gas ends", N, |p| {
            let at = p.behind(x::NO_GAS);
            p.lines.remove(at);
        }),
        ("none behind a call", N, |p| {
            let call = call_and_pay(Line::To(CALL.to_vec(), x::CALLEE));
            entry(p, [number(3)].into_iter().chain(call).chain([leave()]));
        }),
        ("none at a target", N, |p| {
            let at = p.behind(x::TAIL) + 3;
            p.lines.remove(at);
        }),
        ("none behind places", N, |p| entry(p, fill().chain([leave()]))),
        ("a stub's, which leaves for another address", Err(Why::Memory), |p| entry(p, exit(u32::MAX))),
        ("a stub's, which returns", Err(Why::Memory), |p| entry(p, exit(u32::MAX - 1))),
        ("the most", Ok(()), |p| entry(p, exit(u32::MAX - 2))),
        ("before other things", Ok(()), |p| {
            entry(
                p,
                [number(3), draft::branch(draft::ZERO, OTHER), bytes(&[0x90]), Line::Label(OTHER), leave()],
            );
        }),
        ("two", Ok(()), |p| entry(p, [number(3), number(4), leave()])),
    ]);
}

/// Where a dispatch or a switch leads, the register that holds an address is taken back before anything else is done.
#[test]
fn registers_that_hold_addresses_are_taken_back() {
    const A: Result<(), Why> = Err(Why::Arrival);
    const R: Result<(), Why> = Err(Why::Row);
    const SCRATCH: u8 = draft::ROW.scratch;
    const LOAD: &[u8] = &[0x48, 0x8b];
    fn tail(program: &mut Program, line: Line) {
        replace(program, x::TAIL, [line]);
    }
    fn second(program: &mut Program, line: Line) {
        replace(program, x::ROW[1], [line]);
    }
    check_crossroads(&[
        ("a target that does not", A, |p| tail(p, bytes(&[0x90]))),
        ("a target that takes another register back", A, |p| tail(p, take_back(1))),
        ("a target that takes r8 back", A, |p| tail(p, Line::Bytes(draft::below_bytes(&[0x4c, 0x8b], 0, 0)))),
        ("a target that takes half of rax back", A, |p| tail(p, place(&[0x8b], 0))),
        ("a target that looks elsewhere", A, |p| tail(p, load_below(1, 0))),
        ("a target that keeps rax", A, |p| tail(p, store_below(0, 0))),
        ("a target that exchanges rax", A, |p| tail(p, place(&[0x48, 0x87], 0))),
        ("a target that does so in other words", A, |p| {
            tail(p, bytes(&[0x48, 0x8b, 0x84, 0x24, 0xf8, 0xff, 0xff, 0xff]));
        }),
        ("a target that does nothing first", A, |p| p.insert(x::TAIL, [bytes(&[0x90])])),
        ("a target that pays first", A, |p| p.insert(x::TAIL, charge(1, x::NO_GAS))),
        ("a target for no address of the text", A, |p| p.targets.push((draft::TEXT.end, x::NO_GAS))),
        ("a target right behind what takes rax back", A, |p| p.targets.push((draft::TEXT.start, x::CALLEE))),
        ("a row's code that does not", R, |p| second(p, bytes(&[0x90]))),
        ("a row's code that takes another register back", R, |p| second(p, take_back(0))),
        ("a row's code that takes its register's twin back", R, |p| {
            second(p, Line::Bytes(draft::below_bytes(&[0x4c, 0x8b], SCRATCH, 0)));
        }),
        ("a row's code that takes half of it back", R, |p| {
            second(p, Line::Bytes(draft::below_bytes(&[0x8b], SCRATCH, 0)));
        }),
        ("a row's code that looks elsewhere", R, |p| second(p, load_below(1, SCRATCH))),
        ("a row's code that does nothing first", R, |p| p.insert(x::ROW[2], [bytes(&[0x90])])),
        ("a row's code that pays first", R, |p| p.insert(x::ROW[0], charge(1, x::NO_GAS))),
        ("a row's code that is a target's", R, |p| p.links[2].1 = x::TAIL),
        ("a row's link that leads to two things", R, |p| p.links.push((1, x::ENTRY))),
        ("a row's link that leads to two things, the other one last", R, |p| {
            p.links.insert(0, (1, x::ENTRY));
        }),
        ("a switch with another register by the same row", R, |p| {
            let switch = switch(Switch { scratch: 3, ..draft::ROW }, 0, Way::To(x::NO_GAS));
            entry_of(p, [store_below(0, 3), switch]);
        }),
        ("a switch that nothing leads to", R, |p| {
            append(p, [switch(Switch { scratch: 3, len: 1, ..draft::ROW }, 0, Way::To(x::NO_GAS))]);
        }),
        ("a switch whose row ends with a link of others", R, |p| {
            p.links.push((3, x::ENTRY));
            *bytes_of(p, x::SWITCH) = Switch { len: 4, ..draft::ROW }.bytes().to_vec();
        }),
        ("a jump through a row's link", R, |p| entry_of(p, fill().chain([jump_link(0)]))),
        ("a jump through a row's last link", R, |p| entry_of(p, fill().chain([jump_link(2)]))),
        ("a jump through a row's link, before the switch", R, |p| p.insert(x::BODY, [jump_link(1)])),
        ("a call through a row's link", R, |p| {
            entry_of(p, fill().chain(call_and_pay(Line::Link(vec![0xff, 0x15], 1))));
        }),
        // Admitted.
        ("a row's link that leads to the same thing twice", Ok(()), |p| p.links.push((1, x::ROW[1]))),
        ("all links of a row to one", Ok(()), |p| p.links.iter_mut().for_each(|link| link.1 = x::ROW[0])),
        ("a link behind a row that others use", Ok(()), |p| {
            p.links.push((3, x::ENTRY));
            entry_of(p, [jump_link(3)]);
        }),
        ("a link that leads to two entries", Ok(()), |p| p.links.extend([(3, x::ENTRY), (3, x::CALLEE)])),
        ("two switches by one row", Ok(()), |p| {
            entry_of(p, [store_below(0, SCRATCH), switch(draft::ROW, 0, Way::To(x::NO_GAS))]);
        }),
        ("two switches by a row, one by a part of it", Ok(()), |p| {
            let switch = switch(Switch { len: 2, index: 6, ..draft::ROW }, 1, Way::To(x::NO_GAS));
            entry_of(p, [store_below(0, SCRATCH), switch]);
        }),
        ("code that is a target's and a row's", Ok(()), |p| {
            let row = Switch { scratch: 0, len: 1, ..draft::ROW };
            p.links.push((3, x::TAIL));
            entry_of(p, [store_below(0, 0), switch(row, 3, Way::To(x::NO_GAS))]);
        }),
        ("a target of two addresses", Ok(()), |p| p.targets.push((draft::TEXT.start, x::TAIL))),
    ]);
    assert_eq!(Line::Bytes(Dispatch::TAKE_BACK.to_vec()), take_back(0));
    for scratch in [0, 1, 2, 3, 6, 7] {
        let switch = Switch { scratch, ..draft::ROW };
        assert_eq!(switch.take_back().to_vec(), draft::below_bytes(LOAD, scratch, 0));
    }
}

/// A draft of one entry: a charge, lines, an exit; links, which lead to the entry, or to what takes rdx back.
fn later(lines: impl IntoIterator<Item = Line>, links: &[(u32, u32)]) -> Program {
    let mut all = vec![Line::Label(NEW)];
    all.extend(charge(5, x::NO_GAS));
    all.extend(fill());
    all.extend(lines);
    all.extend(exit(9));
    all.extend([Line::Label(OTHER), take_back(draft::ROW.scratch)]);
    all.extend(charge(5, x::NO_GAS));
    all.push(Line::Label(x::NO_GAS));
    all.extend(exit(1));
    Program { lines: all, entries: vec![NEW], links: links.to_vec(), ..Program::default() }
}

/// The links of a row are its draft's, and lead where they lead until the area is used again.
#[test]
fn a_rows_links_are_its_own() {
    const R: Option<Why> = Some(Why::Row);
    let mut area = area();
    let publish = |area: &mut CodeArea, program: &Program| {
        let made = program.assemble(area.end(), |link| area.link_position(link));
        match publish(area, &made) {
            Err(PublishError::Refused(refusal)) => (made, Some(refusal.why)),
            result => (made, result.map(|()| None).expect("there is room")),
        }
    };
    let row = |first, len| switch(Switch { len, ..draft::ROW }, first, Way::To(x::NO_GAS));
    let (crossroads, why) = publish(&mut area, &crossroads());
    assert_eq!(why, None);
    let call = |link| call_and_pay(Line::Link(vec![0xff, 0x15], link));
    let cases: Vec<(&str, Option<Why>, Program)> = vec![
        ("a jump through another draft's row", R, later([jump_link(0)], &[])),
        ("a call through another draft's row", R, later(call(2), &[])),
        ("another draft's row", R, later([row(0, 3)], &[])),
        ("another draft's row, led elsewhere", R, later([row(0, 1)], &[(0, OTHER)])),
        ("a row that ends with another draft's", R, later([row(0, 2)], &[(0, OTHER), (1, OTHER)])),
        ("another draft's row led to an entry", R, later([], &[(0, NEW)])),
        ("another draft's row led to what takes its register back", R, later([], &[(2, OTHER)])),
        ("a link of its own", None, later([jump_link(10)], &[(10, NEW)])),
        ("a link of another draft", None, later([jump_link(10)], &[])),
        ("a link of another draft, led elsewhere", None, later([], &[(10, NEW)])),
        // Who goes through the link from before has not written the first place.
        ("a row of a link of another draft", R, later([row(10, 1)], &[(10, OTHER)])),
        ("a row of a link of another draft, which it does not lead", R, later([row(10, 1)], &[])),
        ("a row of its own", None, later([row(11, 2)], &[(11, OTHER), (12, OTHER)])),
        ("the same row in another draft", R, later([row(11, 2)], &[(11, OTHER), (12, OTHER)])),
    ];
    for (name, expected, program) in cases {
        assert_eq!(publish(&mut area, &program).1, expected, "{name}");
    }
    let entry = crossroads.entries[0];
    for link in [0, 1, 2, 11, 12] {
        let to_row = crossroads.links[0].1;
        for at in [entry, to_row] {
            assert!(area.link(link, at).is_err(), "{link}");
        }
    }
    area.link(10, entry).expect("it is no row's");
    area.link(20, entry).expect("it is no row's");
    let led = later([row(20, 1)], &[(20, OTHER)]);
    assert_eq!(publish(&mut area, &led).1, R, "the area has led it");
    // A draft that is refused leaves its links as they were: as a row's, and as others.
    let refused = later([bytes(&[0xcc]), row(30, 2)], &[(30, OTHER), (31, OTHER)]);
    assert_eq!(publish(&mut area, &refused).1, Some(Why::NotAllowed));
    assert_eq!(publish(&mut area, &later([jump_link(30)], &[])).1, Some(Why::Memory));
    assert_eq!(publish(&mut area, &later([jump_link(30)], &[(30, NEW)])).1, None);
    area.link(31, entry).expect("it is no row's");
    // In an area that is used again, no link is a row's.
    let mut area = area.reuse(1 << 16, draft::TEXT).expect("address space");
    assert_eq!(publish(&mut area, &later([jump_link(0)], &[(0, NEW)])).1, None);
    let entry = area.end();
    assert_eq!(publish(&mut area, &later([row(11, 1)], &[(11, OTHER)])).1, None);
    area.link(0, entry).expect("it is no row's");
    assert!(area.link(11, entry).is_err());
}

/// Targets and what rows lead to are no entries: nobody enters there but who has written the first place.
#[test]
fn what_takes_a_register_back_is_no_entry() {
    let mut area = area();
    let made = crossroads().assemble(area.end(), |link| area.link_position(link));
    publish(&mut area, &made).expect("it is admitted");
    let plain = later([], &[(10, NEW)]).assemble(area.end(), |link| area.link_position(link));
    publish(&mut area, &plain).expect("it is admitted");
    let mut memory = memory();
    for (_, at) in made.targets.iter().chain(&made.links) {
        let run = area.run(&mut memory, &mut Registers::default(), &mut 100, *at);
        assert!(matches!(run, Err(EnterError::NoEntry { .. })), "{at:#x}: {run:?}");
        assert!(area.link(10, *at).is_err(), "{at:#x}");
    }
    area.link(10, made.entries[0]).expect("it is an entry");
    area.link(10, plain.links[0].1).expect("it is an entry");
}
