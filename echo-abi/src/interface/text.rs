//! The lines of the interface note, read and written. Called by `note` and by whoever has the text alone.

use super::{Constructor, Effect, Event, Function, Interface, Signature, Type};
use super::{MAX_ARRAY, MAX_ENTRIES, MAX_LEN, MAX_NAME, MAX_TYPES};
use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::str::FromStr;

/// The version of the format.
const VERSION: &str = "1";

/// Most bytes of the SDK's name and version.
const MAX_SDK: usize = 64;

/// A text that is no interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct TextError {
    /// Where in the text, in bytes.
    pub offset: usize,
    /// In which line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong with the text of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// More text than is read.
    #[error("there are more than {MAX_LEN} bytes of it")]
    TooLong,
    /// The last line has no end.
    #[error("the line is not ended")]
    NotEnded,
    /// The first line is not that of a version that is known.
    #[error("expected `1`, the version of the format, a blank, and the SDK's name and version (`c/0.1.0`)")]
    Version,
    /// A line of no known kind.
    #[error("a line starts with `c`, `f`, `v` or `e`")]
    Kind,
    /// No name, or none that can be called.
    #[error(
        "expected a name of letters, digits and `_` that does not start with a digit, at most {MAX_NAME} long"
    )]
    Name,
    /// Neither types nor the word that they are unknown.
    #[error("expected `(` and types, or `*`")]
    Open,
    /// What is no type.
    #[error("expected a type, a letter of `?bhiqBHIQoOnNdsy` or `[` a size from 1 to {MAX_ARRAY} `]`")]
    Type,
    /// More types than are read.
    #[error("there are more than {MAX_TYPES} types")]
    TooManyTypes,
    /// A result that takes all bytes, and another behind it.
    #[error("a string or bytes as result takes all that is left, so it can only be last")]
    NotLast,
    /// More of a line than it may have.
    #[error("expected the end of the line")]
    End,
    /// More functions or events than are read.
    #[error("there are more than {MAX_ENTRIES} of that kind")]
    TooMany,
    /// Something that was said before.
    #[error("that is there already")]
    Twice,
}

impl FromStr for Interface {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        read(text.as_bytes())
    }
}

/// Reads the text of a note.
pub(super) fn read(text: &[u8]) -> Result<Interface, TextError> {
    let mut reader = Reader { text, offset: 0, line: 1 };
    if text.len() > MAX_LEN {
        return Err(reader.error(Problem::TooLong));
    }
    let mut interface = Interface::new(reader.first_line()?);
    let mut names = BTreeSet::new();
    let mut events = BTreeSet::new();
    while reader.offset < text.len() {
        let start = reader.offset;
        reader.line += 1;
        reader.entry(&mut interface)?;
        let last_function = interface.functions.last().map(|function| &function.name);
        let is_new = match text[start] {
            b'f' | b'v' => last_function.is_none_or(|name| names.insert(name.clone())),
            b'e' => events.insert(&text[start..reader.offset]),
            _ => true,
        };
        if !is_new {
            return Err(TextError { offset: start, ..reader.error(Problem::Twice) });
        }
    }
    Ok(interface)
}

/// What of the text is not read yet.
struct Reader<'a> {
    text: &'a [u8],
    offset: usize,
    line: usize,
}

impl<'a> Reader<'a> {
    fn error(&self, problem: Problem) -> TextError {
        TextError { offset: self.offset, line: self.line, problem }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.offset).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        self.offset += usize::from(taken);
        taken
    }

    fn take_while(&mut self, accept: impl Fn(u8) -> bool) -> &'a str {
        let rest = &self.text[self.offset..];
        let len = rest.iter().take_while(|b| b.is_ascii() && accept(**b)).count();
        self.offset += len;
        std::str::from_utf8(&rest[..len]).unwrap_or_else(|_| unreachable!("it is ASCII"))
    }

    fn end_of_line(&mut self) -> Result<(), TextError> {
        match self.peek() {
            _ if self.take(b'\n') => Ok(()),
            None => Err(self.error(Problem::NotEnded)),
            Some(_) => Err(self.error(Problem::End)),
        }
    }

    /// `1 c/0.1.0`: the SDK.
    fn first_line(&mut self) -> Result<&'a str, TextError> {
        let version = self.take_while(|b| b.is_ascii_digit());
        if version != VERSION || !self.take(b' ') {
            return Err(TextError { offset: 0, ..self.error(Problem::Version) });
        }
        let start = self.offset;
        let sdk = self.take_while(|b| b.is_ascii_alphanumeric() || b"._+-/".contains(&b));
        let named = sdk
            .split_once('/')
            .is_some_and(|(name, version)| !name.is_empty() && !version.is_empty() && !version.contains('/'));
        if !named || sdk.len() > MAX_SDK {
            return Err(TextError { offset: start, ..self.error(Problem::Version) });
        }
        self.end_of_line()?;
        Ok(sdk)
    }

    fn entry(&mut self, interface: &mut Interface) -> Result<(), TextError> {
        let start = self.offset;
        let at_start = |problem| TextError { offset: start, line: self.line, problem };
        let kind = self.peek().filter(|kind| b"cfve".contains(kind));
        let Some(kind) = kind else { return Err(self.error(Problem::Kind)) };
        let full = match kind {
            b'c' if interface.constructor.is_some() => return Err(at_start(Problem::Twice)),
            b'c' => false,
            b'e' => interface.events.len() == MAX_ENTRIES,
            _ => interface.functions.len() == MAX_ENTRIES,
        };
        if full {
            return Err(at_start(Problem::TooMany));
        }
        self.offset += 1;
        let name = if kind == b'c' { String::new() } else { self.name()? };
        let args = self.args()?;
        match kind {
            b'c' => interface.constructor = Some(Constructor { args }),
            b'e' => interface.events.push(Event { name, args }),
            _ => {
                let effect = if kind == b'v' { Effect::View } else { Effect::Change };
                let signature = match args {
                    Some(args) => Some(Signature { args, results: self.results()? }),
                    None => None,
                };
                interface.functions.push(Function { name, effect, signature });
            }
        }
        self.end_of_line()
    }

    fn name(&mut self) -> Result<String, TextError> {
        let start = self.offset;
        let name = self.take_while(|b| b.is_ascii_alphanumeric() || b == b'_');
        if name.is_empty() || name.len() > MAX_NAME || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(TextError { offset: start, ..self.error(Problem::Name) });
        }
        Ok(name.to_owned())
    }

    /// `(sQ)`, or `*`: unknown.
    fn args(&mut self) -> Result<Option<Vec<Type>>, TextError> {
        if self.take(b'*') {
            return Ok(None);
        }
        if !self.take(b'(') {
            return Err(self.error(Problem::Open));
        }
        let types = self.types(b')')?;
        self.offset += 1;
        Ok(Some(types))
    }

    fn results(&mut self) -> Result<Vec<Type>, TextError> {
        let start = self.offset;
        let types = self.types(b'\n')?;
        match super::only_last(&types) {
            Ok(()) => Ok(types),
            Err(_) => Err(TextError { offset: start, ..self.error(Problem::NotLast) }),
        }
    }

    /// Types, up to `end`, which is there.
    fn types(&mut self, end: u8) -> Result<Vec<Type>, TextError> {
        let mut types = Vec::new();
        while self.peek() != Some(end) {
            if types.len() == MAX_TYPES {
                return Err(self.error(Problem::TooManyTypes));
            }
            types.push(self.kind()?);
        }
        Ok(types)
    }

    fn kind(&mut self) -> Result<Type, TextError> {
        let start = self.offset;
        let wrong = TextError { offset: start, ..self.error(Problem::Type) };
        let Some(letter) = self.peek() else { return Err(self.error(Problem::NotEnded)) };
        self.offset += 1;
        if letter != b'[' {
            let kind = Type::ALL.iter().find(|kind| kind.letter() == Some(char::from(letter)));
            return kind.copied().ok_or(wrong);
        }
        let digits = self.take_while(|b| b.is_ascii_digit());
        let size = Some(digits).filter(|digits| !digits.starts_with('0')).and_then(|d| d.parse().ok());
        let size = size.filter(|size| (1..=MAX_ARRAY).contains(size) && self.take(b']'));
        size.map(Type::Array).ok_or(wrong)
    }
}

impl fmt::Display for Interface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{VERSION} {}", self.sdk)?;
        if let Some(Constructor { args }) = &self.constructor {
            line(f, 'c', "", args.as_deref(), &[])?;
        }
        for Function { name, effect, signature } in &self.functions {
            let kind = if *effect == Effect::View { 'v' } else { 'f' };
            let signature = signature.as_ref();
            let results = signature.map_or(&[][..], |s| &s.results);
            line(f, kind, name, signature.map(|s| s.args.as_slice()), results)?;
        }
        self.events.iter().try_for_each(|Event { name, args }| line(f, 'e', name, args.as_deref(), &[]))
    }
}

fn line(
    f: &mut fmt::Formatter<'_>,
    kind: char,
    name: &str,
    args: Option<&[Type]>,
    results: &[Type],
) -> fmt::Result {
    write!(f, "{kind}{name}")?;
    let Some(args) = args else { return f.write_str("*\n") };
    f.write_char('(')?;
    letters(f, args)?;
    f.write_char(')')?;
    letters(f, results)?;
    f.write_char('\n')
}

fn letters(f: &mut fmt::Formatter<'_>, types: &[Type]) -> fmt::Result {
    types.iter().try_for_each(|kind| match (kind, kind.letter()) {
        (_, Some(letter)) => f.write_char(letter),
        (Type::Array(size), None) => write!(f, "[{size}]"),
        (_, None) => unreachable!("every other type has a letter"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Interface, TextError> {
        text.parse()
    }

    #[test]
    fn a_note_is_read() {
        let text = "1 cpp/0.1.0\nc(Qs)\nftransfer(sQ)?\nvget(s)Q\nfadd*\nfnothing()\nf_9(?bhiqBHIQoOnNdsy[32])[4]y\netransfer(ssQ)\ne_e*\n";
        let interface = parse(text).unwrap();
        assert_eq!(interface.to_string(), text);
        assert_eq!(interface.sdk, "cpp/0.1.0");
        assert_eq!(interface.constructor, Some(Constructor { args: Some(vec![Type::U64, Type::String]) }));
        assert_eq!(interface.functions[1].effect, Effect::View);
        assert_eq!(interface.functions[2].signature, None);
        assert_eq!(interface.functions[3].signature, Some(Signature::default()));
        // In whatever order it stands, it is written in one.
        assert_eq!(parse("1 c/1\nee()\nff()\nc*\n").unwrap().to_string(), "1 c/1\nc*\nff()\nee()\n");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        use Problem::*;
        let long = |c: &str| c.repeat(MAX_NAME + 1);
        for (text, offset, line, problem) in [
            ("", 0, 1, Version),
            ("2 c/1\n", 0, 1, Version),
            ("1c/1\n", 0, 1, Version),
            ("1 c\n", 2, 1, Version),
            ("1 /1\n", 2, 1, Version),
            ("1 c/\n", 2, 1, Version),
            ("1 c/1/2\n", 2, 1, Version),
            ("1 c/1", 5, 1, NotEnded),
            ("1 c/1 x\n", 5, 1, End),
            ("1 c/1\n\n", 6, 2, Kind),
            ("1 c/1\nxf()\n", 6, 2, Kind),
            ("1 c/1\nf()\n", 7, 2, Name),
            ("1 c/1\nf9()\n", 7, 2, Name),
            ("1 c/1\nfä()\n", 7, 2, Name),
            ("1 c/1\nc()\ncx()\n", 10, 3, Twice),
            ("1 c/1\nff\n", 8, 2, Open),
            ("1 c/1\nff(", 9, 2, NotEnded),
            ("1 c/1\nff(x)\n", 9, 2, Type),
            ("1 c/1\nff()x\n", 10, 2, Type),
            ("1 c/1\nff()", 10, 2, NotEnded),
            ("1 c/1\nff*", 9, 2, NotEnded),
            ("1 c/1\nff([0])\n", 9, 2, Type),
            ("1 c/1\nff([01])\n", 9, 2, Type),
            ("1 c/1\nff([])\n", 9, 2, Type),
            ("1 c/1\nff([65537])\n", 9, 2, Type),
            ("1 c/1\nff([99999999999])\n", 9, 2, Type),
            ("1 c/1\nff([1)\n", 9, 2, Type),
            ("1 c/1\nff()sQ\n", 10, 2, NotLast),
            ("1 c/1\nff()ys\n", 10, 2, NotLast),
            ("1 c/1\nff*Q\n", 9, 2, End),
            ("1 c/1\nee()Q\n", 10, 2, End),
            ("1 c/1\nff()\nvf*\n", 11, 3, Twice),
            ("1 c/1\nee()\nee()\n", 11, 3, Twice),
            ("1 c/1\nc()\nc()\n", 10, 3, Twice),
            (&format!("1 c/1\nf{}()\n", long("n")), 7, 2, Name),
            (&format!("1 {}/1\n", long("n")), 2, 1, Version),
            (&format!("1 c/1\nff({})\n", long("Q")), 9 + MAX_TYPES, 2, TooManyTypes),
            (&format!("1 c/1\n{}", "x".repeat(MAX_LEN)), 0, 1, TooLong),
        ] {
            assert_eq!(parse(text), Err(TextError { offset, line, problem }), "{text:?}");
        }
        assert!(parse("1 c/1\nee()\nee(Q)\n").is_ok(), "events of one name may differ in their types");
    }

    #[test]
    fn entries_are_counted() {
        for kind in ["f", "v", "e"] {
            let entries = |count: usize| {
                (0..count).fold("1 c/1\n".to_owned(), |text, i| format!("{text}{kind}n{i}*\n"))
            };
            assert!(parse(&entries(MAX_ENTRIES)).is_ok());
            let error = parse(&entries(MAX_ENTRIES + 1)).unwrap_err();
            assert_eq!((error.line, error.problem), (MAX_ENTRIES + 2, Problem::TooMany));
        }
    }

    fn types() -> impl Strategy<Value = Vec<Type>> {
        let arrays = (1..=MAX_ARRAY).prop_map(Type::Array);
        vec(prop_oneof![prop::sample::select(Type::ALL), arrays], 0..6)
    }

    fn results() -> impl Strategy<Value = Vec<Type>> {
        types().prop_map(|types| {
            let end = types.iter().position(|kind| kind.takes_the_rest()).map_or(types.len(), |i| i + 1);
            types[..end].to_vec()
        })
    }

    fn interface() -> impl Strategy<Value = Interface> {
        let name = "[a-zA-Z_][a-zA-Z0-9_]{0,9}";
        let signature = prop::option::of((types(), results()));
        let signature = signature.prop_map(|s| s.map(|(args, results)| Signature { args, results })).boxed();
        let functions = btree_set(name, 0..6)
            .prop_flat_map(move |names| (Just(names), vec((any::<bool>(), signature.clone()), 6)));
        let events = vec((name, prop::option::of(types())), 0..4).prop_map(|named| {
            let mut events = Vec::new();
            for (name, args) in named {
                events.extend(Some(Event { name, args }).filter(|event| !events.contains(event)));
            }
            events
        });
        ("[a-z]{1,5}/[0-9.]{1,5}", prop::option::of(prop::option::of(types())), functions, events).prop_map(
            |(sdk, constructor, (names, rest), events)| Interface {
                sdk,
                constructor: constructor.map(|args| Constructor { args }),
                functions: names
                    .into_iter()
                    .zip(rest)
                    .map(|(name, (view, signature))| Function {
                        name,
                        effect: if view { Effect::View } else { Effect::Change },
                        signature,
                    })
                    .collect(),
                events,
            },
        )
    }

    proptest! {
        #[test]
        fn display_is_read_back(interface in interface()) {
            prop_assert_eq!(parse(&interface.to_string()), Ok(interface));
        }

        #[test]
        fn no_bytes_panic(bytes in any::<Vec<u8>>(), tail in "[cfve]?[a-z]{0,3}[(*?]?[Qsy\\[\\]0-9)]*\n?") {
            let _ = read(&bytes);
            let text = format!("1 c/1\n{tail}");
            match parse(&text) {
                Ok(interface) => prop_assert_eq!(interface.to_string(), text),
                Err(error) => prop_assert!(error.offset <= text.len() && error.line <= 3),
            }
        }
    }
}
