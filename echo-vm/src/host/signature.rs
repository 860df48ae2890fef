//! Host functions that verify signatures, or find who made one.
//!
//! Whatever is no signature, or no key, is false: a contract is given both by anybody. What a key or a signature may be is as narrow as
//! its standard allows, so that all verifiers agree on it: `ed25519-dalek` and the curves of RustCrypto check what is written
//! here beside each.

use super::Halt;
use super::guest::Guest;
use ed25519_dalek::{Signature, VerifyingKey};
use k256::ecdsa::RecoveryId;
use k256::ecdsa::signature::hazmat::PrehashVerifier;
use k256::elliptic_curve::scalar::IsHigh;

/// Message, signature and key in arguments 0, 1 and 2.
pub(super) fn ed25519_verify(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    let message = guest.string(0)?;
    guest.pay_bytes(message.len)?;
    let (signature, key) = (guest.read_array(1)?, guest.read_array(2)?);
    Ok(ed25519(guest.read(message)?, &signature, &key).into())
}

/// Hash and signature in arguments 0 and 1, the key where argument 2 points.
pub(super) fn secp256k1_recover(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    let (hash, signature) = (guest.read_array(0)?, guest.read_array(1)?);
    let key = recover(&hash, &signature);
    if let Some(key) = key {
        guest.write(2, key)?;
    }
    Ok(key.is_some().into())
}

/// Hash, signature and key in arguments 0, 1 and 2.
pub(super) fn ecdsa_verify(
    guest: &mut Guest<'_>,
    verify: impl Fn(&[u8; 32], &[u8; 64], &[u8]) -> Option<()>,
) -> Result<u64, Halt> {
    let key = guest.string(2)?;
    guest.pay_bytes(key.len)?;
    let (hash, signature) = (guest.read_array(0)?, guest.read_array(1)?);
    Ok(verify(&hash, &signature, guest.read(key)?).is_some().into())
}

/// `verify_strict` refuses an S that is not below the group's order, points of small order, and an R that is not encoded as it would
/// encode it. Keys it takes as they decode: that y is below the prime, it leaves to us.
fn ed25519(message: &[u8], signature: &[u8; 64], key: &[u8; 32]) -> bool {
    let verify = |key: VerifyingKey| key.verify_strict(message, &Signature::from_bytes(signature));
    is_canonical(key) && VerifyingKey::from_bytes(key).and_then(verify).is_ok()
}

/// Whether y, the low 255 bits, is below 2^255 - 19. Where x is 0, a sign of 1 would be another encoding of the same point, but these points
/// (y is 1 or -1) are of small order.
fn is_canonical(key: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = key;
    *low < 0xed || middle.iter().any(|byte| *byte != 0xff) || high & 0x7f != 0x7f
}

/// x and y. `Signature` refuses an r or s that is 0 or not below the group's order; the recovery, an r that is no x of the curve, and a key at infinity.
fn recover(hash: &[u8; 32], signature: &[u8; 65]) -> Option<[u8; 64]> {
    let [signature @ .., v] = signature;
    let v = match v {
        0 | 27 => RecoveryId::new(false, false),
        1 | 28 => RecoveryId::new(true, false),
        _ => return None,
    };
    let signature = k256::ecdsa::Signature::from_slice(signature).ok()?;
    if signature.s().is_high().into() {
        return None;
    }
    let key = k256::ecdsa::VerifyingKey::recover_from_prehash(hash, &signature, v).ok()?;
    key.to_sec1_point(false).as_bytes().get(1..)?.try_into().ok()
}

/// Whether a signature on secp256k1 is right, as `Some`. High s the library refuses for this curve.
pub(super) fn secp256k1(hash: &[u8; 32], signature: &[u8; 64], key: &[u8]) -> Option<()> {
    let key = sec1(key, |key| k256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok())?;
    key.verify_prehash(hash, &k256::ecdsa::Signature::from_slice(signature).ok()?).ok()
}

/// Whether a signature on secp256r1 is right, as `Some`.
pub(super) fn secp256r1(hash: &[u8; 32], signature: &[u8; 64], key: &[u8]) -> Option<()> {
    let key = sec1(key, |key| p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok())?;
    key.verify_prehash(hash, &p256::ecdsa::Signature::from_slice(signature).ok()?).ok()
}

/// Decodes a key of 33, 64 or 65 bytes by a decoder of SEC 1, which would take more: points without the sign of y (tag 5).
fn sec1<K>(key: &[u8], decode: impl Fn(&[u8]) -> Option<K>) -> Option<K> {
    match (key.len(), key.first()?) {
        (33, 2 | 3) | (65, 4) => decode(key),
        (64, _) => {
            let mut tagged = [4; 65];
            tagged[1..].copy_from_slice(key);
            decode(&tagged)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No signature can show it: nobody knows the secrets of the keys whose y fits twice.
    #[test]
    fn y_is_below_the_prime() {
        for sign in [0, 0x80] {
            for low in 0..=u8::MAX {
                let mut key = [0xff; 32];
                (key[0], key[31]) = (low, 0x7f | sign);
                assert_eq!(is_canonical(&key), low < 0xed, "2^255 - {}", 256 - u16::from(low));
                for i in 1..32 {
                    let mut less = key;
                    less[i] ^= 1;
                    assert!(is_canonical(&less));
                }
            }
            let mut one = [0; 32];
            (one[0], one[31]) = (1, sign);
            assert!(is_canonical(&one));
        }
    }
}
