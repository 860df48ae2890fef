//! Runs a form through many encodings and states, on the processor and in the machine, and collects what
//! differs.
//!
//! The machine runs each case on the reference engine, stopped behind this instruction with its flags to be seen; and
//! on every other engine twice: with code behind the instruction that shows the flags, and with code that does not,
//! where the engine may drop them. Gas is compared in each.
//! Memory is not reset between the cases of a form: when all sides agree it is equal, whatever it holds. What
//! the processor leaves follows from form and seed alone.

use crate::cases::{Cases, Options, STATES};
use crate::cpu::missing_feature;
use crate::digest::Digests;
use crate::effect::{self, Deed, Effects};
use crate::encode::{Encoding, NoEncoding};
use crate::native::Processor;
use crate::oracle;
use crate::outcome::{Ending, InstOutcome, undefined_flags};
use crate::report::{self, FieldDifference, differences, memory_difference};
use crate::results::FormResult;
use crate::state::Case;
use crate::subject::{self, HarnessError, PLENTY, Subject};
use crate::text::{self, Tail};
use crate::window;
use echo_abi::isa::{FlagSet, Flow};
use echo_abi::scpi::Function;
use echo_abi::{Form, Op, gas};
use echo_native::Stop;
use echo_vm::engine::{Exit, Until};
use echo_vm::program::Engine;

/// Reports kept for a form; the rest is counted.
const REPORTS: usize = 5;

/// Changes what the machine is said to have done: a test's way to see that the harness notices.
pub type Tamper<'a> = &'a dyn Fn(&Encoding, &mut InstOutcome);

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
    let mut cases = Cases::new(form, options.seed);
    let result = FormResult { missing: missing_feature(form), ..FormResult::new(form) };
    if result.missing.is_some() {
        return Ok(result);
    }
    for (start, _) in window::WRITABLE {
        cases.fill(processor.memory_mut(start));
    }
    let mut record = Record { digests: Digests::default(), effects: Effects::default(), result };
    let mut marks = options.marks().into_iter().map(u64::from).peekable();
    while record.result.states < u64::from(options.states) {
        let mut batch = Batch::new(processor, cases.batch()?)?;
        let states_before = record.result.states;
        for n in 0..batch.encodings.len() {
            for nth in 0..STATES {
                batch.case(n, nth, &mut cases, tamper, &mut record);
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
        let (show, drop) =
            (subject::contract(&encodings, Tail::ShowFlags)?, subject::contract(&encodings, Tail::DropFlags)?);
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
        cases: &mut Cases,
        tamper: Option<Tamper<'_>>,
        Record { digests, effects, result }: &mut Record,
    ) {
        let encoding = &self.encodings[n];
        let Some(case) = cases.case(encoding) else { return };
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
        let undefined = undefined_flags(encoding, &case.state);
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
            let processor = &*self.processor;
            let mut got = subject.run(encoding, expected.gas, &|start, at| processor.memory(start)[at]);
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
