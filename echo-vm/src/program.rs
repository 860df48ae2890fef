//! [`Program`]: a contract made ready for an engine. It outlives calls, and threads share it.
//!
//! ```text
//! Engine::prepare(contract) ─► Program ─ start ─► Run ─ resume(machine, until) ─► Exit
//! ```
//! What an engine translates, it translates when it first gets there, into a [`Translation`] that one run has for
//! itself: no lock is taken, and nothing is shared, while code runs. When the run is over, its translation goes back to
//! the program, where the next run finds it. Runs at the same time have a translation each, so that a program keeps as
//! many as there were runs at once.
//!
//! Nodes keep programs in a [`ProgramCache`](crate::cache::ProgramCache), by the hash of their code.

use crate::engine::{Exit, Flag, Translation, Until};
use crate::interp::{Interpreter, Stepper, live_flags};
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
use crate::jit::Jit;
use crate::machine::Machine;
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
use crate::tiered::Tiered;
use echo_abi::isa::FlagSet;
use echo_abi::{Inst, Limits, gas};
use echo_validate::Contract;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

/// Calls a macro with the list of all engines: `/// What it is.`, then variant and name. [`Engine`] and the command line
/// are made of it, and tests whose names say their engine.
#[macro_export]
macro_rules! for_each_engine {
    ($then:ident) => {
        $then! {
            /// predecoded blocks, on any host
            Interpreter interpreter,
            /// one instruction at a time: the reference, simple and slow
            Stepper stepper,
            /// native code, on x86-64 Linux
            Jit jit,
            /// predecoded blocks first, native code for what runs longer, on x86-64 Linux
            Tiered tiered,
            /// all engines in step, for tests: it panics where they differ
            Crosscheck crosscheck,
        }
    };
}

macro_rules! engine {
    ($(#[doc = $doc:literal] $variant:ident $name:ident,)+) => {
        /// How contracts are executed. Outcome, gas and state are the same on every engine.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Engine {
            $(#[doc = $doc] $variant,)+
        }

        impl Engine {
            /// All engines.
            pub const ALL: &[Engine] = &[$(Engine::$variant),+];

            /// The name, as the command line has it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Engine::$variant => stringify!($name),)+
                }
            }

            /// What it is, in a few words.
            #[must_use]
            pub fn doc(self) -> &'static str {
                match self {
                    $(Engine::$variant => $doc.trim_ascii(),)+
                }
            }
        }
    };
}

for_each_engine!(engine);

impl Default for Engine {
    /// The fastest that runs on every host.
    fn default() -> Self {
        Engine::Interpreter
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Engine {
    type Err = UnknownEngine;

    fn from_str(name: &str) -> Result<Self, UnknownEngine> {
        let named = Engine::ALL.iter().find(|engine| engine.name() == name);
        named.copied().ok_or_else(|| UnknownEngine { name: name.to_owned() })
    }
}

/// A name that no engine has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no engine {name:?}; there are {}", Engine::ALL.iter().map(|engine| engine.name()).collect::<Vec<_>>().join(", "))]
pub struct UnknownEngine {
    /// The name.
    pub name: String,
}

/// An engine cannot run contracts here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// Native code is for another processor or system.
    #[error("the engine {engine} runs on x86-64 Linux only")]
    Platform {
        /// The engine.
        engine: Engine,
    },
    /// The system does not let each page of a contract's memory be protected by itself, or gives none.
    #[error(
        "the engine {engine} needs memory that is protected page by page, which this system does not give"
    )]
    Memory {
        /// The engine.
        engine: Engine,
    },
    /// The system does not let a process make code.
    #[error("the engine {engine} needs memory for native code, which this system does not give")]
    Code {
        /// The engine.
        engine: Engine,
    },
}

/// What is asked for: an engine by its name, or `auto`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EngineChoice {
    /// What is fastest on this host, for short runs and for long ones.
    #[default]
    Auto,
    /// This engine.
    Named(Engine),
}

/// The engine that a choice comes to, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The engine.
    pub engine: Engine,
    /// Why.
    pub reason: ChoiceReason,
}

/// Why a choice comes to an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceReason {
    /// It was asked for.
    Named,
    /// It is the fastest of all.
    Fastest,
    /// A faster one cannot run here.
    Instead(EngineError),
}

impl EngineChoice {
    /// The name that stands for [`EngineChoice::Auto`].
    pub const AUTO: &str = "auto";

    /// What [`EngineChoice::Auto`] is, in a few words.
    pub const AUTO_DOC: &str = "tiered where this host can run native code, else interpreter";

    /// The engine to prepare contracts for. One that is named is taken as it is: whether this host has it,
    /// [`Engine::prepare`] says.
    #[must_use]
    pub fn resolve(self) -> Chosen {
        match self {
            EngineChoice::Named(engine) => Chosen { engine, reason: ChoiceReason::Named },
            EngineChoice::Auto => Chosen::auto(Engine::Jit.availability()),
        }
    }
}

impl Chosen {
    /// The fastest engine, where native code is available or not.
    fn auto(native: Result<(), EngineError>) -> Self {
        match native {
            Ok(()) => Self { engine: Engine::Tiered, reason: ChoiceReason::Fastest },
            Err(error) => Self { engine: Engine::default(), reason: ChoiceReason::Instead(error) },
        }
    }
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, ", self.engine)?;
        match self.reason {
            ChoiceReason::Named => write!(f, "which was asked for"),
            ChoiceReason::Fastest => write!(f, "the fastest for short runs and for long ones"),
            ChoiceReason::Instead(error) => write!(f, "for {error}"),
        }
    }
}

impl fmt::Display for EngineChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EngineChoice::Auto => f.pad(Self::AUTO),
            EngineChoice::Named(engine) => engine.fmt(f),
        }
    }
}

impl FromStr for EngineChoice {
    type Err = UnknownEngine;

    fn from_str(name: &str) -> Result<Self, UnknownEngine> {
        if name == Self::AUTO { Ok(EngineChoice::Auto) } else { name.parse().map(EngineChoice::Named) }
    }
}

impl Engine {
    /// The engine that is right by definition: what the others are compared with, and it with processors.
    pub const REFERENCE: Engine = Engine::Stepper;

    /// The engines of this host that execute by themselves, the reference first: all but those that are made of
    /// others, [`Engine::Crosscheck`] and [`Engine::Tiered`], and but those that are not available.
    pub fn alone() -> impl Iterator<Item = Engine> {
        let beside = |engine: &Engine| {
            ![Engine::REFERENCE, Engine::Crosscheck, Engine::Tiered].contains(engine)
                && engine.availability().is_ok()
        };
        [Engine::REFERENCE].into_iter().chain(Engine::ALL.iter().copied().filter(beside))
    }

    /// Makes a contract ready. Cheap: code is translated when it is first reached.
    ///
    /// # Errors
    /// [`EngineError`] where the host cannot have this engine.
    pub fn prepare(self, contract: &Arc<Contract>) -> Result<Arc<Program>, EngineError> {
        self.availability()?;
        Ok(Program::new(contract, move |contract| self.translation(contract)))
    }

    /// Whether this host can have the engine. It is tried once in a process.
    ///
    /// # Errors
    /// [`EngineError`]: why not.
    pub fn availability(self) -> Result<(), EngineError> {
        match self {
            Engine::Interpreter | Engine::Stepper | Engine::Crosscheck => Ok(()),
            Engine::Jit | Engine::Tiered => {
                static NATIVE: LazyLock<Result<(), EngineError>> = LazyLock::new(|| native(Engine::Jit));
                *NATIVE
            }
        }
    }

    /// An empty translation.
    fn translation(self, contract: &Arc<Contract>) -> Box<dyn Translation> {
        let contract = Arc::clone(contract);
        match self {
            Engine::Interpreter => Box::new(Interpreter::new(contract)),
            Engine::Stepper => Box::new(Stepper::new(contract)),
            #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
            Engine::Jit => Box::new(Jit::new(contract)),
            #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
            Engine::Tiered => Box::new(Tiered::new(contract)),
            #[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
            Engine::Jit | Engine::Tiered => unreachable!("`prepare` refuses an engine that is not available"),
            Engine::Crosscheck => Box::new(Crosscheck::new(contract)),
        }
    }
}

/// Whether native code can run here: tried with a memory of no contract.
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn native(engine: Engine) -> Result<(), EngineError> {
    let memory = echo_native::GuestSpace::reserve().is_ok_and(|mut space| space.arm());
    if !memory {
        return Err(EngineError::Memory { engine });
    }
    echo_native::CodeArea::reserve(1, 0..0).map(drop).map_err(|_| EngineError::Code { engine })
}

/// Whether native code can run here.
#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
fn native(engine: Engine) -> Result<(), EngineError> {
    Err(EngineError::Platform { engine })
}

/// Makes an empty translation of a contract.
type Translate = dyn Fn(&Arc<Contract>) -> Box<dyn Translation> + Send + Sync;

/// A contract made ready for an engine. Cheap to have: what it keeps grows with the code that runs, and is bounded by a
/// multiple of the contract's text, for each run there was at once.
pub struct Program {
    contract: Arc<Contract>,
    /// [`gas::load_image`] of its image.
    load_image: u64,
    translate: Box<Translate>,
    /// Translations that no run has.
    idle: Mutex<Vec<Box<dyn Translation>>>,
}

impl Program {
    /// A program whose translations somebody else makes: an engine that is not in the list.
    pub fn new(
        contract: &Arc<Contract>,
        translate: impl Fn(&Arc<Contract>) -> Box<dyn Translation> + Send + Sync + 'static,
    ) -> Arc<Self> {
        let contract = Arc::clone(contract);
        let load_image = gas::load_image(contract.image());
        Arc::new(Self { contract, load_image, translate: Box::new(translate), idle: Mutex::default() })
    }

    /// The contract.
    #[must_use]
    pub fn contract(&self) -> &Arc<Contract> {
        &self.contract
    }

    /// Gas for loading it: [`gas::load`].
    #[must_use]
    pub fn load_gas(&self, limits: &Limits) -> u64 {
        self.load_image + gas::load_memory(limits)
    }

    /// Begins a run.
    #[must_use]
    pub fn start(self: &Arc<Self>) -> Run {
        let translation = self.idle().pop().unwrap_or_else(|| (self.translate)(&self.contract));
        Run { program: Arc::clone(self), translation: Some(translation) }
    }

    /// Begins a run that somebody watches.
    #[must_use]
    pub fn observe(&self) -> ObservedRun {
        ObservedRun {
            contract: Arc::clone(&self.contract),
            stepper: Stepper::new(Arc::clone(&self.contract)),
        }
    }

    /// Bytes of the host's memory that its translations take, but for those of runs under way.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.idle().iter().map(|translation| translation.bytes()).sum()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Box<dyn Translation>>> {
        // A translation is pushed and popped whole, whatever panics.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").field("bytes", &self.bytes()).finish_non_exhaustive()
    }
}

/// The right to execute a program, by one thread at a time. It knows nothing of the run that the [`Machine`] does not:
/// to let another run go first, drop it, and start one later with the same machine.
pub struct Run {
    program: Arc<Program>,
    /// Always there, until `drop`.
    translation: Option<Box<dyn Translation>>,
}

impl Run {
    /// Whether it executes this program.
    pub(crate) fn is_of(&self, program: &Arc<Program>) -> bool {
        Arc::ptr_eq(&self.program, program)
    }

    /// Executes from the machine's rip on until an [`Exit`].
    ///
    /// The status flags are 0 at [`Exit::OutOfGas`], as at all other ends; at [`Exit::Stopped`], those that no code
    /// from rip on can read.
    pub fn resume(&mut self, machine: &mut Machine, until: Until<'_>) -> Exit {
        let translation = self.translation.as_mut().expect("it is there until the run is dropped");
        let exit = spend(until.budget(), machine, |machine| translation.resume(machine, until.flag()));
        settle_flags(exit, &self.program.contract, machine);
        exit
    }
}

/// A [`Run`] that somebody watches: on the reference engine, whatever engine the program is for.
pub struct ObservedRun {
    contract: Arc<Contract>,
    stepper: Stepper,
}

impl ObservedRun {
    /// Executes as [`Run::resume`] does, and shows each instruction to `step` before it is executed.
    pub fn resume(
        &mut self,
        machine: &mut Machine,
        until: Until<'_>,
        step: &mut dyn FnMut(&Machine, &Inst),
    ) -> Exit {
        let Self { contract, stepper } = self;
        let exit = spend(until.budget(), machine, |machine| stepper.observe(machine, until.flag(), step));
        settle_flags(exit, contract, machine);
        exit
    }
}

/// Ends the status flags that nobody can read at an exit.
fn settle_flags(exit: Exit, contract: &Arc<Contract>, machine: &mut Machine) {
    match exit {
        Exit::OutOfGas { .. } => machine.end_flags(),
        Exit::Stopped => end_unread_flags(contract, machine),
        Exit::HostCall(_) | Exit::Return | Exit::Trap(_) => {}
    }
}

/// Lets an engine spend so much of the machine's gas at most, and stops the run where that does not last. What was
/// charged for an instruction that is not done is given back then, for it will be charged again.
fn spend(budget: u64, machine: &mut Machine, resume: impl FnOnce(&mut Machine) -> Exit) -> Exit {
    let withheld = machine.gas.saturating_sub(budget);
    machine.gas -= withheld;
    let exit = resume(machine);
    machine.gas += withheld;
    match exit {
        Exit::OutOfGas { begun } if withheld > 0 => {
            machine.gas += begun;
            Exit::Stopped
        }
        exit => exit,
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // What a panic may have left half done is not used again.
        if let Some(translation) = self.translation.take().filter(|_| !std::thread::panicking()) {
            self.program.idle().push(translation);
        }
    }
}

/// Makes the status flags 0 that no code from rip on can read: an engine need not have computed them.
fn end_unread_flags(contract: &Arc<Contract>, machine: &mut Machine) {
    let kept = live_flags(contract, machine.rip).union(FlagSet::DF);
    machine.flags = machine.flags.intersection(kept);
}

/// All engines in step. The first executes on the machine itself, each other one on a copy that is made at every
/// resume; whatever differs at the exit is a panic that names it.
struct Crosscheck {
    contract: Arc<Contract>,
    first: (Engine, Box<dyn Translation>),
    others: Vec<(Engine, Box<dyn Translation>)>,
}

impl Crosscheck {
    /// Gas after which it looks whether somebody stops the run.
    const STRETCH: u64 = 1 << 20;

    fn new(contract: Arc<Contract>) -> Self {
        let mut engines = Engine::alone().map(|engine| (engine, engine.translation(&contract)));
        let first = engines.next().expect("there are engines");
        let others = engines.collect();
        Self { contract, first, others }
    }

    fn step(&mut self, machine: &mut Machine) -> Exit {
        let mut shadows: Vec<Machine> = (self.others.iter())
            .map(|_| machine.snapshot().expect("the host gives a test another address space"))
            .collect();
        let exit = self.first.1.resume(machine, Flag::NONE);
        let settle = |machine: &mut Machine| {
            if matches!(exit, Exit::OutOfGas { .. }) {
                end_unread_flags(&self.contract, machine);
            }
        };
        settle(machine);
        for ((engine, translation), shadow) in self.others.iter_mut().zip(&mut shadows) {
            let other = translation.resume(shadow, Flag::NONE);
            settle(shadow);
            let names = format!("{} and {engine}", self.first.0);
            assert_eq!(
                exit, other,
                "{names} stop for different reasons, at {} and {}",
                machine.rip, shadow.rip
            );
            if let Some(difference) = machine.difference(shadow) {
                panic!("{names} differ at {exit:?}: {difference}");
            }
        }
        exit
    }
}

impl Translation for Crosscheck {
    fn resume(&mut self, machine: &mut Machine, stop: Flag<'_>) -> Exit {
        if !stop.exists() {
            return self.step(machine);
        }
        // Each engine would see the flag at another instruction: they go by stretches of gas, which end at the same.
        let mut exit = Exit::Stopped;
        while exit == Exit::Stopped && !stop.is_raised() {
            exit = spend(Self::STRETCH, machine, |machine| self.step(machine));
        }
        exit
    }

    fn bytes(&self) -> usize {
        [&self.first].into_iter().chain(&self.others).map(|(_, translation)| translation.bytes()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_are_chosen_by_name_or_for_what_the_host_can() {
        for engine in Engine::ALL {
            let choice: EngineChoice = engine.name().parse().expect("an engine's name");
            assert_eq!(choice, EngineChoice::Named(*engine));
            assert_eq!(choice.to_string(), engine.name());
            let chosen = choice.resolve();
            assert_eq!((chosen.engine, chosen.reason), (*engine, ChoiceReason::Named));
            assert_eq!(chosen.to_string(), format!("{engine}, which was asked for"));
        }
        assert!(Engine::ALL.iter().all(|engine| engine.name() != EngineChoice::AUTO));
        assert!("abacus".parse::<EngineChoice>().is_err());
        assert_eq!("auto".parse(), Ok(EngineChoice::default()));
        assert_eq!(EngineChoice::Auto.to_string(), "auto");
        assert_eq!(Chosen::auto(Ok(())).to_string(), "tiered, the fastest for short runs and for long ones");
        let engine = Engine::Jit;
        for (error, why) in [
            (EngineError::Platform { engine }, "for the engine jit runs on x86-64 Linux only"),
            (
                EngineError::Memory { engine },
                "for the engine jit needs memory that is protected page by page, which this system does not give",
            ),
            (
                EngineError::Code { engine },
                "for the engine jit needs memory for native code, which this system does not give",
            ),
        ] {
            let chosen = Chosen::auto(Err(error));
            assert_eq!(chosen.engine, Engine::Interpreter);
            assert_eq!(chosen.to_string(), format!("interpreter, {why}"));
        }
    }

    #[test]
    fn what_is_not_available_is_not_prepared() {
        let contract = echo_validate::validate_file(
            &crate::testing::esc(&crate::testing::RET, &[], &[]),
            &echo_abi::Policy::default(),
        );
        let contract = Arc::new(contract.expect("it is accepted"));
        for engine in Engine::ALL {
            assert_eq!(engine.prepare(&contract).err(), engine.availability().err());
        }
        let here = cfg!(all(target_arch = "x86_64", target_os = "linux"));
        let expected = if here { Ok(()) } else { Err(EngineError::Platform { engine: Engine::Jit }) };
        assert_eq!(Engine::Jit.availability(), expected);
        assert_eq!(
            EngineChoice::Auto.resolve().engine,
            if here { Engine::Tiered } else { Engine::Interpreter }
        );
        assert_eq!(Engine::alone().any(|engine| engine == Engine::Jit), here);
    }
}
