//! What the interpreter makes of code, as text, for the cases in `tests/lower`: each block with its gas, its
//! instructions with the plan for their flags, and the operations they become.
//!
//! ```text
//! b1 at 0x401000, gas 3                   a block, and what entering it costs
//!   1  add rax, rsi      flags: dead      an instruction, its gas, the plan for its flags
//!        Add64RR  dst: Rax, …             an operation it becomes: a word of the arena
//!   2  jmp rax
//!      + JumpR  src: Rax  <- Rax          in one function with the operation above; takes rax from the last result
//! ```

use super::block::{Blocks, Origin};
use super::code::Code;
use super::liveness::{Consume, FlagPlan, Produce};
use super::position::{BlockPos, StubPos, WordPos};
use super::superinst;
use super::uop::Uop;
use echo_abi::isa::FlagSet;
use echo_abi::{GuestAddr, Inst, gas};
use echo_validate::Contract;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::sync::Arc;

pub use super::uop::NAMES;

/// What the words of a block were made of.
pub struct Made {
    block: BlockPos,
    uops: Vec<(Uop, Origin)>,
    insts: Vec<Inst>,
    produce: Vec<Produce>,
    consume: Vec<Consume>,
}

impl Made {
    /// A block of these operations.
    pub fn of(block: BlockPos, uops: &[(Uop, Origin)]) -> Self {
        Self { block, uops: uops.to_vec(), insts: Vec::new(), produce: Vec::new(), consume: Vec::new() }
    }

    /// The instructions.
    pub fn insts(&self) -> &[Inst] {
        &self.insts
    }

    /// Says of which instructions, and by which plan. (A block that links others, or traps, has none.)
    pub fn planned(&mut self, insts: &[Inst], plan: &FlagPlan) {
        self.insts = insts.to_vec();
        self.produce.clone_from(&plan.produce);
        self.consume.clone_from(&plan.consume);
    }
}

/// The blocks of a contract after execution has come to these addresses, in this order.
pub fn listing(contract: &Arc<Contract>, entered: &[GuestAddr]) -> String {
    let mut blocks = Blocks::new(Code::new(Arc::clone(contract)));
    // The first block is for position 0, which is none.
    let mut shown = blocks.made.len();
    let mut text = String::new();
    for addr in entered {
        let known = blocks.known(*addr).is_some();
        let Some(target) = blocks.find(*addr) else {
            writeln!(text, "{:#x}: not decoded, the budget is spent", addr.0).expect("a string takes all");
            continue;
        };
        let mended = mend(&mut blocks, *addr, target);
        let names = BlockNames::of(&blocks);
        if known {
            writeln!(text, "{:#x}: {} is there", addr.0, names.block(target)).expect("a string takes all");
        }
        for (site, target) in mended {
            let (site, target) = (names.inside(site), names.block(target));
            writeln!(text, "{site} now leads to {target}").expect("a string takes all");
        }
        for made in &blocks.made[shown..] {
            write!(text, "{}", BlockListing { made, blocks: &blocks, names: &names })
                .expect("a string takes all");
        }
        shown = blocks.made.len();
    }
    text
}

/// Leads the jumps whose stubs say `addr` to the block there, as the engine does with each when it comes to its stub.
/// Gives their words, and the block.
fn mend(blocks: &mut Blocks, addr: GuestAddr, target: BlockPos) -> Vec<(WordPos, BlockPos)> {
    let stubs = blocks.made.iter().filter(|made| matches!(made.uops.last(), Some((Uop::Stub { .. }, _))));
    let stubs: Vec<BlockPos> = stubs.map(|made| made.block).collect();
    let mut mended = Vec::new();
    for stub in stubs {
        let (to, site) = blocks.stub(StubPos(stub.head().behind().0));
        // A stub that has been left behind is no longer where its jump leads.
        if to == addr && blocks.target(site) == stub {
            blocks.link(site, target);
            mended.push((site, target));
        }
    }
    mended
}

/// The blocks by position, numbered from 1.
struct BlockNames(BTreeMap<u32, usize>);

impl BlockNames {
    fn of(blocks: &Blocks) -> Self {
        Self(blocks.made.iter().enumerate().map(|(number, made)| (made.block.0, number)).collect())
    }

    fn block(&self, block: BlockPos) -> String {
        format!("b{}", self.0[&block.0])
    }

    /// The block in which a word lies.
    fn inside(&self, word: WordPos) -> String {
        let (_, number) = self.0.range(..=word.0).next_back().expect("the first block has position 0");
        format!("b{number}")
    }
}

/// One block.
struct BlockListing<'a> {
    made: &'a Made,
    blocks: &'a Blocks,
    names: &'a BlockNames,
}

impl fmt::Display for BlockListing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Made { block, uops, insts, .. } = self.made;
        let (head, operations) = uops.split_first().expect("a block has a head");
        let cost = self.blocks.cost(*block);
        writeln!(f, "{} at {:#x}, gas {cost}", self.names.block(*block), head.1.addr.0)?;
        let accumulated = superinst::accumulated(uops);
        let mut lines = Vec::new();
        let mut function = 0;
        for (i, (uop, origin)) in operations.iter().enumerate() {
            let first = function == i;
            if first {
                function += superinst::sequence(&operations[i..]).len();
            }
            let inst = insts.iter().find(|inst| inst.addr() == origin.addr);
            let operands = self.operands(*uop, WordPos(block.0 + 1 + i as u32), inst);
            let sources = uop.sources().into_iter().zip(accumulated[i + 1]).filter(|(_, taken)| *taken);
            let taken: BTreeSet<String> =
                sources.filter_map(|(slot, _)| Some(format!("{:?}", slot?))).collect();
            let taken: Vec<String> = taken.into_iter().collect();
            let arrow = if taken.is_empty() { String::new() } else { format!("  <- {}", taken.join(", ")) };
            let plus = if first { ' ' } else { '+' };
            lines.push((origin.addr, format!("     {plus} {operands}{arrow}")));
        }
        let mut operations = lines.into_iter().peekable();
        let mut lines = Vec::new();
        for (i, inst) in insts.iter().enumerate() {
            let line = format!("{:3}  {:34} {}", gas::inst(inst), inst.to_string(), self.flags(i));
            lines.push(line.trim_end().to_owned());
            while let Some((_, line)) = operations.next_if(|(addr, _)| *addr == inst.addr()) {
                lines.push(line);
            }
        }
        lines.extend(operations.map(|(_, line)| line));
        for same in lines.chunk_by(|a, b| a == b) {
            if same.len() > 3 {
                writeln!(f, "{} ({} times)", same[0], same.len())?;
            } else {
                same.iter().try_for_each(|line| writeln!(f, "{line}"))?;
            }
        }
        Ok(())
    }
}

impl BlockListing<'_> {
    /// The plan for the flags of an instruction.
    fn flags(&self, i: usize) -> String {
        let effect = self.made.insts[i].flag_effect();
        let status = FlagSet::STATUS.difference(FlagSet::AF);
        let mut plan = Vec::new();
        if !effect.reads.intersection(status).is_empty() {
            plan.push(match self.made.consume[i] {
                Consume::Flags => "asks the flags".to_owned(),
                Consume::Truth { negated: false } => "asks the truth value".to_owned(),
                Consume::Truth { negated: true } => "asks the opposite of the truth value".to_owned(),
            });
        }
        if !effect.touches.intersection(status).is_empty() {
            plan.push(match self.made.produce[i] {
                Produce::Nothing => "flags: dead".to_owned(),
                Produce::Truth(cond) => {
                    format!("flags: truth value of {}", format!("{cond:?}").to_lowercase())
                }
                Produce::Flags => "flags: computed".to_owned(),
            });
        }
        plan.join("; ")
    }

    /// An operation with its operands; what is a number for the interpreter as what it means.
    fn operands(&self, uop: Uop, word: WordPos, inst: Option<&Inst>) -> String {
        let debug = format!("{uop:?}");
        let (name, operands) = debug.split_once(" { ").unwrap_or((&debug, "}"));
        let operands = operands.trim_end_matches('}').trim_end();
        let mut text = name.to_owned();
        for (n, operand) in split(operands).into_iter().enumerate() {
            text.push_str(if n == 0 { "  " } else { ", " });
            let (field, value) = operand.split_once(": ").unwrap_or((operand, ""));
            match field {
                "taken" | "target" => {
                    let target = self.names.block(self.blocks.target(word));
                    write!(text, "{field}: {target}")
                }
                "site" => write!(text, "site: {}", self.names.inside(self.blocks.stub(StubPos(word.0)).1)),
                "imm" => match value.parse::<u64>() {
                    Ok(imm) if imm >= 0x1000 => write!(text, "imm: {imm:#x}"),
                    _ => write!(text, "{operand}"),
                },
                "inst" => {
                    let index = value.trim_start_matches("InstIndex(").trim_end_matches(')');
                    let index: usize = index.parse().expect("an index");
                    write!(text, "{:?}", self.blocks.insts[index].op())
                }
                "ea" | "near" => write!(text, "{field}: {}", address(value)),
                // A function of the host's.
                "run" => write!(text, "{:?}", inst.expect("it comes of an instruction").op()),
                _ => write!(text, "{operand}"),
            }
            .expect("a string takes all");
        }
        text
    }
}

/// `[Rdi + Rsi*4 + 8]` for `Ea { disp: 8, base: Rdi, index: Rsi, shift: 2 }`, and for `Near` without the index.
fn address(value: &str) -> String {
    let (_, fields) = value.split_once(" { ").expect("it has fields");
    let fields = split(fields.trim_end_matches(" }")).into_iter().filter_map(|field| field.split_once(": "));
    let fields: BTreeMap<&str, &str> = fields.collect();
    let mut terms = Vec::new();
    if fields["base"] != "Zero" {
        terms.push(fields["base"].to_owned());
    }
    if let Some(index) = fields.get("index").filter(|index| **index != "Zero") {
        let shift: u32 = fields["shift"].parse().expect("a number");
        terms.push(format!("{index}*{}", 1 << shift));
    }
    let disp: i64 = fields["disp"].parse().expect("a number");
    if disp != 0 || terms.is_empty() {
        terms.push(if disp >= 0x1000 { format!("{disp:#x}") } else { disp.to_string() });
    }
    format!("[{}]", terms.join(" + "))
}

/// Parts between commas that stand in no braces.
fn split(operands: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0);
    for (at, byte) in operands.bytes().enumerate() {
        match byte {
            b'{' | b'(' => depth += 1,
            b'}' | b')' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(operands[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(operands[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}
