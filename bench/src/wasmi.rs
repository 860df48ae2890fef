//! Runs a kernel in wasmi, with fuel metering on.
//!
//! The module is translated eagerly before the first call; a call is timed alone. The instance lives on between calls, as the native process does.

use crate::clock;
use crate::runner::{Runner, TimedCall};
use anyhow::{Context, Result};
use std::path::Path;
use wasmi::{CompilationMode, Config, Engine, Linker, Store, TypedFunc};

/// More than any kernel burns, and far from any overflow.
const FUEL: u64 = 1 << 62;

/// Calls within calls: more than the deepest kernel makes.
const CALLS: usize = 100_000;
/// Bytes of stack: as much as the native process has by default.
const STACK: usize = 8 << 20;

/// An instance of a module.
pub struct Module {
    store: Store<()>,
    kernel: TypedFunc<u64, u64>,
}

impl Module {
    /// Reads and translates the module in `file`.
    pub fn load(file: &Path) -> Result<Self> {
        let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let mut config = Config::default();
        config
            .consume_fuel(true)
            .compilation_mode(CompilationMode::Eager)
            .set_max_recursion_depth(CALLS)
            .set_max_stack_height(STACK);
        let engine = Engine::new(&config);
        let module = wasmi::Module::new(&engine, &bytes[..])?;
        let mut store = Store::new(&engine, ());
        store.set_fuel(FUEL)?;
        let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module)?;
        let kernel = instance.get_typed_func(&store, "kernel")?;
        Ok(Self { store, kernel })
    }
}

impl Runner for Module {
    fn call(&mut self, n: u64) -> Result<TimedCall> {
        self.store.set_fuel(FUEL)?;
        let (result, time) = clock::time(|| self.kernel.call(&mut self.store, n));
        Ok(TimedCall { checksum: result?, time, gas: Some(FUEL - self.store.get_fuel()?) })
    }
}
