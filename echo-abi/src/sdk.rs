//! The contract side in C and C++: the headers, so that they travel inside of whatever embeds this crate, and the flags that a
//! compiler is given.

/// A header: its name, and its text.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// `echo.h`.
    pub name: &'static str,
    /// What stands in it.
    pub text: &'static str,
}

/// All headers.
pub const HEADERS: &[Header] = &[
    Header { name: "echo.h", text: include_str!("../include/echo.h") },
    Header { name: "echo.hpp", text: include_str!("../include/echo.hpp") },
    Header { name: "echo_std.hpp", text: include_str!("../include/echo_std.hpp") },
    Header { name: "echo_v1.hpp", text: include_str!("../include/echo_v1.hpp") },
];

/// What a compiler of C is given, beside where the headers are. A stack protector's value is read from a thread's data, and `long double`
/// is x87's: a contract has neither, and so that is as `double` is.
pub const C_FLAGS: &[&str] = &["-fno-stack-protector", "-mlong-double-64"];
/// What a compiler of C++ is given, beside where the headers are.
pub const CXX_FLAGS: &[&str] =
    &["-std=c++17", "-fno-stack-protector", "-mlong-double-64", "-fno-exceptions", "-fno-rtti"];
/// What a compiler is given when it links, behind the sources.
/// The compiler's own library stands between ours, for each asks for what the other has.
pub const LINK_FLAGS: &[&str] =
    &["-static", "-nostdlib", "-Wl,-e,__apply", "-Wl,--gc-sections", "-lecho", "-lgcc", "-lecho"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_travels() {
        let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("include");
        let mut found: Vec<String> = std::fs::read_dir(directory)
            .expect("there are headers")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        found.sort();
        let mut names: Vec<&str> = HEADERS.iter().map(|header| header.name).collect();
        names.sort_unstable();
        assert_eq!(names, found);
    }
}
