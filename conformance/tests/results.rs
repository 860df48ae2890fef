//! Result files: what goes into a digest and what does not, that a difference is found and named, that files are
//! read as written and what is none is refused.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_abi::Form;
use echo_conformance::cases::{BRIEF, Options, SEED};
use echo_conformance::cpu::Cpu;
use echo_conformance::digest::{DigestMark, Digests};
use echo_conformance::harness;
use echo_conformance::native::Processor;
use echo_conformance::outcome::{Ending, InstOutcome};
use echo_conformance::results::{Results, ResultsError};
use echo_conformance::state::CpuState;
use std::path::{Path, PathBuf};
use std::process::Command;

const FORMS: [Form; 4] = [Form::Adc_rm32_r32, Form::Mul_rm64, Form::Push_r64, Form::Paddb_xmm_xmmm128];

fn marks(processor: &mut Processor, form: Form, states: u32, seed: u64) -> Vec<DigestMark> {
    harness::run_form(processor, form, &Options { states, seed }, None).expect("the harness works").marks
}

/// A result of a few forms.
fn results(states: u32, seed: u64) -> Results {
    let options = Options { states, seed };
    let mut processor = Processor::acquire().expect("the processor");
    let mut results = Results::new(Cpu::this(), &options);
    for form in FORMS {
        results.add(&harness::run_form(&mut processor, form, &options, None).expect("the harness works"));
    }
    results.add_programs(DigestMark { cases: 1, results: 2 });
    results.add_programs(DigestMark { cases: 3, results: 4 });
    results
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn written(name: &str, results: &Results) -> PathBuf {
    let path = file(name);
    results.write(&path).expect("the target directory can be written");
    path
}

#[test]
fn digests_depend_on_form_and_seed_alone() {
    let mut processor = Processor::acquire().expect("the processor");
    for form in FORMS {
        let alone = marks(&mut processor, form, BRIEF, SEED);
        // Memory holds something else then.
        marks(&mut processor, Form::Movsb_m8_m8, BRIEF, 7);
        assert_eq!(marks(&mut processor, form, BRIEF, SEED), alone, "{form:?}");
        assert_ne!(marks(&mut processor, form, BRIEF, 2), alone, "{form:?}");
        // A long run begins as the brief one.
        let long = marks(&mut processor, form, 3 * BRIEF, SEED);
        assert_eq!((long.len(), long[0]), (2, alone[0]), "{form:?}");
        assert_ne!(long[0], long[1], "{form:?}");
        // What the machine does has no part in it.
        let options = Options { states: BRIEF, seed: SEED };
        let lie = harness::run_form(&mut processor, form, &options, Some(&|_, got| got.state.regs[1] ^= 1));
        let lie = lie.expect("the harness works");
        assert!(lie.mismatches > 0);
        assert_eq!(lie.marks, alone, "{form:?}");
    }
    // The processor has no say in host calls.
    assert_eq!(marks(&mut processor, Form::Int_imm8, BRIEF, SEED), []);
}

#[test]
fn everything_defined_counts_and_nothing_undefined() {
    let before = CpuState { regs: [5; 16], vectors: [[6; 32]; 16], flags: 0, rip: 0x1000 };
    let mark = |change: &dyn Fn(&mut InstOutcome), undefined: u16| {
        let mut outcome =
            InstOutcome { state: before.clone(), flags_seen: true, ending: Ending::Done, gas: 1 };
        change(&mut outcome);
        let mut digests = Digests::default();
        digests.result(&before, &outcome, undefined);
        digests.mark().results
    };
    let same = mark(&|_| {}, 0x10);
    let counts: [&dyn Fn(&mut InstOutcome); 9] = [
        &|o| o.state.regs[0] ^= 1,
        &|o| o.state.regs[15] ^= 1 << 63,
        &|o| o.state.vectors[0][0] ^= 1,
        &|o| o.state.vectors[15][31] ^= 0x80,
        &|o| o.state.flags ^= 1,
        &|o| o.state.rip += 1,
        &|o| o.ending = Ending::Divide,
        &|o| o.ending = Ending::Memory { addr: 0 },
        &|o| o.ending = Ending::Memory { addr: 0x800 },
    ];
    let mut all: Vec<_> = counts.iter().map(|change| mark(change, 0x10)).collect();
    all.push(same);
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), counts.len() + 1, "two of them have the same digest");
    assert_eq!(mark(&|o| o.state.flags ^= 0x10, 0x10), same, "an undefined flag");
    assert_eq!(mark(&|o| o.gas += 1, 0x10), same, "the machine's price");
    // Which page of an operand across two is named.
    let fault = |addr| mark(&|o| o.ending = Ending::Memory { addr }, 0);
    assert_eq!(fault(0x2ffc), fault(0x3000));
    // Memory, in its first and last byte and its place.
    let memory = |start, at: Option<usize>| {
        let (before, mut after) = ([0; 100], [0; 100]);
        at.into_iter().for_each(|at| after[at] = 1);
        let mut digests = Digests::default();
        digests.memory(start, &before, &after);
        digests.mark().results
    };
    let all = [memory(0, None), memory(0, Some(0)), memory(0, Some(99)), memory(64, Some(0))];
    assert!((0..4).all(|i| (0..i).all(|j| all[i] != all[j])), "{all:x?}");
}

#[test]
fn a_difference_is_found_and_named() {
    let a = results(2 * BRIEF, SEED);
    let equal = a.compare(&a).expect("comparable");
    assert_eq!((equal.forms.equal, equal.programs.equal, equal.states), (4, 2, 2 * BRIEF));
    assert!(equal.is_equal().expect("comparable"));

    // In the long run alone.
    let mut b = a.clone();
    b.forms.get_mut("Mul_rm64").expect("it ran").marks[1].results ^= 1;
    let comparison = a.compare(&b).expect("comparable");
    assert_eq!(comparison.forms.different, ["Mul_rm64"]);
    assert!(!comparison.is_equal().expect("comparable"));
    // A brief run does not see it, nor one whose cases are others.
    let brief = results(BRIEF, SEED);
    assert!(brief.compare(&b).expect("comparable").is_equal().expect("comparable"));
    b.forms.get_mut("Mul_rm64").expect("it ran").marks[1].cases ^= 1;
    let comparison = a.compare(&b).expect("comparable");
    assert_eq!((comparison.forms.equal, comparison.forms.other_cases), (3, vec!["Mul_rm64".to_owned()]));

    // A program.
    let mut b = a.clone();
    b.programs.marks[1] = "0003-000000000005".to_owned();
    assert_eq!(a.compare(&b).expect("comparable").programs.different, ["100 to 199"]);

    // A form that one processor lacks, and one that one file does not know.
    let mut b = a.clone();
    b.forms.remove("Paddb_xmm_xmmm128");
    assert_eq!(a.compare(&b).expect("comparable").unknown, ["Paddb_xmm_xmmm128"]);
    b.absent.insert("sse2".to_owned(), vec!["Paddb_xmm_xmmm128".to_owned()]);
    let comparison = a.compare(&b).expect("comparable");
    assert_eq!((comparison.absent.get("sse2"), comparison.unknown.len()), (Some(&1), 0));
    assert!(comparison.is_equal().expect("comparable"));

    // Nothing in common.
    assert!(matches!(a.compare(&results(BRIEF, 2)), Err(ResultsError::Unlike(_))));
    assert!(matches!(a.compare(&results(BRIEF / 2, SEED)), Err(ResultsError::Unlike(_))));
    let mut b = a.clone();
    b.forms.clear();
    b.programs.marks.clear();
    assert!(matches!(a.compare(&b).expect("comparable").is_equal(), Err(ResultsError::Unlike(_))));
}

#[test]
fn files_are_read_as_written_and_others_refused() {
    let good = results(2 * BRIEF, SEED);
    let path = written("good.toml", &good);
    assert_eq!(Results::read(&path).expect("a good file"), good);
    let text = std::fs::read_to_string(&path).expect("just written");
    let path = file("bad.toml");
    for (from, to, said) in [
        ("", "]", "line 1: no result file"),
        ("[forms]", "[forms]\nx = \"\u{1b}", "no result file"),
        ("[forms]", "[forms]\n\"\\u001b\" = 3", "no result file"),
        ("format = 1", "format = 2", "format 2"),
        ("format = 1", "", "missing field `format`"),
        ("[200, 400]", "[400, 200]", "ascending"),
        ("[200, 400]", "[]", "ascending"),
        ("[200, 400]", "[200]", "has 2 digests"),
        ("seed = 1", "seed = -1", "no result file"),
        ("Adc_rm32_r32 = \"", "Adc_rm32_r32 = \"x", "expected a number of states and digests"),
        ("Adc_rm32_r32 = \"", "Adc_rm32_r32 = \"7\"\nX = \"", "expected a number of states and digests"),
        ("\"0001-", "\"\\u001b1-", "\\u{1b}"),
        ("[processor]", "[processor]\n\"foo\\u001b\" = 1", "foo"),
    ] {
        let changed = if from.is_empty() { format!("{to}{text}") } else { text.replacen(from, to, 1) };
        assert_ne!(changed, text, "{from}");
        std::fs::write(&path, &changed).expect("the target directory can be written");
        let error = Results::read(&path).expect_err(to).to_string();
        assert!(error.contains(said) && error.contains("bad.toml"), "{to}: {error}");
        assert!(!error.contains('\u{1b}'), "{error:?}");
    }
    std::fs::write(&path, vec![b'#'; 5 << 20]).expect("the target directory can be written");
    assert!(matches!(Results::read(&path), Err(ResultsError::TooLarge { .. })));
    std::fs::write(&path, b"\xff").expect("the target directory can be written");
    assert!(matches!(Results::read(&path), Err(ResultsError::File { .. })));
    assert!(matches!(Results::read(&file("nowhere.toml")), Err(ResultsError::File { .. })));
}

#[test]
fn the_tool_compares_files() {
    let compare = |a: &Path, b: &Path| {
        let tool =
            Command::new(env!("CARGO_BIN_EXE_echo-conformance")).arg("--compare").args([a, b]).output();
        let output = tool.expect("the tool runs");
        let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        (output.status.code(), text.into_owned())
    };
    let mut results = results(BRIEF, SEED);
    let a = written("a.toml", &results);
    results.forms.get_mut("Adc_rm32_r32").expect("it ran").marks[0].results ^= 1 << 47;
    let b = written("b.toml", &results);
    let (code, text) = compare(&a, &a);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("forms: 4 equal, 0 different"), "{text}");
    let (code, text) = compare(&a, &b);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("different: Adc_rm32_r32") && text.contains("DIFFER"), "{text}");
    let (code, text) = compare(&a, &file("nowhere.toml"));
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("nowhere.toml"), "{text}");
}
