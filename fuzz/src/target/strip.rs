//! Stripping: what is written loads as the contract that was given, byte by byte, but for what was said to be dropped;
//! and stripping again changes nothing. Functions that nothing reaches, or that do the same as others, may go, and then no more than is said, and no more changes. A static PIE is compared with what it is once it has its address. A report tells of every byte.
//!
//! echo-strip compares, too; here it is done anew, with nothing of its code or of the image's comparison.

use super::{Reach, Target};
use crate::file;
use echo_abi::image::MAX_FILE_SIZE;
use echo_abi::{GuestAddr, Image, Limits, Perm};
use echo_strip::{Format, Functions, Options, StripError, Stripped, relocate, report, strip, strip_with};
use std::ops::Range;

/// This target.
pub const TARGET: Target = Target {
    name: "strip",
    promise: "what is stripped is the same contract, in both formats, and stripping again changes nothing",
    run,
    generate: file::generate,
    seconds: 10,
    memory: 64 << 20,
    memory_per_byte: 32,
};

/// Strips a file into both formats, and what comes out again into both.
pub fn run(file: &[u8]) -> Reach {
    let limits = Limits { contract_size: MAX_FILE_SIZE, ..Limits::default() };
    let mut reach = Reach::Refused;
    let choices = [Functions::All, Functions::Reached, Functions::Distinct]
        .map(|functions| [Format::Elf, Format::Esc].map(|format| (format, functions)));
    for (format, functions) in choices.into_iter().flatten() {
        let options = Options { format, functions, without_interface: false };
        let stripped = match strip_with(file, options, &limits) {
            Ok(stripped) => stripped,
            Err(StripError::Unverified(fault)) => panic!("what was written is another contract: {fault}"),
            Err(error) => {
                assert!(error.to_string().len() <= 400, "a long message: {error}");
                continue;
            }
        };
        reach = Reach::Through;
        let relocated = relocate(file).expect("what is stripped has an address, or is given one");
        assert_eq!(relocated.is_some(), stripped.relocation.is_some(), "whether it was given an address");
        let given = relocated.as_ref().map_or(file, |relocated| &relocated.file);
        let given = Image::load(given, &limits).expect("what is stripped loads");
        assert!(stripped.changes.is_empty() || functions == Functions::Distinct, "branches lead elsewhere");
        let given = given.with_bytes(&stripped.changes).expect("what is changed was there");
        compare(&given, &stripped);
        let rows = report(file, &stripped).expect("what is stripped loads");
        let bytes: u64 = rows.iter().map(|row| row.bytes).sum();
        assert_eq!(bytes, stripped.bytes.len() as u64, "the bytes that a report tells of");
        for again in [Format::Elf, Format::Esc] {
            let second = strip(&stripped.bytes, again, &limits).expect("what was stripped can be stripped");
            assert!(second.dropped.is_empty(), "something is dropped the second time: {:?}", second.dropped);
            if again == format {
                assert!(second.bytes == stripped.bytes, "stripping to {format:?} again changes the file");
            }
        }
    }
    reach
}

/// Addresses from `start` to `end` with their permission, adjacent ones joined, without what was dropped.
fn spans(image: &Image, dropped: &[Range<u32>]) -> Vec<(Range<u32>, Perm)> {
    let mut spans: Vec<(Range<u32>, Perm)> = Vec::new();
    for segment in image.segments() {
        let mut pieces = Vec::from([segment.range()]);
        for hole in dropped {
            pieces = pieces
                .into_iter()
                .flat_map(|p| {
                    [p.start..p.end.min(hole.start).max(p.start), p.start.max(hole.end).min(p.end)..p.end]
                })
                .filter(|piece| !piece.is_empty())
                .collect();
        }
        for piece in pieces {
            match spans.last_mut() {
                Some((last, perm)) if last.end == piece.start && *perm == segment.perm => {
                    last.end = piece.end;
                }
                _ => spans.push((piece, segment.perm)),
            }
        }
    }
    spans
}

fn compare(given: &Image, stripped: &Stripped) {
    let written = Image::load(&stripped.bytes, &Limits { contract_size: MAX_FILE_SIZE, ..Limits::default() })
        .expect("what was written loads");
    assert!(written.segments() == stripped.image.segments(), "the image returned is not the one written");
    assert_eq!(given.entry(), written.entry(), "the entry");
    let dropped: Vec<Range<u32>> = stripped.dropped.iter().map(|dropped| dropped.range.clone()).collect();
    assert_eq!(spans(given, &dropped), spans(&written, &[]), "what is mapped, and with which permission");
    let is_dropped = |addr: u32| dropped.iter().any(|range| range.contains(&addr));
    for (from, to) in [(given, &written), (&written, given)] {
        for segment in from.segments() {
            for (addr, &byte) in (segment.addr.0..).zip(&segment.bytes) {
                if byte != byte_at(to, addr) && !is_dropped(addr) {
                    panic!(
                        "the byte at {addr:#x} is {byte:#x} in one and {:#x} in the other",
                        byte_at(to, addr)
                    );
                }
            }
        }
    }
}

/// A byte of the image; 0 where the file gives none.
fn byte_at(image: &Image, addr: u32) -> u8 {
    let segment = image.segment_at(GuestAddr(addr));
    segment.and_then(|s| s.bytes.get((addr - s.addr.0) as usize)).copied().unwrap_or(0)
}
