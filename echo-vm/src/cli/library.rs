//! `libecho.a`: every host function under its name in C, for languages that cannot include `echo.h`. Made from the table of host
//! functions, so that no compiler is needed and it is the same everywhere. Called where `echo-vm cflags` puts things.
//!
//! The format of archives is System V's, with a symbol table, as GNU ar writes it (`ar(5)`; System V Application Binary
//! Interface, chapter 7).

use echo_abi::scpi::Function;
use object::write::{Object, StandardSection, Symbol, SymbolSection};
use object::{Architecture, BinaryFormat, Endianness, SectionKind, SymbolFlags, SymbolKind, SymbolScope};

/// Each function in a file of its own: a linker takes those that are called.
pub fn archive() -> Vec<u8> {
    let members: Vec<_> = Function::ALL.iter().map(|function| (*function, object_file(*function))).collect();
    let names: Vec<_> = members.iter().map(|(function, _)| symbol(*function)).collect();
    let symbols_len = 4 + 4 * members.len() + names.iter().map(|name| name.len() + 1).sum::<usize>();
    // Where each member's header will be.
    let mut at = MAGIC.len() + HEADER + symbols_len.next_multiple_of(2);
    let mut symbols = Vec::with_capacity(symbols_len);
    symbols.extend(big_endian(members.len()));
    for (_, file) in &members {
        symbols.extend(big_endian(at));
        at += HEADER + file.len().next_multiple_of(2);
    }
    for name in &names {
        symbols.extend(name.as_bytes());
        symbols.push(0);
    }
    let mut out = MAGIC.to_vec();
    member(&mut out, "/", &symbols);
    for (function, file) in &members {
        member(&mut out, &format!("int_{:02x}.o/", *function as u8), file);
    }
    out
}

const MAGIC: &[u8] = b"!<arch>\n";
/// Bytes of a member's header.
const HEADER: usize = 60;

fn big_endian(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("the archive is small").to_be_bytes()
}

/// Adds a file. No clock and no user is in it.
fn member(out: &mut Vec<u8>, name: &str, bytes: &[u8]) {
    let header = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, bytes.len());
    assert_eq!(header.len(), HEADER, "each field has room for what is in it");
    out.extend(header.as_bytes());
    out.extend(bytes);
    if !bytes.len().is_multiple_of(2) {
        out.push(b'\n');
    }
}

fn symbol(function: Function) -> String {
    format!("echo_{}", function.name())
}

/// `int n; ret`: arguments and result are where the C convention has them.
fn object_file(function: Function) -> Vec<u8> {
    let code = [0xcd, function as u8, 0xc3];
    let mut file = Object::new(BinaryFormat::Elf, Architecture::X86_64, Endianness::Little);
    let text = file.section_id(StandardSection::Text);
    let value = file.append_section_data(text, &code, 1);
    file.add_symbol(Symbol {
        name: symbol(function).into_bytes(),
        value,
        size: code.len() as u64,
        kind: SymbolKind::Text,
        scope: SymbolScope::Linkage,
        weak: false,
        section: SymbolSection::Section(text),
        flags: SymbolFlags::None,
    });
    // Without it, linkers take it that the stack is to be executable.
    file.add_section(Vec::new(), b".note.GNU-stack".to_vec(), SectionKind::Other);
    file.write().expect("a file of three instructions can be written")
}
