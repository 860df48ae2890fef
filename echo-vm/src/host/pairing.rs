//! Host functions that check products of pairings: what proofs without knowledge, and signatures of many, come to.
//!
//! arkworks computes; encodings are read here, as Ethereum has them. Every point is checked to lie on its curve and in its group of prime order, for
//! what a pairing gives of others nobody has defined.

use super::Halt;
use super::guest::Guest;
use ark_bls12_381::Bls12_381;
use ark_bn254::Bn254;
use ark_ec::pairing::{MillerLoopOutput, Pairing};
use ark_ec::short_weierstrass::{Affine, SWCurveConfig};
use ark_ff::{BigInt, One, PrimeField, Zero};

/// Pairs whose loops run together: what they share is 63 squarings of about 1 µs, and each takes 20 KB while it runs.
const TOGETHER: usize = 8;

type Pair<E> = (<E as Pairing>::G1Affine, <E as Pairing>::G2Affine);

/// What is known of pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Product {
    NotOne,
    One,
    Malformed,
}

/// Pairs in the string in argument 0.
pub(super) fn check(guest: &mut Guest<'_>, product: impl Fn(&[u8]) -> Product) -> Result<u64, Halt> {
    let pairs = guest.string(0)?;
    guest.pay_bytes(pairs.len)?;
    Ok(product(guest.read(pairs)?) as u64)
}

/// EIP-2537.
pub(super) fn bls12_381(pairs: &[u8]) -> Product {
    use ark_bls12_381::{Fq, Fq2};
    if pairs.is_empty() {
        return Product::Malformed;
    }
    product::<Bls12_381, 384>(pairs, |pair| {
        let element = |bytes: &[u8; 64]| -> Option<Fq> {
            let (zeroes, bytes) = bytes.split_at(16);
            (zeroes == [0; 16]).then(|| number(bytes))?
        };
        let [x, y, x_real, x_imaginary, y_real, y_imaginary] = elements(pair, element)?;
        Some((point(x, y)?, point(Fq2::new(x_real, x_imaginary), Fq2::new(y_real, y_imaginary))?))
    })
}

/// EIP-197.
pub(super) fn bn254(pairs: &[u8]) -> Product {
    use ark_bn254::Fq2;
    product::<Bn254, 192>(pairs, |pair| {
        let [x, y, x_imaginary, x_real, y_imaginary, y_real] =
            elements(pair, |bytes: &[u8; 32]| number(bytes))?;
        Some((point(x, y)?, point(Fq2::new(x_real, x_imaginary), Fq2::new(y_real, y_imaginary))?))
    })
}

/// The product over pairs of `SIZE` bytes each; over none, one.
fn product<E: Pairing, const SIZE: usize>(
    pairs: &[u8],
    decode: impl Fn(&[u8; SIZE]) -> Option<Pair<E>>,
) -> Product {
    let (pairs, []) = pairs.as_chunks::<SIZE>() else { return Product::Malformed };
    let mut product = E::TargetField::one();
    for pairs in pairs.chunks(TOGETHER) {
        let Some(pairs) = pairs.iter().map(&decode).collect::<Option<Vec<_>>>() else {
            return Product::Malformed;
        };
        let (left, right): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        product *= E::multi_miller_loop(left, right).0;
    }
    match E::final_exponentiation(MillerLoopOutput(product)) {
        Some(result) if result.0.is_one() => Product::One,
        _ => Product::NotOne,
    }
}

/// The six coordinates of a pair.
fn elements<F: Zero + Copy, const SIZE: usize>(
    pair: &[u8],
    element: impl Fn(&[u8; SIZE]) -> Option<F>,
) -> Option<[F; 6]> {
    let mut elements = [F::zero(); 6];
    for (to, bytes) in elements.iter_mut().zip(pair.as_chunks().0) {
        *to = element(bytes)?;
    }
    Some(elements)
}

/// A big-endian number below the field's prime.
fn number<F: PrimeField<BigInt = BigInt<N>>, const N: usize>(bytes: &[u8]) -> Option<F> {
    let mut limbs = [0; N];
    for (limb, bytes) in limbs.iter_mut().zip(bytes.as_rchunks().1.iter().rev()) {
        *limb = u64::from_be_bytes(*bytes);
    }
    F::from_bigint(BigInt::new(limbs))
}

/// A point of the group, by its coordinates; zeroes are infinity.
fn point<P: SWCurveConfig>(x: P::BaseField, y: P::BaseField) -> Option<Affine<P>> {
    if x.is_zero() && y.is_zero() {
        return Some(Affine::identity());
    }
    let point = Affine::new_unchecked(x, y);
    (point.is_on_curve() && point.is_in_correct_subgroup_assuming_on_curve()).then_some(point)
}
