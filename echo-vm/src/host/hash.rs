//! Host functions that hash.

use super::Halt;
use super::guest::Guest;
use blake2::Blake2b;
use ripemd::Ripemd160;
use sha2::digest::consts::U32;
use sha2::{Digest, Sha256, Sha512};
use sha3::Keccak256;

/// Hashes the string in argument 0 and writes the digest where argument 1 points.
fn hash<const N: usize>(guest: &mut Guest<'_>, digest: impl Fn(&[u8]) -> [u8; N]) -> Result<u64, Halt> {
    let slice = guest.string(0)?;
    guest.pay_bytes(slice.len)?;
    let digest = digest(guest.read(slice)?);
    guest.write(1, digest)?;
    Ok(0)
}

/// Keccak-256 as Ethereum uses it: the padding of before FIPS 202.
pub(super) fn keccak256_of(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}

pub(super) fn sha256(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    hash(guest, |bytes| Sha256::digest(bytes).into())
}

pub(super) fn keccak256(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    hash(guest, keccak256_of)
}

pub(super) fn ripemd160(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    hash(guest, |bytes| Ripemd160::digest(bytes).into())
}

pub(super) fn sha512(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    hash(guest, |bytes| Sha512::digest(bytes).into())
}

pub(super) fn blake2b_256(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    hash(guest, |bytes| Blake2b::<U32>::digest(bytes).into())
}

pub(super) fn blake3(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    hash(guest, |bytes| blake3::hash(bytes).into())
}
