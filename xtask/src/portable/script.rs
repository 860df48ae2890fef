//! [`Script`]: command lines of the tools, one after the other, that are to come to the same on every host: from the samples,
//! their scenarios, the validator's cases, and files that are damaged on purpose.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Command lines that depend on each other. They begin in a directory of their own, which is empty.
#[derive(Debug)]
pub struct Script {
    pub name: String,
    pub steps: Vec<Step>,
}

/// A command line.
#[derive(Debug)]
pub struct Step {
    pub program: &'static str,
    /// `$name` in them stands for an account's or a contract's id, `$$` for `$`.
    pub arguments: Vec<String>,
    /// Files that it writes.
    pub writes: Vec<String>,
    pub gives: Gives,
    /// What the contract that it creates is called from now on.
    pub names: Option<String>,
    /// Whether it takes an engine.
    pub executes: bool,
}

/// What a command line must give, or nothing was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gives {
    /// The outcome of a call, with this error or `none`, and gas.
    Outcome(String),
    /// An object with this error or `none`.
    Object(String),
    /// A verdict on a file that may be damaged.
    Verdict,
    /// The report of scenarios that all pass, with the gas of their calls.
    Scenarios,
    /// How many forms did what processors did.
    Forms,
    /// Text, and success.
    Text,
}

/// What contract was deployed last, as a name.
pub const LAST: &str = "deployed-last";

/// Where the things lie that scripts read, as seen from a script's directory.
const INPUTS: &str = "../../../inputs";

/// Scripts for all forms.
const PARTS: u32 = 32;

/// Damaged files to a script.
const TOGETHER: usize = 16;

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

impl Step {
    fn new(program: &'static str, arguments: &[&str], gives: Gives) -> Self {
        Self { program, arguments: words(arguments), writes: Vec::new(), gives, names: None, executes: false }
    }

    fn vm(arguments: &[&str], gives: Gives) -> Self {
        Self::new("echo-vm", arguments, gives)
    }

    /// A command that executes contracts.
    fn execution(arguments: &[&str], gives: Gives) -> Self {
        Self { executes: true, ..Self::vm(arguments, gives) }
    }

    fn with(mut self, option: &str, value: &impl ToString) -> Self {
        self.arguments.extend([option.to_owned(), value.to_string()]);
        self
    }
}

/// The files right below a directory with this extension, without it, in order.
fn stems(directory: &Path, extension: &str) -> io::Result<Vec<String>> {
    let mut stems = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == extension) {
            stems.extend(path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
        }
    }
    stems.sort();
    Ok(stems)
}

/// The samples' contracts, as `name` and `compilers/name`.
pub fn contracts(inputs: &Path) -> io::Result<Vec<String>> {
    let samples = inputs.join("samples");
    let mut all = stems(&samples, "elf")?;
    let compilers = stems(&samples.join("compilers"), "elf")?;
    all.extend(compilers.into_iter().map(|name| format!("compilers/{name}")));
    Ok(all)
}

/// The scenario files of the samples.
fn scenario_files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path().join("scenario.toml");
        if path.is_file() {
            all.push(path);
        }
    }
    all.sort();
    Ok(all)
}

/// What the tools do without an engine: contract files of every kind, verdicts, interfaces.
pub fn tools(inputs: &Path) -> io::Result<Vec<Script>> {
    let mut scripts = Vec::new();
    for name in contracts(inputs)? {
        let elf = format!("{INPUTS}/samples/{name}.elf");
        let mut steps = Vec::new();
        for (file, options) in [
            ("whole.echo", &["--report-svg", "whole.svg"][..]),
            ("reached.echo", &["--gc"]),
            ("first.esc", &["--format", "esc"]),
        ] {
            let mut strip = Step::new("echo-strip", &[&elf, "-o", file, "--json"], Gives::Text);
            strip.arguments.extend(words(options));
            strip.writes.push(file.to_owned());
            if options.contains(&"whole.svg") {
                strip.writes.push("whole.svg".to_owned());
            }
            steps.push(strip);
        }
        steps.push(Step::new("echo-strip", &[&elf, "-o", "whole.echo", "--report"], Gives::Text));
        for file in [elf.as_str(), "whole.echo", "reached.echo", "first.esc"] {
            steps.push(Step::new("echo-validate", &["--json", file], Gives::Verdict));
        }
        steps.push(Step::new("echo-validate", &["whole.echo"], Gives::Verdict));
        steps.push(Step::vm(&["interface", "whole.echo"], Gives::Verdict));
        scripts.push(Script { name: format!("pack {name}"), steps });
    }
    for kind in ["accept", "reject"] {
        let files = stems(&inputs.join(kind), "elf")?;
        let files = files.iter().map(|name| format!("{INPUTS}/{kind}/{name}.elf"));
        let judge = |file: String| {
            [&["--json", &file][..], &[&file]].map(|words| Step::new("echo-validate", words, Gives::Verdict))
        };
        scripts.push(Script { name: kind.to_owned(), steps: files.flat_map(judge).collect() });
    }
    for (number, files) in (1..).zip(stems(&inputs.join("damaged"), "elf")?.chunks(TOGETHER)) {
        let files = files.iter().map(|name| format!("{INPUTS}/damaged/{name}.elf"));
        let judge = |file: String| {
            let validate = Step::new("echo-validate", &["--json", &file], Gives::Verdict);
            [validate, Step::new("echo-strip", &["--json", &file, "-o", "out.echo"], Gives::Verdict)]
        };
        scripts.push(Script { name: format!("damaged {number}"), steps: files.flat_map(judge).collect() });
    }
    scripts.push(Script { name: "gas".to_owned(), steps: vec![Step::vm(&["gas"], Gives::Text)] });
    Ok(scripts)
}

/// What the reference engine makes of the cases that processors were given, in parts: an emulator keeps something for each
/// page that was ever mapped, and the engine gets other ones for each batch of cases.
pub fn recorded() -> Vec<Script> {
    let part = |n| {
        let part = format!("{n}/{PARTS}");
        let steps = vec![Step::new("echo-recorded", &["--part", &part], Gives::Forms)];
        Script { name: format!("recorded {n}"), steps }
    };
    (1..=PARTS).map(part).collect()
}

/// What engines do: every scenario of the samples, once by `echo-vm test`, and once by a command for each of its steps;
/// and what stands in compilers/.
pub fn engines(samples: &Path, inputs: &Path) -> io::Result<Vec<Script>> {
    let mut scripts = Vec::new();
    for path in scenario_files(samples)? {
        let directory = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
        let name = directory.ok_or_else(|| io::Error::other("a sample has no name"))?;
        let text = fs::read_to_string(&path)?;
        let document: Table =
            text.parse().map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
        let file = format!("{INPUTS}/scenarios/{name}/scenario.toml");
        let packed = format!("{INPUTS}/packed");
        let test = ["test", &file, "--build", &packed, "--json", "--cases", "2"];
        scripts.push(Script {
            name: format!("scenarios {name}"),
            steps: vec![Step::execution(&test, Gives::Scenarios)],
        });
        let list = |key: &str| document.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let each = list("each");
        let each: Vec<Option<&str>> =
            if each.is_empty() { vec![None] } else { each.iter().map(Value::as_str).collect() };
        let ground = Ground { name, document: &document, inputs };
        for (number, scenario) in (1..).zip(list("scenario")) {
            for each in &each {
                let name = each.map_or_else(
                    || format!("{name} {number}"),
                    |each| format!("{name} {number} {}", each.trim_end_matches(".elf")),
                );
                scripts.push(Script { name, steps: ground.steps(&scenario, *each)? });
            }
        }
    }
    for name in stems(&inputs.join("packed/compilers"), "elf")? {
        let file = format!("{INPUTS}/packed/compilers/{name}.elf");
        let run = ["run", &file, "--call", "run()", "--json", "--returns", "u64"];
        let steps = vec![Step::execution(&run, Gives::Outcome("none".to_owned()))];
        scripts.push(Script { name: format!("compilers {name}"), steps });
    }
    Ok(scripts)
}

/// What the scenarios of a file have in common.
struct Ground<'a> {
    name: &'a str,
    document: &'a Table,
    inputs: &'a Path,
}

impl Ground<'_> {
    fn packed(&self, name: &str) -> PathBuf {
        self.inputs.join("packed").join(name)
    }

    /// A call line, with what the file has under `texts` and in contract files in it.
    fn line(&self, text: &str) -> io::Result<String> {
        let mut line = text.to_owned();
        while let Some((before, after)) = line.split_once("hex\"@") {
            let Some((name, after)) = after.split_once('"') else {
                return Err(io::Error::other(format!("{text}: expected `\"`")));
            };
            let digits: String =
                fs::read(self.packed(name))?.iter().map(|byte| format!("{byte:02x}")).collect();
            line = format!("{before}hex\"{digits}\"{after}");
        }
        for (name, value) in self.document.get("texts").and_then(Value::as_table).into_iter().flatten() {
            if let Some(value) = value.as_str() {
                line = line.replace(&format!("\"${name}\""), &format!("\"{value}\""));
            }
        }
        Ok(line)
    }

    /// The command lines that do what a scenario does, and show the chain at its end.
    fn steps(&self, scenario: &Value, each: Option<&str>) -> io::Result<Vec<Step>> {
        let none = || "none".to_owned();
        let mut init = Step::vm(&["init", "--json"], Gives::Object(none()));
        if let Some(genesis) = self.document.get("genesis").and_then(Value::as_str) {
            init = init.with("--genesis", &format!("{INPUTS}/scenarios/{}/{genesis}", self.name));
        }
        let mut steps = vec![init];
        for step in scenario.get("step").and_then(Value::as_array).into_iter().flatten() {
            self.step(step, each, &mut steps)?;
        }
        for look in [&["block", "1"][..], &["account"], &["contract"], &["logs"]] {
            steps.push(Step::vm(&[look, &["--json"]].concat(), Gives::Object(none())));
        }
        let mut dump = Step::vm(&["dump", "chain.json"], Gives::Text);
        dump.writes.extend(words(&["chain.json", "echo.state"]));
        steps.push(dump);
        Ok(steps)
    }

    fn step(&self, step: &Value, each: Option<&str>, steps: &mut Vec<Step>) -> io::Result<()> {
        let text = |key: &str| step.get(key).and_then(Value::as_str);
        let number = |key: &str| step.get(key).and_then(Value::as_integer);
        let error = text("error").unwrap_or("none").to_owned();
        let none = "none".to_owned();
        if let Some(time) = number("time") {
            steps.push(Step::vm(&["block", "--json"], Gives::Object(none.clone())).with("--time", &time));
        }
        if let Some(count) = number("mine") {
            steps.push(Step::vm(&["block", "--json"], Gives::Object(none)).with("--mine", &count));
        }
        let line = text("call").map(|line| self.line(line)).transpose()?;
        let named = |name: &str| if name.contains('.') { name.to_owned() } else { format!("${name}") };
        let contract = text("contract").map_or_else(|| format!("${LAST}"), named);
        let file = |name: &str| {
            let name = if name == "@each" { each.unwrap_or(name) } else { name };
            format!("{INPUTS}/packed/{name}")
        };
        let mut done = if let Some(name) = text("deploy") {
            let mut deploy = Step::execution(&["deploy", &file(name)], Gives::Outcome(error));
            deploy.names = Some(text("as").unwrap_or(LAST).to_owned());
            if let Some(line) = line {
                deploy = deploy.with("--call", &line);
            }
            if step.get("upgradeable").and_then(Value::as_bool) == Some(true) {
                deploy.arguments.push("--upgradeable".to_owned());
            }
            deploy
        } else if let Some(name) = text("upgrade") {
            Step::execution(&["upgrade", &contract, &file(name)], Gives::Object(error))
        } else if let Some(to) = text("transfer") {
            let amount = number("value").unwrap_or(0).to_string();
            Step::vm(&["transfer", &named(to), &amount], Gives::Object(error))
        } else if let Some(line) = line {
            let is_view = step.get("view").and_then(Value::as_bool) == Some(true);
            let command = if is_view { "view" } else { "call" };
            Step::execution(&[command, &contract, &line, "--no-check"], Gives::Outcome(error))
        } else {
            return Ok(());
        };
        if matches!(done.gives, Gives::Outcome(_)) {
            for (key, option) in [("value", "--value"), ("gas", "--gas")] {
                if let Some(value) = number(key) {
                    done = done.with(option, &value);
                }
            }
        }
        for (key, option) in [("sender", "--sender"), ("asset", "--asset")] {
            if let Some(value) = text(key) {
                done = done.with(option, &value.trim_start_matches('$'));
            }
        }
        done.arguments.push("--json".to_owned());
        steps.push(done);
        Ok(())
    }
}

/// An argument with its names replaced: `$name` by what `names` has, `$$` by `$`. A name that is not known stays, so that
/// the tool says so.
pub fn expanded(argument: &str, names: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = argument;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
        let (name, after) = after.split_at(end.unwrap_or(after.len()));
        match names.get(name) {
            Some(id) => out.push_str(id),
            None => out.push_str(&format!("${name}")),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ids() {
        let names = [("alice", "1.2.1"), ("deployed-last", "1.11.0")];
        let names = names.map(|(name, id)| (name.to_owned(), id.to_owned())).into();
        for (argument, expected) in [
            ("f(\"$alice\", 3)", "f(\"1.2.1\", 3)"),
            ("$deployed-last", "1.11.0"),
            ("$$alice $bob $", "$alice $bob $"),
            ("plain", "plain"),
        ] {
            assert_eq!(expanded(argument, &names), expected);
        }
    }

    /// A scenario becomes commands, whose errors are those that it expects.
    #[test]
    fn a_step_becomes_a_command() {
        let document: Table = "texts = { key = \"07\" }".parse().unwrap();
        let ground = Ground { name: "x", document: &document, inputs: Path::new("") };
        let scenario: Table = r#"
            [[step]]
            deploy = "@each"
            as = "token"
            [[step]]
            call = 'f(hex"$key")'
            sender = "$bob"
            value = 5
            time = 9
            error = "trap"
            [[step]]
            transfer = "token"
            value = 7
        "#
        .parse()
        .unwrap();
        let steps = ground.steps(&Value::Table(scenario), Some("a.elf")).unwrap();
        let lines: Vec<_> = steps.iter().map(|step| step.arguments.join(" ")).collect();
        assert_eq!(
            lines[..5],
            [
                "init --json",
                "deploy ../../../inputs/packed/a.elf --json",
                "block --json --time 9",
                "call $deployed-last f(hex\"07\") --no-check --value 5 --sender bob --json",
                "transfer $token 7 --json",
            ]
        );
        assert_eq!(steps[3].gives, Gives::Outcome("trap".to_owned()));
        assert_eq!(steps[1].names.as_deref(), Some("token"));
        assert_eq!(steps.last().unwrap().writes, ["chain.json", "echo.state"]);
    }
}
