//! What only an engine can get wrong: where gas ends, where a trap leaves the machine, code reached by no
//! static path, and how much of it is kept. Both engines run every case and must agree.

use super::{Interpreter, Stepper};
use crate::engine::{Crosscheck, Engine, Exit};
use crate::machine::Machine;
use crate::testing::{DATA, READ_ONLY, TEXT, esc};
use echo_abi::decode::Reg;
use echo_abi::image::layout;
use echo_abi::outcome::Access;
use echo_abi::{GuestAddr, Image, Limits, Policy, Trap};
use echo_validate::{Contract, validate};
use std::sync::Arc;

type Both = Crosscheck<Interpreter, Stepper>;

const PLENTY: u64 = 1 << 40;

fn contract(text: &[u8]) -> Arc<Contract> {
    let policy = Policy::default();
    // A long text takes the place of the constants behind it.
    let constants: &[u8] = if text.len() < (READ_ONLY - TEXT) as usize { b"constant" } else { &[] };
    let image = Image::load(&esc(text, constants, &[]), &policy.limits).expect("the file is well-formed");
    Arc::new(validate(image, &policy).unwrap_or_else(|report| panic!("rejected: {report}")))
}

fn run(contract: &Arc<Contract>, gas: u64) -> (Exit, Machine) {
    let mut machine = Machine::new(contract.image(), &Limits::default(), gas).expect("memory for a machine");
    let exit = Both::new(Arc::clone(contract)).resume(&mut machine);
    (exit, machine)
}

/// `mov rax, imm32` (zero-extended).
fn mov_eax(value: u32) -> Vec<u8> {
    [&[0xb8][..], &value.to_le_bytes()].concat()
}

#[test]
fn gas_ends_between_two_iterations() {
    // mov edi, DATA; mov ecx, 9000; mov al, 7; rep stosb; ret
    let text =
        [&[0xbf][..], &DATA.to_le_bytes(), &[0xb9], &9000_u32.to_le_bytes(), &[0xb0, 7, 0xf3, 0xaa, 0xc3]]
            .concat();
    let contract = contract(&text);
    // Three moves, and the instruction itself: a string class and a memory operand. Then 2 for each byte.
    let before = 3 + 3;
    for gas in [0, 5, 6, 7, 8, 9, 10, 106, 107, 8197, 8198, 8199, 18_005] {
        let (exit, machine) = run(&contract, gas);
        assert_eq!(exit, Exit::OutOfGas, "with {gas}");
        let done = gas.saturating_sub(before) / 2;
        let (rcx, rdi) = (machine.regs[Reg::Rcx as usize], machine.regs[Reg::Rdi as usize]);
        if gas >= before {
            assert_eq!((rcx, rdi), (9000 - done, u64::from(DATA) + done), "with {gas}");
            assert_eq!(machine.gas, gas - before - 2 * done, "with {gas}");
            assert_eq!(machine.rip, GuestAddr(TEXT + 12), "with {gas}");
        }
    }
    let (exit, mut machine) = run(&contract, before + 2 * 9000 + 3);
    assert_eq!((exit, machine.gas), (Exit::Return, 0));
    let filled = machine.memory.slice(GuestAddr(DATA), 9001).expect("data").to_vec();
    assert!(filled[..9000].iter().all(|byte| *byte == 7) && filled[9000] == 0);
}

#[test]
fn a_copy_onto_what_it_reads_repeats_it() {
    // mov esi, DATA; mov edi, DATA + 3; mov dword [rsi], 0x00636261 ("abc"); mov ecx, 5000; rep movsb; ret
    let text = [
        &[0xbe][..],
        &DATA.to_le_bytes(),
        &[0xbf],
        &(DATA + 3).to_le_bytes(),
        &[0xc7, 0x06, 0x61, 0x62, 0x63, 0x00, 0xb9],
        &5000_u32.to_le_bytes(),
        &[0xf3, 0xa4, 0xc3],
    ]
    .concat();
    let (exit, mut machine) = run(&contract(&text), PLENTY);
    assert_eq!(exit, Exit::Return);
    let copied = machine.memory.slice(GuestAddr(DATA), 5003).expect("data").to_vec();
    assert!(copied.chunks(3).all(|chunk| b"abc".starts_with(chunk)));
}

#[test]
fn a_trap_says_what_and_where_and_gives_back_what_did_not_run() {
    let read = Access::Read;
    let write = Access::Write;
    let execute = Access::Execute;
    let memory = |addr, access| Trap::Memory { addr: GuestAddr(addr), access };
    // The text, the trap, the offset of its instruction, and the gas of what ran, the trapping instruction
    // included.
    let cases: [(Vec<u8>, Trap, u32, u64); 9] = [
        // mov rax, [0]; ret
        (vec![0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0, 0xc3], memory(0, read), 0, 2),
        // mov eax, READ_ONLY; inc dword [rax]; ret
        ([mov_eax(READ_ONLY), vec![0xff, 0x00, 0xc3]].concat(), memory(READ_ONLY, write), 5, 3),
        // mov eax, TEXT; mov [rax], eax; nop; ret
        ([mov_eax(TEXT), vec![0x89, 0x00, 0x90, 0xc3]].concat(), memory(TEXT, write), 5, 3),
        // mov eax, DATA; jmp rax
        ([mov_eax(DATA), vec![0xff, 0xe0]].concat(), memory(DATA, execute), DATA - TEXT, 3),
        // xor eax, eax; jmp rax: to null, but not by a return
        (vec![0x31, 0xc0, 0xff, 0xe0], memory(0, execute), 0_u32.wrapping_sub(TEXT), 3),
        // xor ecx, ecx; div ecx; ret
        (vec![0x31, 0xc9, 0xf7, 0xf1, 0xc3], Trap::Divide, 2, 26),
        // ud2
        (vec![0x0f, 0x0b], Trap::Unexpected, 0, 1),
        // movaps xmm0, [rsp + 1]; ret
        (
            vec![0x0f, 0x28, 0x44, 0x24, 0x01, 0xc3],
            Trap::Misaligned { addr: GuestAddr(layout::STACK_TOP - 23) },
            0,
            2,
        ),
        // mov eax, TEXT + 8; jmp rax; nop; mov ecx, 0x050f (syscall): a jump into an immediate
        (
            [mov_eax(TEXT + 9), vec![0xff, 0xe0, 0x90, 0xb9, 0x0f, 0x05, 0, 0, 0xc3]].concat(),
            Trap::Instruction { addr: GuestAddr(TEXT + 9) },
            9,
            3,
        ),
    ];
    for (text, trap, offset, gas) in cases {
        let contract = contract(&text);
        let (exit, machine) = run(&contract, PLENTY);
        assert_eq!(exit, Exit::Trap(trap), "{text:x?}");
        assert_eq!(machine.rip, GuestAddr(TEXT.wrapping_add(offset)), "{text:x?}");
        assert_eq!(PLENTY - machine.gas, gas, "{text:x?}");
        // Exactly that much is enough to get there, and one less is not.
        assert_eq!(run(&contract, gas).0, Exit::Trap(trap), "{text:x?}");
        assert_eq!(run(&contract, gas - 1).0, Exit::OutOfGas, "{text:x?}");
    }
}

#[test]
fn an_undefined_flag_is_the_same_on_both_engines() {
    // mov eax, TEXT + 10; dec eax; jmp rax: where no static path leads, so that nobody refuses the reading of
    // SF.
    let start = [mov_eax(TEXT + 10), vec![0xff, 0xc8, 0xff, 0xe0]].concat();
    // mov ecx, 5; cmp ecx, 9; then what leaves SF undefined, and here as it was; sets al; movzx eax, al; ud2
    let keepers: [&[u8]; 3] = [
        &[0x0f, 0xaf, 0xd1], // imul edx, ecx
        &[0x0f, 0xa3, 0xca], // bt edx, ecx
        &[0xf7, 0xe1],       // mul ecx
    ];
    for keeper in keepers {
        let text = [
            &start[..],
            &[0xb9, 5, 0, 0, 0, 0x83, 0xf9, 9],
            keeper,
            &[0x0f, 0x98, 0xc0, 0x0f, 0xb6, 0xc0, 0x0f, 0x0b],
        ]
        .concat();
        let (exit, machine) = run(&contract(&text), PLENTY);
        assert_eq!((exit, machine.regs[Reg::Rax as usize]), (Exit::Trap(Trap::Unexpected), 1), "{keeper:x?}");
    }
}

#[test]
fn a_rotation_once_around_changes_overflow_on_both_engines() {
    // mov eax, TEXT + 10; dec eax; jmp rax: where no static path leads. mov ecx, 5; cmp ecx, 9; rcl dl, 9;
    // setl al; movzx eax, al; ud2. CF and SF are 1, dl is 0, and OF becomes its sign with CF: nothing is
    // less.
    let text = [
        mov_eax(TEXT + 10),
        vec![0xff, 0xc8, 0xff, 0xe0, 0xb9, 5, 0, 0, 0, 0x83, 0xf9, 9, 0xc0, 0xd2, 9],
        vec![0x0f, 0x9c, 0xc0, 0x0f, 0xb6, 0xc0, 0x0f, 0x0b],
    ]
    .concat();
    let (exit, machine) = run(&contract(&text), PLENTY);
    assert_eq!((exit, machine.regs[Reg::Rax as usize]), (Exit::Trap(Trap::Unexpected), 0));
}

#[test]
fn endless_recursion_is_told_as_stack_overflow() {
    // call itself
    let (exit, machine) = run(&contract(&[0xe8, 0xfb, 0xff, 0xff, 0xff]), PLENTY);
    let end = layout::STACK_TOP - Limits::default().stack;
    assert_eq!(exit, Exit::Trap(Trap::StackOverflow { addr: GuestAddr(end - 8) }));
    let calls = (u64::from(layout::STACK_TOP - 24) - machine.regs[Reg::Rsp as usize]) / 8;
    assert_eq!(PLENTY - machine.gas, 3 * (calls + 1));
}

#[test]
fn jumping_to_every_byte_buys_neither_memory_nor_time() {
    // lea rbx, [rip + sled]; mov ecx, …; l: call rbx; inc rbx; dec ecx; jnz l; ret
    const SLED: usize = 20_000;
    let mut text = vec![0x48, 0x8d, 0x1d, 0x0f, 0, 0, 0, 0xb9];
    text.extend((SLED as u32 - 8).to_le_bytes());
    text.extend([0xff, 0xd3, 0x48, 0xff, 0xc3, 0xff, 0xc9, 0x75, 0xf7, 0xc3]);
    // `nop`s, so that every place is the start of a long block, until it ends in `ret`.
    text.extend(std::iter::repeat_n(0x90, SLED));
    text.push(0xc3);
    let contract = contract(&text);
    let mut machine =
        Machine::new(contract.image(), &Limits::default(), PLENTY).expect("memory for a machine");
    let mut engine = Interpreter::new(Arc::clone(&contract));
    assert_eq!(engine.resume(&mut machine), Exit::Return);
    let (words, decoded) = engine.blocks().size();
    assert!(words > SLED, "every byte was a head");
    assert!(words < 12 * text.len() + 8192, "{words} words for {} bytes", text.len());
    assert!(decoded < 4 * text.len() + 8192, "{decoded} instructions decoded for {} bytes", text.len());
}
