//! Bytes → [`Inst`]: the only place that calls iced's decoder. The validator and every engine decode through
//! here, so they cannot disagree about what an instruction is.

use crate::isa::{self, Facts, Features, Form, Op};
use crate::{GuestAddr, Rule};
use iced_x86::{Code, ConditionCode, DecoderOptions, FlowControl, Instruction, OpKind, Register, RflagsBits};

/// A general register; the discriminant is the manual's number.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Reg {
    Rax,
    Rcx,
    Rdx,
    Rbx,
    Rsp,
    Rbp,
    Rsi,
    Rdi,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
}

impl Reg {
    /// All sixteen, by number.
    pub const ALL: [Reg; 16] = {
        use Reg::*;
        [Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15]
    };

    /// The name of its 64-bit form.
    #[must_use]
    pub const fn name(self) -> &'static str {
        [
            "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
            "r14", "r15",
        ][self as usize]
    }
}

/// A vector register by number, 0 to 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VReg(u8);

impl VReg {
    /// Its number, below 16.
    #[inline(always)]
    #[must_use]
    pub const fn index(self) -> usize {
        (self.0 & 15) as usize
    }
}

/// Width of an integer operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Width {
    /// 8 bits.
    B1,
    /// 16 bits.
    B2,
    /// 32 bits.
    B4,
    /// 64 bits.
    B8,
}

impl Width {
    /// In bytes.
    #[inline(always)]
    #[must_use]
    pub const fn bytes(self) -> u32 {
        1 << self as u32
    }

    /// In bits.
    #[inline(always)]
    #[must_use]
    pub const fn bits(self) -> u32 {
        8 << self as u32
    }

    /// The bits of a value of this width.
    #[inline(always)]
    #[must_use]
    pub const fn mask(self) -> u64 {
        u64::MAX >> (64 - self.bits())
    }

    fn of_bytes(bytes: usize) -> Option<Self> {
        match bytes {
            1 => Some(Width::B1),
            2 => Some(Width::B2),
            4 => Some(Width::B4),
            8 => Some(Width::B8),
            _ => None,
        }
    }
}

/// A memory operand: `base + index * scale + disp`, modulo 2^32 when accessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mem {
    /// Base register.
    pub base: Option<Reg>,
    /// Index register.
    pub index: Option<Reg>,
    /// 1, 2, 4 or 8; 1 without an index.
    pub scale: u8,
    /// Displacement, sign-extended; for rip-relative operands the absolute address.
    pub disp: u64,
    /// Bytes accessed; 0 for `lea` and hints.
    pub size: u8,
    /// Width of the address: only `lea` can tell [`Width::B4`] (prefix 67) from [`Width::B8`].
    pub address_width: Width,
    /// Whether the operand was written relative to rip: then `disp` is an address in the image.
    pub rip_relative: bool,
}

/// An operand, in the manual's (Intel) order: destination first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// The low bytes of a general register.
    Reg(Reg, Width),
    /// Bits 8 to 15 of rax, rcx, rdx or rbx: `ah`, `ch`, `dh`, `bh`.
    HighByte(Reg),
    /// The low 128 bits of a vector register.
    Xmm(VReg),
    /// All 256 bits of a vector register.
    Ymm(VReg),
    /// Memory.
    Mem(Mem),
    /// An immediate, sign-extended to 64 bits as the instruction says.
    Imm(u64),
    /// The target of a direct branch.
    Target(GuestAddr),
}

/// Where execution goes after an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flow {
    /// To the next instruction.
    Next,
    /// To one address.
    Jump(GuestAddr),
    /// To one address or the next instruction.
    Branch(GuestAddr),
    /// To one address, and later to the next instruction.
    Call(GuestAddr),
    /// To an address in a register or in memory.
    JumpIndirect,
    /// The same, and later to the next instruction.
    CallIndirect,
    /// To the address on the stack.
    Return,
    /// To the SCPI function of this number, then to the next instruction.
    HostCall(u8),
    /// Nowhere.
    Trap,
}

/// A condition of `jcc`, `setcc`, `cmovcc`; the discriminant is the manual's `tttn` field.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Cond {
    O,
    No,
    B,
    Ae,
    E,
    Ne,
    Be,
    A,
    S,
    Ns,
    P,
    Np,
    L,
    Ge,
    Le,
    G,
}

/// `rep` prefixes, where they mean something: on string instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rep {
    /// No prefix: one iteration.
    None,
    /// `rep` or `repe`.
    Repe,
    /// `repne`.
    Repne,
}

/// A set of flags of the rflags register, at the manual's bit positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct FlagSet(pub u16);

#[allow(missing_docs)]
impl FlagSet {
    pub const NONE: Self = Self(0);
    pub const CF: Self = Self(1 << 0);
    pub const PF: Self = Self(1 << 2);
    pub const AF: Self = Self(1 << 4);
    pub const ZF: Self = Self(1 << 6);
    pub const SF: Self = Self(1 << 7);
    pub const DF: Self = Self(1 << 10);
    pub const OF: Self = Self(1 << 11);
    /// The six status flags.
    pub const STATUS: Self = Self(0x8d5);

    /// Flags in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Flags in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Flags of this set that are not in the other.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn of_iced(bits: u32) -> Self {
        [
            (RflagsBits::CF, Self::CF),
            (RflagsBits::PF, Self::PF),
            (RflagsBits::AF, Self::AF),
            (RflagsBits::ZF, Self::ZF),
            (RflagsBits::SF, Self::SF),
            (RflagsBits::DF, Self::DF),
            (RflagsBits::OF, Self::OF),
        ]
        .into_iter()
        .fold(Self::NONE, |set, (bit, flag)| if bits & bit != 0 { set.union(flag) } else { set })
    }
}

/// What an instruction does with the flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagEffect {
    /// They decide what it does or what it writes.
    pub reads: FlagSet,
    /// It may give them a new value.
    pub touches: FlagSet,
    /// It gives them a new value, whatever the operands: after it, what they were before cannot be known. A
    /// shift by `cl` has none, for by 0 it leaves the flags alone.
    pub writes: FlagSet,
    /// The manual leaves their value undefined after it (AF, which nobody can see, included).
    pub undefines: FlagSet,
}

impl FlagEffect {
    /// Where the form says it all.
    #[inline]
    fn of(facts: &Facts) -> Self {
        let Facts { reads, touches, undefines, .. } = *facts;
        Self { reads, touches, writes: if facts.count_in_cl { FlagSet::NONE } else { touches }, undefines }
    }
}

/// An accepted instruction at its address.
#[derive(Clone, Copy, Debug)]
pub struct Inst {
    facts: &'static Facts,
    iced: Instruction,
}

/// A place to decode into, for loops: an [`Inst`] is long to copy.
#[derive(Clone, Debug)]
pub struct Slot(Inst);

impl Slot {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        let facts = isa::facts(Code::Nopd).expect("the table accepts `nop`");
        Self(Inst { facts, iced: Instruction::default() })
    }
}

impl Default for Slot {
    fn default() -> Self {
        Self::new()
    }
}

/// Bytes that are no accepted instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Where.
    pub addr: GuestAddr,
    /// Why.
    pub rule: Rule,
    /// Length in bytes where the bytes are an instruction at all, else 0.
    pub len: u8,
}

/// Decodes instructions of one run of code. Cheap to move around in it.
pub struct Decoder<'a> {
    iced: iced_x86::Decoder<'a>,
    facts: &'static [Option<Facts>],
    code: &'a [u8],
    start: GuestAddr,
}

/// Decodes the instruction at the start of `code`, which lies at `addr`.
///
/// # Errors
/// [`Refused`], with the rule and, where there is one, the length of the instruction.
pub fn decode(code: &[u8], addr: GuestAddr) -> Result<Inst, Refused> {
    Decoder::new(code, addr).at(addr)
}

impl<'a> Decoder<'a> {
    /// A decoder for `code`, which lies at `start`.
    #[must_use]
    pub fn new(code: &'a [u8], start: GuestAddr) -> Self {
        Self {
            iced: iced_x86::Decoder::with_ip(64, code, u64::from(start.0), DecoderOptions::NONE),
            facts: isa::all_facts(),
            code,
            start,
        }
    }

    /// The instruction at `addr`.
    ///
    /// # Errors
    /// [`Refused`], with the rule and, where there is one, the length of the instruction; outside of the
    /// code, [`Rule::RunsOff`].
    pub fn at(&mut self, addr: GuestAddr) -> Result<Inst, Refused> {
        let mut slot = Slot::new();
        self.read(addr, &mut slot).copied()
    }

    /// The instruction at `addr`, decoded into `slot`.
    ///
    /// # Errors
    /// Those of [`Self::at`].
    #[inline]
    pub fn read<'s>(&mut self, addr: GuestAddr, slot: &'s mut Slot) -> Result<&'s Inst, Refused> {
        let position = addr.0.wrapping_sub(self.start.0) as usize;
        if position >= self.code.len() {
            return Err(Refused { addr, rule: Rule::RunsOff, len: 0 });
        }
        if self.iced.position() != position {
            self.iced.set_position(position).expect("the position lies in the code");
        }
        self.iced.set_ip(u64::from(addr.0));
        let Slot(inst) = slot;
        self.iced.decode_out(&mut inst.iced);
        let Some(facts) = &self.facts[inst.iced.code() as usize] else {
            return Err(self.refusal(addr, &inst.iced));
        };
        inst.facts = facts;
        match self.objection(inst, position) {
            Some(rule) => Err(Refused { addr, rule, len: inst.len() }),
            None => Ok(inst),
        }
    }

    /// Why `iced`, which was decoded last and whose form stands in no row of the table, is refused.
    #[cold]
    fn refusal(&self, addr: GuestAddr, iced: &Instruction) -> Refused {
        if !iced.is_invalid() {
            return Refused { addr, rule: isa::refusal(iced.code()), len: iced.len() as u8 };
        }
        let cut = self.iced.last_error() == iced_x86::DecoderError::NoMoreBytes;
        Refused { addr, rule: if cut { Rule::RunsOff } else { Rule::InvalidEncoding }, len: 0 }
    }

    /// What speaks against an instruction at `position` although its form is accepted.
    #[inline]
    fn objection(&self, inst: &Inst, position: usize) -> Option<Rule> {
        let Inst { facts: Facts { op, flow, .. }, iced } = inst;
        if iced.has_segment_prefix() && matches!(iced.segment_prefix(), Register::FS | Register::GS) {
            return Some(Rule::SegmentRegister);
        }
        // Before a branch, 66 means one thing to Intel and another to AMD. So do F2 and F3 before `loope` and
        // `loopne`: on AMD they decide which of the two it is.
        let ambiguous = |prefix: u8| match op {
            Op::Loope | Op::Loopne => matches!(prefix, 0x66 | 0xf2 | 0xf3),
            _ => prefix == 0x66,
        };
        if *flow != FlowControl::Next
            && self.code[position..].iter().take_while(|b| is_prefix(**b)).any(|b| ambiguous(*b))
        {
            return Some(Rule::AmbiguousPrefix);
        }
        let narrow =
            |i| matches!(iced.op_kind(i), OpKind::MemorySegESI | OpKind::MemoryESEDI | OpKind::MemorySegEDI);
        (matches!(op, Op::Movs | Op::Stos | Op::Lods | Op::Scas | Op::Cmps | Op::Maskmovdqu)
            && (0..iced.op_count()).any(narrow))
        .then_some(Rule::NotAccepted)
    }
}

/// Legacy and REX prefixes.
fn is_prefix(byte: u8) -> bool {
    matches!(byte, 0x26 | 0x2e | 0x36 | 0x3e | 0x40..=0x4f | 0x64..=0x67 | 0xf0 | 0xf2 | 0xf3)
}

impl Inst {
    /// What it does.
    #[inline]
    #[must_use]
    pub fn op(&self) -> Op {
        self.facts.op
    }

    /// Its encoding.
    #[inline]
    #[must_use]
    pub fn form(&self) -> Form {
        self.iced.code()
    }

    /// Whether it is among what is granted.
    #[inline]
    #[must_use]
    pub fn is_accepted_by(&self, granted: Features) -> bool {
        granted.contain(self.facts.needs)
    }

    /// Whether it has a VEX prefix: then it writes whole vector registers (zeroes above its operands) and may
    /// name one operand more.
    #[inline]
    #[must_use]
    pub fn is_vex(&self) -> bool {
        self.iced.code().encoding() == iced_x86::EncodingKind::VEX
    }

    /// Whether it is a string compare whose lengths are all 64 bits of `rax` and `rdx` (`pcmpestri` and
    /// `pcmpestrm` with REX.W).
    #[must_use]
    pub fn is_wide_string_compare(&self) -> bool {
        matches!(
            self.iced.code(),
            Code::Pcmpestri64_xmm_xmmm128_imm8
                | Code::Pcmpestrm64_xmm_xmmm128_imm8
                | Code::VEX_Vpcmpestri64_xmm_xmmm128_imm8
                | Code::VEX_Vpcmpestrm64_xmm_xmmm128_imm8
        )
    }

    /// The vector register whose lanes are the indices of the memory operand: only gathers have one, in place
    /// of [`Mem::index`].
    #[must_use]
    pub fn vector_index(&self) -> Option<Operand> {
        let index = self.iced.memory_index();
        index.is_vector_register().then(|| register(index))
    }

    /// Where it lies.
    #[inline]
    #[must_use]
    pub fn addr(&self) -> GuestAddr {
        GuestAddr::wrap(self.iced.ip())
    }

    /// Length in bytes, 1 to 15.
    #[inline]
    #[must_use]
    pub fn len(&self) -> u8 {
        self.iced.len() as u8
    }

    /// Never: an instruction has at least one byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The address after it.
    #[inline]
    #[must_use]
    pub fn next(&self) -> GuestAddr {
        GuestAddr::wrap(self.iced.next_ip())
    }

    /// The explicit operands (for string instructions, the implicit ones that iced lists), destination first.
    pub fn operands(&self) -> impl Iterator<Item = Operand> {
        (0..self.iced.op_count()).map(|i| self.operand_at(i))
    }

    /// How many operands it has.
    #[must_use]
    pub fn operand_count(&self) -> u32 {
        self.iced.op_count()
    }

    /// How many of its operands are memory.
    #[inline]
    #[must_use]
    pub fn memory_operand_count(&self) -> u32 {
        let is_memory = |i: &u32| {
            matches!(
                self.iced.op_kind(*i),
                OpKind::Memory | OpKind::MemorySegRSI | OpKind::MemorySegRDI | OpKind::MemoryESRDI
            )
        };
        (0..self.iced.op_count()).filter(is_memory).count() as u32
    }

    /// Operand `i`.
    ///
    /// # Panics
    /// Where the instruction has no such operand: the table and the semantics disagree.
    #[must_use]
    pub fn operand(&self, i: u32) -> Operand {
        assert!(i < self.iced.op_count(), "{:?} has no operand {i}", self.iced.code());
        self.operand_at(i)
    }

    fn operand_at(&self, i: u32) -> Operand {
        match self.iced.op_kind(i) {
            OpKind::Register => register(self.iced.op_register(i)),
            OpKind::NearBranch16 | OpKind::NearBranch32 | OpKind::NearBranch64 => {
                Operand::Target(GuestAddr::wrap(self.iced.near_branch_target()))
            }
            OpKind::Memory => Operand::Mem(self.memory()),
            OpKind::MemorySegRSI => Operand::Mem(self.string_memory(Reg::Rsi)),
            OpKind::MemorySegRDI | OpKind::MemoryESRDI => Operand::Mem(self.string_memory(Reg::Rdi)),
            _ => Operand::Imm(self.iced.immediate(i)),
        }
    }

    fn string_memory(&self, base: Reg) -> Mem {
        Mem {
            base: Some(base),
            index: None,
            scale: 1,
            disp: 0,
            size: self.iced.memory_size().size() as u8,
            address_width: Width::B8,
            rip_relative: false,
        }
    }

    fn memory(&self) -> Mem {
        let (base, index) = (self.iced.memory_base(), self.iced.memory_index());
        let size = if self.op() == Op::Lea { 0 } else { self.iced.memory_size().size() as u8 };
        let narrow = base.size() == 4
            || index.size() == 4
            || (base == Register::None && index == Register::None && self.iced.memory_displ_size() == 4);
        let rip_relative = matches!(base, Register::RIP | Register::EIP);
        Mem {
            base: if rip_relative { None } else { general(base) },
            index: general(index),
            scale: if index == Register::None { 1 } else { self.iced.memory_index_scale() as u8 },
            disp: self.iced.memory_displacement64(),
            size,
            address_width: if narrow { Width::B4 } else { Width::B8 },
            rip_relative,
        }
    }

    /// The memory operand, where there is one.
    #[must_use]
    pub fn mem(&self) -> Option<Mem> {
        self.operands().find_map(|operand| if let Operand::Mem(mem) = operand { Some(mem) } else { None })
    }

    /// The address of a memory operand that no register has a part in; see [`Mem::disp`].
    #[inline]
    #[must_use]
    pub fn fixed_addr(&self) -> Option<u64> {
        let base = self.iced.memory_base();
        (matches!(base, Register::None | Register::RIP | Register::EIP)
            && !self.iced.memory_index().is_gpr()
            && (0..self.iced.op_count()).any(|i| self.iced.op_kind(i) == OpKind::Memory))
        .then(|| self.iced.memory_displacement64())
    }

    /// Whether it reads or writes its memory operand, if it has one: `lea` and hints do not.
    #[must_use]
    pub fn accesses_memory(&self) -> bool {
        self.op() != Op::Lea && self.iced.memory_size().size() != 0
    }

    /// Its immediates, sign-extended to 64 bits as the instruction says.
    #[inline]
    pub fn immediates(&self) -> impl Iterator<Item = u64> {
        (0..self.iced.op_count())
            .filter(|i| is_immediate(self.iced.op_kind(*i)))
            .map(|i| self.iced.immediate(i))
    }

    /// The width of the element for string instructions, else of the first general register, immediate-free.
    #[must_use]
    pub fn width(&self) -> Option<Width> {
        Width::of_bytes(self.iced.memory_size().size()).or_else(|| {
            self.operands().find_map(|operand| match operand {
                Operand::Reg(_, width) => Some(width),
                Operand::HighByte(_) => Some(Width::B1),
                _ => None,
            })
        })
    }

    /// The condition of `jcc`, `setcc`, `cmovcc`.
    #[must_use]
    pub fn cond(&self) -> Option<Cond> {
        Some(match self.iced.condition_code() {
            _ if !matches!(self.op(), Op::Jcc | Op::Setcc | Op::Cmovcc) => return None,
            ConditionCode::o => Cond::O,
            ConditionCode::no => Cond::No,
            ConditionCode::b => Cond::B,
            ConditionCode::ae => Cond::Ae,
            ConditionCode::e => Cond::E,
            ConditionCode::ne => Cond::Ne,
            ConditionCode::be => Cond::Be,
            ConditionCode::a => Cond::A,
            ConditionCode::s => Cond::S,
            ConditionCode::ns => Cond::Ns,
            ConditionCode::p => Cond::P,
            ConditionCode::np => Cond::Np,
            ConditionCode::l => Cond::L,
            ConditionCode::ge => Cond::Ge,
            ConditionCode::le => Cond::Le,
            ConditionCode::g => Cond::G,
            ConditionCode::None => return None,
        })
    }

    /// The `rep` prefix, [`Rep::None`] where it means nothing.
    #[must_use]
    pub fn rep(&self) -> Rep {
        if !matches!(self.op(), Op::Movs | Op::Stos | Op::Lods | Op::Scas | Op::Cmps) {
            Rep::None
        } else if self.iced.has_repne_prefix() {
            // On movs, stos and lods, F2 repeats just as F3 does.
            Rep::Repne
        } else if self.iced.has_rep_prefix() {
            Rep::Repe
        } else {
            Rep::None
        }
    }

    /// Where execution goes next.
    #[inline]
    #[must_use]
    pub fn flow(&self) -> Flow {
        // Most are of this kind, and a jump table would not know.
        if self.facts.flow == FlowControl::Next {
            return Flow::Next;
        }
        let target = || GuestAddr::wrap(self.iced.near_branch_target());
        match self.facts.flow {
            FlowControl::UnconditionalBranch => Flow::Jump(target()),
            FlowControl::ConditionalBranch => Flow::Branch(target()),
            FlowControl::Call => Flow::Call(target()),
            FlowControl::IndirectBranch => Flow::JumpIndirect,
            FlowControl::IndirectCall => Flow::CallIndirect,
            FlowControl::Return => Flow::Return,
            _ => match self.op() {
                Op::Int => Flow::HostCall(self.iced.immediate8()),
                Op::Trap => Flow::Trap,
                _ => Flow::Next,
            },
        }
    }

    /// What it does with the flags.
    #[inline]
    #[must_use]
    pub fn flag_effect(&self) -> FlagEffect {
        let mut effect = FlagEffect::of(self.facts);
        if self.facts.flags_vary {
            let iced = &self.iced;
            if matches!(self.op(), Op::Rcl | Op::Rcr) && iced.immediate8() & 31 > 1 {
                // iced takes the count modulo the bits that are rotated; but CF is written, and OF undefined,
                // by the count as it is masked (Intel SDM volume 2, RCL). The table says so.
                return effect;
            }
            effect.reads = FlagSet::of_iced(iced.rflags_read());
            effect.touches = FlagSet::of_iced(iced.rflags_modified());
            effect.writes = effect.touches;
            effect.undefines = FlagSet::of_iced(iced.rflags_undefined());
        } else if matches!(self.op(), Op::Scas | Op::Cmps) && self.rep() != Rep::None {
            effect.writes = FlagSet::NONE;
        }
        effect
    }

    /// [`FlagEffect::reads`].
    #[must_use]
    pub fn flags_read(&self) -> FlagSet {
        self.flag_effect().reads
    }

    /// [`FlagEffect::writes`].
    #[must_use]
    pub fn flags_written(&self) -> FlagSet {
        self.flag_effect().writes
    }

    /// [`FlagEffect::touches`].
    #[must_use]
    pub fn flags_touched(&self) -> FlagSet {
        self.flag_effect().touches
    }

    /// [`FlagEffect::undefines`].
    #[must_use]
    pub fn flags_undefined(&self) -> FlagSet {
        self.flag_effect().undefines
    }

    /// The instruction in Intel syntax.
    #[must_use]
    pub fn text(&self) -> String {
        format(&self.iced)
    }
}

impl std::fmt::Display for Inst {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

/// The instruction at the start of `code` in Intel syntax, accepted or not; `(bad)` where there is none.
/// Returns its length too, 1 where there is none.
#[must_use]
pub fn disassemble(code: &[u8], addr: GuestAddr) -> (String, u8) {
    let iced = iced_x86::Decoder::with_ip(64, code, u64::from(addr.0), DecoderOptions::NONE).decode();
    if iced.is_invalid() { ("(bad)".to_owned(), 1) } else { (format(&iced), iced.len() as u8) }
}

/// What refused bytes are, where they are an instruction at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The encoding.
    pub form: Form,
    /// Length in bytes, 1 to 15.
    pub len: u8,
    /// Whether execution never goes on behind it: jumps and returns of whatever kind.
    pub ends_flow: bool,
}

/// What the bytes at the start of `code` are, accepted or not; `None` where they are no instruction.
#[must_use]
pub fn shape(code: &[u8]) -> Option<Shape> {
    let iced = iced_x86::Decoder::new(64, code, 0).decode();
    (!iced.is_invalid()).then(|| Shape {
        form: iced.code(),
        len: iced.len() as u8,
        ends_flow: matches!(
            iced.flow_control(),
            FlowControl::Return
                | FlowControl::UnconditionalBranch
                | FlowControl::IndirectBranch
                | FlowControl::Exception
        ),
    })
}

fn format(iced: &Instruction) -> String {
    use iced_x86::Formatter;
    let mut formatter = iced_x86::IntelFormatter::new();
    formatter.options_mut().set_hex_prefix("0x");
    formatter.options_mut().set_hex_suffix("");
    formatter.options_mut().set_space_after_operand_separator(true);
    formatter.options_mut().set_branch_leading_zeros(false);
    formatter.options_mut().set_uppercase_hex(false);
    let mut text = String::new();
    formatter.format(iced, &mut text);
    text
}

fn is_immediate(kind: OpKind) -> bool {
    matches!(
        kind,
        OpKind::Immediate8
            | OpKind::Immediate8_2nd
            | OpKind::Immediate16
            | OpKind::Immediate32
            | OpKind::Immediate64
            | OpKind::Immediate8to16
            | OpKind::Immediate8to32
            | OpKind::Immediate8to64
            | OpKind::Immediate32to64
    )
}

/// The general register of which `register` is a part, if it is one.
fn general(register: Register) -> Option<Reg> {
    register.is_gpr().then(|| Reg::ALL[register.full_register().number()])
}

fn register(register: Register) -> Operand {
    if register.is_xmm() {
        return Operand::Xmm(VReg(register.number() as u8));
    }
    if register.is_ymm() {
        return Operand::Ymm(VReg(register.number() as u8));
    }
    let reg = general(register).expect("accepted forms name general and vector registers only");
    match register {
        Register::AH | Register::CH | Register::DH | Register::BH => Operand::HighByte(reg),
        _ => {
            Operand::Reg(reg, Width::of_bytes(register.size()).expect("a general register has 1 to 8 bytes"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that no pattern favours, but for their beginning, in which every prefix and opcode comes up.
    fn each(mut work: impl FnMut(&[u8])) {
        let prefixes: [&[u8]; 8] =
            [&[], &[0x48], &[0x66], &[0xf2], &[0xf3], &[0x66, 0x41], &[0xc5], &[0xc4, 0xe2]];
        let mut random = 1_u64;
        for prefix in prefixes {
            for escape in [&[][..], &[0x0f], &[0x0f, 0x38]] {
                for opcode in 0..=255 {
                    for _ in 0..64 {
                        let mut bytes = [prefix, escape, &[opcode]].concat();
                        random =
                            random.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
                        bytes.extend((random >> 16).to_le_bytes());
                        bytes.extend(random.to_le_bytes());
                        work(&bytes);
                    }
                }
            }
        }
    }

    #[test]
    fn what_the_table_says_of_flags_is_what_iced_says_of_the_instruction() {
        let (mut accepted, mut by_cl) = (0, 0);
        each(|bytes| {
            let Ok(inst) = decode(bytes, GuestAddr(0x1000)) else { return };
            accepted += 1;
            let iced = &inst.iced;
            let FlagEffect { reads, touches, writes, undefines } = inst.flag_effect();
            if matches!(inst.op(), Op::Rcl | Op::Rcr) {
                // Another test's.
                return;
            }
            assert_eq!(reads, FlagSet::of_iced(iced.rflags_read()), "{inst}");
            assert_eq!(touches, FlagSet::of_iced(iced.rflags_modified()), "{inst}");
            assert_eq!(undefines, FlagSet::of_iced(iced.rflags_undefined()), "{inst}");
            let may_be_0 = (1..iced.op_count()).any(|i| iced.op_register(i) == Register::CL)
                && !touches.is_empty()
                && matches!(
                    inst.op(),
                    Op::Shl | Op::Shr | Op::Sar | Op::Rol | Op::Ror | Op::Rcl | Op::Rcr | Op::Shld | Op::Shrd
                )
                || inst.rep() != Rep::None;
            by_cl += usize::from(may_be_0);
            assert_eq!(writes, if may_be_0 { FlagSet::NONE } else { touches }, "{inst}");
        });
        assert!(accepted > 50_000 && by_cl > 500, "{accepted}, {by_cl}");
    }

    #[test]
    fn a_rotation_through_carry_leaves_what_its_masked_count_says() {
        let carry_and_overflow = FlagSet::CF.union(FlagSet::OF);
        // rcl al, imm8; rcr ax, imm8; rcl eax, imm8; rcr rax, imm8
        let forms: [(&[u8], u8); 4] =
            [(&[0xc0, 0xd0], 31), (&[0x66, 0xc1, 0xd8], 31), (&[0xc1, 0xd0], 31), (&[0x48, 0xc1, 0xd8], 63)];
        for (opcode, mask) in forms {
            for count in 0..=u8::MAX {
                let inst = decode(&[opcode, &[count]].concat(), GuestAddr(0x1000)).expect("accepted");
                let effect = inst.flag_effect();
                let (touches, undefines) = match count & mask {
                    0 => (FlagSet::NONE, FlagSet::NONE),
                    1 => (carry_and_overflow, FlagSet::NONE),
                    _ => (carry_and_overflow, FlagSet::OF),
                };
                assert_eq!((effect.touches, effect.undefines), (touches, undefines), "{inst}");
                assert_eq!(
                    effect.reads,
                    if count & mask == 0 { FlagSet::NONE } else { FlagSet::CF },
                    "{inst}"
                );
            }
        }
    }

    #[test]
    fn numbers_of_an_instruction_are_those_of_its_operands() {
        each(|bytes| {
            let Ok(inst) = decode(bytes, GuestAddr(0x1000)) else { return };
            let immediates: Vec<u64> = inst
                .operands()
                .filter_map(|o| if let Operand::Imm(value) = o { Some(value) } else { None })
                .collect();
            assert_eq!(inst.immediates().collect::<Vec<_>>(), immediates, "{inst}");
            let fixed = inst.mem().filter(|m| m.base.is_none() && m.index.is_none());
            assert_eq!(inst.fixed_addr(), fixed.map(|m| m.disp), "{inst}");
            assert!(fixed.is_none_or(|m| (m.size != 0) == inst.accesses_memory()), "{inst}");
            let memory = inst.operands().filter(|o| matches!(o, Operand::Mem(_))).count();
            assert_eq!(inst.memory_operand_count() as usize, memory, "{inst}");
        });
    }
}
