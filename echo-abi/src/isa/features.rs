//! Profiles and features: what a policy grants, and what a form needs.

use super::Form;
use super::op::{Op, op};
use iced_x86::CpuidFeature;

/// A named, versioned set of accepted instructions; each contains the ones before it. The sets are those of the x86-64 psABI, as far as
/// the machine has them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
pub enum Profile {
    /// x86-64 with SSE2: what compilers emit by default.
    #[serde(rename = "x86-64-v1")]
    V1,
    /// Adds SSE3 to SSE4.2, popcnt, cmpxchg16b, lahf and sahf.
    #[serde(rename = "x86-64-v2")]
    V2,
    /// Adds AVX, AVX2, BMI1/2, F16C, FMA, lzcnt, movbe.
    #[default]
    #[serde(rename = "x86-64-v3")]
    V3,
}

impl Profile {
    /// Every profile, the smallest first.
    pub const ALL: &'static [Profile] = &[Profile::V1, Profile::V2, Profile::V3];

    /// The name in policies and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Profile::V1 => "x86-64-v1",
            Profile::V2 => "x86-64-v2",
            Profile::V3 => "x86-64-v3",
        }
    }

    /// The `-march=` values of compilers whose output the profile accepts.
    #[must_use]
    pub const fn compiler_levels(self) -> &'static [&'static str] {
        match self {
            Profile::V1 => &["x86-64"],
            Profile::V2 => &["x86-64", "x86-64-v2"],
            Profile::V3 => &["x86-64", "x86-64-v2", "x86-64-v3"],
        }
    }
}

/// What a policy grants, or an instruction needs: a profile, and whether the instructions for cryptography, which are in no profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Features {
    /// The profile.
    pub profile: Profile,
    /// AES, PCLMULQDQ and SHA; those with VEX need [`Profile::V3`] besides.
    pub crypto: bool,
}

impl Features {
    /// All there is.
    pub const ALL: Self = Self { profile: Profile::V3, crypto: true };

    /// Whether an accepted form is among what is granted. A form that the table refuses never is.
    #[inline]
    #[must_use]
    pub fn accept(self, form: Form) -> bool {
        op(form).is_some() && self.contain(Needs::of(features(form)))
    }

    /// Whether all of `needs` is among what is granted.
    #[inline]
    pub(crate) fn contain(self, needs: Needs) -> bool {
        needs.0 & !Needs::of(self).0 == 0
    }
}

impl std::fmt::Display for Features {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.profile.name(), if self.crypto { " + crypto" } else { "" })
    }
}

/// [`Features`] as a set: a bit for each profile above the first, which has those of the profiles below it too, and one for cryptography.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needs(u8);

impl Needs {
    #[inline]
    pub(super) fn of(features: Features) -> Self {
        Self(((1 << features.profile as u8) - 1) | (u8::from(features.crypto) << 7))
    }
}

/// The least that a policy must grant for the form: a fact about processor generations (its CPUID features, Intel SDM volume 1, 5.1), but for one:
///
/// **F3 0F BC is `tzcnt` under every profile.** On a processor without BMI1 the bytes are `bsf`, the prefix ignored. Compilers for plain x86-64
/// write them as `rep bsf` where the source is not 0 and nobody reads the flags: there both give the same, and newer
/// processors run `tzcnt` faster. With one meaning for the bytes, whatever the policy, that code runs here as it does on every processor of today. F3 0F BD
/// has no such excuse: `lzcnt` and `bsr` never agree, so only compilers that were told of LZCNT write it, and it is v3.
#[must_use]
pub fn features(form: Form) -> Features {
    if matches!(op(form), Some(Op::Tzcnt)) {
        return Features { profile: Profile::V1, crypto: false };
    }
    if matches!(op(form), Some(Op::Lahf | Op::Sahf)) {
        // Early 64-bit processors lacked them (CPUID LAHF-SAHF), which iced does not tell.
        return Features { profile: Profile::V2, crypto: false };
    }
    form.cpuid_features().iter().fold(Features { profile: Profile::V1, crypto: false }, |all, feature| {
        // An extension of no profile can only stand here by mistake in the table; a test says so.
        let one = of_feature(*feature).unwrap_or(Features::ALL);
        Features { profile: all.profile.max(one.profile), crypto: all.crypto | one.crypto }
    })
}

/// The part of the machine that a CPUID feature is in; `None`: it is in none.
pub(super) fn of_feature(feature: CpuidFeature) -> Option<Features> {
    use CpuidFeature as F;
    let profile = match feature {
        F::INTEL8086 | F::INTEL186 | F::INTEL286 | F::INTEL386 | F::INTEL486 | F::X64 | F::CMOV | F::CX8 => {
            Profile::V1
        }
        F::SSE | F::SSE2 | F::MULTIBYTENOP | F::PAUSE => Profile::V1,
        // A hint each, which processors without the feature take for `nop`.
        F::PREFETCHW | F::CET_IBT => Profile::V1,
        F::AES | F::PCLMULQDQ | F::SHA => return Some(Features { profile: Profile::V1, crypto: true }),
        F::SSE3 | F::SSSE3 | F::SSE4_1 | F::SSE4_2 | F::POPCNT | F::CMPXCHG16B => Profile::V2,
        F::AVX | F::AVX2 | F::BMI1 | F::BMI2 | F::F16C | F::FMA | F::LZCNT | F::MOVBE => Profile::V3,
        _ => return None,
    };
    Some(Features { profile, crypto: false })
}

/// The profile part of [`features`].
#[must_use]
pub fn profile(form: Form) -> Profile {
    features(form).profile
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced_x86::Code;

    #[test]
    fn what_is_granted_contains_what_is_needed() {
        for form in Op::ALL.iter().flat_map(|op| op.forms()) {
            let need = features(*form);
            for profile in Profile::ALL {
                for crypto in [false, true] {
                    let granted = Features { profile: *profile, crypto };
                    let expected = need.profile <= *profile && need.crypto <= crypto;
                    assert_eq!(granted.accept(*form), expected, "{form:?} under {granted}");
                }
            }
        }
        assert!(Form::values().filter(|form| op(*form).is_none()).all(|form| !Features::ALL.accept(form)));
    }

    #[test]
    fn a_few_needs() {
        let (v1, v2, v3) = (Profile::V1, Profile::V2, Profile::V3);
        for (form, profile, crypto) in [
            (Code::Add_rm32_r32, v1, false),
            (Code::Bsf_r32_rm32, v1, false),
            (Code::Tzcnt_r32_rm32, v1, false),
            (Code::Lzcnt_r32_rm32, v3, false),
            (Code::Popcnt_r64_rm64, v2, false),
            (Code::Cmpxchg16b_m128, v2, false),
            (Code::Lahf, v2, false),
            (Code::Crc32_r32_rm8, v2, false),
            (Code::VEX_Mulx_r64_r64_rm64, v3, false),
            (Code::Movbe_r32_m32, v3, false),
            (Code::Aesenc_xmm_xmmm128, v1, true),
            (Code::VEX_Vaesenc_xmm_xmm_xmmm128, v3, true),
            (Code::Sha256rnds2_xmm_xmmm128, v1, true),
        ] {
            assert_eq!(features(form), Features { profile, crypto }, "{form:?}");
        }
    }
}
