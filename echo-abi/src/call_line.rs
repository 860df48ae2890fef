//! Call lines: `transfer("1.2.16", 25)` names a function and its arguments (echo-v1.md 3).
//!
//! Read by the command line and by whoever embeds the machine; the contract takes the arguments one by one. A
//! line has one meaning: `parse` and `Display` are inverse to each other on every [`CallLine`].
//!
//! ```text
//! line     = name "(" [ value { "," value } ] ")"          blanks between tokens are ignored
//! name     = ( letter | "_" ) { letter | digit | "_" }
//! value    = "true" | "false" | [ "-" ] ( decimal | "0x" hex | double ) | string | 'hex"' { hex hex } '"'
//! double   = decimal ( "." { digit } [ exponent ] | exponent )
//! exponent = ( "e" | "E" ) [ "+" | "-" ] { digit }
//! string   = '"' { char | escape } '"'
//! escape   = \" | \\ | \n | \t | \xNN                      NN: any byte, so a string need not be UTF-8
//! ```

use crate::printable::is_printable;
use crate::{Printable, hex};
use ruint::aliases::U256;
use std::{fmt, str::FromStr};

/// Length of the longest line, in bytes.
pub const MAX_LEN: usize = 1 << 20;
/// Length of the longest function name, in bytes.
pub const MAX_NAME: usize = 255;
/// Most arguments of a call.
pub const MAX_ARGS: usize = 1 << 16;

/// A function's name and its arguments. The default names no function: what a contract without dispatch is
/// called with.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CallLine {
    /// The function.
    pub name: String,
    /// The function's arguments, in order.
    pub args: Vec<Value>,
}

/// An argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Number(Number),
    /// A number with a point or an exponent.
    Double(Double),
    /// Bytes, mostly text.
    String(Vec<u8>),
}

/// A whole number from -2^255 to 2^256-1: what fits in 256 bits, signed or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    /// Whether it is below 0.
    negative: bool,
    magnitude: U256,
}

impl Number {
    /// The number; `None` where it does not fit in 256 bits.
    fn new(negative: bool, magnitude: U256) -> Option<Self> {
        let fits = !negative || magnitude <= U256::ONE << 255;
        fits.then_some(Self { negative: negative && !magnitude.is_zero(), magnitude })
    }

    /// Its two's complement, little-endian, in `size` bytes, the others being 0; `None` where it does not fit in so many, or
    /// is below 0 and to be unsigned.
    ///
    /// # Panics
    /// For more than 32 bytes.
    #[must_use]
    pub fn to_le_bytes(self, size: usize, signed: bool) -> Option<[u8; 32]> {
        let bits = 8 * size;
        let fits = match (self.negative, signed) {
            (true, false) => false,
            (false, false) => self.magnitude.bit_len() <= bits,
            (false, true) => self.magnitude.bit_len() < bits,
            (true, true) => (self.magnitude - U256::ONE).bit_len() < bits,
        };
        let mut bytes = [0; 32];
        let complement = if self.negative { self.magnitude.wrapping_neg() } else { self.magnitude };
        bytes[..size].copy_from_slice(&complement.to_le_bytes::<32>()[..size]);
        fits.then_some(bytes)
    }

    /// The number of this two's complement, little-endian, of at most 32 bytes.
    ///
    /// # Panics
    /// For more than 32 bytes.
    #[must_use]
    pub fn from_le_bytes(bytes: &[u8], signed: bool) -> Self {
        let negative = signed && bytes.last().is_some_and(|last| last >> 7 == 1);
        let mut all = [if negative { 0xff } else { 0 }; 32];
        all[..bytes.len()].copy_from_slice(bytes);
        let complement = U256::from_le_bytes(all);
        Self { negative, magnitude: if negative { complement.wrapping_neg() } else { complement } }
    }

    /// The double that is nearest.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or_else(|_| unreachable!("digits are a double"))
    }

    /// The number, where it is one that fits in `T`.
    #[must_use]
    pub fn to<T: TryFrom<i128>>(self) -> Option<T> {
        self.to_i128().and_then(|number| T::try_from(number).ok())
    }

    fn to_i128(self) -> Option<i128> {
        let bytes = self.to_le_bytes(16, true)?;
        Some(i128::from_le_bytes(*bytes.first_chunk()?))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self { negative: false, magnitude: U256::from(value) }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self { negative: value < 0, magnitude: U256::from(value.unsigned_abs()) }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad_integral(!self.negative, "", &self.magnitude.to_string())
    }
}

/// A double that is a number: neither infinite nor NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Double {
    bits: u64,
}

impl Double {
    /// The number; `None` for what is none.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self { bits: value.to_bits() })
    }

    /// As Rust has it.
    #[must_use]
    pub fn get(self) -> f64 {
        f64::from_bits(self.bits)
    }
}

impl Value {
    /// The whole number, where it is one that fits in `T`: `value.to::<u8>()` is `None` for 256, -1 and `"1"`.
    #[must_use]
    pub fn to<T: TryFrom<i128>>(&self) -> Option<T> {
        self.to_number()?.to()
    }

    /// The whole number, where it is one.
    #[must_use]
    pub fn to_number(&self) -> Option<Number> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Bool(_) | Value::Double(_) | Value::String(_) => None,
        }
    }

    /// The number as a double, where it is one, whole or not.
    #[must_use]
    pub fn to_f64(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(number.to_f64()),
            Value::Double(double) => Some(double.get()),
            Value::Bool(_) | Value::String(_) => None,
        }
    }

    /// The truth value, where it is one; 0 and 1 are numbers.
    #[must_use]
    pub fn to_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            Value::Number(_) | Value::Double(_) | Value::String(_) => None,
        }
    }

    /// The bytes, where it is a string.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Value::String(bytes) => Some(bytes),
            Value::Bool(_) | Value::Number(_) | Value::Double(_) => None,
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
    pub problem: CallLineProblem,
}

/// What can be wrong with a call line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallLineProblem {
    /// Something else should stand here.
    #[error("expected {expected}, found {}", FoundChar(*.found))]
    Expected {
        /// What.
        expected: Expected,
        /// What stands here; `None` at the end of the line.
        found: Option<char>,
    },
    /// A whole number beyond 256 bits, or one with a point or an exponent beyond a double.
    #[error("the number does not fit in 256 bits or, with a point or an exponent, in a double")]
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
    /// There are too many arguments.
    #[error("there are more than {MAX_ARGS} arguments")]
    TooManyArgs,
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

struct FoundChar(Option<char>);

impl fmt::Display for FoundChar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(c) => write!(f, "`{}`", Printable(c.encode_utf8(&mut [0; 4]))),
            None => f.write_str("the end of the line"),
        }
    }
}

impl FromStr for CallLine {
    type Err = CallLineError;

    fn from_str(text: &str) -> Result<Self, CallLineError> {
        if text.len() > MAX_LEN {
            return Err(CallLineError { column: 1, problem: CallLineProblem::TooLong });
        }
        LineReader { rest: text }.line().map_err(|Misread { rest, problem }| CallLineError {
            column: column(&text[..text.len() - rest.len()]),
            problem,
        })
    }
}

/// The column behind `before`. It takes as long as that is, so it is found for an error and for nothing else.
fn column(before: &str) -> usize {
    #[cfg(test)]
    tests::COLUMNS.with(|columns| columns.set(columns.get() + 1));
    before.chars().count() + 1
}

/// Why reading stopped, and the tail of the line that starts there.
struct Misread<'a> {
    rest: &'a str,
    problem: CallLineProblem,
}

/// What of the line is not read yet. It does not know the line, so reading cannot look back.
struct LineReader<'a> {
    rest: &'a str,
}

impl<'a> LineReader<'a> {
    fn line(&mut self) -> Result<CallLine, Misread<'a>> {
        self.skip_blanks();
        let start = self.rest;
        let name = self.word();
        if name.is_empty() {
            return Err(self.expected(Expected::Name));
        }
        if name.len() > MAX_NAME {
            return Err(Misread { rest: start, problem: CallLineProblem::NameTooLong });
        }
        self.skip_blanks();
        if !self.take('(') {
            return Err(self.expected(Expected::Open));
        }
        self.skip_blanks();
        let mut args = Vec::new();
        if !self.take(')') {
            let mut expected = Expected::ValueOrClose;
            loop {
                if args.len() == MAX_ARGS {
                    return Err(Misread { rest: self.rest, problem: CallLineProblem::TooManyArgs });
                }
                args.push(self.value(expected)?);
                self.skip_blanks();
                if self.take(')') {
                    break;
                }
                if !self.take(',') {
                    return Err(self.expected(Expected::CommaOrClose));
                }
                self.skip_blanks();
                expected = Expected::Value;
            }
        }
        self.skip_blanks();
        if !self.rest.is_empty() {
            return Err(self.expected(Expected::End));
        }
        Ok(CallLine { name: name.to_owned(), args })
    }

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

    fn expected(&self, expected: Expected) -> Misread<'a> {
        Misread { rest: self.rest, problem: CallLineProblem::Expected { expected, found: self.peek() } }
    }

    fn value(&mut self, expected: Expected) -> Result<Value, Misread<'a>> {
        match self.peek() {
            Some('"') => self.string().map(Value::String),
            Some('-' | '0'..='9') => self.number(),
            _ => {
                let start = self.rest;
                match self.word() {
                    "true" => Ok(Value::Bool(true)),
                    "false" => Ok(Value::Bool(false)),
                    "hex" if self.rest.starts_with('"') => self.hex_string().map(Value::String),
                    _ => {
                        self.rest = start;
                        Err(self.expected(expected))
                    }
                }
            }
        }
    }

    fn number(&mut self) -> Result<Value, Misread<'a>> {
        let start = self.rest;
        let out_of_range = Misread { rest: start, problem: CallLineProblem::NumberRange };
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
            return Err(Misread { rest: start, problem: CallLineProblem::LeadingZero });
        }
        if radix == 10 && self.rest.starts_with(['.', 'e', 'E']) {
            self.fraction()?;
            let text = &start[..start.len() - self.rest.len()];
            let double = text.parse().ok().and_then(Double::new);
            return double.map(Value::Double).ok_or(out_of_range);
        }
        let magnitude = U256::from_str_radix(digits, radix).ok();
        let number = magnitude.and_then(|magnitude| Number::new(negative, magnitude));
        number.map(Value::Number).ok_or(out_of_range)
    }

    /// What stands behind the whole part of a double.
    fn fraction(&mut self) -> Result<(), Misread<'a>> {
        if self.take('.') && self.take_while(|b| b.is_ascii_digit()).is_empty() {
            return Err(self.expected(Expected::Digit));
        }
        if self.take('e') || self.take('E') {
            let _signed = self.take('-') || self.take('+');
            if self.take_while(|b| b.is_ascii_digit()).is_empty() {
                return Err(self.expected(Expected::Digit));
            }
        }
        Ok(())
    }

    /// The bytes of `hex"…"`, from the quotation mark on.
    fn hex_string(&mut self) -> Result<Vec<u8>, Misread<'a>> {
        self.take('"');
        let mut bytes = Vec::new();
        while !self.take('"') {
            if self.rest.is_empty() {
                return Err(self.expected(Expected::Quote));
            }
            bytes.push(self.hex_digit()? << 4 | self.hex_digit()?);
        }
        Ok(bytes)
    }

    fn string(&mut self) -> Result<Vec<u8>, Misread<'a>> {
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

    fn hex_digit(&mut self) -> Result<u8, Misread<'a>> {
        match self.rest.bytes().next().and_then(hex::digit) {
            Some(value) => {
                self.rest = &self.rest[1..];
                Ok(value)
            }
            None => Err(self.expected(Expected::HexDigit)),
        }
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
            Value::Double(double) => return write!(f, "{:?}", double.get()),
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
                    c if !is_printable(c) => {
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
    use std::cell::Cell;

    thread_local! {
        /// How often a column was asked for.
        pub(super) static COLUMNS: Cell<usize> = const { Cell::new(0) };
    }

    fn parse(text: &str) -> Result<CallLine, CallLineError> {
        text.parse()
    }

    fn number(n: i64) -> Value {
        Value::Number(n.into())
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
                number(25),
                number(-3),
                Value::Bool(true),
                Value::Bool(false),
                number(255),
                number(-16),
                string(b"\"\\\n\t\x00\xff\xc3\xa4"),
            ]
        );
        assert_eq!(parse("f()").unwrap(), CallLine { name: "f".into(), args: vec![] });
        assert_eq!(parse("_9()").unwrap().name, "_9");
    }

    #[test]
    fn numbers_end_at_256_bits() {
        let arg = |text: &str| parse(&format!("f({text})")).map(|line| line.args[0].clone());
        assert_eq!(arg("18446744073709551615").unwrap().to::<u64>(), Some(u64::MAX));
        assert_eq!(arg("0xffffffffffffffff").unwrap().to::<u64>(), Some(u64::MAX));
        assert_eq!(arg("-9223372036854775808").unwrap().to::<i64>(), Some(i64::MIN));
        assert_eq!(arg("-0").unwrap().to::<u8>(), Some(0));
        assert_eq!(arg("18446744073709551616").unwrap().to::<u64>(), None);
        assert_eq!(arg("18446744073709551616").unwrap().to::<i128>(), Some(1 << 64));
        let most = format!("0x{}", "f".repeat(64));
        let bytes =
            |text: &str, size, signed| arg(text).unwrap().to_number().unwrap().to_le_bytes(size, signed);
        assert_eq!(bytes(&most, 32, false), Some([0xff; 32]));
        assert_eq!(bytes(&most, 32, true), None);
        let least = format!("-0x8{}", "0".repeat(63));
        let mut lowest = [0; 32];
        lowest[31] = 0x80;
        assert_eq!(bytes(&least, 32, true), Some(lowest));
        for (text, size, signed, fits) in [
            ("255", 1, false, true),
            ("256", 1, false, false),
            ("-1", 1, false, false),
            ("127", 1, true, true),
            ("128", 1, true, false),
            ("-128", 1, true, true),
            ("-129", 1, true, false),
            ("0", 1, true, true),
        ] {
            assert_eq!(bytes(text, size, signed).is_some(), fits, "{text} in {size}, {signed}");
        }
        assert_eq!(&bytes("-2", 3, true).unwrap()[..4], [0xfe, 0xff, 0xff, 0]);
        for text in [format!("0x1{}", "0".repeat(64)), format!("-0x8{}1", "0".repeat(62))] {
            assert_eq!(
                arg(&text).unwrap_err(),
                CallLineError { column: 3, problem: CallLineProblem::NumberRange }
            );
        }
        assert_eq!(
            arg("007").unwrap_err(),
            CallLineError { column: 3, problem: CallLineProblem::LeadingZero }
        );
    }

    #[test]
    fn doubles_have_a_point_or_an_exponent() {
        let arg = |text: &str| parse(&format!("f({text})")).map(|line| line.args[0].clone());
        for (text, value) in
            [("1.5", 1.5), ("-0.1e-10", -0.1e-10), ("2E3", 2000.0), ("0.0", 0.0), ("-0.0", -0.0)]
        {
            assert_eq!(arg(text).unwrap(), Value::Double(Double::new(value).unwrap()), "{text}");
        }
        assert_eq!(arg("25").unwrap().to_f64(), Some(25.0));
        assert_eq!(arg("1.5").unwrap().to::<u8>(), None);
        assert_eq!(arg("1e999").unwrap_err().problem, CallLineProblem::NumberRange);
        for (text, column) in [("1.", 5), ("1.e5", 5), ("1e", 5), ("1e+", 6), ("01.5", 3)] {
            assert_eq!(arg(text).unwrap_err().column, column, "{text}");
        }
        assert_eq!((Double::new(f64::NAN), Double::new(f64::INFINITY)), (None, None));
    }

    #[test]
    fn bytes_can_be_written_in_hexadecimal() {
        assert_eq!(parse("f(hex\"00fF\", hex\"\")").unwrap().args, [string(&[0, 255]), string(b"")]);
        for (text, column) in [("f(hex\"0\")", 8), ("f(hex\"00", 9), ("f(hex\"0g\")", 8), ("f(hex)", 3)] {
            assert_eq!(parse(text).unwrap_err().column, column, "{text}");
        }
    }

    #[test]
    fn conversions_say_what_fits() {
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
        assert_eq!(parse(&line(MAX_LEN + 1)).unwrap_err().problem, CallLineProblem::TooLong);
        assert!(parse(&format!("{}()", "n".repeat(MAX_NAME))).is_ok());
        assert_eq!(
            parse(&format!("{}()", "n".repeat(MAX_NAME + 1))).unwrap_err().problem,
            CallLineProblem::NameTooLong
        );
    }

    #[test]
    fn a_column_is_found_once_and_only_for_an_error() {
        let columns = |line: &str| {
            COLUMNS.set(0);
            (parse(line).map_err(|error| error.column), COLUMNS.get())
        };
        let many = |last: &str| format!("f({}{last})", "1, -0x2, \"s\", true, ".repeat(MAX_ARGS / 4 - 1));
        let (line, found) = columns(&many("1"));
        assert_eq!((line.unwrap().args.len(), found), (MAX_ARGS - 3, 0));
        let wrong = many("007");
        assert_eq!(columns(&wrong), (Err(wrong.len() - 3), 1));
    }

    #[test]
    fn arguments_are_counted() {
        let line = |count: usize| format!("f({}1)", "1,".repeat(count - 1));
        assert_eq!(parse(&line(MAX_ARGS)).unwrap().args.len(), MAX_ARGS);
        let error = parse(&line(MAX_ARGS + 1)).unwrap_err();
        assert_eq!(error, CallLineError { column: 2 * MAX_ARGS + 3, problem: CallLineProblem::TooManyArgs });
    }

    #[test]
    fn what_is_not_seen_is_spelt_out() {
        let value = string("é\u{1b}[1m\u{202e}\u{200b}\u{9b}\u{7f}\r".as_bytes());
        let text = value.to_string();
        assert_eq!(text, r#""é\x1b[1m\xe2\x80\xae\xe2\x80\x8b\xc2\x9b\x7f\x0d""#);
        assert_eq!(parse(&format!("f({text})")).unwrap().args, [value]);
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<bool>().prop_map(Value::Bool),
            any::<u64>().prop_map(|n| Value::Number(n.into())),
            any::<i64>().prop_map(|n| Value::Number(n.into())),
            (any::<[u8; 32]>(), 1_usize..=32, any::<bool>()).prop_map(|(bytes, size, signed)| Value::Number(
                Number::from_le_bytes(&bytes[..size], signed)
            )),
            any::<f64>().prop_filter_map("no number", |x| Double::new(x).map(Value::Double)),
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
        fn a_number_is_its_bytes(bytes in any::<[u8; 32]>(), size in 1_usize..=32, signed in any::<bool>()) {
            let number = Number::from_le_bytes(&bytes[..size], signed);
            let back = number.to_le_bytes(size, signed).unwrap();
            prop_assert_eq!(&back[..size], &bytes[..size]);
            prop_assert!(back[size..].iter().all(|byte| *byte == 0));
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
