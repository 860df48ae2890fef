//! What Echo contracts *are*: tables, numbers, formats, the loader, the decoder. This crate runs nothing.
//!
//! `echo-strip`, `echo-validate` and `echo-vm` share it, so that the three agree by construction: one
//! instruction table ([`isa`]), one decoder ([`decode`](mod@decode)), one loader ([`image`]), one list of
//! host functions ([`scpi`]), one gas schedule ([`gas`]).

pub mod addr;
pub mod call_line;
pub mod decode;
pub mod disasm;
pub mod document;
pub mod edge;
pub mod gas;
pub mod hex;
pub mod id;
pub mod image;
pub mod inst;
pub mod interface;
pub mod isa;
pub mod layout;
pub mod link;
pub mod outcome;
pub mod policy;
pub mod printable;
pub mod rule;
pub mod scpi;
pub mod sdk;

pub use addr::GuestAddr;
pub use decode::decode;
pub use hex::Hex;
pub use image::{FormatError, Image, Perm, Segment};
pub use inst::Inst;
pub use interface::Interface;
pub use isa::{Class, Features, Form, Op, Profile, Unit};
pub use outcome::{Cause, Denied, ErrorName, HeapFull, Log, NotStarted, Outcome, StateDenied, Trap};
pub use policy::{Limits, Policy};
pub use printable::{Printable, PrintableBytes, PrintableLines, PrintablePath};
pub use rule::Rule;

/// The README's example is run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
