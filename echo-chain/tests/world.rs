//! A world: how it begins, what it keeps, and that its digest is of what is there.

use assert_fs::TempDir;
use echo_abi::Log;
use echo_abi::id::{AccountId, AssetId, ContractId, ContractResultId, Party};
use echo_chain::entry::{Action, AssetRecord, Key};
use echo_chain::{
    Block, Changes, CodeHash, Commit, ContractRecord, Dump, Genesis, ResultRecord, State, StateHash, World,
    WorldError,
};
use proptest::prelude::*;
use std::ops::ControlFlow;
use std::sync::Arc;

const ALICE: AccountId = AccountId(1);

fn begun() -> World {
    let mut world = World::in_memory().unwrap();
    world.begin(&Genesis::default()).unwrap();
    world
}

fn result(block: u32) -> ResultRecord {
    ResultRecord {
        block,
        action: Action::Call,
        sender: Party::Contract(ContractId(2)),
        origin: ALICE,
        to: Some(Party::Contract(ContractId(0))),
        call: "f(1)".to_owned(),
        value: 3,
        asset: AssetId(1),
        gas: 100,
        gas_used: 90,
        error: "none".to_owned(),
        message: None,
        output: vec![1, 2, 255],
        logs: vec![Log {
            contract: ContractId(0),
            signature: "e(string)".to_owned(),
            hash: [7; 32],
            data: vec![0, 1],
        }],
    }
}

fn code() -> (CodeHash, Arc<[u8]>) {
    (CodeHash::of(b"code"), b"code"[..].into())
}

fn contract() -> ContractRecord {
    ContractRecord { owner: Party::Account(ALICE), code: code().0, upgradeable: true, constructed: true }
}

#[test]
fn it_begins_as_genesis_says() {
    let world = begun();
    assert!(world.has_begun().unwrap());
    let alice = world.account_named("alice").unwrap();
    assert_eq!((alice, world.account(alice).unwrap().as_deref()), (ALICE, Some("alice")));
    assert_eq!(world.accounts().unwrap().len(), 10);
    assert_eq!(world.balance(Party::Account(alice), AssetId::ECHO).unwrap(), Some(1_000_000_000_000));
    assert_eq!(world.asset(AssetId::ECHO).unwrap().unwrap().symbol, "ECHO");
    assert_eq!(world.block().number, 1);
    // Who and what is not there, has nothing.
    assert_eq!(world.balance(Party::Account(AccountId(11)), AssetId::ECHO).unwrap(), None);
    assert_eq!(world.balance(Party::Account(alice), AssetId(1)).unwrap(), None);
    assert_eq!(world.balance(Party::Contract(ContractId(0)), AssetId::ECHO).unwrap(), None);
    let mut world = world;
    assert!(matches!(world.begin(&Genesis::default()), Err(WorldError::Begun { block: 1 })));
    let bob = world.create_account("zoe").unwrap();
    assert_eq!(bob, AccountId(11));
    assert_eq!(world.balance(Party::Account(bob), AssetId::ECHO).unwrap(), Some(0));
    for (name, message) in [
        ("alice", "alice is taken by 1.2.1"),
        ("A", "\"A\" is no name of an account: 1 to 63 of a-z, 0-9, - and ., a letter first"),
    ] {
        assert_eq!(world.create_account(name).unwrap_err().to_string(), message);
    }
    let gold = AssetRecord { symbol: "GOLD".into(), precision: 2 };
    assert_eq!(world.create_asset(&gold).unwrap(), AssetId(1));
    assert!(matches!(world.create_asset(&gold), Err(WorldError::Taken { .. })));
    let deep = AssetRecord { precision: 19, symbol: "DEEP".into() };
    assert!(matches!(world.create_asset(&deep), Err(WorldError::Precision { .. })));
    assert!(matches!(
        world.set_balance(Party::Account(bob), AssetId(1), -1),
        Err(WorldError::Negative { .. })
    ));
}

#[test]
fn blocks_follow_each_other() {
    let mut world = begun();
    world.add_result(&result(1)).unwrap();
    world.add_result(&result(1)).unwrap();
    let first = world.seal().unwrap();
    assert_eq!((first.first_result, first.results, first.time), (0, 2, 1_577_836_800));
    assert_eq!(world.block(), Block { number: 2, time: 1_577_836_801, author: ALICE });
    assert!(matches!(world.set_time(5), Err(WorldError::Time { time: 5, last: 1_577_836_800 })));
    world.set_time(1_600_000_000).unwrap();
    world.set_author(AccountId(2));
    world.add_result(&result(2)).unwrap();
    let second = world.seal().unwrap();
    assert_eq!((second.first_result, second.results, second.author), (2, 1, AccountId(2)));
    assert_eq!(world.block_hash(2).unwrap(), Some(second.hash));
    assert_eq!(world.block_hash(3).unwrap(), None);
    assert_ne!(first.hash, second.hash);
    assert_eq!(world.result(ContractResultId(2)).unwrap(), Some(result(2)));
    assert_eq!(world.result(ContractResultId(3)).unwrap(), None);
}

#[test]
fn a_contract_that_ends_takes_its_storage_along() {
    let mut world = begun();
    let (hash, file) = code();
    let id = ContractId(3);
    let changes = Changes {
        contracts: [(id, Some(contract())), (ContractId(4), Some(contract()))].into(),
        code: [(hash, Arc::clone(&file))].into(),
        storage: [id, ContractId(4)]
            .map(|id| (id, [(b"k".to_vec(), Some(b"v".to_vec())), (vec![], Some(vec![]))].into()))
            .into(),
        ..Changes::default()
    };
    world.commit(&changes).unwrap();
    assert_eq!(world.next_contract().unwrap(), ContractId(5));
    assert_eq!(world.code(hash).unwrap(), Some(file));
    assert_eq!(world.contract(id).unwrap(), Some(contract()));
    assert!(world.is_stored(id, b"k").unwrap());
    world.set_balance(Party::Contract(id), AssetId::ECHO, 5).unwrap();
    let ends = Changes {
        balances: [((Party::Contract(id), AssetId::ECHO), 0)].into(),
        contracts: [(id, None)].into(),
        storage: [(id, [(b"late".to_vec(), Some(vec![1]))].into())].into(),
        ..Changes::default()
    };
    world.commit(&ends).unwrap();
    assert_eq!(world.contract(id).unwrap(), None);
    assert_eq!(world.balance(Party::Contract(id), AssetId::ECHO).unwrap(), None, "nobody can be paid there");
    for key in [&b"k"[..], b"", b"late"] {
        assert!(!world.is_stored(id, key).unwrap());
    }
    assert!(world.is_stored(ContractId(4), b"k").unwrap());
    assert_eq!(world.next_contract().unwrap(), ContractId(5), "no number is given twice");
    assert_eq!(world.contracts().unwrap(), [ContractId(4)]);
}

#[test]
fn what_is_not_saved_is_forgotten() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("state");
    let mut world = World::open(&path).unwrap();
    world.begin(&Genesis::default()).unwrap();
    assert!(!world.is_saved());
    world.save().unwrap();
    let digest = world.digest().unwrap();
    world.create_account("zoe").unwrap();
    world.set_time(2_000_000_000).unwrap();
    assert_ne!(world.digest().unwrap(), digest);
    world.forget().unwrap();
    assert_eq!((world.digest().unwrap(), world.block().time), (digest, 1_577_836_800));
    world.create_account("zoe").unwrap();
    drop(world);
    let world = World::open(&path).unwrap();
    assert_eq!(world.digest().unwrap(), digest);
    assert!(world.account_named("zoe").is_err());
}

#[test]
fn marks_bring_everything_back() {
    let mut world = begun();
    world.create_account("zoe").unwrap();
    let mark = world.mark().unwrap();
    let digest = world.digest().unwrap();
    world.create_account("yan").unwrap();
    world.seal().unwrap();
    world.create_account("xia").unwrap();
    assert!(world.go_back(mark).unwrap());
    assert_eq!((world.digest().unwrap(), world.block().number), (digest, 1));
    assert!(world.account_named("zoe").is_ok() && world.account_named("yan").is_err());
    assert!(!world.go_back(mark + 1).unwrap());
}

#[test]
fn a_dump_is_the_world() {
    let mut world = begun();
    let (hash, file) = code();
    let changes = Changes {
        contracts: [(ContractId(3), Some(contract()))].into(),
        code: [(hash, file)].into(),
        storage: [(ContractId(3), [(vec![0, 255], Some(vec![254]))].into())].into(),
        ..Changes::default()
    };
    world.apply(&changes).unwrap();
    world.set_property(ALICE.into(), "name", "é");
    world.add_result(&result(1)).unwrap();
    world.seal().unwrap();
    let dump = world.dump().unwrap();
    let text = serde_json::to_string(&dump).unwrap();
    let again: Dump = serde_json::from_str(&text).unwrap();
    assert_eq!(again, dump);
    let mut other = World::in_memory().unwrap();
    other.create_account("gone").unwrap();
    other.load(&again).unwrap();
    assert_eq!(other.digest().unwrap(), world.digest().unwrap());
    assert_eq!(other.block(), world.block());
    assert!(world.differences(&other).unwrap().is_empty());
    // One entry changed.
    let changed = text.replacen("\"00ff\"", "\"00fe\"", 1);
    assert_ne!(changed, text);
    let changed: Dump = serde_json::from_str(&changed).unwrap();
    let error = other.load(&changed).unwrap_err().to_string();
    assert!(error.contains("without `state` it is loaded as it is"), "{error}");
    let state = text.find("\"state\"").unwrap();
    let without = [&text[..state], &text[text.find("\"block\"").unwrap()..]]
        .concat()
        .replacen("\"00ff\"", "\"00fe\"", 1);
    other.load(&serde_json::from_str(&without).unwrap()).unwrap();
    let differences = world.differences(&other).unwrap();
    let keys: Vec<_> = differences.iter().map(|difference| difference.key.to_string()).collect();
    assert_eq!(keys, ["\\xfe of 1.11.3", "\\xff of 1.11.3"].map(|key| key.replacen("\\x", "\\0\\x", 1)));
}

#[derive(Clone, Debug)]
enum WorldStep {
    Balance(u64, i64),
    Store(u64, u8, Option<u8>),
    Seal,
    Save,
    Forget,
}

fn step() -> impl Strategy<Value = WorldStep> {
    prop_oneof![
        (0_u64..5, 0_i64..100).prop_map(|(n, balance)| WorldStep::Balance(n, balance)),
        (0_u64..2, 0_u8..4, any::<Option<u8>>())
            .prop_map(|(id, key, value)| WorldStep::Store(id, key, value)),
        Just(WorldStep::Seal),
        Just(WorldStep::Save),
        Just(WorldStep::Forget),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is saved when, the digest is that of the entries, the entries are those of a map, and all that is
    /// shown comes in order and once.
    #[test]
    fn the_digest_is_of_what_is_there(steps in prop::collection::vec(step(), 0..40)) {
        let mut world = World::in_memory().unwrap();
        let mut saved = Vec::new();
        for step in steps {
            match step {
                WorldStep::Balance(n, balance) => {
                    world.set_balance(Party::Account(AccountId(n)), AssetId::ECHO, balance).unwrap();
                }
                WorldStep::Store(id, key, value) => {
                    let value = value.map(|value| vec![value]);
                    let storage = [(ContractId(id), [(vec![key], value)].into())].into();
                    world.apply(&Changes { storage, ..Changes::default() }).unwrap();
                }
                WorldStep::Seal => drop(world.seal().unwrap()),
                WorldStep::Save => world.save().unwrap(),
                WorldStep::Forget => {
                    world.forget().unwrap();
                    prop_assert_eq!(&entries(&world), &saved);
                }
            }
            let all = entries(&world);
            if world.is_saved() {
                saved.clone_from(&all);
            }
            prop_assert!(all.is_sorted_by(|(a, _), (b, _)| a < b));
            let mut hash = StateHash::default();
            all.iter().for_each(|(key, value)| hash.add(key, value));
            prop_assert_eq!(hash.digest(), world.digest().unwrap());
            for (key, value) in &all {
                let key = Key::from_bytes(key).unwrap();
                prop_assert_eq!(world.get(&key).unwrap(), Some(value.clone()));
            }
        }
    }
}

fn entries(world: &World) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut all = Vec::new();
    world
        .visit(&[], |key, value| {
            all.push((key.to_bytes(), value.to_vec()));
            ControlFlow::Continue(())
        })
        .unwrap();
    all
}
