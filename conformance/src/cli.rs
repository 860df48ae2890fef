//! The command line of `echo-conformance`.

use clap::Parser;
use echo_abi::{Form, Op, isa};
use echo_conformance::harness::{self, HarnessError, Options};
use echo_conformance::native::Processor;
use echo_conformance::program::{self, Verdict};
use echo_conformance::random::Rng;
use std::ops::Range;
use std::process::ExitCode;
use std::time::Instant;

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
    /// Random programs, unless a form is named.
    #[arg(long, default_value_t = 3000)]
    programs: u32,
    /// Only the program of this number, as a report names it.
    #[arg(long, conflicts_with = "form")]
    program: Option<u32>,
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

/// Programs between two words on how far it is.
const PROGRESS: u32 = 500;

/// Runs random programs; how many went wrong.
fn run_programs(numbers: Range<u32>, seed: u64) -> Result<u64, HarnessError> {
    let count = numbers.len();
    let mut processor = Processor::acquire()?;
    let forms = program::Forms::plain();
    let (mut finished, mut refused, mut wrong) = (0_u32, 0_u32, 0);
    for n in numbers {
        if n % PROGRESS == 0 {
            eprintln!("programs: {n} of {count}, {wrong} mismatches");
        }
        let mut rng = Rng::new(seed.wrapping_add(u64::from(n) << 32));
        let program = program::generate(&forms, n, &mut rng);
        match program::run(&mut processor, &program, &mut rng, None)? {
            Verdict::Agree { finished: f } => finished += u32::from(f),
            Verdict::Refused => refused += 1,
            Verdict::Disagree(found) => {
                wrong += 1;
                if wrong <= 3 {
                    println!("\nprogram {n}, seed {seed}, {}:", found.engine);
                    for d in &found.differences {
                        println!("  {:<7} expected {}\n  {:<7} got      {}", d.field, d.expected, "", d.got);
                    }
                    println!("{}", found.listing);
                    println!("  again   echo-conformance --program {n} --seed {seed}");
                }
            }
        }
    }
    println!(
        "{count} programs, {finished} came to their end, {refused} were refused, the others came to a trap; \
         {wrong} mismatches, seed {seed}"
    );
    Ok(wrong)
}

/// Runs, prints, and gives the exit code: 0 no mismatch, 1 mismatches, 2 misuse, 3 the harness itself failed.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let forms = selected(cli.form.as_deref());
    if forms.is_empty() {
        eprintln!("error: no form or operation of that name is in the instruction table");
        return ExitCode::from(2);
    }
    let programs = if cli.form.is_some() { 0 } else { cli.programs };
    let start = Instant::now();
    let all = |wrong| {
        if programs == 0 { Ok(wrong) } else { Ok(wrong + run_programs(0..programs, cli.seed)?) }
    };
    let result = match cli.program {
        Some(number) => run_programs(number..number.saturating_add(1), cli.seed),
        None => run(&forms, &Options { states: cli.states, seed: cli.seed }).and_then(all),
    };
    let took = start.elapsed().as_secs();
    match result {
        Ok(0) => {
            println!("as the processor does: no mismatch, {took} s");
            ExitCode::SUCCESS
        }
        Ok(wrong) => {
            println!("NOT as the processor does: {wrong} mismatches, {took} s");
            ExitCode::from(1)
        }
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
        wrong.extend(result.reports.into_iter().take(2).map(|report| (*form, report)));
    }
    println!(
        "{} forms, {states} states, {mismatches} mismatches, {missing} forms not on this processor, seed {}",
        forms.len(),
        options.seed
    );
    for (form, report) in wrong {
        println!(
            "\n{}  again   echo-conformance --form {form:?} --seed {} --states {}",
            report.text, options.seed, options.states
        );
    }
    Ok(mismatches)
}
