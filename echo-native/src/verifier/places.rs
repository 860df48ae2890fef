//! What code reads from [places](Below) below its stack: what was written there since it was entered, and nothing that others
//! left, so that no address of the process reaches a guest through places, nor through the registers that a [`Dispatch`] or a
//! [`Switch`] changes.
//!
//! The number that code leaves with is looked at alike: what lies in its slot before is the last run's, and one of a stub's.
//!
//! The last look of [`verify`](super::verify). Of each instruction it finds the places that are written on all ways there, from
//! where nothing is known: entries, what links lead to, what is called, and what is returned to. At a target the first place is
//! known, and that of what was [passed on](Dispatch::PASSED); where a row leads, what is known at its switch, the first place
//! included. There, the first instruction takes back from it the register in which an address lies.
//!
//! A set only ever loses what is in it, which is nine things at most: each instruction is looked at ten times at most, as a rule
//! once.

use super::{Kind, Leads, Refusal, Verifier, Why};
use crate::context::Below;
use crate::draft::Draft;
use crate::stubs::{self, Dispatch, Stub, Switch};
use iced_x86::{Code, Instruction};

/// A set of places: a bit for each, by number; and [`EXIT_NUMBER`].
type Places = u16;

/// The number of places, and so the bit of the slot with the number of an exit.
const COUNT: usize = size_of::<Below>() / 8;
/// The slot with the number of an exit, in a set of places.
pub(super) const EXIT_NUMBER: Places = 1 << COUNT;
/// Nothing leads there, as far as is known: all places, the slot, and a bit more, which the first way there takes.
const UNREACHED: Places = (EXIT_NUMBER << 2) - 1;

/// The first place.
pub(super) const FIRST: Places = 1;
/// Those that are known at a target: what a [`Dispatch`] reads, moved up by one if it calls.
pub(super) const AT_TARGET: Places = FIRST | 1 << Dispatch::PASSED;

/// What an instruction does with places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Touch {
    /// Those that must be known before it: it reads them, or changes a part of them, or leads to what reads them.
    pub(super) reads: Places,
    /// Those that are known behind it.
    pub(super) writes: Places,
}

impl Touch {
    pub(super) const NONE: Self = Self { reads: 0, writes: 0 };

    /// Of an instruction that reads places.
    pub(super) fn read(places: Places) -> Self {
        Self { reads: places, writes: 0 }
    }

    /// Of an instruction whose operand in memory is a place.
    pub(super) fn of(inst: &Instruction) -> Self {
        let place = 1 << (inst.memory_displacement64() as i64 / -8 - 1);
        // They write all eight bytes, and read none. What is not among them counts as a read.
        let overwrites = matches!(
            inst.code(),
            Code::Mov_rm64_r64
                | Code::Mov_rm64_imm32
                | Code::Movq_rm64_xmm
                | Code::Movq_xmmm64_xmm
                | Code::VEX_Vmovq_rm64_xmm
                | Code::VEX_Vmovq_xmmm64_xmm
        );
        if overwrites { Self { reads: 0, writes: place } } else { Self { reads: place, writes: 0 } }
    }
}

/// The places that a stub reads where code jumps to it, or calls it.
pub(super) fn read_by_stub(position: u32, is_call: bool) -> Places {
    let target = 1 << stubs::TARGET;
    let reads = match position {
        at if at == Stub::Miss.offset() => target,
        // The first place it writes itself.
        at if at == Stub::Indirect.offset() => target | AT_TARGET & !FIRST,
        _ => 0,
    };
    reads << usize::from(is_call)
}

/// A switch, the index of its instruction, and the first link of its row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) from: u32,
    pub(super) first_link: u32,
    pub(super) switch: Switch,
}

impl Row {
    fn links(&self) -> std::ops::Range<u32> {
        self.first_link..self.first_link + self.switch.len
    }
}

impl Verifier<'_> {
    /// Where the draft leads a link: once, as a rule.
    pub(super) fn led_by(&self, link: u32) -> &[(u32, u32)] {
        let start = self.led.partition_point(|led| led.0 < link);
        let len = self.led[start..].iter().take_while(|led| led.0 == link).count();
        &self.led[start..start + len]
    }

    /// Proves what this module says. Gives the links of all rows, in order.
    pub(super) fn trace(&self, draft: &Draft<'_>) -> Result<Vec<u32>, Refusal> {
        let of_rows = self.row_links(draft.code)?;
        let index_of = |at: u32| self.index_of(at).expect("something leads there, which was looked at");
        let mut known = Known { before: vec![UNREACHED; self.kinds.len()], looked_at: 0, changed: Vec::new() };
        for (_, at) in draft.targets {
            if !self.begins_with(draft.code, *at, Dispatch::TAKE_BACK) {
                return Err(Refusal { at: *at, why: Why::Arrival });
            }
            known.reach(index_of(*at), AT_TARGET);
        }
        let links = self.led.iter().filter(|(link, _)| of_rows.binary_search(link).is_err());
        for at in draft.entries.iter().chain(links.map(|(_, at)| at)) {
            known.reach(index_of(*at), 0);
        }
        for index in self.called.iter().chain(&self.returns) {
            known.reach(*index, 0);
        }
        // In the order of the code first, so that most of it is looked at once.
        for index in 0..self.kinds.len() {
            known.looked_at = index + 1;
            let (before, touch) = (known.before[index], self.touches[index]);
            if before == UNREACHED {
                continue;
            }
            // Most are so; the next one has not been looked at.
            if self.kinds[index] == Kind::Plain && touch.reads & !before == 0 {
                known.before[index + 1] &= before | touch.writes;
                continue;
            }
            if let Some((next, behind)) = self.look_at(&mut known, index as u32)? {
                known.reach(next, behind);
            }
        }
        while let Some(mut index) = known.changed.pop() {
            while let Some((next, behind)) = self.look_at(&mut known, index)?
                && known.lower(next, behind)
            {
                index = next;
            }
        }
        Ok(of_rows)
    }

    /// Looks at an instruction, and goes all ways from it but one: gives that, and what is known there.
    #[inline]
    fn look_at(&self, known: &mut Known, index: u32) -> Result<Option<(u32, Places)>, Refusal> {
        let at = index as usize;
        let (before, Touch { reads, writes }) = (known.before[at], self.touches[at]);
        let refusal = |why| Err(Refusal { at: self.positions[at], why });
        if reads & !before != 0 {
            return refusal(Why::Unwritten);
        }
        let behind = before | writes;
        let next = match self.kinds[at] {
            Kind::Plain | Kind::Charge(_) | Kind::Refund(_) | Kind::BranchToStub => index + 1,
            Kind::Branch(to) | Kind::Check(to) => {
                known.reach(to, behind);
                index + 1
            }
            Kind::Jump(to) => to,
            Kind::Dispatch(to) => {
                self.reach_row(known, index, behind);
                to
            }
            Kind::Other => {
                self.reach_row(known, index, behind);
                return Ok(None);
            }
            Kind::Exit if before & EXIT_NUMBER == 0 => return refusal(Why::Number),
            Kind::Exit | Kind::Link => return Ok(None),
        };
        Ok(Some((next, behind)))
    }

    /// Goes through the row of an instruction, if it has one.
    fn reach_row(&self, known: &mut Known, index: u32, behind: Places) {
        if let Ok(row) = self.rows.binary_search_by_key(&index, |row| row.from) {
            for (_, at) in self.rows[row].links().flat_map(|link| self.led_by(link)) {
                known.reach(self.index_of(*at).expect("it was looked at"), behind);
            }
        }
    }

    /// The links of all rows, in order. Each leads to what takes the register back, from when the draft is published for good:
    /// the draft is the first to lead it, and nothing but switches goes through it.
    fn row_links(&self, code: &[u8]) -> Result<Vec<u32>, Refusal> {
        let mut of_rows = Vec::new();
        for row in &self.rows {
            for link in row.links() {
                let led = self.led_by(link);
                let is_right = !led.is_empty()
                    && (self.links.leads)(link) == Leads::Nowhere
                    && led.iter().all(|(_, at)| self.begins_with(code, *at, row.switch.take_back()));
                if !is_right {
                    return Err(Refusal { at: self.positions[row.from as usize], why: Why::Row });
                }
            }
            of_rows.extend(row.links());
        }
        of_rows.sort_unstable();
        of_rows.dedup();
        for (from, link) in &self.through {
            if of_rows.binary_search(link).is_ok() || (self.links.leads)(*link) == Leads::ByRow {
                return Err(Refusal { at: self.positions[*from as usize], why: Why::Row });
            }
        }
        match self.led.iter().find(|(link, _)| (self.links.leads)(*link) == Leads::ByRow) {
            Some((_, at)) => Err(Refusal { at: *at, why: Why::Row }),
            None => Ok(of_rows),
        }
    }

    /// Whether these bytes lie at a position.
    fn begins_with(&self, code: &[u8], at: u32, bytes: [u8; 5]) -> bool {
        at.checked_sub(self.start).and_then(|offset| code.get(offset as usize..)).is_some_and(|code| code.starts_with(&bytes))
    }
}

/// What is known so far.
struct Known {
    /// Of each instruction: the places that are written on all ways to it; or [`UNREACHED`].
    before: Vec<Places>,
    /// Of how many instructions, from the first on, each has been looked at, if anything leads there.
    looked_at: usize,
    /// Instructions of which less is known than when they were looked at.
    changed: Vec<u32>,
}

impl Known {
    /// Says that execution comes to an instruction with these places written. Whether that is news.
    fn lower(&mut self, index: u32, places: Places) -> bool {
        let before = &mut self.before[index as usize];
        let now = *before & places;
        std::mem::replace(before, now) != now
    }

    /// The same, to be looked at later.
    fn reach(&mut self, index: u32, places: Places) {
        if self.lower(index, places) && (index as usize) < self.looked_at {
            self.changed.push(index);
        }
    }
}
