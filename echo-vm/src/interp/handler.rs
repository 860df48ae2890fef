//! The interpreter's operations and what each does: one table, from which the operations, the form in which
//! they are executed, and the [`Handler`]s that [`super::superinst`] makes functions of derive.
//!
//! A [`Uop`] is what lowering speaks. [`Word`] is the same with the operands in fixed places, and with the
//! address of the function of the word behind it. Each function ends by calling that one, which an optimising
//! compiler turns into a jump: threaded code, with an indirect jump per function, which processors predict far
//! better than one for all. Nothing relies on it: the calls are nested only as deep as a slice of gas lasts
//! ([`SLICE`](super::dispatch::SLICE)), then the trampoline in [`super::run`] starts anew.
//!
//! What an operation does is compiled fast and slow. The fast way touches memory only where
//! [`Memory::read_fast`](crate::memory::Memory::read_fast) can; else, having changed nothing, it hands over
//! to the slow one.

use super::block::Blocks;
use super::dispatch::{Context, Field, Leave, Out, Out32, Place, Run, Source, Why, Word, Words};
use super::step::Next;
use super::superinst::{End, More, Start, Tail};
use super::uop::{Alu, Ea, FloatTest, Near, Slot, Upper};
use super::{vector, wide};
use crate::alu;
use crate::alu::avx;
use crate::alu::float::{double, single};
use crate::alu::int::{self, Shift};
use crate::alu::lanes::{self, Lanes};
use crate::alu::packed::{Packed, u8x16, u16x8, u32x4, u64x2};
use crate::alu::sse4::{self, BlendLane};
use crate::machine::{Machine, Vector};
use echo_abi::isa::{Cond, FlagSet, Reg, Width};
use echo_abi::{GuestAddr, Op};

/// Which fields of a word an operand takes.
macro_rules! field {
    (put $word:ident, ea, $v:expr) => {
        ($word.x, $word.b, $word.c, $word.d) = ($v.disp as u32, $v.base, $v.index, $v.shift)
    };
    (put $word:ident, near, $v:expr) => {
        ($word.x, $word.b) = ($v.disp as u32, $v.base)
    };
    (put $word:ident, imm64, $v:expr) => {
        ($word.x, $word.y) = ($v as u32, ($v >> 32) as u32)
    };
    // Where a function's address belongs: in the word before.
    (put $word:ident, next, $v:expr) => {
        let _ = $v;
    };
    (put $word:ident, d, $v:expr) => {
        $word.d = Field::pack($v) as u8
    };
    (put $word:ident, x, $v:expr) => {
        $word.x = Field::pack($v)
    };
    (put $word:ident, y, $v:expr) => {
        $word.y = Field::pack($v)
    };
    (put $word:ident, $place:ident, $v:expr) => {
        $word.$place = $v
    };
    (get $word:ident, ea) => {
        Ea { disp: $word.x as i32, base: Place::of($word.b), index: Place::of($word.c), shift: $word.d }
    };
    (get $word:ident, near) => {
        Near { disp: $word.x as i32, base: Place::of($word.b) }
    };
    (get $word:ident, imm64) => {
        u64::from($word.y) << 32 | u64::from($word.x)
    };
    (get $word:ident, next) => {
        $word.next
    };
    (get $word:ident, d) => {
        Field::unpack(u32::from($word.d))
    };
    (get $word:ident, x) => {
        Field::unpack($word.x)
    };
    (get $word:ident, y) => {
        Field::unpack($word.y)
    };
    (get $word:ident, $place:ident) => {
        Place::of($word.$place)
    };
}

/// The type of an operand as lowering has it: a slot, wherever the value comes from or goes to.
macro_rules! plain {
    (A) => {
        Slot
    };
    (B) => {
        Slot
    };
    (Out) => {
        Slot
    };
    (Out32) => {
        Slot
    };
    ($kind:ident) => {
        $kind
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

/// Whether an operand is a source `A` or `B`.
macro_rules! is_source {
    (A, A) => {
        true
    };
    (B, B) => {
        true
    };
    (A, Near<A>) => {
        true
    };
    (B, Near<B>) => {
        true
    };
    ($either:ident, Ea<A, B>) => {
        true
    };
    (B, Ea<B>) => {
        true
    };
    ($($other:tt)*) => {
        false
    };
}

/// The slot of an operand that is the result of its operation.
macro_rules! result {
    ($operand:ident: Out) => {
        Some(*$operand)
    };
    ($operand:ident: Out32) => {
        Some(*$operand)
    };
    ($($other:tt)*) => {
        None
    };
}

/// Whether an operand is a result of 32 bits at most.
macro_rules! is_narrow {
    (Out32) => {
        true
    };
    ($other:ident) => {
        false
    };
}

/// What an operation does. `A` and `B` say where its sources of these names come from.
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

/// Defines the operations, in groups by their [`Effect`]. A row: name, operands with their types and places
/// in a word, what it does to the context. An operand `A` or `B`, or an address of them, is a source: a slot,
/// or the last result. `Out` is the result, `Out32` a result of 32 bits at most.
macro_rules! handlers {
    ($cx:ident; $($effect:ident { $(
        $(#[doc = $doc:literal])*
        $name:ident { $($operand:ident: $kind:ident $(<$($part:ident),+>)? = $place:ident),* } => $body:block
    )+ })+) => {
        /// An operation of the interpreter.
        #[derive(Clone, Copy, Debug)]
        pub enum Uop { $($($(#[doc = $doc])* $name { $($operand: plain!($kind)),* },)+)+ }

        /// The names of all operations.
        #[cfg(test)]
        pub const NAMES: &[&str] = &[$($(stringify!($name)),+),+];

        /// What the operations do.
        pub mod op {
            use super::*;

            $($(pub struct $name;

            impl Handler for $name {
                const TAKES_A: bool = false $(|| is_source!(A, $kind $(<$($part),+>)?))*;
                const TAKES_B: bool = false $(|| is_source!(B, $kind $(<$($part),+>)?))*;

                #[inline(always)]
                #[allow(unused_variables, reason = "some operands are for the trampoline")]
                fn body<const SLOW: bool, A: Source, B: Source>(
                    $cx: &mut Context<'_, SLOW>,
                    word: &Word,
                ) -> Result<(), super::Leave> {
                    $(let $operand: $kind $(<$($part),+>)? = field!(get word, $place);)*
                    $body
                    Ok(())
                }
            })+)+
        }

        #[allow(unused_variables, reason = "an operation does not use all its operands everywhere")]
        impl Uop {
            /// The operands in their places, and the function of the operation behind it.
            pub fn word(self, next: Run) -> Word {
                let mut word = Word::new(next);
                match self {
                    $($(Uop::$name { $($operand),* } => { $(field!(put word, $place, $operand);)* })+)+
                }
                word
            }

            /// The function that executes it alone, given which of its sources are the last result.
            #[allow(unreachable_patterns, reason = "two operations bring their functions along")]
            pub fn alone(&self, held: &[[bool; 2]]) -> Run {
                match self {
                    Uop::Lane { run, .. } | Uop::LaneWhole { run, .. } => *run,
                    $($(Uop::$name { .. } => More::<op::$name, End>::run::<Start>(held),)+)+
                }
            }

            /// The slots of its sources; it may read its result's, too.
            pub fn sources(&self) -> [Option<Slot>; 2] {
                match self {
                    $($(Uop::$name { $($operand),* } => [
                        None::<Slot>$(.or(source!(A, $operand: $kind $(<$($part),+>)?)))*,
                        None::<Slot>$(.or(source!(B, $operand: $kind $(<$($part),+>)?)))*,
                    ],)+)+
                }
            }

            /// The slot of its result.
            pub fn result(&self) -> Option<Slot> {
                match self {
                    $($(Uop::$name { $($operand),* } => {
                        None::<Slot>$(.or(result!($operand: $kind $(<$($part),+>)?)))*
                    })+)+
                }
            }

            /// Whether its result has 32 bits at most.
            pub fn is_narrow(&self) -> bool {
                match self {
                    $($(Uop::$name { .. } => false $(|| is_narrow!($kind))*,)+)+
                }
            }

            /// What it does besides leaving a result.
            pub fn effect(&self) -> Effect {
                match self {
                    $($(Uop::$name { .. })|+ => Effect::$effect,)+
                }
            }
        }
    };
}

/// What an operation does besides leaving a result, as far as its neighbours must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing, except for the truth value: it goes on, and of the registers it reads its sources and its
    /// result alone.
    None,
    /// The same, but for vector registers.
    Vector,
    /// It may trap; of the general registers it writes its result alone.
    Memory,
    /// Anything.
    Any,
}

handlers! {
    cx;
    Any {
        /// Where a block starts: charges its gas.
        Head { cost: u32 = x, position: u32 = y } => { cx.charge(cost, position)?; }
    }

    None {
        // Copies and extensions
        Mov32 { dst: Out32 = a, src: A = b } => { cx.set(dst, cx.get(src) & 0xffff_ffff); }
        Mov64 { dst: Out = a, src: A = b } => { cx.set(dst, cx.get(src)); }
        MovI { dst: Out = a, imm: u64 = imm64 } => { cx.set(dst, imm); }
        Zx8 { dst: Out32 = a, src: A = b } => { cx.set(dst, cx.get(src) & 0xff); }
        Zx16 { dst: Out32 = a, src: A = b } => { cx.set(dst, cx.get(src) & 0xffff); }
        Sx8To32 { dst: Out32 = a, src: A = b } => { cx.set(dst, u64::from(cx.get(src) as i8 as u32)); }
        Sx8To64 { dst: Out = a, src: A = b } => { cx.set(dst, cx.get(src) as i8 as u64); }
        Sx16To32 { dst: Out32 = a, src: A = b } => { cx.set(dst, u64::from(cx.get(src) as i16 as u32)); }
        Sx16To64 { dst: Out = a, src: A = b } => { cx.set(dst, cx.get(src) as i16 as u64); }
        Sx32To64 { dst: Out = a, src: A = b } => { cx.set(dst, cx.get(src) as i32 as u64); }
        /// Replaces the low 8 bits.
        Insert8 { dst: Out = a, src: A = b } => { cx.set(dst, (cx.get(dst) & !0xff) | (cx.get(src) & 0xff)); }
        /// Replaces the low 16 bits.
        Insert16 { dst: Out = a, src: A = b } => {
            cx.set(dst, (cx.get(dst) & !0xffff) | (cx.get(src) & 0xffff));
        }

        // Addresses
        Lea32 { dst: Out32 = a, ea: Ea<A, B> = ea } => { cx.set(dst, u64::from(cx.ea(ea).0)); }
        Lea64 { dst: Out = a, ea: Ea<A, B> = ea } => {
            let index = cx.get(ea.index).wrapping_shl(u32::from(ea.shift));
            cx.set(dst, cx.get(ea.base).wrapping_add(index).wrapping_add(i64::from(ea.disp) as u64));
        }
        LeaNear32 { dst: Out32 = a, near: Near<A> = near } => { cx.set(dst, u64::from(cx.near(near).0)); }
        LeaNear64 { dst: Out = a, near: Near<A> = near } => {
            cx.set(dst, cx.get(near.base).wrapping_add(i64::from(near.disp) as u64));
        }
    }

    Memory {
        // Memory
        Load8 { dst: Out32 = a, ea: Ea<A, B> = ea } => {
            let value: u8 = cx.load(cx.ea(ea))?;
            cx.set(dst, u64::from(value));
        }
        Load16 { dst: Out32 = a, ea: Ea<A, B> = ea } => {
            let value: u16 = cx.load(cx.ea(ea))?;
            cx.set(dst, u64::from(value));
        }
        Load32 { dst: Out32 = a, ea: Ea<A, B> = ea } => {
            let value: u32 = cx.load(cx.ea(ea))?;
            cx.set(dst, u64::from(value));
        }
        Load64 { dst: Out = a, ea: Ea<A, B> = ea } => { let value: u64 = cx.load(cx.ea(ea))?; cx.set(dst, value); }
        LoadNear8 { dst: Out32 = a, near: Near<A> = near } => {
            let value: u8 = cx.load(cx.near(near))?;
            cx.set(dst, u64::from(value));
        }
        LoadNear32 { dst: Out32 = a, near: Near<A> = near } => {
            let value: u32 = cx.load(cx.near(near))?;
            cx.set(dst, u64::from(value));
        }
        LoadNear64 { dst: Out = a, near: Near<A> = near } => {
            let value: u64 = cx.load(cx.near(near))?;
            cx.set(dst, value);
        }
        LoadStack32 { dst: Out32 = a, disp: i32 = x } => {
            let value: u32 = cx.load_stack(cx.by_rsp(disp))?;
            cx.set(dst, u64::from(value));
        }
        LoadStack64 { dst: Out = a, disp: i32 = x } => {
            let value: u64 = cx.load_stack(cx.by_rsp(disp))?;
            cx.set(dst, value);
        }
        StoreStack32 { src: A = a, disp: i32 = x } => { cx.store_stack(cx.by_rsp(disp), cx.get(src) as u32)?; }
        StoreStack64 { src: A = a, disp: i32 = x } => { cx.store_stack(cx.by_rsp(disp), cx.get(src))?; }
        LoadSx8To32 { dst: Out32 = a, ea: Ea<A, B> = ea } => {
            let value: i8 = cx.load(cx.ea(ea))?;
            cx.set(dst, u64::from(value as u32));
        }
        LoadSx8To64 { dst: Out = a, ea: Ea<A, B> = ea } => {
            let value: i8 = cx.load(cx.ea(ea))?;
            cx.set(dst, value as u64);
        }
        LoadSx16To32 { dst: Out32 = a, ea: Ea<A, B> = ea } => {
            let value: i16 = cx.load(cx.ea(ea))?;
            cx.set(dst, u64::from(value as u32));
        }
        LoadSx16To64 { dst: Out = a, ea: Ea<A, B> = ea } => {
            let value: i16 = cx.load(cx.ea(ea))?;
            cx.set(dst, value as u64);
        }
        LoadSx32To64 { dst: Out = a, ea: Ea<A, B> = ea } => {
            let value: i32 = cx.load(cx.ea(ea))?;
            cx.set(dst, value as u64);
        }
        Store8 { src: A = a, ea: Ea<B> = ea } => { cx.store(cx.ea(ea), cx.get(src) as u8)?; }
        Store16 { src: A = a, ea: Ea<B> = ea } => { cx.store(cx.ea(ea), cx.get(src) as u16)?; }
        Store32 { src: A = a, ea: Ea<B> = ea } => { cx.store(cx.ea(ea), cx.get(src) as u32)?; }
        Store64 { src: A = a, ea: Ea<B> = ea } => { cx.store(cx.ea(ea), cx.get(src))?; }
        StoreNear8 { src: A = a, near: Near<B> = near } => { cx.store(cx.near(near), cx.get(src) as u8)?; }
        StoreNear32 { src: A = a, near: Near<B> = near } => { cx.store(cx.near(near), cx.get(src) as u32)?; }
        StoreNear64 { src: A = a, near: Near<B> = near } => { cx.store(cx.near(near), cx.get(src))?; }
        StoreI8 { imm: i32 = y, ea: Ea<A, B> = ea } => { cx.store(cx.ea(ea), imm as u8)?; }
        StoreI16 { imm: i32 = y, ea: Ea<A, B> = ea } => { cx.store(cx.ea(ea), imm as u16)?; }
        StoreI32 { imm: i32 = y, ea: Ea<A, B> = ea } => { cx.store(cx.ea(ea), imm)?; }
        StoreI64 { imm: i32 = y, ea: Ea<A, B> = ea } => { cx.store(cx.ea(ea), i64::from(imm))?; }
    }

    None {
        // Arithmetic whose flags nobody reads; where it has three operands, a copy before it can be part of
        // it
        Add32RR { dst: Out32 = a, a: A = b, b: B = c } => {
            cx.set(dst, u64::from((cx.get(a) as u32).wrapping_add(cx.get(b) as u32)));
        }
        Add64RR { dst: Out = a, a: A = b, b: B = c } => { cx.set(dst, cx.get(a).wrapping_add(cx.get(b))); }
        Sub32RR { dst: Out32 = a, a: A = b, b: B = c } => {
            cx.set(dst, u64::from((cx.get(a) as u32).wrapping_sub(cx.get(b) as u32)));
        }
        Sub64RR { dst: Out = a, a: A = b, b: B = c } => { cx.set(dst, cx.get(a).wrapping_sub(cx.get(b))); }
        And32RR { dst: Out32 = a, a: A = b, b: B = c } => {
            cx.set(dst, u64::from((cx.get(a) as u32) & (cx.get(b) as u32)));
        }
        And64RR { dst: Out = a, a: A = b, b: B = c } => { cx.set(dst, cx.get(a) & cx.get(b)); }
        Or32RR { dst: Out32 = a, a: A = b, b: B = c } => {
            cx.set(dst, u64::from((cx.get(a) as u32) | (cx.get(b) as u32)));
        }
        Or64RR { dst: Out = a, a: A = b, b: B = c } => { cx.set(dst, cx.get(a) | cx.get(b)); }
        Xor32RR { dst: Out32 = a, a: A = b, b: B = c } => {
            cx.set(dst, u64::from((cx.get(a) as u32) ^ (cx.get(b) as u32)));
        }
        Xor64RR { dst: Out = a, a: A = b, b: B = c } => { cx.set(dst, cx.get(a) ^ cx.get(b)); }
        Add32RI { dst: Out32 = a, a: A = b, imm: i32 = x } => {
            cx.set(dst, u64::from((cx.get(a) as u32).wrapping_add(imm as u32)));
        }
        Add64RI { dst: Out = a, a: A = b, imm: i32 = x } => {
            cx.set(dst, cx.get(a).wrapping_add(i64::from(imm) as u64));
        }
        And32RI { dst: Out32 = a, a: A = b, imm: i32 = x } => {
            cx.set(dst, u64::from((cx.get(a) as u32) & imm as u32));
        }
        And64RI { dst: Out = a, a: A = b, imm: i32 = x } => { cx.set(dst, cx.get(a) & (i64::from(imm) as u64)); }
        Or32RI { dst: Out32 = a, a: A = b, imm: i32 = x } => {
            cx.set(dst, u64::from((cx.get(a) as u32) | imm as u32));
        }
        Or64RI { dst: Out = a, a: A = b, imm: i32 = x } => { cx.set(dst, cx.get(a) | (i64::from(imm) as u64)); }
        Xor32RI { dst: Out32 = a, a: A = b, imm: i32 = x } => {
            cx.set(dst, u64::from((cx.get(a) as u32) ^ imm as u32));
        }
        Xor64RI { dst: Out = a, a: A = b, imm: i32 = x } => { cx.set(dst, cx.get(a) ^ (i64::from(imm) as u64)); }
    }

    Memory {
        Add32RM { dst: Out32 = a, a: A = e, ea: Ea<B> = ea } => {
            let value: u32 = cx.load(cx.ea(ea))?;
            cx.set(dst, u64::from((cx.get(a) as u32).wrapping_add(value)));
        }
        Add64RM { dst: Out = a, a: A = e, ea: Ea<B> = ea } => {
            let value: u64 = cx.load(cx.ea(ea))?;
            cx.set(dst, cx.get(a).wrapping_add(value));
        }
        Sub32RM { dst: Out32 = a, a: A = e, ea: Ea<B> = ea } => {
            let value: u32 = cx.load(cx.ea(ea))?;
            cx.set(dst, u64::from((cx.get(a) as u32).wrapping_sub(value)));
        }
        Sub64RM { dst: Out = a, a: A = e, ea: Ea<B> = ea } => {
            let value: u64 = cx.load(cx.ea(ea))?;
            cx.set(dst, cx.get(a).wrapping_sub(value));
        }
        And32RM { dst: Out32 = a, a: A = e, ea: Ea<B> = ea } => {
            let value: u32 = cx.load(cx.ea(ea))?;
            cx.set(dst, u64::from((cx.get(a) as u32) & (value)));
        }
        And64RM { dst: Out = a, a: A = e, ea: Ea<B> = ea } => {
            let value: u64 = cx.load(cx.ea(ea))?;
            cx.set(dst, cx.get(a) & (value));
        }
        Or32RM { dst: Out32 = a, a: A = e, ea: Ea<B> = ea } => {
            let value: u32 = cx.load(cx.ea(ea))?;
            cx.set(dst, u64::from((cx.get(a) as u32) | (value)));
        }
        Or64RM { dst: Out = a, a: A = e, ea: Ea<B> = ea } => {
            let value: u64 = cx.load(cx.ea(ea))?;
            cx.set(dst, cx.get(a) | (value));
        }
        Xor32RM { dst: Out32 = a, a: A = e, ea: Ea<B> = ea } => {
            let value: u32 = cx.load(cx.ea(ea))?;
            cx.set(dst, u64::from((cx.get(a) as u32) ^ (value)));
        }
        Xor64RM { dst: Out = a, a: A = e, ea: Ea<B> = ea } => {
            let value: u64 = cx.load(cx.ea(ea))?;
            cx.set(dst, cx.get(a) ^ (value));
        }
        Add32MR { src: A = a, ea: Ea<B> = ea } => {
            let addr = cx.ea(ea);
            let value: u32 = cx.load(addr)?;
            cx.store(addr, (value).wrapping_add(cx.get(src) as u32))?;
        }
        Add64MR { src: A = a, ea: Ea<B> = ea } => {
            let addr = cx.ea(ea);
            let value: u64 = cx.load(addr)?;
            cx.store(addr, (value).wrapping_add(cx.get(src)))?;
        }
        Sub32MR { src: A = a, ea: Ea<B> = ea } => {
            let addr = cx.ea(ea);
            let value: u32 = cx.load(addr)?;
            cx.store(addr, (value).wrapping_sub(cx.get(src) as u32))?;
        }
        Sub64MR { src: A = a, ea: Ea<B> = ea } => {
            let addr = cx.ea(ea);
            let value: u64 = cx.load(addr)?;
            cx.store(addr, (value).wrapping_sub(cx.get(src)))?;
        }
        Add32MI { imm: i32 = y, ea: Ea<A, B> = ea } => {
            let addr = cx.ea(ea);
            let value: u32 = cx.load(addr)?;
            cx.store(addr, (value).wrapping_add(imm as u32))?;
        }
        Add64MI { imm: i32 = y, ea: Ea<A, B> = ea } => {
            let addr = cx.ea(ea);
            let value: u64 = cx.load(addr)?;
            cx.store(addr, (value).wrapping_add(i64::from(imm) as u64))?;
        }
    }

    None {
        Not32 { dst: Out32 = a } => { cx.set(dst, u64::from(!(cx.get(dst) as u32))); }
        Not64 { dst: Out = a } => { cx.set(dst, !cx.get(dst)); }
        Neg32 { dst: Out32 = a } => { cx.set(dst, u64::from((cx.get(dst) as u32).wrapping_neg())); }
        Neg64 { dst: Out = a } => { cx.set(dst, cx.get(dst).wrapping_neg()); }
        Shl32RI { dst: Out32 = a, a: A = b, count: u8 = d } => {
            cx.set(dst, u64::from((cx.get(a) as u32).wrapping_shl(u32::from(count))));
        }
        Shl64RI { dst: Out = a, a: A = b, count: u8 = d } => {
            cx.set(dst, cx.get(a).wrapping_shl(u32::from(count)));
        }
        Shr32RI { dst: Out32 = a, a: A = b, count: u8 = d } => {
            cx.set(dst, u64::from((cx.get(a) as u32).wrapping_shr(u32::from(count))));
        }
        Shr64RI { dst: Out = a, a: A = b, count: u8 = d } => {
            cx.set(dst, cx.get(a).wrapping_shr(u32::from(count)));
        }
        Sar32RI { dst: Out32 = a, a: A = b, count: u8 = d } => {
            cx.set(dst, u64::from((cx.get(a) as i32).wrapping_shr(u32::from(count)) as u32));
        }
        Sar64RI { dst: Out = a, a: A = b, count: u8 = d } => {
            cx.set(dst, (cx.get(a) as i64).wrapping_shr(u32::from(count)) as u64);
        }
        Rol32RI { dst: Out32 = a, a: A = b, count: u8 = d } => {
            cx.set(dst, u64::from((cx.get(a) as u32).rotate_left(u32::from(count))));
        }
        Rol64RI { dst: Out = a, a: A = b, count: u8 = d } => {
            cx.set(dst, cx.get(a).rotate_left(u32::from(count)));
        }
        Shl32RR { dst: Out32 = a, a: A = b, count: B = c } => {
            cx.set(dst, u64::from((cx.get(a) as u32).wrapping_shl(cx.get(count) as u32)));
        }
        Shl64RR { dst: Out = a, a: A = b, count: B = c } => {
            cx.set(dst, cx.get(a).wrapping_shl(cx.get(count) as u32));
        }
        Shr32RR { dst: Out32 = a, a: A = b, count: B = c } => {
            cx.set(dst, u64::from((cx.get(a) as u32).wrapping_shr(cx.get(count) as u32)));
        }
        Shr64RR { dst: Out = a, a: A = b, count: B = c } => {
            cx.set(dst, cx.get(a).wrapping_shr(cx.get(count) as u32));
        }
        Sar32RR { dst: Out32 = a, a: A = b, count: B = c } => {
            cx.set(dst, u64::from((cx.get(a) as i32).wrapping_shr(cx.get(count) as u32) as u32));
        }
        Sar64RR { dst: Out = a, a: A = b, count: B = c } => {
            cx.set(dst, (cx.get(a) as i64).wrapping_shr(cx.get(count) as u32) as u64);
        }
        Rol32RR { dst: Out32 = a, a: A = b, count: B = c } => {
            cx.set(dst, u64::from((cx.get(a) as u32).rotate_left(cx.get(count) as u32 & 31)));
        }
        Rol64RR { dst: Out = a, a: A = b, count: B = c } => {
            cx.set(dst, cx.get(a).rotate_left(cx.get(count) as u32 & 63));
        }
        Ror32RR { dst: Out32 = a, a: A = b, count: B = c } => {
            cx.set(dst, u64::from((cx.get(a) as u32).rotate_right(cx.get(count) as u32 & 31)));
        }
        Ror64RR { dst: Out = a, a: A = b, count: B = c } => {
            cx.set(dst, cx.get(a).rotate_right(cx.get(count) as u32 & 63));
        }
        Imul32RR { dst: Out32 = a, a: A = b, b: B = c } => {
            cx.set(dst, u64::from((cx.get(a) as u32).wrapping_mul(cx.get(b) as u32)));
        }
        Imul64RR { dst: Out = a, a: A = b, b: B = c } => {
            cx.set(dst, cx.get(a).wrapping_mul(cx.get(b)));
        }
        Imul32RRI { dst: Out32 = a, src: A = b, imm: i32 = x } => {
            cx.set(dst, u64::from((cx.get(src) as u32).wrapping_mul(imm as u32)));
        }
        Imul64RRI { dst: Out = a, src: A = b, imm: i32 = x } => {
            cx.set(dst, cx.get(src).wrapping_mul(i64::from(imm) as u64));
        }
    }

    Any {
        /// `rdx:rax = rax * src`, unsigned, 64 bits.
        Mul64 { src: A = a } => {
            let product = u128::from(cx.get(Slot::Rax)) * u128::from(cx.get(src));
            cx.set(Slot::Rax, product as u64);
            cx.set(Slot::Rdx, (product >> 64) as u64);
        }
        Div { width: Width = d, src: Slot = a } => { cx.divide(width, src, int::div)?; }
        Idiv { width: Width = d, src: Slot = a } => { cx.divide(width, src, int::idiv)?; }
        Cdq {} => { cx.set(Slot::Rdx, u64::from((cx.get(Slot::Rax) as i32 >> 31) as u32)); }
        Cqo {} => { cx.set(Slot::Rdx, (cx.get(Slot::Rax) as i64 >> 63) as u64); }
    }

    None {
        Bswap32 { dst: Out32 = a } => { cx.set(dst, u64::from((cx.get(dst) as u32).swap_bytes())); }
        Bswap64 { dst: Out = a } => { cx.set(dst, cx.get(dst).swap_bytes()); }

        // A comparison, kept in the interpreter's one truth value
        Equal32RR { a: A = a, b: B = b } => { cx.set_truth((cx.get(a) as u32) == (cx.get(b) as u32)); }
        Equal64RR { a: A = a, b: B = b } => { cx.set_truth(cx.get(a) == cx.get(b)); }
        Below32RR { a: A = a, b: B = b } => { cx.set_truth((cx.get(a) as u32) < (cx.get(b) as u32)); }
        Below64RR { a: A = a, b: B = b } => { cx.set_truth(cx.get(a) < cx.get(b)); }
        Less32RR { a: A = a, b: B = b } => { cx.set_truth((cx.get(a) as i32) < (cx.get(b) as i32)); }
        Less64RR { a: A = a, b: B = b } => { cx.set_truth((cx.get(a) as i64) < (cx.get(b) as i64)); }
        Equal32RI { a: A = a, imm: i32 = x } => { cx.set_truth((cx.get(a) as u32) == imm as u32); }
        Equal64RI { a: A = a, imm: i32 = x } => { cx.set_truth(cx.get(a) == (i64::from(imm) as u64)); }
        Below32RI { a: A = a, imm: i32 = x } => { cx.set_truth((cx.get(a) as u32) < imm as u32); }
        Below64RI { a: A = a, imm: i32 = x } => { cx.set_truth(cx.get(a) < (i64::from(imm) as u64)); }
        Less32RI { a: A = a, imm: i32 = x } => { cx.set_truth((cx.get(a) as i32) < imm); }
        Less64RI { a: A = a, imm: i32 = x } => { cx.set_truth((cx.get(a) as i64) < i64::from(imm)); }
        Equal8RI { a: A = a, imm: u32 = x } => { cx.set_truth(cx.get(a) as u8 == imm as u8); }
        Less8RI { a: A = a, imm: u32 = x } => { cx.set_truth((cx.get(a) as i8) < imm as i8); }
        Below8RI { a: A = a, imm: u32 = x } => { cx.set_truth((cx.get(a) as u8) < imm as u8); }
        /// `a & b == 0`
        Disjoint32RR { a: A = a, b: B = b } => {
            cx.set_truth((cx.get(a) as u32) & (cx.get(b) as u32) == 0);
        }
        Disjoint64RR { a: A = a, b: B = b } => { cx.set_truth(cx.get(a) & cx.get(b) == 0); }
        Disjoint32RI { a: A = a, imm: i32 = x } => { cx.set_truth((cx.get(a) as u32) & imm as u32 == 0); }
        Disjoint64RI { a: A = a, imm: i32 = x } => { cx.set_truth(cx.get(a) & (i64::from(imm) as u64) == 0); }
        /// Bit `index` (modulo the width) of `a`.
        Bit32RR { a: A = a, index: B = b } => {
            cx.set_truth((cx.get(a) as u32).wrapping_shr(cx.get(index) as u32) & 1 != 0);
        }
        Bit64RR { a: A = a, index: B = b } => {
            cx.set_truth(cx.get(a).wrapping_shr(cx.get(index) as u32) & 1 != 0);
        }
    }

    Vector {
        FloatTest64 { test: FloatTest = d, a: Slot = a, b: Slot = b } => {
            cx.set_truth(float_test(test, f64::from_bits(cx.x(a).low64()).partial_cmp(&f64::from_bits(cx.x(b).low64()))));
        }
        FloatTest32 { test: FloatTest = d, a: Slot = a, b: Slot = b } => {
            cx.set_truth(float_test(test, f32::from_bits(cx.x(a).low32()).partial_cmp(&f32::from_bits(cx.x(b).low32()))));
        }
    }

    None {
        /// Adds; the carry is the truth value.
        AddCarry32RR { dst: Out = a, src: A = b } => {
            let (sum, carry) = (cx.get(dst) as u32).overflowing_add(cx.get(src) as u32);
            cx.set(dst, u64::from(sum));
            cx.set_truth(carry);
        }
        AddCarry64RR { dst: Out = a, src: A = b } => {
            let (sum, carry) = cx.get(dst).overflowing_add(cx.get(src));
            cx.set(dst, sum);
            cx.set_truth(carry);
        }
        /// Adds the truth value too; the carry is the truth value.
        Adc32RR { dst: Out = a, src: A = b } => {
            let (sum, carry) = (cx.get(dst) as u32).carrying_add(cx.get(src) as u32, cx.truth());
            cx.set(dst, u64::from(sum));
            cx.set_truth(carry);
        }
        Adc64RR { dst: Out = a, src: A = b } => {
            let (sum, carry) = cx.get(dst).carrying_add(cx.get(src), cx.truth());
            cx.set(dst, sum);
            cx.set_truth(carry);
        }
        /// Subtracts the truth value too; the borrow is the truth value.
        Sbb32RR { dst: Out = a, src: A = b } => {
            let (difference, borrow) = (cx.get(dst) as u32).borrowing_sub(cx.get(src) as u32, cx.truth());
            cx.set(dst, u64::from(difference));
            cx.set_truth(borrow);
        }
        Sbb64RR { dst: Out = a, src: A = b } => {
            let (difference, borrow) = cx.get(dst).borrowing_sub(cx.get(src), cx.truth());
            cx.set(dst, difference);
            cx.set_truth(borrow);
        }

        /// Takes the truth value from the machine's flags.
        Ask { cond: Cond = d } => { cx.set_truth(int::cond(cond, cx.machine.flags)); }

        // Uses of the truth value; `want` is what it must be
        SetIf { dst: Out = a, want: bool = d } => {
            cx.set(dst, (cx.get(dst) & !0xff) | u64::from(cx.truth() == want));
        }
        MovIf32 { dst: Out32 = a, src: A = b, want: bool = d } => {
            let value = if cx.truth() == want { cx.get(src) } else { cx.get(dst) };
            cx.set(dst, value & 0xffff_ffff);
        }
        MovIf64 { dst: Out = a, src: A = b, want: bool = d } => {
            let value = if cx.truth() == want { cx.get(src) } else { cx.get(dst) };
            cx.set(dst, value);
        }
    }

    Any {
        JumpIf { want: bool = d, taken: u32 = y } => { cx.jump_if(cx.truth() == want, taken)?; }

        // Comparison and jump in one
        JumpEqual32RR { a: A = a, b: B = b, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as u32) == (cx.get(b) as u32), taken)?;
        }
        JumpEqual64RR { a: A = a, b: B = b, taken: u32 = y } => {
            cx.jump_if(cx.get(a) == cx.get(b), taken)?;
        }
        JumpNotEqual32RR { a: A = a, b: B = b, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as u32) != (cx.get(b) as u32), taken)?;
        }
        JumpNotEqual64RR { a: A = a, b: B = b, taken: u32 = y } => {
            cx.jump_if(cx.get(a) != cx.get(b), taken)?;
        }
        JumpBelow32RR { a: A = a, b: B = b, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as u32) < (cx.get(b) as u32), taken)?;
        }
        JumpBelow64RR { a: A = a, b: B = b, taken: u32 = y } => {
            cx.jump_if(cx.get(a) < cx.get(b), taken)?;
        }
        JumpNotBelow32RR { a: A = a, b: B = b, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as u32) >= (cx.get(b) as u32), taken)?;
        }
        JumpNotBelow64RR { a: A = a, b: B = b, taken: u32 = y } => {
            cx.jump_if(cx.get(a) >= cx.get(b), taken)?;
        }
        JumpLess32RR { a: A = a, b: B = b, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as i32) < (cx.get(b) as i32), taken)?;
        }
        JumpLess64RR { a: A = a, b: B = b, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as i64) < (cx.get(b) as i64), taken)?;
        }
        JumpNotLess32RR { a: A = a, b: B = b, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as i32) >= (cx.get(b) as i32), taken)?;
        }
        JumpNotLess64RR { a: A = a, b: B = b, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as i64) >= (cx.get(b) as i64), taken)?;
        }
        JumpEqual32RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as u32) == imm as u32, taken)?;
        }
        JumpEqual64RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if(cx.get(a) == (i64::from(imm) as u64), taken)?;
        }
        JumpNotEqual32RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as u32) != imm as u32, taken)?;
        }
        JumpNotEqual64RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if(cx.get(a) != (i64::from(imm) as u64), taken)?;
        }
        JumpBelow32RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as u32) < imm as u32, taken)?;
        }
        JumpBelow64RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if(cx.get(a) < (i64::from(imm) as u64), taken)?;
        }
        JumpNotBelow32RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as u32) >= imm as u32, taken)?;
        }
        JumpNotBelow64RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if(cx.get(a) >= (i64::from(imm) as u64), taken)?;
        }
        JumpLess32RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as i32) < imm, taken)?;
        }
        JumpLess64RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as i64) < i64::from(imm), taken)?;
        }
        JumpNotLess32RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as i32) >= imm, taken)?;
        }
        JumpNotLess64RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as i64) >= i64::from(imm), taken)?;
        }
        JumpEqual8RI { a: A = a, imm: u32 = x, taken: u32 = y } => {
            cx.jump_if(cx.get(a) as u8 == imm as u8, taken)?;
        }
        JumpNotEqual8RI { a: A = a, imm: u32 = x, taken: u32 = y } => {
            cx.jump_if(cx.get(a) as u8 != imm as u8, taken)?;
        }
        JumpLess8RI { a: A = a, imm: u32 = x, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as i8) < imm as i8, taken)?;
        }
        JumpNotLess8RI { a: A = a, imm: u32 = x, taken: u32 = y } => {
            cx.jump_if(cx.get(a) as i8 >= imm as i8, taken)?;
        }
        JumpBelow8RI { a: A = a, imm: u32 = x, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as u8) < imm as u8, taken)?;
        }
        JumpNotBelow8RI { a: A = a, imm: u32 = x, taken: u32 = y } => {
            cx.jump_if(cx.get(a) as u8 >= imm as u8, taken)?;
        }
        JumpDisjoint32RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as u32) & imm as u32 == 0, taken)?;
        }
        JumpMeet32RI { a: A = a, imm: i32 = x, taken: u32 = y } => {
            cx.jump_if((cx.get(a) as u32) & imm as u32 != 0, taken)?;
        }

        // Arithmetic with flags, at any width
        AluFlags { alu: Alu = d, width: Width = y, dst: Slot = a, src: Slot = b } => {
            alu_flags(cx.machine, alu, width, dst, src);
        }
        ShiftFlags { shift: Shift = d, width: Width = y, dst: Slot = a, count: A = b } => {
            let value = cx.get(dst) & width.mask();
            let (result, flags) = int::shift(shift, width, value, cx.get(count), cx.machine.flags);
            insert(cx.machine, width, dst, result);
            cx.machine.flags = flags;
        }
        ImulFlags { width: Width = d, dst: Slot = a, src: A = b } => {
            let (a, b) = (cx.get(dst) & width.mask(), cx.get(src) & width.mask());
            let (low, _, flags) = int::imul(width, a, b, cx.machine.flags);
            insert(cx.machine, width, dst, low);
            cx.machine.flags = flags;
        }
    }

    None {
        SetFlag { cond: Cond = d, dst: Out = a } => {
            cx.set(dst, (cx.get(dst) & !0xff) | u64::from(int::cond(cond, cx.machine.flags)));
        }
        MovFlag { cond: Cond = d, width: Width = y, dst: Out = a, src: A = b } => {
            let value = if int::cond(cond, cx.machine.flags) { cx.get(src) } else { cx.get(dst) };
            cx.set(dst, value & width.mask());
        }
    }

    Any {
        JumpFlag { cond: Cond = d, taken: u32 = y } => {
            cx.jump_if(int::cond(cond, cx.machine.flags), taken)?;
        }

        // Stack and control
        Push { src: A = a } => {
            let value = cx.get(src);
            let addr = cx.by_rsp(-8);
            cx.store_stack(addr, value)?;
            cx.set(Slot::Rsp, u64::from(addr.0));
        }
        PushI { imm: i32 = x } => {
            let addr = cx.by_rsp(-8);
            cx.store_stack(addr, i64::from(imm))?;
            cx.set(Slot::Rsp, u64::from(addr.0));
        }
        Pop { dst: Out = a } => {
            let addr = cx.by_rsp(0);
            let value: u64 = cx.load_stack(addr)?;
            cx.set(Slot::Rsp, u64::from(addr.offset(8).0));
            cx.set(dst, value);
        }
        Leave {} => {
            let addr = GuestAddr(cx.get(Slot::Rbp) as u32);
            let value: u64 = cx.load_stack(addr)?;
            cx.set(Slot::Rsp, u64::from(addr.offset(8).0));
            cx.set(Slot::Rbp, value);
        }
        /// `jrcxz`, `jecxz`
        JumpZeroCount { width: Width = d, taken: u32 = y } => {
            cx.jump_if(cx.machine.reg(Reg::Rcx, width) == 0, taken)?;
        }
        Jump { target: u32 = y } => { cx.enter(target)?; }
        Call { back: u32 = x, target: u32 = y } => {
            let addr = cx.by_rsp(-8);
            cx.store_stack(addr, u64::from(back))?;
            cx.set(Slot::Rsp, u64::from(addr.0));
            cx.machine.end_flags();
            cx.enter(target)?;
        }
        JumpR { src: A = a } => {
            cx.machine.end_flags();
            cx.go(GuestAddr::wrap(cx.get(src)), Why::Jump)?;
        }
        CallR { src: A = a, back: u32 = x } => {
            let target = GuestAddr::wrap(cx.get(src));
            let addr = cx.by_rsp(-8);
            cx.store_stack(addr, u64::from(back))?;
            cx.set(Slot::Rsp, u64::from(addr.0));
            cx.machine.end_flags();
            cx.go(target, Why::Jump)?;
        }
        Ret { release: u32 = x } => {
            let addr = cx.by_rsp(0);
            let target: u64 = cx.load_stack(addr)?;
            cx.set(Slot::Rsp, u64::from(addr.offset(8 + release).0));
            cx.machine.end_flags();
            cx.go(GuestAddr::wrap(target), Why::Return)?;
        }
        /// The function's number, and the address behind the instruction.
        HostCall { function: u8 = d, next: u32 = x } => { cx.leave(Why::HostCall)?; }
        /// `loop`, `loope`, `loopne`, by its index.
        Loop { inst: u32 = x, taken: u32 = y } => {
            let next = cx.execute(inst)?;
            let jumps = next != Next::Sequential;
            cx.jump_if(jumps, taken)?;
        }
        /// Ends a block whose gas must be settled before its last instruction: a repeated string instruction,
        /// by its index.
        Repeat { inst: u32 = x } => { cx.leave(Why::Repeat)?; }
        /// A jump of `site` to a block that may not have been decoded: finds it and mends the jump.
        Stub { addr: u32 = x, site: u32 = y } => { cx.leave(Why::Link)?; }
        /// An address without an accepted instruction.
        Fault {} => { cx.leave(Why::Trap)?; }
        /// Any other instruction, by its index.
        General { inst: u32 = x } => {
            cx.execute(inst)?;
        }
    }

    Vector {
        // Vectors
        MovX { dst: Slot = a, src: Slot = b } => { cx.set_x(dst, cx.x(src)); }
        /// Low 64 bits to low 64 bits, the rest zero.
        MovXLow { dst: Slot = a, src: Slot = b } => { cx.set_x(dst, Packed::from_low64(cx.x(src).low64())); }
    }

    Memory {
        LoadX { dst: Slot = a, ea: Ea<A, B> = ea } => { let value: Packed = cx.load(cx.ea(ea))?; cx.set_x(dst, value); }
        /// As `LoadX`; traps unless the address is a multiple of 16.
        LoadXAligned { dst: Slot = a, ea: Ea<A, B> = ea } => {
            let addr = cx.ea(ea);
            cx.aligned(addr, 16)?;
            let value: Packed = cx.load(addr)?; cx.set_x(dst, value);
        }
        /// 8 bytes; the rest is zero.
        LoadX64 { dst: Slot = a, ea: Ea<A, B> = ea } => {
            let value = cx.load(cx.ea(ea))?;
            cx.set_x(dst, Packed::from_low64(value));
        }
        /// 4 bytes; the rest is zero.
        LoadX32 { dst: Slot = a, ea: Ea<A, B> = ea } => {
            let value = cx.load(cx.ea(ea))?;
            cx.set_x(dst, Packed::from_low32(value));
        }
        StoreX { src: Slot = a, ea: Ea<A, B> = ea } => { cx.store(cx.ea(ea), cx.x(src))?; }
        StoreXAligned { src: Slot = a, ea: Ea<A, B> = ea } => {
            let addr = cx.ea(ea);
            cx.aligned(addr, 16)?;
            cx.store(addr, cx.x(src))?;
        }
        StoreX64 { src: Slot = a, ea: Ea<A, B> = ea } => { cx.store(cx.ea(ea), cx.x(src).low64())?; }
        StoreX32 { src: Slot = a, ea: Ea<A, B> = ea } => { cx.store(cx.ea(ea), cx.x(src).low32())?; }
    }

    Vector {
        /// General register to vector, the rest zero.
        XFrom32 { dst: Slot = a, src: A = b } => { cx.set_x(dst, Packed::from_low32(cx.get(src) as u32)); }
        XFrom64 { dst: Slot = a, src: A = b } => { cx.set_x(dst, Packed::from_low64(cx.get(src))); }
        XTo32 { dst: Out = a, src: Slot = b } => { cx.set(dst, u64::from(cx.x(src).low32())); }
        XTo64 { dst: Out = a, src: Slot = b } => { cx.set(dst, cx.x(src).low64()); }
    }

    Memory {
        /// Memory to the low 64 bits; the others are those of `a`. (Of the destination itself they would not
        /// be stored, and the next load of all 128 bits would wait.)
        LoadXLow { dst: Slot = a, a: Slot = e, ea: Ea<A, B> = ea } => {
            let value = cx.load(cx.ea(ea))?;
            cx.set_x(dst, cx.x(a).with_low64(value));
        }
        /// Memory to the high 64 bits; the others are those of `a`.
        LoadXHigh { dst: Slot = a, a: Slot = e, ea: Ea<A, B> = ea } => {
            let value = cx.load(cx.ea(ea))?;
            cx.set_x(dst, Packed::pair(cx.x(a).low64(), value));
        }
        StoreXHigh { src: Slot = a, ea: Ea<A, B> = ea } => { cx.store(cx.ea(ea), cx.x(src).high64())?; }
    }

    Vector {
        DoubleFrom32 { dst: Slot = a, a: Slot = b, src: A = c } => {
            cx.set_x(dst, cx.x(a).with_low64(double::from_i32(cx.get(src) as u32)));
        }
        DoubleFrom64 { dst: Slot = a, a: Slot = b, src: A = c } => {
            cx.set_x(dst, cx.x(a).with_low64(double::from_i64(cx.get(src))));
        }
        SingleFrom32 { dst: Slot = a, a: Slot = b, src: A = c } => {
            cx.set_x(dst, cx.x(a).with_low32(single::from_i32(cx.get(src) as u32)));
        }
        SingleFrom64 { dst: Slot = a, a: Slot = b, src: A = c } => {
            cx.set_x(dst, cx.x(a).with_low32(single::from_i64(cx.get(src))));
        }
        TruncateDouble32 { dst: Out = a, src: Slot = b } => {
            cx.set(dst, u64::from(double::truncate_to_i32(cx.x(src).low64())));
        }
        TruncateDouble64 { dst: Out = a, src: Slot = b } => {
            cx.set(dst, double::truncate_to_i64(cx.x(src).low64()));
        }
        TruncateSingle32 { dst: Out = a, src: Slot = b } => {
            cx.set(dst, u64::from(single::truncate_to_i32(cx.x(src).low32())));
        }
        TruncateSingle64 { dst: Out = a, src: Slot = b } => {
            cx.set(dst, single::truncate_to_i64(cx.x(src).low32()));
        }
        /// A function of two vectors and a byte, by [`lane`], that depends on their low halves alone.
        Lane { run: Run = next, dst: Slot = a, a: Slot = b, b: Slot = c, imm: u8 = d } => { cx.leave(Why::Trap)?; }
        /// The same, of upper halves too, or of the destination's old value: a copy cannot be taken in.
        LaneWhole { run: Run = next, dst: Slot = a, a: Slot = b, b: Slot = c, imm: u8 = d } => { cx.leave(Why::Trap)?; }

        // Vectors whose upper half is zeroed, and of 256 bits
        MovV { dst: Slot = a, src: Slot = b } => { cx.set_y(dst, [cx.x(src), Packed::ZERO]); }
        MovY { dst: Slot = a, src: Slot = b } => { cx.set_y(dst, cx.y(src)); }
        /// Zeroes the upper half.
        ZeroUpper { dst: Slot = a } => { cx.set_y(dst, [cx.x(dst), Packed::ZERO]); }
        /// Zeroes all upper halves.
        ZeroUppers {} => { cx.machine.vectors.iter_mut().for_each(|v| v[1] = Packed::ZERO); }
    }

    Memory {
        LoadV { dst: Slot = a, ea: Ea<A, B> = ea } => { let value: Packed = cx.load(cx.ea(ea))?; cx.set_y(dst, [value, Packed::ZERO]); }
        LoadVAligned { dst: Slot = a, ea: Ea<A, B> = ea } => {
            let addr = cx.ea(ea);
            cx.aligned(addr, 16)?;
            let value: Packed = cx.load(addr)?;
            cx.set_y(dst, [value, Packed::ZERO]);
        }
        LoadV64 { dst: Slot = a, ea: Ea<A, B> = ea } => {
            let value = cx.load(cx.ea(ea))?;
            cx.set_y(dst, [Packed::from_low64(value), Packed::ZERO]);
        }
        LoadV32 { dst: Slot = a, ea: Ea<A, B> = ea } => {
            let value = cx.load(cx.ea(ea))?;
            cx.set_y(dst, [Packed::from_low32(value), Packed::ZERO]);
        }
        LoadY { dst: Slot = a, ea: Ea<A, B> = ea } => { let value: Vector = cx.load(cx.ea(ea))?; cx.set_y(dst, value); }
        LoadYAligned { dst: Slot = a, ea: Ea<A, B> = ea } => {
            let addr = cx.ea(ea);
            cx.aligned(addr, 32)?;
            let value: Vector = cx.load(addr)?;
            cx.set_y(dst, value);
        }
        StoreY { src: Slot = a, ea: Ea<A, B> = ea } => { cx.store(cx.ea(ea), cx.y(src))?; }
        StoreYAligned { src: Slot = a, ea: Ea<A, B> = ea } => {
            let addr = cx.ea(ea);
            cx.aligned(addr, 32)?;
            cx.store(addr, cx.y(src))?;
        }
    }

    Vector {
        Broadcast8 { wide: bool = d, dst: Slot = a, src: Slot = b } => {
            cx.set_v(wide, dst, [u8x16::join([u8x16::of(cx.x(src))[0]; 16]); 2]);
        }
        Broadcast16 { wide: bool = d, dst: Slot = a, src: Slot = b } => {
            cx.set_v(wide, dst, [u16x8::join([u16x8::of(cx.x(src))[0]; 8]); 2]);
        }
        Broadcast32 { wide: bool = d, dst: Slot = a, src: Slot = b } => {
            cx.set_v(wide, dst, [u32x4::join([cx.x(src).low32(); 4]); 2]);
        }
        Broadcast64 { wide: bool = d, dst: Slot = a, src: Slot = b } => {
            cx.set_v(wide, dst, [u64x2::join([cx.x(src).low64(); 2]); 2]);
        }
        Broadcast128 { dst: Slot = a, src: Slot = b } => { cx.set_y(dst, [cx.x(src); 2]); }
        /// `b` to the low or the high half of `a`.
        InsertHalf { high: bool = d, dst: Slot = a, a: Slot = b, b: Slot = c } => {
            let ([low, upper], half) = (cx.y(a), cx.x(b));
            cx.set_y(dst, if high { [low, half] } else { [half, upper] });
        }
        ExtractHalf { high: bool = d, dst: Slot = a, src: Slot = b } => {
            let [low, upper] = cx.y(src);
            cx.set_y(dst, [if high { upper } else { low }, Packed::ZERO]);
        }
        SelectHalves { imm: u8 = d, dst: Slot = a, a: Slot = b, b: Slot = c } => {
            cx.set_y(dst, wide::select_halves(cx.y(a), cx.y(b), imm));
        }
        Permute64 { imm: u8 = d, dst: Slot = a, src: Slot = b } => {
            cx.set_y(dst, wide::permute_quadwords(cx.y(src), imm));
        }
        Permute32 { dst: Slot = a, indices: Slot = b, src: Slot = c } => {
            cx.set_y(dst, wide::permute_doublewords(cx.y(indices), cx.y(src)));
        }
        Blend8 { wide: bool = y, mask: Slot = d, dst: Slot = a, a: Slot = b, b: Slot = c } => {
            blend(cx.machine, BlendLane::Byte, wide, mask, dst, a, b);
        }
        Blend32 { wide: bool = y, mask: Slot = d, dst: Slot = a, a: Slot = b, b: Slot = c } => {
            blend(cx.machine, BlendLane::Single, wide, mask, dst, a, b);
        }
        Blend64 { wide: bool = y, mask: Slot = d, dst: Slot = a, a: Slot = b, b: Slot = c } => {
            blend(cx.machine, BlendLane::Double, wide, mask, dst, a, b);
        }
        /// Whether two vectors have no set bit in common.
        DisjointX { wide: bool = d, a: Slot = a, b: Slot = b } => {
            let (a, b) = (cx.v(wide, a), cx.v(wide, b));
            cx.set_truth((a[0] & b[0]) | (a[1] & b[1]) == Packed::ZERO);
        }
        /// Whether all set bits of `b` are set in `a`.
        CoversX { wide: bool = d, a: Slot = a, b: Slot = b } => {
            let (a, b) = (cx.v(wide, a), cx.v(wide, b));
            cx.set_truth((!a[0] & b[0]) | (!a[1] & b[1]) == Packed::ZERO);
        }
        /// The top bits of all lanes.
        Signs8 { wide: bool = d, dst: Out = a, src: Slot = b } => {
            cx.set(dst, u64::from(vector::signs(cx.v(wide, src), 8)));
        }
        Signs32 { wide: bool = d, dst: Out = a, src: Slot = b } => {
            cx.set(dst, u64::from(vector::signs(cx.v(wide, src), 32)));
        }
        Signs64 { wide: bool = d, dst: Out = a, src: Slot = b } => {
            cx.set(dst, u64::from(vector::signs(cx.v(wide, src), 64)));
        }
        /// The lane of a width that starts at a bit.
        Extract { width: Width = y, bit: u8 = d, dst: Out = a, src: Slot = b } => {
            let src = cx.x(src);
            let word = if bit & 64 == 0 { src.low64() } else { src.high64() };
            cx.set(dst, word.wrapping_shr(u32::from(bit)) & width.mask());
        }
    }

    None {
        // BMI and its kin, without flags
        Andn32 { dst: Out = a, a: A = b, b: B = c } => {
            cx.set(dst, u64::from(!(cx.get(a) as u32) & cx.get(b) as u32));
        }
        Andn64 { dst: Out = a, a: A = b, b: B = c } => { cx.set(dst, !cx.get(a) & cx.get(b)); }
        Blsr32 { dst: Out = a, src: A = b } => {
            cx.set(dst, int::blsr(Width::B4, u64::from(cx.get(src) as u32), FlagSet::NONE).0);
        }
        Blsr64 { dst: Out = a, src: A = b } => {
            cx.set(dst, int::blsr(Width::B8, cx.get(src), FlagSet::NONE).0);
        }
        Blsi32 { dst: Out = a, src: A = b } => {
            cx.set(dst, int::blsi(Width::B4, u64::from(cx.get(src) as u32), FlagSet::NONE).0);
        }
        Blsi64 { dst: Out = a, src: A = b } => {
            cx.set(dst, int::blsi(Width::B8, cx.get(src), FlagSet::NONE).0);
        }
        Blsmsk32 { dst: Out = a, src: A = b } => {
            cx.set(dst, int::blsmsk(Width::B4, u64::from(cx.get(src) as u32), FlagSet::NONE).0);
        }
        Blsmsk64 { dst: Out = a, src: A = b } => {
            cx.set(dst, int::blsmsk(Width::B8, cx.get(src), FlagSet::NONE).0);
        }
        Popcnt32 { dst: Out = a, src: A = b } => { cx.set(dst, u64::from((cx.get(src) as u32).count_ones())); }
        Popcnt64 { dst: Out = a, src: A = b } => { cx.set(dst, u64::from(cx.get(src).count_ones())); }
        Lzcnt32 { dst: Out = a, src: A = b } => { cx.set(dst, u64::from((cx.get(src) as u32).leading_zeros())); }
        Lzcnt64 { dst: Out = a, src: A = b } => { cx.set(dst, u64::from(cx.get(src).leading_zeros())); }
        Tzcnt32 { dst: Out = a, src: A = b } => { cx.set(dst, u64::from((cx.get(src) as u32).trailing_zeros())); }
        Tzcnt64 { dst: Out = a, src: A = b } => { cx.set(dst, u64::from(cx.get(src).trailing_zeros())); }
        Bzhi { width: Width = d, dst: Out = a, a: A = b, index: B = c } => {
            cx.set(dst, int::bzhi(width, cx.get(a) & width.mask(), cx.get(index), FlagSet::NONE).0);
        }
        Bextr { width: Width = d, dst: Out = a, a: A = b, control: B = c } => {
            cx.set(dst, int::bextr(width, cx.get(a) & width.mask(), cx.get(control), FlagSet::NONE).0);
        }
        Pdep { width: Width = d, dst: Out = a, a: A = b, mask: B = c } => {
            cx.set(dst, int::pdep(cx.get(a), cx.get(mask) & width.mask()));
        }
        Pext { width: Width = d, dst: Out = a, a: A = b, mask: B = c } => {
            cx.set(dst, int::pext(cx.get(a), cx.get(mask) & width.mask()));
        }
    }

    Any {
        /// `rdx * src`; of one register twice, the high half stays.
        Mulx32 { high: Slot = a, low: Slot = b, src: A = c } => {
            let product = u64::from(cx.get(Slot::Rdx) as u32) * u64::from(cx.get(src) as u32);
            cx.set(low, product & 0xffff_ffff);
            cx.set(high, product >> 32);
        }
        Mulx64 { high: Slot = a, low: Slot = b, src: A = c } => {
            let product = u128::from(cx.get(Slot::Rdx)) * u128::from(cx.get(src));
            cx.set(low, product as u64);
            cx.set(high, (product >> 64) as u64);
        }
    }
}

/// The function that executes a lane-wise or fused operation on registers, if it is one; with `counted`, the
/// operation takes the immediate in place of a vector.
pub fn lane(op: Op, counted: bool, imm: u8, upper: Upper) -> Option<Run> {
    macro_rules! runs {
        ($($(#[doc = $unit_doc:literal])+ $unit:ident {
            $($(#[doc = $doc:literal])+ $op:ident $name:literal $class:ident: [$($form:ident)+];)+
        })+) => {
            match (op, counted) {
                $($(
                    (Op::$op, false) => lane_with::<{ Op::$op as u16 }, false, ANY>(upper),
                    (Op::$op, true) => lane_with::<{ Op::$op as u16 }, true, ANY>(upper),
                )+)+
            }
        };
    }
    if lane_function(op, counted).is_none() && (counted || avx::fused(op).is_none()) {
        return None;
    }
    Some(frequent(op, counted, imm, upper).unwrap_or(echo_abi::for_each_inst!(runs)))
}

/// In place of an immediate: the word has it.
const ANY: u16 = 0x100;

/// Immediates that compilers often write, where they say which lane goes where: known to the compiler, they
/// make an instruction of a dozen.
macro_rules! frequent {
    ($($op:ident $counted:literal: $($imm:literal)+;)+) => {
        fn frequent(op: Op, counted: bool, imm: u8, upper: Upper) -> Option<Run> {
            Some(match (op, counted, imm) {
                $($((Op::$op, $counted, $imm) => lane_with::<{ Op::$op as u16 }, $counted, $imm>(upper),)+)+
                _ => return None,
            })
        }
    };
}

frequent! {
    Pshufd false: 0x00 0x08 0x0d 0x0e 0x1b 0x31 0x39 0x40 0x44 0x4e 0x50 0x54 0x55 0x60 0x88 0x93 0xa0 0xaa 0xb1
        0xd4 0xd8 0xdd 0xe1 0xe5 0xe8 0xee 0xf5 0xfa 0xfe 0xff;
    Vpermilps true: 0x00 0x08 0x0d 0x0e 0x1b 0x31 0x39 0x44 0x4e 0x50 0x54 0x55 0x88 0x93 0xa0 0xaa 0xb1 0xd4
        0xd8 0xdd 0xe1 0xe5 0xe8 0xee 0xf5 0xfa 0xff;
    Vpermilpd true: 0x00 0x01 0x03 0x05;
    Shufps false: 0x00 0x0c 0x14 0x1b 0x28 0x41 0x44 0x4e 0x50 0x55 0x84 0x88 0x93 0x99 0xa0 0xaa 0xb1 0xc6 0xc9
        0xd8 0xdd 0xe1 0xe2 0xe4 0xe5 0xe8 0xee 0xf5 0xfa 0xff;
    Shufpd false: 0x00 0x01 0x02 0x03 0x05;
    Pshuflw false: 0x00 0x08 0x1b 0x39 0x44 0x4e 0x50 0x55 0x60 0x88 0x93 0xa0 0xaa 0xb1 0xd4 0xd8 0xe1 0xe8 0xee
        0xf5 0xfa 0xff;
    Pshufhw false: 0x00 0x08 0x1b 0x39 0x44 0x4e 0x50 0x55 0x60 0x88 0x93 0xa0 0xaa 0xb1 0xd4 0xd8 0xe1 0xe8 0xee
        0xf5 0xfa 0xff;
    Pslldq true: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
    Psrldq true: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
    Palignr false: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
    Pinsrb false: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
    Pinsrw false: 0 1 2 3 4 5 6 7;
    Pinsrd false: 0 1 2 3;
    Pinsrq false: 0 1;
    Blendps false: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
    Vpblendd false: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
    Blendpd false: 1 2 3 5 6 9 10;
    Pblendw false: 0x01 0x0f 0x33 0x55 0xaa 0xcc 0xf0;
}

fn lane_with<const OP: u16, const COUNTED: bool, const IMM: u16>(upper: Upper) -> Run {
    match upper {
        Upper::Kept => run_lane::<OP, COUNTED, IMM, { Upper::Kept as u8 }>,
        Upper::Zeroed => run_lane::<OP, COUNTED, IMM, { Upper::Zeroed as u8 }>,
        Upper::Computed => run_lane::<OP, COUNTED, IMM, { Upper::Computed as u8 }>,
    }
}

/// The function of 128 bits of a lane-wise operation.
const fn lane_function(op: Op, counted: bool) -> Option<Lanes> {
    match (op, counted) {
        (Op::Vpermilps, true) => Some(avx::vpermilps_immediate),
        (Op::Vpermilpd, true) => Some(avx::vpermilpd_immediate),
        (_, true) if !vector::is_shift(op) => None,
        _ => alu::lanes(op),
    }
}

/// `destination = f(first, second, immediate)`, with the function of the operation whose number is `OP`: a
/// handler for each, for the function to be inlined. `UPPER` is an [`Upper`], `IMM` the immediate or [`ANY`].
fn run_lane<const OP: u16, const COUNTED: bool, const IMM: u16, const UPPER: u8>(
    machine: &mut Machine,
    blocks: &Blocks,
    words: Words<'_>,
    held: u64,
) -> Leave {
    let Some(likely) = (const { lanes::likely(Op::ALL[OP as usize]) }) else {
        return run_exact::<OP, COUNTED, IMM, UPPER>(machine, blocks, words, held);
    };
    let mut rest = words.clone();
    let Some(word) = rest.next() else { return Leave::LOST };
    let vectors = machine.vectors.all_mut();
    let (a, b) = (vectors[word.b as usize], vectors[word.c as usize]);
    let low = likely(a[0], b[0]);
    let wide = const { UPPER == Upper::Computed as u8 };
    let high =
        if wide { likely(a[1], vector::high_source(Op::ALL[OP as usize], b)) } else { Some(Packed::ZERO) };
    let (Some(low), Some(high)) = (low, high) else {
        return run_unlikely::<OP, COUNTED, IMM, UPPER>(machine, blocks, words, held);
    };
    let destination = &mut vectors[word.a as usize];
    if const { UPPER == Upper::Kept as u8 } {
        destination[0] = low;
    } else {
        *destination = [low, high];
    }
    (word.next)(machine, blocks, rest, held)
}

/// [`run_exact`] for once. (To call it from here, as the last thing done, costs no stack frame.)
#[cold]
#[inline(never)]
fn run_unlikely<const OP: u16, const COUNTED: bool, const IMM: u16, const UPPER: u8>(
    machine: &mut Machine,
    blocks: &Blocks,
    words: Words<'_>,
    held: u64,
) -> Leave {
    run_exact::<OP, COUNTED, IMM, UPPER>(machine, blocks, words, held)
}

/// By the function that knows all rules.
#[inline(always)]
fn run_exact<const OP: u16, const COUNTED: bool, const IMM: u16, const UPPER: u8>(
    machine: &mut Machine,
    blocks: &Blocks,
    mut words: Words<'_>,
    held: u64,
) -> Leave {
    let Some(word) = words.next() else { return Leave::LOST };
    let op = const { Op::ALL[OP as usize] };
    let imm = if const { IMM == ANY } { word.d } else { IMM as u8 };
    let vectors = machine.vectors.all_mut();
    let a = vectors[word.b as usize];
    let b = if COUNTED && const { vector::is_shift(Op::ALL[OP as usize]) } {
        [Packed::from_low64(u64::from(imm)); 2]
    } else {
        vectors[word.c as usize]
    };
    if let Some(lanes) = const { lane_function(Op::ALL[OP as usize], COUNTED) } {
        // What is read comes first, and where to write last: that takes fewer registers.
        match UPPER {
            0 => {
                let low = lanes(a[0], b[0], imm);
                vectors[word.a as usize][0] = low;
            }
            1 => {
                let low = lanes(a[0], b[0], imm);
                vectors[word.a as usize] = [low, Packed::ZERO];
            }
            _ => {
                let both = vector::halves(op, lanes, a, b, imm);
                vectors[word.a as usize] = both;
            }
        }
    } else if let Some(fused) = const { avx::fused(Op::ALL[OP as usize]) } {
        let destination = &mut vectors[word.a as usize];
        let low = fused.apply([destination[0], a[0], b[0]]);
        let high = if UPPER == 2 { fused.apply([destination[1], a[1], b[1]]) } else { Packed::ZERO };
        *destination = [low, high];
    }
    (word.next)(machine, blocks, words, held)
}

/// Lanes of `b` where the mask is negative, else of `a`.
#[inline(always)]
fn blend(machine: &mut Machine, lane: BlendLane, wide: bool, mask: Slot, dst: Slot, a: Slot, b: Slot) {
    let vectors = machine.vectors.all_mut();
    let [a, b, mask] = [a, b, mask].map(|slot| vectors[slot as usize]);
    let low = sse4::blend(lane, a[0], b[0], mask[0]);
    let high = if wide { sse4::blend(lane, a[1], b[1], mask[1]) } else { Packed::ZERO };
    vectors[dst as usize] = [low, high];
}

#[inline(always)]
fn float_test(test: FloatTest, order: Option<std::cmp::Ordering>) -> bool {
    use std::cmp::Ordering::{Equal, Less};
    match test {
        FloatTest::Below => matches!(order, None | Some(Less)),
        FloatTest::BelowEqual => matches!(order, None | Some(Less | Equal)),
        FloatTest::Equal => matches!(order, None | Some(Equal)),
        FloatTest::Unordered => order.is_none(),
    }
}

/// Writes the low `width` of a slot as the processor does.
#[inline(always)]
fn insert(machine: &mut Machine, width: Width, dst: Slot, value: u64) {
    let slot = &mut machine.regs.all_mut()[dst as usize];
    *slot = match width {
        Width::B8 | Width::B4 => value,
        Width::B2 | Width::B1 => (*slot & !width.mask()) | value,
    };
}

#[inline(never)]
fn alu_flags(machine: &mut Machine, alu: Alu, width: Width, dst: Slot, src: Slot) {
    let file = machine.regs.all_mut();
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
