//! The functions of the machine, safe to call: one list, served by the machine in a contract, and by a chain in memory
//! everywhere else.
//!
//! A contract is what is compiled with `panic = "abort"`. Tests are not: Cargo builds them, and all they depend on, so
//! that a panic can be caught. So `cargo test` in a contract's package takes the chain in memory by itself.

#[cfg(panic = "abort")]
mod machine;
#[cfg(not(panic = "abort"))]
pub(crate) mod native;

#[cfg(panic = "abort")]
pub use machine::*;
#[cfg(not(panic = "abort"))]
pub use native::*;

/// What comes with a call to another contract, as the machine reads it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Options {
    /// Amount to send along.
    pub value: u64,
    /// Instance number of the asset that is sent; 0 is ECHO.
    pub asset: u64,
    /// Most gas that the call may use; 0: all that is left.
    pub gas: u64,
    /// [`Options::VIEW`] and [`Options::UPGRADEABLE`].
    pub flags: u64,
}

impl Options {
    /// The callee may write nothing.
    pub const VIEW: u64 = 1;
    /// The code of the created contract can be replaced by its owner.
    pub const UPGRADEABLE: u64 = 2;
}
