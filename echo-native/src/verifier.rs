//! The wall between safe and unsafe: what machine code must be before it becomes executable in a
//! [`CodeArea`](crate::CodeArea).
//!
//! It knows the instruction table and the decoder, and nothing of who wrote the code. Everything that is not named here
//! is refused. What it admits, it admits by looking at each instruction once, from the first byte to the last, and at
//! where the code leads:
//!
//! - **Every byte is part of one instruction, and code goes to beginnings of instructions only.** Direct jumps and calls
//!   lead to instructions of the same draft or to a [`Stub`]; indirect ones go through a link, which leads to an entry, or
//!   are a [`Dispatch`] or a [`Switch`], known by their bytes: to an entry of the table of targets, or through one of a row
//!   of links, or else where a direct jump leads;
//!   `ret` returns to what a call pushed, or to a stub, since nothing else writes the stack of code; the last instruction
//!   leads elsewhere. Prefixes stand once each, and those in which processors differ not at all, so that iced and every
//!   processor see the same instructions.
//! - **Memory is the guest's, a slot, or a place.** An operand in memory is `gs:` with a 32-bit address, which is one of
//!   the 4 GiB of the guest or traps; or one of the [`Slot`]s; or one of the [places](Below) below the stack of code. Of
//!   these, two slots and all places are the code's for anything, by at most eight bytes from their start; the other slots
//!   have a use each. Instructions with an access that their operands do not show (stack, strings, `bt` by a register, …)
//!   are refused.
//! - **rsp, r15 and rip are not the code's.** rsp, but as the base of a place, and rip, but for a link, are refused as
//!   operands and in addresses. r15 is the gas, and has two uses: `sub r15, n` with n > 0, right before a `jb` that leads to an
//!   exit, is a **charge**; `lea r15, [r15 + n]` with n > 0 is a **refund**.
//! - **No cycle is free.** A backward jump, a call, and whatever enters at an entry come upon a charge, or leave, before
//!   they come upon anything else that leads elsewhere; so does a return, or it goes on to an entry (by a link or a stub).
//!   Every cycle has one of these. What a `jb` of a charge leads to leaves without any jump.
//! - **No refund gives back all.** Where a jump backwards leads, at entries, and behind and at the targets of calls, nothing counts as
//!   charged; from there on each way forward has charged more than it gives back. So a cycle pays, and
//!   nobody has more gas than he came with.
//! - **The instructions are the table's**: nothing privileged, no system call, no change of gs, of MXCSR, or of the
//!   processor's mode is in it.
//! - **What code reads from a place, it has written there since it was entered, called, or returned to.** So on every way, which
//!   [`places`] follows. Before that, places hold what others left: addresses that calls pushed and returns took off, parts of
//!   the frames of signals and of what their handlers had on the stack. A write of all eight bytes that reads nothing makes
//!   a place known; all else that names a place reads it, a write of a part of it, too. Stubs read the
//!   [`Stub::Indirect`]'s places for whoever leads to them, a [`Dispatch`] or a [`Switch`] the one from which rax, or its
//!   scratch register, is taken back, and a dispatch that of what is [passed on](Dispatch::PASSED), too: both are known at a target.
//! - **Registers in which a dispatch or a switch leaves an address are taken back.** Code at a target begins with
//!   [`Dispatch::TAKE_BACK`], and what a row's links lead to with [`Switch::take_back`]; the place that it reads is written on
//!   all ways there. So a row's links are led by the draft with the switch, nothing else goes through them,
//!   and nobody leads them elsewhere; and neither targets nor what a row leads to are entries. Where there is no target, rax is a
//!   number that depends on the guest's address alone; beyond a row, the scratch register is what it was.
//! - **Code leaves with a number that it has written**, on all ways since it was entered, called, or returned to, and that is not
//!   a stub's. So what stubs leave behind is what they wrote.
//!
//! Of all registers and places that code reads, none holds an address of the process then: what it has from elsewhere is the
//! guest's registers, memory and slots, and constants of its own. Two things are **not** proven. Who runs code is given all
//! places where it leaves or faults ([`Left::Exit`](crate::Left::Exit), [`Left::Fault`](crate::Left::Fault)), and shows to its guest
//! only those that he knows to be written. The status flags behind a dispatch are those of its target's address: PF, which depends
//! on its lowest byte, says where in its page code lies; areas begin with a page, so that it is the same for the same drafts in the
//! same order, and code that wants no guest to see even that sets the flags.
//!
//! **What lies in a place decides nothing** either way. An address of the process would be a number to code, as any other: an
//! operand in memory reaches the guest's 4 GiB, slots and places whatever registers hold; jumps go by links and by the
//! table of targets, which code cannot write; and `ret` takes what lies *at* rsp, where places are *below* it. rsp goes down by
//! calls alone, which write their own return address over the place next to it, and by stubs and
//! [`CodeArea`](crate::CodeArea) to the top of the stack, where [`Stub::Underflow`] lies for good.
//!
//! It relies on this: iced decodes as processors do; gs:0 is the first byte of a [`GuestSpace`](crate::GuestSpace), with a
//! [`CodeContext`](crate::context) before it; the stubs are right; rsp is the stack of code's at every entry. It does not
//! rely on registers having any value, and does not say that the code computes what it should. For places, it relies on signals,
//! and [`CodeArea`](crate::CodeArea) where it empties a full stack, leaving them what they are.

use crate::context::{Below, Slot};
use crate::draft::Draft;
use crate::stubs::{Dispatch, MISS, RETURN, Stub, Switch};
use crate::trampoline::EXIT_FROM_GS;
use echo_abi::isa::{self, Op, Unit};
use iced_x86::{Code, Decoder, DecoderOptions, FlowControl, Instruction, OpKind, Register};
use places::{Row, Touch};

mod places;
#[cfg(test)]
mod tests;

/// Why code is not admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the code at {at:#x} {why}")]
pub struct Refusal {
    /// Position of the instruction, from the area's first stub.
    pub at: u32,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The bytes are no instruction.
    #[error("is no instruction")]
    Invalid,
    /// It is not in the table, or is one that code must not contain.
    #[error("is not among the instructions that code may contain")]
    NotAllowed,
    /// It has a prefix twice, or one that means nothing, or not the same to all processors.
    #[error("has a prefix that code must not have")]
    Prefix,
    /// It names rsp or rip, but for a place below the stack or a link, or r15 in another way than a charge or a refund does.
    #[error("names a register that is not its own")]
    Register,
    /// It accesses memory that is neither the guest's, nor a slot, nor a place below the stack; or a slot as it must not.
    #[error("accesses memory that is not the guest's")]
    Memory,
    /// It leads to something that is no beginning of an instruction.
    #[error("leads to no instruction")]
    Target,
    /// It is the last one, and execution goes on behind it.
    #[error("runs off the end of the code")]
    RunsOff,
    /// It gives back all that was charged on a way that leads to it, or more.
    #[error("gives back gas that was not charged")]
    Refund,
    /// A charge is not followed by a jump to an exit.
    #[error("charges gas, and does not leave where there is none")]
    Unchecked,
    /// From here, execution comes upon something that leads elsewhere before it comes upon a charge.
    #[error("may be reached again and again without being charged")]
    Uncharged,
    /// On some way to it, a place that it reads, or that where it leads reads, was not written since code was entered, called,
    /// or returned to.
    #[error("reads a place below the stack that nothing was written to")]
    Unwritten,
    /// It leaves, and on some way to it no number was written to [`Slot::ExitNumber`] since code was entered, called, or
    /// returned to.
    #[error("leaves without having said with which number")]
    Number,
    /// It is a target of indirect jumps, and does not begin with [`Dispatch::TAKE_BACK`].
    #[error("is a target of indirect jumps, and does not take back rax first")]
    Arrival,
    /// A link of a row does not lead to [`Switch::take_back`] in this draft, or another way goes through it, or leads it elsewhere.
    #[error("goes through a row whose links lead elsewhere, or are used in another way, too")]
    Row,
}

/// What an area's links are.
pub(crate) struct Links<'a> {
    /// The number of the link that lies at a position.
    pub(crate) at: &'a dyn Fn(i64) -> Option<u32>,
    /// Where a link leads before the draft is published.
    pub(crate) leads: &'a dyn Fn(u32) -> Leads,
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leads {
    /// Nobody has led it anywhere.
    Nowhere,
    /// To an entry.
    ToEntry,
    /// It is one of a row's, and leads to where the switch before it wants it for good.
    ByRow,
}

/// What is kept of an instruction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It leads to the next one.
    Plain,
    /// `sub r15, n`
    Charge(u32),
    /// `lea r15, [r15 + n]`
    Refund(u32),
    /// The `jb` behind it, to the instruction with this index.
    Check(u32),
    /// `jmp gs:[exit]`
    Exit,
    /// A direct jump to the instruction with this index.
    Jump(u32),
    /// A conditional one.
    Branch(u32),
    /// A conditional jump to a stub.
    BranchToStub,
    /// A [`Dispatch`] that jumps, or a [`Switch`]: to an entry, or to the instruction with this index.
    Dispatch(u32),
    /// A jump through a link: to an entry.
    Link,
    /// Anything else that may lead elsewhere.
    Other,
}

/// Where a direct jump or call comes from, and where it leads.
struct Jump {
    from: u32,
    target: u64,
    role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Jump,
    Branch,
    Dispatch,
    Call,
    /// The `jb` of a charge.
    Check,
}

/// How many instructions away a charge, or an exit, may be where one must come soon.
const NEAR: usize = 24;

/// Of code that is admitted, what whoever runs it should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Admitted {
    /// Whether an instruction may read or change a vector register, or MXCSR, named or unasked.
    pub(crate) vectors: bool,
    /// The links that are its rows', in order.
    pub(crate) of_rows: Vec<u32>,
}

/// Admits a draft whose first byte is at position `start`, or says what is wrong.
///
/// # Errors
/// The first [`Refusal`].
pub(crate) fn verify(
    draft: &Draft<'_>,
    start: u32,
    dispatch: &Dispatch,
    links: &Links<'_>,
) -> Result<Admitted, Refusal> {
    let mut led = draft.links.to_vec();
    led.sort_unstable();
    let mut verifier = Verifier {
        start,
        dispatch,
        links,
        led,
        kinds: Vec::with_capacity(draft.code.len() / 4),
        positions: Vec::with_capacity(draft.code.len() / 4),
        touches: Vec::with_capacity(draft.code.len() / 4),
        index_at: vec![0; draft.code.len()],
        jumps: Vec::new(),
        charged: Vec::new(),
        called: Vec::new(),
        returns: Vec::new(),
        exits: Vec::new(),
        rows: Vec::new(),
        through: Vec::new(),
        vectors: false,
    };
    verifier.sweep(draft.code)?;
    verifier.resolve()?;
    for at in draft.entries.iter().chain(draft.targets.iter().chain(draft.links).map(|(_, at)| at)) {
        let index = verifier.index_of(*at).ok_or(Refusal { at: *at, why: Why::Target })?;
        verifier.charged.push(index);
    }
    verifier.follow()?;
    verifier.count()?;
    Ok(Admitted { vectors: verifier.vectors, of_rows: verifier.trace(draft)? })
}

struct Verifier<'a> {
    start: u32,
    dispatch: &'a Dispatch,
    links: &'a Links<'a>,
    /// The draft's own links, and where each leads, in order.
    led: Vec<(u32, u32)>,
    /// What each instruction is, by index, the position of its first byte, and what it does with places.
    kinds: Vec<Kind>,
    positions: Vec<u32>,
    touches: Vec<Touch>,
    /// For each byte the index, plus one, of the instruction that begins there; 0: none does.
    index_at: Vec<u32>,
    jumps: Vec<Jump>,
    /// Instructions from which a charge must come soon.
    charged: Vec<u32>,
    /// Instructions that direct calls lead to.
    called: Vec<u32>,
    /// Instructions that calls return to: from there a charge must come soon, or an entry.
    returns: Vec<u32>,
    /// Instructions from which an exit must come soon.
    exits: Vec<u32>,
    /// The rows of switches, in the order of the code.
    rows: Vec<Row>,
    /// Jumps and calls through links, and the number of the link.
    through: Vec<(u32, u32)>,
    /// See [`Admitted::vectors`].
    vectors: bool,
}

impl Verifier<'_> {
    /// The index of the instruction at a position.
    fn index_of(&self, at: u32) -> Option<u32> {
        let offset = at.checked_sub(self.start)?;
        self.index_at.get(offset as usize)?.checked_sub(1)
    }

    /// Looks at each instruction by itself.
    fn sweep(&mut self, code: &[u8]) -> Result<(), Refusal> {
        let mut decoder = Decoder::with_ip(64, code, u64::from(self.start), DecoderOptions::NONE);
        let mut inst = Instruction::default();
        let mut last = Refusal { at: self.start, why: Why::RunsOff };
        let mut ends = false;
        while decoder.can_decode() {
            let at = decoder.ip() as u32;
            let offset = (at - self.start) as usize;
            last.at = at;
            let index = self.kinds.len() as u32;
            self.index_at[offset] = index + 1;
            self.positions.push(at);
            self.touches.push(Touch::NONE);
            if let Some((len, is_call)) = self.known(&code[offset..], at, index) {
                if let Some(Kind::Charge(_)) = self.kinds.last() {
                    return Err(Refusal { at, why: Why::Unchecked });
                }
                self.kinds.push(Kind::Other);
                ends = !is_call;
                decoder.set_position(offset + len).expect("it ends within the code");
                decoder.set_ip(u64::from(at) + len as u64);
                continue;
            }
            decoder.decode_out(&mut inst);
            ends = matches!(
                inst.flow_control(),
                FlowControl::UnconditionalBranch | FlowControl::IndirectBranch | FlowControl::Return
            );
            let bytes = &code[offset..][..inst.len()];
            let kind = self.look(&inst, bytes, index).map_err(|why| Refusal { at, why })?;
            self.kinds.push(kind);
        }
        if ends { Ok(()) } else { Err(last) }
    }

    /// Takes a dispatch or a switch that code at `at` begins with as one instruction, which branches to where execution goes
    /// on without a target. Gives its length, and whether it is a call.
    fn known(&mut self, code: &[u8], at: u32, index: u32) -> Option<(usize, bool)> {
        let (len, is_call, way, touch) = match code[0] {
            Dispatch::FIRST => {
                let (is_call, way) = self.dispatch.find(code)?;
                (Dispatch::LEN, is_call, way, Touch::read(places::AT_TARGET << usize::from(is_call)))
            }
            0x48 | 0x49 => {
                let (switch, [way, row]) = Switch::find(code)?;
                let first = i64::from(at) + row;
                let first_link = self.link_at(first)?;
                if !(1..i64::from(switch.len)).all(|link| self.link_at(first + 8 * link).is_some()) {
                    return None;
                }
                self.rows.push(Row { from: index, first_link, switch });
                (Switch::LEN, false, way, Touch::read(places::FIRST))
            }
            _ => return None,
        };
        self.touches[index as usize] = touch;
        let role = if is_call { Role::Branch } else { Role::Dispatch };
        self.jumps.push(Jump { from: index, target: (i64::from(at) + way) as u64, role });
        if is_call {
            self.returns.push(index + 1);
        }
        Some((len, is_call))
    }

    /// What an instruction is, by itself and the one before it.
    fn look(&mut self, inst: &Instruction, bytes: &[u8], index: u32) -> Result<Kind, Why> {
        if inst.is_invalid() {
            return Err(Why::Invalid);
        }
        self.vectors |= may_touch_vectors(inst.code());
        let prefixes = prefixes(bytes, inst.code())?;
        let has_its_own = match inst.code() {
            Code::Jecxz_rel8_64 => prefixes == [0x67],
            Code::Jmp_rm64 => prefixes.is_empty() || prefixes == [0x65],
            _ => prefixes.is_empty() || inst.flow_control() == FlowControl::Next,
        };
        if !has_its_own {
            return Err(Why::Prefix);
        }
        let jump = |role| Jump { from: index, target: inst.near_branch_target(), role };
        if let Some(Kind::Charge(_)) = self.kinds.last() {
            if !matches!(inst.code(), Code::Jb_rel8_64 | Code::Jb_rel32_64) {
                return Err(Why::Unchecked);
            }
            self.jumps.push(jump(Role::Check));
            return Ok(Kind::Check(0));
        }
        let is_call = match inst.flow_control() {
            FlowControl::Next if let Some(gas) = charge(inst) => return Ok(Kind::Charge(gas)),
            FlowControl::Next if let Some(gas) = refund(inst) => return Ok(Kind::Refund(gas)),
            FlowControl::Next => {
                self.touches[index as usize] = plain(inst)?;
                return Ok(Kind::Plain);
            }
            FlowControl::UnconditionalBranch if isa::op(inst.code()) == Some(Op::Jmp) => {
                self.jumps.push(jump(Role::Jump));
                false
            }
            FlowControl::ConditionalBranch if matches!(isa::op(inst.code()), Some(Op::Jcc | Op::Jrcxz)) => {
                self.jumps.push(jump(Role::Branch));
                false
            }
            FlowControl::Call if isa::op(inst.code()) == Some(Op::Call) => {
                self.jumps.push(jump(Role::Call));
                true
            }
            FlowControl::IndirectBranch | FlowControl::IndirectCall => {
                let is_call = inst.code() == Code::Call_rm64;
                if !is_call && inst.code() != Code::Jmp_rm64 || inst.op0_kind() != OpKind::Memory {
                    return Err(Why::NotAllowed);
                }
                if !is_call && displacement_before_gs(inst) == Some(i64::from(EXIT_FROM_GS)) {
                    return Ok(Kind::Exit);
                }
                let link = self.link_of(inst).ok_or(Why::Memory)?;
                self.through.push((index, link));
                is_call
            }
            FlowControl::Return if inst.code() == Code::Retnq => false,
            _ => return Err(Why::NotAllowed),
        };
        if is_call {
            self.returns.push(index + 1);
        }
        let is_link = inst.flow_control() == FlowControl::IndirectBranch;
        Ok(if is_link { Kind::Link } else { Kind::Other })
    }

    /// The link that is the operand in memory.
    fn link_of(&self, inst: &Instruction) -> Option<u32> {
        let is_by_rip = inst.memory_base() == Register::RIP
            && inst.memory_index() == Register::None
            && !inst.has_segment_prefix();
        // Of an operand relative to rip, iced says the position that it names.
        if is_by_rip { self.link_at(inst.memory_displacement64() as i64) } else { None }
    }

    /// The link that lies at a position, if it leads anywhere.
    fn link_at(&self, position: i64) -> Option<u32> {
        let is_led = |link: &u32| !self.led_by(*link).is_empty() || (self.links.leads)(*link) != Leads::Nowhere;
        (self.links.at)(position).filter(is_led)
    }

    /// Finds where direct jumps lead, now that all instructions are known.
    fn resolve(&mut self) -> Result<(), Refusal> {
        for Jump { from, target, role } in std::mem::take(&mut self.jumps) {
            let refusal = Refusal { at: self.positions[from as usize], why: Why::Target };
            let position = u32::try_from(target).map_err(|_| refusal)?;
            let to = self.index_of(position);
            match (role, to) {
                (Role::Check, Some(to)) => {
                    self.exits.push(to);
                    self.kinds[from as usize] = Kind::Check(to);
                }
                (Role::Call, Some(to)) => {
                    self.charged.push(to);
                    self.called.push(to);
                }
                (Role::Jump, Some(to)) => self.kinds[from as usize] = Kind::Jump(to),
                (Role::Branch, Some(to)) => self.kinds[from as usize] = Kind::Branch(to),
                (Role::Dispatch, Some(to)) => self.kinds[from as usize] = Kind::Dispatch(to),
                // The bottom of the stack is where a return leads, and nothing else.
                (_, None)
                    if role == Role::Check
                        || ![Stub::Miss, Stub::Indirect, Stub::Mismatch].map(Stub::offset).contains(&position) =>
                {
                    return Err(refusal);
                }
                (_, None) => {
                    self.touches[from as usize].reads |= places::read_by_stub(position, role == Role::Call);
                    if role == Role::Branch {
                        self.kinds[from as usize] = Kind::BranchToStub;
                    }
                }
            }
            if let Some(to) = to.filter(|to| *to <= from) {
                self.charged.push(to);
            }
        }
        Ok(())
    }

    /// Follows the code from where a charge, or an exit, must come soon.
    fn follow(&self) -> Result<(), Refusal> {
        let refusal = |index: u32, why| {
            let at = self.positions.get(index as usize).or(self.positions.last()).copied();
            Refusal { at: at.unwrap_or(self.start), why }
        };
        let charged = self.charged.iter().map(|start| (*start, false));
        for (start, returns) in charged.chain(self.returns.iter().map(|start| (*start, true))) {
            let mut index = start;
            let comes = (0..NEAR).any(|_| match self.kinds.get(index as usize) {
                Some(Kind::Charge(_) | Kind::Exit) => true,
                // Both lead to entries, which come upon a charge themselves.
                Some(Kind::Link) => returns,
                Some(Kind::BranchToStub) if returns => {
                    index += 1;
                    false
                }
                Some(Kind::Plain | Kind::Refund(_) | Kind::Check(_)) => {
                    index += 1;
                    false
                }
                Some(Kind::Dispatch(to)) if returns => {
                    index = *to;
                    false
                }
                Some(Kind::Jump(to)) => {
                    index = *to;
                    false
                }
                // It stays where it is.
                Some(Kind::Other | Kind::Branch(_) | Kind::Dispatch(_) | Kind::BranchToStub) | None => false,
            });
            if !comes {
                return Err(refusal(start, Why::Uncharged));
            }
        }
        for start in &self.exits {
            let way = self.kinds[*start as usize..].iter().take(NEAR);
            if way.into_iter().find(|kind| **kind != Kind::Plain) != Some(&Kind::Exit) {
                return Err(refusal(*start, Why::Unchecked));
            }
        }
        Ok(())
    }
}

impl Verifier<'_> {
    /// Counts what is charged, in the order of the code, and on that of all ways to an instruction on which it is least.
    fn count(&self) -> Result<(), Refusal> {
        let mut charged: Vec<Option<u64>> = vec![None; self.kinds.len() + 1];
        for from_nothing in self.charged.iter().chain(&self.returns) {
            charged[*from_nothing as usize] = Some(0);
        }
        for (index, kind) in self.kinds.iter().enumerate() {
            // What nothing leads to is not executed.
            let Some(before) = charged[index] else { continue };
            let mut reach = |to: usize, now: u64| charged[to] = Some(charged[to].map_or(now, |other| other.min(now)));
            match *kind {
                Kind::Charge(gas) => reach(index + 1, before + u64::from(gas)),
                Kind::Refund(gas) if u64::from(gas) < before => reach(index + 1, before - u64::from(gas)),
                Kind::Refund(_) => return Err(Refusal { at: self.positions[index], why: Why::Refund }),
                Kind::Jump(to) | Kind::Dispatch(to) => reach(to as usize, before),
                Kind::Branch(to) => {
                    reach(to as usize, before);
                    reach(index + 1, before);
                }
                Kind::Plain | Kind::Check(_) | Kind::BranchToStub => reach(index + 1, before),
                Kind::Exit | Kind::Link | Kind::Other => {}
            }
        }
        Ok(())
    }
}

/// Whether an instruction may read or change a vector register, or MXCSR: all may that do not stand among those of general
/// registers, of jumps, and without effect. (Dispatches and switches are such; nobody looks at what they consist of.)
fn may_touch_vectors(code: Code) -> bool {
    let unit = isa::op(code).map(Op::unit);
    !matches!(unit, Some(Unit::Integer | Unit::Shift | Unit::Control | Unit::Hint))
}

/// The prefixes of an instruction, of which each stands once, REX last.
///
/// Without this, code could be other code to the processor than to iced: 66 before a branch makes AMD's read a distance
/// of 16 bits, where Intel's read one of 32; of several segments, which one counts is told differently; a REX before
/// another prefix counts for nothing.
fn prefixes(bytes: &[u8], code: Code) -> Result<&[u8], Why> {
    let is_prefix = |byte: &u8| matches!(byte, 0x26 | 0x2e | 0x36 | 0x3e | 0x40..=0x4f | 0x64..=0x67 | 0xf0 | 0xf2 | 0xf3);
    let len = bytes.iter().position(|byte| !is_prefix(byte)).ok_or(Why::Invalid)?;
    let all = &bytes[..len];
    for (i, byte) in all.iter().enumerate() {
        let is_new = !all[..i].contains(byte);
        let can_be = match byte {
            0x65..=0x67 => is_new,
            // Where they are part of the opcode; so the other is not there.
            0xf2 | 0xf3 => is_new && isa::mandatory_repeat(code) == Some(*byte),
            0x40..=0x4f => i == len - 1,
            _ => false,
        };
        if !can_be {
            return Err(Why::Prefix);
        }
    }
    Ok(all)
}

/// Of `sub r15, n` with n > 0: n.
fn charge(inst: &Instruction) -> Option<u32> {
    let is_sub = matches!(inst.code(), Code::Sub_rm64_imm8 | Code::Sub_rm64_imm32)
        && inst.op0_kind() == OpKind::Register
        && inst.op0_register() == Register::R15;
    gas(inst.try_immediate(1).ok().filter(|_| is_sub)?)
}

/// Of `lea r15, [r15 + n]` with n > 0: n.
fn refund(inst: &Instruction) -> Option<u32> {
    let is_lea = inst.code() == Code::Lea_r64_m
        && inst.op0_register() == Register::R15
        && inst.memory_base() == Register::R15
        && inst.memory_index() == Register::None;
    gas(is_lea.then(|| inst.memory_displacement64())?)
}

/// A signed number as an amount of gas: below 2^31, and not 0.
fn gas(number: u64) -> Option<u32> {
    i32::try_from(number as i64).ok().and_then(|number| u32::try_from(number).ok()).filter(|gas| *gas > 0)
}

/// Of an operand `gs:[n]` with a 64-bit address: n.
fn displacement_before_gs(inst: &Instruction) -> Option<i64> {
    (inst.segment_prefix() == Register::GS
        && inst.memory_base() == Register::None
        && inst.memory_index() == Register::None
        && inst.memory_displ_size() == 8)
        .then(|| inst.memory_displacement64() as i64)
}

/// Looks at an instruction that leads to the next one, and says what it does with places.
fn plain(inst: &Instruction) -> Result<Touch, Why> {
    let op = isa::op(inst.code()).ok_or(Why::NotAllowed)?;
    let by_register = |i| inst.op_kind(i) == OpKind::Register;
    let allowed = match op.unit() {
        Unit::Control | Unit::String => false,
        _ => match op {
            Op::Push | Op::Pop | Op::Pushf | Op::Popf | Op::Leave | Op::Xlatb | Op::Maskmovdqu => false,
            // By a register, they reach 2^60 bytes from their operand's address.
            Op::Bt | Op::Bts | Op::Btr | Op::Btc => by_register(0) || !by_register(1),
            // They read at addresses that vectors hold, and stop half-way.
            Op::Vgatherdd | Op::Vgatherdq | Op::Vgatherqd | Op::Vgatherqq => false,
            _ => true,
        },
    };
    if !allowed {
        return Err(Why::NotAllowed);
    }
    if op == Op::Nop {
        // What it names, it does not access.
        return Ok(Touch::NONE);
    }
    let mut in_memory = false;
    for i in 0..inst.op_count() {
        match inst.op_kind(i) {
            OpKind::Register => own(inst.op_register(i))?,
            OpKind::Memory => in_memory = true,
            OpKind::Immediate8
            | OpKind::Immediate8_2nd
            | OpKind::Immediate16
            | OpKind::Immediate32
            | OpKind::Immediate64
            | OpKind::Immediate8to16
            | OpKind::Immediate8to32
            | OpKind::Immediate8to64
            | OpKind::Immediate32to64 => {}
            _ => return Err(Why::NotAllowed),
        }
    }
    if !in_memory {
        return Ok(Touch::NONE);
    }
    if is_below_stack(inst) && op != Op::Lea {
        return Ok(Touch::of(inst));
    }
    own(inst.memory_base())?;
    own(inst.memory_index())?;
    if op == Op::Lea {
        return Ok(Touch::NONE);
    }
    if inst.segment_prefix() != Register::GS {
        return Err(Why::Memory);
    }
    if let Some(displacement) = displacement_before_gs(inst) {
        let slot = Slot::at(displacement).ok_or(Why::Memory)?;
        let as_it_may = match inst.code() {
            _ if slot.is_free() => inst.memory_size().size() <= 8,
            // Only stubs leave with their numbers, having written what they stand for.
            Code::Mov_rm32_imm32 if slot == Slot::ExitNumber && ![MISS, RETURN].contains(&inst.immediate32()) => {
                return Ok(Touch { reads: 0, writes: places::EXIT_NUMBER });
            }
            Code::Test_rm8_imm8 => slot == Slot::One,
            _ => false,
        };
        return if as_it_may { Ok(Touch::NONE) } else { Err(Why::Memory) };
    }
    // Registers of 32 bits, or none and a displacement of 32: then the address has 32, too.
    let narrow = |register: Register| register == Register::None || register.is_gpr32();
    let (base, index) = (inst.memory_base(), inst.memory_index());
    let is_narrow = narrow(base)
        && narrow(index)
        && (base != Register::None || index != Register::None || inst.memory_displ_size() == 4);
    if is_narrow { Ok(Touch::NONE) } else { Err(Why::Memory) }
}

/// Whether its operand in memory is one of the places right below rsp, where no return address lies and signals leave
/// what they find (the first 128 bytes: System V ABI, AMD64 supplement, 3.2.2).
fn is_below_stack(inst: &Instruction) -> bool {
    let place = inst.memory_displacement64() as i64;
    inst.memory_base() == Register::RSP
        && inst.memory_index() == Register::None
        && !inst.has_segment_prefix()
        && place % 8 == 0
        && (-(size_of::<Below>() as i64)..0).contains(&place)
        && (1..=8).contains(&inst.memory_size().size())
}

/// Whether code may name a register. Addresses of the process, which rip would tell, are none of its business.
fn own(register: Register) -> Result<(), Why> {
    let full = register.full_register();
    if matches!(full, Register::RSP | Register::R15 | Register::RIP | Register::EIP) { Err(Why::Register) } else { Ok(()) }
}
