//! Whatever a file holds, the validator ends, soon, with the same report each time. Texts are random bytes,
//! random mixtures of what steers decoding (branches, calls, tables, addresses), and patterns made to be
//! slow.

use echo_abi::{Policy, Profile};
use echo_validate::{Colour, Report, Severity, ValidateError, validate_file};
use proptest::prelude::*;
use std::time::{Duration, Instant};

const TEXT: u64 = 0x40_1000;
const DATA: u64 = 0x50_0000;

/// An ESC file (echo-v1.md 1) with one text and, where there is any, read-only data.
fn esc(text: &[u8], data: &[u8], entry: u64) -> Vec<u8> {
    let mut file = b"ECHO\x01\0\0\0".to_vec();
    file.extend(entry.to_le_bytes());
    file.extend(if data.is_empty() { 1u32 } else { 2 }.to_le_bytes());
    for (kind, flags, addr, bytes) in [(1, 6, TEXT, text), (6, 2, DATA, data)] {
        if !bytes.is_empty() {
            file.extend([kind, flags]);
            file.extend(addr.to_le_bytes());
            let len = u32::try_from(bytes.len()).expect("a small text");
            file.extend([len.to_le_bytes(), len.to_le_bytes()].concat());
            file.extend(bytes);
        }
    }
    file.extend(0u32.to_le_bytes());
    file
}

fn report(file: &[u8], policy: &Policy) -> Report {
    match validate_file(file, policy) {
        Ok(contract) => contract.report().clone(),
        Err(ValidateError::Rejected(report)) => *report,
        Err(ValidateError::Format(error)) => panic!("the file must load: {error}"),
    }
}

fn check(text: &[u8], data: &[u8], entry: usize, profile: Profile) {
    let policy = Policy { profile, ..Policy::default() };
    let file = esc(text, data, TEXT + (entry % text.len()) as u64);
    let told = report(&file, &policy);
    assert_eq!(told, report(&file, &policy));
    assert!(told.findings().is_sorted_by_key(|f| f.addr));
    assert_eq!(told.text_bytes(), text.len() as u64);
    for severity in [Severity::Error, Severity::Warning] {
        assert!(told.findings().iter().filter(|f| f.severity == severity).count() <= 200);
    }
    assert!(!told.human("x", Colour::No).is_empty() || told.findings().is_empty());
    let json: serde_json::Value = serde_json::from_str(&told.json("x")).expect("the report is JSON");
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(told.findings().len()));
    assert_eq!(json["verdict"], if told.is_rejected() { "rejected" } else { "accepted" });
}

/// Pieces of code that steer decoding.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let address = prop_oneof![TEXT as u32..TEXT as u32 + 400, DATA as u32..DATA as u32 + 200];
    prop_oneof![
        Just(vec![0xc3]),
        Just(vec![0x90]),
        Just(vec![0x0f, 0xa2]),
        Just(vec![0xff, 0xe0]),
        any::<i8>().prop_map(|d| vec![0xeb, d as u8]),
        (0u8..16, any::<i8>()).prop_map(|(c, d)| vec![0x70 | c, d as u8]),
        (-300i32..300).prop_map(|d| [vec![0xe8], d.to_le_bytes().to_vec()].concat()),
        (-300i32..300).prop_map(|d| [vec![0xe9], d.to_le_bytes().to_vec()].concat()),
        (-300i32..300).prop_map(|d| [vec![0x48, 0x8d, 0x05], d.to_le_bytes().to_vec()].concat()),
        address.prop_map(|a: u32| [vec![0xb8], a.to_le_bytes().to_vec()].concat()),
        any::<u8>().prop_map(|n| vec![0xcd, n]),
        // Leaves flags undefined; reads some.
        Just(vec![0xf7, 0xe1]),
        Just(vec![0xc1, 0xe0, 0x03]),
        Just(vec![0x11, 0xc8]),
        (0u8..16).prop_map(|c| vec![0x0f, 0x90 | c, 0xc0]),
        prop::collection::vec(any::<u8>(), 1..12),
    ]
}

fn profile() -> impl Strategy<Value = Profile> {
    prop_oneof![Just(Profile::V1), Just(Profile::V2), Just(Profile::V3)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(text in prop::collection::vec(any::<u8>(), 1..600), data in prop::collection::vec(any::<u8>(), 0..200), entry: usize, profile in profile()) {
        check(&text, &data, entry, profile);
    }

    #[test]
    fn random_pieces(
        text in prop::collection::vec(piece(), 1..120),
        words in prop::collection::vec(TEXT..TEXT + 400, 0..20),
        table in prop::collection::vec(-0x10_0000i32..0, 0..20),
        entry: usize,
        profile in profile(),
    ) {
        let data = [words.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<u8>>(), table.iter().flat_map(|e| e.to_le_bytes()).collect()];
        check(&text.concat(), &data.concat(), entry, profile);
    }

    #[test]
    fn any_file(file in prop::collection::vec(any::<u8>(), 0..300), magic in prop_oneof![Just(&b"ECHO\x01\0\0\0"[..]), Just(&b"\x7fELF\x02\x01\x01\0"[..]), Just(&b""[..])]) {
        // Most are malformed; none may do worse than that.
        let _ = validate_file(&[magic, &file].concat(), &Policy::default());
    }
}

/// Texts of a contract's full size that would take a validator forever which is not linear.
#[test]
fn nothing_takes_long() {
    const SIZE: usize = 190_000;
    let fill = |pattern: &[u8]| pattern.iter().copied().cycle().take(SIZE).collect::<Vec<u8>>();
    let lea = |from: usize, to: u64| {
        let distance = i32::try_from(to as i64 - (TEXT as i64 + from as i64 + 7)).expect("within 2 GiB");
        [&[0x48, 0x8d, 0x05][..], &distance.to_le_bytes()].concat()
    };
    let half = SIZE / 2;
    // Each word of data is the start of a table that reaches to the end.
    let tables: Vec<u8> =
        (0..half / 7).flat_map(|i| lea(i * 7, DATA + 4 * i as u64 % (half as u64))).chain([0xc3]).collect();
    // A chain: each function is found through the one before it alone.
    let chain: Vec<u8> = (0..SIZE / 9)
        .flat_map(|i| [lea(i * 9, TEXT + (i as u64 + 1) * 9), vec![0xff, 0xe0]].concat())
        .collect();
    // Candidates that all lead to the same data, far behind them.
    let mut doomed = fill(&[0x90]);
    doomed[0] = 0xc3;
    doomed[SIZE - 1] = 0x06;
    let words: Vec<u8> = (1..5_000u64).flat_map(|i| (TEXT + i * 30).to_le_bytes()).collect();
    // Calls of which each returns only if the next one does.
    let calls: Vec<u8> = (0..SIZE / 6).flat_map(|_| [0xe8, 1, 0, 0, 0, 0xc3]).collect();
    // Undefined flags come one by one to the start of a long text, which reads none: shl (OF), mul (SF, ZF,
    // PF), call (all), jumping back.
    let mut flags = fill(&[0x8d, 0x00]);
    flags.truncate(SIZE / 2 * 2 - 40);
    let mut back = |code: &[u8]| {
        flags.extend(code);
        let distance = -(i32::try_from(flags.len()).expect("a small text") + 6);
        flags.extend([&[0x0f, 0x82][..], &distance.to_le_bytes()].concat());
    };
    back(&[0x39, 0xc8]);
    back(&[0x39, 0xc8, 0xc1, 0xe0, 0x03]);
    back(&[0xf7, 0xe1]);
    back(&[0xe8, 0, 0, 0, 0]);
    // The same undefined flags come to every instruction from every other.
    let maze: Vec<u8> = (0..SIZE / 6)
        .flat_map(|i| {
            [&[0x0f, 0x84][..], &(if i % 2 == 0 { 94_002i32 } else { -94_002 }).to_le_bytes()].concat()
        })
        .collect();
    let texts: Vec<(&str, Vec<u8>, Vec<u8>)> = vec![
        ("undefined flags around a loop", flags, vec![]),
        ("a maze of readers", [&[0xf7, 0xe1][..], &maze[..SIZE / 6 * 6 - 2]].concat(), vec![]),
        ("zeroes", fill(&[0]), vec![]),
        ("refused, one byte each", fill(&[0xf4]), vec![]),
        ("jumps into themselves", fill(&[0xeb, 0xff]), vec![]),
        ("overlapping branches", fill(&[0x74, 0x01, 0x75]), vec![]),
        ("every byte a prefix", fill(&[0x66]), vec![]),
        ("a string", fill(b"all the letters there are "), vec![]),
        ("a call to the next byte", fill(&[0xe8, 0, 0, 0, 0]), vec![]),
        ("tables", tables, (0..half / 4).flat_map(|_| (TEXT as i32 - DATA as i32).to_le_bytes()).collect()),
        ("a chain", chain, vec![]),
        ("doomed", doomed, words),
        ("calls", calls, vec![]),
        ("unreached and refused", fill(&[0xc3, 0x0f, 0x31]), vec![]),
        ("unreached data", fill(&[0xc3, 0x50, 0x50, 0x50, 0x06]), vec![]),
    ];
    for (name, text, data) in texts {
        assert!(text.len() <= SIZE + 10 && data.len() < SIZE, "{name}");
        let mut policy = Policy::default();
        policy.limits.contract_size = 1 << 20;
        let file = esc(&text, &data, TEXT);
        let start = Instant::now();
        let told = report(&file, &policy);
        let took = start.elapsed();
        println!("{name}: {took:?}, {} findings, {} more", told.findings().len(), told.more());
        assert!(took < Duration::from_secs(10), "{name} took {took:?}");
    }
}

#[test]
fn what_is_not_listed_is_counted() {
    let text: Vec<u8> = [0x0f, 0xa2].repeat(1000).into_iter().chain([0xc3]).collect();
    let told = report(&esc(&text, &[], TEXT), &Policy::default());
    assert_eq!((told.findings().len(), told.more()), (100, 900));
    assert!(told.human("x", Colour::No).ends_with("x: 900 more findings are not shown\n"));
    let text: Vec<u8> = [0xc3].into_iter().chain([0x0f, 0x31].repeat(1000)).chain([0xc3]).collect();
    let told = report(&esc(&text, &[], TEXT), &Policy::default());
    assert_eq!((told.findings().len(), told.more(), told.is_rejected()), (100, 900, false));
}
