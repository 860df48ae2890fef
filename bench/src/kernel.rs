//! The kernels: their names, sizes and checksums. One C source each in `kernels/`.
//!
//! The size is chosen so that native code takes 10 to 30 ms on a processor of 2024. The checksum is what every runner must
//! give for that size; a test of `column` holds the sources against published vectors where there are some.

/// A program that every column runs.
#[derive(Debug)]
pub struct Kernel {
    /// Its name; the source is `kernels/<name>.c`.
    pub name: &'static str,
    /// What its character is, in a few words.
    pub character: &'static str,
    /// Its argument: how much work to do.
    pub n: u64,
    /// Its result for `n`.
    pub checksum: u64,
}

const fn kernel(name: &'static str, character: &'static str, n: u64, checksum: u64) -> Kernel {
    Kernel { name, character, n, checksum }
}

/// Every kernel, in the order of the table.
pub const ALL: &[Kernel] = &[
    kernel("fib", "recursion", 36, 0x0000_0000_00e3_d1b0),
    kernel("sieve", "byte stores at strides", 40, 0x2359_6d73_4cfa_8d13),
    kernel("sha256", "32-bit rotates and additions", 80_000, 0x09ee_c773_6ce6_3df0),
    kernel("matrix_int", "packed integer arithmetic", 60, 0x0e95_a1b1_9c51_1338),
    kernel("matrix_double", "scalar double arithmetic", 48, 0xeb54_a20d_1ba0_2397),
    kernel("quicksort", "unpredictable branches", 12, 0xd054_2b4a_9be6_e0ce),
    kernel("hashmap", "hashing, random access", 900_000, 0x5855_59ad_1225_537f),
    kernel("utf8", "string bytes, short branches", 160, 0x54b3_8952_d607_bf29),
    kernel("bytecode", "a switch in a loop", 14_000, 0x970b_7421_70e4_a84b),
    kernel("chase", "dependent loads", 4_500_000, 0xe982_4623_a8bf_fd8b),
    kernel("keccak", "64-bit rotates, table lookups", 10_000, 0xe581_fe80_f64f_e366),
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
        for name in &names {
            assert!(sources.join(format!("{name}.c")).is_file(), "{name}");
        }
        let files = std::fs::read_dir(sources).unwrap().map(|file| file.unwrap().path());
        assert_eq!(files.filter(|file| file.extension().is_some_and(|e| e == "c")).count(), names.len());
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
