//! What the handlers of [`super::handler`] run on: the form in which an operation is executed, why the
//! functions return, and what they may do to the machine.
//!
//! Everything here is inlined into several hundred functions. Nothing here panics, for a function that may
//! panic needs a stack frame.

use super::block::Blocks;
use super::operand::{Ea, Near, Place, SLOTS, Slot, WordOperand};
use super::position::{BlockPos, InstIndex, StubPos, WordPos};
use super::step::{self, Next};
use super::uop::op;
use crate::alu::packed::Packed;
use crate::machine::{Machine, Vector};
use echo_abi::GuestAddr;
use echo_abi::isa::Width;

/// Gas after which the nesting of calls is given up, and with it the stack they may have taken: each
/// instruction costs at least 1, and is a handful of operations.
pub const SLICE: u64 = if cfg!(debug_assertions) { 64 } else { 1024 };

/// The words from one on: never empty.
pub type Words<'a> = std::slice::Iter<'a, Word>;

/// Executes the first of some words, and all that follow. The number is the accumulator: the last result of an
/// operation.
pub type HandlerFn = fn(&mut Machine, &Blocks, Words<'_>, u64) -> Leave;

/// An operation with its operands in place, and the function of the operation behind it. Which operand is
/// where, [`places`](super::operand::places) says.
#[derive(Clone, Copy)]
pub struct Word {
    pub next: HandlerFn,
    /// The result of an operation that has one, else its first source.
    pub first: Slot,
    /// A source, or the base of an address.
    pub second: Slot,
    /// A source, or the index of an address.
    pub third: Slot,
    /// A small number, such as a count or a condition, or the shift of an address.
    pub byte: u8,
    /// A source beside a result and an address.
    pub fourth: Slot,
    /// A number: an immediate, the displacement of an address, the gas of a block.
    pub low: u32,
    /// A number beside `low`, such as the target of a jump, or the upper half of 64 bits.
    pub high: u32,
}

const _: () = assert!(size_of::<Word>() == 24, "the hot type grew");

impl Word {
    /// A word without operands.
    pub fn new(next: HandlerFn) -> Self {
        let zero = Slot::Zero;
        Self { next, first: zero, second: zero, third: zero, byte: 0, fourth: zero, low: 0, high: 0 }
    }
}

/// Why and where the functions have returned, as one number, so that a function can pass on what the next one
/// returns without looking at it: that is what makes its call a jump. The trampoline reads it as [`Left`]. The
/// gas left of the slice is in [`Machine::gas`].
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Leave(u64);

impl Leave {
    /// There is no next word, which is a bug of ours; said so, and not by a panic, for a function that may
    /// panic needs a stack frame.
    pub const LOST: Self = Self(0);
    /// The fast function cannot, and has changed nothing: the slow one of the operation is to be tried. Seen
    /// by the fast functions alone.
    pub const RETRY: Self = Self(1 << 32);

    #[inline(always)]
    pub fn is_retry(self) -> bool {
        self.0 == Self::RETRY.0
    }
}

/// Defines [`Left`], and how it is one number in [`Leave`]: the reason in the upper half, what it is about in
/// the lower.
macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $reason:ident($about:ident) = $number:literal,)+) => {
        /// Why the handlers have returned to the trampoline.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Left { $($(#[doc = $doc])+ $reason($about),)+ }

        impl From<Left> for Leave {
            #[inline(always)]
            fn from(left: Left) -> Self {
                match left {
                    $(Left::$reason($about(number)) => Self($number << 32 | u64::from(number)),)+
                }
            }
        }

        impl From<Leave> for Left {
            fn from(leave: Leave) -> Self {
                match leave.0 >> 32 {
                    $($number => Self::$reason($about(leave.0 as u32)),)+
                    _ => unreachable!("a block ends in a jump, a jump leads to a block: {leave:?}"),
                }
            }
        }
    };
}

reasons! {
    /// The word is a host call.
    HostCall(WordPos) = 2,
    /// The word is a repeated string instruction, to be executed.
    Repeat(WordPos) = 3,
    /// The instruction of the word traps; nothing of it is done.
    Trap(WordPos) = 4,
    /// The block is to be entered; its gas is more than the slice has left, and not charged.
    Slice(BlockPos) = 5,
    /// A jump led to a stub: the block that it stands for is to be found, and the jump mended.
    Stub(StubPos) = 6,
    /// An indirect jump or call goes to an address: the block there is to be found and entered.
    Jump(GuestAddr) = 7,
    /// A `ret` goes to an address: null ends the run, else the block there is to be found and entered.
    Return(GuestAddr) = 8,
}

/// What an operation works on.
pub struct Context<'a, const SLOW: bool> {
    pub machine: &'a mut Machine,
    pub blocks: &'a Blocks,
    /// The words behind the one under way.
    pub rest: Words<'a>,
    /// The function of the first of them.
    pub next: HandlerFn,
    /// The last result of an operation.
    pub accumulator: u64,
}

/// Where an operation takes a value from.
pub trait Source: WordOperand {
    fn value<const SLOW: bool>(self, cx: &Context<'_, SLOW>) -> u64;
}

/// Where an operation leaves a value.
pub trait Target: Copy {
    fn receive<const SLOW: bool>(self, cx: &mut Context<'_, SLOW>, value: u64);
}

/// A source in place of a slot whose value the accumulator is known to have: so an operation need not wait for
/// a store of the one before. In `add rax, rcx; shl rax, 3`, the shift takes rax from it.
#[derive(Clone, Copy)]
pub struct Accumulator;

impl WordOperand for Accumulator {
    const PLACES: &'static [Place] = SLOTS;
    const ACCUMULATED: bool = true;

    fn put(self, _: &mut Word, _: Place) {}

    #[inline(always)]
    fn get(_: &Word, _: Place) -> Self {
        Self
    }
}

impl Source for Accumulator {
    #[inline(always)]
    fn value<const SLOW: bool>(self, cx: &Context<'_, SLOW>) -> u64 {
        cx.accumulator
    }
}

impl Source for Slot {
    #[inline(always)]
    fn value<const SLOW: bool>(self, cx: &Context<'_, SLOW>) -> u64 {
        cx.machine.regs.slots()[self as usize]
    }
}

impl Target for Slot {
    #[inline(always)]
    fn receive<const SLOW: bool>(self, cx: &mut Context<'_, SLOW>, value: u64) {
        cx.machine.regs.slots_mut()[self as usize] = value;
    }
}

/// The slot of a result, which becomes the accumulator as well.
#[derive(Clone, Copy)]
pub struct Out(Slot);

impl WordOperand for Out {
    const PLACES: &'static [Place] = SLOTS;

    fn put(self, word: &mut Word, place: Place) {
        self.0.put(word, place);
    }

    #[inline(always)]
    fn get(word: &Word, place: Place) -> Self {
        Self(Slot::get(word, place))
    }
}

impl Source for Out {
    #[inline(always)]
    fn value<const SLOW: bool>(self, cx: &Context<'_, SLOW>) -> u64 {
        self.0.value(cx)
    }
}

impl Target for Out {
    #[inline(always)]
    fn receive<const SLOW: bool>(self, cx: &mut Context<'_, SLOW>, value: u64) {
        self.0.receive(cx, value);
        cx.accumulator = value;
    }
}

/// An immediate, extended by its sign.
impl Source for i32 {
    #[inline(always)]
    fn value<const SLOW: bool>(self, _: &Context<'_, SLOW>) -> u64 {
        i64::from(self) as u64
    }
}

/// A count of bits.
impl Source for u8 {
    #[inline(always)]
    fn value<const SLOW: bool>(self, _: &Context<'_, SLOW>) -> u64 {
        u64::from(self)
    }
}

/// A return address.
impl Source for GuestAddr {
    #[inline(always)]
    fn value<const SLOW: bool>(self, _: &Context<'_, SLOW>) -> u64 {
        u64::from(self.0)
    }
}

/// A value as memory holds it.
pub trait MemoryValue: Sized {
    fn read<const SLOW: bool>(machine: &mut Machine, addr: GuestAddr) -> Option<Self>;
    fn write<const SLOW: bool>(self, machine: &mut Machine, addr: GuestAddr) -> bool;
}

/// An integer that is passed on the stack.
pub trait StackInt: Int {
    fn read_stack(machine: &Machine, addr: GuestAddr) -> Option<Self>;
    fn write_stack(self, machine: &mut Machine, addr: GuestAddr) -> bool;
}

/// An integer as operations compute with it.
pub trait Int: MemoryValue + Copy {
    const WIDTH: Width;

    /// The low bits of a register.
    fn of(register: u64) -> Self;

    /// Its bits, and zeroes above.
    fn bits(self) -> u64;

    /// Its value: extended by its sign, if it has one.
    fn extended(self) -> u64;
}

/// Reads bytes: the fast way alone, or any.
#[inline(always)]
fn read_bytes<const SLOW: bool, const N: usize>(machine: &mut Machine, addr: GuestAddr) -> Option<[u8; N]> {
    if SLOW { machine.memory.read(addr).ok() } else { machine.memory.read_fast(addr) }
}

/// Writes bytes: the fast way alone, or any.
#[inline(always)]
fn write_bytes<const SLOW: bool, const N: usize>(
    machine: &mut Machine,
    addr: GuestAddr,
    bytes: [u8; N],
) -> bool {
    if SLOW { machine.memory.write(addr, bytes).is_ok() } else { machine.memory.write_fast(addr, bytes) }
}

macro_rules! integers {
    ($($int:ident $unsigned:ident $width:ident,)+) => {
        $(impl MemoryValue for $int {
            #[inline(always)]
            fn read<const SLOW: bool>(machine: &mut Machine, addr: GuestAddr) -> Option<Self> {
                read_bytes::<SLOW, _>(machine, addr).map(Self::from_le_bytes)
            }

            #[inline(always)]
            fn write<const SLOW: bool>(self, machine: &mut Machine, addr: GuestAddr) -> bool {
                write_bytes::<SLOW, _>(machine, addr, self.to_le_bytes())
            }
        }

        #[allow(clippy::cast_lossless, reason = "one definition for what widens and what is reinterpreted")]
        impl Int for $int {
            const WIDTH: Width = Width::$width;

            #[inline(always)]
            fn of(register: u64) -> Self {
                register as $int
            }

            #[inline(always)]
            fn bits(self) -> u64 {
                self as $unsigned as u64
            }

            #[inline(always)]
            fn extended(self) -> u64 {
                self as u64
            }
        })+
    };
}

integers! {
    u8 u8 B1, u16 u16 B2, u32 u32 B4, u64 u64 B8,
    i8 u8 B1, i16 u16 B2, i32 u32 B4, i64 u64 B8,
}

macro_rules! cells {
    ($($int:ty)+) => {
        $(impl StackInt for $int {
            #[inline(always)]
            fn read_stack(machine: &Machine, addr: GuestAddr) -> Option<Self> {
                machine.memory.read_stack(addr).map(Self::from_le_bytes)
            }

            #[inline(always)]
            fn write_stack(self, machine: &mut Machine, addr: GuestAddr) -> bool {
                machine.memory.write_stack(addr, self.to_le_bytes())
            }
        })+
    };
}

cells!(u32 u64);

impl MemoryValue for Packed {
    #[inline(always)]
    fn read<const SLOW: bool>(machine: &mut Machine, addr: GuestAddr) -> Option<Self> {
        read_bytes::<SLOW, _>(machine, addr).map(Self::from_bytes)
    }

    #[inline(always)]
    fn write<const SLOW: bool>(self, machine: &mut Machine, addr: GuestAddr) -> bool {
        write_bytes::<SLOW, _>(machine, addr, self.to_bytes())
    }
}

impl MemoryValue for Vector {
    #[inline(always)]
    fn read<const SLOW: bool>(machine: &mut Machine, addr: GuestAddr) -> Option<Self> {
        let bytes: [u8; 32] = read_bytes::<SLOW, _>(machine, addr)?;
        Some(bytemuck::cast::<_, [[u8; 16]; 2]>(bytes).map(Packed::from_bytes))
    }

    #[inline(always)]
    fn write<const SLOW: bool>(self, machine: &mut Machine, addr: GuestAddr) -> bool {
        let bytes: [u8; 32] = bytemuck::cast(self.map(Packed::to_bytes));
        write_bytes::<SLOW, _>(machine, addr, bytes)
    }
}

/// A value at an address that is a multiple of its size: elsewhere, the access traps. So are the operands of
/// vector instructions, unless an instruction says otherwise or is VEX-encoded.
pub struct Aligned<N>(pub N);

impl<N: MemoryValue> MemoryValue for Aligned<N> {
    #[inline(always)]
    fn read<const SLOW: bool>(machine: &mut Machine, addr: GuestAddr) -> Option<Self> {
        if addr.0.is_multiple_of(size_of::<N>() as u32) {
            N::read::<SLOW>(machine, addr).map(Self)
        } else {
            None
        }
    }

    #[inline(always)]
    fn write<const SLOW: bool>(self, machine: &mut Machine, addr: GuestAddr) -> bool {
        addr.0.is_multiple_of(size_of::<N>() as u32) && self.0.write::<SLOW>(machine, addr)
    }
}

/// An address that an operation computes.
pub trait Address: WordOperand {
    /// In 64 bits, as `lea` has it.
    fn linear<const SLOW: bool>(self, cx: &Context<'_, SLOW>) -> u64;
}

impl<Base: Source, Index: Source> Address for Ea<Base, Index> {
    #[inline(always)]
    fn linear<const SLOW: bool>(self, cx: &Context<'_, SLOW>) -> u64 {
        let index = cx.get(self.index).wrapping_shl(u32::from(self.shift));
        cx.get(self.base).wrapping_add(index).wrapping_add(i64::from(self.disp) as u64)
    }
}

impl<Base: Source> Address for Near<Base> {
    #[inline(always)]
    fn linear<const SLOW: bool>(self, cx: &Context<'_, SLOW>) -> u64 {
        cx.get(self.base).wrapping_add(i64::from(self.disp) as u64)
    }
}

impl<const SLOW: bool> Context<'_, SLOW> {
    /// Executes the words that are left.
    #[inline(always)]
    pub fn go_on(self) -> Leave {
        (self.next)(self.machine, self.blocks, self.rest, self.accumulator)
    }

    #[inline(always)]
    pub fn get(&self, source: impl Source) -> u64 {
        source.value(self)
    }

    #[inline(always)]
    pub fn set(&mut self, target: impl Target, value: u64) {
        target.receive(self, value);
    }

    /// The low bits of a source.
    #[inline(always)]
    pub fn int<N: Int>(&self, source: impl Source) -> N {
        N::of(self.get(source))
    }

    /// Writes an integer, with zeroes above.
    #[inline(always)]
    pub fn set_int<N: Int>(&mut self, target: impl Target, value: N) {
        self.set(target, value.bits());
    }

    /// The low half of a vector.
    #[inline(always)]
    pub fn x(&self, slot: Slot) -> Packed {
        self.machine.vectors.slots()[slot as usize][0]
    }

    /// Writes the low half of a vector; the upper one stays.
    #[inline(always)]
    pub fn set_x(&mut self, slot: Slot, value: Packed) {
        self.machine.vectors.slots_mut()[slot as usize][0] = value;
    }

    /// A whole vector.
    #[inline(always)]
    pub fn y(&self, slot: Slot) -> Vector {
        self.machine.vectors.slots()[slot as usize]
    }

    /// Writes a whole vector.
    #[inline(always)]
    pub fn set_y(&mut self, slot: Slot, value: Vector) {
        self.machine.vectors.slots_mut()[slot as usize] = value;
    }

    /// A vector, its upper half 0 unless the operation is a wide one.
    #[inline(always)]
    pub fn v(&self, wide: bool, slot: Slot) -> Vector {
        let value = self.y(slot);
        if wide { value } else { [value[0], Packed::ZERO] }
    }

    #[inline(always)]
    pub fn truth(&self) -> bool {
        self.get(Slot::Truth) != 0
    }

    #[inline(always)]
    pub fn set_truth(&mut self, truth: bool) {
        self.set(Slot::Truth, u64::from(truth));
    }

    /// An effective address: modulo 2^32.
    #[inline(always)]
    pub fn addr(&self, address: impl Address) -> GuestAddr {
        GuestAddr(address.linear(self) as u32)
    }

    /// The address `rsp + disp`.
    #[inline(always)]
    pub fn by_rsp(&self, disp: i32) -> GuestAddr {
        GuestAddr((self.get(Slot::Rsp) as u32).wrapping_add(disp as u32))
    }

    /// Position of the word under way.
    #[inline(always)]
    pub fn here(&self) -> WordPos {
        WordPos((self.blocks.words.len() - self.rest.len() - 1) as u32)
    }

    /// Returns to the trampoline.
    #[inline(always)]
    pub fn leave(&self, left: Left) -> Result<(), Leave> {
        Err(left.into())
    }

    /// For what is never executed: returns as a bug of ours.
    #[inline(always)]
    pub fn lost(&self) -> Result<(), Leave> {
        Err(Leave::LOST)
    }

    /// What an access that cannot be done returns: the slow function tries again, and then it is a trap.
    #[inline(always)]
    pub fn failed(&self) -> Leave {
        if SLOW { Left::Trap(self.here()).into() } else { Leave::RETRY }
    }

    #[inline(always)]
    pub fn read<N: MemoryValue>(&mut self, addr: GuestAddr) -> Result<N, Leave> {
        match N::read::<SLOW>(self.machine, addr) {
            Some(value) => Ok(value),
            None => Err(self.failed()),
        }
    }

    #[inline(always)]
    pub fn write<N: MemoryValue>(&mut self, addr: GuestAddr, value: N) -> Result<(), Leave> {
        if value.write::<SLOW>(self.machine, addr) { Ok(()) } else { Err(self.failed()) }
    }

    /// Reads what is likely on the stack.
    #[inline(always)]
    pub fn read_stack<N: StackInt>(&mut self, addr: GuestAddr) -> Result<N, Leave> {
        match if SLOW { N::read::<SLOW>(self.machine, addr) } else { N::read_stack(self.machine, addr) } {
            Some(value) => Ok(value),
            None => Err(self.failed()),
        }
    }

    /// Writes what is likely on the stack.
    #[inline(always)]
    pub fn write_stack<N: StackInt>(&mut self, addr: GuestAddr, value: N) -> Result<(), Leave> {
        if if SLOW { value.write::<SLOW>(self.machine, addr) } else { value.write_stack(self.machine, addr) }
        {
            Ok(())
        } else {
            Err(self.failed())
        }
    }

    /// Executes a decoded instruction. Why it traps is found again by whoever settles it.
    #[inline(always)]
    pub fn execute(&mut self, inst: InstIndex) -> Result<Next, Leave> {
        match self.blocks.insts.get(inst.0 as usize) {
            Some(inst) => step::execute(inst, self.machine).map_err(|_| Left::Trap(self.here()).into()),
            None => Err(Leave::LOST),
        }
    }

    /// Pays for a block, or leaves if the slice does not suffice.
    #[inline(always)]
    pub fn charge(&mut self, cost: u32, block: BlockPos) -> Result<(), Leave> {
        match self.machine.gas.checked_sub(u64::from(cost)) {
            Some(left) => {
                self.machine.gas = left;
                Ok(())
            }
            None => self.leave(Left::Slice(block)),
        }
    }

    /// Goes on at the block that follows.
    #[inline(always)]
    pub fn fall(&mut self) -> Result<(), Leave> {
        let Some(head) = self.rest.next() else { return self.lost() };
        self.begin(head)
    }

    /// Goes on at a block.
    #[inline(always)]
    pub fn enter(&mut self, target: BlockPos) -> Result<(), Leave> {
        self.rest = self.blocks.words.iter();
        let Some(head) = self.rest.nth(target.0 as usize) else { return self.lost() };
        self.begin(head)
    }

    /// Goes on behind the head of a block.
    #[inline(always)]
    fn begin(&mut self, head: &Word) -> Result<(), Leave> {
        self.next = head.next;
        let (cost, block) = op::Head::operands::<Slot, Slot>(head);
        self.charge(cost, block)
    }

    /// Goes on at a block if a condition holds, else at the one that follows.
    #[inline(always)]
    pub fn branch(&mut self, condition: bool, taken: BlockPos) -> Result<(), Leave> {
        if condition { self.enter(taken) } else { self.fall() }
    }

    /// Goes on at the block at an address, if it is known and near; else leaves, as given.
    #[inline(always)]
    pub fn go(&mut self, addr: GuestAddr, left: Left) -> Result<(), Leave> {
        match self.blocks.near(addr) {
            Some(target) => self.enter(target),
            None => self.leave(left),
        }
    }
}
