//! Makes a contract file out of an ELF executable: the bytes a contract runs on, and nothing else.
//!
//! [`strip`] is one function from bytes to bytes (and [`strip_with`] with [`Options`]); the command `echo-strip` prints what it returns. It upholds that the result is the same contract
//! (entry, addresses, permissions, every byte but those it says it dropped or changed), and that the validator says the same of both, because it loads what it
//! wrote and compares; that the same input gives the same output; and that stripping again changes nothing.

mod function;
mod plan;
mod reference;
mod relocate;
mod report;
mod table;
pub mod treemap;
mod twin;
mod write;

pub use function::{Collected, Functions};
pub use relocate::{BASE, Place, RelocateError, Relocated, relocate};
pub use report::{Kind, Row, report};
pub use table::Dropped;

use echo_abi::image::elf::NOTE_SECTION;
use echo_abi::image::{ContractFile, Difference, FieldProblem, MAX_FILE_SIZE, MAX_SEGMENTS, elf, esc};
use echo_abi::interface::{Interface, InterfaceError};
use echo_abi::link::{self, LinkFinding};
use echo_abi::{FormatError, GuestAddr, Image, Limits, Policy, Rule, printable};
use echo_validate::Report;
use plan::{Plan, Room};
use std::ops::Range;

/// Most sections that a result names as removed; one more entry counts the others.
const MOST_REMOVED: usize = 100;

/// Most bytes of a section's name that a result gives.
const MOST_OF_NAME: usize = 256;

/// The container to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Packed ELF: what reads program headers reads it.
    #[default]
    Elf,
    /// ESC version 1, the container of the first Echo chain.
    Esc,
}

impl Format {
    /// The file name extension, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Elf => "echo",
            Self::Esc => "esc",
        }
    }

    /// Bytes a segment costs beside its content.
    const fn segment_header_size(self) -> u64 {
        match self {
            Self::Elf => elf::PROGRAM_HEADER_SIZE,
            Self::Esc => esc::SECTION_HEADER_SIZE,
        }
    }
}

/// What becomes of the interface note, in which a contract says what can be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InterfaceFate {
    /// The file has none.
    None,
    /// The contract file has it, in a segment that is not loaded.
    Kept(Interface),
    /// The contract file does not have it: that was asked for, or its format has no place for it, or no more segments.
    Dropped,
}

/// A stripped contract.
#[derive(Clone, Debug)]
pub struct Stripped {
    /// The contract file.
    pub bytes: Vec<u8>,
    /// It, loaded.
    pub image: Image,
    /// Whether it says what can be called.
    pub interface: InterfaceFate,
    /// What went from the file, and how many bytes each; in the file's order. Beyond 100 sections they are told in
    /// one.
    pub removed: Vec<Removed>,
    /// What is no longer mapped, by address.
    pub dropped: Vec<Dropped>,
    /// The distances of branches that lead to another function, which does the same, and where they are.
    pub changes: Vec<(GuestAddr, [u8; 4])>,
    /// What a static PIE took.
    pub relocation: Option<Relocation>,
    /// What became of the functions, if those that nothing reaches may go.
    pub collected: Option<Collected>,
}

/// What to make of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The container to write.
    pub format: Format,
    /// Which functions stay.
    pub functions: Functions,
    /// Whether the interface note goes, whatever it says.
    pub without_interface: bool,
}

/// That a static PIE was given an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Relocation {
    /// Where its memory begins.
    pub base: GuestAddr,
    /// How many relocations were applied.
    pub count: u64,
}

/// Something of the input that the contract file does not have.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Removed {
    /// The name of a section, or what else it is; a long name is cut.
    pub what: String,
    /// How many bytes of the file it was.
    pub bytes: u64,
}

/// Why there is no stripped contract.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StripError {
    /// It has links that a contract must not have.
    #[error("the file cannot be a contract: {} of its links must not be there", .0.len())]
    Links(Vec<LinkFinding>),
    /// It is malformed.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// It is a static PIE that cannot be given an address.
    #[error(transparent)]
    Relocate(#[from] RelocateError),
    /// Its interface note makes no sense.
    #[error(transparent)]
    Interface(#[from] InterfaceError),
    /// It is more than the chain accepts even when stripped.
    #[error("the stripped contract has {size} bytes, and the limit is {limit}")]
    TooLarge {
        /// Bytes that count: see [`echo_abi::image`].
        size: u64,
        /// [`Limits::contract_size`].
        limit: u64,
    },
    /// What was written is not what was read. This is a fault of ours, not of the file.
    #[error("the stripped contract is not the one that was given: {0}")]
    Unverified(#[from] Unverified),
}

/// How the stripped contract differs from the one that was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// The plan keeps what was never there.
    #[error("the plan does not fit the image")]
    Plan,
    /// It does not load.
    #[error(transparent)]
    Unreadable(FormatError),
    /// It loads as another contract.
    #[error(transparent)]
    Different(Difference),
    /// It says something else of what can be called.
    #[error("the interface is not the one that was given")]
    Interface,
    /// The validator says something else of it.
    #[error("the validator's findings change{}", .0.map(|addr| format!(" at {addr}")).unwrap_or_default())]
    Findings(Option<GuestAddr>),
}

/// Strips `file`, ELF or ESC, into a contract file of the given format: all of its functions, and its interface. `limits` hold for the result. A static PIE is given an
/// address first ([`relocate`]).
///
/// # Errors
/// [`StripError`]: links to fix, relocations that cannot be applied, a malformed file, an interface note that makes no sense, a contract over the limits, or a
/// fault of ours.
pub fn strip(file: &[u8], format: Format, limits: &Limits) -> Result<Stripped, StripError> {
    strip_with(file, Options { format, ..Options::default() }, limits)
}

/// As [`strip`], with all there is to choose.
///
/// # Errors
/// As for [`strip`]; without the interface note, it need not make sense.
pub fn strip_with(file: &[u8], options: Options, limits: &Limits) -> Result<Stripped, StripError> {
    with_address(file, |file, parsed| {
        let note = parsed.elf().map_or(Ok(None), Interface::of_elf);
        if !options.without_interface {
            return strip_parsed(file, parsed, note, options, limits);
        }
        let mut stripped = strip_parsed(file, parsed, Ok(None), options, limits)?;
        if !matches!(note, Ok(None)) {
            stripped.interface = InterfaceFate::Dropped;
        }
        Ok(stripped)
    })
}

/// Strips a file, or what has become of a static PIE with an address.
fn with_address(
    file: &[u8],
    strip: impl FnOnce(&[u8], &ContractFile<'_>) -> Result<Stripped, StripError>,
) -> Result<Stripped, StripError> {
    let parsed = ContractFile::parse(file)?;
    if !link::is_static_pie(&parsed) {
        return strip(file, &parsed);
    }
    // What no address would help comes first, but for undefined symbols: the relocation that needs one says where.
    let mut findings = link::check(&parsed);
    findings.retain(|finding| !matches!(finding.rule, Rule::NotStatic | Rule::UndefinedSymbol));
    if !findings.is_empty() {
        return Err(StripError::Links(findings));
    }
    let Some(Relocated { file, base, count }) = relocate(file)? else { return strip(file, &parsed) };
    let mut stripped = strip(&file, &ContractFile::parse(&file)?)?;
    stripped.relocation = Some(Relocation { base, count });
    Ok(stripped)
}

fn strip_parsed(
    file: &[u8],
    parsed: &ContractFile<'_>,
    interface: Result<Option<Interface>, InterfaceError>,
    Options { format, functions, .. }: Options,
    limits: &Limits,
) -> Result<Stripped, StripError> {
    let findings = link::check(parsed);
    if !findings.is_empty() {
        return Err(StripError::Links(findings));
    }
    // What goes does not count, so the size is for the result to answer for.
    let image = Image::of(parsed, &Limits { contract_size: MAX_FILE_SIZE, ..limits.clone() })?;
    let header_size = u32::try_from(format.segment_header_size()).unwrap_or(u32::MAX);
    let mut room = Room { header_size, most: MAX_SEGMENTS as usize };
    let interface = match interface? {
        None => InterfaceFate::None,
        Some(_) if format == Format::Esc || plan::runs(&image).len() >= room.most => InterfaceFate::Dropped,
        Some(interface) => {
            room.most -= 1;
            InterfaceFate::Kept(interface)
        }
    };
    let kept = match &interface {
        InterfaceFate::Kept(interface) => Some(interface),
        InterfaceFate::None | InterfaceFate::Dropped => None,
    };
    let policy = Policy::default();
    let report = Report::of(&image, &policy);
    let same_findings = |written: &Image, plan: &Plan| {
        let theirs = Report::of(written, &policy);
        let gone: Vec<Range<u32>> =
            plan.dropped.iter().filter(|d| d.is_function).map(|d| d.range.clone()).collect();
        report.same_findings_but(&theirs, |addr| gone.iter().any(|range| range.contains(&addr.0)))
    };
    let mut plan = plan::plan(parsed, &image, room, functions);
    let (mut bytes, mut written) = pack(&image, &plan, kept, format, limits)?;
    let mut found = same_findings(&written, &plan);
    if found.is_err() && !plan.changes.is_empty() {
        plan = plan::plan(parsed, &image, room, Functions::Reached);
        (bytes, written) = pack(&image, &plan, kept, format, limits)?;
        found = same_findings(&written, &plan);
    }
    if found.is_err() && plan.collected.as_ref().is_some_and(|collected| collected.dropped != 0) {
        let collected = plan.collected.take().map(Collected::undone);
        plan = Plan { collected, ..plan::plan(parsed, &image, room, Functions::All) };
        (bytes, written) = pack(&image, &plan, kept, format, limits)?;
        found = same_findings(&written, &plan);
    }
    if found.is_err() && !plan.dropped.is_empty() {
        // Bytes that nobody reads may still look like addresses of code that nothing else leads to, or be
        // taken for code. They stay, so that the author is told the same of both files.
        let collected = plan.collected.take().map(Collected::undone);
        plan = Plan { collected, ..Plan::dropping_nothing(&image, room) };
        (bytes, written) = pack(&image, &plan, kept, format, limits)?;
        found = same_findings(&written, &plan);
    }
    found.map_err(Unverified::Findings)?;
    let collected = plan.collected.map(|collected| collected.with_rest_of(&written));
    let freed = (file.len() as u64).saturating_sub(bytes.len() as u64);
    let removed = removed(parsed, &plan.dropped, kept.is_some(), freed);
    Ok(Stripped {
        bytes,
        image: written,
        interface,
        removed,
        dropped: plan.dropped,
        changes: plan.changes,
        relocation: None,
        collected,
    })
}

/// Writes what `plan` keeps of `image`, and the interface; reads both again, and compares.
fn pack(
    image: &Image,
    plan: &Plan,
    interface: Option<&Interface>,
    format: Format,
    limits: &Limits,
) -> Result<(Vec<u8>, Image), StripError> {
    let image = image.with_bytes(&plan.changes).ok_or(Unverified::Plan)?;
    let cut = image.cut(&plan.keep).ok_or(Unverified::Plan)?;
    let note = interface.map(Interface::to_note);
    let bytes = write::write(&cut, format, note.as_deref());
    let written = Image::load(&bytes, limits).map_err(|error| match error.problem {
        FieldProblem::FileTooLarge { size, limit } => StripError::TooLarge { size, limit },
        _ => Unverified::Unreadable(error).into(),
    })?;
    if Interface::of_file(&bytes).ok().as_ref().map(Option::as_ref) != Some(interface) {
        return Err(Unverified::Interface.into());
    }
    let dropped: Vec<Range<u32>> = plan.dropped.iter().map(|d| d.range.clone()).collect();
    image.same_contract_without(&written, &dropped).map_err(Unverified::Different)?;
    Ok((bytes, written))
}

/// What of `file` is not in a result that is shorter by `freed` bytes, and has the interface note or not.
fn removed(file: &ContractFile<'_>, dropped: &[Dropped], has_note: bool, freed: u64) -> Vec<Removed> {
    let mut removed = Vec::new();
    match file {
        ContractFile::Elf(elf) => {
            let (mut others, mut of_others) = (0_u64, 0_u64);
            for section in elf.sections().iter().filter(|s| !s.bytes.is_empty()) {
                let range = section.addr..section.addr.saturating_add(section.size);
                let is_dropped = |d: &Dropped| (u64::from(d.range.start)..u64::from(d.range.end)) == range;
                let bytes = section.bytes.len() as u64;
                let is_note = has_note && section.name == *NOTE_SECTION;
                if is_note || section.is_loaded() && !dropped.iter().any(is_dropped) {
                    continue;
                }
                if removed.len() < MOST_REMOVED {
                    let name = section.name.to_text();
                    let what = printable::cut(&name, MOST_OF_NAME).0.to_owned();
                    removed.push(Removed { what, bytes });
                } else {
                    others += 1;
                    of_others = of_others.saturating_add(bytes);
                }
            }
            if others != 0 {
                removed.push(Removed { what: format!("{others} more sections"), bytes: of_others });
            }
            for (is_merged, one, more) in [
                (false, "function that nothing reaches", "functions that nothing reaches"),
                (true, "function that does the same as another", "functions that do the same as others"),
            ] {
                let of_kind: Vec<Dropped> = dropped
                    .iter()
                    .filter(|d| d.is_function && d.instead.is_some() == is_merged)
                    .cloned()
                    .collect();
                let what = format!("{} {}", of_kind.len(), if of_kind.len() == 1 { one } else { more });
                removed.push(Removed { what, bytes: function::bytes(&of_kind) });
            }
            removed.push(Removed { what: "section headers".to_owned(), bytes: elf.section_headers_size() });
        }
        ContractFile::Esc(esc) => {
            removed.push(Removed { what: "symbols".to_owned(), bytes: esc.symbols_size() });
        }
    }
    let named = removed.iter().fold(0_u64, |sum, r| sum.saturating_add(r.bytes));
    let rest = freed.saturating_sub(named);
    removed.push(Removed { what: "padding and zeroes".to_owned(), bytes: rest });
    removed.retain(|r| r.bytes != 0);
    removed
}
