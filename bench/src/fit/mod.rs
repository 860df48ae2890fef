//! Whether gas fits time: nanoseconds for each gas of every form of the instruction table, every host function, and
//! patterns that provoke the host, worst first.
//!
//! The unit is the pointer chase: a load that waits for the one before it and finds its line in no cache. Nobody
//! can make that cheaper, so it says what a gas may take; everything else should stay below half of it.

mod crypto;
mod form;
mod harness;
mod host;
mod pattern;

pub use harness::{CODE, contract};

use anyhow::Result;
use echo_abi::Op;
use echo_vm::Engine;
use harness::{Harness, Sample};
use std::fmt;

/// Samples of each loop, and of the worst loops of each form.
const FIRST: usize = 2;
const MORE: usize = 6;
/// How many loops of a form are looked at more closely.
const CLOSER: usize = 3;
/// What nothing should exceed, as a part of the chase.
const GOAL: f64 = 0.5;

/// A line of the table.
#[derive(Debug, serde::Serialize)]
pub struct FitRow {
    /// `form`, `pattern` or `host`.
    pub kind: &'static str,
    /// Which one.
    pub name: String,
    /// The dearest way to use it, as far as it was tried.
    pub way: String,
    /// Nanoseconds of one execution, with what prepares it.
    pub nanoseconds: f64,
    /// Gas of it.
    pub gas: f64,
    /// Nanoseconds for each gas.
    pub rate: f64,
    /// The same, divided by that of the chase.
    pub ratio: f64,
    /// Nanoseconds of a library that does alone what a host function has it do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bare: Option<f64>,
}

/// The table.
#[derive(Debug, serde::Serialize)]
pub struct Fit {
    engine: &'static str,
    /// Nanoseconds for each gas of the chase.
    chase: f64,
    /// Worst first.
    rows: Vec<FitRow>,
    /// Forms that end a run, so that there is no loop of them.
    not_measured: Vec<String>,
    /// How many rows to print.
    #[serde(skip)]
    shown: usize,
}

/// What to measure.
#[derive(Clone, Debug)]
pub struct FitOptions {
    /// The engine.
    pub engine: Engine,
    /// Forms whose name contains this, and nothing else; empty: everything.
    pub form: String,
    /// Rows to print.
    pub rows: usize,
}

impl FitRow {
    fn new(kind: &'static str, name: String, way: String, sample: Sample, times: f64, chase: f64) -> Self {
        let nanoseconds = sample.time.as_secs_f64() * 1e9 / times;
        let rate = sample.rate();
        Self {
            kind,
            name,
            way,
            nanoseconds,
            gas: sample.gas as f64 / times,
            rate,
            ratio: rate / chase,
            bare: None,
        }
    }
}

/// Measures the table.
pub fn measure(options: &FitOptions) -> Result<Fit> {
    let unit = pattern::chase(options.engine)?;
    let chase = unit.sample.rate();
    let mut rows = Vec::new();
    let mut not_measured = Vec::new();
    for &op in Op::ALL {
        for &form in op.forms() {
            let name = format!("{form:?}");
            if !name.to_lowercase().contains(&options.form.to_lowercase()) {
                continue;
            }
            let Some(loops) = form::loops(form, op, CODE)? else {
                not_measured.push(name);
                continue;
            };
            match worst(options.engine, &loops)? {
                Some((way, sample, times)) => rows.push(FitRow::new("form", name, way, sample, times, chase)),
                None => anyhow::bail!("{name}: every loop of it traps"),
            }
        }
    }
    if options.form.is_empty() {
        rows.push(FitRow::new(
            "pattern",
            unit.name.to_owned(),
            String::new(),
            unit.sample,
            unit.copies as f64,
            chase,
        ));
        for pattern::MeasuredPattern { name, sample, copies } in pattern::measure_all(options.engine)? {
            rows.push(FitRow::new("pattern", name.to_owned(), String::new(), sample, copies as f64, chase));
        }
        for host::MeasuredFunction { name, sample, calls, bare } in host::measure_all()? {
            let row = FitRow::new("host", name, String::new(), sample, calls as f64, chase);
            rows.push(FitRow { bare, ..row });
        }
    }
    rows.sort_by(|a, b| b.rate.total_cmp(&a.rate));
    Ok(Fit { engine: options.engine.name(), chase, rows, not_measured, shown: options.rows })
}

/// The dearest of the loops: its name, a sample, and how many copies that ran. `None` where all of them trap.
fn worst(engine: Engine, loops: &[form::Loop]) -> Result<Option<(String, Sample, f64)>> {
    let mut code = Vec::new();
    for one in loops {
        code.extend(&one.code);
    }
    let mut harness = Harness::new(engine, &code)?;
    let mut found: Vec<(usize, u64, Sample, harness::LoopStart)> = Vec::new();
    for (n, one) in loops.iter().enumerate() {
        let mut start = one.start.clone();
        for (offset, value) in &one.memory {
            let at = *offset as usize;
            start.data[at..at + 8].copy_from_slice(&value.to_le_bytes());
        }
        let Some(rounds) = harness.rounds(&start) else { continue };
        let Some(sample) = harness.least(&start, rounds, FIRST) else { continue };
        found.push((n, rounds, sample, start));
    }
    found.sort_by(|a, b| b.2.rate().total_cmp(&a.2.rate()));
    let mut worst: Option<(String, Sample, f64)> = None;
    for (n, rounds, first, start) in found.iter().take(CLOSER) {
        let more = harness.least(start, *rounds, MORE);
        let sample = more.filter(|more| more.time < first.time).unwrap_or(*first);
        if worst.as_ref().is_none_or(|(_, worst, _)| sample.rate() > worst.rate()) {
            worst = Some((loops[*n].name.clone(), sample, (*rounds * form::COPIES as u64) as f64));
        }
    }
    Ok(worst)
}

impl fmt::Display for Fit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let above = self.rows.iter().filter(|row| row.ratio > GOAL && row.kind != "pattern").count();
        writeln!(
            f,
            "Gas fit of the {}: nanoseconds for each gas. The chase through memory takes {:.2}; {above} of {} forms and host \
             functions stand above half of it.",
            self.engine,
            self.chase,
            self.rows.iter().filter(|row| row.kind != "pattern").count(),
        )?;
        writeln!(f, "{:>7}  {:>6}  {:>8}  {:>8}", "ns/gas", "ratio", "ns", "gas")?;
        for row in self.rows.iter().take(self.shown) {
            let FitRow { name, way, nanoseconds, gas, rate, ratio, .. } = row;
            let way = if way.is_empty() { String::new() } else { format!(": {way}") };
            writeln!(f, "{rate:>7.2}  {ratio:>6.2}  {nanoseconds:>8.1}  {gas:>8.1}  {name}{way}")?;
        }
        if self.rows.len() > self.shown {
            writeln!(f, "and {} more that are cheaper (--json has them all)", self.rows.len() - self.shown)?;
        }
        let mut beside: Vec<_> = self.rows.iter().filter_map(|row| Some((row, row.bare?))).collect();
        beside.sort_by(|a, b| a.0.nanoseconds.total_cmp(&b.0.nanoseconds));
        if !beside.is_empty() {
            writeln!(f, "Cryptography beside the bare libraries:")?;
            writeln!(f, "{:>10}  {:>10}  {:>6}  {:>8}", "ns", "bare", "ratio", "gas")?;
        }
        for (FitRow { name, nanoseconds, gas, .. }, bare) in beside {
            writeln!(
                f,
                "{nanoseconds:>10.1}  {bare:>10.1}  {:>6.2}  {gas:>8.1}  {name}",
                nanoseconds / bare
            )?;
        }
        if !self.not_measured.is_empty() {
            writeln!(f, "Not measured, for they end a run: {}", self.not_measured.join(", "))?;
        }
        Ok(())
    }
}
