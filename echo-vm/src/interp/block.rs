//! Predecoded blocks: where they start, what they cost, and how they are linked.
//!
//! A block is a run of instructions that is entered at its head only and whose gas is charged there, by whoever enters it. Blocks are decoded
//! when they are first reached, in traces: after a conditional jump, the block that follows is decoded along. All [`Uop`]s
//! stand in one arena and name each other by position; position 0 is no block. A direct jump to code not yet decoded leads to a
//! [`Uop::Stub`], which finds the block and mends the jump, so that it is looked up once.
//!
//! The arena is bounded by a small multiple of the text: once it is large, blocks become short, so that jumping into ever new places
//! (each byte of the text may be a head) does not buy a contract memory.

use super::code::Code;
use super::flow;
use super::lower::Lowering;
use super::uop::{Exits, Uop};
use echo_abi::decode::{Decoder, Flow, Rep};
use echo_abi::{GuestAddr, Inst, Trap, gas};

/// Instructions in a block, and blocks in a trace, at most.
const LONG: (usize, usize) = (64, 16);
/// The same, once the arena has [`Blocks::roomy`] operations.
const SHORT: (usize, usize) = (4, 1);

/// What is needed of an operation when it traps or the gas ends at it.
#[derive(Clone, Copy, Default)]
pub struct Origin {
    /// Address of its instruction.
    pub addr: GuestAddr,
    /// Gas of the instructions behind its own in the block: charged at the head, and given back if this one traps.
    pub unspent: u32,
}

/// All blocks of a contract decoded so far.
pub struct Blocks {
    pub uops: Vec<Uop>,
    /// Gas of the block that starts at a position, 0 elsewhere.
    pub costs: Vec<u16>,
    pub origins: Vec<Origin>,
    /// Instructions that [`Uop::General`] and [`Uop::Repeat`] execute.
    pub insts: Vec<Inst>,
    /// What [`Uop::Fault`] traps with.
    pub traps: Vec<Trap>,
    /// For each text segment, the position of the block at each address, 0 where there is none.
    heads: Vec<(GuestAddr, Vec<u32>)>,
    roomy: usize,
    code: Code,
}

impl Blocks {
    /// No blocks yet.
    pub fn new(code: Code) -> Self {
        let heads: Vec<_> = code.text().map(|segment| (segment.addr, vec![0; segment.bytes.len()])).collect();
        let text: usize = heads.iter().map(|(_, at)| at.len()).sum();
        let none = Trap::Instruction { addr: GuestAddr::NULL };
        Self {
            uops: vec![Uop::Fault { trap: 0 }],
            costs: vec![0],
            origins: vec![Origin::default()],
            insts: Vec::new(),
            traps: vec![none],
            heads,
            roomy: 2 * text + 4096,
            code,
        }
    }

    /// Position of the block at `addr` if it lies in the first text segment and is decoded, else 0. Fast.
    #[inline(always)]
    pub fn known(&self, addr: GuestAddr) -> u32 {
        match self.heads.first() {
            Some((start, at)) => at.get(addr.0.wrapping_sub(start.0) as usize).copied().unwrap_or(0),
            None => 0,
        }
    }

    fn head(&mut self, addr: GuestAddr) -> Option<&mut u32> {
        self.heads.iter_mut().find_map(|(start, at)| at.get_mut(addr.0.wrapping_sub(start.0) as usize))
    }

    /// Position of the block at `addr`, decoded now if need be. Where there is no code, a block that traps.
    pub fn find(&mut self, addr: GuestAddr) -> u32 {
        match self.head(addr) {
            Some(&mut 0) | None => self.decode(addr),
            Some(position) => *position,
        }
    }

    /// Leads the jump at `site` to the block at `target`.
    pub fn link(&mut self, site: u32, target: u32) {
        let cost = self.costs[target as usize];
        match &mut self.uops[site as usize] {
            Uop::Jump { target: to, cost: c } | Uop::Call { target: to, cost: c, .. } => (*to, *c) = (target, cost),
            stub @ Uop::Stub { .. } => *stub = Uop::Jump { target, cost },
            uop => {
                let exits = uop.exits_mut().expect("only jumps are linked");
                (exits.taken, exits.taken_cost) = (target, cost);
            }
        }
    }

    fn push(&mut self, uop: Uop, addr: GuestAddr) -> u32 {
        let position = u32::try_from(self.uops.len()).expect("the arena is bounded by the text");
        self.uops.push(uop);
        self.costs.push(0);
        self.origins.push(Origin { addr, unspent: 0 });
        position
    }

    /// Decodes the trace that starts at `addr`.
    fn decode(&mut self, addr: GuestAddr) -> u32 {
        let (long, blocks) = if self.uops.len() < self.roomy { LONG } else { SHORT };
        let first = self.uops.len() as u32;
        let mut jumps = Vec::new();
        let mut addr = addr;
        // Where the cost of the block that follows must be entered.
        let mut falls: Option<u32> = None;
        for _ in 0..blocks {
            let head = self.uops.len() as u32;
            let next = self.block(addr, long, &mut jumps);
            if let Some(site) = falls {
                let cost = self.costs[head as usize];
                match &mut self.uops[site as usize] {
                    Uop::Repeat { fall_cost, .. } => *fall_cost = cost,
                    uop => uop.exits_mut().expect("only conditional jumps fall through").fall_cost = cost,
                }
            }
            let Some(next) = next else { return self.finish(first, jumps) };
            falls = matches!(self.uops.last(), Some(uop) if uop.falls()).then(|| self.uops.len() as u32 - 1);
            addr = next;
            if self.head(addr).is_some_and(|position| *position != 0) {
                break;
            }
        }
        // What follows is decoded already, or will be when it is reached.
        let site = self.push(Uop::Stub { addr: addr.0, site: 0 }, addr);
        jumps.push((site, addr));
        self.finish(first, jumps)
    }

    /// Links the trace's jumps, to blocks where they are decoded and to stubs where not.
    fn finish(&mut self, first: u32, jumps: Vec<(u32, GuestAddr)>) -> u32 {
        for (site, addr) in jumps {
            let known = self.head(addr).copied();
            match known {
                Some(target) if target != 0 => self.link(site, target),
                _ if matches!(self.uops[site as usize], Uop::Stub { .. }) => {
                    self.uops[site as usize] = Uop::Stub { addr: addr.0, site };
                }
                _ => {
                    let stub = self.push(Uop::Stub { addr: addr.0, site }, addr);
                    self.link(site, stub);
                }
            }
        }
        first
    }

    /// Decodes the block at `addr` of at most `long` instructions. Gives the address of the block that must follow, if one must.
    fn block(&mut self, addr: GuestAddr, long: usize, jumps: &mut Vec<(u32, GuestAddr)>) -> Option<GuestAddr> {
        let position = self.uops.len() as u32;
        if let Some(head) = self.head(addr) {
            *head = position;
        }
        let mut insts: Vec<Inst> = Vec::with_capacity(16);
        let mut cost = 0;
        let mut fault = None;
        let mut scan = flow::Scan::default();
        let live_out = {
            let segment = match self.code.segment(addr) {
                Ok(segment) => segment,
                Err(trap) => {
                    self.fault(trap, addr);
                    return None;
                }
            };
            let mut decoder = Decoder::new(&segment.bytes, segment.addr);
            let mut at = addr;
            while insts.len() < long && cost < 16_384 {
                match self.code.inst_with(&mut decoder, at) {
                    Ok(inst) => {
                        at = inst.next();
                        cost += gas::inst(&inst);
                        insts.push(inst);
                        if inst.flow() != Flow::Next || inst.rep() != Rep::None {
                            break;
                        }
                    }
                    Err(trap) => {
                        fault = Some(trap);
                        break;
                    }
                }
            }
            match (insts.last(), fault) {
                (_, Some(_)) | (None, _) => echo_abi::decode::FlagSet::NONE,
                (Some(last), None) => scan.live_after(&self.code, &mut decoder, last),
            }
        };
        if insts.is_empty() {
            self.fault(fault.expect("a block without instructions ends in a trap"), addr);
            return None;
        }
        let plan = flow::Plan::new(&insts, live_out);
        let mut spent = 0;
        let mut flipped = false;
        for (i, inst) in insts.iter().enumerate() {
            spent += gas::inst(inst);
            let start = self.uops.len();
            let mut lowering = Lowering {
                uops: &mut self.uops,
                insts: &mut self.insts,
                plan: &plan,
                i,
                head: position as usize,
                flipped: &mut flipped,
            };
            lowering.lower(inst);
            if self.uops.len() == position as usize {
                // The head's origin is where the block starts, whatever its first instruction becomes.
                self.uops.push(Uop::Nop);
            }
            self.costs.resize(self.uops.len(), 0);
            self.origins.resize(self.uops.len(), Origin::default());
            self.origins[start..].fill(Origin { addr: inst.addr(), unspent: cost - spent });
        }
        self.costs[position as usize] = u16::try_from(cost).expect("a block's gas is bounded where it is decoded");
        let last = insts.last().expect("the block has instructions");
        let site = self.uops.len() as u32 - 1;
        match last.flow() {
            Flow::Branch(target) => {
                jumps.push((site, target));
                Some(last.next())
            }
            Flow::Jump(target) | Flow::Call(target) => {
                jumps.push((site, target));
                None
            }
            Flow::Next => {
                if let Some(trap) = fault {
                    self.fault(trap, last.next());
                    return None;
                }
                if last.rep() == Rep::None {
                    // The next block is charged by a jump to it.
                    let site = self.push(Uop::Stub { addr: last.next().0, site: 0 }, last.next());
                    jumps.push((site, last.next()));
                    return None;
                }
                Some(last.next())
            }
            Flow::JumpIndirect | Flow::CallIndirect | Flow::Return | Flow::HostCall(_) | Flow::Trap => None,
        }
    }

    /// A place that traps when it is reached, at no cost.
    fn fault(&mut self, trap: Trap, addr: GuestAddr) {
        let index = u32::try_from(self.traps.len()).expect("the arena is bounded by the text");
        self.traps.push(trap);
        self.push(Uop::Fault { trap: index }, addr);
    }
}

impl Uop {
    /// The exits of a conditional jump.
    pub fn exits_mut(&mut self) -> Option<&mut Exits> {
        use Uop::*;
        match self {
            JumpIf { exits, .. } | JumpFlag { exits, .. } | JumpZeroCount { exits, .. } | Loop { exits, .. }
            | JumpEqual32RR { exits, .. } | JumpEqual64RR { exits, .. } | JumpNotEqual32RR { exits, .. } | JumpNotEqual64RR { exits, .. }
            | JumpBelow32RR { exits, .. } | JumpBelow64RR { exits, .. } | JumpNotBelow32RR { exits, .. } | JumpNotBelow64RR { exits, .. }
            | JumpLess32RR { exits, .. } | JumpLess64RR { exits, .. } | JumpNotLess32RR { exits, .. } | JumpNotLess64RR { exits, .. }
            | JumpEqual32RI { exits, .. } | JumpEqual64RI { exits, .. } | JumpNotEqual32RI { exits, .. } | JumpNotEqual64RI { exits, .. }
            | JumpBelow32RI { exits, .. } | JumpBelow64RI { exits, .. } | JumpNotBelow32RI { exits, .. } | JumpNotBelow64RI { exits, .. }
            | JumpLess32RI { exits, .. } | JumpLess64RI { exits, .. } | JumpNotLess32RI { exits, .. } | JumpNotLess64RI { exits, .. }
            | JumpDisjoint32RI { exits, .. } | JumpMeet32RI { exits, .. } => Some(exits),
            _ => None,
        }
    }

    /// Whether the block behind it is entered by falling through, at a cost it carries.
    pub fn falls(mut self) -> bool {
        matches!(self, Uop::Repeat { .. }) || self.exits_mut().is_some()
    }
}
