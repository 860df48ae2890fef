//! [`call`]: from a contract and a request to an outcome. The loop that lets an engine run and serves what it
//! asks for.
//!
//! Called by the command line and by nodes. A run changes nothing but its own journal: what it changed
//! reaches the chain in one commit, after it ended with `none`, or never. Nothing that a contract does is an
//! `Err`: that is for hosts and chains that fail.

use crate::engine::{Exit, Until};
use crate::host::{Host, Left};
use crate::machine::Machine;
use crate::memory::MemoryError;
use crate::pool::Pool;
use crate::program::{Program, Run};
use echo_abi::call_line::CallLine;
use echo_abi::id::{AccountId, AssetId, ContractId, Party};
use echo_abi::{Cause, GuestAddr, Limits, NotStarted, Outcome, gas};
use echo_chain::{ChainError, Changes, Commit, JournalError, State};
use std::sync::Arc;

/// What kind of call it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mode {
    /// An ordinary call.
    #[default]
    Call,
    /// The call that creates the contract.
    Constructor,
}

/// Who calls what, with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRequest {
    /// The function and its arguments.
    pub line: CallLine,
    /// Whether the call creates the contract.
    pub mode: Mode,
    /// The contract that is called: whose storage it is, and who holds what is sent.
    pub contract: ContractId,
    /// Who calls.
    pub sender: Party,
    /// The account that signed the transaction.
    pub origin: AccountId,
    /// Amount sent with the call, in the asset's smallest unit. It moves from sender to contract before the
    /// contract runs.
    pub value: u64,
    /// In which asset.
    pub asset: AssetId,
    /// Gas for the call: for loading the contract ([`gas::load`]), then for the run.
    pub gas: u64,
}

impl CallRequest {
    /// A call by `origin` itself that sends nothing.
    #[must_use]
    pub fn new(line: CallLine, contract: ContractId, origin: AccountId, gas: u64) -> Self {
        let (sender, asset) = (Party::Account(origin), AssetId::ECHO);
        Self { line, mode: Mode::Call, contract, sender, origin, value: 0, asset, gas }
    }
}

/// The host or the chain failed; the contract is not to blame, and nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No memory for the machine.
    #[error("the machine could not be made")]
    Memory(#[from] MemoryError),
    /// The chain did not answer, or did not take the changes.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

/// Calls a contract and commits what it changed, if it returned. Debug output goes to `debug` as it
/// comes, a text a time.
///
/// # Errors
/// [`CallError`] where host or chain failed; the chain is then as it was.
pub fn call(
    program: &Arc<Program>,
    request: &CallRequest,
    limits: &Limits,
    machines: &Pool,
    chain: &mut (impl State + Commit),
    debug: &mut dyn FnMut(&str),
) -> Result<Outcome, CallError> {
    let (outcome, changes) = view(program, request, limits, machines, chain, debug)?;
    if outcome.is_returned() {
        chain.commit(&changes)?;
    }
    Ok(outcome)
}

/// Calls a contract without changing the chain, and says what would change: nothing, unless the contract returned.
///
/// # Errors
/// [`CallError`] where host or chain failed.
pub fn view(
    program: &Arc<Program>,
    request: &CallRequest,
    limits: &Limits,
    machines: &Pool,
    chain: &dyn State,
    debug: &mut dyn FnMut(&str),
) -> Result<(Outcome, Changes), CallError> {
    let not_started = |why| Ok((Outcome::NotStarted(why), Changes::default()));
    let mut host = Host::new(request, limits, chain, debug);
    match send_value(&mut host, request) {
        Ok(()) => {}
        Err(JournalError::Denied(denied)) => return not_started(NotStarted::Value(denied)),
        Err(JournalError::Chain(error)) => return Err(error.into()),
    }
    let image = program.contract().image();
    let price = gas::load(image, limits);
    let Some(left) = request.gas.checked_sub(price) else {
        return not_started(NotStarted::Load { gas: request.gas, price });
    };
    let mut machine = machines.machine(image, limits, left)?;
    let stopped = run(&mut program.start(), &mut machine, &mut host)?;
    let gas_used = request.gas - machine.gas;
    machines.give_back(machine);
    Ok(match stopped {
        None => {
            let Left { output, logs, changes } = host.finish();
            (Outcome::Returned { gas_used, output, logs }, changes)
        }
        Some((cause, at)) => (Outcome::Failed { gas_used, cause, at }, Changes::default()),
    })
}

fn send_value(host: &mut Host<'_>, request: &CallRequest) -> Result<(), JournalError> {
    if request.value == 0 {
        return Ok(());
    }
    let to = Party::Contract(request.contract);
    host.journal().transfer(request.sender, to, request.asset, request.value)
}

/// Lets the engine run, and serves its host calls, until the contract returns, or something stops it, and where.
fn run(
    run: &mut Run,
    machine: &mut Machine,
    host: &mut Host<'_>,
) -> Result<Option<(Cause, GuestAddr)>, ChainError> {
    loop {
        let function = match run.resume(machine, Until::END) {
            Exit::HostCall(function) => function,
            Exit::Return => return Ok(None),
            Exit::OutOfGas { .. } => return Ok(Some((Cause::OutOfGas, machine.rip))),
            Exit::Trap(trap) => return Ok(Some((Cause::Trap(trap), machine.rip))),
            Exit::Stopped => unreachable!("nobody stops this run"),
        };
        if let Err(cause) = host.serve(function, machine)? {
            // rip is behind the `int n`, whose opcode and number are its last two bytes.
            return Ok(Some((cause, machine.rip.offset(2_u32.wrapping_neg()))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Flag, Translation};
    use crate::testing::{self, DATA};
    use echo_abi::id::ObjectId;
    use echo_abi::isa::Reg;
    use echo_abi::outcome::Access;
    use echo_abi::scpi::Function;
    use echo_abi::{Denied, ErrorName, Log, Policy, StateDenied, Trap};
    use echo_chain::{Block, ChainFile, LocalChain};
    use echo_validate::Contract;
    use proptest::prelude::*;
    use sha3::{Digest, Keccak256};

    const OUT_OF_GAS: Exit = Exit::OutOfGas { begun: 0 };

    /// What a scripted run does next.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        /// Calls a function with these arguments; `int` costs 20.
        Call(Function, [u64; 4]),
        /// Ends.
        End(Exit),
    }

    /// An engine that executes a script instead of code: it can do whatever a hostile contract could.
    struct Scripted(std::vec::IntoIter<Step>);

    impl Translation for Scripted {
        fn bytes(&self) -> usize {
            size_of_val(self.0.as_slice())
        }

        fn resume(&mut self, machine: &mut Machine, _: Flag<'_>) -> Exit {
            match self.0.next() {
                Some(Step::End(exit)) => exit,
                Some(Step::Call(function, args)) => {
                    if !machine.charge(20) {
                        return OUT_OF_GAS;
                    }
                    machine.rip = machine.rip.offset(2);
                    for (reg, arg) in [Reg::Rdi, Reg::Rsi, Reg::Rdx, Reg::Rcx].into_iter().zip(args) {
                        machine.regs[reg as usize] = arg;
                    }
                    Exit::HostCall(function)
                }
                None => Exit::Return,
            }
        }
    }

    const CONTRACT: ContractId = ContractId(7);
    const ALICE: Party = Party::Account(AccountId(5));
    const ECHO: AssetId = AssetId::ECHO;

    /// A contract whose data are strings: `key` at `DATA + 16`, `1.2.6` at `+ 48`, `1.3.0` at `+ 80`.
    fn contract() -> Arc<Contract> {
        let mut data = testing::Data::default();
        let strings = [b"key", &b"1.2.6"[..], b"1.3.0"].map(|text| data.string(text));
        assert_eq!(strings, [KEY, BOB, ASSET].map(|addr| addr as u32));
        let file = testing::esc(&testing::RET, &[], &data.bytes);
        Arc::new(echo_validate::validate_file(&file, &Policy::default()).unwrap())
    }

    /// The load gas of that contract.
    const LOAD: u64 = gas::TEXT_BYTE as u64 + (1 + DATA_PAGES + 16) * gas::PAGE as u64;
    const DATA_PAGES: u64 = (testing::DATA_SIZE / 4096) as u64;

    const KEY: u64 = DATA as u64 + 16;
    const BOB: u64 = DATA as u64 + 48;
    const ASSET: u64 = DATA as u64 + 80;

    fn request(gas: u64) -> CallRequest {
        CallRequest::new("f(1, \"two\", true)".parse().unwrap(), CONTRACT, AccountId(5), gas)
    }

    fn chain() -> LocalChain {
        let mut chain = LocalChain::new(ChainFile::default());
        chain.set_balance(ALICE, ECHO, 100);
        chain
    }

    fn play(
        script: &[Step],
        request: &CallRequest,
        chain: &mut (impl State + Commit),
    ) -> Result<Outcome, CallError> {
        let script = script.to_vec();
        let program = Program::new(&contract(), move |_| Box::new(Scripted(script.clone().into_iter())));
        call(&program, request, &Limits::default(), &Pool::default(), chain, &mut |_| {})
    }

    /// Stores, sends, returns and logs.
    const BUSY: [Step; 4] = [
        Step::Call(Function::StorageSet, [KEY, BOB, 0, 0]),
        Step::Call(Function::Transfer, [BOB, ASSET, 30, 0]),
        Step::Call(Function::ReturnU16, [0x1234, 0, 0, 0]),
        Step::Call(Function::Emit, [KEY, BOB, 0, 0]),
    ];

    fn balances(chain: &dyn State) -> [i64; 3] {
        [ALICE, Party::Contract(CONTRACT), Party::Account(AccountId(6))]
            .map(|party| chain.balance(party, ECHO).unwrap().unwrap())
    }

    #[test]
    fn a_run_that_returns_leaves_everything() {
        let mut chain = chain();
        let request = CallRequest { value: 40, ..request(1_000_000) };
        let outcome = play(&BUSY, &request, &mut chain).unwrap();
        let price = |function: Function, bytes| 20 + function.gas().base + function.gas().per_byte * bytes;
        let gas = LOAD
            + price(Function::StorageSet, 8)
            + price(Function::Transfer, 0)
            + price(Function::ReturnU16, 0)
            + price(Function::Emit, 8);
        let logs = vec![Log { hash: Keccak256::digest(b"key").into(), data: b"1.2.6".to_vec() }];
        assert_eq!(outcome, Outcome::Returned { gas_used: gas, output: vec![0x34, 0x12], logs });
        assert_eq!(balances(&chain), [60, 10, 30]);
        assert_eq!(chain.stored(CONTRACT, b"key").unwrap().unwrap(), b"1.2.6");
        // The next call sees it.
        let script = [Step::Call(Function::StorageRemove, [KEY, 0, 0, 0])];
        assert!(play(&script, &request, &mut chain).unwrap().is_returned());
        assert_eq!(balances(&chain), [20, 50, 30]);
        assert_eq!(chain.stored(CONTRACT, b"key").unwrap(), None);
    }

    #[test]
    fn a_run_that_fails_leaves_no_trace() {
        let nowhere = [0xffff_0000, 0, 0, 0];
        let denied = |function, denied| Cause::Denied { function, denied };
        let unmapped = Trap::Memory { addr: GuestAddr(0xffff_0000), access: Access::Read };
        let contract = Party::Contract(CONTRACT);
        let few = StateDenied::Insufficient { holder: contract, asset: ECHO, balance: 10, amount: 11 };
        let ends = [
            (Step::End(OUT_OF_GAS), Cause::OutOfGas, "the gas is used up, at 0x401008"),
            (Step::End(Exit::Trap(Trap::Divide)), Cause::Trap(Trap::Divide), "division by zero"),
            (
                Step::Call(Function::Fail, [KEY, 0, 0, 0]),
                Cause::Contract { message: "key".to_owned() },
                "key",
            ),
            (
                Step::Call(Function::Allocate, [0; 4]),
                denied(Function::Allocate, Denied::ZeroSize),
                "allocate: zero bytes",
            ),
            (
                Step::Call(Function::Free, nowhere),
                denied(Function::Free, Denied::NotHeap { addr: GuestAddr(0xffff_0000) }),
                "free: 0xffff0000 is not allocated",
            ),
            (
                Step::Call(Function::StorageExists, nowhere),
                denied(Function::StorageExists, Denied::Memory(unmapped)),
                "storage_exists: read of unmapped memory at 0xffff0000, at 0x401008",
            ),
            (
                Step::Call(Function::Transfer, [BOB, ASSET, 11, 0]),
                denied(Function::Transfer, Denied::State(few)),
                "transfer: 1.11.7 has 10 of 1.3.0, less than 11, at 0x401008",
            ),
        ];
        for (end, cause, message) in ends {
            let mut chain = chain();
            let request = CallRequest { value: 40, ..request(1_000_000) };
            let script = [&BUSY[..], &[end]].concat();
            let outcome = play(&script, &request, &mut chain).unwrap();
            assert_eq!(outcome.error(), cause.name());
            assert!(outcome.message().unwrap().starts_with(message), "{outcome:?}");
            assert!(outcome.gas_used() > LOAD);
            let Outcome::Failed { cause: found, at, .. } = outcome else { panic!("{outcome:?}") };
            assert_eq!((found, at), (cause.clone(), GuestAddr(testing::TEXT + 8)));
            assert_eq!(balances(&chain), [100, 0, 0], "{cause}");
            assert_eq!(chain.stored(CONTRACT, b"key").unwrap(), None);
        }
    }

    #[test]
    fn a_function_that_cannot_be_paid_costs_nothing() {
        let script = [Step::Call(Function::Allocate, [8, 0, 0, 0])];
        let outcome = play(&script, &request(LOAD + 119), &mut chain()).unwrap();
        assert_eq!((outcome.error(), outcome.gas_used()), (ErrorName::OutOfGas, LOAD + 20));
        let message = "the gas left, 99, does not pay for allocate, 100, at 0x401000";
        assert_eq!(outcome.message().unwrap(), message);
        // The bytes of a string are a price of their own: here those of one that is none.
        let script = [Step::Call(Function::DebugText, [KEY + 8, 0, 0, 0])];
        let outcome = play(&script, &request(LOAD + 1000), &mut chain()).unwrap();
        let message = outcome.message().unwrap();
        assert!(message.starts_with("the gas left, 930, does not pay for debug_text, "), "{message}");
        let script = [Step::Call(Function::Allocate, [8, 0, 0, 0])];
        // And so is the page that the heap needs.
        let outcome = play(&script, &request(LOAD + 120), &mut chain()).unwrap();
        assert_eq!((outcome.error(), outcome.gas_used()), (ErrorName::OutOfGas, LOAD + 120));
        let message = "the gas left, 0, does not pay for allocate, 40, at 0x401000";
        assert_eq!(outcome.message().unwrap(), message);
        assert!(play(&script, &request(LOAD + 160), &mut chain()).unwrap().is_returned());
        let outcome = play(&script, &request(LOAD + 19), &mut chain()).unwrap();
        assert_eq!((outcome.error(), outcome.gas_used()), (ErrorName::OutOfGas, LOAD));
    }

    #[test]
    fn a_contract_whose_load_gas_cannot_be_paid_does_not_run() {
        let outcome = play(&BUSY, &CallRequest { value: 40, ..request(LOAD - 1) }, &mut chain()).unwrap();
        let message = format!("the gas, {}, does not pay for loading the contract, {LOAD}", LOAD - 1);
        assert_eq!(outcome.message(), Some(message));
        let why = NotStarted::Load { gas: LOAD - 1, price: LOAD };
        assert_eq!(outcome, Outcome::NotStarted(why));
        let outcome = play(&[], &request(LOAD), &mut chain()).unwrap();
        assert_eq!((outcome.error(), outcome.gas_used()), (ErrorName::None, LOAD));
    }

    #[test]
    fn a_view_changes_nothing_and_says_what_would() {
        let mut chain = chain();
        let request = CallRequest { value: 40, ..request(1_000_000) };
        let program = Program::new(&contract(), |_| Box::new(Scripted(BUSY.to_vec().into_iter())));
        let viewed =
            view(&program, &request, &Limits::default(), &Pool::default(), &chain, &mut |_| {}).unwrap();
        assert_eq!(balances(&chain), [100, 0, 0]);
        assert_eq!(viewed.1.balances.len(), 3);
        assert_eq!(viewed.1.stored(CONTRACT, b"key"), Some(Some(&b"1.2.6"[..])));
        assert_eq!(play(&BUSY, &request, &mut chain).unwrap(), viewed.0);
    }

    #[test]
    fn a_value_that_the_sender_has_not_ends_the_call_before_it_runs() {
        let mut chain = chain();
        let outcome = play(&BUSY, &CallRequest { value: 101, ..request(1000) }, &mut chain).unwrap();
        let message = "the value of the call: 1.2.5 has 100 of 1.3.0, less than 101";
        assert_eq!((outcome.error(), outcome.gas_used()), (ErrorName::InvalidChainCall, 0));
        assert_eq!(outcome.message().unwrap(), message);
        let denied = StateDenied::Insufficient { holder: ALICE, asset: ECHO, balance: 100, amount: 101 };
        assert_eq!(outcome, Outcome::NotStarted(NotStarted::Value(denied)));
        assert_eq!(balances(&chain), [100, 0, 0]);
    }

    /// Answers, but takes no changes.
    struct ReadOnly(LocalChain);

    impl State for ReadOnly {
        fn block(&self) -> Block {
            self.0.block()
        }

        fn block_hash(&self, number: u32) -> Result<Option<[u8; 32]>, ChainError> {
            self.0.block_hash(number)
        }

        fn balance(&self, _: Party, _: AssetId) -> Result<Option<i64>, ChainError> {
            Err(ChainError::Read("no answer".into()))
        }

        fn property(&self, object: ObjectId, name: &str) -> Result<Option<String>, ChainError> {
            self.0.property(object, name)
        }

        fn stored(&self, contract: ContractId, key: &[u8]) -> Result<Option<Vec<u8>>, ChainError> {
            self.0.stored(contract, key)
        }
    }

    impl Commit for ReadOnly {
        fn commit(&mut self, _: &Changes) -> Result<(), ChainError> {
            Err(ChainError::Commit("disk full".into()))
        }
    }

    #[test]
    fn a_chain_that_fails_is_an_error_with_its_source() {
        use std::error::Error;
        let source = |result: Result<Outcome, CallError>| match result.unwrap_err() {
            CallError::Chain(error) => error.source().unwrap().to_string(),
            CallError::Memory(error) => panic!("{error}"),
        };
        let mut chain = ReadOnly(chain());
        assert_eq!(source(play(&BUSY[..1], &request(1_000_000), &mut chain)), "disk full");
        assert_eq!(source(play(&BUSY[..2], &request(1_000_000), &mut chain)), "no answer");
        // A run that fails is not committed, so it does not meet the error.
        let failing = [BUSY[0], Step::End(Exit::Trap(Trap::Unexpected))];
        let outcome = play(&failing, &request(1_000_000), &mut chain).unwrap();
        assert_eq!(outcome.error(), ErrorName::UnexpectedOperation);
        assert_eq!(source(play(&[], &CallRequest { value: 1, ..request(1) }, &mut chain)), "no answer");
    }

    /// Registers as a hostile contract would set them: pointers to its strings, into the heap, to nothing,
    /// and numbers of all sizes.
    fn register() -> impl Strategy<Value = u64> {
        prop_oneof![
            4 => prop::sample::select(vec![KEY, BOB, ASSET, KEY + 1, KEY - 8, KEY - 16]),
            2 => (0_u64..8).prop_map(|n| 0x4000_0000 + 16 * n),
            2 => 0_u64..40,
            1 => any::<u64>(),
            1 => any::<u32>().prop_map(u64::from),
            1 => (0_u32..64).prop_map(|bit| 1 << bit),
        ]
    }

    fn script() -> impl Strategy<Value = Vec<Step>> {
        let function = prop::sample::select(Function::ALL.to_vec());
        let args = [register(), register(), register(), register()];
        prop::collection::vec((function, args).prop_map(|(function, args)| Step::Call(function, args)), 0..25)
    }

    proptest! {
        #[test]
        fn a_hostile_guest_gets_the_same_outcome_every_time(script in script(), gas in 0_u64..200_000, value in 0_u64..120) {
            let request = CallRequest { value, ..request(gas) };
            let (mut first, mut second) = (chain(), chain());
            let outcome = play(&script, &request, &mut first).unwrap();
            prop_assert_eq!(&play(&script, &request, &mut second).unwrap(), &outcome);
            prop_assert!(outcome.gas_used() <= gas);
            prop_assert_eq!(balances(&first), balances(&second));
            prop_assert_eq!(balances(&first).iter().sum::<i64>(), 100, "nothing is made or lost");
            if !outcome.is_returned() {
                prop_assert_eq!(balances(&first), [100, 0, 0]);
            }
        }
    }
}
