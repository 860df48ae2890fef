//! `echo-bench`: Echo beside native code, wasmi, qemu-user and unicorn, on the same C sources in one run.
//!
//! README.md says what is measured and how to read it. Exit codes: 0 measured, 1 a checksum was wrong, 2 misuse, 3 something
//! that should have worked did not.

mod clock;
mod column;
mod decoding;
mod echo;
mod fit;
mod generated;
mod kernel;
mod measure;
mod native;
mod phase;
mod report;
mod runner;
mod toolchain;
#[cfg(feature = "unicorn")]
mod unicorn;
#[cfg(feature = "wasmi")]
mod wasm;

use anyhow::Result;
use clap::Parser;
use column::Column;
use echo_vm::Engine;
use std::process::ExitCode;
use toolchain::Toolchain;

/// Measures Echo beside native code, wasmi, qemu-user and unicorn, on the same C sources in one run.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    /// Run this kernel only; may be repeated.
    #[arg(long, value_name = "NAME", value_parser = kernel_named)]
    kernel: Vec<&'static kernel::Kernel>,
    /// Rounds; every column runs in each.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Measure these only, by comma; native runs beside any column as its measure.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_enum)]
    only: Vec<Part>,
    /// The engine of the gas fit.
    #[arg(long, value_name = "NAME", default_value_t)]
    engine: Engine,
    /// In the gas fit, only forms with this in their name, such as `Fmadd`.
    #[arg(long, value_name = "TEXT", default_value = "")]
    form: String,
    /// Rows of the gas fit that are printed.
    #[arg(long, value_name = "N", default_value_t = 40)]
    rows: usize,
    /// Print one JSON object instead of tables.
    #[arg(long)]
    json: bool,
}

/// A part of the bench that `--only` can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Column(Column),
    /// Load, validate, strip, cold start, host call.
    Phases,
    /// Nanoseconds for each gas.
    Fit,
}

impl clap::ValueEnum for Part {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self::Column(Column::Native),
            Self::Column(Column::Clang),
            Self::Column(Column::Echo),
            Self::Column(Column::Wasmi),
            Self::Column(Column::QemuUser),
            Self::Column(Column::Unicorn),
            Self::Phases,
            Self::Fit,
        ]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(match self {
            Self::Column(column) => column.name(),
            Self::Phases => "phases",
            Self::Fit => "fit",
        }))
    }
}

fn kernel_named(name: &str) -> Result<&'static kernel::Kernel, String> {
    let names = || kernel::ALL.iter().map(|kernel| kernel.name).collect::<Vec<_>>().join(", ");
    kernel::find(name).ok_or_else(|| format!("there are {}", names()))
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("echo-bench: {error:#}");
            ExitCode::from(if error.is::<measure::WrongChecksum>() { 1 } else { 3 })
        }
    }
}

fn run(cli: &Cli) -> Result<()> {
    let tools = Toolchain::find()?;
    let wanted = |part| cli.only.is_empty() || cli.only.contains(&part);
    let with_columns = Column::ALL.iter().any(|&column| wanted(Part::Column(column)));
    let mut report = report::BenchReport::new(cli.rounds);

    if with_columns {
        for &column in Column::ALL {
            if column == Column::Native || wanted(Part::Column(column)) {
                report.column(column, &tools);
            }
        }
    }
    // With no processor time for the baseline there is nothing to compare with: every column needs native.
    let columns = report.columns();
    if with_columns && columns.contains(&Column::Native) {
        let kernels: Vec<&'static kernel::Kernel> =
            if cli.kernel.is_empty() { kernel::ALL.iter().collect() } else { cli.kernel.clone() };
        for kernel in kernels {
            eprintln!("{} ({})", kernel.name, kernel.character);
            report.rows.push(measure::measure(kernel, &columns, cli.rounds, &tools)?);
        }
    }
    if wanted(Part::Phases) {
        eprintln!("phases");
        report.phases = phase::measure(&tools)?;
    }
    if wanted(Part::Fit) {
        eprintln!("gas fit");
        report.fit = Some(fit::measure(&fit::FitOptions {
            engine: cli.engine,
            form: cli.form.clone(),
            rows: cli.rows,
        })?);
    }
    if cli.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{report}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn only_takes_columns_and_phases() {
        let cli = Cli::try_parse_from(["echo-bench", "--only", "echo,qemu-user,phases,fit"]).unwrap();
        assert_eq!(
            cli.only,
            [Part::Column(Column::Echo), Part::Column(Column::QemuUser), Part::Phases, Part::Fit]
        );
        assert!(Cli::try_parse_from(["echo-bench", "--only", "jit"]).is_err());
        assert!(Cli::try_parse_from(["echo-bench", "--kernel", "nothing"]).is_err());
        assert!(Cli::try_parse_from(["echo-bench", "--rounds", "0"]).is_err());
    }
}
