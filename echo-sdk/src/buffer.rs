//! Bytes that are put together. The allocator of a contract ends the run where there is no memory, so what the library would
//! do then never happens; but it formats a message, whose code is as large as a small contract. These do not.
#![expect(unsafe_code, reason = "`extend_from_slice` brings that code along, even behind `try_reserve`")]

use crate::host;
use alloc::vec::Vec;
use core::ptr;

/// Makes room for `count` bytes more.
#[inline]
pub fn reserve(out: &mut Vec<u8>, count: usize) {
    if out.try_reserve(count).is_err() {
        host::fail("echo: no memory");
    }
}

/// Appends bytes.
#[inline(never)]
pub fn append(out: &mut Vec<u8>, bytes: &[u8]) {
    reserve(out, bytes.len());
    // SAFETY: there is room for `bytes.len()` bytes behind the `out.len()` that are there. `bytes` lies elsewhere, for `out`
    // is borrowed mutably. Afterwards the first `out.len() + bytes.len()` have values.
    unsafe {
        ptr::copy_nonoverlapping(bytes.as_ptr(), out.as_mut_ptr().add(out.len()), bytes.len());
        out.set_len(out.len() + bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_appended_in_order() {
        let mut out = Vec::new();
        let mut model = Vec::new();
        for count in [0, 1, 7, 0, 100, 3, 1000] {
            let bytes: Vec<u8> = (0..count).map(|i| (i % 251) as u8).collect();
            append(&mut out, &bytes);
            model.extend(bytes);
            assert_eq!(out, model);
        }
    }
}
