//! Gas schedule version 1: what each instruction costs, and what a call pays for the size of its contract. Host
//! functions carry their prices in [`crate::scpi`].
//!
//! A class has a small whole number, an access to memory adds one (two where the operand is read and
//! written). Numbers stay within a factor of 2 to 3 of measured time; `make bench` prints the fit.

use crate::Image;
use crate::inst::Inst;
use crate::isa::{Class, Op};
use crate::policy::Limits;

/// Version of the schedule.
pub const VERSION: u32 = 1;

/// Added for a memory operand.
pub const MEMORY: u32 = 1;

/// For each byte of text, charged before the first instruction of a call: an engine decodes what a call
/// reaches, and how much work that can be is bounded by the size of the text. Data is not decoded. At
/// this price the costliest first pass that was found takes less time per gas than half of a load that misses
/// every cache (`make bench`: 33 ns where such a load takes 87 to 107).
pub const TEXT_BYTE: u32 = 2;

/// For each page of memory that becomes accessible, touched or not: those of the image, the first step of the stack
/// and the first page of the heap before the first instruction of a call, others of the heap when an allocation extends
/// it, those of another step of the stack with the first access to it. A host takes about a microsecond to give a page when it is touched;
/// at this price that is less time per gas than half of a load that misses every cache.
pub const PAGE: u32 = 40;

/// Gas of loading a contract, charged before the first instruction of a call: [`TEXT_BYTE`] for each byte of
/// its text, [`PAGE`] for each page that is accessible from the start.
#[must_use]
pub fn load(image: &Image, limits: &Limits) -> u64 {
    load_image(image) + load_memory(limits)
}

/// The part of [`load`] that is the image's: its text, and its pages.
#[must_use]
pub fn load_image(image: &Image) -> u64 {
    let text: u64 = image.text().map(|segment| u64::from(segment.mem_size)).sum();
    text * u64::from(TEXT_BYTE) + pages(image.pages().count() as u64)
}

/// The part of [`load`] that is the stack's and the heap's.
#[must_use]
pub fn load_memory(limits: &Limits) -> u64 {
    pages(u64::from(limits.first_stack_pages()) + u64::from(limits.first_heap_pages()))
}

/// Gas of so many pages.
#[must_use]
pub fn pages(count: u64) -> u64 {
    count * u64::from(PAGE)
}

/// Gas of a class.
#[must_use]
pub const fn class(class: Class) -> u32 {
    match class {
        Class::Nop | Class::Simple | Class::VectorMove | Class::VectorInt => 1,
        Class::Load
        | Class::Stack
        | Class::Branch
        | Class::VectorFloat
        | Class::VectorMultiply
        | Class::String => 2,
        Class::Call | Class::Multiply | Class::VectorConvert => 3,
        Class::VectorProduct => 4,
        Class::Slow => 10,
        Class::VectorSlow => 10,
        Class::Divide => 25,
        Class::HostCall => 20,
    }
}

/// Gas of an instruction. For a repeated string instruction this is charged once, and
/// [`class`]`(Class::String)` for each iteration.
#[must_use]
pub fn inst(inst: &Inst) -> u32 {
    let memory = match inst.op() {
        Op::Lea | Op::Nop | Op::Prefetch => 0,
        _ => inst.memory_operand_count(),
    };
    class(inst.op().class()) + memory * MEMORY
}
