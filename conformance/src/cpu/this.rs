//! The processor at hand: printed by `echo-conformance`, and asked by the harness before it runs a form.

use super::Cpu;
use echo_native::cpuid;
use iced_x86::CpuidFeature as F;
use std::arch::is_x86_feature_detected as has;

/// Names of extensions, whether this processor has them, and the name in iced's tables of those that a form of
/// the instruction table can need.
fn features() -> [(&'static str, bool, Option<F>); 27] {
    [
        ("sse3", has!("sse3"), Some(F::SSE3)),
        ("ssse3", has!("ssse3"), Some(F::SSSE3)),
        ("sse4.1", has!("sse4.1"), Some(F::SSE4_1)),
        ("sse4.2", has!("sse4.2"), Some(F::SSE4_2)),
        ("popcnt", has!("popcnt"), Some(F::POPCNT)),
        ("cmpxchg16b", has!("cmpxchg16b"), Some(F::CMPXCHG16B)),
        ("avx", has!("avx"), Some(F::AVX)),
        ("avx2", has!("avx2"), Some(F::AVX2)),
        ("bmi1", has!("bmi1"), Some(F::BMI1)),
        ("bmi2", has!("bmi2"), Some(F::BMI2)),
        ("f16c", has!("f16c"), Some(F::F16C)),
        ("fma", has!("fma"), Some(F::FMA)),
        ("lzcnt", has!("lzcnt"), Some(F::LZCNT)),
        ("movbe", has!("movbe"), Some(F::MOVBE)),
        ("aes", has!("aes"), Some(F::AES)),
        ("pclmulqdq", has!("pclmulqdq"), Some(F::PCLMULQDQ)),
        ("sha", has!("sha"), Some(F::SHA)),
        ("vaes", has!("vaes"), Some(F::VAES)),
        ("vpclmulqdq", has!("vpclmulqdq"), Some(F::VPCLMULQDQ)),
        ("adx", has!("adx"), None),
        ("gfni", has!("gfni"), None),
        ("sse4a", has!("sse4a"), None),
        ("avxvnni", has!("avxvnni"), None),
        ("avx512f", has!("avx512f"), None),
        ("avx512vl", has!("avx512vl"), None),
        ("avx512bf16", has!("avx512bf16"), None),
        ("avx512fp16", has!("avx512fp16"), None),
    ]
}

/// The extension that `form` needs and this processor lacks.
#[must_use]
pub fn missing_feature(form: echo_abi::Form) -> Option<&'static str> {
    // What is not among the features is part of every x86-64 processor, or executes as no operation where it is
    // not known.
    let needed = form.cpuid_features();
    let lacks = |needs: Option<F>, present: bool| !present && needs.is_some_and(|f| needed.contains(&f));
    features().into_iter().find(|(_, present, iced)| lacks(*iced, *present)).map(|(name, ..)| name)
}

/// Text out of registers, without what is no printable ASCII.
fn text(registers: impl IntoIterator<Item = u32>) -> String {
    let bytes = registers.into_iter().flat_map(u32::to_le_bytes);
    let text: String = bytes.map(char::from).filter(|c| matches!(c, ' '..='~')).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Cpu {
    /// The processor this runs on.
    #[must_use]
    pub fn this() -> Self {
        let [_, b, c, d] = cpuid(0);
        let vendor = text([b, d, c]);
        let [signature, _, leaf1_c, _] = cpuid(1);
        let bits = |from: u32, count: u32| signature >> from & ((1 << count) - 1);
        let family = bits(8, 4) + if bits(8, 4) == 15 { bits(20, 8) } else { 0 };
        let extended = matches!(bits(8, 4), 6 | 15);
        let model = bits(4, 4) + if extended { bits(16, 4) << 4 } else { 0 };
        let name = if cpuid(0x8000_0000)[0] >= 0x8000_0004 {
            text([0x8000_0002, 0x8000_0003, 0x8000_0004].into_iter().flat_map(cpuid))
        } else {
            String::new()
        };
        let hypervisor = if leaf1_c >> 31 != 0 {
            let [_, b, c, d] = cpuid(0x4000_0000);
            text([b, c, d])
        } else {
            String::new()
        };
        let features = features().into_iter().filter(|(_, present, _)| *present);
        let features = features.map(|(name, ..)| name.to_owned()).collect();
        Self { vendor, family, model, stepping: bits(0, 4), name, hypervisor, features }
    }
}
