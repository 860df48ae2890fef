//! What is known of a form whatever its operands: derived, once, from the table and from iced's account of
//! encodings.

use super::Form;
use super::features::{Needs, features};
use super::flags::{FlagEffect, FlagSet};
use super::op::{FORM_LIMIT, Op};
use iced_x86::{EncodingKind, FlowControl, Instruction};
use std::sync::LazyLock;

/// What the decoder says of every instruction with an accepted form, whatever its operands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    /// The form's operation.
    pub op: Op,
    /// What it needs; see [`features`].
    pub needs: Needs,
    /// Where execution goes after it, as iced says.
    pub flow: FlowControl,
    /// Flags that decide what it does.
    pub reads: FlagSet,
    /// Flags it may give a new value.
    pub touches: FlagSet,
    /// Flags it leaves undefined.
    pub undefines: FlagSet,
    /// Whether the last three depend on the immediate: shifts by 0 and by 1 are special.
    pub flags_vary: bool,
    /// Whether `cl` counts how far it shifts: by 0 it leaves the flags alone.
    pub count_in_cl: bool,
    /// What the address of its memory operand must be a multiple of.
    pub alignment: u8,
}

/// By form; `None`: refused. Asked for every instruction that is decoded, so it is worked out once.
static FACTS: LazyLock<Vec<Option<Facts>>> = LazyLock::new(|| {
    let mut table = vec![None; FORM_LIMIT];
    for (op, form) in Op::ALL.iter().flat_map(|op| op.forms().iter().map(|form| (*op, *form))) {
        table[form as usize] = Some(Facts::of(op, form));
    }
    table
});

/// What is known about each form, by `Form as usize`.
pub(crate) fn all_facts() -> &'static [Option<Facts>] {
    &FACTS
}

/// What is known about a form; `None`: it is refused.
#[inline]
pub(crate) fn facts(form: Form) -> Option<&'static Facts> {
    FACTS.get(form as usize).and_then(Option::as_ref)
}

impl Facts {
    fn of(op: Op, form: Form) -> Self {
        let flags = |immediate| {
            let mut iced = Instruction::default();
            iced.set_code(form);
            iced.set_immediate8(immediate);
            [iced.rflags_read(), iced.rflags_modified(), iced.rflags_undefined()].map(FlagSet::of_iced)
        };
        let [reads, touches, undefines] = flags(2);
        let op_code = form.op_code();
        Self {
            op,
            needs: Needs::of(features(form)),
            flow: form.flow_control(),
            reads,
            touches,
            undefines,
            flags_vary: flags(0) != flags(2),
            count_in_cl: op.is_shift()
                && (1..op_code.op_count()).any(|i| op_code.op_kind(i) == iced_x86::OpCodeOperandKind::cl),
            alignment: alignment(op, form),
        }
    }

    /// What an instruction of the form does with the flags, where the form says it all.
    #[inline]
    pub fn flag_effect(&self) -> FlagEffect {
        let Self { reads, touches, undefines, .. } = *self;
        FlagEffect {
            reads,
            touches,
            writes: if self.count_in_cl { FlagSet::NONE } else { touches },
            undefines,
        }
    }
}

/// What the address of a form's memory operand must be a multiple of, in bytes; 1: any will do. Without VEX, 16
/// bytes must be aligned but for the moves that say otherwise, and string compares; with VEX, only what those moves say
/// need be (Intel SDM volume 1, 14.9; volume 2, 2.4). iced does not tell.
fn alignment(op: Op, form: Form) -> u8 {
    let mut iced = Instruction::default();
    iced.set_code(form);
    let size = iced.memory_size().size() as u8;
    let aligned = match op {
        Op::MovAligned | Op::Cmpxchg16b => true,
        Op::MovUnaligned | Op::Pcmpestri | Op::Pcmpestrm | Op::Pcmpistri | Op::Pcmpistrm => false,
        // Its bytes are accessed one by one.
        Op::Maskmovdqu => false,
        _ => size == 16 && form.encoding() == EncodingKind::Legacy,
    };
    if aligned { size } else { 1 }
}

/// What an instruction of this form does with the flags, as far as the form tells: a count of 0 or 1 in an
/// immediate changes it. `None`: the form is refused.
#[must_use]
pub fn flag_effect(form: Form) -> Option<FlagEffect> {
    facts(form).map(Facts::flag_effect)
}
