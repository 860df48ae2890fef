//! Text for machine code, accepted or not, and whether execution goes on behind it.

use crate::GuestAddr;
use iced_x86::{DecoderOptions, FlowControl, Instruction};

/// The instruction at the start of `code` in Intel syntax, accepted or not; `(bad)` where there is none.
/// Returns its length too, 1 where there is none.
#[must_use]
pub fn disassemble(code: &[u8], addr: GuestAddr) -> (String, u8) {
    let iced = iced_x86::Decoder::with_ip(64, code, u64::from(addr.0), DecoderOptions::NONE).decode();
    if iced.is_invalid() { ("(bad)".to_owned(), 1) } else { (format(&iced), iced.len() as u8) }
}

/// Whether the bytes at the start of `code` are an instruction, accepted or not, behind which execution may go on: no jump and no return of
/// whatever kind.
#[must_use]
pub fn falls_through(code: &[u8]) -> bool {
    let iced = iced_x86::Decoder::new(64, code, 0).decode();
    !iced.is_invalid()
        && !matches!(
            iced.flow_control(),
            FlowControl::Return
                | FlowControl::UnconditionalBranch
                | FlowControl::IndirectBranch
                | FlowControl::Exception
        )
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
