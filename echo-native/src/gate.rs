//! A thread's way into machine code.

use crate::fault::{self, Fault, Handlers, SignalStack};
use crate::registers::Registers;
use crate::space::Space;
use crate::space_error::SpaceError;
use crate::trampoline::{self, ThreadContext, Vectors};
use std::cell::Cell;
use std::io;
use std::ptr::NonNull;

/// How code behind a gate came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Through [`Gate::EXIT`].
    Exit,
    /// By an exception. The registers are what they were at the instruction concerned.
    Fault(Fault),
}

/// A thread cannot enter machine code.
#[derive(Debug, thiserror::Error)]
pub enum GateError {
    /// The thread has a gate.
    #[error("this thread has a gate already")]
    Open,
    /// No memory for a signal stack, or it cannot be set.
    #[error(transparent)]
    Stack(#[from] SpaceError),
    /// The system refuses.
    #[error("cannot {what}")]
    System {
        /// What was attempted.
        what: &'static str,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
}

/// Code is to be entered at an address outside of the space it was said to lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address:#x} lies outside of the space")]
pub struct OutsideSpace {
    /// The address.
    pub address: u64,
}

thread_local! {
    static OPEN: Cell<bool> = const { Cell::new(false) };
}

/// The right of one thread to enter machine code, and what that takes: a context for the trampoline, a stack
/// for signals, a share in the process's signal handlers, and the base of gs. Dropping it gives all of them
/// back as they were. A thread has one at most; threads do not disturb each other.
pub struct Gate {
    /// Owned, and a raw pointer because code and signal handler write to it, too. It also binds the gate to
    /// its thread.
    context: NonNull<ThreadContext>,
    gs_base: u64,
    _handlers: Handlers,
    _stack: SignalStack,
}

impl Gate {
    /// The instruction by which code gives control back, with all registers and flags as they are. It may
    /// stand anywhere.
    pub const EXIT: [u8; 8] = trampoline::EXIT;

    /// Opens this thread's gate.
    ///
    /// # Errors
    /// [`GateError`].
    pub fn open() -> Result<Self, GateError> {
        if OPEN.get() {
            return Err(GateError::Open);
        }
        let stack = SignalStack::install()?;
        let handlers = Handlers::install()
            .map_err(|source| GateError::System { what: "set a signal handler", source })?;
        let gs = |source| GateError::System { what: "set the base of gs", source };
        let gs_base = trampoline::take_gs().map_err(gs)?;
        let mut context = Box::new(ThreadContext::default());
        // Code that nobody has verified may jump, and fault, anywhere.
        context.code = [0, u64::MAX];
        context.vectors = if std::arch::is_x86_feature_detected!("avx") { Vectors::Whole } else { Vectors::Lower };
        let context = NonNull::from(Box::leak(context));
        let gate = Self { context, gs_base, _handlers: handlers, _stack: stack };
        let behind = context.as_ptr().expose_provenance() + size_of::<ThreadContext>();
        trampoline::set_gs_base(behind as u64).map_err(gs)?;
        OPEN.set(true);
        Ok(gate)
    }

    /// Runs the code at `registers.rip` until it exits or faults; `registers` are then what it left. The
    /// space is borrowed for as long, so that what it writes there, nobody else reads.
    ///
    /// # Errors
    /// [`OutsideSpace`]: nothing has run. (Where the space has no code, entering it faults.)
    pub fn enter(&mut self, space: &mut Space, registers: &mut Registers) -> Result<Stop, OutsideSpace> {
        if !space.contains(registers.rip) {
            return Err(OutsideSpace { address: registers.rip });
        }
        let context = self.context.as_ptr();
        // SAFETY: the context is this gate's, and nobody else's now: no code runs yet.
        unsafe { (*context).prepare(registers) };
        // SAFETY: the context ends at gs:0, since `open`. Code that lies in a space was published there, as
        // `HostCode`: its maker answers for it that it accesses nothing but `space`, which is borrowed
        // mutably, and the context, to which no reference exists now. What is no code in `space` faults.
        fault::catching(context, || unsafe { trampoline::enter() });
        // SAFETY: the code has come back, so the context is ours alone again.
        let context = unsafe { &*context };
        let rip = registers.rip;
        registers.clone_from(&context.registers);
        registers.flags &= Registers::FLAGS;
        Ok(match Fault::of(context) {
            Some(fault) => Stop::Fault(fault),
            None => {
                registers.rip = rip;
                Stop::Exit
            }
        })
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        // Whatever was there before, the system took it then; without a gate nothing uses gs.
        let _ = trampoline::set_gs_base(self.gs_base);
        OPEN.set(false);
        // SAFETY: `open` leaked this box, and neither code nor handler has the context now: no code runs, and
        // gs is another's.
        drop(unsafe { Box::from_raw(self.context.as_ptr()) });
    }
}
