#![no_std]
#![no_main]

libraries::contract!(ed25519_dalek);
