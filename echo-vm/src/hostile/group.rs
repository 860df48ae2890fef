//! [`Group`]: cases assembled into one contract, between pages of every kind.

use echo_abi::{GuestAddr, Image, Policy};
use echo_validate::{Contract, validate};
use std::process::Command;
use std::sync::Arc;

/// Where the cases lie.
pub const TEXT: u32 = 0x40_1000;
/// Two pages that can be written, then [`READ_ONLY`].
pub const DATA: u32 = 0x60_0000;
/// One page of constants, then [`BEHIND`].
pub const READ_ONLY: u32 = 0x60_2000;
/// One page that can be written, then nothing.
pub const BEHIND: u32 = 0x60_3000;
/// Bytes of heap that cases have.
pub const HEAP: u32 = 0x3000;
/// Text that ends within an instruction; it begins with a `ret`.
pub const RUNS_OFF: u32 = 0x50_0010;
/// Text whose last byte is a `ret`.
pub const ENDS_WELL: u32 = 0x50_1ff0;
/// Text whose last instruction ends in the segment behind it.
pub const TWO_PARTS: u32 = 0x50_3000;

/// Cases of one contract.
pub struct Group {
    pub contract: Arc<Contract>,
    /// Name and address, by address.
    pub cases: Vec<(String, GuestAddr)>,
}

const HEAD: &str = "
    .intel_syntax noprefix
    .set TEXT, 0x401000
    .set DATA, 0x600000
    .set READ_ONLY, 0x602000
    .set BEHIND, 0x603000
    .set BEHIND_END, 0x604000
    .set HEAP, 0x40000000
    .set HEAP_END, 0x40003000
    .set STACK_TOP, 0x70000000
    .set STACK_END, 0x6f800000
    .set RUNS_OFF, 0x500010
    .set ENDS_WELL, 0x501ff0
    .set TWO_PARTS, 0x503000
    .text
    .globl _start
_start:
    ret
";

impl Group {
    /// Assembles and links cases: a case begins at each label that starts with `case_`.
    pub fn assemble(name: &str, source: &str) -> Self {
        let directory = assert_fs::TempDir::new().expect("a temporary directory");
        let (assembly, linked) = (directory.path().join("cases.s"), directory.path().join("cases"));
        std::fs::write(&assembly, format!("{HEAD}\n{source}\n")).expect("the directory is ours");
        let output = Command::new("gcc")
            .args(["-static", "-nostdlib", "-no-pie", "-Wl,-Ttext=0x401000", "-Wl,--build-id=none"])
            .arg("-Wl,-z,noexecstack")
            .arg("-o")
            .args([&linked, &assembly])
            .output()
            .unwrap_or_else(|e| panic!("gcc is needed for these tests: {e}"));
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        // Only for reading what was linked.
        let mut policy = Policy::default();
        policy.limits.contract_size = 16 << 20;
        let file = std::fs::read(linked).expect("gcc has written it");
        let image = Image::load(&file, &policy.limits).unwrap_or_else(|e| panic!("{name}: {e}"));
        let symbols = image.symbols().iter().filter_map(|symbol| Some((symbol.name.clone()?, symbol.addr)));
        let mut cases: Vec<_> = symbols.filter(|(name, _)| name.starts_with("case_")).collect();
        cases.sort_by_key(|(_, at)| *at);
        let text = image.segments().iter().find(|segment| segment.addr.0 == TEXT).expect("the text is there");
        let image = Image::load(&file_of(&text.bytes), &policy.limits).expect("the file is well-formed");
        let contract =
            validate(image, &policy).unwrap_or_else(|report| panic!("{name} is rejected: {report}"));
        Self { contract: Arc::new(contract), cases }
    }
}

/// An ESC file of a text and of all that lies around it.
fn file_of(text: &[u8]) -> Vec<u8> {
    // Addresses of code, that of a `ret` among them, four of them in a row; and numbers.
    let words = |count: u32| -> Vec<u8> {
        let word = |i: u32| match i % 4 {
            _ if (128..132).contains(&i) => u64::from(TEXT),
            0 => u64::from(TEXT),
            1 => 0x0101_0101_0101_0101 * u64::from(i % 251),
            2 => 0xdead_beef << 32 | u64::from(TEXT),
            _ => u64::from(DATA) + 8 * u64::from(i),
        };
        (0..count).flat_map(|i| word(i).to_le_bytes()).collect()
    };
    let sections: [(u8, u32, Vec<u8>); 8] = [
        (1, TEXT, text.to_vec()),
        // ret; nop; mov eax, of which the last byte is missing
        (1, RUNS_OFF, [&[0xc3][..], &[0x90; 9], &[0xb8, 1, 2, 3]].concat()),
        (1, ENDS_WELL, [&[0x90; 15][..], &[0xc3]].concat()),
        // nop; mov eax, of which the last bytes lie behind; ret
        (1, TWO_PARTS, [&[0x90; 14][..], &[0xb8, 1]].concat()),
        (1, TWO_PARTS + 16, vec![2, 3, 4, 0xc3]),
        (4, DATA, words((READ_ONLY - DATA) / 8)),
        (6, READ_ONLY, words(512)),
        (4, BEHIND, words(512)),
    ];
    let sections = sections.iter().map(|(kind, addr, bytes)| (*kind, *addr, &bytes[..])).collect::<Vec<_>>();
    esc(TEXT, &sections)
}

/// An ESC file of sections: kind, address, bytes.
pub fn esc(entry: u32, sections: &[(u8, u32, &[u8])]) -> Vec<u8> {
    let mut file = [b"ECHO", &1_u32.to_le_bytes()[..], &u64::from(entry).to_le_bytes()].concat();
    file.extend((sections.len() as u32).to_le_bytes());
    for (kind, addr, bytes) in sections {
        file.extend([*kind, 0]);
        file.extend(u64::from(*addr).to_le_bytes());
        file.extend([(bytes.len() as u32).to_le_bytes(); 2].concat());
        file.extend(*bytes);
    }
    file.extend(0_u32.to_le_bytes());
    file
}
