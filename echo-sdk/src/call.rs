//! Contracts call contracts, create them, and end.
//!
//! `#[echo::client]` on a trait makes a client of it; [`call`] calls by a line of text. What a callee that fails did is taken back,
//! and its caller goes on.

use crate::buffer::append;
use crate::host::{self, Options as Raw};
use crate::wire::{Pack, Type};
use crate::{I256, U256};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// What comes with a call: nothing, unless it is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options(Raw);

impl Options {
    /// Nothing is sent, the callee may use all gas that is left, and may write.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends an amount along, from what this contract has.
    #[must_use]
    pub fn value(self, amount: u64) -> Self {
        Self(Raw { value: amount, ..self.0 })
    }

    /// The instance number of the asset that is sent: 7 for `1.3.7`. ECHO, 0, if it is not said.
    #[must_use]
    pub fn asset(self, number: u64) -> Self {
        Self(Raw { asset: number, ..self.0 })
    }

    /// Most gas that the callee may use.
    #[must_use]
    pub fn gas(self, gas: u64) -> Self {
        Self(Raw { gas, ..self.0 })
    }

    /// The callee may write nothing.
    #[must_use]
    pub fn view(self) -> Self {
        Self(Raw { flags: self.0.flags | Raw::VIEW, ..self.0 })
    }

    /// The code of the contract that is created can be replaced by its owner.
    #[must_use]
    pub fn upgradeable(self) -> Self {
        Self(Raw { flags: self.0.flags | Raw::UPGRADEABLE, ..self.0 })
    }
}

/// A call did not go well. It displays as its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallError {
    /// The number of the error (echo-abi/docs/errors.md); 0 where the callee returned, but not what the client says.
    pub number: u32,
    /// What the callee said of it.
    pub message: String,
}

impl CallError {
    /// The callee itself reported an error.
    pub const CONTRACT_ERROR: u32 = 2;
    /// The gas that the callee was given did not suffice.
    pub const OUT_OF_GAS: u32 = 3;
    /// The chain refused: an unknown contract, or not enough balance.
    pub const INVALID_CHAIN_CALL: u32 = 17;

    /// The error of the last call.
    #[cold]
    fn last(number: u32) -> Self {
        Self { number, message: String::from_utf8(host::return_data()).unwrap_or_default() }
    }

    #[cold]
    fn unread() -> Self {
        Self { number: 0, message: String::from("echo: the contract returned something else") }
    }
}

impl AsRef<str> for CallError {
    fn as_ref(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for CallError {}

fn checked(number: u32) -> Result<(), CallError> {
    if number == 0 { Ok(()) } else { Err(CallError::last(number)) }
}

/// Calls another contract by a call line, `transfer("1.2.6",250)`. Gives the bytes that it returned.
///
/// # Errors
/// What the call ended with.
pub fn call(contract: &str, line: &str, options: Options) -> Result<Vec<u8>, CallError> {
    checked(host::call(contract.as_bytes(), line.as_bytes(), options.0))?;
    Ok(host::return_data())
}

/// Creates a contract of the bytes of a contract file; the line is that of the constructor. Gives its id.
///
/// # Errors
/// What the constructor ended with, or why there is no contract.
pub fn create(code: &[u8], line: &str, options: Options) -> Result<String, CallError> {
    host::create(code, line.as_bytes(), options.0).map_err(CallError::last)
}

/// Creates a contract with the code of another one. Gives its id.
///
/// # Errors
/// As for [`create`].
pub fn create_like(contract: &str, line: &str, options: Options) -> Result<String, CallError> {
    host::create_like(contract.as_bytes(), line.as_bytes(), options.0).map_err(CallError::last)
}

/// Replaces the code of a contract that this one owns and has created [`upgradeable`](Options::upgradeable).
///
/// # Errors
/// Why it was not.
pub fn replace_code(contract: &str, code: &[u8]) -> Result<(), CallError> {
    checked(host::replace_code(contract.as_bytes(), code))
}

/// Ends this contract, and the call as a return does. What it has goes to `heir`.
pub fn self_destruct(heir: &str) -> ! {
    host::self_destruct(heir.as_bytes())
}

/// What a client's method can return.
#[diagnostic::on_unimplemented(
    message = "a client cannot return `{Self}`",
    note = "there are (), bool, i8 to i128, u8 to u128, I256, U256, f64, String, Vec<u8>, [u8; N] and tuples of them; errors of calls come as CallError by themselves"
)]
pub trait Results: Sized {
    /// Reads what a call returned.
    fn read(bytes: &[u8]) -> Option<Self>;
}

macro_rules! results {
    ($($type:ty)+) => {$(
        impl Results for $type {
            fn read(mut bytes: &[u8]) -> Option<Self> {
                <Self as Type>::result(&mut bytes).filter(|_| bytes.is_empty())
            }
        }
    )+};
}

results! { bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 I256 U256 f64 String Vec<u8> }

impl<const N: usize> Results for [u8; N] {
    fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok()
    }
}

impl Results for () {
    fn read(bytes: &[u8]) -> Option<Self> {
        bytes.is_empty().then_some(())
    }
}

macro_rules! tuples {
    ($(($($letter:ident),+))+) => {$(
        impl<$($letter: Type),+> Results for ($($letter,)+) {
            fn read(mut bytes: &[u8]) -> Option<Self> {
                let results = ($($letter::result(&mut bytes)?,)+);
                bytes.is_empty().then_some(results)
            }
        }
    )+};
}

tuples! { (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) (A, B, C, D, E, F, G) (A, B, C, D, E, F, G, H) }

/// A call that is put together: the function's name and its arguments, packed.
#[derive(Debug)]
pub struct Call {
    packed: Vec<u8>,
}

impl Call {
    /// A call of the function of that name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut packed = Vec::new();
        name.pack(&mut packed);
        Self { packed }
    }

    /// Appends a packed argument.
    #[must_use]
    pub fn argument(mut self, argument: &impl Pack) -> Self {
        argument.tag(&mut self.packed);
        self
    }

    /// Appends arguments that are packed already.
    #[must_use]
    pub fn arguments(mut self, packed: &[u8]) -> Self {
        append(&mut self.packed, packed);
        self
    }

    /// Calls.
    ///
    /// # Errors
    /// What the call ended with, or that it returned something else.
    pub fn to<R: Results>(&self, contract: &str, options: Options) -> Result<R, CallError> {
        checked(host::call_packed(contract.as_bytes(), &self.packed, options.0))?;
        R::read(&host::return_data()).ok_or_else(CallError::unread)
    }
}
