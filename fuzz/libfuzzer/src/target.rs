//! The target of echo-fuzz whose name the binary has.
#![no_main]

use echo_fuzz::{TARGETS, Target};
use std::sync::LazyLock;

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let named = TARGETS.iter().find(|target| target.name == env!("CARGO_BIN_NAME"));
    named.unwrap_or_else(|| panic!("echo-fuzz has no target {}", env!("CARGO_BIN_NAME")))
});

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = (TARGET.run)(input);
});
