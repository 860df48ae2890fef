//! Where contracts failed: by which calls, in which contracts, and in which lines. The contracts are compiled here, with gcc.

#[expect(dead_code, reason = "the library's own tests use the rest")]
#[path = "../src/testing.rs"]
mod testing;

#[expect(dead_code, reason = "the other tests of the command line use the rest")]
mod support;

use echo_abi::Limits;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;
use support::directory::ContractDirectory;

/// Fails three functions deep, by an endless recursion, and by an endless loop.
const TOKEN: &str = r#"#include "echo.h"
#define DEEP static __attribute__((noinline))
DEEP void check(uint64_t amount) {
    echo_require(amount < 10, "token: too much");
}
DEEP void take(uint64_t amount) {
    check(amount);
    echo_store_u64(ECHO_STRING("taken"), amount);
}
static void transfer(void) {
    take(echo_take_u64());
}
DEEP uint64_t deep(uint64_t n) {
    volatile uint64_t room[4];
    room[0] = n;
    return deep(n + 1) + room[0];
}
static void dive(void) {
    echo_return_u64(deep(0));
}
DEEP void forever(void) {
    for (volatile uint64_t i = 0;; i++) {}
}
static void spin(void) {
    forever();
    echo_return_u64(1);
}
ECHO_CONTRACT(
    ECHO_FUNCTION(transfer, (ECHO_U64))
    ECHO_FUNCTION(dive, (), ECHO_U64)
    ECHO_FUNCTION(spin, (), ECHO_U64))
"#;

/// Calls another contract, and takes no no.
const VAULT: &str = r#"#include "echo.h"
static __attribute__((noinline)) void pay(echo_string to) {
    echo_string line = ECHO_STRING("transfer(50)");
    echo_require(echo_call(&to, &line, 0) == 0, "vault: the token refused");
}
static void withdraw(void) {
    pay(echo_take_string());
}
ECHO_CONTRACT(
    ECHO_FUNCTION(withdraw, (ECHO_TEXT)))
"#;

const SCENARIO: &str = r#"
[[scenario]]
name = "two contracts"
[[scenario.step]]
deploy = "token.echo"
as = "token"
[[scenario.step]]
deploy = "vault.echo"
as = "vault"
[[scenario.step]]
call = 'withdraw("$token")'
"#;

/// Compiles a source into `STEM.elf`.
fn compile(place: &ContractDirectory, source: &str, text: &str, flags: &[&str]) {
    place.write(source, text);
    let compiler = if source.ends_with(".cpp") { "g++" } else { "gcc" };
    let output = Command::new(compiler)
        .current_dir(place.path("."))
        .args([
            "-O1",
            "-fno-stack-protector",
            "-static",
            "-nostdlib",
            "-Wl,-e,__apply",
            "-Wl,--gc-sections",
            "-o",
        ])
        .arg(Path::new(source).with_extension("elf"))
        .arg(format!("-I{}", Path::new(env!("CARGO_MANIFEST_DIR")).join("../echo-abi/include").display()))
        .args(flags)
        .args([source, "-lgcc"])
        .output()
        .expect("the compiler runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Packs `STEM.elf` into `STEM.echo`, as a contract is deployed.
fn pack(place: &ContractDirectory, stem: &str) {
    let elf = fs::read(place.path(stem).with_extension("elf")).unwrap();
    let packed = echo_strip::strip(&elf, echo_strip::Format::Elf, &Limits::default()).unwrap();
    place.write(&format!("{stem}.echo"), &packed.bytes);
}

/// Both contracts, with what they were made of beside them.
fn both(flags: &[&str]) -> ContractDirectory {
    let place = ContractDirectory::new();
    for (stem, text) in [("token", TOKEN), ("vault", VAULT)] {
        compile(&place, &format!("{stem}.c"), text, flags);
        pack(&place, stem);
    }
    place.write("scenario.toml", SCENARIO);
    place
}

/// What is printed of the one scenario that fails, from its second line on.
fn told(place: &ContractDirectory, more: &[&str]) -> String {
    let ran = place.run(&[&["test"], more].concat());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let lines = ran.stdout.lines().filter_map(|line| line.strip_prefix("        "));
    lines.skip(3).map(|line| format!("{line}\n")).collect()
}

/// A scenario of one call of a contract.
fn one_call(file: &str, step: &str) -> String {
    format!(
        "[[scenario]]\nname = \"one\"\n[[scenario.step]]\ndeploy = \"{file}\"\nas = \"it\"\n[[scenario.step]]\n{step}\n"
    )
}

#[test]
fn a_failure_is_traced_through_two_contracts() {
    let place = both(&["-g"]);
    let expected = "
  at pay       vault.c:4  in vault (1.11.1)
  by withdraw  vault.c:7  in vault (1.11.1)
  by __apply   vault.c:9  in vault (1.11.1)
before that, its call of token (1.11.0) had failed: contract_error: token: too much
  at check     token.c:4   in token (1.11.0)
  by take      token.c:7   in token (1.11.0)
  by transfer  token.c:11  in token (1.11.0)
  by __apply   token.c:28  in token (1.11.0)
  by pay       vault.c:4   in vault (1.11.1)
  by withdraw  vault.c:7   in vault (1.11.1)
  by __apply   vault.c:9   in vault (1.11.1)
";
    for engine in ["stepper", "interpreter", "jit", "crosscheck"] {
        assert_eq!(told(&place, &["--engine", engine]), expected[1..], "{engine}");
    }
    // Programs are told the same, and so is CI.
    let (code, object) = place.json(&["test", "--junit", "report.xml"]);
    assert_eq!(code, 1);
    let backtrace = &object["scenarios"][0]["backtrace"];
    assert_eq!(backtrace[0]["message"], "vault: the token refused");
    assert_eq!(
        (&backtrace[1]["error"], &backtrace[1]["message"]),
        (&json!("contract_error"), &json!("token: too much"))
    );
    let frame = &backtrace[1]["frames"][1];
    assert_eq!(
        [&frame["function"], &frame["file"], &frame["line"], &frame["contract"], &frame["name"]],
        [&json!("take"), &json!("token.c"), &json!(7), &json!("1.11.0"), &json!("token")]
    );
    assert!(frame["address"].as_str().unwrap().starts_with("0x40"), "{frame}");
    let report = fs::read_to_string(place.path("report.xml")).unwrap();
    assert!(report.contains("  by take      token.c:7   in token (1.11.0)\n"), "{report}");
    // What is expected is not traced.
    place.write("scenario.toml", format!("{SCENARIO}error = \"contract_error\"\nreturns = [1]\n"));
    assert_eq!(place.json(&["test"]).1["scenarios"][0]["backtrace"], Value::Null);
}

#[test]
fn names_are_those_of_the_deployed_code_or_none() {
    let place = both(&[]);
    place.write("scenario.toml", one_call("token.echo", "call = 'transfer(50)'"));
    // Symbols alone: no lines.
    let text = told(&place, &[]);
    let first = text.lines().next().unwrap();
    assert!(first.starts_with("  at check+0x") && first.ends_with("  in it (1.11.0)"), "{text}");
    // None: addresses.
    fs::create_dir(place.path("build")).unwrap();
    fs::rename(place.path("token.elf"), place.path("build/token.elf")).unwrap();
    let text = told(&place, &[]);
    let lines: Vec<_> = text.lines().collect();
    // The function of echo.h that ends a call with a message is one of them.
    assert_eq!(lines.len(), 5, "{text}");
    assert!(lines[..4].iter().all(|line| line[5..].starts_with("0x40")), "{text}");
    assert!(lines[4].starts_with("note: it (1.11.0) has no names: "), "{text}");
    // In a --build directory they are found again.
    assert!(told(&place, &["--build", "build"]).starts_with("  at check+0x"));
    // Those of other code are not believed.
    compile(&place, "token.c", &TOKEN.replace("amount < 10", "amount < 11"), &["-g"]);
    let text = told(&place, &[]);
    assert!(
        text.starts_with("  at 0x40")
            && text.ends_with("note: token.elf is not what token.echo was made of\n"),
        "{text}"
    );
    // A file that is deployed with its symbols needs no other.
    place.write("scenario.toml", one_call("token.elf", "call = 'transfer(50)'"));
    assert!(
        told(&place, &[]).starts_with("  at check     token.c:4   in it (1.11.0)\n"),
        "{}",
        told(&place, &[])
    );
}

#[test]
fn what_ends_somewhere_else_is_traced_too() {
    let place = both(&["-g"]);
    let out_of_gas = "
  at forever  token.c:22  in it (1.11.0)
  by spin     token.c:25  in it (1.11.0)
  by __apply  token.c:28  in it (1.11.0)
";
    place.write("scenario.toml", one_call("token.echo", "call = 'spin()'\ngas = 100000"));
    let text = told(&place, &[]);
    assert_eq!(text, out_of_gas[1..]);
    // What runs for long is watched at its end alone.
    place.write("scenario.toml", one_call("token.echo", "call = 'spin()'\ngas = 60000000"));
    let text = told(&place, &[]);
    let guessed = "  (it ran for long: as its stack shows, where some calls may have returned)\n";
    assert_eq!(text, format!("{}{guessed}", &out_of_gas[1..]));
    // A recursion without end is told in a few lines.
    place.write("scenario.toml", one_call("token.echo", "call = 'dive()'"));
    let text = told(&place, &[]);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 19, "{text}");
    assert!(lines[0].starts_with("  at deep     token.c:1"), "{text}");
    assert!(lines[13].starts_with("  … ") && lines[13].ends_with(" more calls"), "{text}");
    assert_eq!(lines[17], "  by dive     token.c:19  in it (1.11.0)");
}

/// Calls that nobody chose, and questions.
#[test]
fn a_property_that_a_failure_breaks_is_traced() {
    let place = both(&["-g"]);
    let property = |call: &str, invariant: &str| {
        format!(
            "[[property]]\nname = \"p\"\ncases = 20\n[[property.step]]\ndeploy = \"token.echo\"\nas = \"it\"\n\
             [[property.call]]\ncall = '{call}'\nmay_fail = []\n[[property.invariant]]\ncall = '{invariant}'\nreturns = []\n"
        )
    };
    place.write("scenario.toml", property("transfer(any u64)", "transfer(1)"));
    let text = told(&place, &[]);
    assert!(text.ends_with("  by take      token.c:7   in it (1.11.0)\n  by transfer  token.c:11  in it (1.11.0)\n  by __apply   token.c:28  in it (1.11.0)\n"), "{text}");
    place.write("scenario.toml", property("transfer(1)", "transfer(10)"));
    let (code, object) = place.json(&["test"]);
    let scenario = &object["scenarios"][0];
    assert_eq!((code, &scenario["backtrace"][0]["frames"][0]["function"]), (1, &json!("check")), "{object}");
}

/// What leaves functions otherwise than by returning.
#[test]
fn a_long_jump_ends_the_calls_that_it_leaves() {
    let place = ContractDirectory::new();
    let text = r#"#include "echo.h"
static void *saved[5];
__attribute__((noinline)) void leaves(int n) {
    if (n > 0) leaves(n - 1);
    __builtin_longjmp(saved, 1);
}
/* The compiler does not know that it does not return. */
__attribute__((noinline)) void fails(void) { __asm__ volatile("ud2"); }
__attribute__((noinline)) void tail(void) { fails(); }
static void run(void) {
    if (__builtin_setjmp(saved) == 0) leaves(3);
    tail();
    __asm__ volatile("");
}
ECHO_CONTRACT(ECHO_FUNCTION(run, ()))
"#;
    compile(&place, "jumps.c", text, &["-g", "-O2"]);
    place.write("scenario.toml", one_call("jumps.elf", "call = 'run()'"));
    let text = told(&place, &[]);
    let functions: Vec<_> = text.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    assert_eq!(functions, ["fails", "run", "__apply"], "{text}");
}

#[test]
fn names_of_cpp_and_rust_are_readable() {
    let place = ContractDirectory::new();
    // As rustc 1.95 names a function by default before its new scheme, and in that.
    let text = r#"#include "echo.hpp"
namespace bank {
template <class T> struct Vault {
    __attribute__((noinline)) static void check(T amount) {
        if (amount > 9) __builtin_trap();
        asm volatile("");
    }
};
}
extern "C" __attribute__((noinline)) void legacy(void) asm("_ZN5vault8withdraw17h0123456789abcdefE");
extern "C" __attribute__((noinline)) void legacy(void) { bank::Vault<unsigned>::check(10); asm volatile(""); }
extern "C" __attribute__((noinline)) void newer(void) asm("_RNvCs1234_7mycrate3pay");
extern "C" __attribute__((noinline)) void newer(void) { legacy(); asm volatile(""); }
extern "C" void __apply(void) { newer(); asm volatile(""); }
"#;
    // By symbols, and by debug information; it fails when it is deployed.
    for debug in ["-g0", "-g"] {
        compile(&place, "bank.cpp", text, &["-std=c++17", "-fno-exceptions", "-fno-rtti", debug]);
        place.write("scenario.toml", one_call("bank.elf", "call = 'run()'"));
        let ran = place.run(&["test"]);
        for name in [
            "at bank::Vault<unsigned int>::check(unsigned int)",
            "by vault::withdraw",
            "by mycrate::pay",
            "by __apply",
        ] {
            assert!(ran.stdout.contains(name), "{debug}, {name}: {ran:?}");
        }
        assert!(!ran.stdout.contains("0123456789abcdef"), "{ran:?}");
    }
}

/// A command traces where it is asked to.
#[test]
fn commands_trace_where_they_are_asked_to() {
    let place = both(&["-g"]);
    let call = ["run", "token.echo", "--call", "transfer(50)"];
    let ran = place.run(&call);
    assert_eq!((ran.code, ran.stderr.lines().count()), (Some(1), 1), "{ran:?}");
    let ran = place.run(&[&call[..], &["--backtrace"]].concat());
    assert!(ran.stderr.contains("\n  at check     token.c:4   in 1.11.0\n  by take "), "{ran:?}");
    let (_, object) = place.json(&[&call[..], &["--backtrace"]].concat());
    assert_eq!(object["backtrace"][0]["frames"][2]["function"], "transfer");
    assert_eq!(place.json(&["init"]).0, 0);
    for file in ["token.echo", "vault.echo"] {
        assert_eq!(place.json(&["deploy", file]).0, 0);
    }
    // The chain knows no files.
    let call = ["call", "1.11.1", "withdraw(\"1.11.0\")", "--backtrace"];
    let ran = place.run(&call);
    assert!(ran.stderr.contains("\n  at 0x40") && ran.stderr.contains("by `--symbols FILE`"), "{ran:?}");
    let ran = place.run(&[&call[..], &["--symbols", "token.elf", "--symbols", "vault.elf"]].concat());
    assert!(ran.stderr.contains("\n  at check     token.c:4   in 1.11.0\n"), "{ran:?}");
    let (_, object) =
        place.json(&["view", "1.11.1", "withdraw(\"1.11.0\")", "--backtrace", "--symbols", "vault.elf"]);
    assert_eq!(object["backtrace"][0]["frames"][0]["line"], 4, "{object}");
}
