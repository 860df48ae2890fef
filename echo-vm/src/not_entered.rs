//! [`NotEntered`]: why a contract was not called or created by another.

use echo_abi::{ErrorName, NotStarted, StateDenied};

/// Frames under way, at most. Each has an address space of 2 GiB, and processors give a process 2^47 bytes: so many
/// take a sixty-fourth of them. It is what Ethereum's virtual machine allows, too.
pub const MAX_DEPTH: usize = 1024;

/// Why a frame was not entered from another, which keeps its gas, and goes on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEntered {
    /// For a reason that the outermost frame can have, too.
    #[error("{0}")]
    NotStarted(NotStarted),
    /// More gas was to be given than the frame has.
    #[error("more gas was to be given than the {left} that are left")]
    Gas {
        /// What it has.
        left: u64,
    },
    /// There are [`MAX_DEPTH`] frames.
    #[error("contracts call each other {MAX_DEPTH} deep already")]
    Depth,
    /// The frames under way leave too few pages of memory, [`echo_abi::Limits::memory_pages`].
    #[error("the contracts under way leave too little memory")]
    Pages,
    /// The chain denies it.
    #[error(transparent)]
    State(StateDenied),
    /// A value was to be sent by a call that changes nothing.
    #[error("the call is a view, and sends nothing")]
    ViewWithValue,
    /// The call line is none.
    #[error("the call line: {0}")]
    Line(String),
    /// The packed arguments are none.
    #[error("the packed arguments are not a name and its arguments")]
    Packed,
    /// There is no such code, or none that the policy accepts.
    #[error("the code: {0}")]
    Code(String),
    /// The transaction knows no programs but those that it was given.
    #[error("contracts cannot be called or created here")]
    NoPrograms,
}

impl NotEntered {
    /// The error under its original name.
    #[must_use]
    pub const fn name(&self) -> ErrorName {
        match self {
            NotEntered::NotStarted(why) => why.name(),
            NotEntered::Gas { .. } => ErrorName::OutOfGas,
            NotEntered::State(denied) => denied.name(),
            NotEntered::Depth | NotEntered::ViewWithValue | NotEntered::NoPrograms => {
                ErrorName::InvalidChainCall
            }
            NotEntered::Pages => ErrorName::NoAvailableMemory,
            NotEntered::Line(_) | NotEntered::Packed => ErrorName::IncorrectParameters,
            NotEntered::Code(_) => ErrorName::IncorrectEmulatorLoad,
        }
    }
}
