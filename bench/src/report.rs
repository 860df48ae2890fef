//! What the bench says: tables for people, or one JSON object with the same facts.
//!
//! Filled by `main` as measuring goes on; printing is its `Display`.

use crate::column::Column;
use crate::fit::Fit;
use crate::kernel::Group;
use crate::measure::{KernelRow, geometric_mean, worst};
use crate::phase::Phase;
use crate::toolchain::Toolchain;
use serde::ser::SerializeStruct;
use std::collections::BTreeMap;
use std::fmt;

/// A column, and what there is to know about it.
#[derive(Debug, serde::Serialize)]
struct Heading {
    column: Column,
    description: String,
    /// Why it was not measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<String>,
}

/// All that was measured.
#[derive(Debug)]
pub struct BenchReport {
    rounds: u32,
    processor: String,
    headings: Vec<Heading>,
    /// A row a kernel.
    pub rows: Vec<KernelRow>,
    /// What the tools take apart from running.
    pub phases: Vec<Phase>,
    /// Whether gas fits time.
    pub fit: Option<Fit>,
}

impl BenchReport {
    /// Nothing measured yet.
    pub fn new(rounds: u32) -> Self {
        Self {
            rounds,
            processor: processor(),
            headings: Vec::new(),
            rows: Vec::new(),
            phases: Vec::new(),
            fit: None,
        }
    }

    /// Enters a column, or that it is skipped.
    pub fn column(&mut self, column: Column, tools: &Toolchain) {
        self.headings.push(Heading {
            column,
            description: column.description(tools),
            skipped: column.missing(tools),
        });
    }

    /// The columns that can run.
    pub fn columns(&self) -> Vec<Column> {
        self.headings
            .iter()
            .filter(|heading| heading.skipped.is_none())
            .map(|heading| heading.column)
            .collect()
    }
}

impl fmt::Display for BenchReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Processor: {}", self.processor)?;
        if !self.headings.is_empty() {
            writeln!(
                f,
                "Times are processor time of the call alone: no start-up, no compilation, one warming call before; \
                 medians of {} interleaved rounds.",
                self.rounds
            )?;
            for heading in &self.headings {
                match &heading.skipped {
                    None => writeln!(f, "  {:<11} {}", heading.column.name(), heading.description)?,
                    Some(reason) => writeln!(f, "  {:<11} skipped: {reason}", heading.column.name())?,
                }
            }
        }
        if !self.rows.is_empty() {
            writeln!(f)?;
            self.write_table(f)?;
        }
        if !self.phases.is_empty() {
            writeln!(f)?;
            let width = self.phases.iter().map(|phase| phase.title().chars().count()).max().unwrap_or(0);
            for phase in &self.phases {
                writeln!(f, "{:<width$}  {}", phase.title(), phase.outcome)?;
            }
        }
        if let Some(fit) = &self.fit {
            writeln!(f)?;
            write!(f, "{fit}")?;
        }
        Ok(())
    }
}

impl BenchReport {
    fn write_table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.columns();
        let width =
            self.rows.iter().map(|row| row.kernel.len()).chain([GROUPS[1].1.len()]).max().unwrap_or(0);
        let line = |f: &mut fmt::Formatter<'_>,
                    name: &str,
                    time: Option<u64>,
                    cell: &dyn Fn(Column) -> Option<f64>| {
            let time = time.map_or_else(String::new, |time| format!("{:.2} ms", millis(time)));
            write!(f, "{name:<width$}  {time:>10}")?;
            for &column in &columns {
                let width = column.name().len().max(CELL);
                match cell(column).filter(|ratio| !ratio.is_nan()) {
                    Some(ratio) => write!(f, "  {ratio:>width$.2}")?,
                    None => write!(f, "  {:>width$}", "-")?,
                }
            }
            writeln!(f)
        };
        write!(f, "{:<width$}  {:>10}", "kernel", "native")?;
        for column in &columns {
            write!(f, "  {:>CELL$}", column.name())?;
        }
        writeln!(f)?;
        for row in &self.rows {
            let cell = |column| row.cells.iter().find(|cell| cell.column == column);
            let native = cell(Column::Native).map(|cell| cell.nanoseconds);
            line(f, row.kernel, native, &|column| Some(cell(column)?.ratio))?;
        }
        for (group, name) in GROUPS {
            line(f, name, None, &|column| geometric_mean(&self.rows, column, group))?;
        }
        line(f, "worst kernel", None, &|column| Some(worst(&self.rows, column)?.1))?;
        let worst = |column: &Column| Some(format!("{} {}", column.name(), worst(&self.rows, *column)?.0));
        let worst: Vec<String> =
            columns.iter().filter(|column| **column != Column::Native).filter_map(worst).collect();
        if !worst.is_empty() {
            writeln!(f, "The worst kernel: {}.", worst.join(", "))?;
        }
        self.write_lacks(f)
    }

    /// Each reason once, with the kernels it is one for; a column of one kernel says so instead.
    fn write_lacks(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
        for row in &self.rows {
            for lack in &row.lacks {
                let reason = format!("{}: {}", lack.column.name(), lack.because);
                match reasons.iter_mut().find(|(other, _)| *other == reason) {
                    Some((_, kernels)) => kernels.push(row.kernel),
                    None => reasons.push((reason, vec![row.kernel])),
                }
            }
        }
        for (reason, kernels) in reasons {
            match kernels[..] {
                [kernel] => writeln!(f, "No {kernel} in {reason}.")?,
                [..] => writeln!(f, "{} dashes in {reason}.", kernels.len())?,
            }
        }
        Ok(())
    }
}

/// Letters of a cell.
const CELL: usize = 9;

/// The means below the table.
const GROUPS: [(Option<Group>, &str); 3] = [
    (None, "geometric mean"),
    (Some(Group::Basic), "  of the basic ones"),
    (Some(Group::Contract), "  of contracts' own"),
];

impl serde::Serialize for BenchReport {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let means = |group| -> BTreeMap<&str, f64> {
            let mean = |column: Column| Some((column.name(), geometric_mean(&self.rows, column, group)?));
            self.columns().into_iter().filter_map(mean).collect()
        };
        let worst: BTreeMap<&str, Worst> = (self.columns().into_iter())
            .filter_map(|column| {
                let (kernel, ratio) = worst(&self.rows, column)?;
                Some((column.name(), Worst { kernel, ratio }))
            })
            .collect();
        let mut object = serializer.serialize_struct("Report", 10)?;
        object.serialize_field("processor", &self.processor)?;
        object.serialize_field("rounds", &self.rounds)?;
        object.serialize_field("columns", &self.headings)?;
        object.serialize_field("kernels", &self.rows)?;
        object.serialize_field("geometric_mean", &means(None))?;
        object.serialize_field("geometric_mean_basic", &means(Some(Group::Basic)))?;
        object.serialize_field("geometric_mean_contract", &means(Some(Group::Contract)))?;
        object.serialize_field("worst", &worst)?;
        object.serialize_field("phases", &self.phases)?;
        object.serialize_field("fit", &self.fit)?;
        object.end()
    }
}

/// The kernel that a column is worst at.
#[derive(serde::Serialize)]
struct Worst {
    kernel: &'static str,
    ratio: f64,
}

/// Only for printing: a double holds 2^53 ns, a hundred days, exactly.
fn millis(nanoseconds: u64) -> f64 {
    std::time::Duration::from_nanos(nanoseconds).as_secs_f64() * 1e3
}

/// The processor's name, as Linux has it.
fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name"));
    name.and_then(|rest| rest.split_once(':'))
        .map_or_else(|| "unknown".to_owned(), |(_, name)| name.trim().to_owned())
}
