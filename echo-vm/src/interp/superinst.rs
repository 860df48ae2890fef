//! Superinstructions: which operations one function executes, and where each of them takes its values from. Here
//! the [`Word`]s of a block are made out of its [`Uop`]s.
//!
//! An indirect jump costs a processor as much as a dozen simple instructions, so operations that often follow
//! each other have a function for all of them (`sequences!`): `Push Push Push` is one function and one jump.
//! And the last result travels from function to function in a register, the accumulator, so that the next
//! operation need not load what was just stored. Each function exists once for every way to take its sources,
//! as far as it has them: `Add64RR` four times, for each of its two sources may be in the accumulator.
//!
//! The words of a sequence all stand in their places, each with a function for itself: for when the fast way
//! fails in the middle.

use super::block::{Blocks, Origin};
use super::dispatch::{Accumulator, Context, HandlerFn, Leave, Source, Word, Words};
use super::handler::{Effect, Handler};
use super::operand::Slot;
use super::uop::{Uop, op};
use crate::machine::Machine;
use std::marker::PhantomData;

/// Operations that a function executes one after the other, the fast way. An error is what the function has to
/// return.
trait Prefix {
    fn execute(cx: &mut Context<'_, false>) -> Result<(), Leave>;
}

/// No operation yet.
pub struct Start;

/// The operations of `P`, then `T`, with sources of these kinds.
struct Then<P, T, A, B>(PhantomData<(P, T, A, B)>);

impl Prefix for Start {
    #[inline(always)]
    fn execute(_: &mut Context<'_, false>) -> Result<(), Leave> {
        Ok(())
    }
}

impl<P: Prefix, T: Handler, A: Source, B: Source> Prefix for Then<P, T, A, B> {
    #[inline(always)]
    fn execute(cx: &mut Context<'_, false>) -> Result<(), Leave> {
        P::execute(cx)?;
        let (words, accumulator) = (cx.rest.clone(), cx.accumulator);
        let Some(word) = cx.rest.next() else { return Err(Leave::LOST) };
        cx.next = word.next;
        match T::body::<false, A, B>(cx, word) {
            Err(leave) if leave.is_retry() => Err(slow::<T>(cx.machine, cx.blocks, words, accumulator)),
            done => done,
        }
    }
}

/// Executes some operations, and all that follow.
fn fast<P: Prefix>(machine: &mut Machine, blocks: &Blocks, words: Words<'_>, accumulator: u64) -> Leave {
    let mut cx = Context::<false> { machine, blocks, rest: words, next: slow::<op::Fault>, accumulator };
    match P::execute(&mut cx) {
        Ok(()) => cx.go_on(),
        Err(leave) => leave,
    }
}

/// Executes an operation where memory is accessed that the fast functions leave alone, and all that follow.
/// The slots are up to date, so that the sources are taken from there.
#[cold]
fn slow<T: Handler>(machine: &mut Machine, blocks: &Blocks, words: Words<'_>, accumulator: u64) -> Leave {
    let mut rest = words;
    let Some(word) = rest.next() else { return Leave::LOST };
    let mut cx = Context::<true> { machine, blocks, rest, next: word.next, accumulator };
    match T::body::<true, Slot, Slot>(&mut cx, word) {
        Ok(()) => cx.go_on(),
        Err(leave) => leave,
    }
}

/// Operations to be executed behind those of a [`Prefix`].
pub trait Suffix {
    /// The function of the prefix and these, given for each operation which sources are in the accumulator.
    #[allow(private_bounds, reason = "prefixes are made here alone")]
    fn run<P: Prefix>(accumulated: &[[bool; 2]]) -> HandlerFn;
}

/// No more operations.
pub struct End;

/// One operation, and more.
pub struct More<T, Rest>(PhantomData<(T, Rest)>);

impl Suffix for End {
    #[allow(private_bounds, reason = "prefixes are made here alone")]
    fn run<P: Prefix>(_: &[[bool; 2]]) -> HandlerFn {
        fast::<P>
    }
}

impl<T: Handler, Rest: Suffix> Suffix for More<T, Rest> {
    #[allow(private_bounds, reason = "prefixes are made here alone")]
    fn run<P: Prefix>(accumulated: &[[bool; 2]]) -> HandlerFn {
        let (first, rest) =
            accumulated.split_first().map_or(([false; 2], accumulated), |(first, rest)| (*first, rest));
        match first {
            [true, true] if T::TAKES_A && T::TAKES_B => {
                Rest::run::<Then<P, T, Accumulator, Accumulator>>(rest)
            }
            [true, _] if T::TAKES_A => Rest::run::<Then<P, T, Accumulator, Slot>>(rest),
            [_, true] if T::TAKES_B => Rest::run::<Then<P, T, Slot, Accumulator>>(rest),
            _ => Rest::run::<Then<P, T, Slot, Slot>>(rest),
        }
    }
}

/// The [`Suffix`] of some operations.
macro_rules! suffix {
    () => { End };
    ($first:ident $($rest:ident)*) => { More<op::$first, suffix!($($rest)*)> };
}

/// Defines which operations have a function for all of them, longer sequences first. What jumps can only be
/// the last of a sequence.
macro_rules! sequences {
    ($($($name:ident)+;)+) => {
        /// The function that executes the first of some operations, and others behind it if there is one that
        /// does.
        fn function(uops: &[(Uop, Origin)], accumulated: &[[bool; 2]]) -> HandlerFn {
            match uops {
                $([$((Uop::$name { .. }, _),)+ ..] => <suffix!($($name)+)>::run::<Start>(accumulated),)+
                [(uop, _), ..] => uop.alone(accumulated),
                // Where a block does not end in a jump, the head of another follows.
                [] => <suffix!(Head)>::run::<Start>(accumulated),
            }
        }

        /// The names of the operations that [`function`] takes into one function.
        #[cfg(test)]
        pub fn sequence(uops: &[(Uop, Origin)]) -> Vec<String> {
            match uops {
                $([$((Uop::$name { .. }, _),)+ ..] => vec![$(stringify!($name).to_owned()),+],)+
                [(uop, _), ..] => format!("{uop:?}").split_whitespace().take(1).map(str::to_owned).collect(),
                [] => vec!["Head".to_owned()],
            }
        }
    };
}

sequences! {
    Push Push Push; Pop Pop Pop; Mov64 Mov64 Mov64; LoadStack64 LoadStack64 LoadStack64;
    StoreStack64 StoreStack64 StoreStack64; Equal8RI SetIf Or32RR; LoadNear8 Equal8RI SetIf; Add32RI And32RI;
    Add32RI JumpLess32RR; Add32RI JumpNotBelow32RI; Add32RI JumpNotEqual32RI; Add32RI JumpNotEqual32RR;
    Add32RM Add64RI; Add32RR Add32RI; Add32RR Add32RR; Add32RR And32RR; Add32RR JumpNotBelow8RI;
    Add32RR Mov32; Add32RR Rol32RI; Add32RR StoreI8; Add32RR Xor32RR; Add32RR Zx8; Add64RI Add32RR;
    Add64RI Add64RI; Add64RI Add64RR; Add64RI JumpBelow32RR; Add64RI JumpBelow64RR; Add64RI JumpEqual64RR;
    Add64RI JumpNotBelow64RR; Add64RI JumpNotEqual64RI; Add64RI JumpNotEqual64RR; Add64RI Lea64;
    Add64RI LoadNear8; Add64RI Mov64; Add64RI Store64; Add64RI StoreStack64; Add64RM Store64; Add64RR Add64RI;
    Add64RR Add64RR; Add64RR JumpNotEqual64RI; Add64RR JumpR; Add64RR LoadNear64; Add64RR Mov64;
    Add64RR StoreStack64; And32RI Add64RM; And32RI And32RI; And32RI Load32; And32RI Load64; And32RI LoadNear8;
    And32RI Mov32; And32RR Add32RR; And32RR Xor32RR; And64RM Xor64RM; Equal32RI SetIf; Equal64RR SetIf;
    Equal8RI SetIf; Imul64RR Add64RR; Imul64RR Shr64RI; Imul64RR Sx32To64; Imul64RRI Sub64RR; Lea32 Mov32;
    Lea32 Sub32RR; Lea64 LoadNear8; Lea64 Mov64; LeaNear32 Imul64RR; LeaNear32 Xor32RI; LeaNear64 Call;
    LeaNear64 Imul64RR; LeaNear64 JumpNotLess8RI; LeaNear64 LeaNear64; LeaNear64 LoadNear64; LeaNear64 Mov64;
    LeaNear64 MovI; LeaNear64 StoreStack64; Load32 Add32RM; Load64 Add64RI; Load64 And32RI;
    Load64 JumpNotEqual64RI; Load64 JumpR; Load64 Shr64RI; LoadNear32 Add32RR; LoadNear32 Add64RI;
    LoadNear32 JumpBelow32RR; LoadNear32 JumpNotEqual32RI; LoadNear32 LoadNear32; LoadNear32 StoreNear32;
    LoadNear64 Add64RR; LoadNear64 JumpDisjoint32RI; LoadNear64 JumpEqual64RI; LoadNear64 JumpNotEqual64RI;
    LoadNear64 LoadNear64; LoadNear64 Mov64; LoadNear64 StoreNear64; LoadNear64 Xor64RR; LoadNear8 Add64RI;
    LoadNear8 And32RI; LoadNear8 Equal8RI; LoadNear8 JumpEqual32RI; LoadNear8 JumpNotBelow8RI;
    LoadNear8 LeaNear64; LoadNear8 LoadNear8; LoadNear8 LoadSx32To64; LoadStack32 Add32RR;
    LoadStack32 LoadStack32; LoadStack32 Mov32; LoadStack32 StoreStack32; LoadStack64 Add64RI;
    LoadStack64 Add64RR; LoadStack64 JumpEqual64RI; LoadStack64 JumpNotEqual64RI; LoadStack64 Load64;
    LoadStack64 LoadNear64; LoadStack64 LoadStack64; LoadStack64 Mov64; LoadStack64 StoreStack64;
    LoadSx32To64 Add64RR; LoadSx32To64 And32RI; LoadSx32To64 Lea64; Mov32 Add32RR; Mov32 Call;
    Mov32 JumpNotEqual64RI; Mov32 LeaNear32; Mov32 Mov32; Mov32 MovI; Mov32 Not32; Mov32 Rol32RI;
    Mov32 Shl64RI; Mov32 StoreStack32; Mov64 Add64RR; Mov64 Call; Mov64 Imul64RR; Mov64 Jump;
    Mov64 JumpEqual64RI; Mov64 JumpNotEqual64RI; Mov64 JumpNotEqual64RR; Mov64 LoadNear32; Mov64 LoadNear64;
    Mov64 LoadStack64; Mov64 Mov64; Mov64 MovI; Mov64 Mul64; Mov64 Push; Mov64 Rol64RR; Mov64 StoreNear64;
    Mov64 StoreStack64; MovI Call; MovI Jump; MovI LoadNear8; MovI Mov64; MovI MovI; MovI Push;
    MovI StoreStack64; Mul64 Shr64RI; Not32 And32RR; Not64 Lea32; Or32RR Zx8; Pop Pop; Pop Ret; Push Mov64;
    Push Push; Rol32RI Add32RR; Rol32RI And32RR; Rol32RI Rol32RI; Rol32RI Xor32RR; Rol64RI Xor64RR;
    Rol64RR LoadNear64; SetIf Equal8RI; SetIf Or32RR; SetIf Zx8; Shl64RI Add64RR; Shl64RI LeaNear64;
    Shl64RI LoadNear64; Shl64RI Xor64RR; Shr64RI Imul64RRI; Shr64RI Lea32; Shr64RI Mov64; Shr64RI Not64;
    Shr64RI Xor64RR; Store32 Add64RI; Store64 Add64RI; Store64 Jump; Store64 JumpNotEqual64RI; Store8 Add64RI;
    StoreI8 JumpBelow32RI; StoreNear32 Add64RI; StoreNear32 LoadNear32; StoreNear32 StoreNear32;
    StoreNear64 Add64RI; StoreNear64 JumpNotEqual64RI; StoreNear64 Mov64; StoreNear64 StoreNear64;
    StoreNear8 Add64RI; StoreStack32 Mov32; StoreStack32 StoreStack32; StoreStack64 JumpEqual64RI;
    StoreStack64 LoadStack64; StoreStack64 Mov64; StoreStack64 StoreStack64; Sub32RR Mov64; Sub32RR Sx32To64;
    Sub64RR LeaNear64; Sub64RR Mov64; Sx32To64 Add64RR; Sx32To64 And64RM; Sx32To64 Load32; Sx32To64 Load64;
    Xor32RI Add32RR; Xor32RI Or32RR; Xor32RR Add32RR; Xor32RR And32RR; Xor32RR Lea32; Xor32RR Load32;
    Xor32RR Rol32RI; Xor32RR Xor32RR; Xor64RM Store64; Xor64RR Add64RR; Xor64RR And32RI; Xor64RR Imul64RR;
    Xor64RR Rol64RI; Xor64RR Shl64RI; Xor64RR Shr64RI; Xor64RR StoreNear64; Xor64RR Xor64RR; Zx8 Add32RR;
    Zx8 JumpEqual32RI; Zx8 LeaNear32; Zx8 Xor32RI;
}

/// What is known of the accumulator between two operations, when their words are made.
#[derive(Clone, Copy, Default)]
struct Known {
    /// The slots that have its value, as bits.
    slots: u32,
    /// Whether the value has 32 bits at most.
    narrow: bool,
}

impl Known {
    fn has(self, slot: Option<Slot>) -> bool {
        slot.is_some_and(|slot| self.slots & 1 << slot as u32 != 0)
    }

    fn of(self, sources: [Option<Slot>; 2]) -> [bool; 2] {
        sources.map(|slot| self.has(slot))
    }

    /// What is known after an operation. After `Add64RR` to rax, rax has the accumulator's value; after a
    /// `Mov64` of rax to rcx, rax and rcx.
    fn after(self, uop: &Uop) -> Self {
        let Some(dst) = uop.result() else {
            return if uop.effect() == Effect::Any { Self::default() } else { self };
        };
        let bit = 1 << dst as u32;
        match *uop {
            Uop::Mov64 { src, .. } if self.has(Some(src)) => Self { slots: self.slots | bit, ..self },
            Uop::Mov32 { src, .. } if self.narrow && self.has(Some(src)) => {
                Self { slots: self.slots | bit, ..self }
            }
            Uop::Mov64 { src, .. } => Self { slots: bit | 1 << src as u32, narrow: false },
            _ => Self { slots: bit, narrow: uop.is_narrow() },
        }
    }
}

/// For each operation of a block, which of its sources `A` and `B` are in the accumulator.
pub fn accumulated(uops: &[(Uop, Origin)]) -> Vec<[bool; 2]> {
    let mut known = Known::default();
    let sources = |(uop, _): &(Uop, Origin)| {
        let accumulated = known.of(uop.sources());
        known = known.after(uop);
        accumulated
    };
    uops.iter().map(sources).collect()
}

impl Word {
    /// The words of a block, the head included.
    pub fn of(uops: &[(Uop, Origin)]) -> impl Iterator<Item = Word> {
        let accumulated = accumulated(uops);
        let behind = 1..=uops.len();
        uops.iter()
            .zip(behind)
            .map(move |((uop, _), next)| uop.word(function(&uops[next..], &accumulated[next..])))
    }
}
