//! `--report`: every byte of the contract file is in one row, under the name that its author gave it.

#[path = "../../echo-abi/tests/toolchain/mod.rs"]
mod toolchain;

use echo_abi::Limits;
use echo_strip::{Format, Kind, Row, Stripped, report, strip};
use toolchain::{CONTRACT, gcc};

const SOURCE: &str = "int table[900] = {1, 2, 3, [800] = 7}; int zero[5000]; static const char text[] = \"a text of some length\";
    __attribute__((noinline)) static int inner(int n) { return n < 2 ? n : inner(n - 1) + inner(n - 2); }
    __attribute__((noinline, alias(\"inner\"))) int other(int);
    __asm__(\".section .rodata\\n.fill 10,1,7\\n.text\");
    int __apply(void) { return inner(zero[3]) + table[zero[2]] + text[zero[1]]; }";

fn reported(file: &[u8], format: Format) -> (Stripped, Vec<Row>) {
    let stripped = strip(file, format, &Limits::default()).unwrap();
    let rows = report(file, &stripped).unwrap();
    (stripped, rows)
}

fn bytes(rows: &[Row], kind: Kind, name: Option<&str>) -> u64 {
    rows.iter().filter(|row| row.kind == kind && row.name.as_deref() == name).map(|row| row.bytes).sum()
}

#[test]
fn every_byte_is_told_of_once() {
    let pie = ["-static-pie", "-fPIE"];
    let zoo = [("plain", &[][..]), ("debug", &["-g", "-O0"]), ("bare", &["-s"]), ("pie", &pie)];
    for (name, more) in zoo {
        let file = gcc(&format!("report_{name}"), SOURCE, &[CONTRACT, more].concat());
        for format in [Format::Elf, Format::Esc] {
            let (stripped, rows) = reported(&file, format);
            let sum: u64 = rows.iter().map(|row| row.bytes).sum();
            assert_eq!(sum, stripped.bytes.len() as u64, "{name} {format:?}: {rows:?}");
            let segments = stripped.image.segments();
            let given = |kind| rows.iter().filter(|row| row.kind == kind).map(|row| row.bytes).sum::<u64>();
            for (kind, perm) in [
                (Kind::Text, echo_abi::Perm::ReadExecute),
                (Kind::ReadOnly, echo_abi::Perm::Read),
                (Kind::Data, echo_abi::Perm::ReadWrite),
            ] {
                let in_file: usize = segments.iter().filter(|s| s.perm == perm).map(|s| s.bytes.len()).sum();
                assert_eq!(given(kind), in_file as u64, "{name} {format:?} {kind:?}");
            }
            if format == Format::Elf {
                assert_eq!(given(Kind::Headers), 64 + 56 * segments.len() as u64, "{name}");
            }
            assert!(rows.is_sorted_by(|a, b| a.bytes >= b.bytes), "{name}");
            let is_bare = name == "bare";
            assert_eq!(rows.iter().all(|row| row.name.is_none()), is_bare, "{name}: {rows:?}");
        }
    }
}

#[test]
fn symbols_have_what_is_theirs() {
    let (_, rows) = reported(&gcc("report_symbols", SOURCE, CONTRACT), Format::Elf);
    // Both ends of the table, which is cut at its zeroes; bytes without a name; zeroes are not in the file.
    assert_eq!(bytes(&rows, Kind::Data, Some("table")), 9 + 1, "{rows:?}");
    assert_eq!(bytes(&rows, Kind::Data, Some("zero")), 0);
    assert!(bytes(&rows, Kind::ReadOnly, None) >= 10, "{rows:?}");
    assert!((20..=22).contains(&bytes(&rows, Kind::ReadOnly, Some("text"))), "{rows:?}");
    // One function of two names is told of once.
    let names = ["inner", "other"].map(|name| bytes(&rows, Kind::Text, Some(name)));
    assert!(names.contains(&0) && names.iter().sum::<u64>() > 20, "{rows:?}");
}

#[test]
fn assembly_has_sizes_from_label_to_label() {
    let source = "__asm__(\".globl __apply\\n__apply: call second\\nret\\nsecond: nop\\nret\\n\");";
    let (_, rows) = reported(&gcc("report_assembly", source, CONTRACT), Format::Elf);
    assert_eq!(bytes(&rows, Kind::Text, Some("__apply")), 6, "{rows:?}");
    assert_eq!(bytes(&rows, Kind::Text, Some("second")), 2, "{rows:?}");
}
