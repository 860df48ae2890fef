//! What the tools take apart from running: load, validate, strip, cold start, a call of a warm contract, a host call.
//!
//! Measured through the libraries, as a node embeds them, on a small and a large generated contract. Called by `main`.
//!
//! - strip: megabytes of the compiler's ELF file a second; load: of the stripped file; validate: of code.
//! - cold start: from the bytes of a file nobody has seen, through load and validate, to the first host call, a handful of
//!   instructions after the entry; with a machine from the pool of a node that has run others. first start: the same with a
//!   machine of its own. warm start: from a program that has run before, with a machine from a pool, until that is given back.
//! - host call: out of the engine and back into it, with a host that does nothing.
//! - contract call: of a contract that returns at once, by a frame of a transaction: from the frame that calls to that frame
//!   again, without the host call by which a contract would ask for it.
//! - transactions of a node, and what contracts ask of it most ([`chain`]).
//! - resident: what one more program or machine takes of the host's memory ([`resident`]).
//! - decoding: what hostile code makes of it ([`decoding`]).

mod chain;
pub mod resident;

use crate::clock;
use crate::decoding::{self, Decoding};
use crate::echo::{GAS, judged, validated};
use crate::generated;
use crate::toolchain::Toolchain;
use anyhow::{Context, Result, bail};
use echo_abi::id::{AccountId, ContractId, Party};
use echo_abi::isa::{Reg, Width};
use echo_abi::scpi::Function;
use echo_abi::{Image, Policy};
use echo_chain::{ChainFile, LocalChain};
use echo_vm::call_stack::{CallStack, Progress};
use echo_vm::engine::{Exit, Until};
use echo_vm::machine::Machine;
use echo_vm::message::Message;
use echo_vm::transaction::Transaction;
use echo_vm::{Engine, Pool, Program};
use resident::Thing;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Each phase is repeated for this much processor time, and at least [`LEAST_RUNS`] times; the median is reported.
const PHASE_TIME: Duration = Duration::from_millis(400);
const LEAST_RUNS: usize = 5;
/// Bytes of code in the two contracts. The large one is then, with its data and headers, close under the 200,000 bytes that the first Echo chain allowed.
const SMALL: u64 = 2_000;
const LARGE: u64 = 180_000;
/// Frames within frames in a timed transaction.
const CALLS: u64 = 8;
/// Host calls in a timed run.
const HOST_CALLS: u64 = 200_000;

/// One figure.
#[derive(Debug, serde::Serialize)]
pub struct Phase {
    /// What was measured.
    pub name: String,
    /// The engine, if it depends on one.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "by_name")]
    pub engine: Option<Engine>,
    /// What came out.
    #[serde(flatten)]
    pub outcome: PhaseResult,
}

impl Phase {
    /// Name and engine.
    pub fn title(&self) -> String {
        self.engine.map_or_else(|| self.name.clone(), |engine| format!("{}: {engine}", self.name))
    }
}

fn by_name<S: serde::Serializer>(engine: &Option<Engine>, serializer: S) -> Result<S::Ok, S::Error> {
    engine.map(Engine::name).serialize(serializer)
}

/// What came out of a phase.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "snake_case", untagged)]
pub enum PhaseResult {
    /// So many bytes in so much time.
    Throughput {
        /// Bytes worked on in one run.
        bytes: usize,
        /// Median of a run.
        nanoseconds: u64,
        /// Millions of bytes in a second.
        megabytes_per_second: f64,
    },
    /// So much time.
    Time {
        /// Median, in nanoseconds.
        nanoseconds: f64,
    },
    /// The first run of a hostile text.
    Decoding {
        /// How much longer it takes than the second, in nanoseconds.
        nanoseconds: f64,
        /// Bytes that the decoded code takes.
        bytes: usize,
        /// Nanoseconds for each gas of the first run, the load's included; at worst.
        nanoseconds_per_gas: f64,
    },
    /// So much of the host's memory.
    Resident {
        /// Bytes of each, without the guest's pages.
        bytes: f64,
        /// Bytes of the guest's pages of each.
        guest_bytes: f64,
    },
    /// Not measured.
    Skipped {
        /// Why.
        skipped: String,
    },
}

impl PhaseResult {
    fn throughput(bytes: usize, time: Duration) -> Result<Self> {
        let size = f64::from(u32::try_from(bytes)?);
        let nanoseconds = u64::try_from(time.as_nanos())?;
        Ok(Self::Throughput { bytes, nanoseconds, megabytes_per_second: size / time.as_secs_f64() / 1e6 })
    }

    fn time(time: Duration) -> Self {
        Self::Time { nanoseconds: time.as_secs_f64() * 1e9 }
    }
}

impl fmt::Display for PhaseResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Throughput { bytes, nanoseconds, megabytes_per_second } => {
                let time = Duration::from_nanos(*nanoseconds).as_secs_f64() * 1e6;
                write!(f, "{megabytes_per_second:>8.1} MB/s  ({bytes} bytes in {time:.1} µs)")
            }
            Self::Time { nanoseconds } if *nanoseconds < 1e3 => write!(f, "{nanoseconds:>8.1} ns"),
            Self::Time { nanoseconds } => write!(f, "{:>8.1} µs", nanoseconds / 1e3),
            Self::Decoding { nanoseconds, bytes, nanoseconds_per_gas } => {
                let (time, size) = (nanoseconds / 1e6, *bytes as f64 / 1e6);
                write!(f, "{time:>8.1} ms  ({size:.1} MB kept, at worst {nanoseconds_per_gas:.1} ns a gas)")
            }
            Self::Resident { bytes, guest_bytes } => {
                write!(f, "{:>8.1} KiB", bytes / 1024.0)?;
                match guest_bytes / 1024.0 {
                    guest if guest < 0.05 => Ok(()),
                    guest => write!(f, " (beside {guest:.1} KiB of the guest's pages)"),
                }
            }
            Self::Skipped { skipped } => write!(f, "skipped: {skipped}"),
        }
    }
}

/// Measures every phase; without gcc there are no contracts to measure most of them with, and it says so.
pub fn measure(tools: &Toolchain, engines: &[Engine]) -> Result<Vec<Phase>> {
    let mut phases = of_contracts(tools, engines)?;
    for &engine in engines {
        for Decoding { name, time, bytes, rate } in decoding::measure(engine)? {
            phases.push(Phase {
                name: format!("decoding, {name}"),
                engine: Some(engine),
                outcome: PhaseResult::Decoding {
                    nanoseconds: time.as_secs_f64() * 1e9,
                    bytes,
                    nanoseconds_per_gas: rate,
                },
            });
        }
    }
    Ok(phases)
}

/// A generated contract, stripped.
fn stripped(file: &[u8], policy: &Policy) -> Result<Vec<u8>> {
    Ok(echo_strip::strip(file, echo_strip::Format::Elf, &policy.limits)?.bytes)
}

fn of_contracts(tools: &Toolchain, engines: &[Engine]) -> Result<Vec<Phase>> {
    if let Err(missing) = tools.gcc.path() {
        let outcome = PhaseResult::Skipped { skipped: missing.to_string() };
        return Ok(vec![Phase { name: "phases".to_owned(), engine: None, outcome }]);
    }
    let policy = Policy::default();
    let limits = &policy.limits;
    let small = generated::contract(tools, "generated-small", SMALL).context("the small contract")?;
    let large = generated::contract(tools, "generated-large", LARGE).context("the large contract")?;
    let mut phases = Vec::new();
    let mut enter = |name: String, engine, outcome| phases.push(Phase { name, engine, outcome });

    let strip_time = repeated(|| timed(|| stripped(&large, &policy)))?;
    enter("strip".to_owned(), None, PhaseResult::throughput(large.len(), strip_time)?);
    let (small, large) = (stripped(&small, &policy)?, stripped(&large, &policy)?);

    let load_time = repeated(|| timed(|| Ok(Image::load(&large, limits)?)))?;
    enter("load".to_owned(), None, PhaseResult::throughput(large.len(), load_time)?);

    let image = Image::load(&large, limits)?;
    let text = usize::try_from(generated::text_bytes(&image))?;
    let validate_time = repeated(|| {
        let image = image.clone();
        timed(|| judged(image, &policy))
    })?;
    enter("validate".to_owned(), None, PhaseResult::throughput(text, validate_time)?);

    for &engine in engines {
        for file in [&small, &large] {
            let time = repeated(|| timed(|| first_start(engine, file, &policy)))?;
            enter(format!("first start, {} bytes", file.len()), Some(engine), PhaseResult::time(time));
        }
        for file in [&small, &large] {
            let time = cold_start(engine, file, &policy)?;
            enter(format!("cold start, {} bytes", file.len()), Some(engine), PhaseResult::time(time));
        }
        for file in [&small, &large] {
            let time = warm_start(engine, file, &policy)?;
            enter(format!("warm start, {} bytes", file.len()), Some(engine), PhaseResult::time(time));
        }
        enter("host call".to_owned(), Some(engine), host_call(engine, tools, &policy)?);
        enter("contract call".to_owned(), Some(engine), contract_call(engine, tools, &policy)?);
        for (name, outcome) in chain::measure(engine, tools)? {
            enter(name, Some(engine), outcome);
        }
    }
    for file in [&small, &large] {
        let path = tools.write("generated.echo", file)?;
        for &engine in engines {
            for (thing, words) in [(Thing::Program, "idle program"), (Thing::Machine, "running machine")] {
                let name = format!("resident, {words}, {} bytes", file.len());
                enter(name, Some(engine), resident::measure(thing, engine, &path)?);
            }
        }
    }
    Ok(phases)
}

/// The way of a contract nobody has seen, up to its first host call, which is a handful of instructions after its entry.
fn first_start(engine: Engine, file: &[u8], policy: &Policy) -> Result<(Arc<Program>, Machine)> {
    let program = engine.prepare(&Arc::new(validated(file, policy)?))?;
    let mut machine = Machine::new(program.contract().image(), &policy.limits, GAS)?;
    first_exit(&program, &mut machine)?;
    Ok((program, machine))
}

/// The same way with a machine from a pool, in which each contract is another to those before it.
fn cold_start(engine: Engine, file: &[u8], policy: &Policy) -> Result<Duration> {
    let machines = Pool::default();
    repeated(|| {
        let ((_program, machine), time) = timed(|| {
            let program = engine.prepare(&Arc::new(validated(file, policy)?))?;
            let mut machine = machines.machine(program.contract().image(), &policy.limits, GAS)?;
            first_exit(&program, &mut machine)?;
            Ok((program, machine))
        })?;
        machines.give_back(machine);
        Ok(((), time))
    })
}

/// The same way with a program that is kept and a machine from a pool, which gets it back.
fn warm_start(engine: Engine, file: &[u8], policy: &Policy) -> Result<Duration> {
    let contract = Arc::new(validated(file, policy)?);
    let program = engine.prepare(&contract)?;
    let machines = Pool::default();
    repeated(|| {
        timed(|| {
            let mut machine = machines.machine(contract.image(), &policy.limits, GAS)?;
            first_exit(&program, &mut machine)?;
            machines.give_back(machine);
            Ok(())
        })
    })
}

/// A transaction of a few frames less one of a single frame, by the number of frames more.
fn contract_call(engine: Engine, tools: &Toolchain, policy: &Policy) -> Result<PhaseResult> {
    let file = tools.contract_from("returns", "void __apply(void) {}\n")?;
    let program = engine.prepare(&Arc::new(validated(&std::fs::read(file)?, policy)?))?;
    let (machines, chain) = (Pool::default(), LocalChain::new(ChainFile::default()));
    let message = |gas| {
        Message::new("f()".parse().expect("a call line"), ContractId(7), Party::Contract(ContractId(7)), gas)
    };
    let transaction = |calls: u64| {
        let mut debug = |_: &str| {};
        repeated(|| {
            timed(|| {
                let transaction = Transaction::new(AccountId(5), &policy.limits, &chain, &mut debug);
                let gas = 1 << 40;
                let stack = CallStack::start(transaction, &machines, &program, message(gas))?;
                let mut stack = stack.map_err(|why| anyhow::anyhow!("{why:?}"))?;
                for call in 1..=calls {
                    let entered = stack.enter(&program, message(gas >> call))?;
                    entered.map_err(|why| anyhow::anyhow!("{why:?}"))?;
                }
                match stack.run(Until::END)? {
                    Progress::Ended(outcome, _) if outcome.is_returned() => Ok(()),
                    Progress::Ended(outcome, _) => bail!("{outcome:?}"),
                    Progress::Stopped(_) => bail!("nobody stops it"),
                }
            })
        })
    };
    let calls = transaction(CALLS)?.saturating_sub(transaction(0)?);
    Ok(PhaseResult::Time { nanoseconds: calls.as_secs_f64() * 1e9 / CALLS as f64 })
}

fn first_exit(program: &Arc<Program>, machine: &mut Machine) -> Result<()> {
    match program.start().resume(machine, Until::END) {
        Exit::HostCall(Function::ParamU64) => Ok(()),
        other => bail!("the contract starts with {other:?}"),
    }
}

/// A loop of host calls, less the same loop without them, by the number of calls. The host does nothing but give a number: this is the
/// way out of the engine and back.
fn host_call(engine: Engine, tools: &Toolchain, policy: &Policy) -> Result<PhaseResult> {
    let mut per_loop = Vec::new();
    for (name, inside) in [("loop-host-call", "int $0x27"), ("loop-empty", "")] {
        let source = format!(
            "#include <stdint.h>\n\
             void __apply(void) {{\n\
             \x20   for (uint64_t i = 0; i < {HOST_CALLS}; i++) {{\n\
             \x20       uint64_t number = i;\n\
             \x20       __asm__ volatile(\"{inside}\" : \"+a\"(number) : : \"memory\", \"cc\");\n\
             \x20   }}\n\
             }}\n"
        );
        let file = tools.contract_from(name, &source)?;
        let contract = Arc::new(validated(&std::fs::read(file)?, policy)?);
        let mut run = engine.prepare(&contract)?.start();
        per_loop.push(repeated(|| {
            let mut machine = Machine::new(contract.image(), &policy.limits, GAS)?;
            let (end, time) = clock::time(|| {
                loop {
                    match run.resume(&mut machine, Until::END) {
                        Exit::HostCall(Function::BlockNumber) => machine.set_reg(Reg::Rax, Width::B8, 7),
                        other => break other,
                    }
                }
            });
            if end != Exit::Return {
                bail!("the loop of host calls ended with {end:?}");
            }
            Ok(((), time))
        })?);
    }
    let calls = per_loop[0].saturating_sub(per_loop[1]);
    Ok(PhaseResult::Time { nanoseconds: calls.as_secs_f64() * 1e9 / f64::from(u32::try_from(HOST_CALLS)?) })
}

/// Median time of `work`, which times itself: what it gives is dropped outside that time.
fn repeated<T>(mut work: impl FnMut() -> Result<(T, Duration)>) -> Result<Duration> {
    let mut times = Vec::new();
    let start = clock::now();
    while times.len() < LEAST_RUNS || clock::now() - start < PHASE_TIME {
        times.push(work()?.1);
    }
    Ok(clock::median(&times))
}

/// What `work` gave, and the time it took.
fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Duration)> {
    let (result, time) = clock::time(work);
    Ok((result?, time))
}
