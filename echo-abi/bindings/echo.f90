! Host functions of Echo, for contracts in Fortran without its run-time library. Generated from echo-abi/src/scpi.rs by `make generate`.
!
! There are no unsigned numbers in Fortran: those of the machine are signed ones of the same bits. A string that a function fills in
! lies on the contract heap; echo_free gives it back.
module echo
  use, intrinsic :: iso_c_binding
  implicit none
  public

  !> Text or bytes, as the machine has them.
  type, bind(c) :: echo_string
    type(c_ptr) :: pointer = c_null_ptr
    integer(c_int32_t) :: length = 0
  end type echo_string

  !> How another contract is called or created. One that is left out stands for all zeroes.
  type, bind(c) :: echo_call_options
    integer(c_int64_t) :: value = 0 !< sent with the call
    integer(c_int64_t) :: asset = 0 !< in this asset, an instance number: 0 for 1.3.0
    integer(c_int64_t) :: gas = 0   !< at most; 0: all that is left
    integer(c_int64_t) :: flags = 0 !< echo_call_view, echo_create_upgradeable
  end type echo_call_options

  !> The callee, and whom it calls, may change nothing.
  integer(c_int64_t), parameter :: echo_call_view = 1
  !> The owner may replace the code later.
  integer(c_int64_t), parameter :: echo_create_upgradeable = 2

  interface

    !> Gives size bytes of the contract heap, aligned to 16. Size 0 traps.
    function echo_allocate(size) bind(c)
      import
      integer(c_int64_t), value :: size
      type(c_ptr) :: echo_allocate
    end function echo_allocate

    !> Changes the size of an allocation; it may move, with what fits of its bytes. What fits is paid for, whether it moves or not. A null pointer
    !> allocates; size 0 traps.
    function echo_reallocate(pointer, size) bind(c)
      import
      type(c_ptr), value :: pointer
      integer(c_int64_t), value :: size
      type(c_ptr) :: echo_reallocate
    end function echo_reallocate

    !> Gives an allocation back. A null pointer is ignored, any other that was not allocated traps.
    subroutine echo_free(pointer) bind(c)
      import
      type(c_ptr), value :: pointer
    end subroutine echo_free

    !> Copies count bytes that do not overlap; where they do, as if through a buffer.
    function echo_copy_memory(destination, source, count) bind(c)
      import
      type(c_ptr), value :: destination
      type(c_ptr), value :: source
      integer(c_int64_t), value :: count
      type(c_ptr) :: echo_copy_memory
    end function echo_copy_memory

    !> Compares count bytes as unsigned numbers: below 0, 0 or above 0.
    function echo_compare_memory(left, right, count) bind(c)
      import
      type(c_ptr), value :: left
      type(c_ptr), value :: right
      integer(c_int64_t), value :: count
      integer(c_int32_t) :: echo_compare_memory
    end function echo_compare_memory

    !> Sets count bytes to byte.
    function echo_set_memory(destination, byte, count) bind(c)
      import
      type(c_ptr), value :: destination
      integer(c_int8_t), value :: byte
      integer(c_int64_t), value :: count
      type(c_ptr) :: echo_set_memory
    end function echo_set_memory

    !> Copies count bytes that may overlap.
    function echo_move_memory(destination, source, count) bind(c)
      import
      type(c_ptr), value :: destination
      type(c_ptr), value :: source
      integer(c_int64_t), value :: count
      type(c_ptr) :: echo_move_memory
    end function echo_move_memory

    !> Length of a zero-terminated text, without the zero.
    function echo_string_length(text) bind(c)
      import
      type(c_ptr), value :: text
      integer(c_int64_t) :: echo_string_length
    end function echo_string_length

    !> Balance of the account or contract id in asset. An unknown one traps with invalid_chain_call.
    function echo_balance(id, asset) bind(c)
      import
      type(echo_string), intent(in) :: id
      type(echo_string), intent(in) :: asset
      integer(c_int64_t) :: echo_balance
    end function echo_balance

    !> Sends amount of asset from this contract to to. Not enough balance traps with invalid_chain_call.
    subroutine echo_transfer(to, asset, amount) bind(c)
      import
      type(echo_string), intent(in) :: to
      type(echo_string), intent(in) :: asset
      integer(c_int64_t), value :: amount
    end subroutine echo_transfer

    !> A property of the chain object id, as text, whose bytes are paid for. An unknown object or property traps with invalid_chain_call.
    subroutine echo_object_property(out, id, name) bind(c)
      import
      type(echo_string), intent(inout) :: out
      type(echo_string), intent(in) :: id
      type(echo_string), intent(in) :: name
    end subroutine echo_object_property

    !> Instance number of the asset sent with the call: 0 for 1.3.0.
    function echo_call_asset() bind(c)
      import
      integer(c_int64_t) :: echo_call_asset
    end function echo_call_asset

    !> Hash of a block, as 64 hexadecimal digits. A block that is not there, as the current one is not, traps with invalid_chain_call.
    subroutine echo_block_hash(out, number) bind(c)
      import
      type(echo_string), intent(inout) :: out
      integer(c_int32_t), value :: number
    end subroutine echo_block_hash

    !> Account id of the current block's author.
    subroutine echo_block_author(out) bind(c)
      import
      type(echo_string), intent(inout) :: out
    end subroutine echo_block_author

    !> Gas given to this call.
    function echo_gas_limit() bind(c)
      import
      integer(c_int64_t) :: echo_gas_limit
    end function echo_gas_limit

    !> Number of the current block.
    function echo_block_number() bind(c)
      import
      integer(c_int32_t) :: echo_block_number
    end function echo_block_number

    !> Time of the current block, in seconds since 1970.
    function echo_block_time() bind(c)
      import
      integer(c_int32_t) :: echo_block_time
    end function echo_block_time

    !> Amount sent with the call.
    function echo_call_value() bind(c)
      import
      integer(c_int64_t) :: echo_call_value
    end function echo_call_value

    !> Id of who called: an account or a contract.
    subroutine echo_sender(out) bind(c)
      import
      type(echo_string), intent(inout) :: out
    end subroutine echo_sender

    !> Id of the account that signed the transaction.
    subroutine echo_origin_sender(out) bind(c)
      import
      type(echo_string), intent(inout) :: out
    end subroutine echo_origin_sender

    !> Instance number of this contract: 7 for 1.11.7.
    function echo_contract_number() bind(c)
      import
      integer(c_int32_t) :: echo_contract_number
    end function echo_contract_number

    !> Id of this contract.
    subroutine echo_contract_id(out) bind(c)
      import
      type(echo_string), intent(inout) :: out
    end subroutine echo_contract_id

    !> Whether this call creates the contract.
    function echo_is_constructor() bind(c)
      import
      logical(c_bool) :: echo_is_constructor
    end function echo_is_constructor

    !> Reads the value stored under key; false, and out untouched, where there is none.
    function echo_storage_get(key, out) bind(c)
      import
      type(echo_string), intent(in) :: key
      type(echo_string), intent(inout) :: out
      logical(c_bool) :: echo_storage_get
    end function echo_storage_get

    !> Stores value under key.
    subroutine echo_storage_set(key, value) bind(c)
      import
      type(echo_string), intent(in) :: key
      type(echo_string), intent(in) :: value
    end subroutine echo_storage_set

    !> Removes the value under key; false where there was none.
    function echo_storage_remove(key) bind(c)
      import
      type(echo_string), intent(in) :: key
      logical(c_bool) :: echo_storage_remove
    end function echo_storage_remove

    !> Whether a value is stored under key.
    function echo_storage_exists(key) bind(c)
      import
      type(echo_string), intent(in) :: key
      logical(c_bool) :: echo_storage_exists
    end function echo_storage_exists

    !> Reads the value that contract stored under key; false, and out untouched, where there is none.
    function echo_storage_get_of(contract, key, out) bind(c)
      import
      type(echo_string), intent(in) :: contract
      type(echo_string), intent(in) :: key
      type(echo_string), intent(inout) :: out
      logical(c_bool) :: echo_storage_get_of
    end function echo_storage_get_of

    !> Takes the next argument if it is a string.
    function echo_param_string(out) bind(c)
      import
      type(echo_string), intent(inout) :: out
      logical(c_bool) :: echo_param_string
    end function echo_param_string

    !> Takes the next argument if it is a truth value.
    function echo_param_bool(out) bind(c)
      import
      logical(c_bool), intent(inout) :: out
      logical(c_bool) :: echo_param_bool
    end function echo_param_bool

    !> Takes the next argument if it is a number that fits in a signed byte.
    function echo_param_i8(out) bind(c)
      import
      integer(c_int8_t), intent(inout) :: out
      logical(c_bool) :: echo_param_i8
    end function echo_param_i8

    !> Takes the next argument if it is a number that fits in 16 bits, signed.
    function echo_param_i16(out) bind(c)
      import
      integer(c_int16_t), intent(inout) :: out
      logical(c_bool) :: echo_param_i16
    end function echo_param_i16

    !> Takes the next argument if it is a number that fits in 32 bits, signed.
    function echo_param_i32(out) bind(c)
      import
      integer(c_int32_t), intent(inout) :: out
      logical(c_bool) :: echo_param_i32
    end function echo_param_i32

    !> Takes the next argument if it is a number that fits in 64 bits, signed.
    function echo_param_i64(out) bind(c)
      import
      integer(c_int64_t), intent(inout) :: out
      logical(c_bool) :: echo_param_i64
    end function echo_param_i64

    !> Takes the next argument if it is a number that fits in an unsigned byte.
    function echo_param_u8(out) bind(c)
      import
      integer(c_int8_t), intent(inout) :: out
      logical(c_bool) :: echo_param_u8
    end function echo_param_u8

    !> Takes the next argument if it is a number that fits in 16 bits, unsigned.
    function echo_param_u16(out) bind(c)
      import
      integer(c_int16_t), intent(inout) :: out
      logical(c_bool) :: echo_param_u16
    end function echo_param_u16

    !> Takes the next argument if it is a number that fits in 32 bits, unsigned.
    function echo_param_u32(out) bind(c)
      import
      integer(c_int32_t), intent(inout) :: out
      logical(c_bool) :: echo_param_u32
    end function echo_param_u32

    !> Takes the next argument if it is a number that fits in 64 bits, unsigned.
    function echo_param_u64(out) bind(c)
      import
      integer(c_int64_t), intent(inout) :: out
      logical(c_bool) :: echo_param_u64
    end function echo_param_u64

    !> Takes the next argument if it is a whole number that fits in size bytes, signed: so many bytes at out, 1 to 32, little-endian.
    function echo_param_int(out, size) bind(c)
      import
      type(c_ptr), value :: out
      integer(c_int64_t), value :: size
      logical(c_bool) :: echo_param_int
    end function echo_param_int

    !> Takes the next argument if it is a whole number that fits in size bytes, unsigned: so many bytes at out, 1 to 32, little-endian.
    function echo_param_uint(out, size) bind(c)
      import
      type(c_ptr), value :: out
      integer(c_int64_t), value :: size
      logical(c_bool) :: echo_param_uint
    end function echo_param_uint

    !> Takes the next argument if it is a number, whole or not: the nearest double.
    function echo_param_f64(out) bind(c)
      import
      real(c_double), intent(inout) :: out
      logical(c_bool) :: echo_param_f64
    end function echo_param_f64

    !> Returns the bytes of a string; several values are appended to each other.
    subroutine echo_return_string(value) bind(c)
      import
      type(echo_string), intent(in) :: value
    end subroutine echo_return_string

    !> Returns a byte, 0 or 1.
    subroutine echo_return_bool(value) bind(c)
      import
      logical(c_bool), value :: value
    end subroutine echo_return_bool

    !> Returns a signed byte.
    subroutine echo_return_i8(value) bind(c)
      import
      integer(c_int8_t), value :: value
    end subroutine echo_return_i8

    !> Returns 2 bytes, little-endian.
    subroutine echo_return_i16(value) bind(c)
      import
      integer(c_int16_t), value :: value
    end subroutine echo_return_i16

    !> Returns 4 bytes, little-endian.
    subroutine echo_return_i32(value) bind(c)
      import
      integer(c_int32_t), value :: value
    end subroutine echo_return_i32

    !> Returns 8 bytes, little-endian.
    subroutine echo_return_i64(value) bind(c)
      import
      integer(c_int64_t), value :: value
    end subroutine echo_return_i64

    !> Returns a byte.
    subroutine echo_return_u8(value) bind(c)
      import
      integer(c_int8_t), value :: value
    end subroutine echo_return_u8

    !> Returns 2 bytes, little-endian.
    subroutine echo_return_u16(value) bind(c)
      import
      integer(c_int16_t), value :: value
    end subroutine echo_return_u16

    !> Returns 4 bytes, little-endian.
    subroutine echo_return_u32(value) bind(c)
      import
      integer(c_int32_t), value :: value
    end subroutine echo_return_u32

    !> Returns 8 bytes, little-endian.
    subroutine echo_return_u64(value) bind(c)
      import
      integer(c_int64_t), value :: value
    end subroutine echo_return_u64

    !> Ends the call with contract_error and a message, of which 4096 bytes are kept; nothing it did remains.
    subroutine echo_fail(message) bind(c)
      import
      type(echo_string), intent(in) :: message
    end subroutine echo_fail

    !> Name of the called function.
    subroutine echo_function_name(out) bind(c)
      import
      type(echo_string), intent(inout) :: out
    end subroutine echo_function_name

    !> Emits an event: its signature, transfer(string,string,uint64), and its packed values.
    subroutine echo_emit(signature, data) bind(c)
      import
      type(echo_string), intent(in) :: signature
      type(echo_string), intent(in) :: data
    end subroutine echo_emit

    !> Prints text for the author; no part of the result.
    subroutine echo_debug_text(text) bind(c)
      import
      type(echo_string), intent(in) :: text
    end subroutine echo_debug_text

    !> Prints an unsigned number for the author.
    subroutine echo_debug_u64(value) bind(c)
      import
      integer(c_int64_t), value :: value
    end subroutine echo_debug_u64

    !> Prints a signed number for the author.
    subroutine echo_debug_i64(value) bind(c)
      import
      integer(c_int64_t), value :: value
    end subroutine echo_debug_i64

    !> Prints a double for the author.
    subroutine echo_debug_f64(value) bind(c)
      import
      real(c_double), value :: value
    end subroutine echo_debug_f64

    !> Prints bytes in hexadecimal for the author.
    subroutine echo_debug_bytes(bytes) bind(c)
      import
      type(echo_string), intent(in) :: bytes
    end subroutine echo_debug_bytes

    !> Calls contract by a call line, transfer("1.2.16", 25). 0 where it returned, else the number of its error, and this contract goes on.
    !> The line's bytes are paid for; loading and running the callee is paid of its gas, which is taken from this contract's, and what is left
    !> of it comes back.
    function echo_call(contract, line, options) bind(c)
      import
      type(echo_string), intent(in) :: contract
      type(echo_string), intent(in) :: line
      type(echo_call_options), intent(in), optional :: options
      integer(c_int32_t) :: echo_call
    end function echo_call

    !> Calls contract as call does, with packed arguments: the name's length in 4 bytes, the name, then each argument, a byte that is the number
    !> of the function that takes it (0x40 to 0x4c) before its value: a string its length in 4 bytes and its bytes; 0x4a and 0x4b a byte that is
    !> the size, then so many bytes.
    function echo_call_packed(contract, packed, options) bind(c)
      import
      type(echo_string), intent(in) :: contract
      type(echo_string), intent(in) :: packed
      type(echo_call_options), intent(in), optional :: options
      integer(c_int32_t) :: echo_call_packed
    end function echo_call_packed

    !> What the contract that was last called or created from here returned or, where it failed, its message.
    subroutine echo_return_data(out) bind(c)
      import
      type(echo_string), intent(inout) :: out
    end subroutine echo_return_data

    !> Creates a contract of a contract file, and calls its constructor by a call line. out becomes its id, where 0 is returned. The owner is this
    !> contract.
    function echo_create(code, line, options, out) bind(c)
      import
      type(echo_string), intent(in) :: code
      type(echo_string), intent(in) :: line
      type(echo_call_options), intent(in), optional :: options
      type(echo_string), intent(inout) :: out
      integer(c_int32_t) :: echo_create
    end function echo_create

    !> Creates a contract of the code that contract has, as create does.
    function echo_create_like(contract, line, options, out) bind(c)
      import
      type(echo_string), intent(in) :: contract
      type(echo_string), intent(in) :: line
      type(echo_call_options), intent(in), optional :: options
      type(echo_string), intent(inout) :: out
      integer(c_int32_t) :: echo_create_like
    end function echo_create_like

    !> Replaces the code of contract, which belongs to this contract and was created as one whose code can be replaced. 0 where it was done, else
    !> the number of an error.
    function echo_replace_code(contract, code) bind(c)
      import
      type(echo_string), intent(in) :: contract
      type(echo_string), intent(in) :: code
      integer(c_int32_t) :: echo_replace_code
    end function echo_replace_code

    !> Ends the call as if it returned, and this contract for good: what it stored is gone, what it has goes to heir. Each asset costs as much as 100
    !> bytes.
    subroutine echo_self_destruct(heir) bind(c)
      import
      type(echo_string), intent(in) :: heir
    end subroutine echo_self_destruct

    !> Gas that is left of what this call was given, after this function's.
    function echo_gas_left() bind(c)
      import
      integer(c_int64_t) :: echo_gas_left
    end function echo_gas_left

    !> SHA-256 (FIPS 180-4) of data: 32 bytes at out.
    subroutine echo_sha256(data, out) bind(c)
      import
      type(echo_string), intent(in) :: data
      type(c_ptr), value :: out
    end subroutine echo_sha256

    !> Keccak-256 (as Ethereum uses it) of data: 32 bytes at out.
    subroutine echo_keccak256(data, out) bind(c)
      import
      type(echo_string), intent(in) :: data
      type(c_ptr), value :: out
    end subroutine echo_keccak256

    !> RIPEMD-160 of data: 20 bytes at out.
    subroutine echo_ripemd160(data, out) bind(c)
      import
      type(echo_string), intent(in) :: data
      type(c_ptr), value :: out
    end subroutine echo_ripemd160

    !> SHA-512 (FIPS 180-4) of data: 64 bytes at out.
    subroutine echo_sha512(data, out) bind(c)
      import
      type(echo_string), intent(in) :: data
      type(c_ptr), value :: out
    end subroutine echo_sha512

    !> BLAKE2b (RFC 7693) of data with digests of 32 bytes and no key: 32 bytes at out. It is not the start of BLAKE2b-512.
    subroutine echo_blake2b_256(data, out) bind(c)
      import
      type(echo_string), intent(in) :: data
      type(c_ptr), value :: out
    end subroutine echo_blake2b_256

    !> BLAKE3 of data, without a key: 32 bytes at out.
    subroutine echo_blake3(data, out) bind(c)
      import
      type(echo_string), intent(in) :: data
      type(c_ptr), value :: out
    end subroutine echo_blake3

    !> Whether signature (64 bytes) is an Ed25519 signature (RFC 8032, 5.1.7, without the cofactor) of message by key (32 bytes). Strict: keys and
    !> points that are not encoded in the one right way, points of small order and an S that is not below the group's order are false. Paid by the bytes of message.
    function echo_ed25519_verify(message, signature, key) bind(c)
      import
      type(echo_string), intent(in) :: message
      type(c_ptr), value :: signature
      type(c_ptr), value :: key
      logical(c_bool) :: echo_ed25519_verify
    end function echo_ed25519_verify

    !> The key that made an ECDSA signature on secp256k1 (SEC 1, 4.1.6; SEC 2), as Ethereum's ecrecover finds it: hash has 32 bytes, signature 65: r, s, each
    !> big-endian, and v, which is 0 or 1, or 27 or 28. x and y of the key, each 32 bytes big-endian, at out; false, and out untouched, where there is none, or s is
    !> above half of the group's order (EIP-2).
    function echo_secp256k1_recover(hash, signature, out) bind(c)
      import
      type(c_ptr), value :: hash
      type(c_ptr), value :: signature
      type(c_ptr), value :: out
      logical(c_bool) :: echo_secp256k1_recover
    end function echo_secp256k1_recover

    !> Whether signature (64 bytes: r, s, each big-endian) is an ECDSA signature on secp256k1 (SEC 1, 4.1.4; SEC 2) of hash (32 bytes) by key: a point of 33 bytes (2 or 3, x)
    !> or 65 (4, x, y) as in SEC 1, 2.3.3, or of 64 (x, y). Any other key is false, and so is an s above half of the group's order (EIP-2). Paid by the bytes of key.
    function echo_secp256k1_verify(hash, signature, key) bind(c)
      import
      type(c_ptr), value :: hash
      type(c_ptr), value :: signature
      type(echo_string), intent(in) :: key
      logical(c_bool) :: echo_secp256k1_verify
    end function echo_secp256k1_verify

    !> As secp256k1_verify, on secp256r1, which is P-256 (FIPS 186-5, 6.4.2; SP 800-186), and with any s below the group's order: authenticators make high
    !> ones, too (EIP-7951). Where a signature must be the only one, its s is to be compared by the contract.
    function echo_secp256r1_verify(hash, signature, key) bind(c)
      import
      type(c_ptr), value :: hash
      type(c_ptr), value :: signature
      type(echo_string), intent(in) :: key
      logical(c_bool) :: echo_secp256r1_verify
    end function echo_secp256r1_verify

    !> Whether the product of pairings on BLS12-381 is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-2537 has it: 384 bytes a pair,
    !> a point of G1 (x, y) and one of G2 (x, y, each with its real part first), coordinates of 64 bytes big-endian below the field's prime, infinity all
    !> zeroes; points outside of the groups, and no pair at all, give 2.
    function echo_bls12_381_pairing(pairs) bind(c)
      import
      type(echo_string), intent(in) :: pairs
      integer(c_int32_t) :: echo_bls12_381_pairing
    end function echo_bls12_381_pairing

    !> Whether the product of pairings on BN254 (alt_bn128) is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-197 has it: 192 bytes a pair, a point
    !> of G1 (x, y) and one of G2 (x, y, each with its imaginary part first), coordinates of 32 bytes big-endian below the field's prime, infinity all zeroes; points
    !> outside of the groups give 2, no pair at all gives 1.
    function echo_bn254_pairing(pairs) bind(c)
      import
      type(echo_string), intent(in) :: pairs
      integer(c_int32_t) :: echo_bn254_pairing
    end function echo_bn254_pairing

    !> left + right modulo 2^256. Numbers have 32 bytes each, little-endian; out may be an operand. So for all that follow.
    subroutine echo_add256(left, right, out) bind(c)
      import
      type(c_ptr), value :: left
      type(c_ptr), value :: right
      type(c_ptr), value :: out
    end subroutine echo_add256

    !> left - right modulo 2^256.
    subroutine echo_sub256(left, right, out) bind(c)
      import
      type(c_ptr), value :: left
      type(c_ptr), value :: right
      type(c_ptr), value :: out
    end subroutine echo_sub256

    !> left * right modulo 2^256.
    subroutine echo_mul256(left, right, out) bind(c)
      import
      type(c_ptr), value :: left
      type(c_ptr), value :: right
      type(c_ptr), value :: out
    end subroutine echo_mul256

    !> The quotient of unsigned numbers, without its fraction; 0 where right is 0, as everywhere in Ethereum's Yellow Paper (appendix H).
    subroutine echo_div256(left, right, out) bind(c)
      import
      type(c_ptr), value :: left
      type(c_ptr), value :: right
      type(c_ptr), value :: out
    end subroutine echo_div256

    !> The remainder of unsigned numbers; 0 where right is 0.
    subroutine echo_mod256(left, right, out) bind(c)
      import
      type(c_ptr), value :: left
      type(c_ptr), value :: right
      type(c_ptr), value :: out
    end subroutine echo_mod256

    !> left to the power of right, modulo 2^256; 0 to the power of 0 is 1. Paid by the bytes of right, without the zeroes at its high end.
    subroutine echo_exp256(left, right, out) bind(c)
      import
      type(c_ptr), value :: left
      type(c_ptr), value :: right
      type(c_ptr), value :: out
    end subroutine echo_exp256

    !> (left + right) modulo modulus, of the sum with all its bits; 0 where modulus is 0.
    subroutine echo_addmod256(left, right, modulus, out) bind(c)
      import
      type(c_ptr), value :: left
      type(c_ptr), value :: right
      type(c_ptr), value :: modulus
      type(c_ptr), value :: out
    end subroutine echo_addmod256

    !> (left * right) modulo modulus, of the product with all its bits; 0 where modulus is 0.
    subroutine echo_mulmod256(left, right, modulus, out) bind(c)
      import
      type(c_ptr), value :: left
      type(c_ptr), value :: right
      type(c_ptr), value :: modulus
      type(c_ptr), value :: out
    end subroutine echo_mulmod256
  end interface

contains

  !> Of a text, which is to live as long.
  pure function echo_text(text) result(string)
    character(kind=c_char, len=*), target, intent(in) :: text
    type(echo_string) :: string
    string%pointer = c_loc(text)
    string%length = len(text, c_int32_t)
  end function echo_text

  !> Whether a string is this text.
  function echo_is_text(string, text) result(is)
    type(echo_string), intent(in) :: string
    character(kind=c_char, len=*), target, intent(in) :: text
    logical :: is
    is = string%length == len(text)
    if (is) is = echo_compare_memory(string%pointer, c_loc(text), len(text, c_int64_t)) == 0
  end function echo_is_text
end module echo
