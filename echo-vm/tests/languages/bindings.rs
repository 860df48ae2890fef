//! Every host function by every binding: a contract that calls each of them, written in each language of `languages.toml`, does what the one in C does: it
//! returns, emits and prints the same, and leaves the same chain. Its arguments show their order and their widths. A language whose compiler is not
//! installed is skipped, with a word.

use super::{Language, Shell, dialect, languages, plan};
use echo_abi::Policy;
use echo_abi::id::{AccountId, AssetId, ContractId, ObjectId, Party};
use echo_abi::scpi::Function;
use echo_chain::entry::AssetRecord;
use echo_chain::{Genesis, World};
use echo_vm::{CallRequest, Deployment, Engine, Node};
use std::fs;
use std::path::Path;

/// More than 32 bits tell.
const GAS: u64 = 50_000_000_000;

const ALICE: AccountId = AccountId(1);
const BOB: AccountId = AccountId(2);

/// What a contract did: of each call what it came to, and what the chain is afterwards; without what differs between languages.
#[derive(Debug, PartialEq)]
struct Done {
    /// Of each call: what it returned, its error and message, its events, and what it printed.
    calls: Vec<String>,
    chain: String,
}

/// A chain on which every function finds what it is asked for.
fn world() -> World {
    let mut genesis = Genesis::default();
    genesis.block.number = 70_000;
    genesis.block.time = 4_000_000_000;
    genesis.assets.push(AssetRecord { symbol: "OTHER".to_owned(), precision: 2 });
    let mut world = World::in_memory().expect("there is memory");
    world.begin(&genesis).expect("it makes sense");
    for holder in [Party::Account(BOB), Party::Account(AccountId(7))] {
        world.set_balance(holder, AssetId(1), 1_000_000_000_000).expect("it is known");
    }
    world.set_balance(Party::Contract(ContractId(1)), AssetId::ECHO, 9_000_000_000).expect("it is known");
    world.set_property(ObjectId::from(BOB), "motto", "now or later");
    world.seal().expect("there is memory");
    world
}

/// Deploys a contract beside the one it calls, and calls it until it has ended in every way.
fn done(contract: &[u8], peer: &[u8]) -> Done {
    let mut node = Node::new(world(), Engine::Interpreter, Policy::default());
    for file in [peer, contract] {
        let deployment = Deployment {
            sender: ALICE,
            file: file.into(),
            line: "made(\"first\")".parse().expect("a call line"),
            value: 0,
            asset: AssetId::ECHO,
            gas: GAS,
            upgradeable: false,
        };
        let deployed = node.deploy(&deployment, &mut |_| {}).expect("it is valid");
        assert_eq!(deployed.record.error, "none", "{:?}", deployed.record.message);
    }
    let mut calls = Vec::new();
    for end in (0..plan::ENDS).rev() {
        let line = plan::line(end, peer).parse().expect("a call line");
        let mut request = CallRequest::new(line, ContractId(1), ALICE, GAS);
        (request.message.sender, request.message.value, request.message.asset) =
            (Party::Account(BOB), 6_000_000_003, AssetId(1));
        // What ends the contract for good comes last.
        if end == 0 {
            let mut printed = Vec::new();
            calls.push(call(&mut node, &request, &mut printed));
            request.message.line = plan::line(2, peer).parse().expect("a call line");
            calls.push(call(&mut node, &request, &mut printed));
        } else if end != 2 {
            calls.push(call(&mut node, &request, &mut Vec::new()));
        }
    }
    let mut chain = serde_json::to_value(node.world().dump().expect("there is memory")).expect("it is JSON");
    // The code is the language's, and gas what its instructions cost.
    chain["state"].take();
    chain["code"].take();
    for (list, keys) in [
        ("contracts", &["code"][..]),
        ("results", &["gas_used", "message", "call"]),
        ("blocks", &["hash", "state"]),
    ] {
        for entry in chain[list].as_array_mut().expect("a list") {
            keys.iter().for_each(|key| drop(entry[key].take()));
        }
    }
    Done { calls, chain: format!("{chain:#}") }
}

fn call(node: &mut Node, request: &CallRequest, printed: &mut Vec<String>) -> String {
    let receipt = node.call(request, &mut |text| printed.push(text.to_owned())).expect("the host serves");
    let record = receipt.record;
    let output: String = record.output.iter().map(|byte| format!("{byte:02x}")).collect();
    let message = record.message.unwrap_or_default();
    // Where it happened, and where memory is, is the language's.
    let message = message.split(" at 0x").next().expect("there is a first");
    format!("{}: {message}\n{output}\n{:?}\n{printed:?}", record.error, record.logs)
}

/// Builds the contract of a plan in a language; `None` where it cannot be here.
fn built(language: &Language) -> Option<Result<Vec<u8>, String>> {
    let Some(files) = dialect::written(&language.directory, &plan::plan()) else {
        assert_eq!(language.directory, "rust", "{}: there is no dialect of it", language.name);
        println!("skipped {}: it has no binding, but the SDK, with tests of its own", language.name);
        return None;
    };
    let shell = Shell::empty()?;
    let probed = shell.output(&language.probe).stdout;
    if probed.is_empty() {
        assert!(!language.must, "{}: nothing is printed by {}", language.name, language.probe);
        println!("skipped {}: {} is not installed", language.name, language.tried);
        return None;
    }
    for (name, text) in files {
        fs::write(shell.directory.path().join(name), text).expect("a file can be written");
    }
    for line in &language.lines {
        if let Err(error) = shell.run(line) {
            return Some(Err(error));
        }
    }
    Some(Ok(fs::read(shell.directory.path().join("tour.echo")).expect("it was packed")))
}

fn peer() -> Option<Vec<u8>> {
    let shell = Shell::empty()?;
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages/peer.c");
    fs::copy(source, shell.directory.path().join("tour.c")).expect("a file can be copied");
    for line in &languages()[0].lines {
        shell.run(line).expect("it is built");
    }
    Some(fs::read(shell.directory.path().join("tour.echo")).expect("it was packed"))
}

#[test]
fn every_binding_does_what_c_does() {
    let called = plan::called(&plan::plan());
    let missing: Vec<_> = Function::ALL.iter().filter(|function| !called.contains(function)).collect();
    assert!(missing.is_empty(), "no call of {missing:?}");
    let Some(peer) = peer() else { return };
    let mut expected = None;
    let mut wrong = Vec::new();
    for language in languages() {
        let done = match built(&language) {
            None => continue,
            Some(Ok(file)) => done(&file, &peer),
            Some(Err(error)) => {
                wrong.push(format!("{}: {error}", language.name));
                continue;
            }
        };
        println!("{}: compared", language.name);
        let expected = expected.get_or_insert_with(|| {
            assert!(language.directory == "c" && done.calls[9].starts_with("none: \n"), "{}", done.calls[9]);
            Done { calls: done.calls.clone(), chain: done.chain.clone() }
        });
        for (ours, theirs) in
            expected.calls.iter().chain([&expected.chain]).zip(done.calls.iter().chain([&done.chain]))
        {
            let differ = ours.lines().zip(theirs.lines()).find(|(ours, theirs)| ours != theirs);
            if let Some((ours, theirs)) = differ {
                let at = ours.bytes().zip(theirs.bytes()).take_while(|(ours, theirs)| ours == theirs).count();
                let from = |text: &str| {
                    text.get(at.saturating_sub(20)..).unwrap_or(text).chars().take(80).collect::<String>()
                };
                wrong.push(format!("{}: from {at} on\n  {}\n  {}", language.name, from(ours), from(theirs)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
