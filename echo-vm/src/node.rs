//! [`Node`]: a [`World`] and what it takes to execute transactions on it.
//!
//! A transaction is whole or not at all; what it came to is kept as a result, whether it went well or not. It is part of
//! the block that is being made, and permanent once [`Node::seal`] has ended that, or [`Node::save`] has saved it.

use crate::call::{self, CallRequest, execute};
use crate::message::{Creation, Message, Mode};
use crate::observer::Observer;
use crate::pool::Pool;
use crate::program::{Engine, Program};
use crate::programs::{CodeError, Programs};
use crate::transaction::{Transaction, TransactionError};
use echo_abi::call_line::CallLine;
use echo_abi::id::{AccountId, AssetId, ContractId, ContractResultId, Party};
use echo_abi::{ErrorName, Outcome, Policy, StateDenied};
use echo_chain::entry::{Action, BlockRecord};
use echo_chain::{
    ChainError, Changes, CodeHash, ContractRecord, Journal, JournalError, ResultRecord, State, StateError,
    World,
};
use std::sync::Arc;

/// A world that transactions are executed on.
pub struct Node {
    world: World,
    programs: Programs,
    machines: Pool,
}

/// A contract to be created by an account.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Who signs, and owns it.
    pub sender: AccountId,
    /// The contract file.
    pub file: Arc<[u8]>,
    /// What its constructor is called with; the name does not matter.
    pub line: CallLine,
    /// Amount sent with the call.
    pub value: u64,
    /// In which asset.
    pub asset: AssetId,
    /// Gas for the call.
    pub gas: u64,
    /// Whether the owner may replace the code.
    pub upgradeable: bool,
}

/// What a transaction came to.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Under which number it is kept.
    pub id: ContractResultId,
    /// What is kept.
    pub record: ResultRecord,
    /// What it came to; none where no contract was involved.
    pub outcome: Option<Outcome>,
}

/// Why there was no transaction.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The host or the chain failed.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
    /// The code is none that the chain takes.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// There is no such contract.
    #[error("there is no contract {contract}")]
    NoContract {
        /// Which.
        contract: ContractId,
    },
    /// There is no such account.
    #[error("there is no account {account}")]
    NoAccount {
        /// Which.
        account: AccountId,
    },
}

impl From<StateError> for NodeError {
    fn from(error: StateError) -> Self {
        NodeError::Transaction(TransactionError::Chain(error.into()))
    }
}

impl From<ChainError> for NodeError {
    fn from(error: ChainError) -> Self {
        NodeError::Transaction(error.into())
    }
}

/// What a result says of a transaction beside what it came to.
struct Intent {
    action: Action,
    sender: Party,
    origin: AccountId,
    to: Option<Party>,
    call: String,
    value: u64,
    asset: AssetId,
    gas: u64,
}

impl Node {
    /// A node that executes contracts that the policy accepts, by that engine.
    #[must_use]
    pub fn new(world: World, engine: Engine, policy: Policy) -> Self {
        Self { world, programs: Programs::new(engine, policy), machines: Pool::default() }
    }

    /// The world as it is, with what is not saved yet.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The world, to be changed otherwise than by transactions.
    pub fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// What contracts are judged by, and limited to.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        self.programs.policy()
    }

    /// Ends the block, and makes everything permanent.
    ///
    /// # Errors
    /// [`StateError`], and what was not saved is lost.
    pub fn seal(&mut self) -> Result<BlockRecord, StateError> {
        self.world.seal()
    }

    /// Makes everything permanent, and goes on with the same block.
    ///
    /// # Errors
    /// [`StateError`], and what was not saved is lost.
    pub fn save(&mut self) -> Result<(), StateError> {
        self.world.save()
    }

    fn knows(&self, account: AccountId) -> Result<(), NodeError> {
        match self.world.account(account)? {
            Some(_) => Ok(()),
            None => Err(NodeError::NoAccount { account }),
        }
    }

    /// Creates a contract, and calls its constructor. Its id, where it went well, is what the result says in `to`.
    ///
    /// # Errors
    /// [`NodeError`], and nothing has happened.
    pub fn deploy(
        &mut self,
        deployment: &Deployment,
        debug: &mut dyn FnMut(&str),
    ) -> Result<Receipt, NodeError> {
        let (program, request) = self.creation(deployment)?;
        let (outcome, changes) = self.execute(&program, &request, debug)?;
        self.keep(Action::Deploy, &request, outcome, &changes)
    }

    /// The program of a contract to be created, and the call of its constructor.
    fn creation(&self, deployment: &Deployment) -> Result<(Arc<Program>, CallRequest), NodeError> {
        let Deployment { sender, file, line, value, asset, gas, upgradeable } = deployment;
        self.knows(*sender)?;
        let owner = Party::Account(*sender);
        let code = CodeHash::of(file);
        let program = self.programs.program(code, file)?;
        let contract = self.world.next_contract()?;
        let record = ContractRecord { owner, code, upgradeable: *upgradeable, constructed: true };
        let message = Message {
            mode: Mode::Constructor,
            creates: Some(Creation { record, file: Some(Arc::clone(file)) }),
            value: *value,
            asset: *asset,
            ..Message::new(line.clone(), contract, owner, *gas)
        };
        Ok((program, CallRequest { origin: *sender, message }))
    }

    /// Calls a contract.
    ///
    /// # Errors
    /// [`NodeError`], and nothing has happened.
    pub fn call(&mut self, request: &CallRequest, debug: &mut dyn FnMut(&str)) -> Result<Receipt, NodeError> {
        let (outcome, changes) = self.view(request, debug)?;
        self.keep(Action::Call, request, outcome, &changes)
    }

    /// Calls a contract without changing anything, and says what would change.
    ///
    /// # Errors
    /// [`NodeError`] where there is no such contract, or host or chain failed.
    pub fn view(
        &self,
        request: &CallRequest,
        debug: &mut dyn FnMut(&str),
    ) -> Result<(Outcome, Changes), NodeError> {
        self.execute(&self.called(request)?, request, debug)
    }

    /// The program of the contract that is called.
    fn called(&self, request: &CallRequest) -> Result<Arc<Program>, NodeError> {
        self.knows(request.origin)?;
        let contract = request.message.contract;
        let record = self.world.contract(contract)?.ok_or(NodeError::NoContract { contract })?;
        let file = || {
            let file = self.world.code(record.code)?;
            file.ok_or_else(|| NodeError::from(ChainError::Read("there is no code of that hash".into())))
        };
        self.programs.find(record.code, file)
    }

    /// Calls a contract without changing anything, and shows what happens once `after` gas is spent to an observer.
    ///
    /// # Errors
    /// As for [`Node::view`].
    pub fn observe(
        &self,
        request: &CallRequest,
        after: u64,
        observer: &mut dyn Observer,
    ) -> Result<Outcome, NodeError> {
        self.show(&self.called(request)?, request, after, observer)
    }

    /// Creates a contract without changing anything, and shows what happens once `after` gas is spent to an observer.
    ///
    /// # Errors
    /// As for [`Node::deploy`].
    pub fn observe_deployment(
        &self,
        deployment: &Deployment,
        after: u64,
        observer: &mut dyn Observer,
    ) -> Result<Outcome, NodeError> {
        let (program, request) = self.creation(deployment)?;
        self.show(&program, &request, after, observer)
    }

    fn show(
        &self,
        program: &Arc<Program>,
        request: &CallRequest,
        after: u64,
        observer: &mut dyn Observer,
    ) -> Result<Outcome, NodeError> {
        let mut debug = |_: &str| ();
        let transaction = self.transaction(request, &mut debug);
        let message = request.message.clone();
        Ok(call::observe(transaction, &self.machines, program, message, after, observer)?)
    }

    fn transaction<'a>(&'a self, request: &CallRequest, debug: &'a mut dyn FnMut(&str)) -> Transaction<'a> {
        let limits = &self.programs.policy().limits;
        Transaction::new(request.origin, limits, &self.world, debug).with_programs(&self.programs)
    }

    fn execute(
        &self,
        program: &Arc<Program>,
        request: &CallRequest,
        debug: &mut dyn FnMut(&str),
    ) -> Result<(Outcome, Changes), NodeError> {
        let transaction = self.transaction(request, debug);
        Ok(execute(transaction, &self.machines, program, request.message.clone())?)
    }

    /// Keeps what a call came to, and what it changed.
    fn keep(
        &mut self,
        action: Action,
        request: &CallRequest,
        outcome: Outcome,
        changes: &Changes,
    ) -> Result<Receipt, NodeError> {
        let CallRequest { origin, message } = request;
        let contract = Party::Contract(message.contract);
        let intent = Intent {
            action,
            sender: message.sender,
            origin: *origin,
            to: (action != Action::Deploy || outcome.is_returned()).then_some(contract),
            call: message.line.to_string(),
            value: message.value,
            asset: message.asset,
            gas: message.gas,
        };
        let changes = if outcome.is_returned() { changes } else { &Changes::default() };
        self.record(intent, Some(outcome), None, changes)
    }

    /// Keeps what a transaction came to, and what it changed: all of that, or nothing.
    fn record(
        &mut self,
        intent: Intent,
        outcome: Option<Outcome>,
        denied: Option<StateDenied>,
        changes: &Changes,
    ) -> Result<Receipt, NodeError> {
        let (output, logs) = match &outcome {
            Some(Outcome::Returned { output, logs, .. }) => (output.clone(), logs.clone()),
            _ => (Vec::new(), Vec::new()),
        };
        let error = match (&outcome, denied) {
            (Some(outcome), _) => outcome.error(),
            (None, Some(denied)) => denied.name(),
            (None, None) => ErrorName::None,
        };
        let Intent { action, sender, origin, to, call, value, asset, gas } = intent;
        let record = ResultRecord {
            block: self.world.block().number,
            action,
            sender,
            origin,
            to,
            call,
            value,
            asset,
            gas,
            gas_used: outcome.as_ref().map_or(0, Outcome::gas_used),
            error: error.name().to_owned(),
            message: outcome
                .as_ref()
                .and_then(Outcome::message)
                .or_else(|| denied.map(|denied| denied.to_string())),
            output,
            logs,
        };
        let kept = self.world.apply(changes).and_then(|()| self.world.add_result(&record));
        match kept {
            Ok(id) => Ok(Receipt { id, record, outcome }),
            Err(error) => {
                // Half of it may be there.
                self.world.forget()?;
                Err(error.into())
            }
        }
    }

    /// Sends assets from an account.
    ///
    /// # Errors
    /// [`NodeError`], and nothing has happened.
    pub fn transfer(
        &mut self,
        from: AccountId,
        to: Party,
        asset: AssetId,
        amount: u64,
    ) -> Result<Receipt, NodeError> {
        self.knows(from)?;
        let sender = Party::Account(from);
        let mut journal = Journal::new(&self.world, self.programs.policy().limits.changes);
        let denied = not_denied(journal.transfer(sender, to, asset, amount))?;
        let changes = journal.finish().0;
        let intent = Intent {
            action: Action::Transfer,
            sender,
            origin: from,
            to: Some(to),
            call: String::new(),
            value: amount,
            asset,
            gas: 0,
        };
        self.record(intent, None, denied, &changes)
    }

    /// Replaces the code of a contract, for its owner.
    ///
    /// # Errors
    /// [`NodeError`], and nothing has happened.
    pub fn upgrade(
        &mut self,
        owner: AccountId,
        contract: ContractId,
        file: &Arc<[u8]>,
    ) -> Result<Receipt, NodeError> {
        self.knows(owner)?;
        let hash = CodeHash::of(file);
        self.programs.program(hash, file)?;
        let who = Party::Account(owner);
        let mut journal = Journal::new(&self.world, self.programs.policy().limits.changes);
        let denied = not_denied(journal.replace_code(contract, who, hash, file))?;
        let changes = journal.finish().0;
        let intent = Intent {
            action: Action::Upgrade,
            sender: who,
            origin: owner,
            to: Some(Party::Contract(contract)),
            call: String::new(),
            value: 0,
            asset: AssetId::ECHO,
            gas: 0,
        };
        self.record(intent, None, denied, &changes)
    }
}

/// Why the chain denies something, if it does.
fn not_denied(result: Result<(), JournalError>) -> Result<Option<StateDenied>, ChainError> {
    match result {
        Ok(()) => Ok(None),
        Err(JournalError::Denied(denied)) => Ok(Some(denied)),
        Err(JournalError::Chain(error)) => Err(error),
    }
}
