//! How small a contract is: three small functions, with the interface, as an author compiles for size; and what its bytes are for.

use echo_abi::{Image, Limits, Policy};
use echo_strip::{Format, Functions, InterfaceFate, Kind, Options, report, strip_with};
use echo_validate::validate;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Three functions of u64, which are taken, checked and returned, and the messages for whoever calls wrongly.
const THREE: &str = r#"#include "echo.h"
static void add(void) { uint64_t a = echo_take_u64(); echo_return_u64(a + echo_take_u64()); }
static void gcd(void) {
    uint64_t a = echo_take_u64(), b = echo_take_u64();
    while (b != 0) { uint64_t rest = a % b; a = b; b = rest; }
    echo_return_u64(a);
}
static void fib(void) {
    uint64_t a = 0, b = 1;
    for (uint64_t n = echo_take_u64(); n != 0; n--) { uint64_t next = a + b; a = b; b = next; }
    echo_return_u64(a);
}
ECHO_CONTRACT(ECHO_VIEW(add, (ECHO_U64, ECHO_U64), ECHO_U64) ECHO_VIEW(gcd, (ECHO_U64, ECHO_U64), ECHO_U64) ECHO_VIEW(fib, (ECHO_U64), ECHO_U64))
"#;

/// What every contract in C is built with.
const NEEDED: &[&str] = &[
    "-Wall",
    "-Wextra",
    "-Werror",
    "-fno-stack-protector",
    "-static",
    "-nostdlib",
    "-Wl,-e,__apply",
    "-Wl,--gc-sections",
];

fn built(name: &str, flags: &[&str]) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("size_{name}"));
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    let (input, output) = (folder.join("three.c"), folder.join("three.elf"));
    std::fs::write(&input, THREE).expect("the temporary folder can be written");
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("../echo-abi/include");
    let mut gcc = Command::new("gcc");
    gcc.args(NEEDED).args(flags).arg("-I").arg(include).arg("-o").args([&output, &input]);
    let run = gcc.output().expect("gcc runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    std::fs::read(output).expect("gcc wrote the file")
}

/// Other versions of gcc make other code; the bounds leave them some bytes.
#[test]
fn three_functions_are_below_600_bytes() {
    for (name, flags, most) in [
        ("small", &["-Os", "-fno-pie", "-Wl,-z,noseparate-code"][..], 600),
        ("usual", &["-Os"], 660),
        ("fast", &["-O2"], 830),
    ] {
        let file = built(name, flags);
        let options =
            Options { format: Format::Elf, functions: Functions::Reached, without_interface: false };
        let stripped = strip_with(&file, options, &Limits::default()).unwrap();
        let rows = report(&file, &stripped).unwrap();
        let of = |kind: Kind| rows.iter().filter(|row| row.kind == kind).map(|row| row.bytes).sum::<u64>();
        let parts = Kind::ALL.map(|kind| format!("{} {}", kind.label(), of(kind))).join(", ");
        println!("{name}: {} bytes: {parts}", stripped.bytes.len());
        assert!(stripped.bytes.len() < most, "{name}: {} bytes: {parts}", stripped.bytes.len());
        assert_eq!(of(Kind::Data), 0, "{name}: a segment more: {parts}");
        let InterfaceFate::Kept(interface) = &stripped.interface else {
            panic!("it says what can be called")
        };
        assert_eq!(interface.to_string(), "1 c/0.1.0\nvadd(QQ)Q\nvgcd(QQ)Q\nvfib(Q)Q\n");
        let image = Image::load(&stripped.bytes, &Limits::default()).unwrap();
        assert!(validate(image, &Policy::default()).is_ok(), "{name}");
        let bare =
            strip_with(&file, Options { without_interface: true, ..options }, &Limits::default()).unwrap();
        println!("{name}: {} bytes without the interface", bare.bytes.len());
        assert_eq!(stripped.bytes.len() - bare.bytes.len(), 56 + interface.to_note().len());
    }
}
