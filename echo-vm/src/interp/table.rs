//! [`Table`]: a number for each address of a contract's text, 0 until it is given one. The engine keeps in
//! such tables where the block at an address is, and where its decoded instruction is.
//!
//! Nearly all contracts have all their text close together: a window over it answers with one load. Text
//! that lies far from the rest stands in a second array, found by a search among the at most
//! [`MAX_SEGMENTS`](echo_abi::image::MAX_SEGMENTS) pieces of it: seven steps, however many there are. Neither
//! array is much longer than the text, wherever its segments lie.

use echo_abi::{GuestAddr, Segment};

/// Bytes that the window may have beyond twice the text.
const SLACK: usize = 4096;

/// A segment outside the window.
struct FarSegment {
    start: u32,
    end: u32,
    /// Index of the number of `start`.
    first: usize,
}

/// A number for each address of the text.
#[derive(Default)]
pub struct Table {
    /// Where the window starts.
    start: u32,
    /// Numbers of the addresses in the window: of the text, and of what lies between its segments.
    near: Vec<u32>,
    /// Segments outside the window, by address.
    runs: Vec<FarSegment>,
    /// The numbers of their addresses.
    far: Vec<u32>,
}

impl Table {
    /// All 0, for the segments of a text, which come by address.
    pub fn new<'a>(text: impl Iterator<Item = &'a Segment> + Clone) -> Self {
        let size: usize = text.clone().map(|segment| segment.bytes.len()).sum();
        let start = text.clone().next().map_or(0, |segment| segment.addr.0);
        let in_window = |end: u32| (end - start) as usize <= 2 * size + SLACK;
        let mut near = 0;
        let mut far = 0;
        let mut runs = Vec::new();
        for segment in text {
            let (from, end) = (segment.addr.0, segment.end().0);
            if in_window(end) {
                near = (end - start) as usize;
            } else {
                runs.push(FarSegment { start: from, end, first: far });
                far += segment.bytes.len();
            }
        }
        Self { start, near: vec![0; near], runs, far: vec![0; far] }
    }

    /// The number of an address in the window, else 0. Fast.
    #[inline(always)]
    pub fn near(&self, addr: GuestAddr) -> u32 {
        self.near.get(addr.0.wrapping_sub(self.start) as usize).copied().unwrap_or(0)
    }

    /// The number of an address; 0 outside the text.
    pub fn get(&self, addr: GuestAddr) -> u32 {
        match self.near.get(addr.0.wrapping_sub(self.start) as usize) {
            Some(number) => *number,
            None => self.far_index(addr).map_or(0, |index| self.far[index]),
        }
    }

    /// Where the number of an address is kept; `None` outside the text.
    pub fn slot(&mut self, addr: GuestAddr) -> Option<&mut u32> {
        let index = addr.0.wrapping_sub(self.start) as usize;
        if index < self.near.len() {
            return self.near.get_mut(index);
        }
        let index = self.far_index(addr)?;
        self.far.get_mut(index)
    }

    fn far_index(&self, addr: GuestAddr) -> Option<usize> {
        let run = self.runs.get(self.runs.partition_point(|run| run.end <= addr.0))?;
        (run.start <= addr.0).then(|| run.first + (addr.0 - run.start) as usize)
    }

    /// Bytes that the numbers take.
    pub fn bytes(&self) -> usize {
        size_of::<u32>() * (self.near.len() + self.far.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use echo_abi::Perm;

    fn segment(addr: u32, size: u32) -> Segment {
        Segment {
            addr: GuestAddr(addr),
            bytes: vec![0x90; size as usize],
            mem_size: size,
            perm: Perm::ReadExecute,
        }
    }

    #[test]
    fn every_address_of_the_text_has_a_number_of_its_own() {
        let layouts: [&[(u32, u32)]; 5] = [
            &[],
            &[(0x40_1000, 100)],
            // Close together, apart, in one page, and with an end at the end of the image.
            &[(0x40_1000, 1), (0x40_1010, 16), (0x40_1021, 3000)],
            &[(0x1000, 10), (0x1100, 10), (0x40_0000, 7), (0x40_0008, 1), (0x3fff_ffff, 1)],
            &[(0x1000, 1), (0x2fff, 2), (0x3_0000, 5000), (0x300_0000, 1)],
        ];
        for layout in layouts {
            let text: Vec<Segment> = layout.iter().map(|(addr, size)| segment(*addr, *size)).collect();
            let size: usize = text.iter().map(|segment| segment.bytes.len()).sum();
            let mut table = Table::new(text.iter());
            assert!(table.bytes() <= 4 * (3 * size + SLACK), "{} bytes for {size}", table.bytes());
            let addrs = || text.iter().flat_map(|segment| segment.range().map(GuestAddr));
            for (addr, number) in addrs().zip(1..) {
                assert_eq!(table.get(addr), 0);
                *table.slot(addr).expect("an address of the text") = number;
            }
            for (addr, number) in addrs().zip(1..) {
                assert_eq!((table.get(addr), table.slot(addr).copied()), (number, Some(number)), "{addr}");
                assert!([0, number].contains(&table.near(addr)));
            }
            for addr in text.iter().flat_map(|s| [s.addr.0.wrapping_sub(1), s.end().0]).chain([0, u32::MAX]) {
                if !text.iter().any(|segment| segment.contains(GuestAddr(addr))) {
                    assert_eq!(table.get(GuestAddr(addr)), 0, "{addr:#x}");
                }
            }
        }
    }

    #[test]
    fn all_text_that_lies_together_is_in_the_window() {
        let text: Vec<Segment> = (0..128).map(|i| segment(0x40_1000 + 16 * i, 1)).collect();
        let mut table = Table::new(text.iter());
        for segment in &text {
            *table.slot(segment.addr).expect("an address of the text") = 7;
            assert_eq!(table.near(segment.addr), 7);
        }
    }
}
