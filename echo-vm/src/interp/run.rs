//! The engine over predecoded blocks: the trampoline that starts the handlers of [`super::handler`] and settles
//! what they leave.
//!
//! Gas is charged a block at a time, at its head. Where it is not enough, the block is left to the stepper,
//! which stops at the very instruction; where an instruction traps, what was charged for those behind it is
//! given back. Where there is no block, and the budget for decoding them is spent, the engine walks: it
//! executes single instructions until it comes upon the head of a block.

use super::block::Blocks;
use super::code::Code;
use super::dispatch::{Left, SLICE};
use super::position::BlockPos;
use super::step::{self, Next, Stepper};
use crate::engine::{Exit, Flag, Translation};
use crate::machine::Machine;
use echo_abi::GuestAddr;
use echo_validate::Contract;
use std::sync::Arc;

/// The engine that runs predecoded blocks.
pub struct Interpreter {
    blocks: Blocks,
    /// For where there is no block, or not the gas for all of it.
    stepper: Stepper,
}

impl Translation for Interpreter {
    fn resume(&mut self, machine: &mut Machine, stop: Flag<'_>) -> Exit {
        self.resume_for(u64::MAX, machine, stop)
    }

    fn bytes(&self) -> usize {
        self.blocks.bytes() + self.stepper.bytes()
    }
}

impl Interpreter {
    /// As [`Translation::resume`], and with [`Exit::Stopped`] at the first start of a block before which so much gas was
    /// spent. A budget of the run would have the stepper look for the very instruction.
    #[inline]
    pub(crate) fn resume_for(&mut self, gas: u64, machine: &mut Machine, stop: Flag<'_>) -> Exit {
        let mut block = match self.enter(machine.rip, machine, stop) {
            Ok(block) => block,
            Err(exit) => return exit,
        };
        let floor = machine.gas.saturating_sub(gas);
        loop {
            if stop.is_raised() || machine.gas <= floor && floor > 0 {
                machine.rip = self.blocks.origin(block.head()).addr;
                return Exit::Stopped;
            }
            let cost = self.blocks.cost(block);
            let reserve = machine.memory.reserve();
            if machine.gas < cost + reserve {
                // The gas may end within a block, or at a step of the stack: at which instruction, the stepper
                // finds out.
                machine.rip = self.blocks.origin(block.head()).addr;
                return self.stepper.resume(machine, stop);
            }
            // The handlers see a slice of the gas; the rest waits here, and pays for any part of the stack.
            let slice = (machine.gas - reserve).min(SLICE.min(machine.gas - floor).max(cost));
            let kept = machine.gas - slice;
            machine.gas = slice - cost;
            machine.memory.lend(reserve);
            let mut words = self.blocks.words[block.0 as usize..].iter();
            let head = words.next().expect("a block has a head");
            let leave = (head.next)(machine, &self.blocks, words, 0);
            machine.gas += kept;
            machine.settle();
            block = match self.settle(leave.into(), machine, stop) {
                Ok(block) => block,
                Err(exit) => return exit,
            };
        }
    }

    /// Nothing decoded yet.
    pub fn new(contract: Arc<Contract>) -> Self {
        Self { blocks: Blocks::new(Code::new(Arc::clone(&contract))), stepper: Stepper::new(contract) }
    }

    /// What is kept of predecoded blocks.
    #[cfg(test)]
    pub(super) fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// The engine that executes single instructions.
    #[cfg(test)]
    pub(super) fn stepper(&self) -> &Stepper {
        &self.stepper
    }

    /// The block at `addr`; where there is none, the one that a walk from there comes upon. Or the walk's
    /// exit.
    fn enter(&mut self, addr: GuestAddr, machine: &mut Machine, stop: Flag<'_>) -> Result<BlockPos, Exit> {
        match self.blocks.find(addr) {
            Some(block) => Ok(block),
            None => {
                machine.rip = addr;
                self.walk(machine, stop)
            }
        }
    }

    /// Executes single instructions, the first of which is at rip, until there is a block at rip.
    #[cold]
    fn walk(&mut self, machine: &mut Machine, stop: Flag<'_>) -> Result<BlockPos, Exit> {
        let Self { blocks, stepper } = self;
        stepper.walk(machine, stop, |addr| blocks.known(addr))
    }

    /// Does what the handlers left to do. Gives the block to go on with, or the exit.
    fn settle(&mut self, left: Left, machine: &mut Machine, stop: Flag<'_>) -> Result<BlockPos, Exit> {
        let blocks = &mut self.blocks;
        match left {
            Left::Slice(block) => Ok(block),
            Left::Jump(addr) => self.enter(addr, machine, stop),
            Left::Return(GuestAddr::NULL) => {
                machine.rip = GuestAddr::NULL;
                Err(Exit::Return)
            }
            Left::Return(addr) => self.enter(addr, machine, stop),
            Left::Stub(stub) => {
                let (addr, site) = blocks.stub(stub);
                if let Some(target) = blocks.find(addr) {
                    blocks.link(site, target);
                }
                self.enter(addr, machine, stop)
            }
            Left::HostCall(at) => {
                let (function, next) = blocks.host_call(at);
                machine.rip = next;
                machine.end_flags();
                Err(Exit::HostCall(function))
            }
            Left::Repeat(at) => {
                let inst = blocks.repeated(at);
                machine.rip = inst.addr();
                match step::complete(inst, machine, step::string)? {
                    Next::OutOfGas => Err(step::ended(inst)),
                    _ => Ok(at.behind().as_head()),
                }
            }
            Left::Trap(at) => {
                let origin = blocks.origin(at);
                machine.gas += u64::from(origin.unspent);
                machine.rip = origin.addr;
                // Nothing of the instruction is done, so that it traps again, and says why.
                let trap = self.stepper.trap(machine);
                machine.end_flags();
                Err(Exit::Trap(trap))
            }
        }
    }
}
