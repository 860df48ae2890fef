//! Addresses of code in its author's words: function, file and line, by the debug information and the symbols of ELF files.
//! Called where a backtrace is told. A file is believed only about code that it has itself.

use addr2line::Context;
use addr2line::gimli::{Dwarf, EndianSlice, Error, LittleEndian, SectionId};
use echo_abi::edge;
use echo_abi::image::{Image, MAX_FILE_SIZE};
use echo_abi::{GuestAddr, Limits, PrintablePath};
use object::read::elf::ElfFile64;
use object::{CompressionFormat, Object, ObjectSection};
use std::borrow::Cow;
use std::env;
use std::path::{Path, PathBuf};

/// Where an address lies. What was inlined there has a place of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The function, demangled; with the distance from it where there is no line.
    pub function: Option<String>,
    /// The source file, relative to the current directory where it is below it.
    pub file: Option<String>,
    /// The line in it, from 1.
    pub line: Option<u32>,
}

/// A contract file, and the ELF files that may be what it was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractSource {
    file: PathBuf,
    elfs: Vec<PathBuf>,
}

impl ContractSource {
    /// A contract file found under a name in one of these directories: what it was made of lies beside it or in another of
    /// them, called `STEM.elf` or `STEM`.
    pub fn new<'a>(file: &Path, name: &Path, directories: impl Iterator<Item = &'a Path>) -> Self {
        let mut elfs = Vec::new();
        for path in std::iter::once(file.to_owned()).chain(directories.map(|directory| directory.join(name)))
        {
            for elf in [path.with_extension("elf"), path.with_extension("")] {
                if elf != file && !elfs.contains(&elf) {
                    elfs.push(elf);
                }
            }
        }
        Self { file: file.to_owned(), elfs }
    }
}

/// What is known of the code of one contract.
pub struct Names {
    image: Image,
    /// The ELF file with its debug information.
    elf: Vec<u8>,
    /// What was found and is not what the contract was made of.
    pub note: Option<String>,
}

impl Names {
    /// Looks for what a contract was made of: in its own file as the chain has it, then in the sources of that code.
    pub fn of(image: &Image, own: Option<Vec<u8>>, sources: &[ContractSource], limits: &Limits) -> Self {
        let mut best: Option<(u8, Image, Vec<u8>)> = None;
        let mut note = None;
        let mut consider = |elf: Vec<u8>| -> bool {
            let Ok(found) = Image::load(&elf, limits) else { return true };
            if !image.is_code_of(&found) {
                return false;
            }
            let worth = if debug_info(&elf).is_some() { 2 } else { u8::from(has_names(&found)) };
            if worth > best.as_ref().map_or(0, |(best, ..)| *best) {
                best = Some((worth, found, elf));
            }
            true
        };
        if let Some(own) = own {
            consider(own);
        }
        for ContractSource { file, elfs } in sources {
            let Some(of_file) = read(file).and_then(|file| Image::load(&file, limits).ok()) else { continue };
            if !image.is_code_of(&of_file) {
                continue;
            }
            for path in std::iter::once(file).chain(elfs) {
                if read(path).is_some_and(|elf| !consider(elf)) {
                    note = Some(format!("{} is not what {} was made of", told(path), told(file)));
                }
            }
        }
        match best {
            Some((_, image, elf)) => Self { image, elf, note: None },
            None => Self { image: image.clone(), elf: Vec::new(), note },
        }
    }

    /// Whether there are any.
    pub fn are_there(&self) -> bool {
        has_names(&self.image)
    }

    /// What stands at these addresses, of each: what was inlined into what, the innermost first. One place at least.
    pub fn places(&self, addrs: &[GuestAddr]) -> Vec<Vec<Place>> {
        let lines = debug_info(&self.elf);
        addrs.iter().map(|addr| self.places_at(lines.as_ref(), *addr)).collect()
    }

    fn places_at(&self, lines: Option<&Lines<'_>>, addr: GuestAddr) -> Vec<Place> {
        let mut places = Vec::new();
        if let Some(mut frames) =
            lines.and_then(|lines| lines.find_frames(u64::from(addr.0)).skip_all_loads().ok())
        {
            while let Ok(Some(frame)) = frames.next() {
                let function = frame.function.as_ref().and_then(|name| name.raw_name().ok());
                let location = frame.location.as_ref();
                places.push(Place {
                    function: function.map(readable),
                    file: location.and_then(|location| location.file).map(nearer),
                    line: location.and_then(|location| location.line).filter(|line| *line > 0),
                });
            }
        }
        if places.is_empty() {
            places.push(Place::default());
        }
        // Debug information of lines alone has no functions.
        if let Some(outermost) = places.last_mut().filter(|place| place.function.is_none()) {
            outermost.function = self.symbol(addr, outermost.line.is_none());
        }
        places
    }

    fn symbol(&self, addr: GuestAddr, with_offset: bool) -> Option<String> {
        let symbol = self.image.symbol_around(addr)?;
        let name = readable(Cow::Borrowed(symbol.name.as_deref()?));
        let offset = addr.0 - symbol.addr.0;
        Some(if with_offset && offset > 0 { format!("{name}+{offset:#x}") } else { name })
    }
}

/// A name as Rust or C++ has it, whatever language the file says: contracts of one may have functions of the other.
fn readable(name: Cow<'_, str>) -> String {
    addr2line::demangle_auto(name, None).into_owned()
}

fn has_names(image: &Image) -> bool {
    image.symbols().iter().any(|symbol| symbol.name.is_some())
}

type Lines<'a> = Context<EndianSlice<'a, LittleEndian>>;

/// The debug information of an ELF file, where it has any that is not compressed.
fn debug_info(elf: &[u8]) -> Option<Lines<'_>> {
    let file = ElfFile64::<object::LittleEndian>::parse(elf).ok()?;
    let data = |name: &str| {
        let section = file.section_by_name(name)?;
        let plain = section.compressed_file_range().ok()?.format == CompressionFormat::None;
        section.data().ok().filter(|data| plain && !data.is_empty())
    };
    data(".debug_line")?;
    let section =
        |id: SectionId| Ok::<_, Error>(EndianSlice::new(data(id.name()).unwrap_or_default(), LittleEndian));
    Context::from_dwarf(Dwarf::load(section).ok()?).ok()
}

fn read(path: &Path) -> Option<Vec<u8>> {
    path.is_file().then(|| edge::read(path, MAX_FILE_SIZE).ok()).flatten()
}

fn told(path: &Path) -> String {
    PrintablePath(Path::new(&nearer(&path.to_string_lossy()))).to_string()
}

/// A path as it is seen from the current directory, where it is below that.
fn nearer(path: &str) -> String {
    let here = env::current_dir().unwrap_or_default();
    let path = Path::new(path);
    let path = path.strip_prefix(&here).or_else(|_| path.strip_prefix(".")).unwrap_or(path);
    path.to_string_lossy().into_owned()
}
