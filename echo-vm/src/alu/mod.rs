//! Pure semantics, shared by every engine.

pub mod int;
