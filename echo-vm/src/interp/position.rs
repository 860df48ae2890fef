//! Numbers that name something in the arena of [`Blocks`](super::block::Blocks): 32 bits each, and none can be
//! passed for another.

/// Position of a word in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordPos(pub u32);

/// Position of a block: that of its first word, the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockPos(pub u32);

/// Position of a [`Uop::Stub`](super::uop::Uop::Stub)'s word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StubPos(pub u32);

/// Index of a decoded instruction that the arena keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstIndex(pub u32);

impl WordPos {
    /// The block whose head is the word at this position.
    pub fn as_head(self) -> BlockPos {
        BlockPos(self.0)
    }

    /// Position of the word behind this one.
    pub fn behind(self) -> Self {
        Self(self.0 + 1)
    }
}

impl BlockPos {
    /// Where a jump leads until it is linked: a block of the arena's own, which traps.
    pub const UNLINKED: Self = Self(0);

    /// The position that a [`Table`](super::table::Table) has for an address, where 0 says that there is no
    /// block.
    #[inline(always)]
    pub fn from_number(number: u32) -> Option<Self> {
        if number == 0 { None } else { Some(Self(number)) }
    }

    /// Position of the head's word.
    #[inline(always)]
    pub fn head(self) -> WordPos {
        WordPos(self.0)
    }
}
