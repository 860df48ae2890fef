//! Which status flags may still be read: a look ahead from the end of a block, for whoever computes them.
//!
//! Called by the engines, block by block as these are reached, so what a look costs is bounded by a horizon and not by the contract.
//! Code that is not worth looking at keeps its flags alive: the answer names all flags that are read, and perhaps more.

use super::{STATUS, StatusEffect};
use crate::successors::Successors;
use echo_abi::isa::{FlagSet, Flow};
use echo_abi::{GuestAddr, Inst};
use std::collections::BTreeSet;

/// Instructions looked at to learn what a successor of a block reads.
const HORIZON: usize = 32;

/// The flags that may be read behind an instruction of this flow, where that tells: none where they end, all where it may lead
/// anywhere. Elsewhere its successors tell.
#[must_use]
pub const fn live_behind(flow: Flow) -> Option<FlagSet> {
    match flow {
        Flow::JumpIndirect => Some(STATUS),
        _ if flow.ends_flags() => Some(FlagSet::NONE),
        _ => None,
    }
}

/// The instructions of a contract by address, as whoever asks decodes them.
pub trait Instructions {
    /// The instruction at `addr`; `None` where execution would trap instead.
    fn inst_at(&mut self, addr: GuestAddr) -> Option<&Inst>;
}

/// Addresses looked at to learn whether one flag is read: more than a [`Lookahead`] sees.
const FAR: usize = 4 * HORIZON;

/// The flags that may be read from `addr` on before they are written.
///
/// A [`Lookahead`] may call more flags live than this, never fewer: it gives up after `HORIZON` instructions on all
/// ways together, and this after `FAR` addresses on the ways of one flag. So it says, of a run that is stopped
/// anywhere, which flags are right on every engine. It costs more, and is for few questions.
pub fn live_at(code: &mut impl Instructions, addr: GuestAddr) -> FlagSet {
    let live = STATUS.iter().filter(|flag| is_read(code, addr, *flag));
    live.fold(FlagSet::NONE, FlagSet::union)
}

/// Whether a way from `addr` leads to a reader of a flag without a writer in between, or so far that nobody knows.
fn is_read(code: &mut impl Instructions, addr: GuestAddr, flag: FlagSet) -> bool {
    let mut seen = BTreeSet::new();
    let mut ways = vec![addr];
    while let Some(at) = ways.pop() {
        if !seen.insert(at) {
            continue;
        }
        if seen.len() > FAR {
            return true;
        }
        let Some(inst) = code.inst_at(at) else { continue };
        let effect = StatusEffect::of(inst);
        if !effect.reads.intersection(flag).is_empty() {
            return true;
        }
        if !effect.ends().intersection(flag).is_empty() {
            continue;
        }
        match live_behind(inst.flow()) {
            Some(live) if !live.intersection(flag).is_empty() => return true,
            Some(_) => {}
            None => ways.extend(Successors::of(inst).addresses()),
        }
    }
    false
}

/// A look ahead, and what it cost.
#[derive(Default)]
pub struct Lookahead {
    /// Instructions looked at since the successor that is followed.
    looked_at: usize,
    /// Instructions looked at in all.
    work: usize,
}

impl Lookahead {
    /// How many instructions were looked at.
    #[must_use]
    pub fn work(&self) -> usize {
        self.work
    }

    /// The flags that may be read after `last`, the last instruction of a block, before they are written. Says all where it does not
    /// see far enough.
    pub fn live_after(&mut self, code: &mut impl Instructions, last: &Inst) -> FlagSet {
        if let Some(live) = live_behind(last.flow()) {
            return live;
        }
        let Successors { next, target, .. } = Successors::of(last);
        let mut live = FlagSet::NONE;
        for successor in [next, target].into_iter().flatten() {
            live = live.union(self.live_from(code, successor));
        }
        live
    }

    /// The flags that may be read from `addr` on before they are written. Says all where it does not see far enough.
    pub fn live_from(&mut self, code: &mut impl Instructions, addr: GuestAddr) -> FlagSet {
        self.looked_at = 0;
        self.live_at(code, addr, STATUS)
    }

    /// Which of the flags `open` may be read from `addr` on before they are written.
    fn live_at(&mut self, code: &mut impl Instructions, addr: GuestAddr, mut open: FlagSet) -> FlagSet {
        let mut live = FlagSet::NONE;
        let mut at = addr;
        while !open.is_empty() {
            self.looked_at += 1;
            self.work += 1;
            if self.looked_at > HORIZON {
                return live.union(open);
            }
            // Where there is no instruction, execution traps, and a trap ends the flags.
            let Some(inst) = code.inst_at(at) else { return live };
            let effect = StatusEffect::of(inst);
            live = live.union(effect.reads.intersection(open));
            open = open.difference(effect.ends());
            if let Some(behind) = live_behind(inst.flow()) {
                return live.union(behind.intersection(open));
            }
            let Successors { next, target, .. } = Successors::of(inst);
            at = match (next, target) {
                (Some(next), Some(target)) if !open.is_empty() => {
                    live = live.union(self.live_at(code, next, open));
                    target
                }
                (Some(only), _) | (None, Some(only)) => only,
                (None, None) => return live,
            };
        }
        live
    }
}
