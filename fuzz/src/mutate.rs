//! Mutations that know nothing of what they change: of bytes, and of texts made of words. The generators of the
//! targets fall back on them after what they know better.

use echo_conformance::random::Rng;

/// The longest input that growing mutations make, in bytes; targets that ask for more make it themselves.
const LONGEST: usize = 1 << 18;

/// A number that breaks things: edges of every width, sizes of pages and files, noise.
pub fn number(rng: &mut Rng) -> u64 {
    const EDGES: [u64; 14] = [
        0,
        1,
        0xfff,
        0x1000,
        0x3fff_ffff,
        0x4000_0000,
        0x7fff_ffff,
        0x8000_0000,
        0xffff_f000,
        0xffff_ffff,
        0x1_0000_0000,
        1 << 63,
        u64::MAX - 0xfff,
        u64::MAX,
    ];
    match rng.below(4) {
        0 => rng.pick(&EDGES),
        1 => rng.pick(&EDGES).wrapping_add(u64::from(rng.below(33))).wrapping_sub(16),
        2 => u64::from(rng.below(300)),
        _ => rng.int(),
    }
}

/// A length up to `most`, mostly a small one.
pub fn length(most: usize, rng: &mut Rng) -> usize {
    let bits = most.max(1).ilog2() + 1;
    let cut = 1_usize << rng.below(bits + 1).min(31);
    rng.below(u32::try_from(cut.min(most) + 1).unwrap_or(u32::MAX)) as usize
}

/// An offset below `len`, which is not 0.
pub fn offset(len: usize, rng: &mut Rng) -> usize {
    rng.below(u32::try_from(len).unwrap_or(u32::MAX)) as usize
}

/// One mutation of bytes at a random place.
pub fn bytes(input: &mut Vec<u8>, rng: &mut Rng) {
    if input.is_empty() {
        input.extend((0..=rng.below(16)).map(|_| rng.bits() as u8));
        return;
    }
    let at = offset(input.len(), rng);
    let some = length(input.len() - at, rng).max(1).min(input.len() - at);
    match rng.below(9) {
        0 => input[at] ^= 1 << rng.below(8),
        1 => input[at] = rng.bits() as u8,
        2 => input[at] = input[at].wrapping_add(rng.below(17) as u8).wrapping_sub(8),
        3 | 4 => {
            let value = number(rng).to_le_bytes();
            let width = [1, 2, 4, 8][rng.below(4) as usize].min(input.len() - at);
            input[at..at + width].copy_from_slice(&value[..width]);
        }
        5 => drop(input.drain(at..at + some)),
        6 if input.len() < LONGEST => {
            let copy = input[at..at + some].to_vec();
            let to = offset(input.len() + 1, rng);
            drop(input.splice(to..to, copy));
        }
        7 => {
            let from = offset(input.len(), rng);
            let some = some.min(input.len() - from);
            let to = at.min(input.len() - some);
            input.copy_within(from..from + some, to);
        }
        8 if rng.chance(30) => input.truncate(at),
        _ => input[at..at + some.min(8)].iter_mut().for_each(|byte| *byte = rng.bits() as u8),
    }
}

/// A text of the target's words: one of `seeds`, changed word-wise and byte-wise, or words alone. Seldom, some of it
/// is repeated until it has as many as `most` bytes: what is not linear shows there.
pub fn text(seeds: &[String], words: &[&str], most: usize, rng: &mut Rng) -> Vec<u8> {
    let mut text: Vec<u8> = if seeds.is_empty() || rng.chance(15) {
        (0..rng.below(40)).flat_map(|_| word(words, rng)).collect()
    } else {
        seeds[offset(seeds.len(), rng)].clone().into_bytes()
    };
    for _ in 0..rng.below(5) {
        let at = offset(text.len() + 1, rng);
        match rng.below(4) {
            0 => drop(text.splice(at..at, word(words, rng))),
            1 => {
                let end = (at + length(20, rng)).min(text.len());
                drop(text.splice(at..end, word(words, rng)));
            }
            2 => {
                let other =
                    seeds.get(offset(seeds.len().max(1), rng)).map_or(&b""[..], |seed| seed.as_bytes());
                let from = offset(other.len() + 1, rng);
                let end = from + length(other.len() - from, rng);
                drop(text.splice(at..at, other[from..end].iter().copied()));
            }
            _ => bytes(&mut text, rng),
        }
    }
    if rng.below(300) == 0 && !text.is_empty() {
        let at = offset(text.len(), rng);
        let end = (at + 1 + length(12, rng)).min(text.len());
        let some = text[at..end].to_vec();
        let count = length(most, rng) / some.len();
        drop(text.splice(at..at, some.repeat(count)));
    }
    text
}

fn word(words: &[&str], rng: &mut Rng) -> Vec<u8> {
    match rng.below(8) {
        0 => (number(rng) as i64).to_string().into_bytes(),
        1 => number(rng).to_string().into_bytes(),
        2 => char::from_u32(rng.below(0x11_0000)).unwrap_or('\u{202e}').to_string().into_bytes(),
        _ => words[offset(words.len(), rng)].as_bytes().to_vec(),
    }
}
