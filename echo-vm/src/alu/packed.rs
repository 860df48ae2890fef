//! 128 bits as lanes: what the functions of [`lanes`](super::lanes) and its kin compute with, and the half of
//! a vector register.
//!
//! A [`Packed`] is made and stored as one value, never as two integers, so that LLVM computes with it in
//! vector registers, and a load that follows a store of it need not wait for the parts of the store to come
//! together. Hence two ways of making one of lanes: `join` for lanes that are computed alike,
//! which LLVM vectorises, and `four` and its like for lanes that come from here and there, of
//! which it would store each on its own. What LLVM must not take apart is said with the operations of `wide`;
//! only such are used as do the same on every host.

use std::fmt;
use std::ops::{BitAnd, BitOr, BitXor, Not};

/// 128 bits; the lowest is bit 0 of lane 0.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
#[repr(C, align(16))]
pub struct Packed([u8; 16]);

impl Packed {
    /// No bit set.
    pub const ZERO: Self = Self([0; 16]);

    /// Of bytes, the lowest first.
    #[inline(always)]
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes, the lowest first.
    #[inline(always)]
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// Of the bits of a number.
    #[inline(always)]
    #[must_use]
    pub fn from_bits(bits: u128) -> Self {
        Self::pair(bits as u64, (bits >> 64) as u64)
    }

    /// The bits as a number.
    #[inline(always)]
    #[must_use]
    pub const fn bits(self) -> u128 {
        u128::from_le_bytes(self.0)
    }

    /// Of the low 32 bits; the others are 0.
    #[inline(always)]
    #[must_use]
    pub fn from_low32(low: u32) -> Self {
        Self::ZERO.with_low32(low)
    }

    /// Of the low 64 bits; the others are 0.
    #[inline(always)]
    #[must_use]
    pub fn from_low64(low: u64) -> Self {
        Self::pair(low, 0)
    }

    /// Of the low 64 bits and the high ones.
    #[inline(always)]
    #[must_use]
    pub fn pair(low: u64, high: u64) -> Self {
        Self::of_words(wide::u64x2::splat(high.to_le())).with_low64(low)
    }

    /// Of 32-bit lanes that come from here and there.
    #[inline(always)]
    pub(crate) fn four(lanes: [u32; 4]) -> Self {
        Self::from_bits(u32x4::join(lanes).bits())
    }

    /// Of 16-bit lanes that come from here and there.
    #[inline(always)]
    pub(crate) fn eight(lanes: [u16; 8]) -> Self {
        Self::from_bits(u16x8::join(lanes).bits())
    }

    /// Of bytes that come from here and there.
    #[inline(always)]
    pub(crate) fn sixteen(bytes: [u8; 16]) -> Self {
        Self::from_bits(u128::from_le_bytes(bytes))
    }

    /// The low 32 bits.
    #[inline(always)]
    #[must_use]
    pub fn low32(self) -> u32 {
        u32x4::of(self)[0]
    }

    /// The low 64 bits.
    #[inline(always)]
    #[must_use]
    pub fn low64(self) -> u64 {
        u64x2::of(self)[0]
    }

    /// The high 64 bits.
    #[inline(always)]
    #[must_use]
    pub fn high64(self) -> u64 {
        u64x2::of(self)[1]
    }

    /// With other low 32 bits.
    #[inline(always)]
    #[must_use]
    pub fn with_low32(self, low: u32) -> Self {
        let mask = wide::u32x4::new([u32::MAX, 0, 0, 0]);
        let (old, new) = (bytemuck::cast::<_, wide::u32x4>(self.0), wide::u32x4::splat(low.to_le()));
        Self(bytemuck::cast(new & mask | old & !mask))
    }

    /// With other low 64 bits.
    #[inline(always)]
    #[must_use]
    pub fn with_low64(self, low: u64) -> Self {
        let mask = wide::u64x2::new([u64::MAX, 0]);
        Self::of_words(wide::u64x2::splat(low.to_le()) & mask | self.words() & !mask)
    }

    /// The bytes from one on, at most 16, with zeroes above. (For a number that is known to the compiler.)
    #[inline(always)]
    pub(crate) fn bytes_from(self, from: usize) -> Self {
        let mut bytes = [0; 16];
        bytes[..16 - from].copy_from_slice(&self.0[from..]);
        Self(bytes)
    }

    /// The highest bits of all bytes, the lowest first.
    #[inline(always)]
    pub(crate) fn signs8(self) -> u16 {
        wide::i8x16::new(i8x16::of(self)).to_bitmask() as u16
    }

    /// The highest bits of all 32-bit lanes, the lowest first.
    #[inline(always)]
    pub(crate) fn signs32(self) -> u8 {
        wide::i32x4::new(i32x4::of(self)).to_bitmask() as u8
    }

    /// The highest bits of both 64-bit lanes, the lower first.
    #[inline(always)]
    pub(crate) fn signs64(self) -> u8 {
        wide::i64x2::new(i64x2::of(self)).to_bitmask() as u8
    }

    /// As `wide` has them: in the host's byte order.
    #[inline(always)]
    fn words(self) -> wide::u64x2 {
        bytemuck::cast(self.0)
    }

    #[inline(always)]
    fn of_words(words: wide::u64x2) -> Self {
        Self(bytemuck::cast(words))
    }
}

impl BitAnd for Packed {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self::of_words(self.words() & other.words())
    }
}

impl BitOr for Packed {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self::of_words(self.words() | other.words())
    }
}

impl BitXor for Packed {
    type Output = Self;

    #[inline(always)]
    fn bitxor(self, other: Self) -> Self {
        Self::of_words(self.words() ^ other.words())
    }
}

impl Not for Packed {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        Self::of_words(!self.words())
    }
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.bits())
    }
}

impl fmt::LowerHex for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bits().fmt(f)
    }
}

macro_rules! shape {
    ($($(#[$doc:meta])+ $name:ident: [$lane:ident; $count:literal];)+) => {$(
        $(#[$doc])+
        pub(crate) mod $name {
            use super::Packed;

            /// The lanes, lowest first.
            pub type Array = [$lane; $count];

            const SIZE: usize = size_of::<$lane>();

            /// The lanes of 128 bits.
            #[inline(always)]
            pub fn of(v: Packed) -> Array {
                std::array::from_fn(|i| $lane::from_le_bytes(std::array::from_fn(|j| v.0[i * SIZE + j])))
            }

            /// Joins lanes that are computed alike. (Two are stored apart even so, unless made a pair.)
            #[inline(always)]
            pub fn join(lanes: Array) -> Packed {
                let mut bytes = [0; 16];
                for i in 0..$count {
                    bytes[i * SIZE..][..SIZE].copy_from_slice(&lanes[i].to_le_bytes());
                }
                if $count == 2 { Packed::sixteen(bytes) } else { Packed(bytes) }
            }

            /// Applies `f` lane by lane.
            #[inline(always)]
            #[allow(dead_code, reason = "not every shape has operations of one operand")]
            pub fn map(v: Packed, f: impl Fn($lane) -> $lane) -> Packed {
                join(of(v).map(f))
            }

            /// Applies `f` to pairs of lanes.
            #[inline(always)]
            #[allow(dead_code, reason = "not every shape has operations of two operands")]
            pub fn zip(a: Packed, b: Packed, f: impl Fn($lane, $lane) -> $lane) -> Packed {
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

#[cfg(test)]
mod tests {
    use super::*;

    const BITS: u128 = 0x1f1e_1d1c_1b1a_1918_0706_0504_0302_0100;

    #[test]
    fn bits_and_bytes_are_in_one_order() {
        let v = Packed::from_bits(BITS);
        assert_eq!((v.bits(), v.to_bytes()), (BITS, BITS.to_le_bytes()));
        assert_eq!((v.low32(), v.low64(), v.high64()), (BITS as u32, BITS as u64, (BITS >> 64) as u64));
        assert_eq!(v.with_low32(0xffff_ffff).bits(), BITS | 0xffff_ffff);
        assert_eq!(v.with_low64(1).bits(), BITS >> 64 << 64 | 1);
        assert_eq!((Packed::from_low32(7).bits(), Packed::from_low64(7).bits()), (7, 7));
        assert_eq!(Packed::pair(2, 1).bits(), 1 << 64 | 2);
        assert_eq!((Packed::four(u32x4::of(v)), Packed::eight(u16x8::of(v))), (v, v));
        assert_eq!(Packed::sixteen(u8x16::of(v)), v);
        assert_eq!(v.bytes_from(3).bits(), BITS >> 24);
        assert_eq!(format!("{v:?} {v:x}"), format!("{BITS:#x} {BITS:x}"));
    }

    #[test]
    fn operators_are_those_of_the_bits() {
        let (a, b) = (Packed::from_bits(BITS), Packed::from_bits(!BITS << 3));
        assert_eq!((a & b).bits(), BITS & (!BITS << 3));
        assert_eq!((a | b).bits(), BITS | (!BITS << 3));
        assert_eq!((a ^ b).bits(), BITS ^ (!BITS << 3));
        assert_eq!((!a).bits(), !BITS);
    }

    #[test]
    fn signs_are_the_highest_bits() {
        let v = Packed::from_bits(1 << 127 | 1 << 95 | 1 << 63 | 1 << 7);
        assert_eq!((v.signs8(), v.signs32(), v.signs64()), (0b1000_1000_1000_0001, 0b1110, 0b11));
    }

    #[test]
    fn lanes_come_apart_and_together() {
        macro_rules! all {
            ($($shape:ident)+) => {
                $(for bits in [BITS, !BITS, 1, 1 << 127] {
                    let lanes = $shape::of(Packed::from_bits(bits));
                    assert_eq!(u128::from(lanes[0] as u8), bits & 0xff);
                    assert_eq!($shape::join(lanes).bits(), bits);
                })+
            };
        }
        all!(u8x16 i8x16 u16x8 i16x8 u32x4 i32x4 u64x2 i64x2);
    }
}
