//! Floating point with the processor's rules, in portable code: every engine takes its float arithmetic from here.
//!
//! Values go in and out as bits, so that no host touches a NaN on the way. What IEEE 754 fixes (Rust guarantees it: basic operations, square
//! root, fused multiply-add, integer conversions round to nearest even) is left to the host; what x86 adds is done here: which NaN results
//! (Intel SDM volume 1, 4.8.3.5), what minimum and maximum mean, what a conversion out of range gives. A result that is no NaN needs
//! none of it, so the rules stand on a cold path. MXCSR has its default value: exceptions masked, denormals kept, and its sticky flags unseen.

use echo_abi::decode::FlagSet;

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

macro_rules! format {
    ($(#[$doc:meta])+ $name:ident, $float:ident, $bits:ident) => {
        $(#[$doc])+
        pub mod $name {
            use super::{FlagSet, Rounding};

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

            /// The NaN result of an operation on `a` and `b`: the first of them that is a NaN, quieted; if neither is, the operation was invalid.
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
                settle($float::from_bits(a) * $float::from_bits(b), a, b)
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

            /// `a * b + c`, rounded once. Where several operands are NaNs, the first in this order is the result.
            #[inline]
            #[must_use]
            pub fn fused(a: $bits, b: $bits, c: $bits) -> $bits {
                let result = $float::from_bits(a).mul_add($float::from_bits(b), $float::from_bits(c));
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

            /// The status flags of `comis` and `ucomis`: ZF, PF and CF if unordered, ZF if equal, CF if `a` is less; the others 0.
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

            /// To a signed 64-bit integer, to nearest even; NaN and what does not fit: `0x8000_0000_0000_0000`.
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
    single, f32, u32
}

format! {
    /// Double precision.
    double, f64, u64
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
