//! The validator accepts a form exactly when the engines execute it: every form of the table, under every
//! policy about instructions.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_abi::isa::{self, Features, Profile};
use echo_abi::{Form, GuestAddr, Op, Policy, Rule, Trap};
use echo_conformance::encode::encode;
use echo_conformance::random::Rng;
use echo_conformance::slot::TextSlot;
use echo_conformance::text::{self, Tail};
use echo_conformance::window;
use echo_validate::{Severity, validate};
use echo_vm::Engine;
use echo_vm::engine::{Exit, Until};
use echo_vm::machine::Machine;
use std::sync::Arc;

/// The rules that reject the instruction at `inst` where the entry leads to it.
fn rules(text: &[u8], policy: &Policy, inst: u32) -> Vec<Rule> {
    let mut text = text.to_vec();
    text[0] = 0xe9;
    text[1..5].copy_from_slice(&(inst - window::TEXT - 5).to_le_bytes());
    match validate(text::image(&text).expect("a good image"), policy) {
        Ok(_) => Vec::new(),
        Err(report) => {
            let errors = report.findings().iter().filter(|f| f.severity == Severity::Error);
            errors.filter(|f| f.addr == Some(GuestAddr(inst))).map(|f| f.rule).collect()
        }
    }
}

/// Whether an engine executes the instruction at `inst`, to which nothing leads that the validator sees.
fn executes(engine: Engine, text: &[u8], policy: &Policy, inst: u32) -> bool {
    let contract =
        Arc::new(validate(text::image(text).expect("a good image"), policy).expect("warnings only"));
    let mut machine = Machine::new(contract.image(), &policy.limits, 10_000).expect("memory");
    machine.rip = GuestAddr(inst);
    let program = engine.prepare(&contract).expect("it runs everywhere");
    let exit = program.start().resume(&mut machine, Until::END);
    !matches!(exit, Exit::Trap(Trap::Instruction { addr }) if addr.0 == inst)
}

fn policies() -> impl Iterator<Item = Policy> {
    Profile::ALL.iter().flat_map(|profile| {
        [false, true].map(|crypto| Policy { profile: *profile, crypto, ..text::policy() })
    })
}

#[test]
fn the_validator_accepts_what_the_engines_execute() {
    let slot = TextSlot::new(0);
    let inst = slot.inst();
    let (mut accepted, mut refused) = (0, 0);
    for form in Op::ALL.iter().flat_map(|op| op.forms()) {
        let mut rng = Rng::new(*form as u64);
        let encoding = encode(*form, slot, &mut rng).expect("every form can be encoded");
        let text = text::guest_text(&[encoding], Tail::DropFlags);
        for policy in policies() {
            let granted = policy.features().accept(*form);
            let expected = if granted { vec![] } else { vec![Rule::OutsideProfile] };
            let shown = || format!("{form:?} under {}", policy.features());
            assert_eq!(rules(&text, &policy, inst), expected, "{}", shown());
            for engine in Engine::alone() {
                assert_eq!(executes(engine, &text, &policy, inst), granted, "{engine}: {}", shown());
            }
            *(if granted { &mut accepted } else { &mut refused }) += 1;
        }
    }
    assert!(accepted > 3000 && refused > 3000, "{accepted} accepted, {refused} refused");
}

#[test]
fn what_the_table_refuses_no_engine_executes() {
    // One of each reason, as bytes: adcx, vaddps zmm, fld1, emms, rdtsc, cpuid, fxsave, enter, pushfw.
    let refused: [&[u8]; 9] = [
        &[0x66, 0x0f, 0x38, 0xf6, 0xc1],
        &[0x62, 0xf1, 0x74, 0x48, 0x58, 0xc2],
        &[0xd9, 0xe8],
        &[0x0f, 0x77],
        &[0x0f, 0x31],
        &[0x0f, 0xa2],
        &[0x0f, 0xae, 0x04, 0x24],
        &[0xc8, 0x10, 0x00, 0x00],
        &[0x66, 0x9c],
    ];
    let inst = TextSlot::new(0).inst();
    for bytes in refused {
        let mut text = text::guest_text(&[], Tail::DropFlags);
        let at = (inst - window::TEXT) as usize;
        text[at..at + bytes.len()].copy_from_slice(bytes);
        for policy in policies() {
            assert_eq!(rules(&text, &policy, inst).len(), 1, "{bytes:02x?}");
            for engine in Engine::alone() {
                assert!(!executes(engine, &text, &policy, inst), "{engine}: {bytes:02x?}");
            }
        }
    }
}

#[test]
fn rep_bsf_is_tzcnt_whatever_the_policy() {
    assert_eq!(isa::features(Form::Tzcnt_r32_rm32), Features { profile: Profile::V1, crypto: false });
    let inst = TextSlot::new(0).inst();
    for policy in policies() {
        let mut text = text::guest_text(&[], Tail::DropFlags);
        let at = (inst - window::TEXT) as usize;
        // rep bsf eax, ecx; ud2
        text[at..at + 6].copy_from_slice(&[0xf3, 0x0f, 0xbc, 0xc1, 0x0f, 0x0b]);
        let contract =
            Arc::new(validate(text::image(&text).expect("a good image"), &policy).expect("accepted"));
        let mut machine = Machine::new(contract.image(), &policy.limits, 100).expect("memory");
        machine.rip = GuestAddr(inst);
        let program = Engine::Crosscheck.prepare(&contract).expect("it runs everywhere");
        assert_eq!(program.start().resume(&mut machine, Until::END), Exit::Trap(Trap::Unexpected));
        assert_eq!(machine.regs[0], 32, "of 0, the width");
    }
}
