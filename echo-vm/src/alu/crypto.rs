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

/// MixColumns.
fn mix_columns(state: [u8; 16]) -> Packed {
    Packed::sixteen(std::array::from_fn(|i| {
        let at = |k: usize| state[i / 4 * 4 + (i + k) % 4];
        times_2(at(0) ^ at(1)) ^ at(1) ^ at(2) ^ at(3)
    }))
}

/// InvMixColumns.
fn mix_columns_inverse(state: [u8; 16]) -> Packed {
    Packed::sixteen(std::array::from_fn(|i| {
        let at = |k: usize| state[i / 4 * 4 + (i + k) % 4];
        let all = at(0) ^ at(1) ^ at(2) ^ at(3);
        // 14, 11, 13, 9 are 8 for all, 4 for the even or the odd, 2 for neighbours, and 1 for all but the
        // first.
        let eight = times_2(times_2(times_2(all)));
        let four = times_2(times_2(at(0) ^ at(2)));
        eight ^ four ^ times_2(at(0) ^ at(1)) ^ all ^ at(0)
    }))
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

    Aesenc aesenc(a, b, _) mix_columns(substitute_rows(a)) ^ b;
    Aesenclast aesenclast(a, b, _) Packed::sixteen(substitute_rows(a)) ^ b;
    Aesdec aesdec(a, b, _) mix_columns_inverse(substitute_rows_inverse(a)) ^ b;
    Aesdeclast aesdeclast(a, b, _) Packed::sixteen(substitute_rows_inverse(a)) ^ b;
    Aesimc aesimc(_, b, _) mix_columns_inverse(u8x16::of(b));
    Aeskeygenassist aeskeygenassist(_, b, imm) {
        let words = u32x4::of(b).map(|word| u32::from_le_bytes(word.to_le_bytes().map(substitute)));
        let rotated = |word: u32| word.rotate_right(8) ^ u32::from(imm);
        Packed::four([words[1], rotated(words[1]), words[3], rotated(words[3])])
    };
    Pclmulqdq pclmulqdq(a, b, imm) {
        let x = u128::from(u64x2::of(a)[usize::from(imm & 1)]);
        let y = u64x2::of(b)[usize::from(imm >> 4 & 1)];
        Packed::from_bits((0..64).fold(0, |product, i| product ^ if y >> i & 1 != 0 { x << i } else { 0 }))
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
