//! `echo-conformance`: runs every form of the instruction table against this processor and prints a table;
//! compares what processors did. Exit code 1 if anything differs.

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod cli;

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn main() -> std::process::ExitCode {
    cli::main()
}

#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
fn main() {
    println!("the processor can be the oracle on x86-64 Linux only: nothing was compared");
}
