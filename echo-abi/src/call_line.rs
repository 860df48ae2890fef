//! Call lines: `transfer("1.2.16", 25)` names a function and its arguments (echo-v1.md 3).
//!
//! Read by the command line and by whoever embeds the machine; the contract takes the arguments one by one. A
//! line has one meaning: `parse` and `Display` are inverse to each other on every [`CallLine`].
//!
//! ```text
//! line     = name "(" [ value { "," value } ] ")"          blanks between tokens are ignored
//! name     = ( letter | "_" ) { letter | digit | "_" }
//! value    = "true" | "false" | [ "-" ] ( decimal | "0x" hex ) | '"' { char | escape } '"'
//! escape   = \" | \\ | \n | \t | \xNN                      NN: any byte, so a string need not be UTF-8
//! ```

use std::{fmt, str::FromStr};

/// Length of the longest line, in bytes.
pub const MAX_LEN: usize = 1 << 20;
/// Length of the longest function name, in bytes.
pub const MAX_NAME: usize = 255;

/// A function's name and its arguments. The default names no function: what a contract without dispatch is
/// called with.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CallLine {
    /// The function.
    pub name: String,
    /// Its arguments, in order.
    pub args: Vec<Value>,
}

/// An argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Bytes, mostly text.
    String(Vec<u8>),
}

/// A whole number from -2^63 to 2^64-1: what fits in `i64` or `u64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(i128);

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(i128::from(value))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(i128::from(value))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Value {
    /// The number, where it is one that fits in `T`: `value.to::<u8>()` is `None` for 256, -1 and `"1"`.
    #[must_use]
    pub fn to<T: TryFrom<i128>>(&self) -> Option<T> {
        match self {
            Value::Number(number) => T::try_from(number.0).ok(),
            Value::Bool(_) | Value::String(_) => None,
        }
    }

    /// The truth value, where it is one; 0 and 1 are numbers.
    #[must_use]
    pub fn to_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            Value::Number(_) | Value::String(_) => None,
        }
    }

    /// The bytes, where it is a string.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Value::String(bytes) => Some(bytes),
            Value::Bool(_) | Value::Number(_) => None,
        }
    }
}

/// A line that is no call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {problem}")]
pub struct CallLineError {
    /// Where, in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong with a call line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Something else should stand here.
    #[error("expected {expected}, found {}", Found(*.found))]
    Expected {
        /// What.
        expected: Expected,
        /// What stands here; `None` at the end of the line.
        found: Option<char>,
    },
    /// A number beyond 64 bits.
    #[error("the number does not fit in 64 bits (from -9223372036854775808 to 18446744073709551615)")]
    NumberRange,
    /// `007`: decimal or octal? Neither.
    #[error("a number has no leading zeros")]
    LeadingZero,
    /// The line is too long.
    #[error("the line has more than {MAX_LEN} bytes")]
    TooLong,
    /// The function's name is too long.
    #[error("the name has more than {MAX_NAME} bytes")]
    NameTooLong,
}

/// What should have stood in a call line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The function's name.
    Name,
    /// `(`
    Open,
    /// An argument or `)`.
    ValueOrClose,
    /// An argument.
    Value,
    /// `,` or `)`
    CommaOrClose,
    /// A decimal digit.
    Digit,
    /// A hexadecimal digit.
    HexDigit,
    /// The closing quotation mark.
    Quote,
    /// One of the escapes.
    Escape,
    /// Nothing more.
    End,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Expected::Name => "the name of a function",
            Expected::Open => "`(`",
            Expected::ValueOrClose => "an argument (a number, `true`, `false` or a \"string\") or `)`",
            Expected::Value => "an argument (a number, `true`, `false` or a \"string\")",
            Expected::CommaOrClose => "`,` or `)`",
            Expected::Digit => "a digit",
            Expected::HexDigit => "a hexadecimal digit",
            Expected::Quote => "`\"` at the end of the string",
            Expected::Escape => "an escape (\\\", \\\\, \\n, \\t or \\xNN)",
            Expected::End => "the end of the line",
        })
    }
}

struct Found(Option<char>);

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(c) => write!(f, "`{}`", c.escape_debug()),
            None => f.write_str("the end of the line"),
        }
    }
}

impl FromStr for CallLine {
    type Err = CallLineError;

    fn from_str(text: &str) -> Result<Self, CallLineError> {
        if text.len() > MAX_LEN {
            return Err(CallLineError { column: 1, problem: Problem::TooLong });
        }
        let mut reader = Reader { text, rest: text };
        reader.skip_blanks();
        let name = reader.word();
        if name.is_empty() {
            return Err(reader.expected(Expected::Name));
        }
        if name.len() > MAX_NAME {
            return Err(reader.error_at(name, Problem::NameTooLong));
        }
        reader.skip_blanks();
        if !reader.take('(') {
            return Err(reader.expected(Expected::Open));
        }
        reader.skip_blanks();
        let mut args = Vec::new();
        if !reader.take(')') {
            let mut expected = Expected::ValueOrClose;
            loop {
                args.push(reader.value(expected)?);
                reader.skip_blanks();
                if reader.take(')') {
                    break;
                }
                if !reader.take(',') {
                    return Err(reader.expected(Expected::CommaOrClose));
                }
                reader.skip_blanks();
                expected = Expected::Value;
            }
        }
        reader.skip_blanks();
        if !reader.rest.is_empty() {
            return Err(reader.expected(Expected::End));
        }
        Ok(Self { name: name.to_owned(), args })
    }
}

/// The line and what of it is not read yet.
struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self, c: char) -> bool {
        self.rest.strip_prefix(c).map(|rest| self.rest = rest).is_some()
    }

    fn take_while(&mut self, accept: impl Fn(u8) -> bool) -> &'a str {
        // Only ASCII is ever accepted, so the length is a character boundary.
        let len = self.rest.bytes().take_while(|b| b.is_ascii() && accept(*b)).count();
        let (taken, rest) = self.rest.split_at(len);
        self.rest = rest;
        taken
    }

    fn skip_blanks(&mut self) {
        self.take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'));
    }

    fn word(&mut self) -> &'a str {
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return "";
        }
        self.take_while(|b| b.is_ascii_alphanumeric() || b == b'_')
    }

    /// An error where `rest`, a tail of the line or a part of it, starts.
    fn error_at(&self, part: &str, problem: Problem) -> CallLineError {
        let offset = part.as_ptr() as usize - self.text.as_ptr() as usize;
        CallLineError { column: self.text[..offset].chars().count() + 1, problem }
    }

    fn expected(&self, expected: Expected) -> CallLineError {
        self.error_at(self.rest, Problem::Expected { expected, found: self.peek() })
    }

    fn value(&mut self, expected: Expected) -> Result<Value, CallLineError> {
        match self.peek() {
            Some('"') => self.string().map(Value::String),
            Some('-' | '0'..='9') => self.number().map(Value::Number),
            _ => {
                let start = self.rest;
                match self.word() {
                    "true" => Ok(Value::Bool(true)),
                    "false" => Ok(Value::Bool(false)),
                    _ => {
                        self.rest = start;
                        Err(self.expected(expected))
                    }
                }
            }
        }
    }

    fn number(&mut self) -> Result<Number, CallLineError> {
        let start = self.rest;
        let negative = self.take('-');
        let (radix, digits) = if let Some(rest) = self.rest.strip_prefix("0x") {
            self.rest = rest;
            (16, self.take_while(|b| b.is_ascii_hexdigit()))
        } else {
            (10, self.take_while(|b| b.is_ascii_digit()))
        };
        if digits.is_empty() {
            return Err(self.expected(if radix == 16 { Expected::HexDigit } else { Expected::Digit }));
        }
        if radix == 10 && digits.len() > 1 && digits.starts_with('0') {
            return Err(self.error_at(start, Problem::LeadingZero));
        }
        let range = self.error_at(start, Problem::NumberRange);
        let magnitude = u64::from_str_radix(digits, radix).map_err(|_| range)?;
        if negative {
            0_i64.checked_sub_unsigned(magnitude).map(Number::from).ok_or(range)
        } else {
            Ok(Number::from(magnitude))
        }
    }

    fn string(&mut self) -> Result<Vec<u8>, CallLineError> {
        let mut bytes = Vec::new();
        self.take('"');
        loop {
            let plain = self.rest.find(['"', '\\']).unwrap_or(self.rest.len());
            bytes.extend_from_slice(&self.rest.as_bytes()[..plain]);
            self.rest = &self.rest[plain..];
            if self.take('"') {
                return Ok(bytes);
            }
            if !self.take('\\') {
                return Err(self.expected(Expected::Quote));
            }
            let escape = self.peek();
            let byte = match escape {
                Some('"') => b'"',
                Some('\\') => b'\\',
                Some('n') => b'\n',
                Some('t') => b'\t',
                Some('x') => 0,
                _ => return Err(self.expected(Expected::Escape)),
            };
            self.rest = &self.rest[1..];
            bytes.push(if escape == Some('x') { self.hex_digit()? << 4 | self.hex_digit()? } else { byte });
        }
    }

    fn hex_digit(&mut self) -> Result<u8, CallLineError> {
        match self.rest.bytes().next().and_then(hex_value) {
            Some(value) => {
                self.rest = &self.rest[1..];
                Ok(value)
            }
            None => Err(self.expected(Expected::HexDigit)),
        }
    }
}

const fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

impl fmt::Display for CallLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        for (i, arg) in self.args.iter().enumerate() {
            write!(f, "{}{arg}", if i == 0 { "" } else { ", " })?;
        }
        f.write_str(")")
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = match self {
            Value::Bool(value) => return write!(f, "{value}"),
            Value::Number(number) => return write!(f, "{number}"),
            Value::String(bytes) => bytes,
        };
        f.write_str("\"")?;
        for chunk in bytes.utf8_chunks() {
            for c in chunk.valid().chars() {
                match c {
                    '"' => f.write_str("\\\"")?,
                    '\\' => f.write_str("\\\\")?,
                    '\n' => f.write_str("\\n")?,
                    '\t' => f.write_str("\\t")?,
                    // Characters that a terminal would obey rather than show.
                    c if c.is_control() => {
                        c.encode_utf8(&mut [0; 4]).bytes().try_for_each(|b| write!(f, "\\x{b:02x}"))?;
                    }
                    c => fmt::Write::write_char(f, c)?,
                }
            }
            chunk.invalid().iter().try_for_each(|b| write!(f, "\\x{b:02x}"))?;
        }
        f.write_str("\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<CallLine, CallLineError> {
        text.parse()
    }

    fn string(bytes: &[u8]) -> Value {
        Value::String(bytes.to_vec())
    }

    #[test]
    fn values_of_every_kind() {
        let line = parse(" name ( \"str\", 25 ,-3,true,false,0xfF, -0x10, \"\\\"\\\\\\n\\t\\x00\\xfFä\" ) ")
            .unwrap();
        assert_eq!(line.name, "name");
        assert_eq!(
            line.args,
            [
                string(b"str"),
                Value::Number(Number(25)),
                Value::Number(Number(-3)),
                Value::Bool(true),
                Value::Bool(false),
                Value::Number(Number(255)),
                Value::Number(Number(-16)),
                string(b"\"\\\n\t\x00\xff\xc3\xa4"),
            ]
        );
        assert_eq!(parse("f()").unwrap(), CallLine { name: "f".into(), args: vec![] });
        assert_eq!(parse("_9()").unwrap().name, "_9");
    }

    #[test]
    fn numbers_end_at_64_bits() {
        let arg = |text: &str| parse(&format!("f({text})")).map(|line| line.args[0].clone());
        assert_eq!(arg("18446744073709551615").unwrap().to::<u64>(), Some(u64::MAX));
        assert_eq!(arg("0xffffffffffffffff").unwrap().to::<u64>(), Some(u64::MAX));
        assert_eq!(arg("-9223372036854775808").unwrap().to::<i64>(), Some(i64::MIN));
        assert_eq!(arg("-0").unwrap().to::<u8>(), Some(0));
        for text in
            ["18446744073709551616", "-9223372036854775809", "0x10000000000000000", "-18446744073709551615"]
        {
            assert_eq!(arg(text).unwrap_err(), CallLineError { column: 3, problem: Problem::NumberRange });
        }
        assert_eq!(arg("007").unwrap_err(), CallLineError { column: 3, problem: Problem::LeadingZero });
    }

    #[test]
    fn conversions_say_what_fits() {
        let number = |n: i64| Value::Number(n.into());
        assert_eq!(
            (number(255).to::<u8>(), number(256).to::<u8>(), number(-1).to::<u8>()),
            (Some(255), None, None)
        );
        assert_eq!((number(-128).to::<i8>(), number(128).to::<i8>()), (Some(-128), None));
        assert_eq!((number(-1).to::<i64>(), number(-1).to::<u64>()), (Some(-1), None));
        assert_eq!(number(1).to_bool(), None);
        assert_eq!(Value::Bool(true).to::<u8>(), None);
        assert_eq!(Value::Bool(true).to_bool(), Some(true));
        assert_eq!(string(b"1").to::<u8>(), None);
        assert_eq!(string(b"1").as_bytes(), Some(&b"1"[..]));
        assert_eq!(number(1).as_bytes(), None);
    }

    #[test]
    fn errors_name_column_and_expectation() {
        for (line, message) in [
            ("", "column 1: expected the name of a function, found the end of the line"),
            ("9f()", "column 1: expected the name of a function, found `9`"),
            ("f", "column 2: expected `(`, found the end of the line"),
            ("f g()", "column 3: expected `(`, found `g`"),
            (
                "f(",
                "column 3: expected an argument (a number, `true`, `false` or a \"string\") or `)`, found the end of the line",
            ),
            (
                "f(1,)",
                "column 5: expected an argument (a number, `true`, `false` or a \"string\"), found `)`",
            ),
            ("f(1 2)", "column 5: expected `,` or `)`, found `2`"),
            (
                "f(truth)",
                "column 3: expected an argument (a number, `true`, `false` or a \"string\") or `)`, found `t`",
            ),
            ("f(\"ä\"x)", "column 6: expected `,` or `)`, found `x`"),
            ("f(\"abc)", "column 8: expected `\"` at the end of the string, found the end of the line"),
            ("f(\"\\q\")", "column 5: expected an escape (\\\", \\\\, \\n, \\t or \\xNN), found `q`"),
            ("f(\"\\x4g\")", "column 7: expected a hexadecimal digit, found `g`"),
            (
                "f(\"\\",
                "column 5: expected an escape (\\\", \\\\, \\n, \\t or \\xNN), found the end of the line",
            ),
            ("f(0x)", "column 5: expected a hexadecimal digit, found `)`"),
            ("f(-)", "column 4: expected a digit, found `)`"),
            ("f(1)x", "column 5: expected the end of the line, found `x`"),
            ("f(1a)", "column 4: expected `,` or `)`, found `a`"),
            (
                "f(\u{7})",
                "column 3: expected an argument (a number, `true`, `false` or a \"string\") or `)`, found `\\u{7}`",
            ),
        ] {
            assert_eq!(parse(line).unwrap_err().to_string(), message, "{line:?}");
        }
    }

    #[test]
    fn lengths_are_limited() {
        let line = |len: usize| format!("f(\"{}\")", "x".repeat(len - 5));
        assert!(parse(&line(MAX_LEN)).is_ok());
        assert_eq!(parse(&line(MAX_LEN + 1)).unwrap_err().problem, Problem::TooLong);
        assert!(parse(&format!("{}()", "n".repeat(MAX_NAME))).is_ok());
        assert_eq!(
            parse(&format!("{}()", "n".repeat(MAX_NAME + 1))).unwrap_err().problem,
            Problem::NameTooLong
        );
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<bool>().prop_map(Value::Bool),
            any::<u64>().prop_map(|n| Value::Number(n.into())),
            any::<i64>().prop_map(|n| Value::Number(n.into())),
            any::<Vec<u8>>().prop_map(Value::String),
            any::<String>().prop_map(|s| Value::String(s.into_bytes())),
        ]
    }

    proptest! {
        #[test]
        fn display_is_read_back(name in "[a-zA-Z_][a-zA-Z0-9_]{0,9}", args in prop::collection::vec(value(), 0..6)) {
            let line = CallLine { name, args };
            prop_assert_eq!(parse(&line.to_string()), Ok(line));
        }

        #[test]
        fn no_text_panics(text in any::<String>(), tail in "f\\([\"\\\\x0-9a, true\u{e4}-]*") {
            let _ = parse(&text);
            if let Err(error) = parse(&tail) {
                prop_assert!(error.column <= tail.chars().count() + 1);
            }
        }
    }
}
