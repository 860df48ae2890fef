//! Host functions that compute with unsigned numbers of 256 bits, as Ethereum's machine does.
//!
//! A number is 32 bytes little-endian. All operands are read before the result is written, so that it may lie on them.

use super::Halt;
use super::guest::Guest;
use ruint::aliases::U256;

fn read(guest: &mut Guest<'_>, i: usize) -> Result<U256, Halt> {
    Ok(U256::from_le_bytes(guest.read_array::<32>(i)?))
}

/// Of arguments 0 and 1, where argument 2 points.
pub(super) fn binary(guest: &mut Guest<'_>, operation: impl Fn(U256, U256) -> U256) -> Result<u64, Halt> {
    let (left, right) = (read(guest, 0)?, read(guest, 1)?);
    guest.write(2, operation(left, right).to_le_bytes::<32>())?;
    Ok(0)
}

/// Of arguments 0, 1 and 2, which is the modulus, where argument 3 points. The operation gives 0 for a modulus of 0.
pub(super) fn modular(
    guest: &mut Guest<'_>,
    operation: impl Fn(U256, U256, U256) -> U256,
) -> Result<u64, Halt> {
    let (left, right, modulus) = (read(guest, 0)?, read(guest, 1)?, read(guest, 2)?);
    guest.write(3, operation(left, right, modulus).to_le_bytes::<32>())?;
    Ok(0)
}

/// Argument 0 to the power of argument 1, which says how long it takes: its bytes are paid for.
pub(super) fn power(guest: &mut Guest<'_>) -> Result<u64, Halt> {
    let exponent = read(guest, 1)?;
    guest.pay_bytes(exponent.byte_len() as u64)?;
    binary(guest, U256::wrapping_pow)
}
