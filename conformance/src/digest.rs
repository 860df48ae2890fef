//! Digests of cases, and of what the processor made of them: what makes two processors comparable that never
//! meet.
//!
//! A case goes into one digest, its result into another. Where the first is equal on two machines, both ran the
//! same, and the second must be equal, too; where it is not, the generators have changed between the two, and
//! nothing follows. Into the result goes what [`crate::report::differences`] compares and nothing else: the
//! expected outcome as [`crate::oracle`] gives it, so that what the manuals leave undefined has the machine's
//! definition or is masked, and no gas, whose price is the machine's own.

use crate::encode::Encoding;
use crate::outcome::{Ending, InstOutcome};
use crate::state::{Case, CpuState};
use crate::window::PAGE;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// The digests of states and of results, while cases go in.
#[derive(Clone, Default)]
pub struct Digests {
    cases: Sha256,
    results: Sha256,
}

/// The two digests of some cases, shortened: `4a5b-0123456789ab`. Two different sets of results have the same mark
/// once in 2^48.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestMark {
    /// Of the cases: 16 bits.
    pub cases: u16,
    /// Of the results: 48 bits.
    pub results: u64,
}

/// Changed bytes are looked for in pieces of this size, of which most are equal.
const PIECE: usize = 64;

fn state(to: &mut Sha256, state: &CpuState) {
    for reg in state.regs {
        to.update(reg.to_le_bytes());
    }
    to.update(state.vectors.as_flattened());
    to.update(state.flags.to_le_bytes());
    to.update(state.rip.to_le_bytes());
}

fn bytes(to: &mut Sha256, addr: u32, bytes: &[u8]) {
    to.update(addr.to_le_bytes());
    to.update((bytes.len() as u64).to_le_bytes());
    to.update(bytes);
}

/// A faulting address, where [`Ending::allows`] takes several for one: within 32 bytes of a page's start, that
/// start.
fn settled(addr: u32) -> u32 {
    let near = addr.wrapping_add(31);
    if near % PAGE < 63 { near - near % PAGE } else { addr }
}

impl Digests {
    /// A case of one instruction.
    pub fn case(&mut self, encoding: &Encoding, case: &Case) {
        self.program(&encoding.bytes, &case.state, case.memory.iter().map(|(addr, b)| (*addr, b.as_slice())));
    }

    /// Code, and the state and memory it starts from.
    pub fn program<'a>(
        &mut self,
        code: &[u8],
        before: &CpuState,
        memory: impl IntoIterator<Item = (u32, &'a [u8])>,
    ) {
        bytes(&mut self.cases, before.rip, code);
        state(&mut self.cases, before);
        for (addr, contents) in memory {
            bytes(&mut self.cases, addr, contents);
        }
    }

    /// What an instruction, or a program, must leave of the state `before`; flags of `undefined` do not count,
    /// and none where it did not come to its end.
    pub fn result(&mut self, before: &CpuState, expected: &InstOutcome, undefined: u16) {
        let to = &mut self.results;
        let (kind, detail) = match expected.ending {
            Ending::Done => (0, 0),
            Ending::Divide => (1, 0),
            Ending::Memory { addr } => (2, u64::from(settled(addr))),
            Ending::Misaligned => (3, 0),
            Ending::Unexpected => (4, 0),
            Ending::Other(number) => (5, number),
        };
        let after = &expected.state;
        let flags = if expected.ending == Ending::Done { after.flags & !undefined } else { 0 };
        to.update([kind]);
        to.update(detail.to_le_bytes());
        to.update(after.rip.to_le_bytes());
        to.update(flags.to_le_bytes());
        for (n, (old, new)) in (0_u8..).zip(before.regs.iter().zip(&after.regs)) {
            if old != new {
                to.update([n]);
                to.update(new.to_le_bytes());
            }
        }
        for (n, (old, new)) in (16_u8..).zip(before.vectors.iter().zip(&after.vectors)) {
            if old != new {
                to.update([n]);
                to.update(new);
            }
        }
    }

    /// What became of the memory at `start`.
    pub fn memory(&mut self, start: u32, before: &[u8], after: &[u8]) {
        if before == after {
            return;
        }
        let pieces = before.chunks(PIECE).zip(after.chunks(PIECE));
        for (addr, (old, new)) in (start..).step_by(PIECE).zip(pieces) {
            if old != new {
                bytes(&mut self.results, addr, new);
            }
        }
    }

    /// The digests of what has gone in so far.
    #[must_use]
    pub fn mark(&self) -> DigestMark {
        let cases: [u8; 32] = self.cases.clone().finalize().into();
        let results: [u8; 32] = self.results.clone().finalize().into();
        let number = |digest: &[u8]| digest.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
        DigestMark { cases: u16::from_be_bytes([cases[0], cases[1]]), results: number(&results[..6]) }
    }
}

impl fmt::Display for DigestMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}-{:012x}", self.cases, self.results)
    }
}

impl FromStr for DigestMark {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let is_hex = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        match text.split_once('-') {
            Some((cases, results))
                if cases.len() == 4 && results.len() == 12 && is_hex(cases) && is_hex(results) =>
            {
                let number = |text| u64::from_str_radix(text, 16).map_err(|_| ());
                Ok(Self { cases: u16::try_from(number(cases)?).map_err(|_| ())?, results: number(results)? })
            }
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_processors_may_choose_between_are_one() {
        for (a, b) in [(0x2ff0_u32, 0x3000_u32), (0x2fe1, 0x3000), (0x3000, 0x301f)] {
            let allowed = Ending::Memory { addr: a }.allows(Ending::Memory { addr: b });
            assert!(allowed && settled(a) == settled(b), "{a:#x} {b:#x}");
        }
        for (a, b) in [(0x2fe0_u32, 0x3000_u32), (0x3000, 0x3020), (0x2800, 0x2801), (0x2ff0, 0x3ff0)] {
            let allowed = Ending::Memory { addr: a }.allows(Ending::Memory { addr: b });
            assert!(!allowed && settled(a) != settled(b), "{a:#x} {b:#x}");
        }
    }

    #[test]
    fn marks_are_read_as_written() {
        let mark = DigestMark { cases: 0x00ab, results: 0x0123_4567_89ab };
        assert_eq!(mark.to_string().parse(), Ok(mark));
        for text in [
            "",
            "-",
            "00ab",
            "00ab-",
            "00ab-0123456789a",
            "00ab-0123456789abc",
            "00AB-0123456789ab",
            "+0ab-0123456789ab",
        ] {
            assert_eq!(text.parse::<DigestMark>(), Err(()), "{text:?}");
        }
    }
}
