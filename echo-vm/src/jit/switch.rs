//! Switches: indirect jumps by a table of addresses in memory that the guest cannot write.
//!
//! What such a table says is known when code is made of it, so that the jump goes by a row of the host's addresses instead, with the
//! table's index: one load as in the guest, where an indirect jump takes three, one after the other. Indices beyond the row
//! take the way of any indirect jump.

use super::home::{Home, Homes};
use super::region::{Numbers, Region};
use echo_abi::isa::{Flow, Mem, Operand, Reg};
use echo_abi::layout::PAGE_SIZE;
use echo_abi::{GuestAddr, Image, Perm};

/// Links of a row, at most.
const MOST: u32 = 512;

/// A row of links.
#[derive(Clone, Debug)]
pub struct Row {
    /// The block whose last instruction jumps.
    pub from: usize,
    /// The host register with the index.
    pub index: Reg,
    /// A host register for the jump, the same for all rows of a region.
    pub scratch: Reg,
    /// The number of its first link.
    pub first_link: u32,
    /// Which blocks its links lead to.
    pub blocks: Vec<usize>,
}

/// The rows of a region; their links have no numbers yet.
pub fn rows(region: &Region, numbers: &Numbers, image: &Image, homes: &Homes) -> Vec<Row> {
    let mut rows = Vec::new();
    for from in 0..region.blocks.len() {
        let inst = region.last(&region.blocks[from]);
        if inst.flow() != Flow::JumpIndirect {
            continue;
        }
        let Operand::Mem(Mem { base: None, index: Some(index), scale: 8, disp, .. }) = inst.operand(0) else {
            continue;
        };
        let Home::Host(index) = homes.of(index) else { continue };
        let start = GuestAddr(disp as u32);
        let blocks: Vec<usize> = (0..constants(image, start).min(8 * MOST) / 8)
            .map_while(|i| {
                let target = u64::from_le_bytes(image.read(start.offset(8 * i))) as u32;
                region.target_at(GuestAddr(target), numbers)
            })
            .collect();
        if blocks.len() > 1 {
            rows.push(Row { from, index, scratch: index, first_link: 0, blocks });
        }
    }
    let is_index = |reg: &Reg| rows.iter().any(|row: &Row| row.index == *reg);
    let scratch = [Reg::Rax, Reg::Rcx, Reg::Rdx, Reg::Rbx].into_iter().find(|reg| !is_index(reg));
    match scratch {
        Some(scratch) => rows.iter_mut().for_each(|row| row.scratch = scratch),
        None => rows.clear(),
    }
    rows
}

/// How many bytes from an address on are of one segment, and stay what they are: nothing on their pages can be written.
fn constants(image: &Image, start: GuestAddr) -> u32 {
    let Some(segment) = image.segment_at(start) else { return 0 };
    let first_page = start.0 / PAGE_SIZE;
    let writable = image.segments().iter().filter(|segment| segment.perm == Perm::ReadWrite);
    // Where the first page begins that can be written, of those from the address on.
    let end = writable
        .filter(|segment| segment.mem_size > 0 && (segment.end().0 - 1) / PAGE_SIZE >= first_page)
        .map(|segment| segment.addr.0 / PAGE_SIZE * PAGE_SIZE)
        .fold(segment.end().0, u32::min);
    end.saturating_sub(start.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::esc;
    use echo_abi::Limits;

    /// Constants from 0x602010 to 0x602810, and data from `data` on.
    fn image(data: u32) -> Image {
        let sections: &[(u8, u32, &[u8])] =
            &[(1, 0x40_1000, &[0xc3]), (6, 0x60_2010, &[7; 0x800]), (4, data, &[7; 16])];
        Image::load(&esc(0x40_1000, sections), &Limits::default()).expect("the file is well-formed")
    }

    #[test]
    fn what_shares_a_page_with_data_is_no_constant() {
        let of = |image: &Image, at: u32| constants(image, GuestAddr(at));
        for apart in [0x60_0000, 0x60_1ff0, 0x60_3000] {
            let image = image(apart);
            assert_eq!(of(&image, 0x60_2010), 0x800, "{apart:#x}");
            assert_eq!(of(&image, 0x60_280f), 1);
            assert_eq!((of(&image, 0x60_200f), of(&image, 0x60_2810)), (0, 0));
            assert_eq!(of(&image, 0x40_1000), 1, "text is not written either");
        }
        for shared in [0x60_1ff8, 0x60_2000, 0x60_2810, 0x60_2ff0] {
            let image = image(shared);
            assert_eq!((of(&image, 0x60_2010), of(&image, 0x60_2800)), (0, 0), "{shared:#x}");
        }
        assert_eq!(of(&image(0x60_3000), 0x60_3000), 0, "data are no constants");
    }
}
