#![no_std]
#![no_main]

libraries::contract!(ark_bn254);
