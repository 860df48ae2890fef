//! What processors did, without one: every form runs on the reference engine alone, on any host, and its digests are those
//! of a processor at a time ([`crate::results`]). Where the engine did what a processor did in every case, they are equal.
//!
//! Digests have what the machine must leave where the processor left what it left ([`crate::oracle`]), so nothing is
//! masked here but what they mask. Gas and host calls are the machine's own, and in none of them.

use crate::cases::{Cases, Options, STATES};
use crate::cpu::Cpu;
use crate::digest::Digests;
use crate::encode::{Encoding, NoEncoding};
use crate::outcome::{Ending, InstOutcome, undefined_flags};
use crate::results::{FormResult, Results};
use crate::state::Case;
use crate::subject::{self, HarnessError, Subject};
use crate::text::Tail;
use crate::window;
use echo_abi::isa::{FlagSet, Rep};
use echo_abi::{Form, Op, gas};
use echo_vm::program::Engine;

/// Changes what the engine is said to have done: a test's way to see that digests notice.
pub type Tamper<'a> = &'a dyn Fn(&Encoding, &mut InstOutcome);

/// Empty results of the reference engine, as if it were a processor.
#[must_use]
pub fn results(options: &Options) -> Results {
    let engine = Cpu {
        vendor: "Echo".to_owned(),
        family: 0,
        model: 0,
        stepping: 0,
        name: format!("the engine {}", Engine::REFERENCE),
        hypervisor: String::new(),
        features: Vec::new(),
    };
    Results::new(engine, options)
}

/// Runs one form; nothing of [`Op::Int`], in which processors have no say.
///
/// # Errors
/// [`HarnessError`] where nothing can be generated for the form, or the host refuses what the engine needs.
pub fn run_form(
    form: Form,
    options: &Options,
    tamper: Option<Tamper<'_>>,
) -> Result<FormResult, HarnessError> {
    let mut result = FormResult::new(form);
    if echo_abi::isa::op(form) == Some(Op::Int) {
        return Ok(result);
    }
    let mut cases = Cases::new(form, options.seed);
    let mut memory = window::WRITABLE.map(|(_, len)| vec![0; len as usize]);
    memory.iter_mut().for_each(|bytes| cases.fill(bytes));
    let mut digests = Digests::default();
    let mut marks = options.marks().into_iter().map(u64::from).peekable();
    while result.states < u64::from(options.states) {
        let encodings = cases.batch()?;
        let mut batch = Batch::new(&encodings)?;
        let states_before = result.states;
        for encoding in &encodings {
            for _ in 0..STATES {
                let Some(case) = cases.case(encoding) else { continue };
                result.states += 1;
                batch.case(encoding, &case, &mut memory, tamper, &mut digests);
            }
        }
        if result.states == states_before {
            return Err(NoEncoding { form }.into());
        }
        while marks.next_if(|states| *states <= result.states).is_some() {
            result.marks.push(digests.mark());
        }
    }
    Ok(result)
}

/// The engine over the encodings of a batch.
struct Batch {
    /// Stopped behind the instruction by a budget, which shows the flags.
    stopped: Subject,
    /// Stopped by what stands behind the instruction, which says what a repeated one costs in this state.
    priced: Subject,
}

impl Batch {
    fn new(encodings: &[Encoding]) -> Result<Self, HarnessError> {
        let subject =
            |tail, driven| Subject::new(Engine::REFERENCE, &subject::contract(encodings, tail)?, driven);
        Ok(Self {
            stopped: subject(Tail::ShowFlags, None)?,
            priced: subject(Tail::DropFlags, Some(Tail::DropFlags))?,
        })
    }

    /// Runs a case with memory as `memory` has it, which is then what the engine left.
    fn case(
        &mut self,
        encoding: &Encoding,
        case: &Case,
        memory: &mut [Vec<u8>; window::WRITABLE.len()],
        tamper: Option<Tamper<'_>>,
        digests: &mut Digests,
    ) {
        digests.case(encoding, case);
        for (addr, bytes) in &case.memory {
            let (start, at) = window::place(*addr).expect("writable memory");
            let run = window::WRITABLE.iter().position(|run| run.0 == start).expect("one of them");
            memory[run][at..at + bytes.len()].copy_from_slice(bytes);
        }
        let gas = if encoding.inst.rep() == Rep::None {
            u64::from(gas::inst(&encoding.inst))
        } else {
            run(&mut self.priced, encoding, case, memory, 0).gas
        };
        let mut got = run(&mut self.stopped, encoding, case, memory, gas);
        if !got.flags_seen && got.ending == Ending::Done {
            // Jumps, which lead to no code or to themselves: they leave the flags alone, or end their life.
            let kept = if encoding.inst.flow().ends_flags() { FlagSet::DF.0 } else { u16::MAX };
            got.state.flags = case.state.flags & kept;
        }
        if let Some(tamper) = tamper {
            tamper(encoding, &mut got);
        }
        digests.result(&case.state, &got, undefined_flags(encoding, &case.state));
        for ((start, len), before) in window::WRITABLE.into_iter().zip(memory) {
            let after = self.stopped.memory(start, len);
            digests.memory(start, before, after);
            before.copy_from_slice(after);
        }
    }
}

/// Runs an instruction on `subject`, from memory as `memory` has it.
fn run(
    subject: &mut Subject,
    encoding: &Encoding,
    case: &Case,
    memory: &[Vec<u8>; window::WRITABLE.len()],
    gas: u64,
) -> InstOutcome {
    for ((start, len), bytes) in window::WRITABLE.into_iter().zip(memory) {
        subject.memory(start, len).copy_from_slice(bytes);
    }
    subject.load(case);
    subject.run(encoding, gas, &|_, _| unreachable!("no tail pushes flags here"))
}
