//! Files import each other in one direction: no circles, but within the folder of one noun.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, iter};

/// The crates, by folder.
const CRATES: [&str; 14] = [
    "bench",
    "conformance",
    "echo-abi",
    "echo-analysis",
    "echo-chain",
    "echo-native",
    "echo-sdk",
    "echo-sdk-build",
    "echo-sdk-macros",
    "echo-strip",
    "echo-validate",
    "echo-vm",
    "fuzz",
    "xtask",
];

/// A crate's rooms: what each file or folder right below `src` imports from which other, and a line that does so. `lib`
/// and `main` are no rooms: they declare the others.
type Rooms = BTreeMap<String, BTreeMap<String, String>>;

/// The Rust files below `folder`, with their module paths from there: `lower/vector.rs` is `lower`, `vector`.
fn files(folder: &Path, module: &[String]) -> Vec<(Vec<String>, PathBuf)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut all = Vec::new();
    for entry in entries {
        let path = entry.expect("a folder can be listed").path();
        let name = path.file_stem().expect("it has a name").to_str().expect("it is text").to_owned();
        let inner = [module, std::slice::from_ref(&name)].concat();
        if path.is_dir() {
            all.extend(files(&path, &inner));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let is_folder = ["mod", "lib", "main"].contains(&name.as_str());
            all.push((if is_folder { module.to_vec() } else { inner }, path));
        }
    }
    all.sort();
    all
}

/// A file without its comments and without its tests, which stand at its end.
fn product(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The modules that `text` declares for tests alone: `#[cfg(test)]`, and behind it `mod name;`.
fn test_modules(text: &str) -> Vec<String> {
    let behind = text.split("#[cfg(test)]\n").skip(1).filter_map(|rest| rest.lines().next());
    let names = behind.filter_map(|line| line.trim().split_once("mod ")?.1.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// The paths that a tree of imports, the text behind `crate::`, begins with, as far as two names: `{a::{b, c}, d}` gives
/// `a::b`, `a::c` and `d`.
fn heads(tree: &str, depth: usize) -> Vec<Vec<String>> {
    let tree = tree.trim_start();
    let Some(inner) = tree.strip_prefix('{') else {
        let end = tree.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(tree.len());
        let (name, rest) = tree.split_at(end);
        if name.is_empty() {
            return Vec::new();
        }
        let below = match rest.strip_prefix("::") {
            Some(rest) if depth > 1 => heads(rest, depth - 1),
            _ => Vec::new(),
        };
        let paths = if below.is_empty() { vec![Vec::new()] } else { below };
        return paths.into_iter().map(|path| [vec![name.to_owned()], path].concat()).collect();
    };
    let mut open = 0;
    let mut paths = Vec::new();
    let mut start = 0;
    for (at, c) in inner.char_indices() {
        match c {
            '{' => open += 1,
            '}' if open > 0 => open -= 1,
            ',' | '}' if open == 0 => {
                paths.extend(heads(&inner[start..at], depth));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    paths
}

/// The paths in `text`, a file of the module `module`, that begin with `crate` or `super`, as paths from the crate's root.
fn paths(text: &str, module: &[String]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for keyword in ["crate::", "super::"] {
        for (at, _) in text.match_indices(keyword) {
            let before = text[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') || text[..at].ends_with("super::") {
                continue;
            }
            let mut rest = &text[at + keyword.len()..];
            let mut base = Vec::new();
            if keyword == "super::" {
                let mut levels = 1;
                while let Some(further) = rest.strip_prefix("super::") {
                    (rest, levels) = (further, levels + 1);
                }
                base = module[..module.len().saturating_sub(levels)].to_vec();
            }
            all.extend(heads(rest, 2).into_iter().map(|path| [base.clone(), path].concat()));
        }
    }
    all
}

/// What a root's `pub use` makes of other rooms' names, by name: in `use crate::Image` the room is `image`.
fn reexports(root: &str) -> BTreeMap<String, String> {
    let uses = root.match_indices("use ").map(|(at, word)| &root[at + word.len()..]);
    let paths = uses.flat_map(|tree| heads(tree, 2));
    paths.filter_map(|path| <[String; 2]>::try_from(path).ok()).map(|[room, name]| (name, room)).collect()
}

/// Reads the rooms of the crate in `folder`.
fn rooms(folder: &Path) -> Rooms {
    let files = files(&folder.join("src"), &[]);
    let read = |path: &Path| fs::read_to_string(path).expect("a listed file can be read");
    let text = |path: &Path| product(&read(path));
    let of_tests = |(module, path): &(Vec<String>, PathBuf)| {
        let names = test_modules(&read(path)).into_iter();
        names.map(|name| [module.as_slice(), &[name]].concat()).collect::<Vec<_>>()
    };
    let tests: Vec<Vec<String>> = files.iter().flat_map(of_tests).collect();
    let names: BTreeSet<_> = files.iter().filter_map(|(module, _)| module.first().cloned()).collect();
    let roots = files.iter().filter(|(module, _)| module.is_empty());
    let reexports: BTreeMap<_, _> = roots.flat_map(|(_, path)| reexports(&text(path))).collect();
    let mut rooms = Rooms::new();
    for (module, path) in &files {
        if tests.iter().any(|test| module.starts_with(test)) {
            continue;
        }
        let Some(own) = module.first() else { continue };
        for imported in paths(&text(path), module) {
            let Some(first) = imported.first() else { continue };
            let Some(other) = names.get(first).or_else(|| reexports.get(first)) else { continue };
            if other != own && names.contains(other) {
                let line = format!("{}: {}", path.display(), imported.join("::"));
                rooms.entry(own.clone()).or_default().entry(other.clone()).or_insert(line);
            }
        }
    }
    rooms
}

/// A circle from a room back to itself, as the lines that import.
fn circle(rooms: &Rooms) -> Option<Vec<String>> {
    for start in rooms.keys() {
        // From where each room was reached first.
        let mut from = BTreeMap::new();
        let mut next = vec![start];
        while let Some(room) = next.pop() {
            for other in rooms.get(room).into_iter().flat_map(BTreeMap::keys) {
                if !from.contains_key(other) {
                    from.insert(other, room);
                    next.push(other);
                }
            }
        }
        if from.contains_key(start) {
            let back = iter::successors(Some(start), |room| Some(from[room]).filter(|room| *room != start));
            let mut lines: Vec<_> = back.map(|room| rooms[from[room]][room].clone()).collect();
            lines.reverse();
            return Some(lines);
        }
    }
    None
}

fn root() -> PathBuf {
    xtask::echo_abi().parent().expect("echo-abi lies in the repository").to_path_buf()
}

#[test]
fn no_files_import_each_other() {
    let mut imports = 0;
    for name in CRATES {
        let rooms = rooms(&root().join(name));
        imports += rooms.values().map(BTreeMap::len).sum::<usize>();
        if let Some(lines) = circle(&rooms) {
            panic!("{name} has a circle of imports:\n{}", lines.join("\n"));
        }
    }
    assert!(imports > 200, "{imports} imports were found");
}

#[test]
fn every_crate_is_looked_at() {
    let folders = fs::read_dir(root()).expect("the repository can be listed");
    let with_code =
        folders.map(|entry| entry.expect("it can be listed").path()).filter(|path| path.join("src").is_dir());
    let mut names: Vec<_> =
        with_code.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect();
    names.sort();
    assert_eq!(names, CRATES);
}

#[test]
fn imports_are_seen_in_every_form() {
    let module = ["interp".to_owned(), "lower".to_owned()];
    let seen = |text: &str| {
        let mut all: Vec<_> = paths(&product(text), &module).iter().map(|path| path.join("::")).collect();
        all.sort();
        all
    };
    assert_eq!(seen("use crate::{a::{self, B}, c, d::{E}};"), ["a::B", "a::self", "c", "d::E"]);
    assert_eq!(seen("x(crate::a::b(1)); // crate::c\npub(crate) fn f() {}"), ["a::b"]);
    assert_eq!(
        seen("use super::uop::Uop;\nuse super::super::alu::lanes;"),
        ["alu::lanes", "interp::uop::Uop"]
    );
    assert_eq!(seen("use super::{\n    a,\n    b::C,\n};"), ["interp::a", "interp::b::C"]);
    assert_eq!(seen("use crate::a;\n#[cfg(test)]\nmod tests {\n    use crate::b;\n}\n"), ["a"]);
    let modules = "#[cfg(test)]\nmod a;\nmod b;\n#[cfg(test)]\npub(crate) mod c;\n#[cfg(test)]\nfn d() {}";
    assert_eq!(test_modules(modules), ["a", "c"]);
    let names = reexports("mod a;\npub use a::{B, c::D};\nuse e::F as G;");
    assert_eq!(
        names.into_iter().collect::<Vec<_>>(),
        [("B", "a"), ("F", "e"), ("c", "a")].map(|(n, r)| (n.to_owned(), r.to_owned()))
    );
}

#[test]
fn a_circle_is_found_and_told() {
    let rooms = |imports: &[(&str, &str)]| {
        let mut rooms = Rooms::new();
        for (from, to) in imports {
            rooms.entry((*from).to_owned()).or_default().insert((*to).to_owned(), format!("{from}→{to}"));
        }
        rooms
    };
    assert_eq!(circle(&rooms(&[("a", "b"), ("b", "c"), ("a", "c")])), None);
    let found =
        circle(&rooms(&[("x", "b"), ("b", "c"), ("c", "d"), ("d", "b"), ("d", "e")])).expect("b, c, d");
    assert_eq!(found, ["b→c", "c→d", "d→b"]);
}
