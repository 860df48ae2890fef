//! What an author begins with: `echo-vm new`, a project that builds and passes, and `echo-vm cflags`, what a compiler needs.

use super::{NoOutcome, chain_of, library, tell, written};
use clap::{Args, ValueEnum};
use echo_abi::edge::Status;
use echo_abi::sdk::{BINDINGS, C_FLAGS, CXX_FLAGS, HEADERS, LINK_FLAGS};
use echo_abi::{ErrorName, PrintablePath};
use sha2::{Digest, Sha256};
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo-vm new counter
  echo-vm new counter --lang cpp && cd counter && make test
  echo-vm new counter --lang rust --sdk ~/src/echo")]
pub struct NewArgs {
    /// The project's name, and the directory's
    #[arg(value_name = "NAME")]
    name: String,

    /// In which language
    #[arg(long, value_name = "LANG", default_value = "c")]
    lang: Language,

    /// For Rust: a clone of Echo whose echo-sdk is used, instead of that of crates.io
    #[arg(long, value_name = "DIR")]
    sdk: Option<PathBuf>,
}

/// A language that a project can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    C,
    Cpp,
    Rust,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cc -O2 $(echo-vm cflags) -o token.elf token.c $(echo-vm cflags --ld)
  c++ -O2 $(echo-vm cflags --cxx) -o token.elf token.cpp $(echo-vm cflags --cxx --ld)
  gdc -fno-druntime -I $(echo-vm cflags --bindings) -o token.elf token.d $(echo-vm cflags --ld)
  PKG_CONFIG_PATH=$(echo-vm cflags --pkg-config) pkg-config --cflags --libs echo

--ld brings libecho.a along: a C library (string.h, stdlib.h, snprintf and sscanf, math.h, time.h from the block's time, …), what
compilers of C and C++ call by themselves, and every host function under its name in C, for languages that cannot include echo.h. What is
not called is not linked; what a contract cannot have, such as files, is refused by the linker, with the reason.

--bindings says where other languages have the host functions declared: echo.ads, echo.d, echo.f90, echo.go, echo.inc, echo.nim, echo.pas, echo.s, echo.zig.")]
pub struct CflagsArgs {
    /// For C++; with --ld, the compiler's own library is linked, too
    #[arg(long)]
    cxx: bool,

    /// What stands behind the sources, for the linker
    #[arg(long)]
    ld: bool,

    /// Where the bindings for other languages are
    #[arg(long, conflicts_with_all = ["cxx", "ld", "pkg_config"])]
    bindings: bool,

    /// Where echo.pc is, which tells the same to pkg-config
    #[arg(long, conflicts_with_all = ["cxx", "ld"])]
    pkg_config: bool,
}

/// A file of a template: its name, and its text, in both of which NAME is the project's name.
type Template = (&'static str, &'static str);

const C: &[Template] = &[
    ("NAME.c", include_str!("../../templates/c/NAME.c")),
    ("Makefile", include_str!("../../templates/c/Makefile")),
];
const CPP: &[Template] = &[
    ("NAME.cpp", include_str!("../../templates/cpp/NAME.cpp")),
    ("Makefile", include_str!("../../templates/cpp/Makefile")),
];
const RUST: &[Template] = &[
    ("Cargo.toml", include_str!("../../templates/rust/manifest.toml")),
    ("build.rs", include_str!("../../templates/rust/build.rs")),
    ("src/main.rs", include_str!("../../templates/rust/main.rs")),
    ("src/lib.rs", include_str!("../../templates/rust/lib.rs")),
    ("Makefile", include_str!("../../templates/rust/Makefile")),
];
const SCENARIO: &str = include_str!("../../templates/scenario.toml");
const CI: &str = include_str!("../../templates/ci.yml");

impl Language {
    fn files(self) -> &'static [Template] {
        match self {
            Language::C => C,
            Language::Cpp => CPP,
            Language::Rust => RUST,
        }
    }

    /// The line of a scenario that says what the constructor is called with; a blank one where it takes nothing.
    fn constructor(self) -> &'static str {
        match self {
            Language::C => "call = \"NAME(0)\"\n",
            Language::Cpp | Language::Rust => "\n",
        }
    }
}

impl NewArgs {
    pub fn run(&self) -> Status {
        match self.make() {
            Ok(text) => written(io::stdout().lock().write_all(text.as_bytes()), Status::Good),
            Err(problem) => tell(false, &problem),
        }
    }

    /// Where Cargo finds a crate of the SDK.
    fn sdk_source(&self, name: &str) -> Result<String, NoOutcome> {
        let Some(clone) = &self.sdk else { return Ok("\"0.1\"".to_owned()) };
        let unusable = |error: &io::Error| NoOutcome::input(&clone.join(name), error);
        let directory = clone.join(name).canonicalize().map_err(|error| unusable(&error))?;
        fs::metadata(directory.join("Cargo.toml")).map_err(|error| unusable(&error))?;
        let directory = directory.to_str().ok_or_else(|| {
            NoOutcome::misuse("the path of the SDK is not UTF-8, so that no Cargo.toml can name it")
        })?;
        Ok(format!("{{ path = {} }}", toml::Value::from(directory)))
    }

    fn make(&self) -> Result<String, NoOutcome> {
        let is_name = self.name.starts_with(|c: char| c.is_ascii_lowercase())
            && self.name.len() <= 64
            && self.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !is_name {
            return Err(NoOutcome::misuse("a project's name is of a-z, 0-9 and _, and begins with a letter"));
        }
        if self.sdk.is_some() && self.lang != Language::Rust {
            return Err(NoOutcome::misuse("--sdk is for --lang rust: headers come by `echo-vm cflags`"));
        }
        let sources = ["echo-sdk", "echo-sdk-build"].map(|name| Ok((name, self.sdk_source(name)?)));
        let sources = sources.into_iter().collect::<Result<Vec<_>, _>>()?;
        let directory = Path::new(&self.name);
        let failed = |error: io::Error| NoOutcome::input(directory, &error);
        fs::create_dir(directory).map_err(failed)?;
        let scenario = SCENARIO.replace("CONSTRUCTOR\n", self.lang.constructor());
        let mut files: Vec<(String, String)> =
            self.lang.files().iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        files.push(("scenario.toml".to_owned(), scenario));
        files.push((".gitignore".to_owned(), "/build\n/target\n".to_owned()));
        files.push((".github/workflows/test.yml".to_owned(), CI.replace("TEST", "make test")));
        for (name, text) in &files {
            let path = directory.join(name.replace("NAME", &self.name));
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(failed)?;
            }
            let mut text = text.replace("NAME", &self.name);
            if name == "Cargo.toml" {
                for (name, source) in &sources {
                    text = text.replace(&format!("\n{name} = SDK\n"), &format!("\n{name} = {source}\n"));
                }
            }
            fs::write(path, text).map_err(failed)?;
        }
        Ok(format!("made {}; next:\n  cd {0} && make test\n", PrintablePath(directory)))
    }
}

impl CflagsArgs {
    pub fn run(&self) -> Status {
        let flags = |directory: PathBuf| {
            if self.bindings {
                return directory.join("bindings").display().to_string();
            }
            if self.pkg_config {
                return directory.join(PKG_CONFIG).display().to_string();
            }
            if self.ld {
                // Ours is asked first: what it has of that library's ends a call where theirs would throw.
                let library = if self.cxx { "-Wl,-u,echo_library_runtime -lecho -lstdc++ " } else { "" };
                return format!("-L{} {library}{}", directory.join("lib").display(), LINK_FLAGS.join(" "));
            }
            let own = if self.cxx { CXX_FLAGS } else { C_FLAGS };
            format!("{} -I{}", own.join(" "), directory.join("include").display())
        };
        if !library::HAS_C_LIBRARY && (self.ld || self.pkg_config) {
            eprintln!(
                "note: this echo-vm was built without the C library; `make install` in a clone builds both"
            );
        }
        match installed().map(flags) {
            Ok(flags) => written(writeln!(io::stdout().lock(), "{flags}"), Status::Good),
            Err(problem) => tell(false, &problem),
        }
    }
}

/// Where echo.pc is, in the directory of what was brought along.
const PKG_CONFIG: &str = "lib/pkgconfig";

/// For pkg-config, wherever the directory is.
fn pkg_config() -> String {
    format!(
        "prefix=${{pcfiledir}}/../..\n\nName: echo\nDescription: Contracts for Echo, by a compiler of C\nVersion: {}\n\
         Cflags: {} -I${{prefix}}/include\nLibs: -L${{prefix}}/lib {}\n",
        env!("CARGO_PKG_VERSION"),
        C_FLAGS.join(" "),
        LINK_FLAGS.join(" ")
    )
}

/// Where headers and library are: a directory of their own for what they are, made once.
fn installed() -> Result<PathBuf, NoOutcome> {
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("lib/libecho.a".to_owned(), library::archive()),
        ("lib/COPYRIGHT.musl".to_owned(), library::NOTICE.into()),
        (format!("{PKG_CONFIG}/echo.pc"), pkg_config().into_bytes()),
    ];
    files.extend(HEADERS.iter().map(|header| (format!("include/{}", header.name), header.text.into())));
    files.extend(BINDINGS.iter().map(|binding| (format!("bindings/{}", binding.name), binding.text.into())));
    let mut hash = Sha256::new();
    for (_, bytes) in &files {
        hash.update(bytes);
    }
    let hash = echo_abi::Hex(&hash.finalize()[..4]).to_string();
    let version = format!("{}-{hash}", env!("CARGO_PKG_VERSION"));
    let directory = data_directory()?.join("echo").join(version);
    if directory.is_dir() {
        return Ok(directory);
    }
    // Complete or not there: a directory takes its name when everything is in it.
    let new = directory.with_extension(format!("new{}", std::process::id()));
    let make = || -> io::Result<()> {
        fs::create_dir_all(new.join("include"))?;
        fs::create_dir_all(new.join("bindings"))?;
        fs::create_dir_all(new.join(PKG_CONFIG))?;
        for (name, bytes) in &files {
            fs::write(new.join(name), bytes)?;
        }
        fs::rename(&new, &directory)
    };
    match make() {
        Ok(()) => Ok(directory),
        // Another process was first.
        Err(_) if directory.is_dir() => {
            let _ = fs::remove_dir_all(&new);
            Ok(directory)
        }
        Err(error) => {
            let message = format!("cannot make {}: {}", PrintablePath(&directory), chain_of(&error));
            Err(NoOutcome::new(Status::Unusable, ErrorName::Unknown, message))
        }
    }
}

/// Where a user's programs keep data: XDG's base directories, and what Windows has.
fn data_directory() -> Result<PathBuf, NoOutcome> {
    let of = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    of("XDG_DATA_HOME")
        .or_else(|| of("LOCALAPPDATA"))
        .or_else(|| Some(of("HOME")?.join(".local/share")))
        .ok_or_else(|| {
            NoOutcome::misuse("there is no directory for data: HOME is not set")
                .with_help("XDG_DATA_HOME names one")
        })
}
