//! `rep bsf`, which gcc and clang write for plain x86-64, is `bsf`: F3 0F BC must not become `tzcnt`, which
//! differs for 0.

use echo_abi::{GuestAddr, Op, decode, decode::disassemble};

#[test]
fn a_repeat_prefix_does_not_change_bsf() {
    for (code, text) in [
        (&[0xf3, 0x48, 0x0f, 0xbc, 0xc0][..], "bsf rax, rax"),
        (&[0xf3, 0x0f, 0xbc, 0xca], "bsf ecx, edx"),
        (&[0x66, 0xf3, 0x0f, 0xbc, 0xca], "bsf cx, dx"),
        (&[0xf3, 0x0f, 0xbc, 0x07], "bsf eax, [rdi]"),
    ] {
        let inst = decode(code, GuestAddr(0x1000)).expect("accepted");
        assert_eq!(inst.op(), Op::Bsf, "{code:02x?}");
        assert_eq!(usize::from(inst.len()), code.len());
        assert!(
            disassemble(code, GuestAddr(0x1000)).0.contains(text),
            "{}",
            disassemble(code, GuestAddr(0x1000)).0
        );
    }
}

#[test]
fn a_repeat_prefix_makes_bsr_an_instruction_that_is_not_accepted() {
    let refused = decode(&[0xf3, 0x0f, 0xbd, 0xca], GuestAddr(0x1000)).expect_err("lzcnt is BMI");
    assert_eq!(refused.rule.code(), "E0217");
}
