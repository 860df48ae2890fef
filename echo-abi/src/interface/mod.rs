//! The interface note: what a contract says of itself, for those who call it. Nothing that runs depends on it.
//!
//! Written by the SDKs (echo.h, echo.hpp, the Rust crate), kept by echo-strip, read by the command lines and by whoever makes a
//! call. `note` finds it in a file, `text` reads and writes its lines, `value` checks arguments and decodes results against it.
//! An ELF note of the name `Echo`, type 1, in a section `.note.echo`, holds lines of ASCII, each ended by `\n`:
//!
//! ```text
//! 1 cpp/0.1.0            the version of this format; the SDK and its version
//! c(Qs)                  the constructor takes a uint64 and a string
//! ftransfer(sQ)?         a function; its result is a bool
//! vget(s)Q               a view: a function that changes nothing
//! fadd*                  a function of unknown types
//! etransfer(ssQ)         an event
//! ```
//!
//! A type is a letter ([`Type`]), or `[32]` for so many bytes. A text or bytes as result has no length of its own, and is last.

mod note;
mod text;
mod value;

pub use note::InterfaceError;
pub use text::{Problem, TextError};
pub use value::{
    ArgumentError, ArgumentProblem, Decoded, Mismatch, NotLast, decode, decode_event, only_last,
};

use std::fmt;
use std::str::FromStr;

/// Most bytes of text in the notes of a file.
pub const MAX_LEN: usize = 1 << 16;
/// Most functions, and most events.
pub const MAX_ENTRIES: usize = 1024;
/// Most types in one list.
pub const MAX_TYPES: usize = 255;
/// Most bytes of a name.
pub const MAX_NAME: usize = crate::call_line::MAX_NAME;
/// Most bytes of an array of fixed size.
pub const MAX_ARRAY: u32 = 1 << 16;

/// What a contract says of itself. `parse` and `Display` are inverse to each other; `Display` writes the constructor first,
/// then the functions, then the events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// What made the note, and the version of that: `cpp/0.1.0`.
    pub sdk: String,
    /// What the constructor takes, where the contract says that it has one.
    pub constructor: Option<Constructor>,
    /// The functions, each of another name.
    pub functions: Vec<Function>,
    /// The events; some may have the same name, and then other types.
    pub events: Vec<Event>,
}

/// What runs when the contract is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constructor {
    /// What it takes; `None` where that is unknown.
    pub args: Option<Vec<Type>>,
}

/// Something that can be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Whether it changes anything.
    pub effect: Effect,
    /// What it takes and gives; `None` where that is unknown.
    pub signature: Option<Signature>,
}

/// Whether a function changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It may store, emit and send.
    Change,
    /// It only reads.
    View,
}

/// The types of a function.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Signature {
    /// Of its arguments.
    pub args: Vec<Type>,
    /// Of its results, which are appended to each other.
    pub results: Vec<Type>,
}

/// Something that the contract emits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// Of its values; `None` where that is unknown.
    pub args: Option<Vec<Type>>,
}

impl Event {
    /// The event whose signature that is; `None` for a text that is none.
    #[must_use]
    pub fn from_signature(signature: &str) -> Option<Self> {
        let (name, rest) = signature.split_once('(')?;
        let list = rest.strip_suffix(')')?;
        let types = if list.is_empty() { Vec::new() } else { list.split(',').collect() };
        let args: Vec<Type> = types.into_iter().map(|name| name.parse().ok()).collect::<Option<_>>()?;
        let event = Self { name: name.to_owned(), args: Some(args) };
        // The types have other names, too, which no signature has.
        (event.signature().as_deref() == Some(signature)).then_some(event)
    }

    /// `transfer(string,string,uint64)`, whose keccak256 is the log's hash; `None` where the types are unknown.
    #[must_use]
    pub fn signature(&self) -> Option<String> {
        Some(format!("{}({})", self.name, List(self.args.as_ref()?)))
    }
}

impl fmt::Display for Function {
    /// `transfer(string,uint64) -> bool`; a name alone where the types are unknown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        let Some(Signature { args, results }) = &self.signature else { return Ok(()) };
        write!(f, "({})", List(args))?;
        if results.is_empty() { Ok(()) } else { write!(f, " -> {}", List(results)) }
    }
}

/// Types with a comma between them.
pub(crate) struct List<'a>(pub &'a [Type]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, kind) in self.0.iter().enumerate() {
            write!(f, "{}{kind}", if i == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

/// How the bytes of a type are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Bool,
    /// Two's complement, of so many bytes.
    Signed(usize),
    Unsigned(usize),
    Double,
    Text,
    Bytes,
}

macro_rules! types {
    ($($(#[$doc:meta])* $variant:ident $letter:literal $name:literal $short:literal $encoding:expr;)*) => {
        /// The type of an argument, a result or an event's value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Type {
            $($(#[$doc])* $variant,)*
            /// So many bytes: `[32]` in the note, `bytes32` in a signature. From 1 to [`MAX_ARRAY`].
            Array(u32),
        }

        impl Type {
            /// Every type but the arrays.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The letter in the note; `None` for an array.
            #[must_use]
            pub const fn letter(self) -> Option<char> {
                match self {
                    $(Self::$variant => Some($letter),)*
                    Self::Array(_) => None,
                }
            }

            /// The name in an event's signature, and the short one of `--returns`; none for an array.
            const fn names(self) -> Option<(&'static str, &'static str)> {
                match self {
                    $(Self::$variant => Some(($name, $short)),)*
                    Self::Array(_) => None,
                }
            }

            const fn encoding(self) -> Option<Encoding> {
                match self {
                    $(Self::$variant => Some($encoding),)*
                    Self::Array(_) => None,
                }
            }
        }
    };
}

types! {
    /// A truth value, a byte.
    Bool '?' "bool" "bool" Encoding::Bool;
    /// 1 byte, signed.
    I8 'b' "int8" "i8" Encoding::Signed(1);
    /// 2 bytes, signed.
    I16 'h' "int16" "i16" Encoding::Signed(2);
    /// 4 bytes, signed.
    I32 'i' "int32" "i32" Encoding::Signed(4);
    /// 8 bytes, signed.
    I64 'q' "int64" "i64" Encoding::Signed(8);
    /// 1 byte.
    U8 'B' "uint8" "u8" Encoding::Unsigned(1);
    /// 2 bytes.
    U16 'H' "uint16" "u16" Encoding::Unsigned(2);
    /// 4 bytes.
    U32 'I' "uint32" "u32" Encoding::Unsigned(4);
    /// 8 bytes.
    U64 'Q' "uint64" "u64" Encoding::Unsigned(8);
    /// 16 bytes, signed.
    I128 'o' "int128" "i128" Encoding::Signed(16);
    /// 16 bytes.
    U128 'O' "uint128" "u128" Encoding::Unsigned(16);
    /// 32 bytes, signed.
    I256 'n' "int256" "i256" Encoding::Signed(32);
    /// 32 bytes.
    U256 'N' "uint256" "u256" Encoding::Unsigned(32);
    /// A number of IEEE 754's binary64.
    Double 'd' "double" "f64" Encoding::Double;
    /// Text in UTF-8.
    String 's' "string" "string" Encoding::Text;
    /// Bytes.
    Bytes 'y' "bytes" "hex" Encoding::Bytes;
}

impl Type {
    /// Whether it has no length of its own, so that as a result it takes all that is left.
    #[must_use]
    pub const fn takes_the_rest(self) -> bool {
        matches!(self, Self::String | Self::Bytes)
    }

    /// The name on command lines: `u64`, `bool`, `hex`, `bytes32`.
    #[must_use]
    pub fn short_name(self) -> String {
        self.names().map_or_else(|| self.to_string(), |(_, short)| short.to_owned())
    }
}

impl fmt::Display for Type {
    /// The name in an event's signature.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.names()) {
            (_, Some((name, _))) => f.pad(name),
            (Self::Array(size), None) => write!(f, "bytes{size}"),
            (_, None) => unreachable!("every other type has a name"),
        }
    }
}

/// A word that is the name of no type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a type: there are bool, u8 to u256, i8 to i256, f64, string, hex, and bytes1 to bytes{MAX_ARRAY}"
)]
pub struct NotAType;

impl FromStr for Type {
    type Err = NotAType;

    /// Takes both names of a type, `u64` and `uint64`.
    fn from_str(name: &str) -> Result<Self, NotAType> {
        let named = |kind: &&Self| kind.names().is_some_and(|(long, short)| name == long || name == short);
        if let Some(kind) = Self::ALL.iter().find(named) {
            return Ok(*kind);
        }
        let size = name.strip_prefix("bytes").filter(|digits| !digits.starts_with(['0', '+']));
        let size = size.and_then(|digits| digits.parse().ok()).filter(|size| (1..=MAX_ARRAY).contains(size));
        size.map(Self::Array).ok_or(NotAType)
    }
}

/// A function that the contract does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct NoFunction {
    /// What was asked for.
    pub name: String,
    /// What there is, the closest name first.
    pub functions: Vec<String>,
}

impl fmt::Display for NoFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Functions that are named.
        const MOST: usize = 10;
        write!(f, "there is no function {}", self.name)?;
        if self.functions.is_empty() {
            return f.write_str("; the contract has none");
        }
        let named = self.functions.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
        write!(f, "; there are {named}")?;
        match self.functions.len().saturating_sub(MOST) {
            0 => Ok(()),
            more => write!(f, ", and {more} more"),
        }
    }
}

impl Interface {
    /// An interface that says nothing yet.
    #[must_use]
    pub fn new(sdk: &str) -> Self {
        Self { sdk: sdk.to_owned(), constructor: None, functions: Vec::new(), events: Vec::new() }
    }

    /// The function of that name.
    ///
    /// # Errors
    /// [`NoFunction`] lists what there is.
    pub fn function(&self, name: &str) -> Result<&Function, NoFunction> {
        self.functions.iter().find(|function| function.name == name).ok_or_else(|| {
            let mut functions: Vec<String> = self.functions.iter().map(|f| f.name.clone()).collect();
            functions.sort_by_cached_key(|other| distance(name, other));
            NoFunction { name: name.to_owned(), functions }
        })
    }

    /// The event whose signature is `signature`.
    #[must_use]
    pub fn event(&self, signature: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.signature().as_deref() == Some(signature))
    }
}

/// How many letters must be changed, put in, left out or swapped with their neighbour to make `b` of `a`. Names are short.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (a, b) = (&a[..a.len().min(MAX_NAME)], &b[..b.len().min(MAX_NAME)]);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let mut least = (last[j] + 1).min(row[j - 1] + 1);
            least = least.min(last[j - 1] + usize::from(a[i - 1] != b[j - 1]));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_found_by_its_names() {
        for kind in Type::ALL.iter().copied().chain([Type::Array(1), Type::Array(MAX_ARRAY)]) {
            assert_eq!(kind.to_string().parse(), Ok(kind));
            assert_eq!(kind.short_name().parse(), Ok(kind));
        }
        let letters: std::collections::BTreeSet<_> = Type::ALL.iter().map(|kind| kind.letter()).collect();
        assert_eq!(letters.len(), Type::ALL.len(), "a letter each");
        for name in ["", "u24", "bytes0", "bytes01", "bytes+1", "bytes65537", "Bool", "bytes-1"] {
            assert_eq!(name.parse::<Type>(), Err(NotAType), "{name}");
        }
    }

    #[test]
    fn the_closest_name_comes_first() {
        let text = "1 c/1\nfmint*\nftransfer_from*\nftransfer*\nvbalance_of(s)Q\n";
        let interface: Interface = text.parse().unwrap();
        assert_eq!(interface.function("mint").unwrap().name, "mint");
        let error = interface.function("trasnfer").unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no function trasnfer; there are transfer, transfer_from, mint, balance_of"
        );
        let none = Interface::new("c/1").function("f").unwrap_err();
        assert_eq!(none.to_string(), "there is no function f; the contract has none");
    }

    #[test]
    fn distances_are_those_of_the_book() {
        for (a, b, expected) in
            [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("ca", "abc", 3)]
        {
            assert_eq!((distance(a, b), distance(b, a)), (expected, expected), "{a} {b}");
        }
    }

    #[test]
    fn signatures_are_what_logs_are_hashed_by() {
        let interface: Interface = "1 c/1\netransfer(ssQ)\nf_x([32]?)Qs\nee*\n".parse().unwrap();
        assert_eq!(interface.events[0].signature().as_deref(), Some("transfer(string,string,uint64)"));
        assert_eq!(interface.events[1].signature(), None);
        assert_eq!(interface.event("transfer(string,string,uint64)"), Some(&interface.events[0]));
        assert_eq!(interface.functions[0].to_string(), "_x(bytes32,bool) -> uint64,string");
    }
}
