//! Where in an instruction's bytes its operands stand (Intel SDM volume 2, chapter 2): for whoever writes an instruction
//! anew with other registers.

use super::Form;
use iced_x86::{MandatoryPrefix, OpCodeOperandKind};

/// Where an operand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// A register: ModRM.reg, with REX.R.
    Reg,
    /// A register or memory: ModRM.rm and ModRM.mod, with SIB and displacement, and REX.B and REX.X.
    Rm,
    /// A register: VEX.vvvv.
    Vvvv,
    /// A register: the low three bits of the opcode, with REX.B.
    Opcode,
    /// A vector register: the high four bits of an immediate.
    Is4,
    /// An address that stands in the instruction whole (`moffs`).
    Offset,
    /// None: the opcode says what it is, or it is an immediate or a target.
    Implied,
}

/// Where operand `i` of a form stands; [`Field::Implied`] where it has none.
#[must_use]
pub fn field(form: Form, i: u32) -> Field {
    use OpCodeOperandKind as Kind;
    let op_code = form.op_code();
    if i >= op_code.op_count() {
        return Field::Implied;
    }
    match op_code.op_kind(i) {
        Kind::r8_reg
        | Kind::r16_reg
        | Kind::r32_reg
        | Kind::r64_reg
        | Kind::r16_reg_mem
        | Kind::r32_reg_mem
        | Kind::r64_reg_mem
        | Kind::xmm_reg
        | Kind::ymm_reg => Field::Reg,
        Kind::r8_or_mem
        | Kind::r16_or_mem
        | Kind::r32_or_mem
        | Kind::r64_or_mem
        | Kind::xmm_or_mem
        | Kind::ymm_or_mem
        | Kind::r16_rm
        | Kind::r32_rm
        | Kind::r64_rm
        | Kind::xmm_rm
        | Kind::ymm_rm
        | Kind::mem
        | Kind::mem_vsib32x
        | Kind::mem_vsib64x
        | Kind::mem_vsib32y
        | Kind::mem_vsib64y => Field::Rm,
        Kind::r32_vvvv | Kind::r64_vvvv | Kind::xmm_vvvv | Kind::ymm_vvvv => Field::Vvvv,
        Kind::r8_opcode | Kind::r16_opcode | Kind::r32_opcode | Kind::r64_opcode => Field::Opcode,
        Kind::xmm_is4 | Kind::ymm_is4 => Field::Is4,
        Kind::mem_offs => Field::Offset,
        _ => Field::Implied,
    }
}

/// F2 or F3, where the form has it as a part of its opcode: before other forms of accepted instructions, but for strings,
/// they mean nothing.
#[must_use]
pub fn mandatory_repeat(form: Form) -> Option<u8> {
    match form.op_code().mandatory_prefix() {
        MandatoryPrefix::PF2 => Some(0xf2),
        MandatoryPrefix::PF3 => Some(0xf3),
        MandatoryPrefix::None | MandatoryPrefix::PNP | MandatoryPrefix::P66 => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::isa::Op;

    /// Every operand that names a register or memory stands somewhere, but for those that the opcode implies.
    #[test]
    fn operands_stand_somewhere() {
        for form in Op::ALL.iter().flat_map(|op| op.forms()) {
            let op_code = form.op_code();
            let fields: Vec<_> = (0..op_code.op_count()).map(|i| field(*form, i)).collect();
            for once in [Field::Reg, Field::Rm, Field::Vvvv, Field::Opcode, Field::Is4, Field::Offset] {
                assert!(fields.iter().filter(|field| **field == once).count() <= 1, "{form:?}");
            }
            for (i, field) in fields.iter().enumerate() {
                let kind = format!("{:?}", op_code.op_kind(i as u32));
                let implied = ["_or_mem", "_reg", "_rm", "_vvvv", "_opcode", "_is4", "mem"]
                    .iter()
                    .all(|part| !kind.contains(part));
                assert_eq!(*field == Field::Implied, implied, "{form:?}: {kind}");
            }
        }
    }
}
