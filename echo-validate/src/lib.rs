//! Turns an [`echo_abi::Image`] into a `Contract`, or into a `Report` saying why not.
#![forbid(unsafe_code)]
