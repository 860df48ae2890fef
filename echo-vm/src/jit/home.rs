//! Where guest registers are: in host registers, or in slots.
//!
//! The host lacks two registers of sixteen (three, but the guest's rsp has one of its own), so that two guest registers
//! are in slots, r14 and r15 as a rule. A region of which the loops use these, and others less, has others there, and r14
//! and r15 in their place ([`Homes`]): for as long as the region runs, and not across its calls and ways out. What
//! is in a slot is used there if the instruction can, or borrows a host register for one instruction ([`Hosts`]).

use super::emit::RSP;
use super::region::Region;
use echo_abi::Inst;
use echo_abi::isa::{Flow, Operand, Reg, RegSet};
use echo_native::Slot;

/// Where guest r14 and r15 are in a region: in whose host register. None: in their slots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Homes {
    /// For r14, then for r15.
    pub taken: [Option<Reg>; 2],
}

/// Where a guest register is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    Host(Reg),
    Slot(Slot),
}

/// The guest registers that have no host register, with their slots.
const HOMELESS: [(Reg, Slot); 2] = [(Reg::R14, Slot::R14), (Reg::R15, Slot::R15)];
/// Where those are kept whose registers r14 and r15 take.
const KEPT: [Slot; 2] = [Slot::Spill0, Slot::Spill1];

impl Homes {
    /// Those of code that anybody may enter.
    pub const CANONICAL: Self = Self { taken: [None; 2] };

    /// Where a guest register is.
    pub fn of(self, reg: Reg) -> Home {
        for (i, (homeless, slot)) in HOMELESS.into_iter().enumerate() {
            if reg == homeless {
                return self.taken[i].map_or(Home::Slot(slot), Home::Host);
            }
            if self.taken[i] == Some(reg) {
                return Home::Slot(KEPT[i]);
            }
        }
        Home::Host(if reg == Reg::Rsp { RSP } else { reg })
    }

    /// The registers that are taken: host register, slot of the guest's r14 or r15, and where the guest's register of
    /// that name is kept.
    pub fn moves(self) -> impl Iterator<Item = (Reg, Slot, Slot)> {
        (0..2).filter_map(move |i| Some((self.taken[i]?, HOMELESS[i].1, KEPT[i])))
    }

    /// The homes that suit a region.
    pub fn for_region(region: &Region) -> Self {
        let mut homes = Self::CANONICAL;
        let mut uses = [0_u64; 16];
        let mut boundary = 1;
        let mut fixed = RegSet::NONE.with(Reg::Rsp).with(Reg::R14).with(Reg::R15);
        let uses_homeless = region.insts.iter().any(|inst| names(inst, Reg::R14) || names(inst, Reg::R15));
        if !uses_homeless {
            return homes;
        }
        let weights = region.weights();
        for (block, weight) in region.blocks.iter().zip(weights) {
            for inst in &region.insts[block.insts.clone()] {
                let implicit = inst.implicit();
                fixed = fixed.union(implicit.regs_read).union(implicit.regs_written);
                if inst.operands().any(|operand| matches!(operand, Operand::HighByte(_))) {
                    // Beside `ah` there are no registers but the first eight.
                    fixed = fixed.union(Reg::ALL.into_iter().filter(|reg| names(inst, *reg)).collect());
                }
                for reg in Reg::ALL.into_iter().filter(|reg| names(inst, *reg)) {
                    uses[reg as usize] += weight;
                }
                if !matches!(inst.flow(), Flow::Next | Flow::Branch(_) | Flow::Jump(_)) {
                    boundary += 2 * weight;
                }
            }
        }
        for (i, (homeless, _)) in HOMELESS.into_iter().enumerate() {
            let free = Reg::ALL.into_iter().filter(|reg| !fixed.contains(*reg) && !homes.taken.contains(&Some(*reg)));
            if let Some(least) = free.min_by_key(|reg| uses[*reg as usize])
                && uses[homeless as usize] > uses[least as usize] + 2 * boundary
            {
                homes.taken[i] = Some(least);
            }
        }
        homes
    }
}

/// Whether an instruction names a register, by itself or in an address.
pub fn names(inst: &Inst, reg: Reg) -> bool {
    inst.operands().any(|operand| operand_names(operand, reg))
}

/// Whether an operand names a register, by itself or in an address.
pub fn operand_names(operand: Operand, reg: Reg) -> bool {
    match operand {
        Operand::Reg(named, _) | Operand::HighByte(named) => named == reg,
        Operand::Mem(mem) => mem.base == Some(reg) || mem.index == Some(reg),
        _ => false,
    }
}

/// For one instruction: which host register stands for each guest register.
#[derive(Clone, Copy, Debug)]
pub struct Hosts {
    of: [Reg; 16],
}

impl Hosts {
    /// Of a region's homes; of registers in slots, themselves.
    pub fn new(homes: Homes) -> Self {
        let of = Reg::ALL.map(|reg| match homes.of(reg) {
            Home::Host(host) => host,
            Home::Slot(_) => reg,
        });
        Self { of }
    }

    /// Lends a host register.
    pub fn lend(&mut self, guest: Reg, host: Reg) {
        self.of[guest as usize] = host;
    }

    /// The host register of a guest register.
    pub fn of(&self, reg: Reg) -> Reg {
        self.of[reg as usize]
    }

    /// Whether it is another one.
    pub fn moves(&self, reg: Reg) -> bool {
        self.of(reg) != reg
    }
}
