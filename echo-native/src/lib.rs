//! All of Echo that is unsafe, behind an API that is safe: the other crates forbid `unsafe`.
//!
//! ```text
//! CodeArea::reserve ─► publish(Draft): verified ─► run(&mut GuestSpace, &mut Registers, &mut gas, entry) ─► Left
//! ```
//! A [`GuestSpace`] is the 4 GiB that guest addresses name, with a state for each page. A [`CodeArea`] takes machine
//! code as a [`Draft`], and runs it on a guest space if the verifier admits it; it gives back the registers, the gas,
//! and how the code [`Left`].
//!
//! For tests of machine code that nobody has checked there are a [`Space`], of which pages are made accessible, and a
//! [`Gate`] to code in it. Such code can do whatever the process can: without the feature `unverified-code`, whose
//! manifest entry says what enabling it promises, there is no way to make the [`HostCode`] that this takes.
//!
//! What is about machine code is there for x86-64 Linux alone; [`GuestSpace`] is everywhere. What is asked of the process
//! that embeds it stands in the README.

pub mod guest;
mod space_error;

pub use guest::GuestSpace;
pub use space_error::SpaceError;

/// Declares what is there for x86-64 Linux alone.
macro_rules! native {
    ($($item:item)+) => {
        $(#[cfg(all(target_arch = "x86_64", target_os = "linux"))] $item)+
    };
}

native! {
    mod code_area;
    mod context;
    mod cpuid;
    mod draft;
    mod entry;
    mod fault;
    mod gate;
    mod host_code;
    mod permission;
    mod registers;
    mod space;
    mod stubs;
    mod trampoline;
    mod verifier;

    pub use code_area::{CodeArea, EnterError, Left, PublishError};
    pub use context::{Below, Slot};
    pub use cpuid::cpuid;
    pub use draft::Draft;
    pub use fault::{Fault, PageAccess};
    pub use gate::{Gate, GateError, OutsideSpace, Stop};
    pub use host_code::HostCode;
    pub use permission::Permission;
    pub use registers::{RegisterFile, Registers};
    pub use space::{PAGE, Space};
    pub use stubs::{Dispatch, Stub, Switch};
    pub use verifier::{Refusal, Why};
}

/// The README's example is run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
