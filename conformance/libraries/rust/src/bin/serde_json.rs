#![no_std]
#![no_main]

use echo_sdk as echo;

#[echo::storage]
pub struct Library {}

#[echo::contract]
impl Library {
    #[view]
    pub fn run(&self) -> u64 {
        libraries::serde_json()
    }
}

echo_sdk::main!(Library);
