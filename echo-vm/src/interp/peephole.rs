//! Copy propagation: what lowering asks for when it appends an operation to a block.
//!
//! Compilers copy a register and then compute in the copy, since x86 has two operands: `mov rcx, rax; add rcx,
//! rdx`. Operations have three, so that `Mov64 { rcx, rax }` and `Add64RR { rcx, rcx, rdx }` become
//! `Add64RR { rcx, rax, rdx }`, and the copy is gone. Only copies are taken in, and they cannot trap, so that it
//! does not matter which instruction the operation belongs to.

use super::block::Origin;
use super::handler::Effect;
use super::operand::Slot;
use super::uop::Uop;

/// Operations that a copy is sought among.
const HORIZON: usize = 12;

/// The copy among the last operations that `uop` can take in: its index, and `uop` with the copy's source in
/// place of the copy. No operation between the two may leave the block, for there the copy would be missed, nor
/// touch the slots of the copy.
pub fn propagate_copy(uops: &[(Uop, Origin)], uop: Uop) -> Option<(usize, Uop)> {
    let copy = uop.result().or(uop.vectors().map(|(dst, _)| dst))?;
    let of_vectors = uop.result().is_none();
    let mut written = 0_u32;
    for (at, (before, _)) in uops.iter().enumerate().rev().take(HORIZON) {
        if let Some(propagated) = uop.reading_through(*before) {
            let from = before.copied()?;
            return (written & 1 << from as u32 == 0).then_some((at, propagated));
        }
        let (result, sources) = match (before.effect(), of_vectors) {
            (Effect::None, true) => continue,
            (Effect::None | Effect::Vector, false) => (before.result(), before.sources()),
            (Effect::Vector, true) => {
                let (dst, sources) = before.vectors()?;
                (Some(dst), sources.map(Some))
            }
            (Effect::Memory | Effect::Any, _) => return None,
        };
        if result == Some(copy) || sources.contains(&Some(copy)) {
            return None;
        }
        written |= result.map_or(0, |slot| 1 << slot as u32);
    }
    None
}

impl Uop {
    /// The slot that a copy is of.
    fn copied(self) -> Option<Slot> {
        match self {
            Uop::Mov64 { src, .. } | Uop::Mov32 { src, .. } | Uop::MovX { src, .. } => Some(src),
            _ => None,
        }
    }

    /// Destination and sources of an operation on vector registers.
    fn vectors(self) -> Option<(Slot, [Slot; 2])> {
        match self {
            Uop::Lane { dst, a, b, .. } | Uop::LaneWhole { dst, a, b, .. } => Some((dst, [a, b])),
            Uop::MovX { dst, src } => Some((dst, [src; 2])),
            _ => None,
        }
    }

    /// This operation with the source of the copy `before` in place of the copy, if it has three operands and
    /// computes in the copy.
    fn reading_through(self, before: Uop) -> Option<Uop> {
        if let (Uop::MovX { dst: copy, src: from }, Uop::Lane { run, dst, a, b, imm }) = (before, self) {
            let b = if b == copy { from } else { b };
            return (dst == copy && a == copy).then_some(Uop::Lane { run, dst, a: from, b, imm });
        }
        let (copy, from, whole) = match before {
            Uop::Mov64 { dst, src } => (dst, src, true),
            Uop::Mov32 { dst, src } => (dst, src, false),
            _ => return None,
        };
        let seen = |slot: Slot| if slot == copy { from } else { slot };
        macro_rules! three {
            ($($name:ident $other:ident)+; $($wide:ident $wide_other:ident)+) => {
                match self {
                    $(Uop::$name { dst, a, $other } if dst == copy && a == copy => {
                        Some(Uop::$name { dst, a: from, $other: three!(@ seen $other $other) })
                    })+
                    $(Uop::$wide { dst, a, $wide_other } if whole && dst == copy && a == copy => {
                        Some(Uop::$wide { dst, a: from, $wide_other: three!(@ seen $wide_other $wide_other) })
                    })+
                    _ => None,
                }
            };
            (@ $seen:ident imm $imm:ident) => { $imm };
            (@ $seen:ident count $count:ident) => { $count };
            (@ $seen:ident b $b:ident) => { $seen($b) };
        }
        three! {
            Add32RR b Sub32RR b And32RR b Or32RR b Xor32RR b Imul32RR b
            Add32RI imm And32RI imm Or32RI imm Xor32RI imm
            Shl32RI count Shr32RI count Sar32RI count Rol32RI count;
            Add64RR b Sub64RR b And64RR b Or64RR b Xor64RR b Imul64RR b
            Add64RI imm And64RI imm Or64RI imm Xor64RI imm
            Shl64RI count Shr64RI count Sar64RI count Rol64RI count
        }
    }
}
