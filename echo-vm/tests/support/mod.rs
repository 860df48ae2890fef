//! Machine code for the tests of the command line.

pub mod directory;

use echo_abi::scpi::Function;

/// Machine code, an instruction a call. Addresses are absolute and below 2 GiB.
#[derive(Clone, Default)]
pub struct CodeWriter {
    /// What was written so far.
    pub bytes: Vec<u8>,
}

impl CodeWriter {
    /// These bytes.
    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend(bytes);
        self
    }

    fn with(self, op: &[u8], imm: u32) -> Self {
        self.raw(op).raw(&imm.to_le_bytes())
    }

    /// `mov edi, imm` and so on for the arguments, then `int n`.
    pub fn call(mut self, function: Function, args: &[u32]) -> Self {
        for (op, arg) in [[0xbf], [0xbe], [0xba], [0xb9]].iter().zip(args) {
            self = self.with(op, *arg);
        }
        self.raw(&[0xcd, function as u8])
    }

    /// `mov rdi, [addr]`
    pub fn load_rdi(self, addr: u32) -> Self {
        self.with(&[0x48, 0x8b, 0x3c, 0x25], addr)
    }

    /// `mov rax, [addr]`
    pub fn load_rax(self, addr: u32) -> Self {
        self.with(&[0x48, 0x8b, 0x04, 0x25], addr)
    }

    /// `mov [addr], rax`
    pub fn store_rax(self, addr: u32) -> Self {
        self.with(&[0x48, 0x89, 0x04, 0x25], addr)
    }

    /// `mov rax, [rax]`
    pub fn deref_rax(self) -> Self {
        self.raw(&[0x48, 0x8b, 0x00])
    }

    /// `inc rax`
    pub fn inc_rax(self) -> Self {
        self.raw(&[0x48, 0xff, 0xc0])
    }

    /// `test al, al`, and over `then` where it is 0.
    pub fn when_al(self, then: &CodeWriter) -> Self {
        let len = u8::try_from(then.bytes.len()).ok().filter(|len| *len < 0x80).expect("a short branch");
        self.raw(&[0x84, 0xc0, 0x74, len]).raw(&then.bytes)
    }

    /// `jmp` to itself.
    pub fn spin(self) -> Self {
        self.raw(&[0xeb, 0xfe])
    }

    /// `mov rdi, rax`, then `int n`: what a function gave goes to another.
    pub fn pass(self, function: Function) -> Self {
        self.raw(&[0x48, 0x89, 0xc7]).raw(&[0xcd, function as u8])
    }

    /// `ud2`
    pub fn ud2(self) -> Self {
        self.raw(&[0x0f, 0x0b])
    }

    /// `ret`
    pub fn ret(self) -> Self {
        self.raw(&[0xc3])
    }
}
