//! Call lines: `transfer("1.2.16", 25)` names a function and its arguments (echo-v1.md 3).
