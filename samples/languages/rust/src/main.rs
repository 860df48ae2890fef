#![no_std]
#![no_main]
echo_sdk::main!(tour::Tour);
