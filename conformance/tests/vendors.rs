//! Bytes on which processors of different vendors differ are no instructions here: found by running them on
//! both, or on one and reading the other's manual.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_abi::{GuestAddr, Rule, decode};
use echo_conformance::native::Processor;
use echo_conformance::state::CpuState;
use echo_conformance::window;
use echo_native::{Gate, Stop};

fn refusal(bytes: &[u8]) -> Option<Rule> {
    decode(bytes, GuestAddr(0x1000)).err().map(|refused| refused.rule)
}

#[test]
fn rep_prefixes_before_loope_and_loopne_are_refused() {
    // AMD takes F2 E1 for loopne and F3 E0 for loope.
    for loop_opcode in [0xe0, 0xe1] {
        assert_eq!(refusal(&[loop_opcode, 0]), None);
        assert_eq!(refusal(&[0x3e, loop_opcode, 0]), None);
        for prefix in [0xf2, 0xf3, 0x66] {
            assert_eq!(refusal(&[prefix, loop_opcode, 0]), Some(Rule::AmbiguousPrefix));
            assert_eq!(refusal(&[prefix, 0x2e, loop_opcode, 0]), Some(Rule::AmbiguousPrefix));
        }
    }
    // Plain loop has no condition to change.
    assert_eq!(refusal(&[0xf2, 0xe2, 0]), None);
}

#[test]
fn a_16_bit_movsxd_is_refused() {
    // AMD reads 4 bytes of memory for it, Intel 2.
    assert!(refusal(&[0x66, 0x63, 0x00]).is_some());
    assert_eq!(refusal(&[0x63, 0x00]), None);
    assert_eq!(refusal(&[0x48, 0x63, 0x00]), None);
}

#[test]
fn dot_products_are_refused() {
    let vendor = Some(Rule::VendorDependent);
    assert_eq!(refusal(&[0x66, 0x0f, 0x3a, 0x40, 0xc1, 0xff]), vendor, "dpps xmm0, xmm1, 0xff");
    assert_eq!(refusal(&[0x66, 0x0f, 0x3a, 0x41, 0xc1, 0xff]), vendor, "dppd xmm0, xmm1, 0xff");
    assert_eq!(refusal(&[0xc4, 0xe3, 0x71, 0x40, 0xc2, 0xff]), vendor, "vdpps xmm0, xmm1, xmm2, 0xff");
    assert_eq!(refusal(&[0xc4, 0xe3, 0x75, 0x40, 0xc2, 0xff]), vendor, "vdpps ymm0, ymm1, ymm2, 0xff");
    assert_eq!(refusal(&[0xc4, 0xe3, 0x71, 0x41, 0xc2, 0xff]), vendor, "vdppd xmm0, xmm1, xmm2, 0xff");
}

/// Why they are: what `dpps xmm0, xmm1, 0xff` leaves in xmm0 where each lane of xmm0 is a NaN of its own and
/// those of xmm1 are 1. The manuals say that lanes are multiplied and the products added; of two NaNs an
/// addition yields its first operand, and which is first is nowhere. Seen: `1 1 1 1` on AMD's Zen 4 (the first
/// of all), `2 1 4 3` on Intel's Sapphire Rapids (each lane adds its neighbour first). For `dppd` they are
/// `1 1` and `1 2`.
#[test]
fn a_dot_product_of_nans_is_one_of_them() {
    const NAN: u32 = 0x7fc0_0000;
    if !std::arch::is_x86_feature_detected!("sse4.1") {
        println!("skipped: this processor has no dpps");
        return;
    }
    let mut processor = Processor::acquire().expect("the processor");
    let code = [&[0x66, 0x0f, 0x3a, 0x40, 0xc1, 0xff][..], &Gate::EXIT].concat();
    processor.set_code(&code).expect("code");
    let mut state = CpuState { regs: [0; 16], vectors: [[0; 32]; 16], flags: 0, rip: window::TEXT };
    for lane in 0..4 {
        state.vectors[0][4 * lane..][..4].copy_from_slice(&(NAN + 1 + lane as u32).to_le_bytes());
        state.vectors[1][4 * lane..][..4].copy_from_slice(&1_f32.to_bits().to_le_bytes());
    }
    assert_eq!(processor.run(&mut state), Stop::Exit);
    let lanes: Vec<u32> = state.vectors[0][..16]
        .chunks(4)
        .map(|lane| u32::from_le_bytes(lane.try_into().expect("4 bytes")).wrapping_sub(NAN))
        .collect();
    println!("dpps of the NaNs 1 2 3 4: {lanes:?}");
    assert!(lanes.iter().all(|nan| (1..=4).contains(nan)), "{lanes:?}");
}
