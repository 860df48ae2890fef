//! Machine code that has been cleared to run in this process.

/// Machine code that [`Space::publish`](crate::Space::publish) takes.
///
/// Having one means that somebody answers for it. The bytes, published anywhere, entered at any address, with
/// any registers, and whatever the [`Space`](crate::Space) they lie in holds,
///
/// - access nothing of this process but that space, and what [`Gate::EXIT`](crate::Gate::EXIT) leads to;
/// - execute general, SSE and AVX instructions that need no privilege, and make no system call;
/// - come to an end.
///
/// Every safe function of this crate believes that.
#[derive(Clone, Copy, Debug)]
pub struct HostCode<'a> {
    bytes: &'a [u8],
}

impl<'a> HostCode<'a> {
    /// Clears any bytes, unseen. **This is not safe**, whatever its signature says: enabling the feature is
    /// the promise, for all code that the program ever publishes.
    ///
    /// It is a feature rather than an `unsafe fn` because the promise is not one call's to make. Code that
    /// comes out of a generator is harmless by how the whole generator is written; a `SAFETY` comment at the
    /// call could not be checked there.
    #[cfg(feature = "unverified-code")]
    #[must_use]
    pub fn unverified(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The machine code.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}
