//! Functions of lane-wise vector operations, `dst = f(a, b, imm)`: one for each operation, for the meaning in
//! [`crate::alu`] to be inlined, and for what becomes of the upper half. Lowering takes one from here and puts
//! it into [`Uop::Lane`](super::uop::Uop::Lane).
//!
//! For example `pshufd xmm1, xmm2, 0x1b` becomes a `Lane` with the function of `Pshufd`, [`Upper::Kept`], and
//! the immediate, known to the compiler, for it is a frequent one.

use super::block::Blocks;
use super::dispatch::{HandlerFn, Leave, Words};
use super::operand::{Slot, Upper};
use super::uop::op;
use super::vector;
use crate::alu;
use crate::alu::avx;
use crate::alu::lanes::{self, LaneFn};
use crate::alu::packed::Packed;
use crate::machine::Machine;
use echo_abi::Op;

/// The function that executes a lane-wise or fused operation on registers, if it is one; with `counted`, the
/// operation takes the immediate in place of a vector.
pub fn lane(op: Op, counted: bool, imm: u8, upper: Upper) -> Option<HandlerFn> {
    macro_rules! runs {
        ($($(#[doc = $unit_doc:literal])+ $unit:ident {
            $($(#[doc = $doc:literal])+ $op:ident $name:literal $class:ident: [$($form:ident)+];)+
        })+) => {
            match (op, counted) {
                $($(
                    (Op::$op, false) => lane_with::<{ Op::$op as u16 }, false, ANY>(upper),
                    (Op::$op, true) => lane_with::<{ Op::$op as u16 }, true, ANY>(upper),
                )+)+
            }
        };
    }
    if lane_function(op, counted).is_none() && (counted || avx::fused(op).is_none()) {
        return None;
    }
    Some(frequent(op, counted, imm, upper).unwrap_or(echo_abi::for_each_inst!(runs)))
}

/// In place of an immediate known to the compiler: the word has it.
const ANY: u16 = 0x100;

/// Immediates that C compilers often write, of operations where they say which lane goes where. Known to the
/// Rust compiler, such an immediate makes one instruction out of a dozen.
macro_rules! frequent {
    ($($op:ident $counted:literal: $($imm:literal)+;)+) => {
        fn frequent(op: Op, counted: bool, imm: u8, upper: Upper) -> Option<HandlerFn> {
            Some(match (op, counted, imm) {
                $($((Op::$op, $counted, $imm) => lane_with::<{ Op::$op as u16 }, $counted, $imm>(upper),)+)+
                _ => return None,
            })
        }
    };
}

frequent! {
    Pshufd false: 0x00 0x08 0x0d 0x0e 0x1b 0x31 0x39 0x40 0x44 0x4e 0x50 0x54 0x55 0x60 0x88 0x93 0xa0 0xaa 0xb1
        0xd4 0xd8 0xdd 0xe1 0xe5 0xe8 0xee 0xf5 0xfa 0xfe 0xff;
    Vpermilps true: 0x00 0x08 0x0d 0x0e 0x1b 0x31 0x39 0x44 0x4e 0x50 0x54 0x55 0x88 0x93 0xa0 0xaa 0xb1 0xd4
        0xd8 0xdd 0xe1 0xe5 0xe8 0xee 0xf5 0xfa 0xff;
    Vpermilpd true: 0x00 0x01 0x03 0x05;
    Shufps false: 0x00 0x0c 0x14 0x1b 0x28 0x41 0x44 0x4e 0x50 0x55 0x84 0x88 0x93 0x99 0xa0 0xaa 0xb1 0xc6 0xc9
        0xd8 0xdd 0xe1 0xe2 0xe4 0xe5 0xe8 0xee 0xf5 0xfa 0xff;
    Shufpd false: 0x00 0x01 0x02 0x03 0x05;
    Pshuflw false: 0x00 0x08 0x1b 0x39 0x44 0x4e 0x50 0x55 0x60 0x88 0x93 0xa0 0xaa 0xb1 0xd4 0xd8 0xe1 0xe8 0xee
        0xf5 0xfa 0xff;
    Pshufhw false: 0x00 0x08 0x1b 0x39 0x44 0x4e 0x50 0x55 0x60 0x88 0x93 0xa0 0xaa 0xb1 0xd4 0xd8 0xe1 0xe8 0xee
        0xf5 0xfa 0xff;
    Pslldq true: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
    Psrldq true: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
    Palignr false: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
    Pinsrb false: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
    Pinsrw false: 0 1 2 3 4 5 6 7;
    Pinsrd false: 0 1 2 3;
    Pinsrq false: 0 1;
    Blendps false: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
    Vpblendd false: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
    Blendpd false: 1 2 3 5 6 9 10;
    Pblendw false: 0x01 0x0f 0x33 0x55 0xaa 0xcc 0xf0;
}

fn lane_with<const OP: u16, const COUNTED: bool, const IMM: u16>(upper: Upper) -> HandlerFn {
    match upper {
        Upper::Kept => run_lane::<OP, COUNTED, IMM, { Upper::Kept as u8 }>,
        Upper::Zeroed => run_lane::<OP, COUNTED, IMM, { Upper::Zeroed as u8 }>,
        Upper::Computed => run_lane::<OP, COUNTED, IMM, { Upper::Computed as u8 }>,
    }
}

/// The function of 128 bits of a lane-wise operation.
const fn lane_function(op: Op, counted: bool) -> Option<LaneFn> {
    match (op, counted) {
        (Op::Vpermilps, true) => Some(avx::vpermilps_immediate),
        (Op::Vpermilpd, true) => Some(avx::vpermilpd_immediate),
        (_, true) if !vector::is_shift(op) => None,
        _ => alu::lanes(op),
    }
}

/// `dst = f(a, b, imm)`, with the function of the operation whose number is `OP`. `UPPER` is an [`Upper`], `IMM`
/// the immediate or [`ANY`]. Where the operation has a function for likely values, that one is tried first.
fn run_lane<const OP: u16, const COUNTED: bool, const IMM: u16, const UPPER: u8>(
    machine: &mut Machine,
    blocks: &Blocks,
    words: Words<'_>,
    accumulator: u64,
) -> Leave {
    let Some(likely) = (const { lanes::likely(Op::ALL[OP as usize]) }) else {
        return run_exact::<OP, COUNTED, IMM, UPPER>(machine, blocks, words, accumulator);
    };
    let mut rest = words.clone();
    let Some(word) = rest.next() else { return Leave::LOST };
    let (next, dst, a, b, _) = op::Lane::operands::<Slot, Slot>(word);
    let vectors = machine.vectors.slots_mut();
    let (a, b) = (vectors[a as usize], vectors[b as usize]);
    let low = likely(a[0], b[0]);
    let wide = const { UPPER == Upper::Computed as u8 };
    let high =
        if wide { likely(a[1], vector::high_source(Op::ALL[OP as usize], b)) } else { Some(Packed::ZERO) };
    let (Some(low), Some(high)) = (low, high) else {
        return run_unlikely::<OP, COUNTED, IMM, UPPER>(machine, blocks, words, accumulator);
    };
    let destination = &mut vectors[dst as usize];
    if const { UPPER == Upper::Kept as u8 } {
        destination[0] = low;
    } else {
        *destination = [low, high];
    }
    next(machine, blocks, rest, accumulator)
}

/// [`run_exact`], not inlined: for values that [`run_lane`] found to be unlikely. (To call it from there, as the
/// last thing done, costs no stack frame.)
#[cold]
#[inline(never)]
fn run_unlikely<const OP: u16, const COUNTED: bool, const IMM: u16, const UPPER: u8>(
    machine: &mut Machine,
    blocks: &Blocks,
    words: Words<'_>,
    accumulator: u64,
) -> Leave {
    run_exact::<OP, COUNTED, IMM, UPPER>(machine, blocks, words, accumulator)
}

/// `dst = f(a, b, imm)`, by the function that knows all rules of the operation.
#[inline(always)]
fn run_exact<const OP: u16, const COUNTED: bool, const IMM: u16, const UPPER: u8>(
    machine: &mut Machine,
    blocks: &Blocks,
    mut words: Words<'_>,
    accumulator: u64,
) -> Leave {
    let Some(word) = words.next() else { return Leave::LOST };
    let op = const { Op::ALL[OP as usize] };
    let (next, dst, a, b, byte) = op::Lane::operands::<Slot, Slot>(word);
    let imm = if const { IMM == ANY } { byte } else { IMM as u8 };
    let vectors = machine.vectors.slots_mut();
    let a = vectors[a as usize];
    let b = if COUNTED && const { vector::is_shift(Op::ALL[OP as usize]) } {
        [Packed::from_low64(u64::from(imm)); 2]
    } else {
        vectors[b as usize]
    };
    if let Some(lanes) = const { lane_function(Op::ALL[OP as usize], COUNTED) } {
        if const { UPPER == Upper::Kept as u8 } {
            vectors[dst as usize][0] = lanes(a[0], b[0], imm);
        } else if const { UPPER == Upper::Zeroed as u8 } {
            vectors[dst as usize] = [lanes(a[0], b[0], imm), Packed::ZERO];
        } else {
            vectors[dst as usize] = vector::halves(op, lanes, a, b, imm);
        }
    } else if let Some(fused) = const { avx::fused(Op::ALL[OP as usize]) } {
        let destination = &mut vectors[dst as usize];
        let low = fused.apply([destination[0], a[0], b[0]]);
        let wide = const { UPPER == Upper::Computed as u8 };
        let high = if wide { fused.apply([destination[1], a[1], b[1]]) } else { Packed::ZERO };
        *destination = [low, high];
    }
    next(machine, blocks, words, accumulator)
}
