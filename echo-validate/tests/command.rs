//! The command line: verdicts, streams, exit codes, and the forms for machines.

#[path = "../../echo-abi/tests/hostile_elf/mod.rs"]
mod hostile_elf;

use assert_cmd::Command;
use assert_fs::{TempDir, prelude::*};
use hostile_elf::{NAMES, Names, elf, unfit};
use serde_json::Value;
use std::ffi::OsStr;

/// An ESC contract of this code.
fn contract(code: &[u8]) -> Vec<u8> {
    let mut file = b"ECHO\x01\0\0\0".to_vec();
    file.extend(0x40_0000u64.to_le_bytes());
    file.extend(1u32.to_le_bytes());
    file.extend([1, 6]);
    file.extend(0x40_0000u64.to_le_bytes());
    let len = u32::try_from(code.len()).expect("little code");
    file.extend([len.to_le_bytes(), len.to_le_bytes()].concat());
    file.extend(code);
    file.extend(0u32.to_le_bytes());
    file
}

struct Files(TempDir);

impl Files {
    fn new() -> Self {
        let directory = TempDir::new().expect("a temporary directory");
        directory.child("good").write_binary(&contract(&[0x31, 0xc0, 0xc3])).expect("written");
        directory.child("bad").write_binary(&contract(&[0x0f, 0xa2, 0xcd, 0xcc, 0xc3])).expect("written");
        directory.child("warned").write_binary(&contract(&[0xc3, 0x0f, 0x31, 0xc3])).expect("written");
        directory.child("cut").write_binary(&contract(&[0xc3])[..30]).expect("written");
        directory.child("v2.toml").write_str("profile = \"x86-64-v2\"\n").expect("written");
        directory.child("wrong.toml").write_str("profil = 1\n").expect("written");
        Self(directory)
    }

    /// Exit code, standard output, standard error.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_echo-validate"))
            .current_dir(self.0.path())
            .args(arguments)
            .write_stdin(contract(&[0xc3]))
            .output()
            .expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("it prints text");
        (output.status.code().expect("it exits"), text(output.stdout), text(output.stderr))
    }
}

#[test]
fn verdicts_and_exit_codes() {
    let files = Files::new();
    let (code, out, err) = files.run(&["good"]);
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (0, "good: accepted, 2 instructions in 3 bytes of code\n", "")
    );
    let (code, out, err) = files.run(&["bad"]);
    assert_eq!((code, out.as_str()), (1, "bad: rejected, 2 errors\n"));
    assert!(err.contains("E0209") && err.contains("E0204") && err.contains("cpuid"), "{err}");
    let (code, out, err) = files.run(&["warned"]);
    assert_eq!((code, out.as_str()), (0, "warned: accepted, 1 instruction in 4 bytes of code, 1 warning\n"));
    assert!(err.contains("E0207"), "{err}");
    let (code, out, err) = files.run(&["cut"]);
    assert_eq!((code, out.as_str()), (2, "cut: not judged\n"));
    assert!(err.starts_with("error: cut: not a contract: at file offset 0x"), "{err}");
    assert!(err.ends_with("\n  help: the file is damaged or not wholly written\n"), "{err}");
    let (code, out, err) = files.run(&["absent"]);
    assert_eq!((code, out.as_str()), (2, "absent: not judged\n"));
    assert!(err.starts_with("error: absent: cannot read it: "), "{err}");
}

#[test]
fn several_files_are_all_judged_and_the_worst_counts() {
    let files = Files::new();
    assert_eq!(files.run(&["good", "bad", "good"]).0, 1);
    let (code, out, _) = files.run(&["bad", "cut", "good"]);
    assert_eq!(code, 2);
    assert_eq!(
        out,
        "bad: rejected, 2 errors\ncut: not judged\ngood: accepted, 2 instructions in 3 bytes of code\n"
    );
}

#[test]
fn standard_input() {
    assert_eq!(Files::new().run(&["-"]).1, "-: accepted, 1 instruction in 1 byte of code\n");
}

#[test]
fn json_is_one_object_per_file_and_alone_on_standard_output() {
    let files = Files::new();
    let (code, out, err) = files.run(&["--format", "json", "good", "bad", "cut", "absent"]);
    assert_eq!((code, err.as_str()), (2, ""));
    let objects: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(objects.len(), 4);
    assert_eq!(objects[0]["verdict"], "accepted");
    assert_eq!(objects[0]["entry"], "0x400000");
    assert_eq!(objects[0]["findings"], serde_json::json!([]));
    assert_eq!(objects[1]["verdict"], "rejected");
    assert_eq!(
        objects[1]["findings"][1],
        serde_json::json!({
            "rule": "E0204", "severity": "error", "title": "`int` with a number that is no SCPI function",
            "address": "0x400002", "bytes": "cdcc", "instruction": "int 0xcc", "function": null, "note": null,
            "help": "see docs/scpi.md for the functions there are",
        })
    );
    assert_eq!(objects[1]["more"], 0);
    assert!(objects[2]["error"].as_str().is_some_and(|e| e.contains("file offset")), "{}", objects[2]);
    assert!(objects[2]["offset"].is_u64() && objects[2]["field"].is_string(), "{}", objects[2]);
    assert!(objects[3]["error"].is_string() && objects[3].get("offset").is_none(), "{}", objects[3]);
}

#[test]
fn policies() {
    let files = Files::new();
    assert_eq!(files.run(&["--policy", "v2.toml", "good"]).0, 0);
    for (policy, message) in [("wrong.toml", "profil"), ("absent.toml", "cannot read it")] {
        let (code, out, err) = files.run(&["--policy", policy, "good"]);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(policy) && err.contains(message), "{err}");
        // For machines, an object for each file all the same.
        let (code, out, err) = files.run(&["--policy", policy, "--json", "good", "bad"]);
        assert_eq!((code, err.as_str()), (2, ""));
        for (line, file) in out.lines().zip(["good", "bad"]) {
            let object: Value = serde_json::from_str(line).expect("JSON");
            assert_eq!(object["file"], file);
            assert!(object["error"].as_str().is_some_and(|e| e.contains(message)), "{object}");
        }
        assert_eq!(out.lines().count(), 2);
    }
}

#[test]
fn links_are_told_once_a_rule_and_with_the_file() {
    let files = Files::new();
    let source = "int puts(const char *), rand(void); int main(void) { return puts(\"\") + rand(); }";
    files.0.child("calls.c").write_str(source).expect("written");
    let gcc = std::process::Command::new("gcc")
        .current_dir(files.0.path())
        .args(["-O1", "-no-pie", "calls.c", "-o", "calls"])
        .status();
    assert!(gcc.expect("gcc is needed for this test").success());
    let (code, _, err) = files.run(&["calls"]);
    assert_eq!(code, 1);
    let line = err.lines().find(|line| line.contains("a symbol is not defined")).expect("E0103");
    assert!(line.contains("calls: a symbol is not defined: "), "{line}");
    assert!(line.contains("puts, rand"), "on one line, however long: {line}");
    assert_eq!(err.matches("E0103").count(), 1, "{err}");
    // For machines, each is an object.
    let (_, out, _) = files.run(&["--json", "calls"]);
    assert!(out.matches("\"E0103\"").count() >= 2, "{out}");
}

/// Who has read enough does not make a bad contract a good one.
#[cfg(unix)]
#[test]
fn the_verdict_does_not_need_a_reader() {
    let files = Files::new();
    let run = |arguments: &[&str], deaf: fn(&mut std::process::Command, std::io::PipeWriter)| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_echo-validate"));
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        deaf(command.current_dir(files.0.path()).args(arguments), writer);
        command.status().expect("it runs").code()
    };
    let streams: [fn(&mut std::process::Command, std::io::PipeWriter); 2] = [
        |command, writer| {
            command.stdout(writer);
        },
        |command, writer| {
            command.stderr(writer);
        },
    ];
    for stream in streams {
        assert_eq!(run(&["good"], stream), Some(0));
        assert_eq!(run(&["bad", "good"], stream), Some(1));
        assert_eq!(run(&["good", "bad", "cut"], stream), Some(2));
        assert_eq!(run(&["--json", "good", "bad"], stream), Some(1));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_said_is_a_failure() {
    let files = Files::new();
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_echo-validate"));
    let command = command.current_dir(files.0.path()).arg("bad");
    let output = command.stdout(full()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(3));
    let err = String::from_utf8(output.stderr).expect("it prints text");
    assert!(err.contains("error: the result cannot be written: "), "{err}");
    assert_eq!(command.stderr(full()).status().expect("it runs").code(), Some(3));
}

#[test]
fn rules_are_explained() {
    let files = Files::new();
    let (code, out, err) = files.run(&["--explain", "e0204"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("E0204: `int` with a number that is no SCPI function\n"), "{out}");
    assert!(out.ends_with("\nWhat to do: see docs/scpi.md for the functions there are.\n"), "{out}");
    assert!(files.run(&["--explain", "E0203"]).1.ends_with("is a C library linked in?\n"));
    let (code, _, err) = files.run(&["--explain", "E9999"]);
    assert_eq!(code, 2);
    assert!(err.contains("E0101") && err.contains("E0303"), "{err}");
}

#[test]
fn misuse() {
    let files = Files::new();
    assert_eq!(files.run(&[]).0, 2);
    assert_eq!(files.run(&["--format", "xml", "good"]).0, 2);
    assert_eq!(files.run(&["--format", "json", "--json", "good"]).0, 2);
    assert_eq!(files.run(&["--help"]).0, 0);
}

/// The README's contract gives the README's output.
#[test]
fn the_readme_tells_the_truth() {
    let readme = include_str!("../README.md");
    let block = |fence: &str| {
        let (_, rest) = readme.split_once(&format!("```{fence}\n")).expect("the block is there");
        rest.split_once("```").expect("the block ends").0
    };
    let files = Files::new();
    files.0.child("vault.c").write_str(block("c")).expect("written");
    let line = readme.lines().find_map(|line| line.strip_prefix("$ gcc ")).expect("how to compile it");
    let gcc = std::process::Command::new("gcc").current_dir(files.0.path()).args(line.split(' ')).status();
    assert!(gcc.expect("gcc is needed for this test").success());
    let (code, out, err) = files.run(&["vault.elf"]);
    assert_eq!(code, 1);
    // The first blocks and the verdict stand there; of the others, that they were left out.
    let told = format!("{err}{out}");
    let (first, last) = block("text").split_once("\n…\n").expect("it leaves out some");
    assert!(told.starts_with(first.trim_start()), "{told}");
    assert!(told.ends_with(last.trim_start()), "{told}");
}

/// Names of symbols and files, and what a policy quotes: shown as a person may see them, in text and in JSON.
#[cfg(unix)]
#[test]
fn no_name_steers_a_terminal() {
    use std::os::unix::ffi::OsStrExt;
    let directory = TempDir::new().expect("a temporary directory");
    let write = |name: &[u8], content: &[u8]| {
        let path = directory.path().join(OsStr::from_bytes(name));
        std::fs::write(path, content).expect("the directory is ours");
    };
    for name in NAMES {
        let names = Names { sections: &[name], kind: (1, 0), defined: &[b"__apply"], ..Names::default() };
        let cpuid = [0x0f, 0xa2, 0xc3];
        write(name, &elf(&cpuid, names));
        write(b"linked", &elf(b"\xc3", Names { undefined: &[name], ..names }));
        write(b"other", &elf(&cpuid, Names { defined: &[name], ..names }));
        write(b"policy", &[b"a = 1\n", *name, b" = [1"].concat());
        let missing = [b"missing", *name].concat();
        let bogus = [b"--", *name].concat();
        let cases: &[(i32, &[&[u8]])] = &[
            (1, &[name]),
            (1, &[b"linked"]),
            (1, &[b"other"]),
            (2, &[&missing]),
            (2, &[b"linked", b"--policy", b"policy"]),
            (2, &[b"linked", b"--policy", &missing]),
            (2, &[b"linked", &bogus]),
        ];
        for (code, arguments) in cases {
            for json in [&[][..], &["--json"]] {
                let mut command = Command::new(env!("CARGO_BIN_EXE_echo-validate"));
                command.args(arguments.iter().map(|argument| OsStr::from_bytes(argument))).args(json);
                let output = command.current_dir(directory.path()).output().expect("it runs");
                let told =
                    String::from_utf8([output.stdout, output.stderr].concat()).expect("it prints text");
                assert_eq!(output.status.code(), Some(*code), "{arguments:?}: {told}");
                assert!(unfit(&told).is_empty(), "{arguments:?}: {told}");
                assert!(!told.contains("\nerror: fake"), "{arguments:?}: {told}");
            }
        }
    }
}

#[test]
fn a_policy_of_any_length_is_told_of_in_few_words() {
    let files = Files::new();
    let line = |len: usize| format!("profile = \"{}\"", "x".repeat(len));
    files.0.child("long.toml").write_str(&line(1_000_000)).expect("written");
    files.0.child("endless.toml").write_str(&line(17_000_000)).expect("written");
    for (policy, said) in
        [("long.toml", "line 1, column 11"), ("endless.toml", "it has more than 1048576 bytes")]
    {
        let (code, _, err) = files.run(&["--policy", policy, "good"]);
        assert_eq!(code, 2);
        assert!(err.contains(said) && err.len() < 2000, "{} bytes: {err:.2000}", err.len());
    }
}
