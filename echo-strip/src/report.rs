//! What the bytes of a contract file are for: a row for each symbol, and for what no symbol names. Pure; called for `--report`.
//!
//! Every byte of the file is in one row, so that their sum is its size. Where symbols overlap, a byte is that of the one that begins
//! first, and of several that begin there of the longest. A symbol without a size, as assembly has them, reaches to the next one; in
//! data such symbols are the linker's marks, and count for nothing.

use crate::{InterfaceFate, Stripped, relocate};
use echo_abi::image::{ContractFile, MAX_FILE_SIZE};
use echo_abi::interface::Interface;
use echo_abi::{FormatError, GuestAddr, Image, Limits, Perm, Segment};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Headers of the file and of its segments.
    Headers,
    /// The interface note.
    Interface,
    /// Code.
    Text,
    /// Read-only data.
    ReadOnly,
    /// Data.
    Data,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Text, Self::ReadOnly, Self::Data, Self::Interface, Self::Headers];

    /// In a person's words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Headers => "headers",
            Self::Interface => "interface",
            Self::Text => "text",
            Self::ReadOnly => "read-only data",
            Self::Data => "data",
        }
    }
}

/// Bytes of the contract file that belong together.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Row {
    /// The symbol's name, as the file has it; `None` where there is none.
    pub name: Option<String>,
    /// What the bytes are.
    pub kind: Kind,
    /// Where the symbol is.
    pub addr: Option<GuestAddr>,
    /// How many bytes of the contract file.
    pub bytes: u64,
}

/// Says what the bytes of `stripped` are for, by the symbols of `file`, which it was made of; the most first.
///
/// # Errors
/// Where `file` cannot be loaded, which it was.
pub fn report(file: &[u8], stripped: &Stripped) -> Result<Vec<Row>, FormatError> {
    let relocated = relocate(file).ok().flatten();
    let file = relocated.as_ref().map_or(file, |relocated| &relocated.file);
    let limits = Limits { contract_size: MAX_FILE_SIZE, memory_pages: u32::MAX, ..Limits::default() };
    let image = Image::of(&ContractFile::parse(file)?, &limits)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut rest = stripped.bytes.len() as u64;
    if let InterfaceFate::Kept(interface) = &stripped.interface {
        let bytes = Interface::to_note(interface).len() as u64;
        rows.push(Row { name: None, kind: Kind::Interface, addr: None, bytes });
    }
    let mut symbols: Vec<_> = image.symbols().iter().filter(|symbol| symbol.name.is_some()).collect();
    symbols.sort_by_key(|symbol| (symbol.addr, Reverse(symbol.size), !symbol.is_function));
    let mut unnamed = [(Kind::Text, 0), (Kind::ReadOnly, 0), (Kind::Data, 0)];
    let mut named: BTreeMap<usize, Row> = BTreeMap::new();
    // The symbol that reaches furthest of those before the segment: segments are cut inside of symbols, too.
    let (mut next, mut furthest) = (0, None::<(u64, usize)>);
    for segment in stripped.image.segments() {
        let kind = kind(segment);
        let mut at = u64::from(segment.addr.0);
        let end = at + segment.bytes.len() as u64;
        while let Some(symbol) = symbols.get(next).filter(|symbol| symbol.addr < segment.addr) {
            let reach = u64::from(symbol.addr.0) + u64::from(symbol.size);
            furthest = furthest.filter(|(before, _)| *before >= reach).or(Some((reach, next)));
            next += 1;
        }
        let begun = furthest.map(|(_, index)| index);
        let here = (next..).zip(&symbols[next..]).take_while(|(_, symbol)| u64::from(symbol.addr.0) < end);
        let mut others = 0;
        for index in begun.into_iter().chain(here.map(|(index, _)| index)) {
            let symbol = symbols[index];
            let start = u64::from(symbol.addr.0);
            let after = symbols.get(index + 1).map_or(end, |after| u64::from(after.addr.0));
            let reach = match symbol.size {
                0 if kind == Kind::Text && Some(index) != begun => after,
                size => start + u64::from(size),
            };
            let (from, to) = (start.max(at), reach.min(end));
            if from < to {
                let row = Row { name: symbol.name.clone(), kind, addr: Some(symbol.addr), bytes: 0 };
                named.entry(index).or_insert(row).bytes += to - from;
                others += from - at;
                at = to;
            }
        }
        if let Some((_, bytes)) = unnamed.iter_mut().find(|(of, _)| *of == kind) {
            *bytes += others + (end - at);
        }
    }
    rows.extend(named.into_values());
    rows.extend(unnamed.map(|(kind, bytes)| Row { name: None, kind, addr: None, bytes }));
    for row in &rows {
        rest = rest.saturating_sub(row.bytes);
    }
    rows.push(Row { name: None, kind: Kind::Headers, addr: None, bytes: rest });
    rows.retain(|row| row.bytes != 0);
    rows.sort_by_key(|row| (Reverse(row.bytes), row.addr, row.kind as u8));
    Ok(rows)
}

fn kind(segment: &Segment) -> Kind {
    match segment.perm {
        Perm::ReadExecute => Kind::Text,
        Perm::Read => Kind::ReadOnly,
        Perm::ReadWrite => Kind::Data,
    }
}
