//! Predecoded blocks: where they start, what they cost, and how they are linked.
//!
//! A block is a run of instructions that is entered at its head only and whose gas is charged there, by
//! whoever enters it; a jump to a fixed place does not end it. Blocks are decoded when they are first
//! reached, in traces: after a conditional jump, the block that follows is decoded along. All [`Word`]s stand
//! in one arena and name each other by position; position 0 is no block. A direct jump to code not yet
//! decoded leads to a [`Uop::Stub`], which finds the block and mends the jump, so that it is looked up once.
//!
//! The arena, and the work of decoding, are bounded by a small multiple of the text: beyond that, blocks
//! become short, so that jumping into ever new places (each byte of the text may be a head) does not buy a
//! contract memory or time.

use super::code::Code;
use super::context::Word;
use super::flow;
use super::lower::Lowering;
use super::thread::Uop;
use echo_abi::decode::{Decoder, FlagSet, Flow, Rep};
use echo_abi::{GuestAddr, Inst, gas};

/// Instructions in a block, and blocks in a trace, at most.
const LONG: (usize, usize) = (64, 16);
/// The same, once there is more of them than `Blocks::roomy`.
const SHORT: (usize, usize) = (1, 1);

/// Blocks of a trace that are decoded again though they are known, to save a jump to them.
const REPEATED: usize = 2;

/// What is needed of an operation when it traps or the gas ends at it.
#[derive(Clone, Copy, Default)]
pub struct Origin {
    /// Address of its instruction.
    pub addr: GuestAddr,
    /// Gas of the instructions behind its own in the block: charged at the head, and given back if this one
    /// traps.
    pub unspent: u32,
}

/// The position of the block at each address of a text segment, 0 where there is none.
#[derive(Default)]
struct Heads {
    start: GuestAddr,
    at: Vec<u32>,
}

impl Heads {
    fn get_mut(&mut self, addr: GuestAddr) -> Option<&mut u32> {
        self.at.get_mut(addr.0.wrapping_sub(self.start.0) as usize)
    }
}

/// All blocks of a contract decoded so far.
pub struct Blocks {
    pub words: Vec<Word>,
    pub origins: Vec<Origin>,
    /// Instructions that [`Uop::General`], [`Uop::Loop`] and [`Uop::Repeat`] execute.
    pub insts: Vec<Inst>,
    /// The blocks of the first text segment: where most contracts have all code.
    heads: Heads,
    /// Those of the others.
    far: Vec<Heads>,
    /// How many instructions were decoded, some of them more than once, and some that left no word.
    decoded: usize,
    /// Up to so many words and instructions, blocks are long.
    roomy: usize,
    code: Code,
}

impl Blocks {
    /// No blocks yet.
    pub fn new(code: Code) -> Self {
        let text: usize = code.text().map(|segment| segment.bytes.len()).sum();
        let mut heads =
            code.text().map(|segment| Heads { start: segment.addr, at: vec![0; segment.bytes.len()] });
        let (first, far) = (heads.next().unwrap_or_default(), heads.collect());
        let mut blocks = Self {
            words: Vec::new(),
            origins: Vec::new(),
            insts: Vec::new(),
            heads: first,
            far,
            decoded: 0,
            roomy: 2 * text + 4096,
            code,
        };
        // So that no block has position 0.
        blocks.push(Uop::Fault {}, GuestAddr::NULL);
        blocks
    }

    /// How many words are kept, and how many instructions were decoded for them.
    #[cfg(test)]
    pub fn size(&self) -> (usize, usize) {
        (self.words.len(), self.decoded)
    }

    /// Gas of the block at a position.
    pub fn cost(&self, position: u32) -> u64 {
        u64::from(self.words[position as usize].x)
    }

    /// Position of the block at `addr` if it lies in the first text segment and is decoded, else 0. Fast.
    #[inline(always)]
    pub fn known(&self, addr: GuestAddr) -> u32 {
        let Heads { start, at } = &self.heads;
        at.get(addr.0.wrapping_sub(start.0) as usize).copied().unwrap_or(0)
    }

    fn head(&mut self, addr: GuestAddr) -> Option<&mut u32> {
        std::iter::once(&mut self.heads).chain(&mut self.far).find_map(|heads| heads.get_mut(addr))
    }

    /// Position of the block at `addr`, decoded now if need be. Where there is no code, a block that traps.
    pub fn find(&mut self, addr: GuestAddr) -> u32 {
        match self.head(addr) {
            Some(&mut 0) | None => self.decode(addr),
            Some(position) => *position,
        }
    }

    /// Leads the jump at `site` to the block at `target`. All jumps have their target in the same place.
    pub fn link(&mut self, site: u32, target: u32) {
        self.words[site as usize].y = target;
    }

    /// The address that the stub at a position leads to, and the jump that leads to the stub.
    pub fn stub(&self, position: u32) -> (GuestAddr, u32) {
        let word = &self.words[position as usize];
        (GuestAddr(word.x), word.y)
    }

    fn end(&self) -> u32 {
        u32::try_from(self.words.len()).expect("the arena is bounded by the text")
    }

    /// Appends a block of one operation that costs nothing. Gives the block's position; the operation stands
    /// behind it.
    fn push(&mut self, uop: Uop, addr: GuestAddr) -> u32 {
        let position = self.end();
        let origin = Origin { addr, unspent: 0 };
        self.append(&[(Uop::Head { cost: 0, position }, origin), (uop, origin)]);
        position
    }

    /// Appends a block.
    fn append(&mut self, uops: &[(Uop, Origin)]) {
        self.words.extend(Word::of(uops));
        self.origins.extend(uops.iter().map(|(_, origin)| origin));
    }

    /// Decodes the trace that starts at `addr`.
    fn decode(&mut self, addr: GuestAddr) -> u32 {
        let (long, blocks) = if self.words.len().max(self.decoded) < self.roomy { LONG } else { SHORT };
        let first = self.end();
        let mut jumps = Vec::new();
        let mut next = Some(addr);
        let mut known = 0;
        for _ in 0..blocks {
            let Some(addr) = next else { break };
            if self.head(addr).is_some_and(|head| *head != 0) {
                known += 1;
                if known > REPEATED {
                    break;
                }
            }
            next = self.block(addr, long, &mut jumps);
        }
        if let Some(addr) = next {
            // What follows is decoded already, or will be when it is reached.
            let site = self.push(Uop::Jump { target: 0 }, addr) + 1;
            jumps.push((site, addr));
        }
        for (site, addr) in jumps {
            let target = match self.head(addr) {
                Some(&mut target) if target != 0 => target,
                _ => self.push(Uop::Stub { addr: addr.0, site }, addr),
            };
            self.link(site, target);
        }
        first
    }

    /// Decodes the block at `addr` of at most `long` instructions. Gives the address of the block that must
    /// follow, if one must.
    fn block(
        &mut self,
        addr: GuestAddr,
        long: usize,
        jumps: &mut Vec<(u32, GuestAddr)>,
    ) -> Option<GuestAddr> {
        let position = self.end();
        if let Some(head) = self.head(addr).filter(|head| **head == 0) {
            *head = position;
        }
        let mut insts: Vec<Inst> = Vec::with_capacity(16);
        let mut cost = 0;
        let mut fault = false;
        let live_out = match self.code.segment(addr) {
            Err(_) => FlagSet::NONE,
            Ok(segment) => {
                let mut decoder = Decoder::new(&segment.bytes, segment.addr);
                let mut at = addr;
                while insts.len() < long {
                    let Ok(inst) = self.code.inst_with(&mut decoder, at) else {
                        // What a jump leads to is a block of its own, and faults there.
                        fault = !insts.last().is_some_and(|last| matches!(last.flow(), Flow::Jump(_)));
                        break;
                    };
                    cost += gas::inst(&inst);
                    insts.push(inst);
                    at = match inst.flow() {
                        Flow::Next if inst.rep() == Rep::None => inst.next(),
                        Flow::Jump(target) => target,
                        _ => break,
                    };
                }
                match insts.last() {
                    // Not worth looking ahead for.
                    Some(_) if long == SHORT.0 => FlagSet::STATUS,
                    Some(last) if !fault => {
                        let mut scan = flow::Scan::default();
                        let live = scan.live_after(&self.code, &mut decoder, last);
                        self.decoded += scan.work;
                        live
                    }
                    _ => FlagSet::NONE,
                }
            }
        };
        self.decoded += insts.len();
        let Some(last) = insts.last() else {
            self.push(Uop::Fault {}, addr);
            return None;
        };
        let plan = flow::Plan::new(&insts, live_out);
        let mut uops = Vec::with_capacity(2 * insts.len() + 1);
        uops.push((Uop::Head { cost, position }, Origin { addr, unspent: cost }));
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
            Lowering { uops: &mut uops, insts, plan: &plan, i, origin, flipped: &mut flipped }.lower(inst);
        }
        self.append(&uops);
        let site = self.end() - 1;
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
                let site = self.push(Uop::Jump { target: 0 }, last.next()) + 1;
                jumps.push((site, last.next()));
                None
            }
            Flow::JumpIndirect | Flow::CallIndirect | Flow::Return | Flow::HostCall(_) | Flow::Trap => None,
        }
    }
}
