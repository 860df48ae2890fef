//! The token of ../token in Rust: whoever creates the contract owns it and has the first 1,000,000 units.
//!
//! mint(to, amount), for the owner; transfer(to, amount), by the sender; balance_of(id) and total_supply(). Each change emits
//! transfer(string,string,uint64); minted units come from the empty id.
#![no_std]
#![forbid(unsafe_code)]

use echo_sdk as echo;
use echo_sdk::prelude::*;

const INITIAL_SUPPLY: u64 = 1_000_000;
const ID_MOST: usize = 64;

type Result<T> = core::result::Result<T, &'static str>;

#[derive(echo::Event)]
#[event(name = "transfer")]
pub struct Transferred<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub amount: u64,
}

#[echo::storage]
pub struct Token {
    owner: Value<String>,
    total: Value<u64>,
    #[key = "balance"]
    balances: Map<String, u64>,
}

#[echo::contract(events(Transferred<'_>))]
impl Token {
    #[constructor]
    pub fn new(&mut self) -> Result<()> {
        let owner = echo::sender();
        self.owner.set(&owner);
        self.create(&owner, INITIAL_SUPPLY)
    }

    pub fn mint(&mut self, to: &str, amount: u64) -> Result<()> {
        if self.owner.get() != echo::sender() {
            return Err("token: only the owner");
        }
        self.create(to, amount)
    }

    pub fn transfer(&mut self, to: &str, amount: u64) -> Result<bool> {
        let from = echo::sender();
        let available = self.balance_of(&from)?;
        if amount > available {
            return Err("token: insufficient balance");
        }
        self.balances.set(&from, available - amount);
        // Read after the store: sender and recipient may be the same.
        let balance = self.balance_of(to)?;
        self.balances.set(to, balance + amount);
        Transferred { from: &from, to, amount }.emit();
        Ok(true)
    }

    #[view]
    pub fn balance_of(&self, id: &str) -> Result<u64> {
        if id.is_empty() || id.len() > ID_MOST {
            return Err("token: not an id");
        }
        Ok(self.balances.get(id))
    }

    #[view]
    pub fn total_supply(&self) -> u64 {
        self.total.get()
    }

    /// No balance can overflow afterwards, for none exceeds the total.
    fn create(&mut self, to: &str, amount: u64) -> Result<()> {
        let total = self.total.get().checked_add(amount).ok_or("token: too much")?;
        self.total.set(total);
        let balance = self.balance_of(to)?;
        self.balances.set(to, balance + amount);
        Transferred { from: "", to, amount }.emit();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use echo::test::Chain;

    #[test]
    fn whoever_creates_it_has_the_supply() {
        let chain = Chain::new();
        chain.set_sender("1.2.5");
        let mut token = Token::default();
        assert_eq!(token.new(), Ok(()));
        assert_eq!(token.balance_of("1.2.5"), Ok(INITIAL_SUPPLY));
        assert!(chain.take_events()[0].is(&Transferred { from: "", to: "1.2.5", amount: INITIAL_SUPPLY }));
        assert_eq!(chain.stored("balance\x001.2.5"), Some(INITIAL_SUPPLY.to_le_bytes().to_vec()));
    }

    #[test]
    fn nobody_sends_more_than_there_is() {
        let chain = Chain::new();
        assert!(chain.create::<Token>(()).is_ok());
        chain.set_sender("1.2.6");
        assert_eq!(Token::default().transfer("1.2.7", 1), Err("token: insufficient balance"));
        assert_eq!(
            chain.call::<Token>("mint", ("1.2.6", 1_u64)),
            Err("token: only the owner".to_owned())
        );
    }
}
