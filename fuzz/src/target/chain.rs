//! Chain files: a text is facts about a chain that can be asked for, or the error is short.

use super::policy::LONGEST_MESSAGE;
use super::{Reach, Target};
use crate::corpus::Corpus;
use crate::mutate;
use echo_abi::id::ContractId;
use echo_chain::{ChainFile, LocalChain, State};
use echo_conformance::random::Rng;

/// This target.
pub const TARGET: Target = Target {
    name: "chain",
    promise: "a text is a chain that answers every question about it, or the error is short",
    run,
    generate,
    seconds: 5,
    memory: 16 << 20,
    memory_per_byte: 600,
};

/// Reads a chain file, and asks what it says.
pub fn run(input: &[u8]) -> Reach {
    let facts = match ChainFile::from_toml(&String::from_utf8_lossy(input)) {
        Ok(facts) => facts,
        Err(error) => {
            let len = error.to_string().len();
            assert!(len <= LONGEST_MESSAGE, "a message of {len} bytes");
            return Reach::Refused;
        }
    };
    assert!(facts.block.number > 0, "the first block is 1");
    let chain = LocalChain::new(facts.clone());
    for (&(holder, asset), &amount) in &facts.balances {
        assert!(amount >= 0, "a balance below 0");
        assert_eq!(
            chain.balance(holder, asset).expect("nothing fails"),
            Some(amount),
            "of {holder} in {asset}"
        );
    }
    for (&number, hash) in &facts.hashes {
        assert_eq!(
            chain.block_hash(number).expect("nothing fails").as_ref(),
            Some(hash),
            "of block {number}"
        );
    }
    for (&object, properties) in &facts.objects {
        for (name, value) in properties {
            // A point stands for a step into a table.
            if !name.contains('.') {
                let told = chain.property(object, name).expect("nothing fails").expect("it is there");
                if let Some(text) = value.as_str() {
                    assert_eq!(told, text, "property {name}");
                }
            }
            let _ = chain.property(object, &format!("{name}.{name}..a"));
        }
    }
    assert_eq!(chain.stored(ContractId(0), b"").expect("nothing fails"), None, "nothing is stored yet");
    Reach::Through
}

const WORDS: &[&str] = &[
    "closed",
    "[block]",
    "number",
    "time",
    "author",
    "[block.hashes]",
    "[balances.\"1.2.5\"]",
    "\"1.3.0\"",
    "\"1.11.7\"",
    "[objects.\"1.2.5\"]",
    "[objects.\"1.13.5\"]",
    "name",
    "a.b",
    " = ",
    "=",
    "\n",
    "\"",
    "'",
    "true",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"1.2.9\"",
    "0",
    "99",
    "-1",
    "9223372036854775807",
    "\"ab\"",
    "00ff",
    "#",
    ".",
    "1.5",
    "inf",
    "1979-05-27T07:32:00Z",
    "\0",
];

fn generate(_: &Corpus, rng: &mut Rng) -> Vec<u8> {
    let hash = "0f".repeat(32);
    let seeds = [
        format!(
            "closed = true\n[block]\nnumber = 100\ntime = 7\nauthor = \"1.2.9\"\n[block.hashes]\n99 = \"{hash}\"\n\
             [balances.\"1.2.5\"]\n\"1.3.0\" = 1000\n[objects.\"1.2.5\"]\nname = \"alice\"\noptions.votes = 3\n"
        ),
        "[objects.\"1.2.5\"]\na = [1, { b = 2 }]\nc = 1979-05-27\n".to_owned(),
    ];
    mutate::text(&seeds, WORDS, 1 << 18, rng)
}
