//! Executes any one vector instruction, plainly, whatever its operands: what `step` calls, and what faster
//! code must agree with.
//!
//! The meaning of lane-wise operations is [`lanes`]'; here are operands, memory, and the operations with a
//! shape of their own. An instruction that traps has changed nothing: operands are read and checked before
//! anything is written.

use super::resolved::Resolved;
use super::wide;
use crate::alu;
use crate::alu::avx;
use crate::alu::crypto;
use crate::alu::float::{double, single};
use crate::alu::lanes::{self, LaneFn};
use crate::alu::packed::Packed;
use crate::alu::sse4::{self, BlendLane};
use crate::machine::{Machine, Vector};
use echo_abi::isa::{FlagSet, Mem, Op, Operand, Reg, Width};
use echo_abi::{GuestAddr, Trap, ops_of};

/// Executes a vector instruction.
///
/// # Errors
/// The trap, with nothing changed.
///
/// # Panics
/// If the instruction is none of the vector unit: the caller's routing and the instruction table disagree.
pub fn execute(inst: &Resolved, machine: &mut Machine) -> Result<(), Trap> {
    let op = inst.op();
    match op {
        Op::MovAligned | Op::MovUnaligned => {
            let value = read(inst, machine, 1)?;
            write(inst, machine, value)
        }
        Op::Movss | Op::MovsdVector if inst.mem().is_none() => lanewise(inst, machine),
        // To and from memory, and between register files: the operand's width is the width of the copy, and
        // above it are zeroes.
        Op::Movss | Op::MovsdVector | Op::Movd => {
            let value = read(inst, machine, 1)?;
            write(inst, machine, value)
        }
        Op::Movq => {
            let [low, _] = read(inst, machine, 1)?;
            write(inst, machine, [Packed::from_low64(low.low64()), Packed::ZERO])
        }
        Op::MovLow | Op::MovHigh => move_half(inst, machine),
        Op::Movmskps | Op::Movmskpd | Op::Pmovmskb => {
            let value = read(inst, machine, 1)?;
            let mask = match op {
                Op::Movmskps => signs(value, 32),
                Op::Movmskpd => signs(value, 64),
                _ => signs(value, 8),
            };
            write(inst, machine, [Packed::from_low32(mask), Packed::ZERO])
        }
        Op::Maskmovdqu => mask_move(inst, machine),
        Op::Comiss | Op::Comisd => {
            let ([a, _], [b, _]) = (read(inst, machine, 0)?, read(inst, machine, 1)?);
            let flags = match op {
                Op::Comiss => single::compare(a.low32(), b.low32()),
                _ => double::compare(a.low64(), b.low64()),
            };
            set_status(machine, flags);
            Ok(())
        }
        Op::Cvtsi2ss | Op::Cvtsi2sd => {
            let last = inst.operand_count() - 1;
            let ([a, _], [b, _]) = (read(inst, machine, last - 1)?, read(inst, machine, last)?);
            let value = match (op, inst.operand(last).width()) {
                (Op::Cvtsi2ss, Some(Width::B8)) => a.with_low32(single::from_i64(b.low64())),
                (Op::Cvtsi2ss, _) => a.with_low32(single::from_i32(b.low32())),
                (_, Some(Width::B8)) => a.with_low64(double::from_i64(b.low64())),
                (_, _) => a.with_low64(double::from_i32(b.low32())),
            };
            write(inst, machine, [value, Packed::ZERO])
        }
        Op::Cvtss2si | Op::Cvttss2si | Op::Cvtsd2si | Op::Cvttsd2si => {
            let [value, _] = read(inst, machine, 1)?;
            let wide = inst.operand(0).width() == Some(Width::B8);
            let (float, double) = (value.low32(), value.low64());
            let result = match (op, wide) {
                (Op::Cvtss2si, false) => u64::from(single::to_i32(float)),
                (Op::Cvtss2si, true) => single::to_i64(float),
                (Op::Cvttss2si, false) => u64::from(single::truncate_to_i32(float)),
                (Op::Cvttss2si, true) => single::truncate_to_i64(float),
                (Op::Cvtsd2si, false) => u64::from(double::to_i32(double)),
                (Op::Cvtsd2si, true) => double::to_i64(double),
                (_, false) => u64::from(double::truncate_to_i32(double)),
                (_, true) => double::truncate_to_i64(double),
            };
            write(inst, machine, [Packed::from_low64(result), Packed::ZERO])
        }
        Op::Pextrb => extract(inst, machine, 8),
        Op::Pextrw => extract(inst, machine, 16),
        Op::Pextrd => extract(inst, machine, 32),
        Op::Pextrq => extract(inst, machine, 64),
        Op::Insertps => {
            let imm = immediate(inst, inst.operand_count() - 1);
            let ([a, _], [b, _]) =
                (read(inst, machine, sources(inst).0)?, read(inst, machine, sources(inst).1)?);
            let imm = insertion(imm, inst.mem().is_some());
            write(inst, machine, [sse4::insertps(a, b, imm), Packed::ZERO])
        }
        Op::Blendvps => blend(inst, machine, BlendLane::Single),
        Op::Blendvpd => blend(inst, machine, BlendLane::Double),
        Op::Pblendvb => blend(inst, machine, BlendLane::Byte),
        Op::Ptest => {
            let (a, b) = (read(inst, machine, 0)?, read(inst, machine, 1)?);
            let zero = (a[0] & b[0]) | (a[1] & b[1]) == Packed::ZERO;
            let carry = (!a[0] & b[0]) | (!a[1] & b[1]) == Packed::ZERO;
            set_status(machine, test_flags(zero, carry));
            Ok(())
        }
        Op::Pcmpestri | Op::Pcmpestrm | Op::Pcmpistri | Op::Pcmpistrm => compare_strings(inst, machine),
        Op::Sha256rnds2 => {
            let ([a, _], [b, _]) = (read(inst, machine, 0)?, read(inst, machine, 1)?);
            let value = crypto::sha256rnds2(a, b, machine.vectors[0][0]);
            write(inst, machine, [value, Packed::ZERO])
        }
        Op::Vpermilps if is_immediate(inst, 2) => apply(inst, machine, avx::vpermilps_immediate),
        Op::Vpermilpd if is_immediate(inst, 2) => apply(inst, machine, avx::vpermilpd_immediate),
        Op::Vtestps | Op::Vtestpd => {
            let (a, b) = (read(inst, machine, 0)?, read(inst, machine, 1)?);
            let width = if op == Op::Vtestps { 32 } else { 64 };
            let not = |v: Vector| v.map(|half| !half);
            let both = |a: Vector, b: Vector| [a[0] & b[0], a[1] & b[1]];
            let (zero, carry) = (signs(both(a, b), width) == 0, signs(both(not(a), b), width) == 0);
            set_status(machine, test_flags(zero, carry));
            Ok(())
        }
        Op::Vcvtps2ph => {
            let [low, high] = read(inst, machine, 1)?;
            let imm = immediate(inst, 2);
            let high = if is_wide(inst, 1) { avx::vcvtps2ph(high, imm) } else { Packed::ZERO };
            let value = lanes::movlhps(avx::vcvtps2ph(low, imm), high, 0);
            write(inst, machine, [value, Packed::ZERO])
        }
        Op::Vpbroadcastb
        | Op::Vpbroadcastw
        | Op::Vpbroadcastd
        | Op::Vpbroadcastq
        | Op::Vbroadcast128
        | Op::Vinsert128
        | Op::Vextract128
        | Op::Vperm128
        | Op::Vpermq
        | Op::Vpermd => wide::across_halves(inst, machine),
        Op::Vpmaskmovd => wide::mask_move(inst, machine, 4),
        Op::Vpmaskmovq => wide::mask_move(inst, machine, 8),
        Op::Vgatherdd | Op::Vgatherdq | Op::Vgatherqd | Op::Vgatherqq => wide::gather(inst, machine),
        Op::Vzeroupper => {
            machine.vectors.registers_mut().iter_mut().for_each(|v| v[1] = Packed::ZERO);
            Ok(())
        }
        Op::Vzeroall => {
            machine.vectors.registers_mut().iter_mut().for_each(|v| *v = [Packed::ZERO; 2]);
            Ok(())
        }
        ops_of!(Fused) => {
            let fused = avx::fused(op).expect("the unit's operations are described");
            let (a, b, c) = (read(inst, machine, 0)?, read(inst, machine, 1)?, read(inst, machine, 2)?);
            write(inst, machine, std::array::from_fn(|half| fused.apply([a[half], b[half], c[half]])))
        }
        ops_of!(Lanes) => lanewise(inst, machine),
        ops_of!(Integer) | ops_of!(Shift) | ops_of!(Control) | ops_of!(String) | ops_of!(Hint) => {
            unreachable!("{op:?} is no vector operation")
        }
    }
}

/// An operation of [`alu::lanes()`], on each half of the operands.
fn lanewise(inst: &Resolved, machine: &mut Machine) -> Result<(), Trap> {
    let op = inst.op();
    let f = alu::lanes(op).expect("the unit's operations have functions");
    apply(inst, machine, f)
}

/// A function of 128 bits, on each half of the operands.
fn apply(inst: &Resolved, machine: &mut Machine, f: LaneFn) -> Result<(), Trap> {
    let op = inst.op();
    let count = inst.operand_count();
    let (first, second) = sources(inst);
    let [a0, a1] = read(inst, machine, first)?;
    let [b0, b1] = read(inst, machine, second)?;
    let imm = if second + 1 < count { immediate(inst, second + 1) } else { 0 };
    let result = match inst.operand(0) {
        Operand::Ymm(_) => halves(op, f, [a0, a1], [b0, b1], imm),
        // Doubles narrowed from 256 bits to 128.
        _ if is_wide(inst, second) => [lanes::movlhps(f(a0, b0, imm), f(a1, b1, imm), 0), Packed::ZERO],
        _ => [f(a0, b0, imm), Packed::ZERO],
    };
    write(inst, machine, result)
}

/// A function of 128 bits, the meaning of an operation, on 256: on each half, but for counts, which both have
/// in common, and sources narrower than the result.
#[inline(always)]
pub(super) fn halves(
    op: Op,
    f: impl Fn(Packed, Packed, u8) -> Packed,
    a: Vector,
    b: Vector,
    imm: u8,
) -> Vector {
    let low = f(a[0], b[0], imm);
    let high = f(a[1], high_source(op, b), imm >> immediate_bits(op));
    [low, high]
}

/// What is the upper half of a source to an operation of 256 bits.
#[inline(always)]
pub(super) fn high_source(op: Op, b: Vector) -> Packed {
    match widening(op) {
        _ if is_shift(op) => b[0],
        Some(bytes) => b[0].bytes_from(bytes),
        None => b[1],
    }
}

/// The numbers of the first and second source operands. Operands are `destination, source` and perhaps an
/// immediate; with VEX, `destination, first source, second source` and perhaps an immediate, or without the
/// first source where the operation has none. The shifts by an immediate have it in place of the (second)
/// source.
pub(super) fn sources(inst: &Resolved) -> (u32, u32) {
    match (inst.is_vex(), inst.operand_count()) {
        (false, _) | (true, 2) => (0, 1),
        (true, 3) if is_immediate(inst, 2) && !is_shift(inst.op()) => (0, 1),
        (true, _) => (1, 2),
    }
}

/// How many bytes of the source make 16 of the result, for operations whose lanes are wider in the result.
const fn widening(op: Op) -> Option<usize> {
    match op {
        Op::Cvtps2pd | Op::Cvtdq2pd | Op::Vcvtph2ps => Some(8),
        Op::Pmovsxbw | Op::Pmovsxwd | Op::Pmovsxdq | Op::Pmovzxbw | Op::Pmovzxwd | Op::Pmovzxdq => Some(8),
        Op::Pmovsxbd | Op::Pmovsxwq | Op::Pmovzxbd | Op::Pmovzxwq => Some(4),
        Op::Pmovsxbq | Op::Pmovzxbq => Some(2),
        _ => None,
    }
}

/// How many bits of the immediate are the low half's, for operations whose halves have each their own.
const fn immediate_bits(op: Op) -> u32 {
    match op {
        Op::Shufpd | Op::Blendpd | Op::Vpermilpd => 2,
        Op::Mpsadbw => 3,
        Op::Blendps | Op::Vpblendd => 4,
        _ => 0,
    }
}

/// Whether operand `i` has 256 bits.
pub(super) fn is_wide(inst: &Resolved, i: u32) -> bool {
    match inst.operand(i) {
        Operand::Ymm(_) => true,
        Operand::Mem(mem) => mem.size == 32,
        _ => false,
    }
}

/// The immediate of `insertps`: from memory comes the float itself, from a register the immediate chooses it.
pub(super) const fn insertion(imm: u8, from_memory: bool) -> u8 {
    if from_memory { imm & 0x3f } else { imm }
}

/// `blendv*`: the mask is `xmm0`, or with VEX the fourth operand.
fn blend(inst: &Resolved, machine: &mut Machine, lane: BlendLane) -> Result<(), Trap> {
    let (first, second) = sources(inst);
    let mask = if inst.is_vex() { read(inst, machine, 3)? } else { machine.vectors[0] };
    let (a, b) = (read(inst, machine, first)?, read(inst, machine, second)?);
    write(inst, machine, std::array::from_fn(|half| sse4::blend(lane, a[half], b[half], mask[half])))
}

/// ZF and CF of `ptest` and its kin.
fn test_flags(zero: bool, carry: bool) -> FlagSet {
    let flag = |condition: bool, flag: FlagSet| if condition { flag } else { FlagSet::NONE };
    flag(zero, FlagSet::ZF).union(flag(carry, FlagSet::CF))
}

/// `pcmpestri` and its kin: strings in operands 0 and 1, explicit lengths in `eax` and `edx` (`rax` and `rdx`
/// with REX.W), the result to `ecx` or `xmm0`.
fn compare_strings(inst: &Resolved, machine: &mut Machine) -> Result<(), Trap> {
    let ([a, _], [b, _]) = (read(inst, machine, 0)?, read(inst, machine, 1)?);
    let imm = immediate(inst, 2);
    let length = |reg: Reg| {
        let value = machine.regs[reg as usize].cast_signed();
        // The low half, sign-extended, unless all of it counts.
        if inst.is_wide_string_compare() { value } else { value << 32 >> 32 }
    };
    let explicit = matches!(inst.op(), Op::Pcmpestri | Op::Pcmpestrm);
    let lengths = explicit.then(|| (length(Reg::Rax), length(Reg::Rdx)));
    let result = sse4::compare_strings(a, b, lengths, imm);
    match inst.op() {
        Op::Pcmpestri | Op::Pcmpistri => machine.set_reg(Reg::Rcx, Width::B4, u64::from(result.index(imm))),
        _ => {
            let register = &mut machine.vectors[0];
            register[0] = result.mask(imm);
            if inst.is_vex() {
                register[1] = Packed::ZERO;
            }
        }
    }
    set_status(machine, result.flags);
    Ok(())
}

/// Shifts of all lanes by one count.
pub(super) const fn is_shift(op: Op) -> bool {
    matches!(
        op,
        Op::Psllw
            | Op::Pslld
            | Op::Psllq
            | Op::Psrlw
            | Op::Psrld
            | Op::Psrlq
            | Op::Psraw
            | Op::Psrad
            | Op::Pslldq
            | Op::Psrldq
    )
}

/// `movlps`, `movhps` and their kin: 64 bits between memory and one half; a load keeps the other half, of the
/// first source with VEX.
fn move_half(inst: &Resolved, machine: &mut Machine) -> Result<(), Trap> {
    let high = inst.op() == Op::MovHigh;
    let last = inst.operand_count() - 1;
    let [value, _] = read(inst, machine, last)?;
    if let Operand::Mem(_) = inst.operand(0) {
        let half = if high { value.high64() } else { value.low64() };
        return write(inst, machine, [Packed::from_low64(half), Packed::ZERO]);
    }
    let [old, _] = read(inst, machine, last - 1)?;
    let value = if high { lanes::movlhps(old, value, 0) } else { lanes::movsd(old, value, 0) };
    write(inst, machine, [value, Packed::ZERO])
}

/// The top bits of all `width`-bit lanes, lane 0's lowest. (Above a 128-bit operand there are zeroes.)
#[inline(always)]
pub(super) fn signs([low, high]: Vector, width: u32) -> u32 {
    match width {
        8 => u32::from(low.signs8()) | u32::from(high.signs8()) << 16,
        32 => u32::from(low.signs32()) | u32::from(high.signs32()) << 4,
        _ => u32::from(low.signs64()) | u32::from(high.signs64()) << 2,
    }
}

/// One lane of `width` bits to a general register or memory, zero-extended.
fn extract(inst: &Resolved, machine: &mut Machine, width: u32) -> Result<(), Trap> {
    let [value, _] = read(inst, machine, 1)?;
    let lane = u32::from(immediate(inst, 2)) % (128 / width);
    let bits = (value.bits() >> (lane * width)) as u64 & (u64::MAX >> (64 - width));
    write(inst, machine, [Packed::from_low64(bits), Packed::ZERO])
}

/// `maskmovdqu`: bytes of which nothing is stored are not accessed.
fn mask_move(inst: &Resolved, machine: &mut Machine) -> Result<(), Trap> {
    let Operand::Mem(mem) = inst.operand(0) else { unreachable!("{inst} stores") };
    let ([value, _], [mask, _]) = (read(inst, machine, 1)?, read(inst, machine, 2)?);
    let chosen = signs([mask, Packed::ZERO], 8);
    if chosen == 0 {
        return Ok(());
    }
    // From the first chosen byte to the last: 16 bytes lie in at most two pages, so no page is accessed that
    // has none of them.
    let (first, last) = (chosen.trailing_zeros(), chosen.ilog2());
    let bytes = machine.memory.slice_mut(machine.address(&mem).offset(first), last - first + 1)?;
    for (i, (byte, new)) in bytes.iter_mut().zip(&value.to_bytes()[first as usize..]).enumerate() {
        if chosen >> first >> i & 1 != 0 {
            *byte = *new;
        }
    }
    Ok(())
}

/// Sets the status flags; DF stays.
fn set_status(machine: &mut Machine, flags: FlagSet) {
    machine.flags = machine.flags.difference(FlagSet::STATUS).union(flags);
}

fn is_immediate(inst: &Resolved, i: u32) -> bool {
    matches!(inst.operand(i), Operand::Imm(_))
}

pub(super) fn immediate(inst: &Resolved, i: u32) -> u8 {
    match inst.operand(i) {
        Operand::Imm(value) => value.to_le_bytes()[0],
        operand => unreachable!("{inst}: {operand:?} is no immediate"),
    }
}

/// The address of a memory operand, which must be aligned as the instruction says.
fn address(inst: &Resolved, machine: &Machine, mem: &Mem) -> Result<GuestAddr, Trap> {
    let addr = machine.address(mem);
    // The processor, too, reports misalignment first, whether the address is mapped or not.
    if inst.is_misaligned(addr) { Err(Trap::Misaligned { addr }) } else { Ok(addr) }
}

/// Operand `i`, zero-extended.
pub(super) fn read(inst: &Resolved, machine: &mut Machine, i: u32) -> Result<Vector, Trap> {
    let low = match inst.operand(i) {
        Operand::Xmm(reg) => machine.vectors[reg.index()][0],
        Operand::Ymm(reg) => return Ok(machine.vectors[reg.index()]),
        Operand::Reg(reg, width) => Packed::from_low64(machine.reg(reg, width)),
        Operand::Imm(value) => Packed::from_low64(value),
        Operand::Mem(mem) => {
            let addr = address(inst, machine, &mem)?;
            let memory = &mut machine.memory;
            match mem.size {
                1 => Packed::from_low32(u32::from(u8::from_le_bytes(memory.read(addr)?))),
                2 => Packed::from_low32(u32::from(u16::from_le_bytes(memory.read(addr)?))),
                4 => Packed::from_low32(u32::from_le_bytes(memory.read(addr)?)),
                8 => Packed::from_low64(u64::from_le_bytes(memory.read(addr)?)),
                16 => Packed::from_bytes(memory.read(addr)?),
                32 => {
                    return Ok(
                        bytemuck::cast::<[u8; 32], [[u8; 16]; 2]>(memory.read(addr)?).map(Packed::from_bytes)
                    );
                }
                size => unreachable!("{inst} reads {size} bytes"),
            }
        }
        operand @ (Operand::HighByte(_) | Operand::Target(_)) => {
            unreachable!("{inst} has operand {operand:?}")
        }
    };
    Ok([low, Packed::ZERO])
}

/// Writes the destination, operand 0: as many of the low bytes as it has. A vector register keeps what is
/// above, but with VEX it is zeroed.
pub(super) fn write(inst: &Resolved, machine: &mut Machine, value: Vector) -> Result<(), Trap> {
    let [low, high] = value;
    match inst.operand(0) {
        Operand::Xmm(reg) => {
            let register = &mut machine.vectors[reg.index()];
            register[0] = low;
            if inst.is_vex() {
                register[1] = Packed::ZERO;
            }
        }
        Operand::Ymm(reg) => machine.vectors[reg.index()] = value,
        Operand::Reg(reg, width) => machine.set_reg(reg, width, low.low64()),
        Operand::Mem(mem) => {
            let addr = address(inst, machine, &mem)?;
            let memory = &mut machine.memory;
            let bytes = low.to_bytes();
            match mem.size {
                1 => memory.write(addr, [bytes[0]])?,
                2 => memory.write(addr, [bytes[0], bytes[1]])?,
                4 => memory.write(addr, low.low32().to_le_bytes())?,
                8 => memory.write(addr, low.low64().to_le_bytes())?,
                16 => memory.write(addr, bytes)?,
                32 => memory.write::<32>(addr, bytemuck::cast([bytes, high.to_bytes()]))?,
                size => unreachable!("{inst} writes {size} bytes"),
            }
        }
        operand @ (Operand::HighByte(_) | Operand::Imm(_) | Operand::Target(_)) => {
            unreachable!("{inst} has destination {operand:?}")
        }
    }
    Ok(())
}
