//! [`CallStack`]: the frames of a transaction that are under way, and the loop that runs them.
//!
//! However deep contracts call each other, no Rust function calls itself: the frames lie in a vector, and the loop runs
//! the innermost one until it ends. To enter a frame takes gas from the one that calls, and a checkpoint of the
//! journal. A good end commits that, any other reverts it; the gas that is left goes back to the frame around, which
//! is told what came of the call, and goes on.
//!
//! A translation belongs to no frame: all frames of a program take turns with one, so that a contract that calls itself is
//! translated once. Those of the programs that ran last wait for their next turn here.

use crate::engine::{Exit, Until};
use crate::frame::{Ended, Frame, Held};
use crate::host::{self, Entry, Served};
use crate::machine::Machine;
use crate::memory::MemoryError;
use crate::message::Message;
use crate::not_entered::{MAX_DEPTH, NotEntered};
use crate::observer::Observer;
use crate::pool::Pool;
use crate::program::{ObservedRun, Program, Run};
use crate::transaction::{Transaction, TransactionError};
use echo_abi::{Cause, Inst, NotStarted, Outcome};
use echo_chain::Changes;
use std::sync::Arc;

/// The frames of a transaction that are under way; there is one at least.
pub struct CallStack<'a> {
    transaction: Transaction<'a>,
    machines: &'a Pool,
    /// The outermost first; there is one at least.
    #[expect(clippy::vec_box, reason = "they are entered and left more often than looked at")]
    frames: Vec<Box<Frame>>,
    /// What executes the innermost frame; none until that goes on.
    execution: Option<Execution>,
    /// Runs of other programs, at most [`WAITING`], that which ran last at the end.
    waiting: Vec<Run>,
}

/// Runs that wait for their program's next turn, at most.
const WAITING: usize = 4;

const ONE: &str = "there is a frame until the transaction ends";

/// What executes a frame. Who changes between them begins anew, with the same machine.
enum Execution {
    Run(Run),
    /// While somebody watches.
    Observed(Box<ObservedRun>),
}

/// How far a transaction came.
pub enum Progress<'a> {
    /// It was stopped from outside, and can go on.
    Stopped(Box<CallStack<'a>>),
    /// The outermost frame ended: what it came to, and what is to be committed of it.
    Ended(Outcome, Changes),
}

impl<'a> CallStack<'a> {
    /// Enters the outermost frame. Inside, why it is not started.
    ///
    /// # Errors
    /// [`TransactionError`] where host or chain failed.
    pub fn start(
        mut transaction: Transaction<'a>,
        machines: &'a Pool,
        program: &Arc<Program>,
        message: Message,
    ) -> Result<Result<Self, NotStarted>, TransactionError> {
        let frame = Frame::enter(&mut transaction, machines, program, message, Held::default())?;
        Ok(frame.map(|outermost| Self {
            transaction,
            machines,
            frames: vec![outermost],
            execution: None,
            waiting: Vec::new(),
        }))
    }

    /// Enters a contract from the innermost frame, which waits until the new one has ended. Its gas is taken from that
    /// frame's. Inside, why it is not entered.
    ///
    /// # Errors
    /// [`TransactionError`] where host or chain failed.
    pub fn enter(
        &mut self,
        program: &Arc<Program>,
        message: Message,
    ) -> Result<Result<(), NotEntered>, TransactionError> {
        let depth = self.depth();
        let caller = self.innermost_mut();
        caller.callee = None;
        if depth == MAX_DEPTH {
            return Ok(Err(NotEntered::Depth));
        }
        let left = caller.machine.gas;
        let Some(kept) = left.checked_sub(message.gas) else { return Ok(Err(NotEntered::Gas { left })) };
        let held = caller.held();
        let frame = match Frame::enter(&mut self.transaction, self.machines, program, message, held) {
            Ok(Ok(frame)) => frame,
            Ok(Err(why)) => return Ok(Err(NotEntered::NotStarted(why))),
            Err(TransactionError::Memory(MemoryError::LimitTooSmall { .. })) => {
                return Ok(Err(NotEntered::Pages));
            }
            Err(error) => return Err(error),
        };
        self.innermost_mut().machine.gas = kept;
        turn_to(program, &mut self.execution, &mut self.waiting);
        self.frames.push(frame);
        Ok(Ok(()))
    }

    /// Runs until the outermost frame ends, or `until` stops it. A budget holds for all frames together, and what host
    /// functions cost counts; but a function that has begun is finished.
    ///
    /// # Errors
    /// [`TransactionError`] where host or chain failed; the transaction is then over, and changes nothing.
    pub fn run(self, until: Until<'_>) -> Result<Progress<'a>, TransactionError> {
        self.go(until, None)
    }

    /// Runs as [`CallStack::run`] does, on the reference engine, under an observer's eyes.
    ///
    /// # Errors
    /// As for [`CallStack::run`].
    pub fn observe(
        self,
        until: Until<'_>,
        observer: &mut dyn Observer,
    ) -> Result<Progress<'a>, TransactionError> {
        self.go(until, Some(observer))
    }

    /// The loop.
    fn go(
        mut self,
        mut until: Until<'_>,
        mut observer: Option<&mut dyn Observer>,
    ) -> Result<Progress<'a>, TransactionError> {
        if let Some(observer) = &mut observer {
            observer.frame(self.innermost(), self.depth());
        }
        loop {
            let frame = self.frames.last_mut().expect(ONE);
            let before = frame.machine.gas;
            let exit = match &mut observer {
                None => {
                    let mut run = match self.execution.take() {
                        Some(Execution::Run(run)) => run,
                        _ => frame.program.start(),
                    };
                    let exit = run.resume(&mut frame.machine, until);
                    self.execution = Some(Execution::Run(run));
                    exit
                }
                Some(observer) => {
                    let mut run = match self.execution.take() {
                        Some(Execution::Observed(run)) => run,
                        _ => Box::new(frame.program.observe()),
                    };
                    let mut step = |machine: &Machine, inst: &Inst| observer.step(machine, inst);
                    let exit = run.resume(&mut frame.machine, until, &mut step);
                    self.execution = Some(Execution::Observed(run));
                    exit
                }
            };
            let stopped = match exit {
                Exit::HostCall(function) => {
                    if let Some(observer) = &mut observer {
                        observer.host_call(frame, function);
                    }
                    let served = host::serve(function, &mut self.transaction, frame)?;
                    match served {
                        Served::GoesOn => {
                            until = until.after(before - frame.machine.gas);
                            continue;
                        }
                        Served::Enter(entry) => {
                            until = until.after(before - frame.machine.gas);
                            let Entry { program, message } = *entry;
                            match self.enter(&program, message)? {
                                Ok(()) => {
                                    self.innermost_mut().answers = true;
                                    if let Some(observer) = &mut observer {
                                        observer.frame(self.innermost(), self.depth());
                                    }
                                }
                                Err(why) => self.innermost_mut().answer(Ended::NotEntered(why)),
                            }
                            continue;
                        }
                        Served::Returned => None,
                        // rip is behind the `int n`, whose opcode and number are its last two bytes.
                        Served::Stopped(cause) => {
                            Some((cause, frame.machine.rip.offset(2_u32.wrapping_neg())))
                        }
                    }
                }
                Exit::Return => None,
                Exit::OutOfGas { .. } => Some((Cause::OutOfGas, frame.machine.rip)),
                Exit::Trap(trap) => Some((Cause::Trap(trap), frame.machine.rip)),
                Exit::Stopped => return Ok(Progress::Stopped(Box::new(self))),
            };
            until = until.after(before - frame.machine.gas);
            let frame = self.frames.pop().expect(ONE);
            let answers = frame.answers;
            let (ended, left) = frame.leave(&mut self.transaction, self.machines, stopped);
            let Some(caller) = self.frames.last_mut() else { return Ok(self.end(ended, observer)) };
            caller.machine.gas += left;
            turn_to(&caller.program, &mut self.execution, &mut self.waiting);
            if let Some(observer) = &mut observer {
                observer.ended(&ended);
                observer.frame(self.innermost(), self.depth());
            }
            let caller = self.innermost_mut();
            if answers {
                caller.answer(ended);
            } else {
                caller.callee = Some(ended);
            }
        }
    }

    /// Ends the transaction, whose outermost frame has ended.
    fn end(self, ended: Ended, observer: Option<&mut dyn Observer>) -> Progress<'a> {
        if let Some(observer) = observer {
            observer.ended(&ended);
        }
        let (changes, logs) = self.transaction.journal.finish();
        let outcome = match ended {
            Ended::Returned { gas_used, output, arguments_left } => {
                Outcome::Returned { gas_used, output, logs, arguments_left }
            }
            Ended::Failed { gas_used, cause, at } => Outcome::Failed { gas_used, cause, at },
            Ended::NotEntered(_) => unreachable!("there was a frame"),
        };
        Progress::Ended(outcome, changes)
    }

    /// How many frames are under way, from 1 to [`MAX_DEPTH`].
    #[must_use]
    pub fn depth(&self) -> usize {
        self.frames.len()
    }

    /// The frame that runs.
    #[must_use]
    pub fn innermost(&self) -> &Frame {
        self.frames.last().expect(ONE)
    }

    fn innermost_mut(&mut self) -> &mut Frame {
        self.frames.last_mut().expect(ONE)
    }

    /// What all frames share.
    #[must_use]
    pub fn transaction(&self) -> &Transaction<'a> {
        &self.transaction
    }
}

/// Lets a frame of this program have its turn, instead of what executed another.
fn turn_to(program: &Arc<Program>, execution: &mut Option<Execution>, waiting: &mut Vec<Run>) {
    if matches!(execution, Some(Execution::Run(run)) if run.is_of(program)) {
        return;
    }
    let next = waiting.iter().position(|run| run.is_of(program)).map(|next| waiting.remove(next));
    if let Some(Execution::Run(before)) = std::mem::replace(execution, next.map(Execution::Run)) {
        if waiting.len() == WAITING {
            waiting.remove(0);
        }
        waiting.push(before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Engine;
    use crate::scripted::{self, ASSET, BOB, INT, KEY, LOAD, OUT_OF_GAS, ScriptStep, price};
    use crate::testing::{self, TEXT};
    use echo_abi::id::{AccountId, AssetId, ContractId, Party};
    use echo_abi::scpi::Function;
    use echo_abi::{Denied, ErrorName, GuestAddr, HeapFull, Limits, Log, Policy, Trap, gas};
    use echo_chain::{ChainFile, Commit, LocalChain, State};
    use proptest::prelude::*;
    use sha3::{Digest, Keccak256};
    use std::collections::BTreeMap;

    const ALICE: Party = Party::Account(AccountId(5));
    const ECHO: AssetId = AssetId::ECHO;
    /// Contracts that call each other, and themselves.
    const CONTRACTS: u64 = 3;

    /// How a frame ends.
    #[derive(Clone, Copy, Debug)]
    enum PlannedEnd {
        Return,
        Trap,
        OutOfGas,
        Fail,
        Denied,
        Unpaid,
    }

    const ENDS: [PlannedEnd; 6] = [
        PlannedEnd::Return,
        PlannedEnd::Trap,
        PlannedEnd::OutOfGas,
        PlannedEnd::Fail,
        PlannedEnd::Denied,
        PlannedEnd::Unpaid,
    ];

    impl PlannedEnd {
        /// The last step, what it costs, and the error.
        fn step(self) -> (ScriptStep, u64, ErrorName) {
            let fail = Function::Fail;
            match self {
                PlannedEnd::Return => (ScriptStep::End(Exit::Return), 0, ErrorName::None),
                PlannedEnd::Trap => (ScriptStep::End(Exit::Trap(Trap::Divide)), 0, ErrorName::DivisionByZero),
                PlannedEnd::OutOfGas => (ScriptStep::End(OUT_OF_GAS), 0, ErrorName::OutOfGas),
                PlannedEnd::Fail => {
                    (ScriptStep::Call(fail, [KEY, 0, 0, 0]), price(fail, 3), ErrorName::ContractError)
                }
                PlannedEnd::Denied => {
                    let function = Function::Allocate;
                    (ScriptStep::Call(function, [0; 4]), price(function, 0), ErrorName::ZeroSizeAllocation)
                }
                // The bytes of a string that is none: more than all gas.
                PlannedEnd::Unpaid => {
                    (ScriptStep::Call(fail, [KEY + 8, 0, 0, 0]), price(fail, 0), ErrorName::OutOfGas)
                }
            }
        }
    }

    /// A call to be made, and the calls that it makes.
    #[derive(Clone, Debug)]
    struct PlannedCall {
        contract: u64,
        value: u64,
        /// Gas, of what the caller has left, in 256ths; 256 and more is more than it has.
        share: u64,
        /// Which string it stores under the key `key`, and logs.
        stores: u64,
        /// Whether it sends one to `1.2.6`.
        sends: bool,
        end: PlannedEnd,
        /// What it calls after its first and its second part.
        callees: [Option<Box<PlannedCall>>; 2],
    }

    impl PlannedCall {
        fn party(&self) -> Party {
            Party::Contract(ContractId(self.contract))
        }

        fn message(&self, sender: Party, gas: u64) -> Message {
            let message = Message::new("f()".parse().unwrap(), ContractId(self.contract), sender, gas);
            Message { value: self.value, ..message }
        }

        /// Stores, logs and sends; calls; returns a byte; calls; ends. For each call it is stopped twice: before it, and
        /// after it.
        fn script(&self) -> Vec<ScriptStep> {
            let mut script = vec![
                ScriptStep::Call(Function::StorageSet, [KEY, self.stores, 0, 0]),
                ScriptStep::Call(Function::Emit, [self.stores, KEY, 0, 0]),
            ];
            if self.sends {
                script.push(ScriptStep::Call(Function::Transfer, [BOB, ASSET, 1, 0]));
            }
            script.extend([
                ScriptStep::Stop,
                ScriptStep::Stop,
                ScriptStep::Call(Function::ReturnU8, [self.contract, 0, 0, 0]),
            ]);
            script.extend([ScriptStep::Stop, ScriptStep::Stop, self.end.step().0]);
            script
        }
    }

    /// What a frame came to, in the model's words.
    type Came = (ErrorName, u64, Vec<u8>);

    /// The chain and what was logged, copied where a frame begins, and put back where it fails.
    #[derive(Clone, Debug, Default, PartialEq)]
    struct NaiveChain {
        balances: BTreeMap<Party, i64>,
        stored: BTreeMap<u64, Vec<u8>>,
        logs: Vec<Log>,
    }

    impl NaiveChain {
        fn transfer(&mut self, from: Party, to: Party, amount: u64) -> bool {
            let has = self.balances.get(&from).copied().unwrap_or(0);
            let enough = has >= amount as i64;
            if enough && amount > 0 {
                *self.balances.entry(from).or_default() -= amount as i64;
                *self.balances.entry(to).or_default() += amount as i64;
            }
            enough
        }

        /// Calls, recursively. `None` where the frame is not entered. `came` is what frames came to, as they ended.
        fn call(
            &mut self,
            plan: &PlannedCall,
            sender: Party,
            gas: u64,
            came: &mut Vec<Came>,
        ) -> Option<Came> {
            let before = self.clone();
            if !self.transfer(sender, plan.party(), plan.value) || gas < LOAD {
                *self = before;
                return None;
            }
            let mut left = gas - LOAD;
            let mut output = Vec::new();
            let result = self.steps(plan, &mut left, &mut output, came);
            let error = result.err().unwrap_or(ErrorName::None);
            if error != ErrorName::None {
                *self = before;
                output.clear();
            }
            came.push((error, gas - left, output));
            came.last().cloned()
        }

        /// What a frame does. Inside, the error that stops it.
        fn steps(
            &mut self,
            plan: &PlannedCall,
            left: &mut u64,
            output: &mut Vec<u8>,
            came: &mut Vec<Came>,
        ) -> Result<(), ErrorName> {
            let text = [(KEY, &b"key"[..]), (BOB, b"1.2.6"), (ASSET, b"1.3.0")];
            let text = text.into_iter().find(|(addr, _)| *addr == plan.stores).unwrap().1.to_vec();
            let bytes = 3 + text.len() as u64;
            pay(left, Function::StorageSet, bytes)?;
            self.stored.insert(plan.contract, text.clone());
            pay(left, Function::Emit, bytes)?;
            self.logs.push(Log {
                contract: ContractId(plan.contract),
                signature: String::from_utf8(text.clone()).unwrap(),
                hash: Keccak256::digest(text).into(),
                data: b"key".to_vec(),
            });
            if plan.sends {
                pay(left, Function::Transfer, 0)?;
                if !self.transfer(plan.party(), Party::Account(AccountId(6)), 1) {
                    return Err(ErrorName::InvalidChainCall);
                }
            }
            for (i, callee) in plan.callees.iter().enumerate() {
                if let Some(callee) = callee {
                    let given = given(callee, *left);
                    if given <= *left
                        && let Some((_, used, _)) = self.call(callee, plan.party(), given, came)
                    {
                        *left -= used;
                    }
                }
                if i == 0 {
                    pay(left, Function::ReturnU8, 0)?;
                    output.push(plan.contract as u8);
                }
            }
            let (step, price, error) = plan.end.step();
            if let ScriptStep::Call(function, _) = step {
                // All or the part that is paid first.
                let parts = [INT, function.gas().base, price - INT - function.gas().base];
                for part in parts {
                    *left = left.checked_sub(part).ok_or(ErrorName::OutOfGas)?;
                }
            }
            if error == ErrorName::None { Ok(()) } else { Err(error) }
        }
    }

    fn given(callee: &PlannedCall, left: u64) -> u64 {
        (u128::from(left) * u128::from(callee.share) / 256) as u64
    }

    /// Pays for a step that calls a function about so many bytes: `int`, then the function, then the bytes of its two
    /// strings, as far as the gas goes.
    fn pay(left: &mut u64, function: Function, bytes: u64) -> Result<(), ErrorName> {
        let per_byte = function.gas().per_byte;
        let first = if bytes > 0 && function == Function::StorageSet { 3 } else { bytes.saturating_sub(3) };
        for part in [INT, function.gas().base, per_byte * first, per_byte * (bytes - first)] {
            *left = left.checked_sub(part).ok_or(ErrorName::OutOfGas)?;
        }
        Ok(())
    }

    fn came(ended: &Ended) -> Came {
        match ended {
            Ended::Returned { gas_used, output, .. } => (ErrorName::None, *gas_used, output.clone()),
            Ended::Failed { gas_used, cause, .. } => (cause.name(), *gas_used, Vec::new()),
            Ended::NotEntered(why) => panic!("{why}"),
        }
    }

    const GIVEN: i64 = 1000;

    fn limits() -> Limits {
        Limits { memory_pages: 1 << 19, logs: 1 << 20, ..Limits::default() }
    }

    /// Plays a plan on the stack of frames, calling wherever a frame is stopped, and in the model, and compares.
    fn play<'p>(plan: &'p PlannedCall, gas: u64) -> Result<usize, TestCaseError> {
        let limits = limits();
        let mut chain = LocalChain::new(ChainFile::default());
        chain.set_balance(ALICE, ECHO, GIVEN);
        let mut world = NaiveChain { balances: [(ALICE, GIVEN)].into(), ..NaiveChain::default() };
        let mut expected = Vec::new();
        let outermost = world.call(plan, ALICE, gas, &mut expected);

        let contract = scripted::contract();
        let (pool, mut debug) = (Pool::default(), |_: &str| {});
        let program = |plan: &PlannedCall| scripted::program(&contract, &plan.script());
        let transaction = Transaction::new(AccountId(5), &limits, &chain, &mut debug);
        let started = CallStack::start(transaction, &pool, &program(plan), plan.message(ALICE, gas)).unwrap();
        let Ok(mut stack) = started else {
            prop_assert_eq!(outermost, None);
            return Ok(0);
        };
        // What each frame is to call yet, and whether it has called.
        let calls = |plan: &'p PlannedCall| (plan.party(), plan.callees.iter(), false);
        let mut frames = vec![calls(plan)];
        let (mut deepest, mut ended) = (1, Vec::new());
        let (outcome, changes) = loop {
            stack = match stack.run(Until::END).unwrap() {
                Progress::Stopped(stack) => *stack,
                Progress::Ended(outcome, changes) => break (outcome, changes),
            };
            // Those above have ended.
            frames.truncate(stack.depth());
            let (sender, callees, called) = frames.last_mut().unwrap();
            if std::mem::take(called) {
                ended.extend(stack.innermost_mut().callee.take().as_ref().map(came));
                continue;
            }
            *called = true;
            let Some(callee) = callees.next().unwrap() else { continue };
            let left = stack.innermost().machine.gas;
            let message = callee.message(*sender, given(callee, left));
            match stack.enter(&program(callee), message).unwrap() {
                Ok(()) => frames.push(calls(callee)),
                Err(_) => prop_assert_eq!(stack.innermost().machine.gas, left),
            }
            deepest = deepest.max(stack.depth());
        };
        let (error, gas_used, output) = outermost.unwrap();
        prop_assert_eq!((outcome.error(), outcome.gas_used()), (error, gas_used));
        if let Outcome::Returned { output: returned, logs, .. } = &outcome {
            prop_assert_eq!((returned, logs), (&output, &world.logs));
        }
        expected.pop();
        prop_assert_eq!(ended, expected);
        prop_assert_eq!(
            changes.is_empty(),
            world == NaiveChain { balances: [(ALICE, GIVEN)].into(), ..NaiveChain::default() }
        );
        chain.commit(&changes).unwrap();
        let parties = (0..CONTRACTS)
            .map(|id| Party::Contract(ContractId(id)))
            .chain([ALICE, Party::Account(AccountId(6))]);
        let mut sum = 0;
        for party in parties {
            let balance = chain.balance(party, ECHO).unwrap().unwrap();
            prop_assert_eq!(balance, world.balances.get(&party).copied().unwrap_or(0), "{}", party);
            sum += balance;
        }
        prop_assert_eq!(sum, GIVEN);
        for id in 0..CONTRACTS {
            prop_assert_eq!(chain.stored(ContractId(id), b"key").unwrap(), world.stored.get(&id).cloned());
        }
        Ok(deepest)
    }

    fn leaf() -> impl Strategy<Value = PlannedCall> {
        let end = prop_oneof![3 => Just(PlannedEnd::Return), 2 => prop::sample::select(ENDS.to_vec())];
        let share = prop_oneof![4 => 200_u64..=256, 1 => 0_u64..300];
        let stores = prop::sample::select(vec![KEY, BOB, ASSET]);
        (0..CONTRACTS, 0_u64..30, share, stores, any::<bool>(), end).prop_map(
            |(contract, value, share, stores, sends, end)| {
                let sends = sends && value > 0;
                PlannedCall { contract, value, share, stores, sends, end, callees: [None, None] }
            },
        )
    }

    fn plan() -> impl Strategy<Value = PlannedCall> {
        leaf().prop_recursive(8, 40, 2, |inner| {
            let callee = || prop::option::weighted(0.8, inner.clone().prop_map(Box::new));
            (leaf(), [callee(), callee()]).prop_map(|(plan, callees)| PlannedCall { callees, ..plan })
        })
    }

    proptest! {
        #[test]
        fn frames_leave_what_the_model_says(
            plan in plan(),
            gas in prop_oneof![3 => Just(10_000_000_u64), 1 => 0_u64..100_000],
        ) {
            play(&plan, gas)?;
        }
    }

    /// Runs a stack that will be stopped.
    fn stopped<'a>(stack: CallStack<'a>, until: Until<'_>) -> CallStack<'a> {
        match stack.run(until).unwrap() {
            Progress::Stopped(stack) => *stack,
            Progress::Ended(outcome, _) => panic!("it ended: {outcome:?}"),
        }
    }

    fn outcome(stack: CallStack<'_>) -> Outcome {
        match stack.run(Until::END).unwrap() {
            Progress::Stopped(_) => panic!("it was stopped"),
            Progress::Ended(outcome, _) => outcome,
        }
    }

    fn message(gas: u64) -> Message {
        Message::new("f()".parse().unwrap(), ContractId(0), ALICE, gas)
    }

    #[test]
    fn frames_are_limited_in_depth() {
        let (limits, pool) = (limits(), Pool::default());
        let chain = LocalChain::new(ChainFile::default());
        let program = scripted::program(&scripted::contract(), &[ScriptStep::Stop]);
        let mut debug = |_: &str| {};
        let transaction = Transaction::new(AccountId(5), &limits, &chain, &mut debug);
        let gas = LOAD * MAX_DEPTH as u64;
        let mut stack = CallStack::start(transaction, &pool, &program, message(gas)).unwrap().unwrap();
        for depth in 1..MAX_DEPTH {
            stack = stopped(stack, Until::END);
            let left = stack.innermost().machine.gas;
            assert_eq!(left, gas - LOAD * depth as u64);
            // A frame cannot give what it does not have.
            assert_eq!(stack.enter(&program, message(left + 1)).unwrap(), Err(NotEntered::Gas { left }));
            stack.enter(&program, message(left)).unwrap().unwrap();
            assert_eq!(stack.depth(), depth + 1);
        }
        assert_eq!(stack.enter(&program, message(0)).unwrap(), Err(NotEntered::Depth));
        assert_eq!(outcome(stopped(stack, Until::END)).gas_used(), gas);
        assert_eq!(program.bytes(), size_of::<ScriptStep>(), "one translation serves all frames");
    }

    /// What the frames around hold is not there for those within, and is there again when those have ended.
    #[test]
    fn frames_share_the_limits() {
        let pages = u32::try_from(LOAD / u64::from(gas::PAGE)).unwrap();
        let limits = Limits { memory_pages: 3 * pages, allocations: 2, output: 2, ..limits() };
        let (pool, chain) = (Pool::default(), LocalChain::new(ChainFile::default()));
        let contract = scripted::contract();
        let [allocate, give] =
            [Function::Allocate, Function::ReturnU8].map(|f| ScriptStep::Call(f, [1, 0, 0, 0]));
        let program = |script: &[ScriptStep]| scripted::program(&contract, script);
        let outer = program(&[
            allocate,
            give,
            ScriptStep::Stop,
            ScriptStep::Stop,
            ScriptStep::Stop,
            ScriptStep::Stop,
        ]);
        let waits = program(&[ScriptStep::Stop]);
        let mut debug = |_: &str| {};
        let transaction = Transaction::new(AccountId(5), &limits, &chain, &mut debug);
        let stack = CallStack::start(transaction, &pool, &outer, message(1_000_000)).unwrap().unwrap();
        let mut stack = stopped(stack, Until::END);
        for (second, denied) in
            [(allocate, Denied::Heap(HeapFull::Allocations)), (give, Denied::Output { limit: limits.output })]
        {
            stack.enter(&program(&[second, second]), message(100_000)).unwrap().unwrap();
            stack = stopped(stack, Until::END);
            let Some(Ended::Failed { cause: Cause::Denied { denied: found, .. }, at, .. }) =
                stack.innermost().callee()
            else {
                panic!("{:?}", stack.innermost().callee());
            };
            assert_eq!((*found, *at), (denied, GuestAddr(TEXT + 2)), "the second call is one too many");
        }
        for depth in [2, 3] {
            stack.enter(&waits, message(100_000 / depth)).unwrap().unwrap();
            stack = stopped(stack, Until::END);
            assert_eq!(stack.depth() as u64, depth);
        }
        let left = stack.innermost().machine.gas;
        assert_eq!(stack.enter(&waits, message(left)).unwrap(), Err(NotEntered::Pages));
        assert_eq!(stack.innermost().machine.gas, left);
        stack = stopped(stack, Until::END);
        assert_eq!(stack.depth(), 1);
        stack.enter(&waits, message(100_000)).unwrap().unwrap();
        assert!(outcome(stopped(stack, Until::END)).is_returned());
    }

    /// Frames of one program, each entered in the middle of the one before, on each engine, with stops wherever a
    /// budget ends: each costs what it costs alone.
    #[test]
    fn frames_of_one_program_do_not_disturb_each_other() {
        // mov ecx, 1000; again: dec ecx; jnz again; ret
        let text = [0xb9, 0xe8, 3, 0, 0, 0xff, 0xc9, 0x75, 0xfc, 0xc3];
        let file = testing::esc(&text, &[], &[]);
        let contract = Arc::new(echo_validate::validate_file(&file, &Policy::default()).unwrap());
        let (limits, pool) = (limits(), Pool::default());
        let chain = LocalChain::new(ChainFile::default());
        for &engine in Engine::ALL {
            let program = engine.prepare(&contract).unwrap();
            let mut debug = |_: &str| {};
            let transaction = Transaction::new(AccountId(5), &limits, &chain, &mut debug);
            let stack = CallStack::start(transaction, &pool, &program, message(1_000_000)).unwrap().unwrap();
            let alone = outcome(stack).gas_used();
            let mut debug = |_: &str| {};
            let transaction = Transaction::new(AccountId(5), &limits, &chain, &mut debug);
            let mut stack =
                CallStack::start(transaction, &pool, &program, message(1_000_000)).unwrap().unwrap();
            for depth in 2..20 {
                stack = stopped(stack, Until::spent(100 * depth));
                stack.enter(&program, message(1_000_000 - 10_000 * depth)).unwrap().unwrap();
            }
            let mut stops = 0;
            let outcome = loop {
                stack = match stack.run(Until::spent(500)).unwrap() {
                    Progress::Stopped(stack) => *stack,
                    Progress::Ended(outcome, _) => break outcome,
                };
                stops += 1;
                if let Some(ended) = stack.innermost().callee() {
                    let calls = 20 - stack.depth() as u64 - 1;
                    assert_eq!(came(ended), (ErrorName::None, alone * calls, vec![]), "{engine}");
                }
            };
            assert_eq!(
                outcome,
                Outcome::Returned { gas_used: alone * 19, output: vec![], logs: vec![], arguments_left: 0 }
            );
            assert!(stops > 50, "{engine} was stopped {stops} times");
        }
    }

    /// What an observer was shown, a word each.
    #[derive(Default)]
    struct SeenByObserver(Vec<String>);

    impl Observer for SeenByObserver {
        fn step(&mut self, machine: &Machine, inst: &Inst) {
            assert_eq!(machine.rip, inst.addr());
            self.0.push(inst.to_string());
        }

        fn host_call(&mut self, frame: &Frame, function: Function) {
            self.0.push(format!("{} of {}", function.name(), frame.message().contract));
        }

        fn frame(&mut self, frame: &Frame, depth: usize) {
            self.0.push(format!("{} at {depth}", frame.message().contract));
        }

        fn ended(&mut self, ended: &Ended) {
            self.0
                .push(if matches!(ended, Ended::Returned { .. }) { "returned" } else { "failed" }.to_owned());
        }
    }

    fn go<'a>(stack: CallStack<'a>, until: Until<'_>, seen: Option<&mut SeenByObserver>) -> Progress<'a> {
        match seen {
            Some(seen) => stack.observe(until, seen),
            None => stack.run(until),
        }
        .unwrap()
    }

    #[test]
    fn an_observer_sees_frames_host_calls_and_instructions_in_their_order() {
        let contract = |text: &[u8]| {
            let file = testing::esc(text, &[], &[]);
            Arc::new(echo_validate::validate_file(&file, &Policy::default()).unwrap())
        };
        // int 0x27; nop; ret, and: ud2
        let outer = Engine::Interpreter.prepare(&contract(&[0xcd, 0x27, 0x90, 0xc3])).unwrap();
        let inner = Engine::Interpreter.prepare(&contract(&[0x0f, 0x0b])).unwrap();
        let (limits, pool) = (limits(), Pool::default());
        let chain = LocalChain::new(ChainFile::default());
        // Once in the observer's eyes, once without; the inner frame is entered behind the `int`.
        let outcomes = [true, false].map(|observed| {
            let mut seen = SeenByObserver::default();
            let mut debug = |_: &str| {};
            let transaction = Transaction::new(AccountId(5), &limits, &chain, &mut debug);
            let stack = CallStack::start(transaction, &pool, &outer, message(1_000_000)).unwrap().unwrap();
            let budget = INT + Function::BlockNumber.gas().base;
            let Progress::Stopped(mut stack) = go(stack, Until::spent(budget), observed.then_some(&mut seen))
            else {
                panic!("it has ended")
            };
            let to_inner = Message { contract: ContractId(8), ..message(500_000) };
            stack.enter(&inner, to_inner).unwrap().unwrap();
            let Progress::Ended(outcome, _) = go(*stack, Until::END, observed.then_some(&mut seen)) else {
                panic!("it was stopped")
            };
            if observed {
                let expected = [
                    "1.11.0 at 1",
                    "int 0x27",
                    "block_number of 1.11.0",
                    "nop",
                    "1.11.8 at 2",
                    "ud2",
                    "failed",
                    "1.11.0 at 1",
                    "nop",
                    "ret",
                    "returned",
                ];
                assert_eq!(seen.0, expected);
            }
            outcome
        });
        assert!(outcomes[0].is_returned());
        assert_eq!(outcomes[0], outcomes[1]);
    }

    #[test]
    fn a_budget_counts_what_host_functions_cost() {
        let (limits, pool) = (limits(), Pool::default());
        let chain = LocalChain::new(ChainFile::default());
        let program =
            scripted::program(&scripted::contract(), &[ScriptStep::Call(Function::ReturnU8, [1; 4]); 10]);
        let mut debug = |_: &str| {};
        let transaction = Transaction::new(AccountId(5), &limits, &chain, &mut debug);
        let mut stack = CallStack::start(transaction, &pool, &program, message(100_000)).unwrap().unwrap();
        let mut left = 100_000 - LOAD;
        // A function that has begun is finished, whatever it costs.
        for (budget, calls) in
            [(3 * price(Function::ReturnU8, 0), 3), (price(Function::ReturnU8, 0) + INT, 2)]
        {
            stack = stopped(stack, Until::spent(budget));
            left -= calls * price(Function::ReturnU8, 0);
            assert_eq!(stack.innermost().machine.gas, left);
        }
        assert!(outcome(stack).is_returned());
    }

    /// A thousand frames, each in the one before; and in each round, the one at another depth ends badly, in each way.
    #[test]
    fn a_thousand_frames_end_at_any_depth() {
        let mut random = 1_u64;
        for round in 0..6 {
            let bad = [0, 1, 499, 500, 998, 999][round];
            let mut plan: Option<Box<PlannedCall>> = None;
            for depth in (0..1000).rev() {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let end = if depth == bad { ENDS[round % 6] } else { PlannedEnd::Return };
                plan = Some(Box::new(PlannedCall {
                    contract: if depth < 2 { depth as u64 } else { random >> 32 & 1 },
                    // Enough for both contracts to send to each other for long.
                    value: [600, 300].get(depth).copied().unwrap_or(random >> 40 & 1),
                    share: 256,
                    stores: [KEY, BOB, ASSET][depth % 3],
                    sends: false,
                    end,
                    callees: [plan, None],
                }));
            }
            assert_eq!(play(&plan.unwrap(), 20_000_000).unwrap(), 1000);
        }
    }

    /// Two contracts that call each other are translated once each, and a third in between changes nothing.
    #[test]
    fn programs_that_take_turns_are_translated_once() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let made = Arc::new(AtomicUsize::new(0));
        let programs = [(); 3].map(|()| {
            let (made, prepared) =
                (Arc::clone(&made), Engine::Interpreter.prepare(&scripted::contract()).unwrap());
            Program::new(&scripted::contract(), move |_| {
                made.fetch_add(1, Ordering::Relaxed);
                Box::new(Shared(prepared.start()))
            })
        });
        let (pool, chain, limits) =
            (Pool::default(), LocalChain::new(ChainFile::default()), Limits::default());
        let mut debug = |_: &str| {};
        let transaction = Transaction::new(AccountId(5), &limits, &chain, &mut debug);
        let message = |gas| Message::new("f()".parse().unwrap(), ContractId(1), ALICE, gas);
        let mut stack =
            CallStack::start(transaction, &pool, &programs[0], message(1 << 40)).unwrap().unwrap();
        for (depth, program) in [1, 0, 2, 1, 0, 0, 1].into_iter().enumerate() {
            // It has begun, and stands before its first instruction.
            stack = match stack.run(Until::spent(0)).unwrap() {
                Progress::Stopped(stack) => *stack,
                Progress::Ended(outcome, _) => panic!("{outcome:?}"),
            };
            stack.enter(&programs[program], message(1 << (39 - depth))).unwrap().unwrap();
        }
        // The innermost has its turn, the others wait here, and not with their programs.
        let waiting = |program| stack.waiting.iter().filter(|run| run.is_of(program)).count();
        assert_eq!(programs.each_ref().map(waiting), [1, 0, 1]);
        let Progress::Ended(outcome, _) = stack.run(Until::END).unwrap() else { panic!("nobody stops it") };
        assert!(outcome.is_returned());
        assert_eq!(made.load(Ordering::Relaxed), programs.len());
    }

    /// A run of another program.
    struct Shared(Run);

    impl crate::engine::Translation for Shared {
        fn resume(&mut self, machine: &mut Machine, _: crate::engine::Flag<'_>) -> Exit {
            self.0.resume(machine, Until::END)
        }

        fn bytes(&self) -> usize {
            0
        }
    }
}
