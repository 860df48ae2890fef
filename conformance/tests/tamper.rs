//! The test of the tests: where the machine is made to lie about one flag, one lane, one register, an
//! address, its gas, the harness says so, and names the field.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_abi::Form;
use echo_conformance::cases::Options;
use echo_conformance::harness::{self, Tamper};
use echo_conformance::native::Processor;
use echo_conformance::outcome::Ending;
use echo_conformance::results::FormResult;

fn run(form: Form, tamper: Option<Tamper<'_>>) -> FormResult {
    let mut processor = Processor::acquire().expect("the processor");
    harness::run_form(&mut processor, form, &Options { states: 200, seed: 5 }, tamper)
        .expect("the harness works")
}

/// The fields named in the first report.
fn fields(result: &FormResult) -> Vec<&str> {
    result.reports[0].differences.iter().map(|d| d.field.as_str()).collect()
}

#[test]
fn a_wrong_flag_is_reported() {
    assert_eq!(run(Form::Add_r32_rm32, None).mismatches, 0);
    for bit in [0, 2, 6, 7, 11] {
        let result = run(Form::Add_r32_rm32, Some(&move |_, got| got.state.flags ^= 1 << bit));
        assert!(result.mismatches > 0, "bit {bit}");
        assert_eq!(fields(&result), ["flags"]);
    }
}

#[test]
fn a_flag_wrong_in_rare_states_only_is_reported() {
    // ZF after a sum of 0 is where a lazy-flag bug would show.
    let result = run(Form::Add_r32_rm32, Some(&|_, got| got.state.flags &= !0x40));
    assert!(result.mismatches > 0 && result.mismatches < result.states / 2);
}

#[test]
fn undefined_flags_are_masked_and_only_they() {
    // mul leaves SF, ZF, PF undefined, CF and OF defined. The stepper and the interpreter change alike.
    assert_eq!(run(Form::Mul_rm32, Some(&|_, got| got.state.flags ^= 0xc4)).mismatches, 0);
    assert!(run(Form::Mul_rm32, Some(&|_, got| got.state.flags ^= 1)).mismatches > 0);
}

#[test]
fn a_wrong_lane_is_reported() {
    for byte in [0, 5, 15, 16, 31] {
        let result = run(Form::Paddb_xmm_xmmm128, Some(&move |_, got| got.state.vectors[3][byte] ^= 0x10));
        assert!(result.mismatches > 0, "byte {byte}");
        assert_eq!(fields(&result), ["ymm3"]);
    }
}

/// What a faulty vector unit would do, in the states where it would.
#[test]
fn faults_of_a_vector_unit_are_reported() {
    // A legacy form that clears what is above 128 bits.
    let clears: Tamper<'_> = &|_, got| got.state.vectors.iter_mut().for_each(|v| v[16..].fill(0));
    assert!(run(Form::Addps_xmm_xmmm128, Some(clears)).mismatches > 0);
    // The positive default NaN, as on other architectures.
    let positive: Tamper<'_> = &|_, got| {
        for lane in got.state.vectors.iter_mut().flat_map(|v| v.as_chunks_mut::<8>().0) {
            if u64::from_le_bytes(*lane) == 0xfff8_0000_0000_0000 {
                *lane = 0x7ff8_0000_0000_0000_u64.to_le_bytes();
            }
        }
    };
    assert!(run(Form::Subsd_xmm_xmmm64, Some(positive)).mismatches > 0);
    // Unordered is told from less.
    let ordered: Tamper<'_> = &|_, got| got.state.flags &= !4;
    let result = run(Form::Comisd_xmm_xmmm64, Some(ordered));
    assert!(result.mismatches > 0 && result.mismatches < result.states);
}

#[test]
fn a_wrong_register_gas_or_rip_is_reported() {
    assert_eq!(fields(&run(Form::Mov_r64_rm64, Some(&|_, got| got.state.regs[11] ^= 1 << 63))), ["r11"]);
    assert_eq!(fields(&run(Form::Mov_r64_rm64, Some(&|_, got| got.gas += 1))), ["gas"]);
    assert_eq!(fields(&run(Form::Je_rel8_64, Some(&|_, got| got.state.rip += 1))), ["rip"]);
}

#[test]
fn a_missing_or_wrong_trap_is_reported() {
    let tamper: Tamper<'_> = &|_, got| {
        if got.ending == Ending::Divide {
            got.ending = Ending::Done;
        }
    };
    let result = run(Form::Div_rm64, Some(tamper));
    assert!(result.mismatches > 0);
    assert_eq!(fields(&result), ["ending"]);
    let tamper: Tamper<'_> = &|_, got| {
        if let Ending::Memory { addr } = &mut got.ending {
            *addr += 64;
        }
    };
    assert!(run(Form::Mov_rm64_r64, Some(tamper)).mismatches > 0);
}

#[test]
fn reports_show_bytes_text_input_and_both_values() {
    let result = run(Form::Add_r64_rm64, Some(&|_, got| got.state.flags ^= 1));
    let text = &result.reports[0].text;
    for part in ["Add_r64_rm64 (stepper)", "add ", " at 0x1000", "input   flags=", "flags   expected", "got "]
    {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

#[test]
fn the_same_seed_gives_the_same_report() {
    let tamper: Tamper<'_> = &|_, got| got.state.flags ^= 1;
    let (a, b) = (run(Form::Sub_rm8_r8, Some(tamper)), run(Form::Sub_rm8_r8, Some(tamper)));
    assert_eq!(a.mismatches, b.mismatches);
    assert_eq!(a.reports[0].text, b.reports[0].text);
}
