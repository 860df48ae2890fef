//! The process's signals: what is not about code behind a gate goes where it went before, and what was there
//! before is there afterwards.
//!
//! One test after another, in one process: signal handlers are the process's.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_native::{Fault, Gate, HostCode, PAGE, PageAccess, Permission, Registers, Space, Stop};
use std::ffi::{c_int, c_void};
use std::mem::MaybeUninit;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, ptr};

static TURN: Mutex<()> = Mutex::new(());

/// How often a handler of the process was called, and the address it was told last.
static CALLS: AtomicUsize = AtomicUsize::new(0);
static ADDRESS: AtomicUsize = AtomicUsize::new(0);

/// What a process does about its own faults: it makes the page accessible, and goes on.
extern "C" fn repair(_: c_int, info: *mut libc::siginfo_t, _: *mut c_void) {
    CALLS.fetch_add(1, Ordering::SeqCst);
    // SAFETY: the system passes a valid `info`, which for a fault has an address; a signal that a process sent
    // has none.
    let (sent, address) = unsafe { ((*info).si_code <= 0, (*info).si_addr().addr()) };
    if !sent {
        ADDRESS.store(address, Ordering::SeqCst);
        let page = ptr::without_provenance_mut(address & !(PAGE - 1));
        // SAFETY: the tests fault at a page that is theirs.
        unsafe { libc::mprotect(page, PAGE, libc::PROT_READ) };
    }
}

extern "C" fn count(_: c_int) {
    CALLS.fetch_add(1, Ordering::SeqCst);
}

/// The address of the handler of a signal, and its flags.
fn handler(signal: c_int) -> (usize, c_int) {
    let mut action = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: with a null action the system only writes to `action`, for which all-zero is valid, too.
    let action = unsafe {
        assert_eq!(libc::sigaction(signal, ptr::null(), action.as_mut_ptr()), 0);
        action.assume_init()
    };
    (action.sa_sigaction, action.sa_flags & (libc::SA_SIGINFO | libc::SA_ONSTACK))
}

fn install(signal: c_int, handler: usize, flags: c_int) {
    // SAFETY: all-zero is a valid action, and the handlers of this file have the signatures that the flags of
    // their callers ask for.
    unsafe {
        let mut action: libc::sigaction = MaybeUninit::zeroed().assume_init();
        action.sa_sigaction = handler;
        action.sa_flags = flags;
        assert_eq!(libc::sigaction(signal, &raw const action, ptr::null_mut()), 0);
    }
}

fn install_repair() {
    install(libc::SIGSEGV, repair as *const () as usize, libc::SA_SIGINFO);
}

/// Enters code that reads an inaccessible page, and then is no instruction.
fn fault(gate: &mut Gate) {
    let mut space = Space::reserve(2 * PAGE).expect("address space");
    let code = HostCode::unverified(&[0x8a, 0x07, 0x0f, 0x0b]); // mov al, [rdi]; ud2
    space.publish(0..PAGE, code).expect("published");
    let address = (space.start() + PAGE) as u64;
    let mut registers = Registers { rip: space.start() as u64, ..Registers::default() };
    registers.general[7] = address;
    for fault in [Fault::Page { address, access: PageAccess::Read }, Fault::Undefined] {
        assert_eq!(gate.enter(&mut space, &mut registers), Ok(Stop::Fault(fault)));
        registers.rip += 2;
    }
}

/// A fault of Rust code, which the process's handler repairs.
fn fault_of_ours() -> usize {
    let mut space = Space::reserve(PAGE).expect("address space");
    space.protect(0..PAGE, Permission::Read).expect("protected");
    let byte = space.bytes(16..17).expect("readable").as_ptr();
    // SAFETY: the page is ours; without access, reading it faults.
    unsafe { assert_eq!(libc::mprotect(byte.sub(16).cast_mut().cast(), PAGE, libc::PROT_NONE), 0) };
    // SAFETY: `repair` makes it readable.
    assert_eq!(unsafe { byte.read_volatile() }, 0);
    byte.addr()
}

#[test]
fn a_process_keeps_its_own_handler() {
    let _turn = TURN.lock();
    let before = handler(libc::SIGSEGV);
    install_repair();
    let own = handler(libc::SIGSEGV);
    let mut gate = Gate::open().expect("a gate");
    assert_ne!(handler(libc::SIGSEGV).0, own.0, "a gate needs the signal");
    let calls = CALLS.load(Ordering::SeqCst);
    fault(&mut gate);
    assert_eq!(CALLS.load(Ordering::SeqCst), calls, "a fault behind the gate is none of its business");
    let address = fault_of_ours();
    assert_eq!(ADDRESS.load(Ordering::SeqCst), address);
    // A signal that a process sends is about nothing that code behind a gate does.
    // SAFETY: the handler returns.
    assert_eq!(unsafe { libc::raise(libc::SIGSEGV) }, 0);
    assert_eq!(CALLS.load(Ordering::SeqCst), calls + 2);
    fault(&mut gate);
    drop(gate);
    assert_eq!(handler(libc::SIGSEGV), own, "restored");
    install(libc::SIGSEGV, before.0, before.1);
}

#[test]
fn handlers_are_restored_with_the_last_gate() {
    let _turn = TURN.lock();
    let signals = [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL, libc::SIGTRAP];
    let before = signals.map(handler);
    let first = Gate::open().expect("a gate");
    let ours = signals.map(handler);
    assert!(before.iter().zip(&ours).all(|(before, ours)| before.0 != ours.0));
    std::thread::spawn(|| drop(Gate::open().expect("a gate"))).join().expect("the thread ends well");
    assert_eq!(signals.map(handler), ours, "there is a gate still");
    drop(first);
    assert_eq!(signals.map(handler), before);
}

#[test]
fn a_plain_handler_is_called_as_one() {
    let _turn = TURN.lock();
    let before = handler(libc::SIGFPE);
    install(libc::SIGFPE, count as *const () as usize, 0);
    let gate = Gate::open().expect("a gate");
    let calls = CALLS.load(Ordering::SeqCst);
    // SAFETY: the handler returns.
    assert_eq!(unsafe { libc::raise(libc::SIGFPE) }, 0);
    assert_eq!(CALLS.load(Ordering::SeqCst), calls + 1);
    install(libc::SIGILL, libc::SIG_IGN, 0);
    drop(gate);
    assert_eq!(handler(libc::SIGFPE).0, count as *const () as usize);
    assert_eq!(handler(libc::SIGILL).0, libc::SIG_IGN, "what was installed later stays");
    // What was ignored when the gate opened is ignored when a process sends it.
    install(libc::SIGBUS, libc::SIG_IGN, 0);
    let mut gate = Gate::open().expect("a gate");
    fault(&mut gate);
    // SAFETY: it is ignored.
    assert_eq!(unsafe { libc::raise(libc::SIGBUS) }, 0);
    drop(gate);
    for signal in [libc::SIGILL, libc::SIGBUS] {
        install(signal, libc::SIG_DFL, 0);
    }
    install(libc::SIGFPE, before.0, before.1);
}

#[test]
fn the_signal_stack_and_the_base_of_gs_are_restored() {
    /// Linux, asm/prctl.h.
    const ARCH_GET_GS: u64 = 0x1004;
    fn gs_base() -> u64 {
        let mut base = u64::MAX;
        // SAFETY: the system writes eight bytes to `base`.
        assert_eq!(unsafe { libc::syscall(libc::SYS_arch_prctl, ARCH_GET_GS, &raw mut base) }, 0);
        base
    }
    fn stack() -> (usize, usize, c_int) {
        let mut stack = MaybeUninit::<libc::stack_t>::zeroed();
        // SAFETY: with a null stack the system only writes to `stack`, for which all-zero is valid, too.
        let stack = unsafe {
            assert_eq!(libc::sigaltstack(ptr::null(), stack.as_mut_ptr()), 0);
            stack.assume_init()
        };
        (stack.ss_sp.addr(), stack.ss_size, stack.ss_flags)
    }
    let _turn = TURN.lock();
    let before = (stack(), gs_base());
    let gate = Gate::open().expect("a gate");
    assert_ne!((stack().0, gs_base()), (before.0.0, before.1));
    drop(gate);
    assert_eq!((stack(), gs_base()), before);
}

/// What kills a process without a gate kills it with one, by the same signal.
#[test]
fn a_fault_of_our_own_is_still_deadly() {
    use std::os::unix::process::ExitStatusExt;
    const HOW: &str = "ECHO_NATIVE_DIES";
    match env::var(HOW).as_deref() {
        Ok("fault") => {
            let mut gate = Gate::open().expect("a gate");
            fault(&mut gate);
            fault_of_ours(); // nobody repairs it
            unreachable!("the fault has no effect");
        }
        Ok("sent") => {
            let _gate = Gate::open().expect("a gate");
            // SAFETY: it ends the process.
            unsafe { libc::raise(libc::SIGILL) };
            unreachable!("the signal has no effect");
        }
        _ => {}
    }
    let _turn = TURN.lock();
    for (how, signal) in [("fault", libc::SIGSEGV), ("sent", libc::SIGILL)] {
        let name = "a_fault_of_our_own_is_still_deadly";
        let me = env::current_exe().expect("this program");
        let output = Command::new(me).args(["--exact", name]).env(HOW, how).output().expect("it runs");
        assert_eq!(output.status.signal(), Some(signal), "{how}: {output:?}");
    }
}
