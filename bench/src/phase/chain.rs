//! What a node takes for transactions: each durable by itself, in blocks, in memory; and what contracts ask of it most: to call
//! another contract, to read and to store.
//!
//! A durable transaction is timed by the clock on the wall, for it waits for the disk.

use super::{PhaseResult, repeated, timed};
use crate::toolchain::Toolchain;
use anyhow::{Context, Result, bail};
use echo_abi::Policy;
use echo_abi::call_line::CallLine;
use echo_abi::id::{AccountId, AssetId, ContractId, Party};
use echo_chain::{Genesis, World};
use echo_vm::{CallRequest, Deployment, Engine, Node};
use std::path::Path;
use std::time::{Duration, Instant};

/// Transactions of a block.
const BLOCK: u32 = 100;
/// What a contract does in a timed call.
const TIMES: u32 = 1000;
/// Gas of a call.
const GAS: u64 = 1 << 40;
/// Durable transactions that are timed.
const DURABLE: u32 = 40;

/// A contract that does something so many times: calls itself, reads, stores; or counts, which is a transaction as they are.
const SOURCE: &str = r#"
static void call(void) {
    echo_string self, line = ECHO_STRING("nothing()");
    echo_contract_id(&self);
    for (uint64_t i = echo_take_u64(); i > 0; i--) {
        echo_require(echo_call(&self, &line, 0) == 0, "a call");
    }
}
static void get(void) {
    echo_string key = ECHO_STRING("key"), value;
    for (uint64_t i = echo_take_u64(); i > 0; i--) {
        echo_require(echo_storage_get(&key, &value), "a value");
        echo_free((void *)value.pointer);
    }
}
static void set(void) {
    for (uint64_t i = echo_take_u64(); i > 0; i--) {
        echo_store_u64(ECHO_STRING("key"), i);
    }
}
static void count(void) {
    echo_store_u64(ECHO_STRING("count"), echo_load_u64(ECHO_STRING("count")) + 1);
}
static void nothing(void) {}
ECHO_CONTRACT(ECHO_FUNCTION(call) ECHO_FUNCTION(get) ECHO_FUNCTION(set) ECHO_FUNCTION(count) ECHO_FUNCTION(nothing))
"#;

const ALICE: AccountId = AccountId(1);
const CONTRACT: ContractId = ContractId(0);

fn request(line: &str) -> Result<CallRequest> {
    Ok(CallRequest::new(line.parse()?, CONTRACT, ALICE, GAS))
}

/// A node whose chain has the contract.
fn node(world: World, engine: Engine, file: &[u8]) -> Result<Node> {
    let mut world = world;
    world.begin(&Genesis::default())?;
    let mut node = Node::new(world, engine, Policy::default());
    let deployment = Deployment {
        sender: ALICE,
        file: file.into(),
        line: CallLine::default(),
        value: 0,
        asset: AssetId::ECHO,
        gas: GAS,
        upgradeable: false,
    };
    let receipt = node.deploy(&deployment, &mut |_| ())?;
    if receipt.record.to != Some(Party::Contract(CONTRACT)) {
        bail!("{:?}", receipt.record.message);
    }
    node.seal()?;
    Ok(node)
}

fn transact(node: &mut Node, request: &CallRequest) -> Result<()> {
    let receipt = node.call(request, &mut |_| ())?;
    if receipt.record.error == "none" { Ok(()) } else { bail!("{:?}", receipt.record.message) }
}

/// What one of `TIMES` takes, by the difference to none of them.
fn each(node: &Node, function: &str) -> Result<PhaseResult> {
    let time = |times: u32| {
        let request = request(&format!("{function}({times})"))?;
        repeated(|| {
            timed(|| match node.view(&request, &mut |_| ())? {
                (outcome, _) if outcome.is_returned() => Ok(()),
                (outcome, _) => bail!("{function}: {outcome}"),
            })
        })
    };
    let time = time(TIMES)?.saturating_sub(time(0)?);
    Ok(PhaseResult::Time { nanoseconds: time.as_secs_f64() * 1e9 / f64::from(TIMES) })
}

/// All of these phases, by name.
pub fn measure(engine: Engine, tools: &Toolchain) -> Result<Vec<(String, PhaseResult)>> {
    let header = Path::new(env!("CARGO_MANIFEST_DIR")).join("../echo-abi/include/echo.h");
    let source = format!("#include \"{}\"\n{SOURCE}", header.display());
    let path = tools.contract_from("chain", &source)?;
    let file = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut phases = Vec::new();

    let mut memory = node(World::in_memory()?, engine, &file)?;
    transact(&mut memory, &request("set(1)")?)?;
    for (name, function) in
        [("call of a contract by a contract", "call"), ("storage get", "get"), ("storage set", "set")]
    {
        phases.push((name.to_owned(), each(&memory, function)?));
    }

    let count = request("count()")?;
    let in_memory = repeated(|| timed(|| transact(&mut memory, &count)))?;
    phases.push(("transaction, not saved".to_owned(), PhaseResult::time(in_memory)));

    let state = path.with_extension("state");
    let _ = std::fs::remove_file(&state);
    let mut disk = node(World::open(&state)?, engine, &file)?;
    let wall = |work: &mut dyn FnMut() -> Result<()>, times: u32| -> Result<Duration> {
        let begun = Instant::now();
        (0..times).try_for_each(|_| work())?;
        Ok(begun.elapsed() / times)
    };
    let durable = wall(
        &mut || {
            transact(&mut disk, &count)?;
            disk.seal()?;
            Ok(())
        },
        DURABLE,
    )?;
    phases.push(("transaction, durable by itself".to_owned(), PhaseResult::time(durable)));
    let block = wall(
        &mut || {
            (0..BLOCK).try_for_each(|_| transact(&mut disk, &count))?;
            disk.seal()?;
            Ok(())
        },
        DURABLE,
    )?;
    phases.push((format!("transaction, durable in blocks of {BLOCK}"), PhaseResult::time(block / BLOCK)));
    drop(disk);
    let _ = std::fs::remove_file(&state);
    Ok(phases)
}
