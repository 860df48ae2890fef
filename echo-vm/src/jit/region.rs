//! Which code is translated together: what direct jumps lead to from one address, as blocks, and which status flags live
//! where. It is a function as a rule, for calls are not followed.
//!
//! A block is entered at its head alone.

use crate::interp::code::Cursor;
use crate::interp::table::Table;
use echo_abi::isa::{FlagSet, Flow};
use echo_abi::{GuestAddr, Inst, gas};
use echo_analysis::flags::liveness::{self, Lookahead};
use echo_analysis::flags::{STATUS, StatusEffect};
use std::ops::Range;

/// Instructions of a region, at most.
const MOST: usize = 2048;

/// Instructions that are looked at before an indirect jump, for where it leads.
const WAY: usize = 192;

/// Targets of an indirect jump that are translated with it, at most.
const MOST_TARGETS: u32 = 512;

/// How often liveness goes through all blocks, at most: compilers' code takes two or three times, and hostile code could
/// ask for as many as there are blocks.
const MOST_PASSES: u32 = 8;

/// A block of a region.
#[derive(Clone, Debug)]
pub struct Block {
    /// Address of its first instruction.
    pub addr: GuestAddr,
    /// Its instructions, of [`Region::insts`]: one at least.
    pub insts: Range<usize>,
    /// Where execution goes on behind its last instruction, if that is no business of the instruction's.
    pub falls: Option<GuestAddr>,
    /// Gas of all of it.
    pub cost: u32,
    /// Flags that may be read before it writes them, and behind it.
    pub live_in: FlagSet,
    pub live_out: FlagSet,
}

/// Code that is translated together.
#[derive(Default)]
pub struct Region {
    pub insts: Vec<Inst>,
    /// Those that overlap aside, by address.
    pub blocks: Vec<Block>,
    /// What each instruction does with the flags.
    pub effects: Vec<StatusEffect>,
    /// Instructions that were looked at, those of the region included.
    pub work: usize,
    /// The address it was found from.
    start: GuestAddr,
    /// For each instruction whether a block begins with it, and whether its block ends with it.
    heads: Vec<bool>,
    ends: Vec<bool>,
    /// For each instruction the block that begins with it.
    block_of: Vec<u32>,
    /// Instructions that follow each other, and where execution goes on behind them if the last does not say.
    runs: Vec<(Range<usize>, Option<GuestAddr>)>,
    jumps: Vec<GuestAddr>,
    /// Indirect jumps that nobody has looked at: their numbers, and those of the first instructions of their runs.
    indirect: Vec<(usize, usize)>,
    /// Where indirect jumps seem to lead.
    targets: Vec<GuestAddr>,
}

/// Numbers of instructions by address, of all regions: of the last one, those from `first` on.
pub struct Numbers {
    table: Table,
    first: u32,
}

impl Numbers {
    /// For a text.
    pub fn new(table: Table) -> Self {
        Self { table, first: 1 }
    }

    fn get(&self, addr: GuestAddr) -> Option<usize> {
        self.table.get(addr).checked_sub(self.first).map(|index| index as usize)
    }

    /// Bytes that all this takes.
    pub fn bytes(&self) -> usize {
        self.table.bytes()
    }
}

impl Region {
    /// Finds the region of `addr`; empty where there is no code. `known`: whether code at an address is translated
    /// already. `ends_block`: whether an instruction that leads to the next one ends its block all the same.
    pub fn find(
        &mut self,
        addr: GuestAddr,
        numbers: &mut Numbers,
        cursor: &mut Cursor<'_>,
        known: impl Fn(GuestAddr) -> bool,
        ends_block: impl Fn(&Inst) -> bool,
    ) {
        numbers.first += self.insts.len() as u32;
        self.insts.clear();
        self.blocks.clear();
        self.heads.clear();
        self.ends.clear();
        self.runs.clear();
        self.targets.clear();
        self.indirect.clear();
        self.work = 0;
        self.start = addr;
        self.jumps.push(addr);
        // An indirect jump is looked at when it is known which other ways lead to the code before it.
        while let Some(start) = self.jumps.pop().or_else(|| self.follow_indirect(cursor)) {
            if let Some(index) = numbers.get(start) {
                self.heads[index] = true;
            } else if start == addr || self.insts.len() < MOST && !known(start) {
                self.run(start, numbers, cursor, &known, &ends_block);
            }
        }
        self.targets.sort_unstable();
        self.targets.dedup();
        self.runs.retain(|(run, _)| !run.is_empty());
        self.runs.sort_unstable_by_key(|(run, _)| self.insts[run.start].addr());
        self.cut();
        self.work += self.insts.len();
        self.find_live(numbers, cursor);
    }

    /// Decodes what follows `start`.
    fn run(
        &mut self,
        start: GuestAddr,
        numbers: &mut Numbers,
        cursor: &mut Cursor<'_>,
        known: &impl Fn(GuestAddr) -> bool,
        ends_block: &impl Fn(&Inst) -> bool,
    ) {
        let first = self.insts.len();
        let mut at = start;
        let mut head = true;
        let falls = loop {
            if let Some(index) = numbers.get(at) {
                self.heads[index] = true;
                break Some(at);
            }
            if at != start && (self.insts.len() >= MOST || known(at)) {
                break Some(at);
            }
            let Ok(inst) = cursor.at(at) else { break Some(at) };
            let inst = *inst;
            let number = numbers.first + self.insts.len() as u32;
            *numbers.table.slot(at).expect("there is an instruction, so there is text") = number;
            self.insts.push(inst);
            self.heads.push(head);
            let flow = inst.flow();
            head = flow != Flow::Next || ends_block(&inst);
            self.ends.push(head);
            match flow {
                Flow::Jump(target) | Flow::Branch(target) => self.jumps.push(target),
                Flow::JumpIndirect => self.indirect.push((first, self.insts.len() - 1)),
                _ => {}
            }
            if !flow.falls_through() {
                break None;
            }
            at = inst.next();
        };
        self.runs.push((first..self.insts.len(), falls));
    }

    /// Finds where an indirect jump leads that nobody has looked at, and gives one of its targets; the others are among the
    /// jumps then.
    fn follow_indirect(&mut self, cursor: &Cursor<'_>) -> Option<GuestAddr> {
        while let Some((first, last)) = self.indirect.pop() {
            let from = first.max(last.saturating_sub(WAY));
            let way = &self.insts[from..last];
            let is_head =
                |addr| way.binary_search_by_key(&addr, Inst::addr).is_ok_and(|i| self.heads[from + i]);
            let targets = echo_analysis::jump_targets(
                cursor.code().image(),
                way,
                &self.insts[last],
                MOST_TARGETS,
                is_head,
            );
            self.work += way.len() + targets.len();
            self.jumps.extend(&targets);
            self.targets.extend(targets);
            if let Some(target) = self.jumps.pop() {
                return Some(target);
            }
        }
        None
    }

    /// Cuts runs into blocks.
    fn cut(&mut self) {
        self.block_of.clear();
        self.block_of.resize(self.insts.len(), u32::MAX);
        for (run, falls) in &self.runs {
            let mut first = run.start;
            for i in run.clone() {
                let next = i + 1;
                if next < run.end && !self.heads[next] {
                    continue;
                }
                let insts = first..next;
                self.block_of[first] = self.blocks.len() as u32;
                self.blocks.push(Block {
                    addr: self.insts[first].addr(),
                    cost: self.insts[insts.clone()].iter().map(gas::inst).sum(),
                    insts,
                    falls: match falls {
                        _ if self.ends[i] => None,
                        falls if next == run.end => *falls,
                        _ => Some(self.insts[next].addr()),
                    },
                    live_in: FlagSet::NONE,
                    live_out: FlagSet::NONE,
                });
                first = next;
            }
        }
    }

    /// The block at an address, by number.
    pub fn block_at(&self, addr: GuestAddr, numbers: &Numbers) -> Option<usize> {
        let block = self.block_of[numbers.get(addr)?];
        (block != u32::MAX).then_some(block as usize)
    }

    /// The block at an address to which an indirect jump seems to lead, by number.
    pub fn target_at(&self, addr: GuestAddr, numbers: &Numbers) -> Option<usize> {
        self.block_at(addr, numbers).filter(|_| self.targets.binary_search(&addr).is_ok())
    }

    /// For each block whether it is entered from elsewhere: it is the region's first, or called, or returned to; the
    /// reference engine comes back to it; an indirect jump leads to it; or a loop begins with it, so that a run that looks
    /// around finds back in.
    pub fn entries(&self, numbers: &Numbers) -> Vec<bool> {
        let mut entries = vec![false; self.blocks.len()];
        let mut enter = |addr: GuestAddr| {
            if let Some(block) = self.block_at(addr, numbers) {
                entries[block] = true;
            }
        };
        enter(self.start);
        self.targets.iter().for_each(|target| enter(*target));
        for block in &self.blocks {
            let last = self.last(block);
            match last.flow() {
                Flow::Call(target) => {
                    enter(target);
                    enter(last.next());
                }
                Flow::Branch(target) | Flow::Jump(target) if target <= last.addr() => enter(target),
                Flow::Next if block.falls.is_some() => {}
                Flow::CallIndirect | Flow::HostCall(_) | Flow::Next => enter(last.next()),
                _ => {}
            }
        }
        entries
    }

    /// How often each block may be executed, roughly: eight times as often for each loop around it, where a loop is what
    /// lies between a block and the last jump backwards to it.
    pub fn weights(&self) -> Vec<u64> {
        let mut ends: Vec<Option<usize>> = vec![None; self.blocks.len()];
        for (number, block) in self.blocks.iter().enumerate() {
            let (Flow::Branch(target) | Flow::Jump(target)) = self.last(block).flow() else {
                continue;
            };
            let to = self.blocks.partition_point(|block| block.addr < target);
            if to <= number && self.blocks[to].addr == target {
                ends[to] = Some(number);
            }
        }
        let mut depth = vec![0_i32; self.blocks.len() + 1];
        for (head, end) in ends.into_iter().enumerate() {
            if let Some(end) = end {
                depth[head] += 1;
                depth[end + 1] -= 1;
            }
        }
        let mut now = 0;
        depth[..self.blocks.len()]
            .iter()
            .map(|change| {
                now += change;
                1 << (3 * now.clamp(0, 5))
            })
            .collect()
    }

    /// Where direct jumps lead from a block: to what follows it, and by a branch.
    pub fn ways(&self, block: &Block) -> [Option<GuestAddr>; 2] {
        let last = self.last(block);
        match last.flow() {
            _ if block.falls.is_some() => [block.falls, None],
            Flow::Branch(target) => [Some(last.next()), Some(target)],
            Flow::Jump(target) => [Some(target), None],
            _ => [None, None],
        }
    }

    /// The last instruction of a block.
    pub fn last(&self, block: &Block) -> &Inst {
        &self.insts[block.insts.end - 1]
    }

    /// Whether execution may come to a block from the one that lies before it, without a host's jump: a guest's jump to what
    /// lies behind it needs none.
    pub fn is_fallen_into(&self, number: usize) -> bool {
        number.checked_sub(1).is_some_and(|before| {
            let block = &self.blocks[before];
            let flow = self.last(block).flow();
            block.falls.is_some() || flow.falls_through() || flow == Flow::Jump(self.blocks[number].addr)
        })
    }

    /// Where execution goes on behind a block with its flags as they are.
    fn successors(&self, block: &Block) -> [Option<GuestAddr>; 2] {
        let last = self.last(block);
        match self.ways(block) {
            [None, None] if liveness::live_behind(last.flow()).is_none() => [Some(last.next()), None],
            ways => ways,
        }
    }

    /// Finds which flags live where: backwards, again and again until nothing changes.
    fn find_live(&mut self, numbers: &Numbers, cursor: &mut Cursor<'_>) {
        self.effects.clear();
        self.effects.extend(self.insts.iter().map(StatusEffect::of));
        let mut lookahead = Lookahead::default();
        // Of each block: the flags that are read elsewhere, and the blocks of the region that follow.
        let behind: Vec<_> = (self.blocks.iter())
            .map(|block| {
                let behind = liveness::live_behind(self.last(block).flow());
                let mut elsewhere = behind.unwrap_or(FlagSet::NONE);
                let blocks = self.successors(block).map(|successor| {
                    let block = self.block_at(successor?, numbers);
                    if block.is_none() {
                        elsewhere = elsewhere.union(lookahead.live_from(cursor, successor?));
                    }
                    block
                });
                (elsewhere, blocks)
            })
            .collect();
        self.work += lookahead.work();
        let mut passes = 0;
        let mut changed = true;
        while changed {
            passes += 1;
            if passes > MOST_PASSES {
                // More live than there may be is right, and slower.
                for block in &mut self.blocks {
                    (block.live_in, block.live_out) = (STATUS, STATUS);
                }
                return;
            }
            changed = false;
            for i in (0..self.blocks.len()).rev() {
                let (elsewhere, blocks) = &behind[i];
                let live = blocks.iter().flatten().map(|block| self.blocks[*block].live_in);
                let live_out = live.fold(*elsewhere, FlagSet::union).intersection(STATUS);
                let effects = &self.effects[self.blocks[i].insts.clone()];
                let live_in = effects.iter().rev().fold(live_out, |live, effect| effect.live_before(live));
                let block = &mut self.blocks[i];
                changed |= block.live_in != live_in;
                (block.live_in, block.live_out) = (live_in, live_out);
            }
        }
    }
}
