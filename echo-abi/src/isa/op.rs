//! [`Op`]: what an instruction does, whatever its encoding; derived from the table of [`rows`](super::rows).

use super::Form;
use iced_x86::Code;

/// How dear an instruction is; [`crate::gas`] gives the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Does nothing.
    Nop,
    /// One-cycle integer work.
    Simple,
    /// An access to memory that the operands do not show.
    Load,
    /// Push or pop.
    Stack,
    /// Integer multiplication.
    Multiply,
    /// Integer division.
    Divide,
    /// Integer work that takes microcode or many cycles.
    Slow,
    /// A jump.
    Branch,
    /// A call or a return.
    Call,
    /// One iteration of a string instruction.
    String,
    /// The bare cost of leaving for the host; the function's own cost comes on top.
    HostCall,
    /// Copies of vector registers.
    VectorMove,
    /// Lane-wise integer work, shuffles, logic.
    VectorInt,
    /// Lane-wise integer multiplication.
    VectorMultiply,
    /// Floating-point add, compare.
    VectorFloat,
    /// Floating-point multiply, alone or with an addition.
    VectorProduct,
    /// Vector work that takes many cycles: division, square roots, string comparisons, gathers.
    VectorSlow,
    /// Conversions, and moves of the lanes that a mask chooses.
    VectorConvert,
}

macro_rules! define {
    ($($(#[doc = $unit_doc:literal])+ $unit:ident {
        $($(#[doc = $doc:literal])+ $op:ident $name:literal $class:ident: [$($form:ident)+];)+
    })+) => {
        /// An operation: what an instruction does, whatever its encoding and operand widths.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum Op { $($($(#[doc = $doc])+ $op,)+)+ }

        /// What executes an operation: the part of an engine that must give it a meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Unit { $($(#[doc = $unit_doc])+ $unit,)+ }

        impl Op {
            /// Every operation, in table order.
            pub const ALL: &'static [Op] = &[$($(Op::$op,)+)+];

            /// The name, as the manual spells the (first) mnemonic.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($(Op::$op => $name,)+)+ }
            }

            /// One sentence on what it does.
            #[must_use]
            pub const fn doc(self) -> &'static str {
                match self { $($(Op::$op => concat!($($doc),+),)+)+ }
            }

            /// The unit that executes the operation.
            #[inline]
            #[must_use]
            pub const fn unit(self) -> Unit {
                match self { $($(Op::$op)|+ => Unit::$unit,)+ }
            }

            /// The class that prices the operation.
            #[inline]
            #[must_use]
            pub const fn class(self) -> Class {
                match self { $($(Op::$op => Class::$class,)+)+ }
            }

            /// The encodings accepted for it.
            #[must_use]
            pub const fn forms(self) -> &'static [Form] {
                match self { $($(Op::$op => &[$(Code::$form),+],)+)+ }
            }
        }

        impl Unit {
            /// Every unit, in table order.
            pub const ALL: &'static [Unit] = &[$(Unit::$unit,)+];

            /// What its operations have in common.
            #[must_use]
            pub const fn doc(self) -> &'static str {
                match self { $(Unit::$unit => concat!($($unit_doc),+),)+ }
            }
        }

        /// A pattern of all operations of a unit. A `match` that names the operations of its own unit, and those
        /// of the others so, does not compile where one has no meaning:
        ///
        /// ```
        /// use echo_abi::{Op, ops_of};
        ///
        /// fn copies(op: Op) -> bool {
        ///     match op {
        ///         Op::Movs | Op::Lods | Op::Stos => true,
        ///         Op::Scas | Op::Cmps => false,
        ///         ops_of!(Integer) | ops_of!(Shift) | ops_of!(Control) | ops_of!(Hint) => false,
        ///         ops_of!(Vector) | ops_of!(Lanes) | ops_of!(Fused) => false,
        ///     }
        /// }
        /// assert!(copies(Op::Movs));
        /// ```
        #[macro_export]
        macro_rules! ops_of {
            $(($unit) => { $($crate::Op::$op)|+ };)+
        }
    };
}

crate::for_each_inst!(define);

impl Op {
    /// Whether it works on elements at `rsi` or `rdi`, and may be repeated.
    #[inline]
    #[must_use]
    pub const fn is_string(self) -> bool {
        matches!(self.unit(), Unit::String)
    }

    /// Whether it shifts or rotates a general register or memory by a count, and leaves the flags alone where
    /// that is 0.
    #[inline]
    #[must_use]
    pub const fn is_shift(self) -> bool {
        matches!(self.unit(), Unit::Shift)
    }

    /// Whether it asks the flags a condition of the manual's `tttn`, as each of its forms says.
    #[inline]
    #[must_use]
    pub(crate) const fn has_condition(self) -> bool {
        matches!(self, Op::Jcc | Op::Setcc | Op::Cmovcc)
    }
}

/// More than the number of forms iced-x86 knows; an index beyond it does not compile.
pub(super) const FORM_LIMIT: usize = 5120;

/// `Op` by form, as `Op as u16 + 1`; 0: refused. Const evaluation stops at a form listed twice.
static OP_OF_FORM: [u16; FORM_LIMIT] = {
    let mut table = [0; FORM_LIMIT];
    let mut i = 0;
    while i < Op::ALL.len() {
        let forms = Op::ALL[i].forms();
        let mut k = 0;
        while k < forms.len() {
            let slot = forms[k] as usize;
            assert!(table[slot] == 0, "a form stands in two rows of the instruction table");
            table[slot] = i as u16 + 1;
            k += 1;
        }
        i += 1;
    }
    table
};

/// The operation of a form, or `None` where the table refuses it.
#[inline]
#[must_use]
pub fn op(form: Form) -> Option<Op> {
    match OP_OF_FORM.get(form as usize) {
        None | Some(0) => None,
        Some(&n) => Some(Op::ALL[usize::from(n) - 1]),
    }
}
