//! Files made by hand: each kind of relocation, each refusal, and numbers that hostile files have.

use super::*;
use echo_abi::Image;
use echo_abi::Limits;

/// Where things lie: read-only tables from 0, data, code.
const TABLES: u64 = 0x200;
const DYNSYM: u64 = 0x600;
const DYNSTR: u64 = 0x700;
const DATA: u64 = 0x1000;
const DYNAMIC: u64 = 0x1800;
const CODE: u64 = 0x2000;
const END: u64 = 0x2100;

/// A static PIE.
struct File {
    bytes: Vec<u8>,
    dynamic: Vec<(u64, u64)>,
    symbols: u64,
}

/// A relocation with an addend: place, symbol, type, addend.
type Rela = (u64, u64, RelocationType, u64);

impl File {
    fn new() -> Self {
        let mut file =
            Self { bytes: vec![0; usize::try_from(END).unwrap()], dynamic: Vec::new(), symbols: 1 };
        file.bytes[..8].copy_from_slice(b"\x7fELF\x02\x01\x01\0");
        for (at, value) in [(16, 3_u16), (18, 62), (52, 64), (54, 56), (56, 5), (58, 64)] {
            file.bytes[at..at + 2].copy_from_slice(&value.to_le_bytes());
        }
        file.bytes[20] = 1;
        file.put(24, CODE);
        file.put(32, 64);
        for (n, (kind, flags, start, size, memory)) in [
            (1, 4, 0, DATA, DATA),
            (1, 6, DATA, 0xc00, 0xe00),
            (1, 5, CODE, END - CODE, END - CODE),
            (2, 6, DYNAMIC, 0x200, 0x200),
            (0x6474_e551, 6, 0, 0, 0),
        ]
        .into_iter()
        .enumerate()
        {
            let at = 64 + 56 * n as u64;
            file.put(at, kind | flags << 32);
            for (field, value) in
                [(8, start), (16, start), (24, start), (32, size), (40, memory), (48, 0x1000)]
            {
                file.put(at + field, value);
            }
        }
        file.bytes[usize::try_from(CODE).unwrap()..].fill(0xc3);
        file.dynamic.extend([(6, DYNSYM), (5, DYNSTR), (10, 0x100)]);
        file
    }

    fn put(&mut self, at: u64, value: u64) {
        let at = usize::try_from(at).unwrap();
        self.bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
    }

    /// Adds a symbol and returns its number: binding and type, section, value.
    fn symbol(&mut self, name: &str, info: u8, section: u16, value: u64) -> u64 {
        let n = self.symbols;
        let at = DYNSYM + n * SYMBOL_SIZE;
        let name_at = usize::try_from(DYNSTR + 16 * n).unwrap();
        self.bytes[name_at..name_at + name.len()].copy_from_slice(name.as_bytes());
        self.put(at, (16 * n) | (u64::from(info) << 32) | (u64::from(section) << 48));
        self.put(at + 8, value);
        self.symbols += 1;
        n
    }

    fn rela(mut self, relocations: &[Rela]) -> Self {
        for (at, (place, symbol, kind, addend)) in (TABLES..).step_by(24).zip(relocations) {
            self.put(at, *place);
            self.put(at + 8, (symbol << 32) | u64::from(kind.0));
            self.put(at + 16, *addend);
        }
        self.dynamic.extend([(7, TABLES), (8, 24 * relocations.len() as u64), (9, 24)]);
        self
    }

    fn relr(mut self, words: &[u64]) -> Self {
        for (at, word) in (TABLES + 0x200..).step_by(8).zip(words) {
            self.put(at, *word);
        }
        self.dynamic.extend([(36, TABLES + 0x200), (35, 8 * words.len() as u64), (37, 8)]);
        self
    }

    fn finish(mut self) -> Vec<u8> {
        for (at, (tag, value)) in (DYNAMIC..).step_by(16).zip(self.dynamic.clone()) {
            self.put(at, tag);
            self.put(at + 8, value);
        }
        self.bytes
    }

    fn relocated(self) -> Result<Relocated, RelocateError> {
        relocate(&self.finish()).map(|done| done.expect("it is a static PIE"))
    }

    fn error(self) -> String {
        self.relocated().expect_err("it cannot be relocated").to_string()
    }
}

fn word(file: &[u8], at: u64) -> u64 {
    let at = usize::try_from(at).unwrap();
    u64::from_le_bytes(file[at..at + 8].try_into().unwrap())
}

const BASE_WORD: u64 = BASE as u64;

#[test]
fn each_kind_of_relocation_writes_what_it_should() {
    let mut file = File::new();
    let defined = file.symbol("here", 0x11, 2, DATA + 0x10);
    let absolute = file.symbol("absolute", 0x10, 0xfff1, 0x1234);
    let weak = file.symbol("weak", 0x20, 0, 0);
    file.put(DATA + 0x20, 0x55);
    let done = file
        .rela(&[
            (DATA, 0, elf::R_X86_64_RELATIVE, DATA + 8),
            (DATA + 8, defined, elf::R_X86_64_64, 4),
            (DATA + 0x10, defined, elf::R_X86_64_GLOB_DAT, 4),
            (DATA + 0x18, defined, elf::R_X86_64_JUMP_SLOT, 0),
            (DATA + 0x20, 0, elf::R_X86_64_NONE, 7),
            (DATA + 0x28, absolute, elf::R_X86_64_64, u64::MAX),
            (DATA + 0x30, weak, elf::R_X86_64_64, 3),
            // Not aligned, and in read-only data.
            (DATA + 0x3b, 0, elf::R_X86_64_RELATIVE, CODE),
            (DYNSTR + 0xf0, 0, elf::R_X86_64_RELATIVE, CODE),
        ])
        .relocated()
        .unwrap();
    assert_eq!((done.base, done.count), (GuestAddr(BASE), 8));
    for (at, expected) in [
        (DATA, BASE_WORD + DATA + 8),
        (DATA + 8, BASE_WORD + DATA + 0x14),
        (DATA + 0x10, BASE_WORD + DATA + 0x10),
        (DATA + 0x18, BASE_WORD + DATA + 0x10),
        (DATA + 0x20, 0x55),
        (DATA + 0x28, 0x1233),
        (DATA + 0x30, 3),
        (DATA + 0x3b, BASE_WORD + CODE),
        (DYNSTR + 0xf0, BASE_WORD + CODE),
    ] {
        assert_eq!(word(&done.file, at), expected, "at {at:#x}");
    }
    let image = Image::load(&done.file, &Limits::default()).unwrap();
    assert_eq!(image.entry(), GuestAddr(BASE + 0x2000));
    let addrs: Vec<u32> = image.segments().iter().map(|segment| segment.addr.0 - BASE).collect();
    assert_eq!(addrs, [0, 0x1000, 0x2000]);
    assert!(
        (DYNAMIC..DYNAMIC + 0x100).step_by(8).all(|at| word(&done.file, at) == 0),
        "nothing is left to do"
    );
}

#[test]
fn packed_relocations_are_unpacked() {
    let mut file = File::new();
    for n in 0..200 {
        file.put(DATA + 8 * n, n);
    }
    // One address; the words 1, 3 and 63 after it; of the 63 words that follow these, the first; another address.
    let bitmap = 1 | 1 << 1 | 1 << 3 | 1 << 63;
    let done = file.relr(&[DATA, bitmap, 1 | 1 << 1, DATA + 8 * 150]).relocated().unwrap();
    assert_eq!(done.count, 6);
    for n in 0..200 {
        let moved = [0, 1, 3, 63, 64, 150].contains(&n);
        assert_eq!(word(&done.file, DATA + 8 * n), n + if moved { BASE_WORD } else { 0 }, "word {n}");
    }
    assert_eq!(File::new().relr(&[3]).error(), "DT_RELR begins with a bitmap");
}

#[test]
fn alignment_chooses_the_base() {
    for (align, expected) in
        [(0x1000, BASE), (0x20_0000, BASE), (0x80_0000, 0x80_0000), (0, BASE), (12345, BASE)]
    {
        let mut file = File::new();
        file.put(64 + 56 + 48, align);
        assert_eq!(file.relocated().unwrap().base, GuestAddr(expected), "{align:#x}");
    }
    // A file that was linked for other addresses begins at the base all the same.
    let mut file = File::new();
    for n in 0..4 {
        let at = 64 + 56 * n + 16;
        let addr = word(&file.bytes, at);
        file.put(at, addr + 0x7000_0000);
    }
    file.put(24, CODE + 0x7000_0000);
    file.dynamic.clear();
    let done = file.relocated().unwrap();
    assert_eq!(Image::load(&done.file, &Limits::default()).unwrap().entry(), GuestAddr(BASE + 0x2000));
}

#[test]
fn what_cannot_be_relocated_is_told() {
    let relative = |place| (place, 0, elf::R_X86_64_RELATIVE, 0);
    let with = |relocation: Rela| File::new().rela(&[relocation]).error();
    assert_eq!(with(relative(CODE + 8)), "the relocation at 0x2008 changes code");
    for outside in [DATA + 0xbf9, DATA + 0xc00, END, END - 7, u64::MAX, u64::MAX - 7, DATA - 4] {
        let expected = format!("the relocation at {outside:#x} is of memory that the file does not give");
        assert_eq!(with(relative(outside)), expected);
    }
    for header in [0, 63, 64 + 56 * 5 - 1] {
        assert_eq!(with(relative(header)), "a relocation changes the headers of the file");
    }
    assert_eq!(
        with((DATA, 0, elf::R_X86_64_IRELATIVE, CODE)),
        "the relocation at 0x1000 asks for a function that chooses an address when the file is loaded (R_X86_64_IRELATIVE)"
    );
    assert_eq!(
        with((DATA, 0, elf::R_X86_64_COPY, 0)),
        "the relocation at 0x1000 is of the type R_X86_64_COPY, which a contract file has no place for"
    );
    assert_eq!(with((DATA, 0, RelocationType(99), 0)), "the relocation at 0x1000 is of the type 99");
    assert_eq!(
        with((DATA, 1 << 20, elf::R_X86_64_64, 0)),
        "a relocation needs a symbol that is not in the file"
    );
    for (info, section, expected) in [
        (0x10, 0, "the relocation at 0x1000 needs `absent`, which is not defined"),
        (0x11, 0xfff2, "the relocation at 0x1000 needs `absent`, which is not defined"),
        (0x16, 1, "a relocation needs the address of a thread-local symbol"),
        (
            0x1a,
            1,
            "the relocation at 0x1000 asks for a function that chooses an address when the file is loaded (R_X86_64_IRELATIVE)",
        ),
    ] {
        let mut file = File::new();
        let symbol = file.symbol("absent", info, section, CODE);
        assert_eq!(file.rela(&[(DATA, symbol, elf::R_X86_64_GLOB_DAT, 0)]).error(), expected);
    }
}

#[test]
fn tables_that_make_no_sense_are_refused() {
    for (entries, expected) in [
        (&[(7, TABLES), (8, 25)][..], "DT_RELA has entries of an unknown size"),
        (&[(7, TABLES), (8, 24), (9, 16)], "DT_RELA has entries of an unknown size"),
        (&[(7, TABLES)], "DT_RELA has no size"),
        (&[(7, u64::MAX - 8), (8, 24)], "DT_RELA is not in the file"),
        (&[(7, TABLES), (8, u64::MAX / 24 * 24)], "DT_RELA is not in the file"),
        (&[(23, END), (2, 24)], "DT_JMPREL is not in the file"),
        (&[(36, TABLES), (35, 9)], "DT_RELR has entries of an unknown size"),
        (&[(17, TABLES), (18, 16)], "DT_REL is no table of relocations of x86-64"),
        (&[(0x6000_0011, TABLES)], "DT_ANDROID_RELA is no table of relocations of x86-64"),
    ] {
        let mut file = File::new();
        file.dynamic.extend(entries);
        assert_eq!(file.error(), expected);
    }
    // Nothing at address 0, as GNU ld says beside packed ones.
    let mut file = File::new();
    file.dynamic.extend([(7, 0), (8, 0)]);
    assert_eq!(file.relocated().unwrap().count, 0);

    let dynamic_header = 64 + 56 * 3;
    for (field, value) in [(8, 0), (8, END), (16, CODE), (16, DATA), (8, CODE)] {
        let mut file = File::new();
        file.put(dynamic_header + field, value);
        assert!(file.error().starts_with("the dynamic section is "), "{field} {value:#x}");
    }
    let mut file = File::new();
    file.put(64 + 56 + 8, DATA - 0x100);
    assert_eq!(file.error(), "the loaded segments have bytes of the file in common");
    let mut file = File::new();
    file.put(40, DATA);
    file.bytes[60] = 1;
    assert_eq!(file.error(), "the section headers are part of a loaded segment");
}

#[test]
fn the_same_relocation_over_and_over_ends() {
    // Each pair of words says 64 places, the same ones each time: more work than a file of this size has bytes.
    let words: Vec<u64> = (0..64).flat_map(|_| [DATA, u64::MAX]).collect();
    let mut file = File::new();
    let mut table: Vec<u64> = Vec::new();
    for _ in 0..10 {
        table.extend(&words);
    }
    // The table takes the place of the code, which is not executed.
    let start = file.bytes.len() as u64;
    file.bytes.extend(table.iter().flat_map(|word| word.to_le_bytes()));
    let size = 8 * table.len() as u64;
    let code = 64 + 56 * 2;
    file.put(code + 32, start + size - CODE);
    file.put(code + 40, start + size - CODE);
    file.dynamic.extend([(36, start), (35, size)]);
    assert_eq!(file.error(), "the file has more relocations than bytes");
}

#[test]
fn what_is_no_static_pie_is_left_alone() {
    let file = File::new().rela(&[(DATA, 0, elf::R_X86_64_RELATIVE, 0)]).finish();
    assert!(relocate(&file).unwrap().is_some());
    for (at, byte) in [(16, 2), (16, 1), (18, 3), (0, 0), (64, 3)] {
        let mut other = file.clone();
        other[at] = byte;
        assert_eq!(relocate(&other), Ok(None), "{at}");
    }
    let mut needed = File::new();
    needed.dynamic.push((1, 0));
    assert_eq!(relocate(&needed.finish()), Ok(None));
    assert_eq!(relocate(&[]), Ok(None));
}

/// Whatever any word of the file is, the end is a result: the same one twice, as long as the file.
#[test]
fn no_number_in_the_file_breaks_it() {
    let mut file = File::new();
    let symbol = file.symbol("here", 0x11, 2, DATA + 0x10);
    let file = file
        .relr(&[DATA, 7, DATA + 0x100])
        .rela(&[(DATA + 0x200, 0, elf::R_X86_64_RELATIVE, 1), (DATA + 0x208, symbol, elf::R_X86_64_64, 1)])
        .finish();
    let edges = [0, 1, 7, 0xfff, 0x1000, 0x2000, 0xffff_ffff, 1 << 32, 1 << 63, u64::MAX, u64::MAX - 7];
    let mut relocated = 0;
    for at in
        (0..0x180).chain(TABLES..TABLES + 0x40).chain(DYNSYM..DYNSYM + 0x40).chain(DYNAMIC..DYNAMIC + 0xd0)
    {
        for edge in edges {
            let mut other = file.clone();
            let at = usize::try_from(at).unwrap();
            other[at..at + 8].copy_from_slice(&edge.to_le_bytes());
            let done = relocate(&other);
            assert_eq!(done, relocate(&other));
            if let Ok(Some(done)) = done {
                assert_eq!(done.file.len(), other.len());
                relocated += 1;
            }
            let _ = crate::strip(&other, crate::Format::Elf, &Limits::default());
        }
    }
    assert!(relocated > 1000, "{relocated}");
}
