//! Makes a contract file out of an ELF file.
#![forbid(unsafe_code)]
