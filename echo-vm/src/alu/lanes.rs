//! Vector operations as pure functions of 128 bits: `destination' = f(destination, source, immediate)`.
//!
//! Every engine takes them from here: the interpreter calls through the pointers of [`lanes`](super::lanes()), or by name what is
//! hot. A 256-bit operation is one such function applied to each half, and a scalar operation leaves the
//! destination's other lanes alone. Lane arithmetic is modulo the lane's width by definition, so here `as`
//! narrows on purpose. What is the same for all lanes is written lane by lane, for LLVM to vectorise.

use crate::alu::float::{self, double, single};
use crate::alu::packed::{Packed, i8x16, i16x8, i32x4, u8x16, u16x8, u32x4, u64x2};
use echo_abi::isa::Op;

/// A vector operation: destination, source and immediate (0 where the instruction has none) to the new
/// destination.
pub type LaneFn = fn(Packed, Packed, u8) -> Packed;

/// The low lane by `f`, for scalar floats.
#[inline(always)]
fn scalar32(a: Packed, b: Packed, f: impl Fn(u32, u32) -> u32) -> Packed {
    a.with_low32(f(a.low32(), b.low32()))
}

/// The low lane by `f`, for scalar doubles.
#[inline(always)]
fn scalar64(a: Packed, b: Packed, f: impl Fn(u64, u64) -> u64) -> Packed {
    a.with_low64(f(a.low64(), b.low64()))
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
#[inline(always)]
pub(crate) fn compare_floats(a: Packed, b: Packed, predicate: u8) -> Packed {
    #[inline(always)]
    fn test(a: Packed, b: Packed, holds: impl Fn(f32, f32) -> bool) -> Packed {
        u32x4::zip(a, b, |x, y| mask32(holds(f32::from_bits(x), f32::from_bits(y))))
    }
    by_predicate!(predicate, test, a, b)
}

/// Doubles compared by any of the 32 predicates.
#[expect(
    clippy::neg_cmp_op_on_partial_ord,
    reason = "the predicates are defined as such negations: they hold where unordered"
)]
#[inline(always)]
pub(crate) fn compare_doubles(a: Packed, b: Packed, predicate: u8) -> Packed {
    #[inline(always)]
    fn test(a: Packed, b: Packed, holds: impl Fn(f64, f64) -> bool) -> Packed {
        u64x2::zip(a, b, |x, y| mask64(holds(f64::from_bits(x), f64::from_bits(y))))
    }
    by_predicate!(predicate, test, a, b)
}

/// Lanes shifted by the count in the low 64 bits of `b`; from `width` on, nothing is left of them. (A branch,
/// for LLVM to see that what is left is a processor's shift.)
#[inline(always)]
fn shifted(b: Packed, width: u64, shift: impl Fn(u64) -> Packed) -> Packed {
    let count = b.low64();
    if count < width { shift(count) } else { Packed::ZERO }
}

/// 128 of the 256 bits of `high` and `low`, from a byte on; above them there are zeroes. (In words, since
/// bytes that were just stored one way are not loaded another without waiting.)
#[inline(always)]
pub(crate) fn window(low: Packed, high: Packed, from: u64) -> Packed {
    let words = [low.low64(), low.high64(), high.low64(), high.high64(), 0, 0, 0];
    let (first, bits) = (from.min(32) as usize / 8, from % 8 * 8);
    let word = |i: usize| u128::from(words[first + i + 1]) << 64 | u128::from(words[first + i]);
    Packed::pair((word(0) >> bits) as u64, (word(1) >> bits) as u64)
}

/// One lane of `width` bits replaced; the number of the lane is taken modulo how many there are.
#[inline(always)]
pub(crate) fn insert(v: Packed, width: u32, lane: u8, value: u64) -> Packed {
    let at = u32::from(lane) * width;
    let mask = u64::MAX >> (64 - width);
    let replace = |word: u64| word & !(mask << (at % 64)) | (value & mask) << (at % 64);
    let (low, high) = (v.low64(), v.high64());
    if at & 64 == 0 { Packed::pair(replace(low), high) } else { Packed::pair(low, replace(high)) }
}

/// Defines each operation as a function of its name, and the map from [`Op`] to them.
macro_rules! operations {
    ($(#[$doc:meta])+ $map:ident: $($op:ident $name:ident($a:pat, $b:pat, $imm:pat) $body:expr;)+) => {
        $(
            #[doc = concat!("`", stringify!($name), "`.")]
            #[inline]
            #[must_use]
            pub fn $name($a: Packed, $b: Packed, $imm: u8) -> Packed {
                $body
            }
        )+

        $(#[$doc])+
        #[must_use]
        pub const fn $map(op: echo_abi::isa::Op) -> Option<$crate::alu::lanes::LaneFn> {
            Some(match op {
                $(echo_abi::isa::Op::$op => $name,)+
                _ => return None,
            })
        }
    };
}

pub(crate) use operations;

operations! {
    /// SSE and SSE2.
    sse2:

    // Moves
    Movss movss(a, b, _) a.with_low32(b.low32());
    MovsdVector movsd(a, b, _) a.with_low64(b.low64());
    Movhlps movhlps(a, b, _) a.with_low64(b.high64());
    Movlhps movlhps(a, b, _) u64x2::join([a.low64(), b.low64()]);

    // Floating point
    Addss addss(a, b, _) scalar32(a, b, single::add);
    Addsd addsd(a, b, _) scalar64(a, b, double::add);
    Addps addps(a, b, _) u32x4::zip(a, b, single::add);
    Addpd addpd(a, b, _) u64x2::zip(a, b, double::add);
    Subss subss(a, b, _) scalar32(a, b, single::sub);
    Subsd subsd(a, b, _) scalar64(a, b, double::sub);
    Subps subps(a, b, _) u32x4::zip(a, b, single::sub);
    Subpd subpd(a, b, _) u64x2::zip(a, b, double::sub);
    Mulss mulss(a, b, _) scalar32(a, b, single::mul);
    Mulsd mulsd(a, b, _) scalar64(a, b, double::mul);
    Mulps mulps(a, b, _) u32x4::zip(a, b, single::mul);
    Mulpd mulpd(a, b, _) u64x2::zip(a, b, double::mul);
    Divss divss(a, b, _) scalar32(a, b, single::div);
    Divsd divsd(a, b, _) scalar64(a, b, double::div);
    Divps divps(a, b, _) u32x4::zip(a, b, single::div);
    Divpd divpd(a, b, _) u64x2::zip(a, b, double::div);
    Minss minss(a, b, _) scalar32(a, b, single::min);
    Minsd minsd(a, b, _) scalar64(a, b, double::min);
    Minps minps(a, b, _) u32x4::zip(a, b, single::min);
    Minpd minpd(a, b, _) u64x2::zip(a, b, double::min);
    Maxss maxss(a, b, _) scalar32(a, b, single::max);
    Maxsd maxsd(a, b, _) scalar64(a, b, double::max);
    Maxps maxps(a, b, _) u32x4::zip(a, b, single::max);
    Maxpd maxpd(a, b, _) u64x2::zip(a, b, double::max);
    Sqrtss sqrtss(a, b, _) a.with_low32(single::sqrt(b.low32()));
    Sqrtsd sqrtsd(a, b, _) a.with_low64(double::sqrt(b.low64()));
    Sqrtps sqrtps(_, b, _) u32x4::map(b, single::sqrt);
    Sqrtpd sqrtpd(_, b, _) u64x2::map(b, double::sqrt);
    AndVector andps(a, b, _) a & b;
    AndnVector andnps(a, b, _) !a & b;
    OrVector orps(a, b, _) a | b;
    XorVector xorps(a, b, _) a ^ b;
    // Without VEX, only three bits of the predicate count.
    Cmpss cmpss(a, b, imm) a.with_low32(compare_floats(a, b, imm & 7).low32());
    CmpsdVector cmpsd(a, b, imm) a.with_low64(compare_doubles(a, b, imm & 7).low64());
    Cmpps cmpps(a, b, imm) compare_floats(a, b, imm & 7);
    Cmppd cmppd(a, b, imm) compare_doubles(a, b, imm & 7);
    Unpcklps unpcklps(a, b, _) punpckldq(a, b, 0);
    Unpckhps unpckhps(a, b, _) punpckhdq(a, b, 0);
    Unpcklpd unpcklpd(a, b, _) u64x2::join([a.low64(), b.low64()]);
    Unpckhpd unpckhpd(a, b, _) u64x2::join([a.high64(), b.high64()]);
    Shufps shufps(a, b, imm) {
        let (a, b) = (u32x4::of(a), u32x4::of(b));
        Packed::four(std::array::from_fn(|i| if i < 2 { a[selector(imm, i)] } else { b[selector(imm, i)] }))
    };
    Shufpd shufpd(a, b, imm) {
        u64x2::join([u64x2::of(a)[usize::from(imm & 1)], u64x2::of(b)[usize::from(imm >> 1 & 1)]])
    };

    // Conversions
    Cvtss2sd cvtss2sd(a, b, _) a.with_low64(float::widen(b.low32()));
    Cvtsd2ss cvtsd2ss(a, b, _) a.with_low32(float::narrow(b.low64()));
    Cvtdq2ps cvtdq2ps(_, b, _) u32x4::map(b, single::from_i32);
    Cvtdq2pd cvtdq2pd(_, b, _) {
        let b = u32x4::of(b);
        u64x2::join([double::from_i32(b[0]), double::from_i32(b[1])])
    };
    Cvtps2dq cvtps2dq(_, b, _) Packed::four(u32x4::of(b).map(single::to_i32));
    Cvttps2dq cvttps2dq(_, b, _) truncate_floats(b);
    Cvtpd2dq cvtpd2dq(_, b, _) Packed::four([double::to_i32(b.low64()), double::to_i32(b.high64()), 0, 0]);
    Cvttpd2dq cvttpd2dq(_, b, _) {
        Packed::four([double::truncate_to_i32(b.low64()), double::truncate_to_i32(b.high64()), 0, 0])
    };
    Cvtps2pd cvtps2pd(_, b, _) {
        let b = u32x4::of(b);
        u64x2::join([float::widen(b[0]), float::widen(b[1])])
    };
    Cvtpd2ps cvtpd2ps(_, b, _) Packed::four([float::narrow(b.low64()), float::narrow(b.high64()), 0, 0]);

    // Integers
    Paddb paddb(a, b, _) u8x16::zip(a, b, u8::wrapping_add);
    Paddw paddw(a, b, _) u16x8::zip(a, b, u16::wrapping_add);
    Paddd paddd(a, b, _) u32x4::zip(a, b, u32::wrapping_add);
    Paddq paddq(a, b, _) u64x2::zip(a, b, u64::wrapping_add);
    Paddsb paddsb(a, b, _) i8x16::zip(a, b, i8::saturating_add);
    Paddsw paddsw(a, b, _) i16x8::zip(a, b, i16::saturating_add);
    Paddusb paddusb(a, b, _) u8x16::zip(a, b, u8::saturating_add);
    Paddusw paddusw(a, b, _) u16x8::zip(a, b, u16::saturating_add);
    Psubb psubb(a, b, _) u8x16::zip(a, b, u8::wrapping_sub);
    Psubw psubw(a, b, _) u16x8::zip(a, b, u16::wrapping_sub);
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
        // -32768 * -32768 twice wraps, as on the processor.
        i32x4::zip(a, b, |x, y| ((x << 16 >> 16) * (y << 16 >> 16)).wrapping_add((x >> 16) * (y >> 16)))
    };
    Pavgb pavgb(a, b, _) u8x16::zip(a, b, |x, y| ((u16::from(x) + u16::from(y) + 1) >> 1) as u8);
    Pavgw pavgw(a, b, _) u16x8::zip(a, b, |x, y| ((u32::from(x) + u32::from(y) + 1) >> 1) as u16);
    Pminub pminub(a, b, _) u8x16::zip(a, b, u8::min);
    Pminsw pminsw(a, b, _) i16x8::zip(a, b, i16::min);
    Pmaxub pmaxub(a, b, _) u8x16::zip(a, b, u8::max);
    Pmaxsw pmaxsw(a, b, _) i16x8::zip(a, b, i16::max);
    Psadbw psadbw(a, b, _) {
        let differences = u8x16::zip(a, b, u8::abs_diff);
        let twos = u16x8::map(differences, |x| (x & 0xff) + (x >> 8));
        let fours = u32x4::map(twos, |x| (x & 0xffff) + (x >> 16));
        u64x2::map(fours, |x| (x & 0xffff_ffff) + (x >> 32))
    };
    Pcmpeqb pcmpeqb(a, b, _) u8x16::zip(a, b, |x, y| if x == y { u8::MAX } else { 0 });
    Pcmpeqw pcmpeqw(a, b, _) u16x8::zip(a, b, |x, y| if x == y { u16::MAX } else { 0 });
    Pcmpeqd pcmpeqd(a, b, _) u32x4::zip(a, b, |x, y| mask32(x == y));
    Pcmpgtb pcmpgtb(a, b, _) i8x16::zip(a, b, |x, y| if x > y { -1 } else { 0 });
    Pcmpgtw pcmpgtw(a, b, _) i16x8::zip(a, b, |x, y| if x > y { -1 } else { 0 });
    Pcmpgtd pcmpgtd(a, b, _) i32x4::zip(a, b, |x, y| if x > y { -1 } else { 0 });

    // Shifts
    Psllw psllw(a, b, _) shifted(b, 16, |count| u16x8::map(a, |x| x << count));
    Pslld pslld(a, b, _) shifted(b, 32, |count| u32x4::map(a, |x| x << count));
    Psllq psllq(a, b, _) shifted(b, 64, |count| u64x2::map(a, |x| x << count));
    Psrlw psrlw(a, b, _) shifted(b, 16, |count| u16x8::map(a, |x| x >> count));
    Psrld psrld(a, b, _) shifted(b, 32, |count| u32x4::map(a, |x| x >> count));
    Psrlq psrlq(a, b, _) shifted(b, 64, |count| u64x2::map(a, |x| x >> count));
    Psraw psraw(a, b, _) {
        let count = b.low64().min(15);
        i16x8::map(a, |x| x >> count)
    };
    Psrad psrad(a, b, _) {
        let count = b.low64().min(31);
        i32x4::map(a, |x| x >> count)
    };
    Pslldq pslldq(a, b, _) window(Packed::ZERO, a, 16 - b.low64().min(16));
    Psrldq psrldq(a, b, _) window(a, Packed::ZERO, b.low64().min(16));

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
    Punpcklqdq punpcklqdq(a, b, _) u64x2::join([a.low64(), b.low64()]);
    Punpckhbw punpckhbw(a, b, _) u8x16::join(interleave(u8x16::of(a), u8x16::of(b), 8));
    Punpckhwd punpckhwd(a, b, _) u16x8::join(interleave(u16x8::of(a), u16x8::of(b), 4));
    Punpckhdq punpckhdq(a, b, _) u32x4::join(interleave(u32x4::of(a), u32x4::of(b), 2));
    Punpckhqdq punpckhqdq(a, b, _) u64x2::join([a.high64(), b.high64()]);
    Pshufd pshufd(_, b, imm) {
        let b = u32x4::of(b);
        Packed::four(std::array::from_fn(|i| b[selector(imm, i)]))
    };
    Pshuflw pshuflw(_, b, imm) Packed::pair(shuffle_words(b.low64(), imm), b.high64());
    Pshufhw pshufhw(_, b, imm) Packed::pair(b.low64(), shuffle_words(b.high64(), imm));
    Pinsrw pinsrw(a, b, imm) insert(a, 16, imm, b.low64());
}

/// An operation by the host's arithmetic alone, of destination and source: `None` if a NaN results, for only
/// [`lanes`] know which.
pub type Likely = fn(Packed, Packed) -> Option<Packed>;

/// Defines for each operation what it most likely gives.
macro_rules! likely {
    ($($op:ident $name:ident($a:pat, $b:pat) $body:expr;)+) => {
        mod likely {
            use super::*;

            $(#[inline(always)]
            pub fn $name($a: Packed, $b: Packed) -> Option<Packed> {
                $body
            })+
        }

        /// The quick half of an operation that has one: arithmetic of floats.
        #[must_use]
        pub const fn likely(op: Op) -> Option<Likely> {
            Some(match op {
                $(Op::$op => likely::$name,)+
                _ => return None,
            })
        }
    };
}

likely! {
    Addss addss(a, b) low32(a, f32::from_bits(a.low32()) + f32::from_bits(b.low32()));
    Addsd addsd(a, b) low64(a, f64::from_bits(a.low64()) + f64::from_bits(b.low64()));
    Addps addps(a, b) floats(a, b, |x, y| x + y);
    Addpd addpd(a, b) doubles(a, b, |x, y| x + y);
    Subss subss(a, b) low32(a, f32::from_bits(a.low32()) - f32::from_bits(b.low32()));
    Subsd subsd(a, b) low64(a, f64::from_bits(a.low64()) - f64::from_bits(b.low64()));
    Subps subps(a, b) floats(a, b, |x, y| x - y);
    Subpd subpd(a, b) doubles(a, b, |x, y| x - y);
    Mulss mulss(a, b) low32(a, f32::from_bits(a.low32()) * f32::from_bits(b.low32()));
    Mulsd mulsd(a, b) low64(a, f64::from_bits(a.low64()) * f64::from_bits(b.low64()));
    Mulps mulps(a, b) floats(a, b, |x, y| x * y);
    Mulpd mulpd(a, b) doubles(a, b, |x, y| x * y);
    Divss divss(a, b) low32(a, f32::from_bits(a.low32()) / f32::from_bits(b.low32()));
    Divsd divsd(a, b) low64(a, f64::from_bits(a.low64()) / f64::from_bits(b.low64()));
    Divps divps(a, b) floats(a, b, |x, y| x / y);
    Divpd divpd(a, b) doubles(a, b, |x, y| x / y);
    Sqrtss sqrtss(a, b) low32(a, f32::from_bits(b.low32()).sqrt());
    Sqrtsd sqrtsd(a, b) low64(a, f64::from_bits(b.low64()).sqrt());
    Sqrtps sqrtps(_, b) floats(b, b, |x, _| x.sqrt());
    Sqrtpd sqrtpd(_, b) doubles(b, b, |x, _| x.sqrt());
    Haddps haddps(a, b) floats(evens(a, b), odds(a, b), |x, y| x + y);
    Haddpd haddpd(a, b) doubles(movlhps(a, b, 0), unpckhpd(a, b, 0), |x, y| x + y);
    Hsubps hsubps(a, b) floats(evens(a, b), odds(a, b), |x, y| x - y);
    Hsubpd hsubpd(a, b) doubles(movlhps(a, b, 0), unpckhpd(a, b, 0), |x, y| x - y);
    Cvtss2sd cvtss2sd(a, b) low64(a, f64::from(f32::from_bits(b.low32())));
    Cvtsd2ss cvtsd2ss(a, b) low32(a, f64::from_bits(b.low64()) as f32);
    Cvtps2pd cvtps2pd(_, b) {
        let b = u32x4::of(b);
        let wide = |i: usize| f64::from(f32::from_bits(b[i])).to_bits();
        numbers64(u64x2::join([wide(0), wide(1)]))
    };
}

/// `a` with a float, a number, in its low lane.
#[inline(always)]
fn low32(a: Packed, low: f32) -> Option<Packed> {
    if low.is_nan() { None } else { Some(a.with_low32(low.to_bits())) }
}

/// `a` with a double, a number, in its low lane.
#[inline(always)]
fn low64(a: Packed, low: f64) -> Option<Packed> {
    if low.is_nan() { None } else { Some(a.with_low64(low.to_bits())) }
}

/// Applies `f` to pairs of floats.
#[inline(always)]
fn floats(a: Packed, b: Packed, f: impl Fn(f32, f32) -> f32) -> Option<Packed> {
    let result = u32x4::zip(a, b, |x, y| f(f32::from_bits(x), f32::from_bits(y)).to_bits());
    let nans = u32x4::map(result, |x| mask32(f32::from_bits(x).is_nan()));
    if nans.signs32() == 0 { Some(result) } else { None }
}

/// Applies `f` to pairs of doubles.
#[inline(always)]
fn doubles(a: Packed, b: Packed, f: impl Fn(f64, f64) -> f64) -> Option<Packed> {
    numbers64(u64x2::zip(a, b, |x, y| f(f64::from_bits(x), f64::from_bits(y)).to_bits()))
}

/// Doubles, if all are numbers.
#[inline(always)]
fn numbers64(v: Packed) -> Option<Packed> {
    let nans = u64x2::map(v, |x| mask64(f64::from_bits(x).is_nan()));
    if nans.signs64() == 0 { Some(v) } else { None }
}

/// The even floats of `a`, and then of `b`.
#[inline(always)]
fn evens(a: Packed, b: Packed) -> Packed {
    let (a, b) = (u32x4::of(a), u32x4::of(b));
    u32x4::join([a[0], a[2], b[0], b[2]])
}

/// The odd floats of `a`, and then of `b`.
#[inline(always)]
fn odds(a: Packed, b: Packed) -> Packed {
    let (a, b) = (u32x4::of(a), u32x4::of(b));
    u32x4::join([a[1], a[3], b[1], b[3]])
}

/// Floats to integers, towards zero. In range, every host's conversion is the processor's.
#[inline(always)]
fn truncate_floats(v: Packed) -> Packed {
    let fits = u32x4::map(v, |x| mask32(f32::from_bits(x).abs() < 2_147_483_648.0));
    let floats = wide::f32x4::new(u32x4::of(v).map(f32::from_bits));
    let integers = i32x4::join(floats.fast_trunc_int().to_array());
    integers & fits | u32x4::map(fits, |fits| !fits & 0x8000_0000)
}

/// Of four words, those that the immediate names.
#[inline(always)]
fn shuffle_words(words: u64, imm: u8) -> u64 {
    (0..4).fold(0, |result, i| result | (words >> (16 * selector(imm, i)) & 0xffff) << (16 * i))
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
