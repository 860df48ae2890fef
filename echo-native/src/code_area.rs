//! [`CodeArea`]: verified code, and the way in and out of it.
//!
//! ```text
//! CodeArea::reserve ─► publish(Draft): verified, appended ─► run(&mut GuestSpace, &mut Registers, …) ─► Left
//! ```
//! To reserve, protect and first touch pages takes longer than to translate a small contract: [`CodeArea::reuse`] makes of
//! an area that is no longer needed one for other code.
//!
//! An area has, from low addresses to high: pages without access, unless a handler of a signal needs them; the **stack of
//! code** (host return addresses; below them eight [places](Below) for code to keep values in, and what handlers leave;
//! guest code cannot name it), the **links** (addresses
//! that code jumps through, which [`CodeArea::link`] changes, but for those of rows), and the code, whose first bytes are the
//! [`stubs`].
//!
//! Everything that decides where code goes is written here, and holds what the verifier has looked at from there on, or a stub:
//! links, the table of targets of indirect jumps, and the bottom of the stack. That is why running is safe: see
//! [`crate::verifier`].

use crate::context::{Below, CodeContext, Slot};
use crate::draft::Draft;
use crate::entry;
use crate::fault::Fault;
use crate::guest::GuestSpace;
use crate::permission::Permission;
use crate::registers::{RegisterFile, Registers};
use crate::space::{PAGE, Space};
use crate::space_error::SpaceError;
use crate::stubs::{self, Dispatch, Stub};
use crate::verifier::{self, Admitted, Leads, Links, Refusal};
use std::ops::Range;

#[cfg(test)]
mod mutants;

/// Bytes below the stack: a push beyond it faults. While a handler needs them, some are accessible.
const GUARD: usize = 256 * PAGE;
/// Bytes of the stack of code: eight for each call under way. Who calls deeper returns through the table of targets.
const STACK: usize = 16 * PAGE;

/// Bytes of code that an area has at most: distances between all that lies in it have 32 bits.
const MOST: usize = 1 << 30;
/// Bytes of stack that a handler of a signal may need: a frame has up to 11 KiB (AMX).
const HANDLER: u64 = 4 * PAGE as u64;

/// Bytes of code that there is room for in every area, so that each can be used again for most.
const LEAST: usize = 4 << 20;
/// Entries of the table of targets that are cleared together.
const CHUNK: usize = 64;

/// Code was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The verifier does not admit it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no room for so much code, or for so many links.
    #[error("there is no room for more code")]
    Full,
    /// The system refuses.
    #[error(transparent)]
    Space(#[from] SpaceError),
}

/// Code cannot be entered.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// Nobody published an entry there.
    #[error("there is no entry at {at:#x}")]
    NoEntry {
        /// The position.
        at: u32,
    },
    /// The guest's memory is not armed.
    #[error("the guest's memory is not armed")]
    NotArmed,
    /// This thread cannot enter code.
    #[error(transparent)]
    Thread(#[from] crate::GateError),
}

/// How code gave control back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// It took an exit of its own.
    Exit {
        /// The number it left in [`Slot::ExitNumber`].
        number: u32,
        /// What lies below its stack: what the code has not written there since it was entered, called, or returned to, is
        /// another on each host, and nothing to show to a guest.
        below: Below,
    },
    /// It jumped to, or returned to, a guest address that is no target.
    Indirect {
        /// The guest address.
        target: u32,
    },
    /// It returned to the guest address 0.
    Return,
    /// An instruction faulted; nothing of it is done.
    Fault {
        /// Its position in the area.
        at: u32,
        /// Why.
        fault: Fault,
        /// What lies below the stack of code, as for [`Left::Exit`].
        below: Below,
    },
}

/// Verified code, for one run at a time.
pub struct CodeArea {
    space: Space,
    links: Range<usize>,
    code: Range<usize>,
    /// Bytes of code published, stubs included.
    end: usize,
    /// A bit for each byte of code: it is an entry.
    entries: Vec<u64>,
    /// How many links, from the first on, may lead anywhere.
    linked: usize,
    /// A bit for each link: it is one of a row's, and leads to where it does for good.
    of_rows: Vec<u64>,
    /// Addresses of targets by guest address from `targets.start` on; 0 where there is none, and behind `targets`.
    table: Vec<u64>,
    dispatch: Dispatch,
    /// For each [`CHUNK`] of the table, whether any was set in it.
    set: Vec<bool>,
    targets: Range<u32>,
    /// rsp of code that runs, or that left.
    rsp: u64,
    /// Whether any code here may read or change a vector register or MXCSR. Where none does, a run leaves them alone.
    vectors: bool,
}

impl CodeArea {
    /// Reserves an area for `size` bytes of code, whose indirect jumps lead to guest addresses in `targets`; those to
    /// others leave. What of it is not used costs addresses, not memory.
    ///
    /// # Errors
    /// [`SpaceError`]; [`SpaceError::TooLong`] for more than 1 GiB.
    pub fn reserve(size: usize, targets: Range<u32>) -> Result<Self, SpaceError> {
        let size = Self::pages(size)?;
        let room = size.max(LEAST);
        let start = GUARD + STACK + Self::pages_of_links(room);
        let mut space = Space::reserve(start + room)?;
        // The first page of code is written before anything of it is published, and executable afterwards.
        space.protect(GUARD..start + PAGE, Permission::ReadWrite)?;
        let mut area = Self {
            space,
            links: start..start,
            code: start..start,
            end: 0,
            entries: Vec::new(),
            linked: 0,
            of_rows: Vec::new(),
            table: Vec::new(),
            set: Vec::new(),
            targets: 0..0,
            dispatch: Dispatch::new(0, 0),
            rsp: 0,
            vectors: false,
        };
        area.begin(size, targets)?;
        Ok(area)
    }

    /// Makes an area that is no longer needed what [`CodeArea::reserve`] gives, if it has room for so much; else reserves
    /// another. What it had published can neither be entered nor executed any more.
    ///
    /// # Errors
    /// As for [`CodeArea::reserve`].
    pub fn reuse(mut self, size: usize, targets: Range<u32>) -> Result<Self, SpaceError> {
        let pages = Self::pages(size)?;
        if pages > self.space.len() - self.code.start {
            return Self::reserve(size, targets);
        }
        self.space.protect(
            self.code.start..self.code.start + self.end.next_multiple_of(PAGE),
            Permission::ReadWrite,
        )?;
        self.entries.clear();
        self.of_rows.clear();
        let linked = self.links.start..self.links.start + 8 * std::mem::take(&mut self.linked);
        self.space.bytes_mut(linked)?.fill(0);
        for (chunk, set) in self.table.chunks_mut(CHUNK).zip(&mut self.set) {
            if std::mem::take(set) {
                chunk.fill(0);
            }
        }
        self.begin(pages, targets)?;
        Ok(self)
    }

    /// Bytes of pages for so much code and the stubs.
    fn pages(size: usize) -> Result<usize, SpaceError> {
        if size > MOST {
            return Err(SpaceError::TooLong { len: size, room: MOST });
        }
        Ok((size.max(1) + stubs::SIZE).next_multiple_of(PAGE))
    }

    /// Bytes of pages for the links of so much code.
    fn pages_of_links(size: usize) -> usize {
        (size / 4).next_multiple_of(PAGE)
    }

    /// Lays the ground for `size` bytes of code, where the table of targets and the links are empty. Nothing of it depends on
    /// how much more room there is.
    fn begin(&mut self, size: usize, targets: Range<u32>) -> Result<(), SpaceError> {
        self.links.start = self.links.end - Self::pages_of_links(size);
        self.code.end = self.code.start + size;
        if self.table.len() < targets.len() {
            self.table = vec![0; targets.len()];
            self.set = vec![false; targets.len().div_ceil(CHUNK)];
        }
        let dispatch = Dispatch::new(targets.start, targets.len() as u32);
        self.dispatch = dispatch;
        self.targets = targets;
        self.space.bytes_mut(self.code.start..self.code.start + stubs::SIZE)?.copy_from_slice(&stubs::code(&dispatch));
        self.end = stubs::SIZE;
        // The stubs do not; nor can code that was here before be entered.
        self.vectors = false;
        self.entries.resize(self.end.div_ceil(64), 0);
        self.empty_stack()
    }

    /// What code contains where it jumps or calls indirectly.
    #[must_use]
    pub fn dispatch(&self) -> &Dispatch {
        &self.dispatch
    }

    /// Where the next code will lie.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.end as u32
    }

    /// How many bytes of code still fit.
    #[must_use]
    pub fn room(&self) -> usize {
        self.code.len() - self.end
    }

    /// How many links there are.
    #[must_use]
    pub fn link_count(&self) -> usize {
        self.links.len() / 8
    }

    /// Where a link lies, from the first stub on; negative. Code goes through it by `jmp` or `call` with an operand
    /// relative to rip.
    #[must_use]
    pub fn link_position(&self, link: u32) -> i32 {
        8 * link as i32 - self.links.len() as i32
    }

    /// Bytes of the host's memory that the area takes, as far as it was used.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.end.next_multiple_of(PAGE) + 8 * (self.entries.len() + self.of_rows.len()) + PAGE
    }

    /// Verifies code and makes it executable.
    ///
    /// # Errors
    /// [`PublishError`]; then nothing has changed.
    pub fn publish(&mut self, draft: &Draft<'_>) -> Result<(), PublishError> {
        if draft.code.len() > self.room() || draft.links.iter().any(|link| link.0 as usize >= self.link_count()) {
            return Err(PublishError::Full);
        }
        let link_at = |position: i64| {
            let offset = usize::try_from(position + self.links.len() as i64).ok()?;
            (offset < self.links.len() && offset.is_multiple_of(8)).then_some(offset as u32 / 8)
        };
        let links = Links { at: &link_at, leads: &|link| self.leads(link) };
        let Admitted { vectors, of_rows } = verifier::verify(draft, self.end(), &self.dispatch, &links)?;
        self.append(draft.code)?;
        self.vectors |= vectors;
        // Targets, and what rows lead to, begin with a read of what was written before: nobody else comes there.
        let links = draft.links.iter().filter(|(link, _)| of_rows.binary_search(link).is_err());
        for at in draft.entries.iter().chain(links.map(|(_, at)| at)) {
            self.entries[*at as usize / 64] |= 1 << (at % 64);
        }
        for link in of_rows {
            let word = link as usize / 64;
            self.of_rows.resize(self.of_rows.len().max(word + 1), 0);
            self.of_rows[word] |= 1 << (link % 64);
        }
        for (guest, at) in draft.targets {
            if self.targets.contains(guest) {
                let index = (guest - self.targets.start) as usize;
                self.table[index] = self.address(*at);
                self.set[index / CHUNK] = true;
            }
        }
        for (link, at) in draft.links {
            self.set_link(*link, *at);
        }
        Ok(())
    }

    /// Appends code that is verified.
    fn append(&mut self, code: &[u8]) -> Result<(), SpaceError> {
        let start = self.code.start + self.end;
        self.space.append_code(start, code)?;
        self.end += code.len();
        self.entries.resize(self.end.div_ceil(64), 0);
        Ok(())
    }

    fn is_entry(&self, at: u32) -> bool {
        self.entries.get(at as usize / 64).is_some_and(|word| word >> (at % 64) & 1 != 0)
    }

    /// Leads a link to an entry.
    ///
    /// # Errors
    /// [`EnterError::NoEntry`] where there is no such entry, no such link, or the link is one of the row of a
    /// [`Switch`](crate::Switch); then nothing has changed.
    pub fn link(&mut self, link: u32, entry: u32) -> Result<(), EnterError> {
        if !self.is_entry(entry) || link as usize >= self.link_count() || self.leads(link) == Leads::ByRow {
            return Err(EnterError::NoEntry { at: entry });
        }
        self.set_link(link, entry);
        Ok(())
    }

    /// Where a link leads.
    fn leads(&self, link: u32) -> Leads {
        let at = self.links.start + 8 * link as usize;
        if self.space.bytes(at..at + 8).expect("links are readable") == [0; 8] {
            Leads::Nowhere
        } else if self.of_rows.get(link as usize / 64).is_some_and(|word| word >> (link % 64) & 1 != 0) {
            Leads::ByRow
        } else {
            Leads::ToEntry
        }
    }

    fn set_link(&mut self, link: u32, entry: u32) {
        let at = self.links.start + 8 * link as usize;
        self.linked = self.linked.max(link as usize + 1);
        let address = self.address(entry);
        let place = self.space.bytes_mut(at..at + 8).expect("links are writable");
        place.copy_from_slice(&address.to_le_bytes());
    }

    /// The address of a position of code.
    fn address(&self, at: u32) -> u64 {
        (self.space.start() + self.code.start) as u64 + u64::from(at)
    }

    /// rsp of a stack on which no call is under way.
    fn stack_top(&self) -> u64 {
        (self.space.start() + GUARD + STACK - 16) as u64
    }

    /// What lies below rsp; 0 where the stack of code ends before.
    fn below(&self, rsp: u64) -> Below {
        let end = (rsp as usize).wrapping_sub(self.space.start());
        // All at once, as a rule.
        if let Ok(bytes) = self.space.bytes(end.wrapping_sub(size_of::<Below>())..end)
            && let (places, []) = bytes.as_chunks()
        {
            return std::array::from_fn(|i| u64::from_le_bytes(places[places.len() - 1 - i]));
        }
        let number = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().expect("a place has eight bytes"));
        let mut below = Below::default();
        for (i, place) in below.iter_mut().enumerate() {
            let at = end.wrapping_sub(8 * (i + 1));
            *place = self.space.bytes(at..at.saturating_add(8)).map_or(0, number);
        }
        below
    }

    /// Copies what lies below a full stack to below an empty one.
    fn move_below(&mut self, rsp: u64) {
        let to = GUARD + STACK - 16;
        let kept = self.below(rsp);
        let places = self.space.bytes_mut(to - size_of::<Below>()..to).expect("the stack is writable");
        for (place, kept) in places.rchunks_exact_mut(8).zip(kept) {
            place.copy_from_slice(&kept.to_le_bytes());
        }
    }

    /// The first address of the stack.
    fn stack_bottom(&self) -> u64 {
        (self.space.start() + GUARD) as u64
    }

    /// Forgets all calls under way: they return through the table of targets.
    fn empty_stack(&mut self) -> Result<(), SpaceError> {
        let address = self.address(Stub::Underflow.offset());
        let top = GUARD + STACK - 16;
        self.space.bytes_mut(top..top + 8)?.copy_from_slice(&address.to_le_bytes());
        self.rsp = self.stack_top();
        Ok(())
    }

    /// Runs the code at `entry` with the guest's registers, flags and gas, which are then what it left.
    ///
    /// # Errors
    /// [`EnterError`]; nothing has run.
    pub fn run(
        &mut self,
        guest: &mut GuestSpace,
        registers: &mut impl RegisterFile,
        gas: &mut u64,
        entry: u32,
    ) -> Result<Left, EnterError> {
        if !self.is_entry(entry) {
            return Err(EnterError::NoEntry { at: entry });
        }
        if !guest.is_armed() {
            return Err(EnterError::NotArmed);
        }
        let low = self.stack_bottom() + HANDLER;
        if self.rsp < low {
            self.rsp = self.stack_top();
        }
        let context = guest.context();
        {
            // SAFETY: the context belongs to the guest space, which is borrowed mutably and which no code runs on. Its
            // page is always accessible, and it was zero at first, which is valid.
            let context = unsafe { &mut *context };
            registers.load(&mut context.thread.registers);
            if self.vectors {
                registers.load_vectors(&mut context.thread.registers);
            }
            let entered = &mut context.thread.registers;
            context.slots[Slot::R10 as usize] = entered.general[10];
            context.slots[Slot::R11 as usize] = entered.general[11];
            entered.general[10] = entered.general[14];
            entered.general[11] = entered.general[15];
            entered.general[14] = entered.general[4];
            entered.general[15] = *gas;
            entered.general[4] = self.rsp;
            entered.rip = self.address(entry);
            context.slots[Slot::One as usize] = 1;
            context.table = self.table.as_ptr().expose_provenance() as u64;
            context.stack_top = self.stack_top();
            context.thread.below = [self.space.start() as u64, self.stack_bottom()];
            context.thread.opened = 0;
            context.thread.code = [self.address(0), self.address(self.end())];
            context.thread.ready();
        }
        let fault = loop {
            // SAFETY: the context is a whole page's own, as above. The code at rip was published here and verified:
            // what the verifier admits, entered at an entry, on a stack that only it and `empty_stack` write,
            // accesses the guest's memory, which is borrowed mutably, its context, this area's stack and links, and no
            // more, and no vector register where none of it may; `verifier` says why. After a fault it is entered again at
            // the instruction that faulted.
            let fault = unsafe { entry::enter(context.cast::<CodeContext>(), self.vectors) }?;
            // SAFETY: as below.
            let opened = unsafe { (*context).thread.opened };
            if opened != 0 {
                // A handler got more stack, and the code may have gone on there: what it keeps is looked for.
                let opened = (opened as usize).wrapping_sub(self.space.start());
                self.space.protect(opened..GUARD, Permission::ReadWrite).expect("the system gave it already");
            }
            if fault.is_some() {
                // SAFETY: as above; no code runs.
                let thread = unsafe { &mut (*context).thread };
                let rsp = thread.registers.general[4];
                // A call on a full stack, or something kept below it, or a signal that found no room on it, which the
                // system tells as a fault of any kind: the stack is emptied, what is kept below it is taken along, and
                // the instruction done again. A fault of its own happens again.
                if rsp < low {
                    self.move_below(rsp);
                    thread.registers.general[4] = self.stack_top();
                    thread.ready();
                    continue;
                }
            }
            break fault;
        };
        // SAFETY: as above; the code has come back.
        let context = unsafe { &mut *context };
        let left = &mut context.thread.registers;
        self.rsp = left.general[4];
        let number = context.slots[Slot::ExitNumber as usize] as u32;
        // Who returns to null keeps nothing.
        let returns = fault.is_none() && number == stubs::RETURN;
        let below = if returns { Below::default() } else { self.below(self.rsp) };
        if context.thread.opened != 0 {
            self.space.protect(0..GUARD, Permission::None).expect("the system takes back what it gave");
        }
        *gas = left.general[15];
        left.general[4] = left.general[14];
        left.general[14] = left.general[10];
        left.general[15] = left.general[11];
        left.general[10] = context.slots[Slot::R10 as usize];
        left.general[11] = context.slots[Slot::R11 as usize];
        left.flags &= Registers::FLAGS;
        registers.store(left);
        if self.vectors {
            registers.store_vectors(left);
        }
        Ok(match fault {
            Some(fault) => {
                Left::Fault { at: left.rip.wrapping_sub(self.address(0)) as u32, fault, below }
            }
            None => match number {
                stubs::MISS => Left::Indirect { target: below[stubs::TARGET] as u32 },
                stubs::RETURN => Left::Return,
                number => Left::Exit { number, below },
            },
        })
    }
}
