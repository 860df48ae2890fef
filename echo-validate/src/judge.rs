//! What of an [`Analysis`] is a finding: which rule each flaw breaks, how much that weighs, and what to say about it.
//!
//! Called by [`crate::validate`]. What is certain rejects; what is a guess, or what nothing leads to, is a warning.

use crate::report::{Finding, Line, Report, Severity, SymbolOffset};
use echo_abi::{Features, GuestAddr, Image, Policy, Profile, Rule, decode, disasm, isa};
use echo_analysis::{Analysis, Flaw, FlawedInst};
use std::borrow::Cow;

/// Most findings of each severity that a report lists; the others it counts.
const MOST: usize = 100;

/// Instructions shown before and after the one a finding is about.
pub(crate) const AROUND: usize = 2;

impl Report {
    /// Judges the code of an image. [`crate::validate`] makes a contract of what is not rejected; this is for
    /// whoever only wants to know.
    #[must_use]
    pub fn of(image: &Image, policy: &Policy) -> Self {
        let granted = policy.features();
        let mut analysis = Analysis::of(image, granted);
        let certain = analysis.flawed();
        // The call of a weak function that nobody defines is behind a question whether there is one.
        let (refused, harmless): (Vec<_>, Vec<_>) = certain
            .into_iter()
            .partition(|flawed| analysis.flaws(flawed.addr).any(|flaw| flaw != Flaw::LeadsToNull));
        let mut doubtful = analysis.find();
        doubtful.retain(|found| refused.binary_search_by_key(&found.addr, |refused| refused.addr).is_err());
        let instructions = analysis.instructions();
        let unreached = analysis.sweep(MOST);
        let others = harmless.into_iter().map(|flawed| flawed.addr).chain(unreached.flawed);
        doubtful.extend(others.map(|addr| FlawedInst { addr, root: None }));
        doubtful.sort_by_key(|flawed| flawed.addr);
        doubtful.dedup_by_key(|flawed| flawed.addr);
        let over = |flawed: &[FlawedInst]| flawed.len().saturating_sub(MOST) as u64;
        let mut report = Self {
            entry: Some(image.entry()),
            text_bytes: analysis.text().len() as u64,
            instructions,
            findings: Vec::new(),
            more: unreached.more + over(&refused) + over(&doubtful),
        };
        let mut judge = Judge { image, granted, analysis };
        for (flawed, severity) in [(refused, Severity::Error), (doubtful, Severity::Warning)] {
            for flawed in flawed.into_iter().take(MOST) {
                report.findings.extend(judge.findings(&flawed, severity));
            }
        }
        report.findings.sort_by_key(|finding| finding.addr);
        report
    }
}

/// The rule that a flaw breaks.
const fn rule(flaw: Flaw) -> Rule {
    match flaw {
        Flaw::Refused(rule) => rule,
        Flaw::NotGranted => Rule::OutsideProfile,
        Flaw::UnknownFunction => Rule::UnknownScpi,
        Flaw::LeadsToNull | Flaw::LeavesText(_) => Rule::LeavesCode,
        Flaw::EntersInstruction(_) => Rule::InsideInstruction,
        Flaw::RunsOff => Rule::RunsOff,
        Flaw::ReadsUndefined(_) => Rule::UndefinedFlag,
    }
}

/// Whoever makes findings about an image.
struct Judge<'a> {
    image: &'a Image,
    granted: Features,
    analysis: Analysis<'a>,
}

impl<'a> Judge<'a> {
    /// The bytes from `addr` to the end of its text.
    fn bytes(&self, addr: GuestAddr) -> &'a [u8] {
        self.analysis.text().bytes(addr)
    }

    /// A finding for each flaw of an instruction.
    fn findings(&mut self, flawed: &FlawedInst, severity: Severity) -> Vec<Finding> {
        let flaws: Vec<Flaw> = self.analysis.flaws(flawed.addr).collect();
        flaws.into_iter().map(|flaw| self.finding(flawed, flaw, severity)).collect()
    }

    /// The finding that one of the flaws of an instruction is.
    fn finding(&mut self, flawed: &FlawedInst, flaw: Flaw, severity: Severity) -> Finding {
        let addr = flawed.addr;
        let (instruction, len) = disasm::disassemble(self.bytes(addr), addr);
        let len = match flaw {
            // There is no instruction to give the length of: show what a decoder would have looked at.
            Flaw::Refused(Rule::RunsOff | Rule::InvalidEncoding) => 8,
            _ => usize::from(len),
        };
        let cause = if let Flaw::ReadsUndefined(read) = flaw { Some(read.by) } else { None };
        Finding {
            rule: rule(flaw),
            severity,
            addr: Some(addr),
            bytes: self.bytes(addr).iter().take(len).copied().collect(),
            function: enclosing(self.image, addr),
            detail: self.detail(addr, flaw),
            cause,
            note: self.note(flawed, flaw, severity),
            help: help(flaw, &instruction, self.granted),
            instruction,
            context: self.context(addr, cause),
        }
    }

    /// What exactly is wrong, where the rule's title does not say it.
    fn detail(&self, addr: GuestAddr, flaw: Flaw) -> Option<String> {
        Some(match flaw {
            Flaw::LeadsToNull => {
                "leads to address 0, as calls of a weak function do that nobody defines".to_owned()
            }
            Flaw::LeavesText(to) => format!("leads to {to}, where no code is"),
            Flaw::EntersInstruction(to) => self.inside(to),
            Flaw::NotGranted => {
                let inst = decode(self.bytes(addr), addr).ok()?;
                format!("needs {}, and the policy grants {}", isa::features(inst.form()), self.granted)
            }
            Flaw::ReadsUndefined(read) => {
                let (text, _) = disasm::disassemble(self.bytes(read.by), read.by);
                format!("reads {read}, which `{text}` at {} leaves undefined", read.by)
            }
            Flaw::Refused(Rule::RunsOff) => "the code ends inside the instruction".to_owned(),
            Flaw::RunsOff => "the code ends after it".to_owned(),
            Flaw::Refused(_) | Flaw::UnknownFunction => return None,
        })
    }

    /// What `to`, which lies inside an instruction, is inside of.
    fn inside(&self, to: GuestAddr) -> String {
        for addr in (to.0.saturating_sub(14)..to.0).rev().map(GuestAddr) {
            let (text, len) = disasm::disassemble(self.bytes(addr), addr);
            if self.analysis.is_certain(addr) && addr.0 + u32::from(len) > to.0 {
                return format!("leads to {to}, inside `{text}` at {addr}");
            }
        }
        format!("leads to {to}, inside another instruction")
    }

    /// How the validator came to look at these bytes as code, where nothing branches to them, and what happens if a run does.
    fn note(&self, flawed: &FlawedInst, flaw: Flaw, severity: Severity) -> Option<String> {
        let stops = match flaw {
            Flaw::LeadsToNull | Flaw::LeavesText(_) => "memory_invalid_access",
            _ => "unsupported_instruction",
        };
        match (severity, flawed.root) {
            (Severity::Error, root) => root.map(|root| format!("reached because {} {}", root.via, root.addr)),
            (Severity::Warning, Some(root)) => Some(format!(
                "a guess: {} {}, from where it would be reached; if it is, the run ends with `{stops}`",
                root.via, root.addr
            )),
            (Severity::Warning, None) if self.analysis.is_certain(flawed.addr) => {
                Some(format!("if it is executed, the run ends with `{stops}`"))
            }
            (Severity::Warning, None) => Some(format!(
                "nothing leads here that the validator can see; if a computed jump does, the run ends with `{stops}`"
            )),
        }
    }

    /// Disassembly around `addr`, with the line at `cause` in front where it is not near.
    fn context(&mut self, addr: GuestAddr, cause: Option<GuestAddr>) -> Vec<Line> {
        let mut starts = vec![addr];
        while starts.len() <= AROUND {
            let Some(before) = self.analysis.ends_at(starts[0]) else { break };
            starts.insert(0, before);
        }
        let mut lines: Vec<Line> = starts.into_iter().map(|addr| self.line(addr)).collect();
        for _ in 0..AROUND {
            let Some(last) = lines.last() else { break };
            let next = GuestAddr(last.addr.0 + u32::try_from(last.bytes.len()).unwrap_or(1));
            if self.bytes(next).is_empty() || last.text == "(bad)" {
                break;
            }
            lines.push(self.line(next));
        }
        if let Some(cause) = cause.filter(|cause| lines.iter().all(|line| line.addr != *cause)) {
            lines.insert(0, self.line(cause));
        }
        lines
    }

    /// The line of disassembly at `addr`.
    fn line(&self, addr: GuestAddr) -> Line {
        let bytes = self.bytes(addr);
        let (text, len) = disasm::disassemble(bytes, addr);
        let len = usize::from(len).min(bytes.len());
        Line { addr, bytes: bytes[..len].to_vec(), text }
    }
}

/// What to do about a broken rule: the rule's help, or better advice where the instruction tells more.
fn help(flaw: Flaw, instruction: &str, granted: Features) -> Cow<'static, str> {
    let rule = rule(flaw);
    match rule {
        Rule::SegmentRegister if instruction.contains("fs:[0x28]") => {
            "compile with `-fno-stack-protector`: the stack protector keeps its canary in fs:0x28".into()
        }
        Rule::SegmentRegister if instruction.contains("fs:") => {
            "compile without thread-local storage: remove `thread_local`, `_Thread_local` and `__thread`"
                .into()
        }
        Rule::OutsideProfile => {
            let march = match granted.profile {
                Profile::V1 => "x86-64",
                profile => profile.name(),
            };
            let crypto = if granted.crypto { "" } else { ", without `-maes`, `-mpclmul` and `-msha`" };
            format!("compile with `-march={march}`{crypto}").into()
        }
        Rule::UnknownScpi if instruction == "int 0x80" => {
            "`int 0x80` calls Linux, and there is no kernel: call the machine through `echo.h`".into()
        }
        Rule::UnknownScpi if instruction == "int 0x3" => "to end the run, use `__builtin_trap()`".into(),
        Rule::LeavesCode if flaw == Flaw::LeadsToNull => {
            "define the function: a weak one that nobody defines has address 0".into()
        }
        _ => rule.help().into(),
    }
}

/// Where an address lies, by the file's symbols.
fn enclosing(image: &Image, addr: GuestAddr) -> Option<SymbolOffset> {
    let symbol = image.symbol_around(addr)?;
    Some(SymbolOffset { name: symbol.name.clone()?, offset: addr.0 - symbol.addr.0 })
}
