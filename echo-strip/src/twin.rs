//! Functions that do the same: compilers make them of templates, of generics and of inline functions in several files. Pure; called by `plan`, which leads
//! the branches to one of them to another, and asks `reference` whether it can go then.
//!
//! Two functions are twins if their bytes are the same, but for the distances in branches and operands, and those lead to the same address, to the same
//! place within the function, or to functions that are twins. So the same instructions run, whichever of them is called, and cost the same gas.
//!
//! Whatever is uncertain makes a function no twin of any: bytes that do not decode, execution that runs out of it, a jump into an instruction, a
//! distance that [`Analysis`] does not know for code's, a call or an operand that says where the function lies.
//!
//! Of what stays, the distances of direct branches change, and nothing else: an address that is a value is what it was, for a program may compare it.

use crate::table::Dropped;
use echo_abi::decode::Buffer;
use echo_abi::isa::Op;
use echo_abi::{GuestAddr, Image, Inst};
use echo_analysis::{Analysis, Text};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Bytes of a distance that reaches everywhere; a shorter one is not led elsewhere.
const DISTANCE: usize = 4;

/// Bytes of the immediate that may follow the distance of an operand.
const IMMEDIATES: [usize; 4] = [0, 1, 2, 4];

/// How often functions are compared again because some that they call were found to be twins. Stopping finds fewer of them, and nothing that is wrong.
const MOST_ROUNDS: usize = 16;

/// Of functions that do the same as others, by index: which one is to be called instead.
pub type Instead = BTreeMap<usize, usize>;

/// The functions of an image that do the same, and the branches to them.
pub struct Twins {
    /// Functions that do the same, each group sorted: two or more.
    pub groups: Vec<Vec<usize>>,
    branches: Vec<Branch>,
}

/// A direct branch of four bytes to the start of a function.
struct Branch {
    /// Where its distance is.
    distance_at: GuestAddr,
    /// What the distance counts from.
    next: GuestAddr,
    /// The function.
    to: usize,
}

/// Where an instruction leads, or what it refers to by a distance.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Lead {
    Nowhere,
    /// A place in the function itself, from its start.
    Within(u32),
    /// The start of a function.
    Function(usize),
    Address(u32),
}

/// An instruction of a function, with zeroes for its distance.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Piece {
    bytes: Vec<u8>,
    lead: Lead,
}

impl Twins {
    /// Those among `functions`, which are sorted and disjoint.
    pub fn of(image: &Image, functions: &[Dropped], analysis: &Analysis<'_>) -> Self {
        let mut reader = Reader { text: Text::new(image), functions, analysis, branches: Vec::new() };
        let bodies: Vec<Option<Vec<Piece>>> =
            functions.iter().map(|function| reader.body(&function.range)).collect();
        // In the beginning each is a twin of itself alone.
        let mut class: Vec<usize> = (0..functions.len()).collect();
        for _ in 0..MOST_ROUNDS {
            let mut firsts: HashMap<Vec<Piece>, usize> = HashMap::new();
            let mut next = class.clone();
            for (index, body) in bodies.iter().enumerate() {
                let Some(body) = body else { continue };
                let by_class = |piece: &Piece| match piece.lead {
                    Lead::Function(to) => Piece { lead: Lead::Function(class[to]), ..piece.clone() },
                    _ => piece.clone(),
                };
                next[index] = *firsts.entry(body.iter().map(by_class).collect()).or_insert(index);
            }
            if next == class {
                break;
            }
            class = next;
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, first) in class.iter().enumerate() {
            groups.entry(*first).or_default().push(index);
        }
        let groups = groups.into_values().filter(|group| group.len() > 1).collect();
        Self { groups, branches: reader.branches }
    }

    /// What to write where, so that branches to a function lead to the one that is to be called instead.
    pub fn changes(&self, functions: &[Dropped], instead: &Instead) -> Vec<(GuestAddr, [u8; DISTANCE])> {
        let change = |branch: &Branch| {
            let to = functions[*instead.get(&branch.to)?].range.start;
            Some((branch.distance_at, to.wrapping_sub(branch.next.0).to_le_bytes()))
        };
        self.branches.iter().filter_map(change).collect()
    }
}

struct Reader<'a, 'i> {
    text: Text<'a>,
    functions: &'a [Dropped],
    analysis: &'a Analysis<'i>,
    branches: Vec<Branch>,
}

impl Reader<'_, '_> {
    /// The instructions of a function, without the padding behind them; `None` where it must not be compared. Takes note of its branches.
    fn body(&mut self, range: &Range<u32>) -> Option<Vec<Piece>> {
        let (mut buffer, mut at, mut falls) = (Buffer::new(), range.start, true);
        let mut pieces = Vec::new();
        let mut starts = Vec::new();
        let mut end = at;
        let mut noted = Vec::new();
        let mut is_plain = true;
        while at < range.end {
            let inst = self.text.read(GuestAddr(at), &mut buffer).ok()?;
            let next = at + u32::from(inst.len());
            if next > range.end {
                return None;
            }
            let is_padding = !falls && (inst.op() == Op::Nop || inst.len() == 1 && inst.op() == Op::Trap);
            let bytes = self.text.bytes(GuestAddr(at)).get(..usize::from(inst.len()))?.to_vec();
            match self.piece(inst, bytes, range) {
                Some((piece, branch)) => {
                    noted.extend(branch);
                    pieces.push(piece);
                }
                None => is_plain = false,
            }
            starts.push(at - range.start);
            if !is_padding {
                falls = inst.flow().falls_through();
                end = next;
            }
            at = next;
        }
        self.branches.append(&mut noted);
        if !is_plain || falls {
            return None;
        }
        starts.retain(|start| range.start + start < end);
        pieces.truncate(starts.len());
        let is_whole =
            |piece: &Piece| !matches!(piece.lead, Lead::Within(to) if starts.binary_search(&to).is_err());
        pieces.iter().all(is_whole).then_some(pieces)
    }

    /// An instruction as it is compared, and the branch that it is to another function; `None` if its function must not be compared.
    fn piece(&self, inst: &Inst, mut bytes: Vec<u8>, range: &Range<u32>) -> Option<(Piece, Option<Branch>)> {
        let (next, last) = (inst.next().0, bytes.len());
        let target = inst.flow().target();
        let operand = inst.mem().filter(|mem| mem.rip_relative).map(|mem| GuestAddr::wrap(mem.disp));
        let (Some(to), is_branch) = (target.or(operand), target.is_some()) else {
            return Some((Piece { bytes, lead: Lead::Nowhere }, None));
        };
        // Data between instructions may look like one, and means the same by other bytes only if it is none.
        let is_code = self.analysis.is_known(inst.addr())
            && (inst.addr().0 + 1..next).all(|inside| !self.analysis.is_known(GuestAddr(inside)));
        if !is_code {
            return None;
        }
        let distance = to.0.wrapping_sub(next);
        let long = distance.to_le_bytes();
        let mut places = IMMEDIATES.iter().filter_map(|immediate| last.checked_sub(DISTANCE + immediate));
        let place = match is_branch {
            true => last.checked_sub(DISTANCE).filter(|at| *at > 0 && bytes[*at..] == long),
            false => places.find(|at| bytes[*at..at + DISTANCE] == long),
        };
        let is_short = is_branch && place.is_none();
        let field = match place {
            Some(at) => at..at + DISTANCE,
            None if is_short && bytes[last - 1] == long[0] => last - 1..last,
            None => return None,
        };
        let lead = match self.functions.binary_search_by_key(&to.0, |function| function.range.start) {
            _ if range.contains(&to.0) => {
                // What says where the function lies says which of two it is.
                if !is_branch || inst.flow().is_call() && to.0 != range.start {
                    return None;
                }
                return Some((Piece { bytes, lead: Lead::Within(to.0 - range.start) }, None));
            }
            Ok(index) if is_branch => Lead::Function(index),
            _ => Lead::Address(to.0),
        };
        let branch = match lead {
            Lead::Function(to) if !is_short => {
                let distance_at = GuestAddr(inst.addr().0 + u32::try_from(field.start).ok()?);
                Some(Branch { distance_at, next: GuestAddr(next), to })
            }
            _ => None,
        };
        bytes[field].fill(0);
        Some((Piece { bytes, lead }, branch))
    }
}
