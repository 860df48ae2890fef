//! What differs, and how to see it again: the fields that disagree, the input that matters, the bytes.

use crate::encode::Encoding;
use crate::outcome::InstOutcome;
use crate::state::{Case, CpuState};
use echo_abi::isa::Reg;
use std::fmt::Write;

/// A field on which processor and machine disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDifference {
    /// What differs: a register, `flags`, `rip`, `gas`, `ending`, `[address]`.
    pub field: String,
    /// The processor's value, or the one defined in its place.
    pub expected: String,
    /// The machine's.
    pub got: String,
}

/// One case that went wrong.
#[derive(Clone, Debug)]
pub struct FailedCase {
    /// Which engine, and how it was driven.
    pub engine: String,
    /// The differences.
    pub differences: Vec<FieldDifference>,
    /// The case in text.
    pub text: String,
}

/// Flags by name.
#[must_use]
pub fn flag_names(flags: u16) -> String {
    let names: Vec<_> = [(0, "CF"), (2, "PF"), (4, "AF"), (6, "ZF"), (7, "SF"), (10, "DF"), (11, "OF")]
        .into_iter()
        .filter(|(bit, _)| flags >> bit & 1 != 0)
        .map(|(_, name)| name)
        .collect();
    if names.is_empty() { "none".to_owned() } else { names.join(" ") }
}

fn vector_text(bytes: &[u8; 32]) -> String {
    let half = |bytes: &[u8]| bytes.iter().rev().fold(String::new(), |text, b| text + &format!("{b:02x}"));
    format!("{}:{}", half(&bytes[16..]), half(&bytes[..16]))
}

/// The fields in which two outcomes differ; flags of `undefined` do not count.
#[must_use]
pub fn differences(expected: &InstOutcome, got: &InstOutcome, undefined: u16) -> Vec<FieldDifference> {
    let mut all = Vec::new();
    let mut add = |field: &str, expected: String, got: String| {
        if expected != got {
            all.push(FieldDifference { field: field.to_owned(), expected, got });
        }
    };
    if !expected.ending.allows(got.ending) {
        add("ending", format!("{:x?}", expected.ending), format!("{:x?}", got.ending));
    }
    if expected.gas != got.gas {
        add("gas", expected.gas.to_string(), got.gas.to_string());
    }
    let (a, b) = (&expected.state, &got.state);
    if a.rip != b.rip {
        add("rip", format!("{:#x}", a.rip), format!("{:#x}", b.rip));
    }
    for reg in Reg::ALL {
        let (a, b) = (a.regs[reg as usize], b.regs[reg as usize]);
        if a != b {
            add(reg.name(), format!("{a:#x}"), format!("{b:#x}"));
        }
    }
    let defined = !undefined;
    if expected.flags_seen && got.flags_seen && (a.flags ^ b.flags) & defined != 0 {
        add("flags", flag_names(a.flags & defined), flag_names(b.flags & defined));
    }
    for (i, (a, b)) in a.vectors.iter().zip(&b.vectors).enumerate() {
        if a != b {
            add(&format!("ymm{i}"), vector_text(a), vector_text(b));
        }
    }
    all
}

/// The first difference between two memories, with some bytes after it.
#[must_use]
pub fn memory_difference(start: u32, expected: &[u8], got: &[u8]) -> Option<FieldDifference> {
    if expected == got {
        return None;
    }
    let at = expected.iter().zip(got).position(|(a, b)| a != b)?;
    let end = (at + 16).min(expected.len());
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(" ");
    Some(FieldDifference {
        field: format!("[{:#x}]", start + at as u32),
        expected: hex(&expected[at..end]),
        got: hex(&got[at..end]),
    })
}

/// A report of a case.
#[must_use]
pub fn report(
    engine: &str,
    encoding: &Encoding,
    case: &Case,
    expected: &InstOutcome,
    differences: Vec<FieldDifference>,
) -> FailedCase {
    let mut text = String::new();
    let bytes: Vec<_> = encoding.bytes.iter().map(|b| format!("{b:02x}")).collect();
    let inst = &encoding.inst;
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{:?} ({engine}): {}  {}  at {}",
        inst.form(),
        bytes.join(" "),
        inst.text(),
        inst.addr()
    );
    let _ = writeln!(text, "  input   {}", input(encoding, &case.state));
    for (addr, bytes) in case.memory.iter().filter(|(_, bytes)| bytes.len() <= 64) {
        let hex: Vec<_> = bytes.iter().map(|b| format!("{b:02x}")).collect();
        let _ = writeln!(text, "  memory  [{addr:#x}] = {}", hex.join(" "));
    }
    let _ = writeln!(text, "  ended   {:x?} at {:#x}", expected.ending, expected.state.rip);
    for difference in &differences {
        let _ = writeln!(text, "  {:<7} expected {}", difference.field, difference.expected);
        let _ = writeln!(text, "  {:<7} got      {}", "", difference.got);
    }
    FailedCase { engine: engine.to_owned(), differences, text }
}

/// The registers that the instruction names or uses, and the flags.
fn input(encoding: &Encoding, state: &CpuState) -> String {
    let inst = &encoding.inst;
    let mut parts = vec![format!("flags={}", flag_names(state.flags).replace(' ', "+"))];
    for reg in inst.regs_read().union(inst.regs_written()).iter() {
        parts.push(format!("{}={:#x}", reg.name(), state.regs[reg as usize]));
    }
    for reg in inst.vectors_read().union(inst.vectors_written()).iter() {
        parts.push(format!("ymm{}={}", reg.index(), vector_text(&state.vectors[reg.index()])));
    }
    parts.join(" ")
}
