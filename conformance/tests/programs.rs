//! Random programs end in the same state on the processor and in all engines, and as they did on the processors
//! whose results are kept. `make conformance` runs thousands.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_abi::decode::decode;
use echo_abi::isa::Cond;
use echo_abi::{GuestAddr, Op};
use echo_conformance::cases::{BRIEF, Options, SEED};
use echo_conformance::cpu::Cpu;
use echo_conformance::digest::Digests;
use echo_conformance::native::Processor;
use echo_conformance::program::{Forms, RandomProgram, Verdict, flows, generate, rng, run};
use echo_conformance::random::Rng;
use echo_conformance::results::{GROUP, Results, kept};
use echo_conformance::window::TEXT;
use std::collections::BTreeMap;

/// Programs that run, a third of what `make conformance` does.
const PROGRAMS: u32 = 1000;

#[test]
fn programs_end_as_on_the_processor_and_on_others() {
    let mut processor = Processor::acquire().expect("the processor");
    let mut here = Results::new(Cpu::this(), &Options { states: BRIEF, seed: SEED });
    let forms = Forms::plain();
    let (mut all, mut ended, mut refused) = ([0; 4], 0, 0);
    let mut digests = Digests::default();
    for number in 0..PROGRAMS {
        let mut rng = rng(SEED, number);
        let program = generate(&forms, number, &mut rng);
        for (sum, n) in all.iter_mut().zip(flows(&program)) {
            *sum += n;
        }
        match run(&mut processor, &program, &mut rng, &mut digests, None).expect("the harness works") {
            Verdict::Agree { finished } => ended += u32::from(finished),
            Verdict::Refused => refused += 1,
            Verdict::Disagree(found) => {
                panic!("program {number}, {}: {:#?}\n{}", found.engine, found.differences, found.listing)
            }
        }
        if number % GROUP == GROUP - 1 {
            here.add_programs(std::mem::take(&mut digests).mark());
        }
    }
    assert!(refused < 10, "{refused} of {PROGRAMS} programs were refused");
    assert!(ended > 800, "{ended} of {PROGRAMS} programs came to their end");
    assert!(all.iter().all(|n| *n > 1000), "forward branches, loops, calls, indirect jumps: {all:?}");
    for (path, there) in Results::read_all(kept()).expect("the results kept can be read") {
        let name = path.display();
        let programs = here.compare(&there).unwrap_or_else(|error| panic!("{name}: {error}")).programs;
        println!("{name}, {}: {} equal", there.processor, programs.equal);
        println!("  {} of other programs, for the features differ", programs.other_cases.len());
        assert!(programs.different.is_empty(), "{name}: programs {:?} differ", programs.different);
        if there.processor.is_like(&here.processor) {
            let all = PROGRAMS / GROUP;
            assert_eq!(programs.equal, all as usize, "{name}: the programs have changed: `make conformance`");
        }
    }
}

/// Operation that writes flags, how many instructions follow it before the reader, who reads, for what.
type Reading = (Op, usize, Op, Option<u8>);

/// What reads flags in a straight line behind what wrote all that it reads.
fn readings(program: &RandomProgram) -> Vec<Reading> {
    let mut all = Vec::new();
    let mut last = None;
    let mut at = 0;
    while at < program.code.len() {
        let inst = decode(&program.code[at..], GuestAddr(TEXT + at as u32)).expect("an accepted program");
        at += usize::from(inst.len());
        let read = inst.flags_read();
        if let Some((op, written, distance)) = last
            && matches!(inst.op(), Op::Jcc | Op::Setcc | Op::Cmovcc | Op::Adc | Op::Sbb)
            && !read.is_empty()
            && read.difference(written).is_empty()
        {
            all.push((op, distance, inst.op(), inst.cond().map(|cond: Cond| cond as u8)));
        }
        if !inst.flags_written().is_empty() {
            last = Some((inst.op(), inst.flags_written().difference(inst.flags_undefined()), 0));
        } else if let Some((.., distance)) = &mut last {
            *distance += 1;
        }
    }
    all
}

/// A fault in a short cut shows only where a program asks this question of that instruction: all of them must
/// come up, in few programs.
#[test]
fn every_question_is_asked_behind_everything_that_answers_it() {
    let forms = Forms::of_table();
    let mut counts: BTreeMap<Reading, u32> = BTreeMap::new();
    for number in 0..300 {
        let program = generate(&forms, number, &mut Rng::new(u64::from(number)));
        for (op, distance, reader, cond) in readings(&program) {
            *counts.entry((op, distance.min(2), reader, cond)).or_default() += 1;
        }
    }
    let count = |wanted: Reading| counts.get(&wanted).copied().unwrap_or(0);
    for op in [Op::Cmp, Op::Test, Op::Sub, Op::Add, Op::And, Op::Neg, Op::Comisd, Op::Ptest, Op::Sbb] {
        // The opposite asks the same.
        for cond in (0..16).step_by(2) {
            for reader in [Op::Jcc, Op::Setcc, Op::Cmovcc] {
                let near =
                    [cond, cond + 1].map(|cond| count((op, 0, reader, Some(cond)))).iter().sum::<u32>();
                assert!(near >= 2, "{op:?}, {reader:?} {cond} at once: {near}");
            }
            let far: u32 = [Op::Jcc, Op::Setcc, Op::Cmovcc]
                .iter()
                .flat_map(|reader| [1, 2].map(|distance| count((op, distance, *reader, Some(cond)))))
                .sum();
            assert!(far >= 2, "{op:?}, something, {cond}: {far}");
        }
    }
    for op in [Op::Cmp, Op::Add, Op::Sub, Op::Adc, Op::Sbb, Op::Neg, Op::Bt, Op::Shl, Op::Comisd] {
        for reader in [Op::Adc, Op::Sbb] {
            assert!(count((op, 0, reader, None)) >= 2, "{op:?}, {reader:?}");
        }
    }
    // PF is undefined behind these.
    for op in [Op::Andn, Op::Blsr, Op::Blsi] {
        for cond in [Cond::E, Cond::Ne, Cond::S, Cond::Ns] {
            assert!(count((op, 0, Op::Jcc, Some(cond as u8))) >= 2, "{op:?}, {cond:?}");
        }
        assert_eq!(count((op, 0, Op::Jcc, Some(Cond::P as u8))), 0, "{op:?}");
    }
}

/// The machine is told another condition wherever a program has this one. `shift`: the bits to change.
fn programs_until_noticed(op: Op, cond: Cond, shift: u8) -> Option<u32> {
    let mut processor = Processor::acquire().expect("the processor");
    let forms = Forms::plain();
    (0..100).find(|number| {
        let mut rng = rng(0, *number);
        let program = generate(&forms, *number, &mut rng);
        let lie = |program: &mut RandomProgram| {
            for (at, len) in program.instructions() {
                let inst = decode(&program.code[at..], GuestAddr(TEXT + at as u32)).expect("accepted");
                if inst.op() == op && inst.cond() == Some(cond) {
                    // The opcode is behind the 0F of all three.
                    let code = &mut program.code[at..at + len];
                    let opcode = code.iter().position(|b| *b == 0x0f).expect("an opcode of two bytes") + 1;
                    code[opcode] ^= shift;
                }
            }
        };
        let verdict = run(&mut processor, &program, &mut rng, &mut Digests::default(), Some(&lie));
        matches!(verdict.expect("the harness works"), Verdict::Disagree(_))
    })
}

#[test]
fn a_wrong_condition_is_noticed() {
    for op in [Op::Jcc, Op::Setcc, Op::Cmovcc] {
        // Opposite; signed for unsigned; strict for not strict; borrow for sign.
        for (cond, shift) in
            [(Cond::O, 1), (Cond::P, 1), (Cond::L, 14), (Cond::G, 2), (Cond::A, 5), (Cond::B, 10)]
        {
            let noticed = programs_until_noticed(op, cond, shift);
            assert!(noticed.is_some_and(|n| n < 30), "{op:?} {cond:?} ^ {shift}: {noticed:?}");
        }
    }
}

/// The same seed and number give the same program: a report can be repeated.
#[test]
fn programs_can_be_repeated() {
    let forms = Forms::plain();
    let [a, b] = [7, 7].map(|number| generate(&forms, number, &mut Rng::new(3)));
    assert_eq!((a.code, a.entry), (b.code, b.entry));
}
