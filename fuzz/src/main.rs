//! `echo-fuzz`: hostile input for everything in Echo that reads what others wrote. Exit code 1 if a promise broke.

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn main() -> std::process::ExitCode {
    echo_fuzz::driver::main(echo_fuzz::TARGETS)
}

#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
fn main() {
    println!("echo-fuzz runs on x86-64 Linux only: nothing was tried");
}
