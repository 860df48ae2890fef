//! A contract as a [`Model`]: memory and an entry, to be written as ELF or ESC with its segments cut anywhere.

use crate::mutate::{number, offset};
use echo_abi::{Image, Limits, Perm};
use echo_conformance::random::Rng;

/// Where files made by hand have their text.
pub const TEXT: u32 = 0x40_1000;
/// Where they have their read-only data.
pub const READ_ONLY: u32 = 0x50_0000;
/// Where they have their data.
pub const DATA: u32 = 0x60_0000;

/// A segment of a [`Model`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelSegment {
    /// What it permits.
    pub perm: Perm,
    /// The part's first address.
    pub addr: u32,
    /// The bytes that the file gives.
    pub bytes: Vec<u8>,
    /// The part's length in memory, in bytes.
    pub mem_size: u32,
}

/// What a contract file says, without the way in which it says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Where it starts.
    pub entry: u32,
    /// The file's segments, by address.
    pub parts: Vec<ModelSegment>,
}

impl Model {
    /// A contract of text and data at the addresses above, where there are any; it starts with its text.
    #[must_use]
    pub fn new(text: Vec<u8>, read_only: Vec<u8>, data: Vec<u8>, data_size: u32) -> Self {
        let part = |perm, addr, bytes: Vec<u8>, size: u32| {
            let mem_size = size.max(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
            ModelSegment { perm, addr, bytes, mem_size }
        };
        let mut parts = vec![
            part(Perm::ReadExecute, TEXT, text, 0),
            part(Perm::Read, READ_ONLY, read_only, 0),
            part(Perm::ReadWrite, DATA, data, data_size),
        ];
        parts.retain(|part| part.mem_size > 0);
        Self { entry: TEXT, parts }
    }

    /// The model of a file that loads.
    #[must_use]
    pub fn of(file: &[u8], limits: &Limits) -> Option<Self> {
        let image = Image::load(file, limits).ok()?;
        let parts = image.segments().iter().map(|segment| ModelSegment {
            perm: segment.perm,
            addr: segment.addr.0,
            bytes: segment.bytes.clone(),
            mem_size: segment.mem_size,
        });
        Some(Self { entry: image.entry().0, parts: parts.collect() })
    }

    /// As a packed ELF file without section headers.
    #[must_use]
    pub fn elf(&self) -> Vec<u8> {
        let mut file = Vec::new();
        file.extend(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0");
        file.extend(2_u16.to_le_bytes()); // ET_EXEC
        file.extend(62_u16.to_le_bytes()); // EM_X86_64
        file.extend(1_u32.to_le_bytes());
        file.extend(u64::from(self.entry).to_le_bytes());
        file.extend(64_u64.to_le_bytes()); // program headers
        file.extend(0_u64.to_le_bytes()); // no section headers
        file.extend(0_u32.to_le_bytes());
        for half in [64, 56, self.parts.len() as u16, 64, 0, 0] {
            file.extend(half.to_le_bytes());
        }
        let mut offset = 64 + 56 * self.parts.len() as u64;
        for part in &self.parts {
            let flags = match part.perm {
                Perm::Read => 4_u32,
                Perm::ReadWrite => 6,
                Perm::ReadExecute => 5,
            };
            file.extend(1_u32.to_le_bytes()); // PT_LOAD
            file.extend(flags.to_le_bytes());
            let (addr, size) = (u64::from(part.addr), part.bytes.len() as u64);
            for word in [offset, addr, addr, size, u64::from(part.mem_size), 1] {
                file.extend(word.to_le_bytes());
            }
            offset += size;
        }
        for part in &self.parts {
            file.extend(&part.bytes);
        }
        file
    }

    /// As an ESC file (echo-v1.md 1) with `symbols`.
    #[must_use]
    pub fn esc(&self, symbols: &[u64]) -> Vec<u8> {
        let mut file = b"ECHO\x01\0\0\0".to_vec();
        file.extend(u64::from(self.entry).to_le_bytes());
        file.extend((self.parts.len() as u32).to_le_bytes());
        for part in &self.parts {
            let (kind, flags) = match part.perm {
                Perm::ReadExecute => (1, 6),
                Perm::Read => (6, 2),
                Perm::ReadWrite => (4, 3),
            };
            file.extend([kind, flags]);
            file.extend(u64::from(part.addr).to_le_bytes());
            file.extend(part.mem_size.to_le_bytes());
            file.extend((part.bytes.len() as u32).to_le_bytes());
            file.extend(&part.bytes);
        }
        file.extend((symbols.len() as u32).to_le_bytes());
        file.extend(symbols.iter().flat_map(|symbol| symbol.to_le_bytes()));
        file
    }

    /// As a file of either format.
    #[must_use]
    pub fn write(&self, rng: &mut Rng) -> Vec<u8> {
        if rng.chance(50) {
            return self.elf();
        }
        let symbols: Vec<u64> = (0..rng.below(4)).map(|_| self.address(rng)).collect();
        self.esc(&symbols)
    }

    /// An address: in the contract or just beside it.
    pub fn address(&self, rng: &mut Rng) -> u64 {
        let Some(part) = self.parts.get(offset(self.parts.len().max(1), rng)) else { return number(rng) };
        let at = match rng.below(8) {
            0 => 0,
            1 => part.mem_size,
            2 => part.mem_size.wrapping_sub(1),
            3 => part.bytes.len() as u32,
            _ => rng.below(part.mem_size.max(1)),
        };
        u64::from(part.addr.wrapping_add(at))
    }

    /// The same memory in other segments: cut at random places, the zeroes at the end of data given or left out.
    /// Nothing of it changes what a contract is.
    pub fn cut(&mut self, rng: &mut Rng) {
        for _ in 0..rng.below(4) {
            let n = offset(self.parts.len(), rng);
            if self.parts[n].mem_size < 2 || self.parts.len() >= 100 {
                continue;
            }
            let part = &mut self.parts[n];
            // Mostly where words are: a cut through one is what readers of words get wrong.
            let mut at = 1 + rng.below(part.mem_size - 1);
            if rng.chance(50) {
                at = (at & !7).max(1);
            }
            let given = part.bytes.len().min(at as usize);
            let rest = part.bytes.split_off(given);
            let tail = ModelSegment {
                perm: part.perm,
                addr: part.addr.wrapping_add(at),
                bytes: rest,
                mem_size: part.mem_size - at,
            };
            part.mem_size = at;
            self.parts.insert(n + 1, tail);
        }
        for part in &mut self.parts {
            // Text is never filled up with zeroes.
            if part.perm == Perm::ReadExecute {
                continue;
            }
            match rng.below(3) {
                0 => {
                    let given = part.bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
                    part.bytes.truncate(given);
                }
                1 => {
                    let all = (part.mem_size as usize).min(part.bytes.len() + 64);
                    part.bytes.resize(all, 0);
                }
                _ => {}
            }
        }
    }
}

/// Files that need no compiler: the smallest, and one of everything.
#[must_use]
pub fn by_hand() -> Vec<Vec<u8>> {
    // lea rax, [table]; mov ecx, 1; movsxd rcx, [rax+rcx*4]; add rax, rcx; jmp rax; two entries, two returns
    let table = [READ_ONLY, READ_ONLY].map(|table| (TEXT + 21).wrapping_sub(table));
    let mut text = vec![0x48, 0x8d, 0x05];
    text.extend((READ_ONLY - (TEXT + 7)).to_le_bytes());
    text.extend([0xb9, 1, 0, 0, 0, 0x48, 0x63, 0x0c, 0x88, 0x48, 0x01, 0xc8, 0xff, 0xe0, 0xc3, 0xc3]);
    let read_only = table.iter().flat_map(|entry| entry.to_le_bytes()).collect();
    let data = u64::from(TEXT + 22).to_le_bytes().to_vec();
    let models = [Model::new(vec![0xc3], Vec::new(), Vec::new(), 0), Model::new(text, read_only, data, 5000)];
    models.iter().flat_map(|model| [model.elf(), model.esc(&[u64::from(TEXT)])]).collect()
}
