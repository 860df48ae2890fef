//! The child process: gives a target one input after the other, and says in a file which one it is at.
//!
//! An input follows from corpus, seed, target and number alone, so the parent can make it again, whatever became of
//! the child. Memory is counted and limited by the global allocator, which is here for that.

use crate::corpus::Corpus;
use crate::{Reach, Target};
use cap::Cap;
use echo_conformance::random::Rng;
use std::alloc::System;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// Exit code of a child whose target panicked; what it said is in [`ChildFiles::panic`].
pub const PANICKED: i32 = 10;

/// Files through which parent and child talk, in a directory of their own.
pub struct ChildFiles<'a>(pub &'a Path);

impl ChildFiles<'_> {
    /// Where the child is: a [`ChildProgress`].
    #[must_use]
    pub fn progress(&self) -> PathBuf {
        self.0.join("progress")
    }

    /// Place and message of a panic, in two lines or more.
    #[must_use]
    pub fn panic(&self) -> PathBuf {
        self.0.join("panic")
    }

    /// What the child printed.
    #[must_use]
    pub fn stderr(&self) -> PathBuf {
        self.0.join("stderr")
    }

    /// An input to be given once.
    #[must_use]
    pub fn input(&self) -> PathBuf {
        self.0.join("input")
    }
}

/// How far a child is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChildProgress {
    /// Number of the input that runs.
    pub number: u64,
    /// Inputs that were given to the end.
    pub executions: u64,
    /// Those of them that came [`Reach::Through`].
    pub through: u64,
    /// Those that panicked where it was known that something does.
    pub known: u64,
}

impl ChildProgress {
    /// Reads what a child wrote last; nothing was done where it wrote nothing yet.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let bytes = fs::read(path).unwrap_or_default();
        let word = |n: usize| {
            bytes.get(8 * n..8 * n + 8).map_or(0, |b| u64::from_le_bytes(b.try_into().expect("8 bytes")))
        };
        Self { number: word(0), executions: word(1), through: word(2), known: word(3) }
    }

    fn write(self, file: &File) -> io::Result<()> {
        let words = [self.number, self.executions, self.through, self.known];
        file.write_all_at(&words.map(u64::to_le_bytes).concat(), 0)
    }
}

/// The input of that number.
#[must_use]
pub fn input(target: &Target, corpus: &Corpus, seed: u64, number: u64) -> Vec<u8> {
    let name = target.name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    let mut rng = Rng::new(Rng::new(seed ^ name).bits().wrapping_add(number << 20));
    (target.generate)(corpus, &mut rng)
}

/// Place and message of the last panic of this process.
static LAST: Mutex<Option<(String, String)>> = Mutex::new(None);

fn remember(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let message = info.payload_as_str().unwrap_or("no message").to_owned();
    if let Ok(mut last) = LAST.lock() {
        *last = Some((place, message));
    }
}

/// Gives the target an input, within the memory it may take.
fn give(target: &Target, input: &[u8]) -> Result<Reach, ()> {
    let limit = MEMORY.allocated().saturating_add(target.memory_for(input.len()));
    MEMORY.set_limit(limit).expect("a limit above what is allocated");
    let reach = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    MEMORY.set_limit(usize::MAX).expect("no limit");
    reach.map_err(drop)
}

/// What a child does.
pub struct Job<'a> {
    /// To what.
    pub target: &'a Target,
    /// Start of the random numbers.
    pub seed: u64,
    /// Number of the first input.
    pub first: u64,
    /// How many at most.
    pub executions: u64,
    /// For how long at most; the input that runs is finished.
    pub time: Duration,
    /// Places of panics that are known already: they are counted, and the next input is given.
    pub known: &'a [String],
}

impl Job<'_> {
    /// Does it; what the process should exit with.
    ///
    /// # Errors
    /// Where the files cannot be written.
    pub fn run(&self, corpus: &Corpus, files: &ChildFiles<'_>) -> io::Result<i32> {
        std::panic::set_hook(Box::new(remember));
        let file = File::create(files.progress())?;
        let start = Instant::now();
        let mut progress = ChildProgress { number: self.first, ..ChildProgress::default() };
        while progress.executions < self.executions && start.elapsed() < self.time {
            progress.write(&file)?;
            let input = input(self.target, corpus, self.seed, progress.number);
            match give(self.target, &input) {
                Ok(Reach::Through) => progress.through += 1,
                Ok(Reach::Refused) => {}
                Err(()) => {
                    let (place, message) =
                        LAST.lock().ok().and_then(|mut last| last.take()).unwrap_or_default();
                    if !self.known.contains(&place) {
                        fs::write(files.panic(), format!("{place}\n{message}"))?;
                        return Ok(PANICKED);
                    }
                    progress.known += 1;
                }
            }
            progress.executions += 1;
            progress.number += 1;
        }
        progress.write(&file)?;
        Ok(0)
    }
}

/// Gives the target the input in [`ChildFiles::input`], once; what the process should exit with.
///
/// # Errors
/// Where the files cannot be read or written.
pub fn once(target: &Target, files: &ChildFiles<'_>) -> io::Result<i32> {
    // Somebody may want to read what it says.
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        print(info);
        remember(info);
    }));
    let input = fs::read(files.input())?;
    if give(target, &input).is_ok() {
        return Ok(0);
    }
    let (place, message) = LAST.lock().ok().and_then(|mut last| last.take()).unwrap_or_default();
    fs::write(files.panic(), format!("{place}\n{message}"))?;
    Ok(PANICKED)
}
