## Host functions of Echo, for contracts in Nim. Generated from echo-abi/src/scpi.rs by `make generate`.
##
## .. code-block:: nim
##   import echo
##
##   contract:
##     var a: uint64
##     if paramU64(a):
##       returnU64(a + 1)
##
## A string that a function fills in lies on the contract heap; `free` gives it back.

type
  EchoString* {.byref.} = object
    ## Text or bytes, as the machine has them.
    chars*: ptr UncheckedArray[char]
    length*: uint32

  CallOptions* = object
    ## How another contract is called or created. nil stands for all zeroes.
    value*: uint64 ## sent with the call
    asset*: uint64 ## in this asset, an instance number: 0 for 1.3.0
    gas*: uint64   ## at most; 0: all that is left
    flags*: uint64 ## callView, createUpgradeable

const
  callView* = 1'u64           ## The callee, and whom it calls, may change nothing.
  createUpgradeable* = 2'u64  ## The owner may replace the code later.

proc echoString*(text: string): EchoString {.inline.} =
  ## Of a text, which is to live as long.
  EchoString(chars: cast[ptr UncheckedArray[char]](text.cstring), length: uint32(text.len))

proc allocate*(size: uint64): pointer {.importc: "echo_allocate".}
  ## Gives size bytes of the contract heap, aligned to 16. Size 0 traps.

proc reallocate*(pointer: pointer, size: uint64): pointer {.importc: "echo_reallocate".}
  ## Changes the size of an allocation; it may move, with what fits of its bytes. What fits is paid for, whether it moves or not. A null pointer
  ## allocates; size 0 traps.

proc free*(pointer: pointer) {.importc: "echo_free".}
  ## Gives an allocation back. A null pointer is ignored, any other that was not allocated traps.

proc copyMemory*(destination: pointer, source: pointer, count: uint64): pointer {.importc: "echo_copy_memory".}
  ## Copies count bytes that do not overlap; where they do, as if through a buffer.

proc compareMemory*(left: pointer, right: pointer, count: uint64): int32 {.importc: "echo_compare_memory".}
  ## Compares count bytes as unsigned numbers: below 0, 0 or above 0.

proc setMemory*(destination: pointer, byte: uint8, count: uint64): pointer {.importc: "echo_set_memory".}
  ## Sets count bytes to byte.

proc moveMemory*(destination: pointer, source: pointer, count: uint64): pointer {.importc: "echo_move_memory".}
  ## Copies count bytes that may overlap.

proc stringLength*(text: cstring): uint64 {.importc: "echo_string_length".}
  ## Length of a zero-terminated text, without the zero.

proc balance*(id: EchoString, asset: EchoString): int64 {.importc: "echo_balance".}
  ## Balance of the account or contract id in asset. An unknown one traps with invalid_chain_call.

proc transfer*(to: EchoString, asset: EchoString, amount: uint64) {.importc: "echo_transfer".}
  ## Sends amount of asset from this contract to to. Not enough balance traps with invalid_chain_call.

proc objectProperty*(answer: var EchoString, id: EchoString, name: EchoString) {.importc: "echo_object_property".}
  ## A property of the chain object id, as text, whose bytes are paid for. An unknown object or property traps with invalid_chain_call.

proc callAsset*(): uint64 {.importc: "echo_call_asset".}
  ## Instance number of the asset sent with the call: 0 for 1.3.0.

proc blockHash*(answer: var EchoString, number: uint32) {.importc: "echo_block_hash".}
  ## Hash of a block, as 64 hexadecimal digits. A block that is not there, as the current one is not, traps with invalid_chain_call.

proc blockAuthor*(answer: var EchoString) {.importc: "echo_block_author".}
  ## Account id of the current block's author.

proc gasLimit*(): uint64 {.importc: "echo_gas_limit".}
  ## Gas given to this call.

proc blockNumber*(): uint32 {.importc: "echo_block_number".}
  ## Number of the current block.

proc blockTime*(): uint32 {.importc: "echo_block_time".}
  ## Time of the current block, in seconds since 1970.

proc callValue*(): uint64 {.importc: "echo_call_value".}
  ## Amount sent with the call.

proc sender*(answer: var EchoString) {.importc: "echo_sender".}
  ## Id of who called: an account or a contract.

proc originSender*(answer: var EchoString) {.importc: "echo_origin_sender".}
  ## Id of the account that signed the transaction.

proc contractNumber*(): uint32 {.importc: "echo_contract_number".}
  ## Instance number of this contract: 7 for 1.11.7.

proc contractId*(answer: var EchoString) {.importc: "echo_contract_id".}
  ## Id of this contract.

proc isConstructor*(): bool {.importc: "echo_is_constructor".}
  ## Whether this call creates the contract.

proc storageGet*(key: EchoString, answer: var EchoString): bool {.importc: "echo_storage_get".}
  ## Reads the value stored under key; false, and out untouched, where there is none.

proc storageSet*(key: EchoString, value: EchoString) {.importc: "echo_storage_set".}
  ## Stores value under key.

proc storageRemove*(key: EchoString): bool {.importc: "echo_storage_remove".}
  ## Removes the value under key; false where there was none.

proc storageExists*(key: EchoString): bool {.importc: "echo_storage_exists".}
  ## Whether a value is stored under key.

proc storageGetOf*(contract: EchoString, key: EchoString, answer: var EchoString): bool {.importc: "echo_storage_get_of".}
  ## Reads the value that contract stored under key; false, and out untouched, where there is none.

proc paramString*(answer: var EchoString): bool {.importc: "echo_param_string".}
  ## Takes the next argument if it is a string.

proc paramBool*(answer: var bool): bool {.importc: "echo_param_bool".}
  ## Takes the next argument if it is a truth value.

proc paramI8*(answer: var int8): bool {.importc: "echo_param_i8".}
  ## Takes the next argument if it is a number that fits in a signed byte.

proc paramI16*(answer: var int16): bool {.importc: "echo_param_i16".}
  ## Takes the next argument if it is a number that fits in 16 bits, signed.

proc paramI32*(answer: var int32): bool {.importc: "echo_param_i32".}
  ## Takes the next argument if it is a number that fits in 32 bits, signed.

proc paramI64*(answer: var int64): bool {.importc: "echo_param_i64".}
  ## Takes the next argument if it is a number that fits in 64 bits, signed.

proc paramU8*(answer: var uint8): bool {.importc: "echo_param_u8".}
  ## Takes the next argument if it is a number that fits in an unsigned byte.

proc paramU16*(answer: var uint16): bool {.importc: "echo_param_u16".}
  ## Takes the next argument if it is a number that fits in 16 bits, unsigned.

proc paramU32*(answer: var uint32): bool {.importc: "echo_param_u32".}
  ## Takes the next argument if it is a number that fits in 32 bits, unsigned.

proc paramU64*(answer: var uint64): bool {.importc: "echo_param_u64".}
  ## Takes the next argument if it is a number that fits in 64 bits, unsigned.

proc paramInt*(answer: pointer, size: uint64): bool {.importc: "echo_param_int".}
  ## Takes the next argument if it is a whole number that fits in size bytes, signed: so many bytes at out, 1 to 32, little-endian.

proc paramUint*(answer: pointer, size: uint64): bool {.importc: "echo_param_uint".}
  ## Takes the next argument if it is a whole number that fits in size bytes, unsigned: so many bytes at out, 1 to 32, little-endian.

proc paramF64*(answer: var float64): bool {.importc: "echo_param_f64".}
  ## Takes the next argument if it is a number, whole or not: the nearest double.

proc returnString*(value: EchoString) {.importc: "echo_return_string".}
  ## Returns the bytes of a string; several values are appended to each other.

proc returnBool*(value: bool) {.importc: "echo_return_bool".}
  ## Returns a byte, 0 or 1.

proc returnI8*(value: int8) {.importc: "echo_return_i8".}
  ## Returns a signed byte.

proc returnI16*(value: int16) {.importc: "echo_return_i16".}
  ## Returns 2 bytes, little-endian.

proc returnI32*(value: int32) {.importc: "echo_return_i32".}
  ## Returns 4 bytes, little-endian.

proc returnI64*(value: int64) {.importc: "echo_return_i64".}
  ## Returns 8 bytes, little-endian.

proc returnU8*(value: uint8) {.importc: "echo_return_u8".}
  ## Returns a byte.

proc returnU16*(value: uint16) {.importc: "echo_return_u16".}
  ## Returns 2 bytes, little-endian.

proc returnU32*(value: uint32) {.importc: "echo_return_u32".}
  ## Returns 4 bytes, little-endian.

proc returnU64*(value: uint64) {.importc: "echo_return_u64".}
  ## Returns 8 bytes, little-endian.

proc fail*(message: EchoString) {.importc: "echo_fail", noreturn.}
  ## Ends the call with contract_error and a message, of which 4096 bytes are kept; nothing it did remains.

proc functionName*(answer: var EchoString) {.importc: "echo_function_name".}
  ## Name of the called function.

proc emit*(signature: EchoString, data: EchoString) {.importc: "echo_emit".}
  ## Emits an event: its signature, transfer(string,string,uint64), and its packed values.

proc debugText*(text: EchoString) {.importc: "echo_debug_text".}
  ## Prints text for the author; no part of the result.

proc debugU64*(value: uint64) {.importc: "echo_debug_u64".}
  ## Prints an unsigned number for the author.

proc debugI64*(value: int64) {.importc: "echo_debug_i64".}
  ## Prints a signed number for the author.

proc debugF64*(value: float64) {.importc: "echo_debug_f64".}
  ## Prints a double for the author.

proc debugBytes*(bytes: EchoString) {.importc: "echo_debug_bytes".}
  ## Prints bytes in hexadecimal for the author.

proc call*(contract: EchoString, line: EchoString, options: ptr CallOptions): uint32 {.importc: "echo_call".}
  ## Calls contract by a call line, transfer("1.2.16", 25). 0 where it returned, else the number of its error, and this contract goes on.
  ## The line's bytes are paid for; loading and running the callee is paid of its gas, which is taken from this contract's, and what is left
  ## of it comes back.

proc callPacked*(contract: EchoString, packed: EchoString, options: ptr CallOptions): uint32 {.importc: "echo_call_packed".}
  ## Calls contract as call does, with packed arguments: the name's length in 4 bytes, the name, then each argument, a byte that is the number
  ## of the function that takes it (0x40 to 0x4c) before its value: a string its length in 4 bytes and its bytes; 0x4a and 0x4b a byte that is
  ## the size, then so many bytes.

proc returnData*(answer: var EchoString) {.importc: "echo_return_data".}
  ## What the contract that was last called or created from here returned or, where it failed, its message.

proc create*(code: EchoString, line: EchoString, options: ptr CallOptions, answer: var EchoString): uint32 {.importc: "echo_create".}
  ## Creates a contract of a contract file, and calls its constructor by a call line. out becomes its id, where 0 is returned. The owner is this
  ## contract.

proc createLike*(contract: EchoString, line: EchoString, options: ptr CallOptions, answer: var EchoString): uint32 {.importc: "echo_create_like".}
  ## Creates a contract of the code that contract has, as create does.

proc replaceCode*(contract: EchoString, code: EchoString): uint32 {.importc: "echo_replace_code".}
  ## Replaces the code of contract, which belongs to this contract and was created as one whose code can be replaced. 0 where it was done, else
  ## the number of an error.

proc selfDestruct*(heir: EchoString) {.importc: "echo_self_destruct", noreturn.}
  ## Ends the call as if it returned, and this contract for good: what it stored is gone, what it has goes to heir. Each asset costs as much as 100
  ## bytes.

proc gasLeft*(): uint64 {.importc: "echo_gas_left".}
  ## Gas that is left of what this call was given, after this function's.

proc sha256*(data: EchoString, answer: pointer) {.importc: "echo_sha256".}
  ## SHA-256 (FIPS 180-4) of data: 32 bytes at out.

proc keccak256*(data: EchoString, answer: pointer) {.importc: "echo_keccak256".}
  ## Keccak-256 (as Ethereum uses it) of data: 32 bytes at out.

proc ripemd160*(data: EchoString, answer: pointer) {.importc: "echo_ripemd160".}
  ## RIPEMD-160 of data: 20 bytes at out.

proc sha512*(data: EchoString, answer: pointer) {.importc: "echo_sha512".}
  ## SHA-512 (FIPS 180-4) of data: 64 bytes at out.

proc blake2b256*(data: EchoString, answer: pointer) {.importc: "echo_blake2b_256".}
  ## BLAKE2b (RFC 7693) of data with digests of 32 bytes and no key: 32 bytes at out. It is not the start of BLAKE2b-512.

proc blake3*(data: EchoString, answer: pointer) {.importc: "echo_blake3".}
  ## BLAKE3 of data, without a key: 32 bytes at out.

proc ed25519Verify*(message: EchoString, signature: pointer, key: pointer): bool {.importc: "echo_ed25519_verify".}
  ## Whether signature (64 bytes) is an Ed25519 signature (RFC 8032, 5.1.7, without the cofactor) of message by key (32 bytes). Strict: keys and
  ## points that are not encoded in the one right way, points of small order and an S that is not below the group's order are false. Paid by the bytes of message.

proc secp256k1Recover*(hash: pointer, signature: pointer, answer: pointer): bool {.importc: "echo_secp256k1_recover".}
  ## The key that made an ECDSA signature on secp256k1 (SEC 1, 4.1.6; SEC 2), as Ethereum's ecrecover finds it: hash has 32 bytes, signature 65: r, s, each
  ## big-endian, and v, which is 0 or 1, or 27 or 28. x and y of the key, each 32 bytes big-endian, at out; false, and out untouched, where there is none, or s is
  ## above half of the group's order (EIP-2).

proc secp256k1Verify*(hash: pointer, signature: pointer, key: EchoString): bool {.importc: "echo_secp256k1_verify".}
  ## Whether signature (64 bytes: r, s, each big-endian) is an ECDSA signature on secp256k1 (SEC 1, 4.1.4; SEC 2) of hash (32 bytes) by key: a point of 33 bytes (2 or 3, x)
  ## or 65 (4, x, y) as in SEC 1, 2.3.3, or of 64 (x, y). Any other key is false, and so is an s above half of the group's order (EIP-2). Paid by the bytes of key.

proc secp256r1Verify*(hash: pointer, signature: pointer, key: EchoString): bool {.importc: "echo_secp256r1_verify".}
  ## As secp256k1_verify, on secp256r1, which is P-256 (FIPS 186-5, 6.4.2; SP 800-186), and with any s below the group's order: authenticators make high
  ## ones, too (EIP-7951). Where a signature must be the only one, its s is to be compared by the contract.

proc bls12381Pairing*(pairs: EchoString): uint32 {.importc: "echo_bls12_381_pairing".}
  ## Whether the product of pairings on BLS12-381 is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-2537 has it: 384 bytes a pair,
  ## a point of G1 (x, y) and one of G2 (x, y, each with its real part first), coordinates of 64 bytes big-endian below the field's prime, infinity all
  ## zeroes; points outside of the groups, and no pair at all, give 2.

proc bn254Pairing*(pairs: EchoString): uint32 {.importc: "echo_bn254_pairing".}
  ## Whether the product of pairings on BN254 (alt_bn128) is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-197 has it: 192 bytes a pair, a point
  ## of G1 (x, y) and one of G2 (x, y, each with its imaginary part first), coordinates of 32 bytes big-endian below the field's prime, infinity all zeroes; points
  ## outside of the groups give 2, no pair at all gives 1.

proc add256*(left: pointer, right: pointer, answer: pointer) {.importc: "echo_add256".}
  ## left + right modulo 2^256. Numbers have 32 bytes each, little-endian; out may be an operand. So for all that follow.

proc sub256*(left: pointer, right: pointer, answer: pointer) {.importc: "echo_sub256".}
  ## left - right modulo 2^256.

proc mul256*(left: pointer, right: pointer, answer: pointer) {.importc: "echo_mul256".}
  ## left * right modulo 2^256.

proc div256*(left: pointer, right: pointer, answer: pointer) {.importc: "echo_div256".}
  ## The quotient of unsigned numbers, without its fraction; 0 where right is 0, as everywhere in Ethereum's Yellow Paper (appendix H).

proc mod256*(left: pointer, right: pointer, answer: pointer) {.importc: "echo_mod256".}
  ## The remainder of unsigned numbers; 0 where right is 0.

proc exp256*(left: pointer, right: pointer, answer: pointer) {.importc: "echo_exp256".}
  ## left to the power of right, modulo 2^256; 0 to the power of 0 is 1. Paid by the bytes of right, without the zeroes at its high end.

proc addmod256*(left: pointer, right: pointer, modulus: pointer, answer: pointer) {.importc: "echo_addmod256".}
  ## (left + right) modulo modulus, of the sum with all its bits; 0 where modulus is 0.

proc mulmod256*(left: pointer, right: pointer, modulus: pointer, answer: pointer) {.importc: "echo_mulmod256".}
  ## (left * right) modulo modulus, of the product with all its bits; 0 where modulus is 0.

proc `$`*(given: EchoString): string =
  ## As Nim has it.
  result = newString(given.length)
  if given.length > 0:
    discard copyMemory(addr result[0], given.chars, given.length)

proc `==`*(given: EchoString, text: string): bool =
  ## Whether a string is this text.
  given.length == uint32(text.len) and compareMemory(given.chars, text.cstring, given.length) == 0

template contract*(body: untyped) =
  ## The entry point: what is global gets its value, then `body` runs. An exception that nobody handles, and a check that fails, end the
  ## call with `contract_error`, and nothing that it did remains.
  proc NimMain() {.importc.}
  proc apply() {.exportc: "__apply".} =
    NimMain()
    try:
      body
    except Exception:
      fail(echoString(getCurrentExceptionMsg()))
