//! Where things lie, in the guest and in this process alike: the harness maps the guest's addresses at the
//! same numbers, so that one encoding with one state means the same on both sides. The image, the native
//! mapping and the generators all take their addresses from here.

use echo_abi::layout;

/// Bytes in a page.
pub const PAGE: u32 = layout::PAGE_SIZE;
/// Code.
pub const TEXT: u32 = 0x1000_0000;
/// Bytes of code.
pub const TEXT_SIZE: u32 = 16 * PAGE;
/// Writable data; unmapped below.
pub const DATA: u32 = 0x2000_0000;
/// Bytes of writable data.
pub const DATA_SIZE: u32 = 3 * PAGE;
/// Read-only data, right behind the writable; unmapped above.
pub const CONST: u32 = DATA + DATA_SIZE;
/// Bytes of read-only data.
pub const CONST_SIZE: u32 = PAGE;
/// Stack; unmapped on both sides.
pub const STACK: u32 = layout::STACK_TOP - STACK_SIZE;
/// Bytes of stack.
pub const STACK_SIZE: u32 = 2 * PAGE;
/// Where the processor's side reserves addresses, mapped or not, so that nothing of the harness lies there: above
/// those that the system keeps for null pointers.
pub const START: u32 = 0x10_0000;
/// Bytes that it reserves: up to where guest memory ends.
pub const SIZE: u32 = layout::SPACE_END - START;

/// The memory an instruction can change: start and length of each run.
pub const WRITABLE: [(u32, u32); 2] = [(DATA, DATA_SIZE), (STACK, STACK_SIZE)];

/// The byte of read-only data at an offset.
#[must_use]
pub fn const_byte(offset: u32) -> u8 {
    // Any pattern without a short period serves.
    ((offset.wrapping_mul(0x9e37_79b1)) >> 24) as u8
}

/// The run of writable memory in which `addr` lies, and how far into it.
#[must_use]
pub fn place(addr: u32) -> Option<(u32, usize)> {
    WRITABLE
        .iter()
        .find(|(start, len)| (*start..start + len).contains(&addr))
        .map(|(start, _)| (*start, (addr - start) as usize))
}

/// Whether all of `len` bytes at `addr` are writable memory.
#[must_use]
pub fn is_writable(addr: u32, len: u32) -> bool {
    WRITABLE
        .iter()
        .any(|(start, size)| addr >= *start && u64::from(addr) + u64::from(len) <= u64::from(start + size))
}

/// Whether all of `len` bytes at `addr` can be read as data.
#[must_use]
pub fn is_readable(addr: u32, len: u32) -> bool {
    let end = u64::from(addr) + u64::from(len);
    is_writable(addr, len) || (addr >= DATA && end <= u64::from(CONST + CONST_SIZE))
}
