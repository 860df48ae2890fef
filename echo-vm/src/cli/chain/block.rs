//! The chain itself: how it begins, its blocks, and the marks to which it can go back.

use super::super::{NoOutcome, read_toml, state_problem};
use super::{Site, Told, Who, amount, named, open, refused};
use clap::Args;
use echo_abi::edge::Status;
use echo_abi::id::{AssetId, Party};
use echo_abi::{ErrorName, Hex, PrintablePath};
use echo_chain::entry::BlockRecord;
use echo_chain::{Block, Genesis, State, World};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;
use std::str::FromStr;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo-vm init
  echo-vm init --genesis genesis.toml --state test.state

A genesis file:
  first_account = 1
  [block]
  number = 1
  time = 1577836800
  author = \"1.2.1\"
  [[assets]]
  symbol = \"ECHO\"
  precision = 8
  [[accounts]]
  name = \"alice\"
  balances = { ECHO = 1000000 }
  properties = { \"options.votes\" = \"7\" }")]
pub struct InitArgs {
    /// What the chain begins with; without it, ten accounts with ten thousand ECHO each
    #[arg(long, value_name = "FILE.toml")]
    genesis: Option<PathBuf>,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo-vm block
  echo-vm block 3
  echo-vm block --time 1600000000 --mine 2")]
pub struct BlockArgs {
    /// The block to show; without it, the one being made
    #[arg(value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    number: Option<u32>,

    /// Say when the block that is being made is made, in seconds since 1970
    #[arg(long, value_name = "SECONDS", conflicts_with = "number")]
    time: Option<u32>,

    /// Say who makes it, by name or id
    #[arg(long, value_name = "WHO", conflicts_with = "number", value_parser = Who::from_str)]
    author: Option<Who>,

    /// Make it, and so many in all
    #[arg(long, value_name = "COUNT", num_args = 0..=1, default_missing_value = "1", conflicts_with = "number")]
    mine: Option<u32>,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
pub struct SnapshotArgs {
    /// Show the snapshots there are
    #[arg(long)]
    list: bool,

    /// Forget one
    #[arg(long, value_name = "SNAPSHOT", conflicts_with = "list")]
    forget: Option<u64>,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Args)]
pub struct RevertArgs {
    /// The snapshot, without it the last one; it stays, those made after it are gone
    #[arg(value_name = "SNAPSHOT")]
    snapshot: Option<u64>,

    #[command(flatten)]
    pub site: Site,
}

/// A state's digest, as text.
fn digest(world: &World) -> Result<String, NoOutcome> {
    Ok(world.digest().map_err(|error| state_problem(&error))?.to_string())
}

impl InitArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let genesis = match &self.genesis {
            Some(path) => read_toml(path, Genesis::MAX_LEN, Genesis::from_toml)?,
            None => Genesis::default(),
        };
        let mut world = World::open(&self.site.state).map_err(|error| state_problem(&error))?;
        world.begin(&genesis).map_err(|error| {
            refused(&error).with_help("`--state FILE` names another file; this one is left as it is")
        })?;
        world.save().map_err(|error| state_problem(&error))?;
        let digest = digest(&world)?;
        let mut text = format!("chain     {}\nstate     {digest}\n", PrintablePath(&self.site.state));
        let mut accounts = Vec::new();
        for id in world.accounts().map_err(|error| state_problem(&error))? {
            let party = Party::Account(id);
            let balance = world.balance_entry(party, AssetId::ECHO).map_err(|error| state_problem(&error))?;
            let balance = balance.unwrap_or(0);
            let name = named(&world, party)?;
            let _ = writeln!(text, "account   {name:20} {}", amount(&world, AssetId::ECHO, balance.into())?);
            let name = world.account(id).map_err(|error| state_problem(&error))?;
            accounts.push(json!({"id": id, "name": name, "balance": balance}));
        }
        Ok(Told::new(json!({"state": digest, "accounts": accounts}), text))
    }
}

fn made(number: u32, record: &BlockRecord) -> (Value, String) {
    let BlockRecord { time, author, hash, state, first_result, results } = record;
    let text = format!(
        "block     {number}\ntime      {time}\nauthor    {author}\nhash      {}\nstate     {}\nresults   {results}{}\n",
        Hex(hash),
        Hex(state),
        if *results == 0 { String::new() } else { format!(", from 1.12.{first_result} on") }
    );
    let object = json!({
        "number": number, "time": time, "author": author, "hash": Hex(hash), "state": Hex(state),
        "first_result": first_result, "results": results,
    });
    (object, text)
}

impl BlockArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let mut world = open(&self.site.state)?;
        if let Some(number) = self.number {
            let record = world.block_record(number).map_err(|error| state_problem(&error))?;
            let record = record.ok_or_else(|| {
                let message = format!("block {number} is not made yet");
                NoOutcome::new(Status::Unusable, ErrorName::InvalidChainCall, message)
            })?;
            let (object, text) = made(number, &record);
            return Ok(Told::new(json!({"block": object}), text));
        }
        if let Some(time) = self.time {
            world.set_time(time).map_err(|error| refused(&error))?;
        }
        if let Some(author) = &self.author {
            let author = author.account(&world)?;
            world.set_author(author);
        }
        let (mut objects, mut text) = (Vec::new(), String::new());
        for _ in 0..self.mine.unwrap_or(0) {
            let number = world.block().number;
            let record = world.seal().map_err(|error| state_problem(&error))?;
            let (object, lines) = made(number, &record);
            objects.push(object);
            text.push_str(&lines);
        }
        world.save().map_err(|error| state_problem(&error))?;
        let Block { number, time, author } = world.block();
        let digest = digest(&world)?;
        let _ = write!(
            text,
            "block     {number}, being made\ntime      {time}\nauthor    {author}\nstate     {digest}\n"
        );
        let current = json!({"number": number, "time": time, "author": author});
        Ok(Told::new(json!({"blocks": objects, "current": current, "state": digest}), text))
    }
}

impl SnapshotArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let mut world = open(&self.site.state)?;
        if self.list {
            let marks = world.marks().map_err(|error| state_problem(&error))?;
            let text = marks.iter().fold(String::new(), |text, mark| format!("{text}{mark}\n"));
            return Ok(Told::new(json!({"snapshots": marks}), text));
        }
        if let Some(mark) = self.forget {
            if !world.unmark(mark).map_err(|error| state_problem(&error))? {
                return Err(no_snapshot(mark));
            }
            return Ok(Told::new(json!({"snapshot": mark}), String::new()));
        }
        let mark = world.mark().map_err(|error| state_problem(&error))?;
        Ok(Told::new(json!({"snapshot": mark, "state": digest(&world)?}), format!("snapshot  {mark}\n")))
    }
}

fn no_snapshot(mark: u64) -> NoOutcome {
    NoOutcome::misuse(format!("there is no snapshot {mark}"))
        .with_help("`echo-vm snapshot --list` shows those that there are")
}

impl RevertArgs {
    pub fn run(&self) -> Result<Told, NoOutcome> {
        let mut world = open(&self.site.state)?;
        let last = || world.marks().map(|marks| marks.last().copied());
        let mark =
            self.snapshot.map_or_else(last, |mark| Ok(Some(mark))).map_err(|error| state_problem(&error))?;
        let Some(mark) = mark else {
            return Err(NoOutcome::misuse("there is no snapshot").with_help("`echo-vm snapshot` makes one"));
        };
        if !world.go_back(mark).map_err(|error| state_problem(&error))? {
            return Err(no_snapshot(mark));
        }
        let (digest, number) = (digest(&world)?, world.block().number);
        let text = format!("snapshot  {mark}\nblock     {number}, being made\nstate     {digest}\n");
        Ok(Told::new(json!({"snapshot": mark, "block": number, "state": digest}), text))
    }
}
