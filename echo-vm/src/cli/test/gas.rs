//! What each function of each contract used: printed, kept as JSON, and compared with what it was.

use super::super::NoOutcome;
use super::site::GasUsed;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

/// Most bytes of a report.
const MAX_LEN: usize = 64 << 20;

/// What calls of a function used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Used {
    calls: usize,
    min: u64,
    median: u64,
    max: u64,
}

/// By contract, then by function.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report(BTreeMap<String, BTreeMap<String, Used>>);

impl Report {
    pub fn of<'a>(all: impl Iterator<Item = &'a GasUsed>) -> Self {
        let mut together = GasUsed::new();
        for used in all {
            for (key, gas) in used {
                together.entry(key.clone()).or_default().extend(gas);
            }
        }
        let mut report = BTreeMap::<_, BTreeMap<_, _>>::new();
        for ((contract, function), mut gas) in together {
            gas.sort_unstable();
            let (Some(min), Some(max)) = (gas.first(), gas.last()) else { continue };
            let used = Used { calls: gas.len(), min: *min, median: gas[(gas.len() - 1) / 2], max: *max };
            report.entry(contract).or_default().insert(function, used);
        }
        Self(report)
    }

    /// Reads what an earlier run wrote.
    pub fn read(path: &Path) -> Result<Self, NoOutcome> {
        let text =
            echo_abi::edge::read_text(path, MAX_LEN).map_err(|error| NoOutcome::input(path, &error))?;
        serde_json::from_str(&text).map(Self).map_err(|error| NoOutcome::input(path, &error))
    }

    pub fn json(&self) -> Value {
        json!(self.0)
    }

    /// What uses more than before, by more than so many percent of the median.
    pub fn worse_than(&self, before: &Self, percent: f64) -> Vec<String> {
        let mut worse = Vec::new();
        for (contract, functions) in &self.0 {
            for (function, now) in functions {
                let Some(then) = before.0.get(contract).and_then(|functions| functions.get(function)) else {
                    continue;
                };
                if now.median as f64 > then.median as f64 * (1.0 + percent / 100.0) {
                    let more = (now.median as f64 / then.median as f64 - 1.0) * 100.0;
                    worse.push(format!(
                        "{contract} {function}: {} -> {} ({more:+.1} %)",
                        then.median, now.median
                    ));
                }
            }
        }
        worse
    }

    pub fn tell(&self, out: &mut impl Write) -> io::Result<()> {
        let names = self.0.iter().flat_map(|(contract, functions)| {
            functions.keys().map(move |function| contract.len() + function.len() + 1)
        });
        let width = names.max().unwrap_or(0).max("function".len());
        writeln!(out, "{:width$} {:>6} {:>12} {:>12} {:>12}", "function", "calls", "min", "median", "max")?;
        for (contract, functions) in &self.0 {
            for (function, Used { calls, min, median, max }) in functions {
                let name = format!("{contract} {function}");
                writeln!(out, "{name:width$} {calls:>6} {min:>12} {median:>12} {max:>12}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_uses_more_is_said() {
        let used = |gas: &[u64]| GasUsed::from([(("token".to_owned(), "f".to_owned()), gas.to_vec())]);
        let report = |gas: &[u64]| Report::of([&used(gas)].into_iter());
        let before = report(&[30, 10, 20]);
        let expected = json!({"token": {"f": {"calls": 3, "min": 10, "median": 20, "max": 30}}});
        assert_eq!(before.json(), expected);
        assert_eq!(report(&[20]).worse_than(&before, 0.0), Vec::<String>::new());
        assert_eq!(report(&[21]).worse_than(&before, 0.0), ["token f: 20 -> 21 (+5.0 %)"]);
        assert_eq!(report(&[21]).worse_than(&before, 5.0), Vec::<String>::new());
        assert_eq!(report(&[21]).worse_than(&Report::default(), 0.0), Vec::<String>::new());
    }
}
