//! The few instructions that all code shares, at the start of every [`CodeArea`](crate::CodeArea): indirect jumps,
//! and returns that do not find their way; and the [`Dispatch`], which code repeats where it jumps indirectly.
//!
//! They are written here byte by byte, are known to the verifier by their bytes, and are the only code that jumps by a
//! register's worth of address: to an entry of the table of targets, which [`CodeArea`](crate::CodeArea) alone writes.

use crate::context::{CodeContext, Slot, from_gs};
use crate::trampoline;
use std::mem::offset_of;

/// A stub that code jumps to or calls; its number of bytes from the start of the area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Stub {
    /// Leaves with [`Left::Indirect`](crate::Left::Indirect).
    Miss = 0,
    /// Jumps to the code of the guest address in the low half of the [place](crate::Below) with number 3. All registers
    /// stay, but for rax, which is in the first place; the status flags do not. What is to be passed on lies in the place
    /// [`Dispatch::PASSED`]. Where there is no code, it leaves, with rax what it was.
    Indirect = 0x20,
    /// Jumps to the code of the guest address in the four bytes that lie eight below the guest's rsp (r14): where a return
    /// did not come from the call that its address was pushed by. 0 is passed on in the place [`Dispatch::PASSED`]. Leaves with
    /// [`Left::Return`](crate::Left::Return) if that address is 0.
    Mismatch = 0x60,
    /// What lies at the top of the stack of code: a return without a call.
    Underflow = 0xa0,
}

impl Stub {
    pub(crate) const ALL: [Stub; 4] = [Stub::Miss, Stub::Indirect, Stub::Mismatch, Stub::Underflow];

    /// Where the stub lies from the start of an area, in bytes.
    #[must_use]
    pub const fn offset(self) -> u32 {
        self as u32
    }
}

/// Bytes of all stubs; code lies behind them.
pub(crate) const SIZE: usize = 0xb0;

/// The number of the exit by which [`Stub::Miss`] leaves.
pub(crate) const MISS: u32 = u32::MAX;
/// The number of the exit by which [`Stub::Mismatch`] leaves where the address is 0.
pub(crate) const RETURN: u32 = u32::MAX - 1;

/// The place below the stack of code where an indirect jump's target lies.
pub(crate) const TARGET: usize = 3;

/// An indirect jump or call: with a guest address in the low half of rax, and 0 in the other, it goes to the target of that
/// address; where there is none, to wherever the holes lead. It changes rax and the status flags. What rax was lies in the first
/// place before a jump, and in the second before a call, whose return address comes before it. So does what is passed on to the
/// target, as far behind them: code's flags, since the processor's are lost.
#[derive(Clone, Copy, Debug)]
pub struct Dispatch {
    jump: [u8; Dispatch::LEN],
}

impl Dispatch {
    /// Its first byte: `sub eax, n`.
    pub(crate) const FIRST: u8 = 0x2d;
    /// The number of the place in which code at a target finds what was passed on; before a call, it is in the next one.
    pub const PASSED: u8 = 2;
    /// Bytes of it.
    pub const LEN: usize = 43;
    /// Where the distances to code for addresses without target lie, from behind each, in four bytes.
    pub const HOLES: [usize; 2] = [12, 37];
    /// What code at a target begins with: `mov rax, [rsp - 8]`. Its own address is in rax there, and what rax was in the first
    /// place.
    pub const TAKE_BACK: [u8; 5] = load_first_place(RAX);

    /// For the addresses from `start` on, `len` of them.
    pub(crate) fn new(start: u32, len: u32) -> Self {
        let mut code = Code(Vec::new());
        code.bytes(&[Self::FIRST]).bytes(&start.to_le_bytes()); // sub eax, start
        code.bytes(&[0x3d]).bytes(&len.to_le_bytes()); // cmp eax, len
        code.bytes(&[0x0f, 0x83, 0, 0, 0, 0]); // jae
        code.bytes(&[0x48, 0xc1, 0xe0, 3]); // shl rax, 3
        code.gs(ADD, RAX, from_gs(offset_of!(CodeContext, table)));
        code.bytes(&[0x48, 0x8b, 0x00]); // mov rax, [rax]
        code.bytes(&[0x48, 0x85, 0xc0]); // test rax, rax
        code.bytes(&[0x0f, 0x84, 0, 0, 0, 0]); // je
        code.bytes(&[0xff, 0xe0]); // jmp rax
        Self { jump: code.0.try_into().expect("it has this length") }
    }

    /// The bytes of a jump, or of a call, with holes of 0.
    #[must_use]
    pub fn bytes(&self, is_call: bool) -> [u8; Self::LEN] {
        let mut bytes = self.jump;
        if is_call {
            bytes[Self::LEN - 1] = 0xd0;
        }
        bytes
    }

    /// Whether code begins with it: whether that is a call, and how far behind its first byte code for addresses without a
    /// target lies, which is one place.
    pub(crate) fn find(&self, code: &[u8]) -> Option<(bool, i64)> {
        let mut bytes: [u8; Self::LEN] = code.get(..Self::LEN)?.try_into().ok()?;
        let leads = take_holes(&mut bytes, Self::HOLES);
        let is_call = bytes == self.bytes(true);
        let is_dispatch = is_call || bytes == self.jump;
        (is_dispatch && leads[0] == leads[1]).then_some((is_call, leads[0]))
    }
}

/// Makes holes 0, and gives how far behind the first byte they led.
fn take_holes(bytes: &mut [u8], holes: [usize; 2]) -> [i64; 2] {
    holes.map(|at| {
        let hole: &mut [u8; 4] = (&mut bytes[at..at + 4]).try_into().expect("a hole has four bytes");
        i64::from(i32::from_le_bytes(std::mem::take(hole))) + at as i64 + 4
    })
}

/// A jump by a row of links: with a number in a register, it goes through the link with that number; where the row is
/// shorter, to wherever the first hole leads. It changes another register, if it goes through a link, and the status flags. What
/// that register was lies in the first place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The register with the number: none of rsp and r15.
    pub index: u8,
    /// The register that it changes: one of the first eight, but rsp, rbp and that with the number.
    pub scratch: u8,
    /// How many links there are.
    pub len: u32,
}

impl Switch {
    /// Bytes of it.
    pub const LEN: usize = 24;
    /// Where the distances to code for numbers beyond the row, and to its first link, lie, from behind each, in four bytes.
    pub const HOLES: [usize; 2] = [9, 16];

    /// Its bytes, with holes of 0.
    #[must_use]
    pub fn bytes(&self) -> [u8; Self::LEN] {
        let Self { index, scratch, len } = *self;
        let [n0, n1, n2, n3] = len.to_le_bytes();
        let (high, low) = (index >> 3 & 1, index & 7);
        [
            0x48 | high, 0x81, 0xf8 | low, n0, n1, n2, n3, // cmp index, len
            0x0f, 0x83, 0, 0, 0, 0, // jae
            0x48, 0x8d, 0x05 | scratch << 3, 0, 0, 0, 0, // lea scratch, [rip + …]
            0x40 | high << 1, 0xff, 0x24, 0xc0 | low << 3 | scratch, // jmp [scratch + index*8]
        ]
    }

    /// What code that a link of the row leads to begins with: `mov scratch, [rsp - 8]`. The address of the row is in the register
    /// there.
    #[must_use]
    pub const fn take_back(&self) -> [u8; 5] {
        load_first_place(self.scratch)
    }

    /// The switch that code begins with, if it does, and how far behind its first byte the holes lead.
    pub(crate) fn find(code: &[u8]) -> Option<(Self, [i64; 2])> {
        let mut bytes: [u8; Self::LEN] = code.get(..Self::LEN)?.try_into().ok()?;
        let leads = take_holes(&mut bytes, Self::HOLES);
        let switch = Self {
            index: (bytes[0] & 1) << 3 | bytes[2] & 7,
            scratch: bytes[15] >> 3 & 7,
            len: u32::from_le_bytes([bytes[3], bytes[4], bytes[5], bytes[6]]),
        };
        // As the base of the jump's operand, rbp would stand for none, and the next four bytes for a distance.
        let is_one = bytes == switch.bytes()
            && ![RSP, R15].contains(&switch.index)
            && ![RSP, RBP, switch.index].contains(&switch.scratch)
            && i32::try_from(switch.len).is_ok_and(|len| len > 0);
        is_one.then_some((switch, leads))
    }
}

/// `mov r64, [rsp - 8]`, of the first eight.
const fn load_first_place(register: u8) -> [u8; 5] {
    [0x48, 0x8b, 0x44 | register << 3, 0x24, 0xf8]
}

/// The bytes of a stub.
struct Code(Vec<u8>);

impl Code {
    /// An instruction of a register and a place before gs:0.
    fn gs(&mut self, opcode: &[u8], register: u8, displacement: i32) -> &mut Self {
        self.0.push(0x65);
        self.0.extend(opcode);
        self.0.extend([register << 3 | 4, 0x25]);
        self.0.extend(displacement.to_le_bytes());
        self
    }

    /// An instruction of a register and a place below the stack.
    fn below(&mut self, opcode: &[u8], register: u8, place: usize) -> &mut Self {
        self.0.extend(opcode);
        self.0.extend([0x44 | register << 3, 0x24, 0_u8.wrapping_sub(8 * (place as u8 + 1))]);
        self
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend(bytes);
        self
    }

    /// Where there is no target, what follows.
    fn dispatch(&mut self, dispatch: &Dispatch) -> &mut Self {
        let mut bytes = dispatch.bytes(false);
        for at in Dispatch::HOLES {
            bytes[at..at + 4].copy_from_slice(&((Dispatch::LEN - at - 4) as u32).to_le_bytes());
        }
        self.bytes(&bytes)
    }

    /// A jump to another stub, from the stub at `start`.
    fn jump(&mut self, start: Stub, target: Stub) -> &mut Self {
        let next = start as u32 + self.0.len() as u32 + 5;
        self.0.push(0xe9);
        self.0.extend((target as u32).wrapping_sub(next).to_le_bytes());
        self
    }
}

const RAX: u8 = 0;
const RSP: u8 = 4;
const RBP: u8 = 5;
const R15: u8 = 15;
/// `mov […], r64`
const STORE: &[u8] = &[0x48, 0x89];
/// `mov r64, […]`
const LOAD: &[u8] = &[0x48, 0x8b];
/// `mov r32, […]`
const LOAD_32: &[u8] = &[0x8b];

/// `add r64, […]`
const ADD: &[u8] = &[0x48, 0x03];

/// All stubs, from byte 0 of an area on.
pub(crate) fn code(dispatch: &Dispatch) -> [u8; SIZE] {
    let mut code = [0xcc; SIZE];
    for stub in Stub::ALL {
        let mut bytes = Code(Vec::new());
        match stub {
            Stub::Miss => bytes
                // mov dword ptr gs:[ExitNumber], MISS
                .gs(&[0xc7], 0, Slot::ExitNumber.displacement())
                .bytes(&MISS.to_le_bytes())
                .bytes(&trampoline::EXIT),
            Stub::Indirect => bytes
                .below(STORE, RAX, 0)
                .below(LOAD_32, RAX, TARGET)
                .dispatch(dispatch)
                .below(LOAD, RAX, 0)
                .jump(stub, Stub::Miss),
            Stub::Mismatch => bytes
                // mov qword ptr [PASSED], 0
                .below(&[0x48, 0xc7], 0, usize::from(Dispatch::PASSED))
                .bytes(&[0; 4])
                .below(STORE, RAX, 0)
                .bytes(&[0x65, 0x67, 0x41, 0x8b, 0x46, 0xf8]) // mov eax, gs:[r14d - 8]
                .below(STORE, RAX, TARGET)
                .bytes(&[0x85, 0xc0]) // test eax, eax
                .below(LOAD, RAX, 0)
                .bytes(&[0x75, 12 + trampoline::EXIT.len() as u8]) // jne, to the jump to `Indirect`
                .gs(&[0xc7], 0, Slot::ExitNumber.displacement())
                .bytes(&RETURN.to_le_bytes())
                .bytes(&trampoline::EXIT)
                .jump(stub, Stub::Indirect),
            Stub::Underflow => bytes
                .gs(LOAD, RSP, from_gs(offset_of!(CodeContext, stack_top)))
                .jump(stub, Stub::Mismatch),
        };
        code[stub as usize..][..bytes.0.len()].copy_from_slice(&bytes.0);
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced_x86::{Code as Form, Decoder, DecoderOptions, FlowControl, Instruction, Register};

    /// Registers by number.
    const REGISTERS: [Register; 16] = [
        Register::RAX,
        Register::RCX,
        Register::RDX,
        Register::RBX,
        Register::RSP,
        Register::RBP,
        Register::RSI,
        Register::RDI,
        Register::R8,
        Register::R9,
        Register::R10,
        Register::R11,
        Register::R12,
        Register::R13,
        Register::R14,
        Register::R15,
    ];

    /// What code at 0x1000 is to the decoder, with more behind it that would make an operand longer.
    fn decode(code: &[u8], expected: &[Form]) -> Vec<Instruction> {
        let more = [code, &[0x11; 16]].concat();
        let insts: Vec<_> = Decoder::with_ip(64, &more, 0x1000, DecoderOptions::NONE)
            .iter()
            .take_while(|inst| inst.ip() < 0x1000 + code.len() as u64)
            .collect();
        assert_eq!(insts.last().map(Instruction::next_ip), Some(0x1000 + code.len() as u64), "{code:02x?}");
        assert_eq!(insts.iter().map(Instruction::code).collect::<Vec<_>>(), expected, "{code:02x?}");
        insts
    }

    fn fill_holes(code: &mut [u8], holes: [usize; 2], distances: [i32; 2]) {
        for (hole, distance) in holes.into_iter().zip(distances) {
            code[hole..hole + 4].copy_from_slice(&distance.to_le_bytes());
        }
    }

    #[test]
    fn a_dispatch_is_what_it_says() {
        use Form as F;
        let dispatch = Dispatch::new(0x40_1000, 0x1234);
        for is_call in [false, true] {
            let mut code = dispatch.bytes(is_call);
            fill_holes(&mut code, Dispatch::HOLES, [0x100, 0x100 - 25]);
            assert_eq!(dispatch.find(&code), Some((is_call, 0x110)));
            let last = if is_call { F::Call_rm64 } else { F::Jmp_rm64 };
            let [sub, cmp, jae, shl, add, load, test, je, last] = decode(
                &code,
                &[
                    F::Sub_EAX_imm32,
                    F::Cmp_EAX_imm32,
                    F::Jae_rel32_64,
                    F::Shl_rm64_imm8,
                    F::Add_r64_rm64,
                    F::Mov_r64_rm64,
                    F::Test_rm64_r64,
                    F::Je_rel32_64,
                    last,
                ],
            )[..] else {
                unreachable!("it has nine")
            };
            assert_eq!((sub.immediate32(), cmp.immediate32(), shl.immediate8()), (0x40_1000, 0x1234, 3));
            assert_eq!([jae, je].map(|jump| jump.near_branch_target()), [0x1110; 2]);
            for inst in [sub, cmp, shl, add, load, test, last] {
                assert_eq!(inst.op0_register().full_register(), Register::RAX, "{inst}");
            }
            let table = from_gs(offset_of!(CodeContext, table));
            assert_eq!((add.memory_segment(), add.memory_base(), add.memory_index()), (Register::GS, Register::None, Register::None));
            assert_eq!((add.memory_displacement64() as i64, add.memory_displ_size()), (i64::from(table), 8));
            assert_eq!((load.memory_base(), load.memory_index(), load.memory_displacement64()), (Register::RAX, Register::None, 0));
            assert_eq!(test.op1_register(), Register::RAX);
        }
    }

    /// Of each two registers: either they are refused, or the decoder finds what is promised.
    #[test]
    fn switches_are_what_they_say() {
        use Form as F;
        let mut count = 0;
        for index in 0..16 {
            for scratch in 0..8 {
                for len in [0, 1, 300, i32::MAX as u32, i32::MAX as u32 + 1, u32::MAX] {
                    let switch = Switch { index, scratch, len };
                    let mut code = switch.bytes();
                    fill_holes(&mut code, Switch::HOLES, [0x100, -0x200]);
                    let can_be = ![4, 15].contains(&index)
                        && ![4, 5].contains(&scratch)
                        && index != scratch
                        && (1..=i32::MAX as u32).contains(&len);
                    let found = Switch::find(&code);
                    assert_eq!(found, can_be.then_some((switch, [0x10d, -0x1ec])), "{switch:?}");
                    if !can_be {
                        continue;
                    }
                    count += 1;
                    let forms = [F::Cmp_rm64_imm32, F::Jae_rel32_64, F::Lea_r64_m, F::Jmp_rm64];
                    let [cmp, jae, lea, jmp] = decode(&code, &forms)[..] else { unreachable!("it has four") };
                    let [index, scratch] = [index, scratch].map(|register| REGISTERS[usize::from(register)]);
                    assert_eq!((cmp.op0_register(), cmp.immediate(1)), (index, u64::from(len)));
                    assert_eq!(jae.near_branch_target(), 0x110d);
                    assert_eq!((lea.op0_register(), lea.memory_base()), (scratch, Register::RIP));
                    assert_eq!((lea.memory_index(), lea.memory_displacement64()), (Register::None, 0x1000 - 0x1ec));
                    assert_eq!((jmp.memory_base(), jmp.memory_index()), (scratch, index), "{switch:?}");
                    assert_eq!((jmp.memory_index_scale(), jmp.memory_displacement64()), (8, 0));
                    assert!(!jmp.has_segment_prefix());
                }
            }
        }
        // Six registers can be changed; six of the 14 that can be the index are among them.
        assert_eq!(count, (14 * 6 - 6) * 3);
    }

    #[test]
    fn stubs_lie_apart_and_end_with_jumps() {
        let code = code(&Dispatch::new(0x40_1000, 0x1000));
        let starts = Stub::ALL.map(|stub| stub as usize);
        for (stub, end) in Stub::ALL.iter().zip(starts[1..].iter().chain([&SIZE])) {
            let bytes = &code[*stub as usize..*end];
            let mut decoder = Decoder::with_ip(64, bytes, u64::from(*stub as u32), DecoderOptions::NONE);
            let mut targets = Vec::new();
            let mut starts = Vec::new();
            let mut last = Instruction::default();
            while decoder.can_decode() && bytes[decoder.position()] != 0xcc {
                starts.push(decoder.ip());
                last = decoder.decode();
                assert!(!last.is_invalid(), "{stub:?}");
                if last.near_branch_target() != 0 {
                    targets.push(last.near_branch_target());
                }
            }
            assert!(bytes[decoder.position()..].iter().all(|byte| *byte == 0xcc), "{stub:?}");
            assert!(matches!(
                last.flow_control(),
                FlowControl::UnconditionalBranch | FlowControl::IndirectBranch
            ));
            for target in targets {
                let known = Stub::ALL.iter().any(|stub| u64::from(stub.offset()) == target);
                assert!(known || starts.contains(&target), "{stub:?} jumps to {target:#x}");
            }
        }
    }
}
