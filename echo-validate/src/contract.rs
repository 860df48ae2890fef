//! [`Contract`]: an image that passed, and the functions that make one.
//!
//! Called by nodes, by echo-vm before it runs anything, and by the command line. Its fields are private and
//! every way to one goes through [`validate`], so code that was not judged cannot reach an engine.

use crate::Report;
use echo_abi::image::ContractFile;
use echo_abi::{Features, FormatError, Image, Policy, link};
use std::sync::Arc;

/// A contract that the validator accepted. The only ways to one are [`validate`] and [`validate_file`].
#[derive(Clone, Debug)]
pub struct Contract {
    image: Arc<Image>,
    report: Arc<Report>,
    features: Features,
}

impl Contract {
    /// What it consists of.
    #[must_use]
    pub fn image(&self) -> &Arc<Image> {
        &self.image
    }

    /// The instructions it was judged by: an engine executes these and no others.
    #[must_use]
    pub fn features(&self) -> Features {
        self.features
    }

    /// What was counted, and the warnings; nothing in it rejects.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// Judges an image under a policy. Time and memory are linear in the size of its text (but for a sort of some
/// addresses), whatever it holds.
///
/// # Errors
/// The [`Report`] of all findings, if one of them rejects the contract.
pub fn validate(image: Image, policy: &Policy) -> Result<Contract, Report> {
    let report = Report::of(&image, policy);
    if report.is_rejected() {
        Err(report)
    } else {
        Ok(Contract { image: Arc::new(image), report: Arc::new(report), features: policy.features() })
    }
}

/// Why a file is no contract.
#[derive(Debug, thiserror::Error)]
pub enum ValidateError {
    /// It is one that the chain must not run.
    #[error(transparent)]
    Rejected(Box<Report>),
    /// It cannot be loaded at all.
    #[error(transparent)]
    Format(#[from] FormatError),
}

/// Judges a contract file, ELF or ESC: its links (rules E01xx), its form, and its code.
///
/// Links come first. A file that has some it must not have is rejected because of them even where it could
/// not be loaded (most such files cannot), for they are the reason, and the loader's complaint a consequence.
///
/// # Errors
/// [`ValidateError::Rejected`] with all findings; [`ValidateError::Format`] with file offset and field for a
/// file that is malformed.
///
/// ```
/// use echo_abi::Policy;
/// use echo_validate::{ValidateError, validate_file};
///
/// match validate_file(b"\x7fELF", &Policy::default()) {
///     Ok(contract) => println!("entry {}", contract.image().entry()),
///     Err(ValidateError::Rejected(report)) => println!("{report}"),
///     Err(ValidateError::Format(error)) => println!("{error}"),
/// }
/// ```
pub fn validate_file(file: &[u8], policy: &Policy) -> Result<Contract, ValidateError> {
    let file = ContractFile::parse(file)?;
    let links = link::check(&file);
    let loaded = Image::of(&file, &policy.limits);
    if links.is_empty() {
        return validate(loaded?, policy).map_err(|report| ValidateError::Rejected(Box::new(report)));
    }
    let report = loaded.map_or_else(|_| Report::empty(), |image| Report::of(&image, policy));
    Err(ValidateError::Rejected(Box::new(report.with_links(&links))))
}
