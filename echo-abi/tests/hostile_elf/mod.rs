//! ELF files with names that nobody would give, for the tests of all tools.

/// Names that steer a terminal, leave their line, hide, reorder what stands around them, or are no text.
pub const NAMES: &[&[u8]] = &[
    b"\x1b[31mred\x1b[0m",
    b"\x1b]0;title\x07",
    b"line\nerror: fake",
    b"back\x08\x08\x08\rover",
    b"\x7fdelete",
    "\u{9b}31mc1".as_bytes(),
    "\u{202e}txet\u{202c}".as_bytes(),
    "\u{2066}isolate\u{2069}".as_bytes(),
    "zero\u{200b}\u{200d}\u{2060}\u{feff}width".as_bytes(),
    "\u{2028}separator\u{85}".as_bytes(),
    "\u{3164}filler\u{ad}".as_bytes(),
    "mark\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}".as_bytes(),
    "tag\u{e0041}\u{fe0f}".as_bytes(),
    b"\xff\xfe\x80bytes",
];

/// What of `text` a terminal would obey, or a person would not see. By definitions of the standard library: control
/// characters, and what it escapes in the middle of a text.
pub fn unfit(text: &str) -> Vec<char> {
    let is_unfit = |c: char| c.is_control() || format!("x{c}").escape_debug().count() != 2;
    text.chars().filter(|c| !matches!(c, '\n' | '"' | '\'' | '\\') && is_unfit(*c)).collect()
}

/// What a file has beside its code.
#[derive(Clone, Copy, Default)]
pub struct Names<'a> {
    /// Names of sections, each of one byte of the file.
    pub sections: &'a [&'a [u8]],
    /// `sh_type` of these, and `sh_flags`.
    pub kind: (u32, u64),
    /// Names of functions at the first byte of the code.
    pub defined: &'a [&'a [u8]],
    /// Names of functions that are missing.
    pub undefined: &'a [&'a [u8]],
}

/// Where the code lies in the file, and what is added to that for its address.
const CODE: u64 = 120;
const BASE: u64 = 0x40_0000;

/// `SHF_EXECINSTR`: such a section is the code.
const EXECUTABLE: u64 = 4;

/// A static executable with this code, at 0x400000 and an offset, and these names. Equal names share their bytes.
pub fn elf(code: &[u8], names: Names<'_>) -> Vec<u8> {
    let mut strings = vec![0];
    let mut last: (&[u8], u32) = (b"", 0);
    let mut string = |name| {
        if last.0 != name {
            last = (name, u32::try_from(strings.len()).unwrap());
            strings.extend(name);
            strings.push(0);
        }
        last.1
    };
    let mut headers = vec![0; 64];
    for name in names.sections {
        headers.extend(section(string(name), names.kind.0, names.kind.1, (CODE, 24), 0));
    }
    let mut symbols = vec![0; 24];
    for (name, index) in
        names.defined.iter().map(|name| (name, 1_u16)).chain(names.undefined.iter().map(|name| (name, 0)))
    {
        symbols.extend(string(name).to_le_bytes());
        symbols.extend([0x12, 0]);
        symbols.extend(index.to_le_bytes());
        symbols.extend((u64::from(index) * (BASE + CODE)).to_le_bytes());
        symbols.extend([0; 8]);
    }
    let symbols_at = CODE + code.len() as u64;
    let strings_at = symbols_at + symbols.len() as u64;
    let count = u16::try_from(names.sections.len()).unwrap();
    headers.extend(section(0, 2, 0, (symbols_at, symbols.len() as u64), u32::from(count) + 2));
    headers.extend(section(0, 3, 0, (strings_at, strings.len() as u64), 0));

    let mut file = b"\x7fELF\x02\x01\x01".to_vec();
    file.resize(16, 0);
    file.extend([2, 0, 62, 0, 1, 0, 0, 0]);
    for number in [BASE + CODE, 64, strings_at + strings.len() as u64] {
        file.extend(number.to_le_bytes());
    }
    file.extend([0; 4]);
    for number in [64, 56, 1, 64, count + 3, count + 2] {
        file.extend(number.to_le_bytes());
    }
    file.extend([1, 0, 0, 0, 5, 0, 0, 0]);
    for number in [CODE, BASE + CODE, BASE + CODE, code.len() as u64, code.len() as u64, 8] {
        file.extend(number.to_le_bytes());
    }
    file.extend([code, &symbols, &strings, &headers].concat());
    file
}

fn section(name: u32, kind: u32, flags: u64, (offset, size): (u64, u64), link: u32) -> Vec<u8> {
    let mut header = name.to_le_bytes().to_vec();
    header.extend(kind.to_le_bytes());
    let addr = if flags & EXECUTABLE != 0 { BASE + CODE } else { 0 };
    for number in [flags, addr, offset, size] {
        header.extend(number.to_le_bytes());
    }
    header.extend(link.to_le_bytes());
    header.extend([0; 20]);
    header
}
