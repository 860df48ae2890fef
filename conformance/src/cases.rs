//! [`Cases`]: the encodings of a form and the states that they start from. They follow from form and seed alone, on every
//! host, and each side draws them here, so that what one did in a case can be compared with what another did.

use crate::encode::{self, Encoding, NoEncoding};
use crate::random::Rng;
use crate::slot::TextSlot;
use crate::state::{self, Case};
use echo_abi::Form;

/// Encodings in a batch.
const BATCH: u32 = 40;
/// States for each encoding.
pub const STATES: u32 = 6;

/// The seed of the runs whose results are compared with those of other processors.
pub const SEED: u64 = 1;
/// States for each form in a brief run, as the tests do. A longer one starts with the same, so that it can be
/// compared with a brief one.
pub const BRIEF: u32 = 200;

/// How much to run, and from where.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// States for each form, at least.
    pub states: u32,
    /// Start of the random numbers.
    pub seed: u64,
}

impl Options {
    /// After how many states of a form there is a mark of what the processor did: after a brief run's, and at
    /// the end.
    #[must_use]
    pub fn marks(&self) -> Vec<u32> {
        if self.states > BRIEF { vec![BRIEF, self.states] } else { vec![self.states] }
    }
}

/// The cases of a form, one after the other.
pub struct Cases {
    form: Form,
    rng: Rng,
}

impl Cases {
    /// Those of `form`. Each form has its own sequence, so that it can be repeated alone.
    #[must_use]
    pub fn new(form: Form, seed: u64) -> Self {
        Self { form, rng: Rng::new(seed ^ (form as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)) }
    }

    /// What writable memory holds before the first case: once for each run of [`crate::window::WRITABLE`], in that order,
    /// before anything else is drawn.
    pub fn fill(&mut self, memory: &mut [u8]) {
        memory.chunks_mut(64).for_each(|bytes| self.rng.lanes(bytes));
    }

    /// The next encodings, each in a slot of its own. For each of them, [`STATES`] cases are drawn.
    ///
    /// # Errors
    /// [`NoEncoding`] where nothing can be generated for the form.
    pub fn batch(&mut self) -> Result<Vec<Encoding>, NoEncoding> {
        (0..BATCH).map(|n| encode::encode(self.form, TextSlot::new(n * 5), &mut self.rng)).collect()
    }

    /// A case for an encoding; `None` where it is left out, as [`state::generate`] says.
    pub fn case(&mut self, encoding: &Encoding) -> Option<Case> {
        state::generate(encoding, &mut self.rng)
    }
}
