//! The code of a contract as engines see it: instructions by address, decoded at the real target with the
//! validator's own allow-list.

use super::resolved::Resolved;
use super::table::Table;
use echo_abi::decode::{Buffer, Decoder};
use echo_abi::isa::{Features, Flow};
use echo_abi::outcome::Access;
use echo_abi::scpi::Function;
use echo_abi::{GuestAddr, Inst, Perm, Rule, Segment, Trap};
use echo_validate::Contract;
use std::sync::Arc;

/// Decodes a contract's text. An instruction the policy refuses traps, however execution came to it.
#[derive(Clone)]
pub struct Code {
    contract: Arc<Contract>,
}

impl Code {
    /// The code of `contract`.
    pub fn new(contract: Arc<Contract>) -> Self {
        Self { contract }
    }

    /// The executable segments, by address.
    pub fn text(&self) -> impl Iterator<Item = &Segment> + Clone {
        self.contract.image().segments().iter().filter(|segment| segment.perm == Perm::ReadExecute)
    }

    /// What the code is part of.
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    pub fn image(&self) -> &echo_abi::Image {
        self.contract.image()
    }

    /// Bytes of text.
    pub fn size(&self) -> usize {
        self.text().map(|segment| segment.bytes.len()).sum()
    }

    /// The executable segment at `addr`.
    ///
    /// # Errors
    /// [`Trap::Memory`] where there is none.
    fn segment(&self, addr: GuestAddr) -> Result<&Segment, Trap> {
        self.contract
            .image()
            .segment_at(addr)
            .filter(|segment| segment.perm == Perm::ReadExecute)
            .ok_or(Trap::Memory { addr, access: Access::Execute })
    }

    /// Something to decode many instructions with.
    pub fn cursor(&self) -> Cursor<'_> {
        Cursor {
            code: self,
            features: self.contract.features(),
            decoder: Decoder::new(&[], GuestAddr::NULL),
            range: 0..0,
            buffer: Buffer::new(),
        }
    }

    /// The bytes of an instruction.
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    pub fn bytes(&self, inst: &Inst) -> &[u8] {
        let segment = self.segment(inst.addr()).expect("an instruction lies in the text");
        let start = (inst.addr().0 - segment.addr.0) as usize;
        &segment.bytes[start..start + usize::from(inst.len())]
    }

    /// The instruction at `addr`.
    ///
    /// # Errors
    /// [`Trap::Memory`] outside of the text, [`Trap::Instruction`] where there is no accepted instruction.
    pub fn inst(&self, addr: GuestAddr) -> Result<Inst, Trap> {
        self.cursor().at(addr).copied()
    }
}

/// Decodes at any address; cheap as long as the addresses lie in one segment.
pub struct Cursor<'a> {
    code: &'a Code,
    features: Features,
    /// Of the segment at `range`.
    decoder: Decoder<'a>,
    range: std::ops::Range<u32>,
    buffer: Buffer,
}

impl<'a> Cursor<'a> {
    /// What is decoded.
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    pub fn code(&self) -> &'a Code {
        self.code
    }

    /// The instruction at `addr`.
    ///
    /// # Errors
    /// As for [`Code::inst`].
    pub fn at(&mut self, addr: GuestAddr) -> Result<&Inst, Trap> {
        if !self.range.contains(&addr.0) {
            let segment = self.code.segment(addr)?;
            self.decoder = Decoder::new(&segment.bytes, segment.addr);
            self.range = segment.range();
        }
        let inst = self.decoder.read(addr, &mut self.buffer).map_err(|refused| match refused.rule {
            Rule::RunsOff => Trap::Memory { addr, access: Access::Execute },
            _ => Trap::Instruction { addr },
        })?;
        let accepted = match inst.flow() {
            Flow::HostCall(number) => Function::from_number(number).is_some(),
            _ => inst.is_accepted_by(self.features),
        };
        if accepted { Ok(inst) } else { Err(Trap::Instruction { addr }) }
    }
}

/// Decoded instructions by address. Each address is decoded once, so that a contract buys at most one
/// decoding and one [`Resolved`] for each byte of its text.
pub struct Decoded {
    /// The index of an address's instruction, and one more; 0 where none was decoded.
    numbers: Table,
    insts: Vec<Resolved>,
}

impl Decoded {
    /// Nothing decoded, of the text of `code`.
    pub fn new(code: &Code) -> Self {
        Self { numbers: Table::new(code.text()), insts: Vec::new() }
    }

    /// Bytes that all this takes.
    pub fn bytes(&self) -> usize {
        self.numbers.bytes() + size_of::<Resolved>() * self.insts.capacity()
    }

    /// How many instructions are kept.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.insts.len()
    }

    /// The instruction at `addr`, decoded by `cursor` if it was not before.
    ///
    /// # Errors
    /// As for [`Code::inst`].
    #[inline]
    pub fn at(&mut self, addr: GuestAddr, cursor: &mut Cursor<'_>) -> Result<&Resolved, Trap> {
        let mut number = self.numbers.get(addr);
        if number == 0 {
            number = self.decode(addr, cursor)?;
        }
        Ok(&self.insts[number as usize - 1])
    }

    #[cold]
    fn decode(&mut self, addr: GuestAddr, cursor: &mut Cursor<'_>) -> Result<u32, Trap> {
        let inst = Resolved::new(cursor.at(addr)?);
        if self.insts.len() == self.insts.capacity() {
            // By less than as much again: most contracts have few, and hostile ones all.
            self.insts.reserve_exact(64 + self.insts.len() / 4);
        }
        self.insts.push(inst);
        let number = u32::try_from(self.insts.len()).expect("there are less than 2^32 addresses");
        *self.numbers.slot(addr).expect("there is an instruction, so there is text") = number;
        Ok(number)
    }
}
