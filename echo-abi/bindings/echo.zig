//! Host functions of Echo, for contracts in Zig. Generated from echo-abi/src/scpi.rs by `make generate`.
//!
//!     const echo = @import("echo");
//!
//!     export fn __apply() void {
//!         var a: u64 = 0;
//!         if (echo.paramU64(&a)) echo.returnU64(a + 1);
//!     }
//!
//! A string that a function fills in lies on the contract heap; `free` gives it back.

/// Text or bytes, as the machine has them.
pub const String = extern struct {
    pointer: [*]const u8,
    length: u32,

    /// What a function fills in.
    pub const empty: String = .of("");

    /// Of a slice, which is to live as long.
    pub fn of(bytes: []const u8) String {
        return .{ .pointer = bytes.ptr, .length = @intCast(bytes.len) };
    }

    /// As a slice.
    pub fn slice(self: String) []const u8 {
        return self.pointer[0..self.length];
    }
};

/// How another contract is called or created. Null stands for all zeroes.
pub const CallOptions = extern struct {
    /// Sent with the call.
    value: u64 = 0,
    /// In this asset, an instance number: 0 for 1.3.0.
    asset: u64 = 0,
    /// At most; 0: all that is left.
    gas: u64 = 0,
    /// `call_view`, `create_upgradeable`.
    flags: u64 = 0,
};

/// The callee, and whom it calls, may change nothing.
pub const call_view: u64 = 1;
/// The owner may replace the code later.
pub const create_upgradeable: u64 = 2;

/// Gives size bytes of the contract heap, aligned to 16. Size 0 traps.
pub const allocate = echo_allocate;
extern fn echo_allocate(size: u64) ?*anyopaque;

/// Changes the size of an allocation; it may move, with what fits of its bytes. What fits is paid for, whether it moves or not. A null pointer
/// allocates; size 0 traps.
pub const reallocate = echo_reallocate;
extern fn echo_reallocate(pointer: ?*anyopaque, size: u64) ?*anyopaque;

/// Gives an allocation back. A null pointer is ignored, any other that was not allocated traps.
pub const free = echo_free;
extern fn echo_free(pointer: ?*anyopaque) void;

/// Copies count bytes that do not overlap; where they do, as if through a buffer.
pub const copyMemory = echo_copy_memory;
extern fn echo_copy_memory(destination: [*]u8, source: [*]const u8, count: u64) ?*anyopaque;

/// Compares count bytes as unsigned numbers: below 0, 0 or above 0.
pub const compareMemory = echo_compare_memory;
extern fn echo_compare_memory(left: [*]const u8, right: [*]const u8, count: u64) i32;

/// Sets count bytes to byte.
pub const setMemory = echo_set_memory;
extern fn echo_set_memory(destination: [*]u8, byte: u8, count: u64) ?*anyopaque;

/// Copies count bytes that may overlap.
pub const moveMemory = echo_move_memory;
extern fn echo_move_memory(destination: [*]u8, source: [*]const u8, count: u64) ?*anyopaque;

/// Length of a zero-terminated text, without the zero.
pub const stringLength = echo_string_length;
extern fn echo_string_length(text: [*:0]const u8) u64;

/// Balance of the account or contract id in asset. An unknown one traps with invalid_chain_call.
pub const balance = echo_balance;
extern fn echo_balance(id: *const String, asset: *const String) i64;

/// Sends amount of asset from this contract to to. Not enough balance traps with invalid_chain_call.
pub const transfer = echo_transfer;
extern fn echo_transfer(to: *const String, asset: *const String, amount: u64) void;

/// A property of the chain object id, as text, whose bytes are paid for. An unknown object or property traps with invalid_chain_call.
pub const objectProperty = echo_object_property;
extern fn echo_object_property(out: *String, id: *const String, name: *const String) void;

/// Instance number of the asset sent with the call: 0 for 1.3.0.
pub const callAsset = echo_call_asset;
extern fn echo_call_asset() u64;

/// Hash of a block, as 64 hexadecimal digits. A block that is not there, as the current one is not, traps with invalid_chain_call.
pub const blockHash = echo_block_hash;
extern fn echo_block_hash(out: *String, number: u32) void;

/// Account id of the current block's author.
pub const blockAuthor = echo_block_author;
extern fn echo_block_author(out: *String) void;

/// Gas given to this call.
pub const gasLimit = echo_gas_limit;
extern fn echo_gas_limit() u64;

/// Number of the current block.
pub const blockNumber = echo_block_number;
extern fn echo_block_number() u32;

/// Time of the current block, in seconds since 1970.
pub const blockTime = echo_block_time;
extern fn echo_block_time() u32;

/// Amount sent with the call.
pub const callValue = echo_call_value;
extern fn echo_call_value() u64;

/// Id of who called: an account or a contract.
pub const sender = echo_sender;
extern fn echo_sender(out: *String) void;

/// Id of the account that signed the transaction.
pub const originSender = echo_origin_sender;
extern fn echo_origin_sender(out: *String) void;

/// Instance number of this contract: 7 for 1.11.7.
pub const contractNumber = echo_contract_number;
extern fn echo_contract_number() u32;

/// Id of this contract.
pub const contractId = echo_contract_id;
extern fn echo_contract_id(out: *String) void;

/// Whether this call creates the contract.
pub const isConstructor = echo_is_constructor;
extern fn echo_is_constructor() bool;

/// Reads the value stored under key; false, and out untouched, where there is none.
pub const storageGet = echo_storage_get;
extern fn echo_storage_get(key: *const String, out: *String) bool;

/// Stores value under key.
pub const storageSet = echo_storage_set;
extern fn echo_storage_set(key: *const String, value: *const String) void;

/// Removes the value under key; false where there was none.
pub const storageRemove = echo_storage_remove;
extern fn echo_storage_remove(key: *const String) bool;

/// Whether a value is stored under key.
pub const storageExists = echo_storage_exists;
extern fn echo_storage_exists(key: *const String) bool;

/// Reads the value that contract stored under key; false, and out untouched, where there is none.
pub const storageGetOf = echo_storage_get_of;
extern fn echo_storage_get_of(contract: *const String, key: *const String, out: *String) bool;

/// Takes the next argument if it is a string.
pub const paramString = echo_param_string;
extern fn echo_param_string(out: *String) bool;

/// Takes the next argument if it is a truth value.
pub const paramBool = echo_param_bool;
extern fn echo_param_bool(out: *bool) bool;

/// Takes the next argument if it is a number that fits in a signed byte.
pub const paramI8 = echo_param_i8;
extern fn echo_param_i8(out: *i8) bool;

/// Takes the next argument if it is a number that fits in 16 bits, signed.
pub const paramI16 = echo_param_i16;
extern fn echo_param_i16(out: *i16) bool;

/// Takes the next argument if it is a number that fits in 32 bits, signed.
pub const paramI32 = echo_param_i32;
extern fn echo_param_i32(out: *i32) bool;

/// Takes the next argument if it is a number that fits in 64 bits, signed.
pub const paramI64 = echo_param_i64;
extern fn echo_param_i64(out: *i64) bool;

/// Takes the next argument if it is a number that fits in an unsigned byte.
pub const paramU8 = echo_param_u8;
extern fn echo_param_u8(out: *u8) bool;

/// Takes the next argument if it is a number that fits in 16 bits, unsigned.
pub const paramU16 = echo_param_u16;
extern fn echo_param_u16(out: *u16) bool;

/// Takes the next argument if it is a number that fits in 32 bits, unsigned.
pub const paramU32 = echo_param_u32;
extern fn echo_param_u32(out: *u32) bool;

/// Takes the next argument if it is a number that fits in 64 bits, unsigned.
pub const paramU64 = echo_param_u64;
extern fn echo_param_u64(out: *u64) bool;

/// Takes the next argument if it is a whole number that fits in size bytes, signed: so many bytes at out, 1 to 32, little-endian.
pub const paramInt = echo_param_int;
extern fn echo_param_int(out: [*]u8, size: u64) bool;

/// Takes the next argument if it is a whole number that fits in size bytes, unsigned: so many bytes at out, 1 to 32, little-endian.
pub const paramUint = echo_param_uint;
extern fn echo_param_uint(out: [*]u8, size: u64) bool;

/// Takes the next argument if it is a number, whole or not: the nearest double.
pub const paramF64 = echo_param_f64;
extern fn echo_param_f64(out: *f64) bool;

/// Returns the bytes of a string; several values are appended to each other.
pub const returnString = echo_return_string;
extern fn echo_return_string(value: *const String) void;

/// Returns a byte, 0 or 1.
pub const returnBool = echo_return_bool;
extern fn echo_return_bool(value: bool) void;

/// Returns a signed byte.
pub const returnI8 = echo_return_i8;
extern fn echo_return_i8(value: i8) void;

/// Returns 2 bytes, little-endian.
pub const returnI16 = echo_return_i16;
extern fn echo_return_i16(value: i16) void;

/// Returns 4 bytes, little-endian.
pub const returnI32 = echo_return_i32;
extern fn echo_return_i32(value: i32) void;

/// Returns 8 bytes, little-endian.
pub const returnI64 = echo_return_i64;
extern fn echo_return_i64(value: i64) void;

/// Returns a byte.
pub const returnU8 = echo_return_u8;
extern fn echo_return_u8(value: u8) void;

/// Returns 2 bytes, little-endian.
pub const returnU16 = echo_return_u16;
extern fn echo_return_u16(value: u16) void;

/// Returns 4 bytes, little-endian.
pub const returnU32 = echo_return_u32;
extern fn echo_return_u32(value: u32) void;

/// Returns 8 bytes, little-endian.
pub const returnU64 = echo_return_u64;
extern fn echo_return_u64(value: u64) void;

/// Ends the call with contract_error and a message, of which 4096 bytes are kept; nothing it did remains.
pub const fail = echo_fail;
extern fn echo_fail(message: *const String) noreturn;

/// Name of the called function.
pub const functionName = echo_function_name;
extern fn echo_function_name(out: *String) void;

/// Emits an event: its signature, transfer(string,string,uint64), and its packed values.
pub const emit = echo_emit;
extern fn echo_emit(signature: *const String, data: *const String) void;

/// Prints text for the author; no part of the result.
pub const debugText = echo_debug_text;
extern fn echo_debug_text(text: *const String) void;

/// Prints an unsigned number for the author.
pub const debugU64 = echo_debug_u64;
extern fn echo_debug_u64(value: u64) void;

/// Prints a signed number for the author.
pub const debugI64 = echo_debug_i64;
extern fn echo_debug_i64(value: i64) void;

/// Prints a double for the author.
pub const debugF64 = echo_debug_f64;
extern fn echo_debug_f64(value: f64) void;

/// Prints bytes in hexadecimal for the author.
pub const debugBytes = echo_debug_bytes;
extern fn echo_debug_bytes(bytes: *const String) void;

/// Calls contract by a call line, transfer("1.2.16", 25). 0 where it returned, else the number of its error, and this contract goes on.
/// The line's bytes are paid for; loading and running the callee is paid of its gas, which is taken from this contract's, and what is left
/// of it comes back.
pub const call = echo_call;
extern fn echo_call(contract: *const String, line: *const String, options: ?*const CallOptions) u32;

/// Calls contract as call does, with packed arguments: the name's length in 4 bytes, the name, then each argument, a byte that is the number
/// of the function that takes it (0x40 to 0x4c) before its value: a string its length in 4 bytes and its bytes; 0x4a and 0x4b a byte that is
/// the size, then so many bytes.
pub const callPacked = echo_call_packed;
extern fn echo_call_packed(contract: *const String, arguments: *const String, options: ?*const CallOptions) u32;

/// What the contract that was last called or created from here returned or, where it failed, its message.
pub const returnData = echo_return_data;
extern fn echo_return_data(out: *String) void;

/// Creates a contract of a contract file, and calls its constructor by a call line. out becomes its id, where 0 is returned. The owner is this
/// contract.
pub const create = echo_create;
extern fn echo_create(code: *const String, line: *const String, options: ?*const CallOptions, out: *String) u32;

/// Creates a contract of the code that contract has, as create does.
pub const createLike = echo_create_like;
extern fn echo_create_like(contract: *const String, line: *const String, options: ?*const CallOptions, out: *String) u32;

/// Replaces the code of contract, which belongs to this contract and was created as one whose code can be replaced. 0 where it was done, else
/// the number of an error.
pub const replaceCode = echo_replace_code;
extern fn echo_replace_code(contract: *const String, code: *const String) u32;

/// Ends the call as if it returned, and this contract for good: what it stored is gone, what it has goes to heir. Each asset costs as much as 100
/// bytes.
pub const selfDestruct = echo_self_destruct;
extern fn echo_self_destruct(heir: *const String) noreturn;

/// Gas that is left of what this call was given, after this function's.
pub const gasLeft = echo_gas_left;
extern fn echo_gas_left() u64;

/// SHA-256 (FIPS 180-4) of data: 32 bytes at out.
pub const sha256 = echo_sha256;
extern fn echo_sha256(data: *const String, out: [*]u8) void;

/// Keccak-256 (as Ethereum uses it) of data: 32 bytes at out.
pub const keccak256 = echo_keccak256;
extern fn echo_keccak256(data: *const String, out: [*]u8) void;

/// RIPEMD-160 of data: 20 bytes at out.
pub const ripemd160 = echo_ripemd160;
extern fn echo_ripemd160(data: *const String, out: [*]u8) void;

/// SHA-512 (FIPS 180-4) of data: 64 bytes at out.
pub const sha512 = echo_sha512;
extern fn echo_sha512(data: *const String, out: [*]u8) void;

/// BLAKE2b (RFC 7693) of data with digests of 32 bytes and no key: 32 bytes at out. It is not the start of BLAKE2b-512.
pub const blake2b256 = echo_blake2b_256;
extern fn echo_blake2b_256(data: *const String, out: [*]u8) void;

/// BLAKE3 of data, without a key: 32 bytes at out.
pub const blake3 = echo_blake3;
extern fn echo_blake3(data: *const String, out: [*]u8) void;

/// Whether signature (64 bytes) is an Ed25519 signature (RFC 8032, 5.1.7, without the cofactor) of message by key (32 bytes). Strict: keys and
/// points that are not encoded in the one right way, points of small order and an S that is not below the group's order are false. Paid by the bytes of message.
pub const ed25519Verify = echo_ed25519_verify;
extern fn echo_ed25519_verify(message: *const String, signature: [*]const u8, key: [*]const u8) bool;

/// The key that made an ECDSA signature on secp256k1 (SEC 1, 4.1.6; SEC 2), as Ethereum's ecrecover finds it: hash has 32 bytes, signature 65: r, s, each
/// big-endian, and v, which is 0 or 1, or 27 or 28. x and y of the key, each 32 bytes big-endian, at out; false, and out untouched, where there is none, or s is
/// above half of the group's order (EIP-2).
pub const secp256k1Recover = echo_secp256k1_recover;
extern fn echo_secp256k1_recover(hash: [*]const u8, signature: [*]const u8, out: [*]u8) bool;

/// Whether signature (64 bytes: r, s, each big-endian) is an ECDSA signature on secp256k1 (SEC 1, 4.1.4; SEC 2) of hash (32 bytes) by key: a point of 33 bytes (2 or 3, x)
/// or 65 (4, x, y) as in SEC 1, 2.3.3, or of 64 (x, y). Any other key is false, and so is an s above half of the group's order (EIP-2). Paid by the bytes of key.
pub const secp256k1Verify = echo_secp256k1_verify;
extern fn echo_secp256k1_verify(hash: [*]const u8, signature: [*]const u8, key: *const String) bool;

/// As secp256k1_verify, on secp256r1, which is P-256 (FIPS 186-5, 6.4.2; SP 800-186), and with any s below the group's order: authenticators make high
/// ones, too (EIP-7951). Where a signature must be the only one, its s is to be compared by the contract.
pub const secp256r1Verify = echo_secp256r1_verify;
extern fn echo_secp256r1_verify(hash: [*]const u8, signature: [*]const u8, key: *const String) bool;

/// Whether the product of pairings on BLS12-381 is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-2537 has it: 384 bytes a pair,
/// a point of G1 (x, y) and one of G2 (x, y, each with its real part first), coordinates of 64 bytes big-endian below the field's prime, infinity all
/// zeroes; points outside of the groups, and no pair at all, give 2.
pub const bls12381Pairing = echo_bls12_381_pairing;
extern fn echo_bls12_381_pairing(pairs: *const String) u32;

/// Whether the product of pairings on BN254 (alt_bn128) is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-197 has it: 192 bytes a pair, a point
/// of G1 (x, y) and one of G2 (x, y, each with its imaginary part first), coordinates of 32 bytes big-endian below the field's prime, infinity all zeroes; points
/// outside of the groups give 2, no pair at all gives 1.
pub const bn254Pairing = echo_bn254_pairing;
extern fn echo_bn254_pairing(pairs: *const String) u32;

/// left + right modulo 2^256. Numbers have 32 bytes each, little-endian; out may be an operand. So for all that follow.
pub const add256 = echo_add256;
extern fn echo_add256(left: [*]const u8, right: [*]const u8, out: [*]u8) void;

/// left - right modulo 2^256.
pub const sub256 = echo_sub256;
extern fn echo_sub256(left: [*]const u8, right: [*]const u8, out: [*]u8) void;

/// left * right modulo 2^256.
pub const mul256 = echo_mul256;
extern fn echo_mul256(left: [*]const u8, right: [*]const u8, out: [*]u8) void;

/// The quotient of unsigned numbers, without its fraction; 0 where right is 0, as everywhere in Ethereum's Yellow Paper (appendix H).
pub const div256 = echo_div256;
extern fn echo_div256(left: [*]const u8, right: [*]const u8, out: [*]u8) void;

/// The remainder of unsigned numbers; 0 where right is 0.
pub const mod256 = echo_mod256;
extern fn echo_mod256(left: [*]const u8, right: [*]const u8, out: [*]u8) void;

/// left to the power of right, modulo 2^256; 0 to the power of 0 is 1. Paid by the bytes of right, without the zeroes at its high end.
pub const exp256 = echo_exp256;
extern fn echo_exp256(left: [*]const u8, right: [*]const u8, out: [*]u8) void;

/// (left + right) modulo modulus, of the sum with all its bits; 0 where modulus is 0.
pub const addmod256 = echo_addmod256;
extern fn echo_addmod256(left: [*]const u8, right: [*]const u8, modulus: [*]const u8, out: [*]u8) void;

/// (left * right) modulo modulus, of the product with all its bits; 0 where modulus is 0.
pub const mulmod256 = echo_mulmod256;
extern fn echo_mulmod256(left: [*]const u8, right: [*]const u8, modulus: [*]const u8, out: [*]u8) void;
