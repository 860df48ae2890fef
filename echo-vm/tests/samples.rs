//! Every sample, built with the system's compilers, gives what its `expect.toml` says (or what the same
//! source prints as an ordinary program): from the ELF file, from the packed one and from the ESC file, on
//! every engine; and wherever the gas ends, all stop at the same instruction. A test's name says its engine; under
//! `crosscheck` all must agree on the whole machine at every exit.
//!
//! `ECHO_SAMPLES_MATRIX=1` (`make conformance`) builds them with gcc and clang-19, -O0 to -Os, for each
//! x86-64 level.

use echo_abi::call_line::CallLine;
use echo_abi::id::{AccountId, ContractId};
use echo_abi::{ErrorName, Image, Limits, Outcome, Policy, layout};
use echo_chain::{ChainFile, LocalChain};
use echo_strip::{Format, strip};
use echo_validate::validate;
use echo_vm::{CallRequest, Engine, Mode, Pool, Program, call};
use serde::Deserialize;
use sha3::{Digest, Keccak256};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

const GAS: u64 = 10_000_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    #[serde(default)]
    oracle: Option<String>,
    call: Vec<ExpectedCall>,
}

/// One call and what it must give; samples/README.md.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct ExpectedCall {
    line: String,
    #[serde(default)]
    sender: Option<String>,
    #[serde(default)]
    constructor: bool,
    #[serde(default)]
    state: bool,
    #[serde(default, rename = "returns")]
    _returns: Option<String>,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    output: Option<String>,
    #[serde(default)]
    logs: Vec<Event>,
    #[serde(default)]
    debug: Vec<String>,
}

#[derive(Deserialize, Clone)]
struct Event {
    signature: String,
    data: String,
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples")
}

fn make(build: &Path, target: &str, settings: &[String]) {
    let output = Command::new("make")
        .args(["--no-print-directory", "-j2", "-C"])
        .arg(samples())
        .arg(target)
        .arg(format!("BUILD={}", build.display()))
        .arg(concat!("RUST_TARGET=", env!("CARGO_TARGET_TMPDIR"), "/rust"))
        .args(settings)
        .output()
        .expect("make runs");
    assert!(output.status.success(), "make {target}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The samples as `make samples` builds them, and the programs that say what compilers/ must give; built
/// once.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let build = Path::new(env!("CARGO_TARGET_TMPDIR")).join("samples");
        make(&build, "all", &[]);
        make(&build, "natives", &[]);
        build
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The contract in each container.
fn containers(elf: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let limits = Policy::default().limits;
    let packed = strip(elf, Format::Elf, &limits).expect("the sample can be stripped").bytes;
    let esc = strip(elf, Format::Esc, &limits).expect("the sample can be stripped").bytes;
    assert!(packed.len() < elf.len(), "packing makes a file smaller");
    vec![("elf", elf.to_vec()), ("packed", packed), ("esc", esc)]
}

fn program(engine: Engine, file: &[u8], name: &str) -> Arc<Program> {
    let policy = Policy::default();
    let image = Image::load(file, &policy.limits).unwrap_or_else(|error| panic!("{name}: {error}"));
    let contract =
        validate(image, &policy).unwrap_or_else(|report| panic!("{name} is rejected: {report:#?}"));
    engine.prepare(&Arc::new(contract)).expect("it runs everywhere")
}

fn machines() -> &'static Pool {
    static MACHINES: OnceLock<Pool> = OnceLock::new();
    MACHINES.get_or_init(Pool::default)
}

fn request(expected: &ExpectedCall, gas: u64) -> CallRequest {
    let line: CallLine = expected.line.parse().expect("the call line is well-formed");
    let sender: AccountId = expected.sender.as_deref().unwrap_or("1.2.1").parse().expect("an account id");
    let mut request = CallRequest::new(line, ContractId(0), sender, gas);
    if expected.constructor {
        request.message.mode = Mode::Constructor;
    }
    request
}

fn run(
    program: &Arc<Program>,
    expected: &ExpectedCall,
    gas: u64,
    chain: &mut LocalChain,
) -> (Outcome, Vec<String>) {
    run_within(&Policy::default().limits, program, expected, gas, chain)
}

fn run_within(
    limits: &Limits,
    program: &Arc<Program>,
    expected: &ExpectedCall,
    gas: u64,
    chain: &mut LocalChain,
) -> (Outcome, Vec<String>) {
    let mut debug = Vec::new();
    let mut debugger = |text: &str| debug.push(text.to_owned());
    let outcome = call(program, &request(expected, gas), limits, machines(), chain, &mut debugger)
        .expect("the host serves");
    (outcome, debug)
}

/// Runs the calls of an `expect.toml` on an engine and compares all that is said of them.
fn check(engine: Engine, name: &str, file: &[u8], calls: &[ExpectedCall]) {
    let program = program(engine, file, name);
    let mut chain = LocalChain::new(ChainFile::default());
    for expected in calls {
        let mut fresh = LocalChain::new(ChainFile::default());
        let chain = if expected.state { &mut chain } else { &mut fresh };
        let (outcome, debug) = run(&program, expected, GAS, chain);
        let what = format!("{name} on {engine}: {}: {outcome:?}", expected.line);
        assert_eq!(outcome.error().name(), expected.error.as_deref().unwrap_or("none"), "{what}");
        if let Some(message) = &expected.message {
            assert_eq!(outcome.message().as_ref(), Some(message), "{what}");
        }
        let (output, logs) = match &outcome {
            Outcome::Returned { output, logs, .. } => (&output[..], &logs[..]),
            Outcome::Failed { .. } | Outcome::NotStarted(_) => (&[][..], &[][..]),
        };
        if let Some(expected) = &expected.output {
            assert_eq!(&hex(output), expected, "{what}");
        }
        let logs: Vec<_> = logs.iter().map(|log| (log.hash, hex(&log.data))).collect();
        let events: Vec<_> = expected
            .logs
            .iter()
            .map(|event| (Keccak256::digest(event.signature.as_bytes()).into(), event.data.clone()))
            .collect();
        assert_eq!(logs, events, "{what}");
        if !expected.debug.is_empty() {
            assert_eq!(debug, expected.debug, "{what}");
        }
    }
}

fn expectations(directory: &Path) -> Expect {
    let text =
        std::fs::read_to_string(directory.join("expect.toml")).expect("every sample has an expect.toml");
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", directory.display()))
}

/// The samples with expectations of their own: name, ELF file, calls.
fn contracts(build: &Path) -> Vec<(String, Vec<u8>, Vec<ExpectedCall>)> {
    let mut found: Vec<_> = std::fs::read_dir(samples())
        .expect("there are samples")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.join("expect.toml").is_file() && !path.ends_with("compilers"))
        .map(|path| {
            let name = path.file_name().expect("named").to_string_lossy().into_owned();
            let elf = std::fs::read(build.join(&name).with_extension("elf")).expect("the sample is built");
            (name, elf, expectations(&path).call)
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(found.len() >= 10, "only {} samples", found.len());
    found
}

/// The samples of compilers/, whose expectation is what the host's program prints.
fn compiler_contracts(build: &Path, natives: &Path) -> Vec<(String, Vec<u8>, Vec<ExpectedCall>)> {
    let expect = expectations(&samples().join("compilers"));
    assert_eq!(expect.oracle.as_deref(), Some("native"));
    let mut sources: Vec<_> = std::fs::read_dir(samples().join("compilers"))
        .expect("there are compiler samples")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "c" || extension == "cpp"))
        .map(|path| path.file_stem().expect("named").to_string_lossy().into_owned())
        .collect();
    sources.sort();
    sources
        .into_iter()
        .map(|name| {
            let native = Command::new(natives.join("compilers").join(format!("{name}.native")))
                .output()
                .expect("it runs");
            assert!(native.status.success(), "{name} as a program: {:?}", native.status);
            let printed: u64 =
                String::from_utf8_lossy(&native.stdout).trim().parse().expect("it prints a number");
            let elf = std::fs::read(build.join("compilers").join(format!("{name}.elf")))
                .expect("the sample is built");
            let calls = expect
                .call
                .iter()
                .cloned()
                .map(|call| ExpectedCall { output: Some(hex(&printed.to_le_bytes())), ..call });
            (name, elf, calls.collect())
        })
        .collect()
}

fn check_containers(engine: Engine, contracts: Vec<(String, Vec<u8>, Vec<ExpectedCall>)>) {
    for (name, elf, calls) in contracts {
        for (container, file) in containers(&elf) {
            check(engine, &format!("{name} ({container})"), &file, &calls);
        }
    }
}

macro_rules! on_every_engine {
    ($($(#[$doc:meta])+ $variant:ident $name:ident,)+) => {
        $(mod $name {
            use super::*;

            #[test]
            fn samples_give_what_they_promise_from_every_container() {
                check_containers(Engine::$variant, contracts(built()));
            }

            #[test]
            fn what_compilers_do_differently_gives_what_the_host_gives() {
                check_containers(Engine::$variant, compiler_contracts(built(), built()));
            }
        })+
    };
}

echo_vm::for_each_engine!(on_every_engine);

#[test]
fn gas_ends_at_the_same_instruction_on_all_engines() {
    let small = ["fib", "gcd", "hello", "token", "token_rust", "sort"];
    for (name, elf, calls) in
        contracts(built()).into_iter().filter(|(name, ..)| small.contains(&name.as_str()))
    {
        let program = program(Engine::Crosscheck, &elf, &name);
        let expected =
            calls.iter().find(|call| !call.state && call.error.is_none()).or(calls.first()).expect("a call");
        let (whole, _) = run(&program, expected, GAS, &mut LocalChain::new(ChainFile::default()));
        // Every balance near both ends, and a spread between.
        let spread = (0..200).map(|i| whole.gas_used() * i / 200);
        let ends = (0..60).chain(whole.gas_used().saturating_sub(60)..whole.gas_used());
        for gas in spread.chain(ends).filter(|gas| *gas < whole.gas_used()) {
            // With the stack that there may be, most of the gas must pay for that, which is the reference's; with one
            // step of it, all engines go to the last block.
            let steps = if gas % 4 == 0 { 128 } else { 1 };
            let limits = Limits { stack: steps * layout::STACK_STEP, ..Policy::default().limits };
            let chain = &mut LocalChain::new(ChainFile::default());
            let (outcome, _) = run_within(&limits, &program, expected, gas, chain);
            assert_eq!(outcome.error(), ErrorName::OutOfGas, "{name} with {gas} of {}", whole.gas_used());
            assert!(outcome.gas_used() <= gas, "{name} used {} of {gas}", outcome.gas_used());
        }
        let (exact, _) =
            run(&program, expected, whole.gas_used(), &mut LocalChain::new(ChainFile::default()));
        assert_eq!(
            (exact.error(), exact.gas_used()),
            (whole.error(), whole.gas_used()),
            "{name} with just enough"
        );
    }
}

#[test]
fn every_compiler_and_level_gives_one_result() {
    if std::env::var_os("ECHO_SAMPLES_MATRIX").is_none() {
        println!(
            "skipped: set ECHO_SAMPLES_MATRIX=1 (make conformance does) to build with gcc and clang-19 at every level"
        );
        return;
    }
    for (cc, cxx) in [("gcc", "g++"), ("clang-19", "clang++-19")] {
        for level in ["O0", "O1", "O2", "O3", "Os"] {
            for march in Policy::default().profile.compiler_levels() {
                let build =
                    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("matrix/{cc}-{level}-{march}"));
                let settings =
                    [format!("CC={cc}"), format!("CXX={cxx}"), format!("CFLAGS=-{level} -march={march}")];
                make(&build, "all", &settings);
                for (name, elf, calls) in
                    contracts(&build).into_iter().chain(compiler_contracts(&build, built()))
                {
                    check(
                        Engine::Crosscheck,
                        &format!("{name} ({cc} -{level} -march={march})"),
                        &elf,
                        &calls,
                    );
                }
            }
        }
        println!("{cc}: every level agrees");
    }
}
