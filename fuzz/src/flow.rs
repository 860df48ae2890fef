//! Pieces of random code about what engines keep in places of their own: calls and returns, the stack pointer, r10, r11,
//! r14 and r15, and flags that live across heads of blocks. [`crate::code`] puts them between its instructions. Most leave rsp
//! as they found it, so that the code around them goes on.

use crate::mutate::{number, offset};
use echo_conformance::random::Rng;

/// Registers that pieces are about: r10 and r11, which are in memory on a host that translates, as often as all others, r14
/// and r15 often, rsp never.
const REGISTERS: [u8; 16] = [0, 1, 2, 3, 6, 7, 14, 15, 14, 15, 10, 11, 10, 11, 10, 11];

/// What a piece may lead to: addresses where instructions start, and where functions do.
pub struct Places<'a> {
    /// The address of the piece.
    pub at: u32,
    /// Addresses of instructions.
    pub starts: &'a [u32],
    /// Addresses of code that ends with a return.
    pub functions: &'a mut Vec<u32>,
}

/// `opcode` with the registers of ModRM in their 64 bits: `reg` and `rm`.
fn registers(opcode: &[u8], reg: u8, rm: u8) -> Vec<u8> {
    let mut code = vec![0x48 | reg >> 3 << 2 | rm >> 3];
    code.extend(opcode);
    code.push(0xc0 | (reg & 7) << 3 | rm & 7);
    code
}

/// `opcode` on a register and `[rsp + disp]`.
fn on_stack(opcode: &[u8], reg: u8, disp: i32) -> Vec<u8> {
    let mut code = vec![0x48 | reg >> 3 << 2];
    code.extend(opcode);
    code.extend([0x84 | (reg & 7) << 3, 0x24]);
    code.extend(disp.to_le_bytes());
    code
}

/// `mov reg, address`, in as many bytes whatever register: a number of 32 bits, behind REX.
fn address(reg: u8, addr: u32) -> Vec<u8> {
    [&[0x40 | reg >> 3, 0xb8 | reg & 7][..], &addr.to_le_bytes()].concat()
}

/// `push` or `pop` (`opcode`) of a register.
fn stack(opcode: u8, reg: u8) -> Vec<u8> {
    vec![0x40 | reg >> 3, opcode | reg & 7]
}

/// An instruction or two on integers that leave most flags: sums with carry, mostly.
fn work(rng: &mut Rng) -> Vec<u8> {
    let [a, b] = [(); 2].map(|()| rng.pick(&REGISTERS));
    match rng.below(12) {
        0..=3 => registers(&[rng.pick(&[0x11, 0x19])], a, b), // adc, sbb
        4 => registers(&[rng.pick(&[0x01, 0x29, 0x39, 0x85, 0x31, 0x21])], a, b),
        5 => registers(&[0xff], 0, b),                                     // inc
        6 => registers(&[0x87], a, b),                                     // xchg
        7 => registers(&[0x0f, 0xb1], a, b),                               // cmpxchg
        8 => registers(&[0x0f, 0x40 | rng.below(16) as u8], a, b),         // cmovcc
        9 => registers(&[0xd3], rng.pick(&[4, 5, 7, 0, 1]), b),            // a shift by cl
        10 => [registers(&[0x0f, 0xc1], a, b), vec![0xeb, 0x00]].concat(), // xadd; jmp to what follows
        _ => vec![0x40 | b >> 3, 0x0f, 0x90 | rng.below(16) as u8, 0xc0 | b & 7], // setcc
    }
}

/// Some of them, and now and then the head of a block between two.
fn works(rng: &mut Rng) -> Vec<u8> {
    let mut code = Vec::new();
    for _ in 0..=rng.below(4) {
        code.extend(work(rng));
        if rng.chance(30) {
            code.extend([0xeb, 0x00]);
        }
    }
    code
}

/// `call` to an address: direct, by a register, or by a pushed return address and a return.
fn call(at: u32, target: u32, rng: &mut Rng) -> Vec<u8> {
    let reg = rng.pick(&REGISTERS);
    match rng.below(4) {
        0 => [address(reg, target), vec![0x40 | reg >> 3, 0xff, 0xd0 | reg & 7]].concat(),
        1 => {
            // push back; push target; ret; back:
            let back = at + 11;
            [&[0x68][..], &back.to_le_bytes(), &[0x68], &target.to_le_bytes(), &[0xc3]].concat()
        }
        _ => [&[0xe8][..], &target.wrapping_sub(at + 5).to_le_bytes()].concat(),
    }
}

/// A function, over which the code jumps: some work, a return, or one with something wrong about it. Now and then another
/// one before it, which ends with a jump to what follows.
fn function(places: &mut Places<'_>, rng: &mut Rng) -> Vec<u8> {
    let before = if rng.chance(25) { [works(rng), vec![0xeb, 0x00]].concat() } else { Vec::new() };
    let start = places.at + 5 + before.len() as u32;
    let mut body = works(rng);
    if rng.chance(30) {
        let reg = rng.pick(&REGISTERS);
        body.splice(0..0, stack(0x50, reg));
        if let Some(target) = places.functions.last().filter(|_| rng.chance(30)) {
            let at = start + body.len() as u32;
            body.extend(call(at, *target, rng));
        }
        body.extend(stack(0x58, reg));
    }
    match rng.below(12) {
        // Elsewhere: add qword ptr [rsp], a few bytes
        0 => body.extend([0x48, 0x83, 0x04, 0x24, rng.below(4) as u8]),
        // With a number above the address: or dword ptr [rsp + 4], n
        1 => body.extend([0x83, 0x4c, 0x24, 0x04, rng.bits() as u8]),
        // Over a frame: pop rax
        2 => body.push(0x58),
        _ => {}
    }
    body.extend(match rng.below(8) {
        0 => vec![0xc2, rng.pick(&[0, 8, 16]), 0],
        // jmp to what is popped
        1 => vec![0x59, 0xff, 0xe1],
        _ => vec![0xc3],
    });
    if !before.is_empty() {
        places.functions.push(places.at + 5);
    }
    places.functions.push(start);
    [&[0xe9][..], &((before.len() + body.len()) as u32).to_le_bytes(), &before, &body].concat()
}

/// A loop that carries flags from one turn to the next.
fn turns(rng: &mut Rng) -> Vec<u8> {
    let counter = rng.pick(&[1, 15, 14]);
    let mut body = works(rng);
    if rng.chance(20) {
        body.extend([0x50, 0x58]);
    }
    let mut code = address(counter, 1 + rng.below(20));
    code.push(rng.pick(&[0xf8, 0xf9, 0xf5]));
    // dec keeps the carry
    let end = [vec![0x48 | counter >> 3, 0xff, 0xc8 | counter & 7], vec![0x75]].concat();
    let distance = -((body.len() + end.len() + 1) as i32);
    code.extend(body);
    code.extend(end);
    code.push(distance as u8);
    code
}

/// rsp moved and moved back, with work on what lies there in between.
fn frame(rng: &mut Rng) -> Vec<u8> {
    let some = 8 * rng.below(400);
    let by = rng.pick(&[8, 24, 0x78, 0x80, 0x1000, 0x1_0000, 0xf_fff8, some]) as i32;
    let (down, up): (Vec<u8>, Vec<u8>) = match rng.below(6) {
        0 => (
            // mov rbp, rsp; and rsp, -64; sub rsp, by … mov rsp, rbp
            [&[0x48, 0x89, 0xe5, 0x48, 0x83, 0xe4, 0xc0, 0x48, 0x81, 0xec][..], &by.to_le_bytes()].concat(),
            vec![0x48, 0x89, 0xec],
        ),
        1 => (
            // push rbp; mov rbp, rsp; sub rsp, by … leave
            [&[0x55, 0x48, 0x89, 0xe5, 0x48, 0x81, 0xec][..], &by.to_le_bytes()].concat(),
            vec![0xc9],
        ),
        2 | 3 => (
            // lea rsp, [rsp - by] … lea rsp, [rsp + by]: the flags stay
            [&[0x48, 0x8d, 0xa4, 0x24][..], &(-by).to_le_bytes()].concat(),
            [&[0x48, 0x8d, 0xa4, 0x24][..], &by.to_le_bytes()].concat(),
        ),
        4 => {
            // xchg rsp, reg … mov rsp, reg
            let reg = rng.pick(&[14, 15, 3]);
            (registers(&[0x89], 4, reg), registers(&[0x89], reg, 4))
        }
        _ => (
            [&[0x48, 0x81, 0xec][..], &by.to_le_bytes()].concat(),
            [&[0x48, 0x81, 0xc4][..], &by.to_le_bytes()].concat(),
        ),
    };
    let mut code = down;
    for _ in 0..rng.below(4) {
        let reg = rng.pick(&REGISTERS);
        let disp = 8 * (rng.below(8) as i32) - 16 + rng.pick(&[0, 0, 0, 1, by]);
        let opcode: &[u8] = rng.pick(&[&[0x89], &[0x8b], &[0x01], &[0x03], &[0x87], &[0x11], &[0x8d]]);
        match rng.below(4) {
            0 => code.extend([stack(0x50, reg), work(rng), stack(0x58, rng.pick(&REGISTERS))].concat()),
            // push [rsp + disp]; pop reg
            1 => {
                code.extend([&[0xff, 0xb4, 0x24][..], &disp.to_le_bytes()].concat());
                code.extend(stack(0x58, reg));
            }
            _ => code.extend(on_stack(opcode, reg, disp)),
        }
    }
    code.extend(up);
    code
}

/// rsp set to anything, which most code does not survive: the end of a run.
fn wild(rng: &mut Rng) -> Vec<u8> {
    let reg = rng.pick(&REGISTERS);
    match rng.below(5) {
        0 => [&[0x48, 0xbc][..], &number(rng).to_le_bytes()].concat(),
        1 => registers(&[rng.pick(&[0x89, 0x01, 0x29, 0x21, 0x87, 0x31])], reg, 4),
        2 => vec![0x5c],
        3 => registers(&[0x0f, 0xc1], reg, 4),
        _ => [stack(0x50, reg), vec![0x5c]].concat(),
    }
}

/// A piece of code.
pub fn piece(mut places: Places<'_>, rng: &mut Rng) -> Vec<u8> {
    match rng.below(20) {
        0..=3 => function(&mut places, rng),
        4..=8 if !places.functions.is_empty() => {
            let target = places.functions[offset(places.functions.len(), rng)];
            call(places.at, target, rng)
        }
        9..=11 => turns(rng),
        12..=15 => frame(rng),
        16 => {
            // Over a few bytes, by a register: it ends flags.
            let reg = rng.pick(&REGISTERS);
            let target = places.at + 9 + rng.below(4);
            let jump = vec![0x40 | reg >> 3, 0xff, 0xe0 | reg & 7];
            [address(reg, target), jump, vec![0x90; (target - places.at - 9) as usize]].concat()
        }
        17 if rng.chance(40) && !places.starts.is_empty() => {
            let reg = rng.pick(&REGISTERS);
            let target = places.starts[offset(places.starts.len(), rng)];
            [address(reg, target), vec![0x40 | reg >> 3, 0xff, 0xe0 | reg & 7]].concat()
        }
        18 if rng.chance(15) => wild(rng),
        _ => works(rng),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use echo_abi::isa::{Flow, Operand, Reg};
    use echo_abi::{GuestAddr, decode::decode};
    use std::collections::BTreeMap;

    /// Pieces are instructions, and of each kind that they are about there are many.
    #[test]
    fn pieces_are_about_what_they_should_be() {
        let mut rng = Rng::new(5);
        let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
        let mut functions = Vec::new();
        for _ in 0..3000 {
            let at = 0x40_1000;
            let code = piece(Places { at, starts: &[at - 16], functions: &mut functions }, &mut rng);
            let mut done = 0;
            while done < code.len() {
                let inst = decode(&code[done..], GuestAddr(at + done as u32))
                    .unwrap_or_else(|error| panic!("{code:02x?} at {done}: {error:?}"));
                let names = |reg: Reg| {
                    inst.operands().any(|operand| matches!(operand, Operand::Reg(named, _) if named == reg))
                };
                let mut count = |what, holds: bool| *seen.entry(what).or_default() += u32::from(holds);
                count("calls", matches!(inst.flow(), Flow::Call(_)));
                count("indirect calls", inst.flow() == Flow::CallIndirect);
                count("indirect jumps", inst.flow() == Flow::JumpIndirect);
                count("returns", inst.flow() == Flow::Return);
                count("r10", names(Reg::R10));
                count("r11", names(Reg::R11));
                count("r14", names(Reg::R14));
                count("r15", names(Reg::R15));
                count("rsp", names(Reg::Rsp));
                count("flags asked", !inst.flags_read().is_empty());
                done += usize::from(inst.len());
            }
            assert_eq!(done, code.len(), "{code:02x?}");
            functions.truncate(50);
        }
        assert_eq!(seen.len(), 10);
        assert!(seen.values().all(|count| *count > 50), "{seen:?}");
    }
}
