#![no_std]
#![no_main]
echo_sdk::main!(token_rust::Token);
