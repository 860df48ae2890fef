//! Machines and programs that outlive runs, and many of them at once.

use super::Start;
use super::group::{Group, esc};
use crate::call_stack::{CallStack, Progress};
use crate::engine::{Exit, Until};
use crate::frame::Ended;
use crate::machine::Machine;
use crate::message::Message;
use crate::pool::Pool;
use crate::program::Engine;
use crate::transaction::Transaction;
use echo_abi::id::{AccountId, ContractId, Party};
use echo_abi::isa::Reg;
use echo_abi::outcome::Access;
use echo_abi::{GuestAddr, Limits, Outcome, Policy, Trap, layout};
use echo_chain::{ChainFile, LocalChain};
use echo_validate::{Contract, validate_file};
use std::sync::Arc;

const TEXT: u32 = 0x40_1000;
const PLENTY: u64 = 1 << 40;

fn contract(sections: &[(u8, u32, &[u8])]) -> Arc<Contract> {
    Arc::new(validate_file(&esc(TEXT, sections), &Policy::default()).expect("the code is accepted"))
}

/// Code that stores ones to every 64th byte from rdi on, rcx times, and deep into the stack; then whatever follows.
fn dirties(then: &[u8]) -> Vec<u8> {
    [
        &[0x48, 0xc7, 0x07, 0xff, 0xff, 0xff, 0xff][..], // again: mov qword ptr [rdi], -1
        &[0x48, 0x83, 0xc7, 0x40],                       // add rdi, 64
        &[0x48, 0xff, 0xc9],                             // dec rcx
        &[0x75, 0xf0],                                   // jnz again
        &[0x48, 0x8d, 0x84, 0x24, 0, 0, 0xfc, 0xff],     // lea rax, [rsp - 0x40000]
        &[0x48, 0x89, 0x00],                             // mov [rax], rax
        &[0x48, 0x89, 0x80, 0, 0, 2, 0],                 // mov [rax + 0x20000], rax
        &[0x48, 0x8b, 0x36],                             // mov rsi, [rsi]
        then,
    ]
    .concat()
}

const DATA: u32 = 0x60_0000;

/// What every page of a machine holds, as far as it may be read: touched only now.
fn contents(machine: &mut Machine, contract: &Contract) -> Vec<u8> {
    machine.lend();
    machine.memory.grow_heap(GuestAddr(layout::HEAP_START + 20_000)).expect("a heap");
    let mut all = Vec::new();
    for segment in contract.image().segments() {
        all.extend(machine.memory.slice(segment.addr, segment.mem_size).expect("it can be read"));
    }
    all.extend(machine.memory.slice(GuestAddr(layout::HEAP_START), 20_000).expect("a heap"));
    all.extend(machine.memory.slice(GuestAddr(layout::STACK_TOP - 0x8_0000), 0x8_0000).expect("stack"));
    machine.settle();
    all
}

#[test]
fn a_machine_that_any_engine_used_is_as_a_new_one() {
    let constants: Vec<u8> = (0..40 * 4096_u32).map(|i| (i / 7) as u8).collect();
    let (ret, trap, divide) =
        (dirties(&[0xc3]), dirties(&[0x0f, 0x0b]), dirties(&[0x31, 0xc9, 0x48, 0xf7, 0xf1, 0xc3]));
    // Small and large ones; where one can be written, another is constant, or code, or nothing.
    let data = vec![5; 9000];
    let contracts = [
        contract(&[(1, TEXT, &ret), (6, DATA - 0x10_0000, b"constant"), (4, DATA, &data)]),
        contract(&[(1, TEXT, &trap), (4, DATA, &constants)]),
        contract(&[(1, TEXT, &divide), (6, DATA, &constants), (4, DATA + 0x10_0000, &data)]),
        contract(&[(1, TEXT, &ret), (1, DATA, &ret), (4, DATA + 0x1000, &data)]),
        contract(&[(1, TEXT, &ret)]),
    ];
    let limits = Limits::default();
    for &engine in Engine::ALL {
        let programs =
            contracts.each_ref().map(|contract| engine.prepare(contract).expect("this host has it"));
        let pool = Pool::new(1);
        for round in 0..50 {
            let (used, next) = (round % 5, (round / 5 + round * 3) % 5);
            let mut machine = pool.machine(contracts[used].image(), &limits, PLENTY).expect("memory");
            machine.lend();
            machine.memory.grow_heap(GuestAddr(layout::HEAP_START + 20_000)).expect("a heap");
            machine.settle();
            // In data, in the heap, over the end of either, and where nothing may be written.
            let places = [(DATA, 100), (layout::HEAP_START, 320), (DATA + 8000, 5000), (TEXT, 1), (0, 1)];
            let (place, count) = places[round % 7 % 5];
            machine.regs[Reg::Rdi as usize] = u64::from(place);
            machine.regs[Reg::Rcx as usize] = count;
            machine.regs[Reg::Rsi as usize] = u64::from(TEXT);
            machine.vectors.registers_mut()[3] = [crate::machine::Packed::from_bits(7); 2];
            programs[used].start().resume(&mut machine, Until::END);
            pool.give_back(machine);
            let contract = &contracts[next];
            let mut again = pool.machine(contract.image(), &limits, PLENTY).expect("memory");
            let mut new = Machine::new(contract.image(), &limits, PLENTY).expect("memory");
            assert_eq!(again.difference(&new), None, "{engine}, round {round}");
            assert_eq!(
                contents(&mut again, contract),
                contents(&mut new, contract),
                "{engine}, round {round}"
            );
            assert_eq!(again.difference(&new), None, "{engine}, round {round}, touched");
            pool.give_back(again);
            // And code finds it so, where it could write before, and where it could not.
            for other in [next, used] {
                let run = |mut machine: Box<Machine>| {
                    machine.regs[Reg::Rdi as usize] = u64::from(DATA);
                    machine.regs[Reg::Rcx as usize] = 1;
                    machine.regs[Reg::Rsi as usize] = u64::from(DATA);
                    (programs[other].start().resume(&mut machine, Until::END), machine)
                };
                let image = contracts[other].image();
                let (a, again) = run(pool.machine(image, &limits, PLENTY).expect("memory"));
                let (b, new) = run(Box::new(Machine::new(image, &limits, PLENTY).expect("memory")));
                assert_eq!((a, again.difference(&new)), (b, None), "{engine}, round {round}");
                let write = Exit::Trap(Trap::Memory { addr: GuestAddr(DATA), access: Access::Write });
                assert_eq!(a == write, other > 1, "{engine}, round {round}: {a:?}");
                pool.give_back(again);
            }
        }
    }
}

/// Calls itself, keeps what it did on the stack and in the data, and takes a while.
const BUSY: &str = "
case_busy: mov r14, rbx
    mov r15d, 60
1:  mov ecx, r15d
    call 2f
    add [r14 + r15*8], rax
    lea rdx, [rip + 3f]
    jmp rdx
3:  stc
    dec r15d
    jnz 1b
    mov rax, [r14 + 80]
    sub rsp, 0x30000
    mov [rsp], rax
    add rsp, 0x30000
    ret
2:  push rcx
    dec ecx
    js 4f
    call 2b
    cmp rax, 7
    adc rax, [rsp]
    pop rcx
    ret
4:  xor eax, eax
    pop rcx
    ret
";

#[test]
fn a_program_serves_many_threads_at_once() {
    let group = Group::assemble("busy", BUSY);
    let at = group.cases[0].1;
    let start = Start { gas: PLENTY, ..Start::new() };
    let pool = Pool::new(4);
    let reference = Engine::REFERENCE.prepare(&group.contract).expect("it runs everywhere");
    let expected = start.run(&reference, &pool, &group, at, Until::END);
    assert_eq!(expected.exits[0].0, Exit::Return);
    for engine in [Engine::Jit, Engine::Interpreter] {
        let program = engine.prepare(&group.contract).expect("this host has it");
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|thread| {
                    let (program, pool, group, start, expected) =
                        (&program, &pool, &group, &start, &expected);
                    scope.spawn(move || {
                        for round in 0..20 {
                            let mut machine = start.machine(pool, group, at);
                            // In pieces, each by whatever translation is idle.
                            let until = Until::spent(Until::LEAST + 3000 * (thread + round));
                            while program.start().resume(&mut machine, until) == Exit::Stopped {}
                            assert_eq!(
                                machine.difference(&expected.machine),
                                None,
                                "{engine}, thread {thread}"
                            );
                            pool.give_back(machine);
                        }
                    })
                })
                .collect();
            threads.into_iter().for_each(|thread| thread.join().expect("it ends well"));
        });
    }
}

/// A run that goes from one engine to the next wherever it is stopped, on the machine itself or on a copy of it.
#[test]
fn engines_take_over_from_each_other() {
    let group = Group::assemble("busy", BUSY);
    let at = group.cases[0].1;
    let start = Start { gas: PLENTY, ..Start::new() };
    let pool = Pool::default();
    let programs: Vec<_> =
        Engine::ALL.iter().map(|engine| engine.prepare(&group.contract).expect("it is here")).collect();
    let jit = Engine::ALL.iter().position(|engine| *engine == Engine::Jit).expect("it is in the list");
    let expected = start.run(&programs[jit], &pool, &group, at, Until::END);
    for round in 0..12 {
        let mut machine = start.machine(&pool, &group, at);
        let mut turn = round;
        loop {
            let copy = machine.snapshot().expect("another address space");
            assert_eq!(copy.difference(&machine), None);
            let mut shadow = machine.snapshot().expect("another address space");
            if turn % 3 == 0 {
                *machine = copy;
            }
            let until = Until::spent(2500 + 97 * round as u64);
            let exit = programs[turn % programs.len()].start().resume(&mut machine, until);
            assert_eq!(programs[jit].start().resume(&mut shadow, until), exit);
            assert_eq!(machine.difference(&shadow), None, "round {round}, turn {turn}");
            turn += 1;
            if exit != Exit::Stopped {
                assert_eq!(exit, Exit::Return);
                break;
            }
        }
        assert!(turn - round > 2, "it was stopped in between");
        assert_eq!(machine.difference(&expected.machine), None, "round {round}");
    }
}

#[test]
fn a_thousand_machines_are_in_the_middle_of_a_run() {
    let group = Group::assemble("busy", BUSY);
    let at = group.cases[0].1;
    let start = Start { gas: PLENTY, ..Start::new() };
    let pool = Pool::new(8);
    let program = Engine::Jit.prepare(&group.contract).expect("this host has it");
    let expected = start.run(&program, &pool, &group, at, Until::END);
    // Half of them with a translation of their own, that of the others is whatever is idle.
    let mut machines: Vec<_> = (0..1000)
        .map(|i| (start.machine(&pool, &group, at), (i % 2 == 0).then(|| program.start()), i))
        .collect();
    let mut ended = 0;
    while !machines.is_empty() {
        machines.retain_mut(|(machine, run, i)| {
            let until = Until::spent(30_000 + *i);
            let exit = match run {
                Some(run) => run.resume(machine, until),
                None => program.start().resume(machine, until),
            };
            if exit == Exit::Stopped {
                return true;
            }
            assert_eq!((exit, machine.difference(&expected.machine)), (Exit::Return, None), "machine {i}");
            ended += 1;
            false
        });
    }
    assert_eq!(ended, 1000);
}

/// Frames of two contracts, each in the middle of the one before.
#[test]
fn a_thousand_frames_on_every_engine() {
    let text = |count: u8| {
        [
            &[0xb9, count, 1, 0, 0][..], // mov ecx, count + 256
            &[0x48, 0xbf],               // mov rdi, DATA
            &u64::from(DATA).to_le_bytes(),
            &[0x48, 0x01, 0x0f],                               // again: add [rdi], rcx
            &[0xe8, 5, 0, 0, 0],                               // call f
            &[0xff, 0xc9],                                     // dec ecx
            &[0x75, 0xf4],                                     // jnz again
            &[0xc3],                                           // ret
            &[0x41, 0x56, 0x41, 0xff, 0xc6, 0x41, 0x5e, 0xc3], // f: push r14; inc r14d; pop r14; ret
        ]
        .concat()
    };
    let contracts = [text(3), text(200)].map(|text| contract(&[(1, TEXT, &text), (4, DATA, &[1; 64])]));
    let limits = Limits { memory_pages: 1 << 19, ..Limits::default() };
    let (pool, chain) = (Pool::default(), LocalChain::new(ChainFile::default()));
    let message = |gas, contract| {
        Message::new("f()".parse().expect("a call"), ContractId(contract), Party::Account(AccountId(5)), gas)
    };
    let mut known = None;
    for engine in [Engine::Interpreter, Engine::Jit] {
        let programs =
            contracts.each_ref().map(|contract| engine.prepare(contract).expect("this host has it"));
        let mut debug = |_: &str| {};
        let transaction = Transaction::new(AccountId(5), &limits, &chain, &mut debug);
        let start = CallStack::start(transaction, &pool, &programs[0], message(1 << 40, 0));
        let mut stack = start.expect("the host serves").expect("it starts");
        let mut given = 1 << 40;
        for depth in 1..1000_usize {
            stack = match stack.run(Until::spent(500 + depth as u64)).expect("the host serves") {
                Progress::Stopped(stack) => *stack,
                Progress::Ended(outcome, _) => panic!("{engine}: ended at {depth}: {outcome:?}"),
            };
            given -= 1 << 20;
            stack
                .enter(&programs[depth % 2], message(given, depth as u64 % 2))
                .expect("the host serves")
                .unwrap_or_else(|error| panic!("{engine} at {depth}: {error:?}"));
        }
        assert_eq!(stack.depth(), 1000);
        let mut ends = Vec::new();
        let outcome = loop {
            stack = match stack.run(Until::spent(1500)).expect("the host serves") {
                Progress::Stopped(stack) => *stack,
                Progress::Ended(outcome, _) => break outcome,
            };
            if let Some(Ended::Returned { gas_used, .. }) = stack.innermost().callee() {
                ends.push(*gas_used);
            }
        };
        assert!(matches!(outcome, Outcome::Returned { .. }), "{engine}: {outcome:?}");
        ends.dedup();
        assert!(ends.len() > 900, "{engine}: {} frames ended", ends.len());
        let found = (outcome.gas_used(), ends);
        assert_eq!(*known.get_or_insert(found.clone()), found, "{engine}");
    }
}

/// Far deeper than the host's stack of return addresses.
const DEEP: &str = "
case_plain: mov ecx, 100000
1:  dec ecx
    js 2f
    call 1b
    inc rax
2:  ret
case_with_frames: mov ecx, 100000
    call 1f
    ret
1:  push r14
    push rbx
    sub rsp, 0x28
    dec ecx
    js 2f
    mov [rsp + 8], rcx
    call 1b
    add rax, [rsp + 8]
2:  add rsp, 0x28
    pop rbx
    pop r14
    ret
case_unwound: mov ecx, 100000
    mov rbp, rsp
    call 1f
    ret
1:  dec ecx
    js 2f
    call 1b
    ret
2:  lea rsp, [rbp - 8]
    ret
case_indirect: mov ecx, 100000
    lea r15, [rip + 1f]
    call r15
    ret
1:  dec ecx
    js 2f
    call r15
    inc rax
2:  ret
case_too_deep: push rax
    call case_too_deep
";

#[test]
fn recursion_is_as_deep_as_the_stack() {
    let group = Group::assemble("deep", DEEP);
    for &engine in Engine::ALL {
        let mut bench = super::Bench::new(&group, engine);
        for (case, at) in &group.cases {
            for gas in [PLENTY, 1_000_003] {
                let start = Start { gas, ..Start::new() };
                let exit = bench.compare(&|| format!("{case} with {gas}"), *at, &start, Until::END);
                if gas == PLENTY {
                    assert_eq!(exit == Exit::Return, case != "case_too_deep", "{case}: {exit:?}");
                }
            }
        }
        bench.finish();
    }
}
