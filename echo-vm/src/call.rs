//! [`call`], [`view`], [`observe`]: from a program and a request to an outcome, for whoever needs one call at a time.
//!
//! Called by the command line and by nodes. A call changes nothing but its own journal: what it changed
//! reaches the chain in one commit, after the contract returned, or never. Nothing that a contract does is an
//! `Err`: that is for hosts and chains that fail.

use crate::call_stack::{CallStack, Progress};
use crate::engine::Until;
use crate::message::Message;
use crate::observer::Observer;
use crate::pool::Pool;
use crate::program::Program;
use crate::transaction::{Transaction, TransactionError};
use echo_abi::call_line::CallLine;
use echo_abi::id::{AccountId, ContractId, Party};
use echo_abi::{Limits, Outcome};
use echo_chain::{Changes, Commit, State};
use std::sync::Arc;

/// A transaction of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRequest {
    /// The account that signed the transaction.
    pub origin: AccountId,
    /// Who calls what, with what.
    pub message: Message,
}

impl CallRequest {
    /// A call by `origin` itself that sends nothing.
    #[must_use]
    pub fn new(line: CallLine, contract: ContractId, origin: AccountId, gas: u64) -> Self {
        Self { origin, message: Message::new(line, contract, Party::Account(origin), gas) }
    }
}

/// Calls a contract and commits what it changed, if it returned. Debug output goes to `debug` as it
/// comes, a text a time.
///
/// # Errors
/// [`TransactionError`] where host or chain failed; the chain is then as it was.
pub fn call(
    program: &Arc<Program>,
    request: &CallRequest,
    limits: &Limits,
    machines: &Pool,
    chain: &mut (impl State + Commit),
    debug: &mut dyn FnMut(&str),
) -> Result<Outcome, TransactionError> {
    let (outcome, changes) = view(program, request, limits, machines, chain, debug)?;
    if outcome.is_returned() {
        chain.commit(&changes)?;
    }
    Ok(outcome)
}

/// Calls a contract without changing the chain, and says what would change: nothing, unless the contract returned.
///
/// # Errors
/// [`TransactionError`] where host or chain failed.
pub fn view(
    program: &Arc<Program>,
    request: &CallRequest,
    limits: &Limits,
    machines: &Pool,
    chain: &dyn State,
    debug: &mut dyn FnMut(&str),
) -> Result<(Outcome, Changes), TransactionError> {
    let transaction = Transaction::new(request.origin, limits, chain, debug);
    execute(transaction, machines, program, request.message.clone())
}

/// Executes a transaction of one call, whose program is at hand, and says what would change: nothing, unless the contract
/// returned.
///
/// # Errors
/// [`TransactionError`] where host or chain failed.
pub fn execute<'a>(
    transaction: Transaction<'a>,
    machines: &'a Pool,
    program: &Arc<Program>,
    message: Message,
) -> Result<(Outcome, Changes), TransactionError> {
    let stack = match CallStack::start(transaction, machines, program, message)? {
        Ok(stack) => stack,
        Err(why) => return Ok((Outcome::NotStarted(why), Changes::default())),
    };
    match stack.run(Until::END)? {
        Progress::Ended(outcome, changes) => Ok((outcome, changes)),
        Progress::Stopped(_) => unreachable!("nobody stops this transaction"),
    }
}

/// Executes as [`execute`] does, and shows what happens once `after` gas is spent to an observer, on the reference engine. Until
/// then it runs as ever: what that came before is not seen.
///
/// # Errors
/// [`TransactionError`] where host or chain failed.
pub fn observe<'a>(
    transaction: Transaction<'a>,
    machines: &'a Pool,
    program: &Arc<Program>,
    message: Message,
    after: u64,
    observer: &mut dyn Observer,
) -> Result<Outcome, TransactionError> {
    let mut stack = match CallStack::start(transaction, machines, program, message)? {
        Ok(stack) => stack,
        Err(why) => return Ok(Outcome::NotStarted(why)),
    };
    if after > 0 {
        stack = match stack.run(Until::spent(after))? {
            Progress::Ended(outcome, _) => return Ok(outcome),
            Progress::Stopped(stack) => *stack,
        };
    }
    match stack.observe(Until::END, observer)? {
        Progress::Ended(outcome, _) => Ok(outcome),
        Progress::Stopped(_) => unreachable!("nobody stops this transaction"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Exit;
    use crate::scripted::{ASSET, BOB, KEY, LOAD, OUT_OF_GAS, ScriptStep, contract, price, program};
    use crate::testing;
    use echo_abi::id::{AssetId, ObjectId};
    use echo_abi::outcome::Access;
    use echo_abi::scpi::Function;
    use echo_abi::{Cause, Denied, ErrorName, GuestAddr, Log, NotStarted, StateDenied, Trap};
    use echo_chain::{Block, ChainError, ChainFile, CodeHash, ContractRecord, LocalChain};
    use proptest::prelude::*;
    use sha3::{Digest, Keccak256};

    const CONTRACT: ContractId = ContractId(7);
    const ALICE: Party = Party::Account(AccountId(5));
    const ECHO: AssetId = AssetId::ECHO;

    fn request(value: u64, gas: u64) -> CallRequest {
        let line = "f(1, \"two\", true)".parse().unwrap();
        let mut request = CallRequest::new(line, CONTRACT, AccountId(5), gas);
        request.message.value = value;
        request
    }

    fn chain() -> LocalChain {
        let mut chain = LocalChain::new(ChainFile::default());
        chain.set_balance(ALICE, ECHO, 100);
        chain
    }

    fn play(
        script: &[ScriptStep],
        request: &CallRequest,
        chain: &mut (impl State + Commit),
    ) -> Result<Outcome, TransactionError> {
        let program = program(&contract(), script);
        call(&program, request, &Limits::default(), &Pool::default(), chain, &mut |_| {})
    }

    /// Stores, sends, returns and logs.
    const BUSY: [ScriptStep; 4] = [
        ScriptStep::Call(Function::StorageSet, [KEY, BOB, 0, 0]),
        ScriptStep::Call(Function::Transfer, [BOB, ASSET, 30, 0]),
        ScriptStep::Call(Function::ReturnU16, [0x1234, 0, 0, 0]),
        ScriptStep::Call(Function::Emit, [KEY, BOB, 0, 0]),
    ];

    fn balances(chain: &dyn State) -> [i64; 3] {
        [ALICE, Party::Contract(CONTRACT), Party::Account(AccountId(6))]
            .map(|party| chain.balance(party, ECHO).unwrap().unwrap())
    }

    #[test]
    fn a_run_that_returns_leaves_everything() {
        let mut chain = chain();
        let request = request(40, 1_000_000);
        let outcome = play(&BUSY, &request, &mut chain).unwrap();
        let gas = LOAD
            + price(Function::StorageSet, 8)
            + price(Function::Transfer, 0)
            + price(Function::ReturnU16, 0)
            + price(Function::Emit, 8);
        let logs = vec![Log {
            contract: CONTRACT,
            signature: "key".into(),
            hash: Keccak256::digest(b"key").into(),
            data: b"1.2.6".to_vec(),
        }];
        assert_eq!(
            outcome,
            Outcome::Returned { gas_used: gas, output: vec![0x34, 0x12], logs, arguments_left: 3 }
        );
        assert_eq!(balances(&chain), [60, 10, 30]);
        assert_eq!(chain.stored(CONTRACT, b"key").unwrap().unwrap(), b"1.2.6");
        // The next call sees it.
        let script = [ScriptStep::Call(Function::StorageRemove, [KEY, 0, 0, 0])];
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
            (ScriptStep::End(OUT_OF_GAS), Cause::OutOfGas, "the gas is used up, at 0x401008"),
            (ScriptStep::End(Exit::Trap(Trap::Divide)), Cause::Trap(Trap::Divide), "division by zero"),
            (
                ScriptStep::Call(Function::Fail, [KEY, 0, 0, 0]),
                Cause::Contract { message: "key".to_owned() },
                "key",
            ),
            (
                ScriptStep::Call(Function::Allocate, [0; 4]),
                denied(Function::Allocate, Denied::ZeroSize),
                "allocate: zero bytes",
            ),
            (
                ScriptStep::Call(Function::Free, nowhere),
                denied(Function::Free, Denied::NotHeap { addr: GuestAddr(0xffff_0000) }),
                "free: 0xffff0000 is not allocated",
            ),
            (
                ScriptStep::Call(Function::StorageExists, nowhere),
                denied(Function::StorageExists, Denied::Memory(unmapped)),
                "storage_exists: read of unmapped memory at 0xffff0000, at 0x401008",
            ),
            (
                ScriptStep::Call(Function::Transfer, [BOB, ASSET, 11, 0]),
                denied(Function::Transfer, Denied::State(few)),
                "transfer: 1.11.7 has 10 of 1.3.0, less than 11, at 0x401008",
            ),
        ];
        for (end, cause, message) in ends {
            let mut chain = chain();
            let request = request(40, 1_000_000);
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
        let script = [ScriptStep::Call(Function::Allocate, [8, 0, 0, 0])];
        let outcome = play(&script, &request(0, LOAD + 119), &mut chain()).unwrap();
        assert_eq!((outcome.error(), outcome.gas_used()), (ErrorName::OutOfGas, LOAD + 20));
        let message = "the gas left, 99, does not pay for allocate, 100, at 0x401000";
        assert_eq!(outcome.message().unwrap(), message);
        // The bytes of a string are a price of their own: here those of one that is none.
        let script = [ScriptStep::Call(Function::DebugText, [KEY + 8, 0, 0, 0])];
        let outcome = play(&script, &request(0, LOAD + 1000), &mut chain()).unwrap();
        let message = outcome.message().unwrap();
        assert!(message.starts_with("the gas left, 930, does not pay for debug_text, "), "{message}");
        let script = [ScriptStep::Call(Function::Allocate, [4097, 0, 0, 0])];
        // And so is another page that the heap needs.
        let outcome = play(&script, &request(0, LOAD + 120), &mut chain()).unwrap();
        assert_eq!((outcome.error(), outcome.gas_used()), (ErrorName::OutOfGas, LOAD + 120));
        let message = "the gas left, 0, does not pay for allocate, 40, at 0x401000";
        assert_eq!(outcome.message().unwrap(), message);
        assert!(play(&script, &request(0, LOAD + 160), &mut chain()).unwrap().is_returned());
        let outcome = play(&script, &request(0, LOAD + 19), &mut chain()).unwrap();
        assert_eq!((outcome.error(), outcome.gas_used()), (ErrorName::OutOfGas, LOAD));
    }

    #[test]
    fn a_contract_whose_load_gas_cannot_be_paid_does_not_run() {
        let outcome = play(&BUSY, &request(40, LOAD - 1), &mut chain()).unwrap();
        let message = format!("the gas, {}, does not pay for loading the contract, {LOAD}", LOAD - 1);
        assert_eq!(outcome.message(), Some(message));
        let why = NotStarted::Load { gas: LOAD - 1, price: LOAD };
        assert_eq!(outcome, Outcome::NotStarted(why));
        let outcome = play(&[], &request(0, LOAD), &mut chain()).unwrap();
        assert_eq!((outcome.error(), outcome.gas_used()), (ErrorName::None, LOAD));
    }

    #[test]
    fn a_view_changes_nothing_and_says_what_would() {
        let mut chain = chain();
        let request = request(40, 1_000_000);
        let program = program(&contract(), &BUSY);
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
        let outcome = play(&BUSY, &request(101, 1000), &mut chain).unwrap();
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

        fn assets_of(&self, holder: Party) -> Result<Vec<AssetId>, ChainError> {
            self.0.assets_of(holder)
        }

        fn contract(&self, contract: ContractId) -> Result<Option<ContractRecord>, ChainError> {
            self.0.contract(contract)
        }

        fn code(&self, hash: CodeHash) -> Result<Option<Arc<[u8]>>, ChainError> {
            self.0.code(hash)
        }

        fn next_contract(&self) -> Result<ContractId, ChainError> {
            self.0.next_contract()
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
        let source = |result: Result<Outcome, TransactionError>| match result.unwrap_err() {
            TransactionError::Chain(error) => error.source().unwrap().to_string(),
            other => panic!("{other}"),
        };
        let mut chain = ReadOnly(chain());
        assert_eq!(source(play(&BUSY[..1], &request(0, 1_000_000), &mut chain)), "disk full");
        assert_eq!(source(play(&BUSY[..2], &request(0, 1_000_000), &mut chain)), "no answer");
        // A run that fails is not committed, so it does not meet the error.
        let failing = [BUSY[0], ScriptStep::End(Exit::Trap(Trap::Unexpected))];
        let outcome = play(&failing, &request(0, 1_000_000), &mut chain).unwrap();
        assert_eq!(outcome.error(), ErrorName::UnexpectedOperation);
        assert_eq!(source(play(&[], &request(1, 1), &mut chain)), "no answer");
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

    fn script() -> impl Strategy<Value = Vec<ScriptStep>> {
        let function = prop::sample::select(Function::ALL.to_vec());
        let args = [register(), register(), register(), register()];
        prop::collection::vec(
            (function, args).prop_map(|(function, args)| ScriptStep::Call(function, args)),
            0..25,
        )
    }

    proptest! {
        #[test]
        fn a_hostile_guest_gets_the_same_outcome_every_time(script in script(), gas in 0_u64..200_000, value in 0_u64..120) {
            let request = request(value, gas);
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
