//! Random programs from the instruction table, run natively and in all engines to equal final states.
//!
//! [`forms`] says of what, `builder` makes them, here they run: each from several states, in the same
//! engines, so that the later runs meet code already decoded. A program on which the two engines differ is
//! cut down to the instructions that matter before it is shown.

mod builder;
mod chain;
pub mod forms;
mod scene;

pub use builder::generate;
pub use forms::Forms;

use crate::digest::Digests;
use crate::native::Processor;
use crate::outcome::{Ending, InstOutcome};
use crate::random::Rng;
use crate::report::{FieldDifference, memory_difference};
use crate::state::{CpuState, shown};
use crate::subject::HarnessError;
use crate::text;
use crate::window::{self, DATA, PAGE, TEXT};
use echo_abi::GuestAddr;
use echo_abi::isa::{FlagSet, Flow, Reg};
use echo_native::{Fault, Gate, Stop};
use echo_validate::Contract;
use echo_vm::engine::{Exit, Until};
use echo_vm::machine::{Machine, Packed};
use echo_vm::program::{Engine, Run};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// Where jump tables lie, how many addresses there may be. These four lie below everything that a random
/// operand reaches.
const TABLES: u32 = DATA;
const TABLE_SLOTS: u32 = 64;
/// Where programs keep answers, so that nothing later hides them. Behind the last slot is room for an index
/// of up to nine.
const RECORD: u32 = TABLES + 8 * TABLE_SLOTS;
const RECORD_SLOTS: u32 = 54;
/// Cells of four words that go together; the last holds small distances.
const POOL: u32 = DATA + 1024;
const POOL_CELLS: u32 = 16;
/// Pairs of vectors that go together.
const VECTOR_POOL: u32 = POOL + 32 * POOL_CELLS;
const VECTOR_PAIRS: u32 = 8;
/// What r15 holds.
const BASE: u32 = DATA + PAGE + 256;

/// States that each program starts from.
const RUNS: u32 = 3;
/// Gas that no program comes near, and what one may use that is being cut down, where a loop may have lost
/// its end.
const PLENTY: u64 = 1 << 40;
const LITTLE: u64 = 100_000;

/// A program, and the data it starts with.
#[derive(Clone, Debug)]
pub struct RandomProgram {
    /// The program's code, from [`TEXT`] on, without the end.
    pub code: Vec<u8>,
    /// Where it starts.
    pub entry: u32,
    /// Addresses in the table.
    tables: Vec<u64>,
}

/// A program on whose outcome the sides disagree.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The engine that differs from the processor, or from the stepper in gas; `either` if one panicked.
    pub engine: &'static str,
    /// What differs.
    pub differences: Vec<FieldDifference>,
    /// The program in text, with the registers it started from. Of a program that was cut down, what is left.
    pub listing: String,
}

/// What became of a program.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// All sides agree; `finished`: it came to its end in each run, not to a trap on the way.
    Agree {
        /// Whether the last instruction was reached.
        finished: bool,
    },
    /// The validator takes the program for something it is not: by chance, a constant in it is the address of
    /// the middle of an instruction, from where the bytes read as others.
    Refused,
    /// Some engine disagrees with the processor, or with the reference.
    Disagree(Box<Disagreement>),
}

/// Changes the code that the machine is given, keeping lengths: a test's way to see that programs notice.
pub type CodeTamper<'a> = &'a dyn Fn(&mut RandomProgram);

/// What a run starts from: registers, and the memory that can be written.
struct Input {
    state: CpuState,
    memory: [Vec<u8>; window::WRITABLE.len()],
}

/// Values that go together: equal, next to each other, opposite, alike in their lower half.
fn related(a: u64, rng: &mut Rng) -> u64 {
    match rng.below(12) {
        0..=3 => a,
        4 => a.wrapping_add(1),
        5 => a.wrapping_sub(1),
        6 => a.wrapping_neg(),
        7 => !a,
        8 => (a & 0xffff_ffff) | (rng.bits() << 32),
        9 => 0,
        _ => rng.int(),
    }
}

fn fill_pool(data: &mut [u8], rng: &mut Rng) {
    const EDGES: [u64; 10] =
        [0, 0, 1, u64::MAX, 1 << 63, (1 << 63) - 1, 1 << 31, (1 << 31) - 1, 0xffff_ffff, 0x80];
    let (cells, pairs) = data[(POOL - DATA) as usize..][..1024].split_at_mut(32 * POOL_CELLS as usize);
    let last = POOL_CELLS as usize - 1;
    for (n, cell) in cells.chunks_mut(32).enumerate() {
        let a = if rng.chance(35) { rng.pick(&EDGES) } else { rng.int() };
        let words = if n == last {
            const DISTANCES: [u64; 10] = [0, 0, 0, 0, 1, 1, u64::MAX, u64::MAX, 1 << 31, 1 << 32];
            std::array::from_fn(|_| rng.pick(&DISTANCES))
        } else {
            [a, related(a, rng), related(a, rng), rng.int()]
        };
        for (word, value) in cell.chunks_mut(8).zip(words) {
            word.copy_from_slice(&value.to_le_bytes());
        }
    }
    for pair in pairs.chunks_mut(64) {
        let (a, b) = pair.split_at_mut(32);
        rng.lanes(a);
        rng.lanes(b);
        match rng.below(8) {
            0 | 1 => b.copy_from_slice(a),
            2 => b.iter_mut().zip(a).for_each(|(b, a)| *b = !*a),
            3 => b.fill(0),
            4 => a.fill(0),
            5 => b.fill(0xff),
            // Some of the bits, so that one covers the other.
            6 => b.iter_mut().zip(a).for_each(|(b, a)| *b &= *a),
            _ => {}
        }
    }
}

impl Input {
    fn random(program: &RandomProgram, rng: &mut Rng) -> Self {
        let mut state = CpuState {
            regs: std::array::from_fn(|_| rng.int()),
            vectors: [[0; 32]; 16],
            flags: shown(rng.bits() as u16) & !FlagSet::DF.0,
            rip: program.entry,
        };
        for vector in &mut state.vectors {
            rng.lanes(vector);
        }
        state.regs[Reg::Rsp as usize] = u64::from(window::STACK + window::STACK_SIZE - 512);
        state.regs[Reg::R13 as usize] = 16 * u64::from(rng.below(4));
        state.regs[Reg::R15 as usize] = u64::from(BASE);
        let memory = window::WRITABLE.map(|(start, len)| {
            let mut memory = vec![0; len as usize];
            memory.chunks_mut(64).for_each(|bytes| rng.lanes(bytes));
            if start == DATA {
                for (slot, target) in memory.chunks_mut(8).zip(&program.tables) {
                    slot.copy_from_slice(&target.to_le_bytes());
                }
                fill_pool(&mut memory, rng);
            }
            memory
        });
        Self { state, memory }
    }

    fn load(&self, machine: &mut Machine, gas: u64) {
        *machine.regs.registers_mut() = self.state.regs;
        for (vector, bytes) in machine.vectors.registers_mut().iter_mut().zip(&self.state.vectors) {
            let half = |range: std::ops::Range<usize>| {
                Packed::from_bytes(bytes[range].try_into().expect("16 bytes"))
            };
            *vector = [half(0..16), half(16..32)];
        }
        machine.flags = FlagSet(self.state.flags);
        machine.rip = GuestAddr(self.state.rip);
        machine.gas = gas;
        for ((start, len), memory) in window::WRITABLE.into_iter().zip(&self.memory) {
            let guest = machine.memory.slice_mut(GuestAddr(start), len).expect("mapped and writable");
            guest.copy_from_slice(memory);
        }
    }

    /// The general registers and the flags, in text.
    fn text(&self) -> String {
        let regs = Reg::ALL.iter().map(|reg| format!("{}={:#x}", reg.name(), self.state.regs[*reg as usize]));
        let flags = crate::report::flag_names(self.state.flags).replace(' ', "+");
        format!("{} flags={flags}", regs.collect::<Vec<_>>().join(" "))
    }
}

/// All engines, the reference first, each with a machine.
struct Engines(Vec<(Engine, Run, Machine)>);

impl Engines {
    fn new(program: &RandomProgram) -> Result<Self, HarnessError> {
        let image = text::image(&program.with_end(&[0x0f, 0x0b]))?;
        let contract: Arc<Contract> = Arc::new(
            echo_validate::validate(image, &text::policy())
                .map_err(|report| HarnessError::Rejected(Box::new(report)))?,
        );
        let engine = |engine: Engine| {
            let machine = Machine::new(contract.image(), &text::limits(), 0)?;
            Ok((engine, engine.prepare(&contract)?.start(), machine))
        };
        Engine::alone().map(engine).collect::<Result<_, HarnessError>>().map(Self)
    }

    /// Runs all from `input`.
    fn run(&mut self, input: &Input, gas: u64) -> Vec<Exit> {
        let each = self.0.iter_mut().map(|(_, run, machine)| {
            input.load(machine, gas);
            run.resume(machine, Until::END)
        });
        each.collect()
    }
}

impl RandomProgram {
    /// The instructions, in text, but for `nop`.
    #[must_use]
    pub fn listing(&self) -> String {
        let mut text = format!("entry {:#x}\n", self.entry);
        for (at, len) in self.instructions() {
            let (inst, _) = echo_abi::disasm::disassemble(&self.code[at..], GuestAddr(TEXT + at as u32));
            let bytes: String = self.code[at..at + len].iter().map(|b| format!("{b:02x}")).collect();
            if bytes != "90" {
                text += &format!("  {:#x}  {bytes:<24} {inst}\n", TEXT + at as u32);
            }
        }
        text
    }

    /// Offset and length of each instruction.
    #[must_use]
    pub fn instructions(&self) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        let mut at = 0;
        while at < self.code.len() {
            let addr = GuestAddr(TEXT + at as u32);
            let (_, len) = echo_abi::disasm::disassemble(&self.code[at..], addr);
            let len = usize::from(len).clamp(1, self.code.len() - at);
            all.push((at, len));
            at += len;
        }
        all
    }

    fn with_end(&self, end: &[u8]) -> Vec<u8> {
        [&self.code[..], end].concat()
    }

    /// Whether the engines differ on this program, both coming to an end of which the processor is capable.
    fn differs(&self, input: &Input) -> bool {
        let Ok(mut engines) = Engines::new(self) else { return false };
        let run = AssertUnwindSafe(|| engines.run(input, LITTLE));
        let Ok(exits) = std::panic::catch_unwind(run) else { return false };
        let Some(((_, _, a), others)) = engines.0.split_first_mut() else { return false };
        let end = GuestAddr(TEXT + self.code.len() as u32);
        let memory = |machine: &mut Machine| {
            window::WRITABLE.map(|(start, len)| {
                machine.memory.slice(GuestAddr(start), len).expect("mapped and readable").to_vec()
            })
        };
        let known = memory(a);
        a.rip == end
            && others.iter_mut().zip(&exits[1..]).any(|((_, _, b), exit)| {
                exits[0] != *exit
                    || a.rip != b.rip
                    || a.regs != b.regs
                    || a.vectors != b.vectors
                    || known != memory(b)
            })
    }

    /// The program with `nop` in place of all that does not matter to the difference of the engines. The
    /// processor does not run what comes up on the way: there, an address may be wrong.
    fn cut_down(&self, input: &Input) -> Self {
        let mut program = self.clone();
        let instructions = self.instructions();
        let mut step = instructions.len();
        while step > 0 {
            for some in instructions.chunks(step) {
                let mut less = program.clone();
                for (at, len) in some {
                    less.code[*at..at + len].fill(0x90);
                }
                if less.code != program.code && less.differs(input) {
                    program = less;
                }
            }
            step /= 2;
        }
        program
    }
}

/// The random numbers of a program, by the seed of the run and the program's number.
#[must_use]
pub fn rng(seed: u64, number: u32) -> Rng {
    Rng::new(seed.wrapping_add(u64::from(number) << 32))
}

/// What the processor did from an input.
struct Native {
    input: Input,
    stop: Stop,
    outcome: InstOutcome,
    memory: [Vec<u8>; window::WRITABLE.len()],
}

impl Native {
    fn run(processor: &mut Processor, program: &RandomProgram, input: Input) -> Self {
        for ((start, _), memory) in window::WRITABLE.into_iter().zip(&input.memory) {
            processor.memory_mut(start).copy_from_slice(memory);
        }
        let mut state = input.state.clone();
        let stop = processor.run(&mut state);
        let ending = match stop {
            // The machine ends in its ud2, where the processor jumps away.
            Stop::Exit => {
                state.rip = TEXT + program.code.len() as u32;
                Ending::Unexpected
            }
            Stop::Fault(Fault::Divide) => Ending::Divide,
            Stop::Fault(Fault::Protection) => Ending::Misaligned,
            Stop::Fault(Fault::Page { address, .. }) => Ending::Memory { addr: address as u32 },
            Stop::Fault(fault) => Ending::Other(fault.number()),
        };
        let outcome = InstOutcome { state, flags_seen: false, ending, gas: 0 };
        let memory = window::WRITABLE.map(|(start, _)| processor.memory(start).to_vec());
        Self { input, stop, outcome, memory }
    }

    fn digest(&self, program: &RandomProgram, digests: &mut Digests) {
        let starts = window::WRITABLE.map(|(start, _)| start);
        let before = || starts.into_iter().zip(self.input.memory.iter().map(Vec::as_slice));
        digests.program(&program.code, &self.input.state, before());
        digests.result(&self.input.state, &self.outcome, u16::MAX);
        for ((start, before), after) in before().zip(&self.memory) {
            digests.memory(start, before, after);
        }
    }
}

/// Runs a program on the processor and in all engines, which `tamper` may lie to; the first disagreement, if
/// there is one. What the processor did goes into `digests`, whatever the engines do.
///
/// # Errors
/// [`HarnessError`] where the host refuses what the harness needs.
///
/// # Panics
/// For a program longer than the text.
pub fn run(
    processor: &mut Processor,
    program: &RandomProgram,
    rng: &mut Rng,
    digests: &mut Digests,
    tamper: Option<CodeTamper<'_>>,
) -> Result<Verdict, HarnessError> {
    processor.set_code(&program.with_end(&Gate::EXIT))?;
    let runs: Vec<_> =
        (0..RUNS).map(|_| Native::run(processor, program, Input::random(program, rng))).collect();
    runs.iter().for_each(|native| native.digest(program, digests));
    let mut given = program.clone();
    if let Some(tamper) = tamper {
        tamper(&mut given);
    }
    let mut engines = match Engines::new(&given) {
        Err(HarnessError::Rejected(_)) => return Ok(Verdict::Refused),
        engines => engines?,
    };
    for native in &runs {
        let input = &native.input;
        // An engine that panics is as wrong as one that answers wrong, and the program is what one wants to
        // see.
        let run = AssertUnwindSafe(|| engines.run(input, PLENTY));
        let Ok(exits) = std::panic::catch_unwind(run) else {
            let panic = FieldDifference {
                field: "ending".to_owned(),
                expected: format!("{:x?}", native.stop),
                got: "a panic".to_owned(),
            };
            let listing = format!("{}\n{}", input.text(), program.listing());
            let found = Disagreement { engine: "either", differences: vec![panic], listing };
            return Ok(Verdict::Disagree(Box::new(found)));
        };
        let gas = engines.0[0].2.gas;
        for ((engine, _, machine), exit) in engines.0.iter_mut().zip(exits) {
            let differences = compare(native, exit, machine, gas);
            if !differences.is_empty() {
                let mut listing = program.listing();
                if program.differs(input) {
                    listing = program.cut_down(input).listing();
                }
                let listing = format!("{}\n{listing}", input.text());
                return Ok(Verdict::Disagree(Box::new(Disagreement {
                    engine: engine.name(),
                    differences,
                    listing,
                })));
            }
        }
    }
    Ok(Verdict::Agree { finished: runs.iter().all(|native| native.stop == Stop::Exit) })
}

/// Where a machine is not as the processor left it.
fn compare(native: &Native, exit: Exit, machine: &mut Machine, gas: u64) -> Vec<FieldDifference> {
    let InstOutcome { state, ending, .. } = &native.outcome;
    let mut differences = Vec::new();
    let mut compare = |field: &str, expected: String, got: String| {
        if expected != got {
            differences.push(FieldDifference { field: field.to_owned(), expected, got });
        }
    };
    let got = if let Exit::Trap(trap) = exit { Ending::of_trap(trap) } else { Ending::Other(2000) };
    if !ending.allows(got) {
        compare("ending", format!("{ending:x?}"), format!("{exit:x?}"));
    }
    compare("rip", format!("{:#x}", state.rip), format!("{:#x}", machine.rip.0));
    for reg in Reg::ALL {
        let (expected, got) = (state.regs[reg as usize], machine.regs[reg as usize]);
        if expected != got {
            compare(reg.name(), format!("{expected:#x}"), format!("{got:#x}"));
        }
    }
    for (i, (a, b)) in state.vectors.iter().zip(machine.vectors.registers()).enumerate() {
        let (low, high) = a.split_at(16);
        let half = |bytes: &[u8]| Packed::from_bytes(bytes.try_into().expect("16 bytes"));
        if [half(low), half(high)] != *b {
            let expected = format!("{:032x}:{:032x}", half(high), half(low));
            compare(&format!("ymm{i}"), expected, format!("{:032x}:{:032x}", b[1], b[0]));
        }
    }
    compare("gas", gas.to_string(), machine.gas.to_string());
    for ((start, len), memory) in window::WRITABLE.into_iter().zip(&native.memory) {
        let guest = machine.memory.slice(GuestAddr(start), len).expect("mapped and readable");
        differences.extend(memory_difference(start, memory, guest));
    }
    differences
}

/// How often each kind of control flow stands in a program: what a test asks, to know that programs are not
/// trivial.
#[must_use]
pub fn flows(program: &RandomProgram) -> [usize; 4] {
    let mut counts = [0; 4];
    let mut at = 0;
    while at < program.code.len() {
        let Ok(inst) = echo_abi::decode(&program.code[at..], GuestAddr(TEXT + at as u32)) else { break };
        match inst.flow() {
            Flow::Branch(target) if target <= inst.addr() => counts[1] += 1,
            Flow::Branch(_) => counts[0] += 1,
            Flow::Call(_) | Flow::CallIndirect => counts[2] += 1,
            Flow::JumpIndirect => counts[3] += 1,
            _ => {}
        }
        at += usize::from(inst.len());
    }
    counts
}
