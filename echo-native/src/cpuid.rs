//! What the processor says of itself.

/// What `cpuid` answers for a leaf (subleaf 0): eax, ebx, ecx, edx (Intel SDM volume 2, CPUID).
#[must_use]
pub fn cpuid(leaf: u32) -> [u32; 4] {
    // SAFETY: every x86-64 processor has the instruction, and lets user code execute it.
    #[allow(unused_unsafe, reason = "newer compilers know that it is safe")]
    let answer = unsafe { std::arch::x86_64::__cpuid(leaf) };
    [answer.eax, answer.ebx, answer.ecx, answer.edx]
}

#[cfg(test)]
mod tests {
    #[test]
    fn leaf_1_agrees_with_the_standard_library_on_avx() {
        // Bit 28 of ecx is the processor's word, which the system may still refuse.
        let has = super::cpuid(1)[2] >> 28 & 1 == 1;
        assert!(has || !std::arch::is_x86_feature_detected!("avx"));
        assert!(super::cpuid(0)[0] >= 1, "there is a leaf 1");
    }
}
