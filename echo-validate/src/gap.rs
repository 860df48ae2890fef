//! The parts of the text that nothing leads to: functions nobody calls, or that only a computed address
//! reaches; padding; data.
//!
//! Called by [`crate::report`] when all code is marked. What is refused here is a warning and never a
//! rejection: the file runs without it, and if a computed jump does lead here, the engine stops it. Warnings
//! for data would drown the ones for code, so bytes count as code only in runs that go from behind code or
//! padding, or from a multiple of 16, to a `ret`, a jump, a trap or known code, with nothing that speaks for
//! data (as in [`crate::found`]). Where the symbols say that a function stands, everything refused is told;
//! where they give a named object an extent, nothing is.
//!
//! Invariant: each address is decoded at most once, in order.

use crate::code::{Code, is_data_like, is_string, is_zeroes};
use crate::mark;
use echo_abi::Rule;
use echo_abi::decode::Slot;
use std::ops::Range;

/// Addresses of refused instructions in code that nothing leads to, by address: the first `most` of them, and
/// how many more there are.
pub(crate) fn sweep(code: &mut Code<'_>, most: usize) -> (Vec<u32>, u64) {
    let mut sweep = Sweep { functions: Vec::new(), objects: Vec::new(), found: Vec::new(), more: 0, most };
    for symbol in code.image().symbols() {
        let range = symbol.addr.0..symbol.addr.0.saturating_add(symbol.size);
        if symbol.is_function {
            sweep.functions.push(range);
        } else if symbol.name.is_some() && symbol.size > 0 {
            sweep.objects.push(range);
        }
    }
    sweep.functions.sort_unstable_by_key(|r| (r.start, r.end));
    sweep.objects.sort_unstable_by_key(|r| (r.start, r.end));
    for text in code.ranges() {
        sweep.text(code, &text);
    }
    (sweep.found, sweep.more)
}

struct Sweep {
    functions: Vec<Range<u32>>,
    objects: Vec<Range<u32>>,
    found: Vec<u32>,
    more: u64,
    most: usize,
}

impl Sweep {
    fn text(&mut self, code: &mut Code<'_>, text: &Range<u32>) {
        let (mut function, mut object) = (0, 0);
        // One past the last address that a function symbol covers, and that an object covers.
        let (mut trusted, mut data) = (text.start, text.start);
        let mut addr = text.start;
        loop {
            addr += code.covered(addr);
            if addr >= text.end {
                break;
            }
            while let Some(range) = self.functions.get(function).filter(|r| r.start <= addr) {
                trusted =
                    trusted.max(range.end).max(range.start.saturating_add(u32::from(range.start == addr)));
                function += 1;
            }
            while let Some(range) = self.objects.get(object).filter(|r| r.start <= addr) {
                data = data.max(range.end);
                object += 1;
            }
            let padding = matches!(code.bytes(addr).first(), Some(0 | 0x90 | 0xcc));
            if addr < data || padding {
                addr += 1;
                continue;
            }
            let limit = self.functions.get(function).map_or(text.end, |r| r.start.min(text.end));
            addr = self.run(code, addr, limit, addr < trusted);
        }
    }

    /// Decodes from `addr` until flow ends, something is known, or `limit`. Returns where to go on.
    fn run(&mut self, code: &mut Code<'_>, start: u32, limit: u32, trusted: bool) -> u32 {
        let (kept, more) = (self.found.len(), self.more);
        let mut addr = start;
        let mut slot = Slot::new();
        let mut is_code = trusted || !is_string(code.bytes(start));
        while is_code && addr < limit && !code.has(addr, mark::COVERED) {
            let (len, bad, ends) = match code.decode(addr, &mut slot) {
                Err(refused) if refused.len == 0 || (!trusted && is_data_like(refused.rule)) => {
                    if trusted {
                        self.add(addr);
                    }
                    is_code = trusted;
                    addr += 1;
                    break;
                }
                Err(refused) => (refused.len, true, code.behind(&refused).is_none()),
                Ok(inst) => {
                    let step = Code::step(inst);
                    let leaves = [step.target, step.next.filter(|_| !step.call)]
                        .into_iter()
                        .flatten()
                        .any(|way| code.position(way).is_none());
                    let (mut bad, mut inside) = (false, false);
                    for rule in code.breaches(inst) {
                        bad = true;
                        inside |= rule == Rule::InsideInstruction;
                    }
                    is_code = trusted || !(leaves || inside || is_zeroes(code.bytes(addr)));
                    (inst.len(), bad, step.next.is_none())
                }
            };
            if bad {
                self.add(addr);
            }
            is_code &= trusted || !code.body_has(addr, len, mark::COVERED);
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
