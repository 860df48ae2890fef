//! Contracts in languages that cannot include `echo.h`, by `libecho.a`: what it has, and what compilers make of it.

use assert_fs::TempDir;
use echo_abi::scpi::Function;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `echo-vm cflags` prints, and brings along, for a user of these tests.
fn cflags(option: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_echo-vm"))
        .args(["cflags", option])
        .env("XDG_DATA_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/data"))
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").split_whitespace().map(str::to_owned).collect()
}

/// Runs a program; `false` where it is not installed.
fn run(directory: &Path, program: &str, arguments: &[String]) -> bool {
    let output = match Command::new(program).args(arguments).current_dir(directory).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => return false,
        output => output.expect("it runs"),
    };
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    true
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn every_host_function_is_in_the_library_by_its_number() {
    let pkg_config = PathBuf::from(cflags("--pkg-config").concat());
    let library = pkg_config.parent().expect("it is in lib").join("libecho.a");
    let output = Command::new("objdump")
        .args(["-d", "-M", "intel", "--no-show-raw-insn"])
        .arg(&library)
        .output()
        .expect("binutils");
    let text = String::from_utf8(output.stdout).expect("text");
    for function in Function::ALL {
        let name = format!("<echo_{}>:", function.name());
        let at = text
            .lines()
            .position(|line| line.ends_with(&name))
            .unwrap_or_else(|| panic!("{name} is missing"));
        let code: Vec<&str> = text
            .lines()
            .skip(at + 1)
            .take(2)
            .filter_map(|line| Some(line.split_once('\t')?.1.trim()))
            .collect();
        assert_eq!(code, [format!("int    {:#x}", *function as u8).as_str(), "ret"], "{name}");
    }
    let instructions = text.lines().filter(|line| line.contains('\t')).count();
    assert_eq!(instructions, 2 * Function::ALL.len(), "and nothing else is");
}

/// How a language is compiled, and linked. OUT is the file that is made, LINK what `echo-vm cflags --ld` says.
const LANGUAGES: [(&str, &[&str]); 5] = [
    ("add.c", &["gcc -O0 -fno-stack-protector -o OUT add.c LINK"]),
    ("add.s", &["gcc -o OUT add.s LINK"]),
    ("add.nasm", &["nasm -f elf64 -o add.o add.nasm", "gcc -o OUT add.o LINK"]),
    ("add.f90", &["gfortran -O2 -fno-stack-protector -o OUT add.f90 LINK"]),
    ("add.d", &["gdc -O2 -fno-druntime -fno-stack-protector -o OUT add.d LINK"]),
];

#[test]
fn languages_call_host_functions_by_their_names() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages");
    let link = cflags("--ld");
    let mut tried = 0;
    for (source, commands) in LANGUAGES {
        let directory = TempDir::new().expect("a temporary directory");
        fs::copy(sources.join(source), directory.join(source)).expect("the source is there");
        let is_built = commands.iter().all(|command| {
            let mut arguments = words(command);
            let program = arguments.remove(0);
            let expand = |word: String| match word.as_str() {
                "OUT" => vec!["add.elf".to_owned()],
                "LINK" => link.clone(),
                _ => vec![word],
            };
            let arguments: Vec<String> = arguments.into_iter().flat_map(expand).collect();
            let ran = run(&directory, &program, &arguments);
            if !ran {
                println!("skipped {source}: {program} is not installed");
            }
            ran
        });
        if !is_built {
            continue;
        }
        let output = Command::new(env!("CARGO_BIN_EXE_echo-vm"))
            .args(["run", "add.elf", "--call", "add(2, 40)", "--returns", "u64", "--json"])
            .current_dir(&directory)
            .output()
            .expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let object: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(object["returned"], serde_json::json!([42]), "{source}: {text}");
        tried += 1;
    }
    assert!(tried >= 2, "gcc is there");
}
