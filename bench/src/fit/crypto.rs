//! What the host functions of cryptography take longest for, and the bare libraries at the same work: called by `host`.
//!
//! Signatures are right and points lie in their groups, for what is not is refused early. Numbers of 256 bits are as long as divisions and powers mind.

use ark_bls12_381::Bls12_381;
use ark_bn254::Bn254;
use ark_ec::pairing::{Pairing, PairingOutput};
use ark_ec::short_weierstrass::{Affine, SWCurveConfig};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{BigInteger, Field, PrimeField, Zero};
use blake2::Blake2b;
use blake2::digest::consts::U32;
use echo_abi::scpi::Function;
use ed25519_dalek::Signer;
use k256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use ripemd::Ripemd160;
use sha2::{Digest, Sha256, Sha512};
use sha3::Keccak256;
use std::hint::black_box;

/// Work for a function.
pub struct Work {
    /// What its pointers point to, in the order of its arguments; what it writes is not among them.
    pub inputs: Vec<Vec<u8>>,
    /// The library at it, without Echo. Pairings: of points that are decoded and checked already.
    pub bare: Option<Box<dyn Fn()>>,
}

/// Bytes of a pair of points, where a function takes some.
pub fn pair_size(function: Function) -> Option<u32> {
    match function {
        Function::Bls12381Pairing => Some(384),
        Function::Bn254Pairing => Some(192),
        _ => None,
    }
}

/// Work on about `size` bytes, where they can be chosen.
pub fn work(function: Function, size: u32) -> Option<Work> {
    let data = vec![b'x'; size as usize];
    Some(match function {
        Function::Sha256 => hash::<Sha256>(data),
        Function::Keccak256 => hash::<Keccak256>(data),
        Function::Ripemd160 => hash::<Ripemd160>(data),
        Function::Sha512 => hash::<Sha512>(data),
        Function::Blake2b256 => hash::<Blake2b<U32>>(data),
        Function::Blake3 => new(vec![data.clone()], move || _ = black_box(blake3::hash(&data))),
        Function::Ed25519Verify => ed25519(data),
        Function::Secp256k1Recover | Function::Secp256k1Verify => secp256k1(function),
        Function::Secp256r1Verify => secp256r1(),
        Function::Bls12381Pairing => pairing::<Bls12_381, _, _>(
            size / 384,
            |element: ark_bls12_381::Fq| padded(element, 64),
            |x| [x.c0, x.c1],
        ),
        Function::Bn254Pairing => {
            pairing::<Bn254, _, _>(size / 192, |element: ark_bn254::Fq| padded(element, 32), |x| [x.c1, x.c0])
        }
        Function::Div256 | Function::Mod256 => numbers(&[32, 20]),
        Function::AddMod256 | Function::MulMod256 => numbers(&[32, 32, 20]),
        Function::Add256 | Function::Sub256 | Function::Mul256 | Function::Exp256 => numbers(&[32, 32]),
        _ => return None,
    })
}

fn new(inputs: Vec<Vec<u8>>, bare: impl Fn() + 'static) -> Work {
    Work { inputs, bare: Some(Box::new(bare)) }
}

fn hash<D: Digest>(data: Vec<u8>) -> Work {
    new(vec![data.clone()], move || drop(black_box(D::digest(&data))))
}

/// All ones, of so many bytes each, and zeroes above.
fn numbers(lengths: &[usize]) -> Work {
    let ones = |len: &usize| [vec![0xff; *len], vec![0; 32 - len]].concat();
    Work { inputs: lengths.iter().map(ones).collect(), bare: None }
}

fn ed25519(message: Vec<u8>) -> Work {
    let signer = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let (signature, key) = (signer.sign(&message), signer.verifying_key().to_bytes());
    let inputs = vec![message.clone(), signature.to_bytes().to_vec(), key.to_vec()];
    new(inputs, move || {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).expect("it is a key");
        key.verify_strict(&message, &signature).expect("it is right");
    })
}

fn secp256k1(function: Function) -> Work {
    use k256::ecdsa::{Signature, SigningKey, VerifyingKey};
    let hash = [9; 32];
    let signer = SigningKey::from_slice(&[7; 32]).expect("it is a secret");
    let (signature, v) = signer.sign_prehash_recoverable(&hash);
    if function == Function::Secp256k1Recover {
        let bytes = [signature.to_bytes().to_vec(), vec![v.to_byte()]].concat();
        return new(vec![hash.to_vec(), bytes], move || {
            let key = VerifyingKey::recover_from_prehash(&hash, &signature, v).expect("somebody signed");
            black_box(key);
        });
    }
    let key = signer.verifying_key().to_sec1_point(true).as_bytes().to_vec();
    let signature = signature.to_bytes();
    new(vec![hash.to_vec(), signature.to_vec(), key.clone()], move || {
        let key = VerifyingKey::from_sec1_bytes(&key).expect("it is a key");
        let signature = Signature::from_slice(&signature).expect("it is a signature");
        key.verify_prehash(&hash, &signature).expect("it is right");
    })
}

fn secp256r1() -> Work {
    use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
    let hash = [9; 32];
    let signer = SigningKey::from_slice(&[7; 32]).expect("it is a secret");
    let signature: Signature = signer.sign_prehash(&hash).expect("it can sign");
    let key = signer.verifying_key().to_sec1_point(true).as_bytes().to_vec();
    let signature = signature.to_bytes();
    new(vec![hash.to_vec(), signature.to_vec(), key.clone()], move || {
        let key = VerifyingKey::from_sec1_bytes(&key).expect("it is a key");
        let signature = Signature::from_slice(&signature).expect("it is a signature");
        key.verify_prehash(&hash, &signature).expect("it is right");
    })
}

/// Big-endian, with zeroes before it.
fn padded(element: impl PrimeField, len: usize) -> Vec<u8> {
    let bytes = element.into_bigint().to_bytes_be();
    [vec![0; len - bytes.len()], bytes].concat()
}

/// Pairs of points, one at least: an element of the field in bytes is `encode`'s matter, the order of an extension's parts `parts`'s.
fn pairing<E, P, Q>(
    pairs: u32,
    encode: impl Fn(P::BaseField) -> Vec<u8>,
    parts: impl Fn(Q::BaseField) -> [P::BaseField; 2],
) -> Work
where
    P: SWCurveConfig<ScalarField = E::ScalarField>,
    Q: SWCurveConfig<ScalarField = E::ScalarField>,
    E: Pairing<G1Affine = Affine<P>, G2Affine = Affine<Q>> + 'static,
{
    let mut bytes = Vec::new();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for pair in 1..=u64::from(pairs.max(1)) {
        let scalar = E::ScalarField::from(pair).inverse().expect("it is not zero");
        let (p, q) = (
            (Affine::<P>::generator() * scalar).into_affine(),
            (Affine::<Q>::generator() * scalar).into_affine(),
        );
        let [q_x, q_y] = [q.x, q.y].map(&parts);
        for element in [[p.x, p.y], q_x, q_y].concat() {
            bytes.extend(encode(element));
        }
        left.push(p);
        right.push(q);
    }
    new(vec![bytes], move || {
        let product: PairingOutput<E> = E::multi_pairing(left.clone(), right.clone());
        assert!(!product.is_zero(), "nobody made it one");
    })
}
