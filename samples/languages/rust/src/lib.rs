//! The tour in Rust: fib(n), sort(five numbers), store(n) and load(), note(n), greet(name).
#![no_std]
#![forbid(unsafe_code)]

use echo_sdk as echo;
use echo_sdk::prelude::*;

#[derive(echo::Event)]
pub struct Noted {
    pub number: u64,
}

#[echo::storage]
pub struct Tour {
    number: Value<u64>,
}

fn fibonacci(n: u64) -> u64 {
    if n < 2 { n } else { fibonacci(n - 1) + fibonacci(n - 2) }
}

#[echo::contract(events(Noted))]
impl Tour {
    #[view]
    pub fn fib(&self, n: u64) -> u64 {
        fibonacci(n)
    }

    #[view]
    pub fn sort(&self, a: u64, b: u64, c: u64, d: u64, e: u64) -> (u64, u64, u64, u64, u64) {
        let mut numbers = [a, b, c, d, e];
        numbers.sort_unstable();
        numbers.into()
    }

    pub fn store(&mut self, number: u64) {
        self.number.set(number);
    }

    #[view]
    pub fn load(&self) -> u64 {
        self.number.get()
    }

    pub fn note(&self, number: u64) {
        Noted { number }.emit();
    }

    #[view]
    pub fn greet(&self, name: &str) -> String {
        ["Hello, ", name, "!"].concat()
    }
}
