//! The parts of the text that nothing leads to: functions nobody calls, or that only a computed address
//! reaches; padding; data.
//!
//! Called by [`crate::report`] when all code is marked. What is refused here is a warning and never a
//! rejection: the file runs without it, and if a computed jump does lead here, the engine stops it. Warnings
//! for data would drown the ones for code, so bytes count as code only in runs that go from behind code or
//! padding, or from a multiple of 16, to a `ret`, a jump, a trap or known code, with nothing that speaks for
//! data (as in [`crate::guess`]). Symbols would tell more, but can be stripped. Tables that linkers put beside
//! the code (`-z noseparate-code`), and that stripping drops, are known by their form.
//!
//! Invariant: each address is decoded at most once, in order.

use crate::bitmap;
use crate::code::{Code, is_data_like, is_string, is_zeroes};
use echo_abi::Rule;
use echo_abi::decode::Buffer;
use std::ops::Range;

/// Addresses of refused instructions in code that nothing leads to, in order: the first `most` of them, and
/// how many more there are.
pub(crate) fn sweep(code: &mut Code<'_>, most: usize) -> (Vec<u32>, u64) {
    let mut sweep = Sweep { found: Vec::new(), more: 0, most };
    for text in code.ranges() {
        sweep.text(code, &text);
    }
    (sweep.found, sweep.more)
}

struct Sweep {
    found: Vec<u32>,
    more: u64,
    most: usize,
}

impl Sweep {
    fn text(&mut self, code: &mut Code<'_>, text: &Range<u32>) {
        let tables = tables(code, text);
        let mut tables = tables.iter().peekable();
        let mut addr = text.start;
        loop {
            addr += code.covered(addr);
            while let Some(table) = tables.next_if(|table| table.start <= addr) {
                addr = addr.max(table.end);
            }
            if addr >= text.end {
                break;
            }
            if code.has(addr, bitmap::COVERED) {
                continue;
            }
            if matches!(code.bytes(addr).first(), Some(0 | 0x90 | 0xcc)) {
                addr += 1;
                continue;
            }
            let limit = tables.peek().map_or(text.end, |table| table.start);
            addr = self.run(code, addr, limit);
        }
    }

    /// Decodes from `addr` until flow ends, something is known, or `limit`. Returns where to go on.
    fn run(&mut self, code: &mut Code<'_>, start: u32, limit: u32) -> u32 {
        let (kept, more) = (self.found.len(), self.more);
        let mut addr = start;
        let mut buffer = Buffer::new();
        let mut is_code = !is_string(code.bytes(start));
        while is_code && addr < limit && !code.has(addr, bitmap::COVERED) {
            let (len, bad, ends) = match code.decode(addr, &mut buffer) {
                Err(refused) if refused.len == 0 || is_data_like(refused.rule) => {
                    is_code = false;
                    addr += 1;
                    break;
                }
                Err(refused) => (refused.len, true, code.behind(&refused).is_none()),
                Ok(inst) => {
                    let step = Code::step(inst);
                    let leaves = [step.target, step.next.filter(|_| !step.call)]
                        .into_iter()
                        .flatten()
                        .any(|way| way != 0 && code.position(way).is_none());
                    let (mut bad, mut inside) = (false, false);
                    for rule in code.breaches(inst) {
                        bad = true;
                        inside |= rule == Rule::InsideInstruction;
                    }
                    is_code = !(leaves || inside || is_zeroes(code.bytes(addr)));
                    (inst.len(), bad, step.next.is_none())
                }
            };
            if bad {
                self.add(addr);
            }
            is_code &= !code.body_has(addr, len, bitmap::COVERED);
            addr += u32::from(len);
            if ends {
                break;
            }
        }
        if !is_code {
            self.found.truncate(kept);
            self.more = more;
            // Behind data, code starts where a linker would put it.
            return limit.min((addr.max(start + 1) + 15) & !15);
        }
        addr.max(start + 1)
    }

    fn add(&mut self, addr: u32) {
        if self.found.len() < self.most {
            self.found.push(addr);
        } else {
            self.more += 1;
        }
    }
}

/// The tables in a text that are known by their form, in order.
fn tables(code: &Code<'_>, text: &Range<u32>) -> Vec<Range<u32>> {
    let mut tables = Vec::new();
    let mut addr = text.start;
    while addr < text.end {
        let covered = code.covered(addr);
        let bytes = code.bytes(addr);
        let here = if addr == text.start { file_header(bytes) } else { None };
        let length =
            here.or_else(|| note(bytes)).or_else(|| unwind_header(bytes)).or_else(|| unwind_table(bytes));
        match length.filter(|_| covered == 0) {
            Some(length) => {
                let end = (addr + u32::try_from(length).unwrap_or(u32::MAX)).min(text.end);
                tables.push(addr..end);
                addr = end.next_multiple_of(4);
            }
            None => addr = (addr + covered.max(1)).next_multiple_of(4),
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
