//! [`Effects`]: whether the instructions of a form write what the instruction table says, no more and no less, by what
//! the processor changed. Called by the harness for each state.
//!
//! No more: in no state does anything else change. No less: all that the table says is written changes in some state,
//! or nobody could tell that it is not. And what the table does not say is read may hold anything: [`unread`] makes
//! another state of that, and [`leaks`] compares what the processor comes to.

use crate::outcome::{Ending, InstOutcome};
use crate::report::FieldDifference;
use crate::state::{CpuState, shown};
use echo_abi::Inst;
use echo_abi::isa::{Operand, Reg, RegSet, Role, VReg, VRegSet};
use echo_native::Stop;

/// Places that an instruction can write: operands by number, and what it writes beside them.
#[derive(Clone, Copy, Debug, Default)]
struct Places {
    operands: u8,
    regs: RegSet,
    vectors: VRegSet,
    memory: bool,
}

/// What the instructions of a form were said to write, and what of it was seen to change.
#[derive(Clone, Copy, Debug, Default)]
pub struct Effects {
    said: Places,
    seen: Places,
}

/// What changed between two states.
struct Change {
    regs: RegSet,
    vectors: VRegSet,
    memory: bool,
}

impl Change {
    fn contains(&self, operand: Operand) -> bool {
        match operand {
            Operand::Reg(reg, _) | Operand::HighByte(reg) => self.regs.contains(reg),
            Operand::Xmm(reg) | Operand::Ymm(reg) => self.vectors.contains(reg),
            Operand::Mem(_) => self.memory,
            Operand::Imm(_) | Operand::Target(_) => false,
        }
    }
}

impl Effects {
    /// Takes in one state: from `before`, the processor came to `after`. What changed, or came to a trap, although
    /// the table says otherwise.
    pub fn add(
        &mut self,
        inst: &Inst,
        before: &CpuState,
        after: &InstOutcome,
        memory_changed: bool,
    ) -> Vec<FieldDifference> {
        let (old, new) = (before, &after.state);
        let change = Change {
            regs: Reg::ALL
                .into_iter()
                .filter(|reg| old.regs[*reg as usize] != new.regs[*reg as usize])
                .collect(),
            vectors: VRegSet::ALL
                .iter()
                .filter(|reg| old.vectors[reg.index()] != new.vectors[reg.index()])
                .collect(),
            memory: memory_changed,
        };
        if after.ending == Ending::Done {
            self.look(inst, &change);
        }
        strays(inst, before, after, &change)
    }

    /// Notes what the instruction is said to write, and what of that changed and nothing else of it can have
    /// changed.
    fn look(&mut self, inst: &Inst, change: &Change) {
        let implicit = inst.implicit();
        let written: Vec<(Operand, Role)> = inst.operands().zip(inst.roles()).collect();
        let named = |but: usize, operand: Operand| {
            let same = |other: Operand| match (operand, other) {
                (Operand::Reg(a, _) | Operand::HighByte(a), Operand::Reg(b, _) | Operand::HighByte(b)) => {
                    a == b
                }
                (Operand::Xmm(a) | Operand::Ymm(a), Operand::Xmm(b) | Operand::Ymm(b)) => a == b,
                _ => false,
            };
            let mut others = written.iter().enumerate();
            others.any(|(i, (other, role))| i != but && role.access.writes() && same(*other))
        };
        for (i, (operand, _)) in written.iter().enumerate().filter(|(_, (_, role))| role.access.writes()) {
            self.said.operands |= 1 << i;
            let unasked = match operand {
                Operand::Reg(reg, _) | Operand::HighByte(reg) => implicit.regs_written.contains(*reg),
                Operand::Xmm(reg) | Operand::Ymm(reg) => implicit.vectors_written.contains(*reg),
                _ => false,
            };
            if change.contains(*operand) && !unasked && !named(i, *operand) {
                self.seen.operands |= 1 << i;
            }
        }
        let none = written.len();
        let regs = implicit.regs_written.iter();
        let regs: RegSet = regs.filter(|reg| !named(none, Operand::HighByte(*reg))).collect();
        let vectors = implicit.vectors_written.iter();
        let vectors: VRegSet = vectors.filter(|reg| !named(none, Operand::Ymm(*reg))).collect();
        self.said.regs = self.said.regs.union(implicit.regs_written);
        self.said.vectors = self.said.vectors.union(implicit.vectors_written);
        self.said.memory |= implicit.memory.writes();
        self.seen.regs = self.seen.regs.union(regs.intersection(change.regs));
        self.seen.vectors = self.seen.vectors.union(vectors.intersection(change.vectors));
        self.seen.memory |= change.memory;
    }

    /// What is said to be written and has never changed.
    #[must_use]
    pub fn unseen(&self) -> Vec<String> {
        let Self { said, seen } = self;
        let operands = (0..8).filter(|i| said.operands & !seen.operands & 1 << i != 0);
        let mut all: Vec<String> = operands.map(|i| format!("operand {i}")).collect();
        all.extend(said.regs.difference(seen.regs).iter().map(|reg| reg.name().to_owned()));
        all.extend(said.vectors.difference(seen.vectors).iter().map(vector_name));
        if said.memory && !seen.memory {
            all.push("memory".to_owned());
        }
        all
    }
}

fn vector_name(reg: VReg) -> String {
    format!("ymm{}", reg.index())
}

/// What changed, or came to a trap, although the table says otherwise.
fn strays(inst: &Inst, before: &CpuState, after: &InstOutcome, change: &Change) -> Vec<FieldDifference> {
    let mut all = Vec::new();
    let mut add = |field: String, got: &str| {
        all.push(FieldDifference { field, expected: "as the table says".to_owned(), got: got.to_owned() });
    };
    let regs = change.regs.difference(inst.regs_written());
    regs.iter().for_each(|reg| add(reg.name().to_owned(), "changed"));
    let vectors = change.vectors.difference(inst.vectors_written());
    vectors.iter().for_each(|reg| add(vector_name(reg), "changed"));
    if change.memory && !inst.writes_memory() {
        add("memory".to_owned(), "changed");
    }
    let flags = before.flags ^ after.state.flags;
    if after.ending == Ending::Done && !inst.flow().ends_flags() && flags & !inst.flags_touched().0 != 0 {
        add("flags".to_owned(), "changed");
    }
    let trapped = matches!(after.ending, Ending::Divide | Ending::Misaligned | Ending::Unexpected);
    if trapped && !inst.may_trap() {
        add("ending".to_owned(), "a trap");
    }
    all
}

/// The state with other bits in all registers that the instruction does not read. rsp stays within the stack.
#[must_use]
pub fn unread(inst: &Inst, state: &CpuState) -> CpuState {
    let mut other = state.clone();
    for reg in RegSet::ALL.difference(inst.regs_read()).iter() {
        other.regs[reg as usize] ^= if reg == Reg::Rsp { 0x100 } else { u64::MAX };
    }
    for reg in VRegSet::ALL.difference(inst.vectors_read()).iter() {
        other.vectors[reg.index()] = other.vectors[reg.index()].map(|byte| !byte);
    }
    other
}

/// What an instruction did in a state.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// The state before.
    pub before: &'a CpuState,
    /// The state after, as the processor left it.
    pub after: &'a CpuState,
    /// How the processor came back.
    pub stop: Stop,
}

/// Registers in which two deeds differ whose states before differ as [`unread`] made them; but for bits that both left
/// as they were, and flags of `undefined`.
#[must_use]
pub fn leaks(one: Deed<'_>, other: Deed<'_>, undefined: u16) -> Vec<FieldDifference> {
    let mut all = Vec::new();
    let mut add = |field: String| {
        let (expected, got) = ("as the table says".to_owned(), "depends on what is not read".to_owned());
        all.push(FieldDifference { field, expected, got });
    };
    for reg in Reg::ALL.map(|reg| reg as usize) {
        let changed = |deed: Deed<'_>| deed.before.regs[reg] ^ deed.after.regs[reg];
        let differs = one.after.regs[reg] ^ other.after.regs[reg];
        if differs & (changed(one) | changed(other)) != 0 {
            add(Reg::ALL[reg].name().to_owned());
        }
    }
    for reg in VRegSet::ALL.iter() {
        let kept = |deed: Deed<'_>, i: usize| {
            deed.before.vectors[reg.index()][i] == deed.after.vectors[reg.index()][i]
        };
        let differs = |i: usize| one.after.vectors[reg.index()][i] != other.after.vectors[reg.index()][i];
        if (0..32).any(|i| differs(i) && !(kept(one, i) && kept(other, i))) {
            add(vector_name(reg));
        }
    }
    if shown(one.after.flags ^ other.after.flags) & !undefined != 0 {
        add("flags".to_owned());
    }
    if one.stop != other.stop || one.stop != Stop::Exit && one.after.rip != other.after.rip {
        add("ending".to_owned());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use echo_abi::isa::FlagSet;
    use echo_abi::{GuestAddr, decode};

    const BEFORE: CpuState = CpuState { regs: [3; 16], vectors: [[5; 32]; 16], flags: 0, rip: 0x1000 };

    fn inst(bytes: &[u8]) -> Inst {
        decode(bytes, GuestAddr(0x1000)).expect("accepted")
    }

    /// What stands out where `bytes` lead from [`BEFORE`] to what `change` makes of it; and what of all that is said to
    /// be written did not change.
    fn seen(bytes: &[u8], change: impl Fn(&mut CpuState), memory: bool) -> (Vec<String>, Vec<String>) {
        let mut state = BEFORE;
        change(&mut state);
        let after = InstOutcome { state, flags_seen: true, ending: Ending::Done, gas: 1 };
        let mut effects = Effects::default();
        let strays = effects.add(&inst(bytes), &BEFORE, &after, memory);
        (strays.into_iter().map(|stray| stray.field).collect(), effects.unseen())
    }

    #[test]
    fn what_changes_unsaid_and_what_never_changes_are_named() {
        const MUL: &[u8] = &[0x48, 0xf7, 0xe1]; // mul rcx
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (rax, rcx, rdx) = (Reg::Rax as usize, Reg::Rcx as usize, Reg::Rdx as usize);
        let right = |state: &mut CpuState| (state.regs[rax], state.regs[rdx]) = (9, 1);
        assert_eq!(seen(MUL, right, false), (names(&[]), names(&[])));
        assert_eq!(seen(MUL, |_| {}, false), (names(&[]), names(&["rax", "rdx"])));
        let wrong = |state: &mut CpuState| {
            right(state);
            state.regs[rcx] = 1;
            state.vectors[2][31] = 1;
            state.flags = FlagSet::DF.0;
        };
        assert_eq!(seen(MUL, wrong, true).0, names(&["rcx", "ymm2", "memory", "flags"]));
        const XADD: &[u8] = &[0x48, 0x0f, 0xc1, 0xc8]; // xadd rax, rcx
        assert_eq!(seen(XADD, |state| state.regs[rcx] = 4, false).1, names(&["operand 0"]));
        // One register twice: which of the operands it was, nobody can tell.
        const XADD_SAME: &[u8] = &[0x48, 0x0f, 0xc1, 0xc9]; // xadd rcx, rcx
        assert_eq!(seen(XADD_SAME, |s| s.regs[rcx] = 6, false).1, names(&["operand 0", "operand 1"]));
    }

    #[test]
    fn what_depends_on_registers_that_are_not_read_is_named() {
        let inst = inst(&[0x88, 0xc8]); // mov al, cl
        let other_before = unread(&inst, &BEFORE);
        assert_eq!(other_before.regs[Reg::Rcx as usize], 3);
        assert_eq!(other_before.regs[Reg::Rax as usize], !3);
        let leaks = |rax, other_rax| {
            let (mut after, mut other_after) = (BEFORE, other_before.clone());
            (after.regs[0], other_after.regs[0]) = (rax, other_rax);
            let deed = |before, after| Deed { before, after, stop: Stop::Exit };
            let found = leaks(deed(&BEFORE, &after), deed(&other_before, &other_after), 0);
            found.into_iter().map(|leak| leak.field).collect::<Vec<_>>()
        };
        // The rest of rax stays, whatever it is; al does not depend on it.
        assert_eq!(leaks(7, (!3 & !0xff) | 7), Vec::<String>::new());
        assert_eq!(leaks(7, (!3 & !0xff) | 8), ["rax"]);
        assert_eq!(leaks(0x107, (!3 & !0x1ff) | 7), ["rax"]);
    }
}
