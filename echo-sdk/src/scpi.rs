//! Numbers of the functions of the machine, for `int`. Generated from echo-abi/src/scpi.rs by `make generate`.

/// Gives `size` bytes of the contract heap, aligned to 16. Size 0 traps.
pub const ALLOCATE: u8 = 0x11;

/// Changes the size of an allocation; it may move, with what fits of its bytes. What fits is paid for, whether it moves or not. A null pointer
/// allocates; size 0 traps.
pub const REALLOCATE: u8 = 0x12;

/// Gives an allocation back. A null pointer is ignored, any other that was not allocated traps.
pub const FREE: u8 = 0x13;

/// Copies `count` bytes that do not overlap; where they do, as if through a buffer.
pub const COPY_MEMORY: u8 = 0x14;

/// Compares `count` bytes as unsigned numbers: below 0, 0 or above 0.
pub const COMPARE_MEMORY: u8 = 0x15;

/// Sets `count` bytes to `byte`.
pub const SET_MEMORY: u8 = 0x16;

/// Copies `count` bytes that may overlap.
pub const MOVE_MEMORY: u8 = 0x17;

/// Length of a zero-terminated text, without the zero.
pub const STRING_LENGTH: u8 = 0x18;

/// Balance of the account or contract `id` in `asset`. An unknown one traps with `invalid_chain_call`.
pub const BALANCE: u8 = 0x20;

/// Sends `amount` of `asset` from this contract to `to`. Not enough balance traps with `invalid_chain_call`.
pub const TRANSFER: u8 = 0x21;

/// A property of the chain object `id`, as text, whose bytes are paid for. An unknown object or property traps with `invalid_chain_call`.
pub const OBJECT_PROPERTY: u8 = 0x22;

/// Instance number of the asset sent with the call: 0 for `1.3.0`.
pub const CALL_ASSET: u8 = 0x23;

/// Hash of a block, as 64 hexadecimal digits. A block that is not there, as the current one is not, traps with `invalid_chain_call`.
pub const BLOCK_HASH: u8 = 0x24;

/// Account id of the current block's author.
pub const BLOCK_AUTHOR: u8 = 0x25;

/// Gas given to this call.
pub const GAS_LIMIT: u8 = 0x26;

/// Number of the current block.
pub const BLOCK_NUMBER: u8 = 0x27;

/// Time of the current block, in seconds since 1970.
pub const BLOCK_TIME: u8 = 0x28;

/// Amount sent with the call.
pub const CALL_VALUE: u8 = 0x29;

/// Id of who called: an account or a contract.
pub const SENDER: u8 = 0x2a;

/// Id of the account that signed the transaction.
pub const ORIGIN_SENDER: u8 = 0x2b;

/// Instance number of this contract: 7 for `1.11.7`.
pub const CONTRACT_NUMBER: u8 = 0x2c;

/// Id of this contract.
pub const CONTRACT_ID: u8 = 0x2d;

/// Whether this call creates the contract.
pub const IS_CONSTRUCTOR: u8 = 0x2e;

/// Reads the value stored under `key`; false, and `out` untouched, where there is none.
pub const STORAGE_GET: u8 = 0x30;

/// Stores `value` under `key`.
pub const STORAGE_SET: u8 = 0x31;

/// Removes the value under `key`; false where there was none.
pub const STORAGE_REMOVE: u8 = 0x32;

/// Whether a value is stored under `key`.
pub const STORAGE_EXISTS: u8 = 0x33;

/// Reads the value that `contract` stored under `key`; false, and `out` untouched, where there is none.
pub const STORAGE_GET_OF: u8 = 0x34;

/// Takes the next argument if it is a string.
pub const PARAM_STRING: u8 = 0x40;

/// Takes the next argument if it is a truth value.
pub const PARAM_BOOL: u8 = 0x41;

/// Takes the next argument if it is a number that fits in a signed byte.
pub const PARAM_I8: u8 = 0x42;

/// Takes the next argument if it is a number that fits in 16 bits, signed.
pub const PARAM_I16: u8 = 0x43;

/// Takes the next argument if it is a number that fits in 32 bits, signed.
pub const PARAM_I32: u8 = 0x44;

/// Takes the next argument if it is a number that fits in 64 bits, signed.
pub const PARAM_I64: u8 = 0x45;

/// Takes the next argument if it is a number that fits in an unsigned byte.
pub const PARAM_U8: u8 = 0x46;

/// Takes the next argument if it is a number that fits in 16 bits, unsigned.
pub const PARAM_U16: u8 = 0x47;

/// Takes the next argument if it is a number that fits in 32 bits, unsigned.
pub const PARAM_U32: u8 = 0x48;

/// Takes the next argument if it is a number that fits in 64 bits, unsigned.
pub const PARAM_U64: u8 = 0x49;

/// Takes the next argument if it is a whole number that fits in `size` bytes, signed: so many bytes at `out`, 1 to 32, little-endian.
pub const PARAM_INT: u8 = 0x4a;

/// Takes the next argument if it is a whole number that fits in `size` bytes, unsigned: so many bytes at `out`, 1 to 32, little-endian.
pub const PARAM_UINT: u8 = 0x4b;

/// Takes the next argument if it is a number, whole or not: the nearest double.
pub const PARAM_F64: u8 = 0x4c;

/// Returns the bytes of a string; several values are appended to each other.
pub const RETURN_STRING: u8 = 0x50;

/// Returns a byte, 0 or 1.
pub const RETURN_BOOL: u8 = 0x51;

/// Returns a signed byte.
pub const RETURN_I8: u8 = 0x52;

/// Returns 2 bytes, little-endian.
pub const RETURN_I16: u8 = 0x53;

/// Returns 4 bytes, little-endian.
pub const RETURN_I32: u8 = 0x54;

/// Returns 8 bytes, little-endian.
pub const RETURN_I64: u8 = 0x55;

/// Returns a byte.
pub const RETURN_U8: u8 = 0x56;

/// Returns 2 bytes, little-endian.
pub const RETURN_U16: u8 = 0x57;

/// Returns 4 bytes, little-endian.
pub const RETURN_U32: u8 = 0x58;

/// Returns 8 bytes, little-endian.
pub const RETURN_U64: u8 = 0x59;

/// Ends the call with `contract_error` and a message, of which 4096 bytes are kept; nothing it did remains.
pub const FAIL: u8 = 0x60;

/// Name of the called function.
pub const FUNCTION_NAME: u8 = 0x61;

/// Emits an event: its signature, `transfer(string,string,uint64)`, and its packed values.
pub const EMIT: u8 = 0x62;

/// Prints text for the author; no part of the result.
pub const DEBUG_TEXT: u8 = 0x63;

/// Prints an unsigned number for the author.
pub const DEBUG_U64: u8 = 0x64;

/// Prints a signed number for the author.
pub const DEBUG_I64: u8 = 0x65;

/// Prints a double for the author.
pub const DEBUG_F64: u8 = 0x66;

/// Prints bytes in hexadecimal for the author.
pub const DEBUG_BYTES: u8 = 0x67;

/// Calls `contract` by a call line, `transfer("1.2.16", 25)`. 0 where it returned, else the number of its error, and this contract goes on.
/// The line's bytes are paid for; loading and running the callee is paid of its gas, which is taken from this contract's, and what is left
/// of it comes back.
pub const CALL: u8 = 0x68;

/// Calls `contract` as `call` does, with packed arguments: the name's length in 4 bytes, the name, then each argument, a byte that is the number
/// of the function that takes it (0x40 to 0x4c) before its value: a string its length in 4 bytes and its bytes; 0x4a and 0x4b a byte that is
/// the size, then so many bytes.
pub const CALL_PACKED: u8 = 0x69;

/// What the contract that was last called or created from here returned or, where it failed, its message.
pub const RETURN_DATA: u8 = 0x6a;

/// Creates a contract of a contract file, and calls its constructor by a call line. `out` becomes its id, where 0 is returned. The owner is this
/// contract.
pub const CREATE: u8 = 0x6b;

/// Creates a contract of the code that `contract` has, as `create` does.
pub const CREATE_LIKE: u8 = 0x6c;

/// Replaces the code of `contract`, which belongs to this contract and was created as one whose code can be replaced. 0 where it was done, else
/// the number of an error.
pub const REPLACE_CODE: u8 = 0x6d;

/// Ends the call as if it returned, and this contract for good: what it stored is gone, what it has goes to `heir`. Each asset costs as much as 100
/// bytes.
pub const SELF_DESTRUCT: u8 = 0x6e;

/// Gas that is left of what this call was given, after this function's.
pub const GAS_LEFT: u8 = 0x6f;

/// SHA-256 (FIPS 180-4) of `data`: 32 bytes at `out`.
pub const SHA256: u8 = 0x70;

/// Keccak-256 (as Ethereum uses it) of `data`: 32 bytes at `out`.
pub const KECCAK256: u8 = 0x71;

/// RIPEMD-160 of `data`: 20 bytes at `out`.
pub const RIPEMD160: u8 = 0x72;
