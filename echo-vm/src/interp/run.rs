//! The loop that executes [`Uop`]s.
//!
//! It holds the position, the gas and the truth value in local variables; everything else is in the [`Machine`]. Entering a block charges its gas;
//! where that is not enough, the charge is undone and the block is left to [`step`], which stops at the very instruction. A trap
//! gives back the gas of what follows it in the block.

use super::block::Blocks;
use super::code::Code;
use super::step::{self, Next};
use super::uop::{Alu, Ea, Exits, FloatTest, Near, Slot, Uop};
use crate::alu::float::double;
use crate::alu::int;
use crate::engine::{Engine, Exit};
use crate::machine::Machine;
use echo_abi::decode::{Reg, Width};
use echo_abi::{GuestAddr, Trap};
use echo_validate::Contract;
use std::sync::Arc;

/// The engine that runs predecoded blocks.
pub struct Interpreter {
    blocks: Blocks,
    stepper: step::Stepper,
}

/// Why the loop was left.
enum Leave {
    /// For the caller.
    Exit(Exit),
    /// The operation at a position trapped.
    Trap { position: u32, trap: Trap },
    /// The gas does not pay for the block at a position; it is not charged.
    OutOfGas { position: u32 },
    /// The jump at `site` leads to an address whose block it does not know.
    Link { site: u32, addr: GuestAddr },
    /// To an address whose block is to be found.
    Jump { addr: GuestAddr },
    /// A jump by `ret`, for which null means the end.
    Return { addr: GuestAddr },
}

impl Engine for Interpreter {
    fn new(contract: Arc<Contract>) -> Self {
        Self { blocks: Blocks::new(Code::new(Arc::clone(&contract))), stepper: step::Stepper::new(contract) }
    }

    fn resume(&mut self, machine: &mut Machine) -> Exit {
        // The loop counts in i64, so that a balance below zero shows; what does not fit waits here.
        let reserve = machine.gas.saturating_sub(i64::MAX as u64);
        machine.gas -= reserve;
        let exit = self.run(machine);
        machine.gas += reserve;
        exit
    }
}

impl Interpreter {
    fn run(&mut self, machine: &mut Machine) -> Exit {
        let mut position = self.blocks.find(machine.rip);
        loop {
            let leave = if machine.charge(u64::from(self.blocks.costs[position as usize])) {
                execute(&self.blocks, machine, position)
            } else {
                Leave::OutOfGas { position }
            };
            let addr = match leave {
                Leave::Exit(exit) => return exit,
                Leave::Trap { position, trap } => {
                    let origin = self.blocks.origins[position as usize];
                    machine.gas += u64::from(origin.unspent);
                    machine.rip = origin.addr;
                    machine.end_flags();
                    return Exit::Trap(trap);
                }
                Leave::OutOfGas { position } => {
                    machine.rip = self.blocks.origins[position as usize].addr;
                    // The block is straight, so this ends within it.
                    return self.stepper.resume(machine);
                }
                Leave::Link { site, addr } => {
                    position = self.blocks.find(addr);
                    self.blocks.link(site, position);
                    continue;
                }
                Leave::Return { addr: GuestAddr::NULL } => {
                    machine.rip = GuestAddr::NULL;
                    return Exit::Return;
                }
                Leave::Jump { addr } | Leave::Return { addr } => addr,
            };
            position = self.blocks.find(addr);
        }
    }
}

/// Runs from the block at `position`, which is paid for.
fn execute(blocks: &Blocks, machine: &mut Machine, position: u32) -> Leave {
    let mut gas = machine.gas as i64;
    let leave = dispatch(blocks, machine, position, &mut gas);
    machine.gas = gas as u64;
    leave
}

#[inline(always)]
fn address(machine: &mut Machine, ea: Ea) -> GuestAddr {
    let file = machine.regs.file();
    let index = file[ea.index as usize].wrapping_shl(u32::from(ea.shift));
    GuestAddr((file[ea.base as usize] as u32).wrapping_add(index as u32).wrapping_add(ea.disp as u32))
}

#[inline(always)]
fn near_address(machine: &mut Machine, near: Near) -> GuestAddr {
    GuestAddr((machine.regs.file()[near.base as usize] as u32).wrapping_add(near.disp as u32))
}

#[inline(always)]
#[allow(clippy::too_many_lines)]
fn dispatch(blocks: &Blocks, machine: &mut Machine, position: u32, gas: &mut i64) -> Leave {
    let uops = blocks.uops.as_slice();
    let mut ip = uops[position as usize..].iter();
    let mut balance = *gas;
    let mut truth = false;

    // Position of the operation under way.
    macro_rules! here {
        () => {
            (uops.len() - ip.len() - 1) as u32
        };
    }
    macro_rules! leave {
        ($leave:expr) => {{
            *gas = balance;
            return $leave;
        }};
    }
    macro_rules! get {
        ($slot:expr) => {
            machine.regs.file()[$slot as usize]
        };
    }
    macro_rules! set {
        ($slot:expr, $value:expr) => {{
            let value: u64 = $value;
            machine.regs.file()[$slot as usize] = value;
        }};
    }
    macro_rules! x {
        ($slot:expr) => {
            machine.vectors.file()[$slot as usize][0]
        };
    }
    macro_rules! attempt {
        ($result:expr) => {
            match $result {
                Ok(value) => value,
                Err(trap) => leave!(Leave::Trap { position: here!(), trap }),
            }
        };
    }
    macro_rules! load {
        ($number:ty, $addr:expr) => {{
            let addr = $addr;
            <$number>::from_le_bytes(attempt!(machine.memory.read(addr)))
        }};
    }
    macro_rules! store {
        ($addr:expr, $value:expr) => {{
            let (addr, value) = ($addr, $value);
            attempt!(machine.memory.write(addr, value.to_le_bytes()));
        }};
    }
    macro_rules! ea {
        ($ea:expr) => {
            address(machine, $ea)
        };
    }
    macro_rules! near {
        ($near:expr) => {
            near_address(machine, $near)
        };
    }
    // Goes on at a block, or leaves if the gas does not pay for it.
    macro_rules! enter {
        ($target:expr, $cost:expr) => {{
            let (target, cost): (u32, i64) = ($target, i64::from($cost));
            balance -= cost;
            if balance < 0 {
                balance += cost;
                leave!(Leave::OutOfGas { position: target });
            }
            ip = uops[target as usize..].iter();
        }};
    }
    macro_rules! fall {
        ($cost:expr) => {{
            let cost = i64::from($cost);
            balance -= cost;
            if balance < 0 {
                balance += cost;
                leave!(Leave::OutOfGas { position: here!() + 1 });
            }
        }};
    }
    macro_rules! jump_if {
        ($condition:expr, $exits:expr) => {{
            let exits: Exits = $exits;
            if $condition { enter!(exits.taken, exits.taken_cost) } else { fall!(exits.fall_cost) }
        }};
    }
    macro_rules! go {
        ($addr:expr, $miss:ident) => {{
            let addr: GuestAddr = $addr;
            let target = blocks.known(addr);
            if target == 0 {
                leave!(Leave::$miss { addr });
            }
            enter!(target, blocks.costs[target as usize]);
        }};
    }
    macro_rules! op {
        // Two registers.
        ($n:ty, $dst:expr, $src:expr, |$a:ident, $b:ident| $f:expr) => {{
            let ($a, $b) = (get!($dst) as $n, get!($src) as $n);
            set!($dst, u64::from($f));
        }};
    }
    macro_rules! op_imm {
        ($n:ty, $dst:expr, $imm:expr, |$a:ident, $b:ident| $f:expr) => {{
            let ($a, $b) = (get!($dst) as $n, $imm as i64 as $n);
            set!($dst, u64::from($f));
        }};
    }
    macro_rules! op_load {
        ($n:ty, $dst:expr, $ea:expr, |$a:ident, $b:ident| $f:expr) => {{
            let $b = load!($n, ea!($ea));
            let $a = get!($dst) as $n;
            set!($dst, u64::from($f));
        }};
    }
    macro_rules! op_store {
        ($n:ty, $ea:expr, $value:expr, |$a:ident, $b:ident| $f:expr) => {{
            let addr = ea!($ea);
            let $a = load!($n, addr);
            let $b = $value as $n;
            store!(addr, $f);
        }};
    }
    macro_rules! compare {
        ($n:ty, $a:expr, $b:expr, |$x:ident, $y:ident| $f:expr) => {{
            let ($x, $y) = (get!($a) as $n, get!($b) as $n);
            $f
        }};
    }
    macro_rules! compare_imm {
        ($n:ty, $a:expr, $imm:expr, |$x:ident, $y:ident| $f:expr) => {{
            let ($x, $y) = (get!($a) as $n, $imm as i64 as $n);
            $f
        }};
    }

    while let Some(&uop) = ip.next() {
        match uop {
            Uop::Nop => {}
            Uop::Mov32 { dst, src } => set!(dst, get!(src) & 0xffff_ffff),
            Uop::Mov64 { dst, src } => set!(dst, get!(src)),
            Uop::MovI { dst, imm } => set!(dst, imm),
            Uop::Zx8 { dst, src } => set!(dst, get!(src) & 0xff),
            Uop::Zx16 { dst, src } => set!(dst, get!(src) & 0xffff),
            Uop::Sx8To32 { dst, src } => set!(dst, u64::from(get!(src) as i8 as u32)),
            Uop::Sx8To64 { dst, src } => set!(dst, get!(src) as i8 as u64),
            Uop::Sx16To32 { dst, src } => set!(dst, u64::from(get!(src) as i16 as u32)),
            Uop::Sx16To64 { dst, src } => set!(dst, get!(src) as i16 as u64),
            Uop::Sx32To64 { dst, src } => set!(dst, get!(src) as i32 as u64),
            Uop::Insert8 { dst, src } => set!(dst, (get!(dst) & !0xff) | (get!(src) & 0xff)),
            Uop::Insert16 { dst, src } => set!(dst, (get!(dst) & !0xffff) | (get!(src) & 0xffff)),

            Uop::Lea32 { dst, ea } => set!(dst, u64::from(ea!(ea).0)),
            Uop::Lea64 { dst, ea } => {
                let index = get!(ea.index).wrapping_shl(u32::from(ea.shift));
                set!(dst, get!(ea.base).wrapping_add(index).wrapping_add(ea.disp as i64 as u64));
            }
            Uop::LeaNear32 { dst, near } => set!(dst, u64::from(near!(near).0)),
            Uop::LeaNear64 { dst, near } => set!(dst, get!(near.base).wrapping_add(near.disp as i64 as u64)),

            Uop::Load8 { dst, ea } => set!(dst, u64::from(load!(u8, ea!(ea)))),
            Uop::Load16 { dst, ea } => set!(dst, u64::from(load!(u16, ea!(ea)))),
            Uop::Load32 { dst, ea } => set!(dst, u64::from(load!(u32, ea!(ea)))),
            Uop::Load64 { dst, ea } => set!(dst, load!(u64, ea!(ea))),
            Uop::LoadNear8 { dst, near } => set!(dst, u64::from(load!(u8, near!(near)))),
            Uop::LoadNear32 { dst, near } => set!(dst, u64::from(load!(u32, near!(near)))),
            Uop::LoadNear64 { dst, near } => set!(dst, load!(u64, near!(near))),
            Uop::LoadSx8To32 { dst, ea } => set!(dst, u64::from(load!(i8, ea!(ea)) as u32)),
            Uop::LoadSx8To64 { dst, ea } => set!(dst, load!(i8, ea!(ea)) as u64),
            Uop::LoadSx16To32 { dst, ea } => set!(dst, u64::from(load!(i16, ea!(ea)) as u32)),
            Uop::LoadSx16To64 { dst, ea } => set!(dst, load!(i16, ea!(ea)) as u64),
            Uop::LoadSx32To64 { dst, ea } => set!(dst, load!(i32, ea!(ea)) as u64),
            Uop::Store8 { src, ea } => store!(ea!(ea), get!(src) as u8),
            Uop::Store16 { src, ea } => store!(ea!(ea), get!(src) as u16),
            Uop::Store32 { src, ea } => store!(ea!(ea), get!(src) as u32),
            Uop::Store64 { src, ea } => store!(ea!(ea), get!(src)),
            Uop::StoreNear8 { src, near } => store!(near!(near), get!(src) as u8),
            Uop::StoreNear32 { src, near } => store!(near!(near), get!(src) as u32),
            Uop::StoreNear64 { src, near } => store!(near!(near), get!(src)),
            Uop::StoreI8 { imm, ea } => store!(ea!(ea), imm as u8),
            Uop::StoreI16 { imm, ea } => store!(ea!(ea), imm as u16),
            Uop::StoreI32 { imm, ea } => store!(ea!(ea), imm),
            Uop::StoreI64 { imm, ea } => store!(ea!(ea), i64::from(imm)),

            Uop::Add32RR { dst, src } => op!(u32, dst, src, |a, b| a.wrapping_add(b)),
            Uop::Add64RR { dst, src } => op!(u64, dst, src, |a, b| a.wrapping_add(b)),
            Uop::Sub32RR { dst, src } => op!(u32, dst, src, |a, b| a.wrapping_sub(b)),
            Uop::Sub64RR { dst, src } => op!(u64, dst, src, |a, b| a.wrapping_sub(b)),
            Uop::And32RR { dst, src } => op!(u32, dst, src, |a, b| a & b),
            Uop::And64RR { dst, src } => op!(u64, dst, src, |a, b| a & b),
            Uop::Or32RR { dst, src } => op!(u32, dst, src, |a, b| a | b),
            Uop::Or64RR { dst, src } => op!(u64, dst, src, |a, b| a | b),
            Uop::Xor32RR { dst, src } => op!(u32, dst, src, |a, b| a ^ b),
            Uop::Xor64RR { dst, src } => op!(u64, dst, src, |a, b| a ^ b),
            Uop::Add32RI { dst, imm } => op_imm!(u32, dst, imm, |a, b| a.wrapping_add(b)),
            Uop::Add64RI { dst, imm } => op_imm!(u64, dst, imm, |a, b| a.wrapping_add(b)),
            Uop::And32RI { dst, imm } => op_imm!(u32, dst, imm, |a, b| a & b),
            Uop::And64RI { dst, imm } => op_imm!(u64, dst, imm, |a, b| a & b),
            Uop::Or32RI { dst, imm } => op_imm!(u32, dst, imm, |a, b| a | b),
            Uop::Or64RI { dst, imm } => op_imm!(u64, dst, imm, |a, b| a | b),
            Uop::Xor32RI { dst, imm } => op_imm!(u32, dst, imm, |a, b| a ^ b),
            Uop::Xor64RI { dst, imm } => op_imm!(u64, dst, imm, |a, b| a ^ b),
            Uop::Add32RM { dst, ea } => op_load!(u32, dst, ea, |a, b| a.wrapping_add(b)),
            Uop::Add64RM { dst, ea } => op_load!(u64, dst, ea, |a, b| a.wrapping_add(b)),
            Uop::Sub32RM { dst, ea } => op_load!(u32, dst, ea, |a, b| a.wrapping_sub(b)),
            Uop::Sub64RM { dst, ea } => op_load!(u64, dst, ea, |a, b| a.wrapping_sub(b)),
            Uop::And32RM { dst, ea } => op_load!(u32, dst, ea, |a, b| a & b),
            Uop::And64RM { dst, ea } => op_load!(u64, dst, ea, |a, b| a & b),
            Uop::Or32RM { dst, ea } => op_load!(u32, dst, ea, |a, b| a | b),
            Uop::Or64RM { dst, ea } => op_load!(u64, dst, ea, |a, b| a | b),
            Uop::Xor32RM { dst, ea } => op_load!(u32, dst, ea, |a, b| a ^ b),
            Uop::Xor64RM { dst, ea } => op_load!(u64, dst, ea, |a, b| a ^ b),
            Uop::Add32MR { src, ea } => op_store!(u32, ea, get!(src), |a, b| a.wrapping_add(b)),
            Uop::Add64MR { src, ea } => op_store!(u64, ea, get!(src), |a, b| a.wrapping_add(b)),
            Uop::Sub32MR { src, ea } => op_store!(u32, ea, get!(src), |a, b| a.wrapping_sub(b)),
            Uop::Sub64MR { src, ea } => op_store!(u64, ea, get!(src), |a, b| a.wrapping_sub(b)),
            Uop::Add32MI { imm, ea } => op_store!(u32, ea, imm, |a, b| a.wrapping_add(b)),
            Uop::Add64MI { imm, ea } => op_store!(u64, ea, imm as i64, |a, b| a.wrapping_add(b)),
            Uop::Not32 { dst } => set!(dst, u64::from(!(get!(dst) as u32))),
            Uop::Not64 { dst } => set!(dst, !get!(dst)),
            Uop::Neg32 { dst } => set!(dst, u64::from((get!(dst) as u32).wrapping_neg())),
            Uop::Neg64 { dst } => set!(dst, get!(dst).wrapping_neg()),
            Uop::Shl32RI { dst, count } => set!(dst, u64::from((get!(dst) as u32).wrapping_shl(u32::from(count)))),
            Uop::Shl64RI { dst, count } => set!(dst, get!(dst).wrapping_shl(u32::from(count))),
            Uop::Shr32RI { dst, count } => set!(dst, u64::from((get!(dst) as u32).wrapping_shr(u32::from(count)))),
            Uop::Shr64RI { dst, count } => set!(dst, get!(dst).wrapping_shr(u32::from(count))),
            Uop::Sar32RI { dst, count } => set!(dst, u64::from((get!(dst) as i32).wrapping_shr(u32::from(count)) as u32)),
            Uop::Sar64RI { dst, count } => set!(dst, (get!(dst) as i64).wrapping_shr(u32::from(count)) as u64),
            Uop::Rol32RI { dst, count } => set!(dst, u64::from((get!(dst) as u32).rotate_left(u32::from(count)))),
            Uop::Rol64RI { dst, count } => set!(dst, get!(dst).rotate_left(u32::from(count))),
            Uop::Shl32RR { dst, count } => set!(dst, u64::from((get!(dst) as u32).wrapping_shl(get!(count) as u32))),
            Uop::Shl64RR { dst, count } => set!(dst, get!(dst).wrapping_shl(get!(count) as u32)),
            Uop::Shr32RR { dst, count } => set!(dst, u64::from((get!(dst) as u32).wrapping_shr(get!(count) as u32))),
            Uop::Shr64RR { dst, count } => set!(dst, get!(dst).wrapping_shr(get!(count) as u32)),
            Uop::Sar32RR { dst, count } => {
                set!(dst, u64::from((get!(dst) as i32).wrapping_shr(get!(count) as u32) as u32));
            }
            Uop::Sar64RR { dst, count } => set!(dst, (get!(dst) as i64).wrapping_shr(get!(count) as u32) as u64),
            Uop::Imul32RR { dst, src } => op!(u32, dst, src, |a, b| a.wrapping_mul(b)),
            Uop::Imul64RR { dst, src } => op!(u64, dst, src, |a, b| a.wrapping_mul(b)),
            Uop::Imul32RRI { dst, src, imm } => set!(dst, u64::from((get!(src) as u32).wrapping_mul(imm as u32))),
            Uop::Imul64RRI { dst, src, imm } => set!(dst, get!(src).wrapping_mul(imm as i64 as u64)),
            Uop::Mul64 { src } => {
                let product = u128::from(get!(Slot::Rax)) * u128::from(get!(src));
                set!(Slot::Rax, product as u64);
                set!(Slot::Rdx, (product >> 64) as u64);
            }
            Uop::Div { width, src } => attempt!(divide(machine, width, src, int::div)),
            Uop::Idiv { width, src } => attempt!(divide(machine, width, src, int::idiv)),
            Uop::Cdq => set!(Slot::Rdx, u64::from((get!(Slot::Rax) as i32 >> 31) as u32)),
            Uop::Cqo => set!(Slot::Rdx, (get!(Slot::Rax) as i64 >> 63) as u64),
            Uop::Bswap32 { dst } => set!(dst, u64::from((get!(dst) as u32).swap_bytes())),
            Uop::Bswap64 { dst } => set!(dst, get!(dst).swap_bytes()),

            Uop::Equal32RR { a, b } => truth = compare!(u32, a, b, |x, y| x == y),
            Uop::Equal64RR { a, b } => truth = compare!(u64, a, b, |x, y| x == y),
            Uop::Below32RR { a, b } => truth = compare!(u32, a, b, |x, y| x < y),
            Uop::Below64RR { a, b } => truth = compare!(u64, a, b, |x, y| x < y),
            Uop::Less32RR { a, b } => truth = compare!(i32, a, b, |x, y| x < y),
            Uop::Less64RR { a, b } => truth = compare!(i64, a, b, |x, y| x < y),
            Uop::Equal32RI { a, imm } => truth = compare_imm!(u32, a, imm, |x, y| x == y),
            Uop::Equal64RI { a, imm } => truth = compare_imm!(u64, a, imm, |x, y| x == y),
            Uop::Below32RI { a, imm } => truth = compare_imm!(u32, a, imm, |x, y| x < y),
            Uop::Below64RI { a, imm } => truth = compare_imm!(u64, a, imm, |x, y| x < y),
            Uop::Less32RI { a, imm } => truth = compare_imm!(i32, a, imm, |x, y| x < y),
            Uop::Less64RI { a, imm } => truth = compare_imm!(i64, a, imm, |x, y| x < y),
            Uop::Disjoint32RR { a, b } => truth = compare!(u32, a, b, |x, y| x & y == 0),
            Uop::Disjoint64RR { a, b } => truth = compare!(u64, a, b, |x, y| x & y == 0),
            Uop::Disjoint32RI { a, imm } => truth = compare_imm!(u32, a, imm, |x, y| x & y == 0),
            Uop::Disjoint64RI { a, imm } => truth = compare_imm!(u64, a, imm, |x, y| x & y == 0),
            Uop::Bit32RR { a, index } => truth = (get!(a) as u32).wrapping_shr(get!(index) as u32) & 1 != 0,
            Uop::Bit64RR { a, index } => truth = get!(a).wrapping_shr(get!(index) as u32) & 1 != 0,
            Uop::FloatTest64 { test, a, b } => {
                truth = float_test(test, f64::from_bits(x!(a) as u64).partial_cmp(&f64::from_bits(x!(b) as u64)));
            }
            Uop::FloatTest32 { test, a, b } => {
                truth = float_test(test, f32::from_bits(x!(a) as u32).partial_cmp(&f32::from_bits(x!(b) as u32)));
            }
            Uop::AddCarry32RR { dst, src } => {
                let (sum, carry) = (get!(dst) as u32).overflowing_add(get!(src) as u32);
                set!(dst, u64::from(sum));
                truth = carry;
            }
            Uop::AddCarry64RR { dst, src } => {
                let (sum, carry) = get!(dst).overflowing_add(get!(src));
                set!(dst, sum);
                truth = carry;
            }
            Uop::Adc32RR { dst, src } => {
                let (sum, carry) = (get!(dst) as u32).carrying_add(get!(src) as u32, truth);
                set!(dst, u64::from(sum));
                truth = carry;
            }
            Uop::Adc64RR { dst, src } => {
                let (sum, carry) = get!(dst).carrying_add(get!(src), truth);
                set!(dst, sum);
                truth = carry;
            }
            Uop::Sbb32RR { dst, src } => {
                let (difference, borrow) = (get!(dst) as u32).borrowing_sub(get!(src) as u32, truth);
                set!(dst, u64::from(difference));
                truth = borrow;
            }
            Uop::Sbb64RR { dst, src } => {
                let (difference, borrow) = get!(dst).borrowing_sub(get!(src), truth);
                set!(dst, difference);
                truth = borrow;
            }
            Uop::Ask { cond } => truth = int::cond(cond, machine.flags),
            Uop::Flip => truth = !truth,

            Uop::SetIf { dst, want } => set!(dst, (get!(dst) & !0xff) | u64::from(truth == want)),
            Uop::MovIf32 { dst, src, want } => {
                let value = if truth == want { get!(src) } else { get!(dst) };
                set!(dst, value & 0xffff_ffff);
            }
            Uop::MovIf64 { dst, src, want } => {
                let value = if truth == want { get!(src) } else { get!(dst) };
                set!(dst, value);
            }
            Uop::JumpIf { want, exits } => jump_if!(truth == want, exits),

            Uop::JumpEqual32RR { a, b, exits } => jump_if!(compare!(u32, a, b, |x, y| x == y), exits),
            Uop::JumpEqual64RR { a, b, exits } => jump_if!(compare!(u64, a, b, |x, y| x == y), exits),
            Uop::JumpNotEqual32RR { a, b, exits } => jump_if!(compare!(u32, a, b, |x, y| x != y), exits),
            Uop::JumpNotEqual64RR { a, b, exits } => jump_if!(compare!(u64, a, b, |x, y| x != y), exits),
            Uop::JumpBelow32RR { a, b, exits } => jump_if!(compare!(u32, a, b, |x, y| x < y), exits),
            Uop::JumpBelow64RR { a, b, exits } => jump_if!(compare!(u64, a, b, |x, y| x < y), exits),
            Uop::JumpNotBelow32RR { a, b, exits } => jump_if!(compare!(u32, a, b, |x, y| x >= y), exits),
            Uop::JumpNotBelow64RR { a, b, exits } => jump_if!(compare!(u64, a, b, |x, y| x >= y), exits),
            Uop::JumpLess32RR { a, b, exits } => jump_if!(compare!(i32, a, b, |x, y| x < y), exits),
            Uop::JumpLess64RR { a, b, exits } => jump_if!(compare!(i64, a, b, |x, y| x < y), exits),
            Uop::JumpNotLess32RR { a, b, exits } => jump_if!(compare!(i32, a, b, |x, y| x >= y), exits),
            Uop::JumpNotLess64RR { a, b, exits } => jump_if!(compare!(i64, a, b, |x, y| x >= y), exits),
            Uop::JumpEqual32RI { a, imm, exits } => jump_if!(compare_imm!(u32, a, imm, |x, y| x == y), exits),
            Uop::JumpEqual64RI { a, imm, exits } => jump_if!(compare_imm!(u64, a, imm, |x, y| x == y), exits),
            Uop::JumpNotEqual32RI { a, imm, exits } => jump_if!(compare_imm!(u32, a, imm, |x, y| x != y), exits),
            Uop::JumpNotEqual64RI { a, imm, exits } => jump_if!(compare_imm!(u64, a, imm, |x, y| x != y), exits),
            Uop::JumpBelow32RI { a, imm, exits } => jump_if!(compare_imm!(u32, a, imm, |x, y| x < y), exits),
            Uop::JumpBelow64RI { a, imm, exits } => jump_if!(compare_imm!(u64, a, imm, |x, y| x < y), exits),
            Uop::JumpNotBelow32RI { a, imm, exits } => jump_if!(compare_imm!(u32, a, imm, |x, y| x >= y), exits),
            Uop::JumpNotBelow64RI { a, imm, exits } => jump_if!(compare_imm!(u64, a, imm, |x, y| x >= y), exits),
            Uop::JumpLess32RI { a, imm, exits } => jump_if!(compare_imm!(i32, a, imm, |x, y| x < y), exits),
            Uop::JumpLess64RI { a, imm, exits } => jump_if!(compare_imm!(i64, a, imm, |x, y| x < y), exits),
            Uop::JumpNotLess32RI { a, imm, exits } => jump_if!(compare_imm!(i32, a, imm, |x, y| x >= y), exits),
            Uop::JumpNotLess64RI { a, imm, exits } => jump_if!(compare_imm!(i64, a, imm, |x, y| x >= y), exits),
            Uop::JumpDisjoint32RI { a, imm, exits } => jump_if!(compare_imm!(u32, a, imm, |x, y| x & y == 0), exits),
            Uop::JumpMeet32RI { a, imm, exits } => jump_if!(compare_imm!(u32, a, imm, |x, y| x & y != 0), exits),

            Uop::AluFlags { alu, width, dst, src } => alu_flags(machine, alu, width, dst, src),
            Uop::ShiftFlags { shift, width, dst, count } => {
                let value = get!(dst) & width.mask();
                let (result, flags) = int::shift(shift, width, value, get!(count), machine.flags);
                insert(machine, width, dst, result);
                machine.flags = flags;
            }
            Uop::ImulFlags { width, dst, src } => {
                let (a, b) = (get!(dst) & width.mask(), get!(src) & width.mask());
                let (low, _, flags) = int::imul(width, a, b, machine.flags);
                insert(machine, width, dst, low);
                machine.flags = flags;
            }
            Uop::SetFlag { cond, dst } => {
                set!(dst, (get!(dst) & !0xff) | u64::from(int::cond(cond, machine.flags)));
            }
            Uop::MovFlag { cond, width, dst, src } => {
                let value = if int::cond(cond, machine.flags) { get!(src) } else { get!(dst) };
                set!(dst, value & width.mask());
            }
            Uop::JumpFlag { cond, exits } => jump_if!(int::cond(cond, machine.flags), exits),

            Uop::Push { src } => {
                let value = get!(src);
                let addr = GuestAddr((get!(Slot::Rsp) as u32).wrapping_sub(8));
                store!(addr, value);
                set!(Slot::Rsp, u64::from(addr.0));
            }
            Uop::PushI { imm } => {
                let addr = GuestAddr((get!(Slot::Rsp) as u32).wrapping_sub(8));
                store!(addr, i64::from(imm));
                set!(Slot::Rsp, u64::from(addr.0));
            }
            Uop::Pop { dst } => {
                let addr = GuestAddr(get!(Slot::Rsp) as u32);
                let value = load!(u64, addr);
                set!(Slot::Rsp, u64::from(addr.offset(8).0));
                set!(dst, value);
            }
            Uop::Leave => {
                let addr = GuestAddr(get!(Slot::Rbp) as u32);
                let value = load!(u64, addr);
                set!(Slot::Rsp, u64::from(addr.offset(8).0));
                set!(Slot::Rbp, value);
            }
            Uop::Jump { target, cost } => enter!(target, cost),
            Uop::Call { back, target, cost } => {
                let addr = GuestAddr((get!(Slot::Rsp) as u32).wrapping_sub(8));
                store!(addr, u64::from(back));
                set!(Slot::Rsp, u64::from(addr.0));
                machine.end_flags();
                enter!(target, cost);
            }
            Uop::JumpR { src } => {
                machine.end_flags();
                go!(GuestAddr::wrap(get!(src)), Jump);
            }
            Uop::CallR { src, back } => {
                let target = GuestAddr::wrap(get!(src));
                let addr = GuestAddr((get!(Slot::Rsp) as u32).wrapping_sub(8));
                store!(addr, u64::from(back));
                set!(Slot::Rsp, u64::from(addr.0));
                machine.end_flags();
                go!(target, Jump);
            }
            Uop::Ret { release } => {
                let addr = GuestAddr(get!(Slot::Rsp) as u32);
                let target = load!(u64, addr);
                set!(Slot::Rsp, u64::from(addr.offset(8 + u32::from(release)).0));
                machine.end_flags();
                go!(GuestAddr::wrap(target), Return);
            }
            Uop::HostCall { function, next } => {
                machine.rip = GuestAddr(next);
                machine.end_flags();
                leave!(Leave::Exit(Exit::HostCall(function)));
            }
            Uop::Repeat { inst, fall_cost } => {
                machine.gas = balance as u64;
                let next = step::string(&blocks.insts[inst as usize], machine);
                balance = machine.gas as i64;
                if let Next::OutOfGas = attempt!(next) {
                    machine.rip = blocks.insts[inst as usize].addr();
                    leave!(Leave::Exit(Exit::OutOfGas));
                }
                fall!(fall_cost);
            }
            Uop::Loop { inst, exits } => {
                let next = attempt!(step::execute(&blocks.insts[inst as usize], machine));
                jump_if!(next != Next::Sequential, exits);
            }
            Uop::JumpZeroCount { width, exits } => jump_if!(machine.reg(Reg::Rcx, width) == 0, exits),
            Uop::Stub { addr, site } => leave!(Leave::Link { site, addr: GuestAddr(addr) }),
            Uop::Fault { trap } => leave!(Leave::Trap { position: here!(), trap: blocks.traps[trap as usize] }),
            Uop::General { inst } => {
                attempt!(step::execute(&blocks.insts[inst as usize], machine));
            }

            Uop::MovX { dst, src } => x!(dst) = x!(src),
            Uop::MovXLow { dst, src } => x!(dst) = u128::from(x!(src) as u64),
            Uop::LoadX { dst, ea } => x!(dst) = load!(u128, ea!(ea)),
            Uop::LoadXAligned { dst, ea } => {
                let addr = ea!(ea);
                attempt!(aligned(addr));
                x!(dst) = load!(u128, addr);
            }
            Uop::LoadX64 { dst, ea } => x!(dst) = u128::from(load!(u64, ea!(ea))),
            Uop::LoadX32 { dst, ea } => x!(dst) = u128::from(load!(u32, ea!(ea))),
            Uop::StoreX { src, ea } => store!(ea!(ea), x!(src)),
            Uop::StoreXAligned { src, ea } => {
                let addr = ea!(ea);
                attempt!(aligned(addr));
                store!(addr, x!(src));
            }
            Uop::StoreX64 { src, ea } => store!(ea!(ea), x!(src) as u64),
            Uop::StoreX32 { src, ea } => store!(ea!(ea), x!(src) as u32),
            Uop::XFrom32 { dst, src } => x!(dst) = u128::from(get!(src) as u32),
            Uop::XFrom64 { dst, src } => x!(dst) = u128::from(get!(src)),
            Uop::XTo32 { dst, src } => set!(dst, u64::from(x!(src) as u32)),
            Uop::XTo64 { dst, src } => set!(dst, x!(src) as u64),
            Uop::AddSd { dst, src } => x!(dst) = low64(x!(dst), double::add(x!(dst) as u64, x!(src) as u64)),
            Uop::SubSd { dst, src } => x!(dst) = low64(x!(dst), double::sub(x!(dst) as u64, x!(src) as u64)),
            Uop::MulSd { dst, src } => x!(dst) = low64(x!(dst), double::mul(x!(dst) as u64, x!(src) as u64)),
            Uop::DivSd { dst, src } => x!(dst) = low64(x!(dst), double::div(x!(dst) as u64, x!(src) as u64)),
            Uop::XorX { dst, src } => x!(dst) ^= x!(src),
            Uop::Lanes { lanes, dst, src, imm } => x!(dst) = lanes(x!(dst), x!(src), imm),
        }
    }
    unreachable!("a block ends in a jump")
}

#[inline(always)]
fn low64(vector: u128, low: u64) -> u128 {
    (vector & !u128::from(u64::MAX)) | u128::from(low)
}

/// Vector operands in memory are aligned, unless an instruction says otherwise.
#[inline(always)]
fn aligned(addr: GuestAddr) -> Result<(), Trap> {
    if addr.0.is_multiple_of(16) { Ok(()) } else { Err(Trap::Misaligned { addr }) }
}

#[inline(always)]
fn float_test(test: FloatTest, order: Option<std::cmp::Ordering>) -> bool {
    use std::cmp::Ordering::{Equal, Less};
    match test {
        FloatTest::Below => matches!(order, None | Some(Less)),
        FloatTest::BelowEqual => matches!(order, None | Some(Less | Equal)),
        FloatTest::Equal => matches!(order, None | Some(Equal)),
        FloatTest::Unordered => order.is_none(),
    }
}

/// Writes the low `width` of a slot as the processor does.
#[inline(always)]
fn insert(machine: &mut Machine, width: Width, dst: Slot, value: u64) {
    let slot = &mut machine.regs.file()[dst as usize];
    *slot = match width {
        Width::B8 | Width::B4 => value,
        Width::B2 | Width::B1 => (*slot & !width.mask()) | value,
    };
}

#[inline(never)]
fn alu_flags(machine: &mut Machine, alu: Alu, width: Width, dst: Slot, src: Slot) {
    let file = machine.regs.file();
    let (a, b) = (file[dst as usize] & width.mask(), file[src as usize] & width.mask());
    let old = machine.flags;
    let (result, flags) = match alu {
        Alu::Add => int::add(width, a, b, 0, old),
        Alu::Adc => int::add(width, a, b, int::carry(old), old),
        Alu::Sub | Alu::Cmp => int::sub(width, a, b, 0, old),
        Alu::Sbb => int::sub(width, a, b, int::carry(old), old),
        Alu::And | Alu::Test => (a & b, int::logic(width, a & b, old)),
        Alu::Or => (a | b, int::logic(width, a | b, old)),
        Alu::Xor => (a ^ b, int::logic(width, a ^ b, old)),
        Alu::Inc => int::inc(width, a, old),
        Alu::Dec => int::dec(width, a, old),
        Alu::Neg => int::sub(width, 0, a, 0, old),
    };
    if !matches!(alu, Alu::Cmp | Alu::Test) {
        insert(machine, width, dst, result);
    }
    machine.flags = flags;
}

/// Divides `rdx:rax`, 32 or 64 bits wide.
#[inline(always)]
fn divide(
    machine: &mut Machine,
    width: Width,
    src: Slot,
    f: impl Fn(Width, u64, u64, u64) -> Option<(u64, u64)>,
) -> Result<(), Trap> {
    let divisor = machine.regs.file()[src as usize] & width.mask();
    let (high, low) = (machine.reg(Reg::Rdx, width), machine.reg(Reg::Rax, width));
    let (quotient, remainder) = f(width, high, low, divisor).ok_or(Trap::Divide)?;
    machine.regs[Reg::Rax as usize] = quotient;
    machine.regs[Reg::Rdx as usize] = remainder;
    Ok(())
}
