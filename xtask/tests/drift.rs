//! The documents and the header, as checked in, say what the tables say: rendered anew, they are the same bytes.
//!
//! The renderer is the one that `make generate` uses. A difference means a table was changed and the files
//! were not.

use echo_abi::scpi::Function;
use echo_abi::sdk::BINDINGS;
use xtask::{bindings, languages, render};

fn read(name: &str) -> String {
    let path = xtask::echo_abi().join(name);
    std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run `make generate`", path.display()))
}

#[test]
fn committed_files_are_what_the_tables_say() {
    let files = xtask::generated().expect("header and document have their markers");
    assert!(files.len() >= 17, "the header, six documents, the numbers in echo-sdk, nine bindings");
    let stale: Vec<_> = files
        .iter()
        .filter_map(|(name, rendered)| {
            let committed = read(name);
            let line = committed.lines().zip(rendered.lines()).position(|(a, b)| a != b);
            (committed != *rendered).then(|| match line {
                Some(line) => format!("{name}, line {}", line + 1),
                None => format!("{name}, its length"),
            })
        })
        .collect();
    assert!(stale.is_empty(), "not what the tables say (run `make generate`): {}", stale.join("; "));
}

#[test]
fn a_changed_line_is_noticed() {
    let header = read(render::HEADER);
    let tampered = header.replace("#define ECHO_ALLOCATE 0x11", "#define ECHO_ALLOCATE 0x10");
    assert_ne!(header, tampered, "the header defines ECHO_ALLOCATE");
    let files = render::files(&tampered).expect("the header has its markers");
    assert_eq!(files[0], (render::HEADER, header));
    assert!(render::files("no markers").is_err());
}

#[test]
fn a_changed_line_of_the_languages_is_noticed() {
    let (document, table) = (read(languages::DOCUMENT), read(languages::LANGUAGES));
    let tampered = document.replace("\ngcc -O2 ", "\ngcc -O3 ");
    assert_ne!(document, tampered, "the document has the line");
    assert_eq!(languages::document(&tampered, &table).as_ref(), Ok(&document));
    assert!(languages::document("no markers", &table).is_err());
    assert!(languages::document(&document, &table.replace("\ngas = ", "\nfuel = ")).is_err());
}

#[test]
fn every_binding_is_declared_to_travel() {
    let mut rendered: Vec<_> = bindings::files().into_iter().map(|(name, _)| name).collect();
    let mut travelling: Vec<_> =
        BINDINGS.iter().map(|binding| format!("bindings/{}", binding.name)).collect();
    rendered.sort();
    travelling.sort();
    assert_eq!(rendered, travelling, "what is rendered, and what `echo-vm cflags` brings along");
}

#[test]
fn every_function_stands_in_header_and_document_once() {
    let (header, document, numbers) = (read(render::HEADER), read("docs/scpi.md"), read(render::SDK_NUMBERS));
    for function in Function::ALL {
        let define = format!("#define ECHO_{} 0x{:02x}\n", function.name().to_uppercase(), *function as u8);
        assert_eq!(header.matches(&define).count(), 1, "{define}");
        let number = format!("[number] \"i\"(0x{:02x})", *function as u8);
        assert_eq!(header.matches(&number).count(), 1, "{number}");
        let constant =
            format!("pub const {}: u8 = 0x{:02x};\n", function.name().to_uppercase(), *function as u8);
        assert_eq!(numbers.matches(&constant).count(), 1, "{constant}");
        assert_eq!(document.matches(&format!("| 0x{:02x} |", *function as u8)).count(), 1, "{function:?}");
    }
}

#[test]
fn arguments_fit_the_four_registers() {
    for function in Function::ALL {
        assert!(function.args().len() <= 4, "{function:?}");
    }
}
