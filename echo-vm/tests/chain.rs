//! A chain in a file, by its commands; and scenario files. Contracts are the samples, as `make samples` builds them.

#[expect(dead_code, reason = "the library's own tests use the rest")]
#[path = "../src/testing.rs"]
mod testing;

#[expect(dead_code, reason = "the other tests of the command line use the rest")]
mod support;

use echo_abi::Policy;
use echo_strip::{Format, strip};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;
use support::directory::ContractDirectory;

/// The samples, built once.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let build = Path::new(env!("CARGO_TARGET_TMPDIR")).join("chain-samples");
        let output = Command::new("make")
            .args(["--no-print-directory", "-C"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples"))
            .args(
                ["token", "token_rust", "fib", "vault"]
                    .map(|name| build.join(name).with_extension("elf").display().to_string()),
            )
            .arg(format!("BUILD={}", build.display()))
            .arg(concat!("RUST_TARGET=", env!("CARGO_TARGET_TMPDIR"), "/rust"))
            .output()
            .expect("make runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        build
    })
}

fn sample(name: &str) -> String {
    built().join(name).with_extension("elf").display().to_string()
}

/// A directory with a chain.
fn chain() -> ContractDirectory {
    let place = ContractDirectory::new();
    let (code, object) = place.json(&["init"]);
    assert_eq!((code, object["accounts"].as_array().unwrap().len()), (0, 10));
    place
}

/// Runs a command that goes well.
fn good(place: &ContractDirectory, arguments: &[&str]) -> Value {
    let (code, object) = place.json(arguments);
    assert_eq!((code, &object["error"]), (0, &json!("none")), "{arguments:?}: {object}");
    object
}

fn bad(place: &ContractDirectory, arguments: &[&str]) -> (i32, String, String) {
    let (code, object) = place.json(arguments);
    let text = |name: &str| object[name].as_str().unwrap_or_default().to_owned();
    (code, text("error"), text("message"))
}

#[test]
fn a_token_is_deployed_called_and_looked_at() {
    let place = chain();
    let deployed = good(&place, &["deploy", &sample("token")]);
    assert_eq!((&deployed["contract"], &deployed["result"]), (&json!("1.11.0"), &json!("1.12.0")));
    assert_eq!(deployed["events"][0]["values"], json!(["", "1.2.1", 1_000_000]));
    let called = good(&place, &["call", "1.11.0", "transfer(\"1.2.2\", 25)"]);
    assert_eq!((&called["returned"], &called["block"]), (&json!([true]), &json!(2)));
    // A view changes nothing, and says what it would.
    let viewed = good(&place, &["view", "1.11.0", "transfer(\"1.2.2\", 1)"]);
    assert_eq!(viewed["changes"]["storage"].as_array().unwrap().len(), 2);
    let balance = good(&place, &["view", "1.11.0", "balance_of(\"1.2.2\")"]);
    assert_eq!(balance["returned"], json!([25]));
    // Who signs is known by name.
    let poor = bad(&place, &["call", "1.11.0", "transfer(\"1.2.1\", 26)", "--sender", "bob"]);
    assert_eq!(poor, (1, "contract_error".into(), "token: insufficient balance".into()));
    let failed = good(&place, &["result", "1.12.2"]);
    assert_eq!(failed["result"]["error"], "contract_error");
    assert_eq!(failed["result"]["sender"], "1.2.2");
    let logs = good(&place, &["logs", "--event", "transfer", "--from", "2"]);
    assert_eq!(logs["logs"].as_array().unwrap().len(), 1);
    assert_eq!(logs["logs"][0]["event"]["values"], json!(["1.2.1", "1.2.2", 25]));
    assert_eq!(good(&place, &["logs", "--contract", "1.11.1"])["logs"], json!([]));
    let storage = good(&place, &["storage", "1.11.0", "--prefix", "balance:1.2.2"]);
    assert_eq!(storage["storage"][0]["value"], "1900000000000000");
    let contract = &good(&place, &["contract", "1.11.0"])["contracts"][0];
    assert_eq!((&contract["owner"], &contract["code_hash"]), (&json!("1.2.1"), &deployed["code_hash"]));
    assert_eq!(contract["interface"]["functions"][0]["name"], "mint");
}

#[test]
fn wrong_calls_are_told_before_they_run() {
    let place = chain();
    good(&place, &["deploy", &sample("token")]);
    for (call, message) in [
        (
            "transfr(\"1.2.2\", 1)",
            "there is no function transfr; there are transfer, mint, balance_of, total_supply",
        ),
        ("transfer(\"1.2.2\")", "argument 2 of transfer, a uint64, is missing"),
        ("transfer(\"1.2.2\", \"x\")", "argument 2 of transfer is a uint64, and \"x\" was given"),
        ("transfer(\"1.2.2\", 1, 2)", "transfer takes 2 arguments, and 3 were given"),
    ] {
        let told = bad(&place, &["call", "1.11.0", call]);
        assert_eq!(told, (2, "incorrect_parameters".into(), message.into()));
    }
    let unchecked = bad(&place, &["call", "1.11.0", "transfr()", "--no-check"]);
    assert_eq!(unchecked, (1, "contract_error".into(), "The called function is missing.".into()));
    let constructor = bad(&place, &["deploy", &sample("token"), "--call", "constructor(5)"]);
    assert_eq!(constructor.2, "the constructor takes 0 arguments, and 1 were given");
    let stays = good(&place, &["block"]);
    assert_eq!(stays["current"]["number"], 3, "what was not a transaction made no block");
}

#[test]
fn what_is_not_there_is_said() {
    let place = ContractDirectory::new();
    let told = bad(&place, &["account"]);
    assert_eq!((told.0, told.2.as_str()), (2, "there is no chain in echo.state"));
    assert!(place.run(&["account"]).stderr.contains("help: `echo-vm init` makes one"));
    good(&place, &["init"]);
    for (arguments, code, message) in [
        (&["init"][..], 2, "the chain has begun already: it is at block 1"),
        (&["call", "1.11.0", "f()"], 2, "there is no contract 1.11.0"),
        (&["transfer", "zoe", "1"], 2, "there is no account \"zoe\" on this chain"),
        (&["transfer", "bob", "1", "--asset", "GOLD"], 2, "there is no asset \"GOLD\" on this chain"),
        (&["transfer", "bob", "1", "--sender", "1.2.99"], 2, "there is no account 1.2.99"),
        (
            &["transfer", "bob", "1000000000001"],
            1,
            "1.2.1 has 1000000000000 of 1.3.0, less than 1000000000001",
        ),
        (&["transfer", "1.2.99", "1"], 1, "there is no 1.2.99, or no asset 1.3.0"),
        (&["result", "1.12.7"], 2, "there is no result 1.12.7"),
        (&["storage", "1.11.0"], 2, "there is no contract 1.11.0"),
        (&["block", "7"], 2, "block 7 is not made yet"),
        (&["block", "--time", "1"], 2, "the time 1 is before that of the last block, 1577836801"),
        (&["revert", "5"], 2, "there is no snapshot 5"),
        (&["account", "1.2.99"], 2, "there is no 1.2.99 on this chain"),
        (&["account", "--create", "alice"], 2, "alice is taken by 1.2.1"),
    ] {
        let told = bad(&place, arguments);
        assert_eq!((told.0, told.2.as_str()), (code, message), "{arguments:?}");
    }
    fs::write(place.path("no.elf"), "no contract").unwrap();
    let told = bad(&place, &["deploy", "no.elf"]);
    assert_eq!((told.0, told.1.as_str()), (2, "incorrect_emulator_load"));
}

#[test]
fn two_chains_to_which_the_same_is_done_are_equal() {
    let done = || {
        let place = chain();
        good(&place, &["deploy", &sample("token"), "--sender", "bob", "--upgradeable"]);
        good(&place, &["call", "1.11.0", "transfer(\"1.2.2\", 0)", "--same-block"]);
        good(&place, &["asset", "--create", "GOLD", "--precision", "2", "--supply", "500", "--to", "carol"]);
        good(&place, &["transfer", "1.11.0", "7", "--asset", "GOLD", "--sender", "carol"]);
        good(&place, &["block", "--mine", "2", "--time", "1600000000", "--author", "dave"]);
        let upgraded = good(&place, &["upgrade", "1.11.0", &sample("fib"), "--sender", "bob"]);
        (upgraded["state"].clone(), place)
    };
    let ((one, place), (other, second)) = (done(), done());
    assert_eq!(one, other);
    let file = second.path("echo.state").display().to_string();
    assert_eq!(good(&place, &["diff", &file])["differences"], json!([]));
    good(&second, &["transfer", "bob", "1"]);
    let (code, object) = place.json(&["diff", &file]);
    let entries: Vec<_> = object["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["entry"].as_str().unwrap())
        .collect();
    assert_eq!(code, 1);
    assert!(entries.contains(&"balance of 1.2.2 in 1.3.0"), "{entries:?}");
    let text = place.run(&["diff", &file]).stdout;
    let line =
        |key: &str| text.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("{text}"));
    assert_eq!(line("balance of 1.2.2"), "balance of 1.2.2 in 1.3.0: 1000000000000 / 1000000000001");
    assert!(line("the block being made").contains("number 6 / 7, "), "{text}");
    assert!(
        line("result 1.12.").contains(r#": nothing / {"action":"transfer","asset":"1.3.0","block":6,"#),
        "{text}"
    );
    // Only the owner may, and only what was deployed so.
    good(&place, &["deploy", &sample("token")]);
    for (arguments, message) in [
        (["upgrade", "1.11.0", &sample("fib"), "--sender", "carol"], "1.11.0 belongs to 1.2.2, not to 1.2.3"),
        (
            ["upgrade", "1.11.1", &sample("fib"), "--sender", "alice"],
            "1.11.1 was not created as one whose code can be replaced",
        ),
    ] {
        assert_eq!(bad(&place, &arguments), (1, "invalid_chain_call".into(), message.into()));
    }
    // What it stored is still there, for the new code.
    let fib = good(&place, &["view", "1.11.0", "fib(20)", "--returns", "u64"]);
    assert_eq!(fib["returned"], json!([6765]));
    assert!(!good(&place, &["storage", "1.11.0"])["storage"].as_array().unwrap().is_empty());
}

#[test]
fn a_chain_goes_back_and_travels() {
    let place = chain();
    good(&place, &["deploy", &sample("token")]);
    let before = good(&place, &["block"])["state"].clone();
    let mark = good(&place, &["snapshot"])["snapshot"].to_string();
    good(&place, &["call", "1.11.0", "transfer(\"1.2.2\", 25)"]);
    assert_ne!(good(&place, &["block"])["state"], before);
    assert_eq!(good(&place, &["revert", &mark])["state"], before);
    assert_eq!(good(&place, &["snapshot", "--list"])["snapshots"].to_string(), format!("[{mark}]"));
    good(&place, &["snapshot", "--forget", &mark]);
    good(&place, &["dump", "dump.json"]);
    let loaded = good(&place, &["load", "dump.json", "--state", "other"]);
    assert_eq!(loaded["state"], before);
    assert_eq!(bad(&place, &["load", "dump.json", "--state", "other"]).2, "there is a chain in other");
    good(&place, &["load", "dump.json", "--state", "other", "--replace"]);
    // It goes on as the first one would.
    let call = ["call", "1.11.0", "transfer(\"1.2.2\", 25)"];
    let one = good(&place, &call);
    let other = good(&place, &[&call[..], &["--state", "other"]].concat());
    assert_eq!(one, other);
    let text = fs::read_to_string(place.path("dump.json")).unwrap().replacen("\"alice\"", "\"alicia\"", 1);
    fs::write(place.path("changed.json"), text).unwrap();
    let told = bad(&place, &["load", "changed.json", "--state", "third"]);
    assert!(told.2.contains("what it holds comes to"), "{told:?}");
    assert!(!place.path("third").exists());
}

/// A file that `run` made is a chain, and the other way round.
#[test]
fn run_and_the_chain_share_a_file() {
    let place = chain();
    good(&place, &["deploy", &sample("token")]);
    let run = ["run", &sample("token"), "--state", "echo.state", "--sender", "1.2.1", "--call"];
    good(&place, &[&run[..], &["transfer(\"1.2.9\", 5)"]].concat());
    assert_eq!(good(&place, &["view", "1.11.0", "balance_of(\"1.2.9\")"])["returned"], json!([5]));
    let told = bad(&place, &["run", &sample("fib"), "--state", "echo.state", "--call", "fib(1)"]);
    assert_eq!((told.0, told.1.as_str()), (2, "invalid_chain_call"));
    good(&place, &["run", &sample("fib"), "--state", "made", "--call", "fib(1)"]);
    assert_eq!(good(&place, &["contract", "--state", "made"])["contracts"][0]["id"], "1.11.0");
}

#[test]
fn people_are_told_the_same() {
    let place = chain();
    let ran = place.run(&["deploy", &sample("token")]);
    assert_eq!(ran.code, Some(0));
    for line in
        ["contract  1.11.0\n", "result    1.12.0\n", "log 0     1.11.0 transfer(\"\", \"1.2.1\", 1000000)\n"]
    {
        assert!(ran.stdout.contains(line), "{}", ran.stdout);
    }
    let ran = place.run(&["transfer", "bob", "250"]);
    assert!(
        ran.stdout.starts_with("sent      0.00000250 ECHO\nbalance   1.2.1 (alice) 9999.99999750 ECHO\n")
    );
    let ran = place.run(&["account", "bob"]);
    assert_eq!(ran.stdout, "1.2.2 (bob)\n  10000.00000250 ECHO\n");
    let ran = place.run(&["storage", "1.11.0"]);
    assert!(ran.stdout.contains("\"total\" = 0x40420f0000000000 (1000000)\n"), "{}", ran.stdout);
}

const SCENARIOS: &str = r#"
texts = { some = "25" }
[[scenario]]
name = "good"
[[scenario.step]]
deploy = "token.elf"
storage = { total = 1000000, owner = "$alice", nothing = false }
logs = ['transfer("", "$alice", 1000000)']
[[scenario.step]]
call = 'transfer("$bob", $some)'
returns = [true]
[[property]]
name = "the supply stays"
cases = 5
[[property.step]]
deploy = "token.elf"
[[property.call]]
call = 'transfer(any account, any u64)'
[[property.invariant]]
call = 'balance_of("$each")'
equals = 'total_supply()'
"#;

fn test(place: &ContractDirectory, more: &[&str]) -> (i32, Value) {
    let build = built().display().to_string();
    place.json(&[&["test", "--build", &build], more].concat())
}

#[test]
fn scenarios_pass_and_fail() {
    let place = ContractDirectory::new();
    fs::write(place.path("token.scenario.toml"), SCENARIOS).unwrap();
    let (code, object) = test(&place, &[]);
    assert_eq!((code, &object["passed"], &object["failed"]), (0, &json!(2), &json!(0)), "{object}");
    // Each expectation can fail.
    for (from, to, expected, found) in [
        ("total = 1000000", "total = 999999", "999999", "0x40420f0000000000"),
        ("owner = \"$alice\"", "owner = \"$bob\"", "\"$bob\"", "\"1.2.1\""),
        ("nothing = false", "nothing = true", "true", "nothing"),
        (
            "1000000)']",
            "1000001)']",
            "transfer(\"\", \"1.2.1\", 1000001)",
            "transfer(\"\", \"1.2.1\", 1000000)",
        ),
        ("[true]", "[false]", "[false]", "[true]"),
        ("returns", "error = \"out_of_gas\"\nreturns", "out_of_gas", "none"),
        ("returns", "output = \"00\"\nreturns", "00", "01"),
        ("returns", "balances = { bob = { ECHO = 5 } }\nreturns", "5", "1000000000000"),
        ("returns", "debug = [\"x\"]\nreturns", "x", ""),
        (
            "returns",
            "events = [\"transfer(string,string,uint32)\"]\nreturns",
            "transfer(string,string,uint32)",
            "transfer(string,string,uint64)",
        ),
    ] {
        let changed = SCENARIOS.replacen(from, to, 1);
        assert_ne!(changed, SCENARIOS);
        fs::write(place.path("token.scenario.toml"), changed).unwrap();
        let (code, object) = test(&place, &["--filter", "good"]);
        let scenario = &object["scenarios"][0];
        assert_eq!((code, &scenario["passed"]), (1, &json!(false)), "{to}: {object}");
        assert_eq!((&scenario["expected"], &scenario["found"]), (&json!(expected), &json!(found)), "{to}");
    }
    let costly = SCENARIOS.replacen("returns", "gas_at_most = 100\nreturns", 1);
    fs::write(place.path("token.scenario.toml"), costly).unwrap();
    let (_, object) = test(&place, &["--filter", "good"]);
    let reason = object["scenarios"][0]["reason"].as_str().unwrap();
    assert!(reason.ends_with("gas, and 100 were to be enough"), "{reason}");
}

/// An ESC file does not say what its functions return: the file of that name in another directory does.
#[test]
fn what_a_file_does_not_say_another_does() {
    let place = ContractDirectory::new();
    fs::write(place.path("scenario.toml"), SCENARIOS).unwrap();
    fs::create_dir(place.path("esc")).unwrap();
    let elf = fs::read(sample("token")).unwrap();
    let esc = strip(&elf, Format::Esc, &Policy::default().limits).unwrap().bytes;
    fs::write(place.path("esc").join("token.elf"), esc).unwrap();
    let (code, object) = place.json(&["test", "--build", "esc"]);
    let reason = object["scenarios"][0]["reason"].as_str().unwrap();
    assert_eq!(code, 1);
    assert!(reason.ends_with("does not say what transfer returns; `types = [\"u64\"]` does"), "{reason}");
    let build = built().display().to_string();
    let (code, object) = place.json(&["test", "--build", "esc", "--build", &build]);
    assert_eq!((code, &object["passed"]), (0, &json!(2)), "{object}");
}

/// What breaks an invariant is made as small as it goes.
#[test]
fn a_property_that_does_not_hold_is_shown_by_one_call() {
    let place = ContractDirectory::new();
    let changed = SCENARIOS.replace(
        "call = 'balance_of(\"$each\")'\nequals = 'total_supply()'",
        "call = 'balance_of(\"$bob\")'",
    );
    fs::write(place.path("scenario.toml"), changed.replace("cases = 5", "cases = 64")).unwrap();
    let (code, object) = test(&place, &["--filter", "supply"]);
    let reason = object["scenarios"][0]["reason"].as_str().unwrap();
    assert_eq!(code, 1);
    assert!(reason.ends_with("after these calls:\n  transfer(\"1.2.2\", 1) from 1.2.1"), "{reason}");
    assert_eq!(
        test(&place, &["--filter", "supply"]).1["scenarios"][0]["reason"],
        reason,
        "it is the same each time"
    );
    // Nothing is tried, so that nothing is found.
    assert_eq!(test(&place, &["--filter", "supply", "--cases", "0"]).0, 0);
}

#[test]
fn gas_is_reported_and_compared() {
    let place = ContractDirectory::new();
    fs::write(place.path("scenario.toml"), SCENARIOS).unwrap();
    let (_, object) = test(&place, &["--gas-report", "gas.json", "--junit", "junit.xml"]);
    let used = object["gas"]["token.elf"]["transfer"]["median"].as_u64().unwrap();
    assert!(used > 1000);
    let junit = fs::read_to_string(place.path("junit.xml")).unwrap();
    assert!(junit.contains("tests=\"2\" failures=\"0\""), "{junit}");
    assert_eq!(test(&place, &["--gas-diff", "gas.json"]).0, 0);
    let report = fs::read_to_string(place.path("gas.json")).unwrap();
    let less = report.replace(&format!("\"median\": {used}"), &format!("\"median\": {}", used - 10));
    assert_ne!(less, report);
    fs::write(place.path("gas.json"), less).unwrap();
    let (code, object) = test(&place, &["--gas-diff", "gas.json"]);
    assert_eq!(code, 1);
    assert!(object["gas_worse"][0].as_str().unwrap().starts_with("token.elf transfer: "), "{object}");
    assert_eq!(test(&place, &["--gas-diff", "gas.json", "--gas-threshold", "1"]).0, 0);
}

#[test]
fn what_is_wrong_with_a_scenario_file_is_said() {
    let place = ContractDirectory::new();
    assert_eq!(bad(&place, &["test"]), (2, "incorrect_parameters".into(), "there is nothing to test".into()));
    for (text, message) in [
        ("[[scenarios]]", "unknown field `scenarios`"),
        ("[[scenario]]\nname = \"x\"\n[[scenario.step]]\nreturn = 1", "unknown field `return`"),
        ("x = ", "line 1"),
    ] {
        fs::write(place.path("scenario.toml"), text).unwrap();
        let told = bad(&place, &["test"]);
        assert!(told.0 == 2 && told.2.contains(message), "{text}: {told:?}");
    }
    let step = |step: &str| format!("[[scenario]]\nname = \"x\"\n[[scenario.step]]\n{step}\n");
    for (text, message) in [
        (step("call = 'f()'"), "step 1, f(): no contract is deployed yet"),
        (step("deploy = 'none.elf'"), "step 1, none.elf: there is no file none.elf in "),
        (
            step("transfer = 'zoe'\nvalue = 1"),
            "there is no account \"zoe\" on this chain, nor is a contract deployed as \"zoe\"",
        ),
        (step("deploy = 'token.elf'\n[[scenario.step]]\ncall = 'f('"), "step 2, f(: f(: column 3"),
    ] {
        fs::write(place.path("scenario.toml"), text).unwrap();
        let (code, object) = test(&place, &[]);
        let reason = object["scenarios"][0]["reason"].as_str().unwrap();
        assert!(code == 1 && reason.contains(message), "{reason}");
    }
}

/// A process whose output is read line by line, and that ends with the test however that ends.
struct Watching {
    child: std::process::Child,
    lines: std::sync::mpsc::Receiver<String>,
}

impl Watching {
    fn start(place: &ContractDirectory, arguments: &[&str]) -> Self {
        use std::io::BufRead;
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("echo-vm"))
            .current_dir(place.path("."))
            .args(arguments)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let (sender, lines) = std::sync::mpsc::channel();
        let stdout = child.stdout.take().unwrap();
        // It ends with the process.
        std::thread::spawn(move || {
            for line in std::io::BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Self { child, lines }
    }

    /// What is printed until it waits for a change.
    fn round(&self) -> String {
        let mut text = String::new();
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(60));
            match line.unwrap_or_else(|error| panic!("{error} after {text}")).as_str() {
                "waiting for a change" => return text,
                line => text.extend([line, "\n"]),
            }
        }
    }

    /// Whether it stays quiet while nothing changes.
    fn is_quiet(&self) -> bool {
        self.lines.recv_timeout(Duration::from_secs(1)).is_err()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn scenarios_run_again_when_a_file_changes() {
    let place = ContractDirectory::new();
    fs::create_dir_all(place.path("target/in")).unwrap();
    let contract = fs::read(sample("token")).unwrap();
    let scenario = |name: &str, value: &str| {
        format!(
            "[[scenario]]\nname = \"{name}\"\n[[scenario.step]]\ndeploy = \"target/in/token.elf\"\n\
             [[scenario.step]]\ncall = 'transfer(\"$bob\", 25)'\nreturns = [{value}]\n"
        )
    };
    fs::write(place.path("target/in/token.elf"), &contract).unwrap();
    fs::write(place.path("scenario.toml"), scenario("first", "true")).unwrap();
    // Its own reports are no changes.
    let arguments = ["test", "--watch", "--junit", "report.xml", "--gas-report", "gas.json"];
    let watching = Watching::start(&place, &arguments);
    assert!(watching.round().contains("1 passed, 0 failed"));
    assert!(watching.is_quiet());
    fs::write(place.path("scenario.toml"), scenario("second", "false")).unwrap();
    let text = watching.round();
    assert!(text.contains("FAIL  second") && text.contains("0 passed, 1 failed"), "{text}");
    // A new file; one that is written in pieces is not read before it is whole.
    let new = scenario("third", "true");
    let (first, rest) = new.split_at(20);
    fs::write(place.path("more.scenario.toml"), first).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    fs::write(place.path("more.scenario.toml"), format!("{first}{rest}")).unwrap();
    let text = watching.round();
    assert!(text.contains("ok    third") && text.contains("1 passed, 1 failed"), "{text}");
    // Files that go, and come back.
    fs::remove_file(place.path("more.scenario.toml")).unwrap();
    assert!(watching.round().contains("0 passed, 1 failed"));
    fs::remove_file(place.path("scenario.toml")).unwrap();
    assert_eq!(watching.round(), "", "there is nothing to test, which is an error");
    fs::write(place.path("scenario.toml"), scenario("fourth", "true")).unwrap();
    assert!(watching.round().contains("1 passed, 0 failed"));
    // A contract, wherever it is.
    fs::remove_file(place.path("target/in/token.elf")).unwrap();
    assert!(watching.round().contains("there is no file target/in/token.elf"));
    fs::write(place.path("target/in/token.elf"), &contract).unwrap();
    assert!(watching.round().contains("1 passed, 0 failed"));
    assert!(watching.is_quiet());
}

/// Names of Rust's functions, from a real contract without its debug information.
#[test]
fn a_contract_in_rust_is_traced_by_its_names() {
    let place = ContractDirectory::new();
    let step = "call = 'transfer(\"$alice\", 25)'\nsender = \"bob\"";
    fs::write(
        place.path("scenario.toml"),
        format!("[[scenario]]\nname = \"x\"\n[[scenario.step]]\ndeploy = \"token_rust.elf\"\ncall = 'constructor(1000)'\n[[scenario.step]]\n{step}\n"),
    )
    .unwrap();
    let (_, object) = test(&place, &[]);
    let frames =
        object["scenarios"][0]["backtrace"][0]["frames"].as_array().unwrap_or_else(|| panic!("{object}"));
    let functions: Vec<_> = frames.iter().filter_map(|frame| frame["function"].as_str()).collect();
    assert!(functions.last().unwrap().starts_with("__apply"), "{functions:?}");
    assert!(functions.iter().all(|name| !name.contains("_ZN") && !name.contains("_R")), "{functions:?}");
}

/// From nothing to a contract that is tested, with what the program brings along.
#[test]
fn a_new_project_builds_and_passes() {
    let place = ContractDirectory::new();
    let tools = assert_cmd::cargo::cargo_bin("echo-vm").parent().unwrap().to_owned();
    if !["echo-strip", "echo-validate"].iter().all(|tool| tools.join(tool).exists()) {
        println!("skipped: echo-strip and echo-validate are not built beside echo-vm");
        return;
    }
    let path = std::env::join_paths(
        std::iter::once(tools).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    for lang in ["c", "cpp", "rust"] {
        let name = format!("counter_{lang}");
        let sdk = ["--sdk", concat!(env!("CARGO_MANIFEST_DIR"), "/..")];
        let sdk = if lang == "rust" { &sdk[..] } else { &[] };
        assert_eq!(place.run(&[&["new", &name, "--lang", lang][..], sdk].concat()).code, Some(0));
        let output = Command::new("make")
            .args(["-C", &name, "test"])
            .current_dir(place.path("."))
            .env("PATH", &path)
            .env("XDG_DATA_HOME", place.path("data"))
            .env_remove("MAKEFLAGS")
            .output()
            .expect("make runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        assert!(text.contains("2 passed, 0 failed"), "{text}");
    }
    assert_eq!(place.run(&["new", "counter_c"]).code, Some(2), "what is there stays");
    assert_eq!(place.run(&["new", "Bad-Name"]).code, Some(2));
}

/// A file that may not grow, or not be written beyond some byte: as a full disk, but that it is called otherwise.
#[cfg(target_os = "linux")]
#[test]
fn a_state_file_that_cannot_be_written_is_told_and_stays_as_it_is() {
    let place = chain();
    good(&place, &["deploy", &sample("token")]);
    let before = fs::read(place.path("echo.state")).unwrap();
    let call = "transfer(\"1.2.2\", 25)";
    let vault = sample("vault");
    let commands = [vec!["deploy", &vault], vec!["call", "1.11.0", call]];
    let digests = commands.each_ref().map(|command| {
        place.write("echo.state", &before);
        good(&place, command)["state"].clone()
    });
    let (mut done, mut refused) = (0, 0);
    // In blocks of 512 bytes: from none to what it grows to.
    let blocks = before.len() / 512;
    for limit in (0..=4 * blocks).step_by((blocks / 12).max(1)) {
        for (command, digest) in commands.iter().zip(&digests) {
            place.write("echo.state", &before);
            let output = Command::new("sh")
                .current_dir(place.path("."))
                .args(["-c", "trap '' XFSZ; ulimit -f $0 && exec \"$@\""])
                .arg(limit.to_string())
                .arg(assert_cmd::cargo::cargo_bin("echo-vm"))
                .args(command)
                .arg("--json")
                .output()
                .unwrap();
            let object: Value =
                serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
            if output.status.success() {
                done += 1;
                assert_eq!(object["state"], *digest);
                assert_eq!(good(&place, &["block"])["state"], *digest, "{limit}: what was reported is there");
                continue;
            }
            refused += 1;
            let message = object["message"].as_str().unwrap();
            // A file that cannot be opened is input that cannot be used.
            let code = if message.starts_with("cannot open") { 2 } else { 3 };
            assert_eq!(output.status.code(), Some(code), "{limit}: {object}");
            assert!(
                message.contains("the state file echo.state") && message.contains("File too large"),
                "{message}"
            );
            // With room again, it is as it was, and the same can be done.
            assert_eq!(good(&place, command)["state"], *digest, "{limit}");
        }
    }
    assert!(refused >= 20 && done > 0, "{refused} were refused, {done} done, of {blocks} blocks");
}

/// What the README shows is the example, and the example runs.
#[test]
fn the_example_node_works() {
    let example = include_str!("../examples/node.rs");
    let code = &example[example.find("use echo_abi::Policy;").unwrap()..];
    assert!(include_str!("../README.md").contains(code), "README.md shows another node");
    // Cargo has built it, unless it was asked for this test alone.
    let built = assert_cmd::cargo::cargo_bin("echo-vm").parent().unwrap().join("examples/node");
    let mut command = Command::new(if built.exists() { built.as_os_str() } else { env!("CARGO").as_ref() });
    if !built.exists() {
        command.args(["run", "--quiet", "-p", "echo-vm", "--example", "node", "--"]);
    }
    let output =
        command.args([&sample("token"), "transfer(\"1.2.2\", 25)"]).output().expect("the example runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.starts_with("1.11.0 transfer(\"1.2.2\", 25): returned 01 for "), "{text}");
    assert!(text.contains(" gas, with 1 event\n2 results, state "), "{text}");
}
