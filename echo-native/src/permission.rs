//! What may be done with the pages of a space: for each range of bytes, one of four permissions.

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

/// The permission of every byte of a space, as runs by address: each begins at its number and ends at the next, the first
/// at 0. Neighbours differ, so there are as few as there can be.
pub(crate) struct Permissions {
    runs: Vec<(usize, Granted)>,
}

impl Permissions {
    /// Nothing is granted.
    pub(crate) fn none() -> Self {
        Self { runs: vec![(0, Granted::Data(Permission::None))] }
    }

    /// The index of the first run that begins behind `at`.
    fn behind(&self, at: usize) -> usize {
        self.runs.partition_point(|(start, _)| *start <= at)
    }

    /// The permission of the byte at `at`.
    fn of(&self, at: usize) -> Granted {
        self.runs[self.behind(at) - 1].1
    }

    /// Grants `granted` to a range that is not empty, in place of what it had.
    pub(crate) fn set(&mut self, range: Range<usize>, granted: Granted) {
        let behind = self.of(range.end);
        let before = range.start.checked_sub(1).map(|at| self.of(at));
        let first = range.start.checked_sub(1).map_or(0, |at| self.behind(at));
        let starts = [(before != Some(granted)).then_some((range.start, granted)), (behind != granted).then_some((range.end, behind))];
        self.runs.splice(first..self.behind(range.end), starts.into_iter().flatten());
    }

    /// The first byte of a range that `allows` refuses.
    #[inline]
    pub(crate) fn refused(&self, range: &Range<usize>, allows: fn(Granted) -> bool) -> Option<usize> {
        if range.is_empty() {
            return None;
        }
        let first = self.behind(range.start) - 1;
        let runs = self.runs[first..].iter().take_while(|(start, _)| *start < range.end);
        runs.into_iter().find(|(_, granted)| !allows(*granted)).map(|(start, _)| (*start).max(range.start))
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
