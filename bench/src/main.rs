//! `echo-bench`: Echo beside native code, machines of other chains and emulators, on the same sources in one run.
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
#[cfg(feature = "revm")]
mod revm;
mod runner;
#[cfg(feature = "sbpf")]
mod sbpf;
mod toolchain;
#[cfg(feature = "unicorn")]
mod unicorn;
#[cfg(feature = "wasmi")]
mod wasmi;
#[cfg(feature = "wasmtime")]
mod wasmtime;

use anyhow::Result;
use clap::Parser;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use column::Column;
use echo_vm::Engine;
use std::process::ExitCode;
use toolchain::Toolchain;

/// Measures Echo beside native code, machines of other chains and emulators, on the same sources in one run.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    /// Run this kernel only; may be repeated.
    #[arg(long, value_name = "NAME", value_parser = kernel_named)]
    kernel: Vec<&'static kernel::Kernel>,
    /// Rounds; every column runs in each.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Measure these only, by comma; native runs beside any column as its measure. Slow engines run only if they are named.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = part_named())]
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
    /// What the program asks of another process of its own: what one more of these takes of the memory.
    #[arg(long, hide = true, value_enum, requires = "file")]
    resident: Option<phase::resident::Thing>,
    /// The contract it is asked for.
    #[arg(long, hide = true)]
    file: Option<std::path::PathBuf>,
}

/// A part of the bench that `--only` can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Column(Column),
    /// The engines of Echo that are for use.
    Echo,
    /// Load, validate, strip, cold start, host call.
    Phases,
    /// Nanoseconds for each gas.
    Fit,
}

impl Part {
    fn all() -> impl Iterator<Item = Self> {
        let columns = Column::all().into_iter().map(Self::Column);
        columns.chain([Self::Echo, Self::Phases, Self::Fit])
    }

    fn name(self) -> &'static str {
        match self {
            Self::Column(column) => column.name(),
            Self::Echo => "echo",
            Self::Phases => "phases",
            Self::Fit => "fit",
        }
    }

    /// Whether it is to be measured if these are.
    fn is_in(self, only: &[Self]) -> bool {
        let usual = !matches!(self, Self::Column(column) if !column.is_usual());
        let as_engine = matches!(self, Self::Column(Column::Echo(_))) && only.contains(&Self::Echo);
        only.contains(&self) || (usual && (only.is_empty() || as_engine))
    }
}

fn part_named() -> impl TypedValueParser<Value = Part> {
    PossibleValuesParser::new(Part::all().map(Part::name))
        .map(|name| Part::all().find(|part| part.name() == name).expect("it is one of them"))
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
    if let (Some(thing), Some(file)) = (cli.resident, &cli.file) {
        println!("{}", phase::resident::probe(thing, cli.engine, file)?);
        return Ok(());
    }
    let tools = Toolchain::find()?;
    let columns = Column::all().into_iter().filter(|&column| Part::Column(column).is_in(&cli.only));
    let columns: Vec<Column> = columns.collect();
    let mut report = report::BenchReport::new(cli.rounds);

    if !columns.is_empty() && !columns.contains(&Column::Native) {
        report.column(Column::Native, &tools);
    }
    for &column in &columns {
        report.column(column, &tools);
    }
    // With no processor time for the baseline there is nothing to compare with: every column needs native.
    let columns = report.columns();
    if columns.contains(&Column::Native) {
        let kernels: Vec<&'static kernel::Kernel> =
            if cli.kernel.is_empty() { kernel::ALL.iter().collect() } else { cli.kernel.clone() };
        for kernel in kernels {
            eprintln!("{} ({})", kernel.name, kernel.character);
            report.rows.push(measure::measure(kernel, &columns, cli.rounds, &tools)?);
        }
    }
    if Part::Phases.is_in(&cli.only) {
        eprintln!("phases");
        report.phases = phase::measure(&tools, &engines(&cli.only))?;
    }
    if Part::Fit.is_in(&cli.only) {
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

/// The engines whose phases are measured: those for use, what `auto` comes to, and what is named besides.
fn engines(only: &[Part]) -> Vec<Engine> {
    let wanted = |engine: &Engine| {
        let column = Column::Echo(*engine);
        (column.is_usual() || *engine == Engine::Tiered || only.contains(&Part::Column(column)))
            && echo::missing(*engine).is_none()
    };
    Engine::ALL.iter().copied().filter(wanted).collect()
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
        assert_eq!(cli.only, [Part::Echo, Part::Column(Column::QemuUser), Part::Phases, Part::Fit]);
        assert!(Cli::try_parse_from(["echo-bench", "--only", "nothing"]).is_err());
        assert!(Cli::try_parse_from(["echo-bench", "--kernel", "nothing"]).is_err());
        assert!(Cli::try_parse_from(["echo-bench", "--rounds", "0"]).is_err());
    }

    #[test]
    fn slow_engines_run_when_they_are_named() {
        let (usual, slow) = (Column::Echo(Engine::default()), Column::Echo(Engine::REFERENCE));
        let (usual, slow) = (Part::Column(usual), Part::Column(slow));
        assert!(usual.is_in(&[]) && usual.is_in(&[Part::Echo]) && !usual.is_in(&[slow]));
        assert!(!slow.is_in(&[]) && !slow.is_in(&[Part::Echo]) && slow.is_in(&[slow]));
        assert!(!engines(&[]).contains(&Engine::REFERENCE));
        assert!(engines(&[slow]).contains(&Engine::REFERENCE));
    }
}
