//! A static PIE becomes the contract that its source would be without `-static-pie`: by what gcc, clang and two linkers make of
//! it. That the contract does the same is for echo-vm/tests/samples.rs to show.

#[path = "../../echo-abi/tests/toolchain/mod.rs"]
mod toolchain;

use echo_abi::image::ContractFile;
use echo_abi::{GuestAddr, Image, Limits, Perm, Rule};
use echo_strip::{BASE, Format, RelocateError, Relocated, StripError, Stripped, relocate, strip};
use std::process::Command;
use toolchain::{CONTRACT, gcc};

/// What an author passes to gcc.
const PIE: &[&str] =
    &["-O2", "-nostdlib", "-static-pie", "-fPIE", "-ffreestanding", "-fno-stack-protector", "-Wl,-e,__apply"];

/// Pointers to text, data, zeroes and functions, in constants and in variables.
const TABLES: &str = "static int one(void) { return 1; } static int two(void) { return 2; }
    static int (*const functions[])(void) = { one, two, one }; static const char *const names[] = {\"one\", \"two\", \"three\"};
    int zero[500]; int data = 7; int *pointers[] = { &data, zero + 3, &data }; volatile int n;
    int __apply(void) { return functions[n]() + names[n][1] + *pointers[n] + zero[n]; }";

fn pie(name: &str, source: &str, more: &[&str]) -> Vec<u8> {
    let flags: Vec<&str> = PIE.iter().chain(more).copied().collect();
    gcc(name, source, &flags)
}

fn stripped(file: &[u8], format: Format) -> Stripped {
    strip(file, format, &Limits::default()).unwrap()
}

fn relocated(file: &[u8]) -> Relocated {
    relocate(file).unwrap().expect("it is a static PIE")
}

fn load(file: &[u8]) -> Image {
    Image::load(file, &Limits::default()).unwrap()
}

/// Everything that holds for every static PIE.
fn holds(name: &str, file: &[u8]) -> Stripped {
    let whole = load(&relocated(file).file);
    assert_eq!(relocate(file), relocate(file), "{name}: deterministic");
    assert_eq!(relocate(&relocated(file).file), Ok(None), "{name}: it has its address");
    for format in [Format::Esc, Format::Elf] {
        let once = stripped(file, format);
        assert_eq!(stripped(file, format).bytes, once.bytes, "{name} {format:?}: deterministic");
        let ranges: Vec<_> = once.dropped.iter().map(|dropped| dropped.range.clone()).collect();
        whole.same_contract_without(&load(&once.bytes), &ranges).unwrap();
        let twice = stripped(&once.bytes, format);
        assert_eq!((twice.bytes, twice.relocation), (once.bytes, None), "{name} {format:?}: idempotent");
        let less = (file.len() - stripped(file, format).bytes.len()) as u64;
        assert_eq!(once.removed.iter().map(|r| r.bytes).sum::<u64>(), less, "{name} {format:?}");
    }
    stripped(file, Format::Elf)
}

fn dropped(stripped: &Stripped) -> Vec<&str> {
    stripped.dropped.iter().map(|d| d.what.as_str()).collect()
}

/// How many words of the contract's data are an address in it.
fn addresses(image: &Image) -> usize {
    let data = image.segments().iter().filter(|s| s.perm != Perm::ReadExecute);
    let words = data.flat_map(|s| s.range().filter(|addr| addr % 8 == 0));
    let inside = |word: u64| u32::try_from(word).ok().and_then(|a| image.segment_at(GuestAddr(a))).is_some();
    words.filter(|addr| inside(u64::from_le_bytes(image.read(GuestAddr(*addr))))).count()
}

#[test]
fn every_linker_and_layout() {
    for (name, more) in [
        ("plain", &[][..]),
        ("debug", &["-g3", "-O0"]),
        ("bare", &["-s"]),
        ("tight", &["-Wl,-z,noseparate-code"]),
        ("packed", &["-Wl,-z,pack-relative-relocs"]),
        ("no_relro", &["-Wl,-z,norelro"]),
        ("now", &["-Wl,-z,now", "-Wl,--hash-style=both"]),
        ("exported", &["-rdynamic"]),
        ("kept", &["-Wl,--emit-relocs"]),
    ] {
        let file = pie(&format!("pie_{name}"), TABLES, more);
        let done = holds(name, &file);
        let relocation = done.relocation.expect("it was relocated");
        assert_eq!((relocation.base.0, relocation.count), (BASE, 9), "{name}");
        assert!(done.image.segments()[0].addr.0 >= BASE && done.image.entry().0 < BASE + 0x10000, "{name}");
        assert_eq!(addresses(&done.image), 9, "{name}");
        for gone in [".eh_frame", ".dynsym", ".dynstr", "mapped file headers"] {
            assert!(dropped(&done).contains(&gone), "{name}: {gone} is not among {:?}", dropped(&done));
        }
    }
}

#[test]
fn clang_and_lld() {
    if Command::new("clang-19").arg("--version").output().is_err() {
        println!("skipped: there is no clang-19");
        return;
    }
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pie_clang");
    std::fs::create_dir_all(&folder).unwrap();
    let source = folder.join("contract.c");
    std::fs::write(&source, TABLES).unwrap();
    for (name, more) in [
        ("ld", &[][..]),
        ("lld", &["-fuse-ld=lld-19"]),
        ("lld_packed", &["-fuse-ld=lld-19", "-Wl,--pack-dyn-relocs=relr"]),
        ("lld_read_only", &["-fuse-ld=lld-19", "-Wl,-z,rodynamic"]),
    ] {
        let output = folder.join(format!("{name}.elf"));
        let run = Command::new("clang-19").args(PIE).args(more).arg(&source).arg("-o").arg(&output).output();
        let run = run.unwrap();
        if !run.status.success() && name != "ld" {
            println!("skipped: clang-19 with lld: {}", String::from_utf8_lossy(&run.stderr));
            continue;
        }
        let done = holds(name, &std::fs::read(&output).unwrap());
        let count = done.relocation.expect("it was relocated").count;
        assert!(count >= 6, "{name}: {count}");
        assert_eq!(addresses(&done.image) as u64, count, "{name}");
    }
}

/// What comes of it is as large as what a linker makes without `-static-pie`, but for the hole that its dynamic section leaves
/// in data: zeroes, or another header.
#[test]
fn it_is_as_small_as_without() {
    let constants = TABLES.replace(
        "int zero[500]; int data = 7; int *pointers[] =",
        "static const int zero[500], data = 7; static const int *const pointers[] =",
    );
    for level in ["-O0", "-O2", "-Os"] {
        for (name, source, hole) in [("constants", constants.as_str(), 0), ("variables", TABLES, 56)] {
            let with = holds(name, &pie("pie_small", source, &[level])).bytes.len();
            let flags = [CONTRACT, &["-fPIE", level]].concat();
            let without = stripped(&gcc("pie_without", source, &flags), Format::Elf).bytes.len();
            println!("{name} {level}: {with} bytes of a static PIE, {without} without");
            assert!((without..=without + hole).contains(&with), "{name} {level}: {with}, {without}");
        }
    }
}

#[test]
fn what_is_read_stays() {
    for (name, source) in [
        ("dynamic", "extern char _DYNAMIC[]; long __apply(void) { return *(volatile long *)_DYNAMIC; }"),
        ("header", "extern char __ehdr_start[]; long __apply(void) { return __ehdr_start[16]; }"),
    ] {
        let source = source.replace("extern", "extern __attribute__((visibility(\"hidden\")))");
        let done = holds(name, &pie(&format!("pie_reads_{name}"), &source, &["-s"]));
        if name == "dynamic" {
            assert!(!dropped(&done).contains(&".dynamic"), "{:?}", dropped(&done));
        } else {
            // It reads the type of the file, which is that of what the contract is.
            assert_eq!(done.image.read::<1>(GuestAddr(BASE + 16)), [2]);
        }
    }
}

/// A library of one's own, whose symbols others could replace: what is relocated are symbols.
#[test]
fn symbols_that_the_file_defines_are_found() {
    let source = "int data = 5; int *pointer = &data; int twice(int n) { return n * data; } __attribute__((weak)) int absent(void);
        int (*maybe)(void) = absent; int (*sure)(int) = twice; int __apply(void) { return twice(*pointer) + (maybe ? maybe() : 1) + sure(1); }";
    let flags =
        ["-O2", "-nostdlib", "-shared", "-fPIC", "-ffreestanding", "-fno-stack-protector", "-Wl,-e,__apply"];
    for (name, more) in [("lazy", "-Wl,-z,lazy"), ("now", "-Wl,-z,now")] {
        let file = gcc(&format!("pie_shared_{name}"), source, &[&flags[..], &[more]].concat());
        let done = holds(name, &file);
        // data and twice, each in a variable and in the global offset table; twice once more for its calls.
        let count = done.relocation.unwrap().count;
        assert!(count >= 5, "{name}: {count}");
        assert!(addresses(&done.image) >= 4, "{name}: {}", addresses(&done.image));
    }
}

fn refusal(name: &str, source: &str, flags: &[&str]) -> StripError {
    strip(&gcc(name, source, flags), Format::Elf, &Limits::default()).unwrap_err()
}

#[test]
fn undefined_symbols_are_named_with_their_place() {
    let shared = ["-nostdlib", "-shared", "-fPIC", "-Wl,-e,__apply"];
    let source = "extern int beyond; int *far = &beyond; int __apply(void) { return *far; }";
    let StripError::Relocate(error) = refusal("pie_undefined", source, &shared) else { panic!("relocation") };
    let text = error.to_string();
    assert!(
        text.starts_with("the relocation at 0x")
            && text.ends_with(" in .data needs `beyond`, which is not defined"),
        "{text}"
    );
    assert!(error.is_refusal() && error.help().is_some());
    // Without a relocation, the symbol alone.
    let more = ["-Wl,--unresolved-symbols=ignore-all", "-Wl,--emit-relocs"];
    let source = "int beyond(void); int __apply(void) { return beyond(); }";
    let flags = [PIE, &more].concat();
    match refusal("pie_unresolved", source, &flags) {
        StripError::Links(findings) => assert_eq!(findings[0].rule, Rule::UndefinedSymbol),
        StripError::Relocate(error) => assert!(matches!(error, RelocateError::Undefined { .. }), "{error}"),
        error => panic!("{error}"),
    }
}

#[test]
fn code_is_not_relocated() {
    let source = "int data = 5; int __apply(void) { long a; __asm__(\"movabs $data, %0\" : \"=r\"(a)); return *(int *)a; }";
    let flags = [PIE, &["-Wl,-z,notext"]].concat();
    let StripError::Relocate(error) = refusal("pie_text", source, &flags) else { panic!("relocation") };
    assert!(
        matches!(&error, RelocateError::Text { place } if place.section.as_deref() == Some(".text")),
        "{error}"
    );
    assert!(error.is_refusal() && error.help().is_some_and(|help| help.contains("-fPIE")));
    // Constants are no code: before there is a contract, they are written like everything else.
    let source = "int data = 5; __asm__(\".section .rodata\\n.globl where\\nwhere: .quad data\\n.text\");
        extern __attribute__((visibility(\"hidden\"))) int *const where; int __apply(void) { return *where; }";
    let done = holds("constant", &pie("pie_constant", source, &["-Wl,-z,notext"]));
    assert_eq!(addresses(&done.image), 1);
    assert!(
        done.image
            .segments()
            .iter()
            .any(|s| s.perm == Perm::Read && s.bytes.len() == 8 || s.bytes.len() == 3)
    );
}

#[test]
fn links_that_no_address_helps_are_told_by_their_rule() {
    let ifunc = "static int one(void) { return 1; } static void *pick(void) { return one; }
        __attribute__((ifunc(\"pick\"))) int chosen(void); int __apply(void) { return chosen(); }";
    let thread = "_Thread_local int t = 3; int __apply(void) { return t; }";
    let plain = "int data; int *p = &data; int __apply(void) { return *p; }";
    for (name, source, more, rule) in [
        ("ifunc", ifunc, "-O1", Rule::IndirectFunction),
        ("thread", thread, "-O1", Rule::ThreadLocal),
        ("stack", plain, "-Wl,-z,execstack", Rule::ExecutableStack),
    ] {
        let flags = [PIE, &[more]].concat();
        match refusal(&format!("pie_{name}"), source, &flags) {
            StripError::Links(found) => {
                assert!(found.iter().all(|f| f.rule == rule) && !found.is_empty(), "{name}: {found:?}");
            }
            error => panic!("{name}: {error}"),
        }
    }
    // A loader, or a library, is a program that is not there; where the file would lie is the least of it.
    let file = gcc("pie_loader", plain, &["-nostdlib", "-pie", "-fPIE", "-Wl,-e,__apply"]);
    assert_eq!(relocate(&file), Ok(None));
    let StripError::Links(found) = strip(&file, Format::Elf, &Limits::default()).unwrap_err() else {
        panic!("links")
    };
    let rules: Vec<Rule> = found.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, [Rule::Interpreter, Rule::DynamicRelocation, Rule::NotStatic]);
}

/// A relocation that is not applied leaves another contract: the word it is about is the only one that is no address.
#[test]
fn a_relocation_that_is_left_out_shows() {
    let file = pie("pie_fault", TABLES, &[]);
    let parsed = ContractFile::parse(&file).unwrap();
    let table = parsed.elf().unwrap().sections().iter().find(|s| s.name == *".rela.dyn").unwrap();
    let start = usize::try_from(table.offset).unwrap();
    let word = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap());
    let places: Vec<u64> = (start..start + table.bytes.len()).step_by(24).map(word).collect();
    assert_eq!(places.len(), 9);
    for left_out in &places {
        let mut fault = file.clone();
        let entry = (start..).step_by(24).zip(&places).find(|(_, place)| *place == left_out).unwrap().0;
        fault[entry + 8..entry + 16].fill(0);
        let done = stripped(&fault, Format::Elf);
        assert_eq!(done.relocation.unwrap().count, 8);
        for place in &places {
            let addr = GuestAddr(BASE + u32::try_from(*place).unwrap());
            let value = u64::from_le_bytes(done.image.read(addr));
            assert_eq!(value >= u64::from(BASE), place != left_out, "{place:#x} without {left_out:#x}");
        }
        assert!(stripped(&file, Format::Elf).image.same_contract(&done.image).is_err());
    }
}
