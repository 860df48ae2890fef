//! What code that runs on a [`GuestSpace`](crate::GuestSpace) has beside it: a [`CodeContext`] before gs:0, where the
//! trampoline has its own, too, and the places [`Below`] its stack.

use crate::trampoline::{self, ThreadContext};
use std::mem::offset_of;

/// A place of eight bytes before gs:0 that code names by its distance: `gs:[slot]`. Guest code, which names 32 bits
/// from gs:0 on, reaches none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Slot {
    /// The guest's r10, whose register holds the guest's r14.
    R10,
    /// The guest's r11, whose register holds the guest's r15.
    R11,
    /// The number of the exit that code takes, in its low 32 bits.
    ExitNumber,
    /// 1: a test of it makes all status flags 0.
    One,
}

impl Slot {
    const ALL: [Slot; 4] = [
        Slot::R10,
        Slot::R11,
        Slot::ExitNumber,
        Slot::One,
    ];

    /// Where it lies from gs:0, in bytes; negative.
    #[must_use]
    pub const fn displacement(self) -> i32 {
        from_gs(offset_of!(CodeContext, slots) + 8 * self as usize)
    }

    /// The slot that lies there.
    pub(crate) fn at(displacement: i64) -> Option<Slot> {
        Slot::ALL.into_iter().find(|slot| i64::from(slot.displacement()) == displacement)
    }

    /// Whether code may do anything with it.
    pub(crate) fn is_free(self) -> bool {
        matches!(self, Slot::R10 | Slot::R11)
    }
}

/// The places below the stack of code, where code keeps what it likes: eight bytes each, those next to rsp first, so that
/// place n is `[rsp - 8 * (n + 1)]`.
///
/// A call takes the first for its return address, and those behind it move up by one; a return undoes that. They stay
/// through signals, faults, and when a full stack is emptied; not from one [`CodeArea::run`](crate::CodeArea::run) to the next.
pub type Below = [u64; 8];

/// What code, its stubs and the trampoline share; it ends at gs:0.
#[repr(C, align(64))]
pub(crate) struct CodeContext {
    pub(crate) slots: [u64; Slot::ALL.len()],
    /// Where the table of targets lies.
    pub(crate) table: u64,
    /// Where code's stack is empty.
    pub(crate) stack_top: u64,
    pub(crate) thread: ThreadContext,
}

/// Where a field of a context lies from gs:0, by its offset.
pub(crate) const fn from_gs(offset: usize) -> i32 {
    offset as i32 - size_of::<CodeContext>() as i32
}

const _: () = {
    // The trampoline counts from the end of a `ThreadContext`.
    assert!(offset_of!(CodeContext, thread) + size_of::<ThreadContext>() == size_of::<CodeContext>());
    assert!(size_of::<CodeContext>() <= crate::space::PAGE);
    assert!(trampoline::EXIT_FROM_GS < 0);
};
