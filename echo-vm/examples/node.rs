//! A node in forty lines: a world, a contract that is deployed and called, and a block.
//!
//! `cargo run --example node token.echo 'transfer("1.2.2", 25)'`

use echo_abi::Policy;
use echo_abi::call_line::CallLine;
use echo_abi::id::{AssetId, Party};
use echo_chain::{Genesis, World};
use echo_vm::{CallRequest, Deployment, EngineChoice, Node};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, call] = &arguments[..] else { return Err("usage: node FILE CALL".into()) };

    // `World::open(path)` keeps it in a file, whose commits are durable when they return.
    let mut world = World::in_memory()?;
    world.begin(&Genesis::default())?;
    let mut node = Node::new(world, EngineChoice::Auto.resolve().engine, Policy::default());
    let alice = node.world().account_named("alice")?;
    let mut debug = |text: &str| eprintln!("{text}");

    let deployment = Deployment {
        sender: alice,
        file: std::fs::read(file)?.into(),
        line: CallLine::default(),
        value: 0,
        asset: AssetId::ECHO,
        gas: 1_000_000_000,
        upgradeable: false,
    };
    let deployed = node.deploy(&deployment, &mut debug)?;
    let Some(Party::Contract(contract)) = deployed.record.to else {
        return Err(deployed.record.message.unwrap_or_default().into());
    };

    let request = CallRequest::new(call.parse()?, contract, alice, 1_000_000_000);
    let called = node.call(&request, &mut debug)?;
    let block = node.seal()?;
    println!("{contract} {call}: {}", called.outcome.ok_or("no outcome")?);
    println!("{} results, state {}", block.results, node.world().digest()?);
    Ok(())
}
