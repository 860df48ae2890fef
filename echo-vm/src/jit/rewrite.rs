//! A guest instruction as a host instruction: the same opcode, and other registers and addresses where they must be
//! others.
//!
//! The guest's rsp is the host's r14, guest r14 and r15 are the host's r10 and r11; a guest register that is in memory is
//! whatever register the caller lends it; memory is addressed from gs, with 32 bits. Most instructions need none of it, or two
//! prefixes: these are copied. The others are taken apart (Intel SDM volume 2, chapter 2) and written anew.

use super::emit::{Assembler, HostMem, Place};
use super::home::Hosts;
use echo_abi::Inst;
use echo_abi::isa::{Field, Mem, Op, Operand, Reg, Width, field, mandatory_repeat};

impl Hosts {
    /// The host's operand for one in the guest's memory, where the guest's rsp is `delta` more than its register says.
    pub fn mem(&self, mem: &Mem, delta: i32) -> HostMem {
        let of_stack = if mem.base == Some(Reg::Rsp) { delta } else { 0 };
        HostMem {
            base: mem.base.map(|base| self.of(base)),
            index: mem.index.map(|index| (self.of(index) as u8, mem.scale)),
            // What is above 32 bits has no part in the address.
            disp: (mem.disp as u32 as i32).wrapping_add(of_stack),
        }
    }
}

/// The prefixes, opcode and operand bytes of an instruction.
struct Parts<'a> {
    /// 66 was among the prefixes.
    narrow_operand: bool,
    /// 67 was among the prefixes.
    narrow_address: bool,
    rex: Option<u8>,
    /// The payload of a VEX prefix, in its form of three bytes without the first.
    vex: Option<[u8; 2]>,
    opcode: &'a [u8],
    /// What follows the opcode.
    rest: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let mut narrow_operand = false;
        let mut narrow_address = false;
        let mut rex = None;
        let mut at = 0;
        loop {
            let byte = bytes[at];
            match byte {
                0x66 => (narrow_operand, rex) = (true, None),
                0x67 => (narrow_address, rex) = (true, None),
                // Segments that change nothing; `lock`, which does not on one thread; and what the form knows.
                0x26 | 0x2e | 0x36 | 0x3e | 0xf0 | 0xf2 | 0xf3 => rex = None,
                // It counts right before the opcode only.
                0x40..=0x4f => rex = Some(byte),
                _ => break,
            }
            at += 1;
        }
        let mut vex = None;
        let len = match bytes[at] {
            // Two bytes of VEX: R vvvv L pp, and map 1.
            0xc5 => {
                vex = Some([bytes[at + 1] & 0x80 | 0x61, bytes[at + 1] & 0x7f]);
                at += 2;
                1
            }
            0xc4 => {
                vex = Some([bytes[at + 1], bytes[at + 2]]);
                at += 3;
                1
            }
            0x0f if matches!(bytes[at + 1], 0x38 | 0x3a) => 3,
            0x0f => 2,
            _ => 1,
        };
        let (opcode, rest) = bytes[at..].split_at(len);
        Self { narrow_operand, narrow_address, rex, vex, opcode, rest }
    }
}

impl Parts<'_> {
    /// Writes the prefixes that mean something, so that the longest instruction is 14 bytes long.
    fn write_prefixes(&self, asm: &mut Assembler, inst: &Inst, accesses_memory: bool) {
        if accesses_memory {
            asm.bytes(&[0x65, 0x67]);
        } else if self.narrow_address {
            asm.bytes(&[0x67]);
        }
        if self.narrow_operand {
            asm.bytes(&[0x66]);
        }
        if self.vex.is_none()
            && let Some(repeat) = mandatory_repeat(inst.form())
        {
            asm.bytes(&[repeat]);
        }
    }
}

/// Writes `inst`, whose bytes are `bytes`, for the host. `narrow`: in place of 64 bits, it works on 32. `direct`: the
/// register operand that is a place in memory instead of a host register; see [`can_be_direct`].
///
/// Gives `false`, having written nothing, for an instruction that names `ah` or its like beside a register that only
/// fits with a prefix, under which there is no `ah`.
pub fn rewrite(
    asm: &mut Assembler,
    inst: &Inst,
    bytes: &[u8],
    hosts: &Hosts,
    delta: i32,
    narrow: bool,
    direct: Option<(Reg, Place)>,
) -> bool {
    let mut moved = direct.is_some();
    let mut high_byte = false;
    let mut memory = None;
    for operand in inst.operands() {
        match operand {
            Operand::Reg(reg, _) => moved |= hosts.moves(reg),
            Operand::HighByte(_) => high_byte = true,
            Operand::Mem(mem) => memory = Some(mem),
            _ => {}
        }
    }
    let accesses = memory.filter(|_| inst.op() != Op::Lea);
    let moves = |reg: Option<Reg>| reg.is_some_and(|reg| hosts.moves(reg));
    moved |= memory.is_some_and(|mem| mem.rip_relative || moves(mem.base) || moves(mem.index));
    let mut parts = Parts::of(bytes);
    // Beside REX.W it meant nothing; without, it would.
    parts.narrow_operand &= !narrow;
    if !moved && !narrow {
        parts.write_prefixes(asm, inst, accesses.is_some());
        if let Some(rex) = parts.rex {
            asm.bytes(&[rex]);
        }
        let vex =
            parts.vex.map_or(0, |_| if bytes[bytes.len() - parts.rest.len() - 3] == 0xc5 { 2 } else { 3 });
        let from = bytes.len() - parts.rest.len() - parts.opcode.len() - vex;
        asm.bytes(&bytes[from..]);
        return true;
    }

    let field_of = |i: usize| field(inst.form(), i as u32);
    let has_modrm = (0..inst.operand_count() as usize).any(|i| matches!(field_of(i), Field::Reg | Field::Rm));
    let (r, x, b, w) = match (parts.vex, parts.rex) {
        (Some([map, wide]), _) => (!map >> 7 & 1, !map >> 6 & 1, !map >> 5 & 1, wide >> 7),
        (None, Some(rex)) => (rex >> 2 & 1, rex >> 1 & 1, rex & 1, rex >> 3 & 1),
        (None, None) => (0, 0, 0, 0),
    };
    let w = if narrow { 0 } else { w };
    let last = parts.opcode[parts.opcode.len() - 1];
    let modrm = if has_modrm { parts.rest[0] } else { 0 };
    let mut reg = modrm >> 3 & 7 | r << 3;
    let mut rm = modrm & 7 | b << 3;
    let mut in_opcode = last & 7 | b << 3;
    let mut vvvv = parts.vex.map_or(0, |[_, wide]| !wide >> 3 & 15);
    let mut flip = false;
    for (i, operand) in inst.operands().enumerate() {
        let Operand::Reg(guest, _) = operand else { continue };
        if direct.is_some_and(|(reg, _)| reg == guest) {
            flip = field_of(i) == Field::Reg;
            continue;
        }
        if !hosts.moves(guest) {
            continue;
        }
        let number = hosts.of(guest) as u8;
        match field_of(i) {
            Field::Reg => reg = number,
            Field::Rm => rm = number,
            Field::Vvvv => vvvv = number,
            Field::Opcode => in_opcode = number,
            Field::Is4 | Field::Offset | Field::Implied => {}
        }
    }
    if flip {
        // What was in the other field; memory takes its own.
        reg = rm;
    }
    let uses_opcode = (0..inst.operand_count() as usize).any(|i| field_of(i) == Field::Opcode);
    let host_mem = memory.map(|mem| hosts.mem(&mem, if accesses.is_some() { delta } else { 0 }));
    let (x, b) = match host_mem {
        Some(mem) => {
            (mem.index.map_or(0, |(index, _)| index >> 3), mem.base.map_or(0, |base| base as u8 >> 3))
        }
        None if direct.is_some() => (0, 0),
        None if uses_opcode => (0, in_opcode >> 3),
        None => (x, rm >> 3),
    };
    let rex = 0x40 | w << 3 | (reg >> 3) << 2 | x << 1 | b;
    let needs_rex =
        parts.vex.is_none() && (rex != 0x40 || parts.rex.is_some() || byte_needs_rex(inst, hosts));
    if needs_rex && high_byte {
        return false;
    }
    if let Some((_, Place::Slot(_))) = direct {
        asm.bytes(&[0x65]);
    }
    parts.write_prefixes(asm, inst, accesses.is_some());
    match parts.vex {
        Some([map, wide]) => {
            let map = map & 0x1f | (!(reg >> 3) & 1) << 7 | (!x & 1) << 6 | (!b & 1) << 5;
            asm.bytes(&[0xc4, map, wide & 0x07 | w << 7 | (!vvvv & 15) << 3]);
        }
        None if needs_rex => asm.bytes(&[rex]),
        None => {}
    }
    let (head, _) = parts.opcode.split_at(parts.opcode.len() - 1);
    asm.bytes(head);
    asm.bytes(&[match () {
        () if uses_opcode => last & !7 | in_opcode & 7,
        // `op rm, reg` is `op reg, rm`, but for `test`, which does not mind.
        () if flip && !is_test(inst) => last ^ 2,
        () => last,
    }]);
    if !has_modrm {
        asm.bytes(parts.rest);
        return true;
    }
    match (host_mem, direct) {
        (Some(mem), _) => asm.modrm(reg, &mem),
        (None, Some((_, place))) => asm.modrm(reg, &place.mem()),
        (None, None) => asm.bytes(&[0xc0 | (reg & 7) << 3 | rm & 7]),
    }
    asm.bytes(&parts.rest[operand_len(parts.rest)..]);
    true
}

fn is_test(inst: &Inst) -> bool {
    inst.op() == Op::Test
}

/// Whether the one operand of `inst` that names `guest` can be memory instead: the instruction has an encoding for it, and
/// whole quadwords are written, so that a later load finds all it needs in one store.
pub fn can_be_direct(inst: &Inst, bytes: &[u8], guest: Reg) -> bool {
    if matches!(inst.op(), Op::Bt | Op::Bts | Op::Btr | Op::Btc | Op::Xchg) {
        // In memory, they do more: they reach beyond their operand, or are `lock`ed.
        return false;
    }
    let mut place = None;
    for (i, (operand, role)) in inst.operands().zip(inst.roles()).enumerate() {
        match operand {
            Operand::Reg(reg, width) if reg == guest => {
                let is_whole = width == Width::B8 && role.bytes == 8 && !is_extract(inst);
                if place.is_some() || role.access.writes() && !is_whole {
                    return false;
                }
                place = Some(field(inst.form(), i as u32));
            }
            Operand::Mem(_) => return false,
            _ => {}
        }
    }
    let parts = Parts::of(bytes);
    match place {
        Some(Field::Rm) => true,
        // Arithmetic and `mov` between a register and either go both ways.
        Some(Field::Reg) => {
            let both_ways =
                |opcode: u8| opcode < 0x40 && opcode & 7 < 4 || matches!(opcode, 0x84..=0x85 | 0x88..=0x8b);
            parts.vex.is_none() && parts.opcode.len() == 1 && both_ways(parts.opcode[0])
        }
        _ => false,
    }
}

/// Whether it copies a part of a vector: to memory no more than that part, to a register zeroes, too.
fn is_extract(inst: &Inst) -> bool {
    matches!(inst.op(), Op::Pextrb | Op::Pextrw | Op::Pextrd)
}

/// Whether a byte register is one that without REX would be `ah` or its like.
fn byte_needs_rex(inst: &Inst, hosts: &Hosts) -> bool {
    inst.operands().any(|operand| match operand {
        Operand::Reg(reg, Width::B1) => hosts.of(reg) as u8 >= 4,
        _ => false,
    })
}

/// Bytes of ModRM, SIB and displacement.
fn operand_len(rest: &[u8]) -> usize {
    let (mode, rm) = (rest[0] >> 6, rest[0] & 7);
    let sib = usize::from(mode != 3 && rm == 4);
    let no_base = mode == 0 && (rm == 5 || sib == 1 && rest[1] & 7 == 5);
    1 + sib
        + match mode {
            1 => 1,
            2 => 4,
            _ if no_base => 4,
            _ => 0,
        }
}
