//! What a contract asks the chain, and does on it.

use crate::host;
use alloc::string::String;
use alloc::vec::Vec;

/// The id of ECHO, the chain's own asset.
pub const ECHO: &str = "1.3.0";

/// Id of who called: an account, `1.2.5`, or a contract, `1.11.7`.
#[must_use]
pub fn sender() -> String {
    host::sender()
}

/// Id of the account that signed the transaction.
#[must_use]
pub fn origin() -> String {
    host::origin_sender()
}

/// Id of this contract.
#[must_use]
pub fn contract_id() -> String {
    host::contract_id()
}

/// Instance number of this contract: 7 for `1.11.7`.
#[must_use]
pub fn contract_number() -> u32 {
    host::contract_number()
}

/// Amount sent with the call.
#[must_use]
pub fn value() -> u64 {
    host::call_value()
}

/// Instance number of the asset sent with the call: 0 for ECHO.
#[must_use]
pub fn asset() -> u64 {
    host::call_asset()
}

/// Balance of an account or contract in an asset. An unknown one ends the call with `invalid_chain_call`.
#[must_use]
pub fn balance(id: &str, asset: &str) -> i64 {
    host::balance(id.as_bytes(), asset.as_bytes())
}

/// Sends `amount` of `asset` from this contract to `to`. Not enough balance ends the call with `invalid_chain_call`.
pub fn transfer(to: &str, asset: &str, amount: u64) {
    host::transfer(to.as_bytes(), asset.as_bytes(), amount);
}

/// A property of a chain object, as text. An unknown object or property ends the call with `invalid_chain_call`.
#[must_use]
pub fn property(id: &str, name: &str) -> String {
    host::object_property(id.as_bytes(), name.as_bytes())
}

/// Number of the current block.
#[must_use]
pub fn block_number() -> u32 {
    host::block_number()
}

/// Time of the current block, in seconds since 1970.
#[must_use]
pub fn block_time() -> u32 {
    host::block_time()
}

/// Account id of the current block's author.
#[must_use]
pub fn block_author() -> String {
    host::block_author()
}

/// Hash of an earlier block, as 64 hexadecimal digits. One that is not there ends the call with `invalid_chain_call`.
#[must_use]
pub fn block_hash(number: u32) -> String {
    host::block_hash(number)
}

/// Gas given to this call.
#[must_use]
pub fn gas_limit() -> u64 {
    host::gas_limit()
}

/// Prints text for the author, as `echo-vm run` and tests show it; no part of the result.
pub fn debug(text: &str) {
    host::debug_text(text.as_bytes());
}

/// Prints a number for the author.
pub fn debug_u64(value: u64) {
    host::debug_u64(value);
}

/// Prints a signed number for the author.
pub fn debug_i64(value: i64) {
    host::debug_i64(value);
}

/// Prints a double for the author.
pub fn debug_f64(value: f64) {
    host::debug_f64(value.to_bits());
}

/// Prints bytes in hexadecimal for the author.
pub fn debug_bytes(bytes: &[u8]) {
    host::debug_bytes(bytes);
}

/// Gas that is left.
#[must_use]
pub fn gas_left() -> u64 {
    host::gas_left()
}

/// What another contract has stored under a key: a value's name, or a map's name, a zero byte, and the key.
#[must_use]
pub fn stored_by(contract: &str, key: &[u8]) -> Option<Vec<u8>> {
    host::storage_get_of(contract.as_bytes(), key)
}
