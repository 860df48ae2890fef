//! Whether the C library of contracts has been made: `make library`, in a clone; it is in what is published.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=library");
    println!("cargo::rustc-check-cfg=cfg(c_library)");
    if Path::new("library/library.a").is_file() {
        println!("cargo::rustc-cfg=c_library");
    }
}
