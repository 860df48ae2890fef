//! Every form of the instruction table, a few hundred states each: the machine does what the processor does.
//! `make conformance` runs many more.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_abi::Op;
use echo_conformance::harness::{self, Options};
use echo_conformance::native::Processor;

#[test]
fn every_form_does_what_the_processor_does() {
    let options = Options { states: 200, seed: 0x00ec_4077 };
    let mut processor = Processor::acquire().expect("the processor");
    let (mut wrong, mut forms) = (Vec::new(), 0);
    for form in Op::ALL.iter().flat_map(|op| op.forms()) {
        let result = harness::run_form(&mut processor, *form, &options, None).expect("the harness works");
        if let Some(feature) = result.missing {
            println!("{form:?}: not on this processor ({feature})");
            continue;
        }
        assert!(result.states >= u64::from(options.states), "{form:?}: {} states", result.states);
        forms += 1;
        if result.mismatches > 0 {
            let text = result.reports.first().map_or("", |report| report.text.as_str());
            wrong.push(format!("{form:?}: {} of {} states\n{text}", result.mismatches, result.states));
        }
    }
    assert!(forms > 700, "{forms} forms ran");
    assert!(wrong.is_empty(), "{} forms differ from the processor:\n{}", wrong.len(), wrong.join("\n"));
}
