//! How a contract is linked. Its build script is one line: `fn main() { echo_sdk_build::contract() }`.

/// What the linker is told, by way of the system's C compiler: no start-up code and no C library, since both make system
/// calls; one static file for fixed addresses, for nobody loads libraries or relocates; and where a call starts.
const ARGUMENTS: [&str; 9] = [
    "-nostartfiles",
    "-nostdlib",
    "-static",
    "-no-pie",
    "-Wl,-e,__apply",
    "-Wl,--gc-sections",
    "-Wl,--build-id=none",
    "-Wl,-z,noexecstack",
    "-Wl,-z,norelro",
];

/// Makes the package's programs contracts. Libraries and tests are linked as ever.
pub fn contract() {
    for argument in ARGUMENTS {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
