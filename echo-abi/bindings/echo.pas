/// Host functions of Echo, for contracts in Free Pascal without its run-time library. Generated from echo-abi/src/scpi.rs by
/// `make generate`.
///
/// A string that a function fills in lies on the contract heap; EchoFree gives it back.
unit Echo;

{$mode objfpc}

interface

type
  /// Text or bytes, as the machine has them.
  TEchoString = record
    Chars: PAnsiChar;
    Length: LongWord;
  end;

  /// How another contract is called or created. nil stands for all zeroes.
  TEchoCallOptions = record
    Value: QWord; // sent with the call
    Asset: QWord; // in this asset, an instance number: 0 for 1.3.0
    Gas: QWord;   // at most; 0: all that is left
    Flags: QWord; // EchoCallView, EchoCreateUpgradeable
  end;
  PEchoCallOptions = ^TEchoCallOptions;

const
  /// The callee, and whom it calls, may change nothing.
  EchoCallView = 1;
  /// The owner may replace the code later.
  EchoCreateUpgradeable = 2;

/// Gives size bytes of the contract heap, aligned to 16. Size 0 traps.
function EchoAllocate(size: QWord): Pointer; cdecl; external name 'echo_allocate';

/// Changes the size of an allocation; it may move, with what fits of its bytes. What fits is paid for, whether it moves or not. A null pointer
/// allocates; size 0 traps.
function EchoReallocate(pointer: Pointer; size: QWord): Pointer; cdecl; external name 'echo_reallocate';

/// Gives an allocation back. A null pointer is ignored, any other that was not allocated traps.
procedure EchoFree(pointer: Pointer); cdecl; external name 'echo_free';

/// Copies count bytes that do not overlap; where they do, as if through a buffer.
function EchoCopyMemory(destination: Pointer; source: Pointer; count: QWord): Pointer; cdecl; external name 'echo_copy_memory';

/// Compares count bytes as unsigned numbers: below 0, 0 or above 0.
function EchoCompareMemory(left: Pointer; right: Pointer; count: QWord): LongInt; cdecl; external name 'echo_compare_memory';

/// Sets count bytes to byte.
function EchoSetMemory(destination: Pointer; byte: Byte; count: QWord): Pointer; cdecl; external name 'echo_set_memory';

/// Copies count bytes that may overlap.
function EchoMoveMemory(destination: Pointer; source: Pointer; count: QWord): Pointer; cdecl; external name 'echo_move_memory';

/// Length of a zero-terminated text, without the zero.
function EchoStringLength(text: PAnsiChar): QWord; cdecl; external name 'echo_string_length';

/// Balance of the account or contract id in asset. An unknown one traps with invalid_chain_call.
function EchoBalance(constref id: TEchoString; constref asset: TEchoString): Int64; cdecl; external name 'echo_balance';

/// Sends amount of asset from this contract to to. Not enough balance traps with invalid_chain_call.
procedure EchoTransfer(constref receiver: TEchoString; constref asset: TEchoString; amount: QWord); cdecl; external name 'echo_transfer';

/// A property of the chain object id, as text, whose bytes are paid for. An unknown object or property traps with invalid_chain_call.
procedure EchoObjectProperty(var answer: TEchoString; constref id: TEchoString; constref name: TEchoString); cdecl; external name 'echo_object_property';

/// Instance number of the asset sent with the call: 0 for 1.3.0.
function EchoCallAsset: QWord; cdecl; external name 'echo_call_asset';

/// Hash of a block, as 64 hexadecimal digits. A block that is not there, as the current one is not, traps with invalid_chain_call.
procedure EchoBlockHash(var answer: TEchoString; number: LongWord); cdecl; external name 'echo_block_hash';

/// Account id of the current block's author.
procedure EchoBlockAuthor(var answer: TEchoString); cdecl; external name 'echo_block_author';

/// Gas given to this call.
function EchoGasLimit: QWord; cdecl; external name 'echo_gas_limit';

/// Number of the current block.
function EchoBlockNumber: LongWord; cdecl; external name 'echo_block_number';

/// Time of the current block, in seconds since 1970.
function EchoBlockTime: LongWord; cdecl; external name 'echo_block_time';

/// Amount sent with the call.
function EchoCallValue: QWord; cdecl; external name 'echo_call_value';

/// Id of who called: an account or a contract.
procedure EchoSender(var answer: TEchoString); cdecl; external name 'echo_sender';

/// Id of the account that signed the transaction.
procedure EchoOriginSender(var answer: TEchoString); cdecl; external name 'echo_origin_sender';

/// Instance number of this contract: 7 for 1.11.7.
function EchoContractNumber: LongWord; cdecl; external name 'echo_contract_number';

/// Id of this contract.
procedure EchoContractId(var answer: TEchoString); cdecl; external name 'echo_contract_id';

/// Whether this call creates the contract.
function EchoIsConstructor: Boolean; cdecl; external name 'echo_is_constructor';

/// Reads the value stored under key; false, and out untouched, where there is none.
function EchoStorageGet(constref key: TEchoString; var answer: TEchoString): Boolean; cdecl; external name 'echo_storage_get';

/// Stores value under key.
procedure EchoStorageSet(constref key: TEchoString; constref value: TEchoString); cdecl; external name 'echo_storage_set';

/// Removes the value under key; false where there was none.
function EchoStorageRemove(constref key: TEchoString): Boolean; cdecl; external name 'echo_storage_remove';

/// Whether a value is stored under key.
function EchoStorageExists(constref key: TEchoString): Boolean; cdecl; external name 'echo_storage_exists';

/// Reads the value that contract stored under key; false, and out untouched, where there is none.
function EchoStorageGetOf(constref contract: TEchoString; constref key: TEchoString; var answer: TEchoString): Boolean; cdecl; external name 'echo_storage_get_of';

/// Takes the next argument if it is a string.
function EchoParamString(var answer: TEchoString): Boolean; cdecl; external name 'echo_param_string';

/// Takes the next argument if it is a truth value.
function EchoParamBool(out answer: Boolean): Boolean; cdecl; external name 'echo_param_bool';

/// Takes the next argument if it is a number that fits in a signed byte.
function EchoParamI8(out answer: ShortInt): Boolean; cdecl; external name 'echo_param_i8';

/// Takes the next argument if it is a number that fits in 16 bits, signed.
function EchoParamI16(out answer: SmallInt): Boolean; cdecl; external name 'echo_param_i16';

/// Takes the next argument if it is a number that fits in 32 bits, signed.
function EchoParamI32(out answer: LongInt): Boolean; cdecl; external name 'echo_param_i32';

/// Takes the next argument if it is a number that fits in 64 bits, signed.
function EchoParamI64(out answer: Int64): Boolean; cdecl; external name 'echo_param_i64';

/// Takes the next argument if it is a number that fits in an unsigned byte.
function EchoParamU8(out answer: Byte): Boolean; cdecl; external name 'echo_param_u8';

/// Takes the next argument if it is a number that fits in 16 bits, unsigned.
function EchoParamU16(out answer: Word): Boolean; cdecl; external name 'echo_param_u16';

/// Takes the next argument if it is a number that fits in 32 bits, unsigned.
function EchoParamU32(out answer: LongWord): Boolean; cdecl; external name 'echo_param_u32';

/// Takes the next argument if it is a number that fits in 64 bits, unsigned.
function EchoParamU64(out answer: QWord): Boolean; cdecl; external name 'echo_param_u64';

/// Takes the next argument if it is a whole number that fits in size bytes, signed: so many bytes at out, 1 to 32, little-endian.
function EchoParamInt(answer: Pointer; size: QWord): Boolean; cdecl; external name 'echo_param_int';

/// Takes the next argument if it is a whole number that fits in size bytes, unsigned: so many bytes at out, 1 to 32, little-endian.
function EchoParamUint(answer: Pointer; size: QWord): Boolean; cdecl; external name 'echo_param_uint';

/// Takes the next argument if it is a number, whole or not: the nearest double.
function EchoParamF64(out answer: Double): Boolean; cdecl; external name 'echo_param_f64';

/// Returns the bytes of a string; several values are appended to each other.
procedure EchoReturnString(constref value: TEchoString); cdecl; external name 'echo_return_string';

/// Returns a byte, 0 or 1.
procedure EchoReturnBool(value: Boolean); cdecl; external name 'echo_return_bool';

/// Returns a signed byte.
procedure EchoReturnI8(value: ShortInt); cdecl; external name 'echo_return_i8';

/// Returns 2 bytes, little-endian.
procedure EchoReturnI16(value: SmallInt); cdecl; external name 'echo_return_i16';

/// Returns 4 bytes, little-endian.
procedure EchoReturnI32(value: LongInt); cdecl; external name 'echo_return_i32';

/// Returns 8 bytes, little-endian.
procedure EchoReturnI64(value: Int64); cdecl; external name 'echo_return_i64';

/// Returns a byte.
procedure EchoReturnU8(value: Byte); cdecl; external name 'echo_return_u8';

/// Returns 2 bytes, little-endian.
procedure EchoReturnU16(value: Word); cdecl; external name 'echo_return_u16';

/// Returns 4 bytes, little-endian.
procedure EchoReturnU32(value: LongWord); cdecl; external name 'echo_return_u32';

/// Returns 8 bytes, little-endian.
procedure EchoReturnU64(value: QWord); cdecl; external name 'echo_return_u64';

/// Ends the call with contract_error and a message, of which 4096 bytes are kept; nothing it did remains.
procedure EchoFail(constref message: TEchoString); cdecl; external name 'echo_fail';

/// Name of the called function.
procedure EchoFunctionName(var answer: TEchoString); cdecl; external name 'echo_function_name';

/// Emits an event: its signature, transfer(string,string,uint64), and its packed values.
procedure EchoEmit(constref signature: TEchoString; constref data: TEchoString); cdecl; external name 'echo_emit';

/// Prints text for the author; no part of the result.
procedure EchoDebugText(constref text: TEchoString); cdecl; external name 'echo_debug_text';

/// Prints an unsigned number for the author.
procedure EchoDebugU64(value: QWord); cdecl; external name 'echo_debug_u64';

/// Prints a signed number for the author.
procedure EchoDebugI64(value: Int64); cdecl; external name 'echo_debug_i64';

/// Prints a double for the author.
procedure EchoDebugF64(value: Double); cdecl; external name 'echo_debug_f64';

/// Prints bytes in hexadecimal for the author.
procedure EchoDebugBytes(constref bytes: TEchoString); cdecl; external name 'echo_debug_bytes';

/// Calls contract by a call line, transfer("1.2.16", 25). 0 where it returned, else the number of its error, and this contract goes on.
/// The line's bytes are paid for; loading and running the callee is paid of its gas, which is taken from this contract's, and what is left
/// of it comes back.
function EchoCall(constref contract: TEchoString; constref line: TEchoString; options: PEchoCallOptions): LongWord; cdecl; external name 'echo_call';

/// Calls contract as call does, with packed arguments: the name's length in 4 bytes, the name, then each argument, a byte that is the number
/// of the function that takes it (0x40 to 0x4c) before its value: a string its length in 4 bytes and its bytes; 0x4a and 0x4b a byte that is
/// the size, then so many bytes.
function EchoCallPacked(constref contract: TEchoString; constref arguments: TEchoString; options: PEchoCallOptions): LongWord; cdecl; external name 'echo_call_packed';

/// What the contract that was last called or created from here returned or, where it failed, its message.
procedure EchoReturnData(var answer: TEchoString); cdecl; external name 'echo_return_data';

/// Creates a contract of a contract file, and calls its constructor by a call line. out becomes its id, where 0 is returned. The owner is this
/// contract.
function EchoCreate(constref code: TEchoString; constref line: TEchoString; options: PEchoCallOptions; var answer: TEchoString): LongWord; cdecl; external name 'echo_create';

/// Creates a contract of the code that contract has, as create does.
function EchoCreateLike(constref contract: TEchoString; constref line: TEchoString; options: PEchoCallOptions; var answer: TEchoString): LongWord; cdecl; external name 'echo_create_like';

/// Replaces the code of contract, which belongs to this contract and was created as one whose code can be replaced. 0 where it was done, else
/// the number of an error.
function EchoReplaceCode(constref contract: TEchoString; constref code: TEchoString): LongWord; cdecl; external name 'echo_replace_code';

/// Ends the call as if it returned, and this contract for good: what it stored is gone, what it has goes to heir. Each asset costs as much as 100
/// bytes.
procedure EchoSelfDestruct(constref heir: TEchoString); cdecl; external name 'echo_self_destruct';

/// Gas that is left of what this call was given, after this function's.
function EchoGasLeft: QWord; cdecl; external name 'echo_gas_left';

/// SHA-256 (FIPS 180-4) of data: 32 bytes at out.
procedure EchoSha256(constref data: TEchoString; answer: Pointer); cdecl; external name 'echo_sha256';

/// Keccak-256 (as Ethereum uses it) of data: 32 bytes at out.
procedure EchoKeccak256(constref data: TEchoString; answer: Pointer); cdecl; external name 'echo_keccak256';

/// RIPEMD-160 of data: 20 bytes at out.
procedure EchoRipemd160(constref data: TEchoString; answer: Pointer); cdecl; external name 'echo_ripemd160';

/// SHA-512 (FIPS 180-4) of data: 64 bytes at out.
procedure EchoSha512(constref data: TEchoString; answer: Pointer); cdecl; external name 'echo_sha512';

/// BLAKE2b (RFC 7693) of data with digests of 32 bytes and no key: 32 bytes at out. It is not the start of BLAKE2b-512.
procedure EchoBlake2b256(constref data: TEchoString; answer: Pointer); cdecl; external name 'echo_blake2b_256';

/// BLAKE3 of data, without a key: 32 bytes at out.
procedure EchoBlake3(constref data: TEchoString; answer: Pointer); cdecl; external name 'echo_blake3';

/// Whether signature (64 bytes) is an Ed25519 signature (RFC 8032, 5.1.7, without the cofactor) of message by key (32 bytes). Strict: keys and
/// points that are not encoded in the one right way, points of small order and an S that is not below the group's order are false. Paid by the bytes of message.
function EchoEd25519Verify(constref message: TEchoString; signature: Pointer; key: Pointer): Boolean; cdecl; external name 'echo_ed25519_verify';

/// The key that made an ECDSA signature on secp256k1 (SEC 1, 4.1.6; SEC 2), as Ethereum's ecrecover finds it: hash has 32 bytes, signature 65: r, s, each
/// big-endian, and v, which is 0 or 1, or 27 or 28. x and y of the key, each 32 bytes big-endian, at out; false, and out untouched, where there is none, or s is
/// above half of the group's order (EIP-2).
function EchoSecp256k1Recover(hash: Pointer; signature: Pointer; answer: Pointer): Boolean; cdecl; external name 'echo_secp256k1_recover';

/// Whether signature (64 bytes: r, s, each big-endian) is an ECDSA signature on secp256k1 (SEC 1, 4.1.4; SEC 2) of hash (32 bytes) by key: a point of 33 bytes (2 or 3, x)
/// or 65 (4, x, y) as in SEC 1, 2.3.3, or of 64 (x, y). Any other key is false, and so is an s above half of the group's order (EIP-2). Paid by the bytes of key.
function EchoSecp256k1Verify(hash: Pointer; signature: Pointer; constref key: TEchoString): Boolean; cdecl; external name 'echo_secp256k1_verify';

/// As secp256k1_verify, on secp256r1, which is P-256 (FIPS 186-5, 6.4.2; SP 800-186), and with any s below the group's order: authenticators make high
/// ones, too (EIP-7951). Where a signature must be the only one, its s is to be compared by the contract.
function EchoSecp256r1Verify(hash: Pointer; signature: Pointer; constref key: TEchoString): Boolean; cdecl; external name 'echo_secp256r1_verify';

/// Whether the product of pairings on BLS12-381 is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-2537 has it: 384 bytes a pair,
/// a point of G1 (x, y) and one of G2 (x, y, each with its real part first), coordinates of 64 bytes big-endian below the field's prime, infinity all
/// zeroes; points outside of the groups, and no pair at all, give 2.
function EchoBls12381Pairing(constref pairs: TEchoString): LongWord; cdecl; external name 'echo_bls12_381_pairing';

/// Whether the product of pairings on BN254 (alt_bn128) is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-197 has it: 192 bytes a pair, a point
/// of G1 (x, y) and one of G2 (x, y, each with its imaginary part first), coordinates of 32 bytes big-endian below the field's prime, infinity all zeroes; points
/// outside of the groups give 2, no pair at all gives 1.
function EchoBn254Pairing(constref pairs: TEchoString): LongWord; cdecl; external name 'echo_bn254_pairing';

/// left + right modulo 2^256. Numbers have 32 bytes each, little-endian; out may be an operand. So for all that follow.
procedure EchoAdd256(left: Pointer; right: Pointer; answer: Pointer); cdecl; external name 'echo_add256';

/// left - right modulo 2^256.
procedure EchoSub256(left: Pointer; right: Pointer; answer: Pointer); cdecl; external name 'echo_sub256';

/// left * right modulo 2^256.
procedure EchoMul256(left: Pointer; right: Pointer; answer: Pointer); cdecl; external name 'echo_mul256';

/// The quotient of unsigned numbers, without its fraction; 0 where right is 0, as everywhere in Ethereum's Yellow Paper (appendix H).
procedure EchoDiv256(left: Pointer; right: Pointer; answer: Pointer); cdecl; external name 'echo_div256';

/// The remainder of unsigned numbers; 0 where right is 0.
procedure EchoMod256(left: Pointer; right: Pointer; answer: Pointer); cdecl; external name 'echo_mod256';

/// left to the power of right, modulo 2^256; 0 to the power of 0 is 1. Paid by the bytes of right, without the zeroes at its high end.
procedure EchoExp256(left: Pointer; right: Pointer; answer: Pointer); cdecl; external name 'echo_exp256';

/// (left + right) modulo modulus, of the sum with all its bits; 0 where modulus is 0.
procedure EchoAddmod256(left: Pointer; right: Pointer; modulus: Pointer; answer: Pointer); cdecl; external name 'echo_addmod256';

/// (left * right) modulo modulus, of the product with all its bits; 0 where modulus is 0.
procedure EchoMulmod256(left: Pointer; right: Pointer; modulus: Pointer; answer: Pointer); cdecl; external name 'echo_mulmod256';

/// Of a text, which is to live as long.
function EchoText(const Text: ShortString): TEchoString;

/// Whether a string is this text.
function EchoIsText(constref Given: TEchoString; const Text: ShortString): Boolean;

implementation

function EchoText(const Text: ShortString): TEchoString;
begin
  EchoText.Chars := @Text[1];
  EchoText.Length := Length(Text);
end;

function EchoIsText(constref Given: TEchoString; const Text: ShortString): Boolean;
begin
  EchoIsText := (Given.Length = Length(Text)) and (EchoCompareMemory(Given.Chars, @Text[1], Given.Length) = 0);
end;

end.
