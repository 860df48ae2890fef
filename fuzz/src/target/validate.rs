//! Validating: it ends soon, says the same each time, keeps its lists short and sorted, and prints no control
//! characters, whatever a file names.

use super::{Reach, Target};
use crate::corpus::Corpus;
use crate::{file, model};
use echo_abi::{Limits, Policy, Profile};
use echo_conformance::random::Rng;
use echo_validate::{Colour, Report, Severity, ValidateError, validate_file};

/// This target.
pub const TARGET: Target = Target {
    name: "validate",
    promise: "every file is judged soon, in little memory, the same each time, in words that a terminal can show",
    run,
    generate,
    seconds: 10,
    memory: 64 << 20,
    memory_per_byte: 256,
};

/// Findings of each severity that a report lists.
const LISTED: usize = 100;
/// Rules about links, of each of which there may be one for each name.
const ABOUT_LINKS: &str = "E01";

/// Judges a file under the strictest and the loosest policy.
pub fn run(file: &[u8]) -> Reach {
    let mut reach = Reach::Refused;
    for (profile, crypto) in [(Profile::V1, false), (Profile::V3, true)] {
        let limits = Limits { contract_size: 1 << 20, ..Limits::default() };
        let policy = Policy { profile, crypto, limits };
        let report = match validate_file(file, &policy) {
            Ok(contract) => {
                assert!(!contract.report().is_rejected(), "what is accepted is not rejected");
                assert_eq!(contract.features(), policy.features(), "judged by the policy's features");
                contract.report().clone()
            }
            Err(ValidateError::Rejected(report)) => *report,
            Err(ValidateError::Format(_)) => continue,
        };
        reach = Reach::Through;
        check(&report);
        let again = match validate_file(file, &policy) {
            Ok(contract) => contract.report().clone(),
            Err(ValidateError::Rejected(report)) => *report,
            Err(ValidateError::Format(error)) => panic!("the second time it does not load: {error}"),
        };
        assert!(again == report, "a second run says something else");
    }
    reach
}

fn check(report: &Report) {
    let findings = report.findings();
    for severity in [Severity::Error, Severity::Warning] {
        let of_code =
            findings.iter().filter(|f| f.severity == severity && !f.rule.code().starts_with(ABOUT_LINKS));
        // An instruction may break several rules.
        let count = of_code.map(|f| f.addr).collect::<std::collections::BTreeSet<_>>().len();
        assert!(count <= LISTED, "findings of one severity are listed at {count} addresses");
    }
    let addresses: Vec<_> = findings.iter().filter_map(|f| f.addr).collect();
    assert!(addresses.is_sorted(), "findings are sorted by address");
    let text = report.human("file", Colour::No);
    let control = text.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(control, None, "a control character reaches the terminal");
    let json: serde_json::Value = serde_json::from_str(&report.json("file")).expect("the report is JSON");
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(findings.len()), "JSON has every finding");
    let verdict = if report.is_rejected() { "rejected" } else { "accepted" };
    assert_eq!(json["verdict"], verdict, "JSON has the verdict");
}

/// A file; now and then one whose text is a pattern, as long as the limit allows: what is not linear shows there.
fn generate(corpus: &Corpus, rng: &mut Rng) -> Vec<u8> {
    if rng.below(150) != 0 {
        return file::generate(corpus, rng);
    }
    let mut pattern = Vec::new();
    for _ in 0..=rng.below(6) {
        pattern.extend(crate::code::piece(model::TEXT + pattern.len() as u32, rng));
    }
    let count = 200_000 / pattern.len().max(1);
    let text = pattern.repeat(count).into_iter().chain([0xc3]).collect();
    let words = (0..rng.below(5000)).flat_map(|n| u64::from(model::TEXT + 7 * n).to_le_bytes()).collect();
    model::Model::new(text, words, Vec::new(), 0).esc(&[])
}
