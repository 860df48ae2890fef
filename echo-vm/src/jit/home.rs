//! Where guest registers are: in host registers, or in memory.
//!
//! The host lacks two registers of sixteen (three, but the guest's rsp has one of its own), so that two guest registers
//! are in memory: r10 and r11 as a rule, in whose host registers are r14 and r15. A region whose loops use r10 and r11, and
//! others less, has others in memory, and these in their place ([`Homes`]): for as long as the region runs, and not across
//! its calls and ways out. What is in memory is used there if the instruction can, or borrows a host register for as
//! long as nobody else needs that ([`Hosts`]).
//!
//! Why r10 and r11: compilers take r14 and r15 for what outlives calls, so that functions with many calls use them (clang
//! and rustc before others), and push them; r10 and r11 they take last of what calls may change. With r14 and r15 in memory, the
//! recursion of fib took 1.9 times as long as native code, and takes 1.4 times.

use super::emit::{Assembler, Place, RSP};
use super::region::Region;
use echo_abi::Inst;
use echo_abi::isa::{Field, Flow, Operand, Reg, RegSet, field};
use echo_native::{Dispatch, Slot};

/// Where the guest registers without a host register are in a region, and those whose host registers they have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Homes {
    /// Of each of [`HOMELESS`]: whose host register it has. None: none.
    pub taken: [Option<Reg>; 2],
    /// Whether what has no host register is kept below the stack of code; else in its slot.
    pub near: [bool; 2],
}

/// Where a guest register is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    Host(Reg),
    Memory(Place),
}

/// The guest registers that have no host register, with their slots.
pub const HOMELESS: [(Reg, Slot); 2] = [(Reg::R10, Slot::R10), (Reg::R11, Slot::R11)];

/// The host register of a guest register, where nothing else is said.
pub fn host_of(guest: Reg) -> Reg {
    match guest {
        Reg::Rsp => RSP,
        Reg::R14 => Reg::R10,
        Reg::R15 => Reg::R11,
        other => other,
    }
}

/// The guest register that a host register belongs to, where nothing else is said.
pub fn guest_of(host: Reg) -> Reg {
    match host {
        RSP => Reg::Rsp,
        Reg::R10 => Reg::R14,
        Reg::R11 => Reg::R15,
        other => other,
    }
}

/// Where below the stack of code those are kept that have no host register.
pub const KEPT: [u8; 2] = [5, 6];
/// Where below it the target of an indirect jump lies.
pub const TARGET: u8 = 3;
/// Where below it the status flags lie for whoever an indirect jump or call leads to.
pub const FLAGS: u8 = Dispatch::PASSED;

impl Homes {
    /// Those of code that anybody may enter.
    pub const CANONICAL: Self = Self { taken: [None; 2], near: [false; 2] };

    /// Where a guest register is.
    pub fn of(self, reg: Reg) -> Home {
        for (i, (homeless, slot)) in HOMELESS.into_iter().enumerate() {
            let kept = Home::Memory(Place::Below(KEPT[i]));
            match self.taken[i] {
                Some(taken) if reg == homeless => return Home::Host(host_of(taken)),
                Some(taken) if reg == taken => return kept,
                None if reg == homeless && self.near[i] => return kept,
                None if reg == homeless => return Home::Memory(Place::Slot(slot)),
                _ => {}
            }
        }
        Home::Host(host_of(reg))
    }

    /// The guest register that is in a host register; where none is, the one that would be if the homes were
    /// [`Self::CANONICAL`].
    pub fn guest_in(self, host: Reg) -> Reg {
        let moved = (0..2).find(|i| self.taken[*i].is_some_and(|taken| host_of(taken) == host));
        moved.map_or(guest_of(host), |i| HOMELESS[i].0)
    }

    /// Brings registers to their homes from where everybody expects them. The flags stay.
    pub fn take(self, asm: &mut Assembler) {
        for (i, (_, slot)) in HOMELESS.into_iter().enumerate() {
            let kept = Place::Below(KEPT[i]);
            if let Some(reg) = self.taken[i] {
                asm.store_place(kept, host_of(reg));
                asm.load_place(host_of(reg), Place::Slot(slot));
            } else if self.near[i] {
                copy(asm, kept, Place::Slot(slot));
            }
        }
    }

    /// Brings registers to where everybody expects them. The flags stay.
    pub fn leave(self, asm: &mut Assembler) {
        for (i, (_, slot)) in HOMELESS.into_iter().enumerate() {
            let kept = Place::Below(KEPT[i]);
            if let Some(reg) = self.taken[i] {
                asm.store_place(Place::Slot(slot), host_of(reg));
                asm.load_place(host_of(reg), kept);
            } else if self.near[i] {
                copy(asm, Place::Slot(slot), kept);
            }
        }
    }

    /// The homes that suit a region, whose blocks have these [weights](Region::weights).
    pub fn for_region(region: &Region, weights: &[u64]) -> Self {
        let mut homes = Self::CANONICAL;
        let mut uses = [0_u64; 16];
        let mut boundary = 1;
        let mut fixed = RegSet::NONE.with(Reg::Rsp).with(Reg::R10).with(Reg::R11);
        let uses_homeless = region.insts.iter().any(|inst| HOMELESS.iter().any(|(reg, _)| names(inst, *reg)));
        if !uses_homeless {
            return homes;
        }
        for (block, weight) in region.blocks.iter().zip(weights) {
            for inst in &region.insts[block.insts.clone()] {
                let implicit = inst.implicit();
                fixed = fixed.union(implicit.regs_read).union(implicit.regs_written);
                for (i, operand) in inst.operands().enumerate() {
                    // What the opcode says, such as `cl`, is the register of that name.
                    if let Operand::Reg(reg, _) = operand
                        && field(inst.form(), i as u32) == Field::Implied
                    {
                        fixed = fixed.with(reg);
                    }
                }
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
            let free = Reg::ALL
                .into_iter()
                .filter(|reg| !fixed.contains(*reg) && !homes.taken.contains(&Some(*reg)));
            let least = free.min_by_key(|reg| uses[*reg as usize]);
            homes.taken[i] = least.filter(|reg| uses[homeless as usize] > uses[*reg as usize] + boundary);
            homes.near[i] = homes.taken[i].is_none() && uses[homeless as usize] > 2 * boundary;
        }
        homes
    }
}

/// Copies a place, by a register that is what it was afterwards.
fn copy(asm: &mut Assembler, to: Place, from: Place) {
    asm.store_place(Place::Below(0), Reg::Rax);
    asm.load_place(Reg::Rax, from);
    asm.store_place(to, Reg::Rax);
    asm.load_place(Reg::Rax, Place::Below(0));
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
    /// Of a region's homes; of registers in memory, themselves.
    pub fn new(homes: Homes) -> Self {
        let of = Reg::ALL.map(|reg| match homes.of(reg) {
            Home::Host(host) => host,
            Home::Memory(_) => reg,
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
