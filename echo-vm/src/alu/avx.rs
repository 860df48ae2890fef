//! The lane-wise operations that AVX, AVX2, F16C and FMA add, for 128 bits at a time, as
//! [`lanes`](super::lanes) has those of SSE2.
//!
//! What crosses the two halves of a 256-bit register, or accesses memory by lanes, is in the interpreter.

use crate::alu::float::{self, Rounding, Signs, double, single};
use crate::alu::lanes::{compare_doubles, compare_floats, operations, selector};
use crate::alu::packed::{Packed, u16x8, u32x4, u64x2};
use echo_abi::isa::Op;

operations! {
    /// AVX, AVX2, F16C.
    avx:

    Vcmpss vcmpss(a, b, imm) a.with_low32(compare_floats(a, b, imm & 31).low32());
    Vcmpsd vcmpsd(a, b, imm) a.with_low64(compare_doubles(a, b, imm & 31).low64());
    Vcmpps vcmpps(a, b, imm) compare_floats(a, b, imm & 31);
    Vcmppd vcmppd(a, b, imm) compare_doubles(a, b, imm & 31);
    Vpermilps vpermilps(a, b, _) {
        let a = u32x4::of(a);
        Packed::four(u32x4::of(b).map(|index| a[(index & 3) as usize]))
    };
    Vpermilpd vpermilpd(a, b, _) {
        let a = u64x2::of(a);
        u64x2::map(b, |index| a[(index >> 1 & 1) as usize])
    };
    Vpblendd vpblendd(a, b, imm) super::sse4::blendps(a, b, imm);
    Vpsllvd vpsllvd(a, b, _) each(a, b, |x, count| x.checked_shl(count).unwrap_or(0));
    Vpsllvq vpsllvq(a, b, _) u64x2::zip(a, b, |x, count| if count < 64 { x << count } else { 0 });
    Vpsrlvd vpsrlvd(a, b, _) each(a, b, |x, count| x.checked_shr(count).unwrap_or(0));
    Vpsrlvq vpsrlvq(a, b, _) u64x2::zip(a, b, |x, count| if count < 64 { x >> count } else { 0 });
    Vpsravd vpsravd(a, b, _) each(a, b, |x, count| (x.cast_signed() >> count.min(31)).cast_unsigned());
    Vcvtph2ps vcvtph2ps(_, b, _) {
        let b = u16x8::of(b);
        Packed::four(std::array::from_fn(|i| float::widen_half(b[i])))
    };
}

/// Shifts lane by lane, which not every host can but one after the other.
#[inline(always)]
fn each(a: Packed, b: Packed, f: impl Fn(u32, u32) -> u32) -> Packed {
    let (a, b) = (u32x4::of(a), u32x4::of(b));
    Packed::four(std::array::from_fn(|i| f(a[i], b[i])))
}

/// `vpermilps` by an immediate.
#[inline]
#[must_use]
pub fn vpermilps_immediate(_: Packed, b: Packed, imm: u8) -> Packed {
    let b = u32x4::of(b);
    Packed::four(std::array::from_fn(|i| b[selector(imm, i)]))
}

/// `vpermilpd` by an immediate.
#[inline]
#[must_use]
pub fn vpermilpd_immediate(_: Packed, b: Packed, imm: u8) -> Packed {
    let b = u64x2::of(b);
    u64x2::join([b[usize::from(imm & 1)], b[usize::from(imm >> 1 & 1)]])
}

/// Four floats to half precision, in the low 64 bits.
#[must_use]
pub fn vcvtps2ph(v: Packed, imm: u8) -> Packed {
    let v = u32x4::of(v);
    let half = |i: usize| if i < 4 { float::narrow_half(v[i], Rounding::of_immediate(imm)) } else { 0 };
    Packed::eight(std::array::from_fn(half))
}

/// Lanes a fused operation works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FusedLanes {
    Ss,
    Sd,
    Ps,
    Pd,
}

/// A fused multiply-add: which operands, which lanes, which signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fused {
    /// The numbers (from 0) of the operands multiplied and of the one added.
    order: [usize; 3],
    shape: FusedLanes,
    /// In even lanes, and in odd ones.
    signs: [Signs; 2],
}

const PLUS: Signs = Signs { negate_product: false, negate_addend: false };
const MINUS: Signs = Signs { negate_product: false, negate_addend: true };
const NEGATED_PLUS: Signs = Signs { negate_product: true, negate_addend: false };
const NEGATED_MINUS: Signs = Signs { negate_product: true, negate_addend: true };

macro_rules! fused_operations {
    ($($shape:ident $signs:expr, $op132:ident $op213:ident $op231:ident;)+) => {
        /// What a fused multiply-add does; `None` for other operations.
        #[must_use]
        pub const fn fused(op: Op) -> Option<Fused> {
            Some(match op {
                $(
                    Op::$op132 => Fused { order: [0, 2, 1], shape: FusedLanes::$shape, signs: $signs },
                    Op::$op213 => Fused { order: [1, 0, 2], shape: FusedLanes::$shape, signs: $signs },
                    Op::$op231 => Fused { order: [1, 2, 0], shape: FusedLanes::$shape, signs: $signs },
                )+
                _ => return None,
            })
        }
    };
}

fused_operations! {
    Ss [PLUS; 2], Vfmadd132ss Vfmadd213ss Vfmadd231ss;
    Sd [PLUS; 2], Vfmadd132sd Vfmadd213sd Vfmadd231sd;
    Ps [PLUS; 2], Vfmadd132ps Vfmadd213ps Vfmadd231ps;
    Pd [PLUS; 2], Vfmadd132pd Vfmadd213pd Vfmadd231pd;
    Ss [MINUS; 2], Vfmsub132ss Vfmsub213ss Vfmsub231ss;
    Sd [MINUS; 2], Vfmsub132sd Vfmsub213sd Vfmsub231sd;
    Ps [MINUS; 2], Vfmsub132ps Vfmsub213ps Vfmsub231ps;
    Pd [MINUS; 2], Vfmsub132pd Vfmsub213pd Vfmsub231pd;
    Ss [NEGATED_PLUS; 2], Vfnmadd132ss Vfnmadd213ss Vfnmadd231ss;
    Sd [NEGATED_PLUS; 2], Vfnmadd132sd Vfnmadd213sd Vfnmadd231sd;
    Ps [NEGATED_PLUS; 2], Vfnmadd132ps Vfnmadd213ps Vfnmadd231ps;
    Pd [NEGATED_PLUS; 2], Vfnmadd132pd Vfnmadd213pd Vfnmadd231pd;
    Ss [NEGATED_MINUS; 2], Vfnmsub132ss Vfnmsub213ss Vfnmsub231ss;
    Sd [NEGATED_MINUS; 2], Vfnmsub132sd Vfnmsub213sd Vfnmsub231sd;
    Ps [NEGATED_MINUS; 2], Vfnmsub132ps Vfnmsub213ps Vfnmsub231ps;
    Pd [NEGATED_MINUS; 2], Vfnmsub132pd Vfnmsub213pd Vfnmsub231pd;
    Ps [MINUS, PLUS], Vfmaddsub132ps Vfmaddsub213ps Vfmaddsub231ps;
    Pd [MINUS, PLUS], Vfmaddsub132pd Vfmaddsub213pd Vfmaddsub231pd;
    Ps [PLUS, MINUS], Vfmsubadd132ps Vfmsubadd213ps Vfmsubadd231ps;
    Pd [PLUS, MINUS], Vfmsubadd132pd Vfmsubadd213pd Vfmsubadd231pd;
}

impl Fused {
    /// The result of three operands; a scalar operation keeps the first one's other lanes.
    #[inline(always)]
    #[must_use]
    pub fn apply(&self, operands: [Packed; 3]) -> Packed {
        let [a, b, c] = self.order.map(|i| operands[i]);
        match self.shape {
            FusedLanes::Ss => {
                operands[0].with_low32(single::fused(a.low32(), b.low32(), c.low32(), self.signs[0]))
            }
            FusedLanes::Sd => {
                operands[0].with_low64(double::fused(a.low64(), b.low64(), c.low64(), self.signs[0]))
            }
            FusedLanes::Ps => {
                let (a, b, c) = (u32x4::of(a), u32x4::of(b), u32x4::of(c));
                Packed::four(std::array::from_fn(|i| single::fused(a[i], b[i], c[i], self.signs[i % 2])))
            }
            FusedLanes::Pd => {
                let (a, b, c) = (u64x2::of(a), u64x2::of(b), u64x2::of(c));
                u64x2::join(std::array::from_fn(|i| double::fused(a[i], b[i], c[i], self.signs[i % 2])))
            }
        }
    }
}
