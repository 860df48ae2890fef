//! The contract as the machine calls it: which method, its arguments, its results.
//!
//! `#[contract]` implements [`Contract`]; [`main!`](crate::main) calls [`run`].

use crate::host;
use crate::interface::Entry;
use crate::wire::{Kind, Pack};
use crate::{I256, U256};
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use core::fmt;

/// A contract: its methods by name. By `#[echo::contract]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no contract",
    note = "put #[echo_sdk::contract] above `impl {Self}`, and #[echo_sdk::storage] above `struct {Self}`"
)]
pub trait Contract: Default {
    /// The lines of the interface.
    const INTERFACE: &'static [Entry];

    /// Runs the constructor, if there is one.
    fn construct(&mut self);

    /// Calls the method of that name; false where there is none.
    fn call(&mut self, name: &[u8]) -> bool;
}

/// What a method can return: nothing, a value, several in a tuple, and a `Result` of these, whose error ends the call with
/// `contract_error` and the error's text.
#[diagnostic::on_unimplemented(
    message = "a method cannot return `{Self}`",
    note = "there are (), bool, i8 to i128, u8 to u128, I256, U256, f64, String, &str, Vec<u8>, &[u8], [u8; N], tuples of them, and Result<_, E> with E: Display"
)]
pub trait Output {
    /// The types of the results.
    const KINDS: &'static [Kind];

    /// Appends the results to those of the call.
    fn give(self);
}

macro_rules! outputs {
    ($($(for $life:lifetime)? => $type:ty;)+) => {$(
        impl $(<$life>)? Output for $type {
            const KINDS: &'static [Kind] = &[<$type as Pack>::KIND];
            #[inline]
            fn give(self) {
                Pack::give(&self);
            }
        }
    )+};
}

outputs! { => bool; => i8; => i16; => i32; => i64; => i128; => u8; => u16; => u32; => u64; => u128; => I256; => U256; => f64; => String; => Vec<u8>; for 'a => &'a str; for 'a => &'a [u8]; }

impl<const N: usize> Output for [u8; N] {
    const KINDS: &'static [Kind] = &[<Self as Pack>::KIND];
    fn give(self) {
        Pack::give(&self);
    }
}

impl Output for () {
    const KINDS: &'static [Kind] = &[];
    fn give(self) {}
}

macro_rules! tuples {
    ($(($($letter:ident $index:tt),+))+) => {$(
        impl<$($letter: Pack),+> Output for ($($letter,)+) {
            const KINDS: &'static [Kind] = &[$($letter::KIND),+];
            fn give(self) {
                $(self.$index.give();)+
            }
        }
    )+};
}

tuples! {
    (A 0) (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) (A 0, B 1, C 2, D 3, E 4) (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6) (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}

impl<T: Output, E: fmt::Display> Output for Result<T, E> {
    const KINDS: &'static [Kind] = T::KINDS;
    #[inline]
    fn give(self) {
        match self {
            Ok(value) => value.give(),
            Err(error) => crate::fail_with(&error),
        }
    }
}

/// Gives what a method returned, which is a `Result`: an error that is text needs no formatting, whose code is larger than
/// most contracts. By value where that holds, by reference otherwise: a method call tries them in that order.
pub struct Returned<T>(Cell<Option<T>>);

impl<T> Returned<T> {
    /// Takes what a method returned.
    #[inline]
    pub fn new(value: T) -> Self {
        Self(Cell::new(Some(value)))
    }
}

/// For errors that are text.
pub trait GiveText {
    /// Gives the value, or ends the call with the text.
    fn give(self);
}

impl<T: Output, E: AsRef<str>> GiveText for Returned<Result<T, E>> {
    #[inline]
    fn give(self) {
        match self.0.into_inner() {
            Some(Ok(value)) => value.give(),
            Some(Err(error)) => host::fail(error.as_ref()),
            None => {}
        }
    }
}

/// For all others.
pub trait GiveAny {
    /// Gives the value, or ends the call with the error's text.
    fn give(self);
}

impl<T: Output> GiveAny for &Returned<T> {
    #[inline]
    fn give(self) {
        if let Some(value) = self.0.take() {
            value.give();
        }
    }
}

/// Runs one call.
pub fn run<C: Contract>() {
    let mut contract = C::default();
    if host::is_constructor() {
        contract.construct();
    } else if !contract.call(&host::function_name()) {
        host::fail("The called function is missing.");
    }
}
