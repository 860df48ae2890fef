//! Renders the bindings: for each language, a file that declares every host function in the language's own types and style.
//!
//! A language is a `Binding`: a template, the text around the functions, and one function that writes a
//! `Declaration`. The functions are those of `libecho.a`; assemblers need none of it, and have the numbers. C has `echo.h`, Rust
//! echo-sdk.

use crate::declaration::{Declaration, Number, Type};
use echo_abi::scpi::Function;

/// A language that gets a file.
struct Binding {
    /// The file's name.
    name: &'static str,
    /// What stands around the functions, which come where [`HERE`] is.
    template: &'static str,
    /// Where what a function does is said, and what the lines begin with.
    doc: Doc,
    /// Names of the table's arguments that mean something else in the language, and what stands for them.
    renamed: &'static [(&'static str, &'static str)],
    /// The declaration of a function.
    declare: fn(&Declaration) -> String,
}

enum Doc {
    Above(&'static str),
    Below(&'static str),
}

/// A line of a template.
const HERE: &str = "@FUNCTIONS@\n";

const BINDINGS: &[Binding] = &[
    Binding {
        name: "echo.zig",
        template: include_str!("echo.zig"),
        doc: Doc::Above("/// "),
        renamed: &[("packed", "arguments")],
        declare: zig,
    },
    Binding {
        name: "echo.d",
        template: include_str!("echo.d"),
        doc: Doc::Above("/// "),
        renamed: &[("out", "result"), ("byte", "value")],
        declare: d,
    },
    Binding {
        name: "echo.ads",
        template: include_str!("echo.ads"),
        doc: Doc::Above("   --  "),
        renamed: &[("out", "result")],
        declare: ada,
    },
    Binding {
        name: "echo.f90",
        template: include_str!("echo.f90"),
        doc: Doc::Above("    !> "),
        renamed: &[],
        declare: fortran,
    },
    Binding {
        name: "echo.pas",
        template: include_str!("echo.pas"),
        doc: Doc::Above("/// "),
        renamed: &[("out", "answer"), ("to", "receiver"), ("packed", "arguments")],
        declare: pascal,
    },
    Binding {
        name: "echo.nim",
        template: include_str!("echo.nim"),
        doc: Doc::Below("  ## "),
        renamed: &[("out", "answer")],
        declare: nim,
    },
    Binding {
        name: "echo.go",
        template: include_str!("echo.go.txt"),
        doc: Doc::Above("// "),
        renamed: &[],
        declare: go,
    },
    Binding {
        name: "echo.inc",
        template: include_str!("echo.inc"),
        doc: Doc::Above("; "),
        renamed: &[],
        declare: |it| format!("ECHO_{} equ 0x{:02x}", it.name.to_uppercase(), it.number),
    },
    Binding {
        name: "echo.s",
        template: include_str!("echo.s"),
        doc: Doc::Above("# "),
        renamed: &[],
        declare: |it| format!(".equ ECHO_{}, 0x{:02x}", it.name.to_uppercase(), it.number),
    },
];

/// Every binding: its path relative to echo-abi, and its text.
#[must_use]
pub fn files() -> Vec<(String, String)> {
    BINDINGS.iter().map(|binding| (format!("bindings/{}", binding.name), binding.render())).collect()
}

impl Binding {
    fn render(&self) -> String {
        let (before, after) = self.template.split_once(HERE).expect("the template has a place for functions");
        let mut out = before.to_owned();
        for &function in Function::ALL {
            let mut declaration = Declaration::of(function);
            let (Doc::Above(mark) | Doc::Below(mark)) = self.doc;
            let lines = function.doc().trim().lines();
            let doc: String =
                lines.map(|line| format!("{}{}\n", mark, line.trim().replace('`', ""))).collect();
            for (name, instead) in self.renamed {
                for arg in declaration.args.iter_mut().filter(|(arg, _)| arg == name) {
                    (*instead).clone_into(&mut arg.0);
                }
            }
            let declaration = (self.declare)(&declaration) + "\n";
            let (first, second) = match self.doc {
                Doc::Above(_) => (doc, declaration),
                Doc::Below(_) => (declaration, doc),
            };
            out.extend(["\n", &first, &second]);
        }
        out + after
    }
}

/// `param_u64` as `paramU64`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut out = words.next().expect("there is a first").to_owned();
    words.for_each(|word| out.push_str(&title(word)));
    out
}

/// `param` as `Param`.
fn title(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// `param_u64` as `Param_U64`.
fn title_each(name: &str) -> String {
    name.split('_').map(title).collect::<Vec<_>>().join("_")
}

/// The arguments, each written so, with this between them.
fn args(it: &Declaration, between: &str, write: impl Fn(&str, Type) -> String) -> String {
    it.args.iter().map(|(name, kind)| write(name, *kind)).collect::<Vec<_>>().join(between)
}

// ---- Zig --------------------------------------------------------------------------------------------------

fn zig_number(number: Number) -> &'static str {
    match number {
        Number::U64 => "u64",
        Number::I64 => "i64",
        Number::U32 => "u32",
        Number::I32 => "i32",
        Number::U16 => "u16",
        Number::I16 => "i16",
        Number::U8 => "u8",
        Number::I8 => "i8",
        Number::Bool => "bool",
        Number::F64 => "f64",
    }
}

fn zig_type(kind: Type) -> String {
    match kind {
        Type::Number(number) => zig_number(number).to_owned(),
        Type::NumberOut(number) => format!("*{}", zig_number(number)),
        Type::Pointer => "?*anyopaque".to_owned(),
        Type::Bytes => "[*]const u8".to_owned(),
        Type::BytesOut => "[*]u8".to_owned(),
        Type::CString => "[*:0]const u8".to_owned(),
        Type::String => "*const String".to_owned(),
        Type::StringOut => "*String".to_owned(),
        Type::CallOptions => "?*const CallOptions".to_owned(),
    }
}

fn zig(it: &Declaration) -> String {
    let result =
        if it.ends_call { "noreturn".to_owned() } else { it.result.map_or("void".to_owned(), zig_type) };
    let args = args(it, ", ", |name, kind| format!("{name}: {}", zig_type(kind)));
    format!("pub const {} = {1};\nextern fn {1}({args}) {result};", camel(it.name), it.symbol())
}

// ---- D ----------------------------------------------------------------------------------------------------

fn d_number(number: Number) -> &'static str {
    match number {
        Number::U64 => "ulong",
        Number::I64 => "long",
        Number::U32 => "uint",
        Number::I32 => "int",
        Number::U16 => "ushort",
        Number::I16 => "short",
        Number::U8 => "ubyte",
        Number::I8 => "byte",
        Number::Bool => "bool",
        Number::F64 => "double",
    }
}

fn d_type(kind: Type) -> String {
    match kind {
        Type::Number(number) => d_number(number).to_owned(),
        Type::NumberOut(number) => format!("out {}", d_number(number)),
        Type::Pointer | Type::BytesOut => "void*".to_owned(),
        Type::Bytes => "const(void)*".to_owned(),
        Type::CString => "const(char)*".to_owned(),
        Type::String => "ref const String".to_owned(),
        Type::StringOut => "ref String".to_owned(),
        Type::CallOptions => "const(CallOptions)*".to_owned(),
    }
}

fn d(it: &Declaration) -> String {
    let result =
        if it.ends_call { "noreturn".to_owned() } else { it.result.map_or("void".to_owned(), d_type) };
    let args = args(it, ", ", |name, kind| format!("{} {name}", d_type(kind)));
    format!("pragma(mangle, \"{}\") {result} {}({args});", it.symbol(), camel(it.name))
}

// ---- Ada --------------------------------------------------------------------------------------------------

fn ada_number(number: Number) -> &'static str {
    match number {
        Number::U64 => "Unsigned_64",
        Number::I64 => "Integer_64",
        Number::U32 => "Unsigned_32",
        Number::I32 => "Integer_32",
        Number::U16 => "Unsigned_16",
        Number::I16 => "Integer_16",
        Number::U8 => "Unsigned_8",
        Number::I8 => "Integer_8",
        Number::Bool => "Boolean",
        Number::F64 => "IEEE_Float_64",
    }
}

fn ada_type(kind: Type) -> String {
    match kind {
        Type::Number(number) => ada_number(number).to_owned(),
        Type::NumberOut(number) => format!("out {}", ada_number(number)),
        Type::Pointer | Type::Bytes | Type::BytesOut | Type::CString => "System.Address".to_owned(),
        Type::String => "Echo_String".to_owned(),
        Type::StringOut => "in out Echo_String".to_owned(),
        Type::CallOptions => "access constant Call_Options".to_owned(),
    }
}

fn ada(it: &Declaration) -> String {
    let args = args(it, ";\n      ", |name, kind| format!("{} : {}", title_each(name), ada_type(kind)));
    let args = if args.is_empty() { args } else { format!("\n     ({args})") };
    let (word, result) = match it.result {
        Some(kind) => ("function", format!(" return {}", ada_type(kind))),
        None => ("procedure", String::new()),
    };
    let ends = if it.ends_call { "No_Return, " } else { "" };
    format!(
        "   {word} {}{args}{result}\n   with {ends}Import, Convention => C, External_Name => \"{}\";",
        title_each(it.name),
        it.symbol()
    )
}

// ---- Fortran ----------------------------------------------------------------------------------------------

fn fortran_number(number: Number) -> &'static str {
    match number {
        // There are no unsigned numbers: the bits are the same.
        Number::U64 | Number::I64 => "integer(c_int64_t)",
        Number::U32 | Number::I32 => "integer(c_int32_t)",
        Number::U16 | Number::I16 => "integer(c_int16_t)",
        Number::U8 | Number::I8 => "integer(c_int8_t)",
        Number::Bool => "logical(c_bool)",
        Number::F64 => "real(c_double)",
    }
}

fn fortran_type(kind: Type) -> String {
    match kind {
        Type::Number(number) => format!("{}, value", fortran_number(number)),
        Type::NumberOut(number) => format!("{}, intent(inout)", fortran_number(number)),
        Type::Pointer | Type::Bytes | Type::BytesOut | Type::CString => "type(c_ptr), value".to_owned(),
        Type::String => "type(echo_string), intent(in)".to_owned(),
        Type::StringOut => "type(echo_string), intent(inout)".to_owned(),
        Type::CallOptions => "type(echo_call_options), intent(in), optional".to_owned(),
    }
}

fn fortran(it: &Declaration) -> String {
    let names = args(it, ", ", |name, _| name.to_owned());
    let lines = args(it, "", |name, kind| format!("\n      {} :: {name}", fortran_type(kind)));
    let (word, result) = match it.result {
        Some(Type::Number(number)) => {
            ("function", format!("\n      {} :: {}", fortran_number(number), it.symbol()))
        }
        Some(_) => ("function", format!("\n      type(c_ptr) :: {}", it.symbol())),
        None => ("subroutine", String::new()),
    };
    format!("    {word} {0}({names}) bind(c)\n      import{lines}{result}\n    end {word} {0}", it.symbol())
}

// ---- Pascal -----------------------------------------------------------------------------------------------

fn pascal_number(number: Number) -> &'static str {
    match number {
        Number::U64 => "QWord",
        Number::I64 => "Int64",
        Number::U32 => "LongWord",
        Number::I32 => "LongInt",
        Number::U16 => "Word",
        Number::I16 => "SmallInt",
        Number::U8 => "Byte",
        Number::I8 => "ShortInt",
        Number::Bool => "Boolean",
        Number::F64 => "Double",
    }
}

fn pascal(it: &Declaration) -> String {
    let args = args(it, "; ", |name, kind| match kind {
        Type::Number(number) => format!("{name}: {}", pascal_number(number)),
        Type::NumberOut(number) => format!("out {name}: {}", pascal_number(number)),
        Type::Pointer | Type::Bytes | Type::BytesOut => format!("{name}: Pointer"),
        Type::CString => format!("{name}: PAnsiChar"),
        Type::String => format!("constref {name}: TEchoString"),
        Type::StringOut => format!("var {name}: TEchoString"),
        Type::CallOptions => format!("{name}: PEchoCallOptions"),
    });
    let (word, result) = match it.result {
        Some(Type::Number(number)) => ("function", format!(": {}", pascal_number(number))),
        Some(_) => ("function", ": Pointer".to_owned()),
        None => ("procedure", String::new()),
    };
    let args = if args.is_empty() { args } else { format!("({args})") };
    let name: String = it.name.split('_').map(title).collect();
    format!("{word} Echo{name}{args}{result}; cdecl; external name '{}';", it.symbol())
}

// ---- Nim --------------------------------------------------------------------------------------------------

fn nim_number(number: Number) -> &'static str {
    match number {
        Number::U64 => "uint64",
        Number::I64 => "int64",
        Number::U32 => "uint32",
        Number::I32 => "int32",
        Number::U16 => "uint16",
        Number::I16 => "int16",
        Number::U8 => "uint8",
        Number::I8 => "int8",
        Number::Bool => "bool",
        Number::F64 => "float64",
    }
}

fn nim_type(kind: Type) -> String {
    match kind {
        Type::Number(number) => nim_number(number).to_owned(),
        Type::NumberOut(number) => format!("var {}", nim_number(number)),
        Type::Pointer | Type::Bytes | Type::BytesOut => "pointer".to_owned(),
        Type::CString => "cstring".to_owned(),
        Type::String => "EchoString".to_owned(),
        Type::StringOut => "var EchoString".to_owned(),
        Type::CallOptions => "ptr CallOptions".to_owned(),
    }
}

fn nim(it: &Declaration) -> String {
    let args = args(it, ", ", |name, kind| format!("{name}: {}", nim_type(kind)));
    let result = it.result.map_or(String::new(), |kind| format!(": {}", nim_type(kind)));
    let ends = if it.ends_call { ", noreturn" } else { "" };
    format!("proc {}*({args}){result} {{.importc: \"{}\"{ends}.}}", camel(it.name), it.symbol())
}

// ---- Go ---------------------------------------------------------------------------------------------------

fn go_number(number: Number) -> &'static str {
    match number {
        Number::F64 => "float64",
        number => nim_number(number),
    }
}

fn go_type(kind: Type) -> String {
    match kind {
        Type::Number(number) => go_number(number).to_owned(),
        Type::NumberOut(number) => format!("*{}", go_number(number)),
        Type::Pointer => "unsafe.Pointer".to_owned(),
        Type::Bytes | Type::BytesOut | Type::CString => "*byte".to_owned(),
        Type::String | Type::StringOut => "*String".to_owned(),
        Type::CallOptions => "*CallOptions".to_owned(),
    }
}

fn go(it: &Declaration) -> String {
    let args = args(it, ", ", |name, kind| format!("{name} {}", go_type(kind)));
    let result = it.result.map_or(String::new(), |kind| format!(" {}", go_type(kind)));
    let name = title(&camel(it.name));
    format!("//\n//go:noescape\n//extern {}\nfunc {name}({args}){result}", it.symbol())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_binding_has_every_function_by_its_symbol_or_its_number() {
        for (name, text) in files() {
            for &function in Function::ALL {
                let symbol = format!("echo_{}", function.name());
                let number = format!("ECHO_{}", function.name().to_uppercase());
                let of = |word: &str| {
                    let is_word = |at: usize| {
                        let around = [text[..at].chars().last(), text[at + word.len()..].chars().next()];
                        !around.into_iter().flatten().any(|c| c.is_ascii_alphanumeric() || c == '_')
                    };
                    text.match_indices(word).filter(|(at, _)| is_word(*at)).count()
                };
                let (symbols, numbers) = (of(&symbol), of(&number));
                assert!((symbols > 0) != (numbers > 0), "{name}: {symbol}: {symbols}, {numbers}");
            }
        }
    }

    #[test]
    fn names_are_those_of_each_language() {
        assert_eq!(camel("blake2b_256"), "blake2b256");
        assert_eq!(camel("param_u64"), "paramU64");
        assert_eq!(title_each("storage_get_of"), "Storage_Get_Of");
    }
}
