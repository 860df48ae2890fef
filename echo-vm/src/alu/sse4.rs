//! The lane-wise operations of SSE3, SSSE3, SSE4.1 and SSE4.2, as [`lanes`](super::lanes) has those of SSE2;
//! called through it. Operations that need a third operand are [`blend`], those that write flags are
//! functions of their own.

use crate::alu::float::{Rounding, double, single};
use crate::alu::lanes::{addpd, addps, insert, mask64, operations, selector, subpd, subps, window};
use crate::alu::packed::{Packed, i8x16, i16x8, i32x4, i64x2, u8x16, u16x8, u32x4, u64x2};
use echo_abi::isa::FlagSet;

operations! {
    /// SSE3 to SSE4.2.
    sse4:

    // SSE3
    Addsubps addsubps(a, b, _) {
        let even = Packed::pair(0xffff_ffff, 0xffff_ffff);
        subps(a, b, 0) & even | addps(a, b, 0) & !even
    };
    Addsubpd addsubpd(a, b, _) addpd(a, b, 0).with_low64(subpd(a, b, 0).low64());
    Haddps haddps(a, b, _) u32x4::join(neighbours(u32x4::of(a), u32x4::of(b), single::add));
    Haddpd haddpd(a, b, _) u64x2::join(neighbours(u64x2::of(a), u64x2::of(b), double::add));
    Hsubps hsubps(a, b, _) u32x4::join(neighbours(u32x4::of(a), u32x4::of(b), single::sub));
    Hsubpd hsubpd(a, b, _) u64x2::join(neighbours(u64x2::of(a), u64x2::of(b), double::sub));
    Movddup movddup(_, b, _) u64x2::join([b.low64(); 2]);
    Movsldup movsldup(_, b, _) {
        let b = u32x4::of(b);
        Packed::four([b[0], b[0], b[2], b[2]])
    };
    Movshdup movshdup(_, b, _) {
        let b = u32x4::of(b);
        Packed::four([b[1], b[1], b[3], b[3]])
    };

    // SSSE3
    Pshufb pshufb(a, b, _) {
        let a = u8x16::of(a);
        let found = Packed::sixteen(u8x16::of(b).map(|index| a[usize::from(index & 15)]));
        found & !i8x16::map(b, |index| index >> 7)
    };
    Phaddw phaddw(a, b, _) i16x8::join(neighbours(i16x8::of(a), i16x8::of(b), i16::wrapping_add));
    Phaddd phaddd(a, b, _) i32x4::join(neighbours(i32x4::of(a), i32x4::of(b), i32::wrapping_add));
    Phaddsw phaddsw(a, b, _) i16x8::join(neighbours(i16x8::of(a), i16x8::of(b), i16::saturating_add));
    Phsubw phsubw(a, b, _) i16x8::join(neighbours(i16x8::of(a), i16x8::of(b), i16::wrapping_sub));
    Phsubd phsubd(a, b, _) i32x4::join(neighbours(i32x4::of(a), i32x4::of(b), i32::wrapping_sub));
    Phsubsw phsubsw(a, b, _) i16x8::join(neighbours(i16x8::of(a), i16x8::of(b), i16::saturating_sub));
    Pmaddubsw pmaddubsw(a, b, _) {
        let (a, b) = (u8x16::of(a), i8x16::of(b));
        let product = |i: usize| i16::from(a[i]) * i16::from(b[i]);
        i16x8::join(std::array::from_fn(|i| product(2 * i).saturating_add(product(2 * i + 1))))
    };
    Pmulhrsw pmulhrsw(a, b, _) {
        i16x8::zip(a, b, |x, y| ((((i32::from(x) * i32::from(y)) >> 14) + 1) >> 1) as i16)
    };
    Psignb psignb(a, b, _) i8x16::zip(a, b, |x, y| if y < 0 { x.wrapping_neg() } else if y == 0 { 0 } else { x });
    Psignw psignw(a, b, _) i16x8::zip(a, b, |x, y| if y < 0 { x.wrapping_neg() } else if y == 0 { 0 } else { x });
    Psignd psignd(a, b, _) i32x4::zip(a, b, |x, y| if y < 0 { x.wrapping_neg() } else if y == 0 { 0 } else { x });
    Pabsb pabsb(_, b, _) i8x16::map(b, i8::wrapping_abs);
    Pabsw pabsw(_, b, _) i16x8::map(b, i16::wrapping_abs);
    Pabsd pabsd(_, b, _) i32x4::map(b, i32::wrapping_abs);
    Palignr palignr(a, b, imm) window(b, a, u64::from(imm));

    // SSE4.1
    Blendps blendps(a, b, imm) {
        let chosen = u32x4::join(std::array::from_fn(|i| if imm >> i & 1 != 0 { u32::MAX } else { 0 }));
        a & !chosen | b & chosen
    };
    Blendpd blendpd(a, b, imm) {
        let chosen = u64x2::join([mask64(imm & 1 != 0), mask64(imm & 2 != 0)]);
        a & !chosen | b & chosen
    };
    Pblendw pblendw(a, b, imm) {
        let chosen = u16x8::join(std::array::from_fn(|i| if imm >> i & 1 != 0 { u16::MAX } else { 0 }));
        a & !chosen | b & chosen
    };
    Pinsrb pinsrb(a, b, imm) insert(a, 8, imm, b.low64());
    Pinsrd pinsrd(a, b, imm) insert(a, 32, imm, b.low64());
    Pinsrq pinsrq(a, b, imm) insert(a, 64, imm, b.low64());
    Mpsadbw mpsadbw(a, b, imm) {
        let (a, b) = (u8x16::of(a), u8x16::of(b));
        let (a_from, b_from) = (usize::from(imm >> 2 & 1) * 4, selector(imm, 0) * 4);
        Packed::eight(std::array::from_fn(|i| {
            (0..4).map(|k| u16::from(a[a_from + i + k].abs_diff(b[b_from + k]))).sum()
        }))
    };
    Packusdw packusdw(a, b, _) {
        let (a, b) = (i32x4::of(a), i32x4::of(b));
        u16x8::join(std::array::from_fn(|i| if i < 4 { a[i] } else { b[i - 4] }.clamp(0, 0xffff) as u16))
    };
    Pcmpeqq pcmpeqq(a, b, _) u64x2::zip(a, b, |x, y| mask64(x == y));
    Phminposuw phminposuw(_, b, _) {
        let least = u16x8::of(b).into_iter().zip(0_u16..).min().unwrap_or_default();
        Packed::from_low32(u32::from(least.0) | u32::from(least.1) << 16)
    };
    Pmaxsb pmaxsb(a, b, _) i8x16::zip(a, b, i8::max);
    Pmaxsd pmaxsd(a, b, _) i32x4::zip(a, b, i32::max);
    Pmaxuw pmaxuw(a, b, _) u16x8::zip(a, b, u16::max);
    Pmaxud pmaxud(a, b, _) u32x4::zip(a, b, u32::max);
    Pminsb pminsb(a, b, _) i8x16::zip(a, b, i8::min);
    Pminsd pminsd(a, b, _) i32x4::zip(a, b, i32::min);
    Pminuw pminuw(a, b, _) u16x8::zip(a, b, u16::min);
    Pminud pminud(a, b, _) u32x4::zip(a, b, u32::min);
    Pmovsxbw pmovsxbw(_, b, _) i16x8::join(widen(i8x16::of(b)));
    Pmovsxbd pmovsxbd(_, b, _) i32x4::join(widen(i8x16::of(b)));
    Pmovsxbq pmovsxbq(_, b, _) i64x2::join(widen(i8x16::of(b)));
    Pmovsxwd pmovsxwd(_, b, _) i32x4::join(widen(i16x8::of(b)));
    Pmovsxwq pmovsxwq(_, b, _) i64x2::join(widen(i16x8::of(b)));
    Pmovsxdq pmovsxdq(_, b, _) i64x2::join(widen(i32x4::of(b)));
    Pmovzxbw pmovzxbw(_, b, _) u16x8::join(widen(u8x16::of(b)));
    Pmovzxbd pmovzxbd(_, b, _) u32x4::join(widen(u8x16::of(b)));
    Pmovzxbq pmovzxbq(_, b, _) u64x2::join(widen(u8x16::of(b)));
    Pmovzxwd pmovzxwd(_, b, _) u32x4::join(widen(u16x8::of(b)));
    Pmovzxwq pmovzxwq(_, b, _) u64x2::join(widen(u16x8::of(b)));
    Pmovzxdq pmovzxdq(_, b, _) u64x2::join(widen(u32x4::of(b)));
    Pmuldq pmuldq(a, b, _) i64x2::zip(a, b, |x, y| i64::from(x as i32) * i64::from(y as i32));
    Pmulld pmulld(a, b, _) u32x4::zip(a, b, u32::wrapping_mul);
    Roundss roundss(a, b, imm) a.with_low32(single::round(b.low32(), Rounding::of_immediate(imm)));
    Roundsd roundsd(a, b, imm) a.with_low64(double::round(b.low64(), Rounding::of_immediate(imm)));
    Roundps roundps(_, b, imm) {
        Packed::four(u32x4::of(b).map(|x| single::round(x, Rounding::of_immediate(imm))))
    };
    Roundpd roundpd(_, b, imm) u64x2::map(b, |x| double::round(x, Rounding::of_immediate(imm)));

    // SSE4.2
    Pcmpgtq pcmpgtq(a, b, _) i64x2::zip(a, b, |x, y| if x > y { -1 } else { 0 });
    // The lane that bits 6 and 7 of the immediate name (from memory: the first) to the one that bits 4 and 5
    // name, then zero to those that its low bits name.
    Insertps insertps(a, b, imm) {
        let value = u32x4::of(b)[usize::from(imm >> 6)];
        let lanes = u32x4::of(insert(a, 32, imm >> 4, u64::from(value)));
        Packed::four(std::array::from_fn(|i| if imm >> i & 1 != 0 { 0 } else { lanes[i] }))
    };
}

/// `f` of neighbouring lanes, `a`'s and then `b`'s.
#[inline(always)]
fn neighbours<T: Copy, const N: usize>(a: [T; N], b: [T; N], f: impl Fn(T, T) -> T) -> [T; N] {
    std::array::from_fn(|i| {
        let (from, i) = if i < N / 2 { (&a, i) } else { (&b, i - N / 2) };
        f(from[2 * i], from[2 * i + 1])
    })
}

/// The low lanes, wider.
#[inline(always)]
fn widen<T: Copy, U: From<T>, const N: usize, const M: usize>(lanes: [T; N]) -> [U; M] {
    std::array::from_fn(|i| U::from(lanes[i]))
}

/// Width of the lanes a blend chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlendLane {
    /// 8 bits: `pblendvb`.
    Byte,
    /// 32 bits: `blendvps`.
    Single,
    /// 64 bits: `blendvpd`.
    Double,
}

/// Lanes of `b` where the lane of `mask` is negative, else of `a`.
#[inline(always)]
#[must_use]
pub fn blend(lane: BlendLane, a: Packed, b: Packed, mask: Packed) -> Packed {
    let chosen = match lane {
        BlendLane::Byte => i8x16::map(mask, |x| x >> 7),
        BlendLane::Single => i32x4::map(mask, |x| x >> 31),
        BlendLane::Double => i64x2::map(mask, |x| x >> 63),
    };
    a & !chosen | b & chosen
}

/// What `pcmpestri` and its kin find: [`compare_strings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StringMatch {
    /// A bit for each element of the second string (Intel's IntRes2).
    pub bits: u16,
    /// How many elements a vector has, 16 or 8.
    pub elements: u32,
    /// The status flags.
    pub flags: FlagSet,
}

impl StringMatch {
    /// The index of `pcmp?stri`: of the lowest bit, or, if bit 6 of the immediate is set, of the highest; of
    /// none, the number of elements.
    #[must_use]
    pub fn index(&self, imm: u8) -> u32 {
        if self.bits == 0 {
            self.elements
        } else if imm & 0x40 == 0 {
            self.bits.trailing_zeros()
        } else {
            self.bits.ilog2()
        }
    }

    /// The mask of `pcmp?strm`: the bits, or, if bit 6 of the immediate is set, all bits of the elements.
    #[must_use]
    pub fn mask(&self, imm: u8) -> Packed {
        if imm & 0x40 == 0 {
            Packed::from_low32(u32::from(self.bits))
        } else if self.elements == 16 {
            u8x16::join(std::array::from_fn(|i| if self.bits >> i & 1 != 0 { u8::MAX } else { 0 }))
        } else {
            u16x8::join(std::array::from_fn(|i| if self.bits >> i & 1 != 0 { u16::MAX } else { 0 }))
        }
    }
}

/// The elements of a string, and how many of them there are before its end.
struct ComparedString {
    elements: [i32; 16],
    len: usize,
}

/// `pcmpestri` and its kin: compares two strings by the immediate (Intel SDM volume 2, 4.1). Lengths are the
/// registers' values, whose sign does not matter; `None`: a zero ends the string.
#[must_use]
pub fn compare_strings(a: Packed, b: Packed, lengths: Option<(i64, i64)>, imm: u8) -> StringMatch {
    let count = if imm & 1 == 0 { 16 } else { 8 };
    let text = |value: Packed, length: Option<i64>| {
        let elements = std::array::from_fn(|i| match imm & 3 {
            0 => i32::from(u8x16::of(value)[i]),
            1 => i32::from(u16x8::of(value)[i % 8]),
            2 => i32::from(i8x16::of(value)[i]),
            _ => i32::from(i16x8::of(value)[i % 8]),
        });
        let len = match length {
            Some(length) => length.unsigned_abs().min(count as u64) as usize,
            None => elements[..count].iter().position(|element| *element == 0).unwrap_or(count),
        };
        ComparedString { elements, len }
    };
    let (a, b) = (text(a, lengths.map(|l| l.0)), text(b, lengths.map(|l| l.1)));
    let found = |k: usize| {
        let element = b.elements[k];
        match imm >> 2 & 3 {
            // The element is any of a's.
            0 => k < b.len && a.elements[..a.len].contains(&element),
            // The element lies in one of the ranges that pairs of a's elements are.
            1 => {
                let mut ranges = a.elements[..a.len].chunks_exact(2);
                k < b.len && ranges.any(|range| (range[0]..=range[1]).contains(&element))
            }
            // The element equals a's at the same place, or both strings have ended.
            2 => (k < a.len) == (k < b.len) && (k >= a.len || a.elements[k] == element),
            // Here a begins; what lies beyond the vector counts as equal.
            _ => (0..a.len.min(count - k)).all(|i| k + i < b.len && a.elements[i] == b.elements[k + i]),
        }
    };
    let raw = (0..count).fold(0, |bits, k| bits | u16::from(found(k)) << k);
    let all = u16::MAX >> (16 - count);
    let valid = all.checked_shr((count - b.len) as u32).unwrap_or(0);
    let bits = match imm >> 4 & 3 {
        1 => raw ^ all,
        3 => raw ^ valid,
        _ => raw,
    };
    let flag = |condition: bool, flag: FlagSet| if condition { flag } else { FlagSet::NONE };
    let flags = flag(bits != 0, FlagSet::CF)
        .union(flag(b.len < count, FlagSet::ZF))
        .union(flag(a.len < count, FlagSet::SF))
        .union(flag(bits & 1 != 0, FlagSet::OF));
    StringMatch { bits, elements: count as u32, flags }
}
