//! Contracts of a wanted size, for the phases that depend on it: many small functions of the kinds that contracts have.
//!
//! The text comes from a fixed recipe and a fixed seed, so two runs with one compiler measure the same machine code. Called by `phase`.

use crate::toolchain::Toolchain;
use anyhow::{Context, Result};
use echo_abi::image::MAX_FILE_SIZE;
use echo_abi::{Image, Limits};
use std::fmt::Write;

/// Functions in the first build, whose size says how many are needed.
const TRIAL: u64 = 32;
/// Builds after it, each closer than the one before: functions differ in size.
const CORRECTIONS: usize = 3;

/// The ELF file of a contract with about `text_size` bytes of code.
pub fn contract(tools: &Toolchain, name: &str, text_size: u64) -> Result<Vec<u8>> {
    let mut functions = TRIAL;
    let mut file = build(tools, name, functions)?;
    for _ in 0..CORRECTIONS {
        let limits = Limits { contract_size: MAX_FILE_SIZE, ..Limits::default() };
        let text = text_bytes(&Image::load(&file, &limits)?);
        functions = (functions * text_size).div_ceil(text.max(1)).max(1);
        file = build(tools, name, functions)?;
    }
    Ok(file)
}

/// Bytes of code in an image.
pub fn text_bytes(image: &Image) -> u64 {
    image.text().map(|segment| u64::from(segment.mem_size)).sum()
}

fn build(tools: &Toolchain, name: &str, functions: u64) -> Result<Vec<u8>> {
    let file = tools.contract_from(name, &source(functions))?;
    std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))
}

/// Numbers for the recipe: splitmix64 (Steele, Lea, Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % bound
    }
}

/// Each function calls the one before, whatever happens in it: all are reached by direct calls from the entry, and a run enters all.
fn source(functions: u64) -> String {
    let mut numbers = Numbers(1);
    let mut text = String::from(
        "#include <stdint.h>\n\
         struct account { uint64_t balance; uint32_t nonce, flags; uint8_t name[16]; };\n\
         struct account accounts[64];\n\
         uint64_t journal[256];\n\
         __attribute__((noinline)) static uint64_t f0(uint64_t a, uint64_t b) { return a ^ b; }\n",
    );
    for i in 1..=functions {
        let (k, l, m) = (numbers.below(1 << 16), numbers.below(61) + 2, numbers.below(64));
        let body = match numbers.below(6) {
            0 => format!("for (uint64_t i = 0; i < (b & {l}); i++) a += journal[(a + i) & 255] * {k}u;"),
            1 => format!(
                "struct account *x = &accounts[a & 63]; if (x->balance < b) a += {k}; \
                 else {{ x->balance -= b; accounts[{m}].balance += b; x->nonce++; }}"
            ),
            2 => format!("a = a % {l}u + b / ({k}u | 1); if (a > b) a -= b; else journal[a & 255] = a;"),
            3 => format!(
                "switch (b & 7) {{ case 0: a += {k}; break; case 1: a ^= b << 3; break; case 2: a *= {l}; break; \
                 case 3: a -= b; break; case 5: a = a >> 7 | a << 57; break; case 6: journal[{m}]++; break; \
                 default: a = ~a; }}"
            ),
            4 => format!(
                "for (int i = 0; i < 16; i++) accounts[b & 63].name[i] = (uint8_t)(a >> (i & 7)) ^ {}; \
                 a += accounts[{m}].name[3];",
                k & 0xff
            ),
            _ => format!(
                "int32_t s = (int32_t)a; s = s < {k} ? s * {l} : s >> 3; a += (uint64_t)(int64_t)s ^ b;"
            ),
        };
        let previous = i - 1;
        writeln!(
            text,
            "__attribute__((noinline)) static uint64_t f{i}(uint64_t a, uint64_t b) {{ {body} return a + f{previous}(b, a & {k}); }}"
        )
        .expect("a String takes all that is written");
    }
    write!(
        text,
        "void __apply(void) {{\n\
         \x20   uint64_t n = 0; uint8_t given;\n\
         \x20   __asm__ volatile(\"int $0x49\" : \"=a\"(given) : \"D\"(&n) : \"memory\", \"cc\");\n\
         \x20   uint64_t result = f{functions}(n, given);\n\
         \x20   __asm__ volatile(\"int $0x59\" : : \"D\"(result) : \"memory\", \"cc\");\n\
         }}\n"
    )
    .expect("a String takes all that is written");
    text
}
