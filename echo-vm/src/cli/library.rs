//! `libecho.a`: every host function under its name in C, for languages that cannot include `echo.h`; the C library; and sentences
//! for what a contract cannot have of it. Called where `echo-vm cflags` puts things.
//!
//! Host functions are made from their table, without a compiler. The C library is compiled where the tools are published
//! (`library/`), so that an author's contract is of the same code everywhere.
//!
//! The format of archives is System V's, with a symbol table, as GNU ar writes it (`ar(5)`; System V Application Binary
//! Interface, chapter 7).

mod absent;

use echo_abi::scpi::{Function, ValueKind};
use object::read::archive::ArchiveFile;
use object::write::{Object, SectionId, StandardSection, Symbol, SymbolSection};
use object::{Architecture, BinaryFormat, Endianness, Object as _, ObjectSymbol, SectionKind};
use object::{SymbolFlags, SymbolKind, SymbolScope};
use std::collections::BTreeSet;

/// The C library, where it was made before these tools were.
#[cfg(c_library)]
const C_LIBRARY: Option<&[u8]> = Some(include_bytes!("../../library/library.a"));
#[cfg(not(c_library))]
const C_LIBRARY: Option<&[u8]> = None;

/// What whoever passes the C library on has to pass on, too.
#[cfg(c_library)]
pub const NOTICE: &str = include_str!("../../library/COPYRIGHT.musl");
#[cfg(not(c_library))]
pub const NOTICE: &str = "";

/// Whether the C library is in the archive.
pub const HAS_C_LIBRARY: bool = C_LIBRARY.is_some();

/// A file of the archive.
struct Member {
    name: String,
    /// What it defines, by which a linker finds it.
    symbols: Vec<String>,
    bytes: Vec<u8>,
}

/// Each function in a file of its own, as far as they do not need each other: a linker takes those that are called.
pub fn archive() -> Vec<u8> {
    let mut members: Vec<Member> = Function::ALL.iter().map(|function| host_function(*function)).collect();
    if let Some(bytes) = C_LIBRARY {
        members.extend(c_library(bytes));
    }
    // snprintf is made with vfprintf: who calls that himself has stderr to do without, at the latest.
    let defined: BTreeSet<String> = members.iter().flat_map(|member| member.symbols.clone()).collect();
    let absent = absent::members().filter(|(name, _)| !defined.contains(*name));
    members.extend(absent.map(|(name, bytes)| Member {
        name: format!("no_{name}.o"),
        symbols: vec![name.to_owned()],
        bytes,
    }));
    written(&members)
}

fn c_library(bytes: &[u8]) -> Vec<Member> {
    const OURS: &str = "library/Makefile has made it";
    let archive = ArchiveFile::parse(bytes).expect(OURS);
    let members = archive.members().map(|member| {
        let member = member.expect(OURS);
        let bytes = member.data(bytes).expect(OURS);
        let file = object::File::parse(bytes).expect(OURS);
        let defined = file.symbols().filter(|symbol| symbol.is_global() && !symbol.is_undefined());
        Member {
            name: String::from_utf8_lossy(member.name()).into_owned(),
            symbols: defined.map(|symbol| symbol.name().expect(OURS).to_owned()).collect(),
            bytes: bytes.to_owned(),
        }
    });
    members.collect()
}

const MAGIC: &[u8] = b"!<arch>\n";
/// Bytes of a member's header.
const HEADER: usize = 60;

fn written(members: &[Member]) -> Vec<u8> {
    // A header has room for 15 bytes of a name: longer ones are in a member of names.
    let mut names = String::new();
    let fields: Vec<String> = members
        .iter()
        .map(|member| {
            if member.name.len() <= 15 {
                return format!("{}/", member.name);
            }
            let at = names.len();
            names += &format!("{}/\n", member.name);
            format!("/{at}")
        })
        .collect();
    let symbols = || members.iter().flat_map(|member| &member.symbols);
    let count = symbols().count();
    let symbols_len = 4 + 4 * count + symbols().map(|name| name.len() + 1).sum::<usize>();
    // Where each member's header will be.
    let mut at = MAGIC.len() + HEADER + even(symbols_len) + HEADER + even(names.len());
    let mut index = Vec::with_capacity(symbols_len);
    index.extend(big_endian(count));
    for member in members {
        for _ in &member.symbols {
            index.extend(big_endian(at));
        }
        at += HEADER + even(member.bytes.len());
    }
    for name in symbols() {
        index.extend(name.as_bytes());
        index.push(0);
    }
    let mut out = MAGIC.to_vec();
    append(&mut out, "/", &index);
    append(&mut out, "//", names.as_bytes());
    for (member, field) in members.iter().zip(&fields) {
        append(&mut out, field, &member.bytes);
    }
    assert_eq!(out.len(), at, "the index says where each member is");
    out
}

fn even(length: usize) -> usize {
    length.next_multiple_of(2)
}

fn big_endian(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("the archive is small").to_be_bytes()
}

/// Adds a file. No clock and no user is in it.
fn append(out: &mut Vec<u8>, name: &str, bytes: &[u8]) {
    let header = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, bytes.len());
    assert_eq!(header.len(), HEADER, "each field has room for what is in it");
    out.extend(header.as_bytes());
    out.extend(bytes);
    if !bytes.len().is_multiple_of(2) {
        out.push(b'\n');
    }
}

/// `int n; ret`: arguments and result are where the C convention has them.
fn host_function(function: Function) -> Member {
    let mut code = vec![0xcd, function as u8, 0xc3];
    if function.args().first().is_some_and(|arg| arg.kind == ValueKind::F64) {
        // Callers pass a double in xmm0, the machine takes its bits from rdi: `movq rdi, xmm0`.
        code.splice(0..0, [0x66, 0x48, 0x0f, 0x7e, 0xc7]);
    }
    let symbol = format!("echo_{}", function.name());
    let mut file = new_object();
    let text = file.section_id(StandardSection::Text);
    let value = file.append_section_data(text, &code, 1);
    define(&mut file, &symbol, text, value, code.len() as u64);
    let bytes = file.write().expect("a file of three instructions can be written");
    Member { name: format!("int_{:02x}.o", function as u8), symbols: vec![symbol], bytes }
}

fn new_object() -> Object<'static> {
    let mut file = Object::new(BinaryFormat::Elf, Architecture::X86_64, Endianness::Little);
    // Without it, linkers take it that the stack is to be executable.
    file.add_section(Vec::new(), b".note.GNU-stack".to_vec(), SectionKind::Other);
    file
}

/// Defines a function.
fn define(file: &mut Object<'_>, name: &str, section: SectionId, value: u64, size: u64) {
    file.add_symbol(Symbol {
        name: name.as_bytes().to_vec(),
        value,
        size,
        kind: SymbolKind::Text,
        scope: SymbolScope::Linkage,
        weak: false,
        section: SymbolSection::Section(section),
        flags: SymbolFlags::None,
    });
}
