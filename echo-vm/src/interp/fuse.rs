//! Two operations in one: what lowering asks for when it appends an operation to a block.
//!
//! Only operations that cannot trap are taken in, so that it does not matter which instruction the two in one
//! belong to.

use super::block::Origin;
use super::handler::{Effect, Uop};
use super::uop::Slot;

/// Operations that a copy is sought among.
const HORIZON: usize = 12;

/// The copy among the last operations that `uop` can take in, its position, and both in one. No operation
/// between the two may leave the block, for there the copy would be missed, nor touch the slots of the copy.
pub fn copy_before(uops: &[(Uop, Origin)], uop: Uop) -> Option<(usize, Uop)> {
    let copy = uop.result().or(uop.vectors().map(|(dst, _)| dst))?;
    let of_vectors = uop.result().is_none();
    let mut written = 0_u32;
    for (at, (before, _)) in uops.iter().enumerate().rev().take(HORIZON) {
        if let Some(fused) = uop.after(*before) {
            let from = before.copied()?;
            return (written & 1 << from as u32 == 0).then_some((at, fused));
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

    /// This operation with the copy before it taken in, if it has three operands and computes on the copy in
    /// place.
    pub fn after(self, before: Uop) -> Option<Uop> {
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

    /// This comparison and a jump on its answer in one, where there is such a shape.
    pub fn fused_with_jump(self, want: bool, taken: u32) -> Option<Uop> {
        use Uop::*;
        Some(match (self, want) {
            (Equal32RR { a, b }, true) => JumpEqual32RR { a, b, taken },
            (Equal64RR { a, b }, true) => JumpEqual64RR { a, b, taken },
            (Equal32RR { a, b }, false) => JumpNotEqual32RR { a, b, taken },
            (Equal64RR { a, b }, false) => JumpNotEqual64RR { a, b, taken },
            (Below32RR { a, b }, true) => JumpBelow32RR { a, b, taken },
            (Below64RR { a, b }, true) => JumpBelow64RR { a, b, taken },
            (Below32RR { a, b }, false) => JumpNotBelow32RR { a, b, taken },
            (Below64RR { a, b }, false) => JumpNotBelow64RR { a, b, taken },
            (Less32RR { a, b }, true) => JumpLess32RR { a, b, taken },
            (Less64RR { a, b }, true) => JumpLess64RR { a, b, taken },
            (Less32RR { a, b }, false) => JumpNotLess32RR { a, b, taken },
            (Less64RR { a, b }, false) => JumpNotLess64RR { a, b, taken },
            (Equal32RI { a, imm }, true) => JumpEqual32RI { a, imm, taken },
            (Equal64RI { a, imm }, true) => JumpEqual64RI { a, imm, taken },
            (Equal32RI { a, imm }, false) => JumpNotEqual32RI { a, imm, taken },
            (Equal64RI { a, imm }, false) => JumpNotEqual64RI { a, imm, taken },
            (Below32RI { a, imm }, true) => JumpBelow32RI { a, imm, taken },
            (Below64RI { a, imm }, true) => JumpBelow64RI { a, imm, taken },
            (Below32RI { a, imm }, false) => JumpNotBelow32RI { a, imm, taken },
            (Below64RI { a, imm }, false) => JumpNotBelow64RI { a, imm, taken },
            (Less32RI { a, imm }, true) => JumpLess32RI { a, imm, taken },
            (Less64RI { a, imm }, true) => JumpLess64RI { a, imm, taken },
            (Less32RI { a, imm }, false) => JumpNotLess32RI { a, imm, taken },
            (Less64RI { a, imm }, false) => JumpNotLess64RI { a, imm, taken },
            (Equal8RI { a, imm }, true) => JumpEqual8RI { a, imm, taken },
            (Equal8RI { a, imm }, false) => JumpNotEqual8RI { a, imm, taken },
            (Below8RI { a, imm }, true) => JumpBelow8RI { a, imm, taken },
            (Below8RI { a, imm }, false) => JumpNotBelow8RI { a, imm, taken },
            (Less8RI { a, imm }, true) => JumpLess8RI { a, imm, taken },
            (Less8RI { a, imm }, false) => JumpNotLess8RI { a, imm, taken },
            (Disjoint32RI { a, imm }, true) => JumpDisjoint32RI { a, imm, taken },
            (Disjoint32RI { a, imm }, false) => JumpMeet32RI { a, imm, taken },
            _ => return None,
        })
    }
}
