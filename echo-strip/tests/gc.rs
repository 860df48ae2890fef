//! `--gc`: functions that nothing reaches go, and only they; however they are reached. That contracts do the same without them is for
//! echo-vm/tests/samples.rs to show.

#[path = "../../echo-abi/tests/toolchain/mod.rs"]
mod toolchain;

use echo_abi::{Image, Limits};
use echo_strip::{Collected, Format, Functions, Options, Stripped, strip, strip_with};
use toolchain::{CONTRACT, gcc};

const REACHED: Options =
    Options { format: Format::Elf, functions: Functions::Reached, without_interface: false };

fn collect(file: &[u8]) -> Stripped {
    let all = strip(file, Format::Elf, &Limits::default()).unwrap();
    let done = strip_with(file, REACHED, &Limits::default()).unwrap();
    assert!(done.bytes.len() <= all.bytes.len());
    // What stays is what it was, where it was.
    let functions = done.dropped.iter().filter(|dropped| dropped.is_function);
    let gone: Vec<_> = functions.map(|dropped| dropped.range.clone()).collect();
    all.image.same_contract_without(&Image::load(&done.bytes, &Limits::default()).unwrap(), &gone).unwrap();
    let again = strip_with(&done.bytes, REACHED, &Limits::default()).unwrap();
    assert_eq!(again.bytes, done.bytes, "once is enough");
    done
}

fn dropped(done: &Stripped) -> Vec<&str> {
    let mut names: Vec<_> = done.dropped.iter().filter(|d| d.is_function).map(|d| d.what.as_str()).collect();
    names.sort_unstable();
    names
}

fn collected(done: &Stripped) -> &Collected {
    done.collected.as_ref().expect("that was asked for")
}

/// Every way in which C reaches a function, and some functions that nothing does: `dead` is called by `buried`, which is called by nobody. Each is
/// longer than a header.
const WAYS: &str = r#"
    #define BODY(n) { volatile int x[4]; for (int i = 0; i < 4; i++) x[i] = i * n; x[0] += x[1] * x[2] + n; x[3] ^= x[0] << 3; return x[0] + x[1] + x[2] + x[3]; }
    #define F(name, n) __attribute__((noinline, noclone, used)) static int name(void) BODY(n)
    F(dead, 1) F(called, 2) F(taken, 3) F(in_data, 4) F(in_constant, 5) F(buried_too, 6) F(in_struct, 7) F(tail, 8) F(by_taken, 9) F(in_case, 10)
    __attribute__((noinline, noclone, used)) static int buried(void) { int n = dead() * buried_too() + dead(); BODY(n) }
    int (*variable)(void) = in_data;
    static int (*const table[])(void) = { in_constant, in_constant };
    struct { char c; int (*f)(void); } __attribute__((packed)) odd = { 1, in_struct };
    __attribute__((noinline)) static int uses(int (*volatile f)(void)) { return f() + by_taken(); }
    volatile int n;
    __attribute__((noinline, noclone)) static int choose(void) { switch (n) { case 0: return 3; case 1: return in_case(); case 2: return n * 5; case 3: return n - 7; case 4: return 99; case 5: return n ^ 6; default: return 0; } }
    int __apply(void) { int sum = called() + uses(taken) + variable() + table[n]() + odd.f() + choose(); n = sum; return tail(); }
"#;

#[test]
fn what_is_reached_stays_however_it_is_reached() {
    for level in ["-O0", "-O1", "-O2", "-O3", "-Os"] {
        for (layout, more) in [
            ("plain", &[][..]),
            ("pic", &["-fPIE"]),
            ("tight", &["-Wl,-z,noseparate-code"]),
            ("pie", &["-static-pie", "-fPIE"]),
            ("cold", &["-freorder-blocks-and-partition", "-falign-functions=64"]),
        ] {
            let flags: Vec<&str> = match layout {
                "pie" => ["-nostdlib", "-ffreestanding", "-fno-stack-protector", "-Wl,-e,__apply", level]
                    .into_iter()
                    .chain(more.iter().copied())
                    .collect(),
                _ => CONTRACT.iter().copied().chain([level]).chain(more.iter().copied()).collect(),
            };
            let done = collect(&gcc(&format!("gc_{layout}{level}"), WAYS, &flags));
            assert_eq!(dropped(&done), ["buried", "buried_too", "dead"], "{layout} {level}");
            assert!(!collected(&done).is_undone);
        }
    }
}

#[test]
fn what_is_too_short_stays() {
    let source = "__attribute__((noinline, used)) static int first(void) { return 1; } __attribute__((noinline, used)) static int dead(void) { return 2; }
        int __apply(void) { return first(); }";
    let done = collect(&gcc("gc_short", source, &[CONTRACT, &["-O2"]].concat()));
    assert_eq!((dropped(&done).len(), collected(&done).small), (0, 1), "{:?}", done.collected);
    // At the edge it takes no header: the linker puts `.text.startup` in front.
    let source =
        source.replace("used)) static int dead", "used, section(\".text.startup\"))) static int dead");
    let done = collect(&gcc("gc_edge", &source, &[CONTRACT, &["-O2"]].concat()));
    assert_eq!(dropped(&done), ["dead"], "{:?}", done.collected);
}

/// Symbols that lie, and code without any.
#[test]
fn symbols_are_asked_about_and_not_believed() {
    let filler = ".fill 100, 1, 0x90\\n";
    let asm = |body: &str| {
        format!("__asm__(\".globl __apply\\n{}\");", body.replace("FILL", filler).replace('\n', "\\n"))
    };
    for (name, body, gone) in [
        // It is longer than its symbol says, and runs into the next.
        (
            "falls",
            "__apply: call a\nret\n.type a, @function\na: FILLnop\n.size a, 2\n.type b, @function\nb: FILLret\n.size b, .-b\n",
            &[][..],
        ),
        // Its symbol ends before the jump into the next.
        (
            "jumps",
            "__apply: jmp a\n.type a, @function\na: FILLjmp b+50\n.size a, 20\n.type b, @function\nb: FILLret\n.size b, .-b\n",
            &[],
        ),
        // A jump into the padding in front of a function.
        (
            "padding",
            "__apply: jmp a+101\n.type a, @function\na: FILLret\nnop\nnop\n.size a, 101\n.type b, @function\nb: FILLret\n.size b, .-b\n",
            &[],
        ),
        // An address that is half of a longer constant.
        (
            "constant",
            "__apply: mov $b, %eax\ncall *%rax\nret\n.type a, @function\na: FILLret\n.size a, .-a\n.type b, @function\nb: FILLret\n.size b, .-b\n",
            &["a"],
        ),
        // An address at an odd place, four bytes.
        (
            "odd",
            "__apply: movl 1+c(%rip), %eax\ncall *%rax\nret\n.type b, @function\nb: FILLret\n.size b, .-b\n.section .rodata\nc: .byte 7\n.long b\n.text\n",
            &[],
        ),
        // Distances from a table, of which a call takes its target, of functions.
        (
            "distance",
            "__apply: lea t(%rip), %rdx\nmovslq 4(%rdx), %rax\nadd %rdx, %rax\ncall *%rax\nret\n.type a, @function\na: FILLret\n.size a, .-a\n.type b, @function\nb: FILLret\n.size b, .-b\n.section .rodata\n.balign 4\nt: .long a-t, b-t\n.text\n",
            &[],
        ),
        // The validator's analysis does not follow this pointer to a table of odd places. `a` is reached by nothing else, falls into `d`, takes the address of `e`, calls `f`, and
        // jumps behind `g`, which falls into `h`.
        (
            "chain",
            "__apply: mov p(%rip), %rcx\nmov (%rcx), %eax\ncall *%rax\nmov 5(%rcx), %eax\ncall *%rax\nret\n\
            .type z, @function\nz: FILLret\n.size z, .-z\n\
            .type b, @function\nb: FILLret\n.size b, .-b\n\
            .type a, @function\na: FILLlea e(%rip), %rax\ncall *%rax\ncall f\njc g+101\n.size a, .-a\n\
            .type d, @function\nd: FILLret\n.size d, .-d\n\
            .type e, @function\ne: FILLret\n.size e, .-e\n\
            .type f, @function\nf: FILLret\n.size f, .-f\n\
            .type g, @function\ng: FILLret\nnop\nnop\n.size g, 101\n\
            .type h, @function\nh: FILLret\n.size h, .-h\n\
            .section .rodata\nc: .byte 7\n.long a\n.byte 8\n.long b\n.data\np: .quad c+1\n.text\n",
            &["z"],
        ),
        // No symbol, no function.
        ("nameless", "__apply: ret\nb: FILLret\n", &[]),
        ("dead", "__apply: ret\n.type b, @function\nb: FILLret\n.size b, .-b\n", &["b"]),
        // Two names for one function, and one within another.
        (
            "twice",
            "__apply: call d\nret\n.type b, @function\n.type c, @function\n.type d, @function\nb: c: FILLd: nop\nret\n.size b, .-b\n.size c, .-c\n.size d, .-d\n",
            &[],
        ),
    ] {
        let done = collect(&gcc(&format!("gc_asm_{name}"), &asm(body), CONTRACT));
        assert_eq!(dropped(&done), gone, "{name}: {:?}", done.collected);
    }
}

#[test]
fn without_symbols_nothing_goes() {
    let done = collect(&gcc("gc_bare", WAYS, &[CONTRACT, &["-O2", "-s"]].concat()));
    assert_eq!((dropped(&done).len(), collected(&done).named), (0, 0));
}
