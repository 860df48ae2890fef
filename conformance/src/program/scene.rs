//! Scenes about flags: something writes them, on values for which either answer is likely; up to two
//! instructions stand between that leave them alone, or overwrite a part; then `jcc`, `setcc`, `cmovcc`,
//! `adc` or `sbb` read them, several of them at times, in this block or behind its end.
//!
//! Programs walk through the product of what writes flags, what is asked, and who asks: program `n` has the
//! scenes of its number, so that any run of programs long enough has them all. Which operands, which values
//! and what stands between is random.

use super::builder::{Builder, Level, decoded, fixed, read, wide, written};
use super::forms::{Group, flags_of};
use super::{POOL, POOL_CELLS, VECTOR_PAIRS, VECTOR_POOL};
use crate::encode::{self, Encoding, Wish};
use echo_abi::isa::{FlagSet, Operand, Reg, Width};
use echo_abi::{Form, Op};
use iced_x86::{Code, Instruction, MemoryOperand, OpKind, Register};

/// Who reads flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FlagReader {
    Jump,
    Set,
    Copy,
    Carry,
}

/// What a scene is about.
#[derive(Clone, Copy, Debug)]
struct Question<'a> {
    /// What writes the flags.
    producer: &'a [Form],
    /// Number of the condition.
    condition: u8,
    reader: FlagReader,
}

/// Who asks for a condition. Jumps count twice, for engines make one of them and a comparison.
const READERS: [FlagReader; 4] = [FlagReader::Jump, FlagReader::Set, FlagReader::Jump, FlagReader::Copy];

/// Conditions and readers of one producer: each condition by each reader, and CF for sums four times.
const QUESTIONS: u32 = 16 * READERS.len() as u32 + 4;

impl<'a> Question<'a> {
    /// Number `n` of `groups` times [`QUESTIONS`], counted around.
    fn number(n: u32, groups: &'a [Group]) -> Self {
        let producers = groups.len() as u32;
        // Neighbours in number should have nothing in common: a large prime mixes them, and leaves none out.
        let n = (u64::from(n) * 1_000_003 % u64::from(producers * QUESTIONS)) as u32;
        let (producer, question) = ((n / QUESTIONS) as usize, n % QUESTIONS);
        let (condition, reader) = match question {
            64.. => (2 + (question % 2) as u8, FlagReader::Carry),
            _ => ((question / 4) as u8, READERS[(question % 4) as usize]),
        };
        Self { producer: &groups[producer], condition, reader }
    }
}

impl Builder<'_> {
    /// One scene: the next planned one, if this place is certain to be reached.
    pub(super) fn scene(&mut self) {
        let forms = self.forms;
        let mut question = Question::number(self.rng.bits() as u32, &forms.producers);
        if self.level == Level::Main && self.planned > 0 {
            // Two of three are about what is asked most: those are few, and come around often.
            question = match (self.plan / 3, self.plan % 3) {
                (n, 0) => Question::number(n, &forms.producers),
                (n, m) => Question::number(2 * n + m, &forms.comparisons),
            };
            self.plan = self.plan.wrapping_add(1);
            self.planned -= 1;
        }
        if self.rng.chance(60) {
            self.comparison();
        }
        if self.rng.chance(12) {
            self.two_ways(question);
        } else if question.reader == FlagReader::Carry && self.rng.chance(60) {
            self.produce(question.producer);
            self.carry_chain();
        } else {
            self.produce(question.producer);
            let asked = self.valid(question.condition);
            self.between(asked);
            self.readers(asked, question.reader);
        }
        // Flags that nobody reads any more are what short cuts are taken for.
        if self.rng.chance(60) {
            self.comparison();
        }
    }

    /// The condition if its flags are defined, else another one.
    fn valid(&mut self, condition: u8) -> u8 {
        if flags_of(condition).intersection(self.undefined).is_empty() {
            return condition;
        }
        // With no flag defined there is nothing to ask until something has written them.
        self.condition().unwrap_or_else(|| {
            self.comparison();
            condition
        })
    }

    /// Flags from either of two arms.
    fn two_ways(&mut self, question: Question<'_>) {
        let Some(condition) = self.condition() else { return };
        let other = self.group(|forms| &forms.producers);
        let jump = self.branch_if(condition);
        self.produce(other);
        let asked = self.valid(question.condition);
        let end = self.branch(&[0xe9]);
        self.resume_at(jump);
        self.produce(question.producer);
        self.join(end);
        let asked = self.valid(asked);
        self.between(asked);
        self.readers(asked, question.reader);
    }

    /// A sum over several words: each takes the carry of the one before.
    fn carry_chain(&mut self) {
        for _ in 0..1 + self.rng.below(4) {
            let condition = self.valid(2);
            if condition >> 1 != 1 {
                return;
            }
            self.between(condition);
            self.reader(condition, FlagReader::Carry);
        }
        let condition = self.valid(2);
        let reader = self.rng.pick(&[FlagReader::Jump, FlagReader::Set, FlagReader::Copy]);
        self.reader(condition, reader);
    }

    /// An instruction that writes flags, with its operands set.
    fn produce(&mut self, forms: &[Form]) {
        self.wish.place = None;
        let wish = self.wish;
        self.wish = Wish { memory: 30, favour: 20, ..wish };
        for _ in 0..12 {
            let mut again = self.rng.clone();
            let Some(encoding) = self.find(forms, 1, |_, _| true) else { continue };
            let before = self.undefined;
            if self.rng.chance(75) {
                self.set_operands(&encoding);
            }
            // The same draws give the same instruction, with a displacement from rip that fits its place.
            let form = again.pick(forms);
            let wish = Wish { memory: 30, favour: 20, ..wish };
            let here = encode::encode_bounded(form, self.here(), &wish, &mut again);
            let same = here.filter(|here| here.inst.operands().eq(encoding.inst.operands()));
            // Setting the operands may have left undefined what it reads, as it may have defined more.
            let encoding = same.filter(|same| {
                let undefined = before.union(self.undefined);
                same.inst.flags_read().intersection(undefined).is_empty()
            });
            if let Some(encoding) = encoding {
                self.place(&encoding);
                break;
            }
        }
        self.wish = Wish { registers: self.wish.registers, ..wish };
    }

    /// Gives the operands of an instruction values that go together.
    fn set_operands(&mut self, encoding: &Encoding) {
        let instruction = decoded(encoding);
        let inst = &encoding.inst;
        let mut inputs: Vec<Reg> = Vec::new();
        for reg in read(&instruction) {
            let kept = [Reg::Rsp, Reg::R13, Reg::R14, Reg::R15].contains(&reg);
            if !kept && !inputs.contains(&reg) {
                inputs.push(reg);
            }
        }
        let cell = 32 * self.rng.below(POOL_CELLS);
        // Memory before registers, for it takes one.
        if let Some(mem) = inst.mem().filter(|mem| mem.size > 0) {
            let place = MemoryOperand::new(
                mem.base.map_or(Register::None, wide),
                mem.index.map_or(Register::None, wide),
                u32::from(mem.scale),
                mem.disp as i64,
                if mem.base.is_none() { 4 } else { 8 },
                false,
                Register::None,
            );
            if mem.size <= 8 {
                let scratch = self.register(&inputs);
                let word = 8 * self.rng.below(2);
                self.load_pool(scratch, cell + word);
                self.put(Instruction::with2(Code::Mov_rm64_r64, place, wide(scratch)));
            } else {
                self.set_memory(inst.is_vex(), place);
            }
        }
        self.set_vectors(&instruction, inst.is_vex());
        let immediate = inst.operands().find_map(|operand| match operand {
            Operand::Imm(imm) => Some(imm),
            _ => None,
        });
        let copied = inputs.first().copied().filter(|_| self.rng.chance(35));
        for (i, reg) in inputs.iter().enumerate() {
            match immediate {
                Some(imm) if i == 0 && self.rng.chance(60) => self.near(*reg, imm, inst.op(), inst.width()),
                _ => self.load_pool(*reg, cell + 8 * (i as u32 % 4)),
            }
        }
        // The first operand as a copy, of itself in another place or of another operand.
        if let Some(reg) = copied {
            let (mut from, other) = (self.register(&inputs), self.rng.pick(&inputs));
            if other != reg && self.rng.chance(40) {
                from = other;
            } else {
                self.put(Instruction::with2(Code::Mov_r64_rm64, wide(from), wide(reg)));
            }
            self.copy(reg, from);
        }
    }

    /// `mov to, from`, mostly whole.
    pub(super) fn copy(&mut self, to: Reg, from: Reg) {
        if self.rng.chance(65) {
            self.put(Instruction::with2(Code::Mov_r64_rm64, wide(to), wide(from)));
        } else {
            let (to, from) = (Register::EAX + to as u32, Register::EAX + from as u32);
            self.put(Instruction::with2(Code::Mov_r32_rm32, to, from));
        }
    }

    /// Sets a register to a value around an immediate: which, the pool says.
    fn near(&mut self, reg: Reg, imm: u64, op: Op, width: Option<Width>) {
        let mask = width.map_or(u64::MAX, Width::mask);
        // Of a mask, what it leaves nothing of, in both halves or in the lower.
        let value = match self.rng.below(if matches!(op, Op::Test | Op::And) { 15 } else { 10 }) {
            0 | 10..=12 => !imm,
            1 => imm.wrapping_neg(),
            // What stands above a narrow operand must not matter.
            2 => imm & mask,
            3 => (imm & mask) | (self.rng.bits() & !mask),
            // On the other side of zero: less is not below.
            4..=6 => imm ^ (mask ^ (mask >> 1)),
            13.. => imm ^ 0xffff_ffff,
            _ => imm,
        };
        self.put(Instruction::with2(Code::Mov_r64_imm64, wide(reg), value));
        if self.rng.chance(75) {
            // The last cell holds small distances.
            let delta = fixed(POOL + 32 * (POOL_CELLS - 1) + 8 * self.rng.below(4));
            self.put(Instruction::with2(Code::Add_r64_rm64, wide(reg), delta));
        }
    }

    /// Fills a vector operand in memory from the pool.
    fn set_memory(&mut self, vex: bool, place: MemoryOperand) {
        let from = VECTOR_POOL + 32 * self.rng.below(2 * VECTOR_PAIRS);
        let (load, store, scratch) = if vex {
            (Code::VEX_Vmovdqu_ymm_ymmm256, Code::VEX_Vmovdqu_ymmm256_ymm, Register::YMM0)
        } else {
            (Code::Movups_xmm_xmmm128, Code::Movups_xmmm128_xmm, Register::XMM0)
        };
        let scratch = scratch + self.rng.below(16);
        self.put(Instruction::with2(load, scratch, fixed(from)));
        self.put(Instruction::with2(store, place, scratch));
    }

    /// Fills the vector operands of an instruction from a pair of the pool.
    fn set_vectors(&mut self, instruction: &Instruction, vex: bool) {
        let pair = VECTOR_POOL + 64 * self.rng.below(VECTOR_PAIRS);
        for i in 0..instruction.op_count() {
            let register = instruction.op_register(i);
            if instruction.op_kind(i) == OpKind::Register && register.is_vector_register() {
                let from = fixed(pair + 32 * (i % 2));
                let n = register.number() as u32;
                self.put(if vex {
                    Instruction::with2(Code::VEX_Vmovdqu_ymm_ymmm256, Register::YMM0 + n, from)
                } else {
                    Instruction::with2(Code::Movdqa_xmm_xmmm128, Register::XMM0 + n, from)
                });
            }
        }
    }

    /// Up to two instructions that leave the flags of a condition alone, or write some of them.
    fn between(&mut self, condition: u8) {
        let asked = flags_of(condition);
        let count = self.rng.pick(&[0, 0, 0, 0, 0, 1, 1, 2]);
        for _ in 0..count {
            self.neutral(asked);
        }
        if self.rng.chance(15) {
            self.within(asked);
        }
        if self.rng.chance(3) {
            self.far();
        }
    }

    /// Other flags, written and read while those asked for stay.
    fn within(&mut self, asked: FlagSet) {
        let group = self.group(|forms| &forms.partial);
        let found = self.find(group, 6, |encoding, undefined| {
            encoding.inst.flags_touched().intersection(asked).is_empty()
                && undefined.intersection(asked).is_empty()
        });
        let Some(encoding) = found else { return };
        self.place(&encoding);
        let readable = encoding.inst.flags_touched().difference(self.undefined);
        let start = self.rng.below(16) as u8;
        let condition =
            (0..16).map(|n| (start + n) % 16).find(|n| flags_of(*n).difference(readable).is_empty());
        if let Some(condition) = condition {
            let reader = self.rng.pick(&[FlagReader::Set, FlagReader::Copy]);
            self.reader(condition, reader);
        }
    }

    /// More instructions than an engine may look ahead, or put in one block.
    fn far(&mut self) {
        if self.rng.chance(60)
            && let Some(condition) = self.condition()
        {
            let jump = self.branch_if(condition);
            self.mark();
            self.join(jump);
        }
        for _ in 0..20 + self.rng.below(60) {
            self.known(&[0x90]);
        }
    }

    /// One such instruction.
    fn neutral(&mut self, asked: FlagSet) {
        let changes = self.rng.chance(20);
        let fits = |encoding: &Encoding, undefined: FlagSet| {
            let touched = encoding.inst.flags_touched().intersection(asked);
            (changes || touched.is_empty()) && undefined.intersection(asked).is_empty()
        };
        for _ in 0..4 {
            let found = match self.rng.below(10) {
                0 => return self.push_and_pop(),
                1 => return self.stack_slot(),
                2..=5 => {
                    let group = self.group(|forms| &forms.quiet);
                    self.find(group, 3, fits)
                }
                6..=8 => {
                    let group = self.group(|forms| &forms.partial);
                    self.find(group, 3, fits)
                }
                _ => {
                    let form = self.rng.pick(&self.forms.all);
                    self.find(&[form], 3, fits)
                }
            };
            if let Some(encoding) = found {
                return self.place(&encoding);
            }
        }
    }

    /// The readers of a scene: one of the kind that is due, perhaps more.
    fn readers(&mut self, condition: u8, first: FlagReader) {
        // The opposite question is the same one.
        let same = self.rng.chance(70);
        let more = self.rng.pick(&[0, 0, 0, 0, 1, 1, 2]);
        self.reader(condition, first);
        for _ in 0..more {
            let reader =
                self.rng.pick(&[FlagReader::Jump, FlagReader::Set, FlagReader::Copy, FlagReader::Carry]);
            let condition = if same { condition ^ self.rng.below(2) as u8 } else { self.rng.below(16) as u8 };
            let condition = self.valid(condition);
            if self.rng.chance(35) {
                self.neutral(flags_of(condition));
            }
            let condition = self.valid(condition);
            self.reader(condition, reader);
        }
    }

    /// One reader, and what shows its answer.
    fn reader(&mut self, condition: u8, reader: FlagReader) {
        let forms: &[Form] = match reader {
            FlagReader::Jump => return self.jump(condition),
            FlagReader::Set => &self.forms.set[usize::from(condition)],
            FlagReader::Copy => &self.forms.copy[usize::from(condition)],
            FlagReader::Carry if condition >> 1 == 1 => &self.forms.carry,
            FlagReader::Carry => return self.jump(condition),
        };
        // What an instruction that does not fit would have read is asked by a jump.
        let Some(encoding) = self.find(forms, 8, |_, _| true) else { return self.jump(condition) };
        self.place(&encoding);
        let dst = written(&decoded(&encoding)).next();
        if let Some(reg) = dst
            && self.rng.chance(60)
        {
            // Without flags, so that there may be more readers.
            let place = self.record_place();
            self.put(Instruction::with2(Code::Mov_rm64_r64, place, wide(reg)));
        }
    }

    /// A jump over a little code or to other code, where the same flags may be read again.
    fn jump(&mut self, condition: u8) {
        let asked = flags_of(condition);
        let jump = self.branch_if(condition);
        if self.rng.chance(50) {
            self.arm(asked);
            self.join(jump);
            return;
        }
        self.arm(asked);
        let end = self.branch(&[0xe9]);
        self.resume_at(jump);
        self.arm(asked);
        self.join(end);
    }

    /// What stands on one side of a jump.
    fn arm(&mut self, asked: FlagSet) {
        if self.rng.chance(40) {
            self.neutral(asked);
        }
        if self.rng.chance(25)
            && let Some(condition) = self.condition()
        {
            let reader = self.rng.pick(&[FlagReader::Set, FlagReader::Copy]);
            self.reader(condition, reader);
        }
        self.mark();
    }
}

#[cfg(test)]
mod tests {
    use super::super::forms::Forms;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_walk_leaves_no_question_out() {
        let groups = Forms::of_table().producers;
        let count = groups.len() * QUESTIONS as usize;
        let all: BTreeSet<_> = (1000..1000 + count as u32)
            .map(|n| Question::number(n, &groups))
            .map(|question| (question.producer.as_ptr(), question.condition, question.reader as u8))
            .collect();
        // Jumps are there twice, and so is each question of sums.
        assert_eq!(all.len(), groups.len() * (16 * (READERS.len() - 1) + 2));
    }
}
