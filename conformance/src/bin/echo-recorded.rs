//! `echo-recorded`: whether the reference engine does, on this host, what the processors did whose digests are kept. Needs
//! no x86-64 processor; `make portable` runs it on the others. Exit code 1 where a form differs, or none was compared.

use clap::Parser;
use echo_abi::{Form, Op};
use echo_conformance::cases::{BRIEF, Options, SEED};
use echo_conformance::recorded;
use echo_conformance::results::{Results, ResultsError, kept};
use std::path::PathBuf;
use std::process::ExitCode;

/// Compares the reference engine with what processors did, form by form.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Only the form of this name (`Add_rm32_r32`)
    #[arg(long)]
    form: Option<String>,

    /// Only a part of the forms, as `2/16`: they can be run at the same time
    #[arg(long, value_name = "N/OF", value_parser = part, conflicts_with = "form")]
    part: Option<(usize, usize)>,

    /// Where the result files are
    #[arg(long, value_name = "DIR", default_value = kept().as_os_str())]
    results: PathBuf,
}

/// Reads `N/OF`.
fn part(text: &str) -> Result<(usize, usize), &'static str> {
    let numbers = text.split_once('/').and_then(|(n, of)| n.parse().ok().zip(of.parse().ok()));
    numbers
        .filter(|(n, of)| (1..=*of).contains(n))
        .ok_or("expected two numbers, as in 2/16, the first not the larger")
}

/// Forms between two words on how far it is.
const PROGRESS: usize = 200;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let files = match Results::read_all(&arguments.results) {
        Ok(files) => files,
        Err(error) => return unusable(&error),
    };
    let named = |form: &Form| {
        arguments.form.as_ref().is_none_or(|name| format!("{form:?}").eq_ignore_ascii_case(name))
    };
    let (n, of) = arguments.part.unwrap_or((1, 1));
    let forms: Vec<Form> =
        Op::ALL.iter().flat_map(|op| op.forms()).copied().filter(named).skip(n - 1).step_by(of).collect();
    let options = Options { states: BRIEF, seed: SEED };
    let mut here = recorded::results(&options);
    let mut states = 0;
    for (n, form) in forms.iter().enumerate() {
        if n % PROGRESS == 0 {
            eprintln!("forms: {n} of {}", forms.len());
        }
        match recorded::run_form(*form, &options, None) {
            Ok(result) => {
                states += result.states;
                here.add(&result);
            }
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::from(3);
            }
        }
    }
    println!("{} forms, {states} states, on the engine alone", forms.len());
    let (mut compared, mut different) = (0, Vec::new());
    for (path, there) in files {
        let comparison = match here.compare(&there) {
            Ok(comparison) => comparison,
            Err(error) => return unusable(&error),
        };
        println!("\n{}: {}\n{comparison}", path.display(), there.processor);
        compared += comparison.forms.equal + comparison.forms.different.len();
        different.extend(comparison.forms.different);
    }
    println!("\n{compared} comparisons of a form with what a processor did, {} different", different.len());
    if let Some(form) = different.first() {
        println!("  again   echo-recorded --form {form}");
    }
    ExitCode::from(u8::from(!different.is_empty() || compared == 0))
}

fn unusable(error: &ResultsError) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(2)
}
