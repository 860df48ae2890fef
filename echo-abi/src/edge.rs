//! Where the three command lines meet the system: files that are read, arguments that make no sense, results that
//! nobody reads, exit codes. The tools are to be alike there, so it is written once.
//!
//! Called by the binaries alone; nothing here knows their arguments.

use crate::policy::{self, Policy, PolicyError};
use crate::printable::{Printable, PrintablePath};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// How a command went. The numbers are the exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Status {
    /// As it was asked for: written, accepted, returned.
    Good = 0,
    /// The contract is at fault: refused, rejected, or the call failed.
    Bad = 1,
    /// Misuse, or input that cannot be used.
    Unusable = 2,
    /// We failed, or the system below us.
    OwnFailure = 3,
}

impl From<Status> for std::process::ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// Whether a path means standard input or output.
#[must_use]
pub fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads a file, `-` being standard input; of one that is longer than `most` bytes one byte more, for whoever it is
/// for to refuse: devices and pipes may be endless.
///
/// # Errors
/// What the system says.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let most = most.saturating_add(1);
    let mut bytes = Vec::new();
    if is_stream(path) {
        io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// A policy that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UnusablePolicy {
    /// There is no such file, or it cannot be read.
    #[error("cannot read it")]
    Read(#[from] io::Error),
    /// It is no policy.
    #[error(transparent)]
    Content(#[from] PolicyError),
}

/// The policy that an argument names: one that is known ([`policy::NAMED`]), else one in a file.
///
/// # Errors
/// [`UnusablePolicy`].
pub fn policy(argument: &Path) -> Result<Policy, UnusablePolicy> {
    match argument.to_str().and_then(Policy::named) {
        Some(policy) => Ok(policy),
        None => Ok(Policy::from_toml(&read_text(argument, policy::MAX_LEN)?)?),
    }
}

/// Reads a text, as [`read`] does.
///
/// # Errors
/// What the system says, and [`io::ErrorKind::InvalidData`] for what is not UTF-8.
pub fn read_text(path: &Path, most: usize) -> io::Result<String> {
    let bytes = read(path, most as u64)?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// What became of printing: a result that nobody reads any more, as in `echo-validate x.elf | head -1`, is no failure.
///
/// # Errors
/// All others.
pub fn printed(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Whether one of the arguments asks for JSON, even where all of them make no sense. The first is the program's name.
#[must_use]
pub fn wants_json(arguments: &[OsString]) -> bool {
    arguments.iter().skip(1).take_while(|argument| *argument != "--").any(|argument| argument == "--json")
}

/// Characters of a line about arguments, at most: none of ours is so long, but an argument may have 128 KiB.
const LONGEST_LINE: usize = 600;

/// A line without its middle, where it is too long: in front of that stands what is quoted, and behind it what is wrong.
fn shortened(line: &str) -> String {
    let len = line.chars().count();
    if len <= LONGEST_LINE {
        return line.to_owned();
    }
    let kept = LONGEST_LINE / 2;
    line.chars().take(kept).chain(" … ".chars()).chain(line.chars().skip(len - kept)).collect()
}

/// What is wrong with arguments, in a line: the first paragraph of a message about them.
#[must_use]
pub fn misuse_in_a_line(message: &str) -> String {
    let first = message.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    shortened(&first.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What to show in place of a message about arguments that quotes one of them: in one line where it had better be spelt
/// out, so that nothing of it is taken for ours; without most of it where it is long. `None` where every argument is
/// harmless, and the message may be shown as it is. What is no error is help, which quotes nothing that is long.
#[must_use]
pub fn defused(arguments: &[OsString], message: &str) -> Option<String> {
    let harmless =
        |argument: &OsString| PrintablePath(Path::new(argument)).to_string() == argument.to_string_lossy();
    let odd = !arguments.iter().all(harmless);
    let message = message.trim_end();
    let text = if odd {
        let words: Vec<&str> = message.split_whitespace().collect();
        Printable(&words.join(" ")).to_string()
    } else {
        message.to_owned()
    };
    let told = if message.starts_with("error: ") {
        text.lines().map(shortened).collect::<Vec<_>>().join("\n")
    } else {
        text
    };
    (odd || told != message).then_some(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(words: &[&str]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    #[test]
    fn json_is_wanted_or_not() {
        assert!(wants_json(&arguments(&["echo-vm", "run", "--json", "--gas"])));
        assert!(!wants_json(&arguments(&["echo-vm", "run"])));
        assert!(!wants_json(&arguments(&["--json"])));
        assert!(!wants_json(&arguments(&["echo-vm", "run", "--", "--json"])));
    }

    #[test]
    fn only_what_quotes_something_odd_is_spelt_out() {
        let message = "error: no such option 'x'\n\nUsage: tool FILE\n";
        assert_eq!(defused(&arguments(&["tool", "x", "é"]), message), None);
        let odd = "a\u{1b}[31m\nb";
        let told =
            defused(&arguments(&["tool", odd]), &format!("error: no '{odd}'\n\nUsage")).expect("it is odd");
        assert_eq!(told, "error: no 'a\\u{1b}[31m b' Usage");
        assert_eq!(misuse_in_a_line(message), "no such option 'x'");
    }

    #[test]
    fn of_a_long_argument_both_ends_are_shown() {
        let long = "é".repeat(60_000);
        let message = format!("error: invalid value '{long}' for '--call <CALL>': no name\n\nUsage: tool\n");
        let told = defused(&arguments(&["tool", "--call", &long]), &message).expect("it is long");
        assert!(told.starts_with("error: invalid value 'éé"), "{told}");
        assert!(told.ends_with("éé' for '--call <CALL>': no name\n\nUsage: tool"), "{told}");
        assert!(told.contains("é … é") && told.chars().count() < 700, "{told}");
        assert!(misuse_in_a_line(&message).chars().count() < 700);
        // With ends of lines in it, it is one line.
        let odd = "a\nb\n\n".repeat(20_000);
        let told = defused(&arguments(&["tool", &odd]), &message.replace(&long, &odd)).expect("it is odd");
        assert!(told.ends_with("no name Usage: tool") && told.len() < 700, "{told}");
        // Help is no error.
        let help = format!("Runs contracts. {}\n", "word ".repeat(1000));
        assert_eq!(defused(&arguments(&["tool", "--help"]), &help), None);
    }

    #[test]
    fn of_what_is_too_long_one_byte_more_is_read() {
        let path = std::env::temp_dir().join(format!("echo-edge-{}", std::process::id()));
        std::fs::write(&path, "12345é").expect("a temporary file");
        assert_eq!(read(&path, 3).expect("it is there"), b"1234");
        assert_eq!(read(&path, u64::MAX).expect("it is there").len(), 7);
        assert_eq!(read_text(&path, 7).expect("it is text"), "12345é");
        assert_eq!(read_text(&path, 5).expect_err("half a letter").kind(), io::ErrorKind::InvalidData);
        std::fs::remove_file(&path).expect("ours");
        assert_eq!(read(&path, 3).expect_err("it is gone").kind(), io::ErrorKind::NotFound);
    }
}
