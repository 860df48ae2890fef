//! Numbers in instructions that may be addresses.
//!
//! Called by [`crate::walk`] and [`crate::guess`].

use crate::bitmap::{Mark, PositionSet};
use crate::code_map::CodeMap;
use echo_abi::{GuestAddr, Inst};

/// An address of text that an instruction contains.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention {
    /// The address.
    pub to: GuestAddr,
    /// The instruction.
    pub by: GuestAddr,
}

/// Addresses that instructions contain, of text of which nothing was known when they were seen: each once,
/// with the first instruction that was seen to contain it.
pub(crate) struct Mentions {
    new: Vec<Mention>,
    seen: PositionSet,
}

impl Mentions {
    /// None, for `len` bytes of text.
    pub fn new(len: usize) -> Self {
        Self { new: Vec::new(), seen: PositionSet::new(len) }
    }

    /// Adds the addresses in `inst`: immediates, and operands of `lea` without registers. (Memory that an
    /// instruction *accesses* at a fixed address is data; its words are looked at as such.)
    pub fn add(&mut self, map: &CodeMap<'_>, inst: &Inst) {
        let fixed = inst.fixed_addr().filter(|_| !inst.accesses_memory());
        for to in inst.immediates().chain(fixed).filter_map(|value| u32::try_from(value).ok()).map(GuestAddr)
        {
            if let Some(position) = map.position(to)
                && !map.marks.has(position, Mark::KNOWN)
                && self.seen.add(position)
            {
                self.new.push(Mention { to, by: inst.addr() });
            }
        }
    }

    /// Those that were added since the last time.
    pub fn take(&mut self) -> Vec<Mention> {
        std::mem::take(&mut self.new)
    }
}
