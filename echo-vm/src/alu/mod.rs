//! Pure semantics, shared by every engine.

pub mod avx;
pub mod crypto;
pub mod float;
pub mod int;
pub mod lanes;
pub mod packed;
pub mod sse4;
