//! Text for machine code, accepted or not, and what refused bytes are.

use crate::GuestAddr;
use crate::isa::Form;
use iced_x86::{DecoderOptions, FlowControl, Instruction};

/// The instruction at the start of `code` in Intel syntax, accepted or not; `(bad)` where there is none.
/// Returns its length too, 1 where there is none.
#[must_use]
pub fn disassemble(code: &[u8], addr: GuestAddr) -> (String, u8) {
    let iced = iced_x86::Decoder::with_ip(64, code, u64::from(addr.0), DecoderOptions::NONE).decode();
    if iced.is_invalid() { ("(bad)".to_owned(), 1) } else { (format(&iced), iced.len() as u8) }
}

/// What refused bytes are, where they are an instruction at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The encoding.
    pub form: Form,
    /// Length in bytes, 1 to 15.
    pub len: u8,
    /// Whether execution never goes on behind it: jumps and returns of whatever kind.
    pub ends_flow: bool,
}

/// What the bytes at the start of `code` are, accepted or not; `None` where they are no instruction.
#[must_use]
pub fn shape(code: &[u8]) -> Option<Shape> {
    let iced = iced_x86::Decoder::new(64, code, 0).decode();
    (!iced.is_invalid()).then(|| Shape {
        form: iced.code(),
        len: iced.len() as u8,
        ends_flow: matches!(
            iced.flow_control(),
            FlowControl::Return
                | FlowControl::UnconditionalBranch
                | FlowControl::IndirectBranch
                | FlowControl::Exception
        ),
    })
}

pub(crate) fn format(iced: &Instruction) -> String {
    use iced_x86::Formatter;
    let mut formatter = iced_x86::IntelFormatter::new();
    formatter.options_mut().set_hex_prefix("0x");
    formatter.options_mut().set_hex_suffix("");
    formatter.options_mut().set_space_after_operand_separator(true);
    formatter.options_mut().set_branch_leading_zeros(false);
    formatter.options_mut().set_uppercase_hex(false);
    let mut text = String::new();
    formatter.format(iced, &mut text);
    text
}
