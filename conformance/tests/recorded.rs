//! Without a processor: the reference engine does what the processors did whose digests are kept, a fault shows, and the tool
//! says so. These run on every host; `make portable` has the tool on others.

use echo_abi::{Form, Op};
use echo_conformance::cases::{BRIEF, Options, SEED};
use echo_conformance::outcome::Ending;
use echo_conformance::recorded::{Tamper, results, run_form};
use echo_conformance::results::{Comparison, Results, kept};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const OPTIONS: Options = Options { states: BRIEF, seed: SEED };

/// What each of the kept files says about these forms.
fn compared(forms: impl IntoIterator<Item = Form>, tamper: Option<Tamper<'_>>) -> Vec<Comparison> {
    let mut here = results(&OPTIONS);
    forms
        .into_iter()
        .for_each(|form| here.add(&run_form(form, &OPTIONS, tamper).expect("the engine runs everywhere")));
    let files = Results::read_all(kept()).expect("the results kept can be read");
    files.iter().map(|(_, there)| here.compare(there).expect("they are of one seed")).collect()
}

#[test]
fn the_reference_does_what_processors_did() {
    let comparisons = compared(Op::ALL.iter().flat_map(|op| op.forms()).copied(), None);
    assert!(!comparisons.is_empty(), "no results are kept");
    for comparison in comparisons {
        assert!(comparison.forms.different.is_empty(), "{comparison}");
        assert!(comparison.forms.equal > 700, "{comparison}");
    }
}

#[test]
fn a_fault_shows() {
    let faults: [(Form, Tamper<'_>); 6] = [
        (Form::Add_r32_rm32, &|_, got| got.state.flags ^= 1),
        // In rare states only.
        (Form::Add_r32_rm32, &|_, got| got.state.flags &= !0x40),
        (Form::Mov_r64_rm64, &|_, got| got.state.regs[11] = got.state.regs[11].swap_bytes()),
        (Form::Paddb_xmm_xmmm128, &|_, got| got.state.vectors[3][31] ^= 1),
        (Form::Je_rel8_64, &|_, got| got.state.rip += 1),
        (Form::Div_rm64, &|_, got| {
            if got.ending == Ending::Divide {
                got.ending = Ending::Done;
            }
        }),
    ];
    for (form, fault) in faults {
        for (comparison, is_equal) in [(compared([form], None), true), (compared([form], Some(fault)), false)]
        {
            for comparison in comparison {
                let Comparison { forms, .. } = &comparison;
                assert_eq!(
                    (forms.equal, forms.different.len()),
                    (is_equal.into(), (!is_equal).into()),
                    "{form:?}"
                );
            }
        }
    }
    // mul leaves ZF undefined.
    let undefined: Tamper<'_> = &|_, got| got.state.flags ^= 0x40;
    assert!(compared([Form::Mul_rm32], Some(undefined)).iter().all(|c| c.forms.different.is_empty()));
}

/// A directory with a copy of a kept file, after `change`.
fn copy(name: &str, change: impl Fn(&mut Results)) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).expect("a directory can be made");
    let (_, mut results) = Results::read_all(kept()).expect("readable").remove(0);
    change(&mut results);
    results.write(&directory.join("copy.toml")).expect("a file can be written");
    directory
}

#[test]
fn the_tool_says_so() {
    let run = |directory: &Path| {
        let tool = Command::new(env!("CARGO_BIN_EXE_echo-recorded"))
            .args(["--form", "adc_rm32_r32", "--results"])
            .arg(directory)
            .output()
            .expect("the tool runs");
        (tool.status.code(), String::from_utf8_lossy(&tool.stdout).into_owned())
    };
    let (code, text) = run(kept());
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("2 comparisons of a form with what a processor did, 0 different"), "{text}");
    let form = "Adc_rm32_r32";
    let (code, text) = run(&copy("recorded-different", |results| {
        results.forms.get_mut(form).expect("it ran").marks[0].results ^= 1;
    }));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("different: Adc_rm32_r32") && text.contains("echo-recorded --form"), "{text}");
    // Parts are all of it, each form once.
    let forms = |part: &str| {
        let tool = Command::new(env!("CARGO_BIN_EXE_echo-recorded")).args(["--part", part]).output();
        let text = String::from_utf8_lossy(&tool.expect("the tool runs").stdout).into_owned();
        text.split(' ').next().and_then(|number| number.parse::<usize>().ok())
    };
    let all: usize = Op::ALL.iter().map(|op| op.forms().len()).sum();
    let each = |n: usize| all / 400 + usize::from(n <= all % 400);
    for n in [1, all % 400, all % 400 + 1, 400] {
        assert_eq!(forms(&format!("{n}/400")), Some(each(n)), "part {n}");
    }
    assert_eq!([forms("0/4"), forms("5/4"), forms("4")], [None; 3]);
    // Where nothing was compared, nothing is the same.
    for directory in [
        copy("recorded-cases", |results| results.forms.get_mut(form).expect("it ran").marks[0].cases ^= 1),
        copy("recorded-unknown", |results| drop(results.forms.remove(form))),
    ] {
        assert_eq!(run(&directory).0, Some(1));
    }
    let empty = copy("recorded-empty", |_| {});
    fs::remove_file(empty.join("copy.toml")).expect("it was written");
    assert_eq!(run(&empty).0, Some(1));
    assert_eq!(run(&empty.join("nowhere")).0, Some(2));
}
