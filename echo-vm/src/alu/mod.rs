//! Pure semantics, shared by every engine.

pub mod avx;
pub mod crypto;
pub mod float;
pub mod int;
pub mod lanes;
pub mod packed;
pub mod sse4;

use echo_abi::isa::{Op, Unit};
use lanes::LaneFn;

/// The function of an operation whose result depends on destination, source and immediate alone. `None` for
/// moves to and from memory and general registers and what else has a shape of its own.
///
/// `movss` and `movsd` are here as they are between registers; from memory they zero the other lanes. The
/// shifts take their count as a vector or, in the form with an immediate, the immediate in place of the
/// source. `pinsrw` takes the word in the low bits of the source.
#[must_use]
pub const fn lanes(op: Op) -> Option<LaneFn> {
    match (lanes::sse2(op), sse4::sse4(op), avx::avx(op), crypto::crypto(op)) {
        (Some(lanes), ..) | (_, Some(lanes), ..) | (_, _, Some(lanes), _) | (.., Some(lanes)) => Some(lanes),
        _ => None,
    }
}

/// What the table calls lanes has its function here, what it calls fused its description, and nothing else has.
const _: () = {
    let mut i = 0;
    while i < Op::ALL.len() {
        let op = Op::ALL[i];
        let is_lanes = matches!(op.unit(), Unit::Lanes);
        assert!(is_lanes == lanes(op).is_some(), "an operation of the unit Lanes has no function");
        let is_fused = matches!(op.unit(), Unit::Fused);
        assert!(is_fused == avx::fused(op).is_some(), "an operation of the unit Fused has no description");
        i += 1;
    }
};
