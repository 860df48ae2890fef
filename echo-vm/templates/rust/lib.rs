//! NAME: a counter. Anybody may count; whoever created it may begin anew.
#![no_std]
#![forbid(unsafe_code)]

use echo_sdk as echo;
use echo_sdk::prelude::*;

#[derive(echo::Event)]
#[event(name = "counted")]
pub struct Counted {
    pub count: u64,
}

#[echo::storage]
pub struct Counter {
    count: Value<u64>,
    owner: Value<String>,
}

#[echo::contract(events(Counted))]
impl Counter {
    /// Runs once, when the contract is created.
    #[constructor]
    pub fn new(&mut self) {
        self.owner.set(&echo::sender());
    }

    pub fn increment(&mut self, by: u64) -> Result<u64, &'static str> {
        let count = self.count.get().checked_add(by).ok_or("the count is full")?;
        self.count.set(count);
        Counted { count }.emit();
        Ok(count)
    }

    pub fn reset(&mut self) -> Result<(), &'static str> {
        if self.owner.get() != echo::sender() {
            return Err("only the owner");
        }
        self.count.set(0);
        Ok(())
    }

    #[view]
    pub fn get(&self) -> u64 {
        self.count.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use echo::test::Chain;

    #[test]
    fn it_counts() {
        let chain = Chain::new();
        chain.set_sender("1.2.7");
        let mut counter = Counter::default();
        counter.new();
        assert_eq!(counter.increment(2), Ok(2));
        assert_eq!(counter.increment(u64::MAX), Err("the count is full"));
        assert_eq!(counter.get(), 2);
    }
}
