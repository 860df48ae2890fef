//! What a thread needs to enter code of a [`CodeArea`](crate::CodeArea), and the moment of entering it.
//!
//! A thread gets it with its first entry and keeps it until it ends: a share in the process's signal handlers, and a
//! stack for signals. Other signals than those of faults arrive on the signal stack if they ask for it (SA_ONSTACK), else
//! on the stack of code, never on guest memory. There, handlers have what calls under way have left, and more where they
//! touch what lies below. Where even the system has no room for a signal's frame, it drops the signal and faults; the code
//! goes on with an empty stack.

use crate::context::CodeContext;
use crate::fault::{self, Fault, Handlers, SignalStack};
use crate::gate::GateError;
use crate::registers::Registers;
use crate::trampoline::{self, ThreadContext, Vectors};
use std::cell::{Cell, RefCell};
use std::io;
use std::sync::LazyLock;

struct Right {
    _handlers: Handlers,
    _stack: SignalStack,
}

thread_local! {
    static RIGHT: RefCell<Option<Right>> = const { RefCell::new(None) };
}

/// Gives this thread what it needs, once.
fn prepare_thread() -> Result<(), GateError> {
    RIGHT.with_borrow_mut(|right| {
        if right.is_none() {
            let system = |what| move |source| GateError::System { what, source };
            let stack = SignalStack::install()?;
            let handlers = Handlers::install().map_err(system("set a signal handler"))?;
            fault::unblock().map_err(system("receive the signals of faults"))?;
            *right = Some(Right { _handlers: handlers, _stack: stack });
        }
        Ok(())
    })
}

thread_local! {
    /// The base of gs that [`enter`] has left behind in this thread; 0: none.
    static LEFT_BEHIND: Cell<u64> = const { Cell::new(0) };
}

/// The base of gs for `behind`, in this thread, and what has to be set again afterwards, if anything.
///
/// To set it takes longer than all else of a short run, so that it is not taken back where it meant nothing to anybody:
/// where it was 0, as it is in a thread whose process does not use gs, or one of ours. It then names where a space was when
/// code last ran here, which may be gone: nobody goes by it, for code is entered with its own. What a process that uses gs
/// has set, and a gate, is neither, and is back after each run.
fn set_gs(behind: u64) -> io::Result<Option<u64>> {
    let before = trampoline::gs_base()?;
    if before != behind {
        trampoline::set_gs_base(behind)?;
    }
    if before == 0 || before == LEFT_BEHIND.get() {
        LEFT_BEHIND.set(behind);
        return Ok(None);
    }
    Ok((before != behind).then_some(before))
}

/// The base of gs in this thread, to be set again by somebody who sets another for longer than a run. From now on, none is
/// ours: that other one is back after each run, wherever it happens to lie.
pub(crate) fn take_gs() -> io::Result<u64> {
    let before = trampoline::gs_base()?;
    Ok(if before == LEFT_BEHIND.replace(0) { 0 } else { before })
}

/// Whether the processor has AVX, which the trampoline must know.
static AVX: LazyLock<bool> = LazyLock::new(|| std::arch::is_x86_feature_detected!("avx"));

/// What of these the processor must be given.
fn carried(registers: &Registers) -> Vectors {
    let any = registers.vectors.iter().fold([0; 2], |[low, upper], vector| {
        let ([a, b], _) = vector.as_chunks() else { unreachable!("it has 32 bytes") };
        [low | u128::from_ne_bytes(*a), upper | u128::from_ne_bytes(*b)]
    });
    match any {
        _ if !*AVX => Vectors::Lower,
        [0, 0] => Vectors::Zero,
        [_, 0] => Vectors::UpperZero,
        _ => Vectors::Whole,
    }
}

/// Runs the code at `context.thread.registers.rip` until it exits, or faults: then says why. The registers it left are in
/// their place. `vectors`: whether it may read or change vector registers or MXCSR; else those of `context` are neither
/// what it is entered with nor what it left.
///
/// # Errors
/// [`GateError`] if this thread cannot enter code; nothing has run.
///
/// # Safety
/// `context` is valid, nobody else's, and prepared; what the code does with the registers in it is sound, given that
/// gs:0 is right behind the context; without `vectors`, it touches none of them.
pub(crate) unsafe fn enter(context: *mut CodeContext, vectors: bool) -> Result<Option<Fault>, GateError> {
    prepare_thread()?;
    // SAFETY: the context is valid and ours.
    unsafe {
        let thread = &mut (*context).thread;
        thread.vectors = if vectors { carried(&thread.registers) } else { Vectors::None };
    }
    // SAFETY: it is a field of a valid context.
    let thread: *mut ThreadContext = unsafe { &raw mut (*context).thread };
    let behind = (context.expose_provenance() + size_of::<CodeContext>()) as u64;
    let gs = |source| GateError::System { what: "set the base of gs", source };
    let before = set_gs(behind).map_err(gs)?;
    // SAFETY: a `ThreadContext` of this call alone ends at gs:0; what the code does, the caller answers for.
    fault::catching(thread, || unsafe { trampoline::enter() });
    if let Some(before) = before {
        trampoline::set_gs_base(before).map_err(gs)?;
    }
    // SAFETY: the code has come back, so that the context is ours again.
    Ok(Fault::of(unsafe { &*thread }))
}
