//! A plan as a contract in a language. What languages call a function, and their types, are said here anew: if they were taken from what writes the
//! bindings, a mistake of that would be in both.

use super::plan::{Arg, ROOM, STRINGS, Step};
use echo_abi::scpi::{Function, ValueKind};
use std::fmt::Write;

/// How a language writes what a plan has. `$1`, `$2` and so on stand for parts.
struct Dialect {
    /// Of samples/languages.
    directory: &'static str,
    /// Files; of them, `@DATA@` becomes the constant bytes, `@SIZE@` their number, `@BODY@` what is done, each line with what stands before it.
    files: &'static [(&'static str, &'static str)],
    /// The functions' names in the language.
    name: fn(&str) -> String,
    /// A byte among the constants, which come 16 in a line; the line's number is `$1`, of its last byte `$2`, its bytes `$3`.
    byte: fn(u8) -> String,
    bytes: &'static str,
    between_lines: &'static str,
    number: fn(ValueKind, i128) -> String,
    double: &'static str,
    /// A statement of a call; of one that gives a pointer.
    call: &'static str,
    assign: &'static str,
    /// A call without arguments.
    plain: &'static str,
    /// A string of constants: from byte `$1`, `$2` of them; and one of other memory.
    text: &'static str,
    memory: &'static str,
    /// A string that is read, one that is filled in, a number that is filled in, each a variable.
    read: &'static str,
    fill: &'static str,
    out: &'static str,
    /// The address of byte `$1` of the constants, as bytes and as a zero-terminated text; of the room; what was allocated as bytes.
    at: &'static str,
    c_string: &'static str,
    room: &'static str,
    pointer: &'static str,
    /// An option of a call; the options; none.
    option: &'static str,
    options: &'static str,
    no_options: &'static str,
    /// As 64 bits.
    widened: fn(ValueKind, &str) -> String,
    /// Whether what was allocated is at an address; whether a number is above another.
    same: &'static str,
    above: &'static str,
    /// If a number is another.
    if_equal: &'static str,
    if_true: &'static str,
    end_if: &'static str,
    leave: &'static str,
}

fn put(pattern: &str, parts: &[&str]) -> String {
    let numbered = parts.iter().enumerate();
    numbered.fold(pattern.to_owned(), |text, (at, part)| text.replace(&format!("${}", at + 1), part))
}

/// `param_u64` as `paramU64`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    words.next().expect("a word").to_owned() + &words.map(title).collect::<String>()
}

fn title(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

fn titles(name: &str, between: &str) -> String {
    name.split('_').map(title).collect::<Vec<_>>().join(between)
}

fn truth(value: i128, [no, yes]: [&str; 2]) -> String {
    if value == 0 { no } else { yes }.to_owned()
}

fn is_signed(kind: ValueKind) -> bool {
    matches!(kind, ValueKind::I8 | ValueKind::I16 | ValueKind::I32 | ValueKind::I64)
}

/// The kind of the number that a function fills in.
pub fn filled(function: Function) -> ValueKind {
    match function {
        Function::ParamBool => ValueKind::Bool,
        Function::ParamI8 => ValueKind::I8,
        Function::ParamI16 => ValueKind::I16,
        Function::ParamI32 => ValueKind::I32,
        Function::ParamI64 => ValueKind::I64,
        Function::ParamU8 => ValueKind::U8,
        Function::ParamU16 => ValueKind::U16,
        Function::ParamU32 => ValueKind::U32,
        Function::ParamU64 => ValueKind::U64,
        Function::ParamF64 => ValueKind::F64,
        _ => unreachable!("it fills in none"),
    }
}

/// The variable for a number of a kind.
fn variable(kind: ValueKind) -> String {
    format!("n_{kind:?}").to_lowercase()
}

/// Whether a function's number is a pointer.
pub fn gives_pointer(function: Function) -> bool {
    use Function::{Allocate, CopyMemory, MoveMemory, Reallocate, SetMemory};
    matches!(function, Allocate | Reallocate | CopyMemory | SetMemory | MoveMemory)
}

/// What is written, and the constants it needs.
struct Writer<'a> {
    dialect: &'a Dialect,
    data: Vec<u8>,
    lines: Vec<String>,
}

impl Writer<'_> {
    /// Where bytes are among the constants.
    fn constant(&mut self, bytes: &[u8]) -> usize {
        let at = self.data.len();
        self.data.extend_from_slice(bytes);
        // Each ends like a text; and an empty one has a place.
        self.data.push(0);
        at
    }

    fn line(&mut self, line: String) {
        self.lines.push(line);
    }

    fn arguments(&mut self, function: Function, args: &[Arg]) -> Vec<String> {
        assert_eq!(args.len(), function.args().len(), "{function:?}");
        let mut written = Vec::new();
        for (at, (arg, argument)) in args.iter().zip(function.args()).enumerate() {
            written.push(self.argument(function, at, arg, argument.kind));
        }
        written
    }

    fn argument(&mut self, function: Function, at: usize, arg: &Arg, kind: ValueKind) -> String {
        let d = self.dialect;
        match (arg, kind) {
            (Arg::Constant(bytes), ValueKind::String) => {
                let start = self.constant(bytes).to_string();
                let text = put(d.text, &[&start, &bytes.len().to_string()]);
                self.line(put(d.assign, &[&format!("t{at}"), &text]));
                put(d.read, &[&format!("t{at}")])
            }
            (Arg::Constant(bytes), ValueKind::CString) => {
                put(d.c_string, &[&self.constant(bytes).to_string()])
            }
            (Arg::Constant(bytes), ValueKind::Bytes) => put(d.at, &[&self.constant(bytes).to_string()]),
            (Arg::String(number), ValueKind::String) => put(d.read, &[&format!("s{number}")]),
            (Arg::String(number), ValueKind::StringOut) => put(d.fill, &[&format!("s{number}")]),
            (Arg::Room(place), ValueKind::Bytes | ValueKind::BytesOut) => put(d.room, &[&place.to_string()]),
            (Arg::Pointer, ValueKind::BytesOut) => put(d.pointer, &["p"]),
            (Arg::Pointer, ValueKind::U64) => "p".to_owned(),
            (Arg::Variable, ValueKind::NumberOut) => put(d.out, &[&variable(filled(function))]),
            (Arg::Options(values), ValueKind::CallOptions) => {
                for (name, value) in ["value", "asset", "gas", "flags"].into_iter().zip(values) {
                    let value = (d.number)(ValueKind::U64, i128::from(*value));
                    self.line(put(d.option, &[name, &value, &title(name)]));
                }
                d.options.to_owned()
            }
            (Arg::NoOptions, ValueKind::CallOptions) => d.no_options.to_owned(),
            (Arg::Number(value), kind) => (d.number)(kind, *value),
            (Arg::Double(value), ValueKind::F64) => put(d.double, &[&format!("{value:?}")]),
            (_, kind) => unreachable!("{function:?}: argument {at} is {kind:?}"),
        }
    }

    fn called(&self, function: Function, args: &[String]) -> String {
        let name = (self.dialect.name)(function.name());
        let pattern = if args.is_empty() { self.dialect.plain } else { "$1($2)" };
        // Fortran leaves out what is absent; it is last.
        let present: Vec<&str> = args.iter().map(String::as_str).filter(|arg| !arg.is_empty()).collect();
        put(pattern, &[&name, &present.join(", ")])
    }

    fn statement(&mut self, function: Function, args: &[String]) {
        let call = self.called(function, args);
        self.line(put(self.dialect.call, &[&call]));
    }

    /// Returns a number, or a truth value; tells a double.
    fn show(&mut self, kind: ValueKind, number: &str) {
        let (function, number) = match kind {
            ValueKind::Bool => (Function::ReturnBool, number.to_owned()),
            ValueKind::F64 => (Function::DebugF64, number.to_owned()),
            _ if is_signed(kind) => (Function::ReturnI64, (self.dialect.widened)(kind, number)),
            _ => (Function::ReturnU64, (self.dialect.widened)(kind, number)),
        };
        self.statement(function, &[number]);
    }

    /// Returns bytes of memory.
    fn show_memory(&mut self, address: &str, len: usize) {
        let text = put(self.dialect.memory, &[address, &len.to_string()]);
        self.line(put(self.dialect.assign, &["t0", &text]));
        self.statement(Function::ReturnString, &[put(self.dialect.read, &["t0"])]);
    }

    fn call(&mut self, function: Function, args: &[Arg]) {
        let fills = args.iter().any(|arg| matches!(arg, Arg::Variable)).then(|| filled(function));
        let args = self.arguments(function, args);
        match function.result() {
            None => self.statement(function, &args),
            Some(_) if gives_pointer(function) => {
                let call = self.called(function, &args);
                self.line(put(self.dialect.assign, &["p", &call]));
            }
            Some(kind) => {
                let call = self.called(function, &args);
                self.show(kind, &call);
            }
        }
        if let Some(kind) = fills {
            self.show(kind, &variable(kind));
        }
    }

    fn step(&mut self, step: &Step) {
        let d = self.dialect;
        match step {
            Step::Call(function, args) => self.call(*function, args),
            Step::CallIf(number, function, args) => {
                let number = (d.number)(ValueKind::U8, i128::from(*number));
                self.line(put(d.if_equal, &[&variable(ValueKind::U8), &number]));
                self.call(*function, args);
                self.line(d.end_if.to_owned());
            }
            Step::EndIfConstructor => {
                let call = self.called(Function::IsConstructor, &[]);
                self.line(put(d.if_true, &[&call]));
                self.line(d.leave.to_owned());
                self.line(d.end_if.to_owned());
            }
            Step::ShowRoom(at, len) => self.show_memory(&put(d.room, &[&at.to_string()]), *len),
            Step::ShowString(number) => {
                self.statement(Function::ReturnString, &[put(d.read, &[&format!("s{number}")])]);
            }
            Step::ShowPointer(len) => self.show_memory(&put(d.pointer, &["p"]), *len),
            Step::IsRoom(at) => {
                let same = put(d.same, &["p", &put(d.room, &[&at.to_string()])]);
                self.show(ValueKind::Bool, &same);
            }
            Step::IsAbove(function, number) => {
                let call = self.called(*function, &[]);
                let number = (d.number)(ValueKind::U64, i128::from(*number));
                self.show(ValueKind::Bool, &put(d.above, &[&call, &number]));
            }
        }
    }

    fn written(self) -> Vec<(&'static str, String)> {
        let d = self.dialect;
        let lines = self.data.chunks(16).enumerate().map(|(at, bytes)| {
            let bytes_text: Vec<String> = bytes.iter().map(|byte| (d.byte)(*byte)).collect();
            let first = at * 16;
            put(
                d.bytes,
                &[&first.to_string(), &(first + bytes.len() - 1).to_string(), &bytes_text.join(", ")],
            )
        });
        let data = lines.collect::<Vec<_>>().join(d.between_lines);
        let fill = |text: &str| {
            let mut out = String::new();
            for line in text.lines() {
                if let Some(before) = line.strip_suffix("@BODY@") {
                    let mut depth = 0;
                    for done in &self.lines {
                        if done == d.end_if {
                            depth -= 1;
                        }
                        let indent = "    ".repeat(depth);
                        if !done.is_empty() {
                            writeln!(out, "{before}{indent}{done}").expect("a text takes all");
                        }
                        if done.starts_with("if ") {
                            depth += 1;
                        }
                    }
                } else {
                    writeln!(out, "{line}").expect("a text takes all");
                }
            }
            let (size, last) = (self.data.len().to_string(), (self.data.len() - 1).to_string());
            out.replace("@DATA@", &data)
                .replace("@SIZE@", &size)
                .replace("@LAST@", &last)
                .replace("@ROOM@", &ROOM.to_string())
        };
        d.files.iter().map(|(name, text)| (*name, fill(text))).collect()
    }
}

/// The files of a contract in the language of a directory of samples/languages; none where nothing is known of it.
pub fn written(directory: &str, plan: &[Step]) -> Option<Vec<(&'static str, String)>> {
    assert_eq!(STRINGS, 4, "as many as dialects declare");
    if let Some(assembler) = super::assembler::written(directory, plan) {
        return Some(assembler);
    }
    let dialect = DIALECTS.iter().find(|dialect| dialect.directory == directory)?;
    let mut writer = Writer { dialect, data: Vec::new(), lines: Vec::new() };
    plan.iter().for_each(|step| writer.step(step));
    Some(writer.written())
}

fn signed(kind: ValueKind, value: i128) -> i128 {
    let bits = match kind {
        ValueKind::U8 | ValueKind::I8 => 8,
        ValueKind::U16 | ValueKind::I16 => 16,
        ValueKind::U32 | ValueKind::I32 => 32,
        _ => 64,
    };
    if value >> (bits - 1) == 1 { value - (1 << bits) } else { value }
}

/// C and C++.
const C: Dialect = Dialect {
    directory: "c",
    files: &[("tour.c", include_str!("frame.c"))],
    name: |name| format!("echo_{name}"),
    byte: |byte| byte.to_string(),
    bytes: "$3",
    between_lines: ",\n",
    number: |kind, value| match kind {
        ValueKind::Bool => truth(value, ["false", "true"]),
        _ if value < 0 => format!("{value}ll"),
        _ => format!("{value}ull"),
    },
    double: "$1",
    call: "$1;",
    assign: "$1 = $2;",
    plain: "$1()",
    text: "text($1, $2)",
    memory: "memory($1, $2)",
    read: "&$1",
    fill: "&$1",
    out: "&$1",
    at: "data + $1",
    c_string: "(const char *)data + $1",
    room: "room + $1",
    pointer: "$1",
    option: "options.$1 = $2;",
    options: "&options",
    no_options: "NULL",
    widened: |_, number| number.to_owned(),
    same: "$1 == $2",
    above: "$1 > $2",
    if_equal: "if ($1 == $2) {",
    if_true: "if ($1) {",
    end_if: "}",
    leave: "return;",
};

const DIALECTS: &[Dialect] = &[
    C,
    Dialect { directory: "cpp", files: &[("tour.cpp", include_str!("frame.c"))], ..C },
    Dialect {
        directory: "d",
        files: &[("tour.d", include_str!("frame.d"))],
        name: camel,
        number: |kind, value| match kind {
            ValueKind::Bool => truth(value, ["false", "true"]),
            ValueKind::U64 => format!("{value}UL"),
            ValueKind::U32 => format!("{value}U"),
            ValueKind::I64 => format!("{value}L"),
            _ => value.to_string(),
        },
        read: "$1",
        fill: "$1",
        out: "$1",
        at: "data.ptr + $1",
        c_string: "cast(const(char)*) (data.ptr + $1)",
        room: "room.ptr + $1",
        no_options: "null",
        ..C
    },
    Dialect {
        directory: "ada",
        files: &[
            (
                "tour.ads",
                "package Tour is\n   procedure Apply\n   with Export, Convention => C, External_Name => \"__apply\";\nend Tour;\n",
            ),
            ("tour.adb", include_str!("frame.adb")),
        ],
        name: |name| titles(name, "_"),
        number: |kind, value| match kind {
            ValueKind::Bool => truth(value, ["False", "True"]),
            _ => value.to_string(),
        },
        assign: "$1 := $2;",
        plain: "$1",
        text: "(Data ($1)'Address, $2)",
        memory: "($1, $2)",
        read: "$1",
        fill: "$1",
        out: "$1",
        at: "Data ($1)'Address",
        c_string: "Data ($1)'Address",
        room: "Room ($1)'Address",
        option: "Options.$3 := $2;",
        options: "Options'Access",
        no_options: "null",
        widened: |kind, number| {
            let name = if is_signed(kind) { "Integer_64" } else { "Unsigned_64" };
            format!("{name} ({number})")
        },
        same: "$1 = $2",
        if_equal: "if $1 = $2 then",
        if_true: "if $1 then",
        end_if: "end if;",
        ..C
    },
    Dialect {
        directory: "fortran",
        files: &[("tour.f90", include_str!("frame.f90"))],
        byte: |byte| byte.cast_signed().to_string(),
        bytes: "data bytes($1:$2) / $3 /",
        between_lines: "\n",
        number: |kind, value| {
            let width = match kind {
                ValueKind::Bool => return truth(value, [".false._c_bool", ".true._c_bool"]),
                ValueKind::U8 | ValueKind::I8 => "c_int8_t",
                ValueKind::U16 | ValueKind::I16 => "c_int16_t",
                ValueKind::U32 | ValueKind::I32 => "c_int32_t",
                _ => "c_int64_t",
            };
            format!("{}_{width}", signed(kind, value))
        },
        double: "$1_c_double",
        call: "call $1",
        assign: "$1 = $2",
        plain: "$1()",
        text: "echo_string(c_loc(bytes($1)), $2)",
        memory: "echo_string($1, $2)",
        read: "$1",
        fill: "$1",
        out: "$1",
        at: "c_loc(bytes($1))",
        c_string: "c_loc(bytes($1))",
        room: "c_loc(room($1))",
        option: "options%$1 = $2",
        options: "options",
        no_options: "",
        // There are no unsigned numbers.
        widened: |kind, number| match kind {
            ValueKind::U8 => format!("iand(int({number}, c_int64_t), 255_c_int64_t)"),
            ValueKind::U16 => format!("iand(int({number}, c_int64_t), 65535_c_int64_t)"),
            ValueKind::U32 => format!("iand(int({number}, c_int64_t), 4294967295_c_int64_t)"),
            _ => format!("int({number}, c_int64_t)"),
        },
        same: "is_same($1, $2)",
        above: "logical($1 > $2, c_bool)",
        if_equal: "if ($1 == $2) then",
        if_true: "if ($1) then",
        end_if: "end if",
        leave: "return",
        ..C
    },
    Dialect {
        directory: "pascal",
        files: &[("tour.pas", include_str!("frame.pas"))],
        name: |name| format!("Echo{}", titles(name, "")),
        number: |kind, value| match kind {
            ValueKind::Bool => truth(value, ["False", "True"]),
            _ => value.to_string(),
        },
        assign: "$1 := $2;",
        plain: "$1",
        text: "Text($1, $2)",
        memory: "Memory($1, $2)",
        read: "$1",
        fill: "$1",
        out: "$1",
        at: "@Data[$1]",
        c_string: "PAnsiChar(@Data[$1])",
        room: "@Room[$1]",
        option: "Options.$3 := $2;",
        options: "@Options",
        no_options: "nil",
        same: "$1 = $2",
        if_equal: "if $1 = $2 then begin",
        if_true: "if $1 then begin",
        end_if: "end;",
        leave: "Exit;",
        ..C
    },
    Dialect {
        directory: "nim",
        files: &[("tour.nim", include_str!("frame.nim"))],
        name: camel,
        byte: |byte| format!("{byte}'u8"),
        number: |kind, value| match kind {
            ValueKind::Bool => truth(value, ["false", "true"]),
            kind => format!("{value}'{}", format!("{kind:?}").to_lowercase()),
        },
        call: "$1",
        assign: "$1 = $2",
        read: "$1",
        fill: "$1",
        out: "$1",
        at: "addr data[$1]",
        c_string: "cast[cstring](addr data[$1])",
        room: "addr room[$1]",
        option: "options.$1 = $2",
        options: "addr options",
        no_options: "nil",
        widened: |kind, number| {
            let name = if is_signed(kind) { "int64" } else { "uint64" };
            format!("{name}({number})")
        },
        same: "$1 == cast[pointer]($2)",
        if_equal: "if $1 == $2:",
        if_true: "if $1:",
        end_if: "",
        leave: "return",
        ..C
    },
    Dialect {
        directory: "go",
        files: &[("tour.go", include_str!("frame.go.txt"))],
        name: |name| format!("echo.{}", titles(name, "")),
        byte: |byte| byte.to_string(),
        bytes: "$3,",
        between_lines: "\n",
        number: |kind, value| match kind {
            ValueKind::Bool => truth(value, ["false", "true"]),
            _ => value.to_string(),
        },
        call: "$1",
        assign: "$1 = $2",
        at: "&data[$1]",
        c_string: "&data[$1]",
        room: "&room[$1]",
        pointer: "(*byte)($1)",
        option: "options.$3 = $2",
        no_options: "nil",
        widened: |kind, number| {
            let name = if is_signed(kind) { "int64" } else { "uint64" };
            format!("{name}({number})")
        },
        same: "$1 == unsafe.Pointer($2)",
        if_equal: "if $1 == $2 {",
        if_true: "if $1 {",
        leave: "return",
        ..C
    },
    Dialect {
        directory: "zig",
        files: &[("tour.zig", include_str!("frame.zig"))],
        name: |name| format!("echo.{}", camel(name)),
        number: |kind, value| match kind {
            ValueKind::Bool => truth(value, ["false", "true"]),
            _ => value.to_string(),
        },
        at: "data[$1..]",
        c_string: "@ptrCast(data[$1..])",
        room: "room[$1..]",
        pointer: "@ptrCast($1.?)",
        no_options: "null",
        same: "$1.? == @as(*anyopaque, $2)",
        ..C
    },
];
