//! Machine code for the host, byte by byte: the few shapes of instructions that surround the guest's own.
//!
//! Called by [`super::lower`]. Which registers mean what is said in [`super`]. What is written here goes through the
//! verifier of echo-native before it runs, and through iced's decoder in the tests.

use echo_abi::isa::{Cond, Reg};
use echo_native::{Dispatch, Gate, Slot, Switch};

/// The guest's rsp on the host.
pub const RSP: Reg = Reg::R14;

/// An operand in the guest's memory: `gs:[base + index * scale + disp]`, of which the sum has 32 bits. The registers are
/// the host's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostMem {
    pub base: Option<Reg>,
    /// The index, by number, and its scale.
    pub index: Option<(u8, u8)>,
    pub disp: i32,
}

impl HostMem {
    /// Relative to the guest's stack pointer.
    pub fn stack(disp: i32) -> Self {
        Self { base: Some(RSP), index: None, disp }
    }
}

/// Eight bytes that are no guest's: a slot before gs:0, or below the stack of code, where a load that follows a store of
/// the same place costs recent processors nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Slot(Slot),
    /// By number, the one next to rsp first. What lies there is gone after a call or a return.
    Below(u8),
}

impl Place {
    /// As an operand; that of a slot takes the prefix for gs.
    pub fn mem(self) -> HostMem {
        match self {
            Place::Slot(slot) => HostMem { base: None, index: None, disp: slot.displacement() },
            Place::Below(number) => {
                HostMem { base: Some(Reg::Rsp), index: None, disp: -8 * (i32::from(number) + 1) }
            }
        }
    }
}

/// A place in the code that jumps lead to, bound once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label(u32);

/// A SIB byte: a scale of 1, 2, 4 or 8, and the low bits of two registers' numbers.
fn sib(scale: u8, index: u8, base: u8) -> u8 {
    ((scale.trailing_zeros() as u8) << 6) | ((index & 7) << 3) | base
}

/// Code under construction.
#[derive(Default)]
pub struct Assembler {
    pub code: Vec<u8>,
    /// Position of byte 0 in the area.
    pub start: u32,
    /// Offset of each label.
    labels: Vec<Option<u32>>,
    /// Where a distance of four bytes is still to be filled in: offset, and the label.
    fixups: Vec<(u32, Label)>,
}

impl Assembler {
    /// Begins anew, at a position.
    pub fn clear(&mut self, start: u32) {
        self.code.clear();
        self.labels.clear();
        self.fixups.clear();
        self.start = start;
    }

    /// The position of the next byte.
    pub fn position(&self) -> u32 {
        self.start + self.code.len() as u32
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.code.extend_from_slice(bytes);
    }

    /// A label to be bound later.
    pub fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() as u32 - 1)
    }

    /// Binds a label to what is written next.
    pub fn bind(&mut self, label: Label) {
        self.labels[label.0 as usize] = Some(self.code.len() as u32);
    }

    pub fn is_bound(&self, label: Label) -> bool {
        self.labels[label.0 as usize].is_some()
    }

    /// The position of a label that is bound.
    pub fn position_of(&self, label: Label) -> u32 {
        self.start + self.labels[label.0 as usize].expect("the label is bound")
    }

    /// Fills in where jumps lead.
    pub fn finish(&mut self) {
        for (at, label) in self.fixups.drain(..) {
            let target = self.labels[label.0 as usize].expect("every label is bound");
            let distance = target.wrapping_sub(at + 4);
            self.code[at as usize..][..4].copy_from_slice(&distance.to_le_bytes());
        }
    }

    fn distance(&mut self, label: Label) {
        self.fixups.push((self.code.len() as u32, label));
        self.bytes(&[0; 4]);
    }

    /// The distance from behind itself to a position, as four bytes.
    fn distance_to(&mut self, position: u32) {
        let distance = position.wrapping_sub(self.position() + 4);
        self.bytes(&distance.to_le_bytes());
    }

    pub fn jump(&mut self, label: Label) {
        self.bytes(&[0xe9]);
        self.distance(label);
    }

    pub fn branch(&mut self, cond: Cond, label: Label) {
        self.bytes(&[0x0f, 0x80 | cond as u8]);
        self.distance(label);
    }

    pub fn call(&mut self, label: Label) {
        self.bytes(&[0xe8]);
        self.distance(label);
    }

    /// A branch to a position outside of the code, such as a stub's.
    pub fn branch_to(&mut self, cond: Cond, position: u32) {
        self.bytes(&[0x0f, 0x80 | cond as u8]);
        self.distance_to(position);
    }

    /// An indirect jump or call to the guest address in rax, or on to `miss`.
    pub fn dispatch(&mut self, dispatch: &Dispatch, is_call: bool, miss: Label) {
        let at = self.code.len() as u32;
        self.bytes(&dispatch.bytes(is_call));
        self.fixups.extend(Dispatch::HOLES.map(|hole| (at + hole as u32, miss)));
    }

    /// A jump through the link that `switch.index` says, of the row that begins at a position; or to `beyond`.
    pub fn switch(&mut self, switch: Switch, row: i32, beyond: Label) {
        let at = self.code.len();
        self.bytes(&switch.bytes());
        let [hole, to_row] = Switch::HOLES.map(|hole| at + hole);
        self.fixups.push((hole as u32, beyond));
        let distance = row.wrapping_sub((self.start as usize + to_row + 4) as i32);
        self.code[to_row..to_row + 4].copy_from_slice(&distance.to_le_bytes());
    }

    pub fn call_to(&mut self, position: u32) {
        self.bytes(&[0xe8]);
        self.distance_to(position);
    }

    /// `jmp [link]`; `position`: of the link.
    pub fn jump_link(&mut self, position: i32) {
        self.bytes(&[0xff, 0x25]);
        self.distance_to(position as u32);
    }

    /// `call [link]`; `position`: of the link.
    pub fn call_link(&mut self, position: i32) {
        self.bytes(&[0xff, 0x15]);
        self.distance_to(position as u32);
    }

    pub fn ret(&mut self) {
        self.bytes(&[0xc3]);
    }

    /// Leaves with a number.
    pub fn exit(&mut self, number: u32) {
        self.bytes(&[0x65, 0xc7, 0x04, 0x25]);
        self.bytes(&Slot::ExitNumber.displacement().to_le_bytes());
        self.bytes(&number.to_le_bytes());
        self.bytes(&Gate::EXIT);
    }

    /// `sub r15, gas`
    pub fn sub_gas(&mut self, gas: u32) {
        self.with_gas([0x49, 0x83, 0xef], [0x49, 0x81, 0xef], gas);
    }

    /// An instruction that ends with an amount: in a byte, or in four.
    fn with_gas(&mut self, short: [u8; 3], long: [u8; 3], gas: u32) {
        match i8::try_from(gas) {
            Ok(gas) => {
                self.bytes(&short);
                self.bytes(&gas.to_le_bytes());
            }
            Err(_) => {
                self.bytes(&long);
                self.bytes(&gas.to_le_bytes());
            }
        }
    }

    /// Fills up to a multiple of `to` bytes with what does nothing.
    pub fn align(&mut self, to: u32) {
        // What the manual recommends, the longest first (Intel SDM volume 2B, NOP).
        const NOPS: [&[u8]; 9] = [
            &[0x66, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0],
            &[0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0],
            &[0x0f, 0x1f, 0x80, 0, 0, 0, 0],
            &[0x66, 0x0f, 0x1f, 0x44, 0, 0],
            &[0x0f, 0x1f, 0x44, 0, 0],
            &[0x0f, 0x1f, 0x40, 0],
            &[0x0f, 0x1f, 0],
            &[0x66, 0x90],
            &[0x90],
        ];
        let mut missing = (self.position().next_multiple_of(to) - self.position()) as usize;
        while let Some(nop) = NOPS.iter().find(|nop| nop.len() <= missing) {
            self.bytes(nop);
            missing -= nop.len();
        }
    }

    /// `lea r15, [r15 + gas]`: the flags stay.
    pub fn give_gas(&mut self, gas: u32) {
        self.with_gas([0x4d, 0x8d, 0x7f], [0x4d, 0x8d, 0xbf], gas);
    }

    /// An instruction of 64 bits on a register and a place.
    fn place(&mut self, opcode: u8, reg: Reg, place: Place) {
        let r = reg as u8;
        if let Place::Slot(_) = place {
            self.bytes(&[0x65]);
        }
        self.bytes(&[0x48 | r >> 3 << 2, opcode]);
        self.modrm(r, &place.mem());
    }

    /// `mov place, reg`
    pub fn store_place(&mut self, place: Place, reg: Reg) {
        self.place(0x89, reg, place);
    }

    /// `mov reg, place`
    pub fn load_place(&mut self, reg: Reg, place: Place) {
        self.place(0x8b, reg, place);
    }

    /// Makes all status flags 0.
    pub fn clear_flags(&mut self) {
        // test byte ptr gs:[One], 1: a result of 1 has an odd number of bits set
        self.bytes(&[0x65, 0xf6, 0x04, 0x25]);
        self.bytes(&Slot::One.displacement().to_le_bytes());
        self.bytes(&[1]);
    }

    /// `mov qword ptr place, 0`, of a place below the stack of code
    pub fn clear_place(&mut self, place: Place) {
        self.bytes(&[0x48, 0xc7]);
        self.modrm(0, &place.mem());
        self.bytes(&[0; 4]);
    }

    /// `lea r14d, [r14 + n]`: the flags stay.
    pub fn move_stack(&mut self, by: i32) {
        self.bytes(&[0x45, 0x8d]);
        self.modrm(RSP as u8, &HostMem::stack(by));
    }

    /// ModRM, SIB and displacement of an operand in memory.
    pub fn modrm(&mut self, reg: u8, mem: &HostMem) {
        let reg = (reg & 7) << 3;
        let Some(base) = mem.base else {
            // Without a base, a SIB byte and four bytes of displacement.
            let (index, scale) = mem.index.map_or((4, 1), |(index, scale)| (index & 7, scale));
            self.bytes(&[reg | 4, sib(scale, index, 5)]);
            self.bytes(&mem.disp.to_le_bytes());
            return;
        };
        let base = base as u8 & 7;
        let short = i8::try_from(mem.disp);
        let mode = match short {
            Ok(0) if base != 5 => 0,
            Ok(_) => 0x40,
            Err(_) => 0x80,
        };
        match mem.index {
            None if base != 4 => self.bytes(&[mode | reg | base]),
            None => self.bytes(&[mode | reg | 4, 0x24]),
            Some((index, scale)) => {
                self.bytes(&[mode | reg | 4, sib(scale, index, base)]);
            }
        }
        match (mode, short) {
            (0, _) => {}
            (_, Ok(disp)) => self.bytes(&[disp as u8]),
            (_, Err(_)) => self.bytes(&mem.disp.to_le_bytes()),
        }
    }

    /// An instruction of 64 bits on a register and guest memory: prefixes, REX, opcode, operand.
    fn guest(&mut self, opcode: u8, reg: u8, mem: &HostMem) {
        let index = mem.index.map_or(0, |(index, _)| index >> 3);
        let rex = 0x48 | reg >> 3 << 2 | index << 1 | mem.base.map_or(0, |base| base as u8 >> 3);
        self.bytes(&[0x65, 0x67, rex, opcode]);
        self.modrm(reg, mem);
    }

    /// `mov reg, gs:[mem]`
    pub fn load(&mut self, reg: Reg, mem: &HostMem) {
        self.guest(0x8b, reg as u8, mem);
    }

    /// `mov gs:[mem], reg`
    pub fn store(&mut self, mem: &HostMem, reg: Reg) {
        self.guest(0x89, reg as u8, mem);
    }

    /// `mov qword ptr gs:[mem], n`, sign-extended
    pub fn store_imm(&mut self, mem: &HostMem, value: i32) {
        self.guest(0xc7, 0, mem);
        self.bytes(&value.to_le_bytes());
    }

    /// `cmp gs:[mem], reg`, of 64 bits: for the access, or for the flags.
    pub fn compare(&mut self, mem: &HostMem, reg: Reg) {
        self.guest(0x39, reg as u8, mem);
    }

    /// `cmp dword ptr gs:[mem], n`
    pub fn compare_imm(&mut self, mem: &HostMem, value: u32) {
        let base = mem.base.map_or(0, |base| base as u8 >> 3);
        self.bytes(&[0x65, 0x67, 0x40 | base, 0x81]);
        self.modrm(7, mem);
        self.bytes(&value.to_le_bytes());
    }

    /// Makes rax the status flags: OF in al, the others in ah. What rax was above that stays.
    pub fn flags_to_rax(&mut self) {
        self.bytes(&[0x0f, 0x90, 0xc0, 0x9f]); // seto al; lahf
    }

    /// `mov r64, r64`
    pub fn move_64(&mut self, to: Reg, from: Reg) {
        let (to, from) = (to as u8, from as u8);
        self.bytes(&[0x48 | from >> 3 << 2 | to >> 3, 0x89, 0xc0 | (from & 7) << 3 | to & 7]);
    }

    /// `mov r32, r32`: the upper half becomes 0.
    pub fn move_32(&mut self, to: Reg, from: Reg) {
        let (to, from) = (to as u8, from as u8);
        self.bytes(&[0x40 | from >> 3 << 2 | to >> 3, 0x89, 0xc0 | (from & 7) << 3 | to & 7]);
    }

    /// `mov reg, n`
    pub fn move_imm(&mut self, to: Reg, value: u64) {
        let r = to as u8;
        if let Ok(value) = u32::try_from(value) {
            if r > 7 {
                self.bytes(&[0x41]);
            }
            self.bytes(&[0xb8 | r & 7]);
            self.bytes(&value.to_le_bytes());
        } else {
            self.bytes(&[0x48 | r >> 3, 0xb8 | r & 7]);
            self.bytes(&value.to_le_bytes());
        }
    }
}
