//! Machines and programs that outlive runs, and many of them at once.
