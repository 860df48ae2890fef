//! [`Inputs`]: the files that scripts read, the same for every host: made once, by compilers and tools of the machine at hand.

use super::{PortableError, built, script};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where they lie.
pub struct Inputs(pub PathBuf);

/// How the validator's cases are made, as echo-validate/tests/cases.rs does it; without a word on what is odd in them.
const LINK: [&str; 7] = [
    "-static",
    "-nostdlib",
    "-no-pie",
    "-Wl,-e,__apply",
    "-Wl,--build-id=none",
    "-Wl,-z,noexecstack",
    "-Wa,-W",
];

/// The sample of which damaged files are made.
const DAMAGED: &str = "token.elf";
/// Bytes at its start that are changed, one in each file: the header, and those of three segments.
const HEADERS: usize = 64 + 3 * 56;
/// Files that are cut short, each by another part of the whole.
const CUT: usize = 24;

impl Inputs {
    /// Makes them, of the sources in `root`; `strip` begins a command line of echo-strip.
    ///
    /// # Errors
    /// [`PortableError`] where one cannot be made.
    pub fn make(&self, root: &Path, strip: &Path) -> Result<(), PortableError> {
        let directory = |name: &str| -> io::Result<PathBuf> {
            let directory = self.0.join(name);
            fs::create_dir_all(&directory)?;
            Ok(directory)
        };
        let samples = directory("samples")?;
        let mut make = Command::new("make");
        make.args(["--no-print-directory", "-s", "-C"]).arg(root.join("samples"));
        built(make.arg(format!("BUILD={}", samples.display())))?;

        directory("packed/compilers")?;
        for name in script::contracts(&self.0)? {
            let file = format!("{name}.elf");
            let mut pack = Command::new(strip);
            pack.arg(samples.join(&file)).arg("-o").arg(self.0.join("packed").join(&file));
            built(pack.stdout(std::process::Stdio::null()))?;
        }
        for entry in fs::read_dir(root.join("samples"))? {
            let (from, name) =
                (entry.as_ref().map(fs::DirEntry::path), entry.as_ref().map(fs::DirEntry::file_name));
            let (Ok(from), Ok(name)) = (from, name) else { continue };
            for file in ["scenario.toml", "genesis.toml"] {
                if from.join(file).is_file() {
                    let to = directory(&format!("scenarios/{}", name.to_string_lossy()))?;
                    fs::copy(from.join(file), to.join(file))?;
                }
            }
        }
        for kind in ["accept", "reject"] {
            let to = directory(kind)?;
            for entry in fs::read_dir(root.join("echo-validate/tests/cases").join(kind))? {
                let case = entry?.path();
                if case.extension().is_some_and(|extension| extension == "s") {
                    let file = case.with_extension("elf");
                    let file = to.join(file.file_name().unwrap_or_default());
                    built(Command::new("gcc").args(LINK).arg("-o").arg(file).arg(case))?;
                }
            }
        }
        let to = directory("damaged")?;
        let whole = fs::read(samples.join(DAMAGED))?;
        for at in 0..HEADERS {
            let mut file = whole.clone();
            file[at] = !file[at];
            fs::write(to.join(format!("byte-{at:03}.elf")), file)?;
        }
        for part in 0..CUT {
            fs::write(to.join(format!("cut-{part:02}.elf")), &whole[..whole.len() * part / CUT])?;
        }
        Ok(())
    }
}
