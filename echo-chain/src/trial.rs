//! [`Trial`]: a database file that redb may do with as it likes, while the file itself stays as it is.
//!
//! Used by [`crate::Store`] to have a file checked before anything is believed of it. redb repairs what it finds
//! wrong, which would hide the damage from whoever comes next; here a repair goes no further than memory.

use redb::StorageBackend;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes of a block that is kept in memory once it is written to.
const BLOCK: usize = 4096;

/// A file, and what was written over it.
#[derive(Debug)]
pub struct Trial(Mutex<Written>);

#[derive(Debug)]
struct Written {
    file: File,
    /// Bytes of the file that show where nothing was written; behind them are zeroes.
    given: u64,
    /// Length, in bytes, that the file would have.
    len: u64,
    /// Blocks that were written to, by number.
    blocks: BTreeMap<u64, Box<[u8; BLOCK]>>,
}

impl Trial {
    /// Nothing written yet.
    ///
    /// # Errors
    /// Where the length of the file cannot be had.
    pub fn new(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self(Mutex::new(Written { file, given: len, len, blocks: BTreeMap::new() })))
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Written {
    /// Whether `len` bytes from `offset` on are there.
    fn check(&self, offset: u64, len: usize) -> io::Result<()> {
        let end = offset.checked_add(len as u64);
        if end.is_none_or(|end| end > self.len) { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    /// What the file gives from `offset` on, and then zeroes.
    fn read_given(&mut self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let here = usize::try_from(self.given.saturating_sub(offset)).unwrap_or(usize::MAX).min(out.len());
        out[here..].fill(0);
        if here == 0 {
            return Ok(());
        }
        self.file.seek(SeekFrom::Start(offset))?;
        self.file.read_exact(&mut out[..here])
    }

    /// Runs `each` on the block of every part of `len` bytes from `offset` on: its number, the place in it, and the
    /// place among the bytes.
    fn parts(offset: u64, len: usize) -> impl Iterator<Item = (u64, usize, std::ops::Range<usize>)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let position = offset + at as u64;
            let inside = usize::try_from(position % BLOCK as u64).unwrap_or(0);
            let part = at..len.min(at + BLOCK - inside);
            at = part.end;
            (!part.is_empty()).then_some((position / BLOCK as u64, inside, part))
        })
    }
}

impl StorageBackend for Trial {
    fn len(&self) -> io::Result<u64> {
        Ok(self.written().len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut written = self.written();
        written.check(offset, out.len())?;
        written.read_given(offset, out)?;
        for (number, inside, part) in Written::parts(offset, out.len()) {
            if let Some(block) = written.blocks.get(&number) {
                let len = part.len();
                out[part].copy_from_slice(&block[inside..inside + len]);
            }
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut written = self.written();
        written.check(offset, data.len())?;
        for (number, inside, part) in Written::parts(offset, data.len()) {
            if !written.blocks.contains_key(&number) {
                let mut block = Box::new([0; BLOCK]);
                written.read_given(number * BLOCK as u64, &mut block[..])?;
                written.blocks.insert(number, block);
            }
            if let Some(block) = written.blocks.get_mut(&number) {
                block[inside..inside + part.len()].copy_from_slice(&data[part]);
            }
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut written = self.written();
        written.given = written.given.min(len);
        written.len = len;
        // What is cut off is zero when it comes back.
        let last = len / BLOCK as u64;
        written.blocks.split_off(&(last + 1));
        if let Some(block) = written.blocks.get_mut(&last) {
            block[usize::try_from(len % BLOCK as u64).unwrap_or(0)..].fill(0);
        }
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assert_fs::TempDir;
    use proptest::prelude::*;
    use std::fs;

    #[derive(Clone, Debug)]
    enum FileStep {
        Write(u64, Vec<u8>),
        SetLen(u64),
    }

    fn step() -> impl Strategy<Value = FileStep> {
        prop_oneof![
            (0..20_000_u64, prop::collection::vec(any::<u8>(), 0..9000))
                .prop_map(|(at, data)| FileStep::Write(at, data)),
            (0..20_000_u64).prop_map(FileStep::SetLen),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// A vector to which the same is done says what is to be read, and the file is never written to.
        #[test]
        fn it_is_as_a_file_of_its_own(steps in prop::collection::vec(step(), 1..20)) {
            let dir = TempDir::new().unwrap();
            let path = dir.path().join("file");
            let content: Vec<u8> = (0..10_000_u32).map(|i| i.to_le_bytes()[0] | 1).collect();
            fs::write(&path, &content).unwrap();
            let trial = Trial::new(File::open(&path).unwrap()).unwrap();
            let mut expected = content.clone();
            for step in steps {
                match step {
                    FileStep::Write(at, data) => {
                        let to = usize::try_from(at).unwrap();
                        let fits = to + data.len() <= expected.len();
                        prop_assert_eq!(trial.write(at, &data).is_ok(), fits);
                        if fits {
                            expected[to..to + data.len()].copy_from_slice(&data);
                        }
                    }
                    FileStep::SetLen(len) => {
                        trial.set_len(len).unwrap();
                        expected.resize(usize::try_from(len).unwrap(), 0);
                    }
                }
                let mut out = vec![7; expected.len()];
                trial.read(0, &mut out).unwrap();
                prop_assert!(out == expected);
                prop_assert_eq!(trial.len().unwrap(), expected.len() as u64);
                prop_assert!(trial.read(1, &mut out).is_err() || out.is_empty());
            }
            prop_assert!(fs::read(&path).unwrap() == content);
        }
    }
}
