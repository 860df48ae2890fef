//! All of Echo that is unsafe, behind an API that is safe: the other crates forbid `unsafe`.
//!
//! ```text
//! Space::reserve ─► protect, write, publish(HostCode) ─► Gate::enter(&mut Space, &mut Registers) ─► Stop
//! ```
//! A [`Space`] is a reservation of addresses, of which pages are made accessible; none is ever writable and
//! executable. [`HostCode`] is code that has been cleared to run, and only such code becomes executable. A
//! [`Gate`] lets one thread enter it, and gives back the registers and how it stopped: through
//! [`Gate::EXIT`], or by a [`Fault`].
//!
//! Code that runs can do whatever the process can, so that all of this is as safe as what clears `HostCode`.
//! Nothing does yet: without the feature `unverified-code`, whose manifest entry says what enabling it
//! promises, there is no way to make one.
//!
//! What is about machine code is there for x86-64 Linux alone; [`GuestSpace`] is everywhere.

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

    pub use code_area::{Below, CodeArea, Draft, EnterError, Left, PublishError};
    pub use context::Slot;
    pub use cpuid::cpuid;
    pub use fault::{Fault, PageAccess};
    pub use gate::{Gate, GateError, OutsideSpace, Stop};
    pub use host_code::HostCode;
    pub use permission::Permission;
    pub use registers::Registers;
    pub use space::{PAGE, Space};
    pub use stubs::Stub;
    pub use verifier::{Refusal, Why};
}

/// The README's example is run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
