//! Measures kernels in interleaved rounds: in each round every column runs, so that what disturbs the machine disturbs all alike.
//!
//! Every call's checksum is compared with the kernel's; a wrong one is an error, for a fast wrong answer is no answer. Called by `main`; printing is `report`'s.

use crate::clock;
use crate::column::Column;
use crate::kernel::{Group, Kernel, Language};
use crate::runner::Runner;
use crate::toolchain::Toolchain;
use anyhow::{Context, Result};
use std::time::Duration;

/// A column repeats its call within a round until it has used this much time, so that short runs give steady medians and long ones do not hold up the rest.
const ROUND_TIME: Duration = Duration::from_millis(60);

/// A column that has used this much time on a kernel sits out the remaining rounds: with calls that long, noise is small, and the
/// others need not wait. If the warming call alone took as long, it is the measurement, too.
const PATIENCE: Duration = Duration::from_secs(4);

/// What a kernel took in one column.
#[derive(Debug, serde::Serialize)]
pub struct Cell {
    /// The column.
    pub column: Column,
    /// Median over all calls of all rounds, in nanoseconds.
    pub nanoseconds: u64,
    /// How many calls that is the median of.
    pub calls: usize,
    /// The median divided by native's.
    pub ratio: f64,
    /// What a call was charged, in the column's own unit, where it charges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gas: Option<u64>,
}

/// A column that has no such kernel.
#[derive(Debug, serde::Serialize)]
pub struct Lack {
    /// The column.
    pub column: Column,
    /// Why.
    pub because: String,
}

/// A line of the table.
#[derive(Debug, serde::Serialize)]
pub struct KernelRow {
    /// The kernel.
    pub kernel: &'static str,
    /// What its character is.
    pub character: &'static str,
    /// What it is written in.
    pub language: Language,
    /// What it is there for.
    pub group: Group,
    /// Its argument.
    pub n: u64,
    /// Its result, the same in every column.
    pub checksum: u64,
    /// What it took, by column.
    pub cells: Vec<Cell>,
    /// Columns that do not have it.
    pub lacks: Vec<Lack>,
}

/// A column gave another checksum than the kernel has.
#[derive(Debug)]
pub struct WrongChecksum {
    kernel: &'static str,
    column: Column,
    expected: u64,
    given: u64,
}

impl std::fmt::Display for WrongChecksum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kernel, column, expected, given } = self;
        write!(f, "{kernel}: {} gives the checksum {given:#018x} instead of {expected:#018x}", column.name())
    }
}

impl std::error::Error for WrongChecksum {}

struct Entrant {
    column: Column,
    runner: Box<dyn Runner>,
    times: Vec<Duration>,
    used: Duration,
    gas: Option<u64>,
}

impl Entrant {
    fn new(column: Column, runner: Box<dyn Runner>) -> Self {
        Self { column, runner, times: Vec::new(), used: Duration::ZERO, gas: None }
    }

    /// The call that warms caches and translations.
    fn warm(&mut self, kernel: &Kernel) -> Result<()> {
        let time = self.call(kernel)?;
        if time >= PATIENCE {
            self.used = time;
            self.times.push(time);
        }
        Ok(())
    }

    fn call(&mut self, kernel: &Kernel) -> Result<Duration> {
        let name = self.column.name();
        let call = self.runner.call(kernel.n).with_context(|| format!("{}: {name}", kernel.name))?;
        if call.checksum != kernel.checksum {
            let (expected, given) = (kernel.checksum, call.checksum);
            return Err(WrongChecksum { kernel: kernel.name, column: self.column, expected, given }.into());
        }
        self.gas = call.gas;
        Ok(call.time)
    }

    fn round(&mut self, kernel: &Kernel) -> Result<()> {
        let mut used = Duration::ZERO;
        while used < ROUND_TIME && self.used < PATIENCE {
            let time = self.call(kernel)?;
            self.times.push(time);
            // A clock that stands still must not keep us here for ever.
            used += time.max(Duration::from_micros(10));
            self.used += time;
        }
        Ok(())
    }
}

/// Runs `kernel` in each of `columns` that has it, for `rounds` rounds. Without native there is nothing to compare with, and
/// no cell.
///
/// # Errors
/// A [`WrongChecksum`], or whatever kept a column from building or running the kernel.
pub fn measure(
    kernel: &'static Kernel,
    columns: &[Column],
    rounds: u32,
    tools: &Toolchain,
) -> Result<KernelRow> {
    let (mut entrants, mut lacks) = (Vec::new(), Vec::new());
    for &column in columns {
        if let Some(because) = column.lacks(kernel, tools) {
            lacks.push(Lack { column, because });
        }
    }
    let lacked = |column: Column| lacks.iter().any(|lack| lack.column == column);
    for &column in columns.iter().filter(|&&column| !lacked(column) && !lacked(Column::Native)) {
        let runner =
            column.prepare(kernel, tools).with_context(|| format!("{}: {}", kernel.name, column.name()))?;
        let mut entrant = Entrant::new(column, runner);
        entrant.warm(kernel)?;
        entrants.push(entrant);
    }
    for _ in 0..rounds {
        for entrant in &mut entrants {
            entrant.round(kernel)?;
        }
    }
    let native = entrants.iter().find(|entrant| entrant.column == Column::Native);
    let unit = native.map_or(f64::NAN, |native| clock::median(&native.times).as_secs_f64());
    let cells = entrants
        .iter()
        .map(|entrant| {
            let time = clock::median(&entrant.times);
            Ok(Cell {
                column: entrant.column,
                nanoseconds: u64::try_from(time.as_nanos())?,
                calls: entrant.times.len(),
                ratio: time.as_secs_f64() / unit,
                gas: entrant.gas,
            })
        })
        .collect::<Result<_>>()?;
    Ok(KernelRow {
        kernel: kernel.name,
        character: kernel.character,
        language: kernel.language,
        group: kernel.group,
        n: kernel.n,
        checksum: kernel.checksum,
        cells,
        lacks,
    })
}

/// A column's ratios, each with its kernel.
fn ratios(rows: &[KernelRow], column: Column) -> impl Iterator<Item = (&KernelRow, f64)> {
    rows.iter().filter_map(move |row| {
        let cell = row.cells.iter().find(|cell| cell.column == column)?;
        Some((row, cell.ratio))
    })
}

/// Geometric mean of a column's ratios over the kernels of a group, or all of them; `None` if it has none of them, or is a column of one
/// kernel.
pub fn geometric_mean(rows: &[KernelRow], column: Column, group: Option<Group>) -> Option<f64> {
    let logs: Vec<f64> = ratios(rows, column)
        .filter(|(row, _)| !column.has_fib_alone() && group.is_none_or(|group| group == row.group))
        .map(|(_, ratio)| ratio.ln())
        .collect();
    let count = u32::try_from(logs.len()).ok().filter(|&count| count > 0)?;
    Some((logs.iter().sum::<f64>() / f64::from(count)).exp())
}

/// The kernel with a column's greatest ratio; `None` if it has none, or is a column of one kernel.
pub fn worst(rows: &[KernelRow], column: Column) -> Option<(&'static str, f64)> {
    let all = ratios(rows, column).filter(|_| !column.has_fib_alone());
    all.map(|(row, ratio)| (row.kernel, ratio)).max_by(|(_, a), (_, b)| a.total_cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel;
    use crate::runner::TimedCall;
    use echo_vm::Engine;

    /// Gives what it is told to, in no time.
    struct Fixed(u64);

    impl Runner for Fixed {
        fn call(&mut self, _: u64) -> Result<TimedCall> {
            Ok(TimedCall { checksum: self.0, time: Duration::from_millis(25), gas: Some(3) })
        }
    }

    fn entrant(checksum: u64) -> Entrant {
        Entrant::new(Column::Echo(Engine::REFERENCE), Box::new(Fixed(checksum)))
    }

    #[test]
    fn wrong_checksum_is_a_mismatch() {
        let kernel = kernel::find("fib").unwrap();
        let error = entrant(kernel.checksum + 1).round(kernel).unwrap_err();
        assert!(error.is::<WrongChecksum>(), "{error:?}");
        assert!(error.to_string().starts_with("fib: stepper gives the checksum"), "{error}");
    }

    #[test]
    fn round_repeats_short_calls_until_its_time_is_used() {
        let kernel = kernel::find("fib").unwrap();
        let mut entrant = entrant(kernel.checksum);
        entrant.round(kernel).unwrap();
        assert_eq!(entrant.times.len(), 3);
        assert_eq!(entrant.gas, Some(3));
    }

    #[test]
    fn geometric_mean_is_over_the_rows_that_have_the_column() {
        let row = |kernel, group, ratio: Option<f64>| {
            let cell = |ratio| Cell { column: Column::Wasmi, nanoseconds: 1, calls: 1, ratio, gas: None };
            KernelRow {
                kernel,
                character: "",
                language: Language::C,
                group,
                n: 1,
                checksum: 1,
                cells: ratio.map(cell).into_iter().collect(),
                lacks: Vec::new(),
            }
        };
        let rows = [
            row("a", Group::Basic, Some(2.0)),
            row("b", Group::Basic, None),
            row("c", Group::Basic, Some(8.0)),
            row("d", Group::Contract, Some(0.5)),
        ];
        let mean = |column, group| geometric_mean(&rows, column, group);
        assert!((mean(Column::Wasmi, Some(Group::Basic)).unwrap() - 4.0).abs() < 1e-12);
        assert!((mean(Column::Wasmi, None).unwrap() - 2.0).abs() < 1e-12);
        assert_eq!(mean(Column::Clang, None), None);
        assert_eq!(worst(&rows, Column::Wasmi), Some(("c", 8.0)));
        assert_eq!(worst(&rows, Column::Clang), None);
    }

    #[test]
    fn who_is_slow_is_measured_once() {
        struct Slow;
        impl Runner for Slow {
            fn call(&mut self, _: u64) -> Result<TimedCall> {
                Ok(TimedCall { checksum: 0x00e3_d1b0, time: 2 * PATIENCE, gas: None })
            }
        }
        let kernel = kernel::find("fib").unwrap();
        let mut entrant = Entrant::new(Column::RevmCall, Box::new(Slow));
        entrant.warm(kernel).unwrap();
        entrant.round(kernel).unwrap();
        assert_eq!(entrant.times.len(), 1);
    }

    /// Small sizes, so that it takes no time: what runs at full size in the bench is the same code.
    #[test]
    fn every_column_gives_what_native_gives() {
        let tools = Toolchain::find().unwrap();
        if let Some(reason) = Column::Native.missing(&tools) {
            println!("skipped: {reason}");
            return;
        }
        for kernel in kernel::ALL {
            let n = match kernel.name {
                "fib" => 12,
                "hashmap" | "chase" | "btree" | "ordered_map" => 20_000,
                "bytecode" | "nbody" => 30,
                _ => 1,
            };
            if let Some(reason) = Column::Native.lacks(kernel, &tools) {
                println!("{} skipped: {reason}", kernel.name);
                continue;
            }
            let expected = Column::Native.prepare(kernel, &tools).unwrap().call(n).unwrap().checksum;
            // The engines for comparison take minutes here, and Echo's own tests compare them.
            for column in Column::all().into_iter().filter(|column| column.is_usual()) {
                if let Some(reason) = column.missing(&tools).or_else(|| column.lacks(kernel, &tools)) {
                    println!("{} skipped: {reason}", column.name());
                    continue;
                }
                let mut runner = column.prepare(kernel, &tools).unwrap();
                for again in 0..2 {
                    let given = runner.call(n).unwrap().checksum;
                    assert_eq!(given, expected, "{}({n}) in {}, call {again}", kernel.name, column.name());
                }
            }
        }
    }
}
