//! Predecoded blocks: where they start, what they cost, and how they are linked.
//!
//! A block is a sequence of instructions that is entered at its head only and whose gas is charged there, by
//! whoever enters it; a jump to a fixed place does not end it. Blocks are decoded when they are first
//! reached, in traces: after a conditional jump, the block that follows is decoded along. All [`Word`]s stand
//! in one arena and name each other by position; at position 0 is no block of the contract. A direct jump to
//! code not yet decoded leads to a [`Uop::Stub`], which finds the block and mends the jump, so that it is
//! looked up once.
//!
//! **What decoding costs is bounded by the text**, for gas does not pay for it: the load gas of a call does,
//! by the size of the text. Each byte of a text may be the head of another block, so that a contract could
//! make an engine decode far more instructions than it has bytes. [`Budget`] counts what was decoded, looked
//! at and kept. When it is spent, [`Blocks::find`] decodes nothing more, and the engine goes on where there
//! is no block by single instructions ([`Decoded`](super::code::Decoded)), each address decoded once.

use super::code::{Code, Cursor};
use super::dispatch::Word;
use super::liveness;
use super::lower::Lowering;
use super::operand::Slot;
use super::position::{BlockPos, InstIndex, StubPos, WordPos};
use super::resolved::Resolved;
use super::table::Table;
use super::uop::{Uop, op};
use echo_abi::isa::{FlagSet, Flow, Rep};
use echo_abi::scpi::Function;
use echo_abi::{GuestAddr, Inst, gas};
use echo_analysis::flags::liveness::Lookahead;

/// Instructions in a block, at most.
const BLOCK: usize = 64;
/// Blocks in a trace, at most.
const TRACE: usize = 16;

/// Blocks of a trace that are decoded again though they are known, to save a jump to them.
const REPEATED: usize = 2;

/// How much work decoding may be, in all: a number for each byte of the text, and some for small texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Instructions looked at to learn which flags they read, and instructions decoded.
    pub insts: usize,
    /// Words kept, and three, which take as many bytes, for each instruction kept.
    pub words: usize,
}

impl Budget {
    /// Compilers' code, most of it decoded, stays below.
    fn of(text: usize) -> Self {
        Self { insts: text + 2048, words: text + 2048 }
    }

    fn is_spent(self, done: Self) -> bool {
        done.insts >= self.insts || done.words >= self.words
    }
}

/// What is needed of an operation when it traps or the gas ends at it.
#[derive(Clone, Copy, Default)]
pub struct Origin {
    /// Address of its instruction.
    pub addr: GuestAddr,
    /// Gas of the instructions behind its own in the block: charged at the head, and given back if this one
    /// traps.
    pub unspent: u32,
}

/// All blocks of a contract decoded so far.
pub struct Blocks {
    pub words: Vec<Word>,
    pub origins: Vec<Origin>,
    /// Instructions that [`Uop::General`], [`Uop::Loop`] and [`Uop::Repeat`] execute.
    pub insts: Vec<Resolved>,
    /// The position of the block at each address.
    heads: Table,
    /// Instructions looked at and decoded: an instruction of two blocks counts twice, and one that is looked at
    /// only to learn which flags it reads counts, too.
    worked: usize,
    budget: Budget,
    code: Code,
    scratch: Scratch,
    /// What the words were made of, for the listings of [`super::listing`].
    #[cfg(test)]
    pub made: Vec<super::listing::Made>,
}

/// What is made of one block, kept for its memory.
#[derive(Default)]
struct Scratch {
    insts: Vec<Inst>,
    plan: liveness::FlagPlan,
    uops: Vec<(Uop, Origin)>,
    /// Jumps of the trace, and where they lead.
    jumps: Vec<(WordPos, GuestAddr)>,
}

impl Blocks {
    /// No blocks yet.
    pub fn new(code: Code) -> Self {
        let mut blocks = Self {
            words: Vec::new(),
            origins: Vec::new(),
            insts: Vec::new(),
            heads: Table::new(code.text()),
            worked: 0,
            budget: Budget::of(code.size()),
            code,
            scratch: Scratch::default(),
            #[cfg(test)]
            made: Vec::new(),
        };
        // At `BlockPos::UNLINKED`, so that no block of the contract is there.
        blocks.push(Uop::Fault {}, GuestAddr::NULL);
        blocks
    }

    /// The work done so far.
    pub fn work(&self) -> Budget {
        Budget { insts: self.worked, words: self.words.len() + 3 * self.insts.len() }
    }

    /// Bytes that all this takes.
    pub fn bytes(&self) -> usize {
        self.heads.bytes()
            + size_of::<Word>() * self.words.capacity()
            + size_of::<Origin>() * self.origins.capacity()
            + size_of::<Resolved>() * self.insts.capacity()
    }

    /// Gas of a block.
    pub fn cost(&self, block: BlockPos) -> u64 {
        let (cost, _) = op::Head::operands::<Slot, Slot>(self.word(block.head()));
        u64::from(cost)
    }

    /// The block at `addr` if it is decoded and lies near, in the window of a [`Table`]. Fast.
    #[inline(always)]
    pub fn near(&self, addr: GuestAddr) -> Option<BlockPos> {
        BlockPos::from_number(self.heads.near(addr))
    }

    /// The block at `addr` if it is decoded.
    pub fn known(&self, addr: GuestAddr) -> Option<BlockPos> {
        BlockPos::from_number(self.heads.get(addr))
    }

    /// The block at `addr`, decoded now if need be. Where there is no code, a block that traps. `None` if the
    /// block is not decoded, and the budget is spent.
    pub fn find(&mut self, addr: GuestAddr) -> Option<BlockPos> {
        let known = self.known(addr);
        if known.is_none() && !self.budget.is_spent(self.work()) { Some(self.decode(addr)) } else { known }
    }

    /// Leads the jump at `site` to a block.
    pub fn link(&mut self, site: WordPos, target: BlockPos) {
        self.words[site.0 as usize].link(target);
    }

    /// The block to which the jump at `site` leads.
    #[cfg(test)]
    pub fn target(&self, site: WordPos) -> BlockPos {
        self.word(site).target()
    }

    /// A word of the arena.
    fn word(&self, at: WordPos) -> &Word {
        &self.words[at.0 as usize]
    }

    /// Where the operation of a word comes from.
    pub fn origin(&self, at: WordPos) -> Origin {
        self.origins[at.0 as usize]
    }

    /// The address that a stub stands for, and the jump that leads to the stub.
    pub fn stub(&self, at: StubPos) -> (GuestAddr, WordPos) {
        op::Stub::operands::<Slot, Slot>(self.word(WordPos(at.0)))
    }

    /// The function that a host call asks for, and the address behind it.
    pub fn host_call(&self, at: WordPos) -> (Function, GuestAddr) {
        let (number, next) = op::HostCall::operands::<Slot, Slot>(self.word(at));
        (Function::from_number(number).expect("only functions of the table are lowered"), next)
    }

    /// The instruction of a [`Uop::Repeat`].
    pub fn repeated(&self, at: WordPos) -> &Resolved {
        let (InstIndex(inst),) = op::Repeat::operands::<Slot, Slot>(self.word(at));
        &self.insts[inst as usize]
    }

    /// Position of the word that is appended next.
    fn end(&self) -> WordPos {
        WordPos(u32::try_from(self.words.len()).expect("the arena is bounded by the text"))
    }

    /// Appends a block of one operation that costs nothing. Gives the block, and the position of the operation.
    fn push(&mut self, uop: Uop, addr: GuestAddr) -> (BlockPos, WordPos) {
        let block = self.end().as_head();
        let origin = Origin { addr, unspent: 0 };
        self.append(&[(Uop::Head { cost: 0, block }, origin), (uop, origin)]);
        (block, block.head().behind())
    }

    /// Appends a block.
    fn append(&mut self, uops: &[(Uop, Origin)]) {
        if self.words.capacity() - self.words.len() < uops.len() {
            // By less than as much again: the arena is the most of what is kept.
            self.words.reserve_exact(64 + uops.len() + self.words.len() / 4);
            self.origins.reserve_exact(64 + uops.len() + self.origins.len() / 4);
        }
        #[cfg(test)]
        self.made.push(super::listing::Made::of(self.end().as_head(), uops));
        self.words.extend(Word::of(uops));
        self.origins.extend(uops.iter().map(|(_, origin)| origin));
    }

    /// Decodes the trace that starts at `addr`.
    fn decode(&mut self, addr: GuestAddr) -> BlockPos {
        let code = self.code.clone();
        let mut cursor = code.cursor();
        let mut scratch = std::mem::take(&mut self.scratch);
        let first = self.end().as_head();
        let mut next = Some(addr);
        let mut known = 0;
        for _ in 0..TRACE {
            let Some(addr) = next else { break };
            if self.known(addr).is_some() {
                known += 1;
                if known > REPEATED {
                    break;
                }
            }
            next = self.block(addr, &mut cursor, &mut scratch);
            if self.budget.is_spent(self.work()) {
                break;
            }
        }
        if let Some(addr) = next {
            // What follows is decoded already, or will be when it is reached.
            let (_, site) = self.push(Uop::Jump { target: BlockPos::UNLINKED }, addr);
            scratch.jumps.push((site, addr));
        }
        for (site, addr) in scratch.jumps.drain(..) {
            let target = match self.known(addr) {
                Some(target) => target,
                None => self.push(Uop::Stub { addr, site }, addr).0,
            };
            self.link(site, target);
        }
        self.scratch = scratch;
        first
    }

    /// Decodes the block at `addr` alone. Gives its operations, and the words made of them.
    #[cfg(test)]
    pub fn single(&mut self, addr: GuestAddr) -> (Vec<(Uop, Origin)>, &[Word]) {
        let code = self.code.clone();
        let mut scratch = Scratch::default();
        let first = self.words.len();
        self.block(addr, &mut code.cursor(), &mut scratch);
        (scratch.uops, &self.words[first..])
    }

    /// Decodes the block at `addr`. Gives the address of the block that must follow, if one must.
    fn block(
        &mut self,
        addr: GuestAddr,
        cursor: &mut Cursor<'_>,
        scratch: &mut Scratch,
    ) -> Option<GuestAddr> {
        let Scratch { insts, plan, uops, jumps } = scratch;
        let block = self.end().as_head();
        if let Some(number) = self.heads.slot(addr).filter(|number| **number == 0) {
            *number = block.0;
        }
        insts.clear();
        let mut cost = 0;
        let mut fault = false;
        let mut at = addr;
        while insts.len() < BLOCK {
            let Ok(inst) = cursor.at(at) else {
                // What a jump leads to is a block of its own, and faults there.
                fault = !insts.last().is_some_and(|last| matches!(last.flow(), Flow::Jump(_)));
                break;
            };
            cost += gas::inst(inst);
            insts.push(*inst);
            at = match inst.flow() {
                Flow::Next if inst.rep() == Rep::None => inst.next(),
                Flow::Jump(target) => target,
                _ => break,
            };
        }
        self.worked += insts.len() + 1;
        let Some(last) = insts.last() else {
            self.push(Uop::Fault {}, addr);
            return None;
        };
        let live_out = if fault {
            FlagSet::NONE
        } else {
            let mut lookahead = Lookahead::default();
            let live = lookahead.live_after(cursor, last);
            self.worked += lookahead.work();
            live
        };
        plan.make(insts, live_out);
        uops.clear();
        uops.push((Uop::Head { cost, block }, Origin { addr, unspent: cost }));
        let mut spent = 0;
        let mut flipped = false;
        for (i, inst) in insts.iter().enumerate() {
            spent += gas::inst(inst);
            if matches!(inst.flow(), Flow::Jump(_)) && i + 1 < insts.len() {
                // What it leads to follows.
                continue;
            }
            let origin = Origin { addr: inst.addr(), unspent: cost - spent };
            let insts = &mut self.insts;
            Lowering { uops: &mut *uops, insts, plan: &*plan, i, origin, flipped: &mut flipped }.lower(inst);
        }
        self.append(uops);
        #[cfg(test)]
        self.made.last_mut().expect("just appended").planned(insts, plan);
        let site = WordPos(self.end().0 - 1);
        match last.flow() {
            Flow::Branch(target) => {
                jumps.push((site, target));
                Some(last.next())
            }
            Flow::Jump(target) | Flow::Call(target) => {
                jumps.push((site, target));
                None
            }
            Flow::Next if fault => {
                self.push(Uop::Fault {}, last.next());
                None
            }
            // A repeated string instruction settles the gas before the next block is entered.
            Flow::Next if last.rep() != Rep::None => Some(last.next()),
            Flow::Next => {
                let (_, site) = self.push(Uop::Jump { target: BlockPos::UNLINKED }, last.next());
                jumps.push((site, last.next()));
                None
            }
            Flow::JumpIndirect | Flow::CallIndirect | Flow::Return | Flow::HostCall(_) | Flow::Trap => None,
        }
    }
}
