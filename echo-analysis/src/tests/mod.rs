//! The analysis against facts that others know: compilers, the disassembler of binutils, the manual, and every way through a small graph.

mod compiled;
mod random;
