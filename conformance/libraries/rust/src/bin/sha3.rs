#![no_std]
#![no_main]

libraries::contract!(sha3);
