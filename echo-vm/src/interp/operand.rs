//! Operands of the interpreter's operations: what they are to lowering, and where each stands in a [`Word`].
//!
//! An operand's type says in which places it may stand ([`WordOperand::PLACES`]); [`places`] gives each operand of
//! an operation the first of them that is free, while the program is compiled. So `Add32RM { dst, a, ea }`
//! has its address in `second`, `third`, `byte` and `low`, `dst` in `first`, and `a` in `fourth`, since nothing
//! before it is left.

use super::dispatch::{HandlerFn, Word};
use super::position::{BlockPos, InstIndex, WordPos};
use crate::alu::int::Shift;
use crate::machine::SCRATCH;
use echo_abi::GuestAddr;
use echo_abi::isa::{Cond, Reg, Width};

/// An index into the general or the vector registers: the sixteen, and the interpreter's own slots behind
/// them (the scratch of a [`Bank`](crate::machine::Bank)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[rustfmt::skip]
pub enum Slot {
    Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15,
    /// Always 0: the absent base or index of an address.
    Zero,
    /// Scratch within one instruction, such as an operand that was loaded.
    T0,
    /// Scratch within one instruction, for its second operand.
    T1,
    /// Scratch within one instruction, for a result that only its flags are asked of.
    T2,
    /// The truth value: 0 or 1, the answer of the last comparison.
    Truth,
}

const _: () = assert!(Slot::Truth as usize + 1 == 16 + SCRATCH, "a bank has every slot");

impl Slot {
    /// The slot of the register whose number in the manual is `index`.
    pub fn of(index: usize) -> Self {
        use Slot::*;
        [Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15][index]
    }
}

impl From<Reg> for Slot {
    fn from(reg: Reg) -> Self {
        Self::of(reg as usize)
    }
}

/// An effective address: `base + (index << shift) + disp`, modulo 2^32.
#[derive(Clone, Copy, Debug)]
pub struct Ea<Base = Slot, Index = Slot> {
    pub disp: i32,
    pub base: Base,
    pub index: Index,
    pub shift: u8,
}

/// An effective address without an index: `base + disp`, modulo 2^32.
#[derive(Clone, Copy, Debug)]
pub struct Near<Base = Slot> {
    pub disp: i32,
    pub base: Base,
}

/// Arithmetic of the general shape, at any width, with flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alu {
    Add,
    Adc,
    Sub,
    Sbb,
    Cmp,
    And,
    Or,
    Xor,
    Test,
    Inc,
    Dec,
    Neg,
}

/// A question about the comparison of two doubles or floats, named by the flags that answer it on x86.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatTest {
    /// CF: less or unordered.
    Below,
    /// CF or ZF: less, equal or unordered.
    BelowEqual,
    /// ZF: equal or unordered.
    Equal,
    /// PF: unordered.
    Unordered,
}

/// What a vector operation does with the upper half of its destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upper {
    /// Leaves it alone: legacy SSE.
    Kept,
    /// Zeroes it: VEX with 128 bits.
    Zeroed,
    /// Computes it: VEX with 256 bits.
    Computed,
}

/// Fields of a [`Word`] that hold one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    First,
    Second,
    Third,
    Fourth,
    Byte,
    Low,
    High,
    /// `low` and `high`: 64 bits.
    LowHigh,
    /// `second`, `third`, `byte`, `low`: base, index, shift, displacement.
    Ea,
    /// `second`, `low`: base, displacement.
    Near,
    /// No field of the operation's own word: a function's address stands in the word before.
    Next,
}

impl Place {
    /// The fields, as bits.
    const fn fields(self) -> u8 {
        match self {
            Self::First => 1,
            Self::Second => 2,
            Self::Third => 4,
            Self::Fourth => 8,
            Self::Byte => 16,
            Self::Low => 32,
            Self::High => 64,
            Self::LowHigh => 32 | 64,
            Self::Ea => 2 | 4 | 16 | 32,
            Self::Near => 2 | 32,
            Self::Next => 0,
        }
    }
}

/// The places of an operation's operands, given where each may stand. Operands that may stand in one place only
/// choose first, the others in their order.
///
/// # Panics
/// If a word has no room for them; evaluated while the program is compiled, an operation with too many operands
/// does not compile.
pub const fn places<const N: usize>(choices: [&'static [Place]; N]) -> [Place; N] {
    let mut places = [Place::Next; N];
    let mut taken = 0;
    let mut choosy = true;
    loop {
        let mut i = 0;
        while i < N {
            if (choices[i].len() == 1) == choosy {
                let mut choice = 0;
                while choices[i][choice].fields() & taken != 0 {
                    choice += 1;
                    assert!(choice < choices[i].len(), "a word has no room for these operands");
                }
                places[i] = choices[i][choice];
                taken |= places[i].fields();
            }
            i += 1;
        }
        if !choosy {
            return places;
        }
        choosy = false;
    }
}

/// An operand, as it stands in a word.
pub trait WordOperand: Copy {
    /// Where it may stand, the best place first.
    const PLACES: &'static [Place];
    /// Whether it takes the accumulator in place of a slot.
    const ACCUMULATED: bool = false;

    fn put(self, word: &mut Word, place: Place);
    fn get(word: &Word, place: Place) -> Self;
}

/// Where a slot may stand.
pub const SLOTS: &[Place] = &[Place::First, Place::Second, Place::Third, Place::Fourth];

impl Word {
    fn set_number(&mut self, place: Place, number: u32) {
        match place {
            Place::Byte => self.byte = number as u8,
            Place::Low => self.low = number,
            Place::High => self.high = number,
            _ => unreachable!("a number stands in no {place:?}"),
        }
    }

    #[inline(always)]
    fn number(&self, place: Place) -> u32 {
        match place {
            Place::Byte => u32::from(self.byte),
            Place::Low => self.low,
            _ => self.high,
        }
    }

    #[inline(always)]
    fn slot(&self, place: Place) -> Slot {
        match place {
            Place::First => self.first,
            Place::Second => self.second,
            Place::Third => self.third,
            _ => self.fourth,
        }
    }

    /// Leads the jump to a block.
    pub fn link(&mut self, target: BlockPos) {
        target.put(self, BlockPos::PLACES[0]);
    }

    /// Where the jump leads.
    #[cfg(test)]
    pub fn target(&self) -> BlockPos {
        BlockPos::get(self, BlockPos::PLACES[0])
    }
}

impl WordOperand for Slot {
    const PLACES: &'static [Place] = SLOTS;

    fn put(self, word: &mut Word, place: Place) {
        match place {
            Place::First => word.first = self,
            Place::Second => word.second = self,
            Place::Third => word.third = self,
            Place::Fourth => word.fourth = self,
            _ => unreachable!("a slot stands in no {place:?}"),
        }
    }

    #[inline(always)]
    fn get(word: &Word, place: Place) -> Self {
        word.slot(place)
    }
}

impl<Base: WordOperand, Index: WordOperand> WordOperand for Ea<Base, Index> {
    const PLACES: &'static [Place] = &[Place::Ea];
    const ACCUMULATED: bool = Base::ACCUMULATED || Index::ACCUMULATED;

    fn put(self, word: &mut Word, _: Place) {
        self.base.put(word, Place::Second);
        self.index.put(word, Place::Third);
        (word.byte, word.low) = (self.shift, self.disp as u32);
    }

    #[inline(always)]
    fn get(word: &Word, _: Place) -> Self {
        let (base, index) = (Base::get(word, Place::Second), Index::get(word, Place::Third));
        Self { disp: word.low as i32, base, index, shift: word.byte }
    }
}

impl<Base: WordOperand> WordOperand for Near<Base> {
    const PLACES: &'static [Place] = &[Place::Near];
    const ACCUMULATED: bool = Base::ACCUMULATED;

    fn put(self, word: &mut Word, _: Place) {
        self.base.put(word, Place::Second);
        word.low = self.disp as u32;
    }

    #[inline(always)]
    fn get(word: &Word, _: Place) -> Self {
        Self { disp: word.low as i32, base: Base::get(word, Place::Second) }
    }
}

impl WordOperand for u64 {
    const PLACES: &'static [Place] = &[Place::LowHigh];

    fn put(self, word: &mut Word, _: Place) {
        (word.low, word.high) = (self as u32, (self >> 32) as u32);
    }

    #[inline(always)]
    fn get(word: &Word, _: Place) -> Self {
        Self::from(word.high) << 32 | Self::from(word.low)
    }
}

impl WordOperand for HandlerFn {
    const PLACES: &'static [Place] = &[Place::Next];

    fn put(self, _: &mut Word, _: Place) {}

    #[inline(always)]
    fn get(word: &Word, _: Place) -> Self {
        word.next
    }
}

/// Implements [`WordOperand`] for what is a number in a word, given how to make it one and back, and where it may
/// stand.
macro_rules! numbers {
    ($($places:expr => { $($type:ty: |$value:ident| $pack:expr, |$number:ident| $unpack:expr;)+ })+) => {
        $($(impl WordOperand for $type {
            const PLACES: &'static [Place] = &$places;

            fn put(self, word: &mut Word, place: Place) {
                let $value = self;
                word.set_number(place, $pack);
            }

            #[inline(always)]
            fn get(word: &Word, place: Place) -> Self {
                let $number = word.number(place);
                $unpack
            }
        })+)+
    };
}

numbers! {
    [Place::Byte] => {
        u8: |value| u32::from(value), |number| number as u8;
        bool: |value| u32::from(value), |number| number != 0;
    }
    [Place::Low, Place::High] => {
        u32: |value| value, |number| number;
        i32: |value| value as u32, |number| number as i32;
        GuestAddr: |addr| addr.0, |number| Self(number);
        WordPos: |at| at.0, |number| Self(number);
        InstIndex: |index| index.0, |number| Self(number);
    }
    // Every jump has its target there, so that whoever links a jump need not know which one it is.
    [Place::High] => {
        BlockPos: |at| at.0, |number| Self(number);
    }
}

/// Implements [`WordOperand`] for enumerations.
macro_rules! enumerations {
    ($($name:ident: $($variant:ident)+;)+) => {
        $(impl WordOperand for $name {
            const PLACES: &'static [Place] = &[Place::Byte, Place::Low];

            fn put(self, word: &mut Word, place: Place) {
                word.set_number(place, self as u32);
            }

            #[inline(always)]
            fn get(word: &Word, place: Place) -> Self {
                const ALL: &[$name] = &[$($name::$variant),+];
                const LAST: $name = ALL[ALL.len() - 1];
                match word.number(place) {
                    $(n if n == $name::$variant as u32 => $name::$variant,)+
                    // A field holds what was put into it, so this is the last variant; a panic would need a
                    // stack frame.
                    _ => LAST,
                }
            }
        })+
    };
}

enumerations! {
    Width: B1 B2 B4 B8;
    Cond: O No B Ae E Ne Be A S Ns P Np L Ge Le G;
    Alu: Add Adc Sub Sbb Cmp And Or Xor Test Inc Dec Neg;
    Shift: Shl Shr Sar Rol Ror Rcl Rcr;
    FloatTest: Below BelowEqual Equal Unordered;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leaves_the_first_and_the_fourth_slot_and_the_high_number() {
        let placed = places([SLOTS, SLOTS, <Ea>::PLACES, i32::PLACES]);
        assert_eq!(placed, [Place::First, Place::Fourth, Place::Ea, Place::High]);
        let placed = places([SLOTS, Near::<Slot>::PLACES, SLOTS, Width::PLACES]);
        assert_eq!(placed, [Place::First, Place::Near, Place::Third, Place::Byte]);
    }

    #[test]
    #[should_panic(expected = "no room")]
    fn what_does_not_fit_is_refused() {
        places([SLOTS, SLOTS, SLOTS, <Ea>::PLACES]);
    }
}
