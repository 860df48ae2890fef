//! [`Symbolic`]: instructions executed one after the other on symbols, to see where an indirect branch behind them takes its target from. Called
//! by [`super`], whose file says what for.

use super::affine::Affine;
use super::table::{EntryEncoding, JumpTable, Targets};
use echo_abi::isa::{Cond, Flow, Mem, Op, Operand, Reg, RegSet, Width};
use echo_abi::{GuestAddr, Image, Inst};

/// More entries than this are no table that the code states the length of.
const MOST_ENTRIES: i64 = 1 << 14;

/// Words of memory that are remembered on a way.
const MOST_STORED: usize = 32;

/// Registers that a function need not preserve (System V ABI, 3.2.3).
const LOST_IN_CALLS: RegSet = {
    use Reg::{R8, R9, R10, R11, Rax, Rcx, Rdi, Rdx, Rsi};
    RegSet::of(&[Rax, Rcx, Rdx, Rsi, Rdi, R8, R9, R10, R11])
};

/// What a way tells of the branch behind it.
pub(super) enum Seen {
    /// Where it goes.
    Targets(Targets),
    /// A longer way may tell more: a register has had its value since before it.
    TooLate,
    /// Nothing that is known.
    Nothing,
}

/// Something unknown.
struct Atom {
    origin: AtomOrigin,
    /// The least and the greatest it can be, where code says so.
    range: Option<(i64, i64)>,
    /// Whether a comparison says so.
    compared: bool,
}

/// Where an atom comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AtomOrigin {
    /// A register at the start of the way.
    Start,
    /// A sum in which such a register has a part.
    FromStart,
    /// Memory of so many bytes at an address.
    Loaded(Affine, u8),
    /// Anything else.
    Computed,
}

/// What is known at a point of the way.
pub(super) struct Symbolic<'a> {
    image: &'a Image,
    regs: [Affine; 16],
    atoms: Vec<Atom>,
    /// What lies at addresses that are written or read on the way.
    memory: Vec<(Affine, Affine)>,
    /// What the flags are a comparison of, if they are one.
    compared: Option<(Affine, i64)>,
}

impl<'a> Symbolic<'a> {
    /// The start of a way: every register is an unknown of its own.
    pub fn new(image: &'a Image) -> Self {
        let atoms = Reg::ALL.map(|_| Atom { origin: AtomOrigin::Start, range: None, compared: false });
        let regs = std::array::from_fn(Affine::unknown);
        Self { image, regs, atoms: atoms.into(), memory: Vec::new(), compared: None }
    }

    fn atom(&mut self, origin: AtomOrigin, range: Option<(i64, i64)>) -> Affine {
        self.atoms.push(Atom { origin, range, compared: false });
        Affine::unknown(self.atoms.len() - 1)
    }

    fn unknown(&mut self) -> Affine {
        self.atom(AtomOrigin::Computed, None)
    }

    fn below(&mut self, end: i64) -> Affine {
        self.atom(AtomOrigin::Computed, Some((0, end - 1)))
    }

    /// Other ways come together with this one: numbers that only it knows are forgotten. Addresses stay, for
    /// loops keep them in registers.
    pub fn join(&mut self) {
        self.compared = None;
        let image = self.image;
        let is_number = |value: &Affine| {
            value
                .to_known()
                .is_some_and(|n| u32::try_from(n).map_or(true, |n| image.segment_at(GuestAddr(n)).is_none()))
        };
        for i in 0..self.regs.len() {
            if is_number(&self.regs[i]) {
                self.regs[i] = self.unknown();
            }
        }
        self.memory.retain(|(_, value)| !is_number(value));
    }

    fn add(&mut self, a: Affine, b: Affine) -> Affine {
        if let Some(sum) = a.sum(b) {
            return sum;
        }
        let from_start = |value: Affine| {
            value
                .atom
                .is_some_and(|a| matches!(self.atoms[a].origin, AtomOrigin::Start | AtomOrigin::FromStart))
        };
        let origin =
            if from_start(a) || from_start(b) { AtomOrigin::FromStart } else { AtomOrigin::Computed };
        self.atom(origin, None)
    }

    fn address(&mut self, mem: &Mem) -> Affine {
        let base = mem.base.map_or(Affine::known(0), |reg| self.regs[reg as usize]);
        let index =
            mem.index.map_or(Affine::known(0), |reg| self.regs[reg as usize].scaled(i64::from(mem.scale)));
        self.add(base, index).shifted(mem.disp as i64)
    }

    fn load(&mut self, at: Affine, size: u8) -> Affine {
        if let Some((_, value)) = self.memory.iter().find(|(addr, _)| *addr == at) {
            return *value;
        }
        let value = self.atom(AtomOrigin::Loaded(at, size), None);
        self.remember(at, value);
        value
    }

    fn remember(&mut self, at: Affine, value: Affine) {
        if self.memory.len() == MOST_STORED {
            self.memory.remove(0);
        }
        self.memory.push((at, value));
    }

    /// Forgets what lies in `size` bytes from `at` on.
    fn overwrite(&mut self, at: Affine, size: u8) {
        self.memory.retain(|(addr, _)| {
            let apart = at.plus.wrapping_sub(addr.plus);
            addr.atom != at.atom || addr.times != at.times || apart >= 8 || apart <= -i64::from(size)
        });
    }

    fn read(&mut self, operand: Operand) -> Affine {
        match operand {
            Operand::Reg(reg, _) => self.regs[reg as usize],
            Operand::Imm(value) => Affine::known(value as i64),
            Operand::Mem(mem) => {
                let at = self.address(&mem);
                self.load(at, mem.size)
            }
            _ => self.unknown(),
        }
    }

    fn write(&mut self, operand: Operand, value: Affine) {
        match operand {
            Operand::Reg(reg, width) => {
                self.regs[reg as usize] = match (value.to_known(), width) {
                    (Some(n), Width::B8) => Affine::known(n),
                    (Some(n), width) => Affine::known(n & width.mask() as i64),
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

    fn push(&mut self, value: Affine) {
        let top = self.regs[Reg::Rsp as usize].shifted(-8);
        self.regs[Reg::Rsp as usize] = top;
        self.overwrite(top, 8);
        self.remember(top, value);
    }

    fn pop(&mut self) -> Affine {
        let top = self.regs[Reg::Rsp as usize];
        let value = self.load(top, 8);
        self.regs[Reg::Rsp as usize] = top.shifted(8);
        value
    }

    fn forget(&mut self, regs: RegSet) {
        for reg in regs.iter() {
            self.regs[reg as usize] = self.unknown();
        }
    }

    /// Executes `inst`, behind which the way goes on at `next`.
    pub fn execute(&mut self, inst: &Inst, next: GuestAddr) {
        let compared = self.compared.take();
        match inst.op() {
            Op::Mov | Op::Movzx | Op::Movsx | Op::Lea | Op::Xchg | Op::Push | Op::Pop | Op::Setcc => {
                self.transfer(inst);
                self.compared = compared;
            }
            Op::Cbw
            | Op::Cwde
            | Op::Cdqe
            | Op::Nop
            | Op::Endbr
            | Op::Prefetch
            | Op::Fence
            | Op::Pause
            | Op::Jmp => self.compared = compared,
            Op::Add | Op::Sub | Op::Cmp | Op::Inc | Op::Dec | Op::And => self.compute(inst),
            Op::Shl | Op::Shr => self.shift(inst),
            Op::Imul if inst.operand_count() > 1 => self.multiply(inst),
            Op::Xor if inst.operand(0) == inst.operand(1) => self.write(inst.operand(0), Affine::known(0)),
            Op::Test | Op::Bt => {}
            Op::Leave => {
                self.regs[Reg::Rsp as usize] = self.regs[Reg::Rbp as usize];
                self.regs[Reg::Rbp as usize] = self.pop();
            }
            Op::Jcc => {
                self.compared = compared;
                if let (Some((value, n)), Some(cond), Flow::Branch(target)) =
                    (compared, inst.cond(), inst.flow())
                    && target != inst.next()
                {
                    self.learn(value, n, cond, next == target);
                }
            }
            _ => self.clobber(inst),
        }
    }

    /// Executes an instruction that only moves what there is, and leaves the flags alone.
    fn transfer(&mut self, inst: &Inst) {
        let to = inst.operand(0);
        match inst.op() {
            Op::Lea => {
                let value = inst.mem().map_or(Affine::known(0), |mem| self.address(&mem));
                self.write(to, value);
            }
            Op::Xchg => {
                let (a, b) = (self.read(to), self.read(inst.operand(1)));
                self.write(to, b);
                self.write(inst.operand(1), a);
            }
            Op::Push => {
                let value = self.read(to);
                self.push(value);
            }
            Op::Pop => {
                let value = self.pop();
                self.write(to, value);
            }
            Op::Setcc => {
                let value = self.below(2);
                self.write(to, value);
            }
            _ => {
                let value = self.read(inst.operand(1));
                self.write(to, value);
            }
        }
    }

    /// Executes a sum, a difference, a comparison or a mask.
    fn compute(&mut self, inst: &Inst) {
        let to = inst.operand(0);
        let a = self.read(to);
        if matches!(inst.op(), Op::Inc | Op::Dec) {
            return self.write(to, a.shifted(if inst.op() == Op::Inc { 1 } else { -1 }));
        }
        let b = self.read(inst.operand(1));
        if matches!(inst.op(), Op::Sub | Op::Cmp) {
            self.compared = b.to_known().map(|n| (a, n));
        }
        let value = match inst.op() {
            Op::Cmp => return,
            Op::Add => self.add(a, b),
            Op::Sub => self.add(a, b.negated()),
            _ => match (a.to_known(), b.to_known()) {
                (Some(a), Some(b)) => Affine::known(a & b),
                // What `movzx` does, too.
                (None, Some(0xff | 0xffff | 0xffff_ffff)) => a,
                (None, Some(mask)) if (0..MOST_ENTRIES).contains(&mask) => self.below(mask + 1),
                _ => self.unknown(),
            },
        };
        self.write(to, value);
    }

    /// Executes an `imul` of two or three operands.
    fn multiply(&mut self, inst: &Inst) {
        let last = inst.operand_count() - 1;
        let (a, b) = (self.read(inst.operand(last - 1)), self.read(inst.operand(last)));
        let product = match (a.to_known(), b.to_known()) {
            (_, Some(by)) => a.scaled(by),
            (Some(by), _) => b.scaled(by),
            _ => self.unknown(),
        };
        self.write(inst.operand(0), product);
    }

    /// Forgets what an instruction writes whose result is of no interest.
    fn clobber(&mut self, inst: &Inst) {
        match inst.op() {
            Op::Call => {
                self.memory.clear();
                return self.forget(LOST_IN_CALLS);
            }
            Op::Int => {
                self.memory.clear();
                return self.forget(RegSet::of(&[Reg::Rax]));
            }
            Op::Pushf => {
                let flags = self.unknown();
                return self.push(flags);
            }
            Op::Popf => {
                self.pop();
                return;
            }
            _ => {}
        }
        if inst.implicit().memory.writes() {
            self.memory.clear();
        }
        // Memory first: its address is of the registers as they were.
        for (operand, role) in inst.operands().zip(inst.roles()) {
            if let Operand::Mem(mem) = operand
                && role.access.writes()
            {
                let at = self.address(&mem);
                self.overwrite(at, mem.size);
            }
        }
        self.forget(inst.regs_written());
    }

    fn shift(&mut self, inst: &Inst) {
        let place = inst.operand(0);
        let bits = match place {
            Operand::Reg(_, width) => width.bits(),
            _ => 8 * inst.mem().map_or(8, |mem| u32::from(mem.size)),
        };
        let (value, count) = (self.read(place), self.read(inst.operand(1)));
        let count = count.to_known().and_then(|n| u32::try_from(n).ok()).filter(|n| *n < bits);
        let value = match (inst.op(), count) {
            (Op::Shl, Some(count)) => value.scaled(1_i64.wrapping_shl(count)),
            (Op::Shr, Some(count)) if bits - count < 14 => self.below(1 << (bits - count)),
            _ => self.unknown(),
        };
        self.write(place, value);
    }

    /// A branch asked whether `value` is `cond` of `n`, and it was so, or was not.
    fn learn(&mut self, value: Affine, n: i64, cond: Cond, taken: bool) {
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
    pub fn targets(mut self, inst: &Inst) -> Seen {
        use EntryEncoding::{Distance, Long, Quad};
        let (at, encoding) = match inst.operand(0) {
            Operand::Mem(mem) => (self.address(&mem), Quad),
            operand => {
                let value = self.read(operand);
                let plus = u32::try_from(value.plus);
                let Some(atom) = value.atom else {
                    return plus.map_or(Seen::Nothing, |addr| Seen::Targets(Targets::At(GuestAddr(addr))));
                };
                match (self.atoms[atom].origin, value.times, plus) {
                    (AtomOrigin::Loaded(at, 8), 1, Ok(0)) => (at, Quad),
                    (AtomOrigin::Loaded(at, 4), 1, Ok(0)) => (at, Long),
                    (AtomOrigin::Loaded(at, 4), 1, Ok(from)) => (at, Distance(GuestAddr(from))),
                    (AtomOrigin::Start | AtomOrigin::FromStart, ..) => return Seen::TooLate,
                    _ => return Seen::Nothing,
                }
            }
        };
        self.table(at, encoding)
    }

    /// The table whose entry at `at` is read.
    fn table(&self, at: Affine, encoding: EntryEncoding) -> Seen {
        let size = encoding.size();
        let seen = |start, len, stride, compared| {
            let start = GuestAddr(start);
            Seen::Targets(Targets::Table(JumpTable { start, len, stride, encoding, compared }))
        };
        let Some(atom) = at.atom else {
            return u32::try_from(at.plus).map_or(Seen::Nothing, |start| seen(start, Some(1), size, true));
        };
        let Atom { origin, range, compared } = self.atoms[atom];
        if origin == AtomOrigin::FromStart {
            return Seen::TooLate;
        }
        let stride = u32::try_from(at.times).ok().filter(|stride| (size..=64).contains(stride));
        let Some((stride, plus)) = stride.zip(u32::try_from(at.plus).ok()) else { return Seen::Nothing };
        match range {
            Some((least, greatest)) => {
                let start = i64::from(plus).checked_add(least.saturating_mul(i64::from(stride)));
                let start = start.and_then(|start| u32::try_from(start).ok());
                let last = greatest.checked_sub(least).filter(|n| *n < MOST_ENTRIES);
                start.zip(last).map_or(Seen::Nothing, |(start, last)| {
                    seen(start, Some(last as u32 + 1), stride, compared)
                })
            }
            None if self.image.segment_at(GuestAddr(plus)).is_some() => seen(plus, None, stride, false),
            None if origin == AtomOrigin::Start => Seen::TooLate,
            None => Seen::Nothing,
        }
    }
}
