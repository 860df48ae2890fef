//! What each library computes, as one number: the same on the host and in a contract.
#![no_std]

extern crate alloc;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Mixes bytes into a number (FNV-1a).
fn mix(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// Bytes that look random.
fn bytes(len: usize) -> Vec<u8> {
    let mut state = 88_172_645_463_325_252_u64;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..len).map(next).collect()
}

pub fn k256() -> u64 {
    use k256::ecdsa::signature::{Signer, Verifier};
    use k256::ecdsa::{Signature, SigningKey, VerifyingKey};
    let key = SigningKey::from_slice(&bytes(32)).expect("a key");
    let signature: Signature = key.sign(b"pay 5");
    let public = VerifyingKey::from(&key);
    let good = public.verify(b"pay 5", &signature).is_ok();
    let bad = public.verify(b"pay 6", &signature).is_ok();
    mix(mix(START, &signature.to_bytes()), &[good.into(), bad.into()])
}

pub fn ed25519_dalek() -> u64 {
    use ed25519_dalek::{Signer, SigningKey, Verifier};
    let secret: [u8; 32] = bytes(32).try_into().expect("32 bytes");
    let key = SigningKey::from_bytes(&secret);
    let signature = key.sign(b"pay 5");
    let good = key.verifying_key().verify(b"pay 5", &signature).is_ok();
    let bad = key.verifying_key().verify(b"pay 6", &signature).is_ok();
    mix(mix(START, &signature.to_bytes()), &[good.into(), bad.into()])
}

pub fn blake3() -> u64 {
    let long = bytes(5000);
    let keyed = blake3::keyed_hash(&[7; 32], &long);
    mix(mix(START, blake3::hash(&long).as_bytes()), keyed.as_bytes())
}

pub fn sha3() -> u64 {
    use sha3::{Digest, Keccak256, Sha3_512};
    let long = bytes(3000);
    mix(mix(START, &Keccak256::digest(&long)), &Sha3_512::digest(&long))
}

pub fn serde_json() -> u64 {
    let text = r#"{"name":"écho","list":[1,-2.5,3e100,true,null,"\u20ac"],"in":{"z":18446744073709551615}}"#;
    let mut tree: serde_json::Value = serde_json::from_str(text).expect("JSON");
    tree["more"] = serde_json::json!({"x": 0.1, "y": [1, 2, 3]});
    let wrong = serde_json::from_str::<serde_json::Value>("[1,").expect_err("it ends too early").to_string();
    mix(mix(START, tree.to_string().as_bytes()), wrong.as_bytes())
}

pub fn num_bigint() -> u64 {
    use num_bigint::BigUint;
    let factorial = (2_u32..=150).fold(BigUint::from(1_u32), |product, factor| product * factor);
    let prime = BigUint::from_bytes_be(&[0xff; 32]) - 188_u32;
    let power = factorial.modpow(&BigUint::from(65_537_u32), &prime);
    mix(mix(START, factorial.to_string().as_bytes()), power.to_str_radix(36).as_bytes())
}

pub fn ark_bn254() -> u64 {
    use ark_bn254::{Bn254, Fr, G1Affine, G2Affine};
    use ark_ec::pairing::Pairing;
    use ark_ec::{AffineRepr, CurveGroup};
    use ark_ff::{BigInteger, Field, PrimeField};
    let (a, b) = (Fr::from(1_234_567_u64), Fr::from(89_u64));
    let left = Bn254::pairing((G1Affine::generator() * a).into_affine(), (G2Affine::generator() * b).into_affine());
    let right = Bn254::pairing(G1Affine::generator(), G2Affine::generator()).0.pow((a * b).into_bigint());
    let first = left.0.c0.c0.c0.into_bigint().to_bytes_be();
    mix(mix(START, &first), &[(left.0 == right).into()])
}

pub fn regex() -> u64 {
    let pattern = regex::Regex::new(r"(?P<year>\d{4})-(?P<month>\d\d)|\p{Lu}\w+").expect("a pattern");
    let text = "From 2019-11 to 2020-07, Écho was a chain.";
    let found: Vec<String> = pattern.captures_iter(text).map(|found| format!("{:?}", found.get(0))).collect();
    mix(START, format!("{found:?} {}", pattern.replace_all(text, "$month/$year")).as_bytes())
}

/// A contract that returns what one of these functions computes.
#[macro_export]
macro_rules! contract {
    ($compute:ident) => {
        use echo_sdk as echo;

        #[echo::storage]
        pub struct Library {}

        #[echo::contract]
        impl Library {
            #[view]
            pub fn run(&self) -> u64 {
                $crate::$compute()
            }
        }

        echo_sdk::main!(Library);
    };
}

/// Of each: its name, and what it computes.
pub const ALL: &[(&str, fn() -> u64)] = &[
    ("k256", k256),
    ("ed25519-dalek", ed25519_dalek),
    ("blake3", blake3),
    ("sha3", sha3),
    ("serde_json", serde_json),
    ("num-bigint", num_bigint),
    ("ark-bn254", ark_bn254),
    ("regex", regex),
];
