//! What only an engine can get wrong: where gas ends, where a trap leaves the machine, code reached by no
//! static path, and how much of it is kept. All engines run every case and must agree.

use super::block::Blocks;
use super::code::Code;
use super::dispatch::Word;
use super::resolved::Resolved;
use super::{Interpreter, Stepper, superinst, vector};
use crate::alu::packed::Packed;
use crate::engine::{Exit, Flag, Translation, Until};
use crate::greedy;
use crate::machine::Machine;
use crate::program::Engine;
use crate::testing::{DATA, READ_ONLY, RET, TEXT, esc};
use echo_abi::decode::decode;
use echo_abi::isa::{FlagSet, Reg};
use echo_abi::layout;
use echo_abi::outcome::Access;
use echo_abi::{GuestAddr, Image, Limits, Policy, Trap, gas};
use echo_validate::{Contract, validate};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

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
    let exit = resume(contract, &mut machine, Until::END);
    (exit, machine)
}

/// Resumes a machine on all engines.
fn resume(contract: &Arc<Contract>, machine: &mut Machine, until: Until<'_>) -> Exit {
    Engine::Crosscheck.prepare(contract).expect("it runs everywhere").start().resume(machine, until)
}

/// `mov rax, imm32` (zero-extended).
fn mov_eax(value: u32) -> Vec<u8> {
    [&[0xb8][..], &value.to_le_bytes()].concat()
}

/// `mov eax, -target; neg eax; jmp rax`, 9 bytes: the validator does not see where to.
fn hidden_jump(target: u32) -> Vec<u8> {
    [mov_eax(target.wrapping_neg()), vec![0xf7, 0xd8, 0xff, 0xe0]].concat()
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
        assert!(matches!(exit, Exit::OutOfGas { .. }), "with {gas}: {exit:?}");
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
        // nop; mov ecx, 0x050f (syscall); ret: a jump into an immediate
        (
            [hidden_jump(TEXT + 11), vec![0x90, 0xb9, 0x0f, 0x05, 0, 0, 0xc3]].concat(),
            Trap::Instruction { addr: GuestAddr(TEXT + 11) },
            11,
            4,
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
        assert_eq!(run(&contract, gas - 1).0, Exit::OutOfGas { begun: 0 }, "{text:x?}");
    }
}

#[test]
fn an_undefined_flag_is_the_same_on_both_engines() {
    // SF is read where no static path leads, so that nobody refuses it.
    let start = hidden_jump(TEXT + 9);
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
    // Where no static path leads: mov ecx, 5; cmp ecx, 9; rcl dl, 9; setl al; movzx eax, al; ud2. CF and SF
    // are 1, dl is 0, and OF becomes its sign with CF: nothing is less.
    let text = [
        hidden_jump(TEXT + 9),
        vec![0xb9, 5, 0, 0, 0, 0x83, 0xf9, 9, 0xc0, 0xd2, 9],
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
    let pages = u64::from((Limits::default().stack - layout::STACK_STEP) / layout::PAGE_SIZE);
    assert_eq!(PLENTY - machine.gas, 3 * (calls + 1) + pages * u64::from(gas::PAGE));
}

#[test]
fn the_stack_is_paid_for_by_steps_in_any_order() {
    let text = [
        &[0x48, 0x81, 0xec, 0, 0, 5, 0][..],   // sub rsp, 0x50000
        &[0x48, 0x39, 0xc8],                   // cmp rax, rcx
        &[0x50],                               // push rax: a step, between a comparison and its reader
        &[0x0f, 0x94, 0xc0],                   // sete al
        &[0x48, 0x89, 0x84, 0x24, 0, 0, 2, 0], // mov [rsp + 0x20000], rax: another one, above
        &[0x48, 0x8d, 0xbc, 0x24, 0, 0, 3, 0], // lea rdi, [rsp + 0x30000]
        &[0xb9, 0x40, 0, 0, 0],                // mov ecx, 64
        &[0xf3, 0x48, 0xab],                   // rep stosq, from one step into the next
        &[0x48, 0x81, 0xc4, 8, 0, 5, 0],       // add rsp, 0x50008
        &[0xc3],
    ]
    .concat();
    let contract = contract(&text);
    let (exit, machine) = run(&contract, PLENTY);
    assert_eq!((exit, machine.regs[Reg::Rax as usize]), (Exit::Return, 1));
    let used = PLENTY - machine.gas;
    let instructions = 1 + 1 + 2 + 1 + 2 + 1 + 1 + (2 + 1 + 64 * 2) + 1 + 3;
    let step = u64::from(layout::STACK_STEP / layout::PAGE_SIZE * gas::PAGE);
    assert_eq!((used - instructions) % step, 0, "{used}");
    assert!((used - instructions) / step >= 3, "{used}");
    // Wherever the gas ends, all engines stop at the same instruction, and have charged for what is accessible.
    let mut stops = BTreeSet::new();
    for gas in 0..used {
        let (exit, machine) = run(&contract, gas);
        assert!(matches!(exit, Exit::OutOfGas { .. }), "of {gas}: {exit:?}");
        stops.insert(machine.rip.0 - TEXT);
    }
    assert!(stops.is_superset(&BTreeSet::from([0, 7, 10, 11, 14, 35, 45])), "{stops:?}");
    // The limit of pages counts what is accessible, touched or not.
    let pages = u32::try_from(contract.image().pages().count()).unwrap() + 16;
    let limits = |memory_pages| Limits { memory_pages, ..Limits::default() };
    assert!(Machine::new(contract.image(), &limits(pages - 1), PLENTY).is_err());
    let mut machine =
        Machine::new(contract.image(), &limits(pages + 15), PLENTY).expect("room for the first step");
    let exit = resume(&contract, &mut machine, Until::END);
    assert!(matches!(exit, Exit::Trap(Trap::NoMemory { .. })), "{exit:?}");
    assert_eq!(machine.rip.0 - TEXT, 10);
}

#[test]
fn a_budget_stops_all_engines_at_the_same_instruction_and_nothing_is_lost() {
    let text = [
        &[0xb9, 40, 0, 0, 0][..], // mov ecx, 40
        &[0x31, 0xc0],            // xor eax, eax
        &[0x01, 0xc8],            // loop: add eax, ecx
        &[0x83, 0xf9, 20],        // cmp ecx, 20
        &[0x50],                  // push rax
        &[0x8d, 0x40, 1],         // lea eax, [rax + 1]
        &[0x0f, 0x92, 0xc2],      // setb dl
        &[0x5b],                  // pop rbx
        &[0x11, 0xd0],            // adc eax, edx: asks for the carry of the comparison
        &[0xff, 0xc9],            // dec ecx
        &[0x75, 0xed],            // jnz loop
        &[0xbf],
        &DATA.to_le_bytes(),             // mov edi, DATA
        &[0xb9, 100, 0, 0, 0],           // mov ecx, 100
        &[0xf3, 0xaa],                   // rep stosb
        &[0x48, 0x81, 0xec, 0, 0, 5, 0], // sub rsp, 0x50000
        &[0x0f, 0x92, 0x04, 0x24],       // setb [rsp]: a step of the stack
        &[0x48, 0x81, 0xc4, 0, 0, 5, 0], // add rsp, 0x50000
        &[0xc3],
    ]
    .concat();
    let contract = contract(&text);
    let (exit, whole) = run(&contract, PLENTY);
    assert_eq!(exit, Exit::Return);
    let program = Engine::Crosscheck.prepare(&contract).expect("it runs everywhere");
    let mut stops = BTreeSet::new();
    // A step of the stack and its instruction cost 643: with less, the run would not get beyond it.
    for budget in [643, 650, 700, 1000] {
        for first in 1..40 {
            let mut machine =
                Machine::new(contract.image(), &Limits::default(), PLENTY).expect("memory for a machine");
            let mut until = Until::spent(first);
            loop {
                let before = machine.gas;
                match program.start().resume(&mut machine, until) {
                    Exit::Stopped => assert!((1..=first.max(budget)).contains(&(before - machine.gas))),
                    exit => break assert_eq!(exit, Exit::Return),
                }
                stops.insert(machine.rip.0 - TEXT);
                until = Until::spent(budget);
            }
            assert_eq!(machine.difference(&whole), None, "{first}, then {budget} at a time");
        }
    }
    assert!(stops.len() > 10, "{stops:?}");
    // Gas that ends within a budget is no stop.
    let mut machine = Machine::new(contract.image(), &Limits::default(), 9).expect("memory for a machine");
    assert_eq!(program.start().resume(&mut machine, Until::spent(9)), Exit::OutOfGas { begun: 0 });
}

#[test]
fn a_flag_stops_a_run_that_would_not_end() {
    // Before a comparison whose flags nobody reads: xor eax, eax; loop: add eax, 3; cmp eax, 7; jmp loop
    let contract = contract(&[0x31, 0xc0, 0x83, 0xc0, 3, 0x83, 0xf8, 7, 0xeb, 0xf8]);
    for engine in Engine::ALL {
        let program = engine.prepare(&contract).expect("it runs everywhere");
        let mut machine =
            Machine::new(contract.image(), &Limits::default(), PLENTY).expect("memory for a machine");
        let flag = AtomicBool::new(false);
        let exit = std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(20));
                flag.store(true, Ordering::Relaxed);
            });
            program.start().resume(&mut machine, Until::raised(&flag))
        });
        assert_eq!(exit, Exit::Stopped, "{engine}");
        assert!(machine.gas < PLENTY, "{engine} has done something");
        assert_eq!(machine.flags, FlagSet::NONE, "{engine}: nobody can read them");
        assert_eq!(program.start().resume(&mut machine, Until::raised(&flag)), Exit::Stopped, "{engine}");
        // What it did is what the reference does for as much gas.
        let spent = PLENTY - machine.gas;
        let reference = Engine::Stepper.prepare(&contract).expect("it runs everywhere");
        let mut shadow =
            Machine::new(contract.image(), &Limits::default(), PLENTY).expect("memory for a machine");
        assert_eq!(reference.start().resume(&mut shadow, Until::spent(spent)), Exit::Stopped);
        assert_eq!(machine.difference(&shadow), None, "{engine}");
    }
}

#[test]
fn programs_are_shared_by_threads_and_outlive_runs() {
    let contract = contract(&[0xb9, 0, 0, 1, 0, 0xff, 0xc9, 0x75, 0xfc, 0xc3]);
    for engine in Engine::alone() {
        let program = engine.prepare(&contract).expect("it runs everywhere");
        assert_eq!(program.bytes(), 0, "{engine} translates nothing before it runs");
        let go = || {
            let mut machine =
                Machine::new(contract.image(), &Limits::default(), PLENTY).expect("memory for a machine");
            assert_eq!(program.start().resume(&mut machine, Until::END), Exit::Return);
            machine.gas
        };
        let left = go();
        let bytes = program.bytes();
        assert!(bytes > 0, "{engine} keeps what it made");
        assert_eq!((go(), program.bytes()), (left, bytes), "{engine} makes it once");
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..4).map(|_| scope.spawn(go)).collect();
            assert!(runs.into_iter().all(|run| run.join().expect("it runs") == left), "{engine}");
        });
        assert!((bytes..=4 * bytes).contains(&program.bytes()), "{engine}: {}", program.bytes());
    }
}

#[test]
fn an_observed_run_shows_every_instruction_before_it_is_executed() {
    // mov ecx, 3; loop: dec ecx; jnz loop; ret
    let contract = contract(&[0xb9, 3, 0, 0, 0, 0xff, 0xc9, 0x75, 0xfc, 0xc3]);
    let mut machine = Machine::new(contract.image(), &Limits::default(), 100).expect("memory for a machine");
    let mut trace = Vec::new();
    let exit = Stepper::new(Arc::clone(&contract)).observe(&mut machine, Flag::NONE, &mut |machine, inst| {
        assert_eq!(machine.rip, inst.addr());
        trace.push((machine.rip.0 - TEXT, machine.gas));
    });
    assert_eq!(exit, Exit::Return);
    let (at, gas): (Vec<u32>, Vec<u64>) = trace.into_iter().unzip();
    assert_eq!(at, [0, 5, 7, 5, 7, 5, 7, 9]);
    let prices: Vec<u64> =
        gas.iter().zip(gas[1..].iter().chain([&machine.gas])).map(|(a, b)| a - b).collect();
    let insts =
        at.iter().map(|at| Code::new(Arc::clone(&contract)).inst(GuestAddr(TEXT + at)).expect("code"));
    assert_eq!(prices, insts.map(|inst| u64::from(gas::inst(&inst))).collect::<Vec<_>>());
}

#[test]
fn what_decoding_costs_is_bounded_by_the_text() {
    let mut spent = 0;
    for (name, text) in greedy::texts(TEXT, 20_000) {
        let contract = contract(&text);
        let mut machine =
            Machine::new(contract.image(), &Limits::default(), 3_000_000).expect("memory for a machine");
        let mut engine = Interpreter::new(Arc::clone(&contract));
        let exit = engine.resume(&mut machine, Flag::NONE);
        let (done, size) = (engine.blocks().work(), text.len());
        // What lies beyond the budget is one trace, at most.
        let slack = 2048 + 1024;
        assert!(done.insts <= size + slack, "{name}: {} instructions for {size} bytes", done.insts);
        assert!(done.words <= size + 2 * slack, "{name}: {} words for {size} bytes", done.words);
        assert!(
            engine.stepper().kept() <= size,
            "{name}: {} instructions kept for {size} bytes",
            engine.stepper().kept()
        );
        assert!(engine.bytes() <= 160 * size + 500_000, "{name}: {} bytes", engine.bytes());
        spent += usize::from(engine.stepper().kept() > 0);
        // And nobody can tell; flags are over where the gas is.
        machine.end_flags();
        let (other, shadow) = run(&contract, 3_000_000);
        assert_eq!((exit, machine.difference(&shadow)), (other, None), "{name}");
    }
    assert!(spent >= 4, "{spent} texts were enough for the budget to be spent");
}

#[test]
fn gas_may_end_anywhere_on_a_walk() {
    let text = greedy::entered_everywhere(TEXT, 1, 0x77, |at, back| {
        let mut region = vec![0x75; 20_000];
        region.extend([0x90; 126]);
        let end = at + region.len() as u32;
        region.extend(greedy::near_jump(&[0xe9], end + 5, back));
        region
    });
    let contract = contract(&text);
    let (exit, machine) = run(&contract, PLENTY);
    assert_eq!(exit, Exit::Return);
    let used = PLENTY - machine.gas;
    for gas in [used - 1, used / 2, used / 2 + 1, used / 3, 5000] {
        assert_eq!(run(&contract, gas).0, Exit::OutOfGas { begun: 0 });
    }
}

#[test]
fn code_far_from_the_rest_runs_as_near_code_does() {
    // call rbx, jmp rax for ever between segments that lie apart: 127 of them, the last far away.
    let key = 0x5a5a_1234_u32;
    for last in [TEXT + 128 * 16, TEXT + 0x100_0000, layout::IMAGE_END - 5] {
        // mov eax, last ^ key; xor eax, key; lea ebx, [rax + 4]; jmp rax
        let start = [
            &[0xb8][..],
            &(last ^ key).to_le_bytes(),
            &[0x35],
            &key.to_le_bytes(),
            &[0x8d, 0x58, 4, 0xff, 0xe0],
        ]
        .concat();
        let mut segments = vec![(TEXT - 64, start)];
        segments.extend((1..126).map(|i| (TEXT + 16 * i, vec![0xc3])));
        // call rbx; jmp rax; ret
        segments.push((last, vec![0xff, 0xd3, 0xff, 0xe0, 0xc3]));
        let segments: Vec<(u8, u32, &[u8])> = segments.iter().map(|(at, code)| (1, *at, &code[..])).collect();
        let file = sections(TEXT - 64, &segments);
        let policy = Policy::default();
        let image = Image::load(&file, &policy.limits).expect("the file is well-formed");
        let contract = validate(image, &policy).unwrap_or_else(|report| panic!("rejected: {report}"));
        let (exit, machine) = run(&Arc::new(contract), 10_000);
        assert_eq!(exit, Exit::OutOfGas { begun: 0 });
        assert!((last..last + 5).contains(&machine.rip.0), "{}", machine.rip);
    }
}

/// An ESC file of sections: kind, address, bytes.
fn sections(entry: u32, sections: &[(u8, u32, &[u8])]) -> Vec<u8> {
    let mut file = [b"ECHO", &1_u32.to_le_bytes()[..], &u64::from(entry).to_le_bytes()].concat();
    file.extend((sections.len() as u32).to_le_bytes());
    for (kind, addr, bytes) in sections {
        file.extend([*kind, 0]);
        file.extend(u64::from(*addr).to_le_bytes());
        file.extend([(bytes.len() as u32).to_le_bytes(); 2].concat());
        file.extend(*bytes);
    }
    file.extend(0_u32.to_le_bytes());
    file
}

/// A machine on which single vector instructions are tried: its text is read-only memory, rsi is zero.
fn vector_machine() -> Machine {
    Machine::new(contract(&RET).image(), &Limits::default(), 0).expect("memory for a machine")
}

/// Executes a vector instruction; one that traps must have changed nothing.
fn execute(machine: &mut Machine, code: &[u8]) -> Option<Trap> {
    let inst = decode(code, GuestAddr(TEXT)).expect("the code is accepted");
    let before = (machine.regs.clone(), machine.vectors.clone(), machine.flags);
    let trap = vector::execute(&Resolved::new(&inst), machine).err();
    if trap.is_some() {
        let after = (machine.regs.clone(), machine.vectors.clone(), machine.flags);
        assert!(before == after, "{inst} trapped and changed registers");
    }
    trap
}

#[test]
fn sixteen_bytes_must_be_aligned_where_the_manual_says_so() {
    let mut machine = vector_machine();
    let addr = layout::STACK_TOP - 0x1000 + 8;
    machine.regs[Reg::Rsi as usize] = u64::from(addr);
    let misaligned = Some(Trap::Misaligned { addr: GuestAddr(addr) });
    for (code, expected) in [
        (&[0x0f, 0x28, 0x06][..], misaligned),      // movaps xmm0, [rsi]
        (&[0x0f, 0x29, 0x06], misaligned),          // movaps [rsi], xmm0
        (&[0x66, 0x0f, 0xe7, 0x06], misaligned),    // movntdq [rsi], xmm0
        (&[0x0f, 0x58, 0x06], misaligned),          // addps xmm0, [rsi]
        (&[0x66, 0x0f, 0x70, 0x06, 0], misaligned), // pshufd xmm0, [rsi], 0
        (&[0x0f, 0x10, 0x06], None),                // movups xmm0, [rsi]
        (&[0xf3, 0x0f, 0x7f, 0x06], None),          // movdqu [rsi], xmm0
        (&[0xf3, 0x0f, 0x58, 0x06], None),          // addss xmm0, [rsi]
        (&[0x0f, 0x5a, 0x06], None),                // cvtps2pd xmm0, [rsi]
    ] {
        assert_eq!(execute(&mut machine, code), expected, "{code:02x?}");
    }
    // Misalignment is reported first, whether the address is accessible or not.
    machine.regs[Reg::Rsi as usize] = 8;
    assert_eq!(execute(&mut machine, &[0x0f, 0x28, 0x06]), Some(Trap::Misaligned { addr: GuestAddr(8) }));
}

#[test]
fn unmapped_and_read_only_memory_traps() {
    let mut machine = vector_machine();
    let trap_at = |addr, access| Some(Trap::Memory { addr: GuestAddr(addr), access });
    machine.regs[Reg::Rsi as usize] = 0;
    assert_eq!(execute(&mut machine, &[0x0f, 0x28, 0x06]), trap_at(0, Access::Read));
    assert_eq!(execute(&mut machine, &[0xf3, 0x0f, 0x11, 0x06]), trap_at(0, Access::Write));
    // Text may be read, not written.
    machine.regs[Reg::Rsi as usize] = u64::from(TEXT);
    assert_eq!(execute(&mut machine, &[0x0f, 0x28, 0x06]), None);
    assert_eq!(execute(&mut machine, &[0x0f, 0x29, 0x06]), trap_at(TEXT, Access::Write));
    // The effective address is taken modulo 2^32.
    machine.regs[Reg::Rsi as usize] = 5 << 32 | u64::from(TEXT);
    assert_eq!(execute(&mut machine, &[0x0f, 0x28, 0x06]), None);
}

#[test]
fn an_access_that_runs_off_the_stack_stores_nothing() {
    let mut machine = vector_machine();
    let top = layout::STACK_TOP;
    machine.vectors[0] = [Packed::from_bits(u128::MAX); 2];
    machine.regs[Reg::Rsi as usize] = u64::from(top - 8);
    let trap = execute(&mut machine, &[0x0f, 0x11, 0x06]);
    assert!(matches!(trap, Some(Trap::Memory { addr, .. }) if addr.0 == top), "{trap:?}");
    assert_eq!(machine.memory.read::<8>(GuestAddr(top - 8)), Ok([0; 8]));
}

#[test]
fn maskmovdqu_accesses_only_what_it_stores() {
    let mut machine = vector_machine();
    let top = layout::STACK_TOP;
    let maskmovdqu = [0x66, 0x0f, 0xf7, 0xc1]; // xmm0 by the mask in xmm1
    machine.regs[Reg::Rdi as usize] = u64::from(top - 8);
    machine.vectors[0] = [Packed::from_bytes(*b"0123456789abcdef"), Packed::ZERO];
    machine.vectors[1] = [Packed::from_bits(0x8000_0080_0000_0000), Packed::ZERO];
    assert_eq!(execute(&mut machine, &maskmovdqu), None);
    assert_eq!(machine.memory.read::<8>(GuestAddr(top - 8)), Ok(*b"\0\0\0\x004\0\x007"));
    machine.vectors[1] = [Packed::from_bits(0x80 << 120 | 0x80), Packed::ZERO];
    let trap = execute(&mut machine, &maskmovdqu);
    assert!(matches!(trap, Some(Trap::Memory { addr, .. }) if addr.0 == top), "{trap:?}");
    assert_eq!(machine.memory.read::<1>(GuestAddr(top - 8)), Ok([0]), "a partial store");
    machine.vectors[1] = [Packed::ZERO; 2];
    machine.regs[Reg::Rdi as usize] = 0;
    assert_eq!(execute(&mut machine, &maskmovdqu), None, "nothing to store, nothing to trap");
}

/// The example of `docs/interpreter.md`: a hash of the bytes from rdi to rsi.
const EXAMPLE: [u8; 40] = [
    0xbf, 0x00, 0x00, 0x60, 0x00, // mov edi, 0x600000
    0xbe, 0x05, 0x00, 0x60, 0x00, // mov esi, 0x600005
    0xb8, 0x05, 0x15, 0x00, 0x00, // mov eax, 5381
    0x48, 0x89, 0xc2, // mov rdx, rax: the loop starts here
    0x48, 0xc1, 0xe2, 0x05, // shl rdx, 5
    0x48, 0x01, 0xd0, // add rax, rdx
    0x0f, 0xb6, 0x17, // movzx edx, byte [rdi]
    0x48, 0x01, 0xd0, // add rax, rdx
    0x48, 0xff, 0xc7, // inc rdi
    0x48, 0x39, 0xf7, // cmp rdi, rsi
    0x75, 0xe8, // jne
    0xc3, // ret
];

/// Where the loop of [`EXAMPLE`] starts.
const LOOP: GuestAddr = GuestAddr(TEXT + 15);

#[test]
fn the_documented_block_is_what_lowering_makes() {
    let mut blocks = Blocks::new(Code::new(contract(&EXAMPLE)));
    let (uops, words) = blocks.single(LOOP);
    let operations: String = uops.iter().map(|(uop, _)| format!("{uop:?}\n")).collect();
    let accumulated = superinst::accumulated(&uops);
    let mut functions = String::from("word  first  second third byte fourth low high  and behind it runs\n");
    for (i, word) in words.iter().enumerate() {
        let Word { first, second, third, byte, fourth, low, high, .. } = word;
        let behind = i + 1;
        let sequence = superinst::sequence(&uops[behind..]);
        let names: Vec<String> = (0..sequence.len())
            .map(|n| match accumulated.get(behind + n) {
                Some([true, true]) => format!("{} (a, b)", sequence[n]),
                Some([true, false]) => format!("{} (a)", sequence[n]),
                Some([false, true]) => format!("{} (b)", sequence[n]),
                _ => sequence[n].clone(),
            })
            .collect();
        let [first, second, third, fourth] = [first, second, third, fourth].map(|slot| format!("{slot:?}"));
        writeln!(
            functions,
            "{i:<5} {first:<6} {second:<6} {third:<5} {byte:<4} {fourth:<6} {low:<3} {high:<5} {}",
            names.join(", ")
        )
        .expect("text takes text");
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/interpreter.md");
    let page = std::fs::read_to_string(path).expect("tests run in the repository");
    for part in [operations, functions] {
        assert!(page.contains(&part), "docs/interpreter.md has not:\n{part}");
    }
}

#[test]
fn the_documented_block_hashes() {
    let image = Image::load(&esc(&EXAMPLE, b"constant", b"hello"), &Limits::default());
    let contract = validate(image.expect("the file is well-formed"), &Policy::default());
    let (exit, machine) = run(&Arc::new(contract.expect("the code is accepted")), PLENTY);
    let hash = b"hello".iter().fold(5381_u64, |hash, byte| 33 * hash + u64::from(*byte));
    assert_eq!((exit, machine.regs[Reg::Rax as usize]), (Exit::Return, hash));
    let spent = format!("rax is {hash}, and {} gas is spent", PLENTY - machine.gas);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/interpreter.md");
    let page = std::fs::read_to_string(path).expect("tests run in the repository");
    assert!(page.contains(&spent), "docs/interpreter.md has not: {spent}");
}
