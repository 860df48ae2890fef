//! The SCPI table: the functions a contract calls with `int n`, their numbers, arguments, gas, and meaning.
//!
//! Arguments are in rdi, rsi, rdx, rcx, the result in rax; every other register is preserved (echo-v1.md 2). A *string* is
//! `{ u64 pointer; u32 length }`; where a function gives one, the machine allocates its bytes on the contract heap.
//!
//! Functions below 0x62 carry the original numbers; 0x12, 0x17, 0x18, 0x30-0x34, 0x4a-0x4c and 0x62 and up are our own, in ranges free there. 0x80
//! stays free: whoever writes `int 0x80` means Linux.

/// What an argument or a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueKind {
    /// An unsigned number.
    U64,
    /// A signed number.
    I64,
    /// 32 bits, unsigned.
    U32,
    /// 32 bits, signed.
    I32,
    /// 16 bits, unsigned.
    U16,
    /// 16 bits, signed.
    I16,
    /// A byte, unsigned.
    U8,
    /// A byte, signed.
    I8,
    /// A truth value: 0 or 1.
    Bool,
    /// The bits of a double.
    F64,
    /// The address of bytes the function reads; how many, another argument or the function's doc says.
    Bytes,
    /// The address of bytes the function writes; as many.
    BytesOut,
    /// A zero-terminated text.
    CString,
    /// The address of a string the function reads.
    String,
    /// The address of a string the function fills in.
    StringOut,
    /// The address of a number (or truth value) the function fills in; its width is the function's.
    NumberOut,
    /// The address of options for a call, [`CALL_OPTIONS_SIZE`] bytes, or null for none.
    CallOptions,
}

/// Bytes of the options of a call: value, asset, gas and flags, of 8 bytes each.
pub const CALL_OPTIONS_SIZE: u32 = 32;
/// Flag of a call: nothing may be changed.
pub const CALL_VIEW: u64 = 1;
/// Flag of a creation: the owner may replace the code later.
pub const CREATE_UPGRADEABLE: u64 = 2;

/// A named argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arg {
    /// The argument's name, in C.
    pub name: &'static str,
    /// What it is.
    pub kind: ValueKind,
}

macro_rules! scpi {
    ($($(#[doc = $doc:literal])+ $number:literal $variant:ident $c_name:literal ($($arg:ident: $kind:ident),*) $(-> $result:ident)?, gas $base:literal $(+ $per_byte:literal per byte)?;)+) => {
        /// A function of the machine.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Function { $($(#[doc = $doc])+ $variant = $number),+ }

        impl Function {
            /// Every function, by number.
            pub const ALL: &'static [Function] = &[$(Function::$variant),+];

            /// The function of that number.
            #[must_use]
            pub const fn from_number(number: u8) -> Option<Self> {
                match number { $($number => Some(Function::$variant),)+ _ => None }
            }

            /// The function's name in `echo.h`, without the prefix `echo_`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Function::$variant => $c_name),+ }
            }

            /// What it does.
            #[must_use]
            pub const fn doc(self) -> &'static str {
                match self { $(Function::$variant => concat!($($doc, "\n"),+)),+ }
            }

            /// The function's arguments, in the order of rdi, rsi, rdx, rcx.
            #[must_use]
            pub const fn args(self) -> &'static [Arg] {
                match self { $(Function::$variant => &[$(Arg { name: stringify!($arg), kind: ValueKind::$kind }),*]),+ }
            }

            /// What rax holds afterwards; `None`: rax is preserved.
            #[must_use]
            pub const fn result(self) -> Option<ValueKind> {
                match self { $(Function::$variant => scpi!(@result $($result)?)),+ }
            }

            /// Gas for a call, and for each byte it reads or writes. Charged before anything happens.
            #[must_use]
            pub const fn gas(self) -> Gas {
                match self { $(Function::$variant => Gas { base: $base, per_byte: 0 $(+ $per_byte)? }),+ }
            }
        }
    };
    (@result) => { None };
    (@result $kind:ident) => { Some(ValueKind::$kind) };
}

impl Function {
    /// Whether the call ends with it, so that nothing behind it runs.
    #[must_use]
    pub const fn ends_call(self) -> bool {
        matches!(self, Function::Fail | Function::SelfDestruct)
    }

    /// Whether it changes the chain, or says that something happened: a contract that was called to look may not.
    #[must_use]
    pub const fn is_change(self) -> bool {
        matches!(
            self,
            Function::Transfer
                | Function::StorageSet
                | Function::StorageRemove
                | Function::Emit
                | Function::Create
                | Function::CreateLike
                | Function::ReplaceCode
                | Function::SelfDestruct
        )
    }
}

/// Price of a host function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gas {
    /// Per call.
    pub base: u64,
    /// Per byte of data moved, hashed, stored, printed; its doc says which where it is not plain.
    pub per_byte: u64,
}

scpi! {
    /// Gives `size` bytes of the contract heap, aligned to 16. Size 0 traps.
    0x11 Allocate "allocate" (size: U64) -> U64, gas 100;
    /// Changes the size of an allocation; it may move, with what fits of its bytes. What fits is paid for, whether it moves or not. A null pointer
    /// allocates; size 0 traps.
    0x12 Reallocate "reallocate" (pointer: U64, size: U64) -> U64, gas 100 + 1 per byte;
    /// Gives an allocation back. A null pointer is ignored, any other that was not allocated traps.
    0x13 Free "free" (pointer: U64), gas 50;
    /// Copies `count` bytes that do not overlap; where they do, as if through a buffer.
    0x14 CopyMemory "copy_memory" (destination: BytesOut, source: Bytes, count: U64) -> U64, gas 20 + 1 per byte;
    /// Compares `count` bytes as unsigned numbers: below 0, 0 or above 0.
    0x15 CompareMemory "compare_memory" (left: Bytes, right: Bytes, count: U64) -> I32, gas 20 + 1 per byte;
    /// Sets `count` bytes to `byte`.
    0x16 SetMemory "set_memory" (destination: BytesOut, byte: U8, count: U64) -> U64, gas 20 + 1 per byte;
    /// Copies `count` bytes that may overlap.
    0x17 MoveMemory "move_memory" (destination: BytesOut, source: Bytes, count: U64) -> U64, gas 20 + 1 per byte;
    /// Length of a zero-terminated text, without the zero.
    0x18 StringLength "string_length" (text: CString) -> U64, gas 20 + 1 per byte;

    /// Balance of the account or contract `id` in `asset`. An unknown one traps with `invalid_chain_call`.
    0x20 Balance "balance" (id: String, asset: String) -> I64, gas 400;
    /// Sends `amount` of `asset` from this contract to `to`. Not enough balance traps with `invalid_chain_call`.
    0x21 Transfer "transfer" (to: String, asset: String, amount: U64), gas 2000;
    /// A property of the chain object `id`, as text, whose bytes are paid for. An unknown object or property traps with `invalid_chain_call`.
    0x22 ObjectProperty "object_property" (out: StringOut, id: String, name: String), gas 400 + 1 per byte;
    /// Instance number of the asset sent with the call: 0 for `1.3.0`.
    0x23 CallAsset "call_asset" () -> U64, gas 20;
    /// Hash of a block, as 64 hexadecimal digits. A block that is not there, as the current one is not, traps with `invalid_chain_call`.
    0x24 BlockHash "block_hash" (out: StringOut, number: U32), gas 200;
    /// Account id of the current block's author.
    0x25 BlockAuthor "block_author" (out: StringOut), gas 100;
    /// Gas given to this call.
    0x26 GasLimit "gas_limit" () -> U64, gas 20;
    /// Number of the current block.
    0x27 BlockNumber "block_number" () -> U32, gas 20;
    /// Time of the current block, in seconds since 1970.
    0x28 BlockTime "block_time" () -> U32, gas 20;
    /// Amount sent with the call.
    0x29 CallValue "call_value" () -> U64, gas 20;
    /// Id of who called: an account or a contract.
    0x2a Sender "sender" (out: StringOut), gas 100;
    /// Id of the account that signed the transaction.
    0x2b OriginSender "origin_sender" (out: StringOut), gas 100;
    /// Instance number of this contract: 7 for `1.11.7`.
    0x2c ContractNumber "contract_number" () -> U32, gas 20;
    /// Id of this contract.
    0x2d ContractId "contract_id" (out: StringOut), gas 100;
    /// Whether this call creates the contract.
    0x2e IsConstructor "is_constructor" () -> Bool, gas 20;

    /// Reads the value stored under `key`; false, and `out` untouched, where there is none.
    0x30 StorageGet "storage_get" (key: String, out: StringOut) -> Bool, gas 500 + 2 per byte;
    /// Stores `value` under `key`.
    0x31 StorageSet "storage_set" (key: String, value: String), gas 5000 + 20 per byte;
    /// Removes the value under `key`; false where there was none.
    0x32 StorageRemove "storage_remove" (key: String) -> Bool, gas 1000 + 2 per byte;
    /// Whether a value is stored under `key`.
    0x33 StorageExists "storage_exists" (key: String) -> Bool, gas 400 + 2 per byte;

    /// Reads the value that `contract` stored under `key`; false, and `out` untouched, where there is none.
    0x34 StorageGetOf "storage_get_of" (contract: String, key: String, out: StringOut) -> Bool, gas 600 + 2 per byte;

    /// Takes the next argument if it is a string.
    0x40 ParamString "param_string" (out: StringOut) -> Bool, gas 100 + 1 per byte;
    /// Takes the next argument if it is a truth value.
    0x41 ParamBool "param_bool" (out: NumberOut) -> Bool, gas 40;
    /// Takes the next argument if it is a number that fits in a signed byte.
    0x42 ParamI8 "param_i8" (out: NumberOut) -> Bool, gas 40;
    /// Takes the next argument if it is a number that fits in 16 bits, signed.
    0x43 ParamI16 "param_i16" (out: NumberOut) -> Bool, gas 40;
    /// Takes the next argument if it is a number that fits in 32 bits, signed.
    0x44 ParamI32 "param_i32" (out: NumberOut) -> Bool, gas 40;
    /// Takes the next argument if it is a number that fits in 64 bits, signed.
    0x45 ParamI64 "param_i64" (out: NumberOut) -> Bool, gas 40;
    /// Takes the next argument if it is a number that fits in an unsigned byte.
    0x46 ParamU8 "param_u8" (out: NumberOut) -> Bool, gas 40;
    /// Takes the next argument if it is a number that fits in 16 bits, unsigned.
    0x47 ParamU16 "param_u16" (out: NumberOut) -> Bool, gas 40;
    /// Takes the next argument if it is a number that fits in 32 bits, unsigned.
    0x48 ParamU32 "param_u32" (out: NumberOut) -> Bool, gas 40;
    /// Takes the next argument if it is a number that fits in 64 bits, unsigned.
    0x49 ParamU64 "param_u64" (out: NumberOut) -> Bool, gas 40;

    /// Takes the next argument if it is a whole number that fits in `size` bytes, signed: so many bytes at `out`, 1 to 32, little-endian.
    0x4a ParamInt "param_int" (out: BytesOut, size: U64) -> Bool, gas 40 + 1 per byte;
    /// Takes the next argument if it is a whole number that fits in `size` bytes, unsigned: so many bytes at `out`, 1 to 32, little-endian.
    0x4b ParamUint "param_uint" (out: BytesOut, size: U64) -> Bool, gas 40 + 1 per byte;
    /// Takes the next argument if it is a number, whole or not: the nearest double.
    0x4c ParamF64 "param_f64" (out: NumberOut) -> Bool, gas 100;

    /// Returns the bytes of a string; several values are appended to each other.
    0x50 ReturnString "return_string" (value: String), gas 50 + 2 per byte;
    /// Returns a byte, 0 or 1.
    0x51 ReturnBool "return_bool" (value: Bool), gas 50;
    /// Returns a signed byte.
    0x52 ReturnI8 "return_i8" (value: I8), gas 50;
    /// Returns 2 bytes, little-endian.
    0x53 ReturnI16 "return_i16" (value: I16), gas 50;
    /// Returns 4 bytes, little-endian.
    0x54 ReturnI32 "return_i32" (value: I32), gas 50;
    /// Returns 8 bytes, little-endian.
    0x55 ReturnI64 "return_i64" (value: I64), gas 50;
    /// Returns a byte.
    0x56 ReturnU8 "return_u8" (value: U8), gas 50;
    /// Returns 2 bytes, little-endian.
    0x57 ReturnU16 "return_u16" (value: U16), gas 50;
    /// Returns 4 bytes, little-endian.
    0x58 ReturnU32 "return_u32" (value: U32), gas 50;
    /// Returns 8 bytes, little-endian.
    0x59 ReturnU64 "return_u64" (value: U64), gas 50;

    /// Ends the call with `contract_error` and a message, of which 4096 bytes are kept; nothing it did remains.
    0x60 Fail "fail" (message: String), gas 50 + 1 per byte;
    /// Name of the called function.
    0x61 FunctionName "function_name" (out: StringOut), gas 100 + 1 per byte;

    /// Emits an event: its signature, `transfer(string,string,uint64)`, and its packed values.
    0x62 Emit "emit" (signature: String, data: String), gas 1000 + 8 per byte;
    /// Prints text for the author; no part of the result.
    0x63 DebugText "debug_text" (text: String), gas 50 + 1 per byte;
    /// Prints an unsigned number for the author.
    0x64 DebugU64 "debug_u64" (value: U64), gas 50;
    /// Prints a signed number for the author.
    0x65 DebugI64 "debug_i64" (value: I64), gas 50;
    /// Prints a double for the author.
    0x66 DebugF64 "debug_f64" (value: F64), gas 50;
    /// Prints bytes in hexadecimal for the author.
    0x67 DebugBytes "debug_bytes" (bytes: String), gas 50 + 2 per byte;

    /// Calls `contract` by a call line, `transfer("1.2.16", 25)`. 0 where it returned, else the number of its error, and this contract goes on.
    /// The line's bytes are paid for; loading and running the callee is paid of its gas, which is taken from this contract's, and what is left
    /// of it comes back.
    0x68 Call "call" (contract: String, line: String, options: CallOptions) -> U32, gas 600 + 1 per byte;
    /// Calls `contract` as `call` does, with packed arguments: the name's length in 4 bytes, the name, then each argument, a byte that is the number
    /// of the function that takes it (0x40 to 0x4c) before its value: a string its length in 4 bytes and its bytes; 0x4a and 0x4b a byte that is
    /// the size, then so many bytes.
    0x69 CallPacked "call_packed" (contract: String, packed: String, options: CallOptions) -> U32, gas 600 + 1 per byte;
    /// What the contract that was last called or created from here returned or, where it failed, its message.
    0x6a ReturnData "return_data" (out: StringOut), gas 100 + 1 per byte;
    /// Creates a contract of a contract file, and calls its constructor by a call line. `out` becomes its id, where 0 is returned. The owner is this
    /// contract.
    0x6b Create "create" (code: String, line: String, options: CallOptions, out: StringOut) -> U32, gas 20000 + 20 per byte;
    /// Creates a contract of the code that `contract` has, as `create` does.
    0x6c CreateLike "create_like" (contract: String, line: String, options: CallOptions, out: StringOut) -> U32, gas 20000 + 1 per byte;
    /// Replaces the code of `contract`, which belongs to this contract and was created as one whose code can be replaced. 0 where it was done, else
    /// the number of an error.
    0x6d ReplaceCode "replace_code" (contract: String, code: String) -> U32, gas 10000 + 20 per byte;
    /// Ends the call as if it returned, and this contract for good: what it stored is gone, what it has goes to `heir`. Each asset costs as much as 100
    /// bytes.
    0x6e SelfDestruct "self_destruct" (heir: String), gas 5000 + 20 per byte;
    /// Gas that is left of what this call was given, after this function's.
    0x6f GasLeft "gas_left" () -> U64, gas 20;

    /// SHA-256 (FIPS 180-4) of `data`: 32 bytes at `out`.
    0x70 Sha256 "sha256" (data: String, out: BytesOut), gas 200 + 4 per byte;
    /// Keccak-256 (as Ethereum uses it) of `data`: 32 bytes at `out`.
    0x71 Keccak256 "keccak256" (data: String, out: BytesOut), gas 200 + 6 per byte;
    /// RIPEMD-160 of `data`: 20 bytes at `out`.
    0x72 Ripemd160 "ripemd160" (data: String, out: BytesOut), gas 200 + 8 per byte;
    /// SHA-512 (FIPS 180-4) of `data`: 64 bytes at `out`.
    0x73 Sha512 "sha512" (data: String, out: BytesOut), gas 200 + 4 per byte;
    /// BLAKE2b (RFC 7693) of `data` with digests of 32 bytes and no key: 32 bytes at `out`. It is not the start of BLAKE2b-512.
    0x74 Blake2b256 "blake2b_256" (data: String, out: BytesOut), gas 200 + 3 per byte;
    /// BLAKE3 of `data`, without a key: 32 bytes at `out`.
    0x75 Blake3 "blake3" (data: String, out: BytesOut), gas 200 + 3 per byte;
    /// Whether `signature` (64 bytes) is an Ed25519 signature (RFC 8032, 5.1.7, without the cofactor) of `message` by `key` (32 bytes). Strict: keys and
    /// points that are not encoded in the one right way, points of small order and an S that is not below the group's order are false. Paid by the bytes of `message`.
    0x76 Ed25519Verify "ed25519_verify" (message: String, signature: Bytes, key: Bytes) -> Bool, gas 2500 + 4 per byte;
    /// The key that made an ECDSA signature on secp256k1 (SEC 1, 4.1.6; SEC 2), as Ethereum's `ecrecover` finds it: `hash` has 32 bytes, `signature` 65: r, s, each
    /// big-endian, and v, which is 0 or 1, or 27 or 28. x and y of the key, each 32 bytes big-endian, at `out`; false, and `out` untouched, where there is none, or s is
    /// above half of the group's order (EIP-2).
    0x77 Secp256k1Recover "secp256k1_recover" (hash: Bytes, signature: Bytes, out: BytesOut) -> Bool, gas 4000;
    /// Whether `signature` (64 bytes: r, s, each big-endian) is an ECDSA signature on secp256k1 (SEC 1, 4.1.4; SEC 2) of `hash` (32 bytes) by `key`: a point of 33 bytes (2 or 3, x)
    /// or 65 (4, x, y) as in SEC 1, 2.3.3, or of 64 (x, y). Any other key is false, and so is an s above half of the group's order (EIP-2). Paid by the bytes of `key`.
    0x78 Secp256k1Verify "secp256k1_verify" (hash: Bytes, signature: Bytes, key: String) -> Bool, gas 4000 + 1 per byte;
    /// As `secp256k1_verify`, on secp256r1, which is P-256 (FIPS 186-5, 6.4.2; SP 800-186), and with any s below the group's order: authenticators make high
    /// ones, too (EIP-7951). Where a signature must be the only one, its s is to be compared by the contract.
    0x79 Secp256r1Verify "secp256r1_verify" (hash: Bytes, signature: Bytes, key: String) -> Bool, gas 15000 + 1 per byte;
    /// Whether the product of pairings on BLS12-381 is one: 1, or 0 where it is not, or 2 where `pairs` are not pairs. As EIP-2537 has it: 384 bytes a pair,
    /// a point of G1 (x, y) and one of G2 (x, y, each with its real part first), coordinates of 64 bytes big-endian below the field's prime, infinity all
    /// zeroes; points outside of the groups, and no pair at all, give 2.
    0x7a Bls12381Pairing "bls12_381_pairing" (pairs: String) -> U32, gas 30000 + 60 per byte;
    /// Whether the product of pairings on BN254 (alt_bn128) is one: 1, or 0 where it is not, or 2 where `pairs` are not pairs. As EIP-197 has it: 192 bytes a pair, a point
    /// of G1 (x, y) and one of G2 (x, y, each with its imaginary part first), coordinates of 32 bytes big-endian below the field's prime, infinity all zeroes; points
    /// outside of the groups give 2, no pair at all gives 1.
    0x7b Bn254Pairing "bn254_pairing" (pairs: String) -> U32, gas 20000 + 100 per byte;

    /// left + right modulo 2^256. Numbers have 32 bytes each, little-endian; `out` may be an operand. So for all that follow.
    0x90 Add256 "add256" (left: Bytes, right: Bytes, out: BytesOut), gas 30;
    /// left - right modulo 2^256.
    0x91 Sub256 "sub256" (left: Bytes, right: Bytes, out: BytesOut), gas 30;
    /// left * right modulo 2^256.
    0x92 Mul256 "mul256" (left: Bytes, right: Bytes, out: BytesOut), gas 30;
    /// The quotient of unsigned numbers, without its fraction; 0 where `right` is 0, as everywhere in Ethereum's Yellow Paper (appendix H).
    0x93 Div256 "div256" (left: Bytes, right: Bytes, out: BytesOut), gas 40;
    /// The remainder of unsigned numbers; 0 where `right` is 0.
    0x94 Mod256 "mod256" (left: Bytes, right: Bytes, out: BytesOut), gas 40;
    /// `left` to the power of `right`, modulo 2^256; 0 to the power of 0 is 1. Paid by the bytes of `right`, without the zeroes at its high end.
    0x95 Exp256 "exp256" (left: Bytes, right: Bytes, out: BytesOut), gas 40 + 5 per byte;
    /// (left + right) modulo `modulus`, of the sum with all its bits; 0 where `modulus` is 0.
    0x96 AddMod256 "addmod256" (left: Bytes, right: Bytes, modulus: Bytes, out: BytesOut), gas 40;
    /// (left * right) modulo `modulus`, of the product with all its bits; 0 where `modulus` is 0.
    0x97 MulMod256 "mulmod256" (left: Bytes, right: Bytes, modulus: Bytes, out: BytesOut), gas 50;
}
