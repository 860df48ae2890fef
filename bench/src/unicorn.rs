//! Runs a kernel in unicorn: the contract file itself, its host calls served by an interrupt hook.
//!
//! The emulator lives on between calls, so its translations do; `emu_start` is timed alone, from the entry to the return. Two host calls happen in it.

use crate::clock;
use crate::runner::{Runner, TimedCall};
use anyhow::{Context, Result, bail};
use echo_abi::layout::{PAGE_SIZE, STACK_TOP};
use echo_abi::scpi::Function;
use echo_abi::{Image, Limits, Perm};
use std::collections::BTreeMap;
use std::path::Path;
use unicorn_engine::{Arch, Mode, Prot, RegisterX86, Unicorn, uc_error};

const PAGE: u64 = PAGE_SIZE as u64;
const STACK_SIZE: u64 = 1 << 20;
/// Where the contract returns to: the emulation ends there. An address that is mapped, for unicorn translates it first.
const RETURN_TO: u64 = STACK_TOP as u64;

/// What the contract asks for and what it gives back.
#[derive(Debug, Default)]
struct KernelHost {
    n: u64,
    checksum: Option<u64>,
    /// A host call that a kernel has no business making.
    unexpected: Option<u32>,
}

/// An emulator with a contract in its memory.
pub struct Emulator {
    emulator: Unicorn<'static, KernelHost>,
    entry: u64,
}

impl Emulator {
    /// Maps the contract in `file`.
    pub fn load(file: &Path) -> Result<Self> {
        let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let image = Image::load(&bytes, &Limits::default())?;
        let mut emulator =
            Unicorn::new_with_data(Arch::X86, Mode::MODE_64, KernelHost::default()).map_err(failed)?;
        for (start, end, prot) in page_runs(&image) {
            emulator.mem_map(start, end - start, prot).map_err(failed)?;
        }
        for segment in image.segments() {
            emulator.mem_write(u64::from(segment.addr.0), &segment.bytes).map_err(failed)?;
        }
        emulator.mem_map(RETURN_TO - STACK_SIZE, STACK_SIZE, Prot::READ | Prot::WRITE).map_err(failed)?;
        emulator.mem_map(RETURN_TO, PAGE, Prot::READ | Prot::EXEC).map_err(failed)?;
        emulator.add_intr_hook(serve).map_err(failed)?;
        Ok(Self { emulator, entry: u64::from(image.entry().0) })
    }
}

impl Runner for Emulator {
    fn call(&mut self, n: u64) -> Result<TimedCall> {
        *self.emulator.get_data_mut() = KernelHost { n, ..KernelHost::default() };
        // Aligned to 16 before the call pushed the return address, as the System V ABI has it.
        let rsp = RETURN_TO - 24;
        self.emulator.mem_write(rsp, &RETURN_TO.to_le_bytes()).map_err(failed)?;
        self.emulator.reg_write(RegisterX86::RSP, rsp).map_err(failed)?;
        let (result, time) = clock::time(|| self.emulator.emu_start(self.entry, RETURN_TO, 0, 0));
        result.map_err(failed)?;
        let host = self.emulator.get_data();
        if let Some(number) = host.unexpected {
            bail!("the kernel made the host call {number:#x}");
        }
        Ok(TimedCall { checksum: host.checksum.context("the kernel returned nothing")?, time, gas: None })
    }
}

/// Serves `int number`: n as the parameter, the checksum as the returned value.
fn serve(emulator: &mut Unicorn<'_, KernelHost>, number: u32) {
    let served = match u8::try_from(number).ok().and_then(Function::from_number) {
        Some(Function::ParamU64) => emulator.reg_read(RegisterX86::RDI).and_then(|pointer| {
            let n = emulator.get_data().n;
            emulator.mem_write(pointer, &n.to_le_bytes())?;
            emulator.reg_write(RegisterX86::RAX, 1)
        }),
        Some(Function::ReturnU64) => emulator.reg_read(RegisterX86::RDI).map(|checksum| {
            emulator.get_data_mut().checksum = Some(checksum);
        }),
        _ => Err(uc_error::EXCEPTION),
    };
    if served.is_err() {
        emulator.get_data_mut().unexpected = Some(number);
        // It fails only if nothing runs, and then there is nothing to stop.
        let _ = emulator.emu_stop();
    }
}

/// The pages of the image as runs of one protection: start, end, and the union of what the segments on each page may do, for two
/// segments can share a page.
fn page_runs(image: &Image) -> Vec<(u64, u64, Prot)> {
    let mut pages: BTreeMap<u64, Prot> = BTreeMap::new();
    for segment in image.segments() {
        let prot = match segment.perm {
            Perm::Read => Prot::READ,
            Perm::ReadWrite => Prot::READ | Prot::WRITE,
            Perm::ReadExecute => Prot::READ | Prot::EXEC,
        };
        for page in u64::from(segment.addr.0) / PAGE..u64::from(segment.end().0).div_ceil(PAGE) {
            *pages.entry(page).or_insert(prot) |= prot;
        }
    }
    let mut runs: Vec<(u64, u64, Prot)> = Vec::new();
    for (page, prot) in pages {
        match runs.last_mut() {
            Some((_, end, last)) if *end == page * PAGE && *last == prot => *end += PAGE,
            _ => runs.push((page * PAGE, (page + 1) * PAGE, prot)),
        }
    }
    runs
}

fn failed(error: uc_error) -> anyhow::Error {
    anyhow::anyhow!("unicorn: {error:?}")
}
