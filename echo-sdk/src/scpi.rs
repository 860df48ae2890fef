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

/// SHA-512 (FIPS 180-4) of `data`: 64 bytes at `out`.
pub const SHA512: u8 = 0x73;

/// BLAKE2b (RFC 7693) of `data` with digests of 32 bytes and no key: 32 bytes at `out`. It is not the start of BLAKE2b-512.
pub const BLAKE2B_256: u8 = 0x74;

/// BLAKE3 of `data`, without a key: 32 bytes at `out`.
pub const BLAKE3: u8 = 0x75;

/// Whether `signature` (64 bytes) is an Ed25519 signature (RFC 8032, 5.1.7, without the cofactor) of `message` by `key` (32 bytes). Strict: keys and
/// points that are not encoded in the one right way, points of small order and an S that is not below the group's order are false. Paid by the bytes of `message`.
pub const ED25519_VERIFY: u8 = 0x76;

/// The key that made an ECDSA signature on secp256k1 (SEC 1, 4.1.6; SEC 2), as Ethereum's `ecrecover` finds it: `hash` has 32 bytes, `signature` 65: r, s, each
/// big-endian, and v, which is 0 or 1, or 27 or 28. x and y of the key, each 32 bytes big-endian, at `out`; false, and `out` untouched, where there is none, or s is
/// above half of the group's order (EIP-2).
pub const SECP256K1_RECOVER: u8 = 0x77;

/// Whether `signature` (64 bytes: r, s, each big-endian) is an ECDSA signature on secp256k1 (SEC 1, 4.1.4; SEC 2) of `hash` (32 bytes) by `key`: a point of 33 bytes (2 or 3, x)
/// or 65 (4, x, y) as in SEC 1, 2.3.3, or of 64 (x, y). Any other key is false, and so is an s above half of the group's order (EIP-2). Paid by the bytes of `key`.
pub const SECP256K1_VERIFY: u8 = 0x78;

/// As `secp256k1_verify`, on secp256r1, which is P-256 (FIPS 186-5, 6.4.2; SP 800-186), and with any s below the group's order: authenticators make high
/// ones, too (EIP-7951). Where a signature must be the only one, its s is to be compared by the contract.
pub const SECP256R1_VERIFY: u8 = 0x79;

/// Whether the product of pairings on BLS12-381 is one: 1, or 0 where it is not, or 2 where `pairs` are not pairs. As EIP-2537 has it: 384 bytes a pair,
/// a point of G1 (x, y) and one of G2 (x, y, each with its real part first), coordinates of 64 bytes big-endian below the field's prime, infinity all
/// zeroes; points outside of the groups, and no pair at all, give 2.
pub const BLS12_381_PAIRING: u8 = 0x7a;

/// Whether the product of pairings on BN254 (alt_bn128) is one: 1, or 0 where it is not, or 2 where `pairs` are not pairs. As EIP-197 has it: 192 bytes a pair, a point
/// of G1 (x, y) and one of G2 (x, y, each with its imaginary part first), coordinates of 32 bytes big-endian below the field's prime, infinity all zeroes; points
/// outside of the groups give 2, no pair at all gives 1.
pub const BN254_PAIRING: u8 = 0x7b;

/// left + right modulo 2^256. Numbers have 32 bytes each, little-endian; `out` may be an operand. So for all that follow.
pub const ADD256: u8 = 0x90;

/// left - right modulo 2^256.
pub const SUB256: u8 = 0x91;

/// left * right modulo 2^256.
pub const MUL256: u8 = 0x92;

/// The quotient of unsigned numbers, without its fraction; 0 where `right` is 0, as everywhere in Ethereum's Yellow Paper (appendix H).
pub const DIV256: u8 = 0x93;

/// The remainder of unsigned numbers; 0 where `right` is 0.
pub const MOD256: u8 = 0x94;

/// `left` to the power of `right`, modulo 2^256; 0 to the power of 0 is 1. Paid by the bytes of `right`, without the zeroes at its high end.
pub const EXP256: u8 = 0x95;

/// (left + right) modulo `modulus`, of the sum with all its bits; 0 where `modulus` is 0.
pub const ADDMOD256: u8 = 0x96;

/// (left * right) modulo `modulus`, of the product with all its bits; 0 where `modulus` is 0.
pub const MULMOD256: u8 = 0x97;
