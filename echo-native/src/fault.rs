//! Faults of machine code as values: the signals that the system sends for them are caught, on a stack of
//! their own, while code runs in the thread concerned.
//!
//! The signal handlers are the process's, so they are there while any thread has a [`Gate`](crate::Gate). A signal
//! that is not about code behind a gate goes to the signal handler that was there before, and when the last gate is
//! closed, that one is back. A handler that somebody installs meanwhile stays; if it hands on what is not
//! its own, as it should, gates go on working under it.

use crate::space::{PAGE, Space};
use crate::space_error::SpaceError;
use crate::trampoline::{ThreadContext, Vectors};
use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::io;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What was to be done with the address of a page fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageAccess {
    /// Reading it.
    Read,
    /// Writing it.
    Write,
    /// Executing it.
    Execute,
}

/// Why the processor did not go on (Intel SDM volume 3, 6.15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// #PF: a page is not there, or does not allow it.
    Page {
        /// The first byte that is not accessible so.
        address: u64,
        /// How.
        access: PageAccess,
    },
    /// #DE: a division by zero, or a quotient that does not fit.
    Divide,
    /// #BP: `int3`.
    Breakpoint,
    /// #UD: no instruction, or one that this processor does not have.
    Undefined,
    /// #GP: a misaligned vector operand, an address that is not canonical, a privileged instruction.
    Protection,
    /// Another exception.
    Other {
        /// The processor's number for it.
        number: u64,
    },
}

impl Fault {
    /// The processor's number for the exception (its vector).
    #[must_use]
    pub fn number(self) -> u64 {
        match self {
            Fault::Divide => 0,
            Fault::Breakpoint => 3,
            Fault::Undefined => 6,
            Fault::Protection => 13,
            Fault::Page { .. } => 14,
            Fault::Other { number } => number,
        }
    }

    /// The fault that the context describes, if its code was stopped by one.
    #[inline]
    pub(crate) fn of(context: &ThreadContext) -> Option<Self> {
        // Nearly always; what the other fields hold then need not even be looked at.
        if context.faulted == 0 {
            return None;
        }
        // Of a page fault's error code, bit 1 is a write, bit 4 an instruction fetch.
        let access = match context.error {
            error if error & 0x10 != 0 => PageAccess::Execute,
            error if error & 2 != 0 => PageAccess::Write,
            _ => PageAccess::Read,
        };
        Some(match context.exception {
            0 => Fault::Divide,
            3 => Fault::Breakpoint,
            6 => Fault::Undefined,
            13 => Fault::Protection,
            14 => Fault::Page { address: context.address, access },
            number => Fault::Other { number },
        })
    }
}

thread_local! {
    /// The context whose code this thread runs; null: none.
    static RUNNING: Cell<*mut ThreadContext> = const { Cell::new(ptr::null_mut()) };
}

/// Lets faults of this thread go to `context` while `run` runs. Signals find it, so it has to be valid.
pub(crate) fn catching<T>(context: *mut ThreadContext, run: impl FnOnce() -> T) -> T {
    struct Clear;
    impl Drop for Clear {
        fn drop(&mut self) {
            RUNNING.set(ptr::null_mut());
        }
    }
    RUNNING.set(context);
    let _clear = Clear;
    run()
}

/// The signals that exceptions become.
const SIGNALS: [c_int; 5] = [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL, libc::SIGTRAP];

/// What was installed before us: for each signal its `sa_sigaction`, with [`TAKES_INFO`] for SA_SIGINFO. The
/// handler reads it, so it cannot be behind a lock.
static BEFORE: [AtomicUsize; SIGNALS.len()] = [const { AtomicUsize::new(libc::SIG_DFL) }; SIGNALS.len()];

/// Set beside a handler that takes three arguments. No address of user code has the bit.
const TAKES_INFO: usize = 1 << 63;

struct Installed {
    /// How many [`Handlers`] there are.
    users: usize,
    /// What was there before, for each signal that has our handler.
    before: [Option<libc::sigaction>; SIGNALS.len()],
}

static INSTALLED: Mutex<Installed> = Mutex::new(Installed { users: 0, before: [None; SIGNALS.len()] });

/// What a signal does now.
fn action(signal: c_int) -> io::Result<libc::sigaction> {
    let mut action = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: with a null action the system only writes the present one to `action`.
    if unsafe { libc::sigaction(signal, ptr::null(), action.as_mut_ptr()) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it is filled in; and all-zero was valid, too: the default action, no flags, an empty mask.
    Ok(unsafe { action.assume_init() })
}

fn is_ours(action: &libc::sigaction) -> bool {
    action.sa_sigaction == handler as *const () as usize
}

impl Installed {
    fn install(&mut self) -> io::Result<()> {
        for ((signal, before), known) in SIGNALS.into_iter().zip(&mut self.before).zip(&BEFORE) {
            let old = action(signal)?;
            if before.is_some() && ![libc::SIG_DFL, libc::SIG_IGN].contains(&old.sa_sigaction) {
                // A handler was installed over ours before the last gate closed: it hands on to ours, which must not
                // hand on to it.
                continue;
            }
            let info = if old.sa_flags & libc::SA_SIGINFO != 0 { TAKES_INFO } else { 0 };
            known.store(old.sa_sigaction | info, Ordering::SeqCst);
            let mut ours = old;
            ours.sa_sigaction = handler as *const () as usize;
            ours.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
            // SAFETY: `handler` has the signature that SA_SIGINFO asks for, and does only what a handler may:
            // it reads thread-local and atomic values, and writes to the context and the frame it is given.
            // `ours` has the mask of `old`.
            if unsafe { libc::sigaction(signal, &raw const ours, ptr::null_mut()) } != 0 {
                return Err(io::Error::last_os_error());
            }
            *before = Some(old);
        }
        Ok(())
    }

    fn restore(&mut self) {
        for (signal, before) in SIGNALS.into_iter().zip(&mut self.before) {
            let Some(old) = before else { continue };
            if !action(signal).is_ok_and(|now| is_ours(&now)) {
                continue;
            }
            // SAFETY: `old` is what the system gave in `install`, with the handler that it called before.
            if unsafe { libc::sigaction(signal, &raw const *old, ptr::null_mut()) } == 0 {
                *before = None;
            }
        }
    }
}

/// While any of these exists, the signals of faults come to our handler.
pub(crate) struct Handlers(());

impl Handlers {
    pub(crate) fn install() -> io::Result<Self> {
        let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
        if installed.users == 0
            && let Err(error) = installed.install()
        {
            installed.restore();
            return Err(error);
        }
        installed.users += 1;
        Ok(Self(()))
    }
}

impl Drop for Handlers {
    fn drop(&mut self) {
        let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
        installed.users -= 1;
        if installed.users == 0 {
            installed.restore();
        }
    }
}

/// Lets the signals of faults reach this thread, whatever it was started with: one that is blocked ends the process.
pub(crate) fn unblock() -> io::Result<()> {
    let mut set = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: the calls fill in `set`, and read it; a null pointer asks for no old mask.
    let error = unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        for signal in SIGNALS {
            libc::sigaddset(set.as_mut_ptr(), signal);
        }
        libc::pthread_sigmask(libc::SIG_UNBLOCK, set.as_ptr(), ptr::null_mut())
    };
    if error == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(error)) }
}

/// Bytes of a signal stack: a frame has up to 11 KiB (AMX) beside what handlers need.
const STACK: usize = 128 << 10;

/// Bytes of stack that a handler is given more, where it finds too little.
const HANDLER_STACK: u64 = 64 << 10;
/// Bytes that a signal's frame may take, with what lies below rsp and is left alone.
const FRAME: u64 = 12 << 10;
/// `si_code` of a signal that the system sends without an address (Linux, asm-generic/siginfo.h).
const SI_KERNEL: c_int = 0x80;

/// A stack for this thread's signals: code behind a gate has its own idea of rsp. A page without access lies
/// below it.
pub(crate) struct SignalStack {
    pages: ManuallyDrop<Space>,
    before: libc::stack_t,
}

impl SignalStack {
    pub(crate) fn install() -> Result<Self, SpaceError> {
        let mut pages = Space::reserve(PAGE + STACK)?;
        pages.protect(PAGE..PAGE + STACK, crate::Permission::ReadWrite)?;
        let start = ptr::with_exposed_provenance_mut(pages.start() + PAGE);
        let stack = libc::stack_t { ss_sp: start, ss_flags: 0, ss_size: STACK };
        let before = Self::exchange(Some(&stack))
            .map_err(|source| SpaceError::System { what: "set a signal stack", source })?;
        Ok(Self { pages: ManuallyDrop::new(pages), before })
    }

    /// Sets this thread's signal stack, if one is given; what it was.
    fn exchange(stack: Option<&libc::stack_t>) -> io::Result<libc::stack_t> {
        let mut before = MaybeUninit::<libc::stack_t>::zeroed();
        let stack = stack.map_or(ptr::null(), ptr::from_ref);
        // SAFETY: the system reads `stack` and writes `before`. A stack that is set is either `pages` of a
        // `SignalStack`, which stay until its `drop` has set another one, or what the system had before.
        if unsafe { libc::sigaltstack(stack, before.as_mut_ptr()) } != 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the system has filled it in.
        Ok(unsafe { before.assume_init() })
    }
}

impl Drop for SignalStack {
    fn drop(&mut self) {
        // Another one, set later, belongs to whoever set it, and who may set ours again: then the pages stay for good.
        let ours = self.pages.start() + PAGE;
        let is_ours = Self::exchange(None).is_ok_and(|now| now.ss_sp.addr() == ours);
        // It fails only on that very stack, where no gate is closed.
        if is_ours && Self::exchange(Some(&self.before)).is_ok() {
            // SAFETY: the system has another stack, nobody else knew of this one, and it is dropped once: here.
            unsafe { ManuallyDrop::drop(&mut self.pages) };
        }
    }
}

/// The registers in a signal frame, in the manual's order.
const FRAME_REGS: [c_int; 16] = [
    libc::REG_RAX,
    libc::REG_RCX,
    libc::REG_RDX,
    libc::REG_RBX,
    libc::REG_RSP,
    libc::REG_RBP,
    libc::REG_RSI,
    libc::REG_RDI,
    libc::REG_R8,
    libc::REG_R9,
    libc::REG_R10,
    libc::REG_R11,
    libc::REG_R12,
    libc::REG_R13,
    libc::REG_R14,
    libc::REG_R15,
];

/// Where the upper halves of the vector registers lie in the uncompacted XSAVE area that Linux writes into a
/// signal frame (Intel SDM volume 1, 13.4.3; the offset is the same on every processor that has AVX, CPUID
/// 0Dh.2 notwithstanding).
const XSAVE_UPPER: usize = 576;
/// Where the bit map of saved components lies: what is not saved is zero.
const XSAVE_PRESENT: usize = 512;
/// The low halves in that map, and the upper ones.
const LOWER_PRESENT: u64 = 2;
const UPPER_PRESENT: u64 = 4;
/// Where the low halves lie.
const XSAVE_LOWER: usize = 160;

/// Saves the state at a fault of code behind a gate into the context, and goes on at `resume`. A signal about
/// anything else is the business of who was here before.
extern "C" fn handler(signal: c_int, info: *mut libc::siginfo_t, frame: *mut c_void) {
    let context = RUNNING.get();
    // SAFETY: the system passes a valid `info`.
    let sent = unsafe { (*info).si_code } <= 0; // by a process, and not for a fault
    if context.is_null() || sent {
        hand_on(signal, sent, info, frame);
        return;
    }
    // SAFETY: the system passes a valid frame, in which `fpregs` points to an FXSAVE area, and with AVX to an
    // XSAVE area with the components of its bit map. While `RUNNING` is not null it is the context of this
    // thread, which only waits for the code to come back: nothing else accesses it.
    unsafe {
        let rip = (*frame.cast::<libc::ucontext_t>()).uc_mcontext.gregs[libc::REG_RIP as usize] as u64;
        if !(*context).is_of_code(rip) {
            // Of a handler that interrupted the code: it is Rust's, or the process's, and must not be left half-way.
            let registers = &(*frame.cast::<libc::ucontext_t>()).uc_mcontext.gregs;
            // Where the system found no room for another signal's frame, it says no address.
            let address = match (*info).si_code {
                SI_KERNEL => (registers[libc::REG_RSP as usize] as u64).saturating_sub(FRAME),
                _ => registers[libc::REG_CR2 as usize] as u64,
            };
            if signal != libc::SIGSEGV || !open_below(&mut *context, address) {
                hand_on(signal, sent, info, frame);
            }
            return;
        }
        let frame = &mut (*frame.cast::<libc::ucontext_t>()).uc_mcontext;
        let context = &mut *context;
        for (reg, at) in context.registers.general.iter_mut().zip(FRAME_REGS) {
            *reg = frame.gregs[at as usize] as u64;
        }
        context.registers.flags = frame.gregs[libc::REG_EFL as usize] as u64;
        context.registers.rip = frame.gregs[libc::REG_RIP as usize] as u64;
        context.faulted = 1;
        context.exception = frame.gregs[libc::REG_TRAPNO as usize] as u64;
        context.error = frame.gregs[libc::REG_ERR as usize] as u64;
        context.address = frame.gregs[libc::REG_CR2 as usize] as u64;
        // Without vectors, those in the frame are Rust's, and are its again when the handler returns.
        if context.vectors != Vectors::None {
            let area = frame.fpregs.cast::<u8>().cast_const();
            let avx = context.vectors != Vectors::Lower;
            let present =
                if avx { area.add(XSAVE_PRESENT).cast::<u64>().read_unaligned() } else { LOWER_PRESENT };
            for (i, vector) in context.registers.vectors.iter_mut().enumerate() {
                let (lower, upper) = vector.split_at_mut(16);
                lower.fill(0);
                if present & LOWER_PRESENT != 0 {
                    ptr::copy_nonoverlapping(area.add(XSAVE_LOWER + 16 * i), lower.as_mut_ptr(), 16);
                }
                if avx {
                    upper.fill(0);
                }
                if present & UPPER_PRESENT != 0 {
                    ptr::copy_nonoverlapping(area.add(XSAVE_UPPER + 16 * i), upper.as_mut_ptr(), 16);
                }
            }
        }
        frame.gregs[libc::REG_RIP as usize] = context.resume as i64;
        // DF, and whatever else the code's popf set, must not reach ours: `resume` takes the flags as they are.
        frame.gregs[libc::REG_EFL as usize] = 0x202;
    }
}

/// Makes stack accessible for a handler that found too little of the code's. `false`: it is not about that, or the
/// address is accessible already.
fn open_below(context: &mut ThreadContext, address: u64) -> bool {
    let [start, end] = context.below;
    let open = if context.opened == 0 { end } else { context.opened };
    // A page without access stays below it.
    let first = (address / PAGE as u64 * PAGE as u64).saturating_sub(HANDLER_STACK).max(start + PAGE as u64);
    if !(first..open).contains(&address) {
        return false;
    }
    context.opened = first;
    let pages = ptr::with_exposed_provenance_mut(first as usize);
    // SAFETY: the pages belong to the area whose code runs, which is borrowed for it, and nobody refers to them.
    unsafe { libc::mprotect(pages, (open - first) as usize, libc::PROT_READ | libc::PROT_WRITE) == 0 }
}

/// Does with a signal what was done before us. `sent`: by a process, and not for a fault.
fn hand_on(signal: c_int, sent: bool, info: *mut libc::siginfo_t, frame: *mut c_void) {
    let known = SIGNALS.iter().zip(&BEFORE).find(|(known, _)| **known == signal);
    let before = known.map_or(libc::SIG_DFL, |(_, before)| before.load(Ordering::SeqCst));
    let address = before & !TAKES_INFO;
    match address {
        libc::SIG_IGN if sent => {}
        // The system does not ignore faults either.
        libc::SIG_DFL | libc::SIG_IGN => {
            // SAFETY: both calls are among those a handler may make. A fault happens again, when we return,
            // and a signal that was sent is sent once more; it waits until then.
            unsafe {
                libc::signal(signal, libc::SIG_DFL);
                if sent {
                    libc::raise(signal);
                }
            }
        }
        _ => {
            let entry: *const () = ptr::with_exposed_provenance(address);
            // SAFETY: the address was installed as a handler with or without SA_SIGINFO, which is its
            // signature; it is called as the system would, with what the system gave us.
            unsafe {
                if before & TAKES_INFO != 0 {
                    type SignalHandler = extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void);
                    std::mem::transmute::<*const (), SignalHandler>(entry)(signal, info, frame);
                } else {
                    std::mem::transmute::<*const (), extern "C" fn(c_int)>(entry)(signal);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thread has a gate, then runs code of an area, then closes the gate, then ends.
    #[test]
    fn a_signal_stack_that_is_set_is_always_there() {
        std::thread::spawn(|| {
            let before = SignalStack::exchange(None).expect("the system tells").ss_sp;
            let (first, second) = (SignalStack::install(), SignalStack::install());
            drop(first.expect("a stack"));
            drop(second.expect("a stack"));
            let now = SignalStack::exchange(None).expect("the system tells");
            assert_ne!(now.ss_sp, before, "the second gives back what it found");
            let mut resident = [0; 1];
            // SAFETY: it asks about a page, and writes a byte about it.
            assert_eq!(unsafe { libc::mincore(now.ss_sp, PAGE, resident.as_mut_ptr()) }, 0, "nothing is mapped there");
        })
        .join()
        .expect("it works");
    }
}
