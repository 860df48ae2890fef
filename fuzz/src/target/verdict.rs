//! The verdict: whether a contract is accepted, and every finding's rule and address, are the same before and after
//! stripping, as ELF and as ESC, and however its memory is cut into segments.
//!
//! Names of symbols and sections make messages better, and nothing else.

use super::{Reach, Target};
use crate::file;
use crate::model::{Model, ModelSegment};
use echo_abi::image::ContractFile;
use echo_abi::image::{MAX_FILE_SIZE, MAX_SEGMENTS};
use echo_abi::link;
use echo_abi::{GuestAddr, Limits, Policy, Rule};
use echo_strip::{Format, relocate, strip};
use echo_validate::{Report, Severity, ValidateError, validate_file};

/// This target.
pub const TARGET: Target = Target {
    name: "verdict",
    promise: "stripping, the container and the cut into segments change neither the verdict nor a finding's address",
    run,
    generate: file::generate,
    seconds: 20,
    memory: 128 << 20,
    memory_per_byte: 256,
};

/// What must not change.
#[derive(Debug, PartialEq, Eq)]
struct Verdict {
    rejected: bool,
    more: u64,
    findings: Vec<(Severity, Rule, Option<GuestAddr>)>,
}

fn report(file: &[u8], policy: &Policy) -> Option<Report> {
    match validate_file(file, policy) {
        Ok(contract) => Some(contract.report().clone()),
        Err(ValidateError::Rejected(report)) => Some(*report),
        Err(ValidateError::Format(_)) => None,
    }
}

fn verdict(report: &Report) -> Verdict {
    let findings = report.findings().iter().map(|f| (f.severity, f.rule, f.addr)).collect();
    Verdict { rejected: report.is_rejected(), more: report.more(), findings }
}

/// Judges a file, and what stripping makes of it.
pub fn run(file: &[u8]) -> Reach {
    let policy =
        Policy { limits: Limits { contract_size: MAX_FILE_SIZE, ..Limits::default() }, ..Policy::default() };
    // A static PIE is no contract before it has its address, which stripping gives it.
    let Ok(relocated) = relocate(file) else { return Reach::Refused };
    let file = relocated.as_ref().map_or(file, |relocated| &relocated.file);
    let Some(before) = report(file, &policy) else { return Reach::Refused };
    let expected = verdict(&before);
    let mut reach = Reach::Refused;
    let mut compare = |what: &str, bytes: &[u8]| {
        let after = report(bytes, &policy).unwrap_or_else(|| panic!("{what} does not load"));
        let after = verdict(&after);
        let (a, b) = (&expected.findings, &after.findings);
        let first = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
        assert!(
            after == expected,
            "{what}: rejected {} and {}, {} and {} findings, {} and {} more; the first that differs: {:?} and {:?}",
            expected.rejected,
            after.rejected,
            a.len(),
            b.len(),
            expected.more,
            after.more,
            a.get(first),
            b.get(first)
        );
        reach = Reach::Through;
    };
    for (what, format) in [("stripped to ELF", Format::Elf), ("stripped to ESC", Format::Esc)] {
        if let Ok(stripped) = strip(file, format, &policy.limits) {
            compare(what, &stripped.bytes);
        }
    }
    // Links are judged by the file, not by the contract.
    let links = ContractFile::parse(file).map(|file| link::check(&file)).unwrap_or_default();
    if links.is_empty()
        && let Some(model) = Model::of(file, &policy.limits)
    {
        compare("written as it was loaded", &model.elf());
        compare("in pieces", &in_pieces(model).esc(&[]));
    }
    reach
}

/// Every segment cut in two, through a word, with the zeroes at the end of data left out.
fn in_pieces(mut model: Model) -> Model {
    let parts = std::mem::take(&mut model.parts);
    // So many may still be cut, with room for what a file has beside them.
    let mut cuts = (MAX_SEGMENTS as usize - 8).saturating_sub(parts.len());
    for mut part in parts {
        let at = (part.mem_size / 2) | 3;
        if part.mem_size > at && cuts > 0 {
            cuts -= 1;
            let rest = part.bytes.split_off(part.bytes.len().min(at as usize));
            let tail = ModelSegment {
                perm: part.perm,
                addr: part.addr + at,
                bytes: rest,
                mem_size: part.mem_size - at,
            };
            part.mem_size = at;
            model.parts.extend([part, tail]);
        } else {
            model.parts.push(part);
        }
    }
    for part in model.parts.iter_mut().filter(|part| part.perm != echo_abi::Perm::ReadExecute) {
        let given = part.bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        part.bytes.truncate(given);
    }
    model
}
