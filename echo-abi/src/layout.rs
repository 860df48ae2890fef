//! Where things lie in the guest's address space. Fixed: the same for every contract, host and run.

/// Bytes in a page, the granularity of permissions and of the memory limit.
pub const PAGE_SIZE: u32 = 4096;
/// Lowest address of a segment: page 0 is never mapped, so that null pointers trap.
pub const IMAGE_START: u32 = 0x1000;
/// All segments end at or below this address.
pub const IMAGE_END: u32 = HEAP_START;
/// Where the contract heap starts; it grows upwards.
pub const HEAP_START: u32 = 0x4000_0000;
/// The heap never passes this address, whatever the policy says.
pub const HEAP_END: u32 = 0x6000_0000;
/// The stack starts here and grows down; nothing is mapped above.
pub const STACK_TOP: u32 = 0x7000_0000;
/// The stack never reaches below this address, whatever the policy says.
pub const STACK_LIMIT: u32 = HEAP_END + 0x10_0000;
/// The stack becomes accessible in steps of so many bytes, counted from [`STACK_TOP`]: the first with the call, each
/// other one with the first access to it.
pub const STACK_STEP: u32 = 0x1_0000;
/// One past the last byte that can ever be mapped.
pub const SPACE_END: u32 = 0x8000_0000;
