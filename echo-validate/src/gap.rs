//! The parts of the text that nothing leads to: functions nobody calls, or that only a computed address
//! reaches; padding; data.
//!
//! Called by [`crate::report`] when all code is marked. What is refused here is a warning and never a
//! rejection: the file runs without it, and if a computed jump does lead here, the engine stops it. Warnings
//! for data would drown the ones for code, so bytes count as code only in runs that go from behind code or
//! padding, or from a multiple of 16, to a `ret`, a jump, a trap or known code, with nothing that speaks for
//! data (as in [`crate::found`]). Symbols would tell more, but can be stripped.
//!
//! Invariant: each address is decoded at most once, in order.

use crate::code::{Code, is_data_like, is_string, is_zeroes};
use crate::mark;
use echo_abi::Rule;
use echo_abi::decode::Slot;
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
        let mut addr = text.start;
        loop {
            addr += code.covered(addr);
            if addr >= text.end {
                break;
            }
            if matches!(code.bytes(addr).first(), Some(0 | 0x90 | 0xcc)) {
                addr += 1;
                continue;
            }
            addr = self.run(code, addr, text.end);
        }
    }

    /// Decodes from `addr` until flow ends, something is known, or `limit`. Returns where to go on.
    fn run(&mut self, code: &mut Code<'_>, start: u32, limit: u32) -> u32 {
        let (kept, more) = (self.found.len(), self.more);
        let mut addr = start;
        let mut slot = Slot::new();
        let mut is_code = !is_string(code.bytes(start));
        while is_code && addr < limit && !code.has(addr, mark::COVERED) {
            let (len, bad, ends) = match code.decode(addr, &mut slot) {
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
            is_code &= !code.body_has(addr, len, mark::COVERED);
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
