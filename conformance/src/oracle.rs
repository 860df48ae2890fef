//! What the machine must do where the processor did what it did: the processor's result, seen through the few
//! places where the machine is defined otherwise. Each of them is computed here from its definition,
//! independently of the machine's own code; nothing is masked but what the manual leaves undefined.
//!
//! - rsp has 32 bits: what is written to it is zero-extended.
//! - AF is never set, and calls, returns and indirect jumps end the life of the status flags.
//! - `bsf` and `bsr` of 0 leave the destination (all 64 bits) alone.
//! - A trap changes nothing, also where the processor keeps what a gather had loaded before the fault.
//! - `shld` and `shrd` of 16 bits by more than 16 shift `a:b:a`.

use crate::encode::Encoding;
use crate::outcome::{Ending, InstOutcome, shift_count};
use crate::slot::is_pad;
use crate::state::{CpuState, shown};
use crate::window::is_writable;
use echo_abi::isa::{FlagSet, Flow, Mem, Operand, Reg, Rep, Width};
use echo_abi::{Class, Op, gas};
use echo_native::{Fault, Stop};

/// What the processor did, as the machine should do it.
#[must_use]
pub fn expected(encoding: &Encoding, before: &CpuState, mut after: CpuState, stop: Stop) -> InstOutcome {
    let inst = &encoding.inst;
    let (here, next) = (inst.addr().0, inst.next().0);
    let ending = match stop {
        Stop::Exit => {
            after.rip = next;
            Ending::Done
        }
        // int3 lets rip pass; behind a jump it stands for a pad.
        Stop::Fault(Fault::Breakpoint) if after.rip == next => {
            after.rip = here;
            Ending::Unexpected
        }
        Stop::Fault(Fault::Breakpoint) if is_pad(after.rip.wrapping_sub(1)) => {
            after.rip -= 1;
            Ending::Done
        }
        Stop::Fault(Fault::Page { address, .. }) if after.rip == here => {
            Ending::Memory { addr: address as u32 }
        }
        // The jump is done, and there is no code.
        Stop::Fault(Fault::Page { address, .. }) if u64::from(after.rip) == address => Ending::Done,
        Stop::Fault(Fault::Divide) => Ending::Divide,
        Stop::Fault(Fault::Undefined) => Ending::Unexpected,
        Stop::Fault(Fault::Protection) => Ending::Misaligned,
        Stop::Fault(fault) => Ending::Other(fault.number()),
    };
    after.regs[Reg::Rsp as usize] &= 0xffff_ffff;
    after.flags = shown(after.flags);
    if ending == Ending::Done {
        define(encoding, before, &mut after);
        if inst.flow().ends_flags() && !matches!(inst.flow(), Flow::HostCall(_) | Flow::Trap) {
            after.flags &= FlagSet::DF.0;
        }
    }
    if ending != Ending::Done && encoding.accesses.iter().any(|access| access.lanes.is_some()) {
        after.vectors = before.vectors;
    }
    let mut gas = u64::from(gas::inst(inst));
    if inst.rep() != Rep::None {
        let rcx = Reg::Rcx as usize;
        let begun = before.regs[rcx].wrapping_sub(after.regs[rcx]) + u64::from(ending != Ending::Done);
        gas += begun * u64::from(gas::class(Class::String));
    }
    InstOutcome { state: after, flags_seen: true, ending, gas }
}

/// Replaces results that the manual leaves undefined by the machine's definition.
fn define(encoding: &Encoding, before: &CpuState, after: &mut CpuState) {
    let inst = &encoding.inst;
    match inst.op() {
        Op::Bsf | Op::Bsr => {
            if after.flags & FlagSet::ZF.0 != 0
                && let Operand::Reg(reg, _) = inst.operand(0)
            {
                after.regs[reg as usize] = before.regs[reg as usize];
            }
        }
        Op::Shld | Op::Shrd => {
            if let Operand::Reg(reg, Width::B2) = inst.operand(0)
                && let Some(result) = overshifted(encoding, before, before.regs[reg as usize] as u16)
            {
                after.regs[reg as usize] = (before.regs[reg as usize] & !0xffff) | u64::from(result);
            }
        }
        _ => {}
    }
}

/// The machine's result of `shld` and `shrd` of 16 bits (`old` the destination's) by more than 16, where the
/// manual gives none.
fn overshifted(encoding: &Encoding, before: &CpuState, old: u16) -> Option<u16> {
    let inst = &encoding.inst;
    let Operand::Reg(other, Width::B2) = inst.operand(1) else { return None };
    let count = shift_count(encoding, before).filter(|count| *count > 16)?;
    let other = before.regs[other as usize] as u16;
    let wide = (u64::from(old) << 32) | (u64::from(other) << 16) | u64::from(old);
    Some(if inst.op() == Op::Shld { (wide << count) >> 32 } else { wide >> count } as u16)
}

/// Where the manual leaves undefined what an instruction stores, and what the machine stores there; `read`
/// gives memory as it was.
#[must_use]
pub fn defined_store(
    encoding: &Encoding,
    before: &CpuState,
    read: impl Fn(u32) -> u16,
) -> Option<(u32, u16)> {
    let inst = &encoding.inst;
    if !matches!(inst.op(), Op::Shld | Op::Shrd) {
        return None;
    }
    let Operand::Mem(mem @ Mem { size: 2, .. }) = inst.operand(0) else { return None };
    let reg = |reg: Option<Reg>| reg.map_or(0, |reg| before.regs[reg as usize]);
    let index = reg(mem.index).wrapping_mul(u64::from(mem.scale));
    let addr = reg(mem.base).wrapping_add(index).wrapping_add(mem.disp) as u32;
    is_writable(addr, 2).then(|| overshifted(encoding, before, read(addr)).map(|result| (addr, result)))?
}
