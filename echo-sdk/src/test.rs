//! Tests of contracts on the host: a chain in memory, of which each thread, so each test, has its own.
//!
//! A contract's methods are called directly, as Rust, or by [`Chain::call`] as the machine would, with packed arguments and results.
//! There is no gas, and a chain that does less: hashes want the feature `hashes`, signatures are not checked. What counts in
//! the end is the contract in echo-vm.
//!
//! ```
//! use echo_sdk as echo;
//! use echo_sdk::prelude::*;
//! use echo_sdk::test::Chain;
//!
//! #[echo::storage]
//! struct Counter {
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
//!
//! let chain = Chain::new();
//! assert_eq!(Counter::default().add(5), Ok(5));
//! assert_eq!(chain.call::<Counter>("add", (2_u64,)), Ok(7_u64.to_le_bytes().to_vec()));
//! assert_eq!(chain.call::<Counter>("add", (u64::MAX,)), Err("counter: overflow".to_owned()));
//! assert_eq!(chain.stored("count"), Some(vec![7, 0, 0, 0, 0, 0, 0, 0]));
//! ```

use crate::contract::{Contract, run};
use crate::event::Event;
use crate::host::native::{Callee, Frame, State, enter, with};
use crate::wire::Pack;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::marker::PhantomData;

pub use crate::host::native::Emitted;

/// The arguments of a call: a tuple.
pub trait Arguments {
    /// The arguments, packed.
    fn packed(self) -> Vec<u8>;
}

impl Arguments for () {
    fn packed(self) -> Vec<u8> {
        Vec::new()
    }
}

macro_rules! tuples {
    ($(($($letter:ident $index:tt),+))+) => {$(
        impl<$($letter: Pack),+> Arguments for ($($letter,)+) {
            fn packed(self) -> Vec<u8> {
                let mut packed = Vec::new();
                $(self.$index.tag(&mut packed);)+
                packed
            }
        }
    )+};
}

tuples! {
    (A 0) (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) (A 0, B 1, C 2, D 3, E 4) (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6) (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}

/// The chain of this thread. It starts empty: `1.2.5` calls contract `1.11.0` in block 1.
#[derive(Debug)]
pub struct Chain {
    /// It stays with its thread.
    thread: PhantomData<*const ()>,
}

impl Default for Chain {
    fn default() -> Self {
        Self::new()
    }
}

impl Chain {
    /// A new chain for this thread.
    #[must_use]
    pub fn new() -> Self {
        with(|state| *state = State::new());
        Self { thread: PhantomData }
    }

    /// Who calls: an account, or a contract.
    pub fn set_sender(&self, id: &str) {
        with(|state| state.frame.sender = id.into());
    }

    /// Who signed the transaction; the sender, if nobody is named.
    pub fn set_origin(&self, id: &str) {
        with(|state| state.origin = Some(id.into()));
    }

    /// Id of the contract that is tested.
    pub fn set_contract(&self, id: &str) {
        with(|state| state.frame.contract = id.into());
    }

    /// What is sent with the call, in the asset of that instance number: 0 for ECHO. Methods that the test calls directly see it, and
    /// nothing moves.
    pub fn set_value(&self, amount: u64, asset: u64) {
        with(|state| (state.frame.value, state.frame.asset) = (amount, asset));
    }

    /// A balance.
    pub fn set_balance(&self, id: &str, asset: &str, amount: u64) {
        with(|state| state.lasting.balances.insert((id.into(), asset.into()), amount));
    }

    /// A balance, as it is now.
    #[must_use]
    pub fn balance(&self, id: &str, asset: &str) -> u64 {
        with(|state| state.lasting.balances.get(&(id.into(), asset.into())).copied().unwrap_or(0))
    }

    /// The current block: its number and its time, in seconds since 1970.
    pub fn set_block(&self, number: u32, time: u32) {
        with(|state| (state.block_number, state.block_time) = (number, time));
    }

    /// The author of the current block.
    pub fn set_block_author(&self, id: &str) {
        with(|state| state.block_author = id.into());
    }

    /// The hash of an earlier block, as 64 hexadecimal digits.
    pub fn set_block_hash(&self, number: u32, hash: &str) {
        with(|state| state.block_hashes.insert(number, hash.into()));
    }

    /// A property of a chain object.
    pub fn set_property(&self, id: &str, name: &str, value: &str) {
        with(|state| state.properties.insert((id.into(), name.into()), value.into()));
    }

    /// What gas there is, as contracts are told. Nothing uses any.
    pub fn set_gas(&self, gas: u64) {
        with(|state| state.gas = gas);
    }

    /// What the tested contract has stored under a key.
    #[must_use]
    pub fn stored(&self, key: impl AsRef<[u8]>) -> Option<Vec<u8>> {
        with(|state| {
            state.lasting.storage.get(&(state.frame.contract.clone(), key.as_ref().to_vec())).cloned()
        })
    }

    /// The events since the last time that they were taken, of all contracts.
    #[must_use]
    pub fn take_events(&self) -> Vec<Emitted> {
        with(|state| core::mem::take(&mut state.lasting.events))
    }

    /// What was printed for the author since the last time that it was taken.
    #[must_use]
    pub fn take_debug(&self) -> Vec<String> {
        with(|state| core::mem::take(&mut state.debug))
    }

    /// Whether a contract has destroyed itself.
    #[must_use]
    pub fn is_destroyed(&self, id: &str) -> bool {
        with(|state| state.lasting.destroyed.iter().any(|destroyed| destroyed == id))
    }

    /// Creates the tested contract as the machine does: what is sent moves, then the constructor runs. An error takes back all
    /// that it did.
    ///
    /// # Errors
    /// The message of the error.
    pub fn create<C: Contract>(&self, arguments: impl Arguments) -> Result<Vec<u8>, String> {
        self.enter::<C>("", true, arguments.packed())
    }

    /// Calls a method of the tested contract as the machine does: what is sent moves, the function is found by its name. An
    /// error takes back all that it did. Gives the output.
    ///
    /// # Errors
    /// The message of the error.
    pub fn call<C: Contract>(&self, name: &str, arguments: impl Arguments) -> Result<Vec<u8>, String> {
        self.enter::<C>(name, false, arguments.packed())
    }

    fn enter<C: Contract>(
        &self,
        name: &str,
        constructor: bool,
        arguments: Vec<u8>,
    ) -> Result<Vec<u8>, String> {
        let frame =
            with(|state| Frame { function: name.into(), constructor, arguments, ..state.frame.clone() });
        enter(frame, &Callee::Contract(run::<C>)).map_err(|(_, message)| message)
    }

    /// Puts a contract under an id where the tested one can call it. Its constructor does not run.
    pub fn deploy<C: Contract>(&self, id: &str) {
        with(|state| state.lasting.callees.insert(id.into(), Callee::Contract(run::<C>)));
    }

    /// Puts under an id what answers calls: the function's name and the packed arguments give the output, or the message of
    /// an error.
    pub fn answer(&self, id: &str, answer: impl Fn(&str, &[u8]) -> Result<Vec<u8>, String> + 'static) {
        with(|state| state.lasting.callees.insert(id.into(), Callee::Answer(Rc::new(answer))));
    }

    /// Says that these bytes are the code of a contract, which the tested one can then create.
    pub fn set_code<C: Contract>(&self, code: &[u8]) {
        with(|state| state.codes.insert(code.into(), Callee::Contract(run::<C>)));
    }
}

impl Emitted {
    /// Whether it is this event, with these values.
    #[must_use]
    pub fn is(&self, event: &impl Event) -> bool {
        fn same<E: Event>(emitted: &Emitted, event: &E) -> bool {
            let mut data = Vec::new();
            event.pack(&mut data);
            emitted.signature == E::SIGNATURE && emitted.data == data
        }
        same(self, event)
    }
}
