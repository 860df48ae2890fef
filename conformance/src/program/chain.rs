//! Chains: each instruction takes what the one before has left, as its first operand, its second, as both, as
//! base or index of an address, as what is stored, in part or through a copy. An engine that keeps a result
//! at hand for the next operation, or makes one operation of two, is wrong here first.

use super::builder::{Builder, Level, based, wide};
use crate::encode::{KnownAddress, Wish};
use echo_abi::isa::Reg;
use echo_abi::{Form, Op};
use iced_x86::{Code, Instruction, MemoryOperand, Register};

/// Writes of a part of a register.
const PARTIAL: [Form; 8] = [
    Form::Mov_rm8_r8,
    Form::Mov_r8_imm8,
    Form::Mov_rm16_r16,
    Form::Mov_rm16_imm16,
    Form::Add_rm8_r8,
    Form::Xor_r16_rm16,
    Form::Mov_r8_rm8,
    Form::Mov_r16_rm16,
];

impl Builder<'_> {
    pub(super) fn chain(&mut self) {
        let wish = self.wish;
        for _ in 0..3 + self.rng.below(6) {
            self.wish = Wish { favour: 75, memory: 25, ..self.wish };
            match self.rng.below(16) {
                0..=2 => self.copied(),
                3..=5 => self.addressed(),
                6 => self.push_and_pop(),
                7 => self.stack_slot(),
                8 => self.link(&PARTIAL),
                9 => self.link(&self.forms.all),
                10 | 11 => self.copied_vector(),
                _ => self.integer(),
            }
        }
        self.wish = Wish { registers: self.wish.registers, place: self.wish.place, ..wish };
        if self.rng.chance(30) {
            let (last, place) = (self.wish.registers[0], self.record_place());
            self.put(Instruction::with2(Code::Mov_rm64_r64, place, Register::RAX + u32::from(last)));
        }
    }

    fn link(&mut self, forms: &[Form]) {
        if let Some(encoding) = self.find(forms, 8, |_, _| true) {
            self.place(&encoding);
        }
    }

    fn integer(&mut self) {
        let group = self.integer_group();
        self.link(group);
    }

    /// A copy, and an operation in its place.
    fn copied(&mut self) {
        let to = self.register(&[]);
        let last = Reg::ALL[usize::from(self.wish.registers[0])];
        let from = if self.rng.chance(50) { last } else { self.register(&[to]) };
        self.copy(to, from);
        self.wish.registers = [to as u8, to as u8, from as u8];
        self.wish.favour = 90;
        let group = self.group(|forms| &forms.hot);
        self.link(group);
    }

    /// A copy between vector registers, and what is computed with it.
    fn copied_vector(&mut self) {
        let (to, from) = (self.rng.below(16), self.rng.below(16));
        let code = self.rng.pick(&[Code::Movaps_xmm_xmmm128, Code::Movdqa_xmm_xmmm128]);
        self.put(Instruction::with2(code, Register::XMM0 + to, Register::XMM0 + from));
        self.wish.registers = [to as u8, to as u8, from as u8];
        self.wish.favour = 90;
        self.link(&self.forms.vector);
    }

    /// A register set to an address or an index, and one or two instructions that use it so.
    fn addressed(&mut self) {
        let reg = self.register(&[]);
        let (base, narrow) = (wide(reg), Register::EAX + reg as u32);
        let mut place = KnownAddress { base: reg, index: None, aligned: true };
        let index = |aligned| KnownAddress { base: Reg::R15, index: Some(reg), aligned };
        match self.rng.below(10) {
            0 => self.copy(reg, Reg::R15),
            1 => {
                let from = based(16 * (i64::from(self.rng.below(32)) - 16));
                self.put(Instruction::with2(Code::Lea_r64_m, base, from));
            }
            2 => {
                self.put(Instruction::with1(Code::Push_r64, Register::R15));
                self.put(Instruction::with1(Code::Pop_r64, base));
            }
            3 => {
                let at = based(8 * (i64::from(self.rng.below(128)) - 64));
                self.put(Instruction::with2(Code::Mov_rm64_r64, at, Register::R15));
                self.put(Instruction::with2(Code::Mov_r64_rm64, base, at));
            }
            4 => {
                let sum = MemoryOperand::with_base_index(Register::R15, Register::R13);
                self.put(Instruction::with2(Code::Lea_r64_m, base, sum));
            }
            5 => {
                self.copy(reg, Reg::R15);
                self.put(Instruction::with2(Code::Add_r64_rm64, base, Register::R13));
            }
            6 => {
                self.put(Instruction::with2(Code::And_rm32_imm8, narrow, 0x70));
                place = index(true);
            }
            7 => {
                let from = low_byte(self.register(&[]));
                self.put(Instruction::with2(Code::Movzx_r32_rm8, narrow, from));
                place = index(false);
            }
            8 => {
                self.put(Instruction::with2(Code::Shr_rm64_imm8, base, 58));
                place = index(false);
            }
            _ => {
                self.copy(reg, Reg::R13);
                place = index(true);
            }
        }
        self.wish = Wish { place: Some(place), memory: 100, favour: 60, ..self.wish };
        for _ in 0..1 + self.rng.below(2) {
            if self.rng.chance(60) {
                let op = self.rng.pick(&[Op::Mov, Op::Mov, Op::Movzx, Op::Movsx, Op::Lea, Op::Add, Op::Cmp]);
                self.link(op.forms());
            } else if self.rng.chance(70) {
                self.integer();
            } else {
                self.link(&self.forms.all);
            }
        }
        // A label may come before the next instruction.
        self.wish.place = None;
    }

    /// Pushes of registers, constants, memory, and as many pops. No flag is touched.
    pub(super) fn push_and_pop(&mut self) {
        let count = 1 + self.rng.below(3);
        for _ in 0..count {
            match self.rng.below(8) {
                0 => {
                    let value = self.rng.int() as i32;
                    self.put(Instruction::with1(Code::Pushq_imm32, value));
                }
                1 => {
                    let from = self.slot();
                    self.put(Instruction::with1(Code::Push_rm64, from));
                }
                2 => {
                    let last = Register::RAX + u32::from(self.wish.registers[0]);
                    self.put(Instruction::with1(Code::Push_r64, last));
                }
                // rsp too.
                _ => {
                    let any = Register::RAX + self.rng.below(16);
                    self.put(Instruction::with1(Code::Push_r64, any));
                }
            }
        }
        if self.rng.chance(15) {
            let (from, to) = (self.rng.below(16), self.register(&[]) as u32);
            self.put(Instruction::with1(Code::Push_r16, Register::AX + from));
            self.put(Instruction::with1(Code::Pop_r16, Register::AX + to));
        }
        for _ in 0..count {
            if self.rng.chance(10) {
                let to = self.slot();
                self.put(Instruction::with1(Code::Pop_rm64, to));
            } else {
                let to = self.register(&[]);
                self.put(Instruction::with1(Code::Pop_r64, wide(to)));
            }
        }
    }

    /// A word of the data.
    fn slot(&mut self) -> MemoryOperand {
        based(8 * (i64::from(self.rng.below(128)) - 64))
    }

    /// A load or a store about rsp. No flag is touched.
    pub(super) fn stack_slot(&mut self) {
        let stores = self.rng.chance(50);
        // In a function, what rsp points to must stay.
        let above = if stores && self.level == Level::Function { 0 } else { 32 };
        let disp = 8 * (i64::from(self.rng.below(32 + above)) - 32);
        let place = MemoryOperand::with_base_displ(Register::RSP, disp);
        let reg = if stores { Reg::ALL[usize::from(self.wish.registers[0])] } else { self.register(&[]) };
        let narrow = Register::EAX + reg as u32;
        let whole = self.rng.chance(70);
        self.put(match (stores, whole) {
            (true, true) => Instruction::with2(Code::Mov_rm64_r64, place, wide(reg)),
            (true, false) => Instruction::with2(Code::Mov_rm32_r32, place, narrow),
            (false, true) => Instruction::with2(Code::Mov_r64_rm64, wide(reg), place),
            (false, false) => Instruction::with2(Code::Mov_r32_rm32, narrow, place),
        });
        // Most often what was stored is loaded again.
        if stores && self.rng.chance(60) {
            let to = self.register(&[]);
            self.put(Instruction::with2(Code::Mov_r64_rm64, wide(to), place));
        }
    }
}

/// The low byte of a register, never `ah` or one of its like.
fn low_byte(reg: Reg) -> Register {
    match reg as u32 {
        n @ 0..4 => Register::AL + n,
        // Behind `bl` stand the high bytes.
        n => Register::SPL + (n - 4),
    }
}
