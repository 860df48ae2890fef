//! [`Analysis`]: what is known of all code of an image, and the questions about it.
//!
//! Called by echo-validate. Time and memory are linear in the size of the text (but for a sort of some addresses), whatever it holds.

use crate::bitmap::Mark;
use crate::code_map::CodeMap;
use crate::flaw::{Flaw, FlawedInst};
use crate::guess;
use crate::sweep::{self, Unreached};
use crate::text::Text;
use crate::walk::{self, Walked};
use echo_abi::decode::Buffer;
use echo_abi::{Features, GuestAddr, Image};

/// What is known of all code of an image: what is certain at first, then what [`Self::find`] adds.
pub struct Analysis<'a> {
    map: CodeMap<'a>,
    walked: Walked,
}

impl<'a> Analysis<'a> {
    /// Follows what is certain: all that the entry reaches by direct branches, calls, falling through, and by indirect ones as far as the code states
    /// their targets. Instructions may need what is `granted`.
    #[must_use]
    pub fn of(image: &'a Image, granted: Features) -> Self {
        let mut map = CodeMap::new(image, granted);
        let walked = walk::walk(&mut map);
        Self { map, walked }
    }

    /// Adds code that nothing certain leads to, but an address in an instruction or in data does. Returns the flawed instructions that this leads to, by
    /// address: most of them new, some certain ones that read flags which only a way from there leaves undefined.
    pub fn find(&mut self) -> Vec<FlawedInst> {
        guess::find(&mut self.map, &mut self.walked)
    }

    /// Looks for flawed instructions in what nothing leads to, behind [`Self::find`]; lists the first `most`.
    pub fn sweep(&mut self, most: usize) -> Unreached {
        sweep::sweep(&mut self.map, most)
    }

    /// The executable bytes.
    #[must_use]
    pub fn text(&self) -> &Text<'a> {
        &self.map.text
    }

    /// The flawed instructions that are known, by address. Before [`Self::find`]: those of certain code.
    #[must_use]
    pub fn flawed(&self) -> Vec<FlawedInst> {
        let mut behind_roots = self.walked.flawed.iter().peekable();
        let flawed = self.map.starts(Mark::FLAWED).into_iter().map(|addr| {
            while behind_roots.next_if(|flawed| flawed.addr < addr).is_some() {}
            let root =
                behind_roots.peek().filter(|flawed| flawed.addr == addr).and_then(|flawed| flawed.root);
            FlawedInst { addr, root }
        });
        flawed.collect()
    }

    /// The flaws of what starts at `addr`, as far as is known by now.
    pub fn flaws(&mut self, addr: GuestAddr) -> impl Iterator<Item = Flaw> + use<> {
        let mut buffer = Buffer::new();
        let (refused, of_inst) = match self.map.text.read(addr, &mut buffer) {
            Ok(inst) => (None, Some(self.map.flaws(inst))),
            Err(refused) => (Some(Flaw::Refused(refused.rule)), None),
        };
        refused.into_iter().chain(of_inst.into_iter().flatten())
    }

    /// How many instructions something leads to.
    #[must_use]
    pub fn instructions(&self) -> u64 {
        self.map.marks.count(Mark::CODE)
    }

    /// Whether a certain instruction starts at `addr`.
    #[must_use]
    pub fn is_certain(&self, addr: GuestAddr) -> bool {
        self.map.has(addr, Mark::START)
    }

    /// Whether an instruction starts at `addr` that something leads to, as far as is known by now.
    #[must_use]
    pub fn is_known(&self, addr: GuestAddr) -> bool {
        self.map.has(addr, Mark::CODE)
    }

    /// The address of the known instruction that ends where the one at `addr` begins, whether or not it leads there; of several, the shortest.
    pub fn ends_at(&mut self, addr: GuestAddr) -> Option<GuestAddr> {
        self.map.ends_at(addr)
    }
}
