//! The way into machine code and out of it: all registers are the code's, so that none is left to find ours
//! by. The segment base of gs has that place: it is the address right behind a [`ThreadContext`], and user code
//! on Linux has no other use for it. (Behind, and not of, the context: at gs:0 and up, guest code finds its own
//! memory, where it has any; see [`crate::guest`].)

use crate::registers::Registers;
use std::arch::asm;
use std::cell::Cell;
use std::io;
use std::mem::offset_of;
use std::sync::LazyLock;

/// What code has to do with vector registers, and so what the trampoline has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Vectors {
    /// They have 128 bits.
    #[default]
    Lower = 0,
    /// They have 256 bits.
    Whole = 1,
    /// As `Whole`, and all upper halves are 0 on the way in: then the processor is told so, for it executes instructions
    /// without VEX more slowly while it believes that they hold something.
    UpperZero = 2,
    /// As `UpperZero`, and the lower halves are 0, too, so that none need be loaded.
    Zero = 3,
    /// Code neither reads nor changes them, nor MXCSR: they are Rust's all the time.
    None = 4,
}

/// What the trampoline, code that exits, and the signal handler share. While code runs, it ends at gs:0.
#[repr(C, align(64))]
#[derive(Default)]
pub(crate) struct ThreadContext {
    /// In: the state to start from. Out: the state that was left.
    pub(crate) registers: Registers,
    /// Which vector registers are to be loaded and saved.
    pub(crate) vectors: Vectors,
    /// Where code that has finished jumps: [`EXIT`].
    exit: u64,
    /// Where the signal handler lets the thread go on, after it has saved the state.
    pub(crate) resume: u64,
    /// rsp of Rust, with the registers on the stack that its callers want back.
    host_rsp: u64,
    /// MXCSR of Rust.
    host_mxcsr: u64,
    /// Where the code lies, and where it ends: a fault elsewhere is not its own.
    pub(crate) code: [u64; 2],
    /// The pages below the code's stack, where there are any: handlers of other signals may need them.
    pub(crate) below: [u64; 2],
    /// From where on they have been made accessible; 0: nowhere.
    pub(crate) opened: u64,
    /// 1 if the code was stopped by an exception, which these describe: the processor's number, the error
    /// code, and the address that a page fault is about (CR2).
    pub(crate) faulted: u64,
    pub(crate) exception: u64,
    pub(crate) error: u64,
    pub(crate) address: u64,
}

impl ThreadContext {
    /// Clears what an earlier fault left, and keeps only the flags that code is given.
    pub(crate) fn prepare(&mut self, registers: &Registers) {
        self.registers.clone_from(registers);
        self.ready();
    }

    /// As [`ThreadContext::prepare`], for the registers that it has.
    pub(crate) fn ready(&mut self) {
        self.registers.flags = self.registers.flags & Registers::FLAGS | 0x202;
        self.faulted = 0;
    }

    /// Whether the instruction at `rip` belongs to the code: it lies there, or is one of the two by which rsp becomes
    /// Rust's again, of nine bytes each.
    pub(crate) fn is_of_code(&self, rip: u64) -> bool {
        (self.code[0]..self.code[1]).contains(&rip) || rip.wrapping_sub(self.exit) <= 9
    }
}

/// Where a field of a [`ThreadContext`] lies from gs:0, by its offset.
const fn from_gs(offset: usize) -> i32 {
    offset as i32 - size_of::<ThreadContext>() as i32
}

/// Where the address of [`EXIT`]'s target lies from gs:0.
pub(crate) const EXIT_FROM_GS: i32 = from_gs(offset_of!(ThreadContext, exit));

/// `jmp gs:[exit]`: it needs no register and changes none, flags included.
pub(crate) const EXIT: [u8; 8] = {
    let [a, b, c, d] = EXIT_FROM_GS.to_le_bytes();
    [0x65, 0xff, 0x24, 0x25, a, b, c, d]
};

/// `arch_prctl`'s names for setting and asking the base of gs (Linux, asm/prctl.h).
const ARCH_SET_GS: u64 = 0x1001;
const ARCH_GET_GS: u64 = 0x1004;

/// Whether the system lets user code read and set the base of gs by instructions (bit 1 of AT_HWCAP2: the kernel's
/// Documentation/arch/x86/x86_64/fsgs.rst). They take ten nanoseconds, a call of the system two hundred.
static FSGSBASE: LazyLock<bool> = LazyLock::new(|| {
    // SAFETY: it reads what the system gave the process at its start.
    unsafe { libc::getauxval(libc::AT_HWCAP2) & 2 != 0 }
});

/// The base of gs in this thread.
pub(crate) fn gs_base() -> io::Result<u64> {
    let mut base = 0_u64;
    if *FSGSBASE {
        // SAFETY: the system allows the instruction, and it reads nothing but the base.
        unsafe { asm!("rdgsbase {}", out(reg) base, options(nomem, nostack, preserves_flags)) };
        return Ok(base);
    }
    // SAFETY: the system writes eight bytes to `base`.
    match unsafe { libc::syscall(libc::SYS_arch_prctl, ARCH_GET_GS, &raw mut base) } {
        0 => Ok(base),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Sets the base of gs in this thread.
pub(crate) fn set_gs_base(base: u64) -> io::Result<()> {
    if *FSGSBASE {
        // SAFETY: the system allows the instruction; and see below.
        unsafe { asm!("wrgsbase {}", in(reg) base, options(nomem, nostack, preserves_flags)) };
        return Ok(());
    }
    // SAFETY: nothing but [`enter`] and the code it runs uses gs: neither Rust nor the C library does on
    // x86-64 Linux, whose thread pointer is fs.
    match unsafe { libc::syscall(libc::SYS_arch_prctl, ARCH_SET_GS, base) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

thread_local! {
    /// The base of gs that [`set_gs_for_run`] has left behind in this thread; 0: none.
    static LEFT_BEHIND: Cell<u64> = const { Cell::new(0) };
}

/// The base of gs for `behind`, in this thread, and what has to be set again afterwards, if anything.
///
/// To set it takes longer than all else of a short run, so that it is not taken back where it meant nothing to anybody:
/// where it was 0, as it is in a thread whose process does not use gs, or one of ours. It then names where a space was when
/// code last ran here, which may be gone: nobody goes by it, for code is entered with its own. What a process that uses gs
/// has set, and a gate, is neither, and is back after each run.
pub(crate) fn set_gs_for_run(behind: u64) -> io::Result<Option<u64>> {
    let before = gs_base()?;
    if before != behind {
        set_gs_base(behind)?;
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
    let before = gs_base()?;
    Ok(if before == LEFT_BEHIND.replace(0) { 0 } else { before })
}

/// Loads the state from the context before gs:0 and jumps to its rip. Comes back through `exit`, with the state
/// saved there, or through `resume`, with the signal handler having saved it.
///
/// The code starts with the default MXCSR (all exceptions masked, round to nearest), but with [`Vectors::None`]; Rust's is
/// restored.
///
/// Flags are set by `popfq` where there is something to set, for it takes 20 cycles: mostly, code is entered with all of
/// them 0, and leaves with status flags alone, of which Rust relies on none. Code that was verified can set DF beside them,
/// other code TF and AC, too.
///
/// # Safety
/// A [`ThreadContext`] of this thread alone ends at gs:0, whose `vectors` are what code at its rip has to do with them. That
/// code preserves everything of this process that Rust relies on, but for the registers.
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn enter() {
    std::arch::naked_asm!(
        // What the C convention lets a caller rely on: these six, rsp, MXCSR, and DF clear.
        "push rbx", "push rbp", "push r12", "push r13", "push r14", "push r15",
        "mov gs:[{host_rsp}], rsp",
        "lea rax, [rip + 2f]",
        "mov gs:[{exit}], rax",
        "lea rax, [rip + 4f]",
        "mov gs:[{resume}], rax",
        "cmp qword ptr gs:[{vectors}], {NONE}",
        "je 6f",
        "stmxcsr gs:[{host_mxcsr}]",
        "push 0x1f80", "ldmxcsr [rsp]", "add rsp, 8",
        "cmp qword ptr gs:[{vectors}], {LOWER}",
        "jne 5f",
        "movups xmm0, gs:[{v} + 0x000]", "movups xmm1, gs:[{v} + 0x020]",
        "movups xmm2, gs:[{v} + 0x040]", "movups xmm3, gs:[{v} + 0x060]",
        "movups xmm4, gs:[{v} + 0x080]", "movups xmm5, gs:[{v} + 0x0a0]",
        "movups xmm6, gs:[{v} + 0x0c0]", "movups xmm7, gs:[{v} + 0x0e0]",
        "movups xmm8, gs:[{v} + 0x100]", "movups xmm9, gs:[{v} + 0x120]",
        "movups xmm10, gs:[{v} + 0x140]", "movups xmm11, gs:[{v} + 0x160]",
        "movups xmm12, gs:[{v} + 0x180]", "movups xmm13, gs:[{v} + 0x1a0]",
        "movups xmm14, gs:[{v} + 0x1c0]", "movups xmm15, gs:[{v} + 0x1e0]",
        "jmp 6f",
        "5:",
        "cmp qword ptr gs:[{vectors}], {ZERO}",
        "je 8f",
        "vmovups ymm0, gs:[{v} + 0x000]", "vmovups ymm1, gs:[{v} + 0x020]",
        "vmovups ymm2, gs:[{v} + 0x040]", "vmovups ymm3, gs:[{v} + 0x060]",
        "vmovups ymm4, gs:[{v} + 0x080]", "vmovups ymm5, gs:[{v} + 0x0a0]",
        "vmovups ymm6, gs:[{v} + 0x0c0]", "vmovups ymm7, gs:[{v} + 0x0e0]",
        "vmovups ymm8, gs:[{v} + 0x100]", "vmovups ymm9, gs:[{v} + 0x120]",
        "vmovups ymm10, gs:[{v} + 0x140]", "vmovups ymm11, gs:[{v} + 0x160]",
        "vmovups ymm12, gs:[{v} + 0x180]", "vmovups ymm13, gs:[{v} + 0x1a0]",
        "vmovups ymm14, gs:[{v} + 0x1c0]", "vmovups ymm15, gs:[{v} + 0x1e0]",
        "cmp qword ptr gs:[{vectors}], {UPPER_ZERO}",
        "jne 6f",
        "vzeroupper",
        "jmp 6f",
        "8:",
        "vpxor xmm0, xmm0, xmm0", "vpxor xmm1, xmm1, xmm1", "vpxor xmm2, xmm2, xmm2", "vpxor xmm3, xmm3, xmm3",
        "vpxor xmm4, xmm4, xmm4", "vpxor xmm5, xmm5, xmm5", "vpxor xmm6, xmm6, xmm6", "vpxor xmm7, xmm7, xmm7",
        "vpxor xmm8, xmm8, xmm8", "vpxor xmm9, xmm9, xmm9", "vpxor xmm10, xmm10, xmm10",
        "vpxor xmm11, xmm11, xmm11", "vpxor xmm12, xmm12, xmm12", "vpxor xmm13, xmm13, xmm13",
        "vpxor xmm14, xmm14, xmm14", "vpxor xmm15, xmm15, xmm15",
        "vzeroupper",
        "6:",
        // 1 is neither zero nor negative, has an odd number of bits, and no carry: all status flags are 0. So is DF.
        "cmp qword ptr gs:[{flags}], 0x202",
        "je 9f",
        "push qword ptr gs:[{flags}]",
        "popfq",
        "jmp 20f",
        "9:",
        "xor eax, eax", "add eax, 1",
        "20:",
        "mov rax, gs:[{g} + 0x00]", "mov rcx, gs:[{g} + 0x08]",
        "mov rdx, gs:[{g} + 0x10]", "mov rbx, gs:[{g} + 0x18]",
        "mov rsp, gs:[{g} + 0x20]", "mov rbp, gs:[{g} + 0x28]",
        "mov rsi, gs:[{g} + 0x30]", "mov rdi, gs:[{g} + 0x38]",
        "mov r8, gs:[{g} + 0x40]", "mov r9, gs:[{g} + 0x48]",
        "mov r10, gs:[{g} + 0x50]", "mov r11, gs:[{g} + 0x58]",
        "mov r12, gs:[{g} + 0x60]", "mov r13, gs:[{g} + 0x68]",
        "mov r14, gs:[{g} + 0x70]", "mov r15, gs:[{g} + 0x78]",
        "jmp qword ptr gs:[{rip}]",
        // Exit: mov changes no flags, so they are still the code's when rsp is Rust's again. That comes first, for a
        // signal may find little room on the code's stack: [`ThreadContext::is_of_code`] counts on these two.
        "2:",
        // mov gs:[rsp], rsp; mov rsp, gs:[host_rsp]: as bytes, so that their lengths are known.
        ".byte 0x65, 0x48, 0x89, 0x24, 0x25", ".long {g} + 0x20",
        ".byte 0x65, 0x48, 0x8b, 0x24, 0x25", ".long {host_rsp}",
        "mov gs:[{g} + 0x00], rax", "mov gs:[{g} + 0x08], rcx",
        "mov gs:[{g} + 0x10], rdx", "mov gs:[{g} + 0x18], rbx",
        "mov gs:[{g} + 0x28], rbp",
        "mov gs:[{g} + 0x30], rsi", "mov gs:[{g} + 0x38], rdi",
        "mov gs:[{g} + 0x40], r8", "mov gs:[{g} + 0x48], r9",
        "mov gs:[{g} + 0x50], r10", "mov gs:[{g} + 0x58], r11",
        "mov gs:[{g} + 0x60], r12", "mov gs:[{g} + 0x68], r13",
        "mov gs:[{g} + 0x70], r14", "mov gs:[{g} + 0x78], r15",
        "pushfq",
        "pop qword ptr gs:[{flags}]",
        "test dword ptr gs:[{flags}], {NOT_STATUS}",
        "jz 30f",
        "push 0x202",
        "popfq",
        "30:",
        "cmp qword ptr gs:[{vectors}], {NONE}",
        "je 4f",
        "cmp qword ptr gs:[{vectors}], {LOWER}",
        "jne 3f",
        "movups gs:[{v} + 0x000], xmm0", "movups gs:[{v} + 0x020], xmm1",
        "movups gs:[{v} + 0x040], xmm2", "movups gs:[{v} + 0x060], xmm3",
        "movups gs:[{v} + 0x080], xmm4", "movups gs:[{v} + 0x0a0], xmm5",
        "movups gs:[{v} + 0x0c0], xmm6", "movups gs:[{v} + 0x0e0], xmm7",
        "movups gs:[{v} + 0x100], xmm8", "movups gs:[{v} + 0x120], xmm9",
        "movups gs:[{v} + 0x140], xmm10", "movups gs:[{v} + 0x160], xmm11",
        "movups gs:[{v} + 0x180], xmm12", "movups gs:[{v} + 0x1a0], xmm13",
        "movups gs:[{v} + 0x1c0], xmm14", "movups gs:[{v} + 0x1e0], xmm15",
        "jmp 4f",
        "3:",
        "vmovups gs:[{v} + 0x000], ymm0", "vmovups gs:[{v} + 0x020], ymm1",
        "vmovups gs:[{v} + 0x040], ymm2", "vmovups gs:[{v} + 0x060], ymm3",
        "vmovups gs:[{v} + 0x080], ymm4", "vmovups gs:[{v} + 0x0a0], ymm5",
        "vmovups gs:[{v} + 0x0c0], ymm6", "vmovups gs:[{v} + 0x0e0], ymm7",
        "vmovups gs:[{v} + 0x100], ymm8", "vmovups gs:[{v} + 0x120], ymm9",
        "vmovups gs:[{v} + 0x140], ymm10", "vmovups gs:[{v} + 0x160], ymm11",
        "vmovups gs:[{v} + 0x180], ymm12", "vmovups gs:[{v} + 0x1a0], ymm13",
        "vmovups gs:[{v} + 0x1c0], ymm14", "vmovups gs:[{v} + 0x1e0], ymm15",
        // Resume.
        "4:",
        "mov rsp, gs:[{host_rsp}]",
        "cmp qword ptr gs:[{vectors}], {NONE}",
        "je 7f",
        "ldmxcsr gs:[{host_mxcsr}]",
        "cmp qword ptr gs:[{vectors}], {LOWER}",
        "je 7f",
        "vzeroupper",
        "7:",
        "pop r15", "pop r14", "pop r13", "pop r12", "pop rbp", "pop rbx",
        "ret",
        g = const from_gs(offset_of!(ThreadContext, registers.general)),
        v = const from_gs(offset_of!(ThreadContext, registers.vectors)),
        flags = const from_gs(offset_of!(ThreadContext, registers.flags)),
        rip = const from_gs(offset_of!(ThreadContext, registers.rip)),
        vectors = const from_gs(offset_of!(ThreadContext, vectors)),
        LOWER = const Vectors::Lower as u64,
        UPPER_ZERO = const Vectors::UpperZero as u64,
        ZERO = const Vectors::Zero as u64,
        NONE = const Vectors::None as u64,
        // All but CF, PF, AF, ZF, SF, OF, IF, and the bit that is always 1.
        NOT_STATUS = const !0xad7_i32,
        exit = const from_gs(offset_of!(ThreadContext, exit)),
        resume = const from_gs(offset_of!(ThreadContext, resume)),
        host_rsp = const from_gs(offset_of!(ThreadContext, host_rsp)),
        host_mxcsr = const from_gs(offset_of!(ThreadContext, host_mxcsr)),
    )
}
