//! Host calls with hostile arguments: all engines come to the same outcome, which costs no more than it was given,
//! keeps to the limits, makes and loses no money, and leaves nothing where it failed.
//!
//! An input is gas, the contract's data, and calls one after the other:
//! `{ u32 gas; u16 length; bytes of data; { u8 function; u64 arguments[4] }… }`. An argument whose upper half is
//! `RESULT` is the result of the call of that number.

use super::{Reach, Target};
use crate::corpus::Corpus;
use crate::model::{DATA, Model, READ_ONLY, TEXT};
use crate::mutate::{length, number, offset};
use echo_abi::id::{AccountId, AssetId, ContractId, Party};
use echo_abi::scpi::Function;
use echo_abi::{Image, Outcome, Policy};
use echo_chain::{ChainFile, Changes, CodeHash, Commit, ContractRecord, LocalChain, State};
use echo_conformance::random::Rng;
use echo_vm::call::{CallRequest, execute};
use echo_vm::{Engine, Pool, Programs, Transaction};

/// This target.
pub const TARGET: Target = Target {
    name: "host",
    promise: "host calls with hostile pointers end the same on both engines, within gas and limits, and keep the books",
    run,
    generate,
    seconds: 10,
    memory: 128 << 20,
    memory_per_byte: 256,
};

/// What the upper half of an argument says that stands for an earlier result.
const RESULT: u64 = 0xecec_0000;
/// Where results are kept, behind the data of the input.
const RESULTS: u32 = DATA + 0x1_0000;
const MOST_CALLS: usize = 200;
const CONTRACT: ContractId = ContractId(7);
const SENDER: AccountId = AccountId(5);

/// The code that makes the calls.
fn assemble(calls: &[u8]) -> Vec<u8> {
    let mut code = Vec::new();
    for (n, call) in calls.chunks_exact(33).take(MOST_CALLS).enumerate() {
        let function = Function::ALL[usize::from(call[0]) % Function::ALL.len()];
        for (arg, reg) in call[1..].chunks_exact(8).zip([7_u8, 6, 2, 1]) {
            let value = u64::from_le_bytes(arg.try_into().expect("8 bytes"));
            if value >> 32 == RESULT && (value as u32 as usize) < n {
                // mov rax, [results + 8 * n]; mov reg, rax
                code.extend([0x48, 0xa1]);
                code.extend(u64::from(RESULTS + 8 * value as u32).to_le_bytes());
                code.extend([0x48, 0x89, 0xc0 | reg]);
            } else {
                code.extend([0x48, 0xb8 | reg]);
                code.extend(value.to_le_bytes());
            }
        }
        // int n; mov [results + 8 * n], rax
        code.extend([0xcd, function as u8, 0x48, 0xa3]);
        code.extend(u64::from(RESULTS + 8 * n as u32).to_le_bytes());
    }
    code.push(0xc3);
    code
}

/// A chain on which the contract is, and another one of its code, so that they call each other and themselves.
fn chain(file: &[u8]) -> LocalChain {
    let mut chain = LocalChain::new(ChainFile::default());
    let code = CodeHash::of(file);
    let contract = |owner| Some(ContractRecord { owner, code, upgradeable: true, constructed: true });
    let changes = Changes {
        contracts: [
            (CONTRACT, contract(Party::Account(SENDER))),
            (ContractId(CONTRACT.0 + 1), contract(Party::Contract(CONTRACT))),
        ]
        .into(),
        code: [(code, file.into())].into(),
        ..Changes::default()
    };
    chain.commit(&changes).expect("memory");
    chain.set_balance(Party::Account(SENDER), AssetId::ECHO, 1000);
    chain.set_balance(Party::Contract(CONTRACT), AssetId::ECHO, 100);
    chain.set_balance(Party::Account(AccountId(6)), AssetId::ECHO, i64::MAX - 50);
    chain
}

/// Makes the calls on each engine.
pub fn run(input: &[u8]) -> Reach {
    let Some((head, rest)) = input.split_first_chunk::<6>() else { return Reach::Refused };
    let gas = u64::from(u32::from_le_bytes([head[0], head[1], head[2], head[3]]) & 0xff_ffff);
    let Some((data, calls)) = rest.split_at_checked(usize::from(u16::from_le_bytes([head[4], head[5]])))
    else {
        return Reach::Refused;
    };
    let policy = Policy::default();
    let model = Model::new(assemble(calls), vec![0x31; 64], data.to_vec(), 0x1_1000);
    let file = model.esc(&[]);
    let image = Image::load(&file, &policy.limits).expect("the contract made here loads");
    // By chance, an argument is the address of the middle of an instruction, and taken for code.
    if echo_validate::validate(image, &policy).is_err() {
        return Reach::Refused;
    }
    let line = "f(1, \"two\", true, -3, \"\", 18446744073709551615)".parse().expect("a call line");
    let mut request = CallRequest::new(line, CONTRACT, SENDER, gas);
    request.message.value = 3;
    let chain = chain(&file);
    let machines = Pool::default();
    let mut seen = Engine::alone().map(|engine| {
        let programs = Programs::new(engine, policy.clone());
        let program = programs.program(CodeHash::of(&file), &file).expect("it was accepted");
        let mut debug = String::new();
        let mut print = |text: &str| debug += text;
        let transaction =
            Transaction::new(SENDER, &policy.limits, &chain, &mut print).with_programs(&programs);
        let result = execute(transaction, &machines, &program, request.message.clone());
        let (outcome, changes) = result.expect("the host gives memory and the chain answers");
        (engine, outcome, changes, debug)
    });
    let (first, outcome, changes, debug) = seen.next().expect("there are engines");
    for (engine, other, other_changes, other_debug) in seen {
        assert!(
            (&outcome, &changes) == (&other, &other_changes),
            "the outcomes on {first} and {engine} differ: {outcome:?} and {other:?}"
        );
        assert_eq!(debug, other_debug, "debug output on {first} and {engine}");
    }
    assert!(outcome.gas_used() <= gas, "{} gas used of {gas}", outcome.gas_used());
    match &outcome {
        Outcome::Returned { output, logs, .. } => {
            assert!(output.len() <= policy.limits.output as usize, "output beyond the limit");
            assert!(logs.len() <= policy.limits.logs as usize, "logs beyond the limit");
        }
        Outcome::Failed { .. } | Outcome::NotStarted(_) => {
            assert!(changes.is_empty(), "a failed run left something");
        }
    }
    assert!(debug.len() <= policy.limits.debug as usize, "debug output beyond the limit");
    let mut sum = 0_i128;
    for (&(holder, asset), &balance) in &changes.balances {
        assert!(balance >= 0, "{holder} has {balance}");
        let before = chain.balance(holder, asset).expect("the chain answers").expect("everybody is known");
        sum += i128::from(balance) - i128::from(before);
    }
    assert_eq!(sum, 0, "money was made or lost");
    let stored = changes.storage.values().flatten();
    let bytes: usize = stored.map(|(key, value)| key.len() + value.as_ref().map_or(0, Vec::len)).sum();
    assert!(bytes <= policy.limits.changes as usize, "more changes than the limit");
    Reach::Through
}

/// Strings in data, and the calls that are given them, addresses beside them, and everything else.
fn generate(_: &Corpus, rng: &mut Rng) -> Vec<u8> {
    const TEXTS: &[&[u8]] = &[
        b"key",
        b"1.2.5",
        b"1.2.6",
        b"1.11.7",
        b"1.11.8",
        b"1.3.0",
        b"1.3.1",
        b"f()",
        b"f(1, \"x\", hex\"00\")",
        b"\x01\0\0\0f\x46\x07\x40\x01\0\0\0x",
        b"",
        b"transfer(string,uint64)",
        b"1.2.99999999999999999999",
        b"\xff\xfe",
        b"name",
        b"1.2.6\0",
        b"\x1b[31m",
        // Points at infinity: a pair of BLS12-381, two of BN254, and four.
        &[0; 384],
        &[0; 768],
        // By their lengths and first bytes, keys.
        &[2; 33],
        &[4; 65],
    ];
    let mut data = Vec::new();
    let mut strings = Vec::new();
    for _ in 0..2 + rng.below(8) {
        let text = TEXTS[offset(TEXTS.len(), rng)];
        data.resize(data.len().next_multiple_of(16), 0);
        let at = DATA + data.len() as u32;
        let long = rng.chance(10).then(|| length(5000, rng));
        data.extend(text.iter().copied().cycle().take(if text.is_empty() {
            0
        } else {
            long.unwrap_or(text.len())
        }));
        data.resize(data.len().next_multiple_of(16), 0);
        strings.push(u64::from(DATA) + data.len() as u64);
        let (pointer, len) = match rng.below(12) {
            0 => (number(rng), text.len() as u64),
            1 => (u64::from(at), number(rng)),
            2 => (
                u64::from(rng.pick(&[TEXT, READ_ONLY + 60, DATA + 0x1_0ff8, 0x6fff_fff8, 0x4000_0000])),
                u64::from(rng.below(40)),
            ),
            _ => (u64::from(at), long.unwrap_or(text.len()) as u64),
        };
        data.extend(pointer.to_le_bytes());
        data.extend(len.to_le_bytes());
    }
    let mut input = number(rng).to_le_bytes()[..4].to_vec();
    if rng.chance(70) {
        input = (rng.below(1 << 22)).to_le_bytes().to_vec();
    }
    input.extend((data.len() as u16).to_le_bytes());
    input.extend(&data);
    for n in 0..=rng.below(30) {
        input.push(rng.bits() as u8);
        for _ in 0..4 {
            let value = match rng.below(12) {
                0..=4 => strings[offset(strings.len(), rng)],
                5 if n > 0 => (RESULT << 32) | u64::from(rng.below(n)),
                6 => strings[offset(strings.len(), rng)]
                    .wrapping_add(u64::from(rng.below(33)))
                    .wrapping_sub(16),
                7 => u64::from(rng.pick(&[
                    TEXT,
                    READ_ONLY,
                    READ_ONLY + 60,
                    DATA + 0x1_0ff9,
                    0x4000_0000,
                    0x6fff_fff0,
                ])),
                8 | 9 => u64::from(rng.below(40)),
                _ => number(rng),
            };
            input.extend(value.to_le_bytes());
        }
    }
    input
}
