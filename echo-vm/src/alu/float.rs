//! Floating point with the processor's rules, in portable code: every engine takes its float arithmetic from
//! here.
//!
//! Values go in and out as bits, so that no host touches a NaN on the way. What IEEE 754 fixes (Rust
//! guarantees it: basic operations, square root, fused multiply-add, integer conversions round to nearest
//! even) is left to the host; what x86 adds is done here: which NaN results (Intel SDM volume 1, 4.8.3.5),
//! what minimum and maximum mean, what a conversion out of range gives. A result that is no NaN needs none of
//! it, so the rules stand on a cold path. MXCSR has its default value: exceptions masked, denormals kept, and
//! its sticky flags unseen. Processors take a hundred times as long to multiply denormals; here a product, and
//! a fused multiply-add, which a library may compute as well, meets none on the host.

use echo_abi::isa::FlagSet;

/// How a rounding instruction rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest whole number, ties to the even one.
    Nearest,
    /// Towards negative infinity.
    Down,
    /// Towards positive infinity.
    Up,
    /// Towards zero.
    Truncate,
}

impl Rounding {
    /// The mode an immediate of `roundps` and its kin names; bit 2 asks for MXCSR's, which is to nearest.
    #[inline]
    #[must_use]
    pub const fn of_immediate(imm: u8) -> Self {
        match imm & 7 {
            1 => Self::Down,
            2 => Self::Up,
            3 => Self::Truncate,
            _ => Self::Nearest,
        }
    }
}

/// What a fused multiply-add negates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs {
    /// The product.
    pub negate_product: bool,
    /// The addend.
    pub negate_addend: bool,
}

macro_rules! format {
    ($(#[$doc:meta])+ $name:ident, $float:ident, $bits:ident, $multiply:ident, $multiply_add:ident) => {
        $(#[$doc])+
        pub mod $name {
            use super::{FlagSet, Rounding, Signs, $multiply, $multiply_add};

            /// The sign.
            pub const SIGN: $bits = 1 << ($bits::BITS - 1);
            /// What tells a quiet NaN from a signalling one.
            pub const QUIET: $bits = 1 << ($float::MANTISSA_DIGITS - 2);
            /// What an invalid operation gives.
            pub const DEFAULT_NAN: $bits = $float::INFINITY.to_bits() | SIGN | QUIET;

            /// Whether the bits are a NaN.
            #[inline(always)]
            #[must_use]
            pub const fn is_nan(x: $bits) -> bool {
                x & !SIGN > $float::INFINITY.to_bits()
            }

            /// The NaN result of an operation on `a` and `b`: the first of them that is a NaN, quieted; if
            /// neither is, the operation was invalid.
            #[cold]
            #[must_use]
            pub const fn nan(a: $bits, b: $bits) -> $bits {
                if is_nan(a) {
                    a | QUIET
                } else if is_nan(b) {
                    b | QUIET
                } else {
                    DEFAULT_NAN
                }
            }

            #[inline(always)]
            fn settle(result: $float, a: $bits, b: $bits) -> $bits {
                if result.is_nan() { nan(a, b) } else { result.to_bits() }
            }

            /// `a + b`.
            #[inline]
            #[must_use]
            pub fn add(a: $bits, b: $bits) -> $bits {
                settle($float::from_bits(a) + $float::from_bits(b), a, b)
            }

            /// `a - b`.
            #[inline]
            #[must_use]
            pub fn sub(a: $bits, b: $bits) -> $bits {
                settle($float::from_bits(a) - $float::from_bits(b), a, b)
            }

            /// `a * b`.
            #[inline]
            #[must_use]
            pub fn mul(a: $bits, b: $bits) -> $bits {
                settle($multiply($float::from_bits(a), $float::from_bits(b)), a, b)
            }

            /// `a / b`.
            #[inline]
            #[must_use]
            pub fn div(a: $bits, b: $bits) -> $bits {
                settle($float::from_bits(a) / $float::from_bits(b), a, b)
            }

            /// The square root.
            #[inline]
            #[must_use]
            pub fn sqrt(x: $bits) -> $bits {
                settle($float::from_bits(x).sqrt(), x, x)
            }

            /// `a * b + c`, rounded once, product or addend negated as `signs` says. Of operands that are
            /// NaNs the first is the result, its sign its own.
            #[inline]
            #[must_use]
            pub fn fused(a: $bits, b: $bits, c: $bits, signs: Signs) -> $bits {
                let factor = $float::from_bits(if signs.negate_product { a ^ SIGN } else { a });
                let addend = $float::from_bits(if signs.negate_addend { c ^ SIGN } else { c });
                let result = $multiply_add(factor, $float::from_bits(b), addend);
                if !result.is_nan() {
                    result.to_bits()
                } else if is_nan(a) || is_nan(b) {
                    nan(a, b)
                } else {
                    nan(c, c)
                }
            }

            /// The lesser; `b`, bit for bit, if one is a NaN or both are zeroes.
            #[inline]
            #[must_use]
            pub fn min(a: $bits, b: $bits) -> $bits {
                if $float::from_bits(a) < $float::from_bits(b) { a } else { b }
            }

            /// The greater; `b`, bit for bit, if one is a NaN or both are zeroes.
            #[inline]
            #[must_use]
            pub fn max(a: $bits, b: $bits) -> $bits {
                if $float::from_bits(a) > $float::from_bits(b) { a } else { b }
            }

            /// The status flags of `comis` and `ucomis`: ZF, PF and CF if unordered, ZF if equal, CF if `a`
            /// is less; the others 0.
            #[inline]
            #[must_use]
            pub fn compare(a: $bits, b: $bits) -> FlagSet {
                match $float::from_bits(a).partial_cmp(&$float::from_bits(b)) {
                    None => FlagSet(FlagSet::ZF.0 | FlagSet::PF.0 | FlagSet::CF.0),
                    Some(std::cmp::Ordering::Less) => FlagSet::CF,
                    Some(std::cmp::Ordering::Equal) => FlagSet::ZF,
                    Some(std::cmp::Ordering::Greater) => FlagSet::NONE,
                }
            }

            /// A whole number; a NaN is quieted.
            #[inline]
            #[must_use]
            pub fn round(x: $bits, rounding: Rounding) -> $bits {
                let value = $float::from_bits(x);
                let result = match rounding {
                    Rounding::Nearest => value.round_ties_even(),
                    Rounding::Down => value.floor(),
                    Rounding::Up => value.ceil(),
                    Rounding::Truncate => value.trunc(),
                };
                settle(result, x, x)
            }

            /// To a signed 32-bit integer, to nearest even; NaN and what does not fit: `0x8000_0000`.
            #[inline]
            #[must_use]
            pub fn to_i32(x: $bits) -> u32 {
                truncate_to_i32($float::from_bits(x).round_ties_even().to_bits())
            }

            /// To a signed 32-bit integer, towards zero; NaN and what does not fit: `0x8000_0000`.
            #[inline]
            #[must_use]
            pub fn truncate_to_i32(x: $bits) -> u32 {
                let value = $float::from_bits(x);
                // Rust's conversion saturates; at the lower end that is the indefinite integer already.
                let result = if value < 2_147_483_648.0 { value as i32 } else { i32::MIN };
                result.cast_unsigned()
            }

            /// To a signed 64-bit integer, to nearest even; NaN and what does not fit:
            /// `0x8000_0000_0000_0000`.
            #[inline]
            #[must_use]
            pub fn to_i64(x: $bits) -> u64 {
                truncate_to_i64($float::from_bits(x).round_ties_even().to_bits())
            }

            /// To a signed 64-bit integer, towards zero; NaN and what does not fit: `0x8000_0000_0000_0000`.
            #[inline]
            #[must_use]
            pub fn truncate_to_i64(x: $bits) -> u64 {
                let value = $float::from_bits(x);
                let result = if value < 9_223_372_036_854_775_808.0 { value as i64 } else { i64::MIN };
                result.cast_unsigned()
            }

            /// From a signed 32-bit integer, to nearest even.
            #[inline]
            #[must_use]
            #[allow(clippy::cast_lossless, reason = "lossless for doubles alone")]
            pub fn from_i32(x: u32) -> $bits {
                (x.cast_signed() as $float).to_bits()
            }

            /// From a signed 64-bit integer, to nearest even.
            #[inline]
            #[must_use]
            pub fn from_i64(x: u64) -> $bits {
                (x.cast_signed() as $float).to_bits()
            }
        }
    };
}

format! {
    /// Single precision.
    single, f32, u32, multiply_single, multiply_add_single
}

format! {
    /// Double precision.
    double, f64, u64, multiply_double, multiply_add_double
}

/// 2^-149, the unit of single denormals.
const SINGLE_UNIT: f64 = f64::from_bits((1023 - 149) << 52);

/// Single to double precision, of numbers; no denormal gets to the host.
#[inline(always)]
fn widen_number(x: f32) -> f64 {
    let bits = x.to_bits();
    if bits & f32::INFINITY.to_bits() == 0 {
        let magnitude = f64::from(bits & !single::SIGN) * SINGLE_UNIT;
        f64::from_bits(magnitude.to_bits() | u64::from(bits & single::SIGN) << 32)
    } else {
        f64::from(x)
    }
}

/// Double to single precision, of numbers; no denormal gets to the host.
#[inline(always)]
fn narrow_number(x: f64) -> f32 {
    if x.abs() < f64::from(f32::MIN_POSITIVE) {
        // In units, where adding 2^52 rounds to a whole number.
        const WHOLE: f64 = 4_503_599_627_370_496.0;
        let units = (x.abs() / SINGLE_UNIT + WHOLE) - WHOLE;
        let sign = ((x.to_bits() >> 32) as u32) & single::SIGN;
        return f32::from_bits(sign | units as u32);
    }
    x as f32
}

/// `a * b`. A NaN says only that the result is one.
// What inlines it compiles longer than it runs faster.
#[inline(never)]
fn multiply_single(a: f32, b: f32) -> f32 {
    // In double precision the product is exact.
    narrow_number(widen_number(a) * widen_number(b))
}

/// `a * b`. A NaN says only that the result is one.
#[inline(never)]
fn multiply_double(a: f64, b: f64) -> f64 {
    let exponent = |x: f64| x.to_bits() >> 52 & 0x7ff;
    let (ea, eb) = (exponent(a), exponent(b));
    // The product's exponent, or one less, is the sum less 1023; denormals have 0.
    if ea.min(eb) == 0 && ea.max(eb) < 0x7ff || ea + eb <= 1023 {
        let zero = if a.is_sign_negative() == b.is_sign_negative() { 0.0 } else { -0.0 };
        multiply_add_by_integers(a, b, zero)
    } else {
        a * b
    }
}

/// `a * b + c`, rounded once. A NaN says only that the result is one.
///
/// In double precision the product is exact, and the sum is rounded to odd (of two neighbours of a number
/// that is between them, the one whose last bit is 1): what is rounded so to at least two bits more than wanted
/// may be rounded again (S. Boldo, G. Melquiond, Emulation of a FMA and correctly rounded sums, 2008).
// Inlined into the lanes of a hundred handlers, it would take long to compile.
#[inline(never)]
fn multiply_add_single(a: f32, b: f32, c: f32) -> f32 {
    let (product, addend) = (widen_number(a) * widen_number(b), widen_number(c));
    let sum = product + addend;
    // What the sum lacks, exactly (Knuth's TwoSum); with infinities, NaN.
    let rest = sum - product;
    let error = (product - (sum - rest)) + (addend - rest);
    let mut odd = sum.to_bits();
    if error.abs() > 0.0 && odd & 1 == 0 {
        odd = if (error < 0.0) == (sum < 0.0) { odd + 1 } else { odd - 1 };
    }
    narrow_number(f64::from_bits(odd))
}

/// `a * b + c`, rounded once. A NaN says only that the result is one.
#[inline(never)]
fn multiply_add_double(a: f64, b: f64, c: f64) -> f64 {
    /// Below it, biased, a sum may lose so many bits to cancellation that it is a denormal.
    const SMALL: u64 = 110;
    let exponent = |x: f64| x.to_bits() >> 52 & 0x7ff;
    let product = (exponent(a) + exponent(b)).saturating_sub(1023);
    let numbers = a.is_finite() && b.is_finite() && c.is_finite();
    let denormal = a.is_subnormal() || b.is_subnormal() || c.is_subnormal();
    if numbers && (denormal || product < SMALL && exponent(c) < SMALL) {
        multiply_add_by_integers(a, b, c)
    } else {
        a.mul_add(b, c)
    }
}

/// `a * b + c` of numbers, rounded once.
#[cold]
#[inline(never)]
fn multiply_add_by_integers(a: f64, b: f64, c: f64) -> f64 {
    /// Significand and exponent: the magnitude is `significand * 2^exponent`.
    fn parts(x: f64) -> (u128, i32) {
        let (fraction, exponent) = (x.to_bits() & ((1 << 52) - 1), (x.to_bits() >> 52 & 0x7ff) as i32);
        match exponent {
            0 => (u128::from(fraction), -1074),
            _ => (u128::from(fraction | 1 << 52), exponent - 1075),
        }
    }
    /// A number with its significand's highest bit moved to 126, and its exponent made to fit.
    fn normal((significand, exponent): (u128, i32)) -> (u128, i32) {
        let shift = significand.leading_zeros() as i32 - 1;
        (significand << shift, exponent - shift)
    }
    let ((ma, ea), (mb, eb), (mc, ec)) = (parts(a), parts(b), parts(c));
    let negative = a.is_sign_negative() != b.is_sign_negative();
    if ma == 0 || mb == 0 {
        // Which zero a sum of zeroes is, the host knows.
        return if negative { -0.0 + c } else { 0.0 + c };
    }
    let mut large = (normal((ma * mb, ea + eb)), negative);
    let mut small = if mc == 0 { ((0, large.0.1), false) } else { (normal((mc, ec)), c.is_sign_negative()) };
    let order = |((significand, exponent), _): ((u128, i32), bool)| (exponent, significand);
    if order(large) < order(small) {
        (large, small) = (small, large);
    }
    let (((ml, exponent), negative), ((ms, es), other)) = (large, small);
    // What is shifted out still counts as something.
    let ms = match (exponent - es) as u32 {
        0 => ms,
        shift @ 1..128 => ms >> shift | u128::from(ms << (128 - shift) != 0),
        _ => u128::from(ms != 0),
    };
    let sum = if negative == other { ml + ms } else { ml - ms };
    if sum == 0 {
        return 0.0;
    }
    let shift = sum.leading_zeros();
    let (sum, exponent) = (sum << shift, exponent - shift as i32);
    // The exponent of the highest bit, and of the last that the result can have.
    let top = exponent + 127;
    let last = (top - 52).max(-1074);
    let (kept, up) = match (last - exponent) as u32 {
        drop @ 1..128 => {
            let (kept, rest, tie) = ((sum >> drop) as u64, sum << (128 - drop), 1 << 127);
            (kept, rest > tie || rest == tie && kept & 1 == 1)
        }
        128 => (0, sum > 1 << 127),
        _ => (0, false),
    };
    // The leading bit counts into the exponent, and so does a carry.
    let bits = ((top + 1022).max(0) as u64) << 52;
    let bits = (bits + kept + u64::from(up)).min(f64::INFINITY.to_bits());
    f64::from_bits(bits | u64::from(negative) << 63)
}

/// Single to double precision; exact, and a NaN keeps sign and payload, quieted.
#[inline]
#[must_use]
pub fn widen(x: u32) -> u64 {
    let value = f32::from_bits(x);
    if value.is_nan() {
        let sign = u64::from(x & single::SIGN) << 32;
        let payload = u64::from(x & (single::QUIET - 1)) << 29;
        sign | f64::INFINITY.to_bits() | double::QUIET | payload
    } else {
        f64::from(value).to_bits()
    }
}

/// Double to single precision, to nearest even; a NaN keeps sign and the upper bits of its payload, quieted.
#[inline]
#[must_use]
pub fn narrow(x: u64) -> u32 {
    let value = f64::from_bits(x);
    if value.is_nan() {
        let sign = ((x >> 32) as u32) & single::SIGN;
        let payload = ((x >> 29) as u32) & (single::QUIET - 1);
        sign | f32::INFINITY.to_bits() | single::QUIET | payload
    } else {
        (value as f32).to_bits()
    }
}

/// Half to single precision; exact, and a NaN keeps sign and payload, quieted.
#[must_use]
pub fn widen_half(x: u16) -> u32 {
    let sign = u32::from(x & 0x8000) << 16;
    let fraction = u32::from(x & 0x3ff);
    let magnitude = match x >> 10 & 0x1f {
        // A denormal is so many times 2^-24.
        0 => (f32::from(x & 0x3ff) / 16_777_216.0).to_bits(),
        0x1f if fraction == 0 => f32::INFINITY.to_bits(),
        0x1f => f32::INFINITY.to_bits() | single::QUIET | fraction << 13,
        exponent => (u32::from(exponent) + 112) << 23 | fraction << 13,
    };
    sign | magnitude
}

/// Single to half precision; a NaN keeps sign and the upper bits of its payload, quieted. What is too large
/// becomes infinite, or, rounded towards zero, the largest finite number.
#[must_use]
pub fn narrow_half(x: u32, rounding: Rounding) -> u16 {
    const INFINITY: u32 = 0x7c00;
    let negative = x & single::SIGN != 0;
    let sign = if negative { 0x8000 } else { 0 };
    let magnitude = x & !single::SIGN;
    if single::is_nan(x) {
        return sign | 0x7e00 | (x >> 13) as u16 & 0x1ff;
    }
    if magnitude == f32::INFINITY.to_bits() {
        return sign | INFINITY as u16;
    }
    let away = match rounding {
        Rounding::Up => !negative,
        Rounding::Down => negative,
        Rounding::Nearest | Rounding::Truncate => false,
    };
    // The significand with its leading bit, as a multiple of 2^(exponent - 150).
    let exponent = (magnitude >> 23).max(1);
    let significand = u64::from(magnitude & 0x7f_ffff | if magnitude >> 23 == 0 { 0 } else { 0x80_0000 });
    // 113 is the exponent of the least normal half; below it, the significand loses more bits.
    let drop = 13 + 113_u32.saturating_sub(exponent).min(40);
    let kept = (significand >> drop) as u32;
    let rest = significand & ((1 << drop) - 1);
    let tie = 1 << (drop - 1);
    let up = match rounding {
        Rounding::Nearest => rest > tie || rest == tie && kept & 1 == 1,
        _ => away && rest != 0,
    };
    // The leading bit counts into the exponent, and so does a carry.
    let result = (exponent.saturating_sub(113) << 10) + kept + u32::from(up);
    let result = if result < INFINITY {
        result
    } else if away || rounding == Rounding::Nearest {
        INFINITY
    } else {
        INFINITY - 1
    };
    sign | result as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bits of a float of `fraction` bits whose exponent lies near the ends of the range, near others', or anywhere.
    fn bits(fraction: u32, exponents: u64) -> impl Strategy<Value = u64> {
        let low = 0..3 * u64::from(fraction);
        let exponent = prop_oneof![
            Just(0),
            low,
            exponents / 2 - 30..exponents / 2 + 30,
            exponents / 2 - 4 * u64::from(fraction)..exponents / 2,
            0..exponents
        ];
        let significand = prop_oneof![
            any::<u64>(),
            (0..fraction).prop_map(|n| 1 << n),
            (0..fraction).prop_map(|n| (1 << n) - 1),
            (0..fraction).prop_map(|n| u64::MAX << n),
            0_u64..4
        ];
        (exponent, significand, any::<bool>()).prop_map(move |(exponent, significand, negative)| {
            let sign = u64::from(negative) * (exponents + 1);
            (sign | exponent) << fraction | significand & ((1 << fraction) - 1)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 40 } else { 200_000 }))]

        /// The host multiplies denormals, too; it takes long.
        #[test]
        fn products_are_the_hosts(
            single in [bits(23, 0xff), bits(23, 0xff)],
            double in [bits(52, 0x7ff), bits(52, 0x7ff)],
        ) {
            let [a, b] = single.map(|bits| f32::from_bits(bits as u32));
            let (ours, host) = (multiply_single(a, b), a * b);
            prop_assert_eq!(ours.is_nan(), host.is_nan());
            prop_assert!(ours.is_nan() || ours.to_bits() == host.to_bits(), "{a:e} {b:e}: {ours:e} {host:e}");
            let [a, b] = double.map(f64::from_bits);
            let (ours, host) = (multiply_double(a, b), a * b);
            prop_assert_eq!(ours.is_nan(), host.is_nan());
            prop_assert!(ours.is_nan() || ours.to_bits() == host.to_bits(), "{a:e} {b:e}: {ours:e} {host:e}");
        }

        /// The host's fused multiply-add, by its processor or its library, is rounded once, too.
        #[test]
        fn multiply_add_is_rounded_once(
            single in [bits(23, 0xff), bits(23, 0xff), bits(23, 0xff)],
            double in [bits(52, 0x7ff), bits(52, 0x7ff), bits(52, 0x7ff)],
        ) {
            let [a, b, c] = single.map(|bits| f32::from_bits(bits as u32));
            let (ours, host) = (multiply_add_single(a, b, c), a.mul_add(b, c));
            prop_assert_eq!(ours.is_nan(), host.is_nan());
            prop_assert!(ours.is_nan() || ours.to_bits() == host.to_bits(), "{a:e} {b:e} {c:e}: {ours:e} {host:e}");
            let [a, b, c] = double.map(f64::from_bits);
            if a.is_finite() && b.is_finite() && c.is_finite() {
                let (ours, host) = (multiply_add_by_integers(a, b, c), a.mul_add(b, c));
                prop_assert!(ours.to_bits() == host.to_bits(), "{a:e} {b:e} {c:e}: {ours:e} {host:e}");
                // Nearly all of a product is gone.
                let (c, rest) = (-(a * b), a.mul_add(b, -(a * b)));
                if c.is_finite() {
                    prop_assert_eq!(multiply_add_by_integers(a, b, c).to_bits(), rest.to_bits());
                }
            }
        }
    }
}
