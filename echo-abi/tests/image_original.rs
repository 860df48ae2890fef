//! The surviving original contracts load as what they are.

use echo_abi::image::Container;
use echo_abi::image::esc;
use echo_abi::{GuestAddr, Image, Limits, Perm};
use std::path::Path;

/// An original contract, or `None` (said aloud) where the checkout stands alone.
fn original(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/contracts").join(name);
    let file = std::fs::read(&path).ok();
    if file.is_none() {
        println!("skipped: {} is not there", path.display());
    }
    file
}

#[test]
fn fib_loads() {
    let Some(file) = original("fib.esc") else { return };
    let image = Image::load(&file, &Limits::default()).unwrap();
    assert_eq!(image.container(), Container::Esc);
    assert_eq!(image.entry(), GuestAddr(0x40_1078));
    let cut: Vec<_> =
        image.segments().iter().map(|s| (s.addr.0, s.mem_size, s.bytes.len(), s.perm)).collect();
    assert_eq!(cut, [(0x40_1000, 293, 293, Perm::ReadExecute), (0x40_2000, 4, 4, Perm::Read)]);
    // Six of its thirteen symbols lie in memory; the others are null, or mark what was not copied.
    assert_eq!(image.symbols().len(), 6);
    assert!(image.symbols().iter().all(|y| y.name.is_none()));
}

#[test]
fn text_and_constants_of_hello_share_a_page() {
    let Some(file) = original("hello.esc") else { return };
    let image = Image::load(&file, &Limits::default()).unwrap();
    assert_eq!(image.entry(), GuestAddr(0x40_055a));
    let cut: Vec<_> =
        image.segments().iter().map(|s| (s.addr.0, s.mem_size, s.bytes.len(), s.perm)).collect();
    assert_eq!(cut, [(0x40_010c, 4165, 4165, Perm::ReadExecute), (0x40_1158, 152, 152, Perm::Read)]);
    let pages: Vec<_> = image.pages().collect();
    assert_eq!(pages, [0x40_0000, 0x40_1000].map(|p| (GuestAddr(p), Perm::ReadExecute)));
}

#[test]
fn writing_keeps_everything_but_the_symbols() {
    for (name, size) in [("fib.esc", 461 - 13 * 8), ("hello.esc", 5089 - 89 * 8)] {
        let Some(file) = original(name) else { return };
        let image = Image::load(&file, &Limits::default()).unwrap();
        let written = esc::write(image.entry(), image.segments());
        assert_eq!(written.len(), size, "{name}");
        let again = Image::load(&written, &Limits::default()).unwrap();
        image.same_contract(&again).unwrap();
        assert_eq!(esc::write(again.entry(), again.segments()), written, "{name}");
    }
}
