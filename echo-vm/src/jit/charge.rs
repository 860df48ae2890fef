//! Where gas is charged: at the heads of traces, for all that is likely to follow.
//!
//! A block is the head of a **trace** if it is entered from elsewhere, or by a jump backwards: it charges itself and what
//! follows it up to the next heads, along the ways that seem likely. Where execution takes another way, the difference is
//! charged, or given back. So what is paid when a block begins does not depend on the way that led there; what of it
//! is not spent is known at each instruction, and undone where execution leaves.
//!
//! The differences stand where they cost no jump: at the head of a block that one way leads to, or before the next block.
//! Ways out of loops that meet others are the exception: these lead over a few instructions behind the code, which give back
//! what is paid ahead, and the block they meet in is a head. Jumps from behind the code to it are jumps backwards, before which
//! the verifier wants a charge.

use super::region::{Numbers, Region};
use echo_abi::isa::Flow;
use std::cmp::Ordering;

/// Instructions of a loop that is worth a place of its own, at most.
const SHORT: usize = 24;

/// What is paid for a block.
#[derive(Clone, Copy, Debug, Default)]
pub struct Charge {
    /// It begins a trace: whoever comes has paid nothing for it.
    pub is_head: bool,
    /// Instructions of the short loop that begins with it; none, if it is not the head of one.
    pub loop_insts: usize,
    /// Gas that is paid when its first instruction begins: for itself and for what is likely to follow.
    pub paid: u32,
    /// What is left of that behind its last instruction.
    pub ahead: u32,
    /// Gas that it charges when it begins, before which `paid` is not complete; negative: that it gives back.
    pub at_start: i64,
    /// Ways that lead to it from blocks of the region.
    ways: u32,
    /// How often it may be executed, roughly.
    weight: u64,
}

impl Charge {
    /// What those pay that lead to it.
    fn wanted(&self) -> u32 {
        if self.is_head { 0 } else { self.paid }
    }
}

/// What is paid for the blocks of a region.
#[derive(Default)]
pub struct Charges {
    blocks: Vec<Charge>,
}

impl Charges {
    /// Finds the charges of a region, whose blocks have these [weights](Region::weights), and of which `entries` are entered
    /// from elsewhere.
    pub fn find(&mut self, region: &Region, numbers: &Numbers, weights: &[u64], entries: &[bool]) {
        let blocks = &mut self.blocks;
        blocks.clear();
        blocks.extend(entries.iter().zip(weights).map(|(is_head, weight)| Charge {
            is_head: *is_head,
            weight: *weight,
            ..Charge::default()
        }));
        let ways_of = |number: usize| region.ways(&region.blocks[number]);
        let ways: Vec<_> = (0..blocks.len())
            .map(|number| ways_of(number).map(|to| to.map(|to| region.block_at(to, numbers))))
            .collect();
        for (from, [next, branch]) in ways.iter().enumerate() {
            for to in [next, branch].into_iter().flatten().flatten() {
                blocks[*to].ways += 1;
                if *to <= from {
                    let (first, last) = (region.blocks[*to].insts.start, region.blocks[from].insts.end);
                    let len = last.checked_sub(first).filter(|len| *len <= SHORT).unwrap_or(0);
                    blocks[*to].loop_insts = blocks[*to].loop_insts.max(len);
                    blocks[*to].is_head = true;
                }
            }
        }
        for (from, [_, branch]) in ways.iter().enumerate() {
            if let Some(Some(to)) = *branch {
                let leaves_loop = blocks[from].weight > blocks[to].weight;
                blocks[to].is_head |= leaves_loop && blocks[to].ways > 1;
            }
        }
        for number in (0..blocks.len()).rev() {
            let wanted = |to: Option<usize>| to.map_or(0, |to| blocks[to].wanted());
            let ahead = match ways[number] {
                [None, None] => 0,
                [Some(only), None] | [None, Some(only)] => wanted(only),
                [Some(next), Some(branch)] => {
                    let weight = |to: Option<usize>| to.map_or(0, |to| blocks[to].weight);
                    // A difference on the way of the branch stands at the start of its target, if no other leads there; or
                    // behind the code, if that is a head, or elsewhere.
                    let target = branch.map(|to| blocks[to]).filter(|to| !to.is_head);
                    let is_switch =
                        next.is_some_and(|to| region.last(&region.blocks[to]).flow() == Flow::JumpIndirect);
                    match (target.map(|to| to.ways), weight(next).cmp(&weight(branch))) {
                        (Some(2..), _) => wanted(branch),
                        // Its index is within its bounds as a rule.
                        _ if is_switch => wanted(next),
                        (_, Ordering::Less) | (None, Ordering::Equal) => wanted(branch),
                        (_, Ordering::Greater) => wanted(next),
                        // Giving back takes less than charging.
                        (Some(_), Ordering::Equal) => wanted(next).max(wanted(branch)),
                    }
                }
            };
            let cost = region.blocks[number].cost;
            let block = &mut blocks[number];
            block.ahead = ahead;
            block.paid = cost + ahead;
            block.at_start = if block.is_head { i64::from(block.paid) } else { 0 };
        }
        for (from, ways) in ways.iter().enumerate() {
            let ahead = i64::from(blocks[from].ahead);
            for to in ways.iter().flatten().flatten() {
                let to = &mut blocks[*to];
                if !to.is_head && to.ways == 1 {
                    to.at_start = i64::from(to.paid) - ahead;
                }
            }
        }
    }

    /// The charge of a block, by number.
    pub fn of(&self, block: usize) -> Charge {
        self.blocks[block]
    }

    /// What is to be charged on the way from a block to another one, or out of the region; negative: given back.
    pub fn on_way(&self, from: usize, to: Option<usize>) -> i64 {
        let ahead = i64::from(self.blocks[from].ahead);
        match to.map(|to| self.blocks[to]) {
            Some(to) if !to.is_head && to.ways == 1 => 0,
            to => to.map_or(0, |to| i64::from(to.wanted())) - ahead,
        }
    }
}
