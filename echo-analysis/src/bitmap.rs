//! What is known of each byte of the text: eight sets of positions, side by side.
//!
//! Called by [`crate::code_map`]. A set is a bit for each byte, and the eight sets of 64 bytes lie in one cache line: an instruction
//! is marked by a few operations on words, and a question about all the text looks at 64 bytes at a time.

use crate::text::Position;

/// One of the eight sets of a [`Bitmap`], or several of them where a question is about any of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark(u8);

impl Mark {
    /// A certain instruction starts at the byte.
    pub const START: Self = Self(1);
    /// The byte lies inside a certain instruction, behind its first byte.
    pub const BODY: Self = Self(1 << 1);
    /// A certain instruction branches to the byte.
    pub const TARGET: Self = Self(1 << 2);
    /// The instruction that starts at the byte has a [`Flaw`](crate::flaw::Flaw).
    pub const FLAWED: Self = Self(1 << 3);
    /// Bytes from here on were decoded, to see whether an address that was found leads to code.
    pub const TRIED: Self = Self(1 << 4);
    /// What was tried here is no code: it is data, or leads to data.
    pub const DATA: Self = Self(1 << 5);
    /// An instruction starts at the byte that an address found leads to.
    pub const FOUND: Self = Self(1 << 6);
    /// The byte lies inside an instruction that was found, behind its first byte.
    pub const FOUND_BODY: Self = Self(1 << 7);

    /// An instruction starts at the byte that something leads to.
    pub const CODE: Self = Self::START.or(Self::FOUND);
    /// What starts at the byte is known: an instruction, or the inside of a certain one.
    pub const KNOWN: Self = Self::CODE.or(Self::BODY);
    /// The byte belongs to an instruction that something leads to.
    pub const COVERED: Self = Self::KNOWN.or(Self::FOUND_BODY);

    /// What is in a set of either.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Positions in a block of the bitmap, a bit each.
const BLOCK: usize = u64::BITS as usize;

/// The marks of all positions below a length.
#[derive(Clone)]
pub(crate) struct Bitmap {
    /// By block of positions: the set of each mark, in the order of the marks. One block more than there is
    /// text.
    blocks: Vec<[u64; 8]>,
}

/// The positions of a block that have one of the marks `wanted`.
#[inline(always)]
fn union(block: &[u64; 8], wanted: Mark) -> u64 {
    let of = |i: usize| if wanted.0 >> i & 1 != 0 { block[i] } else { 0 };
    of(0) | of(1) | of(2) | of(3) | of(4) | of(5) | of(6) | of(7)
}

/// The lowest `n` bits, fewer than 64.
#[inline(always)]
fn lowest(n: u8) -> u64 {
    (1 << n) - 1
}

impl Bitmap {
    /// No marks, for `len` positions.
    pub(crate) fn new(len: usize) -> Self {
        Self { blocks: vec![[0; 8]; len / BLOCK + 2] }
    }

    /// Whether `position` has one of the marks `wanted`.
    #[inline(always)]
    pub(crate) fn has(&self, Position(position): Position, wanted: Mark) -> bool {
        union(&self.blocks[position / BLOCK], wanted) >> (position % BLOCK) & 1 != 0
    }

    /// Gives `position` a mark.
    #[inline(always)]
    pub(crate) fn set(&mut self, Position(position): Position, mark: Mark) {
        self.blocks[position / BLOCK][mark.0.trailing_zeros() as usize] |= 1 << (position % BLOCK);
    }

    /// The 64 positions from `position` on that have one of the marks `wanted`.
    #[inline(always)]
    fn window(&self, position: usize, wanted: Mark) -> u64 {
        let (block, shift) = (position / BLOCK, position % BLOCK);
        let (low, high) = (union(&self.blocks[block], wanted), union(&self.blocks[block + 1], wanted));
        // In two steps, for a shift by 64 is none.
        low >> shift | high << 1 << (BLOCK - 1 - shift)
    }

    /// Whether one of `len` positions, fewer than 64, has one of the marks `wanted`.
    #[inline(always)]
    pub(crate) fn any(&self, Position(position): Position, len: u8, wanted: Mark) -> bool {
        self.window(position, wanted) & lowest(len) != 0
    }

    /// Gives `len` positions, fewer than 64, a mark.
    #[inline(always)]
    pub(crate) fn set_range(&mut self, Position(position): Position, len: u8, mark: Mark) {
        let (block, shift, set) = (position / BLOCK, position % BLOCK, mark.0.trailing_zeros() as usize);
        let bits = lowest(len);
        self.blocks[block][set] |= bits << shift;
        let rest = bits >> 1 >> (BLOCK - 1 - shift);
        if rest != 0 {
            self.blocks[block + 1][set] |= rest;
        }
    }

    /// The positions that have one of the marks `wanted`.
    pub(crate) fn set_of(&self, wanted: Mark) -> PositionSet {
        PositionSet(self.blocks.iter().map(|block| union(block, wanted)).collect())
    }

    /// How many positions have one of the marks `wanted`.
    #[inline(always)]
    pub(crate) fn count(&self, wanted: Mark) -> u64 {
        self.blocks.iter().map(|block| u64::from(union(block, wanted).count_ones())).sum()
    }

    /// Whether a position has both marks.
    #[inline(always)]
    pub(crate) fn meet(&self, one: Mark, other: Mark) -> bool {
        self.blocks.iter().any(|block| union(block, one) & union(block, other) != 0)
    }

    /// The positions that have one of the marks `wanted`, in order.
    #[inline(always)]
    pub(crate) fn positions(&self, wanted: Mark) -> impl Iterator<Item = Position> {
        self.blocks.iter().enumerate().flat_map(move |(block, marks)| {
            let mut left = union(marks, wanted);
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                (left != 0).then(|| {
                    left &= left - 1;
                    Position(block * BLOCK + bit)
                })
            })
        })
    }
}

/// A set of positions below a length.
#[derive(Clone)]
pub struct PositionSet(
    /// By block of positions: a bit for each. One block more than there are positions.
    Vec<u64>,
);

impl PositionSet {
    /// The empty set, for `len` positions.
    #[must_use]
    pub fn new(len: usize) -> Self {
        Self(vec![0; len / BLOCK + 2])
    }

    /// Whether `position` is in it.
    #[inline]
    #[must_use]
    pub fn has(&self, Position(position): Position) -> bool {
        self.0[position / BLOCK] >> (position % BLOCK) & 1 != 0
    }

    /// Adds `position`; whether it was not there.
    pub fn add(&mut self, Position(position): Position) -> bool {
        let (word, bit) = (&mut self.0[position / BLOCK], 1 << (position % BLOCK));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    /// The 64 positions from `position` on.
    #[inline(always)]
    fn window(&self, position: usize) -> u64 {
        let (block, shift) = (position / BLOCK, position % BLOCK);
        // In two steps, for a shift by 64 is none.
        self.0[block] >> shift | self.0[block + 1] << 1 << (BLOCK - 1 - shift)
    }

    /// Whether one of `len` positions from `position` on, fewer than 64, is in it.
    #[inline(always)]
    pub(crate) fn any(&self, Position(position): Position, len: u8) -> bool {
        self.window(position) & lowest(len) != 0
    }

    /// How many positions from `position` on, up to `end`, are in it without a gap.
    #[inline(always)]
    pub(crate) fn run(&self, Position(position): Position, Position(end): Position) -> usize {
        let mut at = position;
        while at < end {
            let run = self.window(at).trailing_ones() as usize;
            at += run;
            if run < BLOCK {
                break;
            }
        }
        at.min(end) - position
    }
}
