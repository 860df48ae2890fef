//! Every form of the instruction table, a few hundred states each: the machine does what the processor does, and
//! the processor what the others did whose results are kept. `make conformance` runs many more.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_abi::Op;
use echo_conformance::cases::{BRIEF, Options, SEED};
use echo_conformance::cpu::Cpu;
use echo_conformance::harness;
use echo_conformance::native::Processor;
use echo_conformance::results::{FormResult, Results, kept};
use std::sync::LazyLock;

const OPTIONS: Options = Options { states: BRIEF, seed: SEED };

/// All forms, run once for all tests.
static RUN: LazyLock<Vec<FormResult>> = LazyLock::new(|| {
    let mut processor = Processor::acquire().expect("the processor");
    let forms = Op::ALL.iter().flat_map(|op| op.forms());
    forms
        .map(|form| harness::run_form(&mut processor, *form, &OPTIONS, None).expect("the harness works"))
        .collect()
});

#[test]
fn every_form_does_what_the_processor_does() {
    println!("{}", Cpu::this());
    let (mut wrong, mut forms) = (Vec::new(), 0);
    for result in RUN.iter() {
        let form = result.form;
        if let Some(feature) = result.missing {
            println!("{form:?}: not on this processor ({feature})");
            continue;
        }
        assert!(result.states >= u64::from(OPTIONS.states), "{form:?}: {} states", result.states);
        forms += 1;
        if result.mismatches > 0 {
            let text = result.reports.first().map_or("", |report| report.text.as_str());
            wrong.push(format!("{form:?}: {} of {} states\n{text}", result.mismatches, result.states));
        }
    }
    assert!(forms > 700, "{forms} forms ran");
    assert!(wrong.is_empty(), "{} forms differ from the processor:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn all_that_a_form_is_said_to_write_changes() {
    let unseen = RUN.iter().filter(|result| !result.unseen.is_empty());
    let unseen: Vec<_> =
        unseen.map(|result| format!("{:?}: {}", result.form, result.unseen.join(", "))).collect();
    assert!(unseen.is_empty(), "the table says written what never changed:\n{}", unseen.join("\n"));
}

#[test]
fn every_form_does_what_it_did_on_other_processors() {
    let mut here = Results::new(Cpu::this(), &OPTIONS);
    RUN.iter().for_each(|result| here.add(result));
    let files = Results::read_all(kept()).expect("the results kept can be read");
    assert!(!files.is_empty(), "no results are kept in {}", kept().display());
    for (path, there) in files {
        let name = path.display();
        assert!(!there.processor.is_emulated(), "{name}: of an emulation, no processor");
        let comparison = here.compare(&there).unwrap_or_else(|error| panic!("{name}: {error}"));
        println!("{name}, {}:\n{comparison}", there.processor);
        assert!(comparison.forms.different.is_empty(), "{name}: {}\n{comparison}", there.processor);
        assert!(comparison.forms.equal > 0, "{name} is of other cases: make it again there, or remove it");
        if there.processor.is_like(&here.processor) {
            let old = comparison.forms.other_cases.len() + comparison.unknown.len();
            assert_eq!(
                old, 0,
                "{name}: the cases or the table have changed: `make conformance`\n{comparison}"
            );
        }
    }
}
