// Package echo has the host functions of Echo, for contracts in Go by gccgo, without its run-time library. Generated from
// echo-abi/src/scpi.rs by `make generate`.
//
// A string that a function fills in lies on the contract heap; Free gives it back.
package echo

import "unsafe"

// String is text or bytes, as the machine has them.
type String struct {
	Pointer *byte
	Length  uint32
}

// Of is a text as the machine has it; it is to live as long.
func Of(text string) String {
	return String{*(**byte)(unsafe.Pointer(&text)), uint32(len(text))}
}

// Text is a string of the machine as Go has it.
func Text(s String) (text string) {
	*(*[2]uintptr)(unsafe.Pointer(&text)) = [2]uintptr{uintptr(unsafe.Pointer(s.Pointer)), uintptr(s.Length)}
	return
}

// CallOptions is how another contract is called or created. nil stands for all zeroes.
type CallOptions struct {
	Value uint64 // sent with the call
	Asset uint64 // in this asset, an instance number: 0 for 1.3.0
	Gas   uint64 // at most; 0: all that is left
	Flags uint64 // CallView, CreateUpgradeable
}

const (
	// CallView is a flag of a call: the callee, and whom it calls, may change nothing.
	CallView = 1
	// CreateUpgradeable is a flag of a creation: the owner may replace the code later.
	CreateUpgradeable = 2
)

// Gives size bytes of the contract heap, aligned to 16. Size 0 traps.
//
//go:noescape
//extern echo_allocate
func Allocate(size uint64) unsafe.Pointer

// Changes the size of an allocation; it may move, with what fits of its bytes. What fits is paid for, whether it moves or not. A null pointer
// allocates; size 0 traps.
//
//go:noescape
//extern echo_reallocate
func Reallocate(pointer unsafe.Pointer, size uint64) unsafe.Pointer

// Gives an allocation back. A null pointer is ignored, any other that was not allocated traps.
//
//go:noescape
//extern echo_free
func Free(pointer unsafe.Pointer)

// Copies count bytes that do not overlap; where they do, as if through a buffer.
//
//go:noescape
//extern echo_copy_memory
func CopyMemory(destination *byte, source *byte, count uint64) unsafe.Pointer

// Compares count bytes as unsigned numbers: below 0, 0 or above 0.
//
//go:noescape
//extern echo_compare_memory
func CompareMemory(left *byte, right *byte, count uint64) int32

// Sets count bytes to byte.
//
//go:noescape
//extern echo_set_memory
func SetMemory(destination *byte, byte uint8, count uint64) unsafe.Pointer

// Copies count bytes that may overlap.
//
//go:noescape
//extern echo_move_memory
func MoveMemory(destination *byte, source *byte, count uint64) unsafe.Pointer

// Length of a zero-terminated text, without the zero.
//
//go:noescape
//extern echo_string_length
func StringLength(text *byte) uint64

// Balance of the account or contract id in asset. An unknown one traps with invalid_chain_call.
//
//go:noescape
//extern echo_balance
func Balance(id *String, asset *String) int64

// Sends amount of asset from this contract to to. Not enough balance traps with invalid_chain_call.
//
//go:noescape
//extern echo_transfer
func Transfer(to *String, asset *String, amount uint64)

// A property of the chain object id, as text, whose bytes are paid for. An unknown object or property traps with invalid_chain_call.
//
//go:noescape
//extern echo_object_property
func ObjectProperty(out *String, id *String, name *String)

// Instance number of the asset sent with the call: 0 for 1.3.0.
//
//go:noescape
//extern echo_call_asset
func CallAsset() uint64

// Hash of a block, as 64 hexadecimal digits. A block that is not there, as the current one is not, traps with invalid_chain_call.
//
//go:noescape
//extern echo_block_hash
func BlockHash(out *String, number uint32)

// Account id of the current block's author.
//
//go:noescape
//extern echo_block_author
func BlockAuthor(out *String)

// Gas given to this call.
//
//go:noescape
//extern echo_gas_limit
func GasLimit() uint64

// Number of the current block.
//
//go:noescape
//extern echo_block_number
func BlockNumber() uint32

// Time of the current block, in seconds since 1970.
//
//go:noescape
//extern echo_block_time
func BlockTime() uint32

// Amount sent with the call.
//
//go:noescape
//extern echo_call_value
func CallValue() uint64

// Id of who called: an account or a contract.
//
//go:noescape
//extern echo_sender
func Sender(out *String)

// Id of the account that signed the transaction.
//
//go:noescape
//extern echo_origin_sender
func OriginSender(out *String)

// Instance number of this contract: 7 for 1.11.7.
//
//go:noescape
//extern echo_contract_number
func ContractNumber() uint32

// Id of this contract.
//
//go:noescape
//extern echo_contract_id
func ContractId(out *String)

// Whether this call creates the contract.
//
//go:noescape
//extern echo_is_constructor
func IsConstructor() bool

// Reads the value stored under key; false, and out untouched, where there is none.
//
//go:noescape
//extern echo_storage_get
func StorageGet(key *String, out *String) bool

// Stores value under key.
//
//go:noescape
//extern echo_storage_set
func StorageSet(key *String, value *String)

// Removes the value under key; false where there was none.
//
//go:noescape
//extern echo_storage_remove
func StorageRemove(key *String) bool

// Whether a value is stored under key.
//
//go:noescape
//extern echo_storage_exists
func StorageExists(key *String) bool

// Reads the value that contract stored under key; false, and out untouched, where there is none.
//
//go:noescape
//extern echo_storage_get_of
func StorageGetOf(contract *String, key *String, out *String) bool

// Takes the next argument if it is a string.
//
//go:noescape
//extern echo_param_string
func ParamString(out *String) bool

// Takes the next argument if it is a truth value.
//
//go:noescape
//extern echo_param_bool
func ParamBool(out *bool) bool

// Takes the next argument if it is a number that fits in a signed byte.
//
//go:noescape
//extern echo_param_i8
func ParamI8(out *int8) bool

// Takes the next argument if it is a number that fits in 16 bits, signed.
//
//go:noescape
//extern echo_param_i16
func ParamI16(out *int16) bool

// Takes the next argument if it is a number that fits in 32 bits, signed.
//
//go:noescape
//extern echo_param_i32
func ParamI32(out *int32) bool

// Takes the next argument if it is a number that fits in 64 bits, signed.
//
//go:noescape
//extern echo_param_i64
func ParamI64(out *int64) bool

// Takes the next argument if it is a number that fits in an unsigned byte.
//
//go:noescape
//extern echo_param_u8
func ParamU8(out *uint8) bool

// Takes the next argument if it is a number that fits in 16 bits, unsigned.
//
//go:noescape
//extern echo_param_u16
func ParamU16(out *uint16) bool

// Takes the next argument if it is a number that fits in 32 bits, unsigned.
//
//go:noescape
//extern echo_param_u32
func ParamU32(out *uint32) bool

// Takes the next argument if it is a number that fits in 64 bits, unsigned.
//
//go:noescape
//extern echo_param_u64
func ParamU64(out *uint64) bool

// Takes the next argument if it is a whole number that fits in size bytes, signed: so many bytes at out, 1 to 32, little-endian.
//
//go:noescape
//extern echo_param_int
func ParamInt(out *byte, size uint64) bool

// Takes the next argument if it is a whole number that fits in size bytes, unsigned: so many bytes at out, 1 to 32, little-endian.
//
//go:noescape
//extern echo_param_uint
func ParamUint(out *byte, size uint64) bool

// Takes the next argument if it is a number, whole or not: the nearest double.
//
//go:noescape
//extern echo_param_f64
func ParamF64(out *float64) bool

// Returns the bytes of a string; several values are appended to each other.
//
//go:noescape
//extern echo_return_string
func ReturnString(value *String)

// Returns a byte, 0 or 1.
//
//go:noescape
//extern echo_return_bool
func ReturnBool(value bool)

// Returns a signed byte.
//
//go:noescape
//extern echo_return_i8
func ReturnI8(value int8)

// Returns 2 bytes, little-endian.
//
//go:noescape
//extern echo_return_i16
func ReturnI16(value int16)

// Returns 4 bytes, little-endian.
//
//go:noescape
//extern echo_return_i32
func ReturnI32(value int32)

// Returns 8 bytes, little-endian.
//
//go:noescape
//extern echo_return_i64
func ReturnI64(value int64)

// Returns a byte.
//
//go:noescape
//extern echo_return_u8
func ReturnU8(value uint8)

// Returns 2 bytes, little-endian.
//
//go:noescape
//extern echo_return_u16
func ReturnU16(value uint16)

// Returns 4 bytes, little-endian.
//
//go:noescape
//extern echo_return_u32
func ReturnU32(value uint32)

// Returns 8 bytes, little-endian.
//
//go:noescape
//extern echo_return_u64
func ReturnU64(value uint64)

// Ends the call with contract_error and a message, of which 4096 bytes are kept; nothing it did remains.
//
//go:noescape
//extern echo_fail
func Fail(message *String)

// Name of the called function.
//
//go:noescape
//extern echo_function_name
func FunctionName(out *String)

// Emits an event: its signature, transfer(string,string,uint64), and its packed values.
//
//go:noescape
//extern echo_emit
func Emit(signature *String, data *String)

// Prints text for the author; no part of the result.
//
//go:noescape
//extern echo_debug_text
func DebugText(text *String)

// Prints an unsigned number for the author.
//
//go:noescape
//extern echo_debug_u64
func DebugU64(value uint64)

// Prints a signed number for the author.
//
//go:noescape
//extern echo_debug_i64
func DebugI64(value int64)

// Prints a double for the author.
//
//go:noescape
//extern echo_debug_f64
func DebugF64(value float64)

// Prints bytes in hexadecimal for the author.
//
//go:noescape
//extern echo_debug_bytes
func DebugBytes(bytes *String)

// Calls contract by a call line, transfer("1.2.16", 25). 0 where it returned, else the number of its error, and this contract goes on.
// The line's bytes are paid for; loading and running the callee is paid of its gas, which is taken from this contract's, and what is left
// of it comes back.
//
//go:noescape
//extern echo_call
func Call(contract *String, line *String, options *CallOptions) uint32

// Calls contract as call does, with packed arguments: the name's length in 4 bytes, the name, then each argument, a byte that is the number
// of the function that takes it (0x40 to 0x4c) before its value: a string its length in 4 bytes and its bytes; 0x4a and 0x4b a byte that is
// the size, then so many bytes.
//
//go:noescape
//extern echo_call_packed
func CallPacked(contract *String, packed *String, options *CallOptions) uint32

// What the contract that was last called or created from here returned or, where it failed, its message.
//
//go:noescape
//extern echo_return_data
func ReturnData(out *String)

// Creates a contract of a contract file, and calls its constructor by a call line. out becomes its id, where 0 is returned. The owner is this
// contract.
//
//go:noescape
//extern echo_create
func Create(code *String, line *String, options *CallOptions, out *String) uint32

// Creates a contract of the code that contract has, as create does.
//
//go:noescape
//extern echo_create_like
func CreateLike(contract *String, line *String, options *CallOptions, out *String) uint32

// Replaces the code of contract, which belongs to this contract and was created as one whose code can be replaced. 0 where it was done, else
// the number of an error.
//
//go:noescape
//extern echo_replace_code
func ReplaceCode(contract *String, code *String) uint32

// Ends the call as if it returned, and this contract for good: what it stored is gone, what it has goes to heir. Each asset costs as much as 100
// bytes.
//
//go:noescape
//extern echo_self_destruct
func SelfDestruct(heir *String)

// Gas that is left of what this call was given, after this function's.
//
//go:noescape
//extern echo_gas_left
func GasLeft() uint64

// SHA-256 (FIPS 180-4) of data: 32 bytes at out.
//
//go:noescape
//extern echo_sha256
func Sha256(data *String, out *byte)

// Keccak-256 (as Ethereum uses it) of data: 32 bytes at out.
//
//go:noescape
//extern echo_keccak256
func Keccak256(data *String, out *byte)

// RIPEMD-160 of data: 20 bytes at out.
//
//go:noescape
//extern echo_ripemd160
func Ripemd160(data *String, out *byte)

// SHA-512 (FIPS 180-4) of data: 64 bytes at out.
//
//go:noescape
//extern echo_sha512
func Sha512(data *String, out *byte)

// BLAKE2b (RFC 7693) of data with digests of 32 bytes and no key: 32 bytes at out. It is not the start of BLAKE2b-512.
//
//go:noescape
//extern echo_blake2b_256
func Blake2b256(data *String, out *byte)

// BLAKE3 of data, without a key: 32 bytes at out.
//
//go:noescape
//extern echo_blake3
func Blake3(data *String, out *byte)

// Whether signature (64 bytes) is an Ed25519 signature (RFC 8032, 5.1.7, without the cofactor) of message by key (32 bytes). Strict: keys and
// points that are not encoded in the one right way, points of small order and an S that is not below the group's order are false. Paid by the bytes of message.
//
//go:noescape
//extern echo_ed25519_verify
func Ed25519Verify(message *String, signature *byte, key *byte) bool

// The key that made an ECDSA signature on secp256k1 (SEC 1, 4.1.6; SEC 2), as Ethereum's ecrecover finds it: hash has 32 bytes, signature 65: r, s, each
// big-endian, and v, which is 0 or 1, or 27 or 28. x and y of the key, each 32 bytes big-endian, at out; false, and out untouched, where there is none, or s is
// above half of the group's order (EIP-2).
//
//go:noescape
//extern echo_secp256k1_recover
func Secp256k1Recover(hash *byte, signature *byte, out *byte) bool

// Whether signature (64 bytes: r, s, each big-endian) is an ECDSA signature on secp256k1 (SEC 1, 4.1.4; SEC 2) of hash (32 bytes) by key: a point of 33 bytes (2 or 3, x)
// or 65 (4, x, y) as in SEC 1, 2.3.3, or of 64 (x, y). Any other key is false, and so is an s above half of the group's order (EIP-2). Paid by the bytes of key.
//
//go:noescape
//extern echo_secp256k1_verify
func Secp256k1Verify(hash *byte, signature *byte, key *String) bool

// As secp256k1_verify, on secp256r1, which is P-256 (FIPS 186-5, 6.4.2; SP 800-186), and with any s below the group's order: authenticators make high
// ones, too (EIP-7951). Where a signature must be the only one, its s is to be compared by the contract.
//
//go:noescape
//extern echo_secp256r1_verify
func Secp256r1Verify(hash *byte, signature *byte, key *String) bool

// Whether the product of pairings on BLS12-381 is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-2537 has it: 384 bytes a pair,
// a point of G1 (x, y) and one of G2 (x, y, each with its real part first), coordinates of 64 bytes big-endian below the field's prime, infinity all
// zeroes; points outside of the groups, and no pair at all, give 2.
//
//go:noescape
//extern echo_bls12_381_pairing
func Bls12381Pairing(pairs *String) uint32

// Whether the product of pairings on BN254 (alt_bn128) is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-197 has it: 192 bytes a pair, a point
// of G1 (x, y) and one of G2 (x, y, each with its imaginary part first), coordinates of 32 bytes big-endian below the field's prime, infinity all zeroes; points
// outside of the groups give 2, no pair at all gives 1.
//
//go:noescape
//extern echo_bn254_pairing
func Bn254Pairing(pairs *String) uint32

// left + right modulo 2^256. Numbers have 32 bytes each, little-endian; out may be an operand. So for all that follow.
//
//go:noescape
//extern echo_add256
func Add256(left *byte, right *byte, out *byte)

// left - right modulo 2^256.
//
//go:noescape
//extern echo_sub256
func Sub256(left *byte, right *byte, out *byte)

// left * right modulo 2^256.
//
//go:noescape
//extern echo_mul256
func Mul256(left *byte, right *byte, out *byte)

// The quotient of unsigned numbers, without its fraction; 0 where right is 0, as everywhere in Ethereum's Yellow Paper (appendix H).
//
//go:noescape
//extern echo_div256
func Div256(left *byte, right *byte, out *byte)

// The remainder of unsigned numbers; 0 where right is 0.
//
//go:noescape
//extern echo_mod256
func Mod256(left *byte, right *byte, out *byte)

// left to the power of right, modulo 2^256; 0 to the power of 0 is 1. Paid by the bytes of right, without the zeroes at its high end.
//
//go:noescape
//extern echo_exp256
func Exp256(left *byte, right *byte, out *byte)

// (left + right) modulo modulus, of the sum with all its bits; 0 where modulus is 0.
//
//go:noescape
//extern echo_addmod256
func Addmod256(left *byte, right *byte, modulus *byte, out *byte)

// (left * right) modulo modulus, of the product with all its bits; 0 where modulus is 0.
//
//go:noescape
//extern echo_mulmod256
func Mulmod256(left *byte, right *byte, modulus *byte, out *byte)

// What the compiler calls where Go panics: the call ends.

//go:linkname goPanicIndex runtime.goPanicIndex
func goPanicIndex(index, length int) { fail("index out of range") }

//go:linkname goPanicIndexU runtime.goPanicIndexU
func goPanicIndexU(index uint, length int) { fail("index out of range") }

//go:linkname goPanicSliceAlen runtime.goPanicSliceAlen
func goPanicSliceAlen(index, length int) { fail("slice bounds out of range") }

//go:linkname goPanicSliceAcap runtime.goPanicSliceAcap
func goPanicSliceAcap(index, capacity int) { fail("slice bounds out of range") }

//go:linkname goPanicSliceB runtime.goPanicSliceB
func goPanicSliceB(low, high int) { fail("slice bounds out of range") }

//go:linkname panicmem runtime.panicmem
func panicmem() { fail("nil pointer dereference") }

//go:linkname panicdivide runtime.panicdivide
func panicdivide() { fail("integer divide by zero") }

func fail(text string) {
	message := Of(text)
	Fail(&message)
}
