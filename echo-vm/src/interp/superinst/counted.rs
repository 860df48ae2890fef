//! Where the list of sequences comes from: executions of contracts are counted, and the sequences are chosen that
//! save most. `SNAPSHOTS=overwrite cargo test -p echo-vm --lib sequences` writes `sequences.rs` anew; without it, the
//! test says which lines of the list nobody executes, and whether another list would be better.
//!
//! **What is counted**: the operations of each block, and how often the block is entered, in the kernels of the bench
//! and in the samples, as the system's gcc builds them. The engine here is the stepper, with an observer that follows
//! it through the blocks that the interpreter would make, so that counting costs the product nothing.
//!
//! **What it weighs**: contracts have a million executed operations each, however long they run. The kernels are half
//! of the whole, as the bench reads them, by their geometric mean; the samples, which no figure is made of, are the other
//! half, so that the list does not fit the measured code alone.
//!
//! **What is chosen**: one after the other, the sequence of at most [`LONGEST`] operations that saves most indirect
//! jumps for each function it takes, beside those chosen before, until [`FUNCTIONS`] are taken or the next would save
//! less than [`LEAST`]. What saves less than that beside those chosen later is left out in the end. The functions of a
//! sequence are as many as there are ways to take its sources: `Push Push Push`, with a source each, has eight.

use crate::engine::{Exit, Flag, Translation};
use crate::interp::block::Blocks;
use crate::interp::code::Code;
use crate::interp::step::Stepper;
use crate::interp::uop::{NAMES, Uop};
use crate::machine::Machine;
use crate::message::Mode;
use crate::{CallRequest, Pool, Program, call};
use echo_abi::id::{AccountId, ContractId};
use echo_abi::{GuestAddr, Image, Inst, Policy};
use echo_chain::{ChainFile, Genesis, LocalChain};
use echo_validate::{Contract, validate};
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

/// Operations in a sequence, at most.
const LONGEST: usize = 4;
const _: () = assert!(LONGEST * 16 <= 64, "a `Sequence` has room for it");
/// Functions of all sequences together, at most: they are most of what building the interpreter takes.
const FUNCTIONS: u64 = 1300;
/// Jumps that a sequence must save, of a million operations.
const LEAST: u64 = 20;
/// The committed list is stale if it saves less than this share of what a new one would save, in percent.
const FRESH: u64 = 98;
/// As [`FRESH`], where the compiler is not that of the list, and makes other code of the same sources.
const FRESH_ELSEWHERE: u64 = 80;

/// An operation as sequences name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Operation {
    /// Index in [`NAMES`].
    name: u16,
    /// Sources that may be in the accumulator.
    sources: u8,
}

impl Operation {
    /// `None` for what is never part of a sequence: what executes a function of another table (`Lane`), or a decoded
    /// instruction, beside which a jump is nothing.
    fn of(uop: &Uop) -> Option<Self> {
        let debug = format!("{uop:?}");
        let name = debug.split(' ').next().expect("an operation has a name");
        if matches!(uop, Uop::Lane { .. } | Uop::LaneWhole { .. } | Uop::General { .. } | Uop::Fault {}) {
            return None;
        }
        let index = NAMES.iter().position(|other| *other == name).expect("operations are in the table");
        let sources = uop.sources().iter().flatten().count();
        Some(Self { name: index as u16, sources: sources as u8 })
    }
}

/// Some operations, packed: 16 bits each, which are the index of the name and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sequence(u64);

impl Sequence {
    fn of(operations: &[u16]) -> Self {
        Self(operations.iter().fold(0, |packed, operation| packed << 16 | u64::from(*operation + 1)))
    }

    fn names(self) -> Vec<&'static str> {
        let parts = (0..LONGEST).rev().map(|i| self.0 >> (16 * i) & 0xffff).filter(|part| *part != 0);
        parts.map(|part| NAMES[part as usize - 1]).collect()
    }
}

/// Operations that are executed one after the other, and how often: of a block, what lies between two
/// that are part of no sequence.
struct Stretch {
    operations: Vec<u16>,
    /// Executions, where all contracts together execute a million operations; in millionths.
    weight: u64,
}

impl Stretch {
    /// Indirect jumps that `list` saves in one execution; `used` is told of each sequence. As when words are made, the
    /// longest that fits is taken.
    fn saved(&self, list: &BTreeSet<Sequence>, mut used: impl FnMut(Sequence)) -> u64 {
        let mut rest = &self.operations[..];
        let mut saved = 0;
        while !rest.is_empty() {
            let longest = (2..=LONGEST.min(rest.len())).rev();
            let fits = longest.map(|length| (length, Sequence::of(&rest[..length])));
            let length = match fits.into_iter().find(|(_, sequence)| list.contains(sequence)) {
                Some((length, sequence)) => {
                    used(sequence);
                    length
                }
                None => 1,
            };
            saved += length as u64 - 1;
            rest = &rest[length..];
        }
        saved
    }
}

/// How often blocks with the same operations were entered. `None` where an operation is in no sequence.
type Entries = BTreeMap<Vec<Option<Operation>>, u64>;

/// An engine that counts.
struct Counting {
    stepper: Stepper,
    follower: Follower,
    total: Arc<Mutex<Entries>>,
}

/// Follows an execution through the blocks that the interpreter would make.
struct Follower {
    blocks: Blocks,
    /// The operations and the instructions of the block at an address.
    known: BTreeMap<GuestAddr, (Vec<Option<Operation>>, Vec<GuestAddr>)>,
    entered: BTreeMap<GuestAddr, u64>,
    /// Instructions of the present block that are not executed yet, the last one first.
    ahead: Vec<GuestAddr>,
}

impl Follower {
    /// Follows to an instruction, which is about to be executed.
    fn step(&mut self, inst: &Inst) {
        if self.ahead.pop() == Some(inst.addr()) {
            return;
        }
        let Self { blocks, known, .. } = self;
        let (_, insts) = known.entry(inst.addr()).or_insert_with(|| {
            let first = blocks.made.len();
            let (uops, _) = blocks.single(inst.addr());
            let insts = blocks.made[first].insts().iter().rev().map(Inst::addr).collect();
            // The head is part of no sequence.
            (uops[1..].iter().map(|(uop, _)| Operation::of(uop)).collect(), insts)
        });
        *self.entered.entry(inst.addr()).or_default() += 1;
        self.ahead.clone_from(insts);
        self.ahead.pop();
    }
}

impl Translation for Counting {
    fn resume(&mut self, machine: &mut Machine, stop: Flag<'_>) -> Exit {
        self.follower.ahead.clear();
        self.follower.entered.clear();
        let exit = self.stepper.observe(machine, stop, &mut |_, inst| self.follower.step(inst));
        let mut total = self.total.lock().expect("nobody panics with it");
        for (addr, times) in &self.follower.entered {
            *total.entry(self.follower.known[addr].0.clone()).or_default() += times;
        }
        exit
    }

    fn bytes(&self) -> usize {
        self.stepper.bytes()
    }
}

/// A step of a scenario file, as far as it says what a contract executes.
#[derive(Deserialize)]
struct CountedStep {
    deploy: Option<String>,
    call: Option<String>,
    sender: Option<String>,
}

#[derive(Deserialize)]
struct CountedScenario {
    step: Vec<CountedStep>,
}

#[derive(Deserialize)]
struct CountedScenarios {
    scenario: Vec<CountedScenario>,
}

impl CountedStep {
    /// A call by the first account.
    fn call(line: String) -> Self {
        Self { deploy: None, call: Some(line), sender: None }
    }
}

/// The id of an account, by its name.
fn account(name: &str) -> AccountId {
    let position = Genesis::default().accounts.iter().position(|account| account.name == name);
    AccountId(position.unwrap_or_else(|| panic!("there is no account {name}")) as u64 + 1)
}

/// A call line with the ids of accounts in the place of their names, `$bob`.
fn expanded(line: &str) -> String {
    let names = Genesis::default().accounts.into_iter().map(|account| account.name);
    names.fold(line.to_owned(), |line, name| line.replace(&format!("${name}"), &account(&name).to_string()))
}

/// What the calls of a contract execute, one after the other on a chain. A creation that calls no constructor is no call.
fn count(file: &Path, steps: &[CountedStep]) -> Entries {
    let policy = Policy::default();
    let bytes = std::fs::read(file).unwrap_or_else(|e| panic!("{} is not built: {e}", file.display()));
    let image = Image::load(&bytes, &policy.limits).expect("it can be loaded");
    let contract: Arc<Contract> = Arc::new(validate(image, &policy).expect("it is valid"));
    let total = Arc::new(Mutex::new(Entries::new()));
    let counts = Arc::clone(&total);
    let program = Program::new(&contract, move |contract| {
        let blocks = Blocks::new(Code::new(Arc::clone(contract)));
        let (known, entered) = (BTreeMap::new(), BTreeMap::new());
        let follower = Follower { blocks, known, entered, ahead: Vec::new() };
        Box::new(Counting {
            stepper: Stepper::new(Arc::clone(contract)),
            follower,
            total: Arc::clone(&counts),
        })
    });
    let machines = Pool::default();
    let mut chain = LocalChain::new(ChainFile::default());
    for step in steps {
        let Some(line) = &step.call else { continue };
        let line = expanded(line).parse().expect("the call line is well-formed");
        let sender = account(step.sender.as_deref().unwrap_or("alice"));
        let mut request = CallRequest::new(line, ContractId(0), sender, u64::MAX / 2);
        if step.deploy.is_some() {
            request.message.mode = Mode::Constructor;
        }
        call(&program, &request, &policy.limits, &machines, &mut chain, &mut |_| {})
            .expect("the host serves");
    }
    let entries = total.lock().expect("nobody panics with it").clone();
    assert!(!entries.is_empty(), "{} executes something", file.display());
    entries
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The basic kernels of the bench, each with an argument that makes it run long enough to count, and not as long as there.
/// (What the others execute is what the list is not made for, and so what it is measured by.)
const KERNELS: &[(&str, u64)] = &[
    ("bytecode", 140),
    ("chase", 200_000),
    ("fib", 24),
    ("hashmap", 40_000),
    ("keccak", 100),
    ("matrix_double", 1),
    ("matrix_int", 1),
    ("quicksort", 1),
    ("sha256", 800),
    ("sieve", 1),
    ("utf8", 2),
];

/// What the kernels execute, built as the bench builds them.
fn kernels(directory: &Path) -> Vec<Entries> {
    let sources = repository().join("bench");
    let table = std::fs::read_to_string(sources.join("src/kernel.rs")).expect("the bench lists its kernels");
    let basic = table.lines().filter_map(|line| line.trim().strip_prefix("basic(\"")?.split('"').next());
    let listed: BTreeSet<_> = KERNELS.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        basic.collect::<BTreeSet<_>>(),
        listed,
        "the basic kernels of the bench are those that are counted"
    );
    let flags =
        ["-O2", "-std=c11", "-ffreestanding", "-ffp-contract=off", "-fno-pie", "-fno-stack-protector"];
    let compile = |source: &Path, more: &[&str]| {
        let name = source.file_stem().expect("it has a name");
        let object = directory.join(name).with_extension("o");
        run(Command::new("gcc").args(flags).args(more).arg("-c").arg(source).arg("-o").arg(&object));
        object
    };
    let memory = ["-fno-builtin", "-fno-tree-loop-distribute-patterns"];
    let memory = compile(&sources.join("support/memory.c"), &memory);
    let contract = compile(&sources.join("support/contract.c"), &[]);
    let kernel = |(name, n): &(&str, u64)| {
        let kernel = compile(&sources.join(format!("kernels/{name}.c")), &[]);
        let linked = directory.join(name);
        let link = ["-nostdlib", "-static", "-no-pie", "-e", "__apply", "-o"];
        run(Command::new("gcc").args(link).args([&linked, &kernel, &contract, &memory]));
        count(&linked, &[CountedStep::call(format!("kernel({n})"))])
    };
    KERNELS.iter().map(kernel).collect()
}

/// The samples that are counted, beside those of compilers/ that are no tests of libraries: more of them would change what is frequent, and
/// with it the interpreter, each time one is added.
const COUNTED: [&str; 9] =
    ["counter", "fib", "gcd", "hello", "matrix", "sha256", "sort", "token", "token_cpp"];

/// What the samples execute in the first scenario of their `scenario.toml`, and those of compilers/ in `run()`.
fn samples(directory: &Path) -> Vec<Entries> {
    let sources = repository().join("samples");
    let build = format!("BUILD={}", directory.display());
    run(Command::new("make").args(["--no-print-directory", "-j2", "-C"]).arg(&sources).args(["all", &build]));
    let mut elfs: Vec<_> = COUNTED.iter().map(|name| directory.join(name).with_extension("elf")).collect();
    let compilers = named(&directory.join("compilers"), "elf");
    elfs.extend(
        compilers.into_iter().filter(|path| {
            !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("library_"))
        }),
    );
    elfs.sort();
    assert!(elfs.len() >= 29, "only {} samples", elfs.len());
    let sample = |elf: &PathBuf| {
        let name = elf.strip_prefix(directory).expect("it was built there").with_extension("");
        if name.starts_with("compilers") {
            return count(elf, &[CountedStep::call("run()".to_owned())]);
        }
        let path = sources.join(name).join("scenario.toml");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let scenarios: CountedScenarios = toml::from_str(&text).expect("it says the calls");
        count(elf, &scenarios.scenario.first().expect("it has a scenario").step)
    };
    elfs.iter().map(sample).collect()
}

/// The files with this extension in a directory, by name.
fn named(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
    let files = entries.map(|entry| entry.expect("a directory entry").path());
    let mut files: Vec<_> = files.filter(|file| file.extension() == Some(OsStr::new(extension))).collect();
    files.sort();
    files
}

/// Everything that was counted, weighed.
struct Counts {
    stretches: Vec<Stretch>,
    /// Functions of an operation alone, by index of its name: how many ways there are to take its sources.
    functions: BTreeMap<u16, u64>,
}

impl Counts {
    fn new() -> Self {
        let directory = assert_fs::TempDir::new().expect("a temporary directory");
        let mut weights: BTreeMap<Vec<u16>, u64> = BTreeMap::new();
        let mut functions = BTreeMap::new();
        for group in [kernels(directory.path()), samples(&directory.path().join("samples"))] {
            let share = 500_000_000_000 / group.len() as u64;
            for entries in &group {
                let executed: u64 = entries.iter().map(|(block, times)| block.len() as u64 * times).sum();
                for (block, times) in entries {
                    let weight = u128::from(share) * u128::from(*times) / u128::from(executed);
                    functions.extend(block.iter().flatten().map(|o| (o.name, 1 << o.sources)));
                    for stretch in block.split(Option::is_none).filter(|stretch| stretch.len() > 1) {
                        let operations = stretch.iter().flatten().map(|operation| operation.name).collect();
                        *weights.entry(operations).or_default() += weight as u64;
                    }
                }
            }
        }
        let stretches = weights.into_iter().map(|(operations, weight)| Stretch { operations, weight });
        Self { stretches: stretches.collect(), functions }
    }

    /// Indirect jumps that a list saves.
    fn saved(&self, list: &BTreeSet<Sequence>) -> u64 {
        self.stretches.iter().map(|stretch| stretch.weight * stretch.saved(list, |_| {})).sum()
    }

    /// The sequences of a list, with the indirect jumps that each saves.
    fn uses(&self, list: &BTreeSet<Sequence>) -> BTreeMap<Sequence, u64> {
        let mut uses: BTreeMap<Sequence, u64> = list.iter().map(|sequence| (*sequence, 0)).collect();
        for stretch in &self.stretches {
            stretch.saved(list, |sequence| {
                let saved = stretch.weight * (sequence.names().len() as u64 - 1);
                *uses.get_mut(&sequence).expect("it is of the list") += saved;
            });
        }
        uses
    }

    /// The list that saves most.
    fn best(&self) -> BTreeSet<Sequence> {
        let mut candidates: BTreeMap<Sequence, Candidate> = BTreeMap::new();
        for (i, stretch) in self.stretches.iter().enumerate() {
            for operations in (2..=LONGEST).flat_map(|length| stretch.operations.windows(length)) {
                let candidate = candidates.entry(Sequence::of(operations)).or_insert_with(|| {
                    let functions = operations.iter().map(|operation| self.functions[operation]).product();
                    Candidate { functions, stretches: BTreeSet::new() }
                });
                candidate.stretches.insert(i);
            }
        }
        let mut list = BTreeSet::new();
        let mut taken = 0;
        let mut present: Vec<u64> = vec![0; self.stretches.len()];
        let gain = |sequence: Sequence, list: &mut BTreeSet<Sequence>, present: &[u64]| {
            list.insert(sequence);
            let candidate = &candidates[&sequence];
            let gain = candidate.stretches.iter().map(|i| {
                let stretch = &self.stretches[*i];
                let more = stretch.saved(list, |_| {}).cast_signed() - present[*i].cast_signed();
                more * stretch.weight.cast_signed()
            });
            let gain: i64 = gain.sum();
            list.remove(&sequence);
            (gain, gain / candidate.functions.cast_signed())
        };
        // What was gained when it was last asked; what is chosen later hardly ever makes it more.
        let mut queue: BTreeSet<(i64, Sequence)> =
            candidates.keys().map(|sequence| (i64::MAX, *sequence)).collect();
        while let Some((_, sequence)) = queue.pop_last() {
            let (gain, each) = gain(sequence, &mut list, &present);
            let functions = candidates[&sequence].functions;
            if gain < (LEAST * 1_000_000).cast_signed() || taken + functions > FUNCTIONS {
                continue;
            }
            if queue.last().is_some_and(|(next, _)| *next > each) {
                queue.insert((each, sequence));
                continue;
            }
            list.insert(sequence);
            taken += functions;
            for i in &candidates[&sequence].stretches {
                present[*i] = self.stretches[*i].saved(&list, |_| {});
            }
        }
        // Where a longer one was chosen later, a shorter one may have nothing left to do.
        for (sequence, saved) in self.uses(&list) {
            if saved < LEAST * 1_000_000 {
                list.remove(&sequence);
            }
        }
        list
    }
}

/// A sequence that may be chosen.
struct Candidate {
    /// Functions that it takes.
    functions: u64,
    /// The indices of the stretches that have it.
    stretches: BTreeSet<usize>,
}

/// The list that a text of `sequences.rs` has.
fn listed(text: &str) -> BTreeSet<Sequence> {
    let index =
        |name| NAMES.iter().position(|other| *other == name).expect("what compiles has names of operations");
    let lines = text.lines().filter_map(|line| Some(line.strip_prefix("    ")?.split_once(';')?.0));
    let sequences = lines.map(|line| line.split(' ').map(|name| index(name) as u16).collect::<Vec<_>>());
    sequences.map(|operations| Sequence::of(&operations)).collect()
}

/// What the system's gcc says of itself.
fn compiler() -> String {
    let output = Command::new("gcc").arg("--version").output().expect("gcc is needed for these tests");
    String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned()
}

/// The text of `sequences.rs` for this list.
fn written(uses: &BTreeMap<Sequence, u64>) -> String {
    let mut text = HEAD.replace("COMPILER", &compiler());
    let mut lines: Vec<_> = uses.iter().map(|(sequence, saved)| (sequence.names(), saved)).collect();
    lines.sort_by_key(|(names, _)| (Reverse(names.len()), names.clone()));
    text.push_str("sequences! {\n");
    for (names, saved) in lines {
        writeln!(text, "    {}; // {}", names.join(" "), saved / 1_000_000).expect("a string takes all");
    }
    text.push_str("}\n");
    text
}

/// What stands above the list.
const HEAD: &str = "\
//! The sequences that have a function for all of their operations, longer ones first. Behind each stands how many
//! indirect jumps it saves, of a million executed operations.
//!
//! Written by `SNAPSHOTS=overwrite cargo test -p echo-vm --lib sequences`; `counted.rs` says what was counted and how
//! the sequences were chosen.
//!
//! Compiler: COMPILER

use super::{End, More, Start, Suffix};
use crate::interp::block::Origin;
use crate::interp::dispatch::HandlerFn;
use crate::interp::uop::{Uop, op};

";

#[test]
fn sequences_are_those_that_executions_ask_for() {
    let counts = Counts::new();
    let best = counts.best();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/interp/superinst/sequences.rs");
    if std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite") {
        std::fs::write(file, written(&counts.uses(&best))).expect("the list can be written");
        return;
    }
    let text = std::fs::read_to_string(file).expect("tests run in the repository");
    let list = listed(&text);
    let (saved, possible) = (counts.saved(&list), counts.saved(&best));
    assert!(possible > 100_000 * 1_000_000, "a tenth of all jumps and more can be saved");
    let [per_million, of] = [saved, possible].map(|jumps| jumps / 1_000_000);
    let same_compiler = text.contains(&format!("//! Compiler: {}\n", compiler()));
    let fresh = if same_compiler { FRESH } else { FRESH_ELSEWHERE };
    assert!(
        saved * 100 >= possible * fresh,
        "the list is stale: of a million operations it saves {per_million} jumps, a new one {of}"
    );
    // What another compiler makes need not execute every line.
    if same_compiler {
        let unused = counts.uses(&list).into_iter().filter(|(_, saved)| *saved == 0);
        let unused: Vec<_> = unused.map(|(sequence, _)| sequence.names().join(" ")).collect();
        assert!(unused.is_empty(), "nobody executes {unused:?}");
    }
}
