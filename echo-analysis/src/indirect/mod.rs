//! Where an indirect jump or call goes, as far as the code before it says so.
//!
//! Called by [`crate::walk`] and [`crate::guess`] for each `jmp` and `call` by a register or memory. The
//! instructions that lead there are followed backwards along the way that the walk came, and then executed
//! forwards on symbols ([`symbolic`]): a value is `atom * times + plus`, where an atom stands for something unknown (a
//! register at the start of the way, the content of memory). Comparisons that branches ask about give atoms
//! a range, and so do masks. If the target is then loaded from `table + index * size` and the index has a
//! range, the code states how long the table is. So it is found through copies, spilled registers, `sub`
//! before the comparison or behind it, at every level of optimisation:
//!
//! ```text
//! lea eax, [rdi - 3]            eax = rdi * 1 - 3
//! cmp al, 4 ; ja default        rdi in 3..=7
//! movzx eax, al
//! lea rdx, [rip + table]        rdx = table
//! movsxd rax, [rdx + rax * 4]   rax = atom, loaded from rdi * 4 + table - 12
//! add rax, rdx ; jmp rax        five entries from `table` on, distances from `table`
//! ```
//!
//! The compiler is taken at its word: that upper bits of an index are zero, that a lower bound which nobody
//! asks about is 0, and that memory keeps what was stored until something is called. An index may be within
//! narrower bounds on other ways, never within wider ones that the code itself states; what is stated by one
//! way only finds fewer entries than there are, and [`crate::guess`] guesses at the others.
//!
//! Invariant: all ways together are no longer than a multiple of the text, whatever it holds.

mod affine;
mod symbolic;
pub(crate) mod table;

use crate::arrival::Entrance;
use crate::bitmap::Mark;
use crate::code_map::CodeMap;
use crate::root::{Root, Via};
use echo_abi::decode::Buffer;
use echo_abi::isa::Flow;
use echo_abi::{GuestAddr, Image, Inst};
use std::collections::BTreeSet;
use symbolic::{Seen, Symbolic};
use table::{EntryEncoding, JumpTable, Targets};

/// How many instructions a way has, at first and when the table's address has not been seen by then: loops
/// keep it in a register.
const LENGTHS: [usize; 3] = [24, 192, 1536];

/// How often what has no answer yet is asked for again, when all that was reached by then is known.
const AGAIN: u8 = 3;

/// The indirect jumps and calls of a walk, and what is known of where they go.
pub(crate) struct IndirectBranches {
    /// Addresses of those that nobody has looked at.
    new: Vec<GuestAddr>,
    /// Those that may have more targets than were found: more ways to them can be known by now.
    again: Vec<GuestAddr>,
    asked_again: u8,
    /// Tables whose length a mask states, and the branches that read them.
    masked: Vec<(GuestAddr, JumpTable)>,
    /// Tables whose length nothing states, and the branches that read them.
    endless: Vec<(GuestAddr, JumpTable)>,
    /// First entries of all tables.
    starts: BTreeSet<GuestAddr>,
    /// How many instructions may still be followed backwards.
    budget: usize,
}

impl IndirectBranches {
    /// None yet, for `len` bytes of text.
    pub fn new(len: usize) -> Self {
        Self {
            new: Vec::new(),
            again: Vec::new(),
            asked_again: 0,
            masked: Vec::new(),
            endless: Vec::new(),
            starts: BTreeSet::new(),
            budget: len,
        }
    }

    /// Adds the indirect jump or call at `addr`.
    pub fn add(&mut self, addr: GuestAddr) {
        self.new.push(addr);
    }

    /// Where the jumps and calls lead that were added since the last time; tables that a mask bounds come
    /// when there is nothing else, for where they end depends on what else there is. Nothing, when everything
    /// is known.
    pub fn roots(&mut self, map: &mut CodeMap<'_>) -> Vec<Root> {
        loop {
            let mut roots = Vec::new();
            for branch in std::mem::take(&mut self.new) {
                self.look_at(map, branch, &mut roots);
            }
            if roots.is_empty() {
                for (branch, table) in std::mem::take(&mut self.masked) {
                    self.entries(map, branch, &table, &mut roots);
                }
            }
            if roots.is_empty() && self.asked_again < AGAIN {
                self.asked_again += 1;
                self.new = std::mem::take(&mut self.again);
                self.new.sort_unstable();
                self.new.dedup();
                if !self.new.is_empty() {
                    continue;
                }
            }
            roots.retain(|root| map.position(root.addr).is_some_and(|p| !map.marks.has(p, Mark::CODE)));
            roots.sort_unstable();
            roots.dedup_by_key(|root| root.addr);
            if !roots.is_empty() || self.new.is_empty() {
                return roots;
            }
        }
    }

    /// The tables whose length nothing states, which were found since the last time, and the branches that read them.
    pub fn take_endless(&mut self) -> Vec<(GuestAddr, JumpTable)> {
        std::mem::take(&mut self.endless)
    }

    /// Whether a table starts at `addr`.
    pub fn is_start(&self, addr: GuestAddr) -> bool {
        self.starts.contains(&addr)
    }

    fn look_at(&mut self, map: &mut CodeMap<'_>, branch: GuestAddr, roots: &mut Vec<Root>) {
        let mut buffer = Buffer::new();
        let Ok(inst) = map.text.read(branch, &mut buffer) else { return };
        match targets(map, inst, &mut self.budget) {
            None => self.again.push(branch),
            Some(Targets::At(addr)) => {
                self.again.push(branch);
                map.goes_only(branch, addr);
                if map.position(addr).is_some() {
                    roots.push(Root { addr, via: Via::Inst(branch), entrance: entrance(map, branch) });
                }
            }
            Some(Targets::Table(table)) => {
                let is_new = self.starts.insert(table.start);
                match table.len {
                    None => {
                        self.endless.extend(is_new.then_some((branch, table)));
                        self.again.push(branch);
                    }
                    Some(_) if table.compared => self.entries(map, branch, &table, roots),
                    Some(_) => self.masked.push((branch, table)),
                }
                if table.len == Some(1) {
                    if let Some(target) = table.target(map.image, table.start) {
                        map.goes_only(branch, target);
                    }
                    // It may be the first entry of many, where the index has been seen at its start only.
                    if inst.fixed_addr().is_none() {
                        self.again.push(branch);
                    }
                }
            }
        }
    }

    /// What the entries of `table` say, up to where it must have ended: at another table, at what is no
    /// address of code, or leads into an instruction.
    fn entries(&self, map: &mut CodeMap<'_>, branch: GuestAddr, table: &JumpTable, roots: &mut Vec<Root>) {
        let entrance = entrance(map, branch);
        for i in 0..table.len.unwrap_or(0) {
            let Some(at) = table.entry(i) else { break };
            let ends = i > 0 && !table.compared && self.is_start(at);
            let target = table.target(map.image, at);
            // Of a table of pointers some may be null, or set later.
            if !ends
                && table.encoding == EntryEncoding::Quad
                && target.is_none_or(|to| map.position(to).is_none())
            {
                continue;
            }
            let Some(target) = target.filter(|to| !ends && may_start(map, *to)) else { break };
            let via = if table.len == Some(1) { Via::Word(at) } else { Via::Entry(at, i) };
            roots.push(Root { addr: target, via, entrance });
        }
    }
}

/// Whether an instruction may start at `addr`, for all that is certain.
pub(crate) fn may_start(map: &CodeMap<'_>, addr: GuestAddr) -> bool {
    map.position(addr).is_some_and(|p| map.marks.has(p, Mark::START) || !map.marks.has(p, Mark::BODY))
}

/// How execution comes to where the jump or call at `branch` leads.
fn entrance(map: &mut CodeMap<'_>, branch: GuestAddr) -> Entrance {
    let mut buffer = Buffer::new();
    let calls = map.text.read(branch, &mut buffer).is_ok_and(|inst| inst.flow() == Flow::CallIndirect);
    if calls { Entrance::FUNCTION } else { Entrance::by(branch) }
}

/// Where the indirect jump or call `inst` goes. `budget` is how many instructions may still be followed
/// backwards; `None` when it is spent, or nothing is known.
pub(crate) fn targets(map: &mut CodeMap<'_>, inst: &Inst, budget: &mut usize) -> Option<Targets> {
    for length in LENGTHS {
        let way = way_to(map, inst, length.min(*budget));
        *budget -= way.len();
        match follow(map.image, &way, inst, |addr| map.has(addr, Mark::TARGET)) {
            Seen::Targets(targets) => return Some(targets),
            Seen::TooLate if way.len() == length => {}
            Seen::TooLate | Seen::Nothing => return None,
        }
    }
    None
}

/// The instructions that a walk executed before `inst`, at most `length` of them, the first one first.
fn way_to(map: &mut CodeMap<'_>, inst: &Inst, length: usize) -> Vec<Inst> {
    let mut way: Vec<Inst> = Vec::with_capacity(length.min(64));
    let mut addr = inst.addr();
    while way.len() < length {
        let Some(before) = map.before(addr) else { break };
        addr = before.addr();
        way.push(before);
    }
    way.reverse();
    way
}

/// Where the jump `last` goes behind the instructions of `way`, as far as these say, `most` addresses at most: a guess, for
/// whoever gains from it and loses nothing where it is wrong. `is_joined`: whether other ways lead to an address.
pub fn jump_targets(
    image: &Image,
    way: &[Inst],
    last: &Inst,
    most: u32,
    is_joined: impl Fn(GuestAddr) -> bool,
) -> Vec<GuestAddr> {
    match follow(image, way, last, is_joined) {
        Seen::Targets(Targets::At(addr)) => vec![addr],
        Seen::Targets(Targets::Table(table)) => (0..table.len.unwrap_or(0).min(most))
            .map_while(|i| table.target(image, table.entry(i)?))
            .collect(),
        Seen::TooLate | Seen::Nothing => Vec::new(),
    }
}

/// Executes the instructions of `way` on symbols: where the branch `last` behind them goes.
fn follow(image: &Image, way: &[Inst], last: &Inst, is_joined: impl Fn(GuestAddr) -> bool) -> Seen {
    let mut symbolic = Symbolic::new(image);
    for (i, inst) in way.iter().enumerate() {
        let next = way.get(i + 1).unwrap_or(last);
        if i > 0 && is_joined(inst.addr()) {
            symbolic.join();
        }
        symbolic.execute(inst, next.addr());
    }
    if !way.is_empty() && is_joined(last.addr()) {
        symbolic.join();
    }
    symbolic.targets(last)
}
