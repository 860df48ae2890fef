//! Pure semantics, shared by every engine.

pub mod float;
pub mod int;
pub mod lanes;
pub mod sse4;
