//! The JIT: guest code as host code of the same instruction set, in a sandbox, with its gas.
//!
//! | guest | host |
//! |---|---|
//! | rax … r9, r12, r13, but for rsp | the same registers |
//! | rsp | r14: a number like any other, below 2^32 |
//! | r14, r15 | r10, r11 |
//! | r10, r11 | memory, or the place of registers that a region needs less ([`home`]) |
//! | the gas | r15 |
//! | memory at `a` | gs:`a`, by 32 bits |
//! | where a call returns to | guest memory, where the guest may see it, and the host's own stack, which it may not |
//!
//! [`region`] finds what is translated together, [`charge`] where it pays, [`home`] where guest registers are, [`switch`] which jumps
//! go by tables of constants, [`lower`] makes code of it with [`rewrite`] and [`emit`] for an [`area`], echo-native's
//! verifier looks at the code before it becomes executable, and [`Jit`] runs it. Whatever is rare or delicate leaves for
//! the reference engine, which executes that instruction and gives the run back: faults above all. So nothing here says
//! what a trap is; an instruction that faulted is executed once more by the reference, which knows.
//!
//! A trace pays at its head ([`charge`]). Where the gas is short, the charge is undone, and the reference engine finds the
//! very instruction.

mod area;
mod charge;
mod emit;
mod home;
#[cfg(test)]
pub(crate) mod listing;
mod lower;
mod region;
mod rewrite;
mod switch;

use crate::engine::{Exit, Flag, Translation};
use crate::interp::Interpreter;
use crate::interp::code::Code;
use crate::interp::step::Stepper;
use crate::interp::table::Table;
use crate::machine::{Bank, Machine, Packed, Vector};
use echo_abi::isa::{Features, FlagSet, Profile, Reg};
use echo_abi::{GuestAddr, Inst};
use echo_native::{Below, CodeArea, Draft, Left, PublishError, RegisterFile, Registers};
use echo_validate::Contract;
use home::Homes;
use lower::{Context, Entry, Leaving, Lowering, Origin};
use region::{Numbers, Region};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// Gas between two looks at the flag that stops a run.
const SLICE: u64 = 1 << 20;

/// What the processor has, as a policy would grant it.
static HOST: LazyLock<Features> = LazyLock::new(|| {
    macro_rules! all {
        ($($feature:tt)+) => { $(std::arch::is_x86_feature_detected!($feature))&&+ };
    }
    let v2 = all!("sse3" "ssse3" "sse4.1" "sse4.2" "popcnt" "cmpxchg16b");
    let v3 = v2 && all!("avx" "avx2" "bmi1" "bmi2" "f16c" "fma" "lzcnt" "movbe");
    let profile = match (v2, v3) {
        (_, true) => Profile::V3,
        (true, _) => Profile::V2,
        _ => Profile::V1,
    };
    Features { profile, crypto: all!("aes" "pclmulqdq" "sha") }
});

/// The engine that runs native code.
pub struct Jit {
    contract: Arc<Contract>,
    code: Code,
    /// None before the first code, and where the host does not give any.
    native: Option<Native>,
    stepper: Stepper,
    /// For what cannot be translated: made when it is needed.
    interpreter: Option<Interpreter>,
}

/// Code, and what is known of it.
struct Native {
    area: CodeArea,
    /// Positions of blocks, by address.
    entries: Table,
    /// Of those before which flags are read, where calls enter.
    cleared: BTreeMap<GuestAddr, u32>,
    numbers: Numbers,
    region: Region,
    lowering: Lowering,
    leavings: Vec<Leaving>,
    /// By position.
    origins: Vec<Origin>,
    next_link: u32,
    /// Instructions that may still be looked at.
    budget: usize,
}

impl Native {
    fn new(code: &Code) -> Option<Self> {
        let size = code.size();
        let start = code.text().next()?.addr.0;
        // Of text that is far from the rest, jumps look up their targets by leaving.
        let near =
            code.text().take_while(|segment| (segment.end().0 - start) as usize <= 4 * size + (1 << 16));
        let end = near.last().map_or(start, |segment| segment.end().0);
        Some(Self {
            area: area::of(32 * size + (1 << 18), start..end).ok()?,
            entries: Table::new(code.text()),
            cleared: BTreeMap::new(),
            numbers: Numbers::new(Table::new(code.text())),
            region: Region::default(),
            lowering: Lowering::default(),
            leavings: Vec::new(),
            origins: Vec::new(),
            next_link: 0,
            // Compilers' code has an instruction for every four bytes, and some more are looked at.
            budget: size / 2 + 2048,
        })
    }

    fn entry(&self, addr: GuestAddr) -> Option<u32> {
        Some(self.entries.get(addr)).filter(|entry| *entry != 0)
    }

    /// Translates the code at `addr`. `None` where there is none, or no room or budget for it.
    fn translate(&mut self, addr: GuestAddr, code: &Code) -> Option<u32> {
        if self.budget == 0 {
            return None;
        }
        let host = *HOST;
        let entries = &self.entries;
        self.region.find(
            addr,
            &mut self.numbers,
            &mut code.cursor(),
            |addr| entries.get(addr) != 0,
            |inst| lower::must_step(inst, host),
        );
        self.budget = self.budget.saturating_sub(self.region.work);
        if self.region.blocks.is_empty() {
            return None;
        }
        let bytes = |inst: &Inst| code.bytes(inst);
        let (leavings, origins) = (self.leavings.len(), self.origins.len());
        let area = &self.area;
        self.lowering.lower(
            area.end(),
            Context {
                region: &self.region,
                host,
                image: code.image(),
                dispatch: area.dispatch(),
                numbers: &self.numbers,
                bytes: &bytes,
                link_position: &|link| area.link_position(link),
                next_link: self.next_link,
                leavings: &mut self.leavings,
                origins: &mut self.origins,
            },
        );
        let made = &self.lowering;
        let entries: Vec<u32> = made.entries.iter().flat_map(|entry| [entry.at, entry.cleared]).collect();
        let targets: Vec<(u32, u32)> =
            made.entries.iter().map(|entry| (entry.addr.0, entry.target)).collect();
        let draft = Draft { code: &made.asm.code, entries: &entries, targets: &targets, links: &made.links };
        match self.area.publish(&draft) {
            Ok(()) => {}
            Err(error) => {
                // Ours is the mistake where the verifier refuses: tests stop there, and a node interprets.
                if let PublishError::Refused(refusal) = &error {
                    let at = (refusal.at - self.area.end()) as usize;
                    let bytes = &made.asm.code[at..made.asm.code.len().min(at + 15)];
                    debug_assert!(
                        false,
                        "code for {addr} is not what the verifier admits: {refusal}, {bytes:02x?}"
                    );
                }
                self.leavings.truncate(leavings);
                self.origins.truncate(origins);
                self.budget = 0;
                return None;
            }
        }
        self.next_link += made.links.len() as u32;
        for Entry { addr, at, cleared, .. } in &made.entries {
            if let Some(entry) = self.entries.slot(*addr).filter(|entry| **entry == 0) {
                *entry = *at;
                if cleared != at {
                    self.cleared.insert(*addr, *cleared);
                }
            }
        }
        self.entry(addr)
    }

    fn origin(&self, at: u32) -> &Origin {
        let index = self.origins.binary_search_by_key(&at, |origin| origin.at);
        &self.origins[index.expect("every host instruction that may fault has an origin")]
    }

    /// Runs the code at `entry` with `gas`, and says how it left. `None`, and nothing has run, where this thread cannot
    /// enter code.
    fn run(&mut self, machine: &mut Machine, gas: &mut u64, entry: u32) -> Option<Left> {
        let Machine { regs, vectors, flags, memory, .. } = machine;
        let mut registers = File { regs, vectors, flags };
        memory.run(&mut self.area, &mut registers, gas, entry).ok()
    }
}

/// The registers of a machine.
struct File<'a> {
    regs: &'a mut Bank<u64>,
    vectors: &'a mut Bank<Vector>,
    flags: &'a mut FlagSet,
}

impl RegisterFile for File<'_> {
    #[inline]
    fn load(&self, entered: &mut Registers) {
        entered.general = *self.regs.registers();
        entered.flags = u64::from(self.flags.0);
    }

    #[inline]
    fn load_vectors(&self, entered: &mut Registers) {
        for (to, from) in entered.vectors.iter_mut().zip(self.vectors.registers()) {
            to[..16].copy_from_slice(&from[0].to_bytes());
            to[16..].copy_from_slice(&from[1].to_bytes());
        }
    }

    #[inline]
    fn store(&mut self, left: &Registers) {
        *self.regs.registers_mut() = left.general;
        *self.flags = FlagSet(left.flags as u16).difference(FlagSet::AF);
    }

    #[inline]
    fn store_vectors(&mut self, left: &Registers) {
        for (to, from) in self.vectors.registers_mut().iter_mut().zip(&left.vectors) {
            let (low, high) = from.split_first_chunk().expect("a vector has 32 bytes");
            to[0] = Packed::from_bytes(*low);
            to[1] = Packed::from_bytes(*high.first_chunk().expect("a vector has 32 bytes"));
        }
    }
}

impl Jit {
    /// Nothing translated yet.
    pub fn new(contract: Arc<Contract>) -> Self {
        let (code, stepper) = (Code::new(Arc::clone(&contract)), Stepper::new(Arc::clone(&contract)));
        Self { contract, code, stepper, native: None, interpreter: None }
    }

    /// Goes on without native code.
    fn interpret(&mut self, machine: &mut Machine, stop: Flag<'_>) -> Exit {
        self.interpreter
            .get_or_insert_with(|| Interpreter::new(Arc::clone(&self.contract)))
            .resume(machine, stop)
    }
}

impl Drop for Jit {
    fn drop(&mut self) {
        // What a panic may have left half done is not used again.
        if let Some(native) = self.native.take().filter(|_| !std::thread::panicking()) {
            area::give_back(native.area);
        }
    }
}

impl Translation for Jit {
    fn resume(&mut self, machine: &mut Machine, stop: Flag<'_>) -> Exit {
        let code = &self.code;
        if self.native.is_none() {
            self.native = Native::new(code);
        }
        let Some(native) = self.native.as_mut().filter(|_| machine.memory.arm()) else {
            return self.interpret(machine, stop);
        };
        // A way out through a link that is to lead on from now on.
        let mut through: Option<(u32, bool)> = None;
        loop {
            if stop.is_raised() {
                return Exit::Stopped;
            }
            let entry = match native.entry(machine.rip) {
                Some(entry) => entry,
                None => match native.translate(machine.rip, code) {
                    Some(entry) => entry,
                    None if native.budget == 0 => return self.interpret(machine, stop),
                    // There is no code, so that this is a trap.
                    None => match self.stepper.walk(machine, stop, |addr| native.entry(addr)) {
                        Ok(entry) => entry,
                        Err(exit) => return exit,
                    },
                },
            };
            if let Some((link, call)) = through.take() {
                let cleared = native.cleared.get(&machine.rip).filter(|_| call);
                let to = cleared.copied().unwrap_or(entry);
                native.area.link(link, to).expect("an entry was published");
            }
            let reserve = machine.memory.reserve();
            let Some(spare) = machine.gas.checked_sub(reserve) else {
                // The gas may end at a step of the stack.
                return self.stepper.resume(machine, stop);
            };
            let lent = if stop.exists() { spare.min(SLICE) } else { spare };
            let kept = machine.gas - lent;
            let mut left_over = lent;
            let Some(left) = native.run(machine, &mut left_over, entry) else {
                return self.interpret(machine, stop);
            };
            machine.gas = left_over.wrapping_add(kept);
            match left {
                // A call or a return.
                Left::Indirect { target } => {
                    machine.rip = GuestAddr(target);
                    machine.end_flags();
                }
                Left::Return => {
                    machine.rip = GuestAddr::NULL;
                    machine.end_flags();
                    return Exit::Return;
                }
                Left::Exit { number, below } => match native.leavings[number as usize] {
                    Leaving::HostCall { function, next, homes } => {
                        machine.rip = next;
                        leave(machine, homes, below);
                        machine.end_flags();
                        return Exit::HostCall(function);
                    }
                    Leaving::Gas { addr, cost, homes } => {
                        machine.rip = addr;
                        leave(machine, homes, below);
                        machine.gas = machine.gas.wrapping_add(u64::from(cost));
                        debug_assert!(u64::from(cost) < SLICE, "it could never be lent");
                        if machine.gas < u64::from(cost) + reserve {
                            return self.stepper.resume(machine, stop);
                        }
                        if native.entry(addr).is_none()
                            && let Err(exit) = self.stepper.walk(machine, stop, |addr| native.entry(addr))
                        {
                            return exit;
                        }
                    }
                    Leaving::Step { addr, unspent, homes } => {
                        machine.rip = addr;
                        leave(machine, homes, below);
                        machine.gas += u64::from(unspent);
                        if let Err(exit) = self.stepper.walk(machine, stop, |addr| native.entry(addr)) {
                            return exit;
                        }
                    }
                    Leaving::Jump => machine.rip = GuestAddr(below[usize::from(home::TARGET)] as u32),
                    Leaving::Link { link, target, call } => {
                        machine.rip = target;
                        if call {
                            machine.end_flags();
                        }
                        through = Some((link, call));
                    }
                },
                Left::Fault { at, below, .. } => {
                    let origin = *native.origin(at);
                    machine.rip = origin.addr;
                    machine.gas += u64::from(origin.unspent);
                    settle(machine, &origin, below);
                    leave(machine, origin.homes, below);
                    if let Err(exit) = self.stepper.walk(machine, stop, |addr| native.entry(addr)) {
                        return exit;
                    }
                }
            }
        }
    }

    fn bytes(&self) -> usize {
        let native = self.native.as_ref().map_or(0, |native| {
            native.area.bytes()
                + native.entries.bytes()
                + native.numbers.bytes()
                + size_of::<Leaving>() * native.leavings.capacity()
                + size_of::<Origin>() * native.origins.capacity()
        });
        native + self.stepper.bytes() + self.interpreter.as_ref().map_or(0, Translation::bytes)
    }
}

/// Makes registers what they were before the instruction that faulted: those that were kept come back, and what was saved
/// up for rsp is added.
fn settle(machine: &mut Machine, origin: &Origin, below: Below) {
    for (reg, kept) in origin.kept.iter().zip(below) {
        if let Some(reg) = reg {
            machine.regs[home::guest_of(reg.host) as usize] = kept;
        }
    }
    let rsp = &mut machine.regs[Reg::Rsp as usize];
    *rsp = u64::from((*rsp as u32).wrapping_add_signed(origin.delta));
}

/// Brings registers from their homes in a region to where they belong.
fn leave(machine: &mut Machine, homes: Homes, below: Below) {
    for (i, (guest, _)) in home::HOMELESS.into_iter().enumerate() {
        let kept = below[usize::from(home::KEPT[i])];
        if let Some(reg) = homes.taken[i] {
            machine.regs[guest as usize] = machine.regs[reg as usize];
            machine.regs[reg as usize] = kept;
        } else if homes.near[i] {
            machine.regs[guest as usize] = kept;
        }
    }
}
