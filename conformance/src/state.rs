//! States to start from: registers, flags, vectors and memory that suit an encoding, so that its operands lie
//! where there is memory (mostly) and its values are where things go wrong.

use crate::encode::{Encoding, MemoryAccess};
use crate::random::Rng;
use crate::slot::TextSlot;
use crate::window::{self, CONST, CONST_SIZE, DATA, DATA_SIZE, PAGE, STACK, STACK_SIZE};
use echo_abi::isa::{FlagSet, Flow, Operand, Reg, Rep, Width};
use echo_abi::{Class, Form, Op};

/// Registers, flags and rip, of either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CpuState {
    /// General registers, by the manual's number.
    pub regs: [u64; 16],
    /// Vector registers, least significant byte first.
    pub vectors: [[u8; 32]; 16],
    /// Status flags and DF, at the manual's positions.
    pub flags: u16,
    /// Address of the next instruction.
    pub rip: u32,
}

/// A state, and memory that goes with it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The state.
    pub state: CpuState,
    /// Memory contents by address, in writable memory.
    pub memory: Vec<(u32, Vec<u8>)>,
}

/// The flags that both sides show: AF is never set in the machine, for only lahf and pushf could see it.
#[must_use]
pub const fn shown(flags: u16) -> u16 {
    flags & (FlagSet::STATUS.0 | FlagSet::DF.0) & !FlagSet::AF.0
}

const RSP: usize = Reg::Rsp as usize;
const RAX: usize = Reg::Rax as usize;
const RCX: usize = Reg::Rcx as usize;
const RDX: usize = Reg::Rdx as usize;

/// A random case for an encoding. `None` where it would jump to where the contents of constants say, which
/// may be anywhere, and where processors differ: two operands that both fault (which of them is named is
/// nobody's promise), and a misaligned operand of a SHA instruction, which Intel's manual (exceptions type 4)
/// and the machine refuse and AMD's processors take.
#[must_use]
pub fn generate(encoding: &Encoding, rng: &mut Rng) -> Option<Case> {
    let mut state = CpuState {
        regs: std::array::from_fn(|_| rng.int()),
        vectors: [[0; 32]; 16],
        flags: shown(rng.bits() as u16) & !FlagSet::DF.0,
        rip: encoding.inst.addr().0,
    };
    if rng.chance(25) {
        state.flags |= FlagSet::DF.0;
    }
    for vector in &mut state.vectors {
        rng.lanes(vector);
    }
    // Equal operands are an edge of their own.
    if rng.chance(25) {
        let from = rng.below(16) as usize;
        let to = rng.below(16) as usize;
        state.regs[to] = state.regs[from];
        state.vectors[to] = state.vectors[from];
    }
    state.regs[RSP] = u64::from(match rng.below(40) {
        0 => STACK,
        1 => STACK + rng.below(16),
        2 => STACK + STACK_SIZE - rng.below(16),
        3 | 4 => STACK + PAGE - 8 + rng.below(16),
        5..=7 => STACK + 512 + rng.below(STACK_SIZE - 1024),
        _ => STACK + 512 + 8 * rng.below((STACK_SIZE - 1024) / 8),
    });
    let mut case = Case { state, memory: Vec::new() };
    case.suit_operation(encoding, rng);
    for access in &encoding.accesses {
        case.place(encoding, access, rng);
    }
    case.suit_memory(encoding, rng);
    (case.jumps_safely(encoding) && case.vendors_agree(encoding)).then_some(case)
}

impl Case {
    /// Values in registers that the operation is about.
    fn suit_operation(&mut self, encoding: &Encoding, rng: &mut Rng) {
        let inst = &encoding.inst;
        let regs = &mut self.state.regs;
        match inst.op() {
            op if op.class() == Class::Divide => {
                // Random dividends overflow nearly always.
                let width = inst.width().unwrap_or(Width::B8);
                let negative = op == Op::Idiv && rng.chance(50);
                if rng.chance(60) {
                    let low = if rng.chance(50) {
                        u64::from(rng.below(5000))
                    } else {
                        regs[RAX] & (width.mask() >> 1)
                    };
                    let low = if negative { low.wrapping_neg() } else { low };
                    let high = if negative { u64::MAX } else { 0 };
                    if width == Width::B1 {
                        regs[RAX] = (regs[RAX] & !0xffff) | (low & 0xff) | (high & 0xff) << 8;
                    } else {
                        regs[RAX] = (regs[RAX] & !width.mask()) | (low & width.mask());
                        regs[RDX] = (regs[RDX] & !width.mask()) | (high & width.mask());
                    }
                } else if rng.chance(60) {
                    regs[RDX] = (regs[RDX] & !width.mask()) | u64::from(rng.below(40));
                }
            }
            op if op.is_shift() && rng.chance(75) => {
                let edge = rng.pick(&[0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65]);
                let count = if rng.chance(50) { edge } else { rng.below(68) };
                regs[RCX] = (regs[RCX] & !0xff) | u64::from(count);
            }
            Op::Bt | Op::Bts | Op::Btr | Op::Btc => {
                if let (Operand::Mem(_), Operand::Reg(reg, width)) = (inst.operand(0), inst.operand(1))
                    && reg != Reg::Rsp
                {
                    // Bits around the operand, in both directions; within the page, for what lies further is
                    // not ours.
                    let offset = i64::from(rng.below(1 << 14)) - (1 << 13);
                    let old = regs[reg as usize];
                    regs[reg as usize] = (old & !width.mask()) | (offset as u64 & width.mask());
                }
            }
            Op::Loop | Op::Loope | Op::Loopne | Op::Jrcxz if rng.chance(70) => {
                let garbage = rng.pick(&[0, 0, 1 << 32, 0xdead_beef << 32]);
                regs[RCX] = u64::from(rng.below(3)) | garbage;
            }
            _ if inst.rep() != Rep::None => {
                regs[RCX] = match rng.below(10) {
                    0 => 0,
                    1 => 1,
                    2 => u64::from(rng.below(150)),
                    _ => u64::from(rng.below(24)),
                };
                if rng.chance(2) {
                    regs[RCX] = 100_000; // into unmapped memory
                }
            }
            _ => {}
        }
        if inst.flow().is_indirect()
            && let Operand::Reg(reg, _) = inst.operand(0)
            && reg != Reg::Rsp
        {
            regs[reg as usize] = u64::from(target(rng));
        }
    }

    /// Makes an access go to a place that [`whereabouts`] chose, and fills it.
    fn place(&mut self, encoding: &Encoding, access: &MemoryAccess, rng: &mut Rng) {
        let op = encoding.inst.op();
        let string = op.is_string();
        let wanted = if access.lanes.is_some()
            || string && rng.chance(85)
            || matches!(op, Op::Bt | Op::Bts | Op::Btr | Op::Btc)
            || op == Op::Maskmovdqu
        {
            // Room on both sides.
            DATA + 2048 + rng.below(DATA_SIZE - 4096)
        } else {
            whereabouts(access.size.max(1), rng)
        };
        if let Some(lanes) = access.lanes {
            // A gather that faults may have done any part of its work; so every lane lies where there is
            // memory.
            for n in 0..lanes.count {
                let index = (i64::from(rng.below(128)) - 64).to_le_bytes();
                let at = n * lanes.size;
                self.state.vectors[lanes.register][at..at + lanes.size].copy_from_slice(&index[..lanes.size]);
            }
        }
        let regs = &mut self.state.regs;
        let fixed = |reg: Reg| reg == Reg::Rsp;
        if let Some((index, mask)) = access.index {
            if access.base.is_some() && !fixed(index) && access.base != Some(index) && mask > 0xff {
                // Small, so that the base stays an address; sometimes any.
                let value = if rng.chance(70) || access.base.is_some_and(fixed) {
                    u64::from(rng.below(24))
                } else {
                    u64::from(rng.bits() as i32 as u32 >> 2)
                };
                regs[index as usize] = value;
            }
            let scaled = (regs[index as usize] & mask).wrapping_mul(access.scale);
            match access.base {
                Some(base) if base == index => {
                    regs[base as usize] = u64::from(wanted).wrapping_sub(access.disp) / (access.scale + 1);
                    if access.narrow {
                        let sum = u64::from((wanted).wrapping_sub(access.disp as u32));
                        regs[base as usize] = sum / (access.scale + 1);
                    }
                }
                Some(base) if !fixed(base) => set_address(regs, base, wanted, access, scaled, rng),
                Some(_) => {}
                None if !fixed(index) => {
                    let sum = if access.narrow {
                        u64::from(wanted.wrapping_sub(access.disp as u32))
                    } else {
                        u64::from(wanted).wrapping_sub(access.disp)
                    };
                    regs[index as usize] = (sum as i64 / access.scale as i64) as u64;
                }
                None => {}
            }
        } else if let Some(base) = access.base
            && !fixed(base)
        {
            set_address(regs, base, wanted, access, 0, rng);
        }
    }

    /// Where an access goes, now that the registers are what they are.
    fn address(&self, access: &MemoryAccess) -> u32 {
        let reg = |r: Reg| self.state.regs[r as usize];
        let index = access.index.map_or(0, |(r, mask)| (reg(r) & mask).wrapping_mul(access.scale));
        (access.base.map_or(0, reg).wrapping_add(index).wrapping_add(access.disp)) as u32
    }

    /// Memory that the operation is about. Runs last: addresses are settled.
    fn suit_memory(&mut self, encoding: &Encoding, rng: &mut Rng) {
        let inst = &encoding.inst;
        let string = inst.op().is_string();
        let alike = string && rng.chance(85);
        let pattern = rng.int();
        for access in &encoding.accesses {
            let addr = self.address(access);
            let (addr, len) = if string { (addr.wrapping_sub(256), 512) } else { (addr, access.size) };
            let mut bytes = vec![0; len as usize];
            if alike {
                // Long runs of equal elements, with an exception somewhere.
                let element = if inst.op() == Op::Scas { self.state.regs[RAX] } else { pattern };
                let width = access.size.max(1) as usize;
                bytes
                    .chunks_mut(width)
                    .for_each(|lane| lane.copy_from_slice(&element.to_le_bytes()[..lane.len()]));
                // Elements count from the address, which is 256 bytes in.
                if rng.chance(80) {
                    let at = 256_usize.saturating_add_signed(rng.below(200) as isize - 100);
                    bytes[at] ^= 1 << rng.below(8);
                }
                if inst.rep() == Rep::Repne && rng.chance(80) {
                    bytes.iter_mut().take(256 + rng.below(60) as usize).for_each(|b| *b = !*b);
                }
            } else if rng.chance(20) {
                let vector = rng.pick(&self.state.vectors);
                bytes.iter_mut().zip(vector.iter().cycle()).for_each(|(to, from)| *to = *from);
            } else if len <= 8 && rng.chance(25) {
                let value = if rng.chance(50) { self.state.regs[RAX] } else { rng.pick(&self.state.regs) };
                bytes.copy_from_slice(&value.to_le_bytes()[..len as usize]);
            } else {
                rng.lanes(&mut bytes);
            }
            match inst.op() {
                Op::Cmpxchg8b if rng.chance(60) => {
                    let value = (self.state.regs[RDX] << 32) | (self.state.regs[RAX] & 0xffff_ffff);
                    bytes.copy_from_slice(&value.to_le_bytes());
                }
                Op::Cmpxchg16b if rng.chance(60) => {
                    bytes[..8].copy_from_slice(&self.state.regs[RAX].to_le_bytes());
                    bytes[8..].copy_from_slice(&self.state.regs[RDX].to_le_bytes());
                }
                // TF, NT and AC are the harness's own business.
                Op::Popf => bytes.copy_from_slice(&(rng.bits() & 0x20_3ed7).to_le_bytes()),
                Op::Ret => bytes.copy_from_slice(&u64::from(target(rng)).to_le_bytes()),
                _ => {}
            }
            if inst.flow().is_indirect() {
                if is_push(access) {
                    continue;
                }
                bytes.copy_from_slice(&u64::from(target(rng)).to_le_bytes());
            }
            self.fill(addr, &bytes);
        }
    }

    /// Whether no SHA instruction meets a misaligned operand, and at most one operand faults.
    fn vendors_agree(&self, encoding: &Encoding) -> bool {
        let accessible = |access: &&MemoryAccess| window::is_readable(self.address(access), access.size);
        let faults = encoding.accesses.len() - encoding.accesses.iter().filter(accessible).count();
        let aligned = encoding.accesses.iter().all(|access| self.address(access).is_multiple_of(16));
        faults <= 1 && (aligned || !is_sha(encoding.inst.form()))
    }

    /// Whether a jump through memory goes to an address of ours, or faults before.
    fn jumps_safely(&self, encoding: &Encoding) -> bool {
        !(encoding.inst.flow().is_indirect() || encoding.inst.flow() == Flow::Return)
            || encoding.accesses.iter().filter(|access| !is_push(access)).all(|access| {
                let addr = self.address(access);
                window::is_writable(addr, access.size) || !window::is_readable(addr, access.size)
            })
    }

    /// Adds memory contents, as far as they are writable memory.
    fn fill(&mut self, addr: u32, bytes: &[u8]) {
        for (start, len) in window::WRITABLE {
            let from = addr.max(start);
            let to = (u64::from(addr) + bytes.len() as u64).min(u64::from(start + len)) as u32;
            if from < to {
                self.memory.push((from, bytes[(from - addr) as usize..(to - addr) as usize].to_vec()));
            }
        }
    }
}

/// Whether a form is of the SHA extension.
#[must_use]
pub fn is_sha(form: Form) -> bool {
    form.cpuid_features().contains(&iced_x86::CpuidFeature::SHA)
}

/// Whether an access is that of `call` to the stack.
fn is_push(access: &MemoryAccess) -> bool {
    access.base == Some(Reg::Rsp) && access.index.is_none() && access.disp == 8_u64.wrapping_neg()
}

/// Sets a base register so that the access goes to `wanted`.
fn set_address(
    regs: &mut [u64; 16],
    base: Reg,
    wanted: u32,
    access: &MemoryAccess,
    scaled: u64,
    rng: &mut Rng,
) {
    let value = u64::from(wanted).wrapping_sub(access.disp).wrapping_sub(scaled);
    regs[base as usize] = if access.narrow { (value & 0xffff_ffff) | (rng.bits() << 32) } else { value };
}

/// A target for an indirect jump: a pad, rarely what is no code.
fn target(rng: &mut Rng) -> u32 {
    if rng.chance(3) {
        rng.pick(&[DATA, CONST + 16, 0x3000_0000, 0x10])
    } else {
        TextSlot::random(rng).pad(rng)
    }
}

/// An address for an operand of `size` bytes: aligned, unaligned, across pages, across the end of what may be
/// written or read, nowhere.
fn whereabouts(size: u32, rng: &mut Rng) -> u32 {
    let part = 1 + rng.below(size.max(2) - 1);
    match rng.below(100) {
        0..=44 => DATA + 32 * rng.below(DATA_SIZE / 32 - 2),
        45..=64 => DATA + rng.below(DATA_SIZE - size),
        65..=76 => DATA + PAGE * (1 + rng.below(2)) - part,
        77..=80 => CONST + 32 * rng.below(CONST_SIZE / 32 - 2),
        81 | 82 => CONST + rng.below(CONST_SIZE - size),
        83 => CONST - part,
        84 => CONST + CONST_SIZE - part,
        85 => DATA - part,
        86 => 0x3000_0000 + rng.below(1 << 20),
        87 => rng.below(4096),
        88 => STACK - part,
        89 => STACK + STACK_SIZE - part,
        90..=93 => STACK + rng.below(STACK_SIZE - size),
        _ => STACK + 32 * rng.below(STACK_SIZE / 32 - 2),
    }
}
