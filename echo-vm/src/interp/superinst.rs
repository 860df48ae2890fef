//! Superinstructions: which operations one function executes, and where each of them takes its values from. Here
//! the [`Word`]s of a block are made out of its [`Uop`]s.
//!
//! An indirect jump costs a processor as much as a dozen simple instructions, so operations that often follow
//! each other have a function for all of them: `Push Push` is one function and one jump. Which do, `counted`
//! finds by counting executions of contracts, and writes into `sequences`.
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
        pub fn function(uops: &[(Uop, Origin)], accumulated: &[[bool; 2]]) -> HandlerFn {
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

#[cfg(test)]
mod counted;
mod sequences;

use sequences::function;
#[cfg(test)]
pub use sequences::sequence;

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
