//! What a chain allows: profile and limits. Read from TOML by `--policy FILE.toml`; the default is the original chain's where known.

use crate::Profile;
use crate::image::layout;

/// A chain's decisions about contracts.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Which instructions are accepted.
    pub profile: Profile,
    /// How much of everything.
    pub limits: Limits,
}

/// Upper bounds, all in bytes unless they say otherwise.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Size of a contract file; 200,000 on the original chain (echo-v1.md 1).
    pub contract_size: u64,
    /// Pages of 4 KiB a run may touch, of whatever kind.
    pub memory_pages: u32,
    /// Stack, rounded up to a page.
    pub stack: u32,
    /// Heap address range, rounded up to a page.
    pub heap: u32,
    /// Returned bytes.
    pub output: u32,
    /// Events a run may emit.
    pub logs: u32,
    /// Bytes of data in one event, and in its signature.
    pub log_data: u32,
    /// Bytes of debug output a run may print.
    pub debug: u32,
    /// Length of a storage key.
    pub storage_key: u32,
    /// Length of a storage value.
    pub storage_value: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            contract_size: 200_000,
            memory_pages: 16_384,
            stack: 8 << 20,
            heap: 256 << 20,
            output: 1 << 20,
            logs: 1024,
            log_data: 64 << 10,
            debug: 1 << 20,
            storage_key: 1024,
            storage_value: 64 << 10,
        }
    }
}

/// A policy file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Not TOML, or with keys that do not exist; the message names line and column.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A limit that the fixed layout cannot give.
    #[error("limits.{limit} is {given}, and at most {most}")]
    TooLarge {
        /// Name of the limit.
        limit: &'static str,
        /// What the file says.
        given: u64,
        /// What is possible.
        most: u64,
    },
}

impl Policy {
    /// Reads a policy; keys left out keep their defaults.
    ///
    /// # Errors
    /// [`PolicyError`] for text that is no policy, or limits beyond the machine's layout.
    pub fn from_toml(text: &str) -> Result<Self, PolicyError> {
        let policy: Self = toml::from_str(text)?;
        let l = &policy.limits;
        for (limit, given, most) in [
            ("contract_size", l.contract_size, 64 << 20),
            ("memory_pages", u64::from(l.memory_pages), u64::from(layout::SPACE_END / layout::PAGE_SIZE)),
            ("stack", u64::from(l.stack), u64::from(layout::STACK_TOP - layout::STACK_LIMIT)),
            ("heap", u64::from(l.heap), u64::from(layout::HEAP_END - layout::HEAP_START)),
        ] {
            if given > most {
                return Err(PolicyError::TooLarge { limit, given, most });
            }
        }
        Ok(policy)
    }
}
