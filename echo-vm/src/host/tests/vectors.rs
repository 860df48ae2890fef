//! Published vectors for the host functions of cryptography, in `vectors/`: a line each, its fields in hexadecimal, `-` for no bytes, and the result last. Where
//! they come from stands above them. Then numbers of 256 bits, against another library; and bytes at random, which nothing panics for.

use super::*;
use num_bigint::BigUint;
use proptest::prelude::*;

const ED25519: &str = include_str!("vectors/ed25519.txt");
const SECP256K1: &str = include_str!("vectors/secp256k1.txt");
const SECP256R1: &str = include_str!("vectors/secp256r1.txt");
const RECOVER: &str = include_str!("vectors/ecrecover.txt");
const BLS12_381: &str = include_str!("vectors/bls12_381.txt");
const BN254: &str = include_str!("vectors/bn254.txt");

pub fn hex(text: &str) -> Vec<u8> {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// The lines of a file: what goes in, and what comes out.
fn vectors(text: &'static str) -> impl Iterator<Item = (Vec<Vec<u8>>, &'static str)> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let (inputs, result) = line.rsplit_once(' ').unwrap();
        (inputs.split(' ').map(hex).collect(), result)
    })
}

/// Two pairs whose product is one: all that a success takes.
pub fn pairs(function: Function) -> Vec<u8> {
    let (text, len) =
        if function == Function::Bn254Pairing { (BN254, 2 * 192) } else { (BLS12_381, 2 * 384) };
    let one = |(inputs, result): &(Vec<Vec<u8>>, &str)| inputs[0].len() == len && *result == "1";
    vectors(text).filter(one).last().unwrap().0.remove(0)
}

/// Calls a function with these bytes, and gives rax and what it wrote, of 64 bytes.
fn call(w: &mut World<'_>, function: Function, inputs: &[&[u8]]) -> (u64, Vec<u8>) {
    w.next = 0;
    w.frame.machine.gas = GAS;
    let mut inputs = inputs.iter();
    let mut out = 0;
    let mut args = Vec::new();
    for arg in function.args() {
        args.push(match arg.kind {
            ValueKind::String => w.string(inputs.next().unwrap()),
            ValueKind::Bytes => w.bytes(inputs.next().unwrap()),
            _ => {
                out = w.bytes(&[0xee; 64]);
                out
            }
        });
    }
    let rax = w.serve(function, &args).unwrap();
    (rax, if out == 0 { vec![] } else { w.read(out, 64) })
}

#[test]
fn hashes_of_every_length_are_the_published_ones() {
    for (function, text) in [
        (Function::Sha512, include_str!("vectors/sha512.txt")),
        (Function::Blake2b256, include_str!("vectors/blake2b_256.txt")),
        (Function::Blake3, include_str!("vectors/blake3.txt")),
    ] {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (len, digest) = line.split_once(' ').unwrap();
            let len: u32 = len.parse().unwrap();
            in_world(|w| {
                let pointer = w.serve(Function::Allocate, &[u64::from(len.max(1))]).unwrap();
                let bytes = w.frame.machine.memory.slice_mut(GuestAddr::wrap(pointer), len.max(1)).unwrap();
                for (i, byte) in bytes.iter_mut().enumerate() {
                    *byte = (i % 251) as u8;
                }
                let args = [w.header(pointer, len), w.bytes(&[0xee; 65])];
                w.serve(function, &args).unwrap();
                let digest = [hex(digest), vec![0xee]].concat();
                assert_eq!(w.read(args[1], digest.len() as u32), digest, "{function:?} of {len} bytes");
            });
        }
    }
}

#[test]
fn ed25519_is_strict() {
    in_world(|w| {
        for (inputs, result) in vectors(ED25519) {
            let [message, key, signature] = &inputs[..] else { panic!("three inputs") };
            let (right, _) = call(w, Function::Ed25519Verify, &[message, signature, key]);
            assert_eq!(right.to_string(), result, "{} by {}", Hex(signature), Hex(key));
        }
    });
}

#[test]
fn ecdsa_is_as_published() {
    for (function, text) in [(Function::Secp256k1Verify, SECP256K1), (Function::Secp256r1Verify, SECP256R1)] {
        in_world(|w| {
            for (inputs, result) in vectors(text) {
                let [hash, key, signature] = &inputs[..] else { panic!("three inputs") };
                let compressed = [&[2 + (key[64] & 1)], &key[1..33]].concat();
                let mut verify = |key: &[u8]| call(w, function, &[hash, signature, key]).0;
                for key in [&key[..], &key[1..]] {
                    assert_eq!(verify(key).to_string(), result, "{} by {}", Hex(signature), Hex(key));
                }
                if result == "1" {
                    assert_eq!(verify(&compressed), 1, "{} by {}", Hex(signature), Hex(&compressed));
                    let other = [&[compressed[0] ^ 1], &compressed[1..]].concat();
                    assert_eq!(verify(&other), 0, "the point on the other side");
                }
            }
        });
    }
}

#[test]
fn keys_have_one_of_three_forms() {
    for (function, text) in [(Function::Secp256k1Verify, SECP256K1), (Function::Secp256r1Verify, SECP256R1)] {
        in_world(|w| {
            let (inputs, _) = vectors(text).find(|(_, result)| *result == "1").unwrap();
            let [hash, key, signature] = &inputs[..] else { panic!("three inputs") };
            let parity = key[64] & 1;
            let mut verify =
                |tag: &[u8], rest: &[u8]| call(w, function, &[hash, signature, &[tag, rest].concat()]).0;
            assert_eq!((verify(&[4], &key[1..]), verify(&[2 + parity], &key[1..33])), (1, 1));
            // Hybrid, compact, and tags that there are none of.
            for tag in (0..=255).filter(|tag| *tag != 4) {
                assert_eq!(verify(&[tag], &key[1..]), 0, "{tag}, x, y");
            }
            for tag in (0..=255).filter(|tag| ![2, 3].contains(tag)) {
                assert_eq!(verify(&[tag], &key[1..33]), 0, "{tag}, x");
            }
            // Without its sign, every second point would be the right one.
            for (inputs, _) in vectors(text).filter(|(_, result)| *result == "1") {
                let compact = [&[5], &inputs[1][1..33]].concat();
                assert_eq!(call(w, function, &[&inputs[0], &inputs[2], &compact]).0, 0, "5, x");
            }
            let mut verify = |key: &[u8]| call(w, function, &[hash, signature, key]).0;
            // Infinity is a zero in SEC 1; other lengths are nothing.
            for len in (0..200).filter(|len| ![33, 64, 65].contains(len)) {
                let mut long = [key.as_slice(), &[0; 200]].concat();
                long.truncate(len);
                assert_eq!(verify(&long), 0, "{len} bytes");
                assert_eq!(verify(&vec![0; len]), 0, "{len} zeroes");
            }
            for len in [33, 64, 65] {
                assert_eq!(verify(&vec![0; len]), 0);
                assert_eq!(verify(&vec![0xff; len]), 0);
            }
        });
    }
}

/// The group's order less s.
fn other_side(signature: &[u8], order: &str) -> Vec<u8> {
    let s = BigUint::from_bytes_be(&hex(order)) - BigUint::from_bytes_be(&signature[32..64]);
    let s = s.to_bytes_be();
    [&signature[..32], &[0; 32][s.len()..], &s].concat()
}

#[test]
fn only_p256_takes_both_sides_of_s() {
    let orders = [
        (
            Function::Secp256k1Verify,
            SECP256K1,
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
            0,
        ),
        (
            Function::Secp256r1Verify,
            SECP256R1,
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
            1,
        ),
    ];
    for (function, text, order, expected) in orders {
        in_world(|w| {
            for (inputs, _) in vectors(text).filter(|(_, result)| *result == "1") {
                let signature = other_side(&inputs[2], order);
                let (right, _) = call(w, function, &[&inputs[0], &signature, &inputs[1]]);
                assert_eq!(right, expected, "{}", Hex(&signature));
            }
        });
    }
}

#[test]
fn keys_are_recovered() {
    in_world(|w| {
        for (inputs, expected) in vectors(RECOVER) {
            let (found, out) = call(w, Function::Secp256k1Recover, &[&inputs[0], &inputs[1]]);
            let out = match (found, expected.len()) {
                (0, _) => {
                    assert_eq!(out, [0xee; 64], "out is untouched");
                    "-".to_owned()
                }
                (_, 40) => Hex(&hash::keccak256_of(&out)[12..]).to_string(),
                _ => Hex(&out).to_string(),
            };
            assert_eq!(out, expected, "{} of {}", Hex(&inputs[1]), Hex(&inputs[0]));
        }
        // Who signed is found with one v or the other, and what is found has signed.
        let mut found_all = 0;
        for (inputs, result) in vectors(SECP256K1) {
            let [hash, key, signature] = &inputs[..] else { panic!("three inputs") };
            let mut signers = Vec::new();
            for v in [27, 28] {
                let signature = [signature, &[v][..]].concat();
                let (found, out) = call(w, Function::Secp256k1Recover, &[hash, &signature]);
                if found == 1 {
                    assert_eq!(call(w, Function::Secp256k1Verify, &[hash, &signature[..64], &out]).0, 1);
                    signers.push(out);
                }
            }
            // r may stand for a second x, above the order, which no v of ours means.
            if result == "0" {
                assert!(!signers.contains(&key[1..].to_vec()));
            } else {
                found_all += u32::from(signers.contains(&key[1..].to_vec()));
            }
        }
        assert!(found_all > 30, "{found_all}");
    });
}

#[test]
fn pairings_are_as_published() {
    for (function, text) in [(Function::Bls12381Pairing, BLS12_381), (Function::Bn254Pairing, BN254)] {
        in_world(|w| {
            for (inputs, result) in vectors(text) {
                let (product, _) = call(w, function, &[&inputs[0]]);
                assert_eq!(product.to_string(), result, "{function:?} {}", Hex(&inputs[0]));
            }
        });
    }
}

/// Any number of pairs, around how many are taken together.
#[test]
fn pairs_multiply() {
    for function in [Function::Bls12381Pairing, Function::Bn254Pairing] {
        let one = pairs(function);
        let half = &one[..one.len() / 2];
        in_world(|w| {
            for count in [1, 4, 5, 8, 9] {
                let ones = one.repeat(count);
                let mut product = |pairs: &[&[u8]]| call(w, function, &[&pairs.concat()]).0;
                assert_eq!(product(&[&ones]), 1, "{count}");
                assert_eq!(product(&[&ones, half]), 0, "{count}");
                assert_eq!(product(&[half, &ones]), 0, "{count}");
                assert_eq!(product(&[half, &ones, &one[half.len()..]]), 1, "{count}");
                assert_eq!(product(&[&ones, &vec![1; half.len()]]), 2, "{count}");
                assert_eq!(product(&[&vec![1; half.len()], &ones]), 2, "{count}");
                assert_eq!(product(&[&ones, &[0]]), 2, "{count}");
            }
        });
    }
}

fn number(value: &BigUint) -> Vec<u8> {
    let mut bytes = (value % (BigUint::from(1_u8) << 256_u16)).to_bytes_le();
    bytes.resize(32, 0);
    bytes
}

/// What Ethereum's Yellow Paper says, appendix H: 0x01 to 0x0a.
fn expected(function: Function, left: &BigUint, right: &BigUint, modulus: &BigUint) -> BigUint {
    let word = BigUint::from(1_u8) << 256_u16;
    let zero = BigUint::from(0_u8);
    match function {
        Function::Add256 => left + right,
        Function::Sub256 => &word + left - right,
        Function::Mul256 => left * right,
        Function::Div256 | Function::Mod256 if *right == zero => zero,
        Function::Div256 => left / right,
        Function::Mod256 => left % right,
        Function::Exp256 => left.modpow(right, &word),
        Function::AddMod256 | Function::MulMod256 if *modulus == zero => zero,
        Function::AddMod256 => (left + right) % modulus,
        Function::MulMod256 => (left * right) % modulus,
        other => panic!("{other:?}"),
    }
}

fn arithmetic() -> impl Iterator<Item = Function> {
    Function::ALL.iter().copied().filter(|function| (0x90..=0x97).contains(&(*function as u8)))
}

fn compute(w: &mut World<'_>, left: &BigUint, right: &BigUint, modulus: &BigUint) {
    let inputs = [number(left), number(right), number(modulus)];
    let inputs: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
    for function in arithmetic() {
        let (_, out) = call(w, function, &inputs);
        let expected = number(&expected(function, left, right, modulus));
        assert_eq!(out[..32], expected, "{function:?} {left:x} {right:x} {modulus:x}");
        assert_eq!(out[32..], [0xee; 32], "{function:?} writes 32 bytes");
    }
}

#[test]
fn numbers_at_the_edges() {
    let one = BigUint::from(1_u8);
    let mut edges: Vec<BigUint> = [0_u64, 1, 2, 3, 10, 255, 256, u64::MAX].map(BigUint::from).into();
    edges.extend([64_u16, 127, 128, 255].iter().flat_map(|bit| [&one << *bit, (&one << *bit) + &one]));
    edges.extend([1_u8, 2, 3].map(|less| (&one << 256_u16) - BigUint::from(less)));
    in_world(|w| {
        for left in &edges {
            for right in &edges {
                for modulus in &edges {
                    compute(w, left, right, modulus);
                }
            }
        }
    });
}

/// Numbers as Ethereum's own tests of its machine have them (ethereum/tests, VMTests/vmArithmeticTest), with results that no library computes here.
#[test]
fn arithmetic_is_ethereums() {
    let max = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    let half = "57896044618658097711785492504343953926634992332820282019728792003956564819968";
    let vectors = [
        (
            Function::Add256,
            [max, max, "0"],
            "115792089237316195423570985008687907853269984665640564039457584007913129639934",
        ),
        (Function::Add256, [max, "1", "0"], "0"),
        (Function::Sub256, ["0", max, "0"], "1"),
        (Function::Sub256, ["23", "0", "0"], "23"),
        (Function::Mul256, [max, max, "0"], "1"),
        (Function::Mul256, [half, max, "0"], half),
        (Function::Div256, ["24", "23", "0"], "1"),
        (Function::Div256, ["2", "0", "0"], "0"),
        (Function::Div256, ["0", "0", "0"], "0"),
        (Function::Mod256, [max, "0", "0"], "0"),
        (Function::Mod256, ["17", "0", "0"], "0"),
        (Function::Mod256, [max, "2", "0"], "1"),
        (Function::Exp256, ["2", "2", "0"], "4"),
        (Function::Exp256, [max, max, "0"], max),
        (
            Function::Exp256,
            ["2147483647", "2147483647", "0"],
            "85283587600373122322928310453130164142775440871555374690023406742016433848319",
        ),
        (Function::Exp256, ["0", "2147483647", "0"], "0"),
        (Function::Exp256, ["0", "0", "0"], "1"),
        (Function::Exp256, ["2", "256", "0"], "0"),
        (Function::AddMod256, ["1", "2", "2"], "1"),
        (Function::AddMod256, [max, "2", "2"], "1"),
        (Function::AddMod256, [max, max, "0"], "0"),
        (Function::AddMod256, ["0", "0", "0"], "0"),
        (Function::AddMod256, [max, max, max], "0"),
        (Function::MulMod256, ["1", "2", "2"], "0"),
        (Function::MulMod256, [max, max, "12"], "9"),
        (Function::MulMod256, [half, "5", "0"], "0"),
        (Function::MulMod256, [max, max, half], "1"),
    ];
    let bytes = |text: &str| number(&text.parse().unwrap());
    in_world(|w| {
        for (function, inputs, result) in vectors {
            let inputs = inputs.map(bytes);
            let (_, out) = call(w, function, &inputs.each_ref().map(Vec::as_slice));
            assert_eq!(out[..32], bytes(result), "{function:?}");
        }
    });
}

/// The result may lie on an operand, or reach into one.
#[test]
fn operands_may_be_overwritten() {
    let [left, right, modulus] = [7_u64, 5, 3].map(|value| value * 0x1_0000_0001).map(BigUint::from);
    for function in arithmetic() {
        let operands = function.args().len() - 1;
        for offset in (0..=32 * operands as u64 - 32).step_by(8) {
            in_world(|w| {
                let at = w.bytes(&[number(&left), number(&right), number(&modulus)].concat());
                let mut args: Vec<u64> = (0..operands as u64).map(|i| at + 32 * i).collect();
                args.push(at + offset);
                w.serve(function, &args).unwrap();
                let expected = number(&expected(function, &left, &right, &modulus));
                assert_eq!(w.read(at + offset, 32), expected, "{function:?} at {offset}");
            });
        }
    }
}

#[test]
fn powers_are_paid_by_the_length_of_the_exponent() {
    in_world(|w| {
        let price = Function::Exp256.gas();
        for bytes in 0..=32_u32 {
            let mut exponents = vec![vec![0xff; bytes as usize]];
            if bytes > 0 {
                exponents.push([vec![0; bytes as usize - 1], vec![1]].concat());
            }
            for mut exponent in exponents {
                exponent.resize(32, 0);
                call(w, Function::Exp256, &[&[3; 32], &exponent]);
                let paid = GAS - w.frame.machine.gas;
                assert_eq!(paid, price.base + price.per_byte * u64::from(bytes), "{bytes} bytes");
            }
        }
    });
}

/// A number with some of its limbs, of which many are at an edge.
fn any_number() -> impl Strategy<Value = BigUint> {
    let limb = prop_oneof![Just(0_u64), Just(1), Just(u64::MAX), Just(1 << 63), any::<u64>(), any::<u64>()];
    prop::collection::vec(limb, 0..=4).prop_map(|limbs| {
        limbs.iter().fold(BigUint::from(0_u8), |sum, limb| (sum << 64_u8) + BigUint::from(*limb))
    })
}

proptest! {
    #[test]
    fn numbers_agree_with_another_library(numbers in prop::collection::vec((any_number(), any_number(), any_number()), 100)) {
        in_world(|w| {
            for (left, right, modulus) in &numbers {
                compute(w, left, right, modulus);
            }
        });
    }

    /// Bytes at random, and right ones of which one is changed: no function panics, and none but hashes and numbers takes them for right.
    #[test]
    fn bytes_at_random_are_refused(
        bytes in prop::collection::vec(any::<u8>(), 1000),
        lengths in prop::array::uniform4(0_usize..400),
        at in any::<prop::sample::Index>(),
        change in 1_u8..,
    ) {
        in_world(|w| {
            for &function in Function::ALL.iter().filter(|function| **function as u8 >= 0x70) {
                let mut rest = &bytes[..];
                let mut inputs = Vec::new();
                for (arg, len) in function.args().iter().zip(lengths) {
                    let (input, next) = rest.split_at(if arg.kind == ValueKind::Bytes { 65 } else { len % rest.len() });
                    inputs.push(input);
                    rest = next;
                }
                let (rax, _) = call(w, function, &inputs);
                match function.result() {
                    // Every second r is an x of the curve, so that somebody may have signed.
                    Some(ValueKind::Bool) if function != Function::Secp256k1Recover => assert_eq!(rax, 0),
                    Some(ValueKind::U32) if inputs[0].is_empty() => {}
                    Some(ValueKind::U32) => assert_eq!(rax, 2),
                    _ => {}
                }
            }
            for (function, text) in [
                (Function::Ed25519Verify, ED25519),
                (Function::Secp256k1Verify, SECP256K1),
                (Function::Secp256r1Verify, SECP256R1),
            ] {
                let right: Vec<_> = vectors(text).filter(|(_, result)| *result == "1").collect();
                let (mut inputs, _) = right[at.index(right.len())].clone();
                let len: usize = inputs.iter().map(Vec::len).sum();
                *inputs.iter_mut().flatten().nth(at.index(len)).unwrap() ^= change;
                let (rax, _) = call(w, function, &[0, 2, 1].map(|i| &inputs[i][..]));
                assert_eq!(rax, 0, "{function:?}");
            }
            for function in [Function::Bls12381Pairing, Function::Bn254Pairing] {
                let mut pairs = pairs(function);
                let at = at.index(pairs.len());
                pairs[at] ^= change;
                assert_eq!(call(w, function, &[&pairs]).0, 2, "{function:?}: a point is no point any more");
            }
        });
    }
}
