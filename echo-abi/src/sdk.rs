//! The contract side in C, C++ and other languages: headers and bindings, so that they travel inside of whatever embeds this crate, and the flags that a
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

/// The host functions for other languages, each generated from the table: their names are those of `libecho.a`.
pub const BINDINGS: &[Header] = &[
    Header { name: "echo.ads", text: include_str!("../bindings/echo.ads") },
    Header { name: "echo.d", text: include_str!("../bindings/echo.d") },
    Header { name: "echo.f90", text: include_str!("../bindings/echo.f90") },
    Header { name: "echo.go", text: include_str!("../bindings/echo.go") },
    Header { name: "echo.inc", text: include_str!("../bindings/echo.inc") },
    Header { name: "echo.nim", text: include_str!("../bindings/echo.nim") },
    Header { name: "echo.pas", text: include_str!("../bindings/echo.pas") },
    Header { name: "echo.s", text: include_str!("../bindings/echo.s") },
    Header { name: "echo.zig", text: include_str!("../bindings/echo.zig") },
];

/// What a compiler of C is given, beside where the headers are. A stack protector's value is read from a thread's data, and `long double`
/// is x87's: a contract has neither, and so that is as `double` is. Each function and each piece of data has a section of its own, so that the
/// linker, which alone knows who refers to which, leaves out what nobody does.
pub const C_FLAGS: &[&str] =
    &["-fno-stack-protector", "-mlong-double-64", "-ffunction-sections", "-fdata-sections"];
/// What a compiler of C++ is given, beside where the headers are.
pub const CXX_FLAGS: &[&str] = &[
    "-std=c++17",
    "-fno-stack-protector",
    "-mlong-double-64",
    "-ffunction-sections",
    "-fdata-sections",
    "-fno-exceptions",
    "-fno-rtti",
];
/// What a compiler is given when it links, behind the sources.
/// The compiler's own library stands between ours, for each asks for what the other has.
pub const LINK_FLAGS: &[&str] =
    &["-static", "-nostdlib", "-Wl,-e,__apply", "-Wl,--gc-sections", "-lecho", "-lgcc", "-lecho"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_and_every_binding_travels() {
        travels("include", HEADERS);
        travels("bindings", BINDINGS);
    }

    fn travels(directory: &str, headers: &[Header]) {
        let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
        let mut found: Vec<String> = std::fs::read_dir(directory)
            .expect("it is there")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        found.sort();
        let mut names: Vec<&str> = headers.iter().map(|header| header.name).collect();
        names.sort_unstable();
        assert_eq!(names, found);
    }
}
