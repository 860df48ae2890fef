//! [`Backtrace`]: by which calls a contract came to where it failed, across the contracts that called each other.
//!
//! A transaction that failed is executed once more, changing nothing, in the eyes of a [`Watcher`]: it keeps the calls that
//! have not returned, of each contract under way. A call lasts as long as the stack pointer is at or below its return address,
//! so that `longjmp` ends all the calls that it jumps out of, and a tail call takes its caller's place. Nobody pays for it while
//! all goes well. However deep calls go, what is kept and what is told is bounded.

use super::names::{ContractSource, Names, Place};
use clap::Args;
use echo_abi::id::ContractId;
use echo_abi::image::{Image, Perm};
use echo_abi::isa::{Flow, Reg, Width};
use echo_abi::layout::STACK_TOP;
use echo_abi::scpi::Function;
use echo_abi::{Cause, GuestAddr, Inst, Limits, Outcome, Printable, decode};
use echo_chain::World;
use echo_vm::frame::Ended;
use echo_vm::machine::Machine;
use echo_vm::{Frame, Observer, Program};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Calls that are told of one contract under way, at most: those made last, and those made first.
const LAST_TOLD: usize = 12;
const FIRST_KEPT: usize = 4;
/// Calls made last that are kept of one contract under way. More than are told, so that some may return.
const LAST_KEPT: usize = 1024;
/// Contracts under way that are told, at most.
const CONTRACTS_TOLD: usize = 6;
/// Failures that are told, at most: each but the last is one of a contract that the next one called.
const FAILURES_TOLD: usize = 6;
/// What the reference engine executes of a transaction, in gas: it takes it a second or a few. What came before is executed by
/// the engine that executed it before, unseen; the calls that it left are guessed from the stack.
const WATCHED_GAS: u64 = 20_000_000;

/// Whether a failure is shown with its backtrace, where that is not done by itself.
#[derive(Debug, Args)]
pub struct BacktraceArgs {
    /// Where the contract fails, show by which calls it came there
    #[arg(long)]
    backtrace: bool,

    /// ELF file that a contract was made of, for names of functions and lines in backtraces; may be repeated
    #[arg(long, value_name = "FILE", requires = "backtrace")]
    symbols: Vec<PathBuf>,
}

impl BacktraceArgs {
    /// The backtrace of a transaction, where it is wanted and there is one. The contract file, if there was one, and the others
    /// on this chain, are what names are looked for in.
    pub fn of(
        &self,
        outcome: &Outcome,
        file: Option<&Path>,
        world: &World,
        limits: &Limits,
        observe: impl FnOnce(u64, &mut dyn Observer) -> Option<Outcome>,
    ) -> Option<Backtrace> {
        let files = self.symbols.iter().map(PathBuf::as_path).chain(file);
        let sources: Vec<_> = files.map(|file| ContractSource::new(file, file, std::iter::empty())).collect();
        let known = Known {
            sources: &sources,
            file: &|contract| world.contract_file(contract).ok().flatten(),
            name: &|_| None,
            limits,
            help: "by `--symbols FILE`",
        };
        self.backtrace.then(|| Backtrace::of(outcome, &known, observe)).flatten()
    }
}

/// What files and names there are to tell a backtrace by.
pub struct Known<'a> {
    /// Contract files that may be those of contracts seen.
    pub sources: &'a [ContractSource],
    /// The file of a contract, as the chain has it.
    pub file: &'a dyn Fn(ContractId) -> Option<Vec<u8>>,
    /// What a contract is called.
    pub name: &'a dyn Fn(ContractId) -> Option<String>,
    /// What contract files are limited to.
    pub limits: &'a Limits,
    /// How the user can say what a contract was made of, in words.
    pub help: &'a str,
}

/// By which calls a contract came to where it failed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Backtrace {
    /// The transaction's failure first, then that of the contract that it had called last, and so on.
    failures: Vec<Failure>,
    /// Failures between the last but one and the last that are not told.
    left_out: usize,
    notes: Vec<String>,
}

/// How a contract failed, and where.
#[derive(Debug, PartialEq, Eq)]
struct Failure {
    /// `token (1.11.0)`.
    contract: String,
    error: &'static str,
    message: String,
    /// The innermost first.
    lines: Vec<Line>,
}

/// A line of a backtrace.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    /// A place in a function.
    Call { contract: ContractId, name: Option<String>, addr: GuestAddr, place: Place },
    /// Calls that are not told.
    CallsLeftOut(u64),
    /// Contracts that are not told.
    ContractsLeftOut(usize),
    /// Calls before were made while nobody watched.
    Guessed,
}

impl Backtrace {
    /// The backtrace of a transaction that came to this outcome. `observe` executes it again, shows what happens after so much
    /// gas, and says what it came to. None where nothing ran, or not the same again.
    pub fn of(
        outcome: &Outcome,
        known: &Known<'_>,
        observe: impl FnOnce(u64, &mut dyn Observer) -> Option<Outcome>,
    ) -> Option<Self> {
        let Outcome::Failed { gas_used, .. } = outcome else { return None };
        let mut watcher = Watcher::default();
        let again = observe(gas_used.saturating_sub(WATCHED_GAS), &mut watcher)?;
        (again == *outcome && !watcher.failed.all.is_empty()).then(|| watcher.failed.told(known))
    }

    /// A line of text each, without the transaction's own error.
    pub fn lines(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (i, failure) in self.failures.iter().enumerate() {
            if i > 0 {
                if self.left_out > 0 && i + 1 == self.failures.len() {
                    out.push(format!("… {} more contracts had failed", self.left_out));
                }
                let message = Printable(&failure.message);
                let Failure { contract, error, .. } = failure;
                out.push(format!("before that, its call of {contract} had failed: {error}: {message}"));
            }
            let width = |text: &dyn Fn(&Line) -> String| {
                failure.lines.iter().map(|line| text(line).chars().count()).max().unwrap_or(0).min(40)
            };
            let (what, place) = (width(&Line::what), width(&Line::place));
            for (i, line) in failure.lines.iter().enumerate() {
                let word = if i == 0 { "at" } else { "by" };
                out.push(match line {
                    Line::Call { contract, name, .. } => {
                        let place =
                            if place == 0 { String::new() } else { format!("  {:place$}", line.place()) };
                        let contract = named(*contract, name.as_deref());
                        format!("  {word} {:what$}{place}  in {contract}", line.what())
                    }
                    Line::CallsLeftOut(count) => format!("  … {count} more calls"),
                    Line::ContractsLeftOut(count) => format!("  … {count} more contracts"),
                    Line::Guessed => {
                        "  (it ran for long: as its stack shows, where some calls may have returned)"
                            .to_owned()
                    }
                });
            }
        }
        out.extend(self.notes.iter().map(|note| format!("note: {note}")));
        out
    }

    /// The failures, the transaction's first: error, message, contract, and where it was.
    pub fn json(&self) -> Value {
        let frame = |line: &Line| match line {
            Line::Call { contract, name, addr, place } => json!({
                "contract": contract,
                "name": name,
                "address": addr.to_string(),
                "function": place.function,
                "file": place.file,
                "line": place.line,
            }),
            Line::CallsLeftOut(count) => json!({"calls_left_out": count}),
            Line::ContractsLeftOut(count) => json!({"contracts_left_out": count}),
            Line::Guessed => json!({"guessed_from_the_stack": true}),
        };
        let failure = |failure: &Failure| {
            json!({
                "error": failure.error,
                "message": failure.message,
                "frames": failure.lines.iter().map(frame).collect::<Value>(),
            })
        };
        self.failures.iter().map(failure).collect()
    }
}

impl Line {
    /// The function, or the address.
    fn what(&self) -> String {
        match self {
            Line::Call { addr, place, .. } => match &place.function {
                Some(function) => Printable(function).to_string(),
                None => addr.to_string(),
            },
            _ => String::new(),
        }
    }

    /// File and line.
    fn place(&self) -> String {
        let Line::Call { place: Place { file: Some(file), line, .. }, .. } = self else {
            return String::new();
        };
        let file = Printable(file);
        line.map_or_else(|| file.to_string(), |line| format!("{file}:{line}"))
    }
}

fn named(contract: ContractId, name: Option<&str>) -> String {
    name.map_or_else(|| contract.to_string(), |name| format!("{} ({contract})", Printable(name)))
}

/// A call that has not returned.
#[derive(Clone, Copy)]
struct Call {
    /// Where its return address lies.
    slot: u64,
    /// The instruction that called.
    site: GuestAddr,
}

/// The calls of one contract under way that have not returned.
#[derive(Default)]
struct Calls {
    /// The first ones made.
    first: Vec<Call>,
    /// How many between them are not kept.
    left_out: u64,
    /// The last ones made.
    last: VecDeque<Call>,
}

impl Calls {
    /// The calls that the stack shows: each address on it that a call instruction stands before.
    fn guess(machine: &Machine, image: &Image) -> Self {
        let mut calls = Self::default();
        let rsp = machine.reg(Reg::Rsp, Width::B8);
        let end = u32::try_from(rsp.next_multiple_of(8)).unwrap_or(STACK_TOP);
        for slot in (end..STACK_TOP).step_by(8).rev() {
            let word = machine.memory.read_stack::<8>(GuestAddr(slot)).map(u64::from_le_bytes);
            let addr = word.and_then(|word| u32::try_from(word).ok()).map(GuestAddr);
            if let Some(site) = addr.and_then(|addr| call_before(image, addr)) {
                calls.push(Call { slot: slot.into(), site });
            }
        }
        calls
    }

    fn push(&mut self, call: Call) {
        if self.first.len() < FIRST_KEPT {
            self.first.push(call);
            return;
        }
        if self.last.len() == LAST_KEPT {
            self.last.pop_front();
            self.left_out += 1;
        }
        self.last.push_back(call);
    }

    /// Ends the calls whose return addresses lie below the stack pointer.
    fn unwind(&mut self, rsp: u64, returns: bool) {
        // A return from a call that is not kept shows in nothing else.
        let from_unkept = returns && self.last.is_empty();
        while self.last.back().is_some_and(|call| call.slot < rsp) {
            self.last.pop_back();
        }
        if !self.last.is_empty() {
            return;
        }
        if self.left_out > 0 {
            // Where these lie is not known, but that they lie below the first ones.
            if self.first.last().is_none_or(|call| call.slot >= rsp) {
                self.left_out = self.left_out.saturating_sub(u64::from(from_unkept)).max(1);
                return;
            }
            self.left_out = 0;
        }
        while self.first.last().is_some_and(|call| call.slot < rsp) {
            self.first.pop();
        }
    }

    /// Where they were made: those made last, how many are not told, those made first; the innermost first.
    fn sites(&self) -> (Vec<GuestAddr>, u64, Vec<GuestAddr>) {
        let site = |call: &Call| call.site;
        let last: Vec<_> = self.last.iter().rev().take(LAST_TOLD).map(site).collect();
        let left_out = self.left_out + (self.last.len() - last.len()) as u64;
        (last, left_out, self.first.iter().rev().map(site).collect())
    }
}

/// The call instruction that ends where this address is.
fn call_before(image: &Image, addr: GuestAddr) -> Option<GuestAddr> {
    let text = image.segment_at(addr).filter(|text| text.perm == Perm::ReadExecute)?;
    // Of a direct call, of those through a register or memory.
    [5, 2, 3, 6, 7, 4, 8].into_iter().find_map(|len| {
        let site = GuestAddr(addr.0.checked_sub(len)?);
        let bytes = text.bytes.get(usize::try_from(site.0.checked_sub(text.addr.0)?).ok()?..)?;
        let inst = decode(bytes.get(..usize::try_from(len).ok()?)?, site).ok()?;
        let calls = matches!(inst.flow(), Flow::Call(_) | Flow::CallIndirect);
        (calls && inst.next() == addr).then_some(site)
    })
}

/// A contract under way.
struct Watched {
    contract: ContractId,
    program: Arc<Program>,
    calls: Calls,
    /// Whether it began before anybody watched.
    begun_unseen: bool,
    /// The call instruction that has just been executed.
    calling: Option<GuestAddr>,
    /// Whether the last instruction was a return.
    returning: bool,
    /// Where it last called the host.
    called_host: GuestAddr,
    /// What became of the contract that it called last, if that failed.
    failed: Failures,
}

/// Failures, the cause of another before that.
#[derive(Default)]
struct Failures {
    all: Vec<SeenFailure>,
    /// How many behind the first are not kept.
    left_out: usize,
}

struct SeenFailure {
    cause: Cause,
    /// Contracts under way, the innermost first.
    stack: Vec<SeenContract>,
    contracts_left_out: usize,
}

struct SeenContract {
    contract: ContractId,
    program: Arc<Program>,
    at: GuestAddr,
    last: Vec<GuestAddr>,
    left_out: u64,
    first: Vec<GuestAddr>,
    begun_unseen: bool,
}

/// Keeps the calls that have not returned, and what they were where a contract failed.
#[derive(Default)]
struct Watcher {
    /// Contracts under way; none where one waits that nobody saw.
    frames: Vec<Option<Watched>>,
    failed: Failures,
}

impl Observer for Watcher {
    fn step(&mut self, machine: &Machine, inst: &Inst) {
        let Some(Some(frame)) = self.frames.last_mut() else { return };
        let rsp = machine.reg(Reg::Rsp, Width::B8);
        frame.calls.unwind(rsp, std::mem::take(&mut frame.returning));
        if let Some(site) = frame.calling.take() {
            frame.calls.push(Call { slot: rsp, site });
        }
        match inst.flow() {
            Flow::Call(_) | Flow::CallIndirect => frame.calling = Some(inst.addr()),
            Flow::Return => frame.returning = true,
            _ => {}
        }
    }

    fn host_call(&mut self, frame: &Frame, function: Function) {
        let Some(Some(watched)) = self.frames.last_mut() else { return };
        // Behind the `int n`, which has two bytes.
        watched.called_host = GuestAddr(frame.machine.rip.0.wrapping_sub(2));
        if matches!(function, Function::Call | Function::CallPacked | Function::Create | Function::CreateLike)
        {
            watched.failed = Failures::default();
        }
    }

    fn frame(&mut self, frame: &Frame, depth: usize) {
        if self.frames.len() == depth && self.frames[depth - 1].is_some() {
            return;
        }
        self.frames.resize_with(depth, || None);
        let program = Arc::clone(frame.program());
        let begun_unseen = frame.machine.rip != program.contract().image().entry();
        let calls = if begun_unseen {
            Calls::guess(&frame.machine, program.contract().image())
        } else {
            Calls::default()
        };
        self.frames[depth - 1] = Some(Watched {
            contract: frame.message().contract,
            program,
            calls,
            begun_unseen,
            calling: None,
            returning: false,
            called_host: frame.machine.rip,
            failed: Failures::default(),
        });
    }

    fn ended(&mut self, ended: &Ended) {
        let failed = match ended {
            Ended::Failed { cause, at, .. } => self.failure(cause, *at),
            Ended::Returned { .. } | Ended::NotEntered(_) => Failures::default(),
        };
        self.frames.pop();
        match self.frames.last_mut() {
            Some(Some(caller)) => caller.failed = failed,
            Some(None) => {}
            None => self.failed = failed,
        }
    }
}

impl Watcher {
    /// The failure of the innermost contract, behind those that came before it.
    fn failure(&mut self, cause: &Cause, at: GuestAddr) -> Failures {
        let mut failed = match self.frames.last_mut() {
            Some(Some(innermost)) => std::mem::take(&mut innermost.failed),
            _ => Failures::default(),
        };
        let mut stack = Vec::new();
        for frame in self.frames.iter().rev().take(CONTRACTS_TOLD).flatten() {
            let (last, left_out, first) = frame.calls.sites();
            stack.push(SeenContract {
                contract: frame.contract,
                program: Arc::clone(&frame.program),
                at: if stack.is_empty() { at } else { frame.called_host },
                last,
                left_out,
                first,
                begun_unseen: frame.begun_unseen,
            });
        }
        let contracts_left_out = self.frames.len() - stack.len();
        if failed.all.len() == FAILURES_TOLD {
            failed.all.remove(1);
            failed.left_out += 1;
        }
        failed.all.push(SeenFailure { cause: cause.clone(), stack, contracts_left_out });
        failed
    }
}

impl Failures {
    /// All of it in words.
    fn told(self, known: &Known<'_>) -> Backtrace {
        let mut backtrace = Backtrace { left_out: self.left_out, ..Backtrace::default() };
        // A contract's code may have been another when it was called before: programs are told apart by themselves.
        let mut all_names: Vec<(Arc<Program>, Names)> = Vec::new();
        for SeenFailure { cause, stack, contracts_left_out } in self.all.into_iter().rev() {
            let mut lines = Vec::new();
            for seen in &stack {
                let names = match all_names
                    .iter()
                    .position(|(program, _)| Arc::ptr_eq(program, &seen.program))
                {
                    Some(i) => &all_names[i].1,
                    None => {
                        let image = seen.program.contract().image();
                        let mut names =
                            Names::of(image, (known.file)(seen.contract), known.sources, known.limits);
                        if !names.are_there() {
                            let contract = named(seen.contract, (known.name)(seen.contract).as_deref());
                            let help = known.help;
                            let why = || {
                                format!(
                                    "{contract} has no names: those of the ELF file that it was made of are known {help}"
                                )
                            };
                            names.note = Some(names.note.unwrap_or_else(why));
                        }
                        all_names.push((Arc::clone(&seen.program), names));
                        &all_names[all_names.len() - 1].1
                    }
                };
                backtrace.notes.extend(names.note.clone().filter(|note| !backtrace.notes.contains(note)));
                seen.tell(names, (known.name)(seen.contract).as_deref(), &mut lines);
            }
            if contracts_left_out > 0 {
                lines.push(Line::ContractsLeftOut(contracts_left_out));
            }
            let contract = stack.first().map_or_else(String::new, |innermost| {
                named(innermost.contract, (known.name)(innermost.contract).as_deref())
            });
            let error = cause.name().name();
            backtrace.failures.push(Failure { contract, error, message: cause.to_string(), lines });
        }
        backtrace
    }
}

impl SeenContract {
    fn tell(&self, names: &Names, name: Option<&str>, lines: &mut Vec<Line>) {
        let told = |addrs: &[GuestAddr]| {
            let mut lines = Vec::new();
            for (addr, mut places) in addrs.iter().zip(names.places(addrs)) {
                // The library's own functions are what was called, and not who did.
                while places.len() > 1 && places[0].file.as_deref().is_some_and(is_library) {
                    places.remove(0);
                }
                lines.extend(places.into_iter().map(|place| Line::Call {
                    contract: self.contract,
                    name: name.map(str::to_owned),
                    addr: *addr,
                    place,
                }));
            }
            lines
        };
        let mut addrs = [&[self.at], &self.last[..]].concat();
        // What `echo.h` ends a call with was called by whoever failed.
        let is_ender = |places: &[Place]| {
            let function = places.last().and_then(|place| place.function.as_deref());
            function.is_some_and(|function| function.split('+').next() == Some(ENDER))
        };
        let is_called = addrs.len() > 1 || !self.first.is_empty();
        if is_called && names.places(&addrs[..1]).iter().all(|places| is_ender(places)) {
            addrs.remove(0);
        }
        lines.extend(told(&addrs));
        if self.left_out > 0 {
            lines.push(Line::CallsLeftOut(self.left_out));
        }
        lines.extend(told(&self.first));
        if self.begun_unseen {
            lines.push(Line::Guessed);
        }
    }
}

/// The function of `echo.h` that ends a call with a message: the only one of it that is never inlined where it fails.
const ENDER: &str = "echo_fail_with_";

/// Whether a source file belongs to what contracts are written with.
fn is_library(file: &str) -> bool {
    let name = Path::new(file).file_name().and_then(OsStr::to_str).unwrap_or_default();
    ["echo.h", "echo.hpp", "echo_std.hpp", "echo_v1.hpp"].contains(&name) || file.contains("echo-sdk/src/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(count: u32) -> Calls {
        let mut calls = Calls::default();
        for i in 0..count {
            calls.push(Call { slot: 10_000_000 - 16 * u64::from(i), site: GuestAddr(i) });
        }
        calls
    }

    fn kept(calls: &Calls) -> usize {
        calls.first.len() + calls.last.len()
    }

    #[test]
    fn a_call_lasts_until_the_stack_pointer_is_behind_its_return_address() {
        let mut calls = made(10);
        let slot = |i: u64| 10_000_000 - 16 * i;
        // The last one is at its start, and returns.
        calls.unwind(slot(9), false);
        assert_eq!(kept(&calls), 10);
        calls.unwind(slot(9) + 8, true);
        assert_eq!(kept(&calls), 9);
        // A jump out of five.
        calls.unwind(slot(3), false);
        assert_eq!((kept(&calls), calls.sites().2.len()), (4, 4));
        calls.unwind(slot(0) + 8, true);
        assert_eq!(kept(&calls), 0);
    }

    #[test]
    fn of_endless_calls_the_first_and_the_last_are_kept() {
        let mut calls = made(100_000);
        assert_eq!(kept(&calls), FIRST_KEPT + LAST_KEPT);
        let numbers = |addrs: Vec<GuestAddr>| addrs.into_iter().map(|addr| addr.0).collect::<Vec<_>>();
        let (last, left_out, first) = calls.sites();
        assert_eq!((numbers(last), numbers(first)), ((99_988..100_000).rev().collect(), vec![3, 2, 1, 0]));
        assert_eq!(left_out, 100_000 - (LAST_TOLD + FIRST_KEPT) as u64);
        // As many return as to come to those that are not kept, and more.
        let slot = |i: u64| 10_000_000 - 16 * i;
        calls = made(10_000);
        for i in (5_000..10_000).rev() {
            calls.unwind(slot(i) + 8, true);
        }
        assert_eq!(calls.sites(), (vec![], 5_000 - FIRST_KEPT as u64, [3, 2, 1, 0].map(GuestAddr).to_vec()));
        calls.push(Call { slot: slot(5_000), site: GuestAddr(7) });
        assert_eq!(calls.sites().0, [GuestAddr(7)]);
        calls.unwind(slot(1) + 8, false);
        assert_eq!(calls.sites(), (vec![], 0, vec![GuestAddr(0)]));
    }
}
