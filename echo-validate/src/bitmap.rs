//! What is known about each byte of the text: eight sets of positions, side by side.
//!
//! Called by [`crate::code`], [`crate::guess`] and [`crate::sweep`]. A set is a bit for each byte, and the
//! eight sets of 64 bytes lie in one cache line: an instruction is marked by a few operations on words, and a
//! question about all the text looks at 64 bytes at a time.

/// A certain instruction starts here.
pub(crate) const START: u8 = 1;
/// Inside a certain instruction, behind its first byte.
pub(crate) const BODY: u8 = 1 << 1;
/// A certain instruction branches here.
pub(crate) const TARGET: u8 = 1 << 2;
/// The instruction that starts here breaks a rule.
pub(crate) const BAD: u8 = 1 << 3;
/// Decoded, to see whether an address that was found leads to code.
pub(crate) const TRIED: u8 = 1 << 4;
/// It does not: what starts here is data, or leads to data.
pub(crate) const DATA: u8 = 1 << 5;
/// An instruction starts here that an address found leads to.
pub(crate) const FOUND: u8 = 1 << 6;
/// Inside such an instruction, behind its first byte.
pub(crate) const FOUND_BODY: u8 = 1 << 7;
/// What starts here is known: an instruction, or the inside of a certain one.
pub(crate) const KNOWN: u8 = START | BODY | FOUND;
/// Belongs to an instruction that something leads to.
pub(crate) const COVERED: u8 = START | BODY | FOUND | FOUND_BODY;

/// Positions in a block, a bit each.
const BLOCK: usize = u64::BITS as usize;

/// The marks of all positions below a length.
#[derive(Clone)]
pub(crate) struct Marks {
    /// By block of positions: the set of each mark, in the order of the marks. One block more than there is
    /// text.
    blocks: Vec<[u64; 8]>,
    len: usize,
}

/// The positions of a block that have one of the marks `wanted`.
#[inline(always)]
fn union(block: &[u64; 8], wanted: u8) -> u64 {
    let of = |i: usize| if wanted >> i & 1 != 0 { block[i] } else { 0 };
    of(0) | of(1) | of(2) | of(3) | of(4) | of(5) | of(6) | of(7)
}

/// The lowest `n` bits, fewer than 64.
#[inline(always)]
fn lowest(n: u8) -> u64 {
    (1 << n) - 1
}

impl Marks {
    /// No marks, for `len` positions.
    pub(crate) fn new(len: usize) -> Self {
        Self { blocks: vec![[0; 8]; len / BLOCK + 2], len }
    }

    /// How many positions there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Whether `position` has one of the marks `wanted`.
    #[inline(always)]
    pub(crate) fn has(&self, position: usize, wanted: u8) -> bool {
        union(&self.blocks[position / BLOCK], wanted) >> (position % BLOCK) & 1 != 0
    }

    /// Gives `position` a mark.
    #[inline(always)]
    pub(crate) fn set(&mut self, position: usize, mark: u8) {
        self.blocks[position / BLOCK][mark.trailing_zeros() as usize] |= 1 << (position % BLOCK);
    }

    /// The 64 positions from `position` on that have one of the marks `wanted`.
    #[inline(always)]
    fn window(&self, position: usize, wanted: u8) -> u64 {
        let (block, shift) = (position / BLOCK, position % BLOCK);
        let (low, high) = (union(&self.blocks[block], wanted), union(&self.blocks[block + 1], wanted));
        // In two steps, for a shift by 64 is none.
        low >> shift | high << 1 << (BLOCK - 1 - shift)
    }

    /// Whether one of `len` positions, fewer than 64, has one of the marks `wanted`.
    #[inline(always)]
    pub(crate) fn any(&self, position: usize, len: u8, wanted: u8) -> bool {
        self.window(position, wanted) & lowest(len) != 0
    }

    /// Gives `len` positions, fewer than 64, a mark.
    #[inline(always)]
    pub(crate) fn set_range(&mut self, position: usize, len: u8, mark: u8) {
        let (block, shift, set) = (position / BLOCK, position % BLOCK, mark.trailing_zeros() as usize);
        let bits = lowest(len);
        self.blocks[block][set] |= bits << shift;
        let rest = bits >> 1 >> (BLOCK - 1 - shift);
        if rest != 0 {
            self.blocks[block + 1][set] |= rest;
        }
    }

    /// How many positions from `position` on, without a gap, have one of the marks `wanted`.
    #[inline(always)]
    pub(crate) fn run(&self, position: usize, wanted: u8) -> usize {
        let mut end = position;
        while end < self.len {
            let run = self.window(end, wanted).trailing_ones() as usize;
            end += run;
            if run < BLOCK {
                break;
            }
        }
        end - position
    }

    /// How many positions have one of the marks `wanted`.
    #[inline(always)]
    pub(crate) fn count(&self, wanted: u8) -> u64 {
        self.blocks.iter().map(|block| u64::from(union(block, wanted).count_ones())).sum()
    }

    /// Whether a position has both marks.
    #[inline(always)]
    pub(crate) fn meet(&self, one: u8, other: u8) -> bool {
        self.blocks.iter().any(|block| union(block, one) & union(block, other) != 0)
    }

    /// The positions that have one of the marks `wanted`, in order.
    #[inline(always)]
    pub(crate) fn positions(&self, wanted: u8) -> impl Iterator<Item = usize> {
        self.blocks.iter().enumerate().flat_map(move |(block, marks)| {
            let mut left = union(marks, wanted);
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                (left != 0).then(|| {
                    left &= left - 1;
                    block * BLOCK + bit
                })
            })
        })
    }
}

/// A set of small numbers.
#[derive(Clone)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn new(len: usize) -> Self {
        Self(vec![0; len / BLOCK + 1])
    }

    pub(crate) fn has(&self, i: usize) -> bool {
        self.0[i / BLOCK] >> (i % BLOCK) & 1 != 0
    }

    /// Adds `i`; whether it was not there.
    pub(crate) fn add(&mut self, i: usize) -> bool {
        let (word, bit) = (&mut self.0[i / BLOCK], 1 << (i % BLOCK));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}
