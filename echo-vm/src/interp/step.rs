//! One instruction at a time: the plain meaning of every operation of the table, on the [`Machine`].
//!
//! Operations on vector registers are [`vector`]'s. An operation without a meaning does not compile. Nothing
//! is changed when an instruction traps, but for the iterations a repeated string instruction has finished.
//! The fast paths of the interpreter are tested against this, and this against the processor.

use super::code::{Code, Decoded};
use super::resolved::Resolved;
use super::vector;
use crate::alu::int::{self, Shift};
use crate::engine::{Exit, Flag, Translation};
use crate::machine::Machine;
use echo_abi::isa::{Class, FlagSet, Operand, Reg, Rep, Width};
use echo_abi::layout::PAGE_SIZE;
use echo_abi::scpi::Function;
use echo_abi::{Form, GuestAddr, Inst, Op, Trap, gas, ops_of};
use echo_validate::Contract;
use std::convert::Infallible;
use std::sync::Arc;

/// Where an instruction leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// To the one after it.
    Sequential,
    /// To an address.
    Jump(GuestAddr),
    /// To the address that `ret` popped; null ends the run.
    Return(GuestAddr),
    /// To a host function, then to the one after it.
    HostCall(Function),
    /// Nowhere: the gas ended between two iterations.
    OutOfGas,
}

/// The reference engine: executes one instruction after the other. Simple; each address is decoded once.
pub struct Stepper {
    code: Code,
    /// The instructions met so far: none before the first is.
    decoded: Option<Decoded>,
}

impl Translation for Stepper {
    fn resume(&mut self, machine: &mut Machine, stop: Flag<'_>) -> Exit {
        match self.walk(machine, stop, |_| None::<Infallible>) {
            Err(exit) => exit,
            Ok(never) => match never {},
        }
    }

    fn bytes(&self) -> usize {
        self.decoded.as_ref().map_or(0, Decoded::bytes)
    }
}

/// Instructions between two looks at the flag that stops a run.
const STRIDE: u32 = 64;

impl Stepper {
    /// Nothing decoded yet.
    pub fn new(contract: Arc<Contract>) -> Self {
        Self { code: Code::new(contract), decoded: None }
    }

    /// Executes instructions until one leads to an address for which `arrived` has an answer, or to an exit.
    ///
    /// # Errors
    /// The exit.
    pub(crate) fn walk<T>(
        &mut self,
        machine: &mut Machine,
        stop: Flag<'_>,
        mut arrived: impl FnMut(GuestAddr) -> Option<T>,
    ) -> Result<T, Exit> {
        let Self { code, decoded } = self;
        let decoded = decoded.get_or_insert_with(|| Decoded::new(code));
        let mut cursor = code.cursor();
        loop {
            if stop.is_raised() {
                return Err(Exit::Stopped);
            }
            for _ in 0..STRIDE {
                let inst = match decoded.at(machine.rip, &mut cursor) {
                    Ok(inst) => inst,
                    Err(trap) => {
                        machine.end_flags();
                        return Err(Exit::Trap(trap));
                    }
                };
                step(inst, machine)?;
                if let Some(answer) = arrived(machine.rip) {
                    return Ok(answer);
                }
            }
        }
    }

    /// Executes instructions until an exit, each shown to `step` before it is executed.
    pub fn observe(
        &mut self,
        machine: &mut Machine,
        stop: Flag<'_>,
        step: &mut dyn FnMut(&Machine, &Inst),
    ) -> Exit {
        let code = self.code.clone();
        let mut cursor = code.cursor();
        while !stop.is_raised() {
            if let Ok(inst) = cursor.at(machine.rip) {
                step(machine, inst);
            }
            match self.walk(machine, Flag::NONE, |_| Some(())) {
                Ok(()) => {}
                Err(exit) => return exit,
            }
        }
        Exit::Stopped
    }

    /// Why the instruction at rip traps, which it must: an engine found that it does, and left nothing of it
    /// done.
    pub(super) fn trap(&self, machine: &mut Machine) -> Trap {
        let done = self.code.inst(machine.rip).and_then(|inst| execute(&Resolved::new(&inst), machine));
        done.expect_err("an instruction that trapped traps again on the same machine")
    }

    /// How many instructions are kept.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.decoded.as_ref().map_or(0, Decoded::len)
    }
}

/// Charges and executes the instruction at rip, and moves rip on.
///
/// # Errors
/// The exit that it leads to.
fn step(inst: &Resolved, machine: &mut Machine) -> Result<(), Exit> {
    if !machine.charge(inst.gas()) {
        return Err(Exit::OutOfGas { begun: 0 });
    }
    match complete(inst, machine, execute)? {
        Next::Sequential => machine.rip = inst.next(),
        Next::Jump(target) => machine.rip = target,
        Next::Return(target) => {
            machine.rip = target;
            if target == GuestAddr::NULL {
                return Err(Exit::Return);
            }
        }
        Next::HostCall(function) => {
            machine.rip = inst.next();
            machine.end_flags();
            return Err(Exit::HostCall(function));
        }
        Next::OutOfGas => return Err(ended(inst)),
    }
    Ok(())
}

/// Executes an instruction that is charged, the machine's gas at its disposal for pages of the stack.
///
/// # Errors
/// The exit: a trap, or out of gas where the gas does not pay for a step of the stack. Then the instruction's own
/// charge is given back, but for a repeated one, of which iterations may be done.
pub fn complete(
    inst: &Resolved,
    machine: &mut Machine,
    execute: impl FnOnce(&Resolved, &mut Machine) -> Result<Next, Trap>,
) -> Result<Next, Exit> {
    machine.lend();
    let result = execute(inst, machine);
    machine.settle();
    result.map_err(|trap| {
        if machine.memory.unpaid().is_none() {
            machine.end_flags();
            return Exit::Trap(trap);
        }
        if inst.rep() == Rep::None {
            machine.gas += inst.gas();
            return Exit::OutOfGas { begun: 0 };
        }
        ended(inst)
    })
}

/// The exit where the gas ends within a repeated instruction.
pub fn ended(inst: &Resolved) -> Exit {
    Exit::OutOfGas { begun: inst.gas() }
}

/// Reads an integer operand, zero-extended.
fn read(machine: &mut Machine, operand: Operand) -> Result<u64, Trap> {
    match operand {
        Operand::Reg(reg, width) => Ok(machine.reg(reg, width)),
        Operand::HighByte(reg) => Ok(machine.regs[reg as usize] >> 8 & 0xff),
        Operand::Imm(value) => Ok(value),
        Operand::Mem(mem) => {
            let addr = machine.address(&mem);
            load(machine, addr, width_of(operand))
        }
        Operand::Xmm(_) | Operand::Ymm(_) | Operand::Target(_) => unreachable!("not an integer operand"),
    }
}

/// Writes an integer operand.
fn write(machine: &mut Machine, operand: Operand, value: u64) -> Result<(), Trap> {
    match operand {
        Operand::Reg(reg, width) => machine.set_reg(reg, width, value),
        Operand::HighByte(reg) => {
            let slot = &mut machine.regs[reg as usize];
            *slot = (*slot & !0xff00) | (value & 0xff) << 8;
        }
        Operand::Mem(mem) => {
            let addr = machine.address(&mem);
            store(machine, addr, width_of(operand), value)?;
        }
        Operand::Imm(_) | Operand::Xmm(_) | Operand::Ymm(_) | Operand::Target(_) => {
            unreachable!("not an integer destination")
        }
    }
    Ok(())
}

/// Width of an integer operand; 64 bits for immediates.
fn width_of(operand: Operand) -> Width {
    operand.width().unwrap_or(Width::B8)
}

/// Loads a number, zero-extended.
pub fn load(machine: &mut Machine, addr: GuestAddr, width: Width) -> Result<u64, Trap> {
    Ok(match width {
        Width::B1 => u64::from(u8::from_le_bytes(machine.memory.read(addr)?)),
        Width::B2 => u64::from(u16::from_le_bytes(machine.memory.read(addr)?)),
        Width::B4 => u64::from(u32::from_le_bytes(machine.memory.read(addr)?)),
        Width::B8 => u64::from_le_bytes(machine.memory.read(addr)?),
    })
}

/// Stores the low bytes of a number.
pub fn store(machine: &mut Machine, addr: GuestAddr, width: Width, value: u64) -> Result<(), Trap> {
    match width {
        Width::B1 => machine.memory.write(addr, (value as u8).to_le_bytes()),
        Width::B2 => machine.memory.write(addr, (value as u16).to_le_bytes()),
        Width::B4 => machine.memory.write(addr, (value as u32).to_le_bytes()),
        Width::B8 => machine.memory.write(addr, value.to_le_bytes()),
    }
}

fn rsp(machine: &Machine) -> GuestAddr {
    address(machine, Reg::Rsp)
}

fn set_rsp(machine: &mut Machine, addr: GuestAddr) {
    machine.regs[Reg::Rsp as usize] = u64::from(addr.0);
}

fn push(machine: &mut Machine, width: Width, value: u64) -> Result<(), Trap> {
    let addr = rsp(machine).offset(width.bytes().wrapping_neg());
    store(machine, addr, width, value)?;
    set_rsp(machine, addr);
    Ok(())
}

fn pop(machine: &mut Machine, width: Width) -> Result<u64, Trap> {
    let addr = rsp(machine);
    let value = load(machine, addr, width)?;
    set_rsp(machine, addr.offset(width.bytes()));
    Ok(value)
}

/// Executes one instruction, but for gas and rip.
///
/// # Errors
/// The [`Trap`], with nothing changed but by finished iterations of a repeated string instruction.
pub fn execute(inst: &Resolved, machine: &mut Machine) -> Result<Next, Trap> {
    let operand = |i| inst.operand(i);
    let old = machine.flags;
    match inst.op() {
        Op::Mov | Op::Movnti => {
            let value = read(machine, operand(1))?;
            write(machine, operand(0), value)?;
        }
        Op::Movzx => {
            let value = read(machine, operand(1))?;
            write(machine, operand(0), value)?;
        }
        Op::Movsx => {
            let value = read(machine, operand(1))?;
            write(machine, operand(0), int::sign_extend(width_of(operand(1)), value))?;
        }
        Op::Lea => {
            let Operand::Mem(mem) = operand(1) else { unreachable!("lea takes memory") };
            let value = machine.linear(&mem);
            write(machine, operand(0), value & mem.address_width.mask())?;
        }
        Op::Xchg => {
            let (a, b) = (read(machine, operand(0))?, read(machine, operand(1))?);
            // The memory operand comes first: if its store traps, the register is untouched.
            let (memory, other) = if matches!(operand(1), Operand::Mem(_)) { (1, 0) } else { (0, 1) };
            let (to_memory, to_other) = if memory == 0 { (b, a) } else { (a, b) };
            write(machine, operand(memory), to_memory)?;
            write(machine, operand(other), to_other)?;
        }
        Op::Bswap => {
            let value = read(machine, operand(0))?;
            write(machine, operand(0), int::swap_bytes(width_of(operand(0)), value))?;
        }
        Op::Movbe => {
            let value = read(machine, operand(1))?;
            write(machine, operand(0), int::swap_bytes(width_of(operand(0)), value))?;
        }
        Op::Xlatb => {
            let index = machine.reg(Reg::Rax, Width::B1);
            let addr = GuestAddr::wrap(machine.regs[Reg::Rbx as usize].wrapping_add(index));
            let value = load(machine, addr, Width::B1)?;
            machine.set_reg(Reg::Rax, Width::B1, value);
        }
        Op::Cbw => extend(machine, Width::B1, Width::B2),
        Op::Cwde => extend(machine, Width::B2, Width::B4),
        Op::Cdqe => extend(machine, Width::B4, Width::B8),
        Op::Cwd => spread_sign(machine, Width::B2),
        Op::Cdq => spread_sign(machine, Width::B4),
        Op::Cqo => spread_sign(machine, Width::B8),
        Op::Cmovcc => {
            let value = read(machine, operand(1))?;
            let kept = read(machine, operand(0))?;
            write(machine, operand(0), if condition(inst, machine) { value } else { kept })?;
        }
        Op::Setcc => {
            let value = u64::from(condition(inst, machine));
            write(machine, operand(0), value)?;
        }

        Op::Push => {
            let width = match inst.form() {
                Form::Push_imm16 | Form::Pushw_imm8 => Width::B2,
                _ => width_of(operand(0)),
            };
            let value = read(machine, operand(0))?;
            push(machine, width, value)?;
        }
        Op::Pop => {
            let before = rsp(machine);
            let width = width_of(operand(0));
            let value = pop(machine, width)?;
            // An address with rsp in it is computed after rsp has moved.
            if let Err(trap) = write(machine, operand(0), value) {
                set_rsp(machine, before);
                return Err(trap);
            }
        }
        Op::Pushf => push(machine, Width::B8, u64::from(old.0) | 0x202)?,
        Op::Popf => {
            let value = pop(machine, Width::B8)?;
            machine.flags = FlagSet(value as u16).intersection(visible());
        }
        Op::Leave => {
            let frame = address(machine, Reg::Rbp);
            let value = load(machine, frame, Width::B8)?;
            set_rsp(machine, frame.offset(8));
            machine.regs[Reg::Rbp as usize] = value;
        }

        Op::Add | Op::Adc | Op::Sub | Op::Sbb | Op::Cmp | Op::And | Op::Or | Op::Xor | Op::Test => {
            let width = width_of(operand(0));
            let (a, b) = (read(machine, operand(0))?, read(machine, operand(1))? & width.mask());
            let (result, flags) = match inst.op() {
                Op::Add => int::add(width, a, b, 0, old),
                Op::Adc => int::add(width, a, b, int::carry(old), old),
                Op::Sub | Op::Cmp => int::sub(width, a, b, 0, old),
                Op::Sbb => int::sub(width, a, b, int::carry(old), old),
                Op::Or => (a | b, int::logic(width, a | b, old)),
                Op::Xor => (a ^ b, int::logic(width, a ^ b, old)),
                _ => (a & b, int::logic(width, a & b, old)),
            };
            if !matches!(inst.op(), Op::Cmp | Op::Test) {
                write(machine, operand(0), result)?;
            }
            machine.flags = flags;
        }
        Op::Not => {
            let value = read(machine, operand(0))?;
            write(machine, operand(0), !value)?;
        }
        Op::Neg | Op::Inc | Op::Dec => {
            let width = width_of(operand(0));
            let value = read(machine, operand(0))?;
            let (result, flags) = match inst.op() {
                Op::Neg => int::sub(width, 0, value, 0, old),
                Op::Inc => int::inc(width, value, old),
                _ => int::dec(width, value, old),
            };
            write(machine, operand(0), result)?;
            machine.flags = flags;
        }
        Op::Imul if inst.operand_count() > 1 => {
            let width = width_of(operand(0));
            let a = read(machine, operand(inst.operand_count() - 2))?;
            let b = read(machine, operand(inst.operand_count() - 1))? & width.mask();
            let (low, _, flags) = int::imul(width, a, b, old);
            write(machine, operand(0), low)?;
            machine.flags = flags;
        }
        Op::Mul | Op::Imul => {
            let width = width_of(operand(0));
            let (a, b) = (machine.reg(Reg::Rax, width), read(machine, operand(0))?);
            let (low, high, flags) =
                if inst.op() == Op::Mul { int::mul(width, a, b, old) } else { int::imul(width, a, b, old) };
            set_pair(machine, width, high, low);
            machine.flags = flags;
        }
        Op::Mulx => {
            let width = width_of(operand(2));
            let (a, b) = (machine.reg(Reg::Rdx, width), read(machine, operand(2))?);
            let (low, high, _) = int::mul(width, a, b, old);
            // Of one register twice, the high half is what stays.
            write(machine, operand(1), low)?;
            write(machine, operand(0), high)?;
        }
        Op::Div | Op::Idiv => {
            let width = width_of(operand(0));
            let divisor = read(machine, operand(0))?;
            let low = machine.reg(Reg::Rax, width);
            let high = match width {
                Width::B1 => machine.regs[Reg::Rax as usize] >> 8 & 0xff,
                _ => machine.reg(Reg::Rdx, width),
            };
            let result = if inst.op() == Op::Div {
                int::div(width, high, low, divisor)
            } else {
                int::idiv(width, high, low, divisor)
            };
            let (quotient, remainder) = result.ok_or(Trap::Divide)?;
            set_pair(machine, width, remainder, quotient);
        }

        Op::Shl => shift(inst, machine, Shift::Shl)?,
        Op::Shr => shift(inst, machine, Shift::Shr)?,
        Op::Sar => shift(inst, machine, Shift::Sar)?,
        Op::Rol => shift(inst, machine, Shift::Rol)?,
        Op::Ror => shift(inst, machine, Shift::Ror)?,
        Op::Rcl => shift(inst, machine, Shift::Rcl)?,
        Op::Rcr => shift(inst, machine, Shift::Rcr)?,
        Op::Shld | Op::Shrd => {
            let width = width_of(operand(0));
            let (a, b) = (read(machine, operand(0))?, read(machine, operand(1))?);
            let count = read(machine, operand(2))?;
            let (result, flags) = if inst.op() == Op::Shld {
                int::shift_left_double(width, a, b, count, old)
            } else {
                int::shift_right_double(width, a, b, count, old)
            };
            write(machine, operand(0), result)?;
            machine.flags = flags;
        }
        Op::Bt | Op::Bts | Op::Btr | Op::Btc => bit_test(inst, machine)?,
        Op::Bsf | Op::Bsr => {
            let value = read(machine, operand(1))?;
            let (index, flags) =
                if inst.op() == Op::Bsf { int::bsf(value, old) } else { int::bsr(value, old) };
            if let Some(index) = index {
                write(machine, operand(0), index)?;
            }
            machine.flags = flags;
        }
        Op::Popcnt | Op::Lzcnt | Op::Tzcnt | Op::Blsi | Op::Blsmsk | Op::Blsr => {
            let width = width_of(operand(0));
            let value = read(machine, operand(1))?;
            let (result, flags) = match inst.op() {
                Op::Popcnt => int::popcnt(value, old),
                Op::Lzcnt => int::lzcnt(width, value, old),
                Op::Tzcnt => int::tzcnt(width, value, old),
                Op::Blsi => int::blsi(width, value, old),
                Op::Blsmsk => int::blsmsk(width, value, old),
                _ => int::blsr(width, value, old),
            };
            write(machine, operand(0), result)?;
            machine.flags = flags;
        }
        Op::Andn | Op::Bextr | Op::Bzhi => {
            let width = width_of(operand(0));
            let (a, b) = (read(machine, operand(1))?, read(machine, operand(2))?);
            let (result, flags) = match inst.op() {
                Op::Andn => (!a & b, int::logic(width, !a & b, old)),
                Op::Bextr => int::bextr(width, a, b, old),
                _ => int::bzhi(width, a, b, old),
            };
            write(machine, operand(0), result)?;
            machine.flags = flags;
        }
        Op::Pdep | Op::Pext => {
            let (value, mask) = (read(machine, operand(1))?, read(machine, operand(2))?);
            let result = if inst.op() == Op::Pdep { int::pdep(value, mask) } else { int::pext(value, mask) };
            write(machine, operand(0), result)?;
        }
        Op::Rorx | Op::Sarx | Op::Shlx | Op::Shrx => {
            let kind = match inst.op() {
                Op::Rorx => Shift::Ror,
                Op::Sarx => Shift::Sar,
                Op::Shlx => Shift::Shl,
                _ => Shift::Shr,
            };
            let (value, count) = (read(machine, operand(1))?, read(machine, operand(2))?);
            let (result, _) = int::shift(kind, width_of(operand(0)), value, count, old);
            write(machine, operand(0), result)?;
        }
        Op::Crc32 => {
            let crc = read(machine, operand(0))? as u32;
            let data = read(machine, operand(1))?;
            // The 64-bit forms, too, leave the high half 0.
            write(machine, operand(0), u64::from(int::crc32c(crc, width_of(operand(1)), data)))?;
        }

        Op::Xadd => {
            let width = width_of(operand(0));
            let (a, b) = (read(machine, operand(0))?, read(machine, operand(1))?);
            let (sum, flags) = int::add(width, a, b, 0, old);
            if matches!(operand(0), Operand::Mem(_)) {
                write(machine, operand(0), sum)?;
                write(machine, operand(1), a)?;
            } else {
                // Of one register twice, the sum is what stays.
                write(machine, operand(1), a)?;
                write(machine, operand(0), sum)?;
            }
            machine.flags = flags;
        }
        Op::Cmpxchg => {
            let width = width_of(operand(0));
            let (found, new) = (read(machine, operand(0))?, read(machine, operand(1))?);
            let expected = machine.reg(Reg::Rax, width);
            let (_, flags) = int::sub(width, expected, found, 0, old);
            if expected == found {
                write(machine, operand(0), new)?;
            } else {
                // The processor writes memory back either way; a read-only page traps either way.
                if matches!(operand(0), Operand::Mem(_)) {
                    write(machine, operand(0), found)?;
                }
                machine.set_reg(Reg::Rax, width, found);
            }
            machine.flags = flags;
        }
        Op::Cmpxchg8b => {
            let found = read(machine, operand(0))?;
            let pair = |high, low| machine.reg(high, Width::B4) << 32 | machine.reg(low, Width::B4);
            let (expected, new) = (pair(Reg::Rdx, Reg::Rax), pair(Reg::Rcx, Reg::Rbx));
            write(machine, operand(0), if found == expected { new } else { found })?;
            if found == expected {
                machine.flags = old.union(FlagSet::ZF);
            } else {
                set_pair(machine, Width::B4, found >> 32, found & 0xffff_ffff);
                machine.flags = old.difference(FlagSet::ZF);
            }
        }
        Op::Cmpxchg16b => {
            let Operand::Mem(mem) = operand(0) else { unreachable!("cmpxchg16b takes memory") };
            let addr = machine.address(&mem);
            if inst.is_misaligned(addr) {
                return Err(Trap::Misaligned { addr });
            }
            let found = u128::from_le_bytes(machine.memory.read(addr)?);
            let pair = |high, low| {
                u128::from(machine.reg(high, Width::B8)) << 64 | u128::from(machine.reg(low, Width::B8))
            };
            let (expected, new) = (pair(Reg::Rdx, Reg::Rax), pair(Reg::Rcx, Reg::Rbx));
            machine.memory.write(addr, (if found == expected { new } else { found }).to_le_bytes())?;
            if found == expected {
                machine.flags = old.union(FlagSet::ZF);
            } else {
                set_pair(machine, Width::B8, (found >> 64) as u64, found as u64);
                machine.flags = old.difference(FlagSet::ZF);
            }
        }

        Op::Clc => machine.flags = old.difference(FlagSet::CF),
        Op::Stc => machine.flags = old.union(FlagSet::CF),
        Op::Cmc => machine.flags = FlagSet(old.0 ^ FlagSet::CF.0),
        Op::Cld => machine.flags = old.difference(FlagSet::DF),
        Op::Std => machine.flags = old.union(FlagSet::DF),
        Op::Lahf => {
            let slot = &mut machine.regs[Reg::Rax as usize];
            *slot = (*slot & !0xff00) | u64::from(old.0 & 0xff | 2) << 8;
        }
        Op::Sahf => {
            let low = FlagSet((machine.regs[Reg::Rax as usize] >> 8) as u16 & 0xff);
            let kept = old.intersection(FlagSet::OF.union(FlagSet::DF));
            machine.flags = kept.union(low.intersection(visible()));
        }

        Op::Jmp => return Ok(Next::Jump(target(inst, machine)?)),
        Op::Jcc => {
            if condition(inst, machine) {
                return Ok(Next::Jump(target(inst, machine)?));
            }
        }
        Op::Jrcxz => {
            let width = if inst.form() == Form::Jecxz_rel8_64 { Width::B4 } else { Width::B8 };
            if machine.reg(Reg::Rcx, width) == 0 {
                return Ok(Next::Jump(target(inst, machine)?));
            }
        }
        Op::Loop | Op::Loope | Op::Loopne => {
            let width = match inst.form() {
                Form::Loop_rel8_64_ECX | Form::Loope_rel8_64_ECX | Form::Loopne_rel8_64_ECX => Width::B4,
                _ => Width::B8,
            };
            let count = machine.reg(Reg::Rcx, width).wrapping_sub(1) & width.mask();
            machine.set_reg(Reg::Rcx, width, count);
            let zero = !old.intersection(FlagSet::ZF).is_empty();
            let more = match inst.op() {
                Op::Loope => zero,
                Op::Loopne => !zero,
                _ => true,
            };
            if count != 0 && more {
                return Ok(Next::Jump(target(inst, machine)?));
            }
        }
        Op::Call => {
            let target = target(inst, machine)?;
            push(machine, Width::B8, u64::from(inst.next().0))?;
            machine.end_flags();
            return Ok(Next::Jump(target));
        }
        Op::Ret => {
            let released =
                if inst.operand_count() == 0 { 0 } else { read(machine, operand(0))? as u32 & 0xffff };
            let target = GuestAddr::wrap(pop(machine, Width::B8)?);
            let top = rsp(machine).offset(released);
            set_rsp(machine, top);
            machine.end_flags();
            return Ok(Next::Return(target));
        }
        Op::Int => {
            let number = read(machine, operand(0))? as u8;
            let function = Function::from_number(number).ok_or(Trap::Instruction { addr: inst.addr() })?;
            return Ok(Next::HostCall(function));
        }
        Op::Trap => return Err(Trap::Unexpected),

        ops_of!(Hint) => {}
        ops_of!(String) => return string(inst, machine),
        ops_of!(Vector) | ops_of!(Lanes) | ops_of!(Fused) => vector::execute(inst, machine)?,
    }
    Ok(Next::Sequential)
}

/// The flags a contract can change and see.
const fn visible() -> FlagSet {
    FlagSet::STATUS.difference(FlagSet::AF).union(FlagSet::DF)
}

fn condition(inst: &Resolved, machine: &Machine) -> bool {
    int::cond(inst.cond().expect("the form has a condition"), machine.flags)
}

/// Where a jump or call goes.
fn target(inst: &Resolved, machine: &mut Machine) -> Result<GuestAddr, Trap> {
    match inst.operand(0) {
        Operand::Target(addr) => Ok(addr),
        operand => Ok(GuestAddr::wrap(read(machine, operand)?)),
    }
}

/// Sign-extends the accumulator.
fn extend(machine: &mut Machine, from: Width, to: Width) {
    let value = int::sign_extend(from, machine.reg(Reg::Rax, from));
    machine.set_reg(Reg::Rax, to, value);
}

/// Fills rdx with the accumulator's sign.
fn spread_sign(machine: &mut Machine, width: Width) {
    let value = int::sign_extend(width, machine.reg(Reg::Rax, width)) as i64 >> 63;
    machine.set_reg(Reg::Rdx, width, value as u64);
}

/// Writes `rdx:rax`, for bytes `ah:al`.
fn set_pair(machine: &mut Machine, width: Width, high: u64, low: u64) {
    if width == Width::B1 {
        machine.set_reg(Reg::Rax, Width::B2, high << 8 | low);
    } else {
        machine.set_reg(Reg::Rax, width, low);
        machine.set_reg(Reg::Rdx, width, high);
    }
}

fn shift(inst: &Resolved, machine: &mut Machine, kind: Shift) -> Result<(), Trap> {
    let width = width_of(inst.operand(0));
    let (value, count) = (read(machine, inst.operand(0))?, read(machine, inst.operand(1))?);
    let (result, flags) = int::shift(kind, width, value, count, machine.flags);
    write(machine, inst.operand(0), result)?;
    machine.flags = flags;
    Ok(())
}

fn bit_test(inst: &Resolved, machine: &mut Machine) -> Result<(), Trap> {
    let (place, index) = (inst.operand(0), read(machine, inst.operand(1))?);
    let width = width_of(place);
    let bit = index & u64::from(width.bits() - 1);
    // A register index reaches beyond a memory operand, in units of its width, in both directions.
    let beyond = match (place, inst.operand(1)) {
        (Operand::Mem(mem), Operand::Reg(..)) => {
            let units = int::sign_extend(width, index) as i64 >> width.bits().trailing_zeros();
            Some(machine.address(&mem).offset((units as u32).wrapping_mul(width.bytes())))
        }
        _ => None,
    };
    let value = match beyond {
        Some(addr) => load(machine, addr, width)?,
        None => read(machine, place)?,
    };
    let result = match inst.op() {
        Op::Bts => value | 1 << bit,
        Op::Btr => value & !(1 << bit),
        Op::Btc => value ^ 1 << bit,
        _ => value,
    };
    if inst.op() != Op::Bt {
        match beyond {
            Some(addr) => store(machine, addr, width, result)?,
            None => write(machine, place, result)?,
        }
    }
    machine.flags = int::bit(value, bit, machine.flags);
    Ok(())
}

/// String instructions, repeated or not. Each iteration of a repeated one is charged; the base is paid
/// already.
pub fn string(inst: &Resolved, machine: &mut Machine) -> Result<Next, Trap> {
    let width = inst.width().expect("a string instruction has an element width");
    let rep = inst.rep();
    let price = u64::from(gas::class(Class::String));
    loop {
        if rep != Rep::None {
            // Gas pays for iterations and for the pages they reach.
            machine.settle();
            if machine.regs[Reg::Rcx as usize] == 0 {
                return Ok(Next::Sequential);
            }
            if bulk(inst.op(), width, price, machine) {
                continue;
            }
            if !machine.charge(price) {
                return Ok(Next::OutOfGas);
            }
            machine.lend();
        }
        let stop = match iterate(inst.op(), width, rep, machine) {
            Ok(stop) => stop,
            Err(trap) => {
                if rep != Rep::None && machine.memory.unpaid().is_some() {
                    // The iteration is not done, and will be charged again.
                    machine.gas += price;
                }
                return Err(trap);
            }
        };
        if rep == Rep::None {
            return Ok(Next::Sequential);
        }
        let rcx = &mut machine.regs[Reg::Rcx as usize];
        *rcx = rcx.wrapping_sub(1);
        if stop {
            return Ok(Next::Sequential);
        }
    }
}

/// Many iterations of a copy or a fill at once, as far as the gas and one page reach. False, and nothing
/// done, where it must go one by one: because of what overlaps, because it goes backwards, or because it
/// traps, which the single iteration does properly.
fn bulk(op: Op, width: Width, price: u64, machine: &mut Machine) -> bool {
    if !matches!(op, Op::Movs | Op::Stos) || !machine.flags.intersection(FlagSet::DF).is_empty() {
        return false;
    }
    let bytes = width.bytes();
    let left_in_page = |reg: Reg| (PAGE_SIZE - machine.regs[reg as usize] as u32 % PAGE_SIZE) / bytes;
    let (source, destination) = (address(machine, Reg::Rsi), address(machine, Reg::Rdi));
    let reach = if op == Op::Movs { left_in_page(Reg::Rsi) } else { u32::MAX };
    let paid = machine.regs[Reg::Rcx as usize].min(machine.gas / price).min(u64::from(u32::MAX)) as u32;
    let count = paid.min(left_in_page(Reg::Rdi)).min(reach);
    let len = count * bytes;
    // A copy onto what it still has to read repeats what it wrote; that goes one by one.
    let repeats = op == Op::Movs && destination > source && destination.0 - source.0 < len;
    if count < 2 || repeats {
        return false;
    }
    let gas = u64::from(count) * price;
    machine.gas -= gas;
    machine.lend();
    let done = match op {
        Op::Movs => machine.memory.copy(destination, source, len),
        _ => {
            let value = machine.regs[Reg::Rax as usize].to_le_bytes();
            machine.memory.slice_mut(destination, len).map(|slice| {
                for element in slice.chunks_exact_mut(bytes as usize) {
                    element.copy_from_slice(&value[..bytes as usize]);
                }
            })
        }
    };
    machine.settle();
    if done.is_err() {
        machine.gas += gas;
        return false;
    }
    machine.regs[Reg::Rcx as usize] -= u64::from(count);
    for (reg, moves) in [(Reg::Rdi, true), (Reg::Rsi, op == Op::Movs)] {
        if moves {
            machine.regs[reg as usize] = machine.regs[reg as usize].wrapping_add(u64::from(len));
        }
    }
    true
}

fn address(machine: &Machine, reg: Reg) -> GuestAddr {
    GuestAddr::wrap(machine.regs[reg as usize])
}

/// One iteration; true if the comparison ends the repetition.
fn iterate(op: Op, width: Width, rep: Rep, machine: &mut Machine) -> Result<bool, Trap> {
    let (source, destination) = (address(machine, Reg::Rsi), address(machine, Reg::Rdi));
    let accumulator = machine.reg(Reg::Rax, width);
    let mut compared = false;
    match op {
        Op::Movs => {
            let value = load(machine, source, width)?;
            store(machine, destination, width, value)?;
        }
        Op::Stos => store(machine, destination, width, accumulator)?,
        Op::Lods => {
            let value = load(machine, source, width)?;
            machine.set_reg(Reg::Rax, width, value);
        }
        _ => {
            let left = if op == Op::Cmps { load(machine, source, width)? } else { accumulator };
            let right = load(machine, destination, width)?;
            machine.flags = int::sub(width, left, right, 0, machine.flags).1;
            compared = true;
        }
    }
    let back = !machine.flags.intersection(FlagSet::DF).is_empty();
    let stride = u64::from(width.bytes());
    let stride = if back { stride.wrapping_neg() } else { stride };
    let mut advance = |reg: Reg| machine.regs[reg as usize] = machine.regs[reg as usize].wrapping_add(stride);
    if matches!(op, Op::Movs | Op::Lods | Op::Cmps) {
        advance(Reg::Rsi);
    }
    if op != Op::Lods {
        advance(Reg::Rdi);
    }
    let equal = !machine.flags.intersection(FlagSet::ZF).is_empty();
    Ok(compared && (rep == Rep::Repe && !equal || rep == Rep::Repne && equal))
}
