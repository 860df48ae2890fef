//! Texts that make an engine decode as much as they can for as little gas as they can. Also included by the bench.

/// A text at `text_at` whose region behind a short start is entered at `count` places, `step` bytes apart: `region` is
/// given its address, and that of the code to which it must jump when it was run through.
pub fn entered_everywhere(
    text_at: u32,
    step: u32,
    count: u32,
    region: impl Fn(u32, u32) -> Vec<u8>,
) -> Vec<u8> {
    const START: usize = 256;
    // mov r8d, region ^ key; xor r8d, key; mov r9d, count; jmp go; back: add r8d, step; dec r9d; jnz go; ret;
    // go: xor eax, eax; jmp r8. The key hides the region from whoever looks for addresses.
    let (at, key) = (text_at + START as u32, 0x5a5a_1234);
    let mut text = [&[0x41, 0xb8][..], &(at ^ key).to_le_bytes(), &[0x41, 0x81, 0xf0]].concat();
    text.extend(key.to_le_bytes());
    text.extend([&[0x41, 0xb9][..], &count.to_le_bytes()].concat());
    let back: Vec<u8> =
        [&[0x41, 0x81, 0xc0][..], &step.to_le_bytes(), &[0x41, 0xff, 0xc9, 0x75, 0x01, 0xc3]].concat();
    text.extend([0xeb, back.len() as u8]);
    let back_at = text_at + text.len() as u32;
    text.extend(back);
    text.extend([0x31, 0xc0, 0x41, 0xff, 0xe0]);
    text.resize(START, 0xcc);
    text.extend(region(at, back_at));
    text
}

/// `opcode` and the displacement from its end, `from`, to `to`.
pub fn near_jump(opcode: &[u8], from: u32, to: u32) -> Vec<u8> {
    [opcode, &to.wrapping_sub(from).to_le_bytes()].concat()
}

/// Texts for `text_at`, of a size, that make an engine decode as much as they can.
pub fn texts(text_at: u32, size: u32) -> Vec<(&'static str, Vec<u8>)> {
    // `unit` again and again, then what ends any of them (`clc`, or a register), and a jump back.
    let sled = |unit: &'static [u8]| {
        let count = size / unit.len() as u32;
        move |at: u32, back: u32| {
            let mut region = unit.repeat(count as usize);
            region.extend([0xf8; 16]);
            let end = at + region.len() as u32;
            region.extend(near_jump(&[0xe9], end + 5, back));
            region
        }
    };
    let all =
        |step, count, region: &dyn Fn(u32, u32) -> Vec<u8>| entered_everywhere(text_at, step, count, region);
    vec![
        // A `jnz` at each byte, all taken, each to one 119 bytes on.
        (
            "each byte another jump",
            all(1, 0x77, &|at, back| {
                let mut region = vec![0x75; size as usize];
                region.extend([0x90; 126]);
                let end = at + region.len() as u32;
                region.extend(near_jump(&[0xe9], end + 5, back));
                region
            }),
        ),
        // A conditional jump back every 6 bytes, each entered: flags are looked for on all sides.
        (
            "many jumps back",
            all(6, size / 6, &|at, back| {
                let jumps = (0..size / 6).flat_map(|i| near_jump(&[0x0f, 0x85], at + 6 * i + 6, back));
                jumps.chain([0xc3]).collect()
            }),
        ),
        // Each skips a `nop`, so that what was looked at is decoded again and again.
        ("jumps over one byte", all(3, 200, &sled(&[0x75, 0x01, 0x90]))),
        ("nothing but nop", all(1, size, &sled(&[0x90]))),
        // adc ah, dh: flags live throughout
        ("additions with flags", all(2, 64, &sled(&[0x10, 0xf4]))),
        // popcnt ax, cx: the general way
        ("general instructions", all(5, size / 5, &sled(&[0x66, 0xf3, 0x0f, 0xb8, 0xc1]))),
        // rol al, 0xc0, and again at the next byte and at the one after it
        ("each byte an instruction", all(1, 3, &sled(&[0xc0, 0xc0, 0xc0]))),
        ("prefixes", all(1, 200, &sled(&[0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x90]))),
    ]
}
