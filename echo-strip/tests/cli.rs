//! The command `echo-strip`: exit codes, what it prints, and what it never overwrites.

#[path = "../../echo-abi/tests/toolchain/mod.rs"]
mod toolchain;

#[path = "../../echo-abi/tests/hostile_elf/mod.rs"]
mod hostile_elf;

use assert_cmd::Command;
use assert_fs::TempDir;
use assert_fs::prelude::*;
use hostile_elf::{NAMES, Names, elf, unfit};
use std::ffi::OsStr;
use std::fs;
use toolchain::{CONTRACT, gcc};

/// A folder with `fib.elf`, a contract, and `other.elf`, which can be none.
fn folder(name: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let contract = gcc(&format!("cli_{name}"), "int __apply(void) { return 7; }", CONTRACT);
    folder.child("fib.elf").write_binary(&contract).unwrap();
    let program = "#include <math.h>\nint main(int c, char **v) { return sin(c); }";
    let program = gcc(&format!("cli_{name}_other"), program, &["-no-pie", "-fno-pie", "-lm"]);
    folder.child("other.elf").write_binary(&program).unwrap();
    folder
}

fn echo_strip(folder: &TempDir, args: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("echo-strip"));
    command.current_dir(folder.path()).env("NO_COLOR", "1").args(args);
    command
}

/// Exit code, standard output, standard error.
fn run(folder: &TempDir, args: &[&str]) -> (i32, String, String) {
    let output = echo_strip(folder, args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The names in the folder; nothing is left behind.
fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn writes_the_contract_and_says_what_went() {
    let folder = folder("writes");
    let (code, stdout, stderr) = run(&folder, &["fib.elf", "-o", "out.echo"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with("fib.elf → out.echo: "), "{stdout}");
    for line in ["  section headers\n", "  .eh_frame\n", "  padding and zeroes\n", "  text at 0x401000\n"] {
        assert!(stdout.contains(line), "{line:?} is not in {stdout}");
    }
    assert_eq!(names(&folder), ["fib.elf", "other.elf", "out.echo"]);
    let size = fs::metadata(folder.path().join("out.echo")).unwrap().len();
    assert_eq!(size, 64 + 56 + 6, "header, one program header, mov and ret");
}

#[test]
fn names_its_output_itself() {
    let folder = folder("names");
    assert_eq!(run(&folder, &["fib.elf"]).0, 0);
    assert_eq!(run(&folder, &["fib.elf", "--format", "esc"]).0, 0);
    assert_eq!(names(&folder), ["fib.echo", "fib.elf", "fib.esc", "other.elf"]);
    assert!(fs::read(folder.path().join("fib.echo")).unwrap().starts_with(b"\x7fELF"));
    assert!(fs::read(folder.path().join("fib.esc")).unwrap().starts_with(b"ECHO"));
    // Over its own old output, as every build does.
    folder.child("fib.echo").write_str("old").unwrap();
    assert_eq!(run(&folder, &["fib.elf"]).0, 0);
    assert!(fs::read(folder.path().join("fib.echo")).unwrap().starts_with(b"\x7fELF"));
}

#[test]
fn never_overwrites_its_input() {
    let folder = folder("input");
    let before = fs::read(folder.path().join("fib.elf")).unwrap();
    fs::hard_link(folder.path().join("fib.elf"), folder.path().join("hard")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("fib.elf", folder.path().join("soft")).unwrap();
    for output in ["fib.elf", "./fib.elf", "hard", "soft"] {
        let (code, stdout, stderr) = run(&folder, &["fib.elf", "-o", output]);
        assert_eq!((code, stdout.as_str()), (2, ""), "{output}");
        assert!(stderr.contains("is the input"), "{stderr}");
        assert_eq!(fs::read(folder.path().join("fib.elf")).unwrap(), before);
    }
    fs::rename(folder.path().join("fib.elf"), folder.path().join("fib.echo")).unwrap();
    let (code, _, stderr) = run(&folder, &["fib.echo"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("fib.echo is the input; name another output with -o"), "{stderr}");
}

#[test]
fn writes_to_standard_output() {
    let folder = folder("stdout");
    assert_eq!(run(&folder, &["fib.elf", "-o", "out.echo"]).0, 0);
    let output = echo_strip(&folder, &["fib.elf", "-o", "-"]).output().unwrap();
    assert!(output.status.success());
    assert_eq!(output.stdout, fs::read(folder.path().join("out.echo")).unwrap());
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("fib.elf → -: "));
    let (code, _, stderr) = run(&folder, &["fib.elf", "-o", "-", "--json"]);
    assert_eq!(code, 2);
    assert!(stderr.is_empty());
}

#[cfg(unix)]
#[test]
fn devices_are_written_to_and_links_followed() {
    use std::os::unix::fs::FileTypeExt;
    let folder = folder("devices");
    assert_eq!(run(&folder, &["fib.elf", "-o", "/dev/null"]).0, 0);
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    folder.child("target").write_str("old").unwrap();
    std::os::unix::fs::symlink("target", folder.path().join("link")).unwrap();
    assert_eq!(run(&folder, &["fib.elf", "-o", "link"]).0, 0);
    assert!(fs::symlink_metadata(folder.path().join("link")).unwrap().is_symlink());
    assert!(fs::read(folder.path().join("target")).unwrap().starts_with(b"\x7fELF"));
}

#[test]
fn refuses_links_with_rule_and_help() {
    let folder = folder("links");
    let (code, stdout, stderr) = run(&folder, &["other.elf", "-o", "out.echo"]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    for expected in [
        "E0101",
        "other.elf: the file asks for a dynamic loader: /lib64/ld-linux-x86-64.so.2",
        "E0102",
        "libm.so.6",
        "help: link with `-static -nostdlib",
        "E0104",
    ] {
        assert!(stderr.contains(expected), "{expected:?} is not in {stderr}");
    }
    // One line, however long, is what can be searched and copied.
    let long =
        "the file is not a static executable: a position-independent executable or a shared library (ET_DYN)";
    let pie = gcc("cli_links_pie", "int main(void) { return 0; }", &["-pie", "-fpie"]);
    folder.child("a file with a long name.elf").write_binary(&pie).unwrap();
    let stderr = run(&folder, &["a file with a long name.elf", "-o", "out.echo"]).2;
    assert!(stderr.contains(&format!("a file with a long name.elf: {long}\n")), "{stderr}");
    assert!(!names(&folder).contains(&"out.echo".to_owned()));
}

#[test]
fn a_static_pie_is_relocated_or_told_why_not() {
    let folder = folder("pie");
    let source = "int data = 3; int *pointer = &data; int __apply(void) { return *pointer; }";
    let flags = ["-nostdlib", "-static-pie", "-fPIE", "-Wl,-e,__apply", "-Wl,-z,notext"];
    folder.child("pie.elf").write_binary(&gcc("cli_pie", source, &flags)).unwrap();
    let (code, stdout, stderr) = run(&folder, &["pie.elf", "-o", "pie.echo"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains("\n  applied         1  relocations, for 0x400000\n"), "{stdout}");
    assert!(stdout.contains("  .rela.dyn\n"), "{stdout}");
    let object = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&run(&folder, &[arguments, &["--json"]].concat()).1).unwrap()
    };
    let done = object(&["pie.elf", "-o", "pie.echo"]);
    assert_eq!(done["relocation"], serde_json::json!({"base": "0x400000", "count": 1}));
    assert_eq!(object(&["fib.elf", "-o", "fib.echo"])["relocation"], serde_json::Value::Null);

    let code = source.replace("return", "__asm__(\"movabs $data, %rax\"); return");
    folder.child("text.elf").write_binary(&gcc("cli_pie_text", &code, &flags)).unwrap();
    let (code, stdout, stderr) = run(&folder, &["text.elf"]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    for expected in
        ["text.elf: the relocation at 0x10", " in .text changes code", "help: compile with `-fPIE`"]
    {
        assert!(stderr.contains(expected), "{expected:?} is not in {stderr}");
    }
    assert_eq!(object(&["text.elf"])["error"], "rejected");
}

#[test]
fn a_report_says_what_bytes_are_for() {
    let folder = folder("report");
    let (code, stdout, _) = run(&folder, &["fib.elf", "-o", "out.echo", "--report"]);
    assert_eq!(code, 0);
    assert!(stdout.lines().any(|line| line.ends_with(" %  headers")), "{stdout}");
    assert!(stdout.lines().any(|line| line.ends_with(" %  text            __apply")), "{stdout}");
    let (_, stdout, _) = run(&folder, &["fib.elf", "-o", "out.echo", "--report", "--json"]);
    let object: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let rows = object["report"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| row["bytes"].as_u64().unwrap()).sum::<u64>(), object["size_after"]);
    assert!(
        rows.iter().any(|row| row["name"] == "__apply" && row["kind"] == "text" && row["addr"].is_string())
    );
}

#[test]
fn json_is_one_object() {
    let folder = folder("json");
    let (code, stdout, stderr) = run(&folder, &["fib.elf", "-o", "out.echo", "--json"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let object: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(object["error"], "none");
    assert_eq!(object["message"], serde_json::Value::Null);
    assert_eq!((&object["input"], &object["output"]), (&"fib.elf".into(), &"out.echo".into()));
    assert_eq!((&object["format"], &object["entry"]), (&"elf".into(), &"0x401000".into()));
    let size = |key: &str| object[key].as_u64().unwrap();
    let removed: u64 =
        object["removed"].as_array().unwrap().iter().map(|r| r["bytes"].as_u64().unwrap()).sum();
    assert_eq!(size("size_before") - size("size_after"), removed);
    assert_eq!(object["segments"][0]["addr"], "0x401000");
    assert_eq!(object["segments"][0]["perm"], "readexecute");
    assert!(object["unmapped"].as_array().unwrap().iter().any(|u| u["what"] == ".eh_frame"));
    assert_eq!(object["findings"].as_array().unwrap().len(), 0);

    let (code, stdout, stderr) = run(&folder, &["other.elf", "--json"]);
    assert_eq!((code, stderr.as_str()), (1, ""));
    let object: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(object["error"], "rejected");
    let finding = &object["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["detail"]),
        (&"E0101".into(), &"/lib64/ld-linux-x86-64.so.2".into())
    );
    assert!(finding["help"].as_str().unwrap().contains("-static"));

    folder.child("bad").write_binary(b"\x7fELF").unwrap();
    let (code, stdout, _) = run(&folder, &["bad", "--json"]);
    assert_eq!(code, 2);
    let object: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&object["error"], &object["place"]["field"]), (&"unusable".into(), &"ELF header".into()));
}

#[test]
fn reads_standard_input() {
    let folder = folder("stdin");
    assert_eq!(run(&folder, &["fib.elf", "-o", "out.echo"]).0, 0);
    let elf = fs::read(folder.path().join("fib.elf")).unwrap();
    let expected = fs::read(folder.path().join("out.echo")).unwrap();
    let output = echo_strip(&folder, &["-"]).write_stdin(elf.clone()).output().unwrap();
    assert_eq!((output.status.code(), output.stdout), (Some(0), expected.clone()));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("- → -: "));
    let output = echo_strip(&folder, &["-", "-o", "in.echo", "--json"]).write_stdin(elf).output().unwrap();
    assert!(output.status.success());
    assert_eq!(fs::read(folder.path().join("in.echo")).unwrap(), expected);
    assert_eq!(names(&folder), ["fib.elf", "in.echo", "other.elf", "out.echo"]);
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_said_is_a_failure() {
    let folder = folder("full");
    for args in [&["fib.elf"][..], &["fib.elf", "--json"]] {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("echo-strip"));
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = command.current_dir(folder.path()).args(args).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{args:?}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.starts_with("error: the result cannot be written: "), "{stderr}");
    }
}

#[test]
fn misuse_is_an_object_too() {
    let folder = folder("object");
    for (args, words) in [
        (&["--json"][..], "<FILE>"),
        (&["fib.elf", "--json", "--format", "zip"], "invalid value 'zip' for '--format"),
        (&["fib.elf", "--no-such-option", "--json"], "--no-such-option"),
    ] {
        let (code, stdout, stderr) = run(&folder, args);
        assert_eq!((code, stderr.as_str()), (2, ""), "{args:?}");
        let object: serde_json::Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!(object["error"], "unusable");
        assert!(object["message"].as_str().unwrap().contains(words), "{object}");
    }
    assert!(run(&folder, &["--json", "--help"]).1.contains("Usage"));
}

#[test]
fn misuse_is_two() {
    let folder = folder("misuse");
    folder.child("text").write_str("int main;").unwrap();
    folder.child("policy.toml").write_str("[limits]\ncontract_size = 10\n").unwrap();
    folder.child("bad.toml").write_str("[limits]\nsize = 10\n").unwrap();
    for (args, message) in [
        (&[][..], "Usage"),
        (&["fib.elf", "--format", "zip"], "elf, esc"),
        (&["missing"], "cannot read missing: "),
        (&["."], "cannot read .: "),
        (&["text"], "text: at file offset 0x0, magic: neither an ELF file nor an ESC file"),
        (&["fib.elf", "-o", "missing/out"], "cannot write missing/out: "),
        (&["fib.elf", "-o", "."], "cannot write .: "),
        (&["fib.elf", "--policy", "missing"], "cannot read missing: "),
        (&["fib.elf", "--policy", "bad.toml"], "unknown field `size`"),
    ] {
        let (code, stdout, stderr) = run(&folder, args);
        assert_eq!((code, stdout.as_str()), (2, ""), "{args:?}");
        assert!(stderr.contains(message), "{args:?}: {stderr}");
    }
    let (code, _, stderr) = run(&folder, &["fib.elf", "--policy", "policy.toml"]);
    assert_eq!(code, 1);
    assert!(stderr.contains("the stripped contract has 126 bytes, and the limit is 10"), "{stderr}");
    assert!(stderr.contains("--policy"), "{stderr}");
    assert!(names(&folder).iter().all(|name| !name.contains("echo") && !name.contains("tmp")));
}

#[test]
fn help_has_an_example_that_works() {
    let folder = folder("help");
    let (code, stdout, _) = run(&folder, &["--help"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("echo-strip fib.elf -o fib.echo"));
    assert_eq!(run(&folder, &["fib.elf", "-o", "fib.echo"]).0, 0);
    assert_eq!(run(&folder, &["--version"]).1, concat!("echo-strip ", env!("CARGO_PKG_VERSION"), "\n"));
}

/// Names of sections and symbols, of files, and what a policy quotes: shown as a person may see them, in text and in
/// JSON, which gives the name itself.
#[cfg(unix)]
#[test]
fn no_name_steers_a_terminal() {
    use std::os::unix::ffi::OsStrExt;
    let folder = TempDir::new().unwrap();
    for name in NAMES {
        let contract = Names { sections: &[name], kind: (1, 0), defined: &[b"__apply"], ..Names::default() };
        let path = folder.path().join(OsStr::from_bytes(name));
        fs::write(&path, elf(b"\xc3", contract)).unwrap();
        folder.child("linked").write_binary(&elf(b"\xc3", Names { undefined: &[name], ..contract })).unwrap();
        folder
            .child("other")
            .write_binary(&elf(b"\xc3", Names { defined: &[name], kind: (1, 6), ..contract }))
            .unwrap();
        folder.child("policy").write_binary(&[b"a = 1\n", *name, b" = [1"].concat()).unwrap();
        let name = OsStr::from_bytes(name);
        let missing = OsStr::from_bytes(&[b"missing", name.as_bytes()].concat()).to_owned();
        let bogus = OsStr::from_bytes(&[b"--", name.as_bytes()].concat()).to_owned();
        for (code, args) in [
            (0, &[name, OsStr::new("-o"), OsStr::new("out")][..]),
            (0, &[name, OsStr::new("-o"), &missing]),
            (1, &[OsStr::new("linked")]),
            (1, &[OsStr::new("other")]),
            (2, &[OsStr::from_bytes(b"not there")]),
            (2, &[OsStr::new("linked"), OsStr::new("--policy"), OsStr::new("policy")]),
            (2, &[OsStr::new("linked"), OsStr::new("--policy"), &missing, OsStr::new("-o"), name]),
            (2, &[OsStr::new("linked"), OsStr::new("-o"), OsStr::new("no such"), &bogus]),
        ] {
            let _ = fs::remove_file(folder.path().join(&missing));
            for json in [&[][..], &[OsStr::new("--json")]] {
                let output = echo_strip(&folder, &[]).args(args).args(json).output().unwrap();
                let _ = fs::remove_file(folder.path().join(&missing));
                let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
                assert_eq!(output.status.code(), Some(code), "{args:?}: {told}");
                assert!(unfit(&told).is_empty(), "{args:?}: {told}");
                assert!(!told.contains("\nerror: fake"), "{args:?}: {told}");
                assert!(
                    json.is_empty() || serde_json::from_str::<serde_json::Value>(&told).is_ok(),
                    "{told}"
                );
            }
        }
    }
    let output = echo_strip(&folder, &[])
        .arg(OsStr::from_bytes(NAMES[0]))
        .args(["-o", "out", "--json"])
        .output()
        .unwrap();
    let object: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        object["removed"][0]["what"].as_str().unwrap().as_bytes(),
        NAMES[0],
        "JSON gives the name itself"
    );
}

#[test]
fn many_sections_are_told_in_few_lines() {
    let folder = TempDir::new().unwrap();
    let name = b"\xff".repeat(1024);
    let names = Names {
        sections: &vec![&name[..]; 65_000],
        kind: (1, 0),
        defined: &[b"__apply"],
        ..Names::default()
    };
    folder.child("many.elf").write_binary(&elf(&[0xc3; 24], names)).unwrap();
    let (code, stdout, _) = run(&folder, &["many.elf"]);
    assert_eq!(code, 0);
    assert!(stdout.lines().count() < 110 && stdout.len() < 200_000, "{} bytes", stdout.len());
    let last: Vec<&str> = stdout.lines().rev().take(5).collect();
    assert!(stdout.contains("\n  removed   1558682  64902 more sections\n"), "{last:#?}");
    let (code, stdout, _) = run(&folder, &["many.elf", "--json"]);
    assert_eq!(code, 0);
    assert!(stdout.len() < 200_000, "{} bytes", stdout.len());
}

#[test]
fn a_policy_of_any_length_is_told_of_in_few_words() {
    let folder = folder("policy_long");
    let line = |len: usize| format!("profile = \"{}\"", "x".repeat(len));
    folder.child("long.toml").write_str(&line(1_000_000)).unwrap();
    folder.child("endless.toml").write_str(&line(17_000_000)).unwrap();
    for (policy, said) in
        [("long.toml", "line 1, column 11"), ("endless.toml", "it has more than 1048576 bytes")]
    {
        let (code, stdout, stderr) = run(&folder, &["fib.elf", "--policy", policy]);
        assert_eq!((code, stdout.as_str()), (2, ""));
        assert!(stderr.contains(said) && stderr.len() < 2000, "{} bytes: {stderr:.2000}", stderr.len());
    }
}

#[test]
fn a_report_is_drawn() {
    let folder = folder("drawn");
    let (code, stdout, stderr) = run(&folder, &["fib.elf", "-o", "out.echo", "--report-svg", "out.svg"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(!stdout.contains('%'), "the table was not asked for: {stdout}");
    let picture = fs::read_to_string(folder.path().join("out.svg")).unwrap();
    let size = fs::metadata(folder.path().join("out.echo")).unwrap().len();
    assert!(picture.contains(&format!(">out.echo: {size} bytes</text>")), "{picture}");
    // A rectangle is as large as its tooltip says, and together they are the file.
    let number = |text: &str, before: &str| -> f64 {
        let rest = text.split_once(before).unwrap().1;
        rest[..rest.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap()].parse().unwrap()
    };
    let mut sum = 0.0;
    for tile in picture.split("<svg ").skip(2) {
        let title = tile.split_once("<title>").unwrap().1.split_once("</title>").unwrap().0;
        let bytes = number(title.rsplit_once(": ").unwrap().1, "");
        let area = number(tile, "width=\"") * number(tile, "height=\"");
        let share = area / (1200.0 * 768.0);
        assert!((share - bytes / size as f64).abs() < 1e-3, "{title}: {share}");
        sum += bytes;
    }
    assert_eq!(sum, size as f64);
    run(&folder, &["fib.elf", "-o", "out.echo", "--report-svg", "again.svg"]);
    assert_eq!(fs::read_to_string(folder.path().join("again.svg")).unwrap(), picture);

    let (_, stdout, stderr) = run(&folder, &["fib.elf", "-o", "out.echo", "--report-svg", "-"]);
    assert!(stdout == picture && stderr.starts_with("fib.elf → out.echo"), "{stdout}\n{stderr}");
    for (arguments, message) in [
        (&["fib.elf", "-o", "-", "--report-svg", "-"][..], "only one of"),
        (&["fib.elf", "--json", "--report-svg", "-"], "only one of"),
        (&["fib.elf", "--report-svg", "fib.elf"], "is the input; name another output with --report-svg"),
        (&["fib.elf", "-o", "x.svg", "--report-svg", "x.svg"], "would be both"),
    ] {
        let (code, stdout, stderr) = run(&folder, arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(stderr.contains(message) || stdout.contains(message), "{arguments:?}: {stderr}");
    }
}

#[test]
fn functions_that_nothing_reaches_are_left_out() {
    let folder = folder("gc");
    let source = "__attribute__((used)) static long dead(long n) { volatile long x[3] = {n, n * 7, n / 3}; return x[0] * x[1] + x[2] * x[1]; }
        int __apply(void) { return 7; }";
    folder.child("dead.elf").write_binary(&gcc("cli_gc_dead", source, CONTRACT)).unwrap();
    let (code, stdout, _) = run(&folder, &["dead.elf", "-o", "out.echo", "--gc"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("1 function that nothing reaches\n"), "{stdout}");
    assert!(stdout.contains("note: 0 bytes of data stay"), "{stdout}");
    assert_eq!(fs::metadata(folder.path().join("out.echo")).unwrap().len(), 64 + 56 + 6);
    let (_, stdout, _) = run(&folder, &["dead.elf", "-o", "out.echo", "--gc", "--json"]);
    let object: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&object["gc"]["named"], &object["gc"]["dropped"]), (&2.into(), &1.into()));
    let gone = |u: &serde_json::Value| u["what"] == "dead" && u["function"] == true;
    assert!(object["unmapped"].as_array().unwrap().iter().any(gone), "{object}");
    let (_, stdout, _) = run(&folder, &["out.echo", "-o", "again.echo", "--gc"]);
    assert!(stdout.contains("note: no function can go, for the file has no symbols"), "{stdout}");
}

#[test]
fn functions_that_do_the_same_are_merged() {
    let folder = folder("merge");
    let source = "#define F(name) __attribute__((noipa)) static long name(long n) { volatile long x[3] = {n, n * 7, n / 3}; return x[0] * x[1] + x[2] * x[1]; }
        F(one) F(other) long __apply(void) { return one(7) + other(8); }";
    folder.child("twice.elf").write_binary(&gcc("cli_merge", source, CONTRACT)).unwrap();
    let (code, stdout, _) = run(&folder, &["twice.elf", "-o", "out.echo", "--gc", "--merge"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("1 function that does the same as another\n"), "{stdout}");
    let (_, stdout, _) = run(&folder, &["twice.elf", "-o", "out.echo", "--gc", "--merge", "--json"]);
    let object: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&object["gc"]["dropped"], &object["gc"]["merged"]), (&1.into(), &1.into()));
    let gone = |u: &serde_json::Value| u["what"] == "other" && u["instead"] == "one";
    assert!(object["unmapped"].as_array().unwrap().iter().any(gone), "{object}");
    let (code, _, stderr) = run(&folder, &["twice.elf", "-o", "out.echo", "--merge"]);
    assert!(code == 2 && stderr.contains("--gc"), "{stderr}");
}
