//! The command line of `echo-conformance`.

use clap::Parser;
use echo_abi::{Form, Op, isa};
use echo_conformance::harness::{self, HarnessError, Options};
use echo_conformance::native::Processor;
use std::process::ExitCode;

/// Compares the machine with this processor, form by form.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// Only forms, or operations, of this name (`Add_rm32_r32`, `add`).
    #[arg(long)]
    form: Option<String>,
    /// States for each form.
    #[arg(long, default_value_t = 10_000)]
    states: u32,
    /// Start of the random numbers: the same seed gives the same cases.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn selected(name: Option<&str>) -> Vec<(Op, Form)> {
    let named = |op: &Op, form: &Form| {
        name.is_none_or(|name| {
            format!("{form:?}").eq_ignore_ascii_case(name) || op.name().eq_ignore_ascii_case(name)
        })
    };
    Op::ALL
        .iter()
        .flat_map(|op| op.forms().iter().map(move |form| (*op, *form)))
        .filter(|(op, form)| named(op, form))
        .collect()
}

/// Runs, prints, and gives the exit code: 0 no mismatch, 1 mismatches, 2 misuse, 3 the harness itself failed.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let forms = selected(cli.form.as_deref());
    if forms.is_empty() {
        eprintln!("error: no form or operation of that name is in the instruction table");
        return ExitCode::from(2);
    }
    match run(&forms, &Options { states: cli.states, seed: cli.seed }) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(3)
        }
    }
}

fn run(forms: &[(Op, Form)], options: &Options) -> Result<u64, HarnessError> {
    let mut processor = Processor::acquire()?;
    println!("{:<32} {:<8} {:>10} {:>10}", "form", "profile", "states", "mismatches");
    let (mut states, mut mismatches, mut missing, mut wrong) = (0, 0, 0, Vec::new());
    for (op, form) in forms {
        let result = harness::run_form(&mut processor, *form, options, None)?;
        let name = format!("{form:?}");
        let profile = format!("{:?}", isa::profile(*form)).to_lowercase();
        match result.missing {
            Some(feature) => println!("{name:<32} {profile:<8} not on this processor ({feature})"),
            None => {
                let note = if *op == Op::Int { "  (the machine's own)" } else { "" };
                println!("{name:<32} {profile:<8} {:>10} {:>10}{note}", result.states, result.mismatches);
            }
        }
        missing += u64::from(result.missing.is_some());
        states += result.states;
        mismatches += result.mismatches;
        wrong.extend(result.reports.into_iter().take(2));
    }
    println!(
        "{} forms, {states} states, {mismatches} mismatches, {missing} forms not on this processor, seed {}",
        forms.len(),
        options.seed
    );
    for report in wrong {
        println!(
            "\n{}  again:  echo-conformance --form FORM --seed {} --states {}",
            report.text, options.seed, options.states
        );
    }
    Ok(mismatches)
}
