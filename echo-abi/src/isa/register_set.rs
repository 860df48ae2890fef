//! [`RegSet`] and [`VRegSet`]: sets of general and of vector registers, a bit for each by number.

use super::operand::{Reg, VReg};

macro_rules! register_set {
    ($(#[doc = $doc:literal])+ $set:ident of $register:ty, $number:expr, $numbered:expr) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $set(u16);

        impl $set {
            /// No register.
            pub const NONE: Self = Self(0);
            /// All sixteen.
            pub const ALL: Self = Self(u16::MAX);

            /// The set of these registers.
            #[must_use]
            pub const fn of(registers: &[$register]) -> Self {
                let (mut set, mut i) = (Self::NONE, 0);
                while i < registers.len() {
                    set = set.with(registers[i]);
                    i += 1;
                }
                set
            }

            /// The set and one register.
            #[inline]
            #[must_use]
            pub const fn with(self, register: $register) -> Self {
                Self(self.0 | 1 << $number(register))
            }

            /// Whether the register is in the set.
            #[inline]
            #[must_use]
            pub const fn contains(self, register: $register) -> bool {
                self.0 & 1 << $number(register) != 0
            }

            /// Registers in either set.
            #[inline]
            #[must_use]
            pub const fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// Registers in both sets.
            #[inline]
            #[must_use]
            pub const fn intersection(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }

            /// Registers of this set that are not in the other.
            #[inline]
            #[must_use]
            pub const fn difference(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }

            /// Whether the set is empty.
            #[inline]
            #[must_use]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// The registers by number.
            pub fn iter(self) -> impl Iterator<Item = $register> {
                (0..u16::BITS as u8).map($numbered).filter(move |register| self.contains(*register))
            }
        }

        impl FromIterator<$register> for $set {
            fn from_iter<T: IntoIterator<Item = $register>>(registers: T) -> Self {
                registers.into_iter().fold(Self::NONE, Self::with)
            }
        }

        impl std::fmt::Debug for $set {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_set().entries(self.iter()).finish()
            }
        }
    };
}

const fn number(reg: Reg) -> u8 {
    reg as u8
}

const fn vector_number(reg: VReg) -> u8 {
    reg.index() as u8
}

register_set! {
    /// A set of general registers. A register stands for all of its parts: `al` and `ah` are of [`Reg::Rax`].
    RegSet of Reg, number, |n| Reg::ALL[usize::from(n)]
}

register_set! {
    /// A set of vector registers. A register stands for both of its halves.
    VRegSet of VReg, vector_number, VReg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_registers() {
        let set = RegSet::of(&[Reg::Rsp, Reg::R15]);
        assert!(set.contains(Reg::Rsp) && set.contains(Reg::R15) && !set.contains(Reg::Rax));
        assert_eq!(set.iter().collect::<Vec<_>>(), [Reg::Rsp, Reg::R15]);
        assert_eq!(set.iter().collect::<RegSet>(), set);
        assert_eq!(set.union(RegSet::of(&[Reg::Rax])).difference(set), RegSet::of(&[Reg::Rax]));
        assert_eq!(RegSet::ALL.intersection(set), set);
        assert!(RegSet::NONE.is_empty() && RegSet::ALL.iter().count() == 16);
        assert_eq!(format!("{set:?}"), "{Rsp, R15}");
        assert_eq!(VRegSet::ALL.iter().map(VReg::index).collect::<Vec<_>>(), (0..16).collect::<Vec<_>>());
    }
}
