//! `--merge`: of functions that do the same one stays, and only where nothing but direct branches leads to the others. That contracts do the same
//! afterwards is for echo-vm/tests/samples.rs to show.

#[path = "../../echo-abi/tests/toolchain/mod.rs"]
mod toolchain;

use echo_abi::{GuestAddr, Image, Limits};
use echo_strip::{Format, Functions, Options, Stripped, strip, strip_with};
use toolchain::{CONTRACT, gcc};

const DISTINCT: Options =
    Options { format: Format::Elf, functions: Functions::Distinct, without_interface: false };

/// Bytes of the distance in a branch.
const DISTANCE: usize = 4;

/// Merges, and looks at what changed: distances of direct branches, each from one function to another that does the same.
fn merge(file: &[u8]) -> Stripped {
    let limits = Limits::default();
    let all = strip(file, Format::Elf, &limits).unwrap();
    let reached = strip_with(file, Options { functions: Functions::Reached, ..DISTINCT }, &limits).unwrap();
    let done = strip_with(file, DISTINCT, &limits).unwrap();
    assert!(done.bytes.len() <= reached.bytes.len());
    assert_eq!(strip_with(&done.bytes, DISTINCT, &limits).unwrap().bytes, done.bytes, "once is enough");
    for segment in done.image.segments() {
        let before = &all.image.segment_at(segment.addr).expect("it was there").clone();
        let skip = (segment.addr.0 - before.addr.0) as usize;
        let mut at = 0;
        while at < segment.bytes.len() {
            if before.bytes[skip + at] == segment.bytes[at] {
                at += 1;
                continue;
            }
            // Of the distances that this byte may be in, one leads to what is told.
            let leads = |at: usize| -> Option<usize> {
                let next = segment.addr.0 + u32::try_from(at + DISTANCE).ok()?;
                let target = |image: &Image| {
                    let word = image.read::<DISTANCE>(GuestAddr(next - 4));
                    next.wrapping_add(u32::from_le_bytes(word))
                };
                let is_start =
                    |d: &&echo_strip::Dropped| d.range.start == target(&all.image) && d.instead.is_some();
                done.dropped.iter().find(is_start).map(|_| at + DISTANCE)
            };
            at = (at.saturating_sub(3)..=at).find_map(leads).expect("a branch to what is gone");
        }
    }
    done
}

/// What does the same as something that stays, and is gone.
fn merged(done: &Stripped) -> Vec<String> {
    let told = |d: &echo_strip::Dropped| Some(format!("{}={}", d.what, d.instead.as_ref()?));
    let mut names: Vec<_> = done.dropped.iter().filter_map(told).collect();
    names.sort();
    names
}

/// Assembly in which each `f NAME` begins a function, up to `end NAME`, and `BODY` is longer than the header that a cut takes.
fn assembled(name: &str, body: &str, flags: &[&str]) -> Stripped {
    let macros = ".macro f name\\n.type \\\\name, @function\\n\\\\name:\\n.endm\\n.macro end name\\n.size \\\\name, .-\\\\name\\n.balign 16\\n.endm\\n\
        .macro BODY\\n.rept 30\\nadd %rdi, %rax\\nrol $7, %rax\\n.endr\\n.endm\\n.globl __apply\\n";
    let source = format!("__asm__(\"{macros}{}\");", body.replace('\n', "\\n"));
    merge(&gcc(&format!("merge_{name}"), &source, flags))
}

#[test]
fn what_does_the_same_goes_and_nothing_else() {
    const AB: &str = "f a\nBODY\nret\nend a\nf b\nBODY\nret\nend b\n";
    let after = |code: &str| format!("{code}{AB}");
    for (name, body, gone) in [
        ("called", after("f __apply\ncall a\ncall b\nret\nend __apply\n"), &["b=a"][..]),
        ("jumped_to", after("f __apply\ncall a\njmp b\nend __apply\n.skip 300\n"), &["b=a"]),
        ("jumped_to_if", after("f __apply\ncall a\ntest %rax, %rax\njne b\nret\nend __apply\n.skip 300\n"), &["b=a"]),
        // A distance of one byte does not reach the other.
        ("short", "f __apply\ncall a\ncall g\nret\nend __apply\nf a\nBODY\nret\nend a\nf g\ntest %rax, %rax\njne b\njmp b\nend g\nf b\nBODY\nret\nend b\n".to_owned(), &["a=b"]),
        ("short_to_both", "f __apply\ncall g\ncall h\nret\nend __apply\nf h\nBODY\njmp a\nend h\nf a\nBODY\nret\nend a\nf g\nmov $1, %eax\njmp b\nend g\nf b\nBODY\nret\nend b\n".to_owned(), &[]),
        ("middle", after("f __apply\ncall a\ncall b\njmp b+6\nend __apply\n.skip 300\n"), &[]),
        ("middle_of_first", after("f __apply\ncall a\ncall b\njmp a+6\nend __apply\n.skip 300\n"), &["b=a"]),
        // Execution falls into what is behind it.
        ("fallen_into", "f __apply\ncall a\ncall b\ncall c\nret\nend __apply\nf a\nBODY\nret\nend a\nf c\nxor %eax, %eax\n.size c, .-c\nf b\nBODY\nret\nend b\n".to_owned(), &["a=b"]),
        ("falls", "f __apply\ncall a\ncall b\nret\nend __apply\nf a\nBODY\n.size a, .-a\nf c\nxor %eax, %eax\nret\nend c\nf b\nBODY\n.size b, .-b\nf d\nmov $1, %eax\nret\nend d\n".to_owned(), &[]),
        ("other_value", AB.replace("f b\nBODY", "f b\nBODY\nmov $5, %edx").replace("f a\nBODY", "f a\nBODY\nmov $6, %edx") + "f __apply\ncall a\ncall b\nret\nend __apply\n", &[]),
        ("other_callee", "f __apply\ncall a\ncall b\nret\nend __apply\nf a\nBODY\ncall c\nret\nend a\nf b\nBODY\ncall d\nret\nend b\nf c\nxor %eax, %eax\nret\nend c\nf d\nmov $1, %eax\nret\nend d\n".to_owned(), &[]),
        ("same_callee", "f __apply\ncall a\ncall b\nret\nend __apply\nf a\nBODY\ncall c\nret\nend a\nf b\nBODY\ncall c\nret\nend b\nf c\nxor %eax, %eax\nret\nend c\n".to_owned(), &["b=a"]),
        // What they call is merged, and so are they.
        ("in_turn", after("f __apply\ncall g\ncall h\nret\nend __apply\nf g\nBODY\ncall a\nret\nend g\nf h\nBODY\ncall b\nret\nend h\n"), &["b=a", "h=g"]),
        // The small ones stay, for a cut would take more than it gives; what calls them does the same all the same.
        ("small_callees", "f a\nBODY\ncall c\nret\nend a\nf b\nBODY\ncall d\nret\nend b\nf c\nmov $1, %eax\nret\nend c\nf d\nmov $1, %eax\nret\nend d\nf __apply\ncall a\ncall b\nret\nend __apply\n".to_owned(), &["b=a"]),
        ("recursive", "f __apply\ncall a\ncall b\nret\nend __apply\nf a\nBODY\ntest %rdi, %rdi\nje 1f\ncall a\n1: ret\nend a\nf b\nBODY\ntest %rdi, %rdi\nje 1f\ncall b\n1: ret\nend b\n".to_owned(), &["b=a"]),
        // Each calls the other of its pair: they are not found.
        ("mutual", "f __apply\ncall a\ncall b\nret\nend __apply\nf a\nBODY\nje 1f\ncall c\n1: ret\nend a\nf b\nBODY\nje 1f\ncall d\n1: ret\nend b\nf c\nBODY\nje 1f\ncall a\n1: ret\nend c\nf d\nBODY\nje 1f\ncall b\n1: ret\nend d\n".to_owned(), &[]),
        // An address that is a value stays what it is; so does what it is the address of.
        ("taken", after("f __apply\nlea a(%rip), %rcx\nlea b(%rip), %rdx\ncmp %rcx, %rdx\ncall a\ncall b\nret\nend __apply\n"), &[]),
        ("one_taken", after("f __apply\nlea b(%rip), %rcx\ncall *%rcx\ncall a\ncall b\nret\nend __apply\n"), &["a=b"]),
        ("in_data", after("f __apply\nmov p(%rip), %rcx\ncall *%rcx\ncall a\ncall b\nret\nend __apply\n") + ".data\np: .quad b\n.text\n", &["a=b"]),
        ("both_in_data", after("f __apply\nmov p(%rip), %rcx\ncall *%rcx\ncall a\ncall b\nret\nend __apply\n") + ".data\np: .quad b, a\n.text\n", &[]),
        // Each says where it lies.
        ("own_address", "f __apply\ncall a\ncall b\nret\nend __apply\nf a\nBODY\nlea a(%rip), %rax\nret\nend a\nf b\nBODY\nlea b(%rip), %rax\nret\nend b\n".to_owned(), &[]),
        ("own_place", "f __apply\ncall a\ncall b\nret\nend __apply\nf a\nBODY\ncall 1f\n1: pop %rax\nret\nend a\nf b\nBODY\ncall 1f\n1: pop %rax\nret\nend b\n".to_owned(), &[]),
        ("same_data", "f __apply\ncall a\ncall b\nret\nend __apply\nf a\nBODY\nmovl $7, v(%rip)\nret\nend a\nf b\nBODY\nmovl $7, v(%rip)\nret\nend b\n.data\nv: .quad 1, 2\n.text\n".to_owned(), &["b=a"]),
        ("other_data", "f __apply\ncall a\ncall b\nret\nend __apply\nf a\nBODY\nmovl $7, v(%rip)\nret\nend a\nf b\nBODY\nmovl $7, 8+v(%rip)\nret\nend b\n.data\nv: .quad 1, 2\n.text\n".to_owned(), &[]),
        ("other_immediate", "f __apply\ncall a\ncall b\nret\nend __apply\nf a\nBODY\nmovl $7, v(%rip)\nret\nend a\nf b\nBODY\nmovl $8, v(%rip)\nret\nend b\n.data\nv: .quad 1, 2\n.text\n".to_owned(), &[]),
        // Bytes between instructions that look like calls of the same function, and are other numbers.
        ("numbers", "f __apply\ncall a\ncall b\ncall c\nret\nend __apply\nf a\nBODY\njmp 1f\n.byte 0xe8\n.long c-.-4\n1: ret\nend a\nf b\nBODY\njmp 1f\n.byte 0xe8\n.long c-.-4\n1: ret\nend b\nf c\nBODY\nxor %eax, %eax\nret\nend c\n".to_owned(), &[]),
        // A jump into an instruction.
        ("overlap", "f __apply\ncall a\ncall b\nret\nend __apply\nf a\nBODY\njmp .+3\n.byte 0xb8, 0x90, 0x90, 0x90, 0xc3\nret\nend a\nf b\nBODY\njmp .+3\n.byte 0xb8, 0x90, 0x90, 0x90, 0xc3\nret\nend b\n".to_owned(), &[]),
        // Three, of which one stays.
        ("three", after("f __apply\ncall a\ncall b\ncall c\nret\nend __apply\n") + "f c\nBODY\nret\nend c\n", &["b=a", "c=a"]),
    ] {
        let done = assembled(name, &body, CONTRACT);
        assert_eq!(merged(&done), gone, "{name}: {:?}", done.collected);
        let collected = done.collected.as_ref().expect("that was asked for");
        assert_eq!((collected.merged, collected.is_undone), (gone.len(), false), "{name}");
    }
}

/// The addresses that relocations come to are values like any other.
#[test]
fn a_static_pie_is_merged_by_what_its_relocations_come_to() {
    let flags = ["-nostdlib", "-ffreestanding", "-static-pie", "-fPIE", "-Wl,-e,__apply"];
    let code = "f __apply\nmov p(%rip), %rcx\ncall *%rcx\ncall a\ncall b\nret\nend __apply\n\
        f a\nBODY\nmov p(%rip), %rdx\nret\nend a\nf b\nBODY\nmov p(%rip), %rdx\nret\nend b\nf c\nret\nend c\n";
    for (name, data, gone) in [("none", "c", &["b=a"][..]), ("one", "b", &["a=b"]), ("both", "b, a", &[])] {
        let body = format!("{code}.data\np: .quad {data}\n.text\n");
        assert_eq!(merged(&assembled(&format!("pie_{name}"), &body, &flags)), gone, "{name}");
    }
}

#[test]
fn without_the_option_all_that_is_reached_stays() {
    let source = "__attribute__((noinline, noipa)) int f(int n) { return n * n + 3 * n; } int __apply(void) { return f(2); }";
    let file = gcc("merge_not", source, CONTRACT);
    let reached = Options { functions: Functions::Reached, ..DISTINCT };
    let done = strip_with(&file, reached, &Limits::default()).unwrap();
    assert_eq!((merged(&done).len(), done.collected.unwrap().merged), (0, 0));
}
