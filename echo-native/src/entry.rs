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
use std::cell::RefCell;
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
    let before = trampoline::set_gs_for_run(behind).map_err(gs)?;
    // SAFETY: a `ThreadContext` of this call alone ends at gs:0; what the code does, the caller answers for.
    fault::catching(thread, || unsafe { trampoline::enter() });
    if let Some(before) = before {
        trampoline::set_gs_base(before).map_err(gs)?;
    }
    // SAFETY: the code has come back, so that the context is ours again.
    Ok(Fault::of(unsafe { &*thread }))
}
