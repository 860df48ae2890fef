//! The kernels: their names, languages, sizes and checksums. One source each in `kernels/`.
//!
//! The size is chosen so that native code takes 10 to 30 ms on a processor of 2024. The checksum is what every runner must
//! give for that size; a test of `column` holds the sources against published vectors where there are some.

/// A program that every column runs.
#[derive(Debug)]
pub struct Kernel {
    /// Its name; the source is `kernels/<name>`, with the language's extension.
    pub name: &'static str,
    /// What it is written in.
    pub language: Language,
    /// What it is there for.
    pub group: Group,
    /// What its character is, in a few words.
    pub character: &'static str,
    /// Its argument: how much work to do.
    pub n: u64,
    /// Its result for `n`.
    pub checksum: u64,
}

/// What a kernel is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// C, by gcc and clang.
    C,
    /// C++ without its library, exceptions and run-time types, by g++ and clang++.
    Cpp,
    /// Rust without its standard library, by rustc.
    Rust,
}

impl Language {
    /// What its files' names end with.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::C => "c",
            Self::Cpp => "cpp",
            Self::Rust => "rs",
        }
    }
}

/// What a kernel is there for. Each group has a geometric mean, beside that of all kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// One kind of code each, in a few lines.
    Basic,
    /// What contracts spend their time with.
    Contract,
}

const fn basic(name: &'static str, character: &'static str, n: u64, checksum: u64) -> Kernel {
    Kernel { name, language: C, group: Group::Basic, character, n, checksum }
}

const fn contract(
    name: &'static str,
    language: Language,
    character: &'static str,
    n: u64,
    checksum: u64,
) -> Kernel {
    Kernel { name, language, group: Group::Contract, character, n, checksum }
}

use Language::{C, Cpp, Rust};

/// Every kernel, in the order of the table.
pub const ALL: &[Kernel] = &[
    basic("fib", "recursion", 36, 0x0000_0000_00e3_d1b0),
    basic("sieve", "byte stores at strides", 40, 0x2359_6d73_4cfa_8d13),
    basic("sha256", "32-bit rotates and additions", 80_000, 0x09ee_c773_6ce6_3df0),
    basic("matrix_int", "packed integer arithmetic", 60, 0x0e95_a1b1_9c51_1338),
    basic("matrix_double", "scalar double arithmetic", 48, 0xeb54_a20d_1ba0_2397),
    basic("quicksort", "unpredictable branches", 12, 0xd054_2b4a_9be6_e0ce),
    basic("hashmap", "hashing, random access", 900_000, 0x5855_59ad_1225_537f),
    basic("utf8", "string bytes, short branches", 160, 0x54b3_8952_d607_bf29),
    basic("bytecode", "a switch in a loop", 14_000, 0x970b_7421_70e4_a84b),
    basic("chase", "dependent loads", 4_500_000, 0xe982_4623_a8bf_fd8b),
    basic("keccak", "64-bit rotates, table lookups", 10_000, 0xe581_fe80_f64f_e366),
    contract("ed25519", C, "signatures: 128-bit products, 51-bit limbs", 200, 0x83af_9e12_6c7a_4964),
    contract("secp256k1", C, "points of a curve: 128-bit products, carries", 160, 0xf88e_a5cd_e65f_6ac5),
    contract("bigint", C, "128-bit products in a row, carries", 200, 0xa463_8634_94fc_b564),
    contract("btree", C, "searches within nodes, moves, pointers", 130_000, 0x4d2e_6cdc_8aa6_fac4),
    contract("json", C, "a parser: characters, recursion, a tree", 160, 0x6993_8578_948e_9131),
    contract("switch", C, "a switch over 200 cases in a loop", 600, 0xa506_9f97_6170_80fd),
    contract("recursion", C, "16 functions that call each other, 6,773 deep", 160, 0x18c6_2c1b_d3d0_3bc8),
    contract("nbody", C, "double arithmetic: quotients and roots", 250_000, 0x1368_6c41_a145_1e87),
    contract("virtual_calls", Cpp, "virtual calls", 5_000, 0x5bc8_6b40_b58a_ed35),
    contract("ordered_map", Cpp, "a red-black tree, templates, iterators", 150_000, 0xf520_798d_ffc5_345c),
    contract("rust_bounds", Rust, "bounds checks: a heap, a graph, strings", 150, 0x0537_06bc_f4db_7653),
];

/// The kernel of that name.
pub fn find(name: &str) -> Option<&'static Kernel> {
    ALL.iter().find(|kernel| kernel.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_files_and_unique() {
        let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("kernels");
        let mut names: Vec<_> = ALL.iter().map(|kernel| kernel.name).collect();
        for Kernel { name, language, .. } in ALL {
            assert!(sources.join(format!("{name}.{}", language.extension())).is_file(), "{name}");
        }
        let files = std::fs::read_dir(sources).unwrap().map(|file| file.unwrap().path());
        assert_eq!(files.filter(|file| file.extension().is_some_and(|e| e != "h")).count(), names.len());
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
