//! Of echo-abi, this crate takes ids, logs, denials, and how texts are read and shown: nothing of a machine, its
//! instructions, its contract files, or its gas. Contracts of any kind can stand on it.

use std::path::Path;

/// What the sources name of echo-abi, as paths of one segment.
fn taken(source: &str) -> Vec<String> {
    let code: String = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let mut found = Vec::new();
    for rest in code.split("echo_abi::").skip(1) {
        let list =
            rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map_or(rest, |(list, _)| list);
        let names = if list.len() < rest.len() { list.split(',').collect() } else { vec![rest] };
        let name =
            |path: &str| path.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        found.extend(names.into_iter().map(name).filter(|name: &String| !name.is_empty()));
    }
    found
}

#[test]
fn sources_name_nothing_of_a_machine() {
    let allowed = [
        "Hex",
        "Log",
        "Printable",
        "PrintableBytes",
        "PrintablePath",
        "StateDenied",
        "document",
        "hex",
        "id",
        "printable",
    ];
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    for file in std::fs::read_dir(sources).expect("there are sources") {
        let path = file.expect("readable").path();
        let source = std::fs::read_to_string(&path).expect("text");
        for name in taken(&source) {
            assert!(allowed.contains(&name.as_str()), "{} takes {name} of echo-abi", path.display());
            all.push(name);
        }
    }
    all.sort();
    all.dedup();
    assert_eq!(all, allowed, "what nobody takes stands in the list");
}

#[test]
fn what_is_taken_is_seen() {
    assert_eq!(taken("use echo_abi::isa::Reg;\nuse echo_abi::{Log, gas};"), ["isa", "Log", "gas"]);
    assert_eq!(taken("/// [`echo_abi::Limits`]\nlet x = echo_abi::layout::PAGE_SIZE;"), ["layout"]);
}
