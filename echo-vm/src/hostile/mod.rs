//! Hostile contracts: code that does what no compiler would, on every engine, each compared with the reference: all
//! exits, the whole machine, and afterwards a harmless contract on the same machines.
//!
//! [`access`] and [`register`] make code of tables; what stands in `tests/hostile/*.s` is written by hand, a case at each
//! label that starts with `case_`. A group of cases is assembled and linked with the system's gcc, and is one contract,
//! whose entry is harmless: the cases begin where no search finds them, as behind a computed jump. [`gas`] runs the same
//! cases with every amount of gas.

mod access;
mod gas;
mod group;
mod register;
mod reuse;

use crate::engine::{Exit, Until};
use crate::machine::{Machine, Packed};
use crate::pool::Pool;
use crate::program::{Engine, Program};
use crate::testing;
use echo_abi::isa::{FlagSet, Reg};
use echo_abi::{GuestAddr, Limits, Policy, layout};
pub(crate) use group::esc;
use group::{DATA, Group};
use std::sync::{Arc, OnceLock};

/// Gas of a case: what pays for the stack that is not accessible yet, without which no engine but the reference runs, and
/// some more.
const GAS: u64 = 120_000;

/// Host calls after which a run is given up.
const MOST_CALLS: usize = 20;

/// What a case starts from, beside its address.
#[derive(Clone, Debug)]
struct Start {
    /// All registers; rsp stays what it is where it is 0.
    regs: [u64; 16],
    flags: FlagSet,
    gas: u64,
    limits: Limits,
}

impl Start {
    /// Pointers to data in most registers, small numbers in some, and rsp as it is.
    fn new() -> Self {
        let mut regs = [0; 16];
        for (reg, value) in regs.iter_mut().enumerate() {
            *value = u64::from(DATA) + 0x100 * reg as u64;
        }
        for (reg, value) in [
            (Reg::Rax, 0x8000_0000_0000_0102),
            (Reg::Rcx, 5),
            (Reg::Rdx, 0xffff_ffff_7fff_fff9),
            (Reg::Rsp, 0),
            (Reg::R8, 0x0123_4567_89ab_cdef),
            (Reg::R9, u64::MAX),
            (Reg::R15, 3),
        ] {
            regs[reg as usize] = value;
        }
        Self { regs, flags: FlagSet::NONE, gas: GAS, limits: Limits::default() }
    }

    fn with(mut self, reg: Reg, value: u64) -> Self {
        self.regs[reg as usize] = value;
        self
    }

    /// A machine that starts so.
    fn machine(&self, pool: &Pool, group: &Group, at: GuestAddr) -> Box<Machine> {
        let image = group.contract.image();
        let mut machine = pool.machine(image, &self.limits, 1 << 40).expect("memory for a machine");
        machine.lend();
        machine.memory.grow_heap(GuestAddr(layout::HEAP_START + group::HEAP)).expect("room for a heap");
        machine.settle();
        machine.gas = self.gas;
        let rsp = machine.regs[Reg::Rsp as usize];
        *machine.regs.registers_mut() = self.regs;
        if self.regs[Reg::Rsp as usize] == 0 {
            machine.regs[Reg::Rsp as usize] = rsp;
        }
        for (i, vector) in machine.vectors.registers_mut().iter_mut().enumerate() {
            // Every other element of 32 bits is a mask's; none is a signalling number.
            let half = |salt: u8| {
                Packed::from_bytes(std::array::from_fn(|byte| match byte % 8 {
                    3 => 0xc0 | salt,
                    7 => 0x40 | salt,
                    _ => (i as u8) << 4 | byte as u8,
                }))
            };
            *vector = [half(1), half(2)];
        }
        machine.flags = self.flags;
        machine.rip = at;
        machine
    }

    /// Runs from here until an end, or too many host calls, none of which does anything.
    fn run(
        &self,
        program: &Arc<Program>,
        pool: &Pool,
        group: &Group,
        at: GuestAddr,
        until: Until<'_>,
    ) -> Ran {
        let mut machine = self.machine(pool, group, at);
        let mut run = program.start();
        let mut exits = Vec::new();
        loop {
            let exit = run.resume(&mut machine, until);
            exits.push((exit, machine.rip, machine.gas, machine.flags));
            if !matches!(exit, Exit::HostCall(_)) || exits.len() > MOST_CALLS {
                return Ran { exits, machine };
            }
        }
    }
}

/// What became of a run: at each exit, rip, gas and flags, and the machine at last.
struct Ran {
    exits: Vec<(Exit, GuestAddr, u64, FlagSet)>,
    machine: Box<Machine>,
}

impl Ran {
    /// What differs, in words.
    fn difference(&self, other: &Self) -> Option<String> {
        if self.exits != other.exits {
            let at = self.exits.iter().zip(&other.exits).position(|(a, b)| a != b);
            let at = at.unwrap_or(self.exits.len().min(other.exits.len()));
            return Some(format!("exit {at} is {:?} and {:?}", self.exits.get(at), other.exits.get(at)));
        }
        self.machine.difference(&other.machine)
    }
}

/// An engine beside the reference, and how often they disagreed.
struct Bench<'a> {
    group: &'a Group,
    engine: Engine,
    reference: Arc<Program>,
    program: Arc<Program>,
    pool: Pool,
    cases: usize,
    wrong: Vec<String>,
}

impl<'a> Bench<'a> {
    fn new(group: &'a Group, engine: Engine) -> Self {
        let prepare = |engine: Engine| engine.prepare(&group.contract).expect("this host has every engine");
        Self {
            group,
            engine,
            reference: prepare(Engine::REFERENCE),
            program: prepare(engine),
            pool: Pool::default(),
            cases: 0,
            wrong: Vec::new(),
        }
    }

    /// Runs a case on both, and gives the exit at its end.
    fn compare(&mut self, what: &dyn Fn() -> String, at: GuestAddr, start: &Start, until: Until<'_>) -> Exit {
        let expected = start.run(&self.reference, &self.pool, self.group, at, until);
        let found = start.run(&self.program, &self.pool, self.group, at, until);
        self.cases += 1;
        if let Some(difference) = expected.difference(&found) {
            self.wrong.push(format!("{}: {difference}", what()));
        }
        let exit = expected.exits.last().expect("a run has an exit").0;
        self.pool.give_back(expected.machine);
        self.pool.give_back(found.machine);
        exit
    }

    /// A harmless contract, on the machines that the hostile ones leave, gives what it should.
    fn finish(self) -> usize {
        harmless(self.engine, &self.pool);
        let Self { engine, wrong, cases, .. } = self;
        let count = wrong.len();
        let shown = wrong.iter().take(30).map(|line| format!("  {line}\n")).collect::<String>();
        assert!(
            wrong.is_empty(),
            "{count} of {cases} cases differ between the reference and {engine}:\n{shown}"
        );
        cases
    }
}

/// Runs a contract that adds up, calls itself and stores, on machines that others used.
fn harmless(engine: Engine, pool: &Pool) {
    // mov edi, 20; call f; mov [DATA], rax; ret; f: cmp edi, 2; jb last; push rdi; sub edi, 1; call f; pop rdi;
    // add rax, rdi; ret; last: mov rax, [DATA]; ret
    let text = [
        &[0xbf, 20, 0, 0, 0, 0xe8, 9, 0, 0, 0, 0x48, 0x89, 0x04, 0x25][..],
        &testing::DATA.to_le_bytes(),
        &[
            0xc3, 0x83, 0xff, 2, 0x72, 0x0e, 0x57, 0x83, 0xef, 1, 0xe8, 0xf2, 0xff, 0xff, 0xff, 0x5f, 0x48,
            0x01, 0xf8,
        ],
        &[0xc3, 0x90, 0x48, 0x8b, 0x04, 0x25],
        &testing::DATA.to_le_bytes(),
        &[0xc3],
    ]
    .concat();
    let file = testing::esc(&text, b"constant", &7_u64.to_le_bytes());
    let contract = Arc::new(echo_validate::validate_file(&file, &Policy::default()).expect("it is harmless"));
    let program = engine.prepare(&contract).expect("this host has every engine");
    let mut gas = Vec::new();
    for _ in 0..4 {
        let mut machine = pool.machine(contract.image(), &Limits::default(), 1 << 30).expect("memory");
        let exit = program.start().resume(&mut machine, Until::END);
        assert_eq!((exit, machine.regs[Reg::Rax as usize]), (Exit::Return, 7 + 209), "on {engine}");
        let stored = machine.memory.slice(GuestAddr(testing::DATA), 16).expect("data").to_vec();
        assert_eq!(stored, [&216_u64.to_le_bytes()[..], &[0; 8]].concat(), "on {engine}");
        gas.push(machine.gas);
        pool.give_back(machine);
    }
    gas.dedup();
    assert_eq!(gas.len(), 1, "each run costs the same on {engine}");
}

/// Numbers for the choice of cases: the same ones each time.
struct Lot(u64);

impl Lot {
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 ^ self.0 >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[(self.draw() % from.len() as u64) as usize]
    }
}

/// Flags that a case starts with.
const FLAGS: [FlagSet; 4] = [
    FlagSet::NONE,
    FlagSet::STATUS.difference(FlagSet::AF),
    FlagSet::CF.union(FlagSet::OF),
    FlagSet::ZF.union(FlagSet::DF),
];

/// Every case of a file, from several states.
fn by_hand(engine: Engine, name: &str, group: &Group) -> usize {
    let mut bench = Bench::new(group, engine);
    let mut lot = Lot(7);
    let mut returned = 0;
    for (n, (case, at)) in group.cases.iter().enumerate() {
        for (i, flags) in FLAGS.into_iter().enumerate() {
            let mut start = Start { flags, ..Start::new() };
            if i == 1 {
                start = start.with(Reg::R14, u64::MAX - 7).with(Reg::R15, lot.draw() << 32 | u64::from(DATA));
            }
            if i == 2 {
                for reg in Reg::ALL.iter().filter(|reg| **reg != Reg::Rsp) {
                    let high = lot.draw() << 40;
                    start.regs[*reg as usize] ^= high;
                }
            }
            if engine != Engine::Jit && i != n % FLAGS.len() {
                continue;
            }
            let exit = bench.compare(&|| format!("{name}: {case} from state {i}"), *at, &start, Until::END);
            returned += usize::from(exit == Exit::Return);
        }
    }
    let cases = bench.finish();
    assert!(returned > cases / 10, "{returned} of {cases} cases of {name} come to their end");
    cases
}

macro_rules! by_hand {
    ($($name:ident)+) => {
        /// The files of cases.
        const FILES: &[(&str, &str)] =
            &[$((stringify!($name), include_str!(concat!("../../tests/hostile/", stringify!($name), ".s")))),+];
    };
}

/// The files of cases, assembled once; and a file about r14 and r15, which are other registers on the host, about r10 and
/// r11, too, which are in memory.
fn files() -> impl Iterator<Item = (&'static str, &'static Group)> {
    static GROUPS: OnceLock<Vec<(&str, Group)>> = OnceLock::new();
    let groups = GROUPS.get_or_init(|| {
        let group = |(name, source): &(&'static str, &str)| (*name, Group::assemble(name, source));
        let (_, borrowed) = FILES.iter().find(|(name, _)| *name == "borrowed").expect("it is a file");
        let in_memory = borrowed.replace("r14", "r10").replace("r15", "r11");
        FILES.iter().chain([&("borrowed from memory", &*in_memory)]).map(group).collect()
    });
    groups.iter().map(|(name, group)| (*name, group))
}

by_hand!(stack jumps switches calls strings flags borrowed traps);

macro_rules! on_every_engine {
    ($($(#[$doc:meta])+ $variant:ident $name:ident,)+) => {
        $(mod $name {
            use super::*;

            #[test]
            fn wild_pointers() {
                access::wild_pointers(Engine::$variant);
            }

            #[test]
            fn registers_that_the_host_has_other_uses_for() {
                register::borrowed(Engine::$variant);
            }

            #[test]
            fn what_is_written_by_hand() {
                let count: usize = files().map(|(name, group)| by_hand(Engine::$variant, name, group)).sum();
                assert!(count > 300, "{count} cases");
            }
        })+
    };
}

crate::for_each_engine!(on_every_engine);
