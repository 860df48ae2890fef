//! The instruction set of contracts: one table, and everything that derives from it.
//!
//! [`rows`] is the table: which instructions a contract may use. **The verdict comes from this allow-list alone**: a
//! form that stands in no row is refused, and [`refusal()`] merely makes the message better. [`op`](mod@op) has the
//! operations, [`features`](mod@features) what a policy must grant for a form, [`mode`] which machine code has it,
//! [`role`] what it reads and writes, `facts` what else is known of it. [`operand`], [`register_set`], [`flags`] and
//! [`flow`] are the words in which instructions are told.

pub(crate) mod facts;
pub mod features;
pub mod flags;
pub mod flow;
pub mod mode;
pub mod op;
pub mod operand;
pub mod refusal;
pub mod register_set;
pub mod role;
pub mod rows;

pub use facts::flag_effect;
pub use features::{Features, Profile, features, profile};
pub use flags::{FlagEffect, FlagSet};
pub use flow::Flow;
pub use mode::{Mode, Modes, modes};
pub use op::{Class, Op, Unit, op};
pub use operand::{Cond, Mem, Operand, Reg, Rep, VReg, Width};
pub use refusal::refusal;
pub use register_set::{RegSet, VRegSet};
pub use role::{Access, Implicit, Role, implicit};

/// One encoding of an instruction: opcode, operand kinds and widths (iced-x86's `Code`).
pub type Form = iced_x86::Code;
