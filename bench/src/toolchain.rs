//! Finds the compilers and emulators on this machine and builds the kernels with them.
//!
//! `kernel.o` is compiled once by gcc -O2 and linked into the native driver and into the contract: native, qemu-user, Echo and
//! unicorn execute the very same machine code; so with g++ and rustc for the kernels in C++ and Rust. A tool that is not there costs its columns, not the run. Everything
//! is built anew at each run, which takes a few seconds, so that nothing measured can be stale.

use crate::kernel::{Kernel, Language};
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Flags for kernels, whatever the compiler. Contraction is off everywhere, for a fused multiply-add would change checksums; a square
/// root is an instruction, for nobody reads `errno`.
const KERNEL_FLAGS: &[&str] =
    &["-O2", "-Wall", "-Wextra", "-Werror", "-ffreestanding", "-ffp-contract=off", "-fno-math-errno"];
/// Flags for C.
const C_FLAGS: &[&str] = &["-std=c11"];
/// Flags for C++: nothing that would need its library at run time.
const CPP_FLAGS: &[&str] = &["-std=c++17", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics"];
/// Flags for Rust: one object with all that the kernel uses, so that the archive's other members are left alone.
const RUST_FLAGS: &[&str] = &[
    "--edition=2024",
    "--crate-type=staticlib",
    "-Copt-level=2",
    "-Clto",
    "-Ccodegen-units=1",
    "-Cpanic=abort",
    "-Dwarnings",
];
/// The target of WebAssembly by rustc.
const RUST_WASM: &str = "wasm32-unknown-unknown";
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

/// A family of compilers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// gcc, g++.
    Gcc,
    /// clang, clang++.
    Clang,
}

impl By {
    const fn name(self) -> &'static str {
        match self {
            Self::Gcc => "gcc",
            Self::Clang => "clang",
        }
    }
}

/// The tools of this machine, and where their output goes.
#[derive(Debug)]
pub struct Toolchain {
    /// The compiler of the baseline and of the contracts.
    pub gcc: Tool,
    /// The same for C++.
    pub gxx: Tool,
    /// The compiler for wasm32, and of the second native column.
    pub clang: Tool,
    /// The same for C++.
    pub clangxx: Tool,
    /// The compiler of Rust.
    pub rustc: Tool,
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
            gxx: Tool::look_for("g++", "g++"),
            clang: Tool::look_for("clang-19", "clang-19"),
            clangxx: Tool::look_for("clang++-19", "clang-19"),
            rustc: Tool::look_for("rustc", "rustc"),
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
        self.driver(By::Gcc, kernel)
    }

    /// The same built by clang.
    pub fn native_clang(&self, kernel: &Kernel) -> Result<PathBuf> {
        self.driver(By::Clang, kernel)
    }

    /// The contract around `kernel`: a static ELF executable, built by gcc.
    pub fn contract(&self, kernel: &Kernel) -> Result<PathBuf> {
        let gcc = self.gcc.path()?;
        let objects = [
            self.support_object(gcc, "contract")?,
            self.memory_object(By::Gcc)?,
            self.kernel_object(By::Gcc, kernel)?,
        ];
        let out = self.output.join(format!("{}.contract.elf", kernel.name));
        self.link_contract(gcc, &objects, &out)?;
        Ok(out)
    }

    /// A contract from one generated C source, with no unwind tables, so that its size is that of its code and data.
    pub fn contract_from(&self, name: &str, source: &str) -> Result<PathBuf> {
        let gcc = self.gcc.path()?;
        let file = self.write(&format!("{name}.c"), source.as_bytes())?;
        let object = self.output.join(format!("{name}.o"));
        let flags = [KERNEL_FLAGS, C_FLAGS, CONTRACT_FLAGS, &["-fno-asynchronous-unwind-tables"]].concat();
        self.compile(gcc, &file, &object, &flags)?;
        let out = self.output.join(format!("{name}.elf"));
        self.link_contract(gcc, &[object, self.memory_object(By::Gcc)?], &out)?;
        Ok(out)
    }

    /// Why `kernel` cannot be built as WebAssembly, if it cannot: rustc takes a target that is not always installed.
    pub fn without_wasm(&self, kernel: &Kernel) -> Option<String> {
        if kernel.language != Language::Rust {
            return None;
        }
        let target = || -> Result<bool> {
            let mut command = Command::new(self.rustc.path()?);
            let output = command.args(["--print=target-libdir", "--target", RUST_WASM]).output()?;
            Ok(Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
        };
        match target() {
            Ok(true) => None,
            Ok(false) => Some(format!("rustc has no {RUST_WASM} here (rustup target add {RUST_WASM})")),
            Err(error) => Some(format!("{error:#}")),
        }
    }

    /// A file among what was built.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let file = self.output.join(name);
        std::fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(file)
    }

    /// `kernel` as a WebAssembly module that exports `kernel`.
    #[cfg(any(feature = "wasmi", feature = "wasmtime"))]
    pub fn wasm(&self, kernel: &Kernel) -> Result<PathBuf> {
        let (clang, wasm_ld) = (self.clang.path()?, self.wasm_ld.path()?);
        let flags = |of: &[&'static str]| [KERNEL_FLAGS, of, &["--target=wasm32", "-nostdlib"]].concat();
        let object = self.output.join(format!("{}.wasm.o", kernel.name));
        let source = self.kernel_source(kernel);
        match kernel.language {
            Language::C => self.compile(clang, &source, &object, &flags(C_FLAGS))?,
            Language::Cpp => self.compile(self.clangxx.path()?, &source, &object, &flags(CPP_FLAGS))?,
            Language::Rust => self.compile_rust(kernel, &object, &["--target", RUST_WASM])?,
        }
        // In the order of need: the kernel, and what compilers call behind its back.
        let mut objects = vec![object];
        for name in ["memory", "wide"] {
            let object = self.output.join(format!("{name}.wasm.o"));
            let flags = [&flags(C_FLAGS)[..], &["-fno-builtin"]].concat();
            self.compile(clang, &self.support_source(name), &object, &flags)?;
            objects.push(object);
        }
        let out = self.output.join(format!("{}.wasm", kernel.name));
        let mut command = Command::new(wasm_ld);
        command.args(["--no-entry", "--export=kernel", "--gc-sections", "-z", "stack-size=1048576"]);
        run(command.args(&objects).arg("-o").arg(&out))?;
        Ok(out)
    }

    fn driver(&self, by: By, kernel: &Kernel) -> Result<PathBuf> {
        let objects = [self.memory_object(by)?, self.kernel_object(by, kernel)?];
        let out = self.output.join(format!("{}.{}.native", kernel.name, by.name()));
        let mut command = Command::new(self.compiler(by, Language::C)?);
        command.args(["-O2", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-static"]);
        run(command.arg(self.support_source("driver")).args(&objects).arg("-o").arg(&out))?;
        Ok(out)
    }

    /// The compiler of a language in a family.
    pub fn compiler(&self, by: By, language: Language) -> Result<&Path> {
        match (by, language) {
            (By::Gcc, Language::C) => self.gcc.path(),
            (By::Gcc, Language::Cpp) => self.gxx.path(),
            (By::Clang, Language::C) => self.clang.path(),
            (By::Clang, Language::Cpp) => self.clangxx.path(),
            (_, Language::Rust) => self.rustc.path(),
        }
    }

    fn kernel_object(&self, by: By, kernel: &Kernel) -> Result<PathBuf> {
        let out = self.output.join(format!("{}.{}.o", kernel.name, by.name()));
        let flags = match kernel.language {
            Language::C => C_FLAGS,
            Language::Cpp => CPP_FLAGS,
            Language::Rust => {
                self.compile_rust(kernel, &out, &["-Crelocation-model=static"])?;
                return Ok(out);
            }
        };
        let flags = [KERNEL_FLAGS, flags, CONTRACT_FLAGS].concat();
        self.compile(self.compiler(by, kernel.language)?, &self.kernel_source(kernel), &out, &flags)?;
        Ok(out)
    }

    fn memory_object(&self, by: By) -> Result<PathBuf> {
        let out = self.output.join(format!("memory.{}.o", by.name()));
        let mut flags = [KERNEL_FLAGS, C_FLAGS, CONTRACT_FLAGS, &["-fno-builtin"]].concat();
        if by == By::Gcc {
            flags.push("-fno-tree-loop-distribute-patterns");
        }
        self.compile(self.compiler(by, Language::C)?, &self.support_source("memory"), &out, &flags)?;
        Ok(out)
    }

    fn support_object(&self, compiler: &Path, name: &str) -> Result<PathBuf> {
        let out = self.output.join(format!("{name}.o"));
        let flags = [KERNEL_FLAGS, C_FLAGS, CONTRACT_FLAGS].concat();
        self.compile(compiler, &self.support_source(name), &out, &flags)?;
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

    /// An archive; linkers take it for what it is, whatever its name.
    fn compile_rust(&self, kernel: &Kernel, out: &Path, flags: &[&str]) -> Result<()> {
        let mut command = Command::new(self.rustc.path()?);
        run(command.args(RUST_FLAGS).args(flags).arg(self.kernel_source(kernel)).arg("-o").arg(out))
    }

    fn kernel_source(&self, kernel: &Kernel) -> PathBuf {
        self.sources.join("kernels").join(format!("{}.{}", kernel.name, kernel.language.extension()))
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
