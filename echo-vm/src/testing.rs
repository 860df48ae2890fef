//! Contracts for tests, written as machine code by hand: an ESC file of text, read-only data and data at fixed addresses. Also
//! included by the tests of the command line, which need files.

use echo_abi::{Image, Limits, scpi::Function};
use std::sync::Arc;

/// Where the text lies, and starts.
pub const TEXT: u32 = 0x40_1000;
/// Where read-only data lies.
pub const READ_ONLY: u32 = 0x40_2000;
/// Where data lies: [`DATA_SIZE`] bytes, zero but for what the test gives.
pub const DATA: u32 = 0x60_0000;
/// Bytes of data.
pub const DATA_SIZE: u32 = 0x1_0000;

/// An ESC file of these three sections.
pub fn esc(text: &[u8], read_only: &[u8], data: &[u8]) -> Vec<u8> {
    let mut file = b"ECHO".to_vec();
    file.extend(1_u32.to_le_bytes());
    file.extend(u64::from(TEXT).to_le_bytes());
    let sections =
        [(1_u8, TEXT, text, text.len()), (6, READ_ONLY, read_only, 0), (4, DATA, data, DATA_SIZE as usize)];
    let sections = sections.map(|(kind, addr, bytes, size)| (kind, addr, bytes, size.max(bytes.len())));
    let present = || sections.iter().filter(|section| section.3 > 0);
    file.extend((present().count() as u32).to_le_bytes());
    for (kind, addr, bytes, size) in present() {
        file.extend([*kind, 0]);
        file.extend(u64::from(*addr).to_le_bytes());
        file.extend((*size as u32).to_le_bytes());
        file.extend((bytes.len() as u32).to_le_bytes());
        file.extend(*bytes);
    }
    file.extend(0_u32.to_le_bytes());
    file
}

/// A contract that only returns, with `0123456789abcdef` as its read-only data.
pub fn image() -> Arc<Image> {
    Arc::new(
        Image::load(&esc(&Code::new().ret().bytes, b"0123456789abcdef", &[]), &Limits::default()).unwrap(),
    )
}

/// Machine code, an instruction a call. Addresses are absolute and below 2 GiB.
#[derive(Clone, Default)]
pub struct Code {
    /// What was written so far.
    pub bytes: Vec<u8>,
}

impl Code {
    /// No code yet.
    pub fn new() -> Self {
        Self::default()
    }

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
    pub fn when_al(self, then: &Code) -> Self {
        let len = u8::try_from(then.bytes.len()).ok().filter(|len| *len < 0x80).expect("a short branch");
        self.raw(&[0x84, 0xc0, 0x74, len]).raw(&then.bytes)
    }

    /// `jmp` to itself.
    pub fn spin(self) -> Self {
        self.raw(&[0xeb, 0xfe])
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

/// Data in which texts get addresses: `place` puts bytes, `string` the header of a string that points to them.
#[derive(Default)]
pub struct Data {
    /// What was placed so far, from [`DATA`] on.
    pub bytes: Vec<u8>,
}

impl Data {
    /// Puts bytes at the next multiple of 16.
    pub fn place(&mut self, bytes: &[u8]) -> u32 {
        self.bytes.resize(self.bytes.len().next_multiple_of(16), 0);
        let addr = DATA + self.bytes.len() as u32;
        self.bytes.extend(bytes);
        addr
    }

    /// Puts a string: its bytes, and its header, whose address this is.
    pub fn string(&mut self, bytes: &[u8]) -> u32 {
        let pointer = self.place(bytes);
        self.header(pointer, bytes.len() as u32)
    }

    /// Puts the header of a string.
    pub fn header(&mut self, pointer: u32, len: u32) -> u32 {
        let mut header = u64::from(pointer).to_le_bytes().to_vec();
        header.extend(u64::from(len).to_le_bytes());
        self.place(&header)
    }
}
