//! What a chain allows: profile and limits. `--policy` names one that is known here, or a TOML file.

use crate::document::{self, DocumentError};
use crate::isa::{Features, Profile};
use crate::layout;

/// A chain's decisions about contracts.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Which instructions are accepted: `x86-64-v1`, `x86-64-v2` or `x86-64-v3`.
    pub profile: Profile,
    /// Whether those for cryptography (AES, PCLMULQDQ, SHA), too.
    pub crypto: bool,
    /// How much of everything.
    pub limits: Limits,
}

impl Default for Policy {
    fn default() -> Self {
        let Features { profile, crypto } = Features::ALL;
        Self { profile, crypto, limits: Limits::default() }
    }
}

/// Upper bounds, all in bytes unless they say otherwise.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Size of a contract file: what a node decodes and keeps for it grows with that (`bench/src/decoding.rs` measures the worst), and
    /// a call pays for it by the byte.
    pub contract_size: u64,
    /// Pages of 4 KiB that may be accessible to a transaction, of whatever kind, touched or not.
    pub memory_pages: u32,
    /// Stack, rounded up to a page; at least 1, for a call needs a return address.
    pub stack: u32,
    /// Heap address range, rounded up to a page.
    pub heap: u32,
    /// Allocations that live on the contract heap at the same time. What the host keeps of each is not in the contract's memory,
    /// so pages do not limit it.
    pub allocations: u32,
    /// Returned bytes.
    pub output: u32,
    /// Events a transaction may emit.
    pub logs: u32,
    /// Bytes of data in one event, and in its signature.
    pub log_data: u32,
    /// Bytes of debug output a transaction may print.
    pub debug: u32,
    /// Length of a storage key.
    pub storage_key: u32,
    /// Length of a storage value.
    pub storage_value: u32,
    /// What the changes of one transaction may take, keys and values and a little for each change: the host keeps them until it has ended.
    pub changes: u32,
}

impl Limits {
    /// Bytes of the stack, whole pages, within the layout.
    #[must_use]
    pub fn stack_size(&self) -> u32 {
        let most = layout::STACK_TOP - layout::STACK_LIMIT;
        self.stack.min(most).next_multiple_of(layout::PAGE_SIZE)
    }

    /// Bytes of the heap, whole pages, within the layout.
    #[must_use]
    pub fn heap_size(&self) -> u32 {
        let most = layout::HEAP_END - layout::HEAP_START;
        self.heap.min(most).next_multiple_of(layout::PAGE_SIZE)
    }

    /// Pages of the stack that are accessible from the start.
    #[must_use]
    pub fn first_stack_pages(&self) -> u32 {
        self.stack_size().min(layout::STACK_STEP) / layout::PAGE_SIZE
    }

    /// Pages of the heap that are accessible from the start: one, which is enough for the strings of most calls. To allow a
    /// page while a contract runs takes longer than many a call.
    #[must_use]
    pub fn first_heap_pages(&self) -> u32 {
        self.heap_size().min(layout::PAGE_SIZE) / layout::PAGE_SIZE
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            contract_size: 1 << 20,
            memory_pages: 16_384,
            stack: 8 << 20,
            heap: 256 << 20,
            allocations: 1 << 20,
            output: 1 << 20,
            logs: 1024,
            log_data: 64 << 10,
            debug: 1 << 20,
            storage_key: 1024,
            storage_value: 64 << 10,
            changes: 16 << 20,
        }
    }
}

/// The policies that have names, with what they are.
pub const NAMED: &[(&str, &str)] =
    &[(ECHO_2019, "the limits of the first Echo chain, where known, else the default's")];
const ECHO_2019: &str = "echo-2019";

/// What is known of the first Echo chain: its limit of a contract's size (echo-v1.md 1).
const ECHO_2019_CONTRACT_SIZE: u64 = 200_000;

/// Most bytes of a policy file.
pub const MAX_LEN: usize = 1 << 20;

/// The most that a policy can allow of what the host holds in one piece.
const MOST_BYTES: u64 = 64 << 20;

/// A policy file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Too long, not TOML, or with keys that do not exist; the message names line and column.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A limit that the fixed layout cannot give, or no host should.
    #[error("limits.{limit} is {given}, and at most {most}")]
    TooLarge {
        /// Name of the limit.
        limit: &'static str,
        /// What the file says.
        given: u64,
        /// What is possible.
        most: u64,
    },
    /// A stack without room for anything.
    #[error("limits.stack is 0, and a contract needs a stack")]
    NoStack,
}

impl Policy {
    /// Which instructions are accepted.
    #[must_use]
    pub fn features(&self) -> Features {
        Features { profile: self.profile, crypto: self.crypto }
    }

    /// The policy of that name, one of [`NAMED`].
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let limits = Limits { contract_size: ECHO_2019_CONTRACT_SIZE, ..Limits::default() };
        (name == ECHO_2019).then(|| Self { limits, ..Self::default() })
    }

    /// Reads a policy; keys left out keep their defaults.
    ///
    /// # Errors
    /// [`PolicyError`] for text that is no policy, or limits beyond the machine's layout.
    pub fn from_toml(text: &str) -> Result<Self, PolicyError> {
        let policy: Self = document::read(text, MAX_LEN)?;
        let l = &policy.limits;
        for (limit, given, most) in [
            ("contract_size", l.contract_size, 64 << 20),
            ("memory_pages", u64::from(l.memory_pages), u64::from(layout::SPACE_END / layout::PAGE_SIZE)),
            ("stack", u64::from(l.stack), u64::from(layout::STACK_TOP - layout::STACK_LIMIT)),
            ("heap", u64::from(l.heap), u64::from(layout::HEAP_END - layout::HEAP_START)),
            ("allocations", u64::from(l.allocations), 16 << 20),
            ("output", u64::from(l.output), MOST_BYTES),
            ("logs", u64::from(l.logs), 1 << 20),
            ("log_data", u64::from(l.log_data), MOST_BYTES),
            ("debug", u64::from(l.debug), MOST_BYTES),
            ("storage_key", u64::from(l.storage_key), 1 << 20),
            ("storage_value", u64::from(l.storage_value), MOST_BYTES),
            ("changes", u64::from(l.changes), 1 << 30),
        ] {
            if given > most {
                return Err(PolicyError::TooLarge { limit, given, most });
            }
        }
        if l.stack == 0 {
            return Err(PolicyError::NoStack);
        }
        Ok(policy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_keeps_its_default() {
        assert_eq!(Policy::from_toml("").unwrap(), Policy::default());
        let policy = Policy::from_toml("[limits]\noutput = 5").unwrap();
        assert_eq!(policy.limits, Limits { output: 5, ..Limits::default() });
        let written = toml::to_string(&policy).unwrap();
        assert_eq!(Policy::from_toml(&written).unwrap(), policy);
    }

    #[test]
    fn those_with_names_are_there_and_documented() {
        let document = include_str!("../docs/policy.md");
        for (name, what) in NAMED {
            let policy = Policy::named(name).expect("it has a name");
            assert_eq!(
                Policy::from_toml(&toml::to_string(&policy).unwrap()).unwrap(),
                policy,
                "it is possible"
            );
            let size = policy.limits.contract_size;
            let row = format!("\n| `{name}` | {what}: `contract_size = {size}` |");
            assert!(document.contains(&row), "docs/policy.md does not say {row:?}");
        }
        assert_eq!(Policy::named("echo-2019.toml"), None);
    }

    #[test]
    fn profiles_have_names() {
        assert_eq!(Policy::default().features(), Features { profile: Profile::V3, crypto: true });
        for profile in Profile::ALL {
            let policy =
                Policy::from_toml(&format!("profile = \"{}\"\ncrypto = false", profile.name())).unwrap();
            assert_eq!(policy.features(), Features { profile: *profile, crypto: false });
        }
    }

    #[test]
    fn unknown_keys_and_impossible_limits_are_refused() {
        for text in [
            "limit = 1",
            "[limits]\nstacks = 1",
            "[limits]\nstack = -1",
            "[limits]\nstack = 4294967296",
            "profile = \"x87\"",
            "[",
        ] {
            assert!(matches!(Policy::from_toml(text), Err(PolicyError::Document(_))), "{text}");
        }
        let none = Policy::from_toml("[limits]\nstack = 0").unwrap_err();
        assert_eq!(none.to_string(), "limits.stack is 0, and a contract needs a stack");
        assert_eq!(Policy::from_toml("[limits]\nstack = 1\nheap = 0").unwrap().limits.stack, 1);
        // The defaults are possible; for each limit that a policy names there is an end. docs/policy.md, which
        // is written by hand, says both.
        let document = include_str!("../docs/policy.md");
        let defaults = toml::Value::try_from(Limits::default()).unwrap();
        for (name, default) in defaults.as_table().unwrap() {
            let most = u64::from(u32::MAX);
            let text = format!("[limits]\n{name} = {most}");
            match Policy::from_toml(&text) {
                Err(PolicyError::TooLarge { limit, given, most: possible }) => {
                    assert_eq!((limit, given), (name.as_str(), most));
                    assert!(possible < most);
                    let row = format!("\n| `{name}` | {default} | {possible} | ");
                    assert!(document.contains(&row), "docs/policy.md does not say {row:?}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
