//! `echo-vm gas`: the schedule, as the tables have it.

use echo_abi::isa::Op;
use echo_abi::scpi::Function;
use echo_abi::{gas, layout};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Columns of the list of instructions.
const WIDTH: usize = 100;

/// Prints instructions by price, then functions by number.
pub fn print(out: &mut impl Write) -> io::Result<()> {
    let mut by_price: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for op in Op::ALL {
        by_price.entry(gas::class(op.class())).or_default().push(op.name());
    }
    writeln!(out, "Gas schedule version {}", gas::VERSION)?;
    writeln!(out, "\nA call, before its first instruction: {} for each byte of text", gas::TEXT_BYTE)?;
    writeln!(
        out,
        "\nMemory, by the page of {} bytes when it becomes accessible: {}",
        layout::PAGE_SIZE,
        gas::PAGE
    )?;
    writeln!(out, "\nInstructions, and {} more for each memory operand:", gas::MEMORY)?;
    for (price, names) in by_price {
        let mut line = format!("{price:>5} ");
        for name in names {
            if line.len() + name.len() >= WIDTH {
                writeln!(out, "{line}")?;
                line = " ".repeat(6);
            }
            line.push(' ');
            line.push_str(name);
        }
        writeln!(out, "{line}")?;
    }
    writeln!(out, "\nFunctions, beside `int` itself:")?;
    for function in Function::ALL {
        let price = function.gas();
        write!(out, "{:>5}  0x{:02x} {}", price.base, *function as u8, function.name())?;
        if price.per_byte > 0 {
            write!(out, ", {} per byte", price.per_byte)?;
        }
        writeln!(out)?;
    }
    Ok(())
}
