//! Every sample, built with the system's compilers, does what its scenario says (or, in compilers/, what the same source
//! prints as an ordinary program): from the ELF file, from the packed one and from the ESC file, on every engine, for the
//! same gas; and wherever the gas ends, all stop at the same instruction. `echo-vm test` judges. A test's name says its
//! engine; under `crosscheck` all must agree on the whole machine at every exit.
//!
//! `ECHO_SAMPLES_MATRIX=1` (`make conformance`) builds them with gcc and clang-19, -O0 to -Os, for each
//! x86-64 level.

use echo_abi::id::{AccountId, ContractId};
use echo_abi::image::ContractFile;
use echo_abi::{ErrorName, Image, Limits, Outcome, Policy, layout};
use echo_chain::{ChainFile, LocalChain};
use echo_strip::{Format, Functions, Options, strip, strip_with};
use echo_validate::validate;
use echo_vm::{CallRequest, Engine, Mode, Pool, Program, call};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

const GAS: u64 = 10_000_000_000;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples")
}

/// A directory of these tests.
fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn make(build: &Path, target: &str, settings: &[String]) {
    let output = Command::new("make")
        .args(["--no-print-directory", "-j2", "-C"])
        .arg(samples())
        .arg(target)
        .arg(format!("BUILD={}", build.display()))
        .arg(concat!("RUST_TARGET=", env!("CARGO_TARGET_TMPDIR"), "/rust"))
        .args(settings)
        .output()
        .expect("make runs");
    assert!(output.status.success(), "make {target}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The files of a directory whose names end so, without that ending, by name.
fn stems(directory: &Path, extensions: &[&str]) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
    let stem = |path: PathBuf| {
        let extension = path.extension()?.to_str()?;
        extensions.contains(&extension).then(|| Some(path.file_stem()?.to_str()?.to_owned()))?
    };
    let mut found: Vec<_> = entries.filter_map(|entry| stem(entry.expect("readable").path())).collect();
    found.sort();
    found
}

/// What there is to judge.
struct Built {
    /// The samples as `make samples` builds them, and the programs that say what compilers/ must give.
    elf: PathBuf,
    /// The same contracts in the other containers, under the same names, which the scenarios deploy.
    packed: PathBuf,
    esc: PathBuf,
    /// The scenarios of compilers/.
    compilers: PathBuf,
}

/// Built once.
fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let elf = place("samples");
        make(&elf, "all", &[]);
        make(&elf, "natives", &[]);
        let (packed, esc) = (place("samples-packed"), place("samples-esc"));
        for (directory, format) in [(&packed, Format::Elf), (&esc, Format::Esc)] {
            // What was there may be of a sample that is no more.
            let _ = fs::remove_dir_all(directory);
            fs::create_dir_all(directory.join("compilers")).expect("a directory can be made");
            for file in files(&elf) {
                let whole = fs::read(elf.join(&file)).expect("make built it");
                let contract =
                    contained(&whole, format).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
                assert!(contract.len() < whole.len(), "{}: packing makes it smaller", file.display());
                fs::write(directory.join(&file), contract).expect("a file can be written");
            }
        }
        let compilers = place("compilers.scenario.toml");
        fs::write(&compilers, compiler_scenarios(&elf)).expect("a file can be written");
        Built { elf, packed, esc, compilers }
    })
}

/// What make is told for a static PIE by this compiler at this level, with relocations in this form.
fn static_pie_settings(cc: &str, cxx: &str, level: &str, form: &str) -> [String; 4] {
    [
        format!("CC={cc}"),
        format!("CXX={cxx}"),
        format!("CFLAGS=-{level} -fPIE"),
        // An assembly file may have addresses among its constants.
        format!("ECHO_LDFLAGS=-static-pie -nostdlib -Wl,-e,__apply -Wl,--gc-sections -Wl,-z,notext{form}"),
    ]
}

/// The samples as static PIE do the same: echo-strip has given them their address.
#[test]
fn static_pie_gives_what_samples_promise() {
    for (cc, cxx, level, form) in [
        ("gcc", "g++", "O0", ""),
        ("gcc", "g++", "O2", " -Wl,-z,pack-relative-relocs"),
        ("clang-19", "clang++-19", "O0", " -Wl,-z,pack-relative-relocs"),
        ("clang-19", "clang++-19", "O2", ""),
    ] {
        if Command::new(cxx).arg("--version").output().is_err() {
            println!("skipped: there is no {cxx}");
            continue;
        }
        let (whole, packed) =
            (place(&format!("pie-{cc}-{level}")), place(&format!("pie-{cc}-{level}-packed")));
        make(&whole, "all", &static_pie_settings(cc, cxx, level, form));
        let _ = fs::remove_dir_all(&packed);
        fs::create_dir_all(packed.join("compilers")).expect("a directory can be made");
        let mut relocations = 0;
        for file in files(&whole) {
            let bytes = fs::read(whole.join(&file)).expect("make built it");
            let limits = Policy::default().limits;
            let stripped =
                strip(&bytes, Format::Elf, &limits).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            // The samples in Rust have a build script that says how they are linked.
            relocations += stripped.relocation.map_or(0, |relocation| relocation.count);
            let is_static_pie = bytes[16] == 3;
            assert_eq!(stripped.relocation.is_some(), is_static_pie, "{}", file.display());
            fs::write(packed.join(&file), stripped.bytes).expect("a file can be written");
        }
        println!("{cc} -{level}: {relocations} relocations");
        assert!(relocations > 60, "{cc} -{level}: {relocations}");
        judge(Engine::Interpreter, &packed, None, &samples());
        judge(Engine::Interpreter, &packed, None, &built().compilers);
    }
}

/// A contract all of pointers: functions, virtual functions, texts, data, an array behind its start; and a switch.
const POINTERS: &str = r#"
    #include "echo.hpp"
    using u64 = std::uint64_t;
    struct shape { virtual u64 area() const = 0; virtual u64 corners() const { return 1; } };
    struct square final : shape { u64 n; constexpr square(u64 n) : n(n) {} u64 area() const override { return n * n; } u64 corners() const override { return 4; } };
    struct line final : shape { u64 n; constexpr line(u64 n) : n(n) {} u64 area() const override { return n; } };
    square nine{9}; line five{5};
    shape *volatile const shapes[] = {&nine, &five};
    u64 add(u64 a, u64 b) { return a + b; } u64 multiply(u64 a, u64 b) { return a * b; } u64 mix(u64 a, u64 b) { return a ^ (b << 7); }
    u64 (*volatile const functions[])(u64, u64) = {add, multiply, mix, add};
    const char *volatile const names[] = {"one", "two", "three", "four", "five"};
    u64 numbers[8] = {2, 3, 5, 7, 11, 13, 17, 19}; u64 *volatile places[] = {numbers + 1, numbers + 7, &nine.n};
    u64 choose(u64 n) { switch (n) { case 0: return 31; case 1: return 5; case 2: return 77; case 3: return 6; case 4: return 1; case 5: return 100; default: return 9; } }
    struct Pointers : echo::contract {
        u64 run(u64 rounds) {
            u64 sum = rounds;
            for (u64 i = 0; i < rounds; i++) {
                for (shape *s : shapes) sum = mix(sum, s->area() + s->corners());
                for (auto f : functions) sum = f(sum, i + 3);
                for (const char *name : names) while (*name) sum = sum * 31 + *name++;
                for (u64 *place : places) sum += (*place)++;
                sum += choose(i % 7);
            }
            return sum;
        }
    };
    ECHO_METHODS(Pointers, run)
"#;

/// Builds [`POINTERS`].
fn pointers(cxx: &str, name: &str, flags: &[&str]) -> Vec<u8> {
    let source = place("pointers.cpp");
    fs::write(&source, POINTERS).expect("a file can be written");
    let output = place(&format!("pointers-{cxx}-{name}.elf"));
    let of_cxx = ["-std=c++17", "-fno-exceptions", "-fno-rtti", "-Wl,--gc-sections"];
    built_by(cxx, &[&of_cxx, flags].concat(), &source, &output)
}

/// Builds a contract of one file with `echo.h` and its like.
fn built_by(compiler: &str, flags: &[&str], source: &Path, output: &Path) -> Vec<u8> {
    let built = Command::new(compiler)
        .args(["-fno-stack-protector", "-nostdlib", "-Wl,-e,__apply", "-I"])
        .arg(samples().join("../echo-abi/include"))
        .args(flags)
        .arg("-o")
        .args([output, source])
        .arg("-lgcc")
        .output()
        .expect("it runs");
    assert!(built.status.success(), "{compiler} {flags:?}: {}", String::from_utf8_lossy(&built.stderr));
    fs::read(output).expect("it was written")
}

/// What a contract file's `run(20)` comes to; `None` where it is refused, or fails.
fn run_pointers(file: &[u8]) -> Option<Vec<u8>> {
    returned(file, "run(20)")
}

/// What a call of a contract file returns; `None` where it is refused, or fails.
fn returned(file: &[u8], line: &str) -> Option<Vec<u8>> {
    ran(file, line).map(|(output, _)| output)
}

/// What a call of a contract file returns, and the gas it used.
fn ran(file: &[u8], line: &str) -> Option<(Vec<u8>, u64)> {
    let policy = Policy::default();
    let contract = validate(Image::load(file, &policy.limits).ok()?, &policy).ok()?;
    let program = Engine::Interpreter.prepare(&Arc::new(contract)).expect("it runs everywhere");
    let line = line.parse().expect("a call line");
    let request = CallRequest::new(line, ContractId(0), AccountId(1), GAS);
    let chain = &mut LocalChain::new(ChainFile::default());
    let outcome = call(&program, &request, &policy.limits, &Pool::default(), chain, &mut |_| {});
    match outcome.expect("the host serves") {
        Outcome::Returned { output, gas_used, .. } => Some((output, gas_used)),
        _ => None,
    }
}

/// Every pointer of [`POINTERS`] counts: as a static PIE it returns what it returns without, and without any one of its relocations
/// it does not.
#[test]
fn every_relocation_counts() {
    let limits = Policy::default().limits;
    let packed = |file: &[u8]| strip(file, Format::Elf, &limits).expect("a contract");
    for cxx in ["g++", "clang++-19"] {
        if Command::new(cxx).arg("--version").output().is_err() {
            println!("skipped: there is no {cxx}");
            continue;
        }
        for level in ["-O0", "-O2"] {
            let expected =
                run_pointers(&packed(&pointers(cxx, "static", &[level, "-static", "-no-pie"])).bytes);
            assert!(expected.as_ref().is_some_and(|output| output.len() == 8), "{cxx} {level}: {expected:?}");
            let form = [level, "-static-pie", "-fPIE", "-Wl,-z,pack-relative-relocs"];
            let done = packed(&pointers(cxx, "packed", &form));
            assert!(done.relocation.is_some_and(|relocation| relocation.count > 10), "{:?}", done.relocation);
            assert_eq!(run_pointers(&done.bytes), expected, "{cxx} {level}, packed relocations");

            let file = pointers(cxx, "plain", &form[..3]);
            let done = packed(&file);
            assert_eq!(run_pointers(&done.bytes), expected, "{cxx} {level}");
            let parsed = ContractFile::parse(&file).expect("an ELF file");
            let sections = parsed.elf().expect("an ELF file").sections();
            let table = sections.iter().find(|s| s.name == *".rela.dyn").expect("there is one");
            let start = usize::try_from(table.offset).expect("in the file");
            let mut unnoticed = Vec::new();
            for entry in (start..start + table.bytes.len()).step_by(24) {
                let mut fault = file.clone();
                fault[entry + 8..entry + 16].fill(0);
                if run_pointers(&packed(&fault).bytes) == expected {
                    unnoticed.push(u64::from_le_bytes(file[entry..entry + 8].try_into().expect("eight")));
                }
            }
            let count = table.bytes.len() / 24;
            println!(
                "{cxx} {level}: {count} relocations, of which {} are not used: {unnoticed:x?}",
                unnoticed.len()
            );
            // Messages of errors that do not happen, constructor() and its like.
            assert!(count - unnoticed.len() >= 20, "{cxx} {level}: {count}, {unnoticed:x?}");
        }
    }
}

/// What is made of a file where functions that nothing reaches go.
const REACHED: Options =
    Options { format: Format::Elf, functions: Functions::Reached, without_interface: false };

/// And where of functions that do the same one stays.
const DISTINCT: Options = Options { functions: Functions::Distinct, ..REACHED };

/// Samples do the same without the functions that nothing reaches; linked without `--gc-sections`, there are more of them. And with one for all that do
/// the same.
#[test]
fn functions_that_nothing_reaches_are_not_missed() {
    let limits = Policy::default().limits;
    for (cc, cxx, flags, link) in [
        ("gcc", "g++", "-O2", "-static -Wl,--gc-sections"),
        ("gcc", "g++", "-O0", "-static"),
        ("gcc", "g++", "-Os", "-static"),
        ("gcc", "g++", "-O2 -fPIE", "-static-pie -Wl,-z,notext"),
        ("clang-19", "clang++-19", "-O1", "-static"),
    ] {
        if Command::new(cxx).arg("--version").output().is_err() {
            println!("skipped: there is no {cxx}");
            continue;
        }
        let name = format!("gc-{cc}{}", flags.replace(' ', ""));
        let (whole, reached) = (place(&name), place(&format!("{name}-reached")));
        let distinct = place(&format!("{name}-distinct"));
        let settings = [
            format!("CC={cc}"),
            format!("CXX={cxx}"),
            format!("CFLAGS={flags}"),
            format!("ECHO_LDFLAGS={link} -nostdlib -Wl,-e,__apply"),
        ];
        make(&whole, "all", &settings);
        for directory in [&reached, &distinct] {
            let _ = fs::remove_dir_all(directory);
            fs::create_dir_all(directory.join("compilers")).expect("a directory can be made");
        }
        let (mut dropped, mut before, mut after) = (0, 0, 0);
        let (mut merged, mut after_all) = (0, 0);
        for file in files(&whole) {
            let bytes = fs::read(whole.join(&file)).expect("make built it");
            let all = strip(&bytes, Format::Elf, &limits).expect("a contract");
            let stripped = strip_with(&bytes, REACHED, &limits).expect("a contract");
            let collected = stripped.collected.expect("that was asked for");
            assert!(stripped.bytes.len() <= all.bytes.len(), "{} grew", file.display());
            assert_eq!(
                validate(stripped.image.clone(), &Policy::default()).is_ok(),
                validate(all.image.clone(), &Policy::default()).is_ok(),
                "the verdict on {}",
                file.display()
            );
            assert!(!collected.is_undone, "{}: {collected:?}", file.display());
            dropped += collected.dropped;
            before += all.bytes.len();
            after += stripped.bytes.len();
            let least = strip_with(&bytes, DISTINCT, &limits).expect("a contract");
            let collected = least.collected.expect("that was asked for");
            assert!(least.bytes.len() <= stripped.bytes.len() && !collected.is_undone, "{}", file.display());
            merged += collected.merged;
            after_all += least.bytes.len();
            fs::write(reached.join(&file), stripped.bytes).expect("a file can be written");
            fs::write(distinct.join(&file), least.bytes).expect("a file can be written");
        }
        println!("{cc} {flags}, {link}: {dropped} functions went, {before} bytes became {after}");
        println!("{merged} more that do the same as others, and they became {after_all}");
        // What is not optimized has more of them.
        assert!(merged >= if flags.contains("-O0") { 100 } else { 1 }, "{cc} {flags}: {merged} functions");
        // The linker leaves none, for each function has a section of its own.
        let is_right = if link.contains("--gc-sections") { dropped == 0 } else { dropped >= 15 };
        assert!(is_right, "{cc} {flags}: {dropped} functions");
        for directory in [&reached, &distinct] {
            judge(Engine::Interpreter, directory, None, &samples());
            judge(Engine::Interpreter, directory, None, &built().compilers);
        }
    }
}

/// Functions that do the same: two that are called, one of which calls them, and its like; and two whose addresses are compared.
const TWINS: &str = r#"
    #include "echo.h"
    #define SAME(name, inner) __attribute__((noinline, noipa)) static uint64_t name(uint64_t n) { \
        volatile uint64_t x[4]; for (int i = 0; i < 4; i++) x[i] = i * n + 1; x[3] ^= x[0] << 3; return x[0] + x[1] * x[2] + x[3] + inner; }
    SAME(a, 1) SAME(b, 1) SAME(over_a, a(n + 1)) SAME(over_b, b(n + 1)) SAME(p, 5) SAME(q, 5)
    __attribute__((noinline, noipa)) static uint64_t by(uint64_t (*f)(uint64_t), uint64_t (*g)(uint64_t)) { return f == g ? 1 : f(2) * 3 + g(3) * 5; }
    static void run(void) {
        uint64_t n = echo_take_u64();
        echo_return_u64(a(n) + 3 * b(n + 1) + 5 * over_a(n) + 7 * over_b(n) + p(n) + q(n) + by(p, q));
    }
    ECHO_CONTRACT(ECHO_VIEW(run, (ECHO_U64), ECHO_U64))
"#;

/// A contract whose functions are merged returns the same, for the same gas but for the bytes that are loaded no more; addresses that differed do.
#[test]
fn merged_functions_do_the_same_for_the_same_gas() {
    let limits = Policy::default().limits;
    let source = place("twins.c");
    fs::write(&source, TWINS).expect("a file can be written");
    for flags in [["-O2", "-static"], ["-O0", "-static"], ["-Os", "-static-pie"]] {
        let output = place("twins.elf");
        let file = built_by("gcc", &flags, &source, &output);
        let [reached, distinct] =
            [REACHED, DISTINCT].map(|options| strip_with(&file, options, &limits).expect("a contract"));
        let gone = distinct.dropped.iter().filter(|d| d.instead.is_some());
        let merged: Vec<_> = gone.map(|d| d.what.as_str()).collect();
        assert_eq!(merged.len(), 2, "{flags:?}: one of a and b, one of those that call them: {merged:?}");
        assert!(!merged.contains(&"p") && !merged.contains(&"q"), "{flags:?}: {merged:?}");
        for line in ["run(0)", "run(12345678901)"] {
            let [before, after] = [&reached, &distinct]
                .map(|stripped| ran(&stripped.bytes, line).unwrap_or_else(|| panic!("{flags:?}: {line}")));
            assert_eq!(before.0, after.0, "{flags:?}: {line}");
            let run = |of: u64, image: &Image| of - echo_abi::gas::load(image, &limits);
            assert_eq!(run(before.1, &reached.image), run(after.1, &distinct.image), "{flags:?}: {line}");
        }
    }
}

/// Were one function missed, the tests above would see it: without any single one of those that stay, [`POINTERS`] does not return what it does with all.
#[test]
fn a_reached_function_that_goes_is_missed() {
    let limits = Policy::default().limits;
    for (name, flags) in
        [("gc_O0", ["-O0", "-static"]), ("gc_O2", ["-O2", "-static"]), ("gc_pie", ["-Os", "-static-pie"])]
    {
        let file = pointers("g++", name, &flags);
        let expected = run_pointers(&strip(&file, Format::Elf, &limits).expect("a contract").bytes);
        let done = strip_with(&file, REACHED, &limits).expect("a contract");
        assert!(expected.is_some() && run_pointers(&done.bytes) == expected, "{name}");
        let rows = echo_strip::report(&file, &done).expect("it was stripped");
        let functions = rows.iter().filter(|row| row.kind == echo_strip::Kind::Text && row.name.is_some());
        let (mut missed, mut unnoticed) = (0, Vec::new());
        for row in functions {
            let start = row.addr.expect("a symbol has an address").0;
            let gone = start..start + u32::try_from(row.bytes).expect("small");
            if gone.contains(&done.image.entry().0) {
                continue;
            }
            let keep: Vec<_> = done
                .image
                .segments()
                .iter()
                .flat_map(|segment| {
                    let all = segment.range();
                    let (before, after) =
                        (all.start..all.end.min(gone.start), all.start.max(gone.end)..all.end);
                    [before, after].into_iter().filter(|part| !part.is_empty())
                })
                .collect();
            let fault = done.image.cut(&keep).expect("ranges of it");
            let fault = echo_abi::image::esc::write(fault.entry(), fault.segments());
            if run_pointers(&fault) == expected {
                unnoticed.extend(row.name.clone());
            } else {
                missed += 1;
            }
        }
        println!("{name}: {missed} functions are missed; what this call does not use: {unnoticed:?}");
        // What is called where something fails.
        assert!(missed >= 8 && unnoticed.len() <= 6, "{name}: {missed} are missed, not {unnoticed:?}");
    }
}

/// `echo.h` compares short names by words in instructions, longer ones by a call: functions with names of every length are told apart, and from
/// names that differ from theirs in one letter, or are shorter or longer.
#[test]
fn names_are_told_apart() {
    let names: Vec<String> =
        (1..=20).map(|length| ('a'..='t').take(length).collect()).chain(["abcz".to_owned()]).collect();
    let mut source = "#include \"echo.h\"\n".to_owned();
    for (number, name) in (1..).zip(&names) {
        writeln!(source, "static void {name}(void) {{ echo_return_u8({number}); }}")
            .expect("a text takes all");
    }
    let functions: String = names.iter().map(|name| format!("ECHO_FUNCTION({name}, (), ECHO_U8) ")).collect();
    writeln!(source, "ECHO_CONTRACT({functions})").expect("a text takes all");
    let (input, output) = (place("names.c"), place("names.elf"));
    fs::write(&input, source).expect("a file can be written");
    for (compiler, language) in [("gcc", "c"), ("g++", "c++"), ("clang-19", "c")] {
        if Command::new(compiler).arg("--version").output().is_err() {
            println!("skipped: there is no {compiler}");
            continue;
        }
        for level in ["-O0", "-O2", "-Os"] {
            let flags =
                ["-Wall", "-Wextra", "-Werror", "-static", level, "-Wl,--gc-sections", "-x", language];
            let file = built_by(compiler, &flags, &input, &output);
            for (number, name) in (1_u8..).zip(&names) {
                assert_eq!(
                    returned(&file, &format!("{name}()")),
                    Some(vec![number]),
                    "{compiler} {level}: {name}"
                );
                let others = (0..name.len())
                    .map(|at| format!("{}X{}", &name[..at], &name[at + 1..]))
                    .chain([format!("{name}X"), format!("X{name}")]);
                for other in others {
                    assert_eq!(returned(&file, &format!("{other}()")), None, "{compiler} {level}: {other}");
                }
            }
        }
    }
}

/// The contracts that were built, as paths in the directory.
fn files(build: &Path) -> Vec<PathBuf> {
    let own = stems(build, &["elf"]).into_iter().map(PathBuf::from);
    let compilers = stems(&build.join("compilers"), &["elf"]).into_iter();
    let found = own.chain(compilers.map(|name| Path::new("compilers").join(name)));
    found.map(|name| name.with_extension("elf")).collect()
}

/// A contract in another container: the same in memory, but for what nobody can reach.
fn contained(whole: &[u8], format: Format) -> Result<Vec<u8>, String> {
    let limits = Policy::default().limits;
    let load = |file: &[u8]| Image::load(file, &limits).map_err(|error| error.to_string());
    let stripped = strip(whole, format, &limits).map_err(|error| error.to_string())?;
    let dropped: Vec<_> = stripped.dropped.iter().map(|dropped| dropped.range.clone()).collect();
    load(whole)?
        .same_contract_without(&load(&stripped.bytes)?, &dropped)
        .map_err(|difference| difference.to_string())?;
    Ok(stripped.bytes)
}

/// A scenario for each file of compilers/: its `run()` returns what the same source prints as an ordinary program.
fn compiler_scenarios(natives: &Path) -> String {
    let mut text = String::new();
    for name in stems(&samples().join("compilers"), &["c", "cpp"]) {
        let native =
            Command::new(natives.join("compilers").join(format!("{name}.native"))).output().expect("it runs");
        assert!(native.status.success(), "{name} as a program: {:?}", native.status);
        let printed: u64 =
            String::from_utf8_lossy(&native.stdout).trim().parse().expect("it prints a number");
        write!(
            text,
            "[[scenario]]\nname = \"{name}\"\n\
             [[scenario.step]]\ndeploy = \"compilers/{name}.elf\"\noutput = \"\"\nlogs = []\n\
             [[scenario.step]]\ncall = \"run()\"\ntypes = [\"u64\"]\nreturns = [\"{printed}\"]\nlogs = []\n"
        )
        .expect("a text takes all");
    }
    text
}

/// Runs scenarios with the contracts of a directory, which another may describe; what is not as expected is told in the words of `echo-vm test`.
/// Returns the gas of every function.
fn judge(engine: Engine, build: &Path, described: Option<&Path>, scenarios: &Path) -> Value {
    let name = |path: &Path| path.file_name().expect("named").to_string_lossy().into_owned();
    let report = place(&format!("{engine}-{}-{}.gas.json", name(build), name(scenarios)));
    let output = Command::new(env!("CARGO_BIN_EXE_echo-vm"))
        .args(["test".as_ref(), scenarios.as_os_str(), "--engine".as_ref(), engine.name().as_ref()])
        .args(["--build".as_ref(), build.as_os_str(), "--gas-report".as_ref(), report.as_os_str()])
        .args(described.iter().flat_map(|directory| ["--build".as_ref(), directory.as_os_str()]))
        // Random calls try the contract, and one sequence of them as well as twenty the engines: with all in step, each takes seconds.
        .args(if engine == Engine::Crosscheck { &["--cases", "1"][..] } else { &[] })
        .output()
        .expect("echo-vm runs");
    assert!(
        output.status.success(),
        "{} on {engine}:\n{}{}",
        build.display(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_str(&fs::read_to_string(report).expect("a report was written")).expect("it is JSON")
}

/// Judges the contracts in each container. What they use is the same on every engine, and the same from both containers that
/// echo-strip makes, where the same is mapped; an ELF file's headers can be a part of its code, which is paid for.
fn judge_containers(engine: Engine, scenarios: &Path) {
    static GAS: Mutex<BTreeMap<(PathBuf, bool), Value>> = Mutex::new(BTreeMap::new());
    let Built { elf, packed, esc, .. } = built();
    // `contained` has compared what is in memory, all of it. That an engine makes the same of each is for the engine to show;
    // for all of them in step, which takes most of the time of these tests, one container is enough.
    let containers = if engine == Engine::Crosscheck { &[packed][..] } else { &[elf, packed, esc] };
    for build in containers {
        // ESC files do not say what functions return.
        let described = (*build == esc).then_some(elf.as_path());
        let mut used = judge(engine, build, described, scenarios);
        // An argument of relay's replace() is a contract file, which has another length in each container.
        if let Some(outer) = used.get_mut("outer").and_then(Value::as_object_mut) {
            outer.remove("replace");
        }
        let key = (scenarios.to_owned(), *build == elf);
        let mut gas = GAS.lock().unwrap_or_else(PoisonError::into_inner);
        let first = gas.entry(key).or_insert_with(|| used.clone());
        assert!(*first == used, "gas on {engine}, from {}: {used}\nelsewhere: {first}", build.display());
    }
}

macro_rules! on_every_engine {
    ($($(#[$doc:meta])+ $variant:ident $name:ident,)+) => {
        $(mod $name {
            use super::*;

            #[test]
            fn samples_give_what_they_promise_from_every_container() {
                judge_containers(Engine::$variant, &samples());
            }

            #[test]
            fn what_compilers_do_differently_gives_what_the_host_gives() {
                judge_containers(Engine::$variant, &built().compilers);
            }
        })+
    };
}

echo_vm::for_each_engine!(on_every_engine);

/// The scenario files of a directory and of those below it.
fn scenario_files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("readable") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("named").to_string_lossy().into_owned();
        if path.is_dir() && name != "build" && name != "target" {
            found.extend(scenario_files(&path));
        } else if name.ends_with("scenario.toml") {
            found.push(path);
        }
    }
    found
}

/// What is built is tried, and what is a sample is built.
#[test]
fn no_sample_goes_without_a_scenario() {
    let mut deployed = BTreeSet::new();
    for path in scenario_files(&samples()) {
        let text = fs::read_to_string(&path).expect("readable");
        let document: toml::Table = text.parse().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let array = |table: &toml::Table, key: &str| {
            table.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default()
        };
        let scenarios = array(&document, "scenario");
        let steps =
            scenarios.iter().filter_map(toml::Value::as_table).flat_map(|scenario| array(scenario, "step"));
        let names = steps.filter_map(|step| step.get("deploy").cloned()).chain(array(&document, "each"));
        deployed.extend(names.filter_map(|name| Some(name.as_str()?.to_owned())));
    }
    deployed.remove("@each");
    let is_sample = |path: &Path| path.is_dir() && !path.ends_with("compilers") && !path.ends_with("build");
    // One contract in all languages, each in a directory of languages/, is called the tour.
    let contract = |path: &Path| match path.file_name().expect("named").to_string_lossy() {
        name if name == "languages" => "tour.elf".to_owned(),
        name => format!("{name}.elf"),
    };
    let directories = fs::read_dir(samples()).expect("readable").map(|entry| entry.expect("readable").path());
    let expected: BTreeSet<String> =
        directories.filter(|path| is_sample(path)).map(|path| contract(&path)).collect();
    assert!(expected.len() >= 20, "only {expected:?}");
    assert_eq!(deployed, expected, "what scenarios deploy, and the samples that there are");
}

/// A call of each that is small enough to be tried with hundreds of amounts of gas: a contract, how it is called, by what line.
const SMALL: [(&str, Mode, &str); 6] = [
    ("fib", Mode::Call, "fib(20)"),
    ("gcd", Mode::Call, "gcd(1071, 462)"),
    ("hello", Mode::Call, "hello()"),
    ("sort", Mode::Call, "quick_sort(1)"),
    ("token", Mode::Constructor, "constructor()"),
    ("token_rust", Mode::Constructor, "constructor()"),
];

fn program(file: &[u8]) -> Arc<Program> {
    let policy = Policy::default();
    let image = Image::load(file, &policy.limits).expect("a sample");
    let contract = validate(image, &policy).unwrap_or_else(|report| panic!("{report:#?}"));
    Engine::Crosscheck.prepare(&Arc::new(contract)).expect("it runs everywhere")
}

#[test]
fn gas_ends_at_the_same_instruction_on_all_engines() {
    let machines = Pool::default();
    for (name, mode, line) in SMALL {
        let program = program(&fs::read(built().elf.join(name).with_extension("elf")).expect("built"));
        let run = |gas: u64, limits: &Limits| -> Outcome {
            let line = line.parse().expect("a call line");
            let mut request = CallRequest::new(line, ContractId(0), AccountId(1), gas);
            request.message.mode = mode;
            let chain = &mut LocalChain::new(ChainFile::default());
            call(&program, &request, limits, &machines, chain, &mut |_| {}).expect("the host serves")
        };
        let policy = Policy::default();
        let whole = run(GAS, &policy.limits);
        assert!(whole.is_returned(), "{name}: {whole:?}");
        // Every balance near both ends, and a spread between.
        let spread = (0..200).map(|i| whole.gas_used() * i / 200);
        let ends = (0..60).chain(whole.gas_used().saturating_sub(60)..whole.gas_used());
        for gas in spread.chain(ends).filter(|gas| *gas < whole.gas_used()) {
            // With the stack that there may be, most of the gas must pay for that, which is the reference's; with one
            // step of it, all engines go to the last block.
            let steps = if gas % 4 == 0 { 128 } else { 1 };
            let limits = Limits { stack: steps * layout::STACK_STEP, ..policy.limits.clone() };
            let outcome = run(gas, &limits);
            assert_eq!(outcome.error(), ErrorName::OutOfGas, "{name} with {gas} of {}", whole.gas_used());
            assert!(outcome.gas_used() <= gas, "{name} used {} of {gas}", outcome.gas_used());
        }
        let exact = run(whole.gas_used(), &policy.limits);
        assert_eq!(
            (exact.error(), exact.gas_used()),
            (whole.error(), whole.gas_used()),
            "{name} with just enough"
        );
    }
}

#[test]
fn every_compiler_and_level_gives_one_result() {
    if std::env::var_os("ECHO_SAMPLES_MATRIX").is_none() {
        println!(
            "skipped: set ECHO_SAMPLES_MATRIX=1 (make conformance does) to build with gcc and clang-19 at every level"
        );
        return;
    }
    for (cc, cxx) in [("gcc", "g++"), ("clang-19", "clang++-19")] {
        for level in ["O0", "O1", "O2", "O3", "Os"] {
            for march in Policy::default().profile.compiler_levels() {
                let build = place("matrix").join(format!("{cc}-{level}-{march}"));
                let settings =
                    [format!("CC={cc}"), format!("CXX={cxx}"), format!("CFLAGS=-{level} -march={march}")];
                make(&build, "all", &settings);
                judge(Engine::Crosscheck, &build, None, &samples());
                judge(Engine::Crosscheck, &build, None, &built().compilers);
            }
        }
        println!("{cc}: every level agrees");
    }
}
