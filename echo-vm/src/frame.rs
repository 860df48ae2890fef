//! [`Frame`]: one call under way. What frames share is the [`Transaction`]'s; which frame called which, is known by the
//! [`CallStack`](crate::call_stack::CallStack).

use crate::heap::Heap;
use crate::machine::Machine;
use crate::message::{Creation, Message};
use crate::not_entered::NotEntered;
use crate::pool::Pool;
use crate::program::Program;
use crate::transaction::{Transaction, TransactionError};
use echo_abi::id::Party;
use echo_abi::isa::{Reg, Width};
use echo_abi::{Cause, ErrorName, GuestAddr, Limits, NotStarted, StateDenied};
use echo_chain::{Checkpoint, JournalError};
use std::borrow::Cow;
use std::sync::Arc;

/// What is kept of the message of a failed call, in bytes.
pub const MESSAGE_LIMIT: usize = 4096;

/// One call of a contract: everything that is its own.
pub struct Frame {
    pub(crate) program: Arc<Program>,
    pub(crate) message: Message,
    /// The state of the run.
    pub machine: Box<Machine>,
    pub(crate) heap: Heap,
    /// Index of the next argument.
    pub(crate) next_param: usize,
    pub(crate) output: Vec<u8>,
    /// What the frame last entered from here came to.
    pub(crate) callee: Option<Ended>,
    /// Whether a host function of the frame around entered it: what it comes to is then that function's result.
    pub(crate) answers: bool,
    /// What the frames around it hold meanwhile.
    pub(crate) around: Held,
    checkpoint: Checkpoint,
}

/// What frames hold of that which the policy limits for all frames of a transaction together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Accessible pages.
    pages: u32,
    /// Live allocations.
    allocations: u32,
    /// Returned bytes: their own, and those of what they called last.
    pub(crate) output: u32,
}

/// What a frame came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The contract returned. What it did remains, unless a frame around it fails.
    Returned {
        /// Gas for loading and for what ran.
        gas_used: u64,
        /// The returned bytes.
        output: Vec<u8>,
        /// Arguments that it did not take.
        arguments_left: usize,
    },
    /// The contract was stopped: nothing it did remains.
    Failed {
        /// Gas for loading and for what ran.
        gas_used: u64,
        /// What stopped it.
        cause: Cause,
        /// The instruction at which it stopped.
        at: GuestAddr,
    },
    /// There was no frame.
    NotEntered(NotEntered),
}

impl Ended {
    /// Its error under the original name.
    #[must_use]
    pub fn error(&self) -> ErrorName {
        match self {
            Ended::Returned { .. } => ErrorName::None,
            Ended::Failed { cause, .. } => cause.name(),
            Ended::NotEntered(why) => why.name(),
        }
    }

    /// What the caller is given: the returned bytes, or a message, of which so much is kept as of a contract's own.
    pub(crate) fn data(&self) -> Cow<'_, [u8]> {
        let message = match self {
            Ended::Returned { output, .. } => return Cow::Borrowed(output),
            Ended::Failed { cause: Cause::Contract { message }, .. } => {
                return Cow::Borrowed(message.as_bytes());
            }
            Ended::Failed { cause, at, .. } => format!("{cause}, at {at}"),
            Ended::NotEntered(why) => why.to_string(),
        };
        let mut message = message.into_bytes();
        message.truncate(MESSAGE_LIMIT);
        Cow::Owned(message)
    }
}

impl Frame {
    /// Enters a contract: the value moves, loading is paid for, and the machine stands before the first instruction.
    /// Inside, why it is not entered; then nothing has happened.
    ///
    /// # Errors
    /// [`TransactionError`] where host or chain failed.
    pub fn enter(
        transaction: &mut Transaction<'_>,
        machines: &Pool,
        program: &Arc<Program>,
        message: Message,
        around: Held,
    ) -> Result<Result<Box<Self>, NotStarted>, TransactionError> {
        let checkpoint = transaction.journal.checkpoint();
        let allocations = transaction.limits.allocations.saturating_sub(around.allocations);
        match begin(transaction, machines, program, &message, around) {
            Ok(Ok(machine)) => Ok(Ok(Box::new(Self {
                program: Arc::clone(program),
                message,
                machine,
                heap: Heap::new(allocations),
                next_param: 0,
                output: Vec::new(),
                callee: None,
                answers: false,
                around,
                checkpoint,
            }))),
            Ok(Err(why)) => {
                transaction.journal.revert(checkpoint);
                Ok(Err(why))
            }
            Err(error) => {
                transaction.journal.revert(checkpoint);
                Err(error)
            }
        }
    }

    /// Leaves the contract: what it did is kept or taken back, and the machine goes back to the pool. Returns what it
    /// came to, and the gas that is left.
    pub(crate) fn leave(
        self: Box<Self>,
        transaction: &mut Transaction<'_>,
        machines: &Pool,
        stopped: Option<(Cause, GuestAddr)>,
    ) -> (Ended, u64) {
        let frame = *self;
        let left = frame.machine.gas;
        let gas_used = frame.message.gas - left;
        machines.give_back(frame.machine);
        let ended = match stopped {
            None => {
                transaction.journal.commit(frame.checkpoint);
                let arguments_left = frame.message.line.args.len() - frame.next_param;
                Ended::Returned { gas_used, output: frame.output, arguments_left }
            }
            Some((cause, at)) => {
                transaction.journal.revert(frame.checkpoint);
                Ended::Failed { gas_used, cause, at }
            }
        };
        (ended, left)
    }

    /// Tells the contract what came of the one that it called or created.
    pub(crate) fn answer(&mut self, ended: Ended) {
        self.machine.set_reg(Reg::Rax, Width::B4, ended.error() as u64);
        self.callee = Some(ended);
    }

    /// What this frame and those around it hold.
    pub(crate) fn held(&self) -> Held {
        let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        let callee = self.callee.as_ref().map_or(0, |callee| count(callee.data().len()));
        Held {
            pages: self.around.pages.saturating_add(self.machine.memory.accessible()),
            allocations: self.around.allocations.saturating_add(count(self.heap.live())),
            output: self.around.output.saturating_add(count(self.output.len())).saturating_add(callee),
        }
    }

    /// What it executes.
    #[must_use]
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// What it was called with.
    #[must_use]
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// What the frame last entered from here came to.
    #[must_use]
    pub fn callee(&self) -> Option<&Ended> {
        self.callee.as_ref()
    }
}

/// The machine of a frame, once its value has moved and its loading is paid for.
fn begin(
    transaction: &mut Transaction<'_>,
    machines: &Pool,
    program: &Arc<Program>,
    message: &Message,
    around: Held,
) -> Result<Result<Box<Machine>, NotStarted>, TransactionError> {
    let denied = |error, why: fn(StateDenied) -> NotStarted| match error {
        JournalError::Denied(denied) => Ok(Err(why(denied))),
        JournalError::Chain(error) => Err(error.into()),
    };
    let journal = &mut transaction.journal;
    if let Some(Creation { record, file }) = &message.creates {
        let added = file.as_ref().map_or(Ok(()), |file| journal.add_code(record.code, file));
        match added.and_then(|()| journal.create(*record)) {
            Ok(id) => assert_eq!(id, message.contract, "a contract is created under the next number"),
            Err(error) => return denied(error, NotStarted::Create),
        }
    }
    if message.value > 0 {
        let to = Party::Contract(message.contract);
        if let Err(error) = journal.transfer(message.sender, to, message.asset, message.value) {
            return denied(error, NotStarted::Value);
        }
    }
    let image = program.contract().image();
    let price = program.load_gas(transaction.limits);
    let Some(left) = message.gas.checked_sub(price) else {
        return Ok(Err(NotStarted::Load { gas: message.gas, price }));
    };
    let pages = transaction.limits.memory_pages.saturating_sub(around.pages);
    let limits = Limits { memory_pages: pages, ..transaction.limits.clone() };
    Ok(Ok(machines.machine(image, &limits, left)?))
}
