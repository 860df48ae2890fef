//! The processor's state, as code is entered with it and as it leaves it.

/// Registers, flags and rip. Vector registers have 16 bytes where the processor has no AVX: there the upper
/// halves are ignored on the way in, and stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Registers {
    /// Vector registers, least significant byte first.
    pub vectors: [[u8; 32]; 16],
    /// General registers, by the manual's number: rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 to r15.
    pub general: [u64; 16],
    /// CF, PF, AF, ZF, SF, DF and OF at the manual's positions; other bits are ignored on the way in, and 0 on
    /// the way out.
    pub flags: u64,
    /// Address of the instruction to start with. After a fault, of the instruction that faulted (behind a
    /// breakpoint); after an exit it is as it was.
    pub rip: u64,
}

impl Registers {
    /// The flags that code is given and that are shown of it: CF, PF, AF, ZF, SF, DF, OF.
    pub(crate) const FLAGS: u64 = 0xcd5;
}
