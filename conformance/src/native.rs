//! The processor's side: runs machine code in this process, from a chosen state, and says what state it left.
//!
//! Guest addresses are this process's own: text, data, constants and stack are mapped at the numbers of
//! [`crate::window`]. The code runs as it is, on its own stack; it comes back through a jump that the harness
//! places behind it, or by a fault that a signal handler on a stack of its own turns into a result.
//! [`Processor`] is a lock: one thread at a time runs guest code, and the process's signal handlers are
//! restored when it is dropped.
//!
//! What it cannot do is contain an address: the generators must give only states whose accesses stay below 2
//! GiB, where nothing of ours lies.
#![expect(unsafe_code, reason = "maps memory at fixed addresses, runs machine code, handles its signals")]

use crate::state::State;
use crate::window::{self, CONTEXT, PAGE};
use std::ffi::{c_int, c_void};
use std::mem::{MaybeUninit, offset_of};
use std::ptr;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// What the trampoline, the exits and the signal handler share, at [`CONTEXT`].
#[repr(C, align(64))]
struct Context {
    vectors: [[u8; 32]; 16],
    regs: [u64; 16],
    flags: u64,
    /// In: where to start. Out: where it stopped, if by a signal.
    rip: u64,
    host_rsp: u64,
    /// Where code that has finished jumps.
    exit: u64,
    /// Where the signal handler goes on.
    resume: u64,
    /// The thread that runs guest code; 0: none does.
    thread: i64,
    /// 1 where vector registers have 256 bits.
    avx: u64,
    signal: i64,
    exception: u64,
    address: u64,
}

const CONTEXT_PTR: *mut Context = CONTEXT as usize as *mut Context;

/// How a run of native code ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Through [`Processor::exit_jump`].
    Exit,
    /// By an exception, with the state as it was then.
    Exception {
        /// The processor's number: 0 #DE, 3 #BP, 6 #UD, 13 #GP, 14 #PF.
        number: u64,
        /// The faulting address, for 14.
        address: u64,
    },
}

/// The processor cannot be used as an oracle here.
#[derive(Debug, thiserror::Error)]
pub enum NativeError {
    /// An address of the guest is taken in this process, or the system refuses.
    #[error("cannot {what}")]
    System {
        /// What was attempted.
        what: &'static str,
        /// The system's answer.
        #[source]
        source: std::io::Error,
    },
}

fn system(what: &'static str) -> NativeError {
    NativeError::System { what, source: std::io::Error::last_os_error() }
}

/// One thread at a time runs guest code.
static TURN: Mutex<()> = Mutex::new(());

/// Whether the guest's addresses could be mapped; they stay so.
static MAPPED: OnceLock<Result<(), i32>> = OnceLock::new();

const SIGNALS: [c_int; 5] = [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL, libc::SIGTRAP];
const SIGNAL_STACK: usize = 128 << 10;

/// The right to run machine code on this processor.
pub struct Processor {
    old_actions: [libc::sigaction; SIGNALS.len()],
    old_stack: libc::stack_t,
    signal_stack: Vec<u8>,
    _turn: MutexGuard<'static, ()>,
}

impl Processor {
    /// Waits for its turn, maps the guest's addresses (once), and takes over the signals of faulting code.
    ///
    /// # Errors
    /// [`NativeError`] if the guest's addresses are taken, or the system refuses.
    pub fn acquire() -> Result<Self, NativeError> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(code) = MAPPED.get_or_init(map) {
            let source = std::io::Error::from_raw_os_error(*code);
            return Err(NativeError::System { what: "map the guest's addresses", source });
        }
        let mut signal_stack = vec![0_u8; SIGNAL_STACK];
        let stack =
            libc::stack_t { ss_sp: signal_stack.as_mut_ptr().cast(), ss_flags: 0, ss_size: SIGNAL_STACK };
        let mut old_stack = MaybeUninit::<libc::stack_t>::zeroed();
        // SAFETY: `stack` describes memory that lives until `drop` restores the old one; `old_stack` may be
        // written.
        if unsafe { libc::sigaltstack(&raw const stack, old_stack.as_mut_ptr()) } != 0 {
            return Err(system("set a signal stack"));
        }
        // SAFETY: all-zero is a valid `sigaction`: the default action, no flags, an empty mask.
        let mut old_actions: [libc::sigaction; SIGNALS.len()] =
            unsafe { MaybeUninit::zeroed().assume_init() };
        for (signal, old) in SIGNALS.iter().zip(&mut old_actions) {
            // SAFETY: as above.
            let mut action: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
            action.sa_sigaction = handler as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
            // SAFETY: `handler` has the signature SA_SIGINFO asks for, and touches nothing but the context
            // and the frame it is given.
            if unsafe { libc::sigaction(*signal, &raw const action, old) } != 0 {
                return Err(system("set a signal handler"));
            }
        }
        // SAFETY: sigaltstack succeeded and filled it in.
        let old_stack = unsafe { old_stack.assume_init() };
        Ok(Self { old_actions, old_stack, signal_stack, _turn: turn })
    }

    /// Replaces the code at [`window::TEXT`]; the rest of the text is `int3`.
    ///
    /// # Errors
    /// [`NativeError`] if the system refuses.
    ///
    /// # Panics
    /// For more code than there is text.
    pub fn set_code(&mut self, code: &[u8]) -> Result<(), NativeError> {
        let size = window::TEXT_SIZE as usize;
        assert!(code.len() <= size, "the code is longer than the text");
        let text = window::TEXT as usize as *mut u8;
        // SAFETY: `map` mapped `size` bytes at `text` for nobody but this module, and the lock is held; the
        // pages are writable while they are written, and not executed meanwhile.
        unsafe {
            if libc::mprotect(text.cast(), size, libc::PROT_READ | libc::PROT_WRITE) != 0 {
                return Err(system("make the text writable"));
            }
            ptr::copy_nonoverlapping(code.as_ptr(), text, code.len());
            ptr::write_bytes(text.add(code.len()), 0xcc, size - code.len());
            if libc::mprotect(text.cast(), size, libc::PROT_READ | libc::PROT_EXEC) != 0 {
                return Err(system("make the text executable"));
            }
        }
        Ok(())
    }

    /// The instruction that ends a run: `jmp [CONTEXT.exit]`. It needs no register and changes none, flags
    /// included.
    #[must_use]
    pub fn exit_jump() -> [u8; 7] {
        let slot = (CONTEXT as usize + offset_of!(Context, exit)) as u32;
        let d = slot.to_le_bytes();
        [0xff, 0x24, 0x25, d[0], d[1], d[2], d[3]]
    }

    /// The writable memory at `start`, one of [`window::WRITABLE`].
    ///
    /// # Panics
    /// For any other address.
    #[must_use]
    pub fn memory(&self, start: u32) -> &[u8] {
        let (_, len) = window::WRITABLE.into_iter().find(|r| r.0 == start).expect("a run of writable memory");
        // SAFETY: `map` mapped it readable, for good; nobody writes it while `self` is borrowed, for `run`
        // and `memory_mut` need it mutably.
        unsafe { std::slice::from_raw_parts(start as usize as *const u8, len as usize) }
    }

    /// The same, to write.
    ///
    /// # Panics
    /// As [`Processor::memory`].
    pub fn memory_mut(&mut self, start: u32) -> &mut [u8] {
        let (_, len) = window::WRITABLE.into_iter().find(|r| r.0 == start).expect("a run of writable memory");
        // SAFETY: as for `memory`; the borrow is exclusive.
        unsafe { std::slice::from_raw_parts_mut(start as usize as *mut u8, len as usize) }
    }

    /// Runs the code at `state.rip` from `state`, until it exits or faults. The state is then what the
    /// processor left; after [`Stop::Exit`] its rip means nothing.
    ///
    /// The code must access nothing of this process but the guest's addresses, and must come to an end.
    pub fn run(&mut self, state: &mut State) -> Stop {
        let context = CONTEXT_PTR;
        // SAFETY: `map` mapped the context; the lock makes this the only thread that uses it. `enter`
        // preserves what the C convention asks for. What the code itself does is the caller's promise (see
        // the module): its accesses stay within the guest's addresses, where no Rust object but the memory of
        // this `Processor` lies, which is mutably borrowed.
        unsafe {
            (*context).vectors = state.vectors;
            (*context).regs = state.regs;
            (*context).flags = u64::from(state.flags) | 0x202;
            (*context).rip = u64::from(state.rip);
            (*context).signal = 0;
            (*context).avx = u64::from(has_avx());
            (*context).thread = libc::syscall(libc::SYS_gettid);
            enter();
            (*context).thread = 0;
            if has_avx() {
                state.vectors = (*context).vectors;
            } else {
                for (new, old) in (*context).vectors.iter().zip(&mut state.vectors) {
                    old[..16].copy_from_slice(&new[..16]);
                }
            }
            state.regs = (*context).regs;
            state.flags = ((*context).flags & 0xcd5) as u16;
            if (*context).signal == 0 {
                return Stop::Exit;
            }
            state.rip = (*context).rip as u32;
            Stop::Exception { number: (*context).exception, address: (*context).address }
        }
    }
}

impl Drop for Processor {
    fn drop(&mut self) {
        for (signal, old) in SIGNALS.iter().zip(&self.old_actions) {
            // SAFETY: `old` is what sigaction gave in `acquire`.
            unsafe { libc::sigaction(*signal, old, ptr::null_mut()) };
        }
        // SAFETY: `old_stack` is what sigaltstack gave in `acquire`; ours is not in use, for no handler runs.
        unsafe { libc::sigaltstack(&raw const self.old_stack, ptr::null_mut()) };
        debug_assert_eq!(self.signal_stack.len(), SIGNAL_STACK);
    }
}

/// What `cpuid` answers for a leaf (subleaf 0): eax, ebx, ecx, edx.
#[must_use]
pub fn cpuid(leaf: u32) -> [u32; 4] {
    // SAFETY: every x86-64 processor has the instruction, and lets user code execute it.
    #[allow(unused_unsafe, reason = "newer compilers know that it is safe")]
    let answer = unsafe { std::arch::x86_64::__cpuid(leaf) };
    [answer.eax, answer.ebx, answer.ecx, answer.edx]
}

/// Whether vector registers have 256 bits here.
#[must_use]
pub fn has_avx() -> bool {
    std::arch::is_x86_feature_detected!("avx")
}

/// Maps every run of the window, and the context; the error number if the system refuses.
fn map() -> Result<(), i32> {
    let data = libc::PROT_READ | libc::PROT_WRITE;
    let runs = [
        (window::TEXT, window::TEXT_SIZE),
        (window::DATA, window::DATA_SIZE),
        (window::CONST, window::CONST_SIZE),
        (window::STACK, window::STACK_SIZE),
        (CONTEXT, PAGE),
    ];
    for (start, len) in runs {
        let wanted = start as usize as *mut c_void;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED_NOREPLACE;
        // SAFETY: MAP_FIXED_NOREPLACE maps only where nothing is mapped.
        let got = unsafe { libc::mmap(wanted, len as usize, data, flags, -1, 0) };
        if got != wanted {
            return Err(std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EEXIST));
        }
    }
    for offset in 0..window::CONST_SIZE {
        // SAFETY: the run was just mapped writable.
        unsafe { *((window::CONST + offset) as usize as *mut u8) = window::const_byte(offset) };
    }
    // SAFETY: the run is ours, and nothing refers to it yet.
    if unsafe {
        libc::mprotect(window::CONST as usize as *mut c_void, window::CONST_SIZE as usize, libc::PROT_READ)
    } != 0
    {
        return Err(std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL));
    }
    Ok(())
}

/// Loads the state from the context and jumps; comes back through `exit` with the state saved, or through
/// `resume` with the signal handler having saved it.
///
/// Every access to the context is absolute, so that no register is needed for it. MXCSR is set to its default
/// before each run.
#[unsafe(naked)]
unsafe extern "C" fn enter() {
    std::arch::naked_asm!(
        "push rbx", "push rbp", "push r12", "push r13", "push r14", "push r15",
        "mov qword ptr [{c} + {host_rsp}], rsp",
        "lea rax, [rip + 2f]",
        "mov qword ptr [{c} + {exit}], rax",
        "lea rax, [rip + 4f]",
        "mov qword ptr [{c} + {resume}], rax",
        "push 0x1f80", "ldmxcsr dword ptr [rsp]", "add rsp, 8",
        "cmp qword ptr [{c} + {avx}], 0",
        "jne 5f",
        "movups xmm0, [{c} + {v} + 0x000]", "movups xmm1, [{c} + {v} + 0x020]",
        "movups xmm2, [{c} + {v} + 0x040]", "movups xmm3, [{c} + {v} + 0x060]",
        "movups xmm4, [{c} + {v} + 0x080]", "movups xmm5, [{c} + {v} + 0x0a0]",
        "movups xmm6, [{c} + {v} + 0x0c0]", "movups xmm7, [{c} + {v} + 0x0e0]",
        "movups xmm8, [{c} + {v} + 0x100]", "movups xmm9, [{c} + {v} + 0x120]",
        "movups xmm10, [{c} + {v} + 0x140]", "movups xmm11, [{c} + {v} + 0x160]",
        "movups xmm12, [{c} + {v} + 0x180]", "movups xmm13, [{c} + {v} + 0x1a0]",
        "movups xmm14, [{c} + {v} + 0x1c0]", "movups xmm15, [{c} + {v} + 0x1e0]",
        "jmp 6f",
        "5:",
        "vmovups ymm0, [{c} + {v} + 0x000]", "vmovups ymm1, [{c} + {v} + 0x020]",
        "vmovups ymm2, [{c} + {v} + 0x040]", "vmovups ymm3, [{c} + {v} + 0x060]",
        "vmovups ymm4, [{c} + {v} + 0x080]", "vmovups ymm5, [{c} + {v} + 0x0a0]",
        "vmovups ymm6, [{c} + {v} + 0x0c0]", "vmovups ymm7, [{c} + {v} + 0x0e0]",
        "vmovups ymm8, [{c} + {v} + 0x100]", "vmovups ymm9, [{c} + {v} + 0x120]",
        "vmovups ymm10, [{c} + {v} + 0x140]", "vmovups ymm11, [{c} + {v} + 0x160]",
        "vmovups ymm12, [{c} + {v} + 0x180]", "vmovups ymm13, [{c} + {v} + 0x1a0]",
        "vmovups ymm14, [{c} + {v} + 0x1c0]", "vmovups ymm15, [{c} + {v} + 0x1e0]",
        "6:",
        "push qword ptr [{c} + {flags}]",
        "popfq",
        "mov rax, [{c} + {g} + 0x00]", "mov rcx, [{c} + {g} + 0x08]",
        "mov rdx, [{c} + {g} + 0x10]", "mov rbx, [{c} + {g} + 0x18]",
        "mov rsp, [{c} + {g} + 0x20]", "mov rbp, [{c} + {g} + 0x28]",
        "mov rsi, [{c} + {g} + 0x30]", "mov rdi, [{c} + {g} + 0x38]",
        "mov r8, [{c} + {g} + 0x40]", "mov r9, [{c} + {g} + 0x48]",
        "mov r10, [{c} + {g} + 0x50]", "mov r11, [{c} + {g} + 0x58]",
        "mov r12, [{c} + {g} + 0x60]", "mov r13, [{c} + {g} + 0x68]",
        "mov r14, [{c} + {g} + 0x70]", "mov r15, [{c} + {g} + 0x78]",
        "jmp qword ptr [{c} + {rip}]",
        // Exit: mov changes no flags, so they are still the guest's when rsp is the host's again.
        "2:",
        "mov [{c} + {g} + 0x00], rax", "mov [{c} + {g} + 0x08], rcx",
        "mov [{c} + {g} + 0x10], rdx", "mov [{c} + {g} + 0x18], rbx",
        "mov [{c} + {g} + 0x20], rsp", "mov [{c} + {g} + 0x28], rbp",
        "mov [{c} + {g} + 0x30], rsi", "mov [{c} + {g} + 0x38], rdi",
        "mov [{c} + {g} + 0x40], r8", "mov [{c} + {g} + 0x48], r9",
        "mov [{c} + {g} + 0x50], r10", "mov [{c} + {g} + 0x58], r11",
        "mov [{c} + {g} + 0x60], r12", "mov [{c} + {g} + 0x68], r13",
        "mov [{c} + {g} + 0x70], r14", "mov [{c} + {g} + 0x78], r15",
        "mov rsp, [{c} + {host_rsp}]",
        "pushfq",
        "pop qword ptr [{c} + {flags}]",
        "cmp qword ptr [{c} + {avx}], 0",
        "jne 3f",
        "movups [{c} + {v} + 0x000], xmm0", "movups [{c} + {v} + 0x020], xmm1",
        "movups [{c} + {v} + 0x040], xmm2", "movups [{c} + {v} + 0x060], xmm3",
        "movups [{c} + {v} + 0x080], xmm4", "movups [{c} + {v} + 0x0a0], xmm5",
        "movups [{c} + {v} + 0x0c0], xmm6", "movups [{c} + {v} + 0x0e0], xmm7",
        "movups [{c} + {v} + 0x100], xmm8", "movups [{c} + {v} + 0x120], xmm9",
        "movups [{c} + {v} + 0x140], xmm10", "movups [{c} + {v} + 0x160], xmm11",
        "movups [{c} + {v} + 0x180], xmm12", "movups [{c} + {v} + 0x1a0], xmm13",
        "movups [{c} + {v} + 0x1c0], xmm14", "movups [{c} + {v} + 0x1e0], xmm15",
        "jmp 4f",
        "3:",
        "vmovups [{c} + {v} + 0x000], ymm0", "vmovups [{c} + {v} + 0x020], ymm1",
        "vmovups [{c} + {v} + 0x040], ymm2", "vmovups [{c} + {v} + 0x060], ymm3",
        "vmovups [{c} + {v} + 0x080], ymm4", "vmovups [{c} + {v} + 0x0a0], ymm5",
        "vmovups [{c} + {v} + 0x0c0], ymm6", "vmovups [{c} + {v} + 0x0e0], ymm7",
        "vmovups [{c} + {v} + 0x100], ymm8", "vmovups [{c} + {v} + 0x120], ymm9",
        "vmovups [{c} + {v} + 0x140], ymm10", "vmovups [{c} + {v} + 0x160], ymm11",
        "vmovups [{c} + {v} + 0x180], ymm12", "vmovups [{c} + {v} + 0x1a0], ymm13",
        "vmovups [{c} + {v} + 0x1c0], ymm14", "vmovups [{c} + {v} + 0x1e0], ymm15",
        "vzeroupper",
        "4:",
        "mov rsp, [{c} + {host_rsp}]",
        "push 0x202",
        "popfq",
        "pop r15", "pop r14", "pop r13", "pop r12", "pop rbp", "pop rbx",
        "ret",
        c = const CONTEXT,
        g = const offset_of!(Context, regs),
        v = const offset_of!(Context, vectors),
        flags = const offset_of!(Context, flags),
        rip = const offset_of!(Context, rip),
        host_rsp = const offset_of!(Context, host_rsp),
        exit = const offset_of!(Context, exit),
        resume = const offset_of!(Context, resume),
        avx = const offset_of!(Context, avx),
    )
}

/// rcx of the frame and so on, in the manual's order of registers.
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
/// Where the bit map of saved components lies.
const XSAVE_PRESENT: usize = 512;
/// Where the low halves lie.
const XSAVE_LOWER: usize = 160;

/// Saves the state at a fault of guest code into the context, and goes on at `resume`. A fault of anything
/// else gets the default action.
extern "C" fn handler(signal: c_int, _: *mut libc::siginfo_t, frame: *mut c_void) {
    // SAFETY: the handler is installed only while the context is mapped. The system passes a valid frame, in
    // which `fpregs` points to an XSAVE area with the components of its bit map. While `thread` is this
    // thread, the fault came from guest code (or from `enter`, whose only accesses are to the context).
    unsafe {
        let context = CONTEXT_PTR;
        let frame = &mut (*frame.cast::<libc::ucontext_t>()).uc_mcontext;
        if (*context).thread != libc::syscall(libc::SYS_gettid) {
            libc::signal(signal, libc::SIG_DFL);
            return;
        }
        for (reg, at) in (*context).regs.iter_mut().zip(FRAME_REGS) {
            *reg = frame.gregs[at as usize] as u64;
        }
        (*context).flags = frame.gregs[libc::REG_EFL as usize] as u64;
        (*context).rip = frame.gregs[libc::REG_RIP as usize] as u64;
        (*context).exception = frame.gregs[libc::REG_TRAPNO as usize] as u64;
        (*context).address = frame.gregs[libc::REG_CR2 as usize] as u64;
        (*context).signal = i64::from(signal);
        let area = frame.fpregs.cast::<u8>();
        let avx = (*context).avx != 0;
        let present = if avx { ptr::read_unaligned(area.add(XSAVE_PRESENT).cast::<u64>()) } else { 2 };
        for i in 0..16 {
            let to = &raw mut (*context).vectors[i];
            ptr::write_bytes(to.cast::<u8>(), 0, 32);
            if present & 2 != 0 {
                ptr::copy_nonoverlapping(area.add(XSAVE_LOWER + 16 * i), to.cast(), 16);
            }
            if present & 4 != 0 {
                ptr::copy_nonoverlapping(area.add(XSAVE_UPPER + 16 * i), to.cast::<u8>().add(16), 16);
            }
        }
        frame.gregs[libc::REG_RIP as usize] = (*context).resume as i64;
        // DF, and whatever else the guest's popf set, must not reach our code before `resume` clears it.
        frame.gregs[libc::REG_EFL as usize] = 0x202;
    }
}
