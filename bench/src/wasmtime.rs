//! Runs a kernel in wasmtime: machine code by Cranelift, fuel metering on, epochs off.
//!
//! The module is compiled before the first call; a call is timed alone. The instance lives on between calls, as the native process does.

use crate::clock;
use crate::runner::{Runner, TimedCall};
use anyhow::{Context, Result};
use std::path::Path;
use wasmtime::{Config, Engine, Instance, Module, Store, TypedFunc};

/// More than any kernel burns, and far from any overflow.
const FUEL: u64 = 1 << 62;
/// Bytes of stack: enough for the deepest kernel, within what the configuration allows.
const STACK: usize = 1 << 20;

/// An instance of a module.
pub struct CompiledModule {
    store: Store<()>,
    kernel: TypedFunc<u64, u64>,
}

impl CompiledModule {
    /// Reads and compiles the module in `file`.
    pub fn load(file: &Path) -> Result<Self> {
        let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let mut config = Config::new();
        config.consume_fuel(true).epoch_interruption(false).max_wasm_stack(STACK);
        let engine = Engine::new(&config)?;
        let module = Module::new(&engine, &bytes)?;
        let mut store = Store::new(&engine, ());
        store.set_fuel(FUEL)?;
        let instance = Instance::new(&mut store, &module, &[])?;
        let kernel = instance.get_typed_func(&mut store, "kernel")?;
        Ok(Self { store, kernel })
    }
}

impl Runner for CompiledModule {
    fn call(&mut self, n: u64) -> Result<TimedCall> {
        self.store.set_fuel(FUEL)?;
        let (result, time) = clock::time(|| self.kernel.call(&mut self.store, n));
        Ok(TimedCall { checksum: result?, time, gas: Some(FUEL - self.store.get_fuel()?) })
    }
}
