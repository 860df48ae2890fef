//! Result files: what one processor made of the cases, as digests, and how two of them compare.
//!
//! ```toml
//! format = 1
//! seed = 1
//! states = [200, 10000]
//!
//! [processor]
//! vendor = "GenuineIntel"
//! …
//!
//! [forms]
//! Adc_rm32_r32 = "10080 4a5b-0123456789ab c6d7-0123456789ab"
//! ```
//! A line of `forms` has how many states ran at least in the longest run, and a [`DigestMark`] for each number in
//! `states`, which are least numbers, too: states come in batches. The marks of `programs` are of so many
//! programs each. Forms that the processor lacks stand under `absent`, by the extension. Files are a claim of
//! whoever wrote them: nothing of one is printed unescaped.

use crate::cases::Options;
use crate::cpu::Cpu;
use crate::digest::DigestMark;
use crate::report::FailedCase;
use echo_abi::Form;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// The version of the format.
const FORMAT: u32 = 1;
/// A file has some hundred kilobytes; far larger ones are none.
const MAX_BYTES: u64 = 4 << 20;
/// Random programs to a mark.
pub const GROUP: u32 = 100;

/// What became of a form.
#[derive(Clone, Debug)]
pub struct FormResult {
    /// The form.
    pub form: Form,
    /// States that were compared.
    pub states: u64,
    /// States in which something differed.
    pub mismatches: u64,
    /// The first of them.
    pub reports: Vec<FailedCase>,
    /// What the instruction table says is written, and the processor did not change in any of the states.
    pub unseen: Vec<String>,
    /// What the processor did, at each of [`Options::marks`]; none where the processor has no say.
    pub marks: Vec<DigestMark>,
    /// The CPU feature that this processor lacks: then nothing ran.
    pub missing: Option<&'static str>,
}

impl FormResult {
    /// Of a form of which nothing has run yet.
    pub(crate) fn new(form: Form) -> Self {
        Self {
            form,
            states: 0,
            mismatches: 0,
            reports: Vec::new(),
            unseen: Vec::new(),
            marks: Vec::new(),
            missing: None,
        }
    }
}

/// What a processor made of one form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FormMarks {
    /// How many states ran.
    pub states: u64,
    /// One for each number of [`Results::states`].
    pub marks: Vec<DigestMark>,
}

impl From<FormMarks> for String {
    fn from(marks: FormMarks) -> Self {
        marks.marks.iter().fold(marks.states.to_string(), |text, mark| format!("{text} {mark}"))
    }
}

impl TryFrom<String> for FormMarks {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WANTED: &str = "expected a number of states and digests, as in \"240 4a5b-0123456789ab\"";
        let mut words = text.split(' ');
        let states = words.next().and_then(|word| word.parse().ok()).ok_or(WANTED)?;
        let marks = words.map(str::parse).collect::<Result<Vec<DigestMark>, ()>>().map_err(|()| WANTED)?;
        if marks.is_empty() { Err(WANTED) } else { Ok(Self { states, marks }) }
    }
}

/// What a processor made of the random programs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programs {
    /// How many programs go into a mark.
    pub group: u32,
    /// The marks, as text: programs 0 to `group` - 1, and so on.
    pub marks: Vec<String>,
}

/// What a processor made of the cases of a seed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    format: u32,
    /// The seed.
    pub seed: u64,
    /// After how many states of a form there is a mark, at least; ascending.
    pub states: Vec<u32>,
    /// The processor.
    pub processor: Cpu,
    /// The random programs.
    pub programs: Programs,
    /// The forms that the processor lacks, by the extension.
    #[serde(default)]
    pub absent: BTreeMap<String, Vec<String>>,
    /// The others, by name.
    pub forms: BTreeMap<String, FormMarks>,
}

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// The file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is larger than any result file.
    #[error("{}: larger than {MAX_BYTES} bytes: no result file of echo-conformance", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// The file is no result file.
    #[error("{}, line {line}: no result file of echo-conformance: {what}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What was expected.
        what: String,
    },
    /// The file contradicts itself, or is of another version.
    #[error("{}: {what}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Two files have nothing in common.
    #[error("the two cannot be compared: {0}")]
    Unlike(&'static str),
}

impl Results {
    /// An empty result of a processor.
    #[must_use]
    pub fn new(processor: Cpu, options: &Options) -> Self {
        Self {
            format: FORMAT,
            seed: options.seed,
            states: options.marks(),
            processor,
            programs: Programs { group: GROUP, marks: Vec::new() },
            absent: BTreeMap::new(),
            forms: BTreeMap::new(),
        }
    }

    /// Adds what became of a form.
    pub fn add(&mut self, result: &FormResult) {
        let name = format!("{:?}", result.form);
        if let Some(feature) = result.missing {
            self.absent.entry(feature.to_owned()).or_default().push(name);
        } else if !result.marks.is_empty() {
            self.forms.insert(name, FormMarks { states: result.states, marks: result.marks.clone() });
        }
    }

    /// Adds what became of the next [`GROUP`] programs.
    pub fn add_programs(&mut self, mark: DigestMark) {
        self.programs.marks.push(mark.to_string());
    }

    /// Reads all files of a directory, in the order of their names.
    ///
    /// # Errors
    /// [`ResultsError`] if one cannot be read or is no result file.
    pub fn read_all(directory: &Path) -> Result<Vec<(PathBuf, Self)>, ResultsError> {
        let listing = |source| ResultsError::File { path: directory.to_owned(), source };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(directory).map_err(listing)? {
            paths.push(entry.map_err(listing)?.path());
        }
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        paths.into_iter().map(|path| Self::read(&path).map(|results| (path, results))).collect()
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`ResultsError`] if it cannot be read or is no result file.
    pub fn read(path: &Path) -> Result<Self, ResultsError> {
        let file = |source| ResultsError::File { path: path.to_owned(), source };
        if std::fs::metadata(path).map_err(file)?.len() > MAX_BYTES {
            return Err(ResultsError::TooLarge { path: path.to_owned() });
        }
        let text = std::fs::read_to_string(path).map_err(file)?;
        let results: Self = toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let what = error.message().escape_debug().to_string();
            ResultsError::Syntax { path: path.to_owned(), line, what }
        })?;
        let wrong = |what: String| Err(ResultsError::Content { path: path.to_owned(), what });
        if results.format != FORMAT {
            return wrong(format!("format {}, where this version knows {FORMAT}", results.format));
        }
        if results.states.is_empty() || !results.states.is_sorted_by(|a, b| a < b) {
            return wrong("`states` is not a list of ascending numbers".to_owned());
        }
        let uneven = results.forms.iter().find(|(_, form)| form.marks.len() != results.states.len());
        if let Some((name, form)) = uneven {
            let (name, has, wants) = (name.escape_debug(), form.marks.len(), results.states.len());
            return wrong(format!("form {name} has {has} digests, `states` has {wants} numbers"));
        }
        if let Some(mark) = results.programs.marks.iter().find(|mark| mark.parse::<DigestMark>().is_err()) {
            return wrong(format!("`programs` has the digest \"{}\", which is none", mark.escape_debug()));
        }
        Ok(results)
    }

    /// Writes a file.
    ///
    /// # Errors
    /// [`ResultsError`] if it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), ResultsError> {
        let text = toml::to_string(self).expect("plain tables of numbers and text");
        let head = "# What a processor made of the cases of echo-conformance, as digests: see README.md here, and\n\
                    # conformance/src/results.rs. Written by `make conformance`.\n";
        std::fs::write(path, format!("{head}{text}"))
            .map_err(|source| ResultsError::File { path: path.to_owned(), source })
    }

    /// Holds one against the other.
    ///
    /// # Errors
    /// [`ResultsError::Unlike`] if they have nothing in common.
    pub fn compare(&self, other: &Self) -> Result<Comparison, ResultsError> {
        if self.seed != other.seed {
            return Err(ResultsError::Unlike("they are of different seeds"));
        }
        let common = self.states.iter().rev().find(|states| other.states.contains(states));
        let Some(states) = common.copied() else {
            return Err(ResultsError::Unlike("they are of different numbers of states"));
        };
        let at = |results: &Self| results.states.iter().position(|s| *s == states).expect("found above");
        let (mine, theirs) = (at(self), at(other));
        let mut all = Comparison { states, ..Comparison::default() };
        let absent = |results: &Self| -> BTreeMap<String, String> {
            let names = |(feature, forms): (&String, &Vec<String>)| {
                forms.iter().map(|form| (form.clone(), feature.clone())).collect::<Vec<_>>()
            };
            results.absent.iter().flat_map(names).collect()
        };
        let lacking = [absent(self), absent(other)];
        let names: std::collections::BTreeSet<&String> =
            self.forms.keys().chain(other.forms.keys()).collect();
        for name in names {
            match (self.forms.get(name), other.forms.get(name)) {
                (Some(a), Some(b)) => all.forms.judge(name, a.marks[mine], b.marks[theirs]),
                _ => match lacking.iter().find_map(|absent| absent.get(name)) {
                    Some(feature) => *all.absent.entry(feature.clone()).or_default() += 1,
                    None => all.unknown.push(name.clone()),
                },
            }
        }
        if self.programs.group == other.programs.group {
            let marks = self.programs.marks.iter().zip(&other.programs.marks);
            for (n, (a, b)) in (0_u64..).zip(marks) {
                let (Ok(a), Ok(b)) = (a.parse(), b.parse()) else { continue };
                let first = n * u64::from(self.programs.group);
                let last = first + u64::from(self.programs.group) - 1;
                all.programs.judge(&format!("{first} to {last}"), a, b);
            }
        }
        Ok(all)
    }
}

/// Where the files of the processors seen so far are kept, of the sources this was built from.
#[must_use]
pub fn kept() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/results"))
}

/// What two results say about things of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// How many are equal.
    pub equal: usize,
    /// Which had the same cases and different results.
    pub different: Vec<String>,
    /// Which had different cases, so that nothing can be said.
    pub other_cases: Vec<String>,
}

impl Judged {
    fn judge(&mut self, name: &str, a: DigestMark, b: DigestMark) {
        if a.cases != b.cases {
            self.other_cases.push(name.to_owned());
        } else if a.results != b.results {
            self.different.push(name.to_owned());
        } else {
            self.equal += 1;
        }
    }
}

/// How two results compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The states of each form that were compared, at least.
    pub states: u32,
    /// The forms.
    pub forms: Judged,
    /// Random programs, in groups.
    pub programs: Judged,
    /// How many forms one of the two processors lacks, by the extension.
    pub absent: BTreeMap<String, usize>,
    /// The forms that one of the two results does not have though its processor might: it is of another
    /// version of the instruction table.
    pub unknown: Vec<String>,
}

impl Comparison {
    /// Whether what was compared is equal. Something must have been.
    ///
    /// # Errors
    /// [`ResultsError::Unlike`] if nothing was.
    pub fn is_equal(&self) -> Result<bool, ResultsError> {
        let different = self.forms.different.len() + self.programs.different.len();
        if self.forms.equal + self.programs.equal + different == 0 {
            return Err(ResultsError::Unlike("no form and no program had the same cases in both"));
        }
        Ok(different == 0)
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, judged) in [("forms", &self.forms), ("groups of programs", &self.programs)] {
            writeln!(f, "{what}: {} equal, {} different", judged.equal, judged.different.len())?;
            for name in &judged.different {
                writeln!(f, "  different: {}", name.escape_debug())?;
            }
            if !judged.other_cases.is_empty() {
                writeln!(f, "  {} not compared: the cases are not the same", judged.other_cases.len())?;
            }
        }
        for (feature, count) in &self.absent {
            writeln!(f, "  {count} forms not compared: one processor lacks {}", feature.escape_debug())?;
        }
        if !self.unknown.is_empty() {
            writeln!(f, "  {} forms not compared: one file does not know them", self.unknown.len())?;
        }
        write!(f, "at least {} states of each form", self.states)
    }
}
