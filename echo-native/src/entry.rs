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
use crate::trampoline::{self, ThreadContext};
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

/// Runs the code at `context.thread.registers.rip` until it exits, or faults: then says why. The registers it left are in
/// their place.
///
/// # Errors
/// [`GateError`] if this thread cannot enter code; nothing has run.
///
/// # Safety
/// `context` is valid, nobody else's, and prepared; what the code does with the registers in it is sound, given that
/// gs:0 is right behind the context.
pub(crate) unsafe fn enter(context: *mut CodeContext) -> Result<Option<Fault>, GateError> {
    prepare_thread()?;
    // SAFETY: the context is valid and ours.
    unsafe {
        let any = (*context).thread.registers.vectors.iter().fold([0; 2], |[low, upper], vector| {
            let ([a, b], _) = vector.as_chunks() else { unreachable!("it has 32 bytes") };
            [low | u128::from_ne_bytes(*a), upper | u128::from_ne_bytes(*b)]
        });
        (*context).thread.avx = match any {
            _ if !*AVX => 0,
            [0, 0] => 3,
            [_, 0] => 2,
            _ => 1,
        };
    }
    // SAFETY: it is a field of a valid context.
    let thread: *mut ThreadContext = unsafe { &raw mut (*context).thread };
    let behind = (context.expose_provenance() + size_of::<CodeContext>()) as u64;
    let gs = |source| GateError::System { what: "set the base of gs", source };
    let before = trampoline::gs_base().map_err(gs)?;
    trampoline::set_gs_base(behind).map_err(gs)?;
    // SAFETY: a `ThreadContext` of this call alone ends at gs:0; what the code does, the caller answers for.
    fault::catching(thread, || unsafe { trampoline::enter() });
    trampoline::set_gs_base(before).map_err(gs)?;
    // SAFETY: the code has come back, so that the context is ours again.
    Ok(Fault::of(unsafe { &*thread }))
}
