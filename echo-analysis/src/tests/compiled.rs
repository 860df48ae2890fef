//! Compiled code: what `objdump` says of its instructions and branches, and what the compiler's own assembly says of its jump tables.

use crate::bitmap::Mark;
use crate::code_map::CodeMap;
use crate::indirect::{self, table::Targets};
use crate::walk;
use echo_abi::decode::Slot;
use echo_abi::isa::Flow;
use echo_abi::{GuestAddr, Image, Policy};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

const COMPILE: &[&str] =
    &["-S", "-ffreestanding", "-fno-stack-protector", "-fno-asynchronous-unwind-tables", "-w"];

/// Labels of the compiler's tables are kept.
const LINK: &[&str] = &[
    "-static",
    "-nostdlib",
    "-no-pie",
    "-Wa,--keep-locals",
    "-Wl,--discard-none,-e,__apply,--build-id=none,-z,noexecstack",
];

/// The addresses of a set, in order.
type Addresses = BTreeSet<GuestAddr>;

/// What a command prints.
fn output(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(command).args(arguments).output();
    let output = output.unwrap_or_else(|e| panic!("{command} is needed for these tests: {e}"));
    assert!(output.status.success(), "{command} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("its output is text")
}

/// A hexadecimal number.
fn address(hex: &str) -> Option<GuestAddr> {
    u32::from_str_radix(hex, 16).ok().map(GuestAddr)
}

/// What `objdump` says of the text.
#[derive(Default)]
struct Disassembly {
    /// Where instructions start.
    starts: Addresses,
    /// Where padding starts: instructions that do nothing, and that compilers put between functions.
    padding: Addresses,
    /// Where direct jumps and calls lead.
    targets: Addresses,
    /// Where indirect jumps are.
    indirect_jumps: Addresses,
}

impl Disassembly {
    fn of(file: &str) -> Self {
        let mut disassembly = Self::default();
        for line in output("objdump", &["-d", "--no-show-raw-insn", "-M", "intel", file]).lines() {
            // `  401000:	jmp    401020 <__apply+0x20>`
            let Some((addr, text)) = line.split_once(":\t") else { continue };
            let addr = address(addr.trim()).expect("a line starts with its address");
            disassembly.starts.insert(addr);
            let words: Vec<&str> = text.split_whitespace().collect();
            if words.contains(&"nop") || text.starts_with("xchg   ax,ax") {
                disassembly.padding.insert(addr);
            }
            // A `notrack` may stand in front.
            let branch = words.iter().position(|word| word.starts_with('j') || *word == "call");
            if let Some(branch) = branch {
                match words.get(branch + 1).and_then(|target| address(target)) {
                    Some(target) => disassembly.targets.extend([target]),
                    None if words[branch] == "jmp" => disassembly.indirect_jumps.extend([addr]),
                    None => {}
                }
            }
        }
        disassembly
    }
}

/// The jump tables of the compiler's assembly: where each starts, and the labels' addresses that it gives, in order.
fn tables(assembly: &str, file: &str) -> BTreeMap<GuestAddr, Vec<GuestAddr>> {
    let symbols: BTreeMap<String, GuestAddr> = output("nm", &[file])
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.by_ref().nth(2)?.to_owned(), address(line.split_whitespace().next()?)?))
        })
        .collect();
    let (mut tables, mut label) = (BTreeMap::<_, Vec<_>>::new(), "");
    for line in assembly.lines() {
        if let Some((name, "")) = line.trim_end().split_once(':') {
            label = name;
        }
        // `.quad .L3`, `.long .L3-.L4`
        let entry = line.trim().strip_prefix(".quad").or_else(|| line.trim().strip_prefix(".long"));
        let target =
            entry.and_then(|entry| entry.trim().split('-').next()).filter(|name| name.starts_with(".L"));
        if let Some(target) = target {
            tables.entry(symbols[label]).or_default().push(symbols[target]);
        }
    }
    tables
}

/// Compiles the switches; the file, and the compiler's assembly of them.
fn compile(compiler: &str, flags: &[&str], directory: &Path) -> (String, String) {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/switches.c");
    let path = |name: &str| directory.join(name).to_str().expect("a path of text").to_owned();
    let (assembly, file) = (path("switches.s"), path("switches"));
    output(compiler, &[COMPILE, flags, &["-o", &assembly, source]].concat());
    output("gcc", &[LINK, &["-o", &file, &assembly]].concat());
    (file, std::fs::read_to_string(assembly).expect("the compiler has written it"))
}

/// Instructions, the blocks that branches begin, and the entries of every jump table.
fn check(compiler: &str, flags: &[&str]) -> usize {
    let directory = assert_fs::TempDir::new().expect("a temporary directory");
    let (file, assembly) = compile(compiler, flags, directory.path());
    let (said, tables) = (Disassembly::of(&file), tables(&assembly, &file));
    let policy = Policy::default();
    let bytes = std::fs::read(&file).expect("the linker has written it");
    let image = Image::load(&bytes, &policy.limits).expect("it is a contract file");
    let mut map = CodeMap::new(&image, policy.features());
    let walked = walk::walk(&mut map);
    let what = format!("{compiler} {flags:?}");
    assert!(walked.flawed.is_empty(), "{what}");

    let starts: Addresses = map.starts(Mark::START).into_iter().collect();
    assert!(starts.len() > 100, "{what}");
    assert_eq!(starts.difference(&said.starts).next(), None, "{what}: inside of an instruction");
    let missed = said.starts.difference(&said.padding).find(|addr| !starts.contains(addr));
    assert_eq!(missed, None, "{what}: not found");
    assert_eq!(map.starts(Mark::TARGET).into_iter().collect::<Addresses>(), said.targets, "{what}");

    let mut slot = Slot::new();
    let mut found = BTreeMap::new();
    let mut jumps = Addresses::new();
    for addr in starts {
        let inst = *map.text.read(addr, &mut slot).expect("it is an instruction");
        if inst.flow() != Flow::JumpIndirect {
            continue;
        }
        jumps.insert(addr);
        match indirect::targets(&mut map, &inst, &mut usize::MAX.clone()) {
            Some(Targets::Table(table)) => {
                let entries = (0..table.len.expect("a comparison bounds the index"))
                    .map(|i| table.entry(i).and_then(|at| table.target(&image, at)).expect("an entry"));
                found.insert(table.start, entries.collect::<Vec<_>>());
            }
            other => panic!("{what}: {addr} goes to {other:?}"),
        }
    }
    assert_eq!(jumps, said.indirect_jumps, "{what}");
    assert_eq!(found, tables, "{what}");
    tables.len()
}

#[test]
fn instructions_blocks_and_jump_tables_are_those_of_the_compiler() {
    // GNU as does not know clang's table of addresses that matter.
    for (compiler, own) in [("gcc", &[][..]), ("clang-19", &["-fno-addrsig"])] {
        if Command::new(compiler).arg("--version").output().is_err() {
            println!("skipped: {compiler} is not there");
            continue;
        }
        for level in ["-O0", "-O1", "-O2", "-O3", "-Os"] {
            for pie in ["-fno-pie", "-fpie"] {
                assert!(check(compiler, &[own, &[level, pie]].concat()) >= 6, "{compiler} {level} {pie}");
                assert_eq!(check(compiler, &[own, &[level, pie, "-fno-jump-tables"]].concat()), 0);
            }
        }
    }
}
