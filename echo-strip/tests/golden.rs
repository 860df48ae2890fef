//! What strips is the same contract, as small as it gets, and strips to itself: over what gcc makes of C at every level.

#[path = "../../echo-abi/tests/toolchain/mod.rs"]
mod toolchain;

use echo_abi::image::{Container, MAX_SEGMENTS};
use echo_abi::{Image, Limits, Perm};
use echo_strip::{Format, StripError, Stripped, strip};
use std::ops::Range;
use std::path::Path;
use toolchain::{CONTRACT, gcc};

/// A contract like the original chain's first example: by name, argument and return value, with host calls inline.
const FIB: &str = "typedef unsigned long long u64; struct string { const char *p; unsigned n; };
    static void name(struct string *s) { __asm__ volatile(\"int $0x61\" : : \"D\"(s) : \"rax\", \"memory\"); }
    static int next(u64 *v) { int r; __asm__ volatile(\"int $0x49\" : \"=a\"(r) : \"D\"(v) : \"memory\"); return r & 255; }
    static void give(u64 v) { __asm__ volatile(\"int $0x59\" : : \"D\"(v) : \"rax\", \"memory\"); }
    static int same(struct string *s, const char *t, unsigned n) {
        if (s->n != n) return 0;
        for (unsigned i = 0; i < n; i++) if (s->p[i] != t[i]) return 0;
        return 1;
    }
    static __attribute__((noinline)) u64 fib(u64 n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
    void __apply(void) {
        struct string s; u64 n;
        name(&s);
        if (same(&s, \"fib\", 3) && next(&n)) give(fib(n));
    }";

/// Read-only data, data, pointers, zeroes.
const DATA: &str = "static const char *const names[] = {\"one\", \"two\", \"three\"};
    int table[900] = {1, 2, 3, [800] = 7}; int zero[5000]; static const double half = 0.5; char late[64] = {[3] = 1};
    __attribute__((noinline)) static int inner(int n) { return n < 2 ? n : inner(n - 1) + inner(n - 2); }
    double __apply(void) { return inner(zero[3]) * half + table[zero[2]] + names[zero[1]][1] + late[zero[0]]; }";

fn built(name: &str, source: &str, more: &[&str]) -> Vec<u8> {
    let flags: Vec<&str> = CONTRACT.iter().chain(more).copied().collect();
    gcc(name, source, &flags)
}

fn stripped(file: &[u8], format: Format) -> Stripped {
    strip(file, format, &Limits::default()).unwrap()
}

fn load(file: &[u8]) -> Image {
    Image::load(file, &Limits { contract_size: 1 << 26, ..Limits::default() }).unwrap()
}

fn ranges(stripped: &Stripped) -> Vec<Range<u32>> {
    stripped.dropped.iter().map(|d| d.range.clone()).collect()
}

fn dropped(stripped: &Stripped) -> Vec<&str> {
    stripped.dropped.iter().map(|d| d.what.as_str()).collect()
}

/// Everything that holds for every strip of `file`.
fn holds(name: &str, file: &[u8]) -> Stripped {
    let whole = load(file);
    for format in [Format::Esc, Format::Elf] {
        let once = stripped(file, format);
        assert_eq!(stripped(file, format).bytes, once.bytes, "{name} {format:?}: deterministic");
        let image = load(&once.bytes);
        whole.same_contract_without(&image, &ranges(&once)).unwrap();
        assert!(
            ranges(&once).iter().all(|r| image.segment_at(echo_abi::GuestAddr(r.start)).is_none()),
            "{name}"
        );
        let substance: usize = image.segments().iter().map(|s| s.bytes.len()).sum();
        let sections = image.segments().len();
        let headers = if format == Format::Elf { 64 + 56 * sections } else { 24 + 18 * sections };
        assert!(once.bytes.len() <= headers + substance, "{name} {format:?}: nothing but headers and bytes");
        for data in image.segments().iter().filter(|s| s.perm != Perm::ReadExecute) {
            assert_ne!(data.bytes.last(), Some(&0), "{name} {format:?}: no zeroes at the end");
        }
        let sum: u64 = once.removed.iter().map(|r| r.bytes).sum();
        let less = file.len().saturating_sub(once.bytes.len()) as u64;
        assert!(
            sum == less || whole.container() == Container::Esc && sum > less,
            "{name} {format:?}: {sum}, {less}"
        );
        // Stripping again changes nothing, and the containers convert into each other.
        for (second, same) in [(format, true), (Format::Elf, false), (Format::Esc, false)] {
            let twice = stripped(&once.bytes, second);
            assert!(twice.dropped.is_empty(), "{name} {format:?} → {second:?}");
            image.same_contract(&load(&twice.bytes)).unwrap();
            assert!(!same || twice.bytes == once.bytes, "{name} {format:?}: idempotent");
        }
    }
    stripped(file, Format::Elf)
}

#[test]
fn every_level_and_layout() {
    for (source_name, source) in [("fib", FIB), ("data", DATA)] {
        for level in ["-O0", "-O1", "-O2", "-O3", "-Os"] {
            for (layout_name, layout) in [
                ("plain", &[][..]),
                ("debug", &["-g3"]),
                ("symbols", &["-s"]),
                ("tight", &["-Wl,-z,noseparate-code"]),
                ("hdr", &["-Wl,--eh-frame-hdr", "-Wl,--build-id=sha1"]),
                ("sections", &["-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections"]),
                ("relocs", &["-Wl,--emit-relocs"]),
            ] {
                let name = format!("golden_{source_name}{level}_{layout_name}");
                let flags: Vec<&str> = std::iter::once(level).chain(layout.iter().copied()).collect();
                let file = built(&name, source, &flags);
                let done = holds(&name, &file);
                for gone in [".eh_frame", "mapped file headers"] {
                    assert!(
                        dropped(&done).contains(&gone),
                        "{name}: {gone} is not among {:?}",
                        dropped(&done)
                    );
                }
            }
        }
    }
}

#[test]
fn a_small_contract_is_small() {
    let file = built("golden_small", FIB, &[]);
    let (elf, esc) = (stripped(&file, Format::Elf).bytes, stripped(&file, Format::Esc).bytes);
    println!("fib at -O2: {} bytes linked, {} packed ELF, {} ESC", file.len(), elf.len(), esc.len());
    assert!(file.len() > 8000);
    assert!(elf.len() <= 350, "{}", elf.len());
    assert!(esc.len() <= 290, "{}", esc.len());
}

#[test]
fn what_went_is_named() {
    let file = built("golden_named", FIB, &["-g", "-Wl,--build-id=sha1"]);
    let done = stripped(&file, Format::Elf);
    let names: Vec<&str> = done.removed.iter().map(|r| r.what.as_str()).collect();
    for name in [
        ".note.gnu.build-id",
        ".eh_frame",
        ".comment",
        ".debug_info",
        ".symtab",
        ".strtab",
        ".shstrtab",
        "section headers",
        "padding and zeroes",
    ] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    assert!(!names.contains(&".text"));
}

#[test]
fn tables_that_are_read_stay() {
    let mark = "__asm__(\".section .eh_frame,\\\"a\\\"\\nmark: .quad 0\\n.text\");";
    let reads = format!("{mark} extern const char mark[]; int __apply(void) {{ return mark[1]; }}");
    // The symbol points there; without symbols, the instruction does.
    for (name, more) in [("golden_read", &[][..]), ("golden_read_stripped", &["-s"])] {
        let done = holds(name, &built(name, &reads, more));
        assert!(!dropped(&done).contains(&".eh_frame"), "{name}: {:?}", dropped(&done));
    }
    let ignores = format!("{mark} int __apply(void) {{ return 1; }}");
    let done = holds("golden_unread", &built("golden_unread", &ignores, &["-s"]));
    assert!(dropped(&done).contains(&".eh_frame"));
}

#[test]
fn a_table_is_seen_through_every_kind_of_reference() {
    for (name, code) in [
        ("absolute", "mov $mark, %edi"),
        ("relative", "lea mark(%rip), %rdi"),
        ("byte", "cmpb $5, mark(%rip)"),
        ("word", "cmpw $0x505, mark(%rip)"),
        ("long", "movl $0x5050505, mark+1(%rip)"),
        ("index", "mov mark(,%rax,4), %eax"),
        ("pointer", "mov pointer(%rip), %rax\\n.data\\npointer: .quad mark\\n.text\\n"),
        (
            "indirect",
            "mov pointer(%rip), %rax\\n.section .eh_frame_hdr,\\\"a\\\"\\npointer: .quad mark\\n.text\\n",
        ),
    ] {
        let source = format!(
            "__asm__(\".section .eh_frame,\\\"a\\\"\\n.fill 16,1,3\\nmark: .quad 3\\n.text\\n.globl __apply\\n__apply: {code}\\nret\");"
        );
        let name = format!("golden_reference_{name}");
        let done = holds(&name, &built(&name, &source, &["-s"]));
        assert!(!dropped(&done).contains(&".eh_frame"), "{name}: {:?}", dropped(&done));
    }
}

/// A contract of about `functions` × 120 bytes of code, with tables of numbers, in which chance has room.
fn large(functions: u32) -> String {
    let mut state = 1_u64;
    let mut below = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let numbers: Vec<String> = (0..1000).map(|_| below(1 << 17).to_string()).collect();
    let mut text = format!(
        "typedef unsigned long long u64; struct account {{ u64 balance; unsigned nonce; unsigned char name[20]; }};
        struct account accounts[64]; u64 journal[256]; static const int numbers[1000] = {{ {} }};
        static const char *const words[] = {{\"one\", \"two\", \"three\", \"four\"}};
        __attribute__((noinline)) static u64 f0(u64 a, u64 b) {{ return a ^ b; }}\n",
        numbers.join(",")
    );
    for i in 1..=functions {
        let (k, l, m, mask) = (below(1 << 16), below(61) + 2, below(64), below(1 << 24));
        let body = match below(6) {
            0 => format!("for (u64 i = 0; i < (b & {l}); i++) a += journal[(a + i) & 255] * {k}u;"),
            1 => format!(
                "struct account *x = &accounts[a & 63]; if (x->balance < b) return {k}; x->balance -= b; accounts[{m}].nonce++;"
            ),
            2 => format!("a = a % {l}u + b / ({k}u | 1); if (a > b) a -= b; else journal[a & 255] = a;"),
            3 => format!(
                "switch (b & 7) {{ case 0: a += {k}; break; case 1: a ^= b << 3; break; case 2: a *= {l}; break;
                case 3: a -= b; break; case 5: a = a >> 7 | a << 57; break; case 6: journal[{m}]++; break; default: a = ~a; }}"
            ),
            4 => format!("a += (u64)(long)numbers[(a + {k}) % 1000] + words[b & 3][0];"),
            _ => format!(
                "for (int i = 0; i < 16; i++) accounts[b & 63].name[i] = (unsigned char)(a >> (i & 7)) ^ {l};"
            ),
        };
        let previous = i - 1;
        text += &format!(
            "__attribute__((noinline)) static u64 f{i}(u64 a, u64 b) {{ {body} return a + f{previous}(b, a & {mask}); }}\n"
        );
    }
    text + &format!("u64 __apply(void) {{ return f{functions}(1, 2); }}")
}

#[test]
fn chance_keeps_no_table_in_a_large_contract() {
    let source = large(1900);
    // As a distribution's gcc has them by default, too: code for PIE, whose switches use distances.
    for (name, more) in [
        ("large", &[][..]),
        ("large_tight", &["-fpie", "-Wl,-z,noseparate-code"]),
        ("large_hdr", &["-Wl,--eh-frame-hdr"]),
    ] {
        let file = built(&format!("golden_{name}"), &source, more);
        let text: u32 = load(&file).text().map(|s| s.mem_size).sum();
        assert!(text > 170_000, "{name}: {text} bytes of code");
        let done = holds(name, &file);
        for gone in [".eh_frame", "mapped file headers", ".note.gnu.build-id"] {
            let was_there =
                gone != ".note.gnu.build-id" || file.windows(gone.len()).any(|w| w == gone.as_bytes());
            assert!(
                !was_there || dropped(&done).contains(&gone),
                "{name}: {gone} is not among {:?}",
                dropped(&done)
            );
        }
        assert_eq!(name == "large_hdr", dropped(&done).contains(&".eh_frame_hdr"), "{name}");
    }
}

#[test]
fn a_contract_that_walks_its_unwind_table_keeps_it() {
    let script = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden_walks.ld");
    let layout = "SECTIONS { PROVIDE(__eh_frame_start = ADDR(.eh_frame)); PROVIDE(__header = ADDR(.eh_frame_hdr)); } INSERT AFTER .eh_frame;";
    std::fs::write(&script, layout).unwrap();
    let script = format!("-Wl,--eh-frame-hdr,-T,{}", script.display());
    let source = large(100).replace("__apply", "other");
    for (symbol, hdr) in [("__eh_frame_start", false), ("__header", true)] {
        let source = format!(
            "{source} extern const unsigned char {symbol}[]; unsigned __apply(void) {{
                unsigned sum = 0; const unsigned char *p = {symbol};
                while (*(const unsigned *)p) {{ sum += *p; p += 4 + *(const unsigned *)p; }} return sum + other(); }}"
        );
        for (kind, more) in [
            ("symbols", &["-fno-pie"][..]),
            ("bare", &["-fno-pie", "-s"]),
            ("pie", &["-fpie", "-s"]),
            ("pic", &["-fPIC", "-s"]),
            ("tight", &["-fpie", "-s", "-Wl,-z,noseparate-code"]),
            ("large_model", &["-fno-pie", "-mcmodel=large", "-s"]),
            ("large_pic", &["-fPIC", "-mcmodel=large", "-s"]),
            ("unoptimised", &["-fno-pie", "-O0", "-s"]),
        ] {
            let name = format!("golden_walks_{kind}{hdr}");
            let flags: Vec<&str> = more.iter().copied().chain([script.as_str()]).collect();
            let done = holds(&name, &built(&name, &source, &flags));
            assert!(!dropped(&done).contains(&".eh_frame"), "{name}: {:?}", dropped(&done));
            // The header leads to the table, not the other way round.
            assert_eq!(!dropped(&done).contains(&".eh_frame_hdr"), hdr, "{name}: {:?}", dropped(&done));
        }
    }
}

#[test]
fn a_table_is_seen_behind_data_between_functions() {
    let mark = ".section .eh_frame,\\\"a\\\"\\n.fill 16,1,3\\nmark: .quad 3\\n.text\\n.globl __apply\\n";
    for (name, code, stays) in [
        // The sweep takes the two bytes before for the start of an instruction that swallows the reference.
        ("jumped", "__apply: jmp 1f\\n.byte 0x48,0xb8\\n1: lea mark(%rip), %rdi\\nret", true),
        (
            "through_a_pointer",
            "__apply: jmp *p(%rip)\\n.byte 0x48,0xb8\\n1: lea mark(%rip), %rdi\\nret\\n.data\\np: .quad 1b",
            true,
        ),
        ("constant", "__apply: mov 1f(%rip), %rax\\nret\\n.byte 1\\n1: .quad mark", true),
        ("packed", "__apply: mov 1f+5(%rip), %rax\\nret\\n.data\\n1: .byte 1,2,3,4,5\\n.quad mark", true),
        ("narrow", "__apply: mov 1f(%rip), %eax\\nret\\n.data\\n1: .long 7, mark", true),
        ("refused", "__apply: fldl mark(%rip)\\nret", true),
        (
            "negative",
            "__apply: lea 1f(%rip), %rdx\\nmovslq (%rdx,%rcx,4), %rax\\nadd %rdx, %rax\\nmov (%rax), %al\\nret\\n\
            .section .rodata\\n1: .long 1b - 1b, mark - 1b",
            true,
        ),
        (
            "itself",
            "__apply: lea 1f+4(%rip), %rdx\\nmovslq (%rdx), %rax\\nlea (%rax,%rdx), %rax\\nret\\n\
            .section .rodata\\n1: .long 0, mark - .",
            true,
        ),
        // What reads like a distance is none: nothing adds it to an address, or a `switch` jumps to the sum.
        (
            "number",
            "__apply: lea 1f(%rip), %rdx\\nmovslq (%rdx,%rcx,4), %rax\\nadd %rcx, %rax\\nret\\n\
            .section .rodata\\n1: .long mark - 1b",
            false,
        ),
        (
            "switch",
            "__apply: lea 1f(%rip), %rdx\\nmovslq (%rdx,%rcx,4), %rax\\nadd %rdx, %rax\\njmp *%rax\\n\
            .section .rodata\\n1: .long mark - 1b",
            false,
        ),
        // 0x402008, across `mov $8, %al` and `and %al, (%rax)`.
        ("chance", "__apply: .byte 0xb0,0x08,0x20,0x40,0x00\\nret", false),
    ] {
        let name = format!("golden_behind_{name}");
        let done = holds(&name, &built(&name, &format!("__asm__(\"{mark}{code}\");"), &["-s"]));
        assert_eq!(!dropped(&done).contains(&".eh_frame"), stays, "{name}: {:?}", dropped(&done));
    }
}

#[test]
fn mapped_headers_that_are_read_stay() {
    let source = "extern const char __ehdr_start[]; int __apply(void) { return __ehdr_start[0]; }";
    for (name, more) in [("golden_ehdr", &[][..]), ("golden_ehdr_stripped", &["-s"])] {
        let file = built(name, source, more);
        let done = holds(name, &file);
        assert_eq!(load(&done.bytes).segments()[0].bytes[..4], *b"\x7fELF", "{name}");
    }
}

#[test]
fn tables_inside_a_segment_go_when_that_saves_bytes() {
    let script = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden_inside.ld");
    let layout = "SECTIONS { . = 0x401000; .text : { *(.text*) } . = 0x402000; .rodata : { *(.rodata*) } .note.x : { *(.note.x) }
        .after : { *(.after) } /DISCARD/ : { *(.note.gnu*) *(.eh_frame) *(.comment) } }";
    std::fs::write(&script, layout).unwrap();
    let script = format!("-Wl,-T,{}", script.display());
    for (length, goes) in [(40, false), (400, true)] {
        let source = format!(
            "__asm__(\".section .rodata\\nfirst: .fill 16,1,1\\n.section .note.x,\\\"a\\\",@note\\n.fill {length},1,2\\n\
             .section .after,\\\"a\\\"\\nlast: .fill 16,1,3\\n.text\\n\");
            extern const char first[], last[]; int __apply(void) {{ return first[1] + last[1]; }}"
        );
        let name = format!("golden_inside_{length}");
        let done = holds(&name, &built(&name, &source, &[&script]));
        assert_eq!(dropped(&done).contains(&".note.x"), goes, "{:?}", dropped(&done));
        assert_eq!(done.image.segments().len(), if goes { 3 } else { 2 });
    }
}

#[test]
fn zeroes_inside_data_are_not_written() {
    let source =
        "char data[20000] = {[0] = 1, [9000] = 2, [19000] = 3}; int __apply(void) { return data[data[0]]; }";
    let file = built("golden_zeroes", source, &[]);
    let done = holds("golden_zeroes", &file);
    assert_eq!(done.image.segments().iter().filter(|s| s.perm == Perm::ReadWrite).count(), 3);
    assert!(done.bytes.len() < 400, "{}", done.bytes.len());
    let islands: String = (0..400).map(|i| format!("[{}] = 1,", i * 100 + i % 7)).collect();
    let source = format!("char data[50000] = {{ {islands} }}; int __apply(void) {{ return data[data[0]]; }}");
    let done = holds("golden_islands", &built("golden_islands", &source, &[]));
    assert_eq!(done.image.segments().len(), MAX_SEGMENTS as usize);
}

#[test]
fn section_headers_that_lie_take_nothing_away() {
    let file = built("golden_lies", DATA, &["-O1", "-fno-asynchronous-unwind-tables", "-Wl,--build-id=none"]);
    let whole = load(&file);
    let table = usize::try_from(u64::from_le_bytes(file[40..48].try_into().unwrap())).unwrap();
    let count = usize::from(u16::from_le_bytes(file[60..62].try_into().unwrap()));
    let mut lies = 0;
    for header in (0..count).map(|i| table + 64 * i) {
        // Every section claims to be a note; only what is executable, or read, or not there can be told from one.
        let mut lying = file.clone();
        lying[header + 4..header + 8].copy_from_slice(&7_u32.to_le_bytes());
        let done = stripped(&lying, Format::Elf);
        whole.same_contract_without(&load(&done.bytes), &ranges(&done)).unwrap();
        assert!(done.image.text().eq(whole.text()));
        lies += 1;
    }
    assert!(lies > 5);
}

#[test]
fn limits_hold_for_the_result() {
    let file = built("golden_limits", FIB, &["-g"]);
    let size = stripped(&file, Format::Elf).bytes.len() as u64;
    let limits = |contract_size| Limits { contract_size, ..Limits::default() };
    assert_eq!(strip(&file, Format::Elf, &limits(size)).unwrap().bytes.len() as u64, size);
    let error = strip(&file, Format::Elf, &limits(size - 1)).unwrap_err();
    assert!(
        matches!(error, StripError::TooLarge { size: s, limit } if (s, limit) == (size, size - 1)),
        "{error}"
    );
}

/// A strip that may fail, but not by our fault.
fn survives(file: &[u8]) {
    for format in [Format::Elf, Format::Esc] {
        match strip(file, format, &Limits::default()) {
            Err(StripError::Unverified(fault)) => panic!("{fault}"),
            Err(_) => {}
            Ok(done) => {
                let twice = stripped(&done.bytes, format);
                assert_eq!(twice.bytes, done.bytes);
            }
        }
    }
}

#[test]
fn damage_anywhere_is_survived() {
    let file = built("golden_damage", FIB, &["-Os", "-Wl,-z,noseparate-code"]);
    assert!(file.len() < 2000);
    for len in 0..file.len() {
        survives(&file[..len]);
    }
    for file in [file.clone(), stripped(&file, Format::Elf).bytes, stripped(&file, Format::Esc).bytes] {
        let mut damaged = file.clone();
        for at in 0..file.len() {
            for value in [0, 1, 0x40, 0x7f, 0xff, file[at] ^ 1, file[at].wrapping_add(8)] {
                damaged[at] = value;
                survives(&damaged);
            }
            damaged[at] = file[at];
        }
    }
}

#[test]
fn original_contracts_lose_their_symbols() {
    for (name, symbols) in [("fib.esc", 13), ("hello.esc", 89)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/contracts").join(name);
        let Ok(file) = std::fs::read(&path) else {
            println!("skipped: {} is not there", path.display());
            return;
        };
        holds(name, &file);
        let done = stripped(&file, Format::Esc);
        // Zeroes in its constants go too: the terminator of the last string, the head of a vtable.
        assert!(done.bytes.len() < file.len() - symbols * 8);
        assert_eq!((done.removed[0].what.as_str(), done.removed[0].bytes), ("symbols", symbols as u64 * 8));
    }
}
