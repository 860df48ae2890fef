//! Values by their types: arguments checked before a call, results and event data decoded after it.
//!
//! Called by the command lines. Bytes come from contracts, and are believed by nobody: what does not fit is said.

use super::{Constructor, Encoding, Function, Signature, Type};
use crate::call_line::{Number, Value};
use crate::{Hex, Printable, printable};
use std::fmt;

/// Bytes of an argument that a message quotes.
const MOST_QUOTED: usize = 64;

/// A call whose arguments are not what the function takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ArgumentError {
    /// The function; empty for the constructor.
    pub function: String,
    /// What is wrong.
    pub problem: ArgumentProblem,
}

/// What can be wrong with the arguments of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentProblem {
    /// There are fewer than the function takes.
    Missing {
        /// The first that is missing, from 1.
        number: usize,
        /// Its type.
        kind: Type,
    },
    /// There are more.
    TooMany {
        /// How many the function takes.
        takes: usize,
        /// How many there are.
        given: usize,
    },
    /// One is of another type, or does not fit into it.
    Mistyped {
        /// Which, from 1.
        number: usize,
        /// Its type.
        kind: Type,
        /// What was given.
        given: Value,
    },
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let function = if self.function.is_empty() { "the constructor" } else { &self.function };
        match &self.problem {
            ArgumentProblem::Missing { number, kind } => {
                write!(f, "argument {number} of {function}, {} {kind}, is missing", article(*kind))
            }
            ArgumentProblem::TooMany { takes, given } => {
                let plural = if *takes == 1 { "" } else { "s" };
                write!(f, "{function} takes {takes} argument{plural}, and {given} were given")
            }
            ArgumentProblem::Mistyped { number, kind, given } => {
                let given = given.to_string();
                let (quoted, left_out) = printable::cut(&given, MOST_QUOTED);
                let more = if left_out == 0 { "" } else { "…" };
                let article = article(*kind);
                write!(
                    f,
                    "argument {number} of {function} is {article} {kind}, and {}{more} was given",
                    Printable(quoted)
                )
            }
        }
    }
}

fn article(kind: Type) -> &'static str {
    if kind.to_string().starts_with('i') { "an" } else { "a" }
}

impl Function {
    /// Checks the arguments of a call. Where the types are unknown, everything is right.
    ///
    /// # Errors
    /// The first [`ArgumentError`].
    pub fn check(&self, args: &[Value]) -> Result<(), ArgumentError> {
        match &self.signature {
            Some(Signature { args: types, .. }) => check(&self.name, types, args),
            None => Ok(()),
        }
    }
}

impl Constructor {
    /// Checks the arguments of the call that creates the contract.
    ///
    /// # Errors
    /// The first [`ArgumentError`].
    pub fn check(&self, args: &[Value]) -> Result<(), ArgumentError> {
        self.args.as_ref().map_or(Ok(()), |types| check("", types, args))
    }
}

fn check(function: &str, types: &[Type], args: &[Value]) -> Result<(), ArgumentError> {
    let error = |problem| Err(ArgumentError { function: function.to_owned(), problem });
    for (i, (&kind, given)) in types.iter().zip(args).enumerate() {
        if !fits(kind, given) {
            return error(ArgumentProblem::Mistyped { number: i + 1, kind, given: given.clone() });
        }
    }
    match types.get(args.len()) {
        Some(&kind) => error(ArgumentProblem::Missing { number: args.len() + 1, kind }),
        None if args.len() > types.len() => {
            error(ArgumentProblem::TooMany { takes: types.len(), given: args.len() })
        }
        None => Ok(()),
    }
}

/// Whether the function that takes such an argument would take `value`.
fn fits(kind: Type, value: &Value) -> bool {
    match kind {
        Type::Bool => value.to_bool().is_some(),
        Type::I8 => value.to::<i8>().is_some(),
        Type::I16 => value.to::<i16>().is_some(),
        Type::I32 => value.to::<i32>().is_some(),
        Type::I64 => value.to::<i64>().is_some(),
        Type::U8 => value.to::<u8>().is_some(),
        Type::U16 => value.to::<u16>().is_some(),
        Type::U32 => value.to::<u32>().is_some(),
        Type::U64 => value.to::<u64>().is_some(),
        Type::I128 => fits_in(value, 16, true),
        Type::I256 => fits_in(value, 32, true),
        Type::U128 => fits_in(value, 16, false),
        Type::U256 => fits_in(value, 32, false),
        Type::Double => value.to_f64().is_some(),
        // A contract asks for a string and gets bytes.
        Type::String | Type::Bytes => value.as_bytes().is_some(),
        Type::Array(size) => value.as_bytes().is_some_and(|bytes| bytes.len() as u64 == u64::from(size)),
    }
}

/// Whether it is a whole number that fits in so many bytes.
fn fits_in(value: &Value, size: usize, signed: bool) -> bool {
    value.to_number().is_some_and(|number| number.to_le_bytes(size, signed).is_some())
}

/// Types of which one takes all bytes and another is to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a {} takes all bytes that are left, so it can only be last", .0.short_name())]
pub struct NotLast(pub Type);

/// Checks that among the types of results what takes the rest is last.
///
/// # Errors
/// [`NotLast`] names the type that is not.
pub fn only_last(types: &[Type]) -> Result<(), NotLast> {
    let Some((_, before)) = types.split_last() else { return Ok(()) };
    match before.iter().find(|kind| kind.takes_the_rest()) {
        Some(kind) => Err(NotLast(*kind)),
        None => Ok(()),
    }
}

/// A decoded value.
#[derive(Clone, Debug, PartialEq)]
pub enum Decoded {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(Number),
    /// A number with a point.
    Double(f64),
    /// Text; what is no UTF-8 is replaced.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl fmt::Display for Decoded {
    /// Text as it is: whoever shows it to a person wraps it in [`Printable`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Double(value) => value.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Bytes(bytes) => Hex(bytes).fmt(f),
        }
    }
}

impl serde::Serialize for Decoded {
    /// Numbers of up to 64 bits as numbers, larger ones and those that JSON does not have as text.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => match (value.to::<u64>(), value.to::<i64>()) {
                (Some(value), _) => serializer.serialize_u64(value),
                (None, Some(value)) => serializer.serialize_i64(value),
                (None, None) => serializer.collect_str(value),
            },
            Self::Double(value) if value.is_finite() => serializer.serialize_f64(*value),
            Self::Double(_) | Self::Text(_) | Self::Bytes(_) => serializer.collect_str(self),
        }
    }
}

/// Bytes that are not the values they should be. Values count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// There are too few.
    #[error("value {number} is a {}, and {left} bytes are left", .kind.short_name())]
    TooShort {
        /// Which value.
        number: usize,
        /// Its type.
        kind: Type,
        /// Bytes that are there.
        left: usize,
    },
    /// A truth value is 0 or 1.
    #[error("value {number} is a bool, and its byte is {byte}")]
    NotBool {
        /// Which value.
        number: usize,
        /// What is there.
        byte: u8,
    },
    /// There are too many.
    #[error("{left} bytes are left after the last value")]
    TooLong {
        /// How many.
        left: usize,
    },
}

/// The returned values in `bytes`, as far as they go, and what is wrong with the rest.
#[must_use]
pub fn decode(types: &[Type], bytes: &[u8]) -> (Vec<Decoded>, Option<Mismatch>) {
    values(types, bytes, Length::Rest)
}

/// As [`decode`], of an event's data, where the length of a string or of bytes goes before it.
#[must_use]
pub fn decode_event(types: &[Type], bytes: &[u8]) -> (Vec<Decoded>, Option<Mismatch>) {
    values(types, bytes, Length::Prefix)
}

/// How long a string is.
#[derive(Clone, Copy)]
enum Length {
    /// As long as what is left.
    Rest,
    /// As its first four bytes say.
    Prefix,
}

fn values(types: &[Type], mut bytes: &[u8], length: Length) -> (Vec<Decoded>, Option<Mismatch>) {
    let mut values = Vec::new();
    for (i, &kind) in types.iter().enumerate() {
        let number = i + 1;
        let left = bytes.len();
        match value(kind, &mut bytes, length) {
            Ok(value) => values.push(value),
            Err(None) => return (values, Some(Mismatch::TooShort { number, kind, left })),
            Err(Some(byte)) => return (values, Some(Mismatch::NotBool { number, byte })),
        }
    }
    let rest = (!bytes.is_empty()).then_some(Mismatch::TooLong { left: bytes.len() });
    (values, rest)
}

/// Takes a value off the front of `bytes`; without one, the byte that is no truth value, or `None` where bytes are missing.
fn value(kind: Type, bytes: &mut &[u8], length: Length) -> Result<Decoded, Option<u8>> {
    let text = |bytes: &[u8]| Decoded::Text(String::from_utf8_lossy(bytes).into_owned());
    Ok(match (kind, kind.encoding()) {
        (_, Some(Encoding::Bool)) => match take(bytes, 1)?[0] {
            byte @ 0..=1 => Decoded::Bool(byte == 1),
            byte => return Err(Some(byte)),
        },
        (_, Some(Encoding::Signed(size))) => {
            Decoded::Integer(Number::from_le_bytes(take(bytes, size)?, true))
        }
        (_, Some(Encoding::Unsigned(size))) => {
            Decoded::Integer(Number::from_le_bytes(take(bytes, size)?, false))
        }
        (_, Some(Encoding::Double)) => Decoded::Double(f64::from_le_bytes(array(take(bytes, 8)?))),
        (_, Some(Encoding::Text)) => text(take_long(bytes, length)?),
        (_, Some(Encoding::Bytes)) => Decoded::Bytes(take_long(bytes, length)?.to_vec()),
        (Type::Array(size), None) => Decoded::Bytes(take(bytes, size as usize)?.to_vec()),
        (_, None) => unreachable!("every other type has an encoding"),
    })
}

fn take<'a>(bytes: &mut &'a [u8], len: usize) -> Result<&'a [u8], Option<u8>> {
    bytes.split_off(..len).ok_or(None)
}

fn take_long<'a>(bytes: &mut &'a [u8], length: Length) -> Result<&'a [u8], Option<u8>> {
    let len = match length {
        Length::Rest => bytes.len(),
        Length::Prefix => u32::from_le_bytes(array(take(bytes, 4)?)) as usize,
    };
    take(bytes, len)
}

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().unwrap_or_else(|_| unreachable!("as many bytes as were taken"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::Interface;
    use proptest::prelude::*;

    fn function(line: &str) -> Function {
        let interface: Interface = format!("1 c/1\n{line}\n").parse().unwrap();
        interface.functions[0].clone()
    }

    fn checked(function_line: &str, call: &str) -> Result<(), String> {
        let call: crate::call_line::CallLine = call.parse().unwrap();
        function(function_line).check(&call.args).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_wrong_with_arguments_is_told() {
        let transfer = "ftransfer(sQ)?";
        assert_eq!(checked(transfer, "transfer(\"1.2.6\", 5)"), Ok(()));
        for (line, call, message) in [
            (transfer, "t(5, 5)", "argument 1 of transfer is a string, and 5 was given"),
            (transfer, "t(\"a\", \"x\")", "argument 2 of transfer is a uint64, and \"x\" was given"),
            (transfer, "t(\"a\", -1)", "argument 2 of transfer is a uint64, and -1 was given"),
            (transfer, "t(\"a\")", "argument 2 of transfer, a uint64, is missing"),
            (transfer, "t()", "argument 1 of transfer, a string, is missing"),
            (transfer, "t(\"a\", 1, 2)", "transfer takes 2 arguments, and 3 were given"),
            ("ff(b)", "f(128)", "argument 1 of f is an int8, and 128 was given"),
            ("ff(?)", "f(1)", "argument 1 of f is a bool, and 1 was given"),
            ("ff([2])", "f(\"abc\")", "argument 1 of f is a bytes2, and \"abc\" was given"),
            ("ff()", "f(true)", "f takes 0 arguments, and 1 were given"),
        ] {
            assert_eq!(checked(line, call), Err(message.to_owned()), "{line} {call}");
        }
        assert_eq!(checked("ff*", "f(1, true, \"x\")"), Ok(()));
        assert_eq!(
            checked("ff(?bhiqBHIQoOnNdsy[2])", "f(true,-1,-1,-1,-1,1,1,1,1,-1,1,-1,1,1,\"s\",\"y\",\"ab\")"),
            Ok(())
        );
        let long = checked("ff(Q)", &format!("f(\"{}\")", "ä\\x1b".repeat(100))).unwrap_err();
        assert!(long.len() < 200 && long.contains('…'), "{long}");
        let constructor = Constructor { args: Some(vec![Type::U8]) };
        let error = constructor.check(&[]).unwrap_err();
        assert_eq!(error.to_string(), "argument 1 of the constructor, a uint8, is missing");
        assert_eq!(Constructor { args: None }.check(&[]), Ok(()));
    }

    fn texts(types: &str, bytes: &[u8]) -> (Vec<String>, Option<Mismatch>) {
        let signature = function(&format!("ff({types})")).signature.unwrap();
        let (values, mismatch) = decode(&signature.args, bytes);
        (values.iter().map(ToString::to_string).collect(), mismatch)
    }

    #[test]
    fn values_follow_each_other() {
        let bytes = [
            &[0xff, 1][..],
            &[0x34, 0x12],
            &75025_u64.to_le_bytes(),
            &(-3_i64).to_le_bytes(),
            &1.5_f64.to_le_bytes(),
            &[0xab, 0],
            b"caf\xc3\xa9",
        ]
        .concat();
        let expected = ["-1", "true", "4660", "75025", "-3", "1.5", "ab00", "café"].map(str::to_owned);
        assert_eq!(texts("b?HQqd[2]s", &bytes), (expected.to_vec(), None));
        assert_eq!(texts("y", &[0xab, 0]).0, ["ab00"]);
        assert_eq!(texts("s", &[]), (vec![String::new()], None));
        let narrow = [&[200][..], &(-2_i16).to_le_bytes(), &[0xff; 4], &[0xff; 4]].concat();
        assert_eq!(texts("BhIi", &narrow).0, ["200", "-2", "4294967295", "-1"]);
    }

    #[test]
    fn large_numbers_have_all_their_digits() {
        let mut least = [0; 32];
        least[31] = 0x80;
        for (kind, bytes, expected) in [
            ("O", &[0xff; 16][..], "340282366920938463463374607431768211455"),
            ("o", &[0xff; 16], "-1"),
            (
                "N",
                &[0xff; 32],
                "115792089237316195423570985008687907853269984665640564039457584007913129639935",
            ),
            ("N", &least, "57896044618658097711785492504343953926634992332820282019728792003956564819968"),
            ("n", &least, "-57896044618658097711785492504343953926634992332820282019728792003956564819968"),
            ("n", &[0; 32], "0"),
            ("O", &10_u128.pow(19).to_le_bytes(), "10000000000000000000"),
        ] {
            assert_eq!(texts(kind, bytes), (vec![expected.to_owned()], None));
        }
    }

    #[test]
    fn json_has_numbers_where_it_can() {
        let of = |types: &str, bytes: &[u8]| {
            let types = function(&format!("ff({types})")).signature.unwrap().args;
            serde_json::to_string(&decode(&types, bytes).0).unwrap()
        };
        assert_eq!(of("Qq?", &[&[0xff; 16][..], &[1]].concat()), "[18446744073709551615,-1,true]");
        assert_eq!(of("O", &[&[0; 15][..], &[1]].concat()), "[\"1329227995784915872903807060280344576\"]");
        assert_eq!(of("N", &[&[7][..], &[0; 31]].concat()), "[7]");
        assert_eq!(of("dd", &[0.5_f64.to_le_bytes(), f64::INFINITY.to_le_bytes()].concat()), "[0.5,\"inf\"]");
        assert_eq!(of("[1]s", b"\x01\"\xff"), "[\"01\",\"\\\"\u{fffd}\"]");
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let short = Mismatch::TooShort { number: 2, kind: Type::U64, left: 7 };
        assert_eq!(texts("BQ", &[1; 8]), (vec!["1".to_owned()], Some(short)));
        assert_eq!(short.to_string(), "value 2 is a u64, and 7 bytes are left");
        assert_eq!(texts("?", &[1, 1]).1, Some(Mismatch::TooLong { left: 1 }));
        assert_eq!(texts("?", &[7]), (vec![], Some(Mismatch::NotBool { number: 1, byte: 7 })));
        let after = Mismatch::TooShort { number: 2, kind: Type::U8, left: 0 };
        assert_eq!(decode(&[Type::String, Type::U8], b"ab").1, Some(after));
    }

    #[test]
    fn in_events_lengths_go_before() {
        let types = [Type::String, Type::Bytes, Type::U8];
        let data = b"\x02\0\0\0ab\x01\0\0\0\xff\x07";
        let (values, rest) = decode_event(&types, data);
        assert_eq!(values.iter().map(ToString::to_string).collect::<Vec<_>>(), ["ab", "ff", "7"]);
        assert_eq!(rest, None);
        let (values, rest) = decode_event(&types, b"\xff\xff\xff\xffab");
        assert_eq!(
            (values.len(), rest),
            (0, Some(Mismatch::TooShort { number: 1, kind: Type::String, left: 6 }))
        );
    }

    #[test]
    fn what_takes_the_rest_is_last() {
        assert_eq!(only_last(&[]), Ok(()));
        assert_eq!(only_last(&[Type::Bool, Type::Array(3), Type::String]), Ok(()));
        assert_eq!(only_last(&[Type::U8, Type::Bytes, Type::String]), Err(NotLast(Type::Bytes)));
    }

    proptest! {
        #[test]
        fn integers_are_what_rust_says(value in any::<i128>(), small in any::<i64>()) {
            let shown = |kind, bytes: &[u8]| decode(&[kind], bytes).0[0].to_string();
            prop_assert_eq!(shown(Type::I128, &value.to_le_bytes()), value.to_string());
            prop_assert_eq!(shown(Type::U128, &value.to_le_bytes()), value.cast_unsigned().to_string());
            prop_assert_eq!(shown(Type::I64, &small.to_le_bytes()), small.to_string());
            prop_assert_eq!(Number::from_le_bytes(&small.to_le_bytes(), true).to::<i64>(), Some(small));
        }

        #[test]
        fn no_bytes_panic(bytes in any::<Vec<u8>>(), kinds in prop::collection::vec(prop::sample::select(Type::ALL), 0..6)) {
            for read in [decode, decode_event] {
                let (values, mismatch) = read(&kinds, &bytes);
                prop_assert!(values.len() == kinds.len() || mismatch.is_some());
            }
        }
    }
}
