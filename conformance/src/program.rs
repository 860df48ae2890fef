//! Random programs from the instruction table: straight lines, forward branches, loops, calls direct and
//! through tables, switches, string instructions; they run natively and in both engines to equal final
//! states.
//!
//! What keeps them in bounds, where one wrong address would hit this process: r15 points into the data and
//! r13 is a small index, both never written; every memory operand is about them or at a fixed address; r14
//! counts loops; rsp moves by push, pop, call and ret alone; jump tables lie where no operand reaches. What
//! keeps them defined: the generator tracks which flags the manual leaves undefined, and no instruction reads
//! one.

use crate::encode::{self, Encoding};
use crate::harness::{HarnessError, missing_feature};
use crate::native::{Processor, Stop};
use crate::oracle::Ending;
use crate::random::Rng;
use crate::report::{Difference, memory_difference};
use crate::slot;
use crate::state::{State, is_sha};
use crate::window::{self, DATA, PAGE, TEXT};
use echo_abi::decode::{Cond, FlagSet, Flow, Reg, Rep};
use echo_abi::{Class, Form, GuestAddr, Op};
use echo_vm::engine::{Engine, Exit};
use echo_vm::interp::{Interpreter, Stepper};
use echo_vm::machine::Machine;
use std::sync::Arc;

/// Where jump tables lie: below everything that an operand reaches.
const TABLES: u32 = DATA;
/// What r15 holds.
const BASE: u32 = DATA + PAGE + 256;

/// A program, and the data it starts with.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its code, from [`TEXT`] on, without the end.
    pub code: Vec<u8>,
    /// Where it starts.
    pub entry: u32,
    /// Addresses in the table.
    tables: Vec<u64>,
}

/// A program on whose outcome the sides disagree.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The engine that differs from the processor, or from the stepper in gas.
    pub engine: &'static str,
    /// What differs.
    pub differences: Vec<Difference>,
    /// The program in text.
    pub listing: String,
}

/// What became of a program.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// All sides agree; `finished`: it came to its end, not to a trap on the way.
    Agree {
        /// Whether the last instruction was reached.
        finished: bool,
    },
    /// They do not.
    Disagree(Box<Disagreement>),
}

struct Builder<'a> {
    code: Vec<u8>,
    tables: Vec<u64>,
    functions: Vec<u32>,
    /// Flags that must not be read.
    undefined: FlagSet,
    forms: &'a [Form],
    rng: &'a mut Rng,
}

/// The forms that stand in straight lines: no control flow, no stack, no address in a register, nothing that
/// faults at random.
#[must_use]
pub fn plain_forms() -> Vec<Form> {
    let excluded = |op: Op| {
        matches!(
            op,
            Op::Push
                | Op::Pop
                | Op::Pushf
                | Op::Popf
                | Op::Leave
                | Op::Xlatb
                | Op::Maskmovdqu
                | Op::Int
                | Op::Trap
        ) || op.class() == Class::Divide
            || matches!(op, Op::Movs | Op::Stos | Op::Lods | Op::Scas | Op::Cmps)
    };
    let jumps = |op: Op| matches!(op.class(), Class::Branch | Class::Call | Class::HostCall);
    Op::ALL
        .iter()
        .filter(|op| !excluded(**op) && !jumps(**op))
        .flat_map(|op| op.forms().iter().copied())
        // Results that are undefined for counts above 16.
        .filter(|form| {
            !matches!(
                form,
                Form::Shld_rm16_r16_imm8
                    | Form::Shld_rm16_r16_CL
                    | Form::Shrd_rm16_r16_imm8
                    | Form::Shrd_rm16_r16_CL
            )
        })
        .filter(|form| missing_feature(*form).is_none())
        .collect()
}

/// A random program out of `forms`.
#[must_use]
pub fn generate(forms: &[Form], rng: &mut Rng) -> Program {
    let mut builder = Builder {
        code: Vec::new(),
        tables: Vec::new(),
        functions: Vec::new(),
        undefined: FlagSet::STATUS,
        forms,
        rng,
    };
    for _ in 0..builder.rng.below(4) {
        builder.function();
    }
    let entry = builder.here();
    builder.undefined = FlagSet::AF;
    for _ in 0..3 + builder.rng.below(8) {
        builder.block(true);
    }
    Program { code: builder.code, entry, tables: builder.tables }
}

impl Builder<'_> {
    fn here(&self) -> u32 {
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

    /// Emits an opcode with a 32-bit displacement to be set by `land`; returns where.
    fn branch(&mut self, opcode: &[u8]) -> usize {
        self.emit(opcode);
        self.emit(&[0; 4]);
        self.code.len()
    }

    /// Lets the branch whose displacement ends at `from` go to `target`.
    fn land(&mut self, from: usize, target: u32) {
        let distance = target.wrapping_sub(TEXT + from as u32);
        self.code[from - 4..from].copy_from_slice(&distance.to_le_bytes());
    }

    fn function(&mut self) {
        let start = self.label();
        let saved = self.rng.pick(&[0_u8, 1, 2, 3, 5, 6, 7]);
        let saves = self.rng.chance(50);
        if saves {
            self.emit(&[0x50 + saved]);
        }
        for _ in 0..1 + self.rng.below(2) {
            self.block(false);
        }
        if saves {
            self.emit(&[0x58 + saved]);
        }
        self.emit(&[0xc3]);
        self.functions.push(start);
    }

    fn block(&mut self, calls: bool) {
        match self.rng.below(9) {
            0 => self.loop_block(),
            1 | 2 => self.branch_block(),
            3 => self.string_block(),
            4 => self.switch_block(),
            5 if calls && !self.functions.is_empty() => self.call_block(),
            6 => self.divide_block(),
            _ => self.straight(),
        }
    }

    fn straight(&mut self) {
        for _ in 0..2 + self.rng.below(9) {
            self.instruction();
        }
    }

    /// One instruction that keeps the rules of the module.
    fn instruction(&mut self) {
        for _ in 0..40 {
            let form = self.rng.pick(self.forms);
            let Some(encoding) = encode::encode_bounded(form, self.here(), self.rng) else { continue };
            if self.allows(&encoding) {
                self.track(&encoding);
                self.emit(&encoding.bytes);
                return;
            }
        }
    }

    fn allows(&mut self, encoding: &Encoding) -> bool {
        let inst = &encoding.inst;
        let instruction = iced_x86::Decoder::with_ip(64, &encoding.bytes, u64::from(self.here()), 0).decode();
        // The processor may know the bytes under another name (`rep bsf` is `tzcnt`).
        if instruction.code() != inst.form() || !inst.flags_read().intersection(self.undefined).is_empty() {
            return false;
        }
        let mut factory = iced_x86::InstructionInfoFactory::new();
        let kept = [Reg::Rsp, Reg::R13, Reg::R14, Reg::R15];
        let writes_kept = factory.info(&instruction).used_registers().iter().any(|used| {
            use iced_x86::OpAccess as A;
            let written = matches!(used.access(), A::Write | A::CondWrite | A::ReadWrite | A::ReadCondWrite);
            let register = used.register();
            written && register.is_gpr() && kept.contains(&Reg::ALL[register.full_register().number()])
        });
        let far_bit = matches!(inst.op(), Op::Bt | Op::Bts | Op::Btr | Op::Btc)
            && inst.mem().is_some()
            && instruction.op1_kind() == iced_x86::OpKind::Register;
        let misaligned = encoding.accesses.iter().any(|access| access.size >= 16 && access.disp % 16 != 0);
        let misplaced = encoding.accesses.iter().any(|access| {
            !matches!(
                (access.base, access.index),
                (None, None) | (Some(Reg::R15), None) | (Some(Reg::R15), Some((Reg::R13, _)))
            )
        });
        !(writes_kept || far_bit || misplaced || misaligned && (is_sha(inst.form()) || !self.rng.chance(2)))
    }

    /// Keeps account of the flags.
    fn track(&mut self, encoding: &Encoding) {
        let inst = &encoding.inst;
        let left = match inst.op() {
            // By the count, which is not known here.
            Op::Shl | Op::Shr | Op::Sar | Op::Rol | Op::Ror | Op::Rcl | Op::Rcr => {
                FlagSet::CF.union(FlagSet::OF)
            }
            Op::Shld | Op::Shrd => FlagSet::STATUS,
            _ => inst.flags_undefined(),
        };
        self.undefined = self.undefined.difference(inst.flags_written()).union(left).union(FlagSet::AF);
    }

    /// Emits an instruction of ours.
    fn known(&mut self, bytes: &[u8]) {
        let inst = echo_abi::decode(bytes, GuestAddr(self.here())).expect("an accepted instruction");
        self.track(&Encoding { bytes: bytes.to_vec(), inst, accesses: Vec::new() });
        self.emit(bytes);
    }

    /// A condition over flags that are defined, if there is one.
    fn condition(&mut self) -> Option<u8> {
        let n = self.rng.below(16) as u8;
        const CONDITIONS: [Cond; 16] = [
            Cond::O,
            Cond::No,
            Cond::B,
            Cond::Ae,
            Cond::E,
            Cond::Ne,
            Cond::Be,
            Cond::A,
            Cond::S,
            Cond::Ns,
            Cond::P,
            Cond::Np,
            Cond::L,
            Cond::Ge,
            Cond::Le,
            Cond::G,
        ];
        let read = match CONDITIONS[usize::from(n)] {
            Cond::O | Cond::No => FlagSet::OF,
            Cond::B | Cond::Ae => FlagSet::CF,
            Cond::E | Cond::Ne => FlagSet::ZF,
            Cond::Be | Cond::A => FlagSet::CF.union(FlagSet::ZF),
            Cond::S | Cond::Ns => FlagSet::SF,
            Cond::P | Cond::Np => FlagSet::PF,
            Cond::L | Cond::Ge => FlagSet::SF.union(FlagSet::OF),
            Cond::Le | Cond::G => FlagSet::SF.union(FlagSet::OF).union(FlagSet::ZF),
        };
        read.intersection(self.undefined).is_empty().then_some(n)
    }

    /// A branch over some instructions, mostly behind a comparison.
    fn branch_block(&mut self) {
        if self.rng.chance(60) {
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
        match self.condition() {
            Some(condition) => {
                let from = self.branch(&[0x0f, 0x80 + condition]);
                self.straight();
                let target = self.label();
                self.land(from, target);
            }
            None => self.straight(),
        }
    }

    /// `r14d` iterations.
    fn loop_block(&mut self) {
        let count = 1 + self.rng.below(9);
        self.emit(&[0x41, 0xbe]); // mov r14d, count
        self.emit(&count.to_le_bytes());
        let head = self.label();
        self.straight();
        if self.rng.chance(40) {
            self.branch_block();
        }
        if self.rng.chance(50) {
            self.known(&[0x41, 0xff, 0xce]); // dec r14d
        } else {
            self.known(&[0x41, 0x83, 0xee, 0x01]); // sub r14d, 1
        }
        let from = self.branch(&[0x0f, 0x85]); // jne
        self.land(from, head);
    }

    /// A string instruction with its registers set.
    fn string_block(&mut self) {
        for (opcode, disp) in [(0xb7_u8, 0x100), (0xbf, 0x300)] {
            // lea rsi/rdi, [r15 + disp32]
            self.emit(&[0x49, 0x8d, opcode]);
            let disp: i32 = disp - 0x200 + self.rng.below(256) as i32;
            self.emit(&disp.to_le_bytes());
        }
        self.emit(&[0xb9]); // mov ecx, n
        let count = self.rng.below(20);
        self.emit(&count.to_le_bytes());
        let op = self.rng.pick(&[Op::Movs, Op::Stos, Op::Lods, Op::Scas, Op::Cmps]);
        let form = self.rng.pick(op.forms());
        if let Some(encoding) = encode::encode_bounded(form, self.here(), self.rng) {
            // Whether a repeated comparison sets the flags depends on rcx.
            let flags = self.undefined;
            self.track(&encoding);
            if encoding.inst.rep() != Rep::None {
                self.undefined = self.undefined.union(flags);
            }
            self.emit(&encoding.bytes);
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
        let table = TABLES + 8 * self.tables.len() as u32;
        self.known(&[0x83, 0xe0, 0x03]); // and eax, 3
        if self.rng.chance(50) {
            self.emit(&[0xff, 0x24, 0xc5]); // jmp [rax * 8 + table]
            self.emit(&table.to_le_bytes());
        } else {
            self.emit(&[0x48, 0x8b, 0x04, 0xc5]); // mov rax, [rax * 8 + table]
            self.emit(&table.to_le_bytes());
            self.emit(&[0xff, 0xe0]); // jmp rax
        }
        let first = self.tables.len();
        self.tables.extend([0; 4]);
        let mut ends = Vec::new();
        for arm in 0..4 {
            self.tables[first + arm] = u64::from(self.label());
            for _ in 0..self.rng.below(4) {
                self.instruction();
            }
            if arm < 3 {
                ends.push(self.branch(&[0xe9]));
            }
        }
        let end = self.label();
        for from in ends {
            self.land(from, end);
        }
    }

    /// A call: direct, through a register, through the table.
    fn call_block(&mut self) {
        let target = self.rng.pick(&self.functions);
        match self.rng.below(3) {
            0 => {
                let from = self.branch(&[0xe8]);
                self.land(from, target);
            }
            1 => {
                self.emit(&[0xb8]); // mov eax, target
                self.emit(&target.to_le_bytes());
                self.emit(&[0xff, 0xd0]); // call rax
            }
            _ => {
                let slot = TABLES + 8 * self.tables.len() as u32;
                self.tables.push(u64::from(target));
                self.emit(&[0xff, 0x14, 0x25]); // call [slot]
                self.emit(&slot.to_le_bytes());
            }
        }
        self.label();
    }
}

impl Program {
    /// The state it starts from.
    #[must_use]
    pub fn state(&self, rng: &mut Rng) -> State {
        let mut state = State {
            regs: std::array::from_fn(|_| rng.int()),
            vectors: [[0; 32]; 16],
            flags: slot::shown(rng.bits() as u16) & !FlagSet::DF.0,
            rip: self.entry,
        };
        for vector in &mut state.vectors {
            rng.lanes(vector);
        }
        state.regs[Reg::Rsp as usize] = u64::from(window::STACK + window::STACK_SIZE - 512);
        state.regs[Reg::R13 as usize] = 16 * u64::from(rng.below(4));
        state.regs[Reg::R15 as usize] = u64::from(BASE);
        state
    }

    /// The instructions, in text.
    #[must_use]
    pub fn listing(&self) -> String {
        let mut text = format!("entry {:#x}\n", self.entry);
        let mut at = 0;
        while at < self.code.len() {
            let addr = GuestAddr(TEXT + at as u32);
            let (inst, len) = echo_abi::decode::disassemble(&self.code[at..], addr);
            let end = (at + usize::from(len)).min(self.code.len());
            let bytes: String = self.code[at..end].iter().map(|b| format!("{b:02x}")).collect();
            text += &format!("  {addr}  {bytes:<24} {inst}\n");
            at = end;
        }
        text
    }

    fn with_end(&self, end: &[u8]) -> Vec<u8> {
        [&self.code[..], end].concat()
    }
}

/// Runs a program on the processor and in both engines; the first disagreement, if there is one.
///
/// # Errors
/// [`HarnessError`] where the host refuses what the harness needs.
///
/// # Panics
/// For a program longer than the text.
pub fn run(processor: &mut Processor, program: &Program, rng: &mut Rng) -> Result<Verdict, HarnessError> {
    let state = program.state(rng);
    for (start, _) in window::WRITABLE {
        let memory = processor.memory_mut(start);
        memory.chunks_mut(64).for_each(|bytes| rng.lanes(bytes));
        if start == TABLES {
            for (slot, target) in memory.chunks_mut(8).zip(&program.tables) {
                slot.copy_from_slice(&target.to_le_bytes());
            }
        }
    }
    processor.set_code(&program.with_end(&Processor::exit_jump()))?;
    let image = slot::image(&program.with_end(&[0x0f, 0x0b]))?;
    let contract = Arc::new(
        echo_validate::validate(image, &slot::policy())
            .map_err(|report| HarnessError::Rejected(Box::new(report)))?,
    );
    let mut machines = Vec::new();
    for name in ["stepper", "interpreter"] {
        let mut machine = Machine::new(contract.image(), &slot::limits(), 1 << 40)?;
        *machine.regs = state.regs;
        for (vector, bytes) in machine.vectors.iter_mut().zip(&state.vectors) {
            let half = |range: std::ops::Range<usize>| {
                u128::from_le_bytes(bytes[range].try_into().expect("16 bytes"))
            };
            *vector = [half(0..16), half(16..32)];
        }
        machine.flags = FlagSet(state.flags);
        machine.rip = GuestAddr(state.rip);
        for (start, len) in window::WRITABLE {
            let memory = machine.memory.slice_mut(GuestAddr(start), len).expect("mapped and writable");
            memory.copy_from_slice(processor.memory(start));
        }
        machines.push((name, machine));
    }
    let mut native = state;
    let stop = processor.run(&mut native);
    let end = TEXT + program.code.len() as u32;
    // The machine ends in its ud2, where the processor jumps away.
    let (ending, rip) = match stop {
        Stop::Exit => (Ending::Unexpected, end),
        Stop::Exception { number: 0, .. } => (Ending::Divide, native.rip),
        Stop::Exception { number: 13, .. } => (Ending::Misaligned, native.rip),
        Stop::Exception { number: 14, address } => (Ending::Memory { addr: address as u32 }, native.rip),
        Stop::Exception { number, .. } => (Ending::Other(number), native.rip),
    };
    let mut gas = None;
    for (name, machine) in &mut machines {
        let exit = if *name == "stepper" {
            Stepper::new(Arc::clone(&contract)).resume(machine)
        } else {
            Interpreter::new(Arc::clone(&contract)).resume(machine)
        };
        let mut differences = Vec::new();
        let mut compare = |field: &str, expected: String, got: String| {
            if expected != got {
                differences.push(Difference { field: field.to_owned(), expected, got });
            }
        };
        let got = if let Exit::Trap(trap) = exit { Ending::of_trap(trap) } else { Ending::Other(2000) };
        if !ending.allows(got) {
            compare("ending", format!("{ending:x?}"), format!("{exit:x?}"));
        }
        compare("rip", format!("{rip:#x}"), format!("{:#x}", machine.rip.0));
        for reg in Reg::ALL {
            compare(
                reg.name(),
                format!("{:#x}", native.regs[reg as usize]),
                format!("{:#x}", machine.regs[reg as usize]),
            );
        }
        for (i, (a, b)) in native.vectors.iter().zip(machine.vectors.iter()).enumerate() {
            let (low, high) = a.split_at(16);
            let half = |bytes: &[u8]| u128::from_le_bytes(bytes.try_into().expect("16 bytes"));
            compare(
                &format!("ymm{i}"),
                format!("{:032x}:{:032x}", half(high), half(low)),
                format!("{:032x}:{:032x}", b[1], b[0]),
            );
        }
        compare("gas", gas.get_or_insert(machine.gas).to_string(), machine.gas.to_string());
        for (start, len) in window::WRITABLE {
            let guest = machine.memory.slice(GuestAddr(start), len).expect("mapped and readable");
            differences.extend(memory_difference(start, processor.memory(start), guest));
        }
        if !differences.is_empty() {
            let listing = program.listing();
            return Ok(Verdict::Disagree(Box::new(Disagreement { engine: name, differences, listing })));
        }
    }
    Ok(Verdict::Agree { finished: stop == Stop::Exit })
}

/// How often each kind of control flow stands in a program: what a test asks, to know that programs are not
/// trivial.
#[must_use]
pub fn flows(program: &Program) -> [usize; 4] {
    let mut counts = [0; 4];
    let mut at = 0;
    while at < program.code.len() {
        let Ok(inst) = echo_abi::decode(&program.code[at..], GuestAddr(TEXT + at as u32)) else { break };
        match inst.flow() {
            Flow::Branch(target) if target <= inst.addr() => counts[1] += 1,
            Flow::Branch(_) => counts[0] += 1,
            Flow::Call(_) | Flow::CallIndirect => counts[2] += 1,
            Flow::JumpIndirect => counts[3] += 1,
            _ => {}
        }
        at += usize::from(inst.len());
    }
    counts
}
