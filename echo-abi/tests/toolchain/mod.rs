//! The system's compiler, for tests that want files as authors make them.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// What a contract author passes to gcc, besides the optimisation level.
pub const CONTRACT: &[&str] = &[
    "-O2",
    "-nostdlib",
    "-static",
    "-no-pie",
    "-fno-pie",
    "-ffreestanding",
    "-fno-stack-protector",
    "-Wl,-e,__apply",
];

/// Compiles and links `source` with gcc and returns the file. Tests run at the same time, and two may ask for the same
/// file: each call has a folder of its own.
pub fn gcc(name: &str, source: &str, flags: &[&str]) -> Vec<u8> {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let folder = format!("{name}-{}-{call}", std::process::id());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(folder);
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    let (input, output) = (folder.join("contract.c"), folder.join("contract.elf"));
    std::fs::write(&input, source).expect("the temporary folder can be written");
    let run = Command::new("gcc").arg(&input).args(flags).arg("-o").arg(&output).output().expect("gcc runs");
    assert!(run.status.success(), "gcc refuses {name}:\n{}", String::from_utf8_lossy(&run.stderr));
    let file = std::fs::read(&output).expect("gcc wrote the file");
    std::fs::remove_dir_all(&folder).expect("the temporary folder is ours");
    file
}
