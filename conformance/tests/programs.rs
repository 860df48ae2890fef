//! Random programs end in the same state on the processor and in both engines. `make conformance` runs
//! thousands.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use echo_conformance::native::Processor;
use echo_conformance::program::{Verdict, flows, generate, plain_forms, run};
use echo_conformance::random::Rng;

#[test]
fn programs_end_as_on_the_processor() {
    let mut processor = Processor::acquire().expect("the processor");
    let forms = plain_forms();
    let (mut all, mut ended) = ([0; 4], 0);
    for seed in 0..1000 {
        let mut rng = Rng::new(seed);
        let program = generate(&forms, &mut rng);
        for (sum, n) in all.iter_mut().zip(flows(&program)) {
            *sum += n;
        }
        match run(&mut processor, &program, &mut rng).expect("the harness works") {
            Verdict::Agree { finished } => ended += u32::from(finished),
            Verdict::Disagree(found) => {
                panic!("seed {seed}, {}: {:#?}\n{}", found.engine, found.differences, found.listing)
            }
        }
    }
    assert!(ended > 700, "{ended} of 1000 programs came to their end");
    assert!(all.iter().all(|n| *n > 200), "forward branches, loops, calls, indirect jumps: {all:?}");
}
