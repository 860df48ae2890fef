//! What a contract says of itself, from C and C++ source through every compiler and linker to the packed file and back.

use echo_abi::interface::Interface;
use echo_abi::{Image, Limits};
use echo_strip::{Format, Functions, InterfaceFate, Options, StripError, strip, strip_with};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Without the interface.
const BARE: Options = Options { format: Format::Elf, functions: Functions::All, without_interface: true };

const IN_C: &str = r#"#include "echo.h"
static void create(void) { echo_store_u64(ECHO_STRING("n"), echo_take_u64()); }
static void add(void) { echo_return_u64(echo_take_u64() + 1); echo_return_text("done"); }
static void get(void) { echo_return_u64(echo_load_u64(ECHO_STRING("n"))); }
static void nothing(void) {}
static void unknown(void) {}
ECHO_CONTRACT(ECHO_CONSTRUCTOR(create, (ECHO_U64))
              ECHO_FUNCTION(add, (ECHO_U64, ECHO_BYTES_OF(32), ECHO_BOOL), ECHO_U64, ECHO_TEXT)
              ECHO_VIEW(get, (), ECHO_U64) ECHO_FUNCTION(nothing, ()) ECHO_FUNCTION(unknown)
              ECHO_EVENT(transfer, (ECHO_TEXT, ECHO_TEXT, ECHO_U64)))
"#;

const OF_C: &str = "1 c/0.1.0\nc(Q)\nfadd(Q[32]?)Qs\nvget()Q\nfnothing()\nfunknown*\netransfer(ssQ)\n";

const IN_CPP: &str = r#"#include "echo.hpp"
namespace {
constexpr echo::event<echo::text, std::uint64_t> paid{"paid"};
struct Shop : echo::contract {
    static constexpr echo::event<> closed{"closed"};
    void constructor() override { count = std::uint64_t{1}; }
    bool pay(echo::text to, const std::uint8_t &times) { paid.emit(to, times); return true; }
    void close() { closed.emit(); }
    std::int32_t left() const { return 7; }
    echo::string name(std::int64_t) const { return echo::string(echo::text("shop")); }
    echo::value<std::uint64_t> count{"count"};
};
}
ECHO_EVENTS(paid)
ECHO_METHODS(Shop, pay, close, left, name)
ECHO_EVENTS(Shop::closed)
"#;

const OF_CPP: &str = "1 cpp/0.1.0\nc()\nfpay(sB)?\nfclose()\nvleft()i\nvname(q)s\nepaid(sQ)\neclosed()\n";

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interface");
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    folder
}

/// What the compiler and the linker make of the source; `None` where that compiler is not installed.
fn built(name: &str, compiler: &[&str], source: &str) -> Option<Vec<u8>> {
    let extension = if compiler[0].contains("++") { "cpp" } else { "c" };
    let (input, output) =
        (folder().join(format!("{name}.{extension}")), folder().join(format!("{name}.elf")));
    std::fs::write(&input, source).expect("the temporary folder can be written");
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("../echo-abi/include");
    let of_language: &[&str] =
        if extension == "cpp" { &["-std=c++17", "-fno-exceptions", "-fno-rtti"] } else { &[] };
    // What std::string needs of a library is in the C library.
    let library = (extension == "cpp")
        .then(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../echo-vm/library/library.a"));
    let run = Command::new(compiler[0])
        .args(&compiler[1..])
        .args(of_language)
        .args(["-Wall", "-Wextra", "-Werror", "-fno-stack-protector", "-static", "-nostdlib"])
        .args(["-Wl,-e,__apply", "-I"])
        .arg(&include)
        .arg("-o")
        .arg(&output)
        .arg(&input)
        .args(library)
        .output();
    let run = match run {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("skipped: {} is not there", compiler[0]);
            return None;
        }
        run => run.expect("the compiler runs"),
    };
    assert!(run.status.success(), "{compiler:?}: {}", String::from_utf8_lossy(&run.stderr));
    Some(std::fs::read(&output).expect("the compiler wrote it"))
}

fn told(file: &[u8]) -> Option<String> {
    Interface::of_file(file).unwrap().map(|interface| interface.to_string())
}

fn load(file: &[u8]) -> Image {
    Image::load(file, &Limits { contract_size: 1 << 26, ..Limits::default() }).unwrap()
}

/// What holds for every file that says `expected`: the packed file that it becomes.
fn holds(name: &str, file: &[u8], expected: &str) -> Vec<u8> {
    let limits = Limits::default();
    assert_eq!(told(file).as_deref(), Some(expected), "{name}");
    let packed = strip(file, Format::Elf, &limits).unwrap();
    assert_eq!(packed.interface, InterfaceFate::Kept(expected.parse().unwrap()), "{name}");
    assert_eq!(told(&packed.bytes).as_deref(), Some(expected), "{name}");
    assert_eq!(strip(&packed.bytes, Format::Elf, &limits).unwrap().bytes, packed.bytes, "{name}: idempotent");
    // The note is no memory: without it the contract is the same, and shorter by the note and its header.
    let bare = strip_with(file, BARE, &limits).unwrap();
    assert_eq!((told(&bare.bytes), &bare.interface), (None, &InterfaceFate::Dropped), "{name}");
    assert_eq!(load(&packed.bytes).segments(), load(&bare.bytes).segments(), "{name}: the same memory");
    let note = expected.parse::<Interface>().unwrap().to_note();
    assert_eq!(packed.bytes.len() - bare.bytes.len(), 56 + note.len(), "{name}");
    let is_named = bare.removed.iter().any(|removed| removed.what == ".note.echo");
    assert!(is_named || name.ends_with("_read"), "{name}: {:?}", bare.removed);
    assert!(packed.removed.iter().all(|removed| removed.what != ".note.echo"), "{name}");
    let esc = strip(file, Format::Esc, &limits).unwrap();
    assert_eq!((told(&esc.bytes), &esc.interface), (None, &InterfaceFate::Dropped), "{name}");
    load(&esc.bytes).same_contract(&load(&packed.bytes)).unwrap();
    assert_eq!(strip(&esc.bytes, Format::Elf, &limits).unwrap().interface, InterfaceFate::None);
    packed.bytes
}

#[test]
fn c_says_what_it_is_told() {
    for compiler in ["gcc", "clang-19"] {
        for level in ["-O0", "-O1", "-O2", "-Os"] {
            for more in [
                &[][..],
                &["-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections"],
                &["-masm=intel", "-g"],
                &["-std=c99", "-pedantic", "-s"],
                &["-fpie", "-Wl,-z,noseparate-code"],
            ] {
                let flags = [&[compiler, level][..], more].concat();
                let name = format!("c_{}", flags.concat().replace([',', '='], "_"));
                let Some(file) = built(&name, &flags, IN_C) else { continue };
                holds(&name, &file, OF_C);
            }
        }
    }
    for level in ["-O0", "-O2"] {
        let name = format!("c_lto{level}");
        let file = built(&name, &["gcc", level, "-flto", "-Wl,--gc-sections"], IN_C).expect("gcc is there");
        holds(&name, &file, OF_C);
    }
}

#[test]
fn cpp_derives_it_from_the_methods() {
    for compiler in ["g++", "clang++-19"] {
        for level in ["-O0", "-O1", "-O2", "-Os"] {
            for more in [
                &[][..],
                &["-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections"],
                &["-masm=intel", "-g"],
                &["-std=c++20", "-s"],
            ] {
                let flags = [&[compiler, level][..], more].concat();
                let name = format!("cpp_{}", flags.concat().replace([',', '='], "_"));
                let Some(file) = built(&name, &flags, IN_CPP) else { continue };
                // The linker puts notes in the order of the source; which SDK it was is the same in all.
                let expected = OF_CPP.parse::<Interface>().unwrap();
                let found = Interface::of_file(&file).unwrap().expect("it says something");
                assert_eq!(found, expected, "{name}");
                holds(&name, &file, OF_CPP);
            }
        }
    }
    let flags = ["g++", "-O2", "-flto", "-Wl,--gc-sections"];
    holds("cpp_lto", &built("cpp_lto", &flags, IN_CPP).expect("g++ is there"), OF_CPP);
}

#[test]
fn functions_without_types_are_told_too() {
    let source =
        "#include \"echo.h\"\nstatic void c(void) {}\nstatic void f(void) {}\nstatic void g(void) {}\n";
    for (name, contract, expected) in [
        ("plain", "ECHO_CONTRACT(ECHO_FUNCTION(f) ECHO_FUNCTION(g) ECHO_FUNCTION(c))", "ff*\nfg*\nfc*\n"),
        ("with", "ECHO_CONTRACT_WITH(c, ECHO_FUNCTION(f) ECHO_FUNCTION(g))", "c*\nff*\nfg*\n"),
        ("views", "ECHO_CONTRACT(ECHO_VIEW(f) ECHO_FUNCTION(g) ECHO_CONSTRUCTOR(c))", "c*\nvf*\nfg*\n"),
    ] {
        let file = built(&format!("untyped_{name}"), &["gcc", "-O2"], &format!("{source}{contract}\n"));
        holds(name, &file.expect("gcc is there"), &format!("1 c/0.1.0\n{expected}"));
    }
}

#[test]
fn contracts_as_the_first_chain_had_them_tell_their_events() {
    let source = "#include \"echo_v1.hpp\"\n\
        EVENT(beside, string)\n\
        class token : public contract_base {\n\
          public:\n\
            void constructor() { EMIT(paid, \"x\", 5); }\n\
            void f() { EMIT(beside, \"y\"); }\n\
            bool g(string x) const { return x == \"z\"; }\n\
            EVENT(paid, string, uint64_t)\n\
        };\n\
        class other { EVENT(paid, bool) };\n\
        MAIN(token, FUNC(f) FUNC(g))\n";
    for compiler in ["g++", "clang++-19"] {
        for level in ["-O0", "-O2"] {
            let flags = [compiler, level, "-Wl,--gc-sections"];
            let Some(file) = built(&format!("v1_{compiler}_{level}"), &flags, source) else { continue };
            let told = Interface::of_file(&file).unwrap().expect("it says something");
            let mut lines: Vec<String> = told.to_string().lines().map(str::to_owned).collect();
            lines.sort();
            let expected = ["1 cpp/0.1.0", "c*", "ebeside(s)", "epaid(?)", "epaid(sQ)", "ff*", "vg(s)?"];
            assert_eq!(lines, expected, "{compiler} {level}");
        }
    }
}

/// A contract whose note is a constant in memory, as Rust's `#[link_section]` makes one.
fn in_memory(flags: &str, kind: &str, code: &str) -> String {
    format!(
        "__asm__(\".section .note.echo,\\\"{flags}\\\",@{kind}\\n.balign 4\\n.globl ECHO_NOTE\\n.type ECHO_NOTE,@object\\n\
        ECHO_NOTE: .long 5, 2f - 1f, 1\\n.asciz \\\"Echo\\\"\\n.balign 4\\n1: .ascii \\\"1 rust/0.1.0\\\\nff()Q\\\\n\\\"\\n2: .balign 4\\n\
        .size ECHO_NOTE, . - ECHO_NOTE\\n.text\");
        extern const char ECHO_NOTE[]; int data[400] = {{1, 2, 3}}; int __apply(void) {{ return data[1] + {code}; }}"
    )
}

#[test]
fn a_note_in_memory_is_no_memory_unless_it_is_read() {
    for (flags, kind) in [("a", "note"), ("a", "progbits"), ("aw", "note"), ("", "note"), ("", "progbits")] {
        for more in [&[][..], &["-s"], &["-Wl,-z,noseparate-code"]] {
            if flags == "aw" && !more.is_empty() && more[0].contains("noseparate") {
                // Its segment would be writable and executable.
                continue;
            }
            let name = format!("memory_{flags}_{kind}_{}", more.concat().replace([',', '='], "_"));
            let flags_of_compiler = [&["gcc", "-O1", "-fno-pie", "-no-pie"][..], more].concat();
            let file = built(&name, &flags_of_compiler, &in_memory(flags, kind, "1")).expect("gcc is there");
            let packed = holds(&name, &file, "1 rust/0.1.0\nff()Q\n");
            let is_in_memory = |file: &[u8]| {
                let all = load(file).segments().iter().flat_map(|s| s.bytes.clone()).collect::<Vec<_>>();
                all.windows(4).any(|bytes| bytes == b"rust")
            };
            assert_eq!(is_in_memory(&file), flags.contains('a'), "{name}: before");
            assert!(!is_in_memory(&packed), "{name}: after");
            if flags.contains('a') {
                let reads = built(&name, &flags_of_compiler, &in_memory(flags, kind, "ECHO_NOTE[data[0]]"));
                let name = format!("{name}_read");
                let packed = holds(&name, &reads.expect("gcc is there"), "1 rust/0.1.0\nff()Q\n");
                assert!(is_in_memory(&packed), "{name}: it is read");
            }
        }
    }
}

#[test]
fn a_note_that_makes_no_sense_is_refused_or_left_out() {
    let source = in_memory("", "note", "1").replace("ff()Q", "ff()Z");
    let file = built("wrong", &["gcc", "-O1"], &source).expect("gcc is there");
    let error = strip(&file, Format::Elf, &Limits::default()).unwrap_err();
    assert!(matches!(error, StripError::Interface(_)), "{error}");
    assert!(error.to_string().ends_with(
        "line 2: expected a type, a letter of `?bhiqBHIQoOnNdsy` or `[` a size from 1 to 65536 `]`"
    ));
    let bare = strip_with(&file, BARE, &Limits::default()).unwrap();
    assert_eq!((told(&bare.bytes), bare.interface), (None, InterfaceFate::Dropped));
}

#[test]
fn what_a_function_takes_in_the_file() {
    let contract = |count: usize| {
        let functions: String = (0..count).map(|i| format!("static void f{i}(void) {{}}\n")).collect();
        let list: String =
            (0..count).map(|i| format!("ECHO_FUNCTION(f{i}, (ECHO_TEXT, ECHO_U64), ECHO_BOOL) ")).collect();
        format!("#include \"echo.h\"\n{functions}ECHO_CONTRACT({list})\n")
    };
    let size = |count| {
        let file =
            built(&format!("size{count}"), &["gcc", "-O2", "-Wl,--gc-sections"], &contract(count)).unwrap();
        let limits = Limits::default();
        let with = strip(&file, Format::Elf, &limits).unwrap().bytes.len();
        with - strip_with(&file, BARE, &limits).unwrap().bytes.len()
    };
    let (one, ten) = (size(1), size(10));
    println!("the note: {one} bytes with one function, {ten} with ten");
    // The program header, the note's own, the first line; then a line a function: `ff0(sQ)?`.
    assert_eq!(one, 56 + 20 + 10 + 9 + 1);
    assert_eq!(ten - one, 9 * 9 - 1);
}
