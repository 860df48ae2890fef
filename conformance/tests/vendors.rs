//! Bytes on which processors of different vendors differ are no instructions here: found by running them on
//! one and reading the other's manual.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_abi::{GuestAddr, Rule, decode};

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
