//! `rep bsf`, which gcc and clang write for plain x86-64, is `tzcnt`, as on every processor with BMI1, and
//! accepted under every profile.
//!
//! They write it where the source is not 0 and nobody reads the flags, for there both give the same. `rep
//! bsr` is `lzcnt`, which never gives what `bsr` gives: they write it only when told that the processor has
//! it.

use echo_abi::isa::{self, Features, Profile};
use echo_abi::{GuestAddr, Op, decode, disasm::disassemble};

const V1: Features = Features { profile: Profile::V1, crypto: false };

#[test]
fn bsf_with_a_repeat_prefix_is_tzcnt_under_every_profile() {
    for (code, text) in [
        (&[0xf3, 0x48, 0x0f, 0xbc, 0xc0][..], "tzcnt rax, rax"),
        (&[0xf3, 0x0f, 0xbc, 0xca], "tzcnt ecx, edx"),
        (&[0x66, 0xf3, 0x0f, 0xbc, 0xca], "tzcnt cx, dx"),
        (&[0xf3, 0x0f, 0xbc, 0x07], "tzcnt eax, [rdi]"),
    ] {
        let inst = decode(code, GuestAddr(0x1000)).expect("accepted");
        assert_eq!(inst.op(), Op::Tzcnt, "{code:02x?}");
        assert_eq!(usize::from(inst.len()), code.len());
        assert_eq!(disassemble(code, GuestAddr(0x1000)).0, text);
        assert!(V1.accept(inst.form()));
    }
    for code in [&[0x0f, 0xbc, 0xca][..], &[0x48, 0x0f, 0xbc, 0xc0], &[0x66, 0x0f, 0xbc, 0xca]] {
        assert_eq!(decode(code, GuestAddr(0x1000)).map(|inst| inst.op()), Ok(Op::Bsf));
    }
}

#[test]
fn bsr_with_a_repeat_prefix_is_lzcnt_and_needs_v3() {
    let inst = decode(&[0xf3, 0x0f, 0xbd, 0xca], GuestAddr(0x1000)).expect("in the table");
    assert_eq!(inst.op(), Op::Lzcnt);
    assert!(!V1.accept(inst.form()));
    assert_eq!(isa::features(inst.form()), Features { profile: Profile::V3, crypto: false });
}
