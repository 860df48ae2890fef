//! `--returns`: the returned bytes as values.
//!
//! The machine appends the bytes of each returned value and keeps no types, so the caller has to say them. A
//! string has no length of its own: it is what is left, and so can only be last.

use clap::ValueEnum;
use echo_abi::Hex;
use serde_json::{Value, json};

/// Type of a returned value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Type {
    U8,
    U16,
    U32,
    U64,
    I8,
    I16,
    I32,
    I64,
    Bool,
    /// The rest, as text.
    String,
    /// The rest, as hexadecimal digits.
    Hex,
}

/// Types of which one takes all bytes and another is to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--returns: a {} takes all bytes that are left, so it can only be last", name(*.0))]
pub struct NotLast(Type);

/// Checks that what takes the rest is last.
///
/// # Errors
/// [`NotLast`] names the type that is not.
pub fn check(types: &[Type]) -> Result<(), NotLast> {
    let Some((_, before)) = types.split_last() else { return Ok(()) };
    match before.iter().find(|kind| matches!(kind, Type::String | Type::Hex)) {
        Some(kind) => Err(NotLast(*kind)),
        None => Ok(()),
    }
}

/// Bytes that are not the values they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("value {number} is a {}, and {left} bytes are left", name(*.kind))]
    TooShort { number: usize, kind: Type, left: usize },
    #[error("value {number} is a bool, and its byte is {byte}")]
    NotBool { number: usize, byte: u8 },
    #[error("{left} bytes are left after the last value")]
    TooLong { left: usize },
}

/// The type's name, as it is written on the command line.
pub fn name(kind: Type) -> &'static str {
    match kind {
        Type::U8 => "u8",
        Type::U16 => "u16",
        Type::U32 => "u32",
        Type::U64 => "u64",
        Type::I8 => "i8",
        Type::I16 => "i16",
        Type::I32 => "i32",
        Type::I64 => "i64",
        Type::Bool => "bool",
        Type::String => "string",
        Type::Hex => "hex",
    }
}

/// The values in `bytes`, as far as they go, and what is wrong with the rest.
pub fn decode(mut bytes: &[u8], types: &[Type]) -> (Vec<Value>, Option<Mismatch>) {
    let mut values = Vec::new();
    for (i, &kind) in types.iter().enumerate() {
        let number = i + 1;
        let mut take = |len| bytes.split_off(..len);
        let value = match kind {
            Type::String => Some(json!(String::from_utf8_lossy(std::mem::take(&mut bytes)))),
            Type::Hex => Some(json!(Hex(std::mem::take(&mut bytes)).to_string())),
            Type::Bool => match take(1) {
                Some(&[byte @ 2..=u8::MAX]) => return (values, Some(Mismatch::NotBool { number, byte })),
                taken => taken.map(|byte| json!(*byte == [1])),
            },
            Type::U8 => take(1).map(|b| json!(b[0])),
            Type::I8 => take(1).map(|b| json!(b[0].cast_signed())),
            Type::U16 => take(2).map(|b| json!(u16::from_le_bytes(array(b)))),
            Type::I16 => take(2).map(|b| json!(i16::from_le_bytes(array(b)))),
            Type::U32 => take(4).map(|b| json!(u32::from_le_bytes(array(b)))),
            Type::I32 => take(4).map(|b| json!(i32::from_le_bytes(array(b)))),
            Type::U64 => take(8).map(|b| json!(u64::from_le_bytes(array(b)))),
            Type::I64 => take(8).map(|b| json!(i64::from_le_bytes(array(b)))),
        };
        match value {
            Some(value) => values.push(value),
            None => return (values, Some(Mismatch::TooShort { number, kind, left: bytes.len() })),
        }
    }
    let rest = (!bytes.is_empty()).then_some(Mismatch::TooLong { left: bytes.len() });
    (values, rest)
}

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().unwrap_or_else(|_| unreachable!("as many bytes as were taken"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_follow_each_other() {
        let bytes = [
            &[0xff, 1][..],
            &[0x34, 0x12],
            &75025_u64.to_le_bytes(),
            &(-3_i64).to_le_bytes(),
            b"caf\xc3\xa9",
        ]
        .concat();
        let types = [Type::I8, Type::Bool, Type::U16, Type::U64, Type::I64, Type::String];
        let expected = vec![json!(-1), json!(true), json!(0x1234), json!(75025), json!(-3), json!("café")];
        assert_eq!(decode(&bytes, &types), (expected, None));
        assert_eq!(decode(&u64::MAX.to_le_bytes(), &[Type::U64]), (vec![json!(u64::MAX)], None));
        assert_eq!(decode(&[0xab, 0], &[Type::Hex]), (vec![json!("ab00")], None));
        assert_eq!(decode(&[], &[Type::String]), (vec![json!("")], None));
        let narrow = [Type::U8, Type::I16, Type::U32, Type::I32];
        let bytes = [&[200][..], &(-2_i16).to_le_bytes(), &[0xff; 4], &[0xff; 4]].concat();
        assert_eq!(decode(&bytes, &narrow).0, [json!(200), json!(-2), json!(u32::MAX), json!(-1)]);
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let short = Mismatch::TooShort { number: 2, kind: Type::U64, left: 7 };
        assert_eq!(decode(&[1; 8], &[Type::U8, Type::U64]), (vec![json!(1)], Some(short)));
        assert_eq!(short.to_string(), "value 2 is a u64, and 7 bytes are left");
        assert_eq!(decode(&[1, 1], &[Type::Bool]), (vec![json!(true)], Some(Mismatch::TooLong { left: 1 })));
        assert_eq!(decode(&[7], &[Type::Bool]), (vec![], Some(Mismatch::NotBool { number: 1, byte: 7 })));
        let after = Mismatch::TooShort { number: 2, kind: Type::U8, left: 0 };
        assert_eq!(decode(b"ab", &[Type::String, Type::U8]), (vec![json!("ab")], Some(after)));
    }

    #[test]
    fn what_takes_the_rest_is_last() {
        assert_eq!(check(&[]), Ok(()));
        assert_eq!(check(&[Type::Bool, Type::U8, Type::String]), Ok(()));
        assert_eq!(check(&[Type::U8, Type::Hex, Type::String]), Err(NotLast(Type::Hex)));
    }

    #[test]
    fn names_are_those_of_the_command_line() {
        for kind in Type::value_variants() {
            assert_eq!(kind.to_possible_value().unwrap().get_name(), name(*kind));
        }
    }
}
