//! [`StateHash`]: what two chains have in common when they have the same entries, whatever way led there.
//!
//! It is a sum over all entries (LtHash: Bellare and Micciancio, "A New Paradigm for Collision-Free Hashing", 1997; in
//! this form, of 1024 numbers of 16 bits, Lewi and others, "Securing Update Propagation with Homomorphic Hashing", 2019).
//! So an entry that changes costs what it takes to hash it twice, however many others there are, and to take it back is
//! a subtraction. The digest, 32 bytes, is what is shown.

use echo_abi::Hex;
use std::fmt;

/// Numbers of a sum.
const LANES: usize = 1024;
/// Bytes of a sum.
const SIZE: usize = 2 * LANES;

/// The sum of the hashes of entries.
#[derive(Clone, PartialEq, Eq)]
pub struct StateHash(Box<[u16; LANES]>);

/// What is shown of a [`StateHash`]: BLAKE3 of its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StateDigest(pub [u8; 32]);

impl fmt::Display for StateDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hex(&self.0).fmt(f)
    }
}

impl Default for StateHash {
    /// That of no entries.
    fn default() -> Self {
        Self(Box::new([0; LANES]))
    }
}

impl fmt::Debug for StateHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StateHash({})", self.digest())
    }
}

impl StateHash {
    /// Counts an entry.
    pub fn add(&mut self, key: &[u8], value: &[u8]) {
        self.each(key, value, u16::wrapping_add);
    }

    /// Counts an entry no longer.
    pub fn remove(&mut self, key: &[u8], value: &[u8]) {
        self.each(key, value, u16::wrapping_sub);
    }

    fn each(&mut self, key: &[u8], value: &[u8], with: impl Fn(u16, u16) -> u16) {
        let mut hasher = blake3::Hasher::new();
        // The length keeps key and value apart.
        hasher.update(&(key.len() as u64).to_le_bytes()).update(key).update(value);
        let mut bytes = [0; SIZE];
        hasher.finalize_xof().fill(&mut bytes);
        let (pairs, _) = bytes.as_chunks::<2>();
        for (lane, pair) in self.0.iter_mut().zip(pairs) {
            *lane = with(*lane, u16::from_le_bytes(*pair));
        }
    }

    /// What is shown of it.
    #[must_use]
    pub fn digest(&self) -> StateDigest {
        StateDigest(blake3::hash(&self.to_bytes()).into())
    }

    /// Its numbers, little-endian.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|lane| lane.to_le_bytes()).collect()
    }

    /// The sum of those numbers; `None` where there are more or fewer.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (pairs, rest) = bytes.as_chunks::<2>();
        if pairs.len() != LANES || !rest.is_empty() {
            return None;
        }
        let mut hash = Self::default();
        for (lane, pair) in hash.0.iter_mut().zip(pairs) {
            *lane = u16::from_le_bytes(*pair);
        }
        Some(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(entries: &[(&[u8], &[u8])]) -> StateHash {
        let mut hash = StateHash::default();
        entries.iter().for_each(|(key, value)| hash.add(key, value));
        hash
    }

    #[test]
    fn it_is_of_the_entries_and_of_no_order() {
        let [a, b] = [(&b"a"[..], &b"1"[..]), (b"b", b"2")];
        assert_eq!(of(&[a, b]), of(&[b, a]));
        assert_ne!(of(&[a, b]).digest(), of(&[a]).digest());
        // What is key and what is value, counts; so does how often an entry is there.
        assert_ne!(of(&[(b"ab", b"c")]), of(&[(b"a", b"bc")]));
        assert_ne!(of(&[a, a]), of(&[a]));
        let mut back = of(&[a, b]);
        back.remove(b.0, b.1);
        assert_eq!(back, of(&[a]));
        back.remove(a.0, a.1);
        assert_eq!(back, StateHash::default());
    }

    #[test]
    fn its_bytes_are_it() {
        let hash = of(&[(b"a", b"1")]);
        let bytes = hash.to_bytes();
        assert_eq!(StateHash::from_bytes(&bytes), Some(hash));
        assert_eq!(StateHash::from_bytes(&bytes[1..]), None);
        assert_eq!(StateHash::from_bytes(&[&bytes[..], &[0]].concat()), None);
    }

    /// The numbers of one entry are the first 2048 bytes that BLAKE3 gives of it, which was computed elsewhere (b3sum of
    /// the bytes below, `--length 2048`; and of that, b3sum).
    #[test]
    fn its_definition_is_that_of_the_paper() {
        let hash = of(&[(b"key", b"value")]);
        let mut expected = [0; SIZE];
        blake3::Hasher::new().update(b"\x03\0\0\0\0\0\0\0keyvalue").finalize_xof().fill(&mut expected);
        assert_eq!(hash.to_bytes(), expected);
    }
}
