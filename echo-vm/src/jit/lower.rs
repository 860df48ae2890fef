//! Guest blocks → host code.
//!
//! Most instructions become themselves ([`super::rewrite`]). What is different: the stack pointer, whose changes by
//! constants are saved up (`delta`) until somebody asks for it; calls and returns, which use the host's own on a stack
//! of their own; what has no native meaning in the sandbox or is not worth one, which leaves for the reference engine
//! (`must_step`); and the gas ([`super::charge`]).

use super::charge::Charges;
use super::emit::{Assembler, HostMem, Label, Place, RSP};
use super::home::{FLAGS, Home, Homes, Hosts, TARGET, names, operand_names};
use super::region::{Block, Numbers, Region};
use super::rewrite::{can_be_direct, rewrite};
use super::switch::{self, Row};
use echo_abi::isa::{Cond, Features, Field, FlagSet, Flow, Mem, Op, Operand, Profile, Reg, Width, field};
use echo_abi::scpi::Function;
use echo_abi::{Form, GuestAddr, Image, Inst, gas, ops_of};
use echo_analysis::flags::STATUS;
use echo_native::{Dispatch, Stub, Switch};

/// Of the first byte of a loop, a line of the cache: loops of few instructions are up to half as fast again as elsewhere, on
/// a processor that has decoded instructions by such lines (Zen 4).
const LOOP_ALIGNMENT: u32 = 64;

/// Instructions that are looked at for who needs a register next.
const AHEAD: usize = 12;

/// Why code leaves; its index is the number it leaves with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// The gas does not pay for what begins at an address: all that was charged for it is to be undone.
    Gas { addr: GuestAddr, cost: u32, homes: Homes },
    /// A host call is done; execution goes on at an address.
    HostCall { function: Function, next: GuestAddr, homes: Homes },
    /// The reference engine is to execute the instruction at an address; so much of the charge is to be undone.
    Step { addr: GuestAddr, unspent: u32, homes: Homes },
    /// It goes on at an address whose code lies elsewhere, through a link.
    Link { link: u32, target: GuestAddr, call: bool },
    /// An indirect jump finds no target. Where it leads lies in the place [`TARGET`]; the flags are as it finds them.
    Jump,
}

/// What an instruction that faults was, by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Position of the host instruction.
    pub at: u32,
    /// Address of the guest's.
    pub addr: GuestAddr,
    /// Gas that is charged for it and for what follows, to be undone.
    pub unspent: u32,
    /// What the guest's rsp is more than its register says.
    pub delta: i32,
    /// Where guest registers are.
    pub homes: Homes,
    /// Host registers that are kept below the stack of code, by place.
    pub kept: [Option<Kept>; 3],
}

/// A host register whose value is kept below the stack of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    pub host: Reg,
    /// The guest register that borrows it, whose value is in its own home all the same.
    lent: Option<Reg>,
}

/// Where a block is entered from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub addr: GuestAddr,
    /// With the flags as they are.
    pub at: u32,
    /// With all flags 0: by calls.
    pub cleared: u32,
    /// By a [`Dispatch`], with the flags in their place.
    pub target: u32,
}

/// Code that is made of a region, and what is to be known of it.
#[derive(Default)]
pub struct Lowering {
    pub asm: Assembler,
    /// Where blocks are entered from elsewhere.
    pub entries: Vec<Entry>,
    /// Links, and where each leads for now.
    pub links: Vec<(u32, u32)>,
    pub homes: Homes,
    pub charges: Charges,
    /// Of each block: its head, where whoever comes from elsewhere enters it, and where with all flags 0.
    labels: Vec<BlockLabels>,
    /// Ways out of the region: target, whether by a call, the link, its label, and the label of its exit.
    outside: Vec<(GuestAddr, bool, u32, Label, Label)>,
    /// Ways on which gas is given back behind the code: label, gas, and where they lead.
    refunds: Vec<(Label, u32, Label)>,
    /// Rows of links: the block that jumps by it, its first link, and what its links lead to.
    rows: Vec<Row>,
    /// Where blocks that jump by a row go for other numbers: label, block, and its gas.
    beyond_rows: Vec<(Label, usize, u32)>,
    /// Where indirect jumps go that find no target.
    miss: Option<Label>,
    /// Indirect calls that find none: label, the address they return to, and the block.
    missed_calls: Vec<(Label, GuestAddr, usize)>,
    /// Exits at the end of the code: label, whether flags are kept in rax, number.
    exits: Vec<(Label, bool, u32)>,
    /// For listings.
    #[cfg(test)]
    pub made: super::listing::Made,
}

/// Where a block is entered.
#[derive(Clone, Copy)]
struct BlockLabels {
    /// From the region itself.
    head: Label,
    /// From elsewhere, if it is.
    elsewhere: Option<Elsewhere>,
    /// By a row of the region, which leaves its scratch register and the flags to be taken back.
    row: Option<Label>,
    /// What becomes of the flags where they are to be taken back.
    passed: Arriving,
}

/// Where a block is entered from elsewhere.
#[derive(Clone, Copy)]
struct Elsewhere {
    /// With the flags as they are; the head, where no register has another home.
    entry: Label,
    /// With all flags 0; the entry, where nobody reads them.
    cleared: Label,
    /// By an indirect jump or call, which leaves rax and the flags to be taken back.
    target: Label,
}

/// What becomes of the status flags on a way into a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arriving {
    /// They stay.
    AsTheyAre,
    /// They become 0.
    Cleared,
    /// They become what lies in the place [`FLAGS`].
    Passed,
}

/// What lowering a region asks for and adds to.
pub struct Context<'a> {
    pub region: &'a Region,
    /// What the host's processor has.
    pub host: Features,
    pub numbers: &'a Numbers,
    pub image: &'a Image,
    /// How code jumps indirectly.
    pub dispatch: &'a Dispatch,
    /// The code of the contract, by address.
    pub bytes: &'a dyn Fn(&Inst) -> &'a [u8],
    /// Where the link with a number lies.
    pub link_position: &'a dyn Fn(u32) -> i32,
    /// The number of the next link.
    pub next_link: u32,
    pub leavings: &'a mut Vec<Leaving>,
    pub origins: &'a mut Vec<Origin>,
}

/// Whether an instruction is left to the reference engine, whatever surrounds it.
pub fn must_step(inst: &Inst, host: Features) -> bool {
    // On a processor without BMI1, the bytes of `tzcnt` are `bsf`.
    if !inst.is_accepted_by(host) || inst.op() == Op::Tzcnt && host.profile < Profile::V3 {
        return true;
    }
    match inst.op() {
        ops_of!(String) => true,
        // What reads AF or all flags, is about addresses in registers, or stops half-way.
        Op::Lahf
        | Op::Pushf
        | Op::Popf
        | Op::Xlatb
        | Op::Maskmovdqu
        | Op::Vgatherdd
        | Op::Vgatherdq
        | Op::Vgatherqd
        | Op::Vgatherqq
        | Op::Loop
        | Op::Loope
        | Op::Loopne
        | Op::Trap => true,
        // Nobody compares an address that lies farther below rsp.
        Op::Ret => inst.operand_count() > 0,
        // By a register, they reach beyond their operand.
        Op::Bt | Op::Bts | Op::Btr | Op::Btc => {
            matches!(inst.operand(0), Operand::Mem(_)) && matches!(inst.operand(1), Operand::Reg(..))
        }
        // By more than 16, their result is undefined.
        Op::Shld | Op::Shrd if inst.operand(0).width() == Some(Width::B2) => {
            !matches!(inst.operand(2), Operand::Imm(count) if count & 31 <= 16)
        }
        // In memory it is locked, unasked: across two lines of the cache, that stops all of the host's cores for a
        // microsecond, and some hosts take it for a fault.
        Op::Xchg if inst.mem().is_some() => true,
        // Of 64 bits, all but these.
        Op::Push => {
            matches!(inst.form(), Form::Push_imm16 | Form::Pushw_imm8 | Form::Push_r16 | Form::Push_rm16)
        }
        Op::Pop => !matches!(inst.operand(0), Operand::Reg(_, Width::B8)),
        Op::Lea => {
            inst.mem().is_some_and(|mem| mem.rip_relative) && inst.operand(0).width() == Some(Width::B2)
        }
        // Vendors differ in whether they mind a misaligned operand.
        Op::Sha1rnds4
        | Op::Sha1nexte
        | Op::Sha1msg1
        | Op::Sha1msg2
        | Op::Sha256rnds2
        | Op::Sha256msg1
        | Op::Sha256msg2 => inst.mem().is_some(),
        _ => {
            (0..inst.operand_count()).any(|i| field(inst.form(), i) == Field::Offset)
                || inst.operands().any(|operand| matches!(operand, Operand::HighByte(_)))
                    && names(inst, Reg::Rsp)
        }
    }
}

impl Lowering {
    /// Makes code of a region, to lie at position `start`.
    pub fn lower(&mut self, start: u32, mut cx: Context<'_>) {
        self.clear(start);
        let weights = cx.region.weights();
        self.homes = Homes::for_region(cx.region, &weights);
        let entries = cx.region.entries(cx.numbers);
        self.charges.find(cx.region, cx.numbers, &weights, &entries);
        self.label(&mut cx, &entries);
        let scratch = self.rows.first().map_or(Reg::Rax, |row| row.scratch);
        for number in 0..cx.region.blocks.len() {
            self.block(&mut cx, number, scratch);
        }
        #[cfg(test)]
        self.made.marks.push(super::listing::Mark::Elsewhere(self.asm.position()));
        // Behind the blocks, where branches forward are predicted not to lead.
        for labels in self.labels.clone() {
            self.ways_in(labels, scratch);
        }
        self.elsewhere(&mut cx);
        self.asm.finish();
        let position = |label| self.asm.position_of(label);
        for Row { first_link, blocks, .. } in &self.rows {
            let labels = blocks.iter().filter_map(|block| self.labels[*block].row);
            self.links.extend((*first_link..).zip(labels.map(position)));
        }
        for (block, labels) in cx.region.blocks.iter().zip(&self.labels) {
            if let Some(Elsewhere { entry, cleared, target }) = labels.elsewhere {
                let [at, cleared, target] = [entry, cleared, target].map(position);
                self.entries.push(Entry { addr: block.addr, at, cleared, target });
            }
        }
    }

    /// Forgets the last region.
    fn clear(&mut self, start: u32) {
        self.asm.clear(start);
        self.entries.clear();
        self.links.clear();
        self.labels.clear();
        self.outside.clear();
        self.refunds.clear();
        self.beyond_rows.clear();
        self.miss = None;
        self.missed_calls.clear();
        self.exits.clear();
        #[cfg(test)]
        self.made.marks.clear();
    }

    /// Makes the labels of blocks, of which `entries` are entered from elsewhere, and finds the rows.
    fn label(&mut self, cx: &mut Context<'_>, entries: &[bool]) {
        let canonical = self.homes == Homes::CANONICAL;
        for (block, is_entry) in cx.region.blocks.iter().zip(entries) {
            let head = self.asm.label();
            let reads_flags = !block.live_in.is_empty();
            let elsewhere = is_entry.then(|| {
                let entry = if canonical { head } else { self.asm.label() };
                let cleared = if reads_flags { self.asm.label() } else { entry };
                Elsewhere { entry, cleared, target: self.asm.label() }
            });
            // Who reads none need not take them.
            let passed = if reads_flags { Arriving::Passed } else { Arriving::AsTheyAre };
            self.labels.push(BlockLabels { head, elsewhere, row: None, passed });
        }
        self.rows = switch::rows(cx.region, cx.numbers, cx.image, &self.homes);
        for Row { first_link, blocks, .. } in &mut self.rows {
            *first_link = cx.next_link;
            cx.next_link += blocks.len() as u32;
            for block in blocks {
                self.labels[*block].row.get_or_insert_with(|| self.asm.label());
            }
        }
    }

    /// Makes code of a block, and before it one of the ways in from elsewhere, if nothing else leads there.
    fn block(&mut self, cx: &mut Context<'_>, number: usize, scratch: Reg) {
        let loop_insts = self.charges.of(number).loop_insts;
        if loop_insts > 0 {
            let first = cx.region.blocks[number].insts.start;
            let body = &cx.region.insts[first..first + loop_insts];
            // The prefixes of memory, the charge, and longer jumps come on top.
            let size: u32 = body.iter().map(|inst| u32::from(inst.len()) + 2).sum::<u32>() + 14;
            if self.asm.position() % LOOP_ALIGNMENT + size > LOOP_ALIGNMENT {
                self.asm.align(LOOP_ALIGNMENT);
            }
        }
        #[cfg(test)]
        self.made.marks.push(super::listing::Mark::Block(number, self.asm.position()));
        let BlockLabels { head, elsewhere, row, passed } = self.labels[number];
        if loop_insts == 0 && !cx.region.is_fallen_into(number) {
            if let Some(label) = row {
                self.enter_by_row(label, scratch, passed);
            } else if let Some(Elsewhere { entry, target, .. }) = elsewhere {
                if entry == head {
                    self.enter_indirectly(target, passed);
                } else {
                    self.enter(entry, None, self.homes, Arriving::AsTheyAre);
                }
            }
        }
        self.asm.bind(head);
        let unspent = self.charges.of(number).paid;
        BlockLowering::new(self, cx, number, unspent).lower();
    }

    /// Makes the ways into a block from elsewhere that are not there yet.
    fn ways_in(&mut self, labels: BlockLabels, scratch: Reg) {
        let BlockLabels { head, elsewhere, row, passed } = labels;
        if let Some(label) = row.filter(|label| !self.asm.is_bound(*label)) {
            self.enter_by_row(label, scratch, passed);
            self.asm.jump(head);
        }
        let Some(Elsewhere { entry, cleared, target }) = elsewhere else { return };
        if !self.asm.is_bound(target) {
            self.enter_indirectly(target, passed);
            self.asm.jump(head);
        }
        for (label, flags) in [(entry, Arriving::AsTheyAre), (cleared, Arriving::Cleared)] {
            if !self.asm.is_bound(label) {
                self.enter(label, None, self.homes, flags);
                self.asm.jump(head);
            }
        }
    }

    /// Makes what lies behind the blocks and their ways in.
    fn elsewhere(&mut self, cx: &mut Context<'_>) {
        for (label, gas, target) in std::mem::take(&mut self.refunds) {
            self.asm.bind(label);
            self.asm.give_gas(gas);
            self.asm.jump(target);
        }
        for (label, number, unspent) in std::mem::take(&mut self.beyond_rows) {
            self.asm.bind(label);
            // The switch has compared its index. What the table says there is read from the guest's memory, so that the flags must be right
            // again: where that faults, the reference goes on with them.
            self.asm.store_place(Place::Below(0), Reg::Rax);
            self.take_flags();
            let last = cx.region.last(&cx.region.blocks[number]);
            BlockLowering::new(self, cx, number, unspent).jump_indirectly(last);
        }
        for (label, next, number) in std::mem::take(&mut self.missed_calls) {
            self.asm.bind(label);
            self.asm.load_place(Reg::Rax, Place::Below(1));
            self.asm.call_to(Stub::Miss.offset());
            BlockLowering::new(self, cx, number, 0).return_site(next, false);
        }
        if let Some(label) = self.miss {
            self.asm.bind(label);
            self.take_flags();
            self.asm.exit(number_of(cx.leavings, Leaving::Jump));
        }
        for (target, call, link, label, exit) in std::mem::take(&mut self.outside) {
            self.asm.bind(label);
            self.homes.leave(&mut self.asm);
            self.asm.jump_link((cx.link_position)(link));
            self.asm.bind(exit);
            self.asm.exit(number_of(cx.leavings, Leaving::Link { link, target, call }));
            self.links.push((link, self.asm.position_of(exit)));
        }
        for (label, kept, number) in std::mem::take(&mut self.exits) {
            self.asm.bind(label);
            if kept {
                self.restore_flags();
            }
            self.asm.exit(number);
        }
    }

    /// Where somebody enters a block that follows: with a register kept below the stack of code, or none, and with registers
    /// where everybody expects them, to be brought to `homes`.
    fn enter(&mut self, label: Label, kept: Option<Reg>, homes: Homes, flags: Arriving) {
        self.asm.bind(label);
        if let Some(reg) = kept {
            self.asm.load_place(reg, Place::Below(0));
        }
        match flags {
            Arriving::AsTheyAre => {}
            Arriving::Cleared => self.asm.clear_flags(),
            Arriving::Passed => {
                if kept != Some(Reg::Rax) {
                    self.asm.store_place(Place::Below(0), Reg::Rax);
                }
                self.take_flags();
            }
        }
        // By moves: the flags stay.
        homes.take(&mut self.asm);
    }

    /// Where an indirect jump or call enters a block that follows.
    fn enter_indirectly(&mut self, label: Label, flags: Arriving) {
        self.enter(label, Some(Reg::Rax), self.homes, flags);
    }

    /// Where a row enters a block that follows: all registers are in their homes.
    fn enter_by_row(&mut self, label: Label, scratch: Reg, flags: Arriving) {
        self.enter(label, Some(scratch), Homes::CANONICAL, flags);
    }

    /// Keeps the status flags in rax, and rax below the stack of code.
    fn keep_flags(&mut self) {
        self.asm.store_place(Place::Below(0), Reg::Rax);
        self.asm.flags_to_rax();
    }

    /// Keeps the status flags for whoever an indirect jump leads to, since to look up where that is changes them. rax is lost.
    ///
    /// Not in a slot: the guest's loads wait for a store by gs that itself waits for flags (an interpreter of bytecode took 1.6 times as long as
    /// native code so, and 1.1 times with a place below the stack; Zen 4).
    fn pass_flags(&mut self) {
        self.asm.flags_to_rax();
        self.asm.store_place(Place::Below(FLAGS), Reg::Rax);
    }

    /// Makes the status flags those that were passed on by an indirect jump or call, and rax what lies below the stack of code.
    fn take_flags(&mut self) {
        self.asm.load_place(Reg::Rax, Place::Below(FLAGS));
        self.restore_flags();
    }

    fn restore_flags(&mut self) {
        self.asm.bytes(&[0x04, 0x7f, 0x9e]); // add al, 0x7f: OF if al was 1; sahf
        self.asm.load_place(Reg::Rax, Place::Below(0));
    }
}

/// Whether an instruction uses a register that it does not name.
fn uses_unasked(inst: &Inst, reg: Reg) -> bool {
    let implicit = inst.implicit();
    implicit.regs_read.contains(reg) || implicit.regs_written.contains(reg)
}

/// Whether nothing of a register's value before the instruction has a part in anything.
fn is_overwritten(inst: &Inst, reg: Reg) -> bool {
    matches!(inst.op(), Op::Mov | Op::Lea | Op::Movzx | Op::Movsx | Op::Pop)
        && matches!(inst.operand(0), Operand::Reg(written, Width::B4 | Width::B8) if written == reg)
        && !inst.operands().skip(1).any(|operand| operand_names(operand, reg))
}

/// The number of a new exit.
fn number_of(leavings: &mut Vec<Leaving>, leaving: Leaving) -> u32 {
    leavings.push(leaving);
    leavings.len() as u32 - 1
}

/// Makes code of one block.
struct BlockLowering<'a, 'b> {
    to: &'a mut Lowering,
    cx: &'a mut Context<'b>,
    number: usize,
    block: &'a Block,
    /// What the guest's rsp is more than its register says.
    delta: i32,
    /// Gas that is charged for the instruction at hand and what is behind it.
    unspent: u32,
    /// The number of the instruction at hand.
    index: usize,
    /// Host registers that are kept below the stack of code while others borrow them.
    kept: [Option<Kept>; 3],
}

impl<'a, 'b> BlockLowering<'a, 'b> {
    /// At the end of a block; with so much gas unspent.
    fn new(to: &'a mut Lowering, cx: &'a mut Context<'b>, number: usize, unspent: u32) -> Self {
        let block = &cx.region.blocks[number];
        Self { to, cx, number, block, delta: 0, unspent, index: block.insts.end - 1, kept: [None; 3] }
    }

    fn lower(mut self) {
        self.charge(self.to.charges.of(self.number).at_start, self.number);
        let region = self.cx.region;
        let mut live = self.block.live_out;
        // Flags that may be read behind each instruction, the last one first.
        let mut behind = Vec::with_capacity(self.block.insts.len());
        for effect in region.effects[self.block.insts.clone()].iter().rev() {
            behind.push(live);
            live = effect.live_before(live);
        }
        for (i, live) in self.block.insts.clone().zip(behind.into_iter().rev()) {
            let inst = &region.insts[i];
            self.index = i;
            #[cfg(test)]
            self.to.made.marks.push(super::listing::Mark::Inst(i, self.to.asm.position()));
            self.release_for(inst);
            let undefines = region.effects[i].undefines.intersection(STATUS);
            if !undefines.intersection(live).is_empty() {
                // What the manual leaves undefined has a value that the reference knows.
                return self.step(inst);
            }
            if !self.inst(inst, live) {
                return;
            }
            self.forget(inst);
            self.unspent -= gas::inst(inst);
        }
        if let Some(next) = self.block.falls {
            self.release(|_| true);
            self.flush();
            self.go(next);
        }
    }

    /// Charges so much gas, behind which a block begins; negative: gives it back.
    fn charge(&mut self, gas: i64, block: usize) {
        let amount = gas.unsigned_abs() as u32;
        if gas <= 0 {
            if gas < 0 {
                self.to.asm.give_gas(amount);
            }
            return;
        }
        let Block { addr, live_in, .. } = self.cx.region.blocks[block];
        let kept = !live_in.is_empty();
        let exit = self.to.asm.label();
        let cost = self.to.charges.of(block).paid;
        let number = number_of(self.cx.leavings, Leaving::Gas { addr, cost, homes: self.to.homes });
        self.to.exits.push((exit, kept, number));
        if kept {
            self.to.keep_flags();
        }
        self.to.asm.sub_gas(amount);
        self.to.asm.branch(Cond::B, exit);
        if kept {
            self.to.restore_flags();
        }
    }

    /// Leaves the instruction to the reference engine.
    fn step(&mut self, inst: &Inst) {
        self.release(|_| true);
        self.flush();
        let leaving = Leaving::Step { addr: inst.addr(), unspent: self.unspent, homes: self.to.homes };
        let number = number_of(self.cx.leavings, leaving);
        self.to.asm.exit(number);
    }

    /// Brings the guest's rsp into its register. The flags stay.
    fn flush(&mut self) {
        if self.delta != 0 {
            self.to.asm.move_stack(self.delta);
            self.delta = 0;
        }
    }

    /// Says that what is written next may fault.
    fn may_fault(&mut self, inst: &Inst) {
        let origin = Origin {
            at: self.to.asm.position(),
            addr: inst.addr(),
            unspent: self.unspent,
            delta: self.delta,
            homes: self.to.homes,
            kept: self.kept,
        };
        self.cx.origins.push(origin);
    }

    /// The label that leads to the code of an address.
    fn label_of(&mut self, target: GuestAddr) -> Label {
        match self.cx.region.block_at(target, self.cx.numbers) {
            Some(block) => self.to.labels[block].head,
            None => self.outside(target, false).1,
        }
    }

    /// The link to an address outside of the region, and the label of the jump through it.
    fn outside(&mut self, target: GuestAddr, call: bool) -> (u32, Label) {
        let known = self.to.outside.iter().find(|way| (way.0, way.1) == (target, call));
        if let Some((_, _, link, label, _)) = known {
            return (*link, *label);
        }
        let link = self.cx.next_link;
        self.cx.next_link += 1;
        let (label, exit) = (self.to.asm.label(), self.to.asm.label());
        self.to.outside.push((target, call, link, label, exit));
        (link, label)
    }

    /// The label of a branch to an address.
    fn branch_label(&mut self, target: GuestAddr) -> Label {
        let block = self.cx.region.block_at(target, self.cx.numbers);
        let gas = self.to.charges.on_way(self.number, block);
        let leads = self.label_of(target);
        if gas == 0 {
            return leads;
        }
        debug_assert!(gas < 0, "what a branch leads to charges itself");
        let label = self.to.asm.label();
        self.to.refunds.push((label, gas.unsigned_abs() as u32, leads));
        label
    }

    /// Goes on at an address.
    fn go(&mut self, target: GuestAddr) {
        let block = self.cx.region.block_at(target, self.cx.numbers);
        let gas = self.to.charges.on_way(self.number, block);
        match block {
            Some(block) => {
                self.charge(gas, block);
                if block != self.number + 1 {
                    self.to.asm.jump(self.to.labels[block].head);
                }
            }
            None => {
                if gas < 0 {
                    self.to.asm.give_gas(gas.unsigned_abs() as u32);
                }
                let (link, _) = self.outside(target, false);
                self.to.homes.leave(&mut self.to.asm);
                self.to.asm.jump_link((self.cx.link_position)(link));
            }
        }
    }

    /// The host registers of an instruction: what it names and is in memory borrows one that it does not name, which has
    /// its value, for as long as nobody needs that register ([`Self::release_for`]).
    fn borrow(&mut self, inst: &Inst) -> Hosts {
        let mut hosts = Hosts::new(self.to.homes);
        for guest in Reg::ALL {
            let Home::Memory(home) = self.to.homes.of(guest) else { continue };
            if !names(inst, guest) {
                continue;
            }
            let lent = self.kept.iter().flatten().find(|kept| kept.lent == Some(guest));
            let host = lent.map(|kept| kept.host).unwrap_or_else(|| {
                let host = self.keep_one(inst, &hosts, Some(guest));
                if !is_overwritten(inst, guest) {
                    self.to.asm.load_place(host, home);
                }
                host
            });
            hosts.lend(guest, host);
        }
        hosts
    }

    /// Keeps a host register aside, for a guest register or anything else, that neither the instruction nor what was borrowed
    /// uses: one that is lent already and no longer asked for; else one that is overwritten next, or else used last.
    fn keep_one(&mut self, inst: &Inst, hosts: &Hosts, lent: Option<Reg>) -> Reg {
        let behind = &self.cx.region.insts[self.index + 1..self.block.insts.end];
        // One that another guest register has borrowed, and that is not asked for again soon.
        let is_done = |lent| {
            let near = behind.iter().take(AHEAD);
            ![inst].into_iter().chain(near).any(|inst| names(inst, lent))
        };
        if let Some(kept) = self.kept.iter_mut().flatten().find(|kept| kept.lent.is_some_and(is_done)) {
            kept.lent = lent;
            return kept.host;
        }
        let is_used = |host: Reg| {
            self.kept.iter().flatten().any(|kept| kept.host == host)
                || Reg::ALL.into_iter().any(|guest| names(inst, guest) && hosts.of(guest) == host)
                || uses_unasked(inst, host)
        };
        // What is overwritten next need not come back.
        let loss = |host: Reg| {
            let guest = self.to.homes.guest_in(host);
            let uses = |inst: &&Inst| names(inst, guest) || uses_unasked(inst, host);
            let next = behind.iter().take(AHEAD).enumerate().find(|(_, inst)| uses(inst));
            match next {
                Some((i, inst)) => (!is_overwritten(inst, guest), AHEAD - i),
                None => (true, 0),
            }
        };
        let free = Reg::ALL[..14].iter().copied().filter(|host| *host != Reg::Rsp && !is_used(*host));
        // The first of those whose loss is least.
        let host = free.min_by_key(|host| loss(*host)).expect("no instruction uses nearly all registers");
        let place = self
            .kept
            .iter()
            .position(Option::is_none)
            .expect("an instruction borrows three registers at most");
        self.to.asm.store_place(Place::Below(place as u8), host);
        self.kept[place] = Some(Kept { host, lent });
        host
    }

    /// Writes to their homes what was borrowed and written, and takes back what was kept for the instruction alone.
    fn give_back(&mut self, inst: &Inst, hosts: &Hosts) {
        let written = inst.regs_written();
        for kept in self.kept.into_iter().flatten() {
            if let Some(guest) = kept.lent
                && let Home::Memory(place) = self.to.homes.of(guest)
                && written.contains(guest)
                && names(inst, guest)
            {
                self.to.asm.store_place(place, hosts.of(guest));
            }
        }
        self.release(|kept| kept.lent.is_none());
    }

    /// Takes kept registers back that an instruction uses, or all of them if it is no plain one.
    fn release_for(&mut self, inst: &Inst) {
        if self.kept == [None; 3] {
            return;
        }
        let homes = self.to.homes;
        let is_plain = inst.flow() == Flow::Next && inst.op() != Op::Leave && !must_step(inst, self.cx.host);
        let comes_back = |kept: Kept| {
            let guest = homes.guest_in(kept.host);
            let is_used = names(inst, guest) || uses_unasked(inst, kept.host);
            !is_plain || is_used && !is_overwritten(inst, guest)
        };
        self.release(comes_back);
    }

    /// Forgets kept registers that an instruction has overwritten.
    fn forget(&mut self, inst: &Inst) {
        let homes = self.to.homes;
        for kept in &mut self.kept {
            kept.take_if(|kept| is_overwritten(inst, homes.guest_in(kept.host)));
        }
    }

    /// Takes kept registers back.
    fn release(&mut self, which: impl Fn(Kept) -> bool) {
        for (place, kept) in self.kept.iter_mut().enumerate() {
            if let Some(Kept { host, .. }) = kept.take_if(|kept| which(*kept)) {
                self.to.asm.load_place(host, Place::Below(place as u8));
            }
        }
    }

    /// The operand of an instruction that can be used where it is in memory, if no other is there.
    fn direct(&self, inst: &Inst) -> Option<(Reg, Place)> {
        let mut in_memory = Reg::ALL.into_iter().filter_map(|guest| match self.to.homes.of(guest) {
            Home::Memory(place) if names(inst, guest) => Some((guest, place)),
            _ => None,
        });
        let only = in_memory.next().filter(|_| in_memory.next().is_none())?;
        if self.kept.iter().flatten().any(|kept| kept.lent == Some(only.0)) {
            return None;
        }
        can_be_direct(inst, (self.cx.bytes)(inst), only.0).then_some(only)
    }

    /// Makes code of an instruction, behind which the flags `live` may be read. `false`: execution goes elsewhere, and
    /// that is seen to.
    fn inst(&mut self, inst: &Inst, live: FlagSet) -> bool {
        if must_step(inst, self.cx.host) {
            self.step(inst);
            return false;
        }
        match inst.op() {
            ops_of!(Hint) => true,
            ops_of!(Control) => {
                self.control(inst);
                false
            }
            Op::Push => self.push(inst),
            Op::Pop => self.pop(inst),
            Op::Leave => {
                self.to.asm.store_place(Place::Below(0), RSP);
                self.kept[0] = Some(Kept { host: RSP, lent: None });
                self.to.asm.bytes(&[0x44, 0x8d, 0x75, 0x08]); // lea r14d, [rbp + 8]
                self.may_fault(inst);
                self.to.asm.load(Reg::Rbp, &HostMem::stack(-8));
                self.kept[0] = None;
                self.delta = 0;
                true
            }
            _ => self.plain(inst, live),
        }
    }

    /// What rsp becomes more by, if the instruction adds a constant to it and nothing else that anyone can see.
    fn adjusts_stack(inst: &Inst, live: FlagSet, touches: FlagSet) -> Option<i32> {
        if inst.operand_count() != 2 || inst.operand(0) != Operand::Reg(Reg::Rsp, Width::B8) {
            return None;
        }
        let small = |n: u64| i32::try_from(n as i64).ok().filter(|n| n.unsigned_abs() < 1 << 20);
        let dead = touches.intersection(live).is_empty();
        match (inst.op(), inst.operand(1)) {
            (Op::Add, Operand::Imm(n)) if dead => small(n),
            (Op::Sub, Operand::Imm(n)) if dead => small(n).map(|n| -n),
            (
                Op::Lea,
                Operand::Mem(Mem {
                    base: Some(Reg::Rsp), index: None, disp, address_width: Width::B8, ..
                }),
            ) => small(disp),
            _ => None,
        }
    }

    fn plain(&mut self, inst: &Inst, live: FlagSet) -> bool {
        let touches = inst.flags_touched().intersection(STATUS);
        if let Some(by) = Self::adjusts_stack(inst, live, touches) {
            self.delta += by;
            if self.delta.unsigned_abs() > 1 << 20 {
                self.flush();
            }
            return true;
        }
        let as_operand = inst.operands().any(|o| matches!(o, Operand::Reg(Reg::Rsp, _)));
        if as_operand || inst.op() == Op::Lea {
            self.flush();
        }
        if inst.op() == Op::Lea
            && let Some(mem) = inst.mem().filter(|mem| mem.rip_relative)
        {
            let hosts = self.borrow(inst);
            let Operand::Reg(reg, width) = inst.operand(0) else { unreachable!("lea writes a register") };
            self.to.asm.move_imm(hosts.of(reg), mem.disp & width.mask());
            if reg == Reg::Rsp {
                self.to.asm.move_32(RSP, RSP);
            }
            self.give_back(inst, &hosts);
            return true;
        }
        let writes_stack = as_operand && inst.regs_written().contains(Reg::Rsp);
        let wide = inst.operands().any(|o| o == Operand::Reg(Reg::Rsp, Width::B8));
        let narrow = writes_stack
            && wide
            && inst.operand(0) == Operand::Reg(Reg::Rsp, Width::B8)
            && inst.operand_count() == 2
            && touches.intersection(live).is_empty()
            && matches!(inst.op(), Op::Mov | Op::Lea | Op::Add | Op::Sub | Op::And)
            && (inst.op() == Op::Lea || !matches!(inst.operand(1), Operand::Mem(_)))
            && inst.form() != Form::Mov_r64_imm64;
        let bytes = (self.cx.bytes)(inst);
        let direct = self.direct(inst).filter(|_| !narrow);
        let hosts = if direct.is_some() { Hosts::new(self.to.homes) } else { self.borrow(inst) };
        if inst.accesses_memory() || matches!(inst.op(), Op::Div | Op::Idiv) {
            self.may_fault(inst);
        }
        let written = rewrite(&mut self.to.asm, inst, bytes, &hosts, self.delta, narrow, direct);
        assert!(written, "`must_step` knows what cannot be written");
        if writes_stack && wide && !narrow {
            self.to.asm.move_32(RSP, RSP);
        }
        self.give_back(inst, &hosts);
        true
    }

    fn push(&mut self, inst: &Inst) -> bool {
        let top = HostMem::stack(self.delta - 8);
        match inst.operand(0) {
            Operand::Imm(n) => {
                self.may_fault(inst);
                self.to.asm.store_imm(&top, n as i32);
            }
            Operand::Reg(Reg::Rsp, _) => {
                self.flush();
                self.may_fault(inst);
                self.to.asm.store(&HostMem::stack(-8), RSP);
                self.delta -= 8;
                return true;
            }
            Operand::Reg(reg, _) => {
                let hosts = self.borrow(inst);
                self.may_fault(inst);
                self.to.asm.store(&top, hosts.of(reg));
                self.give_back(inst, &hosts);
            }
            operand => {
                let hosts = self.borrow(inst);
                let reg = self.load_operand(inst, operand, &hosts);
                self.may_fault(inst);
                self.to.asm.store(&top, reg);
                self.give_back(inst, &hosts);
            }
        }
        self.delta -= 8;
        true
    }

    /// Loads an operand in memory into a register that is kept aside.
    fn load_operand(&mut self, inst: &Inst, operand: Operand, hosts: &Hosts) -> Reg {
        let Operand::Mem(mem) = operand else { unreachable!("an operand of {inst} that is no register") };
        let reg = self.keep_one(inst, hosts, None);
        self.may_fault(inst);
        self.to.asm.load(reg, &hosts.mem(&mem, self.delta));
        reg
    }

    fn pop(&mut self, inst: &Inst) -> bool {
        let top = HostMem::stack(self.delta);
        match inst.operand(0) {
            Operand::Reg(Reg::Rsp, _) => {
                self.may_fault(inst);
                self.to.asm.load(RSP, &top);
                self.to.asm.move_32(RSP, RSP);
                self.delta = 0;
            }
            Operand::Reg(reg, _) => {
                let hosts = self.borrow(inst);
                self.may_fault(inst);
                self.to.asm.load(hosts.of(reg), &top);
                self.give_back(inst, &hosts);
                self.delta += 8;
            }
            _ => unreachable!("`must_step` knows it"),
        }
        true
    }

    /// An instruction that leads elsewhere.
    fn control(&mut self, inst: &Inst) {
        match inst.flow() {
            Flow::Jump(target) => {
                self.flush();
                self.go(target);
            }
            Flow::Branch(target) => {
                self.flush();
                let label = self.branch_label(target);
                match inst.cond() {
                    Some(cond) => self.to.asm.branch(cond, label),
                    None => {
                        // jrcxz or jecxz over a jump that leads on
                        let next = self.to.asm.label();
                        let bytes: &[u8] =
                            if inst.form() == Form::Jecxz_rel8_64 { &[0x67, 0xe3, 5] } else { &[0xe3, 5] };
                        self.to.asm.bytes(bytes);
                        self.to.asm.jump(next);
                        self.to.asm.jump(label);
                        self.to.asm.bind(next);
                    }
                }
                self.go(inst.next());
            }
            Flow::Call(target) => {
                self.push_return(inst);
                match self.cx.region.block_at(target, self.cx.numbers) {
                    Some(block) => {
                        let label = self.to.labels[block]
                            .elsewhere
                            .expect("what is called is entered from elsewhere")
                            .cleared;
                        self.to.asm.call(label);
                    }
                    None => {
                        let (link, _) = self.outside(target, true);
                        self.to.asm.call_link((self.cx.link_position)(link));
                    }
                }
                self.return_site(inst.next(), true);
            }
            Flow::CallIndirect => {
                self.target(inst, 1);
                self.push_return(inst);
                if !self.keep_rax(1) {
                    self.to.asm.load_place(Reg::Rax, Place::Below(TARGET + 1));
                }
                self.to.asm.clear_place(Place::Below(FLAGS + 1));
                let miss = self.to.asm.label();
                self.to.missed_calls.push((miss, inst.next(), self.number));
                self.to.asm.dispatch(self.cx.dispatch, true, miss);
                self.return_site(inst.next(), true);
            }
            Flow::JumpIndirect => match self.to.rows.iter().find(|row| row.from == self.number) {
                Some(row) => {
                    let row = row.clone();
                    self.flush();
                    self.jump_by(&row);
                }
                None => self.jump_indirectly(inst),
            },
            Flow::Return => self.ret(inst),
            Flow::HostCall(number) => {
                self.flush();
                let function =
                    Function::from_number(number).expect("only functions of the table are decoded");
                let leaving = Leaving::HostCall { function, next: inst.next(), homes: self.to.homes };
                let number = number_of(self.cx.leavings, leaving);
                self.to.asm.exit(number);
            }
            Flow::Next | Flow::Trap => unreachable!("{inst} leads nowhere else"),
        }
    }

    /// Pushes the address behind a call.
    fn push_return(&mut self, inst: &Inst) {
        self.may_fault(inst);
        self.to.asm.store_imm(&HostMem::stack(self.delta - 8), inst.next().0 as i32);
        self.delta -= 8;
        self.flush();
        self.to.homes.leave(&mut self.to.asm);
    }

    /// What a return comes back to: if it popped another address than the call's, execution goes on there. `falls`: whether
    /// the next block follows.
    fn return_site(&mut self, next: GuestAddr, falls: bool) {
        self.to.asm.compare_imm(&HostMem::stack(-8), next.0);
        self.to.asm.branch_to(Cond::Ne, Stub::Mismatch.offset());
        match self.cx.region.block_at(next, self.cx.numbers) {
            // The code there may read flags, which a return makes 0.
            Some(block) if !self.cx.region.blocks[block].live_in.is_empty() => {
                let label = self.to.labels[block]
                    .elsewhere
                    .expect("what is returned to is entered from elsewhere")
                    .cleared;
                self.to.asm.jump(label);
            }
            Some(_) => {
                self.to.homes.take(&mut self.to.asm);
                if falls {
                    self.go(next);
                } else {
                    let label = self.label_of(next);
                    self.to.asm.jump(label);
                }
            }
            None => {
                let (link, _) = self.outside(next, true);
                self.to.asm.jump_link((self.cx.link_position)(link));
            }
        }
    }

    /// Jumps by a row of links.
    fn jump_by(&mut self, row: &Row) {
        let beyond = self.to.asm.label();
        self.to.beyond_rows.push((beyond, self.number, self.unspent));
        self.to.asm.store_place(Place::Below(0), row.scratch);
        // rax waits in a register: a load from where it was stored just before takes processors several times as long.
        if row.scratch == Reg::Rax {
            self.to.pass_flags();
        } else {
            self.to.asm.move_64(row.scratch, Reg::Rax);
            self.to.pass_flags();
            self.to.asm.move_64(Reg::Rax, row.scratch);
        }
        let (index, scratch) = (row.index as u8, row.scratch as u8);
        let switch = Switch { index, scratch, len: row.blocks.len() as u32 };
        self.to.asm.switch(switch, (self.cx.link_position)(row.first_link), beyond);
    }

    /// Jumps to what a register or memory says.
    fn jump_indirectly(&mut self, inst: &Inst) {
        self.target(inst, 0);
        self.flush();
        self.to.homes.leave(&mut self.to.asm);
        self.keep_rax(0);
        self.to.pass_flags();
        self.to.asm.load_place(Reg::Rax, Place::Below(TARGET));
        let asm = &mut self.to.asm;
        let miss = *self.to.miss.get_or_insert_with(|| asm.label());
        asm.dispatch(self.cx.dispatch, false, miss);
    }

    /// Brings the target of an indirect jump or call to its place below the stack of code. `pushes`: how many addresses
    /// will lie there before it is looked at.
    ///
    /// If nothing else needs rax before then, the target is in rax, too, and rax kept.
    fn target(&mut self, inst: &Inst, pushes: u8) {
        let place = Place::Below(TARGET + pushes);
        if self.is_plain_target(inst) {
            if inst.operand(0) == Operand::Reg(Reg::Rsp, Width::B8) {
                self.flush();
            }
            self.to.asm.store_place(Place::Below(pushes), Reg::Rax);
            self.kept[usize::from(pushes)] = Some(Kept { host: Reg::Rax, lent: None });
            let hosts = Hosts::new(self.to.homes);
            match inst.operand(0) {
                Operand::Reg(reg, _) => {
                    self.to.asm.store_place(place, hosts.of(reg));
                    if reg != Reg::Rax {
                        self.to.asm.move_32(Reg::Rax, hosts.of(reg));
                    }
                }
                Operand::Mem(mem) => {
                    self.may_fault(inst);
                    self.to.asm.load(Reg::Rax, &hosts.mem(&mem, self.delta));
                    self.to.asm.store_place(place, Reg::Rax);
                }
                _ => unreachable!("the target of {inst}"),
            }
            return;
        }
        let hosts = self.borrow(inst);
        match inst.operand(0) {
            Operand::Reg(reg, _) => {
                if reg == Reg::Rsp {
                    self.flush();
                }
                self.to.asm.store_place(place, hosts.of(reg));
            }
            operand => {
                let reg = self.load_operand(inst, operand, &hosts);
                self.to.asm.store_place(place, reg);
            }
        }
        self.release(|_| true);
    }

    /// Whether the target of an indirect jump or call is told by host registers alone, and no register has another home
    /// than the one in which it is left.
    fn is_plain_target(&self, inst: &Inst) -> bool {
        let in_memory = |guest: Reg| matches!(self.to.homes.of(guest), Home::Memory(_)) && names(inst, guest);
        self.to.homes == Homes::CANONICAL && !Reg::ALL.into_iter().any(in_memory)
    }

    /// Keeps rax where whoever is led to takes it back, unless [`Self::target`] has done so, and loaded it with the target: whether it
    /// has.
    fn keep_rax(&mut self, pushes: u8) -> bool {
        let is_kept = self.kept[usize::from(pushes)].take().is_some();
        if !is_kept {
            self.to.asm.store_place(Place::Below(pushes), Reg::Rax);
        }
        is_kept
    }

    fn ret(&mut self, inst: &Inst) {
        let top = HostMem::stack(self.delta);
        self.may_fault(inst);
        // For the access: whoever is returned to compares what was popped, and has no instruction to blame.
        self.to.asm.compare(&top, RSP);
        self.delta += 8;
        self.flush();
        self.to.homes.leave(&mut self.to.asm);
        self.to.asm.ret();
    }
}
