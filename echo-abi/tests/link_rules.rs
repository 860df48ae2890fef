//! Each link rule is found in a file as the system's gcc makes it, and named so that its author knows what to
//! look for.

mod hostile_elf;
mod toolchain;

use echo_abi::image::ContractFile;
use echo_abi::image::elf;
use echo_abi::link::{self, LinkDetail, LinkFinding};
use echo_abi::{Image, Limits, Rule};
use hostile_elf::{NAMES, Names, unfit};
use std::path::Path;
use std::process::Command;
use toolchain::{CONTRACT, gcc};

/// What is found in a file; nothing in one that is no ELF file.
fn links(file: &[u8]) -> Vec<LinkFinding> {
    ContractFile::parse(file).map(|file| link::check(&file)).unwrap_or_default()
}

/// The findings as text, `E0102 libm.so.6`.
fn findings(file: &[u8]) -> Vec<String> {
    links(file).iter().map(|f| format!("{} {}", f.rule, f.detail)).collect()
}

/// Compiles a contract with `more` flags and returns its findings.
fn of(name: &str, source: &str, more: &[&str]) -> Vec<String> {
    let flags: Vec<&str> = CONTRACT.iter().chain(more).copied().collect();
    findings(&gcc(name, source, &flags))
}

#[test]
fn a_contract_has_none() {
    let source = "int data = 3; int zero[100]; int __apply(void) { return data + zero[5]; }";
    assert_eq!(of("link_clean", source, &[]), [""; 0]);
}

#[test]
fn an_ordinary_program_has_them_by_name() {
    let source =
        "#include <math.h>\n#include <stdio.h>\nint main(int c, char **v) { printf(\"%f\", sin(c)); }";
    let file = gcc("link_ordinary", source, &["-O0", "-lm"]);
    let found = findings(&file);
    for expected in [
        "E0101 /lib64/ld-linux-x86-64.so.2",
        "E0102 libm.so.6",
        "E0102 libc.so.6",
        "E0109 a position-independent executable or a shared library (ET_DYN)",
    ] {
        assert!(found.iter().any(|f| f == expected), "{expected} is not among {found:#?}");
    }
    // Once each, and without the version that one of the two symbol tables names.
    for symbol in ["E0103 sin", "E0103 printf"] {
        assert_eq!(found.iter().filter(|f| f.starts_with(symbol)).count(), 1, "{symbol} in {found:#?}");
        assert!(found.iter().any(|f| f == symbol), "{symbol} is not among {found:#?}");
    }
    assert!(
        found.iter().any(|f| f.starts_with("E0104 ") && f.contains("relocations in DT_RELA")),
        "{found:#?}"
    );
    assert!(found.is_sorted_by_key(|f| f[..5].to_owned()), "by rule: {found:#?}");
}

#[test]
fn libraries_without_a_position_independent_file() {
    let source = "#include <math.h>\nint main(int c, char **v) { return sin(c); }";
    let found = findings(&gcc("link_no_pie", source, &["-no-pie", "-fno-pie", "-lm"]));
    assert!(found.contains(&"E0102 libm.so.6".to_owned()), "{found:#?}");
    assert!(found.contains(&"E0104 1 relocation in DT_JMPREL".to_owned()), "{found:#?}");
    assert!(!found.iter().any(|f| f.starts_with("E0109")), "{found:#?}");
}

/// Links in spite of undefined symbols; GNU ld then forgets them, unless it keeps relocations (gold and lld
/// always keep them).
const UNRESOLVED: &[&str] = &["-Wl,--unresolved-symbols=ignore-all", "-Wl,--emit-relocs"];

#[test]
fn undefined_symbols_that_the_linker_was_told_to_ignore() {
    let source = "int beyond(void); int also(void); int __apply(void) { return beyond() + also(); }";
    let found = of("link_undefined", source, UNRESOLVED);
    assert_eq!(found, ["E0103 also", "E0103 beyond"]);
}

#[test]
fn weak_symbols_may_stay_undefined() {
    let source = "__attribute__((weak)) int maybe(void); int __apply(void) { return maybe ? maybe() : 7; }";
    assert_eq!(of("link_weak", source, &[]), [""; 0]);
}

#[test]
fn many_undefined_symbols_are_counted() {
    let calls: String = (0..130).map(|i| format!("int missing{i:03}(void);")).collect();
    let sum: String = (0..130).map(|i| format!("+ missing{i:03}()")).collect();
    let source = format!("{calls} int __apply(void) {{ return 0 {sum}; }}");
    let found = of("link_many", &source, UNRESOLVED);
    assert_eq!(found.len(), 101);
    assert_eq!((found[0].as_str(), found[100].as_str()), ("E0103 missing000", "E0103 and 30 more"));
}

#[test]
fn static_position_independent_files_are_for_echo_strip() {
    let source = "int a; int *p = &a; void _start(void) { *p = 1; }";
    let file = gcc("link_static_pie", source, &["-static-pie", "-fPIE", "-nostdlib"]);
    let found = findings(&file);
    assert_eq!(found, ["E0109 position independent (ET_DYN); `echo-strip` makes a contract of it"]);
    assert!(Image::load(&file, &Limits::default()).is_err());
    // With a loader, its relocations are a matter of their own.
    let dynamic = findings(&gcc("link_dynamic_pie", source, &["-pie", "-fPIE", "-nostdlib"]));
    assert!(dynamic.contains(&"E0104 1 relocation in DT_RELA".to_owned()), "{dynamic:#?}");
    assert!(dynamic.iter().any(|f| f.starts_with("E0109 a position-independent")), "{dynamic:#?}");
}

#[test]
fn relocations_kept_for_information_are_no_fault() {
    let source = "int a; int *p = &a; int __apply(void) { return *p; }";
    assert_eq!(of("link_emit_relocs", source, &["-Wl,--emit-relocs"]), [""; 0]);
}

#[test]
fn indirect_functions() {
    let source = "static int one(void) { return 1; } static void *pick(void) { return one; }
        __attribute__((ifunc(\"pick\"))) int chosen(void); int __apply(void) { return chosen(); }";
    let found = of("link_ifunc", source, &[]);
    assert_eq!(found, ["E0105 1 relocation in .rela.plt", "E0105 chosen"]);
}

#[test]
fn thread_local_storage() {
    let source = "_Thread_local int mine = 4; int __apply(void) { return mine; }";
    assert_eq!(of("link_tls", source, &[]), ["E0106 mine"]);
    let stripped = of("link_tls_stripped", source, &["-s"]);
    assert_eq!(stripped.len(), 1);
    assert!(stripped[0].starts_with("E0106 PT_TLS, 4 bytes at 0x"), "{stripped:?}");
}

#[test]
fn writable_code_and_executable_stack() {
    let source = "int data = 3; int __apply(void) { return data; }";
    let found = of("link_omagic", source, &["-Wl,-N"]);
    assert!(found.len() == 1 && found[0].starts_with("E0107 PT_LOAD, "), "{found:?}");
    let found = of("link_execstack", source, &["-Wl,-z,execstack"]);
    assert!(found.len() == 1 && found[0].starts_with("E0108 PT_GNU_STACK, "), "{found:?}");
}

/// A file asks for an executable stack, or it does not: what was left out of one object among others asks for it,
/// what no object says anything about does not.
#[test]
fn an_executable_stack_is_what_the_file_asks_for() {
    let silent = "__asm__(\".section .note.GNU-stack,\\\"x\\\",@progbits\"); void __apply(void) {}";
    let found = of("link_stack_asked", silent, &[]);
    assert!(found.len() == 1 && found[0].starts_with("E0108 PT_GNU_STACK, "), "{found:?}");
    let trampoline = "void run(int (*f)(void)) { f(); }
        void __apply(void) { volatile int a = 1; int nested(void) { return a; } run(nested); }";
    let found = of("link_stack_nested", trampoline, &["-fno-inline"]);
    assert!(found.len() == 1 && found[0].starts_with("E0108 PT_GNU_STACK, "), "{found:?}");
    // What its help says.
    assert!(Rule::ExecutableStack.help().contains("-Wl,-z,noexecstack"));
    assert_eq!(of("link_stack_help", silent, &["-Wl,-z,noexecstack"]), [""; 0]);
    // No object has the note, so the linker writes no PT_GNU_STACK: as in every packed file.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (input, output) = (folder.join("link_stack_none.s"), folder.join("link_stack_none.elf"));
    std::fs::write(&input, ".globl __apply\n__apply: ret\n").expect("the temporary folder can be written");
    let mut gcc = Command::new("gcc");
    let status = gcc.args(CONTRACT).arg(&input).arg("-o").arg(&output).status().expect("gcc runs");
    assert!(status.success());
    let file = std::fs::read(&output).expect("gcc wrote the file");
    assert_eq!(findings(&file), [""; 0]);
    let headers = file[64..].chunks(56).take(usize::from(file[56]));
    assert!(headers.into_iter().all(|header| header[..4] != 0x6474_e551_u32.to_le_bytes()));
}

#[test]
fn another_entry_than_apply_is_told() {
    let flags =
        ["-O1", "-static", "-nostdlib", "-no-pie", "-fno-pie", "-ffreestanding", "-Wl,--build-id=none"];
    let of =
        |name: &str, source: &str, more: &[&str]| findings(&gcc(name, source, &[&flags[..], more].concat()));
    let source = "int helper(int x) { return x; } void __apply(void) {}";
    let found = of("entry_none", source, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    let (told, apply) = found[0].split_once("; `__apply` is at 0x").unwrap();
    assert_eq!(told, "E0110 a call starts at 0x401000, which is `helper`");
    assert!(u64::from_str_radix(apply, 16).is_ok_and(|apply| apply > 0x40_1000), "{apply}");
    // The linker warns of a name that it does not find.
    let wrong = of("entry_wrong", source, &["-Wl,-e,_apply"]);
    assert_eq!(wrong, ["E0103 _apply", found[0].as_str()]);
    assert_eq!(of("entry_right", source, &["-Wl,-e,__apply"]), [""; 0]);
    let local = "static __attribute__((noinline)) int helper(int x) { return x; } int y; void __apply(void) { y = helper(y); }";
    let found = of("entry_local", local, &["-fno-toplevel-reorder"]);
    assert!(found.len() == 1 && found[0].contains("which is `helper`; `__apply` is at 0x"), "{found:?}");
    // By luck it is the first: that no entry was named is told all the same.
    let lucky = "void __apply(void) {} int helper(int x) { return x; }";
    assert_eq!(of("entry_first", lucky, &["-fno-toplevel-reorder"]), ["E0103 _start"]);
    let missing = ["E0110 a call starts at 0x401000, which is `helper`; `__apply` is not defined"];
    assert_eq!(of("entry_missing", "int helper(int x) { return x; }", &[]), missing);
    assert_eq!(of("entry_named", "int helper(int x) { return x; }", &["-Wl,-e,helper"]), missing);
    let chosen = "int helper(int x) { return x; } int second(int x) { return helper(x); }";
    assert_eq!(of("entry_chosen", chosen, &["-fno-toplevel-reorder", "-Wl,-e,second"]), [""; 0]);
    // An entry that somebody meant, and files that do not say what anything is called.
    let own = "void __apply(void) {} void _start(void) { __apply(); }";
    assert_eq!(of("entry_start", own, &[]), [""; 0]);
    assert_eq!(of("entry_stripped", source, &["-s"]), [""; 0]);
}

#[test]
fn names_are_told_as_a_person_may_see_them() {
    for name in NAMES {
        let code = Names { sections: &[b".text"], kind: (1, 6), ..Names::default() };
        let names = Names { undefined: &[name], defined: &[name], ..code };
        let file = hostile_elf::elf(b"\xc3", names);
        let found = findings(&file);
        assert!(
            found.len() == 2 && found[0].starts_with("E0103 ") && found[1].starts_with("E0110 "),
            "{found:?}"
        );
        assert_eq!(unfit(&found.concat()), [], "{found:?}");
        assert!(!found.concat().contains('\n'));
        let section =
            hostile_elf::elf(b"\xc3", Names { sections: &[name], kind: (1, 0), ..Names::default() });
        let parsed = ContractFile::parse(&section).unwrap();
        let shown = parsed.elf().unwrap().sections()[1].name;
        assert_eq!((shown.as_bytes(), unfit(&shown.to_string())), (*name, vec![]));
    }
}

/// What can be copied bit by bit owns nothing: no name is copied for a section or symbol.
const fn owns_nothing<T: Copy>() {}
const _: () = owns_nothing::<elf::Section<'_>>();
const _: () = owns_nothing::<elf::RawSymbol<'_>>();

#[test]
fn many_sections_with_long_names_take_no_more_than_the_file() {
    let name = [b"\xff".repeat(1024)].concat();
    let names = vec![&name[..]; 65_000];
    let file = hostile_elf::elf(&[0xc3; 24], Names { sections: &names, kind: (4, 2), ..Names::default() });
    let parsed = ContractFile::parse(&file).unwrap();
    let sections = parsed.elf().unwrap().sections();
    assert_eq!(sections.len(), 65_003);
    let text: usize = sections.iter().map(|section| section.name.to_text().len()).sum();
    assert!(text < file.len() + 4096, "{text} bytes of names in a file of {}", file.len());
    // Each of them is a table of relocations.
    let found = findings(&file);
    assert_eq!((found.len(), found[100].as_str()), (101, "E0104 and 64900 more"));
}

#[test]
fn object_files_are_told_to_be_linked() {
    let source = "int beyond(void); int __apply(void) { return beyond(); }";
    assert_eq!(
        findings(&gcc("link_object", source, &["-c"])),
        ["E0109 an object file that is not linked yet (ET_REL)"]
    );
}

#[test]
fn other_files_have_no_links() {
    assert_eq!(findings(b""), [""; 0]);
    assert_eq!(findings(b"\x7fELF"), [""; 0]);
    assert_eq!(findings(b"ECHO\x01\0\0\0"), [""; 0]);
    let source = "int add(int a, int b) { return a + b; }";
    let mut arm = gcc("link_machine", source, &["-c"]);
    arm[18] = 183;
    assert_eq!(findings(&arm), [""; 0]);
}

#[test]
fn damage_anywhere_never_panics() {
    let source =
        "_Thread_local int t; int a; int *p = &a; int x(void); int main(void) { return *p + t + x(); }";
    let file = gcc("link_damage", source, &["-s", "-nostartfiles", "-shared", "-fPIC"]);
    assert!(!links(&file).is_empty());
    for len in 0..file.len() {
        let _ = links(&file[..len]);
    }
    let mut damaged = file.clone();
    for at in 0..file.len() {
        for value in [0, 1, 0x7f, 0x80, 0xff] {
            damaged[at] = value;
            let _ = links(&damaged);
        }
        damaged[at] = file[at];
    }
}

#[test]
fn findings_say_rule_and_detail() {
    let file = gcc("link_json", "int __apply(void) { return 1; }", &["-c"]);
    let finding = links(&file).remove(0);
    assert_eq!(finding.rule, Rule::NotStatic);
    assert!(matches!(finding.detail, LinkDetail::FileType { .. }));
    assert_eq!(
        finding.to_string(),
        "the file is not a static executable: an object file that is not linked yet (ET_REL)"
    );
}
