//! Runs a form through many encodings and states, on the processor and in the machine, and collects what
//! differs.
//!
//! The machine runs each case on the reference engine, stopped behind this instruction with its flags to be seen; and
//! on every other engine twice: with code behind the instruction that shows the flags, and with code that does not,
//! where the engine may drop them. Gas is compared in each.
//! Memory is not reset between the cases of a form: when all sides agree it is equal, whatever it holds. What
//! the processor leaves follows from form and seed alone.

use crate::cpu::missing_feature;
use crate::digest::{DigestMark, Digests};
use crate::effect::{self, Deed, Effects};
use crate::encode::{self, Encoding, NoEncoding};
use crate::native::{NativeError, Processor};
use crate::oracle::{self, Ending, InstOutcome};
use crate::random::Rng;
use crate::report::{self, FieldDifference, differences, memory_difference};
use crate::slot::{TextSlot, is_pad};
use crate::state::{self, Case};
use crate::text::{self, Tail};
use crate::window;
use echo_abi::isa::{FlagSet, Flow, Reg};
use echo_abi::scpi::Function;
use echo_abi::{Form, FormatError, GuestAddr, Op, gas};
use echo_native::Stop;
use echo_validate::{Contract, Report};
use echo_vm::engine::{Exit, Until};
use echo_vm::machine::{Machine, Packed};
use echo_vm::memory::MemoryError;
use echo_vm::program::{Engine, EngineError, Run};
use std::sync::Arc;

/// Encodings in a batch, and states for each.
const BATCH: u32 = 40;
const STATES: u32 = 6;
/// Reports kept for a form; the rest is counted.
const REPORTS: usize = 5;
/// Gas that no single instruction here comes near.
const PLENTY: u64 = 1 << 40;

/// The seed of the runs whose results are compared with those of other processors.
pub const SEED: u64 = 1;
/// States for each form in a brief run, as the tests do. A longer one starts with the same, so that it can be
/// compared with a brief one.
pub const BRIEF: u32 = 200;

/// How much to run, and from where.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// States for each form, at least.
    pub states: u32,
    /// Start of the random numbers.
    pub seed: u64,
}

impl Options {
    /// After how many states of a form there is a mark of what the processor did: after a brief run's, and at
    /// the end.
    #[must_use]
    pub fn marks(&self) -> Vec<u32> {
        if self.states > BRIEF { vec![BRIEF, self.states] } else { vec![self.states] }
    }
}

/// What became of a form.
#[derive(Clone, Debug)]
pub struct FormResult {
    /// The form.
    pub form: Form,
    /// States that were compared.
    pub states: u64,
    /// States in which something differed.
    pub mismatches: u64,
    /// The first of them.
    pub reports: Vec<report::FailedCase>,
    /// What the instruction table says is written, and the processor did not change in any of the states.
    pub unseen: Vec<String>,
    /// What the processor did, at each of [`Options::marks`]; none where the processor has no say.
    pub marks: Vec<DigestMark>,
    /// The CPU feature that this processor lacks: then nothing ran.
    pub missing: Option<&'static str>,
}

/// The harness cannot work.
#[derive(Debug, thiserror::Error)]
pub enum HarnessError {
    /// A form for which nothing can be generated.
    #[error(transparent)]
    NoEncoding(#[from] NoEncoding),
    /// The processor's side.
    #[error(transparent)]
    Native(#[from] NativeError),
    /// Our own contract is refused.
    #[error("the harness's own contract is malformed")]
    Format(#[from] FormatError),
    /// Our own contract is rejected.
    #[error("the harness's own contract is rejected:\n{0}")]
    Rejected(Box<Report>),
    /// The host gives no memory.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// An engine does not run here.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Changes what the machine is said to have done: a test's way to see that the harness notices.
pub type Tamper<'a> = &'a dyn Fn(&Encoding, &mut InstOutcome);

/// One engine with its machine, over one text.
struct Subject {
    name: String,
    /// `None`: stopped by a budget.
    tail: Option<Tail>,
    run: Run,
    machine: Machine,
}

impl Subject {
    fn new(engine: Engine, contract: &Arc<Contract>, tail: Option<Tail>) -> Result<Self, HarnessError> {
        let dead = if tail == Some(Tail::DropFlags) { ", flags dead" } else { "" };
        let run = engine.prepare(contract)?.start();
        let machine = Machine::new(contract.image(), &text::limits(), 0)?;
        Ok(Self { name: format!("{engine}{dead}"), tail, run, machine })
    }

    fn memory(&mut self, start: u32, len: u32) -> &mut [u8] {
        self.machine.memory.slice_mut(GuestAddr(start), len).expect("the window is mapped and writable")
    }

    /// Sets the registers, and memory to the case's.
    fn load(&mut self, case: &Case) {
        let machine = &mut self.machine;
        *machine.regs.registers_mut() = case.state.regs;
        for (vector, bytes) in machine.vectors.registers_mut().iter_mut().zip(&case.state.vectors) {
            let half = |range: std::ops::Range<usize>| {
                Packed::from_bytes(bytes[range].try_into().expect("16 bytes"))
            };
            *vector = [half(0..16), half(16..32)];
        }
        machine.flags = FlagSet(case.state.flags);
        machine.rip = GuestAddr(case.state.rip);
        for (addr, bytes) in &case.memory {
            self.memory(*addr, bytes.len() as u32).copy_from_slice(bytes);
        }
    }

    /// Runs the instruction; `gas` is what it should cost.
    fn run(&mut self, encoding: &Encoding, gas: u64, native: &Processor) -> InstOutcome {
        let inst = &encoding.inst;
        let (here, next) = (inst.addr().0, inst.next().0);
        let until = if self.tail.is_some() { Until::END } else { Until::spent(gas) };
        self.machine.gas = PLENTY;
        let exit = self.run.resume(&mut self.machine, until);
        let rip = self.machine.rip.0;
        // At itself, nobody reads the flags.
        let mut flags_seen = self.tail.is_none() && rip != here;
        let mut behind = 0;
        let mut at = rip;
        let ending = match (exit, self.tail) {
            (Exit::Stopped, None)
                if rip != here || PLENTY - self.machine.gas == gas && moves_nowhere(encoding) =>
            {
                Ending::Done
            }
            (Exit::OutOfGas { .. } | Exit::Stopped, _) => Ending::Other(1003),
            (Exit::Trap(trap), _) if rip == here => Ending::of_trap(trap),
            (Exit::Trap(_), None) => {
                // The jump is done; what it leads to is no code. The flags' life has ended.
                flags_seen = false;
                Ending::Done
            }
            (Exit::Trap(_), Some(tail)) => {
                let stop = rip.wrapping_sub(tail.lead());
                if stop == next || is_pad(stop) {
                    at = stop;
                    behind = 1;
                    if tail == Tail::ShowFlags {
                        flags_seen = true;
                        behind += 2;
                    }
                }
                Ending::Done
            }
            (Exit::HostCall(_), _) => Ending::Other(1004),
            (Exit::Return, _) => Ending::Other(1005),
        };
        let mut used = PLENTY - self.machine.gas;
        let mut flags = self.machine.flags.0;
        // What the tail cost: `ud2` 1; `pushfq` by the table.
        if behind > 0 {
            used -= tail_gas(self.tail);
            if flags_seen {
                flags = self.take_flags(native);
            }
        } else if self.tail.is_some() && ending == Ending::Done {
            // `pushfq` trapped, or the jump led to no code.
            flags_seen = false;
            if rip == next || is_pad(rip) {
                used -= u64::from(gas::inst(&decoded(Tail::ShowFlags.code())));
            }
        }
        let vectors = self.machine.vectors.registers().map(|[low, high]| {
            let mut bytes = [0; 32];
            bytes[..16].copy_from_slice(&low.to_bytes());
            bytes[16..].copy_from_slice(&high.to_bytes());
            bytes
        });
        let state = state::CpuState { regs: *self.machine.regs.registers(), vectors, flags, rip: at };
        InstOutcome { state, flags_seen, ending, gas: used }
    }

    /// Pops the flags that the tail pushed, and restores the memory under them.
    fn take_flags(&mut self, native: &Processor) -> u16 {
        let rsp = self.machine.regs[Reg::Rsp as usize] as u32;
        let pushed = self.machine.memory.read::<8>(GuestAddr(rsp)).map_or(0, u64::from_le_bytes);
        for addr in rsp..rsp.saturating_add(8) {
            if let Some((start, at)) = window::place(addr) {
                let byte = native.memory(start)[at];
                self.memory(addr, 1)[0] = byte;
            }
        }
        self.machine.regs[Reg::Rsp as usize] = u64::from(rsp.wrapping_add(8));
        // Bits that must be as they always are show as AF, which nothing else can.
        let unexpected = pushed & !0xcc5 != 0x202;
        (pushed & 0xcc5) as u16 | if unexpected { FlagSet::AF.0 } else { 0 }
    }
}

/// The processor's writable memory at `addr`.
fn native_bytes(processor: &mut Processor, addr: u32, len: usize) -> &mut [u8] {
    let (start, at) = window::place(addr).expect("writable memory");
    &mut processor.memory_mut(start)[at..at + len]
}

/// What the processor does otherwise than in `deed`, which it just did with memory as `memory` has it, if registers
/// that the instruction does not read hold something else.
fn dependencies(
    processor: &mut Processor,
    memory: &[Vec<u8>],
    encoding: &Encoding,
    deed: Deed<'_>,
    undefined: u16,
) -> Vec<FieldDifference> {
    let left = window::WRITABLE.map(|(start, _)| processor.memory(start).to_vec());
    for ((start, _), before) in window::WRITABLE.into_iter().zip(memory) {
        processor.memory_mut(start).copy_from_slice(before);
    }
    let before = effect::unread(&encoding.inst, deed.before);
    let mut after = before.clone();
    let stop = processor.run(&mut after);
    let mut found = effect::leaks(deed, Deed { before: &before, after: &after, stop }, undefined);
    for ((start, _), left) in window::WRITABLE.into_iter().zip(&left) {
        found.extend(memory_difference(start, left, processor.memory(start)));
        processor.memory_mut(start).copy_from_slice(left);
    }
    found
}

/// In what an engine differs from the stepper, of what the processor does not decide.
fn disagreement(stepped: &InstOutcome, got: &InstOutcome) -> Vec<FieldDifference> {
    let name = report::flag_names;
    let mut all = Vec::new();
    if stepped.flags_seen
        && got.flags_seen
        && got.ending == Ending::Done
        && stepped.state.flags != got.state.flags
    {
        all.push(FieldDifference {
            field: "flags of the stepper".to_owned(),
            expected: name(stepped.state.flags),
            got: name(got.state.flags),
        });
    }
    if stepped.ending != got.ending {
        all.push(FieldDifference {
            field: "ending of the stepper".to_owned(),
            expected: format!("{:x?}", stepped.ending),
            got: format!("{:x?}", got.ending),
        });
    }
    all
}

/// Whether the instruction may leave rip where it is.
fn moves_nowhere(encoding: &Encoding) -> bool {
    matches!(encoding.inst.flow(), Flow::Jump(target) | Flow::Branch(target) if target == encoding.inst.addr())
}

fn decoded(code: &[u8]) -> echo_abi::Inst {
    echo_abi::decode(code, GuestAddr(window::TEXT)).expect("the tail is accepted")
}

/// Gas of what follows the instruction, up to and with `ud2`.
fn tail_gas(tail: Option<Tail>) -> u64 {
    let Some(tail) = tail else { return 0 };
    let stop = u64::from(gas::inst(&decoded(Tail::DropFlags.code())));
    match tail {
        Tail::ShowFlags => stop + u64::from(gas::inst(&decoded(tail.code()))),
        Tail::DropFlags => stop,
    }
}

/// Runs one form.
///
/// # Errors
/// [`HarnessError`] where nothing can be generated for the form, or the host refuses what the harness needs.
pub fn run_form(
    processor: &mut Processor,
    form: Form,
    options: &Options,
    tamper: Option<Tamper<'_>>,
) -> Result<FormResult, HarnessError> {
    // Each form has its own sequence, so that it can be repeated alone.
    let mut rng = Rng::new(options.seed ^ (form as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let result = FormResult {
        form,
        states: 0,
        mismatches: 0,
        reports: Vec::new(),
        unseen: Vec::new(),
        marks: Vec::new(),
        missing: missing_feature(form),
    };
    if result.missing.is_some() {
        return Ok(result);
    }
    for (start, _) in window::WRITABLE {
        processor.memory_mut(start).chunks_mut(64).for_each(|bytes| rng.lanes(bytes));
    }
    let mut record = Record { digests: Digests::default(), effects: Effects::default(), result };
    let mut marks = options.marks().into_iter().map(u64::from).peekable();
    while record.result.states < u64::from(options.states) {
        let encodings = (0..BATCH)
            .map(|n| encode::encode(form, TextSlot::new(n * 5), &mut rng))
            .collect::<Result<Vec<_>, _>>()?;
        let mut batch = Batch::new(processor, encodings)?;
        let states_before = record.result.states;
        for n in 0..batch.encodings.len() {
            for nth in 0..STATES {
                batch.case(n, nth, &mut rng, tamper, &mut record);
            }
        }
        if record.result.states == states_before {
            return Err(NoEncoding { form }.into());
        }
        while marks.next_if(|states| *states <= record.result.states).is_some() {
            record.result.marks.push(record.digests.mark());
        }
    }
    let Record { effects, mut result, .. } = record;
    if echo_abi::isa::op(form) == Some(Op::Int) {
        result.marks.clear();
    }
    result.unseen = effects.unseen();
    Ok(result)
}

/// What is noted of a form's states.
struct Record {
    digests: Digests,
    effects: Effects,
    result: FormResult,
}

struct Batch<'a> {
    processor: &'a mut Processor,
    encodings: Vec<Encoding>,
    subjects: Vec<Subject>,
    /// The writable memory as it is before a case.
    before: [Vec<u8>; window::WRITABLE.len()],
}

impl<'a> Batch<'a> {
    fn new(processor: &'a mut Processor, encodings: Vec<Encoding>) -> Result<Self, HarnessError> {
        processor.set_code(&text::native_text(&encodings))?;
        let contract = |tail| -> Result<Arc<Contract>, HarnessError> {
            let image = text::image(&text::guest_text(&encodings, tail))?;
            let contract = echo_validate::validate(image, &text::policy());
            Ok(Arc::new(contract.map_err(|report| HarnessError::Rejected(Box::new(report)))?))
        };
        let (show, drop) = (contract(Tail::ShowFlags)?, contract(Tail::DropFlags)?);
        let mut subjects = Vec::new();
        for engine in Engine::alone() {
            if engine == Engine::REFERENCE {
                subjects.push(Subject::new(engine, &show, None)?);
            } else {
                subjects.push(Subject::new(engine, &show, Some(Tail::ShowFlags))?);
                subjects.push(Subject::new(engine, &drop, Some(Tail::DropFlags))?);
            }
        }
        for (start, len) in window::WRITABLE {
            let native = processor.memory(start);
            for subject in &mut subjects {
                subject.memory(start, len).copy_from_slice(native);
            }
        }
        let before = window::WRITABLE.map(|(start, _)| processor.memory(start).to_vec());
        Ok(Self { processor, encodings, subjects, before })
    }

    fn case(
        &mut self,
        n: usize,
        nth: u32,
        rng: &mut Rng,
        tamper: Option<Tamper<'_>>,
        Record { digests, effects, result }: &mut Record,
    ) {
        let encoding = &self.encodings[n];
        let Some(case) = state::generate(encoding, rng) else { return };
        for (addr, bytes) in &case.memory {
            native_bytes(self.processor, *addr, bytes.len()).copy_from_slice(bytes);
        }
        result.states += 1;
        if encoding.inst.op() == Op::Int {
            self.host_call(n, &case, result);
            return;
        }
        digests.case(encoding, &case);
        for ((start, _), before) in window::WRITABLE.into_iter().zip(&mut self.before) {
            before.copy_from_slice(self.processor.memory(start));
        }
        let mut after = case.state.clone();
        let defined = oracle::defined_store(encoding, &case.state, |addr| {
            let (start, at) = window::place(addr).expect("writable memory");
            let bytes = &self.processor.memory(start)[at..at + 2];
            u16::from_le_bytes([bytes[0], bytes[1]])
        });
        let stop = self.processor.run(&mut after);
        let undefined = oracle::undefined_flags(encoding, &case.state);
        let mut strays = Vec::new();
        if nth == 0 {
            let deed = Deed { before: &case.state, after: &after, stop };
            strays = dependencies(self.processor, &self.before, encoding, deed, undefined);
        }
        if let (Some((addr, value)), Stop::Exit) = (defined, stop) {
            native_bytes(self.processor, addr, 2).copy_from_slice(&value.to_le_bytes());
        }
        let expected = oracle::expected(encoding, &case.state, after, stop);
        digests.result(&case.state, &expected, undefined);
        for ((start, _), before) in window::WRITABLE.into_iter().zip(&self.before) {
            digests.memory(start, before, self.processor.memory(start));
        }
        let memory_changed = window::WRITABLE
            .into_iter()
            .zip(&self.before)
            .any(|((start, _), before)| before != self.processor.memory(start));
        strays.extend(effects.add(&encoding.inst, &case.state, &expected, memory_changed));
        let mut wrong = !strays.is_empty();
        if wrong && result.reports.len() < REPORTS {
            result.reports.push(report::report("processor", encoding, &case, &expected, strays));
        }
        let mut stepped: Option<InstOutcome> = None;
        for subject in &mut self.subjects {
            subject.load(&case);
            let mut got = subject.run(encoding, expected.gas, self.processor);
            if let Some(tamper) = tamper {
                tamper(encoding, &mut got);
            }
            let mut found = differences(
                &expected,
                &got,
                if expected.ending == Ending::Done { undefined } else { u16::MAX },
            );
            for (start, len) in window::WRITABLE {
                let native = self.processor.memory(start);
                let guest = subject.memory(start, len);
                if let Some(difference) = memory_difference(start, native, guest) {
                    found.push(difference);
                    guest.copy_from_slice(native);
                }
            }
            match &stepped {
                None => stepped = Some(got),
                // What the manual leaves undefined is ours to define, and one thing in every engine.
                Some(stepped) if found.is_empty() => found = disagreement(stepped, &got),
                Some(_) => {}
            }
            if !found.is_empty() {
                wrong = true;
                if result.reports.len() < REPORTS {
                    result.reports.push(report::report(&subject.name, encoding, &case, &expected, found));
                }
            }
        }
        result.mismatches += u64::from(wrong);
    }

    /// `int` is no business of the processor: it must leave with the host function of its number, all else
    /// unchanged.
    fn host_call(&mut self, n: usize, case: &Case, result: &mut FormResult) {
        let encoding = &self.encodings[n];
        let inst = &encoding.inst;
        let Flow::HostCall(number) = inst.flow() else { unreachable!("int calls the host") };
        let wanted = Function::from_number(number);
        let mut wrong = false;
        for subject in &mut self.subjects {
            subject.load(case);
            subject.machine.gas = PLENTY;
            let exit = subject.run.resume(&mut subject.machine, Until::END);
            let used = PLENTY - subject.machine.gas;
            let good = match wanted {
                Some(function) => {
                    exit == Exit::HostCall(function)
                        && subject.machine.rip == inst.next()
                        && used == u64::from(gas::inst(inst))
                }
                None => {
                    exit == Exit::Trap(echo_abi::Trap::Instruction { addr: inst.addr() })
                        && subject.machine.rip == inst.addr()
                        && used == 0
                }
            };
            if !good
                || *subject.machine.regs.registers() != case.state.regs
                || subject.machine.flags.0 != case.state.flags & FlagSet::DF.0
            {
                wrong = true;
                if result.reports.len() < REPORTS {
                    let expected = InstOutcome {
                        state: case.state.clone(),
                        flags_seen: false,
                        ending: Ending::Done,
                        gas: 0,
                    };
                    let difference = FieldDifference {
                        field: "exit".to_owned(),
                        expected: format!("{wanted:?}"),
                        got: format!("{exit:?} at {}, gas {used}", subject.machine.rip),
                    };
                    result.reports.push(report::report(
                        &subject.name,
                        encoding,
                        case,
                        &expected,
                        vec![difference],
                    ));
                }
            }
        }
        result.mismatches += u64::from(wrong);
    }
}
