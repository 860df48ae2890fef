//! `echo.h` is the same to every compiler: its host calls are those of the table, in both dialects of assembly.

use echo_abi::decode::Decoder;
use echo_abi::isa::Flow;
use echo_abi::scpi::Function;
use echo_abi::{Image, Limits};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A contract that uses what compilers differ in: arguments of all kinds, results, functions that do not return,
/// blocks that are copied and compared.
const SOURCE: &str = r#"#include "echo.h"
static void sum(void) {
    uint64_t a = echo_take_u64(), b = echo_take_u64();
    echo_return_u64(a + b);
}
static void text(void) {
    char bytes[100];
    memset(bytes, 3, sizeof bytes);
    echo_return_i32(memcmp(bytes, bytes + 1, 90));
    if (echo_is_constructor()) {
        echo_fail(ECHO_LITERAL("not now"));
    }
}
ECHO_CONTRACT(ECHO_FUNCTION(sum) ECHO_FUNCTION(text))
"#;

/// Runs a compiler or linker; `None` where it is not installed.
fn run(program: &str, arguments: &[&str]) -> Option<()> {
    let run = match Command::new(program).args(arguments).output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("skipped: {program} is not there");
            return None;
        }
        run => run.unwrap_or_else(|error| panic!("{program}: {error}")),
    };
    let told = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && told.is_empty(), "{program} {arguments:?}:\n{told}");
    Some(())
}

/// The host calls in the file's code, decoded from each function's symbol on.
fn host_calls(file: &[u8]) -> BTreeSet<u8> {
    let image = Image::load(file, &Limits::default()).expect("a contract");
    let mut calls = BTreeSet::new();
    for segment in image.text() {
        let mut decoder = Decoder::new(&segment.bytes, segment.addr);
        let functions = image.symbols().iter().filter(|y| y.is_function && segment.contains(y.addr));
        for function in functions {
            let mut addr = function.addr;
            while addr.0 < function.addr.0 + function.size {
                let inst = decoder.at(addr).unwrap_or_else(|refused| panic!("{refused:?} at {addr}"));
                if let Flow::HostCall(number) = inst.flow() {
                    calls.insert(number);
                }
                addr = inst.next();
            }
        }
    }
    calls
}

#[test]
fn every_compiler_makes_the_same_host_calls_of_it() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("header");
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    let path = |name: &str| folder.join(name).to_str().expect("a path of text").to_owned();
    let source = path("contract.c");
    std::fs::write(&source, SOURCE).expect("the temporary folder can be written");
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("include");
    let include = format!("-I{}", include.display());
    let strict = ["-Wall", "-Wextra", "-Werror", "-fno-stack-protector", "-ffreestanding"];
    let expected: BTreeSet<u8> = [
        Function::ParamU64,
        Function::FunctionName,
        Function::ReturnU64,
        Function::ReturnI32,
        Function::IsConstructor,
        Function::Fail,
    ]
    .map(|function| function as u8)
    .into();
    for (name, compiler, flags) in [
        ("gcc_att", "gcc", &["-O2", "-std=c99", "-pedantic"][..]),
        ("gcc_O0", "gcc", &["-O0"]),
        ("gcc_intel", "gcc", &["-O2", "-masm=intel"]),
        ("gxx", "g++", &["-O2", "-xc++"]),
        ("gxx_intel", "g++", &["-O1", "-xc++", "-masm=intel"]),
        ("clang_att", "clang-19", &["-O2", "-std=c99", "-pedantic"]),
        ("clang_intel", "clang-19", &["-O0", "-masm=intel"]),
        ("tcc", "tcc", &["-Wall"]),
    ] {
        let (object, file) = (path(&format!("{name}.o")), path(&format!("{name}.elf")));
        let strict = if compiler == "tcc" { &[][..] } else { &strict[..] };
        let arguments = [flags, strict, &[&include, "-c", &source, "-o", &object]].concat();
        if run(compiler, &arguments).is_none() {
            continue;
        }
        run("ld", &["-static", "-z", "noexecstack", "-e", "__apply", &object, "-o", &file])
            .expect("ld is there");
        let calls = host_calls(&std::fs::read(&file).expect("ld wrote it"));
        assert_eq!(calls, expected, "{name}");
        println!("{name}: {} host calls", calls.len());
    }
}
