//! [`Subject`]: an engine, and the machine on which it executes one instruction of a batch at a time. It is on every host;
//! what it does is compared with what the processor does ([`crate::harness`]), or did ([`crate::recorded`]).

use crate::encode::{Encoding, NoEncoding};
use crate::outcome::{Ending, InstOutcome};
use crate::slot::is_pad;
use crate::state::{Case, CpuState};
use crate::text::{self, Tail};
use crate::window;
use echo_abi::isa::{FlagSet, Flow, Reg};
use echo_abi::{FormatError, GuestAddr, gas};
use echo_validate::{Contract, Report};
use echo_vm::engine::{Exit, Until};
use echo_vm::machine::{Machine, Packed};
use echo_vm::memory::MemoryError;
use echo_vm::program::{Engine, EngineError, Run};
use std::sync::Arc;

/// Gas that no single instruction here comes near.
pub const PLENTY: u64 = 1 << 40;

/// The harness cannot work.
#[derive(Debug, thiserror::Error)]
pub enum HarnessError {
    /// A form for which nothing can be generated.
    #[error(transparent)]
    NoEncoding(#[from] NoEncoding),
    /// The processor's side.
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    #[error(transparent)]
    Native(#[from] crate::native::NativeError),
    /// Our own contract is refused.
    #[error("the harness's own contract is malformed")]
    Format(#[from] FormatError),
    /// Our own contract is rejected.
    #[error("the harness's own contract is rejected:\n{0}")]
    Rejected(Box<Report>),
    /// The host gives no memory.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// An engine does not run here.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// The contract that has a batch of encodings, each with `tail` behind it.
///
/// # Errors
/// [`HarnessError`] if it is no contract.
pub fn contract(encodings: &[Encoding], tail: Tail) -> Result<Arc<Contract>, HarnessError> {
    let image = text::image(&text::guest_text(encodings, tail))?;
    let contract = echo_validate::validate(image, &text::policy());
    Ok(Arc::new(contract.map_err(|report| HarnessError::Rejected(Box::new(report)))?))
}

/// One engine with its machine, over one text.
pub struct Subject {
    /// The engine, and how it is driven.
    pub name: String,
    /// `None`: stopped by a budget.
    tail: Option<Tail>,
    /// The engine.
    pub run: Run,
    /// What it executes on.
    pub machine: Machine,
}

impl Subject {
    /// An engine with a contract; `tail` is what stands behind each instruction of it, none where a budget stops the engine.
    ///
    /// # Errors
    /// [`HarnessError`] where the engine does not run here, or the host gives no memory.
    pub fn new(engine: Engine, contract: &Arc<Contract>, tail: Option<Tail>) -> Result<Self, HarnessError> {
        let dead = if tail == Some(Tail::DropFlags) { ", flags dead" } else { "" };
        let run = engine.prepare(contract)?.start();
        let machine = Machine::new(contract.image(), &text::limits(), 0)?;
        Ok(Self { name: format!("{engine}{dead}"), tail, run, machine })
    }

    /// The writable memory at `start`.
    ///
    /// # Panics
    /// Outside of [`window::WRITABLE`].
    pub fn memory(&mut self, start: u32, len: u32) -> &mut [u8] {
        self.machine.memory.slice_mut(GuestAddr(start), len).expect("the window is mapped and writable")
    }

    /// Sets the registers, and memory to the case's.
    pub fn load(&mut self, case: &Case) {
        let machine = &mut self.machine;
        *machine.regs.registers_mut() = case.state.regs;
        for (vector, bytes) in machine.vectors.registers_mut().iter_mut().zip(&case.state.vectors) {
            let half = |range: std::ops::Range<usize>| {
                Packed::from_bytes(bytes[range].try_into().expect("16 bytes"))
            };
            *vector = [half(0..16), half(16..32)];
        }
        machine.flags = FlagSet(case.state.flags);
        machine.rip = GuestAddr(case.state.rip);
        for (addr, bytes) in &case.memory {
            self.memory(*addr, bytes.len() as u32).copy_from_slice(bytes);
        }
    }

    /// Runs the instruction; `gas` is what it should cost. Under the flags that a tail pushes, memory gets back what
    /// `beneath` has there: the byte of a run of writable memory, at an offset.
    pub fn run(&mut self, encoding: &Encoding, gas: u64, beneath: &dyn Fn(u32, usize) -> u8) -> InstOutcome {
        let inst = &encoding.inst;
        let (here, next) = (inst.addr().0, inst.next().0);
        let until = if self.tail.is_some() { Until::END } else { Until::spent(gas) };
        self.machine.gas = PLENTY;
        let exit = self.run.resume(&mut self.machine, until);
        let rip = self.machine.rip.0;
        // At itself, nobody reads the flags.
        let mut flags_seen = self.tail.is_none() && rip != here;
        let mut behind = 0;
        let mut at = rip;
        let ending = match (exit, self.tail) {
            (Exit::Stopped, None)
                if rip != here || PLENTY - self.machine.gas == gas && moves_nowhere(encoding) =>
            {
                Ending::Done
            }
            (Exit::OutOfGas { .. } | Exit::Stopped, _) => Ending::Other(1003),
            (Exit::Trap(trap), _) if rip == here => Ending::of_trap(trap),
            (Exit::Trap(_), None) => {
                // The jump is done; what it leads to is no code. The flags' life has ended.
                flags_seen = false;
                Ending::Done
            }
            (Exit::Trap(_), Some(tail)) => {
                let stop = rip.wrapping_sub(tail.lead());
                if stop == next || is_pad(stop) {
                    at = stop;
                    behind = 1;
                    if tail == Tail::ShowFlags {
                        flags_seen = true;
                        behind += 2;
                    }
                }
                Ending::Done
            }
            (Exit::HostCall(_), _) => Ending::Other(1004),
            (Exit::Return, _) => Ending::Other(1005),
        };
        let mut used = PLENTY - self.machine.gas;
        let mut flags = self.machine.flags.0;
        // What the tail cost: `ud2` 1; `pushfq` by the table.
        if behind > 0 {
            used -= tail_gas(self.tail);
            if flags_seen {
                flags = self.take_flags(beneath);
            }
        } else if self.tail.is_some() && ending == Ending::Done {
            // `pushfq` trapped, or the jump led to no code.
            flags_seen = false;
            if rip == next || is_pad(rip) {
                used -= u64::from(gas::inst(&decoded(Tail::ShowFlags.code())));
            }
        }
        let vectors = self.machine.vectors.registers().map(|[low, high]| {
            let mut bytes = [0; 32];
            bytes[..16].copy_from_slice(&low.to_bytes());
            bytes[16..].copy_from_slice(&high.to_bytes());
            bytes
        });
        let state = CpuState { regs: *self.machine.regs.registers(), vectors, flags, rip: at };
        InstOutcome { state, flags_seen, ending, gas: used }
    }

    /// Pops the flags that the tail pushed, and restores the memory under them.
    fn take_flags(&mut self, beneath: &dyn Fn(u32, usize) -> u8) -> u16 {
        let rsp = self.machine.regs[Reg::Rsp as usize] as u32;
        let pushed = self.machine.memory.read::<8>(GuestAddr(rsp)).map_or(0, u64::from_le_bytes);
        for addr in rsp..rsp.saturating_add(8) {
            if let Some((start, at)) = window::place(addr) {
                self.memory(addr, 1)[0] = beneath(start, at);
            }
        }
        self.machine.regs[Reg::Rsp as usize] = u64::from(rsp.wrapping_add(8));
        // Bits that must be as they always are show as AF, which nothing else can.
        let unexpected = pushed & !0xcc5 != 0x202;
        (pushed & 0xcc5) as u16 | if unexpected { FlagSet::AF.0 } else { 0 }
    }
}

/// Whether the instruction may leave rip where it is.
fn moves_nowhere(encoding: &Encoding) -> bool {
    matches!(encoding.inst.flow(), Flow::Jump(target) | Flow::Branch(target) if target == encoding.inst.addr())
}

fn decoded(code: &[u8]) -> echo_abi::Inst {
    echo_abi::decode(code, GuestAddr(window::TEXT)).expect("the tail is accepted")
}

/// Gas of what follows the instruction, up to and with `ud2`.
fn tail_gas(tail: Option<Tail>) -> u64 {
    let Some(tail) = tail else { return 0 };
    let stop = u64::from(gas::inst(&decoded(Tail::DropFlags.code())));
    match tail {
        Tail::ShowFlags => stop + u64::from(gas::inst(&decoded(tail.code()))),
        Tail::DropFlags => stop,
    }
}
