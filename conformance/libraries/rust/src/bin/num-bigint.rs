#![no_std]
#![no_main]

libraries::contract!(num_bigint);
