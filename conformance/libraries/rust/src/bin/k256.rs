#![no_std]
#![no_main]

libraries::contract!(k256);
