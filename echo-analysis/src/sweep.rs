//! The parts of the text that nothing leads to: functions nobody calls, or that only a computed address
//! reaches; padding; data.
//!
//! Called by [`crate::Analysis`] when all code is marked. Nothing that is refused here keeps the file from running,
//! and if a computed jump does lead here, the engine stops it; so it is worth a warning. Warnings
//! for data would drown the ones for code, so bytes count as code only in stretches that go from behind code or
//! padding, or from a multiple of 16, to a `ret`, a jump, a trap or known code, with nothing that speaks for
//! data (as in [`crate::guess`]). Symbols would tell more, but can be stripped. Tables that linkers put beside
//! the code (`-z noseparate-code`), and that stripping drops, are known by their form.
//!
//! Invariant: each address is decoded at most once, in order.

use crate::bitmap::{Mark, PositionSet};
use crate::code_map::CodeMap;
use crate::data::{is_refused_like_data, is_string, is_zeroes};
use crate::flaw::Flaw;
use crate::successors::Successors;
use crate::text::Position;
use echo_abi::decode::Buffer;
use echo_abi::{GuestAddr, Segment};
use std::ops::Range;

/// Flawed instructions in code that nothing leads to.
pub struct Unreached {
    /// The first of them, in the order of addresses.
    pub flawed: Vec<GuestAddr>,
    /// How many more there are.
    pub more: u64,
}

/// Looks for flawed instructions in code that nothing leads to; lists the first `most`.
pub(crate) fn sweep(map: &mut CodeMap<'_>, most: usize) -> Unreached {
    let covered = map.marks.set_of(Mark::COVERED);
    let mut unreached = Unreached { flawed: Vec::new(), more: 0 };
    let segments: Vec<&Segment> = map.text.segments().collect();
    for segment in segments {
        let Some(base) = map.position(segment.addr) else { continue };
        let part = Part { segment, base, covered: &covered };
        let mut sweep = Sweep { map, part, unreached, most, buffer: Buffer::new() };
        sweep.segment();
        unreached = sweep.unreached;
    }
    unreached
}

/// An executable segment, and what of it something leads to.
#[derive(Clone, Copy)]
struct Part<'s> {
    segment: &'s Segment,
    /// The position of its first byte.
    base: Position,
    /// Positions that belong to instructions that something leads to. A sweep changes nothing of that.
    covered: &'s PositionSet,
}

impl<'s> Part<'s> {
    /// The position of the byte at `addr`, which lies in the segment or at its end.
    fn position(self, addr: GuestAddr) -> Position {
        self.base.offset((addr.0 - self.segment.addr.0) as usize)
    }

    /// The bytes from `addr` to the end of the segment.
    fn bytes(self, addr: GuestAddr) -> &'s [u8] {
        &self.segment.bytes[(addr.0 - self.segment.addr.0) as usize..]
    }

    /// Whether the byte at `addr` belongs to an instruction that something leads to.
    fn is_covered(self, addr: GuestAddr) -> bool {
        self.covered.has(self.position(addr))
    }

    /// How many bytes from `addr` on belong to instructions that something leads to.
    fn covered(self, addr: GuestAddr) -> u32 {
        let end = self.base.offset(self.segment.bytes.len());
        self.covered.run(self.position(addr), end) as u32
    }
}

struct Sweep<'s, 'a> {
    map: &'s mut CodeMap<'a>,
    part: Part<'s>,
    unreached: Unreached,
    most: usize,
    buffer: Buffer,
}

/// What a sweep makes of one instruction.
struct Swept {
    len: u8,
    is_flawed: bool,
    /// Nothing speaks for its being data.
    is_code: bool,
    /// Execution does not go on behind it.
    ends: bool,
}

impl Sweep<'_, '_> {
    fn segment(&mut self) {
        let part = self.part;
        let tables = tables(part);
        let mut tables = tables.iter().peekable();
        let (mut addr, end) = (part.segment.addr, part.segment.end());
        loop {
            addr = addr.offset(part.covered(addr));
            while let Some(table) = tables.next_if(|table| table.start <= addr) {
                addr = addr.max(table.end);
            }
            if addr >= end {
                break;
            }
            if part.is_covered(addr) {
                continue;
            }
            if matches!(part.bytes(addr).first(), Some(0 | 0x90 | 0xcc)) {
                addr = addr.offset(1);
                continue;
            }
            let limit = tables.peek().map_or(end, |table| table.start);
            addr = self.run(addr, limit);
        }
    }

    /// Decodes from `start` until flow ends, something is known, or `limit`. Returns where to go on.
    fn run(&mut self, start: GuestAddr, limit: GuestAddr) -> GuestAddr {
        let (kept, more) = (self.unreached.flawed.len(), self.unreached.more);
        let mut addr = start;
        let part = self.part;
        let mut is_code = !is_string(part.bytes(start));
        while is_code && addr < limit && !part.is_covered(addr) {
            let Some(swept) = self.look_at(addr) else {
                is_code = false;
                addr = addr.offset(1);
                break;
            };
            if swept.is_flawed {
                self.add(addr);
            }
            let body = part.position(addr).offset(1);
            is_code = swept.is_code && !part.covered.any(body, swept.len.saturating_sub(1));
            addr = addr.offset(swept.len.into());
            if swept.ends {
                break;
            }
        }
        addr = addr.max(start.offset(1));
        if is_code {
            return addr;
        }
        self.unreached.flawed.truncate(kept);
        self.unreached.more = more;
        // Behind data, code starts where a linker would put it.
        limit.min(GuestAddr(addr.0.next_multiple_of(16)))
    }

    /// What the instruction at `addr` is; `None` if the bytes are none, or more likely data.
    fn look_at(&mut self, addr: GuestAddr) -> Option<Swept> {
        let bytes = self.part.bytes(addr);
        // Nearly all is padding, which need not be decoded.
        if let Some(len) = padding(bytes).filter(|len| usize::from(*len) < bytes.len()) {
            return Some(Swept { len, is_flawed: false, is_code: true, ends: false });
        }
        let inst = match self.map.text.read(addr, &mut self.buffer) {
            Err(refused) if refused.len == 0 || is_refused_like_data(refused.rule) => return None,
            Err(refused) => {
                let ends = self.map.behind(&refused).is_none();
                return Some(Swept { len: refused.len, is_flawed: true, is_code: true, ends });
            }
            Ok(inst) => inst,
        };
        let Successors { next, target, flow } = Successors::of(inst);
        let leaves = [target, next.filter(|_| !flow.is_call())]
            .into_iter()
            .flatten()
            .any(|way| way != GuestAddr::NULL && self.map.position(way).is_none());
        let (mut is_flawed, mut inside) = (false, false);
        for flaw in self.map.flaws(inst) {
            is_flawed = true;
            inside |= matches!(flaw, Flaw::EntersInstruction(_));
        }
        let is_code = !(leaves || inside || is_zeroes(bytes));
        Some(Swept { len: inst.len(), is_flawed, is_code, ends: next.is_none() })
    }

    fn add(&mut self, addr: GuestAddr) {
        if self.unreached.flawed.len() < self.most {
            self.unreached.flawed.push(addr);
        } else {
            self.unreached.more += 1;
        }
    }
}

/// Length of the `nop` of several bytes that `bytes` start with, if it is one that assemblers fill gaps with (Intel SDM volume 2, NOP,
/// "Recommended Multi-Byte Sequence of NOP Instruction"; more of the prefix 66 where it is longer).
fn padding(bytes: &[u8]) -> Option<u8> {
    const MOST_PREFIXES: usize = 6;
    let operand_size = bytes.iter().take(MOST_PREFIXES).take_while(|byte| **byte == 0x66).count();
    let mut prefixes = operand_size;
    if bytes.get(prefixes) == Some(&0x2e) {
        prefixes += 1;
    }
    let len = match bytes.get(prefixes..)? {
        [0x90, ..] if prefixes == 1 && operand_size == 1 => 1,
        [0x0f, 0x1f, 0x00, ..] => 3,
        [0x0f, 0x1f, 0x40, 0, ..] => 4,
        [0x0f, 0x1f, 0x44, 0, 0, ..] => 5,
        [0x0f, 0x1f, 0x80, 0, 0, 0, 0, ..] => 7,
        [0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0, ..] => 8,
        _ => return None,
    };
    Some((prefixes + len) as u8)
}

/// The tables in a segment that are known by their form, in order.
fn tables(part: Part<'_>) -> Vec<Range<GuestAddr>> {
    let mut tables = Vec::new();
    let (start, end) = (part.segment.addr, part.segment.end());
    let aligned = |addr: GuestAddr| GuestAddr(addr.0.next_multiple_of(4));
    let mut addr = start;
    while addr < end {
        let covered = part.covered(addr);
        let form = || {
            let bytes = part.bytes(addr);
            let here = if addr == start { file_header(bytes) } else { None };
            here.or_else(|| note(bytes)).or_else(|| unwind_header(bytes)).or_else(|| unwind_table(bytes))
        };
        match (covered == 0).then(form).flatten() {
            Some(length) => {
                let left = end.0 - addr.0;
                let behind = addr.offset(u32::try_from(length).map_or(left, |length| length.min(left)));
                tables.push(addr..behind);
                addr = aligned(behind);
            }
            None => addr = aligned(addr.offset(covered.max(1))),
        }
    }
    tables
}

/// The number at an offset.
fn number(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes) as usize)
}

/// Length of an ELF file's header and program headers, which linkers map in front of the first segment.
fn file_header(bytes: &[u8]) -> Option<usize> {
    let programs = bytes.get(56..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))?;
    bytes.starts_with(b"\x7fELF\x02\x01\x01").then_some(64 + 56 * usize::from(programs))
}

/// Length of a note of the GNU tools: the build's id, properties (System V ABI, "Note Section").
fn note(bytes: &[u8]) -> Option<usize> {
    let length = number(bytes, 4).filter(|n| *n <= 64)?;
    (number(bytes, 0)? == 4 && bytes.get(12..16)? == b"GNU\0").then_some(16 + length.next_multiple_of(4))
}

/// Length of an `.eh_frame_hdr` in the only encoding that GNU ld and lld write (Linux Standard Base, "The
/// .eh_frame_hdr section").
fn unwind_header(bytes: &[u8]) -> Option<usize> {
    let length = number(bytes, 8)?.checked_mul(8)?.checked_add(12)?;
    (bytes.starts_with(&[1, 0x1b, 3, 0x3b]) && length <= bytes.len()).then_some(length)
}

/// Length of an `.eh_frame`: records of which the first is a common one, and each other names the common one
/// before it that it goes with (Linux Standard Base, "The .eh_frame section").
fn unwind_table(bytes: &[u8]) -> Option<usize> {
    let is_common = |at: usize| {
        number(bytes, at + 4) == Some(0) && matches!(bytes.get(at + 8..at + 10), Some([1 | 3, 0 | b'z']))
    };
    if !is_common(0) {
        return None;
    }
    let (mut end, mut records) = (0, 0);
    while let Some(length) = number(bytes, end).filter(|n| *n >= 8 && *n < bytes.len() - end - 4) {
        let back = number(bytes, end + 4).unwrap_or(0);
        let belongs = back != 0 && (end + 4).checked_sub(back).is_some_and(is_common);
        if !belongs && !is_common(end) {
            break;
        }
        (end, records) = (end + 4 + length, records + 1);
    }
    (records > 1).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::padding;
    use echo_abi::isa::{Flow, Op, Profile};
    use echo_abi::{Features, GuestAddr, decode};

    #[test]
    fn padding_is_what_the_decoder_says() {
        let ends: [&[u8]; 6] = [
            &[0x90],
            &[0x0f, 0x1f, 0x00],
            &[0x0f, 0x1f, 0x40, 0],
            &[0x0f, 0x1f, 0x44, 0, 0],
            &[0x0f, 0x1f, 0x80, 0, 0, 0, 0],
            &[0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0],
        ];
        let mut known = 0;
        for end in ends {
            for count in 0..9 {
                for segment in [&[][..], &[0x2e], &[0x2e, 0x2e]] {
                    let mut bytes = [&[0x66].repeat(count), segment, end].concat();
                    let len = bytes.len();
                    bytes.extend([0xcc; 16]);
                    let Some(found) = padding(&bytes) else { continue };
                    known += 1;
                    let inst = decode(&bytes, GuestAddr(0x1000)).expect("accepted");
                    assert_eq!((usize::from(found), usize::from(inst.len())), (len, len), "{inst}");
                    assert_eq!((inst.op(), inst.flow()), (Op::Nop, Flow::Next), "{inst}");
                    assert!(
                        inst.flags_read().is_empty()
                            && inst.is_accepted_by(Features { profile: Profile::V1, crypto: false })
                    );
                    assert_eq!(padding(&bytes[..len - 1]), None, "cut off");
                }
            }
        }
        assert!(known > 60, "{known}");
        assert_eq!(padding(&[0xc3; 16]), None);
        assert_eq!(padding(&[]), None);
    }
}
