//! Runs fib in revm, an interpreter of the Ethereum virtual machine with its gas, in two forms of recursion.
//!
//! Both are written by hand. Within one contract there are no functions, only jumps: [`JUMPS`] keeps return addresses on the
//! stack of words, as compilers of that machine do. [`CALLS`] is a contract that calls itself, a frame of its own each time. A call
//! of the kernel is a transaction, timed from its validation to its result, which is nothing beside the recursion.

use crate::clock;
use crate::runner::{Runner, TimedCall};
use anyhow::{Result, anyhow, bail};
use revm::bytecode::Bytecode;
use revm::bytecode::opcode::{
    ADD, ADDRESS, CALL, CALLDATALOAD, DUP2, DUP3, GAS, JUMP, JUMPDEST, JUMPI, LT, MLOAD, MSTORE, POP, PUSH1,
    RETURN, SUB, SWAP1,
};
use revm::context::result::ExecutionResult;
use revm::context::{Context, TxEnv};
use revm::database::{BENCH_CALLER, BENCH_TARGET, BenchmarkDB};
use revm::handler::MainnetContext;
use revm::primitives::{Bytes, TxKind, U256};
use revm::{ExecuteEvm, MainBuilder, MainContext, MainnetEvm};

/// More than fib burns, even with what a caller keeps back at each depth (EIP-150).
const GAS_LIMIT: u64 = 1 << 50;

/// `fib` at 0x11 takes a return address and n from the stack, n on top, and leaves the result. The comments have the stack
/// after the instruction, its top on the right.
#[rustfmt::skip]
pub const JUMPS: &[u8] = &[
    /* 00 */ PUSH1, 0x08,  // back
    /* 02 */ PUSH1, 0,
    /* 04 */ CALLDATALOAD, // back n
    /* 05 */ PUSH1, 0x11,
    /* 07 */ JUMP,         // back n
    /* 08 */ JUMPDEST,     // fib(n)
    /* 09 */ PUSH1, 0,
    /* 0b */ MSTORE,
    /* 0c */ PUSH1, 32,
    /* 0e */ PUSH1, 0,
    /* 10 */ RETURN,
    /* 11 */ JUMPDEST,     // back n
    /* 12 */ PUSH1, 2,
    /* 14 */ DUP2,         // back n 2 n
    /* 15 */ LT,           // back n n<2
    /* 16 */ PUSH1, 0x32,
    /* 18 */ JUMPI,        // back n
    /* 19 */ PUSH1, 0x22,
    /* 1b */ PUSH1, 1,
    /* 1d */ DUP3,         // back n 22 1 n
    /* 1e */ SUB,          // back n 22 n-1
    /* 1f */ PUSH1, 0x11,
    /* 21 */ JUMP,         // back n 22 n-1
    /* 22 */ JUMPDEST,     // back n f
    /* 23 */ SWAP1,        // back f n
    /* 24 */ PUSH1, 0x2e,
    /* 26 */ SWAP1,        // back f 2e n
    /* 27 */ PUSH1, 2,
    /* 29 */ SWAP1,        // back f 2e 2 n
    /* 2a */ SUB,          // back f 2e n-2
    /* 2b */ PUSH1, 0x11,
    /* 2d */ JUMP,         // back f 2e n-2
    /* 2e */ JUMPDEST,     // back f g
    /* 2f */ ADD,          // back f+g
    /* 30 */ SWAP1,        // f+g back
    /* 31 */ JUMP,         // f+g
    /* 32 */ JUMPDEST,     // back n
    /* 33 */ SWAP1,        // n back
    /* 34 */ JUMP,         // n
];

/// The input is n and the output fib(n), words of 32 bytes. Memory has the input of calls at 0, their outputs at 0x20 and 0x40. A
/// call that failed would leave a zero there, and a wrong checksum.
#[rustfmt::skip]
pub const CALLS: &[u8] = &[
    /* 00 */ PUSH1, 0,
    /* 02 */ CALLDATALOAD, // n
    /* 03 */ PUSH1, 2,
    /* 05 */ DUP2,         // n 2 n
    /* 06 */ LT,           // n n<2
    /* 07 */ PUSH1, 0x3b,
    /* 09 */ JUMPI,        // n
    /* 0a */ PUSH1, 1,
    /* 0c */ DUP2,         // n 1 n
    /* 0d */ SUB,          // n n-1
    /* 0e */ PUSH1, 0,
    /* 10 */ MSTORE,       // n
    /* 11 */ PUSH1, 32,    // size and place of the output, of the input; no value
    /* 13 */ PUSH1, 0x20,
    /* 15 */ PUSH1, 32,
    /* 17 */ PUSH1, 0,
    /* 19 */ PUSH1, 0,
    /* 1b */ ADDRESS,
    /* 1c */ GAS,
    /* 1d */ CALL,
    /* 1e */ POP,          // n
    /* 1f */ PUSH1, 2,
    /* 21 */ SWAP1,        // 2 n
    /* 22 */ SUB,          // n-2
    /* 23 */ PUSH1, 0,
    /* 25 */ MSTORE,
    /* 26 */ PUSH1, 32,
    /* 28 */ PUSH1, 0x40,
    /* 2a */ PUSH1, 32,
    /* 2c */ PUSH1, 0,
    /* 2e */ PUSH1, 0,
    /* 30 */ ADDRESS,
    /* 31 */ GAS,
    /* 32 */ CALL,
    /* 33 */ POP,
    /* 34 */ PUSH1, 0x20,
    /* 36 */ MLOAD,        // f
    /* 37 */ PUSH1, 0x40,
    /* 39 */ MLOAD,        // f g
    /* 3a */ ADD,          // f+g
    /* 3b */ JUMPDEST,     // n, or f+g
    /* 3c */ PUSH1, 0,
    /* 3e */ MSTORE,
    /* 3f */ PUSH1, 32,
    /* 41 */ PUSH1, 0,
    /* 43 */ RETURN,
];

/// A contract on a chain of its own.
pub struct Chain {
    evm: MainnetEvm<MainnetContext<BenchmarkDB>>,
}

impl Chain {
    /// A chain with a contract of that code.
    pub fn with(code: &'static [u8]) -> Self {
        let database = BenchmarkDB::new_bytecode(Bytecode::new_legacy(Bytes::from_static(code)));
        let context = Context::mainnet().with_db(database).modify_cfg_chained(|cfg| {
            cfg.tx_gas_limit_cap = Some(u64::MAX);
            cfg.disable_nonce_check = true;
        });
        let context = context.modify_block_chained(|block| block.gas_limit = u64::MAX);
        Self { evm: context.build_mainnet() }
    }
}

impl Runner for Chain {
    fn call(&mut self, n: u64) -> Result<TimedCall> {
        let transaction = TxEnv {
            caller: BENCH_CALLER,
            kind: TxKind::Call(BENCH_TARGET),
            gas_limit: GAS_LIMIT,
            data: Bytes::from(U256::from(n).to_be_bytes::<32>()),
            ..TxEnv::default()
        };
        let (result, time) = clock::time(|| self.evm.transact(transaction));
        match result.map_err(|error| anyhow!("revm: {error:?}"))?.result {
            ExecutionResult::Success { gas, output, .. } => {
                let checksum =
                    U256::try_from_be_slice(output.data()).and_then(|word| u64::try_from(word).ok());
                let checksum = checksum.ok_or_else(|| anyhow!("revm gave {:?}", output.data()))?;
                Ok(TimedCall { checksum, time, gas: Some(gas.tx_gas_used()) })
            }
            other => bail!("revm ended with {other:?}"),
        }
    }
}
