//! Finds the compilers and emulators on this machine and builds the kernels with them.
//!
//! `kernel.o` is compiled once by gcc -O2 and linked into the native driver and into the contract: native, qemu-user, Echo and
//! unicorn execute the very same machine code. A tool that is not there costs its columns, not the run. Everything
//! is built anew at each run, which takes a few seconds, so that nothing measured can be stale.

use crate::kernel::Kernel;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Flags for kernels, whatever the compiler. Contraction is off everywhere, for a fused multiply-add would change checksums.
const KERNEL_FLAGS: &[&str] =
    &["-O2", "-std=c11", "-Wall", "-Wextra", "-Werror", "-ffreestanding", "-ffp-contract=off"];
/// What x86-64 contracts need besides: fixed addresses, and no stack protector, which would read fs:0x28.
const CONTRACT_FLAGS: &[&str] = &["-fno-pie", "-fno-stack-protector"];

/// A command the bench can do without.
#[derive(Clone, Debug)]
pub enum Tool {
    /// Where it is.
    Found(PathBuf),
    /// Its command, and the Debian package that has it.
    Missing {
        /// What was looked for.
        command: &'static str,
        /// What to install.
        package: &'static str,
    },
}

impl Tool {
    fn look_for(command: &'static str, package: &'static str) -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        match std::env::split_paths(&path).map(|dir| dir.join(command)).find(|file| file.is_file()) {
            Some(file) => Self::Found(file),
            None => Self::Missing { command, package },
        }
    }

    /// The command, or the sentence that says what is missing.
    pub fn path(&self) -> Result<&Path> {
        match self {
            Self::Found(path) => Ok(path),
            Self::Missing { command, package } => bail!("{command} not found (Debian package {package})"),
        }
    }
}

/// The tools of this machine, and where their output goes.
#[derive(Debug)]
pub struct Toolchain {
    /// The compiler of the baseline and of the contracts.
    pub gcc: Tool,
    /// The compiler for wasm32, and of the second native column.
    pub clang: Tool,
    /// The linker for wasm32.
    pub wasm_ld: Tool,
    /// User-mode emulation.
    pub qemu: Tool,
    sources: PathBuf,
    output: PathBuf,
    /// Held as long as the toolchain is.
    _lock: File,
}

impl Toolchain {
    /// Looks for every tool; creates the output directory, `target/kernels` in the package, and waits until nobody else uses it: two benches at
    /// once would write one file, and measure each other.
    pub fn find() -> Result<Self> {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let output = package.join("target").join("kernels");
        std::fs::create_dir_all(&output).with_context(|| format!("cannot create {}", output.display()))?;
        let lock = output.join("lock");
        let lock = File::create(&lock)
            .and_then(|file| file.lock().map(|()| file))
            .with_context(|| format!("cannot lock {}", lock.display()))?;
        Ok(Self {
            gcc: Tool::look_for("gcc", "gcc"),
            clang: Tool::look_for("clang-19", "clang-19"),
            wasm_ld: Tool::look_for("wasm-ld-19", "lld-19"),
            qemu: Tool::look_for("qemu-x86_64", "qemu-user"),
            sources: package.to_path_buf(),
            output,
            _lock: lock,
        })
    }

    /// First line of what a tool says about its version; empty if it says nothing.
    pub fn version(tool: &Tool) -> String {
        let Tool::Found(path) = tool else { return String::new() };
        let Ok(output) = Command::new(path).arg("--version").output() else { return String::new() };
        String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned()
    }

    /// The static executable that serves calls of `kernel`, built by gcc; also what qemu-user runs.
    pub fn native_gcc(&self, kernel: &Kernel) -> Result<PathBuf> {
        let gcc = self.gcc.path()?;
        self.driver(gcc, "gcc", kernel)
    }

    /// The same built by clang.
    pub fn native_clang(&self, kernel: &Kernel) -> Result<PathBuf> {
        let clang = self.clang.path()?;
        self.driver(clang, "clang", kernel)
    }

    /// The contract around `kernel`: a static ELF executable, built by gcc.
    pub fn contract(&self, kernel: &Kernel) -> Result<PathBuf> {
        let gcc = self.gcc.path()?;
        let objects = [
            self.kernel_object(gcc, "gcc", kernel)?,
            self.memory_object(gcc, "gcc")?,
            self.support_object(gcc, "contract")?,
        ];
        let out = self.output.join(format!("{}.contract.elf", kernel.name));
        self.link_contract(gcc, &objects, &out)?;
        Ok(out)
    }

    /// A contract from one generated C source, with no unwind tables, so that its size is that of its code and data.
    pub fn contract_from(&self, name: &str, source: &str) -> Result<PathBuf> {
        let gcc = self.gcc.path()?;
        let file = self.output.join(format!("{name}.c"));
        std::fs::write(&file, source).with_context(|| format!("cannot write {}", file.display()))?;
        let object = self.output.join(format!("{name}.o"));
        let flags = [KERNEL_FLAGS, CONTRACT_FLAGS, &["-fno-asynchronous-unwind-tables"]].concat();
        self.compile(gcc, &file, &object, &flags)?;
        let out = self.output.join(format!("{name}.elf"));
        self.link_contract(gcc, &[object, self.memory_object(gcc, "gcc")?], &out)?;
        Ok(out)
    }

    /// `kernel` as a WebAssembly module that exports `kernel`.
    #[cfg(feature = "wasmi")]
    pub fn wasm(&self, kernel: &Kernel) -> Result<PathBuf> {
        let (clang, wasm_ld) = (self.clang.path()?, self.wasm_ld.path()?);
        let flags = [KERNEL_FLAGS, &["--target=wasm32", "-nostdlib"]].concat();
        let object = self.output.join(format!("{}.wasm.o", kernel.name));
        self.compile(clang, &self.kernel_source(kernel), &object, &flags)?;
        let memory = self.output.join(format!("{}.memory.wasm.o", kernel.name));
        self.compile(
            clang,
            &self.support_source("memory"),
            &memory,
            &[&flags[..], &["-fno-builtin"]].concat(),
        )?;
        let out = self.output.join(format!("{}.wasm", kernel.name));
        let mut command = Command::new(wasm_ld);
        command.args(["--no-entry", "--export=kernel", "-z", "stack-size=1048576"]);
        run(command.args([&object, &memory]).arg("-o").arg(&out))?;
        Ok(out)
    }

    fn driver(&self, compiler: &Path, by: &str, kernel: &Kernel) -> Result<PathBuf> {
        let objects = [self.kernel_object(compiler, by, kernel)?, self.memory_object(compiler, by)?];
        let out = self.output.join(format!("{}.{by}.native", kernel.name));
        let mut command = Command::new(compiler);
        command.args(["-O2", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-static"]);
        run(command.arg(self.support_source("driver")).args(&objects).arg("-o").arg(&out))?;
        Ok(out)
    }

    fn kernel_object(&self, compiler: &Path, by: &str, kernel: &Kernel) -> Result<PathBuf> {
        let out = self.output.join(format!("{}.{by}.o", kernel.name));
        self.compile(compiler, &self.kernel_source(kernel), &out, &[KERNEL_FLAGS, CONTRACT_FLAGS].concat())?;
        Ok(out)
    }

    fn memory_object(&self, compiler: &Path, by: &str) -> Result<PathBuf> {
        let out = self.output.join(format!("memory.{by}.o"));
        let mut flags = [KERNEL_FLAGS, CONTRACT_FLAGS, &["-fno-builtin"]].concat();
        if by == "gcc" {
            flags.push("-fno-tree-loop-distribute-patterns");
        }
        self.compile(compiler, &self.support_source("memory"), &out, &flags)?;
        Ok(out)
    }

    fn support_object(&self, compiler: &Path, name: &str) -> Result<PathBuf> {
        let out = self.output.join(format!("{name}.o"));
        self.compile(compiler, &self.support_source(name), &out, &[KERNEL_FLAGS, CONTRACT_FLAGS].concat())?;
        Ok(out)
    }

    fn link_contract(&self, gcc: &Path, objects: &[PathBuf], out: &Path) -> Result<()> {
        let mut command = Command::new(gcc);
        command.args(["-nostdlib", "-static", "-no-pie", "-e", "__apply"]);
        run(command.args(objects).arg("-o").arg(out))
    }

    fn compile(&self, compiler: &Path, source: &Path, out: &Path, flags: &[&str]) -> Result<()> {
        run(Command::new(compiler).args(flags).arg("-c").arg(source).arg("-o").arg(out))
    }

    fn kernel_source(&self, kernel: &Kernel) -> PathBuf {
        self.sources.join("kernels").join(format!("{}.c", kernel.name))
    }

    fn support_source(&self, name: &str) -> PathBuf {
        self.sources.join("support").join(format!("{name}.c"))
    }
}

/// Runs a build command; what it complains about becomes the error.
fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_owned();
    let output = command.output().with_context(|| format!("cannot run {}", program.display()))?;
    if output.status.success() {
        return Ok(());
    }
    let line: Vec<_> = command.get_args().map(OsStr::to_string_lossy).collect();
    bail!("{} {}\n{}", program.display(), line.join(" "), String::from_utf8_lossy(&output.stderr).trim_end());
}
