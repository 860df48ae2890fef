//! [`Text`]: all executable segments of an image as one row of bytes, and what decodes there.
//!
//! Called by everything in this crate, and by echo-strip. A [`Position`] numbers the bytes of all text without gaps, so that a
//! fact about each byte is an element of an array, however far apart the segments lie.

use echo_abi::decode::{Buffer, Decoder, RefusedBytes};
use echo_abi::{GuestAddr, Image, Inst, Rule, Segment};

/// The number of a byte of text: 0 is the first byte of the lowest executable segment, and the first byte of each further segment follows
/// the last one of the segment before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(pub(crate) usize);

impl Position {
    /// The position `bytes` further on.
    #[inline(always)]
    pub(crate) const fn offset(self, bytes: usize) -> Self {
        Self(self.0 + bytes)
    }
}

/// One executable segment.
struct TextSegment<'a> {
    start: u32,
    end: u32,
    segment: &'a Segment,
    /// Position of its first byte.
    base: usize,
    decoder: Decoder<'a>,
}

/// The number of an executable segment, in the order of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SegmentNumber(usize);

/// The executable segments of an image.
pub struct Text<'a> {
    parts: Vec<TextSegment<'a>>,
    /// How many bytes there are.
    len: usize,
    /// All text lies in `lowest..highest`.
    lowest: u32,
    highest: u32,
}

impl<'a> Text<'a> {
    /// The text of `image`.
    #[must_use]
    pub fn new(image: &'a Image) -> Self {
        let mut len = 0;
        let parts: Vec<TextSegment<'_>> = image
            .text()
            .map(|segment| {
                let base = len;
                len += segment.bytes.len();
                let decoder = Decoder::new(&segment.bytes, segment.addr);
                TextSegment { start: segment.addr.0, end: segment.end().0, segment, base, decoder }
            })
            .collect();
        let (lowest, highest) =
            (parts.first().map_or(0, |part| part.start), parts.last().map_or(0, |part| part.end));
        Self { parts, len, lowest, highest }
    }

    /// How many bytes there are.
    #[expect(clippy::len_without_is_empty, reason = "an image has text: its entry lies there")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// The executable segment that `addr` lies in.
    #[inline]
    pub(crate) fn part(&self, addr: GuestAddr) -> Option<SegmentNumber> {
        if addr.0.wrapping_sub(self.lowest) >= self.highest - self.lowest {
            return None;
        }
        let number =
            if self.parts.len() == 1 { 0 } else { self.parts.partition_point(|part| part.end <= addr.0) };
        (self.parts[number].start <= addr.0).then_some(SegmentNumber(number))
    }

    /// One past the last address of an executable segment.
    #[inline(always)]
    pub(crate) fn end(&self, part: SegmentNumber) -> GuestAddr {
        GuestAddr(self.parts[part.0].end)
    }

    /// The position of the byte at `addr`, which lies in `part`.
    #[inline]
    pub(crate) fn position_in(&self, part: SegmentNumber, addr: GuestAddr) -> Position {
        let part = &self.parts[part.0];
        Position(part.base + (addr.0 - part.start) as usize)
    }

    /// The position of the byte at `addr`; `None` where there is no text.
    #[inline]
    #[must_use]
    pub fn position(&self, addr: GuestAddr) -> Option<Position> {
        self.part(addr).map(|part| self.position_in(part, addr))
    }

    /// The addresses of `positions`, which are in order.
    pub(crate) fn addresses(
        &self,
        positions: impl Iterator<Item = Position>,
    ) -> impl Iterator<Item = GuestAddr> {
        let mut parts = self.parts.iter().peekable();
        positions.filter_map(move |position| {
            while parts.next_if(|part| part.base + part.segment.bytes.len() <= position.0).is_some() {}
            parts.peek().map(|part| part.segment.addr.offset((position.0 - part.base) as u32))
        })
    }

    /// The executable segments, by address.
    pub fn segments(&self) -> impl Iterator<Item = &'a Segment> {
        self.parts.iter().map(|part| part.segment)
    }

    /// The bytes from `addr` to the end of its segment; none where there is no text.
    #[must_use]
    pub fn bytes(&self, addr: GuestAddr) -> &'a [u8] {
        self.part(addr).map_or(&[], |part| {
            let TextSegment { segment, start, .. } = self.parts[part.0];
            &segment.bytes[(addr.0 - start) as usize..]
        })
    }

    /// Decodes the instruction at `addr`, in `part`, into `buffer`.
    ///
    /// # Errors
    /// Those of [`Decoder::at`].
    #[inline]
    pub(crate) fn read_in<'s>(
        &mut self,
        part: SegmentNumber,
        addr: GuestAddr,
        buffer: &'s mut Buffer,
    ) -> Result<&'s Inst, RefusedBytes> {
        self.parts[part.0].decoder.read(addr, buffer)
    }

    /// Decodes the instruction at `addr` into `buffer`.
    ///
    /// # Errors
    /// Those of [`Decoder::at`]: where there is no text, [`Rule::RunsOff`].
    pub fn read<'s>(&mut self, addr: GuestAddr, buffer: &'s mut Buffer) -> Result<&'s Inst, RefusedBytes> {
        match self.part(addr) {
            Some(part) => self.read_in(part, addr, buffer),
            None => Err(RefusedBytes { addr, rule: Rule::RunsOff, len: 0 }),
        }
    }
}
