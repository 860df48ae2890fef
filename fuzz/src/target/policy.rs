//! Policies: a text is a policy that can be written and read again, and whose limits a host can give; or the error is
//! short.

use super::{Reach, Target};
use crate::corpus::Corpus;
use crate::mutate;
use echo_abi::Policy;
use echo_abi::layout;
use echo_conformance::random::Rng;

/// This target.
pub const TARGET: Target = Target {
    name: "policy",
    promise: "a text is a policy within what hosts can give, or the error is short",
    run,
    generate,
    seconds: 5,
    memory: 16 << 20,
    memory_per_byte: 400,
};

/// The longest message about a text, in bytes: it shows a line of it, with characters escaped.
pub(super) const LONGEST_MESSAGE: usize = 8000;

/// Reads a policy, and what it is written as.
pub fn run(input: &[u8]) -> Reach {
    match Policy::from_toml(&String::from_utf8_lossy(input)) {
        Ok(policy) => {
            let limits = &policy.limits;
            assert!(limits.stack > 0 && limits.stack <= layout::STACK_TOP - layout::STACK_LIMIT, "the stack");
            assert!(limits.heap <= layout::HEAP_END - layout::HEAP_START, "the heap");
            assert!(limits.contract_size <= 64 << 20 && limits.changes <= 1 << 30, "sizes");
            let written = toml::to_string(&policy).expect("a policy can be written");
            assert_eq!(Policy::from_toml(&written).expect("what is written can be read"), policy);
            Reach::Through
        }
        Err(error) => {
            let len = error.to_string().len();
            assert!(len <= LONGEST_MESSAGE, "a message of {len} bytes");
            Reach::Refused
        }
    }
}

const WORDS: &[&str] = &[
    "profile",
    "crypto",
    "limits",
    "[limits]",
    "contract_size",
    "memory_pages",
    "stack",
    "heap",
    "allocations",
    "output",
    "logs",
    "log_data",
    "debug",
    "storage_key",
    "storage_value",
    "changes",
    " = ",
    "=",
    "\n",
    "\"",
    "'''",
    "x86-64-v1",
    "\"x86-64-v3\"",
    "true",
    "[",
    "]",
    "[[",
    "{",
    "}",
    ",",
    ".",
    "#",
    "1e9",
    "0x10",
    "nan",
    "2020-01-01",
    "\\u0000",
    "\0",
];

fn generate(_: &Corpus, rng: &mut Rng) -> Vec<u8> {
    let whole = toml::to_string(&Policy::default()).expect("a policy can be written");
    let seeds =
        [whole, "profile = \"x86-64-v2\"\ncrypto = false\n[limits]\nlogs = 5\n".to_owned(), String::new()];
    mutate::text(&seeds, WORDS, 1 << 18, rng)
}
