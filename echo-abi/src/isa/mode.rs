//! [`Mode`]: for which machine code a form is an encoding.

use super::Form;

/// What decides how the processor reads bytes as instructions. Contracts are 64-bit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// 64-bit mode.
    Bits64,
    /// Protected mode with 32-bit code: IA-32.
    Bits32,
}

impl Mode {
    /// Both.
    pub const ALL: [Mode; 2] = [Mode::Bits64, Mode::Bits32];
}

/// The modes that have a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Modes(u8);

impl Modes {
    /// Whether the mode is among them.
    #[must_use]
    pub const fn contains(self, mode: Mode) -> bool {
        self.0 & 1 << mode as u8 != 0
    }

    /// The modes, the contracts' own first.
    pub fn iter(self) -> impl Iterator<Item = Mode> {
        Mode::ALL.into_iter().filter(move |mode| self.contains(*mode))
    }
}

/// The modes that have the form, whether the table accepts it or not: a fact about the opcode map. IA-32 may have the
/// instruction in another form: `push r64` is 64-bit code alone, `push r32` is IA-32's.
#[must_use]
pub fn modes(form: Form) -> Modes {
    let op_code = form.op_code();
    Modes(u8::from(op_code.mode64()) | u8::from(op_code.mode32()) << 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::isa::Op;

    #[test]
    fn every_accepted_form_is_64_bit_code() {
        for form in Op::ALL.iter().flat_map(|op| op.forms()) {
            assert!(modes(*form).contains(Mode::Bits64), "{form:?}");
        }
        for (form, both) in [
            (Form::Add_rm32_r32, true),
            (Form::Add_rm64_r64, false),
            (Form::Paddb_xmm_xmmm128, true),
            (Form::Push_r64, false),
            (Form::Jmp_rel32_64, false),
        ] {
            assert_eq!(modes(form).contains(Mode::Bits32), both, "{form:?}");
        }
        assert_eq!(modes(Form::Push_r32).iter().collect::<Vec<_>>(), [Mode::Bits32]);
    }
}
