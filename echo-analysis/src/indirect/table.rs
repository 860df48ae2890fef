//! [`Targets`] of an indirect branch: one, or those in a [`JumpTable`]. Called by [`super`] and [`crate::guess`].

use echo_abi::{GuestAddr, Image};

/// Where an indirect jump or call may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Targets {
    /// To one address, which the instructions before it contain.
    At(GuestAddr),
    /// To what a table says.
    Table(JumpTable),
}

/// A table that an indirect jump or call takes its target from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct JumpTable {
    /// Address of the first entry.
    pub start: GuestAddr,
    /// How many entries there are; `None` where nothing bounds the index.
    pub len: Option<u32>,
    /// Bytes from one entry to the next.
    pub stride: u32,
    /// What an entry is.
    pub encoding: EntryEncoding,
    /// Whether a comparison bounds the index. A mask says less: a compiler that knows more makes the table
    /// shorter than `index & 15` would allow.
    pub compared: bool,
}

/// What an entry of a jump table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EntryEncoding {
    /// An address of 8 bytes.
    Quad,
    /// An address of 4 bytes.
    Long,
    /// A distance of 4 bytes from this address.
    Distance(GuestAddr),
}

impl EntryEncoding {
    /// Bytes of an entry.
    pub const fn size(self) -> u32 {
        match self {
            Self::Quad => 8,
            Self::Long | Self::Distance(_) => 4,
        }
    }
}

impl JumpTable {
    /// Address of entry `i`, if it is one.
    pub fn entry(&self, i: u32) -> Option<GuestAddr> {
        if self.len.is_some_and(|len| i >= len) {
            return None;
        }
        self.start.0.checked_add(i.checked_mul(self.stride)?).map(GuestAddr)
    }

    /// Where the entry at the address `at` leads to.
    pub fn target(&self, image: &Image, at: GuestAddr) -> Option<GuestAddr> {
        match self.encoding {
            EntryEncoding::Quad => u32::try_from(u64::from_le_bytes(image.read(at))).ok().map(GuestAddr),
            EntryEncoding::Long => Some(GuestAddr(u32::from_le_bytes(image.read(at)))),
            EntryEncoding::Distance(from) => Some(from.offset(u32::from_le_bytes(image.read(at)))),
        }
    }
}
