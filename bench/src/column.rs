//! A column of the table: what it is called, what it needs, and which [`Runner`] makes its kernels ready.

use crate::kernel::Kernel;
use crate::runner::Runner;
use crate::toolchain::Toolchain;
#[cfg(feature = "unicorn")]
use crate::unicorn;
#[cfg(feature = "wasmi")]
use crate::wasm;
use crate::{echo, native};
use anyhow::Result;

/// A way of running kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// gcc -O2, run by the processor: the measure of all others.
    Native,
    /// clang -O2, run by the processor: how much of wasmi's ratio is the compiler's.
    Clang,
    /// Echo's interpreter, gas and memory checks on.
    Echo,
    /// wasmi, fuel metering on.
    Wasmi,
    /// qemu-user, a JIT with no metering.
    QemuUser,
    /// unicorn, a JIT with no metering.
    Unicorn,
}

impl Column {
    /// Every column, in the order of the table.
    pub const ALL: &[Self] =
        &[Self::Native, Self::Clang, Self::Echo, Self::Wasmi, Self::QemuUser, Self::Unicorn];

    /// Its name in the table, in JSON and after `--only`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Clang => "clang",
            Self::Echo => "echo",
            Self::Wasmi => "wasmi",
            Self::QemuUser => "qemu-user",
            Self::Unicorn => "unicorn",
        }
    }

    /// What it runs, for the head of the report.
    pub fn description(self, tools: &Toolchain) -> String {
        match self {
            Self::Native => format!("gcc -O2 for plain x86-64 ({})", Toolchain::version(&tools.gcc)),
            Self::Clang => format!("clang -O2 for plain x86-64 ({})", Toolchain::version(&tools.clang)),
            Self::Echo => "the interpreter, gas and memory checks on; the machine code of native".to_owned(),
            Self::Wasmi => "wasmi 2.0 with fuel; clang -O2 for wasm32".to_owned(),
            Self::QemuUser => {
                format!("no metering; the machine code of native ({})", Toolchain::version(&tools.qemu))
            }
            Self::Unicorn => "unicorn 2.1, no metering; the machine code of native".to_owned(),
        }
    }

    /// Why the column is skipped on this machine, if it is.
    pub fn missing(self, tools: &Toolchain) -> Option<String> {
        let left_out = (self == Self::Unicorn && cfg!(not(feature = "unicorn")))
            || (self == Self::Wasmi && cfg!(not(feature = "wasmi")));
        if left_out {
            return Some(format!("built without `--features {}`", self.name()));
        }
        let needed = match self {
            Self::Native | Self::Echo | Self::Unicorn => [tools.gcc.path().err(), None],
            Self::Clang => [tools.clang.path().err(), None],
            Self::Wasmi => [tools.clang.path().err(), tools.wasm_ld.path().err()],
            Self::QemuUser => [tools.gcc.path().err(), tools.qemu.path().err()],
        };
        let reasons: Vec<String> = needed.iter().flatten().map(ToString::to_string).collect();
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }

    /// Makes a kernel ready; the first call has not been made yet.
    pub fn prepare(self, kernel: &Kernel, tools: &Toolchain) -> Result<Box<dyn Runner>> {
        Ok(match self {
            Self::Native => Box::new(native::Process::start(None, &tools.native_gcc(kernel)?)?),
            Self::Clang => Box::new(native::Process::start(None, &tools.native_clang(kernel)?)?),
            Self::Echo => Box::new(echo::PreparedContract::load(&tools.contract(kernel)?)?),
            #[cfg(feature = "wasmi")]
            Self::Wasmi => Box::new(wasm::Module::load(&tools.wasm(kernel)?)?),
            Self::QemuUser => {
                Box::new(native::Process::start(Some(tools.qemu.path()?), &tools.native_gcc(kernel)?)?)
            }
            #[cfg(feature = "unicorn")]
            Self::Unicorn => Box::new(unicorn::Emulator::load(&tools.contract(kernel)?)?),
            #[cfg(not(all(feature = "unicorn", feature = "wasmi")))]
            other => anyhow::bail!("built without `--features {}`", other.name()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel;

    fn result(name: &str, n: u64) -> Option<u64> {
        let tools = Toolchain::find().unwrap();
        if let Some(reason) = Column::Native.missing(&tools) {
            println!("skipped: {reason}");
            return None;
        }
        Some(Column::Native.prepare(kernel::find(name).unwrap(), &tools).unwrap().call(n).unwrap().checksum)
    }

    /// FIPS 180-4: the hash of no bytes, its first eight. FIPS 202: the first lane of Keccak-f on zeroes.
    #[test]
    fn kernels_agree_with_published_vectors() {
        for (name, n, expected) in
            [("fib", 25, 75_025), ("sha256", 0, 0xe3b0_c442_98fc_1c14), ("keccak", 1, 0xf125_8f79_40e1_dde7)]
        {
            if let Some(given) = result(name, n) {
                assert_eq!(given, expected, "{name}({n})");
            }
        }
    }
}
