//! Numbers of 256 bits: [`U256`] and [`I256`]. As with other numbers, operators panic where a result does not fit and where a
//! divisor is zero, so that the call ends; `wrapping_` and `checked_` methods do not.
//!
//! Sums, differences and products are computed here, for they cost less than a call of the machine; quotients, remainders
//! and powers by the machine.

use crate::host;
use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;
use core::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Rem, Sub, SubAssign};

/// An unsigned number of 256 bits.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct U256([u64; 4]);

/// A signed number of 256 bits, in two's complement.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct I256(U256);

impl U256 {
    /// Zero.
    pub const ZERO: Self = Self([0; 4]);
    /// One.
    pub const ONE: Self = Self([1, 0, 0, 0]);
    /// The largest number, 2^256 - 1.
    pub const MAX: Self = Self([u64::MAX; 4]);

    /// From 32 bytes, little-endian.
    #[must_use]
    pub fn from_le_bytes(bytes: [u8; 32]) -> Self {
        let mut limbs = [0; 4];
        for (limb, bytes) in limbs.iter_mut().zip(bytes.as_chunks().0) {
            *limb = u64::from_le_bytes(*bytes);
        }
        Self(limbs)
    }

    /// As 32 bytes, little-endian.
    #[must_use]
    pub fn to_le_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (bytes, limb) in bytes.as_chunks_mut().0.iter_mut().zip(self.0) {
            *bytes = limb.to_le_bytes();
        }
        bytes
    }

    /// From 32 bytes, big-endian, as Ethereum has them.
    #[must_use]
    pub fn from_be_bytes(mut bytes: [u8; 32]) -> Self {
        bytes.reverse();
        Self::from_le_bytes(bytes)
    }

    /// As 32 bytes, big-endian.
    #[must_use]
    pub fn to_be_bytes(self) -> [u8; 32] {
        let mut bytes = self.to_le_bytes();
        bytes.reverse();
        bytes
    }

    /// The sum modulo 2^256, and whether it was more.
    #[must_use]
    pub fn overflowing_add(self, other: Self) -> (Self, bool) {
        let mut carry = 0;
        let mut sum = self.0;
        for (left, right) in sum.iter_mut().zip(other.0) {
            let wide = u128::from(*left) + u128::from(right) + carry;
            (*left, carry) = (wide as u64, wide >> 64);
        }
        (Self(sum), carry != 0)
    }

    /// The difference modulo 2^256, and whether it was below zero.
    #[must_use]
    pub fn overflowing_sub(self, other: Self) -> (Self, bool) {
        let mut borrow = false;
        let mut difference = self.0;
        for (left, right) in difference.iter_mut().zip(other.0) {
            let (first, under) = left.overflowing_sub(right);
            let (second, again) = first.overflowing_sub(u64::from(borrow));
            (*left, borrow) = (second, under || again);
        }
        (Self(difference), borrow)
    }

    /// The product modulo 2^256, and whether it was more.
    #[must_use]
    pub fn overflowing_mul(self, other: Self) -> (Self, bool) {
        let mut product = [0_u64; 8];
        for (i, left) in self.0.into_iter().enumerate() {
            let mut carry = 0;
            for (right, to) in other.0.into_iter().zip(product.iter_mut().skip(i)) {
                let wide = u128::from(left) * u128::from(right) + u128::from(*to) + carry;
                (*to, carry) = (wide as u64, wide >> 64);
            }
            if let Some(to) = product.get_mut(i + 4) {
                *to = carry as u64;
            }
        }
        let [a, b, c, d, high @ ..] = product;
        (Self([a, b, c, d]), high != [0; 4])
    }

    /// The sum modulo 2^256.
    #[must_use]
    pub fn wrapping_add(self, other: Self) -> Self {
        self.overflowing_add(other).0
    }

    /// The difference modulo 2^256.
    #[must_use]
    pub fn wrapping_sub(self, other: Self) -> Self {
        self.overflowing_sub(other).0
    }

    /// The product modulo 2^256.
    #[must_use]
    pub fn wrapping_mul(self, other: Self) -> Self {
        self.overflowing_mul(other).0
    }

    /// The sum, if it fits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let (sum, over) = self.overflowing_add(other);
        (!over).then_some(sum)
    }

    /// The difference, if it is not below zero.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let (difference, under) = self.overflowing_sub(other);
        (!under).then_some(difference)
    }

    /// The product, if it fits.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let (product, over) = self.overflowing_mul(other);
        (!over).then_some(product)
    }

    /// The quotient, rounded down, if the divisor is not zero.
    #[must_use]
    pub fn checked_div(self, divisor: Self) -> Option<Self> {
        (divisor != Self::ZERO)
            .then(|| Self::from_le_bytes(host::div256(&self.to_le_bytes(), &divisor.to_le_bytes())))
    }

    /// The remainder, if the divisor is not zero.
    #[must_use]
    pub fn checked_rem(self, divisor: Self) -> Option<Self> {
        (divisor != Self::ZERO)
            .then(|| Self::from_le_bytes(host::mod256(&self.to_le_bytes(), &divisor.to_le_bytes())))
    }

    /// The power modulo 2^256.
    #[must_use]
    pub fn wrapping_pow(self, exponent: Self) -> Self {
        Self::from_le_bytes(host::exp256(&self.to_le_bytes(), &exponent.to_le_bytes()))
    }

    /// `(self + other) % modulus`, without a carry lost between; 0 for a modulus of 0.
    #[must_use]
    pub fn add_mod(self, other: Self, modulus: Self) -> Self {
        let [left, right, modulus] = [self, other, modulus].map(Self::to_le_bytes);
        Self::from_le_bytes(host::addmod256(&left, &right, &modulus))
    }

    /// `(self * other) % modulus`, without anything lost between; 0 for a modulus of 0.
    #[must_use]
    pub fn mul_mod(self, other: Self, modulus: Self) -> Self {
        let [left, right, modulus] = [self, other, modulus].map(Self::to_le_bytes);
        Self::from_le_bytes(host::mulmod256(&left, &right, &modulus))
    }

    /// Divides by a small number: the quotient, and the remainder.
    fn divided_by(self, divisor: u64) -> (Self, u64) {
        let mut rest = 0;
        let mut quotient = self.0;
        for limb in quotient.iter_mut().rev() {
            let wide = rest << 64 | u128::from(*limb);
            (*limb, rest) = ((wide / u128::from(divisor)) as u64, wide % u128::from(divisor));
        }
        (Self(quotient), rest as u64)
    }
}

impl Ord for U256 {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl PartialOrd for U256 {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// In decimal.
impl fmt::Display for U256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // 19 digits at a time, the last ones first.
        const DIGITS: u64 = 10_u64.pow(19);
        let mut left = *self;
        let mut parts = [0; 5];
        let mut count = 0;
        for part in &mut parts {
            (left, *part) = left.divided_by(DIGITS);
            count += 1;
            if left == Self::ZERO {
                break;
            }
        }
        let mut text = String::new();
        for (i, part) in parts.iter().take(count).rev().enumerate() {
            use fmt::Write as _;
            if i == 0 { write!(text, "{part}")? } else { write!(text, "{part:019}")? }
        }
        f.pad_integral(true, "", &text)
    }
}

impl fmt::Debug for U256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! from {
    ($($small:ty)+) => {$(
        impl From<$small> for U256 {
            fn from(number: $small) -> Self {
                Self([u64::from(number), 0, 0, 0])
            }
        }
    )+};
}

from! { u8 u16 u32 u64 }

impl From<u128> for U256 {
    fn from(number: u128) -> Self {
        Self([number as u64, (number >> 64) as u64, 0, 0])
    }
}

/// The number does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the number is too large")
    }
}

impl core::error::Error for TooLarge {}

impl TryFrom<U256> for u128 {
    type Error = TooLarge;
    fn try_from(number: U256) -> Result<Self, TooLarge> {
        match number.0 {
            [low, high, 0, 0] => Ok(Self::from(high) << 64 | Self::from(low)),
            _ => Err(TooLarge),
        }
    }
}

impl TryFrom<U256> for u64 {
    type Error = TooLarge;
    fn try_from(number: U256) -> Result<Self, TooLarge> {
        match number.0 {
            [low, 0, 0, 0] => Ok(low),
            _ => Err(TooLarge),
        }
    }
}

macro_rules! operators {
    ($type:ty: $($operator:ident $method:ident $checked:ident $message:literal;)+ - $($assign:ident $assign_method:ident $by:ident;)+) => {
        $(impl $operator for $type {
            type Output = Self;
            #[track_caller]
            fn $method(self, other: Self) -> Self {
                match self.$checked(other) {
                    Some(result) => result,
                    None => panic!($message),
                }
            }
        })+
        $(impl $assign for $type {
            #[track_caller]
            fn $assign_method(&mut self, other: Self) {
                *self = (*self).$by(other);
            }
        })+
    };
}

operators! {
    U256:
    Add add checked_add "attempt to add with overflow";
    Sub sub checked_sub "attempt to subtract with overflow";
    Mul mul checked_mul "attempt to multiply with overflow";
    Div div checked_div "attempt to divide by zero";
    Rem rem checked_rem "attempt to calculate the remainder with a divisor of zero";
    -
    AddAssign add_assign add;
    SubAssign sub_assign sub;
    MulAssign mul_assign mul;
}

impl I256 {
    /// Zero.
    pub const ZERO: Self = Self(U256::ZERO);
    /// The smallest number, -2^255.
    pub const MIN: Self = Self(U256([0, 0, 0, 1 << 63]));
    /// The largest number, 2^255 - 1.
    pub const MAX: Self = Self(U256([u64::MAX, u64::MAX, u64::MAX, u64::MAX >> 1]));

    /// From 32 bytes in two's complement, little-endian.
    #[must_use]
    pub fn from_le_bytes(bytes: [u8; 32]) -> Self {
        Self(U256::from_le_bytes(bytes))
    }

    /// As 32 bytes in two's complement, little-endian.
    #[must_use]
    pub fn to_le_bytes(self) -> [u8; 32] {
        self.0.to_le_bytes()
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.0[3] >> 63 != 0
    }

    /// The absolute value.
    #[must_use]
    pub fn unsigned_abs(self) -> U256 {
        if self.is_negative() { self.wrapping_neg().0 } else { self.0 }
    }

    /// The number with the other sign, modulo 2^256.
    #[must_use]
    pub fn wrapping_neg(self) -> Self {
        Self(U256::ZERO.wrapping_sub(self.0))
    }

    /// The number of that absolute value and sign, if it fits.
    fn of(absolute: U256, negative: bool) -> Option<Self> {
        let number = if negative { Self(absolute).wrapping_neg() } else { Self(absolute) };
        (absolute == U256::ZERO || number.is_negative() == negative).then_some(number)
    }

    /// The sum, if it fits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let sum = Self(self.0.wrapping_add(other.0));
        let fits = self.is_negative() != other.is_negative() || sum.is_negative() == self.is_negative();
        fits.then_some(sum)
    }

    /// The difference, if it fits.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let difference = Self(self.0.wrapping_sub(other.0));
        let fits =
            self.is_negative() == other.is_negative() || difference.is_negative() == self.is_negative();
        fits.then_some(difference)
    }

    /// The product, if it fits.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let absolute = self.unsigned_abs().checked_mul(other.unsigned_abs())?;
        Self::of(absolute, self.is_negative() != other.is_negative())
    }

    /// The quotient, rounded towards zero, if there is one that fits.
    #[must_use]
    pub fn checked_div(self, divisor: Self) -> Option<Self> {
        let absolute = self.unsigned_abs().checked_div(divisor.unsigned_abs())?;
        Self::of(absolute, self.is_negative() != divisor.is_negative())
    }

    /// The remainder, with the sign of the number that is divided, if the divisor is not zero.
    #[must_use]
    pub fn checked_rem(self, divisor: Self) -> Option<Self> {
        let absolute = self.unsigned_abs().checked_rem(divisor.unsigned_abs())?;
        Self::of(absolute, self.is_negative())
    }
}

operators! {
    I256:
    Add add checked_add "attempt to add with overflow";
    Sub sub checked_sub "attempt to subtract with overflow";
    Mul mul checked_mul "attempt to multiply with overflow";
    Div div checked_div "attempt to divide by zero or with overflow";
    Rem rem checked_rem "attempt to calculate the remainder with a divisor of zero";
    -
    AddAssign add_assign add;
    SubAssign sub_assign sub;
    MulAssign mul_assign mul;
}

impl Neg for I256 {
    type Output = Self;
    #[track_caller]
    fn neg(self) -> Self {
        if self == Self::MIN {
            panic!("attempt to negate with overflow");
        }
        self.wrapping_neg()
    }
}

impl Ord for I256 {
    fn cmp(&self, other: &Self) -> Ordering {
        other.is_negative().cmp(&self.is_negative()).then(self.0.cmp(&other.0))
    }
}

impl PartialOrd for I256 {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// In decimal.
impl fmt::Display for I256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_negative() {
            f.write_str("-")?;
        }
        fmt::Display::fmt(&self.unsigned_abs(), f)
    }
}

impl fmt::Debug for I256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! from_signed {
    ($($small:ty)+) => {$(
        impl From<$small> for I256 {
            fn from(number: $small) -> Self {
                Self::from(i128::from(number))
            }
        }
    )+};
}

from_signed! { i8 i16 i32 i64 u8 u16 u32 u64 }

impl From<i128> for I256 {
    fn from(number: i128) -> Self {
        let sign = if number < 0 { u64::MAX } else { 0 };
        let bits = number.cast_unsigned();
        Self(U256([bits as u64, (bits >> 64) as u64, sign, sign]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    /// Numbers around what could go wrong.
    fn numbers() -> Vec<U256> {
        let limbs = [0, 1, 2, u64::MAX >> 1, 1 << 63, u64::MAX - 1, u64::MAX];
        let mut all = Vec::new();
        for a in limbs {
            for b in [0, 1, u64::MAX] {
                for c in [0, 1 << 63, u64::MAX] {
                    all.extend([0, 1, 1 << 63, u64::MAX].map(|d| U256([a, b, c, d])));
                }
            }
        }
        all
    }

    #[test]
    fn small_numbers_are_those_of_128_bits() {
        for a in [0, 1, 9, 10, 255, 256, u128::MAX / 3, u128::MAX] {
            for b in [0, 1, 3, 10, 1 << 64, u128::MAX - 1] {
                let (x, y) = (U256::from(a), U256::from(b));
                assert_eq!(x.cmp(&y), a.cmp(&b));
                assert_eq!(u128::try_from(x), Ok(a));
                assert_eq!(x.checked_sub(y).map(|d| u128::try_from(d).expect("it fits")), a.checked_sub(b));
                if let Some(sum) = a.checked_add(b) {
                    assert_eq!(x + y, sum.into());
                }
                if let Some(product) = a.checked_mul(b) {
                    assert_eq!(x * y, product.into());
                }
                assert_eq!(x.checked_div(y), a.checked_div(b).map(U256::from));
                assert_eq!(x.checked_rem(y), a.checked_rem(b).map(U256::from));
                assert_eq!(x.to_string(), a.to_string());
            }
        }
    }

    #[test]
    fn quotient_and_remainder_make_the_number_again() {
        for a in numbers() {
            for b in numbers().into_iter().filter(|b| *b != U256::ZERO) {
                let (quotient, rest) = (a / b, a % b);
                assert!(rest < b);
                assert_eq!(quotient * b + rest, a, "{a} by {b}");
                assert_eq!(a.wrapping_sub(b).wrapping_add(b), a);
            }
        }
    }

    #[test]
    fn modular_arithmetic_loses_nothing() {
        let top = U256::MAX;
        assert_eq!(top.add_mod(top, top - U256::ONE), U256::from(2_u64));
        assert_eq!(top.mul_mod(top, top - U256::ONE), U256::ONE);
        assert_eq!(
            top.mul_mod(top, U256::from(7_u64)),
            (top % U256::from(7_u64)) * (top % U256::from(7_u64)) % U256::from(7_u64)
        );
        assert_eq!(top.add_mod(top, U256::ZERO), U256::ZERO);
        assert_eq!(U256::from(3_u64).wrapping_pow(U256::from(5_u64)), U256::from(243_u64));
        assert_eq!(U256::from(2_u64).wrapping_pow(U256::from(256_u64)), U256::ZERO);
    }

    #[test]
    fn what_does_not_fit_is_noticed() {
        assert_eq!(U256::MAX.checked_add(U256::ONE), None);
        assert_eq!(U256::ZERO.checked_sub(U256::ONE), None);
        assert_eq!(
            U256::from(1_u128 << 127).checked_mul(U256::from(1_u128 << 127)).map(|p| p > U256::ZERO),
            Some(true)
        );
        assert_eq!((U256::MAX / U256::from(2_u64)).checked_mul(U256::from(3_u64)), None);
        assert_eq!(I256::MAX.checked_add(I256::from(1)), None);
        assert_eq!(I256::MIN.checked_sub(I256::from(1)), None);
        assert_eq!(I256::MIN.checked_div(I256::from(-1)), None);
        assert_eq!(I256::MIN.checked_mul(I256::from(-1)), None);
        assert_eq!(I256::MIN.checked_mul(I256::from(1)), Some(I256::MIN));
    }

    #[test]
    fn signed_numbers_are_those_of_128_bits() {
        for a in [0, 1, -1, 7, -7, i128::MAX, i128::MIN, i128::from(i64::MIN)] {
            for b in [1, -1, 2, -2, 10, i128::MAX] {
                let (x, y) = (I256::from(a), I256::from(b));
                assert_eq!(x.cmp(&y), a.cmp(&b));
                assert_eq!(x.to_string(), a.to_string());
                if let (Some(sum), Some(difference)) = (a.checked_add(b), a.checked_sub(b)) {
                    assert_eq!((x + y, x - y), (sum.into(), difference.into()));
                }
                if let (Some(quotient), Some(rest)) = (a.checked_div(b), a.checked_rem(b)) {
                    assert_eq!((x / y, x % y), (quotient.into(), rest.into()), "{a} by {b}");
                }
                if let Some(product) = a.checked_mul(b) {
                    assert_eq!(x * y, product.into());
                }
            }
        }
    }

    #[test]
    fn the_largest_number_in_decimal() {
        let text = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
        assert_eq!(U256::MAX.to_string(), text);
        assert_eq!(
            I256::MIN.to_string(),
            "-57896044618658097711785492504343953926634992332820282019728792003956564819968"
        );
        assert_eq!(U256::from(10_u128.pow(19)).to_string(), "10000000000000000000");
    }
}
