//! The forms that programs are made of, sorted by what a place in a program asks for. `builder` and
//! the modules beside it pick from here; nothing else decides what may stand in a program.
//!
//! Invariant: no form here leaves the straight line, moves rsp, or faults at random.

use crate::cpu::missing_feature;
use echo_abi::isa::{Access, FlagSet};
use echo_abi::{Class, Form, Op, Unit, isa};
use iced_x86::OpCodeOperandKind as Kind;
use std::collections::BTreeMap;

/// Forms of one operation; never empty.
pub type Group = Vec<Form>;

/// The forms that stand in straight lines: no control flow, no stack, no address in a register, nothing that
/// faults at random.
#[derive(Clone, Debug)]
pub struct Forms {
    /// All forms.
    pub all: Vec<Form>,
    /// Groups of forms of general registers alone, by operation.
    pub integer: Vec<Group>,
    /// Groups that leave the flags alone.
    pub quiet: Vec<Group>,
    /// Groups that write some of the flags, and leave others.
    pub partial: Vec<Group>,
    /// Groups of 32 and 64 bits that compilers use most.
    pub hot: Vec<Group>,
    /// Forms of vectors.
    pub vector: Group,
    /// Groups that compilers ask all flags of.
    pub comparisons: Vec<Group>,
    /// Groups that write flags, by operation, width, and whether there is an immediate: by these, engines choose their
    /// way.
    pub producers: Vec<Group>,
    /// `setcc` by the number of its condition.
    pub set: [Group; 16],
    /// `cmovcc` by the number of its condition.
    pub copy: [Group; 16],
    /// `adc` and `sbb`.
    pub carry: Group,
}

/// Whether it goes on behind, and nothing but its operands says which memory it accesses and whether it traps.
fn is_plain(op: Op) -> bool {
    let hidden = |form: &Form| isa::implicit(*form).is_none_or(|implicit| implicit.memory != Access::None);
    op.class() != Class::Divide && op.unit() != Unit::Control && !op.forms().iter().any(hidden)
}

/// Whether a result is undefined for counts above 16.
fn is_narrow_double_shift(form: Form) -> bool {
    matches!(
        form,
        Form::Shld_rm16_r16_imm8 | Form::Shld_rm16_r16_CL | Form::Shrd_rm16_r16_imm8 | Form::Shrd_rm16_r16_CL
    )
}

fn is_integer(form: Form) -> bool {
    form.op_code().op_kinds().iter().all(|kind| {
        !matches!(
            kind,
            Kind::xmm_or_mem
                | Kind::ymm_or_mem
                | Kind::xmm_reg
                | Kind::ymm_reg
                | Kind::xmm_rm
                | Kind::ymm_rm
                | Kind::xmm_vvvv
                | Kind::ymm_vvvv
                | Kind::mem_vsib32x
                | Kind::mem_vsib64x
                | Kind::mem_vsib32y
                | Kind::mem_vsib64y
        )
    })
}

/// The status flags that a form may write, whatever its operands; AF does not count.
fn touched(form: Form) -> FlagSet {
    let touches = isa::flag_effect(form).map_or(FlagSet::NONE, |effect| effect.touches);
    touches.intersection(FlagSet::STATUS).difference(FlagSet::AF)
}

fn grouped(forms: &[Form], wanted: impl Fn(Form) -> bool) -> Vec<Group> {
    Op::ALL
        .iter()
        .map(|op| forms.iter().copied().filter(|form| op.forms().contains(form) && wanted(*form)).collect())
        .filter(|group: &Group| !group.is_empty())
        .collect()
}

/// The forms of a group, apart by what engines tell apart.
fn split(group: &[Form]) -> Vec<Group> {
    let mut parts: BTreeMap<(u32, bool), Group> = BTreeMap::new();
    for form in group {
        parts.entry((size(*form), has_immediate(*form))).or_default().push(*form);
    }
    parts.into_values().collect()
}

fn split_all(groups: &[Group]) -> Vec<Group> {
    groups.iter().flat_map(|group| split(group)).collect()
}

/// Bytes of the first operand; 0 for others than general registers.
fn size(form: Form) -> u32 {
    match form.op_code().op_kinds().first() {
        Some(Kind::r8_or_mem | Kind::r8_reg | Kind::al) => 1,
        Some(Kind::r16_or_mem | Kind::r16_reg | Kind::ax) => 2,
        Some(Kind::r32_or_mem | Kind::r32_reg | Kind::r32_vvvv | Kind::eax) => 4,
        Some(Kind::r64_or_mem | Kind::r64_reg | Kind::r64_vvvv | Kind::rax) => 8,
        _ => 0,
    }
}

fn has_immediate(form: Form) -> bool {
    form.op_code().op_kinds().iter().any(|kind| {
        matches!(
            kind,
            Kind::imm8
                | Kind::imm8sex16
                | Kind::imm8sex32
                | Kind::imm8sex64
                | Kind::imm16
                | Kind::imm32
                | Kind::imm32sex64
        )
    })
}

/// What compilers use most, and engines are quickest with.
fn is_hot(op: Op) -> bool {
    matches!(
        op,
        Op::Mov
            | Op::Lea
            | Op::Add
            | Op::Sub
            | Op::And
            | Op::Or
            | Op::Xor
            | Op::Imul
            | Op::Not
            | Op::Neg
            | Op::Inc
            | Op::Dec
            | Op::Shl
            | Op::Shr
            | Op::Sar
            | Op::Rol
            | Op::Movzx
            | Op::Movsx
            | Op::Cmp
            | Op::Test
    )
}

fn is_comparison(op: Op) -> bool {
    matches!(
        op,
        Op::Cmp
            | Op::Test
            | Op::Sub
            | Op::Add
            | Op::And
            | Op::Or
            | Op::Xor
            | Op::Neg
            | Op::Bt
            | Op::Andn
            | Op::Blsr
            | Op::Blsi
            | Op::Ptest
            | Op::Comiss
            | Op::Comisd
    )
}

fn by_condition(op: Op) -> [Group; 16] {
    std::array::from_fn(|n| {
        let number = |form: &Form| form.condition_code() as usize;
        op.forms().iter().copied().filter(|form| number(form) == n + 1).collect()
    })
}

impl Forms {
    /// The forms that this processor knows.
    #[must_use]
    pub fn plain() -> Self {
        Self::those(|form| missing_feature(form).is_none())
    }

    /// The forms of the whole instruction table.
    #[must_use]
    pub fn of_table() -> Self {
        Self::those(|_| true)
    }

    fn those(known: impl Fn(Form) -> bool) -> Self {
        let all: Vec<Form> = Op::ALL
            .iter()
            .filter(|op| is_plain(**op))
            .flat_map(|op| op.forms().iter().copied())
            .filter(|form| !is_narrow_double_shift(*form) && known(*form))
            .collect();
        let status = touched(Form::Add_rm32_r32);
        Self {
            integer: grouped(&all, is_integer),
            quiet: grouped(&all, |form| is_integer(form) && touched(form).is_empty()),
            partial: grouped(&all, |form| {
                is_integer(form) && ![FlagSet::NONE, status].contains(&touched(form))
            }),
            hot: grouped(&all, |form| isa::op(form).is_some_and(is_hot) && size(form) >= 4),
            vector: all.iter().copied().filter(|form| !is_integer(*form)).collect(),
            comparisons: split_all(&grouped(&all, |form| isa::op(form).is_some_and(is_comparison))),
            producers: split_all(&grouped(&all, |form| !touched(form).is_empty())),
            set: by_condition(Op::Setcc),
            copy: by_condition(Op::Cmovcc),
            carry: [Op::Adc.forms(), Op::Sbb.forms()].concat(),
            all,
        }
    }
}

/// The flags that a condition reads, by its number in the manual.
#[must_use]
pub fn flags_of(condition: u8) -> FlagSet {
    match condition >> 1 {
        0 => FlagSet::OF,
        1 => FlagSet::CF,
        2 => FlagSet::ZF,
        3 => FlagSet::CF.union(FlagSet::ZF),
        4 => FlagSet::SF,
        5 => FlagSet::PF,
        6 => FlagSet::SF.union(FlagSet::OF),
        _ => FlagSet::SF.union(FlagSet::OF).union(FlagSet::ZF),
    }
}
