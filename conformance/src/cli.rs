//! The command line of `echo-conformance`.

use clap::Parser;
use echo_abi::{Form, Op, isa};
use echo_conformance::cases::{BRIEF, Options, SEED};
use echo_conformance::cpu::Cpu;
use echo_conformance::digest::Digests;
use echo_conformance::harness;
use echo_conformance::native::Processor;
use echo_conformance::program::{self, Verdict};
use echo_conformance::results::{GROUP, Results, ResultsError};
use echo_conformance::subject::HarnessError;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Compares the machine with this processor, form by form, and processors with each other by what they did.
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
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// Writes what the processor did, as digests. In a directory the file is named after the processor, and
    /// compared with the others there.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["form", "program"])]
    result: Option<PathBuf>,
    /// Runs nothing, but compares two result files: exit code 0 equal, 1 different, 2 not usable.
    #[arg(long, num_args = 2, value_names = ["A", "B"], exclusive = true)]
    compare: Option<Vec<PathBuf>>,
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
fn run_programs(numbers: Range<u32>, seed: u64, results: &mut Results) -> Result<u64, HarnessError> {
    let count = numbers.len();
    let mut processor = Processor::acquire()?;
    let forms = program::Forms::plain();
    let (mut finished, mut refused, mut wrong) = (0_u32, 0_u32, 0);
    let mut digests = Digests::default();
    for n in numbers {
        if n % PROGRESS == 0 {
            eprintln!("programs: {n} of {count}, {wrong} mismatches");
        }
        let mut rng = program::rng(seed, n);
        let program = program::generate(&forms, n, &mut rng);
        match program::run(&mut processor, &program, &mut rng, &mut digests, None)? {
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
        if n % GROUP == GROUP - 1 {
            results.add_programs(std::mem::take(&mut digests).mark());
        }
    }
    println!(
        "{count} programs, {finished} came to their end, {refused} were refused, the others came to a trap; \
         {wrong} mismatches, seed {seed}"
    );
    Ok(wrong)
}

/// Compares and prints; the exit code.
fn compare(a: &Path, b: &Path) -> Result<u8, ResultsError> {
    let (first, second) = (Results::read(a)?, Results::read(b)?);
    println!("{}: {}\n{}: {}", a.display(), first.processor, b.display(), second.processor);
    let comparison = first.compare(&second)?;
    println!("{comparison}");
    let equal = comparison.is_equal()?;
    println!("{}", if equal { "the processors did the same" } else { "the processors DIFFER" });
    Ok(u8::from(!equal))
}

/// Writes the results, and compares them with the others of the directory; how many differ.
fn keep(results: &Results, path: &Path) -> Result<u64, ResultsError> {
    let directory = path.is_dir();
    let name = format!("{}.toml", results.processor.slug());
    let file = if directory { path.join(name) } else { path.to_owned() };
    if directory && results.processor.is_emulated() {
        println!("nothing is kept in {}: this is an emulation, no processor", path.display());
        return Ok(0);
    }
    results.write(&file)?;
    println!("written to {}", file.display());
    let mut different = 0;
    let others = if directory { Results::read_all(path)? } else { Vec::new() };
    for (other, _) in others.iter().filter(|(other, _)| *other != file) {
        println!();
        different += u64::from(compare(&file, other)?);
    }
    Ok(different)
}

/// Runs, prints, and gives the exit code: 0 no mismatch, 1 mismatches, 2 misuse or an unusable file, 3 the
/// harness itself failed.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let unusable = |error: ResultsError| {
        eprintln!("error: {error}");
        ExitCode::from(2)
    };
    if let Some(files) = &cli.compare {
        return compare(&files[0], &files[1]).map_or_else(unusable, ExitCode::from);
    }
    let forms = selected(cli.form.as_deref());
    if forms.is_empty() {
        eprintln!("error: no form or operation of that name is in the instruction table");
        return ExitCode::from(2);
    }
    let processor = Cpu::this();
    println!("processor  {processor}\nfeatures   {}", processor.features.join(" "));
    let options = Options { states: cli.states, seed: cli.seed };
    let mut results = Results::new(processor, &options);
    let programs = if cli.form.is_some() { 0 } else { cli.programs };
    let start = Instant::now();
    let run = match cli.program {
        Some(number) => run_programs(number..number.saturating_add(1), cli.seed, &mut results),
        None => run(&forms, &options, &mut results).and_then(|wrong| {
            let all = 0..programs;
            Ok(wrong + if programs == 0 { 0 } else { run_programs(all, cli.seed, &mut results)? })
        }),
    };
    let took = start.elapsed().as_secs();
    let wrong = match run {
        Ok(wrong) => wrong,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(3);
        }
    };
    if wrong == 0 {
        println!("as the processor does: no mismatch, {took} s");
    } else {
        println!("NOT as the processor does: {wrong} mismatches, {took} s");
    }
    match cli.result.as_deref().map(|path| keep(&results, path)).transpose() {
        Ok(different) => ExitCode::from(u8::from(wrong + different.unwrap_or(0) > 0)),
        Err(error) => unusable(error),
    }
}

fn run(forms: &[(Op, Form)], options: &Options, results: &mut Results) -> Result<u64, HarnessError> {
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
        // In fewer states than the tests have, some may not have had their turn.
        if !result.unseen.is_empty() && options.states >= BRIEF {
            println!("{name:<32} the table says written what never changed: {}", result.unseen.join(", "));
            mismatches += 1;
        }
        results.add(&result);
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
