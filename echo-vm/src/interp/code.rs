//! The code of a contract as engines see it: instructions by address, decoded at the real target with the
//! validator's own allow-list.

use echo_abi::decode::{Decoder, Flow};
use echo_abi::outcome::Access;
use echo_abi::scpi::Function;
use echo_abi::{GuestAddr, Inst, Perm, Rule, Segment, Trap};
use echo_validate::Contract;
use std::sync::Arc;

/// Decodes a contract's text. An instruction the policy refuses traps, however execution came to it.
pub struct Code {
    contract: Arc<Contract>,
}

impl Code {
    /// The code of `contract`.
    pub fn new(contract: Arc<Contract>) -> Self {
        Self { contract }
    }

    /// The executable segments.
    pub fn text(&self) -> impl Iterator<Item = &Segment> {
        self.contract.image().segments().iter().filter(|segment| segment.perm == Perm::ReadExecute)
    }

    /// The executable segment at `addr`.
    ///
    /// # Errors
    /// [`Trap::Memory`] where there is none.
    pub fn segment(&self, addr: GuestAddr) -> Result<&Segment, Trap> {
        self.text()
            .find(|segment| segment.contains(addr))
            .ok_or(Trap::Memory { addr, access: Access::Execute })
    }

    /// The instruction at `addr`.
    ///
    /// # Errors
    /// [`Trap::Memory`] outside of the text, [`Trap::Instruction`] where there is no accepted instruction.
    pub fn inst(&self, addr: GuestAddr) -> Result<Inst, Trap> {
        let segment = self.segment(addr)?;
        self.inst_with(&mut Decoder::new(&segment.bytes, segment.addr), addr)
    }

    /// The instruction at `addr`, by a decoder of the segment it lies in.
    ///
    /// # Errors
    /// As for [`Code::inst`].
    pub fn inst_with(&self, decoder: &mut Decoder<'_>, addr: GuestAddr) -> Result<Inst, Trap> {
        let inst = decoder.at(addr).map_err(|refused| match refused.rule {
            Rule::RunsOff => Trap::Memory { addr, access: Access::Execute },
            _ => Trap::Instruction { addr },
        })?;
        let accepted = match inst.flow() {
            Flow::HostCall(number) => Function::from_number(number).is_some(),
            _ => self.contract.features().accept(inst.form()),
        };
        if accepted { Ok(inst) } else { Err(Trap::Instruction { addr }) }
    }
}
