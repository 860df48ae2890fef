//! Where an indirect jump or call goes, as far as the code before it says so.
//!
//! Called by [`crate::code`] and [`crate::guess`] for each `jmp` and `call` by a register or memory. The
//! instructions that lead there are followed backwards along the way that the walk came, and then executed
//! forwards on symbols: a [`Value`] is `atom * times + plus`, where an atom stands for something unknown (a
//! register at the start of the way, the content of memory). Comparisons that branches ask about give atoms
//! a range, and so do masks. If the target is then loaded from `table + index * size` and the index has a
//! range, the code states how long the table is. So it is found through copies, spilled registers, `sub`
//! before the comparison or behind it, at every level of optimisation:
//!
//! ```text
//! lea eax, [rdi - 3]            eax = rdi * 1 - 3
//! cmp al, 4 ; ja default        rdi in 3..=7
//! movzx eax, al
//! lea rdx, [rip + table]        rdx = table
//! movsxd rax, [rdx + rax * 4]   rax = atom, loaded from rdi * 4 + table - 12
//! add rax, rdx ; jmp rax        five entries from `table` on, distances from `table`
//! ```
//!
//! The compiler is taken at its word: that upper bits of an index are zero, that a lower bound which nobody
//! asks about is 0, and that memory keeps what was stored until something is called. An index may be within
//! narrower bounds on other ways, never within wider ones that the code itself states; what is stated by one
//! way only finds fewer entries than there are, and [`crate::guess`] guesses at the others.
//!
//! Invariant: all ways together are no longer than a multiple of the text, whatever it holds.

use crate::bitmap;
use crate::code::{Code, FUNCTION, Root, Via};
use echo_abi::decode::Buffer;
use echo_abi::isa::{Cond, Flow, Mem, Op, Operand, Reg, Width};
use echo_abi::{GuestAddr, Inst, ops_of};
use std::collections::BTreeSet;

/// How many instructions a way has, at first and when the table's address has not been seen by then: loops
/// keep it in a register.
const LENGTHS: [usize; 3] = [24, 192, 1536];

/// More entries than this are no table that the code states the length of.
const MOST_ENTRIES: i64 = 1 << 14;

/// Words of memory that are remembered on a way.
const MOST_STORED: usize = 32;

/// How often what has no answer yet is asked for again, when all that was reached by then is known.
const AGAIN: u8 = 3;

/// The indirect jumps and calls of a walk, and what is known of where they go.
pub(crate) struct Dispatches {
    /// Addresses of those that nobody has looked at.
    new: Vec<u32>,
    /// Those that may have more targets than were found: more ways to them can be known by now.
    again: Vec<u32>,
    asked_again: u8,
    /// Tables whose length a mask states, and the jumps that read them.
    masked: Vec<(u32, Table)>,
    /// Tables whose length nothing states, and the jumps that read them.
    endless: Vec<(u32, Table)>,
    /// First entries of all tables.
    starts: BTreeSet<u32>,
    /// How many instructions may still be followed backwards.
    budget: usize,
}

impl Dispatches {
    /// For `len` bytes of text.
    pub(crate) fn new(len: usize) -> Self {
        Self {
            new: Vec::new(),
            again: Vec::new(),
            asked_again: 0,
            masked: Vec::new(),
            endless: Vec::new(),
            starts: BTreeSet::new(),
            budget: len,
        }
    }

    /// Adds the indirect jump or call at `addr`.
    pub(crate) fn add(&mut self, addr: u32) {
        self.new.push(addr);
    }

    /// Where the jumps and calls lead that were added since the last time; tables that a mask bounds come
    /// when there is nothing else, for where they end depends on what else there is. Nothing, when everything
    /// is known.
    pub(crate) fn roots(&mut self, code: &mut Code<'_>) -> Vec<Root> {
        loop {
            let mut roots = Vec::new();
            for jump in std::mem::take(&mut self.new) {
                self.look_at(code, jump, &mut roots);
            }
            if roots.is_empty() {
                for (jump, table) in std::mem::take(&mut self.masked) {
                    self.entries(code, jump, &table, &mut roots);
                }
            }
            if roots.is_empty() && self.asked_again < AGAIN {
                self.asked_again += 1;
                self.new = std::mem::take(&mut self.again);
                self.new.sort_unstable();
                self.new.dedup();
                if !self.new.is_empty() {
                    continue;
                }
            }
            roots.retain(|root| {
                code.position(root.addr).is_some_and(|p| !code.marks.has(p, bitmap::START | bitmap::FOUND))
            });
            roots.sort_unstable();
            roots.dedup_by_key(|root| root.addr);
            if !roots.is_empty() || self.new.is_empty() {
                return roots;
            }
        }
    }

    /// The tables whose length nothing states, which were found since the last time.
    pub(crate) fn endless(&mut self) -> Vec<(u32, Table)> {
        std::mem::take(&mut self.endless)
    }

    /// Whether a table starts at `addr`.
    pub(crate) fn is_start(&self, addr: u32) -> bool {
        self.starts.contains(&addr)
    }

    fn look_at(&mut self, code: &mut Code<'_>, jump: u32, roots: &mut Vec<Root>) {
        let mut buffer = Buffer::new();
        let Ok(inst) = code.decode(jump, &mut buffer) else { return };
        match targets(code, inst, &mut self.budget) {
            None => self.again.push(jump),
            Some(Targets::At(addr)) => {
                self.again.push(jump);
                code.goes_only(jump, addr);
                roots.extend(root(code, jump, addr, Via::Inst(jump)));
            }
            Some(Targets::Table(table)) => {
                let is_new = self.starts.insert(table.start);
                match table.len {
                    None => {
                        self.endless.extend(is_new.then_some((jump, table)));
                        self.again.push(jump);
                    }
                    Some(_) if table.compared => self.entries(code, jump, &table, roots),
                    Some(_) => self.masked.push((jump, table)),
                }
                if table.len == Some(1) {
                    if let Some(target) = table.target(code, table.start) {
                        code.goes_only(jump, target);
                    }
                    // It may be the first entry of many, where the index has been seen at its start only.
                    if inst.fixed_addr().is_none() {
                        self.again.push(jump);
                    }
                }
            }
        }
    }

    /// What the entries of `table` say, up to where it must have ended: at another table, at what is no
    /// address of code, or leads into an instruction.
    fn entries(&self, code: &mut Code<'_>, jump: u32, table: &Table, roots: &mut Vec<Root>) {
        for i in 0..table.len.unwrap_or(0) {
            let Some(at) = table.entry(i) else { break };
            let ends = i > 0 && !table.compared && self.is_start(at);
            let target = table.target(code, at);
            // Of a table of pointers some may be null, or set later.
            if !ends && table.entry == Entry::Quad && target.is_none_or(|to| code.position(to).is_none()) {
                continue;
            }
            let Some(target) = target.filter(|to| !ends && may_start(code, *to)) else { break };
            let via = if table.len == Some(1) { Via::Word(at) } else { Via::Entry(at, i) };
            roots.extend(root(code, jump, target, via));
        }
    }
}

/// Whether an instruction may start at `addr`, for all that is certain.
pub(crate) fn may_start(code: &Code<'_>, addr: u32) -> bool {
    code.position(addr).is_some_and(|p| code.marks.has(p, bitmap::START) || !code.marks.has(p, bitmap::BODY))
}

/// The code at `addr`, to which the jump or call at `jump` leads.
fn root(code: &mut Code<'_>, jump: u32, addr: u32, via: Via) -> Option<Root> {
    let mut buffer = Buffer::new();
    let calls = matches!(code.decode(jump, &mut buffer).ok()?.flow(), Flow::CallIndirect);
    code.position(addr)?;
    Some(Root { addr, via, from: if calls { FUNCTION } else { jump } })
}

/// Where an indirect jump or call may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Targets {
    /// To one address, which the instructions before it contain.
    At(u32),
    /// To what a table says.
    Table(Table),
}

/// A table of targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Table {
    /// Address of the first entry.
    pub start: u32,
    /// How many entries there are; `None` where nothing bounds the index.
    pub len: Option<u32>,
    /// Bytes from one entry to the next.
    pub stride: u32,
    /// What an entry is.
    pub entry: Entry,
    /// Whether a comparison bounds the index. A mask says less: a compiler that knows more makes the table
    /// shorter than `index & 15` would allow.
    pub compared: bool,
}

/// What an entry of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Entry {
    /// An address of 8 bytes.
    Quad,
    /// An address of 4 bytes.
    Long,
    /// A distance of 4 bytes from this address.
    Distance(u32),
}

impl Table {
    /// Address of entry `i`, if it is one.
    pub(crate) fn entry(&self, i: u32) -> Option<u32> {
        (self.len.is_none_or(|len| i < len)).then_some(())?;
        self.start.checked_add(i.checked_mul(self.stride)?)
    }

    /// Where the entry at the address `at` leads to.
    pub(crate) fn target(&self, code: &Code<'_>, at: u32) -> Option<u32> {
        match self.entry {
            Entry::Quad => u32::try_from(u64::from_le_bytes(code.image().read(GuestAddr(at)))).ok(),
            Entry::Long => Some(u32::from_le_bytes(code.image().read(GuestAddr(at)))),
            Entry::Distance(from) => {
                Some(from.wrapping_add_signed(i32::from_le_bytes(code.image().read(GuestAddr(at)))))
            }
        }
    }
}

/// Where the indirect jump or call `inst` goes. `budget` is how many instructions may still be followed
/// backwards; `None` when it is spent, or nothing is known.
fn targets(code: &mut Code<'_>, inst: &Inst, budget: &mut usize) -> Option<Targets> {
    for length in LENGTHS {
        let way = Way::to(code, inst, length.min(*budget));
        *budget -= way.insts.len();
        match way.follow(code, inst) {
            Seen::Targets(targets) => return Some(targets),
            Seen::TooLate if way.insts.len() == length => {}
            Seen::TooLate | Seen::Nothing => return None,
        }
    }
    None
}

/// What a way tells.
enum Seen {
    Targets(Targets),
    /// A longer way may tell more: a register has had its value since before it.
    TooLate,
    Nothing,
}

/// Instructions that are executed one after the other, the first one first.
struct Way {
    insts: Vec<Inst>,
}

impl Way {
    /// The way to `inst`, without it, of at most `length` instructions.
    fn to(code: &mut Code<'_>, inst: &Inst, length: usize) -> Self {
        let mut insts: Vec<Inst> = Vec::with_capacity(length.min(64));
        let mut addr = inst.addr().0;
        while insts.len() < length {
            let Some(before) = code.before(addr) else { break };
            addr = before.addr().0;
            insts.push(before);
        }
        insts.reverse();
        Self { insts }
    }

    fn follow(&self, code: &Code<'_>, last: &Inst) -> Seen {
        let mut state = State::new(code);
        for (i, inst) in self.insts.iter().enumerate() {
            let next = self.insts.get(i + 1).unwrap_or(last);
            if i > 0 && code.has(inst.addr().0, bitmap::TARGET) {
                state.join();
            }
            state.execute(inst, next.addr().0);
        }
        if !self.insts.is_empty() && code.has(last.addr().0, bitmap::TARGET) {
            state.join();
        }
        state.targets(last)
    }
}

/// What is known of a number: `atom * times + plus`, or just `plus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Value {
    atom: Option<usize>,
    times: i64,
    plus: i64,
}

impl Value {
    const fn known(plus: i64) -> Self {
        Self { atom: None, times: 0, plus }
    }

    fn is_known(self) -> Option<i64> {
        self.atom.is_none().then_some(self.plus)
    }

    fn shifted(self, plus: i64) -> Self {
        Self { plus: self.plus.wrapping_add(plus), ..self }
    }

    fn scaled(self, by: i64) -> Self {
        match (self.times.wrapping_mul(by), self.plus.wrapping_mul(by)) {
            (0, plus) => Self::known(plus),
            (times, plus) => Self { times, plus, ..self },
        }
    }

    fn negated(self) -> Self {
        self.scaled(-1)
    }

    /// The sum, where it is of this form.
    fn sum(self, other: Self) -> Option<Self> {
        let plus = self.plus.wrapping_add(other.plus);
        match (self.atom, other.atom) {
            (_, None) => Some(Self { plus, ..self }),
            (None, _) => Some(Self { plus, ..other }),
            (a, b) if a == b => Some(match self.times.wrapping_add(other.times) {
                0 => Self::known(plus),
                times => Self { times, plus, ..self },
            }),
            _ => None,
        }
    }
}

/// Something unknown.
struct Atom {
    origin: Origin,
    /// The least and the greatest it can be, where code says so.
    range: Option<(i64, i64)>,
    /// Whether a comparison says so.
    compared: bool,
}

/// Where an atom comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A register at the start of the way.
    Start,
    /// A sum in which such a register has a part.
    FromStart,
    /// Memory of so many bytes at an address.
    Loaded(Value, u8),
    /// Anything else.
    Computed,
}

/// What is known at a point of the way.
struct State<'c, 'a> {
    code: &'c Code<'a>,
    regs: [Value; 16],
    atoms: Vec<Atom>,
    /// What lies at addresses that are written or read on the way.
    memory: Vec<(Value, Value)>,
    /// What the flags are a comparison of, if they are one.
    compared: Option<(Value, i64)>,
}

impl<'c, 'a> State<'c, 'a> {
    fn new(code: &'c Code<'a>) -> Self {
        let atoms = Reg::ALL.map(|_| Atom { origin: Origin::Start, range: None, compared: false });
        let regs = std::array::from_fn(|atom| Value { atom: Some(atom), times: 1, plus: 0 });
        Self { code, regs, atoms: atoms.into(), memory: Vec::new(), compared: None }
    }

    fn atom(&mut self, origin: Origin, range: Option<(i64, i64)>) -> Value {
        self.atoms.push(Atom { origin, range, compared: false });
        Value { atom: Some(self.atoms.len() - 1), times: 1, plus: 0 }
    }

    fn unknown(&mut self) -> Value {
        self.atom(Origin::Computed, None)
    }

    fn below(&mut self, end: i64) -> Value {
        self.atom(Origin::Computed, Some((0, end - 1)))
    }

    /// Other ways come together with this one: numbers that only it knows are forgotten. Addresses stay, for
    /// loops keep them in registers.
    fn join(&mut self) {
        self.compared = None;
        let is_number = |code: &Code<'_>, value: &Value| {
            value.is_known().is_some_and(|n| u32::try_from(n).map_or(true, |n| !code.is_mapped(n)))
        };
        for i in 0..self.regs.len() {
            if is_number(self.code, &self.regs[i]) {
                self.regs[i] = self.unknown();
            }
        }
        let code = self.code;
        self.memory.retain(|(_, value)| !is_number(code, value));
    }

    fn add(&mut self, a: Value, b: Value) -> Value {
        if let Some(sum) = a.sum(b) {
            return sum;
        }
        let from_start = |value: Value| {
            value.atom.is_some_and(|a| matches!(self.atoms[a].origin, Origin::Start | Origin::FromStart))
        };
        let origin = if from_start(a) || from_start(b) { Origin::FromStart } else { Origin::Computed };
        self.atom(origin, None)
    }

    fn address(&mut self, mem: &Mem) -> Value {
        let base = mem.base.map_or(Value::known(0), |reg| self.regs[reg as usize]);
        let index =
            mem.index.map_or(Value::known(0), |reg| self.regs[reg as usize].scaled(i64::from(mem.scale)));
        self.add(base, index).shifted(mem.disp as i64)
    }

    fn load(&mut self, at: Value, size: u8) -> Value {
        if let Some((_, value)) = self.memory.iter().find(|(addr, _)| *addr == at) {
            return *value;
        }
        let value = self.atom(Origin::Loaded(at, size), None);
        self.remember(at, value);
        value
    }

    fn remember(&mut self, at: Value, value: Value) {
        if self.memory.len() == MOST_STORED {
            self.memory.remove(0);
        }
        self.memory.push((at, value));
    }

    /// Forgets what lies in `size` bytes from `at` on.
    fn overwrite(&mut self, at: Value, size: u8) {
        self.memory.retain(|(addr, _)| {
            let apart = at.plus.wrapping_sub(addr.plus);
            addr.atom != at.atom || addr.times != at.times || apart >= 8 || apart <= -i64::from(size)
        });
    }

    fn read(&mut self, operand: Operand) -> Value {
        match operand {
            Operand::Reg(reg, _) => self.regs[reg as usize],
            Operand::Imm(value) => Value::known(value as i64),
            Operand::Mem(mem) => {
                let at = self.address(&mem);
                self.load(at, mem.size)
            }
            _ => self.unknown(),
        }
    }

    fn write(&mut self, operand: Operand, value: Value) {
        match operand {
            Operand::Reg(reg, width) => {
                self.regs[reg as usize] = match (value.is_known(), width) {
                    (Some(n), Width::B8) => Value::known(n),
                    (Some(n), width) => Value::known(n & width.mask() as i64),
                    (None, _) => value,
                };
            }
            Operand::HighByte(reg) => self.regs[reg as usize] = self.unknown(),
            Operand::Mem(mem) => {
                let at = self.address(&mem);
                self.overwrite(at, mem.size);
                self.remember(at, value);
            }
            _ => {}
        }
    }

    fn push(&mut self, value: Value) {
        let top = self.regs[Reg::Rsp as usize].shifted(-8);
        self.regs[Reg::Rsp as usize] = top;
        self.overwrite(top, 8);
        self.remember(top, value);
    }

    fn pop(&mut self) -> Value {
        let top = self.regs[Reg::Rsp as usize];
        let value = self.load(top, 8);
        self.regs[Reg::Rsp as usize] = top.shifted(8);
        value
    }

    fn forget(&mut self, regs: &[Reg]) {
        for reg in regs {
            self.regs[*reg as usize] = self.unknown();
        }
    }

    /// Executes `inst`, behind which the way goes on at `next`.
    fn execute(&mut self, inst: &Inst, next: u32) {
        use Reg::{R8, R9, R10, R11, Rax, Rcx, Rdi, Rdx, Rsi};
        let compared = self.compared.take();
        let operand = |i: u32| inst.operand(i);
        match inst.op() {
            Op::Mov | Op::Movzx | Op::Movsx => {
                let value = self.read(operand(1));
                self.write(operand(0), value);
                self.compared = compared;
            }
            Op::Lea => {
                let value = inst.mem().map_or(Value::known(0), |mem| self.address(&mem));
                self.write(operand(0), value);
                self.compared = compared;
            }
            Op::Cbw | Op::Cwde | Op::Cdqe => self.compared = compared,
            Op::Cwd | Op::Cdq | Op::Cqo => self.forget(&[Rdx]),
            Op::Nop | Op::Endbr | Op::Prefetch | Op::Fence | Op::Pause => self.compared = compared,
            Op::Xchg => {
                let (a, b) = (self.read(operand(0)), self.read(operand(1)));
                self.write(operand(0), b);
                self.write(operand(1), a);
                self.compared = compared;
            }
            Op::Push => {
                let value = self.read(operand(0));
                self.push(value);
                self.compared = compared;
            }
            Op::Pop => {
                let value = self.pop();
                self.write(operand(0), value);
                self.compared = compared;
            }
            Op::Leave => {
                self.regs[Reg::Rsp as usize] = self.regs[Reg::Rbp as usize];
                self.regs[Reg::Rbp as usize] = self.pop();
            }
            Op::Add => {
                let (a, b) = (self.read(operand(0)), self.read(operand(1)));
                let sum = self.add(a, b);
                self.write(operand(0), sum);
            }
            Op::Sub => {
                let (a, b) = (self.read(operand(0)), self.read(operand(1)));
                let difference = self.add(a, b.negated());
                self.write(operand(0), difference);
                self.compared = b.is_known().map(|n| (a, n));
            }
            Op::Cmp => {
                let (a, b) = (self.read(operand(0)), self.read(operand(1)));
                self.compared = b.is_known().map(|n| (a, n));
            }
            Op::Inc | Op::Dec => {
                let value = self.read(operand(0)).shifted(if inst.op() == Op::Inc { 1 } else { -1 });
                self.write(operand(0), value);
            }
            Op::Xor if operand(0) == operand(1) => self.write(operand(0), Value::known(0)),
            Op::And => {
                let (a, b) = (self.read(operand(0)), self.read(operand(1)));
                let value = match (a.is_known(), b.is_known()) {
                    (Some(a), Some(b)) => Value::known(a & b),
                    // What `movzx` does, too.
                    (None, Some(0xff | 0xffff | 0xffff_ffff)) => a,
                    (None, Some(mask)) if (0..MOST_ENTRIES).contains(&mask) => self.below(mask + 1),
                    _ => self.unknown(),
                };
                self.write(operand(0), value);
            }
            Op::Shl | Op::Shr => self.shift(inst),
            Op::Imul if inst.operand_count() > 1 => {
                let last = inst.operand_count() - 1;
                let (a, b) = (self.read(operand(last - 1)), self.read(operand(last)));
                let product = match (a.is_known(), b.is_known()) {
                    (_, Some(by)) => a.scaled(by),
                    (Some(by), _) => b.scaled(by),
                    _ => self.unknown(),
                };
                self.write(operand(0), product);
            }
            Op::Setcc => {
                let value = self.below(2);
                self.write(operand(0), value);
                self.compared = compared;
            }
            Op::Jcc => {
                self.compared = compared;
                if let (Some((value, n)), Some(cond), Flow::Branch(target)) =
                    (compared, inst.cond(), inst.flow())
                    && target != inst.next()
                {
                    self.learn(value, n, cond, next == target.0);
                }
            }
            Op::Test | Op::Bt => {}
            Op::Call => {
                self.memory.clear();
                self.forget(&[Rax, Rcx, Rdx, Rsi, Rdi, R8, R9, R10, R11]);
            }
            Op::Int => {
                self.memory.clear();
                self.forget(&[Rax]);
            }
            Op::Mul | Op::Imul | Op::Div | Op::Idiv | Op::Cmpxchg8b | Op::Cmpxchg16b => {
                self.forget(&[Rax, Rdx]);
            }
            ops_of!(String) => {
                self.memory.clear();
                self.forget(&[Rax, Rcx, Rsi, Rdi]);
            }
            Op::Xlatb | Op::Lahf => self.forget(&[Rax]),
            Op::Jmp => self.compared = compared,
            _ => self.execute_other(inst),
        }
    }

    /// An instruction of which only matters what it may write: its first two operands, and what a few write
    /// besides.
    fn execute_other(&mut self, inst: &Inst) {
        match inst.op() {
            Op::Cmpxchg => self.forget(&[Reg::Rax]),
            Op::Pcmpestri | Op::Pcmpistri | Op::Loop | Op::Loope | Op::Loopne => self.forget(&[Reg::Rcx]),
            Op::Maskmovdqu => self.memory.clear(),
            Op::Pushf => {
                let flags = self.unknown();
                self.push(flags);
            }
            Op::Popf => {
                self.pop();
            }
            _ => {}
        }
        for operand in inst.operands().take(2) {
            match operand {
                Operand::Reg(..) | Operand::HighByte(_) => {
                    let value = self.unknown();
                    self.write(operand, value);
                }
                Operand::Mem(mem) if mem.size != 0 => {
                    let at = self.address(&mem);
                    self.overwrite(at, mem.size);
                }
                _ => {}
            }
        }
    }

    fn shift(&mut self, inst: &Inst) {
        let place = inst.operand(0);
        let bits = match place {
            Operand::Reg(_, width) => width.bits(),
            _ => 8 * inst.mem().map_or(8, |mem| u32::from(mem.size)),
        };
        let (value, count) = (self.read(place), self.read(inst.operand(1)));
        let count = count.is_known().and_then(|n| u32::try_from(n).ok()).filter(|n| *n < bits);
        let value = match (inst.op(), count) {
            (Op::Shl, Some(count)) => value.scaled(1_i64.wrapping_shl(count)),
            (Op::Shr, Some(count)) if bits - count < 14 => self.below(1 << (bits - count)),
            _ => self.unknown(),
        };
        self.write(place, value);
    }

    /// A branch asked whether `value` is `cond` of `n`, and it was so, or was not.
    fn learn(&mut self, value: Value, n: i64, cond: Cond, taken: bool) {
        let (Some(atom), 1) = (value.atom, value.times) else { return };
        let greatest = match (cond, taken) {
            (Cond::Be | Cond::Le, true) | (Cond::A | Cond::G, false) => Some(n),
            (Cond::B | Cond::L, true) | (Cond::Ae | Cond::Ge, false) => n.checked_sub(1),
            (Cond::E, true) | (Cond::Ne, false) => Some(n),
            _ => return,
        };
        let least = if matches!((cond, taken), (Cond::E, true) | (Cond::Ne, false)) { n } else { 0 };
        let few =
            |greatest: &i64| greatest.checked_sub(least).is_some_and(|n| (0..MOST_ENTRIES).contains(&n));
        let Some(greatest) = greatest.filter(few) else { return };
        let (least, greatest) = (least.wrapping_sub(value.plus), greatest.wrapping_sub(value.plus));
        let atom = &mut self.atoms[atom];
        let (low, high) = atom.range.unwrap_or((i64::MIN, i64::MAX));
        let narrower = (low.max(least), high.min(greatest));
        atom.range = Some(if narrower.0 <= narrower.1 { narrower } else { (least, greatest) });
        atom.compared = true;
    }

    /// Where `inst`, an indirect jump or call, goes.
    fn targets(mut self, inst: &Inst) -> Seen {
        let (at, entry) = match inst.operand(0) {
            Operand::Mem(mem) => (self.address(&mem), Entry::Quad),
            operand => {
                let value = self.read(operand);
                let Some(atom) = value.atom else {
                    return u32::try_from(value.plus)
                        .map_or(Seen::Nothing, |addr| Seen::Targets(Targets::At(addr)));
                };
                match (self.atoms[atom].origin, value.times, u32::try_from(value.plus)) {
                    (Origin::Loaded(at, 8), 1, Ok(0)) => (at, Entry::Quad),
                    (Origin::Loaded(at, 4), 1, Ok(0)) => (at, Entry::Long),
                    (Origin::Loaded(at, 4), 1, Ok(from)) => (at, Entry::Distance(from)),
                    (Origin::Start | Origin::FromStart, ..) => return Seen::TooLate,
                    _ => return Seen::Nothing,
                }
            }
        };
        self.table(at, entry)
    }

    /// The table whose entry at `at` is read.
    fn table(&self, at: Value, entry: Entry) -> Seen {
        let size = if entry == Entry::Quad { 8 } else { 4 };
        let Some(atom) = at.atom else {
            let Ok(start) = u32::try_from(at.plus) else { return Seen::Nothing };
            let table = Table { start, len: Some(1), stride: size, entry, compared: true };
            return Seen::Targets(Targets::Table(table));
        };
        let Atom { origin, range, compared } = self.atoms[atom];
        if origin == Origin::FromStart {
            return Seen::TooLate;
        }
        let stride = u32::try_from(at.times).ok().filter(|s| *s >= size && *s <= 64);
        let Some((stride, plus)) = stride.zip(u32::try_from(at.plus).ok()) else { return Seen::Nothing };
        match range {
            Some((least, greatest)) => {
                let start = i64::from(plus).checked_add(least.saturating_mul(i64::from(stride)));
                let start = start.and_then(|start| u32::try_from(start).ok());
                let len = greatest.checked_sub(least).filter(|n| *n < MOST_ENTRIES);
                match start.zip(len) {
                    Some((start, last)) => Seen::Targets(Targets::Table(Table {
                        start,
                        len: Some(last as u32 + 1),
                        stride,
                        entry,
                        compared,
                    })),
                    None => Seen::Nothing,
                }
            }
            None if self.code.is_mapped(plus) => Seen::Targets(Targets::Table(Table {
                start: plus,
                len: None,
                stride,
                entry,
                compared: false,
            })),
            None if origin == Origin::Start => Seen::TooLate,
            None => Seen::Nothing,
        }
    }
}
