//! Why a form that the table does not have is refused. No verdict depends on it.

use super::Form;
use super::features::of_feature;
use crate::Rule;
use iced_x86::{Code, CpuidFeature, EncodingKind, Mnemonic};

/// Why a form that stands in no row is refused. The verdict does not depend on it: whatever has no better reason is
/// [`Rule::NotAccepted`].
#[must_use]
pub fn refusal(form: Form) -> Rule {
    reason(form).unwrap_or(Rule::NotAccepted)
}

/// The reason, where one was thought of: for every form that iced knows in 64-bit mode, as a test makes sure.
fn reason(form: Form) -> Option<Rule> {
    use CpuidFeature as F;
    use Mnemonic as M;
    if form.cpuid_features().contains(&F::KNC) {
        return Some(Rule::Extension);
    }
    Some(match form.mnemonic() {
        M::INVALID => Rule::InvalidEncoding,
        M::Syscall | M::Sysenter | M::Sysexit | M::Sysret | M::Sysexitq | M::Sysretq => Rule::SystemCall,
        M::In | M::Out | M::Insb | M::Insw | M::Insd | M::Outsb | M::Outsw | M::Outsd => Rule::PortIo,
        M::Rdtsc | M::Rdtscp | M::Rdpmc | M::Rdpru => Rule::Clock,
        M::Rdrand | M::Rdseed | M::Xstore => Rule::Random,
        M::Cpuid | M::Xgetbv | M::Rdpid | M::Sgdt | M::Sidt | M::Sldt | M::Str | M::Smsw => {
            Rule::HostIdentity
        }
        M::Rcpps | M::Rcpss | M::Rsqrtps | M::Rsqrtss | M::Vrcpps | M::Vrcpss | M::Vrsqrtps | M::Vrsqrtss => {
            Rule::VendorDependent
        }
        // The manuals do not say which of several NaNs the sum of the products yields, and vendors differ.
        M::Dpps | M::Dppd | M::Vdpps | M::Vdppd => Rule::VendorDependent,
        M::Ldmxcsr | M::Stmxcsr | M::Vldmxcsr | M::Vstmxcsr => Rule::FloatControl,
        M::Rdfsbase | M::Rdgsbase | M::Wrfsbase | M::Wrgsbase | M::Lfs | M::Lgs | M::Lss => {
            Rule::SegmentRegister
        }
        M::Lar | M::Lsl | M::Verr | M::Verw => Rule::SegmentRegister,
        M::Retf | M::Iret | M::Iretd | M::Iretq => Rule::FarTransfer,
        M::Wait => Rule::X87,
        // Allowed to user code where IOPL says so; nowhere else.
        M::Cli | M::Sti => Rule::Privileged,
        // `enter` with its nesting is microcode that nobody emits; vendors differ about its faults. Debuggers own `int1`. The others are encodings with
        // 16-bit stacks or results, or aliases that the manuals reserve.
        M::Enter
        | M::Leave
        | M::Pushf
        | M::Popf
        | M::Bswap
        | M::Movsxd
        | M::Int1
        | M::Ud0
        | M::Ud1
        | M::Endbr32 => Rule::NotAccepted,
        M::Reservednop | M::Lfence | M::Mfence | M::Sfence => Rule::NotAccepted,
        M::Prefetch | M::Prefetchw => Rule::NotAccepted,
        _ => return reason_of_encoding(form),
    })
}

fn reason_of_encoding(form: Form) -> Option<Rule> {
    use CpuidFeature as F;
    use iced_x86::OpCodeOperandKind as K;
    let op_code = form.op_code();
    let features = form.cpuid_features();
    let has = |wanted: &[F]| features.iter().any(|f| wanted.contains(f));
    let operand = |is: fn(K) -> bool| (0..op_code.op_count()).any(|i| is(op_code.op_kind(i)));
    if operand(|kind| matches!(kind, K::farbr2_2 | K::farbr4_2))
        || matches!(
            form,
            Code::Call_m1616
                | Code::Call_m1632
                | Code::Call_m1664
                | Code::Jmp_m1616
                | Code::Jmp_m1632
                | Code::Jmp_m1664
        )
    {
        return Some(Rule::FarTransfer);
    }
    if operand(|kind| matches!(kind, K::seg_reg | K::es | K::cs | K::ss | K::ds | K::fs | K::gs)) {
        return Some(Rule::SegmentRegister);
    }
    if op_code.cpl0() && !op_code.cpl3() {
        return Some(Rule::Privileged);
    }
    if has(&[F::FPU, F::FPU287, F::FPU287XL_ONLY, F::FPU387, F::FPU387SL_ONLY]) {
        return Some(Rule::X87);
    }
    if has(&[F::MMX, F::D3NOW, F::D3NOWEXT]) || uses_mmx(form) {
        return Some(Rule::Mmx);
    }
    if form.encoding() == EncodingKind::EVEX || has(&[F::AVX512F, F::AVX512BW, F::AVX512DQ]) {
        return Some(Rule::Avx512);
    }
    // What 66 makes of a near branch on AMD's processors alone.
    if operand(|kind| matches!(kind, K::br16_1 | K::br16_2))
        || matches!(form.mnemonic(), Mnemonic::Call | Mnemonic::Jmp | Mnemonic::Ret)
    {
        return Some(Rule::AmbiguousPrefix);
    }
    if has(&[
        F::CLDEMOTE,
        F::CLFLUSHOPT,
        F::CLFSH,
        F::CLWB,
        F::CLZERO,
        F::PCOMMIT,
        F::MCOMMIT,
        F::FXSR,
        F::XSAVE,
        F::XSAVEC,
        F::XSAVEOPT,
        F::PKU,
        F::MONITOR,
        F::MONITORX,
        F::WAITPKG,
        F::PTWRITE,
        F::UDBG,
        F::CET_SS,
        F::SERIALIZE,
        F::UINTR,
        F::SGX1,
        F::SMX,
        F::SMM,
        F::SVM,
        F::VMX,
        F::SEV_ES,
    ]) {
        return Some(Rule::ProcessorState);
    }
    features.iter().any(|feature| of_feature(*feature).is_none()).then_some(Rule::Extension)
}

/// Whether a form has an operand in an MMX register.
fn uses_mmx(form: Form) -> bool {
    use iced_x86::OpCodeOperandKind as K;
    let op_code = form.op_code();
    (0..op_code.op_count()).any(|i| matches!(op_code.op_kind(i), K::mm_reg | K::mm_rm | K::mm_or_mem))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::isa::{Op, op};
    use std::collections::BTreeMap;

    /// Every form that iced decodes in 64-bit mode.
    fn forms() -> impl Iterator<Item = Form> {
        Form::values().filter(|form| form.op_code().is_instruction() && form.op_code().mode64())
    }

    #[test]
    fn every_form_is_accepted_or_refused_for_a_reason() {
        let mut reasons: BTreeMap<Rule, usize> = BTreeMap::new();
        let mut accepted = 0;
        for form in forms() {
            match (op(form), reason(form)) {
                (Some(op), _) => {
                    assert!(op.forms().contains(&form));
                    accepted += 1;
                }
                (None, Some(rule)) => *reasons.entry(rule).or_default() += 1,
                (None, None) => panic!("{form:?} is forgotten: {:?}", form.cpuid_features()),
            }
        }
        println!("{accepted} accepted");
        for (rule, count) in &reasons {
            println!("{rule} {count:>5} {}", rule.title());
        }
        assert_eq!(
            accepted,
            Op::ALL.iter().map(|op| op.forms().len()).sum::<usize>(),
            "forms of another mode"
        );
        assert_eq!(accepted + reasons.values().sum::<usize>(), forms().count());
    }

    #[test]
    fn profiles_are_complete() {
        let inside = |form: &Form| {
            let features = form.cpuid_features();
            !features.is_empty() && features.iter().all(|feature| of_feature(*feature).is_some())
        };
        // What has its own reason although a profile has it: it tells about the host, or nobody emits it.
        let reasons = [
            Rule::Privileged,
            Rule::PortIo,
            Rule::SystemCall,
            Rule::SegmentRegister,
            Rule::FarTransfer,
            Rule::HostIdentity,
            Rule::Clock,
            Rule::FloatControl,
            Rule::VendorDependent,
            Rule::AmbiguousPrefix,
            Rule::X87,
            Rule::Mmx,
            Rule::NotAccepted,
        ];
        for form in forms().filter(inside).filter(|form| op(*form).is_none()) {
            assert!(reasons.contains(&refusal(form)), "{form:?}: {:?}", refusal(form));
        }
        for form in forms().filter(|form| op(*form).is_some()) {
            assert!(inside(&form), "{form:?} needs {:?}", form.cpuid_features());
        }
    }

    #[test]
    fn a_few_refusals() {
        for (form, rule) in [
            (Code::Adcx_r32_rm32, Rule::Extension),
            (Code::VEX_Vaesenc_ymm_ymm_ymmm256, Rule::Extension),
            (Code::VEX_Kandw_kr_kr_kr, Rule::Avx512),
            (Code::EVEX_Vaddps_zmm_k1z_zmm_zmmm512b32_er, Rule::Avx512),
            (Code::MVEX_Vaddps_zmm_k1_zmm_zmmmt, Rule::Extension),
            (Code::Fxsave_m512byte, Rule::ProcessorState),
            (Code::Clflush_m8, Rule::ProcessorState),
            (Code::Enterq_imm16_imm8, Rule::NotAccepted),
            (Code::Pushfw, Rule::NotAccepted),
            (Code::Popfw, Rule::NotAccepted),
            (Code::Leavew, Rule::NotAccepted),
            (Code::Retnw, Rule::AmbiguousPrefix),
            (Code::Call_rel16, Rule::AmbiguousPrefix),
            (Code::VEX_Vrcpps_xmm_xmmm128, Rule::VendorDependent),
            (Code::Dpps_xmm_xmmm128_imm8, Rule::VendorDependent),
            (Code::VEX_Vdpps_ymm_ymm_ymmm256_imm8, Rule::VendorDependent),
            (Code::VEX_Vdppd_xmm_xmm_xmmm128_imm8, Rule::VendorDependent),
        ] {
            assert_eq!((op(form), refusal(form)), (None, rule), "{form:?}");
        }
    }
}
