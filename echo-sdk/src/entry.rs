//! What a contract has beside its own code: the heap, the end of a panic, and what compilers call by themselves.
//!
//! Only in contracts. The functions of the C library are what echo.h's are: `rep movsq` costs 2 gas for 8 bytes, less than
//! any loop or host call. In assembly, because a compiler would recognise a loop as the very function it defines.
#![expect(unsafe_code, reason = "allocators are unsafe, and functions that compilers call have fixed names")]

use crate::{host, scpi};
use core::alloc::{GlobalAlloc, Layout};
use core::arch::asm;
use core::fmt::{self, Write};
use core::panic::PanicInfo;
use core::ptr;

/// The contract heap.
struct Heap;

#[global_allocator]
static HEAP: Heap = Heap;

/// What the machine aligns to.
const ALIGNED: usize = 16;

// SAFETY: the machine gives memory of that size, aligned to 16, that nobody else has until it is given back, or ends the
// run. What shall be aligned to more comes with room before it for the machine's pointer.
unsafe impl GlobalAlloc for Heap {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > ALIGNED {
            return alloc_aligned(layout);
        }
        allocate(layout.size())
    }

    #[inline]
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let allocated = if layout.align() > ALIGNED {
            // SAFETY: `alloc_aligned` has left it there.
            unsafe { pointer.cast::<*mut u8>().sub(1).read() }
        } else {
            pointer
        };
        // SAFETY: the caller gives back what it got from here.
        unsafe {
            asm!("int {number}", number = const scpi::FREE, in("rdi") allocated, lateout("rax") _, options(nostack));
        }
    }

    #[inline]
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if layout.align() > ALIGNED {
            // SAFETY: size and alignment make a layout, says the caller; the new memory has room for the smaller size.
            unsafe {
                let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
                ptr::copy_nonoverlapping(pointer, new, size.min(layout.size()));
                self.dealloc(pointer, layout);
                return new;
            }
        }
        let moved: *mut u8;
        // SAFETY: the caller got `pointer` from here; the machine moves what fits.
        unsafe {
            asm!("int {number}", number = const scpi::REALLOCATE, in("rdi") pointer, in("rsi") size, lateout("rax") moved, options(nostack));
        }
        moved
    }
}

#[inline]
fn allocate(size: usize) -> *mut u8 {
    let pointer: *mut u8;
    // SAFETY: the function reads a number, and ends the run where it cannot allocate.
    unsafe {
        asm!("int {number}", number = const scpi::ALLOCATE, in("rdi") size, lateout("rax") pointer, options(nostack));
    }
    pointer
}

#[cold]
fn alloc_aligned(layout: Layout) -> *mut u8 {
    let Some(size) = layout.size().checked_add(layout.align()) else { return ptr::null_mut() };
    let allocated = allocate(size);
    let shift = layout.align() - allocated.addr() % layout.align();
    // SAFETY: `shift` is at least 16 and at most the alignment, for both are multiples of 16: the pointer before the
    // aligned address, and the layout's bytes behind it, lie within the allocation.
    unsafe {
        let aligned = allocated.add(shift);
        aligned.cast::<*mut u8>().sub(1).write(allocated);
        aligned
    }
}

/// Text that is cut off where the room ends.
struct Message {
    bytes: [u8; Self::ROOM],
    length: usize,
}

impl Message {
    const ROOM: usize = 256;

    const fn new() -> Self {
        Self { bytes: [0; Self::ROOM], length: 0 }
    }

    fn write_number(&mut self, number: u32) {
        if number >= 10 {
            self.write_number(number / 10);
        }
        let _ = self.write_char(char::from(b'0' + (number % 10) as u8));
    }

    fn fail(&self) -> ! {
        host::fail_bytes(self.bytes.get(..self.length).unwrap_or_default())
    }
}

impl Write for Message {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for (to, from) in self.bytes.iter_mut().skip(self.length).zip(text.bytes()) {
            *to = from;
            self.length += 1;
        }
        Ok(())
    }
}

/// Whether messages have values in them. Formatting them is 660 bytes of code, which each call pays for.
const VALUES: bool = !cfg!(feature = "short-panics");

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let mut message = Message::new();
    if let Some(place) = info.location() {
        let _ = message.write_str(place.file());
        let _ = message.write_str(":");
        message.write_number(place.line());
        let _ = message.write_str(": ");
    }
    let _ = match info.message().as_str() {
        Some(text) => message.write_str(text),
        None if VALUES => write!(message, "{}", info.message()),
        None => message.write_str("panic"),
    };
    message.fail()
}

/// Ends the call with an error's text.
#[cold]
pub fn fail_with(error: &dyn fmt::Display) -> ! {
    let mut message = Message::new();
    let _ = write!(message, "{error}");
    message.fail()
}

/// Named by the tables of the precompiled libraries, for programs that unwind.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

/// Called by the precompiled libraries behind calls that unwind, which none does.
#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() -> ! {
    host::fail("unwinding")
}

/// # Safety
/// That of C's `memcpy`.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcpy(destination: *mut u8, source: *const u8, count: usize) -> *mut u8 {
    // SAFETY: the caller vouches for `count` bytes at both; the direction flag is clear between functions.
    unsafe {
        asm!(
            "rep movsq", "mov ecx, {bytes:e}", "rep movsb",
            bytes = in(reg) count & 7,
            inout("rcx") count >> 3 => _, inout("rdi") destination => _, inout("rsi") source => _,
            options(nostack, preserves_flags)
        );
    }
    destination
}

/// # Safety
/// That of C's `memmove`.
#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(destination: *mut u8, source: *const u8, count: usize) -> *mut u8 {
    if destination.addr().wrapping_sub(source.addr()) >= count {
        // SAFETY: the destination does not lie behind the start of the source within it, so that forward is right.
        return unsafe { memcpy(destination, source, count) };
    }
    // From the end, the odd bytes first.
    // SAFETY: the caller vouches for `count` bytes at both; the direction flag is clear again afterwards.
    unsafe {
        asm!(
            "std", "rep movsb", "mov rcx, {words}", "sub rdi, 7", "sub rsi, 7", "rep movsq", "cld",
            words = in(reg) count >> 3,
            inout("rcx") count & 7 => _,
            inout("rdi") destination.wrapping_add(count).wrapping_sub(1) => _,
            inout("rsi") source.wrapping_add(count).wrapping_sub(1) => _,
            options(nostack)
        );
    }
    destination
}

/// # Safety
/// That of C's `memset`.
#[unsafe(no_mangle)]
unsafe extern "C" fn memset(destination: *mut u8, value: i32, count: usize) -> *mut u8 {
    let pattern = u64::from(value.cast_unsigned() as u8) * 0x0101_0101_0101_0101;
    // SAFETY: the caller vouches for `count` bytes; the direction flag is clear between functions.
    unsafe {
        asm!(
            "rep stosq", "mov ecx, {bytes:e}", "rep stosb",
            bytes = in(reg) count & 7,
            inout("rcx") count >> 3 => _, inout("rdi") destination => _, in("rax") pattern,
            options(nostack, preserves_flags)
        );
    }
    destination
}

/// # Safety
/// That of C's `memcmp`.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, count: usize) -> i32 {
    let mut at = 0;
    // SAFETY: the caller vouches for `count` bytes at both, and `at` stays below it.
    unsafe {
        while count - at >= 8 {
            let a = left.add(at).cast::<u64>().read_unaligned();
            let b = right.add(at).cast::<u64>().read_unaligned();
            if a != b {
                return if a.swap_bytes() < b.swap_bytes() { -1 } else { 1 };
            }
            at += 8;
        }
        while at < count {
            let (a, b) = (left.add(at).read(), right.add(at).read());
            if a != b {
                return if a < b { -1 } else { 1 };
            }
            at += 1;
        }
    }
    0
}

/// Called where only equality is asked for.
///
/// # Safety
/// That of C's `memcmp`.
#[unsafe(no_mangle)]
unsafe extern "C" fn bcmp(left: *const u8, right: *const u8, count: usize) -> i32 {
    // SAFETY: the caller's promise is the same.
    unsafe { memcmp(left, right, count) }
}

/// # Safety
/// That of C's `strlen`.
#[unsafe(no_mangle)]
unsafe extern "C" fn strlen(text: *const u8) -> usize {
    let left: usize;
    // SAFETY: the caller vouches for a zero byte; the direction flag is clear between functions.
    unsafe {
        asm!(
            "repne scasb",
            inout("rcx") usize::MAX => left, inout("rdi") text => _, in("al") 0_u8,
            options(nostack, readonly)
        );
    }
    usize::MAX - left - 1
}
