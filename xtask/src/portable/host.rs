//! [`Host`]: a machine on which the tools run, or its emulation; what building for it and running on it takes.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A host.
#[derive(Debug)]
pub struct Host {
    /// What it is called, as `--host` takes it.
    pub name: &'static str,
    /// The target, as rustc calls it.
    triple: &'static str,
    /// What it takes to be there in emulation; the machine at hand needs none.
    emulation: Option<Emulation>,
    /// The engines that it has, as `--engine` takes them.
    pub engines: &'static [&'static str],
}

/// How a host is there that is not the machine at hand.
#[derive(Debug)]
struct Emulation {
    qemu: &'static str,
    linker: &'static str,
    /// The setting by which cargo is told of the linker.
    linker_setting: &'static str,
    /// Where its C library lies.
    root: &'static str,
    /// The packages of Debian that have the two, and the C library.
    packages: &'static [&'static str],
}

/// The engine whose results on the machine at hand all others are compared with: the reference.
pub const REFERENCE: &str = "stepper";

/// The machine at hand.
pub const NATIVE: Host = Host {
    name: "x86-64",
    triple: "x86_64-unknown-linux-gnu",
    emulation: None,
    engines: &[REFERENCE, "interpreter", "jit"],
};

/// The others: one with the other byte order, and one with this.
pub const FOREIGN: [Host; 2] = [
    Host {
        name: "s390x",
        triple: "s390x-unknown-linux-gnu",
        emulation: Some(Emulation {
            qemu: "qemu-s390x",
            linker: "s390x-linux-gnu-gcc",
            linker_setting: "CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_LINKER",
            root: "/usr/s390x-linux-gnu",
            packages: &["qemu-user", "gcc-s390x-linux-gnu", "libc6-dev-s390x-cross"],
        }),
        engines: &[REFERENCE, "interpreter"],
    },
    Host {
        name: "aarch64",
        triple: "aarch64-unknown-linux-gnu",
        emulation: Some(Emulation {
            qemu: "qemu-aarch64",
            linker: "aarch64-linux-gnu-gcc",
            linker_setting: "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER",
            root: "/usr/aarch64-linux-gnu",
            packages: &["qemu-user", "gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"],
        }),
        engines: &[REFERENCE, "interpreter"],
    },
];

/// The packages that have a compiler and the source of its library.
const RUST_PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

/// What is built for each host: the tools, and what compares the reference engine with recorded processors.
const PROGRAMS: [&str; 4] = ["echo-strip", "echo-validate", "echo-vm", "echo-recorded"];
const PACKAGES: [&str; 4] = ["echo-strip", "echo-validate", "echo-vm", "echo-conformance"];

/// What is missing on the machine at hand: a line for each, and the packages of Debian that have it.
#[derive(Debug, Default)]
pub struct Missing {
    pub lines: Vec<String>,
    pub packages: Vec<&'static str>,
}

impl Missing {
    fn add(&mut self, line: String, packages: &[&'static str]) {
        self.lines.push(line);
        self.packages.extend(packages);
        self.packages.sort_unstable();
        self.packages.dedup();
    }
}

/// Where a program is found.
fn found(program: &str) -> impl Iterator<Item = PathBuf> {
    let places = env::var_os("PATH").unwrap_or_default();
    let files: Vec<_> = env::split_paths(&places).map(|place| place.join(program)).collect();
    files.into_iter().filter(|file| file.is_file())
}

/// A rustc that has the source of its library, of which it is built for hosts that no library comes for: the first.
pub fn rustc() -> Option<PathBuf> {
    found("rustc").find(|rustc| {
        let sysroot = Command::new(rustc).args(["--print", "sysroot"]).output();
        let sysroot = sysroot.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        sysroot.is_ok_and(|sysroot| Path::new(&sysroot).join("lib/rustlib/src/rust/library/std").is_dir())
    })
}

/// What is missing for these hosts.
pub fn missing(hosts: &[&Host]) -> Missing {
    let mut missing = Missing::default();
    if rustc().is_none() {
        missing.add(
            "a rustc, 1.91 or later, with the source of its library (rustup has it as rust-src)".to_owned(),
            &RUST_PACKAGES,
        );
    }
    for program in ["gcc", "g++"] {
        if found(program).next().is_none() {
            missing.add(format!("{program}, which builds the samples"), &["gcc", "g++"]);
        }
    }
    for (host, emulation) in hosts.iter().filter_map(|host| Some((host, host.emulation.as_ref()?))) {
        for (program, what) in [(emulation.qemu, "runs"), (emulation.linker, "links")] {
            if found(program).next().is_none() {
                missing
                    .add(format!("{program}, which {what} programs for {}", host.name), emulation.packages);
            }
        }
        if !Path::new(emulation.root).join("lib/libc.so.6").exists() {
            let line = format!("the C library of {}, in {}", host.name, emulation.root);
            missing.add(line, emulation.packages);
        }
    }
    missing
}

impl Host {
    /// What builds the programs for this host with `rustc`, below `target`.
    ///
    /// All of it with one compiler, so that hosts differ in nothing else; in one go, so that what they share is built
    /// once; and without optimizing across crates, which takes as long again for each program.
    pub fn build(&self, root: &Path, target: &Path, rustc: &Path) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(root).args(["build", "--release", "--locked", "--target", self.triple]);
        cargo.arg("--target-dir").arg(target).env("RUSTC", rustc).env("CARGO_PROFILE_RELEASE_LTO", "off");
        // What makes a stable compiler take `-Z`. For all of them: where it comes and goes, what builds programs is built anew.
        cargo.env("RUSTC_BOOTSTRAP", "1");
        if let Some(emulation) = &self.emulation {
            cargo.arg("-Zbuild-std=std,panic_unwind");
            cargo.env(emulation.linker_setting, emulation.linker);
        }
        for package in PACKAGES {
            cargo.args(["-p", package]);
        }
        for program in PROGRAMS {
            cargo.args(["--bin", program]);
        }
        cargo
    }

    /// A program that was built for this host.
    pub fn file(&self, target: &Path, program: &str) -> PathBuf {
        target.join(self.triple).join("release").join(program)
    }

    /// What runs a program on this host; its arguments are still to come.
    pub fn command(&self, target: &Path, program: &str) -> Command {
        let file = self.file(target, program);
        let Some(emulation) = &self.emulation else { return Command::new(file) };
        let mut command = Command::new(emulation.qemu);
        command.args(["-L", emulation.root]).arg(file);
        command
    }

    /// What is typed before the name of a program to run it on this host.
    pub fn prefix(&self, target: &Path) -> String {
        let place = target.join(self.triple).join("release");
        let emulator =
            self.emulation.as_ref().map(|emulation| format!("{} -L {} ", emulation.qemu, emulation.root));
        format!("{}{}/", emulator.unwrap_or_default(), place.display())
    }
}
