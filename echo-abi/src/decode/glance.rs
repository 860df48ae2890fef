//! [`Glance`]: the short way to the length and the form of plain instructions, for those who look at every instruction of a contract.
//!
//! Called by the validator through [`Decoder::glance`]. Plain is what has no prefix but REX, goes on with the next instruction, and has
//! no number wide enough for an address that is not accessed. Of these, opcode, REX.W, `reg` and whether the operand is memory decide
//! the form, and with `mod`, `rm` and the base of a SIB byte the length (Intel SDM volume 2, 2.1).
//!
//! Nothing about any instruction stands here: what an opcode is, iced is asked when it is first seen, with all registers it may
//! name. Opcodes that do not fit the scheme are left to [`Decoder::read`]. Invariant, tested over all opcodes: whatever is told at a
//! glance, [`Decoder::read`] tells too.

use super::{Decoder, FlagEffect, GuestAddr, Slot, is_prefix};
use crate::isa::{Facts, Features};
use iced_x86::FlowControl;
use std::sync::atomic::{AtomicU32, Ordering};

/// A plain instruction.
#[derive(Clone, Copy, Debug)]
pub struct Glance {
    facts: &'static Facts,
    len: u8,
}

impl Glance {
    /// Length in bytes.
    #[inline]
    #[must_use]
    pub fn len(&self) -> u8 {
        self.len
    }

    /// Never: an instruction has at least one byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Whether it is among what is granted.
    #[inline]
    #[must_use]
    pub fn is_accepted_by(&self, granted: Features) -> bool {
        granted.contain(self.facts.needs)
    }

    /// What it does with the flags.
    #[inline]
    #[must_use]
    pub fn flag_effect(&self) -> FlagEffect {
        FlagEffect::of(self.facts)
    }
}

/// What is known about the instructions of a [`key`], packed: 0 is nothing yet.
///
/// Bits 0 to 12: the form. 13: there is a ModRM byte. 14: there is an immediate byte. 15: its memory operand is accessed.
static KNOWN: [AtomicU32; 1 << 14] = [const { AtomicU32::new(0) }; 1 << 14];

const FORM: u32 = (1 << 13) - 1;
const MODRM: u32 = 1 << 13;
const IMMEDIATE: u32 = 1 << 14;
const ACCESS: u32 = 1 << 15;
/// Set in all that is known.
const ASKED: u32 = 1 << 16;
/// They are not plain.
const NOT_PLAIN: u32 = 1 << 17 | ASKED;

/// Fewer bytes than these are left to the decoder, which knows where they end: longer than any plain instruction.
const ENOUGH: usize = 15;

/// By REX.W, escape 0F, opcode, whether ModRM names a register, and its `reg`. Where an instruction has no ModRM byte, its last two are
/// those of whatever follows the opcode.
#[inline(always)]
fn key(wide: bool, escaped: bool, opcode: u8, modrm: u8) -> usize {
    usize::from(wide) << 13
        | usize::from(escaped) << 12
        | usize::from(opcode) << 4
        | usize::from(modrm >= 0xc0) << 3
        | usize::from(modrm >> 3 & 7)
}

impl Decoder<'_> {
    /// The plain instruction at `addr`; `None` where there is another one, or none: [`Self::read`] tells.
    #[inline]
    #[must_use]
    pub fn glance(&self, addr: GuestAddr) -> Option<Glance> {
        let code = self.code.get(addr.0.wrapping_sub(self.start.0) as usize..)?.first_chunk::<ENOUGH>()?;
        // The next instruction waits for the length of this one: shifts are quicker than loads.
        let mut word = u64::from_le_bytes(*code.first_chunk()?);
        let has_rex = word & 0xf0 == 0x40;
        let wide = has_rex && word & 8 != 0;
        word >>= u32::from(has_rex) * 8;
        let escaped = word & 0xff == 0x0f;
        word >>= u32::from(escaped) * 8;
        let [opcode, modrm, sib, ..] = word.to_le_bytes();
        let slot = &KNOWN[key(wide, escaped, opcode, modrm)];
        let mut known = slot.load(Ordering::Relaxed);
        if known == 0 {
            known = ask(wide, escaped, opcode, modrm);
            slot.store(known, Ordering::Relaxed);
        }
        if known == NOT_PLAIN {
            return None;
        }
        let mut len = u8::from(has_rex) + u8::from(escaped) + 1 + u8::from(known & IMMEDIATE != 0);
        if known & MODRM != 0 {
            let has_sib = modrm & 7 == 4;
            len += 1 + match modrm >> 6 {
                0 if modrm & 7 == 5 || (has_sib && sib & 7 == 5) => {
                    if known & ACCESS == 0 {
                        return None;
                    }
                    4 + u8::from(has_sib)
                }
                0 => u8::from(has_sib),
                1 => 1 + u8::from(has_sib),
                2 => 4 + u8::from(has_sib),
                _ => 0,
            };
        }
        let facts = self.facts[(known & FORM) as usize].as_ref()?;
        Some(Glance { facts, len })
    }
}

/// Asks the decoder what the instructions of a [`key`] are, with and without REX.B, for every `rm`.
#[cold]
fn ask(wide: bool, escaped: bool, opcode: u8, modrm: u8) -> u32 {
    // What follows is no ModRM byte but more of the opcode.
    let goes_on = if escaped {
        matches!(opcode, 0x38 | 0x3a)
    } else {
        is_prefix(opcode) || matches!(opcode, 0x62 | 0x8f | 0xc4 | 0xc5)
    };
    if goes_on {
        return NOT_PLAIN;
    }
    let one = |rex_b: bool, modrm: u8| {
        let mut bytes = Vec::with_capacity(2 * ENOUGH);
        if wide || rex_b {
            bytes.push(0x40 | u8::from(wide) << 3 | u8::from(rex_b));
        }
        if escaped {
            bytes.push(0x0f);
        }
        bytes.extend([opcode, modrm]);
        let header = bytes.len();
        bytes.resize(2 * ENOUGH, 0);
        let mut slot = Slot::new();
        let inst = Decoder::new(&bytes, GuestAddr(0)).read(GuestAddr(0), &mut slot).ok()?;
        let plain = inst.facts.flow == FlowControl::Next && !inst.facts.flags_vary;
        plain.then(|| {
            (inst.form() as u32, inst.accesses_memory(), usize::from(inst.len()).wrapping_sub(header))
        })
    };
    let plain = || {
        // What a displacement of a byte adds to says whether there is a ModRM byte at all.
        let reg = modrm & 0x38;
        let ((_, _, without), (_, _, with)) = (one(false, reg)?, one(false, 0x40 | reg)?);
        let has_modrm = match with.wrapping_sub(without) {
            0 => false,
            1 => true,
            _ => return None,
        };
        let first = modrm & 0xf8 & if modrm >= 0xc0 { 0xff } else { 0x38 };
        let (form, access, behind) = one(false, first)?;
        let immediate = if has_modrm { behind } else { behind.wrapping_add(1) };
        if immediate > 1 {
            return None;
        }
        for rm in 0..8 {
            let more = match (has_modrm && first < 0xc0, rm) {
                (true, 4) => 1,
                (true, 5) => 4,
                _ => 0,
            };
            if [false, true]
                .iter()
                .any(|b| one(*b, first | rm) != Some((form, access, behind.wrapping_add(more))))
            {
                return None;
            }
        }
        let flag = |set, bit| if set { bit } else { 0 };
        Some(ASKED | form | flag(has_modrm, MODRM) | flag(immediate == 1, IMMEDIATE) | flag(access, ACCESS))
    };
    plain().unwrap_or(NOT_PLAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every opcode with every REX and every ModRM byte, and SIB bytes with and without a base.
    fn each(mut work: impl FnMut(&[u8; 20])) {
        for rex in std::iter::once(None).chain((0x40..0x50).map(Some)) {
            for escaped in [false, true] {
                for opcode in 0..=255 {
                    for modrm in 0..=255_u8 {
                        let has_sib = modrm < 0xc0 && modrm & 7 == 4;
                        for sib in [0x24, 0x25, 0x65, 0xcb].into_iter().take(if has_sib { 4 } else { 1 }) {
                            let head = rex.into_iter().chain(escaped.then_some(0x0f));
                            let mut bytes = [0x11; 20];
                            for (to, from) in bytes.iter_mut().zip(head.chain([opcode, modrm, sib])) {
                                *to = from;
                            }
                            work(&bytes);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_decoder_tells_the_same() {
        let addr = GuestAddr(0x1000);
        let mut slot = Slot::new();
        let mut plain = 0;
        each(|bytes| {
            let mut decoder = Decoder::new(bytes, addr);
            let Some(glance) = decoder.glance(addr) else { return };
            plain += 1;
            let inst = decoder.read(addr, &mut slot).unwrap_or_else(|r| panic!("{bytes:02x?}: {r:?}"));
            assert_eq!(glance.facts.op, inst.op(), "{bytes:02x?}");
            assert_eq!(glance.len(), inst.len(), "{inst}: {bytes:02x?}");
            assert_eq!(inst.flow(), crate::decode::Flow::Next, "{inst}");
            assert_eq!(glance.flag_effect(), inst.flag_effect(), "{inst}");
            for granted in
                crate::Profile::ALL.iter().map(|profile| Features { profile: *profile, crypto: false })
            {
                assert_eq!(glance.is_accepted_by(granted), granted.accept(inst.form()), "{inst}");
            }
            assert!(inst.fixed_addr().is_none() || inst.accesses_memory(), "{inst}");
            assert!(inst.immediates().all(|number| number.wrapping_add(0x80) < 0x180), "{inst}");
        });
        assert!(plain > 500_000, "{plain}");
    }

    #[test]
    fn what_compilers_emit_most_is_plain() {
        for bytes in [
            "89c3",
            "48890cdd00104300",
            "4883c001",
            "c3",
            "488b05ffffff00",
            "0fb6c0",
            "53",
            "f7e1",
            "480fafc1",
        ] {
            let code: Vec<u8> = (0..bytes.len())
                .step_by(2)
                .map(|i| u8::from_str_radix(&bytes[i..i + 2], 16).expect("they are digits"))
                .chain([0; ENOUGH])
                .collect();
            let glance = Decoder::new(&code, GuestAddr(0)).glance(GuestAddr(0));
            let len = glance.map(|g| usize::from(g.len()) * 2);
            assert_eq!(len, (bytes != "c3").then_some(bytes.len()), "{bytes}");
        }
    }

    #[test]
    fn the_end_of_the_code_is_left_to_the_decoder() {
        let code = [0x90; ENOUGH];
        let decoder = Decoder::new(&code, GuestAddr(0x1000));
        assert!(decoder.glance(GuestAddr(0x1001)).is_none());
        assert!(decoder.glance(GuestAddr(0xfff)).is_none());
        assert!(Decoder::new(&[0x50; ENOUGH], GuestAddr(0)).glance(GuestAddr(0)).is_some());
    }
}
