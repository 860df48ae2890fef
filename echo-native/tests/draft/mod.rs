//! Drafts of code, line by line, for tests that take them apart: what a translator would write, and in which order
//! things stand is up to whoever changes it.
#![allow(dead_code, unused_qualifications, missing_docs, reason = "each test uses a part of it")]

use echo_native::{Gate, Slot, Stub};

/// A line of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A place that jumps lead to.
    Label(u32),
    /// An instruction.
    Bytes(Vec<u8>),
    /// An instruction that ends with the distance to a label, in four bytes.
    To(Vec<u8>, u32),
    /// An instruction that ends with the distance to a position, such as a stub's.
    At(Vec<u8>, i64),
    /// An instruction that ends with the distance to a link.
    Link(Vec<u8>, u32),
}

/// A draft that can still be changed.
#[derive(Clone, Debug, Default)]
pub struct Program {
    pub lines: Vec<Line>,
    /// Labels of entries.
    pub entries: Vec<u32>,
    /// Guest addresses, and labels.
    pub targets: Vec<(u32, u32)>,
    /// Links, and labels.
    pub links: Vec<(u32, u32)>,
}

/// A draft.
#[derive(Clone, Debug, Default)]
pub struct Made {
    pub code: Vec<u8>,
    pub entries: Vec<u32>,
    pub targets: Vec<(u32, u32)>,
    pub links: Vec<(u32, u32)>,
    /// Offset of each instruction.
    pub starts: Vec<usize>,
}

impl Program {
    /// Makes code that is to lie at position `start`. Labels that do not exist are position 1, which is none.
    pub fn assemble(&self, start: u32, link_position: impl Fn(u32) -> i32) -> Made {
        let mut at = start;
        let mut labels = Vec::new();
        for line in &self.lines {
            match line {
                Line::Label(label) => labels.push((*label, at)),
                Line::Bytes(bytes) => at += bytes.len() as u32,
                Line::To(bytes, _) | Line::At(bytes, _) | Line::Link(bytes, _) => {
                    at += bytes.len() as u32 + 4
                }
            }
        }
        let position = |label: &u32| labels.iter().find(|known| known.0 == *label).map_or(1, |known| known.1);
        let mut made = Made::default();
        for line in &self.lines {
            let (bytes, target) = match line {
                Line::Label(_) => continue,
                Line::Bytes(bytes) => (bytes, None),
                Line::To(bytes, label) => (bytes, Some(i64::from(position(label)))),
                Line::At(bytes, position) => (bytes, Some(*position)),
                Line::Link(bytes, link) => (bytes, Some(i64::from(link_position(*link)))),
            };
            made.starts.push(made.code.len());
            made.code.extend(bytes);
            if let Some(target) = target {
                let next = i64::from(start) + made.code.len() as i64 + 4;
                made.code.extend(((target - next) as i32).to_le_bytes());
            }
        }
        made.entries = self.entries.iter().map(position).collect();
        made.targets = self.targets.iter().map(|(guest, label)| (*guest, position(label))).collect();
        made.links = self.links.iter().map(|(link, label)| (*link, position(label))).collect();
        made
    }

    /// The index of the line behind a label.
    pub fn behind(&self, label: u32) -> usize {
        1 + self.lines.iter().position(|line| *line == Line::Label(label)).expect("the program has the label")
    }

    /// Puts lines behind a label.
    pub fn insert(&mut self, label: u32, lines: impl IntoIterator<Item = Line>) {
        let at = self.behind(label);
        self.lines.splice(at..at, lines);
    }

    /// Puts an instruction behind a label.
    pub fn insert_bytes(&mut self, label: u32, bytes: &[u8]) {
        self.insert(label, [Line::Bytes(bytes.to_vec())]);
    }
}

pub fn bytes(bytes: &[u8]) -> Line {
    Line::Bytes(bytes.to_vec())
}

/// `sub r15, n; jb label`
pub fn charge(n: u32, label: u32) -> [Line; 2] {
    let mut sub = vec![0x49, 0x81, 0xef];
    sub.extend(n.to_le_bytes());
    [Line::Bytes(sub), Line::To(vec![0x0f, 0x82], label)]
}

/// Leaves with a number.
pub fn exit(number: u32) -> [Line; 2] {
    let mut store = slot_bytes(&[0xc7], 0, Slot::ExitNumber.displacement());
    store.extend(number.to_le_bytes());
    [Line::Bytes(store), bytes(&Gate::EXIT)]
}

/// An instruction of a register and `gs:[displacement]`.
pub fn slot_bytes(opcode: &[u8], register: u8, displacement: i32) -> Vec<u8> {
    let mut bytes = vec![0x65];
    bytes.extend(opcode);
    bytes.extend([register << 3 | 4, 0x25]);
    bytes.extend(displacement.to_le_bytes());
    bytes
}

/// `mov gs:[slot], r64`, of the first eight.
pub fn store_slot(slot: Slot, register: u8) -> Line {
    Line::Bytes(slot_bytes(&[0x48, 0x89], register, slot.displacement()))
}

/// `mov r64, gs:[slot]`, of the first eight.
pub fn load_slot(slot: Slot, register: u8) -> Line {
    Line::Bytes(slot_bytes(&[0x48, 0x8b], register, slot.displacement()))
}

/// `mov r32, n`, of the first eight.
pub fn mov(register: u8, value: u32) -> Line {
    let mut bytes = vec![0xb8 | register];
    bytes.extend(value.to_le_bytes());
    Line::Bytes(bytes)
}

pub fn jump(label: u32) -> Line {
    Line::To(vec![0xe9], label)
}

pub fn jump_stub(stub: Stub) -> Line {
    Line::At(vec![0xe9], i64::from(stub.offset()))
}

/// `jmp [link]`
pub fn jump_link(link: u32) -> Line {
    Line::Link(vec![0xff, 0x25], link)
}

/// `jcc label`, by the condition's number.
pub fn branch(condition: u8, label: u32) -> Line {
    Line::To(vec![0x0f, 0x80 | condition], label)
}

pub const BELOW: u8 = 2;
pub const ZERO: u8 = 4;
pub const NOT_ZERO: u8 = 5;

/// Calls `call`, as the guest's call that returns to `guest`, and compares what comes back.
pub fn call(call: Line, guest: u32) -> [Line; 5] {
    let mut push = vec![0x65, 0x67, 0x49, 0xc7, 0x46, 0xf8]; // mov qword ptr gs:[r14d - 8], guest
    push.extend(guest.to_le_bytes());
    let mut compare = vec![0x65, 0x67, 0x41, 0x81, 0x7e, 0xf8]; // cmp dword ptr gs:[r14d - 8], guest
    compare.extend(guest.to_le_bytes());
    [
        Line::Bytes(push),
        bytes(&[0x45, 0x8d, 0x76, 0xf8]), // lea r14d, [r14 - 8]
        call,
        Line::Bytes(compare),
        Line::At(vec![0x0f, 0x85], i64::from(Stub::Mismatch.offset())),
    ]
}

/// Returns: `cmp gs:[r14d], r14; lea r14d, [r14 + 8]; ret`
pub fn ret() -> [Line; 3] {
    [bytes(&[0x65, 0x67, 0x4d, 0x39, 0x36]), bytes(&[0x45, 0x8d, 0x76, 0x08]), bytes(&[0xc3])]
}

/// Labels of [`sample`], in its order.
pub mod label {
    pub const ENTRY: u32 = 0;
    pub const LOOP: u32 = 1;
    /// Behind the loop's charge: instructions put here run.
    pub const BODY: u32 = 2;
    pub const CALL: u32 = 3;
    /// Where the function returns to.
    pub const RETURN: u32 = 4;
    pub const NEXT: u32 = 5;
    pub const CALLEE: u32 = 6;
    pub const TAIL: u32 = 7;
    pub const LAST: u32 = 8;
    pub const NO_GAS: u32 = 9;
}

/// Guest addresses of [`sample`]: its text's start and end, where its function returns to, where its indirect jump leads
/// to, its data (a page), and the top of its stack (of a page).
pub const TEXT: std::ops::Range<u32> = 0x1000..0x2000;
pub const GUEST_RETURN: u32 = 0x1008;
pub const GUEST_TAIL: u32 = 0x1010;
pub const DATA: u32 = 0x1_0000;
pub const STACK: u32 = 0x3_0000;
/// What it leaves with, and what it leaves with where its gas ends.
pub const DONE: u32 = 7;
pub const NO_GAS: u32 = 1;
/// Iterations of its loop, and its gas.
pub const COUNT: u32 = 10;
pub const GAS: u64 = 5 + 3 * COUNT as u64 + 2 + 1 + 1 + 1;

/// A small program with everything: a loop with its charge, loads and stores, slots, a call and its return, an indirect
/// jump, a link, exits.
pub fn sample() -> Program {
    use label as l;
    let mut lines = vec![Line::Label(l::ENTRY)];
    lines.extend(charge(5, l::NO_GAS));
    lines.extend([mov(1, COUNT), bytes(&[0x31, 0xc0]), mov(3, DATA)]); // xor eax, eax
    lines.push(Line::Label(l::LOOP));
    lines.extend(charge(3, l::NO_GAS));
    lines.push(Line::Label(l::BODY));
    lines.extend([
        bytes(&[0x01, 0xc8]),                         // add eax, ecx
        bytes(&[0x65, 0x67, 0x89, 0x04, 0x8b]),       // mov gs:[ebx + 4*ecx], eax
        bytes(&[0x65, 0x67, 0x48, 0x8b, 0x14, 0x8b]), // mov rdx, gs:[ebx + 4*ecx]
        bytes(&[0xff, 0xc9]),                         // dec ecx
        branch(NOT_ZERO, l::LOOP),
    ]);
    lines.push(Line::Label(l::CALL));
    let [push, stack, call, compare, mismatch] = call(Line::To(vec![0xe8], l::CALLEE), GUEST_RETURN);
    lines.extend([push, stack, call, Line::Label(l::RETURN), compare, mismatch, jump(l::NEXT)]);
    lines.push(Line::Label(l::NEXT));
    lines.extend(charge(1, l::NO_GAS));
    lines.extend([
        store_slot(Slot::Spill0, 0),
        mov(0, GUEST_TAIL),
        store_slot(Slot::Target, 0),
        load_slot(Slot::Spill0, 0),
        jump_stub(Stub::Indirect),
        Line::Label(l::CALLEE),
    ]);
    lines.extend(charge(2, l::NO_GAS));
    lines.extend(ret());
    lines.push(Line::Label(l::TAIL));
    lines.extend(charge(1, l::NO_GAS));
    lines.extend([jump_link(0), Line::Label(l::LAST)]);
    lines.extend(charge(1, l::NO_GAS));
    lines.extend(exit(DONE));
    lines.push(Line::Label(l::NO_GAS));
    lines.extend(exit(NO_GAS));
    Program {
        lines,
        entries: vec![l::ENTRY],
        targets: vec![(GUEST_TAIL, l::TAIL)],
        links: vec![(0, l::LAST)],
    }
}
