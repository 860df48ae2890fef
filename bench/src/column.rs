//! A column of the table: what it is called, what it needs, and which [`Runner`] makes its kernels ready.

use crate::kernel::{Kernel, Language};
#[cfg(feature = "revm")]
use crate::revm;
use crate::runner::Runner;
#[cfg(feature = "sbpf")]
use crate::sbpf;
use crate::toolchain::{By, Toolchain};
#[cfg(feature = "unicorn")]
use crate::unicorn;
#[cfg(feature = "wasmi")]
use crate::wasmi;
#[cfg(feature = "wasmtime")]
use crate::wasmtime;
use crate::{echo, native};
use anyhow::Result;
use echo_vm::Engine;

/// A way of running kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// gcc -O2, run by the processor: the measure of all others.
    Native,
    /// clang -O2, run by the processor: how much of WebAssembly's ratio is the compiler's.
    Clang,
    /// An engine of Echo, gas and memory checks on.
    Echo(Engine),
    /// wasmtime, fuel metering on.
    Wasmtime,
    /// wasmi, fuel metering on.
    Wasmi,
    /// Solana's JIT, metered.
    Sbpf,
    /// revm, recursion by jumps.
    Revm,
    /// revm, recursion by calls of the contract.
    RevmCall,
    /// qemu-user, a JIT with no metering.
    QemuUser,
    /// unicorn, a JIT with no metering.
    Unicorn,
}

impl Column {
    /// Every column, in the order of the table.
    pub fn all() -> Vec<Self> {
        let engines = Engine::ALL.iter().copied().map(Self::Echo);
        let mut columns = vec![Self::Native, Self::Clang];
        columns.extend(engines);
        columns.extend([
            Self::Wasmtime,
            Self::Wasmi,
            Self::Sbpf,
            Self::Revm,
            Self::RevmCall,
            Self::QemuUser,
            Self::Unicorn,
        ]);
        columns
    }

    /// Its name in the table, in JSON and after `--only`. An engine has its own.
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Clang => "clang",
            Self::Echo(engine) => engine.name(),
            Self::Wasmtime => "wasmtime",
            Self::Wasmi => "wasmi",
            Self::Sbpf => "sbpf",
            Self::Revm => "revm",
            Self::RevmCall => "revm-call",
            Self::QemuUser => "qemu-user",
            Self::Unicorn => "unicorn",
        }
    }

    /// Whether it is measured unasked: engines that are there to compare others with are slow.
    pub fn is_usual(self) -> bool {
        match self {
            Self::Echo(engine) => engine != Engine::REFERENCE && Engine::alone().any(|other| other == engine),
            _ => true,
        }
    }

    /// What it runs, for the head of the report.
    pub fn description(self, tools: &Toolchain) -> String {
        match self {
            Self::Native => format!(
                "gcc -O2 for plain x86-64 ({}); for Rust {}",
                Toolchain::version(&tools.gcc),
                Toolchain::version(&tools.rustc)
            ),
            Self::Clang => format!("clang -O2 for plain x86-64 ({})", Toolchain::version(&tools.clang)),
            Self::Echo(engine) => {
                format!("Echo: {}; gas and memory checks on; the machine code of native", engine.doc())
            }
            Self::Wasmtime => {
                format!("wasmtime {}, Cranelift, with fuel; clang -O2 for wasm32", locked("wasmtime"))
            }
            Self::Wasmi => format!("wasmi {} with fuel; clang -O2 for wasm32", locked("wasmi")),
            Self::Sbpf => format!("solana-sbpf {}, its JIT, metered; {FIB_BY_HAND}", locked("solana-sbpf")),
            Self::Revm => format!("revm {} with gas, recursion by jumps; {FIB_BY_HAND}", locked("revm")),
            Self::RevmCall => {
                format!("revm {} with gas, a call of the contract each time; {FIB_BY_HAND}", locked("revm"))
            }
            Self::QemuUser => {
                format!("no metering; the machine code of native ({})", Toolchain::version(&tools.qemu))
            }
            Self::Unicorn => {
                format!("unicorn {}, no metering; the machine code of native", locked("unicorn-engine"))
            }
        }
    }

    /// The feature of this package that it takes, and whether that is there.
    const fn feature(self) -> Option<(&'static str, bool)> {
        match self {
            Self::Wasmtime => Some(("wasmtime", cfg!(feature = "wasmtime"))),
            Self::Wasmi => Some(("wasmi", cfg!(feature = "wasmi"))),
            Self::Sbpf => Some(("sbpf", cfg!(feature = "sbpf"))),
            Self::Revm | Self::RevmCall => Some(("revm", cfg!(feature = "revm"))),
            Self::Unicorn => Some(("unicorn", cfg!(feature = "unicorn"))),
            Self::Native | Self::Clang | Self::Echo(_) | Self::QemuUser => None,
        }
    }

    /// Why the column is skipped on this machine, if it is.
    pub fn missing(self, tools: &Toolchain) -> Option<String> {
        if let Some((feature, false)) = self.feature() {
            return Some(format!("built without `--features {feature}`"));
        }
        let needed = match self {
            Self::Native | Self::Unicorn => [tools.gcc.path().err(), None],
            Self::Echo(engine) => [tools.gcc.path().err(), echo::missing(engine)],
            Self::Clang => [tools.clang.path().err(), None],
            Self::Wasmtime | Self::Wasmi => [tools.clang.path().err(), tools.wasm_ld.path().err()],
            Self::Sbpf | Self::Revm | Self::RevmCall => [None, None],
            Self::QemuUser => [tools.gcc.path().err(), tools.qemu.path().err()],
        };
        let reasons: Vec<String> = needed.iter().flatten().map(ToString::to_string).collect();
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }

    /// Whether it has one kernel only, so that a mean would say nothing.
    pub const fn has_fib_alone(self) -> bool {
        matches!(self, Self::Sbpf | Self::Revm | Self::RevmCall)
    }

    /// Why the column, which can run, has no such kernel, if it has not.
    pub fn lacks(self, kernel: &Kernel, tools: &Toolchain) -> Option<String> {
        let compiler = |by| tools.compiler(by, kernel.language).err().map(|error| error.to_string());
        match self {
            Self::Native | Self::Echo(_) | Self::QemuUser | Self::Unicorn => compiler(By::Gcc),
            Self::Clang if kernel.language == Language::Rust => {
                Some("rustc, which is LLVM like clang, is native there".to_owned())
            }
            Self::Clang => compiler(By::Clang),
            Self::Wasmtime | Self::Wasmi => compiler(By::Clang).or_else(|| tools.without_wasm(kernel)),
            Self::Sbpf | Self::Revm | Self::RevmCall => {
                (kernel.name != "fib").then(|| "has fib alone, and therefore no mean".to_owned())
            }
        }
    }

    /// Makes a kernel ready; the first call has not been made yet.
    pub fn prepare(self, kernel: &Kernel, tools: &Toolchain) -> Result<Box<dyn Runner>> {
        Ok(match self {
            Self::Native => Box::new(native::Process::start(None, &tools.native_gcc(kernel)?)?),
            Self::Clang => Box::new(native::Process::start(None, &tools.native_clang(kernel)?)?),
            Self::Echo(engine) => Box::new(echo::PreparedContract::load(&tools.contract(kernel)?, engine)?),
            #[cfg(feature = "wasmtime")]
            Self::Wasmtime => Box::new(wasmtime::CompiledModule::load(&tools.wasm(kernel)?)?),
            #[cfg(feature = "wasmi")]
            Self::Wasmi => Box::new(wasmi::Module::load(&tools.wasm(kernel)?)?),
            #[cfg(feature = "sbpf")]
            Self::Sbpf => Box::new(sbpf::Program::compile()?),
            #[cfg(feature = "revm")]
            Self::Revm => Box::new(revm::Chain::with(revm::JUMPS)),
            #[cfg(feature = "revm")]
            Self::RevmCall => Box::new(revm::Chain::with(revm::CALLS)),
            Self::QemuUser => {
                Box::new(native::Process::start(Some(tools.qemu.path()?), &tools.native_gcc(kernel)?)?)
            }
            #[cfg(feature = "unicorn")]
            Self::Unicorn => Box::new(unicorn::Emulator::load(&tools.contract(kernel)?)?),
            #[cfg(not(all(
                feature = "unicorn",
                feature = "wasmi",
                feature = "wasmtime",
                feature = "sbpf",
                feature = "revm"
            )))]
            other => anyhow::bail!("{} was left out of this build", other.name()),
        })
    }
}

/// What runs in columns of other machines.
const FIB_BY_HAND: &str = "fib alone, by hand";

impl serde::Serialize for Column {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The version of a dependency, as this package's lock file has it.
fn locked(package: &str) -> &'static str {
    let heading = format!("name = \"{package}\"\nversion = \"");
    let lock = include_str!("../Cargo.lock");
    let version = lock.split_once(&heading).and_then(|(_, rest)| rest.split_once('"'));
    version.map_or("of unknown version", |(version, _)| version)
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

    /// FIPS 180-4: the hash of no bytes, its first eight. FIPS 202: the first lane of Keccak-f on zeroes. RFC 8032, 7.1: the signature of test
    /// 2. The point 2G of secp256k1.
    #[test]
    fn kernels_agree_with_published_vectors() {
        for (name, n, expected) in [
            ("fib", 25, 75_025),
            ("sha256", 0, 0xe3b0_c442_98fc_1c14),
            ("keccak", 1, 0xf125_8f79_40e1_dde7),
            ("ed25519", 0, 0x92a0_09a9_f0d4_cab8_u64.swap_bytes()),
            ("secp256k1", 0, 0xabac_09b9_5c70_9ee5),
        ] {
            if let Some(given) = result(name, n) {
                assert_eq!(given, expected, "{name}({n})");
            }
        }
    }

    #[test]
    fn names_are_unique_and_the_usual_engines_are_those_for_use() {
        let mut names: Vec<_> = Column::all().iter().map(|column| column.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Column::all().len());
        assert!(Column::Echo(Engine::default()).is_usual());
        assert!(!Column::Echo(Engine::REFERENCE).is_usual());
        assert!(!Column::Echo(Engine::Crosscheck).is_usual());
    }

    #[test]
    fn versions_are_known() {
        for package in ["wasmtime", "wasmi", "solana-sbpf", "revm", "unicorn-engine"] {
            assert!(locked(package).starts_with(|c: char| c.is_ascii_digit()), "{package}");
        }
    }
}
