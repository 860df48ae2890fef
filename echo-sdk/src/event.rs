//! Events: structs with `#[derive(echo::Event)]`.

use crate::host;
use crate::interface::{Entry, Text};
use crate::wire::Kind;
use alloc::vec::Vec;

/// What the chain records and others read: a signature, and the values of the fields. By `#[derive(echo::Event)]`.
///
/// ```
/// use echo_sdk as echo;
///
/// #[derive(echo::Event)]
/// #[event(name = "transfer")]
/// struct Transferred<'a> {
///     from: &'a str,
///     to: &'a str,
///     amount: u64,
/// }
/// # use echo::Event;
/// assert_eq!(Transferred::SIGNATURE, "transfer(string,string,uint64)");
/// ```
///
/// Without `#[event(name = "…")]`, the event is called what the struct is, in lower case: `PriceChanged` is `price_changed`.
///
/// A contract names its events, `#[echo::contract(events(Transferred))]`: they belong to its interface, and none can be emitted
/// that is not there.
pub trait Event {
    /// The event's name.
    const NAME: &'static str;
    /// The types of the fields.
    const FIELDS: &'static [Kind];
    /// The signature; its keccak256 is the hash of the log.
    const SIGNATURE: &'static str;

    /// Appends the fields, one after the other.
    fn pack(&self, out: &mut Vec<u8>);

    /// Emits the event.
    fn emit(&self)
    where
        Self: Declared,
    {
        let mut data = Vec::new();
        self.pack(&mut data);
        host::emit(Self::SIGNATURE.as_bytes(), &data);
    }
}

/// An event that a contract names: `#[echo::contract(events(Transferred))]`.
#[diagnostic::on_unimplemented(
    message = "no contract declares the event `{Self}`",
    note = "name it where the contract is: #[contract(events({Self}))]"
)]
pub trait Declared: Event {}

/// The line of an event in the interface.
#[must_use]
pub const fn entry<E: Event>() -> Entry {
    Entry { what: b'e', name: E::NAME, takes: E::FIELDS, gives: &[] }
}

/// Bytes of a signature.
#[must_use]
pub const fn signature_size(name: &str, fields: &[Kind]) -> usize {
    let mut text = Text::<0>::new();
    text.signature(name, fields);
    text.length
}

/// The signature; `N` is its [`signature_size`].
#[must_use]
pub const fn signature<const N: usize>(name: &str, fields: &[Kind]) -> [u8; N] {
    let mut text = Text::<N>::new();
    text.signature(name, fields);
    text.bytes
}

/// Bytes that are text, at compile time.
#[must_use]
pub const fn text_of(bytes: &'static [u8]) -> &'static str {
    match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("a name is text"),
    }
}
