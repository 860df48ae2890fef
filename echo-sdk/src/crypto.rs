//! Hashes and signatures, computed by the machine.

use crate::host;

/// SHA-256 (FIPS 180-4).
#[must_use]
pub fn sha256(data: &[u8]) -> [u8; 32] {
    host::sha256(data)
}

/// SHA-512 (FIPS 180-4).
#[must_use]
pub fn sha512(data: &[u8]) -> [u8; 64] {
    host::sha512(data)
}

/// Keccak-256, as Ethereum uses it.
#[must_use]
pub fn keccak256(data: &[u8]) -> [u8; 32] {
    host::keccak256(data)
}

/// RIPEMD-160.
#[must_use]
pub fn ripemd160(data: &[u8]) -> [u8; 20] {
    host::ripemd160(data)
}

/// BLAKE2b with 32 bytes (RFC 7693).
#[must_use]
pub fn blake2b_256(data: &[u8]) -> [u8; 32] {
    host::blake2b_256(data)
}

/// BLAKE3.
#[must_use]
pub fn blake3(data: &[u8]) -> [u8; 32] {
    host::blake3(data)
}

/// Whether it is the Ed25519 signature of a message by a key (RFC 8032, strict).
#[must_use]
pub fn ed25519_verify(message: &[u8], signature: &[u8; 64], key: &[u8; 32]) -> bool {
    host::ed25519_verify(message, signature, key)
}

/// The public key, x and y, that made a signature of a hash: r, s and v, which is 0, 1, 27 or 28. Low s only.
#[must_use]
pub fn secp256k1_recover(hash: &[u8; 32], signature: &[u8; 65]) -> Option<[u8; 64]> {
    host::secp256k1_recover(hash, signature)
}

/// Whether it is the secp256k1 signature, r and s, of a hash by a key of 33 (compressed), 64 or 65 bytes. Low s only.
#[must_use]
pub fn secp256k1_verify(hash: &[u8; 32], signature: &[u8; 64], key: &[u8]) -> bool {
    host::secp256k1_verify(hash, signature, key)
}

/// Whether it is the secp256r1 (P-256) signature, r and s, of a hash by a key of 33 (compressed), 64 or 65 bytes.
#[must_use]
pub fn secp256r1_verify(hash: &[u8; 32], signature: &[u8; 64], key: &[u8]) -> bool {
    host::secp256r1_verify(hash, signature, key)
}

/// What a pairing check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// The product is one.
    One,
    /// The product is not one.
    Other,
    /// The pairs are no pairs of points.
    Malformed,
}

impl Pairing {
    fn of(number: u32) -> Self {
        match number {
            0 => Self::Other,
            1 => Self::One,
            _ => Self::Malformed,
        }
    }
}

/// The pairing check on BLS12-381, with the encodings of EIP-2537: 384 bytes a pair.
#[must_use]
pub fn bls12_381_pairing(pairs: &[u8]) -> Pairing {
    Pairing::of(host::bls12_381_pairing(pairs))
}

/// The pairing check on BN254, with the encodings of EIP-197: 192 bytes a pair.
#[must_use]
pub fn bn254_pairing(pairs: &[u8]) -> Pairing {
    Pairing::of(host::bn254_pairing(pairs))
}
