//! Status flags within a block: which instructions must compute them, and which of their readers are served
//! by a single comparison. What is live behind the block, and what an instruction does with the flags, `echo_analysis::flags` says.
//!
//! Most flags are never read: compilers write them with every sum. Of the rest, most are one comparison read
//! by one jump. [`FlagPlan`] finds, for each instruction of a block, the cheapest of three ways: flags nobody
//! reads ([`Produce::Nothing`]); flags of which all readers ask the same question ([`Produce::Truth`]: the
//! answer is kept in the interpreter's truth value); anything else ([`Produce::Flags`]).

use super::code::{Code, Cursor};
use crate::interp::lower;
use echo_abi::isa::{Cond, FlagSet};
use echo_abi::{GuestAddr, Inst, Op};
use echo_analysis::flags::liveness::{self, Instructions};
use echo_analysis::flags::{STATUS, StatusEffect};
use echo_validate::Contract;
use std::sync::Arc;

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
pub struct FlagPlan {
    pub produce: Vec<Produce>,
    pub consume: Vec<Consume>,
    /// What each instruction does with the flags.
    effects: Vec<StatusEffect>,
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

/// What the analysis looks ahead at.
impl Instructions for Cursor<'_> {
    fn inst_at(&mut self, addr: GuestAddr) -> Option<&Inst> {
        self.at(addr).ok()
    }
}

impl FlagPlan {
    /// Plans a block after whose last instruction the flags `live_out` may be read.
    pub fn make(&mut self, insts: &[Inst], live_out: FlagSet) {
        self.effects.clear();
        self.effects.extend(insts.iter().map(StatusEffect::of));
        self.produce.clear();
        self.produce.resize(insts.len(), Produce::Nothing);
        self.consume.clear();
        self.consume.resize(insts.len(), Consume::Flags);
        let mut live = live_out.intersection(STATUS);
        for i in (0..insts.len()).rev() {
            let effect = self.effects[i];
            if !effect.touches.intersection(live).is_empty() {
                self.produce[i] = self.truth(insts, i, live_out).unwrap_or(Produce::Flags);
            }
            live = effect.live_before(live);
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
            let effect @ StatusEffect { reads, touches, .. } = self.effects[j];
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
            alive = alive.difference(effect.ends());
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

/// The status flags that a contract's code may read from `addr` on before it writes them. An engine whose plans are made
/// of [`liveness::Lookahead`]s has computed each of these, whichever way it came.
pub fn live_flags(contract: &Arc<Contract>, addr: GuestAddr) -> FlagSet {
    liveness::live_at(&mut Code::new(Arc::clone(contract)).cursor(), addr)
}
