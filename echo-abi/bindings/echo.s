# Host functions of Echo, for GNU as: `int $ECHO_PARAM_U64`. Generated from echo-abi/src/scpi.rs by `make generate`.
#
# Arguments are in rdi, rsi, rdx, rcx, the result in rax, a truth value in al; every other register keeps its value. A string is
# 16 bytes: .quad pointer; .long length, 0.

# Gives size bytes of the contract heap, aligned to 16. Size 0 traps.
.equ ECHO_ALLOCATE, 0x11

# Changes the size of an allocation; it may move, with what fits of its bytes. What fits is paid for, whether it moves or not. A null pointer
# allocates; size 0 traps.
.equ ECHO_REALLOCATE, 0x12

# Gives an allocation back. A null pointer is ignored, any other that was not allocated traps.
.equ ECHO_FREE, 0x13

# Copies count bytes that do not overlap; where they do, as if through a buffer.
.equ ECHO_COPY_MEMORY, 0x14

# Compares count bytes as unsigned numbers: below 0, 0 or above 0.
.equ ECHO_COMPARE_MEMORY, 0x15

# Sets count bytes to byte.
.equ ECHO_SET_MEMORY, 0x16

# Copies count bytes that may overlap.
.equ ECHO_MOVE_MEMORY, 0x17

# Length of a zero-terminated text, without the zero.
.equ ECHO_STRING_LENGTH, 0x18

# Balance of the account or contract id in asset. An unknown one traps with invalid_chain_call.
.equ ECHO_BALANCE, 0x20

# Sends amount of asset from this contract to to. Not enough balance traps with invalid_chain_call.
.equ ECHO_TRANSFER, 0x21

# A property of the chain object id, as text, whose bytes are paid for. An unknown object or property traps with invalid_chain_call.
.equ ECHO_OBJECT_PROPERTY, 0x22

# Instance number of the asset sent with the call: 0 for 1.3.0.
.equ ECHO_CALL_ASSET, 0x23

# Hash of a block, as 64 hexadecimal digits. A block that is not there, as the current one is not, traps with invalid_chain_call.
.equ ECHO_BLOCK_HASH, 0x24

# Account id of the current block's author.
.equ ECHO_BLOCK_AUTHOR, 0x25

# Gas given to this call.
.equ ECHO_GAS_LIMIT, 0x26

# Number of the current block.
.equ ECHO_BLOCK_NUMBER, 0x27

# Time of the current block, in seconds since 1970.
.equ ECHO_BLOCK_TIME, 0x28

# Amount sent with the call.
.equ ECHO_CALL_VALUE, 0x29

# Id of who called: an account or a contract.
.equ ECHO_SENDER, 0x2a

# Id of the account that signed the transaction.
.equ ECHO_ORIGIN_SENDER, 0x2b

# Instance number of this contract: 7 for 1.11.7.
.equ ECHO_CONTRACT_NUMBER, 0x2c

# Id of this contract.
.equ ECHO_CONTRACT_ID, 0x2d

# Whether this call creates the contract.
.equ ECHO_IS_CONSTRUCTOR, 0x2e

# Reads the value stored under key; false, and out untouched, where there is none.
.equ ECHO_STORAGE_GET, 0x30

# Stores value under key.
.equ ECHO_STORAGE_SET, 0x31

# Removes the value under key; false where there was none.
.equ ECHO_STORAGE_REMOVE, 0x32

# Whether a value is stored under key.
.equ ECHO_STORAGE_EXISTS, 0x33

# Reads the value that contract stored under key; false, and out untouched, where there is none.
.equ ECHO_STORAGE_GET_OF, 0x34

# Takes the next argument if it is a string.
.equ ECHO_PARAM_STRING, 0x40

# Takes the next argument if it is a truth value.
.equ ECHO_PARAM_BOOL, 0x41

# Takes the next argument if it is a number that fits in a signed byte.
.equ ECHO_PARAM_I8, 0x42

# Takes the next argument if it is a number that fits in 16 bits, signed.
.equ ECHO_PARAM_I16, 0x43

# Takes the next argument if it is a number that fits in 32 bits, signed.
.equ ECHO_PARAM_I32, 0x44

# Takes the next argument if it is a number that fits in 64 bits, signed.
.equ ECHO_PARAM_I64, 0x45

# Takes the next argument if it is a number that fits in an unsigned byte.
.equ ECHO_PARAM_U8, 0x46

# Takes the next argument if it is a number that fits in 16 bits, unsigned.
.equ ECHO_PARAM_U16, 0x47

# Takes the next argument if it is a number that fits in 32 bits, unsigned.
.equ ECHO_PARAM_U32, 0x48

# Takes the next argument if it is a number that fits in 64 bits, unsigned.
.equ ECHO_PARAM_U64, 0x49

# Takes the next argument if it is a whole number that fits in size bytes, signed: so many bytes at out, 1 to 32, little-endian.
.equ ECHO_PARAM_INT, 0x4a

# Takes the next argument if it is a whole number that fits in size bytes, unsigned: so many bytes at out, 1 to 32, little-endian.
.equ ECHO_PARAM_UINT, 0x4b

# Takes the next argument if it is a number, whole or not: the nearest double.
.equ ECHO_PARAM_F64, 0x4c

# Returns the bytes of a string; several values are appended to each other.
.equ ECHO_RETURN_STRING, 0x50

# Returns a byte, 0 or 1.
.equ ECHO_RETURN_BOOL, 0x51

# Returns a signed byte.
.equ ECHO_RETURN_I8, 0x52

# Returns 2 bytes, little-endian.
.equ ECHO_RETURN_I16, 0x53

# Returns 4 bytes, little-endian.
.equ ECHO_RETURN_I32, 0x54

# Returns 8 bytes, little-endian.
.equ ECHO_RETURN_I64, 0x55

# Returns a byte.
.equ ECHO_RETURN_U8, 0x56

# Returns 2 bytes, little-endian.
.equ ECHO_RETURN_U16, 0x57

# Returns 4 bytes, little-endian.
.equ ECHO_RETURN_U32, 0x58

# Returns 8 bytes, little-endian.
.equ ECHO_RETURN_U64, 0x59

# Ends the call with contract_error and a message, of which 4096 bytes are kept; nothing it did remains.
.equ ECHO_FAIL, 0x60

# Name of the called function.
.equ ECHO_FUNCTION_NAME, 0x61

# Emits an event: its signature, transfer(string,string,uint64), and its packed values.
.equ ECHO_EMIT, 0x62

# Prints text for the author; no part of the result.
.equ ECHO_DEBUG_TEXT, 0x63

# Prints an unsigned number for the author.
.equ ECHO_DEBUG_U64, 0x64

# Prints a signed number for the author.
.equ ECHO_DEBUG_I64, 0x65

# Prints a double for the author.
.equ ECHO_DEBUG_F64, 0x66

# Prints bytes in hexadecimal for the author.
.equ ECHO_DEBUG_BYTES, 0x67

# Calls contract by a call line, transfer("1.2.16", 25). 0 where it returned, else the number of its error, and this contract goes on.
# The line's bytes are paid for; loading and running the callee is paid of its gas, which is taken from this contract's, and what is left
# of it comes back.
.equ ECHO_CALL, 0x68

# Calls contract as call does, with packed arguments: the name's length in 4 bytes, the name, then each argument, a byte that is the number
# of the function that takes it (0x40 to 0x4c) before its value: a string its length in 4 bytes and its bytes; 0x4a and 0x4b a byte that is
# the size, then so many bytes.
.equ ECHO_CALL_PACKED, 0x69

# What the contract that was last called or created from here returned or, where it failed, its message.
.equ ECHO_RETURN_DATA, 0x6a

# Creates a contract of a contract file, and calls its constructor by a call line. out becomes its id, where 0 is returned. The owner is this
# contract.
.equ ECHO_CREATE, 0x6b

# Creates a contract of the code that contract has, as create does.
.equ ECHO_CREATE_LIKE, 0x6c

# Replaces the code of contract, which belongs to this contract and was created as one whose code can be replaced. 0 where it was done, else
# the number of an error.
.equ ECHO_REPLACE_CODE, 0x6d

# Ends the call as if it returned, and this contract for good: what it stored is gone, what it has goes to heir. Each asset costs as much as 100
# bytes.
.equ ECHO_SELF_DESTRUCT, 0x6e

# Gas that is left of what this call was given, after this function's.
.equ ECHO_GAS_LEFT, 0x6f

# SHA-256 (FIPS 180-4) of data: 32 bytes at out.
.equ ECHO_SHA256, 0x70

# Keccak-256 (as Ethereum uses it) of data: 32 bytes at out.
.equ ECHO_KECCAK256, 0x71

# RIPEMD-160 of data: 20 bytes at out.
.equ ECHO_RIPEMD160, 0x72

# SHA-512 (FIPS 180-4) of data: 64 bytes at out.
.equ ECHO_SHA512, 0x73

# BLAKE2b (RFC 7693) of data with digests of 32 bytes and no key: 32 bytes at out. It is not the start of BLAKE2b-512.
.equ ECHO_BLAKE2B_256, 0x74

# BLAKE3 of data, without a key: 32 bytes at out.
.equ ECHO_BLAKE3, 0x75

# Whether signature (64 bytes) is an Ed25519 signature (RFC 8032, 5.1.7, without the cofactor) of message by key (32 bytes). Strict: keys and
# points that are not encoded in the one right way, points of small order and an S that is not below the group's order are false. Paid by the bytes of message.
.equ ECHO_ED25519_VERIFY, 0x76

# The key that made an ECDSA signature on secp256k1 (SEC 1, 4.1.6; SEC 2), as Ethereum's ecrecover finds it: hash has 32 bytes, signature 65: r, s, each
# big-endian, and v, which is 0 or 1, or 27 or 28. x and y of the key, each 32 bytes big-endian, at out; false, and out untouched, where there is none, or s is
# above half of the group's order (EIP-2).
.equ ECHO_SECP256K1_RECOVER, 0x77

# Whether signature (64 bytes: r, s, each big-endian) is an ECDSA signature on secp256k1 (SEC 1, 4.1.4; SEC 2) of hash (32 bytes) by key: a point of 33 bytes (2 or 3, x)
# or 65 (4, x, y) as in SEC 1, 2.3.3, or of 64 (x, y). Any other key is false, and so is an s above half of the group's order (EIP-2). Paid by the bytes of key.
.equ ECHO_SECP256K1_VERIFY, 0x78

# As secp256k1_verify, on secp256r1, which is P-256 (FIPS 186-5, 6.4.2; SP 800-186), and with any s below the group's order: authenticators make high
# ones, too (EIP-7951). Where a signature must be the only one, its s is to be compared by the contract.
.equ ECHO_SECP256R1_VERIFY, 0x79

# Whether the product of pairings on BLS12-381 is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-2537 has it: 384 bytes a pair,
# a point of G1 (x, y) and one of G2 (x, y, each with its real part first), coordinates of 64 bytes big-endian below the field's prime, infinity all
# zeroes; points outside of the groups, and no pair at all, give 2.
.equ ECHO_BLS12_381_PAIRING, 0x7a

# Whether the product of pairings on BN254 (alt_bn128) is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-197 has it: 192 bytes a pair, a point
# of G1 (x, y) and one of G2 (x, y, each with its imaginary part first), coordinates of 32 bytes big-endian below the field's prime, infinity all zeroes; points
# outside of the groups give 2, no pair at all gives 1.
.equ ECHO_BN254_PAIRING, 0x7b

# left + right modulo 2^256. Numbers have 32 bytes each, little-endian; out may be an operand. So for all that follow.
.equ ECHO_ADD256, 0x90

# left - right modulo 2^256.
.equ ECHO_SUB256, 0x91

# left * right modulo 2^256.
.equ ECHO_MUL256, 0x92

# The quotient of unsigned numbers, without its fraction; 0 where right is 0, as everywhere in Ethereum's Yellow Paper (appendix H).
.equ ECHO_DIV256, 0x93

# The remainder of unsigned numbers; 0 where right is 0.
.equ ECHO_MOD256, 0x94

# left to the power of right, modulo 2^256; 0 to the power of 0 is 1. Paid by the bytes of right, without the zeroes at its high end.
.equ ECHO_EXP256, 0x95

# (left + right) modulo modulus, of the sum with all its bits; 0 where modulus is 0.
.equ ECHO_ADDMOD256, 0x96

# (left * right) modulo modulus, of the product with all its bits; 0 where modulus is 0.
.equ ECHO_MULMOD256, 0x97
