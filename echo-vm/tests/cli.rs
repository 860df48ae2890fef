//! The command line: results, exit codes, the JSON object on every path, and state files that survive
//! everything.
//!
//! Contracts are written as machine code by hand (`support`), so that nothing but this crate is needed. The
//! original contracts run where `../shared/contracts` is there.

#[expect(dead_code, reason = "the library's own tests use the rest")]
#[path = "../src/testing.rs"]
mod testing;

mod support;

#[path = "../../echo-abi/tests/hostile_elf/mod.rs"]
mod hostile_elf;

use assert_cmd::Command;
use echo_abi::id::{AssetId, ContractId};
use echo_abi::scpi::Function;
use echo_chain::{ChainFile, LocalChain, State, World};
use echo_vm::Engine;
use hostile_elf::{NAMES, Names, elf, unfit};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use support::CodeWriter;
use support::directory::{ContractDirectory, Ran};
use testing::Data;

/// Returns 75025.
fn fib() -> CodeWriter {
    CodeWriter::default().call(Function::ReturnU64, &[75025]).ret()
}

/// Counts its calls under the keys `a` and `b`, and returns the number.
fn counter() -> (CodeWriter, Data) {
    let mut data = Data::default();
    let (a, b, out) = (data.string(b"a"), data.string(b"b"), data.header(0, 0));
    let number = data.place(&[0; 8]);
    let value = data.header(number, 8);
    let code = CodeWriter::default()
        .call(Function::StorageGet, &[a, out])
        .when_al(&CodeWriter::default().load_rax(out).deref_rax().store_rax(number))
        .load_rax(number)
        .inc_rax()
        .store_rax(number)
        .call(Function::StorageSet, &[a, value])
        .call(Function::StorageSet, &[b, value])
        .load_rdi(number)
        .raw(&[0xcd, Function::ReturnU64 as u8]);
    (code, data)
}

/// Counts, and then traps.
fn failing_counter() -> (CodeWriter, Data) {
    let (code, data) = counter();
    (code.ud2(), data)
}

fn place_with_counters() -> ContractDirectory {
    let place = ContractDirectory::new();
    let (code, data) = counter();
    place.contract("counter", &code.ret(), &data);
    let (code, data) = failing_counter();
    place.contract("failing", &code, &data);
    place
}

#[test]
fn people_read_the_result() {
    let place = ContractDirectory::new();
    place.contract("fib", &fib(), &Data::default());
    let ran = place.run(&["run", "fib", "--call", "fib(25)", "--returns", "u64", "--gas", "2000"]);
    let warning = "warning: the contract did not take 1 of 1 arguments\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), warning));
    // mov 1, int 20, return_u64 50, ret 2 + 1.
    let (output, gas) = ran.stdout.split_once("gas used  ").unwrap();
    assert_eq!(output, "output    1125010000000000\nu64       75025\n");
    assert!(gas.ends_with(" of 2000\n"), "{gas}");
}

#[test]
fn machines_read_one_object() {
    let place = ContractDirectory::new();
    let mut data = Data::default();
    let (signature, values, text) =
        (data.string(b"done(uint8)"), data.string(b"\x07"), data.string(b"seen\x1b[2J"));
    let code = CodeWriter::default()
        .call(Function::DebugText, &[text])
        .call(Function::Emit, &[signature, values])
        .call(Function::Emit, &[signature, signature])
        .call(Function::ReturnBool, &[1])
        .call(Function::ReturnString, &[signature])
        .ret();
    place.contract("contract", &code, &data);
    let ran = place.run(&["run", "contract", "--json", "--returns", "bool,string"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), "debug: seen\\u{1b}[2J\n"));
    let object = ran.object();
    assert_eq!(object["output"], "01646f6e652875696e743829");
    assert_eq!(object["returned"], json!([true, "done(uint8)"]));
    assert_eq!(object["stopped_at"], Value::Null);
    let hash = object["logs"][0]["hash"].as_str().unwrap();
    assert_eq!(hash.len(), 64);
    assert_eq!(
        object["logs"],
        json!([
            {"hash": hash, "log": "07", "id": 0, "contract": "1.11.0", "signature": "done(uint8)"},
            {
                "hash": hash, "log": "646f6e652875696e743829", "id": 1, "contract": "1.11.0",
                "signature": "done(uint8)",
            },
        ])
    );
    // The second one's data are not what its signature says.
    assert_eq!(object["events"], json!([{"contract": "1.11.0", "name": "done", "values": [7]}, null]));
    // For people, the same.
    let ran = place.run(&["run", "contract", "--returns", "bool", "--returns", "hex"]);
    assert!(ran.stdout.contains("bool      true\nhex       646f6e652875696e743829\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains(&format!("log 1     {hash} 646f6e652875696e743829\n")), "{}", ran.stdout);
    // What was returned is not what was expected: told, but the call was good.
    let ran = place.run(&["run", "contract", "--json", "--returns", "u8"]);
    assert!(
        ran.stderr.ends_with("warning: --returns: 11 bytes are left after the last value\n"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.object()["returned"], json!([1]));
}

#[test]
fn a_contract_that_fails_exits_1() {
    let place = ContractDirectory::new();
    let mut data = Data::default();
    let text = data.string(b"not today");
    place.contract("fail", &CodeWriter::default().call(Function::Fail, &[text]), &data);
    place.contract("trap", &CodeWriter::default().ud2(), &data);
    place.contract("spin", &CodeWriter::default().spin(), &data);
    let (code, object) = place.json(&["run", "fail"]);
    assert_eq!(
        (code, &object["error"], &object["message"]),
        (1, &json!("contract_error"), &json!("not today"))
    );
    let (code, object) = place.json(&["run", "trap"]);
    assert_eq!(
        (code, &object["error"], &object["stopped_at"]),
        (1, &json!("unexpected_operation"), &json!("0x401000"))
    );
    let (code, object) = place.json(&["run", "spin", "--gas", "12345"]);
    assert_eq!((code, &object["error"]), (1, &json!("out_of_gas")));
    assert!((12_340..=12_345).contains(&object["gas_used"].as_u64().unwrap()), "{object}");
    let ran = place.run(&["run", "fail"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), "error: contract_error: not today\n"));
    assert!(ran.stdout.starts_with("gas used  "), "{}", ran.stdout);
}

#[test]
fn who_names_no_function_is_told_how() {
    let place = ContractDirectory::new();
    let mut data = Data::default();
    let text = data.string(b"The called function is missing.");
    place.contract("dispatch", &CodeWriter::default().call(Function::Fail, &[text]), &data);
    let error = "error: contract_error: The called function is missing.\n";
    let ran = place.run(&["run", "dispatch"]);
    let help = "  help: no function was named; `--call 'name(…)'` names one\n";
    assert_eq!((ran.code, ran.stderr), (Some(1), format!("{error}{help}")));
    assert_eq!(place.run(&["run", "dispatch", "--call", "f()"]).stderr, error);
}

/// Every way in which there is no result: the exit code, the error's name, and words that the message has.
#[test]
fn every_failure_is_an_object() {
    let place = ContractDirectory::new();
    place.contract("fib", &fib(), &Data::default());
    place.contract("syscall", &CodeWriter::default().raw(&[0x0f, 0x05]).ret(), &Data::default());
    place.contract("large", &CodeWriter::default().raw(&[0x90; 201_000]).ret(), &Data::default());
    assert_eq!(place.run(&["run", "large"]).code, Some(0));
    place.write("text", "no contract").write("empty", "").write("bytes.toml", b"\xff");
    place.write("policy.toml", "[limits]\nstak = 1\n").write("chain.toml", "[block]\nnumber = 0\n");
    place
        .write("small.toml", "[limits]\ncontract_size = 10\n")
        .write("tiny.toml", "[limits]\nmemory_pages = 0\n")
        .write("stackless.toml", "[limits]\nstack = 0\n");
    let cases: &[(&[&str], i32, &str, &str)] = &[
        (&["run", "nothing"], 2, "incorrect_emulator_load", "nothing: "),
        (&["run", "."], 2, "incorrect_emulator_load", ".: "),
        (&["run", "text"], 2, "incorrect_emulator_load", "text: "),
        (&["run", "empty"], 2, "incorrect_emulator_load", "empty: "),
        (&["run", "-"], 2, "incorrect_emulator_load", "-: "),
        (&["run", "fib", "--policy", "small.toml"], 2, "incorrect_emulator_load", "10"),
        (&["run", "large", "--policy", "echo-2019"], 2, "incorrect_emulator_load", "200000"),
        (&["run", "syscall"], 1, "incorrect_emulator_load", "E0203 at 0x401000"),
        (&["run", "fib", "--call", "fib(25"], 2, "incorrect_parameters", "column 7: expected `,` or `)`"),
        (&["run", "fib", "--gas", "-1"], 2, "incorrect_parameters", "--gas"),
        (&["run", "fib", "--sender", "1.3.0"], 2, "incorrect_parameters", "an account or a contract"),
        (&["run", "fib", "--balance", "1.2.5"], 2, "incorrect_parameters", "ID=N"),
        (&["run", "fib", "--block-number", "0"], 2, "incorrect_parameters", "--block-number"),
        (&["run", "fib", "--returns", "u24"], 2, "incorrect_parameters", "u24"),
        (&["run", "fib", "--returns", "string,u8"], 2, "incorrect_parameters", "it can only be last"),
        (&["run", "fib", "--no-such-option"], 2, "incorrect_parameters", "--no-such-option"),
        (&["run"], 2, "incorrect_parameters", "<FILE>"),
        (&[], 2, "incorrect_parameters", "--json"),
        (&["run", "fib", "--policy", "none.toml"], 2, "incorrect_parameters", "none.toml: "),
        (&["run", "fib", "--policy", "policy.toml"], 2, "incorrect_parameters", "unknown field `stak`"),
        (&["run", "fib", "--policy", "bytes.toml"], 2, "incorrect_parameters", "utf-8"),
        (&["run", "fib", "--chain", "chain.toml"], 2, "incorrect_parameters", "the first block is 1"),
        (&["run", "fib", "--state", "text"], 2, "incorrect_parameters", "text is not a usable state file"),
        (&["run", "fib", "--state", "."], 2, "unknown", "cannot open the state file"),
        (&["run", "fib", "--state", "no/such/state"], 2, "unknown", "cannot open the state file"),
        (&["run", "fib", "--policy", "tiny.toml"], 2, "incorrect_emulator_load", "the limit is 0"),
        (&["run", "fib", "--policy", "stackless.toml"], 2, "incorrect_parameters", "limits.stack is 0"),
    ];
    for (arguments, code, error, words) in cases {
        let ran = place.run(&[*arguments, &["--json"]].concat());
        let object = ran.object();
        assert_eq!(
            (ran.code, object["error"].as_str()),
            (Some(*code), Some(*error)),
            "{arguments:?}: {object}"
        );
        assert!(object["message"].as_str().unwrap().contains(words), "{arguments:?}: {object}");
        assert_eq!(
            (&object["output"], &object["logs"], &object["gas_used"]),
            (&json!(""), &json!([]), &json!(0))
        );
        assert_eq!(ran.stderr, "", "{arguments:?}");
        // For people: nothing on standard output, and a reason on standard error.
        let ran = place.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(*code), ""), "{arguments:?}");
        assert!(!ran.stderr.is_empty() && !ran.stderr.contains("panicked"), "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(fs::read(place.path("text")).unwrap(), b"no contract");
}

#[test]
fn an_argument_that_is_refused_is_not_repeated_at_length() {
    let place = ContractDirectory::new();
    place.contract("fib", &fib(), &Data::default());
    let long = "x".repeat(120_000);
    let cases = [
        (["run", "fib", "--call", &long], "column 1: the name has more than 255 bytes"),
        (["run", "fib", "--call", &"x\n".repeat(60_000)], "column 3: expected `(`"),
        (["run", "fib", "--sender", &long], "an id is three numbers"),
        (["run", "fib", &format!("--{long}"), "more"], "unexpected argument '--xx"),
    ];
    for (arguments, words) in cases {
        for json in [&[][..], &["--json"]] {
            let Ran { code, stdout, stderr } = place.run(&[&arguments[..], json].concat());
            let told = stdout + &stderr;
            assert!(code == Some(2) && told.len() < 3000, "{code:?}: {} bytes: {:.1000}", told.len(), told);
            assert!(told.contains(words), "{told}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said_once() {
    let place = ContractDirectory::new();
    place.contract("fib", &fib(), &Data::default());
    place.write("policy.toml", "[limits]\nstak = 1\n").write("chain.toml", "[block]\nnumbr = 1\n");
    for (option, file, words) in [
        ("--policy", "policy.toml", "unknown field `stak`"),
        ("--chain", "chain.toml", "unknown field `numbr`"),
    ] {
        let ran = place.run(&["run", "fib", option, file]);
        assert_eq!((ran.code, ran.stderr.matches(words).count()), (Some(2), 1), "{}", ran.stderr);
        let ran = place.run(&["run", "fib", option, file, "--json"]);
        let object = ran.object();
        assert_eq!(object["message"].as_str().unwrap().matches(words).count(), 1, "{object}");
    }
}

#[test]
fn a_file_that_is_no_contract_comes_with_advice() {
    let place = ContractDirectory::new();
    place.write("text", "no contract");
    let ran = place.run(&["run", "text"]);
    let (error, help) = ran.stderr.split_once('\n').unwrap();
    assert!(error.starts_with("error: text: at file offset 0x0, magic: "), "{error}");
    assert_eq!(help, "  help: give the executable that the linker wrote, or a contract file\n");
}

#[test]
fn a_rejected_contract_gets_its_report() {
    let place = ContractDirectory::new();
    place.contract("syscall", &CodeWriter::default().raw(&[0x0f, 0x05]).ret(), &Data::default());
    let ran = place.run(&["run", "syscall"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("E0203") && ran.stderr.contains("syscall"), "{}", ran.stderr);
}

#[test]
fn a_contract_comes_from_standard_input() {
    let place = ContractDirectory::new();
    let contract = testing::esc(&fib().bytes, b"", b"");
    let ran = place.run_with(&["run", "-", "--json"], &contract);
    assert_eq!(ran.object()["output"], "1125010000000000");
}

/// A contract that returns what it is told about call and chain.
#[test]
fn options_reach_the_contract() {
    let place = ContractDirectory::new();
    let mut data = Data::default();
    let (own, asset, out) = (data.string(b"1.11.3"), data.string(b"1.3.2"), data.header(0, 0));
    let facts = [
        Function::CallValue,
        Function::CallAsset,
        Function::BlockNumber,
        Function::BlockTime,
        Function::ContractNumber,
        Function::IsConstructor,
        Function::GasLimit,
    ];
    let code = facts
        .iter()
        .fold(CodeWriter::default(), |code, fact| code.call(*fact, &[]).pass(Function::ReturnU64));
    let code = code.call(Function::Balance, &[own, asset]).pass(Function::ReturnU64);
    let code = code.call(Function::Sender, &[out]).call(Function::ReturnString, &[out]);
    let code = code.call(Function::OriginSender, &[out]).call(Function::ReturnString, &[out]);
    let code = code.call(Function::BlockAuthor, &[out]).call(Function::ReturnString, &[out]).ret();
    place.contract("facts", &code, &data);
    place.write(
        "chain.toml",
        "[block]\nnumber = 70\ntime = 80\nauthor = \"1.2.33\"\n[balances.\"1.11.3\"]\n\"1.3.2\" = 9\n",
    );
    let types = "u64,u64,u64,u64,u64,u64,u64,i64,string";
    let returned = |arguments: &[&str]| {
        let (code, object) = place.json(&[&["run", "facts", "--returns", types], arguments].concat());
        assert_eq!(code, 0, "{object}");
        object["returned"].clone()
    };
    let time = ChainFile::default().block.time;
    assert_eq!(returned(&[]), json!([0, 0, 1, time, 0, 0, 10_000_000_000_u64, 0, "1.2.51.2.51.2.1"]));
    let options = "--value 5 --asset 1.3.2 --block-time 81 --contract 1.11.3 --constructor --gas 5000000000 --sender 1.11.9 \
                   --chain chain.toml";
    let options: Vec<_> = options.split(' ').collect();
    assert_eq!(returned(&options), json!([5, 2, 70, 81, 3, 1, 5_000_000_000_u64, 14, "1.11.91.2.51.2.33"]));
    let more = ["--origin", "1.2.8", "--block-number", "71", "--balance", "1.11.3/1.3.2=100"];
    assert_eq!(
        returned(&[&options[..], &more].concat()),
        json!([5, 2, 71, 81, 3, 1, 5_000_000_000_u64, 105, "1.11.91.2.81.2.33"])
    );
    // On a closed chain nobody is given what they have not.
    place.write(
        "closed.toml",
        "closed = true\n[balances.\"1.2.5\"]\n\"1.3.2\" = 4\n[balances.\"1.11.3\"]\n\"1.3.2\" = 1\n",
    );
    let closed =
        ["run", "facts", "--chain", "closed.toml", "--asset", "1.3.2", "--contract", "1.11.3", "--value"];
    assert_eq!(place.json(&[&closed[..], &["4"]].concat()).0, 0);
    let (code, object) = place.json(&[&closed[..], &["5"]].concat());
    assert_eq!((code, &object["error"], &object["gas_used"]), (1, &json!("invalid_chain_call"), &json!(0)));
}

#[test]
fn state_lasts_and_a_failed_or_viewed_call_leaves_no_trace() {
    let place = place_with_counters();
    let count = |contract: &str, more: &[&str]| {
        let (code, object) =
            place.json(&[&["run", contract, "--state", "state", "--returns", "u64"], more].concat());
        (code, object["returned"][0].clone())
    };
    assert_eq!(count("failing", &[]), (1, Value::Null));
    assert!(!place.path("state").exists(), "a failed first call makes no file");
    assert_eq!(count("counter", &["--view"]), (0, json!(1)));
    assert!(!place.path("state").exists());
    assert_eq!(count("counter", &[]), (0, json!(1)));
    assert_eq!(count("counter", &[]), (0, json!(2)));
    assert_eq!(count("failing", &[]), (2, Value::Null), "the state has other code");
    assert_eq!(count("failing", &["--force"]), (1, Value::Null));
    assert_eq!(count("counter", &["--gas", "11000"]), (1, Value::Null));
    assert_eq!(count("counter", &["--view"]), (0, json!(3)));
    assert_eq!(count("counter", &[]), (0, json!(3)));
    assert_eq!(count("counter", &["--contract", "1.11.1"]), (0, json!(1)), "each contract has its own");
    assert_eq!(count("counter", &[]), (0, json!(4)));
}

#[test]
fn balances_last_and_value_moves_once() {
    let place = ContractDirectory::new();
    let mut data = Data::default();
    let (to, asset) = (data.string(b"1.2.6"), data.string(b"1.3.0"));
    place.contract("pay", &CodeWriter::default().call(Function::Transfer, &[to, asset, 30]).ret(), &data);
    place.contract("keep", &CodeWriter::default().ret(), &data);
    let run =
        |arguments: &str| place.json(&["run"].into_iter().chain(arguments.split(' ')).collect::<Vec<_>>()).0;
    let balances = || {
        let chain = LocalChain::with_world(ChainFile::default(), World::open(&place.path("state")).unwrap());
        ["1.2.5", "1.11.0", "1.2.6"]
            .map(|id| chain.balance(id.parse().unwrap(), AssetId::ECHO).unwrap().unwrap())
    };
    assert_eq!(run("keep --state state --balance 1.2.5=100 --value 40"), 0);
    assert_eq!(balances(), [60, 40, 0]);
    assert_eq!(run("pay --state state"), 2, "1.11.0 has other code");
    assert_eq!(run("pay --state state --force"), 0);
    assert_eq!(balances(), [60, 10, 30]);
    assert_eq!(run("pay --state state --value 19"), 1);
    assert_eq!(balances(), [60, 10, 30], "the value came back");
    assert_eq!(run("pay --state state --value 20"), 0);
    assert_eq!(balances(), [40, 0, 60]);
}

#[test]
fn a_state_file_in_use_is_said_to_be() {
    let place = place_with_counters();
    assert_eq!(place.json(&["run", "counter", "--state", "state"]).0, 0);
    let held = World::open(&place.path("state")).unwrap();
    let (code, object) = place.json(&["run", "counter", "--state", "state"]);
    assert_eq!((code, &object["error"]), (2, &json!("unknown")));
    assert_eq!(object["message"], "the state file state is in use by another process");
    drop(held);
    assert_eq!(place.json(&["run", "counter", "--state", "state"]).0, 0);
}

#[test]
fn a_damaged_state_file_is_said_to_be() {
    let place = place_with_counters();
    assert_eq!(place.json(&["run", "counter", "--state", "state"]).0, 0);
    let whole = fs::read(place.path("state")).unwrap();
    let damaged: [(&str, Vec<u8>); 4] = [
        ("cut", whole[..whole.len() / 2].to_vec()),
        ("header", whole[..100].to_vec()),
        ("zeroed", [&whole[..4096], &vec![0; whole.len() - 4096]].concat()),
        ("garbage", [&whole[..64], &[0xa5; 6000]].concat()),
    ];
    for (name, content) in damaged {
        place.write("state", &content);
        let ran = place.run(&["run", "counter", "--state", "state", "--json"]);
        let object = ran.object();
        assert_eq!(ran.code, Some(2), "{name}: {ran:?}");
        assert_eq!(ran.stderr, "", "{name}");
        assert!(object["message"].as_str().unwrap().contains("state"), "{name}: {object}");
        assert!(!object["message"].as_str().unwrap().contains("internal error"), "{name}: {object}");
    }
}

/// A byte of the state file that is changed, wherever it is, leads to the right value or to misuse (exit code 2).
#[test]
fn a_changed_byte_gives_the_right_value_or_exit_2() {
    let place = place_with_counters();
    for _ in 0..3 {
        assert_eq!(place.json(&["run", "counter", "--state", "state"]).0, 0);
    }
    let whole = fs::read(place.path("state")).unwrap();
    let used: Vec<usize> = (0..whole.len()).filter(|at| *at < 320 || whole[*at] != 0).collect();
    let mut refused = 0;
    for position in used.iter().step_by(used.len() / 100) {
        let mut damaged = whole.clone();
        damaged[*position] ^= 0x41;
        place.write("state", &damaged);
        let (code, object) = place.json(&["run", "counter", "--view", "--state", "state"]);
        match code {
            0 => assert_eq!(object["output"], "0400000000000000", "byte {position:#x}"),
            code => assert_eq!(
                (code, &object["error"]),
                (2, &json!("incorrect_parameters")),
                "byte {position:#x}"
            ),
        }
        refused += usize::from(code == 2);
    }
    // Most bytes that are not zero belong to earlier commits.
    assert!(refused > 5, "{refused}");
}

/// What a contract says and returns, names of files and of what is in them, and what documents are quoted with: shown
/// as a person may see it, in text and in JSON.
#[cfg(unix)]
#[test]
fn nothing_steers_a_terminal() {
    use std::os::unix::ffi::OsStrExt;
    let place = ContractDirectory::new();
    for name in NAMES {
        let mut data = Data::default();
        let text = data.string(name);
        let code =
            CodeWriter::default().call(Function::DebugText, &[text]).call(Function::ReturnString, &[text]);
        place.contract("says", &code.ret(), &data);
        place.contract("fails", &CodeWriter::default().call(Function::Fail, &[text]), &data);
        let names = Names { defined: &[b"__apply"], undefined: &[name], ..Names::default() };
        place.write("linked", elf(b"\xc3", names));
        place.write("quoted", [b"a = 1\n", *name, b" = [1"].concat());
        fs::write(place.0.path().join(OsStr::from_bytes(name)), b"nothing").unwrap();
        let (missing, bogus) = ([b"missing", *name].concat(), [b"--", *name].concat());
        let call = [b"f(", *name, b")"].concat();
        let cases: &[(i32, &[&[u8]])] = &[
            (0, &[b"says", b"--returns", b"string"]),
            (1, &[b"fails"]),
            (1, &[b"linked"]),
            (2, &[name]),
            (2, &[&missing]),
            (2, &[b"says", b"--policy", b"quoted"]),
            (2, &[b"says", b"--chain", b"quoted"]),
            (2, &[b"says", b"--policy", &missing]),
            (2, &[b"says", b"--state", name]),
            (2, &[b"says", b"--call", &call]),
            (2, &[b"says", b"--sender", name]),
            (2, &[b"says", &bogus]),
        ];
        for (code, arguments) in cases {
            for json in [&[][..], &["--json"]] {
                let mut command = Command::cargo_bin("echo-vm").unwrap();
                command
                    .arg("run")
                    .args(arguments.iter().map(|argument| OsStr::from_bytes(argument)))
                    .args(json);
                let output = command.current_dir(place.0.path()).output().unwrap();
                let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
                assert_eq!(output.status.code(), Some(*code), "{arguments:?}: {told}");
                assert!(unfit(&told).is_empty(), "{arguments:?}: {told}");
                assert!(!told.contains("\nerror: fake"), "{arguments:?}: {told}");
            }
        }
    }
}

#[test]
fn documents_of_any_length_are_told_of_in_few_words() {
    let place = ContractDirectory::new();
    place.contract("fib", &fib(), &Data::default());
    let line = |len: usize| format!("profile = \"{}\"", "x".repeat(len));
    place.write("long.toml", line(1_000_000)).write("endless.toml", line(17_000_000));
    for (option, file, said) in [
        ("--policy", "long.toml", "line 1, column 11"),
        ("--policy", "endless.toml", "it has more than 1048576 bytes"),
        ("--chain", "long.toml", "unknown field `profile`"),
        ("--chain", "endless.toml", "it has more than 16777216 bytes"),
    ] {
        let ran = place.run(&["run", "fib", option, file]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
        assert!(ran.stderr.contains(said) && ran.stderr.len() < 2000, "{} bytes", ran.stderr.len());
    }
}

/// A process that is killed at any time loses no call that it reported, and leaves no half of one. How often it is killed,
/// `ECHO_KILLS` says: `make stress` has more of them.
#[test]
fn a_killed_process_loses_nothing_reported() {
    let place = place_with_counters();
    let program = assert_cmd::cargo::cargo_bin("echo-vm");
    let (mut reported, mut killed) = (0_u64, 0_u64);
    let kills = std::env::var("ECHO_KILLS").map_or(60, |kills| kills.parse::<u64>().unwrap());
    for i in 0..kills {
        let mut child = std::process::Command::new(&program)
            .current_dir(place.0.path())
            .args(["run", "counter", "--state", "state", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // From before the file is opened to after the result is printed.
        std::thread::sleep(Duration::from_micros(i * 42_000 / kills));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        if output.stdout.contains(&b'}') {
            reported += 1;
        } else {
            killed += 1;
        }
        let state = World::open(&place.path("state")).unwrap();
        let stored = |key| {
            let bytes = state.stored(ContractId(0), key).unwrap();
            bytes.map_or(0, |bytes| u64::from_le_bytes(bytes.try_into().unwrap()))
        };
        let count = stored(b"a");
        assert_eq!(count, stored(b"b"), "both or none");
        assert!(
            (reported..=reported + killed).contains(&count),
            "{count} calls, {reported} reported, {killed} killed"
        );
    }
    let (code, object) = place.json(&["run", "counter", "--state", "state", "--returns", "u64"]);
    assert_eq!(code, 0);
    assert!(object["returned"][0].as_u64().unwrap() > reported, "{object}");
}

#[test]
fn runs_are_equal() {
    let place = place_with_counters();
    for arguments in [&["run", "counter"][..], &["run", "failing"], &["run", "counter", "--gas", "9000"]] {
        assert_eq!(place.json(arguments), place.json(arguments), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let place = ContractDirectory::new();
    place.contract("fib", &fib(), &Data::default());
    for json in [&["--json"][..], &[]] {
        let status = std::process::Command::new(assert_cmd::cargo::cargo_bin("echo-vm"))
            .current_dir(place.0.path())
            .args([&["run", "fib"], json].concat())
            .stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(3), "{json:?}");
    }
}

/// A host without the address space that a machine needs: our failure, and an object all the same.
#[cfg(target_os = "linux")]
#[test]
fn a_host_without_memory_is_a_failure_of_ours() {
    let place = ContractDirectory::new();
    place.contract("fib", &fib(), &Data::default());
    let script = "ulimit -v 1500000 && exec \"$0\" run fib --json";
    let program = assert_cmd::cargo::cargo_bin("echo-vm");
    let output =
        Command::new("sh").current_dir(place.0.path()).args(["-c", script]).arg(program).output().unwrap();
    let ran = Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    let object = ran.object();
    assert_eq!((ran.code, &object["error"]), (Some(3), &json!("unknown")), "{object}");
    assert!(object["message"].as_str().unwrap().contains("cannot reserve"), "{object}");
}

#[test]
fn every_engine_gives_the_same_result() {
    let place = ContractDirectory::new();
    place.contract(
        "c.esc",
        &CodeWriter::default().call(Function::ReturnU64, &[75025]).ret(),
        &Data::default(),
    );
    let mut results =
        Engine::ALL.iter().map(|engine| place.json(&["run", "c.esc", "--engine", engine.name()]));
    let first = results.next().unwrap();
    assert_eq!(first.0, 0);
    assert!(results.all(|other| other == first));
    let ran = place.run(&["run", "c.esc", "--engine", "abacus"]);
    assert_eq!(ran.code, Some(2));
    assert!(Engine::ALL.iter().all(|engine| ran.stderr.contains(engine.name())), "{ran:?}");
    assert!(ran.stderr.contains("auto"), "{ran:?}");
}

#[test]
fn who_asks_is_told_which_engine_runs() {
    let place = ContractDirectory::new();
    place.contract("c.esc", &CodeWriter::default().call(Function::ReturnU64, &[7]).ret(), &Data::default());
    let quiet = place.run(&["run", "c.esc"]);
    assert_eq!((quiet.code, quiet.stderr.as_str()), (Some(0), ""));
    let here = cfg!(all(target_arch = "x86_64", target_os = "linux"));
    for arguments in [&["run", "c.esc", "--verbose"][..], &["run", "c.esc", "--verbose", "--engine", "auto"]]
    {
        let ran = place.run(arguments);
        assert_eq!((ran.code, &ran.stdout), (Some(0), &quiet.stdout));
        let expected = if here {
            "engine: tiered, the fastest for short runs and for long ones\n"
        } else {
            "engine: interpreter, for "
        };
        assert!(ran.stderr.starts_with(expected), "{ran:?}");
    }
    for engine in Engine::ALL {
        let ran = place.run(&["run", "c.esc", "--json", "--verbose", "--engine", engine.name()]);
        assert_eq!(ran.code, Some(0));
        assert_eq!(ran.object()["error"], json!("none"));
        assert_eq!(ran.stderr, format!("engine: {engine}, which was asked for\n"));
    }
}

/// Runs the command line with as little address space as no contract can do with.
#[cfg(target_os = "linux")]
fn without_address_space(place: &ContractDirectory, arguments: &str) -> Ran {
    let script = format!("ulimit -v 2000000; \"$0\" run c.esc {arguments}");
    let program = assert_cmd::cargo::cargo_bin("echo-vm");
    let output =
        Command::new("sh").current_dir(place.0.path()).args(["-c", &script]).arg(program).output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_engine_that_the_host_cannot_have_is_said_to_be_so() {
    let place = ContractDirectory::new();
    place.contract("c.esc", &CodeWriter::default().call(Function::ReturnU64, &[7]).ret(), &Data::default());
    let ran = without_address_space(&place, "--engine jit --json");
    let object = ran.object();
    assert_eq!((ran.code, &object["error"]), (Some(2), &json!("incorrect_parameters")), "{object}");
    assert!(object["message"].as_str().unwrap().starts_with("the engine jit "), "{object}");
    let ran = without_address_space(&place, "--verbose --json");
    assert!(ran.stderr.starts_with("engine: interpreter, for the engine jit "), "{ran:?}");
}

#[test]
fn help_names_what_the_readme_explains() {
    let place = ContractDirectory::new();
    let ran = place.run(&["run", "--help"]);
    assert_eq!(ran.code, Some(0));
    let readme = include_str!("../README.md");
    let options: Vec<_> = ran.stdout.split_whitespace().filter(|word| word.starts_with("--")).collect();
    assert!(options.len() > 15);
    for option in options {
        let option = option.trim_end_matches([',', ')']);
        assert!(readme.contains(option), "README.md does not mention {option}");
    }
    assert_eq!(place.run(&["--version"]).stdout, format!("echo-vm {}\n", env!("CARGO_PKG_VERSION")));
    let gas = place.run(&["gas"]).stdout;
    assert!(gas.contains("\n   25  "), "{gas}");
    assert!(
        gas.contains("2 for each byte of text") && gas.contains("when it becomes accessible: 40\n"),
        "{gas}"
    );
    for function in Function::ALL {
        assert!(gas.contains(&format!("0x{:02x} {}", *function as u8, function.name())), "{function:?}");
    }
}

/// The contracts of 2019, as they are.
#[test]
fn original_contracts_run() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/contracts");
    if !directory.is_dir() {
        println!("skipped: ../shared/contracts is not there");
        return;
    }
    let place = ContractDirectory::new();
    let run = |file: &str, call: &str, more: &[&str]| {
        let file = directory.join(file);
        place.json(&[&["run", file.to_str().unwrap(), "--call", call], more].concat())
    };
    let (code, object) = run("fib.esc", "fib(25)", &["--returns", "u64"]);
    assert_eq!(
        (code, &object["output"], &object["returned"]),
        (0, &json!("1125010000000000"), &json!([75025]))
    );
    let (code, object) = run("hello.esc", "greet()", &["--returns", "string"]);
    assert_eq!((code, &object["returned"]), (0, &json!(["Hello World from x86-64!!!"])));
    let (code, object) = run("hello.esc", "block_number()", &["--block-number", "11990"]);
    assert_eq!((code, &object["output"]), (0, &json!("d62e0000")));
    let balance = "get_balance(\"1.2.5\",\"1.3.0\")";
    let (code, object) = run("hello.esc", balance, &["--balance", "1.2.5=1000", "--returns", "i64"]);
    assert_eq!((code, &object["returned"]), (0, &json!([1000])));
    let (code, object) = run("hello.esc", balance, &[]);
    assert_eq!((code, &object["output"]), (0, &json!("0000000000000000")));
    let (code, object) = run("hello.esc", "missing()", &[]);
    assert_eq!(
        (code, &object["error"], &object["message"]),
        (1, &json!("contract_error"), &json!("The called function is missing."))
    );
    let (code, object) = run("fib.esc", "fib(25)", &["--gas", "100000"]);
    assert_eq!((code, &object["error"]), (1, &json!("out_of_gas")));
}

#[test]
fn a_contract_says_what_can_be_called() {
    let place = ContractDirectory::new();
    let source = "#include \"echo.h\"
        static void create(void) {} static void add(void) {} static void get(void) {} static void old(void) {}
        ECHO_CONTRACT(ECHO_CONSTRUCTOR(create, (ECHO_U64, ECHO_TEXT)) ECHO_FUNCTION(add, (ECHO_U64), ECHO_BOOL, ECHO_TEXT)
            ECHO_VIEW(get, (), ECHO_U64) ECHO_FUNCTION(old) ECHO_EVENT(transfer, (ECHO_TEXT, ECHO_TEXT, ECHO_U64)) ECHO_EVENT(any))";
    let path = |name: &str| place.path(name);
    fs::write(path("c.c"), source).unwrap();
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("../echo-abi/include");
    let built = std::process::Command::new("gcc")
        .args(["-O1", "-fno-stack-protector", "-static", "-nostdlib", "-Wl,-e,__apply", "-I"])
        .args([include.as_path(), Path::new("-o"), &path("c.elf"), &path("c.c")])
        .status();
    assert!(built.unwrap().success());
    let elf = fs::read(path("c.elf")).unwrap();
    let packed =
        echo_strip::strip(&elf, echo_strip::Format::Elf, &echo_abi::Policy::default().limits).unwrap();
    fs::write(path("c.echo"), packed.bytes).unwrap();
    let ran = place.run(&["interface", "c.echo"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        ran.stdout,
        "sdk         c/0.1.0
constructor (uint64,string)
function    add(uint64) -> bool,string
view        get() -> uint64
function    old(…)
event       transfer(string,string,uint64)  806a86f5c5dccc502bdc081bb15f6ef3c3ad270d500c9e46cb0eab4ac06061d9
event       any(…)
"
    );
    let ran = place.run(&["interface", "c.elf", "--json"]);
    let object: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(object["constructor"], json!({"arguments": ["uint64", "string"]}));
    let add = json!({"name": "add", "view": false, "arguments": ["uint64"], "results": ["bool", "string"]});
    assert_eq!(object["functions"][0], add);
    assert_eq!(
        (&object["functions"][1]["view"], &object["functions"][2]["arguments"]),
        (&Value::Bool(true), &Value::Null)
    );
    assert_eq!(object["events"][0]["signature"], "transfer(string,string,uint64)");
    assert_eq!((&object["events"][1]["hash"], &object["error"]), (&Value::Null, &Value::from("none")));

    place.contract("fib", &fib(), &Data::default());
    let ran = place.run(&["interface", "fib"]);
    assert!(ran.code == Some(1) && ran.stderr.contains("does not say what can be called"), "{ran:?}");
    let (code, object) = place.json(&["interface", "fib"]);
    assert_eq!((code, &object["error"]), (1, &Value::from("incorrect_parameters")));
    assert_eq!(place.run(&["interface", "nothing"]).code, Some(2));
    fs::write(path("text"), "text").unwrap();
    let (code, object) = place.json(&["interface", "text"]);
    assert_eq!((code, &object["error"]), (2, &Value::from("incorrect_emulator_load")));
}

#[test]
fn a_constructor_runs_once() {
    let place = place_with_counters();
    let run = |more: &[&str]| place.json(&[&["run", "counter", "--state", "state"], more].concat());
    assert_eq!(run(&["--constructor"]).0, 0);
    assert_eq!(run(&[]).0, 0);
    let (code, object) = run(&["--constructor"]);
    assert_eq!((code, &object["error"]), (2, &json!("invalid_chain_call")));
    assert_eq!(object["message"], "the constructor of 1.11.0 has run: it does so once");
    assert_eq!(run(&["--constructor", "--force"]).0, 0);
    assert_eq!(run(&["--constructor", "--contract", "1.11.1"]).0, 0);
    // Where it did not run yet, it still can.
    assert_eq!(run(&["--contract", "1.11.2"]).0, 0);
    assert_eq!(run(&["--constructor", "--contract", "1.11.2"]).0, 0);
    assert_eq!(run(&["--constructor", "--contract", "1.11.2"]).0, 2);
}

#[test]
fn a_view_says_what_would_change() {
    let place = place_with_counters();
    let view = ["run", "counter", "--state", "state", "--view"];
    let ran = place.run(&view);
    assert_eq!(ran.stderr, "warning: there is no state file state yet: the view is of an empty one\n");
    assert!(ran.stdout.contains("would be  1.11.0 a = 0x0100000000000000\n"), "{ran:?}");
    let object = place.run(&[&view[..], &["--json"]].concat()).object();
    let stored = json!({"contract": "1.11.0", "key": "61", "value": "0100000000000000"});
    assert_eq!(object["changes"]["storage"][0], stored);
    assert!(!place.path("state").exists());
}
