//! What the validator says of a contract does not depend on how its memory is cut into segments, on the zeroes a
//! file spells out, or on the container: the same before and after stripping, as ELF and as ESC.
//!
//! Contracts are random mixtures of what steers the validator (branches, calls, dispatches by tables, addresses in
//! code and data), each once in one piece and once cut anywhere; and what compilers make, damaged in places.
//! `ECHO_CASES` says how many of each: 3,000 if it is not set.

use echo_abi::{GuestAddr, Image, Limits, Policy};
use echo_strip::{Format, StripError, strip};
use echo_validate::Report;
use proptest::prelude::*;
use std::path::Path;
use std::process::Command;

/// Addresses of its first 256 bytes have a zero in the middle, where a segment may end.
const TEXT: u32 = 0x41_0000;
const DATA: u32 = 0x50_0000;

fn limits() -> Limits {
    Limits { contract_size: 16 << 20, ..Policy::default().limits }
}

fn cases() -> u32 {
    std::env::var("ECHO_CASES").ok().map_or(3_000, |n| n.parse().expect("ECHO_CASES is a number"))
}

/// A section of an ESC file (echo-v1.md 1): kind, address, bytes, and how many zeroes behind them are left to the
/// loader.
type RawSection = (u8, u32, Vec<u8>, u32);

fn esc(entry: u32, sections: &[RawSection]) -> Vec<u8> {
    let length = |n: usize| u32::try_from(n).expect("a small section");
    let mut file = b"ECHO\x01\0\0\0".to_vec();
    file.extend(u64::from(entry).to_le_bytes());
    file.extend(length(sections.len()).to_le_bytes());
    for (kind, addr, bytes, zeroes) in sections {
        file.extend([*kind, 0]);
        file.extend(u64::from(*addr).to_le_bytes());
        file.extend((length(bytes.len()) + zeroes).to_le_bytes());
        file.extend(length(bytes.len()).to_le_bytes());
        file.extend(bytes);
    }
    file.extend(0_u32.to_le_bytes());
    file
}

/// `bytes` from `addr` on as sections that touch, cut where `cuts` say; zeroes at their ends are left to the loader.
fn cut(kind: u8, addr: u32, bytes: &[u8], cuts: &[usize]) -> Vec<RawSection> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    cuts.extend([0, bytes.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let pieces = cuts.windows(2).map(|pair| (pair[0], &bytes[pair[0]..pair[1]]));
    let section = |(start, piece): (usize, &[u8])| {
        let given = piece.iter().rposition(|&b| b != 0).map_or(0, |last| last + 1);
        let zeroes = u32::try_from(piece.len() - given).expect("a small section");
        (kind, addr + u32::try_from(start).expect("a small section"), piece[..given].to_vec(), zeroes)
    };
    pieces.map(section).collect()
}

/// Checks that `file` and all that stripping makes of it are told the same of. Whether it is a contract at all.
fn is_told_the_same(file: &[u8]) -> Result<bool, String> {
    let report = |image: &Image| Report::of(image, &Policy::default());
    let Ok(image) = Image::load(file, &limits()) else { return Ok(false) };
    let told = report(&image);
    for format in [Format::Elf, Format::Esc] {
        let stripped = match strip(file, format, &limits()) {
            Ok(stripped) => stripped,
            Err(StripError::Unverified(why)) => return Err(format!("{format:?}: {why}")),
            Err(_) => continue,
        };
        // `strip` compares, too; here its result is loaded by who only has the file.
        let again = report(&Image::load(&stripped.bytes, &limits()).map_err(|e| e.to_string())?);
        told.same_findings(&again).map_err(|addr| format!("{format:?} differs at {addr:?}"))?;
        if told.is_rejected() != again.is_rejected() {
            return Err(format!("{format:?}: another verdict"));
        }
    }
    Ok(true)
}

/// `and edi, 3; call [rdi*8 + table]`
fn masked_call(table: u32) -> Vec<u8> {
    [&[0x83, 0xe7, 3, 0xff, 0x14, 0xfd][..], &table.to_le_bytes()].concat()
}

/// Pieces of code that steer the validator.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let code = TEXT..TEXT + 300;
    let data = (0_u32..20).prop_map(|word| DATA + 8 * word);
    let with = |opcode: &'static [u8], value: u32| [opcode, &value.to_le_bytes()].concat();
    prop_oneof![
        prop::sample::select(vec![
            &[0xc3][..],
            &[0x90],
            &[0xc3, 0x0f, 0xa2],
            &[0xc3, 0x0f, 0x31, 0xc3],
            &[0x0f, 0x31],
            &[0xff, 0xe0],
            &[0xff, 0xd0],
            &[0x31, 0xc0],
            &[0x0f, 0x0b],
            &[0x83, 0xe7, 3],
            &[0x83, 0xff, 3, 0x77, 2],
            &[0x48, 0x01, 0xd0, 0xff, 0xe0],
            &[0xf7, 0xe1],
            &[0x74, 2],
            &[0xeb, 3],
        ])
        .prop_map(<[u8]>::to_vec),
        any::<i8>().prop_map(|d| vec![0xeb, d as u8]),
        (0_u8..16, any::<i8>()).prop_map(|(c, d)| vec![0x70 | c, d as u8]),
        (-200_i32..200).prop_map(move |d| with(&[0xe8], d as u32)),
        code.prop_map(move |a| with(&[0xb8], a)),
        data.clone().prop_map(move |a| with(&[0xba], a)),
        data.clone().prop_map(masked_call),
        data.clone().prop_map(move |a| with(&[0xff, 0x24, 0x25], a)),
        data.clone().prop_map(move |a| with(&[0x48, 0x8b, 0x04, 0xfd], a)),
        // cmp edi, 2; ja; mov edx, table; movsxd rax, [rdx+rdi*4]; add rax, rdx; jmp rax
        data.prop_map(move |a| [
            &[0x83, 0xff, 2, 0x77, 14][..],
            &with(&[0xba], a),
            &[0x48, 0x63, 0x04, 0xba, 0x48, 0x01, 0xd0, 0xff, 0xe0]
        ]
        .concat()),
        prop::collection::vec(any::<u8>(), 1..6),
    ]
}

/// Pieces of data: addresses, distances, zeroes, anything.
fn datum() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(TEXT..TEXT + 200, 1..6)
            .prop_map(|all| all.iter().flat_map(|a| u64::from(*a).to_le_bytes()).collect()),
        (TEXT..TEXT + 300).prop_map(|a| a.to_le_bytes().to_vec()),
        (TEXT..TEXT + 300, DATA..DATA + 160)
            .prop_map(|(a, from)| a.wrapping_sub(from).to_le_bytes().to_vec()),
        (1_usize..12).prop_map(|n| vec![0; n]),
        (60_usize..90).prop_map(|n| vec![0; n]),
        prop::collection::vec(any::<u8>(), 1..6),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_a_contract_is_cut(
        text in prop::collection::vec(piece(), 1..60),
        data in prop::collection::vec(datum(), 0..30),
        text_cuts in prop::collection::vec(any::<usize>(), 0..3),
        cuts in prop::collection::vec(any::<usize>(), 0..8),
        kind in prop_oneof![Just(6_u8), Just(3)],
        shift in prop_oneof![Just(0_u32), Just(8), 0_u32..16],
    ) {
        // Whatever else there is, the words of data are read.
        let text = [masked_call(DATA), masked_call(DATA + 32), text.concat()].concat();
        let data = data.concat();
        // Text is always given wholly.
        let sections = |text_cuts: &[usize], cuts: &[usize]| {
            let text = cut(1, TEXT, &text, text_cuts).into_iter().map(|(kind, addr, mut bytes, zeroes)| {
                bytes.resize(bytes.len() + zeroes as usize, 0);
                (kind, addr, bytes, 0)
            });
            text.chain(cut(kind, DATA + shift, &data, cuts)).collect::<Vec<RawSection>>()
        };
        let whole = esc(TEXT, &[vec![(1, TEXT, text.clone(), 0)], vec![(kind, DATA + shift, data.clone(), 0)]].concat());
        let pieces = esc(TEXT, &sections(&text_cuts, &cuts));
        for file in [&whole, &pieces] {
            let told = is_told_the_same(file);
            prop_assert_eq!(told, Ok(true));
        }
        let report = |file: &[u8]| Report::of(&Image::load(file, &limits()).expect("it was loaded before"), &Policy::default());
        prop_assert_eq!(report(&whole).same_findings(&report(&pieces)), Ok(()));
    }
}

/// What gcc makes of a source of the validator's tests.
fn compiled(directory: &Path, source: &str, arguments: &[&str]) -> Vec<u8> {
    let out = directory.join("compiled");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../echo-validate/tests").join(source);
    let result = Command::new("gcc")
        .args([
            "-static",
            "-nostdlib",
            "-no-pie",
            "-fno-stack-protector",
            "-w",
            "-Wl,-e,__apply,-z,noexecstack",
        ])
        .args(arguments)
        .arg("-o")
        .args([&out, &source])
        .output()
        .expect("gcc is needed for these tests");
    assert!(result.status.success(), "{}", String::from_utf8_lossy(&result.stderr));
    std::fs::read(out).expect("gcc has written it")
}

/// Where in an ELF file the bytes of its loaded segments lie.
fn loaded(file: &[u8]) -> Vec<std::ops::Range<usize>> {
    let elf = object::read::elf::ElfFile64::<object::Endianness>::parse(file).expect("gcc makes ELF files");
    let segments = object::Object::segments(&elf);
    let ranges = segments.map(|segment| object::ObjectSegment::file_range(&segment));
    ranges.filter(|(_, len)| *len > 0).map(|(start, len)| start as usize..(start + len) as usize).collect()
}

/// What compilers make, damaged where the segments' bytes and headers are.
#[test]
fn however_a_file_is_damaged() {
    let directory = assert_fs::TempDir::new().expect("a temporary directory");
    let files: Vec<Vec<u8>> = [
        ("compiled.c", &["-O2"][..]),
        ("compiled.c", &["-O0", "-fpie"]),
        ("compiled.c", &["-Os", "-Wl,-z,noseparate-code"]),
        ("dispatch.c", &["-O1", "-DSHAPE=3", "-DCLOCK"]),
        ("dispatch.c", &["-O2", "-DSHAPE=5", "-DCLOCK", "-fpie"]),
    ]
    .iter()
    .map(|(source, arguments)| compiled(directory.path(), source, arguments))
    .collect();
    let mut contracts = 0;
    let mut random = 1_u64;
    let mut next = |below: usize| {
        // A linear congruential generator (Knuth, The Art of Computer Programming, volume 2, 3.3.4).
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    for case in 0..cases() {
        let mut file = files[case as usize % files.len()].clone();
        let loaded = loaded(&file);
        for _ in 0..=next(8) {
            let range = loaded[next(loaded.len())].clone();
            let at = if next(8) == 0 { 64 + next(5 * 56) } else { range.start + next(range.len()) };
            match next(4) {
                0 => file[at] = next(256) as u8,
                1 => file[at] = 0,
                2 => file[at] ^= 1 << next(8),
                _ => {
                    let from = range.start + next(range.len());
                    let len = next(16).min(range.end - from).min(file.len() - at);
                    file.copy_within(from..from + len, at);
                }
            }
        }
        match is_told_the_same(&file) {
            Ok(is_contract) => contracts += u32::from(is_contract),
            Err(why) => {
                let kept = std::env::temp_dir().join("told_otherwise.elf");
                std::fs::write(&kept, &file).expect("the temporary directory is writable");
                panic!("case {case}, kept in {}: {why}", kept.display());
            }
        }
    }
    println!("{contracts} of {} were contracts", cases());
    assert!(contracts > cases() / 3, "most must be contracts, or the test says little: {contracts}");
}

/// The address of a finding is one of the image's, whatever the file's segments are.
#[test]
fn a_word_in_two_segments_is_a_word() {
    // mov edi, 1; and edi, 1; call [rdi*8 + DATA]; ret; rdtsc; ret
    let text = [
        &[0xbf, 1, 0, 0, 0, 0x83, 0xe7, 1, 0xff, 0x14, 0xfd][..],
        &DATA.to_le_bytes(),
        &[0xc3, 0x0f, 0x31, 0xc3],
    ]
    .concat();
    let data = [u64::from(TEXT + 15).to_le_bytes(), u64::from(TEXT + 16).to_le_bytes()].concat();
    for cuts in [&[][..], &[10], &[9, 10, 11]] {
        let file = esc(TEXT, &[vec![(1, TEXT, text.clone(), 0)], cut(3, DATA, &data, cuts)].concat());
        let told = Report::of(&Image::load(&file, &limits()).expect("a contract"), &Policy::default());
        let found: Vec<_> = told.findings().iter().map(|f| (f.rule.code(), f.addr)).collect();
        assert_eq!(found, [("E0207", Some(GuestAddr(TEXT + 16)))], "{cuts:?}");
        assert!(told.is_rejected());
    }
}
