//! What is admitted, asked of iced's own tables: they say what an instruction reads and writes, unasked as well.

use super::places::EXIT_NUMBER;
use super::{Dispatch, EXIT_FROM_GS, Kind, Leads, Links, Slot, Touch, Verifier, charge, refund};
use iced_x86::{CodeSize, Decoder, DecoderOptions, Instruction, InstructionInfo, InstructionInfoFactory, OpAccess, OpKind, Register};

/// Whether an instruction alone is admitted, what as, what it does with places, and whether it is noted that it may touch
/// vectors.
fn look(bytes: &[u8], inst: &Instruction) -> Option<(Kind, Touch, bool)> {
    let mut verifier = Verifier {
        start: 0,
        dispatch: &Dispatch::new(0, 0),
        links: &Links { at: &|_| None, leads: &|_| Leads::Nowhere },
        led: Vec::new(),
        kinds: Vec::new(),
        positions: Vec::new(),
        touches: vec![Touch::NONE],
        index_at: Vec::new(),
        jumps: Vec::new(),
        charged: Vec::new(),
        called: Vec::new(),
        returns: Vec::new(),
        exits: Vec::new(),
        rows: Vec::new(),
        through: Vec::new(),
        vectors: false,
    };
    let kind = verifier.look(inst, bytes, 0).ok()?;
    Some((kind, verifier.touches[0], verifier.vectors))
}

/// Calls `check` with encodings of every opcode of every map, behind such prefixes as matter, with operands of each
/// kind.
fn every_opcode(mut check: impl FnMut(&[u8])) {
    const R10: [u8; 4] = Slot::R10.displacement().to_le_bytes();
    const ONE: [u8; 4] = Slot::One.displacement().to_le_bytes();
    const OPERANDS: [&[u8]; 19] = [
        &[0x03],                   // [rbx]
        &[0xc1],                   // registers
        &[0xfc],                   // rsp
        &[0x04, 0x8b],             // [rbx + 4*rcx]
        &[0x04, 0x24],             // [rsp]
        &[0x05, 1, 0, 0, 0],       // [rip + 1]
        &[0x04, 0x25, 1, 0, 0, 0], // [1]
        &[0x3b],                   // the register is rdi, or r15
        &[0x1c, 0x0b],             // [rbx + rcx], of vectors too
        &[0x74, 0x0b, 0x08],       // [rbx + rcx + 8]
        &[0x44, 0x24, 0xf8],       // [rsp - 8]
        &[0x7c, 0x24, 0xc0],       // [rsp - 64], the register is rdi, or r15
        &[0x84, 0x24, 0xf0, 0xff, 0xff, 0xff], // [rsp - 16], in four bytes
        &[0x4c, 0x24, 0xb8],       // [rsp - 72]
        &[0x4c, 0x24, 0xfc],       // [rsp - 4]
        &[0x44, 0x24, 0x08],       // [rsp + 8]
        &[0x44, 0x0c, 0xf8],       // [rsp + rcx - 8]
        &[0x04, 0x25, R10[0], R10[1], R10[2], R10[3]], // [R10]
        &[0x0c, 0x25, ONE[0], ONE[1], ONE[2], ONE[3]], // [One]
    ];
    let maps: [&[u8]; 4] = [&[], &[0x0f], &[0x0f, 0x38], &[0x0f, 0x3a]];
    let mut heads: Vec<Vec<u8>> = Vec::new();
    for segment in [&[][..], &[0x65], &[0x67], &[0x65, 0x67], &[0x64, 0x67]] {
        for prefix in [&[][..], &[0x66], &[0xf2], &[0xf3], &[0x66, 0xf2], &[0x66, 0xf3], &[0xf0]] {
            for rex in [&[][..], &[0x48], &[0x44], &[0x4f]] {
                heads.extend(maps.iter().map(|map| [segment, prefix, rex, map].concat()));
            }
        }
        for map in 1..4_u8 {
            for wide in [0x00, 0x01, 0x02, 0x03, 0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0xf9, 0xfb] {
                heads.extend([0xe0, 0x60].map(|high| [segment, &[0xc4, high | map, wide]].concat()));
            }
        }
    }
    for head in heads {
        for opcode in 0..=255 {
            for operand in OPERANDS {
                check(&[&head, &[opcode][..], operand, &[1; 8]].concat());
            }
        }
    }
}

/// Whether an instruction has a place below the stack as its operand, and accesses that alone; or nothing, as prefetches.
fn is_in_place(inst: &Instruction, info: &InstructionInfo) -> bool {
    (0..inst.op_count()).any(|i| inst.op_kind(i) == OpKind::Memory)
        && inst.memory_base() == Register::RSP
        && info.used_memory().iter().all(|used| {
            let start = used.displacement() as i64;
            used.base() == Register::RSP
                && used.index() == Register::None
                && used.segment() == Register::SS
                && used.address_size() == CodeSize::Code64
                && (-64..0).contains(&start)
                && start % 8 == 0
                && (1..=8).contains(&used.memory_size().size())
        })
}

/// Whether an instruction writes a number to the slot of exits.
fn writes_number(inst: &Instruction) -> bool {
    inst.memory_segment() == Register::GS
        && inst.memory_displacement64() as i64 == i64::from(Slot::ExitNumber.displacement())
        && (inst.op0_kind(), inst.op1_kind()) == (OpKind::Memory, OpKind::Immediate32)
}

#[test]
fn what_is_admitted_touches_nothing_else_by_iceds_tables() {
    let mut factory = InstructionInfoFactory::new();
    let [mut seen, mut admitted, mut touching, mut places, mut whole, mut slots] = [0_u64; 6];
    every_opcode(|bytes| {
        let mut decoder = Decoder::with_ip(64, bytes, 0x1000, DecoderOptions::NONE);
        let inst = decoder.decode();
        seen += 1;
        let bytes = &bytes[..inst.len()];
        let Some((kind, touch, noted)) = look(bytes, &inst) else { return };
        admitted += 1;
        let info = factory.info(&inst);
        // Beside instructions with vector registers, these round as MXCSR says, from memory to a general register.
        use iced_x86::Mnemonic::{Cvtsd2si, Cvtss2si, Cvttsd2si, Cvttss2si, Vcvtsd2si, Vcvtss2si, Vcvttsd2si, Vcvttss2si};
        let rounds = matches!(
            inst.mnemonic(),
            Cvtsd2si | Cvtss2si | Cvttsd2si | Cvttss2si | Vcvtsd2si | Vcvtss2si | Vcvttsd2si | Vcvttss2si
        );
        let touches = rounds || info.used_registers().iter().any(|used| used.register().is_vector_register());
        assert_eq!(noted, touches, "{bytes:02x?}: {:?}", inst.code());
        touching += u64::from(touches);
        if kind != Kind::Plain {
            // These are written by themselves, whatever iced says of the stack.
            let is_known = match kind {
                Kind::Charge(gas) => charge(&inst) == Some(gas),
                Kind::Refund(gas) => refund(&inst) == Some(gas),
                _ => inst.flow_control() != iced_x86::FlowControl::Next,
            };
            assert!(is_known, "{bytes:02x?}");
            assert!(!bytes.contains(&0x66) || inst.near_branch_target() != 0, "{bytes:02x?}");
            assert_eq!(touch, Touch::NONE, "{bytes:02x?}");
            return;
        }
        let in_place = is_in_place(&inst, info);
        places += u64::from(in_place);
        let (mut reads, mut writes) = (0, 0);
        for used in info.used_memory().iter().filter(|_| in_place) {
            let place = 1 << (used.displacement() as i64 / -8 - 1);
            match used.access() {
                OpAccess::Write if used.memory_size().size() == 8 => writes |= place,
                OpAccess::None | OpAccess::NoMemAccess => {}
                _ => reads |= place,
            }
        }
        // A write of a whole place may count as a read, and a prefetch does: that asks for more.
        let expected = [Touch { reads, writes }, Touch { reads: reads | writes, writes: 0 }];
        let is_number = touch == Touch { reads: 0, writes: EXIT_NUMBER } && writes_number(&inst);
        let is_right = expected.contains(&touch) || in_place && reads | writes == 0 && touch.writes == 0 || is_number;
        assert!(is_right, "{bytes:02x?}: {touch:?}, and not {expected:?}");
        whole += u64::from(touch.writes != 0);
        for used in info.used_registers() {
            let full = used.register().full_register();
            let is_own = !matches!(full, Register::RSP | Register::R15 | Register::RIP | Register::GS | Register::FS);
            // These have a part in addresses.
            let is_base = full == Register::GS || full == Register::RSP && in_place;
            assert!(is_own || is_base && used.access() == OpAccess::Read, "{bytes:02x?}: {full:?}");
        }
        for used in info.used_memory().iter().filter(|_| !in_place) {
            assert_eq!(used.segment(), Register::GS, "{bytes:02x?}");
            let of_guest = used.address_size() == CodeSize::Code32;
            let slot = Slot::at(used.displacement() as i64);
            if let Some(slot) = slot.filter(|_| !of_guest) {
                let fits = used.memory_size().size() <= 8 && used.base() == Register::None && used.index() == Register::None;
                assert!(fits, "{bytes:02x?}: {used:?}");
                assert!(slot.is_free() || slot == Slot::One && used.access() == OpAccess::Read, "{bytes:02x?}: {used:?}");
                slots += 1;
            }
            assert!(of_guest || slot.is_some(), "{bytes:02x?}: {used:?}");
            assert!(used.base() != Register::None || used.index() != Register::None || !of_guest || used.displacement() >> 32 == 0);
        }
    });
    println!("{seen} encodings, {admitted} admitted: {places} with a place below the stack, of which {whole} write it; {slots} with a slot");
    assert!(places > 500 && whole > 20 && slots > 100, "{places} with a place, {whole} of them written, {slots} with a slot");
    assert!((10_000..admitted - 10_000).contains(&touching), "{touching} of {admitted} touch vectors");
    assert!(admitted > 50_000, "{admitted} of {seen} are admitted");
    assert_ne!(EXIT_FROM_GS, 0);
}
