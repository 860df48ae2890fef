//! Ids of chain objects: triplets such as `1.2.16` (echo-v1.md 3), as text, typed, and as the EVM's 20-byte
//! addresses.
//!
//! Contracts name accounts, assets and each other by text; the machine turns it into a typed id before a
//! chain sees it. An id has exactly one spelling: no signs, no leading zeros, so that equal ids are equal
//! texts.

use std::{fmt, str::FromStr};

/// What kind of thing an id names; the first two numbers of the triplet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IdKind {
    /// `1.2.n`
    Account,
    /// `1.3.n`; `1.3.0` is ECHO.
    Asset,
    /// `1.11.n`
    Contract,
    /// `1.12.n`
    ContractResult,
}

impl IdKind {
    /// The first two numbers.
    #[must_use]
    pub const fn prefix(self) -> (u8, u8) {
        match self {
            IdKind::Account => (1, 2),
            IdKind::Asset => (1, 3),
            IdKind::Contract => (1, 11),
            IdKind::ContractResult => (1, 12),
        }
    }

    /// How the kind is called in a message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            IdKind::Account => "an account",
            IdKind::Asset => "an asset",
            IdKind::Contract => "a contract",
            IdKind::ContractResult => "a contract result",
        }
    }
}

/// Length of the longest id, `255.255.18446744073709551615`, in bytes.
pub const MAX_LEN: usize = 28;

/// Ids are text wherever they are written down, as values and as keys.
macro_rules! as_text {
    ($($name:ident)+) => { $(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+ };
}

as_text! { ObjectId AccountId AssetId ContractId ContractResultId Party }

/// Any object of the chain: `space.kind.instance`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId {
    /// First number: 1 for what users make, 2 for what the chain keeps for itself.
    pub space: u8,
    /// Second number.
    pub kind: u8,
    /// Third number.
    pub instance: u64,
}

/// Text that is not the id it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not three numbers with dots between them.
    #[error("an id is three numbers with dots between them, as in 1.2.16")]
    NotTriplet,
    /// A part that is no number, is written with a sign or leading zeros, or is too large.
    #[error("part {part} of the id is no number from 0 to {most} without sign and leading zeros")]
    Number {
        /// Which part, 1 to 3.
        part: u8,
        /// The largest it can be.
        most: u64,
    },
    /// An id of another kind.
    #[error("{} is expected here, an id {}.{}.n", .expected.name(), .expected.prefix().0, .expected.prefix().1)]
    Kind {
        /// The kind that was wanted.
        expected: IdKind,
    },
    /// Neither an account nor a contract.
    #[error("an account or a contract is expected here, an id 1.2.n or 1.11.n")]
    NotParty,
}

impl FromStr for ObjectId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let mut parts = text.split('.');
        let (Some(space), Some(kind), Some(instance), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(IdError::NotTriplet);
        };
        let byte = |text, part| {
            number(text)
                .and_then(|n| u8::try_from(n).ok())
                .ok_or(IdError::Number { part, most: u64::from(u8::MAX) })
        };
        Ok(Self {
            space: byte(space, 1)?,
            kind: byte(kind, 2)?,
            instance: number(instance).ok_or(IdError::Number { part: 3, most: u64::MAX })?,
        })
    }
}

/// A number in its one spelling.
fn number(text: &str) -> Option<u64> {
    let canonical = text.bytes().all(|b| b.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    if canonical { text.parse().ok() } else { None }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.space, self.kind, self.instance)
    }
}

macro_rules! typed {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ident;)+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u64);

        impl From<$name> for ObjectId {
            fn from(id: $name) -> Self {
                let (space, kind) = IdKind::$kind.prefix();
                Self { space, kind, instance: id.0 }
            }
        }

        impl TryFrom<ObjectId> for $name {
            type Error = IdError;

            fn try_from(id: ObjectId) -> Result<Self, IdError> {
                if (id.space, id.kind) == IdKind::$kind.prefix() {
                    Ok(Self(id.instance))
                } else {
                    Err(IdError::Kind { expected: IdKind::$kind })
                }
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                text.parse::<ObjectId>()?.try_into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&ObjectId::from(*self), f)
            }
        }
    )+ };
}

typed! {
    /// An account, `1.2.n`.
    AccountId: Account;
    /// An asset, `1.3.n`.
    AssetId: Asset;
    /// A contract, `1.11.n`.
    ContractId: Contract;
    /// What the chain keeps of a call's outcome, `1.12.n`.
    ContractResultId: ContractResult;
}

impl AssetId {
    /// ECHO, the chain's own asset.
    pub const ECHO: Self = Self(0);
}

/// Who can call a contract and hold assets: an account or a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Party {
    /// `1.2.n`
    Account(AccountId),
    /// `1.11.n`
    Contract(ContractId),
}

impl Party {
    /// The 20 bytes by which the EVM knows it: 00 or 01, eleven zeros, the instance big-endian (echo-v1.md
    /// 3).
    #[must_use]
    pub fn to_address(self) -> [u8; 20] {
        let (first, instance) = match self {
            Party::Account(id) => (0, id.0),
            Party::Contract(id) => (1, id.0),
        };
        let mut address = [0; 20];
        address[0] = first;
        address[12..].copy_from_slice(&instance.to_be_bytes());
        address
    }

    /// Whom an EVM address names; `None` for one that [`Party::to_address`] never gives.
    #[must_use]
    pub fn from_address(address: [u8; 20]) -> Option<Self> {
        let (head, tail) = address.split_last_chunk::<8>()?;
        let instance = u64::from_be_bytes(*tail);
        match head {
            [0, zeros @ ..] if zeros.iter().all(|b| *b == 0) => Some(Party::Account(AccountId(instance))),
            [1, zeros @ ..] if zeros.iter().all(|b| *b == 0) => Some(Party::Contract(ContractId(instance))),
            _ => None,
        }
    }
}

impl From<Party> for ObjectId {
    fn from(party: Party) -> Self {
        match party {
            Party::Account(id) => id.into(),
            Party::Contract(id) => id.into(),
        }
    }
}

impl FromStr for Party {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let id: ObjectId = text.parse()?;
        AccountId::try_from(id)
            .map(Party::Account)
            .or_else(|_| ContractId::try_from(id).map(Party::Contract))
            .map_err(|_| IdError::NotParty)
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&ObjectId::from(*self), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_one_spelling() {
        for text in ["1.2.0", "1.2.16", "2.1.0", "255.255.18446744073709551615"] {
            assert_eq!(text.parse::<ObjectId>().unwrap().to_string(), text);
            assert!(text.len() <= MAX_LEN);
        }
        let number = |part, most| Err(IdError::Number { part, most });
        for (text, expected) in [
            ("", Err(IdError::NotTriplet)),
            ("1.2", Err(IdError::NotTriplet)),
            ("1.2.3.4", Err(IdError::NotTriplet)),
            ("..", number(1, 255)),
            ("256.2.3", number(1, 255)),
            ("1.+2.3", number(2, 255)),
            ("1.02.3", number(2, 255)),
            ("1.2.", number(3, u64::MAX)),
            ("1.2.03", number(3, u64::MAX)),
            ("1.2.-3", number(3, u64::MAX)),
            ("1.2. 3", number(3, u64::MAX)),
            ("1.2.18446744073709551616", number(3, u64::MAX)),
            ("1.2.٣", number(3, u64::MAX)),
        ] {
            assert_eq!(text.parse::<ObjectId>(), expected, "{text:?}");
        }
    }

    #[test]
    fn typed_ids_refuse_other_kinds() {
        assert_eq!("1.2.16".parse(), Ok(AccountId(16)));
        assert_eq!("1.3.0".parse(), Ok(AssetId::ECHO));
        assert_eq!("1.11.7".parse(), Ok(ContractId(7)));
        assert_eq!("1.12.9".parse(), Ok(ContractResultId(9)));
        assert_eq!("1.3.0".parse::<AccountId>(), Err(IdError::Kind { expected: IdKind::Account }));
        assert_eq!(
            "1.3.0".parse::<ContractId>().unwrap_err().to_string(),
            "a contract is expected here, an id 1.11.n"
        );
        assert_eq!("1.11.7".parse(), Ok(Party::Contract(ContractId(7))));
        assert_eq!("1.3.7".parse::<Party>(), Err(IdError::NotParty));
        assert_eq!(Party::Account(AccountId(5)).to_string(), "1.2.5");
    }

    #[test]
    fn addresses_are_those_of_the_original_chain() {
        let account = Party::Account(AccountId(0x0102));
        let contract = Party::Contract(ContractId(u64::MAX));
        let mut bytes = [0; 20];
        bytes[18..].copy_from_slice(&[1, 2]);
        assert_eq!(account.to_address(), bytes);
        assert_eq!(contract.to_address()[..13], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff]);
        for party in [account, contract] {
            assert_eq!(Party::from_address(party.to_address()), Some(party));
        }
        bytes[5] = 1;
        assert_eq!(Party::from_address(bytes), None);
        bytes[5] = 0;
        bytes[0] = 2;
        assert_eq!(Party::from_address(bytes), None);
    }
}
