//! The three tools on the search path, for tests that run what a user types.

use std::ffi::OsString;
use std::path::Path;

/// The search path with the tools in front; `None` where echo-strip and echo-validate are not built, as `cargo test --workspace` builds
/// them.
pub fn path_with_tools() -> Option<OsString> {
    let directory = Path::new(env!("CARGO_BIN_EXE_echo-vm")).parent().expect("in a directory").to_owned();
    let is_built = |tool: &&str| directory.join(format!("{tool}{}", std::env::consts::EXE_SUFFIX)).is_file();
    if !["echo-strip", "echo-validate"].iter().all(is_built) {
        return None;
    }
    let before = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(directory).chain(std::env::split_paths(&before));
    Some(std::env::join_paths(all).expect("no odd characters"))
}
