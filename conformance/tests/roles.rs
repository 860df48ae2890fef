//! What the instruction table says an instruction reads and writes, which is derived from one instruction of each form
//! that is made up, against iced's account of many that are encoded: operands that coincide, every addressing mode,
//! prefixes.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_abi::isa::{Access, Operand, Reg, RegSet, VReg, VRegSet};
use echo_abi::{Inst, Op};
use echo_conformance::encode;
use echo_conformance::random::Rng;
use echo_conformance::slot::TextSlot;
use iced_x86::{InstructionInfoFactory, OpAccess, Register, UsedRegister};

fn reads(access: OpAccess) -> bool {
    use OpAccess::{CondRead, Read, ReadCondWrite, ReadWrite};
    matches!(access, Read | CondRead | ReadWrite | ReadCondWrite)
}

fn always_writes(access: OpAccess) -> bool {
    matches!(access, OpAccess::Write | OpAccess::ReadWrite)
}

fn writes(access: OpAccess) -> bool {
    always_writes(access) || matches!(access, OpAccess::CondWrite | OpAccess::ReadCondWrite)
}

fn regs(used: &[UsedRegister], so: impl Fn(OpAccess) -> bool) -> RegSet {
    let used = used.iter().filter(|used| so(used.access())).map(UsedRegister::register);
    used.filter(|register| register.is_gpr()).map(|r| Reg::ALL[r.full_register().number()]).collect()
}

/// Numbers of vector registers.
fn vectors(used: &[UsedRegister], so: impl Fn(OpAccess) -> bool) -> Vec<usize> {
    let used = used.iter().filter(|used| so(used.access())).map(UsedRegister::register);
    let mut all: Vec<usize> = used.filter(|r| r.is_vector_register()).map(Register::number).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether two operands are one register: then iced may know an idiom, such as `xor eax, eax`, which reads nothing.
fn coincide(inst: &Inst) -> bool {
    let is_register = |o: &Operand| !matches!(o, Operand::Mem(_) | Operand::Imm(_) | Operand::Target(_));
    let registers: Vec<Operand> = inst.operands().filter(is_register).collect();
    registers.iter().enumerate().any(|(i, a)| registers[i + 1..].contains(a))
}

/// Where a mask chooses what is accessed, iced takes the access for certain.
fn is_masked(op: Op) -> bool {
    use Op::{Maskmovdqu, Vgatherdd, Vgatherdq, Vgatherqd, Vgatherqq, Vpmaskmovd, Vpmaskmovq};
    matches!(op, Maskmovdqu | Vpmaskmovd | Vpmaskmovq | Vgatherdd | Vgatherdq | Vgatherqd | Vgatherqq)
}

#[test]
fn roles_are_what_iced_says_of_each_instruction() {
    let mut rng = Rng::new(7);
    let mut factory = InstructionInfoFactory::new();
    let (mut instructions, mut idioms) = (0, 0);
    for form in Op::ALL.iter().flat_map(|op| op.forms()) {
        for n in 0..60 {
            let encoding = encode::encode(*form, TextSlot::new(n), &mut rng).expect("every form is encoded");
            let inst = &encoding.inst;
            let ip = u64::from(inst.addr().0);
            let decoded = iced_x86::Decoder::with_ip(64, &encoding.bytes, ip, 0).decode();
            let info = factory.info(&decoded);
            let used = info.used_registers();
            instructions += 1;

            assert_eq!(inst.regs_written(), regs(used, writes), "{form:?} {inst}");
            assert_eq!(inst.regs_always_written(), regs(used, always_writes), "{form:?} {inst}");
            let numbers = |set: VRegSet| set.iter().map(VReg::index).collect::<Vec<_>>();
            assert_eq!(numbers(inst.vectors_written()), vectors(used, writes), "{form:?} {inst}");
            assert_eq!(
                numbers(inst.vectors_always_written()),
                vectors(used, always_writes),
                "{form:?} {inst}"
            );

            let (read, vectors_read) = (regs(used, reads), vectors(used, reads));
            let same = inst.regs_read() == read && numbers(inst.vectors_read()) == vectors_read;
            let more = read.difference(inst.regs_read()).is_empty()
                && vectors_read.iter().all(|n| numbers(inst.vectors_read()).contains(n));
            assert!(same || more && coincide(inst), "{form:?} {inst}: {:?}, {read:?}", inst.regs_read());
            idioms += usize::from(!same);

            for (i, role) in inst.roles().enumerate() {
                let (access, said) = (role.access, info.op_access(i as u32));
                let equal = match said {
                    OpAccess::None => access == Access::None,
                    OpAccess::NoMemAccess => access == Access::Address,
                    OpAccess::Read => access == Access::Read,
                    OpAccess::CondRead => access == Access::MayRead,
                    OpAccess::Write => access == Access::Write,
                    OpAccess::CondWrite => access == Access::MayWrite,
                    OpAccess::ReadWrite => access == Access::ReadWrite,
                    OpAccess::ReadCondWrite => access == Access::ReadMayWrite,
                };
                let masked =
                    is_masked(inst.op()) && (access.reads(), access.writes()) == (reads(said), writes(said));
                assert!(equal || masked || !same, "{form:?} {inst}, operand {i}: {access:?}, {said:?}");
            }
            let memory =
                |so: fn(OpAccess) -> bool| info.used_memory().iter().any(|memory| so(memory.access()));
            assert_eq!(inst.reads_memory(), memory(reads), "{form:?} {inst}");
            assert_eq!(inst.writes_memory(), memory(writes), "{form:?} {inst}");
        }
    }
    assert!(instructions > 90_000 && idioms > 50, "{instructions} instructions, {idioms} idioms");
}
