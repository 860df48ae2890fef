//! Status flags within a block: which instructions must compute them, and which of their readers are served
//! by a single comparison.
//!
//! Most flags are never read: compilers write them with every sum. Of the rest, most are one comparison read
//! by one jump. [`Plan`] finds, for each instruction of a block, the cheapest of three ways: flags nobody
//! reads ([`Produce::Nothing`]); flags of which all readers ask the same question ([`Produce::Truth`]: the
//! answer is kept in the interpreter's truth value); anything else ([`Produce::Flags`]).

use super::code::{Code, Cursor};
use crate::interp::lower;
use echo_abi::isa::{Cond, FlagSet, Flow};
use echo_abi::{GuestAddr, Inst, Op};
use echo_validate::Contract;
use std::collections::BTreeSet;
use std::sync::Arc;

/// AF is never set and never read.
const STATUS: FlagSet = FlagSet::STATUS.difference(FlagSet::AF);

/// Instructions looked at to learn what a block's successor reads.
const HORIZON: usize = 32;

/// What an instruction must do about the flags it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Produce {
    /// Nobody reads them.
    Nothing,
    /// All readers ask whether this condition holds, or whether it does not.
    Truth(Cond),
    /// They go to the machine.
    Flags,
}

/// Where a reader of flags finds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consume {
    /// In the machine's flags.
    Flags,
    /// In the truth value; `negated`: it asks for the opposite of what [`Produce::Truth`] says.
    Truth {
        /// Whether the reader asks for the opposite.
        negated: bool,
    },
}

/// The plan for a block.
#[derive(Default)]
pub struct Plan {
    pub produce: Vec<Produce>,
    pub consume: Vec<Consume>,
    /// What each instruction does with the flags.
    effects: Vec<Effect>,
}

/// What an instruction does with the flags that are planned for.
#[derive(Clone, Copy)]
struct Effect {
    reads: FlagSet,
    touches: FlagSet,
    writes: FlagSet,
    /// Nothing is left of these. What the manual leaves undefined is not among them: here, some instructions
    /// leave such flags as they were, so that whoever set them must have done so.
    ends: FlagSet,
}

impl Effect {
    fn of(inst: &Inst) -> Self {
        let effect = inst.flag_effect();
        Self {
            reads: effect.reads.intersection(STATUS),
            touches: effect.touches.intersection(STATUS),
            writes: effect.writes.intersection(STATUS),
            ends: effect.writes.difference(effect.undefines),
        }
    }
}

/// The question that a reader of flags asks, as the even condition of its pair, and whether it asks for the
/// opposite. `adc` and `sbb` ask for CF.
fn question(inst: &Inst) -> Option<(Cond, bool)> {
    let cond = match inst.op() {
        Op::Adc | Op::Sbb => Cond::B,
        _ => inst.cond()?,
    };
    Some(match cond {
        Cond::No => (Cond::O, true),
        Cond::Ae => (Cond::B, true),
        Cond::Ne => (Cond::E, true),
        Cond::A => (Cond::Be, true),
        Cond::Ns => (Cond::S, true),
        Cond::Np => (Cond::P, true),
        Cond::Ge => (Cond::L, true),
        Cond::G => (Cond::Le, true),
        even => (even, false),
    })
}

impl Plan {
    /// Plans a block after whose last instruction the flags `live_out` may be read.
    pub fn make(&mut self, insts: &[Inst], live_out: FlagSet) {
        self.effects.clear();
        self.effects.extend(insts.iter().map(Effect::of));
        self.produce.clear();
        self.produce.resize(insts.len(), Produce::Nothing);
        self.consume.clear();
        self.consume.resize(insts.len(), Consume::Flags);
        let mut live = live_out.intersection(STATUS);
        for i in (0..insts.len()).rev() {
            let Effect { reads, touches, ends, .. } = self.effects[i];
            if !touches.intersection(live).is_empty() {
                self.produce[i] = self.truth(insts, i, live_out).unwrap_or(Produce::Flags);
            }
            live = live.difference(ends).union(reads);
        }
    }

    /// Whether all readers of the flags of instruction `i` ask the same question, which both they and it can
    /// do with the truth value. The plans of later instructions are made already; those of its readers are
    /// completed here.
    fn truth(&mut self, insts: &[Inst], i: usize, live_out: FlagSet) -> Option<Produce> {
        let mut alive = self.effects[i].touches;
        if self.effects[i].writes != alive {
            return None;
        }
        // Of those alive, the ones that a later instruction may have changed.
        let mut blurred = FlagSet::NONE;
        let mut asked: Option<Cond> = None;
        let mut readers = Vec::new();
        let mut clobbered = false;
        for (j, inst) in insts.iter().enumerate().skip(i + 1) {
            let Effect { reads, touches, ends, .. } = self.effects[j];
            if !reads.intersection(alive).is_empty() {
                let (cond, negated) = question(inst)?;
                let whole = reads.difference(alive).union(reads.intersection(blurred)).is_empty();
                if !whole || clobbered || asked.is_some_and(|asked| asked != cond) {
                    return None;
                }
                let continues = self.produce[j] != Produce::Flags;
                if !lower::can_use_truth(inst) || !continues {
                    return None;
                }
                asked = Some(cond);
                readers.push((j, negated));
            }
            // `adc` and `sbb` leave their own carry in the truth value they took.
            let takes = self.consume[j] != Consume::Flags && matches!(inst.op(), Op::Adc | Op::Sbb);
            clobbered |= takes || matches!(self.produce[j], Produce::Truth(_));
            alive = alive.difference(ends);
            blurred = blurred.union(touches).intersection(alive);
            if alive.is_empty() {
                break;
            }
        }
        if !alive.intersection(live_out).is_empty() {
            return None;
        }
        let cond = asked?;
        if !lower::can_produce_truth(&insts[i], cond) {
            return None;
        }
        for (j, negated) in readers {
            self.consume[j] = Consume::Truth { negated };
        }
        Some(Produce::Truth(cond))
    }
}

/// Addresses looked at to learn whether one flag is read: more than a [`Scan`] sees.
const FAR: usize = 4 * HORIZON;

/// The status flags that code may read from `addr` on before it writes them.
///
/// A [`Scan`] may call more flags live than this, never fewer: it gives up after [`HORIZON`] instructions on all ways
/// together, and this after [`FAR`] on the ways of one flag. So an engine whose plans are made of scans has computed
/// each of these flags, whichever way it came.
pub fn live_flags(contract: &Arc<Contract>, addr: GuestAddr) -> FlagSet {
    let code = Code::new(Arc::clone(contract));
    let mut cursor = code.cursor();
    let live = STATUS.iter().filter(|flag| is_read(&mut cursor, addr, *flag));
    live.fold(FlagSet::NONE, FlagSet::union)
}

/// Whether a way from `addr` leads to a reader of a flag without a writer in between, or so far that nobody knows.
fn is_read(cursor: &mut Cursor<'_>, addr: GuestAddr, flag: FlagSet) -> bool {
    let mut seen = BTreeSet::new();
    let mut ways = vec![addr];
    while let Some(at) = ways.pop() {
        if !seen.insert(at) {
            continue;
        }
        if seen.len() > FAR {
            return true;
        }
        let Ok(inst) = cursor.at(at) else { continue };
        let effect = Effect::of(inst);
        if !effect.reads.intersection(flag).is_empty() {
            return true;
        }
        let flow = inst.flow();
        if !effect.ends.intersection(flag).is_empty() || flow.ends_flags() {
            continue;
        }
        ways.extend(flow.target());
        if flow.falls_through() {
            ways.push(inst.next());
        }
    }
    false
}

/// Looks ahead from the end of a block.
#[derive(Default)]
pub struct Scan {
    /// Instructions looked at on the way that is followed.
    looked_at: usize,
    /// Instructions looked at.
    pub work: usize,
}

impl Scan {
    /// The flags that may be read after `last`, the last instruction of a block. Says all where it does not
    /// see far enough.
    pub fn live_after(&mut self, cursor: &mut Cursor<'_>, last: &Inst) -> FlagSet {
        let flow = last.flow();
        if flow.ends_flags() {
            return FlagSet::NONE;
        }
        let behind =
            if flow.falls_through() { self.live_at(cursor, last.next(), STATUS) } else { FlagSet::NONE };
        match flow.target() {
            Some(target) => {
                self.looked_at = 0;
                behind.union(self.live_at(cursor, target, STATUS))
            }
            None => behind,
        }
    }

    /// Which of the flags `open` may be read from `addr` on before they are written.
    fn live_at(&mut self, cursor: &mut Cursor<'_>, addr: GuestAddr, open: FlagSet) -> FlagSet {
        let mut open = open;
        let mut live = FlagSet::NONE;
        let mut at = addr;
        while !open.is_empty() {
            self.looked_at += 1;
            self.work += 1;
            if self.looked_at > HORIZON {
                return live.union(open);
            }
            // No instruction: it traps, and a trap ends the flags.
            let Ok(inst) = cursor.at(at) else { return live };
            let Effect { reads, ends, .. } = Effect::of(inst);
            live = live.union(reads.intersection(open));
            open = open.difference(ends);
            match inst.flow() {
                Flow::Next => at = inst.next(),
                Flow::Jump(target) => at = target,
                Flow::Branch(target) if !open.is_empty() => {
                    let next = inst.next();
                    live = live.union(self.live_at(cursor, next, open));
                    at = target;
                }
                _ => return live,
            }
        }
        live
    }
}
