//! Random numbers with a seed, and the values that break things: the generators of encodings, states and
//! programs draw from here.
//!
//! SplitMix64: the same seed gives the same cases on every machine, so a report can be repeated.

/// A seeded generator.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// A generator that starts at `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, which is not 0.
    pub fn below(&mut self, n: u32) -> u32 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u32
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of `choices`, which are not empty.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u32) as usize]
    }

    /// A value for a general register: edges of every width, small numbers, floats, noise.
    pub fn int(&mut self) -> u64 {
        let value = match self.below(10) {
            0..=2 => self.int_edge(8),
            3 | 4 => self.int_edge(self.0 as usize & 7),
            5 => u64::from(self.below(131)),
            6 => u64::from(self.below(66)).wrapping_neg(),
            7 => self.float(),
            _ => self.bits(),
        };
        // What stands above a narrow operand must not matter.
        match self.below(8) {
            0 => (value & 0xff) | (self.bits() << 8),
            1 => (value & 0xffff) | (self.bits() << 16),
            2 => (value & 0xffff_ffff) | (self.bits() << 32),
            3 => value & 0xffff_ffff,
            _ => value,
        }
    }

    /// An edge of a width of `bytes` (rounded to 1, 2, 4 or 8), sign-extended.
    pub fn int_edge(&mut self, bytes: usize) -> u64 {
        let bits = match bytes {
            0 | 1 => 8,
            2 | 3 => 16,
            4..=7 => 32,
            _ => 64,
        };
        let max = i64::MAX >> (64 - bits);
        let power = 1_i64.wrapping_shl(self.below(bits));
        let edges = [
            0,
            1,
            2,
            -1,
            -2,
            max,
            max - 1,
            -max - 1,
            -max,
            power,
            power.wrapping_sub(1),
            power.wrapping_neg(),
        ];
        self.pick(&edges) as u64
    }

    /// Bits of a double, or of two floats.
    pub fn float(&mut self) -> u64 {
        if self.chance(50) {
            self.double()
        } else {
            u64::from(self.single()) | (u64::from(self.single()) << 32)
        }
    }

    /// Bits of a float: zeroes, infinities, NaNs with payloads, denormals, ties, edges of the integers,
    /// noise.
    pub fn single(&mut self) -> u32 {
        const EDGES: [u32; 24] = [
            0,
            0x7f80_0000,
            0x7fc0_0000,
            0x7fc0_1234,
            0x7f80_0001,
            0x7fa0_5678,
            1,
            0x007f_ffff,
            0x0080_0000,
            0x7f7f_ffff,
            0x3f80_0000,
            0x3f00_0000,
            0x3fc0_0000,
            0x4020_0000,
            0x3eff_ffff,
            0x4f00_0000,
            0x4eff_ffff,
            0x4f80_0000,
            0x5f00_0000,
            0x5eff_ffff,
            0x4b00_0001,
            0x4b80_0001,
            0x3f80_0001,
            0x4060_0000,
        ];
        let sign = (self.bits() as u32) & 0x8000_0000;
        match self.below(8) {
            0..=3 => self.pick(&EDGES) ^ sign,
            4 => (self.below(2000) as f32 / 8.0).to_bits() ^ sign,
            5 => {
                (0x3f80_0000 | (self.bits() as u32 & 0x7f_ffff))
                    .wrapping_add((self.below(64) << 23).wrapping_sub(32 << 23))
                    ^ sign
            }
            6 => (self.bits() as u32 & 0x007f_ffff) ^ sign,
            _ => self.bits() as u32,
        }
    }

    /// Bits of a double, of the same kinds.
    pub fn double(&mut self) -> u64 {
        const EDGES: [u64; 28] = [
            0,
            0x7ff0 << 48,
            0x7ff8 << 48,
            0x7ff8_0000_0000_1234,
            0x7ff0_0000_0000_0001,
            0x7ff4_0000_dead_beef,
            1,
            0x000f_ffff_ffff_ffff,
            0x0010 << 48,
            0x7fef_ffff_ffff_ffff,
            0x3ff0 << 48,
            0x3fe0 << 48,
            0x3ff8 << 48,
            0x4004 << 48,
            0x3fdf_ffff_ffff_ffff,
            0x41e0 << 48,
            0x41df_ffff_ffc0_0000,
            0x41df_ffff_ffe0_0000,
            0x41df_ffff_ffdf_ffff,
            0x41e0_0000_0010_0000,
            0x43e0 << 48,
            0x43df_ffff_ffff_ffff,
            0x47ef_ffff_e000_0000,
            0x47ef_ffff_f000_0000,
            0x3690 << 48,
            0x36a0 << 48,
            0x3810 << 48,
            0x380f_ffff_ffff_ffff,
        ];
        let sign = self.bits() & (1 << 63);
        match self.below(8) {
            0..=3 => self.pick(&EDGES) ^ sign,
            4 => (f64::from(self.below(2000)) / 8.0).to_bits() ^ sign,
            5 => {
                let exponent = (1023_u64 + u64::from(self.below(128))).wrapping_sub(64);
                ((exponent << 52) | (self.bits() >> 12)) ^ sign
            }
            6 => (self.bits() >> 12) ^ sign,
            _ => self.bits(),
        }
    }

    /// Fills memory or a vector register with lanes of one kind.
    pub fn lanes(&mut self, bytes: &mut [u8]) {
        let kind = self.below(8);
        let repeated = self.chance(10).then(|| self.bits());
        for lane in bytes.chunks_mut(8) {
            let value = repeated.unwrap_or_else(|| match kind {
                0 => self.narrow_edges(1),
                1 => self.narrow_edges(2),
                2 => self.narrow_edges(4),
                3 => self.int_edge(8),
                4 => u64::from(self.single()) | (u64::from(self.single()) << 32),
                5 => self.double(),
                6 => self.int(),
                _ => self.bits(),
            });
            lane.copy_from_slice(&value.to_le_bytes()[..lane.len()]);
        }
    }

    /// Eight bytes of edges `bytes` wide each.
    fn narrow_edges(&mut self, bytes: usize) -> u64 {
        (0..8 / bytes).fold(0, |all, _| {
            let lane = if self.chance(70) { self.int_edge(bytes) } else { self.bits() };
            (all << (8 * bytes)) | (lane & (u64::MAX >> (64 - 8 * bytes)))
        })
    }
}
