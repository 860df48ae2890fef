//! Status flags within a block: which instructions must compute them, and which of their readers are served
//! by a single comparison.
//!
//! Most flags are never read: compilers write them with every sum. Of the rest, most are one comparison read
//! by one jump. [`Plan`] finds, for each instruction of a block, the cheapest of three ways: flags nobody
//! reads ([`Produce::Nothing`]); flags of which all readers ask the same question ([`Produce::Truth`]: the
//! answer is kept in the interpreter's truth value); anything else ([`Produce::Flags`]).

use super::code::Code;
use crate::interp::lower;
use echo_abi::decode::{Cond, Decoder, FlagSet, Flow};
use echo_abi::{Inst, Op};

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
pub struct Plan {
    pub produce: Vec<Produce>,
    pub consume: Vec<Consume>,
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

/// The flags of which nothing is left after an instruction. What the manual leaves undefined is not among
/// them: here, some instructions leave such flags as they were, so that whoever set them must have done so.
fn ended(inst: &Inst) -> FlagSet {
    inst.flags_written().difference(inst.flags_undefined())
}

impl Plan {
    /// Plans a block after whose last instruction the flags `live_out` may be read.
    pub fn new(insts: &[Inst], live_out: FlagSet) -> Self {
        let mut plan =
            Self { produce: vec![Produce::Nothing; insts.len()], consume: vec![Consume::Flags; insts.len()] };
        let mut live = live_out.intersection(STATUS);
        for i in (0..insts.len()).rev() {
            let inst = &insts[i];
            let touched = inst.flags_touched().intersection(STATUS);
            if !touched.intersection(live).is_empty() {
                plan.produce[i] = plan.truth(insts, i, live_out).unwrap_or(Produce::Flags);
            }
            live = live.difference(ended(inst)).union(inst.flags_read().intersection(STATUS));
        }
        plan
    }

    /// Whether all readers of the flags of instruction `i` ask the same question, which both they and it can
    /// do with the truth value. The plans of later instructions are made already; those of its readers are
    /// completed here.
    fn truth(&mut self, insts: &[Inst], i: usize, live_out: FlagSet) -> Option<Produce> {
        let mut alive = insts[i].flags_touched().intersection(STATUS);
        if insts[i].flags_written().intersection(STATUS) != alive {
            return None;
        }
        // Of those alive, the ones that a later instruction may have changed.
        let mut blurred = FlagSet::NONE;
        let mut asked: Option<Cond> = None;
        let mut readers = Vec::new();
        let mut clobbered = false;
        for (j, inst) in insts.iter().enumerate().skip(i + 1) {
            let reads = inst.flags_read().intersection(STATUS);
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
            alive = alive.difference(ended(inst));
            blurred = blurred.union(inst.flags_touched()).intersection(alive);
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
    pub fn live_after(&mut self, code: &Code, decoder: &mut Decoder<'_>, last: &Inst) -> FlagSet {
        match last.flow() {
            Flow::Next => self.live_at(code, decoder, last.next(), STATUS),
            Flow::Jump(target) => self.live_at(code, decoder, target, STATUS),
            Flow::Branch(target) => {
                let fall = self.live_at(code, decoder, last.next(), STATUS);
                self.looked_at = 0;
                fall.union(self.live_at(code, decoder, target, STATUS))
            }
            // These end the flags' life.
            Flow::Call(_)
            | Flow::CallIndirect
            | Flow::JumpIndirect
            | Flow::Return
            | Flow::HostCall(_)
            | Flow::Trap => FlagSet::NONE,
        }
    }

    /// Which of the flags `open` may be read from `addr` on before they are written.
    fn live_at(
        &mut self,
        code: &Code,
        decoder: &mut Decoder<'_>,
        addr: echo_abi::GuestAddr,
        open: FlagSet,
    ) -> FlagSet {
        let mut open = open;
        let mut live = FlagSet::NONE;
        let mut at = addr;
        while !open.is_empty() {
            self.looked_at += 1;
            self.work += 1;
            if self.looked_at > HORIZON {
                return live.union(open);
            }
            // Nothing to see, or in another segment: it may read them all.
            let Ok(inst) = code.inst_with(decoder, at) else { return live.union(open) };
            live = live.union(inst.flags_read().intersection(open));
            open = open.difference(ended(&inst));
            match inst.flow() {
                Flow::Next => at = inst.next(),
                Flow::Jump(target) => at = target,
                Flow::Branch(target) if !open.is_empty() => {
                    live = live.union(self.live_at(code, decoder, inst.next(), open));
                    at = target;
                }
                _ => return live,
            }
        }
        live
    }
}
