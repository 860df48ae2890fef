//! Hostile and odd contract files: each ends in the error that names its place, or in an image that keeps its
//! promises.

mod toolchain;

use echo_abi::image::{Container, ContractFile, Difference, FieldProblem, MAX_FILE_SIZE, MAX_SEGMENTS, esc};
use echo_abi::layout;
use echo_abi::{FormatError, GuestAddr, Image, Limits, Perm, link};
use proptest::prelude::*;
use std::collections::BTreeSet;
use toolchain::{CONTRACT, gcc};

/// Flags of a program header.
const R: u32 = 4;
const W: u32 = 2;
const X: u32 = 1;

/// A `PT_LOAD` in a forged file.
#[derive(Clone)]
struct Load {
    flags: u32,
    addr: u64,
    mem_size: u64,
    bytes: Vec<u8>,
}

fn load(flags: u32, addr: u64, bytes: &[u8], mem_size: u64) -> Load {
    Load { flags, addr, mem_size, bytes: bytes.to_vec() }
}

/// Five bytes of text at 0x401000, where files of [`elf`] start.
fn text() -> Load {
    load(R | X, 0x40_1000, &[0x90, 0x90, 0x90, 0x90, 0xc3], 5)
}

/// An ELF file with these segments that starts at 0x401000.
fn elf(loads: &[Load]) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0");
    file.extend(2_u16.to_le_bytes());
    file.extend(62_u16.to_le_bytes());
    file.extend(1_u32.to_le_bytes());
    file.extend(0x40_1000_u64.to_le_bytes());
    file.extend(64_u64.to_le_bytes());
    file.extend(0_u64.to_le_bytes());
    file.extend(0_u32.to_le_bytes());
    for short in [64, 56, u16::try_from(loads.len()).unwrap(), 64, 0, 0] {
        file.extend(short.to_le_bytes());
    }
    let mut offset = 64 + 56 * loads.len() as u64;
    for load in loads {
        file.extend(1_u32.to_le_bytes());
        file.extend(load.flags.to_le_bytes());
        let size = load.bytes.len() as u64;
        for long in [offset, load.addr, load.addr, size, load.mem_size, 1] {
            file.extend(long.to_le_bytes());
        }
        offset += size;
    }
    for load in loads {
        file.extend(&load.bytes);
    }
    file
}

/// Offset of a field of the `index`-th program header of [`elf`].
fn header(index: u64, field: u64) -> u64 {
    64 + 56 * index + field
}

const P_FLAGS: u64 = 4;
const P_OFFSET: u64 = 8;
const P_VADDR: u64 = 16;
const P_FILESZ: u64 = 32;
const P_MEMSZ: u64 = 40;

/// `file` with the bytes at `offset` replaced.
fn with(file: &[u8], offset: u64, bytes: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    let offset = usize::try_from(offset).unwrap();
    file[offset..offset + bytes.len()].copy_from_slice(bytes);
    file
}

/// An ESC section: kind, address, bytes, memory size.
type EscSection<'a> = (u8, u64, &'a [u8], u32);

fn esc_file(entry: u64, sections: &[EscSection<'_>], symbols: &[u64]) -> Vec<u8> {
    let mut file = b"ECHO\x01\0\0\0".to_vec();
    file.extend(entry.to_le_bytes());
    file.extend(u32::try_from(sections.len()).unwrap().to_le_bytes());
    for (kind, addr, bytes, mem_size) in sections {
        file.extend([*kind, 0]);
        file.extend(addr.to_le_bytes());
        file.extend(mem_size.to_le_bytes());
        file.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        file.extend(*bytes);
    }
    file.extend(u32::try_from(symbols.len()).unwrap().to_le_bytes());
    file.extend(symbols.iter().flat_map(|s| s.to_le_bytes()));
    file
}

fn image(file: &[u8]) -> Image {
    Image::load(file, &Limits::default()).unwrap()
}

fn error(file: &[u8]) -> FormatError {
    Image::load(file, &Limits::default()).map(|image| image.segments().to_vec()).unwrap_err()
}

/// The error's offset, field and problem, for comparing with a tuple.
fn parts(error: FormatError) -> (u64, &'static str, FieldProblem) {
    (error.offset, error.field, error.problem)
}

/// What every image promises, checked from outside.
fn promises_hold(image: &Image) {
    let mut end = layout::IMAGE_START;
    for segment in image.segments() {
        assert!(
            segment.addr.0 >= end && segment.mem_size > 0 && segment.bytes.len() <= segment.mem_size as usize
        );
        end = segment.addr.0.checked_add(segment.mem_size).unwrap();
        assert!(segment.perm != Perm::ReadExecute || segment.bytes.len() == segment.mem_size as usize);
    }
    assert!(end <= layout::IMAGE_END);
    assert!(image.text().any(|s| s.contains(image.entry())));
    let pages: Vec<_> = image.pages().collect();
    assert!(pages.is_sorted_by_key(|&(page, _)| page));
    let distinct: BTreeSet<_> = pages.iter().map(|&(page, _)| page).collect();
    assert_eq!(distinct.len(), pages.len());
    assert!(pages.len() <= Limits::default().memory_pages as usize);
    for segment in image.segments() {
        for addr in [segment.addr, GuestAddr(segment.end().0 - 1)] {
            let page = GuestAddr(addr.0 & !(layout::PAGE_SIZE - 1));
            let perm = pages[pages.binary_search_by_key(&page, |&(page, _)| page).unwrap()].1;
            assert_eq!(perm.union(segment.perm), Some(perm));
        }
    }
    assert!(image.symbols().iter().all(|y| image.segment_at(y.addr).is_some()));
}

#[test]
fn a_forged_file_loads() {
    let file = elf(&[text(), load(R, 0x40_2000, b"abc", 3), load(R | W, 0x40_3000, b"d", 5000)]);
    let image = image(&file);
    promises_hold(&image);
    assert_eq!((image.entry(), image.container()), (GuestAddr(0x40_1000), Container::Elf));
    assert_eq!(image.text().count(), 1);
    let pages: Vec<_> = image.pages().map(|(page, perm)| (page.0, perm)).collect();
    assert_eq!(
        pages,
        [
            (0x40_1000, Perm::ReadExecute),
            (0x40_2000, Perm::Read),
            (0x40_3000, Perm::ReadWrite),
            (0x40_4000, Perm::ReadWrite)
        ]
    );
}

#[test]
fn pages_take_the_union_of_their_segments() {
    let shared = elf(&[
        text(),
        load(R, 0x40_1800, b"a", 1),
        load(R, 0x40_1900, &[7; 0x800], 0x800),
        load(R | W, 0x40_2800, b"b", 1),
    ]);
    let image = image(&shared);
    promises_hold(&image);
    let pages: Vec<_> = image.pages().collect();
    assert_eq!(pages, [(GuestAddr(0x40_1000), Perm::ReadExecute), (GuestAddr(0x40_2000), Perm::ReadWrite)]);
}

#[test]
fn execute_only_is_readable_and_write_only_too() {
    let file = elf(&[load(X, 0x40_1000, &[0xc3], 1), load(W, 0x40_2000, b"d", 1)]);
    let perms: Vec<_> = image(&file).segments().iter().map(|s| s.perm).collect();
    assert_eq!(perms, [Perm::ReadExecute, Perm::ReadWrite]);
}

#[test]
fn touching_text_is_one_segment() {
    let file = elf(&[load(R | X, 0x40_1002, &[3, 4], 2), load(R | X, 0x40_1000, &[1, 2], 2)]);
    let image = image(&file);
    assert_eq!(image.segments().len(), 1);
    assert_eq!(image.segments()[0].bytes, [1, 2, 3, 4]);
    promises_hold(&image);
}

#[test]
fn empty_segments_and_other_headers_do_not_matter() {
    let mut file = elf(&[text(), load(R | W | X, 0, &[], 0), load(0, u64::MAX, &[], 0)]);
    promises_hold(&image(&file));
    // PT_NOTE with nonsense in it.
    file = with(&file, header(1, 0), &4_u32.to_le_bytes());
    file = with(&file, header(1, P_OFFSET), &[0xff; 40]);
    promises_hold(&image(&file));
}

/// Every [`FieldProblem`] there is, each by name, from the file that has it.
#[test]
fn every_problem_has_its_place() {
    let good = elf(&[text()]);
    let two = |second: Load| elf(&[text(), second]);
    let small = Limits { contract_size: 124, memory_pages: 2, ..Limits::default() };
    let limited = |file: &[u8]| parts(Image::load(file, &small).map(|_| ()).unwrap_err());
    let of = |file: &[u8]| parts(error(file));

    assert_eq!(of(b""), (0, "magic", FieldProblem::NotAContract));
    assert_eq!(of(b"ECH"), (0, "magic", FieldProblem::NotAContract));
    assert_eq!(of(b"#!/bin/sh"), (0, "magic", FieldProblem::NotAContract));

    let huge = vec![0; usize::try_from(MAX_FILE_SIZE).unwrap() + 1];
    let size = MAX_FILE_SIZE + 1;
    assert_eq!(of(&huge), (0, "file", FieldProblem::FileTooLarge { size, limit: MAX_FILE_SIZE }));
    let problem = FieldProblem::FileTooLarge { size: 125, limit: 124 };
    assert_eq!(limited(&good), (header(0, P_FILESZ), "p_filesz", problem.clone()));
    let esc_125 = esc_file(0x40_1000, &[(1, 0x40_1000, &[0xc3; 83], 83)], &[]);
    assert_eq!(limited(&esc_125), (0, "file", problem));

    let truncated = FieldProblem::Truncated { needed: 5, available: 4 };
    assert_eq!(of(&good[..good.len() - 1]), (header(0, P_FILESZ), "p_filesz", truncated));
    let far = with(&good, header(0, P_OFFSET), &u64::MAX.to_le_bytes());
    let truncated = FieldProblem::Truncated { needed: 5, available: 0 };
    assert_eq!(of(&far), (header(0, P_OFFSET), "p_offset", truncated));
    let long = with(&good, header(0, P_FILESZ), &u64::MAX.to_le_bytes());
    let truncated = FieldProblem::Truncated { needed: u64::MAX, available: 5 };
    assert_eq!(of(&long), (header(0, P_FILESZ), "p_filesz", truncated));
    let truncated = FieldProblem::Truncated { needed: 64, available: 63 };
    assert_eq!(of(&good[..63]), (0, "ELF header", truncated));
    let truncated = FieldProblem::Truncated { needed: 56, available: 0 };
    assert_eq!(of(&with(&good, 32, &u64::MAX.to_le_bytes())), (32, "e_phoff", truncated));

    for (offset, value, field) in [
        (4, 1_u64, "e_ident[EI_CLASS]"),
        (5, 2, "e_ident[EI_DATA]"),
        (6, 0, "e_ident[EI_VERSION]"),
        (16, 3, "e_type"),
        (18, 183, "e_machine"),
        (20, 2, "e_version"),
        (52, 52, "e_ehsize"),
        (54, 32, "e_phentsize"),
    ] {
        let width = if offset < 16 {
            1
        } else if offset == 20 {
            4
        } else {
            2
        };
        let (offset_found, field_found, problem) = of(&with(&good, offset, &value.to_le_bytes()[..width]));
        assert_eq!((offset_found, field_found), (offset, field));
        assert!(
            matches!(problem, FieldProblem::Unsupported { found, .. } if found == value),
            "{field}: {problem}"
        );
    }

    let problem = FieldProblem::TooMany { count: 129, limit: MAX_SEGMENTS };
    assert_eq!(of(&with(&good, 56, &129_u16.to_le_bytes())), (56, "e_phnum", problem.clone()));
    let esc_good = esc_file(0x40_1000, &[(1, 0x40_1000, &[0xc3], 1)], &[]);
    assert_eq!(of(&with(&esc_good, 16, &129_u32.to_le_bytes())), (16, "section count", problem));

    assert_eq!(of(&with(&esc_good, 20, &[5])), (20, "section kind", FieldProblem::UnknownKind { kind: 5 }));
    let version = FieldProblem::Unsupported { found: 2, expected: 1, meaning: "ESC version 1" };
    assert_eq!(of(&with(&esc_good, 4, &[2])), (4, "version", version));
    let mut trailing = esc_good.clone();
    trailing.extend([0, 0]);
    let end = esc_good.len() as u64;
    assert_eq!(of(&trailing), (end, "end of file", FieldProblem::TrailingBytes { count: 2 }));

    let flags = header(1, P_FLAGS);
    assert_eq!(of(&two(load(0, 0x40_2000, b"a", 1))), (flags, "p_flags", FieldProblem::NoPermission));
    assert_eq!(
        of(&two(load(R | W | X, 0x40_2000, b"a", 1))),
        (flags, "p_flags", FieldProblem::WritableExecutable)
    );
    let problem = FieldProblem::WritableExecutablePage { page: GuestAddr(0x40_1000) };
    assert_eq!(of(&two(load(R | W, 0x40_1ffe, b"abcd", 4))), (flags, "p_flags", problem.clone()));
    // Read-only data between the two does not part them.
    let three = elf(&[text(), load(R, 0x40_1100, b"a", 1), load(R | W, 0x40_1200, b"a", 1)]);
    assert_eq!(of(&three), (header(2, P_FLAGS), "p_flags", problem));

    let problem = FieldProblem::FileLargerThanMemory { file: 2, memory: 1 };
    assert_eq!(of(&two(load(R, 0x40_2000, b"ab", 1))), (header(1, P_FILESZ), "p_filesz", problem));
    let problem = FieldProblem::TextNotInFile { file: 1, memory: 2 };
    assert_eq!(of(&two(load(R | X, 0x40_2000, b"a", 2))), (header(1, P_MEMSZ), "p_memsz", problem));

    for addr in [0, 0xfff, u64::from(layout::IMAGE_END), 1 << 32, (1 << 32) + 0x40_2000, u64::MAX] {
        let found = of(&two(load(R, addr, b"a", 1)));
        assert_eq!(found, (header(1, P_VADDR), "p_vaddr", FieldProblem::OutsideImage { addr }));
    }
    let addr = u64::from(layout::IMAGE_END) - 1;
    for size in [2, 1 << 31, 1 << 32, u64::MAX, u64::MAX - addr + 1] {
        let found = of(&two(load(R, addr, b"a", size)));
        assert_eq!(found, (header(1, P_MEMSZ), "p_memsz", FieldProblem::TooLong { addr, size }));
    }
    promises_hold(&image(&two(load(R, addr, b"a", 1))));

    let problem = FieldProblem::Overlap { addr: GuestAddr(0x40_1004), other: GuestAddr(0x40_1000) };
    assert_eq!(of(&two(load(R, 0x40_1004, b"a", 1))), (header(1, P_VADDR), "p_vaddr", problem));
    let problem = FieldProblem::Overlap { addr: GuestAddr(0x40_1000), other: GuestAddr(0x40_1000) };
    assert_eq!(of(&two(text())), (header(1, P_VADDR), "p_vaddr", problem));

    let loose = Limits { memory_pages: 2, ..Limits::default() };
    let pages =
        |size| Image::load(&two(load(R | W, 0x40_2000, b"", size)), &loose).map(|_| ()).map_err(parts);
    assert_eq!(pages(0x1000), Ok(()));
    let problem = FieldProblem::TooMuchMemory { pages: 3, limit: 2 };
    assert_eq!(pages(0x1001), Err((header(1, P_MEMSZ), "p_memsz", problem)));

    for entry in [0, 0x40_0fff, 0x40_1005, 1 << 32 | 0x40_1000, u64::MAX] {
        let found = of(&with(&good, 24, &entry.to_le_bytes()));
        assert_eq!(found, (24, "e_entry", FieldProblem::EntryOutsideCode { entry }));
    }
    let data = elf(&[load(R, 0x40_1000, &[0xc3], 1)]);
    assert_eq!(of(&data), (24, "e_entry", FieldProblem::EntryOutsideCode { entry: 0x40_1000 }));
    assert_eq!(of(&elf(&[])), (24, "e_entry", FieldProblem::EntryOutsideCode { entry: 0x40_1000 }));
}

#[test]
fn errors_read_well() {
    let file = elf(&[text(), load(R | W, 0x40_1ffe, b"abcd", 4)]);
    assert_eq!(
        error(&file).to_string(),
        "at file offset 0x7c, p_flags: the page at 0x401000 would be writable and executable; permissions are per page"
    );
    let file = elf(&[load(R, 0, b"a", 1)]);
    assert_eq!(
        error(&file).to_string(),
        "at file offset 0x50, p_vaddr: 0x0 is outside 0x1000..0x40000000, where contracts lie"
    );
}

#[test]
fn kinds_of_esc_sections() {
    let sections: [EscSection<'_>; 5] = [
        (1, 0x40_1000, &[0xc3], 1),
        (2, 0x40_1100, b"old", 3),
        (6, 0x40_1200, b"new", 3),
        (3, 0x60_0fd0, b"relocated", 9),
        (4, 0x60_1000, b"data", 0x2000),
    ];
    let file = esc_file(0x40_1000, &sections, &[0, 0x40_1000, 0x60_0fd0, 0x70_0000, 1 << 40]);
    let image = image(&file);
    promises_hold(&image);
    let perms: Vec<_> = image.segments().iter().map(|s| (s.addr.0, s.perm, s.mem_size)).collect();
    assert_eq!(
        perms,
        [
            (0x40_1000, Perm::ReadExecute, 1),
            (0x40_1100, Perm::Read, 3),
            (0x40_1200, Perm::Read, 3),
            (0x60_0fd0, Perm::ReadWrite, 9),
            (0x60_1000, Perm::ReadWrite, 0x2000)
        ]
    );
    let symbols: Vec<_> = image.symbols().iter().map(|y| y.addr.0).collect();
    assert_eq!(symbols, [0x40_1000, 0x60_0fd0]);
    let ContractFile::Esc(parsed) = ContractFile::parse(&file).unwrap() else { panic!("an ESC file") };
    assert_eq!(parsed.symbols_size(), 40);
    let again = Image::load(&esc::write(image.entry(), image.segments()), &Limits::default()).unwrap();
    image.same_contract(&again).unwrap();
}

/// A C contract with every kind of section, symbols and debug information.
fn compiled() -> Vec<u8> {
    let source =
        "static const char *const names[] = {\"one\", \"two\"}; int table[600] = {1, 2, 3}; int zero[5000];
        __attribute__((noinline)) static int inner(int n) { return n < 2 ? n : inner(n - 1) + inner(n - 2); }
        int __apply(void) { return inner(zero[3]) + table[zero[2]] + names[zero[1]][1]; }";
    let flags: Vec<&str> = CONTRACT.iter().chain(&["-g"]).copied().collect();
    gcc("image_compiled", source, &flags)
}

#[test]
fn a_compiled_contract_loads_with_its_symbols() {
    let image = image(&compiled());
    promises_hold(&image);
    let apply = image.symbols().iter().find(|y| y.name.as_deref() == Some("__apply")).unwrap();
    assert_eq!((apply.addr, apply.is_function), (image.entry(), true));
    assert!(apply.size > 0);
    assert!(
        image
            .symbols()
            .iter()
            .any(|y| y.name.as_deref() == Some("zero") && !y.is_function && y.size == 20_000)
    );
    assert!(image.symbols().is_sorted_by_key(|y| y.addr));
}

#[test]
fn only_what_is_loaded_counts_towards_the_size() {
    let file = compiled();
    let limits = Limits { contract_size: 4000, ..Limits::default() };
    assert!(file.len() as u64 > 2 * limits.contract_size);
    promises_hold(&Image::load(&file, &limits).unwrap());
}

#[test]
fn section_headers_do_not_matter() {
    let file = compiled();
    let whole = image(&file);
    // Without a table; with one that lies beyond the file; with entries of a wrong size; with names from
    // nowhere.
    for (offset, bytes) in
        [(40, &[0; 8][..]), (40, &[0xff; 8]), (58, &[1, 0]), (60, &[0xff, 0xff]), (62, &[0xff, 0xff])]
    {
        // The linker maps the file header, so that the damage is in the image too: compare what runs.
        let damaged = image(&with(&file, offset, bytes));
        promises_hold(&damaged);
        assert!(damaged.entry() == whole.entry() && damaged.text().eq(whole.text()));
    }
    let mut table = usize::try_from(u64::from_le_bytes(file[40..48].try_into().unwrap())).unwrap();
    while table < file.len() {
        let damaged = image(&with(&file, table as u64, &[0xff]));
        promises_hold(&damaged);
        whole.same_contract(&damaged).unwrap();
        table += 1;
    }
}

#[test]
fn truncation_at_every_byte() {
    let file = compiled();
    let whole = image(&file);
    let mut refused = 0;
    for len in 0..file.len() {
        match Image::load(&file[..len], &Limits::default()) {
            Ok(image) => {
                promises_hold(&image);
                whole.same_contract(&image).unwrap();
            }
            Err(error) => {
                refused += 1;
                assert!(error.offset <= len as u64, "{len}: {error}");
            }
        }
    }
    assert!(refused > 0x2000, "all that lies in a segment is needed, {refused}");
    let esc = esc::write(whole.entry(), whole.segments());
    for len in 0..esc.len() {
        let error = error(&esc[..len]);
        assert!(error.offset <= len as u64, "{len}: {error}");
    }
}

#[test]
fn damage_anywhere_keeps_the_promises() {
    let elf = compiled();
    let esc = {
        let image = image(&elf);
        esc::write(image.entry(), image.segments())
    };
    let limits = Limits::default();
    for file in [elf, esc] {
        let mut damaged = file.clone();
        for at in 0..file.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff, file[at] ^ 1, file[at].wrapping_add(1)] {
                damaged[at] = value;
                if let Ok(image) = Image::load(&damaged, &limits) {
                    promises_hold(&image);
                }
            }
            damaged[at] = file[at];
        }
    }
}

#[test]
fn symbol_names_take_no_more_room_than_the_file() {
    // A symbol table all of whose entries name the same long string.
    let mut file = elf(&[text()]);
    let name = file.len() as u64;
    file.extend([b'n'; 1000]);
    file.push(0);
    let symbols = file.len() as u64;
    for _ in 0..1000 {
        file.extend([0, 0, 0, 0, 2, 0, 1, 0]);
        file.extend(0x40_1000_u64.to_le_bytes());
        file.extend(0_u64.to_le_bytes());
    }
    let table = file.len() as u64;
    for (kind, offset, size) in [(0_u32, 0, 0), (2, symbols, 24_000), (3, name, 1001)] {
        file.extend([0; 4]);
        file.extend(kind.to_le_bytes());
        for long in [0, 0, offset, size] {
            file.extend(u64::to_le_bytes(long));
        }
        file.extend(2_u32.to_le_bytes());
        file.extend([0; 20]);
    }
    file = with(&file, 40, &table.to_le_bytes());
    file = with(&file, 60, &3_u16.to_le_bytes());
    let image = image(&file);
    let room: usize = image.symbols().iter().filter_map(|y| y.name.as_ref()).map(String::len).sum();
    assert!((1000..=file.len() + 1000).contains(&room), "{room}");
}

#[test]
fn images_differ_where_they_differ() {
    let base = elf(&[text(), load(R | W, 0x40_2000, b"abc", 100)]);
    let base = image(&base);
    let other = |loads: &[Load]| base.same_contract(&image(&elf(loads)));
    // Cut otherwise, and with zeroes in the file: the same.
    let cut = [
        load(R | X, 0x40_1000, &[0x90, 0x90], 2),
        load(R | X, 0x40_1002, &[0x90, 0x90, 0xc3], 3),
        load(R | W, 0x40_2000, b"ab", 2),
        load(R | W, 0x40_2002, b"c\0\0", 50),
        load(R | W, 0x40_2034, b"", 48),
    ];
    assert_eq!(other(&cut), Ok(()));
    let addr = GuestAddr(0x40_2001);
    let found = other(&[text(), load(R | W, 0x40_2000, b"aXc", 100)]);
    assert_eq!(found, Err(Difference::Byte { addr, ours: b'b', theirs: b'X' }));
    let addr = GuestAddr(0x40_2062);
    let mut late = b"abc".to_vec();
    late.resize(98, 0);
    late.push(1);
    let found = other(&[text(), load(R | W, 0x40_2000, &late, 100)]);
    assert_eq!(found, Err(Difference::Byte { addr, ours: 0, theirs: 1 }));
    let addr = GuestAddr(0x40_2000);
    let found = other(&[text(), load(R, 0x40_2000, b"abc", 100)]);
    assert_eq!(found, Err(Difference::Perm { addr, ours: Some(Perm::ReadWrite), theirs: Some(Perm::Read) }));
    let addr = GuestAddr(0x40_2063);
    let found = other(&[text(), load(R | W, 0x40_2000, b"abc", 99)]);
    assert_eq!(found, Err(Difference::Perm { addr, ours: Some(Perm::ReadWrite), theirs: None }));
    let found = other(&[text(), load(R | W, 0x40_2000, b"abc", 100), load(R, 0x40_3000, b"", 1)]);
    let addr = GuestAddr(0x40_3000);
    assert_eq!(found, Err(Difference::Perm { addr, ours: None, theirs: Some(Perm::Read) }));
    let moved =
        image(&with(&elf(&[text(), load(R | W, 0x40_2000, b"abc", 100)]), 24, &0x40_1001_u64.to_le_bytes()));
    let found = base.same_contract(&moved);
    assert_eq!(found, Err(Difference::Entry { ours: GuestAddr(0x40_1000), theirs: GuestAddr(0x40_1001) }));

    // What is said to be dropped may be missing, and must be right where it is not.
    let dropped = 0x40_2002..0x40_2064;
    let less = image(&elf(&[text(), load(R | W, 0x40_2000, b"ab", 2)]));
    assert_eq!(base.same_contract_without(&less, std::slice::from_ref(&dropped)), Ok(()));
    assert!(base.same_contract_without(&less, std::slice::from_ref(&(0x40_2002..0x40_2063))).is_err());
    assert!(less.same_contract_without(&base, &[dropped]).is_err());
}

#[test]
fn cutting_keeps_what_it_is_told_to() {
    let whole = image(&elf(&[
        text(),
        load(R | W, 0x40_2000, b"a\0\0d", 8),
        load(R | W, 0x40_2008, b"i\0", 4),
        load(R, 0x40_3000, b"r", 1),
    ]));
    let apply = 0x40_1000..0x40_1005;
    let cut = whole.cut(&[apply, 0x40_2001..0x40_2003, 0x40_2003..0x40_200a]).unwrap();
    promises_hold(&cut);
    let segments: Vec<_> =
        cut.segments().iter().map(|s| (s.addr.0, s.mem_size, s.bytes.as_slice())).collect();
    assert_eq!(segments[1..], [(0x40_2001, 2, &b""[..]), (0x40_2003, 7, b"d\0\0\0\0i")]);
    assert_eq!(whole.same_contract_without(&cut, &[0x40_2000..0x40_2001, 0x40_200a..0x40_3001]), Ok(()));

    let entry_alone = 0x40_1000..0x40_1001;
    assert_eq!(whole.cut(std::slice::from_ref(&entry_alone)).unwrap().segments()[0].bytes, [0x90]);
    for wrong in [
        &[][..],
        &[(0x40_1001, 0x40_1005)],
        &[(0x40_1000, 0x40_1005), (0x40_1000, 0x40_1005)],
        &[(0x40_2000, 0x40_2001), (0x40_1000, 0x40_1005)],
        &[(0x40_1000, 0x40_1006)],
        &[(0x40_1000, 0x40_1005), (0x40_1800, 0x40_1801)],
        &[(0x40_1000, 0x40_1005), (0x40_2000, 0x40_3001)],
        &[(0x40_1000, 0x40_1005), (0x40_3000, 0x40_3000)],
    ] {
        let wrong: Vec<_> = wrong.iter().map(|&(start, end)| start..end).collect();
        assert!(whole.cut(&wrong).is_none(), "{wrong:x?}");
    }
}

#[test]
fn zeroes_that_need_not_be_given_take_no_memory() {
    // Fifty megabytes that no file gives, and zeroes behind them that this one does.
    let far = 0x40_3000 + 50_000_000;
    let file = elf(&[text(), load(R | W, 0x40_3000, &[], 50_000_000), load(R | W, far, &[0; 64], 100)]);
    let whole = Image::load(&file, &Limits::default()).unwrap();
    let cut = whole.cut(&[0x40_1000..0x40_1005, 0x40_3000..far as u32 + 100]).unwrap();
    let data = &cut.segments()[1];
    assert_eq!((data.bytes.len(), data.mem_size), (0, 50_000_100));
    assert!(data.bytes.capacity() < 1000, "{}", data.bytes.capacity());
}

/// Numbers at the edges of what a field can hold.
fn edge() -> impl Strategy<Value = u64> {
    let powers = [0, 8, 12, 16, 22, 29, 30, 31, 32, 40, 48, 63].map(|bit| 1_u64 << bit);
    let near = (proptest::sample::select(powers.to_vec()), -65_i64..65);
    prop_oneof![near.prop_map(|(power, by)| power.wrapping_add_signed(by)), any::<u64>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Several fields at once, of the file header, the program headers and the section headers.
    #[test]
    fn damaged_numbers_keep_the_promises(
        damage in proptest::collection::vec((0_usize..4096, 0_usize..3, edge()), 1..6),
    ) {
        static COMPILED: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
        let good = COMPILED.get_or_init(|| gcc("image_numbers", "int a = 3; int b[9]; int __apply(void) { return a; }", CONTRACT));
        let mut file = good.clone();
        for (place, width, number) in damage {
            // Headers stand at the two ends of the file.
            let place = if place < 512 { place } else { file.len() - 1 - place % 1024 };
            let bytes = &number.to_le_bytes()[..[2, 4, 8][width]];
            let end = file.len().min(place + bytes.len());
            file[place..end].copy_from_slice(&bytes[..end - place]);
        }
        let _ = ContractFile::parse(&file).map(|file| link::check(&file));
        if let Ok(image) = Image::load(&file, &Limits::default()) {
            promises_hold(&image);
        }
    }
}
