//! Writes an image as a packed contract file. Called by [`crate::strip`], which reads back what it wrote.
//!
//! The packed ELF file is its header, its program headers, and the bytes of the segments one after the other: `p_align` is 1, so
//! offset and address need not agree modulo a page, and no padding is left. The records are `object`'s plain structures; its
//! The interface note, where there is one, is a `PT_NOTE` segment behind all others: part of the file, not of memory.
//! `write::elf::Writer` lays files out for linkers, in two passes and with alignment, which is what has to go here.

use crate::Format;
use echo_abi::image::elf::{HEADER_SIZE, PROGRAM_HEADER_SIZE};
use echo_abi::image::esc;
use echo_abi::{Image, Perm};
use object::elf::{self, FileHeader64, Ident, ProgramHeader64};
use object::endian::{LittleEndian, U16, U32, U64};
use object::pod::bytes_of;

/// The contract file of `image` with its segments as they are cut, and of `note`, for which an ESC file has no place.
pub(crate) fn write(image: &Image, format: Format, note: Option<&[u8]>) -> Vec<u8> {
    match format {
        Format::Elf => write_elf(image, note),
        Format::Esc => esc::write(image.entry(), image.segments()),
    }
}

fn write_elf(image: &Image, note: Option<&[u8]>) -> Vec<u8> {
    let segments = image.segments();
    let count = segments.len() + usize::from(note.is_some());
    let count = u16::try_from(count).unwrap_or_else(|_| unreachable!("at most MAX_SEGMENTS"));
    let mut file = bytes_of(&file_header(u64::from(image.entry().0), count)).to_vec();
    let mut offset = HEADER_SIZE + PROGRAM_HEADER_SIZE * u64::from(count);
    for segment in segments {
        let file_size = segment.bytes.len() as u64;
        let header = ProgramHeader {
            kind: elf::PT_LOAD,
            flags: flags(segment.perm),
            offset,
            addr: u64::from(segment.addr.0),
            file_size,
            mem_size: u64::from(segment.mem_size),
            align: 1,
        };
        file.extend_from_slice(bytes_of(&header.record()));
        offset += file_size;
    }
    if let Some(note) = note {
        let size = note.len() as u64;
        let (kind, flags) = (elf::PT_NOTE, elf::PF_R);
        let header =
            ProgramHeader { kind, flags, offset, addr: 0, file_size: size, mem_size: size, align: 4 };
        file.extend_from_slice(bytes_of(&header.record()));
    }
    for segment in segments {
        file.extend_from_slice(&segment.bytes);
    }
    file.extend_from_slice(note.unwrap_or_default());
    file
}

/// What a program header says.
struct ProgramHeader {
    kind: elf::ProgramType,
    flags: elf::ProgramFlags,
    offset: u64,
    addr: u64,
    file_size: u64,
    mem_size: u64,
    align: u64,
}

impl ProgramHeader {
    fn record(&self) -> ProgramHeader64<LittleEndian> {
        let long = |value| U64::new(LittleEndian, value);
        ProgramHeader64 {
            p_type: U32::new(LittleEndian, self.kind),
            p_flags: U32::new(LittleEndian, self.flags),
            p_offset: long(self.offset),
            p_vaddr: long(self.addr),
            p_paddr: long(self.addr),
            p_filesz: long(self.file_size),
            p_memsz: long(self.mem_size),
            p_align: long(self.align),
        }
    }
}

fn file_header(entry: u64, count: u16) -> FileHeader64<LittleEndian> {
    let short = |value: u16| U16::new(LittleEndian, value);
    FileHeader64 {
        e_ident: Ident {
            magic: elf::ELFMAG,
            class: elf::ELFCLASS64,
            data: elf::ELFDATA2LSB,
            version: elf::EV_CURRENT,
            os_abi: elf::ELFOSABI_NONE,
            abi_version: 0,
            padding: [0; 7],
        },
        e_type: U16::new(LittleEndian, elf::ET_EXEC),
        e_machine: U16::new(LittleEndian, elf::EM_X86_64),
        e_version: U32::new(LittleEndian, u32::from(elf::EV_CURRENT.0)),
        e_entry: U64::new(LittleEndian, entry),
        e_phoff: U64::new(LittleEndian, HEADER_SIZE),
        e_shoff: U64::new(LittleEndian, 0),
        e_flags: U32::new(LittleEndian, elf::FileFlags(0)),
        e_ehsize: short(64),
        e_phentsize: short(56),
        e_phnum: short(count),
        e_shentsize: short(64),
        e_shnum: short(0),
        e_shstrndx: U16::new(LittleEndian, elf::SHN_UNDEF),
    }
}

fn flags(perm: Perm) -> elf::ProgramFlags {
    match perm {
        Perm::Read => elf::PF_R,
        Perm::ReadWrite => elf::PF_R | elf::PF_W,
        Perm::ReadExecute => elf::PF_R | elf::PF_X,
    }
}
