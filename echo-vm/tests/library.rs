//! The C library of contracts: that it is all valid, that it computes what the host's does, that what ends a program ends a call, and
//! that what is absent is refused with a reason. samples/compilers/library_* compare more of it, on every engine.

use assert_fs::TempDir;
use echo_abi::policy::Limits;
use echo_abi::sdk::LINK_FLAGS;
use echo_strip::Format;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[path = "support/sdk.rs"]
mod sdk;

use sdk::cflags;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/library")
}

/// Compiles a contract as a user would, `before` what `cflags --ld` says.
fn compile(compiler: &str, source: &Path, out: &Path, before: &[&str], link: &[&str]) -> Output {
    let own: &[&str] = if compiler == "g++" { &["--cxx"] } else { &[] };
    Command::new(compiler)
        .arg("-O1")
        .args(cflags(own))
        .args(before)
        .arg("-o")
        .arg(out)
        .arg(source)
        .args(cflags(link))
        .output()
        .expect("the compiler runs")
}

fn contract(compiler: &str, name: &str, before: &[&str], link: &[&str]) -> (TempDir, PathBuf) {
    let directory = TempDir::new().expect("a temporary directory");
    let out = directory.join("contract.elf");
    let output = compile(compiler, &tests().join(name), &out, before, link);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (directory, out)
}

fn call(file: &Path, call: &str) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_echo-vm"))
        .args(["run", "--engine", "crosscheck", "--json", "--call", call])
        .arg(file)
        .output()
        .expect("it runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// The message with which a call failed.
fn message(outcome: &Value) -> &str {
    outcome["message"].as_str().unwrap_or_else(|| panic!("it fails: {outcome}"))
}

#[test]
fn all_of_it_is_valid() {
    let directory = TempDir::new().expect("a temporary directory");
    let source = directory.join("all.c");
    fs::write(&source, "void __apply(void) {}\n").expect("writable");
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("library/library.a");
    let out = directory.join("all.elf");
    let link = Command::new("gcc")
        .args(["-static", "-nostdlib", "-Wl,-e,__apply", "-Wl,--whole-archive", "-o"])
        .args([&out, &source, &library])
        .args(["-Wl,--no-whole-archive", "-lgcc"])
        .output()
        .expect("gcc");
    assert!(link.status.success(), "{}", String::from_utf8_lossy(&link.stderr));
    let bytes = fs::read(&out).expect("gcc wrote it");
    if let Err(refused) = echo_validate::validate_file(&bytes, &echo_abi::Policy::default()) {
        panic!("{refused}: {refused:?}");
    }
}

/// In units in the last place, how far apart numbers are; none where both are no number.
fn distance(left: u64, right: u64) -> u64 {
    let of = |bits| f64::from_bits(bits);
    if of(left).is_nan() && of(right).is_nan() {
        return 0;
    }
    let ordered = |bits: u64| {
        let magnitude = i128::from(bits & !(1 << 63));
        if bits >> 63 == 0 { magnitude } else { -magnitude }
    };
    u64::try_from((ordered(left) - ordered(right)).unsigned_abs()).unwrap_or(u64::MAX)
}

/// What glibc and musl round once are equal; elsewhere each promises a few units in the last place and keeps within one, but for
/// Bessel and gamma functions, which lose more near their zeroes.
fn permitted(function: &str) -> u64 {
    match function {
        "fabs" | "floor" | "ceil" | "trunc" | "round" | "rint" | "nearbyint" | "sqrt" | "logb" | "fmod"
        | "remainder" | "fmin" | "fmax" | "fdim" | "copysign" | "nextafter" => 0,
        "lgamma" | "tgamma" | "j0" | "j1" | "y0" | "y1" => 16,
        _ => 2,
    }
}

#[test]
fn mathematics_is_that_of_the_host() {
    let (directory, file) = contract("gcc", "math.c", &["-DECHO"], &["--ld"]);
    let outcome = call(&file, "run()");
    let output = outcome["output"].as_str().unwrap_or_else(|| panic!("{outcome}"));
    let ours: Vec<u64> = output
        .as_bytes()
        .chunks(16)
        .map(|digits| {
            let number = u64::from_str_radix(std::str::from_utf8(digits).expect("digits"), 16);
            number.expect("digits").swap_bytes()
        })
        .collect();
    let native = directory.join("native");
    let built = Command::new("gcc")
        .args(["-O1", "-fno-builtin", "-o"])
        .args([&native, &tests().join("math.c")])
        .arg("-lm")
        .status();
    assert!(built.expect("gcc").success());
    let text = Command::new(&native).output().expect("it runs").stdout;
    let text = String::from_utf8(text).expect("text");
    let mut compared = 0;
    let mut at = ours.iter();
    for line in text.lines() {
        let (function, theirs) = line.split_once(' ').expect("a name and numbers");
        for (i, number) in theirs.split(' ').enumerate() {
            let theirs = u64::from_str_radix(number, 16).expect("digits");
            let ours = *at.next().expect("as many");
            let (a, b) = (f64::from_bits(ours), f64::from_bits(theirs));
            assert!(
                distance(ours, theirs) <= permitted(function),
                "{function}, number {i}: {a:e}, and {b:e} natively"
            );
            compared += 1;
        }
    }
    assert!(at.next().is_none() && compared > 2000, "{compared} compared");
}

#[test]
fn memory_time_and_jumps_do_what_they_say() {
    let (_directory, file) = contract("g++", "runtime.cpp", &["-Wall", "-Wextra", "-Werror"], &["--ld"]);
    let returned = |name: &str| call(&file, name)["returned"][0].clone();
    assert_eq!(returned("allocations()"), true);
    assert_eq!(returned("now()"), 1_577_836_800_u64, "the time of the block, where nobody gives one");
    assert_eq!(returned("jumps()"), 5);
    let third = returned("long_doubles()").as_f64().expect("a number");
    assert!((third - (1.0_f64 / 3.0).sqrt() / 3.0).abs() < 1e-16, "{third}");
}

#[test]
fn what_ends_a_program_ends_the_call_and_says_why() {
    let (_directory, file) = contract("g++", "runtime.cpp", &[], &["--ld"]);
    for (name, expected) in [
        ("too_much()", "out of memory"),
        ("asserts(7)", "runtime.cpp:"),
        ("asserts(7)", ": void Runtime::asserts(uint64_t): assertion failed: x < 5"),
        ("aborts()", "abort"),
        ("exits()", "exit with status 207"),
        ("pure()", "a pure virtual method was called"),
    ] {
        let outcome = call(&file, name);
        assert!(message(&outcome).contains(expected), "{name}: {outcome}");
    }
    assert_eq!(call(&file, "asserts(4)")["error"], "none");
}

#[test]
fn what_is_thrown_ends_the_call_and_says_its_type() {
    let (_directory, file) = contract("g++", "throws.cpp", &["-fexceptions", "-frtti"], &["--cxx", "--ld"]);
    assert_eq!(message(&call(&file, "thrower()")), "exception thrown: St12out_of_range");
    let outcome = call(&file, "library(9)");
    assert!(message(&outcome).starts_with("basic_string::at: __n (which is 9)"), "{outcome}");
    assert_eq!(call(&file, "library(1)")["output"], "6200000000000000");
}

#[test]
fn what_is_absent_is_refused_with_a_reason_where_it_is_reached() {
    let directory = TempDir::new().expect("a temporary directory");
    for (statement, expected) in [
        ("printf(\"%d\", 5);", "printf: a contract has no output; use echo_debug_text, or snprintf"),
        ("fputs(getenv(\"x\"), stderr);", "fputs: a contract has no output"),
        ("char x[9]; fgets(x, 9, stdin);", "fgets: a contract has no input"),
        ("fopen(\"x\", \"r\");", "fopen: a contract has no files; what is to last goes to storage"),
        ("clock();", "clock: how long something takes must not be told"),
        ("raise(9);", "raise: a contract is no process"),
        ("malloc(getpid());", "getpid: a contract is no process"),
    ] {
        let source = directory.join("absent.c");
        let includes: String = ["stdio", "stdlib", "time", "signal", "unistd"]
            .map(|name| format!("#include <{name}.h>\n"))
            .concat();
        fs::write(
            &source,
            format!("{includes}void unused(void) {{ {statement} }}\nvoid __apply(void) {{}}\n"),
        )
        .expect("writable");
        let unused =
            compile("gcc", &source, &directory.join("unused.elf"), &["-w", "-ffunction-sections"], &["--ld"]);
        assert!(unused.status.success(), "{statement}: {unused:?}");
        assert_eq!(String::from_utf8_lossy(&unused.stderr), "", "of what is not reached nothing is said");
        fs::write(&source, format!("{includes}void __apply(void) {{ {statement} }}\n")).expect("writable");
        let output = compile("gcc", &source, &directory.join("absent.elf"), &["-g"], &["--ld"]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{statement} links");
        assert!(told.contains(&format!("undefined reference to `{expected}")), "{statement}: {told}");
    }
}

/// Bytes of a packed contract of this source.
fn packed(source: &str) -> usize {
    let directory = TempDir::new().expect("a temporary directory");
    let file = directory.join("size.c");
    fs::write(&file, source).expect("writable");
    let out = directory.join("size.elf");
    let output = compile("gcc", &file, &out, &[], &["--ld"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bytes = fs::read(&out).expect("gcc wrote it");
    echo_strip::strip(&bytes, Format::Elf, &Limits::default()).expect("it is a contract").bytes.len()
}

#[test]
fn what_is_not_called_is_not_linked() {
    let nothing = packed("void __apply(void) {}\n");
    let one = packed(
        "#include <string.h>\nvoid __apply(void) { *(volatile int *)0x70000000 = strcmp((char *)0x70000010, \"x\"); }\n",
    );
    let text =
        packed("#include <stdio.h>\nvoid __apply(void) { snprintf((char *)0x70000010, 9, \"%d\", 5); }\n");
    assert!(one < nothing + 150, "{nothing} and {one}");
    assert!(text < 12_000, "{text} bytes for snprintf");
}

#[test]
fn the_libraries_stand_in_the_order_in_which_they_need_each_other() {
    let first = LINK_FLAGS.iter().position(|flag| *flag == "-lecho");
    let compiler = LINK_FLAGS.iter().position(|flag| *flag == "-lgcc");
    let last = LINK_FLAGS.iter().rposition(|flag| *flag == "-lecho");
    assert!(first < compiler && compiler < last, "{LINK_FLAGS:?}");
}
