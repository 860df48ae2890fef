//! What the function of an operation is made of: its operands, taken from a [`Word`]; its shape, which says how
//! values come from them and go back; and its operator, a function of values. The table of all operations is
//! [`super::uop`], and from what it says [`super::superinst`] makes functions.
//!
//! For example `Add32RM { dst, a, ea }` has the shape [`Context::binary_memory`] at `u32`, with the operator
//! `wrapping_add`: `dst = a + memory[ea]`.
//!
//! Each function ends by calling that of the next word, which an optimising compiler turns into a jump:
//! threaded code, with an indirect jump per function, which processors predict far better than one for all.
//! Nothing relies on it: the calls are nested only as deep as a slice of gas lasts
//! ([`SLICE`](super::dispatch::SLICE)), then the trampoline in [`super::run`] starts anew.
//!
//! What an operation does is compiled fast and slow. The fast way touches memory only where
//! [`Memory::read_fast`](crate::memory::Memory::read_fast) can; else, having changed nothing, it hands over
//! to the slow one.

use super::dispatch::{Address, Context, Int, Leave, Left, MemoryValue, Source, StackInt, Target, Word};
use super::operand::{Alu, FloatTest, Slot};
use super::position::BlockPos;
use super::vector;
use crate::alu::int;
use crate::alu::packed::Packed;
use crate::alu::sse4::{self, BlendLane};
use crate::machine::{Machine, Vector};
use echo_abi::isa::{FlagSet, Reg, Width};
use std::cmp::Ordering;

/// What an operation does. `A` and `B` say where its sources of these names come from: a slot, or the
/// accumulator.
pub trait Handler {
    /// Whether there is a source `A`.
    const TAKES_A: bool;
    /// Whether there is a source `B`.
    const TAKES_B: bool;

    fn body<const SLOW: bool, A: Source, B: Source>(
        cx: &mut Context<'_, SLOW>,
        word: &Word,
    ) -> Result<(), Leave>;
}

/// What an operation does besides leaving a result, as far as its neighbours must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing, except for the truth value: it goes on, and of the general registers it reads its sources and
    /// its result alone. Of vector registers it uses none.
    None,
    /// As [`Effect::None`] for general registers; it reads or writes vector registers.
    Vector,
    /// It may trap; of the general registers it writes its result alone.
    Memory,
    /// Anything.
    Any,
}

/// Defines the operations, from four lists.
///
/// `moves`: effect, operands, shape, and the operations that have it, each with the types that the shape takes.
/// The first type is that of the result.
///
/// `families`: effect, operands, shape, and for each operator the operations that have it, with their types.
///
/// `comparisons`: operands, and for each operator the operations that keep its answer as truth value, and
/// behind a slash those that jump if it is true, and if it is false.
///
/// `others`: operations with a body of their own.
///
/// An operand `A` or `B`, or an address of them, is a source: a slot, or the accumulator. `Out` is the slot of
/// the result. Any other operand is what its type says.
macro_rules! operations {
    ($cx:ident;
    moves { $(
        $move_effect:ident $move_operands:tt => $move_shape:ident $move_arguments:tt:
            $($move:ident $(<$to:ty $(, $from:ty)?>)?)+;
    )+ }
    families { $(
        $effect:ident $operands:tt => $shape:ident $arguments:tt {
            $($($(#[doc = $doc:literal])* $name:ident $(<$number:ty>)?)+: $operator:expr;)+
        }
    )+ }
    comparisons { $(
        { $a:ident: $a_type:ident, $b:ident: $b_type:ident } { $(
            $($(#[doc = $test_doc:literal])* $test:ident<$compared:ty> $(/ $jump_if:ident $jump_unless:ident)?)+:
                $answer:expr;
        )+ }
    )+ }
    others { $($other_effect:ident { $(
        $(#[doc = $other_doc:literal])* $other:ident $other_operands:tt => $body:block
    )+ })+ }) => {
        handlers! {
            $cx;
            $($($move [$($to)?] $move_effect $move_operands => {
                $cx.$move_shape $(::<$to $(, $from)?>)? ($move_arguments)?;
            })+)+
            $($($($(#[doc = $doc])* $name [$($number)?] $effect $operands => {
                $cx.$shape $(::<$number>)? ($arguments, $operator)?;
            })+)+)+
            $($($(
                $(#[doc = $test_doc])* $test [] None { $a: $a_type, $b: $b_type } => {
                    $cx.test::<$compared>(($a, $b), $answer)?;
                }
                $(
                    #[doc = concat!("[`Uop::", stringify!($test), "`], and a jump if it holds.")]
                    $jump_if [] Any { $a: $a_type, $b: $b_type, taken: BlockPos } => {
                        $cx.jump_if::<$compared>(($a, $b, taken), $answer)?;
                    }
                    #[doc = concat!("[`Uop::", stringify!($test), "`], and a jump if it does not hold.")]
                    $jump_unless [] Any { $a: $a_type, $b: $b_type, taken: BlockPos } => {
                        $cx.jump_unless::<$compared>(($a, $b, taken), $answer)?;
                    }
                )?
            )+)+)+
            $($($(#[doc = $other_doc])* $other [] $other_effect $other_operands => $body)+)+
        }

        impl Uop {
            /// A comparison, and a jump where its answer is `want`, as one operation if there is one.
            pub fn with_jump(self, want: bool, taken: BlockPos) -> Option<Self> {
                match (self, want) {
                    $($($($(
                        (Self::$test { $a, $b }, true) => Some(Self::$jump_if { $a, $b, taken }),
                        (Self::$test { $a, $b }, false) => Some(Self::$jump_unless { $a, $b, taken }),
                    )?)+)+)+
                    _ => None,
                }
            }
        }
    };
}

/// Defines operations, each with the type of its result, its effect, operands and body.
macro_rules! handlers {
    ($cx:ident; $(
        $(#[doc = $doc:expr])*
        $name:ident [$($number:ty)?] $effect:ident
            { $($operand:ident: $type:ident $(<$($part:ident),+>)?),* } => $body:block
    )+) => {
        /// To lowering, sources and results are slots.
        type A = Slot;
        type B = Slot;
        type Out = Slot;

        /// An operation of the interpreter: named operation, width, shape (`R` register, `I` immediate, `M`
        /// memory).
        #[derive(Clone, Copy, Debug)]
        pub enum Uop { $($(#[doc = $doc])* $name { $($operand: $type $(<$($part),+>)?),* },)+ }

        /// The names of all operations.
        #[cfg(test)]
        pub const NAMES: &[&str] = &[$(stringify!($name)),+];

        /// What the operations do.
        pub mod op {
            use super::*;
            use crate::interp::dispatch::Out;

            $(#[doc = concat!("What [`Uop::", stringify!($name), "`] does.")]
            pub struct $name;

            impl $name {
                /// Whether an operand is the accumulator, if the sources are what `A` and `B` say.
                const fn accumulated<A: Source, B: Source>() -> bool {
                    false $(|| <$type $(<$($part),+>)? as WordOperand>::ACCUMULATED)*
                }

                /// The operands in a word of the operation.
                #[inline(always)]
                #[allow(unused_variables, reason = "not every operation has operands")]
                pub fn operands<A: Source, B: Source>(word: &Word) -> ($($type $(<$($part),+>)?,)*) {
                    let [$($operand),*] = const { places([$(<$type $(<$($part),+>)?>::PLACES),*]) };
                    ($(WordOperand::get(word, $operand),)*)
                }
            }

            impl Handler for $name {
                const TAKES_A: bool = Self::accumulated::<Accumulator, Slot>();
                const TAKES_B: bool = Self::accumulated::<Slot, Accumulator>();

                #[inline(always)]
                #[allow(unused_variables, reason = "some operands are for the trampoline")]
                fn body<const SLOW: bool, A: Source, B: Source>(
                    $cx: &mut Context<'_, SLOW>,
                    word: &Word,
                ) -> Result<(), super::Leave> {
                    let ($($operand,)*) = Self::operands::<A, B>(word);
                    $body
                    Ok(())
                }
            })+
        }

        #[allow(unused_variables, unused_mut, reason = "an operation does not use all its operands everywhere")]
        impl Uop {
            /// The operands in their places, and the function of the operation behind it.
            pub fn word(self, next: HandlerFn) -> Word {
                let mut word = Word::new(next);
                match self {
                    $(Self::$name { $($operand),* } => {
                        let mut places = const { places([$(<$type $(<$($part),+>)?>::PLACES),*]) }.into_iter();
                        $($operand.put(&mut word, places.next().expect("each operand has a place"));)*
                    })+
                }
                word
            }

            /// The function that executes it alone, given which of its sources are in the accumulator.
            #[allow(unreachable_patterns, reason = "two operations bring their functions along")]
            pub fn alone(&self, accumulated: &[[bool; 2]]) -> HandlerFn {
                match self {
                    Self::Lane { run, .. } | Self::LaneWhole { run, .. } => *run,
                    $(Self::$name { .. } => More::<op::$name, End>::run::<Start>(accumulated),)+
                }
            }

            /// The slots of its sources `A` and `B`; it may read its result's, too.
            pub fn sources(&self) -> [Option<Slot>; 2] {
                match self {
                    $(Self::$name { $($operand),* } => [
                        None::<Slot>$(.or(source!(A, $operand: $type $(<$($part),+>)?)))*,
                        None::<Slot>$(.or(source!(B, $operand: $type $(<$($part),+>)?)))*,
                    ],)+
                }
            }

            /// The slot of its result.
            pub fn result(&self) -> Option<Slot> {
                match self {
                    $(Self::$name { $($operand),* } => None::<Slot>$(.or(result!($operand: $type)))*,)+
                }
            }

            /// Whether its result has 32 bits at most.
            pub fn is_narrow(&self) -> bool {
                match self {
                    $(Self::$name { .. } => false $(|| size_of::<$number>() <= 4)?,)+
                }
            }

            /// What it does besides leaving a result.
            pub fn effect(&self) -> Effect {
                match self {
                    $(Self::$name { .. } => Effect::$effect,)+
                }
            }
        }
    };
}

/// The slot of source `A` or `B` of an operation, if the operand has it.
macro_rules! source {
    (A, $operand:ident: A) => {
        Some(*$operand)
    };
    (B, $operand:ident: B) => {
        Some(*$operand)
    };
    (A, $operand:ident: Near<A>) => {
        Some($operand.base)
    };
    (B, $operand:ident: Near<B>) => {
        Some($operand.base)
    };
    (A, $operand:ident: Ea<A, B>) => {
        Some($operand.base)
    };
    (B, $operand:ident: Ea<A, B>) => {
        Some($operand.index)
    };
    (B, $operand:ident: Ea<B>) => {
        Some($operand.base)
    };
    ($($other:tt)*) => {
        None
    };
}

/// The slot of an operand that is the result of its operation.
macro_rules! result {
    ($operand:ident: Out) => {
        Some(*$operand)
    };
    ($operand:ident: $other:ident) => {
        None
    };
}

pub(super) use {handlers, operations, result, source};

/// Shapes of integer operations. `N` is the type that is computed with; what is written has zeroes above it.
impl<const SLOW: bool> Context<'_, SLOW> {
    /// `dst = f(a, b)`
    #[inline(always)]
    pub fn binary<N: Int>(
        &mut self,
        (dst, a, b): (impl Target, impl Source, impl Source),
        f: impl FnOnce(N, N) -> N,
    ) -> Result<(), Leave> {
        let result = f(self.int(a), self.int(b));
        self.set_int(dst, result);
        Ok(())
    }

    /// `dst = f(a, memory[address])`
    #[inline(always)]
    pub fn binary_memory<N: Int>(
        &mut self,
        (dst, a, address): (impl Target, impl Source, impl Address),
        f: impl FnOnce(N, N) -> N,
    ) -> Result<(), Leave> {
        let b = self.read(self.addr(address))?;
        let result = f(self.int(a), b);
        self.set_int(dst, result);
        Ok(())
    }

    /// `memory[address] = f(memory[address], b)`
    #[inline(always)]
    pub fn update<N: Int>(
        &mut self,
        (address, b): (impl Address, impl Source),
        f: impl FnOnce(N, N) -> N,
    ) -> Result<(), Leave> {
        let addr = self.addr(address);
        let a = self.read(addr)?;
        self.write(addr, f(a, self.int(b)))
    }

    /// `dst = f(a)`
    #[inline(always)]
    pub fn unary<N: Int>(
        &mut self,
        (dst, a): (impl Target, impl Source),
        f: impl FnOnce(N) -> N,
    ) -> Result<(), Leave> {
        let result = f(self.int(a));
        self.set_int(dst, result);
        Ok(())
    }

    /// `dst = f(a)`, by a function of [`int`] that leaves flags as well, which nobody reads.
    #[inline(always)]
    pub fn unary_flagless<N: Int>(
        &mut self,
        (dst, a): (impl Target, impl Source),
        f: impl FnOnce(Width, u64, FlagSet) -> (u64, FlagSet),
    ) -> Result<(), Leave> {
        let (result, _) = f(N::WIDTH, self.int::<N>(a).bits(), FlagSet::NONE);
        self.set(dst, result);
        Ok(())
    }

    /// `dst = src`, an `M` that is extended to an `N`: by its sign, if it has one.
    #[inline(always)]
    pub fn extend<N: Int, M: Int>(&mut self, (dst, src): (impl Target, impl Source)) -> Result<(), Leave> {
        let value: M = self.int(src);
        self.set_int(dst, N::of(value.extended()));
        Ok(())
    }

    /// Replaces the low bits of `dst` by an `M`; the others stay.
    #[inline(always)]
    pub fn insert<N: Int, M: Int>(
        &mut self,
        (dst, src): (impl Source + Target, impl Source),
    ) -> Result<(), Leave> {
        let value: M = self.int(src);
        self.set(dst, (self.get(dst) & !M::WIDTH.mask()) | value.bits());
        Ok(())
    }

    /// `dst = address`
    #[inline(always)]
    pub fn lea<N: Int>(&mut self, (dst, address): (impl Target, impl Address)) -> Result<(), Leave> {
        self.set_int(dst, N::of(address.linear(self)));
        Ok(())
    }

    /// `dst = memory[address]`, an `M` that is extended to an `N`: by its sign, if it has one.
    #[inline(always)]
    pub fn load<N: Int, M: Int>(&mut self, (dst, address): (impl Target, impl Address)) -> Result<(), Leave> {
        let value: M = self.read(self.addr(address))?;
        self.set_int(dst, N::of(value.extended()));
        Ok(())
    }

    /// `memory[address] = src`
    #[inline(always)]
    pub fn store<N: Int>(&mut self, (src, address): (impl Source, impl Address)) -> Result<(), Leave> {
        self.write(self.addr(address), self.int::<N>(src))
    }

    /// `dst = memory[rsp + disp]`
    #[inline(always)]
    pub fn load_stack<N: StackInt>(&mut self, (dst, disp): (impl Target, i32)) -> Result<(), Leave> {
        let value: N = self.read_stack(self.by_rsp(disp))?;
        self.set_int(dst, value);
        Ok(())
    }

    /// `memory[rsp + disp] = src`
    #[inline(always)]
    pub fn store_stack<N: StackInt>(&mut self, (src, disp): (impl Source, i32)) -> Result<(), Leave> {
        self.write_stack(self.by_rsp(disp), self.int::<N>(src))
    }

    /// `dst, truth = f(dst, src, truth)`: arithmetic with a carry in and out.
    #[inline(always)]
    pub fn carry<N: Int>(
        &mut self,
        (dst, src): (impl Source + Target, impl Source),
        f: impl FnOnce(N, N, bool) -> (N, bool),
    ) -> Result<(), Leave> {
        let (result, carry) = f(self.int(dst), self.int(src), self.truth());
        self.set_int(dst, result);
        self.set_truth(carry);
        Ok(())
    }

    /// `dst = src` if the truth value is `want`; `dst` has zeroes above the `N` in any case.
    #[inline(always)]
    pub fn move_if<N: Int>(
        &mut self,
        (dst, src, want): (impl Source + Target, impl Source, bool),
    ) -> Result<(), Leave> {
        let value = if self.truth() == want { self.get(src) } else { self.get(dst) };
        self.set_int(dst, N::of(value));
        Ok(())
    }

    /// `truth = f(a, b)`
    #[inline(always)]
    pub fn test<N: Int>(
        &mut self,
        (a, b): (impl Source, impl Source),
        f: impl FnOnce(N, N) -> bool,
    ) -> Result<(), Leave> {
        self.set_truth(f(self.int(a), self.int(b)));
        Ok(())
    }

    /// Goes on at `taken` if `f(a, b)`, else at the block that follows.
    #[inline(always)]
    pub fn jump_if<N: Int>(
        &mut self,
        (a, b, taken): (impl Source, impl Source, BlockPos),
        f: impl FnOnce(N, N) -> bool,
    ) -> Result<(), Leave> {
        self.branch(f(self.int(a), self.int(b)), taken)
    }

    /// Goes on at `taken` unless `f(a, b)`, else at the block that follows.
    #[inline(always)]
    pub fn jump_unless<N: Int>(
        &mut self,
        (a, b, taken): (impl Source, impl Source, BlockPos),
        f: impl FnOnce(N, N) -> bool,
    ) -> Result<(), Leave> {
        self.branch(!f(self.int(a), self.int(b)), taken)
    }

    /// Divides `rdx:rax`, 32 or 64 bits wide.
    #[inline(always)]
    pub fn divide(
        &mut self,
        (width, src): (Width, Slot),
        f: impl Fn(Width, u64, u64, u64) -> Option<(u64, u64)>,
    ) -> Result<(), Leave> {
        let divisor = self.get(src) & width.mask();
        let (high, low) = (self.machine.reg(Reg::Rdx, width), self.machine.reg(Reg::Rax, width));
        let Some((quotient, remainder)) = f(width, high, low, divisor) else {
            return self.leave(Left::Trap(self.here()));
        };
        self.set(Slot::Rax, quotient);
        self.set(Slot::Rdx, remainder);
        Ok(())
    }

    /// Pushes 64 bits.
    #[inline(always)]
    pub fn push(&mut self, value: impl Source) -> Result<(), Leave> {
        let value = self.get(value);
        let addr = self.by_rsp(-8);
        self.write_stack(addr, value)?;
        self.set(Slot::Rsp, u64::from(addr.0));
        Ok(())
    }
}

/// Shapes of vector operations. In their names, `x` is the low half of a vector register, and `y` all of it.
impl<const SLOW: bool> Context<'_, SLOW> {
    /// `dst = f(src)`, the low half; the upper one stays.
    #[inline(always)]
    pub fn map_x(&mut self, (dst, src): (Slot, Slot), f: impl FnOnce(Packed) -> Packed) -> Result<(), Leave> {
        self.set_x(dst, f(self.x(src)));
        Ok(())
    }

    /// `dst = f(src)`
    #[inline(always)]
    pub fn map_y(&mut self, (dst, src): (Slot, Slot), f: impl FnOnce(Vector) -> Vector) -> Result<(), Leave> {
        self.set_y(dst, f(self.y(src)));
        Ok(())
    }

    /// `dst = f(a, b)`
    #[inline(always)]
    pub fn binary_y(
        &mut self,
        (dst, a, b): (Slot, Slot, Slot),
        f: impl FnOnce(Vector, Vector) -> Vector,
    ) -> Result<(), Leave> {
        self.set_y(dst, f(self.y(a), self.y(b)));
        Ok(())
    }

    /// `dst = f(memory[address])`, the low half; the upper one stays.
    #[inline(always)]
    pub fn load_x<M: MemoryValue>(
        &mut self,
        (dst, address): (Slot, impl Address),
        f: impl FnOnce(M) -> Packed,
    ) -> Result<(), Leave> {
        let value = self.read(self.addr(address))?;
        self.set_x(dst, f(value));
        Ok(())
    }

    /// `dst = f(memory[address])`
    #[inline(always)]
    pub fn load_y<M: MemoryValue>(
        &mut self,
        (dst, address): (Slot, impl Address),
        f: impl FnOnce(M) -> Vector,
    ) -> Result<(), Leave> {
        let value = self.read(self.addr(address))?;
        self.set_y(dst, f(value));
        Ok(())
    }

    /// `dst = f(a, memory[address])`, the low half; the upper one stays.
    #[inline(always)]
    pub fn load_into_x<M: MemoryValue>(
        &mut self,
        (dst, a, address): (Slot, Slot, impl Address),
        f: impl FnOnce(Packed, M) -> Packed,
    ) -> Result<(), Leave> {
        let value = self.read(self.addr(address))?;
        self.set_x(dst, f(self.x(a), value));
        Ok(())
    }

    /// `memory[address] = f(src)`, of the low half
    #[inline(always)]
    pub fn store_x<M: MemoryValue>(
        &mut self,
        (src, address): (Slot, impl Address),
        f: impl FnOnce(Packed) -> M,
    ) -> Result<(), Leave> {
        self.write(self.addr(address), f(self.x(src)))
    }

    /// `memory[address] = f(src)`
    #[inline(always)]
    pub fn store_y<M: MemoryValue>(
        &mut self,
        (src, address): (Slot, impl Address),
        f: impl FnOnce(Vector) -> M,
    ) -> Result<(), Leave> {
        self.write(self.addr(address), f(self.y(src)))
    }

    /// `dst = f(src)`, of a general register; the upper half of `dst` stays.
    #[inline(always)]
    pub fn x_from<N: Int>(
        &mut self,
        (dst, src): (Slot, impl Source),
        f: impl FnOnce(N) -> Packed,
    ) -> Result<(), Leave> {
        self.set_x(dst, f(self.int(src)));
        Ok(())
    }

    /// `dst = f(a, src)`, of a vector and a general register; the upper half of `dst` stays.
    #[inline(always)]
    pub fn convert_into_x<N: Int>(
        &mut self,
        (dst, a, src): (Slot, Slot, impl Source),
        f: impl FnOnce(Packed, N) -> Packed,
    ) -> Result<(), Leave> {
        self.set_x(dst, f(self.x(a), self.int(src)));
        Ok(())
    }

    /// `dst = f(src)`, to a general register
    #[inline(always)]
    pub fn x_to<N: Int>(
        &mut self,
        (dst, src): (impl Target, Slot),
        f: impl FnOnce(Packed) -> N,
    ) -> Result<(), Leave> {
        self.set_int(dst, f(self.x(src)));
        Ok(())
    }

    /// All lanes of `dst` are one of `src`: `f` makes half of them. Without `wide`, the upper half is 0.
    #[inline(always)]
    pub fn broadcast(
        &mut self,
        (wide, dst, src): (bool, Slot, Slot),
        f: impl FnOnce(Packed) -> Packed,
    ) -> Result<(), Leave> {
        let half = f(self.x(src));
        self.set_y(dst, [half, if wide { half } else { Packed::ZERO }]);
        Ok(())
    }

    /// Lanes of `b` where the mask is negative, else of `a`.
    #[inline(always)]
    pub fn blend(
        &mut self,
        (wide, mask, dst, a, b): (bool, Slot, Slot, Slot, Slot),
        lane: BlendLane,
    ) -> Result<(), Leave> {
        let [a, b, mask] = [a, b, mask].map(|slot| self.y(slot));
        let low = sse4::blend(lane, a[0], b[0], mask[0]);
        let high = if wide { sse4::blend(lane, a[1], b[1], mask[1]) } else { Packed::ZERO };
        self.set_y(dst, [low, high]);
        Ok(())
    }

    /// The truth value: whether all bits of `f(a, b)` are 0, of both halves with `wide`.
    #[inline(always)]
    pub fn is_zero(
        &mut self,
        (wide, a, b): (bool, Slot, Slot),
        f: impl Fn(Packed, Packed) -> Packed,
    ) -> Result<(), Leave> {
        let (a, b) = (self.v(wide, a), self.v(wide, b));
        self.set_truth(f(a[0], b[0]) | f(a[1], b[1]) == Packed::ZERO);
        Ok(())
    }

    /// The top bits of all lanes of `lane` bits, to a general register.
    #[inline(always)]
    pub fn signs(&mut self, (wide, dst, src): (bool, impl Target, Slot), lane: u32) -> Result<(), Leave> {
        self.set(dst, u64::from(vector::signs(self.v(wide, src), lane)));
        Ok(())
    }

    /// The truth value: the answer to a question about the order of two lanes, which `f` finds.
    #[inline(always)]
    pub fn float_test(
        &mut self,
        (test, a, b): (FloatTest, Slot, Slot),
        f: impl FnOnce(Packed, Packed) -> Option<Ordering>,
    ) -> Result<(), Leave> {
        let order = f(self.x(a), self.x(b));
        self.set_truth(match test {
            FloatTest::Below => matches!(order, None | Some(Ordering::Less)),
            FloatTest::BelowEqual => matches!(order, None | Some(Ordering::Less | Ordering::Equal)),
            FloatTest::Equal => matches!(order, None | Some(Ordering::Equal)),
            FloatTest::Unordered => order.is_none(),
        });
        Ok(())
    }
}

/// Writes the low `width` of a slot as the processor does: 32 bits clear those above, fewer leave them.
#[inline(always)]
pub fn insert(machine: &mut Machine, width: Width, dst: Slot, value: u64) {
    let slot = &mut machine.regs.slots_mut()[dst as usize];
    *slot = match width {
        Width::B8 | Width::B4 => value,
        Width::B2 | Width::B1 => (*slot & !width.mask()) | value,
    };
}

/// `dst = dst alu src`, and the flags of it.
#[inline(never)]
pub fn alu_flags(machine: &mut Machine, alu: Alu, width: Width, dst: Slot, src: Slot) {
    let file = machine.regs.slots_mut();
    let (a, b) = (file[dst as usize] & width.mask(), file[src as usize] & width.mask());
    let old = machine.flags;
    let (result, flags) = match alu {
        Alu::Add => int::add(width, a, b, 0, old),
        Alu::Adc => int::add(width, a, b, int::carry(old), old),
        Alu::Sub | Alu::Cmp => int::sub(width, a, b, 0, old),
        Alu::Sbb => int::sub(width, a, b, int::carry(old), old),
        Alu::And | Alu::Test => (a & b, int::logic(width, a & b, old)),
        Alu::Or => (a | b, int::logic(width, a | b, old)),
        Alu::Xor => (a ^ b, int::logic(width, a ^ b, old)),
        Alu::Inc => int::inc(width, a, old),
        Alu::Dec => int::dec(width, a, old),
        Alu::Neg => int::sub(width, 0, a, 0, old),
    };
    if !matches!(alu, Alu::Cmp | Alu::Test) {
        insert(machine, width, dst, result);
    }
    machine.flags = flags;
}
