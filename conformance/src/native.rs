//! The processor's side: runs machine code in this process, from a chosen state, and says what state it left.
//!
//! Guest addresses are this process's own: [`window`] is a [`Space`] at the very numbers, reserved whole, so
//! that nothing of ours lies in it. The code runs as it is, on its own stack; it comes back through
//! [`Gate::EXIT`], which the harness places behind it, or by a fault.
//!
//! Nothing contains an address, and nobody has checked the code: the generators must give only code and
//! states whose accesses stay within the window. That is what this crate promises by enabling
//! `unverified-code` of echo-native.

use crate::state::CpuState;
use crate::window;
use echo_native::{Gate, GateError, HostCode, Permission, Registers, Space, SpaceError, Stop};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The processor cannot be used as an oracle here.
#[derive(Debug, thiserror::Error)]
pub enum NativeError {
    /// An address of the guest is taken in this process, or the system refuses.
    #[error("the processor has no memory at the guest's addresses")]
    Space(#[from] SpaceError),
    /// This thread cannot enter machine code.
    #[error("the processor cannot be given code")]
    Gate(#[from] GateError),
}

/// The window exists once in a process, so one thread at a time has it.
static TURN: Mutex<()> = Mutex::new(());

/// Where guest addresses lie in the space.
fn offsets(start: u32, len: u32) -> Range<usize> {
    let start = (start - window::START) as usize;
    start..start + len as usize
}

/// Where one of [`window::WRITABLE`] lies in the space.
fn writable(start: u32) -> Range<usize> {
    let run = window::WRITABLE.into_iter().find(|run| run.0 == start);
    let (start, len) = run.expect("a run of writable memory");
    offsets(start, len)
}

/// The right to run machine code on this processor.
pub struct Processor {
    gate: Gate,
    space: Space,
    _turn: MutexGuard<'static, ()>,
}

impl Processor {
    /// Waits for its turn, and maps the guest's addresses: zeroes, and the constants.
    ///
    /// # Errors
    /// [`NativeError`] if the guest's addresses are taken, or the system refuses.
    pub fn acquire() -> Result<Self, NativeError> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut space = Space::reserve_at(window::START as usize, window::SIZE as usize)?;
        for (start, len) in window::WRITABLE {
            space.protect(offsets(start, len), Permission::ReadWrite)?;
        }
        let constants = offsets(window::CONST, window::CONST_SIZE);
        space.protect(constants.clone(), Permission::ReadWrite)?;
        let bytes = space.bytes_mut(constants.clone())?;
        bytes.iter_mut().zip(0..).for_each(|(byte, offset)| *byte = window::const_byte(offset));
        space.protect(constants, Permission::Read)?;
        Ok(Self { gate: Gate::open()?, space, _turn: turn })
    }

    /// Replaces the code at [`window::TEXT`]; the rest of the text is `int3`.
    ///
    /// # Errors
    /// [`NativeError`] for more code than there is text, or if the system refuses.
    pub fn set_code(&mut self, code: &[u8]) -> Result<(), NativeError> {
        let text = offsets(window::TEXT, window::TEXT_SIZE);
        Ok(self.space.publish(text, HostCode::unverified(code))?)
    }

    /// The writable memory at `start`, one of [`window::WRITABLE`].
    ///
    /// # Panics
    /// For any other address.
    #[must_use]
    pub fn memory(&self, start: u32) -> &[u8] {
        self.space.bytes(writable(start)).expect("`acquire` made it readable")
    }

    /// The writable memory at `start`, to write.
    ///
    /// # Panics
    /// As [`Processor::memory`].
    pub fn memory_mut(&mut self, start: u32) -> &mut [u8] {
        self.space.bytes_mut(writable(start)).expect("`acquire` made it writable")
    }

    /// Runs the code at `state.rip` from `state`, until it exits or faults. The state is then what the
    /// processor left; after [`Stop::Exit`] its rip means nothing.
    ///
    /// The code must access nothing of this process but the window, and must come to an end.
    ///
    /// # Panics
    /// For a rip outside of the window.
    pub fn run(&mut self, state: &mut CpuState) -> Stop {
        let mut registers = Registers {
            vectors: state.vectors,
            general: state.regs,
            flags: u64::from(state.flags),
            rip: u64::from(state.rip),
        };
        let stop = self.gate.enter(&mut self.space, &mut registers).expect("code starts in the window");
        *state = CpuState {
            regs: registers.general,
            vectors: registers.vectors,
            flags: registers.flags as u16,
            rip: registers.rip as u32,
        };
        stop
    }
}
