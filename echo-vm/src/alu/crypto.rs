//! AES, SHA-1, SHA-256 and carry-less multiplication, as [`lanes`](super::lanes) has other lane-wise
//! operations; called through it.
//!
//! Lookups by secret data take time that depends on it; a contract's data is public.

use crate::alu::lanes::operations;
use crate::alu::packed::{Packed, u8x16, u32x4, u64x2};

/// The S-box of AES (FIPS 197, 5.1.1), and its inverse.
const S_BOXES: [[u8; 256]; 2] = {
    let (mut forward, mut inverse) = ([0; 256], [0; 256]);
    // 3 generates the field's multiplicative group: `p` runs through it, `q` through the inverses.
    let (mut p, mut q) = (1_u8, 1_u8);
    loop {
        p ^= times_2(p);
        // Divided by 3, that is multiplied by 0xf6.
        q ^= q << 1;
        q ^= q << 2;
        q ^= q << 4;
        if q & 0x80 != 0 {
            q ^= 9;
        }
        let value = q ^ q.rotate_left(1) ^ q.rotate_left(2) ^ q.rotate_left(3) ^ q.rotate_left(4) ^ 0x63;
        forward[p as usize] = value;
        inverse[value as usize] = p;
        if p == 1 {
            break;
        }
    }
    // 0 has no inverse.
    forward[0] = 0x63;
    inverse[0x63] = 0;
    [forward, inverse]
};

/// Times x in the field of AES.
const fn times_2(x: u8) -> u8 {
    x << 1 ^ if x & 0x80 != 0 { 0x1b } else { 0 }
}

fn substitute(x: u8) -> u8 {
    S_BOXES[0][usize::from(x)]
}

/// ShiftRows and SubBytes.
fn substitute_rows(state: Packed) -> [u8; 16] {
    let state = u8x16::of(state);
    std::array::from_fn(|i| substitute(state[(i + i % 4 * 4) % 16]))
}

/// InvShiftRows and InvSubBytes.
fn substitute_rows_inverse(state: Packed) -> [u8; 16] {
    let state = u8x16::of(state);
    std::array::from_fn(|i| S_BOXES[1][usize::from(state[(i + 16 - i % 4 * 4) % 16])])
}

/// What a byte in the first row of a column contributes to the column's product with the matrix of MixColumns
/// (FIPS 197, 5.1.3), whose first column is 2, 1, 1, 3.
const MIX: [u32; 256] = column_table([2, 1, 1, 3]);
/// The table of a column for InvMixColumns (FIPS 197, 5.3.3): 14, 9, 13, 11.
const MIX_INVERSE: [u32; 256] = column_table([14, 9, 13, 11]);

/// Multiples of each byte in the field of AES, least significant byte first.
const fn column_table(factors: [u8; 4]) -> [u32; 256] {
    let mut table = [0; 256];
    let mut x = 0;
    while x < 256 {
        let mut row = 0;
        while row < 4 {
            // The factor's bits, times x, 2x, 4x, 8x.
            let (mut multiple, mut power, mut factor) = (0, x as u8, factors[row]);
            while factor != 0 {
                if factor & 1 != 0 {
                    multiple ^= power;
                }
                power = times_2(power);
                factor >>= 1;
            }
            table[x] |= (multiple as u32) << (8 * row);
            row += 1;
        }
        x += 1;
    }
    table
}

/// Multiplies each column by the matrix of a table: it is circulant, so a byte one row lower contributes the
/// same one row lower.
fn mix_columns(table: &[u32; 256], state: [u8; 16]) -> Packed {
    Packed::four(std::array::from_fn(|column| {
        let byte = |row: usize| table[usize::from(state[4 * column + row])].rotate_left(8 * row as u32);
        byte(0) ^ byte(1) ^ byte(2) ^ byte(3)
    }))
}

/// The low 64 bits of the carry-less product.
///
/// A multiplication of numbers with a bit in four carries into the three that are left out; there are at most 16
/// products for a bit, so nothing reaches the next one (and what would, leaves the word).
fn multiply_carry_less(x: u64, y: u64) -> u64 {
    const EVERY_FOURTH: u64 = 0x1111_1111_1111_1111;
    let part = |value: u64, first: usize| value & EVERY_FOURTH << first;
    (0..4).fold(0, |product, first| {
        let sum = (0..4).fold(0, |sum, i| sum ^ part(x, i).wrapping_mul(part(y, (4 + first - i) % 4)));
        product | part(sum, first)
    })
}

/// The round function and constant of SHA-1 that the immediate names.
fn sha1_round(imm: u8, b: u32, c: u32, d: u32) -> u32 {
    match imm & 3 {
        0 => ((b & c) ^ (!b & d)).wrapping_add(0x5a82_7999),
        1 => (b ^ c ^ d).wrapping_add(0x6ed9_eba1),
        2 => ((b & c) ^ (b & d) ^ (c & d)).wrapping_add(0x8f1b_bcdc),
        _ => (b ^ c ^ d).wrapping_add(0xca62_c1d6),
    }
}

fn sha256_schedule_0(x: u32) -> u32 {
    x.rotate_right(7) ^ x.rotate_right(18) ^ x >> 3
}

fn sha256_schedule_1(x: u32) -> u32 {
    x.rotate_right(17) ^ x.rotate_right(19) ^ x >> 10
}

/// `sha256rnds2`: two rounds; `a` has C, D, G, H, `b` has A, B, E, F, highest first, and `k` the sums of
/// messages and constants.
#[must_use]
pub fn sha256rnds2(a: Packed, b: Packed, k: Packed) -> Packed {
    let ([h, g, d, c], [f, e, b, a]) = (u32x4::of(a), u32x4::of(b));
    let mut state = [a, b, c, d, e, f, g, h];
    for k in &u32x4::of(k)[..2] {
        let [a, b, c, d, e, f, g, h] = state;
        let sum_1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = (e & f) ^ (!e & g);
        let t1 = h.wrapping_add(sum_1).wrapping_add(choice).wrapping_add(*k);
        let sum_0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        state = [t1.wrapping_add(sum_0).wrapping_add(majority), a, b, c, d.wrapping_add(t1), e, f, g];
    }
    Packed::four([state[5], state[4], state[1], state[0]])
}

operations! {
    /// AES, PCLMULQDQ, SHA.
    crypto:

    Aesenc aesenc(a, b, _) mix_columns(&MIX, substitute_rows(a)) ^ b;
    Aesenclast aesenclast(a, b, _) Packed::sixteen(substitute_rows(a)) ^ b;
    Aesdec aesdec(a, b, _) mix_columns(&MIX_INVERSE, substitute_rows_inverse(a)) ^ b;
    Aesdeclast aesdeclast(a, b, _) Packed::sixteen(substitute_rows_inverse(a)) ^ b;
    Aesimc aesimc(_, b, _) mix_columns(&MIX_INVERSE, u8x16::of(b));
    Aeskeygenassist aeskeygenassist(_, b, imm) {
        let words = u32x4::of(b).map(|word| u32::from_le_bytes(word.to_le_bytes().map(substitute)));
        let rotated = |word: u32| word.rotate_right(8) ^ u32::from(imm);
        Packed::four([words[1], rotated(words[1]), words[3], rotated(words[3])])
    };
    Pclmulqdq pclmulqdq(a, b, imm) {
        let x = u64x2::of(a)[usize::from(imm & 1)];
        let y = u64x2::of(b)[usize::from(imm >> 4 & 1)];
        // Backwards the product is the same, and its 127 bits end one bit below the top.
        let high = multiply_carry_less(x.reverse_bits(), y.reverse_bits()).reverse_bits() >> 1;
        Packed::pair(multiply_carry_less(x, y), high)
    };
    Sha1rnds4 sha1rnds4(a, b, imm) {
        let [d, c, b_, a_] = u32x4::of(a);
        let mut state = [a_, b_, c, d, 0];
        // The sum of the first message word and E comes in b's highest lane.
        for word in u32x4::of(b).into_iter().rev() {
            let [a, b, c, d, e] = state;
            let next = sha1_round(imm, b, c, d).wrapping_add(a.rotate_left(5)).wrapping_add(word).wrapping_add(e);
            state = [next, a, b.rotate_left(30), c, d];
        }
        Packed::four([state[3], state[2], state[1], state[0]])
    };
    Sha1nexte sha1nexte(a, b, _) {
        let mut lanes = u32x4::of(b);
        lanes[3] = lanes[3].wrapping_add(u32x4::of(a)[3].rotate_left(30));
        Packed::four(lanes)
    };
    Sha1msg1 sha1msg1(a, b, _) a ^ Packed::pair(b.high64(), a.low64());
    Sha1msg2 sha1msg2(a, b, _) {
        let (a, b) = (u32x4::of(a), u32x4::of(b));
        let w16 = (a[3] ^ b[2]).rotate_left(1);
        let w17 = (a[2] ^ b[1]).rotate_left(1);
        let w18 = (a[1] ^ b[0]).rotate_left(1);
        let w19 = (a[0] ^ w16).rotate_left(1);
        Packed::four([w19, w18, w17, w16])
    };
    Sha256msg1 sha256msg1(a, b, _) {
        let (a, b) = (u32x4::of(a), b.low32());
        let next = [a[1], a[2], a[3], b];
        Packed::four(std::array::from_fn(|i| a[i].wrapping_add(sha256_schedule_0(next[i]))))
    };
    Sha256msg2 sha256msg2(a, b, _) {
        let (a, b) = (u32x4::of(a), u32x4::of(b));
        let w16 = a[0].wrapping_add(sha256_schedule_1(b[2]));
        let w17 = a[1].wrapping_add(sha256_schedule_1(b[3]));
        let w18 = a[2].wrapping_add(sha256_schedule_1(w16));
        let w19 = a[3].wrapping_add(sha256_schedule_1(w17));
        Packed::four([w16, w17, w18, w19])
    };
}
