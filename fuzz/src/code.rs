//! Random machine code: instructions of the table by their encodings, the branches between them, host calls, and bytes
//! that are nothing. Made for engines, so most of it goes on for a while: memory operands mostly lie in data that is
//! there, registers start with values that break things.

use crate::flow::{self, Places};
use crate::model::{DATA, Model, ModelSegment, READ_ONLY, TEXT};
use crate::mutate::{length, number, offset};
use echo_abi::isa::Reg;
use echo_abi::scpi::Function;
use echo_abi::{Form, Op};
use echo_conformance::encode::{self, KnownAddress, Wish};
use echo_conformance::random::Rng;
use echo_conformance::slot::TextSlot;
use echo_conformance::window;
use std::sync::LazyLock;

/// Every form of the instruction table.
static FORMS: LazyLock<Vec<Form>> =
    LazyLock::new(|| Op::ALL.iter().flat_map(|op| op.forms()).copied().collect());

/// Bytes that stand for instructions no contract may have, and for such as steer decoding.
const PIECES: &[&[u8]] = &[
    &[0x0f, 0xa2],             // cpuid
    &[0x0f, 0x31],             // rdtsc
    &[0x0f, 0x05],             // syscall
    &[0xf4],                   // hlt
    &[0x0f, 0x0b],             // ud2
    &[0xd9, 0xe8],             // fld1
    &[0x06],                   // no instruction
    &[0xff, 0xe0],             // jmp rax
    &[0xff, 0xd0],             // call rax
    &[0xc3],                   // ret
    &[0xf7, 0xe1],             // mul ecx: undefined flags
    &[0x0f, 0x94, 0xc0],       // sete al
    &[0x48, 0x8d, 0x05],       // lea rax, [rip + …]
    &[0xff, 0x24, 0xc5],       // jmp [8 * rax + …]
    &[0x48, 0x63, 0x04, 0x88], // movsxd rax, [rax + 4 * rcx]
    &[0x48, 0x98],             // cdqe
    &[0x83, 0xf8, 0x05, 0x77], // cmp eax, 5; ja …
    &[0xf3, 0xa4],             // rep movsb
    &[0xf3, 0x48, 0xab],       // rep stosq
    &[0xf2, 0xae],             // repne scasb
    &[0xfd],                   // std
    &[0x9d],                   // popf
    &[0xc9],                   // leave
    &[0xe8],                   // call …
    &[0xe9],                   // jmp …
    &[0xeb],                   // jmp …
];

/// An instruction of any form at `addr`.
fn instruction(addr: u32, rng: &mut Rng) -> Vec<u8> {
    let forms = &*FORMS;
    let form = forms[offset(forms.len(), rng)];
    let wish = Wish {
        registers: [(); 3]
            .map(|()| if rng.chance(25) { rng.pick(&[10, 11, 14, 15]) } else { rng.below(16) as u8 }),
        favour: 60,
        memory: 50,
        place: rng.chance(70).then(|| KnownAddress {
            base: rng.pick(&[Reg::Rbx, Reg::Rsi, Reg::Rdi, Reg::R15]),
            index: None,
            aligned: true,
        }),
    };
    let bounded = encode::encode_bounded(form, addr, &wish, rng);
    match bounded {
        Some(encoding) if rng.chance(90) => encoding.bytes,
        _ => encode::encode(form, TextSlot::random(rng), rng)
            .map(|encoding| encoding.bytes)
            .unwrap_or_default(),
    }
}

/// A few bytes of code for `addr`: what a mutation puts over other code.
pub fn piece(addr: u32, rng: &mut Rng) -> Vec<u8> {
    match rng.below(8) {
        0..=2 => instruction(addr, rng),
        3 => rng.bits().to_le_bytes()[..1 + rng.below(8) as usize].to_vec(),
        4 => branch(rng.below(400) as i32 - 200, rng),
        _ => {
            let mut bytes = rng.pick(PIECES).to_vec();
            bytes.extend((rng.below(600) as i32 - 300).to_le_bytes());
            bytes.truncate(bytes.len() - rng.below(5) as usize);
            bytes
        }
    }
}

/// A branch, jump or call to what lies that far from its own first byte.
fn branch(distance: i32, rng: &mut Rng) -> Vec<u8> {
    let near = i8::try_from(distance - 2);
    match (rng.below(6), near) {
        (0..=2, Ok(near)) => vec![0x70 | rng.below(16) as u8, near as u8],
        (3, Ok(near)) => vec![0xeb, near as u8],
        (4, _) => [&[0xe8][..], &(distance - 5).to_le_bytes()].concat(),
        _ => [&[0x0f, 0x80 | rng.below(16) as u8][..], &(distance - 6).to_le_bytes()].concat(),
    }
}

/// An integer instruction on two registers that leaves flags, one that asks them (a jump over a move, `setcc` or
/// `cmovcc`), and one behind which they are over: only where nobody else can ask do engines take a short cut.
fn question(rng: &mut Rng) -> Vec<u8> {
    // add, adc, and, sub, xor, or, sbb, test, and cmp as often as all of them.
    const ANSWERS: [u8; 16] =
        [0x01, 0x11, 0x21, 0x29, 0x31, 0x09, 0x19, 0x85, 0x39, 0x39, 0x39, 0x39, 0x39, 0x39, 0x39, 0x39];
    let mut code = Vec::new();
    // rsp is left alone.
    let [reg, other] = [(); 2].map(|()| rng.pick(&[0, 1, 2, 3, 5, 6, 7]));
    for reg in [reg, other] {
        if rng.chance(50) {
            code.extend(set(reg, number(rng)));
        }
    }
    // The last bits of opcode and prefix choose between 8, 32 and 64 bits.
    let (prefix, operands) = (0x40 | rng.pick(&[0, 8, 8]), 0xc0 | reg << 3 | other);
    code.extend([prefix, rng.pick(&ANSWERS) - u8::from(rng.chance(10)), operands]);
    let cond = rng.below(16) as u8;
    match rng.below(4) {
        0 => code.extend([0x40, 0x0f, 0x90 | cond, 0xc0 | reg]),
        1 => code.extend([prefix, 0x0f, 0x40 | cond, operands]),
        _ => {
            code.extend([0x70 | cond, 5, 0xb8 | reg]);
            code.extend(rng.below(100).to_le_bytes());
        }
    }
    code.extend([0x48, 0x39, 0xc0]);
    code
}

/// `mov reg, value`, in ten bytes.
fn set(reg: u8, value: u64) -> Vec<u8> {
    let mut code = vec![0x48 | (reg >> 3), 0xb8 | (reg & 7)];
    code.extend(value.to_le_bytes());
    code
}

/// A value for a register: mostly an address of data that is there.
fn register(rng: &mut Rng) -> u64 {
    let data =
        |rng: &mut Rng| u64::from(rng.pick(&[DATA, DATA, READ_ONLY, window::DATA]) + 16 * rng.below(200));
    match rng.below(8) {
        0..=3 => data(rng),
        4 => data(rng) + u64::from(rng.below(16)),
        5 => u64::from(rng.below(40)),
        _ => number(rng),
    }
}

/// A contract of random code. In half of them the code stands where no search finds it: behind a computed jump, so
/// that only the engine sees what it is.
pub fn contract(rng: &mut Rng) -> Model {
    let mut text = Vec::new();
    // rsp stays what it is in most: else nothing can be called.
    for reg in (0..16).filter(|reg| *reg != Reg::Rsp as u8) {
        if rng.chance(75) {
            text.extend(set(reg, register(rng)));
        }
    }
    if rng.chance(5) {
        text.extend(set(Reg::Rsp as u8, number(rng)));
    }
    let hidden = rng.chance(50);
    if hidden {
        // mov r8d, target ^ K; xor r8d, K; jmp r8; ret
        const KEY: u32 = 0x5a5a_1234;
        let target =
            (TEXT + text.len() as u32 + 17).wrapping_add(if rng.chance(10) { rng.below(30) } else { 0 });
        text.extend([&[0x41, 0xb8][..], &(target ^ KEY).to_le_bytes()].concat());
        text.extend([&[0x41, 0x81, 0xf0][..], &KEY.to_le_bytes()].concat());
        text.extend([0x41, 0xff, 0xe0, 0xc3]);
    }
    let mut starts = vec![text.len()];
    let mut functions = Vec::new();
    // How often what goes on around instructions takes their place, in percent.
    let flowing = rng.pick(&[0, 10, 40, 80]);
    for _ in 0..length(120, rng) {
        let at = text.len();
        starts.push(at);
        if rng.chance(flowing) {
            let addresses: Vec<u32> = starts.iter().map(|start| TEXT + *start as u32).collect();
            let places = Places { at: TEXT + at as u32, starts: &addresses, functions: &mut functions };
            text.extend(flow::piece(places, rng));
            continue;
        }
        match rng.below(26) {
            24 | 25 => text.extend(question(rng)),
            0 | 1 => {
                // To the start of an instruction mostly; now and then into one.
                let to = starts[offset(starts.len(), rng)] as i32 + rng.pick(&[0, 0, 0, 0, 0, 1]);
                text.extend(branch(to - at as i32, rng));
            }
            2 => text.extend(branch(rng.below(60) as i32, rng)),
            3 => {
                let function = Function::ALL[offset(Function::ALL.len(), rng)] as u8;
                text.extend([0xcd, if hidden && rng.chance(10) { rng.bits() as u8 } else { function }]);
            }
            4 => text.extend(set(rng.below(4) as u8 + 4 * u8::from(rng.chance(50)), register(rng))),
            5 => text.extend([&[0xb9][..], &rng.below(70).to_le_bytes()].concat()), // mov ecx, a count
            6 if hidden => text.extend(piece(TEXT + at as u32, rng)),
            7 => text.push(rng.pick(&[0x50, 0x51, 0x53, 0x58, 0x59, 0x5b, 0x9c, 0xc3])),
            _ => text.extend(instruction(TEXT + at as u32, rng)),
        }
    }
    text.push(0xc3);
    let mut data = vec![0; 256 + length(2000, rng)];
    rng.lanes(&mut data);
    let mut read_only = vec![0; 512];
    rng.lanes(&mut read_only);
    for addr in read_only.chunks_exact_mut(8).take(8) {
        let target = u64::from(TEXT) + starts[offset(starts.len(), rng)] as u64;
        addr.copy_from_slice(&target.to_le_bytes());
    }
    let mut model = Model::new(text, read_only, data, 0x4000);
    // What the encoder's own addresses name.
    model.parts.push(ModelSegment {
        perm: echo_abi::Perm::ReadWrite,
        addr: window::DATA,
        bytes: Vec::new(),
        mem_size: window::DATA_SIZE,
    });
    model
}
