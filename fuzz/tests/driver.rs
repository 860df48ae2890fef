//! The driver itself, over targets that fail on purpose: each kind of fault is found, saved, made smaller and
//! repeated, in the time that was given; and what is sound passes.
//!
//! The test is a driver, too: with [`DRIVER`] in its environment it takes the driver's arguments.

use echo_conformance::random::Rng;
use echo_fuzz::corpus::Corpus;
use echo_fuzz::{Reach, Target, driver};
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

const DRIVER: &str = "ECHO_FUZZ_TEST_DRIVER";

/// Sixteen random bytes; the targets fail for one of 64 of them.
fn generate(_: &Corpus, rng: &mut Rng) -> Vec<u8> {
    (0..16).map(|_| rng.below(64) as u8).collect()
}

fn strikes(input: &[u8]) -> bool {
    input.get(3).is_some_and(|&byte| byte == 7)
}

fn sound(_: &[u8]) -> Reach {
    Reach::Through
}

fn panics(input: &[u8]) -> Reach {
    assert!(!strikes(input), "byte 3 is 7");
    Reach::Refused
}

fn hangs(input: &[u8]) -> Reach {
    while strikes(input) {
        std::hint::spin_loop();
    }
    Reach::Through
}

fn allocates(input: &[u8]) -> Reach {
    let bytes = vec![1_u8; if strikes(input) { 3 << 20 } else { 1 << 19 }];
    Reach::of(bytes.contains(&1))
}

fn recurses(input: &[u8]) -> Reach {
    fn sum(n: u64) -> u64 {
        if std::hint::black_box(n) == 0 { 0 } else { std::hint::black_box(sum(n - 1)) + n }
    }
    Reach::of(sum(if strikes(input) { 1 << 40 } else { 10 }) > 0)
}

fn exits(input: &[u8]) -> Reach {
    if strikes(input) {
        std::process::exit(5);
    }
    Reach::Through
}

const fn target(name: &'static str, run: fn(&[u8]) -> Reach) -> Target {
    Target { name, promise: "of a test", run, generate, seconds: 1, memory: 1 << 20, memory_per_byte: 1 }
}

static TARGETS: [Target; 6] = [
    target("sound", sound),
    target("panics", panics),
    target("hangs", hangs),
    target("allocates", allocates),
    target("recurses", recurses),
    target("exits", exits),
];

/// Runs the driver; its exit code and what it printed.
fn drive(directory: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let own = std::env::current_exe().expect("the test has a path");
    let output = Command::new(own)
        .env(DRIVER, "1")
        .arg("--directory")
        .arg(directory)
        .args(arguments)
        .output()
        .expect("the test runs itself");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code(), text + &String::from_utf8_lossy(&output.stderr))
}

/// A target's entry in the JSON that the driver prints.
fn result(json: &str) -> serde_json::Value {
    let start = json.find('{').expect("there is JSON");
    let mut documents = serde_json::Deserializer::from_str(&json[start..]).into_iter::<serde_json::Value>();
    documents.next().expect("a document").expect("valid JSON")["targets"][0].clone()
}

fn test(directory: &Path) {
    let (code, text) = drive(directory, &["--target", "sound", "--executions", "500"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("500 executions, 0 faults, seed 1") && text.contains("100.0 % come through"),
        "{text}"
    );

    for (name, kind) in [
        ("panics", "panic"),
        ("hangs", "time"),
        ("allocates", "memory"),
        ("recurses", "crash"),
        ("exits", "crash"),
    ] {
        let arguments = ["--json", "--seed", "3", "--target", name, "--seconds", "40", "--executions"];
        let (code, text) = drive(directory, &[&arguments[..], &["200"]].concat());
        assert_eq!(code, Some(1), "{name}: {text}");
        let result = result(&text);
        let found = &result["found"][0];
        assert_eq!(
            (&result["found"][1], &found["kind"]),
            (&serde_json::Value::Null, &kind.into()),
            "{name}: {text}"
        );
        // The same number strikes in every target: inputs follow from the seed and the name alone.
        let file = found["file"].as_str().expect("a path");
        let least = fs::read(file).expect("the input was saved");
        // A hang takes its second at each step of making it smaller.
        if kind != "time" {
            assert_eq!(least, [0, 0, 0, 7], "{name}");
        }
        assert!(strikes(&least), "{name}: {least:?}");
        let (code, text) = drive(directory, &["--target", name, "--repeat", file]);
        assert_eq!(code, Some(1), "{name}: {text}");
        fs::write(file, [7, 7, 7, 8]).expect("the file can be written");
        let (code, text) = drive(directory, &["--target", name, "--repeat", file]);
        assert_eq!(code, Some(0), "{name}: {text}");
        assert!(text.contains("nothing is wrong"), "{text}");
    }
    // A panic that is known does not end the run; the number of executions is what was asked for.
    let (_, text) = drive(directory, &["--json", "--target", "panics", "--executions", "2000"]);
    let result = result(&text);
    assert_eq!(result["executions"], 2000, "{text}");
    let again = result["again"].as_u64().expect("a number");
    assert!((5..100).contains(&again), "about one in 64 strikes: {again}");
    // The same seed finds the same input, another one another.
    let number = |seed| {
        let arguments = ["--json", "--target", "exits", "--executions", "900", "--seed", seed];
        let (_, text) = drive(directory, &arguments);
        self::result(&text)["found"][0]["number"].as_u64().expect("a number")
    };
    assert_eq!(number("5"), number("5"));
    assert_ne!([number("5"), number("6"), number("7")], [number("5"); 3]);

    for (arguments, code, message) in [
        (&["--target", "nothing"][..], 2, "there is no target \"nothing\""),
        (&["--repeat", "x"], 2, "--repeat needs one --target"),
        (&["--target", "sound", "--repeat", "/no/such"], 2, "cannot read /no/such"),
        (&["--list"], 0, "recurses"),
    ] {
        let (got, text) = drive(directory, arguments);
        assert_eq!(got, Some(code), "{text}");
        assert!(text.contains(message), "{text}");
    }
}

fn main() -> ExitCode {
    if std::env::var_os(DRIVER).is_some() {
        return driver::main(&TARGETS);
    }
    let directory = assert_fs::TempDir::new().expect("a temporary directory");
    test(directory.path());
    println!("driver: every kind of fault is found, made smaller and repeated");
    ExitCode::SUCCESS
}
