//! Areas for code that outlive programs. Asking the host for one, and giving it back, takes longer than to translate a
//! contract of a few kilobytes. Called by the JIT where it begins and ends with a program; areas are kept for the process.

use echo_native::{CodeArea, SpaceError};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Areas that are kept, at most.
const MOST: usize = 16;
/// Bytes of the host's memory that one of them takes, at most: what has more is given back.
const KEPT: usize = 256 << 10;

static IDLE: Mutex<Vec<CodeArea>> = Mutex::new(Vec::new());

fn idle() -> MutexGuard<'static, Vec<CodeArea>> {
    // Areas are pushed and popped whole, whatever panics.
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An area for so many bytes of code; see [`CodeArea::reserve`].
///
/// # Errors
/// [`SpaceError`] where the host does not give it.
pub fn of(size: usize, targets: Range<u32>) -> Result<CodeArea, SpaceError> {
    let kept = idle().pop();
    match kept {
        Some(area) => area.reuse(size, targets),
        None => CodeArea::reserve(size, targets),
    }
}

/// Takes back an area whose program is gone.
pub fn give_back(area: CodeArea) {
    if area.bytes() <= KEPT {
        let mut idle = idle();
        if idle.len() < MOST {
            idle.push(area);
        }
    }
}
