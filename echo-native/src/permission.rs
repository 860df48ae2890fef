//! What may be done with the pages of a space: for each range of bytes, one of four permissions.

use std::collections::BTreeMap;
use std::ops::Range;

/// What may be done with a page's data. Executable pages come of [`Space::publish`](crate::Space::publish)
/// alone, so writable and executable cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Nothing: an access faults.
    None,
    /// Reading.
    Read,
    /// Reading and writing.
    ReadWrite,
}

/// What may be done with a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Granted {
    Data(Permission),
    /// Reading and executing.
    Code,
}

impl Granted {
    pub(crate) fn reads(self) -> bool {
        self != Granted::Data(Permission::None)
    }

    pub(crate) fn writes(self) -> bool {
        self == Granted::Data(Permission::ReadWrite)
    }
}

/// The permission of every byte of a space, as runs: each begins at its key and ends at the next.
/// Neighbours differ, so there are as few as there can be.
pub(crate) struct Permissions {
    runs: BTreeMap<usize, Granted>,
}

impl Permissions {
    /// Nothing is granted.
    pub(crate) fn none() -> Self {
        Self { runs: BTreeMap::from([(0, Granted::Data(Permission::None))]) }
    }

    /// The permission of the byte at `at`.
    fn of(&self, at: usize) -> Granted {
        *self.runs.range(..=at).next_back().expect("a run begins at 0").1
    }

    /// Grants `granted` to a range that is not empty, in place of what it had.
    pub(crate) fn set(&mut self, range: Range<usize>, granted: Granted) {
        let behind = self.of(range.end);
        let before = range.start.checked_sub(1).map(|at| self.of(at));
        self.runs.retain(|start, _| !(range.start..=range.end).contains(start));
        if before != Some(granted) {
            self.runs.insert(range.start, granted);
        }
        if behind != granted {
            self.runs.insert(range.end, behind);
        }
    }

    /// The first byte of a range that `allows` refuses.
    pub(crate) fn refused(&self, range: &Range<usize>, allows: fn(Granted) -> bool) -> Option<usize> {
        if range.is_empty() {
            return None;
        }
        if !allows(self.of(range.start)) {
            return Some(range.start);
        }
        self.runs.range(range.clone()).find(|(_, granted)| !allows(**granted)).map(|(start, _)| *start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A few hundred random grants against an array with a cell for each byte.
    #[test]
    fn runs_say_what_an_array_says() {
        const LEN: usize = 24;
        let kinds = [
            Granted::Data(Permission::None),
            Granted::Data(Permission::Read),
            Granted::Data(Permission::ReadWrite),
            Granted::Code,
        ];
        let mut runs = Permissions::none();
        let mut array = [kinds[0]; LEN + 1];
        let mut random = 1_u64;
        let mut below = |n: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) as usize % n
        };
        for _ in 0..400 {
            let start = below(LEN);
            let end = start + 1 + below(LEN - start);
            let granted = kinds[below(4)];
            runs.set(start..end, granted);
            array[start..end].fill(granted);
            let differing = 1 + array.windows(2).filter(|pair| pair[0] != pair[1]).count();
            assert_eq!(runs.runs.len(), differing, "as few runs as there can be");
            for allows in [Granted::reads, Granted::writes] {
                let range = start..start + below(LEN - start + 1);
                let expected = range.clone().find(|at| !allows(array[*at]));
                assert_eq!(runs.refused(&range, allows), expected);
            }
        }
    }
}
