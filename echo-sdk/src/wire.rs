//! The types that travel: arguments, results, event fields, stored values.
//!
//! [`Pack`] is what can be written, borrowed text and bytes too; [`Type`] is what can be read as well. Numbers are
//! little-endian everywhere. Text and bytes have their length in front where something may follow (events, composed
//! keys, arguments of calls to contracts), and none where nothing does (stored values, results).

use crate::buffer::append;
use crate::{I256, U256, host};
use alloc::string::String;
use alloc::vec::Vec;

/// What a type is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The type's name in signatures of events: `uint64`. Of byte arrays, `bytes`, which their size follows.
    pub name: &'static str,
    /// The type's letter in the interface note: `Q`. Empty for byte arrays, which have their size in brackets.
    pub letter: &'static str,
    /// The size of a byte array, in bytes.
    pub size: Option<usize>,
}

impl Kind {
    const fn of(name: &'static str, letter: &'static str) -> Self {
        Self { name, letter, size: None }
    }
}

/// A value that can be an event's field, a result, an argument of a call, a key, and be stored.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type that Echo knows",
    note = "there are bool, i8 to i128, u8 to u128, I256, U256, f64, String, &str, Vec<u8>, &[u8] and [u8; N]"
)]
pub trait Pack {
    /// What the type is called.
    const KIND: Kind;

    /// Appends the value as a field of an event or a part of a key: text and bytes with their length.
    fn pack(&self, out: &mut Vec<u8>);

    /// Calls `with` with the value as it is stored, and as it stands at the end of a key: text and bytes without their
    /// length.
    fn kept<R>(&self, with: impl FnOnce(&[u8]) -> R) -> R;

    /// Appends the value to the result of the call.
    fn give(&self);

    /// Appends the value as an argument of a call to another contract: the number of the function that takes it, then
    /// the value.
    fn tag(&self, out: &mut Vec<u8>);
}

/// A value that can be an argument, the result of a call, and be loaded.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type that Echo knows",
    note = "there are bool, i8 to i128, u8 to u128, I256, U256, f64, String, Vec<u8> and [u8; N]; a parameter of a method may be &str or &[u8], too"
)]
pub trait Type: Pack + Sized {
    /// What is loaded where nothing was stored: 0, false, empty.
    fn zero() -> Self;

    /// Takes the next argument of the call. One that is missing or does not fit ends the call.
    fn take() -> Self;

    /// Reads a value that [`Pack::pack`] wrote, and takes it off `from`.
    fn unpack(from: &mut &[u8]) -> Option<Self>;

    /// Reads a result, and takes it off `from`: text and bytes are all that is left.
    fn result(from: &mut &[u8]) -> Option<Self> {
        Self::unpack(from)
    }

    /// Makes a value of what [`Pack::kept`] gave.
    fn recall(bytes: Vec<u8>) -> Option<Self> {
        let mut rest = bytes.as_slice();
        Self::unpack(&mut rest).filter(|_| rest.is_empty())
    }
}

/// Whatever is as good as a `T` where one is stored or looked up: `T`, `&T`, `&str` for `String`, `&[u8]` for `Vec<u8>`.
pub trait As<T>: Sized {
    /// Calls `with` with the value as it is stored.
    fn with_kept<R>(self, with: impl FnOnce(&[u8]) -> R) -> R;
}

impl<T: Stored> As<T> for T {
    fn with_kept<R>(self, with: impl FnOnce(&[u8]) -> R) -> R {
        self.store(with)
    }
}

impl<T: Stored> As<T> for &T {
    fn with_kept<R>(self, with: impl FnOnce(&[u8]) -> R) -> R {
        self.store(with)
    }
}

impl As<String> for &str {
    fn with_kept<R>(self, with: impl FnOnce(&[u8]) -> R) -> R {
        self.kept(with)
    }
}

impl As<Vec<u8>> for &[u8] {
    fn with_kept<R>(self, with: impl FnOnce(&[u8]) -> R) -> R {
        self.kept(with)
    }
}

/// What [`Value`](crate::Value), [`Map`](crate::Map) and [`Vector`](crate::Vector) hold: every [`Type`], tuples of them, and structs with
/// `#[derive(echo::Stored)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored",
    note = "there are bool, i8 to i128, u8 to u128, I256, U256, f64, String, Vec<u8>, [u8; N], tuples of them, and structs with #[derive(echo_sdk::Stored)]"
)]
pub trait Stored: Sized {
    /// What is loaded where nothing was stored.
    fn initial() -> Self;

    /// Calls `with` with the bytes that are stored.
    fn store<R>(&self, with: impl FnOnce(&[u8]) -> R) -> R;

    /// Appends the value as a part of another one.
    fn append(&self, out: &mut Vec<u8>);

    /// Reads a value that [`Stored::append`] wrote, and takes it off `from`.
    fn extract(from: &mut &[u8]) -> Option<Self>;

    /// Makes a value of the bytes that were stored.
    fn load(bytes: Vec<u8>) -> Option<Self> {
        let mut rest = bytes.as_slice();
        Self::extract(&mut rest).filter(|_| rest.is_empty())
    }
}

/// Takes `N` bytes off `from`.
fn split<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = from.split_first_chunk()?;
    *from = rest;
    Some(*first)
}

/// Takes bytes off `from` that have their length in front.
fn split_bytes<'a>(from: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u32::from_le_bytes(split(from)?) as usize;
    let (first, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(first)
}

/// Appends bytes and, before them, their length.
fn append_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    // No memory has room for 4 GiB of them: nothing is cut off.
    append(out, &(bytes.len() as u32).to_le_bytes());
    append(out, bytes);
}

#[cold]
fn unfit(wanted: &'static str) -> ! {
    host::fail(wanted)
}

macro_rules! wanted {
    ($name:literal) => {
        unfit(concat!("argument missing or of another type, wanted: ", $name))
    };
}

macro_rules! stored {
    ($($type:ty)+) => {$(
        impl Stored for $type {
            fn initial() -> Self {
                Type::zero()
            }
            fn store<R>(&self, with: impl FnOnce(&[u8]) -> R) -> R {
                self.kept(with)
            }
            fn append(&self, out: &mut Vec<u8>) {
                self.pack(out);
            }
            fn extract(from: &mut &[u8]) -> Option<Self> {
                Type::unpack(from)
            }
            fn load(bytes: Vec<u8>) -> Option<Self> {
                Type::recall(bytes)
            }
        }
    )+};
}

stored! { bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f64 U256 I256 String Vec<u8> }

/// Numbers: type, name and letter, name in messages, the function that takes one and whether its size is told, too, and
/// the one that returns one.
macro_rules! numbers {
    ($($type:ty, $name:literal $letter:literal $short:literal, $take:ident $tag:literal $(sized $size:literal)?, $give:ident;)+) => {$(
        impl Pack for $type {
            const KIND: Kind = Kind::of($name, $letter);
            fn pack(&self, out: &mut Vec<u8>) {
                append(out, &self.to_le_bytes());
            }
            fn kept<R>(&self, with: impl FnOnce(&[u8]) -> R) -> R {
                with(&self.to_le_bytes())
            }
            fn give(&self) {
                numbers!(@give self $give);
            }
            fn tag(&self, out: &mut Vec<u8>) {
                append(out, &[$tag $(, $size)?]);
                self.pack(out);
            }
        }

        impl Type for $type {
            fn zero() -> Self {
                Self::from_le_bytes([0; size_of::<Self>()])
            }
            fn take() -> Self {
                match host::$take() {
                    Some(bytes) => Self::from_le_bytes(bytes),
                    None => wanted!($short),
                }
            }
            fn unpack(from: &mut &[u8]) -> Option<Self> {
                split(from).map(Self::from_le_bytes)
            }
        }
    )+};
    (@give $self:ident return_bytes) => { host::return_bytes(&$self.to_le_bytes()) };
    (@give $self:ident return_f64) => { host::return_u64($self.to_bits()) };
    (@give $self:ident $give:ident) => { host::$give(*$self) };
}

numbers! {
    i8, "int8" "b" "i8", param_i8 0x42, return_i8;
    i16, "int16" "h" "i16", param_i16 0x43, return_i16;
    i32, "int32" "i" "i32", param_i32 0x44, return_i32;
    i64, "int64" "q" "i64", param_i64 0x45, return_i64;
    u8, "uint8" "B" "u8", param_u8 0x46, return_u8;
    u16, "uint16" "H" "u16", param_u16 0x47, return_u16;
    u32, "uint32" "I" "u32", param_u32 0x48, return_u32;
    u64, "uint64" "Q" "u64", param_u64 0x49, return_u64;
    i128, "int128" "o" "i128", param_int 0x4a sized 16, return_bytes;
    u128, "uint128" "O" "u128", param_uint 0x4b sized 16, return_bytes;
    I256, "int256" "n" "i256", param_int 0x4a sized 32, return_bytes;
    U256, "uint256" "N" "u256", param_uint 0x4b sized 32, return_bytes;
    f64, "double" "d" "f64", param_f64 0x4c, return_f64;
}

impl Pack for bool {
    const KIND: Kind = Kind::of("bool", "?");
    fn pack(&self, out: &mut Vec<u8>) {
        append(out, &[u8::from(*self)]);
    }
    fn kept<R>(&self, with: impl FnOnce(&[u8]) -> R) -> R {
        with(&[u8::from(*self)])
    }
    fn give(&self) {
        host::return_bool(*self);
    }
    fn tag(&self, out: &mut Vec<u8>) {
        append(out, &[0x41, u8::from(*self)]);
    }
}

impl Type for bool {
    fn zero() -> Self {
        false
    }
    fn take() -> Self {
        match host::param_bool() {
            Some([byte]) => byte != 0,
            None => wanted!("bool"),
        }
    }
    fn unpack(from: &mut &[u8]) -> Option<Self> {
        split(from).map(|[byte]| byte != 0)
    }
}

impl Pack for [u8] {
    const KIND: Kind = Kind::of("bytes", "y");
    fn pack(&self, out: &mut Vec<u8>) {
        append_bytes(out, self);
    }
    fn kept<R>(&self, with: impl FnOnce(&[u8]) -> R) -> R {
        with(self)
    }
    fn give(&self) {
        host::return_bytes(self);
    }
    fn tag(&self, out: &mut Vec<u8>) {
        append(out, &[0x40]);
        append_bytes(out, self);
    }
}

impl<const N: usize> Pack for [u8; N] {
    const KIND: Kind = Kind { name: "bytes", letter: "", size: Some(N) };
    fn pack(&self, out: &mut Vec<u8>) {
        append(out, self);
    }
    fn kept<R>(&self, with: impl FnOnce(&[u8]) -> R) -> R {
        with(self)
    }
    fn give(&self) {
        host::return_bytes(self);
    }
    fn tag(&self, out: &mut Vec<u8>) {
        self.as_slice().tag(out);
    }
}

impl<const N: usize> Type for [u8; N] {
    fn zero() -> Self {
        [0; N]
    }
    fn take() -> Self {
        match host::param_bytes().and_then(|bytes| bytes.try_into().ok()) {
            Some(bytes) => bytes,
            None => wanted!("bytes, as many as the contract's interface says"),
        }
    }
    fn unpack(from: &mut &[u8]) -> Option<Self> {
        split(from)
    }
}

impl<const N: usize> Stored for [u8; N] {
    fn initial() -> Self {
        Type::zero()
    }
    fn store<R>(&self, with: impl FnOnce(&[u8]) -> R) -> R {
        self.kept(with)
    }
    fn append(&self, out: &mut Vec<u8>) {
        self.pack(out);
    }
    fn extract(from: &mut &[u8]) -> Option<Self> {
        Type::unpack(from)
    }
}

impl Pack for str {
    const KIND: Kind = Kind::of("string", "s");
    fn pack(&self, out: &mut Vec<u8>) {
        append_bytes(out, self.as_bytes());
    }
    fn kept<R>(&self, with: impl FnOnce(&[u8]) -> R) -> R {
        with(self.as_bytes())
    }
    fn give(&self) {
        host::return_bytes(self.as_bytes());
    }
    fn tag(&self, out: &mut Vec<u8>) {
        self.as_bytes().tag(out);
    }
}

/// What is written through another type.
macro_rules! through {
    ($($(for $life:lifetime, $other:ident)? => $type:ty, $inner:ty;)+) => {$(
        impl $(<$life, $other: Pack + ?Sized>)? Pack for $type {
            const KIND: Kind = <$inner as Pack>::KIND;
            fn pack(&self, out: &mut Vec<u8>) {
                <$inner as Pack>::pack(self, out);
            }
            fn kept<R>(&self, with: impl FnOnce(&[u8]) -> R) -> R {
                <$inner as Pack>::kept(self, with)
            }
            fn give(&self) {
                <$inner as Pack>::give(self);
            }
            fn tag(&self, out: &mut Vec<u8>) {
                <$inner as Pack>::tag(self, out);
            }
        }
    )+};
}

through! {
    => String, str;
    => Vec<u8>, [u8];
    for 'a, T => &'a T, T;
}

impl Type for Vec<u8> {
    fn zero() -> Self {
        Self::new()
    }
    fn take() -> Self {
        match host::param_bytes() {
            Some(bytes) => bytes,
            None => wanted!("bytes"),
        }
    }
    fn unpack(from: &mut &[u8]) -> Option<Self> {
        split_bytes(from).map(<[u8]>::to_vec)
    }
    fn result(from: &mut &[u8]) -> Option<Self> {
        Some(core::mem::take(from).to_vec())
    }
    fn recall(bytes: Vec<u8>) -> Option<Self> {
        Some(bytes)
    }
}

impl Type for String {
    fn zero() -> Self {
        Self::new()
    }
    fn take() -> Self {
        match host::param_bytes() {
            Some(bytes) => match Self::from_utf8(bytes) {
                Ok(text) => text,
                Err(_) => host::fail("an argument is not UTF-8"),
            },
            None => wanted!("string"),
        }
    }
    fn unpack(from: &mut &[u8]) -> Option<Self> {
        <Vec<u8> as Type>::unpack(from).and_then(Self::recall)
    }
    fn result(from: &mut &[u8]) -> Option<Self> {
        <Vec<u8> as Type>::result(from).and_then(Self::recall)
    }
    fn recall(bytes: Vec<u8>) -> Option<Self> {
        Self::from_utf8(bytes).ok()
    }
}

macro_rules! tuples {
    ($(($($letter:ident $index:tt),+))+) => {$(
        impl<$($letter: Stored),+> Stored for ($($letter,)+) {
            fn initial() -> Self {
                ($($letter::initial(),)+)
            }
            fn store<R>(&self, with: impl FnOnce(&[u8]) -> R) -> R {
                let mut bytes = Vec::new();
                self.append(&mut bytes);
                with(&bytes)
            }
            fn append(&self, out: &mut Vec<u8>) {
                $(self.$index.append(out);)+
            }
            fn extract(from: &mut &[u8]) -> Option<Self> {
                Some(($($letter::extract(from)?,)+))
            }
        }
    )+};
}

tuples! { (A 0) (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) }
