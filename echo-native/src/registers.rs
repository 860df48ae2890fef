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

/// Where whoever runs code keeps its registers: copied to where code is entered from, and back, once each. Vector registers
/// are copied apart: where no code of an area names any, they stay where they are.
pub trait RegisterFile {
    /// Copies general registers and flags to `entered`; rip is not the file's.
    fn load(&self, entered: &mut Registers);

    /// Copies vector registers to `entered`.
    fn load_vectors(&self, entered: &mut Registers);

    /// Copies general registers and flags back.
    fn store(&mut self, left: &Registers);

    /// Copies vector registers back.
    fn store_vectors(&mut self, left: &Registers);
}

impl RegisterFile for Registers {
    #[inline]
    fn load(&self, entered: &mut Registers) {
        entered.general = self.general;
        entered.flags = self.flags;
    }

    #[inline]
    fn load_vectors(&self, entered: &mut Registers) {
        entered.vectors = self.vectors;
    }

    #[inline]
    fn store(&mut self, left: &Registers) {
        left.load(self);
    }

    #[inline]
    fn store_vectors(&mut self, left: &Registers) {
        left.load_vectors(self);
    }
}

impl Registers {
    /// The flags that code is given and that are shown of it: CF, PF, AF, ZF, SF, DF, OF.
    pub(crate) const FLAGS: u64 = 0xcd5;
}
