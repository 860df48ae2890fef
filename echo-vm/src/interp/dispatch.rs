//! What the handlers of [`super::handler`] run on: the form in which an operation is executed, why the
//! functions return, and what they may do to the machine.
//!
//! Everything here is inlined into several hundred functions. Nothing here panics, for a function that may
//! panic needs a stack frame.

use super::block::Blocks;
use super::step::{self, Next};
use super::uop::{Alu, Ea, FloatTest, Near, Slot};
use crate::alu::int::Shift;
use crate::alu::packed::Packed;
use crate::machine::{Machine, Vector};
use echo_abi::GuestAddr;
use echo_abi::isa::{Cond, Reg, Width};

/// Gas after which the nesting of calls is given up, and with it the stack they may have taken: each
/// instruction costs at least 1, and is a handful of operations.
pub const SLICE: u64 = if cfg!(debug_assertions) { 64 } else { 1024 };

/// The words from one on: never empty.
pub type Words<'a> = std::slice::Iter<'a, Word>;

/// Executes the first of some words, and all that follow. The number is the last result of an operation.
pub type Run = fn(&mut Machine, &Blocks, Words<'_>, u64) -> Leave;

/// An operation with its operands in place, and the function of the operation behind it. `handlers!` of
/// [`super::handler`] says which operand is where.
#[derive(Clone, Copy)]
pub struct Word {
    pub next: Run,
    pub a: Slot,
    pub b: Slot,
    pub c: Slot,
    pub d: u8,
    pub e: Slot,
    pub x: u32,
    pub y: u32,
}

const _: () = assert!(size_of::<Word>() == 24, "the hot type grew");

/// Why the functions have returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no next word, which is a bug of ours; said so, and not by a panic, for a function that may
    /// panic needs a stack frame.
    Lost,
    /// The word at this position is a host call.
    HostCall,
    /// The word at this position is a repeated string instruction, to be executed.
    Repeat,
    /// The instruction of the word at this position traps; nothing of it is done.
    Trap,
    /// The block at this position is to be entered; its gas is more than the slice has left, and not charged.
    Slice,
    /// The word at this position is a stub.
    Link,
    /// The block at this address is to be found and entered.
    Jump,
    /// The same, by `ret`: to null, the run ends.
    Return,
    /// The fast function cannot.
    Retry,
}

/// Why and where the functions have returned. The gas left of the slice is in [`Machine::gas`]. One number,
/// so that a function can pass on what the next one returns without looking at it: that is what makes its
/// call a jump.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Leave(u64);

impl Leave {
    /// [`Why::Lost`].
    pub const LOST: Self = Self((Why::Lost as u64) << 32);

    #[inline(always)]
    pub fn new(why: Why, at: u32) -> Self {
        Self((why as u64) << 32 | u64::from(at))
    }

    /// Where.
    pub fn at(self) -> u32 {
        self.0 as u32
    }

    /// Why.
    pub fn why(self) -> Why {
        Field::unpack((self.0 >> 32) as u32)
    }

    #[inline(always)]
    pub fn is_retry(self) -> bool {
        self.0 >> 32 == Why::Retry as u64
    }
}

/// What an operation works on.
pub struct Context<'a, const SLOW: bool> {
    pub machine: &'a mut Machine,
    pub blocks: &'a Blocks,
    /// The words behind the one under way.
    pub rest: Words<'a>,
    /// The function of the first of them.
    pub next: Run,
    /// The last result of an operation.
    pub held: u64,
}

/// An operand in a slot, as an operation sees it.
pub trait Place: Copy {
    fn of(slot: Slot) -> Self;
}

/// Where an operation takes a value from.
pub trait Source: Place {
    fn value<const SLOW: bool>(self, cx: &Context<'_, SLOW>) -> u64;
}

/// The last result is the value of the operand's slot: taking it saves waiting for the slot.
#[derive(Clone, Copy)]
pub struct Held;

/// The slot of a result, which is passed on as well.
#[derive(Clone, Copy)]
pub struct Out(Slot);

/// The slot of a result of 32 bits at most.
pub type Out32 = Out;

/// Where an operation leaves a value.
pub trait Target: Copy {
    fn put<const SLOW: bool>(self, cx: &mut Context<'_, SLOW>, value: u64);
}

impl Place for Slot {
    #[inline(always)]
    fn of(slot: Slot) -> Self {
        slot
    }
}

impl Place for Held {
    #[inline(always)]
    fn of(_: Slot) -> Self {
        Self
    }
}

impl Place for Out {
    #[inline(always)]
    fn of(slot: Slot) -> Self {
        Self(slot)
    }
}

impl Source for Slot {
    #[inline(always)]
    fn value<const SLOW: bool>(self, cx: &Context<'_, SLOW>) -> u64 {
        cx.machine.regs.all()[self as usize]
    }
}

impl Source for Held {
    #[inline(always)]
    fn value<const SLOW: bool>(self, cx: &Context<'_, SLOW>) -> u64 {
        cx.held
    }
}

impl Source for Out {
    #[inline(always)]
    fn value<const SLOW: bool>(self, cx: &Context<'_, SLOW>) -> u64 {
        self.0.value(cx)
    }
}

impl Target for Slot {
    #[inline(always)]
    fn put<const SLOW: bool>(self, cx: &mut Context<'_, SLOW>, value: u64) {
        cx.machine.regs.all_mut()[self as usize] = value;
    }
}

impl Target for Out {
    #[inline(always)]
    fn put<const SLOW: bool>(self, cx: &mut Context<'_, SLOW>, value: u64) {
        self.0.put(cx, value);
        cx.held = value;
    }
}

/// A number as memory holds it.
pub trait Number: Sized {
    fn read<const SLOW: bool>(machine: &mut Machine, addr: GuestAddr) -> Option<Self>;
    fn write<const SLOW: bool>(self, machine: &mut Machine, addr: GuestAddr) -> bool;
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

/// A number that is passed on the stack.
pub trait Cell: Number {
    fn read_stack(machine: &Machine, addr: GuestAddr) -> Option<Self>;
    fn write_stack(self, machine: &mut Machine, addr: GuestAddr) -> bool;
}

macro_rules! cells {
    ($($number:ty)+) => {
        $(impl Cell for $number {
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

cells!(u32 u64 i64);

macro_rules! numbers {
    ($($number:ty)+) => {
        $(impl Number for $number {
            #[inline(always)]
            fn read<const SLOW: bool>(machine: &mut Machine, addr: GuestAddr) -> Option<Self> {
                read_bytes::<SLOW, _>(machine, addr).map(Self::from_le_bytes)
            }

            #[inline(always)]
            fn write<const SLOW: bool>(self, machine: &mut Machine, addr: GuestAddr) -> bool {
                write_bytes::<SLOW, _>(machine, addr, self.to_le_bytes())
            }
        })+
    };
}

numbers!(u8 u16 u32 u64 i8 i16 i32 i64);

impl Number for Packed {
    #[inline(always)]
    fn read<const SLOW: bool>(machine: &mut Machine, addr: GuestAddr) -> Option<Self> {
        read_bytes::<SLOW, _>(machine, addr).map(Self::from_bytes)
    }

    #[inline(always)]
    fn write<const SLOW: bool>(self, machine: &mut Machine, addr: GuestAddr) -> bool {
        write_bytes::<SLOW, _>(machine, addr, self.to_bytes())
    }
}

impl Number for Vector {
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

impl<const SLOW: bool> Context<'_, SLOW> {
    /// Executes the words that are left.
    #[inline(always)]
    pub fn go_on(self) -> Leave {
        (self.next)(self.machine, self.blocks, self.rest, self.held)
    }

    #[inline(always)]
    pub fn get(&self, source: impl Source) -> u64 {
        source.value(self)
    }

    #[inline(always)]
    pub fn set(&mut self, target: impl Target, value: u64) {
        target.put(self, value);
    }

    /// The low half of a vector.
    #[inline(always)]
    pub fn x(&self, slot: Slot) -> Packed {
        self.machine.vectors.all()[slot as usize][0]
    }

    #[inline(always)]
    pub fn set_x(&mut self, slot: Slot, value: Packed) {
        self.machine.vectors.all_mut()[slot as usize][0] = value;
    }

    /// A whole vector.
    #[inline(always)]
    pub fn y(&self, slot: Slot) -> Vector {
        self.machine.vectors.all()[slot as usize]
    }

    #[inline(always)]
    pub fn set_y(&mut self, slot: Slot, value: Vector) {
        self.machine.vectors.all_mut()[slot as usize] = value;
    }

    /// Writes the low half, or all if the operation is a wide one; else the upper half becomes 0.
    #[inline(always)]
    pub fn set_v(&mut self, wide: bool, slot: Slot, value: Vector) {
        self.set_y(slot, if wide { value } else { [value[0], Packed::ZERO] });
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

    #[inline(always)]
    pub fn ea(&self, ea: Ea<impl Source, impl Source>) -> GuestAddr {
        let index = self.get(ea.index).wrapping_shl(u32::from(ea.shift));
        GuestAddr((self.get(ea.base) as u32).wrapping_add(index as u32).wrapping_add(ea.disp as u32))
    }

    #[inline(always)]
    pub fn near(&self, near: Near<impl Source>) -> GuestAddr {
        GuestAddr((self.get(near.base) as u32).wrapping_add(near.disp as u32))
    }

    /// Leaves at the word under way.
    #[inline(always)]
    pub fn leave(&self, why: Why) -> Result<(), Leave> {
        Err(self.here(why))
    }

    #[inline(always)]
    pub fn here(&self, why: Why) -> Leave {
        Leave::new(why, (self.blocks.words.len() - self.rest.len() - 1) as u32)
    }

    #[inline(always)]
    pub fn failed(&self) -> Leave {
        self.here(if SLOW { Why::Trap } else { Why::Retry })
    }

    #[inline(always)]
    pub fn load<N: Number>(&mut self, addr: GuestAddr) -> Result<N, Leave> {
        match N::read::<SLOW>(self.machine, addr) {
            Some(value) => Ok(value),
            None => Err(self.failed()),
        }
    }

    #[inline(always)]
    pub fn store<N: Number>(&mut self, addr: GuestAddr, value: N) -> Result<(), Leave> {
        if value.write::<SLOW>(self.machine, addr) { Ok(()) } else { Err(self.failed()) }
    }

    /// Loads what is likely on the stack.
    #[inline(always)]
    pub fn load_stack<N: Cell>(&mut self, addr: GuestAddr) -> Result<N, Leave> {
        match if SLOW { N::read::<SLOW>(self.machine, addr) } else { N::read_stack(self.machine, addr) } {
            Some(value) => Ok(value),
            None => Err(self.failed()),
        }
    }

    /// Stores what is likely on the stack.
    #[inline(always)]
    pub fn store_stack<N: Cell>(&mut self, addr: GuestAddr, value: N) -> Result<(), Leave> {
        if if SLOW { value.write::<SLOW>(self.machine, addr) } else { value.write_stack(self.machine, addr) }
        {
            Ok(())
        } else {
            Err(self.failed())
        }
    }

    /// An address by rsp.
    #[inline(always)]
    pub fn by_rsp(&self, disp: i32) -> GuestAddr {
        GuestAddr((self.get(Slot::Rsp) as u32).wrapping_add(disp as u32))
    }

    /// Executes a decoded instruction. Why it traps is found again by whoever settles it.
    #[inline(always)]
    pub fn execute(&mut self, inst: u32) -> Result<Next, Leave> {
        match self.blocks.insts.get(inst as usize) {
            Some(inst) => step::execute(inst, self.machine).map_err(|_| self.here(Why::Trap)),
            None => Err(Leave::LOST),
        }
    }

    /// Vector operands in memory are aligned, unless an instruction says otherwise or is VEX-encoded.
    #[inline(always)]
    pub fn aligned(&self, addr: GuestAddr, size: u32) -> Result<(), Leave> {
        if addr.0.is_multiple_of(size) { Ok(()) } else { Err(self.failed()) }
    }

    /// Pays for the block at a position, or leaves if the slice does not suffice.
    #[inline(always)]
    pub fn charge(&mut self, cost: u32, position: u32) -> Result<(), Leave> {
        match self.machine.gas.checked_sub(u64::from(cost)) {
            Some(left) => {
                self.machine.gas = left;
                Ok(())
            }
            None => Err(Leave::new(Why::Slice, position)),
        }
    }

    /// Goes on at the block that follows.
    #[inline(always)]
    pub fn fall(&mut self) -> Result<(), Leave> {
        let Some(head) = self.rest.next() else { return Err(Leave::LOST) };
        self.next = head.next;
        self.charge(head.x, head.y)
    }

    /// Goes on at a block.
    #[inline(always)]
    pub fn enter(&mut self, target: u32) -> Result<(), Leave> {
        self.rest = self.blocks.words.iter();
        let Some(head) = self.rest.nth(target as usize) else { return Err(Leave::LOST) };
        self.next = head.next;
        self.charge(head.x, head.y)
    }

    #[inline(always)]
    pub fn jump_if(&mut self, condition: bool, taken: u32) -> Result<(), Leave> {
        if condition { self.enter(taken) } else { self.fall() }
    }

    /// Goes on at the block at an address, if it is known and near.
    #[inline(always)]
    pub fn go(&mut self, addr: GuestAddr, why: Why) -> Result<(), Leave> {
        match self.blocks.near(addr) {
            0 => Err(Leave::new(why, addr.0)),
            target => self.enter(target),
        }
    }

    /// Divides `rdx:rax`, 32 or 64 bits wide.
    #[inline(always)]
    pub fn divide(
        &mut self,
        width: Width,
        src: Slot,
        f: impl Fn(Width, u64, u64, u64) -> Option<(u64, u64)>,
    ) -> Result<(), Leave> {
        let divisor = self.get(src) & width.mask();
        let (high, low) = (self.machine.reg(Reg::Rdx, width), self.machine.reg(Reg::Rax, width));
        let Some((quotient, remainder)) = f(width, high, low, divisor) else { return self.leave(Why::Trap) };
        self.set(Slot::Rax, quotient);
        self.set(Slot::Rdx, remainder);
        Ok(())
    }
}

impl Word {
    /// A word without operands.
    pub fn new(next: Run) -> Self {
        Self { next, a: Slot::Zero, b: Slot::Zero, c: Slot::Zero, d: 0, e: Slot::Zero, x: 0, y: 0 }
    }
}

/// An operand in a field of a word.
pub trait Field: Copy {
    fn pack(self) -> u32;
    fn unpack(field: u32) -> Self;
}

macro_rules! number_fields {
    ($($number:ty)+) => {
        $(#[allow(clippy::cast_lossless, reason = "one definition for what widens and what is reinterpreted")]
        impl Field for $number {
            fn pack(self) -> u32 {
                self as u32
            }

            #[inline(always)]
            fn unpack(field: u32) -> Self {
                field as $number
            }
        })+
    };
}

number_fields!(u8 u16 u32 i32);

impl Field for bool {
    fn pack(self) -> u32 {
        u32::from(self)
    }

    #[inline(always)]
    fn unpack(field: u32) -> Self {
        field != 0
    }
}

macro_rules! enum_fields {
    ($($name:ident: $($variant:ident)+;)+) => {
        $(impl Field for $name {
            fn pack(self) -> u32 {
                self as u32
            }

            #[inline(always)]
            fn unpack(field: u32) -> Self {
                const ALL: &[$name] = &[$($name::$variant),+];
                const LAST: $name = ALL[ALL.len() - 1];
                match field {
                    $(n if n == $name::$variant as u32 => $name::$variant,)+
                    // A field holds what was packed into it, so this is the last variant; a panic would need
                    // a stack frame.
                    _ => LAST,
                }
            }
        })+
    };
}

enum_fields! {
    Width: B1 B2 B4 B8;
    Cond: O No B Ae E Ne Be A S Ns P Np L Ge Le G;
    Alu: Add Adc Sub Sbb Cmp And Or Xor Test Inc Dec Neg;
    Shift: Shl Shr Sar Rol Ror Rcl Rcr;
    FloatTest: Below BelowEqual Equal Unordered;
    Slot: Rax Rcx Rdx Rbx Rsp Rbp Rsi Rdi R8 R9 R10 R11 R12 R13 R14 R15 Zero T0 T1 T2 Truth;
    Why: HostCall Repeat Trap Slice Link Jump Return Retry Lost;
}
