//! Integer semantics: values and flags in, values and flags out. Every engine takes its arithmetic from here,
//! so it is written once.
//!
//! Values are zero-extended to 64 bits on the way in and out. Flags are the manual's (Intel SDM volume 2,
//! "Flags Affected"); AF is always 0, and what the manual leaves undefined has the value the function's doc
//! gives. All functions are inlined, so that a constant width costs nothing.

use echo_abi::isa::{Cond, FlagSet, Width};

const CF: u16 = FlagSet::CF.0;
const PF: u16 = FlagSet::PF.0;
const ZF: u16 = FlagSet::ZF.0;
const SF: u16 = FlagSet::SF.0;
const OF: u16 = FlagSet::OF.0;
const STATUS: u16 = FlagSet::STATUS.0;

/// The most significant bit of a value.
#[inline(always)]
fn sign(width: Width, value: u64) -> u16 {
    (value >> (width.bits() - 1)) as u16 & 1
}

/// SF, ZF and PF of a result.
#[inline(always)]
fn result_flags(width: Width, result: u64) -> u16 {
    let parity = if (result as u8).count_ones().is_multiple_of(2) { PF } else { 0 };
    let zero = if result == 0 { ZF } else { 0 };
    parity | zero | (sign(width, result) * SF)
}

/// The old flags with the status flags replaced; DF stays.
#[inline(always)]
fn replace(old: FlagSet, status: u16) -> FlagSet {
    FlagSet((old.0 & !STATUS) | status)
}

/// The old flags with CF and OF replaced.
#[inline(always)]
fn replace_carry(old: FlagSet, carry: u16, overflow: u16) -> FlagSet {
    FlagSet((old.0 & !(CF | OF)) | (carry * CF) | (overflow * OF))
}

/// CF as a number.
#[inline(always)]
#[must_use]
pub fn carry(flags: FlagSet) -> u64 {
    u64::from(flags.0 & CF)
}

/// `a + b + carry`.
#[inline(always)]
#[must_use]
pub fn add(width: Width, a: u64, b: u64, carry: u64, old: FlagSet) -> (u64, FlagSet) {
    let result = a.wrapping_add(b).wrapping_add(carry) & width.mask();
    let carry_out = sign(width, (a & b) | ((a | b) & !result));
    let overflow = sign(width, (a ^ result) & (b ^ result));
    (result, replace(old, result_flags(width, result) | (carry_out * CF) | (overflow * OF)))
}

/// `a - b - borrow`.
#[inline(always)]
#[must_use]
pub fn sub(width: Width, a: u64, b: u64, borrow: u64, old: FlagSet) -> (u64, FlagSet) {
    let result = a.wrapping_sub(b).wrapping_sub(borrow) & width.mask();
    let borrow_out = sign(width, (!a & b) | ((!a | b) & result));
    let overflow = sign(width, (a ^ b) & (a ^ result));
    (result, replace(old, result_flags(width, result) | (borrow_out * CF) | (overflow * OF)))
}

/// Flags of `and`, `or`, `xor`, `test`: CF and OF are 0.
#[inline(always)]
#[must_use]
pub fn logic(width: Width, result: u64, old: FlagSet) -> FlagSet {
    replace(old, result_flags(width, result))
}

/// `a + 1`; CF stays.
#[inline(always)]
#[must_use]
pub fn inc(width: Width, a: u64, old: FlagSet) -> (u64, FlagSet) {
    let (result, flags) = add(width, a, 1, 0, old);
    (result, FlagSet((flags.0 & !CF) | (old.0 & CF)))
}

/// `a - 1`; CF stays.
#[inline(always)]
#[must_use]
pub fn dec(width: Width, a: u64, old: FlagSet) -> (u64, FlagSet) {
    let (result, flags) = sub(width, a, 1, 0, old);
    (result, FlagSet((flags.0 & !CF) | (old.0 & CF)))
}

/// Shifts and rotates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// Left.
    Shl,
    /// Right, zeroes in.
    Shr,
    /// Right, sign in.
    Sar,
    /// Rotate left.
    Rol,
    /// Rotate right.
    Ror,
    /// Rotate left through CF.
    Rcl,
    /// Rotate right through CF.
    Rcr,
}

/// The count as the processor takes it: modulo 64 for 64-bit operands, else modulo 32.
#[inline(always)]
#[must_use]
pub fn shift_count(width: Width, count: u64) -> u32 {
    (count & if width == Width::B8 { 63 } else { 31 }) as u32
}

/// A shift or rotate by `count` (masked here). By 0, value and flags stay. OF, undefined for counts above 1,
/// is what the last of that many single shifts gives for the rotates and `shl`, the sign of `a` for `shr`, 0
/// for `sar`; CF of a shift by more than the width is 0 (`sar`: the sign).
#[inline(always)]
#[must_use]
pub fn shift(kind: Shift, width: Width, a: u64, count: u64, old: FlagSet) -> (u64, FlagSet) {
    let bits = width.bits();
    let mask = width.mask();
    let count = shift_count(width, count);
    if count == 0 {
        return (a, old);
    }
    match kind {
        Shift::Shl => {
            let wide = u128::from(a) << count;
            let result = wide as u64 & mask;
            let carry = (wide >> bits) as u16 & 1;
            let overflow = sign(width, result) ^ carry;
            (result, replace(old, result_flags(width, result) | (carry * CF) | (overflow * OF)))
        }
        Shift::Shr => {
            let result = a >> count;
            let carry = (a >> (count - 1)) as u16 & 1;
            (result, replace(old, result_flags(width, result) | (carry * CF) | (sign(width, a) * OF)))
        }
        Shift::Sar => {
            let extended = sign_extend(width, a) as i64;
            let result = (extended >> count) as u64 & mask;
            let carry = (extended >> (count - 1)) as u16 & 1;
            (result, replace(old, result_flags(width, result) | (carry * CF)))
        }
        Shift::Rol => {
            let result = rotate_left(width, a, count);
            let carry = result as u16 & 1;
            (result, replace_carry(old, carry, sign(width, result) ^ carry))
        }
        Shift::Ror => {
            let result = rotate_left(width, a, bits - count % bits);
            let top = sign(width, result);
            (result, replace_carry(old, top, top ^ sign(width, result << 1)))
        }
        Shift::Rcl => {
            let count = count % (bits + 1);
            if count == 0 {
                return (a, replace_carry(old, old.0 & CF, sign(width, a) ^ (old.0 & CF)));
            }
            // CF and the operand as one number of bits + 1 bits, rotated.
            let wide = (u128::from(carry(old)) << bits) | u128::from(a);
            let rotated = (wide << count) | (wide >> (bits + 1 - count));
            let result = rotated as u64 & mask;
            let carry = (rotated >> bits) as u16 & 1;
            (result, replace_carry(old, carry, sign(width, result) ^ carry))
        }
        Shift::Rcr => {
            let count = count % (bits + 1);
            if count == 0 {
                return (a, replace_carry(old, old.0 & CF, sign(width, a) ^ sign(width, a << 1)));
            }
            let wide = (u128::from(carry(old)) << bits) | u128::from(a);
            let rotated = (wide >> count) | (wide << (bits + 1 - count));
            let result = rotated as u64 & mask;
            let carry = (rotated >> bits) as u16 & 1;
            (result, replace_carry(old, carry, sign(width, result) ^ sign(width, result << 1)))
        }
    }
}

/// `a` rotated left by `count` bits of its width.
#[inline(always)]
#[must_use]
pub fn rotate_left(width: Width, a: u64, count: u32) -> u64 {
    match width {
        Width::B1 => u64::from((a as u8).rotate_left(count)),
        Width::B2 => u64::from((a as u16).rotate_left(count)),
        Width::B4 => u64::from((a as u32).rotate_left(count)),
        Width::B8 => a.rotate_left(count),
    }
}

/// `shld`: `a` shifted left, the high bits of `b` in. A count above the width (16 bits only, undefined)
/// shifts `a:b:a`.
#[inline(always)]
#[must_use]
pub fn shift_left_double(width: Width, a: u64, b: u64, count: u64, old: FlagSet) -> (u64, FlagSet) {
    let bits = width.bits();
    let count = shift_count(width, count);
    if count == 0 {
        return (a, old);
    }
    let (result, carry) = if width == Width::B8 {
        ((a << count) | (b >> (64 - count)), (a >> (64 - count)) as u16 & 1)
    } else {
        let wide = (u128::from(a) << (2 * bits)) | (u128::from(b) << bits) | u128::from(a);
        ((wide << count >> (2 * bits)) as u64 & width.mask(), (wide << count >> (3 * bits)) as u16 & 1)
    };
    let overflow = sign(width, a ^ result);
    (result, replace(old, result_flags(width, result) | (carry * CF) | (overflow * OF)))
}

/// `shrd`: `a` shifted right, the low bits of `b` in. A count above the width (16 bits only, undefined)
/// shifts `a:b:a`.
#[inline(always)]
#[must_use]
pub fn shift_right_double(width: Width, a: u64, b: u64, count: u64, old: FlagSet) -> (u64, FlagSet) {
    let bits = width.bits();
    let count = shift_count(width, count);
    if count == 0 {
        return (a, old);
    }
    let (result, carry) = if width == Width::B8 {
        ((a >> count) | (b << (64 - count)), (a >> (count - 1)) as u16 & 1)
    } else {
        let wide = (u128::from(a) << (2 * bits)) | (u128::from(b) << bits) | u128::from(a);
        ((wide >> count) as u64 & width.mask(), (wide >> (count - 1)) as u16 & 1)
    };
    let overflow = sign(width, a ^ result);
    (result, replace(old, result_flags(width, result) | (carry * CF) | (overflow * OF)))
}

/// `value` sign-extended from `width` to 64 bits.
#[inline(always)]
#[must_use]
pub fn sign_extend(width: Width, value: u64) -> u64 {
    match width {
        Width::B1 => i64::from(value as i8).cast_unsigned(),
        Width::B2 => i64::from(value as i16).cast_unsigned(),
        Width::B4 => i64::from(value as i32).cast_unsigned(),
        Width::B8 => value,
    }
}

/// Unsigned product as (low, high) halves. CF and OF tell whether the high half is needed; SF, ZF, PF
/// (undefined) stay.
#[inline(always)]
#[must_use]
pub fn mul(width: Width, a: u64, b: u64, old: FlagSet) -> (u64, u64, FlagSet) {
    let product = u128::from(a) * u128::from(b);
    let (low, high) = (product as u64 & width.mask(), (product >> width.bits()) as u64 & width.mask());
    let carry = u16::from(high != 0);
    (low, high, replace_carry(old, carry, carry))
}

/// Signed product as (low, high) halves. CF and OF tell whether the high half is needed; SF, ZF, PF
/// (undefined) stay.
#[inline(always)]
#[must_use]
pub fn imul(width: Width, a: u64, b: u64, old: FlagSet) -> (u64, u64, FlagSet) {
    let product = i128::from(sign_extend(width, a) as i64) * i128::from(sign_extend(width, b) as i64);
    let (low, high) = (product as u64 & width.mask(), (product >> width.bits()) as u64 & width.mask());
    let carry = u16::from(i128::from(sign_extend(width, low) as i64) != product);
    (low, high, replace_carry(old, carry, carry))
}

/// Unsigned quotient and remainder of `high:low`; `None` where the divisor is 0 or the quotient does not fit.
#[inline(always)]
#[must_use]
pub fn div(width: Width, high: u64, low: u64, divisor: u64) -> Option<(u64, u64)> {
    if high >= divisor {
        return None; // a divisor of 0 included
    }
    if high == 0 {
        return Some((low / divisor, low % divisor));
    }
    let dividend = (u128::from(high) << width.bits()) | u128::from(low);
    let divisor = u128::from(divisor);
    Some(((dividend / divisor) as u64, (dividend % divisor) as u64))
}

/// Signed quotient, truncated, and remainder of `high:low`; `None` where the divisor is 0 or the quotient
/// does not fit.
#[inline(always)]
#[must_use]
pub fn idiv(width: Width, high: u64, low: u64, divisor: u64) -> Option<(u64, u64)> {
    let unused = 128 - 2 * width.bits();
    let dividend = (((u128::from(high) << width.bits()) | u128::from(low)) << unused) as i128 >> unused;
    let divisor = i128::from(sign_extend(width, divisor) as i64);
    let quotient = match (i64::try_from(dividend), divisor as i64) {
        // The common case fits the host's own division.
        (Ok(dividend), divisor) if divisor != 0 && divisor != -1 => i128::from(dividend / divisor),
        _ => dividend.checked_div(divisor)?,
    };
    let remainder = dividend - quotient * divisor;
    let result = quotient as u64 & width.mask();
    (i128::from(sign_extend(width, result) as i64) == quotient)
        .then_some((result, remainder as u64 & width.mask()))
}

/// Index of the lowest set bit; ZF tells that there is none. The other flags (undefined) stay.
#[inline(always)]
#[must_use]
pub fn bsf(value: u64, old: FlagSet) -> (Option<u64>, FlagSet) {
    scan(value, u64::from(value.trailing_zeros()), old)
}

/// Index of the highest set bit; ZF tells that there is none. The other flags (undefined) stay.
#[inline(always)]
#[must_use]
pub fn bsr(value: u64, old: FlagSet) -> (Option<u64>, FlagSet) {
    scan(value, u64::from(63 ^ value.leading_zeros()), old)
}

#[inline(always)]
fn scan(value: u64, index: u64, old: FlagSet) -> (Option<u64>, FlagSet) {
    let zero = if value == 0 { ZF } else { 0 };
    ((value != 0).then_some(index), FlagSet((old.0 & !ZF) | zero))
}

/// Number of set bits; all flags but ZF are 0.
#[inline(always)]
#[must_use]
pub fn popcnt(value: u64, old: FlagSet) -> (u64, FlagSet) {
    (u64::from(value.count_ones()), replace(old, if value == 0 { ZF } else { 0 }))
}

/// Zeroes above the highest set bit. CF tells that there is none, ZF that the result is 0; the other flags
/// (undefined) stay.
#[inline(always)]
#[must_use]
pub fn lzcnt(width: Width, value: u64, old: FlagSet) -> (u64, FlagSet) {
    counted(value, u64::from(value.leading_zeros() - (64 - width.bits())), old)
}

/// Zeroes below the lowest set bit. CF tells that there is none, ZF that the result is 0; the other flags
/// (undefined) stay.
#[inline(always)]
#[must_use]
pub fn tzcnt(width: Width, value: u64, old: FlagSet) -> (u64, FlagSet) {
    counted(value, u64::from(value.trailing_zeros().min(width.bits())), old)
}

#[inline(always)]
fn counted(value: u64, count: u64, old: FlagSet) -> (u64, FlagSet) {
    let status = if value == 0 { CF } else { 0 } | if count == 0 { ZF } else { 0 };
    (count, FlagSet((old.0 & !(CF | ZF)) | status))
}

/// The field of `value` that starts at bit `control & 0xff` and has `control >> 8 & 0xff` bits. Flags as of
/// `and`, SF and PF (undefined) too.
#[inline(always)]
#[must_use]
pub fn bextr(width: Width, value: u64, control: u64, old: FlagSet) -> (u64, FlagSet) {
    let (start, len) = (control as u8, (control >> 8) as u8);
    let above = value.checked_shr(u32::from(start)).unwrap_or(0);
    let result = above & low_bits(len);
    (result, logic(width, result, old))
}

/// `value` without the bits from `index & 0xff` on. CF tells that there are none; OF is 0, PF (undefined) as
/// the result has it.
#[inline(always)]
#[must_use]
pub fn bzhi(width: Width, value: u64, index: u64, old: FlagSet) -> (u64, FlagSet) {
    let index = index as u8;
    let result = value & low_bits(index);
    let carry = u16::from(u32::from(index) >= width.bits());
    (result, replace(old, result_flags(width, result) | (carry * CF)))
}

/// A number whose low `count` bits are set.
#[inline(always)]
fn low_bits(count: u8) -> u64 {
    if count >= 64 { u64::MAX } else { (1 << count) - 1 }
}

/// The lowest set bit alone. CF tells that there is one; OF is 0, PF (undefined) as the result has it.
#[inline(always)]
#[must_use]
pub fn blsi(width: Width, value: u64, old: FlagSet) -> (u64, FlagSet) {
    let result = value & value.wrapping_neg();
    (result, replace(old, result_flags(width, result) | if value == 0 { 0 } else { CF }))
}

/// Ones up to and with the lowest set bit; of 0, all. CF tells that there is none; OF is 0, PF (undefined) as
/// the result has it.
#[inline(always)]
#[must_use]
pub fn blsmsk(width: Width, value: u64, old: FlagSet) -> (u64, FlagSet) {
    let result = (value ^ value.wrapping_sub(1)) & width.mask();
    (result, replace(old, result_flags(width, result) | if value == 0 { CF } else { 0 }))
}

/// `value` without its lowest set bit. CF tells that there is none; OF is 0, PF (undefined) as the result has
/// it.
#[inline(always)]
#[must_use]
pub fn blsr(width: Width, value: u64, old: FlagSet) -> (u64, FlagSet) {
    let result = value & value.wrapping_sub(1);
    (result, replace(old, result_flags(width, result) | if value == 0 { CF } else { 0 }))
}

/// The low bits of `value`, spread over the set bits of `mask`.
#[inline]
#[must_use]
pub fn pdep(value: u64, mask: u64) -> u64 {
    let (mut rest, mut value, mut result) = (mask, value, 0);
    while rest != 0 {
        let lowest = rest & rest.wrapping_neg();
        result |= if value & 1 == 0 { 0 } else { lowest };
        value >>= 1;
        rest ^= lowest;
    }
    result
}

/// The bits of `value` at the set bits of `mask`, side by side.
#[inline]
#[must_use]
pub fn pext(value: u64, mask: u64) -> u64 {
    let (mut rest, mut place, mut result) = (mask, 0, 0);
    while rest != 0 {
        result |= (value >> rest.trailing_zeros() & 1) << place;
        place += 1;
        rest &= rest - 1;
    }
    result
}

/// The polynomial of CRC-32C (iSCSI, RFC 3720), reflected.
const CRC32C: u32 = 0x82f6_3b78;

/// CRC-32C remainders of the 256 bytes.
static CRC32C_BYTES: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = crc >> 1 ^ if crc & 1 == 0 { 0 } else { CRC32C };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
};

/// `crc` with the low `width` of `data` added, the lowest byte first.
#[inline]
#[must_use]
pub fn crc32c(crc: u32, width: Width, data: u64) -> u32 {
    let bytes = data.to_le_bytes();
    bytes
        .iter()
        .take(width.bytes() as usize)
        .fold(crc, |crc, byte| crc >> 8 ^ CRC32C_BYTES[usize::from(crc as u8 ^ byte)])
}

/// `value` with its bytes in reverse order.
#[inline(always)]
#[must_use]
pub fn swap_bytes(width: Width, value: u64) -> u64 {
    value.swap_bytes() >> (64 - width.bits())
}

/// CF as bit `index` (below the width) of `value`; the other flags stay (OF, SF, PF: undefined).
#[inline(always)]
#[must_use]
pub fn bit(value: u64, index: u64, old: FlagSet) -> FlagSet {
    FlagSet((old.0 & !CF) | (value >> index) as u16 & CF)
}

/// Whether a condition holds.
#[inline(always)]
#[must_use]
pub fn cond(cond: Cond, flags: FlagSet) -> bool {
    let set = |flag: u16| flags.0 & flag != 0;
    let less = set(SF) != set(OF);
    match cond {
        Cond::O => set(OF),
        Cond::No => !set(OF),
        Cond::B => set(CF),
        Cond::Ae => !set(CF),
        Cond::E => set(ZF),
        Cond::Ne => !set(ZF),
        Cond::Be => set(CF | ZF),
        Cond::A => !set(CF | ZF),
        Cond::S => set(SF),
        Cond::Ns => !set(SF),
        Cond::P => set(PF),
        Cond::Np => !set(PF),
        Cond::L => less,
        Cond::Ge => !less,
        Cond::Le => less || set(ZF),
        Cond::G => !less && !set(ZF),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: FlagSet = FlagSet::NONE;
    const ALL: FlagSet = FlagSet(STATUS & !FlagSet::AF.0);

    #[test]
    fn crc32c_of_the_published_check_string() {
        // The check value of CRC-32C (RFC 3720, B.4 gives the polynomial): 0xe3069283.
        let text = b"123456789";
        let by_bytes = text.iter().fold(!0, |crc, byte| crc32c(crc, Width::B1, u64::from(*byte)));
        assert_eq!(!by_bytes, 0xe306_9283);
        let first = crc32c(!0, Width::B8, u64::from_le_bytes(*b"12345678"));
        assert_eq!(!crc32c(first, Width::B1, u64::from(b'9')), 0xe306_9283);
        // What lies above the width does not count.
        assert_eq!(crc32c(7, Width::B2, 0xffff_1234), crc32c(7, Width::B2, 0x1234));
    }

    #[test]
    fn counts_at_the_edges() {
        for width in [Width::B2, Width::B4, Width::B8] {
            let bits = u64::from(width.bits());
            assert_eq!(lzcnt(width, 0, NONE), (bits, FlagSet::CF));
            assert_eq!(tzcnt(width, 0, NONE), (bits, FlagSet::CF));
            assert_eq!(lzcnt(width, width.mask(), NONE), (0, FlagSet::ZF));
            assert_eq!(tzcnt(width, width.mask(), NONE), (0, FlagSet::ZF));
            assert_eq!(lzcnt(width, 1, NONE), (bits - 1, NONE));
            assert_eq!(tzcnt(width, 1 << (bits - 1), NONE), (bits - 1, NONE));
            assert_eq!(popcnt(width.mask(), ALL), (bits, NONE));
        }
        assert_eq!(popcnt(0, ALL), (0, FlagSet::ZF));
    }

    #[test]
    fn fields_at_the_edges() {
        let value = 0x8765_4321;
        assert_eq!(bextr(Width::B4, value, 0x0804, NONE).0, 0x32);
        assert_eq!(bextr(Width::B4, value, 0xff00, NONE).0, value);
        for control in [0x0000, 0x0020, 0x0820, 0xff40, 0xffff] {
            assert_eq!(bextr(Width::B4, value, control, NONE).0, 0, "{control:#x}");
        }
        assert_eq!(bzhi(Width::B4, value, 8, ALL).0, 0x21);
        assert_eq!(bzhi(Width::B4, value, 31, NONE).1.intersection(FlagSet::CF), NONE);
        for index in [32, 64, 255] {
            let (result, flags) = bzhi(Width::B4, value, index, NONE);
            assert_eq!((result, flags.intersection(FlagSet::CF)), (value, FlagSet::CF), "{index}");
        }
        assert_eq!(bzhi(Width::B8, u64::MAX, 0x100, NONE), (0, FlagSet::ZF.union(FlagSet::PF)));
    }

    #[test]
    fn lowest_bits_at_the_edges() {
        let carry = |flags: FlagSet| flags.intersection(FlagSet::CF) == FlagSet::CF;
        for (value, lowest, mask, rest) in
            [(0, 0, 0xffff_ffff, 0), (1, 1, 1, 0), (0x8000_0000, 0x8000_0000, 0xffff_ffff, 0), (12, 4, 7, 8)]
        {
            let (a, b, c) =
                (blsi(Width::B4, value, NONE), blsmsk(Width::B4, value, NONE), blsr(Width::B4, value, NONE));
            assert_eq!((a.0, b.0, c.0), (lowest, mask, rest), "{value:#x}");
            assert_eq!(
                (carry(a.1), carry(b.1), carry(c.1)),
                (value != 0, value == 0, value == 0),
                "{value:#x}"
            );
        }
    }

    #[test]
    fn scattering_and_gathering_are_inverse() {
        assert_eq!(pdep(0b1011, 0xf0f0_0000_0000_0101), 0x0020_0000_0000_0101);
        assert_eq!(pext(0x0020_0000_0000_0101, 0xf0f0_0000_0000_0101), 0b1011);
        let mut value = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..1000 {
            let mask = value.rotate_left(23) & value.wrapping_mul(31);
            assert_eq!(pdep(pext(value, mask), mask), value & mask);
            assert_eq!(pdep(value, u64::MAX), value);
            assert_eq!(pext(value, u64::MAX), value);
            value = value.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        }
        assert_eq!((pdep(u64::MAX, 0), pext(u64::MAX, 0)), (0, 0));
    }
}
