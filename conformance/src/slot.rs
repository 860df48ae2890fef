//! Places in the text of a batch: one slot for each encoding, with landing pads around it for branches, on both
//! sides at the same addresses. [`crate::text`] fills them.

use crate::random::Rng;
use crate::window;

/// Bytes of a slot: near enough for every pad to be in reach of a short branch.
const SIZE: u32 = 256;
/// Where the instruction stands in it.
const INST: u32 = 64;
/// Where the pads are.
const PADS: [u32; 8] = [0, 16, 32, 48, 128, 144, 160, 176];

/// A place in the text for one encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextSlot(u32);

impl TextSlot {
    /// How many there are: a quarter of the text, for the machine's side is validated anew for each batch.
    /// The entry lies in front of the first.
    pub const COUNT: u32 = window::TEXT_SIZE / 4 / SIZE - 1;

    /// Bytes of text that hold them all, with the entry.
    pub const TEXT: u32 = (Self::COUNT + 1) * SIZE;

    /// Slot `n`, counted around.
    #[must_use]
    pub fn new(n: u32) -> Self {
        Self(n % Self::COUNT + 1)
    }

    /// Any slot.
    pub fn random(rng: &mut Rng) -> Self {
        Self::new(rng.below(Self::COUNT))
    }

    fn start(self) -> u32 {
        window::TEXT + self.0 * SIZE
    }

    /// Address of its instruction.
    #[must_use]
    pub fn inst(self) -> u32 {
        self.start() + INST
    }

    /// Addresses of its pads.
    pub fn pads(self) -> impl Iterator<Item = u32> {
        PADS.iter().map(move |offset| self.start() + offset)
    }

    /// Address of one of its pads.
    pub fn pad(self, rng: &mut Rng) -> u32 {
        self.start() + rng.pick(&PADS)
    }
}

/// Whether a landing pad lies at `addr`.
#[must_use]
pub fn is_pad(addr: u32) -> bool {
    (window::TEXT + SIZE..window::TEXT + TextSlot::TEXT).contains(&addr) && PADS.contains(&(addr % SIZE))
}
