//! Loading: an image keeps its promises, and an error names a place in the file and is short.

use super::{Reach, Target};
use crate::file;
use echo_abi::image::ContractFile;
use echo_abi::layout;
use echo_abi::{FormatError, Image, Interface, Limits, Perm, link};
use std::collections::BTreeMap;

/// This target.
pub const TARGET: Target = Target {
    name: "formats",
    promise: "a file loads and its image keeps its promises, or the error names a place in it",
    run,
    generate: file::generate,
    seconds: 5,
    memory: 16 << 20,
    memory_per_byte: 16,
};

/// The longest message about a file, in bytes.
const LONGEST_MESSAGE: usize = 400;

/// Loads a file under the default limits and under ones that little fits.
pub fn run(file: &[u8]) -> Reach {
    let small = Limits { contract_size: 500, memory_pages: 5, ..Limits::default() };
    let _ = Image::load(file, &small).map_err(|error| check_error(&error, file));
    let parsed = ContractFile::parse(file);
    let parsed = parsed.as_ref();
    for finding in parsed.map(link::check).unwrap_or_default() {
        // Names are given whole, with up to eight letters for a byte that a person would not see.
        let longest = LONGEST_MESSAGE + 8 * file.len();
        assert!(finding.to_string().len() <= longest, "a finding about links is long: {finding}");
    }
    match Interface::of_file(file) {
        Ok(Some(interface)) => {
            assert_eq!(interface.to_string().parse(), Ok(interface), "it is not read back");
        }
        Ok(None) => {}
        Err(error) => assert!(error.to_string().len() <= LONGEST_MESSAGE, "a long message: {error}"),
    }
    match parsed {
        Ok(ContractFile::Elf(elf)) => {
            for section in elf.sections() {
                assert!(section.bytes.len() <= file.len(), "a section has more bytes than the file");
            }
            for range in elf.mapped_headers() {
                assert!(range.start <= range.end, "mapped headers end before they start");
            }
        }
        Ok(ContractFile::Esc(esc)) => {
            assert!(esc.symbols_size() <= file.len() as u64, "symbols beyond the file");
        }
        Err(_) => {}
    }
    match Image::load(file, &Limits::default()) {
        Ok(image) => {
            check_image(&image);
            Reach::Through
        }
        Err(error) => {
            check_error(&error, file);
            Reach::Refused
        }
    }
}

fn check_error(error: &FormatError, file: &[u8]) {
    assert!(error.offset <= file.len() as u64, "the error is beyond the end of the file: {error}");
    let text = error.to_string();
    assert!(text.len() <= LONGEST_MESSAGE && !text.contains(char::is_control), "a bad message: {text:?}");
}

/// What every image promises, looked at from outside.
fn check_image(image: &Image) {
    let mut end = layout::IMAGE_START;
    let mut pages: BTreeMap<u32, (bool, bool)> = BTreeMap::new();
    for segment in image.segments() {
        assert!(segment.addr.0 >= end && segment.mem_size > 0, "segments are sorted, apart, and not empty");
        assert!(segment.bytes.len() <= segment.mem_size as usize, "bytes fit in the memory");
        end = segment.addr.0.checked_add(segment.mem_size).expect("a segment ends in the address space");
        assert!(end <= layout::IMAGE_END, "a segment ends where contracts do");
        let is_text = segment.perm == Perm::ReadExecute;
        assert!(!is_text || segment.bytes.len() == segment.mem_size as usize, "text is given wholly");
        for page in segment.addr.0 / layout::PAGE_SIZE..end.div_ceil(layout::PAGE_SIZE) {
            let (writes, executes) = pages.entry(page).or_default();
            *writes |= segment.perm == Perm::ReadWrite;
            *executes |= is_text;
            assert!(!(*writes && *executes), "page {page:#x} is writable and executable");
        }
    }
    assert!(image.text().any(|segment| segment.contains(image.entry())), "the entry is text");
    assert!(pages.len() <= Limits::default().memory_pages as usize, "more pages than the limit");
    let told: Vec<u32> = image.pages().map(|(page, _)| page.0 / layout::PAGE_SIZE).collect();
    assert!(told.iter().eq(pages.keys()), "Image::pages says which pages there are");
    for symbol in image.symbols() {
        assert!(image.segment_at(symbol.addr).is_some(), "a symbol outside of the image");
    }
}
