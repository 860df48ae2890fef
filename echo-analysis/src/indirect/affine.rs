//! [`Affine`]: what is known of a number that depends on one unknown at most. Called by [`super::symbolic`].

/// What is known of a number: `atom * times + plus`, or just `plus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Affine {
    /// The number of the unknown; `None`: the value is known.
    pub atom: Option<usize>,
    /// How often the unknown is taken; 0 without one.
    pub times: i64,
    /// What is added to it.
    pub plus: i64,
}

impl Affine {
    /// The value `plus`.
    pub const fn known(plus: i64) -> Self {
        Self { atom: None, times: 0, plus }
    }

    /// The unknown by that number, itself.
    pub const fn unknown(atom: usize) -> Self {
        Self { atom: Some(atom), times: 1, plus: 0 }
    }

    /// The value, if it is known.
    pub fn to_known(self) -> Option<i64> {
        self.atom.is_none().then_some(self.plus)
    }

    /// The value plus a number.
    pub fn shifted(self, plus: i64) -> Self {
        Self { plus: self.plus.wrapping_add(plus), ..self }
    }

    /// The value times a number.
    pub fn scaled(self, by: i64) -> Self {
        match (self.times.wrapping_mul(by), self.plus.wrapping_mul(by)) {
            (0, plus) => Self::known(plus),
            (times, plus) => Self { times, plus, ..self },
        }
    }

    /// The value times -1.
    pub fn negated(self) -> Self {
        self.scaled(-1)
    }

    /// The sum, where it is of this form.
    pub fn sum(self, other: Self) -> Option<Self> {
        let plus = self.plus.wrapping_add(other.plus);
        match (self.atom, other.atom) {
            (_, None) => Some(Self { plus, ..self }),
            (None, _) => Some(Self { plus, ..other }),
            (a, b) if a == b => Some(match self.times.wrapping_add(other.times) {
                0 => Self::known(plus),
                times => Self { times, plus, ..self },
            }),
            _ => None,
        }
    }
}
