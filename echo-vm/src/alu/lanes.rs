//! Vector operations as pure functions of 128 bits: `destination' = f(destination, source, immediate)`.
//!
//! Every engine takes them from here: the interpreter calls through [`lanes`]' pointers, or by name what is
//! hot. A 256-bit operation is one such function applied to each half, and a scalar operation leaves the
//! destination's other lanes alone. Lane arithmetic is modulo the lane's width by definition, so here `as`
//! narrows on purpose. Loops over lanes are written for LLVM to vectorise.

use crate::alu::avx::avx;
use crate::alu::crypto::crypto;
use crate::alu::float::{self, double, single};
use crate::alu::sse4::sse4;
use echo_abi::isa::Op;

/// A vector operation: destination, source and immediate (0 where the instruction has none) to the new
/// destination.
pub type Lanes = fn(u128, u128, u8) -> u128;

macro_rules! shape {
    ($($(#[$doc:meta])+ $name:ident: [$lane:ident; $count:literal];)+) => {$(
        $(#[$doc])+
        pub(crate) mod $name {
            /// The lanes, lowest first.
            pub type Array = [$lane; $count];

            /// Splits 128 bits.
            #[inline(always)]
            pub fn of(v: u128) -> Array {
                std::array::from_fn(|i| (v >> (i as u32 * $lane::BITS)) as $lane)
            }

            /// Joins lanes. (Bytes in order, which LLVM sees through; a chain of shifts it does not.)
            #[inline(always)]
            pub fn join(lanes: Array) -> u128 {
                const SIZE: usize = size_of::<$lane>();
                let mut bytes = [0; 16];
                for i in 0..$count {
                    bytes[i * SIZE..][..SIZE].copy_from_slice(&lanes[i].to_le_bytes());
                }
                u128::from_le_bytes(bytes)
            }

            /// Applies `f` lane by lane.
            #[inline(always)]
            #[allow(dead_code, reason = "not every shape has operations of one operand")]
            pub fn map(v: u128, f: impl Fn($lane) -> $lane) -> u128 {
                join(of(v).map(f))
            }

            /// Applies `f` to pairs of lanes.
            #[inline(always)]
            #[allow(dead_code, reason = "not every shape has operations of two operands")]
            pub fn zip(a: u128, b: u128, f: impl Fn($lane, $lane) -> $lane) -> u128 {
                let (a, b) = (of(a), of(b));
                join(std::array::from_fn(|i| f(a[i], b[i])))
            }
        }
    )+};
}

shape! {
    /// Unsigned bytes.
    u8x16: [u8; 16];
    /// Signed bytes.
    i8x16: [i8; 16];
    /// Unsigned words.
    u16x8: [u16; 8];
    /// Signed words.
    i16x8: [i16; 8];
    /// Unsigned doublewords, or the bits of floats.
    u32x4: [u32; 4];
    /// Signed doublewords.
    i32x4: [i32; 4];
    /// Unsigned quadwords, or the bits of doubles.
    u64x2: [u64; 2];
    /// Signed quadwords.
    i64x2: [i64; 2];
}

/// The low 32 bits.
#[inline(always)]
pub(crate) fn low32(v: u128) -> u32 {
    v as u32
}

/// The low 64 bits.
#[inline(always)]
pub(crate) fn low64(v: u128) -> u64 {
    v as u64
}

/// The high 64 bits.
#[inline(always)]
pub(crate) fn high64(v: u128) -> u64 {
    (v >> 64) as u64
}

/// `a` with its low 32 bits replaced.
#[inline(always)]
pub(crate) fn with_low32(a: u128, low: u32) -> u128 {
    (a & !0xffff_ffff) | u128::from(low)
}

/// `a` with its low 64 bits replaced.
#[inline(always)]
pub(crate) fn with_low64(a: u128, low: u64) -> u128 {
    (a & !u128::from(u64::MAX)) | u128::from(low)
}

/// The low lane by `f`, for scalar floats.
#[inline(always)]
fn scalar32(a: u128, b: u128, f: impl Fn(u32, u32) -> u32) -> u128 {
    with_low32(a, f(low32(a), low32(b)))
}

/// The low lane by `f`, for scalar doubles.
#[inline(always)]
fn scalar64(a: u128, b: u128, f: impl Fn(u64, u64) -> u64) -> u128 {
    with_low64(a, f(low64(a), low64(b)))
}

/// All floats at once by the host's arithmetic; if a NaN results, lane by lane by `exact`, which knows which
/// NaN.
#[inline(always)]
pub(crate) fn floats(
    a: u128,
    b: u128,
    fast: impl Fn(f32, f32) -> f32,
    exact: impl Fn(u32, u32) -> u32,
) -> u128 {
    let (x, y) = (u32x4::of(a).map(f32::from_bits), u32x4::of(b).map(f32::from_bits));
    let result: [f32; 4] = std::array::from_fn(|i| fast(x[i], y[i]));
    if result.iter().fold(false, |nan, lane| nan | lane.is_nan()) {
        return u32x4::zip(a, b, exact);
    }
    u32x4::join(result.map(f32::to_bits))
}

/// All doubles at once by the host's arithmetic; if a NaN results, lane by lane by `exact`.
#[inline(always)]
pub(crate) fn doubles(
    a: u128,
    b: u128,
    fast: impl Fn(f64, f64) -> f64,
    exact: impl Fn(u64, u64) -> u64,
) -> u128 {
    let (x, y) = (u64x2::of(a).map(f64::from_bits), u64x2::of(b).map(f64::from_bits));
    let result: [f64; 2] = std::array::from_fn(|i| fast(x[i], y[i]));
    if result.iter().fold(false, |nan, lane| nan | lane.is_nan()) {
        return u64x2::zip(a, b, exact);
    }
    u64x2::join(result.map(f64::to_bits))
}

/// Compares two floats by a predicate of the manual (`cmpps`, 32 of them; the upper sixteen differ in
/// exceptions alone), through `$test`.
macro_rules! by_predicate {
    ($predicate:expr, $test:ident, $a:expr, $b:expr) => {
        match $predicate & 15 {
            0 => $test($a, $b, |x, y| x == y),
            1 => $test($a, $b, |x, y| x < y),
            2 => $test($a, $b, |x, y| x <= y),
            3 => $test($a, $b, |x, y| x.is_nan() | y.is_nan()),
            4 => $test($a, $b, |x, y| x != y),
            5 => $test($a, $b, |x, y| !(x < y)),
            6 => $test($a, $b, |x, y| !(x <= y)),
            7 => $test($a, $b, |x, y| !(x.is_nan() | y.is_nan())),
            8 => $test($a, $b, |x, y| !((x < y) | (x > y))),
            9 => $test($a, $b, |x, y| !(x >= y)),
            10 => $test($a, $b, |x, y| !(x > y)),
            11 => $test($a, $b, |_, _| false),
            12 => $test($a, $b, |x, y| (x < y) | (x > y)),
            13 => $test($a, $b, |x, y| x >= y),
            14 => $test($a, $b, |x, y| x > y),
            _ => $test($a, $b, |_, _| true),
        }
    };
}

/// The mask a comparison leaves in a 32-bit lane.
#[inline(always)]
fn mask32(holds: bool) -> u32 {
    if holds { u32::MAX } else { 0 }
}

/// The mask a comparison leaves in a 64-bit lane.
#[inline(always)]
pub(crate) fn mask64(holds: bool) -> u64 {
    if holds { u64::MAX } else { 0 }
}

/// Floats compared by any of the 32 predicates.
#[expect(
    clippy::neg_cmp_op_on_partial_ord,
    reason = "the predicates are defined as such negations: they hold where unordered"
)]
pub(crate) fn compare_floats(a: u128, b: u128, predicate: u8) -> u128 {
    #[inline(always)]
    fn test(a: u128, b: u128, holds: impl Fn(f32, f32) -> bool) -> u128 {
        u32x4::zip(a, b, |x, y| mask32(holds(f32::from_bits(x), f32::from_bits(y))))
    }
    by_predicate!(predicate, test, a, b)
}

/// Doubles compared by any of the 32 predicates.
#[expect(
    clippy::neg_cmp_op_on_partial_ord,
    reason = "the predicates are defined as such negations: they hold where unordered"
)]
pub(crate) fn compare_doubles(a: u128, b: u128, predicate: u8) -> u128 {
    #[inline(always)]
    fn test(a: u128, b: u128, holds: impl Fn(f64, f64) -> bool) -> u128 {
        u64x2::zip(a, b, |x, y| mask64(holds(f64::from_bits(x), f64::from_bits(y))))
    }
    by_predicate!(predicate, test, a, b)
}

/// The count of a shift by vector: its low 64 bits, and at most the lane's width, from where on all counts do
/// the same.
#[inline(always)]
fn shift_count(b: u128, width: u32) -> u32 {
    low64(b).min(u64::from(width)) as u32
}

/// The highest bit of each lane.
const fn high_bits(width: u32) -> u128 {
    (u128::MAX / ((1 << width) - 1)) << (width - 1)
}

/// Adds lanes within one integer: the carries stop at the highest bits, which are added apart. (Registers
/// come as integers, and splitting them in narrow lanes costs more than the addition.)
#[inline(always)]
fn add_lanes<const WIDTH: u32>(a: u128, b: u128) -> u128 {
    let high = const { high_bits(WIDTH) };
    ((a & !high) + (b & !high)) ^ (a ^ b) & high
}

/// Subtracts lanes within one integer, as [`add_lanes`].
#[inline(always)]
fn sub_lanes<const WIDTH: u32>(a: u128, b: u128) -> u128 {
    let high = const { high_bits(WIDTH) };
    ((a | high) - (b & !high)) ^ (a ^ !b) & high
}

/// Compares lanes for equality within one integer.
#[inline(always)]
fn equal_lanes<const WIDTH: u32>(a: u128, b: u128) -> u128 {
    let high = const { high_bits(WIDTH) };
    let difference = a ^ b;
    // The highest bit of each lane without a difference, then all bits of it.
    let equal = !(((difference & !high) + !high) | difference) & high;
    equal | (equal - (equal >> (WIDTH - 1)))
}

/// Defines each operation as a function of its name, and the map from [`Op`] to them.
macro_rules! operations {
    ($(#[$doc:meta])+ $map:ident: $($op:ident $name:ident($a:pat, $b:pat, $imm:pat) $body:expr;)+) => {
        $(
            #[doc = concat!("`", stringify!($name), "`.")]
            #[inline]
            #[must_use]
            pub fn $name($a: u128, $b: u128, $imm: u8) -> u128 {
                $body
            }
        )+

        $(#[$doc])+
        #[must_use]
        pub const fn $map(op: echo_abi::isa::Op) -> Option<$crate::alu::lanes::Lanes> {
            Some(match op {
                $(echo_abi::isa::Op::$op => $name,)+
                _ => return None,
            })
        }
    };
}

pub(crate) use operations;

/// The function of an operation whose result depends on destination, source and immediate alone. `None` for
/// moves to and from memory and general registers and what else has a shape of its own.
///
/// `movss` and `movsd` are here as they are between registers; from memory they zero the other lanes. The
/// shifts take their count as a vector or, in the form with an immediate, the immediate in place of the
/// source. `pinsrw` takes the word in the low bits of the source.
#[must_use]
pub const fn lanes(op: Op) -> Option<Lanes> {
    match (sse2(op), sse4(op), avx(op), crypto(op)) {
        (Some(lanes), ..) | (_, Some(lanes), ..) | (_, _, Some(lanes), _) | (.., Some(lanes)) => Some(lanes),
        _ => None,
    }
}

operations! {
    /// SSE and SSE2.
    sse2:

    // Moves
    Movss movss(a, b, _) with_low32(a, low32(b));
    MovsdVector movsd(a, b, _) with_low64(a, low64(b));
    Movhlps movhlps(a, b, _) with_low64(a, high64(b));
    Movlhps movlhps(a, b, _) u64x2::join([low64(a), low64(b)]);

    // Floating point
    Addss addss(a, b, _) scalar32(a, b, single::add);
    Addsd addsd(a, b, _) scalar64(a, b, double::add);
    Addps addps(a, b, _) floats(a, b, |x, y| x + y, single::add);
    Addpd addpd(a, b, _) doubles(a, b, |x, y| x + y, double::add);
    Subss subss(a, b, _) scalar32(a, b, single::sub);
    Subsd subsd(a, b, _) scalar64(a, b, double::sub);
    Subps subps(a, b, _) floats(a, b, |x, y| x - y, single::sub);
    Subpd subpd(a, b, _) doubles(a, b, |x, y| x - y, double::sub);
    Mulss mulss(a, b, _) scalar32(a, b, single::mul);
    Mulsd mulsd(a, b, _) scalar64(a, b, double::mul);
    Mulps mulps(a, b, _) floats(a, b, |x, y| x * y, single::mul);
    Mulpd mulpd(a, b, _) doubles(a, b, |x, y| x * y, double::mul);
    Divss divss(a, b, _) scalar32(a, b, single::div);
    Divsd divsd(a, b, _) scalar64(a, b, double::div);
    Divps divps(a, b, _) floats(a, b, |x, y| x / y, single::div);
    Divpd divpd(a, b, _) doubles(a, b, |x, y| x / y, double::div);
    Minss minss(a, b, _) scalar32(a, b, single::min);
    Minsd minsd(a, b, _) scalar64(a, b, double::min);
    Minps minps(a, b, _) u32x4::zip(a, b, single::min);
    Minpd minpd(a, b, _) u64x2::zip(a, b, double::min);
    Maxss maxss(a, b, _) scalar32(a, b, single::max);
    Maxsd maxsd(a, b, _) scalar64(a, b, double::max);
    Maxps maxps(a, b, _) u32x4::zip(a, b, single::max);
    Maxpd maxpd(a, b, _) u64x2::zip(a, b, double::max);
    Sqrtss sqrtss(a, b, _) with_low32(a, single::sqrt(low32(b)));
    Sqrtsd sqrtsd(a, b, _) with_low64(a, double::sqrt(low64(b)));
    Sqrtps sqrtps(_, b, _) u32x4::map(b, single::sqrt);
    Sqrtpd sqrtpd(_, b, _) u64x2::map(b, double::sqrt);
    AndVector andps(a, b, _) a & b;
    AndnVector andnps(a, b, _) !a & b;
    OrVector orps(a, b, _) a | b;
    XorVector xorps(a, b, _) a ^ b;
    // Without VEX, only three bits of the predicate count.
    Cmpss cmpss(a, b, imm) with_low32(a, low32(compare_floats(a, b, imm & 7)));
    CmpsdVector cmpsd(a, b, imm) with_low64(a, low64(compare_doubles(a, b, imm & 7)));
    Cmpps cmpps(a, b, imm) compare_floats(a, b, imm & 7);
    Cmppd cmppd(a, b, imm) compare_doubles(a, b, imm & 7);
    Unpcklps unpcklps(a, b, _) punpckldq(a, b, 0);
    Unpckhps unpckhps(a, b, _) punpckhdq(a, b, 0);
    Unpcklpd unpcklpd(a, b, _) u64x2::join([low64(a), low64(b)]);
    Unpckhpd unpckhpd(a, b, _) u64x2::join([high64(a), high64(b)]);
    Shufps shufps(a, b, imm) {
        let (a, b) = (u32x4::of(a), u32x4::of(b));
        u32x4::join(std::array::from_fn(|i| if i < 2 { a[selector(imm, i)] } else { b[selector(imm, i)] }))
    };
    Shufpd shufpd(a, b, imm) {
        u64x2::join([u64x2::of(a)[usize::from(imm & 1)], u64x2::of(b)[usize::from(imm >> 1 & 1)]])
    };

    // Conversions
    Cvtss2sd cvtss2sd(a, b, _) with_low64(a, float::widen(low32(b)));
    Cvtsd2ss cvtsd2ss(a, b, _) with_low32(a, float::narrow(low64(b)));
    Cvtdq2ps cvtdq2ps(_, b, _) u32x4::map(b, single::from_i32);
    Cvtdq2pd cvtdq2pd(_, b, _) {
        let b = u32x4::of(b);
        u64x2::join([double::from_i32(b[0]), double::from_i32(b[1])])
    };
    Cvtps2dq cvtps2dq(_, b, _) u32x4::map(b, single::to_i32);
    Cvttps2dq cvttps2dq(_, b, _) u32x4::map(b, single::truncate_to_i32);
    Cvtpd2dq cvtpd2dq(_, b, _) u32x4::join([double::to_i32(low64(b)), double::to_i32(high64(b)), 0, 0]);
    Cvttpd2dq cvttpd2dq(_, b, _) {
        u32x4::join([double::truncate_to_i32(low64(b)), double::truncate_to_i32(high64(b)), 0, 0])
    };
    Cvtps2pd cvtps2pd(_, b, _) {
        let b = u32x4::of(b);
        u64x2::join([float::widen(b[0]), float::widen(b[1])])
    };
    Cvtpd2ps cvtpd2ps(_, b, _) u32x4::join([float::narrow(low64(b)), float::narrow(high64(b)), 0, 0]);

    // Integers
    Paddb paddb(a, b, _) add_lanes::<8>(a, b);
    Paddw paddw(a, b, _) add_lanes::<16>(a, b);
    Paddd paddd(a, b, _) u32x4::zip(a, b, u32::wrapping_add);
    Paddq paddq(a, b, _) u64x2::zip(a, b, u64::wrapping_add);
    Paddsb paddsb(a, b, _) i8x16::zip(a, b, i8::saturating_add);
    Paddsw paddsw(a, b, _) i16x8::zip(a, b, i16::saturating_add);
    Paddusb paddusb(a, b, _) u8x16::zip(a, b, u8::saturating_add);
    Paddusw paddusw(a, b, _) u16x8::zip(a, b, u16::saturating_add);
    Psubb psubb(a, b, _) sub_lanes::<8>(a, b);
    Psubw psubw(a, b, _) sub_lanes::<16>(a, b);
    Psubd psubd(a, b, _) u32x4::zip(a, b, u32::wrapping_sub);
    Psubq psubq(a, b, _) u64x2::zip(a, b, u64::wrapping_sub);
    Psubsb psubsb(a, b, _) i8x16::zip(a, b, i8::saturating_sub);
    Psubsw psubsw(a, b, _) i16x8::zip(a, b, i16::saturating_sub);
    Psubusb psubusb(a, b, _) u8x16::zip(a, b, u8::saturating_sub);
    Psubusw psubusw(a, b, _) u16x8::zip(a, b, u16::saturating_sub);
    Pmullw pmullw(a, b, _) u16x8::zip(a, b, u16::wrapping_mul);
    Pmulhw pmulhw(a, b, _) i16x8::zip(a, b, |x, y| ((i32::from(x) * i32::from(y)) >> 16) as i16);
    Pmulhuw pmulhuw(a, b, _) u16x8::zip(a, b, |x, y| ((u32::from(x) * u32::from(y)) >> 16) as u16);
    Pmuludq pmuludq(a, b, _) u64x2::zip(a, b, |x, y| (x & 0xffff_ffff) * (y & 0xffff_ffff));
    Pmaddwd pmaddwd(a, b, _) {
        let (a, b) = (i16x8::of(a), i16x8::of(b));
        let product = |i: usize| i32::from(a[i]) * i32::from(b[i]);
        // -32768 * -32768 twice wraps, as on the processor.
        i32x4::join(std::array::from_fn(|i| product(2 * i).wrapping_add(product(2 * i + 1))))
    };
    Pavgb pavgb(a, b, _) u8x16::zip(a, b, |x, y| ((u16::from(x) + u16::from(y) + 1) >> 1) as u8);
    Pavgw pavgw(a, b, _) u16x8::zip(a, b, |x, y| ((u32::from(x) + u32::from(y) + 1) >> 1) as u16);
    Pminub pminub(a, b, _) u8x16::zip(a, b, u8::min);
    Pminsw pminsw(a, b, _) i16x8::zip(a, b, i16::min);
    Pmaxub pmaxub(a, b, _) u8x16::zip(a, b, u8::max);
    Pmaxsw pmaxsw(a, b, _) i16x8::zip(a, b, i16::max);
    Psadbw psadbw(a, b, _) {
        let (a, b) = (u8x16::of(a), u8x16::of(b));
        let sum = |from: usize| (from..from + 8).map(|i| u64::from(a[i].abs_diff(b[i]))).sum();
        u64x2::join([sum(0), sum(8)])
    };
    Pcmpeqb pcmpeqb(a, b, _) equal_lanes::<8>(a, b);
    Pcmpeqw pcmpeqw(a, b, _) equal_lanes::<16>(a, b);
    Pcmpeqd pcmpeqd(a, b, _) u32x4::zip(a, b, |x, y| mask32(x == y));
    Pcmpgtb pcmpgtb(a, b, _) i8x16::zip(a, b, |x, y| if x > y { -1 } else { 0 });
    Pcmpgtw pcmpgtw(a, b, _) i16x8::zip(a, b, |x, y| if x > y { -1 } else { 0 });
    Pcmpgtd pcmpgtd(a, b, _) i32x4::zip(a, b, |x, y| if x > y { -1 } else { 0 });

    // Shifts
    Psllw psllw(a, b, _) {
        let count = shift_count(b, 16);
        u16x8::map(a, |x| (u32::from(x) << count) as u16)
    };
    Pslld pslld(a, b, _) {
        let count = shift_count(b, 32);
        u32x4::map(a, |x| (u64::from(x) << count) as u32)
    };
    Psllq psllq(a, b, _) {
        let count = shift_count(b, 64);
        u64x2::map(a, |x| x.checked_shl(count).unwrap_or(0))
    };
    Psrlw psrlw(a, b, _) {
        let count = shift_count(b, 16);
        u16x8::map(a, |x| (u32::from(x) >> count) as u16)
    };
    Psrld psrld(a, b, _) {
        let count = shift_count(b, 32);
        u32x4::map(a, |x| (u64::from(x) >> count) as u32)
    };
    Psrlq psrlq(a, b, _) {
        let count = shift_count(b, 64);
        u64x2::map(a, |x| x.checked_shr(count).unwrap_or(0))
    };
    Psraw psraw(a, b, _) {
        let count = shift_count(b, 15);
        i16x8::map(a, |x| x >> count)
    };
    Psrad psrad(a, b, _) {
        let count = shift_count(b, 31);
        i32x4::map(a, |x| x >> count)
    };
    Pslldq pslldq(a, b, _) a.checked_shl(8 * shift_count(b, 16)).unwrap_or(0);
    Psrldq psrldq(a, b, _) a.checked_shr(8 * shift_count(b, 16)).unwrap_or(0);

    // Lanes to other places
    Packsswb packsswb(a, b, _) {
        let (a, b) = (i16x8::of(a), i16x8::of(b));
        i8x16::join(std::array::from_fn(|i| if i < 8 { a[i] } else { b[i - 8] }.clamp(-0x80, 0x7f) as i8))
    };
    Packssdw packssdw(a, b, _) {
        let (a, b) = (i32x4::of(a), i32x4::of(b));
        i16x8::join(std::array::from_fn(|i| if i < 4 { a[i] } else { b[i - 4] }.clamp(-0x8000, 0x7fff) as i16))
    };
    Packuswb packuswb(a, b, _) {
        let (a, b) = (i16x8::of(a), i16x8::of(b));
        u8x16::join(std::array::from_fn(|i| if i < 8 { a[i] } else { b[i - 8] }.clamp(0, 0xff) as u8))
    };
    Punpcklbw punpcklbw(a, b, _) u8x16::join(interleave(u8x16::of(a), u8x16::of(b), 0));
    Punpcklwd punpcklwd(a, b, _) u16x8::join(interleave(u16x8::of(a), u16x8::of(b), 0));
    Punpckldq punpckldq(a, b, _) u32x4::join(interleave(u32x4::of(a), u32x4::of(b), 0));
    Punpcklqdq punpcklqdq(a, b, _) u64x2::join([low64(a), low64(b)]);
    Punpckhbw punpckhbw(a, b, _) u8x16::join(interleave(u8x16::of(a), u8x16::of(b), 8));
    Punpckhwd punpckhwd(a, b, _) u16x8::join(interleave(u16x8::of(a), u16x8::of(b), 4));
    Punpckhdq punpckhdq(a, b, _) u32x4::join(interleave(u32x4::of(a), u32x4::of(b), 2));
    Punpckhqdq punpckhqdq(a, b, _) u64x2::join([high64(a), high64(b)]);
    Pshufd pshufd(_, b, imm) {
        let b = u32x4::of(b);
        u32x4::join(std::array::from_fn(|i| b[selector(imm, i)]))
    };
    Pshuflw pshuflw(_, b, imm) {
        let b = u16x8::of(b);
        u16x8::join(std::array::from_fn(|i| if i < 4 { b[selector(imm, i)] } else { b[i] }))
    };
    Pshufhw pshufhw(_, b, imm) {
        let b = u16x8::of(b);
        u16x8::join(std::array::from_fn(|i| if i < 4 { b[i] } else { b[4 + selector(imm, i - 4)] }))
    };
    Pinsrw pinsrw(a, b, imm) {
        let mut a = u16x8::of(a);
        a[usize::from(imm & 7)] = b as u16;
        u16x8::join(a)
    };
}

/// Field `i` of four two-bit fields.
#[inline(always)]
pub(crate) fn selector(imm: u8, i: usize) -> usize {
    usize::from(imm) >> (2 * i) & 3
}

/// The lanes of `a` and `b` in turn, from lane `from` on.
#[inline(always)]
fn interleave<T: Copy, const N: usize>(a: [T; N], b: [T; N], from: usize) -> [T; N] {
    std::array::from_fn(|i| if i % 2 == 0 { a[from + i / 2] } else { b[from + i / 2] })
}
