//! Smart contracts for Echo in Rust.
//!
//! ```
//! use echo_sdk as echo;
//! use echo_sdk::prelude::*;
//!
//! #[echo::storage]
//! pub struct Counter {
//!     count: Value<u64>,
//! }
//!
//! #[echo::contract]
//! impl Counter {
//!     pub fn add(&mut self, step: u64) -> Result<u64, &'static str> {
//!         let sum = self.count.get().checked_add(step).ok_or("counter: overflow")?;
//!         self.count.set(sum);
//!         Ok(sum)
//!     }
//! }
//! ```
//!
//! README.md of this crate goes from `cargo new` to a contract that runs. In short: the program is `echo_sdk::main!(counter::Counter);`, the
//! build script `echo_sdk_build::contract()`, and both profiles have `panic = "abort"`, which is what makes a build a contract.
//! Everything else, `cargo test` too, is built for the host, where [`test::Chain`] stands for the chain.
#![no_std]

extern crate alloc;
#[cfg(not(panic = "abort"))]
extern crate std;

mod buffer;
mod call;
pub mod chain;
mod contract;
pub mod crypto;
#[cfg(panic = "abort")]
mod entry;
mod event;
mod host;
mod int256;
mod interface;
#[expect(dead_code, reason = "all are listed, whoever uses them")]
mod scpi;
mod storage;
#[cfg(not(panic = "abort"))]
pub mod test;
mod wire;

pub use call::{CallError, Options, Results, call, create, create_like, replace_code, self_destruct};
pub use chain::{balance, sender, transfer, value};
pub use contract::{Contract, Output};
pub use echo_sdk_macros::{Event, Stored, client, contract, storage};
pub use event::{Declared, Event};
pub use int256::{I256, TooLarge, U256};
pub use storage::{Map, Value, Vector};
pub use wire::{As, Pack, Stored, Type};

/// Ends the call with `contract_error` and a message; nothing it did remains.
pub fn fail(message: &str) -> ! {
    host::fail(message)
}

/// Ends the call with `contract_error` and a message where the condition does not hold.
#[inline]
pub fn require(condition: bool, message: &str) {
    if !condition {
        host::fail(message);
    }
}

#[cfg(panic = "abort")]
use entry::fail_with;

/// Ends the call with an error's text.
#[cfg(not(panic = "abort"))]
fn fail_with(error: &dyn core::fmt::Display) -> ! {
    host::fail(&alloc::string::ToString::to_string(error))
}

/// What contracts use most.
pub mod prelude {
    pub use crate::event::Event as _;
    pub use crate::{I256, Map, U256, Value, Vector};
    pub use alloc::borrow::ToOwned;
    pub use alloc::boxed::Box;
    pub use alloc::string::{String, ToString};
    pub use alloc::vec::Vec;
    pub use alloc::{format, vec};
}

/// What does not compile, each beside its neighbour that does.
///
/// ```
/// use echo_sdk::{self as echo, prelude::*};
///
/// #[derive(echo::Event)]
/// struct Paid {
///     amount: u64,
/// }
///
/// #[echo::storage]
/// struct Till {
///     total: Value<u64>,
/// }
///
/// #[echo::contract(events(Paid))]
/// impl Till {
///     pub fn pay(&mut self, amount: u64) -> u64 {
///         Paid { amount }.emit();
///         amount
///     }
/// }
/// ```
///
/// A type that Echo does not know, as a parameter; as a result; in storage; a field that is nothing in storage:
///
/// ```compile_fail,E0277
/// # use echo_sdk::{self as echo, prelude::*};
/// #[echo::storage]
/// struct Till {}
/// #[echo::contract]
/// impl Till {
///     pub fn pay(&mut self, amount: Vec<u64>) {}
/// }
/// ```
///
/// ```compile_fail,E0277
/// # use echo_sdk::{self as echo, prelude::*};
/// #[echo::storage]
/// struct Till {}
/// #[echo::contract]
/// impl Till {
///     pub fn pay(&mut self) -> usize { 1 }
/// }
/// ```
///
/// ```compile_fail,E0277
/// # use echo_sdk::{self as echo, prelude::*};
/// #[echo::storage]
/// struct Till { total: Value<usize> }
/// ```
///
/// ```compile_fail,E0277
/// # use echo_sdk::{self as echo, prelude::*};
/// #[echo::storage]
/// struct Till { total: u64 }
/// ```
///
/// An event that no contract names:
///
/// ```compile_fail,E0277
/// # use echo_sdk::{self as echo, prelude::*};
/// #[derive(echo::Event)]
/// struct Paid { amount: u64 }
/// Paid { amount: 1 }.emit();
/// ```
///
/// Two variables under one key; a client that says how it fails:
///
/// ```compile_fail
/// # use echo_sdk::{self as echo, prelude::*};
/// #[echo::storage]
/// struct Till {
///     total: Value<u64>,
///     #[key = "total"]
///     sum: Value<u64>,
/// }
/// ```
///
/// ```compile_fail
/// #[echo_sdk::client]
/// trait Till { fn pay(&self) -> Result<u64, String>; }
/// ```
#[cfg(doctest)]
struct Mistakes;

/// What macros write. No part of the interface.
#[doc(hidden)]
pub mod macros {
    pub use crate::call::{Call, CallError, Options};
    pub use crate::contract::{Contract, GiveAny, GiveText, Output, Returned, run};
    pub use crate::event::{Declared, Event, entry, signature, signature_size, text_of};
    pub use crate::interface::{Entry, Note, note, note_size};
    pub use crate::storage::Slot;
    pub use crate::wire::{Kind, Pack, Stored, Type};
    pub use alloc::borrow::ToOwned;
    pub use alloc::string::String;
    pub use alloc::vec::Vec;
}

/// The entry point and the interface of a contract: the only line of its program beside the attributes.
///
/// ```ignore
/// #![no_std]
/// #![no_main]
/// echo_sdk::main!(token::Token);
/// ```
#[cfg(panic = "abort")]
#[macro_export]
macro_rules! main {
    ($contract:ty) => {
        #[unsafe(no_mangle)]
        extern "C" fn __apply() {
            $crate::macros::run::<$contract>();
        }

        #[used]
        #[unsafe(link_section = ".note.echo")]
        static ECHO_INTERFACE: $crate::macros::Note<
            { $crate::macros::note_size(<$contract as $crate::macros::Contract>::INTERFACE) },
        > = $crate::macros::note(<$contract as $crate::macros::Contract>::INTERFACE);
    };
}

/// The entry point of a contract.
#[cfg(not(panic = "abort"))]
#[macro_export]
macro_rules! main {
    ($contract:ty) => {
        // `--all-targets` looks at a program's tests, too, which have nothing of a contract.
        #[cfg(test)]
        const _: fn() = $crate::macros::run::<$contract>;
        #[cfg(not(test))]
        compile_error!("a contract is built with `panic = \"abort\"`: write it into [profile.dev] and [profile.release] of Cargo.toml");
    };
}
