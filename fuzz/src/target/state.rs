//! State files that were damaged: opening or reading one is an error, or it says what it said as of one of its
//! commits; and what is committed to it afterwards is there when it is opened again.
//!
//! An input is damage: `{ u8 kind; u24 place; u8 length; bytes }…`, done to the same state file each time.

use super::{Reach, Target};
use crate::corpus::Corpus;
use crate::mutate::number;
use echo_abi::id::{AccountId, AssetId, ContractId, Party};
use echo_chain::entry::Key;
use echo_chain::{Changes, StateError, World};
use echo_conformance::random::Rng;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// This target.
pub const TARGET: Target = Target {
    name: "state",
    promise: "a damaged state file is an error, or says what it said as of one of its commits",
    run,
    generate,
    seconds: 10,
    memory: 128 << 20,
    memory_per_byte: 1 << 16,
};

/// The environment variable that names a directory for files that come and go.
pub const SCRATCH: &str = "ECHO_FUZZ_SCRATCH";

const ID: ContractId = ContractId(3);
const COMMITS: u8 = 8;
const KEYS: u8 = 24;
const PAGE: usize = 4096;

/// All that a state file says: values by key, and balances by account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    values: BTreeMap<u8, Vec<u8>>,
    balances: BTreeMap<u64, i64>,
}

/// The undamaged file, and what it said as of each commit.
struct Reference {
    file: Vec<u8>,
    commits: Vec<Said>,
    path: PathBuf,
}

fn holder(account: u64) -> Party {
    Party::Account(AccountId(account))
}

fn key(n: u8) -> Vec<u8> {
    vec![n; 1 + usize::from(n) * 7]
}

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| {
    let own = format!("echo-fuzz-{}", std::process::id());
    let directory = std::env::var_os(SCRATCH).map_or_else(|| std::env::temp_dir().join(own), PathBuf::from);
    std::fs::create_dir_all(&directory).expect("a directory for files that come and go");
    let path = directory.join("state");
    let _ = std::fs::remove_file(&path);
    let mut world = World::open(&path).expect("a new state file");
    let mut said = Said::default();
    let mut commits = Vec::new();
    for commit in 0..COMMITS {
        let mut changes = Changes::default();
        let values = changes.storage.entry(ID).or_default();
        for n in (0..KEYS).filter(|n| (n + commit) % 3 == 0) {
            let value =
                (commit % 4 != 3).then(|| vec![commit.wrapping_mul(37) ^ n; 40 + usize::from(n) * 90]);
            values.insert(key(n), value.clone());
            match value {
                Some(value) => drop(said.values.insert(n, value)),
                None => drop(said.values.remove(&n)),
            }
        }
        for account in 0..10 {
            let balance = i64::from(commit) * 1000 + account as i64;
            changes.balances.insert((holder(account), AssetId(1)), balance);
            said.balances.insert(account, balance);
        }
        save(&mut world, &changes).expect("a commit");
        commits.push(said.clone());
    }
    drop(world);
    Reference { file: std::fs::read(&path).expect("the state file"), commits, path }
});

fn save(world: &mut World, changes: &Changes) -> Result<(), StateError> {
    world.apply(changes)?;
    world.save()
}

fn ask(world: &World) -> Result<Said, StateError> {
    let mut said = Said::default();
    for n in 0..KEYS {
        let value = world.get(&Key::Stored(ID, key(n)))?;
        said.values.extend(value.map(|value| (n, value)));
    }
    for account in 0..10 {
        let balance = world.balance_entry(holder(account), AssetId(1))?;
        said.balances.extend(balance.map(|balance| (account, balance)));
    }
    Ok(said)
}

fn damage(file: &mut Vec<u8>, mut input: &[u8]) {
    while let Some((&[kind, a, b, c, len], rest)) = input.split_first_chunk::<5>() {
        let (bytes, rest) = rest.split_at(usize::from(len).min(rest.len()));
        input = rest;
        if file.is_empty() {
            return;
        }
        let at = u32::from_le_bytes([a, b, c, 0]) as usize % file.len();
        let end = (at + bytes.len()).min(file.len());
        match kind % 6 {
            0 | 1 => file[at..end].copy_from_slice(&bytes[..end - at]),
            2 => file[at..end].iter_mut().zip(bytes).for_each(|(old, new)| *old ^= new),
            3 => file.truncate(at),
            4 => {
                let page = at / PAGE * PAGE;
                let end = (page + PAGE).min(file.len());
                file[page..end].fill(0);
            }
            _ => {
                let from = usize::from(len) * PAGE % file.len() / PAGE * PAGE;
                let to = at / PAGE * PAGE;
                let some = PAGE.min(file.len() - from.max(to));
                file.copy_within(from..from + some, to);
            }
        }
    }
}

/// Damages the state file, opens it, asks it everything, commits to it, and opens it again.
pub fn run(input: &[u8]) -> Reach {
    let Reference { file, commits, path } = &*REFERENCE;
    let mut damaged = file.clone();
    damage(&mut damaged, input);
    std::fs::write(path, &damaged).expect("the scratch directory takes a file");
    let Ok(said) = check(path, commits) else { return Reach::Refused };
    // A file of no bytes is a new one.
    let is_known = if damaged.is_empty() { said == Said::default() } else { commits.contains(&said) };
    assert!(is_known, "the file says what it never said:{}", differences(&said, commits));
    Reach::Through
}

/// What a file says that nobody ever told it.
fn differences(said: &Said, commits: &[Said]) -> String {
    let latest = commits.last().expect("there are commits");
    let values = latest.values.iter().filter(|(n, value)| said.values.get(n) != Some(value));
    let values =
        values.map(|(n, _)| format!(" value {n} is {:?}…", said.values.get(n).map(|v| &v[..v.len().min(4)])));
    let balances =
        latest.balances.iter().filter(|(account, balance)| said.balances.get(account) != Some(balance));
    let balances = balances.map(|(account, balance)| {
        format!(" balance {account} is {:?}, not {balance}", said.balances.get(account))
    });
    values.chain(balances).collect()
}

/// What the file says; an error where it says so itself.
fn check(path: &Path, commits: &[Said]) -> Result<Said, StateError> {
    let mut world = World::open(path)?;
    let said = ask(&world)?;
    if !commits.contains(&said) {
        return Ok(said);
    }
    let mut expected = said.clone();
    expected.values.insert(1, b"later".to_vec());
    let value = [(key(1), Some(b"later".to_vec()))];
    save(&mut world, &Changes { storage: [(ID, value.into())].into(), ..Changes::default() })?;
    drop(world);
    let again = ask(&World::open(path)?)?;
    assert!(again == expected, "what was committed is not there:{}", differences(&again, &[expected]));
    Ok(said)
}

fn generate(_: &Corpus, rng: &mut Rng) -> Vec<u8> {
    let mut input = Vec::new();
    for _ in 0..=rng.below(3) {
        input.push(rng.bits() as u8);
        // Headers as often as all else: they are few, and lead everywhere.
        let place = if rng.chance(40) { rng.below(512) } else { rng.bits() as u32 };
        input.extend(&place.to_le_bytes()[..3]);
        let bytes = number(rng).to_le_bytes();
        let len = 1 + rng.below(8) as u8;
        input.push(len);
        input.extend(&bytes[..usize::from(len)]);
    }
    input
}
