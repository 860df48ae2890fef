//! What the JIT makes of code, as text, for the cases in `tests/lower`: each region with its homes, its blocks with what
//! entering them costs, and beneath each guest instruction the host instructions it becomes.
//!
//! ```text
//! region of 0x401000: r10 in rbx         r10 has another register's place; none where nothing is said
//! b1 at 0x401000, gas 3, reads CF        a block, and flags that may be read before it writes them; what it charges at
//!                                        its head, if that is not its own gas
//!      sub r15, 0x3
//!   add rax, rsi                         a guest instruction
//!      add rax, rsi                      what it becomes
//! elsewhere                              entries, links and exits, behind the blocks
//! ```

use super::Native;
use super::home::{HOMELESS, Homes};
use super::region::Block;
use crate::interp::code::Code;
use echo_abi::isa::FlagSet;
use echo_abi::{GuestAddr, disasm};
use echo_validate::Contract;
use std::fmt::Write as _;
use std::sync::Arc;

/// Regions that are shown.
const MANY: usize = 12;
/// Blocks and instructions beyond which a region is shown in part, and how many of them then.
const LONG: usize = 160;
const SHOWN: usize = 8;

/// Positions of host code: of a block's head and of its instructions.
#[derive(Default)]
pub struct Made {
    /// A block by number and the position of its head, then the index of each instruction and its position.
    pub marks: Vec<Mark>,
}

/// What begins at a position of host code.
pub enum Mark {
    Block(usize, u32),
    Inst(usize, u32),
    Elsewhere(u32),
}

impl Mark {
    fn position(&self) -> u32 {
        match self {
            Mark::Block(_, at) | Mark::Inst(_, at) | Mark::Elsewhere(at) => *at,
        }
    }
}

/// The regions that are translated when execution comes to these addresses, in this order.
pub fn listing(contract: &Arc<Contract>, entered: &[GuestAddr]) -> String {
    let code = Code::new(Arc::clone(contract));
    let mut native = Native::new(&code).expect("the host has room for code");
    let mut text = String::new();
    let mut regions = 0;
    let mut write = |line: std::fmt::Arguments<'_>| writeln!(text, "{line}").expect("a string takes all");
    for addr in entered {
        if native.entry(*addr).is_some() {
            write(format_args!("{addr} is there"));
            continue;
        }
        let start = native.area.end();
        if regions == MANY {
            write(format_args!("… and so on"));
            break;
        }
        regions += 1;
        if native.translate(*addr, &code).is_none() {
            write(format_args!("{addr}: there is no code, or no budget for it"));
            continue;
        }
        write(format_args!("region of {addr}{}", homes(native.lowering.homes)));
        let host = &native.lowering.asm.code;
        let marks = &native.lowering.made.marks;
        let long = marks.len() > LONG;
        for (i, mark) in marks.iter().enumerate() {
            if long && i == SHOWN {
                write(format_args!("… {} more", marks.len() - i));
                break;
            }
            match mark {
                Mark::Block(number, _) => {
                    let Block { addr, cost, live_in, .. } = &native.region.blocks[*number];
                    let at_start = native.lowering.charges.of(*number).at_start;
                    let charged = match at_start {
                        _ if at_start == i64::from(*cost) => String::new(),
                        0 => ", paid already".to_owned(),
                        1.. => format!(", charges {at_start}"),
                        _ => format!(", gives {} back", -at_start),
                    };
                    let reads = if live_in.is_empty() {
                        String::new()
                    } else {
                        format!(", reads {}", flags(*live_in))
                    };
                    write(format_args!("b{} at {addr}, gas {cost}{charged}{reads}", number + 1));
                }
                Mark::Inst(index, _) => write(format_args!("  {}", native.region.insts[*index])),
                Mark::Elsewhere(_) => write(format_args!("elsewhere")),
            }
            let end = marks.get(i + 1).map_or(start + host.len() as u32, Mark::position);
            let mut at = mark.position();
            while at < end {
                let (line, len) = disasm::disassemble(&host[(at - start) as usize..], GuestAddr(at));
                write(format_args!("     {at:x}  {line}"));
                at += u32::from(len);
            }
        }
    }
    text
}

fn homes(homes: Homes) -> String {
    let mut text = String::new();
    for (i, (guest, _)) in HOMELESS.into_iter().enumerate() {
        let name = guest.name();
        match homes.taken[i] {
            Some(reg) => write!(text, ", {name} in {}", reg.name()),
            None if homes.near[i] => write!(text, ", {name} near"),
            None => Ok(()),
        }
        .expect("a string takes all");
    }
    text
}

fn flags(set: FlagSet) -> String {
    let names = [
        (FlagSet::CF, "CF"),
        (FlagSet::PF, "PF"),
        (FlagSet::ZF, "ZF"),
        (FlagSet::SF, "SF"),
        (FlagSet::OF, "OF"),
    ];
    let named = names.into_iter().filter(|(flag, _)| !set.intersection(*flag).is_empty());
    named.map(|(_, name)| name).collect::<Vec<_>>().join(" ")
}
