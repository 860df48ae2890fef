//! [`Transcript`]: what command lines came to on a host, and [`compare`], which says in what two of them differ.
//!
//! Compared is every byte that a command line printed and wrote, and its exit code; of the report of scenarios, all but how
//! long they took. What came to nothing on both sides is a difference, too: nothing was compared then.

use super::script::Gives;
use serde_json::Value;
use std::fmt::{self, Write as _};

/// What a command line came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The command line, the same on every host and engine.
    pub command: String,
    /// What is typed to run it where it was run; not compared.
    pub typed: String,
    /// What it must give.
    pub gives: Gives,
    /// The exit code; none where a signal ended it.
    pub exit: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    /// The files that it was to write, by name; none where there is no such file afterwards.
    pub files: Vec<(String, Option<Vec<u8>>)>,
}

/// What the command lines of a script came to, in order.
pub type Transcript = Vec<Record>;

/// In what two records differ, or why one is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which command line of the script it is, from 0.
    pub line: usize,
    pub command: String,
    /// What is typed to run it where it came to something else.
    pub typed: String,
    /// What differs: `exit code`, `standard output`, …
    pub what: String,
    pub expected: String,
    pub got: String,
}

/// Lines of each side that are shown of a difference.
const LINES: usize = 12;
/// Characters of a line that are shown.
const WIDTH: usize = 160;

/// The error and the gas of an object.
fn outcome(stdout: &str) -> Option<(String, Option<u64>)> {
    let object: Value = serde_json::from_str(stdout).ok()?;
    Some((object.get("error")?.as_str()?.to_owned(), object.get("gas_used").and_then(Value::as_u64)))
}

impl Record {
    /// How many things are compared in it.
    pub fn comparisons(&self) -> u64 {
        match self.gives {
            Gives::Forms => self.forms().unwrap_or(0),
            _ => 1,
        }
    }

    /// How many forms were compared with what a processor did.
    fn forms(&self) -> Option<u64> {
        let line = self.stdout.lines().find(|line| line.contains(" comparisons of a form "))?;
        line.split(' ').next()?.parse().ok()
    }

    /// Why this is nothing to be compared.
    pub fn flaw(&self) -> Option<String> {
        let Some(exit) = self.exit else { return Some("a signal ended it".to_owned()) };
        if exit > 2 {
            return Some(format!("exit code {exit}: a fault of the tool's own"));
        }
        let missing = self.files.iter().find(|(_, bytes)| bytes.as_ref().is_none_or(Vec::is_empty));
        match &self.gives {
            Gives::Outcome(wanted) => match outcome(&self.stdout) {
                Some((error, _)) if error != *wanted => {
                    Some(format!("the error is {error}, and was to be {wanted}"))
                }
                Some((_, Some(1..))) => None,
                _ => Some("it says nothing of gas".to_owned()),
            },
            Gives::Object(wanted) => match outcome(&self.stdout) {
                Some((error, _)) if error == *wanted => None,
                Some((error, _)) => Some(format!("the error is {error}, and was to be {wanted}")),
                None => Some("there is no object".to_owned()),
            },
            Gives::Verdict if self.stdout.is_empty() && self.stderr.is_empty() => {
                Some("it says nothing".to_owned())
            }
            Gives::Verdict => None,
            Gives::Scenarios => {
                let report: Value = serde_json::from_str(&self.stdout).unwrap_or_default();
                let count = |key: &str| report.get(key).and_then(Value::as_u64);
                let has_gas = report.get("gas").and_then(Value::as_object).is_some_and(|gas| !gas.is_empty());
                match (count("passed"), count("failed")) {
                    (Some(1..), Some(0)) if has_gas => None,
                    (Some(1..), Some(0)) => Some("it says nothing of gas".to_owned()),
                    _ => Some("not all scenarios passed".to_owned()),
                }
            }
            Gives::Forms if exit != 0 => Some("forms do not do what processors did".to_owned()),
            Gives::Forms if self.forms().is_none_or(|forms| forms == 0) => {
                Some("no form was compared".to_owned())
            }
            Gives::Forms => None,
            Gives::Text if exit != 0 => Some(format!("exit code {exit}")),
            Gives::Text => missing.map(|(name, _)| format!("it wrote no {name}")),
        }
    }

    /// Standard output without how long scenarios took.
    fn timeless(&self) -> String {
        if self.gives != Gives::Scenarios {
            return self.stdout.clone();
        }
        let Ok(mut report) = serde_json::from_str::<Value>(&self.stdout) else { return self.stdout.clone() };
        for scenario in report.get_mut("scenarios").and_then(Value::as_array_mut).into_iter().flatten() {
            scenario.as_object_mut().map(|scenario| scenario.remove("milliseconds"));
        }
        report.to_string()
    }

    /// In what `other` differs from this.
    fn differences(&self, other: &Self, line: usize) -> Vec<Difference> {
        let mut all = Vec::new();
        let mut differs = |what: &str, expected: String, got: String| {
            if expected != got {
                let (command, typed) = (self.command.clone(), other.typed.clone());
                all.push(Difference { line, command, typed, what: what.to_owned(), expected, got });
            }
        };
        differs("command line", self.command.clone(), other.command.clone());
        let exit = |record: &Self| record.exit.map_or_else(|| "a signal".to_owned(), |exit| exit.to_string());
        differs("exit code", exit(self), exit(other));
        differs("standard output", self.timeless(), other.timeless());
        // How far it is, echo-recorded says there.
        if self.gives != Gives::Forms {
            differs("standard error", self.stderr.clone(), other.stderr.clone());
        }
        for ((name, expected), (_, bytes)) in self.files.iter().zip(&other.files) {
            if expected != bytes {
                differs(
                    &format!("the file {name}"),
                    described(expected.as_deref()),
                    described(bytes.as_deref()),
                );
            }
        }
        if let Some(flaw) = other.flaw().or_else(|| self.flaw()) {
            differs("result", "one that can be compared".to_owned(), flaw);
        }
        all
    }
}

/// A file, for a difference: as text where it is text, else as digits, sixteen bytes a line.
fn described(file: Option<&[u8]>) -> String {
    let Some(bytes) = file else { return "no such file".to_owned() };
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let digits = |line: &[u8]| line.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    let lines = bytes.chunks(16).zip((0..).step_by(16));
    lines.map(|(line, at): (_, usize)| format!("{at:06x}  {}", digits(line))).collect::<Vec<_>>().join("\n")
}

/// In what `got` differs from `expected`, and what of both is no result.
pub fn compare(expected: &[Record], got: &[Record]) -> Vec<Difference> {
    let lines = expected.iter().zip(got).enumerate();
    let mut all: Vec<_> = lines.flat_map(|(line, (expected, got))| expected.differences(got, line)).collect();
    if expected.is_empty() || expected.len() != got.len() {
        let count = |records: &[Record]| format!("{} command lines", records.len());
        all.push(Difference {
            line: expected.len().min(got.len()),
            command: String::new(),
            typed: String::new(),
            what: "transcript".to_owned(),
            expected: count(expected),
            got: count(got),
        });
    }
    all
}

/// A text in lines: an object has a line for each of its values.
fn lines(text: &str) -> Vec<String> {
    let object = serde_json::from_str::<Value>(text).ok().filter(Value::is_object);
    let pretty = object.and_then(|object| serde_json::to_string_pretty(&object).ok());
    let shown = |line: &str| match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    };
    pretty.as_deref().unwrap_or(text).lines().map(shown).collect()
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {}\n  {} differs:", self.command, self.what)?;
        let (expected, got) = (lines(&self.expected), lines(&self.got));
        let same = expected.iter().zip(&got).take_while(|(a, b)| a == b).count();
        let (expected, got) = (&expected[same..], &got[same..]);
        let tail = expected.iter().rev().zip(got.iter().rev()).take_while(|(a, b)| a == b).count();
        let mut text = String::new();
        for (mark, side) in [('-', &expected[..expected.len() - tail]), ('+', &got[..got.len() - tail])] {
            for line in side.iter().take(LINES) {
                writeln!(text, "    {mark} {line}")?;
            }
            if side.len() > LINES {
                writeln!(text, "    {mark} … {} lines more", side.len() - LINES)?;
            }
        }
        if text.is_empty() {
            text.push_str("    only in what is not shown of long lines, or in how they end\n");
        }
        writeln!(f, "{text}  there    {}", self.typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::slice::from_ref;

    fn record(gives: Gives, stdout: &str) -> Record {
        Record {
            command: "echo-vm call".to_owned(),
            typed: "echo-vm call --engine x".to_owned(),
            gives,
            exit: Some(0),
            stdout: stdout.to_owned(),
            stderr: String::new(),
            files: vec![("chain.json".to_owned(), Some(b"{}".to_vec()))],
        }
    }

    fn call() -> Record {
        record(Gives::Outcome("none".to_owned()), r#"{"error":"none","gas_used":70,"output":"07"}"#)
    }

    /// What differs where `change` is made on one side.
    fn changed(record: &Record, change: impl Fn(&mut Record)) -> Vec<String> {
        let mut other = record.clone();
        change(&mut other);
        compare(from_ref(record), &[other]).into_iter().map(|difference| difference.what).collect()
    }

    #[test]
    fn everything_that_a_command_line_leaves_counts() {
        let call = call();
        assert!(changed(&call, |_| {}).is_empty());
        assert!(changed(&call, |r| r.typed.push('x')).is_empty());
        assert_eq!(changed(&call, |r| r.stdout = r.stdout.replace("70", "71")), ["standard output"]);
        assert_eq!(changed(&call, |r| r.stdout.push('\n')), ["standard output"]);
        assert_eq!(changed(&call, |r| r.stderr.push_str("debug: x\n")), ["standard error"]);
        assert_eq!(changed(&call, |r| r.exit = Some(1)), ["exit code"]);
        assert_eq!(changed(&call, |r| r.files[0].1 = Some(b"{} ".to_vec())), ["the file chain.json"]);
        assert_eq!(changed(&call, |r| r.files[0].1 = None), ["the file chain.json"]);
        assert_eq!(changed(&call, |r| r.command.push('x')), ["command line"]);
        assert_eq!(compare(from_ref(&call), &[]).len(), 1);
        assert_eq!(compare(&[], &[]).len(), 1);
        assert_eq!(compare(&[call.clone(), call.clone()], from_ref(&call)).len(), 1);
    }

    /// Two sides on which nothing came of it are not equal.
    #[test]
    fn what_came_to_nothing_on_both_sides_differs() {
        let both = |gives: Gives, stdout: &str, exit: Option<i32>| {
            let record = Record { exit, ..record(gives, stdout) };
            changed(&record, |_| {})
        };
        let outcome = |error: &str| Gives::Outcome(error.to_owned());
        let result = ["result"];
        for stdout in ["", "{}", r#"{"error":"none"}"#, r#"{"error":"none","gas_used":null}"#] {
            assert_eq!(both(outcome("none"), stdout, Some(0)), result, "{stdout}");
        }
        let failed = r#"{"error":"trap","gas_used":7}"#;
        assert_eq!(both(outcome("none"), failed, Some(1)), result);
        assert!(both(outcome("trap"), failed, Some(1)).is_empty());
        assert_eq!(both(outcome("trap"), failed, Some(3)), result);
        assert_eq!(both(outcome("trap"), failed, None), result);
        assert_eq!(both(Gives::Object("none".to_owned()), failed, Some(1)), result);
        assert_eq!(both(Gives::Verdict, "", Some(0)), result);
        assert_eq!(both(Gives::Text, "x", Some(1)), result);
        let forms = |n: u32| format!("{n} comparisons of a form with what a processor did, 0 different\n");
        assert_eq!(both(Gives::Forms, &forms(0), Some(0)), result);
        assert_eq!(both(Gives::Forms, &forms(2), Some(1)), result);
        assert!(both(Gives::Forms, &forms(2), Some(0)).is_empty());
        assert_eq!(record(Gives::Forms, &forms(2)).comparisons(), 2);
        let wrote_nothing = Record { files: vec![("x".to_owned(), None)], ..record(Gives::Text, "x") };
        assert_eq!(changed(&wrote_nothing, |_| {}), result);
    }

    #[test]
    fn of_scenarios_the_time_does_not_count_and_gas_does() {
        let report = |gas: &str, time: &str, failed: u32| {
            let text = format!(
                r#"{{"failed":{failed},"gas":{gas},"passed":2,"scenarios":[{{"milliseconds":{time},"name":"a"}}]}}"#
            );
            record(Gives::Scenarios, &text)
        };
        let good = report(r#"{"a":{"f":{"min":7}}}"#, "1.5", 0);
        let what = |other: Record| {
            compare(from_ref(&good), &[other]).into_iter().map(|d| d.what).collect::<Vec<_>>()
        };
        assert!(what(report(r#"{"a":{"f":{"min":7}}}"#, "200.25", 0)).is_empty());
        assert_eq!(what(report(r#"{"a":{"f":{"min":8}}}"#, "1.5", 0)), ["standard output"]);
        let silent = report("{}", "1.5", 0);
        assert_eq!(changed(&silent, |_| {}), ["result"]);
        let failing = report(r#"{"a":{"f":{"min":7}}}"#, "1.5", 1);
        assert_eq!(changed(&failing, |_| {}), ["result"]);
    }

    #[test]
    fn a_difference_shows_the_lines_that_differ() {
        let mut other = call();
        other.stdout = other.stdout.replace("70", "71");
        let text = compare(&[call()], &[other])[0].to_string();
        let shown = "  echo-vm call\n  standard output differs:\n    -   \"gas_used\": 70,\n    +   \"gas_used\": 71,\n  there    echo-vm call --engine x\n";
        assert_eq!(text, shown);
        let mut other = call();
        other.files[0].1 = Some(vec![0xff, 1]);
        assert!(compare(&[call()], &[other])[0].to_string().contains("+ 000000  ff 01"));
    }
}
