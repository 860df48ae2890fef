//! What the bench says: tables for people, or one JSON object with the same facts.
//!
//! Filled by `main` as measuring goes on; printing is its `Display`.

use crate::column::Column;
use crate::fit::Fit;
use crate::measure::{KernelRow, geometric_mean};
use crate::phase::Phase;
use crate::toolchain::Toolchain;
use serde::ser::SerializeStruct;
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
                    None => writeln!(f, "  {:<10} {}", heading.column.name(), heading.description)?,
                    Some(reason) => writeln!(f, "  {:<10} skipped: {reason}", heading.column.name())?,
                }
            }
        }
        if !self.rows.is_empty() {
            writeln!(f)?;
            self.write_table(f)?;
        }
        if !self.phases.is_empty() {
            writeln!(f)?;
            let width = self.phases.iter().map(|phase| phase.name.chars().count()).max().unwrap_or(0);
            for phase in &self.phases {
                writeln!(f, "{:<width$}  {}", phase.name, phase.outcome)?;
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
        let width = self.rows.iter().map(|row| row.kernel.len()).chain([14]).max().unwrap_or(0);
        write!(f, "{:<width$}  {:>10}", "kernel", "native")?;
        for column in &columns {
            write!(f, "  {:>9}", column.name())?;
        }
        writeln!(f)?;
        for row in &self.rows {
            let native = row.cells.iter().find(|cell| cell.column == Column::Native);
            let milliseconds = native.map_or(f64::NAN, |cell| millis(cell.nanoseconds));
            write!(f, "{:<width$}  {milliseconds:>7.2} ms", row.kernel)?;
            for column in &columns {
                match row.cells.iter().find(|cell| cell.column == *column) {
                    Some(cell) => write!(f, "  {:>9.2}", cell.ratio)?,
                    None => write!(f, "  {:>9}", "-")?,
                }
            }
            writeln!(f)?;
        }
        write!(f, "{:<width$}  {:>10}", "geometric mean", "")?;
        for column in &columns {
            match geometric_mean(&self.rows, *column) {
                Some(mean) => write!(f, "  {mean:>9.2}")?,
                None => write!(f, "  {:>9}", "-")?,
            }
        }
        writeln!(f)
    }
}

impl serde::Serialize for BenchReport {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let means: std::collections::BTreeMap<&str, f64> = self
            .columns()
            .into_iter()
            .filter_map(|column| Some((column.name(), geometric_mean(&self.rows, column)?)))
            .collect();
        let mut object = serializer.serialize_struct("Report", 7)?;
        object.serialize_field("processor", &self.processor)?;
        object.serialize_field("rounds", &self.rounds)?;
        object.serialize_field("columns", &self.headings)?;
        object.serialize_field("kernels", &self.rows)?;
        object.serialize_field("geometric_mean", &means)?;
        object.serialize_field("phases", &self.phases)?;
        object.serialize_field("fit", &self.fit)?;
        object.end()
    }
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
