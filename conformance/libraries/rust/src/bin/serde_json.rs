#![no_std]
#![no_main]

libraries::contract!(serde_json);
