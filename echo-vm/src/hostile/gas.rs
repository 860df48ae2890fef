//! Gas and budgets that end anywhere. What is compared runs natively up to the last block: the stack has no steps that
//! gas would have to be kept for, or few.

use super::group::Group;
use super::{Bench, FLAGS, Lot, Start, files};
use crate::engine::{Exit, Until};
use crate::pool::Pool;
use crate::program::Engine;
use echo_abi::isa::Reg;
use echo_abi::{Limits, layout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Steps of the stack beyond the first.
fn limits(steps: u32) -> Limits {
    Limits { stack: (1 + steps) * layout::STACK_STEP, ..Limits::default() }
}

/// Amounts up to `whole`: all near its ends, and a few between.
fn amounts(whole: u64, lot: &mut Lot) -> Vec<u64> {
    let mut all: Vec<u64> = (0..whole.min(24)).chain(whole.saturating_sub(24)..whole + 2).collect();
    all.extend((0..16).map(|_| lot.draw() % (whole + 1)));
    all.sort_unstable();
    all.dedup();
    all
}

/// Every case of the files, ended by its gas.
#[test]
fn gas_ends_anywhere() {
    let mut lot = Lot(11);
    for engine in [Engine::Jit, Engine::Interpreter] {
        for (name, group) in files() {
            let mut bench = Bench::new(group, engine);
            let pool = Pool::default();
            for (i, (case, at)) in group.cases.iter().enumerate() {
                if engine != Engine::Jit && i % 5 != 0 {
                    continue;
                }
                let start = Start {
                    flags: FLAGS[i % FLAGS.len()],
                    limits: limits(i as u32 % 2),
                    gas: 20_000,
                    ..Start::new()
                };
                let whole = start.run(&bench.reference, &pool, group, *at, Until::END);
                let used = start.gas - whole.machine.gas;
                pool.give_back(whole.machine);
                for gas in amounts(used, &mut lot) {
                    let start = Start { gas, ..start.clone() };
                    bench.compare(
                        &|| format!("{name}: {case} with {gas} of {used}"),
                        *at,
                        &start,
                        Until::END,
                    );
                }
            }
            let cases = bench.finish();
            assert!(cases > 2 * group.cases.len(), "{name}: {cases}");
        }
    }
}

/// Every case of the files, stopped by a budget, once and again and again.
#[test]
fn budgets_end_anywhere() {
    let mut lot = Lot(13);
    for (name, group) in files() {
        let mut bench = Bench::new(group, Engine::Jit);
        let pool = Pool::default();
        for (i, (case, at)) in group.cases.iter().enumerate() {
            let start = Start {
                flags: FLAGS[i % FLAGS.len()],
                limits: limits(i as u32 % 2),
                gas: 20_000,
                ..Start::new()
            };
            let whole = start.run(&bench.reference, &pool, group, *at, Until::END);
            let used = start.gas - whole.machine.gas;
            for budget in amounts(used, &mut lot) {
                bench.compare(
                    &|| format!("{name}: {case} with a budget of {budget} of {used}"),
                    *at,
                    &start,
                    Until::spent(budget),
                );
            }
            // In pieces, it is what it is whole.
            let budget = 1 + lot.draw() % (used + 1).min(200);
            let mut machine = start.machine(&pool, group, *at);
            let mut exits = 0;
            let end = loop {
                let before = machine.gas;
                let exit = bench.program.start().resume(&mut machine, Until::spent(budget));
                let until =
                    if machine.gas == before { Until::spent(Until::LEAST) } else { Until::spent(budget) };
                let exit = match exit {
                    Exit::Stopped if machine.gas == before => {
                        bench.program.start().resume(&mut machine, until)
                    }
                    exit => exit,
                };
                exits += usize::from(matches!(exit, Exit::HostCall(_)));
                if !matches!(exit, Exit::HostCall(_) | Exit::Stopped) || exits > super::MOST_CALLS {
                    break exit;
                }
            };
            assert_eq!(
                end,
                whole.exits.last().expect("there is an exit").0,
                "{name}: {case}, {budget} at a time"
            );
            assert_eq!(machine.difference(&whole.machine), None, "{name}: {case}, {budget} at a time");
            pool.give_back(machine);
            pool.give_back(whole.machine);
        }
        bench.finish();
    }
}

/// Loops that would not end, of each kind.
const ENDLESS: &str = "
case_jumps: xor eax, eax
1:  add eax, 3
    cmp eax, 7
    jmp 1b
case_carries: adc rax, rdx
    push rax
    pop rcx
    jmp case_carries
case_calls: call 1f
    jmp case_calls
1:  inc rax
    ret
case_indirect: lea rax, [rip + case_indirect]
    jmp rax
case_returns: lea rax, [rip + case_returns]
    push rax
    ret
case_stepped: lahf
    xlatb
    jmp case_stepped
case_strings: mov ecx, 1000
    mov rdi, rbx
    rep stosb
    jmp case_strings
case_one_string: mov rcx, -1
    mov rdi, rbx
    mov rsi, rbx
    rep lodsb
    dec rsi
    jmp case_one_string
case_borrowed: inc r14
    add r15, [rbx]
    jmp case_borrowed
";

#[test]
fn a_raised_flag_stops_every_loop() {
    let group = Group::assemble("endless", ENDLESS);
    let pool = Pool::default();
    for engine in [Engine::Jit, Engine::Crosscheck] {
        let program = engine.prepare(&group.contract).expect("this host has every engine");
        let reference = Engine::REFERENCE.prepare(&group.contract).expect("it runs everywhere");
        for (case, at) in &group.cases {
            let start = Start { gas: 1 << 40, ..Start::new() }.with(Reg::Rdi, 0);
            let mut machine = start.machine(&pool, &group, *at);
            let flag = AtomicBool::new(false);
            let mut run = program.start();
            let exit = std::thread::scope(|scope| {
                scope.spawn(|| {
                    std::thread::sleep(Duration::from_millis(3));
                    flag.store(true, Ordering::Relaxed);
                });
                run.resume(&mut machine, Until::raised(&flag))
            });
            if case == "case_one_string" {
                // It runs off the data, or is stopped before.
                assert!(matches!(exit, Exit::Stopped | Exit::Trap(_)), "{case} on {engine}: {exit:?}");
                continue;
            }
            assert_eq!(exit, Exit::Stopped, "{case} on {engine}");
            let spent = start.gas - machine.gas;
            let mut shadow = start.machine(&pool, &group, *at);
            // What is charged for a repeated instruction is no budget's while it is under way.
            if spent < 30_000_000 && case != "case_strings" {
                let exit = reference.start().resume(&mut shadow, Until::spent(spent));
                assert_eq!((exit, shadow.difference(&machine)), (Exit::Stopped, None), "{case} on {engine}");
            }
            assert_eq!(
                run.resume(&mut machine, Until::raised(&flag)),
                Exit::Stopped,
                "{case}: it is still raised"
            );
            pool.give_back(machine);
            pool.give_back(shadow);
        }
    }
}

/// Gas so large that sums of it might overflow.
#[test]
fn all_the_gas_there_is() {
    let group = Group::assemble("endless", ENDLESS);
    let mut bench = Bench::new(&group, Engine::Jit);
    for (case, at) in &group.cases {
        for gas in [u64::MAX, u64::MAX - 1, 1 << 63, (1 << 63) - 1, 1 << 32, (1 << 31) + 5] {
            let start = Start { gas, ..Start::new() };
            bench.compare(&|| format!("{case} with {gas}"), *at, &start, Until::spent(3000));
        }
    }
    bench.finish();
}
