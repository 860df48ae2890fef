//! Bytes as hexadecimal digits: [`Hex`] writes them, [`read`] reads them, and [`as_hex`] is for fields of what serde
//! serializes.

/// Bytes as lower-case hexadecimal digits, two a byte.
#[derive(Clone, Copy, Debug)]
pub struct Hex<'a>(pub &'a [u8]);

impl std::fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl serde::Serialize for Hex<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The number that a hexadecimal digit is.
#[must_use]
pub const fn digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// The bytes that a text of hexadecimal digits, two a byte, says; `None` for any other text.
#[must_use]
pub fn read(text: &str) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

/// For `#[serde(with = "…")]`: bytes are hexadecimal digits where people read, and themselves elsewhere.
pub mod as_hex {
    use super::Hex;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    /// # Errors
    /// What the serializer says.
    pub fn serialize<S: Serializer>(bytes: impl AsRef<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(&Hex(bytes.as_ref()))
        } else {
            serializer.serialize_bytes(bytes.as_ref())
        }
    }

    /// # Errors
    /// What the deserializer says, and a word where the bytes are too few, too many, or no hexadecimal digits.
    pub fn deserialize<'de, D, T>(deserializer: D) -> Result<T, D::Error>
    where
        D: Deserializer<'de>,
        T: TryFrom<Vec<u8>>,
    {
        let bytes = if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            super::read(&text)
                .ok_or_else(|| D::Error::custom("an even number of hexadecimal digits is expected"))?
        } else {
            Vec::deserialize(deserializer)?
        };
        let len = bytes.len();
        T::try_from(bytes).map_err(|_| D::Error::custom(format!("{len} bytes are too few or too many here")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes in any::<Vec<u8>>()) {
            let text = Hex(&bytes).to_string();
            prop_assert_eq!(read(&text), Some(bytes.clone()));
            prop_assert_eq!(read(&text.to_uppercase()), Some(bytes));
        }
    }

    #[test]
    fn what_is_no_pair_of_digits_is_nothing() {
        for text in ["0", "0g", "é", "000", " 00"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
