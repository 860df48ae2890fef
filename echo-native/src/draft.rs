//! [`Draft`]: machine code as whoever wrote it hands it in, for the verifier to look at.

/// Code to be published. Positions count from the area's first stub, so that the first byte of `code` lies at
/// [`CodeArea::end`](crate::CodeArea::end).
#[derive(Clone, Copy, Debug, Default)]
pub struct Draft<'a> {
    /// The machine code.
    pub code: &'a [u8],
    /// Where it may be entered by [`CodeArea::run`](crate::CodeArea::run) and linked to, in any order.
    pub entries: &'a [u32],
    /// Guest addresses, and where indirect jumps to them lead: to [`Dispatch::TAKE_BACK`](crate::Dispatch::TAKE_BACK).
    pub targets: &'a [(u32, u32)],
    /// Links that the code goes through, and where each leads for now; those of a row, which nobody has led anywhere before, for
    /// good: to [`Switch::take_back`](crate::Switch::take_back).
    pub links: &'a [(u32, u32)],
}
