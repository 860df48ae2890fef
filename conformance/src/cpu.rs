//! Which processor did what a result file says, and what it has; on x86-64, which one this is.

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod this;

use serde::{Deserialize, Serialize};
use std::fmt;
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
pub use this::missing_feature;

/// A processor, as `cpuid` tells. A hypervisor may tell another model than it runs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cpu {
    /// The maker, `GenuineIntel` or `AuthenticAMD`.
    pub vendor: String,
    /// The family, extended family added (Intel SDM volume 2, CPUID leaf 1).
    pub family: u32,
    /// The model, extended model in front.
    pub model: u32,
    /// The stepping.
    pub stepping: u32,
    /// What the maker calls it.
    pub name: String,
    /// The signature of the hypervisor or emulator under which it was seen; empty: none.
    pub hypervisor: String,
    /// What it has, of the extensions that accepted forms need and of some that tell processors apart.
    pub features: Vec<String>,
}

impl Cpu {
    /// What files about it are called: maker, family and model, `amd-25-17`.
    #[must_use]
    pub fn slug(&self) -> String {
        let vendor = match self.vendor.as_str() {
            "GenuineIntel" => "intel".to_owned(),
            "AuthenticAMD" => "amd".to_owned(),
            other => other.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase(),
        };
        format!("{vendor}-{}-{}", self.family, self.model)
    }

    /// Whether it is an emulation in software, which proves nothing about a processor.
    #[must_use]
    pub fn is_emulated(&self) -> bool {
        self.hypervisor.starts_with("TCG")
    }

    /// Whether maker, family, model and features are those of `other`.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.slug() == other.slug() && self.features == other.features
    }
}

impl fmt::Display for Cpu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { vendor, family, model, stepping, name, hypervisor, .. } = self;
        write!(f, "{} family {family} model {model} stepping {stepping}", vendor.escape_debug())?;
        if !name.is_empty() {
            write!(f, ", {}", name.escape_debug())?;
        }
        if !hypervisor.is_empty() {
            write!(f, ", under {}", hypervisor.escape_debug())?;
        }
        Ok(())
    }
}
