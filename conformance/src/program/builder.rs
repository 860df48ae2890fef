//! Lays out a program: straight lines, branches, loops, calls direct and through tables, switches, string
//! instructions. [`super::scene`] adds what is about flags, [`super::chain`] what is about results that are
//! used at once.
//!
//! What keeps programs in bounds, where one wrong address would hit this process: r15 points into the data
//! and r13 is a small index, both never written; every memory operand is about them, at a fixed address, or
//! about a register that was set from them just before; r14 counts loops; rsp moves by push, pop, call and
//! ret alone; jump tables, the pool of values and the record lie where no other operand reaches. What keeps
//! them defined: the builder tracks which flags the manual leaves undefined, on every way that joins, and no
//! instruction reads one.

use super::forms::{Forms, Group, flags_of};
use super::{BASE, POOL, RECORD, RECORD_SLOTS, RandomProgram, TABLE_SLOTS, TABLES};
use crate::encode::{self, Encoding, Wish};
use crate::random::Rng;
use crate::state::is_sha;
use crate::window::TEXT;
use echo_abi::isa::{FlagSet, Operand, Reg, Rep, Width};
use echo_abi::{Form, GuestAddr, Inst, Op};
use iced_x86::{Code, Encoder, Instruction, MemoryOperand, OpAccess, OpKind, Register};

/// Planned scenes of a program: with these, programs walk through all questions about flags.
const SCENES: u32 = 150;

/// Where the builder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// In a function: rsp points to what must stay, and it may never be called.
    Function,
    /// At the top.
    Main,
}

/// A jump not yet led anywhere, with the flags that are undefined where it stands.
#[derive(Clone, Copy)]
pub(super) struct Jump {
    from: usize,
    undefined: FlagSet,
}

pub(super) struct Builder<'a> {
    code: Vec<u8>,
    tables: Vec<u64>,
    functions: Vec<u32>,
    /// Flags that must not be read.
    pub(super) undefined: FlagSet,
    pub(super) forms: &'a Forms,
    pub(super) rng: &'a mut Rng,
    pub(super) level: Level,
    /// What instructions should be about: the registers written last.
    pub(super) wish: Wish,
    /// The next planned scene, and how many are left.
    pub(super) plan: u32,
    pub(super) planned: u32,
    recorded: u32,
    /// Whether r14 counts.
    looping: bool,
    /// Whether operands that must be aligned are not, at times.
    misaligned: bool,
}

/// Program `number` out of `forms`.
#[must_use]
pub fn generate(forms: &Forms, number: u32, rng: &mut Rng) -> RandomProgram {
    let mut builder = Builder {
        code: Vec::new(),
        tables: Vec::new(),
        functions: Vec::new(),
        undefined: FlagSet::STATUS,
        forms,
        level: Level::Function,
        wish: Wish { favour: 35, memory: 45, ..Wish::default() },
        plan: number.wrapping_mul(SCENES),
        planned: SCENES,
        recorded: 0,
        looping: false,
        misaligned: rng.chance(15),
        rng,
    };
    for _ in 0..builder.rng.below(4) {
        builder.function();
    }
    let entry = builder.here();
    builder.level = Level::Main;
    builder.undefined = FlagSet::AF;
    while builder.planned > 0 {
        builder.block();
    }
    RandomProgram { code: builder.code, entry, tables: builder.tables }
}

/// The flags that are undefined behind `inst` where `before` were.
fn undefined_after(inst: &Inst, before: FlagSet) -> FlagSet {
    let (cf, of) = (FlagSet::CF, FlagSet::OF);
    let narrow = inst.width().is_none_or(|width| width < Width::B4);
    let left = match inst.op() {
        Op::Shl | Op::Shr | Op::Sar | Op::Rol | Op::Ror | Op::Rcl | Op::Rcr => {
            // Of narrow operands the count may be more than there are bits.
            let carry = if narrow { cf } else { FlagSet::NONE };
            match inst.operand(1) {
                // Of narrow operands, the manual defines OF by the count, not by what is left of it once the
                // rotations all around are taken off.
                Operand::Imm(imm) if narrow && matches!(inst.op(), Op::Rcl | Op::Rcr) => match imm & 31 {
                    0 | 1 => FlagSet::NONE,
                    _ => cf.union(of),
                },
                Operand::Imm(_) if inst.flags_touched().is_empty() => FlagSet::NONE,
                Operand::Imm(_) => inst.flags_undefined().union(carry),
                // By the count, which is not known here.
                _ => carry.union(of),
            }
        }
        Op::Shld | Op::Shrd => match inst.operand(2) {
            Operand::Imm(_) => inst.flags_undefined(),
            _ => FlagSet::STATUS,
        },
        // Whether a repeated comparison sets the flags depends on rcx.
        _ if inst.rep() != Rep::None => before,
        _ => inst.flags_undefined(),
    };
    before.difference(inst.flags_written()).union(left).union(FlagSet::AF)
}

impl<'a> Builder<'a> {
    pub(super) fn here(&self) -> u32 {
        TEXT + self.code.len() as u32
    }

    fn emit(&mut self, bytes: &[u8]) {
        self.code.extend(bytes);
    }

    /// What joins here may have come from anywhere.
    fn label(&mut self) -> u32 {
        self.undefined = FlagSet::STATUS;
        self.here()
    }

    /// Emits an opcode with a 32-bit displacement, to be led somewhere by `land`.
    pub(super) fn branch(&mut self, opcode: &[u8]) -> Jump {
        self.emit(opcode);
        self.emit(&[0; 4]);
        Jump { from: self.code.len(), undefined: self.undefined }
    }

    /// A jump on a condition, whose flags must be defined.
    pub(super) fn branch_if(&mut self, condition: u8) -> Jump {
        self.branch(&[0x0f, 0x80 + condition])
    }

    fn lead(&mut self, from: usize, target: u32) {
        let distance = target.wrapping_sub(TEXT + from as u32);
        self.code[from - 4..from].copy_from_slice(&distance.to_le_bytes());
    }

    /// Lets a jump come here, where the code before falls through.
    pub(super) fn join(&mut self, jump: Jump) {
        self.lead(jump.from, self.here());
        self.undefined = self.undefined.union(jump.undefined);
    }

    /// Lets a jump come here, where nothing else does.
    pub(super) fn resume_at(&mut self, jump: Jump) {
        self.lead(jump.from, self.here());
        self.undefined = jump.undefined;
    }

    fn function(&mut self) {
        let start = self.label();
        let saved = self.rng.pick(&[0_u8, 1, 2, 3, 5, 6, 7]);
        let saves = self.rng.chance(50);
        if saves {
            self.emit(&[0x50 + saved]);
        }
        for _ in 0..1 + self.rng.below(2) {
            self.block();
        }
        if saves {
            self.emit(&[0x58 + saved]);
        }
        self.emit(&[0xc3]);
        self.functions.push(start);
    }

    fn block(&mut self) {
        let calls = self.level == Level::Main && !self.functions.is_empty();
        match self.rng.below(32) {
            0..=3 => self.loop_block(),
            4..=5 => self.branch_block(),
            6 => self.string_block(),
            7..=8 => self.switch_block(),
            9..=10 if calls => self.call_block(),
            11 => self.divide_block(),
            12..=14 => self.straight(),
            _ => self.body(),
        }
    }

    /// What stands within blocks.
    fn body(&mut self) {
        match self.rng.below(10) {
            0..=5 => self.scene(),
            6..=8 => self.chain(),
            _ => self.straight(),
        }
    }

    fn straight(&mut self) {
        for _ in 0..2 + self.rng.below(9) {
            self.instruction();
        }
    }

    /// One instruction that keeps the rules of the module.
    pub(super) fn instruction(&mut self) {
        for _ in 0..10 {
            let form = if self.rng.chance(60) {
                let group = self.integer_group();
                self.rng.pick(group)
            } else {
                self.rng.pick(&self.forms.all)
            };
            if let Some(encoding) = self.find(&[form], 3, |_, _| true) {
                return self.place(&encoding);
            }
        }
    }

    /// One of the groups.
    pub(super) fn group(&mut self, of: impl Fn(&'a Forms) -> &'a [Group]) -> &'a Group {
        let groups = of(self.forms);
        &groups[self.rng.below(groups.len() as u32) as usize]
    }

    /// Forms of general registers, as often as not what is used most.
    pub(super) fn integer_group(&mut self) -> &'a Group {
        if self.rng.chance(50) { self.group(|forms| &forms.hot) } else { self.group(|forms| &forms.integer) }
    }

    /// An instruction out of `forms` that could stand here, and of which `fits` holds: it is given the flags
    /// that are undefined behind it.
    pub(super) fn find(
        &mut self,
        forms: &[Form],
        attempts: u32,
        fits: impl Fn(&Encoding, FlagSet) -> bool,
    ) -> Option<Encoding> {
        (0..attempts).find_map(|_| {
            let form = self.rng.pick(forms);
            let wish = self.wish;
            let encoding = encode::encode_bounded(form, self.here(), &wish, self.rng)?;
            (self.allows(&encoding) && fits(&encoding, undefined_after(&encoding.inst, self.undefined)))
                .then_some(encoding)
        })
    }

    fn allows(&mut self, encoding: &Encoding) -> bool {
        let inst = &encoding.inst;
        let instruction = decoded(encoding);
        // The processor may know the bytes under another name (`rep bsf` is `tzcnt`).
        if instruction.code() != inst.form() || !inst.flags_read().intersection(self.undefined).is_empty() {
            return false;
        }
        let kept = [Reg::Rsp, Reg::R13, Reg::R14, Reg::R15];
        let writes_kept = written(&instruction).any(|reg| kept.contains(&reg));
        let far_bit = matches!(inst.op(), Op::Bt | Op::Bts | Op::Btr | Op::Btc)
            && inst.mem().is_some()
            && instruction.op1_kind() == OpKind::Register;
        let place = self.wish.place;
        let is_place = |access: &encode::MemoryAccess| {
            place.is_some_and(|place| {
                access.base == Some(place.base) && access.index.map(|index| index.0) == place.index
            })
        };
        let misplaced = encoding.accesses.iter().any(|access| {
            !is_place(access)
                && !matches!(
                    (access.base, access.index),
                    (None, None) | (Some(Reg::R15), None) | (Some(Reg::R15), Some((Reg::R13, _)))
                )
        });
        let misaligned = encoding.accesses.iter().any(|access| {
            let aligned = !is_place(access) || place.is_some_and(|place| place.aligned);
            access.size >= 16 && (access.disp % 16 != 0 || !aligned)
        });
        let trapping = misaligned && (is_sha(inst.form()) || !self.misaligned || !self.rng.chance(5));
        !(writes_kept || far_bit || misplaced || trapping)
    }

    /// Emits what `find` found.
    pub(super) fn place(&mut self, encoding: &Encoding) {
        self.undefined = undefined_after(&encoding.inst, self.undefined);
        let instruction = decoded(encoding);
        let vector = instruction.op0_register();
        let touched = written(&instruction).next().map(|reg| reg as u8);
        let last = if vector.is_vector_register() { Some(vector.number() as u8) } else { touched };
        if let Some(last) = last.filter(|last| ![4, 13, 14, 15].contains(last)) {
            let [first, second, _] = self.wish.registers;
            self.wish.registers = [last, first, second];
        }
        let lost = |place: encode::KnownAddress| {
            written(&instruction).any(|reg| reg == place.base || Some(reg) == place.index)
        };
        if self.wish.place.is_some_and(lost) {
            self.wish.place = None;
        }
        self.emit(&encoding.bytes);
    }

    /// Emits an instruction of ours.
    pub(super) fn known(&mut self, bytes: &[u8]) {
        let inst = echo_abi::decode(bytes, GuestAddr(self.here())).expect("an accepted instruction");
        self.place(&Encoding { bytes: bytes.to_vec(), inst, accesses: Vec::new() });
    }

    /// Appends an instruction in iced's terms.
    pub(super) fn put(&mut self, instruction: Result<Instruction, iced_x86::IcedError>) {
        let mut encoder = Encoder::new(64);
        let instruction = instruction.expect("operands that suit the form");
        encoder.encode(&instruction, u64::from(self.here())).expect("an instruction that can be encoded");
        self.known(&encoder.take_buffer());
    }

    /// A register that may be written, but for some.
    pub(super) fn register(&mut self, except: &[Reg]) -> Reg {
        loop {
            let reg = Reg::ALL[self.rng.below(13) as usize];
            if reg != Reg::Rsp && !except.contains(&reg) {
                return reg;
            }
        }
    }

    /// `mov reg, [pool + word]`
    pub(super) fn load_pool(&mut self, reg: Reg, offset: u32) {
        let place = fixed(POOL + offset);
        self.put(Instruction::with2(Code::Mov_r64_rm64, wide(reg), place));
    }

    /// Where a value is kept, so that nothing later hides it; in a loop mostly a place for each turn.
    pub(super) fn record_place(&mut self) -> MemoryOperand {
        let place = RECORD + 8 * (self.recorded % RECORD_SLOTS);
        self.recorded += 1;
        if self.looping && self.rng.chance(70) {
            MemoryOperand::with_base_index_scale_displ_size(
                Register::None,
                Register::R14,
                8,
                i64::from(place),
                4,
            )
        } else {
            fixed(place)
        }
    }

    /// Something that tells this way from another, and leaves the flags alone.
    pub(super) fn mark(&mut self) {
        if self.rng.chance(60) {
            let place = self.record_place();
            let value = self.rng.bits() as i32;
            self.put(Instruction::with2(Code::Mov_rm64_imm32, place, value));
        } else {
            let reg = self.register(&[]);
            let add = 1 + i64::from(self.rng.below(100));
            let from = MemoryOperand::with_base_displ(wide(reg), add);
            self.put(Instruction::with2(Code::Lea_r64_m, wide(reg), from));
        }
    }

    /// A condition over flags that are defined, if there is one.
    pub(super) fn condition(&mut self) -> Option<u8> {
        let start = self.rng.below(16) as u8;
        (0..16).map(|n| (start + n) % 16).find(|n| flags_of(*n).intersection(self.undefined).is_empty())
    }

    /// A branch over some instructions, mostly behind a comparison.
    fn branch_block(&mut self) {
        if self.rng.chance(10) {
            return self.count_branch();
        }
        if self.rng.chance(60) {
            self.comparison();
        }
        match self.condition() {
            Some(condition) => {
                let jump = self.branch_if(condition);
                self.mark();
                self.straight();
                self.join(jump);
            }
            None => self.straight(),
        }
    }

    /// `jrcxz` or `jecxz` over one instruction.
    fn count_branch(&mut self) {
        let undefined = self.undefined;
        if self.rng.chance(50) {
            self.emit(&[0x67]);
        }
        self.emit(&[0xe3, 0]);
        let from = self.code.len();
        self.mark();
        self.code[from - 1] = (self.code.len() - from) as u8;
        self.undefined = self.undefined.union(undefined);
    }

    /// A comparison or a sum of registers: all flags are defined behind it.
    pub(super) fn comparison(&mut self) {
        let modrm = 0xc0 | self.rng.below(64) as u8;
        let opcode = self.rng.pick(&[0x39_u8, 0x85, 0x29, 0x01, 0x38, 0x84]);
        // The destination of sub and add must not be rsp.
        let modrm = if modrm & 7 == 4 { modrm ^ 1 } else { modrm };
        let wide = self.rng.chance(50);
        if wide && opcode != 0x38 && opcode != 0x84 {
            self.known(&[0x48, opcode, modrm]);
        } else {
            self.known(&[opcode, modrm]);
        }
    }

    /// `r14d` iterations; flags pass from each to the next.
    fn loop_block(&mut self) {
        let count = 1 + self.rng.below(9);
        self.known(&[&[0x41, 0xbe], &count.to_le_bytes()[..]].concat()); // mov r14d, count
        self.wish.place = None;
        self.looping = true;
        let head = self.here();
        let undefined = self.undefined;
        for _ in 0..1 + self.rng.below(2) {
            self.body();
        }
        if self.rng.chance(25) {
            self.branch_block();
        }
        // dec keeps CF, which must then be as defined at the head as it was before the loop.
        let carry = FlagSet::CF.intersection(self.undefined).difference(undefined).is_empty();
        if carry && self.rng.chance(60) {
            self.known(&[0x41, 0xff, 0xce]); // dec r14d
        } else {
            self.known(&[0x41, 0x83, 0xee, 0x01]); // sub r14d, 1
        }
        let jump = self.branch(&[0x0f, 0x85]); // jne
        self.lead(jump.from, head);
        self.looping = false;
    }

    /// A string instruction with its registers set.
    fn string_block(&mut self) {
        for (opcode, disp) in [(0xb7_u8, 0x100), (0xbf, 0x300)] {
            // lea rsi/rdi, [r15 + disp32]
            let disp: i32 = disp - 0x200 + self.rng.below(256) as i32;
            self.known(&[&[0x49, 0x8d, opcode], &disp.to_le_bytes()[..]].concat());
        }
        let count = self.rng.below(20);
        self.known(&[&[0xb9], &count.to_le_bytes()[..]].concat()); // mov ecx, n
        let op = self.rng.pick(&[Op::Movs, Op::Stos, Op::Lods, Op::Scas, Op::Cmps]);
        let form = self.rng.pick(op.forms());
        let wish = Wish::default();
        if let Some(encoding) = encode::encode_bounded(form, self.here(), &wish, self.rng) {
            self.place(&encoding);
        }
    }

    /// A division that fits.
    fn divide_block(&mut self) {
        self.known(&[0x31, 0xd2]); // xor edx, edx
        self.known(&[0x83, 0xcb, 0x01]); // or ebx, 1
        if self.rng.chance(50) {
            self.known(&[0xf7, 0xf3]); // div ebx
        } else {
            self.known(&[0x48, 0xf7, 0xf3]); // div rbx
        }
    }

    /// Four arms behind `jmp [table + rax * 8]`.
    fn switch_block(&mut self) {
        if self.tables.len() + 4 > TABLE_SLOTS as usize {
            return self.straight();
        }
        let table = TABLES + 8 * self.tables.len() as u32;
        self.known(&[0x83, 0xe0, 0x03]); // and eax, 3
        if self.rng.chance(50) {
            self.emit(&[0xff, 0x24, 0xc5]); // jmp [rax * 8 + table]
            self.emit(&table.to_le_bytes());
        } else {
            self.known(&[&[0x48, 0x8b, 0x04, 0xc5], &table.to_le_bytes()[..]].concat()); // mov rax, [the same]
            self.emit(&[0xff, 0xe0]); // jmp rax
        }
        let first = self.tables.len();
        self.tables.extend([0; 4]);
        let mut ends = Vec::new();
        for arm in 0..4 {
            self.tables[first + arm] = u64::from(self.label());
            self.wish.place = None;
            for _ in 0..self.rng.below(4) {
                self.instruction();
            }
            if arm < 3 {
                ends.push(self.branch(&[0xe9]));
            }
        }
        for jump in ends {
            self.join(jump);
        }
        self.wish.place = None;
    }

    /// A call: direct, through a register, through the table.
    fn call_block(&mut self) {
        let target = self.rng.pick(&self.functions);
        let room = self.tables.len() < TABLE_SLOTS as usize;
        match self.rng.below(3) {
            0 if room => {
                let slot = TABLES + 8 * self.tables.len() as u32;
                self.tables.push(u64::from(target));
                self.emit(&[0xff, 0x14, 0x25]); // call [slot]
                self.emit(&slot.to_le_bytes());
            }
            1 => {
                self.known(&[&[0xb8], &target.to_le_bytes()[..]].concat()); // mov eax, target
                self.emit(&[0xff, 0xd0]); // call rax
            }
            _ => {
                let jump = self.branch(&[0xe8]);
                self.lead(jump.from, target);
            }
        }
        self.label();
        self.wish.place = None;
    }
}

/// As iced decodes it.
pub(super) fn decoded(encoding: &Encoding) -> Instruction {
    let ip = u64::from(encoding.inst.addr().0);
    iced_x86::Decoder::with_ip(64, &encoding.bytes, ip, 0).decode()
}

/// The general registers that an instruction accesses in one of these ways.
fn accessed(instruction: &Instruction, ways: &'static [OpAccess]) -> impl Iterator<Item = Reg> + use<> {
    let mut factory = iced_x86::InstructionInfoFactory::new();
    let used = factory.info(instruction).used_registers().to_vec();
    used.into_iter()
        .filter(move |used| ways.contains(&used.access()) && used.register().is_gpr())
        .map(|used| Reg::ALL[used.register().full_register().number()])
}

/// The general registers that it writes.
pub(super) fn written(instruction: &Instruction) -> impl Iterator<Item = Reg> + use<> {
    accessed(
        instruction,
        &[OpAccess::Write, OpAccess::CondWrite, OpAccess::ReadWrite, OpAccess::ReadCondWrite],
    )
}

/// The general registers that it reads.
pub(super) fn read(instruction: &Instruction) -> impl Iterator<Item = Reg> + use<> {
    accessed(
        instruction,
        &[
            OpAccess::Read,
            OpAccess::CondRead,
            OpAccess::ReadWrite,
            OpAccess::ReadCondWrite,
            OpAccess::CondWrite,
        ],
    )
}

/// 64 bits of a register, in iced's terms.
pub(super) fn wide(reg: Reg) -> Register {
    Register::RAX + reg as u32
}

/// A fixed address.
pub(super) fn fixed(addr: u32) -> MemoryOperand {
    MemoryOperand::with_displ(u64::from(addr), 4)
}

/// `[r15 + disp]`, which lies in the data.
pub(super) fn based(disp: i64) -> MemoryOperand {
    debug_assert!(u64::from(BASE).checked_add_signed(disp).is_some());
    MemoryOperand::with_base_displ(Register::R15, disp)
}
