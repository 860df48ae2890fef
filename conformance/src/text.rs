//! The text of a batch, with an encoding in each of its slots, and the contract that the machine runs it in.
//!
//! What follows an instruction differs by side. The processor leaves through a jump that needs no register;
//! pads are `int3`. The machine has no such thing: there `pushfq` shows the flags and `ud2` stops it, or
//! `ud2` alone, so that the flags are dead and the engine may drop them.

use crate::encode::Encoding;
use crate::slot::TextSlot;
use crate::window;
use echo_abi::{FormatError, Image, Limits, Policy};

/// `pushfq; ud2`.
const SHOW_FLAGS: [u8; 3] = [0x9c, 0x0f, 0x0b];
/// `ud2`.
const STOP: [u8; 2] = [0x0f, 0x0b];
const INT3: u8 = 0xcc;
const RET: u8 = 0xc3;

/// What follows an instruction in the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// The flags are pushed.
    ShowFlags,
    /// Nothing reads the flags.
    DropFlags,
}

impl Tail {
    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static [u8] {
        match self {
            Tail::ShowFlags => &SHOW_FLAGS,
            Tail::DropFlags => &STOP,
        }
    }

    /// How many bytes stand before its `ud2`.
    #[must_use]
    pub fn lead(self) -> u32 {
        self.code().len() as u32 - STOP.len() as u32
    }
}

fn text(encodings: &[Encoding], pad: &[u8], tail: &[u8]) -> Vec<u8> {
    let mut text = vec![INT3; TextSlot::TEXT as usize];
    text[0] = RET;
    let mut put = |addr: u32, bytes: &[u8]| {
        let at = (addr - window::TEXT) as usize;
        text[at..at + bytes.len()].copy_from_slice(bytes);
    };
    for n in 0..TextSlot::COUNT {
        for addr in TextSlot::new(n).pads() {
            put(addr, pad);
        }
    }
    for encoding in encodings {
        put(encoding.inst.addr().0, &encoding.bytes);
        put(encoding.inst.next().0, tail);
    }
    text
}

/// The text the processor runs.
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
#[must_use]
pub fn native_text(encodings: &[Encoding]) -> Vec<u8> {
    text(encodings, &[INT3], &echo_native::Gate::EXIT)
}

/// The text the machine runs.
#[must_use]
pub fn guest_text(encodings: &[Encoding], tail: Tail) -> Vec<u8> {
    text(encodings, tail.code(), tail.code())
}

/// The limits of a machine whose memory is that of [`window`].
#[must_use]
pub fn limits() -> Limits {
    Limits { contract_size: 1 << 20, stack: window::STACK_SIZE, ..Limits::default() }
}

/// The policy that accepts every form of the table.
#[must_use]
pub fn policy() -> Policy {
    Policy { limits: limits(), ..Policy::default() }
}

/// A contract of `text` and the data of [`window`]; it starts at the first byte of the text.
///
/// # Errors
/// A [`FormatError`] if our own file is refused.
pub fn image(text: &[u8]) -> Result<Image, FormatError> {
    let constants: Vec<u8> = (0..window::CONST_SIZE).map(window::const_byte).collect();
    let segments: [(u32, u32, &[u8], u32); 3] = [
        (5, window::TEXT, text, text.len() as u32),
        (6, window::DATA, &[], window::DATA_SIZE),
        (4, window::CONST, &constants, window::CONST_SIZE),
    ];
    let mut file = Vec::new();
    file.extend(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0");
    file.extend(2_u16.to_le_bytes()); // ET_EXEC
    file.extend(62_u16.to_le_bytes()); // EM_X86_64
    file.extend(1_u32.to_le_bytes());
    file.extend(u64::from(window::TEXT).to_le_bytes());
    file.extend(64_u64.to_le_bytes()); // program headers
    file.extend(0_u64.to_le_bytes()); // no section headers
    file.extend(0_u32.to_le_bytes());
    for half in [64_u16, 56, segments.len() as u16, 64, 0, 0] {
        file.extend(half.to_le_bytes());
    }
    let mut offset = 64 + 56 * segments.len() as u64;
    for (flags, addr, bytes, size) in segments {
        file.extend(1_u32.to_le_bytes()); // PT_LOAD
        file.extend(u32::to_le_bytes(flags));
        for word in [offset, u64::from(addr), u64::from(addr), bytes.len() as u64, u64::from(size), 1] {
            file.extend(word.to_le_bytes());
        }
        offset += bytes.len() as u64;
    }
    for (_, _, bytes, _) in segments {
        file.extend(bytes);
    }
    Image::load(&file, &limits())
}
