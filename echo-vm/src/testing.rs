//! Contracts for tests, made by hand: an ESC file of text, read-only data and data at fixed addresses. Also
//! included by the tests of the command line, which need files.

use echo_abi::{Image, Limits};
use std::sync::Arc;

/// Where the text lies, and starts.
pub const TEXT: u32 = 0x40_1000;
/// Where read-only data lies.
pub const READ_ONLY: u32 = 0x40_2000;
/// Where data lies: [`DATA_SIZE`] bytes, zero but for what the test gives.
pub const DATA: u32 = 0x60_0000;
/// Bytes of data.
pub const DATA_SIZE: u32 = 0x1_0000;

/// `ret`
pub const RET: [u8; 1] = [0xc3];

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
    Arc::new(Image::load(&esc(&RET, b"0123456789abcdef", &[]), &Limits::default()).unwrap())
}

/// Data in which texts get addresses: `place` puts bytes, `string` the header of a string that points to
/// them.
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
