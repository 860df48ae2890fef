//! Flags: sets of them, and what an instruction does with them.

use iced_x86::RflagsBits;

/// A set of flags of the rflags register, at the manual's bit positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct FlagSet(pub u16);

#[allow(missing_docs)]
impl FlagSet {
    pub const NONE: Self = Self(0);
    pub const CF: Self = Self(1 << 0);
    pub const PF: Self = Self(1 << 2);
    pub const AF: Self = Self(1 << 4);
    pub const ZF: Self = Self(1 << 6);
    pub const SF: Self = Self(1 << 7);
    pub const DF: Self = Self(1 << 10);
    pub const OF: Self = Self(1 << 11);
    /// The six status flags.
    pub const STATUS: Self = Self(0x8d5);

    /// Flags in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Flags in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Flags of this set that are not in the other.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The flags one by one, the lowest bit first.
    pub fn iter(self) -> impl Iterator<Item = Self> {
        (0..u16::BITS).map(|bit| Self(1 << bit)).filter(move |flag| !self.intersection(*flag).is_empty())
    }

    pub(crate) fn of_iced(bits: u32) -> Self {
        [
            (RflagsBits::CF, Self::CF),
            (RflagsBits::PF, Self::PF),
            (RflagsBits::AF, Self::AF),
            (RflagsBits::ZF, Self::ZF),
            (RflagsBits::SF, Self::SF),
            (RflagsBits::DF, Self::DF),
            (RflagsBits::OF, Self::OF),
        ]
        .into_iter()
        .fold(Self::NONE, |set, (bit, flag)| if bits & bit != 0 { set.union(flag) } else { set })
    }
}

/// What an instruction does with the flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagEffect {
    /// Flags that decide what the instruction does or writes.
    pub reads: FlagSet,
    /// Flags that may have a new value after it.
    pub touches: FlagSet,
    /// Flags that have a new value after it, whatever the operands: what they were before cannot be known then. A
    /// shift by `cl` has none, for by 0 it leaves the flags alone.
    pub writes: FlagSet,
    /// The manual leaves their value undefined after it (AF, which nobody can see, included).
    pub undefines: FlagSet,
}
