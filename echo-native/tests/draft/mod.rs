//! Drafts of code, line by line, for tests that take them apart: what a translator would write, and in which order
//! things stand is up to whoever changes it.
#![allow(dead_code, unused_qualifications, missing_docs, reason = "each test uses a part of it")]

use echo_native::{CodeArea, Dispatch, Gate, Left, Slot, Stub, Switch};
use std::ops::Range;
use std::sync::LazyLock;

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
    /// A dispatch or a switch: at the positions of its holes, the distances to where they lead.
    Holes(Vec<u8>, [(usize, Way); 2]),
}

/// Where a hole leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To a label.
    To(u32),
    /// To a position, such as a stub's.
    At(i64),
    /// To a link.
    Link(u32),
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
                    at += bytes.len() as u32 + 4;
                }
                Line::Holes(bytes, _) => at += bytes.len() as u32,
            }
        }
        let position = |label: &u32| labels.iter().find(|known| known.0 == *label).map_or(1, |known| known.1);
        let mut made = Made::default();
        for line in &self.lines {
            let (bytes, target) = match line {
                Line::Label(_) => continue,
                Line::Holes(bytes, holes) => {
                    let begin = made.code.len();
                    made.starts.push(begin);
                    made.code.extend(bytes);
                    for (hole, way) in holes {
                        let target = match way {
                            Way::To(label) => i64::from(position(label)),
                            Way::At(position) => *position,
                            Way::Link(link) => i64::from(link_position(*link)),
                        };
                        let hole = begin + hole;
                        let distance = target - (i64::from(start) + hole as i64 + 4);
                        made.code[hole..hole + 4].copy_from_slice(&(distance as i32).to_le_bytes());
                    }
                    continue;
                }
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

/// `lea r15, [r15 + n]`
pub fn refund(n: i32) -> Line {
    let mut lea = vec![0x4d, 0x8d, 0xbf];
    lea.extend(n.to_le_bytes());
    Line::Bytes(lea)
}

/// The dispatch of areas for [`TEXT`].
pub static DISPATCH: LazyLock<Dispatch> =
    LazyLock::new(|| *CodeArea::reserve(1, TEXT).expect("address space").dispatch());

/// Jumps to, or calls, the target whose guest address is in the low half of rax; goes elsewhere if there is none.
pub fn dispatch(is_call: bool, beyond: Way) -> Line {
    Line::Holes(DISPATCH.bytes(is_call).to_vec(), Dispatch::HOLES.map(|hole| (hole, beyond)))
}

/// Jumps through a row of links, by the number in a register, or elsewhere if it is beyond the row.
pub fn switch(switch: Switch, first_link: u32, beyond: Way) -> Line {
    let [first, second] = Switch::HOLES;
    Line::Holes(switch.bytes().to_vec(), [(first, beyond), (second, Way::Link(first_link))])
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

/// An instruction of a register and a place below the stack, its first byte a REX prefix or not.
pub fn below_bytes(opcode: &[u8], register: u8, place: usize) -> Vec<u8> {
    at_rsp(opcode, register, -8 * (place as i8 + 1))
}

/// An instruction of a register and `[rsp + displacement]`.
pub fn at_rsp(opcode: &[u8], register: u8, displacement: i8) -> Vec<u8> {
    let mut bytes = opcode.to_vec();
    bytes.extend([0x44 | register << 3, 0x24, displacement.cast_unsigned()]);
    bytes
}

/// `mov [place], r64`, of the first eight.
pub fn store_below(place: usize, register: u8) -> Line {
    Line::Bytes(below_bytes(&[0x48, 0x89], register, place))
}

/// `mov r64, [place]`, of the first eight.
pub fn load_below(place: usize, register: u8) -> Line {
    Line::Bytes(below_bytes(&[0x48, 0x8b], register, place))
}

/// What code begins with that finds an address in a register, and what the register was in the first place: rax at targets,
/// its scratch register behind a switch.
pub fn take_back(register: u8) -> Line {
    load_below(0, register)
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

/// How code gave control back, but for what lies below its stack.
pub fn bare(left: Left) -> Left {
    let below = [0; 8];
    match left {
        Left::Exit { number, .. } => Left::Exit { number, below },
        Left::Fault { at, fault, .. } => Left::Fault { at, fault, below },
        Left::Indirect { .. } | Left::Return => left,
    }
}

/// What [`bare`] makes of an exit with a number.
pub fn exited(number: u32) -> Left {
    Left::Exit { number, below: [0; 8] }
}

/// The place below the stack in which [`Stub::Indirect`] finds the guest address.
pub const TARGET: usize = 3;

/// The place below the stack in which a target finds what was passed on.
pub const PASSED: usize = Dispatch::PASSED as usize;

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
pub const TEXT: Range<u32> = 0x1000..0x2000;
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
    // All places can be read in the loop.
    lines.extend((0..8).map(|place| store_below(place, 0)));
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
        store_below(4, 0),
        mov(0, GUEST_TAIL),
        store_below(TARGET, 0),
        store_below(PASSED, 0),
        load_below(4, 0),
        jump_stub(Stub::Indirect),
        Line::Label(l::CALLEE),
    ]);
    lines.extend(charge(2, l::NO_GAS));
    lines.extend(ret());
    // The stub has it there.
    lines.extend([Line::Label(l::TAIL), take_back(0)]);
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

/// Labels of [`crossroads`], in its order.
pub mod cross {
    pub const ENTRY: u32 = 0;
    /// Right before what the entry gives back.
    pub const BODY: u32 = 1;
    /// Right before the switch.
    pub const SWITCH: u32 = 2;
    /// Where the row's links lead, by number.
    pub const ROW: [u32; 3] = [3, 4, 5];
    /// Where two ways of the row's first code meet, right before what it gives back.
    pub const JOIN: u32 = 6;
    /// Right before the dispatches.
    pub const JUMP: u32 = 7;
    pub const CALL: u32 = 8;
    /// Where the call returns to.
    pub const RETURN: u32 = 9;
    pub const CALLEE: u32 = 10;
    pub const TAIL: u32 = 11;
    /// Behind the row.
    pub const BEYOND: u32 = 12;
    /// Where the dispatches lead without a target.
    pub const MISSED: u32 = 13;
    pub const NO_GAS: u32 = 14;
    /// Where indirect calls enter the function.
    pub const CALLED: u32 = 15;
}

/// The guest address of the function of [`crossroads`].
pub const GUEST_CALLEE: u32 = 0x1018;
/// With what [`crossroads`] leaves: at its join, behind its call, at its tail, beyond its row, without a target.
pub const JOINED: u32 = 10;
pub const RETURNED: u32 = 11;
pub const TAILED: u32 = 12;
pub const BEYOND: u32 = 13;
pub const MISSED: u32 = 14;
/// The switch of [`crossroads`]: by rcx, three links.
pub const ROW: Switch = Switch { index: 1, scratch: 2, len: 3 };

/// A small program with all that goes by tables, and gas that is given back: a switch by rcx, whose row's first code is told
/// by rsi which way to take to a join, and the others of which jump to, or call, the target in rbx.
pub fn crossroads() -> Program {
    use cross as x;
    let mut lines = vec![Line::Label(x::ENTRY)];
    lines.extend(charge(10, x::NO_GAS));
    // The last two are for stubs, where holes are led there.
    lines.extend([Line::Label(x::BODY), refund(4), store_below(0, ROW.scratch)]);
    lines.extend([store_below(TARGET, 3), store_below(PASSED, 3)]);
    lines.extend([Line::Label(x::SWITCH), switch(ROW, 0, Way::To(x::BEYOND))]);
    lines.extend([Line::Label(x::ROW[0]), take_back(ROW.scratch)]);
    lines.extend(charge(5, x::NO_GAS));
    lines.extend([bytes(&[0x48, 0x85, 0xf6]), branch(ZERO, x::JOIN)]); // test rsi, rsi
    lines.extend(charge(3, x::NO_GAS));
    lines.extend([Line::Label(x::JOIN), refund(4)]);
    lines.extend(exit(JOINED));
    lines.extend([Line::Label(x::ROW[1]), take_back(ROW.scratch)]);
    lines.extend(charge(2, x::NO_GAS));
    lines.extend([store_below(PASSED, 3), store_below(0, 0), bytes(&[0x89, 0xd8])]); // mov eax, ebx
    lines.extend([Line::Label(x::JUMP), dispatch(false, Way::To(x::MISSED))]);
    lines.extend([Line::Label(x::ROW[2]), take_back(ROW.scratch)]);
    lines.extend(charge(3, x::NO_GAS));
    lines.extend([store_below(PASSED + 1, 3), store_below(1, 0), bytes(&[0x89, 0xd8])]);
    lines.extend([Line::Label(x::CALL), dispatch(true, Way::To(x::MISSED))]);
    lines.push(Line::Label(x::RETURN));
    lines.extend(charge(1, x::NO_GAS));
    lines.extend(exit(RETURNED));
    lines.extend([Line::Label(x::CALLED), take_back(0), Line::Label(x::CALLEE)]);
    lines.extend(charge(2, x::NO_GAS));
    lines.extend([bytes(&[0xc3]), Line::Label(x::TAIL), take_back(0)]);
    lines.extend(charge(1, x::NO_GAS));
    lines.extend(exit(TAILED));
    lines.extend([Line::Label(x::BEYOND), refund(3)]);
    lines.extend(exit(BEYOND));
    lines.extend([Line::Label(x::MISSED), refund(1)]);
    lines.extend(exit(MISSED));
    lines.push(Line::Label(x::NO_GAS));
    lines.extend(exit(NO_GAS));
    Program {
        lines,
        entries: vec![x::ENTRY],
        targets: vec![(GUEST_CALLEE, x::CALLED), (GUEST_TAIL, x::TAIL)],
        links: (0..).zip(x::ROW).collect(),
    }
}

/// Random numbers with a seed (SplitMix64).
#[derive(Clone, Debug)]
pub struct Rng(pub u64);

impl Rng {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, which is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// Instructions that code may contain anywhere.
const PLAIN: &[&[u8]] = &[
    &[0x90],
    &[0x01, 0xc8],                                           // add eax, ecx
    &[0x48, 0x29, 0xd8],                                     // sub rax, rbx
    &[0x48, 0x0f, 0xaf, 0xd1],                               // imul rdx, rcx
    &[0xff, 0xc9],                                           // dec ecx
    &[0x31, 0xd2],                                           // xor edx, edx
    &[0xf7, 0xf1],                                           // div ecx
    &[0x48, 0xf7, 0xf9],                                     // idiv rcx
    &[0x0f, 0x94, 0xc0],                                     // sete al
    &[0x9f],                                                 // lahf
    &[0x9e],                                                 // sahf
    &[0xfd],                                                 // std
    &[0x99],                                                 // cdq
    &[0x48, 0x0f, 0x44, 0xc2],                               // cmove rax, rdx
    &[0x48, 0x8d, 0x44, 0x8b, 0x08],                         // lea rax, [rbx + 4*rcx + 8]
    &[0x45, 0x8d, 0x76, 0xf0],                               // lea r14d, [r14 - 16]
    &[0x49, 0x89, 0xc6],                                     // mov r14, rax
    &[0x41, 0xb8, 0xff, 0xff, 0xff, 0xff],                   // mov r8d, -1
    &[0x65, 0x67, 0x8b, 0x03],                               // mov eax, gs:[ebx]
    &[0x65, 0x67, 0x48, 0x89, 0x04, 0x8b],                   // mov gs:[ebx + 4*ecx], rax
    &[0x65, 0x67, 0x49, 0x89, 0x46, 0xf8],                   // mov gs:[r14d - 8], rax
    &[0x65, 0x67, 0x48, 0x01, 0x4e, 0x40],                   // add gs:[esi + 64], rcx
    &[0x65, 0x67, 0x8a, 0x04, 0x25, 0xff, 0xff, 0xff, 0xff], // mov al, gs:[0xffffffff]
    &[0x65, 0x67, 0x48, 0x0f, 0xb1, 0x0b],                   // cmpxchg gs:[ebx], rcx
    &[0x65, 0x67, 0x48, 0x0f, 0xc7, 0x0b],                   // cmpxchg16b gs:[ebx]
    &[0x65, 0x67, 0x48, 0x0f, 0xba, 0x2b, 0x3f],             // bts qword ptr gs:[ebx], 63
    &[0x65, 0x67, 0x0f, 0x11, 0x43, 0x10],                   // movups gs:[ebx + 16], xmm0
    &[0x65, 0x67, 0x0f, 0x28, 0x0b],                         // movaps xmm1, gs:[ebx]
    &[0x65, 0x67, 0xa3, 0x10, 0x00, 0x01, 0x00],             // mov gs:[0x10010], eax
    &[0x65, 0x67, 0xf3, 0x48, 0x0f, 0xb8, 0x03],             // popcnt rax, gs:[ebx]
    &[0x66, 0x0f, 0xef, 0xc0],                               // pxor xmm0, xmm0
    &[0x65, 0x67, 0xc5, 0xfe, 0x7f, 0x43, 0x20],             // vmovdqu gs:[ebx + 32], ymm0
    &[0xc5, 0xf5, 0x58, 0xc2],                               // vaddpd ymm0, ymm1, ymm2
    &[0xf2, 0x0f, 0x5e, 0xc1],                               // divsd xmm0, xmm1
];

/// One of them, or an access to a slot, or to a place below the stack: as a rule, what it reads is `known` to be written.
pub fn plain(rng: &mut Rng, known: &mut u8) -> Line {
    /// What writes all of a place, and what reads it, or a part: `mov` to and from memory, of eight bytes and less; `add`; `xchg`;
    /// `cmp`; r8b's, `add` from memory, `movq`; and the first once more.
    const OPCODES: [&[u8]; 13] = [
        &[0x48, 0x89],
        &[0x48, 0x8b],
        &[0x89],
        &[0x8b],
        &[0x66, 0x89],
        &[0x88],
        &[0x48, 0x01],
        &[0x48, 0x87],
        &[0x39],
        &[0x44, 0x88],
        &[0x48, 0x03],
        &[0xf3, 0x0f, 0x7e],
        &[0x48, 0x8b],
    ];
    const WRITE: &[u8] = OPCODES[0];
    const OF_SLOTS: &[&[u8]] = OPCODES.split_at(9).0;
    const READS: &[&[u8]] = OPCODES.split_at(1).1;
    let register = rng.pick(&[0, 1, 2, 3, 5, 6, 7]);
    match rng.below(9) {
        0 => Line::Bytes(slot_bytes(
            rng.pick(OF_SLOTS),
            register,
            rng.pick(&[Slot::R10, Slot::R11]).displacement(),
        )),
        1 | 2 => {
            let place = rng.below(8);
            if *known >> place & 1 != 0 && rng.below(4) != 0 || rng.below(64) == 0 {
                return Line::Bytes(below_bytes(rng.pick(READS), register, place));
            }
            *known |= 1 << place;
            let opcode: &[u8] = if rng.below(4) == 0 { &[0x66, 0x0f, 0xd6] } else { WRITE };
            Line::Bytes(below_bytes(opcode, register, place))
        }
        3 => mov(rng.pick(&[0, 1, 2, 3, 6]), rng.pick(&[0, 1, 12, DATA, STACK - 8, GUEST_TAIL, u32::MAX])),
        _ => bytes(rng.pick(PLAIN)),
    }
}

/// Where a dispatch or a switch of a random program leads beyond its table.
fn beyond(rng: &mut Rng, label: u32) -> Way {
    let stub = rng.pick(&[Stub::Miss, Stub::Indirect, Stub::Mismatch]);
    if rng.below(2) == 0 { Way::To(label) } else { Way::At(i64::from(stub.offset())) }
}

/// Gives back some of what was charged, as a rule not all.
fn some_back(rng: &mut Rng, charged: u32) -> Line {
    let most = charged.saturating_sub(u32::from(rng.below(16) != 0)).max(1);
    refund(1 + rng.below(most as usize) as i32)
}

/// A program of a few functions: loops, calls (of itself, too), links, indirect jumps by stubs, dispatches and switches, exits;
/// gas is given back here and there.
pub fn random(rng: &mut Rng) -> Program {
    const EACH: u32 = 10;
    /// The first label of what rows lead to.
    const ARRIVALS: u32 = 1000;
    let count = 1 + rng.below(4) as u32;
    let mut program = Program::default();
    let no_gas = EACH * count;
    // Of each link of a row: the register to take back, and the function.
    let mut arrivals: Vec<(u8, u32)> = Vec::new();
    for function in 0..count {
        let start = EACH * function;
        let guest = TEXT.start + 0x40 * (function + 1);
        let lines = &mut program.lines;
        lines.extend([Line::Label(start + 4), take_back(0), Line::Label(start)]);
        let charged = 2 + rng.below(300) as u32;
        lines.extend(charge(charged, no_gas));
        // Which places are written.
        let mut known = rng.bits() as u8;
        let written = known;
        let all = (0..8).filter(|place| written >> place & 1 != 0);
        lines.extend(all.map(|place| store_below(place, place as u8 & 3)));
        lines.extend((0..rng.below(5)).map(|_| plain(rng, &mut known)));
        if rng.below(3) == 0 {
            lines.push(some_back(rng, charged));
        }
        if rng.below(2) == 0 {
            lines.push(mov(1, rng.below(20) as u32));
            lines.push(Line::Label(start + 1));
            let charged = 2 + rng.below(9) as u32;
            lines.extend(charge(charged, no_gas));
            lines.extend((0..rng.below(5)).map(|_| plain(rng, &mut known)));
            if rng.below(3) == 0 {
                lines.push(some_back(rng, charged));
            }
            lines.extend([bytes(&[0xff, 0xc9]), branch(NOT_ZERO, start + 1)]);
        }
        if rng.below(2) == 0 {
            let callee = match rng.below(5) {
                4 => dispatch(true, beyond(rng, no_gas)),
                0 => Line::Link(vec![0xff, 0x15], rng.below(count as usize) as u32),
                1 => Line::At(vec![0xe8], i64::from(Stub::Indirect.offset())),
                _ => Line::To(vec![0xe8], EACH * rng.below(count as usize) as u32),
            };
            // For the target of a dispatch.
            lines.extend([store_below(1, 0), store_below(PASSED + 1, 3)]);
            lines.push(mov(0, TEXT.start + 0x40 * (1 + rng.below(count as usize) as u32)));
            // A call has eight bytes between.
            let place = if matches!(callee, Line::At(..)) { TARGET + 1 } else { TARGET };
            lines.push(store_below(place, 0));
            lines.extend(call(callee, guest + 8));
            lines.push(jump(start + 2));
            lines.push(Line::Label(start + 2));
            lines.extend(charge(1, no_gas));
            known = 0;
        }
        if rng.below(3) == 0 {
            let charged = 2 + rng.below(9) as u32;
            lines.extend(charge(charged, no_gas));
            lines.push(branch(rng.below(16) as u8, start + 3));
            let mut on_one_way = known;
            lines.extend((0..rng.below(4)).map(|_| plain(rng, &mut on_one_way)));
            if rng.below(2) == 0 {
                lines.extend(charge(1 + rng.below(9) as u32, no_gas));
            }
            lines.extend([Line::Label(start + 3), some_back(rng, charged)]);
            lines.extend((0..rng.below(3)).map(|_| plain(rng, &mut known)));
        }
        let guest_target = TEXT.start + 0x40 * (1 + rng.below(count as usize + 1) as u32);
        match rng.below(8) {
            0 => lines.extend(exit(function)),
            1 => lines.push(jump_link(rng.below(count as usize) as u32)),
            2 => lines.extend([
                mov(2, guest_target),
                store_below(TARGET, 2),
                store_below(PASSED, 3),
                jump_stub(Stub::Indirect),
            ]),
            3 => {
                lines.extend([store_below(0, 0), store_below(TARGET, 0), store_below(PASSED, 3)]);
                if rng.below(4) != 0 {
                    lines.push(mov(0, guest_target));
                }
                lines.push(dispatch(false, beyond(rng, no_gas)));
            }
            4 => {
                let (index, scratch) = rng.pick(&[(1, 0), (0, 3), (6, 2), (12, 7), (13, 1), (3, 6)]);
                if index < 8 && rng.below(4) != 0 {
                    lines.push(mov(index, rng.below(count as usize + 1) as u32));
                }
                lines.extend([store_below(0, scratch), store_below(TARGET, scratch), store_below(PASSED, 3)]);
                let first_link = count + arrivals.len() as u32;
                let len = 1 + rng.below(count as usize) as u32;
                arrivals.extend((0..len).map(|_| (scratch, rng.below(count as usize) as u32)));
                lines.push(switch(Switch { index, scratch, len }, first_link, beyond(rng, no_gas)));
            }
            _ => lines.extend(ret()),
        }
        program.entries.push(start);
        program.targets.push((guest, start + 4));
        program.links.push((function, start));
    }
    for (number, (scratch, function)) in (0..).zip(arrivals) {
        let label = ARRIVALS + number;
        program.lines.extend([Line::Label(label), take_back(scratch), jump(EACH * function)]);
        program.links.push((count + number, label));
    }
    program.lines.push(Line::Label(no_gas));
    program.lines.extend(exit(count));
    program
}

/// Changes a line or two.
pub fn mutate_lines(program: &mut Program, rng: &mut Rng) {
    let labels: Vec<u32> = program
        .lines
        .iter()
        .filter_map(|line| if let Line::Label(label) = line { Some(*label) } else { None })
        .collect();
    for _ in 0..1 + rng.below(3) {
        let at = rng.below(program.lines.len());
        let other = rng.below(program.lines.len());
        match rng.below(12) {
            0 => drop(program.lines.remove(at)),
            1 => {
                let line = program.lines[at].clone();
                program.lines.insert(other, line);
            }
            2 => program.lines.swap(at, other),
            3 => {
                let line = program.lines.remove(at);
                let other = rng.below(program.lines.len() + 1);
                program.lines.insert(other, line);
            }
            4 => program.lines.insert(at, plain(rng, &mut 0xff)),
            // Where ways meet, or begin.
            10 => {
                let is_label = |(_, line): &(usize, &Line)| matches!(line, Line::Label(_));
                let behind: Vec<usize> =
                    program.lines.iter().enumerate().filter(is_label).map(|(at, _)| at + 1).collect();
                if !behind.is_empty() {
                    let line = load_below(rng.below(8), rng.pick(&[0, 1, 2, 3, 5, 6, 7]));
                    program.lines.insert(rng.pick(&behind), line);
                }
            }
            // Another place, or another register.
            11 => {
                let is_place = |line: &&mut Line| matches!(line, Line::Bytes(bytes) if matches!(bytes[..], [.., mode, 0x24, _] if mode & 0xc7 == 0x44));
                let mut places: Vec<_> = program.lines.iter_mut().filter(is_place).collect();
                if !places.is_empty() {
                    let place = rng.below(places.len());
                    if let Line::Bytes(bytes) = &mut places[place]
                        && let [.., mode, _, displacement] = &mut bytes[..]
                    {
                        match rng.below(3) {
                            0 => *mode ^= 8 << rng.below(3),
                            _ => *displacement = 0_u8.wrapping_sub(8 * (1 + rng.below(8) as u8)),
                        }
                    }
                }
            }
            5 => {
                let jump =
                    [vec![0xe9], vec![0xe8], vec![0x0f, 0x80 | rng.below(16) as u8]][rng.below(3)].clone();
                program.lines.insert(at, Line::To(jump, rng.pick(&labels)));
            }
            6 => {
                if let Line::To(_, label) = &mut program.lines[at] {
                    *label = rng.pick(&labels);
                } else if let Line::Holes(_, holes) = &mut program.lines[at] {
                    let to = Way::To(rng.pick(&labels));
                    let is_dispatch = holes[0].1 == holes[1].1;
                    holes[0].1 = to;
                    if is_dispatch && rng.below(8) != 0 {
                        holes[1].1 = to;
                    }
                }
            }
            7 => program.entries.push(rng.pick(&labels)),
            8 => program.lines.insert(at, refund(1 + rng.below(12) as i32)),
            _ => {
                if let Line::Bytes(bytes)
                | Line::To(bytes, _)
                | Line::At(bytes, _)
                | Line::Link(bytes, _)
                | Line::Holes(bytes, _) = &mut program.lines[at]
                {
                    let i = rng.below(bytes.len());
                    bytes[i] ^= 1 << rng.below(8);
                }
            }
        }
        if program.lines.is_empty() {
            program.lines.push(bytes(&[0x90]));
        }
    }
}

/// Changes some bytes.
pub fn mutate_bytes(made: &mut Made, rng: &mut Rng) {
    const PREFIXES: [u8; 12] = [0x65, 0x67, 0x66, 0xf2, 0xf3, 0xf0, 0x2e, 0x64, 0x48, 0x40, 0x41, 0xc4];
    for _ in 0..1 + rng.below(2) {
        if made.code.is_empty() {
            return;
        }
        let at = rng.below(made.code.len());
        match rng.below(8) {
            0..=2 => made.code[at] ^= 1 << rng.below(8),
            3 => made.code[at] = rng.bits() as u8,
            4 => {
                let some = rng.below(8).min(made.code.len() - at);
                made.code[at..at + some].iter_mut().for_each(|byte| *byte = rng.bits() as u8);
            }
            5 => {
                // A prefix before an instruction, in the place of one that does nothing, or of the byte there.
                let start = rng.below(made.starts.len().max(1));
                let at = made.starts.get(start).copied().unwrap_or(at).min(made.code.len() - 1);
                made.code[at] = rng.pick(&PREFIXES);
            }
            6 => {
                let to = rng.below(made.code.len());
                let some = rng.below(12).min(made.code.len() - at.max(to));
                made.code.copy_within(at..at + some, to);
            }
            _ => {
                let kind = rng.below(3);
                let all: Vec<&mut u32> = match kind {
                    0 => made.entries.iter_mut().collect(),
                    1 => made.targets.iter_mut().map(|(_, at)| at).collect(),
                    _ => made.links.iter_mut().map(|(_, at)| at).collect(),
                };
                let by = rng.below(17) as u32;
                for at in all.into_iter().take(1) {
                    *at = at.wrapping_add(by).wrapping_sub(8);
                }
            }
        }
    }
}

/// What a translator made of compilers' code (the last of assembly, whose cases take flags that were passed on), first in an area with as many bytes of room: numbers in decimal, pairs with
/// a colon, code in hexadecimal, a kind to a line or more. The text is where guest addresses may have targets.
pub const EMITTED: [&str; 7] = [
    include_str!("emitted/gcd.txt"),
    include_str!("emitted/fib.txt"),
    include_str!("emitted/sort.txt"),
    include_str!("emitted/matrix.txt"),
    include_str!("emitted/token_cpp.txt"),
    include_str!("emitted/bytecode.txt"),
    include_str!("emitted/passed_flags.txt"),
];

/// The room of one of [`EMITTED`], its text, and its draft.
pub fn emitted(text: &str) -> (usize, Range<u32>, Made) {
    let number = |word: &str| word.parse::<u32>().expect("a number");
    let pair = |word: &str| word.split_once(':').map(|(a, b)| (number(a), number(b))).expect("two numbers");
    let (mut room, mut targets, mut made) = (0, 0..0, Made::default());
    for line in text.lines() {
        let (kind, rest) = line.split_once(' ').expect("a kind, and what is of it");
        let mut words = rest.split(' ');
        match kind {
            "room" => room = number(rest) as usize,
            "text" => (targets.start, targets.end) = words.next().map(pair).expect("a pair"),
            "entries" => made.entries.extend(words.map(number)),
            "targets" => made.targets.extend(words.map(pair)),
            "links" => made.links.extend(words.map(pair)),
            "code" => made.code.extend(
                (0..rest.len())
                    .step_by(2)
                    .map(|i| u8::from_str_radix(&rest[i..i + 2], 16).expect("two digits")),
            ),
            _ => panic!("{line}"),
        }
    }
    (room, targets, made)
}
