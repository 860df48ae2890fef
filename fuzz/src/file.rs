//! Contract files for whoever reads them: a [`Model`] changed as a contract and cut anew, and mutations of its file that know
//! where the fields of both formats are.

use crate::code;
use crate::corpus::Corpus;
use crate::model::Model;
use crate::mutate::{self, length, number, offset};
use echo_abi::Perm;
use echo_conformance::random::Rng;

/// Changes what the contract is: bytes of text and data, addresses in data, permissions, places.
pub fn change(model: &mut Model, rng: &mut Rng) {
    if model.parts.is_empty() {
        return;
    }
    let n = offset(model.parts.len(), rng);
    let word = model.address(rng);
    let entry = model.entry;
    let part = &mut model.parts[n];
    let is_text = part.perm == Perm::ReadExecute;
    match rng.below(12) {
        0..=3 if is_text && !part.bytes.is_empty() => {
            // Near the entry as often as anywhere: there it is reached.
            let near = entry.checked_sub(part.addr).map(|at| at as usize).filter(|&at| at < part.bytes.len());
            let at = match near.filter(|_| rng.chance(50)) {
                Some(at) => (at + length(200, rng)).min(part.bytes.len() - 1),
                None => offset(part.bytes.len(), rng),
            };
            let code = code::piece(part.addr + at as u32, rng);
            let some = code.len().min(part.bytes.len() - at);
            part.bytes[at..at + some].copy_from_slice(&code[..some]);
        }
        0..=3 if part.mem_size >= 8 => {
            // A word that may be an address, at the very end of what the file gives as often as anywhere.
            let at = match rng.below(3) {
                0 => part.bytes.len().saturating_sub(rng.below(10) as usize),
                _ => rng.below(part.mem_size - 7) as usize & !7,
            };
            let end = (at + 8).min(part.mem_size as usize);
            if end <= at || end > 1 << 20 {
                return;
            }
            part.bytes.resize(part.bytes.len().max(end), 0);
            part.bytes[at..end].copy_from_slice(&word.to_le_bytes()[..end - at]);
        }
        4 if !part.bytes.is_empty() => {
            let at = offset(part.bytes.len(), rng);
            let some = length(part.bytes.len() - at, rng);
            part.bytes[at..at + some].fill(rng.pick(&[0, 0, 0x90, 0xc3, 0xcc, 0xff]));
        }
        5 | 6 => {
            mutate::bytes(&mut part.bytes, rng);
            part.mem_size = part.mem_size.max(part.bytes.len() as u32);
            if is_text {
                part.mem_size = part.bytes.len() as u32;
            }
        }
        7 => part.perm = rng.pick(&[Perm::Read, Perm::ReadWrite, Perm::ReadExecute]),
        8 => part.addr = part.addr.wrapping_add(rng.below(33)).wrapping_sub(16),
        9 => model.entry = word as u32,
        10 => part.mem_size = part.mem_size.wrapping_add(rng.below(8200)).wrapping_sub(4100),
        _ => drop(model.parts.remove(n)),
    }
}

/// Offset and width of each field of an ELF file's header, a program header, a section header, a symbol.
const FILE_HEADER: &[(usize, usize)] = &[
    (4, 1),
    (5, 1),
    (6, 1),
    (16, 2),
    (18, 2),
    (20, 4),
    (24, 8),
    (32, 8),
    (40, 8),
    (48, 4),
    (52, 2),
    (54, 2),
    (56, 2),
    (58, 2),
    (60, 2),
    (62, 2),
];
const PROGRAM_HEADER: &[(usize, usize)] =
    &[(0, 4), (4, 4), (8, 8), (16, 8), (24, 8), (32, 8), (40, 8), (48, 8)];
const SECTION_HEADER: &[(usize, usize)] =
    &[(0, 4), (4, 4), (8, 8), (16, 8), (24, 8), (32, 8), (40, 4), (44, 4), (48, 8), (56, 8)];
const SYMBOL: &[(usize, usize)] = &[(0, 4), (4, 1), (5, 1), (6, 2), (8, 8), (16, 8)];
const RELOCATION: &[(usize, usize)] = &[(0, 8), (8, 4), (12, 4), (16, 8)];
const PACKED_RELOCATION: &[(usize, usize)] = &[(0, 8)];
/// Of an ESC file's header, and of a section's.
const ESC_HEADER: &[(usize, usize)] = &[(4, 4), (8, 8), (16, 4)];
const ESC_SECTION: &[(usize, usize)] = &[(0, 1), (1, 1), (2, 8), (10, 4), (14, 4)];

/// The little-endian number of `width` bytes at `at`; 0 where the file ends.
fn read(file: &[u8], at: usize, width: usize) -> u64 {
    let bytes = at.checked_add(width).and_then(|end| file.get(at..end)).unwrap_or_default();
    bytes.iter().rev().fold(0, |value, byte| (value << 8) | u64::from(*byte))
}

fn write(file: &mut [u8], at: usize, width: usize, value: u64) {
    if let Some(bytes) = at.checked_add(width).and_then(|end| file.get_mut(at..end)) {
        bytes.copy_from_slice(&value.to_le_bytes()[..width]);
    }
}

/// Where the records of a file start, of each kind, with their fields.
fn records(file: &[u8]) -> Vec<(usize, &'static [(usize, usize)])> {
    let mut records: Vec<(usize, &'static [(usize, usize)])> = Vec::new();
    let at = |start: u64, size: usize, n: u64| (start as usize).checked_add(size * n as usize);
    if file.starts_with(b"ECHO") {
        records.push((0, ESC_HEADER));
        let mut start = 20;
        for _ in 0..read(file, 16, 4).min(200) {
            records.push((start, ESC_SECTION));
            start = start.saturating_add(18).saturating_add(read(file, start.saturating_add(14), 4) as usize);
        }
        records.push((start, &[(0, 4)]));
        records.retain(|(start, _)| *start < file.len());
        return records;
    }
    records.push((0, FILE_HEADER));
    let (programs, sections) = (read(file, 32, 8), read(file, 40, 8));
    records
        .extend((0..read(file, 56, 2).min(64)).filter_map(|n| Some((at(programs, 56, n)?, PROGRAM_HEADER))));
    for n in 0..read(file, 60, 2).min(200) {
        let Some(start) = at(sections, 64, n).filter(|start| *start < file.len()) else { break };
        records.push((start, SECTION_HEADER));
        // Symbols, what is dynamic (pairs of a tag and a value), and relocations.
        let (kind, table) = (read(file, start + 4, 4), read(file, start + 24, 8));
        let (size, fields): (usize, &'static [(usize, usize)]) = match kind {
            2 | 11 => (24, SYMBOL),
            4 => (24, RELOCATION),
            6 => (16, &[(0, 8), (8, 8)]),
            19 => (8, PACKED_RELOCATION),
            _ => continue,
        };
        let count = read(file, start + 32, 8) / size as u64;
        records.extend((0..count.min(100)).filter_map(|n| Some((at(table, size, n)?, fields))));
    }
    records.retain(|(start, _)| *start < file.len());
    records
}

/// Sets a field to an edge, to what it was but for a little, or to what the field of another record is.
fn change_field(file: &mut [u8], rng: &mut Rng) {
    let records = records(file);
    let (start, fields) = records[offset(records.len(), rng)];
    let (at, width) = fields[offset(fields.len(), rng)];
    let old = read(file, start + at, width);
    let value = match rng.below(6) {
        0 => number(rng),
        1 => old.wrapping_add(u64::from(rng.below(17))).wrapping_sub(8),
        2 => old ^ (1 << rng.below(8 * width as u32)),
        3 => (file.len() as u64).wrapping_add(u64::from(rng.below(17))).wrapping_sub(8),
        _ => {
            let alike: Vec<usize> = records.iter().filter(|r| r.1 == fields).map(|r| r.0).collect();
            let other = alike[offset(alike.len(), rng)];
            let (at, width) = if rng.chance(70) { (at, width) } else { fields[offset(fields.len(), rng)] };
            read(file, other + at, width)
        }
    };
    write(file, start + at, width, value);
}

/// Copies a record over another, or swaps two.
fn copy_record(file: &mut [u8], rng: &mut Rng) {
    let records = records(file);
    let (from, fields) = records[offset(records.len(), rng)];
    let size = fields.last().map_or(0, |(at, width)| at + width);
    let alike: Vec<usize> = records.iter().filter(|r| r.1 == fields).map(|r| r.0).collect();
    let to = alike[offset(alike.len(), rng)];
    if from + size <= file.len() && to + size <= file.len() {
        file.copy_within(from..from + size, to);
    }
}

/// Gives an ELF file thousands of section headers at its end, all of the same long name: every bound on what is read
/// of them shows.
fn many_sections(file: &mut Vec<u8>, rng: &mut Rng) {
    if !file.starts_with(b"\x7fELF") || file.len() < 64 {
        return;
    }
    let count = 1 + u64::from(rng.below(0xffff));
    let long = length(4000, rng) + 1;
    let names = file.len() as u64;
    file.push(0);
    let filler = rng.pick(b"a\xff\x1b\xc2");
    file.extend(std::iter::repeat_n(filler, long));
    file.push(0);
    let (end, start) = (file.len() as u64, file.len());
    let kind = rng.pick(&[1_u32, 2, 3, 7, 8]);
    for n in 0..count {
        // The last one names them all.
        let is_names = n + 1 == count;
        let row: [u64; 4] = if is_names { [0, 0, names, end - names] } else { [2, 0x40_0000, 64, 1] };
        file.extend(1_u32.to_le_bytes());
        file.extend(if is_names { 3_u32 } else { kind }.to_le_bytes());
        file.extend(row.iter().flat_map(|word| word.to_le_bytes()));
        file.extend([0; 8]);
        file.extend(1_u64.to_le_bytes());
        file.extend(0_u64.to_le_bytes());
    }
    write(file, 40, 8, start as u64);
    write(file, 58, 2, 64);
    write(file, 60, 2, count);
    write(file, 62, 2, count - 1);
}

/// One mutation of a contract file.
pub fn mutate(file: &mut Vec<u8>, others: &[Vec<u8>], rng: &mut Rng) {
    match rng.below(12) {
        0..=5 if file.len() >= 20 => change_field(file, rng),
        6 if file.len() >= 20 => copy_record(file, rng),
        7 if rng.below(100) == 0 => many_sections(file, rng),
        8 => {
            let other = &others[offset(others.len(), rng)];
            let from = offset(other.len() + 1, rng);
            let some = length(other.len() - from, rng);
            let at = offset(file.len() + 1, rng);
            let end = (at + some).min(file.len());
            drop(file.splice(at..end, other[from..from + some].iter().copied()));
        }
        _ => mutate::bytes(file, rng),
    }
}

/// A contract file: a seed changed as a contract, cut anew, changed as a file; or code made at random.
pub fn generate(corpus: &Corpus, rng: &mut Rng) -> Vec<u8> {
    let mut file = match rng.below(20) {
        0..=7 => corpus.files[offset(corpus.files.len(), rng)].clone(),
        8..=16 => {
            let mut model = corpus.models[offset(corpus.models.len(), rng)].clone();
            for _ in 0..rng.below(5) {
                change(&mut model, rng);
            }
            if rng.chance(70) && !model.parts.is_empty() {
                model.cut(rng);
            }
            let file = model.write(rng);
            // A file that is whole but for its contract is what most bytes of a validator are about.
            if rng.chance(80) {
                return file;
            }
            file
        }
        _ => {
            let mut model = code::contract(rng);
            if rng.chance(50) {
                model.cut(rng);
            }
            return model.write(rng);
        }
    };
    for _ in 0..rng.below(6) {
        mutate(&mut file, &corpus.files, rng);
    }
    file
}
