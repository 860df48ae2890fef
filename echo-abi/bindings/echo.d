/**
 * Host functions of Echo, for contracts in D without its run-time library. Generated from echo-abi/src/scpi.rs by `make generate`.
 *
 * ---
 * import echo;
 *
 * extern (C) void __apply()
 * {
 *     ulong a;
 *     if (paramU64(a))
 *         returnU64(a + 1);
 * }
 * ---
 *
 * A string that a function fills in lies on the contract heap; `free` gives it back.
 */
module echo;

extern (C) nothrow @nogc:

/// Text or bytes, as the machine has them.
struct String
{
    const(char)* pointer;
    uint length;

nothrow @nogc:

    /// Of an array, which is to live as long.
    this()(const(char)[] text)
    {
        pointer = text.ptr;
        length = cast(uint) text.length;
    }

    /// As an array.
    const(char)[] text()() const
    {
        return pointer[0 .. length];
    }
}

/// How another contract is called or created. Null stands for all zeroes.
struct CallOptions
{
    ulong value; /// Sent with the call.
    ulong asset; /// In this asset, an instance number: 0 for 1.3.0.
    ulong gas; /// At most; 0: all that is left.
    ulong flags; /// CALL_VIEW, CREATE_UPGRADEABLE
}

/// The callee, and whom it calls, may change nothing.
enum ulong CALL_VIEW = 1;
/// The owner may replace the code later.
enum ulong CREATE_UPGRADEABLE = 2;

/// Gives size bytes of the contract heap, aligned to 16. Size 0 traps.
pragma(mangle, "echo_allocate") void* allocate(ulong size);

/// Changes the size of an allocation; it may move, with what fits of its bytes. What fits is paid for, whether it moves or not. A null pointer
/// allocates; size 0 traps.
pragma(mangle, "echo_reallocate") void* reallocate(void* pointer, ulong size);

/// Gives an allocation back. A null pointer is ignored, any other that was not allocated traps.
pragma(mangle, "echo_free") void free(void* pointer);

/// Copies count bytes that do not overlap; where they do, as if through a buffer.
pragma(mangle, "echo_copy_memory") void* copyMemory(void* destination, const(void)* source, ulong count);

/// Compares count bytes as unsigned numbers: below 0, 0 or above 0.
pragma(mangle, "echo_compare_memory") int compareMemory(const(void)* left, const(void)* right, ulong count);

/// Sets count bytes to byte.
pragma(mangle, "echo_set_memory") void* setMemory(void* destination, ubyte value, ulong count);

/// Copies count bytes that may overlap.
pragma(mangle, "echo_move_memory") void* moveMemory(void* destination, const(void)* source, ulong count);

/// Length of a zero-terminated text, without the zero.
pragma(mangle, "echo_string_length") ulong stringLength(const(char)* text);

/// Balance of the account or contract id in asset. An unknown one traps with invalid_chain_call.
pragma(mangle, "echo_balance") long balance(ref const String id, ref const String asset);

/// Sends amount of asset from this contract to to. Not enough balance traps with invalid_chain_call.
pragma(mangle, "echo_transfer") void transfer(ref const String to, ref const String asset, ulong amount);

/// A property of the chain object id, as text, whose bytes are paid for. An unknown object or property traps with invalid_chain_call.
pragma(mangle, "echo_object_property") void objectProperty(ref String result, ref const String id, ref const String name);

/// Instance number of the asset sent with the call: 0 for 1.3.0.
pragma(mangle, "echo_call_asset") ulong callAsset();

/// Hash of a block, as 64 hexadecimal digits. A block that is not there, as the current one is not, traps with invalid_chain_call.
pragma(mangle, "echo_block_hash") void blockHash(ref String result, uint number);

/// Account id of the current block's author.
pragma(mangle, "echo_block_author") void blockAuthor(ref String result);

/// Gas given to this call.
pragma(mangle, "echo_gas_limit") ulong gasLimit();

/// Number of the current block.
pragma(mangle, "echo_block_number") uint blockNumber();

/// Time of the current block, in seconds since 1970.
pragma(mangle, "echo_block_time") uint blockTime();

/// Amount sent with the call.
pragma(mangle, "echo_call_value") ulong callValue();

/// Id of who called: an account or a contract.
pragma(mangle, "echo_sender") void sender(ref String result);

/// Id of the account that signed the transaction.
pragma(mangle, "echo_origin_sender") void originSender(ref String result);

/// Instance number of this contract: 7 for 1.11.7.
pragma(mangle, "echo_contract_number") uint contractNumber();

/// Id of this contract.
pragma(mangle, "echo_contract_id") void contractId(ref String result);

/// Whether this call creates the contract.
pragma(mangle, "echo_is_constructor") bool isConstructor();

/// Reads the value stored under key; false, and out untouched, where there is none.
pragma(mangle, "echo_storage_get") bool storageGet(ref const String key, ref String result);

/// Stores value under key.
pragma(mangle, "echo_storage_set") void storageSet(ref const String key, ref const String value);

/// Removes the value under key; false where there was none.
pragma(mangle, "echo_storage_remove") bool storageRemove(ref const String key);

/// Whether a value is stored under key.
pragma(mangle, "echo_storage_exists") bool storageExists(ref const String key);

/// Reads the value that contract stored under key; false, and out untouched, where there is none.
pragma(mangle, "echo_storage_get_of") bool storageGetOf(ref const String contract, ref const String key, ref String result);

/// Takes the next argument if it is a string.
pragma(mangle, "echo_param_string") bool paramString(ref String result);

/// Takes the next argument if it is a truth value.
pragma(mangle, "echo_param_bool") bool paramBool(out bool result);

/// Takes the next argument if it is a number that fits in a signed byte.
pragma(mangle, "echo_param_i8") bool paramI8(out byte result);

/// Takes the next argument if it is a number that fits in 16 bits, signed.
pragma(mangle, "echo_param_i16") bool paramI16(out short result);

/// Takes the next argument if it is a number that fits in 32 bits, signed.
pragma(mangle, "echo_param_i32") bool paramI32(out int result);

/// Takes the next argument if it is a number that fits in 64 bits, signed.
pragma(mangle, "echo_param_i64") bool paramI64(out long result);

/// Takes the next argument if it is a number that fits in an unsigned byte.
pragma(mangle, "echo_param_u8") bool paramU8(out ubyte result);

/// Takes the next argument if it is a number that fits in 16 bits, unsigned.
pragma(mangle, "echo_param_u16") bool paramU16(out ushort result);

/// Takes the next argument if it is a number that fits in 32 bits, unsigned.
pragma(mangle, "echo_param_u32") bool paramU32(out uint result);

/// Takes the next argument if it is a number that fits in 64 bits, unsigned.
pragma(mangle, "echo_param_u64") bool paramU64(out ulong result);

/// Takes the next argument if it is a whole number that fits in size bytes, signed: so many bytes at out, 1 to 32, little-endian.
pragma(mangle, "echo_param_int") bool paramInt(void* result, ulong size);

/// Takes the next argument if it is a whole number that fits in size bytes, unsigned: so many bytes at out, 1 to 32, little-endian.
pragma(mangle, "echo_param_uint") bool paramUint(void* result, ulong size);

/// Takes the next argument if it is a number, whole or not: the nearest double.
pragma(mangle, "echo_param_f64") bool paramF64(out double result);

/// Returns the bytes of a string; several values are appended to each other.
pragma(mangle, "echo_return_string") void returnString(ref const String value);

/// Returns a byte, 0 or 1.
pragma(mangle, "echo_return_bool") void returnBool(bool value);

/// Returns a signed byte.
pragma(mangle, "echo_return_i8") void returnI8(byte value);

/// Returns 2 bytes, little-endian.
pragma(mangle, "echo_return_i16") void returnI16(short value);

/// Returns 4 bytes, little-endian.
pragma(mangle, "echo_return_i32") void returnI32(int value);

/// Returns 8 bytes, little-endian.
pragma(mangle, "echo_return_i64") void returnI64(long value);

/// Returns a byte.
pragma(mangle, "echo_return_u8") void returnU8(ubyte value);

/// Returns 2 bytes, little-endian.
pragma(mangle, "echo_return_u16") void returnU16(ushort value);

/// Returns 4 bytes, little-endian.
pragma(mangle, "echo_return_u32") void returnU32(uint value);

/// Returns 8 bytes, little-endian.
pragma(mangle, "echo_return_u64") void returnU64(ulong value);

/// Ends the call with contract_error and a message, of which 4096 bytes are kept; nothing it did remains.
pragma(mangle, "echo_fail") noreturn fail(ref const String message);

/// Name of the called function.
pragma(mangle, "echo_function_name") void functionName(ref String result);

/// Emits an event: its signature, transfer(string,string,uint64), and its packed values.
pragma(mangle, "echo_emit") void emit(ref const String signature, ref const String data);

/// Prints text for the author; no part of the result.
pragma(mangle, "echo_debug_text") void debugText(ref const String text);

/// Prints an unsigned number for the author.
pragma(mangle, "echo_debug_u64") void debugU64(ulong value);

/// Prints a signed number for the author.
pragma(mangle, "echo_debug_i64") void debugI64(long value);

/// Prints a double for the author.
pragma(mangle, "echo_debug_f64") void debugF64(double value);

/// Prints bytes in hexadecimal for the author.
pragma(mangle, "echo_debug_bytes") void debugBytes(ref const String bytes);

/// Calls contract by a call line, transfer("1.2.16", 25). 0 where it returned, else the number of its error, and this contract goes on.
/// The line's bytes are paid for; loading and running the callee is paid of its gas, which is taken from this contract's, and what is left
/// of it comes back.
pragma(mangle, "echo_call") uint call(ref const String contract, ref const String line, const(CallOptions)* options);

/// Calls contract as call does, with packed arguments: the name's length in 4 bytes, the name, then each argument, a byte that is the number
/// of the function that takes it (0x40 to 0x4c) before its value: a string its length in 4 bytes and its bytes; 0x4a and 0x4b a byte that is
/// the size, then so many bytes.
pragma(mangle, "echo_call_packed") uint callPacked(ref const String contract, ref const String packed, const(CallOptions)* options);

/// What the contract that was last called or created from here returned or, where it failed, its message.
pragma(mangle, "echo_return_data") void returnData(ref String result);

/// Creates a contract of a contract file, and calls its constructor by a call line. out becomes its id, where 0 is returned. The owner is this
/// contract.
pragma(mangle, "echo_create") uint create(ref const String code, ref const String line, const(CallOptions)* options, ref String result);

/// Creates a contract of the code that contract has, as create does.
pragma(mangle, "echo_create_like") uint createLike(ref const String contract, ref const String line, const(CallOptions)* options, ref String result);

/// Replaces the code of contract, which belongs to this contract and was created as one whose code can be replaced. 0 where it was done, else
/// the number of an error.
pragma(mangle, "echo_replace_code") uint replaceCode(ref const String contract, ref const String code);

/// Ends the call as if it returned, and this contract for good: what it stored is gone, what it has goes to heir. Each asset costs as much as 100
/// bytes.
pragma(mangle, "echo_self_destruct") noreturn selfDestruct(ref const String heir);

/// Gas that is left of what this call was given, after this function's.
pragma(mangle, "echo_gas_left") ulong gasLeft();

/// SHA-256 (FIPS 180-4) of data: 32 bytes at out.
pragma(mangle, "echo_sha256") void sha256(ref const String data, void* result);

/// Keccak-256 (as Ethereum uses it) of data: 32 bytes at out.
pragma(mangle, "echo_keccak256") void keccak256(ref const String data, void* result);

/// RIPEMD-160 of data: 20 bytes at out.
pragma(mangle, "echo_ripemd160") void ripemd160(ref const String data, void* result);

/// SHA-512 (FIPS 180-4) of data: 64 bytes at out.
pragma(mangle, "echo_sha512") void sha512(ref const String data, void* result);

/// BLAKE2b (RFC 7693) of data with digests of 32 bytes and no key: 32 bytes at out. It is not the start of BLAKE2b-512.
pragma(mangle, "echo_blake2b_256") void blake2b256(ref const String data, void* result);

/// BLAKE3 of data, without a key: 32 bytes at out.
pragma(mangle, "echo_blake3") void blake3(ref const String data, void* result);

/// Whether signature (64 bytes) is an Ed25519 signature (RFC 8032, 5.1.7, without the cofactor) of message by key (32 bytes). Strict: keys and
/// points that are not encoded in the one right way, points of small order and an S that is not below the group's order are false. Paid by the bytes of message.
pragma(mangle, "echo_ed25519_verify") bool ed25519Verify(ref const String message, const(void)* signature, const(void)* key);

/// The key that made an ECDSA signature on secp256k1 (SEC 1, 4.1.6; SEC 2), as Ethereum's ecrecover finds it: hash has 32 bytes, signature 65: r, s, each
/// big-endian, and v, which is 0 or 1, or 27 or 28. x and y of the key, each 32 bytes big-endian, at out; false, and out untouched, where there is none, or s is
/// above half of the group's order (EIP-2).
pragma(mangle, "echo_secp256k1_recover") bool secp256k1Recover(const(void)* hash, const(void)* signature, void* result);

/// Whether signature (64 bytes: r, s, each big-endian) is an ECDSA signature on secp256k1 (SEC 1, 4.1.4; SEC 2) of hash (32 bytes) by key: a point of 33 bytes (2 or 3, x)
/// or 65 (4, x, y) as in SEC 1, 2.3.3, or of 64 (x, y). Any other key is false, and so is an s above half of the group's order (EIP-2). Paid by the bytes of key.
pragma(mangle, "echo_secp256k1_verify") bool secp256k1Verify(const(void)* hash, const(void)* signature, ref const String key);

/// As secp256k1_verify, on secp256r1, which is P-256 (FIPS 186-5, 6.4.2; SP 800-186), and with any s below the group's order: authenticators make high
/// ones, too (EIP-7951). Where a signature must be the only one, its s is to be compared by the contract.
pragma(mangle, "echo_secp256r1_verify") bool secp256r1Verify(const(void)* hash, const(void)* signature, ref const String key);

/// Whether the product of pairings on BLS12-381 is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-2537 has it: 384 bytes a pair,
/// a point of G1 (x, y) and one of G2 (x, y, each with its real part first), coordinates of 64 bytes big-endian below the field's prime, infinity all
/// zeroes; points outside of the groups, and no pair at all, give 2.
pragma(mangle, "echo_bls12_381_pairing") uint bls12381Pairing(ref const String pairs);

/// Whether the product of pairings on BN254 (alt_bn128) is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-197 has it: 192 bytes a pair, a point
/// of G1 (x, y) and one of G2 (x, y, each with its imaginary part first), coordinates of 32 bytes big-endian below the field's prime, infinity all zeroes; points
/// outside of the groups give 2, no pair at all gives 1.
pragma(mangle, "echo_bn254_pairing") uint bn254Pairing(ref const String pairs);

/// left + right modulo 2^256. Numbers have 32 bytes each, little-endian; out may be an operand. So for all that follow.
pragma(mangle, "echo_add256") void add256(const(void)* left, const(void)* right, void* result);

/// left - right modulo 2^256.
pragma(mangle, "echo_sub256") void sub256(const(void)* left, const(void)* right, void* result);

/// left * right modulo 2^256.
pragma(mangle, "echo_mul256") void mul256(const(void)* left, const(void)* right, void* result);

/// The quotient of unsigned numbers, without its fraction; 0 where right is 0, as everywhere in Ethereum's Yellow Paper (appendix H).
pragma(mangle, "echo_div256") void div256(const(void)* left, const(void)* right, void* result);

/// The remainder of unsigned numbers; 0 where right is 0.
pragma(mangle, "echo_mod256") void mod256(const(void)* left, const(void)* right, void* result);

/// left to the power of right, modulo 2^256; 0 to the power of 0 is 1. Paid by the bytes of right, without the zeroes at its high end.
pragma(mangle, "echo_exp256") void exp256(const(void)* left, const(void)* right, void* result);

/// (left + right) modulo modulus, of the sum with all its bits; 0 where modulus is 0.
pragma(mangle, "echo_addmod256") void addmod256(const(void)* left, const(void)* right, const(void)* modulus, void* result);

/// (left * right) modulo modulus, of the product with all its bits; 0 where modulus is 0.
pragma(mangle, "echo_mulmod256") void mulmod256(const(void)* left, const(void)* right, const(void)* modulus, void* result);
