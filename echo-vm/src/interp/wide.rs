//! The vector instructions of AVX and AVX2 that cross the two halves of a register, or access memory lane by
//! lane. Called by [`vector`](super::vector), and under its invariant: an instruction that traps has changed
//! nothing.

use super::resolved::Resolved;
use super::vector::{immediate, read, write};
use crate::alu::lanes::selector;
use crate::alu::packed::{Packed, u8x16, u16x8, u32x4, u64x2};
use crate::machine::{Machine, Vector};
use echo_abi::isa::{Op, Operand};
use echo_abi::{GuestAddr, Trap};

/// Moves lanes and halves within 256 bits.
///
/// # Panics
/// If the instruction is another.
pub fn across_halves(inst: &Resolved, machine: &mut Machine) -> Result<(), Trap> {
    match inst.op() {
        Op::Vpbroadcastb => broadcast(inst, machine, |v| u8x16::join([u8x16::of(v)[0]; 16])),
        Op::Vpbroadcastw => broadcast(inst, machine, |v| u16x8::join([u16x8::of(v)[0]; 8])),
        Op::Vpbroadcastd => broadcast(inst, machine, |v| u32x4::join([u32x4::of(v)[0]; 4])),
        Op::Vpbroadcastq => broadcast(inst, machine, |v| u64x2::join([u64x2::of(v)[0]; 2])),
        Op::Vbroadcast128 => broadcast(inst, machine, |v| v),
        Op::Vinsert128 => insert(inst, machine),
        Op::Vextract128 => extract(inst, machine),
        Op::Vperm128 => permute(inst, machine, |a, b| select_halves(a, b, immediate(inst, 3))),
        Op::Vpermq => permute(inst, machine, |a, _| permute_quadwords(a, immediate(inst, 2))),
        Op::Vpermd => permute(inst, machine, permute_doublewords),
        op => unreachable!("{op:?} moves nothing across halves"),
    }
}

fn broadcast(inst: &Resolved, machine: &mut Machine, spread: fn(Packed) -> Packed) -> Result<(), Trap> {
    let [low, _] = read(inst, machine, 1)?;
    write(inst, machine, [spread(low); 2])
}

/// A function of operands 1 and 2.
fn permute(inst: &Resolved, machine: &mut Machine, f: impl Fn(Vector, Vector) -> Vector) -> Result<(), Trap> {
    let (a, b) = (read(inst, machine, 1)?, read(inst, machine, 2)?);
    write(inst, machine, f(a, b))
}

fn insert(inst: &Resolved, machine: &mut Machine) -> Result<(), Trap> {
    let (mut value, [half, _]) = (read(inst, machine, 1)?, read(inst, machine, 2)?);
    value[usize::from(immediate(inst, 3) & 1)] = half;
    write(inst, machine, value)
}

fn extract(inst: &Resolved, machine: &mut Machine) -> Result<(), Trap> {
    let value = read(inst, machine, 1)?;
    write(inst, machine, [value[usize::from(immediate(inst, 2) & 1)], Packed::ZERO])
}

/// `vperm2f128`, `vperm2i128`: each half of the result is a half of one of the operands, or 0.
#[inline(always)]
pub(super) fn select_halves([a0, a1]: Vector, [b0, b1]: Vector, imm: u8) -> Vector {
    let halves = [a0, a1, b0, b1];
    let select = |field: u8| if field & 8 == 0 { halves[usize::from(field & 3)] } else { Packed::ZERO };
    [select(imm), select(imm >> 4)]
}

/// `vpermq`, `vpermpd`: each quadword of the result is one of the operand.
#[inline(always)]
pub(super) fn permute_quadwords(value: Vector, imm: u8) -> Vector {
    let words: [u64; 4] = std::array::from_fn(|i| u64x2::of(value[i / 2])[i % 2]);
    let [a, b, c, d] = std::array::from_fn(|i| words[selector(imm, i)]);
    [Packed::pair(a, b), Packed::pair(c, d)]
}

/// `vpermd`, `vpermps`: each doubleword of the result is one of the operand.
#[inline(always)]
pub(super) fn permute_doublewords(indices: Vector, value: Vector) -> Vector {
    let words: [u32; 8] = std::array::from_fn(|i| u32x4::of(value[i / 4])[i % 4]);
    indices.map(|half| Packed::four(u32x4::of(half).map(|index| words[(index & 7) as usize])))
}

fn bytes_of(vector: Vector) -> [u8; 32] {
    bytemuck::cast(vector.map(Packed::to_bytes))
}

fn vector_of(bytes: [u8; 32]) -> Vector {
    bytemuck::cast::<_, [[u8; 16]; 2]>(bytes).map(Packed::from_bytes)
}

/// Moves by lanes of `size` bytes: `register, mask, memory` or `memory, mask, register`. Lanes whose mask is
/// not negative are not accessed.
pub fn mask_move(inst: &Resolved, machine: &mut Machine, size: usize) -> Result<(), Trap> {
    let mask = read(inst, machine, 1)?;
    let store = matches!(inst.operand(0), Operand::Mem(_));
    let register = if store { read(inst, machine, 2)? } else { [Packed::ZERO; 2] };
    let Some(mem) = inst.mem() else { unreachable!("{inst} accesses memory") };
    let addr = machine.address(&mem);
    let chosen = mask.map(|half| match size {
        4 => Packed::four(u32x4::of(half).map(|lane| (lane.cast_signed() >> 31).cast_unsigned())),
        _ => u64x2::map(half, |lane| (lane.cast_signed() >> 63).cast_unsigned()),
    });
    // Where all of it can be accessed, what is not chosen is read to be thrown away, or written back.
    if let Some(old) = whole(machine, addr, mem.size) {
        if !store {
            return write(inst, machine, [old[0] & chosen[0], old[1] & chosen[1]]);
        }
        let new: Vector = std::array::from_fn(|i| old[i] & !chosen[i] | register[i] & chosen[i]);
        let written = match mem.size {
            16 => machine.memory.write_fast(addr, new[0].to_bytes()),
            _ => machine.memory.write_fast(addr, bytes_of(new)),
        };
        if written {
            return Ok(());
        }
    }
    let (chosen, register) = (bytes_of(chosen), bytes_of(register));
    // From the first chosen byte to the last: at most two pages, so no page is accessed that has none of
    // them.
    let size = usize::from(mem.size);
    let first = chosen[..size].iter().position(|byte| *byte != 0);
    let last = chosen[..size].iter().rposition(|byte| *byte != 0);
    let mut result = [0; 32];
    if let (Some(first), Some(last)) = (first, last) {
        let (addr, len) = (addr.offset(first as u32), (last - first + 1) as u32);
        if store {
            let memory = machine.memory.slice_mut(addr, len)?;
            for i in (first..=last).filter(|i| chosen[*i] != 0) {
                memory[i - first] = register[i];
            }
        } else {
            let memory = machine.memory.slice(addr, len)?;
            for i in (first..=last).filter(|i| chosen[*i] != 0) {
                result[i] = memory[i - first];
            }
        }
    }
    if store { Ok(()) } else { write(inst, machine, vector_of(result)) }
}

/// 16 or 32 bytes, zeroes above, where they lie in one page that is touched already.
fn whole(machine: &Machine, addr: GuestAddr, size: u8) -> Option<Vector> {
    match size {
        16 => Some([Packed::from_bytes(machine.memory.read_fast(addr)?), Packed::ZERO]),
        _ => machine.memory.read_fast(addr).map(vector_of),
    }
}

/// `destination, memory, mask`: loads each lane whose mask is negative from an address of its own, and zeroes
/// the mask. Lanes beyond the number of indices are zeroed.
pub fn gather(inst: &Resolved, machine: &mut Machine) -> Result<(), Trap> {
    let (Operand::Mem(mem), Some(index)) = (inst.operand(1), inst.vector_index()) else {
        unreachable!("{inst} has a memory operand with a vector index")
    };
    let (old, mask) = (bytes_of(read(inst, machine, 0)?), bytes_of(read(inst, machine, 2)?));
    let size = mem.size as usize;
    let index_size = if matches!(inst.op(), Op::Vgatherdd | Op::Vgatherdq) { 4 } else { 8 };
    let bytes = |operand| if matches!(operand, Operand::Ymm(_)) { 32 } else { 16 };
    let count = (bytes(inst.operand(0)) / size).min(bytes(index) / index_size);
    let (Operand::Xmm(index) | Operand::Ymm(index)) = index else {
        unreachable!("an index is a vector register")
    };
    let indices = machine.vectors[index.index()];
    let base = machine.address(&mem);
    let mut result = [0; 32];
    for lane in 0..count {
        let at = lane * size;
        let value = &mut result[at..at + size];
        if mask[at + size - 1] & 0x80 == 0 {
            value.copy_from_slice(&old[at..at + size]);
            continue;
        }
        // Addresses are modulo 2^32, so the low 32 bits of an index decide, whatever its width and sign.
        let index = u32x4::of(indices[lane * index_size / 16])[lane * index_size % 16 / 4];
        let addr = base.offset(index.wrapping_mul(u32::from(mem.scale)));
        value.copy_from_slice(machine.memory.slice(addr, u32::from(mem.size))?);
    }
    if let Operand::Xmm(mask) | Operand::Ymm(mask) = inst.operand(2) {
        machine.vectors[mask.index()] = [Packed::ZERO; 2];
    }
    write(inst, machine, vector_of(result))
}
